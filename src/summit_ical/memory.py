"""The ledger as records and as text: what subscribers have seen, and how it is kept in ledger.json. Decides nothing."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from summit_ical.agenda import Room, Session, Speaker, Track
from summit_ical.changes import Change, recalled, recorded
from summit_ical.feeds import GROUPS, Kept
from summit_ical.source import AgendaError, Mark, Problem, shown

# States: in the agenda, called off in it, gone from it while still to come (stays as cancelled), gone for good.
LIVE, CANCELLED, TOMBSTONE, REMOVED = "live", "cancelled", "tombstone", "removed"
STATES = (LIVE, CANCELLED, TOMBSTONE, REMOVED)


class Identity(NamedTuple):
    """What the ledger knows of an entry, and the agenda does not. Instants in UTC, whole seconds."""

    uid: str
    sequence: int
    created: datetime
    revised: datetime  # DTSTAMP and LAST-MODIFIED
    note: str = ""


class Revision(NamedTuple):
    """What changed in one revision of a session."""

    sequence: int
    time: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One session as last published."""

    identity: Identity
    digest: str
    state: str
    last: Mapping[str, Any]  # the whole record, as JSON; see `record`
    left: Mapping[str, datetime] = field(default_factory=dict)  # path -> when it left that feed
    history: tuple[Revision, ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """What a published path stands for, and since when."""

    kept: Kept
    created: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """The one entry of a feed that has no session left. Decided once, and kept."""

    date: date  # the event's first day, then
    follow: str  # the path of the feed to follow now
    identity: Identity | None = None  # None until it is published
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """The whole ledger. An empty one has seen nothing."""

    event: str = ""
    host: str = ""
    sessions: Mapping[str, Item] = field(default_factory=dict)
    feeds: Mapping[str, Path] = field(default_factory=dict)
    notices: Mapping[str, Notice] = field(default_factory=dict)

    @property
    def kept(self) -> dict[str, Kept]:
        """What each published path stands for."""
        return {path: known.kept for path, known in self.feeds.items()}


# -- a session as JSON ----------------------------------------------------------------------------------------------

PLAIN = ("kind", "language", "url", "abstract", "repeat_of", "status", "reason")
DEFAULTS = Session("", "", date.min, date.min)


def record(session: Session) -> dict[str, Any]:
    """Return the whole session as JSON keeps it, without what is as by default."""
    found: dict[str, Any] = {
        "title": str(session.title),
        "day": session.day.isoformat(),
        "when": recorded(session.when),
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
    """Return the session that `record` wrote. Raises AgendaError where it is none."""
    try:
        return Session(
            id=session_id,
            title=_str(last["title"]),
            day=date.fromisoformat(last["day"]),
            when=recalled(last["when"]),
            speakers=tuple(Speaker(*_words(fields, 4)) for fields in last.get("speakers", ())),
            tracks=tuple(Track(*_words(fields, 3)) for fields in last.get("tracks", ())),
            rooms=tuple(Room(*_words(fields, 3)) for fields in last.get("rooms", ())),
            links=tuple((_str(name), _str(address)) for name, address in last.get("links", ())),
            replaced_by=tuple(map(_str, last.get("replaced_by", ()))),
            end_inferred=bool(last.get("end_inferred", False)),
            **{name: _str(last[name]) for name in PLAIN if name in last},  # type: ignore[arg-type]
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise damaged("the ledger", f"its record of {shown(session_id)} is not one of a session") from None


def _words(fields: Sequence[object], count: int) -> list[Any]:
    if len(fields) != count:
        raise ValueError(fields)
    return [_str(field) for field in fields]


def _str(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


# -- the ledger as text ---------------------------------------------------------------------------------------------

FORMAT = 1
NAME = "ledger.json"
DIGEST = re.compile(r"[0-9a-f]{64}|")
CONFLICT = re.compile(r"^(<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)", re.MULTILINE)
RESTORE = "take it back from Git or a copy; without one, delete it, and the next build reads the feeds instead"


def dump(memory: Memory) -> bytes:
    """Return the ledger as JSON, one item a line, with a blank line between.

    Git can then merge two branches that changed different items: no line belongs to two of them, not even by a comma.
    """
    sections = {
        "sessions": {i: _item(item) for i, item in memory.sessions.items()},
        "feeds": {
            path: {**known.kept._asdict(), "created": _time(known.created)} for path, known in memory.feeds.items()
        },
        "notices": {path: _notice(notice) for path, notice in memory.notices.items()},
    }
    lines = ["{", f'"format": {FORMAT},', f'"event": {_json({"id": memory.event, "host": memory.host})}']
    for name, items in sections.items():
        lines[-1] += ","
        lines += ["", f'"{name}": {{', ""]
        for key in sorted(items):
            lines += [f"{_json(key)}: {_json(items[key])},", ""]
        lines.append('"": null}')
    return "\n".join([*lines, "}", ""]).encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _time(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def _item(item: Item) -> dict[str, Any]:
    who = item.identity
    found = {
        "uid": who.uid,
        "digest": item.digest,
        "sequence": who.sequence,
        "created": _time(who.created),
        "revised": _time(who.revised),
        "state": item.state,
        "note": who.note,
        "last": item.last,
        "left": {path: _time(at) for path, at in sorted(item.left.items())},
        "history": [[r.sequence, _time(r.time), [list(change) for change in r.changes]] for r in item.history],
    }
    return {name: value for name, value in found.items() if value not in ("", {}, [])}


def _notice(notice: Notice) -> dict[str, Any]:
    who = notice.identity
    assert who is not None, "announced before it is kept"
    return {
        "uid": who.uid,
        "digest": notice.digest,
        "sequence": who.sequence,
        "created": _time(who.created),
        "revised": _time(who.revised),
        "date": notice.date.isoformat(),
        "follow": notice.follow,
    }


def parse(file: str, raw: bytes) -> Memory:
    """Return the ledger in a file. Raises AgendaError where it is not whole, not ours, or of a newer format."""
    try:
        text = raw.decode()
        if conflict := CONFLICT.search(text):
            mark = Mark(file, text.count("\n", 0, conflict.start()) + 1, 1)
            hint = "keep the lines of both sides where they are of different sessions, then build"
            raise AgendaError([Problem(mark, "error", "ledger", "a merge left its conflict marks here", hint)])
        top = json.loads(text, object_pairs_hook=_once)
        if top["format"] != FORMAT:
            raise damaged(file, f"format {shown(str(top['format']))} is newer than this program", "upgrade summit-ical")
        return Memory(
            event=_str(top["event"]["id"]),
            host=_str(top["event"]["host"]),
            sessions=_each(file, top["sessions"], _read_item),
            feeds=_each(file, top["feeds"], _read_path),
            notices=_each(file, top["notices"], _read_notice),
        )
    except json.JSONDecodeError as error:
        problem = Problem(Mark(file, error.lineno, error.colno), "error", "ledger", f"not JSON: {error.msg}", RESTORE)
        raise AgendaError([problem]) from None
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise damaged(file, "not a ledger of ours, or not the whole of it") from None


def damaged(file: str, message: str, hint: str = RESTORE) -> AgendaError:
    """Return the refusal of a ledger that cannot be trusted."""
    return AgendaError([Problem(Mark(file), "error", "ledger", message, hint)])


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


T = TypeVar("T")


def _each(file: str, section: dict[str, Any], read: Callable[[Any], T]) -> dict[str, T]:
    if section.pop("") is not None:  # the last line of a section: without it, the file was cut short
        raise ValueError(section)
    found = {}
    for key, value in section.items():
        try:
            found[key] = read(value)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise damaged(file, f"what it says of {shown(key)} cannot be right") from None
    return found


def _instant(value: object) -> datetime:
    instant = datetime.fromisoformat(_str(value))
    if instant.utcoffset() != timedelta(0) or instant.microsecond:
        raise ValueError(value)
    return instant.astimezone(UTC)


def _identity(item: Mapping[str, Any]) -> Identity:
    sequence, created, revised = item["sequence"], _instant(item["created"]), _instant(item["revised"])
    if type(sequence) is not int or sequence < 0 or revised < created or not item["uid"]:
        raise ValueError(item)
    return Identity(_str(item["uid"]), sequence, created, revised, _str(item.get("note", "")))


def _read_item(item: Mapping[str, Any]) -> Item:
    if item["state"] not in STATES or not DIGEST.fullmatch(_str(item["digest"])) or not isinstance(item["last"], dict):
        raise ValueError(item)
    history = tuple(
        Revision(int(sequence), _instant(time), tuple(Change(_str(what), *rest) for what, *rest in changes))
        for sequence, time, changes in item.get("history", ())
    )
    gone = {path: _instant(at) for path, at in item.get("left", {}).items()}
    return Item(_identity(item), item["digest"], item["state"], item["last"], gone, history)


def _read_path(known: Mapping[str, Any]) -> Path:
    if known["kind"] not in GROUPS:
        raise ValueError(known)
    return Path(Kept(known["kind"], _str(known["key"]), _str(known["name"])), _instant(known["created"]))


def _read_notice(notice: Mapping[str, Any]) -> Notice:
    return Notice(date.fromisoformat(notice["date"]), _str(notice["follow"]), _identity(notice), _str(notice["digest"]))
