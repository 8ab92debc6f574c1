"""The preview: follows every save, shows mistakes instead of an old page, and is there for this computer alone."""

import http.client
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from folders import ROOT
from summit_ical import build, read
from summit_ical.serve.preview import Preview

TEXT = (ROOT / "agenda.yaml").read_text("utf-8")


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    agenda = tmp_path / "agenda.yaml"
    agenda.write_text(TEXT, "utf-8")
    with Preview(agenda, tmp_path / "feeds", 0, None, 1_000_000) as shown:
        server = threading.Thread(target=shown.serve_forever, daemon=True)
        server.start()
        yield shown
        shown.server.shutdown()
        server.join()


def get(preview: Preview, path: str, host: str = "") -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(preview.address).netloc, timeout=30)
    connection.request("GET", path, headers={"Host": host} if host else {})
    response = connection.getresponse()
    text = response.read().decode("utf-8")
    connection.close()
    return response.status, text


def test_it_follows_a_save(preview: Preview) -> None:
    """A browser's question for news is answered when the agenda is saved, and the page is the new one."""
    assert "Squash the flakes!" in get(preview, "/")[1]
    preview.agenda.write_text(TEXT.replace("Squash the flakes!", "Iron the flakes!"), "utf-8")
    assert get(preview, "/preview/news?1") == (200, "2")
    assert "Iron the flakes!" in get(preview, "/")[1]


def test_it_shows_what_the_next_build_would(preview: Preview) -> None:
    """What was published is remembered: a session that moves is shown as moved, however often the agenda is saved."""
    build(read(preview.agenda), preview.published, now=datetime(2023, 1, 1, tzinfo=UTC))
    for number, time in enumerate(("15:40-16:05", "15:45-16:10"), 1):
        preview.agenda.write_text(TEXT.replace("15:30-15:55", time), "utf-8")
        get(preview, f"/preview/news?{number}")
        page = get(preview, "/")[1]
        assert time[:5] in page
        assert "Moved from Wed, Mar 29 15:30 UTC" in page
    assert b"15:4" not in (preview.published / "index.html").read_bytes()


def test_mistakes_are_shown(preview: Preview) -> None:
    """A mistake takes the place of the page, with its place in the file; when it is mended the page is back."""
    preview.agenda.write_text(TEXT.replace("15:30-15:55", "25:30-15:55").replace("Day 1", "<script>"), "utf-8")
    get(preview, "/preview/news?1")
    page = get(preview, "/")[1]
    assert "1 error in the agenda" in page
    assert "is not a time of day" in page
    assert "agenda.yaml:" in page
    assert "Squash the flakes!" not in page
    preview.agenda.write_text(TEXT, "utf-8")
    get(preview, "/preview/news?2")
    assert "Squash the flakes!" in get(preview, "/")[1]


def test_in_a_browser(preview: Preview, chromium: Any) -> None:
    """The browser shows the new page by itself, and the mistakes."""
    page = chromium.new_page()
    page.goto(preview.address)
    title = page.locator("#session-flakes .p-name")
    preview.agenda.write_text(TEXT.replace("Squash the flakes!", "Iron the flakes!"), "utf-8")
    title.get_by_text("Iron the flakes!").wait_for(state="attached")
    preview.agenda.write_text(TEXT.replace("15:30-15:55", "25:30-15:55"), "utf-8")
    page.get_by_text("'25:30' is not a time of day").wait_for()
    preview.agenda.write_text(TEXT, "utf-8")
    title.get_by_text("Squash the flakes!").wait_for(state="attached")
    page.close()


def test_it_waits_for_news(preview: Preview) -> None:
    """The page asks with the version that it shows, and learns at once where that is an old one."""
    assert 'data-version="1"' in get(preview, "/")[1]
    assert get(preview, "/preview/news?0") == (200, "1")


def test_feeds_are_there(preview: Preview) -> None:
    """The page's feeds, styles and QR codes are served as well."""
    assert get(preview, "/all.ics")[1].startswith("BEGIN:VCALENDAR")
    assert get(preview, "/page.css")[0] == 200
    assert get(preview, "/qr/all.svg")[0] == 200
    assert get(preview, "/nothing")[0] == 404


def test_only_this_computer(preview: Preview) -> None:
    """It listens on loopback, and a name that somebody else gave to this computer is refused."""
    assert preview.server.server_address[0] == "127.0.0.1"
    assert get(preview, "/", host=f"evil.example:{preview.server.server_port}")[0] == 403


def test_nothing_is_left(tmp_path: Path) -> None:
    """It builds in a folder of its own, which is gone in the end; beside the agenda nothing is written."""
    agenda = tmp_path / "agenda.yaml"
    agenda.write_text(TEXT, "utf-8")
    with Preview(agenda, tmp_path / "feeds", 0, None, 1_000_000) as shown:
        folder = shown.folder
        assert (folder / "all.ics").exists()
    assert not folder.exists()
    assert not shown.home.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["agenda.yaml"]
