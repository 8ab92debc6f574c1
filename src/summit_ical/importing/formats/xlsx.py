"""A spreadsheet of Excel to a Programme: the first sheet in which there is a schedule. Needs the extra `xlsx`."""

import io
import zipfile
from datetime import date, datetime, time

from summit_ical.importing.formats import table_csv
from summit_ical.importing.schedule import Answers, Programme
from summit_ical.model.source import AgendaError, Mark, Problem

UNPACKED_MAX = 300_000_000  # bytes
ROWS_MAX = 100_000


def parse(file: str, raw: bytes, answers: Answers) -> Programme:
    """Return the schedule in a workbook. Raises AgendaError where it is none, or where openpyxl is not installed."""
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
        sheets = [
            [
                (number, [_words(value) for value in row])
                for number, row in enumerate(sheet.iter_rows(values_only=True, max_row=ROWS_MAX), 1)
            ]
            for sheet in book.worksheets
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
    found = [table_csv.programme(file, rows, answers) for rows in sheets if rows]
    if not found:
        raise _refusal(file, "there is no sheet in it", "save the schedule's sheet as CSV")
    return max(found, key=lambda programme: len(programme.items) + len(programme.needed))


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


def _refusal(file: str, message: str, hint: str) -> AgendaError:
    return AgendaError([Problem(Mark(file), "error", "xlsx", message, hint)])
