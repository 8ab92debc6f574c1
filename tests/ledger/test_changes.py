"""What changed, in words: for a note in an entry, for `diff`, for readers of the Atom feed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agendas import texts
from summit_ical.ledger.changes import (
    LABELS,
    Changed,
    compare,
    moment,
    note,
    sentence,
    sentences,
)
from summit_ical.ledger.records import (
    NOTE_MAX,
    SHAPES,
    Change,
    change_json,
    read_change,
    read_when,
    record,
    session_of,
    when_json,
)
from summit_ical.model.agenda import KINDS, STATUSES, Clocks, Room, Session, Span, Speaker, Track

NINE = datetime(2026, 3, 29, 9, tzinfo=UTC)
HALF, HOUR = timedelta(minutes=30), timedelta(hours=1)
TALK = Session(
    "talk",
    "A talk",
    date(2026, 3, 29),
    Span(NINE, NINE + HALF),
    (Speaker("Ada"),),
    (Track("a", "A"),),
    (Room("m", "Main"),),
)
OTHER = replace(TALK, id="other", title="Another")
TITLES: Mapping[str, str] = {"talk": "A talk", "other": "Another"}


def at(start: datetime, minutes: int = 30) -> Span:
    return Span(start, start + timedelta(minutes=minutes))


def clocked(start: datetime, hours: int, called: str, minutes: int = 30) -> Span:
    """A time with what clocks in Edmonton showed at it, so many hours behind."""
    span, behind = at(start, minutes), timedelta(hours=hours)
    walls = ((instant - behind).replace(tzinfo=None) for instant in (span.start, span.end))
    return replace(span, clocks=Clocks("America/Edmonton", *walls, called, called))


# session before, after -> what, the sentence, the note
SENTENCES: list[Any] = [
    pytest.param(None, TALK, "New", "A talk: Sun 29 Mar 09:00 UTC", "", id="new"),
    pytest.param(
        None,
        replace(TALK, when=date(2026, 3, 29)),
        "New",
        "A talk: Sun 29 Mar, time to be announced",
        "",
        id="new, without a time",
    ),
    pytest.param(
        None, replace(TALK, repeat_of="other"), "Re-run", "A talk again on Sun 29 Mar 09:00 UTC", "", id="rerun"
    ),
    pytest.param(TALK, None, "Removed", "A talk, Sun 29 Mar 09:00 UTC", "", id="removed"),
    pytest.param(TALK, replace(TALK, status="cancelled"), "Cancelled", "A talk", "", id="cancelled"),
    pytest.param(
        TALK,
        replace(TALK, status="cancelled", reason="Ada is ill"),
        "Cancelled",
        "A talk: Ada is ill",
        "",
        id="cancelled, with a reason",
    ),
    pytest.param(
        TALK,
        replace(TALK, status="cancelled", replaced_by=("other",)),
        "Replaced",
        "A talk, by Another",
        "",
        id="replaced",
    ),
    pytest.param(
        TALK,
        replace(TALK, status="cancelled", replaced_by=("other", "talk")),
        "Replaced",
        "A talk, by Another, A talk",
        "",
        id="replaced by two",
    ),
    pytest.param(
        replace(TALK, status="cancelled"),
        TALK,
        "Reinstated",
        "A talk takes place after all",
        "Takes place after all",
        id="reinstated",
    ),
    pytest.param(
        TALK,
        replace(TALK, when=at(NINE + HALF)),
        "Moved",
        "A talk: Sun 29 Mar 09:00 -> Sun 29 Mar 09:30 UTC",
        "Moved: was Sun 29 Mar 09:00 UTC",
        id="moved",
    ),
    pytest.param(
        TALK,
        replace(TALK, when=at(NINE, 45)),
        "Moved",
        "A talk: ends 09:30 UTC -> 09:45 UTC",
        "Now ends at 09:45 UTC: was 09:30 UTC",
        id="longer",
    ),
    pytest.param(
        TALK,
        replace(TALK, when=at(NINE + HALF, 15)),
        "Moved",
        "A talk: Sun 29 Mar 09:00 -> Sun 29 Mar 09:30 UTC",
        "Moved: was Sun 29 Mar 09:00 UTC",
        id="moved and shorter",
    ),
    pytest.param(
        TALK,
        replace(TALK, when=date(2026, 3, 30)),
        "Moved",
        "A talk: Sun 29 Mar 09:00 UTC -> Mon 30 Mar, time to be announced",
        "Moved: was Sun 29 Mar 09:00 UTC",
        id="no time any more",
    ),
    pytest.param(
        replace(TALK, when=date(2026, 3, 29), status="tentative"),
        TALK,
        "Moved",
        "A talk: Sun 29 Mar, time to be announced -> Sun 29 Mar 09:00 UTC",
        "Time announced",
        id="time announced",
    ),
    pytest.param(
        replace(TALK, when=date(2026, 3, 29)),
        replace(TALK, when=date(2026, 3, 30)),
        "Moved",
        "A talk: Sun 29 Mar, time to be announced -> Mon 30 Mar, time to be announced",
        "Moved: was Sun 29 Mar, time to be announced",
        id="another day without a time",
    ),
    pytest.param(
        TALK, replace(TALK, title="The talk"), "Retitled", "A talk -> The talk", "Title: was A talk", id="retitled"
    ),
    pytest.param(
        TALK,
        replace(TALK, speakers=(Speaker("Bo"),)),
        "Speakers",
        "A talk: Ada -> Bo",
        "Speaker: was Ada",
        id="another speaker",
    ),
    pytest.param(
        TALK, replace(TALK, speakers=()), "Speakers", "A talk: Ada -> none", "Speaker: was Ada", id="no speaker"
    ),
    pytest.param(
        replace(TALK, speakers=()), TALK, "Speakers", "A talk: none -> Ada", "Speakers: were none", id="a speaker"
    ),
    pytest.param(
        replace(TALK, speakers=(Speaker("Ada"), Speaker("Bo"))),
        TALK,
        "Speakers",
        "A talk: Ada, Bo -> Ada",
        "Speakers: were Ada, Bo",
        id="one speaker less",
    ),
    pytest.param(
        TALK,
        replace(TALK, rooms=(Room("s", "Side"),)),
        "Room",
        "A talk: Main -> Side",
        "Room: was Main",
        id="another room",
    ),
    pytest.param(
        replace(TALK, rooms=(Room("m", "Main"), Room("s", "Side"))),
        TALK,
        "Room",
        "A talk: Main, Side -> Main",
        "Rooms: were Main, Side",
        id="one room less",
    ),
    pytest.param(TALK, replace(TALK, tracks=(Track("b", "B"),)), "Track", "A talk: A -> B", "", id="another track"),
    pytest.param(
        TALK,
        replace(TALK, status="tentative"),
        "Status",
        "A talk: confirmed -> tentative",
        "Now tentative",
        id="tentative",
    ),
    pytest.param(
        replace(TALK, when=clocked(NINE, 7, "MST")),
        replace(TALK, when=clocked(NINE - HOUR, 6, "CST")),
        "Corrected",
        "A talk: the rules of America/Edmonton changed; still 02:00 there",
        "Corrected: the rules of America/Edmonton changed; still 02:00 there",
        id="corrected",
    ),
    pytest.param(TALK, replace(TALK, abstract="More"), "Changed", "A talk", "", id="details"),
]


@pytest.mark.parametrize(("before", "after", "label", "words", "noted"), SENTENCES)
def test_one_change_in_words(before: Session | None, after: Session | None, label: str, words: str, noted: str) -> None:
    """As `diff` and the Atom feed tell it, and as the entry itself does."""
    changes = compare(before, after, TITLES)
    title = (after or before or TALK).title if label != "Retitled" else "The talk"
    assert [(told_as.label, told_as.words) for told_as in sentences([Changed("talk", title, changes)], "UTC")] == [
        (label, words)
    ]
    assert note(changes, "UTC") == noted


def test_every_label_is_told() -> None:
    """The table above leaves none out, and each change that a ledger can hold has its label."""
    assert {case.values[2] for case in SENTENCES} == set(LABELS.values())
    assert LABELS.keys() == SHAPES.keys()


def test_what_is_equal_is_no_change() -> None:
    assert compare(TALK, replace(TALK), TITLES) == compare(None, None, TITLES) == ()
    assert note((), "UTC") == ""
    assert sentences([], "UTC") == ()


def test_several_changes_are_told_in_order() -> None:
    """Time first: it is what people have to act on."""
    after = replace(TALK, when=at(NINE + HALF), title="The talk", rooms=(Room("s", "Side"),), speakers=(Speaker("Bo"),))
    changes = compare(TALK, after, TITLES)
    assert [change.what for change in changes] == ["time", "title", "speakers", "rooms"]
    assert (
        note(changes, "UTC") == "Moved: was Sun 29 Mar 09:00 UTC. Title: was A talk. Speaker: was Ada. Room: was Main"
    )


def test_what_is_called_off_says_so_by_itself() -> None:
    """The reason stands first in the entry, so no note of what else changed comes before it."""
    moved = replace(TALK, when=at(NINE + HALF), status="cancelled", reason="Ada is ill")
    changes = compare(TALK, moved, TITLES)
    assert [change.what for change in changes] == ["cancelled", "time"]
    assert note(changes, "UTC") == ""


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        pytest.param("UTC", "Sun 29 Mar 09:00 UTC", id="UTC"),
        pytest.param("Europe/Berlin", "Sun 29 Mar 11:00 CEST", id="summer time, since this morning"),
        pytest.param("America/New_York", "Sun 29 Mar 05:00 EDT", id="to the west"),
        pytest.param("Asia/Kathmandu", "Sun 29 Mar 14:45 UTC+05:45", id="a zone without letters"),
        pytest.param("Pacific/Kiritimati", "Sun 29 Mar 23:00 UTC+14:00", id="far to the east"),
        pytest.param("Pacific/Pago_Pago", "Sat 28 Mar 22:00 SST", id="the day before"),
    ],
)
def test_times_are_told_in_any_zone(zone: str, words: str) -> None:
    """In the event's, or in the one that somebody asked for."""
    assert moment(TALK.when, zone) == words
    assert sentence("A talk", Change("new", None, TALK.when), zone) == f"A talk: {words}"


def test_a_move_across_a_change_of_clocks_names_both() -> None:
    """Where the two times have the same abbreviation, it is told once."""
    before, after = at(datetime(2026, 3, 28, 9, tzinfo=UTC)), at(datetime(2026, 3, 29, 9, tzinfo=UTC))
    change = Change("time", before, after)
    assert sentence("A talk", change, "Europe/Berlin") == "A talk: Sat 28 Mar 10:00 CET -> Sun 29 Mar 11:00 CEST"
    assert sentence("A talk", change, "UTC") == "A talk: Sat 28 Mar 09:00 -> Sun 29 Mar 09:00 UTC"


# -- many sessions --------------------------------------------------------------------------------------------------


def moves(shift: timedelta, count: int) -> list[Changed]:
    found = []
    for number in range(count):
        start = NINE + number * HALF
        change = Change("time", at(start), at(start + shift))
        found.append(Changed(f"t{number}", f"Talk {number}", (change,)))
    return found


@pytest.mark.parametrize(
    ("shift", "count", "words"),
    [
        pytest.param(
            HALF,
            5,
            "5 sessions 30 minutes later, the first Sun 29 Mar 09:00 -> Sun 29 Mar 09:30 UTC:"
            " Talk 0; Talk 1; Talk 2; Talk 3; Talk 4",
            id="five",
        ),
        pytest.param(
            -timedelta(hours=1),
            2,
            "2 sessions 1 hour earlier, the first Sun 29 Mar 09:00 -> Sun 29 Mar 08:00 UTC: Talk 0; Talk 1",
            id="two, earlier",
        ),
        pytest.param(
            timedelta(days=1, minutes=61),
            8,
            "8 sessions 1 day 1 hour 1 minute later, the first Sun 29 Mar 09:00 -> Mon 30 Mar 10:01 UTC:"
            " Talk 0; Talk 1; Talk 2; Talk 3; Talk 4; Talk 5 and 2 more",
            id="eight, to another day",
        ),
    ],
)
def test_sessions_that_moved_together_are_one_sentence(shift: timedelta, count: int, words: str) -> None:
    """A day that begins half an hour later is one piece of news, not ten."""
    (one,) = sentences(moves(shift, count), "UTC")
    assert (one.label, one.words) == ("Moved", words)
    assert one.sessions == tuple(f"t{number}" for number in range(count))
    assert len(one.changes) == count


def test_only_what_did_nothing_else_moves_together() -> None:
    """One that also changed its room is told by itself, and so is one that moved by another time or became longer."""
    together, alone = moves(HALF, 2), moves(timedelta(hours=2), 1)
    room = Change("rooms", ("Main",), ("Side",))
    moved_and_more = Changed("more", "More", (*moves(HALF, 1)[0].changes, room))
    longer = Changed("long", "Long", (Change("time", at(NINE), at(NINE + HALF, 60)),))
    every = [*together, moved_and_more, longer, alone[0]._replace(id="alone", title="Alone")]
    words = [(one.label, one.words) for one in sentences(every, "UTC")]
    assert words == [
        ("Moved", "2 sessions 30 minutes later, the first Sun 29 Mar 09:00 -> Sun 29 Mar 09:30 UTC: Talk 0; Talk 1"),
        ("Moved", "More: Sun 29 Mar 09:00 -> Sun 29 Mar 09:30 UTC"),
        ("Moved", "Long: Sun 29 Mar 09:00 -> Sun 29 Mar 09:30 UTC"),
        ("Moved", "Alone: Sun 29 Mar 09:00 -> Sun 29 Mar 11:00 UTC"),
        ("Room", "More: Main -> Side"),
    ]


# -- anything at all ------------------------------------------------------------------------------------------------

instants = st.integers(86_400, 2_145_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
whens = st.one_of(st.builds(at, instants, st.integers(1, 1440)), st.dates(date(1970, 1, 2), date(2037, 12, 30)))
zones = st.sampled_from(("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"))
sessions = st.builds(
    Session,
    id=st.just("talk"),
    title=texts,
    day=st.dates(date(1970, 1, 2), date(2037, 12, 30)),
    when=whens,
    speakers=st.lists(st.builds(Speaker, texts), max_size=3).map(tuple),
    tracks=st.lists(st.builds(Track, st.just("t"), texts, st.sampled_from(("", "teal"))), max_size=2).map(tuple),
    rooms=st.lists(st.builds(Room, st.just("r"), texts, st.just("")), max_size=2).map(tuple),
    kind=st.sampled_from(KINDS),
    language=st.sampled_from(("", "de", "pt-BR")),
    url=st.sampled_from(("", "https://example.org/ä?b#c", "HTTP://EXAMPLE.ORG:80")),
    abstract=texts,
    links=st.lists(st.tuples(texts, st.just("https://example.org/")), max_size=2).map(tuple),
    status=st.sampled_from(STATUSES),
    reason=texts,
    replaced_by=st.lists(st.just("other"), max_size=2).map(tuple),
    end_inferred=st.booleans(),
)


@given(sessions, st.one_of(sessions, st.none()), zones)
def test_anything_can_be_told(one: Session, other: Session | None, zone: str) -> None:
    """On one line, without what a terminal or a calendar obeys, and a note short enough to stand in every entry."""
    for before, after in ((one, other), (other, one), (one, one)):
        changes = compare(before, after, TITLES)
        assert changes or before == after
        noted = note(changes, zone)
        assert len(noted) <= NOTE_MAX
        assert not set(noted) & set("\r\n\0\x1b\u2028")
        for change in changes:
            assert read_change(change_json(change)) == change
            assert sentence("Title", change, zone)


@given(sessions)
def test_a_record_keeps_the_whole_session(session: Session) -> None:
    """What the ledger remembers is what was published: a tombstone is made of nothing else."""
    assert session_of("talk", record(session)) == session


@given(whens)
def test_a_time_is_recalled_as_it_was(when: Span | date) -> None:
    assert read_when(when_json(when)) == when


@pytest.mark.parametrize(
    "when",
    [
        pytest.param([], id="nothing"),
        pytest.param(["2026-03-29T09:00:00", "2026-03-29T09:30:00"], id="no zone"),
        pytest.param(["2026-03-29T09:00:00+01:00", "2026-03-29T09:30:00+01:00"], id="not UTC"),
        pytest.param(["2026-03-29T09:30:00+00:00", "2026-03-29T09:00:00+00:00"], id="backwards"),
        pytest.param(["2026-03-29T09:30:00+00:00", "2026-03-29T09:30:00+00:00"], id="no length"),
        pytest.param(["0001-01-01"], id="long ago"),
        pytest.param(["2040-01-01T00:00:00+00:00", "2040-01-01T01:00:00+00:00"], id="beyond what zones are known for"),
        pytest.param(["2026-03-29", "2026-03-30"], id="two days"),
    ],
)
def test_a_time_that_cannot_be_is_refused(when: list[str]) -> None:
    with pytest.raises((ValueError, TypeError)):
        read_when(when)
