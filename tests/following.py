"""Small programmes, published step by step, and the feeds as a client reads them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar

from agendas import yaml
from summit_ical import Agenda, build
from summit_ical.agendafile.assemble import assemble
from summit_ical.doctor import examine
from summit_ical.importing import formats
from summit_ical.publish.build import Build

START = datetime(2026, 3, 1, 12, tzinfo=UTC)  # of the first build
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
ONE, TWO = "2026-03-29", "2026-03-30"  # days of the programme

Fields = dict[str, Any]

EVENT: Fields = {"id": "summit", "title": "Summit", "timezone": "UTC", "url": "https://example.org/programme"}
TOP: Fields = {
    "tracks": [{"id": "users", "name": "Users"}, {"id": "code", "name": "Code"}],
    "rooms": [{"id": "main", "name": "Main stage"}, {"id": "side", "name": "Side room"}],
}
MAIN, SIDE = {"room": "main"}, {"room": "side"}
SESSIONS: dict[str, Fields] = {
    "opening": {"day": ONE, "time": "09:00-09:30", "title": "Opening", "speakers": ["Ada"], **MAIN, "track": "users"},
    "storage": {
        "day": ONE,
        "time": "09:30-10:00",
        "title": "Storage for all",
        "speakers": ["Bo"],
        **MAIN,
        "track": "users",
    },
    "network": {
        "day": ONE,
        "time": "10:00-10:30",
        "title": "A network of one",
        "speakers": ["Cy"],
        **SIDE,
        "track": "code",
    },
    "lunch": {"day": ONE, "time": "12:00-13:00", "title": "Lunch", "kind": "break"},
    "panel": {
        "day": TWO,
        "time": "09:00-10:00",
        "title": "Panel: what next?",
        "speakers": ["Ada", "Bo"],
        **MAIN,
        "track": "code",
    },
    "posters": {"day": TWO, "time": "tba", "title": "Posters", "track": "users"},
    "virtual": {
        "day": TWO,
        "time": "10:00-10:30",
        "title": "Virtual machines",
        "speakers": ["Di"],
        **MAIN,
        "track": "users",
    },
    "closing": {"day": TWO, "time": "11:00-11:30", "title": "Closing words", **MAIN},
}


def programme(
    changed: Mapping[str, Fields | None] | None = None, event: Fields | None = None, top: Fields | None = None
) -> Agenda:
    """Return the programme above, with these fields of sessions changed; None takes a session, or a field, out."""
    sessions = {i: dict(fields) for i, fields in SESSIONS.items()}
    for session_id, fields in (changed or {}).items():
        if fields is None:
            del sessions[session_id]
        else:
            sessions[session_id] = sessions.get(session_id, {"day": ONE}) | fields
    return agenda(sessions, EVENT | (event or {}), TOP | (top or {}))


def text(sessions: Mapping[str, Fields], event: Fields, top: Fields) -> str:
    """Return the agenda.yaml of sessions that each know their day."""
    days = [
        {
            "date": day,
            "sessions": [
                {"id": i} | {key: value for key, value in fields.items() if key != "day" and value is not None}
                for i, fields in sessions.items()
                if fields["day"] == day
            ],
        }
        for day in sorted({fields["day"] for fields in sessions.values()})
    ]
    return yaml({"event": {key: value for key, value in event.items() if value is not None}, **top, "days": days})


def agenda(sessions: Mapping[str, Fields], event: Fields, top: Fields) -> Agenda:
    return assemble("agenda.yaml", *formats.rows("agenda.yaml", text(sessions, event, top).encode()))


@dataclass(frozen=True, slots=True)
class Entry:
    """What a client knows of an entry."""

    uid: str
    sequence: int
    stamp: datetime
    modified: datetime
    created: datetime
    start: date | datetime
    end: date | datetime
    summary: str
    description: str
    status: str
    location: str

    @property
    def note(self) -> str:
        """What stands first, before the blank line; "" where that is the entry's own text."""
        first, _, rest = self.description.partition("\n\n")
        return first if rest and "\n" not in first and " · " not in first else ""


def entries(raw: bytes) -> dict[str, Entry]:
    """Return a feed's entries by the first part of their UIDs, which is the session's id."""
    found = {}
    for event in icalendar.Calendar.from_ical(raw).walk("VEVENT"):
        uid = str(event["UID"])
        assert uid.partition(".")[0] not in found, "no entry is doubled"
        found[uid.partition(".")[0]] = Entry(
            uid,
            int(event["SEQUENCE"]),
            event["DTSTAMP"].dt,
            event["LAST-MODIFIED"].dt,
            event["CREATED"].dt,
            event["DTSTART"].dt,
            event["DTEND"].dt,
            str(event["SUMMARY"]),
            str(event["DESCRIPTION"]),
            str(event["STATUS"]),
            str(event.get("LOCATION", "")),
        )
    return found


def modified(raw: bytes) -> datetime:
    """Return the feed's own LAST-MODIFIED."""
    found: datetime = icalendar.Calendar.from_ical(raw)["LAST-MODIFIED"].dt
    return found


def blocks(raw: bytes) -> dict[str, bytes]:
    """Return the octets of each VEVENT by the first part of its UID."""
    found = {}
    for block in raw.split(b"BEGIN:VEVENT\r\n")[1:]:
        body = block.partition(b"END:VEVENT\r\n")[0]
        found[body.partition(b"UID:")[2].partition(b".")[0].decode()] = body
    return found


@dataclass(frozen=True, slots=True)
class Folder:
    """A feeds folder and who reads it."""

    path: Path

    def publish(self, agenda: Agenda, now: datetime, **options: Any) -> Build:
        return build(agenda, self.path, now=now, **options)

    def feeds(self) -> dict[str, bytes]:
        """Return every feed by path."""
        return {path.relative_to(self.path).as_posix(): path.read_bytes() for path in sorted(self.path.rglob("*.ics"))}

    def files(self) -> dict[str, bytes]:
        """Return all there is, by path."""
        every = (path for path in sorted(self.path.rglob("*")) if path.is_file())
        return {path.relative_to(self.path).as_posix(): path.read_bytes() for path in every}

    def read(self, path: str = "all.ics") -> dict[str, Entry]:
        return entries((self.path / path).read_bytes())

    def modified(self, path: str = "all.ics") -> datetime:
        return modified((self.path / path).read_bytes())

    def ledger(self) -> Path:
        return self.path / "ledger.json"

    def ill(self) -> Iterator[str]:
        """Yield what the strictest client would refuse."""
        for path, raw in self.feeds().items():
            yield from (str(problem) for problem in examine.examine(path, raw) if problem.severity == "error")
