"""Styled words in lines, lines in blocks: what Markdown, HTML and spreadsheets have in common."""

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))


class Run(NamedTuple):
    """Words in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    href: str = ""


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


class Row(NamedTuple):
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
    rows: tuple[Row, ...] = ()

    @property
    def text(self) -> str:
        return folded(" ".join(line.text for line in self.lines))


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
