"""Tables to Slots: which column is the time, the title, the speakers; day rows, parallel columns, blank cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from summit_ical.importing.formats.kinds import kind_of
from summit_ical.importing.schedule import Person
from summit_ical.importing.webpage import clocks, zone_words
from summit_ical.importing.webpage.clocks import Period
from summit_ical.importing.webpage.names import linked, names_like
from summit_ical.importing.webpage.slots import (
    PAUSE,
    ROOM,
    Left,
    Scanned,
    Section,
    Slot,
    When,
    dated_lead,
    is_day,
    links_in,
    refused,
    to_title,
    when_in,
)
from summit_ical.importing.webpage.words import Block, Line, Row, joined, raw

Cell = tuple[Line, ...]
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
    "key",
    "links",
)
HEADINGS: dict[str, re.Pattern[str]] = {
    field_name: re.compile(pattern, re.IGNORECASE)
    for field_name, pattern in {
        "end": r"(?:end|ends|end[ _]?time|to|until|finish|ende|bis|(?:scheduled )?ends?[ _]?at|fin)\b(?! user)",
        "duration": r"(?:scheduled )?(?:duration|length|minutes|mins?|dauer|durée|duración)\b",
        "date": r"(?:date|day|datum|tag|jour|fecha|día|(?:start[ _]?)?date)\b(?!.*time)",
        "time": r"(?:time|times|when|start|starts|start[ _]?time|time ?slot|slot|hour|hours|uhrzeit|zeit|beginn|"
        r"heure|horaire|hora|local time|begin|"
        r"(?:scheduled )?starts?[ _]?at|scheduled at|date ?(?:/|&|and) ?time|時間|时间)\b",
        "speakers": r"(?:speakers?|presenters?|presented by|who|lead|leads|leaders?|led by|host|hosts|moderators?|"
        r"facilitators?|name|names|"
        r"owner|instructors?|by|people|persons?|author|authors|sprecher|referent|vortragende|ponente|intervenant|"
        r"speaker names?)\b",
        "track": r"(?:tracks?|stream|theme|category|strand|topic area)\b",
        "room": r"(?:rooms?|location|place|where|venue|stage|hall|raum|ort|salle|sala|scheduled (?:room|location))\b",
        "abstract": r"(?:abstract|description|summary|details?|notes?|comments?|about|beschreibung|descripción|"
        r"content)\b",
        "links": r"(?:slides?|videos?|recordings?|links?|materials?|resources?|presentation slides|deck|issue|pr|"
        r"url)\b",
        "kind": r"(?:type|kind|format|session (?:type|format))\b",
        "language": r"(?:language|lang|sprache)\b",
        "status": r"(?:status|state)\b",
        "key": r"(?:id|session id|proposal id|uid|guid|#|no\.?|nr\.?)$",
        "title": r"(?:title|session|sessions|session title|talk|talks|topic|topics|presentation|presentations|"
        r"subject|activity|agenda|agenda item|"
        r"item|event|events|what|titel|thema|vortrag|titre|título|programme?|name of (?:the )?(?:talk|session)|"
        r"subject|proposal title|テーマ|主题|议题)\b",
    }.items()
}
SUFFIX = r"\W*(?:\(?s\)?|\s?(?:name|names|title|local|in|your|\(.*|[/&,+:|–-].*|and\s.*|or\s.*))?\W*"
TITLE_HEADING = HEADINGS["title"]
LINK_NAMES = (
    ("slides", r"slides?|deck|presentation"),
    ("recording", r"video|recording|youtube|watch"),
    ("issue", r"issue|pr\b|pull"),
)
COLUMNS_MAX = 60
SCORE = 0.6  # share of a column's cells that have to agree on what it is


@dataclass(slots=True)
class Columns:
    """What each column of a table holds."""

    time: list[int] = field(default_factory=list)  # the first one is used, others are checked against it
    zones: dict[int, zone_words.Zone] = field(default_factory=dict)
    end: int = -1
    duration: int = -1
    date: int = -1
    title: int = -1
    speakers: int = -1
    track: int = -1
    room: int = -1
    place: int = -1  # a second column of rooms, for where the first one says nothing
    abstract: int = -1
    kind: int = -1
    language: int = -1
    status: int = -1
    key: int = -1
    links: list[int] = field(default_factory=list)
    parallel: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)


def read(block: Block, path: tuple[Section, ...], group: int, out: Scanned, named: Named = ()) -> None:
    """Add the slots of a table, and what it leaves out. `named` says what columns hold that do not say it."""
    rows = [row._replace(cells=row.cells[:COLUMNS_MAX]) for row in block.rows if any(row.cells)]
    columns = _columns(rows, named)
    if columns is None:
        return
    table = Table(columns, path, group, out)
    for row in rows:
        if not row.header or _is_timed(row, columns) or _day_of(row, columns):
            table.row(row)


def _text(row: Row, column: int) -> str:
    return joined(row.cells[column]) if 0 <= column < len(row.cells) else ""


def _cell(row: Row, column: int) -> Cell:
    return row.cells[column] if 0 <= column < len(row.cells) else ()


def _is_timed(row: Row, columns: Columns) -> bool:
    return any(_period(_text(row, column)) for column in columns.time)


@lru_cache(maxsize=4096)  # the cells of a table repeat each other
def _period(text: str, strict: bool = False) -> tuple[Period, When | None] | None:
    """The period of a cell for times, and the date in it. `strict` where it is not known to be one for times."""
    when, at = dated_lead(text)
    found = clocks.period(text, at, cell=True) or clocks.period(text, cell=True)
    if found is None and when is None and not strict:
        inside = re.search(r"\d", text)
        found = clocks.period(text, inside.start(), cell=True) if inside and len(text) < 40 else None
    if found is None or len(re.sub(r"[\W\d_]", "", text[found.stop :])) > 24:
        return None
    if when is None and found.stop < len(text):
        when = when_in(text[found.stop :], 0)
    return found, when


# --- which column is what ---


def _columns(rows: Sequence[Row], given: Named = ()) -> Columns | None:
    """What the columns hold; None where no column holds times."""
    width = max((len(row.cells) for row in rows), default=0)
    head = next((row for row in rows[:3] if _heads(row)), None)
    columns = Columns()
    if head is not None:
        _by_heading(head, columns, {heading.casefold(): name for heading, name in given})
    body = [row for row in rows if row is not head]
    _times_by_content(body, width, columns)
    if not columns.time:
        return None
    _choose_zone(columns)
    used = _used(columns)
    free = [c for c in range(width) if c not in used and any(_text(row, c) for row in body)]
    if columns.title < 0:
        _titles(head, body, free, columns)
    elif head is None:
        pass
    elif len(columns.parallel) == 0 and columns.title >= 0:
        _beside_title(head, free, columns)
    return columns


def _used(columns: Columns) -> set[int]:
    single = (
        columns.end, columns.duration, columns.date, columns.title, columns.speakers, columns.track,
        columns.room, columns.place,
        columns.abstract, columns.kind, columns.language, columns.status, columns.key,
    )  # fmt: skip
    return {*columns.time, *columns.links, *(c for c in single if c >= 0)}


def _heads(row: Row) -> bool:
    """Whether a row names columns."""
    texts = [joined(cell) for cell in row.cells]
    if sum(map(bool, texts)) < 2:
        return False  # the day above a table without headings
    named = sum(
        _named(text) in ("time", "title", "speakers", "end", "date") or bool(zone_words.ZONE.fullmatch(text))
        for text in texts
        if text
    )
    return (row.header and any(texts) and not any(_period(text) for text in texts[:2])) or (
        named >= 2 and not any(_period(t) for t in texts)
    )


def _named(text: str) -> str:
    """What a heading of a column says it holds, or ""."""
    text = re.sub(r"[\W_]+$|^[\W_]+(?!$)", "", zone_words.ZONE.sub("", text))
    for name, pattern in HEADINGS.items():
        match = pattern.match(text) if len(text) <= 40 else None
        if match and re.fullmatch(SUFFIX, text[match.end() :], re.IGNORECASE):
            return name
    return ""


def _by_heading(head: Row, columns: Columns, given: dict[str, str]) -> None:
    for number, cell in enumerate(head.cells):
        text = joined(cell)
        if text.casefold() in given:
            _give(columns, given[text.casefold()], number)
            continue
        zone = next(iter(zone_words.found(text)), None)
        name = _named(text) or ("time" if zone and len(text) < 30 else "")
        if (
            name == "abstract"
            and re.match(r"(?:notes?|about|content)\b", text, re.IGNORECASE)
            and columns.abstract >= 0
        ):
            name = ""
        columns.names[number] = text
        if zone is not None:
            columns.zones[number] = zone
        if name == "time" and number not in columns.time:
            columns.time.append(number)
        elif name == "links":
            columns.links.append(number)
        elif name == "room" and columns.room >= 0:
            columns.place = number
        elif name and getattr(columns, name) < 0:
            setattr(columns, name, number)


def _give(columns: Columns, name: str, number: int) -> None:
    """Let a column be what the caller says it is."""
    if name in ("time", "links"):
        getattr(columns, name).insert(0, number)
    else:
        setattr(columns, name, number)


def _times_by_content(body: Sequence[Row], width: int, columns: Columns) -> None:
    """Check the columns that are called time, and find those that are not."""

    def share(column: int) -> float:
        texts = [text for row in body if (text := _text(row, column))]
        return sum(_period(text, strict=True) is not None for text in texts) / len(texts) if texts else 0.0

    called = [column for column in columns.time if share(column) > 0.3]
    if (not called and columns.title < 0) or not columns.time:
        called = [column for column in range(min(width, 4)) if share(column) >= SCORE - 0.1][:2]
        if columns.title in called:
            columns.title = -1
    columns.time = called
    if columns.date in called:
        columns.date = -1
    if columns.speakers in called:
        columns.speakers = -1


def _choose_zone(columns: Columns) -> None:
    """Put the column first whose zone leaves no doubt: the first one if it names a place, else that of UTC."""
    first = columns.zones.get(columns.time[0])
    if first is None or first.claims is not None:
        columns.time.sort(key=lambda c: columns.zones[c].name != "UTC" if c in columns.zones else True)


def _titles(head: Row | None, body: Sequence[Row], free: list[int], columns: Columns) -> None:
    """A table without a column called title: one of titles and one of people, or several tracks side by side."""
    if not free:
        return
    named = [c for c in free if head is not None and columns.names.get(c, "")]
    if head is not None and len(named) >= 2 and not any(c >= 0 for c in (columns.speakers, columns.abstract)):
        columns.parallel = named
        return
    columns.title = free[0]
    for column in free[1:]:
        texts = [text for row in body if (text := _text(row, column))]
        people = sum(
            names_like(text) or bool(linked(_cell(row, column))) for row in body if (text := _text(row, column))
        )
        if columns.speakers < 0 and texts and people >= len(texts) * 0.5:
            columns.speakers = column
        elif columns.abstract < 0 and texts:
            columns.abstract = column


def _beside_title(head: Row, free: list[int], columns: Columns) -> None:
    """Further columns of titles: "Session A", "Session B", or a title's column among tracks."""
    similar = [
        c for c in free if TITLE_HEADING.match(columns.names.get(c, "")) or ROOM.search(columns.names.get(c, ""))
    ]
    if similar and columns.speakers < 0:
        columns.parallel = sorted([columns.title, *similar])


# --- rows ---


@dataclass(slots=True)
class Table:
    """A table being read, row by row."""

    columns: Columns
    path: tuple[Section, ...]
    group: int
    out: Scanned
    when: When | None = None
    period: Period | None = None
    above: dict[str, str] = field(default_factory=dict)
    last: list[Slot] = field(default_factory=list)
    struck: int = 0

    def row(self, row: Row) -> None:
        """Take one row: a day, a session, or several side by side."""
        columns = self.columns
        found = _period(_text(row, columns.time[0]))
        others = [
            (columns.zones[c], other[0])
            for c in columns.time[1:]
            if c in columns.zones and (other := _period(_text(row, c)))
        ]
        if found is None:
            found, others = self.otherwise(row)
        if found is None and (day := _day_of(row, columns)):
            self.when = day._replace(line=row.number)
            self.path = tuple(section for section in self.path if section.level < 9)
            self.out.mentions.append(self.when)
            self.period = None
            return
        self.inherit_date(row)
        inherited = found is None and not _text(row, columns.time[0])
        if found is None and inherited and self.period is not None and self.titles(row):
            found = (self.period, None)
        if found is None:
            self.without_time(row)
            return
        period, when = found
        if when is not None:
            self.when = when._replace(line=row.number)
        self.period = self.zoned(period)
        if columns.end >= 0 and (end := _period(_text(row, columns.end))):
            self.period = self.period._replace(end=end[0].start)
        self.last = []
        for column in self.titles(row):
            self.slot(row, column, others)
        self.collapse()

    def otherwise(self, row: Row) -> tuple[tuple[Period, When | None] | None, list[tuple[zone_words.Zone, Period]]]:
        """Where the first column of times is empty, another one may say when."""
        for column in self.columns.time[1:]:
            found = _period(_text(row, column))
            if found and not _text(row, self.columns.time[0]) and column in self.columns.zones:
                return (found[0]._replace(zone=found[0].zone or self.columns.zones[column]), found[1]), []
        return None, []

    def zoned(self, found: Period) -> Period:
        zone = self.columns.zones.get(self.columns.time[0])
        return found._replace(zone=zone) if found.zone is None and zone is not None else found

    def inherit_date(self, row: Row) -> None:
        text = _text(row, self.columns.date)
        when = when_in(text, row.number) if text else None
        if when is not None:
            self.when = when
            self.out.mentions.append(when)

    def without_time(self, row: Row) -> None:
        words = joined(tuple(line for cell in row.cells for line in cell))
        if PAUSE.match(words) and self.out.slots:
            for slot in self.last:
                slot.pause_after = True
        if self.titles(row):
            self.out.left.append(Left(row.number, "no time"))

    def titles(self, row: Row) -> list[int]:
        """The columns of this row that hold a title."""
        columns = self.columns
        if not columns.parallel:
            if columns.title >= 0 and _text(row, columns.title):
                return [columns.title]
            alone = [c for c in range(len(row.cells)) if c not in columns.time and c != columns.end and _text(row, c)]
            return alone[:1] if len(alone) == 1 else []
        return [column for column in columns.parallel if _text(row, column)]

    def slot(self, row: Row, column: int, others: list[tuple[zone_words.Zone, Period]]) -> None:
        columns, cell = self.columns, _cell(row, column)
        assert self.period is not None
        lines = list(cell)
        title = lines[0].text if lines else ""
        rest = lines[1:]
        if lines and lines[0].text.rstrip().endswith(":") and rest:
            title = to_title(f"{lines[0].text} {rest.pop(0).text}")
        slot = Slot(row.number, self.period, title, self.when, self.path, self.group, rest)
        slot.runs = slot.title_runs = lines[0].runs if lines else ()
        slot.others, slot.in_table = others, True
        slot.length = clocks.minutes(_text(row, columns.duration)) or _number(_text(row, columns.duration))
        self.fields(slot, row, column)
        sure = slot.period.end is not None or bool(slot.said_by)
        why = refused(title, lines[0] if lines else None, self.path, sure)
        if (
            not why
            and all(line.struck for c in columns.time[:1] for line in _cell(row, c))
            and _cell(row, columns.time[0])
        ):
            why = "crossed out"
        if why:
            self.out.left.append(Left(row.number, why))
            return
        self.out.slots.append(slot)
        self.last.append(slot)

    def fields(self, slot: Slot, row: Row, column: int) -> None:
        """What the other columns say of a session."""
        columns = self.columns
        if columns.speakers >= 0 and columns.speakers != column:
            cell = _cell(row, columns.speakers)
            slot.people = _people(cell)
            slot.said_by = "; ".join(line.text for line in cell)
        if column in columns.parallel:
            name = columns.names.get(column, "")
            slot.column = name or str(column)
            day = is_day(name)
            if day is not None:
                slot.when = day._replace(line=row.number)
            elif ROOM.search(name):
                slot.rooms = (name,)
            elif name and not TITLE_HEADING.fullmatch(name):
                slot.tracks = (name,)
        track, room = self.carried(row, "track"), self.carried(row, "room") or self.carried(row, "place")
        slot.tracks = tuple(track.split("; ")) if track else slot.tracks
        slot.rooms = tuple(room.split("; ")) if room else slot.rooms
        slot.abstract = _text(row, columns.abstract) if columns.abstract != column else ""
        for number in columns.links:
            slot.links += [
                (_link_name(columns.names.get(number, ""), words), href) for words, href in _links(_cell(row, number))
            ]
        slot.links += links_in(run for line in slot.rest for run in line.runs)
        if columns.status >= 0 and re.match(r"cancel", _text(row, columns.status), re.IGNORECASE):
            slot.status = "cancelled"

    def carried(self, row: Row, name: str) -> str:
        text = _text(row, getattr(self.columns, name))
        return "" if re.fullmatch(r"\W*(?:tba|tbd|tbc|n/?a|none|-)?\W*", text, re.IGNORECASE) else text

    def collapse(self) -> None:
        """One break in all columns is one break, and one in the first column is for all."""
        if len(self.last) == 1 and self.columns.parallel and kind_of(self.last[0].title) in ("break", "social"):
            self.last[0].tracks = self.last[0].rooms = ()
        if len(self.last) > 1 and len({slot.title for slot in self.last}) == 1:
            del self.out.slots[1 - len(self.last) :]  # they are the last ones
            self.last[0].tracks = self.last[0].rooms = ()
            self.last[0].column = ""


def _day_of(row: Row, columns: Columns) -> When | None:
    """The day that a row without a time announces for those below it."""
    if _is_timed(row, columns):
        return None
    filled = [(number, joined(cell)) for number, cell in enumerate(row.cells) if cell]
    for _, text in filled[:2]:
        when = when_in(text, row.number)
        if when is None or not (when.said or (len(filled) == 1 and is_day(text))):
            continue
        if len(filled) == 1 or is_day(filled[0][1]):
            return when
    return None


def _people(cell: Cell) -> tuple[Person, ...]:
    has_link = any(run.href for line in cell for run in line.runs)
    return linked(cell) if has_link else ()


def _links(cell: Cell) -> list[tuple[str, str]]:
    found = links_in(run for line in cell for run in line.runs)
    plain = [("", word) for line in cell for word in raw(line).split() if word.startswith(("http://", "https://"))]
    return found or plain


def _link_name(heading: str, words: str) -> str:
    for name, pattern in LINK_NAMES:
        if re.search(pattern, words, re.IGNORECASE) or re.search(pattern, heading, re.IGNORECASE):
            return name
    return words or heading


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) <= 600 else 0
