"""The ledger to what a page says of a session's past: where it was moved from, what else changed, and when."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from summit_ical.ledger.atom import history
from summit_ical.ledger.changes import Sentence, note
from summit_ical.ledger.records import Change, Memory, SessionRecord
from summit_ical.model.agenda import Agenda, Span

TOLD_MAX = 30  # changes, the newest, that a page lists; changes.xml has more


class SessionNote(NamedTuple):
    """What became of a session since it was first published."""

    words: str = ""  # "Room: was Main stage", in English; without the move
    revised: datetime | None = None  # the instant of its last change, UTC; None: as it was first published
    previous: Span | None = None  # where it was moved: when it would have been


def notes(agenda: Agenda, memory: Memory) -> dict[str, SessionNote]:
    """Return a note on each session that changed, by id."""
    zone = agenda.event.timezone
    return {session_id: _note(item, zone) for session_id, item in memory.sessions.items() if item.identity.sequence}


def _note(item: SessionRecord, zone: str) -> SessionNote:
    last = item.history[-1].changes if item.history and item.identity.note else ()
    return SessionNote(
        note((change for change in last if change.what != "time" or not _moves(change)), zone),
        item.identity.revised,
        next(_previous_times(item), None),
    )


def _previous_times(item: SessionRecord) -> Iterator[Span]:
    """When the session would have been before each of its moves, the last move first."""
    for revision in reversed(item.history):
        for change in revision.changes:
            if change.what == "time" and isinstance(change.before, Span) and _moves(change):
                yield change.before


def _moves(change: Change) -> bool:
    """Whether it has another beginning than it had; one that had none was only announced."""
    before, after = change.before, change.after
    return isinstance(before, Span) and not (isinstance(after, Span) and before.start == after.start)


def news(agenda: Agenda, memory: Memory) -> list[tuple[datetime, Sentence]]:
    """Return the newest changes with their instants, in the words of `diff`."""
    return list(islice(history(agenda, memory), TOLD_MAX))
