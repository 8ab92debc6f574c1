"""What somebody else's schedule lists, before it is an agenda: items, and notes on how they were read. Records only."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from summit_ical.model.source import Mark, Problem, Text

EndFrom = Literal["stated", "duration", "next", "window", "default"]
Kept = Literal["taken", "left out", "look at"]
INFERRED: frozenset[str] = frozenset({"next", "window", "default"})


class Note(NamedTuple):
    """One line of the report: what was done with the words at a place, and why."""

    mark: Mark
    what: Kept
    message: str


def finding(note: Note) -> Problem:
    """Return a note as a finding, for whoever reads the schedule without importing it; what was taken is none."""
    return Problem(note.mark, "warning", note.what.replace(" ", "-"), f"{note.what}: {note.message}")


class Needed(NamedTuple):
    """Something that is not said, and that nobody may assume."""

    mark: Mark
    option: str  # "--timezone", "--year", "--default-duration", "--map"
    message: str


class Person(NamedTuple):
    name: str
    affiliation: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the caller says of a schedule that does not say it itself."""

    timezone: str = ""  # IANA name
    year: int | None = None
    default_duration: timedelta | None = None
    columns: tuple[tuple[str, str], ...] = ()  # heading of a column -> field


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the schedule. A naive `start` or `end` is a wall clock in the programme's zone."""

    title: Text
    day: date  # of the programme: it may differ from the date on which the item begins
    start: datetime
    end: datetime | None
    end_from: EndFrom = "stated"
    key: str = ""  # what the source itself calls it, if that lasts: a guid, a UID, a number
    speakers: tuple[Person, ...] = ()
    tracks: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    kind: str = "talk"
    language: str = ""
    url: str = ""
    abstract: str = ""
    links: tuple[tuple[str, str], ...] = ()
    status: str = ""

    @property
    def mark(self) -> Mark:
        return self.title.mark


@dataclass(slots=True)
class Programme:
    """A schedule as read. `zone` is an IANA name, or "" where the source names none."""

    file: str
    title: str = ""
    url: str = ""
    zone: str = ""
    language: str = ""
    items: list[Item] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    needed: list[Needed] = field(default_factory=list)
    has: frozenset[str] = (
        frozenset()
    )  # fields that the source can say at all: a page without a room column says no room
    lasting: bool = False  # whether `key` identifies an item when its title and time change

    def note(self, mark: Mark, what: Kept, message: str) -> None:
        self.notes.append(Note(mark, what, message))
