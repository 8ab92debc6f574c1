"""Independent readers of our feeds against the agenda: what was announced is what they show."""

import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from agendas import agendas
from folders import WHOLE
from judges import Entry, Reader, entry, ordered
from judges.read_with_python import LIBRARIES, Read
from summit_ical import Agenda, Session, build, read
from summit_ical.calendars import ics
from summit_ical.doctor import examine
from summit_ical.model.agenda import Span
from summit_ical.text.cut import cut
from test_whole_product import AGENDAS

pytestmark = pytest.mark.slow
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def announced(agenda: Agenda) -> dict[str, Entry]:
    """Return what a calendar should show of each session, by its id: the agenda's words, up to the cuts."""
    titles = {session.id: session.title for session in agenda.sessions}
    host = urlsplit(agenda.event.url).hostname or "summit-ical.invalid"
    return {
        session.id: Entry(
            uid=f"{session.id}.{agenda.event.id}@{host}",
            **instants(session.when),
            summary=cut(("CANCELLED: " if session.status == "cancelled" else "") + session.title, 200),
            description=ics.description(session, agenda, titles),  # what stands in it is for test_ics.py
            location=place(session, agenda),
            categories=tuple(ics.categories(session)),
            status=shown_status(session, agenda),
            sequence=0,
        )
        for session in agenda.sessions
    }


def instants(when: Span | date) -> dict[str, Any]:
    if isinstance(when, Span):
        start, end = (f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (when.start, when.end))
        return {"start": start, "end": end, "all_day": False}
    return {"start": str(when), "end": str(when + timedelta(days=1)), "all_day": True}


def place(session: Session, agenda: Agenda) -> str | None:
    """Rooms and venue; the first join link where there are none; None where there is neither, nor a short one."""
    venue = agenda.event.venue
    words = [room.name for room in session.rooms] + ([venue.name, venue.address] if venue else [])
    if any(words):
        return cut(", ".join(filter(None, words)), 255)
    return next((address for address in ics.joining(session, agenda) if len(address) <= 255), None)


def shown_status(session: Session, agenda: Agenda) -> str:
    visible = session.status == "cancelled" and agenda.event.cancelled == "visible"
    return "CONFIRMED" if visible else session.status.upper()


def members(agenda: Agenda, kind: str, key: str) -> list[str]:
    """Return the ids of the sessions that a feed is to hold, in the words of the agenda."""
    named = {
        "all": lambda session: True,
        "talks": lambda session: session.kind not in ("break", "social"),
        "day": lambda session: str(session.day) == key,
        "track": lambda session: key in [track.id for track in session.tracks],
        "room": lambda session: key in [room.id for room in session.rooms],
        "speaker": lambda session: key in [speaker.id or speaker.name for speaker in session.speakers],
        "kind": lambda session: session.kind == key,
        "language": lambda session: session.language.lower() == key,
        "session": lambda session: session.id == key,
    }
    return [session.id for session in agenda.sessions if named[kind](session)]


def some_agendas(folder: Path) -> list[Path]:
    """Return a few made-up agendas, wild ones, the same in every run."""
    paths: list[Path] = []

    @settings(
        max_examples=25,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(text=agendas())
    def collect(text: str) -> None:
        paths.append(folder / f"{len(paths)}.yaml")
        paths[-1].write_text(text, "ascii")

    collect()
    return paths


def published(paths: Iterable[Path], folder: Path) -> dict[Path, list[Entry]]:
    """Build the feeds of agendas; return their paths, and what readers should show of each."""
    found = {}
    for number, path in enumerate(paths):
        agenda = read(path)
        entries = announced(agenda)
        for feed in build(agenda, folder / str(number), now=NOW).feeds:
            found[folder / str(number) / feed.path] = [entries[name] for name in members(agenda, feed.kind, feed.key)]
    return found


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, list[Entry]]:
    """Every feed of the example agendas."""
    return published([WHOLE / "agenda.yaml", *AGENDAS], tmp_path_factory.mktemp("examples"))


@pytest.fixture(scope="module")
def wild(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, list[Entry]]:
    """The whole programme of some wild agendas."""
    folder = tmp_path_factory.mktemp("wild")
    feeds = published(some_agendas(folder), folder)
    return {path: entries for path, entries in feeds.items() if path.name == "all.ics"}


def test_every_judge_agrees_with_the_examples(judge: Reader, examples: dict[Path, list[Entry]]) -> None:
    """Each reader shows every session of every feed as announced, its declared quirks apart."""
    assert judge.read(examples) == {path: ordered(map(judge.expected, entries)) for path, entries in examples.items()}


def test_every_judge_agrees_with_wild_agendas(judge: Reader, wild: dict[Path, list[Entry]]) -> None:
    """The same of words that nobody would announce."""
    assert judge.read(wild) == {path: ordered(map(judge.expected, entries)) for path, entries in wild.items()}


# These show any text as it is, and start in an instant. The others are asked about the examples.
IN_PROCESS = ("icalendar", "vobject", "ical")


@pytest.fixture(scope="module")
def readings() -> dict[str, Read]:
    return {library: LIBRARIES[library]() for library in IN_PROCESS}


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(text=agendas())
def test_any_agenda_comes_back_from_foreign_readers(readings: dict[str, Read], text: str) -> None:
    """Whatever an agenda says, its feeds are sound, and others read in them what it says."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "agenda.yaml").write_text(text, "ascii")
        agenda = read(folder / "agenda.yaml")
        entries = announced(agenda)
        for feed in build(agenda, folder, now=NOW).feeds:
            raw = (folder / feed.path).read_bytes()
            # Tags that somebody typed into a title are shown as typed: the one thing that is not for a feed to mend.
            assert {problem.code for problem in examine.examine(feed.path, raw)} <= {"html"}
            assert [session.id for session in feed.sessions] == members(agenda, feed.kind, feed.key)
        raw = (folder / "all.ics").read_bytes()
        for library, reading in readings.items():
            shown = {found["uid"]: entry(found) for found in reading(raw.decode())}
            assert shown == {found.uid: found for found in entries.values()}, library
