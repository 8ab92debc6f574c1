"""Links: print every address for mails and slides."""

from __future__ import annotations

from pathlib import Path

import click

from summit_ical.cli.common import (
    agenda_argument,
    as_option,
    fail,
    kinds_in,
    output_option,
    plain,
    previous_option,
    read,
    reporting,
    size_option,
)


@click.command()
@agenda_argument
@as_option
@output_option
@previous_option
@click.option("--only", metavar="KINDS", help="Only feeds of these kinds, as in all,track.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@size_option
@reporting
def links(
    agenda: Path, form_of: str, output: Path, previous: str, only: str | None, form: str, max_size: float
) -> None:
    """Print every address under which people can subscribe, for mails and slides.

    Feeds that were published, into FOLDER, keep the addresses that they have.
    """
    from summit_ical import past
    from summit_ical.addresses import listed, records

    programme = read(agenda, max_size, form_of)
    kinds = kinds_in(only) if only is not None else programme.event.feeds
    if not programme.event.feeds_url:
        raise SystemExit(fail(f"{agenda}: no feeds_url under event, so nobody knows where the feeds are published"))
    known = past.load(output, previous).memory
    kept = known.kept if known.event == programme.event.id else {}
    if form == "json":
        import json

        click.echo(json.dumps(records(programme, kinds, kept), ensure_ascii=False, indent=1))
        return
    for line in listed(programme, kinds, kept):
        click.echo(plain(line))
