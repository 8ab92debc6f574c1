"""Embed: print the programme as a piece of somebody else's page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from summit_ical.cli.answers import Given, date_named, reading_without
from summit_ical.cli.common import (
    agenda_argument,
    as_option,
    clock,
    fail,
    hand_over,
    published_option,
    read_aloud,
    reporting,
    theme_option,
)

if TYPE_CHECKING:
    from summit_ical.model.agenda import Agenda


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
@click.option(
    "--day",
    "days",
    multiple=True,
    metavar="DATE|WORDS=DATE",
    help="Only this day of the programme; or what a heading means.",
)
@click.option("--track", default="", metavar="ID", help="Only this track.")
@click.option("--session", default="", metavar="ID", help="Only this session.")
@click.option("--abstracts/--no-abstracts", default=None, help="Default: only with --session.")
@published_option("how large they are")
@theme_option
@reading_without("--day")
@reporting
def embed(
    agenda: Path,
    form: str,
    days: tuple[str, ...],
    track: str,
    session: str,
    abstracts: bool | None,
    output: Path,
    theme: Path | None,
    given: Given,
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
    from summit_ical.model.source import Refused
    from summit_ical.page import embed as fragments

    only = [one for one in days if "=" not in one]
    if len(only) + bool(track) + bool(session) > 1:
        raise click.UsageError("a --day, --track and --session exclude each other")
    part = fragments.Part(date_named(only[0], "--day") if only else None, track, session)
    programme = read_aloud(agenda, given.with_days(set(days).difference(only)))
    try:
        wanted = fragments.excerpt(programme, part, abstracts, theme, large_feeds(programme, output))
        text = fragments.FORMATS[form](wanted)
    except Refused as refused:
        raise SystemExit(fail(f"{refused.message}: {refused.hint}")) from None
    hand_over(text)


def large_feeds(agenda: Agenda, output: Path) -> frozenset[str]:
    """Return the paths of feeds that Google would drop; where no address is known, nobody is sent to Google."""
    if not agenda.event.feeds_url:
        return frozenset()
    from summit_ical.ledger import load
    from summit_ical.ledger.records import NOTHING
    from summit_ical.publish import build

    known = load.load(output)
    known = known if known.memory.event == agenda.event.id else NOTHING
    return build.would_be_large(agenda, known, clock())
