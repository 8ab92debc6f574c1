"""Doctor: judge .ics files."""

from __future__ import annotations

from pathlib import Path

import click

from summit_ical.cli.common import FORMATS, all_option, report, reporting, say, strict_option, tally, verdict


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="For whom.")
@strict_option
@all_option
@reporting
def doctor(files: tuple[Path, ...], form: str, strict: bool, everything: bool) -> None:
    """Judge .ics files, ours or anybody's, as the strictest client would.

    Exit status 1 if one has an error, with --strict if there is anything; 2 if one cannot be read.
    """
    from summit_ical.doctor import examine

    problems = tuple(problem for file in files for problem in examine(str(file), file.read_bytes()))
    report(problems, form)
    if form == "text":
        healthy = f"{len(files)} file{'s' if len(files) > 1 else ''}: nothing to report"
        say(tally(problems) if problems else healthy, err=bool(problems))
    raise SystemExit(verdict(problems, strict))
