"""The text of an agenda.yaml, changed at single places: every other character stays where its author put it.

The text is read once. Each change becomes an Edit of the text as it was read, and all are made at once, at the end.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import accumulate
from typing import NamedTuple

from summit_ical.agendafile import yaml_writer
from summit_ical.agendafile.yaml_reader import Stretch, places
from summit_ical.agendafile.yaml_writer import scalar
from summit_ical.model.source import AgendaError, Mark, Node, Problem, Row, Rows

NEUTRAL = {"status": "confirmed", "end_inferred": "false"}  # what says the same as no field at all
IN_BRACKETS = "the sessions of a day stand in brackets"
ANY_TIME = datetime.min.replace(tzinfo=UTC)  # of a session without a start: it may stand before any other


class Uncut(Exception):  # noqa: N818 - says that a form of YAML cannot be changed here
    """The place is written in a form that is not changed by cutting: `args` say which."""


def refused(file: str, error: Uncut) -> AgendaError:
    """Return what is said where a file is written in a form that cannot be changed."""
    hint = "write each day and each session on lines of its own, with '- ' before it"
    return AgendaError([Problem(Mark(file), "error", "form", str(error), hint)])


# --- a text and its edits ---


class Edit(NamedTuple):
    """What stands from `start` up to `end` of a text is to be `new`."""

    start: int
    end: int
    new: str


def text_with_edits(text: str, edits: Iterable[Edit], start: int = 0, end: int | None = None) -> str:
    """Return a text, or its part from `start` up to `end`, with edits that do not overlap made in it.

    Of several that add something at one place, the first one's words come first.
    """
    parts, at = [], start
    for edit in sorted(edits, key=lambda edit: edit[:2]):
        assert edit.start >= at, "edits that overlap"
        parts += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join([*parts, text[at:end]])


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    """After the line break of the line in which a place is."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _column(text: str, at: int) -> int:
    return at - _line_start(text, at)


def _items(place: Stretch | None) -> Sequence[Stretch]:
    return place.items if place is not None else ()


def _value(place: Stretch, key: str) -> str:
    held = place.get(key)
    return held.value if held is not None else ""


def _key(place: Stretch, name: str) -> Stretch:
    return next(key for key, _ in place.keys if key.value == name)


# --- a day, and which sessions stand in it when all is done ---


class Standing(NamedTuple):
    """A session in a day: where in the text one goes that comes before or after it."""

    before: int
    after: int
    lines: str = ""  # of one that comes


@dataclass(slots=True)
class DayBlock:
    """A day of the file, or a new one."""

    date: str
    place: Stretch | None  # of a day of the file
    at: int = 0  # where a session goes if none stands there; a new day itself
    dash: int = 0  # column of its sessions
    last: bool = False  # a new day behind all others
    flow: bool = False  # its sessions stand in brackets, or are another day's
    spaced: bool = False  # whether there are blank lines between its sessions
    standing: list[Standing] = field(default_factory=list)
    latest: list[datetime] = field(default_factory=list)  # the latest start up to each that stands there

    def put(self, lines: str, start: datetime | None, newline: str) -> None:
        """Let a session come, before the first one that begins later than it."""
        at = len(self.latest) if start is None else bisect_right(self.latest, start)
        blank = newline if self.spaced else ""
        if at < len(self.standing):
            place, lines = self.standing[at].before, lines + blank
        elif self.standing:
            place, lines = self.standing[-1].after, blank + lines
        else:
            place = self.at
        self.standing.insert(at, Standing(place, place, lines))
        self.latest.insert(at, max(start or ANY_TIME, self.latest[at - 1] if at else ANY_TIME))


class Coming(NamedTuple):
    """A session that comes to a day: its start, and its lines, or the name of the one that moves."""

    day: date
    start: datetime | None
    lines: str = ""
    name: str = ""


# --- the operation ---


class Surgery:
    """Changes of one agenda's text, collected and then made."""

    def __init__(self, text: str) -> None:
        self.given = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.text = text if text.endswith("\n") else text + self.newline
        self.root = places(text)
        self.held: dict[str, tuple[int, Stretch]] = {}  # number of the day and place of each session, by its id
        for number, day in enumerate(_items(self.root.get("days"))):
            for session in _items(day.get("sessions")):
                self.held.setdefault(_value(session, "id"), (number, session))
        self.fields: dict[str, dict[str, Node | None]] = {}
        self.coming: list[Coming] = []
        self.declared: dict[str, list[Row]] = {}

    # -- what is to change ----------------------------------------------------------------------------------------

    def write(self, name: str, key: str, value: Node) -> None:
        """Let a field of a session have a value."""
        self.fields.setdefault(name, {})[key] = value

    def leave_out(self, name: str, key: str) -> None:
        """Let a session be without a field."""
        self.fields.setdefault(name, {})[key] = None

    def move(self, name: str, day: date, start: datetime | None) -> None:
        """Let a session stand under another day."""
        self.coming.append(Coming(day, start, name=name))

    def add(self, day: date, start: datetime | None, lines: Iterable[str]) -> None:
        """Let a day have one more session."""
        self.coming.append(Coming(day, start, self.newline.join(lines) + self.newline))

    def declare(self, section: str, row: Row) -> None:
        """Let there be one more track or room."""
        self.declared.setdefault(section, []).append(row)

    def done(self, starts: Mapping[str, datetime | None]) -> str:
        """Return the text with all changes made; `starts` are those that sessions have then. Raises Uncut."""
        moving = dict.fromkeys(one.name for one in self.coming if one.name)
        edits = [edit for name in self.fields if name not in moving for edit in self.field_edits(name)]
        edits += self.day_edits(moving, starts)
        edits += self.section_edits()
        return text_with_edits(self.text, edits) if edits else self.given

    # -- fields ---------------------------------------------------------------------------------------------------

    def session(self, name: str) -> Stretch:
        """Return where a session stands. Raises Uncut where the file has no id for it."""
        if not name or name not in self.held:
            raise Uncut(f"the session {name} has no id: of its own in the file")
        return self.held[name][1]

    def field_edits(self, name: str) -> Iterator[Edit]:
        """Yield what becomes of the fields of a session; new ones go below its title, the last one highest."""
        session = self.session(name)
        indent = " " * _column(self.text, session.keys[0][0].start)
        more: list[str] = []
        for key, value in self.fields.get(name, {}).items():
            held = session.get(key)
            if held is None:
                if value is None:
                    continue
                more[:0] = [f"{key}: {_inline(value)}"] if session.flow else yaml_writer.field(key, value, indent)
            elif value is None:
                yield self.removal(name, session, key, held)
            elif session.flow:
                yield Edit(held.start, held.end, _inline(value))
            else:
                yield self.replacement(session, key, held, list(yaml_writer.field(key, value, indent)))
        if more and session.flow:
            at = session.last.end
            yield Edit(at, at, "".join(f", {one}" for one in reversed(more)))
        elif more:
            at = _line_end(self.text, (session.get("title") or session.last).end)
            yield Edit(at, at, "".join(line + self.newline for line in more))

    def replacement(self, session: Stretch, key: str, held: Stretch, lines: list[str]) -> Edit:
        """The edit that puts a field's lines, as a new field would have them, in the place of its value."""
        new = self.newline.join([lines[0].partition(f"{key}:")[2].lstrip(), *lines[1:]])
        at = self.behind(_key(session, key))
        if new.startswith(self.newline):
            return Edit(at, held.end, new)
        return Edit(held.start, held.end, new) if held.start > at else Edit(at, held.end, f" {new}")

    def behind(self, key: Stretch) -> int:
        """Where the colon of a key ends."""
        return self.text.index(":", key.end) + 1

    def removal(self, name: str, session: Stretch, key: str, held: Stretch) -> Edit:
        """The edit that takes a field out. One in braces, or on the line of the dash, is only emptied of meaning."""
        if session.flow or session.keys[0][0].value == key:
            if key not in NEUTRAL:
                raise Uncut(f"{key} of {name} stands where it cannot be taken out")
            return Edit(held.start, held.end, NEUTRAL[key])
        return Edit(_line_start(self.text, _key(session, key).start), _line_end(self.text, held.end), "")

    # -- whole sessions -------------------------------------------------------------------------------------------

    def day_edits(self, moving: Collection[str], starts: Mapping[str, datetime | None]) -> Iterator[Edit]:
        """Yield what takes out the sessions that move, and puts in those that come."""
        if not self.coming:
            return
        days = Days(self, moving, starts)
        for name in moving:
            session = self.session(name)
            if days.listed[self.held[name][0]].flow:
                raise Uncut(IN_BRACKETS)
            yield Edit(*self.block(session), "")
        for one in self.coming:
            day = days.of(one.day.isoformat())
            lines = self.text_of(one.name) if one.name else one.lines
            day.put(_indented(lines, day.dash), one.start, self.newline)
        for day in days.listed:
            if not day.flow:
                yield from self.one_day(day)

    def text_of(self, name: str) -> str:
        """The lines of a session that moves, its fields changed."""
        session = self.session(name)
        return text_with_edits(self.text, self.field_edits(name), *self.block(session))

    def one_day(self, day: DayBlock) -> Iterator[Edit]:
        """Yield what a day gets."""
        come = [Edit(one.before, one.before, one.lines) for one in day.standing if one.lines]
        if day.place is None:
            lines = "".join(edit.new for edit in come)
            indent = " " * (day.dash - 4)
            lines = f"{indent}- date: {day.date}{self.newline}{indent}  sessions:{self.newline}{lines}"
            yield Edit(day.at, day.at, self.newline + lines if day.last else lines + self.newline)
            return
        held = day.place.get("sessions")
        at = self.behind(_key(day.place, "sessions"))
        if come and not _items(held):
            yield Edit(at, held.end if held else at, "")
        elif _items(held) and not day.standing:
            yield Edit(at, at, " []")
        yield from come

    def block(self, session: Stretch) -> tuple[int, int]:
        """Where a session's lines begin, comments right above it included, and end."""
        text = self.text
        start = _line_start(text, self.dash(session))
        while start and text[_line_start(text, start - 1) : start].strip().startswith("#"):
            start = _line_start(text, start - 1)
        return start, _line_end(text, session.end)

    def dash(self, item: Stretch) -> int:
        """Where the dash of an item of a list stands."""
        return self.text.rindex("-", 0, item.start + 1)

    # -- tracks and rooms -----------------------------------------------------------------------------------------

    def section_edits(self) -> Iterator[Edit]:
        """Yield what declares tracks and rooms: below those that there are, else in front of the days."""
        if self.declared and self.root.flow:
            raise Uncut("the agenda stands in braces")
        fresh: list[str] = []
        for section, rows in self.declared.items():
            held = self.root.get(section)
            lines = [_inline(row) for row in rows]
            if held is None:
                fresh += [f"{section}:", *(f"  - {line}" for line in lines), ""]
            elif not held.items:
                at = self.behind(_key(self.root, section))
                yield Edit(at, max(at, held.end), "".join(f"{self.newline}  - {line}" for line in lines))
            elif held.flow:
                at = held.items[-1].end
                yield Edit(at, at, "".join(f", {line}" for line in lines))
            else:
                at, dash = _line_end(self.text, held.items[-1].end), self.dash(held.items[-1])
                indent = " " * _column(self.text, dash)
                yield Edit(at, at, "".join(f"{indent}- {line}{self.newline}" for line in lines))
        if fresh:
            at = _line_start(self.text, _key(self.root, "days").start)
            yield Edit(at, at, "".join(line + self.newline for line in fresh))


class Days:
    """The days of an agenda, with the sessions that stay in them."""

    def __init__(self, surgery: Surgery, moving: Collection[str], starts: Mapping[str, datetime | None]) -> None:
        self.surgery, self.moving, self.starts = surgery, moving, starts
        self.listed = [self.of_file(place) for place in _items(surgery.root.get("days"))]
        self.by_date = {day.date: day for day in reversed(self.listed)}
        self.latest = list(accumulate((day.date for day in self.listed), max))

    def of(self, name: str) -> DayBlock:
        """Return a day by its date, a new one in its place where the file has none. Raises Uncut."""
        if name not in self.by_date:
            self.by_date[name] = self.new(name)
        if self.by_date[name].flow:
            raise Uncut(IN_BRACKETS)
        return self.by_date[name]

    def of_file(self, place: Stretch) -> DayBlock:
        """A day of the file."""
        surgery, text = self.surgery, self.surgery.text
        held = place.get("sessions")
        day = DayBlock(_value(place, "date")[-10:], place)
        day.flow = place.flow or held is None or (bool(held.items) and held.flow)
        if day.flow or held is None:
            return day
        if not held.items:
            day.dash, day.at = _column(text, _key(place, "sessions").start) + 2, _line_end(text, held.end)
            return day
        day.at, day.dash = surgery.block(held.items[0])[0], _column(text, surgery.dash(held.items[0]))
        day.spaced = any(self.blank_after(session) for session in held.items[:-1])
        for session in held.items:
            if (name := _value(session, "id")) not in self.moving:
                day.standing.append(Standing(*surgery.block(session)))
                day.latest.append(max(self.starts.get(name) or ANY_TIME, *day.latest[-1:], ANY_TIME))
        return day

    def blank_after(self, session: Stretch) -> bool:
        """Whether a blank line follows a session."""
        text = self.surgery.text
        at = _line_end(text, session.end)
        return not text[at : _line_end(text, at)].strip()

    def new(self, name: str) -> DayBlock:
        """A day that the file has not, in its place by date. Raises Uncut."""
        surgery, text = self.surgery, self.surgery.text
        days = surgery.root.get("days")
        if days is None or days.flow or not days.items:
            raise Uncut("the days stand in brackets")
        number = bisect_right(self.latest, name)
        last = number == len(self.listed)
        beside = self.listed[-1 if last else number]
        if beside.place is None:
            at = beside.at
        elif not last:
            at = surgery.block(beside.place)[0]
        elif _items(beside.place.get("sessions")) and beside.place.last.items:
            at = beside.standing[-1].after if beside.standing else beside.at
        else:
            at = _line_end(text, beside.place.end)
        day = DayBlock(name, None, at, _column(text, surgery.dash(days.items[0])) + 4, last=last)
        self.listed.insert(number, day)
        self.latest.insert(number, name)
        return day


def _inline(value: Node) -> str:
    if isinstance(value, Rows):
        return f"[{', '.join(scalar(str(item), flow=True) for item in value)}]"
    if isinstance(value, Row):
        return f"{{{', '.join(f'{k}: {scalar(str(v), flow=True)}' for k, v in value.items())}}}"
    return scalar(str(value), flow=True)


def _indented(lines: str, indent: int) -> str:
    """A session's lines with its dash in another column."""
    parts = lines.splitlines(keepends=True)
    first = next((part for part in parts if part.lstrip().startswith("- ")), parts[0])
    shift = indent - (len(first) - len(first.lstrip(" ")))
    if shift >= 0:
        return "".join(" " * shift + part if part.strip() else part for part in parts)
    return "".join(part[-shift:] if not part[:-shift].strip() else part for part in parts)
