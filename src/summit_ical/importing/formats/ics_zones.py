"""Wall clocks of a calendar file to instants: by its own VTIMEZONEs, else by IANA's zones, else by an answer."""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from summit_ical.importing.doubts import Doubts
from summit_ical.importing.formats.ics_parts import CalendarPart, Parts
from summit_ical.importing.formats.vtimezone import OffsetAt, Unusable, named, reading, rules
from summit_ical.importing.schedule import Answers, Choice, Programme, Question
from summit_ical.model.source import Mark, shown
from summit_ical.model.zones import is_known, offset_words

PLACE = re.compile(r"([A-Za-z]+/[A-Za-z_]+(?:/[A-Za-z_]+)?)$")
FLOATING = ""  # the name of the zone of times that name none


class WallTime(NamedTuple):
    """A wall clock, and the zone that it names."""

    wall: datetime
    tzid: str  # FLOATING, "UTC" for one that ends in Z
    calendar: int


def iana(name: str) -> str:
    """Return an IANA name, or the one that a longer name ends in, or ""."""
    place = PLACE.search(name)
    return next((one for one in (name, place[1] if place else "") if is_known(one)), "")


def moment(when: datetime, tzid: str, calendar: int) -> WallTime:
    """Return a wall clock as icalendar reads it: the zone is by its name, not by what icalendar takes for it."""
    wall = when.replace(tzinfo=None)
    if tzid:
        return WallTime(wall, tzid, calendar)
    return WallTime(wall, FLOATING if when.tzinfo is None else "UTC", calendar)


class Zones:
    """What the names of zones in one file mean. What cannot be known is asked for once a name."""

    def __init__(self, programme: Programme, parts: Parts, answers: Answers) -> None:
        self.programme, self.answers, self.doubts = programme, answers, Doubts(answers)
        self.defined: dict[tuple[int, str], list[CalendarPart]] = {}
        self.definitions: dict[str, set[tuple[str, ...]]] = {}  # of a name, in all calendars
        for part in parts.components:
            if part.name == "VTIMEZONE":
                tzid = part.first("TZID")
                self.defined.setdefault((part.calendar, tzid), []).append(part)
                self.definitions.setdefault(tzid, set()).add(part.lines)
        self.known: dict[tuple[int, str], OffsetAt | None] = {}
        self.open: dict[str, list[Mark]] = {}  # names that nobody explains -> where they are used
        self.otherwise: set[str] = set()  # IANA names that the file uses for other rules
        self.head = parts.head

    def meet(self, calendar: int, tzid: str, mark: Mark) -> None:
        """Look up a name that an entry uses."""
        at = (calendar, tzid)
        if at not in self.known:
            self.known[at] = self._by_file(at, mark) or self._by_name(tzid, mark)
        if self.known[at] is None:
            self.open.setdefault(tzid, []).append(mark)

    def answered(self) -> None:
        """Take over what the caller says, and ask for the rest."""
        said = dict(self.answers.zones)
        calendars: dict[str, list[int]] = {}  # that use a name
        for calendar, name in self.known:
            calendars.setdefault(name, []).append(calendar)
        used_too = [name for name in dict.fromkeys(map(iana, calendars)) if name not in ("", "UTC")]
        for tzid, used in self.open.items():
            marks = list(dict.fromkeys(used))
            zone = said.get(tzid, "")
            # One bare answer is for one name; what is known of the agenda says nothing of a name.
            if not zone and (tzid == FLOATING or (len(self.open) == 1 and not self.answers.shown_in)):
                zone = self.answers.timezone
            if zone:
                self.known |= {(calendar, tzid): named(zone) for calendar in calendars[tzid]}
            else:
                others = [name for name in used_too if name != iana(tzid)]
                self.programme.questions.append(self._question(tzid, marks, others))

    def _question(self, tzid: str, marks: list[Mark], others: list[str]) -> Question:
        told = (
            f"the zone {shown(tzid)} is none of IANA's and has no VTIMEZONE"
            if tzid
            else ("the time zone of a floating time is not said")
        )
        names = dict.fromkeys(filter(None, (iana(self.head.get("X-WR-TIMEZONE", "")), *others)))
        count = len(marks)
        choices = tuple(Choice(name, f"{count} entr{'ies' if count != 1 else 'y'} by its clocks") for name in names)
        return Question(marks[0], "timezone", tzid, told, choices, tuple(marks[1:]))

    def _by_file(self, at: tuple[int, str], mark: Mark) -> OffsetAt | None:
        parts = self.defined.get(at, [])
        if len({part.lines for part in parts}) > 1:
            self.programme.note(mark, "look at", f"the zone {shown(at[1])} is defined twice, and not alike")
            return None
        try:
            return rules(Timezone.from_ical(parts[0].text())) if parts else None
        except Unusable as why:
            message = f"the VTIMEZONE of {shown(at[1])} says nothing: {why}"
        except ValueError:
            message = f"the VTIMEZONE of {shown(at[1])} cannot be read"
        self.programme.note(Mark(self.programme.file, parts[0].line, 1), "look at", message)
        return None

    def _by_name(self, tzid: str, mark: Mark) -> OffsetAt | None:
        if tzid == FLOATING or len(self.definitions.get(tzid, ())) > 1:
            return None
        if zone := iana(tzid):
            return named(zone)
        if zone := WINDOWS_TO_OLSON.get(tzid, ""):
            message = f"{shown(tzid)} is Microsoft's name for {zone}; the file has no VTIMEZONE for it"
            self.programme.note(mark, "look at", message)
            return named(zone)
        return None

    def offset_at(self, calendar: int, tzid: str) -> OffsetAt:
        """Return what clocks of a zone show. It has been met, and is not open."""
        found = self.known.get((calendar, tzid))
        return found or named(tzid if tzid == "UTC" else "UTC")

    def instant(self, when: WallTime, mark: Mark) -> datetime:
        """Return the instant of a wall clock, and note where that is less than plain."""
        if when.tzid == "UTC":
            return when.wall.replace(tzinfo=UTC)
        found = reading(when.wall, self.offset_at(when.calendar, when.tzid))
        if found.shown != 1:
            how = "exists twice: the first is meant" if found.shown else "does not exist: the clocks go forward then"
            told = f"{when.wall:%H:%M on %Y-%m-%d} {how} (RFC 5545 3.3.5)"
            self.programme.note(mark, "look at", told)
        self._compare(when, found.instant, mark)
        return found.instant

    def _compare(self, when: WallTime, instant: datetime, mark: Mark) -> None:
        """Say where the file's rules are not those of the IANA zone whose name it uses."""
        zone = iana(when.tzid)
        if not zone or zone in self.otherwise or (when.calendar, when.tzid) not in self.defined:
            return
        usual = reading(when.wall, named(zone)).instant
        if usual != instant:
            self.otherwise.add(zone)
            walls = [offset_words(when.wall.replace(tzinfo=UTC) - one) for one in (instant, usual)]
            message = (
                f"the file's own VTIMEZONE puts {when.tzid} at UTC{walls[0]} on {when.wall:%Y-%m-%d}, where the zone "
                f"of that name is at UTC{walls[1]}: the file's rules count"
            )
            self.programme.note(mark, "look at", message)

    def usual(self, moments: list[tuple[WallTime, datetime]]) -> str:
        """Return the IANA zone whose clocks most entries show, or "" where there is none."""
        counted: dict[str, int] = {}
        for when, instant in moments:
            zone = (
                self.answers.timezone
                if when.tzid == FLOATING
                else (iana(when.tzid) or WINDOWS_TO_OLSON.get(when.tzid, ""))
            )
            if zone and when.tzid != "UTC":
                counted.setdefault(zone, 0)
                agrees = reading(when.wall, named(zone)).instant == instant
                counted[zone] = counted[zone] + 1 if agrees and counted[zone] >= 0 else -1
        best = max(counted, key=lambda zone: counted[zone], default="")
        if best and counted[best] > 0:
            return best
        return iana(self.head.get("X-WR-TIMEZONE", ""))
