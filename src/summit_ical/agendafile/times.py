"""The grammar of `time`, read and written, and the instants that it means on a day in a zone."""

import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from summit_ical.model import zones
from summit_ical.model.agenda import Span
from summit_ical.model.source import Refused, Text, shown
from summit_ical.model.values import SLOPPY_MAX

OFFSET = r"\[(?P<{0}sign>[+-])(?P<{0}oh>\d{{2}}):(?P<{0}om>\d{{2}})\]"
CLOCK = r"(?P<{0}>(?P<{0}h>\d{{2}}):(?P<{0}m>\d{{2}}))(?:" + OFFSET + ")?"
TIMES = re.compile(
    r"(?P<next>\+1\s+)?" + CLOCK.format("a") + r"(?:\s*-\s*" + CLOCK.format("b") + r"|\s*\+\s*(?P<length>\S+))",
    re.ASCII,
)
LENGTH = re.compile(r"(?=\d)(?:(?P<h>\d{1,2})h)?(?:(?P<m>\d{1,4})m)?", re.ASCII)
LONGEST = timedelta(hours=24)
PAST_MIDNIGHT = timedelta(hours=12)  # the longest that an end "before" its start may lie after it
SLOPPY_CLOCK = re.compile(r"(\d{1,2})[:.h]?(\d{2})?\s*([ap])?\.?m?\.?", re.IGNORECASE)
SLOPPY_TIMES = re.compile(r"(.+?)\s*(?:-{1,3}|[‐-―−]|\bto\b|\buntil\b)\s*(.+)", re.IGNORECASE)
ZONE_WORD = re.compile(r"\s*\(?\b(?:UTC|GMT|[A-Z]{1,4}T)\b\)?")  # 14:00-14:25 CEST
ZONE_HINT = ": every time is in the event's timezone"
UNKNOWN = frozenset({"tba", "tbd", "tbc", "?", "??", "???", "to be announced", "unknown", "n/a", "all day"})


class WallClock(NamedTuple):
    """A time on the wall, minutes after midnight, with the UTC offset where one was written."""

    minutes: int
    offset: timedelta | None = None


class Times(NamedTuple):
    """What `time:` says: a start, and an end or a length."""

    start: WallClock
    end: WallClock | None
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
    """Return when a day begins and ends, as `hours:` says it."""
    if text.strip() == "tba":
        raise Refused("'tba' says nothing about hours", "write 14:00-19:00, or take the key out")
    if TIMES.fullmatch(text.strip()) is None:
        raise _no_time(text.strip(), "14:00-19:00 or 14:00+5h", "")
    times = to_times(text)
    assert times is not None
    if times.next_day:
        raise Refused(f"{shown(text)}: hours begin on the day itself", "take out +1")
    return times


def _clock(match: re.Match[str], group: str) -> WallClock:
    hour, minute = int(match[group + "h"]), int(match[group + "m"])
    if (hour, minute) == (24, 0):
        raise Refused("'24:00' is not a time of day", "write 00:00 for midnight: an end there is the end of the day")
    if hour > 23 or minute > 59:
        raise Refused(f"'{match[group]}' is not a time of day", "write HH:MM, 00:00 to 23:59")
    if not match[group + "sign"]:
        return WallClock(hour * 60 + minute)
    offset = timedelta(hours=int(match[group + "oh"]), minutes=int(match[group + "om"]))
    return WallClock(hour * 60 + minute, -offset if match[group + "sign"] == "-" else offset)


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


def to_span(times: Times, day: date, zone: str) -> Span:
    """Return the instants that clocks in the zone mean on that day of the programme.

    An end at or before its start is past midnight, if that makes at most 12 hours. Raises Refused.
    """
    begins = day + timedelta(days=1) if times.next_day else day
    start = _instant(begins, times.start, zone)
    if times.length is not None:
        return Span(start, start + times.length)
    assert times.end is not None
    end = _end(begins, times.start, times.end, start, zone)
    if end <= start or (times.end.minutes <= times.start.minutes and end - start > PAST_MIDNIGHT):
        message = f"ends at {clock_words(times.end)}, at or before its start at {clock_words(times.start)}"
        if times.start.offset is not None or times.end.offset is not None:
            hint = "where the clocks go back, start and end each need an [offset]; the earlier has the greater one"
            raise Refused(message, hint)
        longer = _with_length(times.start, end - start)
        raise Refused(message, f"past midnight an end lies at most 12 hours after the start; else write {longer}")
    return Span(start, end)


def _end(begins: date, start: WallClock, end: WallClock, started: datetime, zone: str) -> datetime:
    if end.minutes > start.minutes:
        return _instant(begins, end, zone)
    if end.offset is not None and end.offset != start.offset:
        # 02:45[+02:00]-02:15[+01:00]: the clocks went back in between.
        same_day = datetime.combine(begins, time(*divmod(end.minutes, 60))) - end.offset
        if timedelta(0) < same_day - started.replace(tzinfo=None) <= PAST_MIDNIGHT:
            return _instant(begins, end, zone)
    return _instant(begins + timedelta(days=1), end, zone)


def _instant(day: date, clock: WallClock, zone: str) -> datetime:
    return zones.to_instant(datetime.combine(day, time(*divmod(clock.minutes, 60))), zone, clock.offset)


def clock_words(clock: WallClock) -> str:
    """Return a clock as it is typed: 14:30, or 02:30[+02:00]."""
    offset = "" if clock.offset is None else f"[{zones.offset_words(clock.offset)}]"
    return f"{clock.minutes // 60:02}:{clock.minutes % 60:02}{offset}"


def _with_length(start: WallClock, length: timedelta) -> str:
    """Return the way to write a span that is too long for two clocks."""
    words = length_words(length) if timedelta(hours=1) <= length < LONGEST else "14h"
    return f"a length, as in {clock_words(start)}+{words}"


def length_words(length: timedelta) -> str:
    """Return a length as it is typed, in whole minutes: 25m, 1h or 1h30m."""
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes else "")


def time_words(start: datetime, end: datetime, zone: str) -> str:
    """Return two instants as `time` says them: 14:00-14:25, or 14:00+25m where the end's clock would not say it."""
    first, last = zones.to_wall(start, zone), zones.to_wall(end, zone)
    begins = f"{first:%H:%M}{_offset_where_needed(first, zone)}"
    seconds = first.second or last.second
    same = first.utcoffset() == last.utcoffset() and not seconds and not _offset_where_needed(last, zone)
    if same and (last.date() == first.date() or (end - start <= PAST_MIDNIGHT and last.time() <= first.time())):
        return f"{begins}-{last:%H:%M}"
    return f"{begins}+{length_words(timedelta(minutes=max(1, round((end - start).total_seconds() / 60))))}"


def _offset_where_needed(wall: datetime, zone: str) -> str:
    """[+02:00] behind a clock that shows this time twice."""
    try:
        zones.to_instant(wall.replace(tzinfo=None, second=0, microsecond=0), zone)
    except Refused:
        return f"[{zones.offset_words(wall.utcoffset() or timedelta(0))}]"
    return ""
