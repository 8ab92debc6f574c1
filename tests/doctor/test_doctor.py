"""The doctor's table of mistakes, word by word, and what has to hold for any bytes."""

# ruff: noqa: E501 - a Problem keeps to one line, so that its words can be searched for

import gzip
import re
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
import webcolors
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event, Timezone, vText

from folders import DATA
from summit_ical.doctor import rfc5545, values
from summit_ical.doctor.codes import CODES
from summit_ical.doctor.examine import examine, examine_entry, examine_frame
from summit_ical.model.characters import visible
from summit_ical.model.source import Mark, Problem

DATA = DATA / "doctor"
CLEAN = (DATA / "clean.ics").read_bytes()

HEAD = (
    b"BEGIN:VCALENDAR\r\nPRODID:-//example//EN\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\n"
    b"NAME:Summit\r\nX-WR-CALNAME:Summit\r\n"
)
TAIL = b"END:VCALENDAR\r\n"
USUAL = (b"UID:a@kubevirt.io", b"DTSTAMP:20230301T000000Z", b"DTSTART:20230329T140000Z")
ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Paris",
    "BEGIN:STANDARD",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def lines(*contents: str | bytes) -> bytes:
    return b"".join((line if isinstance(line, bytes) else line.encode()) + b"\r\n" for line in contents)


def entry(*contents: str | bytes) -> bytes:
    """A VEVENT with these lines; those every VEVENT needs are added where they are not among them."""
    given_lines = lines(*contents)
    missing = [line for line in USUAL if not re.search(rb"(?m)^" + line.partition(b":")[0] + rb"[:;]", given_lines)]
    return lines("BEGIN:VEVENT", *missing) + given_lines + lines("END:VEVENT")


def feed(*contents: str | bytes, times: int = 1) -> bytes:
    return HEAD + entry(*contents * times) + TAIL


def in_calendar(*contents: str) -> bytes:
    """A feed with these lines in its VCALENDAR, line 7 and on."""
    return HEAD + lines(*contents) + ENTRY + TAIL


def folded(content: str) -> list[str]:
    return [content[:75], *(" " + content[at : at + 74] for at in range(75, len(content), 74))]


def said(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{problem.code} | {problem}".replace("\n  hint: ", " | ") for problem in problems]


ENTRY = entry()
OTHER = ENTRY.replace(b"UID:a", b"UID:b")
FEED = feed()

# What is wrong with one entry: the lines added to it, and all that is said. They start on line 11 where the
# entry keeps its UID, DTSTAMP and DTSTART.
ENTRY_CASES = [
    pytest.param(["SUMMARY A talk"], [
        "no-colon | f.ics:11:1: error: no ':' in 'SUMMARY A talk' | a line is NAME:value; a line that goes on from the one before starts with a space",
    ], id="no-colon"),
    pytest.param(["SUM MARY:A talk"], [
        "bad-name | f.ics:11:1: error: 'SUM MARY:A talk' does not start with a property name | a name is letters, digits and '-', then ':' or ';'",
    ], id="bad-name"),
    pytest.param(["FROBNICATE:yes"], [
        "unknown-name | f.ics:11:1: warning: FROBNICATE is not a known property | clients skip it; names of your own start with X-",
    ], id="unknown-name"),
    pytest.param(["SUMARY:A talk"], [
        "misspelt | f.ics:11:1: warning: SUMARY is not known, SUMMARY is | write SUMMARY; clients skip names they do not know",
    ], id="misspelt"),
    pytest.param(["X-MICROSOFT-CDO-BUSYSTATU:FREE"], [
        "misspelt | f.ics:11:1: warning: X-MICROSOFT-CDO-BUSYSTATU is not known, X-MICROSOFT-CDO-BUSYSTATUS is | write X-MICROSOFT-CDO-BUSYSTATUS; clients skip names they do not know",
    ], id="misspelt X- name"),
    pytest.param(["DUE:20230330T140000Z"], [
        "misplaced-property | f.ics:11:1: warning: DUE does not belong in VEVENT | clients skip it there; take it out",
    ], id="misplaced-property"),
    pytest.param(["STYLED-DESCRIPTION;VALUE=TEXT:<b>x</b>"], [
        "risky | f.ics:11:1: warning: some clients lose an entry that has STYLED-DESCRIPTION | say it in DESCRIPTION instead",
    ], id="risky"),
    pytest.param(['SUMMARY;ALTREP="http://x:A talk'], [
        "bad-parameter | f.ics:11:16: error: SUMMARY has a parameter that cannot be read: 'SUMMARY;ALTREP=\"http://x:A talk' | write ;NAME=value, in double quotes if it holds , ; or :",
    ], id="parameter with an open quote"),
    pytest.param(["SUMMARY;LANGUAGE:A talk"], [
        "bad-parameter | f.ics:11:8: error: SUMMARY has a parameter that cannot be read: 'SUMMARY;LANGUAGE:A talk' | write ;NAME=value, in double quotes if it holds , ; or :",
    ], id="parameter without ="),
    pytest.param(["SUMMARY;LANGUAGE=en;LANGUAGE=de:A talk"], [
        "parameter-twice | f.ics:11:21: error: SUMMARY has the parameter LANGUAGE twice | keep one; several values go behind one name, with commas",
    ], id="parameter-twice"),
    pytest.param(["ATTACH;ENCODING=QUOTED-PRINTABLE:https://kubevirt.io/"], [
        "parameter-value | f.ics:11:8: error: ATTACH has ENCODING='QUOTED-PRINTABLE' | write 8BIT or BASE64",
    ], id="parameter-value"),
    pytest.param(["SUMMARY;LANGUAGE=en_US!:A talk"], [
        "parameter-value | f.ics:11:9: error: SUMMARY has LANGUAGE='en_US!' | write a language tag, such as en",
    ], id="parameter-value by example"),
    pytest.param(["SUMMARY;LANGUAG=en:A talk"], [
        "unknown-parameter | f.ics:11:9: warning: SUMMARY has the unknown parameter LANGUAG | did you mean LANGUAGE?",
    ], id="unknown-parameter"),
    pytest.param(["SUMMARY;ALTREP=https://kubevirt.io/:A talk"], [
        "unquoted | f.ics:11:9: error: SUMMARY has ALTREP without quotes | write ALTREP=\"…\": the first : outside quotes starts the value",
    ], id="unquoted"),
    pytest.param(["LOCATION;X-ROOM=A^B:Main"], [
        "caret | f.ics:11:10: warning: '^' in X-ROOM of LOCATION: 'A^B' | '^' starts an escape (RFC 6868): write ^^ for itself, ^n for a line break, ^' for a quote",
    ], id="caret"),
    pytest.param(["BEGIN:VALARN", "END:VALARN"], [
        "unknown-component | f.ics:11:1: warning: 'VALARN' is not a known component | did you mean VALARM?",
    ], id="unknown-component"),
    pytest.param(["END:VALARM"], [
        "not-open | f.ics:11:1: error: END:VALARM without its BEGIN | add BEGIN:VALARM, or take this line out",
    ], id="not-open"),
    pytest.param(["BEGIN:X-ROOM", "END:X-ROM"], [
        "not-open | f.ics:12:1: error: END:X-ROM without its BEGIN | add BEGIN:X-ROM, or take this line out",
    ], id="not-open, misspelt"),
    pytest.param(["BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER:-PT5M"], [
        "alarm | f.ics:11:1: warning: VALARM in a published feed | take it out: it rings for everybody who subscribes",
        "not-closed | f.ics:14:1: error: no END:VALARM for the BEGIN on line 11 | add it before this line",
    ], id="not-closed"),
    pytest.param(["UID:"], [
        "missing-property | f.ics:10:5: error: VEVENT has no UID | add UID: it is required",
    ], id="empty required property"),
    pytest.param(["SUMMARY:One", "SUMMARY:Two"], [
        "repeated-property | f.ics:12:1: error: SUMMARY again, after line 11 | VEVENT may have one; clients take the first or the last",
    ], id="repeated-property"),
    pytest.param(["CATEGORIES:One", "CATEGORIES:Two"], [
        "categories-twice | f.ics:12:1: warning: CATEGORIES again, after line 11 | put all on one line, with commas: some clients refuse two",
    ], id="categories-twice"),
    pytest.param(["ORGANIZER:mailto:ada@example.org"], [
        "organizer | f.ics:11:1: warning: ORGANIZER in a published feed | take it out: clients offer to reply",
    ], id="organizer"),
    pytest.param(["ATTENDEE:mailto:ada@example.org", "ATTENDEE:mailto:bob@example.org"], [
        "attendee | f.ics:11:1: warning: ATTENDEE in a published feed | take it out: clients offer to reply, and addresses leak",
    ], id="attendee"),
    pytest.param(["BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER:-PT5M", "END:VALARM"], [
        "alarm | f.ics:11:1: warning: VALARM in a published feed | take it out: it rings for everybody who subscribes",
    ], id="alarm"),
    pytest.param(["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M", "REPEAT:2", "END:VALARM"], [
        "alarm-incomplete | f.ics:11:1: error: VALARM with ACTION:DISPLAY has no DESCRIPTION | add DESCRIPTION",
        "alarm-incomplete | f.ics:11:1: error: VALARM with REPEAT has no DURATION | add DURATION",
        "alarm | f.ics:11:1: warning: VALARM in a published feed | take it out: it rings for everybody who subscribes",
    ], id="alarm-incomplete"),
    pytest.param(["CONFERENCE:https://meet.example.org/main"], [
        "value-missing | f.ics:11:1: error: CONFERENCE without VALUE | write CONFERENCE;VALUE=URI:… (it has no default)",
    ], id="value-missing"),
    pytest.param(["DTEND;VALUE=TEXT:20230329T142500Z"], [
        "wrong-type | f.ics:11:1: error: DTEND with VALUE='TEXT' | it takes DATE-TIME or DATE",
    ], id="wrong-type"),
    pytest.param(["LOCATION:"], [
        "empty | f.ics:11:10: warning: LOCATION is empty | leave it out",
    ], id="empty"),
    pytest.param(["URL:"], [
        "empty | f.ics:11:5: warning: URL is empty | leave it out",
    ], id="empty address"),
    pytest.param(['SUMMARY:C:\\temp'], [
        "bad-escape | f.ics:11:11: error: SUMMARY has a lone backslash: 'C:\\temp' | in a text, only \\\\ \\; \\, and \\n are escapes",
    ], id="bad-escape"),
    pytest.param(['SUMMARY:A talk\\'], [
        "bad-escape | f.ics:11:15: error: SUMMARY has a lone backslash: 'A talk\\' | in a text, only \\\\ \\; \\, and \\n are escapes",
    ], id="backslash at the end"),
    pytest.param(['SUMMARY:A \\"talk\\"'], [
        "bad-escape | f.ics:11:11: error: SUMMARY has a lone backslash: 'A \\\"talk\\\"' | in a text, only \\\\ \\; \\, and \\n are escapes",
    ], id="quote escaped"),
    pytest.param(["LOCATION:Main, Valencia, Spain"], [
        "unescaped | f.ics:11:14: error: LOCATION has a bare ',': 'Main, Valencia, Spain' | write \\,",
    ], id="comma"),
    pytest.param(["SUMMARY:Alone; together"], [
        "unescaped | f.ics:11:14: error: SUMMARY has a bare ';': 'Alone; together' | write \\;",
    ], id="semicolon"),
    pytest.param(["CATEGORIES:Users;talk,panel"], [
        "unescaped | f.ics:11:17: error: CATEGORIES has a bare ';': 'Users;talk,panel' | write \\;",
    ], id="semicolon in a list"),
    pytest.param(["SUMMARY:A talk "], [
        "outer-space | f.ics:11:9: warning: SUMMARY starts or ends with a space: 'A talk ' | take it out",
    ], id="outer-space"),
    pytest.param(["DESCRIPTION:First<br>second<br>third"], [
        "html | f.ics:11:18: warning: DESCRIPTION has HTML: '<br>' | write plain text and \\n: most clients show the tags",
    ], id="html"),
    pytest.param(['DESCRIPTION:Look:\\nBEGIN:VEVENT\\nis a line'], [
        "begin-in-text | f.ics:11:20: warning: DESCRIPTION has a line of text that starts with BEGIN:V | put something before it: ts-ics takes it for an entry",
    ], id="begin-in-text"),
    pytest.param(["DESCRIPTION:BEGIN:VEVENT is a line"], [
        "begin-in-text | f.ics:11:13: warning: DESCRIPTION has a line of text that starts with BEGIN:V | put something before it: ts-ics takes it for an entry",
    ], id="begin-in-text at the start"),
    pytest.param(["DTEND;VALUE=DATE:2023-03-30"], [
        "bad-date | f.ics:11:18: error: DTEND: '2023-03-30' is not a date | write 20230329",
    ], id="bad-date"),
    pytest.param(["DTEND:2023-03-29T14:25:00Z"], [
        "bad-date-time | f.ics:11:7: error: DTEND: '2023-03-29T14:25:00Z' is not a time | write 20230329T143000Z",
    ], id="bad-date-time"),
    pytest.param(["DTEND:20230229T142500Z"], [
        "impossible-date | f.ics:11:7: error: DTEND: '20230229T142500Z' does not exist | months have their days, days 24 hours",
    ], id="impossible day"),
    pytest.param(["DTEND:20230329T252500Z"], [
        "impossible-date | f.ics:11:7: error: DTEND: '20230329T252500Z' does not exist | months have their days, days 24 hours",
    ], id="impossible hour"),
    pytest.param(["DTEND:20230330"], [
        "date-untold | f.ics:11:7: error: DTEND: '20230330' is a date without VALUE=DATE | write DTEND;VALUE=DATE:20230330",
    ], id="date-untold"),
    pytest.param(["DTEND:20230329T162500+0200"], [
        "fixed-offset | f.ics:11:7: error: DTEND: '20230329T162500+0200' has a fixed offset | write it in UTC, with Z",
    ], id="fixed-offset"),
    pytest.param(["CREATED:20230301T000000"], [
        "not-utc | f.ics:11:9: error: CREATED: '20230301T000000' is not in UTC | write it in UTC, with Z at the end",
    ], id="not-utc"),
    pytest.param(["EXDATE:20230405T140000"], [
        "floating-time | f.ics:11:8: warning: EXDATE: '20230405T140000' has no zone | write it in UTC, with Z: without, it is another instant for every reader",
    ], id="floating-time"),
    pytest.param(["EXDATE;TZID=UTC:20230405T140000"], [
        "tzid-utc | f.ics:11:1: warning: EXDATE has TZID='UTC' | write the time with Z, without TZID",
    ], id="tzid-utc"),
    pytest.param(["EXDATE;TZID=Europe/Paris:20230405T140000Z"], [
        "tzid-and-z | f.ics:11:1: error: EXDATE has both TZID='Europe/Paris' and Z | drop TZID, or the Z",
    ], id="tzid-and-z"),
    pytest.param(["EXDATE;TZID=Europe/Paris;VALUE=DATE:20230405"], [
        "tzid-on-date | f.ics:11:1: error: EXDATE is a date with TZID='Europe/Paris' | drop TZID: a date has no zone",
    ], id="tzid-on-date"),
    pytest.param(["EXDATE;TZID=Europe/Paris:20230405T140000,20230412T140000", "RDATE;TZID=Europe/Paris:20230419T140000"], [
        "tzid-unknown | f.ics:11:1: error: TZID='Europe/Paris' has no VTIMEZONE | add one, or write times in UTC, with Z",
    ], id="tzid-unknown"),
    pytest.param(["DURATION:25 minutes"], [
        "bad-duration | f.ics:11:10: error: DURATION: '25 minutes' is not a duration | write PT1H, PT25M, P1D or P1W",
    ], id="bad-duration"),
    pytest.param(["DURATION:P25M"], [
        "bad-duration | f.ics:11:10: error: DURATION: 'P25M' is not a duration | write PT1H, PT25M, P1D or P1W",
    ], id="bad-duration without T"),
    pytest.param(["RDATE;VALUE=PERIOD:20230405T140000Z/20230405"], [
        "bad-period | f.ics:11:20: error: RDATE: '20230405T140000Z/20230405' is not a period | write 20230329T140000Z/PT1H",
    ], id="bad-period"),
    pytest.param(["URL:kubevirt.io/summit"], [
        "bad-uri | f.ics:11:5: error: URL: 'kubevirt.io/summit' is not an address | write it with its scheme, percent-encoded, without backslashes",
    ], id="bad-uri"),
    pytest.param(['URL:https://kubevirt.io/a\\,b'], [
        "bad-uri | f.ics:11:5: error: URL: 'https://kubevirt.io/a\\,b' is not an address | write it with its scheme, percent-encoded, without backslashes",
    ], id="bad-uri escaped"),
    pytest.param(["URL:https://kubevirt.io/café"], [
        "iri | f.ics:11:5: warning: URL: 'https://kubevirt.io/café' is not ASCII | percent-encode it",
    ], id="iri"),
    pytest.param(["PRIORITY:11"], [
        "bad-integer | f.ics:11:10: error: PRIORITY: '11' is not a number from 0 to 9 | write digits alone",
    ], id="bad-integer"),
    pytest.param(["SEQUENCE:1.5"], [
        "bad-integer | f.ics:11:10: error: SEQUENCE: '1.5' is not a number from 0 to 2147483647 | write digits alone",
    ], id="bad-integer, not a number"),
    pytest.param(["GEO:39.4996,-0.4021"], [
        "bad-geo | f.ics:11:5: error: GEO: '39.4996,-0.4021' is not a place | write latitude;longitude: 39.4996;-0.4021",
    ], id="bad-geo"),
    pytest.param(["GEO:139.4996;-0.4021"], [
        "bad-geo | f.ics:11:5: error: GEO: '139.4996;-0.4021' is not a place | write latitude;longitude: 39.4996;-0.4021",
    ], id="bad-geo out of range"),
    pytest.param(["RRULE:FREQ=FORTNIGHTLY"], [
        "bad-rule | f.ics:11:7: error: RRULE: 'FREQ=FORTNIGHTLY' has FREQ with 'FORTNIGHTLY' | as in FREQ=WEEKLY;COUNT=3",
    ], id="rule part"),
    pytest.param(["RRULE:COUNT=3"], [
        "bad-rule | f.ics:11:7: error: RRULE: 'COUNT=3' has no FREQ | as in FREQ=WEEKLY;COUNT=3",
    ], id="rule without FREQ"),
    pytest.param(["RRULE:FREQ=DAILY;TIMES=3"], [
        "bad-rule | f.ics:11:18: error: RRULE: 'FREQ=DAILY;TIMES=3' has the unknown part 'TIMES=3' | as in FREQ=WEEKLY;COUNT=3",
    ], id="rule unknown"),
    pytest.param(["RRULE:FREQ=DAILY;COUNT=3;COUNT=4"], [
        "bad-rule | f.ics:11:26: error: RRULE: 'FREQ=DAILY;COUNT=3;COUNT=4' has COUNT twice | as in FREQ=WEEKLY;COUNT=3",
    ], id="rule twice"),
    pytest.param(["RRULE:FREQ=DAILY;COUNT=3;UNTIL=20230405T140000Z"], [
        "bad-rule | f.ics:11:7: error: RRULE: 'FREQ=DAILY;COUNT=3;UNTIL=20230405T140000Z' has both COUNT and UNTIL | as in FREQ=WEEKLY;COUNT=3",
    ], id="rule with both"),
    pytest.param(["RRULE:FREQ=DAILY;UNTIL=20230405"], [
        "until-kind | f.ics:11:24: error: UNTIL 20230405 is not of the kind of DTSTART | write it in UTC, with Z",
    ], id="until-kind"),
    pytest.param(["ATTACH;VALUE=BINARY;ENCODING=BASE64:%%%"], [
        "bad-binary | f.ics:11:37: error: ATTACH has inline data that is not BASE64 | write ;ENCODING=BASE64;VALUE=BINARY, or an address",
    ], id="bad-binary"),
    pytest.param(["ATTACH;VALUE=BINARY:AAAA"], [
        "bad-binary | f.ics:11:21: error: ATTACH has inline data that is not BASE64 | write ;ENCODING=BASE64;VALUE=BINARY, or an address",
    ], id="bad-binary untold"),
    pytest.param(["IMAGE;VALUE=BINARY;ENCODING=BASE64;FMTTYPE=image/png:iVBORw=="], [
        "inline-image | f.ics:11:54: warning: IMAGE has inline data | give its address with VALUE=URI: each client would keep a copy per entry",
    ], id="inline-image"),
    pytest.param(["REQUEST-STATUS:Success"], [
        "bad-status-code | f.ics:11:16: error: REQUEST-STATUS: 'Success' is not a status code | write 2.0;Success",
    ], id="bad-status-code"),
    pytest.param(["STATUS:CANCELED"], [
        "bad-choice | f.ics:11:8: error: STATUS: 'CANCELED' is not one of its values | CANCELLED is written with two L",
    ], id="bad-choice"),
    pytest.param(["STATUS:COMPLETED"], [
        "bad-choice | f.ics:11:8: error: STATUS: 'COMPLETED' is not one of its values | write TENTATIVE, CONFIRMED or CANCELLED",
    ], id="bad-choice of another component"),
    pytest.param(["CLASS:SECRET"], [
        "unknown-choice | f.ics:11:7: warning: CLASS: 'SECRET' is not a known value | write PUBLIC, PRIVATE or CONFIDENTIAL",
    ], id="unknown-choice"),
    pytest.param(["COLOR:#008080"], [
        "bad-color | f.ics:11:7: error: COLOR: '#008080' is not a colour | write a CSS3 name, such as teal, not a number",
    ], id="bad-color"),
    pytest.param(["COLOR:bleu"], [
        "bad-color | f.ics:11:7: error: COLOR: 'bleu' is not a colour | did you mean blue?",
    ], id="bad-color misspelt"),
    pytest.param(["DTEND:20230329T142500Z", "DURATION:PT25M"], [
        "end-and-duration | f.ics:12:1: error: both DTEND and DURATION | keep DTEND",
    ], id="end-and-duration"),
    pytest.param(["DTEND:20230329T135900Z"], [
        "end-before-start | f.ics:11:1: error: DTEND 20230329T135900Z is not after DTSTART 20230329T140000Z | end later than the start, or leave DTEND out",
    ], id="end-before-start"),
    pytest.param(["DTEND:20230329T140000Z"], [
        "end-before-start | f.ics:11:1: error: DTEND 20230329T140000Z is not after DTSTART 20230329T140000Z | end later than the start, or leave DTEND out",
    ], id="end at the start"),
    pytest.param(["DURATION:-PT25M"], [
        "end-before-start | f.ics:11:1: error: DURATION '-PT25M' is not after DTSTART 20230329T140000Z | end later than the start, or leave DURATION out",
    ], id="negative duration"),
    pytest.param(["DTEND;VALUE=DATE:20230330"], [
        "kinds-differ | f.ics:11:1: error: DTEND 20230330 is not of the kind of DTSTART 20230329T140000Z | both dates, or both times, with the same kind of zone",
    ], id="kinds-differ"),
    pytest.param(["DTSTART;VALUE=DATE:20230329", "DURATION:PT25M"], [
        "kinds-differ | f.ics:11:1: error: DURATION 'PT25M' is not of the kind of DTSTART 20230329 | both dates, or both times, with the same kind of zone",
    ], id="hours of a day"),
]  # fmt: skip

# What is wrong with a file.
# What is wrong with a file as a whole: of the rest, the file and what is said of it are in tests/data/doctor/.
MADE_CASES = [
    pytest.param(gzip.compress(FEED), [
        "not-a-calendar | f.ics: error: gzip, not a calendar | unpack it, or send Content-Encoding: gzip",
    ], id="gzip"),
    pytest.param(feed("COMMENT:" + "x" * 60, times=15_000), [
        "large-file | f.ics: warning: 1050215 octets | Google drops feeds near 1 MB in silence; offer smaller ones",
    ], id="large-file"),
    pytest.param(HEAD + b"".join(ENTRY.replace(b"UID:a", b"UID:%d" % number) for number in range(1001)) + TAIL, [
        "many-entries | f.ics: warning: 1001 entries | clients get slow beyond 1000; offer smaller feeds",
    ], id="many-entries"),
]  # fmt: skip


def file_cases() -> list[pytest.param]:
    """Files as somebody may send them, by name; all that is to be said of one stands beside it."""
    files = sorted(DATA.glob("*.ics"))
    assert {path.stem for path in files} == {path.stem for path in DATA.glob("*.txt")}
    return [
        pytest.param(path, path.with_suffix(".txt").read_text("utf-8").splitlines(), id=path.stem) for path in files
    ]


FILE_CASES = file_cases()


@pytest.mark.parametrize(("contents", "expected"), ENTRY_CASES)
def test_says_what_is_wrong_with_an_entry(contents, expected):
    """One mistake in an entry gives one Problem: its place, what is wrong, the way out."""
    assert said(examine("f.ics", feed(*contents))) == expected


@pytest.mark.parametrize(("path", "expected"), FILE_CASES)
def test_says_what_is_wrong_with_a_file(path, expected):
    """One mistake in a file gives one Problem, also where it shows on every line; a legal file gives none."""
    assert said(examine(path.name, path.read_bytes())) == expected


@pytest.mark.parametrize(("raw", "expected"), MADE_CASES)
def test_says_what_is_wrong_with_a_file_that_is_made(raw, expected):
    """The same of what is too large, or not the same bytes everywhere, to be kept as a file."""
    assert said(examine("f.ics", raw)) == expected


@cache
def rules_of(zone):
    """The VTIMEZONE that icalendar makes of a zone."""
    return Timezone.from_tzid(zone, first_date=date(1990, 1, 1), last_date=date(2031, 1, 1)).to_ical()


STABLE = ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns")


@pytest.mark.parametrize("zone", STABLE)
@given(wall=st.datetimes(datetime(1995, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001 - wall clocks
def test_a_zone_as_a_library_writes_it_is_that_of_the_database(zone, wall):
    """Rules that are the same in every release, through another's VTIMEZONE: nothing is stale, at whatever time."""
    rules = rules_of(zone)
    lines = (f"DTSTART;TZID={zone}:{wall:%Y%m%dT%H%M%S}", "SUMMARY:Talk")
    raw = feed(*lines).replace(b"BEGIN:VEVENT", rules + b"BEGIN:VEVENT", 1)
    assert [problem for problem in examine("f.ics", raw) if problem.code == "zone-stale"] == []


@pytest.mark.parametrize("zone", STABLE)
def test_a_zone_that_is_another_is_stale(zone):
    """The rules of another place, under this name."""
    rules = rules_of("Pacific/Apia")
    raw = feed(f"DTSTART;TZID={zone}:20230710T090000", "SUMMARY:Talk")
    raw = raw.replace(b"BEGIN:VEVENT", rules.replace(b"Pacific/Apia", zone.encode()) + b"BEGIN:VEVENT", 1)
    assert [problem.code for problem in examine("f.ics", raw) if problem.code == "zone-stale"] == ["zone-stale"]


def test_every_code_has_a_case():
    """No code without an example of its words, and no example without a code."""
    shown = {line.partition(" |")[0] for case in ENTRY_CASES + FILE_CASES + MADE_CASES for line in case.values[1]}
    assert shown | {"not-one-entry"} == set(CODES)


LEGAL = [
    *(("RRULE", rule) for rule in (  # RFC 5545 3.8.5.3, RFC 7529 3
        "FREQ=DAILY;COUNT=10",
        "FREQ=DAILY;INTERVAL=2",
        "FREQ=YEARLY;UNTIL=20300131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=20301224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        "FREQ=MONTHLY;BYMONTHDAY=-3",
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        "FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15",
        "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
        "FREQ=YEARLY;BYDAY=20MO",
        "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO",
        "FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3",
        "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40",
        "RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L;BYMONTHDAY=8;SKIP=FORWARD",
    )),
    *(("DURATION", value) for value in ("PT1H", "P1W", "P15DT5H0M20S", "PT25M", "+PT90S")),
    *(("GEO", value) for value in ("37.386013;-122.082932", "-90;180", "+0;-0.0")),
    *(("URL", value) for value in ("https://[2001:db8::1]/a?b=c,d;e#f", "mailto:ada@example.org", "urn:isbn:1")),
    *(("SEQUENCE", value) for value in ("0", "007", "2147483647")),
    *(("CATEGORIES", value) for value in ("Users", "Users,talk", "R\\, S\\; T,talk")),
    *(("SUMMARY", value) for value in ("a \\\\nBEGIN:VEVENT", 'say "hi": now', "1 < 2 > 1", "C:\\\\temp\\N\\n", "x\ty")),
    *(("STATUS", value) for value in ("CONFIRMED", "Tentative", "CANCELLED")),
    *(("COLOR", value) for value in ("teal", "DarkSlateGrey")),
    *(("CLASS", value) for value in ("PUBLIC", "X-SECRET")),
    *(("EXDATE", value) for value in ("20240229T000000Z", "20161231T235960Z,20230101T000000Z")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [pytest.param(*row, id=f"{row[0]} {row[1]}") for row in LEGAL])
def test_says_nothing_about_a_legal_value(name, value):
    """Every form of a value that a standard allows passes."""
    assert said(examine("f.ics", feed(*folded(f"{name}:{value}")))) == []


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        pytest.param(b"PUBLISH", ["missing-property"], id="a feed"),
        pytest.param(b"REQUEST", ["missing-property"], id="an invitation"),
        pytest.param(b"CANCEL", [], id="a cancellation"),
    ],
)
def test_start_may_be_missing_under_some_methods(method, expected):
    """DTSTART is required but for what names an entry that one has already. RFC 5545 3.6.1, RFC 5546 3.2."""
    raw = FEED.replace(USUAL[2] + b"\r\n", b"").replace(b"PUBLISH", method)
    assert [problem.code for problem in examine("f.ics", raw)] == expected


def test_guests_belong_in_an_invitation():
    """ORGANIZER, ATTENDEE and VALARM are only wrong where everybody subscribes."""
    raw = feed(
        "ORGANIZER:mailto:a@example.org",
        "ATTENDEE:mailto:b@example.org",
        *("BEGIN:VALARM", "ACTION:AUDIO", "TRIGGER:-PT5M", "END:VALARM"),
    )
    assert examine("f.ics", raw.replace(b"PUBLISH", b"REQUEST")) == ()


def test_one_closing_problem_counts_the_rest():
    """From the sixth Problem of a code on there is one, at the end, that says how many more."""
    problems = examine("f.ics", feed(*(["SUMMARY no colon"] * 400)))
    assert [problem.mark.line for problem in problems] == [11, 12, 13, 14, 15, 0]
    assert problems[-1] == Problem(Mark("f.ics"), "error", "no-colon", "395 more of no-colon", "the first 5 are shown")


# --- entries and frames ------------------------------------------------------------------------------------------------

WHOLE_FILE = {"tzid-unknown"}  # what only examine can see


@pytest.mark.parametrize(("contents", "expected"), ENTRY_CASES)
def test_an_entry_alone_is_judged_as_in_its_feed(contents, expected):
    """examine says what examine_frame and examine_entry say, at other lines."""
    in_feed = [(problem.code, problem.message) for problem in examine("f.ics", feed(*contents))]
    alone = [(problem.code, problem.message) for problem in examine_entry("f.ics", entry(*contents))]

    def here(findings: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(code, re.sub(r"line \d+", "line", words)) for code, words in findings if code not in WHOLE_FILE]

    assert here(alone) == here(in_feed)


def clean_parts() -> tuple[bytes, list[bytes], bytes]:
    entries = re.findall(rb"(?s)BEGIN:VEVENT.*?END:VEVENT\r\n", CLEAN)
    head, tail = CLEAN[: CLEAN.index(entries[0])], CLEAN[CLEAN.rindex(entries[-1]) + len(entries[-1]) :]
    return head, entries, tail


def test_a_clean_feed_is_clean_in_parts():
    """The frame of a clean feed is clean without its entries, and each entry without its frame."""
    head, entries, tail = clean_parts()
    assert len(entries) == 3
    assert examine_frame("f.ics", head, tail) == ()
    assert [examine_entry("f.ics", entry) for entry in entries] == [(), (), ()]


@pytest.mark.parametrize(
    ("head", "tail", "expected"),
    [
        pytest.param(HEAD, TAIL, [], id="clean"),
        pytest.param(HEAD.replace(b"VERSION:2.0\r\n", b""), TAIL, ["missing-property"], id="no VERSION"),
        pytest.param(HEAD, b"", ["cut-short"], id="no end"),
        pytest.param(HEAD, b" " + TAIL, ["cut-short"], id="an end that folds into the entries"),
        pytest.param(HEAD, TAIL + TAIL, ["not-open"], id="two ends"),
        pytest.param(HEAD.replace(b"\r", b""), TAIL, ["bare-lf"] * 6, id="LF"),
        pytest.param(b"", TAIL, ["empty-file"], id="no head"),
        pytest.param(HEAD, TAIL[:-2], ["unended"], id="a last line without end"),
    ],
)
def test_a_frame_is_judged_without_entries(head, tail, expected):
    """A frame may be empty; all else about it counts."""
    assert [problem.code for problem in examine_frame("f.ics", head, tail)][:6] == expected


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(ENTRY + OTHER, id="two"),
        pytest.param(ENTRY.replace(b"VEVENT", b"VJOURNAL"), id="another component"),
        pytest.param(lines("X-NOTE:hello") + ENTRY, id="a line before it"),
        pytest.param(ENTRY + lines("X-NOTE:hello"), id="a line after it"),
        pytest.param(ENTRY + TAIL, id="an end of the calendar"),
        pytest.param(ENTRY + TAIL + HEAD, id="a calendar closed and opened"),
        pytest.param(FEED, id="a whole feed"),
    ],
)
def test_an_entry_is_one_vevent(raw):
    """What is joined into a feed as an entry holds that entry and nothing that changes the feed."""
    assert (
        "error: these bytes are not one VEVENT\n  hint: from BEGIN:VEVENT to END:VEVENT, and nothing else"
        in "\n".join(str(problem) for problem in examine_entry("f.ics", raw))
    )


# --- what holds for any bytes -------------------------------------------------------------------------------------------

PIECES = [
    *(b"\r", b"\n", b"\r\n", b" ", b"\t", b":", b";", b",", b"=", b'"', b"\\", b"^", b"<br>", b"Z", b"T", b"-", b"0", b"9"),
    *(b"\x00", b"\x1b", b"\x7f", b"\xc3", b"\xa9", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\xf0\x9f", b"\x98\x80"),
    *(b"BEGIN:", b"END:", b"VCALENDAR", b"VEVENT", b"VTIMEZONE", b"STANDARD", b"VALARM", b"X-A", b"VFOO", b"METHOD:PUBLISH"),
    *(b"UID:a", b"DTSTART", b"DTEND", b"DURATION", b"RRULE:FREQ=", b"UNTIL=", b";VALUE=DATE", b";VALUE=", b";TZID=", b"P1D"),
    *(b"20230329", b"T140000", b"GEO:", b"URL:", b"SUMMARY:", b"CATEGORIES:", b"EXDATE", b"STATUS:", b"SEQUENCE:", b"IMAGE"),
]  # fmt: skip
JUNK = st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join))


def assert_well_formed(raw: bytes, problems: tuple[Problem, ...]) -> None:
    """Problems are in the table, in file order, in the file, and say something a terminal can show."""
    ends = len(re.findall(rb"\n|\r", raw)) + 1
    marks = [problem.mark[1:3] for problem in problems if problem.mark.line]
    assert marks == sorted(marks)
    for problem in problems:
        assert problem.severity == CODES[problem.code].severity
        assert visible(problem.message) == problem.message
        assert visible(problem.hint) == problem.hint
        assert problem.hint
        assert 0 <= problem.mark.line <= ends
        assert problem.mark.line == 0 or 1 <= problem.mark.column <= len(raw) + 1


@settings(deadline=None)
@given(JUNK)
def test_no_bytes_are_too_strange(raw):
    """Any bytes get an answer, alone, as an entry, as a frame, inside a calendar and inside an entry."""
    assert examine("f.ics", raw)  # junk is no calendar, so there is something to say
    inside, within = HEAD + raw + TAIL, HEAD + ENTRY.replace(b"END:", raw + b"END:") + TAIL
    for whole in (raw, inside, within):
        assert_well_formed(whole, examine("f.ics", whole))
    assert_well_formed(raw, examine_entry("f.ics", raw))
    assert_well_formed(HEAD + raw, examine_frame("f.ics", HEAD, raw))


@settings(deadline=None)
@given(st.data())
def test_no_damage_is_too_strange(data):
    """A clean file with a piece cut out and another put in gets an answer."""
    legal = data.draw(st.sampled_from([CLEAN, (DATA / "legal.ics").read_bytes()]))
    start = data.draw(st.integers(0, len(legal)))
    length = data.draw(st.integers(0, 80))
    raw = legal[:start] + data.draw(st.one_of(st.just(b""), JUNK)) + legal[start + length :]
    assert_well_formed(raw, examine("f.ics", raw))


def test_a_missing_line_end_is_noticed():
    """Wherever one CR or one LF is lost, it is noticed, and as one mistake."""
    for match in re.finditer(rb"[\r\n]", CLEAN):
        raw = CLEAN[: match.start()] + CLEAN[match.end() :]
        assert len(examine("f.ics", raw)) == 1, raw[match.start() - 30 : match.start() + 30]


def test_a_missing_colon_is_noticed():
    """Wherever the colon after a name and its parameters is lost, it is noticed."""
    for match in re.finditer(rb"(?m)^[A-Z][^\r:]*(:)", CLEAN):
        raw = CLEAN[: match.start(1)] + CLEAN[match.end(1) :]
        assert examine("f.ics", raw), match.group()


def test_a_missing_line_is_noticed_where_it_is_required():
    """Without any one of its required lines a file is not clean."""
    needed = re.compile(rb"(?m)^(?:BEGIN|END|UID|DTSTAMP|DTSTART|VERSION|PRODID|NAME|X-WR-CALNAME)[:;].*\n")
    for match in needed.finditer(CLEAN):
        assert examine("f.ics", CLEAN[: match.start()] + CLEAN[match.end() :]), match.group()


def test_colours_are_those_of_css():
    """COLOR takes the names of CSS3 and no other. RFC 7986 5.9."""
    assert set(webcolors.names("css3")) == values.COLORS


KINDS = {
    f"{kind.name} of {name}": kind
    for name, row in [*rfc5545.PROPERTIES.items(), *rfc5545.COMPONENTS["VEVENT"].own.items()]
    for kind in row.kinds
    if kind.clean != values.NEVER
}
TOKENS = st.lists(
    st.sampled_from(
        ["\\", "n", "\\n", "\\,", ",", ";", "BEGIN:VEVENT", " ", "\t", "<br>", "<", "a", "é", ":", "0", "Z"]
    )
).map("".join)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_what_is_clean_has_no_faults(kind, data):
    """The pattern that saves the second look never passes what the second look would name."""
    form = re.compile(kind.clean.replace("*+", "*").replace("++", "+"), re.ASCII)
    value = data.draw(st.one_of(TOKENS, st.from_regex(form, fullmatch=True)))
    if re.fullmatch(kind.clean, value, re.ASCII):
        assert list(kind.faults(value)) == []


# icalendar lets control characters through and drops a BOM in a text, so its own mistakes are left out.
PLAIN = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"), min_size=1, max_size=120)
INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda instant: instant.replace(microsecond=0)
)

DEGREES = st.integers(-900_000, 900_000).map(lambda parts: parts / 10_000)


@st.composite
def library_events(draw) -> Event:
    event = Event()
    event.add("uid", draw(PLAIN))
    event.add("dtstamp", draw(INSTANTS))
    start = draw(st.one_of(INSTANTS, st.dates(date(1970, 1, 1), date(2037, 12, 30))))
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(days=draw(st.integers(1, 9))))
    for name in draw(st.sets(st.sampled_from(["summary", "description", "location", "comment", "contact"]))):
        event.add(name, draw(PLAIN))
    event.add("categories", draw(st.lists(PLAIN, min_size=1, max_size=3)))
    event.add("sequence", draw(st.integers(0, 999)))
    event.add("geo", (draw(DEGREES), draw(DEGREES)))  # icalendar writes 1e-05 for smaller ones
    event.add("created", draw(INSTANTS))
    event.add("status", draw(st.sampled_from(["CONFIRMED", "TENTATIVE", "CANCELLED"])))
    event.add("rrule", {"freq": "daily", "count": draw(st.integers(1, 9))})
    return event


@settings(deadline=None)
@given(st.lists(library_events(), min_size=1, max_size=3, unique_by=lambda event: event["uid"]))
def test_agrees_with_a_library_that_is_right(events):
    """What icalendar writes of legal values has no errors."""
    calendar = Calendar()
    calendar.add("prodid", "-//example//EN")
    calendar.add("version", "2.0")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, vText("Summit, 2023"))
    for event in events:
        calendar.add_component(event)
    problems = examine("f.ics", calendar.to_ical())
    assert [str(problem) for problem in problems if problem.severity == "error"] == []
