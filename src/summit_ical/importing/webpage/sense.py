"""Placed to Items: what is part of another session, listed again, or odd for a programme. Oddness is said once."""

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from summit_ical.importing.doubts import ODD
from summit_ical.importing.formats.kinds import kind_of
from summit_ical.importing.schedule import Item, Note
from summit_ical.importing.webpage import zone_words
from summit_ical.importing.webpage.clock_words import DAY, Period
from summit_ical.importing.webpage.ends import Placed, hours
from summit_ical.importing.webpage.slots import Scanned
from summit_ical.importing.webpage.zone_words import Zone
from summit_ical.model import zones
from summit_ical.model.source import Mark, Refused, Text, shown

HOLDERS_MAX, COMPARED_MAX = 20, 20_000  # beyond, a page is no page: the time taken stays in proportion to its length
# What is odd for a programme -> from which size on.
NIGHT = (0, 6 * 60)
LONG, TIMES_USUAL = 5 * 60, 6  # minutes, and how many usual sessions, one is longer than
APART = 28  # days between two of one event
CROWD = 21  # sessions on one day, where the event has several


class ItemsRead(NamedTuple):
    """What came of the sense of a page."""

    items: tuple[Item, ...]
    notes: tuple[Note, ...]


def items_of(
    file: str, placed: Sequence[Placed], scanned: Scanned, events: Sequence[date], as_written: Sequence[str] = ()
) -> ItemsRead:
    """Return the items of a page, and what is to be said of them."""
    notes = _Notes(file)
    in_order = sorted(placed, key=lambda one: one.line)
    whole = list(_without_sub_agendas(in_order, notes))
    items = [(one, item) for one in whole if (item := _item(file, one, notes)) is not None]
    kept = _once(items, notes)
    _check_hours(placed, scanned, notes)
    for kind, one, words in _odd([one for one, _ in kept], events):
        if kind not in as_written:
            notes.look(one.line, f"{shown(one.title)} {words}")
    return ItemsRead(tuple(item for _, item in kept), tuple(notes.said))


class _Notes:
    """Lines of the report, each once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.said: list[Note] = []
        self.seen: set[str] = set()

    def look(self, line: int, message: str, once: str = "") -> None:
        if (once or message) not in self.seen:
            self.seen.add(once or message)
            self.said.append(Note(Mark(self.file, line, 1), "look at", message))

    def left(self, line: int, message: str) -> None:
        self.said.append(Note(Mark(self.file, line, 1), "left out", message))


# --- items ---


def _item(file: str, one: Placed, notes: _Notes) -> Item | None:
    """The item of a slot; None where its clocks do not exist in its zone."""
    if one.zone is None or one.end is None:
        return None
    titled = one.timed.dated.titled
    start, end = _instant(one, one.zone, one.start, notes), _instant(one, one.zone, one.end, notes)
    if start is None or end is None:
        return None
    if end <= start:
        notes.left(one.line, f"{shown(one.title)} has no length")
        return None
    _check_others(one, start, notes)
    fields = titled.slot.fields
    if titled.slot.period.about:
        notes.look(one.line, f"the time of {shown(one.title)} is approximate")
    return Item(
        title=Text(titled.title, Mark(file, one.line, 1)),
        day=one.day,
        start=start,
        end=end,
        end_from=one.end_from,
        key=fields.key,
        speakers=titled.people,
        tracks=titled.tracks,
        rooms=titled.rooms,
        kind=kind_of(titled.title, fields.kind),
        language=fields.language,
        url=titled.url,
        abstract=titled.abstract,
        links=titled.links,
        status=titled.status,
    )


def _instant(one: Placed, zone: Zone, minutes: int, notes: _Notes) -> datetime | None:
    """The instant of a wall clock in the slot's zone."""
    try:
        zones.check_year(one.day)
        wall = datetime.combine(one.day, time()) + timedelta(minutes=minutes)
        zones.check_year(wall.date())
    except Refused as refused:
        notes.left(one.line, f"{one.title}: {refused.message}; {refused.hint}")
        return None
    if not zone.name:
        return (wall - (zone.claims or timedelta(0))).replace(tzinfo=UTC)
    if wrong := zone_words.wrong_on(zone, one.day):
        taken = f"{wrong}: {wall:%H:%M} is taken for {zone.name}'s clocks; say so, or give --timezone"
        notes.look(one.line, taken, once=wrong)
    try:
        return zones.to_instant(wall, zone.name)
    except Refused as refused:
        notes.left(one.line, f"{refused.message}: {refused.hint}")
        return None


def _without_sub_agendas(placed: Sequence[Placed], notes: _Notes) -> Iterator[Placed]:
    """Yield the slots without those under a heading named like a session, within that session's time."""
    titles: dict[str, list[Placed]] = {}
    for one in placed:
        titles.setdefault(one.title.casefold(), []).append(one)
    like: dict[str, list[Placed]] = {}
    for one in placed:
        slot = one.timed.dated.titled.slot
        heading = slot.path[-1].text.casefold() if slot.path else ""
        if heading not in like:
            alike = _likest(heading, titles) if len(like) * len(titles) < COMPARED_MAX else [heading]
            like[heading] = [holder for title in alike for holder in titles.get(title, ())][:HOLDERS_MAX]
        holder = next((other for other in like[heading] if _is_within(one, other)), None)
        if holder is not None:
            notes.left(one.line, f"part of {shown(holder.title)}")
        else:
            yield one


def _likest(heading: str, titles: Iterable[str]) -> list[str]:
    """The titles that a heading may repeat."""
    if len(heading) < 4:
        return []
    return [heading, *difflib.get_close_matches(heading[:100], titles, n=3, cutoff=0.8)]


def _is_within(one: Placed, other: Placed) -> bool:
    same = one.timed.dated.titled.slot.group == other.timed.dated.titled.slot.group
    if same or one.day != other.day or one.end is None or other.end is None or one is other:
        return False
    return other.start <= one.start and one.end <= other.end and one.end - one.start < other.end - other.start


def _once(items: Sequence[tuple[Placed, Item]], notes: _Notes) -> list[tuple[Placed, Item]]:
    """Items without those that the page lists again: the same title at the same instant in one place."""
    seen: dict[tuple[object, ...], int] = {}
    kept: list[tuple[Placed, Item]] = []
    for one, item in items:
        key = (item.title.casefold(), item.start, item.end, item.rooms or item.tracks, item.key)
        if key not in seen:
            seen[key] = len(kept)
            kept.append((one, item))
            continue
        first, other = kept[seen[key]]
        notes.left(one.line, f"{shown(item.title)} is listed again")
        if len(item.speakers) > len(other.speakers) or len(item.abstract) > len(other.abstract):
            kept[seen[key]] = (first, item)
    return kept


# --- what else the page says of these times ---


def _check_others(one: Placed, start: datetime, notes: _Notes) -> None:
    """Compare the same time in other columns or in brackets with the one that is used."""
    slot = one.timed.dated.titled.slot
    for zone, other in [*slot.others, *((o.zone, o) for o in slot.period.others if o.zone is not None)]:
        local = zones.to_wall(start, zone.name) if zone.name else start + (zone.claims or timedelta(0))
        real = local.hour * 60 + local.minute
        if _differs(other, real):
            notes.look(
                one.line,
                f"{_clock(other.start.literal)} {zone.word} does not agree: {start.astimezone(UTC):%H:%M} UTC is "
                f"{_clock(real)} in {zone.name or zone.word}",
            )


def _differs(other: Period, real: int) -> bool:
    return all((reading - real) % DAY for reading in other.start.readings)


def _check_hours(placed: Sequence[Placed], scanned: Scanned, notes: _Notes) -> None:
    """Announced hours whose conversions do not agree get the right figures."""
    days: dict[tuple[int, int], date] = {}
    for one in placed:
        days.setdefault((one.day.month, one.day.day), one.day)
    for window in scanned.windows if placed else ():
        zone = window.period.zone
        if zone is None or not zone.name:
            continue
        said = window.when.said if window.when else ()
        named = {reading for each in said for reading in each.readings}
        day = next((day for of_year, day in days.items() if of_year in named), placed[0].day)
        wall = datetime.combine(day, time()) + timedelta(minutes=hours(window)[0])
        try:
            start = zones.to_instant(wall, zone.name)
        except Refused:
            continue
        for other in window.period.others:
            _check_conversion(window.line, window.period, zone, other, start, day, notes)
        if wrong := zone_words.wrong_on(zone, day):
            notes.look(window.line, wrong)


def _check_conversion(
    line: int, period: Period, zone: Zone, other: Period, start: datetime, day: date, notes: _Notes
) -> None:
    if other.zone is None or not other.zone.name:
        return
    local = zones.to_wall(start, other.zone.name)
    real = local.hour * 60 + local.minute
    if _differs(other, real):
        notes.look(
            line,
            f"{_clock(other.start.literal)} {other.zone.word} beside {_clock(period.start.literal)} {zone.word} "
            f"does not agree: on {zones.day_words(day)} {day.year} that is {_clock(real)} "
            f"{zones.abbreviation(start, other.zone.name)}",
        )
    elif wrong := zone_words.wrong_on(other.zone, day):
        notes.look(line, wrong)


# --- what is odd ---


def _odd(placed: Sequence[Placed], events: Sequence[date]) -> Iterator[tuple[str, Placed, str]]:
    """Yield what is odd for a programme, each kind at its first place."""
    seen: Counter[str] = Counter()
    for kind, one, values in (*_overlaps(placed), *_in_time(placed), *_of_days(placed, events), *_twice(placed)):
        seen[kind] += 1
        if seen[kind] == 1:
            yield kind, one, ODD[kind].format(**values)


Odd = tuple[str, Placed, dict[str, object]]


def _overlaps(placed: Sequence[Placed]) -> Iterator[Odd]:
    """Sessions that run at one time in one room, or in a list without rooms."""
    rooms: dict[tuple[object, ...], list[Placed]] = {}
    for one in placed:
        titled = one.timed.dated.titled
        rooms.setdefault((one.day, titled.rooms or (titled.slot.group, titled.slot.lane, titled.tracks)), []).append(
            one
        )
    for (_, room), members in rooms.items():
        for one, other in pairwise(sorted(members, key=lambda one: one.start)):
            if one.end is not None and other.start < one.end and other.start > one.start:
                named = other.timed.dated.titled.rooms
                where = ", ".join(named) if named and room == named else "one list"
                yield "overlap", other, {"where": f"{where} with {shown(one.title)}"}


def _in_time(placed: Sequence[Placed]) -> Iterator[Odd]:
    """Times that run backwards, sessions at night, sessions much longer than the others."""
    lengths = [one.end - one.start for one in placed if one.end is not None]
    usual = median(lengths) if lengths else 0
    latest: dict[tuple[object, ...], Placed] = {}
    for one in placed:
        titled = one.timed.dated.titled
        lane = (titled.slot.group, one.day, titled.slot.lane, titled.rooms if titled.slot.in_table else ())
        before = latest.get(lane)
        if before is not None and one.start < before.start:
            at_night = NIGHT[0] <= one.start < NIGHT[1] and before.start < 18 * 60
            yield "night" if at_night else "backwards", one, {}
        if before is None or one.start >= before.start:
            latest[lane] = one
        length = (one.end or 0) - one.start
        if length >= LONG and length > TIMES_USUAL * usual:
            yield "long", one, {}


def _of_days(placed: Sequence[Placed], events: Sequence[date]) -> Iterator[Odd]:
    """Days weeks apart, and all sessions on one day of several."""
    days = sorted({one.day for one in placed})
    for before, day in pairwise(days):
        if (day - before).days >= APART:
            yield "apart", next(one for one in placed if one.day == day), {}
    if len(days) == 1 and len(events) > 1 and len(placed) >= CROWD:
        yield "crowd", placed[0], {"count": len(placed)}


def _twice(placed: Sequence[Placed]) -> Iterator[Odd]:
    seen: set[tuple[object, ...]] = set()
    for one in placed:
        key = (one.title.casefold(), one.day, one.start)
        if key in seen:
            yield "twice", one, {}
        seen.add(key)


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
