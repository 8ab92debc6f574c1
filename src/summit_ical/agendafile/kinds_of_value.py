"""What one field can take: how it is read, its JSON Schema, and its words in messages and on the reference page."""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from summit_ical.agendafile.times import to_hours, to_length, to_times
from summit_ical.model.agenda import FEED_KINDS, KINDS, STATUSES
from summit_ical.model.source import Refused, Text, shown
from summit_ical.model.values import (
    ID,
    LANGUAGE,
    nearest,
    to_color,
    to_date,
    to_folder_url,
    to_id,
    to_language,
    to_line,
    to_markdown,
    to_url,
    to_zone,
)


def to_flag(text: Text) -> bool:
    """Return whether true is written, not false."""
    if text not in ("true", "false"):
        raise Refused(f"{shown(text)} is neither true nor false", "write true or false")
    return text == "true"


def to_limit(text: Text) -> int:
    """Return how many characters of an abstract are shown."""
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 100 <= int(text) <= 10_000):
        raise Refused(f"{shown(text)} is not a number of characters", "write a number from 100 to 10000")
    return int(text)


def to_degrees(text: Text) -> float:
    """Return degrees of latitude or longitude; their range is not checked here."""
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
