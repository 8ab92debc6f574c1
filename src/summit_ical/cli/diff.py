"""Diff: say in sentences what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from summit_ical.cli.answers import Given, reading
from summit_ical.cli.common import (
    DONE,
    TO_REPORT,
    as_option,
    clock,
    ending,
    hand_over_json,
    now_option,
    report_notes,
    reporting,
    say_all,
    unclear_as,
    unclear_options,
    zone_named,
)

if TYPE_CHECKING:
    from summit_ical.ledger.changes import Sentence
    from summit_ical.publish.diff import Version


@click.command()
@click.argument("places", nargs=-1, metavar="[OLD] [NEW]")
@as_option
@click.option("--git", "revision", metavar="REV", help="OLD is the agenda as Git has it at this revision.")
@click.option("--tz", "zone", metavar="ZONE", help="Times in this IANA zone; default: the event's.")
@click.option("--format", "form", type=click.Choice(("text", "markdown", "json")), default="text", show_default=True)
@unclear_options
@now_option
@reading
@reporting
def diff(
    places: tuple[str, ...],
    revision: str | None,
    zone: str | None,
    form: str,
    zones_corrected: bool,
    moved: bool,
    now: datetime | None,
    given: Given,
) -> None:
    """Say in sentences what changed from OLD to NEW.

    Each is an agenda, or published feeds: their folder, their ledger.json or their https address. OLD is feeds where it
    is left out, NEW is agenda.yaml. Exit status 0 if nothing changed, 1 if something did, 2 if that cannot be told.
    """
    from summit_ical.ledger.changes import sentences
    from summit_ical.ledger.records import Change, change_json
    from summit_ical.publish import diff as difference

    if len(places) > (1 if revision else 2):
        raise click.UsageError("name one agenda with --git, and two places at most without")
    agenda = Path("agenda.yaml")
    if revision:
        agenda = Path(places[0]) if places else agenda
        old, new = (
            difference.at_revision(agenda, revision, given.answers, given.ask),
            load(str(agenda), given, ending(given.form_of, agenda)),
        )
    else:
        first, second = places if len(places) == 2 else pair(*places)
        input_ends = ending(given.form_of, first, second)
        old, new = (load(place, given, input_ends) for place in (first, second))
    report_notes((*old.noticed, *new.noticed))
    found = sentences(
        difference.between(old, new, now or clock(), unclear_as(zones_corrected, moved)),
        zone_named(zone, "--tz") if zone else new.zone or old.zone or "UTC",
    )
    if form == "json":
        fields = Change._fields
        changes = ([dict(zip(fields, change_json(change), strict=True)) for change in one.changes] for one in found)
        hand_over_json([{**one._asdict(), "changes": listed} for one, listed in zip(found, changes, strict=True)])
    else:
        say_all([line] for line in (in_markdown(found) if form == "markdown" else in_words(found)))
    raise SystemExit(TO_REPORT if found else DONE)


def load(place: str, given: Given, form: str) -> Version:
    """Return the programme in an agenda or in feeds; `form` is what standard input ends in. Raises AgendaError."""
    from summit_ical.publish import diff as difference

    return difference.load(place, given.bytes_max, given.answers, given.ask, form)


def pair(only: str = "agenda.yaml") -> tuple[str, str]:
    """Return what one place is compared with: feeds with an agenda, and the other way round."""
    is_feeds = "://" in only or Path(only).is_dir() or Path(only).name == "ledger.json"
    return (only, "agenda.yaml") if is_feeds else ("feeds", only)


def in_words(found: Iterable[Sentence]) -> Iterator[str]:
    """Yield what is told, for a terminal."""
    return (f"{one.label:10} {one.words}" for one in found)


def in_markdown(found: Iterable[Sentence]) -> Iterator[str]:
    """Yield what is told, for a comment on a pull request."""
    from summit_ical.text.comments import markdown

    return (f"- **{one.label}** {markdown(one.words)}" for one in found)
