"""A spreadsheet saved as CSV, or its rows from elsewhere, to a Programme: the columns are found by their headings."""

import csv
import io
from collections.abc import Iterable, Sequence

from summit_ical.importing.schedule import Answers, Programme
from summit_ical.importing.webpage import tables
from summit_ical.importing.webpage.markup import plain_rows
from summit_ical.importing.webpage.settle import Settling
from summit_ical.importing.webpage.slots import Scanned
from summit_ical.importing.webpage.words import Block, Row
from summit_ical.model.source import AgendaError, Mark, Problem

DELIMITERS = ",;\t|"


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule in a CSV file. Raises AgendaError where it is none."""
    head = text[:4000].split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    numbered: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            numbered.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        message, hint = "not valid CSV from here on", "export it again"
        if "field limit" in str(error):  # which is the whole process's, so it is left as it is
            message = f"a cell of more than {csv.field_size_limit():,} characters"
            hint = "close the quotes that begin here or below, or shorten it"
        raise AgendaError([Problem(Mark(file, line, 1), "error", "csv", message, hint)]) from None
    return programme(file, numbered, answers)


def programme(file: str, numbered: Sequence[tuple[int, Sequence[str]]], answers: Answers) -> Programme:
    """Return the schedule in rows of cells with their line numbers. Raises AgendaError where a --map names no field."""
    _check(file, numbered, answers)
    rows = [row for number, cells in numbered for row in plain_rows([cells], number)]
    first = next((n for n, row in enumerate(rows) if sum(bool(cell) for cell in row.cells) > 1), 0)
    block = Block("table", 0, (), 1, len(rows), tuple(_headed(rows, first)))
    out = Scanned()
    tables.read(block, (), 0, out, answers.columns)
    made = Programme(file, zone=answers.timezone)
    made.has = frozenset({"speakers", "track", "room", "abstract", "links"})
    settling = Settling(made, out, {}, answers)
    settling.run(())
    made.zone = made.zone or next((zone.name for *_, zone in out.zones if zone.name), "")
    if not made.zone and out.slots and (zone := settling.zone(out.slots[0])):
        made.zone = zone.name
    return made


def _headed(rows: Sequence[Row], first: int) -> Iterable[Row]:
    for number, row in enumerate(rows):
        yield row._replace(header=number == first)


def _check(file: str, numbered: Sequence[tuple[int, Sequence[str]]], answers: Answers) -> None:
    """Refuse a --map that names no column, or no field."""
    headings = {cell.strip().casefold() for _, cells in numbered[:20] for cell in cells}
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
