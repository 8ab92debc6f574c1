"""A table as a grid: each cell once, with the places that it covers. HTML 4.9.12, "Processing model" of tables."""

from functools import cached_property
from typing import NamedTuple

from summit_ical.importing.webpage.words import Line, joined

NONE: frozenset[int] = frozenset()


class Cell(NamedTuple):
    """One cell, which covers `rows` times `columns` places from `row` and `column` on, counted from 0."""

    row: int
    column: int
    rows: int
    columns: int
    number: int  # line of the source where it begins, from 1; of a workbook, the row
    lines: tuple[Line, ...]
    header: bool = False  # <th>, or what the syntax marks as a head
    place: str = ""  # where lines do not tell: "Sheet1!B4"

    @property
    def text(self) -> str:
        return joined(self.lines)


class Grid:
    """The cells of one table, in the order of rows and columns, none twice and none overlapping."""

    def __init__(
        self,
        cells: tuple[Cell, ...],
        height: int,
        width: int,
        *,
        heads: frozenset[int] = NONE,
        numbers: tuple[int, ...] = (),
        caption: tuple[Line, ...] = (),
    ) -> None:
        self.cells = cells
        self.height, self.width = height, width
        self.heads = heads  # rows that the syntax sets apart as a head
        self.numbers = numbers  # line of the source of each row, empty rows too
        self.caption = caption

    @cached_property
    def places(self) -> dict[tuple[int, int], Cell]:
        """Which cell covers a place (row, column); an empty place has none."""
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }
