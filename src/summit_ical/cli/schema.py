"""Schema: print what agenda.yaml may hold."""

from __future__ import annotations

import click


@click.command()
@click.option("--format", "form", type=click.Choice(("json", "markdown")), default="json", show_default=True)
def schema(form: str) -> None:
    """Print the agenda's JSON Schema for editors, or its reference page."""
    from summit_ical.agendafile.schema import json_schema, reference

    if form == "markdown":
        click.echo(reference(), nl=False)
        return
    import json

    click.echo(json.dumps(json_schema(), indent=1))
