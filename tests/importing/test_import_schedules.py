"""Schedules in XML, JSON and YAML: every session is right, asked about, or named as left out."""

import json
import os
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from importing.schedules import Written, written
from summit_ical.agendafile import yaml_reader
from summit_ical.agendafile.assemble import assemble
from summit_ical.importing import formats
from summit_ical.importing.draft import Draft, draft
from summit_ical.importing.questions import Unanswered
from summit_ical.importing.schedule import Answers
from summit_ical.importing.source import agenda as written_agenda
from summit_ical.importing.source import sessions
from summit_ical.model.source import Text

SEEDS = int(os.environ.get("SUMMIT_ICAL_SEEDS", "300"))


def read(name: str, text: str, **said: object) -> Draft:
    """The draft of a schedule."""
    raw, answers = text.encode(), Answers(**said)  # type: ignore[arg-type]
    reader = formats.foreign_reader(name, raw)
    assert reader is not None
    return draft(formats.programme(name, raw, answers, reader), answers)


def expected(made: Written) -> list[tuple[object, ...]]:
    zone = ZoneInfo(made.zone)
    return sorted(
        (
            *(f"{when.replace(tzinfo=zone).astimezone(UTC):%Y-%m-%d %H:%M}" for when in (talk.start, talk.end)),
            f"{talk.day:%d}",
            " ".join(talk.title.split()),
            talk.room,
            talk.people,
        )
        for talk in made.talks
    )


def found(made: Draft) -> list[tuple[object, ...]]:
    people = {
        str(row[Text("id", row.mark)]): tuple(map(str, row.get(Text("speakers", row.mark), ())))
        for row in sessions(made.root)
    }
    return sorted(
        (
            *(f"{when.astimezone(UTC):%Y-%m-%d %H:%M}" for when in (one.start, one.end)),
            f"{one.day:%d}",
            one.title,
            *one.rooms,
            people[one.name],
        )
        for one in made.taken
    )


@pytest.mark.parametrize("seed", range(SEEDS))
def test_generated(seed: int) -> None:
    """Whatever the dialect: every session, at its instants, on its day of the programme, and nothing asked."""
    made = written(seed)
    assert found(read(made.name, made.text, **made.said)) == expected(made)


def frab(*events: str, about: str = "", day: str = 'date="2031-05-06"') -> str:
    head = f"<schedule><conference><title>Pond Days</title>{about}</conference><day {day}><room name='Reeds'>"
    return "".join((head, *(f"<event>{one}</event>" for one in events), "</room></day></schedule>"))


def event(title: str = "Newts", **fields: str) -> str:
    return f"<title>{title}</title>" + "".join(f"<{name}>{said}</{name}>" for name, said in fields.items())


BERLIN = "<time_zone_name>Europe/Berlin</time_zone_name>"
DAYS = "<start>2031-05-06</start><end>2031-05-07</end>"
NOON = event(start="12:00", duration="1:00")
NIGHT = event("Owls", start="0:30", duration="1:00")
LATE = event("Bats", start="23:00", duration="1:00")
DATED = "2031-05-06T12:00:00+02:00"
FULL = ("06 12:00-13:00 Newts",)
ASKED = [
    pytest.param(frab(NOON), "timezone", "", {"timezone": "Europe/Berlin"}, FULL, id="no zone"),
    pytest.param(
        frab(NOON, about=BERLIN + DAYS, day='date="2030-05-06"'),
        *("day", "2030-05-06", {"days": (("2030-05-06", date(2031, 5, 6)),)}, FULL),
        id="a day of another year",
    ),
    pytest.param(
        frab(NOON, about=BERLIN + DAYS, day='date="2031-05-08"'),
        *("day", "2031-05-08", {"days": (("2031-05-08", date(2031, 5, 8)),)}, ("08 12:00-13:00 Newts",)),
        id="a day outside that is meant",
    ),
    pytest.param(
        frab(event(date=DATED, start="11:00", duration="1:00"), about=BERLIN),
        *("as-written", f"{DATED} and 11:00", {"as_written": ("date-not-start",)}, FULL),
        id="date and start disagree: the date counts",
    ),
    pytest.param(
        frab(event(date=DATED, start="11:00", duration="1:00"), about=BERLIN),
        *("as-written", f"{DATED} and 11:00", {"as_written": ("start-not-date",)}, ("06 11:00-12:00 Newts",)),
        id="date and start disagree: the start counts",
    ),
    pytest.param(
        frab(event(date="2031-05-09T12:00:00+02:00", start="12:00", duration="1:00"), about=BERLIN),
        *("as-written", "2031-05-09T12:00:00+02:00 under 2031-05-06", {"as_written": ("date-not-day",)}),
        ("09 12:00-13:00 Newts",),
        id="date and day disagree: the date counts",
    ),
    pytest.param(
        frab(event(date="2031-05-09T12:00:00+02:00", start="12:00", duration="1:00"), about=BERLIN),
        *("as-written", "2031-05-09T12:00:00+02:00 under 2031-05-06", {"as_written": ("day-not-date",)}, FULL),
        id="date and day disagree: the day counts",
    ),
    pytest.param(
        frab(event(date="2031-05-07", start="12:00", duration="1:00"), about=BERLIN),
        *("as-written", "2031-05-07 under 2031-05-06", {"as_written": ("date-not-day",)}, ("07 12:00-13:00 Newts",)),
        id="a date without a time under another day",
    ),
    pytest.param(
        frab(NOON, about=f"{BERLIN}<start>2031-05-07</start>"),
        *("day", "2031-05-06", {"days": (("2031-05-06", date(2031, 5, 6)),)}, FULL),
        id="a day before the conference",
    ),
    pytest.param(
        frab(event(start="13:00", end="12:30"), NOON, about=BERLIN),
        *("as-written", "Newts: 13:00 to 12:30", {"as_written": ("leave-out-backwards",)}, FULL),
        id="an end before its start",
    ),
    pytest.param(
        frab(LATE, NIGHT, about=BERLIN),
        *("as-written", "0:30 Owls on 2031-05-06", {"as_written": ("night-after",)}),
        ("06 23:00-00:00 Bats", "06 00:30-01:30 Owls"),
        id="after midnight, and nothing says when a day ends",
    ),
    pytest.param(
        frab(event(start="12:00", duration="1:10:00"), about=BERLIN),
        *("as-written", "1:10:00", {"as_written": ("hours-first",)}, ("06 12:00-13:10 Newts",)),
        id="h:mm:ss or d:hh:mm",
    ),
    pytest.param(
        frab(event(date=DATED, end="2031-05-06T13:00:00+02:00", duration="0:30"), about=BERLIN),
        *("as-written", "0:30 and 2031-05-06T13:00:00+02:00", {"as_written": ("end-not-duration",)}, FULL),
        id="an end and a length",
    ),
    pytest.param(
        frab(event(start="12:00", duration="soon"), about=BERLIN),
        *("duration", "", {"default_duration": timedelta(hours=1)}, FULL),
        id="no length",
    ),
    pytest.param(
        frab(event(start="12:00", duration="0:00"), about=BERLIN),
        *("duration", "", {"default_duration": timedelta(hours=1)}, FULL),
        id="a length of nothing",
    ),
]


@pytest.mark.parametrize(("text", "kind", "words", "said", "expected"), ASKED)
def test_asked(text: str, kind: str, words: str, said: dict[str, object], expected: tuple[str, ...]) -> None:
    """What a schedule says in two ways, or not at all, is one question; the answer decides."""
    with pytest.raises(Unanswered) as unanswered:
        read("s.xml", text)
    [question] = unanswered.value.questions
    assert (question.kind, question.words) == (kind, words)
    assert lines(read("s.xml", text, **said)) == expected


def lines(made: Draft) -> tuple[str, ...]:
    return tuple(f"{one.day:%d} {one.start:%H:%M}-{one.end:%H:%M} {one.title}" for one in made.taken)


SETTLED = [
    pytest.param(
        frab(LATE, NIGHT, about=f"{BERLIN}<day_change>04:00</day_change>"),
        ("06 23:00-00:00 Bats", "06 00:30-01:30 Owls"),
        id="the change of day",
    ),
    pytest.param(
        frab(NIGHT, about=BERLIN, day='date="2031-05-06" start="2031-05-06T06:00+02:00" end="2031-05-07T05:59+02:00"'),
        ("06 00:30-01:30 Owls",),
        id="the limits of the day",
    ),
    pytest.param(frab(NIGHT, NOON, about=BERLIN), ("06 00:30-01:30 Owls", *FULL), id="early, as it stands first"),
    pytest.param(
        frab(event(date="2031-05-07T00:30:00+02:00", start="00:30", duration="1:00"), about=BERLIN),
        ("06 00:30-01:30 Newts",),
        id="the night after, by its date",
    ),
    pytest.param(
        frab(event(date="2031-05-06T10:00:00Z", start="12:00", duration="PT1H"), about=BERLIN), FULL, id="a date in UTC"
    ),
    pytest.param(frab(event(start="12:00", end="13:00"), about=BERLIN), FULL, id="an end by the clock"),
    pytest.param(frab(NOON, about=f"{BERLIN}<start>2031-05-05</start>"), FULL, id="a conference without an end"),
    pytest.param(
        frab(event(start="23:30", end="0:30"), about=BERLIN), ("06 23:30-00:30 Newts",), id="an end past midnight"
    ),
]


@pytest.mark.parametrize(("text", "expected"), SETTLED)
def test_settled(text: str, expected: tuple[str, ...]) -> None:
    """Where the schedule's own words leave one reading, nothing is asked."""
    assert lines(read("s.xml", text)) == expected


def test_many_doubts_are_one_question() -> None:
    """What disagrees in the same way is asked about once, with every place; a new row asks again."""
    rows = [event(f"Talk {n}", date=DATED, start=f"1{n}:00", duration="1:00") for n in (0, 1, 3)]
    with pytest.raises(Unanswered) as unanswered:
        read("s.xml", frab(*rows, about=BERLIN))
    [question] = unanswered.value.questions
    assert len(question.marks) == 2
    with pytest.raises(Unanswered) as again:
        read("s.xml", frab(*rows[:2], about=BERLIN))
    assert again.value.questions[0].words != question.words


def test_two_of_one_guid() -> None:
    """Two that differ in title or end are two; one in two rooms is one; whoever is listed is in it."""
    both = [
        f"<event guid='g'>{event(title, date=DATED, duration=length)}<person>{who}</person></event>"
        for title, length, who in (("Newts", "1:00", "Ada"), ("Frogs", "1:00", "Bo"), ("Newts", "2:00", "Bo"))
    ]
    rooms = f"<room name='Reeds'>{''.join(both)}</room><room name='Bank'>{both[0].replace('Ada', 'Chidi')}</room>"
    text = f"<schedule><conference>{BERLIN}</conference><day date='2031-05-06'>{rooms}</day></schedule>"
    made = read("s.xml", text)
    assert lines(made) == ("06 12:00-13:00 Newts", "06 12:00-13:00 Frogs", "06 12:00-14:00 Newts")
    assert made.taken[0].rooms == ("Reeds", "Bank")
    assert len({one.name for one in made.taken}) == 3
    assert sum("are two, although both are 'g'" in note.message for note in made.notes) == 2


def test_two_people_of_one_name() -> None:
    """Two ids are two people: two rows with ids of their own, which sessions name; one id is one person."""
    people = "".join(f"<person id='{n}'>Wei Zhang</person>" for n in (1, 2))
    text = frab(NOON + f"<persons>{people}</persons>", event("Frogs", start="14:00", duration="1:00")
                + "<persons><person id='1'>Wei Zhang</person></persons>", about=BERLIN)  # fmt: skip
    made = read("s.xml", text)
    agenda = assemble("agenda.yaml", *yaml_reader.parse("agenda.yaml", written_agenda(made, "s.xml")))
    first, second = agenda.sessions
    assert [person.name for person in first.speakers] == ["Wei Zhang", "Wei Zhang"]
    assert len({person.id for person in first.speakers}) == 2
    assert second.speakers[0] in first.speakers
    assert any("'Wei Zhang' is the name of 2 people" in note.message for note in made.notes)


INDICO = {
    "results": {
        "22": {
            "20310506": {
                "s1": {
                    "entryType": "Session",
                    "title": "Ponds",
                    "startDate": {"date": "2031-05-06", "time": "09:00:00", "tz": "Europe/Zurich"},
                    "endDate": {"date": "2031-05-06", "time": "10:00:00", "tz": "Europe/Zurich"},
                    "entries": {
                        "c5": {
                            "id": "c5",
                            "entryType": "Contribution",
                            "title": "Newts",
                            "startDate": {"date": "2031-05-06", "time": "09:00:00", "tz": "Europe/Zurich"},
                            "endDate": {"date": "2031-05-06", "time": "09:30:00", "tz": "Europe/Zurich"},
                            "presenters": [{"name": "Ada Example", "affiliation": "Reed & Sons"}],
                        }
                    },
                },
                "b1": {
                    "id": "b1",
                    "entryType": "Break",
                    "title": "Tea",
                    "startDate": {"date": "2031-05-06", "time": "10:00:00", "tz": "Europe/Zurich"},
                    "endDate": {"date": "2031-05-06", "time": "10:30:00", "tz": "Europe/Zurich"},
                    "entries": {},
                },
            }
        }
    }
}
CONTRIBUTIONS = {
    "results": [
        {
            "title": "Pond Days",
            "timezone": "Europe/Zurich",
            "contributions": [
                {
                    "id": "5",
                    "title": "Newts",
                    "startDate": {"date": "2031-05-06", "time": "09:00:00", "tz": "Europe/Zurich"},
                    "duration": 30,
                    "speakers": [{"first_name": "Ada", "last_name": "Example"}],
                },
                {"id": "6", "title": "Some time", "startDate": None, "endDate": None},
            ],
        }
    ]
}


def test_indico() -> None:
    """A timetable: contributions of a session are taken, and the session named; or the list of contributions."""
    made = read("i.json", json.dumps(INDICO))
    assert lines(made) == ("06 09:00-09:30 Newts", "06 10:00-10:30 Tea")
    assert [note.message for note in made.notes if note.what == "left out"] == [
        "'Ponds': a session, of which the 1 contribution are taken"
    ]
    made = read("i.json", json.dumps(CONTRIBUTIONS))
    assert lines(made) == ("06 09:00-09:30 Newts",)
    assert [note.message for note in made.notes if note.what == "left out"] == ["'Some time': no date and time"]


FOREIGN_KEYS = [{"titel": "Newts", "von": "2031-05-06T10:00:00Z", "bis": "2031-05-06T11:00:00Z", "ort": "Reeds"}]


def test_keys_that_nobody_knows() -> None:
    """What a key means is asked where the title or the start is not known; any other is named in the report."""
    with pytest.raises(Unanswered) as unanswered:
        read("l.json", json.dumps(FOREIGN_KEYS))
    assert {one.words for one in unanswered.value.questions} == {"titel", "ort", "von", "bis"}
    columns = (("titel", "title"), ("von", "start"), ("bis", "end"))
    made = read("l.json", json.dumps(FOREIGN_KEYS), columns=columns)
    assert lines(made) == ("06 10:00-11:00 Newts",)
    assert any("the key 'ort' is not read" in note.message for note in made.notes)


def test_a_day_outside_of_a_list() -> None:
    """Where events stand in one list, an answer moves those of a day that is none of the conference's."""
    event = {"guid": "g", "title": "Newts", "start": "2030-05-06T12:00:00+02:00", "end": "2030-05-06T13:00:00+02:00"}
    about = {"time_zone_name": "Europe/Berlin", "start": "2031-05-06", "end": "2031-05-06", "days": []}
    text = json.dumps({"schedule": {"conference": about, "events": [event]}})
    with pytest.raises(Unanswered) as unanswered:
        read("s.json", text)
    assert [choice.value for choice in unanswered.value.questions[0].choices] == ["2030-05-06", "2031-05-06"]
    for said in (date(2030, 5, 6), date(2031, 5, 6)):
        [one] = read("s.json", text, days=(("2030-05-06", said),)).taken
        assert (one.start.date(), f"{one.start:%H:%M}-{one.end:%H:%M}") == (said, "12:00-13:00")
