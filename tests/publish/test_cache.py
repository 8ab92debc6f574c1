"""A build that changes nothing does nothing; in any doubt, it does the whole work."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from folders import ROOT

NOW = ("--now", "2023-03-01T00:00:00Z")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an agenda whose feeds were built, and a cache of its own."""
    shutil.copy(ROOT / "agenda.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert built() == "67 files written, 0 unchanged"
    return tmp_path


def run(*options: str) -> subprocess.CompletedProcess[str]:
    """Build in a process of its own."""
    command = [sys.executable, "-m", "summit_ical", "build", *NOW, *options]
    return subprocess.run(command, capture_output=True, text=True, check=True)


def built(*options: str) -> str:
    """Build, and return the last line said on stdout."""
    return (run(*options).stdout.splitlines() or [""])[-1]


def notes(folder: Path) -> list[Path]:
    return list((folder / "cache/summit-ical").iterdir())


def modules_of_a_build(folder: Path, *options: str) -> set[str]:
    """The modules that `summit-ical build` loads in a process of its own."""
    call = f"main({['build', '-q', *options]}, standalone_mode=False)"
    code = f"import sys; from summit_ical.cli import main; {call}; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


def test_nothing_is_read_where_nothing_changed(folder: Path) -> None:
    """Neither the agenda's nor the calendars' library is loaded, and the same is said."""
    assert not {"yaml", "icalendar", "pytz", "summit_ical.publish.build"} & modules_of_a_build(folder)
    first = run().stdout
    shutil.rmtree(folder / "cache")
    assert run().stdout == first
    assert built("--check") == ""


def test_feeds_alone_and_with_a_page(folder: Path) -> None:
    """A build without a page is no reason to think that there is one, and the other way round."""
    assert built("--no-page") == "0 files written, 55 unchanged"
    assert not {"yaml", "jinja2"} & modules_of_a_build(folder, "--no-page")
    (folder / "feeds/index.html").unlink()
    assert built() == "1 file written, 66 unchanged"


def edited(folder: Path) -> None:
    agenda = folder / "agenda.yaml"
    agenda.write_text(agenda.read_text("utf-8") + "# a comment\n", "utf-8")


def damaged(folder: Path) -> None:
    (folder / "feeds/all.ics").write_bytes(b"BEGIN:VCALENDAR\r\n")


def deleted(folder: Path) -> None:
    (folder / "feeds/track/users.ics").unlink()


def touched(folder: Path) -> None:
    os.utime(folder / "feeds/all.ics")


def spoilt(folder: Path) -> None:
    for note in notes(folder):
        note.write_text('{"format": 1, "digest"', "utf-8")


def lost(folder: Path) -> None:
    shutil.rmtree(folder / "cache")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(edited, "0 files written, 67 unchanged", id="agenda edited"),
        pytest.param(damaged, "1 file written, 66 unchanged", id="feed damaged"),
        pytest.param(deleted, "1 file written, 66 unchanged", id="feed deleted"),
        pytest.param(touched, "0 files written, 67 unchanged", id="feed touched"),
        pytest.param(spoilt, "0 files written, 67 unchanged", id="note half-written"),
        pytest.param(lost, "0 files written, 67 unchanged", id="note lost"),
    ],
)
def test_any_doubt_means_the_whole_work(folder: Path, change: Callable[[Path], None], said: str) -> None:
    """Where agenda, feeds or note are not as they were, the build looks at everything, and ends in the same bytes."""
    before = {path: path.read_bytes() for path in (folder / "feeds").rglob("*.ics")}
    change(folder)
    assert "summit_ical.publish.build" in modules_of_a_build(folder)
    change(folder)
    assert built() == said
    assert {path: path.read_bytes() for path in (folder / "feeds").rglob("*.ics")} == before


def test_findings_are_said_again(folder: Path) -> None:
    """A warning does not go away because nothing changed."""
    agenda = folder / "agenda.yaml"
    agenda.write_text(agenda.read_text("utf-8").replace("time: 14:30-14:55", "time: 13:30-13:55", 1), "utf-8")
    first = run().stderr
    assert "[outside-hours]" in first
    assert run().stderr == first


def test_a_cache_folder_that_cannot_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is no mistake: the build only takes longer."""
    (folder / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "file"))
    assert built() == "0 files written, 67 unchanged"
