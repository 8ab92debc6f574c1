"""Pages as people write them come back as the sessions that a careful reader finds in them, and as nothing else."""

from datetime import UTC, date, timedelta

import pytest

from summit_ical.importing.formats import schedule_page
from summit_ical.importing.schedule import OPTIONS, Answers, Programme

HALF_HOUR = timedelta(minutes=30)


def read(page: str, file: str = "page.md", **said: object) -> Programme:
    return schedule_page.parse(file, page, Answers(**{"timezone": "UTC", **said}))  # type: ignore[arg-type]


def rows(programme: Programme) -> list[str]:
    """The sessions, one a line: start-end title | speakers."""
    assert not programme.questions, programme.questions
    return [
        f"{item.start.astimezone(UTC):%m-%d %H:%M}-{item.end.astimezone(UTC):%H:%M} {item.title}"
        + (f" | {', '.join(person.name for person in item.speakers)}" if item.speakers else "")
        for item in programme.items
        if item.end
    ]


def test_grid_table_of_restructuredtext() -> None:
    """reStructuredText is read where it is only a table away."""
    page = """
Garden Days 2031
================

6 May
~~~~~

+---------------+-----------+--------------+
| Time          | Talk      | Speaker      |
+===============+===========+==============+
| 10:00 - 10:30 | Weeding   | Ada Example  |
+---------------+-----------+--------------+
| 10:30 - 11:00 | Roses     | Bo Sample    |
+---------------+-----------+--------------+

7 May
~~~~~

=============  ========  ============
Time           Talk      Speaker
=============  ========  ============
10:00 - 10:30  Apples    Chidi Demo
10:30 - 11:00  Pears     Dora Muster
=============  ========  ============
"""
    assert rows(read(page, "page.rst")) == [
        "05-06 10:00-10:30 Weeding | Ada Example",
        "05-06 10:30-11:00 Roses | Bo Sample",
        "05-07 10:00-10:30 Apples | Chidi Demo",
        "05-07 10:30-11:00 Pears | Dora Muster",
    ]


FALSE_FRIENDS = [
    pytest.param(
        "## When\n- Dates: May 6 and 7, 2031\n- Time: 14:00 – 19:00 UTC (10:00–15:00 EDT)\n", id="announced hours"
    ),
    pytest.param("May 6th, 2031<br />\n9am to 4pm\n\nExample Hall\n", id="a window below a date"),
    pytest.param(
        "## Important dates\n- May 6, 2031, 23:59: Proposals due\n- May 7, 2031, 12:00 Notification\n", id="deadlines"
    ),
    pytest.param("## May 6, 2031\n- 23:59 Submission deadline\n", id="a deadline on its day"),
    pytest.param("## May 6, 2031\n- ~~10:00-10:30 Weeding~~\n", id="crossed out"),
    pytest.param("## May 6, 2031\n| Time | Talk |\n|---|---|\n| 10:00 | TBD |\n| TBD | TBD |\n", id="not decided yet"),
    pytest.param(
        "# Meeting minutes\n## May 6, 2031\nAttendees: Ada, Bo\n- 10:00 Ada opens the meeting\n- 10:05-10:20 Roses\n",
        id="minutes",
    ),
    pytest.param("## May 6, 2031\nWe meet at\n10:00 and go home at 12:00.\n", id="a sentence"),
    pytest.param(
        "## Blocks\nThree blocks:\n* 3:00p-4:30p on 2031-05-06\n* 9:00a-12:00p on 2031-05-07\n", id="blocks of time"
    ),
    pytest.param("Was planned for 2031-05-06, 10:00-12:00, and is postponed.\n", id="prose"),
    pytest.param(
        "## Versions\n- 10.30 Release notes\n- 2019-2020 recap\n- 1.2.3 Changes\nMay 6, 2031\n", id="versions and years"
    ),
]


@pytest.mark.parametrize("page", FALSE_FRIENDS)
def test_false_friend(page: str) -> None:
    """What only looks like a session is none, and nothing is asked because of it."""
    programme = read(page, default_duration=HALF_HOUR)
    assert programme.items == []
    assert programme.questions == []


ASKED = [
    pytest.param("## May 6\n- 10:00-10:30 Weeding\n", {}, [("--year", 1)], id="the year"),
    pytest.param("## May 6, 2031\n- 10:00-10:30 Weeding\n", {"timezone": ""}, [("--timezone", 2)], id="the zone"),
    pytest.param(
        "## May 6, 2031\n- 10:00 Weeding\n- 10:30 Roses\n", {}, [("--default-duration", 3)], id="the last end"
    ),
    pytest.param(
        "## May 6, 2031\n- 9:00 Sowing\n- 9:30 Weeding\n- 10:00 Hoeing\n- 10:30 Roses\n\n**Lunch**\n\n- 13:00-14:00 "
        "Pears\n",
        {},
        [("--default-duration", 5)],
        id="an end across lunch",
    ),
]


@pytest.mark.parametrize(("page", "said", "expected"), ASKED)
def test_asked(page: str, said: dict[str, object], expected: list[tuple[str, int]]) -> None:
    """What is not said is asked for, with the line that needs it."""
    assert [(OPTIONS[asked.kind], asked.mark.line) for asked in read(page, **said).questions] == expected


def test_a_weekday_that_does_not_agree_is_asked_about() -> None:
    """A date and its weekday that contradict each other leave no reading: the date or the nearest such day is meant."""
    programme = read("# Garden Days 2031\n## Monday, May 6\n- 10:00-10:30 Weeding\n")
    (asked,) = programme.questions
    assert (asked.kind, asked.words, asked.mark.line) == ("day", "Monday, May 6", 2)
    assert asked.sentence == "2031-05-06 is a Tuesday, not a Monday"
    assert [choice.value for choice in asked.choices] == ["2031-05-06", "2031-05-05"]
    told = read(
        "# Garden Days 2031\n## Monday, May 6\n- 10:00-10:30 Weeding\n", days=(("monday, may 6", date(2031, 5, 5)),)
    )
    assert rows(told) == ["05-05 10:00-10:30 Weeding"]


NOTED = [
    pytest.param(
        "# Garden Days 2031\n## May 6\n- 10:00-10:30 EST Weeding\n",
        "EST is UTC-05:00, but on Tue 6 May 2031 clocks in America/New_York show EDT, UTC-04:00: 10:00 is taken for "
        "America/New_York's clocks; say so, or give --timezone",
        id="EST in summer",
    ),
    pytest.param(
        "# Garden Days 2031\nOn May 6: 14:00-19:00 UTC (9:00-14:00 EST)\n## May 6\n- 14:00-14:30 Weeding\n",
        "09:00 EST beside 14:00 UTC does not agree: on Tue 6 May 2031 that is 10:00 EDT",
        id="hours whose conversions do not agree",
    ),
    pytest.param(
        "# Garden Days 2031\n## May 6\n| UTC | CEST | Talk |\n|---|---|---|\n| 14:00-14:30 | 15:00 | Weeding |\n",
        "15:00 CEST does not agree: 14:00 UTC is 16:00 in Europe/Paris",
        id="columns that do not agree",
    ),
]


@pytest.mark.parametrize(("page", "message"), NOTED)
def test_noted(page: str, message: str) -> None:
    """What cannot be right is said, with the right figures."""
    assert message in [note.message for note in read(page).notes if note.what == "look at"]


def test_details() -> None:
    """Track, room, links and Markdown come along."""
    page = """
# Garden Days 2031
## May 6
### Greenhouse Track
- 10:00-10:30 [Weeding](https://example.org/weeding)
  - Room: Shed
  - [Slides](https://example.org/slides.pdf) and [video](https://example.org/video)

  Some **bold** words:

  1. one
  2. two
"""
    (item,) = read(page).items
    assert item.tracks == ("Greenhouse Track",)
    assert item.rooms == ("Shed",)
    assert item.url == "https://example.org/weeding"
    assert dict(item.links)["slides"] == "https://example.org/slides.pdf"
    assert dict(item.links)["recording"] == "https://example.org/video"
    assert "Some **bold** words:\n\n1. one\n2. two" in item.abstract


def test_front_matter() -> None:
    """Front matter gives the title and the address."""
    programme = read(
        "---\ntitle: Garden Days 2031\nurl: https://example.org/days/\n---\n## May 6\n- 10:00-10:30 Weeding\n"
    )
    assert (programme.title, programme.url) == ("Garden Days 2031", "https://example.org/days/")


def test_inferred_ends_are_marked() -> None:
    """An end that is not said is the next start, or the end of the announced hours, and says so."""
    page = (
        "# Garden Days 2031\nMay 6, 10:00-11:30 UTC\n## May 6\n- 10:00 Weeding\n- 10:30-10:50 Roses\n- 10:50 Apples\n"
    )
    assert [(item.title, item.end_from) for item in read(page).items] == [
        ("Weeding", "next"),
        ("Roses", "stated"),
        ("Apples", "window"),
    ]
