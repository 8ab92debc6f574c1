"""A spreadsheet of Excel to a Programme: every sheet is read. Needs the extra `xlsx`.

A workbook is a few kB that may stand for gigabytes, so its parts are looked over before openpyxl reads them, and its
cells are counted while it does. Rows and columns in which nothing is written cost nothing.
"""

import io
import re
import struct
import zipfile
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import iterparse

from summit_ical.importing.formats import table_csv
from summit_ical.importing.formats.cells import plain_lines
from summit_ical.importing.formats.cells import sheet as grid_of
from summit_ical.importing.schedule import Answers, Programme
from summit_ical.importing.webpage.grid import Cell, Grid
from summit_ical.importing.webpage.words import Block, Line, Run
from summit_ical.model.source import AgendaError, Mark, Problem

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

UNPACKED_MAX = 100_000_000  # bytes of all parts
TAGS_MAX = 5_000_000  # of all parts: a cell has about four
CHARACTERS_MAX = 64_000_000  # of all cells: as many as a text file may have
COLUMNS_MAX = 200  # of a schedule; whatever stands further to the right is none
LAST_ROW = 1_048_576  # of a sheet; ECMA-376 leaves it open, Excel does not
GAPS_MAX = 10 * LAST_ROW  # rows that are not there, of all sheets
TOKEN_MAX = 1_000_000  # bytes of a tag, a comment or a text: a cell has at most 32,767 characters
XML = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<")
ASIDES = {b"<!--": b"-->", b"<?": b"?>", b"<![CDATA[": b"]]>"}
ASIDE = re.compile(rb"<!--|<\?|<!\[CDATA\[")
# What zipfile raises on a damaged archive, or on one that is encrypted or packed in another way.
NOT_A_ZIP = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
)  # fmt: skip
# What openpyxl, and the XML reader below it, raise on damaged parts; ParseError is a SyntaxError.
NOT_A_WORKBOOK = (
    KeyError, ValueError, TypeError, SyntaxError, AttributeError, IndexError, OverflowError, OSError, AssertionError,
)  # fmt: skip
AS_CSV = "save the schedule's sheet as CSV"
GAP_KEPT = 20  # empty rows before one with words: they part tables, and more of them say no more
NAMED_MAX = 10  # hidden rows that the report names
MERGED_MAX = 10_000  # cells of a sheet


class MergedCells(NamedTuple):
    """Where several places are one cell, counted from 0."""

    row: int
    column: int
    rows: int
    columns: int


def parse(file: str, raw: bytes, answers: Answers) -> Programme:
    """Return the schedule in a workbook. Raises AgendaError where it is none, or where openpyxl is not installed."""
    read = sheets(file, raw)
    made = table_csv.programme(file, read.blocks, answers)
    for name in read.hidden:
        made.note(Mark(file, 0, 0, name), "left out", "the sheet is hidden")
    for name, rows in read.hidden_rows:
        told = ", ".join(map(str, rows[:NAMED_MAX])) + (" …" if len(rows) > NAMED_MAX else "")
        made.note(Mark(file, 0, 0, name), "look at", f"hidden rows are read like the others: {told}")
    return made


class Sheets(NamedTuple):
    """What is in a workbook: for each sheet that is shown a heading with its name, and its cells."""

    blocks: tuple[Block, ...]
    hidden: tuple[str, ...]  # names of sheets that are not shown
    hidden_rows: tuple[tuple[str, tuple[int, ...]], ...]  # name of a sheet that is, and its rows that are not


def sheets(file: str, raw: bytes) -> Sheets:
    """Return the sheets of a workbook. Raises AgendaError."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise _refusal(
            file, "reading .xlsx needs openpyxl", "pip install 'summit-ical[xlsx]', or save it as CSV"
        ) from None
    _look_over(file, raw)
    counted = Counted(file)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            hidden = tuple(sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible")
            marked = [_marked(packed, sheet._worksheet_path) for sheet in shown]
    except (*NOT_A_ZIP, *NOT_A_WORKBOOK):
        raise _refusal(file, "not a workbook that can be read", "save it again, or as CSV") from None
    found = [
        block for sheet, (merged, _) in zip(shown, marked, strict=True) for block in _sheet(sheet, merged, counted)
    ]
    if not found:
        raise _refusal(file, "there is no sheet in it", AS_CSV)
    rows = tuple((sheet.title, rows) for sheet, (_, rows) in zip(shown, marked, strict=True) if rows)
    return Sheets(tuple(found), hidden, rows)


def _look_over(file: str, raw: bytes) -> None:
    """Refuse what is damaged, or unpacks to more than a workbook has. Raises AgendaError with the part."""
    name, tags = "", 0
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_MAX:
                raise _refusal(file, f"unpacks to more than {UNPACKED_MAX / 1e6:g} MB", AS_CSV)
            for name in packed.namelist():
                tags += _tags(file, name, packed.read(name))
                if tags > TAGS_MAX:
                    raise _refusal(file, f"has more than {TAGS_MAX:,} elements", AS_CSV)
    except NOT_A_ZIP:
        raise _refusal(file, "not a workbook that can be read", "save it again, or as CSV", name) from None


def _tags(file: str, name: str, part: bytes) -> int:
    """How many tags there are in a part, if it is in XML.

    Refused are a document type, which could define entities (ECMA-376-2 8.1 allows none), and what stands between two
    tags, or in one, for so long that an XML parser that is fed in pieces looks at it again and again.
    """
    part = part.replace(b"\0", b"")  # of UTF-16
    if not XML.match(part):
        return 0
    if part.count(b"<") > TAGS_MAX:
        return TAGS_MAX + 1
    if b"<!DOCTYPE" in part:
        raise _refusal(file, "a document type is declared, which could define entities", AS_CSV, name)
    at = 0
    while (opened := ASIDE.search(part, at)) is not None:
        at = part.find(ASIDES[opened[0]], opened.end(), opened.end() + TOKEN_MAX)
        if at < 0:
            break
    if at < 0 or _is_long(part):
        raise _refusal(file, f"a tag or a text of more than {TOKEN_MAX / 1e6:g} MB", AS_CSV, name)
    return part.count(b"<")


def _is_long(part: bytes) -> bool:
    """Whether there are more than TOKEN_MAX bytes from one tag to the next."""
    at = 0
    while len(part) - at > TOKEN_MAX:
        at = part.rfind(b"<", at + 1, at + TOKEN_MAX + 1)
        if at < 0:
            return True
    return False


def _sheet(sheet: "Worksheet", merged: Sequence[MergedCells], counted: "Counted") -> Iterator[Block]:
    """A heading with the sheet's name, and its cells, those that hold something or span several places."""
    spans = {(span.row, span.column): span for span in merged}
    cells: list[Cell] = []
    numbers: list[int] = []
    width = 0
    empty: object = None  # openpyxl hands over one and the same row for all that are not there
    for number, row in _rows(sheet, counted):
        words = [] if row is empty else [_words(cell.value, _format(counted.file, sheet.title, cell)) for cell in row]
        if not any(words):
            empty = row
            counted.gap(sheet.title)
            continue
        counted.words(words, f"{sheet.title}!A{number}")
        numbers.extend(range(max(numbers[-1] + 1 if numbers else 1, number - GAP_KEPT), number + 1))
        for column, text in enumerate(words):
            if text:
                width = max(width, column + 1)
                span = spans.get((number - 1, column), MergedCells(number - 1, column, 1, 1))
                lines = plain_lines(text, number, counted=False)
                cells.append(Cell(*span, number, lines, place=f"{sheet.title}!{row[column].coordinate}"))
    if cells:
        yield Block("heading", 1, (Line(1, (Run(sheet.title),)),), 1, 1)
        yield Block("table", 0, (), 1, numbers[-1], _compact(cells, numbers, width))


def _compact(cells: Sequence[Cell], numbers: Sequence[int], width: int) -> Grid:
    """The cells without most of the rows in which nothing is written, which a sheet may have a million of."""
    placed = []
    for cell in cells:
        first = bisect_left(numbers, cell.row + 1)
        after = bisect_left(numbers, cell.row + 1 + cell.rows)
        columns = min(cell.columns, width - cell.column)
        placed.append(cell._replace(row=first, rows=max(after - first, 1), columns=columns))
    return grid_of(placed, len(numbers), numbers)


class Counted:
    """How much of a workbook has been read. Raises AgendaError where it is more than one bears."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.gaps = self.characters = 0

    def gap(self, sheet: str) -> None:
        self.gaps += 1
        if self.gaps > GAPS_MAX:
            raise _refusal(self.file, f"has more than {GAPS_MAX:,} empty rows", AS_CSV, sheet)

    def words(self, words: Sequence[str], place: str) -> None:
        self.characters += sum(map(len, words))
        if self.characters > CHARACTERS_MAX:
            raise _refusal(self.file, f"has more than {CHARACTERS_MAX:,} characters", AS_CSV, place)


def _rows(sheet: "Worksheet", counted: Counted) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rows of a sheet with their numbers, whatever it says of its own size."""
    rows = sheet.iter_rows(max_row=LAST_ROW, max_col=COLUMNS_MAX)
    number = 0
    while True:
        try:
            row = next(rows, None)
        except (*NOT_A_ZIP, *NOT_A_WORKBOOK):
            place = f"{sheet.title}!A{number}"
            raise _refusal(
                counted.file, "the rows after this one cannot be read", "save it again, or as CSV", place
            ) from None
        if row is None:
            return
        number += 1
        yield number, row


def _format(file: str, sheet: str, cell: Any) -> str:
    """How a number is shown, "" where nothing is written. Raises AgendaError where its style is not in the workbook."""
    try:
        return getattr(cell, "number_format", "")
    except IndexError:
        message = "the cell has a style that is not in the workbook"
        raise _refusal(file, message, "save it again, or as CSV", f"{sheet}!{cell.coordinate}") from None


def _marked(packed: zipfile.ZipFile, part: str) -> tuple[list[MergedCells], tuple[int, ...]]:
    """The merged cells and the hidden rows of a sheet, none where it is damaged, which its rows tell.

    ECMA-376 18.3.1.54 and 18.3.1.73. openpyxl leaves them out where it reads in rows.
    """
    from openpyxl.utils.cell import range_boundaries

    found: list[MergedCells] = []
    hidden: list[int] = []
    with suppress(*NOT_A_ZIP, *NOT_A_WORKBOOK), packed.open(part) as stream:
        for _, element in iterparse(stream):  # noqa: S314 - openpyxl has read it all before; expat bounds what entities make
            if element.tag.endswith("}mergeCell") and len(found) < MERGED_MAX:
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
                found.append(MergedCells(top - 1, left - 1, bottom - top + 1, right - left + 1))
            elif element.tag.endswith("}row") and element.get("hidden") in ("1", "true") and len(element):
                hidden.append(int(element.get("r", "")))
            element.clear()
    return found, tuple(hidden)


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


def _refusal(file: str, message: str, hint: str, pointer: str = "") -> AgendaError:
    return AgendaError([Problem(Mark(file, 0, 0, pointer), "error", "xlsx", message, hint)])
