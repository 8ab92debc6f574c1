"""Rows of Text to an Agenda: what the words mean. No files, no formats.

Everything wrong is collected; one AgendaError at the end holds it all, in file order.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from summit_ical.agendafile.findings import FINDINGS, finding, turning_off
from summit_ical.agendafile.table_reader import MISSING, Fields, Listed, TableReader
from summit_ical.agendafile.times import Times, clock_words, to_span
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
from summit_ical.model.source import AgendaError, Mark, Node, Problem, Refused, Text, shown
from summit_ical.model.values import ProgrammeDate, agrees, nearest
from summit_ical.text.slug import slug

EVENING, MORNING = 18 * 60, 6 * 60  # minutes after midnight, for `late-early`


def assemble(file: str, root: Node | None, problems: Iterable[Problem] = ()) -> Agenda:
    """Return the agenda that the rows describe.

    `problems` are those that the reader found. Raises AgendaError if it, or anything here, is an error that the
    agenda does not allow; the error holds everything noticed that is not allowed.
    """
    table = TableReader(problems)
    if root is None or (isinstance(root, Text) and not root):
        raise AgendaError(table.in_order() or [_empty(file)])
    top = table.row(root, "agenda")
    agenda = None if top is MISSING else Assembly(table).agenda(file, top)
    off = turning_off(agenda.event.allow if agenda else ())
    left = [problem for problem in table.in_order() if problem.code not in FINDINGS or not off(problem)]
    if agenda is None or any(problem.severity == "error" for problem in left):
        raise AgendaError(left)
    return agenda


def _empty(file: str) -> Problem:
    hint = "`summit-ical init` writes one to begin with"
    return Problem(Mark(file, 1, 1), "error", "empty", "nothing is written in it", hint)


Declared = TypeVar("Declared", Track, Room)


class Assembly:
    """One agenda being put together from its rows: who is who, and which sessions are named."""

    def __init__(self, table: TableReader) -> None:
        self.table = table
        self.zone = ""  # stays so where the agenda's zone is wrong: then no time is read
        self.unread: tuple[str, ...] = ()  # lists that could not be read: what stands in them is not missed
        self.people: dict[str, Speaker] = {}  # by id and by every spelling
        self.namesakes: dict[str, dict[str, None]] = {}  # names -> ids of those who have it
        self.first: dict[str, Mark] = {}  # where the id of a session stands
        self.named: list[tuple[Text, str]] = []  # sessions that others name: id, and the other's or ""

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
        if not (sessions or self.table.errors):
            self.table.error(top.mark, "required", "there is no session", "write the programme under 'days'")
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
            noticed=tuple(problem for problem in self.table.in_order() if problem.code in FINDINGS),
            mark=Mark(file),
        )

    def whole(self, rows: Iterable[Fields]) -> list[Fields]:
        """Return the rows that hold all they need, and remember the ids of the others."""
        rows = list(rows)
        self.table.lost.update(row["id"] for row in rows if not row.whole and "id" in row)
        return [row for row in rows if row.whole]

    def event(self, fields: Fields) -> Event | None:
        """Return the event; None where something that it needs is missing or wrong."""
        self.zone = fields.get("timezone", "")
        if "feeds" in fields and fields["feeds"].whole and not fields["feeds"]:
            self.table.error(fields["feeds"].mark, "feeds", "'feeds' names none", "name some, or take the key out")
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
        """Return where the conference is held."""
        geo: Listed | None = fields.get("geo")
        if geo is not None and geo.whole and not (len(geo) == 2 and abs(geo[0]) <= 90 and abs(geo[1]) <= 180):
            hint = "write latitude (-90 to 90), then longitude (-180 to 180): [39.4996, -0.4021]"
            self.table.error(geo.mark, "geo", "'geo' is not a place on Earth", hint)
        place = (geo[0], geo[1]) if geo and len(geo) == 2 else None
        return Venue(fields.get("name", ""), fields.get("address", ""), place)

    def declared(self, rows: Iterable[Fields], record: type[Declared]) -> dict[str, Declared]:
        """Return tracks or rooms by their ids."""
        rows = self.whole(rows)
        self.once((row["id"], row["id"].mark) for row in rows)
        return {row["id"]: record(**row, mark=row.mark) for row in rows}

    def once(self, marked: Iterable[tuple[Text | date, Mark]]) -> None:
        """Add where an id, or a date, stands a second time."""
        first: dict[Text | date, Mark] = {}
        for value, mark in marked:
            if value in first:
                what = "id" if isinstance(value, Text) else "date"
                message = f"the {what} {value} stands here again; first on line {first[value].line}"
                self.table.error(mark, f"{what}-twice", message, "keep one of them")
            first.setdefault(value, mark)

    def speakers(self, rows: Iterable[Fields]) -> None:
        """Remember who is declared, by id and by every spelling."""
        for row in rows:
            speaker = Speaker(row["name"], row["id"], row.get("affiliation", ""), row.get("url", ""), row.mark)
            for spelling in (row["id"], row["name"], *row.get("also", ())):
                other = self.people.setdefault(spelling, speaker)
                if spelling == row["name"] == other.name and spelling not in (row["id"], other.id):
                    self.namesakes.setdefault(spelling, {other.id: None})[row["id"]] = None
                elif other is not speaker:
                    message = f"{shown(spelling)} already stands for {shown(other.name)}"
                    hint = "let every id and spelling name one person"
                    self.table.error(spelling.mark, "speaker-named-twice", message, hint)
                    break

    def day(self, row: Fields) -> Day:
        """Return a date of the programme; a weekday that is another is a finding."""
        when: ProgrammeDate = row["date"]
        if not agrees(when):
            real = zones.WEEKDAYS[when.date.weekday()]
            message = f"{when.date} is a {real}, not a {when.weekday}"
            self.table.note(finding(when.mark, "weekday", message, "correct one of them"))
        hours = self.span(row["hours"], when.date) if "hours" in row else None
        return Day(when.date, row.get("title", ""), hours, row.mark)

    def span(self, times: Times, day: date) -> Span | None:
        """Return the instants of a time on a day; None where they cannot be told, which is noted."""
        if not self.zone:
            return None
        try:
            return to_span(times, day, self.zone)
        except Refused as refused:
            self.table.error(times.text.mark, "time", refused.message, refused.hint)
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
        """Note a time after midnight that is listed after the evening, without `+1`."""
        message = f"{clock_words(times.start)} is listed after the evening, and is taken for that morning"
        hint = f"for the night after, write +1 {times.text}; for the morning, list it first"
        self.table.note(finding(times.text.mark, "late-early", message, hint, (session.id,) if session else ()))

    def session(self, row: Fields, day: date | None, known: dict[str, Any]) -> Session | None:
        """Return a session; None where something that it needs is missing or wrong."""
        times: Times | None = row.get("time")
        when = self.span(times, day) if times and day else day
        identity = self.identity(row)
        tracks, rooms = (self.named_in(row.get(what, ()), known[what], what) for what in ("track", "room"))
        self.named += [(name, identity) for name in row.get("replaced_by", ())]
        self.named += [(row["repeat_of"], identity)] if "repeat_of" in row else []
        status = row.get("status", "confirmed")
        if when is None or not identity or not row.whole:
            self.table.lost.add(identity)
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
                self.table.error(mark, "id-twice", message, "give each session an id of its own")
            return self.remember(identity, identity.mark)
        if "id" in row.failed or "title" not in row:
            return ""
        name = slug(row["title"])
        if not name:
            self.table.error(
                row.mark, "required", f"no id, and {shown(row['title'])} gives none", "add id: with a short name"
            )
        elif name in self.first:
            message = f"no id, and the title gives {name}, as that of line {self.first[name].line} does"
            self.table.error(row.mark, "id-twice", message, f"add id: {name}-2, or another of its own")
        else:
            message = "no id: a new title would look like a new session to subscribers"
            self.table.note(finding(row.mark, "no-id", message, f"add id: {name}", (name,)))
        return self.remember(name, row.mark)

    def remember(self, identity: str, mark: Mark) -> str:
        """Keep where an id stands first, and return it."""
        self.first.setdefault(identity, mark)
        return identity

    def speaker(self, name: Text) -> Speaker:
        """Return who is meant by an id, a known spelling, or a new name."""
        if len(held := self.namesakes.get(name, ())) > 1:
            message = f"{shown(name)} is the name of {len(held)} speakers"
            self.table.error(name.mark, "speaker-named-twice", message, f"say which, by the id: {' or '.join(held)}")
        if name not in self.people:
            self.people[name] = Speaker(name, mark=name.mark)
        return self.people[name]

    def named_in(self, names: Iterable[Text], known: dict[str, Declared], what: str) -> tuple[Declared, ...]:
        """Return the tracks or rooms with these ids."""
        found: dict[str, Declared] = {}
        for name in names:
            if name in known:
                found[name] = known[name]
            elif name not in self.table.lost and f"{what}s" not in self.unread:
                self.no_such(name, known, what)
        return tuple(found.values())

    def no_such(self, name: Text, known: dict[str, Declared], what: str) -> None:
        """Add that a track or a room is not declared."""
        by_name = next((record.id for record in known.values() if record.name == name), "")
        near = f"write its id: {by_name}" if by_name else self.table.near(name, known)
        if not near:
            self.table.lost.add(name)  # not declared: one mistake, however many sessions name it
        hint = near or f"declare it under '{what}s'"
        self.table.error(name.mark, "unknown-reference", f"there is no {what} {shown(name)}", hint)

    def references(self) -> None:
        """Add where a session is named, by another or by an allowance, that is not in the agenda."""
        known = self.first.keys() | self.table.lost
        ids = sorted(self.first)
        for name, own in self.named:
            if name == own:
                self.table.error(name.mark, "unknown-reference", "a session cannot name itself", "name another one")
            elif name not in known:
                hint = self.table.near(name, ids) or CALLED_OFF
                self.table.error(name.mark, "unknown-reference", f"there is no session {shown(name)}", hint)

    def allowances(self, rows: Iterable[Fields]) -> None:
        """Add where `allow` names a finding that there is not."""
        for allow in rows:
            code: Text | None = allow.get("code")
            if code is not None and code not in FINDINGS:
                hint = nearest(code, FINDINGS) or "`summit-ical check` shows the code of each finding"
                self.table.error(code.mark, "allow", f"{shown(code)} is not the code of a finding", hint)
            self.named += [(name, "") for name in allow.get("sessions", ())]


CALLED_OFF = "take it out; a session that was called off stays in the agenda, with status: cancelled"
