"""A word to the month or weekday that it names, in every language of the CLDR. The table is calendar_names.tsv."""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from summit_ical.importing.webpage import languages

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
ALWAYS = frozenset({"en"})  # languages whose abbreviations are read on any page


class CalendarNames(NamedTuple):
    """Names in lower case -> what they mean: a number, and the languages in which they mean it."""

    months: dict[str, dict[int, frozenset[str]]]
    weekdays: dict[str, dict[int, frozenset[str]]]


@cache
def _read() -> tuple[CalendarNames, CalendarNames]:
    """The names in full, and those abbreviated."""
    tables: list[dict[str, dict[int, frozenset[str]]]] = [{}, {}, {}, {}]
    text = files("summit_ical.importing.webpage").joinpath("calendar_names.tsv").read_text("utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        code, *columns = line.split("\t")
        for table, column in zip(tables, columns, strict=False):
            for number, forms in enumerate(column.split("|")):
                for form in filter(None, forms.casefold().split("/")):
                    meant = table.setdefault(form, {})
                    meant[number] = meant.get(number, frozenset()) | {code}
    return CalendarNames(tables[0], tables[1]), CalendarNames(tables[2], tables[3])


def _meant(word: str, wide: dict[str, dict[int, frozenset[str]]], short: dict[str, dict[int, frozenset[str]]],
           spoken: frozenset[str]) -> tuple[int, ...]:  # fmt: skip
    """What a word can mean on a page in some languages: in full in any of them, else abbreviated in one of these."""
    folded = word.casefold().rstrip(".")
    if folded in wide:
        meant = wide[folded]
        own = tuple(number for number, codes in meant.items() if codes & (spoken - ALWAYS))
        return own if len(meant) > 1 and own else tuple(sorted(meant))
    return tuple(sorted(number for number, codes in short.get(folded, {}).items() if codes & (spoken | ALWAYS)))


def months(word: str, spoken: frozenset[str] = ALWAYS) -> tuple[int, ...]:
    """Return the months that a word can mean, from 1; () where it is none."""
    wide, short = _read()
    return tuple(number + 1 for number in _meant(word, wide.months, short.months, spoken))


def weekdays(word: str, spoken: frozenset[str] = ALWAYS) -> tuple[int, ...]:
    """Return the weekdays that a word can mean, 0 for Monday; () where it is none."""
    wide, short = _read()
    return _meant(word, wide.weekdays, short.weekdays, spoken)


def spoken_in(text: str) -> frozenset[str]:
    """Return the languages that a page shows, by names of months and weekdays in full and by headings of columns."""
    wide, _ = _read()
    found: set[str] = set(ALWAYS)
    for word in {word.casefold() for word in WORD.findall(text)}:
        for table in (wide.months, wide.weekdays):
            meant = table.get(word, {})
            codes = frozenset().union(*meant.values())
            if len(codes) <= MANY and "en" not in codes:
                found |= codes
        found |= languages.evidence().get(word, frozenset())
    return frozenset(found)


MANY = 12  # languages that share a name, above which it shows none of them
