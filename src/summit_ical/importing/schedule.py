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


class Choice(NamedTuple):
    """One answer to a Question, and what follows from it."""

    value: str  # as the option takes it: "2031-10-07", "day-first", "12h-afternoon"
    consequence: str  # "4 November: 6 sessions"


class Question(NamedTuple):
    """Something that the words of a schedule leave open: asked once for all rows that hang on it."""

    mark: Mark  # of the words asked about
    kind: str  # which kind of thing is not known: a key of OPTIONS
    words: str  # those words, by themselves; an answer holds only while they stand in the source
    sentence: str  # what is open, and what the words say: several readings, none, or two that contradict each other
    choices: tuple[Choice, ...] = ()  # every reading that is left; () where only a person can say
    marks: tuple[Mark, ...] = ()  # further lines that it is about


# Kind of question -> the option that answers it. Where the option takes WORDS=VALUE, WORDS are those of the question.
OPTIONS: dict[str, str] = {
    "timezone": "--timezone",  # IANA name; or WORDS=NAME for one of several
    "year": "--year",
    "dates": "--dates",  # month-first, day-first
    "day": "--day",  # WORDS=YYYY-MM-DD
    "clock": "--clock",  # 24h, 12h-morning, 12h-afternoon; or WORDS=one of them
    "duration": "--default-duration",  # 30m
    "until": "--until",  # WORDS=YYYY-MM-DD, the last day of a repeat
    "map": "--map",  # COLUMN=FIELD
    "as-written": "--as-written",  # what is meant, odd as it looks: one of the table in doubts
}


class Person(NamedTuple):
    name: str
    affiliation: str = ""
    url: str = ""
    key: str = ""  # what the source itself calls them: two keys are two people, whatever their names


@dataclass(frozen=True, slots=True)
class Answers:
    """What the caller says of a schedule that does not say it itself."""

    timezone: str = ""  # IANA name
    year: int | None = None
    default_duration: timedelta | None = None
    columns: tuple[tuple[str, str], ...] = ()  # heading of a column -> field
    dates: str = ""  # "month-first" or "day-first"
    days: tuple[tuple[str, date], ...] = ()  # words of a heading -> its date
    clocks: tuple[tuple[str, str], ...] = ()  # words, "" for all -> 24h, 12h-morning, 12h-afternoon
    untils: tuple[tuple[str, date], ...] = ()  # words of a repeat, "" for all -> its last day
    as_written: tuple[str, ...] = ()  # kinds of oddness that are meant
    zones: tuple[tuple[str, str], ...] = ()  # words, such as a TZID -> IANA name
    shown_in: str = ""  # IANA name: of the agenda that is brought up to date
    encoding: str = ""  # of a file that is not UTF-8


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
    questions: list[Question] = field(default_factory=list)
    has: frozenset[str] = (
        frozenset()
    )  # fields that the source can say at all: a page without a room column says no room
    lasting: bool = False  # whether `key` identifies an item when its title and time change

    def note(self, mark: Mark, what: Kept, message: str) -> None:
        self.notes.append(Note(mark, what, message))
