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


SHAPES = [
    pytest.param(
        """
# Garden Days 2031
### May 6
0900-0925: **Opening the gate**<br>
Presented by Ada Example & Bo Sample

Come in.

* one
* two

09:30-1000: **Seeds & soil**<br>
Presented by Chidi Demo
""",
        [
            "05-06 09:00-09:25 Opening the gate | Ada Example, Bo Sample",
            "05-06 09:30-10:00 Seeds & soil | Chidi Demo",
        ],
        id="paragraphs with bold titles",
    ),
    pytest.param(
        """
# Garden Days
## Tuesday, May 6, 2031

- 9:00 AM - 9:30 AM: Weeding for beginners - Ada Example
- 9:30 AM – 10:15 AM: Roses – a love story - Bo Sample
- 10:15 AM to 11 AM: Compost clinic - Chidi Demo, Dora Muster
""",
        [
            "05-06 09:00-09:30 Weeding for beginners | Ada Example",
            "05-06 09:30-10:15 Roses – a love story | Bo Sample",
            "05-06 10:15-11:00 Compost clinic | Chidi Demo, Dora Muster",
        ],
        id="a list, am and pm, Title - Name",
    ),
    pytest.param(
        """
# Garden Days 2031
**May 6**

**10:00 - 10:30**
*Weeding for beginners*
Ada Example, Acme Gardens

**10:30 - 11:00**
*Roses in winter*
Bo Sample, Initech
""",
        [
            "05-06 10:00-10:30 Weeding for beginners | Ada Example",
            "05-06 10:30-11:00 Roses in winter | Bo Sample",
        ],
        id="bold times, italic titles, Name, Company",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May

Time | Talk | Presenter
--- | --- | ---
14h30 - 15h00 | Weeding | Ada Example
15h - 15h45 | Roses \\| thorns | Bo Sample and Chidi Demo
""",
        ["05-06 14:30-15:00 Weeding | Ada Example", "05-06 15:00-15:45 Roses | thorns | Bo Sample, Chidi Demo"],
        id="a table without outer pipes, 14h30",
    ),
    pytest.param(
        """
# Garden Days 2031
<h2>6 May</h2>
<table>
<tr><th>When</th><th>What</th><th>Who</th></tr>

<tr><td>1400-1430</td><td><b>Weeding</b></td>
    <td>Ada Example<br>Bo Sample</td></tr>
<tr><td colspan="3">Coffee break</td></tr>
<tr><td>1445-1500</td><td>Roses &amp; thorns</td><td>Chidi Demo (Acme)</td></tr>
</table>
""",
        ["05-06 14:00-14:30 Weeding | Ada Example, Bo Sample", "05-06 14:45-15:00 Roses & thorns | Chidi Demo"],
        id="an HTML table with a blank line in it",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May
### Weeding for beginners
**Time:** 10:00 - 10:30
**Speaker:** Ada Example

All about weeds.

### Roses in winter
**Time:** 10:30 - 11:15
**Speakers:** Bo Sample, Chidi Demo
""",
        [
            "05-06 10:00-10:30 Weeding for beginners | Ada Example",
            "05-06 10:30-11:15 Roses in winter | Bo Sample, Chidi Demo",
        ],
        id="a heading for each session, its time below",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May
### 10:00 - 10:30 Weeding for beginners
Ada Example, Acme

### 10:30 - 11:00 Roses in winter
Bo Sample, Initech
""",
        [
            "05-06 10:00-10:30 Weeding for beginners | Ada Example",
            "05-06 10:30-11:00 Roses in winter | Bo Sample",
        ],
        id="a heading for each session with its time",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May
| Time | Greenhouse Room | Orchard Room |
|---|---|---|
| 9:00-9:30 | Weeding | Apples |
| 9:30-10:00 | Coffee | Coffee |
| 10:00-10:30 | Roses | Pears |
""",
        [
            "05-06 09:00-09:30 Weeding",
            "05-06 09:00-09:30 Apples",
            "05-06 09:30-10:00 Coffee",
            "05-06 10:00-10:30 Roses",
            "05-06 10:00-10:30 Pears",
        ],
        id="rooms side by side",
    ),
    pytest.param(
        """
# Garden Days 2031
| Time | Topic |
|---|---|
| **Day 1** | **6 May** |
| 9:00-9:30 | Weeding |
| **Day 2** | **7 May** |
| 9:00-9:30 | Roses |
""",
        ["05-06 09:00-09:30 Weeding", "05-07 09:00-09:30 Roses"],
        id="day rows in a table",
    ),
    pytest.param(
        """
# Garden Days 2031
| Date | Time | Topic |
|---|---|---|
| 6/May | 9:00-9:30 | Weeding |
|  | 9:30-10:00 | Roses |
| 7/May | 9:00-9:30 | Apples |
|  |  | Pears |
""",
        [
            "05-06 09:00-09:30 Weeding",
            "05-06 09:30-10:00 Roses",
            "05-07 09:00-09:30 Apples",
            "05-07 09:00-09:30 Pears",
        ],
        id="cells that inherit from above",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May

10:00-10:30
: Weeding for beginners

10:30-11:00
: Roses in winter
""",
        ["05-06 10:00-10:30 Weeding for beginners", "05-06 10:30-11:00 Roses in winter"],
        id="a definition list",
    ),
    pytest.param(
        """
<h2>6 May 2031</h2>
<dl>
<dt>10:00-10:30</dt><dd>Weeding for beginners</dd>
<dt>10:30-11:00</dt><dd>Roses in winter</dd>
</dl>
""",
        ["05-06 10:00-10:30 Weeding for beginners", "05-06 10:30-11:00 Roses in winter"],
        id="a definition list in HTML",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May
- 10:00-11:00
  - Weeding for beginners
  - Roses in winter
- 11:00-11:30 Closing
  - 11:00 thanks
  - 11:20 goodbye
""",
        [
            "05-06 10:00-11:00 Weeding for beginners",
            "05-06 10:00-11:00 Roses in winter",
            "05-06 11:00-11:30 Closing",
        ],
        id="sessions below a time are side by side, times below a session are its agenda",
    ),
    pytest.param(
        """
# Garden Days
From May 6 to May 8, 2031.
## Tuesday
- 9:00-9:30 Weeding
## Wednesday
- 9:00-9:30 Roses
## Day 3
- 9:00-9:30 Apples
""",
        ["05-06 09:00-09:30 Weeding", "05-07 09:00-09:30 Roses", "05-08 09:00-09:30 Apples"],
        id="weekdays, the dates elsewhere",
    ),
    pytest.param(
        """
---
title: Garden Days 2031
---
## Mon 05/05
- 9:00-9:30 Weeding
## Tue 05/06
- 9:00-9:30 Roses
""",
        ["05-05 09:00-09:30 Weeding", "05-06 09:00-09:30 Roses"],
        id="11/04 in the order that the weekday allows",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May
- 9:00 Opening
- 11:30 Weeding
- 1:00 Roses
- 2:30 Apples
- 4:00 End
""",
        [
            "05-06 09:00-11:30 Opening",
            "05-06 11:30-13:00 Weeding",
            "05-06 13:00-14:30 Roses",
            "05-06 14:30-16:00 Apples",
        ],
        id="twelve hours without am and pm",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May
- 1:30p - 3:00p Weeding
- 3:15p-4p Roses
- 1030a-11a Sowing
""",
        ["05-06 13:30-15:00 Weeding", "05-06 15:15-16:00 Roses", "05-06 10:30-11:00 Sowing"],
        id="a and p",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May
- 20:00-22:00 Dinner talk
- 22:30-00:30 Moths by lamplight
- 00:45-01:30 Questions to owls
""",
        [
            "05-06 20:00-22:00 Dinner talk",
            "05-06 22:30-00:30 Moths by lamplight",
            "05-07 00:45-01:30 Questions to owls",
        ],
        id="past midnight",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May
- \u200b14:00 (75 minutes): Weeding\u00a0for beginners
- 15:30 -- 16:00: Roses
- 16:00\u201316:20 Apples
- 16:20\u202f\u2014\u202f16:40 Pears
""",
        [
            "05-06 14:00-15:15 Weeding for beginners",
            "05-06 15:30-16:00 Roses",
            "05-06 16:00-16:20 Apples",
            "05-06 16:20-16:40 Pears",
        ],
        id="lengths, dashes, spaces without width",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May
| UTC | CEST | Talk |
|---|---|---|
| 14:00 - 14:30 | 16:00 | Weeding |
| 14:30 - 15:00 | 16:30 | Roses |
""",
        ["05-06 14:00-14:30 Weeding", "05-06 14:30-15:00 Roses"],
        id="columns of zones",
    ),
    pytest.param(
        """
# Garden Days 2031
All times are in EDT (UTC-04:00).
## 6 May
- 10:00-10:30 Weeding
""",
        ["05-06 14:00-14:30 Weeding"],
        id="a zone for the whole page",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May
- 10:00-10:30 PT Weeding
- 16:00-16:30 Europe/Berlin: Roses
""",
        ["05-06 17:00-17:30 Weeding", "05-06 14:00-14:30 Roses"],
        id="a zone with each time",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May
- 10:00-10:30 [Weeding](https://example.org/weeding) by [Ada Example](https://example.org/speakers/ada)
- 10:30-11:00 Roses (@bosample)
- 11:00-11:30 **Apples** (Lead: Chidi Demo)
""",
        [
            "05-06 10:00-10:30 Weeding | Ada Example",
            "05-06 10:30-11:00 Roses | @bosample",
            "05-06 11:00-11:30 Apples | Chidi Demo",
        ],
        id="people as links, handles and leads",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6 May
| Start | End | Session |
|---|---|---|
| 10:00 | 10:30 | Weeding |
| 10:30 | 11:15 | Roses |
""",
        ["05-06 10:00-10:30 Weeding", "05-06 10:30-11:15 Roses"],
        id="start and end in columns",
    ),
    pytest.param(
        """
# Garden Days 2031
| Time | Tuesday, May 6 | Wednesday, May 7 |
|---|---|---|
| 9:00-10:00 | Weeding | Roses |
| 10:00-11:00 | Apples | Pears |
""",
        [
            "05-06 09:00-10:00 Weeding",
            "05-07 09:00-10:00 Roses",
            "05-06 10:00-11:00 Apples",
            "05-07 10:00-11:00 Pears",
        ],
        id="days side by side",
    ),
    pytest.param(
        """
# Garden Days 2031
**May 6, Greenhouse Track**

10:00-10:30 Weeding
10:30-11:00 Roses
""",
        ["05-06 10:00-10:30 Weeding", "05-06 10:30-11:00 Roses"],
        id="lines of one paragraph",
    ),
    pytest.param(
        """
# Garden Days 2031
2031-05-06

* `10:00 - 10:30` - **Weeding** - *Ada Example, Acme*
* `10:30 - 11:00` - **Roses** - *Bo Sample, Initech*
""",
        ["05-06 10:00-10:30 Weeding | Ada Example", "05-06 10:30-11:00 Roses | Bo Sample"],
        id="times in code",
    ),
    pytest.param(
        """
# Garden Days
- **May 6, 2031, 10:00-10:30**: Weeding (Ada Example)
- **May 7, 2031, 10:00-10:30**: Roses (Bo Sample)
""",
        ["05-06 10:00-10:30 Weeding | Ada Example", "05-07 10:00-10:30 Roses | Bo Sample"],
        id="a date with each time",
    ),
    pytest.param(
        """
# Garden Days 2031
## 6. Mai
- 10:00 bis 10:30 Unkraut für Anfänger
- 10:30 Uhr - 11:00 Uhr: Rosen
""",
        ["05-06 10:00-10:30 Unkraut für Anfänger", "05-06 10:30-11:00 Rosen"],
        id="in German",
    ),
    pytest.param(
        """
---
title: "Garden Days 2031"
date: 2030-12-05
---
Join us on **Tuesday 6 May 2031** at Example Hall. CFP closes March 1st, 2031.

| Start | Duration | Main Stage | Potting Room |
|:-----:|:--------:|------------|--------------|
| 08:30 | 30 | Registration | |
| 09:00 | 45 | **Scaling hedges**<br>Ada Example (Acme) | Hands on roots<br>Bo Sample |
""",
        [
            "05-06 08:30-09:00 Registration",
            "05-06 09:00-09:45 Scaling hedges | Ada Example",
            "05-06 09:00-09:45 Hands on roots | Bo Sample",
        ],
        id="lengths in a column, a deadline in the same line as the date",
    ),
    pytest.param(
        """
# Garden Meetup #12
When: Tuesday, 6 May 2031, 18:00 – 21:00 UTC
Where: Example Street 1

## Agenda
18:00 Doors open
18:40 *Weeds in anger*, Ada Example
19:20 Break
19:40 *Roses for fun*, Bo Sample
20:20 Networking
""",
        [
            "05-06 18:00-18:40 Doors open",
            "05-06 18:40-19:20 Weeds in anger | Ada Example",
            "05-06 19:20-19:40 Break",
            "05-06 19:40-20:20 Roses for fun | Bo Sample",
            "05-06 20:20-21:00 Networking",
        ],
        id="a meetup's page, the day and the hours above",
    ),
    pytest.param(
        """
# Garden Days 2031

| | Tuesday 6/May | Wednesday 7/May |
|---|---|---|
| 9:00 | Registration | Pears <br> *Ada Example* |
| 10:00 - 11:00 | Apples <br> *Bo Sample* | Plums |
""",
        [
            "05-06 09:00-10:00 Registration",
            "05-07 09:00-10:00 Pears | Ada Example",
            "05-06 10:00-11:00 Apples | Bo Sample",
            "05-07 10:00-11:00 Plums",
        ],
        id="days side by side, names below the titles",
    ),
]


@pytest.mark.parametrize(("page", "expected"), SHAPES)
def test_shape(page: str, expected: list[str]) -> None:
    """A schedule of this shape is read whole."""
    assert rows(read(page)) == expected


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
