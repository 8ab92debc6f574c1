"""Schema: print what agenda.yaml may hold."""

from __future__ import annotations

import click

from summit_ical.cli.common import hand_over, hand_over_json


@click.command()
@click.option("--format", "form", type=click.Choice(("json", "markdown")), default="json", show_default=True)
def schema(form: str) -> None:
    """Print the agenda's JSON Schema for editors, or its reference page."""
    from summit_ical.agendafile.schema import json_schema, reference

    if form == "markdown":
        hand_over(reference())
    else:
        hand_over_json(json_schema())
