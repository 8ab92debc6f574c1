"""A spreadsheet of Excel to a Programme: every sheet is read. Needs the extra `xlsx`."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from xml.etree.ElementTree import iterparse

from summit_ical.importing.formats import table_csv
from summit_ical.importing.formats.cells import plain_lines
from summit_ical.importing.formats.cells import sheet as grid_of
from summit_ical.importing.schedule import Answers, Programme
from summit_ical.importing.webpage.grid import Cell
from summit_ical.importing.webpage.words import Block, Line, Run
from summit_ical.model.source import AgendaError, Mark, Problem

UNPACKED_MAX = 300_000_000  # bytes
ROWS_MAX = 100_000
MERGED_MAX = 10_000


class Merged(NamedTuple):
    """Where several places are one cell, counted from 0."""

    row: int
    column: int
    rows: int
    columns: int


def parse(file: str, raw: bytes, answers: Answers) -> Programme:
    """Return the schedule in a workbook. Raises AgendaError where it is none, or where openpyxl is not installed."""
    return table_csv.programme(file, blocks(file, raw), answers)


def blocks(file: str, raw: bytes) -> tuple[Block, ...]:
    """Return each sheet that is shown: a heading with its name, and its cells. Raises AgendaError."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise _refusal(
            file, "reading .xlsx needs openpyxl", "pip install 'summit-ical[xlsx]', or save it as CSV"
        ) from None
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_MAX:
                raise _refusal(
                    file, f"unpacks to more than {UNPACKED_MAX / 1e6:g} MB", "save the schedule's sheet as CSV"
                )
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            found = [
                block
                for sheet in book.worksheets
                if sheet.sheet_state == "visible"
                for block in _sheet(sheet, _merged(packed, sheet._worksheet_path))
            ]
    except (
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        SyntaxError,
        OSError,
        EOFError,
        AttributeError,
        IndexError,
    ):
        # What openpyxl and the XML below it raise on damaged files; ParseError is a SyntaxError.
        raise _refusal(file, "not a workbook that can be read", "save it again, or as CSV") from None
    if not found:
        raise _refusal(file, "there is no sheet in it", "save the schedule's sheet as CSV")
    return tuple(found)


def _sheet(sheet: Any, merged: Sequence[Merged]) -> Iterator[Block]:
    """A heading with the sheet's name, and its cells, those that hold something or span several places."""
    spans = {(span.row, span.column): span for span in merged}
    cells, rows, last = [], 0, 0
    for number, row in enumerate(sheet.iter_rows(max_row=ROWS_MAX), 1):
        for column, cell in enumerate(row):
            words = _words(cell.value, getattr(cell, "number_format", ""))
            if not words:
                continue
            last, rows = max(last, column + 1), number
            span = spans.get((number - 1, column), Merged(number - 1, column, 1, 1))
            place = f"{sheet.title}!{cell.coordinate}"
            lines = plain_lines(words, number, counted=False)
            cells.append(Cell(*span, number, lines, place=place))
    cells = [
        cell._replace(rows=min(cell.rows, rows - cell.row), columns=min(cell.columns, last - cell.column))
        for cell in cells
    ]
    if cells:
        yield Block("heading", 1, (Line(1, (Run(sheet.title),)),), 1, 1)
        yield Block("table", 0, (), 1, rows, grid_of(cells, rows, range(1, rows + 1)))


def _merged(packed: zipfile.ZipFile, part: str) -> list[Merged]:
    """The cells of a sheet that are merged. ECMA-376 18.3.1.54; openpyxl leaves them out where it reads in rows."""
    from openpyxl.utils.cell import range_boundaries

    found: list[Merged] = []
    with packed.open(part) as stream:
        for _, element in iterparse(stream):  # noqa: S314 - openpyxl has read it all before; expat bounds what entities make
            if element.tag.endswith("}mergeCell") and len(found) < MERGED_MAX:
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
                found.append(Merged(top - 1, left - 1, bottom - top + 1, right - left + 1))
            element.clear()
    return found


def _words(value: object, shown: str) -> str:
    """A cell as people would write it. `shown` is Excel's format of a number, which tells a time from a date."""
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}h{minutes % 60:02}m" if minutes >= 60 else f"{minutes}m"
    if isinstance(value, datetime):
        value = _to_second(value)
        codes = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", shown.split(";")[0]).lower()
        if "h" in codes and not {"y", "d"} & set(codes):
            return _clock(value.time())
        return f"{value:%Y-%m-%d}" + (f" {_clock(value.time())}" if "h" in codes or value.time() != time() else "")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return _clock(_to_second(datetime.combine(date(2000, 1, 1), value)).time())
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _to_second(value: datetime) -> datetime:
    """The second that is meant: a workbook holds a part of a day, which is seldom exact."""
    return (value + timedelta(milliseconds=500)).replace(microsecond=0)


def _clock(value: time) -> str:
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


def _refusal(file: str, message: str, hint: str) -> AgendaError:
    return AgendaError([Problem(Mark(file), "error", "xlsx", message, hint)])
