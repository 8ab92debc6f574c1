"""Preview: show the page in a browser, and again whenever the agenda is saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from summit_ical.cli.answers import Given, reading
from summit_ical.cli.common import agenda_argument, published_option, report, reporting, say, theme_option

if TYPE_CHECKING:
    from summit_ical.importing.schedule import Answers


@click.command()
@agenda_argument
@published_option("what moved")
@click.option("--port", default=0, metavar="PORT", help="Default: one that is free.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@theme_option
@reading
@reporting
def preview(agenda: Path, output: Path, port: int, no_open: bool, theme: Path | None, given: Given) -> None:
    """Show the page of AGENDA in a browser, and again whenever it is saved. Publishes nothing.

    Mistakes are shown on the page, and what a foreign schedule leaves open and nobody answered at the start. Only this
    computer can see it. Ctrl-C ends it.
    """
    from summit_ical.serve.preview import Preview

    if str(agenda) == "-":
        raise click.UsageError("a preview follows every save: name a file")
    with Preview(agenda, output, port, theme, given.bytes_max, report, answers_to(agenda, given)) as shown:
        try:
            say(f"{agenda} is at {shown.address}. Ctrl-C ends it.")
            if not no_open:
                click.launch(shown.address)
            shown.serve_forever()
        except KeyboardInterrupt:
            say()


def answers_to(agenda: Path, given: Given) -> Answers:
    """Return what is said of an agenda, with what a person says at a terminal. Mistakes are the page's to show."""
    from summit_ical.importing.formats import all_answers
    from summit_ical.model.source import AgendaError

    if given.ask is None:
        return given.answers
    try:
        return all_answers(agenda, given.bytes_max, given.answers, given.ask)
    except AgendaError:
        return given.answers
