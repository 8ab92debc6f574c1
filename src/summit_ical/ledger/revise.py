"""An Agenda and what is known of earlier builds to what subscribers are to see now: `revise`.

It plans what is to be rendered: the agenda's sessions, and those that it lost. It compares the digest of each with what
was last published, and gives identity, stamps and notes. An entry is a function of the agenda and the ledger; `now`
stamps what changed in this build, and tells whether a session deleted in it was over. No files, no formats: what things
look like comes in as `Render`. See docs/changes.md.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from summit_ical.ledger.changes import compare, note
from summit_ical.ledger.clocks import Unclear, clocked, doubts, kept, with_clocks, with_known_clocks
from summit_ical.ledger.people import with_ids
from summit_ical.ledger.records import (
    CANCELLED,
    KEPT_FOR_NOTICES,
    LIVE,
    REMOVED,
    REWIND,
    SEQUENCE_END,
    TOMBSTONE,
    Change,
    Farewell,
    FeedRecord,
    Frame,
    Identity,
    Known,
    Memory,
    Rendered,
    Revision,
    SessionRecord,
    by_key,
    feeds_of,
    newest,
    unusable,
)
from summit_ical.ledger.recover import recognize
from summit_ical.model.agenda import Agenda, Session, ends, programme_order
from summit_ical.model.feed_kinds import GROUPS, Feed, Kept
from summit_ical.model.instants import YEARS
from summit_ical.model.people import key
from summit_ical.model.source import AgendaError, Mark, Problem, shown

NOWHERE = "summit-ical.invalid"  # RFC 2606 2: never a real host
# Changes that can be seen in a published entry alone.
IN_FEEDS = ("cancelled", "replaced", "reinstated", "status", "time", "corrected", "title")
SECOND = timedelta(seconds=1)
ALIKE = 0.8  # difflib ratio from which a new title is taken for an old one
PAIRS_MAX = 100_000  # titles of lost and new sessions that are compared; beyond, only equal ones are alike
LOSS_MIN, LOSS_SHARE = 3, 5  # sessions that may not vanish at once: three or more, and more than one in five


@dataclass(frozen=True, slots=True)
class Render:
    """What things look like to subscribers, but for identity and stamps. The ledger only compares it."""

    sessions: Callable[[Agenda, Mapping[str, str]], dict[str, Rendered]]  # with every title by id -> by id
    feeds: Callable[[Agenda, Mapping[str, Kept]], Sequence[Feed]]  # what published paths stand for -> all feeds
    frame: Callable[[Feed, Agenda], Frame]
    notice: Callable[[Farewell, Feed, Feed, Agenda], Rendered]  # the feed that has no session left, the one to follow


class Revised(NamedTuple):
    """What subscribers are to see, and the ledger after it."""

    agenda: Agenda  # with what it lost and subscribers still see
    feeds: tuple[Feed, ...]
    entries: dict[str, Rendered]  # by the session's id
    notices: Mapping[str, Rendered]  # the one entry of each feed that has no session left, by path
    frames: Mapping[str, Frame]  # by path
    memory: Memory
    remarks: tuple[Problem, ...]


def revise(
    agenda: Agenda,
    known: Known,
    now: datetime,
    render: Render,
    *,
    accept_loss: bool = False,
    only: bool = False,
    unclear: Unclear = "",
) -> Revised:
    """Return what subscribers are to see of an agenda, with identities and stamps in the ledger after this build.

    What they can see has changed where its digest has: then SEQUENCE moves by one, and the stamps are those of this
    build. With `only`, some kinds of feed are made beside the published ones, and the ledger keeps no path of theirs.
    `unclear` says what became of times of which the ledger has no wall clocks. Raises AgendaError where published
    identity would be lost, where nobody can tell a correction from a move, or a stamp or SEQUENCE cannot be written.
    """
    known = with_ids(known, agenda)
    agenda = with_clocks(agenda, known.memory)
    due = plan(agenda, known.memory, now, accept_loss=accept_loss, unclear=unclear)
    entries = render.sessions(due.agenda, due.titles)
    before = recognize(known, due.agenda.sessions, due.state, entries)
    before = with_known_clocks(before, agenda, unclear)
    feeds = tuple(render.feeds(due.agenda, {} if only else before.kept))
    frames = {feed.path: render.frame(feed, due.agenda) for feed in feeds}
    stamp = _stamp(before, now)
    after = _with_sessions(before, due, entries, stamp)
    if not only:
        after = _with_frames(_with_feeds(before, after, feeds, stamp), frames, stamp)
    by_path = {feed.path: feed for feed in feeds}
    notices = {
        path: render.notice(after.notices[path], feed, by_path[after.notices[path].follow], due.agenda)
        for path, feed in by_path.items()
        if not feed.sessions
    }
    after = _with_notices(after, notices, stamp) if notices else after
    _check_stamp(before, after, stamp)
    after = kept(before if known.entries else known.memory, after, agenda.event.timezone)
    return Revised(due.agenda, feeds, entries, notices, frames, after, due.remarks)


# -- what is to be rendered -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be rendered."""

    agenda: Agenda  # with tombstones among its sessions
    titles: Mapping[str, str]  # of every session there ever was, by id
    tombstones: frozenset[str]  # ids that the agenda no longer has
    removed: frozenset[str]  # ids that leave the feeds in this build
    remarks: tuple[Problem, ...]

    def state(self, session: Session) -> str:
        """Return what the ledger calls a session."""
        if session.id in self.tombstones:
            return TOMBSTONE
        return CANCELLED if session.status == "cancelled" else LIVE


def plan(agenda: Agenda, memory: Memory, now: datetime, *, accept_loss: bool = False, unclear: Unclear = "") -> Plan:
    """Return what is to be rendered: the agenda's sessions, and from the ledger those that it lost.

    Raises AgendaError where published identity would be lost: another event, a rename, too many gone at once; and
    where the zone database cannot tell, or nobody, what became of a time.
    """
    ids = {session.id for session in agenda.sessions}
    lost = {i: item for i, item in memory.sessions.items() if i not in ids and item.state in (LIVE, CANCELLED)}
    problems = [*_other_event(agenda, memory), *_unpublishable(agenda), *_withdrawn(agenda, memory)]
    if not accept_loss:
        problems += [*_renames(agenda, memory, lost), *_too_many(agenda, memory, lost)]
    problems += zone_doubts(agenda, memory, unclear)
    if problems:
        raise AgendaError(problems)
    over = {i for i, item in lost.items() if ends(item.session, agenda.event.timezone) <= now}
    tombstones = {i: item.session for i, item in memory.sessions.items() if i not in ids and item.state == TOMBSTONE}
    tombstones |= {i: replace(item.session, status="cancelled") for i, item in lost.items() if i not in over}
    titles = {i: item.session.title for i, item in memory.sessions.items()}
    titles |= {session.id: session.title for session in agenda.sessions}
    planned = (*agenda.sessions, *(_tombstone(session, agenda) for session in tombstones.values()))
    return Plan(
        agenda=replace(agenda, sessions=tuple(sorted(planned, key=programme_order)) if tombstones else planned),
        titles=titles,
        tombstones=frozenset(tombstones),
        removed=frozenset(over),
        remarks=tuple(_deletion(agenda, lost[i].session) for i in sorted(lost) if i not in over),
    )


def zone_doubts(agenda: Agenda, memory: Memory, unclear: Unclear = "") -> tuple[Problem, ...]:
    """Return why the times of an agenda cannot be told from those that were published; () where they can."""
    sessions = (clocked(session, agenda.event.timezone) for session in agenda.sessions)
    known = {i: item.session for i, item in memory.sessions.items()}
    return tuple(doubts(sessions, known, memory.release, agenda.event.mark or agenda.mark, unclear))


def _tombstone(session: Session, agenda: Agenda) -> Session:
    """A lost session with the tracks, rooms and speakers as the agenda has them now.

    Else a track of another name would be in its feed beside the new one.
    """
    tracks = {track.id: track for track in agenda.tracks}
    rooms = {room.id: room for room in agenda.rooms}
    speakers = {key(speaker): speaker for speaker in agenda.speakers}
    return replace(
        session,
        tracks=tuple(tracks.get(track.id, track) for track in session.tracks),
        rooms=tuple(rooms.get(room.id, room) for room in session.rooms),
        speakers=tuple(speakers.get(key(speaker), speaker) for speaker in session.speakers),
    )


def _deletion(agenda: Agenda, session: Session) -> Problem:
    message = f"{shown(session.title)} is gone from the agenda: it stays in calendars, as cancelled"
    hint = f"better keep it as status: cancelled, with a reason (id: {session.id})"
    return Problem(agenda.mark, "warning", "deleted", message, hint, (session.id,))


def _other_event(agenda: Agenda, memory: Memory) -> Iterator[Problem]:
    if memory.event and memory.event != agenda.event.id:
        message = f"the event's id is {agenda.event.id}, but these feeds were published as {memory.event}"
        hint = f"write id: {memory.event}; for another edition, build into another folder (--output)"
        yield Problem(agenda.event.mark or agenda.mark, "error", "event-id", message, hint)


def check_guess(agenda: Agenda, memory: Memory) -> None:
    """Raise AgendaError where ids are made of titles, and a new session may be one that is gone."""
    if not agenda.ids_guessed:
        return
    ids = {session.id for session in agenda.sessions}
    gone = [i for i, item in memory.sessions.items() if i not in ids and item.state in (LIVE, CANCELLED)]
    fresh = [session for session in agenda.sessions if session.id not in memory.sessions]
    if not gone or not fresh:
        return
    message = f"{shown(fresh[0].title)} is new and '{gone[0]}' is gone: a page cannot tell whether they are the same"
    hint = f"keep an agenda that can: `summit-ical import {agenda.mark.file} --into agenda.yaml`"
    problem = Problem(fresh[0].mark or agenda.mark, "error", "guessed-id", message, hint, (gone[0], fresh[0].id))
    raise AgendaError([problem])


def _unpublishable(agenda: Agenda) -> Iterator[Problem]:
    """What can be written in an agenda, and cannot be published."""
    if not agenda.sessions:
        yield Problem(agenda.mark, "error", "empty", "there is no session", "an event that is off is status: cancelled")
    for session in agenda.sessions:
        if session.id.startswith(KEPT_FOR_NOTICES):
            message = f"{shown(session.id)}: ids that begin with {KEPT_FOR_NOTICES} are kept for notices in empty feeds"
            yield Problem(session.mark or agenda.mark, "error", "id", message, "choose another id", (session.id,))


def _withdrawn(agenda: Agenda, memory: Memory) -> Iterator[Problem]:
    for session in agenda.sessions:
        if session.id in memory.withdrawn:
            message = f"{session.id} was withdrawn, and what was withdrawn does not come back"
            yield Problem(
                session.mark or agenda.mark, "error", "withdrawn", message, "choose another id", (session.id,)
            )


def _renames(agenda: Agenda, memory: Memory, lost: Mapping[str, SessionRecord]) -> Iterator[Problem]:
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


def _too_many(agenda: Agenda, memory: Memory, lost: Mapping[str, SessionRecord]) -> Iterator[Problem]:
    present = sum(item.state in (LIVE, CANCELLED) for item in memory.sessions.values())
    if len(lost) >= LOSS_MIN and len(lost) * LOSS_SHARE > present:
        names = ", ".join(sorted(lost)[:10]) + (" …" if len(lost) > 10 else "")
        message = f"{len(lost)} of {present} published sessions are gone at once: {names}"
        hint = "bring them back, or keep them as status: cancelled; if they are meant to go, build with --accept-loss"
        yield Problem(agenda.mark, "error", "vanished", message, hint, tuple(sorted(lost)))


# -- identity, stamps, notes ----------------------------------------------------------------------------------------


def _stamp(memory: Memory, now: datetime) -> datetime:
    """The instant that a build writes on all that changes in it: now, or a second after all that is published.

    So whatever the clock says, and however fast builds follow each other, what a later build changed is newer, and a
    feed's LAST-MODIFIED moves with every change in it.
    """
    last = newest(memory)
    return max(now, last + SECOND) if last else now


def _check_stamp(before: Memory, after: Memory, stamp: datetime) -> None:
    """Raise AgendaError where something changed, and its stamp is in a year that we do not write."""
    if stamp.year not in YEARS and after != before:
        message = f"what is published is of {stamp - SECOND:%Y-%m-%dT%H:%M:%SZ}, and no later stamp can be written"
        raise unusable("the ledger", message, REWIND)


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


def _with_sessions(memory: Memory, plan: Plan, entries: Mapping[str, Rendered], stamp: datetime) -> Memory:
    """The ledger with the identity of every session planned. Raises AgendaError where a SEQUENCE cannot move."""
    host = memory.host or urlsplit(plan.agenda.event.url).hostname or NOWHERE
    paths = by_key(memory)
    items = dict(memory.sessions)
    for session in plan.agenda.sessions:
        before, digest = items.get(session.id), entries[session.id].digest
        if before is None:
            where = f"{plan.agenda.event.id}@{host}"
            items[session.id] = _first_record(session, plan, digest, where, bool(memory.sessions), stamp)
        else:
            items[session.id] = _next_record(session, before, plan, digest, paths, stamp)
    for removed in plan.removed:
        items[removed] = _removal(items[removed], paths, stamp)
    _check_sequences({session_id: item.identity for session_id, item in items.items()})
    return replace(memory, event=plan.agenda.event.id, host=host, sessions=items)


def _first_record(session: Session, plan: Plan, digest: str, where: str, news: bool, stamp: datetime) -> SessionRecord:
    """A session never published before. In the very first build nothing is news."""
    changes = compare(None, session, plan.titles) if news else ()
    history = (Revision(0, stamp, changes),) if changes else ()
    identity = Identity(f"{session.id}.{where}", 0, stamp, stamp)
    return SessionRecord(identity, digest, plan.state(session), session, {}, history)


def _next_record(
    session: Session,
    before: SessionRecord,
    plan: Plan,
    digest: str,
    paths: Mapping[tuple[str, str], str],
    stamp: datetime,
) -> SessionRecord:
    now_is, was = plan.state(session), before.session
    if session == was and digest == before.digest and now_is == before.state:
        return replace(before, session=session)  # with the wall clocks of now
    went = feeds_of(was, paths) if before.state != REMOVED else set()
    came = feeds_of(session, paths)
    if digest == before.digest and went == came:
        return replace(before, state=now_is, session=session)  # nothing that a subscriber can see
    changes = _news(compare(was, session, plan.titles), before, session)
    identity = before.identity._replace(
        sequence=before.identity.sequence + 1,
        revised=stamp,
        note=note(changes, plan.agenda.event.timezone),
    )
    left = {path: at for path, at in before.left.items() if path not in came} | dict.fromkeys(went - came, stamp)
    history = (*before.history, Revision(identity.sequence, stamp, changes or (Change("details"),)))
    return SessionRecord(identity, digest, now_is, session, left, history)


def _news(changes: tuple[Change, ...], before: SessionRecord, session: Session) -> tuple[Change, ...]:
    """Those of the changes since `before` that are news to subscribers."""
    if not before.digest:  # all that is known is what a feed said: see `recover`
        return tuple(change for change in changes if change.what in IN_FEEDS)
    back = before.state == REMOVED and session.status != "cancelled"
    if back and all(change.what != "reinstated" for change in changes):
        return (Change("reinstated"), *changes)
    return changes


def _removal(before: SessionRecord, paths: Mapping[tuple[str, str], str], stamp: datetime) -> SessionRecord:
    """A session that is over and was taken out: it leaves its feeds."""
    was = before.session
    sequence = before.identity.sequence + 1
    identity = before.identity._replace(sequence=sequence, revised=stamp, note="")
    left = dict(before.left) | dict.fromkeys(feeds_of(was, paths), stamp)
    history = (*before.history, Revision(sequence, stamp, compare(was, None, {})))
    return SessionRecord(identity, before.digest, REMOVED, was, left, history)


# -- feeds ----------------------------------------------------------------------------------------------------------


def _with_feeds(before: Memory, after: Memory, feeds: Iterable[Feed], stamp: datetime) -> Memory:
    """The ledger with the paths of these feeds, and a notice for each that has no session left."""
    known = dict(after.feeds)
    for feed in feeds:
        kept = Kept(feed.kind, feed.key, feed.name)
        known[feed.path] = replace(known.get(feed.path, FeedRecord(kept, stamp, stamp)), kept=kept)
    after = replace(after, feeds=known)
    gone = departures(after)
    emptied = [feed for feed in feeds if not feed.sessions and _undecided(feed.path, after, gone, stamp)]
    if not emptied:
        return after
    held = _sessions_in_feeds(before)
    day = min(item.session.day for item in (before.sessions or after.sessions).values())
    notices = dict(after.notices)
    for feed in emptied:
        notice = notices.get(feed.path, Farewell(day, ""))
        notices[feed.path] = replace(notice, follow=_successor(feed, feeds, held.get(feed.path, frozenset())))
    return replace(after, notices=notices)


def _undecided(path: str, memory: Memory, gone: Mapping[str, datetime], stamp: datetime) -> bool:
    """Whether it has to be said what to follow instead of an empty feed: decided when it empties, and kept.

    One that filled and emptied again is decided again, or two feeds could name each other.
    """
    return path not in memory.notices or memory.notices[path].follow in ("", path) or gone.get(path) == stamp


def _sessions_in_feeds(memory: Memory) -> dict[str, set[str]]:
    """Return the ids of the sessions in each feed, by path."""
    paths = by_key(memory)
    held: dict[str, set[str]] = {}
    for session_id, item in memory.sessions.items():
        if item.state != REMOVED:
            for path in feeds_of(item.session, paths):
                held.setdefault(path, set()).add(session_id)
    return held


def _successor(feed: Feed, feeds: Iterable[Feed], last: Set[str]) -> str:
    """The path to follow instead: of the same kind, that with most of the feed's last sessions; else all.

    Its own, where there is nothing to follow: all feeds of the kinds chosen are empty.
    """
    alive = sorted((other for other in feeds if other.sessions), key=lambda other: other.path) or [feed]
    shared = {
        other.path: count
        for other in alive
        if other.kind == feed.kind and (count := sum(session.id in last for session in other.sessions))
    }
    everything = min(alive, key=lambda other: list(GROUPS).index(other.kind))
    return max(shared, key=shared.__getitem__, default=everything.path)


def _with_frames(memory: Memory, frames: Mapping[str, Frame], stamp: datetime) -> Memory:
    """The ledger with the digest of what stands around the entries of each feed, by path."""
    digests = {path: frame.digest for path, frame in frames.items()}
    revised = {
        path: replace(memory.feeds[path], digest=digest, revised=stamp)
        for path, digest in digests.items()
        if memory.feeds[path].digest != digest
    }
    return replace(memory, feeds={**memory.feeds, **revised})


def _with_notices(memory: Memory, rendered: Mapping[str, Rendered], stamp: datetime) -> Memory:
    """The ledger with the identities of these notices, by path. Raises AgendaError where a SEQUENCE cannot move."""
    notices = dict(memory.notices)
    for path, entry in rendered.items():
        notice, identity, digest = notices[path], notices[path].identity, entry.digest
        if identity is None:
            name = path.removesuffix(".ics").replace("/", "-")
            identity = Identity(f"{KEPT_FOR_NOTICES}{name}.{memory.event}@{memory.host}", 0, stamp, stamp)
        elif digest != notice.digest:
            identity = identity._replace(sequence=identity.sequence + 1, revised=stamp)
        notices[path] = replace(notice, identity=identity, digest=digest)
    _check_sequences({path: notice.identity for path, notice in notices.items() if notice.identity})
    return replace(memory, notices=notices)


def departures(memory: Memory) -> dict[str, datetime]:
    """Return when the last session that is no longer in it left each feed, by path."""
    newest: dict[str, datetime] = {}
    for item in memory.sessions.values():
        for path, at in item.left.items():
            newest[path] = max(at, newest.get(path, at))
    return newest


def last_modified(memory: Memory, feed: Feed, gone: Mapping[str, datetime]) -> datetime:
    """Return a feed's LAST-MODIFIED: the newest of its entries, of its `departures`, of its notice and of its frame."""
    stamps = [memory.sessions[session.id].identity.revised for session in feed.sessions]
    if feed.path in memory.feeds:
        stamps.append(memory.feeds[feed.path].revised)
    if feed.path in gone:
        stamps.append(gone[feed.path])
    notice = memory.notices.get(feed.path)
    if notice and notice.identity:
        stamps.append(notice.identity.revised)
    return max(stamps)
