"""Dates as people write them, each with every reading that its words allow: March 29, Thu 11/04, 6.10.2031, 6月26日."""

import re
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from summit_ical.importing.webpage import calendar_names, languages
from summit_ical.importing.webpage.calendar_names import ALWAYS, WORD
from summit_ical.importing.webpage.clock_words import FULL_WIDTH

ORDINAL = r"(?:st|nd|rd|th|ST|ND|RD|TH|er|º|ª|°)?\.?"
RANGE = r"\s*(?:-{1,2}|[–—~〜至]|to|bis|until|through|až|do|al?|au|tot|по|до|–)\s*"
LIST = r"\s*(?:[,/]|,?\s*(?:and|&|\+|und|et|y|e|en|i|a|и|і|ve|及|和))\s*"
YEAR = r"(?:19|20)\d\d"
DAYS = rf"\d{{1,2}}{ORDINAL}(?:(?:{RANGE}|{LIST})\d{{1,2}}{ORDINAL}(?![\d:.]\d)){{0,6}}"
NAME = r"[^\W\d_]{2,}"
OF = r"(?:(?:of|de|del|di)\s+|d['’])?"
DATE = re.compile(
    rf"(?<![\d/.:-])(?P<iy>{YEAR})(?P<isep>[-/.])(?P<im>\d{{1,2}})(?P=isep)(?P<id>\d{{1,2}})(?![\d/-])"
    rf"|(?:(?P<cy>\d{{4}})\s?[年년]\s?)?(?P<cm>\d{{1,2}})\s?[月월]\s?(?P<cd>\d{{1,2}})\s?[日号일]"
    rf"|(?<![\d:/.-])(?P<dd>{DAYS})[ /-]{{0,2}}{OF}(?P<dmon>{NAME})\.?"
    rf"(?:(?:,?\s*(?:de|del|di)?\s*|[-/])(?P<dy>{YEAR})(?![\d:]))?"
    rf"|(?<![^\W\d_])(?P<mmon>{NAME})\.?[ /-]{{0,2}}(?:the )?(?P<md>{DAYS})(?![\d:hH]|\.\d|\s?[ap]\.?m)"
    rf"(?:(?:,?\s+|[-/])(?P<my>{YEAR})(?![\d:]))?"
    rf"|(?<![\d/.:-])(?P<na>\d{{1,2}})(?P<nsep>[/.-])(?P<nb>\d{{1,2}})(?:(?P=nsep)(?P<ny>\d{{4}}|\d\d)?)?(?![\d/:-])"
)
ANY_YEAR = re.compile(rf"(?<![\w/.-])({YEAR})(?![\w]|[./:-]\d)|(?<!\d)({YEAR})(?=年|년)")
NUMBER = {word: n for n, listed in enumerate(languages.ORDINALS, 1) for word in listed.split(",")}
_COUNT = r"\d{1,2}|" + "|".join(sorted(map(re.escape, NUMBER), key=len, reverse=True))
DAY_NUMBER = re.compile(
    rf"{languages.pattern('day')}\s*(?:nr\.?|no\.?|#)?\s*(?P<n>{_COUNT})(?![\w/-]|[:.]\d)"
    rf"|(?<![\w/:.-])(?P<m>{_COUNT})(?:\.|º|°|-?й|er|st|nd|rd|th)?\s*{languages.pattern('day')}"
    rf"|第(?P<w>[一二三四五六]|\d)[天日]|(?P<j>\d)日目|(?P<k>\d)일차",
    re.IGNORECASE,
)
COMMON = frozenset(["may", "march", "mar", "sun", "sat", "wed", "mon", "fri", "sept"])  # English words in lower case
WIDE_DAYS = {ch: n for n, ch in enumerate("月火水木金土日")} | {ch: n for n, ch in enumerate("월화수목금토일")}
WIDE_WEEKDAY = re.compile(
    r"(?P<j>[月火水木金土日])曜日?|(?:星期|周|週|礼拜)(?P<c>[一二三四五六日天])|(?P<k>[월화수목금토일])요일"
    r"|[(（](?P<s>[月火水木金土日월화수목금토일])(?:・[^)）]*)?[)）]"
)
BEFORE = re.compile(rf"({WORD.pattern})\.?[\s,，]*(?:the\s+|den\s+|dem\s+|le\s+|el\s+|de\s+|dnia\s+|[-–—(]\s*)?$")
AFTER = re.compile(rf"[\s,，]*[(（]?\s*({WORD.pattern})\.?[)）]?")


class Said(NamedTuple):
    """A date as far as it is said, with what its words may mean."""

    year: int | None
    readings: tuple[tuple[int, int], ...]  # month and day
    start: int
    stop: int
    word: str
    weekdays: tuple[int, ...] = ()  # what is said of it: 0 for Monday; several where an abbreviation means several
    by_order: bool = False  # two readings: month first, day first
    days: tuple[int, ...] = ()  # of the same month, where several are said: March 29-30
    loose: bool = False  # 1/2 may be a date, a half or part one of two

    @property
    def several(self) -> bool:
        return len(self.days) > 1


@lru_cache(maxsize=20_000)
def found(text: str, spoken: frozenset[str] = ALWAYS) -> tuple[Said, ...]:
    """Return the dates in a text, in order."""
    text = text.translate(FULL_WIDTH)
    numbered = DAY_NUMBER.sub(lambda match: " " * len(match[0]), text)
    dates = _found(numbered, text, spoken) if numbered != text else []
    dates = dates or _found(text, text, spoken)
    for number, (one, other) in enumerate(pairwise(dates)):
        if one.year is None and other.year and re.fullmatch(rf"{RANGE}|{LIST}", text[one.stop : other.start]):
            dates[number] = one._replace(year=other.year)
    return tuple(dates)


def _found(text: str, whole: str, spoken: frozenset[str]) -> list[Said]:
    dates: list[Said] = []
    at = 0
    while match := DATE.search(text, at):
        said = _said(match, whole, spoken)
        if said is not None:
            dates.append(said)
            at = max(said.stop, match.end())
        else:
            at = _next_start(match)
    return dates


def _next_start(match: re.Match[str]) -> int:
    """Where to look on, where what looked like a date was none: behind its first word or number."""
    first = re.compile(r"\d+|[^\W\d_]+|.", re.DOTALL).match(match.string, match.start())
    return first.end() if first else match.end()


def _said(match: re.Match[str], text: str, spoken: frozenset[str]) -> Said | None:
    year, every, days = _parts(match, spoken)
    readings = tuple(dict.fromkeys((m, d) for m, d in every if 1 <= m <= 12 and 1 <= d <= 31))
    if not readings:
        return None
    start, stop = match.span()
    weekday, start, stop = _weekday_near(text, start, stop, spoken)
    word = text[match.start() : match.end()].strip()
    by_order = bool(match["na"]) and len(readings) > 1
    loose = bool(match["na"]) and year is None and not weekday and match["nsep"] == "/"
    return Said(year, readings, start, stop, word, weekday, by_order, days if len(days) > 1 else (), loose)


def _parts(match: re.Match[str], spoken: frozenset[str]) -> tuple[int | None, list[tuple[int, int]], tuple[int, ...]]:
    """Year, readings and days of what may be a date."""
    if match["im"]:
        return int(match["iy"]), [(int(match["im"]), int(match["id"]))], ()
    if match["cm"]:
        return int(match["cy"]) if match["cy"] else None, [(int(match["cm"]), int(match["cd"]))], ()
    if match["dmon"] or match["mmon"]:
        name, listed = match["dmon"] or match["mmon"], match["dd"] or match["md"]
        days = _days(listed)
        months = () if name in COMMON else calendar_names.months(name, spoken)
        year = match["dy"] or match["my"]
        return int(year) if year else None, [(month, days[0]) for month in months], days
    first, second, sep = int(match["na"]), int(match["nb"]), match["nsep"]
    year = int(match["ny"]) if match["ny"] else None
    if (sep == "." and match[0].count(".") != 2) or (sep == "-" and (year is None or year < 100)) or match[0] == "24/7":
        return None, [], ()  # 10.30 is a time or a version
    if year is not None and year < 100:
        year += 2000
    if sep == ".":
        return year, [(second, first)], ()
    return year, [(first, second), (second, first)], ()


def _days(listed: str) -> tuple[int, ...]:
    """The days of "6", "6-8" or "6, 7 and 9"; only the first where they do not follow each other."""
    numbers = [int(number) for number in re.findall(r"\d+", listed)]
    if any(one >= other for one, other in pairwise(numbers)) or numbers[-1] > 31:
        return (numbers[0],)
    if len(numbers) == 2 and re.search(rf"\d{ORDINAL}{RANGE}\d", listed):
        return tuple(range(numbers[0], numbers[1] + 1))
    return tuple(numbers)


def _weekday(word: str, spoken: frozenset[str]) -> tuple[int, ...]:
    if word in COMMON or (len(word) < 4 and word.islower() and word.isascii()):
        return ()
    return calendar_names.weekdays(word, spoken)


def _wide(match: re.Match[str]) -> int:
    sign = match["j"] or match["k"] or match["s"]
    return WIDE_DAYS[sign] if sign else min("一二三四五六日天".index(match["c"]), 6)


def _weekday_near(text: str, start: int, stop: int, spoken: frozenset[str]) -> tuple[tuple[int, ...], int, int]:
    """The weekday before or after a date, and the place of both together."""
    before = BEFORE.search(text, max(0, start - 30), start)
    if before and (named := _weekday(before[1], spoken)):
        return named, before.start(), stop
    after = AFTER.match(text, stop)
    if after and (named := _weekday(after[1], spoken)):
        return named, start, after.end()
    wide = WIDE_WEEKDAY.match(text, re.compile(r"[\s,、]*").match(text, stop).end())  # type: ignore[union-attr]
    if wide:
        return (_wide(wide),), start, wide.end()
    return (), start, stop


@lru_cache(maxsize=20_000)
def weekdays_in(text: str, spoken: frozenset[str] = ALWAYS) -> tuple[tuple[int, ...], int, int]:
    """Return the only weekday that a text names, and where it stands; () where there is none, or several."""
    named = [(_weekday(match[0], spoken), *match.span()) for match in WORD.finditer(text)]
    named += [((_wide(match),), *match.span()) for match in WIDE_WEEKDAY.finditer(text)]
    named = [one for one in named if one[0]]
    return named[0] if len({one[0] for one in named}) == 1 else ((), 0, 0)


def day_number_in(text: str) -> tuple[int, int, int]:
    """Return the number of "Day 2", and where it stands; 0 where there is none."""
    match = DAY_NUMBER.search(text)
    if match is None:
        return 0, 0, 0
    said = match["n"] or match["m"] or match["w"] or match["j"] or match["k"]
    return NUMBER.get(said.lower()) or (int(said) if said.isdigit() else 0), match.start(), match.end()


def real(year: int, month: int, day: int) -> date | None:
    """Return a date, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def between(first: date, last: date) -> list[date]:
    """Return the days of a range."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
