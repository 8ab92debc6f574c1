"""Show: print the timetable."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from summit_ical.cli.answers import Given, reading
from summit_ical.cli.common import STYLES, agenda_argument, clock, now_option, read, reporting, zone_named


@click.command()
@agenda_argument
@click.option(
    "--tz",
    "zones",
    multiple=True,
    metavar="ZONE",
    help="Times in this IANA zone; repeat it for more columns.",
)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@now_option
@reading
@reporting
def show(agenda: Path, zones: tuple[str, ...], form: str, now: datetime | None, given: Given) -> None:
    """Print the timetable of AGENDA, day by day: what is on now, and what is next.

    Times are those of the event's zone and of its `also_show`, or of --tz.
    """
    from summit_ical.exports.timetable import records, timetable

    asked = tuple(zone_named(zone, "--tz") for zone in zones)
    programme = read(agenda, given)
    if form == "json":
        import json

        click.echo(json.dumps(records(programme), ensure_ascii=False, indent=1))
        return
    shown_in = asked or tuple(dict.fromkeys((programme.event.timezone, *programme.event.also_show)))
    for line in timetable(programme, shown_in, now or clock()):
        click.echo("".join(click.style(piece.words, **STYLES[piece.style]) for piece in line).rstrip())
