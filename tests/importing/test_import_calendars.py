"""Calendar files: what their zones, repeats and changes mean, as other readers see it."""

import json
import os
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st

from importing.calendars import calendar
from judges import HERE, environment
from summit_ical.importing.draft import Draft, draft
from summit_ical.importing.formats.ics_file import parse
from summit_ical.importing.questions import Unanswered
from summit_ical.importing.schedule import Answers
from summit_ical.importing.source import sessions
from summit_ical.model.characters import clean
from summit_ical.model.source import Text
from summit_ical.text.escape import ELEMENT, as_markdown
from summit_ical.text.plain import html_words, plain

Instant = tuple[str, str, str]  # start, end, title
SEEDS = int(os.environ.get("SUMMIT_ICAL_SEEDS", "150"))
PLACES = {"Berlin": "Europe/Berlin", "New York": "America/New_York", "London": "Europe/London"}


def read(text: str, **said: object) -> Draft:
    """The draft of a calendar file."""
    answers = Answers(**said)  # type: ignore[arg-type]
    return draft(parse("feed.ics", text, answers), answers)


def instants(made: Draft) -> list[Instant]:
    return sorted((_shown(one.start), _shown(one.end), one.title) for one in made.taken)


def _shown(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def by_icalendar(text: str) -> list[Instant]:
    """What icalendar and recurring-ical-events read."""
    held = icalendar.Calendar.from_ical(text)
    del held["X-WR-TIMEZONE"]  # it would be put in the place of UTC
    found = recurring_ical_events.of(held).between((2020,), (2040,))
    return sorted((_shown(one["DTSTART"].dt), _shown(one["DTEND"].dt), str(one["SUMMARY"])) for one in found)


def by_ical_js(paths: list[Path]) -> dict[str, list[Instant]]:
    """What ical.js reads."""
    command = ["node", "instants_with_node.js", *map(str, paths)]
    answer = subprocess.run(command, cwd=HERE, env=environment(), capture_output=True, check=True)
    return {path: sorted(map(tuple, found)) for path, found in json.loads(answer.stdout).items()}


@pytest.fixture(scope="module")
def ours(calendars: dict[Path, str]) -> dict[str, list[Instant]]:
    return {path.name: instants(read(text)) for path, text in calendars.items()}


@pytest.fixture(scope="module")
def calendars(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, str]:
    folder = tmp_path_factory.mktemp("calendars")
    made = {folder / f"{seed}.ics": calendar(seed) for seed in range(SEEDS)}
    for path, text in made.items():
        path.write_text(text, "utf-8", newline="")
    return made


def test_ical_js_agrees(calendars: dict[Path, str], ours: dict[str, list[Instant]]) -> None:
    """Zones by the file's own rules, repeats and changed instances are those that ical.js sees."""
    if not (HERE / "node_modules" / "ical.js").is_dir():
        pytest.skip("judge missing: ical.js: run .ci/install, or npm ci in tests/judges (Node.js 18 or later)")
    judged = by_ical_js(list(calendars))
    assert ours == {Path(path).name: found for path, found in judged.items()}


def test_icalendar_agrees(calendars: dict[Path, str], ours: dict[str, list[Instant]]) -> None:
    """The same with icalendar and recurring-ical-events, which know zones by their names."""
    assert ours == {path.name: by_icalendar(text) for path, text in calendars.items()}


def event(*lines: str, uid: str = "a@pond", title: str = "Newts") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *lines, "END:VEVENT", ""])


def file(*parts: str) -> str:
    return "\n".join(["BEGIN:VCALENDAR", *(part.rstrip("\n") for part in parts), "END:VCALENDAR", ""])


OTHER = event("DTSTART:20310601T100000Z", "DURATION:PT1H", uid="b@pond", title="Frogs")
FROGS = ("2031-06-01T10:00:00Z", "2031-06-01T11:00:00Z", "Frogs")
MORNING = ("DTSTART:20310506T100000Z", "DURATION:PT1H")
AFTERNOON = ("DTSTART:20310507T140000Z", "DURATION:PT1H")
DAILY = ("RRULE:FREQ=DAILY;COUNT=3",)
LONDON_AS_GMT = """BEGIN:VTIMEZONE
TZID:GMT
BEGIN:STANDARD
DTSTART:20001029T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20000326T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
END:VTIMEZONE"""


def days(*found: int, hour: int = 10, title: str = "Newts") -> list[Instant]:
    return [(f"2031-05-{day:02}T{hour:02}:00:00Z", f"2031-05-{day:02}T{hour + 1:02}:00:00Z", title) for day in found]


MEANT = [
    pytest.param(file(event("DTSTART;TZID=GMT:20310506T110000", "DURATION:PT1H"), LONDON_AS_GMT), days(6), id="rules"),
    pytest.param(
        file("X-WR-TIMEZONE:Asia/Tokyo", LONDON_AS_GMT, event("DTSTART;TZID=GMT:20310506T110000", "DURATION:PT1H")),
        days(6),
        id="rules, not X-WR-TIMEZONE",
    ),
    pytest.param(
        file(event("DTSTART;TZID=W. Europe Standard Time:20310506T120000", "DURATION:PT1H")), days(6), id="Windows"
    ),
    pytest.param(
        file(event("DTSTART;TZID=/example.org/1/Europe/Berlin:20310506T120000", "DURATION:PT1H")), days(6), id="a path"
    ),
    pytest.param(
        file(event("DTSTART;TZID=Europe/Berlin:20310506T120000", "DTEND;TZID=Europe/London:20310506T120000")),
        days(6),
        id="an end in another zone",
    ),
    pytest.param(file(event(*MORNING, *DAILY, "EXDATE:20310506T100000Z")), days(7, 8), id="without the first"),
    pytest.param(file(event(*MORNING, *DAILY, "EXDATE;VALUE=DATE:20310507")), days(6, 8), id="without a date"),
    pytest.param(file(event(*MORNING, "RDATE:20310508T100000Z,20310509T100000Z")), days(6, 8, 9), id="dates"),
    pytest.param(
        file(event(*MORNING, "RDATE;VALUE=PERIOD:20310508T100000Z/PT2H")),
        [*days(6), ("2031-05-08T10:00:00Z", "2031-05-08T12:00:00Z", "Newts")],
        id="a period",
    ),
    pytest.param(
        file(event(*MORNING, *DAILY), event("RECURRENCE-ID:20310507T100000Z", *AFTERNOON)),
        [*days(6), *days(7, hour=14), *days(8)],
        id="one moved",
    ),
    pytest.param(
        file(
            event(*MORNING, *DAILY),
            event(
                "RECURRENCE-ID;RANGE=THISANDFUTURE:20310507T100000Z",
                *AFTERNOON,
                title="Toads",
            ),
        ),
        [*days(6), *days(7, 8, hour=14, title="Toads")],
        id="one and all after it moved",
    ),
    pytest.param(
        file(event("RECURRENCE-ID:20310505T100000Z", *MORNING)), days(6), id="an instance without its series"
    ),
    pytest.param(
        file(event(*MORNING), event(*MORNING, title="Toads")),
        [*days(6), *days(6, title="Toads")],
        id="two of one UID and start",
    ),
    pytest.param(
        file(event("SEQUENCE:1", *MORNING), event("SEQUENCE:2", "DTSTART:20310507T100000Z", "DURATION:PT1H")),
        days(7),
        id="a later revision",
    ),
    pytest.param(file(event("DTSTART;TZID=Europe/Berlin:20310330T023000", "DURATION:PT1H")),
                 [("2031-03-30T01:30:00Z", "2031-03-30T02:30:00Z", "Newts")], id="a clock that never is"),
    pytest.param(file(event("DTSTART;TZID=Europe/Berlin:20311026T023000", "DURATION:PT1H")),
                 [("2031-10-26T00:30:00Z", "2031-10-26T01:30:00Z", "Newts")], id="a clock that is twice"),
    pytest.param("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Newts\nDTSTART:20310506T100000Z\nDURATION:PT1H\nBEGIN:VALARM\n"
                 + event(*MORNING, title="Toads"), [*days(6), *days(6, title="Toads")], id="an END is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MEANT)
def test_meant(text: str, expected: list[Instant]) -> None:
    """One session for each time at which an entry takes place, by RFC 5545 and the file's own rules."""
    assert instants(read(text)) == sorted(expected)


LEFT = [
    pytest.param(event("DTSTART;VALUE=DATE:20310506"), "all day", id="all day"),
    pytest.param(
        event("DTSTART;VALUE=DATE:20310506", "DTEND;VALUE=DATE:20310509"), "all day, on 3 days", id="several days"
    ),
    pytest.param(event("DTSTART:20310506T100000Z", "DURATION:P2D"), "more than 24 hours (2 days)", id="48 hours"),
    pytest.param(
        event("DTSTART:20310506T100000Z", "DURATION:P99999999999999999999W"), "more than 24 hours", id="for ever"
    ),
    pytest.param(event("DTSTART:99991231T230000Z", "DURATION:PT1H"), "9999 is outside the years", id="too late"),
    pytest.param(event("DTSTART:soon"), "'soon' is no date and time", id="no time"),
    pytest.param(event("DURATION:PT1H"), "no start", id="no start"),
    pytest.param(event("DTSTART:20310506T100000Z", "DTSTART:20310507T100000Z"), "is no date and time", id="two starts"),
    pytest.param(event(*MORNING, "RRULE:FREQ=SECONDLY;COUNT=9"), "repeats it secondly", id="every second"),
    pytest.param(event(*MORNING, "RRULE:FREQ=SOMETIMES"), "'FREQ=SOMETIMES' cannot be read", id="no rule"),
    pytest.param(event(*MORNING, "RRULE:FREQ=DAILY;COUNT=1001"), "more than 1,000 times", id="too often"),
    pytest.param(event(*MORNING, *DAILY, "EXDATE:20310507T100000Z") + event("RECURRENCE-ID:20310507T100000Z", *MORNING),
                 "taken out of its series", id="changed and taken out"),
    pytest.param(
        event("DTSTART;TZID=Europe/Berlin:20310506T100000Z", "DURATION:PT1H"), "ends in Z, which is UTC", id="two zones"
    ),
    pytest.param(event(*MORNING, "DESCRIPTION:A net", "and more"), "'and more' is no property", id="not folded"),
    pytest.param(event(*MORNING) + event(*MORNING), "stands there twice", id="twice"),
    pytest.param(event(*MORNING) + event("SEQUENCE:1", *MORNING), "a later revision of it (SEQUENCE 1)", id="revised"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "why"), LEFT)
def test_left_out(part: str, why: str) -> None:
    """What is not taken is named with its line and the reason; nothing else is lost with it."""
    made = read(file(part, OTHER))
    assert FROGS in instants(made)
    [note] = [note for note in made.notes if note.what == "left out"]
    assert why in note.message
    assert note.mark.line > 1


LOOKED_AT = [
    pytest.param(file(LONDON_AS_GMT, event("DTSTART;TZID=GMT:20310506T110000", "DURATION:PT1H")),
                 "GMT at UTC+01:00 on 2031-05-06, where the zone of that name is at UTC+00:00", id="other rules"),
    pytest.param(file(event("DTSTART;TZID=GMT Standard Time:20310506T110000", "DURATION:PT1H")),
                 "'GMT Standard Time' is Microsoft's name for Europe/London", id="Windows"),
    pytest.param(file("BEGIN:VTIMEZONE", "TZID:Europe/Paris", "END:VTIMEZONE",
                      event("DTSTART;TZID=Europe/Paris:20310506T110000", "DURATION:PT1H")),
                 "the VTIMEZONE of 'Europe/Paris' says nothing: no observance in it", id="no rules"),
    pytest.param(file(event("DTSTART;TZID=Europe/Berlin:20310330T023000", "DURATION:PT1H")),
                 "02:30 on 2031-03-30 does not exist", id="a clock that never is"),
    pytest.param(file(event(*MORNING), event(*MORNING, title="Toads")),
                 "'Toads' and 'Newts' are two, although both are 'a@pond'", id="one UID"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), LOOKED_AT)
def test_looked_at(text: str, told: str) -> None:
    """Where a file is read otherwise than its words seem to say, the report says so once."""
    assert [told in note.message for note in read(text).notes if note.what == "look at"].count(True) == 1


FLOATING = event("DTSTART:20310506T120000", "DURATION:PT1H")
NOWHERE = event("DTSTART;TZID=Pond:20310506T120000", "DURATION:PT1H", uid="n@pond")
ASKED = [
    pytest.param(file(FLOATING), ["timezone"], [""], {"timezone": "Europe/Berlin"}, days(6), id="floating"),
    pytest.param(file("X-WR-TIMEZONE:Asia/Tokyo", FLOATING), ["timezone"], [""], {"timezone": "Europe/Berlin"}, days(6),
                 id="floating, and X-WR-TIMEZONE"),
    pytest.param(file(NOWHERE), ["timezone"], ["Pond"], {"timezone": "Europe/Berlin"}, days(6), id="an unknown name"),
    pytest.param(file(FLOATING, NOWHERE), ["timezone", "timezone"], ["", "Pond"],
                 {"timezone": "Europe/Berlin", "zones": (("Pond", "UTC"),)}, [*days(6), *days(6, hour=12)], id="both"),
    pytest.param(file("BEGIN:VTIMEZONE\nTZID:Pond\nBEGIN:STANDARD\nDTSTART:19700101T000000\nRRULE:FREQ=SECONDLY\n"
                      "TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nEND:STANDARD\nEND:VTIMEZONE", NOWHERE),
                 ["timezone"], ["Pond"], {"timezone": "Europe/Berlin"}, days(6), id="rules without an end"),
    pytest.param(file(event(*MORNING, "RRULE:FREQ=DAILY")), ["until"], ["Newts"],
                 {"untils": (("Newts", date(2031, 5, 7)),)}, days(6, 7), id="a repeat without an end"),
    pytest.param(file(event(*MORNING, "RRULE:FREQ=DAILY")), ["until"], ["Newts"],
                 {"untils": (("", date(2031, 5, 7)),)}, days(6, 7), id="all repeats without an end"),
    pytest.param(file(event(*MORNING, "RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=2")), ["as-written"],
                 ["Newts: 2031-05-06"], {"as_written": ("start-counts",)}, days(6, 7), id="a start beside its rule"),
    pytest.param(file(event(*MORNING, "RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=2")), ["as-written"],
                 ["Newts: 2031-05-06"], {"as_written": ("rule-counts",)}, days(7, 14), id="its rule alone"),
    pytest.param(file(event("DTSTART:20310506T100000Z", "DTEND:20310506T090000Z"), OTHER), ["as-written"],
                 ["Newts: 10:00 to 09:00"], {"as_written": ("leave-out-backwards",)}, [FROGS], id="backwards"),
    pytest.param(file(event("DTSTART:20310506T100000Z")), ["duration"], [""],
                 {"default_duration": timedelta(hours=1)}, days(6), id="no end"),
    pytest.param(file(event("DTSTART:20310506T100000Z", "DTEND:20310506T100000Z")), ["duration"], [""],
                 {"default_duration": timedelta(hours=1)}, days(6), id="of no length"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kinds", "words", "said", "expected"), ASKED)
def test_asked(text: str, kinds: list[str], words: list[str], said: dict[str, object], expected: list[Instant]) -> None:
    """What a file leaves open is a question about its words, and the answer is what counts."""
    with pytest.raises(Unanswered) as unanswered:
        read(text)
    assert [one.kind for one in unanswered.value.questions] == kinds
    assert [one.words for one in unanswered.value.questions] == words
    assert instants(read(text, **said)) == sorted(expected)


TEXTS = [
    "one\ntwo\n\nthree",
    "2*3*4, *stars*, _lines_ and snake_case",
    "1986. A year\n- a dash\n# a hash\n    indented\n> quoted\n| a | b |\n|--|--|",
    "<name> & more &amp; `code` [link](https://pond.example/a_b_c) ~~no~~ \\ back\\slash\\",
    "Title\n===\nother\n---",
]


@pytest.mark.parametrize("text", TEXTS)
def test_description_is_plain_text(text: str) -> None:
    """A DESCRIPTION is shown as it is written: its line breaks stay, and its signs mean nothing. RFC 5545 3.8.1.5."""
    said = text.replace("\\", "\\\\").replace(",", "\\,").replace("\n", "\\n")
    made = read(file(event(*MORNING, f"DESCRIPTION:{said}")))
    [row] = sessions(made.root)
    assert plain(str(row[Text("abstract", row.mark)])).replace("\u00a0", " ") == text


@given(st.text(alphabet="ab1 \n\\`*_[]<>|&~!#+-=.):;(\"'x/", max_size=60))
def test_plain_text_as_markdown(text: str) -> None:
    """Any plain text, made Markdown, reads as it did; where it is HTML, as a browser shows it."""
    shown = "\n".join(map(html_words, text.splitlines())) if ELEMENT.search(text) else text
    assert plain(as_markdown(text)).replace("\u00a0", " ") == clean(shown).replace("\u00a0", " ")


def test_all_categories() -> None:
    """Every line of CATEGORIES counts, and a comma in a word is no end of it."""
    made = read(file(event(*MORNING, "CATEGORIES:Ponds,Nets\\, buckets", "CATEGORIES:Wild")))
    assert [row[Text("name", row.mark)] for row in made.root[Text("tracks", made.root.mark)]] == [  # type: ignore[union-attr]
        "Ponds",
        "Nets, buckets",
        "Wild",
    ]
