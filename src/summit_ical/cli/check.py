"""Check: say what is wrong with an agenda."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from summit_ical.cli.answers import Given, reading
from summit_ical.cli.common import (
    FORMATS,
    NOT_DONE,
    agenda_argument,
    as_option,
    clock,
    ending,
    published_option,
    read,
    report,
    reporting,
    say,
    strict_option,
    tally,
    verdict,
)
from summit_ical.cli.import_ import require_form

if TYPE_CHECKING:
    from datetime import datetime

    from summit_ical.importing.questions import Unanswered
    from summit_ical.model.agenda import Agenda
    from summit_ical.model.source import Problem

ANNOTATED_MAX = 10  # lines of one question: GitHub shows no more of a kind


@click.command()
@agenda_argument
@as_option
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="For whom.")
@click.option("--page", metavar="FILE|URL", help="Say what this page or export says otherwise than AGENDA.")
@published_option("whether the zone database is too old")
@strict_option
@reading
@reporting
def check(
    agenda: Path,
    form: str,
    page: str | None,
    output: Path,
    strict: bool,
    given: Given,
) -> None:
    """Say what is wrong with AGENDA, and what smells. Writes nothing.

    Exit status 1 if there is an error, with --strict if there is anything; 2 if it cannot be read. With --page, exit
    status 1 if the page and the agenda differ.
    """
    from summit_ical.importing.questions import Unanswered

    try:
        _check(agenda, form, page, output, strict, given)
    except Unanswered as unanswered:
        report(_everywhere(unanswered) if form == "github" else unanswered.problems, form)
        raise SystemExit(NOT_DONE) from None


def _check(agenda: Path, form: str, page: str | None, output: Path, strict: bool, given: Given) -> NoReturn:
    from summit_ical.importing.questions import Unanswered
    from summit_ical.model.source import AgendaError
    from summit_ical.publish.build import make

    if page is not None:
        from summit_ical.files.read import public
        from summit_ical.importing import compare_page
        from summit_ical.publish.diff import differences

        require_form(page, given.form_of)
        input_ends = ending(given.form_of, agenda, page)
        answers, size = given.answers, given.bytes_max
        problems = compare_page.found(page, agenda, answers, differences, size, input_ends)
        report_and_exit(problems, form, f"{agenda} and {public(page)} agree", strict)
    try:
        read_agenda = read(agenda, given)
        now = clock()
        problems = (*make(read_agenda, now).findings, *_of_zones(read_agenda, output, now))
    except Unanswered:
        raise
    except AgendaError as error:
        if any(problem.code == "file" for problem in error.problems):
            raise
        problems = error.problems
    report_and_exit(problems, form, f"{agenda}: nothing to report", strict)


def _of_zones(agenda: Agenda, output: Path, now: datetime) -> Iterator[Problem]:
    """What is to be said of the zone database here."""
    from summit_ical.agendafile.checks import zone_data
    from summit_ical.agendafile.findings import turning_off
    from summit_ical.ledger.load import of_event
    from summit_ical.ledger.revise import zone_doubts

    off = turning_off(agenda.event.allow)
    yield from zone_doubts(agenda, of_event(output, agenda.event.id), "moved")  # what was moved, a build asks
    yield from (problem for problem in zone_data(agenda, now) if not off(problem))


def _everywhere(unanswered: Unanswered) -> list[Problem]:
    """A question at every line that it is about, for annotations."""
    return [
        replace(problem, mark=mark)
        for question, problem in zip(unanswered.questions, unanswered.problems, strict=True)
        for mark in (question.mark, *question.marks)[:ANNOTATED_MAX]
    ]


def report_and_exit(problems: Sequence[Problem], form: str, nothing: str, strict: bool) -> NoReturn:
    """Print what was found, and exit with the verdict."""
    report(problems, form)
    if form == "text":
        say(tally(problems) if problems else nothing, err=bool(problems))
    raise SystemExit(verdict(problems, strict))
