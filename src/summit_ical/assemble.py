"""Rows of Text to an Agenda: what the words mean. No files, no formats.

Everything wrong is collected; one AgendaError at the end holds it all, in file order.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple, TypeVar

from summit_ical import zones
from summit_ical.agenda import (
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
from summit_ical.findings import FINDINGS, finding
from summit_ical.keys import ROWS
from summit_ical.slug import slug
from summit_ical.source import AgendaError, Mark, Node, Problem, Refused, Row, Rows, Text, shown
from summit_ical.values import VALUES, Clock, ProgrammeDate, Times, agrees, nearest

MISSING: Any = object()  # a field that could not be read; its Problem is already noted
PAST_MIDNIGHT = timedelta(hours=12)  # the longest that an end "before" its start may lie after it
EVENING, MORNING = 18 * 60, 6 * 60  # minutes after midnight, for `late-early`
FLOW_SIGNS = frozenset(",[]{}")


def assemble(file: str, root: Node | None, problems: Iterable[Problem] = ()) -> Agenda:
    """Return the agenda that the rows describe.

    `problems` are those that the reader found. Raises AgendaError if it, or anything here, is an error.
    """
    reading = Reading(problems)
    if root is None or (isinstance(root, Text) and not root):
        reading.problems = reading.problems or [_empty(file)]
        raise AgendaError(reading.problems)
    top = reading.row(root, "agenda")
    agenda = None if top is MISSING else reading.agenda(file, top)
    found = sorted(reading.problems, key=lambda problem: problem.mark)
    if agenda is None or any(problem.severity == "error" for problem in found):
        raise AgendaError(found)
    return agenda


def _empty(file: str) -> Problem:
    return Problem(
        Mark(file),
        "error",
        "empty",
        "nothing is written in it",
        "`summit-ical init` writes one to begin with",
    )


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
        raise Refused(
            f"ends at {_words(times.end)}, at or before its start at {_words(times.start)}",
            "an end past midnight lies at most 12 hours after the start; for a longer one write a length, as in 22:00+14h",
        )
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
    return f"{clock.minutes // 60:02}:{clock.minutes % 60:02}"


Declared = TypeVar("Declared", Track, Room)


class Shape(NamedTuple):
    """How `takes` of a key is to be read."""

    inner: str
    many: bool = False
    one: bool = True
    named: bool = False
    row: bool = False


@cache
def shape(takes: str) -> Shape:
    one, _, rest = takes.partition("|")
    inner = one.strip("[]{}")
    return Shape(inner, bool(rest) or one.startswith("["), not one.startswith("["), one.startswith("{"), inner in ROWS)


@cache
def keys(name: str) -> dict[str, Shape]:
    return {key.name: shape(key.takes) for key in ROWS[name]}


@cache
def required(name: str) -> tuple[str, ...]:
    return tuple(key.name for key in ROWS[name] if key.required)


class Reading:
    """One agenda being read: what is wrong so far, and who is who."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        self.zone = ""  # stays so where the agenda's zone is wrong: then no time is read
        self.lost: set[str] = set()  # ids of records that could not be read: to refer to them is no second mistake
        self.people: dict[str, Speaker] = {}  # by id and by every spelling

    def error(self, mark: Mark, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(mark, "error", code, message, hint))

    # -- any row, by the table of keys ---------------------------------------------------------------------------

    def row(self, node: Node, name: str) -> Any:
        """Return a row's values by key, with its `mark`; MISSING where it is no row.

        Where something required is missing or wrong, `lost` is among them: the id that others may refer to.
        """
        if not isinstance(node, Row):
            form = "a list" if isinstance(node, Rows) else shown(node)
            self.error(
                node.mark,
                "shape",
                f"{form} stands where '{required(name)[0]}: …' and other keys of {a(name)} belong",
            )
            return MISSING
        known = keys(name)
        values: dict[str, Any] = {"mark": node.mark}
        for key, held in node.items():
            if key in known:
                value = self.value(held, known[key], key)
                if value is not MISSING:
                    values[key] = value
            else:
                self.unknown(key, name)
        for key_name in required(name):
            if key_name not in values:
                values["lost"] = str(node.get(Text("id", node.mark), ""))
                if key_name not in node:
                    self.error(node.mark, "required", f"{a(name)} needs '{key_name}'", _how(name, key_name))
        return values

    def unknown(self, key: Text, name: str) -> None:
        if FLOW_SIGNS & set(key) or " " in key:
            hint = "inside {…}, put quotes around a value that holds a comma or a bracket"
        else:
            hint = nearest(key, keys(name)) or f"{a(name)} takes {', '.join(keys(name))}"
        self.error(key.mark, "unknown-key", f"{shown(key)} is not a key of {a(name)}", hint)

    def value(self, node: Node, how: Shape, key: str) -> Any:
        """Return the value of one field, or MISSING."""
        if how.named:
            return self.named(node, how, key)
        if how.many and isinstance(node, Rows):
            values = [self.value(item, Shape(how.inner, row=how.row), key) for item in node]
            return [value for value in values if value is not MISSING]
        if how.row and how.one:
            return self.row(node, how.inner)
        if not how.one:
            self.error(
                node.mark,
                "shape",
                f"'{key}' takes a list",
                f"write '{key}: [...]', or one line with '- ' for each",
            )
            return MISSING
        if how.many:
            one = self.value(node, Shape(how.inner), key)
            return one if one is MISSING else [one]
        if not isinstance(node, Text):
            self.error(node.mark, "shape", f"'{key}' takes {VALUES[how.inner].words}", "write it on the key's line")
            return MISSING
        try:
            return VALUES[how.inner].read(node)
        except Refused as refused:
            self.error(node.mark, key, refused.message, refused.hint)
            return MISSING

    def named(self, node: Node, how: Shape, key: str) -> Any:
        if not isinstance(node, Row):
            self.error(node.mark, "shape", f"'{key}' takes names with values", f"write '{key}: {{name: value}}'")
            return MISSING
        one = Shape(how.inner)
        pairs = [(name, self.value(held, one, key)) for name, held in node.items()]
        return tuple((str(name), value) for name, value in pairs if value is not MISSING)

    # -- the records ----------------------------------------------------------------------------------------------

    def agenda(self, file: str, top: dict[str, Any]) -> Agenda | None:
        """Return the agenda; None where a record failed, whose Problem is noted."""
        event = self.event(top["event"]) if "event" in top else None
        tracks = self.declared(top.get("tracks", ()), Track)
        rooms = self.declared(top.get("rooms", ()), Room)
        self.speakers(self.whole(top.get("speakers", ())))
        rows = [row for row in top.get("days", ()) if "date" in row]
        self.once([(row["date"].date, row["date"].mark) for row in rows], "date")
        days = [self.day(row) for row in rows]
        if top.get("days") == []:
            self.error(top["mark"], "required", "there are no days", "write the programme under 'days'")
        sessions = [
            session
            for row, day in zip(rows, days, strict=True)
            for session in self.sessions(row.get("sessions", ()), day.date, tracks, rooms)
        ]
        if not (sessions or self.lost or any(problem.severity == "error" for problem in self.problems)):
            self.error(top["mark"], "required", "there is no session", "write the programme under 'days'")
        self.references(sessions)
        if event is None:
            return None
        self.allowances(event, sessions)
        spoken = {speaker: None for session in sessions for speaker in session.speakers}
        return Agenda(
            event=event,
            days=tuple(sorted(days, key=lambda day: day.date)),
            sessions=tuple(sorted(sessions, key=programme_order)),
            tracks=tuple(tracks.values()),
            rooms=tuple(rooms.values()),
            speakers=tuple(spoken | dict.fromkeys(self.people.values())),
            noticed=tuple(
                problem for problem in self.problems if problem.severity == "warning" or problem.code in FINDINGS
            ),
            mark=Mark(file),
        )

    def whole(self, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the rows that hold all they need, and remember the ids of the others."""
        rows = list(rows)
        self.lost.update(row["lost"] for row in rows if "lost" in row)
        return [row for row in rows if "lost" not in row]

    def event(self, row: dict[str, Any]) -> Event | None:
        row = dict(row)
        self.zone = row.get("timezone", "")
        if "lost" in row or any("lost" in row.get(part, ()) for part in ("venue", "notice")):
            return None
        geo = row.get("venue", {}).get("geo")
        if geo is not None and not (len(geo) == 2 and abs(geo[0]) <= 90 and abs(geo[1]) <= 180):
            self.error(
                row["venue"]["mark"],
                "geo",
                "'geo' is not a place on Earth",
                "write latitude, then longitude: [39.4996, -0.4021]",
            )
        if "venue" in row:
            venue = row["venue"]
            row["venue"] = Venue(venue["name"], venue.get("address", ""), tuple(geo) if geo else None)
        if "notice" in row:
            since = zones.day_start(row["notice"]["from"].date, self.zone)
            row["notice"] = Notice(row["notice"]["text"], since)
        row["allow"] = tuple(
            Allowance(allow["code"], allow["reason"], tuple(allow.get("sessions", ())), allow["mark"])
            for allow in self.whole(row.get("allow", ()))
        )
        for name in ("feeds", "also_show"):
            if name in row:
                row[name] = tuple(dict.fromkeys(row[name]))
        return Event(**row)

    def declared(self, rows: Iterable[dict[str, Any]], record: type[Declared]) -> dict[str, Declared]:
        rows = self.whole(rows)
        self.once([(row["id"], row["mark"]) for row in rows], "id")
        return {row["id"]: record(**row) for row in rows}

    def once(self, marked: Iterable[tuple[Any, Mark]], what: str) -> None:
        first: dict[Any, Mark] = {}
        for value, mark in marked:
            if value in first:
                line = first[value].line
                self.error(
                    mark,
                    f"{what}-twice",
                    f"the {what} {value} stands here again; first on line {line}",
                    "keep one of them",
                )
            first.setdefault(value, mark)

    def speakers(self, rows: Iterable[dict[str, Any]]) -> None:
        for row in rows:
            speaker = Speaker(row["name"], row["id"], row.get("affiliation", ""), row.get("url", ""), row["mark"])
            for spelling in (row["id"], row["name"], *row.get("also", ())):
                other = self.people.setdefault(spelling, speaker)
                if other is not speaker:
                    message = f"{shown(spelling)} already stands for {shown(other.name)}"
                    self.error(
                        spelling.mark,
                        "speaker-named-twice",
                        message,
                        "let every id and spelling name one person",
                    )

    def day(self, row: dict[str, Any]) -> Day:
        when: ProgrammeDate = row["date"]
        if not agrees(when):
            self.problems.append(
                finding(
                    when.mark,
                    "weekday",
                    f"{when.date} is a {zones.WEEKDAYS[when.date.weekday()]}, not a {when.weekday}",
                    "correct one of them",
                )
            )
        hours = self.span(row["hours"], when.date) if "hours" in row else None
        return Day(when.date, row.get("title", ""), hours, row["mark"])

    def span(self, times: Times, day: date) -> Span | None:
        if not self.zone:
            return None
        try:
            return to_span(times, day, self.zone)
        except Refused as refused:
            self.error(times.mark, "time", refused.message, refused.hint)
            return None

    def sessions(
        self, rows: Iterable[dict[str, Any]], day: date, tracks: dict[str, Track], rooms: dict[str, Room]
    ) -> Iterable[Session]:
        """Yield the sessions of one day."""
        evening = False
        for fields in self.whole(rows):
            times: Times | None = fields["time"]
            session = self.session(fields, day, tracks, rooms)
            if times is not None:
                if evening and times.start.minutes < MORNING and not times.next_day:
                    self.late(times, session)
                evening = evening or times.start.minutes >= EVENING or times.next_day
            if session is not None:
                yield session

    def late(self, times: Times, session: Session | None) -> None:
        message = f"{_words(times.start)} is listed after the evening, and is taken for that morning"
        hint = f"for the night after, write +1 {_words(times.start)}-…; for the morning, list it first"
        self.problems.append(finding(times.mark, "late-early", message, hint, (session.id,) if session else ()))

    def session(
        self, row: dict[str, Any], day: date, tracks: dict[str, Track], rooms: dict[str, Room]
    ) -> Session | None:
        times: Times | None = row["time"]
        when = self.span(times, day) if times else day
        identity = row.get("id") or self.derived(row["title"], row["mark"])
        if when is None or identity is None:
            self.lost.add(identity or "")
            return None
        return Session(
            id=identity,
            title=row["title"],
            day=day,
            when=when,
            speakers=tuple(dict.fromkeys(self.speaker(name) for name in row.get("speakers", ()))),
            tracks=self.named_in(row.get("track", ()), tracks, "track"),
            rooms=self.named_in(row.get("room", ()), rooms, "room"),
            kind=row.get("kind", "talk"),
            language=row.get("language", ""),
            url=row.get("url", ""),
            abstract=row.get("abstract", ""),
            links=row.get("links", ()),
            repeat_of=row.get("repeat_of", ""),
            status=row.get("status", "confirmed" if times else "tentative"),
            reason=row.get("reason", ""),
            replaced_by=tuple(row.get("replaced_by", ())),
            end_inferred=row.get("end_inferred", False),
            mark=row["mark"],
        )

    def derived(self, title: Text, mark: Mark) -> str | None:
        """Return an id made of the title, and say that it is not a lasting one."""
        name = slug(title)
        if not name:
            self.error(mark, "required", f"no id, and {shown(title)} gives none", "add id: with a short name")
            return None
        message = "no id: a new title would look like a new session to subscribers"
        self.problems.append(finding(mark, "no-id", message, f"add id: {name}", (name,)))
        return name

    def speaker(self, name: Text) -> Speaker:
        """Return who is meant by an id, a known spelling, or a new name."""
        return self.people.setdefault(name, Speaker(name, mark=name.mark))

    def named_in(self, names: Iterable[Text], known: dict[str, Declared], what: str) -> tuple[Declared, ...]:
        """Return the tracks or rooms with these ids."""
        found: dict[str, Declared] = {}
        for name in names:
            if name in known:
                found[name] = known[name]
            if name in known or name in self.lost:
                continue
            by_name = next((record.id for record in known.values() if record.name == name), "")
            hint = f"write its id: {by_name}" if by_name else nearest(name, known) or f"declare it under '{what}s'"
            self.error(name.mark, "unknown-reference", f"there is no {what} {shown(name)}", hint)
        return tuple(found.values())

    def references(self, sessions: list[Session]) -> None:
        """Note ids used twice, and sessions named that are not there."""
        first: dict[str, Session] = {}
        for session in sessions:
            if session.id in first and session.mark:
                other = first[session.id].mark
                message = f"the id {session.id} stands here again; first on line {other.line if other else 0}"
                self.error(session.mark, "id-twice", message, "give each session an id of its own")
            first.setdefault(session.id, session)
        for session in sessions:
            for name in (session.repeat_of, *session.replaced_by):
                if isinstance(name, Text) and name not in self.lost and (name not in first or name == session.id):
                    message = f"there is no other session {shown(name)}"
                    hint = (
                        nearest(name, first.keys() - {session.id})
                        or "keep a session that was called off as status: cancelled"
                    )
                    self.error(name.mark, "unknown-reference", message, hint)

    def allowances(self, event: Event, sessions: list[Session]) -> None:
        ids = {session.id for session in sessions} | self.lost
        for allow in event.allow:
            if allow.code not in FINDINGS:
                hint = nearest(allow.code, FINDINGS) or "`summit-ical check` shows the code of each finding"
                self.error(allow.mark or Mark(""), "allow", f"{shown(allow.code)} is not the code of a finding", hint)
            for name in allow.sessions:
                if name not in ids:
                    message = f"there is no session {shown(name)}"
                    self.error(name.mark, "unknown-reference", message, nearest(name, ids) or "take it out")


def a(name: str) -> str:
    """Return a row's name with its article: an event, a session."""
    return f"an {name}" if name[0] in "ae" else f"a {name}"


def _how(row: str, key: str) -> str:
    """Return the way to write a required key."""
    takes = shape(next(known.takes for known in ROWS[row] if known.name == key))
    if takes.row:
        return f"add '{key}:' and its {'list' if takes.many else 'keys'}"
    return f"add '{key}:', {VALUES[takes.inner].words}"
