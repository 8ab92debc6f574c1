"""What a TZID of a calendar file means: the rules of its own VTIMEZONE, or a zone of IANA's. RFC 5545 3.6.5."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import recurring_ical_events
from icalendar import Calendar, Component, Event
from icalendar.prop import vRecur
from icalendar.prop.broken import vBroken

from summit_ical.model import zones

FIRST, LAST = datetime(1965, 1, 1), datetime(2040, 1, 1)  # noqa: DTZ001 - local times, as onsets are written
ONSETS_MAX = 2_000  # of one observance: 75 years have 75
# What rules of observances are made of. Whatever else would repeat within a day is no change of clocks.
PARTS = frozenset({"FREQ", "UNTIL", "COUNT", "INTERVAL", "BYMONTH", "BYDAY", "BYMONTHDAY", "BYSETPOS", "WKST"})
NEARBY = range(-26, 27, 13)  # hours round a wall clock in which an offset that clocks show then is in effect
OffsetAt = Callable[[datetime], timedelta]


class Onset(NamedTuple):
    """From when on clocks show another offset."""

    instant: datetime
    offset: timedelta


class Meant(NamedTuple):
    """The instant that a wall clock means, and how many instants show it: 0 in a gap, 2 where clocks go back."""

    instant: datetime
    shown: int


class Unusable(Exception):  # noqa: N818 - a verdict on one VTIMEZONE, not an accident
    """A VTIMEZONE does not say what clocks show."""


def rules(component: Component) -> OffsetAt:
    """Return what gives the offset of clocks at an instant, by a VTIMEZONE. Raises Unusable."""
    onsets: list[Onset] = []
    before: list[tuple[datetime, timedelta]] = []  # the offset from which the first onset leads away
    for observance in component.subcomponents:
        if observance.name not in ("STANDARD", "DAYLIGHT"):
            continue
        said = [only(observance, name) for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO")]
        if None in said or not isinstance(said[0].dt, datetime):
            raise Unusable("an observance without DTSTART, TZOFFSETFROM or TZOFFSETTO")
        start, come, go = said[0].dt, said[1].td, said[2].td
        for local in _onsets(observance, start.replace(tzinfo=None), come):
            instant = local.replace(tzinfo=UTC) - come
            onsets.append(Onset(instant, go))
            before.append((instant, come))
    if not onsets:
        raise Unusable("no observance in it")
    onsets.sort()
    instants = [onset.instant for onset in onsets]
    first = min(before)[1]

    def offset_at(instant: datetime) -> timedelta:
        place = bisect_right(instants, instant)
        return onsets[place - 1].offset if place else first

    return offset_at


def _onsets(observance: Component, start: datetime, come: timedelta) -> Iterator[datetime]:
    """Yield the local times at which an observance begins, those of our years and its first."""
    yield start
    repeated = Event()
    repeated.add("uid", "onset")
    repeated.add("dtstart", start)
    if any(isinstance(one, vBroken) for name in ("RRULE", "RDATE") for one in listed(observance.get(name))):
        raise Unusable("a rule that cannot be read")
    for rule in listed(observance.get("RRULE")):
        repeated.add("rrule", _local(rule, come))
    for when in (one for dates in listed(observance.get("RDATE")) for one in dates.dts):
        if isinstance(when.dt, datetime):
            repeated.add("rdate", when.dt.replace(tzinfo=None))
    if "RRULE" not in repeated and "RDATE" not in repeated:
        return
    calendar = Calendar()
    calendar.add_component(repeated)
    try:
        found = recurring_ical_events.of(calendar, components=["VEVENT"]).between(FIRST, LAST)
    except (ValueError, OverflowError, TypeError):  # TypeError: dates among date-times, in dateutil
        raise Unusable("a rule that cannot be read") from None
    yield from (event["DTSTART"].dt for event in found[:ONSETS_MAX])


def _local(rule: vRecur, come: timedelta) -> vRecur:
    """A rule whose UNTIL is a local time, as all of its onsets are: it is written in UTC."""
    parts = {name.upper(): value for name, value in rule.items()}
    if set(parts) - PARTS or [str(word).upper() for word in parts.get("FREQ", ())] != ["YEARLY"]:
        raise Unusable("a rule that is not of years")
    try:
        parts |= (
            {"UNTIL": [at_local(until, lambda instant: come) for until in parts["UNTIL"]]} if "UNTIL" in parts else {}
        )
    except (ValueError, OverflowError):
        raise Unusable("a rule that cannot be read") from None
    return vRecur(parts)


def at_local(when: date, offset_at: OffsetAt) -> datetime:
    """Return the local time of an instant; of a date, its end."""
    if not isinstance(when, date):
        raise ValueError(f"{when} is no date")  # an UNTIL of a time alone
    if not isinstance(when, datetime):
        return datetime(when.year, when.month, when.day, 23, 59, 59)  # noqa: DTZ001 - local, as rules are
    if when.tzinfo is None:
        return when
    return (when.astimezone(UTC) + offset_at(when.astimezone(UTC))).replace(tzinfo=None)


def named(zone: str) -> OffsetAt:
    """Return what gives the offset of clocks at an instant, by an IANA zone."""
    return lambda instant: zones.to_wall(instant, zone).utcoffset() or timedelta(0)


def reading(wall: datetime, offset_at: OffsetAt) -> Meant:
    """Return the instant that a wall clock means.

    Of two instants the first; in a gap the one by the offset before it. RFC 5545 3.3.5, DATE-TIME, form 3.
    """
    utc = wall.replace(tzinfo=UTC)
    near = sorted({offset_at(utc + timedelta(hours=hours)) for hours in NEARBY}, reverse=True)
    shown = [utc - offset for offset in near if offset_at(utc - offset) == offset]
    return Meant(min(shown) if shown else utc - offset_at(utc - near[0]), len(shown))


def listed(value: object) -> list[Any]:
    """Return the values of a property that may stand several times."""
    return value if isinstance(value, list) else [] if value is None else [value]


def only(component: Component, name: str) -> Any:
    """Return a property that icalendar could read and that stands once, or alike each time; None for any other."""
    held = listed(component.get(name))
    same = len({one.to_ical() for one in held}) == 1
    return held[0] if same and not isinstance(held[0], vBroken) else None
