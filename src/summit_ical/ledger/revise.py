"""An Agenda and a Memory to what subscribers are to see now: identity, revision, tombstones. No formats, no files.

`plan` says what is to be rendered: the agenda's sessions, and those that it lost. `revise` compares the digest of each
with what was last published and gives identity, stamps and notes. An entry is a function of the agenda and the ledger;
`now` stamps what changed in this build, and tells whether a session deleted in it was over. See docs/changes.md.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from summit_ical.ledger.changes import compare, note
from summit_ical.ledger.records import (
    CANCELLED,
    LIVE,
    REMOVED,
    REWIND,
    SEQUENCE_END,
    TOMBSTONE,
    Change,
    Identity,
    Item,
    Memory,
    Notice,
    Path,
    Revision,
    damaged,
)
from summit_ical.model.agenda import Agenda, Session, ends, programme_order
from summit_ical.model.feed_kinds import GROUPS, Feed, Kept
from summit_ical.model.instants import YEARS
from summit_ical.model.source import AgendaError, Mark, Problem, shown

NOWHERE = "summit-ical.invalid"  # RFC 2606 2: never a real host
# Changes that can be seen in a published entry alone.
IN_FEEDS = ("cancelled", "replaced", "reinstated", "status", "time", "title")
SECOND = timedelta(seconds=1)
ALIKE = 0.8  # difflib ratio from which a new title is taken for an old one
PAIRS_MAX = 100_000  # titles of lost and new sessions that are compared; beyond, only equal ones are alike
KEPT_FOR_NOTICES = "feed--"  # how the UIDs of notices begin
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
    problems = [*_other_event(agenda, memory), *_unusable(agenda)]
    if not accept_loss:
        problems += [*_renames(agenda, memory, lost), *_too_many(agenda, memory, lost)]
    if problems:
        raise AgendaError(problems)
    over = {i for i, item in lost.items() if ends(item.session, agenda.event.timezone) <= now}
    tombstones = {i: item.session for i, item in memory.sessions.items() if i not in ids and item.state == TOMBSTONE}
    tombstones |= {i: replace(item.session, status="cancelled") for i, item in lost.items() if i not in over}
    titles = {i: item.session.title for i, item in memory.sessions.items()}
    titles |= {session.id: session.title for session in agenda.sessions}
    planned = (*agenda.sessions, *(_as_now_named(session, agenda) for session in tombstones.values()))
    return Plan(
        agenda=replace(agenda, sessions=tuple(sorted(planned, key=programme_order)) if tombstones else planned),
        titles=titles,
        tombstones=frozenset(tombstones),
        removed=frozenset(over),
        remarks=tuple(_deleted(agenda, lost[i].session) for i in sorted(lost) if i not in over),
    )


def _as_now_named(tombstone: Session, agenda: Agenda) -> Session:
    """A tombstone with the tracks, rooms and speakers as the agenda has them now.

    Else a track of another name would be in its feed beside the new one, and a speaker who was given an id would have
    two feeds.
    """
    tracks = {track.id: track for track in agenda.tracks}
    rooms = {room.id: room for room in agenda.rooms}
    speakers = {speaker.id: speaker for speaker in agenda.speakers}
    by_name = {speaker.name: speaker for speaker in agenda.speakers}
    return replace(
        tombstone,
        tracks=tuple(tracks.get(track.id, track) for track in tombstone.tracks),
        rooms=tuple(rooms.get(room.id, room) for room in tombstone.rooms),
        speakers=tuple(
            speakers.get(speaker.id, speaker) if speaker.id else by_name.get(speaker.name, speaker)
            for speaker in tombstone.speakers
        ),
    )


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


def _unusable(agenda: Agenda) -> Iterator[Problem]:
    """What can be written in an agenda, and cannot be published."""
    if not agenda.sessions:
        yield Problem(agenda.mark, "error", "empty", "there is no session", "an event that is off is status: cancelled")
    for session in agenda.sessions:
        if session.id.startswith(KEPT_FOR_NOTICES):
            message = f"{shown(session.id)}: ids that begin with {KEPT_FOR_NOTICES} are kept for notices in empty feeds"
            yield Problem(session.mark or agenda.mark, "error", "id", message, "choose another id", (session.id,))


def _renames(agenda: Agenda, memory: Memory, lost: Mapping[str, Item]) -> Iterator[Problem]:
    """An id that vanished while a like session appeared: probably one that was given another id."""
    if not lost:
        return
    gone = [item.session for item in lost.values()]
    new = [session for session in agenda.sessions if session.id not in memory.sessions and not session.repeat_of]
    like = _is_like if len(gone) * len(new) <= PAIRS_MAX else _is_equal
    for session in new:
        alike = like(session.title.casefold())
        for old in gone:
            if _same_talk(old, session) or alike(old.title.casefold()):
                message = f"{session.id} looks like {old.id}, which is gone: {shown(old.title)}"
                hint = f"write id: {old.id} if it is the same session; if it is not, build with --accept-loss"
                yield Problem(session.mark or agenda.mark, "error", "renamed", message, hint, (old.id, session.id))


def _same_talk(old: Session, new: Session) -> bool:
    """The same speakers at the same time. The same time alone is a replacement."""
    return bool(old.speakers) and old.when == new.when and _names(old) == _names(new)


def _names(session: Session) -> set[str]:
    return {speaker.name for speaker in session.speakers}


def _is_equal(title: str) -> Callable[[str], bool]:
    return title.__eq__


def _is_like(title: str) -> Callable[[str], bool]:
    matcher = difflib.SequenceMatcher(None, "", title, autojunk=False)  # it keeps what it finds out about the second

    def alike(other: str) -> bool:
        matcher.set_seq1(other)
        return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE

    return alike


def _too_many(agenda: Agenda, memory: Memory, lost: Mapping[str, Item]) -> Iterator[Problem]:
    present = sum(item.state in (LIVE, CANCELLED) for item in memory.sessions.values())
    if len(lost) >= LOSS_MIN and len(lost) * LOSS_SHARE > present:
        names = ", ".join(sorted(lost)[:10]) + (" …" if len(lost) > 10 else "")
        message = f"{len(lost)} of {present} published sessions are gone at once: {names}"
        hint = "bring them back, or keep them as status: cancelled; if they are meant to go, build with --accept-loss"
        yield Problem(agenda.mark, "error", "vanished", message, hint, tuple(sorted(lost)))


# -- identity, stamps, notes ----------------------------------------------------------------------------------------


def stamp(memory: Memory, now: datetime) -> datetime:
    """Return the instant that a build writes on all that changes in it: now, or a second after all that is published.

    So whatever the clock says, and however fast builds follow each other, what a later build changed is newer, and a
    feed's LAST-MODIFIED moves with every change in it.
    """
    last = newest(memory)
    return max(now, last + SECOND) if last else now


def newest(memory: Memory) -> datetime | None:
    """Return the newest stamp on anything that was published; None before the first build."""
    stamps = [item.identity.revised for item in memory.sessions.values()]
    stamps += [known.revised for known in memory.feeds.values()]
    stamps += [notice.identity.revised for notice in memory.notices.values() if notice.identity]
    return max(stamps, default=None)


def check_stamp(before: Memory, after: Memory, stamp: datetime) -> None:
    """Raise AgendaError where something changed, and its stamp is in a year that we do not write."""
    if stamp.year not in YEARS and after != before:
        message = f"what is published is of {stamp - SECOND:%Y-%m-%dT%H:%M:%SZ}, and no later stamp can be written"
        raise damaged("the ledger", message, REWIND)


def _check_sequences(identities: Mapping[str, Identity]) -> None:
    """Raise AgendaError where an entry was revised more often than a SEQUENCE can tell, naming each."""
    problems = [
        Problem(
            Mark("the ledger"),
            "error",
            "ledger",
            f"{shown(name)} changed, but its SEQUENCE is {SEQUENCE_END - 1} already, the highest that there is",
            REWIND,
            (name,),
        )
        for name, identity in sorted(identities.items())
        if identity.sequence >= SEQUENCE_END
    ]
    if problems:
        raise AgendaError(problems)


def revise(plan: Plan, digests: Mapping[str, str], memory: Memory, stamp: datetime) -> Revised:
    """Return the identity of every session planned, and the ledger after this build.

    `digests` has the SHA-256 of each as rendered, without identity, by id. What a subscriber can see has changed where
    the digest has, or the published feeds it is in: then SEQUENCE moves by one, and the stamps are those of this build.
    Raises AgendaError where it cannot move.
    """
    host = memory.host or urlsplit(plan.agenda.event.url).hostname or NOWHERE
    paths = by_key(memory)
    items = dict(memory.sessions)
    for session in plan.agenda.sessions:
        before, digest = items.get(session.id), digests[session.id]
        if before is None:
            where = f"{plan.agenda.event.id}@{host}"
            items[session.id] = _new(session, plan, digest, where, bool(memory.sessions), stamp)
        else:
            items[session.id] = _again(session, before, plan, digest, paths, stamp)
    for gone in plan.removed:
        items[gone] = _gone(items[gone], paths, stamp)
    _check_sequences({session_id: item.identity for session_id, item in items.items()})
    after = replace(memory, event=plan.agenda.event.id, host=host, sessions=items)
    return Revised({session.id: items[session.id].identity for session in plan.agenda.sessions}, after)


def _new(session: Session, plan: Plan, digest: str, where: str, news: bool, stamp: datetime) -> Item:
    """A session never published before. In the very first build nothing is news."""
    changes = compare(None, session, plan.titles) if news else ()
    history = (Revision(0, stamp, changes),) if changes else ()
    identity = Identity(f"{session.id}.{where}", 0, stamp, stamp)
    return Item(identity, digest, state(session, plan), session, {}, history)


def _again(
    session: Session, before: Item, plan: Plan, digest: str, paths: Mapping[tuple[str, str], str], stamp: datetime
) -> Item:
    now_is, was = state(session, plan), before.session
    if session == was and digest == before.digest and now_is == before.state:
        return before
    went = feeds_of(was, paths) if before.state != REMOVED else set()
    came = feeds_of(session, paths)
    if digest == before.digest and went == came:
        return replace(before, state=now_is, session=session)  # nothing that a subscriber can see
    changes = _told(compare(was, session, plan.titles), before, session)
    identity = before.identity._replace(
        sequence=before.identity.sequence + 1,
        revised=stamp,
        note=note(changes, plan.agenda.event.timezone),
    )
    left = {path: at for path, at in before.left.items() if path not in came} | dict.fromkeys(went - came, stamp)
    history = (*before.history, Revision(identity.sequence, stamp, changes or (Change("details"),)))
    return Item(identity, digest, now_is, session, left, history)


def _told(changes: tuple[Change, ...], before: Item, session: Session) -> tuple[Change, ...]:
    """What is told of the changes since `before`."""
    if not before.digest:  # all that is known is what a feed told: see past.recovered
        return tuple(change for change in changes if change.what in IN_FEEDS)
    back = before.state == REMOVED and session.status != "cancelled"
    if back and all(change.what != "reinstated" for change in changes):
        return (Change("reinstated"), *changes)
    return changes


def _gone(before: Item, paths: Mapping[tuple[str, str], str], stamp: datetime) -> Item:
    """A session that is over and was taken out: it leaves its feeds."""
    was = before.session
    sequence = before.identity.sequence + 1
    identity = before.identity._replace(sequence=sequence, revised=stamp, note="")
    left = dict(before.left) | dict.fromkeys(feeds_of(was, paths), stamp)
    history = (*before.history, Revision(sequence, stamp, compare(was, None, {})))
    return Item(identity, before.digest, REMOVED, was, left, history)


def state(session: Session, plan: Plan) -> str:
    """Return what the ledger calls a planned session."""
    if session.id in plan.tombstones:
        return TOMBSTONE
    return CANCELLED if session.status == "cancelled" else LIVE


def by_key(memory: Memory) -> dict[tuple[str, str], str]:
    """Return the published paths by the kind and the key that they stand for."""
    return {(known.kept.kind, known.kept.key): path for path, known in memory.feeds.items()}


def feeds_of(session: Session, paths: Mapping[tuple[str, str], str]) -> set[str]:
    """Return the paths of the published feeds that a session belongs to."""
    keys = ((kind, key) for kind, handles in GROUPS.items() for h in handles(session) for key in (h.key, h.formerly))
    return {paths[key] for key in keys if key in paths}


# -- feeds ----------------------------------------------------------------------------------------------------------


def remember(before: Memory, after: Memory, feeds: Iterable[Feed], stamp: datetime) -> Memory:
    """Return the ledger with the paths of these feeds, and a notice for each that has no session left."""
    feeds = tuple(feeds)
    known = dict(after.feeds)
    for feed in feeds:
        kept = Kept(feed.kind, feed.key, feed.name)
        known[feed.path] = replace(known[feed.path], kept=kept) if feed.path in known else Path(kept, stamp, stamp)
    after = replace(after, feeds=known)
    gone = left(after)
    emptied = [feed for feed in feeds if not feed.sessions and _undecided(feed.path, after, gone, stamp)]
    if not emptied:
        return after
    held = _held(before)
    day = min(item.session.day for item in before.sessions.values())
    notices = dict(after.notices)
    for feed in emptied:
        notice = notices.get(feed.path, Notice(day, ""))
        notices[feed.path] = replace(notice, follow=_successor(feed, feeds, held.get(feed.path, frozenset())))
    return replace(after, notices=notices)


def _undecided(path: str, memory: Memory, gone: Mapping[str, datetime], stamp: datetime) -> bool:
    """Whether it has to be said what to follow instead of an empty feed: decided when it empties, and kept.

    One that filled and emptied again is decided again, or two feeds could name each other.
    """
    return path not in memory.notices or not memory.notices[path].follow or gone.get(path) == stamp


def _held(memory: Memory) -> dict[str, set[str]]:
    """Return the ids of the sessions in each feed, by path."""
    paths = by_key(memory)
    held: dict[str, set[str]] = {}
    for session_id, item in memory.sessions.items():
        if item.state != REMOVED:
            for path in feeds_of(item.session, paths):
                held.setdefault(path, set()).add(session_id)
    return held


def _successor(feed: Feed, feeds: Iterable[Feed], last: Set[str]) -> str:
    """The path to follow instead: of the same kind, that with most of the feed's last sessions; else all."""
    alive = sorted((other for other in feeds if other.sessions), key=lambda other: other.path)
    shared = {
        other.path: count
        for other in alive
        if other.kind == feed.kind and (count := sum(session.id in last for session in other.sessions))
    }
    everything = min(alive, key=lambda other: list(GROUPS).index(other.kind))
    return max(shared, key=shared.__getitem__, default=everything.path)


def framed(memory: Memory, digests: Mapping[str, str], stamp: datetime) -> Memory:
    """Return the ledger with the SHA-256 of what stands around the entries of each feed, by path."""
    moved = {path: digest for path, digest in digests.items() if memory.feeds[path].digest != digest}
    revised = {path: replace(memory.feeds[path], digest=digest, revised=stamp) for path, digest in moved.items()}
    return replace(memory, feeds={**memory.feeds, **revised})


def announce(memory: Memory, digests: Mapping[str, str], stamp: datetime) -> Memory:
    """Return the ledger with the identities of the notices that render to these digests, by path.

    Raises AgendaError where a SEQUENCE cannot move.
    """
    notices = dict(memory.notices)
    for path, digest in digests.items():
        notice, identity = notices[path], notices[path].identity
        if identity is None:
            name = path.removesuffix(".ics").replace("/", "-")
            identity = Identity(f"{KEPT_FOR_NOTICES}{name}.{memory.event}@{memory.host}", 0, stamp, stamp)
        elif digest != notice.digest:
            identity = identity._replace(sequence=identity.sequence + 1, revised=stamp)
        notices[path] = replace(notice, identity=identity, digest=digest)
    _check_sequences({path: notice.identity for path, notice in notices.items() if notice.identity})
    return replace(memory, notices=notices)


def left(memory: Memory) -> dict[str, datetime]:
    """Return when the last session that is no longer in it left each feed, by path."""
    newest: dict[str, datetime] = {}
    for item in memory.sessions.values():
        for path, at in item.left.items():
            newest[path] = max(at, newest.get(path, at))
    return newest


def modified(memory: Memory, feed: Feed, gone: Mapping[str, datetime]) -> datetime:
    """Return a feed's LAST-MODIFIED: the newest of its entries, of what `left` it, of its notice and of its frame."""
    stamps = [memory.sessions[session.id].identity.revised for session in feed.sessions]
    if feed.path in memory.feeds:
        stamps.append(memory.feeds[feed.path].revised)
    if feed.path in gone:
        stamps.append(gone[feed.path])
    notice = memory.notices.get(feed.path)
    if notice and notice.identity:
        stamps.append(notice.identity.revised)
    return max(stamps)
