"""One file of each kind that is imported, damaged anywhere and anyhow, is read or refused: never a traceback."""

import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from datetime import time as clock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_import_formats import ALL, CSV, FRAB, GRID, ICS, SCHEDULE

from summit_ical.agendafile import yaml_reader
from summit_ical.agendafile.assemble import assemble
from summit_ical.importing import formats
from summit_ical.importing.draft import draft
from summit_ical.importing.schedule import Answers
from summit_ical.importing.source import agenda
from summit_ical.model.source import AgendaError, Problem

openpyxl = pytest.importorskip("openpyxl", reason="needs the extra xlsx")

ANSWERS = [Answers("Europe/Berlin", 2031, timedelta(minutes=30)), Answers()]
PAGE = """# Garden Days 2031
All times in CEST, 9:00-17:00.
## May 6
- 10:00-10:30 **Weeding** - Ada Example
- 10:30 Roses (20 min)

| Time | Session | Speaker |
|---|---|---|
| 11:00 | [Moss](https://example.org/moss) | Dora Muster |

## 2031年5月7日

### 23:30-0:30 Owls
Speaker: Bo Sample
"""
HTML = """<h1>Garden Days 2031</h1><h2>May 6</h2><p>All times in UTC</p>
<table><tr><th>Time</th><th>Title</th></tr><tr><td rowspan="2">10:00-10:30</td><td>Weeding</td></tr>
<tr><td colspan="3">Roses</td></tr></table><ul><li>11:00-11:30 <b>Moss</b> by Ada Example</li></ul>
"""
RST = """Garden Days 2031
================

May 6
-----

===========  =======
Time (UTC)   Session
===========  =======
10:00-10:30  Weeding
===========  =======
"""


def workbook() -> bytes:
    """A workbook with dates, times, lengths, numbers, words, a formula and a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        ("Date", "Start", "Duration", "Title", "Speakers"),
        (date(2031, 7, 3), clock(10, 0), 45, "Owls", "Ada Example"),
        (None, clock(11, 0), timedelta(minutes=30), "Moths", "=1+1"),
        ("2031-07-04", 0.5, 30.0, "Fire", True),
    ]:
        sheet.append(row)
    book.create_sheet("Other").append(["Words", "More words"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


NUMBERS = ("0", "-1", "99", "10000", "99999999999999999999", "9" * 5000, "1e308", "9999-12-31", "0001-01-01", "٣")


def flipped(raw: bytes, at: int, by: random.Random) -> bytes:
    return raw[:at] + bytes([by.randrange(by.choice((128, 128, 256)))]) + raw[at + 1 :]


def cut(raw: bytes, at: int, by: random.Random) -> bytes:
    return raw[:at] + raw[at + by.randrange(40) :]


def ended(raw: bytes, at: int, by: random.Random) -> bytes:
    return raw[:at]


def doubled(raw: bytes, at: int, by: random.Random) -> bytes:
    to = at + by.randrange(200)
    return raw[:to] + raw[at:to] * by.randrange(1, 4) + raw[to:]


def without_line(raw: bytes, at: int, by: random.Random) -> bytes:
    return raw[: raw.rfind(b"\n", 0, at) + 1] + raw[at:].partition(b"\n")[2]


def other_number(raw: bytes, at: int, by: random.Random) -> bytes:
    number = re.compile(rb"[\d.]+(?:-\d\d-\d\d)?").search(raw, at)
    return raw[: number.start()] + by.choice(NUMBERS).encode() + raw[number.end() :] if number else raw


def swapped(raw: bytes, at: int, by: random.Random) -> bytes:
    one, two = sorted((at, by.randrange(len(raw) + 1)))
    return raw[:one] + raw[two : two + 20] + raw[one + 20 : two] + raw[one : one + 20] + raw[two + 20 :]


WAYS: tuple[Callable[[bytes, int, random.Random], bytes], ...] = (
    flipped, cut, ended, doubled, without_line, other_number, other_number, swapped,
)  # fmt: skip


def damaged(raw: bytes, by: random.Random) -> bytes:
    """Return a file's bytes with one to four things done to them."""
    for _ in range(by.randint(1, 4)):
        raw = by.choice(WAYS)(raw, by.randrange(len(raw) + 1), by)
    return raw


def damaged_inside(raw: bytes, by: random.Random) -> bytes:
    """Return a workbook one of whose parts is damaged, packed again, so that its rows are reached."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as packed, zipfile.ZipFile(stream, "w") as again:
        names = packed.namelist()
        sheets = [name for name in names if "sheet" in name or "Strings" in name]
        chosen = by.choice(by.choice((names, sheets)))
        for name in names:
            part = packed.read(name)
            again.writestr(name, damaged(part, by) if name == chosen else part)
    return stream.getvalue()


KINDS = [
    pytest.param("schedule.xml", FRAB.replace("ZONE", "").encode(), damaged, id="frab"),
    pytest.param("schedule.json", json.dumps(SCHEDULE, indent=1).encode(), damaged, id="schedule.json"),
    pytest.param("all.json", json.dumps(ALL, indent=1).encode(), damaged, id="Sessionize, all"),
    pytest.param("grid.json", json.dumps(GRID, indent=1).encode(), damaged, id="Sessionize, grid"),
    pytest.param("talks.csv", CSV.encode(), damaged, id="CSV"),
    pytest.param("feed.ics", ICS.encode(), damaged, id="iCalendar"),
    pytest.param("page.md", PAGE.encode(), damaged, id="Markdown"),
    pytest.param("page.html", HTML.encode(), damaged, id="HTML"),
    pytest.param("page.rst", RST.encode(), damaged, id="reStructuredText"),
    pytest.param("talks.xlsx", workbook(), damaged, id="workbook"),
    pytest.param("talks.xlsx", workbook(), damaged_inside, id="parts of a workbook"),
]


def imported(file: str, raw: bytes, answers: Answers) -> int:
    """Import, and read the agenda that comes of it: the number of its sessions, 0 where it was refused in words."""
    reader = formats.foreign_reader(file, raw)
    if reader is None:
        return 0
    problems: tuple[Problem, ...] = ()
    try:
        text = agenda(draft(formats.programme(file, raw, answers, reader), answers), file)
    except AgendaError as error:
        problems = error.problems
    if problems:
        assert all(problem.message and problem.mark.file == file for problem in problems)
        assert all(problem.hint for problem in problems if problem.severity == "error")
        return 0
    return len(assemble("agenda.yaml", *yaml_reader.parse("agenda.yaml", text)).sessions)


@pytest.mark.parametrize(("file", "raw", "damage"), KINDS)
def test_the_whole_file_is_read(file: str, raw: bytes, damage: object) -> None:
    """Else the damage below would reach nothing."""
    assert imported(file, raw, ANSWERS[0]) > 0


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")  # what it thinks of a workbook
@pytest.mark.parametrize(("file", "raw", "damage"), KINDS)
@given(by=st.randoms(use_true_random=True))
def test_a_damaged_file_is_read_or_refused(
    file: str, raw: bytes, damage: Callable[[bytes, random.Random], bytes], by: random.Random
) -> None:
    """Bytes changed, cut, doubled and swapped, lines taken out, numbers blown up: the reader has words for it."""
    imported(file, damage(raw, by), by.choice(ANSWERS))
