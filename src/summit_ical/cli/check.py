"""Check: say what is wrong with an agenda."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from summit_ical.cli.common import (
    FORMATS,
    Given,
    agenda_argument,
    as_option,
    clock,
    ending,
    read,
    reading,
    report,
    reporting,
    say,
    strict_option,
    tally,
    verdict,
)
from summit_ical.cli.import_ import require_form

if TYPE_CHECKING:
    from summit_ical.model.source import Problem


@click.command()
@agenda_argument
@as_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="For whom.")
@click.option("--page", metavar="FILE|URL", help="Say what this page or export says otherwise than AGENDA.")
@strict_option
@reading
@reporting
def check(
    agenda: Path,
    form: str,
    page: str | None,
    strict: bool,
    given: Given,
) -> None:
    """Say what is wrong with AGENDA, and what smells. Writes nothing.

    Exit status 1 if there is an error, with --strict if there is anything; 2 if it cannot be read. With --page, exit
    status 1 if the page and the agenda differ.
    """
    if page is not None:
        from summit_ical.files.read import public
        from summit_ical.importing import compare_page
        from summit_ical.publish.diff import differences

        require_form(page, given.form_of)
        input_ends = ending(given.form_of, agenda, page)
        problems = compare_page.found(page, agenda, given.answers, differences, given.bytes_max, input_ends)
        report_and_exit(problems, form, f"{agenda} and {public(page)} agree", strict)
    from summit_ical.model.source import AgendaError
    from summit_ical.publish.build import make

    try:
        read_agenda = read(agenda, given)
        problems = make(read_agenda, clock()).findings
    except AgendaError as error:
        if any(problem.code == "file" for problem in error.problems):
            raise
        problems = error.problems
    report_and_exit(problems, form, f"{agenda}: nothing to report", strict)


def report_and_exit(problems: Sequence[Problem], form: str, nothing: str, strict: bool) -> NoReturn:
    """Print what was found, and exit with the verdict."""
    report(problems, form)
    if form == "text":
        say(tally(problems) if problems else nothing, err=bool(problems))
    raise SystemExit(verdict(problems, strict))
