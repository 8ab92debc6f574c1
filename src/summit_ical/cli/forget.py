"""Forget: take back a name that must go."""

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
    ending,
    now_option,
    output_option,
    previous_option,
    reporting,
    theme_option,
)
from summit_ical.cli.take_back import no_page_option, place, take_back, yes_option

if TYPE_CHECKING:
    from summit_ical.ledger.records import Known
    from summit_ical.model.agenda import Agenda
    from summit_ical.text.mentions import Mention


@click.command()
@click.argument("name")
@agenda_argument
@as_option
@output_option
@previous_option
@click.option("--drop-path", is_flag=True, help="End the feed whose address is made of the name, too.")
@now_option
@yes_option
@no_page_option
@theme_option
@reading
@reporting
def forget(
    name: str,
    agenda: Path,
    output: Path,
    previous: str,
    drop_path: bool,
    now: datetime | None,
    yes: bool,
    no_page: bool,
    theme: Path | None,
    given: Given,
) -> None:
    """Take back NAME, the whole name of somebody, which must go.

    Write what is right now into AGENDA (default: agenda.yaml) first. The name leaves ledger, feeds, page and log;
    entries that had it are revised, without saying what was. An address that is made of it goes on answering, but is
    listed nowhere.
    """
    from summit_ical.ledger import forget as forgetting

    called = asked_for(name)
    programme = without_it(agenda, given, called)
    at = place(programme, output, previous, now, theme, no_page)
    known = at.known
    after = forgetting.forget(known, called, programme)
    edits = [lambda known: forgetting.forget(known, called, programme)]
    made_of = sorted(forgetting.made_of(after.memory, called))
    if drop_path and made_of:
        edits.append(lambda known: forgetting.drop(known, called))
    take_back(at, edits, effects(known, after, called, made_of, drop_path), yes)


def asked_for(name: str) -> Mention:
    from summit_ical.model.source import Refused
    from summit_ical.text.mentions import mention

    try:
        return mention(name)
    except Refused as refused:
        raise click.BadParameter(f"{refused.message}: {refused.hint}", param_hint="NAME") from None


def without_it(path: Path, given: Given, name: Mention) -> Agenda:
    """Return the agenda in a file. Raises AgendaError where it has the name."""
    from summit_ical.agendafile.mentioned import mentioned
    from summit_ical.model.source import AgendaError
    from summit_ical.publish.build import read_with_rows

    form = ending(given.form_of, path)
    agenda, rows = read_with_rows(path, given.bytes_max, given.answers, given.ask, form)
    if problems := list(mentioned(rows, name)):
        raise AgendaError(problems)
    return agenda


def effects(known: Known, after: Known, name: Mention, made_of: list[str], drop_path: bool) -> Iterator[str]:
    """Yield what will happen, in lines."""
    from summit_ical.model.source import shown

    sessions = known.memory.sessions
    records = [i for i, item in after.memory.sessions.items() if item != sessions[i]]
    yield f"{shown(name.name)} is forgotten"
    yield f"  taken out of  {', '.join(records) or 'no session'}"
    for path in made_of:
        if drop_path:
            yield f"  ends          {path}: whoever subscribed to it gets an error, and may lose the calendar"
        else:
            yield f"  answers       {path}, listed nowhere, with a notice that names the event alone"
    if ids := [i for i in sessions if name.is_in_slug(i)]:
        yield f"  keeps its id  {', '.join(ids)}: `withdraw` takes a session back with all that it is called"
    yield "  stays         where it is known already: in calendars until they ask again, in copies, in Git"
