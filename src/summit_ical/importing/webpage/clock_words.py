"""Times of day as people write them, each with every reading that its words allow: 1400-1425, 9am, 14h30, 1:30p."""

import re
from datetime import timedelta
from typing import NamedTuple

from summit_ical.importing.webpage import languages
from summit_ical.importing.webpage.zone_words import ZONE, Zone, meant

DAY = 24 * 60
HALF = DAY // 2
CLOCK = re.compile(
    rf"(?:12\s+(?:(?:h|uhr|heures|del|di|do)\s+)?)?(?:(?P<noon>{languages.pattern('noon')})|(?P<midnight>{languages.pattern('midnight')}))|"
    r"(?:(?P<h>2[0-4]|[01]?\d)(?:(?:[:：∶]|\s:\s|[.hH])(?P<m>[0-5]\d)(?:[:：][0-5]\d(?:[.,]\d{1,6}(?!\d))?)?|(?P<hh>[hH])(?![A-Za-z\d])"
    r"|\s?[時时点시]\s?(?:(?P<jm>[0-5]?\d)\s?[分분]|(?P<half>[半반]))?)?"
    r"|(?P<hm>(?:[01]?\d|2[0-3])[0-5]\d))(?!\d)"
    r"(?:(?P<l>[aApP])(?![A-Za-z.])|\s?(?P<lm>[aApP])\.?\s?[mM](?![A-Za-z])\.?)?"
    rf"(?P<unit>\s?{languages.pattern('clock')})?\.?",
    re.IGNORECASE,
)
HALF_BEFORE = re.compile(r"(?:(?P<am>午前|上午|오전|早上)|(?P<pm>午後|下午|오후|晚上))\s?", re.IGNORECASE)
TO = re.compile(
    rf"\s*(?:-{{1,3}}>?|[‐-―−~〜～→➔]|{languages.pattern('to')}(?=\s|\d|[^\x00-\x7f]|12))\s*", re.IGNORECASE
)
LENGTH = re.compile(
    r"(?:(?P<h>\d{1,2}(?:[.,]\d)?)\s?(?:hours?|hrs?\.?|h|stunden?|std\.?|heures?|horas?|ore|ora|uur|godz\.?|hodin[ay]?|"
    r"час(?:а|ов)?|год\.?|saat|時間|小时|시간)"
    r"(?:\s?(?:and\s|und\s|et\s|y\s)?(?P<hm>\d{1,2})\s?(?:minut\w*|mins?\.?|m|分|분)?)?"
    r"|(?P<m>\d{1,4})\s?(?:-\s?)?(?:minut\w*|mins?\.?|min|m|dk|мин\w*|хв\w*|['′’]|分钟?|分間|분))(?![A-Za-z\d])",
    re.IGNORECASE,
)
ABOUT = rf"(?:{languages.pattern('about')}\s*|~\s?)"
BRACKETED_LENGTH = re.compile(rf"[(\[（]\s*{ABOUT}?(" + LENGTH.pattern + r")\s*[)\]）]", re.IGNORECASE)
LEAD = re.compile(rf"\s*(?:{languages.pattern('from')}\s+|{ABOUT}){{0,2}}", re.IGNORECASE)
UNTIL = re.compile(rf"(?<!\w){languages.pattern('until')}\s+(?=[\d\w])", re.IGNORECASE)
APPROXIMATE = re.compile(ABOUT, re.IGNORECASE)
H_MM = re.compile(r"\s*(\d{1,2})[:：hH.](\d\d)(?:[:：]00)?\s*(?:h|hrs?|min)?\.?\s*", re.IGNORECASE)
FULL_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)}
OFFSET = re.compile(r"(?P<sign>[+\-−])(?P<h>\d\d)(?::?(?P<m>[0-5]\d))?(?![\d:])")
DATE_BEFORE = re.compile(r"\d{4}-?\d\d-?\d\d([T ])$")
BRACKETS = {"(": ")", "[": "]", "（": "）"}
SAID_LATE = re.compile(r"\s*(?:[,;/|·]\s*)?")


class Clock(NamedTuple):
    """A time on the wall, as minutes after midnight: one reading, or two where am and pm are not told."""

    word: str
    readings: tuple[int, ...]  # in order
    half: bool = False  # am or pm is said
    digits: bool = False  # written without a sign between hours and minutes
    padded: bool = False  # 09:00

    @property
    def sure(self) -> bool:
        return len(self.readings) == 1

    @property
    def literal(self) -> int:
        """What it says to who counts to 24."""
        return self.readings[-1] if self.readings[0] < 60 and len(self.readings) > 1 and self.readings[-1] < DAY \
            else self.readings[0]  # fmt: skip

    @property
    def of_24(self) -> bool:
        """Whether only a clock of 24 hours writes so."""
        return not self.half and self.sure and (self.readings[0] >= 13 * 60 or self.padded) and self.word[:1].isdigit()


class Period(NamedTuple):
    """A start, and as much of an end, a length and a zone as is said, with what is said of other zones."""

    start: Clock
    end: Clock | None
    length: int  # minutes, 0 where none is said
    zone: Zone | None
    others: tuple["Period", ...]
    stop: int  # where the text goes on
    about: bool = False  # "ca. 20:45"


def _clock(match: re.Match[str], before: str = "") -> Clock | None:
    """What a match says, with "午後" or the like before it."""
    word = match[0].strip()
    if match["noon"]:
        return Clock(word, (HALF,), True)
    if match["midnight"]:
        return Clock(word, (0, DAY), True)
    half = (match["l"] or match["lm"] or before).lower()
    digits = bool(match["hm"])
    written = match["hm"] or match["h"]
    minute = int(match["jm"] or match["m"] or 0) if not digits else int(written[-2:])
    minute = 30 if match["half"] else minute
    hour = int(written[:-2]) if digits else int(written)
    if hour > 24 or (hour == 24 and minute) or (half and not 0 <= hour <= 12):
        return None
    if half:
        return Clock(word, (hour % 12 * 60 + minute + (HALF if half == "p" else 0),), True, digits)
    padded = written[0] == "0"
    fixed = hour > 12 or hour == 0 or padded or match["hh"] or match["unit"] or re.search(r"\dh", match[0], re.I)
    literal = hour * 60 + minute
    both = (literal % HALF, literal % HALF + HALF)
    return Clock(word, (literal,) if fixed else both, False, digits, padded)


def _bare(match: re.Match[str]) -> bool:
    """Whether a match is a lone number, which is a time only beside one that shows it."""
    plain = match["m"] or match["hh"] or match["l"] or match["lm"] or match["unit"] or match["jm"] or match["half"]
    return bool(match["h"]) and not plain and not re.search(r"[時时点시]", match[0])


def _yearlike(match: re.Match[str]) -> bool:
    return bool(match["hm"]) and match["hm"][:2] in ("19", "20") and not (match["l"] or match["lm"])


def _at(text: str, at: int) -> tuple[re.Match[str] | None, Clock | None, bool]:
    """The clock at a place, and whether am or pm stands before it."""
    ahead = HALF_BEFORE.match(text, at)
    match = CLOCK.match(text, ahead.end() if ahead else at)
    before = ("a" if ahead["am"] else "p") if ahead else ""
    return match, (_clock(match, before) if match else None), bool(ahead)


def period(text: str, at: int = 0, *, cell: bool = False, follows: bool = False, dots: bool = False) -> Period | None:
    """Return the period that begins at a place of the text, or None.

    In a `cell` for times, four digits are a time; 1930-2015 and 15-16 are times where that `follows` another time, and
    14.00 is one where `dots` are the sign between hours and minutes.
    """
    text = text.translate(FULL_WIDTH)
    lead = LEAD.match(text, at)
    about = bool(lead and APPROXIMATE.search(lead[0]))
    at = lead.end() if lead else at
    first, start, ahead = _at(text, at)
    if first is None or start is None:
        return None
    stop = first.end()
    if re.match(r"\s?[年년月월日일]", text[stop:]):
        return None
    if re.match(r"\d" if "." in first[0] else r"[-/]\d{1,2}[-/]\d", text[stop:]):
        return None  # 09.01.2035, 2031-10-06
    zone, stop = _offset(text, at, stop) or _zone(text, stop)
    end, ended, end_about = _end(text, first, stop, ahead, follows)
    if end is None:
        dotted = "." in first[0].rstrip(".") and not start.half
        shown = start.half or cell or zone or ahead or (dotted and dots)
        if (_bare(first) and not ahead) or ((_yearlike(first) or dotted or start.digits) and not shown):
            return None
    else:
        stop = ended
        if zone is None:
            zone, stop = _zone(text, stop)
    start, end = _halves(start, end)
    return _with_rest(text, stop, Period(start, end, 0, zone, (), stop, about or end_about))


def _offset(text: str, at: int, stop: int) -> tuple[Zone, int] | None:
    """The offset right behind a time that stands behind its date: 2031-10-06T09:00:00+02:00. ISO 8601."""
    match = OFFSET.match(text, stop)
    behind_date = DATE_BEFORE.search(text, max(0, at - 12), at)
    if match is None or behind_date is None or (behind_date[1] != "T" and text.count(":", at, stop) < 2):
        return None
    claims = timedelta(hours=int(match["h"]), minutes=int(match["m"] or 0)) * (-1 if match["sign"] in "-−" else 1)
    return Zone(f"UTC{match[0]}", "" if claims else "UTC", claims), match.end()


def _with_rest(text: str, stop: int, found: Period) -> Period:
    """A period with the length, the zone and the other zones that stand behind it."""
    length, stop = _length(text, stop)
    zone = found.zone
    if zone is None and length:
        zone, stop = _zone(text, stop)
    others, stop = _others(text, stop, zone)
    if not length:
        length, stop = _length(text, stop)
    return found._replace(length=length, zone=zone, others=others, stop=stop)


def _end(
    text: str, first: re.Match[str], stop: int, ahead: bool, follows: bool = False
) -> tuple[Clock | None, int, bool]:
    """The end behind "-" or "to", where it stops, and whether it is approximate."""
    separator = TO.match(text, stop)
    if separator is None:
        return None, stop, False
    at = separator.end()
    about = APPROXIMATE.match(text, at)
    second, clock, late = _at(text, about.end() if about else at)
    if second is None or clock is None:
        return None, stop, False
    close = bool(first["m"]) and separator[0].strip() == separator[0] and not separator[0].isalpha()  # 13:30-15
    if (
        _bare(second)
        and not late
        and not (close or follows)
        and not (_bare(first) and second.end() == len(text.rstrip()) and separator[0].strip() not in ("-",))
    ):
        return None, stop, False
    if _bare(first) and not ahead and _bare(second) and not follows:
        return None, stop, False
    spaced = separator[0] != separator[0].strip()
    if _yearlike(second) and not follows and (_yearlike(first) or (spaced and not first["hm"])):
        return None, stop, False
    if text[second.end() : second.end() + 1] in ("/", "-") and text[second.end() + 1 : second.end() + 2].isdigit():
        return None, stop, False  # 14:00 - 11/04: a date follows
    return clock, second.end(), bool(about)


def _halves(start: Clock, end: Clock | None) -> tuple[Clock, Clock | None]:
    """9:00-10:30am and 11-1pm: the half of the day that is written once holds for both, as far as that can be."""
    if end is None:
        return start, end
    if end.half and not start.half and not start.sure and end.word[:1].isdigit():
        before = [reading for reading in start.readings if reading < end.readings[-1]] or [start.readings[0]]
        return start._replace(readings=(before[-1],), half=True), end
    if start.half and not end.half and not end.sure and start.word[:1].isdigit():
        later = [reading for reading in end.readings if reading > start.readings[0]] or [end.readings[0]]
        return start, end._replace(readings=(later[0],), half=True)
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
    match = SAID_LATE.match(text, at)
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
    hours = float(match["h"].replace(",", ".")) if match["h"] else 0
    total = round(hours * 60) + int(match["hm"] or 0) if match["h"] else int(match["m"])
    return total if 0 < total <= DAY else 0


def with_end_in(title: str, found: Period) -> Period:
    """Return a period with the end that its title closes with, where it has none: "Dinner until 22:00"."""
    last = list(UNTIL.finditer(title))[-1:] if found.end is None and not found.length else []
    for until in last:
        match, clock, _ = _at(title, until.end())
        if match is not None and clock is not None and re.fullmatch(r"\W*", title[match.end() :]):
            start, end = _halves(found.start, clock)
            return found._replace(start=start, end=end)
    return found


def cell_minutes(words: str) -> int:
    """Return the length in a column of lengths: 1:30 is ninety minutes there, 45 are minutes."""
    clock = H_MM.fullmatch(words)
    if clock:
        total = int(clock[1]) * 60 + int(clock[2])
        return total if 0 < total <= DAY else 0
    if words.strip().isdigit():
        return int(words) if 0 < int(words) <= DAY else 0
    return minutes(words)


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
    first, start, ahead = _at(text, at)
    if first is None or start is None:
        return None
    end, stop, about = _end(text, first, first.end(), ahead)
    zone, stop = _zone(text, stop if end else first.end())
    start, end = _halves(start, end)
    return Period(start, end, 0, zone, (), stop, about) if zone else None


def periods(text: str) -> list[Period]:
    """Return the periods with an end that stand anywhere in a text: announced hours."""
    return [here for here in times(text) if here.end is not None]


def times(text: str) -> list[Period]:
    """Return all that is plainly a time anywhere in a text, from left to right."""
    text = text.translate(FULL_WIDTH)
    found, at = [], 0
    for match in CLOCK.finditer(text):
        before = text[match.start() - 1] if match.start() else " "
        if match.start() < at or before.isalnum() or before in "./-:：":
            continue
        here = period(text, match.start())
        if here is not None and here.stop > match.start():
            found.append(here)
            at = here.stop
    return found
