"""Diff: say in sentences what changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from summit_ical.cli.common import (
    DONE,
    TO_REPORT,
    as_option,
    clock,
    ending,
    now_option,
    plain,
    reporting,
    size_option,
    zone_named,
)

if TYPE_CHECKING:
    from summit_ical.changes import Told


@click.command()
@click.argument("places", nargs=-1, metavar="[OLD] [NEW]")
@as_option
@click.option("--git", "revision", metavar="REV", help="OLD is the agenda as Git has it at this revision.")
@click.option("--tz", "zone", metavar="ZONE", help="Times in this IANA zone; default: the event's.")
@click.option("--format", "form", type=click.Choice(("text", "markdown", "json")), default="text", show_default=True)
@now_option
@size_option
@reporting
def diff(
    places: tuple[str, ...],
    form_of: str,
    revision: str | None,
    zone: str | None,
    form: str,
    now: datetime | None,
    max_size: float,
) -> None:
    """Say in sentences what changed from OLD to NEW.

    Each is an agenda, or published feeds: their folder, their ledger.json or their https address. OLD is feeds where it
    is left out, NEW is agenda.yaml. Exit status 0 if nothing changed, 1 if something did, 2 if that cannot be told.
    """
    from summit_ical import difference
    from summit_ical.changes import told

    if len(places) > (1 if revision else 2):
        raise click.UsageError("name one agenda with --git, and two places at most without")
    size = int(max_size * 1e6)
    agenda = Path("agenda.yaml")
    if revision:
        agenda = Path(places[0]) if places else agenda
        old, new = difference.at_revision(agenda, revision), difference.load(str(agenda), size, ending(form_of, agenda))
    else:
        first, second = places if len(places) == 2 else pair(*places)
        input_ends = ending(form_of, first, second)
        old, new = difference.load(first, size, input_ends), difference.load(second, size, input_ends)
    found = told(
        difference.between(old, new, now or clock()),
        zone_named(zone, "--tz") if zone else new.zone or old.zone or "UTC",
    )
    for line in differences(found, form):
        click.echo(line)
    raise SystemExit(TO_REPORT if found else DONE)


def pair(only: str = "agenda.yaml") -> tuple[str, str]:
    """Return what one place is compared with: feeds with an agenda, and the other way round."""
    is_feeds = "://" in only or Path(only).is_dir() or Path(only).name == "ledger.json"
    return (only, "agenda.yaml") if is_feeds else ("feeds", only)


def differences(found: Sequence[Told], form: str) -> Iterator[str]:
    """Yield what is told, for a terminal, a pull request or a program."""
    if form == "json":
        import json

        yield json.dumps([{**one._asdict(), "changes": [c._asdict() for c in one.changes]} for one in found], indent=1)
        return
    for one in found:
        yield f"- **{one.label}** {markdown(one.words)}" if form == "markdown" else plain(f"{one.label:10} {one.words}")


def markdown(words: str) -> str:
    """Return words that Markdown shows as they are."""
    return re.sub(r"([\\`*_{}\[\]<>#|~@])", r"\\\1", plain(words))
