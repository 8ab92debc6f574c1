"""Embed: print the programme as a piece of somebody else's page."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from summit_ical.cli.common import agenda_argument, as_option, fail, read, reporting, size_option, theme_option


@click.command()
@agenda_argument
@as_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("html", "jekyll", "hugo", "markdown", "iframe", "widget", "json")),
    default="html",
    show_default=True,
    help="Where it goes.",
)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Only this day of the programme.")
@click.option("--track", default="", metavar="ID", help="Only this track.")
@click.option("--session", default="", metavar="ID", help="Only this session.")
@click.option("--abstracts/--no-abstracts", default=None, help="Default: only with --session.")
@theme_option
@size_option
@reporting
def embed(
    agenda: Path,
    form_of: str,
    form: str,
    day: datetime | None,
    track: str,
    session: str,
    abstracts: bool | None,
    theme: Path | None,
    max_size: float,
) -> None:
    """Print the programme as a piece of somebody else's page.

    \b
    html      survives an editor that removes scripts and styles
    jekyll    > _includes/summit.html, then {% include summit.html %}
    hugo      > layouts/shortcodes/summit.html, then {{< summit >}}
    markdown  a list for a README
    iframe    the published page, always up to date
    widget    the same without a frame, for pages that may run scripts
    json      sessions and addresses, for programs
    """  # noqa: D301 - click's sign for lines that stay as they are
    from summit_ical.page import embed as fragments
    from summit_ical.source import Refused

    if sum(map(bool, (day, track, session))) > 1:
        raise click.UsageError("--day, --track and --session exclude each other")
    part = fragments.Part(day.date() if day else None, track, session)
    try:
        text = fragments.FORMATS[form](fragments.excerpt(read(agenda, max_size, form_of), part, abstracts, theme))
    except Refused as refused:
        raise SystemExit(fail(f"{refused.message}: {refused.hint}")) from None
    click.echo(text, nl=False)
