"""No bytes, however broken, make a reader fail otherwise than in words, or take longer than their length allows."""

import json
import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_import_formats import ALL, CSV, FRAB, GRID, ICS, SCHEDULE
from test_import_schedules import CONTRIBUTIONS, INDICO
from test_reading_rules import PAGES

from fuzzing import examples
from importing.calendars import calendar
from importing.schedules import written
from summit_ical.agendafile import yaml_reader
from summit_ical.agendafile.assemble import assemble
from summit_ical.importing import formats
from summit_ical.importing.draft import draft
from summit_ical.importing.schedule import Answers
from summit_ical.importing.source import agenda
from summit_ical.model.source import AgendaError

ANSWERS = Answers("Europe/Berlin", 2031, timedelta(minutes=30))
EXAMPLES = {
    "schedule.xml": FRAB.replace("ZONE", ""),
    "schedule.json": json.dumps(SCHEDULE),
    "all.json": json.dumps(ALL),
    "grid.json": json.dumps(GRID),
    "talks.csv": CSV,
    "feed.ics": ICS,
    "repeats.ics": calendar(7),
    "indico.json": json.dumps(INDICO),
    "contributions.json": json.dumps(CONTRIBUTIONS),
    **{f"{seed}-{made.name}": made.text for seed in range(6) for made in [written(seed)]},
} | {path.name: path.read_text("utf-8") for path in PAGES if not path.name.startswith("asked-")}
PIECES = [
    "|",
    "\n",
    "---",
    "<table>",
    "</td>",
    "10:00",
    "-",
    "25:61",
    "May 6",
    "31.2.",
    "2031",
    "**",
    "[",
    "](x)",
    "\x00",
    "\u2028",
    "{}",
    "&#0;",
    ":",
    "EST",
    "(",
    "+1",
    "P",
    "#",
]
SIZE = 120_000
LIMIT = (
    8.0  # seconds of the processor; a thousand times what a page takes, and nothing to what a quadratic reader would
)


def read(file: str, raw: bytes) -> int:
    """Read as `import` does, and read the agenda that comes of it; the number of its sessions."""
    reader = formats.foreign_reader(file, raw)
    if reader is None:
        return 0
    try:
        text = agenda(draft(formats.programme(file, raw, ANSWERS, reader), ANSWERS), file)
    except AgendaError:
        return 0
    return len(assemble("agenda.yaml", *yaml_reader.parse("agenda.yaml", text)).sessions)


@pytest.mark.parametrize("file", EXAMPLES)
@settings(max_examples=examples(25), deadline=None)
@given(data=st.data())
def test_mutations(file: str, data: st.DataObject) -> None:
    """Cut, doubled, and with signs put in anywhere, an example is read or refused."""
    text: str = EXAMPLES[file]
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        to = min(len(text), at + data.draw(st.integers(0, 40)))
        piece = data.draw(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)))
        text = data.draw(st.sampled_from([text[:at] + piece + text[to:], text[:at], text[:to] + text[at:]]))
    read(file, text.encode("utf-8", "replace"))


@pytest.mark.parametrize("file", ["a.md", "a.html", "a.rst", "a.xml", "a.json", "a.csv", "a.ics", "a.xlsx"])
@settings(max_examples=examples(60), deadline=None)
@given(raw=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes(file: str, raw: bytes) -> None:
    """Anything at all is read or refused."""
    read(file, raw)


WORST = [
    pytest.param("a.md", "", "word\n", id="one paragraph"),
    pytest.param("a.md", "# 2031\n## May 6\n", "- 10:00-10:30 Talk about it - Ada Example\n", id="one list"),
    pytest.param("a.md", "# 2031\n## May 6\n", "- 10:00 Talk about it\n\n", id="starts alone"),
    pytest.param("a.md", "", "###### May 6\n\n10:00-11:00 x\n\n", id="headings"),
    pytest.param("a.md", "", "\nMay 6, 2031\n", id="dates"),
    pytest.param("a.md", "", "\n05/06\n", id="dates that can be read twice"),
    pytest.param("a.md", "# May 6, 2031\n| Time | Title |\n|---|---|\n", "| 10:00 | Foo |\n", id="a table"),
    pytest.param("a.md", "<table>", "<tr><td rowspan=999 colspan=999>10:00", id="spans"),
    pytest.param("a.md", "", "<table>\n", id="open tables"),
    pytest.param("a.md", "", "+---+\n", id="grid"),
    pytest.param("a.md", "", "=== ===\n", id="simple table"),
    pytest.param("a.md", "## May 6\n- 10:00-11:00 x - ", "Ada Example, ", id="names"),
    pytest.param("a.md", "## May 6\n10:00 UTC ", "/ 10:00 UTC ", id="zones"),
    pytest.param("a.md", "", "[", id="brackets"),
    pytest.param("a.md", "", "<a href='", id="quotes"),
    pytest.param("a.md", "", "<!--", id="comments"),
    pytest.param(
        "a.md", "# 2031\n## May 6\n", "All in CEST, 9:00-10:00 UTC\n\n- 10:00-10:30 x\n\n", id="zones between"
    ),
    pytest.param(
        "a.md",
        "# May 6, 2031\n| Time | Session A | Session B | Session C |\n|---|---|---|---|\n",
        "| 10:00-10:30 | Break | Break | Break |\n",
        id="breaks across",
    ),
    pytest.param("a.md", "", "# May 6, 2031\n\n| Time | Title |\n|---|---|\n| 10:00 | x |\n\n", id="many tables"),
    pytest.param("a.md", "# May 6, 2031\n" + "- 10:00-10:30 x\n" * 3000, "\nAttendees: a\n", id="minutes"),
    pytest.param("a.md", "# May 6, 2031\n", "#### x\n\n10:00-11:00\n\n", id="times below headings"),
    pytest.param("a.rst", "", "a\n~\n", id="underlines"),
    pytest.param("a.xml", "<schedule>", "<day>", id="nested elements"),
    pytest.param("a.xml", "", "<!--", id="XML comments"),
    pytest.param("a.json", '{"schedule": {"conference": ', "[", id="nested JSON"),
    pytest.param("a.csv", '"', "a,", id="an open quote"),
    pytest.param("a.ics", "BEGIN:VEVENT\nSUMMARY:", "\n a", id="folds"),
    pytest.param("a.ics", "BEGIN:VEVENT\nSUMMARY", ";A=b", id="parameters"),
    pytest.param(
        "a.ics",
        "BEGIN:VCALENDAR\n",
        "BEGIN:VEVENT\nUID:a\nSUMMARY:x\nDTSTART;TZID=Nowhere:20310506T100000\nDURATION:PT1H\nEND:VEVENT\n",
        id="zones that are none",
    ),
]


@pytest.mark.parametrize(("file", "head", "unit"), WORST)
def test_time(file: str, head: str, unit: str) -> None:
    """The time taken grows with the length, not with its square."""
    raw = (head + unit * (SIZE // len(unit))).encode()
    begun = time.process_time()
    read(file, raw)
    assert time.process_time() - begun < LIMIT
