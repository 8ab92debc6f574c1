"""Words for time zones, as people write them, to IANA names: "UTC", "EDT", "CET", "UTC-04:00", "Eastern Time"."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from summit_ical.model import zones
from summit_ical.model.source import Refused

# Word -> zone, and the offset in hours that the word claims; None where it covers summer and winter.
# Words that several countries use for different offsets (IST, CST in China, AST, BST in Dhaka, ...) are here only
# where one use is by far the most common on conference pages; IST is not.
WORDS: dict[str, tuple[str, float | None]] = {
    "UTC": ("UTC", 0),
    "GMT": ("UTC", 0),
    "Z": ("UTC", 0),
    "ET": ("America/New_York", None),
    "EST": ("America/New_York", -5),
    "EDT": ("America/New_York", -4),
    "CT": ("America/Chicago", None),
    "CST": ("America/Chicago", -6),
    "CDT": ("America/Chicago", -5),
    "MT": ("America/Denver", None),
    "MST": ("America/Denver", -7),
    "MDT": ("America/Denver", -6),
    "PT": ("America/Los_Angeles", None),
    "PST": ("America/Los_Angeles", -8),
    "PDT": ("America/Los_Angeles", -7),
    "BST": ("Europe/London", 1),
    "WET": ("Europe/Lisbon", 0),
    "WEST": ("Europe/Lisbon", 1),
    "CET": ("Europe/Paris", 1),
    "CEST": ("Europe/Paris", 2),
    "MEZ": ("Europe/Berlin", 1),
    "MESZ": ("Europe/Berlin", 2),
    "EET": ("Europe/Helsinki", 2),
    "EEST": ("Europe/Helsinki", 3),
    "MSK": ("Europe/Moscow", 3),
    "JST": ("Asia/Tokyo", 9),
    "KST": ("Asia/Seoul", 9),
    "HKT": ("Asia/Hong_Kong", 8),
    "SGT": ("Asia/Singapore", 8),
    "AEST": ("Australia/Sydney", 10),
    "AEDT": ("Australia/Sydney", 11),
    "AWST": ("Australia/Perth", 8),
    "NZST": ("Pacific/Auckland", 12),
    "NZDT": ("Pacific/Auckland", 13),
    "BRT": ("America/Sao_Paulo", -3),
    "SAST": ("Africa/Johannesburg", 2),
}
LONG: dict[str, str] = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "central european": "Europe/Paris",
    "eastern european": "Europe/Helsinki",
    "western european": "Europe/Lisbon",
    "japan": "Asia/Tokyo",
    "japan standard": "Asia/Tokyo",
    "china standard": "Asia/Shanghai",
    "beijing": "Asia/Shanghai",
    "india standard": "Asia/Kolkata",
    "indian standard": "Asia/Kolkata",
    "coordinated universal": "UTC",
    "universal": "UTC",
}
UNSURE = frozenset({"IST", "AST", "ADT", "AMT", "ECT"})
LONG_PATTERN = "|".join(sorted((word.replace(" ", r"\s+") for word in LONG), key=len, reverse=True))
PATTERN = (
    r"(?:(?P<iana>(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?)"
    r"|(?P<word>(?:UTC|GMT)(?:\s?[+\-−–]\s?\d{1,2}(?::?[0-5]\d)?)?"
    r"|(?<![A-Za-z])(?:"
    + "|".join(sorted({*WORDS, *UNSURE} - {"UTC", "GMT"}, key=len, reverse=True))
    + r"))(?![A-Za-z\d])"
    r"|(?P<long>(?i:" + LONG_PATTERN + r")(?i:\s+(?:standard\s+|daylight\s+|summer\s+)?time)\b))"
)
ZONE = re.compile(PATTERN)
OFFSET = re.compile(r"(?:UTC|GMT)\s?([+\-−–])\s?(\d{1,2}):?([0-5]\d)?")


class Zone(NamedTuple):
    """What a zone word means: an IANA name, or "" where only an offset is said; the offset that the word claims."""

    word: str
    name: str
    claims: timedelta | None = None


def meant(word: str) -> Zone | None:
    """Return the zone that a word as found by ZONE stands for; None where it stands for several."""
    match = ZONE.fullmatch(word)
    if match is None:
        return None
    if match["iana"]:
        try:
            return Zone(word, zones.known(match["iana"]))
        except Refused:
            return None
    if match["long"]:
        key = re.sub(r"\s+", " ", match["long"].lower()).removesuffix(" time")
        key = re.sub(r" (?:standard|daylight|summer)$", "", key) if key not in LONG else key
        return Zone(word, LONG[key]) if key in LONG else None
    offset = OFFSET.fullmatch(word)
    if offset:
        sign = 1 if offset[1] == "+" else -1
        claims = sign * timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return Zone(word, "" if claims else "UTC", claims)
    if word in UNSURE:
        return None
    name, hours = WORDS[word]
    return Zone(word, name, None if hours is None else timedelta(hours=hours))


def found(text: str) -> list[Zone]:
    """Return the zones that a text names, in order."""
    return [zone for match in ZONE.finditer(text) if (zone := meant(match[0]))]


@lru_cache(maxsize=4096)
def offset_on(name: str, day: date) -> timedelta:
    """Return the zone's offset at noon of a day."""
    return zones.to_wall(zones.to_instant(datetime.combine(day, time(12)), name), name).utcoffset() or timedelta(0)


def wrong_on(zone: Zone, day: date) -> str:
    """Return what is wrong with a zone word on a day, with the right figures, or ""."""
    if zone.claims is None or not zone.name:
        return ""
    real = offset_on(zone.name, day)
    if real == zone.claims:
        return ""
    noon = zones.to_instant(datetime.combine(day, time(12)), zone.name)
    return (
        f"{zone.word} is UTC{zones.offset_words(zone.claims)}, but on {zones.day_words(day)} {day.year} clocks in "
        f"{zone.name} show {zones.abbreviation(noon, zone.name)}, UTC{zones.offset_words(real)}"
    )
