"""Init: write a first agenda."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from summit_ical.cli.common import clock, fail, reporting, say, zone_named

if TYPE_CHECKING:
    from summit_ical.source import Text

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

    from summit_ical import starter, values

    name = asked(values.to_line, title, "--title")
    zone = zone_named(timezone, "--timezone")
    day = asked(values.to_date, first or f"{clock() + timedelta(days=60):%Y-%m-%d}", "--date").date
    folder.mkdir(parents=True, exist_ok=True)
    agenda, attributes = folder / "agenda.yaml", folder / ".gitattributes"
    try:
        with agenda.open("x", encoding="utf-8") as file:
            file.write(starter.agenda(name, zone, day))
    except FileExistsError:
        raise SystemExit(fail(f"{agenda} is there already, and stays as it is")) from None
    kept = attributes.read_text("utf-8") if attributes.exists() else ""
    attributes.write_text(starter.attributes(kept), "utf-8")
    say(f"{agenda} and {attributes} written. Next: edit the agenda, then summit-ical build")


def asked(read: Callable[[Text], T], words: str, option: str) -> T:
    """Return what an option says, read as the agenda would be. Raises BadParameter."""
    from summit_ical.source import Mark, Refused, Text

    try:
        return read(Text(words, Mark(option)))
    except Refused as refused:
        raise click.BadParameter(f"{refused.message}: {refused.hint}", param_hint=option) from None
