"""The timetable line by line, and the records that programs read."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from folders import ROOT, WHOLE
from summit_ical import Agenda, Session, read
from summit_ical.exports.timetable import records, timetable
from summit_ical.model.agenda import Day, Event, Room, Span, Speaker, Track

BEFORE = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def lines(agenda: Agenda, *zones: str, now: datetime = BEFORE) -> list[str]:
    """Return the timetable without its colours."""
    return [
        "".join(piece.words for piece in line) for line in timetable(agenda, zones or (agenda.event.timezone,), now)
    ]


def test_a_timetable() -> None:
    """Day by day, aligned, with a column for each zone."""
    now = datetime(2026, 10, 24, 8, 10, tzinfo=UTC)
    assert lines(read(WHOLE / "agenda.yaml"), "Europe/Berlin", "America/New_York", now=now) == [
        "Whole Summit, 2026",
        "",
        "Sat 24 Oct 2026",
        "      CEST         EDT",
        "now   10:00-10:25  04:00-04:25  Opening: commas, semicolons; and a back\\slash",
        "                                Ada Example, 見本 花子 · Users, admins · Main stage · keynote",
        "next  10:30-10:45  04:30-04:45  Coffee",
        "                                Main stage · break",
        "      11:00-11:25  05:00-05:25  A talk in its place",
        "                                Ada Example · Users, admins · Main stage",
        "      11:00-11:25  05:00-05:25  CANCELLED: A talk that was called off",
        "                                見本 花子 · Users, admins",
        "      23:30-02:30  17:30-21:30  The night in which the clocks go back",
        "                                social",
        "",
        "Sun 25 Oct 2026",
        "      CET              EDT",
        "      to be announced  to be announced  Museum of clocks",
        "                                        social · tentative",
        "      09:00-09:25      04:00-04:25      Opening, once more",
        "                                        Ada Example · Users, admins · Main stage",
    ]


def test_days_are_those_of_the_first_zone() -> None:
    """Elsewhere it may be the day before: a sign says so. Where clocks change that day, a zone goes by its place."""
    assert lines(read(WHOLE / "agenda.yaml"), "Asia/Tokyo", "America/New_York", "Europe/Berlin")[-8:] == [
        "Sun 25 Oct 2026",
        "      JST              EDT              Berlin",
        "      to be announced  to be announced  to be announced  Museum of clocks",
        "                                                         social · tentative",
        "      06:30-10:30      -1 17:30-21:30   -1 23:30-02:30   The night in which the clocks go back",
        "                                                         social",
        "      17:00-17:25      04:00-04:25      09:00-09:25      Opening, once more",
        "                                                         Ada Example · Users, admins · Main stage",
    ]


START = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
TALK = Session("talk", "A talk", date(2026, 3, 1), Span(START, START + timedelta(minutes=25)))
LATER = replace(TALK, id="later", title="Later", when=Span(START + timedelta(hours=1), START + timedelta(hours=2)))


def agenda(*sessions: Session, title: str = "Summit") -> Agenda:
    return Agenda(Event("summit", title, "UTC"), (Day(date(2026, 3, 1), "Day 1"),), sessions)


def marks(now: datetime, *sessions: Session) -> list[str]:
    """Return what stands before each session."""
    return [line[:4].strip() for line in lines(agenda(*sessions), now=now)[4:]]


@pytest.mark.parametrize(
    ("minutes", "found"),
    [
        pytest.param(-24 * 60 - 1, ["", ""], id="more than a day before"),
        pytest.param(-24 * 60, ["next", ""], id="a day before"),
        pytest.param(-1, ["next", ""], id="a minute before"),
        pytest.param(0, ["now", "next"], id="as it begins"),
        pytest.param(24, ["now", "next"], id="before it ends"),
        pytest.param(25, ["", "next"], id="as it ends"),
        pytest.param(60, ["", "now"], id="the last one"),
        pytest.param(120, ["", ""], id="after all"),
    ],
)
def test_now_and_next(minutes: int, found: list[str]) -> None:
    """What is on, and what begins next within a day; an end is no longer on."""
    assert marks(START + timedelta(minutes=minutes), TALK, LATER) == found


def test_what_does_not_take_place_is_not_on() -> None:
    """Neither cancelled sessions nor those without a time are now or next."""
    cancelled = replace(TALK, status="cancelled")
    tba = replace(TALK, id="tba", when=date(2026, 3, 1), status="tentative")
    assert [mark for mark in marks(START, tba, cancelled, LATER) if mark] == ["next"]


def test_nothing_in_a_timetable_is_obeyed_by_a_terminal() -> None:
    """What an agenda says is shown, not done: no escape sequence, no line of its own, no direction."""
    evil = "\x1b[31mred\x07\n\u202egnihton\x9b2J"
    session = replace(TALK, title=evil, speakers=(Speaker(evil),), tracks=(Track("t", evil),), rooms=(Room("r", evil),))
    shown = lines(agenda(session, title=evil))
    assert shown == [
        "\\x1b[31mred\\x07\\n\\u202egnihton\\x9b2J",
        "",
        "Sun 1 Mar 2026 · Day 1",
        "      UTC",
        "      10:00-10:25  [31mred \\u202egnihton2J",
        "                   " + " · ".join(["[31mred \\u202egnihton2J"] * 3),
    ]


def test_how_lines_look() -> None:
    """Where colours can be shown: headings, what is on, what is cancelled, and the small print."""
    cancelled = replace(LATER, status="cancelled", kind="panel")
    styled = [[piece.style for piece in line] for line in timetable(agenda(TALK, cancelled), ("UTC",), START)]
    assert styled == [["heading"], [], ["heading"], ["dim"], ["now", "now"], ["", "cancelled"], ["dim"]]


def test_records() -> None:
    """What --format json prints: instants in UTC, null without a time; tracks and rooms by id, speakers by name."""
    found = records(read(WHOLE / "agenda.yaml"))
    assert [record["id"] for record in found] == [
        "museum", "opening", "coffee", "new-talk", "old-talk", "night", "opening-again",
    ]  # fmt: skip
    assert found[0] == {
        "id": "museum",
        "title": "Museum of clocks",
        "start_utc": None,
        "end_utc": None,
        "date": "2026-10-25",
        "tracks": [],
        "rooms": [],
        "speakers": [],
        "kind": "social",
        "status": "tentative",
        "links": {},
    }
    assert found[3] == {
        "id": "new-talk",
        "title": "A talk in its place",
        "start_utc": "2026-10-24T09:00:00Z",
        "end_utc": "2026-10-24T09:25:00Z",
        "date": "2026-10-24",
        "tracks": ["users"],
        "rooms": ["main"],
        "speakers": ["Ada Example"],
        "kind": "talk",
        "status": "confirmed",
        "links": {
            "notes": "https://pad.example.org/new",
            "slides": "https://files.example.org/new.pdf",
            "recording": "https://video.example.org/new",
        },
    }
    assert json.loads(json.dumps(found)) == found


def test_a_talk_past_midnight_keeps_its_day() -> None:
    """Its date is that of the programme, its instants are the next morning's."""
    (night,) = [r for r in records(read(ROOT / "examples/every-key/agenda.yaml")) if r["id"] == "night-questions"]
    assert (night["date"], night["start_utc"]) == ("2026-10-23", "2026-10-23T22:30:00Z")
