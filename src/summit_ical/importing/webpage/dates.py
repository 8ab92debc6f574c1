"""Dates as people write them: March 29, 9/Feb, Thu 11/04, 27.6.2022, 6月26日, "February 16 and 17, 2022"."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

MONTHS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "January Jan Januar janvier enero",
            "February Feb Februar février febrero",
            "March Mar März mars marzo",
            "April Apr avril abril",
            "May Mai mayo",
            "June Jun Juni juin junio",
            "July Jul Juli juillet julio",
            "August Aug août agosto",
            "September Sept Sep septembre septiembre",
            "October Oct Oktober Okt octobre octubre",
            "November Nov novembre noviembre",
            "December Dec Dezember Dez décembre diciembre",
        ),
        1,
    )
    for word in words.split()
}
FOLDED = {word.casefold(): number for word, number in MONTHS.items()}
WEEKDAYS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "Monday Mon Montag Mo lundi lunes",
            "Tuesday Tues Tue Dienstag Di mardi martes",
            "Wednesday Wed Weds Mittwoch Mi mercredi miércoles",
            "Thursday Thurs Thur Thu Donnerstag jeudi jueves",
            "Friday Fri Freitag vendredi viernes",
            "Saturday Sat Samstag samedi sábado",
            "Sunday Sun Sonntag dimanche domingo",
        )
    )
    for word in words.split()
}
WEEKDAY_WORDS = {word.casefold(): number for word, number in WEEKDAYS.items() if len(word) > 2}
NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
CAPITAL = f"(?:{NAMES}|{'|'.join(sorted((w.upper() for w in MONTHS), key=len, reverse=True))})"
DAYS = "|".join(sorted((w for w in WEEKDAYS if len(w) > 2), key=len, reverse=True))
WEEKDAY = re.compile(rf"(?<![A-Za-z])(?:{DAYS}|{DAYS.upper()})(?![A-Za-z])")
ORDINAL = r"(?:st|nd|rd|th|ST|ND|RD|TH)?"
AND = r"\s*(?:-{1,2}|[–—]|to|and|&|\+|und|et)\s*"
YEAR = r"(?:19|20)\d\d"
DATE = re.compile(
    rf"(?<![\d/.:-])(?P<iy>{YEAR})(?P<isep>[-/.])(?P<im>\d{{1,2}})(?P=isep)(?P<id>\d{{1,2}})(?![\d/-])"
    rf"|(?:(?P<cy>\d{{4}})年)?(?P<cm>\d{{1,2}})月(?P<cd>\d{{1,2}})日"
    rf"|(?<![A-Za-z])(?P<mmon>{CAPITAL})\.?[ /-]{{0,2}}(?:the )?(?P<md>\d{{1,2}}){ORDINAL}(?![\d:hH]|\.\d)"
    rf"(?:{AND}(?P<md2>\d{{1,2}}){ORDINAL}(?![\d:hH.]|\s?[ap]\.?m))?(?:(?:,?\s+|[-/])(?P<my>{YEAR})(?![\d:]))?"
    rf"|(?<![\d:/.-])(?P<dd>\d{{1,2}}){ORDINAL}\.?(?:{AND}(?P<dd2>\d{{1,2}}){ORDINAL}\.?)?(?:\s+of)?"
    rf"[ /-]{{0,2}}(?:de )?(?P<dmon>{CAPITAL})(?![A-Za-z])\.?(?:(?:,?\s*|[-/])(?P<dy>{YEAR})(?![\d:]))?"
    rf"|(?<![\d/.:-])(?P<na>\d{{1,2}})(?P<nsep>[/.])(?P<nb>\d{{1,2}})(?:(?P=nsep)(?P<ny>\d{{4}}|\d\d)?)?(?![\d/:])"
)
ANY_YEAR = re.compile(rf"(?<![\w/.-])({YEAR})(?![\w]|[./:-]\d)")
DAY_NUMBER = re.compile(r"\b(?:day|tag|jour|día)\s+(\d{1,2}|one|two|three|four|five|six)\b", re.IGNORECASE)
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


class Said(NamedTuple):
    """A date as far as it is said. `swapped` is the other reading of 11/04."""

    year: int | None
    month: int
    day: int
    weekday: int | None
    start: int
    stop: int
    swapped: bool = False  # it can be read day first, too
    last_day: int = 0  # of a range in one month: March 29-30
    word: str = ""


@lru_cache(maxsize=4096)
def found(text: str) -> tuple[Said, ...]:
    """Return the dates in a text, in order."""
    return tuple(said for match in DATE.finditer(text) if (said := _said(match, text)) is not None)


def _said(match: re.Match[str], text: str) -> Said | None:
    swapped, last = False, 0
    if match["im"]:
        year, month, day = int(match["iy"]), int(match["im"]), int(match["id"])
    elif match["cm"]:
        year, month, day = int(match["cy"] or 0), int(match["cm"]), int(match["cd"])
    elif match["mmon"]:
        year, month, day = int(match["my"] or 0), FOLDED[match["mmon"].casefold()], int(match["md"])
        last = int(match["md2"] or 0)
    elif match["dmon"]:
        year, month, day = int(match["dy"] or 0), FOLDED[match["dmon"].casefold()], int(match["dd"])
        day, last = (day, int(match["dd2"])) if match["dd2"] else (day, 0)
    else:
        if match["nsep"] == "." and match[0].count(".") != 2:
            return None  # 10.30 is a time or a version
        first, second = int(match["na"]), int(match["nb"])
        year = int(match["ny"] or 0)
        year += 2000 if 0 < year < 100 else 0
        day_first = first > 12 or match["nsep"] == "."
        month, day = (second, first) if day_first else (first, second)
        swapped = not day_first and second <= 12 and first != second
    if not (1 <= month <= 12 and 1 <= day <= 31) or (last and not day < last <= 31):
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        last = 0
    weekday, start, stop = _weekday_near(text, match.start(), match.end())
    return Said(year or None, month, day, weekday, start, stop, swapped, last, text[match.start() : match.end()])


def _weekday_near(text: str, start: int, stop: int) -> tuple[int | None, int, int]:
    """The weekday before or after a date, and the place of both together."""
    before = next(reversed([*WEEKDAY.finditer(text, max(0, start - 24), start)]), None)
    if before and re.fullmatch(r"\.?,?\s*(?:the\s+|den\s+|,\s*|[-–—]\s*|\(\s*)?", text[before.end() : start]):
        return WEEKDAY_WORDS[before[0].casefold()], before.start(), stop
    after = WEEKDAY.match(text, re.compile(r"[\s,(]*").match(text, stop).end())  # type: ignore[union-attr]
    if after:
        end = after.end() + (text[after.end() : after.end() + 1] == ")")
        return WEEKDAY_WORDS[after[0].casefold()], start, end
    return None, start, stop


def weekday_in(text: str) -> int | None:
    """Return the only weekday that a text names, 0 for Monday."""
    named = {WEEKDAY_WORDS[word.casefold()] for word in WEEKDAY.findall(text)}
    return named.pop() if len(named) == 1 else None


def day_number_in(text: str) -> int | None:
    match = DAY_NUMBER.search(text)
    return None if match is None else NUMBERS.get(match[1].lower()) or int(match[1])


def real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def days_of(said: Said, year: int) -> list[date]:
    """Return the dates that are meant in a year: several for March 29-30."""
    first = real(year, said.month, said.day)
    last = real(year, said.month, said.last_day) if said.last_day else first
    if first is None or last is None:
        return []
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
