"""A spreadsheet of Excel to a Programme: the first sheet in which there is a schedule. Needs the extra `xlsx`.

A workbook is a few kB that may stand for gigabytes, so its parts are looked over before openpyxl reads them, and its
cells are counted while it does. Rows and columns in which nothing is written cost nothing.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from summit_ical.importing.formats import table_csv
from summit_ical.importing.schedule import Answers, Programme
from summit_ical.importing.webpage.tables import COLUMNS_MAX
from summit_ical.model.source import AgendaError, Mark, Problem

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

UNPACKED_MAX = 100_000_000  # bytes of all parts
TAGS_MAX = 5_000_000  # of all parts: a cell has about four
CHARACTERS_MAX = 64_000_000  # of all cells: as many as a text file may have
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


def parse(file: str, raw: bytes, answers: Answers) -> Programme:
    """Return the schedule in a workbook. Raises AgendaError where it is none, or where openpyxl is not installed."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise _refusal(
            file, "reading .xlsx needs openpyxl", "pip install 'summit-ical[xlsx]', or save it as CSV"
        ) from None
    _look_over(file, raw)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    except (*NOT_A_ZIP, *NOT_A_WORKBOOK):
        raise _refusal(file, "not a workbook that can be read", "save it again, or as CSV") from None
    found = [table_csv.programme(file, rows, answers) for rows in _sheets(file, book) if rows]
    if not found:
        raise _refusal(file, "there is no sheet in it", AS_CSV)
    return max(found, key=lambda programme: len(programme.items) + len(programme.needed))


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


def _sheets(file: str, book: "Workbook") -> Iterator[list[tuple[int, list[str]]]]:
    """Yield the rows of each sheet in which something is written, with their numbers."""
    gaps = characters = 0
    for sheet in book.worksheets:
        rows = []
        for number, values in enumerate(_rows(file, sheet), 1):
            if values.count(None) == len(values):
                gaps += 1
                if gaps > GAPS_MAX:
                    raise _refusal(file, f"has more than {GAPS_MAX:,} empty rows", AS_CSV, sheet.title)
                continue
            cells = [_words(value) for value in values]
            characters += sum(map(len, cells))
            if characters > CHARACTERS_MAX:
                raise _refusal(file, f"has more than {CHARACTERS_MAX:,} characters", AS_CSV, f"{sheet.title}!A{number}")
            rows.append((number, cells))
        yield rows


def _rows(file: str, sheet: "Worksheet") -> Iterator[tuple[object, ...]]:
    """Yield what is in the rows of a sheet, whatever it says of its own size."""
    rows = sheet.iter_rows(values_only=True, max_row=LAST_ROW, max_col=COLUMNS_MAX)
    number = 0
    while True:
        try:
            values = next(rows, None)
        except (*NOT_A_ZIP, *NOT_A_WORKBOOK):
            raise _refusal(
                file, "the rows after this one cannot be read", "save it again, or as CSV", f"{sheet.title}!A{number}"
            ) from None
        if values is None:
            return
        number += 1
        yield values


def _words(value: object) -> str:
    """A cell as people would write it."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _refusal(file: str, message: str, hint: str, pointer: str = "") -> AgendaError:
    return AgendaError([Problem(Mark(file, 0, 0, pointer), "error", "xlsx", message, hint)])
