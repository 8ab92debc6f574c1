"""A folder or an address where feeds were published to what is known of them, with their ledger or without."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

from summit_ical.files.fetch import fetched, is_https
from summit_ical.files.read import WaysOut, content_if_there, head, public
from summit_ical.ledger import records
from summit_ical.ledger.records import NAME, PRODID, Known, Memory
from summit_ical.ledger.recover import INDEX, Fetch, known_from_feeds, refusal
from summit_ical.model.content_lines import unescape, unfold
from summit_ical.model.source import AgendaError, shown
from summit_ical.text.addresses import uri

FETCHED_MAX = 64_000_000
BYTES_MAX = 1_000_000_000  # of a ledger of our own: as many as any agenda makes
RESTORE = WaysOut(*["bring it back from Git or a copy"] * len(WaysOut._fields))


def load(folder: Path, previous: str = "", *, beside: bool = False) -> Known:
    """Return what is known of earlier builds into the folder, or from `previous`: a folder, its ledger, or https.

    `beside` reads the published folder next to which another is to be built. Raises AgendaError where what is there
    cannot be read or trusted, or where the feeds are ahead of the ledger.
    """
    home = Path("feeds") if beside else folder
    if previous:
        if not beside and (home / NAME).exists():
            hint = "leave --previous out, or build into another folder"
            raise refusal(str(home / NAME), "there is a ledger here already, besides that of --previous", hint)
        fetch, name = _from(previous)
        return _known(fetch, name) or _nothing(previous)
    seen = glimpse(home)  # before the ledger, which another build may write meanwhile
    known = _known(lambda path: _file(home / path), str(home))
    if known and not known.remark and (ahead := list(seen.beyond(known.memory))):
        more = f" (and {len(ahead) - 1} more)" if len(ahead) > 1 else ""
        raise records.unusable(str(home / NAME), f"the feeds are ahead of it: {ahead[0]}{more}", CATCH_UP)
    return known or _first(home)


def of_event(folder: Path, event: str) -> Memory:
    """Return what the ledger in a folder knows, where it is an event's; else, or where it cannot be read, nothing.

    For who only has a look: a build says what is wrong with it.
    """
    try:
        raw = _file(folder / NAME)
        memory = records.parse(str(folder / NAME), raw) if raw else Memory()
    except AgendaError:
        return Memory()
    return memory if memory.event == event else Memory()


def _known(fetch: Fetch, name: str) -> Known | None:
    """What a ledger says, or the feeds without it; None where there is neither."""
    raw = fetch(NAME)
    if raw is not None:
        return Known(records.parse(f"{name.removesuffix('/')}/{NAME}", raw))
    index = fetch(INDEX)
    return None if index is None else known_from_feeds(name, index, fetch)


def _nothing(previous: str) -> Known:
    raise refusal(public(previous), f"there is neither {NAME} nor {INDEX}", "name the folder that was published")


def _first(home: Path) -> Known:
    for path in (*home.glob("*.ics"), *home.glob("*/*.ics")):
        if PRODID.encode() in head(path, 200):
            hint = f"bring {NAME} back from Git or a copy, or build into another folder"
            raise refusal(str(home), f"there are feeds, but neither {NAME} nor {INDEX}", hint)
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
        raise refusal(public(previous), "is not an https address", "write https://…, or the path of a folder")
    base = uri(base)
    return (lambda part: fetched(urljoin(base, part), FETCHED_MAX)), public(base)


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
    in_index: Mapping[str, bool]  # path in feeds.json -> whether it says that no session is in it

    def beyond(self, known: Memory) -> Iterator[str]:
        """Yield what is not in a ledger, in words."""
        identities = [item.identity for item in known.sessions.values()]
        identities += [notice.identity for notice in known.notices.values() if notice.identity]
        sequences = {who.uid: who.sequence for who in identities}
        withdrawn = set(known.withdrawn.values())  # a build that died left it in feeds
        for uid, (path, sequence) in self.entries.items():
            if uid in withdrawn:
                continue
            if uid not in sequences:
                yield f"{path} has {shown(uid)}, of which it knows nothing"
            elif sequence > sequences[uid]:
                yield f"{path} has revision {sequence} of {shown(uid)}, of which it knows {sequences[uid]}"
        newest = records.newest(known)
        for path, modified in self.modified.items():
            if newest and modified > f"{newest:%Y%m%dT%H%M%SZ}":
                yield f"{path} is of {modified}, of which it knows nothing later than {newest:%Y%m%dT%H%M%SZ}"
        for path, is_empty in self.in_index.items():
            if path not in known.feeds:
                yield f"{INDEX} lists {path}, of which it knows nothing"
            elif is_empty and path not in known.notices:
                yield f"{INDEX} lists {path} as empty, of which it knows no notice"


def glimpse(home: Path) -> Glimpse:
    """Return what the feeds in a folder tell that hold every entry: all.ics or, without it, all that feeds.json lists.

    What is damaged or in conflict tells nothing: the next build makes it anew.
    """
    index = _index(_seen(home / INDEX))
    entries: dict[str, tuple[str, int]] = {}
    modified: dict[str, str] = {}
    for path in ("all.ics",) if "all.ics" in index or not index else index:
        raw = _seen(home / path)
        above = raw.partition(b"BEGIN:VEVENT")[0]
        if PRODID.encode() not in above or CONFLICT.search(raw):
            continue
        if when := WHEN.search(above):
            modified[path] = when[1].decode()
        for uid, sequence in WHO.findall(raw):
            name = unescape(unfold(uid.decode(errors="replace")))
            entries[name] = max(entries.get(name, (path, -1)), (path, int(sequence)), key=lambda one: one[1])
    return Glimpse(entries, modified, index)


def _seen(path: Path) -> bytes:
    """What is in a file, nothing where it cannot be read: whoever writes there will say why."""
    try:
        return content_if_there(path, BYTES_MAX) or b""
    except AgendaError:
        return b""


def _index(raw: bytes) -> dict[str, bool]:
    """Whether feeds.json says that a feed is empty, by path; nothing where it cannot be read."""
    try:
        rows = json.loads(raw)["feeds"]
        return {records.path_of(row["kind"], row["path"]): row["count"] == 0 for row in rows}
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return {}
