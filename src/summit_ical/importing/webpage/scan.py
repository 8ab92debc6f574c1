"""Blocks of a page to Slots: headings, items and paragraphs with a time. The rest is context, or prose."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from summit_ical.importing.webpage import calendar_names, tables, zone_words
from summit_ical.importing.webpage.clock_words import Period, period, periods, times
from summit_ical.importing.webpage.slots import (
    DEADLINE,
    DIVISION,
    EVENT,
    LOGISTICS,
    OTHER_HOURS,
    PART_OF_DAY,
    PAUSE,
    PLACE,
    ROOM,
    TIMES,
    WITHDRAWN,
    Left,
    Scanned,
    Section,
    Slot,
    When,
    Window,
    day_of_heading,
    is_day,
    is_only_day,
    led,
    refused,
    says_when,
    titled,
    to_title,
    when_in,
    words_of,
)
from summit_ical.importing.webpage.words import Block, Line, Run, after, raw
from summit_ical.importing.webpage.words import folded as folded_text

MINUTES_LINE = re.compile(
    r"^\W*(?:attendees|present|participants|in attendance|apologies|scribe|note ?taker)\W*[:：]", re.IGNORECASE
)
FIELD = re.compile(
    r"^\W{0,3}(?P<name>tracks?|rooms?|location|place|where|venue|level|type|format|duration|length|slides?|video|recording|"
    r"abstract|description|summary|language|time|when|date(?: and time)?|date/time|links?|notes|"
    r"issue)\s*(?:\*\*)?[:：]\W?\s*(?P<value>.*)$",
    re.IGNORECASE | re.DOTALL,
)
HALF_SAID = re.compile(r"\d\s?[ap]\.?\s?m\b", re.IGNORECASE)
TRAILING_TIME = re.compile(r"[\s,–—|@-]*[(\[]\s*(?=[\d])")
TRAILING_IN_ITEM = re.compile(r"(?<![:：])[\s,–—|@-]*(?:[(\[]|,|\s[–—|@-])\s*(?=\d)")
BARE_TRAILING = re.compile(r"(?<![:：])\s+(?=\d)")
ITEMS = -1000  # `sibling` of items, from there down
BULLET_TITLE = re.compile(r"^:\s+")
SENTENCE = re.compile(r"(?<=[.!;])\s+(?=[A-Z\W])")
GOES_ON = re.compile(r"(?:is|was|and|or|we|will|in the|until|to)\b")
AFTER_TITLE = 3  # blocks below a heading in which its time is looked for
SHOWN = 80  # characters of a line that the report shows
HEADING_MAX = 60  # characters of a line that may head sessions
DAY_LEVEL = 7  # of a line of its own; items count on from here


@dataclass(slots=True)
class _OpenSlot:
    """A slot whose words are still being read. Only the scan sees it."""

    line: int
    period: Period
    when: When | None
    path: tuple[Section, ...]
    group: int
    title: tuple[Run, ...] = ()
    runs: tuple[Run, ...] = ()
    lane: str = ""
    rest: list[Line] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    depth: int = 0  # of its list
    sibling: int = 0  # level of a heading whose time stands below, or ITEMS and less: needs another like it
    pause_after: bool = False
    left: str = ""
    beside: bool = False  # one of several below a time alone

    def slot(self) -> Slot:
        return Slot(
            self.line, self.period, self.title, self.runs, self.when, self.path, self.group, self.lane,
            tuple(self.rest), tuple(self.body), pause_after=self.pause_after, left=self.left,
        )  # fmt: skip


class Scan:
    """The page so far: the headings above, and the slot whose words are being read."""

    def __init__(self, spoken: frozenset[str], named: tables.Named = ()) -> None:
        self.spoken, self.named = spoken, named
        self.done: list[_OpenSlot | Slot] = []
        self.windows: list[Window] = []
        self.zones: list[tuple[int, int, zone_words.Zone]] = []
        self.left: list[Left] = []
        self.events: list[When] = []
        self.headings: list[Section] = []
        self.unread: list[tables.Unread] = []
        self.context: set[int] = set()
        self.prose: set[int] = set()
        self.path: tuple[Section, ...] = ()
        self.slot: _OpenSlot | None = None
        self.before: Period | None = None  # of the last slot
        self.pending_day: tuple[Block, When] | None = None  # a date alone in a line, and nothing yet below it
        self.awaiting: _OpenSlot | None = None  # a time whose title is in the next block
        self.taken: Line | None = None  # the line that was taken for the last title
        self.parents: list[tuple[Block, list[Line]]] = []  # items without a time, with the items below them so far
        self.pending: Block | None = None  # a line of its own that may head what comes next
        self.group = 0
        self.lists = 0  # runs of items so far
        self.minutes: int | None = None  # level of the section that is minutes of a meeting
        self.heading_age = 99  # blocks since the last heading

    # -- blocks ---------------------------------------------------------------------------------------------------

    def block(self, block: Block) -> None:
        """Take one block."""
        before, dated = self.pending, self.pending_day
        if block.kind == "heading":
            self.heading(block)
        elif block.kind == "table":
            self.table(block)
        elif block.kind == "rule":
            self.close()
        elif block.kind == "code":
            self.keep(block)
        elif block.lines:
            self.heading_age += 1
            self.words(block)
        if block.kind != "item":
            self.parents = []
            self.lists += 1
        if self.pending is before:
            self.pending = None
        if dated is not None and self.pending_day is dated:
            self.pending_day = None
            self.left.append(Left(dated[0].first, f"a date by itself: {dated[0].text}"))

    def table(self, block: Block) -> None:
        self.head_with_pending()
        self.close()
        self.group += 1
        found = tables.read(block, self.path, self.group, self.spoken, self.named)
        self.done += found.slots
        self.left += found.left
        self.unread += found.unread
        self.headings += found.headings
        self.context |= found.context
        self.zones += [(1, block.first, zone) for zone in found.zones]
        self.group += 1

    def heading(self, block: Block) -> None:
        text = block.text
        day = day_of_heading(text, block.first, self.spoken)
        begun = led(block.lines[0], self.spoken, self.before) if block.lines else None
        if PAUSE.match(text) and self.slot is not None:
            self.slot.pause_after = True
        if begun and not (day and day.said and is_day(text, block.first, self.spoken)):
            self.head_with_pending()
            self.path = tuple(one for one in self.path if one.level < block.level or one.form in ("bold", "plain"))
            self.close()
            self.begin(block, block.lines[0], begun, block.lines[1:])
        else:
            self.close()
            if not self.trailing(block):
                self.section(block, text, day)
            self.group += 1
        self.heading_age = 0

    def leave(self, level: int, part: bool = False) -> None:
        """Leave the sections that a heading of this level ends. A part of a day stands below its day."""
        self.path = tuple(one for one in self.path if one.level < level or (part and one.level == level and one.when))

    def section(self, block: Block, text: str, day: When | None) -> None:
        """Enter the section below a heading."""
        part = day is None and bool(PART_OF_DAY.match(text) or PAUSE.match(text))
        self.leave(block.level, part)
        section = Section(block.level, block.first, text, day)
        self.path = (*self.path, section)
        self.headings.append(section)
        self.context.add(block.first)
        if day is not None and (block.level == 1 or day.several):
            self.events.append(day)
        elif block.level == 1 and (when := when_in(text, block.first, self.spoken)) and when.said:
            self.events.append(when)
        self.zone_in(text, block.first)
        for found in periods(text):
            self.window(found, block.first, day)

    def trailing(self, block: Block) -> bool:
        """`### Title (14:00-14:25)`: a heading, or an item, that ends with its time."""
        text = raw(block.lines[-1]) if block.lines else ""
        if block.kind == "heading":
            return any(self.closed(block, text, match) for match in TRAILING_TIME.finditer(text))
        if any(self.closed(block, text, match) for match in TRAILING_IN_ITEM.finditer(text)):
            return True
        ends = [] if OTHER_HOURS.search(text) else list(BARE_TRAILING.finditer(text))
        if not any(self.closed(block, text, match) for match in ends):
            return False
        assert self.slot is not None
        self.slot.sibling = ITEMS - self.lists  # one alone announces hours
        return True

    def closed(self, block: Block, text: str, match: re.Match[str]) -> bool:
        """Take a session whose title ends where a match begins, if its time closes the line behind it."""
        found = period(text, match.end())
        closed = found and found.end and re.fullmatch(r"\s*[)\]]?\W*", text[found.stop :])
        before = text[: match.start()]
        day = is_day(before, 0, self.spoken)
        if not found or not closed or not before.strip() or times(before) or FIELD.match(text) or day:
            return False
        if block.kind == "heading":
            self.leave(block.level)
        self.close()
        title = (Run(to_title(before)),)
        slot = _OpenSlot(block.first, found, None, self.path, self.group, title, title)
        slot.depth = 0 if block.kind == "heading" else block.level
        self.add(slot)
        return True

    def words(self, block: Block) -> None:
        """Take a paragraph or an item of a list."""
        text = block.text
        if self.pending_day and (block.kind == "item" or led(block.lines[0], self.spoken)):
            self.head_with_day()
        if MINUTES_LINE.match(text) and self.path:
            self.minutes = self.path[-1].level
            self.drop_minutes()
        if self.awaiting is not None and self.give_title(block):
            return
        slot = self.slot
        if slot is not None and block.kind == "item" and block.level > slot.depth > 0 and slot.title:
            self.keep(block)  # a sub-agenda
            return
        if self.pseudo_heading(block, text) or self.below_heading(block) or self.side_by_side(block):
            return
        if self.below_parent(block):
            return
        if not self.timed_lines(block) and not (block.kind == "item" and self.trailing(block)):
            self.without_time(block, text)

    def timed_lines(self, block: Block) -> bool:
        """Take the lines of a block that begin with a time; whether there was one."""
        started = False
        for position, line in enumerate(block.lines):
            first = position == 0 or started or self.is_dated(block.lines[position - 1])
            begun = led(line, self.spoken, self.before) if first else None
            if begun is not None and not self.goes_on(begun[2]):
                if not started:
                    self.head_with_pending()
                self.close()
                started = self.begin(block, line, begun, ()) or started
            elif started and self.slot is not None and line is not self.taken:
                self.slot.rest.append(line)
            elif position == 1 and not started and self.below_title(block):
                return True
            elif not started and block.kind == "text" and self._is_timed(line):
                self.left.append(Left(line.number, f"a time inside a paragraph: {line.text[:SHOWN]}"))
        return started

    def _is_timed(self, line: Line) -> bool:
        begun = led(line, self.spoken)
        return begun is not None and begun[0].end is not None and not self.goes_on(begun[2])

    def below_title(self, block: Block) -> bool:
        """`**Title**`, and in the next line of the paragraph its time."""
        begun = led(block.lines[1], self.spoken)
        title = block.lines[0]
        if begun is None or not _styled(title) or begun[2].text.strip(" ,.|*_()") or is_day(title.text, 0, self.spoken):
            return False
        self.head_with_pending()
        self.close()
        slot = _OpenSlot(title.number, begun[0], begun[1], self.path, self.group, titled(title), title.runs)
        slot.rest = list(block.lines[2:])
        self.context.add(block.lines[1].number)
        return self.add(slot)

    def goes_on(self, rest: Line) -> bool:
        """Whether a line that begins with a time only goes on with a sentence: "10:00 is when we start"."""
        return bool(GOES_ON.match(rest.text)) and bool(rest.runs) and not rest.runs[0].bold

    def is_dated(self, line: Line) -> bool:
        day = is_day(line.text, line.number, self.spoken)
        if day is not None and day.said and is_only_day(line.text, day, self.spoken):
            self.path = tuple(one for one in self.path if one.level < DAY_LEVEL + 1)
            self.path = (*self.path, Section(DAY_LEVEL + 1, line.number, line.text, day, "plain"))
            self.context.add(line.number)
            self.headings.append(self.path[-1])
        return day is not None

    # -- lines that head others -----------------------------------------------------------------------------------

    def pseudo_heading(self, block: Block, text: str) -> bool:
        """A line of its own that says a day, a place or a break."""
        line = block.lines[0]
        bold = _styled(line)
        if len(block.lines) > 1 or (led(line, self.spoken) and not is_day(text, 0, self.spoken)):
            return False
        if PAUSE.match(text) and (bold or block.kind != "item" or self.slot is None):
            if self.slot is not None:
                self.slot.pause_after = True
                self.close()
            return True
        day = is_day(text, block.first, self.spoken)
        if day and day.said and block.kind == "text" and not bold and not periods(text):
            return self.plain_day(block, day)
        sentence = block.kind == "text" and not bold and (EVENT.search(text) or text.endswith((".", "!", "?")))
        if day and (day.said or bold or block.kind == "item") and not periods(text) and not sentence:
            self.close()
            level = DAY_LEVEL + 1 + block.level if block.kind == "item" else DAY_LEVEL
            form = "item" if block.kind == "item" else "bold" if bold else "plain"
            self.enter(level, block.first, text, day, form)
            return True
        level = DAY_LEVEL + 1 + block.level
        if block.kind == "item" and any(one.form == "item" and one.when and one.level >= level for one in self.path):
            self.close()
            self.enter(level, block.first, text, None, "item")  # beside items that are days
            return False
        if block.kind == "item" and PLACE.search(text) and len(text) < HEADING_MAX:
            self.close()
            self.enter(level, block.first, text, None, "item")
            return True
        if bold and PLACE.search(text) and len(text) < HEADING_MAX:
            self.close()
            self.path = tuple(one for one in self.path if one.level < DAY_LEVEL or one.when)
            self.enter(DAY_LEVEL + 1, block.first, text, None, "bold")
            return True
        return False

    def plain_day(self, block: Block, day: When) -> bool:
        """A date alone in a line heads what begins right below it; elsewhere it may be that of the page."""
        if not is_only_day(block.text, day, self.spoken):
            return False
        if day.several or any(LOGISTICS.match(section.text) for section in self.path[-1:]):
            self.events.append(day)
            self.context.add(block.first)
        else:
            self.close()
            self.pending_day = (block, day)
        return True

    def head_with_day(self) -> None:
        """Let the date right above a session be its day."""
        if self.pending_day is not None:
            block, day = self.pending_day
            self.pending_day = None
            self.enter(DAY_LEVEL, block.first, block.text, day, "plain")

    def enter(self, level: int, line: int, text: str, day: When | None, form: str) -> None:
        section = Section(level, line, text, day, form)
        self.path = (*(one for one in self.path if one.level < level), section)
        self.headings.append(section)
        self.context.add(line)
        if day is not None and (form != "item") and (day.several or level == DAY_LEVEL):
            self.events.append(day)
        self.group += 1

    def head_with_pending(self) -> None:
        """Let the line right above a session be its day, or end the day where it says none."""
        self.head_with_day()
        self._end_with_pending()

    def _end_with_pending(self) -> None:
        """Let the line right above a session end the day, where days are headed by such lines and this says none."""
        block, self.pending = self.pending, None
        given = next((one for one in reversed(self.path) if one.when), None)
        if block is None or given is None or given.form not in ("bold", "plain") or DIVISION.search(block.text):
            return
        bold = _styled(block.lines[0])
        if (bold and given.form == "bold") or (given.form == "plain" and re.search(r"\d", block.text)):
            self.enter(given.level, block.first, block.text, None, given.form)

    def below_heading(self, block: Block) -> bool:
        """A session's heading with its time below: `### Title`, then `Time: 10:00-10:30` or only a time."""
        if self.heading_age > AFTER_TITLE or not self.path or self.slot is not None:
            return False
        section = self.path[-1]
        if section.when or LOGISTICS.match(section.text) or section.level >= DAY_LEVEL:
            return False
        for position, line in enumerate(block.lines):
            begun = self._labelled_time(line)
            if begun is None:
                continue
            found, when, place = begun
            title = (Run(to_title(section.text)),)
            slot = _OpenSlot(
                line.number, found, when, self.path[:-1], -section.level, title, title, sibling=section.level
            )
            slot.rest = [one for n, one in enumerate(block.lines) if n != position]
            if place:
                slot.rest.insert(0, Line(line.number, (Run(f"Room: {place}"),)))
            self.add(slot)
            return True
        return False

    def _labelled_time(self, line: Line) -> tuple[Period, When | None, str] | None:
        """The time that a line says, by a label or alone, with its day and its room."""
        named = FIELD.match(line.text)
        label = named["name"].lower().split()[0].partition("/")[0] if named else ""
        labelled = label in ("time", "when", "date")
        begun = led(Line(line.number, _tail(line, named["value"])), self.spoken) if labelled and named else None
        begun = begun or (led(line, self.spoken) if not labelled else None)
        if begun is None:
            return None
        found, when, rest = begun
        place = rest.text.strip(" ,.|*_()")
        is_room = bool(place) and bool(ROOM.search(place))
        if not labelled and (not (found.end or found.length or when) or (place and not is_room) or len(place) > 40):
            return None
        return found, when, place if is_room else ""

    def below_parent(self, block: Block) -> bool:
        """`- Title`, and below it `  - Name` and `  - 09:00-09:30 Room 1`: the time is among the items of an item."""
        while self.parents and block.level <= self.parents[-1][0].level:
            self.parents.pop()
        if block.kind != "item":
            return False
        if self.parents and block.level == self.parents[-1][0].level + 1:
            parent, above = self.parents[-1]
            begun = self._own_time(block.lines[0]) if len(block.lines) == 1 else None
            rest = begun[2] if begun else ""
            if begun and (not rest or (ROOM.search(rest) and len(rest) < HEADING_MAX)):
                line = parent.lines[0]
                self.context.add(block.first)
                slot = _OpenSlot(parent.first, begun[0], begun[1], self.path, self.group, titled(line), line.runs)
                slot.rest = [*parent.lines[1:], *above]
                if rest:
                    slot.rest.append(Line(block.first, (Run(f"Room: {rest}"),)))
                self.close()
                slot.depth = parent.level
                self.add(slot)
                return True
            above.extend(block.lines)
        if led(block.lines[0], self.spoken) is None:
            self.parents.append((block, []))
        return False

    def _own_time(self, line: Line) -> tuple[Period, When | None, str] | None:
        """The time of an item that says nothing else: by a label, or alone, or with a room."""
        if FIELD.match(line.text):
            return self._labelled_time(line)
        begun = led(line, self.spoken)
        return (begun[0], begun[1], begun[2].text.strip(" ,.|*_()")) if begun else None

    # -- slots ----------------------------------------------------------------------------------------------------

    def begin(self, block: Block, line: Line, begun: tuple[Period, When | None, Line], rest: tuple[Line, ...]) -> bool:
        """Start a slot at a line that begins with a time. Returns whether it is one."""
        found, when, after_time = begun
        slot = _OpenSlot(line.number, found, when, self.path, self.group, titled(after_time), after_time.runs)
        slot.rest = list(rest)
        slot.depth = 0 if block.kind == "heading" else block.level
        if to_title(words_of(slot.title)):
            return self.add(slot)
        return self.untitled(slot, block, line)

    def untitled(self, slot: _OpenSlot, block: Block, line: Line) -> bool:
        """A time alone: its title is on the next line of the block, or begins the next block."""
        at = block.lines.index(line)
        if block.kind != "heading" and at + 1 < len(block.lines):
            following = block.lines[at + 1]
            if at and is_day(block.lines[at - 1].text, 0, self.spoken):
                self.left.append(Left(line.number, "announced hours"))
                return False
            if led(following, self.spoken) is None:
                colon = BULLET_TITLE.match(raw(following))
                words = after(following, colon.end()) if colon else following
                slot.title, slot.runs, slot.rest, self.taken = titled(words), words.runs, [], following
                return self.add(slot)
        if slot.when is not None and slot.when.said:
            return self.add(slot)
        if block.kind in ("heading", "item") or _styled(line):
            self.awaiting = slot
            return True
        self.untimed(slot)
        return False

    def give_title(self, block: Block) -> bool:
        """Take the title of a time that stood alone from the block after it."""
        slot, self.awaiting = self.awaiting, None
        assert slot is not None
        line = block.lines[0]
        day = is_day(block.text, 0, self.spoken)
        if led(line, self.spoken) is not None or (slot.depth and block.level < slot.depth) or day:
            self.untimed(slot)
            return False
        colon = BULLET_TITLE.match(raw(line))
        if colon:
            line = after(line, colon.end())
        slot.title, slot.runs = titled(line), line.runs
        self.context.add(slot.line)
        slot.rest, slot.line = list(block.lines[1:]), line.number
        below = slot.depth and block.kind == "item" and block.level > slot.depth
        slot.beside = slot.beside or (not slot.depth and block.kind == "text" and bool(_parted(line)))
        if below or slot.beside:
            slot.depth, slot.lane, slot.beside = block.level, str(block.first), True
        self.add(slot)
        return True

    def untimed(self, slot: _OpenSlot) -> None:
        """Note a time without a title: announced hours, if it has an end."""
        self.left.append(Left(slot.line, "a time without a title"))
        if slot.period.end is not None:
            self.window(slot.period, slot.line, slot.when)

    def side_by_side(self, block: Block) -> bool:
        """Items below a time alone are sessions at that time, and so are paragraphs with like titles."""
        slot = self.slot
        line = block.lines[0]
        if slot is None or not slot.beside or block.level != slot.depth or led(line, self.spoken) is not None:
            return False
        if block.kind != "item" and (
            block.kind != "text" or _parted(line) != _parted(Line(0, slot.runs)) or not slot.title
        ):
            return False
        beside = _OpenSlot(block.first, slot.period, slot.when, slot.path, slot.group, depth=slot.depth, beside=True)
        self.close()
        self.awaiting = beside
        return self.give_title(block)

    def add(self, slot: _OpenSlot) -> bool:
        """Take a slot, or say why it is no session."""
        sure = slot.period.end is not None
        struck = bool(slot.runs) and all(run.struck or not run.text.strip() for run in slot.runs)
        why = refused(words_of(slot.title), slot.path, sure)
        if not why and self.minutes is not None:
            why = "minutes of a meeting"
        if not why and struck and slot.period.start.word and self.all_struck(slot):
            why = "crossed out"
        slot.left = why
        if why and sure and ("hours are announced" in why or not to_title(words_of(slot.title))):
            self.window(slot.period, slot.line, slot.when)
        if why.startswith(("under", "minutes")) or why == "a time without a title":
            self.left.append(Left(slot.line, why))
            return False
        self.done.append(slot)
        self.slot, self.before = slot, slot.period
        return not why

    def all_struck(self, slot: _OpenSlot) -> bool:
        """Whether the time is crossed out with its title."""
        return slot.line in self.struck_lines

    struck_lines: frozenset[int] = frozenset()

    def keep(self, block: Block) -> None:
        """A block that belongs to the open slot."""
        if self.slot is not None:
            self.slot.body.append(block)

    def close(self) -> None:
        self.slot = None
        if self.awaiting is not None:
            self.untimed(self.awaiting)
            self.awaiting = None

    # -- words without a time -------------------------------------------------------------------------------------

    def without_time(self, block: Block, text: str) -> None:
        """Words between sessions: zones, hours and dates that the page announces; else part of the session above."""
        same = self.slot is not None and not (
            self.slot.depth and block.level <= self.slot.depth and block.kind == "item"
        )
        single = len(block.lines) == 1 and len(text) < HEADING_MAX and block.kind == "text"
        self.pending = block if single and not text.endswith((".", "!", "?", ",")) else None
        if same:
            self.keep(block)
        else:
            self.close()
        if block.kind != "item" and not any(_leads_with_time(line.text) for line in block.lines[1:]):
            self.prose.update(line.number for line in block.lines)
        for line in block.lines:
            self.line_without_time(line, block.kind == "item")
        if not self.slot and len(block.lines) > 1 and block.kind == "text":
            self.sentences(text, block.first)

    def line_without_time(self, line: Line, item: bool) -> None:
        words = line.text
        announced = periods(words)
        when = when_in(words, line.number, self.spoken) if announced or not self.slot else None
        if not self.slot:
            self.sentences(words, line.number)
            self.zone_in(words, line.number)
        if not DEADLINE.search(words) and not OTHER_HOURS.search(words):
            for found in announced:
                self.window(found, line.number, when)
            if announced and (item or FIELD.match(words)) and not self.slot:
                self.left.append(Left(line.number, f"announced hours: {words[:SHOWN]}"))

    def sentences(self, text: str, line: int) -> None:
        """Take the dates of sentences that say when the event is."""
        for sentence in SENTENCE.split(text):
            when = says_when(sentence, line, self.spoken)
            if when is not None and when.said not in [event.said for event in self.events]:
                self.events.append(when)
                self.context.add(line)

    def window(self, found: Period, line: int, when: When | None) -> None:
        self.windows.append(Window(line, self.path, found, when))
        self.context.add(line)
        if found.zone is not None:
            self.zones.append((1, line, found.zone))

    def zone_in(self, text: str, line: int) -> None:
        """A sentence about times that names one zone."""
        named = zone_words.found(text)
        if named and TIMES.search(text) and not periods(text) and not WITHDRAWN.search(text):
            self.zones.append((2, line, next((zone for zone in named if zone.name), named[0])))

    def drop_minutes(self) -> None:
        """What was read of a section that turns out to be minutes is left out."""
        here = self.path[-1]
        for slot in self.done:
            if isinstance(slot, _OpenSlot) and here in slot.path and not slot.left:
                slot.left = "minutes of a meeting"


def _styled(line: Line) -> bool:
    return all(run.bold or run.italic or not run.text.strip() for run in line.runs)


def _parted(line: Line) -> str:
    """The sign between a title that is set apart and the words behind it: "**Title** - Name"; "" if there is none."""
    title = titled(line)
    behind = words_of(line.runs[len(title) :]) if title and title[0].bold else ""
    return behind[0] if behind and not behind[0].isalnum() else ""


def _tail(line: Line, value: str) -> tuple[Run, ...]:
    """The runs of what a label names."""
    return after(line, max(0, raw(line).rfind(value[:12]))).runs


def scanned(
    blocks: tuple[Block, ...], named: tables.Named = (), front: Iterable[str] = (), source: Sequence[str] = ()
) -> Scanned:
    """Return all slots of a page and what else it says of days, hours and zones. `front` says when the event is."""
    text = " ".join(_texts(blocks))
    spoken = calendar_names.spoken_in(text)
    blocks = tuple(_unnumbered(block, source, spoken) for block in blocks)
    scan = Scan(spoken, named)
    scan.struck_lines = frozenset(line.number for block in blocks for line in block.lines if line.struck)
    scan.events += [when for text in front if (when := when_in(text, 1, spoken)) and when.said]
    for block in blocks:
        if block.kind == "heading" and scan.minutes is not None and block.level <= scan.minutes:
            scan.minutes = None
        scan.block(block)
    scan.close()
    siblings = Counter(slot.sibling for slot in scan.done if isinstance(slot, _OpenSlot))
    slots: list[Slot] = []
    for one in scan.done:
        if isinstance(one, Slot):
            slots.append(one)
        elif one.sibling and siblings[one.sibling] < 2:
            _announce(scan, one)
        else:
            slots.append(one.slot())
    return Scanned(
        tuple(slots), tuple(scan.windows), _plainest(scan.zones), tuple(scan.left), tuple(scan.events),
        tuple(scan.headings), tuple(scan.unread), frozenset(scan.context), frozenset(scan.prose), spoken,
        bool(HALF_SAID.search(text)),
    )  # fmt: skip


def _leads_with_time(text: str) -> bool:
    """Whether a line begins with a plain time: with a line above it, that is a list and no sentence."""
    lead = period(text, 0)
    return lead is not None and [one.stop for one in times(text)][:1] == [lead.stop]


def _plainest(said: Sequence[tuple[int, int, zone_words.Zone]]) -> tuple[tuple[int, zone_words.Zone], ...]:
    """Return the zones that are said most plainly, each with its line, by line."""
    best = max((strength for strength, *_ in said), default=0)
    return tuple(sorted(((line, zone) for strength, line, zone in said if strength == best), key=lambda one: one[0]))


def _unnumbered(block: Block, source: Sequence[str], spoken: frozenset[str]) -> Block:
    """A line "12. March 2031", which Markdown takes for the twelfth item of a list, as the line that it is."""
    line = source[block.first - 1] if block.kind == "item" and block.first <= len(source) else ""
    number = re.match(r"\d{1,2}\.\s+", line)
    if not number or len(block.lines) != 1 or not (day := is_day(line, 0, spoken)) or not day.said:
        return block
    runs = (Run(number[0]), *block.lines[0].runs)
    return block._replace(kind="text", level=block.level - 1, lines=(Line(block.lines[0].number, runs),))


def _announce(scan: Scan, slot: _OpenSlot) -> None:
    """Take the time below the only heading of its kind for announced hours."""
    scan.left.append(Left(slot.line, f"announced hours of '{folded_text(words_of(slot.title))}'"))
    if slot.when is not None and slot.when.said:
        scan.events.append(slot.when)
    for line in slot.rest:
        scan.sentences(line.text, line.number)
    if slot.period.end is not None:
        scan.path = slot.path
        scan.window(slot.period, slot.line, slot.when)


def _texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        yield block.text
        for row in block.rows:
            yield from (line.text for cell in row.cells for line in cell)
