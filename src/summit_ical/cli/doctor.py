"""Doctor: judge .ics files."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import click

from summit_ical.cli.common import (
    FORMATS,
    all_option,
    ending,
    report,
    reporting,
    say,
    size_option,
    strict_option,
    tally,
    verdict,
)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="For whom.")
@strict_option
@all_option
@size_option
@reporting
def doctor(files: tuple[Path, ...], form: str, strict: bool, everything: bool, max_size: float) -> None:
    """Judge .ics files, ours or anybody's, as the strictest client would; - is standard input.

    Exit status 1 if one has an error, with --strict if there is anything; 2 if one cannot be read.
    """
    from summit_ical.doctor.examine import examine
    from summit_ical.files.read import named

    ending("", *files)
    size = int(max_size * 1e6)
    problems = tuple(found for file in files for found in examine(named(file, "ics"), octets(file, size)))
    report(problems, form)
    if form == "text":
        healthy = f"{len(files)} file{'s' if len(files) > 1 else ''}: nothing to report"
        say(tally(problems) if problems else healthy, err=bool(problems))
    raise SystemExit(verdict(problems, strict))


def octets(file: Path, bytes_max: int) -> bytes:
    """Return what is in a file. Raises AgendaError and FileNotFoundError."""
    from summit_ical.files.read import STDIN, WaysOut, content, content_if_there, public

    ways = WaysOut(other="name a file, or - for standard input", large="allow more with --max-size")
    raw = (content if str(file) == STDIN else content_if_there)(file, bytes_max, ways)
    if raw is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), public(str(file)))
    return raw
