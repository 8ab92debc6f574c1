"""Slots to the items of a Programme: years, days, zones, halves of the day and ends, each said or asked for."""

import difflib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from statistics import median
from typing import NamedTuple

from summit_ical.importing.formats.kinds import kind_of
from summit_ical.importing.schedule import Answers, EndFrom, Item, Needed, Programme
from summit_ical.importing.webpage import dates, people, zone_words
from summit_ical.importing.webpage.clocks import BRACKETED_LENGTH, DAY, Period, minutes
from summit_ical.importing.webpage.dates import Said
from summit_ical.importing.webpage.slots import ENDS, Scanned, Section, Slot, When, Window
from summit_ical.importing.webpage.zone_words import Zone
from summit_ical.model import zones
from summit_ical.model.source import Mark, Refused, Text, shown

GAP_MAX = 180  # minutes up to which the next start is an end
LUNCH = (12 * 60, 13 * 60)  # a gap from before the first to after the second may hide a break
EVENING, MORNING = 18 * 60, 6 * 60
WINDOW_MAX = 14 * 60
# Beyond, a page is no page: these keep the time taken in proportion to its length.
WINDOWS_MAX, HOLDERS_MAX, COMPARED_MAX = 200, 20, 20_000


class Placed(NamedTuple):
    """A slot with its day and its clocks, minutes after that day's midnight."""

    slot: Slot
    day: date
    zone: Zone | None
    start: int
    end: int | None
    end_from: EndFrom = "stated"


class Years:
    """What the page says of the year."""

    def __init__(self, scanned: Scanned, front: dict[str, str], answers: Answers) -> None:
        self.given = answers.year
        self.settled: dict[tuple[int | None, int, int, int | None], tuple[int | None, bool]] = {}
        titles = [
            front.get("title", ""),
            *(s.text for s in scanned.headings if s.level == 1),
            *(s.text for s in scanned.headings),
        ]
        self.titles = [int(y) for text in titles for y in dates.ANY_YEAR.findall(text)]
        self.dated = [
            (said.month, said.day, said.last_day, said.year)
            for when in scanned.mentions
            for said in when.said
            if said.year
        ]
        self.near = [year for year, _ in Counter(year for *_, year in self.dated if year).most_common()]
        self.front = [
            int(y)
            for key in ("date", "year", "event_date")
            for y in re.findall(r"\b((?:19|20)\d\d)\b", front.get(key, ""))
        ]

    def of(self, said: Said) -> tuple[int | None, bool]:
        """Return the year of a date, and whether its weekday agrees (or none was given)."""
        key = (said.year, said.month, said.day, said.weekday)
        if key not in self.settled:
            self.settled[key] = self._of(said)
        return self.settled[key]

    def _of(self, said: Said) -> tuple[int | None, bool]:
        candidates = list(self.candidates(said))
        if not candidates:
            return None, True
        if said.weekday is not None:
            for year in candidates:
                day = dates.real(year, said.month, said.day)
                if day and day.weekday() == said.weekday:
                    return year, True
            return candidates[0], False
        return candidates[0], True

    def candidates(self, said: Said) -> Iterator[int]:
        """Yield the years that it may be, the likeliest first."""
        if said.year:
            yield said.year
            return
        if self.given:
            yield self.given
            return
        yield from (
            year
            for month, day, last, year in self.dated
            if year and month == said.month and day <= said.day <= max(day, last)
        )
        yield from dict.fromkeys(self.titles)
        yield from self.near
        yield from self.front


class Order:
    """In which order the page writes month and day, where 11/04 leaves it open."""

    def __init__(self, mentions: Iterable[When]) -> None:
        every = [one for when in mentions for one in when.said]
        self.firm = {one.month for one in every if not one.swapped}
        self.open = {(one.month, one.day) for one in every if one.swapped}
        self.written = next((o for o in every if not o.swapped and "/" in o.word and o.day > 12), None)
        months, days = {month for month, _ in self.open}, {day for _, day in self.open}
        self.fewer_months = len(months) <= len(days)

    def month_first(self, said: Said) -> bool:
        """Whether 11/04 is the fourth of November: as other dates are written, or days that follow each other."""
        if (said.month in self.firm) != (said.day in self.firm):
            return said.month in self.firm
        if self.written is not None:
            return self.written.word.lstrip("0").startswith(f"{self.written.month}/")
        return self.fewer_months

    def leaves_open(self, said: Said) -> bool:
        """Whether nothing tells month from day."""
        if not said.swapped or said.weekday is not None or self.written is not None:
            return False
        return (said.month in self.firm) == (said.day in self.firm) and len(self.open) < 2


class Settling:
    """One page being settled: what was found, and what is still open."""

    def __init__(self, programme: Programme, scanned: Scanned, front: dict[str, str], answers: Answers) -> None:
        self.programme, self.scanned, self.answers = programme, scanned, answers
        self.years = Years(scanned, front, answers)
        self.order = Order(scanned.mentions)
        best = max((strength for strength, *_ in scanned.zones), default=0)
        self.zones_said = [(line, zone) for strength, line, zone in scanned.zones if strength == best]
        by_line = sorted(range(len(self.zones_said)), key=lambda n: self.zones_said[n][0])
        self.zone_lines = [self.zones_said[n][0] for n in by_line]
        self.zones_until = [self.zones_said[n][1] for n in accumulate(by_line, max)]  # the one said last, up to there
        self.asked: set[tuple[int, str]] = set()
        self.page_days = self.days_mentioned()
        self.weekdays: dict[int, list[date]] = {}
        for day in self.page_days:
            self.weekdays.setdefault(day.weekday(), []).append(day)
        self.noted: set[str] = set()
        self.closings: set[tuple[int, date, int]] = set()  # when "End" is listed

    def mark(self, line: int) -> Mark:
        return Mark(self.programme.file, line, 1)

    def left(self, line: int, why: str) -> None:
        self.programme.note(self.mark(line), "left out", why)

    def look(self, line: int, message: str) -> None:
        """Note something once, wherever it is found first."""
        if message not in self.noted:
            self.noted.add(message)
            self.programme.note(self.mark(line), "look at", message)

    # -- days -----------------------------------------------------------------------------------------------------

    def days_mentioned(self) -> list[date]:
        """The dates that the page speaks of, in order."""
        days: set[date] = set()
        for when in self.scanned.mentions:
            resolved = [self.resolve(said) for said in when.said]
            days.update(day for several in resolved for day in several)
            for (one, first), (other, second) in pairwise(zip(resolved, when.said, strict=True)):
                between = when.text[first.stop : second.start]
                if one and other and re.fullmatch(dates.AND, between) and 0 < (other[-1] - one[0]).days < 15:
                    days.update(one[0] + timedelta(days=n) for n in range((other[-1] - one[0]).days))
        return sorted(days)

    def resolve(self, said: Said) -> list[date]:
        said = self.unswapped(said)
        year, _ = self.years.of(said)
        return dates.days_of(said, year) if year and zones.FIRST_YEAR <= year <= zones.LAST_YEAR else []

    def unswapped(self, said: Said) -> Said:
        """11/04 in the order that its weekday, or the other dates of the page, allow."""
        if not said.swapped:
            return said
        other = said._replace(month=said.day, day=said.month)
        _, agrees = self.years.of(said)
        _, other_agrees = self.years.of(other)
        if said.weekday is not None and agrees != other_agrees:
            return said if agrees else other
        return said if self.order.month_first(said) else other

    def day(self, slot: Slot) -> date | None:
        """The day of a slot: said with its time, above it, or the only one the page speaks of."""
        whens = [slot.when] if slot.when else []
        whens += [section.when for section in reversed(slot.path) if section.when]
        for when in whens:
            if len(when.said) > 1 or any(said.last_day for said in when.said):
                break  # a heading over several days
            day = self.day_of(when, slot)
            if day is not None:
                return self.told(day, slot)
        if (
            not any(when.said and len(when.said) == 1 and not when.said[0].last_day for when in whens)
            and len(self.page_days) == 1
        ):
            return self.told(self.page_days[0], slot)
        if not self.page_days and any(when.said for when in whens):
            said = next(when.said[0] for when in whens if when.said)
            if not self.order.leaves_open(said):
                self.need(slot.line, "--year", f"the year of {shown(said.word)} is not said")
            return None
        self.left(slot.line, f"no date for {shown(slot.title)}")
        return None

    def told(self, day: date, slot: Slot) -> date | None:
        """The day, if it is of a year for which zones can tell."""
        try:
            zones.check_year(day)
        except Refused as refused:
            self.left(slot.line, f"{refused.message}: {refused.hint}")
            return None
        return day

    def day_of(self, when: When, slot: Slot) -> date | None:
        if when.said:
            said = self.unswapped(when.said[0])
            if self.order.leaves_open(when.said[0]):
                self.left(
                    slot.line, f"{shown(said.word)} can be read month first or day first: write the month as a word"
                )
                return None
            year, agrees = self.years.of(said)
            day = dates.real(year, said.month, said.day) if year else None
            if day and not agrees and said.weekday is not None:
                self.look(
                    when.line or slot.line,
                    f"{day} is a {zones.WEEKDAYS[day.weekday()]}, not a {zones.WEEKDAYS[said.weekday]}",
                )
            if year is None:
                self.need(slot.line, "--year", f"the year of {shown(said.word)} is not said")
            return day
        if when.weekday is not None:
            same = self.weekdays.get(when.weekday, [])
            if len(same) == 1:
                return same[0]
        if when.number is not None and 0 < when.number <= len(self.page_days):
            return self.page_days[when.number - 1]
        return None

    def need(self, line: int, option: str, message: str) -> None:
        if (line, option) not in self.asked:
            self.asked.add((line, option))
            self.programme.needed.append(Needed(self.mark(line), option, message))

    # -- zones ----------------------------------------------------------------------------------------------------

    def zone(self, slot: Slot) -> Zone | None:
        """The zone of a slot's clocks: said with them, by the page, or by the caller."""
        if slot.period.zone is not None:
            return slot.period.zone
        return self.page_zone(slot)

    def page_zone(self, slot: Slot) -> Zone | None:
        if self.zones_said:
            before = bisect_right(self.zone_lines, slot.line)
            return self.zones_until[before - 1] if before else self.zones_said[0][1]
        return Zone(self.answers.timezone, self.answers.timezone) if self.answers.timezone else None

    # -- the whole ------------------------------------------------------------------------------------------------

    def run(self, source: Sequence[str]) -> None:
        """Fill the programme."""
        for line, why in self.scanned.left:
            self.left(line, why)
        people.settle(self.scanned.slots, source)
        dated = [(slot, day) for slot in self.scanned.slots if (day := self.day(slot)) is not None]
        halved = _afternoons(dated)
        placed = [self.placed(slot, day, start, end) for slot, day, start, end in halved]
        placed.sort(key=lambda one: one.slot.line)
        placed = list(self.without_sub_agendas(self.ended(placed)))
        self.windows_checked(placed)
        items = [item for one in placed if (item := self.item(one)) is not None]
        self.programme.items.extend(_merged(items))
        if any(one.zone is None for one in placed):
            self.need(
                next(one.slot.line for one in placed if one.zone is None), "--timezone", "the time zone is not said"
            )

    def placed(self, slot: Slot, day: date, start: int, end: int | None) -> Placed:
        how: EndFrom = "stated"
        length = slot.period.length or slot.length or _title_length(slot.title)
        if end is None and length:
            end, how = start + length, "duration"
        return Placed(slot, day, self.zone(slot), start, end, how)

    def ended(self, placed: list[Placed]) -> list[Placed]:
        """Infer the ends that are not said: the next start, or the end of the announced hours."""
        nexts = _nexts(placed)
        gaps = [nexts[n] - one.start for n, one in enumerate(placed) if nexts[n] is not None]  # type: ignore[operator]
        usual = median(gaps) if gaps else 60
        self.closings = {(one.slot.group, one.day, one.start) for one in placed if ENDS.fullmatch(one.slot.title)}
        done = []
        for number, one in enumerate(placed):
            if ENDS.fullmatch(one.slot.title) and (one.end is None or one.end == one.start):
                self.left(one.slot.line, f"{shown(one.slot.title)} marks an end")
                continue
            done.append(one if one.end is not None else self.inferred(one, nexts[number], usual))
        return done

    def inferred(self, one: Placed, following: int | None, usual: float) -> Placed:
        gap = following - one.start if following is not None else 0
        if following is not None and gap <= WINDOW_MAX and (one.slot.group, one.day, following) in self.closings:
            return one._replace(end=following, end_from="window")
        hides_lunch = one.start < LUNCH[0] and one.start + gap > LUNCH[1] and gap > max(90, 2.5 * usual)
        if following is not None and gap <= GAP_MAX and not one.slot.pause_after and not hides_lunch:
            return one._replace(end=following, end_from="next")
        closing = self.closing(one) if following is None and not one.slot.pause_after else None
        if closing is not None:
            return one._replace(end=closing, end_from="window")
        if self.answers.default_duration:
            return one._replace(
                end=one.start + int(self.answers.default_duration.total_seconds() // 60), end_from="default"
            )
        return one

    def closing(self, one: Placed) -> int | None:
        """The end of the announced hours, those announced nearest to the slot first."""
        windows = [w for w in self.scanned.windows[:WINDOWS_MAX] if self.is_of(w, one)]
        near = sorted(
            windows,
            key=lambda w: (-_shared(w.path, one.slot.path), w.line > one.slot.line, abs(w.line - one.slot.line)),
        )
        for window in near:
            start, end = _first_half(window.period)
            if start <= one.start < end and end - one.start <= GAP_MAX:
                return end
        return None

    def is_of(self, window: Window, one: Placed) -> bool:
        """Whether announced hours are of the slot's zone, and of its day if they name one."""
        if window.period.zone is not None and one.zone is not None and window.period.zone.name != one.zone.name:
            return False
        said = window.when.said if window.when else ()
        return not said or one.day in {day for each in said for day in self.resolve(each)}

    def without_sub_agendas(self, placed: list[Placed]) -> Iterator[Placed]:
        """Yield the slots without those under a heading named like a session, within that session's time."""
        titles: dict[str, list[Placed]] = {}
        for one in placed:
            titles.setdefault(one.slot.title.casefold(), []).append(one)
        like: dict[str, list[Placed]] = {}
        for one in placed:
            heading = one.slot.path[-1].text.casefold() if one.slot.path else ""
            if heading not in like:
                alike = _likest(heading, titles) if len(like) * len(titles) < COMPARED_MAX else [heading]
                like[heading] = [holder for title in alike for holder in titles.get(title, ())][:HOLDERS_MAX]
            holders = (other for other in like[heading] if other.slot.group != one.slot.group and _within(one, other))
            holder = next(holders, None)
            if holder is not None:
                self.left(one.slot.line, f"part of {shown(holder.slot.title)}")
            else:
                yield one

    def item(self, one: Placed) -> Item | None:
        """The item of a slot, or None where something is missing that has to be asked for."""
        slot = one.slot
        kind = kind_of(slot.title)
        if one.end is None or one.end <= one.start:
            if kind in ("break", "social"):
                self.left(slot.line, f"{shown(slot.title)} has no end")
            else:
                self.need(slot.line, "--default-duration", f"the end of {shown(slot.title)} is not said")
            return None
        if one.zone is None:
            return None
        start, end = self.instant(one, one.start), self.instant(one, one.end)
        if start is None or end is None or end <= start:
            return None
        self.others_checked(one, start)
        return Item(
            title=Text(slot.title, self.mark(slot.line)),
            day=one.day,
            start=start,
            end=end,
            end_from=one.end_from,
            speakers=slot.people,
            tracks=slot.tracks,
            rooms=slot.rooms,
            kind=kind,
            url=next((run.href for run in slot.title_runs if run.href), ""),
            abstract=slot.abstract,
            links=tuple(dict.fromkeys(slot.links)),
            status=slot.status,
        )

    def instant(self, one: Placed, minutes: int) -> datetime | None:
        """The instant of a wall clock in the slot's zone."""
        assert one.zone is not None
        wall = datetime.combine(one.day, time()) + timedelta(minutes=minutes)
        if not one.zone.name:
            return (wall - (one.zone.claims or timedelta(0))).replace(tzinfo=UTC)
        if wrong := zone_words.wrong_on(one.zone, one.day):
            self.look(
                one.slot.line,
                f"{wrong}: {wall:%H:%M} is taken for {one.zone.name}'s clocks; say so, or give --timezone",
            )
        try:
            return zones.to_instant(wall, one.zone.name)
        except Refused as refused:
            self.left(one.slot.line, f"{refused.message}: {refused.hint}")
            return None

    # -- checks ---------------------------------------------------------------------------------------------------

    def others_checked(self, one: Placed, start: datetime) -> None:
        """Compare the same time in other columns or in brackets with the one that is used."""
        others = [*one.slot.others, *((o.zone, o) for o in one.slot.period.others if o.zone is not None)]
        for zone, other in others:
            local = zones.to_wall(start, zone.name) if zone.name else start + (zone.claims or timedelta(0))
            said = other.start.value
            real = local.hour * 60 + local.minute
            twelve = not other.start.sure and (said - real) % (DAY // 2) == 0
            if (said - real) % DAY and not twelve:
                self.look(
                    one.slot.line,
                    f"{_clock(said)} {zone.word} does not agree: {_utc(start)} is {_clock(real)} in "
                    f"{zone.name or zone.word}",
                )

    def windows_checked(self, placed: Sequence[Placed]) -> None:
        """Announced hours whose conversions do not agree get the right figures."""
        days = [one.day for one in placed]
        for window in self.scanned.windows:
            zone = window.period.zone
            if zone is None or not zone.name or not days:
                continue
            said = window.when.said if window.when else ()
            named = [day for each in said for day in self.resolve(each)]
            day = (named or days)[0]
            wall = datetime.combine(day, time()) + timedelta(minutes=_first_half(window.period)[0])
            try:
                start = zones.to_instant(wall, zone.name)
            except Refused:
                continue
            for other in window.period.others:
                self.one_window(window, zone, other, start, day)
            if wrong := zone_words.wrong_on(zone, day):
                self.look(window.line, wrong)

    def one_window(self, window: Window, zone: Zone, other: Period, start: datetime, day: date) -> None:
        if other.zone is None or not other.zone.name:
            return
        local = zones.to_wall(start, other.zone.name)
        real = local.hour * 60 + local.minute
        said = other.start.value
        if (said - real) % DAY and not (not other.start.sure and (said - real) % (DAY // 2) == 0):
            self.look(
                window.line,
                f"{_clock(said)} {other.zone.word} beside {_clock(window.period.start.value)} {zone.word} does not "
                f"agree: on "
                f"{zones.day_words(day)} {day.year} that is {_clock(real)} "
                f"{zones.abbreviation(start, other.zone.name)}",
            )
        elif wrong := zone_words.wrong_on(other.zone, day):
            self.look(window.line, wrong)


# --- halves of the day ---


def _afternoons(dated: Sequence[tuple[Slot, date]]) -> list[tuple[Slot, date, int, int | None]]:
    """Slots with their minutes, where 9:00, 11:00, 1:00 is a day without am and pm; past midnight counts on."""
    done: list[tuple[Slot, date, int, int | None]] = []
    for (_, day), members in _runs(dated):
        clocks = [clock for slot in members for clock in (slot.period.start, slot.period.end) if clock is not None]
        twelve = all(not clock.sure for clock in clocks)
        before, evening = 0, False
        for slot in members:
            start, end = slot.period.start.value, slot.period.end.value if slot.period.end else None
            if twelve and start < before and start + DAY // 2 < DAY and start < 8 * 60:
                start += DAY // 2
                end = end + DAY // 2 if end is not None and end < DAY // 2 else end
            elif evening and start < MORNING and not twelve:
                start, end = start + DAY, end + DAY if end is not None else None
            if end is not None and end <= start:
                end = end + DAY // 2 if twelve and end + DAY // 2 > start else end + DAY
            evening = evening or EVENING <= start < DAY or start >= DAY
            before = max(before, start)
            done.append((slot, day, start, end))
    return done


def _runs(dated: Sequence[tuple[Slot, date]]) -> list[tuple[tuple[int, date], list[Slot]]]:
    groups: dict[tuple[int, date], list[Slot]] = {}
    for slot, day in dated:
        groups.setdefault((slot.group, day), []).append(slot)
    return list(groups.items())


def _first_half(period: Period) -> tuple[int, int]:
    start, end = period.start.value, period.end.value if period.end else period.start.value
    return start, end if end > start else end + DAY


def _title_length(title: str) -> int:
    """The length of time in the last brackets of a title."""
    found = [match[1] for match in BRACKETED_LENGTH.finditer(title)]
    return minutes(found[-1]) if found else 0


# --- ends ---


def _nexts(placed: Sequence[Placed]) -> list[int | None]:
    """For each slot the next later start on its day, in its list or on its track."""
    by_group: dict[tuple[object, ...], list[int]] = {}
    by_track: dict[tuple[object, ...], list[int]] = {}
    for one in placed:
        by_group.setdefault((one.slot.group, one.day), []).append(one.start)
        by_track.setdefault((one.day, one.slot.tracks, one.slot.rooms), []).append(one.start)
    for starts in (*by_group.values(), *by_track.values()):
        starts.sort()
    found: list[int | None] = []
    for one in placed:
        after = _later(by_group[(one.slot.group, one.day)], one.start)
        found.append(
            after if after is not None else _later(by_track[(one.day, one.slot.tracks, one.slot.rooms)], one.start)
        )
    return found


def _later(starts: Sequence[int], start: int) -> int | None:
    at = bisect_right(starts, start)
    return starts[at] if at < len(starts) else None


def _shared(one: tuple[Section, ...], other: tuple[Section, ...]) -> int:
    return sum(1 for a, b in zip(one, other, strict=False) if a == b)


def _within(one: Placed, other: Placed) -> bool:
    if one.day != other.day or one.end is None or other.end is None or one is other:
        return False
    return other.start <= one.start and one.end <= other.end and one.end - one.start < other.end - other.start


def _likest(heading: str, titles: Iterable[str]) -> list[str]:
    """The titles that a heading may repeat."""
    if len(heading) < 4:
        return []
    return [heading, *difflib.get_close_matches(heading[:100], titles, n=3, cutoff=0.8)]


def _merged(items: Iterable[Item]) -> list[Item]:
    """Items without those that the page lists again: the same title at the same instant."""
    seen: dict[tuple[str, datetime, tuple[str, ...]], int] = {}
    kept: list[Item] = []
    for item in items:
        key = (item.title.casefold(), item.start, item.rooms or item.tracks)
        if key in seen:
            first = kept[seen[key]]
            if len(item.speakers) > len(first.speakers) or len(item.abstract) > len(first.abstract):
                kept[seen[key]] = item
            continue
        seen[key] = len(kept)
        kept.append(item)
    return kept


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def _utc(instant: datetime) -> str:
    return f"{instant.astimezone(UTC):%H:%M} UTC"
