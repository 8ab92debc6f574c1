"""Dates, instants and lengths as formats write them, not people: ISO 8601 and h:mm. None where they say nothing."""

import re
from datetime import date, datetime, timedelta

LENGTH_MAX = timedelta(days=366)  # nobody sits longer; what is longer is as long, and can be added to any date of ours
DIGITS_MAX = 6  # of a number in a length: more of them are longer than anything
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")
LENGTH = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})")
ISO_LENGTH = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def to_date(words: object) -> date | None:
    """Return an ISO 8601 date, or the date of an instant."""
    try:
        return date.fromisoformat(str(words)[:10])
    except ValueError:
        return None


def to_moment(words: object) -> datetime | None:
    """Return an ISO 8601 instant, or a wall clock where no offset is written."""
    try:
        return datetime.fromisoformat(str(words).strip())
    except ValueError:
        return None


def to_clock(words: object) -> timedelta | None:
    """Return h:mm as a time after midnight."""
    match = CLOCK.fullmatch(str(words).strip())
    return timedelta(hours=int(match[1]), minutes=int(match[2])) if match else None


def to_length(words: object) -> timedelta | None:
    """Return h:mm, hh:mm:ss, d:hh:mm or a number of minutes as a length of more than nothing."""
    text = str(words).strip()
    if text.isascii() and text.isdigit() and len(text) < 5:
        return _length(minutes=text)
    match = LENGTH.fullmatch(text)
    if not match:
        return None
    first, second, third = match.groups()
    if first is None:
        return _length(hours=second, minutes=third)
    if len(first) == 1:
        return _length(days=first, hours=second, minutes=third)
    return _length(hours=first, minutes=second, seconds=third)


def to_iso_length(words: str) -> timedelta | None:
    """Return an RFC 5545 3.3.6 DURATION."""
    match = ISO_LENGTH.fullmatch(words.strip().lstrip("+"))
    if not match or not any(match.groups()):
        return None
    return _length(*match.groups("0"))


def _length(
    weeks: str = "0", days: str = "0", hours: str = "0", minutes: str = "0", seconds: str = "0"
) -> timedelta | None:
    """The length that digits say, up to LENGTH_MAX, if it is one."""
    parts = (weeks, days, hours, minutes, seconds)
    if any(len(part) > DIGITS_MAX for part in parts):
        return LENGTH_MAX
    weeks_days = timedelta(weeks=int(weeks), days=int(days))
    return min(weeks_days + timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds)), LENGTH_MAX) or None
