"""Import: make an agenda of a page, an export or a spreadsheet, or bring one up to date with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from summit_ical.cli.answers import Given, reading_without
from summit_ical.cli.common import (
    Piece,
    as_or_format_option,
    ending,
    hand_over,
    hand_over_json,
    reporting,
    say,
    say_all,
)

if TYPE_CHECKING:
    from summit_ical.importing.draft import Draft
    from summit_ical.importing.merge import Merged

REPORTS = ("text", "full", "json", "none")
LABELS = {"look at": "warning", "left out": "", "taken": "dim"}
NEVER = datetime.max.replace(tzinfo=UTC)  # nothing is taken out in a merge, so nothing depends on the clock


@click.command("import")
@click.argument("source", metavar="SOURCE")
@as_or_format_option
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Default: standard output.")
@click.option("--into", type=click.Path(path_type=Path), metavar="AGENDA", help="Bring this agenda up to date instead.")
@click.option("--force", is_flag=True, help="Write over an existing --output.")
@click.option(
    "--same",
    multiple=True,
    metavar="ID=TITLE",
    help="With --into: the session that is now called so; an empty ID for a new one.",
)
@click.option(
    "--report",
    "form",
    type=click.Choice(REPORTS),
    default="text",
    show_default=True,
    help="The days, what to look at and what was left out; full has each session with its line, json has all.",
)
@click.option("--check", is_flag=True, help="With --into: write nothing; exit 1 if the agenda would change.")
@reading_without("--all")
@reporting
def import_(
    source: str,
    output: Path | None,
    into: Path | None,
    force: bool,
    same: tuple[str, ...],
    form: str,
    check: bool,
    given: Given,
) -> None:
    """Make an agenda.yaml of SOURCE: a page, a frab, pretalx, Sessionize, CSV, XLSX or .ics export, or an address.

    What SOURCE does not say is asked for, never assumed: with a key on a terminal, else all at once with the options
    that answer it. The report begins with the days.
    """
    from summit_ical.importing import source as importing

    require_form(source, given.form_of)
    ending(given.form_of, source)
    if str(into) == "-":
        raise click.UsageError("--into changes a file: name it")
    if into is None:
        made = importing.drafted(source, given.answers, given.bytes_max, ask=given.ask, form=given.form_of)
        text = importing.agenda(made, f"- --as {given.form_of}" if source == "-" else importing.name_of(source))
        write_agenda(text, output, force)
        print_report(made, form, output)
        return
    _merge(source, into, given, same, form, check)


def require_form(source: str, form_of: str) -> None:
    """Let standard input pass only where somebody says what it holds. Raises UsageError."""
    if source == "-" and not form_of:
        raise click.UsageError("standard input has no name that tells what it holds: say it, as in --as csv")


def _merge(source: str, into: Path, given: Given, same: Sequence[str], form: str, check: bool) -> None:
    from summit_ical.importing import merge, report
    from summit_ical.publish.folder import replace_file

    chosen = dict(pair.split("=", 1)[::-1] for pair in same if "=" in pair)
    ask = None if given.ask is None else _choose
    merged = merge.merged(
        source, into, given.answers, chosen, ask, given.bytes_max, answer=given.ask, form=given.form_of
    )
    if merged.text is not None and not check:
        replace_file(into, merged.text.encode())
    if form == "json":
        hand_over_json(report.records(merged.made))
    elif form != "none":
        say_all(summary(merged.made, form), err=True)
        say_all([change] for change in changes(merged))
        done = "unchanged" if merged.text is None else "would change" if check else "brought up to date"
        say(f"{into}: {done}", err=True)
    if check and merged.text is not None:
        raise SystemExit(1)


def changes(merged: Merged) -> Iterator[str]:
    """Yield what an import changed in an agenda, in sentences."""
    from summit_ical.cli.diff import in_words
    from summit_ical.ledger.changes import sentences
    from summit_ical.publish.diff import between, of_agenda

    changed = between(of_agenda(merged.before), of_agenda(merged.after), NEVER)
    return in_words(sentences(changed, merged.before.event.timezone))


def _choose(question: str, choices: Sequence[str]) -> int:
    """Let a person choose; the number of the choice."""
    say(question, err=True)
    for number, choice in enumerate(choices, 1):
        say(f"  {number}  {choice}", err=True)
    return int(click.prompt("Which", type=click.IntRange(1, len(choices)), err=True)) - 1


def write_agenda(text: str, output: Path | None, force: bool) -> None:
    """Write a new agenda into a file, or print it. Raises UsageError where a file is there that is to stay."""
    from summit_ical.publish.folder import replace_file

    if output is None:
        hand_over(text)
        return
    if output.exists() and not force:
        raise click.UsageError(
            f"{output} is there already: --into {output} brings it up to date, --force writes over it"
        )
    replace_file(output, text.encode())


def print_report(made: Draft, form: str, output: Path | None) -> None:
    """Print the report: on stderr, since the agenda may go to stdout."""
    from summit_ical.importing import report

    if form == "json":
        hand_over_json(report.records(made), err=output is None)
        return
    if form == "none":
        return
    say_all(summary(made, form), err=True)
    done = f". {output} written. Next: summit-ical check {output}" if output is not None else ""
    say(f"{report.total(made)}{done}", err=True)


def summary(made: Draft, form: str) -> Iterator[Iterable[Piece]]:
    """Yield the days, in full each session with its line, then what to look at, and what was left out and why."""
    from summit_ical.importing import report

    yield from ([line] for line in report.days(made))
    if form == "full":
        yield from (labelled("taken", line) for line in report.sessions(made))
    yield from (labelled(what, line) for what, line in report.lines(made.notes))


def labelled(what: str, line: str) -> tuple[Piece, ...]:
    return (what.ljust(8), LABELS[what]), f"  {line}"
