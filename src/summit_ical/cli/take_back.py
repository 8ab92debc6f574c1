"""What `withdraw` and `forget` share: they say what they will do, ask, and build."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from summit_ical.cli.build import file_counts
from summit_ical.cli.common import fail, report, say, say_all

if TYPE_CHECKING:
    from summit_ical.ledger.records import Known
    from summit_ical.model.agenda import Agenda
    from summit_ical.publish.build import Edit

yes_option = click.option("--yes", is_flag=True, help="Do not ask.")
no_page_option = click.option(
    "--no-page", is_flag=True, help="Write feeds alone, without index.html and what it needs."
)


class Place(NamedTuple):
    """What is published where, and how it is to be built again."""

    agenda: Agenda
    folder: Path
    previous: str
    build: dict[str, Any]  # options of `publish.build.build`

    @property
    def known(self) -> Known:
        """What is known of earlier builds. Raises AgendaError where there were none."""
        from summit_ical.ledger.load import load
        from summit_ical.model.source import AgendaError, Mark, Problem

        found = load(self.folder, self.previous)
        if not found.memory.event:
            hint = "name the folder that is published: --output, or --previous"
            raise AgendaError(
                [Problem(Mark(str(self.folder)), "error", "previous", "nothing was published here", hint)]
            )
        return found


def place(
    agenda: Agenda, output: Path, previous: str, now: datetime | None, theme: Path | None, no_page: bool
) -> Place:
    """Return what is to be built, at one instant however long somebody thinks it over."""
    from summit_ical.cli.common import clock

    options = {"now": now or clock(), "previous": previous, "theme": theme, "page": not no_page}
    return Place(agenda, output, previous, options)


def take_back(at: Place, edits: Sequence[Edit], words: Iterable[str], yes: bool) -> None:
    """Say what is going to happen, ask, and build after each edit of the ledger. Raises AgendaError."""
    from summit_ical.publish.build import build

    planned = build(at.agenda, at.folder, check=True, edit=edits[0], **at.build)
    if not planned.written and len(edits) == 1:
        say("nothing is left to be done")
        return
    say_all([line] for line in words)
    say(f"  {file_counts(len(planned.written), len(planned.unchanged)).replace(' written', ' will be written')}")
    report(planned.findings)
    if planned.remark:
        say(planned.remark, err=True)
    if not yes:
        ask()
    for edit in edits:
        built = build(at.agenda, at.folder, edit=edit, **at.build)
        at = at._replace(build=at.build | {"previous": ""})  # which is in the folder by now
        say(file_counts(len(built.written), len(built.unchanged)))


def ask() -> None:
    """Return where a person agrees; exit where none does, or none is there."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr)):
        raise SystemExit(fail("nobody is here to be asked, so nothing was done: --yes does it without asking"))
    if not click.confirm("Do it?", err=True):
        raise SystemExit(fail("nothing was done"))
