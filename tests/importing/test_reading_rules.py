"""The rules of reading, each by pages that a hurried organiser writes: one reading is taken, two are a question."""

from datetime import UTC, date, timedelta

import pytest

from summit_ical.importing.formats import schedule_page, table_csv
from summit_ical.importing.schedule import OPTIONS, Answers, Programme

HALF_HOUR = timedelta(minutes=30)


def read(text: str, **said: object) -> Programme:
    given = {"timezone": "UTC", "default_duration": HALF_HOUR} | said
    reader = table_csv if text.startswith(("Date", "Title", "Datum", "Orchard,")) else schedule_page
    name = "page.csv" if reader is table_csv else "page.md"
    return reader.parse(name, text, Answers(**given))  # type: ignore[arg-type]


def lines(programme: Programme) -> list[str]:
    """The sessions, one a line."""
    assert not programme.questions, programme.questions
    return [
        f"{item.start.astimezone(UTC):%m-%d %H:%M}-{(item.end or item.start).astimezone(UTC):%H:%M} {item.title}"
        + (f" [{item.status}]" if item.status else "")
        + (f" in {', '.join(item.rooms)}" if item.rooms else "")
        for item in programme.items
    ]


READ = [
    pytest.param(
        "# Tage, 6.-7. Oktober 2031\n## Erster Tag\n- 10:00-11:00 Bienen\n## Zweiter Tag\n- 10:00-11:00 Moos\n",
        ["10-06 10:00-11:00 Bienen", "10-07 10:00-11:00 Moos"],
        id="days by their number, the dates in the title",
    ),
    pytest.param(
        "# Days\n## Day 1 November 18, 2031\n- 9:00-10:00 Bees\n## Day 2 November 19, 2031\n- 9:00-10:00 Moss\n",
        ["11-18 09:00-10:00 Bees", "11-19 09:00-10:00 Moss"],
        id="a number before a month",
    ),
    pytest.param(
        "# Dni\n## poniedziałek, 6 października 2031\n- 10:00-11:00 Pszczoły\n## Wtorek, 7 października 2031\n"
        "- 10:00-11:00 Mech\n",
        ["10-06 10:00-11:00 Pszczoły", "10-07 10:00-11:00 Mech"],
        id="months in the genitive",
    ),
    pytest.param(
        "# Days 6 October 2031\n## Morning\n- 9:00-10:00 Bees\n## Afternoon\n- 1:00-2:00 Moss\n",
        ["10-06 09:00-10:00 Bees", "10-06 13:00-14:00 Moss"],
        id="the half of the day in a heading",
    ),
    pytest.param(
        "# Days\nMonday 6 October 2031, 1:00 PM - 5:00 PM\n\n## Agenda\n- 1:00 Bees\n- 2:00 Moss\n- 4:00 Owls\n",
        ["10-06 13:00-14:00 Bees", "10-06 14:00-16:00 Moss", "10-06 16:00-17:00 Owls"],
        id="the half of the day in announced hours",
    ),
    pytest.param(
        "# Days\n## 6 October 2031\n- 10:45 Seeds\n- 11.30 coffee\n- 12:00 Lunch\n",
        ["10-06 10:45-11:15 Seeds", "10-06 12:00-12:30 Lunch"],
        id="no end is inferred across what may be a time",
    ),
    pytest.param(
        "# Days\n## 6 October 2031\n- 11:00 Bees\n- 12 noon Lunch\n- 1:00 Moss\n",
        ["10-06 11:00-12:00 Bees", "10-06 12:00-13:00 Lunch", "10-06 13:00-13:30 Moss"],
        id="noon",
    ),
    pytest.param(
        "# Days\n## 6 October 2031\n- 10 PM - midnight Moths\n- midnight - 1 AM Owls\n",
        ["10-06 22:00-00:00 Moths", "10-07 00:00-01:00 Owls"],
        id="midnight ends an evening and begins a night",
    ),
    pytest.param(
        "# Days\n## 6.10.2031\n- 9.00 - 10.30 Bees\n- 10.30 - 11.00 Moss\n- 14.00 Owls\n",
        ["10-06 09:00-10:30 Bees", "10-06 10:30-11:00 Moss", "10-06 14:00-14:30 Owls"],
        id="dots in clocks",
    ),
    pytest.param(
        "# Days\n## 6 October 2031\n1800-1930 Bees  \n1930-2015 Moss\n",
        ["10-06 18:00-19:30 Bees", "10-06 19:30-20:15 Moss"],
        id="two times that look like years",
    ),
    pytest.param(
        "# Days\n## 6 October 2031\n| Time | Room Quince | Room Sloe |\n|---|---|---|\n| 22:00-23:00 | Bees | Moss |\n"
        "| 23:00-00:30 | Owls | Moths |\n| 00:30-01:00 | Goodbye | Goodbye |\n",
        ["10-06 22:00-23:00 Bees in Room Quince", "10-06 22:00-23:00 Moss in Room Sloe",
         "10-06 23:00-00:30 Owls in Room Quince", "10-06 23:00-00:30 Moths in Room Sloe",
         "10-07 00:30-01:00 Goodbye"],
        id="a cell for all rooms behind midnight",
    ),
    pytest.param(
        "<h2>6 October 2031</h2><table><tr><th>Time</th><th>Room Q</th><th>Room M</th></tr>"
        "<tr><td>09:00</td><td rowspan=2>Bees</td><td>Moss</td></tr><tr><td>09:30</td><td>Owls</td></tr>"
        "<tr><td>10:30</td><td colspan=2>Lunch</td></tr><tr><td>11:30</td><td>Ants</td><td>Moths</td></tr></table>\n",
        ["10-06 09:00-10:30 Bees in Room Q", "10-06 09:00-09:30 Moss in Room M", "10-06 09:30-10:30 Owls in Room M",
         "10-06 10:30-11:30 Lunch", "10-06 11:30-12:00 Ants in Room Q", "10-06 11:30-12:00 Moths in Room M"],
        id="a cell over rows ends with the last of them",
    ),
    pytest.param(
        "# Days\n## 6 October 2031\n| Time | Room A | Time | Room B |\n|---|---|---|---|\n"
        "| 09:00-10:00 | Bees | 09:30-10:30 | Moss |\n| 10:00-11:00 | Owls | 10:30-11:30 | Ants |\n",
        ["10-06 09:00-10:00 Bees in Room A", "10-06 09:30-10:30 Moss in Room B", "10-06 10:00-11:00 Owls in Room A",
         "10-06 10:30-11:30 Ants in Room B"],
        id="times of its own for each room",
    ),
    pytest.param(
        "<table><tr><th rowspan=2>Time</th><th colspan=2>6 October 2031</th><th colspan=2>7 October 2031</th></tr>"
        "<tr><th>Room Q</th><th>Room M</th><th>Room Q</th><th>Room M</th></tr>"
        "<tr><td>09:00-10:00</td><td>Bees</td><td>Moss</td><td>Owls</td><td>Ants</td></tr></table>\n",
        ["10-06 09:00-10:00 Bees in Room Q", "10-06 09:00-10:00 Moss in Room M", "10-07 09:00-10:00 Owls in Room Q",
         "10-07 09:00-10:00 Ants in Room M"],
        id="rooms below days",
    ),
    pytest.param(
        "# Days\n## 6 October 2031\n| Time | 10:00-11:00 | 11:00-12:00 |\n|---|---|---|\n| Room Q | Bees | Moss |\n",
        ["10-06 10:00-11:00 Bees in Room Q", "10-06 11:00-12:00 Moss in Room Q"],
        id="times beside each other",
    ),
    pytest.param(
        "# Days\n## 6 October 2031\n- 09:00-10:00 [CANCELLED] Bees\n- 10:00-11:00 Wasps (cancelled)\n"
        "- 11:00-12:00 ABGESAGT: Moths\n- 12:00-13:00 How cancelled trains are rebooked\n"
        "- 14:00-15:00 ~~Owls~~ moved to Friday\n- 15:00-16:00 ~~Ants~~ Bats\n",
        ["10-06 09:00-10:00 Bees [cancelled]", "10-06 10:00-11:00 Wasps [cancelled]",
         "10-06 11:00-12:00 Moths [cancelled]", "10-06 12:00-13:00 How cancelled trains are rebooked",
         "10-06 14:00-15:00 Owls [cancelled]", "10-06 15:00-16:00 Bats"],
        id="what is called off",
    ),
    pytest.param(
        "Date,Start,End,Title\n10/06/2031,09:00,10:00,Bees\n10/07/2031,09:00,10:00,Moss\n",
        ["10-06 09:00-10:00 Bees", "10-07 09:00-10:00 Moss"],
        id="the order in which days follow each other",
    ),
    pytest.param(
        "Title,Start,End\nBees,2031-10-06 22:00,2031-10-07 02:00\n",
        ["10-06 22:00-02:00 Bees"],
        id="an end with a date of its own",
    ),
    pytest.param(
        "Orchard,,,\nLast updated,3 March 2030,,\nDate,Start,End,Title\n2031-10-06,09:00,10:00,Bees\nTotal,1,,\n",
        ["10-06 09:00-10:00 Bees"],
        id="lines above and below a sheet's table",
    ),
    pytest.param(
        "Title,Date,Start,Duration\nBees,2031-10-06,09:00,1:30\nMoss,2031-10-06,11:00,45\n",
        ["10-06 09:00-10:30 Bees", "10-06 11:00-11:45 Moss"],
        id="1:30 in a column of lengths",
    ),
    pytest.param(
        "Title,Date,Start,Room\nBees,2031-10-06,11:00,Q\nMoss,2031-10-06,11:15,M\nOwls,2031-10-06,12:00,Q\n",
        ["10-06 11:00-12:00 Bees in Q", "10-06 11:15-11:45 Moss in M", "10-06 12:00-12:30 Owls in Q"],
        id="the next start in another room is no end",
    ),
    pytest.param(
        "# D\n**6 October 2031**\n\n### 10:00 - 10:30 Bees\n\n**7 October 2031**\n\n### 10:00 - 10:30 Moss\n",
        ["10-06 10:00-10:30 Bees", "10-07 10:00-10:30 Moss"],
        id="headings of sessions below bold days",
    ),
    pytest.param(
        "# D\n## Montag, 6. Oktober 2031 / Monday, October 6, 2031\n- 10:00-11:00 Bees\n",
        ["10-06 10:00-11:00 Bees"],
        id="one day in two languages",
    ),
    pytest.param(
        "# D\n## Monday 6 October 2031 (9:00-17:00)\n- 9:00 Bees\n- 10:00-11:00 Moss\n",
        ["10-06 09:00-10:00 Bees", "10-06 10:00-11:00 Moss"],
        id="a day with its hours",
    ),
    pytest.param(
        "# D\n## 6 October 2031\n* Grafting\n  * Time: 09:00-09:30\n  * Room: Quince\n* Cider\n  * Time: 09:30-10:00\n",
        ["10-06 09:00-09:30 Grafting in Quince", "10-06 09:30-10:00 Cider"],
        id="items with labels below a title",
    ),
    pytest.param(
        "# D\n## 6 October 2031\n- Room Q\n  - 10:00 Bees\n  - 11:00 Moss\n- Room M\n  - 10:30 Owls\n  - 11:30 Ants\n",
        ["10-06 10:00-11:00 Bees in Room Q", "10-06 11:00-11:30 Moss in Room Q", "10-06 10:30-11:30 Owls in Room M",
         "10-06 11:30-12:00 Ants in Room M"],
        id="items that name rooms",
    ),
    pytest.param(
        "# D\n## 6 October 2031\n| Time | Title |\n|---|---|\n| 10:00 | Bees |\n| 11:00 | |\n| 12:00 | Owls |\n",
        ["10-06 10:00-11:00 Bees", "10-06 12:00-12:30 Owls"],
        id="a row without a title ends the one before it",
    ),
    pytest.param(
        "<h2>6 October 2031</h2><table><tr><th>Time</th><th>Room A</th><th>Room B</th><th>Room C</th></tr>"
        "<tr><td>10:00</td><td colspan=2>Bees</td><td>Moss</td></tr>"
        "<tr><td>10:30</td><td>Owls</td><td>Ants</td><td>Moths</td></tr>"
        "<tr><td>11:00</td><td colspan=3>End</td></tr></table>\n",
        ["10-06 10:00-10:30 Bees in Room A, Room B", "10-06 10:00-10:30 Moss in Room C",
         "10-06 10:30-11:00 Owls in Room A", "10-06 10:30-11:00 Ants in Room B", "10-06 10:30-11:00 Moths in Room C"],
        id="a session in two rooms ends where one of them goes on",
    ),
    pytest.param(
        "Title,Start,End\nBees,2031-10-06T09:00:00+02:00,2031-10-06T10:00:00+02:00\n",
        ["10-06 07:00-08:00 Bees"],
        id="an offset behind a dated time",
    ),
    pytest.param(
        "# 果园日 2031年10月6日\n| 时间 | 内容 |\n|---|---|\n| ８：３０〜８：５５ | 参观 |\n| 下午1:00-2:00 | 致词 |\n",
        ["10-06 08:30-08:55 参观", "10-06 13:00-14:00 致词"],
        id="full-width digits, the half of the day before the time",
    ),
    pytest.param(
        "Datum;Titel;Beginn;Dauer\n6.10.2031;Bienen;09:00;0:45\n6.10.2031;Moos;12:00;1h30\n",
        ["10-06 09:00-09:45 Bienen", "10-06 12:00-13:30 Moos"],
        id="a German sheet",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), READ)
def test_read(text: str, expected: list[str]) -> None:
    """What can be read in one way only is read so."""
    assert lines(read(text)) == expected


ASKED = [
    pytest.param("# D\n- Monday 6 October 2031\n  - 10:00-11:00 A\n- Nächster Tag\n  - 10:00-11:00 B\n",
                 [("--day", 4, "Nächster Tag")], id="an item that says no day ends the day"),
    pytest.param("# D\n**Monday 6 October 2031**\n\n### 10:00-11:00 A\n\n**Segunda vuelta**\n\n### 10:00-11:00 B\n",
                 [("--day", 6, "Segunda vuelta")], id="a bold line above a heading with a time"),
    pytest.param("# Tage 6 October 2031\n| Day | Time | Talk |\n|---|---|---|\n"
            "| 1 | 10:00-11:00 | A |\n| 2 | 10:00-11:00 | B |\n",
                 [("--day", 5, "2")], id="a number in a column of days"),
    pytest.param("# D\n| Date | Time | Talk |\n|---|---|---|\n| 6 October 2031 | 10:00-11:00 | A |\n"
                 "| someday | 10:00-11:00 | B |\n| | 11:00-12:00 | C |\n",
                 [("--day", 5, "someday")], id="a date that is not understood"),
    pytest.param("# D\nZuletzt geändert am 2. Oktober 2031\n\n- 19:00-20:00 A\n",
                 [("--day", 1, "D")], id="last changed"),
    pytest.param("# D\n2 October 2031\n\nDear all, come.\n\n- 19:00-20:00 A\n", [("--day", 1, "D")],
                 id="a date by itself above a letter"),
    pytest.param("# D\n## 6 October 2031\n- 9:00-10:00 A\n- 13:00-14:00 B\n- 3:00-4:00 C\n",
                 [("--clock", 3, "")], id="3:00 behind 13:00"),
    pytest.param("# D\n**Monday 6 October 2031**\n\n- 10:00-11:00 A\n\n**Zweite Runde**\n\n- 10:00-11:00 B\n",
                 [("--day", 6, "Zweite Runde")], id="a bold line that says no day ends the day"),
    pytest.param("# D\n| Time | Title |\n|---|---|\n| Monday 6 October 2031 | |\n| 10:00-11:00 | A |\n"
                 "| Deuxième volet | |\n| 10:00-11:00 | B |\n",
                 [("--day", 6, "Deuxième volet")], id="a row that says no day ends the day"),
    pytest.param("# D\n## Monday 6 October 2031\n- 10:00-11:00 A\n## Workshops\n- 14:00-15:00 B\n",
                 [("--day", 4, "Workshops")], id="a heading at the level of days"),
    pytest.param("# D\nWe founded this on 6 October 2021.\n\n- 10:00-11:00 A\n",
                 [("--day", 1, "D")], id="a date that says something else"),
    pytest.param("# D\nHeld on 6 October 2031.\n\nJoin us on 8 October 2031 for dinner.\n\n- 10:00-11:00 A\n",
                 [("--day", 1, "D")], id="two days of the event"),
    pytest.param("# D\n## 6-7 October 2031\n- 10:00-11:00 A\n",
                 [("--day", 2, "6-7 October 2031")], id="a heading over two days"),
    pytest.param("# D\n## 31 April 2031\n- 10:00-11:00 A\n", [("--day", 2, "31 April 2031")], id="no such day"),
    pytest.param("# D\n## 6 listopada 2031\n- 10:00-11:00 A\n",
                 [("--day", 2, "6 listopada 2031")], id="a month of two languages"),
    pytest.param("# D 2031\n## Tuesday 7 October\n- 9:00-10:00 A\n## Friday 8 October\n- 9:00-10:00 B\n",
                 [("--day", 4, "Friday 8 October")], id="a weekday that does not agree"),
    pytest.param("# D\n## 06/10/2031\n- 10:00-11:00 A\n", [("--dates", 2, "06/10/2031")], id="month or day first"),
    pytest.param("# D 2031\n## Session of 30 October\n- 9:30-10:00 A\n## Session of 11 December\n- 9:30-10:00 B\n"
                 "## Session of 9 January\n- 9:30-10:00 C\n",
                 [("--day", 2, "Session of 30 October")], id="the turn of the year"),
    pytest.param("# D 6 October 2031\n- 6:00 Doors\n- 7:00 Talk\n- 8:00 Pizza\n",
                 [("--clock", 2, "")], id="an evening without am and pm"),
    pytest.param("# D 6 October 2031\n- 9:00 Doors\n- 11:00 Talk\n- 8:00 Dinner\n",
                 [("--clock", 2, "")], id="an evening behind a morning"),
    pytest.param("# D 6 October 2031\n- 09:00 Doors\n- 11:00 Talk\n- 01:00 Lunch\n",
                 [("--clock", 2, "")], id="01:00 behind 11:00"),
    pytest.param("# D\n## 6 October 2031\n- 13:00 - 12:30 A\n",
                 [("--as-written", 3, "end-before-start")], id="an end before its start"),
    pytest.param("# D\n## Sunday, October 5, 2031\n- Saturday 16:00-17:00 A\n",
                 [("--day", 3, "Saturday")], id="a weekday that contradicts the heading"),
    pytest.param("Date,Start,End,Title\n03/04/2031,09:00,10:00,A\n05/06/2031,09:00,10:00,B\n",
                 [("--dates", 2, "03/04/2031")], id="two dates in either order"),
    pytest.param("Date,Start,End,Title,Womit\n2031-10-06,09:00,10:00,A,x\n",
                 [("--map", 1, "Womit")], id="a column that is not known"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_asked(text: str, expected: list[tuple[str, int, str]]) -> None:
    """What can be read in two ways, or in none, is one question with the words that it is about."""
    assert [(OPTIONS[one.kind], one.mark.line, one.words) for one in read(text).questions] == expected


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
    assert lines(read(text, **said)) == expected
