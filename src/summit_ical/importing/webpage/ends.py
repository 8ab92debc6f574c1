"""Timed to Placed: the end of each slot and the zone of its clocks, as they are said, follow, or are asked for."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from summit_ical.importing.formats.kinds import kind_of
from summit_ical.importing.schedule import Answers, EndFrom, Question
from summit_ical.importing.webpage.clock_words import DAY
from summit_ical.importing.webpage.clocks import Timed
from summit_ical.importing.webpage.slots import ENDS, Left, Scanned, Section, Window
from summit_ical.importing.webpage.zone_words import Zone
from summit_ical.model.source import Mark, shown

GAP_MAX = 180  # minutes up to which the next start is an end
LUNCH = (12 * 60, 13 * 60)  # a gap from before the first to after the second may hide a break
WINDOW_MAX = 14 * 60
WINDOWS_MAX = 200  # that are looked at: the time taken stays in proportion to a page's length


@dataclass(frozen=True, slots=True)
class Placed:
    """A slot with its day, its clocks and its zone."""

    timed: Timed
    zone: Zone | None
    end: int | None  # None where it has to be asked for
    end_from: EndFrom = "stated"

    @property
    def start(self) -> int:
        return self.timed.start

    @property
    def day(self) -> date:
        return self.timed.day

    @property
    def line(self) -> int:
        return self.timed.dated.titled.line

    @property
    def title(self) -> str:
        return self.timed.dated.titled.title


@dataclass(frozen=True, slots=True)
class EndsRead:
    """What came of the ends and zones of a page."""

    placed: tuple[Placed, ...]
    left: tuple[Left, ...]
    questions: tuple[Question, ...]


def placed_slots(
    file: str,
    timed: Sequence[Timed],
    scanned: Scanned,
    events: Sequence[date],
    answers: Answers,
    doubtful: Collection[int] = (),
) -> EndsRead:
    """Return each slot with its end and its zone, or what has to be asked.

    `doubtful` are lines that may begin with a time: no end is inferred across one.
    """
    ends = _Ends(timed, scanned, answers, doubtful)
    placed: list[Placed] = []
    left: list[Left] = []
    for one in timed:
        titled = one.dated.titled
        closing = ENDS.fullmatch(titled.title) is not None
        if titled.left or (closing and one.end is None):
            left.append(Left(titled.line, titled.left or f"{shown(titled.title)} marks an end", titled.slot.place))
            continue
        end, how = ends.of(one)
        placed.append(Placed(one, page_zone(one, scanned, answers), end, how))
    return EndsRead(tuple(placed), tuple(left), tuple(_questions(file, placed)))


def page_zone(one: Timed, scanned: Scanned, answers: Answers) -> Zone | None:
    """Return the zone of a slot's clocks: said with them, above them, by the page, or by the caller."""
    slot = one.dated.titled.slot
    if slot.period.zone is not None:
        return slot.period.zone
    above = next((zone for section in reversed(slot.path) if (zone := section.zone)), None)
    if above is not None:
        return above
    if scanned.zones:
        return scanned.zones[max(0, bisect_right(scanned.zones, slot.line, key=lambda said: said[0]) - 1)][1]
    return Zone(answers.timezone, answers.timezone) if answers.timezone else None


def _questions(file: str, placed: Sequence[Placed]) -> Iterable[Question]:
    """Ask once for the zone, and once for the length of all that have no end."""
    zoneless = [one for one in placed if one.zone is None]
    if zoneless:
        marks = tuple(Mark(file, one.line, 1) for one in zoneless[1:])
        yield Question(Mark(file, zoneless[0].line, 1), "timezone", "", "the time zone is not said", (), marks)
    endless = [one for one in placed if one.end is None]
    if endless:
        more = f" and of {len(endless) - 1} more" if len(endless) > 1 else ""
        marks = tuple(Mark(file, one.line, 1) for one in endless[1:])
        sentence = f"the end of {shown(endless[0].title)}{more} is not said"
        yield Question(Mark(file, endless[0].line, 1), "duration", endless[0].title, sentence, (), marks)


class _Ends:
    """When things start on a page, by day and by where they are."""

    def __init__(self, timed: Sequence[Timed], scanned: Scanned, answers: Answers, doubtful: Collection[int]) -> None:
        self.scanned, self.answers = scanned, answers
        lines = sorted({one.dated.titled.line for one in timed})
        self.barred = {lines[at - 1] for line in doubtful if (at := bisect_left(lines, line))}
        self.groups: dict[tuple[int, date], list[Timed]] = {}
        for one in timed:
            self.groups.setdefault((one.dated.titled.slot.group, one.day), []).append(one)
        self.runs = self._runs()
        self.lanes: dict[tuple[int, date, frozenset[str]], list[int]] = {}
        self.with_lanes: set[tuple[int, date]] = set()
        self.anywhere: dict[tuple[int, date], list[int]] = {}
        for key, members in self.groups.items():
            self._sort(key, members)
        self.by_day: dict[date, list[tuple[int, int, set[frozenset[str]]]]] = {}
        for (group, day), members in self.groups.items():
            starts = [one.start for one in members]
            places = {self.place(one) for one in members}
            self.by_day.setdefault(day, []).append((min(starts), group, places))
        for found in self.by_day.values():
            found.sort(key=lambda one: one[:2])
        self.closings = {
            (one.dated.titled.slot.group, one.day, one.start) for one in timed if ENDS.fullmatch(one.dated.titled.title)
        }
        gaps = [after - one.start for one in timed if (after := self.following(one)) is not None]
        self.usual = median(gaps) if gaps else 60

    def _runs(self) -> dict[int, frozenset[str]]:
        """Which part of a list without rooms a slot is in: where times begin anew, another one does."""
        runs: dict[int, frozenset[str]] = {}
        for members in self.groups.values():
            number, before = 0, 0
            for one in members:
                number, before = number + (one.start < before), one.start
                runs[id(one)] = frozenset({f"part {number}"} if number else ())
        return runs

    def place(self, one: Timed) -> frozenset[str]:
        """Where a slot is in its list: its columns, else its rooms, its tracks, or its part of the list."""
        titled = one.dated.titled
        named = titled.slot.lane.split("+") if titled.slot.lane else titled.rooms or titled.tracks
        return frozenset(named) or self.runs[id(one)]

    def _sort(self, key: tuple[int, date], members: Sequence[Timed]) -> None:
        """Note the starts of a list: in each place, and everywhere."""
        places = {self.place(one) for one in members}
        has_lanes = any(one.dated.titled.slot.lane for one in members)
        if has_lanes:
            self.with_lanes.add(key)
        everywhere = {one.start for one in members if _is_everywhere(one, has_lanes)}
        starts: dict[str, set[int]] = {}
        for one in members:
            for room in self.place(one) or {""}:
                starts.setdefault(room, set()).add(one.start)
        for place in places:
            self.lanes[(*key, place)] = sorted(everywhere.union(*(starts[room] for room in place or {""})))
        self.anywhere[key] = sorted({one.start for one in members})

    def of(self, one: Timed) -> tuple[int | None, EndFrom]:
        """The end of a slot, and how it is known; None where it has to be asked for."""
        length = one.dated.titled.length
        if one.end is not None:
            return one.end, "stated"
        if length:
            return one.start + length, "duration"
        return self.inferred(one)

    def inferred(self, one: Timed) -> tuple[int | None, EndFrom]:
        """The end that is not said: the next start, or the end of the announced hours."""
        slot = one.dated.titled.slot
        parted = slot.pause_after or one.dated.titled.line in self.barred
        following = self.following(one)
        since = one.last if one.last is not None else one.start
        gap = following - since if following is not None else 0
        if following is not None and gap <= WINDOW_MAX and (slot.group, one.day, following) in self.closings:
            return following, "window"
        hides_lunch = since < LUNCH[0] and since + gap > LUNCH[1] and gap > max(90, 2.5 * self.usual)
        if following is not None and gap <= GAP_MAX and not parted and not hides_lunch:
            return following, "next"
        closing = self.closing(one, since) if following is None and not parted else None
        if closing is not None:
            return closing, "window"
        if self.answers.default_duration:
            return since + int(self.answers.default_duration.total_seconds() // 60), "default"
        return None, "stated"

    def following(self, one: Timed) -> int | None:
        """The next start where a slot is: in its list or column, else in the list that follows."""
        group = one.dated.titled.slot.group
        since = one.last if one.last is not None else one.start
        place = self.place(one)
        key = (group, one.day)
        everywhere = _is_everywhere(one, key in self.with_lanes)
        starts = self.anywhere[key] if everywhere else self.lanes[(*key, place)]
        after = _later(starts, since)
        if after is not None:
            return after
        latest = self.anywhere[(group, one.day)][-1]
        if since < latest:
            return None
        return next(
            (first for first, other, places in self.by_day[one.day]
             if first > latest and other != group and place in places), None
        )  # fmt: skip

    def closing(self, one: Timed, since: int) -> int | None:
        """The end of the announced hours, those announced nearest to the slot first."""
        slot = one.dated.titled.slot
        windows = [w for w in self.scanned.windows[:WINDOWS_MAX] if self.is_of(w, one)]
        near = sorted(windows, key=lambda w: (-_shared(w.path, slot.path), w.line > slot.line, abs(w.line - slot.line)))
        for window in near:
            start, end = hours(window)
            if start <= since < end and end - since <= GAP_MAX:
                return end
        return None

    def is_of(self, window: Window, one: Timed) -> bool:
        """Whether announced hours are in the slot's zone, and of its day if they name one."""
        zone = page_zone(one, self.scanned, self.answers)
        if window.period.zone is not None and zone is not None and window.period.zone.name != zone.name:
            return False
        said = window.when.said if window.when else ()
        days = [(month, day) for each in said for month, first in each.readings for day in each.days or (first,)]
        ranged = len(said) > 1
        return not said or ranged or (one.day.month, one.day.day) in days


def _is_everywhere(one: Timed, has_lanes: bool) -> bool:
    """Whether a slot is for all rooms: a cell over all columns, or a break."""
    titled = one.dated.titled
    if titled.slot.lane or titled.rooms or titled.tracks:
        return False
    return has_lanes or kind_of(titled.title) in ("break", "social", "keynote")


def hours(window: Window) -> tuple[int, int]:
    """Return when announced hours begin and end, as read at first sight."""
    start = window.period.start.literal
    end = window.period.end.literal if window.period.end else start
    return start, end if end > start else end + DAY


def _later(starts: Sequence[int], start: int) -> int | None:
    at = bisect_right(starts, start)
    return starts[at] if at < len(starts) else None


def _shared(one: tuple[Section, ...], other: tuple[Section, ...]) -> int:
    return sum(1 for a, b in zip(one, other, strict=False) if a == b)
