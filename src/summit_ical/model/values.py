"""One Text to one value: dates, clocks, addresses, colours. Raises Refused; knows nothing of the other fields."""

import difflib
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from summit_ical.model import zones
from summit_ical.model.agenda import FEED_KINDS, KINDS, STATUSES
from summit_ical.model.characters import UNSAFE, one_line
from summit_ical.model.source import Mark, Refused, Text, shown

ID_MAX = 40  # characters
ID = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{ID_MAX - 1}}}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")  # RFC 5646, the part that people use
# What most addresses look like, in which nothing can be wrong; urlsplit takes ten times as long.
NO_URL = re.compile(rf"[\s<>\"\\^`{{|}}]|{UNSAFE.pattern}")
COMMON_URL = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?:/[A-Za-z0-9/._~?#&=%+-]*)?")
DATE = re.compile(r"(?:(?P<weekday>[A-Za-z]+)\.?,?\s+)?(?P<date>\d{4}-\d{2}-\d{2})", re.ASCII)
OFFSET = r"\[(?P<{0}sign>[+-])(?P<{0}oh>\d{{2}}):(?P<{0}om>\d{{2}})\]"
CLOCK = r"(?P<{0}>(?P<{0}h>\d{{2}}):(?P<{0}m>\d{{2}}))(?:" + OFFSET + ")?"
TIMES = re.compile(
    r"(?P<next>\+1\s+)?" + CLOCK.format("a") + r"(?:\s*-\s*" + CLOCK.format("b") + r"|\s*\+\s*(?P<length>\S+))",
    re.ASCII,
)
LENGTH = re.compile(r"(?=\d)(?:(?P<h>\d{1,2})h)?(?:(?P<m>\d{1,4})m)?", re.ASCII)
LONGEST = timedelta(hours=24)
SLOPPY_MAX = 40  # characters; a longer text is no time that somebody mistyped
SLOPPY_CLOCK = re.compile(r"(\d{1,2})[:.h]?(\d{2})?\s*([ap])?\.?m?\.?", re.IGNORECASE)
SLOPPY_TIMES = re.compile(r"(.+?)\s*(?:-{1,3}|[‐-―−]|\bto\b|\buntil\b)\s*(.+)", re.IGNORECASE)


ZONE_WORD = re.compile(r"\s*\(?\b(?:UTC|GMT|[A-Z]{1,4}T)\b\)?")  # 14:00-14:25 CEST
ZONE_HINT = ": every time is in the event's timezone"
SLOPPY_DATE = re.compile(
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})|(?P<d2>\d{1,2})\.\s?(?P<m2>\d{1,2})\.\s?(?P<y2>\d{4})",
    re.ASCII,
)
UNKNOWN = frozenset({"tba", "tbd", "tbc", "?", "??", "???", "to be announced", "unknown", "n/a", "all day"})


# Joiners, marks of direction, soft hyphen, variation selector: a line needs something beside them.
UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0f"


class Clock(NamedTuple):
    """A time on the wall, minutes after midnight, with the UTC offset where one was written."""

    minutes: int
    offset: timedelta | None = None


class Times(NamedTuple):
    """What `time:` says: a start, and an end or a length."""

    start: Clock
    end: Clock | None
    length: timedelta | None
    next_day: bool  # written with `+1 `
    text: Text  # as typed


class ProgrammeDate(NamedTuple):
    date: date
    weekday: str  # as typed, or ""
    mark: Mark


def to_line(text: Text) -> Text:
    """Return text on one line, its white space folded. Refused where nothing is left."""
    line = one_line(text)
    if not line.strip(UNSEEN):
        raise Refused("nothing is written here", "write a value, or take the key out")
    return text if line == text else Text(line, text.mark)


def to_markdown(text: Text) -> Text:
    """Return text as typed: Markdown means something by its spaces."""
    if not text.strip():
        raise Refused("nothing is written here", "write a value, or take the key out")
    return text


def to_id(text: Text) -> Text:
    if not ID.fullmatch(text):
        raise Refused(
            f"{shown(text)} is not an id",
            "write up to 40 of a-z, 0-9 and -, beginning with a letter or digit",
        )
    return text


def to_zone(text: Text) -> str:
    return zones.known(text)


def to_url(text: Text) -> Text:
    """Return an absolute http or https address without a user's name. RFC 3986 3."""
    if COMMON_URL.fullmatch(text):
        return text
    address = text.strip()
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or NO_URL.search(address):
        raise Refused(f"{shown(text)} is not a web address", "write it whole, as in https://example.org/programme")
    if "@" in parts.netloc:
        raise Refused(f"{shown(text)} holds a user name or password", "take it out: feeds are public")
    return text if address == text else Text(address, text.mark)


def to_folder_url(text: Text) -> Text:
    """Return an address that ends in a slash, so that names can be put behind it."""
    address = to_url(text)
    if "?" in address or "#" in address:
        raise Refused(f"{shown(text)} is not the address of a folder", "write it without ? and #")
    return address if address.endswith("/") else Text(address + "/", text.mark)


def to_date(text: Text) -> ProgrammeDate:
    match = DATE.fullmatch(text.strip())
    if match is None:
        ways = "YYYY-MM-DD, as in 2023-03-29 (a weekday may stand before it)"
        raise Refused(f"{shown(text)} is not a date", f"write {_likely_date(text) or ways}")
    try:
        day = date.fromisoformat(match["date"])
    except ValueError:
        raise Refused(f"{match['date']} is not in the calendar", "write YYYY-MM-DD, as in 2023-03-29") from None
    zones.check_year(day)
    weekday = match["weekday"] or ""
    if weekday and _weekday(weekday) is None:
        raise Refused(f"{shown(weekday)} is not a weekday", "write it in English, as in Wed, or leave it out")
    return ProgrammeDate(day, weekday, text.mark)


def _likely_date(typed: str) -> str:
    """Return what was probably meant, or "". Of 03/04/2023 nobody knows."""
    match = SLOPPY_DATE.fullmatch(typed.strip()[:SLOPPY_MAX])
    if match is None:
        return ""
    return f"{match['y'] or match['y2']}-{match['m'] or match['m2']:0>2}-{match['d'] or match['d2']:0>2}"


def agrees(day: ProgrammeDate) -> bool:
    """Whether the weekday that was typed, if any, is that of the date."""
    return not day.weekday or _weekday(day.weekday) == day.date.weekday()


def _weekday(word: str) -> int | None:
    found = [n for n, name in enumerate(zones.WEEKDAYS) if len(word) >= 3 and name.lower().startswith(word.lower())]
    return found[0] if len(found) == 1 else None


def to_times(text: Text) -> Times | None:
    """Return what `time:` says; None for `tba`."""
    typed = text.strip()
    if typed == "tba":
        return None
    match = TIMES.fullmatch(typed)
    if match is None:
        raise _no_time(typed, "14:00-14:25, 14:00+25m or tba", ", or tba")
    start = _clock(match, "a")
    length = to_length(match["length"]) if match["length"] else None
    end = None if length else _clock(match, "b")
    return Times(start, end, length, bool(match["next"]), text)


def to_hours(text: Text) -> Times:
    if text.strip() == "tba":
        raise Refused("'tba' says nothing about hours", "write 14:00-19:00, or take the key out")
    if TIMES.fullmatch(text.strip()) is None:
        raise _no_time(text.strip(), "14:00-19:00 or 14:00+5h", "")
    times = to_times(text)
    assert times is not None
    if times.next_day:
        raise Refused(f"{shown(text)}: hours begin on the day itself", "take out +1")
    return times


def _clock(match: re.Match[str], group: str) -> Clock:
    hour, minute = int(match[group + "h"]), int(match[group + "m"])
    if (hour, minute) == (24, 0):
        raise Refused("'24:00' is not a time of day", "write 00:00 for midnight: an end there is the end of the day")
    if hour > 23 or minute > 59:
        raise Refused(f"'{match[group]}' is not a time of day", "write HH:MM, 00:00 to 23:59")
    if not match[group + "sign"]:
        return Clock(hour * 60 + minute)
    offset = timedelta(hours=int(match[group + "oh"]), minutes=int(match[group + "om"]))
    return Clock(hour * 60 + minute, -offset if match[group + "sign"] == "-" else offset)


def _no_time(typed: str, ways: str, or_tba: str) -> Refused:
    """Return the refusal of what is no time, with what was probably meant."""
    message = f"{shown(typed)} is not a time"
    if len(typed) > SLOPPY_MAX:
        return Refused(message, f"write {ways}")
    if (alone := SLOPPY_CLOCK.fullmatch(typed)) and (clock := _sloppy(alone, "")):
        return Refused(f"{shown(typed)} has no end", f"write {clock}-… with the end, {clock}+… with a length{or_tba}")
    if or_tba and typed.casefold() in UNKNOWN:
        return Refused(message, "write tba")
    if zoneless := _likely_times(ZONE_WORD.sub("", typed)):
        return Refused(message, f"write {zoneless}{ZONE_HINT if ZONE_WORD.search(typed) else ''}")
    return Refused(message, f"write {ways}")


def _likely_times(typed: str) -> str:
    """Return what was probably meant, in our grammar, or ""."""
    halves = SLOPPY_TIMES.fullmatch(typed)
    if halves is None:
        return ""
    first, last = (SLOPPY_CLOCK.fullmatch(half) for half in halves.groups())
    if first is None or last is None:
        return ""
    start, end = _sloppy(first, last[3]), _sloppy(last, "")
    if start > end:  # 11-1pm
        start = _sloppy(first, "")
    return f"{start}-{end}" if start and end else ""


def _sloppy(match: re.Match[str], half: str | None) -> str:
    hour, minute, letter = int(match[1]), int(match[2] or 0), (match[3] or half or "").lower()
    if letter:
        hour = hour % 12 + (12 if letter == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def to_length(text: str) -> timedelta:
    """Return 25m, 1h or 1h30m as a length of more than nothing and at most 24 hours."""
    match = LENGTH.fullmatch(text)
    length = timedelta(hours=int(match["h"] or 0), minutes=int(match["m"] or 0)) if match else timedelta(0)
    if not timedelta(0) < length <= LONGEST:
        raise Refused(f"{shown(text)} is not a length of time", "write 25m, 1h or 1h30m, at most 24h")
    return length


def to_color(text: Text) -> str:
    from webcolors import names

    if text.lower() in names("css3"):
        return text.lower()
    raise Refused(f"{shown(text)} is not a CSS colour name", nearest(text, names("css3")) or "write one such as teal")


def to_language(text: Text) -> Text:
    if not LANGUAGE.fullmatch(text):
        raise Refused(f"{shown(text)} is not a language tag", "write one of BCP 47, as in en, de or pt-BR")
    return text


def to_flag(text: Text) -> bool:
    if text not in ("true", "false"):
        raise Refused(f"{shown(text)} is neither true nor false", "write true or false")
    return text == "true"


def to_limit(text: Text) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 100 <= int(text) <= 10_000):
        raise Refused(f"{shown(text)} is not a number of characters", "write a number from 100 to 10000")
    return int(text)


def to_degrees(text: Text) -> float:
    if not re.fullmatch(r"[+-]?\d{1,3}(\.\d{1,20})?", text, re.ASCII):
        raise Refused(f"{shown(text)} is not a number of degrees", "write it like 39.4996 or -0.4021")
    return float(text)


def one_of(words: Iterable[str], what: str) -> Callable[[Text], str]:
    """Return a reader of one word out of words."""
    allowed = tuple(words)

    def to_word(text: Text) -> str:
        if text in allowed:
            return str(text)
        hint = nearest(text, allowed) or f"write one of {', '.join(allowed)}"
        raise Refused(f"{shown(text)} is not {what}", hint)

    return to_word


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is nearest, or "" where none is near."""
    folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word[:60].casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return "did you mean …?" with the nearest known word, or "" where none is near."""
    found = closest(word, known)
    return f"did you mean {found}?" if found else ""


class Value(NamedTuple):
    """What one field can take: how it is read, its JSON Schema, and the words of messages and the reference page."""

    read: Callable[[Text], Any]
    schema: dict[str, Any]
    words: str


def _words(allowed: Iterable[str], what: str) -> Value:
    allowed = tuple(allowed)
    return Value(one_of(allowed, what), {"enum": list(allowed)}, f"one of {', '.join(allowed)}")


# An editor takes `title: 2023` for a number and `name: true` for a flag; here they stay the characters typed.
TYPED = ["string", "number", "boolean"]
STRING: dict[str, Any] = {"type": TYPED, "minLength": 1}
ADDRESS: dict[str, Any] = {"type": "string", "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s<>\"\\^`{|}]+$"}
LENGTH_SCHEMA: dict[str, Any] = {"type": "string", "pattern": r"^(\d{1,2}h)?(\d{1,4}m)?$", "minLength": 2}
CLOCK_SCHEMA = r"\d\d:\d\d(\[[+-]\d\d:\d\d\])?"
SPAN_SCHEMA = rf"{CLOCK_SCHEMA} *(- *{CLOCK_SCHEMA}|\+ *(\d{{1,2}}h)?(\d{{1,4}}m)?)"

VALUES: dict[str, Value] = {
    "line": Value(to_line, STRING, "one line of text"),
    "markdown": Value(to_markdown, STRING, "Markdown"),
    "id": Value(to_id, {"type": TYPED, "pattern": f"^{ID.pattern}$"}, "an id: up to 40 of a-z, 0-9 and -"),
    "zone": Value(to_zone, {"type": "string", "minLength": 1}, "an IANA time zone"),
    "url": Value(to_url, ADDRESS, "an http or https address"),
    "folder": Value(to_folder_url, ADDRESS, "the http or https address of a folder"),
    "date": Value(
        to_date,
        {"type": "string", "pattern": r"^([A-Za-z]+\.?,? +)?\d{4}-\d\d-\d\d$"},
        "a date: 2023-03-29 or Wed 2023-03-29",
    ),
    "time": Value(
        to_times,
        {"type": "string", "pattern": rf"^(tba|(\+1 +)?{SPAN_SCHEMA})$"},
        "a time: 14:00-14:25, 14:00+25m or tba",
    ),
    "hours": Value(to_hours, {"type": "string", "pattern": f"^{SPAN_SCHEMA}$"}, "hours: 14:00-19:00 or 14:00+5h"),
    "length": Value(to_length, LENGTH_SCHEMA, "a length: 25m, 1h or 1h30m, at most 24h"),
    "color": Value(to_color, {"type": "string", "pattern": "^[A-Za-z]+$"}, "a CSS colour name"),
    "language": Value(to_language, {"type": "string", "pattern": f"^{LANGUAGE.pattern}$"}, "a BCP 47 tag, such as en"),
    "flag": Value(to_flag, {"type": "boolean"}, "true or false"),
    "limit": Value(to_limit, {"type": "integer", "minimum": 100, "maximum": 10_000}, "a number, 100 to 10000"),
    "degrees": Value(to_degrees, {"type": "number", "minimum": -180, "maximum": 180}, "a number of degrees"),
    "kind": _words(KINDS, "a kind of session"),
    "status": _words(STATUSES, "a status"),
    "feed-kind": _words(FEED_KINDS, "a kind of feed"),
    "cancelled": _words(("status", "visible"), "a way to show cancelled sessions"),
}
