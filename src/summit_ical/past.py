"""What was published, in a folder or at an address, with its ledger or without: to a Memory."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from summit_ical import ledger, memory
from summit_ical.changes import NOTE_MAX
from summit_ical.feeds import GROUPS, Kept
from summit_ical.files.fetch import fetched, is_https
from summit_ical.files.read import WaysOut, content_if_there, head, public
from summit_ical.ics import PRODID, Rendered, uri
from summit_ical.memory import CANCELLED, LIVE, NAME, Identity, Item, Memory, Notice, record
from summit_ical.source import AgendaError, Mark, Problem

INDEX = "feeds.json"
FETCHED_MAX = 64_000_000
BYTES_MAX = 1_000_000_000  # of a ledger of our own: as many as any agenda makes
RESTORE = WaysOut(*["bring it back from Git or a copy"] * len(WaysOut._fields))
NOTE = re.compile(r"(?:[^\\\n]|\\[\\;,])*")  # an escaped TEXT without a line break

Fetch = Callable[[str], bytes | None]  # a path below the feeds folder -> its bytes, None where there is no such file


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
    remark: str = ""  # to be told to the user


NOTHING = Known()


def load(folder: Path, previous: str = "", *, beside: bool = False) -> Known:
    """Return what is known of earlier builds into the folder, or from `previous`: a folder, its ledger, or https.

    `beside` reads the published folder next to which another is to be built. Raises AgendaError where what is there
    cannot be read or trusted.
    """
    home = Path("feeds") if beside else folder
    if previous:
        if not beside and (home / NAME).exists():
            hint = "leave --previous out, or build into another folder"
            raise _refusal(str(home / NAME), "there is a ledger here already, besides that of --previous", hint)
        fetch, name = _from(previous)
        return _known(fetch, name) or _nothing(previous)
    return _known(lambda path: _file(home / path), str(home)) or _first(home)


def _refusal(where: str, message: str, hint: str) -> AgendaError:
    return AgendaError([Problem(Mark(where), "error", "previous", message, hint)])


def _known(fetch: Fetch, name: str) -> Known | None:
    """What a ledger says, or the feeds without it; None where there is neither."""
    raw = fetch(NAME)
    if raw is not None:
        return Known(memory.parse(f"{name.removesuffix('/')}/{NAME}", raw))
    index = fetch(INDEX)
    return None if index is None else recovered(name, index, fetch)


def _nothing(previous: str) -> Known:
    raise _refusal(public(previous), f"there is neither {NAME} nor {INDEX}", "name the folder that was published")


def _first(home: Path) -> Known:
    for path in (*home.glob("*.ics"), *home.glob("*/*.ics")):
        if PRODID.encode() in head(path, 200):
            hint = f"bring {NAME} back from Git or a copy, or build into another folder"
            raise _refusal(str(home), f"there are feeds, but neither {NAME} nor {INDEX}", hint)
    return Known(remark=f"no ledger in {home}: this is the first build")


def _file(path: Path) -> bytes | None:
    return content_if_there(path, BYTES_MAX, RESTORE)


def _from(previous: str) -> tuple[Fetch, str]:
    """How files of an earlier publication are read, and the name of the place."""
    if "://" not in previous:
        path = Path(previous)
        folder = path.parent if path.name == NAME else path
        return (lambda part: _file(folder / part)), str(folder)
    base = previous.removesuffix(NAME)
    base = base if base.endswith("/") else base + "/"
    if not is_https(base):
        raise _refusal(public(previous), "is not an https address", "write https://…, or the path of a folder")
    base = uri(base)
    return (lambda part: fetched(urljoin(base, part), FETCHED_MAX)), public(base)


# -- what stands around the entries of a feed -----------------------------------------------------------------------

STAMP = b"\r\nLAST-MODIFIED:"  # no text holds CRLF, so the first of these is the calendar's own
STAMP_SIZE = len("20230329T140000Z")


def frame_digest(head: bytes) -> str:
    """Return the SHA-256 of a calendar's own lines without its LAST-MODIFIED."""
    before, _, after = head.partition(STAMP)
    return hashlib.sha256(before + after[STAMP_SIZE:]).hexdigest()


def stamped(head: bytes, modified: datetime) -> bytes:
    """Return a calendar's own lines with this LAST-MODIFIED."""
    before, _, after = head.partition(STAMP)
    return b"%b%b%b%b" % (before, STAMP, f"{modified:%Y%m%dT%H%M%SZ}".encode(), after[STAMP_SIZE:])


# -- feeds without their ledger -------------------------------------------------------------------------------------


IDENTITY = ("BEGIN", "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "CREATED", "END")


def recovered(name: str, index: bytes, fetch: Fetch) -> Known:
    """Return what the feeds themselves tell: identities and paths. Removed sessions and history are gone.

    Raises AgendaError where a feed is not one that this program wrote.
    """
    try:
        listed = json.loads(index)
        event = memory.identifier(listed["event"]["id"])
        kept = {memory.path_of(row["kind"], row["path"]): _kept(row) for row in listed["feeds"]}
        if not kept:  # no session was in a feed of the kinds chosen
            return Known(Memory(event), remark=_lost(name))
        heads, entries = _entries({path: fetch(path) for path in kept})
        host = next(uid.rpartition("@")[2] for uid in entries if f".{event}@" in uid)
        ours = {uid.removesuffix(f".{event}@{host}"): entry for uid, entry in entries.items()}
        notices = {i: entry for i, entry in ours.items() if i.startswith(ledger.KEPT_FOR_NOTICES)}
        sessions = {memory.identifier(i): entry for i, entry in ours.items() if i not in notices}
        found = Memory(
            event,
            host,
            {i: _item(entry, kept) for i, entry in sessions.items()},
            _paths(kept, heads),
            {entry.paths[0]: _notice(entry, kept) for entry in notices.values()},
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, StopIteration, RecursionError):
        hint = "take ledger.json back from Git or a copy, or begin anew in another folder"
        raise _refusal(name, "the ledger is gone, and these feeds are not as this program writes them", hint) from None
    return Known(found, sessions, _lost(name))


def _lost(name: str) -> str:
    return f"no ledger in {name}: identities are taken from the feeds; history and removed sessions are gone"


def _kept(row: Mapping[str, Any]) -> Kept:
    if not isinstance(row["key"], str) or not isinstance(row["name"], str):
        raise TypeError(row)
    return Kept(row["kind"], row["key"], row["name"])


def _entries(files: Mapping[str, bytes | None]) -> tuple[dict[str, bytes], dict[str, Entry]]:
    """What stands before the entries of each feed, by path, and every VEVENT by UID, the newest of each."""
    heads: dict[str, bytes] = {}
    entries: dict[str, Entry] = {}
    for path, raw in files.items():
        if raw is None:
            continue
        head, *blocks = raw.split(b"BEGIN:VEVENT\r\n")
        heads[path] = head
        for block in blocks:
            text = block.partition(b"END:VEVENT\r\n")[0].decode().replace("\r\n ", "")
            one = _entry(text.split("\r\n")[:-1], path)
            uid = one.values["UID"]
            other = entries.get(uid, one)
            paths = (*other.paths, path) if uid in entries else one.paths
            entries[uid] = replace(max(one, other, key=_age), paths=paths)
    return heads, entries


def _entry(lines: list[str], path: str) -> Entry:
    values = dict(line.partition(":")[::2] for line in reversed(lines))
    values["UID"] = _unescaped(values["UID"])
    return Entry(values, tuple(line for line in lines if line.partition(":")[0] not in IDENTITY), (path,))


def _age(entry: Entry) -> tuple[int, str]:
    return int(entry.values["SEQUENCE"]), entry.values["LAST-MODIFIED"]


def _unescaped(text: str) -> str:
    """A TEXT of one line. RFC 5545 3.3.11."""
    return re.sub(r"\\([\\;,])", r"\1", text)


def _instant(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _paths(kept: Mapping[str, Kept], heads: Mapping[str, bytes]) -> dict[str, memory.Path]:
    """Each path with its LAST-MODIFIED; of a feed that is gone, the newest of all, for nobody knows."""
    modified = {path: _instant(head.partition(STAMP)[2][:STAMP_SIZE].decode()) for path, head in heads.items()}
    newest = max(modified.values())
    return {
        path: memory.Path(
            known,
            modified.get(path, newest),
            modified.get(path, newest),
            frame_digest(heads[path]) if path in heads else "",
        )
        for path, known in kept.items()
    }


def _identity(entry: Entry) -> Identity:
    values = entry.values
    created, revised = _instant(values["CREATED"]), _instant(values["LAST-MODIFIED"])
    return Identity(values["UID"], int(values["SEQUENCE"]), created, revised)


def _notice(entry: Entry, kept: Mapping[str, Kept]) -> Notice:
    """A notice as it was published; what it names is the path that its text ends with."""
    rendered = Rendered(entry.lines, 0)
    words = entry.values["DESCRIPTION"]
    follow = max((path for path in kept if words.endswith(path)), key=len, default="")
    return Notice(
        _instant(f"{entry.values['DTSTART;VALUE=DATE']}T000000Z").date(), follow, _identity(entry), rendered.digest
    )


def _item(entry: Entry, kept: Mapping[str, Kept]) -> Item:
    """An item with what little of the session an entry tells. Its digest is no session's, until `matched` finds one."""
    values = entry.values
    instants = [values[name] for name in ("DTSTART", "DTEND") if name in values]
    when = [_instant(at).isoformat() for at in instants] or [_date(values["DTSTART;VALUE=DATE"])]
    of = {kind: [kept[path] for path in entry.paths if kept[path].kind == kind] for kind in GROUPS}
    cancelled = values["STATUS"] == "CANCELLED" or values["SUMMARY"].startswith("CANCELLED: ")
    last = {
        "title": _unescaped(values["SUMMARY"].removeprefix("CANCELLED: ")),
        "day": of["day"][0].key if of["day"] else when[0][:10],
        "when": when,
        "speakers": [[k.name, k.key if k.key != k.name else "", "", ""] for k in of["speaker"]],
        "tracks": [[k.key, k.name, ""] for k in of["track"]],
        "rooms": [[k.key, k.name, ""] for k in of["room"]],
        "kind": of["kind"][0].key if of["kind"] else "talk",
        "status": "cancelled" if cancelled else values["STATUS"].lower(),
    }
    if of["language"]:
        last["language"] = of["language"][0].key
    return Item(_identity(entry), "", CANCELLED if cancelled else LIVE, last)


def _date(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:8]}"


def matched(known: Known, plan: ledger.Plan, rendered: Mapping[str, Rendered]) -> Memory:
    """Return the ledger in which entries that render to what was published count as unchanged.

    A note that stands first in a published DESCRIPTION is read off, and kept. Does nothing where there was a ledger.
    """
    if not known.entries:
        return known.memory
    paths = ledger.by_key(known.memory)
    items = dict(known.memory.sessions)
    for session in plan.agenda.sessions:
        if session.id not in known.entries:
            continue
        entry, now_is = known.entries[session.id], rendered[session.id]
        note = _note(entry.lines, now_is)
        if note is not None and ledger.feeds_of(session, paths) == set(entry.paths):
            items[session.id] = replace(
                items[session.id],
                identity=items[session.id].identity._replace(note=note),
                digest=now_is.digest,
                state=ledger.state(session, plan),
                last=record(session),
            )
    return replace(known.memory, sessions=items)


def _note(lines: tuple[str, ...], entry: Rendered) -> str | None:
    """The note above an entry's text, "" for none; None where the entry is not the one that was published."""
    if len(lines) != len(entry.lines):
        return None
    if any(was != now for n, (was, now) in enumerate(zip(lines, entry.lines, strict=True)) if n != entry.description):
        return None
    was, now = (held[entry.description].partition(":")[2] for held in (lines, entry.lines))
    if was == now:
        return ""
    note = was.removesuffix(f"\\n\\n{now}")
    return _unescaped(note) if note != was and NOTE.fullmatch(note) and len(_unescaped(note)) <= NOTE_MAX else None
