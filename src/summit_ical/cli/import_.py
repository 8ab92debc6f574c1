"""Import: make an agenda of a page, an export or a spreadsheet, or bring one up to date with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from summit_ical.cli.answers import Given, reading
from summit_ical.cli.common import STYLES, plain, reporting

if TYPE_CHECKING:
    from summit_ical.importing.draft import Draft

REPORTS = ("text", "full", "json", "none")
LABELS = {"look at": STYLES["warning"], "left out": {}, "taken": STYLES["dim"]}


@click.command("import")
@click.argument("source", metavar="SOURCE")
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
@reading
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

    if into is None:
        made = importing.drafted(source, given.answers, given.bytes_max, ask=given.ask)
        text = importing.agenda(made, importing.name_of(source))
        written(text, output, force)
        told(made, form, output)
        return
    _merge(source, into, given, same, form, check)


def _merge(source: str, into: Path, given: Given, same: Sequence[str], form: str, check: bool) -> None:
    from summit_ical.importing import merge, report

    chosen = dict(pair.split("=", 1)[::-1] for pair in same if "=" in pair)
    ask = None if given.ask is None else _asked
    merged = merge.merged(source, into, given.answers, chosen, ask, given.bytes_max, given.ask)
    if merged.text is not None and not check:
        merge.write(into, merged)
    if form == "json":
        import json

        click.echo(json.dumps(report.records(merged.made), ensure_ascii=False, indent=1))
    elif form != "none":
        click.echo("\n".join(summary(merged.made, form)), err=True)
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
    from summit_ical.importing import report

    if form == "json":
        import json

        click.echo(json.dumps(report.records(made), ensure_ascii=False, indent=1), err=output is None)
        return
    if form == "none":
        return
    click.echo("\n".join(summary(made, form)), err=True)  # one call: a schedule may have thousands of lines
    done = f". {plain(str(output))} written. Next: summit-ical check {plain(str(output))}" if output is not None else ""
    click.echo(f"{report.total(made)}{done}", err=True)


def summary(made: Draft, form: str) -> Iterator[str]:
    """Yield the days, in full each session with its line, then what to look at, and what was left out and why."""
    from summit_ical.importing import report

    yield from map(plain, report.days(made))
    if form == "full":
        yield from (labelled("taken", line) for line in report.sessions(made))
    yield from (labelled(what, line) for what, line in report.lines(made.notes))


def labelled(what: str, line: str) -> str:
    return f"{click.style(what.ljust(8), **LABELS[what])}  {plain(line)}"
