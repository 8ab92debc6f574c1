"""Dates, instants and lengths as formats write them, not people: ISO 8601 and h:mm. None where they say nothing."""

import re
from datetime import date, datetime, timedelta

LENGTH_MAX = timedelta(days=366)  # nobody sits longer; what is longer is as long, and can be added to any date of ours
DIGITS_MAX = 6  # of a number in a length: more of them are longer than anything
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?")
LENGTH = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})")
NUMBER = r"(?:(\d+(?:[.,]\d+)?){})?"
ISO_LENGTH = re.compile(
    r"([+-]?)P" + "".join(map(NUMBER.format, "YMWD")) + r"(?:T" + "".join(map(NUMBER.format, "HMS")) + r")?"
)
SECONDS = (604_800, 86_400, 3_600, 60, 1)  # of W, D, H, M, S


def to_date(words: object) -> date | None:
    """Return an ISO 8601 date, or the date of an instant."""
    try:
        return date.fromisoformat(str(words).strip()[:10])
    except ValueError:
        return None


def to_moment(words: object) -> datetime | None:
    """Return an ISO 8601 instant, or a wall clock where no offset is written; None for a date alone."""
    text = str(words).strip()
    if not re.match(r"\d{4}-?\d\d-?\d\d[T ]\d\d", text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def to_clock(words: object) -> timedelta | None:
    """Return h:mm as a time after midnight; 24:00 is the end of a day."""
    match = CLOCK.fullmatch(str(words).strip())
    clock = timedelta(hours=int(match[1]), minutes=int(match[2])) if match and int(match[2]) < 60 else None
    return clock if clock is not None and clock <= timedelta(hours=24) else None


def to_lengths(words: object) -> tuple[timedelta, ...]:
    """Return every length that h:mm, hh:mm:ss, d:hh:mm, ISO 8601 or a number of minutes can mean; () for none."""
    text = str(words).strip()
    if text.isascii() and text.isdigit() and len(text) < 5:
        return (timedelta(minutes=int(text)),)
    match = LENGTH.fullmatch(text)
    if not match:
        length = to_iso_length(text)
        return () if length is None else (length,)
    if len(match[1] or "") > DIGITS_MAX:
        return (LENGTH_MAX,)
    first = int(match[1] or 0)
    second, third = int(match[2]), int(match[3])
    if third > 59:
        return ()
    if match[1] is None:
        return (timedelta(hours=second, minutes=third),)
    days, clock = timedelta(days=first, hours=second, minutes=third), second < 60
    hours = timedelta(hours=first, minutes=second, seconds=third)
    if second > 23 or not first or len(match[1]) > 1:  # 0:45:00, 01:30:00
        return (hours,) if clock else ()
    return (hours, days)


def to_iso_length(words: str) -> timedelta | None:
    """Return a length by RFC 5545 3.3.6 or ISO 8601; of one that no calendar holds, the longest there is.

    Years and months have no one length: they may only be 0.
    """
    match = ISO_LENGTH.fullmatch(words.strip().upper())
    if not match or not any(match.groups()[1:]):
        return None
    years, months, *parts = (float((part or "0").replace(",", ".")) for part in match.groups()[1:])
    if years or months:
        return None
    seconds = sum(number * unit for number, unit in zip(parts, SECONDS, strict=True))
    try:
        return timedelta(seconds=-seconds if match[1] == "-" else seconds)
    except OverflowError:
        return timedelta.max
