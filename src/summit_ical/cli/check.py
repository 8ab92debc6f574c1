"""Check: say what is wrong with an agenda."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from summit_ical.cli.common import (
    FORMATS,
    agenda_argument,
    as_option,
    clock,
    ending,
    plain,
    read,
    report,
    reporting,
    size_option,
    strict_option,
    tally,
    verdict,
)
from summit_ical.cli.import_ import answered, duration_option, timezone_option, told_apart, year_option

if TYPE_CHECKING:
    from summit_ical.source import Problem


@click.command()
@agenda_argument
@as_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="For whom.")
@click.option("--page", metavar="FILE|URL", help="Say what this page or export says otherwise than AGENDA.")
@timezone_option
@year_option
@duration_option
@strict_option
@size_option
@reporting
def check(
    agenda: Path,
    form_of: str,
    form: str,
    page: str | None,
    timezone: str,
    year: int | None,
    default_duration: timedelta | None,
    strict: bool,
    max_size: float,
) -> None:
    """Say what is wrong with AGENDA, and what smells. Writes nothing.

    Exit status 1 if there is an error, with --strict if there is anything; 2 if it cannot be read. With --page, exit
    status 1 if the page and the agenda differ.
    """
    if page is not None:
        from summit_ical import drift
        from summit_ical.files.read import public

        told_apart(page, form_of)
        answers = answered(timezone, year, default_duration, ())
        differences = drift.found(page, agenda, answers, int(max_size * 1e6), ending(form_of, agenda, page))
        told(differences, form, f"{agenda} and {public(page)} agree", strict)
    from summit_ical.pipeline import make
    from summit_ical.source import AgendaError

    try:
        read_agenda = read(agenda, max_size, form_of)
        problems = make(read_agenda, clock()).findings
    except AgendaError as error:
        if any(problem.code == "file" for problem in error.problems):
            raise
        problems = error.problems
    told(problems, form, f"{agenda}: nothing to report", strict)


def told(problems: Sequence[Problem], form: str, nothing: str, strict: bool) -> NoReturn:
    """Print what was found, and exit with the verdict."""
    report(problems, form)
    if form == "text":
        click.echo(tally(problems) if problems else plain(nothing), err=bool(problems))
    raise SystemExit(verdict(problems, strict))
