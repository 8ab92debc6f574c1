"""The content lines of a VTIMEZONE to the offset that it gives clocks. RFC 5545 3.6.5.

It knows the rules that zones are made of, a day of each year; where a VTIMEZONE has others it says nothing.
"""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

LINE = re.compile(r"([A-Za-z-]+)(?:;[^:]*)?:(.*)")
STAMP = re.compile(r"\d{8}T\d{6}", re.A)
OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?", re.A)
BYDAY = re.compile(r"(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PARTS = frozenset({"FREQ", "UNTIL", "BYMONTH", "BYDAY", "BYMONTHDAY", "WKST"})
Rule = Mapping[str, str]


class Observance(NamedTuple):
    """From when on clocks have an offset. Local times, as clocks showed them until then."""

    start: datetime
    come: timedelta  # the offset before
    go: timedelta
    rules: tuple[Rule, ...]
    dates: tuple[datetime, ...]


def observances(contents: Iterable[str]) -> tuple[Observance, ...]:
    """Return what a VTIMEZONE says, from the line after its BEGIN on. Raises ValueError where that is odd."""
    found = []
    held: list[tuple[str, str]] = []
    for content in contents:
        match = LINE.fullmatch(content)
        name, value = (match[1].upper(), match[2]) if match else ("", "")
        if (name, value) == ("END", "VTIMEZONE"):
            break
        if name == "BEGIN":
            held = []
        elif name == "END":
            found.append(_observance(held))
        else:
            held.append((name, value))
    return tuple(found)


def _observance(held: Iterable[tuple[str, str]]) -> Observance:
    one = dict(held)
    rules = tuple(_rule(value) for name, value in held if name == "RRULE")
    dates = tuple(local(value) for name, values in held if name == "RDATE" for value in values.split(","))
    start, come, go = one.get("DTSTART", ""), one.get("TZOFFSETFROM", ""), one.get("TZOFFSETTO", "")
    return Observance(local(start), _offset(come), _offset(go), rules, dates)


def local(value: str) -> datetime:
    """Return a local time. Raises ValueError."""
    if not STAMP.fullmatch(value):
        raise ValueError(value)
    return datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - local, as rules are


def _offset(value: str) -> timedelta:
    match = OFFSET.fullmatch(value)
    if match is None:
        raise ValueError(value)
    length = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return -length if match[1] == "-" else length


def _rule(value: str) -> Rule:
    parts = {name.upper(): said.upper() for name, _, said in (part.partition("=") for part in value.split(";"))}
    if parts.pop("INTERVAL", "1") != "1" or parts.get("FREQ") != "YEARLY" or set(parts) - PARTS:
        raise ValueError(value)
    return parts


def offset_at(zone: Iterable[Observance], wall: datetime) -> timedelta:
    """Return the offset of clocks that show `wall`, by these rules. Raises ValueError where they are odd."""
    before = [(onset, one.go) for one in zone for onset in _last_onset(one, wall)]
    return max(before)[1] if before else min(zone).come


def _last_onset(one: Observance, wall: datetime) -> Iterator[datetime]:
    """Yield when an observance began last, at each of its rules; nothing where it has not begun."""
    yield from (onset for onset in (one.start, *one.dates) if onset <= wall)
    for rule in one.rules:
        years = range(wall.year, one.start.year - 1, -1)
        onsets = (onset for year in years for onset in _onsets(rule, one, year) if one.start <= onset <= wall)
        yield from list(onsets)[:1]


def _onsets(rule: Rule, one: Observance, year: int) -> Iterator[datetime]:
    """Yield the day of a year on which a rule begins, if it still does."""
    month = int(rule.get("BYMONTH", one.start.month))
    days = [datetime(year, month, day + 1) for day in range(calendar.monthrange(year, month)[1])]  # noqa: DTZ001
    if "BYMONTHDAY" in rule:
        wanted = set(map(int, rule["BYMONTHDAY"].split(",")))
        days = [day for day in days if day.day in wanted]
    elif "BYDAY" not in rule:
        days = [day for day in days if day.day == one.start.day]
    if "BYDAY" in rule:
        days = _on_weekday(rule["BYDAY"], days)
    for day in days[:1]:
        onset = day.replace(hour=one.start.hour, minute=one.start.minute, second=one.start.second)
        if "UNTIL" not in rule or f"{onset - one.come:%Y%m%dT%H%M%SZ}"[: len(rule["UNTIL"])] <= rule["UNTIL"]:
            yield onset


def _on_weekday(value: str, days: list[datetime]) -> list[datetime]:
    match = BYDAY.fullmatch(value)
    if match is None:
        raise ValueError(value)
    found = [day for day in days if WEEKDAYS[day.weekday()] == match[2]]
    if match[1] is None:
        return found
    place = int(match[1])
    return found[place - 1 :][:1] if place > 0 else found[place:][:1] if -place <= len(found) else []
