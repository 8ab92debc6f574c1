"""What would take for ever or leave the calendar is refused in words; what is far away in a file costs nothing."""

import csv
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from test_import_formats import sessions

from summit_ical.model.agenda import Session
from summit_ical.model.source import AgendaError

openpyxl = pytest.importorskip("openpyxl", reason="needs the extra xlsx")

EVENT = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:{0}\n{1}\nSUMMARY:Owls\nEND:VEVENT\nEND:VCALENDAR\n"
XML = (
    "<schedule><conference><title>x</title></conference><day date='{0}'><room name='r'><event id='1'>"
    "<title>Owls</title><date>{1}</date><start>{2}</start><duration>{3}</duration></event></room></day></schedule>"
)
GRID = (
    '[{{"rooms": [{{"name": "r", "sessions": [{{"title": "Owls", "startsAt": "{0}", "endsAt": "{1}", '
    '"speakers": []}}]}}]}}]'
)
JSON = (
    '{{"schedule": {{"conference": {{"days": [{{"date": "{0}", "rooms": {{"r": [{{"title": "Owls", "start": "{1}", '
    '"duration": "{2}"}}]}}}}]}}}}}}'
)
LONG = "it lasts more than 24 hours"
OUTSIDE = "outside the years 1970 to 2037"
INSTANTS = [
    pytest.param("a.ics", EVENT.format("20310505T100000Z", "DURATION:P99999999999999D"), LONG, id="length, .ics"),
    pytest.param("a.ics", EVENT.format("20310505T100000Z", f"DURATION:P{'9' * 5000}W"), LONG, id="5,000 digits"),
    pytest.param(
        "a.ics", EVENT.format("20310505T100000Z", "DTEND:99991231T235959Z"), "no end|not said", id="end, .ics"
    ),
    pytest.param("a.ics", EVENT.format("99991231T230000Z", "DURATION:P9D"), OUTSIDE, id="start, .ics"),
    pytest.param("a.ics", EVENT.format("00010101T000000", "DURATION:P9D"), OUTSIDE, id="first year, .ics"),
    pytest.param(
        "a.ics",
        EVENT.replace("DTSTART", "DTSTART;TZID=Asia/Tokyo").format("00010101T000000", "DURATION:PT1H"),
        OUTSIDE,
        id="first year in a zone, .ics",
    ),
    pytest.param("a.xml", XML.format("9999-12-31", "", "23:00", "48:00"), OUTSIDE, id="start, XML"),
    pytest.param("a.xml", XML.format("2031-05-05", "", "23:00", "99999999999:00:00"), LONG, id="length, XML"),
    pytest.param(
        "a.xml", XML.format("2031-05-05", "0001-01-01T00:00:00+14:00", "", "1:00"), OUTSIDE, id="instant, XML"
    ),
    pytest.param("a.json", JSON.format("9999-12-31", "99:99", "1:00"), OUTSIDE, id="start, schedule.json"),
    pytest.param("a.json", JSON.format("2031-05-05", "10:00", "9" * 30 + ":00:00"), LONG, id="length, schedule.json"),
    pytest.param("a.json", GRID.format("9999-12-31T23:00:00", "9999-12-31T23:30:00"), OUTSIDE, id="start, Sessionize"),
    pytest.param("a.json", GRID.format("2031-12-31T23:00:00", "9999-12-31T23:30:00"), OUTSIDE, id="end, Sessionize"),
    pytest.param("a.md", "# x\n## 9999年12月31日\n- 23:00-1:00 Owls\n", OUTSIDE, id="start, page"),
    pytest.param("a.md", "# x\n## 0001年1月1日\n- 23:00-1:00 Owls\n", OUTSIDE, id="first year, page"),
    pytest.param("a.csv", "Date,Time,Title\n9999年12月31日,23:00-1:00,Owls\n", OUTSIDE, id="start, CSV"),
]


@pytest.mark.parametrize(("file", "text", "why"), INSTANTS)
def test_what_is_outside_the_calendar_is_left_out_by_name(file: str, text: str, why: str) -> None:
    """However large a length, and however far a date: the session is named, with the reason."""
    with pytest.raises(AgendaError, match=why):
        sessions(file, text, timezone="Europe/Berlin")


def test_a_day_far_away_does_not_matter_where_the_instant_is_said() -> None:
    """The day that a list files an event under may be the last of all, and the event still takes place."""
    (session,) = sessions("a.xml", XML.format("9999-12-31", "2031-05-05T10:00:00+02:00", "", "1:00"), timezone="UTC")
    assert str(session.day) == "2031-05-05"


def test_an_offset_for_which_there_is_no_zone_is_read() -> None:
    """No zone is 23 hours ahead; the instant is said all the same."""
    (session,) = sessions("a.xml", XML.format("2031-05-05", "2031-05-05T10:00:00+23:00", "", "1:00"))
    assert str(session.when.start) == "2031-05-04 11:00:00+00:00"  # type: ignore[union-attr]


def test_reading_csv_changes_nothing_for_others() -> None:
    """How long a field may be is one number for the whole process, and not ours; beyond it there are words."""
    before = csv.field_size_limit()
    text = "Date,Time,Title\n2031-05-05,10:00-11:00,Owls\n2031-05-05,11:00-12:00,{}\n"
    assert len(sessions("a.csv", text.format("Moths"), timezone="UTC")) == 2
    with pytest.raises(AgendaError, match=r"a\.csv:3:1: error: a cell of more than 131,072 characters"):
        sessions("a.csv", text.format('"' + "x" * 140_000), timezone="UTC")
    assert csv.field_size_limit() == before


# --- workbooks ---


STRINGS = "xl/sharedStrings.xml"
OF_STRINGS = (
    f'<Override PartName="/{STRINGS}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'sharedStrings+xml"/></Types>'
)


def packed(**parts: str | bytes) -> bytes:
    """A workbook of two sessions, some of whose parts are others: `sheet` and `strings`."""
    book = openpyxl.Workbook()
    for row in [("Date", "Time", "Title"), ("2031-05-05", "10:00-11:00", "Owls"), ("", "11:00-12:00", "Moths")]:
        book.active.append(row)
    stream, again = io.BytesIO(), io.BytesIO()
    book.save(stream)
    other = {"xl/worksheets/sheet1.xml": parts.get("sheet"), STRINGS: parts.get("strings")}
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        held = {name: old.read(name) for name in old.namelist()} | {name: part for name, part in other.items() if part}
        if STRINGS in held and STRINGS.encode() not in held["[Content_Types].xml"]:
            held["[Content_Types].xml"] = held["[Content_Types].xml"].replace(b"</Types>", OF_STRINGS.encode())
        for name, part in held.items():
            new.writestr(name, part)
    return again.getvalue()


NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(rows: str, size: str = "A1:XFD1048576") -> str:
    return f'<worksheet {NAMESPACE}><dimension ref="{size}"/><sheetData>{rows}</sheetData></worksheet>'


def written(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


HEAD = f'<row r="1">{written("A1", "Date")}{written("B1", "Time")}{written("C1", "Title")}</row>'


def row(number: int) -> str:
    cells = (
        written(f"A{number}", "2031-05-05"),
        written(f"B{number}", "10:00-11:00"),
        written(f"C{number}", f"Owls {number}"),
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def titles(found: tuple[Session, ...]) -> list[str]:
    return sorted(str(session.title) for session in found)


def test_cells_are_read_and_not_the_rectangle_around_them() -> None:
    """A sheet says that it has seventeen thousand million cells, and has nine, the last ones in its last row."""
    raw = packed(sheet=sheet(HEAD + row(2) + row(1_048_576)))
    assert titles(sessions("a.xlsx", raw, timezone="UTC")) == ["Owls 1048576", "Owls 2"]


def test_a_sheet_may_be_wrong_about_its_own_size() -> None:
    """What a sheet says of its size is not believed in the other direction either."""
    raw = packed(sheet=sheet(HEAD + row(2) + row(7), size="A1"))
    assert titles(sessions("a.xlsx", raw, timezone="UTC")) == ["Owls 2", "Owls 7"]


ZIPPED = packed()
BOUNDS = [
    pytest.param(
        lambda: packed(strings="<sst>" + "<si/>" * 5_000_001 + "</sst>"), "has more than 5,000,000 elements", id="tags"
    ),
    pytest.param(
        lambda: packed(strings=f"<sst a='{'x' * 1_000_001}'/>"), "a tag or a text of more than 1 MB", id="a tag"
    ),
    pytest.param(lambda: packed(strings=f"<sst><!--{'<' * 1_000_001}--></sst>"), "a tag or a text of", id="a comment"),
    pytest.param(lambda: packed(strings=b"<?" + b"x" * 2_000_000), "a tag or a text of", id="an instruction"),
    pytest.param(lambda: packed(strings="x" * 100_000_001), "unpacks to more than 100 MB", id="unpacked size"),
    pytest.param(
        lambda: packed(strings="<!DOCTYPE a [<!ENTITY b 'c'>]><sst/>"), "a document type is declared", id="entities"
    ),
    pytest.param(
        lambda: packed(strings="<!DOCTYPE a [<!ENTITY b 'c'>]><sst/>".encode("utf-16")),
        "a document type",
        id="entities, UTF-16",
    ),
    pytest.param(
        lambda: packed(
            strings=f"<sst {NAMESPACE}><si><t>{'x' * 900_000}</t></si></sst>",
            sheet=sheet("".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 99))),
        ),
        "has more than 64,000,000 characters",
        id="one text in many cells",
    ),
    pytest.param(lambda: ZIPPED[:1000], "not a workbook that can be read", id="cut"),
    pytest.param(
        lambda: packed(sheet=sheet(HEAD) + "<"), r"Sheet!A\d+: error: the rows after this one", id="broken XML"
    ),
    pytest.param(
        lambda: packed(sheet=sheet("<row r='x'/>")), "Sheet!A0: error: the rows after this one", id="no row number"
    ),
    pytest.param(
        lambda: packed(sheet=sheet("<row r='1'><c r='A1' s='99' t='str'><v>Owls</v></c></row>")),
        "Sheet!A1: error: the cell has a style",
        id="no such style",
    ),
]


@pytest.mark.parametrize(("make", "message"), BOUNDS)
def test_a_workbook_that_is_none_is_refused_with_the_part(make: Callable[[], bytes], message: str) -> None:
    """A few kB that stand for gigabytes, or for nothing, end in a sentence."""
    raw = make()
    assert len(raw) < 150_000
    with pytest.raises(AgendaError, match=message):
        sessions("a.xlsx", raw, timezone="UTC")


@pytest.mark.parametrize("where", range(0, len(ZIPPED), 97))
def test_a_workbook_with_one_wrong_byte_is_read_or_refused(where: int) -> None:
    """Wherever it is: in the packed data, in the checksums, in the directory."""
    raw = ZIPPED[:where] + bytes([ZIPPED[where] ^ 0x55]) + ZIPPED[where + 1 :]
    found = ["Moths", "Owls"]
    with suppress(AgendaError):
        found = titles(sessions("a.xlsx", raw, timezone="UTC"))
    assert found == ["Moths", "Owls"]
