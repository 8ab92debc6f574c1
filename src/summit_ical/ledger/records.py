"""The ledger as records and as text: what subscribers have seen, and how it is kept in ledger.json. Decides nothing."""

import hashlib
import json
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn, TypeVar
from urllib.parse import urlsplit

from summit_ical.model.agenda import KINDS, STATUSES, Clocks, Room, Session, Span, Speaker, Track
from summit_ical.model.feed_kinds import GROUPS, TOP, Kept
from summit_ical.model.instants import instant
from summit_ical.model.source import AgendaError, Mark, Problem, Refused, Text, shown
from summit_ical.model.values import ID, LANGUAGE, to_color
from summit_ical.model.zones import FIRST_YEAR, LAST_YEAR, RELEASE, release_order, rfc3339

PRODID = "-//summit-ical//summit-ical//EN"  # by which our feeds are known
NOTE_MAX = 198  # characters of what an entry says first about its last revision

# States: in the agenda, called off in it, gone from it while still to come (stays as cancelled), gone for good.
LIVE, CANCELLED, TOMBSTONE, REMOVED = "live", "cancelled", "tombstone", "removed"
STATES = (LIVE, CANCELLED, TOMBSTONE, REMOVED)
# What should never have been published: nothing is known of it but its UID, which is never used again.
WITHDRAWN = "withdrawn"
STALE = "0" * 64  # a digest that nothing has: what it stands for is revised in the next build
ZERO = timedelta(0)
OFFSET_END = timedelta(days=1)  # no clock is as far from UTC
FORMAT = 2  # of the ledger; the first knew no wall clocks
KEPT_FOR_NOTICES = "feed--"  # how the UIDs of notices begin


class Identity(NamedTuple):
    """What the ledger knows of an entry, and the agenda does not. Instants in UTC, whole seconds."""

    uid: str
    sequence: int
    created: datetime
    revised: datetime  # DTSTAMP and LAST-MODIFIED
    note: str = ""


class Rendered(NamedTuple):
    """A session as its subscribers see it, before it has an identity: unfolded content lines, in order."""

    lines: tuple[str, ...]
    description: int  # which of the lines is DESCRIPTION; there always is one

    @property
    def digest(self) -> str:
        """SHA-256 of all that a subscriber can see."""
        return hashlib.sha256("\n".join(self.lines).encode()).hexdigest()


class Frame(NamedTuple):
    """What stands around a feed's entries, before it has a LAST-MODIFIED: content lines above and below that."""

    above: bytes
    below: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of all that a subscriber can see."""
        return hashlib.sha256(self.above + self.below).hexdigest()


Value = None | str | tuple[str, ...] | Span | date  # what a change was from, or is to


class Change(NamedTuple):
    """One thing about a session that became another."""

    what: str  # a key of SHAPES
    before: Value = None
    after: Value = None


class Revision(NamedTuple):
    """What changed in one revision of a session."""

    sequence: int
    time: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One session as last published."""

    identity: Identity
    digest: str
    state: str
    session: Session  # the whole of it
    left: Mapping[str, datetime] = field(default_factory=dict)  # path -> when it left that feed
    history: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """What a published path stands for, since when, and when what stands around its entries was last another."""

    kept: Kept
    created: datetime
    revised: datetime
    digest: str = ""  # SHA-256 of the calendar's own lines but LAST-MODIFIED; "" where it is not known


@dataclass(frozen=True, slots=True)
class Farewell:
    """The one entry of a feed that has no session left. Decided once, and kept."""

    date: date  # the event's first day, then
    follow: str  # the path of the feed to follow now; "" where it has to be decided again
    identity: Identity | None = None  # None until it is published
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """The whole ledger. An empty one has seen nothing."""

    event: str = ""
    host: str = ""
    sessions: Mapping[str, SessionRecord] = field(default_factory=dict)
    feeds: Mapping[str, FeedRecord] = field(default_factory=dict)
    notices: Mapping[str, Farewell] = field(default_factory=dict)
    withdrawn: Mapping[str, str] = field(default_factory=dict)  # session's id -> UID
    release: str = ""  # the newest of the zone database that a build used; "" where nobody knows
    format: int = FORMAT  # in which it was read, and is written while nothing in it changes

    @property
    def kept(self) -> dict[str, Kept]:
        """What each published path stands for."""
        return {path: known.kept for path, known in self.feeds.items()}


@dataclass(frozen=True, slots=True)
class Entry:
    """A published VEVENT, unfolded: its identity, the rest of its lines, and the feeds it is in."""

    values: Mapping[str, str]  # of its properties, by name and parameters; the first of each
    lines: tuple[str, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The ledger before a build and, where it was lost, the published entries by session id."""

    memory: Memory = field(default_factory=Memory)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    remark: str = ""  # for the user


NOTHING = Known()


def without_references(session: Session, gone: Container[str]) -> Session:
    """Return a session that names none of these others, of which nothing is known any more."""
    replaced_by = tuple(other for other in session.replaced_by if other not in gone)
    repeat_of = "" if session.repeat_of in gone else session.repeat_of
    if (replaced_by, repeat_of) == (session.replaced_by, session.repeat_of):
        return session
    return replace(session, replaced_by=replaced_by, repeat_of=repeat_of)


def newest(memory: Memory) -> datetime | None:
    """Return the newest stamp on anything that was published; None before the first build."""
    stamps = [item.identity.revised for item in memory.sessions.values()]
    stamps += [known.revised for known in memory.feeds.values()]
    stamps += [notice.identity.revised for notice in memory.notices.values() if notice.identity]
    return max(stamps, default=None)


def by_key(memory: Memory) -> dict[tuple[str, str], str]:
    """Return the published paths by the kind and the key that they stand for."""
    return {(known.kept.kind, known.kept.key): path for path, known in memory.feeds.items()}


def feeds_of(session: Session, paths: Mapping[tuple[str, str], str]) -> set[str]:
    """Return the paths of the published feeds that a session belongs to."""
    keys = ((kind, handle.key) for kind, handles in GROUPS.items() for handle in handles(session))
    return {paths[key] for key in keys if key in paths}


# -- times and changes as JSON ---------------------------------------------------------------------------------------


def when_json(when: Span | date) -> list[str]:
    """Return a time as JSON tells it: [start, end] in UTC, or [date]."""
    if isinstance(when, Span):
        return [when.start.isoformat(), when.end.isoformat()]
    return [when.isoformat()]


def _kept_json(when: Span | date) -> list[str]:
    """A time as the ledger keeps it: with the zone, and what its clocks show at both instants, where that is known."""
    clocks = when.clocks if isinstance(when, Span) else None
    if clocks is None:
        return when_json(when)
    shown_then = ((clocks.start, clocks.start_called), (clocks.end, clocks.end_called))
    return [*when_json(when), clocks.zone, *(f"{wall.isoformat()} {called}" for wall, called in shown_then)]


def read_when(when: Sequence[str]) -> Span | date:
    """Return the time that was kept. Raises TypeError and ValueError."""
    found: Span | date
    if len(when) == 1:
        found = first = last = date.fromisoformat(when[0])
    else:
        start, end, *clocks = when
        found = Span(datetime.fromisoformat(start), datetime.fromisoformat(end))
        first, last = found.start, found.end
        if first.utcoffset() != ZERO or found.end.utcoffset() != ZERO or found.end <= found.start:
            raise ValueError("not a span of instants in UTC")
        found = replace(found, clocks=_read_clocks(found, *clocks)) if clocks else found
    if first.year < FIRST_YEAR - 1 or last.year > LAST_YEAR + 1:  # a year is another one in a far zone
        raise ValueError("not in the years that zones are known for")
    return found


def _read_clocks(span: Span, zone: str, *walls: str) -> Clocks:
    (start, start_called), (end, end_called) = (wall.split(" ", 1) for wall in walls)
    found = Clocks(_str(zone), datetime.fromisoformat(start), datetime.fromisoformat(end), start_called, end_called)
    offsets = found.start - span.start.replace(tzinfo=None), found.end - span.end.replace(tzinfo=None)
    if not found.zone or any(abs(offset) >= OFFSET_END for offset in offsets) or UNSPEAKABLE.search("".join(walls)):
        raise ValueError(walls)
    return found


def _none(value: object) -> None:
    if value is not None:
        raise TypeError(value)


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _strs(value: object) -> tuple[str, ...]:
    return tuple(map(_str, _list(value)))


# How `before` and `after` are read. Each of these raises TypeError or ValueError for anything else.
SHAPES: dict[str, tuple[Callable[[Any], Value], Callable[[Any], Value]]] = {
    "new": (_none, read_when),
    "rerun": (_str, read_when),
    "removed": (read_when, _none),
    "cancelled": (_none, _str),
    "replaced": (_none, _strs),
    "reinstated": (_none, _none),
    "time": (read_when, read_when),
    "corrected": (read_when, read_when),
    "title": (_str, _str),
    "speakers": (_strs, _strs),
    "rooms": (_strs, _strs),
    "tracks": (_strs, _strs),
    "status": (_str, _str),
    "details": (_none, _none),
}


def change_json(change: Change, times: Callable[[Span | date], list[str]] = when_json) -> list[Any]:
    """Return a change as JSON tells it: what, before and after."""

    def value_json(value: Value) -> list[str] | str | None:
        if isinstance(value, Span | date):
            return times(value)
        return list(value) if isinstance(value, tuple) else value

    return [change.what, value_json(change.before), value_json(change.after)]


def read_change(written: Sequence[Any]) -> Change:
    """Return the change that was kept. Raises KeyError, TypeError and ValueError."""
    what, before, after = written
    read_before, read_after = SHAPES[what]
    return Change(what, read_before(before), read_after(after))


# -- a session as JSON ----------------------------------------------------------------------------------------------

ADDRESS = re.compile(r"(?i:https?)://[^\s\x00-\x20\x7f<>\"\\^`{|}/?#]+[^\s\x00-\x20\x7f<>\"\\^`{|}]*")
DEFAULTS = Session("", "", date.min, date.min)


def record(session: Session) -> dict[str, Any]:
    """Return the whole session as JSON keeps it, without what is as by default."""
    found: dict[str, Any] = {
        "title": str(session.title),
        "day": session.day.isoformat(),
        "when": _kept_json(session.when),
        "speakers": [[s.name, s.id, s.affiliation, s.url] for s in session.speakers],
        "tracks": [[t.id, t.name, t.color] for t in session.tracks],
        "rooms": [[r.id, r.name, r.join] for r in session.rooms],
        "links": [[name, address] for name, address in session.links],
        "replaced_by": list(session.replaced_by),
        "end_inferred": session.end_inferred,
    }
    for name in PLAIN:
        if (value := getattr(session, name)) != getattr(DEFAULTS, name):
            found[name] = str(value)
    return {name: value for name, value in found.items() if value not in ([], False)}


def session_of(session_id: str, last: Mapping[str, Any]) -> Session:
    """Return the session that `record` wrote. Raises AgendaError where no agenda can have held it."""
    try:
        return Session(
            id=identifier(session_id),
            title=_str(last["title"]),
            day=date.fromisoformat(last["day"]),
            when=read_when(last["when"]),
            speakers=tuple(_speaker(*fields) for fields in _list(last.get("speakers", []))),
            tracks=tuple(_track(*fields) for fields in _list(last.get("tracks", []))),
            rooms=tuple(_room(*fields) for fields in _list(last.get("rooms", []))),
            links=tuple((_str(name), _address(address)) for name, address in _list(last.get("links", []))),
            replaced_by=tuple(map(identifier, _list(last.get("replaced_by", [])))),
            end_inferred=bool(last.get("end_inferred", False)),
            **{name: read(last[name]) for name, read in PLAIN.items() if name in last},  # type: ignore[arg-type]
        )
    except (KeyError, TypeError, ValueError, AttributeError, Refused):
        raise unusable("the ledger", f"its record of {shown(session_id)} is not one of a session") from None


def identifier(value: object) -> str:
    """Return an id as agendas have them. Raises TypeError and ValueError."""
    if not ID.fullmatch(_str(value)):  # it becomes part of a path
        raise ValueError(value)
    return str(value)


def _address(value: object) -> str:
    if value and (not ADDRESS.fullmatch(_str(value)) or urlsplit(_str(value)).port == 0):  # `port` may be a ValueError
        raise ValueError(value)
    return _str(value)


def _speaker(name: object, speaker_id: object, affiliation: object, url: object) -> Speaker:
    return Speaker(_str(name), _str(speaker_id) and identifier(speaker_id), _str(affiliation), _address(url))


def _track(track_id: object, name: object, color: object) -> Track:
    return Track(identifier(track_id), _str(name), _str(color) and str(to_color(Text(_str(color), Mark("")))))


def _room(room_id: object, name: object, join: object) -> Room:
    return Room(identifier(room_id), _str(name), _address(join))


def _one_of(values: Sequence[str]) -> Callable[[Any], str]:
    return lambda value: values[values.index(value)]


def _language(value: object) -> str:
    if not LANGUAGE.fullmatch(_str(value)):
        raise ValueError(value)
    return str(value)


# The fields of a record that are one text each, and how they are read.
PLAIN: Mapping[str, Callable[[Any], str]] = {
    "kind": _one_of(KINDS),
    "language": _language,
    "url": _address,
    "abstract": _str,
    "repeat_of": identifier,
    "status": _one_of(STATUSES),
    "reason": _str,
}


# -- the ledger as text ---------------------------------------------------------------------------------------------

FIRST_FORMAT = 1
NAME = "ledger.json"
ZONES = "zones"
DIGEST = re.compile(r"[0-9a-f]{64}|")
FILE = re.compile(r"[a-z0-9][a-z0-9-]*\.ics")
UNSPEAKABLE = re.compile("[\x00-\x1f\x7f-\x9f]")  # controls, line breaks among them
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
SEQUENCE_END = 2**31  # RFC 5545 3.3.8
DIGITS_MAX = 20  # of a number; beyond some thousands, Python reads none
DEPTH_MAX = 20  # brackets around brackets; a ledger has half of that
CONFLICT = re.compile(r"^(<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)", re.MULTILINE)
ZONES_LINE = re.compile(r'^"zones": .*\n', re.MULTILINE)
# Two branches that built with other releases of the zone database: the newer counts, so both lines may stay.
ZONES_CONFLICT = re.compile(
    r'^<<<<<<<.*\n(?:"zones": .*\n|\|\|\|\|\|\|\|.*\n|\n)*=======\n(?:"zones": .*\n|\n)*>>>>>>>.*\n', re.MULTILINE
)
RESTORE = "take it back from Git or a copy; without one, delete it, and the next build reads the feeds instead"
REWIND = "take it and the feeds back from Git or a copy of before that; without one, build into another folder"
CHOOSE = (
    "two branches changed it: keep the line with the higher sequence, of equal ones the later, of one that was "
    "withdrawn the line that says so, then build"
)


def dump(memory: Memory) -> bytes:
    """Return the ledger as JSON, one item a line, with a blank line between.

    Git can then merge two branches that changed different items: no line belongs to two of them, not even by a comma.
    """
    return b"".join(parts(memory))


def parts(memory: Memory) -> Iterator[bytes]:
    """Yield the ledger in pieces: a large one is never there twice."""
    yield f'{{\n"format": {memory.format},\n'.encode()
    if memory.format > FIRST_FORMAT:  # blank lines around it: two branches may change it and nothing else
        yield f'\n"{ZONES}": {to_json({"release": memory.release})},\n\n'.encode()
    yield f'"event": {to_json({"id": memory.event, "host": memory.host})}'.encode()
    sections: tuple[tuple[str, Mapping[str, Any], Callable[[Any], dict[str, Any]]], ...] = (
        ("sessions", {**memory.sessions, **memory.withdrawn}, _item),
        ("feeds", memory.feeds, _path),
        ("notices", memory.notices, _notice),
    )
    for name, items, as_json in sections:
        yield f',\n\n"{name}": {{\n\n'.encode()
        for key in sorted(items):
            yield f"{to_json(key)}: {to_json(as_json(items[key]))},\n\n".encode()
        yield b'"": null}'
    yield b"\n}\n"


to_json = json.JSONEncoder(ensure_ascii=False).encode  # made once: json.dumps makes one for each call


def _time(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def _item(item: SessionRecord | str) -> dict[str, Any]:
    if isinstance(item, str):
        return {"uid": item, "state": WITHDRAWN}
    who = item.identity
    found = {
        "uid": who.uid,
        "digest": item.digest,
        "sequence": who.sequence,
        "created": rfc3339(who.created),
        "revised": rfc3339(who.revised),
        "state": item.state,
        "note": who.note,
        "last": record(item.session),
        "left": {path: _time(at) for path, at in sorted(item.left.items())},
        "history": [
            [r.sequence, _time(r.time), [change_json(change, _kept_json) for change in r.changes]] for r in item.history
        ],
    }
    return {name: value for name, value in found.items() if value or name not in ("note", "left", "history")}


def _path(known: FeedRecord) -> dict[str, str]:
    return {
        "kind": known.kept.kind,
        "key": known.kept.key,
        "name": known.kept.name,
        "digest": known.digest,
        "created": rfc3339(known.created),
        "revised": rfc3339(known.revised),
    }


def _notice(notice: Farewell) -> dict[str, Any]:
    who = notice.identity
    assert who is not None, "announced before it is kept"
    return {
        "uid": who.uid,
        "digest": notice.digest,
        "sequence": who.sequence,
        "created": rfc3339(who.created),
        "revised": rfc3339(who.revised),
        "date": notice.date.isoformat(),
        "follow": notice.follow,
    }


def parse(file: str, raw: bytes) -> Memory:
    """Return the ledger in a file. Raises AgendaError where it is not whole, not ours, or of a newer format."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode()
        raise _refusal_at(file, before, len(before), "not UTF-8 from here on") from None
    text = ZONES_CONFLICT.sub(_both_zones, text)
    if conflict := CONFLICT.search(text):
        hint = "keep the lines of both sides where they are of different sessions, then build"
        raise _refusal_at(file, text, conflict.start(), "a merge left its conflict marks here", hint)
    try:
        top = _json(file, text)
        if SURROGATE.search(text):
            to_json(top).encode()  # a ValueError where one stands alone: no file can hold it
        if type(top["format"]) is not int or top["format"] < FIRST_FORMAT:
            raise ValueError(top["format"])
        if top["format"] > FORMAT:
            message = f"format {top['format']} is newer than this program, which knows {FORMAT}"
            raise unusable(file, message, "upgrade summit-ical")
        return _memory(file, top)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise unusable(file, "not a ledger of ours, or not the whole of it") from None


def _both_zones(conflict: re.Match[str]) -> str:
    """The lines of both sides, and as many lines as there were."""
    said = ZONES_LINE.findall(conflict[0])
    return "".join(said) + "\n" * (conflict[0].count("\n") - len(said))


def _json(file: str, text: str) -> Any:
    """What a ledger's text holds. Raises AgendaError, in our words, where it is no JSON, or JSON that no ledger has."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            pairs = newest_release(pairs)
            found = dict(pairs)
        if len(found) != len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise unusable(file, f"{shown(twice)} stands twice", CHOOSE)
        return found

    def newest_release(pairs: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
        """Of what two branches say of the zone database, the newer."""
        said = [value for key, value in pairs if key == ZONES and isinstance(value, dict) and [*value] == ["release"]]
        last = max(said, key=lambda zones: release_order(_str(zones["release"])), default=None)
        return [(key, value) for key, value in pairs if value is last or value not in said]

    def whole(digits: str) -> int:
        return int(digits) if len(digits) <= DIGITS_MAX else no_number(digits)

    def no_number(word: str) -> NoReturn:
        place = re.search(rf"(?<=[:\[,\s]){re.escape(word)}(?=[,\]}}\s]|$)", text)
        raise _refusal_at(file, text, place.start() if place else 0, f"no ledger has the number {shown(word)}")

    try:
        return json.loads(
            text, object_pairs_hook=once, parse_int=whole, parse_float=no_number, parse_constant=no_number
        )
    except json.JSONDecodeError as error:
        is_cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
        message = "cut short: the rest is missing" if is_cut else "not JSON from here on"
        raise _refusal_at(file, text, error.pos, message) from None
    except RecursionError:
        raise _refusal_at(file, text, _too_deep(text), "nested deeper than any ledger is") from None


def _too_deep(text: str) -> int:
    """Where JSON is nested deeper than any ledger."""
    depth = 0
    for sign in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(sign[0], 0)
        if depth > DEPTH_MAX:
            return sign.start()
    return len(text)


def _refusal_at(file: str, text: str, place: int, message: str, hint: str = "") -> AgendaError:
    """The refusal of a ledger, with the line and column of a place in its text."""
    mark = Mark(file, text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place))
    return AgendaError([Problem(mark, "error", "ledger", message, hint or RESTORE)])


def unusable(file: str, message: str, hint: str = RESTORE) -> AgendaError:
    """Return the refusal of a ledger that cannot be trusted."""
    return AgendaError([Problem(Mark(file), "error", "ledger", message, hint)])


def _memory(file: str, top: Mapping[str, Any]) -> Memory:
    event, host = identifier(top["event"]["id"]), _str(top["event"]["host"])
    if not host or UNSPEAKABLE.search(host):
        raise ValueError(host)
    sessions, feeds, notices = top["sessions"], top["feeds"], top["notices"]
    withdrawn = {i: row["uid"] for i, row in sessions.items() if row and row.get("state") == WITHDRAWN}
    for session_id, uid in withdrawn.items():
        if sessions[session_id] != _item(uid) or uid != f"{identifier(session_id)}.{event}@{host}":
            raise unusable(file, f"what it says of {shown(session_id)} cannot be right")

    def item(session_id: str, written: Mapping[str, Any]) -> SessionRecord:
        last = written["last"]
        known = {
            identifier(other) in sessions for other in (*last.get("replaced_by", ()), last.get("repeat_of", session_id))
        }
        if written["uid"] != f"{identifier(session_id)}.{event}@{host}" or known != {True}:
            raise ValueError(written)
        found = _read_item(session_id, written)
        return replace(found, session=without_references(found.session, withdrawn))  # a branch may have withdrawn one

    def notice(path: str, written: Mapping[str, Any]) -> Farewell:
        name = path.removesuffix(".ics").replace("/", "-")
        if (
            written["uid"] != f"{KEPT_FOR_NOTICES}{name}.{event}@{host}"
            or not {path, written["follow"] or path} <= feeds.keys()
        ):
            raise ValueError(written)
        return _read_notice(written)

    known = {i: row for i, row in sessions.items() if i not in withdrawn}
    return Memory(
        event,
        host,
        _each(file, known, item),
        _each(file, feeds, _read_path),
        _each(file, notices, notice),
        withdrawn,
        _release(top[ZONES]) if top["format"] > FIRST_FORMAT else "",
        top["format"],
    )


def _release(zones: Mapping[str, Any]) -> str:
    """The release of the zone database that is named. Raises ValueError where none can be called so."""
    name = _str(zones["release"])
    if name and not RELEASE.fullmatch(name):
        raise ValueError(name)
    return name


T = TypeVar("T")


def _each(file: str, section: dict[str, Any], read: Callable[[str, Any], T]) -> dict[str, T]:
    if section.pop("") is not None:  # the last line of a section: without it, the file was cut short
        raise ValueError(section)
    found = {}
    for key, value in section.items():
        try:
            found[key] = read(key, value)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise unusable(file, f"what it says of {shown(key)} cannot be right") from None
        except Refused as refused:  # a stamp or a SEQUENCE, which the feeds beside it have too
            raise unusable(file, f"what it says of {shown(key)} cannot be right: {refused.message}", REWIND) from None
    return found


@lru_cache(maxsize=4096)
def read_instant(value: object) -> datetime:
    """Return a stamp of the ledger. Raises TypeError, ValueError and, where it is in no year of ours, Refused."""
    written = datetime.fromisoformat(_str(value))
    if written.utcoffset() != timedelta(0) or written.microsecond:
        raise ValueError(value)
    return instant(written)


def sequence_of(value: object) -> int:
    """Return a SEQUENCE as entries have it. Raises ValueError, and Refused where no calendar can hold it."""
    if type(value) is not int or value < 0:
        raise ValueError(value)
    if value >= SEQUENCE_END:
        raise Refused(f"SEQUENCE {value} is more than {SEQUENCE_END - 1}, the highest that there is")
    return value


def _digest(value: object) -> str:
    if not DIGEST.fullmatch(_str(value)):
        raise ValueError(value)
    return str(value)


def _identity(item: Mapping[str, Any]) -> Identity:
    created, revised, note = read_instant(item["created"]), read_instant(item["revised"]), _str(item.get("note", ""))
    if revised < created or len(note) > NOTE_MAX or UNSPEAKABLE.search(note):
        raise ValueError(item)
    return Identity(_str(item["uid"]), sequence_of(item["sequence"]), created, revised, note)


def _dict(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def _is_plain(value: object) -> bool:
    """Whether a field of a record is one that `record` writes: texts, in lists of lists at most, or a truth."""
    if isinstance(value, list):
        return all(
            isinstance(one, str) or (isinstance(one, list) and all(isinstance(word, str) for word in one))
            for one in value
        )
    return isinstance(value, str | bool)


def _read_item(session_id: str, item: Mapping[str, Any]) -> SessionRecord:
    last = item["last"]
    if item["state"] not in STATES or not all(map(_is_plain, _dict(last).values())):
        raise ValueError(item)
    _str(last["title"])
    date.fromisoformat(last["day"])
    read_when(last["when"])
    history = tuple(
        Revision(sequence_of(sequence), read_instant(time), tuple(map(read_change, _list(changes))))
        for sequence, time, changes in _list(item.get("history", []))
    )
    gone = {path: read_instant(at) for path, at in item.get("left", {}).items()}
    return SessionRecord(
        _identity(item), _digest(item["digest"]), item["state"], session_of(session_id, last), gone, history
    )


def path_of(kind: str, path: str) -> str:
    """Return a path where a feed of that kind may be written. Raises ValueError where it is none of ours."""
    if kind not in GROUPS or not FILE.fullmatch(path if kind in TOP else path.removeprefix(f"{kind}/")):
        raise ValueError(path)
    return path


def _read_path(path: str, known: Mapping[str, Any]) -> FeedRecord:
    kept = Kept(_str(known["kind"]), _str(known["key"]), _str(known["name"]))
    created, revised = read_instant(known["created"]), read_instant(known["revised"])
    if path != path_of(kept.kind, path) or revised < created:
        raise ValueError(known)
    return FeedRecord(kept, created, revised, _digest(known["digest"]))


def _read_notice(notice: Mapping[str, Any]) -> Farewell:
    read_when([notice["date"]])  # in years that we know
    day = date.fromisoformat(notice["date"])
    return Farewell(day, _str(notice["follow"]), _identity(notice), _digest(notice["digest"]))
