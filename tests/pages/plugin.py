"""Fixtures for pages: folders that were built once, and a browser that notices everything that goes wrong in it."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from folders import ROOT
from pages import serving, summoned
from summit_ical import build, read

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SCREENSHOTS = "SUMMIT_ICAL_SCREENSHOTS"  # a folder to keep pictures of the main states in


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function from an agenda, a path or text, to the folder that it was built into, once."""
    known: dict[tuple[str, ...], Path] = {}

    def folder(agenda: Path | str, **options: Any) -> Path:
        key = (str(agenda), repr(options))
        if key not in known:
            known[key] = tmp_path_factory.mktemp("built")
            path = agenda
            if isinstance(agenda, str):
                path = known[key] / "agenda.yaml"
                path.write_text(agenda, "utf-8")
            build(read(path), known[key] / "feeds", now=NOW, **options)
        return known[key] / "feeds"

    return folder


@pytest.fixture(scope="session")
def seed(built: Callable[..., Path]) -> Path:
    """The feeds and the page of the KubeVirt Summit 2023."""
    return built(ROOT / "agenda.yaml")


@pytest.fixture(scope="session")
def every(built: Callable[..., Path]) -> Path:
    """The feeds and the page of the example with every key: rooms, tracks, languages, states, a change of clocks."""
    return built(ROOT / "examples" / "every-key" / "agenda.yaml")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = summoned("chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Return a function that opens a built page. In the end no other host was asked, and nothing went wrong."""
    wrong: list[str] = []
    with ExitStack() as stack:

        def opened(folder: Path, place: str = "", now: str = "", **options: Any) -> Any:
            address = stack.enter_context(serving(folder))
            options = {"timezone_id": "UTC", "locale": "en-GB", "viewport": {"width": 1280, "height": 900}} | options
            context = chromium.new_context(**options)
            stack.callback(context.close)
            page = context.new_page()
            page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
            page.on("dialog", lambda box: (wrong.append(box.message), box.dismiss()))
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on(
                "request",
                lambda asked: None if asked.url.startswith((address, "blob:")) else wrong.append(asked.url),
            )
            if now:
                page.clock.install(time=now)
            page.goto(f"{address}index.html{place}")
            return page

        yield opened
    assert not wrong


@pytest.fixture
def picture() -> Callable[[Any, str], None]:
    """Return a function that keeps a picture of a page where SUMMIT_ICAL_SCREENSHOTS names a folder."""
    folder = os.environ.get(SCREENSHOTS, "")

    def keep(page: Any, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png")

    return keep


def copied(folder: Path, to: Path) -> Path:
    """Return a copy of a built folder, to be changed."""
    return Path(shutil.copytree(folder, to))
