"""What frab, Pentabarf, pretalx and c3voc schedules have in common, in XML or JSON: an event's fields to an Item."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar

from summit_ical.importing.doubts import (
    DATE_OR_DAY,
    DATE_OR_START,
    END_OR_LENGTH,
    HOURS_OR_DAYS,
    SAME_OR_NEXT,
    Doubts,
)
from summit_ical.importing.formats.iso_times import LENGTH_MAX, to_clock, to_date, to_lengths, to_moment
from summit_ical.importing.formats.kinds import kind_of
from summit_ical.importing.formats.twins import joined
from summit_ical.importing.schedule import Answers, Choice, Item, Person, Programme, Question
from summit_ical.model.source import Mark, Refused, Text, shown
from summit_ical.model.zones import FIRST_YEAR, LAST_YEAR, check_year, known, to_wall

Day = TypeVar("Day", date, datetime)
DAY = timedelta(days=1)
NIGHT = timedelta(hours=6)  # until then, a clock may be of the night after the day under which it stands
WORDS = (
    "title",
    "subtitle",
    "track",
    "type",
    "language",
    "abstract",
    "description",
    "url",
    "date",
    "start",
    "end",
    "duration",
    "status",
)


class Limits(NamedTuple):
    """One day of the programme, and from when to when it goes by its own clocks, where the schedule says so."""

    day: date | None = None
    start: datetime | None = None
    end: datetime | None = None
    change: timedelta | None = None  # the clock at which one day of the programme becomes the next

    def holds(self, wall: datetime) -> bool:
        """Whether the day's own limits say that a clock is within it."""
        if self.day is not None and self.change is not None:
            return self.day == (wall - self.change).date()
        return self.start is not None and self.end is not None and self.start <= wall <= self.end


class FrabEvent(NamedTuple):
    """One event, its fields as written, "" where there are none."""

    mark: Mark
    key: str
    words: Mapping[str, str]
    room: str
    people: tuple[Person, ...]
    links: tuple[tuple[str, str], ...]

    @property
    def called(self) -> str:
        return shown(self.words["title"] or self.key)


class Conference(NamedTuple):
    """What a schedule says of all its events."""

    title: str
    zone: str
    url: str
    start: str = ""  # as written: a date, or an instant
    end: str = ""


class FrabSchedule:
    """One schedule being read."""

    def __init__(self, file: str, conference: Conference, answers: Answers) -> None:
        self.conference, self.answers, self.doubts = conference, answers, Doubts(answers)
        self.programme = Programme(file, conference.title, conference.url, lasting=True)
        self.programme.has = frozenset({"speakers", "track", "room", "abstract", "links"})
        self.unzoned: list[Mark] = []
        self.outside: dict[date, list[Mark]] = {}
        try:
            self.programme.zone = known(conference.zone) if conference.zone else answers.timezone
        except Refused as refused:
            self.programme.note(Mark(file), "look at", f"{refused.message}: {refused.hint}")
            self.programme.zone = answers.timezone
        self.first, self.last = self._date(conference.start), self._date(conference.end)

    def _date(self, written: str) -> date | None:
        """The date of a conference's first or last day, by its clocks."""
        at = _in_range(to_moment(written))
        return self._seen(at)[-1].date() if at is not None else _in_range(to_date(written))

    def limits(self, day: str, start: str, end: str, change: str = "") -> Limits:
        """Return one day of the programme, its limits by the clocks of the conference: instants, or h:mm."""
        of = to_date(day)
        walls = []
        for written in (start, end):
            at, clock = _in_range(to_moment(written)), to_clock(written)
            if at is not None:
                walls.append(self._seen(at)[-1])
            elif clock is not None and _in_range(of) is not None:
                assert of is not None
                walls.append(_midnight(of) + clock)
        if len(walls) == 2 and walls[1] <= walls[0]:
            walls[1] += DAY  # from 10:30 to 02:00
        first, last = walls if len(walls) == 2 else (None, None)
        return Limits(of, first, last, to_clock(change))

    def held(self, days: Sequence[Limits], written: str) -> Limits:
        """Return the day within whose limits an instant is; a boundary is the beginning of the later one."""
        at = _in_range(to_moment(written))
        if at is None:
            return Limits()
        wall = self._seen(at)[-1]
        return next((day for day in reversed(days) if day.holds(wall)), Limits())

    def done(self) -> Programme:
        """Return the schedule, with what is to be asked about it."""
        questions = self.programme.questions
        if self.unzoned:
            told = "the time zone is not said"
            questions.append(Question(self.unzoned[0], "timezone", "", told, (), tuple(self.unzoned[1:])))
        questions += self._days_outside()
        questions += self.doubts.questions()
        joined(self.programme)
        return self.programme

    def room(self, limits: Limits, events: Iterable[FrabEvent]) -> None:
        """Add the events of one room on one day, in the order in which they stand."""
        previous: timedelta | None = None
        for event in events:
            self.add(event, limits, previous)
            clock = to_clock(event.words["start"])
            previous = max(filter(None, (previous, clock)), default=None)

    def add(self, event: FrabEvent, limits: Limits, previous: timedelta | None = None) -> None:
        """Add an event to the schedule, or leave it out with a note. `previous` is the latest clock above it."""
        try:
            limits = _within(event, limits._replace(day=self.own_day(event, self.dated(limits.day, event.mark))))
        except Refused as refused:
            self.programme.note(event.mark, "left out", f"{event.called}: {refused.message}; {refused.hint}")
            return
        start = self.start(event, limits, previous)
        if start is None:
            self.programme.note(event.mark, "left out", f"{event.called}: no date and time")
            return
        if start.tzinfo is None and not self.programme.zone:
            self.unzoned.append(event.mark)
        end = self.end(event, start)
        if limits.day is None and _clock(seen := self._seen(start)[-1]) >= NIGHT:
            moved = (self.dated(seen.date(), event.mark) or seen.date()) - seen.date()
            start, end = start + moved, end and end + moved
        self.programme.items.append(self.item(event, start, end, self.day(start, limits)))

    def item(self, event: FrabEvent, start: datetime, end: datetime | None, day: date) -> Item:
        """Return an event with its times as an item."""
        words = event.words
        return Item(
            title=Text(words["title"], event.mark),
            day=day,
            start=start,
            end=end,
            end_from="duration",
            key=event.key,
            speakers=tuple(person for person in event.people if person.name.strip()),
            tracks=(words["track"],) if words["track"].strip() else (),
            rooms=(event.room,) if event.room.strip() else (),
            kind=kind_of(words["title"], words["type"]),
            language=words["language"].strip(),
            url=words["url"].strip(),
            abstract=_abstract(words),
            links=event.links,
            status="cancelled" if words["status"].lower() in ("cancelled", "canceled") else "",
        )

    # -- when -----------------------------------------------------------------------------------------------------

    def dated(self, day: date | None, mark: Mark) -> date | None:
        """Return a day of the programme, as it stands or as the caller says; one outside the conference is noted."""
        if day is None:
            return None
        said = dict(self.answers.days).get(day.isoformat())
        if said is None and ((self.first and day < self.first) or (self.last and day > self.last)):
            self.outside.setdefault(day, []).append(mark)
        return said or day

    def _days_outside(self) -> Iterable[Question]:
        """Yield a Question for each day that is not of the conference."""
        first, last = self.first, self.last
        span = (
            f"on {first}" if first == last else f"from {first}" if last is None else f"{first or ''} to {last}".strip()
        )
        for day, marks in self.outside.items():
            count = f"{len(marks)} session{'s' if len(marks) != 1 else ''}"
            choices = [Choice(day.isoformat(), f"as it stands: {count}")]
            for year in dict.fromkeys(limit.year for limit in (first, last) if limit):
                moved = to_date(f"{year}-{day:%m-%d}")
                if moved and moved != day and (first or moved) <= moved <= (last or moved):
                    choices.append(Choice(moved.isoformat(), f"a day of the conference: {count}"))
            told = f"{day} is outside the conference, which is {span}"
            yield Question(marks[0], "day", day.isoformat(), told, tuple(choices), tuple(marks[1:]))

    def start(self, event: FrabEvent, limits: Limits, previous: timedelta | None) -> datetime | None:
        """When an event begins: an instant by its full date, or a wall clock by its day."""
        written = event.words["start"]
        dated = to_moment(event.words["date"]) or to_moment(written)
        clock = to_clock(written)
        walls = self._walls(event, clock, limits, previous)
        if dated is None:
            return walls[0] if walls else None
        if limits.day is not None and not self._on(dated, limits):
            words = f"{event.words['date'] or written} under {limits.day}"
            told = f"{event.called} is dated {words}"
            way = self.doubts.decided(
                DATE_OR_DAY if walls else {"date-not-day": "the full date counts"}, event.mark, words, told
            )
            return walls[0] if way == "day-not-date" else dated
        if clock is not None and clock % DAY not in map(_clock, self._seen(dated)):
            words = f"{event.words['date']} and {written}"
            told = f"{event.called} begins at {dated.isoformat()} by its date and at {written} by its start"
            way = self.doubts.decided(
                DATE_OR_START if walls else {"date-not-start": "the full date counts"}, event.mark, words, told
            )
            return walls[0] if way == "start-not-date" else dated
        return dated

    def own_day(self, event: FrabEvent, day: date | None) -> date | None:
        """The day of an event that says its date without a time: the one under which it stands, where they agree."""
        own = to_date(event.words["date"])
        if own is None or to_moment(event.words["date"]):
            return day
        if day is None or own == day:
            return own
        words = f"{own} under {day}"
        way = self.doubts.decided(DATE_OR_DAY, event.mark, words, f"{event.called} is dated {words}")
        return day if way == "day-not-date" else own

    def _seen(self, dated: datetime) -> list[datetime]:
        """An instant by its own offset, and by the clocks of the conference."""
        seen = [dated.replace(tzinfo=None)]
        if dated.tzinfo is not None and self.programme.zone:
            seen.append(to_wall(dated, self.programme.zone).replace(tzinfo=None))
        return seen

    def _on(self, dated: datetime, limits: Limits) -> bool:
        """Whether an instant belongs to a day of the programme: by its limits, its date, or the night after it."""
        return limits.holds(self._seen(dated)[-1]) or any(
            wall.date() == limits.day
            or (limits.day is not None and wall.date() == limits.day + DAY and _clock(wall) < 2 * NIGHT)
            for wall in self._seen(dated)
        )

    def _walls(
        self, event: FrabEvent, clock: timedelta | None, limits: Limits, previous: timedelta | None
    ) -> list[datetime]:
        """The wall clock of an event under its day, if both are said: of the day's date, or of the next one."""
        if clock is None or limits.day is None:
            return []
        same = _midnight(limits.day) + clock
        if limits.holds(same):
            return [same]
        if limits.holds(same + DAY):
            return [same + DAY]
        if previous is None or clock >= min(previous, NIGHT) or to_moment(event.words["date"]):
            return [same]
        written = event.words["start"]
        told = f"{event.called} begins at {written}, after what begins at {_words(previous)} in its room"
        words = f"{written} {event.words['title']} on {limits.day}"
        way = self.doubts.decided(SAME_OR_NEXT, event.mark, words, told)
        return [same + DAY if way == "night-after" else same]

    def day(self, start: datetime, limits: Limits) -> date:
        """To which day of the programme an event belongs: the one under which it stands, or that of its clock."""
        return limits.day if limits.day and self._on(start, limits) else self._seen(start)[-1].date()

    def end(self, event: FrabEvent, start: datetime) -> datetime | None:
        """When an event ends: by its end, or by its length. What is no length is named, never replaced in silence."""
        by_length = self.by_length(event, start)
        ended, clock = to_moment(event.words["end"]), to_clock(event.words["end"])
        if ended is None and clock is not None:
            ended = start.replace(hour=0, minute=0, second=0) + clock
            if ended < start and clock <= NIGHT:
                ended += DAY  # past midnight; any other end before its start is asked about
        if ended is None or (ended.tzinfo is None) != (start.tzinfo is None):
            return by_length
        if by_length is not None and by_length != ended:
            words = f"{event.words['duration']} and {event.words['end']}"
            told = f"{event.called} lasts {event.words['duration']} and ends at {event.words['end']}"
            if self.doubts.decided(END_OR_LENGTH, event.mark, words, told) == "duration-not-end":
                return by_length
        return ended

    def by_length(self, event: FrabEvent, start: datetime) -> datetime | None:
        """When an event ends by its length."""
        written = event.words["duration"].strip()
        lengths = to_lengths(written)
        if not lengths:
            if written:
                told = f"{event.called}: {shown(written)} is no length of time that we know"
                self.programme.note(event.mark, "look at", told)
            return None
        length = lengths[0]
        if len(lengths) > 1:
            told = f"{event.called} lasts {written}, which is {lengths[0]} or {lengths[1]}"
            way = self.doubts.decided(HOURS_OR_DAYS, event.mark, written, told)
            length = lengths[way == "days-first"]
        return start + max(-LENGTH_MAX, min(length, LENGTH_MAX))


def _in_range(at: Day | None) -> Day | None:
    """A date or an instant, None for one of a year in which nothing can be told."""
    return at if at is not None and FIRST_YEAR <= at.year <= LAST_YEAR else None


def _within(event: FrabEvent, limits: Limits) -> Limits:
    """Return the day of an event, without a date that is none of ours where the event says its own.

    Raises Refused for an event of a year in which nothing can be told.
    """
    dated = to_moment(event.words["date"]) or to_moment(event.words["start"])
    for said in (dated, limits.day if dated is None else None):
        if said is not None:
            check_year(said)
    return limits._replace(day=_in_range(limits.day))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall clock, the zone is said elsewhere


def _clock(wall: datetime) -> timedelta:
    return timedelta(hours=wall.hour, minutes=wall.minute)


def _words(clock: timedelta) -> str:
    hours, minutes = divmod(int(clock.total_seconds()) // 60, 60)
    return f"{hours:02}:{minutes:02}"


def _abstract(words: Mapping[str, str]) -> str:
    """Subtitle, abstract and description, each once."""
    parts: list[str] = []
    for part in (
        f"*{words['subtitle'].strip()}*" if words["subtitle"].strip() else "",
        words["abstract"],
        words["description"],
    ):
        part = part.strip()
        if part and not any(part in other for other in parts):
            parts = [other for other in parts if other not in part]
            parts.append(part)
    return "\n\n".join(parts)


def web(links: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return links by names: slides, recording, or the words that they have on the page."""
    return tuple((words or "link", href) for words, href in links if href)
