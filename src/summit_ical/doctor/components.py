"""The bytes of a calendar file in, Problems out: what a client drops, misreads or refuses, and what smells.

The same judge for our own feeds and for anybody's. It knows RFC 5545 and its extensions from the tables below
and asks no library, so that a mistake of the library that wrote a file is seen too. Lines in marks are those
of the file, not the unfolded ones; columns are characters of such a line, where an octet that is not UTF-8 is
one.

Most lines of most files are clean, so each is first held against one pattern, its property's; only a line
that does not match is taken apart and explained. What matches has nothing to explain: a test holds that.
"""

import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

from summit_ical.model.source import Mark, Problem, Severity, shown, visible

OCTETS_MAX = 75  # in a line, its end not counted: RFC 5545 3.1
TEXT_MAX = 8192  # octets of one text: calcurse stops reading there
FILE_MAX = 900_000  # octets: near 1 MB, Google drops a feed in silence
ENTRIES_MAX = 1000


def too_large(octets: int, entries: int) -> bool:
    """Return whether Google would drop a feed in silence: the one rule for page, links and findings."""
    return octets > FILE_MAX or entries > ENTRIES_MAX


SAID_MAX = 5  # Problems of one code in a file; the sixth is a count
REMEMBERED_MAX = 2000  # clean lines
CLEAN_MAX = 2000  # characters that can never be more than TEXT_MAX octets
STRANGERS_MAX = 200  # unknown names compared with the known; a file with more has a language of its own
NAME_MAX = 40  # characters of a name in a message


# --- what can be wrong --------------------------------------------------------------------------------------


class Code(NamedTuple):
    """One kind of finding. Words in braces are filled in from the file."""

    severity: Severity  # error: a client can drop, misread or refuse; warning: legal, but it smells
    sentence: str
    hint: str


CODES: Mapping[str, Code] = {
    # the file
    "empty-file": Code("error", "the file is empty",
        "a download may have failed; a calendar starts with BEGIN:VCALENDAR"),
    "not-a-calendar": Code("error", "{what}, not a calendar", "{way}"),
    "cut-short": Code("error", "the file ends before {value}",
        "it may have been cut off; fetch or write it again"),
    "large-file": Code("warning", "{octets} octets",
        "Google drops feeds near 1 MB in silence; offer smaller ones"),
    "many-entries": Code("warning", "{count} entries", "clients get slow beyond 1000; offer smaller feeds"),
    "several-calendars": Code("warning", "a second VCALENDAR in one file",
        "many clients read the first only; merge them"),
    "not-one-entry": Code("error", "these bytes are not one VEVENT",
        "from BEGIN:VEVENT to END:VEVENT, and nothing else"),
    # physical lines
    "bom": Code("error", "a byte order mark before BEGIN:VCALENDAR", "save as UTF-8 without BOM"),
    "bare-lf": Code("error", "{which} in LF alone",
        "end lines with CR LF; inside a text, a line break is written \\n"),
    "bare-cr": Code("error", "{which} in {what}",
        "end lines with CR LF; inside a text, a line break is written \\n"),
    "unended": Code("error", "the last line does not end", "end every line with CR LF, the last one too"),
    "blank-line": Code("error", "a blank line", "take it out; inside a text, a line break is written \\n"),
    "long-line": Code("error", "a line of {octets} octets, 75 are allowed",
        "fold it with CR LF and a space, between two characters"),
    "split-character": Code("error", "a fold inside the character {value}",
        "fold between characters: Google drops such a feed"),
    "bad-utf8": Code("error", "{value} is not UTF-8", "save the file as UTF-8"),
    "control-character": Code("error", "a control character, {value}",
        "take it out; a line break is written \\n"),
    "separator": Code("warning", "a line separator, {value}, inside a line",
        "write \\n; some clients end the line here"),
    # content lines
    "no-colon": Code("error", "no ':' in {value}",
        "a line is NAME:value; a line that goes on from the one before starts with a space"),
    "bad-name": Code("error", "{value} does not start with a property name",
        "a name is letters, digits and '-', then ':' or ';'"),
    "unknown-name": Code("warning", "{name} is not a known property",
        "clients skip it; names of your own start with X-"),
    "misspelt": Code("warning", "{name} is not known, {near} is",
        "write {near}; clients skip names they do not know"),
    "misplaced-property": Code("warning", "{name} does not belong in {component}",
        "clients skip it there; take it out"),
    "risky": Code("warning", "some clients lose an entry that has {name}", "say it in DESCRIPTION instead"),
    "bad-parameter": Code("error", "{name} has a parameter that cannot be read: {value}",
        "write ;NAME=value, in double quotes if it holds , ; or :"),
    "parameter-twice": Code("error", "{name} has the parameter {parameter} twice",
        "keep one; several values go behind one name, with commas"),
    "parameter-value": Code("error", "{name} has {parameter}={value}", "{way}"),
    "unknown-parameter": Code("warning", "{name} has the unknown parameter {parameter}", "{way}"),
    "unquoted": Code("error", "{name} has {parameter} without quotes",
        'write {parameter}="…": the first : outside quotes starts the value'),
    "caret": Code("warning", "'^' in {parameter} of {name}: {value}",
        "'^' starts an escape (RFC 6868): write ^^ for itself, ^n for a line break, ^' for a quote"),
    # components
    "outside": Code("error", "{value} stands outside the calendar",
        "everything goes between BEGIN:VCALENDAR and END:VCALENDAR"),
    "not-closed": Code("error", "no END:{component} for the BEGIN on line {line}", "add it before this line"),
    "not-open": Code("error", "END:{value} without its BEGIN", "add BEGIN:{value}, or take this line out"),
    "nested-wrong": Code("error", "{component} inside {parent}", "it belongs in {place}"),
    "unknown-component": Code("warning", "{component} is not a known component", "{way}"),
    "empty-calendar": Code("error", "a calendar without entries",
        "keep at least one VEVENT: some clients keep what they had, some refuse"),
    "missing-property": Code("error", "{component} has no {name}", "add {name}: it is required"),
    "repeated-property": Code("error", "{name} again, after line {line}",
        "{component} may have one; clients take the first or the last"),
    "categories-twice": Code("warning", "CATEGORIES again, after line {line}",
        "put all on one line, with commas: some clients refuse two"),
    "calendar-uid": Code("warning", "UID on the calendar",
        "take it out: vdirsyncer folds the whole feed into one entry"),
    "no-name": Code("warning", "the calendar has no {name}",
        "add it: clients that read only this one show the file name"),
    "names-differ": Code("warning", "NAME is {value}, X-WR-CALNAME is {other}", "write the same in both"),
    "uid-twice": Code("error", "UID {value} again, after line {line}",
        "one UID is one entry: clients keep the first or the last"),
    "organizer": Code("warning", "ORGANIZER in a published feed", "take it out: clients offer to reply"),
    "attendee": Code("warning", "ATTENDEE in a published feed",
        "take it out: clients offer to reply, and addresses leak"),
    "alarm": Code("warning", "VALARM in a published feed",
        "take it out: it rings for everybody who subscribes"),
    "alarm-incomplete": Code("error", "VALARM with {what} has no {name}", "add {name}"),
    "zone-empty": Code("error", "VTIMEZONE without STANDARD and DAYLIGHT", "add at least one of them"),
    # values
    "value-missing": Code("error", "{name} without VALUE", "write {name};VALUE={kind}:… (it has no default)"),
    "wrong-type": Code("error", "{name} with VALUE={value}", "it takes {kind}"),
    "empty": Code("warning", "{name} is empty", "leave it out"),
    "bad-escape": Code("error", "{name} has a lone backslash: {value}",
        "in a text, only \\\\ \\; \\, and \\n are escapes"),
    "unescaped": Code("error", "{name} has a bare '{mark}': {value}", "write \\{mark}"),
    "outer-space": Code("warning", "{name} starts or ends with a space: {value}", "take it out"),
    "html": Code("warning", "{name} has HTML: {value}",
        "write plain text and \\n: most clients show the tags"),
    "begin-in-text": Code("warning", "{name} has a line of text that starts with {value}",
        "put something before it: ts-ics takes it for an entry"),
    "long-text": Code("warning", "{name} has {octets} octets",
        "stay under 8192: some clients stop reading there"),
    "bad-date": Code("error", "{name}: {value} is not a date", "write 20230329"),
    "bad-date-time": Code("error", "{name}: {value} is not a time", "write 20230329T143000Z"),
    "impossible-date": Code("error", "{name}: {value} does not exist", "months have their days, days 24 hours"),
    "date-untold": Code("error", "{name}: {value} is a date without VALUE=DATE",
        "write {name};VALUE=DATE:{plain}"),
    "fixed-offset": Code("error", "{name}: {value} has a fixed offset", "write it in UTC, with Z"),
    "not-utc": Code("error", "{name}: {value} is not in UTC", "write it in UTC, with Z at the end"),
    "not-local": Code("error", "{name}: {value} in {component} is in UTC",
        "a zone's rules are in local time, without Z"),
    "floating-time": Code("warning", "{name}: {value} has no zone",
        "write it in UTC, with Z: without, it is another instant for every reader"),
    "tzid-utc": Code("warning", "{name} has TZID={value}", "write the time with Z, without TZID"),
    "tzid-and-z": Code("error", "{name} has both TZID={value} and Z", "drop TZID, or the Z"),
    "tzid-on-date": Code("error", "{name} is a date with TZID={value}", "drop TZID: a date has no zone"),
    "tzid-unknown": Code("error", "TZID={value} has no VTIMEZONE", "add one, or write times in UTC, with Z"),
    "bad-duration": Code("error", "{name}: {value} is not a duration", "write PT1H, PT25M, P1D or P1W"),
    "bad-period": Code("error", "{name}: {value} is not a period", "write 20230329T140000Z/PT1H"),
    "bad-uri": Code("error", "{name}: {value} is not an address",
        "write it with its scheme, percent-encoded, without backslashes"),
    "iri": Code("warning", "{name}: {value} is not ASCII", "percent-encode it"),
    "bad-integer": Code("error", "{name}: {value} is not a number from {low} to {high}",
        "write digits alone"),
    "bad-geo": Code("error", "{name}: {value} is not a place", "write latitude;longitude: 39.4996;-0.4021"),
    "bad-rule": Code("error", "{name}: {value} {what}", "as in FREQ=WEEKLY;COUNT=3"),
    "until-kind": Code("error", "UNTIL {value} is not of the kind of DTSTART", "{way}"),
    "bad-offset": Code("error", "{name}: {value} is not an offset", "write +0100"),
    "bad-binary": Code("error", "{name} has inline data that is not BASE64",
        "write ;ENCODING=BASE64;VALUE=BINARY, or an address"),
    "inline-image": Code("warning", "{name} has inline data",
        "give its address with VALUE=URI: each client would keep a copy per entry"),
    "bad-status-code": Code("error", "{name}: {value} is not a status code", "write 2.0;Success"),
    "bad-choice": Code("error", "{name}: {value} is not one of its values", "{way}"),
    "unknown-choice": Code("warning", "{name}: {value} is not a known value", "{way}"),
    "bad-color": Code("error", "{name}: {value} is not a colour", "{way}"),
    "end-and-duration": Code("error", "both {name} and DURATION", "keep {name}"),
    "end-before-start": Code("error", "{name} {value} is not after DTSTART {start}",
        "end later than the start, or leave {name} out"),
    "kinds-differ": Code("error", "{name} {value} is not of the kind of DTSTART {start}",
        "both dates, or both times, with the same kind of zone"),
}  # fmt: skip


Word = str | Callable[[], str]  # for a sentence; a callable where looking for it costs time and few are shown


class Fault(NamedTuple):
    """Something wrong in a value: its code, where in the value, and the words for the sentence."""

    code: str
    offset: int
    words: Mapping[str, Word]


def excerpt(value: str, offset: int) -> str:
    """Return the surroundings of a place in a value, quoted."""
    start = max(0, offset - 20)
    return shown(("…" if start else "") + value[start : offset + 20] + ("…" if offset + 20 < len(value) else ""))


def near(name: str, known: Iterable[str], cutoff: float = 0.75) -> str:
    """Return the known name that is most like this one, or ''."""
    return next(iter(difflib.get_close_matches(name[:NAME_MAX], known, n=1, cutoff=cutoff)), "")


def meant(name: str, known: Iterable[str], otherwise: str = "names of your own start with X-") -> str:
    """Return a hint for an unknown name."""
    like = near(name, known)
    return f"did you mean {like}?" if like else otherwise


def cell(text: str) -> frozenset[str]:
    """Return the words of a table's cell."""
    return frozenset(text.split())


def listing(names: Iterable[str], last: str = "or") -> str:
    """Return names as a person says them: 'A, B or C'."""
    *first, end = names
    return f"{', '.join(first)} {last} {end}" if first else end


# --- kinds of value -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """A value type of RFC 5545 3.3, or one property's narrower use of it."""

    name: str  # as VALUE= says it
    clean: str  # pattern; a value that matches in full has no faults (others may have none either)
    faults: Callable[[str], Iterator[Fault]]


NEVER = "(?!)"
TEXT_TOKEN = re.compile(r"\\[\\;,nN]|\\|[,;]")
TAG = re.compile(
    r"</?(?:a|b|body|br|div|em|font|h[1-6]|hr|html|i|img|li|ol|p|pre|span|strong|table|td|tr|u|ul)(?:\s[^<>]*)?/?>",
    re.I,
)
DAY = (  # leap days are left to the second look
    r"(?!0000)\d{4}(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)"
    r"|02(?:0[1-9]|1\d|2[0-8]))"
)
CLOCK = r"(?:[01]\d|2[0-3])[0-5]\d[0-5]\d"
STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", re.A)
OFFSET_STAMP = re.compile(r"\d{8}T\d{6} ?[+-]\d\d:?\d\d", re.A)
DURATION_FORM = r"P(?:\d+W|(?=[\dT])(?:\d+D)?(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)"
DURATION_PATTERN = re.compile(rf"([+-]?){DURATION_FORM}", re.A)
URI_FORM = r"[A-Za-z][A-Za-z0-9+.-]*+:[A-Za-z0-9!#$%&'()*+,./:;=?@\[\]_~-]++"
URI_PATTERN = re.compile(URI_FORM)
IRI_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:[^\x00-\x20\x7f\"<>\\^`{|}]++")


def text_faults(value: str, *, bare: str = ",;", html: bool = True) -> Iterator[Fault]:
    """Yield what is wrong with a TEXT; `bare` are the characters that need a backslash. RFC 5545 3.3.11."""
    if not value:
        yield Fault("empty", 0, {})
        return
    if value != value.strip(" \t"):
        yield Fault("outer-space", 0, {"value": shown(value)})
    seen = {"begin-in-text"} if value.startswith("BEGIN:V") else set()
    if seen:
        yield Fault("begin-in-text", 0, {"value": "BEGIN:V"})
    for token in TEXT_TOKEN.finditer(value):
        found, at = token.group(), token.start()
        if found == "\\":
            code = "bad-escape"
        elif found in bare:
            code = "unescaped"
        elif found in ("\\n", "\\N") and value.startswith("BEGIN:V", token.end()):
            code, at = "begin-in-text", token.end()
        else:
            continue
        if code not in seen:  # the first of a kind stands for the others in this text
            seen.add(code)
            words = {"value": "BEGIN:V" if code == "begin-in-text" else excerpt(value, at), "mark": found}
            yield Fault(code, at, words)
    if html and (tag := TAG.search(value)):
        yield Fault("html", tag.start(), {"value": shown(tag.group())})


def list_faults(faults: Callable[[str], Iterator[Fault]], value: str) -> Iterator[Fault]:
    """Yield what is wrong with the values of a list with commas."""
    offset = 0
    for item in value.split(","):
        for fault in faults(item):
            yield fault._replace(offset=offset + fault.offset)
        offset += len(item) + 1


def any_faults(value: str) -> Iterator[Fault]:
    """Yield nothing unless the value is empty: a type of somebody's own."""
    if not value:
        yield Fault("empty", 0, {})


def stamp_exists(stamp: re.Match[str]) -> bool:
    """Return whether there is such a day, and such a second (60 is a leap second)."""
    year, month, day, hour, minute, second = (int(digits or 0) for digits in stamp.groups()[:6])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return hour <= 23 and minute <= 59 and second <= 60


def date_faults(value: str) -> Iterator[Fault]:
    """Yield what is wrong with a DATE. RFC 5545 3.3.4."""
    stamp = STAMP.fullmatch(value)
    if not stamp or stamp[4]:
        yield Fault("bad-date", 0, {"value": shown(value)})
    elif not stamp_exists(stamp):
        yield Fault("impossible-date", 0, {"value": shown(value)})


def date_time_faults(value: str, *, zone: str = "") -> Iterator[Fault]:
    """Yield what is wrong with a DATE-TIME; `zone` says 'utc' or 'local' if only that will do. RFC 5545."""
    stamp = STAMP.fullmatch(value)
    words = {"value": shown(value)}
    if not stamp:
        yield Fault("fixed-offset" if OFFSET_STAMP.fullmatch(value) else "bad-date-time", 0, words)
    elif not stamp_exists(stamp):
        yield Fault("impossible-date", 0, words)
    elif not stamp[4]:
        yield Fault("bad-date-time", 0, words) if zone else Fault("date-untold", 0, {**words, "plain": value})
    elif zone == "utc" and not stamp[7]:
        yield Fault("not-utc", 0, words)
    elif zone == "local" and stamp[7]:
        yield Fault("not-local", 0, words)


def period_faults(value: str) -> Iterator[Fault]:
    """Yield what is wrong with a PERIOD. RFC 5545 3.3.9."""
    start, _, end = value.partition("/")
    stamps = [STAMP.fullmatch(start), STAMP.fullmatch(end)]
    times = [bool(stamp and stamp[4] and stamp_exists(stamp)) for stamp in stamps]
    duration = DURATION_PATTERN.fullmatch(end)
    if not times[0] or not (times[1] or (duration and duration[1] != "-")):
        yield Fault("bad-period", 0, {"value": shown(value)})


def pattern_faults(pattern: re.Pattern[str], code: str, value: str) -> Iterator[Fault]:
    """Yield a fault with this code unless the value has the form."""
    if not pattern.fullmatch(value):
        yield Fault(code, 0, {"value": shown(value)})


def uri_faults(value: str) -> Iterator[Fault]:
    """Yield what is wrong with a URI or CAL-ADDRESS. RFC 3986, RFC 5545 3.3.13."""
    if not value:
        yield Fault("empty", 0, {})
    elif not URI_PATTERN.fullmatch(value):
        yield Fault("iri" if IRI_PATTERN.fullmatch(value) else "bad-uri", 0, {"value": shown(value)})


def geo_faults(value: str) -> Iterator[Fault]:
    """Yield what is wrong with a GEO value, in degrees. RFC 5545 3.8.1.6."""
    place = re.fullmatch(r"([+-]?\d{1,3}(?:\.\d+)?);([+-]?\d{1,3}(?:\.\d+)?)", value, re.A)
    if not place or abs(float(place[1])) > 90 or abs(float(place[2])) > 180:
        yield Fault("bad-geo", 0, {"value": shown(value)})


def integer_faults(low: int, high: int, value: str) -> Iterator[Fault]:
    """Yield a fault unless the value is a whole number in a range. RFC 5545 3.3.8."""
    # ten digits are the most a 32-bit number has; leading zeros are legal
    number = re.fullmatch(r"([+-]?)0*(\d{1,10})", value, re.A)
    if not number or not low <= int(number[1] + number[2]) <= high:
        yield Fault("bad-integer", 0, {"value": shown(value), "low": str(low), "high": str(high)})


def choice_faults(values: tuple[str, ...], code: str, value: str) -> Iterator[Fault]:
    """Yield a fault unless the value is one of these, in any case; X- values pass where any may be added."""
    upper = value.upper()
    if upper in values or (code == "unknown-choice" and upper.startswith("X-")):
        return
    way = f"write {listing(values)}"
    if upper == "CANCELED":
        way = "CANCELLED is written with two L"
    yield Fault(code, 0, {"value": shown(value), "way": way})


def color_faults(value: str) -> Iterator[Fault]:
    """Yield a fault unless the value is a CSS3 colour name. RFC 7986 5.9."""
    if value.lower() not in COLORS:
        way = partial(meant, value.lower(), COLORS, "write a CSS3 name, such as teal, not a number")
        yield Fault("bad-color", 0, {"value": shown(value), "way": way})


def apple_color_faults(value: str) -> Iterator[Fault]:
    """Yield a fault unless the value is #RRGGBB or #RRGGBBAA."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}(?:[0-9A-Fa-f]{2})?", value):
        yield Fault("bad-color", 0, {"value": shown(value), "way": "write #RRGGBB, such as #008080"})


WEEKDAY = "(?:SU|MO|TU|WE|TH|FR|SA)"
RULE_PARTS: Mapping[str, str] = {  # RFC 5545 3.3.10, RFC 7529
    "FREQ": "SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY",
    "UNTIL": rf"\d{{8}}(?:T{CLOCK}Z?)?",
    "COUNT": r"0*[1-9]\d{0,8}",
    "INTERVAL": r"0*[1-9]\d{0,8}",
    "BYSECOND": r"@(?:[0-5]?\d|60)",
    "BYMINUTE": r"@[0-5]?\d",
    "BYHOUR": r"@(?:[01]?\d|2[0-3])",
    "BYDAY": rf"@(?:[+-]?(?:0?[1-9]|[1-4]\d|5[0-3]))?{WEEKDAY}",
    "BYMONTHDAY": r"@[+-]?(?:0?[1-9]|[12]\d|3[01])",
    "BYYEARDAY": r"@[+-]?(?:0{0,2}[1-9]|0?[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])",
    "BYWEEKNO": r"@[+-]?(?:0?[1-9]|[1-4]\d|5[0-3])",
    "BYMONTH": r"@(?:0?[1-9]|1[0-2])L?",
    "BYSETPOS": r"@[+-]?(?:0{0,2}[1-9]|0?[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])",
    "WKST": WEEKDAY,
    "RSCALE": r"[A-Z0-9-]+",
    "SKIP": "OMIT|BACKWARD|FORWARD",
}


@cache
def compiled(form: str) -> re.Pattern[str]:
    """Compile a form of a rule's part or of a parameter when it is first met; @ marks a list."""
    return re.compile(rf"(?:{form[1:]})(?:,(?:{form[1:]}))*" if form[0] == "@" else form, re.I | re.A)


def rule_faults(value: str) -> Iterator[Fault]:
    """Yield the first thing that is wrong with a RECUR value. RFC 5545 3.3.10."""
    parts: dict[str, str] = {}
    what, at, offset = "", 0, 0
    for item in value.split(";"):
        part, _, argument = item.upper().partition("=")
        pattern = compiled(RULE_PARTS[part]) if part in RULE_PARTS else None
        if pattern is None:
            what = f"has the unknown part {shown(item)}"
        elif part in parts:
            what = f"has {part} twice"
        elif not pattern.fullmatch(argument):
            what = f"has {part} with {shown(argument)}"
        if what:
            at = offset
            break
        parts[part] = argument
        offset += len(item) + 1
    else:
        if "FREQ" not in parts:
            what = "has no FREQ"
        elif "COUNT" in parts and "UNTIL" in parts:
            what = "has both COUNT and UNTIL"
    if what:
        yield Fault("bad-rule", at, {"value": shown(value), "what": what})


def choice(*values: str, open_ended: bool = False) -> Kind:
    """Return the kind of a value from a list; `open_ended` where others may be registered."""
    code = "unknown-choice" if open_ended else "bad-choice"
    return Kind("TEXT", "|".join(map(re.escape, values)), partial(choice_faults, values, code))


def integer(low: int, high: int) -> Kind:
    """Return the kind of a whole number in a range."""
    clean = r"(?:0|[1-9]\d{0,8})" if (low, high) == (0, INTEGER_MAX) else NEVER
    return Kind("INTEGER", clean, partial(integer_faults, low, high))


INTEGER_MAX = 2**31 - 1
OFFSET_FORM = r"(?!-0000)[+-](?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?"
STATUS_FORM = r"\d(?:\.\d{1,3}){1,2};.*"
# One pass, no way back: possessive throughout.
TEXT_CLEAN = r"(?!BEGIN:V)(?=[^ \t])[^\\,;<]*+(?:\\(?:[\\;,]|[nN](?!BEGIN:V))[^\\,;<]*+)*+(?<![ \t])"

# https://www.w3.org/TR/css-color-3/#svg-color
COLORS = cell("""
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown
    burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue
    darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange
    darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise
    darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia
    gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo
    ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
    lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue
    lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon
    mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue
    mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin
    navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen
    paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple red rosybrown
    royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray
    slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke
    yellow yellowgreen
""")

TEXT = Kind("TEXT", TEXT_CLEAN, text_faults)
TEXTS = Kind("TEXT", TEXT_CLEAN.replace("[^\\\\,;<]", "[^\\\\;<]"), partial(text_faults, bare=";"))
MARKUP = Kind("TEXT", NEVER, partial(text_faults, html=False))
ANY = Kind("TEXT", r".+", any_faults)
DATE = Kind("DATE", DAY, date_faults)
DATE_TIME = Kind("DATE-TIME", rf"{DAY}T{CLOCK}Z", date_time_faults)
UTC_TIME = Kind("DATE-TIME", rf"{DAY}T{CLOCK}Z", partial(date_time_faults, zone="utc"))
LOCAL_TIME = Kind("DATE-TIME", rf"{DAY}T{CLOCK}", partial(date_time_faults, zone="local"))
PERIOD = Kind("PERIOD", NEVER, period_faults)
DURATION = Kind("DURATION", rf"[+-]?{DURATION_FORM}", partial(pattern_faults, DURATION_PATTERN, "bad-duration"))
URI = Kind("URI", URI_FORM, uri_faults)
CAL_ADDRESS = Kind("CAL-ADDRESS", URI_FORM, uri_faults)
UID = Kind("UID", TEXT_CLEAN, text_faults)
RECUR = Kind("RECUR", NEVER, rule_faults)
GEO = Kind("FLOAT", r"-?[0-8]?\d(?:\.\d+)?;-?(?:1[0-7]\d|\d?\d)(?:\.\d+)?", geo_faults)
OFFSET = Kind("UTC-OFFSET", OFFSET_FORM, partial(pattern_faults, re.compile(OFFSET_FORM, re.A), "bad-offset"))
BINARY = Kind(
    "BINARY",
    NEVER,
    partial(pattern_faults, re.compile(r"(?:[A-Za-z0-9+/]{4})*+[A-Za-z0-9+/=]{4}"), "bad-binary"),
)
REPLY_STATUS = Kind("TEXT", STATUS_FORM, partial(pattern_faults, re.compile(STATUS_FORM, re.A), "bad-status-code"))
COLOR = Kind("TEXT", NEVER, color_faults)  # a pattern of 147 names takes a millisecond and a half to compile
APPLE_COLOR = Kind("TEXT", r"#[0-9A-F]{6}", apple_color_faults)


# --- what there is: properties, parameters, components ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Property:
    """What a property's value may be."""

    kinds: tuple[Kind, ...]  # the first is the default
    listed: bool = False  # several values, with commas
    told: bool = False  # VALUE is required, there is no default


def takes(*kinds: Kind, listed: bool = False, told: bool = False) -> Property:
    """Return a row of the table below."""
    return Property(kinds, listed, told)


PROPERTIES: Mapping[str, Property] = {
    # the calendar: RFC 5545 3.7, RFC 7986 5
    "CALSCALE": takes(choice("GREGORIAN")),
    "METHOD": takes(
        choice(
            "PUBLISH", "REQUEST", "REPLY", "ADD", "CANCEL", "REFRESH", "COUNTER", "DECLINECOUNTER",
            open_ended=True,
        )
    ),
    "PRODID": takes(TEXT),
    "VERSION": takes(choice("2.0")),
    "NAME": takes(TEXT),
    "REFRESH-INTERVAL": takes(DURATION, told=True),
    "SOURCE": takes(URI, told=True),
    "COLOR": takes(COLOR),
    "IMAGE": takes(URI, BINARY, told=True),
    "CONFERENCE": takes(URI, told=True),
    # descriptive: RFC 5545 3.8.1
    "ATTACH": takes(URI, BINARY),
    "CATEGORIES": takes(TEXTS),
    "CLASS": takes(choice("PUBLIC", "PRIVATE", "CONFIDENTIAL", open_ended=True)),
    "COMMENT": takes(TEXT),
    "DESCRIPTION": takes(TEXT),
    "GEO": takes(GEO),
    "LOCATION": takes(TEXT),
    "PERCENT-COMPLETE": takes(integer(0, 100)),
    "PRIORITY": takes(integer(0, 9)),
    "RESOURCES": takes(TEXTS),
    "STATUS": takes(ANY),  # each component has its own, below
    "SUMMARY": takes(TEXT),
    # when: RFC 5545 3.8.2
    "COMPLETED": takes(UTC_TIME),
    "DTEND": takes(DATE_TIME, DATE),
    "DUE": takes(DATE_TIME, DATE),
    "DTSTART": takes(DATE_TIME, DATE),
    "DURATION": takes(DURATION),
    "FREEBUSY": takes(PERIOD, listed=True),
    "TRANSP": takes(choice("OPAQUE", "TRANSPARENT")),
    # zones: RFC 5545 3.8.3, RFC 7808 7
    "TZID": takes(TEXT),
    "TZNAME": takes(TEXT),
    "TZOFFSETFROM": takes(OFFSET),
    "TZOFFSETTO": takes(OFFSET),
    "TZURL": takes(URI),
    "TZUNTIL": takes(UTC_TIME),
    "TZID-ALIAS-OF": takes(TEXT),
    # relationship: RFC 5545 3.8.4
    "ATTENDEE": takes(CAL_ADDRESS),
    "CONTACT": takes(TEXT),
    "ORGANIZER": takes(CAL_ADDRESS),
    "RECURRENCE-ID": takes(DATE_TIME, DATE),
    "RELATED-TO": takes(TEXT, UID, URI),
    "URL": takes(URI),
    "UID": takes(TEXT),
    # recurrence: RFC 5545 3.8.5
    "EXDATE": takes(DATE_TIME, DATE, listed=True),
    "RDATE": takes(DATE_TIME, DATE, PERIOD, listed=True),
    "RRULE": takes(RECUR),
    "EXRULE": takes(RECUR),
    # alarms: RFC 5545 3.8.6, RFC 9074
    "ACTION": takes(choice("AUDIO", "DISPLAY", "EMAIL", "PROCEDURE", "NONE", "URI", open_ended=True)),
    "REPEAT": takes(integer(0, INTEGER_MAX)),
    "TRIGGER": takes(DURATION, UTC_TIME),
    "ACKNOWLEDGED": takes(UTC_TIME),
    "PROXIMITY": takes(choice("ARRIVE", "DEPART", "CONNECT", "DISCONNECT", open_ended=True)),
    # change: RFC 5545 3.8.7 and 3.8.8
    "CREATED": takes(UTC_TIME),
    "DTSTAMP": takes(UTC_TIME),
    "LAST-MODIFIED": takes(UTC_TIME),
    "SEQUENCE": takes(integer(0, INTEGER_MAX)),
    "REQUEST-STATUS": takes(REPLY_STATUS),
    "XML": takes(ANY),
    # RFC 7953, RFC 9073, RFC 9253
    "BUSYTYPE": takes(choice("BUSY", "BUSY-UNAVAILABLE", "BUSY-TENTATIVE", open_ended=True)),
    "CALENDAR-ADDRESS": takes(CAL_ADDRESS),
    "LOCATION-TYPE": takes(TEXTS),
    "PARTICIPANT-TYPE": takes(ANY),
    "RESOURCE-TYPE": takes(ANY),
    "STRUCTURED-DATA": takes(MARKUP, BINARY, URI, told=True),
    "STYLED-DESCRIPTION": takes(MARKUP, URI, told=True),
    "CONCEPT": takes(URI),
    "LINK": takes(URI, UID, MARKUP, Kind("XML-REFERENCE", URI_FORM, uri_faults), told=True),
    "REFID": takes(TEXT),
    # nobody's, and everybody's
    "X-WR-CALNAME": takes(TEXT),
    "X-WR-CALDESC": takes(TEXT),
    "X-WR-TIMEZONE": takes(TEXT),
    "X-WR-RELCALID": takes(TEXT),
    "X-PUBLISHED-TTL": takes(DURATION),
    "X-APPLE-CALENDAR-COLOR": takes(APPLE_COLOR),
    "X-MICROSOFT-CDO-BUSYSTATUS": takes(
        choice("FREE", "TENTATIVE", "BUSY", "OOF", "WORKINGELSEWHERE", open_ended=True)
    ),
}  # fmt: skip
PLAIN_NAMES = cell("CONFERENCE COLOR GEO IMAGE SOURCE URL LOCATION")  # whose lines say nothing of others
X_NAMES = tuple(name for name in PROPERTIES if name.startswith("X-"))
UNASKED = {"ORGANIZER": "organizer", "ATTENDEE": "attendee"}  # in a published feed
RISKY = cell("STYLED-DESCRIPTION STRUCTURED-DATA LINK CONCEPT REFID PARTICIPANT VLOCATION VRESOURCE")

ANYTHING = r".*"
PARAMETERS: Mapping[str, str] = {  # name -> the form of each value; RFC 5545 3.2 and later
    **dict.fromkeys(
        cell(
            "ALTREP CN CUTYPE DELEGATED-FROM DELEGATED-TO DERIVED DIR DISPLAY EMAIL FBTYPE FEATURE FILENAME "
            "GAP IANA LABEL LINKREL MANAGED-ID MEMBER ORDER PARTSTAT RELTYPE ROLE SCHEDULE-AGENT "
            "SCHEDULE-FORCE-SEND SCHEDULE-STATUS SCHEMA SENT-BY SIZE TZID VALUE"
        ),
        ANYTHING,
    ),
    "ENCODING": "8BIT|BASE64",
    "FMTTYPE": r"[^\s/]+/[^\s/]+",
    "LANGUAGE": r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*",
    "RANGE": "THISANDFUTURE",
    "RELATED": "START|END",
    "RSVP": "TRUE|FALSE",
}
QUOTED = cell("ALTREP DELEGATED-FROM DELEGATED-TO DIR MEMBER SCHEMA SENT-BY")


@dataclass(frozen=True, slots=True)
class Component:
    """What a component may hold, and where it may stand. RFC 5545 3.6."""

    within: tuple[str, ...]
    required: frozenset[str]
    once: frozenset[str]
    many: frozenset[str]
    own: Mapping[str, Property]  # properties that differ here from the table above

    def row(self, name: str) -> Property:
        """Return a known property's row as it is in this component."""
        return self.own.get(name) or PROPERTIES[name]

    @property
    def names(self) -> frozenset[str]:
        """The properties that belong here."""
        return self.required | self.once | self.many


def holds(within: str, required: str, once: str = "", many: str = "", **own: Property) -> Component:
    """Return a row of the table below; names are separated by spaces."""
    return Component(tuple(within.split()), cell(required), cell(once), cell(many), own)


FILE = "nothing"  # what a VCALENDAR stands in
ENTRIES = ("VEVENT", "VTODO", "VJOURNAL")
ENTRY_ONCE = "CLASS COLOR CREATED LAST-MODIFIED ORGANIZER RECURRENCE-ID SEQUENCE STATUS SUMMARY URL DTSTART "
ENTRY_MANY = (
    "ATTACH ATTENDEE CATEGORIES COMMENT CONCEPT CONTACT EXDATE EXRULE IMAGE LINK RDATE REFID RELATED-TO "
    "REQUEST-STATUS RRULE STRUCTURED-DATA STYLED-DESCRIPTION XML "
)
ZONE_RULE = {"DTSTART": takes(LOCAL_TIME), "RDATE": takes(LOCAL_TIME, PERIOD, listed=True)}
COMPONENTS: Mapping[str, Component] = {
    "VCALENDAR": holds(
        FILE,
        "PRODID VERSION",
        "CALSCALE METHOD LAST-MODIFIED URL REFRESH-INTERVAL SOURCE COLOR " + " ".join(X_NAMES),
        "NAME DESCRIPTION CATEGORIES IMAGE XML",  # NAME and DESCRIPTION once per language: RFC 7986 5.1
    ),
    "VEVENT": holds(
        "VCALENDAR",
        "UID DTSTAMP",
        ENTRY_ONCE + "DESCRIPTION DTEND DURATION GEO LOCATION PRIORITY TRANSP",
        ENTRY_MANY + "CONFERENCE RESOURCES",
        STATUS=takes(choice("TENTATIVE", "CONFIRMED", "CANCELLED")),
    ),
    "VTODO": holds(
        "VCALENDAR",
        "UID DTSTAMP",
        ENTRY_ONCE + "COMPLETED DESCRIPTION DUE DURATION GEO LOCATION PERCENT-COMPLETE PRIORITY",
        ENTRY_MANY + "CONFERENCE RESOURCES",
        STATUS=takes(choice("NEEDS-ACTION", "COMPLETED", "IN-PROCESS", "CANCELLED")),
    ),
    "VJOURNAL": holds(
        "VCALENDAR",
        "UID DTSTAMP",
        ENTRY_ONCE,
        ENTRY_MANY + "DESCRIPTION",
        STATUS=takes(choice("DRAFT", "FINAL", "CANCELLED")),
    ),
    "VFREEBUSY": holds(
        "VCALENDAR",
        "UID DTSTAMP",
        "CONTACT DTSTART DTEND ORGANIZER URL",
        "ATTENDEE COMMENT FREEBUSY REQUEST-STATUS STYLED-DESCRIPTION XML",
        DTSTART=takes(UTC_TIME),
        DTEND=takes(UTC_TIME),
    ),
    "VTIMEZONE": holds("VCALENDAR", "TZID", "LAST-MODIFIED TZURL TZUNTIL", "TZID-ALIAS-OF XML"),
    "STANDARD": holds(
        "VTIMEZONE", "DTSTART TZOFFSETFROM TZOFFSETTO", "", "COMMENT RDATE RRULE TZNAME XML", **ZONE_RULE
    ),
    "DAYLIGHT": holds(
        "VTIMEZONE", "DTSTART TZOFFSETFROM TZOFFSETTO", "", "COMMENT RDATE RRULE TZNAME XML", **ZONE_RULE
    ),
    "VALARM": holds(
        "VEVENT VTODO AVAILABLE",
        "ACTION TRIGGER",
        "ACKNOWLEDGED DESCRIPTION DURATION PROXIMITY REPEAT SUMMARY UID",
        "ATTACH ATTENDEE RELATED-TO STYLED-DESCRIPTION XML",
    ),
    "VAVAILABILITY": holds(
        "VCALENDAR",
        "UID DTSTAMP",
        "BUSYTYPE CLASS CREATED DESCRIPTION DTSTART DTEND DURATION LAST-MODIFIED LOCATION ORGANIZER PRIORITY "
        "SEQUENCE SUMMARY URL",
        "CATEGORIES COMMENT CONTACT XML",
    ),
    "AVAILABLE": holds(
        "VAVAILABILITY",
        "UID DTSTAMP DTSTART",
        "CREATED DESCRIPTION DTEND DURATION LAST-MODIFIED LOCATION RECURRENCE-ID RRULE SUMMARY",
        "CATEGORIES COMMENT CONTACT EXDATE RDATE XML",
    ),
    "PARTICIPANT": holds(
        "VEVENT VTODO VJOURNAL VFREEBUSY",
        "UID PARTICIPANT-TYPE",
        "CALENDAR-ADDRESS CREATED DESCRIPTION DTSTAMP GEO LAST-MODIFIED PRIORITY SEQUENCE STATUS SUMMARY URL",
        "ATTACH CATEGORIES COMMENT CONTACT LOCATION REQUEST-STATUS RELATED-TO RESOURCES STRUCTURED-DATA "
        "STYLED-DESCRIPTION XML",
    ),
    "VLOCATION": holds(
        "VEVENT VTODO VJOURNAL VFREEBUSY VALARM PARTICIPANT",
        "UID",
        "DESCRIPTION GEO LOCATION-TYPE NAME URL",
        "STRUCTURED-DATA XML",
    ),
    "VRESOURCE": holds(
        "VEVENT VTODO VJOURNAL VFREEBUSY PARTICIPANT",
        "UID",
        "DESCRIPTION GEO NAME RESOURCE-TYPE",
        "STRUCTURED-DATA XML",
    ),
}  # fmt: skip


# --- from octets to content lines ---------------------------------------------------------------------------

# Lines as they should be: CRLF, 1 to 75 octets, no control character but TAB.
BOM = b"\xef\xbb\xbf"
PHYSICAL = re.compile(rb"(?:[^\x00-\x08\x0a-\x1f\x7f]{1,75}+\r\n)++")
# Where lines end in files as they are: LF after any CRs, or a CR alone that something like a line follows.
BREAK = re.compile(r"(?<!\r)\r*+\n|\r(?=[ \t]|[A-Za-z0-9-]++[:;]|\Z)")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]+")
SEPARATORS = "\x85\u2028\u2029"
SEPARATOR = re.compile(f"[{SEPARATORS}]+")
NOT_UTF8 = re.compile("[\udc80-\udcff]+")  # octets that did not decode, as surrogateescape leaves them
HALVES = " \t" + "".join(chr(0xDC00 + octet) for octet in range(0x80, 0xC0))  # what a cut character goes on with
CALENDAR = re.compile(rb"BEGIN:VCALENDAR", re.I)
NOT_CALENDARS: tuple[tuple[bytes, str, str], ...] = (  # how it starts, what it is, the way out
    (b"<", "an HTML or XML page", "the address may need a login, or be the page about the feed"),
    (b"{", "JSON", "this may be jCal, or an error of the server"),
    (b"[", "JSON", "this may be jCal, or an error of the server"),
    (b"\xff\xfe", "text in UTF-16", "save it as UTF-8"),
    (b"\xfe\xff", "text in UTF-16", "save it as UTF-8"),
    (b"\x1f\x8b", "gzip", "unpack it, or send Content-Encoding: gzip"),
    (b"PK\x03\x04", "a ZIP archive", "unpack it"),
)


class Sheet:
    """A file's content lines, and where in the file each of them stands."""

    def __init__(self, name: str, text: str, contents: list[str]) -> None:
        self.name = name
        self.text = text
        self.contents = contents  # unfolded
        self.torn: frozenset[int] = frozenset()  # lines, from 0, that follow a single wrong line end

    @cached_property
    def lines(self) -> list[str]:
        """The lines as they stand in the file; made only when there is something to say."""
        lines = BREAK.split(self.text)
        return lines if lines[-1] else lines[:-1]

    @cached_property
    def starts(self) -> list[int]:
        """The line each content line starts on, from 0."""
        return [number for number, line in enumerate(self.lines) if not (number and line.startswith((" ", "\t")))]

    def mark(self, index: int, offset: int = 0) -> Mark:
        """Return where a character of a content line stands in the file."""
        number, indent = self.starts[index], 0
        last = self.starts[index + 1] - 1 if index + 1 < len(self.starts) else len(self.lines) - 1
        while number < last and offset >= len(self.lines[number]) - indent:
            offset -= len(self.lines[number]) - indent
            number, indent = number + 1, 1
        return Mark(self.name, number + 1, offset + indent + 1)


class Findings:
    """What was said about one file: the first few Problems of each code, and how many more there were."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.problems: list[Problem] = []
        self.counts: defaultdict[str, int] = defaultdict(int)  # a Counter takes ten times as long to make
        self.said = 0  # how often there was something to say

    def add(self, code: str, mark: Callable[[], Mark], /, **words: Word) -> None:
        """Add a finding; its mark is made only if it is going to be shown."""
        self.counts[code] += 1
        self.said += 1
        if self.counts[code] <= SAID_MAX:
            row = CODES[code]
            told = {key: word if isinstance(word, str) else word() for key, word in words.items()}
            message, hint = row.sentence.format_map(told), row.hint.format_map(told)
            self.problems.append(Problem(mark(), row.severity, code, message, hint))

    def say(self, code: str, index: int, offset: int = 0, /, **words: Word) -> None:
        """Add a finding about a content line."""
        self.add(code, lambda: self.sheet.mark(index, offset), **words)

    def say_at(self, code: str, line: int, column: int, /, **words: Word) -> None:
        """Add a finding about a line of the file; line and column from 0."""
        self.add(code, lambda: Mark(self.sheet.name, line + 1, column + 1), **words)

    def say_whole(self, code: str, /, **words: Word) -> None:
        """Add a finding about the whole file."""
        self.add(code, lambda: Mark(self.sheet.name), **words)

    def forget_line(self, number: int) -> None:
        """Take back what was said of one line."""
        self.problems = [problem for problem in self.problems if problem.mark.line != number]

    def all(self) -> tuple[Problem, ...]:
        """Return all Problems in file order, then the counts of what was left out."""
        more = (
            Problem(
                Mark(self.sheet.name),
                CODES[code].severity,
                code,
                f"{count - SAID_MAX} more of {code}",
                f"the first {SAID_MAX} are shown",
            )
            for code, count in self.counts.items()
            if count > SAID_MAX
        )
        return (*sorted(self.problems, key=lambda problem: problem.mark[1:3]), *more)


def opened(name: str, raw: bytes) -> Findings:
    """Return the content lines of any bytes, with what is wrong with the lines themselves."""
    if PHYSICAL.fullmatch(raw) and not raw.startswith(BOM):
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            pass  # explained below
        else:
            contents = text.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")
            contents.pop()
            sheet = Sheet(name, text, contents)
            findings = Findings(sheet)
            if not raw.isascii() and any(mark in text for mark in SEPARATORS):
                character_findings(findings)
            return findings
    text = raw.decode("utf-8", "surrogateescape")
    bom = text.startswith("\ufeff")
    text = text.removeprefix("\ufeff")
    sheet = Sheet(name, text, [])
    for start, end in pairwise([*sheet.starts, len(sheet.lines)]):
        sheet.contents.append(sheet.lines[start] + "".join(line[1:] for line in sheet.lines[start + 1 : end]))
    findings = Findings(sheet)
    if bom:
        findings.say_at("bom", 0, 0)
    sheet.torn = break_findings(findings)
    length_findings(findings)
    character_findings(findings)
    return findings


def break_findings(findings: Findings) -> frozenset[int]:
    """Say which lines do not end in CRLF, and return the lines that follow a single wrong end."""
    text = findings.sheet.text
    ends = [match.group() for match in BREAK.finditer(text)]
    kinds = Counter(ends)
    if text and not text.endswith(("\n", "\r")):
        findings.say_at("unended", len(ends), len(findings.sheet.lines[-1]))
    for end, code, what in (
        ("\n", "bare-lf", ""),
        ("\r", "bare-cr", "CR alone"),
        ("\r\r\n", "bare-cr", "CR CR LF"),
    ):
        if kinds[end] == len(ends) > 1:  # the whole file is like that: one mistake
            findings.say_at(code, 0, len(findings.sheet.lines[0]), which="all lines end", what=what)
            return frozenset()
    wrong = {number: end for number, end in enumerate(ends) if end != "\r\n"}
    for number, end in wrong.items():
        code = "bare-lf" if end == "\n" else "bare-cr"
        what = "CR alone" if end == "\r" else "CR CR LF"
        findings.say_at(code, number, len(findings.sheet.lines[number]), which="this line ends", what=what)
    return frozenset(number + 1 for number in wrong)


def length_findings(findings: Findings) -> None:
    """Say which lines are empty or longer than 75 octets."""
    for number, line in enumerate(findings.sheet.lines):
        if not line:
            findings.say_at("blank-line", number, 0)
        elif len(line) * 4 > OCTETS_MAX:
            octets = line.encode("utf-8", "surrogateescape")
            if len(octets) > OCTETS_MAX:
                column = len(octets[:OCTETS_MAX].decode("utf-8", "ignore"))
                findings.say_at("long-line", number, column, octets=str(len(octets)))


def character_findings(findings: Findings) -> None:
    """Say which characters should not be there: half ones, octets that are none, controls, separators."""
    half = False  # the line before ended inside a character
    for number, line in enumerate(findings.sheet.lines):
        start = len(line) - len(line.lstrip(HALVES)) if half else 0
        half = False
        for run in NOT_UTF8.finditer(line, start):
            character = split_character(run.group(), findings.sheet.lines, number) if run.end() == len(line) else ""
            if character:
                half = True
                findings.say_at("split-character", number, run.start(), value=shown(character))
            else:
                octets = run.group().encode("utf-8", "surrogateescape")
                value = octets[:4].hex(" ").upper() + ("…" if len(octets) > 4 else "")
                findings.say_at("bad-utf8", number, run.start(), value=value)
        for pattern, code in ((CONTROL, "control-character"), (SEPARATOR, "separator")):
            for run in pattern.finditer(line):
                findings.say_at(code, number, run.start(), value=f"U+{ord(run.group()[0]):04X}")


def split_character(first: str, lines: list[str], number: int) -> str:
    """Return the character that a fold after this line cut in two, or ''."""
    following = lines[number + 1] if number + 1 < len(lines) else ""
    if len(first) > 3 or not following.startswith((" ", "\t")):
        return ""
    rest = following[1:].lstrip(HALVES[2:])
    second = following[1 : len(following) - len(rest)]
    try:
        return (first + second).encode("utf-8", "surrogateescape").decode()
    except UnicodeDecodeError:
        return ""


# --- from content lines to components -----------------------------------------------------------------------

NAME = re.compile(r"[A-Za-z0-9-]+")
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*+"|[^";:,]*+)(?:,(?:"[^"]*+"|[^";:,]*+))*+)')
PARAMETER_VALUE = re.compile(r'(?:\A|,)("[^"]*+"|[^",]*+)')
CARET = re.compile(r"\^(?![n^'])")
CARET_PAIR = re.compile(r"\^[n^']")
NEAR_X = 0.9  # how like a known X- name another has to be to count as misspelt
UTC_NAMES = cell("UTC ETC/UTC Z GMT ETC/GMT ZULU ETC/ZULU UCT ETC/UCT UNIVERSAL ETC/UNIVERSAL")
STARTLESS_METHODS = frozenset({"REPLY", "CANCEL", "REFRESH", "DECLINECOUNTER"})  # RFC 5546 3.2

EXAMPLES = {
    "FMTTYPE": "write a media type, such as text/html",
    "LANGUAGE": "write a language tag, such as en",
    "RANGE": "write THISANDFUTURE",
}  # of parameters whose form is no list

Match = Callable[[str], re.Match[str] | None]


class Line(NamedTuple):
    """A content line taken apart. RFC 5545 3.1."""

    number: int  # among the content lines, from 0
    name: str  # in capitals
    parameters: Mapping[str, tuple[str, ...]]  # without quotes
    value: str
    offset: int  # where the value starts


class Heads(dict[str, tuple[str, Match] | None]):
    """What may stand before the first colon of a clean line here -> the property, the test of its value.

    A test is compiled when the first such line is met. An unknown component has none: each of its lines is taken apart.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.rows: dict[str, tuple[str, Property, Kind]] = {}
        self.clean: dict[str, str] = {}  # lines found clean -> the property: most lines of a feed recur in it
        component = COMPONENTS.get(name)
        for belonging in (component.names | set(X_NAMES)) - RISKY - set(UNASKED) if component else ():
            row = component.row(belonging) if component else PROPERTIES[belonging]
            for kind in row.kinds:
                head = belonging if kind is row.kinds[0] and not row.told else f"{belonging};VALUE={kind.name}"
                self.rows[head] = (belonging, row, kind)

    def __missing__(self, head: str) -> tuple[str, Match] | None:
        if head not in self.rows:
            return None
        belonging, row, kind = self.rows[head]
        form = f"(?:{kind.clean})(?:,(?:{kind.clean}))*+" if row.listed else kind.clean
        self[head] = belonging, re.compile(form, re.A).fullmatch
        return self[head]

    def remember(self, content: str, belonging: str) -> None:
        """Keep a line that was found clean, so that it need not be looked at again."""
        if len(self.clean) >= REMEMBERED_MAX:
            self.clean.clear()
        self.clean[content] = belonging


heads = lru_cache(maxsize=64)(Heads)  # unknown names are anybody's


@dataclass(slots=True)
class Open:
    """A component that has begun and not yet ended."""

    name: str
    index: int  # of its BEGIN
    heads: Heads
    found: dict[str, int] = field(default_factory=dict)  # property -> the first content line with it
    faulty: set[str] = field(default_factory=set)  # properties whose value was complained about
    inside: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))  # components in it


@dataclass(slots=True)
class Calendar:
    """What the components of one VCALENDAR have to know of each other."""

    index: int = 0
    entries: int = 0
    empty: bool = False
    zones: set[str] = field(default_factory=set)  # TZIDs that have a VTIMEZONE
    used: dict[str, int] = field(default_factory=dict)  # TZID -> the first content line that uses it
    uids: dict[tuple[str, str], int] = field(default_factory=dict)  # UID and RECURRENCE-ID -> content line
    unasked: list[tuple[str, int]] = field(
        default_factory=list
    )  # code and place of what a published feed should not have
    startless: list[int] = field(default_factory=list)  # VEVENTs without DTSTART


class Reading:
    """One pass over content lines: what is open, what it holds, and what to say about it."""

    def __init__(self, findings: Findings, *, inside: str = "") -> None:
        self.findings = findings
        self.contents = findings.sheet.contents
        self.calendar = Calendar()
        self.calendars: list[Calendar] = []  # the closed ones
        self.counts: defaultdict[str, int] = defaultdict(int)  # open components by name
        self.strangers = 0
        self.stack: list[Open] = []
        self.push(FILE, 0)
        if inside:
            self.push(inside, 0)
        self.base = len(self.stack)

    def push(self, name: str, index: int) -> None:
        """Open a component."""
        self.stack.append(Open(name, index, heads(name)))
        self.counts[name] += 1

    def read(self) -> None:
        """Read all lines: at once those that are clean, one by one the others."""
        top = self.stack[-1]
        rows, found, clean = top.heads, top.found, top.heads.clean
        for index, content in enumerate(self.contents):
            known = clean.get(content)
            if known and known not in found:
                found[known] = index
                continue
            head, _, value = content.partition(":")
            row = rows[head]
            if row and row[0] not in found and row[1](value) and len(content) < CLEAN_MAX:
                found[row[0]] = index
                rows.remember(content, row[0])
            else:
                self.line(index, content, head, value)
                top = self.stack[-1]
                rows, found, clean = top.heads, top.found, top.heads.clean
        if len(self.stack) > self.base:
            ends = [f"END:{shorten(entry.name)}" for entry in reversed(self.stack[self.base :])]
            value = listing(ends[:3], "and") if len(ends) < 4 else ", ".join(ends[:3]) + " and more"
            if "unended" in self.findings.counts:
                self.findings.forget_line(len(self.findings.sheet.lines))  # half a line is no second mistake
            self.findings.say("cut-short", len(self.contents) - 1, len(self.contents[-1]), value=value)

    def line(self, index: int, content: str, head: str, value: str) -> None:
        """Read one line that is not clean at first sight."""
        said = self.findings.said
        if head == "BEGIN" and value in COMPONENTS:
            self.begin(index, value)
        elif head == "END" and value == self.stack[-1].name and len(self.stack) > 1:
            self.end(index, value)
        elif line := self.parsed(index, content):
            if line.name == "BEGIN":
                self.begin(index, line.value.strip().upper())
            elif line.name == "END":
                self.end(index, line.value.strip().upper())
            elif len(self.stack) == 1:
                self.findings.say("outside", index, value=shown(content))
            else:
                top = self.stack[-1]
                self.property(line)
                # With nothing wrong it is as clean as what a pattern takes, but where lines look at each other.
                if self.findings.said == said and line.name in PLAIN_NAMES:
                    top.heads.remember(content, line.name)

    def parsed(self, index: int, content: str) -> Line | None:
        """Return a content line taken apart, or None after saying why it cannot be."""
        say = self.findings.say
        name = NAME.match(content)
        if ":" not in content:
            if content and self.findings.sheet.starts[index] not in self.findings.sheet.torn:
                say("no-colon", index, value=shown(content))
            return None
        if not name or content[name.end()] not in ":;":
            if self.findings.sheet.starts[index] not in self.findings.sheet.torn:
                say("bad-name", index, value=shown(content))
            return None
        position, matches = name.end(), []
        while match := PARAMETER.match(content, position):
            matches.append(match)
            position = match.end()
        upper = name.group().upper()
        if content[position : position + 1] != ":":
            say("bad-parameter", index, position, name=shorten(upper), value=excerpt(content, position))
            return None
        return Line(index, upper, self.parameters(index, upper, matches), content[position + 1 :], position + 1)

    def parameters(self, index: int, name: str, matches: list[re.Match[str]]) -> Mapping[str, tuple[str, ...]]:
        """Return parameters by name, their values without quotes, after saying what is wrong with them."""
        parameters: dict[str, tuple[str, ...]] = {}
        for match in matches:
            key, values = match[1].upper(), tuple(PARAMETER_VALUE.findall(match[2]))
            if key in parameters:
                words = {"name": shorten(name), "parameter": shorten(key)}
                self.findings.say("parameter-twice", index, match.start(1), **words)
            else:
                parameters[key] = tuple(value.strip('"') for value in values)
                self.parameter(index, name, match, values)
        return parameters

    def parameter(self, index: int, name: str, match: re.Match[str], values: tuple[str, ...]) -> None:
        """Say what is wrong with one parameter. RFC 5545 3.2, RFC 6868."""
        key, at = match[1].upper(), match.start(1)
        words = {"name": shorten(name), "parameter": shorten(key)}
        pattern = compiled(PARAMETERS[key]) if key in PARAMETERS else None
        if pattern is None:
            if not key.startswith("X-"):
                way: Word = partial(meant, key, PARAMETERS)
                self.findings.say("unknown-parameter", index, at, way=way, **words)
        elif key in QUOTED and not all(value.startswith('"') for value in values):
            self.findings.say("unquoted", index, at, **words)
        elif wrong := [value for value in values if not pattern.fullmatch(value.strip('"'))]:
            way = f"write {listing(PARAMETERS[key].split('|'))}" if "|" in PARAMETERS[key] else EXAMPLES[key]
            self.findings.say("parameter-value", index, at, value=shown(wrong[0]), way=way, **words)
        if "^" in match[2] and CARET.search(CARET_PAIR.sub("", match[2])):
            self.findings.say("caret", index, at, value=shown(match[2]), **words)

    def begin(self, index: int, name: str) -> None:
        """Open a component where it may stand, closing what was forgotten."""
        if name in COMPONENTS:
            within = COMPONENTS[name].within
            if any(self.counts[place] for place in within):
                while not self.fits(within):
                    self.close(index, forgotten=True)
            if not self.fits(within):
                parent = self.stack[-1].name
                self.findings.say("nested-wrong", index, component=name, parent=shorten(parent), place=listing(within))
        elif not name.startswith("X-"):
            way = partial(meant, name, COMPONENTS)
            self.findings.say("unknown-component", index, component=shown(name), way=way)
        if name in RISKY:
            self.findings.say("risky", index, name=name)
        if name == "VCALENDAR":
            if self.calendars:
                self.findings.say("several-calendars", index)
            self.calendar = Calendar(index)
        elif name == "VALARM":
            self.calendar.unasked.append(("alarm", index))
        self.stack[-1].inside[name] += 1
        self.push(name, index)

    def fits(self, within: tuple[str, ...]) -> bool:
        """Return whether a component that belongs in these may stand here; an unknown one may hold any."""
        name = self.stack[-1].name
        return name in within or (name not in COMPONENTS and name != FILE)

    def end(self, index: int, name: str) -> None:
        """Close a component, and before it those in it that were forgotten."""
        if not self.counts[name] or name == FILE:
            self.findings.say("not-open", index, value=shorten(name))
            if name not in COMPONENTS and near(name, [self.stack[-1].name]):
                self.close(index)  # misspelt: the one mistake is said
            return
        while self.stack[-1].name != name:
            self.close(index, forgotten=True)
        self.close(index)

    def close(self, index: int, *, forgotten: bool = False) -> None:
        """Close the innermost component and say what it lacks as a whole."""
        entry = self.stack.pop()
        self.counts[entry.name] -= 1
        if forgotten:
            words = {"component": shorten(entry.name), "line": self.line_of(entry.index)}
            self.findings.say("not-closed", index, **words)
        if entry.name in COMPONENTS:
            required = COMPONENTS[entry.name].required
            if not required <= entry.found.keys():
                for name in sorted(required - entry.found.keys()):
                    self.findings.say("missing-property", entry.index, component=entry.name, name=name)
            for check in CHECKS.get(entry.name, ()):
                check(self, entry)

    def line_of(self, index: int) -> str:
        """Return the number of the line in the file that a content line starts on."""
        return str(self.findings.sheet.starts[index] + 1)

    def property(self, line: Line) -> None:
        """Say what is wrong with one property."""
        entry = self.stack[-1]
        component = COMPONENTS.get(entry.name)
        first = entry.found.setdefault(line.name, line.number)
        if line.name not in PROPERTIES:
            self.stranger(line, entry)
            return
        if component:
            self.standing(line, entry, component, first)
        row = component.row(line.name) if component else PROPERTIES[line.name]
        if kind := self.kind(line, row):
            self.value(line, row, kind, entry)

    def stranger(self, line: Line, entry: Open) -> None:
        """Say what an unknown name may have been meant to be; a misspelt property is not missing too."""
        name = shorten(line.name)
        self.strangers += 1
        like = ""
        if self.strangers <= STRANGERS_MAX:
            like = near(name, X_NAMES, NEAR_X) if name.startswith("X-") else near(name, PROPERTIES)
        if like:
            entry.found.setdefault(like, line.number)
            self.findings.say("misspelt", line.number, name=name, near=like)
        elif not name.startswith("X-"):
            self.findings.say("unknown-name", line.number, name=name)

    def standing(self, line: Line, entry: Open, component: Component, first: int) -> None:
        """Say what is wrong with a property being where it is, whatever its value."""
        say, name = self.findings.say, line.name
        words = {"name": name, "component": entry.name}
        if name == "UID" and entry.name == "VCALENDAR":
            say("calendar-uid", line.number)
        elif name in RISKY:
            say("risky", line.number, **words)
        elif name not in component.names and name not in X_NAMES:
            say("misplaced-property", line.number, **words)
        if first == line.number:
            if name in UNASKED and entry.name in ENTRIES:
                self.calendar.unasked.append((UNASKED[name], line.number))
        elif name in component.required or name in component.once:
            say("repeated-property", line.number, line=self.line_of(first), **words)
        elif name == "CATEGORIES":
            say("categories-twice", line.number, line=self.line_of(first))

    def kind(self, line: Line, row: Property) -> Kind | None:
        """Return the kind of value a line says it has, or None after saying why it cannot have it."""
        told = line.parameters.get("VALUE")
        if told is None:
            if row.told:
                self.findings.say("value-missing", line.number, name=line.name, kind=row.kinds[0].name)
                return None
            return row.kinds[0]
        for kind in row.kinds:
            if told[0].upper() == kind.name:
                return kind
        known = listing(dict.fromkeys(kind.name for kind in row.kinds))
        self.findings.say("wrong-type", line.number, name=line.name, value=shown(told[0]), kind=known)
        return None

    def value(self, line: Line, row: Property, kind: Kind, entry: Open) -> None:
        """Say what is wrong with a value, each kind of mistake once."""
        words = {"name": line.name, "component": entry.name}
        faults = list_faults(kind.faults, line.value) if row.listed else kind.faults(line.value)
        seen: set[str] = set()
        for fault in faults:
            code = fault.code
            if code == "empty" and entry.name in COMPONENTS and line.name in COMPONENTS[entry.name].required:
                code = "missing-property"
            if code not in seen:
                seen.add(code)
                self.findings.say(code, line.number, line.offset + fault.offset, **words, **fault.words)
        if kind.name == "TEXT" and len(line.value) * 4 > TEXT_MAX:
            octets = len(line.value.encode("utf-8", "surrogateescape"))
            if octets > TEXT_MAX:
                self.findings.say("long-text", line.number, line.offset, octets=str(octets), **words)
        if kind is BINARY:
            if not seen and line.parameters.get("ENCODING", ("",))[0].upper() != "BASE64":
                self.findings.say("bad-binary", line.number, line.offset, **words)
            if line.name == "IMAGE":
                self.findings.say("inline-image", line.number, line.offset, **words)
        if seen:
            entry.faulty.add(line.name)
        elif kind.name in ("DATE", "DATE-TIME", "PERIOD"):
            self.zone(line, kind, entry)

    def zone(self, line: Line, kind: Kind, entry: Open) -> None:
        """Say what is wrong with the zone of a date or time. RFC 5545 3.2.19 and 3.3.5."""
        tzid = line.parameters.get("TZID", (None,))[0]
        utc = "Z" in line.value
        words = {"name": line.name, "value": shown(line.value if tzid is None else tzid)}
        if tzid is None:
            # a zone's own rules are in its own time
            if kind.name != "DATE" and not utc and entry.name not in ("STANDARD", "DAYLIGHT"):
                self.findings.say("floating-time", line.number, line.offset, **words)
        elif kind is DATE:
            self.findings.say("tzid-on-date", line.number, **words)
        elif tzid.upper() in UTC_NAMES:
            self.findings.say("tzid-utc", line.number, **words)
        elif utc:
            self.findings.say("tzid-and-z", line.number, **words)
        elif not tzid.startswith("/"):  # a name from a public register needs no VTIMEZONE
            self.calendar.used.setdefault(tzid, line.number)


# --- what a component says as a whole -----------------------------------------------------------------------

Check = Callable[[Reading, Open], None]
UNTIL = re.compile(r"UNTIL=(\d{8}(?:T\d{6}Z?)?)(?=;|\Z)", re.I | re.A)
UNTIL_WAYS = {"DATE": "write a date, as DTSTART is one", "floating": "write it without Z, as DTSTART"}
ALARMS = {"DISPLAY": ("DESCRIPTION",), "EMAIL": ("ATTENDEE", "DESCRIPTION", "SUMMARY")}


def shorten(name: str) -> str:
    """Return a name for a message: harmless, and cut where nobody would read on."""
    text = visible(name)
    return text if len(text) <= NAME_MAX else text[: NAME_MAX - 1] + "…"


def value_of(content: str) -> str:
    """Return the value of a content line that was read before."""
    head, _, value = content.partition(":")
    if '"' not in head:
        return value
    name = NAME.match(content)
    position = name.end() if name else 0
    while match := PARAMETER.match(content, position):
        position = match.end()
    return content[position + 1 :]


def plain(value: str) -> str:
    """Return a TEXT value without its escapes. RFC 5545 3.3.11."""
    return re.sub(r"\\([\\;,nN])", lambda escape: "\n" if escape[1] in "nN" else escape[1], value)


class Moment(NamedTuple):
    """A date or time as a line gives it."""

    value: str
    form: str  # DATE, UTC, floating, or the parameters with the TZID


def moment(reading: Reading, entry: Open, name: str) -> Moment | None:
    """Return the moment a property gives, or None where there is none, or none that can be read."""
    if name not in entry.found or name in entry.faulty:
        return None
    head, _, value = reading.contents[entry.found[name]].rpartition(":")
    if not STAMP.fullmatch(value):
        return None
    if len(value) == 8:
        form = "DATE"
    elif value[-1] == "Z":
        form = "UTC"
    else:
        form = head.partition(";")[2].upper() if "TZID=" in head.upper() else "floating"
    return Moment(value, form)


def identity(reading: Reading, entry: Open) -> None:
    """Say when an entry has another's UID. RFC 5545 3.8.4.7; overridden occurrences share one, 3.8.4.4."""
    calendar = reading.calendar
    calendar.entries += 1
    if "UID" not in entry.found:
        return
    index = entry.found["UID"]
    uid = value_of(reading.contents[index])
    occurrence = entry.found.get("RECURRENCE-ID")
    key = (uid, "" if occurrence is None else value_of(reading.contents[occurrence]))
    first = calendar.uids.setdefault(key, index)
    if first != index and uid:
        reading.findings.say("uid-twice", index, value=shown(uid), line=reading.line_of(first))


def span(end_name: str, reading: Reading, entry: Open) -> None:
    """Say when start and end do not make a span. RFC 5545 3.8.2.2, 3.8.2.3, 3.8.2.5."""
    say, found = reading.findings.say, entry.found
    start, end = moment(reading, entry, "DTSTART"), moment(reading, entry, end_name)
    if end_name in found and "DURATION" in found:
        say("end-and-duration", found["DURATION"], name=end_name)
    if start is None:
        return
    if end is not None:
        words = {"name": end_name, "value": end.value, "start": start.value}
        if start.form == end.form:
            if end.value <= start.value:
                say("end-before-start", found[end_name], **words)
        elif {"DATE", "floating"} & {start.form, end.form}:
            say("kinds-differ", found[end_name], **words)
    if "DURATION" in found:
        duration = value_of(reading.contents[found["DURATION"]])
        words = {"name": "DURATION", "value": shown(duration), "start": start.value}
        if not DURATION_PATTERN.fullmatch(duration):
            return
        if duration[0] == "-" or not re.search("[1-9]", duration):
            say("end-before-start", found["DURATION"], **words)
        elif start.form == "DATE" and "T" in duration:
            say("kinds-differ", found["DURATION"], **words)


def until(reading: Reading, entry: Open) -> None:
    """Say when a rule's last day is not of the kind of its first. RFC 5545 3.3.10."""
    start = moment(reading, entry, "DTSTART")
    if start is None or "RRULE" not in entry.found:
        return
    index = entry.found["RRULE"]
    last = UNTIL.search(reading.contents[index])
    if last is None:
        return
    form = "DATE" if len(last[1]) == 8 else "UTC" if last[1][-1] in "zZ" else "floating"
    if form != (start.form if start.form in UNTIL_WAYS else "UTC"):
        way = UNTIL_WAYS.get(start.form, "write it in UTC, with Z")
        reading.findings.say("until-kind", index, last.start(1), value=last[1], way=way)


def started(reading: Reading, entry: Open) -> None:
    """Note an entry without DTSTART: whether that is wrong depends on METHOD. RFC 5545 3.6.1."""
    if "DTSTART" not in entry.found:
        reading.calendar.startless.append(entry.index)


def zone_rules(reading: Reading, entry: Open) -> None:
    """Note a zone, and say when it has no rules. RFC 5545 3.6.5."""
    if "TZID" in entry.found:
        reading.calendar.zones.add(plain(value_of(reading.contents[entry.found["TZID"]])))
    if not entry.inside["STANDARD"] and not entry.inside["DAYLIGHT"]:
        reading.findings.say("zone-empty", entry.index)


def alarm(reading: Reading, entry: Open) -> None:
    """Say what an alarm lacks for its action. RFC 5545 3.6.6."""
    action = value_of(reading.contents[entry.found["ACTION"]]).upper() if "ACTION" in entry.found else ""
    lacks = [(f"ACTION:{action}", name) for name in ALARMS.get(action, ()) if name not in entry.found]
    pair = [name for name in ("DURATION", "REPEAT") if name in entry.found]
    if len(pair) == 1:
        lacks.append((pair[0], "REPEAT" if pair[0] == "DURATION" else "DURATION"))
    for what, name in lacks:
        reading.findings.say("alarm-incomplete", entry.index, what=what, name=name)


def frame(reading: Reading, entry: Open) -> None:
    """Say what is wrong with a calendar as a whole, and settle what waited for its METHOD."""
    method = value_of(reading.contents[entry.found["METHOD"]]).upper() if "METHOD" in entry.found else ""
    calendar = reading.calendar
    calendar.empty = not entry.inside
    reading.calendars.append(calendar)
    settle(reading, method)
    if method not in ("", "PUBLISH"):
        return  # an invitation is nobody's calendar
    lacks = [name for name in ("NAME", "X-WR-CALNAME") if name not in entry.found]
    if lacks:
        reading.findings.say("no-name", entry.index, name=listing(lacks, "and no"))
    else:
        name, other = (plain(value_of(reading.contents[entry.found[key]])) for key in ("NAME", "X-WR-CALNAME"))
        if name != other:
            words = {"value": shown(name), "other": shown(other)}
            reading.findings.say("names-differ", entry.found["X-WR-CALNAME"], **words)


def settle(reading: Reading, method: str) -> None:
    """Say what is wrong with entries under this METHOD. RFC 5546 3.2."""
    if method == "PUBLISH":
        for code, index in reading.calendar.unasked:
            reading.findings.say(code, index)
    if method not in STARTLESS_METHODS:
        for index in reading.calendar.startless:
            reading.findings.say("missing-property", index, component="VEVENT", name="DTSTART")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "VCALENDAR": (frame,),
    "VEVENT": (identity, partial(span, "DTEND"), until, started),
    "VTODO": (identity, partial(span, "DUE"), until),
    "VJOURNAL": (identity, until),
    "VFREEBUSY": (partial(span, "DTEND"),),
    "VTIMEZONE": (zone_rules,),
    "VALARM": (alarm,),
}


# --- the three questions ------------------------------------------------------------------------------------


def examine(name: str, raw: bytes) -> tuple[Problem, ...]:
    """Return all that is wrong with a calendar file, in file order; () for a clean one. Raises nothing.

    `name` stands in the marks. From the sixth Problem of a code on, one at the end says how many more.
    """
    if problem := no_calendar(name, raw):
        return (problem,)
    findings = opened(name, raw)
    reading = Reading(findings)
    reading.read()
    for calendar in reading.calendars:
        if calendar.empty:
            findings.say("empty-calendar", calendar.index)
        for tzid, index in calendar.used.items():
            if tzid not in calendar.zones:
                findings.say("tzid-unknown", index, value=shown(tzid))
    if len(raw) > FILE_MAX:
        findings.say_whole("large-file", octets=str(len(raw)))
    entries = sum(calendar.entries for calendar in reading.calendars)
    if entries > ENTRIES_MAX:
        findings.say_whole("many-entries", count=str(entries))
    return findings.all()


def examine_entry(name: str, raw: bytes) -> tuple[Problem, ...]:
    """Return what is wrong with one VEVENT of a published feed, from BEGIN:VEVENT to END:VEVENT and CRLF.

    What only the whole file shows is not seen here: a UID in use elsewhere, a TZID without VTIMEZONE.
    """
    findings = opened(name, raw)
    reading = Reading(findings, inside="VCALENDAR")
    calendar = reading.stack[-1]
    reading.read()
    settle(reading, "PUBLISH")
    alone = calendar.inside == {"VEVENT": 1} and not calendar.found and calendar is reading.stack[-1]
    if not alone and "cut-short" not in findings.counts:
        findings.say_whole("not-one-entry")
    return findings.all()


def examine_frame(name: str, head: bytes, tail: bytes) -> tuple[Problem, ...]:
    """Return what is wrong with a VCALENDAR, given what stands before and after its entries."""
    if problem := no_calendar(name, head):
        return (problem,)
    findings = opened(name, head + tail)
    Reading(findings).read()
    return findings.all()


def no_calendar(name: str, raw: bytes) -> Problem | None:
    """Return the one thing to say about bytes that are no calendar at all, or None."""
    start = raw.removeprefix(BOM).lstrip()
    if CALENDAR.match(start):
        return None
    known = [(what, way) for magic, what, way in NOT_CALENDARS if start.startswith(magic)]
    if not start:
        code, what, way = "empty-file", "", ""
    elif known:
        code, (what, way) = "not-a-calendar", known[0]
    elif CALENDAR.search(re.sub(rb"\r?\n[ \t]", b"", start)):
        return None
    else:
        code, what, way = (
            "not-a-calendar",
            "text without BEGIN:VCALENDAR",
            "look at what the address answers",
        )
    row = CODES[code]
    return Problem(Mark(name), row.severity, code, row.sentence.format(what=what), row.hint.format(way=way))
