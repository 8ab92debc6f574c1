"""Withdraw: take back a session that should never have been published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from summit_ical.cli.answers import Given, reading
from summit_ical.cli.common import (
    agenda_argument,
    as_option,
    now_option,
    output_option,
    previous_option,
    read,
    reporting,
    theme_option,
)
from summit_ical.cli.take_back import no_page_option, place, take_back, yes_option

if TYPE_CHECKING:
    from summit_ical.ledger.records import Memory


@click.command()
@click.argument("session", metavar="ID")
@agenda_argument
@as_option
@output_option
@previous_option
@now_option
@yes_option
@no_page_option
@theme_option
@reading
@reporting
def withdraw(
    session: str,
    agenda: Path,
    output: Path,
    previous: str,
    now: datetime | None,
    yes: bool,
    no_page: bool,
    theme: Path | None,
    given: Given,
) -> None:
    """Take back the session ID, which should never have been published: a duplicate, a test.

    Take it out of AGENDA (default: agenda.yaml) first. Its entry leaves every feed, as if it had never been there, and
    its id is never used again. What was called off stays in the agenda, with status: cancelled.
    """
    from summit_ical.ledger.withdraw import check
    from summit_ical.ledger.withdraw import withdraw as without

    at = place(read(agenda, given), output, previous, now, theme, no_page)
    memory = at.known.memory
    check(memory, session, at.agenda)
    words = effects(memory, session) if session in memory.sessions else [f"{session} was withdrawn before"]
    take_back(at, [lambda known: without(known, session, at.agenda)], words, yes)


def effects(memory: Memory, session_id: str) -> Iterator[str]:
    """Yield what will happen, in lines."""
    from summit_ical.ledger.withdraw import feeds_in
    from summit_ical.model.source import shown

    item = memory.sessions[session_id]
    yield f"{session_id}: {shown(item.session.title)} is withdrawn"
    own = [path for path, kept in memory.kept.items() if (kept.kind, kept.key) == ("session", session_id)]
    yield f"  leaves      {', '.join(sorted(feeds_in(memory, session_id) - {*own})) or 'no other feed'}"
    for path in own:
        yield f"  answers     {path}, with a notice that names the event alone"
    yield f"  for ever    {session_id} is no id for another session"
    yield "  stays       where it is known already: in calendars until they ask again, in copies, in Git"
