"""A spreadsheet saved as CSV, or its rows from elsewhere, to a Programme: the columns are found by their headings."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice

from summit_ical.importing.formats.cells import plain_lines, sheet
from summit_ical.importing.schedule import Answers, Programme
from summit_ical.importing.webpage import calendar_names, reading, tables
from summit_ical.importing.webpage.grid import Cell
from summit_ical.importing.webpage.slots import Scanned, Section, is_day
from summit_ical.importing.webpage.words import Block, joined
from summit_ical.model.source import AgendaError, Mark, Problem

DELIMITERS = ",;\t|"
SAMPLE, SAMPLE_ROWS = 100_000, 200  # characters, rows by which the dialect is told
SEPARATOR = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)  # what Excel writes above


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule in a CSV file. Raises AgendaError where it is none."""
    return programme(file, [block(file, text)], answers)


def block(file: str, text: str) -> Block:
    """Return the table in a CSV file of any dialect. Raises AgendaError where it is none."""
    lead = SEPARATOR.match(text)
    delimiter = lead[1] if lead else _delimiter(text)
    quote = _quote(text, delimiter)
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quotechar=quote,
        escapechar="\\" if f"\\{quote}" in text else None,
        skipinitialspace=f"{delimiter} {quote}" in text,
    )
    cells: list[Cell] = []
    numbers: list[int] = []
    line = 1
    try:
        for row in reader:
            if not (lead and line == 1):
                cells.extend(_cells(row, len(numbers), line))
                numbers.append(line)
            line = reader.line_num + 1
    except csv.Error:  # the limit is the whole process's, so it is left as it is
        message = f"a cell of more than {csv.field_size_limit():,} characters"
        hint = "close the quotes that begin here or below, or shorten it"
        raise AgendaError([Problem(Mark(file, line, 1), "error", "csv", message, hint)]) from None
    return Block("table", 0, (), 1, max(line - 1, 1), sheet(cells, len(numbers), numbers))


def _cells(row: Sequence[str], at: int, number: int) -> Iterable[Cell]:
    """The cells of a row. One begins on a line further down, where another before it has several lines."""
    for column, text in enumerate(row):
        yield Cell(at, column, 1, 1, number, plain_lines(text, number))
        number += text.count("\n")


def _delimiter(text: str) -> str:
    """The delimiter that divides most rows into one and the same number of cells, more than one."""

    def rank(delimiter: str) -> tuple[float, int]:
        sample = io.StringIO(text[:SAMPLE], newline="")
        rows = csv.reader(sample, delimiter=delimiter, quotechar=_quote(text, delimiter))
        try:
            widths = [len(row) for row in islice(rows, SAMPLE_ROWS) if any(row)]
        except csv.Error:
            return 0.0, 0
        counts = Counter(width for width in widths if width > 1)
        width, rows_of_it = max(counts.items(), key=lambda one: one[::-1], default=(0, 0))
        return rows_of_it / max(len(widths), 1), width

    return max(DELIMITERS, key=rank)


def _quote(text: str, delimiter: str) -> str:
    """The character around cells: single quotes only where they stand at both ends and no double ones do."""
    ends = [text.count(f"{quote}{delimiter}{quote}", 0, SAMPLE) for quote in "'\""]
    return "'" if ends[0] and not ends[1] else '"'


def programme(file: str, sheets: Sequence[Block], answers: Answers) -> Programme:
    """Return the schedule in tables, each below the name of its sheet. Raises AgendaError where a --map is no use."""
    tabled = [one for one in sheets if one.kind == "table"]
    _check(file, tabled, answers)
    found = scanned(sheets, answers)
    made = reading.read(file, found, sheets, answers)
    made.questions += reading.columns_asked(file, found, tables.FIELDS)
    made.zone = answers.timezone or made.zone
    made.has = frozenset({"speakers", "track", "room", "abstract", "links"})
    made.lasting = any(item.key for item in made.items)
    return made


def scanned(sheets: Sequence[Block], answers: Answers) -> Scanned:
    """Return the slots of all sheets. A sheet named for a day is that day's."""
    texts = (cell.text for one in sheets if one.grid is not None for cell in one.grid.cells)
    spoken = calendar_names.spoken_in(" ".join(texts))
    path: tuple[Section, ...] = ()
    found: list[tables.Tabled] = []
    headings: list[Section] = []
    for number, one in enumerate(sheets):
        if one.kind == "heading":
            path = (Section(2, one.first, one.text, is_day(one.text, one.first, spoken)),)
            headings += path
        elif one.grid is not None:
            found.append(tables.read(one, path, number, spoken, answers.columns, sheet=True))
    return Scanned(
        tuple(slot for one in found for slot in one.slots),
        zones=tuple((1, zone) for one in found for zone in one.zones),
        left=tuple(left for one in found for left in one.left),
        headings=(*headings, *(section for one in found for section in one.headings)),
        unread=tuple(unread for one in found for unread in one.unread),
        context=frozenset().union(*(one.context for one in found)),
        spoken=spoken,
    )


def _check(file: str, sheets: Sequence[Block], answers: Answers) -> None:
    """Refuse a --map that names no column, or no field."""
    headings = {joined(cell).casefold() for one in sheets for row in one.rows[:20] for cell in row.cells}
    problems = []
    for column, name in answers.columns:
        if column.casefold() not in headings:
            problems.append(
                Problem(Mark(file), "error", "map", f"there is no column {column!r}", "write the heading as it stands")
            )
        if name not in tables.FIELDS:
            problems.append(
                Problem(Mark(file), "error", "map", f"{name!r} is no field", f"write one of {', '.join(tables.FIELDS)}")
            )
    if problems:
        raise AgendaError(problems)
