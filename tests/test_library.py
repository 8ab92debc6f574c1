"""Used from Python: what is returned, what is raised, and that a type checker knows both."""

import ast
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError, fields
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

import summit_ical
from folders import ROOT, WHOLE
from summit_ical import Agenda, AgendaError, Feed, Problem, Session, build, read

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_reading() -> None:
    """A path gives a programme: sessions in order, their times instants in UTC."""
    agenda = read(WHOLE / "agenda.yaml")
    assert isinstance(agenda, Agenda)
    assert read(str(WHOLE / "agenda.yaml")).sessions == agenda.sessions
    assert [session.id for session in agenda.sessions][:2] == ["museum", "opening"]
    opening = agenda.sessions[1]
    assert isinstance(opening, Session)
    assert opening.span is not None
    assert opening.span.start == datetime(2026, 10, 24, 8, 0, tzinfo=UTC)
    assert agenda.sessions[0].span is None


def test_reading_what_is_wrong(tmp_path: Path) -> None:
    """All that is wrong at once, each with its place."""
    path = tmp_path / "agenda.yaml"
    path.write_text("event: {id: x, title: X, timezone: Mars}\ndays: [{date: 2026-13-01, sessions: []}]\n")
    with pytest.raises(AgendaError) as caught:
        read(path)
    problems = caught.value.problems
    assert all(isinstance(problem, Problem) for problem in problems)
    assert [(problem.mark.line, problem.mark.column) for problem in problems] == [(1, 36), (2, 15)]
    assert str(caught.value).startswith(f"{path}:1:36: error: 'Mars' is not a time zone\n  hint: ")


def test_building(tmp_path: Path) -> None:
    """A programme, or its path, gives feeds in a folder; one is told what was done."""
    agenda = read(WHOLE / "agenda.yaml")
    built = build(agenda, tmp_path / "from agenda", now=NOW)
    assert isinstance(built.feeds[0], Feed)
    assert (built.feeds[0].path, built.feeds[0].sessions) == ("all.ics", agenda.sessions)
    assert "all.ics" in built.written
    assert (built.unchanged, built.findings) == ((), ())
    build(str(WHOLE / "agenda.yaml"), str(tmp_path / "from path"), now=NOW)
    assert (tmp_path / "from path/all.ics").read_bytes() == (tmp_path / "from agenda/all.ics").read_bytes()


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(NOW + timedelta(microseconds=999_999), id="fractions of a second"),
        pytest.param(NOW.astimezone(timezone(timedelta(hours=5, minutes=45))), id="another offset"),
    ],
)
def test_the_instant_of_a_build(now: datetime, tmp_path: Path) -> None:
    """Stamps are whole seconds in UTC, whatever one passes."""
    build(WHOLE / "agenda.yaml", tmp_path, now=now)
    assert b"DTSTAMP:20260102T030405Z\r\n" in (tmp_path / "all.ics").read_bytes()


def test_some_kinds_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`only` makes the kinds it names."""
    monkeypatch.chdir(tmp_path)
    built = build(WHOLE / "agenda.yaml", now=NOW)
    some = build(WHOLE / "agenda.yaml", tmp_path / "some", only=["track", "all"], now=NOW)
    assert {feed.kind for feed in some.feeds} == {"all", "track"}
    assert {feed.kind for feed in built.feeds} > {"all", "track"}


def test_strictly(tmp_path: Path) -> None:
    """With `strict` a finding is an error, and nothing is written."""
    path = tmp_path / "agenda.yaml"
    path.write_text(
        "event: {id: x, title: X, timezone: UTC}\n"
        "days: [{date: 2026-03-01, sessions: [{id: one, time: 10:00+25m, title: One}]}]\n"
    )
    assert [problem.code for problem in build(path, tmp_path / "feeds", now=NOW).findings] == ["no-feeds-url"]
    with pytest.raises(AgendaError) as caught:
        build(path, tmp_path / "strict", now=NOW, strict=True)
    assert [problem.code for problem in caught.value.problems] == ["no-feeds-url"]
    assert not (tmp_path / "strict").exists()


def test_progress(tmp_path: Path) -> None:
    """`tick` hears of every session that is rendered, and of how many there are."""
    heard: list[tuple[int, int]] = []
    build(WHOLE / "agenda.yaml", tmp_path, now=NOW, tick=lambda done, of: heard.append((done, of)))
    assert heard == [(n, 7) for n in range(1, 8)]


@pytest.mark.parametrize("record", ["Agenda", "Session", "Feed", "Problem", "Build"])
def test_records_do_not_change(record: str) -> None:
    """What one is given stays as it is."""
    kind: type = getattr(summit_ical, record)
    thing = object.__new__(kind)
    with pytest.raises(FrozenInstanceError):
        setattr(thing, fields(kind)[0].name, None)


def test_an_unknown_name() -> None:
    """It is no attribute, and said to be none."""
    with pytest.raises(AttributeError, match="module 'summit_ical' has no attribute 'biuld'"):
        summit_ical.biuld  # noqa: B018


def test_public_names_are_typed() -> None:
    """A type checker learns all of them, though they are imported late; and the package says that it is typed."""
    package = Path(summit_ical.__file__)
    imports = next(node for node in ast.parse(package.read_text("utf-8")).body if isinstance(node, ast.If))
    names = {alias.name for node in ast.walk(imports) if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert names | {"__version__"} == set(summit_ical.__all__)
    assert (package.parent / "py.typed").exists()


def test_the_readmes_lines_of_python(tmp_path: Path) -> None:
    """They run as they stand, beside an agenda, and make feeds."""
    (lines,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "agenda.yaml").write_bytes((ROOT / "agenda.yaml").read_bytes())
    done = subprocess.run([sys.executable, "-c", lines], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout
    assert (tmp_path / "feeds/all.ics").read_bytes().count(b"BEGIN:VEVENT") == 21
