"""Import: make an agenda of a page, an export or a spreadsheet, or bring one up to date with it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from summit_ical.cli.common import STYLES, plain, reporting, size_option, zone_named

if TYPE_CHECKING:
    from summit_ical.importing.draft import Draft
    from summit_ical.importing.schedule import Answers, Note

REPORTS = ("text", "json", "none")


class Length(click.ParamType[timedelta]):
    """A length of time: 30m, 1h, 1h30m."""

    name = "length"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        from summit_ical.model.source import Refused
        from summit_ical.model.values import to_length

        if isinstance(value, timedelta):
            return value
        try:
            return to_length(value)
        except Refused as refused:
            self.fail(f"{refused.message}: {refused.hint}", param, ctx)


timezone_option = click.option("--timezone", default="", metavar="ZONE", help="IANA zone of the clocks in SOURCE.")
year_option = click.option("--year", type=click.IntRange(1970, 2037), help="Year of dates that stand without one.")
duration_option = click.option(
    "--default-duration", type=Length(), metavar="LENGTH", help="For sessions whose end is not said, as in 30m."
)
map_option = click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="What a spreadsheet's column holds, as in Wer=speakers.",
)


def answered(timezone: str, year: int | None, duration: timedelta | None, columns: Sequence[str]) -> Answers:
    """Return what the caller said about a schedule."""
    from summit_ical.importing.schedule import Answers

    pairs = [tuple(word.strip() for word in pair.split("=", 1)) for pair in columns]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        raise click.BadParameter("write COLUMN=FIELD, as in Wer=speakers", param_hint="--map")
    zone = zone_named(timezone, "--timezone") if timezone else ""
    return Answers(zone, year, duration, tuple((pair[0], pair[1]) for pair in pairs))


@click.command("import")
@click.argument("source", metavar="SOURCE")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Default: standard output.")
@click.option("--into", type=click.Path(path_type=Path), metavar="AGENDA", help="Bring this agenda up to date instead.")
@click.option("--force", is_flag=True, help="Write over an existing --output.")
@timezone_option
@year_option
@duration_option
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
@click.option("--encoding", default="", metavar="NAME", help="Of a SOURCE that is not UTF-8, as in cp1252.")
@size_option
@reporting
def import_(
    source: str,
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
    encoding: str,
    max_size: float,
) -> None:
    """Make an agenda.yaml of SOURCE: a page, a frab, pretalx, Sessionize, CSV, XLSX or .ics export, or an address.

    What SOURCE does not say is asked for, never assumed. The report tells what was taken from which line.
    """
    from summit_ical.importing import source as importing

    answers = replace(answered(timezone, year, default_duration, columns), encoding=encoding)
    if into is None:
        made = importing.drafted(source, answers, bytes_max=int(max_size * 1e6))
        text = importing.agenda(made, importing.name_of(source))
        written(text, output, force)
        told(made, form, output)
        return
    _merge(source, into, answers, same, form, check, int(max_size * 1e6))


def _merge(
    source: str, into: Path, answers: Answers, same: Sequence[str], form: str, check: bool, bytes_max: int
) -> None:
    from summit_ical.importing import merge

    chosen = dict(pair.split("=", 1)[::-1] for pair in same if "=" in pair)
    merged = merge.merged(source, into, answers, chosen, _asked if sys.stdin.isatty() else None, bytes_max)
    if merged.text is not None and not check:
        merge.write(into, merged)
    if form == "json":
        import json

        click.echo(json.dumps([*map(record, merged.notes)], ensure_ascii=False, indent=1))
    elif form == "text":
        for note in merged.notes:
            if note.what != "taken":
                click.echo(line_of(note), err=True)
        for change in merged.changes:
            click.echo(plain(change))
        done = "unchanged" if merged.text is None else "would change" if check else "brought up to date"
        click.echo(f"{plain(str(into))}: {done}", err=True)
    if check and merged.text is not None:
        raise SystemExit(1)


def _asked(question: str, choices: Sequence[str]) -> int:
    """Let a person choose; the number of the choice."""
    click.echo(plain(question), err=True)
    for number, choice in enumerate(choices, 1):
        click.echo(f"  {number}  {plain(choice)}", err=True)
    return int(click.prompt("Which", type=click.IntRange(1, len(choices)), err=True)) - 1


def written(text: str, output: Path | None, force: bool) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    if output.exists() and not force:
        raise click.UsageError(
            f"{output} is there already: --into {output} brings it up to date, --force writes over it"
        )
    output.write_text(text, "utf-8", newline="\n")


def told(made: Draft, form: str, output: Path | None) -> None:
    """Print the report: on stderr, since the agenda may go to stdout."""
    if form == "json":
        import json

        click.echo(json.dumps([*map(record, made.notes)], ensure_ascii=False, indent=1), err=output is None)
        return
    if form == "none":
        return
    click.echo("\n".join(summary(made)), err=True)  # one call: a schedule may have thousands of lines
    if output is not None:
        click.echo(f"{plain(str(output))} written. Next: summit-ical check {plain(str(output))}", err=True)


def summary(made: Draft) -> Iterator[str]:
    """Yield what was taken from which line, what was left out and why, and what to look at."""
    yield from map(line_of, made.notes)
    taken = [note for note in made.notes if note.what == "taken"]
    days = len(made.root["days"])  # type: ignore[index]
    yield f"{len(taken)} session{'s' if len(taken) != 1 else ''} on {days} day{'s' if days != 1 else ''} taken"


def line_of(note: Note) -> str:
    style = {"look at": STYLES["warning"], "left out": {}, "taken": STYLES["dim"]}[note.what]
    return f"{plain(str(note.mark))}: {click.style(note.what, **style)}: {plain(note.message)}"


def record(note: Note) -> dict[str, object]:
    mark = note.mark
    return {
        "file": mark.file,
        "line": mark.line or None,
        "pointer": mark.pointer or None,
        "what": note.what,
        "message": note.message,
    }
