"""Tables drawn with characters to Grids: reStructuredText's grid tables and simple tables.

docutils, "Grid Tables" and "Simple Tables".
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from unicodedata import east_asian_width

from summit_ical.importing.webpage.grid import Cell, Grid
from summit_ical.importing.webpage.words import Line

GRID = re.compile(r"\s*\+(?:[-=]+\+)+\s*")
SIMPLE = re.compile(r"\s*=+(?:[ \t]+=+)+\s*")
SPANS = re.compile(r"\s*-+(?:[ \t]+-+)*\s*")
PLACES_MAX = 250_000  # of rows times columns that a drawing may have
Read = Callable[[str, int], tuple[Line, ...]]  # the text of a cell, and the line where it begins, to its lines


def end_of(lines: Sequence[str], first: int) -> int:
    """Return the line after the drawn table that begins at a line, as far as it can be one."""
    if GRID.fullmatch(lines[first]):
        end = last = first + 1
        while end < len(lines) and lines[end].strip().startswith(("+", "|")):
            end += 1
            last = end if GRID.fullmatch(lines[end - 1]) else last
        return last
    if SIMPLE.fullmatch(lines[first]):
        borders = 0
        for number in range(first + 1, len(lines)):
            if SIMPLE.fullmatch(lines[number]):
                borders += 1
                if borders == 2 or number + 1 == len(lines) or not lines[number + 1].strip():
                    return number + 1
    return first


def drawn(lines: Sequence[str], first: int, read: Read) -> Grid | None:
    """Return the grid of a drawing, or None where it cannot be taken for one. `first` is its line in the source."""
    indent = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    padded = [_even(line.expandtabs()[indent:]) for line in lines]
    return _grid(padded, first, read) if padded[0].startswith("+") else _simple(padded, first, read)


def _even(line: str) -> str:
    """A line in which each character is as wide as in the drawing."""
    if line.isascii():
        return line.rstrip()
    return "".join(f"{c}\0" if east_asian_width(c) in "WF" else c for c in line).rstrip()


# --- grid tables ---


def _grid(lines: list[str], first: int, read: Read) -> Grid | None:
    width = len(lines[0])
    lines = [line[:width].ljust(width) for line in lines]
    borders = [y for y, line in enumerate(lines) if re.search(r"\+[-=]+\+", line)]
    columns = sorted({x for y in borders for x in _corners(lines, y)})
    if len(borders) < 2 or len(columns) < 2 or len(borders) * len(columns) > PLACES_MAX:
        return None
    boxes = _boxes(lines, borders, columns)
    tops, lefts = (sorted({box[n] for box in boxes}) for n in (0, 1))
    double = [y for y in borders[1:-1] if re.fullmatch(r"\+[=+]+\+", lines[y])]
    heads = frozenset(range(bisect_left(tops, double[0]))) if double else frozenset()
    cells = []
    for top, left, bottom, right in sorted(boxes):
        text = "\n".join(line[left + 1 : right].replace("\0", "") for line in lines[top + 1 : bottom])
        row, column = bisect_left(tops, top), bisect_left(lefts, left)
        rows, wide = bisect_left(tops, bottom) - row, bisect_left(lefts, right) - column
        cells.append(Cell(row, column, rows, wide, first + top + 1, read(text, first + top + 1), row in heads))
    return Grid(tuple(cells), len(tops), len(lefts), heads=heads, numbers=tuple(first + y + 1 for y in tops))


def _corners(lines: list[str], y: int) -> list[int]:
    line = lines[y]
    return [x for x, c in enumerate(line) if c == "+" and ((x and line[x - 1] in "-=") or line[x + 1 : x + 2] in "-=")]


def _boxes(lines: list[str], borders: list[int], columns: list[int]) -> list[tuple[int, int, int, int]]:
    """The cells: top, left, bottom, right. Places without a line between them are one."""
    high, wide = len(borders) - 1, len(columns) - 1
    group: dict[tuple[int, int], tuple[int, int]] = {}

    def head(place: tuple[int, int]) -> tuple[int, int]:
        while (above := group.get(place, place)) != place:
            group[place] = group.get(above, above)
            place = above
        return place

    for r in range(high):
        for c in range(wide):
            top, bottom, left, right = borders[r], borders[r + 1], columns[c], columns[c + 1]
            here = head((r, c))
            group.setdefault(here, here)
            if c + 1 < wide and not all(lines[y][right] in "|+" for y in range(top, bottom + 1)):
                group[head((r, c + 1))] = here
            if r + 1 < high and not all(c in "-=+" for c in lines[bottom][left + 1 : right]):
                below, here = head((r + 1, c)), head((r, c))
                group[max(below, here)] = min(below, here)
    held: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for r in range(high):
        for c in range(wide):
            held.setdefault(head((r, c)), []).append((r, c))
    return [
        (
            borders[min(r for r, _ in places)],
            columns[min(c for _, c in places)],
            borders[max(r for r, _ in places) + 1],
            columns[max(c for _, c in places) + 1],
        )
        for places in held.values()
    ]


# --- simple tables ---


def _simple(lines: list[str], first: int, read: Read) -> Grid | None:
    starts = [match.start() for match in re.finditer(r"=+", lines[0])]
    if len(starts) * len(lines) > PLACES_MAX:
        return None
    borders = [at for at, line in enumerate(lines) if SIMPLE.fullmatch(line)]  # three at most
    rows: list[tuple[int, list[str], list[int]]] = []  # line, its lines of text, where its cells begin
    heads = frozenset[int]()
    pending: list[str] = []
    begun = 0
    for at, line in enumerate(lines[1:], 1):
        drawn_spans = bool(pending) and bool(SPANS.fullmatch(line))
        if at in borders or drawn_spans or (line[: starts[1]].strip() and pending):
            if pending:
                where = [m.start() for m in re.finditer(r"-+", line)] if drawn_spans else starts
                rows.append((begun, pending, where))
            pending = []
            if at in borders or drawn_spans:
                if at in borders and at != borders[-1] and len(borders) > 2:
                    heads = frozenset(range(len(rows)))
                continue
        if line.strip() or pending:
            begun = begun if pending else at
            pending.append(line)
    cells = [
        _simple_cell(row, text, first + at, (where, starts), n, read, row in heads)
        for row, (at, text, where) in enumerate(rows)
        for n in range(len(where))
    ]
    numbers = tuple(first + at for at, *_ in rows)
    return Grid(tuple(cells), len(rows), len(starts), heads=heads, numbers=numbers) if rows else None


def _simple_cell(
    row: int, text: list[str], number: int, columns: tuple[list[int], list[int]], n: int, read: Read, head: bool
) -> Cell:
    where, starts = columns
    left, right = where[n], where[n + 1] if n + 1 < len(where) else None
    covered = [at for at, start in enumerate(starts) if left <= start and (right is None or start < right)] or [0]
    words = "\n".join(line[left:right].replace("\0", "") for line in text)
    words = "" if words.strip() == "\\" else words
    return Cell(row, covered[0], 1, len(covered), number, read(words, number), head)
