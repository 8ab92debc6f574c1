"""Lists that people keep among a site's data: their clocks are read as those of a sheet, messages stand at lines."""

import json
from datetime import timedelta

import pytest
from test_reading_rules import lines

from summit_ical.importing import formats
from summit_ical.importing.schedule import Answers, Programme


def read(file: str, text: str, **said: object) -> Programme:
    raw = text.encode()
    reader = formats.foreign_reader(file, raw)
    assert reader is not None
    return formats.programme(file, raw, Answers("UTC", default_duration=timedelta(minutes=30), **said), reader)  # type: ignore[arg-type]


LISTS = [
    pytest.param('- {date: 2031-10-06, time: "9:30 AM - 10:15 AM", title: Bees}\n', ["10-06 09:30-10:15 Bees"],
                 id="from to"),
    pytest.param('- {date: 2031-10-06, start: 11h, end: 12h30, title: Bees}\n', ["10-06 11:00-12:30 Bees"], id="h"),
    pytest.param('- {date: 2031-10-06, start: "11:00", title: A}\n- {date: 2031-10-06, start: "1:00", title: B}\n',
                 ["10-06 11:00-13:00 A", "10-06 13:00-13:30 B"], id="past noon"),
    pytest.param('- {date: Monday 6 October 2031, start: "9:00", title: A, speakers: [Ida Moss, Rolf Linden]}\n',
                 ["10-06 09:00-09:30 A | Ida Moss, Rolf Linden"], id="a date in words"),
    pytest.param('- {date: 2031-10-06, start: "9:00", end: "10:00", title: A, speakers: "Moss, Ida; Linden, Rolf"}\n',
                 ["10-06 09:00-10:00 A | Ida Moss, Rolf Linden"], id="last names first"),
]  # fmt: skip


@pytest.mark.parametrize("file", ["talks.yml", "talks.json"])
@pytest.mark.parametrize(("text", "expected"), LISTS)
def test_clocks_as_people_write_them(file: str, text: str, expected: list[str]) -> None:
    """A list of maps is a sheet whose columns are its keys, in YAML and in JSON."""
    if file.endswith(".json"):
        from summit_ical.agendafile import yaml_reader
        from summit_ical.importing.formats.records import plain

        text = json.dumps(plain(yaml_reader.parse(file, text)[0]))
    assert lines(read(file, text)) == expected


def test_a_weekday_is_asked_about() -> None:
    programme = read(
        "talks.yml", '- {day: Monday, start: "9:00", title: A}\n- {day: Friday, start: "9:00", title: B}\n'
    )
    assert [(one.kind, one.words, one.mark.line) for one in programme.questions] == [("day", "Monday", 1),
                                                                                    ("day", "Friday", 2)]  # fmt: skip


ZONED = [
    pytest.param("2031-10-06T09:00:00", "America/Denver", ["10-06 15:00-15:00 A"], id="in its own zone"),
    pytest.param("2031-10-06T09:00:00Z", "America/Denver", ["10-06 09:00-09:00 A"], id="an offset says more"),
    pytest.param("2031-10-06T09:00:00", "somewhere", [], id="not a zone"),
    pytest.param("2031-11-02T01:30:00", "America/Denver", [], id="twice there"),
]


@pytest.mark.parametrize(("start", "zone", "expected"), ZONED)
def test_a_zone_of_each_object(start: str, zone: str, expected: list[str]) -> None:
    """It counts for its own clock; where it says nothing, the object is left out with a line, not put into another."""
    text = json.dumps([{"title": "A", "start": start, "timezone": zone}])
    programme = read("talks.json", text)
    assert lines(programme) == expected
    assert [note.what for note in programme.notes if "time zone" in note.message] == ([] if expected else ["left out"])


SESSION = '{{"title": "{}", "start": "{}", "end": "2031-10-06T10:00:00Z"}}'
PLACES = [
    pytest.param(
        "talks.json", "[\n" + SESSION.format("A {", "2031-10-06T09:00:00Z") + ",\n\n" + SESSION.format("B", "x") + "]",
        4, "[1]", id="a list in JSON",
    ),
    pytest.param(
        "schedule.xml",
        '<?xml version="1.0"?>\n<schedule>\n<conference/>\n<day date="2031-10-06">\n<room name="R">\n<event id="7">\n'
        "<title>A</title><date>x</date><start>y</start></event></room></day></schedule>",
        6, "day[1]/room[R]/event[7]", id="an event in XML",
    ),
    pytest.param(
        "all.json",
        '{"sessions": [\n{"id": "1", "title": "A", "startsAt": null}],\n"speakers": [], "rooms": [], "startsAt": ""}',
        2, "sessions[0]", id="Sessionize",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("file", "text", "line", "pointer"), PLACES)
def test_a_note_stands_at_its_line(file: str, text: str, line: int, pointer: str) -> None:
    """In a pull request's check it is an annotation there; in words it is the path in the document."""
    (note,) = [note for note in read(file, text).notes if note.what == "left out"]
    assert (note.mark.line, note.mark.pointer) == (line, pointer)
