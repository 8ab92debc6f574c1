"""Show: print the timetable."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from summit_ical.cli.common import (
    STYLES,
    agenda_argument,
    as_option,
    clock,
    now_option,
    read,
    reporting,
    size_option,
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
@size_option
@reporting
def show(agenda: Path, form_of: str, zones: tuple[str, ...], form: str, now: datetime | None, max_size: float) -> None:
    """Print the timetable of AGENDA, day by day: what is on now, and what is next.

    Times are those of the event's zone and of its `also_show`, or of --tz.
    """
    from summit_ical.show import records, timetable

    asked = tuple(zone_named(zone, "--tz") for zone in zones)
    programme = read(agenda, max_size, form_of)
    if form == "json":
        import json

        click.echo(json.dumps(records(programme), ensure_ascii=False, indent=1))
        return
    shown_in = asked or tuple(dict.fromkeys((programme.event.timezone, *programme.event.also_show)))
    for line in timetable(programme, shown_in, now or clock()):
        click.echo("".join(click.style(piece.words, **STYLES[piece.style]) for piece in line).rstrip())
