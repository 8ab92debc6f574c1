"""Import: make an agenda of a page, an export or a spreadsheet, or bring one up to date with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from summit_ical.cli.common import (
    Piece,
    answer_options,
    answers_from_options,
    as_or_format_option,
    ending,
    hand_over,
    hand_over_json,
    reporting,
    say,
    say_all,
    size_option,
)

if TYPE_CHECKING:
    from summit_ical.importing.draft import Draft
    from summit_ical.importing.merge import Merged
    from summit_ical.importing.schedule import Answers, Note

REPORTS = ("text", "json", "none")
NEVER = datetime.max.replace(tzinfo=UTC)  # nothing is taken out in a merge, so nothing depends on the clock


map_option = click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="What a spreadsheet's column holds, as in Wer=speakers.",
)


@click.command("import")
@click.argument("source", metavar="SOURCE")
@as_or_format_option
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Default: standard output.")
@click.option("--into", type=click.Path(path_type=Path), metavar="AGENDA", help="Bring this agenda up to date instead.")
@click.option("--force", is_flag=True, help="Write over an existing --output.")
@answer_options("SOURCE")
@map_option
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
    help="What was taken from where, and what was not.",
)
@click.option("--check", is_flag=True, help="With --into: write nothing; exit 1 if the agenda would change.")
@size_option
@reporting
def import_(
    source: str,
    form_of: str,
    output: Path | None,
    into: Path | None,
    force: bool,
    timezone: str,
    year: int | None,
    default_duration: timedelta | None,
    columns: tuple[str, ...],
    same: tuple[str, ...],
    form: str,
    check: bool,
    max_size: float,
) -> None:
    """Make an agenda.yaml of SOURCE: a page, a frab, pretalx, Sessionize, CSV, XLSX or .ics export, or an address.

    What SOURCE does not say is asked for, never assumed. The report tells what was taken from which line.
    """
    from summit_ical.importing import source as importing

    require_form(source, form_of)
    ending(form_of, source)
    if str(into) == "-":
        raise click.UsageError("--into changes a file: name it")
    answers = answers_from_options(timezone, year, default_duration, columns)
    if into is None:
        made = importing.drafted(source, answers, int(max_size * 1e6), form_of)
        text = importing.agenda(made, f"- --as {form_of}" if source == "-" else importing.name_of(source))
        write_agenda(text, output, force)
        print_report(made, form, output)
        return
    _merge(source, form_of, into, answers, same, form, check, int(max_size * 1e6))


def require_form(source: str, form_of: str) -> None:
    """Let standard input pass only where somebody says what it holds. Raises UsageError."""
    if source == "-" and not form_of:
        raise click.UsageError("standard input has no name that tells what it holds: say it, as in --as csv")


def _merge(
    source: str,
    form_of: str,
    into: Path,
    answers: Answers,
    same: Sequence[str],
    form: str,
    check: bool,
    bytes_max: int,
) -> None:
    from summit_ical.importing import merge
    from summit_ical.publish.folder import replace_file

    chosen = dict(pair.split("=", 1)[::-1] for pair in same if "=" in pair)
    merged = merge.merged(source, into, answers, chosen, _choose if sys.stdin.isatty() else None, bytes_max, form_of)
    if merged.text is not None and not check:
        replace_file(into, merged.text.encode())
    if form == "json":
        hand_over_json([*map(note_record, merged.notes)])
    elif form == "text":
        say_all((note_line(note) for note in merged.notes if note.what != "taken"), err=True)
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
    if form == "json":
        hand_over_json([*map(note_record, made.notes)], err=output is None)
        return
    if form == "none":
        return
    say_all(summary(made), err=True)
    if output is not None:
        say(f"{output} written. Next: summit-ical check {output}", err=True)


def summary(made: Draft) -> Iterator[tuple[Piece, ...]]:
    """Yield what was taken from which line, what was left out and why, and what to look at."""
    yield from map(note_line, made.notes)
    taken = [note for note in made.notes if note.what == "taken"]
    days = len(made.root["days"])  # type: ignore[index]
    yield (f"{len(taken)} session{'s' if len(taken) != 1 else ''} on {days} day{'s' if days != 1 else ''} taken",)


def note_line(note: Note) -> tuple[Piece, ...]:
    style = {"look at": "warning", "left out": "", "taken": "dim"}[note.what]
    return f"{note.mark}: ", (note.what, style), f": {note.message}"


def note_record(note: Note) -> dict[str, object]:
    mark = note.mark
    return {
        "file": mark.file,
        "line": mark.line or None,
        "pointer": mark.pointer or None,
        "what": note.what,
        "message": note.message,
    }
