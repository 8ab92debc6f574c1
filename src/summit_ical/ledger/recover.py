"""What feeds tell that have lost their ledger: identities and paths. SessionRecord bytes in, a Memory out."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from summit_ical.ledger import records
from summit_ical.ledger.records import (
    CANCELLED,
    KEPT_FOR_NOTICES,
    LIVE,
    NOTE_MAX,
    Entry,
    Farewell,
    Frame,
    Identity,
    Known,
    Memory,
    Rendered,
    SessionRecord,
    by_key,
    feeds_of,
    session_of,
)
from summit_ical.model import instants
from summit_ical.model.agenda import Session
from summit_ical.model.content_lines import unescape, unfold
from summit_ical.model.feed_kinds import GROUPS, Kept
from summit_ical.model.source import AgendaError, Mark, Problem, Refused

INDEX = "feeds.json"
NOTE = re.compile(r"(?:[^\\\n]|\\[\\;,])*")  # an escaped TEXT without a line break
Fetch = Callable[[str], bytes | None]  # a path below the feeds folder -> its bytes, None where there is no such file

BEGIN_ANEW = "take ledger.json back from Git or a copy, or begin anew in another folder"
IDENTITY = ("BEGIN", "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "CREATED", "END")


def refusal(where: str, message: str, hint: str) -> AgendaError:
    """Return the refusal of what was published, so that nothing can go on from it."""
    return AgendaError([Problem(Mark(where), "error", "previous", message, hint)])


def known_from_feeds(name: str, index: bytes, fetch: Fetch) -> Known:
    """Return what the feeds themselves tell: identities and paths. Removed sessions and history are gone.

    Raises AgendaError where a feed is not one that this program wrote.
    """
    try:
        listed = json.loads(index)
        event = records.identifier(listed["event"]["id"])
        kept = {records.path_of(row["kind"], row["path"]): _kept(row) for row in listed["feeds"]}
        if not kept:  # no session was in a feed of the kinds chosen
            return Known(Memory(event), remark=_loss(name))
        heads, entries = _entries({path: fetch(path) for path in kept})
        host = next(uid.rpartition("@")[2] for uid in entries if f".{event}@" in uid)
        ours = {uid.removesuffix(f".{event}@{host}"): entry for uid, entry in entries.items()}
        notices = {i: entry for i, entry in ours.items() if i.startswith(KEPT_FOR_NOTICES)}
        sessions = {records.identifier(i): entry for i, entry in ours.items() if i not in notices}
        found = Memory(
            event,
            host,
            {i: _item(i, entry, kept) for i, entry in sessions.items()},
            _paths(kept, heads),
            {entry.paths[0]: _notice(entry, kept) for entry in notices.values()},
        )
        return Known(_as_from_a_file(name, found), sessions, _loss(name))
    except Refused as refused:
        message = f"the ledger is gone, and these feeds are none to go on from: {refused.message}"
        raise refusal(name, message, BEGIN_ANEW) from None
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, StopIteration, RecursionError, AgendaError):
        message = "the ledger is gone, and these feeds are not as this program writes them"
        raise refusal(name, message, BEGIN_ANEW) from None


def _as_from_a_file(name: str, found: Memory) -> Memory:
    """The same as a later build will read it from the ledger. Raises AgendaError where that would be refused."""
    decided = {path: notice for path, notice in found.notices.items() if notice.follow}
    again = records.parse(name, records.dump(replace(found, notices=decided)))
    return replace(again, notices={path: found.notices[path] for path in sorted(found.notices)})


def _loss(name: str) -> str:
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
            text = unfold(block.partition(b"END:VEVENT\r\n")[0].decode())
            one = _entry(text.split("\r\n")[:-1], path)
            uid = one.values["UID"]
            other = entries.get(uid, one)
            paths = (*other.paths, path) if uid in entries else one.paths
            entries[uid] = replace(max(one, other, key=_age), paths=paths)
    return heads, entries


def _entry(lines: list[str], path: str) -> Entry:
    values = dict(line.partition(":")[::2] for line in reversed(lines))
    values["UID"] = unescape(values["UID"])
    return Entry(values, tuple(line for line in lines if line.partition(":")[0] not in IDENTITY), (path,))


def _age(entry: Entry) -> tuple[int, str]:
    return int(entry.values["SEQUENCE"]), entry.values["LAST-MODIFIED"]


def _instant(stamp: str) -> datetime:
    return instants.instant(datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC))


STAMP = b"\r\nLAST-MODIFIED:"  # no text holds CRLF, so the first of these is the calendar's own
STAMP_SIZE = len("20230329T140000Z")


def _paths(kept: Mapping[str, Kept], heads: Mapping[str, bytes]) -> dict[str, records.FeedRecord]:
    """Each path with its LAST-MODIFIED; of a feed that is gone, the newest of all, for nobody knows."""
    modified = {path: _instant(head.partition(STAMP)[2][:STAMP_SIZE].decode()) for path, head in heads.items()}
    newest = max(modified.values())
    return {
        path: records.FeedRecord(
            known,
            modified.get(path, newest),
            modified.get(path, newest),
            _frame(heads[path]).digest if path in heads else "",
        )
        for path, known in kept.items()
    }


def _frame(head: bytes) -> Frame:
    """A calendar's own lines without its LAST-MODIFIED."""
    above, _, below = head.partition(STAMP)
    return Frame(above, below[STAMP_SIZE:])


def _identity(entry: Entry) -> Identity:
    values = entry.values
    created, revised = _instant(values["CREATED"]), _instant(values["LAST-MODIFIED"])
    return Identity(values["UID"], records.sequence_of(int(values["SEQUENCE"])), created, revised)


def _notice(entry: Entry, kept: Mapping[str, Kept]) -> Farewell:
    """A notice as it was published; what it names is the path that its text ends with."""
    rendered = Rendered(entry.lines, 0)
    words = entry.values["DESCRIPTION"]
    follow = max((path for path in kept if words.endswith(path)), key=len, default="")
    return Farewell(
        _instant(f"{entry.values['DTSTART;VALUE=DATE']}T000000Z").date(), follow, _identity(entry), rendered.digest
    )


def _item(session_id: str, entry: Entry, kept: Mapping[str, Kept]) -> SessionRecord:
    """A record with what little of the session an entry tells. It has no digest until `recognize` finds its session."""
    values = entry.values
    instants = [values[name] for name in ("DTSTART", "DTEND") if name in values]
    when = [_instant(at).isoformat() for at in instants] or [_date(values["DTSTART;VALUE=DATE"])]
    of = {kind: [kept[path] for path in entry.paths if kept[path].kind == kind] for kind in GROUPS}
    cancelled = values["STATUS"] == "CANCELLED" or values["SUMMARY"].startswith("CANCELLED: ")
    last = {
        "title": unescape(values["SUMMARY"].removeprefix("CANCELLED: ")),
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
    return SessionRecord(_identity(entry), "", CANCELLED if cancelled else LIVE, session_of(session_id, last))


def _date(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:8]}"


def recognize(
    known: Known, sessions: Iterable[Session], state: Callable[[Session], str], rendered: Mapping[str, Rendered]
) -> Memory:
    """Return the ledger in which entries that render to what was published count as unchanged.

    A note that stands first in a published DESCRIPTION is read off, and kept. Does nothing where there was a ledger.
    """
    if not known.entries:
        return known.memory
    paths = by_key(known.memory)
    items = dict(known.memory.sessions)
    for session in sessions:
        if session.id not in known.entries:
            continue
        entry, now_is = known.entries[session.id], rendered[session.id]
        note = _note(entry.lines, now_is)
        if note is not None and feeds_of(session, paths) == set(entry.paths):
            identity = items[session.id].identity._replace(note=note)
            items[session.id] = SessionRecord(identity, now_is.digest, state(session), session)
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
    return unescape(note) if note != was and NOTE.fullmatch(note) and len(unescape(note)) <= NOTE_MAX else None
