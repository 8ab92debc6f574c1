"""What was published, in a folder or at an address, with its ledger or without: to a Memory."""

import json
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from summit_ical import ledger, memory
from summit_ical.feeds import GROUPS, Kept
from summit_ical.ics import Rendered
from summit_ical.memory import CANCELLED, LIVE, NAME, Identity, Item, Memory, record
from summit_ical.source import AgendaError, Mark, Problem

INDEX = "feeds.json"
BYTES_MAX = 64_000_000
TIMEOUT = 15.0  # seconds for each answer of a server
PATIENCE = 60.0  # seconds for one whole file
NOTE = re.compile(r"(?:[^\\\n]|\\[\\;,])*")  # an escaped TEXT without a line break

Fetch = Callable[[str], bytes | None]  # a path below the feeds folder -> its bytes, None where there is no such file


@dataclass(frozen=True, slots=True)
class Known:
    """The ledger before a build and, where it was lost, the published entries' content lines by session id."""

    memory: Memory = field(default_factory=Memory)
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
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
        return _known(fetch, name, must=True)
    return _known(lambda path: _file(home / path), str(home), must=False)


def _refusal(where: str, message: str, hint: str) -> AgendaError:
    return AgendaError([Problem(Mark(where), "error", "previous", message, hint)])


def _known(fetch: Fetch, name: str, *, must: bool) -> Known:
    raw = fetch(NAME)
    if raw is not None:
        return Known(memory.parse(f"{name.removesuffix('/')}/{NAME}", raw))
    index = fetch(INDEX)
    if index is not None:
        return recovered(name, index, fetch)
    if must:
        raise _refusal(name, f"there is neither {NAME} nor {INDEX}", "name the folder that was published")
    return Known(remark=f"no ledger in {name}: this is the first build")


def _file(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _from(previous: str) -> tuple[Fetch, str]:
    """How files of an earlier publication are read, and the name of the place."""
    if "://" not in previous:
        path = Path(previous)
        folder = path.parent if path.name == NAME else path
        return (lambda part: _file(folder / part)), str(folder)
    if urlsplit(previous).scheme != "https":
        raise _refusal(previous, "is not an https address", "write https://…, or the path of a folder")
    base = previous.removesuffix(NAME)
    base = base if base.endswith("/") else base + "/"
    return (lambda part: fetched(urljoin(base, part))), base


def fetched(address: str) -> bytes | None:
    """Return what an https server answers, None for 404 and 410. Raises AgendaError for anything else but the file."""
    from urllib.error import HTTPError, URLError
    from urllib.request import HTTPRedirectHandler, Request, build_opener

    class OnlyHttps(HTTPRedirectHandler):
        def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
            if urlsplit(newurl).scheme != "https":
                raise URLError(f"redirected to {newurl}, which is not https")
            return super().redirect_request(req, fp, code, msg, headers, newurl)

    until = time.monotonic() + PATIENCE
    try:
        request = Request(address, headers={"User-Agent": "summit-ical"})  # noqa: S310 - https, see _from
        with build_opener(OnlyHttps).open(request, timeout=TIMEOUT) as answer:
            raw = b""
            while piece := answer.read(65536):
                raw += piece
                if len(raw) > BYTES_MAX:
                    raise _refusal(address, f"is larger than {BYTES_MAX / 1e6:g} MB", "name the published feeds folder")
                if time.monotonic() > until:
                    raise _refusal(address, f"did not arrive in {PATIENCE:g} seconds", "try again")
            return raw
    except HTTPError as error:
        if error.code in (404, 410):
            return None
        raise _refusal(address, f"the server answers {error.code} {error.reason}", "check the address") from None
    except (OSError, ValueError) as error:  # URLError and time-outs are OSErrors
        reason = getattr(error, "reason", error)
        raise _refusal(address, f"cannot be fetched: {reason}", "check the address and the network") from None


# -- feeds without their ledger -------------------------------------------------------------------------------------


@dataclass(slots=True)
class Entry:
    """A published VEVENT, unfolded: its identity, the rest of its lines, and the feeds it is in."""

    values: dict[str, str]
    lines: tuple[str, ...]
    paths: list[str]


IDENTITY = ("BEGIN", "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "CREATED", "END")


def recovered(name: str, index: bytes, fetch: Fetch) -> Known:
    """Return what the feeds themselves tell: identities and paths. Removed sessions and history are gone.

    Raises AgendaError where a feed is not one that this program wrote.
    """
    try:
        listed = json.loads(index)
        event = memory._str(listed["event"]["id"])
        kept = {row["path"]: Kept(row["kind"], row["key"], row["name"]) for row in listed["feeds"]}
        if any(known.kind not in GROUPS for known in kept.values()):
            raise ValueError(kept)
        entries, created = _entries(kept, fetch)
        suffix = f".{event}@"
        host = next(uid.rpartition("@")[2] for uid in entries if suffix in uid)
        ours = {uid.removesuffix(suffix + host): entry for uid, entry in entries.items() if uid.endswith(suffix + host)}
        items = {
            session_id: _item(entry, kept) for session_id, entry in ours.items() if not session_id.startswith("feed--")
        }
    except (KeyError, TypeError, ValueError, StopIteration, RecursionError):
        hint = "take ledger.json back from Git or a copy, or begin anew in another folder"
        raise _refusal(name, "the ledger is gone, and these feeds are not as this program writes them", hint) from None
    paths = {path: memory.Path(known, created[path]) for path, known in kept.items()}
    lines = {session_id: ours[session_id].lines for session_id in items}
    remark = f"no ledger in {name}: identities are taken from the feeds; history and removed sessions are gone"
    return Known(Memory(event, host, items, paths), lines, remark)


def _entries(kept: Iterable[str], fetch: Fetch) -> tuple[dict[str, Entry], dict[str, datetime]]:
    """Every VEVENT by UID, and every feed's LAST-MODIFIED by path."""
    entries: dict[str, Entry] = {}
    modified: dict[str, datetime] = {}
    for path in kept:
        raw = fetch(path)
        if raw is None:
            modified[path] = datetime.fromtimestamp(0, UTC)
            continue
        head, *blocks = raw.decode().replace("\r\n ", "").split("BEGIN:VEVENT\r\n")
        modified[path] = _instant(head.partition("\r\nLAST-MODIFIED:")[2][:16])
        for block in blocks:
            lines = block.partition("END:VEVENT")[0].splitlines()
            values = dict(line.partition(":")[::2] for line in reversed(lines))
            entry = Entry(values, tuple(line for line in lines if line.partition(":")[0] not in IDENTITY), [])
            entries.setdefault(values["UID"], entry).paths.append(path)
    return entries, modified


def _instant(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _item(entry: Entry, kept: Mapping[str, Kept]) -> Item:
    """An item with what little of the session an entry tells. Its digest is no session's, until `matched` finds one."""
    values = entry.values
    identity = Identity(
        values["UID"], int(values["SEQUENCE"]), _instant(values["CREATED"]), _instant(values["LAST-MODIFIED"])
    )
    instants = [values[name] for name in ("DTSTART", "DTEND") if name in values]
    when = [_instant(at).isoformat() for at in instants] or [_date(values["DTSTART;VALUE=DATE"])]
    of = {kind: [kept[path] for path in entry.paths if kept[path].kind == kind] for kind in GROUPS}
    cancelled = values["STATUS"] == "CANCELLED" or values["SUMMARY"].startswith("CANCELLED: ")
    last = {
        "title": re.sub(r"\\([\\;,])", r"\1", values["SUMMARY"].removeprefix("CANCELLED: ")),
        "day": of["day"][0].key if of["day"] else when[0][:10],
        "when": when,
        "speakers": [[k.name, k.key if k.key != k.name else "", "", ""] for k in of["speaker"]],
        "tracks": [[k.key, k.name, ""] for k in of["track"]],
        "rooms": [[k.key, k.name, ""] for k in of["room"]],
        "kind": of["kind"][0].key if of["kind"] else "talk",
        "language": of["language"][0].key if of["language"] else "",
        "status": "cancelled" if cancelled else values["STATUS"].lower(),
    }
    return Item(identity, "", CANCELLED if cancelled else LIVE, last)


def _date(day: str) -> str:
    return f"{day[:4]}-{day[4:6]}-{day[6:8]}"


def matched(known: Known, plan: ledger.Plan, rendered: Mapping[str, Rendered]) -> Memory:
    """Return the ledger in which entries that render to what was published count as unchanged.

    A note that stands first in a published DESCRIPTION is read off, and kept. Does nothing where there was a ledger.
    """
    if not known.lines:
        return known.memory
    items = dict(known.memory.sessions)
    for session in plan.agenda.sessions:
        lines, entry = known.lines.get(session.id), rendered[session.id]
        if lines is None:
            continue
        note = _note(lines, entry)
        if note is None:
            last = {**record(session), "title": items[session.id].last["title"], "when": items[session.id].last["when"]}
            items[session.id] = replace(items[session.id], last=last)
        else:
            state = ledger.state(session, plan)
            identity = items[session.id].identity._replace(note=note)
            items[session.id] = replace(
                items[session.id], identity=identity, digest=entry.digest, state=state, last=record(session)
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
    return re.sub(r"\\([\\;,])", r"\1", note) if note != was and NOTE.fullmatch(note) else None
