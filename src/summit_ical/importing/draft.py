"""A Programme to the rows of an agenda: one zone, our grammar of time, ids. The rest is left out, with a note."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin

from summit_ical.importing.schedule import INFERRED, Answers, Item, Needed, Note, Person, Programme, Question
from summit_ical.importing.schedule import OPTIONS as ASKED
from summit_ical.model import zones
from summit_ical.model.source import AgendaError, Mark, Problem, Refused, Row, Rows, Text, shown
from summit_ical.model.values import to_language, to_url
from summit_ical.text.plain import clean, one_line
from summit_ical.text.slug import slug

LONGEST = timedelta(hours=24)
PAST_MIDNIGHT = timedelta(hours=12)
CHOICES = 6  # that a message names
SHARED_ID = 8  # characters of a UUID that tell it from others
WHY_END = {
    "next": "not announced: the next session starts then",
    "window": "not announced: the hours of the day end then",
    "default": "not announced: as long as --default-duration",
}
OPTIONS = {
    "--timezone": "import it with --timezone, as in `summit-ical import FILE --timezone Europe/Berlin`",
    "--year": "import it with --year, as in `summit-ical import FILE --year 2023`",
    "--default-duration": "import it with a length for such sessions, as in `summit-ical import FILE "
    "--default-duration 30m`",
    "--map": "name the column with --map, as in --map Beginn=time",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """Rows of an agenda, and what is to be said of them."""

    root: Row
    notes: tuple[Note, ...]  # in the order of the source
    comments: dict[tuple[str, str], str]  # session's id, key -> why it says so
    says: frozenset[str]  # fields that the source can say
    lasting: bool = False  # whether ids are the source's own, which stay when a session is retitled


def draft(programme: Programme, answers: Answers) -> Draft:
    """Return the agenda that a programme makes.

    Raises AgendaError where something is missing that only the caller can tell, or where there is no session at all.
    """
    if not answers.default_duration:
        programme.needed += [
            Needed(item.mark, "--default-duration", f"the end of {shown(item.title)} is not said")
            for item in programme.items
            if item.end is None and item.kind not in ("break", "social")
        ]
    if programme.needed or programme.questions:
        raise AgendaError(needed(programme))
    zone = answers.timezone or programme.zone or _offset_zone(programme)
    drafting = Drafting(programme, zone, answers)
    sessions = [row for item in programme.items if (row := drafting.session(item)) is not None]
    if not sessions:
        raise AgendaError(nothing(programme))
    return drafting.done(sessions)


def needed(programme: Programme) -> Iterable[Problem]:
    """Yield what has to be asked for, with the lines that need it."""
    for asked in programme.questions:
        yield Problem(asked.mark, "error", "needed", asked.sentence, way_out(asked))
    for need in dict.fromkeys(programme.needed):
        yield Problem(need.mark, "error", "needed", need.message, OPTIONS.get(need.option, ""))


def way_out(asked: Question) -> str:
    """Return the option that answers a question, with its choices."""
    option = ASKED[asked.kind]
    if not asked.choices:
        return OPTIONS.get(option, f"import it with {option}")
    worded = f'"{asked.words}={{}}"' if asked.kind in ("day", "until") else "{}"
    return " or ".join(f"{option} {worded.format(one.value)} ({one.consequence})" for one in asked.choices[:CHOICES])


def nothing(programme: Programme) -> Iterable[Problem]:
    """Yield that there is no session, after what looked like one."""
    left = [note for note in programme.notes if note.what == "left out"]
    for note in left[:20]:
        yield Problem(note.mark, "warning", "left-out", f"left out: {note.message}")
    message = "no session with a day and a time was found in it"
    hint = "a session is a line, a heading or a row of a table that begins with a time"
    yield Problem(Mark(programme.file), "error", "no-session", message, hint)


def _offset_zone(programme: Programme) -> str:
    """A zone for a source that says offsets and no place: the one that keeps the offset, if there is one, else UTC."""
    offsets = {item.start.utcoffset() for item in programme.items}
    if len(offsets) == 1 and (offset := offsets.pop()):
        hours = round(offset.total_seconds() / 3600)
        if timedelta(hours=hours) == offset:
            name = f"Etc/GMT{-hours:+d}"
            said = f"UTC{zones.offset_words(offset)}"
            message = f"no time zone is named, only {said}: give --timezone for a place such as Europe/Berlin"
            programme.note(Mark(programme.file), "look at", message)
            return name
    if offsets != {timedelta(0)}:
        programme.note(Mark(programme.file), "look at", "no time zone is named: times are in UTC; give --timezone")
    return "UTC"


class Drafting:
    """One agenda being drafted."""

    def __init__(self, programme: Programme, zone: str, answers: Answers) -> None:
        self.programme, self.zone, self.answers = programme, zone, answers
        self.ids: dict[str, int] = {}  # and how many more would have had the same
        self.rows_by_day: dict[date, Rows] = {}
        self.names: dict[str, dict[str, str]] = {"track": {}, "room": {}}  # name -> id
        self.people: dict[str, Person] = {}
        self.comments: dict[tuple[str, str], str] = {}

    def left(self, item: Item, why: str) -> None:
        self.programme.note(item.mark, "left out", f"{shown(item.title)}: {why}")

    # -- one session ----------------------------------------------------------------------------------------------

    def session(self, item: Item) -> tuple[date, datetime, Row] | None:
        """Return a session's day, start and row; None where it is left out."""
        title = one_line(item.title)
        times = self.times(item) if title else None
        if times is None:
            return None
        day, start, words = times
        mark = item.mark
        name = self.identity(item, title)
        row = Row(mark)
        self.put(row, "id", name)
        self.put(row, "time", words)
        self.put(row, "title", title)
        self.many(row, "speakers", [self.person(p, mark) for p in item.speakers if one_line(p.name)])
        for key, said in (("track", item.tracks), ("room", item.rooms)):
            self.many(row, key, [self.declared(key, one_line(one)) for one in said if one_line(one)])
        if item.kind != "talk":
            self.put(row, "kind", item.kind)
        self.optional(row, item)
        if item.end_from in INFERRED:
            self.put(row, "end_inferred", "true")
            self.comments[(name, "end_inferred")] = WHY_END[item.end_from]
        self.programme.note(mark, "taken", name)
        return day, start, row

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
        for words, href in item.links:
            name, at = slug(words) or "link", self.address(href)
            if at and at not in links.values():
                while Text(name, item.mark) in links:
                    name += "-2"
                self.put(links, name, at)
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

    def identity(self, item: Item, title: str) -> str:
        """An id: what the source calls the session if that lasts, else the title's."""
        key = slug(item.key) if self.programme.lasting else ""
        first, dash, _ = key.partition("-")
        if dash and len(first) == SHARED_ID and first not in self.ids:
            key = first  # of a UUID
        return free(key or slug(title) or f"session-{len(self.ids) + 1}", self.ids)

    def person(self, person: Person, mark: Mark) -> str:
        name = one_line(person.name)
        address = self.address(person.url)
        where = one_line(person.affiliation)
        known = self.people.get(name, Person(name))
        self.people[name] = Person(name, known.affiliation or where, known.url or address)
        return name

    def declared(self, key: str, name: str) -> str:
        """The id of a track or a room."""
        known = self.names[key]
        if name not in known:
            base = slug(name) or f"{key}-{len(known) + 1}"
            unique, number = base, 1
            while unique in known.values():
                number += 1
                unique = f"{base[:37]}-{number}"
            known[name] = unique
        return known[name]

    # -- times ----------------------------------------------------------------------------------------------------

    def times(self, item: Item) -> tuple[date, datetime, str] | None:
        """Return the programme day, the start, and what `time:` says; None where it cannot be said."""
        try:
            start = self.instant(item.start)
            end = self.instant(item.end) if item.end is not None else None
        except Refused as refused:
            self.left(item, f"{refused.message}; {refused.hint}")
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
        if wall.date() == day + timedelta(days=1):
            plus = "+1 "
        elif wall.date() != day:
            day = wall.date()
        return day, start, plus + self.clocks(start, end)

    def instant(self, when: datetime) -> datetime:
        if not zones.FIRST_YEAR <= when.year <= zones.LAST_YEAR:
            raise Refused(f"{when.year} is outside the years {zones.FIRST_YEAR} to {zones.LAST_YEAR}")
        return zones.to_instant(when, self.zone) if when.tzinfo is None else when.astimezone(UTC)

    def clocks(self, start: datetime, end: datetime) -> str:
        """Return 14:00-14:25, or 14:00+25m where the end's clock would not say it."""
        first, last = zones.to_wall(start, self.zone), zones.to_wall(end, self.zone)
        begins = f"{first:%H:%M}{self.offset(first)}"
        seconds = first.second or last.second
        same = first.utcoffset() == last.utcoffset() and not seconds and not self.offset(last)
        if same and (last.date() == first.date() or (end - start <= PAST_MIDNIGHT and last.time() <= first.time())):
            return f"{begins}-{last:%H:%M}"
        minutes = max(1, round((end - start).total_seconds() / 60))
        length = (f"{minutes // 60}h" if minutes >= 60 else "") + (f"{minutes % 60}m" if minutes % 60 else "")
        return f"{begins}+{length}"

    def offset(self, wall: datetime) -> str:
        """[+02:00] behind a clock that shows this time twice."""
        try:
            zones.to_instant(wall.replace(tzinfo=None, second=0, microsecond=0), self.zone)
        except Refused:
            return f"[{zones.offset_words(wall.utcoffset() or timedelta(0))}]"
        return ""

    # -- the whole ------------------------------------------------------------------------------------------------

    def done(self, sessions: list[tuple[date, datetime, Row]]) -> Draft:
        mark = Mark(self.programme.file, 1, 1)
        root = Row(mark)
        days = sorted({day for day, *_ in sessions})
        root[Text("event", mark)] = self.event(days[0], mark)
        for key, plural in (("track", "tracks"), ("room", "rooms")):
            self.list_of(root, plural, [{"id": name, "name": said} for said, name in self.names[key].items()])
        self.list_of(root, "speakers", self.described())
        rows = Rows(mark)
        for day in days:
            row = Row(mark)
            self.put(row, "date", day.isoformat())
            held = Rows(mark)
            held.extend(row for _, _, row in sorted((s for s in sessions if s[0] == day), key=lambda s: s[1]))
            row[Text("sessions", mark)] = held
            rows.append(row)
        root[Text("days", mark)] = rows
        notes = tuple(sorted(self.programme.notes, key=lambda note: (note.mark.line, note.mark.pointer)))
        return Draft(root, notes, self.comments, self.programme.has, self.programme.lasting)

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
        """The speakers of whom more than a name is known."""
        taken: set[str] = set(self.people)
        listed = []
        for name, person in self.people.items():
            base = slug(name)
            if not base or not (person.affiliation or person.url):
                continue
            unique, number = base, 1
            while unique in taken:
                number += 1
                unique = f"{base[:37]}-{number}"
            taken.add(unique)
            listed.append({"id": unique, "name": name, "affiliation": person.affiliation, "url": person.url})
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


def free(name: str, taken: dict[str, int]) -> str:
    """Return an id that is not taken, the name itself or with a number behind it, and take it."""
    unique = name
    while unique in taken:
        taken[name] += 1
        unique = f"{name[: 39 - len(str(taken[name]))].rstrip('-')}-{taken[name]}"
    taken[unique] = 1
    return unique
