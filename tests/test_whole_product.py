"""One small agenda, and every byte that subscribers get for it.

To renew the bytes after a change that is meant, empty tests/data/whole/feeds, then build and read the diff:

    summit-ical build tests/data/whole/agenda.yaml -o tests/data/whole/feeds --now 2026-01-02T03:04:05Z

What changes with a past, ledger.json and changes.xml, is not kept there.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from folders import ROOT, WHOLE
from summit_ical import build
from summit_ical.doctor.examine import examine

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
AGENDAS = [ROOT / "agenda.yaml", *sorted((ROOT / "examples").glob("**/agenda*.yaml"))]


def feeds(folder: Path) -> dict[str, bytes]:
    """Return what subscribers and programs fetch: path -> bytes."""
    paths = [*folder.rglob("*.ics"), folder / "feeds.json"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_whole_product(tmp_path: Path) -> None:
    """The same agenda and the same instant give the same bytes, everywhere and always."""
    build(WHOLE / "agenda.yaml", tmp_path, now=NOW)
    assert feeds(tmp_path) == feeds(WHOLE / "feeds")


@pytest.mark.parametrize("agenda", AGENDAS, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_example_builds_without_findings(agenda: Path, tmp_path: Path) -> None:
    """What people copy from is without fault, and so are its feeds in the eyes of the strictest reader."""
    assert build(agenda, tmp_path, now=NOW).findings == ()
    problems = [problem for path in tmp_path.rglob("*.ics") for problem in examine(path.name, path.read_bytes())]
    assert problems == []
