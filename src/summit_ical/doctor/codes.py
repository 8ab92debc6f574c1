"""What can be wrong with a calendar file: code -> how bad it is, its sentence, and the way out."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from summit_ical.model.characters import visible
from summit_ical.model.source import Severity, shown

NAME_MAX = 40  # characters of a name in a message


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
    "zone-stale": Code("warning", "VTIMEZONE {value} gives {wall} the offset {offset}, the zone database {other}",
        "write its rules anew, or times in UTC, with Z"),
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


def shorten(name: str) -> str:
    """Return a name for a message: harmless, and cut where nobody would read on."""
    text = visible(name)
    return text if len(text) <= NAME_MAX else text[: NAME_MAX - 1] + "…"
