"""What was published, in a folder or at an address, with its ledger or without: to a Memory."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

from summit_ical.calendars.ics import uri
from summit_ical.files.fetch import fetched, is_https
from summit_ical.files.read import WaysOut, content_if_there, head, public
from summit_ical.ledger import records, revise
from summit_ical.ledger.records import (
    CANCELLED,
    LIVE,
    NAME,
    NOTE_MAX,
    PRODID,
    Identity,
    Item,
    Memory,
    Notice,
    Rendered,
    session_of,
)
from summit_ical.model import instants
from summit_ical.model.feed_kinds import GROUPS, Kept
from summit_ical.model.source import AgendaError, Mark, Problem, Refused, shown

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
    cannot be read or trusted, or where the feeds are ahead of the ledger.
    """
    home = Path("feeds") if beside else folder
    if previous:
        if not beside and (home / NAME).exists():
            hint = "leave --previous out, or build into another folder"
            raise _refusal(str(home / NAME), "there is a ledger here already, besides that of --previous", hint)
        fetch, name = _from(previous)
        return _known(fetch, name) or _nothing(previous)
    seen = glimpsed(home)  # before the ledger, which another build may write meanwhile
    known = _known(lambda path: _file(home / path), str(home))
    if known and not known.remark and (ahead := list(seen.beyond(known.memory))):
        more = f" (and {len(ahead) - 1} more)" if len(ahead) > 1 else ""
        raise records.damaged(str(home / NAME), f"the feeds are ahead of it: {ahead[0]}{more}", CATCH_UP)
    return known or _first(home)


def _refusal(where: str, message: str, hint: str) -> AgendaError:
    return AgendaError([Problem(Mark(where), "error", "previous", message, hint)])


def _known(fetch: Fetch, name: str) -> Known | None:
    """What a ledger says, or the feeds without it; None where there is neither."""
    raw = fetch(NAME)
    if raw is not None:
        return Known(records.parse(f"{name.removesuffix('/')}/{NAME}", raw))
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


# -- feeds that are ahead of their ledger ---------------------------------------------------------------------------

CATCH_UP = (
    "take back the one that was published with them, from Git or a copy; without it, delete this one: "
    "the next build goes on from --previous, or from what the feeds say"
)
WHO = re.compile(rb"\nBEGIN:VEVENT\r\nUID:([^\r]*(?:\r\n [^\r]*)*)\r\nSEQUENCE:(\d{1,12})\r\n")
WHEN = re.compile(rb"\r\nLAST-MODIFIED:(\d{8}T\d{6}Z)\r\n")
CONFLICT = re.compile(rb"^<<<<<<< ", re.MULTILINE)


class Glimpse(NamedTuple):
    """What a look at published feeds tells of the ledger that they were made from.

    A ledger is written before its feeds, and nothing in it ever goes back. So whatever a build that died left behind,
    the ledger knows each of these; one that does not is an older one, or somebody took lines out of it.
    """

    entries: Mapping[str, tuple[str, int]]  # UID -> a feed that has it, and its SEQUENCE there
    modified: Mapping[str, str]  # path -> LAST-MODIFIED of the feed
    listed: Mapping[str, bool]  # path in feeds.json -> whether it says that no session is in it

    def beyond(self, known: Memory) -> Iterator[str]:
        """Yield what is not in a ledger, in words."""
        identities = [item.identity for item in known.sessions.values()]
        identities += [notice.identity for notice in known.notices.values() if notice.identity]
        sequences = {who.uid: who.sequence for who in identities}
        for uid, (path, sequence) in self.entries.items():
            if uid not in sequences:
                yield f"{path} has {shown(uid)}, of which it knows nothing"
            elif sequence > sequences[uid]:
                yield f"{path} has revision {sequence} of {shown(uid)}, of which it knows {sequences[uid]}"
        newest = revise.newest(known)
        for path, modified in self.modified.items():
            if newest and modified > f"{newest:%Y%m%dT%H%M%SZ}":
                yield f"{path} is of {modified}, of which it knows nothing later than {newest:%Y%m%dT%H%M%SZ}"
        for path, is_empty in self.listed.items():
            if path not in known.feeds:
                yield f"{INDEX} lists {path}, of which it knows nothing"
            elif is_empty and path not in known.notices:
                yield f"{INDEX} lists {path} as empty, of which it knows no notice"


def glimpsed(home: Path) -> Glimpse:
    """Return what the feeds in a folder tell that hold every entry: all.ics or, without it, all that feeds.json lists.

    What is damaged or in conflict tells nothing: the next build makes it anew.
    """
    listed = _listed(_seen(home / INDEX))
    entries: dict[str, tuple[str, int]] = {}
    modified: dict[str, str] = {}
    for path in ("all.ics",) if "all.ics" in listed or not listed else listed:
        raw = _seen(home / path)
        above = raw.partition(b"BEGIN:VEVENT")[0]
        if PRODID.encode() not in above or CONFLICT.search(raw):
            continue
        if when := WHEN.search(above):
            modified[path] = when[1].decode()
        for uid, sequence in WHO.findall(raw):
            name = _unescaped(uid.replace(b"\r\n ", b"").decode(errors="replace"))
            entries[name] = max(entries.get(name, (path, -1)), (path, int(sequence)), key=lambda one: one[1])
    return Glimpse(entries, modified, listed)


def _seen(path: Path) -> bytes:
    """What is in a file, nothing where it cannot be read: whoever writes there will say why."""
    try:
        return content_if_there(path, BYTES_MAX) or b""
    except AgendaError:
        return b""


def _listed(index: bytes) -> dict[str, bool]:
    """Whether feeds.json says that a feed is empty, by path; nothing where it cannot be read."""
    try:
        rows = json.loads(index)["feeds"]
        return {records.path_of(row["kind"], row["path"]): row["count"] == 0 for row in rows}
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return {}


# -- feeds without their ledger -------------------------------------------------------------------------------------


BEGIN_ANEW = "take ledger.json back from Git or a copy, or begin anew in another folder"
IDENTITY = ("BEGIN", "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "CREATED", "END")


def recovered(name: str, index: bytes, fetch: Fetch) -> Known:
    """Return what the feeds themselves tell: identities and paths. Removed sessions and history are gone.

    Raises AgendaError where a feed is not one that this program wrote.
    """
    try:
        listed = json.loads(index)
        event = records.identifier(listed["event"]["id"])
        kept = {records.path_of(row["kind"], row["path"]): _kept(row) for row in listed["feeds"]}
        if not kept:  # no session was in a feed of the kinds chosen
            return Known(Memory(event), remark=_lost(name))
        heads, entries = _entries({path: fetch(path) for path in kept})
        host = next(uid.rpartition("@")[2] for uid in entries if f".{event}@" in uid)
        ours = {uid.removesuffix(f".{event}@{host}"): entry for uid, entry in entries.items()}
        notices = {i: entry for i, entry in ours.items() if i.startswith(revise.KEPT_FOR_NOTICES)}
        sessions = {records.identifier(i): entry for i, entry in ours.items() if i not in notices}
        found = Memory(
            event,
            host,
            {i: _item(i, entry, kept) for i, entry in sessions.items()},
            _paths(kept, heads),
            {entry.paths[0]: _notice(entry, kept) for entry in notices.values()},
        )
        return Known(_reread(name, found), sessions, _lost(name))
    except Refused as refused:
        message = f"the ledger is gone, and these feeds are none to go on from: {refused.message}"
        raise _refusal(name, message, BEGIN_ANEW) from None
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, StopIteration, RecursionError, AgendaError):
        message = "the ledger is gone, and these feeds are not as this program writes them"
        raise _refusal(name, message, BEGIN_ANEW) from None


def _reread(name: str, found: Memory) -> Memory:
    """The same as a later build will read it from the ledger. Raises AgendaError where that would be refused."""
    decided = {path: notice for path, notice in found.notices.items() if notice.follow}
    again = records.parse(name, records.dump(replace(found, notices=decided)))
    return replace(again, notices={path: found.notices[path] for path in sorted(found.notices)})


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
    return instants.instant(datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC))


def _paths(kept: Mapping[str, Kept], heads: Mapping[str, bytes]) -> dict[str, records.Path]:
    """Each path with its LAST-MODIFIED; of a feed that is gone, the newest of all, for nobody knows."""
    modified = {path: _instant(head.partition(STAMP)[2][:STAMP_SIZE].decode()) for path, head in heads.items()}
    newest = max(modified.values())
    return {
        path: records.Path(
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
    return Identity(values["UID"], records.sequence_of(int(values["SEQUENCE"])), created, revised)


def _notice(entry: Entry, kept: Mapping[str, Kept]) -> Notice:
    """A notice as it was published; what it names is the path that its text ends with."""
    rendered = Rendered(entry.lines, 0)
    words = entry.values["DESCRIPTION"]
    follow = max((path for path in kept if words.endswith(path)), key=len, default="")
    return Notice(
        _instant(f"{entry.values['DTSTART;VALUE=DATE']}T000000Z").date(), follow, _identity(entry), rendered.digest
    )


def _item(session_id: str, entry: Entry, kept: Mapping[str, Kept]) -> Item:
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
    return Item(_identity(entry), "", CANCELLED if cancelled else LIVE, session_of(session_id, last))


def _date(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:8]}"


def matched(known: Known, plan: revise.Plan, rendered: Mapping[str, Rendered]) -> Memory:
    """Return the ledger in which entries that render to what was published count as unchanged.

    A note that stands first in a published DESCRIPTION is read off, and kept. Does nothing where there was a ledger.
    """
    if not known.entries:
        return known.memory
    paths = revise.by_key(known.memory)
    items = dict(known.memory.sessions)
    for session in plan.agenda.sessions:
        if session.id not in known.entries:
            continue
        entry, now_is = known.entries[session.id], rendered[session.id]
        note = _note(entry.lines, now_is)
        if note is not None and revise.feeds_of(session, paths) == set(entry.paths):
            items[session.id] = replace(
                items[session.id],
                identity=items[session.id].identity._replace(note=note),
                digest=now_is.digest,
                state=revise.state(session, plan),
                session=session,
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
