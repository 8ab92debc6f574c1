"""Any programme, written as any of the page shapes, comes back with the same instants, titles and speakers."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summit_ical.importing.formats import schedule_page
from summit_ical.importing.schedule import Answers

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
FIRST = ("Ada", "Bo", "Chidi", "Dora", "Émile", "Fatima", "Jürgen", "Łucja", "Søren", "Zoë", "Mei-Ling")
LAST = ("Example", "Sample", "Muster", "O'Testcase", "Núñez", "Ångström", "Tanaka", "van_Dam-Exempel")
TOPICS = (
    "Pruning",
    "Compost",
    "Beekeeping",
    "Roses",
    "Kohlrabi",
    "Moss",
    "Watering",
    "Greenhouses",
    "Slugs",
    "Orchards",
    "Bulbs",
    "Ferns",
)
VERBS = ("Understanding", "Loving", "Measuring", "Painting", "Growing", "Rescuing", "Counting", "Trusting")


class Talk(NamedTuple):
    start: datetime
    end: datetime
    title: str
    speakers: tuple[str, ...]


@st.composite
def titles(draw: st.DrawFn) -> str:
    words = [draw(st.sampled_from(VERBS)), *draw(st.lists(st.sampled_from(TOPICS), min_size=1, max_size=3))]
    tail = draw(st.sampled_from(["", " & more", ": a primer", " (part 2)", "?", " – again", " 101", " in 2019"]))
    return " ".join(words) + tail


@st.composite
def programmes(draw: st.DrawFn) -> list[list[Talk]]:
    """Days of talks, one after the other, between 07:00 and midnight."""
    first = draw(st.dates(date(2020, 1, 1), date(2035, 12, 1)))
    days = []
    for number in range(draw(st.integers(1, 3))):
        at = datetime.combine(first + timedelta(days=number), datetime.min.time(), UTC)
        at += timedelta(minutes=5 * draw(st.integers(84, 130)))
        talks: list[Talk] = []
        for _ in range(draw(st.integers(2, 6))):
            end = at + timedelta(minutes=5 * draw(st.integers(2, 18)))
            names = draw(
                st.lists(st.tuples(st.sampled_from(FIRST), st.sampled_from(LAST)), min_size=1, max_size=3, unique=True)
            )
            talks.append(Talk(at, end, draw(titles()), tuple(" ".join(name).replace("_", " ") for name in names)))
            at = end + timedelta(minutes=draw(st.sampled_from([0, 5, 15])))
        days.append(talks)
    return days


def day_words(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day}"


def clock12(at: datetime) -> str:
    return f"{(at.hour - 1) % 12 + 1}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"


def paragraphs(days: list[list[Talk]]) -> str:
    lines = []
    for talks in days:
        lines.append(f"### {day_words(talks[0].start)}\n")
        for talk in talks:
            lines.append(
                f"{talk.start:%H%M}-{talk.end:%H:%M}: **{talk.title}**<br>\nPresented by {' & '.join(talk.speakers)}\n"
            )
            lines.append("Some words about it.\n\n1. One\n2. Two\n")
    return "\n".join(lines)


def lists(days: list[list[Talk]]) -> str:
    lines = []
    for talks in days:
        lines.append(f"\n## {talks[0].start:%d}/{MONTHS[talks[0].start.month - 1][:3]}\n")
        lines += [f"- {clock12(t.start)} – {clock12(t.end)} {t.title} - {', '.join(t.speakers)}" for t in talks]
    return "\n".join(lines)


def pipe_table(days: list[list[Talk]]) -> str:
    lines = []
    for talks in days:
        lines.append(
            f"\n## {talks[0].start:%A}, {day_words(talks[0].start)}\n\nTime (UTC) | Time (JST) | Session | "
            f"Speaker\n--- | --- | --- | ---"
        )
        for talk in talks:
            there = talk.start + timedelta(hours=9)
            lines.append(
                f"{talk.start:%H:%M}-{talk.end:%H:%M} | {there:%H:%M} | {talk.title} | {', '.join(talk.speakers)}"
            )
    return "\n".join(lines)


def day_rows(days: list[list[Talk]]) -> str:
    lines = ["| When | What | Who |", "| --- | --- | --- |"]
    for number, talks in enumerate(days, 1):
        lines.append(f"| **Day {number}** | {talks[0].start:%Y-%m-%d} | |")
        lines += [f"| {t.start:%Hh%M} - {t.end:%Hh%M} | *{t.title}* | {' and '.join(t.speakers)} |" for t in talks]
    return "\n".join(lines)


def html_table(days: list[list[Talk]]) -> str:
    lines = ["<table>"]
    for talks in days:
        lines.append(f"<tr><th colspan=3>{talks[0].start:%A}, {day_words(talks[0].start)}</th></tr>\n")
        for talk in talks:
            people = "<br>\n".join(f"<a href='/speakers/x{n}'>{name}</a>" for n, name in enumerate(talk.speakers))
            title = talk.title.replace("&", "&amp;")
            lines.append(
                f"  <tr>\n    <td>{talk.start:%H:%M}-{talk.end:%H:%M}</td>\n    "
                f"<td>{title}</td>\n<td>{people}</td></tr>"
            )
    return "\n".join([*lines, "</table>"])


def headings(days: list[list[Talk]]) -> str:
    lines = []
    for talks in days:
        lines.append(f"## {talks[0].start:%d}. {day_words(talks[0].start).split()[0]}\n")
        lines += [
            f"### {t.title}\n\n**Time:** {t.start:%H:%M} - {t.end:%H:%M}\n**Speakers:** {', '.join(t.speakers)}\n"
            for t in talks
        ]
    return "\n".join(lines)


def timed_headings(days: list[list[Talk]]) -> str:
    lines = []
    for talks in days:
        lines.append(f"## {talks[0].start:%A}, {day_words(talks[0].start)}\n")
        for talk in talks:
            minutes = (talk.end - talk.start).seconds // 60
            lines.append(
                f"#### {talk.start:%H:%M} ({minutes} minutes) {talk.title}\nby {' & '.join(talk.speakers)}\n\nWords.\n"
            )
    return "\n".join(lines)


def grid(days: list[list[Talk]]) -> str:
    lines = []
    for talks in days:
        rows = [
            ("Time", "Talk", "Speakers"),
            *((f"{t.start:%H:%M}--{t.end:%H:%M}", t.title, "; ".join(t.speakers)) for t in talks),
        ]
        widths = [max(len(row[n]) for row in rows) for n in range(3)]
        rule = "+" + "+".join("-" * (w + 2) for w in widths) + "+"
        lines += ["", f"**{day_words(talks[0].start)}**", "", rule]
        for number, row in enumerate(rows):
            lines.append("| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |")
            lines.append(rule if number else rule.replace("-", "="))
    return "\n".join(lines)


WRITERS = (paragraphs, lists, pipe_table, day_rows, html_table, headings, timed_headings, grid)


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
@settings(max_examples=40, deadline=None)
@given(days=programmes())
def test_round_trip(write: Callable[[list[list[Talk]]], str], days: list[list[Talk]]) -> None:
    """What a page of this shape says is what is read."""
    page = f"# Garden Days {days[0][0].start.year}\n\nAll times in UTC.\n\n{write(days)}\n"
    year = days[0][0].start.year if days[0][0].start.year == days[-1][0].start.year else None
    if year is None and write is not day_rows:
        return  # over New Year a page has to say both years
    programme = schedule_page.parse("page.md", page, Answers(timezone="UTC"))
    found = [Talk(i.start, i.end or i.start, str(i.title), tuple(p.name for p in i.speakers)) for i in programme.items]
    assert programme.questions == []
    assert found == [talk for talks in days for talk in talks], page
