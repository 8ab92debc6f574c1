"""Dated to Timed: in which half of the day each clock is. Two readings that both make sense are asked about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from summit_ical.importing.doubts import NEXT_DATE, Doubts
from summit_ical.importing.formats.kinds import kind_of
from summit_ical.importing.schedule import Answers, Choice, Question
from summit_ical.importing.webpage import languages
from summit_ical.importing.webpage.clock_words import DAY, HALF, Clock, Period
from summit_ical.importing.webpage.days import Dated
from summit_ical.importing.webpage.slots import PART_OF_DAY, Scanned
from summit_ical.model.source import Mark, shown

EVENING, MORNING = 18 * 60, 6 * 60  # a start before MORNING behind one in the EVENING is on the next date
EARLIEST, LATEST = 8 * 60, 13 * 60  # where a programme begins of which no word tells am from pm
LONGEST = 12 * 60  # minutes of what ends on the next date
JUMP = 6 * 60  # minutes from one start to the next, beyond which the next one is rather out of order than after noon
BEFORE_HOURS = 60  # minutes before announced hours in which doors may open
NIGHT = 7 * 60  # up to which a start behind a later one is in doubt, where no clock of the page counts past noon
PARTS = {"am": (0, LATEST), "pm": (HALF, 19 * 60), "eve": (17 * 60, DAY)}
AT_NIGHT = re.compile(languages.pattern("evening", "night"), re.IGNORECASE)
SHORT = 2  # words of a title that says nothing but what it is
WAYS = ("24h", "12h-morning", "12h-afternoon")


@dataclass(frozen=True, slots=True)
class Timed:
    """A slot with its clocks, in minutes after its day's midnight."""

    dated: Dated
    start: int
    end: int | None  # as stated
    last: int | None = None  # start of the last row that its cell covers

    @property
    def day(self) -> date:
        return self.dated.day


@dataclass(frozen=True, slots=True)
class ClocksRead:
    """What came of the clocks of a page."""

    timed: tuple[Timed, ...]
    questions: tuple[Question, ...] = field(default=())


def timed_slots(file: str, dated: Sequence[Dated], scanned: Scanned, answers: Answers) -> ClocksRead:
    """Return each slot with its clocks, or what has to be asked."""
    page = _PageClocks(dated, scanned, answers)
    done: dict[int, Timed] = {}
    doubts: list[tuple[list[Dated], list[list[int]]]] = []
    backwards = Doubts(answers)
    for members in _runs(dated):
        readings = page.starts(members)
        if len(readings) != 1:
            doubts.append((members, readings))
            continue
        for one, start in zip(members, readings[0], strict=True):
            timed = page.timed(one, start)
            if isinstance(timed, Timed):
                done[id(one)] = timed
            elif not one.titled.left and _is_next_date(file, one, backwards):
                done[id(one)] = Timed(one, start, timed + DAY)
    questions = [*backwards.questions(), *([_which_half(file, doubts)] if doubts else ())]
    return ClocksRead(tuple(done[id(one)] for one in dated if id(one) in done), tuple(questions))


def _is_of_evening(one: Dated) -> bool:
    """Whether a title says little else than an evening, and its clock can be before noon."""
    title, clock = one.titled.title, one.titled.slot.period.start
    short = len(title.split()) <= SHORT and AT_NIGHT.search(title)
    return clock.literal < HALF and not clock.sure and bool(short or kind_of(title) == "social")


def _runs(dated: Sequence[Dated]) -> list[list[Dated]]:
    """Slots that follow one another: those of one list or grid on one day; of a table that names rooms, in one room."""
    groups: dict[tuple[object, ...], list[Dated]] = {}
    grids = {one.titled.slot.group for one in dated if one.titled.slot.lane}
    for one in dated:
        slot = one.titled.slot
        part = slot.lane.partition(".")[0] if "." in slot.lane else ""
        lane = part if slot.group in grids else one.titled.rooms if slot.in_table else ()
        groups.setdefault((slot.group, one.day, lane), []).append(one)
    return list(groups.values())


class _PageClocks:
    """What all clocks of a page tell of each."""

    def __init__(self, dated: Sequence[Dated], scanned: Scanned, answers: Answers) -> None:
        periods = [slot.period for slot in scanned.slots if not slot.left]
        periods += [window.period for window in scanned.windows]
        clocks = [clock for period in periods for clock in _clocks(period)]
        halves = any(clock.half and clock.word[:1].isdigit() for clock in clocks)
        self.of_24 = any(clock.of_24 for clock in clocks) and not halves
        self.halves = halves or scanned.halves
        self.groups_24 = {slot.group for slot in scanned.slots if any(clock.of_24 for clock in _clocks(slot.period))}
        self.late = any(clock.of_24 and clock.readings[0] >= 13 * 60 for clock in clocks)
        self.windows = [window for window in scanned.windows if _is_sure(window.period)]
        self.answers = {words.casefold().strip(): way for words, way in answers.clocks}
        self.evening = any(AT_NIGHT.search(when.text) for when in scanned.events)
        self.loose = "night" in answers.as_written

    def way(self, members: Sequence[Dated]) -> str:
        """What the caller says of the clocks of some slots."""
        for one in members:
            for words in (one.titled.title, *(section.text for section in reversed(one.titled.slot.path))):
                if words.casefold().strip() in self.answers:
                    return self.answers[words.casefold().strip()]
        return self.answers.get("", "")

    def literally(self, members: Sequence[Dated]) -> bool:
        """Whether these clocks count to 24."""
        way = self.way(members)
        return way == "24h" if way else self.of_24 or members[0].titled.slot.group in self.groups_24

    def starts(self, members: Sequence[Dated]) -> list[list[int]]:
        """The ways to read the starts of slots that follow one another."""
        clocks = [one.titled.slot.period.start for one in members]
        if self.literally(members) or all(clock.sure for clock in clocks):
            plain = _past_midnight([_plain(clock) for clock in clocks], clocks)
            return [plain] if not self._doubtful(members, plain) else self._both(plain)
        allowed = [self.allowed(one) for one in members]
        ways = [way for first in (0, 1) if (way := _forward(clocks, allowed, first))]
        ways = [way for n, way in enumerate(ways) if way not in ways[:n]]
        said = self.way(members)
        if said in WAYS[1:] and ways:
            return [ways[0] if said == WAYS[1] else ways[-1]]
        if len(ways) == 2 and any(
            set(hint) != set(clock.readings) for hint, clock in zip(allowed, clocks, strict=True)
        ):
            return ways
        return self._in_sense(members, clocks, allowed, ways)

    def _in_sense(
        self,
        members: Sequence[Dated],
        clocks: Sequence[Clock],
        allowed: Sequence[tuple[int, ...]],
        ways: list[list[int]],
    ) -> list[list[int]]:
        """The ways in which a programme begins in the morning, where words do not tell."""
        literal = [clock.literal for clock in clocks]
        hinted = any(set(hint) != set(clock.readings) for hint, clock in zip(allowed, clocks, strict=True))
        if len(ways) == 1 and (hinted or any(clock.sure for clock in clocks)):
            return ways
        # Where am and pm are said elsewhere on the page, and not here, either may be meant.
        doubted = (self.halves and len(ways) != 1) or any(map(_is_of_evening, members)) or self.at_night(members)
        if not doubted and all(EARLIEST <= start < LATEST for start in literal) and self._fits(members, literal):
            return [literal]
        first = ways[0] if ways else []
        if first and (clocks[0].sure or (EARLIEST <= first[0] < LATEST and not doubted)):
            return [first]
        if len(ways) > 1:
            return ways
        late = [
            clock.readings[-1] if at < EARLIEST or n else at
            for n, (clock, at) in enumerate(zip(clocks, literal, strict=True))
        ]
        others = ways or [late]
        return [literal, *others] if literal not in others else [*others, []]

    def at_night(self, members: Sequence[Dated]) -> bool:
        """Whether a heading above, or the words that say when the event is, speak of an evening."""
        return self.evening or any(AT_NIGHT.search(section.text) for section in members[0].titled.slot.path)

    def _fits(self, members: Sequence[Dated], starts: Sequence[int]) -> bool:
        """Whether slots follow one another in the order of their starts, though not in that of the page."""
        ends = [one.titled.slot.period.end for one in members]
        if list(starts) == sorted(starts) or any(AT_NIGHT.search(one.titled.title) for one in members):
            return False
        spans = sorted((start, end.literal) for start, end in zip(starts, ends, strict=True) if end is not None)
        return len(spans) == len(members) and all(one[1] <= other[0] for one, other in pairwise(spans))

    def _doubtful(self, members: Sequence[Dated], starts: Sequence[int]) -> bool:
        """Whether 1:00 stands behind 11:00, or 01:00 where no clock of the page counts past noon."""
        if self.way(members) or self.loose:
            return False
        clocks = [one.titled.slot.period.start for one in members]
        latest = 0
        for clock, start in zip(clocks, starts, strict=True):
            open_half = not clock.half and not (self.late and clock.sure)
            if start < latest and start < NIGHT and open_half and latest < EVENING:
                return True
            latest = max(latest, start)
        return False

    def _both(self, plain: list[int]) -> list[list[int]]:
        latest, later = 0, []
        for start in plain:
            later.append(start + HALF if start < latest and start < NIGHT else start)
            latest = max(latest, later[-1])
        return [plain, later]

    def allowed(self, one: Dated) -> tuple[int, ...]:
        """The readings of a start that its part of the day and the announced hours allow."""
        clock = one.titled.slot.period.start
        for section in reversed(one.titled.slot.path):
            part = PART_OF_DAY.match(section.text)
            if part:
                low, high = PARTS[next(name for name in PARTS if part[name])]
                fit = tuple(reading for reading in clock.readings if low <= reading < high)
                return fit or clock.readings
        hours = [window for window in self.windows if window.path == one.titled.slot.path[: len(window.path)]]
        fit = tuple(r for r in clock.readings if any(_holds(window.period, r) for window in hours))
        return fit or clock.readings

    def timed(self, one: Dated, start: int) -> Timed | int:
        """A slot with its end; the end by itself where it is before its start."""
        slot = one.titled.slot
        end = slot.period.end
        literal = self.literally([one])
        last = _later(slot.last, start, literal) if slot.last else None
        if end is None:
            return Timed(one, start, None, last)
        if one.ends_on is not None:
            until = (one.ends_on - one.day).days * DAY + (end.literal if literal or not end.half else end.readings[0])
            return Timed(one, start, until, last) if until > start else until
        readings = (end.literal,) if literal and not end.half else end.readings
        later = [reading for reading in readings if reading > start % DAY]
        found = later[0] if later else readings[-1] + DAY
        if (
            not literal
            and not end.half
            and later
            and found - start % DAY > LONGEST
            and readings[0] + DAY - start < LONGEST
        ):
            found = readings[0] + DAY
        if not later and found - start % DAY > LONGEST:
            return readings[-1]
        return Timed(one, start, found + start // DAY * DAY, last)


def _clocks(period: Period) -> list[Clock]:
    return [clock for clock in (period.start, period.end) if clock is not None]


def _is_sure(period: Period) -> bool:
    return period.end is not None and period.start.sure and (period.end.sure or "midnight" in period.end.word.lower())


def _holds(period: Period, reading: int) -> bool:
    assert period.end is not None
    end = period.end.readings[-1]
    end += DAY if end <= period.start.readings[0] else 0
    return period.start.readings[0] - BEFORE_HOURS <= reading <= end


def _plain(clock: Clock) -> int:
    """What a clock says to who counts to 24; midnight is the beginning of a day."""
    return clock.literal if not clock.half else clock.readings[0]


def _later(clock: Clock, start: int, literal: bool) -> int:
    readings = (clock.literal,) if literal else clock.readings
    return next((reading for reading in readings if reading >= start), readings[-1] + DAY)


def _past_midnight(starts: Sequence[int], clocks: Sequence[Clock]) -> list[int]:
    """Starts of one evening: what is early and stands behind the evening is on the next date."""
    done: list[int] = []
    evening = False
    for start, clock in zip(starts, clocks, strict=True):
        through = bool(done) and 0 <= start + DAY - done[-1] <= JUMP and done[-1] >= DAY  # the night goes on
        if evening and (start < MORNING or through):
            start += DAY
        elif clock.readings == (0, DAY) and done and done[-1] >= HALF:
            start = DAY
        evening = evening or start >= EVENING
        done.append(start)
    return done


def _forward(clocks: Sequence[Clock], allowed: Sequence[tuple[int, ...]], first: int) -> list[int]:
    """Starts that run forward, each as early as can be; the `first` in doubt in that half of the day. [] for none."""
    done: list[int] = []
    before, chosen = 0, False
    for clock, readings in zip(clocks, allowed, strict=True):
        fit = [reading for reading in readings if reading >= before]
        if not clock.sure and not chosen:
            plain = [r for r in fit if r >= 60 or r == clock.readings[0]]
            fit = (
                sorted(plain, key=lambda reading: (reading != clock.literal) != bool(first)) if len(plain) > 1 else fit
            )
            if len(readings) > 1 and done and fit:
                fit = [min(fit)]
            chosen = True
        if not fit:
            return []
        if done and not clock.sure and fit[0] - before > JUMP and fit[0] != clock.literal:
            return []
        before = fit[0]
        done.append(before)
    return done


# --- questions ---


def _which_half(file: str, doubts: Sequence[tuple[list[Dated], list[list[int]]]]) -> Question:
    """Ask once in which half of the day all clocks are that can be in either."""
    members, ways = doubts[0]
    read = [starts for starts in ways if starts]
    differ = [n for n in range(len(members)) if len({starts[n] for starts in read}) > 1]
    at = differ[0] if differ else 0
    shown_by = members[at]
    clock = members[0].titled.slot.period.start
    more = sum(len(others) for others, _ in doubts) - 1
    said = f"{clock.word!r} of {shown(members[0].titled.title)}" + (f" and {more} more" if more else "")
    sentence = f"{said} can be before noon or after it"
    names = {_way_of(shown_by, starts[at]): starts[at] for starts in read} or {"24h": clock.literal}
    choices = tuple(Choice(way, f"{shown(shown_by.titled.title)} at {_clock(start)}") for way, start in names.items())
    marks = tuple(Mark(file, one.titled.line, 1) for others, _ in doubts for one in others)
    return Question(Mark(file, members[0].titled.line, 1), "clock", "", sentence, choices, marks)


def _way_of(one: Dated, start: int) -> str:
    return WAYS[2] if start >= HALF else WAYS[0] if one.titled.slot.period.start.literal == start else WAYS[1]


def _is_next_date(file: str, one: Dated, backwards: Doubts) -> bool:
    """Whether an end before its start is on the next date, as the caller says; else it is asked."""
    period = one.titled.slot.period
    said = f"{period.start.word} to {period.end.word if period.end else ''}"
    sentence = f"{shown(one.titled.title)} ends before it starts: {said}"
    return bool(backwards.decided(NEXT_DATE, Mark(file, one.titled.line, 1), f"{one.titled.title}: {said}", sentence))


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
