"""A folder of somebody's own templates, words and styles to the bytes and texts in it."""

from dataclasses import replace
from pathlib import Path

from summit_ical.files.decode import text
from summit_ical.files.read import WaysOut, content_if_there
from summit_ical.model.source import AgendaError, Mark, Problem

HINT = "compare it with the file of the same name in summit_ical/page"
WAYS = WaysOut(folder="put a file in its place", other="put a file in its place", large="take out what no page needs")


def own(folder: Path | None, name: str) -> bytes | None:
    """Return a theme's file, None where it has none of that name. Raises AgendaError."""
    try:
        return content_if_there(folder / name, ways=WAYS) if folder else None
    except AgendaError as error:
        raise as_theme(error) from None


def theme_text(file: Path, raw: bytes) -> str:
    """Return the text in a theme's file. Raises AgendaError."""
    try:
        return text(str(file), raw)
    except AgendaError as error:
        raise as_theme(error) from None


def as_theme(error: AgendaError) -> AgendaError:
    """Return the same refusal, as one of a theme."""
    return AgendaError([replace(problem, code="theme") for problem in error.problems])


def unfit(file: str, line: int, reason: str, hint: str = HINT) -> AgendaError:
    """Return what is wrong with a file of a theme."""
    return AgendaError(
        [Problem(Mark(file, line, 1 if line else 0), "error", "theme", f"not fit for a page: {reason}", hint)]
    )
