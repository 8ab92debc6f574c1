"""An Agenda and a Memory to what subscribers are to see now: identity, revision, tombstones. No formats, no files.

`plan` says what is to be rendered: the agenda's sessions, and those that it lost. `revise` compares the digest of each
with what was last published and gives identity, stamps and notes. An entry is a function of the agenda and the ledger;
`now` stamps what changed in this build, and tells whether a session deleted in it was over. See docs/changes.md.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from summit_ical.agenda import Agenda, Session, Span, programme_order
from summit_ical.changes import Change, compare, note
from summit_ical.feeds import GROUPS, Feed, Kept
from summit_ical.memory import (
    CANCELLED,
    LIVE,
    REMOVED,
    TOMBSTONE,
    Identity,
    Item,
    Memory,
    Notice,
    Path,
    Revision,
    record,
    session_of,
)
from summit_ical.source import AgendaError, Problem, shown
from summit_ical.zones import day_start

NOWHERE = "summit-ical.invalid"  # RFC 2606 2: never a real host
SECOND = timedelta(seconds=1)
ALIKE = 0.8  # difflib ratio from which a new title is taken for an old one
LOSS_MIN, LOSS_SHARE = 3, 5  # sessions that may not vanish at once: three or more, and more than one in five


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be rendered."""

    agenda: Agenda  # with tombstones among its sessions
    titles: Mapping[str, str]  # of every session there ever was, by id
    tombstones: frozenset[str]  # ids that the agenda no longer has
    removed: frozenset[str]  # ids that leave the feeds in this build
    remarks: tuple[Problem, ...]


class Revised(NamedTuple):
    """Identities for what was planned, and the ledger after it."""

    identities: Mapping[str, Identity]
    memory: Memory


# -- what is to be rendered -----------------------------------------------------------------------------------------


def plan(agenda: Agenda, memory: Memory, now: datetime, *, accept_loss: bool = False) -> Plan:
    """Return what is to be rendered: the agenda's sessions, and from the ledger those that it lost.

    Raises AgendaError where published identity would be lost: another event, a rename, too many gone at once.
    """
    ids = {session.id for session in agenda.sessions}
    lost = {i: item for i, item in memory.sessions.items() if i not in ids and item.state in (LIVE, CANCELLED)}
    problems = [*_other_event(agenda, memory)]
    if not accept_loss:
        problems += [*_renames(agenda, memory, lost), *_too_many(agenda, memory, lost)]
    if problems:
        raise AgendaError(problems)
    records = {i: session_of(i, item.last) for i, item in lost.items()}
    over = {i for i, session in records.items() if ends(session, agenda.event.timezone) <= now}
    graves = {
        i: session_of(i, item.last) for i, item in memory.sessions.items() if i not in ids and item.state == TOMBSTONE
    }
    graves |= {i: replace(session, status="cancelled") for i, session in records.items() if i not in over}
    titles = {i: str(item.last["title"]) for i, item in memory.sessions.items()}
    titles |= {session.id: session.title for session in agenda.sessions}
    return Plan(
        agenda=replace(agenda, sessions=tuple(sorted([*agenda.sessions, *graves.values()], key=programme_order))),
        titles=titles,
        tombstones=frozenset(graves),
        removed=frozenset(over),
        remarks=tuple(_deleted(agenda, session) for i, session in sorted(records.items()) if i not in over),
    )


def ends(session: Session, zone: str) -> datetime:
    """Return when a session is over; without a time, at the end of its day in the zone."""
    if isinstance(session.when, Span):
        return session.when.end
    return day_start(session.when + timedelta(days=1), zone)


def _deleted(agenda: Agenda, session: Session) -> Problem:
    message = f"{shown(session.title)} is gone from the agenda: it stays in calendars, as cancelled"
    hint = f"better keep it as status: cancelled, with a reason (id: {session.id})"
    return Problem(agenda.mark, "warning", "deleted", message, hint, (session.id,))


def _other_event(agenda: Agenda, memory: Memory) -> Iterator[Problem]:
    if memory.event and memory.event != agenda.event.id:
        message = f"the event's id is {agenda.event.id}, but these feeds were published as {memory.event}"
        hint = f"write id: {memory.event}; for another edition, build into another folder (--output)"
        yield Problem(agenda.event.mark or agenda.mark, "error", "event-id", message, hint)


def guess(agenda: Agenda, memory: Memory) -> Problem | None:
    """Return what would have to be guessed where ids are made of titles: which session that is gone a new one is."""
    ids = {session.id for session in agenda.sessions}
    gone = [i for i, item in memory.sessions.items() if i not in ids and item.state in (LIVE, CANCELLED)]
    fresh = [session for session in agenda.sessions if session.id not in memory.sessions]
    if not gone or not fresh:
        return None
    message = f"{shown(fresh[0].title)} is new and '{gone[0]}' is gone: a page cannot tell whether they are the same"
    hint = f"keep an agenda that can: `summit-ical import {agenda.mark.file} --into agenda.yaml`"
    return Problem(fresh[0].mark or agenda.mark, "error", "guessed-id", message, hint, (gone[0], fresh[0].id))


def _renames(agenda: Agenda, memory: Memory, lost: Mapping[str, Item]) -> Iterator[Problem]:
    """An id that vanished while a like session appeared: probably one that was given another id."""
    gone = [session_of(i, item.last) for i, item in lost.items()]
    for new in agenda.sessions:
        if new.id in memory.sessions or new.repeat_of:
            continue
        for old in gone:
            if _like(old, new):
                message = f"{new.id} looks like {old.id}, which is gone: {shown(old.title)}"
                hint = f"write id: {old.id} if it is the same session; if it is not, build with --accept-loss"
                yield Problem(new.mark or agenda.mark, "error", "renamed", message, hint, (old.id, new.id))


def _like(old: Session, new: Session) -> bool:
    if old.when == new.when and old.speakers and {s.name for s in old.speakers} == {s.name for s in new.speakers}:
        return True
    match = difflib.SequenceMatcher(None, old.title.casefold(), new.title.casefold())
    return match.real_quick_ratio() >= ALIKE and match.quick_ratio() >= ALIKE and match.ratio() >= ALIKE


def _too_many(agenda: Agenda, memory: Memory, lost: Mapping[str, Item]) -> Iterator[Problem]:
    present = sum(item.state in (LIVE, CANCELLED) for item in memory.sessions.values())
    if len(lost) >= LOSS_MIN and len(lost) * LOSS_SHARE > present:
        names = ", ".join(sorted(lost)[:10]) + (" …" if len(lost) > 10 else "")
        message = f"{len(lost)} of {present} published sessions are gone at once: {names}"
        hint = "bring them back, or keep them as status: cancelled; if they are meant to go, build with --accept-loss"
        yield Problem(agenda.mark, "error", "vanished", message, hint, tuple(sorted(lost)))


# -- identity, stamps, notes ----------------------------------------------------------------------------------------


def revise(plan: Plan, digests: Mapping[str, str], feeds: Iterable[Feed], memory: Memory, now: datetime) -> Revised:
    """Return the identity of every session planned, and the ledger after this build.

    `digests` has the SHA-256 of each as rendered, without identity, by id. What a subscriber can see has changed where
    the digest has, or the feeds it is in: then SEQUENCE and stamps move, forward only.
    """
    host = memory.host or urlsplit(plan.agenda.event.url).hostname or NOWHERE
    paths = {(known.kept.kind, known.kept.key): path for path, known in memory.feeds.items()}
    paths |= {(feed.kind, feed.key): feed.path for feed in feeds}
    items = dict(memory.sessions)
    for session in plan.agenda.sessions:
        before = items.get(session.id)
        if before is None:
            items[session.id] = _new(session, plan, digests[session.id], f"{plan.agenda.event.id}@{host}", memory, now)
        else:
            items[session.id] = _again(session, before, plan, digests[session.id], paths, now)
    for gone in plan.removed:
        items[gone] = _gone(gone, items[gone], paths, now)
    after = replace(memory, event=plan.agenda.event.id, host=host, sessions=items)
    return Revised({session.id: items[session.id].identity for session in plan.agenda.sessions}, after)


def _new(session: Session, plan: Plan, digest: str, where: str, memory: Memory, now: datetime) -> Item:
    """A session never published before. In the very first build nothing is news."""
    changes = compare(None, session, plan.titles) if memory.sessions else ()
    history = (Revision(0, now, changes),) if changes else ()
    identity = Identity(f"{session.id}.{where}", 0, now, now)
    return Item(identity, digest, state(session, plan), record(session), {}, history)


def _again(
    session: Session, before: Item, plan: Plan, digest: str, paths: Mapping[tuple[str, str], str], now: datetime
) -> Item:
    now_is, last = state(session, plan), record(session)
    if last == before.last and digest == before.digest and now_is == before.state:
        return before
    was = session_of(session.id, before.last)
    went, came = _paths(was, paths), _paths(session, paths)
    if before.state == REMOVED:
        went = set()
    moved_feeds = went != came
    if digest == before.digest and not moved_feeds and before.state != REMOVED:
        return replace(before, state=now_is, last=last)  # nothing that a subscriber can see
    stamp = forward(before.identity.revised, now)
    changes = compare(was, session, plan.titles)
    if before.state == REMOVED:
        changes = (Change("reinstated"),)
    identity = before.identity._replace(
        sequence=before.identity.sequence + 1,
        revised=stamp,
        note=note(changes, plan.agenda.event.timezone),
    )
    left = {path: at for path, at in before.left.items() if path not in came} | dict.fromkeys(went - came, stamp)
    history = (*before.history, Revision(identity.sequence, stamp, changes or (Change("details"),)))
    return Item(identity, digest, now_is, last, left, history)


def _gone(session_id: str, before: Item, paths: Mapping[tuple[str, str], str], now: datetime) -> Item:
    """A session that is over and was taken out: it leaves its feeds."""
    was = session_of(session_id, before.last)
    stamp = forward(before.identity.revised, now)
    sequence = before.identity.sequence + 1
    identity = before.identity._replace(sequence=sequence, revised=stamp, note="")
    left = dict(before.left) | dict.fromkeys(_paths(was, paths), stamp)
    history = (*before.history, Revision(sequence, stamp, compare(was, None, {})))
    return Item(identity, before.digest, REMOVED, before.last, left, history)


def forward(before: datetime, now: datetime) -> datetime:
    """Return a stamp later than the one before, whatever the clock says."""
    return max(now, before + SECOND)


def state(session: Session, plan: Plan) -> str:
    """Return what the ledger calls a planned session."""
    if session.id in plan.tombstones:
        return TOMBSTONE
    return CANCELLED if session.status == "cancelled" else LIVE


def _paths(session: Session, paths: Mapping[tuple[str, str], str]) -> set[str]:
    """The published feeds that a session is in."""
    keys = ((kind, key) for kind, handles in GROUPS.items() for h in handles(session) for key in (h.key, h.formerly))
    return {paths[key] for key in keys if key in paths}


# -- feeds ----------------------------------------------------------------------------------------------------------


def remember(before: Memory, after: Memory, feeds: Iterable[Feed], now: datetime) -> Memory:
    """Return the ledger with the paths of these feeds, and a notice for each that has no session left."""
    feeds = tuple(feeds)
    known = dict(after.feeds)
    for feed in feeds:
        created = known[feed.path].created if feed.path in known else now
        known[feed.path] = Path(Kept(feed.kind, feed.key, feed.name), created)
    notices = dict(after.notices)
    for feed in feeds:
        if not feed.sessions and feed.path not in notices:
            notices[feed.path] = Notice(_first_day(before), _successor(feed, feeds, before))
    return replace(after, feeds=known, notices=notices)


def _first_day(before: Memory) -> date:
    return min(date.fromisoformat(item.last["day"]) for item in before.sessions.values())


def _successor(feed: Feed, feeds: Iterable[Feed], before: Memory) -> str:
    """The path to follow instead: of the same kind, that with most of the feed's last sessions; else all."""
    last = {
        i
        for i, item in before.sessions.items()
        if item.state != REMOVED
        and any(handle.key == feed.key for handle in GROUPS[feed.kind](session_of(i, item.last)))
    }
    alive = sorted((other for other in feeds if other.sessions), key=lambda other: other.path)
    shared = {
        other.path: count
        for other in alive
        if other.kind == feed.kind and (count := sum(session.id in last for session in other.sessions))
    }
    everything = min(alive, key=lambda other: list(GROUPS).index(other.kind))
    return max(shared, key=shared.__getitem__, default=everything.path)


def announce(memory: Memory, digests: Mapping[str, str], now: datetime) -> Memory:
    """Return the ledger with the identities of the notices that render to these digests, by path."""
    notices = dict(memory.notices)
    newest = left(memory)
    for path, digest in digests.items():
        notice, identity = notices[path], notices[path].identity
        if identity is None:
            name = path.removesuffix(".ics").replace("/", "-")
            stamp = forward(max(newest.get(path, memory.feeds[path].created), memory.feeds[path].created), now)
            identity = Identity(f"feed--{name}.{memory.event}@{memory.host}", 0, stamp, stamp)
        elif digest != notice.digest:
            identity = identity._replace(sequence=identity.sequence + 1, revised=forward(identity.revised, now))
        notices[path] = replace(notice, identity=identity, digest=digest)
    return replace(memory, notices=notices)


def left(memory: Memory) -> dict[str, datetime]:
    """Return when the last session that is no longer in it left each feed, by path."""
    newest: dict[str, datetime] = {}
    for item in memory.sessions.values():
        for path, at in item.left.items():
            newest[path] = max(at, newest.get(path, at))
    return newest


def modified(memory: Memory, feed: Feed, gone: Mapping[str, datetime]) -> datetime:
    """Return a feed's LAST-MODIFIED: the newest of its entries, of what `left` it, of its notice and its beginning."""
    stamps = [memory.feeds[feed.path].created]
    stamps += [memory.sessions[session.id].identity.revised for session in feed.sessions]
    if feed.path in gone:
        stamps.append(gone[feed.path])
    notice = memory.notices.get(feed.path)
    if notice and notice.identity:
        stamps.append(notice.identity.revised)
    return max(stamps)
