"""Check: say what is wrong with an agenda."""

from __future__ import annotations

from pathlib import Path

import click

from summit_ical.cli.common import (
    FORMATS,
    agenda_argument,
    clock,
    plain,
    read,
    report,
    reporting,
    size_option,
    strict_option,
    tally,
    verdict,
)


@click.command()
@agenda_argument
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="For whom.")
@strict_option
@size_option
@reporting
def check(agenda: Path, form: str, strict: bool, max_size: float) -> None:
    """Say what is wrong with AGENDA, and what smells. Writes nothing.

    Exit status 1 if there is an error, with --strict if there is anything; 2 if it cannot be read.
    """
    from summit_ical.pipeline import make
    from summit_ical.source import AgendaError

    try:
        read_agenda = read(agenda, max_size)
        problems = make(read_agenda, clock()).findings
    except AgendaError as error:
        if any(problem.code == "file" for problem in error.problems):
            raise
        problems = error.problems
    report(problems, form)
    if form == "text":
        click.echo(tally(problems) if problems else f"{plain(str(agenda))}: nothing to report", err=bool(problems))
    raise SystemExit(verdict(problems, strict))
