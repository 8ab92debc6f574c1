"""Init: write a first agenda."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from summit_ical.cli.common import clock, plain, reporting, zone_named


@click.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--title", default="Our Summit", show_default=True, help="The event's name.")
@click.option("--timezone", default="UTC", show_default=True, help="IANA name of the event's zone.")
@click.option("--date", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day; default: in 60 days.")
@reporting
def init(folder: Path, title: str, timezone: str, first: datetime | None) -> None:
    """Write a commented agenda.yaml that builds, and a .gitattributes, into FOLDER (default: here)."""
    from datetime import timedelta

    from summit_ical import starter
    from summit_ical.text import one_line

    zone_named(timezone, "--timezone")
    folder.mkdir(parents=True, exist_ok=True)
    agenda, attributes = folder / "agenda.yaml", folder / ".gitattributes"
    day = (first or clock() + timedelta(days=60)).date()
    with agenda.open("x", encoding="utf-8") as file:  # never over somebody's work
        file.write(starter.agenda(one_line(title), timezone, day))
    kept = attributes.read_text("utf-8") if attributes.exists() else ""
    attributes.write_text(starter.attributes(kept), "utf-8")
    click.echo(plain(f"{agenda} and {attributes} written. Next: edit the agenda, then summit-ical build"))
