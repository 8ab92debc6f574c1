"""A table as a grid: each cell once, with the places that it covers. HTML 4.9.12, "Processing model" of tables."""

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from summit_ical.importing.webpage.words import Line, joined

COLUMNS_MAX, ROWS_MAX = 1000, 65534  # of one cell. HTML 4.9.11
SPANNED_MAX = 1_000_000  # places of one table that its spans may cover; a cell beyond that covers one

NONE: frozenset[int] = frozenset()


class Spanning(NamedTuple):
    """A cell as it is written, before its place is known."""

    lines: tuple[Line, ...]
    number: int
    rows: int = 1  # 0: all that are left of its group
    columns: int = 1
    header: bool = False


class Written(NamedTuple):
    """A row as it is written. No cell reaches beyond the rows of its group."""

    number: int
    cells: Sequence[Spanning]
    head: bool = False
    group: int = 0


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
        turned: bool = False,
    ) -> None:
        self.cells = cells
        self.height, self.width = height, width
        self.heads = heads  # rows that the syntax sets apart as a head
        self.numbers = numbers  # line of the source of each row, empty rows too
        self.caption = caption
        self.turned = turned  # rows are the columns of the source

    @cached_property
    def places(self) -> dict[tuple[int, int], Cell]:
        """Which cell covers a place (row, column); an empty place has none."""
        return {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }


def formed(rows: Sequence[Written], caption: tuple[Line, ...] = ()) -> Grid:
    """Return the grid of rows as they are written: each cell stands in the first free place. HTML 4.9.12.1.

    Where the standard lets two cells overlap, the later one ends before the earlier.
    """
    ends: dict[int, int] = {row.group: at for at, row in enumerate(rows, 1)}
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for at, row in enumerate(rows):
        column = 0
        for one in row.cells:
            while (at, column) in taken:
                column += 1
            left = ends[row.group] - at
            down = min(one.rows or left, left, ROWS_MAX)
            wide = max(1, min(one.columns, COLUMNS_MAX))
            if down * wide > 1 and len(taken) + down * wide > SPANNED_MAX:
                down = wide = 1
            wide = next((n for n in range(1, wide) if (at, column + n) in taken), wide)
            if down > 1:
                taken.update((at + n, column + m) for n in range(1, down) for m in range(wide))
            cells.append(Cell(at, column, down, wide, one.number, one.lines, one.header))
            column += wide
    return Grid(
        tuple(cells),
        len(rows),
        max((cell.column + cell.columns for cell in cells), default=0),
        heads=frozenset(at for at, row in enumerate(rows) if row.head),
        numbers=tuple(row.number for row in rows),
        caption=caption,
    )
