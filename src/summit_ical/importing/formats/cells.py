"""Cells of a spreadsheet to a Grid: plain text, whose lines are lines."""

from collections.abc import Iterable, Sequence

from summit_ical.importing.webpage.grid import Cell, Grid
from summit_ical.importing.webpage.words import ZERO_WIDTH, Line, Run


def plain_lines(text: str, number: int, counted: bool = True) -> tuple[Line, ...]:
    """Return the lines of plain text. Its line breaks are those of the source, where they are `counted`."""
    lines = text.translate(ZERO_WIDTH).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(Line(number + at * counted, (Run(part),)) for at, part in enumerate(lines) if part.strip())


def sheet(cells: Iterable[Cell], height: int, numbers: Sequence[int]) -> Grid:
    """Return the grid of a sheet. The first row that has more than one cell with words is its head."""
    kept = tuple(sorted(cells))
    filled: dict[int, int] = {}
    for cell in kept:
        filled[cell.row] = filled.get(cell.row, 0) + bool(cell.lines)
    head = next((row for row, count in sorted(filled.items()) if count > 1), 0)
    width = max((cell.column + cell.columns for cell in kept), default=0)
    return Grid(kept, height, width, heads=frozenset({head} if height else ()), numbers=tuple(numbers))
