"""A Programme to the rows of an agenda: one zone, our grammar of time, ids. The rest is left out, with a note."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urljoin

from summit_ical.agendafile.times import LONGEST, time_words
from summit_ical.importing.doubts import BACKWARDS, Doubts
from summit_ical.importing.identities import HASH, before, hashed, ids, keys
from summit_ical.importing.questions import Answer, Unanswered
from summit_ical.importing.schedule import INFERRED, Answers, Item, Note, Person, Programme, Question
from summit_ical.model import zones
from summit_ical.model.agenda import NO_TALKS
from summit_ical.model.characters import clean, one_line
from summit_ical.model.source import AgendaError, Mark, Problem, Refused, Row, Rows, Text, shown
from summit_ical.model.values import ID_MAX, to_language, to_url
from summit_ical.text.slug import slug, take_name

ABRIDGED = 3  # ends inferred for one reason that the report names line by line
LINKS_MAX = 100  # of one session: nobody follows more
WHY_END = {
    "next": "not announced: the next session starts then",
    "window": "not announced: the hours of the day end then",
    "default": "not announced: as long as --default-duration",
}


class Taken(NamedTuple):
    """One session as it stands in the draft, for the report."""

    name: str  # its id
    title: str
    day: date
    start: datetime  # by the clocks of the agenda's zone
    end: datetime
    rooms: tuple[str, ...]
    mark: Mark
    end_from: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Rows of an agenda, and what is to be said of them."""

    root: Row
    notes: tuple[Note, ...]  # in the order of the source
    comments: dict[tuple[str, str], str]  # session's id, key -> why it says so
    says: frozenset[str]  # fields that the source can say
    keys: dict[str, str]  # session's id -> by what the source knows it, "" where it has no name for it
    before: dict[str, tuple[str, ...]]  # session's id -> ids that earlier versions may have made of its key
    taken: tuple[Taken, ...] = ()  # in the order of the agenda
    answers: tuple[Answer, ...] = ()  # what was asked of the source, and answered


def draft(programme: Programme, answers: Answers) -> Draft:
    """Return the agenda that a programme makes.

    Raises Unanswered where something is open that only the caller can tell, AgendaError where there is no session.
    """
    items = [replace(item, end=None) if item.end == item.start else item for item in programme.items]
    programme = replace(programme, items=items)
    questions = [*programme.questions, *_ends(programme, answers)]
    if questions:
        raise Unanswered(questions)
    zone = answers.shown_in or answers.timezone or programme.zone or _offset_zone(programme)
    drafting = Drafting(programme, zone, answers)
    sessions = drafting.sessions()
    if not sessions:
        raise AgendaError(nothing(programme))
    return drafting.done(sessions)


def _ends(programme: Programme, answers: Answers) -> Iterable[Question]:
    """Yield what is to be asked of sessions without an end, and of those that end before they begin."""
    endless = [item for item in programme.items if item.end is None and item.kind not in NO_TALKS]
    if endless and not answers.default_duration:
        first, *others = endless
        told = f"the end of {shown(first.title)} is not said" + (f", nor of {len(others)} more" if others else "")
        yield Question(first.mark, "duration", "", told, (), tuple(item.mark for item in others))
    doubts = Doubts(answers)
    for item in programme.items:
        if item.end is not None and _begins_after(item.start, item.end):
            words = f"{item.title}: {item.start:%H:%M} to {item.end:%H:%M}"
            told = f"{shown(item.title)} ends before it begins, from {item.start:%H:%M} to {item.end:%H:%M}"
            doubts.decided(BACKWARDS, item.mark, words, told)
    yield from doubts.questions()


def _begins_after(start: datetime, end: datetime) -> bool:
    return (start.tzinfo is None) == (end.tzinfo is None) and end < start


def nothing(programme: Programme) -> Iterable[Problem]:
    """Yield that there is no session, after what looked like one."""
    left = [note for note in programme.notes if note.what == "left out"]
    for note in left[:20]:
        yield Problem(note.mark, "warning", "left-out", f"left out: {note.message}")
    message = "no session with a day and a time was found in it"
    hint = (
        "export it again, with the times"
        if programme.lasting
        else "a session is a line, a heading or a row of a table that begins with a time"
    )
    yield Problem(Mark(programme.file), "error", "no-session", message, hint)


def _offset_zone(programme: Programme) -> str:
    """A zone for a source that says offsets and no place: the one that keeps the offset, if there is one, else UTC."""
    offsets = {item.start.utcoffset() for item in programme.items}
    if len(offsets) == 1 and (offset := offsets.pop()):
        hours = round(offset.total_seconds() / 3600)
        name = f"Etc/GMT{-hours:+d}"
        if timedelta(hours=hours) == offset and zones.is_known(name):
            said = f"UTC{zones.offset_words(offset)}"
            message = f"no time zone is named, only {said}: give --timezone for a place such as Europe/Berlin"
            programme.note(Mark(programme.file), "look at", message)
            return name
    if offsets != {timedelta(0)}:
        programme.note(Mark(programme.file), "look at", "no time zone is named: times are in UTC; give --timezone")
    return "UTC"


class TimedItem(NamedTuple):
    """When a session takes place."""

    day: date
    start: datetime
    end: datetime
    words: str  # as `time:` says it


class Drafted(NamedTuple):
    """One session of the draft, and where it is from."""

    name: str
    key: str
    before: tuple[str, ...]
    times: TimedItem
    row: Row
    item: Item


def _namesakes(items: Iterable[Item]) -> dict[str, int]:
    """The names that several people of the source have, by its own keys, and how many do."""
    known: dict[str, set[str]] = {}
    for person in (person for item in items for person in item.speakers if person.key):
        known.setdefault(one_line(person.name), set()).add(person.key)
    return {name: len(held) for name, held in known.items() if len(held) > 1}


class Drafting:
    """One agenda being drafted."""

    def __init__(self, programme: Programme, zone: str, answers: Answers) -> None:
        self.programme, self.zone, self.answers = programme, zone, answers
        self.clocks_of = programme.zone or zone  # what wall clocks of the source are in
        self.names: dict[str, dict[str, str]] = {"track": {}, "room": {}}  # name -> id
        self.numbers: dict[str, dict[str, int]] = {"track": {}, "room": {}}  # id -> how many more would have had it
        self.people: dict[str, Person] = {}  # by what sessions say for them
        self.namesakes = _namesakes(programme.items)
        for name, count in self.namesakes.items():
            message = f"{shown(name)} is the name of {count} people in the source: each gets an id"
            programme.note(Mark(programme.file), "look at", message)
        self.comments: dict[tuple[str, str], str] = {}

    def left(self, item: Item, why: str) -> None:
        self.programme.note(item.mark, "left out", f"{shown(item.title)}: {why}")

    # -- sessions -------------------------------------------------------------------------------------------------

    def sessions(self) -> list[Drafted]:
        """Return the sessions that have a time, each with its row."""
        timed = [(item, times) for item in self.programme.items if (times := self.timed(item)) is not None]
        items = [item for item, _ in timed]
        known = keys(items)
        names = ids(items, known)
        return [
            Drafted(name, key, names_before, times, self.session(item, name, times), item)
            for (item, times), name, key, names_before in zip(timed, names, known, before(known), strict=True)
        ]

    def timed(self, item: Item) -> TimedItem | None:
        """Return a session's day and times; None where it is left out."""
        if not one_line(item.title):
            self.programme.note(item.mark, "left out", f"no title: {item.start:%Y-%m-%d %H:%M}")
            return None
        return self.times(item)

    def session(self, item: Item, name: str, times: TimedItem) -> Row:
        """Return a session's row."""
        mark = item.mark
        row = Row(mark)
        self.put(row, "id", name)
        self.put(row, "time", times.words)
        self.put(row, "title", one_line(item.title))
        self.many(row, "speakers", [self.person(p, mark) for p in item.speakers if one_line(p.name)])
        for key, said in (("track", item.tracks), ("room", item.rooms)):
            self.many(row, key, [self.declared(key, one_line(one)) for one in said if one_line(one)])
        if item.kind != "talk":
            self.put(row, "kind", item.kind)
        self.optional(row, item)
        if item.end_from in INFERRED or item.end is None:
            self.put(row, "end_inferred", "true")
            self.comments[(name, "end_inferred")] = WHY_END[item.end_from if item.end_from in INFERRED else "default"]
        self.programme.note(mark, "taken", name)
        return row

    def put(self, row: Row, key: str, value: str) -> None:
        row[Text(key, row.mark)] = Text(value, row.mark)

    def many(self, row: Row, key: str, values: list[str]) -> None:
        values = list(dict.fromkeys(values))
        if len(values) == 1 and key != "speakers":
            self.put(row, key, values[0])
        elif values:
            rows = Rows(row.mark)
            rows.extend(Text(value, row.mark) for value in values)
            row[Text(key, row.mark)] = rows

    def optional(self, row: Row, item: Item) -> None:
        """Add what few sessions have."""
        if item.language:
            with suppress(Refused):  # frab and others write "English" and the like
                self.put(row, "language", to_language(Text(item.language, item.mark)))
        if address := self.address(item.url):
            self.put(row, "url", address)
        if item.status in ("cancelled", "tentative"):
            self.put(row, "status", item.status)
        if abstract := clean(item.abstract):
            self.put(row, "abstract", abstract)
        links = Row(item.mark)
        known: set[str] = set()  # their addresses
        names: dict[str, int] = {}
        for words, href in item.links:
            name, at = slug(words) or "link", self.address(href)
            if not at or at in known:
                continue
            if len(known) == LINKS_MAX:
                self.programme.note(item.mark, "look at", f"{shown(item.title)}: more than {LINKS_MAX} links")
                break
            known.add(at)
            self.put(links, take_name(name, names), at)
        if links:
            row[Text("links", item.mark)] = links

    def address(self, href: str) -> str:
        """An absolute address, or "" for one that is none of the web's."""
        if not href:
            return ""
        try:
            return str(to_url(Text(urljoin(self.programme.url, href) if self.programme.url else href, Mark(""))))
        except (Refused, ValueError):
            return ""

    def person(self, person: Person, mark: Mark) -> str:
        """What sessions say for a person: the name, or the id of one of several who share it."""
        name = one_line(person.name)
        key = person.key if name in self.namesakes else ""
        said = hashed(f"{name}\n{key}", HASH) if key else name
        known = self.people.get(said, Person(name))
        where, address = one_line(person.affiliation), self.address(person.url)
        self.people[said] = Person(name, known.affiliation or where, known.url or address, key)
        return said

    def declared(self, key: str, name: str) -> str:
        """The id of a track or a room."""
        known = self.names[key]
        if name not in known:
            known[name] = take_name(slug(name) or f"{key}-{len(known) + 1}", self.numbers[key], ID_MAX)
        return known[name]

    # -- times ----------------------------------------------------------------------------------------------------

    def times(self, item: Item) -> TimedItem | None:
        """Return the programme day, the instants, and what `time:` says; None where it cannot be said."""
        try:
            start = self.instant(item.start)
            end = self.instant(item.end) if item.end is not None else None
        except Refused as refused:
            self.left(item, f"{refused.message}; {refused.hint}" if refused.hint else refused.message)
            return None
        if end is None and self.answers.default_duration:
            end = start + self.answers.default_duration
        if end is None or end <= start:
            self.left(item, "it has no end" if end is None else "it ends at or before its start")
            return None
        if end - start > LONGEST:
            self.left(item, "it lasts more than 24 hours")
            return None
        wall = zones.to_wall(start, self.zone)
        day, plus = item.day, ""
        if wall.date() - timedelta(days=1) == day:
            plus = "+1 "
        elif wall.date() != day:
            day = wall.date()
        return TimedItem(day, start, end, plus + time_words(start, end, self.zone))

    def instant(self, when: datetime) -> datetime:
        zones.check_year(when)
        return zones.to_instant(when, self.clocks_of) if when.tzinfo is None else when.astimezone(UTC)

    # -- the whole ------------------------------------------------------------------------------------------------

    def done(self, sessions: list[Drafted]) -> Draft:
        """Return the whole agenda."""
        mark = Mark(self.programme.file, 1, 1)
        root = Row(mark)
        sessions = sorted(sessions, key=lambda one: (one.times.day, one.times.start))
        by_day: dict[date, list[Row]] = {}
        for one in sessions:
            by_day.setdefault(one.times.day, []).append(one.row)
        days = list(by_day)
        root[Text("event", mark)] = self.event(days[0], mark)
        for key, plural in (("track", "tracks"), ("room", "rooms")):
            self.list_of(root, plural, [{"id": name, "name": said} for said, name in self.names[key].items()])
        self.list_of(root, "speakers", self.described())
        rows = Rows(mark)
        for day in days:
            row = Row(mark)
            self.put(row, "date", day.isoformat())
            held = Rows(mark)
            held.extend(by_day[day])
            row[Text("sessions", mark)] = held
            rows.append(row)
        root[Text("days", mark)] = rows
        notes = sorted(self.programme.notes, key=lambda note: (note.mark.line, note.mark.pointer))
        return Draft(
            root,
            (*self.inferred(sessions), *notes),
            self.comments,
            self.programme.has,
            {one.name: one.key for one in sessions},
            {one.name: one.before for one in sessions},
            tuple(self.taken(one) for one in sessions),
        )

    def taken(self, one: Drafted) -> Taken:
        item, times = one.item, one.times
        start, end = (zones.to_wall(instant, self.zone) for instant in (times.start, times.end))
        end_from = "default" if item.end is None else item.end_from
        return Taken(one.name, one_line(item.title), times.day, start, end, item.rooms, item.mark, end_from)

    def inferred(self, sessions: list[Drafted]) -> list[Note]:
        """Say which ends were inferred."""
        marks = {one.name: one.row.mark for one in sessions}
        names: dict[str, list[str]] = {}  # of sessions, by why they end when they do
        for (name, key), words in self.comments.items():
            if key == "end_inferred":
                names.setdefault(words, []).append(name)
        notes = []
        for words, named in names.items():
            more = f" and {len(named) - ABRIDGED} more" if len(named) > ABRIDGED else ""
            listed = ", ".join(named[:ABRIDGED]) + more
            notes.append(Note(marks[named[0]], "look at", f"the end is {words}: {listed}"))
        return notes

    def event(self, first: date, mark: Mark) -> Row:
        title = one_line(self.programme.title) or "Imported programme"
        row = Row(mark)
        name = slug(title, 35) or "event"
        self.put(row, "id", name if str(first.year) in name else f"{name}-{first.year}")
        self.put(row, "title", title)
        self.put(row, "timezone", self.zone)
        if address := self.address(self.programme.url):
            self.put(row, "url", address)
        return row

    def described(self) -> list[dict[str, str]]:
        """The speakers of whom more than a name is known, or who share theirs."""
        taken = dict.fromkeys(self.people, 1)
        listed = []
        for said, person in self.people.items():
            base = slug(person.name)
            if not base or not (person.affiliation or person.url or person.key):
                continue
            unique = said if person.key else take_name(base, taken, ID_MAX)
            listed.append({"id": unique, "name": person.name, "affiliation": person.affiliation, "url": person.url})
        return listed

    def list_of(self, root: Row, key: str, records: list[dict[str, str]]) -> None:
        if not records:
            return
        rows = Rows(root.mark)
        for record in records:
            row = Row(root.mark)
            for name, value in record.items():
                if value:
                    self.put(row, name, value)
            rows.append(row)
        root[Text(key, root.mark)] = rows
