"""Review: what a pull request would do to subscribers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from summit_ical.cli.answers import Given, reading
from summit_ical.cli.common import (
    NOT_DONE,
    agenda_argument,
    as_or_format_option,
    clock,
    now_option,
    output_option,
    previous_option,
    read,
    reporting,
    say,
    say_all,
)

if TYPE_CHECKING:
    from datetime import datetime

    from summit_ical.model.source import Problem


@click.command()
@agenda_argument
@as_or_format_option
@output_option
@previous_option
@now_option
@reading
@reporting
def review(agenda: Path, output: Path, previous: str, now: datetime | None, given: Given) -> None:
    """Say in Markdown what building AGENDA would do to subscribers. Writes nothing.

    For a comment on a pull request. Exit status 2 where the build would be refused: errors, or published identity that
    would be lost.
    """
    from summit_ical.cli.diff import in_markdown
    from summit_ical.ledger import load
    from summit_ical.ledger.changes import sentences
    from summit_ical.model.source import AgendaError
    from summit_ical.publish import build, diff

    now = now or clock()
    known = load.load(output, previous)
    try:
        programme = read(agenda, given)
        made = build.make(programme, now, known)
    except AgendaError as error:
        print_refusal(error.problems)
    if errors := tuple(problem for problem in made.findings if problem.severity == "error"):
        print_refusal(errors)
    found = sentences(
        diff.between(diff.of_memory(known.memory), diff.of_agenda(programme), now),
        programme.event.timezone,
    )
    say("### What subscribers will see")
    say()
    say_all([line] for line in (in_markdown(found) if found else ["Nothing changes in any calendar."]))
    if made.findings:
        say()
        say("### To look at")
        say()
        say_all([line] for line in problem_items(made.findings))


def print_refusal(problems: tuple[Problem, ...]) -> NoReturn:
    """Say why no feed can be built from this, and exit."""
    say("### The feeds cannot be built from this")
    say()
    say_all([line] for line in problem_items(problems))
    raise SystemExit(NOT_DONE)


def problem_items(problems: tuple[Problem, ...]) -> Iterator[str]:
    from summit_ical.model.characters import visible
    from summit_ical.text.comments import markdown

    for problem in problems:
        hint = f" *{markdown(problem.hint)}*" if problem.hint else ""
        mark = visible(str(problem.mark)).replace("`", "")
        yield f"- `{mark}` {problem.severity}: {markdown(problem.message)}.{hint}"
