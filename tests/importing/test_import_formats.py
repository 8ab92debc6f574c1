"""Exports of other programs come back with the instants that they say, whatever they leave out."""

import io
import json
from pathlib import Path

import pytest

from summit_ical.agendafile import yaml_reader
from summit_ical.agendafile.assemble import assemble
from summit_ical.importing import formats
from summit_ical.importing.draft import draft
from summit_ical.importing.formats import xlsx
from summit_ical.importing.schedule import Answers
from summit_ical.importing.source import agenda
from summit_ical.model.agenda import Session
from summit_ical.model.source import AgendaError
from summit_ical.publish.build import begins, ends
from summit_ical.text.plain import plain


def sessions(file: str, text: str | bytes, **said: object) -> tuple[Session, ...]:
    """The sessions of the agenda.yaml that an import makes."""
    raw = text.encode() if isinstance(text, str) else text
    reader = formats.foreign_reader(file, raw)
    assert reader is not None
    answers = Answers(**said)  # type: ignore[arg-type]
    made = draft(formats.programme(file, raw, answers, reader), answers)
    return assemble("agenda.yaml", *yaml_reader.parse("agenda.yaml", agenda(made, file))).sessions


def line(session: Session) -> str:
    parts = [
        f"{begins(session)}/{ends(session)[11:16]}",
        f"day {session.day:%d}",
        session.title,
        ", ".join(p.name for p in session.speakers),
        ", ".join(r.name for r in session.rooms),
        ", ".join(t.name for t in session.tracks),
        session.kind if session.kind != "talk" else "",
        session.status if session.status != "confirmed" else "",
    ]
    return " | ".join(filter(None, parts))


FRAB = """<?xml version="1.0" encoding="utf-8"?>
<!-- <!DOCTYPE in a comment> is none -->
<schedule>
  <conference><title>Night Camp</title>ZONE<day_change>04:00</day_change></conference>
  <day date="2031-01-03" index="1">
    <room name="Tent">
      <event guid="29aecfd7-2e44-4f49-ab86-29b5e0877325" id="17">
        <date>2031-01-03T23:30:00+01:00</date><start>23:30</start><duration>01:00</duration>
        <title>Owls &amp; moths</title><subtitle>By ear</subtitle><track>Night</track>
        <type>workshop</type><language>en</language>
        <abstract>Bring <![CDATA[<b>ears</b>]]>.</abstract><description>At the pond.</description>
        <persons><person id="1">Ada Example</person><person>Bo/Sample</person></persons>
        <links><link href="https://example.org/owls">Slides</link><link href="javascript:x">x</link></links>
      </event>
      <event id="18">
        <date>2031-01-04T00:45:00+01:00</date><start>00:45</start><duration>0:30</duration>
        <title>Fire</title><persons/>
      </event>
      <event id="19"><date/><start/><duration/><title>Some time</title></event>
    </room>
    <room name="Pond">
      <event guid="29aecfd7-2e44-4f49-ab86-29b5e0877325" id="17">
        <date>2031-01-03T23:30:00+01:00</date><duration>01:00</duration><title>Owls &amp; moths</title>
      </event>
    </room>
  </day>
</schedule>
"""
FRAB_LINES = [
    "2031-01-03T22:30:00Z/23:30 | day 03 | Owls & moths | Ada Example, Bo/Sample | Tent, Pond | Night | tutorial",
    "2031-01-03T23:45:00Z/00:15 | day 03 | Fire | Tent",
]


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        pytest.param("<time_zone_name>Europe/Berlin</time_zone_name>", {}, id="named"),
        pytest.param("", {"timezone": "Europe/Berlin"}, id="given"),
        pytest.param("", {}, id="offsets only"),
        pytest.param("<time_zone_name>Europe/Berlin</time_zone_name>", {"timezone": "Asia/Tokyo"}, id="read elsewhere"),
    ],
)
def test_frab(zone: str, said: dict[str, object]) -> None:
    """Instants come from the offsets; the day of the programme is the one listed; one event in two rooms is one."""
    found = sessions("schedule.xml", FRAB.replace("ZONE", zone), **said)
    expected = (
        FRAB_LINES
        if said.get("timezone") != "Asia/Tokyo"
        else [part.replace("day 03", "day 03") for part in FRAB_LINES]
    )
    assert [line(one) for one in found] == expected
    assert found[0].id == "29aecfd7-2e44-4f49-ab86-29b5e0877325"
    assert dict(found[0].links) == {"slides": "https://example.org/owls"}
    assert found[0].abstract == "*By ear*\n\nBring <b>ears</b>.\n\nAt the pond.\n"


def test_pentabarf() -> None:
    """Without dates the clock is of the day, or of the next one before the change of day; the zone has to be given."""
    text = FRAB.replace("ZONE", "")
    for instant in ("2031-01-03T23:30:00+01:00", "2031-01-04T00:45:00+01:00"):
        text = text.replace(f"<date>{instant}</date>", "")
    text = text.replace("<duration>01:00</duration><title>", "<start>23:30</start><duration>01:00</duration><title>")
    with pytest.raises(AgendaError, match="the time zone is not said"):
        sessions("schedule.xml", text)
    assert [line(one) for one in sessions("schedule.xml", text, timezone="Europe/Berlin")] == FRAB_LINES


HOSTILE = [
    pytest.param("<!DOCTYPE schedule [<!ENTITY a 'b'>]><schedule/>", "a document type is declared", id="entities"),
    pytest.param(
        "<?xml version='1.0'?><!DOCTYPE schedule SYSTEM 'http://example.org/x'><schedule/>",
        "a document type",
        id="network",
    ),
    pytest.param("<schedule><day></schedule>", "not valid XML from here on", id="broken"),
    pytest.param("<rss/>", "<rss> is no schedule", id="no schedule"),
    pytest.param("", "not valid XML from here on", id="empty"),
    pytest.param("<schedule/>", "no session with a day and a time", id="nothing in it"),
]


@pytest.mark.parametrize(("text", "message"), HOSTILE)
def test_hostile_xml(text: str, message: str) -> None:
    """XML is read without entities or network, and what is none is refused in words."""
    with pytest.raises(AgendaError, match=message):
        sessions("schedule.xml", text)


@pytest.mark.parametrize(
    ("file", "text", "report"),
    [
        pytest.param(
            "schedule.json", '{"schedule": {"conference": ', "1:29: error: not valid JSON from here on", id="JSON"
        ),
        pytest.param("schedule.xml", "<schedule>\n<day>&x;", "2:6: error: not valid XML from here on", id="XML"),
        pytest.param(
            "talks.csv", f"Title\nA\n{'x' * 1_000_001}", "3:1: error: a cell of more than 131,072 characters", id="CSV"
        ),
    ],
)
def test_broken_form(file: str, text: str, report: str) -> None:
    """What is broken is told in our words, with the place, whatever words a library has for it."""
    with pytest.raises(AgendaError) as error:
        sessions(file, text)
    assert str(error.value).partition("\n")[0] == f"{file}:{report}"


SCHEDULE = {
    "schedule": {
        "version": "1",
        "conference": {
            "title": "Night Camp",
            "time_zone_name": "Europe/Berlin",
            "days": [
                {
                    "date": "2031-01-03",
                    "rooms": {
                        "Tent": [
                            {
                                "guid": "c3642671-4c1f-5109-81ba-0535c1cc8428",
                                "date": "2031-01-04T01:00:00+01:00",
                                "start": "01:00",
                                "duration": "00:40",
                                "room": None,
                                "title": {"de": "Eulen", "en": "Owls"},
                                "subtitle": None,
                                "track": {"name": "Night"},
                                "type": "Talk",
                                "persons": [{"public_name": "Ada Example"}, {"name": "Bo Sample"}, "Chidi"],
                                "links": [{"title": "Slides", "url": "https://example.org/s"}, "https://example.org/x"],
                            },
                            {
                                "id": 7,
                                "date": "2031-01-04T02:00:00+01:00",
                                "duration": None,
                                "title": "Break",
                                "room": "Tent",
                            },
                            {"id": 8, "date": None, "title": "Never", "persons": None},
                        ],
                        "Pond": None,
                    },
                }
            ],
        },
    }
}


def test_schedule_json() -> None:
    """Rooms and durations may be null, names of several kinds, the programme day the one before."""
    assert [line(one) for one in sessions("schedule.json", json.dumps(SCHEDULE))] == [
        "2031-01-04T00:00:00Z/00:40 | day 03 | Owls | Ada Example, Bo Sample, Chidi | Tent | Night",
    ]
    long = sessions("schedule.json", json.dumps(SCHEDULE), default_duration=readers_length("15m"))
    assert line(long[1]) == "2031-01-04T01:00:00Z/01:15 | day 03 | Break | Tent | break"


def readers_length(words: str) -> object:
    from summit_ical.agendafile.times import to_length

    return to_length(words)


ALL = {
    "sessions": [
        {
            "id": "1",
            "title": "Owls",
            "description": "By ear.",
            "startsAt": "2031-07-03T10:00:00",
            "endsAt": "2031-07-03T10:45:00",
            "isServiceSession": False,
            "speakers": ["a"],
            "categoryItems": [5],
            "roomId": 3,
            "recordingUrl": "https://example.org/r",
        },
        {
            "id": "2",
            "title": "Doors",
            "startsAt": "2031-07-03T09:00:00",
            "endsAt": "2031-07-03T10:00:00",
            "isServiceSession": True,
        },
        {"id": "3", "title": "Unscheduled", "startsAt": None, "endsAt": None},
    ],
    "speakers": [{"id": "a", "fullName": "Ada Example"}],
    "rooms": [{"id": 3, "name": "Pond"}],
    "categories": [{"title": "Track", "items": [{"id": 5, "name": "Night"}]}],
}
GRID = [
    {
        "date": "2031-07-03T00:00:00",
        "rooms": [
            {
                "name": "Pond",
                "sessions": [
                    {
                        "id": "1",
                        "title": "Owls",
                        "startsAt": "2031-07-03T10:00:00",
                        "endsAt": "2031-07-03T10:45:00",
                        "isServiceSession": False,
                        "speakers": [{"id": "a", "name": "Ada Example"}],
                        "categories": [{"name": "Track", "categoryItems": [{"name": "Night"}]}],
                    }
                ],
            }
        ],
        "timeSlots": [],
    }
]


@pytest.mark.parametrize("data", [pytest.param(ALL, id="all"), pytest.param(GRID, id="grid")])
def test_sessionize(data: object) -> None:
    """Local times are read in the zone that is given, in summer time too; numbers are looked up."""
    with pytest.raises(AgendaError, match="the time zone is not said"):
        sessions("sessions.json", json.dumps(data))
    found = sessions("sessions.json", json.dumps(data), timezone="Europe/London")
    assert line(found[-1]) == "2031-07-03T09:00:00Z/09:45 | day 03 | Owls | Ada Example | Pond | Night"


CSV = """Date;Time;Title;Who;Room
2031-07-03;10:00-10:45;"Owls; by ear";Ada Example & Bo Sample;Pond
;11:00-11:30;Moths;Chidi Demo;Tent
2031-07-04;;;;
;10:00-10:45;Fire;;
;;Ashes;;Tent
"""
CSV_LINES = [
    "2031-07-03T08:00:00Z/08:45 | day 03 | Owls; by ear | Ada Example, Bo Sample | Pond",
    "2031-07-03T09:00:00Z/09:30 | day 03 | Moths | Chidi Demo | Tent",
    "2031-07-04T08:00:00Z/08:45 | day 04 | Fire",
]


def test_csv() -> None:
    """A blank date is the one above; a row without a time inherits none, and is in the report."""
    from summit_ical.importing.formats import table_csv
    from summit_ical.importing.schedule import Answers

    notes = table_csv.parse("talks.csv", CSV, Answers("Europe/Berlin")).notes
    assert [(note.mark.line, note.what, note.message) for note in notes] == [(6, "left out", "no time: Ashes")]
    assert [line(one) for one in sessions("talks.csv", CSV, timezone="Europe/Berlin")] == CSV_LINES


def test_csv_columns() -> None:
    """Columns that nobody would recognise are named by the caller."""
    text = CSV.replace("Title", "Womit").replace("Who", "Wer da")
    columns = (("Womit", "title"), ("wer da", "speakers"))
    assert [line(one) for one in sessions("talks.csv", text, timezone="Europe/Berlin", columns=columns)] == CSV_LINES
    with pytest.raises(AgendaError, match="there is no column 'Wo'"):
        sessions("talks.csv", text, columns=(("Wo", "room"),))
    with pytest.raises(AgendaError, match="'place' is no field"):
        sessions("talks.csv", text, columns=(("Room", "place"),))


def test_sessionize_csv() -> None:
    """What Sessionize exports as a spreadsheet has date and time in one column and the length in another."""
    head = "Session Id,Title,Speakers,Room,Scheduled At,Scheduled Duration\n"
    text = f"{head}1,Owls,Ada Example,Pond,03 Jul 2031 10:00 AM,45\n"
    assert [line(one) for one in sessions("s.csv", text, timezone="Europe/London")] == [
        "2031-07-03T09:00:00Z/09:45 | day 03 | Owls | Ada Example | Pond"
    ]


def test_xlsx() -> None:
    """A workbook is read like the CSV of its sheet; dates and times may be real ones."""
    openpyxl = pytest.importorskip("openpyxl", reason="needs the extra xlsx")
    from datetime import date, time

    book = openpyxl.Workbook()
    sheet = book.active
    for row in [
        ("Date", "Start", "End", "Title", "Speakers"),
        (date(2031, 7, 3), time(10, 0), time(10, 45), "Owls", "Ada Example"),
        (None, time(11, 0), time(11, 30), "Moths", "Chidi Demo"),
    ]:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    assert [line(one) for one in sessions("talks.xlsx", stream.getvalue(), timezone="Europe/Berlin")] == [
        "2031-07-03T08:00:00Z/08:45 | day 03 | Owls | Ada Example",
        "2031-07-03T09:00:00Z/09:30 | day 03 | Moths | Chidi Demo",
    ]
    with pytest.raises(AgendaError, match="not a workbook"):
        sessions("talks.xlsx", stream.getvalue()[:1000], timezone="Europe/Berlin")


def test_what_a_workbook_hides_is_named() -> None:
    """A hidden sheet is not read, a hidden row is: the report says both."""
    openpyxl = pytest.importorskip("openpyxl", reason="needs the extra xlsx")
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("Old")):
        sheet.append(("Date", "Start", "End", "Title"))
        sheet.append(("2031-07-03", "10:00", "10:45", "Owls"))
    book.active.row_dimensions[2].hidden = True
    book["Old"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    made = xlsx.parse("talks.xlsx", stream.getvalue(), Answers("UTC"))
    assert [str(item.title) for item in made.items] == ["Owls"]
    assert [(note.what, str(note.mark), note.message) for note in made.notes if note.what != "taken"] == [
        ("left out", "talks.xlsx: Old", "the sheet is hidden"),
        ("look at", "talks.xlsx: Sheet", "hidden rows are read like the others: 2"),
    ]


ICS = """BEGIN:VCALENDAR
X-WR-CALNAME:Night Camp\\, 2031
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:a1@example.org
DTSTART;TZID=Europe/Berlin:20310703T100000
DTEND;TZID="Europe/Berlin":20310703T104500
SUMMARY:Owls\\, moths
DESCRIPTION:By ear.\\nAt night\\; late
  and dark.
LOCATION:Pond
CATEGORIES:Night,Animals\\, wild
END:VEVENT
BEGIN:VEVENT
UID:a2@example.org
DTSTART:20310703T090000Z
DURATION:PT30M
STATUS:CANCELLED
SUMMARY:Fire
BEGIN:VALARM
SUMMARY:No talk
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:a3@example.org
DTSTART:20310703T120000
DTEND:20310703T123000
SUMMARY:Ashes
END:VEVENT
BEGIN:VEVENT
UID:a4@example.org
DTSTART;VALUE=DATE:20310703
SUMMARY:All day
END:VEVENT
END:VCALENDAR
"""


def test_ics() -> None:
    """TZID, UTC and floating times; cancelled entries stay cancelled; whole days are left out."""
    with pytest.raises(AgendaError, match="the time zone of a floating time is not said"):
        sessions("feed.ics", ICS)
    found = sessions("feed.ics", ICS.replace("\n", "\r\n"), timezone="Europe/Berlin")
    assert [line(one) for one in found] == [
        "2031-07-03T08:00:00Z/08:45 | day 03 | Owls, moths | Pond | Night, Animals, wild",
        "2031-07-03T09:00:00Z/09:30 | day 03 | Fire | cancelled",
        "2031-07-03T10:00:00Z/10:30 | day 03 | Ashes",
    ]
    assert plain(found[0].abstract) == "By ear.\nAt night; late and dark."


def test_one_uid_on_many_entries() -> None:
    """Exports that give every entry the same UID still have every entry, each under an id of its own for good."""
    text = ICS.replace("a2@", "a1@").replace("a3@", "a1@")
    found = {one.title: one.id for one in sessions("feed.ics", text, timezone="Europe/Berlin")}
    assert len(set(found.values())) == 3
    assert all(one.startswith("a1-") for one in found.values())
    first, _, rest = text.partition("BEGIN:VEVENT")
    again = (
        f"{first}BEGIN:VEVENT\nUID:a1@example.org\nDTSTART:20310703T060000Z\nDURATION:PT1H\nSUMMARY:New\nEND:VEVENT\n"
    )
    after = sessions("feed.ics", f"{again}BEGIN:VEVENT{rest}", timezone="Europe/Berlin")
    assert {one.title: one.id for one in after if one.title != "New"} == found


def test_agenda_in_json_is_ours(tmp_path: Path) -> None:
    """An agenda in JSON is not taken for somebody's schedule.json."""
    path = tmp_path / "agenda.json"
    day = {"date": "2031-07-03", "sessions": [{"id": "a", "time": "10:00-10:30", "title": 'The "schedule" of talks'}]}
    path.write_text(
        json.dumps({"event": {"id": "x", "title": "X", "timezone": "UTC", "feeds": ["talks"]}, "days": [day]}), "utf-8"
    )
    assert len(assemble(str(path), *formats.load(path)).sessions) == 1
