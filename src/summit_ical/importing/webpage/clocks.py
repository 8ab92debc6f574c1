"""Times of day as people write them: 1400-1425, 14:30, 9am, 1:30p - 3:00p, 14h30, "10:00 to 10:45 UTC (45 minutes)"."""

import re
from typing import NamedTuple

from summit_ical.importing.webpage.zone_words import ZONE, Zone, meant

DAY = 24 * 60
CLOCK = re.compile(
    r"(?:(?P<h>2[0-4]|[01]?\d)(?:(?::|\s:\s|[.hH])(?P<m>[0-5]\d)(?::[0-5]\d)?|(?P<hh>[hH])(?![A-Za-z\d]))?"
    r"|(?P<hm>(?:[01]?\d|2[0-3])[0-5]\d))(?!\d)"
    r"(?:(?P<l>[aApP])(?![A-Za-z.])|\s?(?P<lm>[aApP])\.?\s?[mM](?![A-Za-z])\.?)?(?:\s?(?:uhr|hrs?|o['’]clock)\b)?"
    r"|(?P<word>12\s+noon|noon|midday|midnight)\b",
    re.IGNORECASE,
)
SEPARATOR = re.compile(r"\s*(?:-{1,3}>?|[‐-―−~〜～→➔]|(?:to|until|till|til|through|bis)(?=\s))\s*", re.IGNORECASE)
LENGTH = re.compile(
    r"(?:(?P<h>\d{1,2}(?:\.\d)?)\s?(?:hours?|hrs?\.?|h)(?:\s?(?:and\s)?(?P<hm>\d{1,2})\s?(?:minutes?|mins?\.?|m)?)?"
    r"|(?P<m>\d{1,4})\s?(?:-\s?)?(?:minutes?|mins?\.?|min|m|['′’]))(?![A-Za-z\d])",
    re.IGNORECASE,
)
BRACKETED_LENGTH = re.compile(r"[(\[]\s*(?:ca\.?|~|about\s)?\s*(" + LENGTH.pattern + r")\s*[)\]]", re.IGNORECASE)
LEAD = re.compile(r"\s*(?:(?:from|at|ca\.?|approx\.?|um|von|de)\s+|~\s?)?", re.IGNORECASE)
BRACKETS = {"(": ")", "[": "]"}
LONGEST = 12 * 60  # minutes of a period that is written with its end


class Clock(NamedTuple):
    """A time on the wall. `half` is "a", "p" or ""; `sure` where it cannot be of the other half of the day."""

    minutes: int  # after midnight, as written
    half: str
    sure: bool
    digits: bool = False  # written without a sign between hours and minutes

    @property
    def value(self) -> int:
        if not self.half:
            return self.minutes % DAY
        return self.minutes % (DAY // 2) + (DAY // 2 if self.half == "p" else 0)


class Period(NamedTuple):
    """A start, and as much of an end, a length and a zone as is said, with what is said of other zones."""

    start: Clock
    end: Clock | None
    length: int  # minutes, 0 where none is said
    zone: Zone | None
    others: tuple["Period", ...]
    stop: int  # where the text goes on


def _clock(match: re.Match[str]) -> Clock | None:
    if match["word"]:
        return Clock(0 if "midnight" in match["word"].lower() else DAY // 2, "", True)
    half = (match["l"] or match["lm"] or "").lower()
    if match["hm"]:
        hour, minute, digits = int(match["hm"][:-2]), int(match["hm"][-2:]), True
    else:
        hour, minute, digits = int(match["h"]), int(match["m"] or 0), False
    if hour > 24 or (hour == 24 and minute) or (half and not 1 <= hour <= 12):
        return None
    written = match["hm"] or match["h"]
    sure = bool(half) or hour > 12 or hour == 0 or (written[0] == "0") or bool(match["hh"]) or "h" in match[0].lower()
    return Clock(hour * 60 + minute, half, sure, digits)


def _bare(match: re.Match[str]) -> bool:
    """Whether a match is a lone number, which is a time only beside one that shows it."""
    return bool(match["h"]) and not (match["m"] or match["hh"] or match["l"] or match["lm"])


def _yearlike(match: re.Match[str]) -> bool:
    return bool(match["hm"]) and match["hm"][:2] in ("19", "20") and not (match["l"] or match["lm"])


def period(text: str, at: int = 0, *, cell: bool = False) -> Period | None:
    """Return the period that begins at a place of the text, or None. In a `cell` for times, four digits are a time."""
    lead = LEAD.match(text, at)
    at = lead.end() if lead else at
    first = CLOCK.match(text, at)
    start = _clock(first) if first else None
    if first is None or start is None:
        return None
    stop = first.end()
    zone, stop = _zone(text, stop)
    end, ended = _end(text, first, stop)
    if end is None:
        dotted = "." in first[0] and not (first["l"] or first["lm"])
        shown = start.half or cell or zone
        if _bare(first) or ((_yearlike(first) or dotted or start.digits) and not shown):
            return None
    else:
        stop = ended
        if zone is None:
            zone, stop = _zone(text, stop)
    start, end = _halves(start, end)
    length, stop = _length(text, stop)
    if zone is None and length:
        zone, stop = _zone(text, stop)
    others, stop = _others(text, stop, zone)
    if not length:
        length, stop = _length(text, stop)
    return Period(start, end, length, zone, others, stop)


def _end(text: str, first: re.Match[str], stop: int) -> tuple[Clock | None, int]:
    separator = SEPARATOR.match(text, stop)
    second = CLOCK.match(text, separator.end()) if separator else None
    clock = _clock(second) if second else None
    if separator is None or second is None or clock is None:
        return None, stop
    if _bare(second) and not (
        _bare(first) and second.end() == len(text.rstrip()) and separator[0].strip() not in ("-",)
    ):
        return None, stop
    if _bare(first) and not (second["l"] or second["lm"] or second["m"] or second["word"]):
        return None, stop
    spaced = separator[0] != separator[0].strip()
    if _yearlike(second) and (_yearlike(first) or (spaced and not first["hm"])):
        return None, stop
    if text[second.end() : second.end() + 1] in ("/", "-") and text[second.end() + 1 : second.end() + 2].isdigit():
        return None, stop  # 14:00 - 11/04: a date follows
    return clock, second.end()


def _halves(start: Clock, end: Clock | None) -> tuple[Clock, Clock | None]:
    """9:00-10:30am and 11-1pm: the half of the day that is written once holds for both, as far as that can be."""
    if end is None:
        return start, end
    if end.half and not start.half and not (start.sure and start.minutes > DAY // 2):
        same = start._replace(half=end.half, sure=True)
        other = start._replace(half="a" if end.half == "p" else "p", sure=True)
        return (same if same.value < end.value else other), end
    if start.half and not end.half and end.minutes <= DAY // 2:
        same = end._replace(half=start.half, sure=True)
        other = end._replace(half="p", sure=True)
        return start, (same if same.value > start.value else other)
    return start, end


def _zone(text: str, at: int) -> tuple[Zone | None, int]:
    """A zone word, in brackets or not, and where it ends."""
    start = at
    while at < len(text) and text[at] == " ":
        at += 1
    bracket = BRACKETS.get(text[at : at + 1], "")
    match = ZONE.match(text, at + len(bracket))
    zone = meant(match[0]) if match else None
    if match is None or zone is None:
        return None, start
    stop = match.end()
    if bracket:
        if not text.startswith(bracket, stop):
            return None, start
        stop += 1
    return zone, stop


def _length(text: str, at: int) -> tuple[int, int]:
    """A length of time, in brackets or after a sign, in minutes, and where it ends."""
    match = re.compile(r"\s*(?:[,;/|·]\s*)?").match(text, at)
    place = match.end() if match else at
    bracketed = BRACKETED_LENGTH.match(text, place)
    if bracketed:
        return minutes(bracketed[1]), bracketed.end()
    plain = LENGTH.match(text, place) if place > at and text[at:place].strip() else None
    return (minutes(plain[0]), plain.end()) if plain else (0, at)


def minutes(words: str) -> int:
    """Return a length in minutes; 0 where there is none, or none that makes sense."""
    match = LENGTH.search(words)
    if not match:
        return 0
    total = round(float(match["h"]) * 60) + int(match["hm"] or 0) if match["h"] else int(match["m"])
    return total if 0 < total <= DAY else 0


def _others(text: str, at: int, zone: Zone | None) -> tuple[tuple[Period, ...], int]:
    """The same time in other zones: (10:00-15:00 EDT, 16:00-21:00 CEST), / 9:00 EST, | 15:00 CET."""
    if zone is None:
        return (), at
    found: list[Period] = []
    stop, closing = at, ""
    while len(found) < 12:
        match = re.compile(r"\s*([(\[/|,;·=]|or\s|and\s)\s*").match(text, stop)
        if match is None:
            break
        other = _simple(text, match.end())
        if other is None or other.zone is None:
            break
        if match[1] in BRACKETS:
            closing = BRACKETS[match[1]]
        found.append(other)
        stop = other.stop
    if closing:
        if not text.startswith(closing, stop):
            return (), at
        stop += 1
    return tuple(found), stop


def _simple(text: str, at: int) -> Period | None:
    """A period with its zone, and nothing more."""
    first = CLOCK.match(text, at)
    start = _clock(first) if first else None
    if first is None or start is None:
        return None
    end, stop = _end(text, first, first.end())
    zone, stop = _zone(text, stop if end else first.end())
    start, end = _halves(start, end)
    return Period(start, end, 0, zone, (), stop) if zone else None


def periods(text: str) -> list[Period]:
    """Return the periods with an end that stand anywhere in a text: announced hours."""
    found, at = [], 0
    for match in CLOCK.finditer(text):
        if match.start() < at or (
            match.start() and (text[match.start() - 1].isalnum() or text[match.start() - 1] in "./-:")
        ):
            continue
        here = period(text, match.start())
        if here is not None and here.end is not None:
            found.append(here)
            at = here.stop
    return found
