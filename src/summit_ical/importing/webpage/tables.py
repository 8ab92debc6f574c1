"""Tables to Slots: rows of sessions, days and rooms; cells over several rows and columns."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from summit_ical.importing.formats.kinds import kind_of
from summit_ical.importing.webpage import languages, zone_words
from summit_ical.importing.webpage.clock_words import Clock, Period, cell_minutes
from summit_ical.importing.webpage.columns import FIELDS, SCORE, Columns, Named, Reading, timed, understood
from summit_ical.importing.webpage.date_words import Said
from summit_ical.importing.webpage.grid import Cell, Grid
from summit_ical.importing.webpage.slots import (
    DIVISION,
    ELSEWHEN,
    NOTHING,
    PART,
    PART_OF_DAY,
    PAUSE,
    PLACE,
    ROOM,
    Left,
    Section,
    Slot,
    SlotFields,
    Unread,
    When,
    is_day,
    links_in,
    refused,
    titled,
    when_in,
    words_of,
)
from summit_ical.importing.webpage.words import Block, Line, Run, joined, raw

__all__ = ["FIELDS", "Named", "Tabled", "Unread", "read"]
LINK_NAMES = (
    ("slides", r"slides?|deck|presentation|folien"),
    ("recording", r"video|recording|youtube|watch|aufzeichnung"),
    ("issue", r"issue|pr\b|pull"),
)
CANCELLED = re.compile(languages.pattern("cancelled"), re.IGNORECASE)
ROW_LEVEL = 20  # of a section that a row of a table makes
JOINED = re.compile(r"[,:：&]$|\b(?:and|und|et|y|of|the|for|with|in|to|a)$", re.IGNORECASE)
GOES_ON = re.compile(r"^(?:&|and\b|und\b|et\b|or\b|of\b)", re.IGNORECASE)


class Tabled(NamedTuple):
    """What a table says."""

    slots: tuple[Slot, ...] = ()
    left: tuple[Left, ...] = ()
    unread: tuple[Unread, ...] = ()
    headings: tuple[Section, ...] = ()
    context: frozenset[int] = frozenset()
    zones: tuple[zone_words.Zone, ...] = ()


def read(
    block: Block,
    path: tuple[Section, ...],
    group: int,
    spoken: frozenset[str],
    named: Named = (),
    *,
    sheet: bool = False,
) -> Tabled:
    """Return the slots of a table, and what it leaves out. `named` says what columns hold that do not say it.

    In a `sheet` a row without a time of its own has none, and a column without a known heading is asked about.
    """
    grid = block.grid
    if grid is None or not grid.height:
        return Tabled()
    path = _captioned(grid, path, spoken)
    parts = _upright(grid, spoken, sheet)
    tables = []
    for number, part in enumerate(parts):
        table = Table(Reading(part, spoken, named, sheet), path, group, f"{number}." if len(parts) > 1 else "")
        table.take()
        tables.append(table)
    return Tabled(
        tuple(slot for table in tables for slot in table.slots),
        tuple(left for table in tables for left in table.left),
        tuple(one for table in tables for one in table.unread),
        tuple(one for table in tables for one in table.headings),
        frozenset().union(*(table.context for table in tables)),
        tuple(zone for table in tables for zone in table.zones),
    )


def _captioned(grid: Grid, path: tuple[Section, ...], spoken: frozenset[str]) -> tuple[Section, ...]:
    """The sections above a table, its caption one of them if it says a day."""
    text = joined(grid.caption)
    if not text:
        return path
    number = grid.caption[0].number
    return (*path, Section(ROW_LEVEL - 1, number, text, is_day(text, number, spoken), "row"))


def _upright(grid: Grid, spoken: frozenset[str], sheet: bool) -> list[Grid]:
    """Grids whose times stand above each other: one that is turned, or several where times are in several columns."""
    reading = Reading(grid, spoken, (), sheet)
    rows = range(grid.height)

    def share(column: int, first: int = 0) -> float:
        texts = [cell.text for cell in reading.column(rows[first:], column)]
        return sum(timed(text, spoken, strict=True) is not None for text in texts) / max(len(texts), 1)

    beside = sum(bool(reading.period(0, column)) for column in range(1, reading.width)) > 1
    if beside and not sheet and not any(share(column, 1) for column in range(min(reading.width, 3))):
        return [_turned(grid)]  # its rows are the columns of the page
    if sheet:
        return [grid]
    names = [zone_words.found(joined(cell.lines)) for cell in grid.cells if cell.row == 0]
    times = [column for column in range(reading.width) if share(column) >= SCORE]
    starts = [c for c, before in zip(times, [-2, *times], strict=False) if c - before > 1]
    if len(starts) < 2 or any(names):
        return [grid]
    edges = [0, *starts[1:], grid.width]
    return [_cut(grid, left, right) for left, right in itertools.pairwise(edges)]


def _turned(grid: Grid) -> Grid:
    """A grid with rows for columns."""
    cells = sorted(c._replace(row=c.column, column=c.row, rows=c.columns, columns=c.rows) for c in grid.cells)
    first = grid.cells[0].number
    numbers = {cell.row: cell.number for cell in reversed(cells)}
    return Grid(
        tuple(cells), grid.width, grid.height, heads=frozenset({0}),
        numbers=tuple(numbers.get(row, first) for row in range(grid.width)), caption=grid.caption, turned=True,
    )  # fmt: skip


def _cut(grid: Grid, left: int, right: int) -> Grid:
    """The part of a grid between two columns."""
    cells = [
        cell._replace(
            column=max(cell.column, left) - left,
            columns=min(cell.column + cell.columns, right) - max(cell.column, left),
        )
        for cell in grid.cells
        if cell.column < right and cell.column + cell.columns > left
    ]
    return Grid(tuple(cells), grid.height, right - left, heads=grid.heads, numbers=grid.numbers, caption=grid.caption)


# --- rows ---


@dataclass(slots=True)
class Table:
    """A table being read, row by row. Only this stage sees it."""

    reading: Reading
    path: tuple[Section, ...]
    group: int
    lane: str  # of all that is in it, where it is one of several parts
    slots: list[Slot] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    headings: list[Section] = field(default_factory=list)
    context: frozenset[int] = frozenset()
    zones: list[zone_words.Zone] = field(default_factory=list)
    when: When | None = None  # said in a column of dates, or with a time
    period: Period | None = None
    pending: list[int] = field(default_factory=list)  # slots of the last row, by their place in `slots`
    seen: set[tuple[int, int]] = field(default_factory=set)  # cells that are taken

    def take(self) -> None:
        """Take all rows."""
        for heads, body in self.reading.segments():
            columns = understood(self.reading, heads, body)
            self.context |= {self.reading.grid.numbers[row] for row in heads}
            if columns is None:
                self.without_times(heads, body)
                continue
            self.zones += columns.zones.values()
            for column in columns.unread:
                count = sum(bool(self.reading.text(row, column)) for row in body)
                name = columns.names.get(column, "") or f"number {column + 1}"
                if count and not NOTHING.fullmatch(" ".join(self.reading.text(row, column) for row in body)):
                    self.unread.append(Unread(self.reading.grid.numbers[heads[-1] if heads else 0], name, count))
            for row in body:
                self.row(row, columns)

    def without_times(self, heads: Sequence[int], body: Sequence[int]) -> None:
        """Name the rows of a table that speaks of times, and has no column of them; a sheet without, as a whole."""
        cells = [cell for row in (*heads, *body) for cell in self.reading.filled(row)]
        if self.reading.sheet and cells and not self.slots:
            self.left.append(Left(cells[0].number, "no column of the table holds times", cells[0].place))
            return
        for row in (*heads, *body):
            texts = [cell.text for cell in self.reading.filled(row)]
            if any(timed(text, self.reading.spoken, strict=True) for text in texts):
                self.left.append(Left(self.reading.grid.numbers[row], "no column of the table holds times"))

    def row(self, row: int, columns: Columns) -> None:
        """Take one row: a day, a room, a session, or several side by side."""
        number = self.reading.grid.numbers[row]
        cells = self.reading.filled(row)
        if not any(cell.row == row for cell in cells):
            return
        if all(cell.text == columns.names.get(cell.column) for cell in cells):
            self.context |= {number}  # the head again
            return
        found, others = self.time_of(row, columns)
        if found is None and self.label(row, columns, cells, number):
            return
        self.inherit_date(row, columns, number)
        titles = self.titles(row, columns)
        said_none = self.reading.text(row, columns.times[0])
        if found is None and not said_none and self.period is not None and titles and not self.reading.sheet:
            found = (self.period, None)
        if found is None:
            self.without_time(row, columns, titles, number, said_none)
            return
        self.timed_row(row, columns, titles, found, others, number)

    def timed_row(
        self,
        row: int,
        columns: Columns,
        titles: list[int],
        found: tuple[Period, When | None],
        others: tuple[tuple[zone_words.Zone, Period], ...],
        number: int,
    ) -> None:
        """Take a row with a time."""
        here, when = found
        ends = self.end_date(row, columns)
        if when is not None:
            when = when._replace(line=number, ends=when.ends or ends)
        elif ends and self.when is not None:
            when = self.when._replace(ends=ends)
        if when is not None:
            self.when = when if when.said else self.when
        self.period = self.with_end(row, columns, self.zoned(here, columns))
        self.pending = []
        for column in titles:
            self.cell(row, column, columns, when, others)
        if not titles and any((cell.row, cell.column) in self.seen for cell in self.reading.filled(row)):
            self.context |= {number}  # a row into which a session reaches
        elif not titles:
            why = "a time without a title"
            self.slots.append(Slot(number, self.period, (), (), when or self.when, self.path, self.group, left=why))
        self.collapse(columns)

    def time_of(
        self, row: int, columns: Columns
    ) -> tuple[tuple[Period, When | None] | None, tuple[tuple[zone_words.Zone, Period], ...]]:
        """What a row says of its time, and the same in other zones."""
        main, *further = columns.times
        found = self.reading.period(row, main, strict=False)
        others = tuple(
            (columns.zones[c], other[0])
            for c in further
            if c in columns.zones and (other := self.reading.period(row, c, strict=False))
        )
        if found is None and not self.reading.text(row, main):
            for column in further:
                other = self.reading.period(row, column, strict=False)
                if other and column in columns.zones:
                    return (other[0]._replace(zone=other[0].zone or columns.zones[column]), other[1]), ()
        return found, others

    def with_end(self, row: int, columns: Columns, here: Period) -> Period:
        """A period with the end that a column of ends says."""
        end = self.reading.period(row, columns.of("end"), strict=False) if columns.of("end") >= 0 else None
        if end is not None:
            return here._replace(end=end[0].start, about=here.about or end[0].about)
        further = [c for c in columns.times[1:] if c not in columns.zones]
        second = self.reading.period(row, further[0]) if further and here.end is None else None
        return here._replace(end=second[0].start) if second else here

    def end_date(self, row: int, columns: Columns) -> tuple[Said, ...]:
        """The date that a column of ends says beside the time."""
        end = self.reading.period(row, columns.of("end"), strict=False) if columns.of("end") >= 0 else None
        return end[1].said if end is not None and end[1] is not None else ()

    def zoned(self, found: Period, columns: Columns) -> Period:
        zone = columns.zones.get(columns.times[0])
        return found._replace(zone=zone) if found.zone is None and zone is not None else found

    def inherit_date(self, row: int, columns: Columns, number: int) -> None:
        text = self.reading.text(row, columns.of("date"))
        if not text or (self.when is not None and self.when.text == text):
            return
        when = when_in(text, number, self.reading.spoken)
        alone = int(text) if re.fullmatch(r"[1-9]\d?", text) else 0
        self.when = when or When(number, text, number=alone)  # not understood: it still ends the day above

    # -- rows that say something for others -----------------------------------------------------------------------

    def label(self, row: int, columns: Columns, cells: list[Cell], number: int) -> bool:
        """Take a row without a time that says a day, a room or a break for the rows below it."""
        dated = columns.of("date") >= 0 and bool(self.titles(row, columns))  # with a title: a session without a time
        day = None if dated else self.day_of(cells, number)
        if day is not None:
            self.enter(Section(ROW_LEVEL, number, cells[0].text, day, "row"))
            self.when = day if columns.of("date") >= 0 else None
            return True
        words = " ".join(cell.text for cell in cells)
        if PAUSE.match(words):
            for place in self.pending:
                self.slots[place] = replace(self.slots[place], pause_after=True)
            self.context |= {number}
            return not self.inherits(row, columns)
        if len(cells) > 1 or self.reading.sheet:
            return False
        alone = cells[0]
        whole = alone.columns >= self.reading.width - 1 or not self.inherits(row, columns)
        if PLACE.search(alone.text) or (whole and ROOM.search(alone.text)):
            self.path = tuple(one for one in self.path if one.level <= ROW_LEVEL)
            self.enter(Section(ROW_LEVEL + 1, number, alone.text, None, "row"))
            return True
        if not whole and not PART.match(alone.text):
            return False
        self.unknown_label(alone.text, number)
        return True

    def inherits(self, row: int, columns: Columns) -> bool:
        """Whether a row has a title and the time of the row above it."""
        return self.period is not None and bool(self.titles(row, columns)) and not self.reading.sheet and (
            bool(columns.lanes) or len(self.reading.filled(row)) > 1 or self.reading.filled(row)[0].columns == 1
        ) and self.reading.filled(row)[0].column > 0  # fmt: skip

    def unknown_label(self, text: str, number: int) -> None:
        """A row that heads others and is not understood ends the day that such a row gave."""
        given = any(one.when and one.form == "row" for one in self.path)
        if given and not DIVISION.search(text) and not PART_OF_DAY.match(text):
            self.enter(Section(ROW_LEVEL, number, text, None, "row"))
        self.left.append(Left(number, "no time"))
        self.context |= {number}

    def enter(self, section: Section) -> None:
        self.path = (*(one for one in self.path if one.level < section.level), section)
        self.headings.append(section)
        self.context |= {section.line}
        self.period, self.pending = None, []

    def day_of(self, cells: list[Cell], number: int) -> When | None:
        """The day that a row without a time announces for those below it."""
        for cell in cells[:2]:
            when = when_in(cell.text, number, self.reading.spoken)
            alone = len(cells) == 1 and is_day(cell.text, number, self.reading.spoken)
            if when is None or not ((when.said and not any(s.loose for s in when.said)) or alone):
                continue
            if self.reading.sheet and ELSEWHEN.search(" ".join(one.text for one in cells)):
                continue
            if alone or is_day(cells[0].text, number, self.reading.spoken):
                return when
        return None

    def without_time(self, row: int, columns: Columns, titles: list[int], number: int, said: str) -> None:
        if titles or self.reading.sheet:
            words = " | ".join(cell.text for cell in self.reading.filled(row) if cell.text != said)
            name = self.reading.text(row, titles[0]) if titles else words
            why = f"no time ({said})" if said and not NOTHING.fullmatch(said) else "no time"
            self.left.append(Left(number, f"{why}: {name}" if name else why, self.reading.filled(row)[0].place))

    # -- sessions -------------------------------------------------------------------------------------------------

    def titles(self, row: int, columns: Columns) -> list[int]:
        """The columns of this row in which a title begins."""
        if not columns.lanes:
            title = columns.of("title")
            if title >= 0 and self.reading.text(row, title):
                return [title] if self.is_new(row, title) else []
            used = {*columns.times, columns.of("end"), columns.of("duration"), columns.of("date"), columns.of("key")}
            alone = [cell.column for cell in self.reading.filled(row) if cell.column not in used]
            return alone if len(alone) == 1 and not self.reading.sheet and self.is_new(row, alone[0]) else []
        first: dict[tuple[int, int], int] = {}
        for column in columns.lanes:
            cell = self.reading.cell(row, column)
            if cell is not None and cell.text and self.is_new(row, column):
                first.setdefault((cell.row, cell.column), column)
        return list(first.values())

    def is_new(self, row: int, column: int) -> bool:
        cell = self.reading.cell(row, column)
        return cell is not None and (cell.row, cell.column) not in self.seen

    def cell(
        self,
        row: int,
        column: int,
        columns: Columns,
        when: When | None,
        others: tuple[tuple[zone_words.Zone, Period], ...],
    ) -> None:
        """Take the session in a cell."""
        cell = self.reading.cell(row, column)
        assert cell is not None
        assert self.period is not None
        self.seen.add((cell.row, cell.column))
        number = cell.number if self.reading.grid.turned else self.reading.grid.numbers[row]
        here, last = self.spanned(cell, row, columns, self.period)
        title, runs, rest = _title_of(cell.lines)
        fields = self.fields(row, column, cell, columns)
        covered = self.covered(cell, columns)
        lane = "+".join(f"{self.lane}{c}" for c in covered) if covered else self.lane
        day = columns.days.get(column) or (when if when is not None else self.when)
        why = self.refusal(row, columns, cell, title, here.end is not None or bool(fields.speakers))
        zone, said = self.zone_of(row, columns)
        if zone is not None and here.zone is None:
            here = here._replace(zone=zone)
        elif said and zone is None:
            why = why or f"{words_of(title)}: a time zone that is not understood: {said}"
        self.pending.append(len(self.slots))
        slot = Slot(number, here, title, runs, day, self.path, self.group, lane, rest, (), fields, last, others)
        self.slots.append(replace(slot, in_table=True, left=why, place=cell.place))

    def zone_of(self, row: int, columns: Columns) -> tuple[zone_words.Zone | None, str]:
        """The zone that a column of zones says of a row, and the words that stand there."""
        said = self.said(row, "zone", columns)
        named = zone_words.found(said)
        return (named[0] if len(named) == 1 else None), said

    def refusal(self, row: int, columns: Columns, cell: Cell, title: tuple[Run, ...], sure: bool) -> str:
        """Why a cell is no session, or ""."""
        why = refused(words_of(title) or joined(cell.lines[:1]), self.path, sure)
        time_cell = self.reading.cell(row, columns.times[0])
        struck = time_cell is not None and time_cell.lines and all(line.struck for line in time_cell.lines)
        return why or ("crossed out" if struck else "")

    def covered(self, cell: Cell, columns: Columns) -> tuple[int, ...]:
        """The columns of titles that a cell covers; () where it covers all of them, or all of a day's."""
        covered = tuple(c for c in columns.lanes if cell.column <= c < cell.column + cell.columns)
        days = {day.said or day.text for c in covered if (day := columns.days.get(c))}
        beside = [c for c in columns.lanes if not days or (columns.days[c].said or columns.days[c].text) in days]
        return () if len(covered) > 1 and len(covered) == len(beside) else covered

    def spanned(self, cell: Cell, row: int, columns: Columns, here: Period) -> tuple[Period, Clock | None]:
        """A cell over several rows runs to the end of the last; the start of that one, where it says no end."""
        last: Period | None = None
        for below in range(row + 1, cell.row + cell.rows):
            one, two = self.reading.cell(below, columns.times[0]), self.reading.cell(row, columns.times[0])
            found, _ = self.time_of(below, columns)
            if found is not None and one is not two:
                last = self.with_end(below, columns, found[0])
        if last is None:
            return here, None
        if last.end is not None:
            return here._replace(end=last.end), None
        return here._replace(end=None, length=0), last.start

    def fields(self, row: int, column: int, cell: Cell, columns: Columns) -> SlotFields:
        """What the other columns say of a session."""
        reading = self.reading
        speakers = reading.cell(row, columns.of("speakers")) if columns.of("speakers") != column else None
        if speakers is not None and (speakers is cell or speakers.column != columns.of("speakers")):
            speakers = None
        tracks, rooms = self.of_lane(cell, columns) if column in columns.lanes else ((), ())
        track = self.said(row, "track", columns)
        room = self.said(row, "room", columns) or self.said(row, "place", columns)
        section = next((one.text for one in reversed(self.path) if PLACE.search(one.text) and not one.when), "")
        if section and not rooms and not tracks:
            rooms, tracks = ((section,), ()) if ROOM.search(section) else ((), (section,))
        abstract = columns.of("abstract")
        said = reading.text(row, columns.of("duration"))
        length = cell_minutes(said)
        if said and not length and not NOTHING.fullmatch(said):
            self.left.append(Left(cell.number, f"a length that is not understood: {said}"))
        status = "cancelled" if CANCELLED.search(reading.text(row, columns.of("status"))) else ""
        return SlotFields(
            speakers.lines if speakers is not None else (),
            columns.of("speakers") >= 0,
            tuple(track.split("; ")) if track else tracks,
            tuple(room.split("; ")) if room else rooms,
            reading.text(row, abstract) if abstract not in (column, -1) else "",
            self.links(row, columns),
            status or ("tentative" if re.match(r"tentativ", reading.text(row, columns.of("status")), re.I) else ""),
            length,
            reading.text(row, columns.of("language")),
            reading.text(row, columns.of("kind")),
            reading.text(row, columns.of("key")),
        )

    def of_lane(self, cell: Cell, columns: Columns) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Tracks and rooms that the headings of a cell's columns name."""
        names = {column: self.lane_name(column, columns) for column in columns.lanes}
        named = tuple(name for c in self.covered(cell, columns) if (name := names[c]) and not is_title_heading(name))
        return ((), named) if any(map(ROOM.search, names.values())) else (named, ())

    def lane_name(self, column: int, columns: Columns) -> str:
        """What the heading of a column says beside its day."""
        name, day = columns.names.get(column, ""), columns.days.get(column)
        return name.replace(day.text, "").strip() if day is not None else name

    def links(self, row: int, columns: Columns) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        for number in columns.links:
            cell = self.reading.cell(row, number)
            for words, href in _links(cell.lines if cell else ()):
                found.append((_link_name(columns.names.get(number, ""), words), href))
        return tuple(found)

    def said(self, row: int, name: str, columns: Columns) -> str:
        text = self.reading.text(row, columns.of(name))
        return "" if NOTHING.fullmatch(text) else text

    def collapse(self, columns: Columns) -> None:
        """One break in all columns is one break, and one in the first column is for all."""
        here = [self.slots[place] for place in self.pending]
        if not here or not columns.lanes or columns.days:
            return
        if len(here) == 1 and kind_of(here[0].words) in ("break", "social") and not here[0].left:
            self.slots[self.pending[0]] = _for_all(here[0], self.lane)
        elif len(here) > 1 and len({slot.words for slot in here}) == 1:
            for place in reversed(self.pending[1:]):
                del self.slots[place]
            self.slots[self.pending[0]] = _for_all(here[0], self.lane)
            self.pending = self.pending[:1]


def is_title_heading(name: str) -> bool:
    """Whether the heading of a column only says that it holds titles."""
    return name.casefold() in TITLES


TITLES = frozenset(word for word, name in languages.headings() if name == "title")


def _for_all(slot: Slot, lane: str) -> Slot:
    return replace(slot, lane=lane, fields=slot.fields._replace(tracks=(), rooms=()))


def _title_of(lines: tuple[Line, ...]) -> tuple[tuple[Run, ...], tuple[Run, ...], tuple[Line, ...]]:
    """The runs of the title in a cell, all of its line's, and the lines below. A title may go on in the next line."""
    if not lines:
        return (), (), ()
    first, rest = lines[0], list(lines[1:])
    while rest and (JOINED.search(first.text) or GOES_ON.match(rest[0].text)) and not _of_one_style(first):
        first = Line(first.number, (*first.runs, Run(" "), *rest.pop(0).runs))
    return titled(first), first.runs, tuple(rest)


def _of_one_style(line: Line) -> bool:
    return (
        bool(line.runs)
        and all(run.bold or run.href for run in line.runs if run.text.strip())
        and not (line.text.endswith((":", "：")))
    )


def _links(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    found = list(links_in(run for line in lines for run in line.runs))
    plain = [("", word) for line in lines for word in raw(line).split() if word.startswith(("http://", "https://"))]
    return found or plain


def _link_name(heading: str, words: str) -> str:
    for name, pattern in LINK_NAMES:
        if re.search(pattern, words, re.IGNORECASE) or re.search(pattern, heading, re.IGNORECASE):
            return name
    return words or heading
