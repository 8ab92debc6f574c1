"""Init: write a first agenda."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from summit_ical.cli.common import clock, fail, reporting, say, zone_named

if TYPE_CHECKING:
    from summit_ical.model.source import Text

T = TypeVar("T")


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--title", default="Our Summit", show_default=True, help="The event's name.")
@click.option("--timezone", default="UTC", show_default=True, help="IANA name of the event's zone.")
@click.option("--date", "first", metavar="YYYY-MM-DD", help="First day; default: in 60 days.")
@reporting
def init(folder: Path, title: str, timezone: str, first: str | None) -> None:
    """Write a commented agenda.yaml that builds, and a .gitattributes, into FOLDER (default: here)."""
    from datetime import timedelta

    from summit_ical.agendafile import starter
    from summit_ical.model import values
    from summit_ical.publish.folder import replace_files

    name = option_value(values.to_line, title, "--title")
    zone = zone_named(timezone, "--timezone")
    day = option_value(values.to_date, first or f"{clock() + timedelta(days=60):%Y-%m-%d}", "--date").date
    agenda, attributes = folder / "agenda.yaml", folder / ".gitattributes"
    if os.path.lexists(agenda):
        raise SystemExit(fail(f"{agenda} is there already, and stays as it is"))
    lines = attributes_of(attributes)
    folder.mkdir(parents=True, exist_ok=True)
    replace_files({agenda: starter.agenda(name, zone, day).encode(), attributes: lines})
    say(f"{agenda} and {attributes} written. Next: edit the agenda, then summit-ical build")


def attributes_of(file: Path) -> bytes:
    """Return a .gitattributes with our lines in it, all others as they were. Raises AgendaError."""
    from summit_ical.agendafile import starter
    from summit_ical.files import decode
    from summit_ical.files.read import WaysOut, content_if_there

    there = content_if_there(file, ways=WaysOut(*["move it away"] * len(WaysOut._fields))) or b""
    known = decode.text(str(file), there)
    return there + starter.attributes(known)[len(known) :].encode()


def option_value(read: Callable[[Text], T], words: str, option: str) -> T:
    """Return what an option says, read as the agenda would be. Raises BadParameter."""
    from summit_ical.model.source import Mark, Refused, Text

    try:
        return read(Text(words, Mark(option)))
    except Refused as refused:
        raise click.BadParameter(f"{refused.message}: {refused.hint}", param_hint=option) from None
