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


def test_an_answer_about_a_heading_holds_for_what_says_no_other_day() -> None:
    """A row that names Thursday stays on Thursday, whatever its heading of two days is said to be."""
    text = (
        "<h2>Plan 3-4 June 2026</h2><table><tr><td></td><td>Hall A</td><td>Hall B</td></tr>"
        "<tr><td>Wed<br>9:00-10:00</td><td>Bees</td><td>Moss</td></tr><tr><td>13:00</td><td>Owls</td><td>Newts</td></tr>"
        "<tr><td>Thu<br>10:30</td><td>Bats</td><td>Eels</td></tr></table>"
    )
    for said in (date(2026, 6, 3), date(2026, 6, 4)):
        made = read(text, "p.html", days=(("plan 3-4 june 2026", said),))
        starts = {str(item.title): f"{item.start:%m-%d %H:%M}" for item in made.items}
        assert starts["Bees"] == starts["Moss"] == "06-03 09:00"
        assert starts["Bats"] == starts["Eels"] == "06-04 10:30"
        assert starts["Owls"] == starts["Newts"] == f"{said:%m-%d} 13:00"


def test_the_day_of_a_lone_line_is_answered_by_its_title() -> None:
    """Below no heading, a session's own title is what is asked about, and what answers."""
    text = "Friday\n9:30 Weeding\n\nThursday and Friday 4/5 and 5/5/2028\n"
    [asked] = read(text, "p.md").questions
    assert (asked.kind, asked.words) == ("day", "Weeding")
    assert lines(read(text, "p.md", days=(("weeding", date(2028, 5, 5)),))) == ["05-05 09:30-10:00 Weeding"]


def test_lines_that_begin_with_times_are_no_prose() -> None:
    """What is not read of a list without signs is named, line by line."""
    text = "Thursday\n9.00 doors\n10 - 10:45 Bees\npause\n11:00 Moss\n15:00 Owls\n\n## May 5, 2028\n- 9:00-10:00 Eels\n"
    made = read(text, "p.md")
    assert lines(made) == ["05-05 09:00-10:00 Eels"]
    assert {note.mark.line for note in made.notes if note.what == "left out"} == {2, 3, 5, 6}


@pytest.mark.parametrize(("word", "hour"), [("MEZ", 8), ("MESZ", 7), ("CEST", 7)])
def test_german_names_of_zones(word: str, hour: int) -> None:
    month = "Februar" if word == "MEZ" else "Juni"
    text = f"<h2>Programm 3. {month} 2026</h2><p>Alle Zeiten {word}.</p><p>9:00-10:00 Netze</p>"
    [item] = read(text, "p.html", timezone="").items
    assert item.start.astimezone(UTC).hour == hour
