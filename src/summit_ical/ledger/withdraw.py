"""What is known of earlier builds to the same without a session that should never have been published.

Of that the ledger keeps path and UID alone. Its entry is in no feed of the next build; there is no tombstone, no note
and no line about it. A pure function: the clock of that build stamps what it touches.
"""

from collections.abc import Set
from dataclasses import replace
from datetime import datetime

from summit_ical.ledger.records import (
    STALE,
    Change,
    FeedRecord,
    Known,
    Memory,
    SessionRecord,
    by_key,
    feeds_of,
    without_references,
)
from summit_ical.model.agenda import Agenda
from summit_ical.model.feed_kinds import GROUPS, TOP, is_listed
from summit_ical.model.people import key
from summit_ical.model.source import AgendaError, Mark, Problem, shown
from summit_ical.model.values import nearest


def check(memory: Memory, session_id: str, agenda: Agenda) -> None:
    """Raise AgendaError where a session cannot be withdrawn: the agenda has it, or nobody ever saw it."""
    for session in agenda.sessions:
        if session.id == session_id:
            message = f"{session_id} is in the agenda, and would be published again"
            raise _refusal(session.mark or agenda.mark, message, "take it out of the agenda first", session_id)
    if session_id not in memory.sessions and session_id not in memory.withdrawn:
        hint = nearest(session_id, memory.sessions) or "the ledger has the ids of all that was published"
        raise _refusal(Mark("the ledger"), f"no session {shown(session_id)} was ever published", hint, session_id)


def _refusal(mark: Mark, message: str, hint: str, session_id: str) -> AgendaError:
    return AgendaError([Problem(mark, "error", "withdraw", message, hint, (session_id,))])


def withdraw(known: Known, session_id: str, agenda: Agenda) -> Known:
    """Return the same without a session; unchanged where it was withdrawn before. Raises AgendaError as `check`."""
    memory = known.memory
    check(memory, session_id, agenda)
    if session_id in memory.withdrawn:
        return known
    item = memory.sessions[session_id]
    others = {i: other for i, other in memory.sessions.items() if i != session_id}
    titles = _titles(item) - {other.session.title for other in others.values()} - {s.title for s in agenda.sessions}
    sessions = {i: _without(other, session_id, titles) for i, other in others.items()}
    left = replace(memory, sessions=sessions, withdrawn={**memory.withdrawn, session_id: item.identity.uid})
    seen = max(item.identity.revised, *item.left.values(), item.identity.created)
    was_in = feeds_in(memory, session_id)
    alive = _alive(left, agenda)
    feeds = {
        path: _left(path, feed, seen, (feed.kept.kind, feed.kept.key) in alive) if path in was_in else feed
        for path, feed in memory.feeds.items()
    }
    entries = {i: entry for i, entry in known.entries.items() if i != session_id}
    return replace(known, memory=decided_again(replace(left, feeds=feeds)), entries=entries)


def feeds_in(memory: Memory, session_id: str) -> Set[str]:
    """Return the paths of the feeds that a published session is in, or ever was."""
    item = memory.sessions[session_id]
    return feeds_of(item.session, by_key(memory)) | item.left.keys()


def _titles(item: SessionRecord) -> set[str]:
    """All titles that a session was published under."""
    changes = (change for revision in item.history for change in revision.changes)
    return {item.session.title, *(str(change.before) for change in changes if change.what == "title")}


def _without(item: SessionRecord, session_id: str, titles: Set[str]) -> SessionRecord:
    """Another session, which says nothing of the one withdrawn."""
    history = tuple(
        revision._replace(changes=tuple(_unsaid(change, titles) for change in revision.changes))
        for revision in item.history
    )
    return replace(item, session=without_references(item.session, {session_id}), history=history)


def _unsaid(change: Change, titles: Set[str]) -> Change:
    """The change without the titles of other sessions that are not to be told any more."""
    if change.what == "replaced" and isinstance(change.after, tuple) and not titles.isdisjoint(change.after):
        rest = tuple(title for title in change.after if title not in titles)
        return Change("replaced", None, rest) if rest else Change("cancelled", None, "")
    if change.what == "rerun" and change.before in titles:
        return Change("new", None, change.after)
    return change


def _alive(memory: Memory, agenda: Agenda) -> set[tuple[str, str]]:
    """Kinds and keys of feeds that stand for something that the agenda or another session tells anyway."""
    sessions = (*agenda.sessions, *(item.session for item in memory.sessions.values()))
    held = {(kind, h.key) for kind, handles in GROUPS.items() for session in sessions for h in handles(session)}
    held |= {("track", track.id) for track in agenda.tracks} | {("room", room.id) for room in agenda.rooms}
    held |= {("speaker", key(speaker)) for speaker in agenda.speakers}
    return held | {("day", day.date.isoformat()) for day in agenda.days} | {(kind, "") for kind in TOP}


def _left(path: str, feed: FeedRecord, seen: datetime, alive: bool) -> FeedRecord:
    """A feed that the session was in: its LAST-MODIFIED moves. One that is for nothing else is listed no more."""
    in_path = path.rpartition("/")[2] == f"{feed.kept.key}.ics"  # which is kept, and tells it anyway
    kept = feed.kept if alive else feed.kept._replace(key=feed.kept.key if in_path else "", name="")
    return replace(feed, kept=kept, digest=STALE, revised=max(feed.revised, seen))


def decided_again(memory: Memory) -> Memory:
    """Return the same, with every notice decided again that sends people to a feed that is listed no more."""
    unlisted = {path for path, kept in memory.kept.items() if not is_listed(kept)}
    notices = {
        path: replace(notice, follow="") if notice.follow in unlisted else notice
        for path, notice in memory.notices.items()
    }
    return replace(memory, notices=notices)
