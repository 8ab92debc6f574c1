"""The rules of reading, each by a page in tests/data/pages: one reading is taken, two are a question."""

from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from folders import DATA
from summit_ical.importing.formats import schedule_page, table_csv
from summit_ical.importing.schedule import OPTIONS, Answers, Programme

HALF_HOUR = timedelta(minutes=30)


def read(text: str, file: str, **said: object) -> Programme:
    given = {"timezone": "UTC", "default_duration": HALF_HOUR} | said
    reader = table_csv if file.endswith(".csv") else schedule_page  # which tells HTML by the file's name
    return reader.parse(file, text, Answers(**given))  # type: ignore[arg-type]


def lines(programme: Programme) -> list[str]:
    """The sessions, one a line."""
    assert not programme.questions, programme.questions
    return [
        f"{item.start.astimezone(UTC):%m-%d %H:%M}-{(item.end or item.start).astimezone(UTC):%H:%M} {item.title}"
        + (f" [{item.status}]" if item.status else "")
        + (f" in {', '.join(item.rooms)}" if item.rooms else "")
        + (f" | {', '.join(person.name for person in item.speakers)}" if item.speakers else "")
        for item in programme.items
    ]


PAGES = [path for path in sorted((DATA / "pages").iterdir()) if path.suffix != ".txt"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_read_or_asked_about(path: Path) -> None:
    """NAME.txt says what is read of NAME.md; where it can be read in two ways, or in none, what is asked."""
    programme = read(path.read_text("utf-8"), path.name)
    expected = path.with_suffix(".txt").read_text("utf-8").splitlines()
    asked = [f"line {one.mark.line}: {OPTIONS[one.kind]} {one.words}".rstrip() for one in programme.questions]
    assert (asked or lines(programme)) == expected


ANSWERED = [
    pytest.param("# D\n## 06/10/2031\n- 9:00-10:00 A\n", {"dates": "day-first"}, ["10-06 09:00-10:00 A"], id="--dates"),
    pytest.param("# D\n## 06/10/2031\n- 9:00-10:00 A\n", {"dates": "month-first"}, ["06-10 09:00-10:00 A"],
                 id="--dates, the other one"),
    pytest.param("# D\n## Monday 6 October 2031\n- 10:00-11:00 A\n## Workshops\n- 14:00-15:00 B\n",
                 {"days": (("workshops", date(2031, 10, 7)),)},
                 ["10-06 10:00-11:00 A", "10-07 14:00-15:00 B"], id="--day"),
    pytest.param("# D 6 October 2031\n- 6:00 Doors\n- 7:00 Talk\n", {"clocks": (("", "12h-afternoon"),)},
                 ["10-06 18:00-19:00 Doors", "10-06 19:00-19:30 Talk"], id="--clock"),
    pytest.param("# D 6 October 2031\n- 6:00 Doors\n- 7:00 Talk\n", {"clocks": (("", "24h"),)},
                 ["10-06 06:00-07:00 Doors", "10-06 07:00-07:30 Talk"], id="--clock 24h"),
    pytest.param("# D\n## 6 October 2031\n- 13:00 - 12:30 A\n", {"as_written": ("end-before-start",)},
                 ["10-06 13:00-12:30 A"], id="--as-written"),
    pytest.param("Date,Start,End,Title,Womit\n2031-10-06,09:00,10:00,A,x\n", {"columns": (("Womit", "nothing"),)},
                 ["10-06 09:00-10:00 A"], id="--map to nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said", "expected"), ANSWERED)
def test_answered(text: str, said: dict[str, object], expected: list[str]) -> None:
    """An answer leaves one reading."""
    file = "sheet.csv" if text.startswith("Date,") else "page.md"
    assert lines(read(text, file, **said)) == expected
