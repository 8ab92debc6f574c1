"""Styled words in lines, lines in blocks: what Markdown, HTML and spreadsheets have in common."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from summit_ical.importing.webpage.grid import Grid

SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
COLUMNS_MAX = 60  # of `Block.rows`
ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))


class Run(NamedTuple):
    """Words in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    href: str = ""
    when: str = ""  # `datetime` of the <time> that they stand in


class Line(NamedTuple):
    number: int  # of the source, from 1
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return folded("".join(run.text for run in self.runs))

    @property
    def struck(self) -> bool:
        """Whether all of it is crossed out."""
        return bool(self.runs) and all(run.struck or not run.text.strip() for run in self.runs)


class CellRow(NamedTuple):
    """One row of a table; a cell is its lines."""

    number: int
    cells: tuple[tuple[Line, ...], ...]
    header: bool = False


class Block(NamedTuple):
    kind: Literal["heading", "text", "item", "table", "rule", "code"]
    level: int  # of a heading; of an item and what stands in it, the depth of its list
    lines: tuple[Line, ...]
    first: int  # lines of the source, from 1, the last one included
    last: int
    grid: "Grid | None" = None  # of a table

    @property
    def text(self) -> str:
        return folded(" ".join(line.text for line in self.lines))

    @property
    def rows(self) -> tuple[CellRow, ...]:
        """The rows of a table: a cell that spans rows stands in each, one that spans columns in the first."""
        if self.grid is None:
            return ()
        cells: list[list[tuple[Line, ...]]] = [[] for _ in range(self.grid.height)]
        heads = set(self.grid.heads)
        for cell in self.grid.cells:
            heads.update((cell.row,) if cell.header else ())
            for row in cells[cell.row : cell.row + cell.rows] if cell.column < COLUMNS_MAX else ():
                row.extend(() for _ in range(cell.column + 1 - len(row)))
                row[cell.column] = cell.lines
        return tuple(
            CellRow(number, tuple(row), at in heads)
            for at, (number, row) in enumerate(zip(self.grid.numbers, cells, strict=True))
        )


def folded(text: str) -> str:
    """Return text on one line, its spaces ordinary and single, without characters that have no width."""
    return " ".join((text if text.isascii() else text.translate(ZERO_WIDTH)).split())


def joined(lines: Iterable[Line]) -> str:
    return folded(" ".join(line.text for line in lines))


def trimmed(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return runs without those that hold nothing but white space at either end."""
    kept = list(runs)
    while kept and not folded(kept[0].text):
        kept.pop(0)
    while kept and not folded(kept[-1].text):
        kept.pop()
    return tuple(kept)


def after(line: Line, position: int) -> Line:
    """Return the line without the first `position` characters of its runs' text."""
    runs = []
    for run in line.runs:
        length = len(run.text)
        if position >= length:
            position -= length
        else:
            runs.append(run._replace(text=run.text[position:]))
            position = 0
    return Line(line.number, trimmed(runs))


def raw(line: Line) -> str:
    """Return a line's characters as they are, for positions: one for one but for spaces made ordinary."""
    return "".join(run.text for run in line.runs)
