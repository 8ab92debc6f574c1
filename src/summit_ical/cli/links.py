"""Links: print every address for mails and slides."""

from __future__ import annotations

from pathlib import Path

import click

from summit_ical.cli.common import agenda_argument, fail, kinds_in, plain, read, reporting, size_option


@click.command()
@agenda_argument
@click.option("--only", metavar="KINDS", help="Only feeds of these kinds, as in all,track.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@size_option
@reporting
def links(agenda: Path, only: str | None, form: str, max_size: float) -> None:
    """Print every address under which people can subscribe, for mails and slides."""
    from summit_ical.addresses import listed, records

    programme = read(agenda, max_size)
    kinds = kinds_in(only) if only is not None else programme.event.feeds
    if not programme.event.feeds_url:
        raise SystemExit(fail(f"{agenda}: no feeds_url under event, so nobody knows where the feeds are published"))
    if form == "json":
        import json

        click.echo(json.dumps(records(programme, kinds), ensure_ascii=False, indent=1))
        return
    for line in listed(programme, kinds):
        click.echo(plain(line))
