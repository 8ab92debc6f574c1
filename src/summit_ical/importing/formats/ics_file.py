"""A calendar file, as Sched, pretalx and Google export it, to a Programme. RFC 5545 as far as schedules use it."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from icalendar import Component, Event

from summit_ical.importing.formats.ics_parts import ZONE, CalendarPart, named, parts, unescaped, value
from summit_ical.importing.formats.ics_repeats import CalendarEntry, Instance, instances
from summit_ical.importing.formats.ics_zones import WallTime, Zones, moment
from summit_ical.importing.formats.iso_times import to_iso_length
from summit_ical.importing.formats.kinds import kind_of
from summit_ical.importing.formats.twins import joined
from summit_ical.importing.formats.vtimezone import listed, only
from summit_ical.importing.schedule import Answers, Item, Person, Programme
from summit_ical.model.source import AgendaError, Mark, Problem, Text, shown
from summit_ical.model.zones import FIRST_YEAR, LAST_YEAR, to_wall
from summit_ical.text.escape import as_markdown

TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID")
ELSEWHERE = re.compile(r"[^:]*;TZID=(?!\"?(?:Etc/)?(?:UTC|GMT|Z)[\";:])", re.IGNORECASE)
STATUSES = {"CANCELLED": "cancelled", "TENTATIVE": "tentative"}


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule in a calendar file. Raises AgendaError where it is none."""
    programme = Programme(file, lasting=True)
    programme.has = frozenset({"track", "room", "abstract"})
    found = parts(text)
    events = [part for part in found.components if part.name == "VEVENT"]
    if not events:
        raise AgendaError(
            [Problem(Mark(file), "error", "ics", "there is no VEVENT in it", "export the calendar again")]
        )
    for number, line in found.odd:
        programme.note(Mark(file, number, 1), "left out", f"{shown(line)} is no property of an entry")
    programme.title = unescaped(found.head.get("NAME") or found.head.get("X-WR-CALNAME") or "")
    reading = CalendarFile(programme, Zones(programme, found, answers))
    entries = reading.current([entry for part in events if (entry := reading.entry(part)) is not None])
    reading.zones.answered()
    if programme.questions:
        return programme
    taking_place = list(instances(entries, reading.zones, answers))
    programme.questions += reading.zones.doubts.questions()
    starts = [
        (instance.entry.start, reading.zones.instant(instance.entry.start, instance.entry.mark))
        for instance in taking_place
    ]
    programme.zone = answers.shown_in or answers.timezone or reading.zones.usual(starts)
    programme.items = [item for instance in taking_place if (item := reading.item(instance)) is not None]
    joined(programme)
    programme.notes[:] = dict.fromkeys(programme.notes)
    return programme


class CalendarFile:
    """One calendar file being read."""

    def __init__(self, programme: Programme, zones: Zones) -> None:
        self.programme, self.zones = programme, zones

    def left(self, mark: Mark, title: str, why: str) -> None:
        self.programme.note(mark, "left out", f"{shown(title)}: {why}" if title else why)

    def entry(self, part: CalendarPart) -> CalendarEntry | None:
        """Return an entry that begins at a time; None for any other, with a note."""
        mark = Mark(self.programme.file, part.line, 1)
        title = " ".join(unescaped(part.first("SUMMARY")).split())
        try:
            event = Event.from_ical(part.text())
        except ValueError:
            self.left(mark, title, "the entry cannot be read")
            return None
        if not title or "DTSTART" not in event:
            self.left(mark, title, "an entry without start or title" if not title else "no start")
            return None
        start = only(event, "DTSTART")
        if start is None or not isinstance(start.dt, date):
            self.left(mark, title, f"{shown(part.first('DTSTART'))} is no date and time")
        elif not isinstance(start.dt, datetime):
            self.left(mark, title, _all_day(event))
        elif not FIRST_YEAR <= start.dt.year <= LAST_YEAR:
            self.left(mark, title, f"{start.dt.year} is outside the years {FIRST_YEAR} to {LAST_YEAR}")
        elif said := self._contradicts(part):
            self.left(mark, title, f"{shown(said)} names a zone and ends in Z, which is UTC")
        else:
            self._moment(event, "DTEND", part, mark)
            begins, again = (self._moment(event, name, part, mark) for name in ("DTSTART", "RECURRENCE-ID"))
            assert isinstance(begins, WallTime)
            return CalendarEntry(event, mark, title, str(event.get("UID", "")), begins, again)
        return None

    def _contradicts(self, part: CalendarPart) -> str:
        """A time in a zone that says that it is in UTC."""
        lines = (line for line in part.lines if named(line) in TIMES and ELSEWHERE.match(line))
        return next((line for line in lines if value(line).upper().endswith("Z")), "")

    def _moment(self, event: Component, name: str, part: CalendarPart, mark: Mark) -> WallTime | date | None:
        said = only(event, name)
        when = said.dt if said is not None else None
        if not isinstance(when, datetime) or not FIRST_YEAR <= when.year <= LAST_YEAR:
            return when if type(when) is date else None
        found = moment(when, str(said.params.get(ZONE, "")), part.calendar)
        self.zones.meet(found.calendar, found.tzid, mark)
        return found

    def current(self, entries: list[CalendarEntry]) -> list[CalendarEntry]:
        """Leave out entries of which there is a later revision. RFC 5545 3.8.7.4."""
        latest: dict[tuple[object, ...], int] = {}
        for entry in entries:
            latest[_itself(entry)] = max(latest.get(_itself(entry), 0), entry.revision)
        for entry in entries:
            if entry.revision < latest[_itself(entry)]:
                why = f"there is a later revision of it (SEQUENCE {latest[_itself(entry)]})"
                self.left(entry.mark, entry.title, why)
        return [entry for entry in entries if entry.revision == latest[_itself(entry)]]

    def item(self, instance: Instance) -> Item | None:
        """Return one instance as an item of the programme."""
        entry, event = instance.entry, instance.entry.event
        length = instance.length or self._length(instance)
        if length is not None and length > timedelta(hours=24):
            days = f" ({length.days} days)" if length < timedelta(days=3660) else ""
            self.left(entry.mark, entry.title, f"it lasts more than 24 hours{days}")
            return None
        return Item(
            title=Text(entry.title, entry.mark),
            day=self._day(instance.start),
            start=instance.start,
            end=None if length is None else instance.start + length,
            key=" ".join(filter(None, (entry.uid, instance.repeat))) if entry.uid else "",
            speakers=tuple(_people(event)),
            tracks=tuple(_words(event, "CATEGORIES")),
            rooms=tuple(filter(None, [_said(event, "LOCATION").strip()])),
            kind=kind_of(entry.title),
            url=_said(event, "URL").strip(),
            abstract=as_markdown(_said(event, "DESCRIPTION")),
            status=STATUSES.get(_said(event, "STATUS").strip().upper(), ""),
        )

    def _length(self, instance: Instance) -> timedelta | None:
        """How long an entry says that it lasts; None where it does not, or says something that is no length."""
        entry, event = instance.entry, instance.entry.event
        if "DTEND" in event:
            end = only(event, "DTEND")
            if end is None or not isinstance(end.dt, datetime) or not FIRST_YEAR <= end.dt.year <= LAST_YEAR:
                self.programme.note(entry.mark, "look at", f"{shown(entry.title)}: its DTEND is no time")
                return None
            last = moment(end.dt, str(end.params.get(ZONE, "")), entry.start.calendar)
            return self.zones.instant(last, entry.mark) - self.zones.instant(entry.start, entry.mark)
        if "DURATION" not in event:
            return None
        said = listed(event["DURATION"])[0].to_ical().decode()
        length = to_iso_length(said)
        if length is None:
            self.programme.note(entry.mark, "look at", f"{shown(entry.title)}: {shown(said)} is no length of time")
        return length

    def _day(self, start: datetime) -> date:
        return to_wall(start, self.programme.zone).date() if self.programme.zone else start.date()


def _all_day(event: Component) -> str:
    """Why an entry of whole days is left out."""
    start, end = only(event, "DTSTART"), only(event, "DTEND")
    days = (end.dt - start.dt).days if end is not None and type(end.dt) is date else 1
    return "all day" if days < 2 else f"all day, on {days} days"


def _itself(entry: CalendarEntry) -> tuple[object, ...]:
    """What is the same in all revisions of an entry: two of one UID with other titles are two."""
    if not entry.uid:
        return (id(entry),)
    return (entry.start.calendar, entry.uid, entry.recurrence or entry.title)


def _said(event: Component, name: str) -> str:
    return "\n".join(str(one) for one in listed(event.get(name)))


def _words(event: Component, name: str) -> Iterator[str]:
    """The words of all lines of a list."""
    for line in listed(event.get(name)):
        for word in getattr(line, "cats", [line]):
            if str(word).strip():
                yield str(word).strip()


def _people(event: Component) -> Iterator[Person]:
    for name in ("X-SPEAKER", "X-SPEAKERS"):
        for line in listed(event.get(name)):
            yield from (Person(unescaped(one).strip()) for one in re.split(r"(?<!\\),", str(line)) if one.strip())
            return
