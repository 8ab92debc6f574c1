"""Links: print every address for mails and slides."""

from __future__ import annotations

from pathlib import Path

import click

from summit_ical.cli.answers import Given, reading
from summit_ical.cli.common import (
    agenda_argument,
    as_option,
    clock,
    fail,
    hand_over_json,
    kinds_in,
    output_option,
    previous_option,
    read_aloud,
    reporting,
    say_all,
)


@click.command()
@agenda_argument
@as_option
@output_option
@previous_option
@click.option("--only", metavar="KINDS", help="Only feeds of these kinds, as in all,track.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@reading
@reporting
def links(agenda: Path, output: Path, previous: str, only: str | None, form: str, given: Given) -> None:
    """Print every address under which people can subscribe, for mails and slides.

    Feeds that were published, into FOLDER, keep the addresses that they have.
    """
    from summit_ical.calendars.link_list import link_lines, link_records
    from summit_ical.ledger import load
    from summit_ical.ledger.records import NOTHING
    from summit_ical.publish import build

    programme = read_aloud(agenda, given)
    kinds = kinds_in(only) if only is not None else programme.event.feeds
    if not programme.event.feeds_url:
        raise SystemExit(fail(f"{agenda}: no feeds_url under event, so nobody knows where the feeds are published"))
    known = load.load(output, previous)
    if known.memory.event != programme.event.id:
        known = NOTHING
    kept, large = known.memory.kept, build.would_be_large(programme, known, clock(), kinds)
    if form == "json":
        hand_over_json(link_records(programme, kinds, kept, large))
    else:
        say_all([line] for line in link_lines(programme, kinds, kept, large))
