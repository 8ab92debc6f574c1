"""Review: what a pull request would do to subscribers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from summit_ical.cli.common import (
    NOT_DONE,
    agenda_argument,
    as_or_format_option,
    clock,
    now_option,
    output_option,
    plain,
    previous_option,
    read,
    reporting,
    size_option,
)

if TYPE_CHECKING:
    from datetime import datetime

    from summit_ical.source import Problem


@click.command()
@agenda_argument
@as_or_format_option
@output_option
@previous_option
@now_option
@size_option
@reporting
def review(agenda: Path, form_of: str, output: Path, previous: str, now: datetime | None, max_size: float) -> None:
    """Say in Markdown what building AGENDA would do to subscribers. Writes nothing.

    For a comment on a pull request. Exit status 2 where the build would be refused: errors, or published identity that
    would be lost.
    """
    from summit_ical import difference, past, pipeline
    from summit_ical.changes import told
    from summit_ical.cli.diff import differences
    from summit_ical.source import AgendaError

    now = now or clock()
    known = past.load(output, previous)
    try:
        programme = read(agenda, max_size, form_of)
        made = pipeline.make(programme, now, known)
    except AgendaError as error:
        refused(error.problems)
    if errors := tuple(problem for problem in made.findings if problem.severity == "error"):
        refused(errors)
    found = told(
        difference.between(difference.of_memory(known.memory), difference.of_agenda(programme), now),
        programme.event.timezone,
    )
    click.echo("### What subscribers will see\n")
    for line in differences(found, "markdown") if found else ["Nothing changes in any calendar."]:
        click.echo(line)
    if made.findings:
        click.echo("\n### To look at\n")
        for line in listed(made.findings):
            click.echo(line)


def refused(problems: tuple[Problem, ...]) -> NoReturn:
    """Say why no feed can be built from this, and exit."""
    click.echo("### The feeds cannot be built from this\n")
    for line in listed(problems):
        click.echo(line)
    raise SystemExit(NOT_DONE)


def listed(problems: tuple[Problem, ...]) -> Iterator[str]:
    from summit_ical.cli.diff import markdown

    for problem in problems:
        hint = f" *{markdown(problem.hint)}*" if problem.hint else ""
        yield f"- `{plain(str(problem.mark)).replace('`', '')}` {problem.severity}: {markdown(problem.message)}.{hint}"
