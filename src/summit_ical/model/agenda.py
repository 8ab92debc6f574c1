"""What a conference is: frozen records, every time an instant in UTC. No behaviour but sorting."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from summit_ical.model.source import Mark, Problem, Text
from summit_ical.model.zones import day_start

KINDS = ("talk", "keynote", "tutorial", "panel", "break", "social")
NO_TALKS = frozenset({"break", "social"})  # kinds of session that nobody gives
STATUSES = ("confirmed", "tentative", "cancelled")
FEED_KINDS = ("all", "talks", "day", "track", "room", "speaker", "kind", "language", "session")
DEFAULT_FEED_KINDS = ("all", "day", "track", "room", "speaker", "session")


@dataclass(frozen=True, slots=True)
class Clocks:
    """What the clocks of a zone show at the beginning and at the end of a span, by the rules that were known then."""

    zone: str  # IANA name
    start: datetime  # naive
    end: datetime
    start_called: str = field(default="", compare=False)  # what people call the zone's time then: CEST, UTC+05:30
    end_called: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one instant up to another, both aware and in UTC; `end` is later than `start`."""

    start: datetime
    end: datetime
    clocks: Clocks | None = field(default=None, compare=False)  # where the ledger is to know, or knows, what was said


@dataclass(frozen=True, slots=True)
class Track:
    """A theme that sessions share, and what its feed is called and coloured."""

    id: str
    name: str
    color: str = ""  # a CSS colour name, lower case
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Room:
    """A place in which sessions are held, or from which they are sent."""

    id: str
    name: str
    join: str = ""  # public address to join by video
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person who speaks, known by a declared id or by name alone."""

    name: str
    id: str = ""  # only where the agenda declares one
    affiliation: str = ""
    url: str = ""
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Venue:
    """Where the conference is held."""

    name: str
    address: str = ""
    geo: tuple[float, float] | None = None  # latitude, longitude in degrees, WGS 84


@dataclass(frozen=True, slots=True)
class Notice:
    """Words that reach every entry that ends after the beginning of `since` in the event's zone."""

    text: str
    since: datetime  # an instant, UTC


@dataclass(frozen=True, slots=True)
class Allowance:
    """A finding that is meant."""

    code: str
    reason: str
    sessions: tuple[Text, ...] = ()  # ids; empty: wherever it occurs
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Event:
    """The conference as a whole: its zone, addresses, feeds, and what is said of every session."""

    id: str
    title: str
    timezone: str  # IANA name; all wall clocks of the agenda are read in it
    url: str = ""
    registration: str = ""
    feeds_url: str = ""  # where the feeds folder is published, with a slash at the end
    online: str = ""
    venue: Venue | None = None
    also_show: tuple[str, ...] = ()  # IANA names
    feeds: tuple[str, ...] = DEFAULT_FEED_KINDS
    refresh: timedelta = timedelta(hours=1)
    cancelled: str = "status"  # or "visible"
    abstract_limit: int = 3000  # characters
    notice: Notice | None = None
    allow: tuple[Allowance, ...] = ()
    language: str = "en"  # BCP 47
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Day:
    """A date of the programme."""

    date: date
    title: str = ""
    hours: Span | None = None  # announced
    mark: Mark | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Session:
    """One item of the programme: a talk, a break, a party. Part of every UID is its id."""

    id: str
    title: str
    day: date  # of the programme: a talk past midnight stays with the evening it belongs to
    when: Span | date  # a date: announced without a time (`time: tba`), an all-day entry
    speakers: tuple[Speaker, ...] = ()
    tracks: tuple[Track, ...] = ()
    rooms: tuple[Room, ...] = ()
    kind: str = "talk"
    language: str = ""  # BCP 47
    url: str = ""
    abstract: str = ""  # Markdown, as typed
    links: tuple[tuple[str, str], ...] = ()  # (name, address), in the order typed
    repeat_of: str = ""  # a session's id
    status: str = "confirmed"
    reason: str = ""
    replaced_by: tuple[str, ...] = ()  # sessions' ids
    end_inferred: bool = False
    mark: Mark | None = field(default=None, compare=False)

    @property
    def span(self) -> Span | None:
        """The instants, or None while the time is to be announced."""
        return self.when if isinstance(self.when, Span) else None


@dataclass(frozen=True, slots=True)
class Agenda:
    """A whole programme, every reference in it resolved and every time an instant."""

    event: Event
    days: tuple[Day, ...]
    sessions: tuple[Session, ...]  # all-day first, then by (start, id)
    tracks: tuple[Track, ...] = ()
    rooms: tuple[Room, ...] = ()
    speakers: tuple[Speaker, ...] = ()  # all that speak, in the order of their first session
    noticed: tuple[Problem, ...] = ()  # findings made while reading; checks.findings adds its own
    ids_guessed: bool = False  # sessions' ids are made of their titles, for the file's format has none
    mark: Mark = field(default=Mark("agenda"), compare=False)


def ends(session: Session, zone: str) -> datetime:
    """Return when a session is over; without a time, at the end of its day in the zone."""
    if isinstance(session.when, Span):
        return session.when.end
    return day_start(session.when + timedelta(days=1), zone)


def programme_order(session: Session) -> tuple[bool, str, str]:
    """Sort key: all-day entries first, then by (start, id)."""
    when = session.when
    if isinstance(when, Span):
        return (True, when.start.isoformat(), session.id)
    return (False, when.isoformat(), session.id)
