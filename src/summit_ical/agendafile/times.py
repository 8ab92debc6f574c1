"""The grammar of `time`, read and written, and the instants that it means on a day in a zone."""

from typing import NamedTuple
from summit_ical.model.source import Refused
from summit_ical.model.source import Text
import re
from summit_ical.model.source import shown
from datetime import timedelta
from summit_ical.model.values import SLOPPY_MAX

OFFSET = r"\[(?P<{0}sign>[+-])(?P<{0}oh>\d{{2}}):(?P<{0}om>\d{{2}})\]"
CLOCK = r"(?P<{0}>(?P<{0}h>\d{{2}}):(?P<{0}m>\d{{2}}))(?:" + OFFSET + ")?"
TIMES = re.compile(
    r"(?P<next>\+1\s+)?" + CLOCK.format("a") + r"(?:\s*-\s*" + CLOCK.format("b") + r"|\s*\+\s*(?P<length>\S+))",
    re.ASCII,
)
LENGTH = re.compile(r"(?=\d)(?:(?P<h>\d{1,2})h)?(?:(?P<m>\d{1,4})m)?", re.ASCII)
LONGEST = timedelta(hours=24)
SLOPPY_CLOCK = re.compile(r"(\d{1,2})[:.h]?(\d{2})?\s*([ap])?\.?m?\.?", re.IGNORECASE)
SLOPPY_TIMES = re.compile(r"(.+?)\s*(?:-{1,3}|[‐-―−]|\bto\b|\buntil\b)\s*(.+)", re.IGNORECASE)


ZONE_WORD = re.compile(r"\s*\(?\b(?:UTC|GMT|[A-Z]{1,4}T)\b\)?")  # 14:00-14:25 CEST
ZONE_HINT = ": every time is in the event's timezone"
UNKNOWN = frozenset({"tba", "tbd", "tbc", "?", "??", "???", "to be announced", "unknown", "n/a", "all day"})


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
