"""Show: print the timetable."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from summit_ical.cli.answers import Given, reading
from summit_ical.cli.common import (
    agenda_argument,
    as_option,
    clock,
    hand_over_json,
    now_option,
    read_aloud,
    reporting,
    say_all,
    zone_named,
)


@click.command()
@agenda_argument
@as_option
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
    programme = read_aloud(agenda, given)
    if form == "json":
        hand_over_json(records(programme))
        return
    shown_in = asked or tuple(dict.fromkeys((programme.event.timezone, *programme.event.also_show)))
    say_all(timetable(programme, shown_in, now or clock()))
