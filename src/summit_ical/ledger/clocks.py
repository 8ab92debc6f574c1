"""What clocks showed when a session was published, so that new rules of a zone are told from a move. No words.

An agenda says wall clocks; which instants they are is the zone database's to say, and its releases differ. So the
ledger keeps both, and the newest release that was used. See docs/changes.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from summit_ical.ledger.records import FIRST_FORMAT, FORMAT, Change, Memory, Revision, SessionRecord, Value
from summit_ical.model import zones
from summit_ical.model.agenda import Agenda, Clocks, Session, Span
from summit_ical.model.source import Mark, Problem, shown

Unclear = Literal["", "corrected", "moved"]  # what a caller says of times of which no wall clocks are known
NAMED_MAX = 10  # sessions that a message names


def by_rules(span: Span, zone: str) -> Clocks:
    """Return what clocks in the zone show at a span's instants, by the zone database in use."""
    start, end = zones.to_wall(span.start, zone), zones.to_wall(span.end, zone)
    called = (zones.abbreviation(at, zone) for at in (span.start, span.end))
    return Clocks(zone, start.replace(tzinfo=None), end.replace(tzinfo=None), *called)


def clocked(session: Session, zone: str) -> Session:
    """Return a session of an agenda with the wall clocks of its time, if it has not; one that is all day has none."""
    if not isinstance(session.when, Span) or session.when.clocks:
        return session
    return replace(session, when=replace(session.when, clocks=by_rules(session.when, zone)))


def with_clocks(agenda: Agenda, memory: Memory) -> Agenda:
    """Return an agenda with the wall clocks of all its sessions; what they were called is as it was published."""
    sessions = tuple(clocked(session, agenda.event.timezone) for session in agenda.sessions)
    known = {i: item.session.when for i, item in memory.sessions.items()}
    return replace(
        agenda,
        sessions=tuple(
            replace(session, when=known[session.id]) if _is_said(session.when, known.get(session.id)) else session
            for session in sessions
        ),
    )


def _is_said(when: Span | date, known: Span | date | None) -> bool:
    """Whether clocks showed the same at the same instants."""
    return isinstance(when, Span) and isinstance(known, Span) and (when, when.clocks) == (known, known.clocks)


def said(when: Span, zone: str) -> Clocks:
    """Return what was said of a time, where it was said in this zone; else what is to be said by the rules of today."""
    return when.clocks if when.clocks and when.clocks.zone == zone else by_rules(when, zone)


# -- what stops a build ---------------------------------------------------------------------------------------------


def doubts(
    sessions: Iterable[Session], known: Mapping[str, Session], release: str, mark: Mark, unclear: Unclear
) -> Iterator[Problem]:
    """Yield why times cannot be told: the zone database is too old for them, or corrections look like moves.

    `sessions` have wall clocks; `known` are those published, by id, with a zone database of that `release`.
    """
    timed = [session for session in sessions if isinstance(session.when, Span)]
    if release and zones.release_order(zones.release()) < zones.release_order(release):
        if untold := [session for session in timed if not _is_known(session, known.get(session.id))]:
            yield _too_old(untold, release, mark)
    elif not unclear and (either := [one for one in timed if one.id in known and _is_either(known[one.id], one)]):
        yield _question(either, known, mark)


def _is_known(session: Session, was: Session | None) -> bool:
    """Whether a session is at the instants, and at the wall clocks, at which it was published."""
    if was is None or not isinstance(was.when, Span) or not isinstance(session.when, Span):
        return False
    return was.when == session.when and was.when.clocks in (None, session.when.clocks)


def _is_either(was: Session, session: Session) -> bool:
    """Whether another time may be a move, and may be the same wall clocks by other rules.

    Rules give a zone's clocks an offset that they have at other times. So where the new wall clocks were never at the
    old instants by any offset of the zone, and where beginning and end moved apart, it is a move.
    """
    old, new = was.when, session.when
    if not isinstance(old, Span) or not isinstance(new, Span) or old == new or old.clocks or not new.clocks:
        return False
    start, end = (at.replace(tzinfo=None) for at in (old.start, old.end))
    then = {new.clocks.start - start, new.clocks.end - end}
    return new.start - old.start == new.end - old.end and then <= zones.offsets(new.clocks.zone)


def _too_old(untold: list[Session], release: str, mark: Mark) -> Problem:
    message = (
        f"the zone database here is {zones.release() or 'of no known release'}, older than {release} of the published "
        f"feeds: it may be wrong about {_named(untold)}"
    )
    hint = f"bring {release} or a newer one: pip install --upgrade pytz"
    return Problem(mark, "error", "zone-data", message, hint, tuple(session.id for session in untold))


def _question(either: list[Session], known: Mapping[str, Session], mark: Mark) -> Problem:
    first = either[0]
    was, now_is = known[first.id].when, first.when
    assert isinstance(was, Span)
    assert isinstance(now_is, Span)
    assert now_is.clocks is not None
    message = (
        f"were these moved, or did the rules of {now_is.clocks.zone} change? {_named(either)}; the first was published "
        f"for {was.start:%Y-%m-%d %H:%M} UTC and is now at {now_is.start:%Y-%m-%d %H:%M} UTC"
    )
    hint = (
        "the ledger is of a build that kept no wall clocks. Build with --moved if people moved them, with "
        "--zones-corrected if nobody did; where it is some of each, build without the moves first"
    )
    return Problem(mark, "error", "zones-or-moved", message, hint, tuple(session.id for session in either))


def _named(sessions: list[Session]) -> str:
    more = f" and {len(sessions) - NAMED_MAX} more" if len(sessions) > NAMED_MAX else ""
    return ", ".join(shown(session.title) for session in sessions[:NAMED_MAX]) + more


# -- what the ledger did not know -----------------------------------------------------------------------------------


def settled(was: Session, session: Session, unclear: Unclear) -> Session:
    """Return a session as published with the wall clocks that it had, where an agenda's `session` tells them.

    Where the instants agree they are the agenda's; where they may differ by a correction, as the caller says.
    """
    old, new = was.when, session.when
    if not isinstance(old, Span) or not isinstance(new, Span) or old.clocks or not new.clocks:
        return was
    clocks = by_rules(old, new.clocks.zone)
    if old == new:
        clocks = new.clocks
    elif unclear == "corrected" and _is_either(was, session):
        walls = (new.clocks.start, old.start), (new.clocks.end, old.end)
        called = ("UTC" + zones.offset_words(wall - at.replace(tzinfo=None)) for wall, at in walls)
        clocks = Clocks(new.clocks.zone, new.clocks.start, new.clocks.end, *called)
    return replace(was, when=replace(old, clocks=clocks))


def with_known_clocks(memory: Memory, agenda: Agenda, unclear: Unclear) -> Memory:
    """Return a ledger in which every session of the agenda has the wall clocks with which it was published."""
    items = dict(memory.sessions)
    for session in agenda.sessions:
        if session.id in items:
            item = items[session.id]
            items[session.id] = replace(item, session=settled(item.session, session, unclear))
    return replace(memory, sessions=items)


# -- what a build writes --------------------------------------------------------------------------------------------


def kept(before: Memory, after: Memory, zone: str) -> Memory:
    """Return the ledger that a build writes: as it was where it says the same, else in our format.

    A release alone changes nothing; nor does a format, which is why wall clocks are no news to one that had none. Of
    two releases the newer is kept.
    """
    if after == before and (before.format == FIRST_FORMAT or _same_clocks(before, after)):
        return before
    release = max(before.release, zones.release(), key=zones.release_order)
    items = {i: _with_told_times(item, zone) for i, item in after.sessions.items()}
    return replace(after, sessions=items, release=release, format=FORMAT)


def _same_clocks(before: Memory, after: Memory) -> bool:
    return all(_clocks(item) == _clocks(after.sessions[i]) for i, item in before.sessions.items())


def _clocks(item: SessionRecord) -> Clocks | None:
    return item.session.when.clocks if isinstance(item.session.when, Span) else None


def _with_told_times(item: SessionRecord, zone: str) -> SessionRecord:
    """A record whose history says in wall clocks what it said: no later release can make it say another hour."""

    def told(value: Value) -> Value:
        if not isinstance(value, Span) or value.clocks:
            return value
        same = item.session.when if value == item.session.when else None
        return replace(value, clocks=same.clocks if isinstance(same, Span) and same.clocks else by_rules(value, zone))

    history = tuple(
        Revision(
            revision.sequence,
            revision.time,
            tuple(Change(what, told(before), told(after)) for what, before, after in revision.changes),
        )
        for revision in item.history
    )
    return replace(item, history=history)
