"""A Grid to what its columns hold: by their headings, else by what is in their cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from summit_ical.importing.webpage import languages, zone_words
from summit_ical.importing.webpage.clock_words import Period, cell_minutes, period
from summit_ical.importing.webpage.grid import Cell, Grid
from summit_ical.importing.webpage.names import linked, names_like
from summit_ical.importing.webpage.slots import PLACE, ROOM, When, dated_lead, is_day, when_in, with_dated_end

Named = Sequence[tuple[str, str]]
FIELDS = (
    "time",
    "end",
    "duration",
    "date",
    "title",
    "speakers",
    "track",
    "room",
    "abstract",
    "kind",
    "language",
    "status",
    "zone",
    "key",
    "links",
    "nothing",
)
SUFFIX = re.compile(
    r"[\W_]*(?:\(?s\)?|\s?(?:name|names|title|local|in|your|\(.*|[/&,+:|–-].*|and\s.*|or\s.*))?[\W_]*", re.IGNORECASE
)
# A room by its kind, which may head a column of what is in it.
HALLS = frozenset(
    [
        "hall",
        "stage",
        "auditorium",
        "theatre",
        "theater",
        "saal",
        "bühne",
        "halle",
        "zaal",
        "зал",
        "sál",
        "salon",
        "aula",
        "foyer",
    ]
)
# "Morning (9:00-12:00)", "Session 1: 10:00-11:30"
LABELLED = re.compile(
    rf"\W*{languages.pattern('morning', 'afternoon', 'night', 'division')}(?:\s+\w{{1,3}})?\W+(?=\d)", re.IGNORECASE
)
HEADING_MAX = 40  # characters of a heading that is looked up
COLUMNS_MAX = 60
SCORE = 0.6  # share of a column's cells that have to agree on what it is
CALLED = 0.3  # the same, where its heading says so
HEADS_IN = 20  # rows of a sheet in which its head is looked for
LETTERS_BEHIND = 24  # letters behind a time that may stand in a cell for times


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a table holds."""

    times: tuple[int, ...]  # the first one is used, others are checked against it
    fields: dict[str, int]  # end, duration, title, … -> its column
    lanes: tuple[int, ...] = ()  # columns of titles that run side by side
    links: tuple[int, ...] = ()
    names: dict[int, str] = field(default_factory=dict)  # headings
    days: dict[int, When] = field(default_factory=dict)  # of lanes
    zones: dict[int, zone_words.Zone] = field(default_factory=dict)
    unread: tuple[int, ...] = ()  # what is in these is not known

    def of(self, name: str) -> int:
        return self.fields.get(name, -1)


@lru_cache(maxsize=10_000)
def timed(text: str, spoken: frozenset[str], strict: bool = False) -> tuple[Period, When | None] | None:
    """Return the period in a cell for times, and the date in it. `strict` where it is not known to be one for times."""
    when, at = dated_lead(text, spoken)
    found = period(text, at, cell=True) or period(text, cell=True)
    if found is None and when is None and (label := LABELLED.match(text)):
        labelled = period(text, label.end(), cell=True)
        found = labelled if labelled and labelled.end else None
    if found is None and when is None and not strict:
        inside = re.search(r"\d", text)
        found = period(text, inside.start(), cell=True) if inside and len(text) < HEADING_MAX else None
    if found is None or len(re.sub(r"[\W\d_]", "", text[found.stop :])) > LETTERS_BEHIND:
        return None
    found, ends = with_dated_end(text, found, spoken)
    if when is None and found.stop < len(text):
        when = when_in(text[found.stop :], 0, spoken)
    return found, (when._replace(ends=ends) if when else None)


def field_of(heading: str, given: dict[str, str]) -> str:
    """Return the field that a heading names, or ""."""
    folded = heading.casefold().strip()
    if folded in given:
        return given[folded]
    return _named_field(folded)


@lru_cache(maxsize=10_000)
def _named_field(folded: str) -> str:
    text = re.sub(r"[\W_]+$|^[\W_]+(?!$)", "", zone_words.ZONE.sub("", folded)) or folded
    if len(text) > HEADING_MAX:
        return ""
    for word, name in languages.headings():
        if text.startswith(word) and SUFFIX.fullmatch(text[len(word) :]):
            return name
    return ""


class Reading:
    """The cells of a grid, by row and column, with what a caller says of its headings."""

    def __init__(self, grid: Grid, spoken: frozenset[str], named: Named = (), sheet: bool = False) -> None:
        self.grid, self.spoken, self.sheet = grid, spoken, sheet
        self.given = {heading.casefold().strip(): name for heading, name in named}
        self.width = min(grid.width, COLUMNS_MAX)
        self.texts = {(cell.row, cell.column): _from_to(cell) for cell in grid.cells}

    def cell(self, row: int, column: int) -> Cell | None:
        return self.grid.places.get((row, column))

    def text(self, row: int, column: int) -> str:
        cell = self.cell(row, column) if column >= 0 else None
        return self.texts[(cell.row, cell.column)] if cell is not None else ""

    def column(self, rows: Sequence[int], column: int) -> list[Cell]:
        """The cells with words of a column, each once."""
        cells: dict[tuple[int, int], Cell] = {}
        for row in rows:
            cell = self.cell(row, column)
            if cell is not None and self.texts[(cell.row, cell.column)]:
                cells[(cell.row, cell.column)] = cell
        return list(cells.values())

    def filled(self, row: int) -> list[Cell]:
        """The cells with words that begin in a row, or reach into it."""
        cells: dict[int, Cell] = {}
        for column in range(self.width):
            cell = self.cell(row, column)
            if cell is not None and self.texts[(cell.row, cell.column)]:
                cells.setdefault(cell.column, cell)
        return list(cells.values())

    def period(self, row: int, column: int, strict: bool = True) -> tuple[Period, When | None] | None:
        text = self.text(row, column)
        return timed(text, self.spoken, strict) if text else None

    def is_timed(self, row: int) -> bool:
        return any(self.period(row, column) for column in range(min(self.width, 4)))

    def is_head(self, row: int, before_times: bool) -> bool:
        """Whether a row names columns."""
        cells = self.filled(row)
        if len(cells) < 2 or self.is_timed(row):
            return False
        fields = [field_of(cell.text, self.given) for cell in cells]
        known = sum(name in KNOWN for name in fields) + sum(bool(zone_words.ZONE.fullmatch(c.text)) for c in cells)
        marked = row in self.grid.heads or all(cell.header for cell in cells)
        if self.sheet:
            return before_times and row < HEADS_IN and (known >= 2 or (marked and known >= 1))
        if marked and not (len(cells) == 2 and is_day(cells[0].text, 0, self.spoken)):
            return True
        if not before_times:
            return known >= 3 and known == len(cells)
        first = self.text(row, 0)
        return known >= 2 or (
            len(cells) > 1 and (not first or "time" in fields or "start" in fields) and self.lanes_like(cells)
        )

    def lanes_like(self, cells: Sequence[Cell]) -> bool:
        """Whether cells name rooms, tracks or days, one beside the other."""
        rest = [cell for cell in cells if cell.column]
        return (
            len(rest) > 1
            and all(len(cell.text) < HEADING_MAX for cell in rest)
            and not any(field_of(cell.text, self.given) in ("title", "speakers") for cell in rest)
        )

    def names_days(self, row: int) -> bool:
        """Whether all cells of a row are days: those of the columns below them."""
        cells = self.filled(row)
        return len(cells) > 1 and all(is_day(cell.text, 0, self.spoken) for cell in cells)

    def segments(self) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Yield the rows that name columns, and those below them, up to the next ones that do."""
        heads: list[int] = []
        body: list[int] = []
        before = True
        for row in range(self.grid.height):
            if self.is_head(row, before):
                if any(self.is_timed(one) for one in body):
                    yield tuple(heads), tuple(body)
                    heads, body = [], []
                if not heads and body and body[-1] == row - 1 and self.names_days(row - 1):
                    heads.append(body.pop())
                heads = [*heads, row] if not heads or row == heads[-1] + 1 else [row]
            else:
                body.append(row)
                before = before and not self.is_timed(row)
        yield tuple(heads), tuple(body)


def _from_to(cell: Cell) -> str:
    """The words of a cell; two times in two lines are a start and an end."""
    if len(cell.lines) == 2:
        both = [period(line.text, cell=True) for line in cell.lines]
        if all(
            one is not None and one.end is None and one.stop == len(line.text)
            for one, line in zip(both, cell.lines, strict=True)
        ):
            return " - ".join(line.text for line in cell.lines)
    return cell.text


KNOWN = ("time", "start", "title", "speakers", "end", "date", "duration", "room", "track")


def understood(reading: Reading, heads: Sequence[int], body: Sequence[int]) -> Columns | None:
    """Return what the columns hold; None where no column holds times."""
    names = {
        c: " ".join(dict.fromkeys(t for row in heads if (t := reading.text(row, c)))) for c in range(reading.width)
    }
    fields, links, claimed = _by_heading(reading, heads)
    times = _times(reading, body, fields, claimed)
    if not times:
        return None
    if len(claimed) > 1 and "end" in fields:
        _length_beside(reading, body, fields, times, claimed)
    zones = {c: zone for c, name in names.items() if (zone := next(iter(zone_words.found(name)), None))}
    times = _zone_first(times, zones)
    rooms = [c for c, name in names.items() if reading.given.get(name.casefold()) == "room"]
    if "title" not in fields and rooms:  # columns that the caller calls rooms hold what is in them
        fields = {name: column for name, column in fields.items() if column not in rooms}
        free = [c for c in range(reading.width) if c not in {*times, *links, *rooms, *fields.values()}]
        unread = tuple(c for c in free if any(reading.text(row, c) for row in body))
        return Columns(tuple(times), fields, tuple(rooms), tuple(links), names, {}, zones, unread)
    hall = fields.get("room", -1)
    if "title" not in fields and names.get(hall, "").casefold() in HALLS:
        del fields["room"]  # one hall beside others
    used = {*times, *links, *fields.values()}
    free = [c for c in range(reading.width) if c not in used and any(reading.text(row, c) for row in body)]
    days = {c: day for c in free if (day := _day_of_lane(reading, heads, c))}
    lanes, unread = _lanes(reading, heads, body, free, names, fields, days)
    return Columns(tuple(times), fields, lanes, tuple(links), names, days, zones, unread)


def _by_heading(reading: Reading, heads: Sequence[int]) -> tuple[dict[str, int], list[int], list[int]]:
    """Fields by their headings, the columns of links, and those that are called time."""
    fields: dict[str, int] = {}
    links: list[int] = []
    claimed: list[int] = []
    for column in range(reading.width):
        texts = [text for row in reversed(heads) if (text := reading.text(row, column))]
        name = next((name for text in texts if (name := field_of(text, reading.given))), "")
        if any(is_day(text, 0, reading.spoken) and not field_of(text, reading.given) for text in texts):
            name = ""
        if name in ("time", "start") or (not name and texts and len(texts[0]) < 30 and zone_words.found(texts[0])):
            claimed.insert(0 if name == "start" and texts[0].casefold() not in reading.given else len(claimed), column)
        elif name == "nothing":
            fields[f"nothing in {column}"] = column
        elif name == "links":
            links.append(column)
        elif name == "room" and "room" in fields:
            fields.setdefault("place", column)
        elif name:
            fields.setdefault(name, column)
    return fields, links, claimed


def _share(reading: Reading, body: Sequence[int], column: int) -> float:
    texts = [reading.text(cell.row, cell.column) for cell in reading.column(body, column)]
    found = sum(timed(text, reading.spoken, strict=True) is not None for text in texts)
    return found / len(texts) if texts else 0.0


def _times(reading: Reading, body: Sequence[int], fields: dict[str, int], claimed: Sequence[int]) -> list[int]:
    """The columns of times: those that are called so and are, else those that are."""
    called = [column for column in claimed if _share(reading, body, column) > (0 if reading.sheet else CALLED)]
    if (not called and "title" not in fields) or not claimed:
        taken = {fields.get(name, -1) for name in ("end", "duration")}
        wide = (c for c in range(min(reading.width, 4)) if c not in taken)
        called = [column for column in wide if _share(reading, body, column) >= SCORE - 0.1][:2]
        for name in [name for name, column in fields.items() if column in called]:
            del fields[name]
    if not called and "date" in fields and _share(reading, body, fields["date"]) > CALLED:
        called = [fields.pop("date")]
    return called


def _length_beside(
    reading: Reading, body: Sequence[int], fields: dict[str, int], times: list[int], claimed: Sequence[int]
) -> None:
    """Take a column called time beside a start and an end for the length, where that is what it says."""
    for column in [column for column in claimed[1:] if column in times]:
        agree = 0
        for row in body:
            start, end = reading.period(row, times[0]), reading.period(row, fields["end"])
            length = cell_minutes(reading.text(row, column))
            agree += bool(start and end and length == end[0].start.literal - start[0].start.literal)
        if agree * 2 > sum(bool(reading.text(row, column)) for row in body):
            times.remove(column)
            fields.setdefault("duration", column)


def _zone_first(times: list[int], zones: dict[int, zone_words.Zone]) -> list[int]:
    """Put the column first whose zone leaves no doubt: the first one if it names a place, else that of UTC."""
    first = zones.get(times[0])
    if first is None or first.claims is not None:
        return sorted(times, key=lambda c: zones[c].name != "UTC" if c in zones else True)
    return times


def _day_of_lane(reading: Reading, heads: Sequence[int], column: int) -> When | None:
    """The day that the heading of a column says."""
    for row in heads:
        text = reading.text(row, column)
        if (
            text
            and not field_of(text, reading.given)
            and (day := is_day(text, reading.grid.numbers[row], reading.spoken))
        ):
            return day
    return None


def _lanes(
    reading: Reading,
    heads: Sequence[int],
    body: Sequence[int],
    free: list[int],
    names: dict[int, str],
    fields: dict[str, int],
    days: dict[int, When],
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The columns of titles side by side, and those that are not understood. Adds what the cells themselves show."""
    named = [c for c in free if names.get(c, "")]
    if "title" in fields:
        title = fields["title"]
        similar = [c for c in free if field_of(names.get(c, ""), {}) == "title" or ROOM.search(names.get(c, ""))]
        if similar and "speakers" not in fields and heads:
            return tuple(sorted([title, *similar])), tuple(c for c in free if c not in similar)
        left = [c for c in free if not _people_in(reading, body, c, fields)]
        return (), tuple(left)
    if not free:
        return (), ()
    side = [c for c in named if c in days] or named
    if len(side) >= 2 and not reading.sheet and not any(name in fields for name in ("speakers", "abstract")):
        return tuple(side), tuple(c for c in free if c not in side)
    if reading.sheet and heads:
        places = [c for c in named if PLACE.search(names[c]) or c in days]
        if len(places) < 2:
            return (), tuple(free)
        return tuple(places), tuple(c for c in free if c not in places)
    alone = bool(ROOM.search(names.get(free[0], "")))  # the only room
    if not alone:
        fields["title"] = free[0]
    left = []
    for column in free[1:]:
        if not _people_in(reading, body, column, fields):
            if "abstract" not in fields and not names.get(column, ""):
                fields["abstract"] = column
            else:
                left.append(column)
    return tuple(free[:1] if alone else ()), tuple(left)


def _people_in(reading: Reading, body: Sequence[int], column: int, fields: dict[str, int]) -> bool:
    """Take a column for that of the speakers, if it has no heading that says otherwise and half of it are names."""
    if "speakers" in fields or reading.sheet:
        return False
    cells = reading.column(body, column)
    people = sum(names_like(cell.text) or bool(linked(cell.lines)) for cell in cells)
    if not cells or people < len(cells) * SCORE:
        return False
    fields["speakers"] = column
    return True
