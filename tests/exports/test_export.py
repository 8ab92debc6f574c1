"""What is exported to a page and imported again is the same programme, whatever it is."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summit_ical.exports.page_section import FORMATS
from summit_ical.importing.formats import schedule_page
from summit_ical.importing.schedule import Answers
from summit_ical.model.agenda import Agenda, Day, Event, Room, Session, Span, Speaker, Track

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
SIGNS = "abcXYZ 09éß猫 |*_`<>&[]()#~\\:-–!?.,'\"/"
WORDS = st.text(SIGNS, min_size=3, max_size=30).map(lambda text: f"Talk {' '.join(text.split())} it")
NAMES = st.sampled_from(
    ["Ada Example", "Bo Sample", "Zoë van Dam", "Łucja O'Testcase", "猫田 花子", "@chidi", "Mei-Ling Muster"]
)
PLACES = st.sampled_from(["Main *Hall*", "Room 1 | left", "Garden & Pond", "Saal <2>"])


@st.composite
def agendas(draw: st.DrawFn) -> Agenda:
    """Talks of any length at any time around a change of clocks, in any zone."""
    zone = draw(st.sampled_from(ZONES))
    first = datetime(2031, draw(st.sampled_from([3, 7, 10])), draw(st.integers(24, 31)), tzinfo=UTC)
    sessions = []
    for number in range(draw(st.integers(1, 6))):
        start = first + timedelta(minutes=5 * draw(st.integers(0, 600)))
        end = start + timedelta(minutes=5 * draw(st.integers(1, 250)))
        sessions.append(
            Session(
                id=f"s{number}",
                title=f"{draw(WORDS)} {number}",
                day=start.date(),
                when=Span(start, end),
                speakers=tuple(map(Speaker, draw(st.lists(NAMES, max_size=3, unique=True)))),
                tracks=tuple(Track(name, name) for name in draw(st.lists(PLACES, max_size=2, unique=True))),
                rooms=tuple(Room(name, name) for name in draw(st.lists(PLACES, max_size=2, unique=True))),
                status=draw(st.sampled_from(["confirmed", "confirmed", "cancelled"])),
            )
        )
    event = Event("e", "Event", zone, also_show=tuple(draw(st.lists(st.sampled_from(ZONES), max_size=2))))
    return Agenda(event, (Day(first.date()),), tuple(sessions))


def told(sessions: Sequence[Session]) -> set[tuple[object, ...]]:
    return {
        (
            session.span,
            session.title,
            tuple(one.name for one in session.speakers),
            tuple(one.name for one in session.tracks),
            tuple(one.name for one in session.rooms),
            session.status == "cancelled",
        )
        for session in sessions
    }


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=80, deadline=None)
@given(agenda=agendas())
def test_there_and_back(form: str, agenda: Agenda) -> None:
    """The same instants, titles, speakers, tracks and rooms come back, with every zone's clocks agreeing."""
    page = FORMATS[form](agenda, ())
    programme = schedule_page.parse("page.md", page, Answers())
    found = {
        (
            Span(item.start, item.end or item.start),
            item.title,
            tuple(one.name for one in item.speakers),
            item.tracks,
            item.rooms,
            item.status == "cancelled",
        )
        for item in programme.items
    }
    assert found == told(agenda.sessions), page
    assert not [note for note in programme.notes if "agree" in note.message], page  # talks may overlap, and it says so
