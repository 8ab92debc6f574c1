"""Dates, instants and lengths as formats write them, not people: ISO 8601 and h:mm. None where they say nothing."""

import re
from datetime import date, datetime, timedelta

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
        return timedelta(minutes=int(text)) or None
    match = LENGTH.fullmatch(text)
    if not match:
        return None
    first, second, third = match[1], int(match[2]), int(match[3])
    if first is None:
        return timedelta(hours=second, minutes=third) or None
    if len(first) == 1:
        return timedelta(days=int(first), hours=second, minutes=third) or None
    return timedelta(hours=int(first), minutes=second, seconds=third) or None


def to_iso_length(words: str) -> timedelta | None:
    """Return an RFC 5545 3.3.6 DURATION."""
    match = ISO_LENGTH.fullmatch(words.strip().lstrip("+"))
    if not match or not any(match.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds) or None
