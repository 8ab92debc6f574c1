"""Export: write the programme in another form."""

from __future__ import annotations

from pathlib import Path

import click

from summit_ical.cli.answers import Given, reading
from summit_ical.cli.common import (
    agenda_argument,
    as_option,
    hand_over,
    read_aloud,
    reporting,
    zone_named,
)

FORMATS = ("markdown", "html-table")


@click.command()
@click.argument("form", type=click.Choice(FORMATS), metavar="|".join(FORMATS))
@agenda_argument
@as_option
@click.option(
    "--tz", "zones", multiple=True, metavar="ZONE", help="Times in this IANA zone; repeat it for more columns."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Default: standard output.")
@reading
@reporting
def export(form: str, agenda: Path, zones: tuple[str, ...], output: Path | None, given: Given) -> None:
    """Write the schedule section of a page from AGENDA: a table for each day, in several zones, right for the date.

    Times are those of the event's zone and of its `also_show`, or of --tz. `summit-ical import` reads it back.
    """
    from summit_ical.exports.page_section import FORMATS as WRITERS

    text = WRITERS[form](read_aloud(agenda, given), tuple(zone_named(zone, "--tz") for zone in zones))
    if output is None:
        hand_over(text)
    else:
        output.write_text(text, "utf-8", newline="\n")
