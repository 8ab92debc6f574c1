"""One Text to one value: ids, dates, addresses, colours. Raises Refused; knows nothing of the other fields."""

import difflib
import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from summit_ical.model import zones
from summit_ical.model.characters import UNSAFE, one_line
from summit_ical.model.source import Mark, Refused, Text, shown

ID_MAX = 40  # characters
ID = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{ID_MAX - 1}}}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")  # RFC 5646, the part that people use
# What most addresses look like, in which nothing can be wrong; urlsplit takes ten times as long.
NO_URL = re.compile(rf"[\s<>\"\\^`{{|}}]|{UNSAFE.pattern}")
COMMON_URL = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?:/[A-Za-z0-9/._~?#&=%+-]*)?")
DATE = re.compile(r"(?:(?P<weekday>[A-Za-z]+)\.?,?\s+)?(?P<date>\d{4}-\d{2}-\d{2})", re.ASCII)
SLOPPY_MAX = 40  # characters; a longer text is no time that somebody mistyped
SLOPPY_DATE = re.compile(
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})|(?P<d2>\d{1,2})\.\s?(?P<m2>\d{1,2})\.\s?(?P<y2>\d{4})",
    re.ASCII,
)


# Joiners, marks of direction, soft hyphen, variation selector: a line needs something beside them.
UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufe0f"


class ProgrammeDate(NamedTuple):
    """A date as an agenda writes it, with the weekday that may stand before it."""

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
    """Return an id of a session, a track, a room or a person."""
    if not ID.fullmatch(text):
        raise Refused(
            f"{shown(text)} is not an id",
            "write up to 40 of a-z, 0-9 and -, beginning with a letter or digit",
        )
    return text


def to_zone(text: Text) -> str:
    """Return the name of an IANA zone."""
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
    """Return a date of the years that zones are known for; the weekday before it is not checked here."""
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


def to_color(text: Text) -> str:
    """Return the name of a CSS colour, lower case."""
    from webcolors import names

    if text.lower() in names("css3"):
        return text.lower()
    raise Refused(f"{shown(text)} is not a CSS colour name", nearest(text, names("css3")) or "write one such as teal")


def to_language(text: Text) -> Text:
    """Return a language tag. BCP 47."""
    if not LANGUAGE.fullmatch(text):
        raise Refused(f"{shown(text)} is not a language tag", "write one of BCP 47, as in en, de or pt-BR")
    return text


def closest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is nearest, or "" where none is near."""
    folded = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word[:60].casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return "did you mean …?" with the nearest known word, or "" where none is near."""
    found = closest(word, known)
    return f"did you mean {found}?" if found else ""
