"""Entries of a calendar file to what takes place: repeats expanded, one instance each. RFC 5545 3.8.5."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any, NamedTuple

import recurring_ical_events
from icalendar import Calendar, Component, Event
from icalendar.prop import vRecur
from icalendar.prop.broken import vBroken

from summit_ical.importing.doubts import START_OR_RULE
from summit_ical.importing.formats.ics_parts import ZONE
from summit_ical.importing.formats.ics_zones import WallTime, Zones, moment
from summit_ical.importing.formats.vtimezone import at_local, listed, reading
from summit_ical.importing.schedule import Answers, Question
from summit_ical.model.source import Mark, shown
from summit_ical.model.zones import LAST_YEAR

REPEATS_MAX = 1_000  # of one rule
PART = "X-PART"  # which entry an occurrence was made of
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WITHIN_A_DAY = ("SECONDLY", "MINUTELY", "HOURLY")  # no programme repeats so, and such rules may never come to an end


class CalendarEntry(NamedTuple):
    """A VEVENT that begins at a time."""

    event: Component
    mark: Mark
    title: str
    uid: str
    start: WallTime
    recurrence: WallTime | date | None = None  # which instance of a repeat it stands for

    @property
    def revision(self) -> int:
        said = str(self.event.get("SEQUENCE", "0"))
        return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


class Instance(NamedTuple):
    """One time at which an entry takes place."""

    entry: CalendarEntry
    start: datetime
    repeat: str = ""  # when the rule puts it, which tells it from the other instances
    length: timedelta | None = None  # where the rule gives it another than the entry


def instances(entries: Sequence[CalendarEntry], zones: Zones, answers: Answers) -> Iterator[Instance]:
    """Yield what takes place, series by series. A rule without an end is asked about."""
    series: dict[tuple[int, str], list[CalendarEntry]] = {}
    for entry in entries:
        series.setdefault((entry.start.calendar, entry.uid), []).append(entry)
    for held in map(list, series.values()):
        mains = [entry for entry in held if entry.recurrence is None]
        changed = [entry for entry in held if entry.recurrence is not None]
        for main in mains:
            repeat = Repeat(main, zones, answers)
            if not (repeat.rules or changed):
                yield Instance(main, zones.instant(main.start, main.mark))
                continue
            own = changed if len(mains) == 1 else [one for one in changed if repeat.has(one)]
            changed = [one for one in changed if one not in own]
            yield from repeat.instances(own)
        for entry in changed:
            yield Instance(entry, zones.instant(entry.start, entry.mark), _when(entry))


def _when(entry: CalendarEntry) -> str:
    """The instance that an entry without a main one stands for."""
    said = entry.recurrence
    return f"{said.wall:%Y%m%dT%H%M%S} {said.tzid}".strip() if isinstance(said, WallTime) else f"{said:%Y%m%d}"


class Repeat:
    """One repeating entry, and those that stand for single instances of it, all by the clocks of its zone."""

    def __init__(self, main: CalendarEntry, zones: Zones, answers: Answers) -> None:
        self.main, self.zones, self.answers = main, zones, answers
        self.offset_at = zones.offset_at(main.start.calendar, main.start.tzid)
        self.rules = [*listed(main.event.get("RRULE")), *listed(main.event.get("RDATE"))]
        self.begins = self._begins()

    def has(self, changed: CalendarEntry) -> bool:
        """Whether an entry stands for an instance of this one."""
        wall = self._recurrence(changed)
        return any(one["DTSTART"].dt == wall for one in self._occurrences(()) or ())

    def instances(self, changed: Sequence[CalendarEntry]) -> Iterator[Instance]:
        """Yield the instances in order, at most REPEATS_MAX."""
        parts = (self.main, *changed)
        found = self._occurrences(changed)
        if found is None:
            return
        if len(found) > REPEATS_MAX:
            self._left(self.main, f"it repeats more than {REPEATS_MAX:,} times; what comes after those")
        taken = set()
        for occurrence in found[:REPEATS_MAX]:
            number = int(occurrence[PART])
            taken.add(number)
            yield self._instance(parts[number], occurrence)
        for number, entry in enumerate(parts):
            if number in taken or (number == 0 and taken):
                continue
            same = [self._recurrence(other) for n, other in enumerate(parts) if n and n != number]
            if number and self._recurrence(entry) in same:  # two for one instance
                yield Instance(entry, self.zones.instant(entry.start, entry.mark), _when(entry))
            else:
                self._left(entry, "it is taken out of its series (EXDATE)")

    def _instance(self, entry: CalendarEntry, occurrence: Any) -> Instance:
        wall = occurrence["DTSTART"].dt
        itself = entry is not self.main and wall == self._wall(entry.start)
        start = entry.start if itself else WallTime(wall, self.main.start.tzid, self.main.start.calendar)
        # From a changed instance on, others may be moved with it: each is known by where the rule puts it.
        moved = timedelta(0) if entry is self.main else self._wall(entry.start) - self._recurrence(entry)
        by_rule = reading(wall - moved, self.offset_at).instant
        length = occurrence["DTEND"].dt - wall if "DTEND" in occurrence else None
        return Instance(entry, self.zones.instant(start, entry.mark), f"{by_rule:%Y%m%dT%H%M%SZ}", length or None)

    def _left(self, entry: CalendarEntry, why: str) -> None:
        self.zones.programme.note(entry.mark, "left out", f"{shown(entry.title)}: {why}")

    def _occurrences(self, changed: Sequence[CalendarEntry]) -> list[Any] | None:
        """What the rule and the changed instances make; None where there is no rule that can be read."""
        try:
            calendar = Calendar()
            if not self.begins:  # asked about
                return None
            for number, entry in enumerate((self.main, *changed)):
                calendar.add_component(self._event(entry, number))
            first = min(self._wall(entry.start) for entry in (self.main, *changed)) - timedelta(days=1)
            repeated = recurring_ical_events.of(calendar, components=["VEVENT"]).after(first)
            ours = takewhile(lambda one: one["DTSTART"].dt.year <= LAST_YEAR, repeated)
            return list(islice(ours, min(self._count(), REPEATS_MAX + 1)))
        except Unreadable as why:
            if str(why):
                self._left(self.main, str(why))
        except (ValueError, OverflowError, TypeError):  # what icalendar and dateutil say of rules that are none
            self._left(self.main, "its rule cannot be read")
        return None

    def _event(self, entry: CalendarEntry, number: int) -> Event:
        """An entry by the clocks of the main one's zone, with nothing in it but when it takes place."""
        made = Event()
        made.add("uid", "series")
        made.add(PART, str(number))
        made.add("dtstart", self._wall(entry.start))
        if entry is not self.main:
            made.add("recurrence-id", self._recurrence(entry))
            if str(entry.event["RECURRENCE-ID"].params.get("RANGE", "")).upper() == "THISANDFUTURE":
                made["RECURRENCE-ID"].params["RANGE"] = "THISANDFUTURE"
            return made
        for rule in listed(entry.event.get("RRULE")):
            made.add("rrule", self._rule(rule))
        if self.begins == "rule-counts":
            made.add("exdate", entry.start.wall)
        for name in ("RDATE", "EXDATE"):
            for dates in listed(entry.event.get(name)):
                tzid = str(dates.params.get(ZONE, "")) if not isinstance(dates, vBroken) else ""
                made.add(name, [self._moved(one, tzid) for one in self._dates(dates)])
        return made

    def _dates(self, dates: Any) -> list[Any]:
        if isinstance(dates, vBroken):
            raise Unreadable(f"{shown(str(dates))} are no dates of a repeat")
        return [one.dt for one in dates.dts]

    def _moved(self, when: Any, tzid: str) -> Any:
        """A date, a time or a period of a list by the clocks of the main entry's zone."""
        if isinstance(when, tuple):
            start, end = when
            begins = self._moved(start, tzid)
            return (begins, end if isinstance(end, timedelta) else self._moved(end, tzid))
        if not isinstance(when, datetime):
            return when
        self.zones.meet(self.main.start.calendar, tzid or ("UTC" if when.tzinfo else ""), self.main.mark)
        return self._wall(moment(when, tzid, self.main.start.calendar))

    def _rule(self, rule: vRecur) -> vRecur:
        """A rule with an end, by the clocks of the main entry's zone."""
        if isinstance(rule, vBroken):
            raise Unreadable(f"its rule {shown(str(rule))} cannot be read")
        parts = {name.upper(): value for name, value in rule.items()}
        frequency = str((parts.get("FREQ") or [""])[0]).upper()
        if not frequency or frequency in WITHIN_A_DAY:
            raise Unreadable(f"its rule repeats it {frequency.lower() or 'nobody knows how often'}")
        if "UNTIL" in parts:
            parts["UNTIL"] = [at_local(until, self.offset_at) for until in parts["UNTIL"]]
        elif "COUNT" not in parts:
            parts["UNTIL"] = [self._until()]
        return vRecur(parts)

    def _begins(self) -> str:
        """Whether the start is an instance, although its rule does not meet it: RFC 5545 leaves that undefined."""
        wall = self.main.start.wall
        if all(met(wall, rule) for rule in listed(self.main.event.get("RRULE")) if not isinstance(rule, vBroken)):
            return "met"
        told = f"{shown(self.main.title)} begins on {wall:%A, %Y-%m-%d}, which its rule does not meet"
        words = f"{self.main.title}: {wall:%Y-%m-%d}"
        return self.zones.doubts.decided(START_OR_RULE, self.main.mark, words, told)

    def _count(self) -> int:
        """How many instances there are at most: the start counts as the first. RFC 5545 3.3.10, COUNT."""
        counts = [rule["COUNT"][0] for rule in self.rules if isinstance(rule, vRecur) and "COUNT" in rule]
        alone = len(self.rules) == 1 and self.begins == "start-counts" and counts and "EXDATE" not in self.main.event
        return int(counts[0]) if alone else REPEATS_MAX + 1

    def _until(self) -> datetime:
        """The last day of a rule without an end, as the caller says. Asked for where nobody does."""
        said = dict(self.answers.untils)
        last = said.get(self.main.title, said.get(""))
        if last is None:
            message = f"{shown(self.main.title)} repeats without an end: up to which day?"
            self.zones.programme.questions.append(Question(self.main.mark, "until", self.main.title, message))
            raise Unreadable("")
        return datetime.combine(last, time(23, 59, 59))

    def _wall(self, when: WallTime) -> datetime:
        own = self.main.start
        if (when.tzid, when.calendar) == (own.tzid, own.calendar):
            return when.wall
        return at_local(self.zones.instant(when, self.main.mark), self.offset_at)

    def _recurrence(self, entry: CalendarEntry) -> datetime:
        said = entry.recurrence
        if isinstance(said, WallTime):
            return self._wall(said)
        assert said is not None
        return datetime.combine(said, self.main.start.wall.time())


def met(wall: datetime, rule: vRecur) -> bool:
    """Return whether a rule meets its own start, by weekday, day of the month and month."""
    parts = {name.upper(): value for name, value in rule.items()}
    last = monthrange(wall.year, wall.month)[1]
    monthly = "MONTHLY" in map(str, parts.get("FREQ", ())) or "BYMONTH" in parts
    in_month = {f"{sign}{DAYS[wall.weekday()]}" for sign in ("", "+", *_places(wall.day, last, monthly))}
    return (
        ("BYMONTH" not in parts or wall.month in map(int, parts["BYMONTH"]))
        and ("BYMONTHDAY" not in parts or bool({wall.day, wall.day - last - 1} & set(map(int, parts["BYMONTHDAY"]))))
        and (
            "BYDAY" not in parts
            or bool(
                in_month & {str(day).upper() for day in parts["BYDAY"]}
                or (not monthly and any(str(day)[:-2] for day in parts["BYDAY"]))
            )
        )
    )


def _places(day: int, last: int, monthly: bool) -> tuple[str, ...]:
    """As which of its weekday a day of a month can be named: the second, the last but one."""
    first, back = (day - 1) // 7 + 1, (last - day) // 7 + 1
    return (str(first), f"+{first}", f"-{back}") if monthly else ()


class Unreadable(Exception):  # noqa: N818 - a verdict on one rule, not an accident
    """A rule says nothing that can be followed."""
