"""Rows of Text to an Agenda: what the words mean. No files, no formats.

Everything wrong is collected; one AgendaError at the end holds it all, in file order.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple, NoReturn, TypeVar

from summit_ical.agendafile.findings import FINDINGS, finding, turning_off
from summit_ical.agendafile.keys import ROWS
from summit_ical.model import zones
from summit_ical.model.agenda import (
    Agenda,
    Allowance,
    Day,
    Event,
    Notice,
    Room,
    Session,
    Span,
    Speaker,
    Track,
    Venue,
    programme_order,
)
from summit_ical.model.source import AgendaError, Mark, Node, Problem, Refused, Row, Rows, Text, shown
from summit_ical.model.kinds_of_value import VALUES
from summit_ical.model.times import Clock, Times
from summit_ical.model.values import ProgrammeDate, agrees, closest, nearest
from summit_ical.text.slug import slug

MISSING: Any = object()  # a field that could not be read; its Problem is already noted
PAST_MIDNIGHT = timedelta(hours=12)  # the longest that an end "before" its start may lie after it
EVENING, MORNING = 18 * 60, 6 * 60  # minutes after midnight, for `late-early`
FLOW_SIGNS = frozenset(",[]{}")
ERRORS_MAX = 1_000  # nobody reads on beyond them
COMPARED_MAX = 100_000  # words that are looked at for "did you mean …?"


def assemble(file: str, root: Node | None, problems: Iterable[Problem] = ()) -> Agenda:
    """Return the agenda that the rows describe.

    `problems` are those that the reader found. Raises AgendaError if it, or anything here, is an error that the
    agenda does not allow; the error holds everything noticed that is not allowed.
    """
    reading = Reading(problems)
    if root is None or (isinstance(root, Text) and not root):
        raise AgendaError(reading.in_order() or [_empty(file)])
    top = reading.row(root, "agenda")
    agenda = None if top is MISSING else reading.agenda(file, top)
    off = turning_off(agenda.event.allow if agenda else ())
    left = [problem for problem in reading.in_order() if problem.code not in FINDINGS or not off(problem)]
    if agenda is None or any(problem.severity == "error" for problem in left):
        raise AgendaError(left)
    return agenda


def _empty(file: str) -> Problem:
    hint = "`summit-ical init` writes one to begin with"
    return Problem(Mark(file, 1, 1), "error", "empty", "nothing is written in it", hint)


def to_span(times: Times, day: date, zone: str) -> Span:
    """Return the instants that clocks in the zone mean on that day of the programme.

    An end at or before its start is past midnight, if that makes at most 12 hours. Raises Refused.
    """
    begins = day + timedelta(days=1) if times.next_day else day
    start = _instant(begins, times.start, zone)
    if times.length is not None:
        return Span(start, start + times.length)
    assert times.end is not None
    end = _end(begins, times.start, times.end, start, zone)
    if end <= start or (times.end.minutes <= times.start.minutes and end - start > PAST_MIDNIGHT):
        message = f"ends at {_words(times.end)}, at or before its start at {_words(times.start)}"
        if times.start.offset is not None or times.end.offset is not None:
            hint = "where the clocks go back, start and end each need an [offset]; the earlier has the greater one"
            raise Refused(message, hint)
        longer = _with_length(times.start, end - start)
        raise Refused(message, f"past midnight an end lies at most 12 hours after the start; else write {longer}")
    return Span(start, end)


def _end(begins: date, start: Clock, end: Clock, started: datetime, zone: str) -> datetime:
    if end.minutes > start.minutes:
        return _instant(begins, end, zone)
    if end.offset is not None and end.offset != start.offset:
        # 02:45[+02:00]-02:15[+01:00]: the clocks went back in between.
        same_day = datetime.combine(begins, time(*divmod(end.minutes, 60))) - end.offset
        if timedelta(0) < same_day - started.replace(tzinfo=None) <= PAST_MIDNIGHT:
            return _instant(begins, end, zone)
    return _instant(begins + timedelta(days=1), end, zone)


def _instant(day: date, clock: Clock, zone: str) -> datetime:
    return zones.to_instant(datetime.combine(day, time(*divmod(clock.minutes, 60))), zone, clock.offset)


def _words(clock: Clock) -> str:
    offset = "" if clock.offset is None else f"[{zones.offset_words(clock.offset)}]"
    return f"{clock.minutes // 60:02}:{clock.minutes % 60:02}{offset}"


def _with_length(start: Clock, length: timedelta) -> str:
    """Return the way to write a span that is too long for two clocks."""
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    words = (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes else "")
    return f"a length, as in {_words(start)}+{words if 0 < hours < 24 else '14h'}"


Declared = TypeVar("Declared", Track, Room)


class Shape(NamedTuple):
    """How `takes` of a key is to be read."""

    inner: str
    read: Callable[[Text], Any] | None  # None: a row
    many: bool = False
    one: bool = True
    named: bool = False
    needed: bool = False  # the row is nothing without it


@cache
def shape(takes: str, needed: bool = False) -> Shape:
    one, _, several = takes.partition("|")
    inner = one.strip("[]{}")
    read = None if inner in ROWS else VALUES[inner].read
    listed = one.startswith("[")
    return Shape(inner, read, bool(several) or listed, not listed, one.startswith("{"), needed)


@cache
def keys(name: str) -> dict[str, Shape]:
    return {key.name: shape(key.takes, key.required or key.name == "id") for key in ROWS[name]}


@cache
def required(name: str) -> tuple[str, ...]:
    return tuple(key.name for key in ROWS[name] if key.required)


class Fields(dict[str, Any]):
    """A row's values by key. A key that could not be read is not among them."""

    __slots__ = ("failed", "mark", "whole")

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.whole = True  # nothing that is required, and no id, is missing or wrong
        self.failed: tuple[str, ...] = ()  # keys that are there, but could not be read


class Listed(list[Any]):
    """The values of a list, those that could not be read left out."""

    __slots__ = ("mark", "whole")

    def __init__(self, values: Iterable[Any], mark: Mark) -> None:
        super().__init__(values)
        self.whole = MISSING not in self
        self.mark = mark
        if not self.whole:
            self[:] = [value for value in self if value is not MISSING]


class Reading:
    """One agenda being read: what is wrong so far, and who is who."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        self.errors = sum(problem.severity == "error" for problem in self.problems)
        self.compared = 0
        self.zone = ""  # stays so where the agenda's zone is wrong: then no time is read
        self.lost: set[str] = set()  # ids of records that could not be read: to refer to them is no second mistake
        self.unread: tuple[str, ...] = ()  # lists that could not be read: the same holds for whatever stands in them
        self.people: dict[str, Speaker] = {}  # by id and by every spelling
        self.first: dict[str, Mark] = {}  # where the id of a session stands
        self.named: list[tuple[Text, str]] = []  # sessions that others name: id, and the other's or ""

    def error(self, mark: Mark, code: str, message: str, hint: str = "") -> None:
        if self.errors >= ERRORS_MAX:
            self.stop(mark)
        self.errors += 1
        self.problems.append(Problem(mark, "error", code, message, hint))

    def stop(self, mark: Mark) -> NoReturn:
        message = f"more than {ERRORS_MAX:,} mistakes"
        raise AgendaError([*self.in_order(), Problem(mark, "error", "too-many", message, "mend these first")])

    def in_order(self) -> list[Problem]:
        """Return what is wrong, in file order; what aliases repeat is said once."""
        return sorted(dict.fromkeys(self.problems), key=lambda problem: problem.mark)

    def near(self, word: str, known: Iterable[str]) -> str:
        """Return "did you mean …?" or "", until that has taken too long."""
        known = list(known)
        self.compared += len(known)
        return nearest(word, known) if self.compared <= COMPARED_MAX else ""

    # -- any row, by the table of keys ---------------------------------------------------------------------------

    def row(self, node: Node, name: str) -> Any:
        """Return a row's Fields; MISSING where it is no row."""
        if not isinstance(node, Row):
            self.no_row(node, name)
            return MISSING
        known = keys(name)
        fields = Fields(node.mark)
        for key, held in node.items():
            how = known.get(key)
            value = self.value(held, how, key) if how else MISSING
            if value is not MISSING:
                fields[key] = value
                continue
            meant = key if how else self.unknown(key, name)
            if how or (meant and meant not in node):
                fields.failed += (meant,)
                fields.whole = fields.whole and not known[meant].needed
                if meant == "id" and isinstance(held, Text):
                    self.lost.add(held)
        for key_name in required(name):
            if key_name not in node:
                fields.whole = False
                if key_name not in fields.failed:
                    self.error(node.mark, "required", f"{a(name)} needs '{key_name}'", _how(name, key_name))
        return fields

    def no_row(self, node: Text | Rows, name: str) -> None:
        hint = f"write its keys, as in '{required(name)[0]}: …'"
        if isinstance(node, Text):
            self.lost.add(node)  # `tracks: [users]` is one mistake, `track: users` no other
            self.error(node.mark, "shape", f"{shown(node)} is not {a(name)}", hint)
        else:
            self.error(node.mark, "shape", f"a list is not {a(name)}", hint)

    def unknown(self, key: Text, name: str) -> str:
        """Note a key that is none, and return the one that is probably meant, or ""."""
        near = closest(key, keys(name))
        if FLOW_SIGNS & set(key) or " " in key:
            hint = "inside {…}, put quotes around a value that holds a comma or a bracket"
        else:
            hint = f"did you mean {near}?" if near else f"{a(name)} takes {', '.join(keys(name))}"
        self.error(key.mark, "unknown-key", f"{shown(key)} is not a key of {a(name)}", hint)
        return near

    def value(self, node: Node, how: Shape, key: str) -> Any:
        """Return the value of one field, a list of them where there can be several, or MISSING."""
        if isinstance(node, Text):
            if not node:
                return self.empty(node.mark, how, key)
            if how.read and how.one and not how.named:
                try:
                    value = how.read(node)
                except Refused as refused:
                    self.error(node.mark, key, refused.message, refused.hint)
                    return MISSING
                return [value] if how.many else value
        elif how.many and isinstance(node, Rows):
            one = shape(how.inner)
            return Listed([self.item(item, one, key) for item in node], node.mark)
        if how.named:
            return self.pairs(node, how, key)
        if not how.one:
            self.no_list(node, how, key)
        elif how.read is None:
            return self.row(node, how.inner)
        else:
            hint = "write it behind the key; put quotes around a value that begins with [ or {"
            self.error(node.mark, "shape", f"'{key}' takes {VALUES[how.inner].words}", hint)
        return MISSING

    def item(self, node: Node, how: Shape, key: str) -> Any:
        if isinstance(node, Text) and not node:
            self.error(node.mark, key, f"an item of '{key}' is empty", "write it, or take it out")
            return MISSING
        return self.value(node, how, key)

    def empty(self, mark: Mark, how: Shape, key: str) -> Any:
        form = f"{a(how.inner)}'s keys, each on a line" if how.read is None else VALUES[how.inner].words
        form = f"names, each with {form}" if how.named else form
        begin = "below it, each beginning with '- ': " if how.many and not how.one else ""
        or_not = "" if how.needed else ", or take the key out"
        self.error(mark, key, f"'{key}' is empty", f"write {begin}{form}{or_not}")
        return MISSING

    def no_list(self, node: Node, how: Shape, key: str) -> None:
        if isinstance(node, Text) and how.read:
            hint = f"write {key}: [{node}]" if node.isprintable() and len(node) < 40 else "put [ ] around it"
        else:
            hint = "begin each of them with '- '"
        self.error(node.mark, "shape", f"'{key}' takes a list", hint)

    def pairs(self, node: Node, how: Shape, key: str) -> Any:
        if not isinstance(node, Row):
            hint = f"write {key}: {{slides: https://…}}"
            self.error(node.mark, "shape", f"'{key}' takes names, each with {VALUES[how.inner].words}", hint)
            return MISSING
        one = shape(how.inner)
        name = shape("line")
        read = [(self.item(called, name, key), self.item(held, one, key)) for called, held in node.items()]
        return tuple((str(called), value) for called, value in read if MISSING not in (called, value))

    # -- the records ----------------------------------------------------------------------------------------------

    def agenda(self, file: str, top: Fields) -> Agenda | None:
        """Return the agenda; None where its event failed, whose Problem is noted."""
        event = self.event(top["event"]) if "event" in top else None
        tracks = self.declared(top.get("tracks", ()), Track)
        rooms = self.declared(top.get("rooms", ()), Room)
        self.speakers(self.whole(top.get("speakers", ())))
        known = {"track": tracks, "room": rooms}
        self.unread = top.failed
        rows: list[Fields] = top.get("days", [])
        self.once((row["date"].date, row["date"].mark) for row in rows if "date" in row)
        days = [self.day(row) for row in rows if "date" in row]
        sessions = [session for row in rows for session in self.sessions(row, known)]
        self.allowances(top.get("event", {}).get("allow", ()))
        if "days" not in top.failed and all("sessions" not in row.failed for row in rows):
            self.references()
        if not (sessions or self.errors):
            self.error(top.mark, "required", "there is no session", "write the programme under 'days'")
        if event is None:
            return None
        # By identity, for there is one record a person, and it takes long to hash.
        speakers = {id(speaker): speaker for session in sessions for speaker in session.speakers}
        speakers |= {id(speaker): speaker for speaker in self.people.values()}
        return Agenda(
            event=event,
            days=tuple(sorted(days, key=lambda day: day.date)),
            sessions=tuple(sorted(sessions, key=programme_order)),
            tracks=tuple(tracks.values()),
            rooms=tuple(rooms.values()),
            speakers=tuple(speakers.values()),
            noticed=tuple(problem for problem in self.in_order() if problem.code in FINDINGS),
            mark=Mark(file),
        )

    def whole(self, rows: Iterable[Fields]) -> list[Fields]:
        """Return the rows that hold all they need, and remember the ids of the others."""
        rows = list(rows)
        self.lost.update(row["id"] for row in rows if not row.whole and "id" in row)
        return [row for row in rows if row.whole]

    def event(self, fields: Fields) -> Event | None:
        self.zone = fields.get("timezone", "")
        if "feeds" in fields and fields["feeds"].whole and not fields["feeds"]:
            self.error(fields["feeds"].mark, "feeds", "'feeds' names none", "name some, or take the key out")
        venue = self.venue(fields["venue"]) if "venue" in fields else None
        if not fields.whole or not all(fields[part].whole for part in ("venue", "notice") if part in fields):
            return None
        values = {**fields, "venue": venue}
        if "notice" in values:
            since = zones.day_start(values["notice"]["from"].date, self.zone)
            values["notice"] = Notice(values["notice"]["text"], since)
        values["allow"] = tuple(
            Allowance(allow["code"], allow["reason"], tuple(allow.get("sessions", ())), allow.mark)
            for allow in self.whole(values.get("allow", ()))
        )
        for name in ("feeds", "also_show"):
            if name in values:
                values[name] = tuple(dict.fromkeys(values[name]))
        return Event(**values, mark=fields.mark)

    def venue(self, fields: Fields) -> Venue:
        geo: Listed | None = fields.get("geo")
        if geo is not None and geo.whole and not (len(geo) == 2 and abs(geo[0]) <= 90 and abs(geo[1]) <= 180):
            hint = "write latitude (-90 to 90), then longitude (-180 to 180): [39.4996, -0.4021]"
            self.error(geo.mark, "geo", "'geo' is not a place on Earth", hint)
        place = (geo[0], geo[1]) if geo and len(geo) == 2 else None
        return Venue(fields.get("name", ""), fields.get("address", ""), place)

    def declared(self, rows: Iterable[Fields], record: type[Declared]) -> dict[str, Declared]:
        rows = self.whole(rows)
        self.once((row["id"], row["id"].mark) for row in rows)
        return {row["id"]: record(**row, mark=row.mark) for row in rows}

    def once(self, marked: Iterable[tuple[Text | date, Mark]]) -> None:
        """Note ids, or dates, that stand twice."""
        first: dict[Text | date, Mark] = {}
        for value, mark in marked:
            if value in first:
                what = "id" if isinstance(value, Text) else "date"
                message = f"the {what} {value} stands here again; first on line {first[value].line}"
                self.error(mark, f"{what}-twice", message, "keep one of them")
            first.setdefault(value, mark)

    def speakers(self, rows: Iterable[Fields]) -> None:
        for row in rows:
            speaker = Speaker(row["name"], row["id"], row.get("affiliation", ""), row.get("url", ""), row.mark)
            for spelling in (row["id"], row["name"], *row.get("also", ())):
                other = self.people.setdefault(spelling, speaker)
                if other is not speaker:
                    message = f"{shown(spelling)} already stands for {shown(other.name)}"
                    hint = "let every id and spelling name one person"
                    self.error(spelling.mark, "speaker-named-twice", message, hint)
                    break

    def day(self, row: Fields) -> Day:
        when: ProgrammeDate = row["date"]
        if not agrees(when):
            real = zones.WEEKDAYS[when.date.weekday()]
            message = f"{when.date} is a {real}, not a {when.weekday}"
            self.problems.append(finding(when.mark, "weekday", message, "correct one of them"))
        hours = self.span(row["hours"], when.date) if "hours" in row else None
        return Day(when.date, row.get("title", ""), hours, row.mark)

    def span(self, times: Times, day: date) -> Span | None:
        if not self.zone:
            return None
        try:
            return to_span(times, day, self.zone)
        except Refused as refused:
            self.error(times.text.mark, "time", refused.message, refused.hint)
            return None

    def sessions(self, day: Fields, known: dict[str, Any]) -> Iterator[Session]:
        """Yield the sessions of one day. Those of a day without a date are read for their mistakes."""
        when = day["date"].date if "date" in day else None
        evening = False
        for row in day.get("sessions", ()):
            times: Times | None = row.get("time")
            session = self.session(row, when, known)
            if times is not None:
                if evening and times.start.minutes < MORNING and not times.next_day:
                    self.late(times, session)
                evening = evening or times.start.minutes >= EVENING or times.next_day
            if session is not None:
                yield session

    def late(self, times: Times, session: Session | None) -> None:
        message = f"{_words(times.start)} is listed after the evening, and is taken for that morning"
        hint = f"for the night after, write +1 {times.text}; for the morning, list it first"
        self.problems.append(finding(times.text.mark, "late-early", message, hint, (session.id,) if session else ()))

    def session(self, row: Fields, day: date | None, known: dict[str, Any]) -> Session | None:
        times: Times | None = row.get("time")
        when = self.span(times, day) if times and day else day
        identity = self.identity(row)
        tracks, rooms = (self.named_in(row.get(what, ()), known[what], what) for what in ("track", "room"))
        self.named += [(name, identity) for name in row.get("replaced_by", ())]
        self.named += [(row["repeat_of"], identity)] if "repeat_of" in row else []
        status = row.get("status", "confirmed")
        if when is None or not identity or not row.whole:
            self.lost.add(identity)
            return None
        return Session(
            id=identity,
            title=row["title"],
            day=day or date.min,
            when=when,
            speakers=tuple(dict.fromkeys(self.speaker(name) for name in row.get("speakers", ()))),
            tracks=tracks,
            rooms=rooms,
            kind=row.get("kind", "talk"),
            language=row.get("language", ""),
            url=row.get("url", ""),
            abstract=row.get("abstract", ""),
            links=row.get("links", ()),
            repeat_of=row.get("repeat_of", ""),
            status=status if times or status == "cancelled" else "tentative",
            reason=row.get("reason", ""),
            replaced_by=tuple(row.get("replaced_by", ())),
            end_inferred=row.get("end_inferred", False),
            mark=row.mark,
        )

    def identity(self, row: Fields) -> str:
        """Return a session's id, else one made of its title, which is noted; "" where neither is there."""
        if "id" in row:
            identity: Text = row["id"]
            if identity in self.first:
                message = f"the id {identity} stands here again; first on line {self.first[identity].line}"
                mark = identity.mark if identity.mark != self.first[identity] else row.mark
                self.error(mark, "id-twice", message, "give each session an id of its own")
            return self.remember(identity, identity.mark)
        if "id" in row.failed or "title" not in row:
            return ""
        name = slug(row["title"])
        if not name:
            self.error(
                row.mark, "required", f"no id, and {shown(row['title'])} gives none", "add id: with a short name"
            )
        elif name in self.first:
            message = f"no id, and the title gives {name}, as that of line {self.first[name].line} does"
            self.error(row.mark, "id-twice", message, f"add id: {name}-2, or another of its own")
        else:
            message = "no id: a new title would look like a new session to subscribers"
            self.problems.append(finding(row.mark, "no-id", message, f"add id: {name}", (name,)))
        return self.remember(name, row.mark)

    def remember(self, identity: str, mark: Mark) -> str:
        self.first.setdefault(identity, mark)
        return identity

    def speaker(self, name: Text) -> Speaker:
        """Return who is meant by an id, a known spelling, or a new name."""
        if name not in self.people:
            self.people[name] = Speaker(name, mark=name.mark)
        return self.people[name]

    def named_in(self, names: Iterable[Text], known: dict[str, Declared], what: str) -> tuple[Declared, ...]:
        """Return the tracks or rooms with these ids."""
        found: dict[str, Declared] = {}
        for name in names:
            if name in known:
                found[name] = known[name]
            elif name not in self.lost and f"{what}s" not in self.unread:
                self.no_such(name, known, what)
        return tuple(found.values())

    def no_such(self, name: Text, known: dict[str, Declared], what: str) -> None:
        by_name = next((record.id for record in known.values() if record.name == name), "")
        near = f"write its id: {by_name}" if by_name else self.near(name, known)
        if not near:
            self.lost.add(name)  # not declared: one mistake, however many sessions name it
        hint = near or f"declare it under '{what}s'"
        self.error(name.mark, "unknown-reference", f"there is no {what} {shown(name)}", hint)

    def references(self) -> None:
        """Note sessions named that are not there."""
        known = self.first.keys() | self.lost
        ids = sorted(self.first)
        for name, own in self.named:
            if name == own:
                self.error(name.mark, "unknown-reference", "a session cannot name itself", "name another one")
            elif name not in known:
                hint = self.near(name, ids) or CALLED_OFF
                self.error(name.mark, "unknown-reference", f"there is no session {shown(name)}", hint)

    def allowances(self, rows: Iterable[Fields]) -> None:
        """Note allowances of findings that do not exist."""
        for allow in rows:
            code: Text | None = allow.get("code")
            if code is not None and code not in FINDINGS:
                hint = nearest(code, FINDINGS) or "`summit-ical check` shows the code of each finding"
                self.error(code.mark, "allow", f"{shown(code)} is not the code of a finding", hint)
            self.named += [(name, "") for name in allow.get("sessions", ())]


CALLED_OFF = "take it out; a session that was called off stays in the agenda, with status: cancelled"
NOUNS = {"allow": "an allowance", "agenda": "an agenda", "event": "an event"}


def a(name: str) -> str:
    """Return a row's name with its article: an event, a session."""
    return NOUNS.get(name, f"a {name}")


def _how(row: str, key: str) -> str:
    """Return the way to write a required key."""
    how = keys(row)[key]
    if how.read is None:
        return f"add '{key}:' and its {'list' if how.many else 'keys'}"
    return f"add '{key}:' with {VALUES[how.inner].words}"
