"""A page's blocks, read from top to bottom: lists, paragraphs and headings that begin with a time."""

import re

from summit_ical.importing.webpage import clocks, tables, zone_words
from summit_ical.importing.webpage.slots import (
    DEADLINE,
    FIELD,
    LOGISTICS,
    MINUTES_LINE,
    PAUSE,
    PLACE,
    ROOM,
    Left,
    Scanned,
    Section,
    Slot,
    When,
    Window,
    is_day,
    led,
    refused,
    titled,
    to_title,
    when_in,
    words_of,
)
from summit_ical.importing.webpage.words import Block, Line, Run, after, folded, raw

TIMES = re.compile(
    r"\b(?:times?|time ?zone|zeit(?:en|zone)?|schedule|hours|horaires)\b|タイム|時間|时间", re.IGNORECASE
)
SAYS = re.compile(r"\d|day|tag|time|zeit|hours|schedule|horaires", re.IGNORECASE)  # what a date, hours or a zone has
HOURS_LABEL = re.compile(r"^\W*(?:time|times|hours|when|schedule)\W*$", re.IGNORECASE)
TRAILING_TIME = re.compile(r"[\s,–—|@-]*[(\[]\s*(?=[\d])")
BULLET_TITLE = re.compile(r"^:\s+")
SENTENCE = re.compile(r"(?<=[.!;])\s+(?=[A-Z])")
AFTER_TITLE = 3  # lines below a heading in which its time is looked for


class Scan:
    """The page so far: the headings above, the day, the slot whose words are being read."""

    def __init__(self) -> None:
        self.out = Scanned()
        self.path: tuple[Section, ...] = ()
        self.slot: Slot | None = None
        self.awaiting: Slot | None = None  # a time whose title is in the next block
        self.title: Line | None = None  # the line that was taken for the last title
        self.group = 0
        self.minutes: int | None = None  # level of the section that is minutes of a meeting
        self.heading_age = 99  # blocks since the last heading

    # -- blocks ---------------------------------------------------------------------------------------------------

    def block(self, block: Block) -> None:
        """Take one block."""
        if block.kind == "heading":
            self.heading(block)
        elif block.kind == "table":
            self.close()
            self.group += 1
            tables.read(block, self.path, self.group, self.out)
            self.group += 1
        elif block.kind == "rule":
            self.close()
        elif block.kind == "code":
            self.keep(block)
        elif block.lines:
            self.heading_age += 1
            self.words(block)

    def heading(self, block: Block) -> None:
        text = block.text
        day = is_day(text) or when_in(text, block.first)
        day = day._replace(line=block.first) if day else None
        self.path = tuple(section for section in self.path if section.level < block.level)
        begun = led(block.lines[0]) if block.lines else None
        if PAUSE.match(text) and self.slot is not None:
            self.slot.pause_after = True
        if begun and not (day and day.said and is_day(text)):
            self.close()
            self.begin(block, block.lines[0], begun, block.lines[1:])
            self.heading_age = 0
            return
        self.close()
        if not self.trailing(block):
            self.mention(day, text)
            self.zone_in(text, block.first)
            section = Section(block.level, block.first, text, day)
            self.path = (*self.path, section)
            self.out.headings.append(section)
            for found in clocks.periods(text):
                self.window(found, block.first, day)
        self.group += 1
        self.heading_age = 0

    def trailing(self, block: Block) -> bool:
        """`### Title (14:00-14:25)`: a heading that ends with its time."""
        text = raw(block.lines[-1]) if block.lines else ""
        for match in TRAILING_TIME.finditer(text):
            found = clocks.period(text, match.end())
            if (
                found
                and found.end
                and re.fullmatch(r"\s*[)\]]\W*", text[found.stop :])
                and text[: match.start()].strip()
            ):
                title = to_title(text[: match.start()])
                slot = Slot(block.first, found, title, None, self.path, self.group, sibling=0)
                slot.runs = slot.title_runs = block.lines[-1].runs
                self.add(slot, block.lines[-1])
                return True
        return False

    def words(self, block: Block) -> None:
        """Take a paragraph or an item of a list."""
        text = block.text
        if MINUTES_LINE.match(text) and self.path:
            if self.minutes is None:
                self.drop_minutes()
            self.minutes = self.path[-1].level
        if self.awaiting is not None and self.give_title(block):
            return
        if self.pseudo_heading(block, text) or self.below_heading(block):
            return
        if self.slot is not None and block.kind == "item" and block.level > self.slot.depth > 0 and self.slot.title:
            self.keep(block)  # a sub-agenda
            return
        if self.side_by_side(block):
            return
        started = False
        for position, line in enumerate(block.lines):
            begun = led(line) if (position == 0 or started or self.is_dated(block.lines[position - 1])) else None
            if begun is not None and not self.prose(begun, line, block):
                self.close()
                started = self.begin(block, line, begun, ()) or started
            elif started and self.slot is not None and line is not self.title:
                self.slot.rest.append(line)
        if not started:
            self.prose_block(block, text)

    def is_dated(self, line: Line) -> bool:
        day = is_day(line.text)
        if day is not None and day.said:
            self.path = (
                *(s for s in self.path if s.level < 8),
                Section(8, line.number, line.text, day._replace(line=line.number)),
            )
        return day is not None

    def prose(self, begun: tuple[clocks.Period, When | None, Line], line: Line, block: Block) -> bool:
        """Whether a line that begins with a time only goes on with a sentence: "10:00 is when we start"."""
        rest = begun[2].text
        return bool(re.match(r"(?:is|was|and|or|we|will|in the|until|to)\b", rest)) and not begun[2].runs[0].bold

    def pseudo_heading(self, block: Block, text: str) -> bool:
        """A line of its own that says a day, a place or a break."""
        line = block.lines[0]
        bold = all(run.bold or run.italic or not run.text.strip() for run in line.runs)
        if len(block.lines) > 1 or (led(line) and not is_day(text)):
            return False
        if PAUSE.match(text):
            if self.slot is not None:
                self.slot.pause_after = True
                self.close()
            return True
        day = is_day(text)
        if day and (day.said or bold or block.kind == "item") and not self.announced(text):
            self.close()
            level = 8 + block.level if block.kind == "item" else 7
            section = Section(level, block.first, text, day._replace(line=block.first))
            self.path = (*(s for s in self.path if s.level < level), section)
            self.mention(section.when, text)
            self.group += 1
            return True
        if bold and PLACE.search(text) and len(text) < 60:
            self.close()
            self.path = (*(s for s in self.path if s.level < 7 or s.when), Section(8, block.first, text))
            self.group += 1
            return True
        return False

    def announced(self, text: str) -> bool:
        return bool(clocks.periods(text))

    def below_heading(self, block: Block) -> bool:
        """A session's heading with its time below: `### Title`, then `Time: 10:00-10:30` or only a time."""
        if self.heading_age > AFTER_TITLE or not self.path or self.slot is not None:
            return False
        section = self.path[-1]
        if is_day(section.text) or LOGISTICS.match(section.text) or section.level >= 7:
            return False
        for position, line in enumerate(block.lines):
            named = FIELD.match(line.text)
            labelled = named is not None and named["name"].lower().split()[0].partition("/")[0] in (
                "time",
                "when",
                "date",
            )
            begun = led(Line(line.number, _tail(line, named["value"]))) if labelled and named else led(line)
            if begun is None:
                continue
            found, when, rest = begun
            place = rest.text.strip(" ,.|*_()")
            if not labelled and (
                not (found.end or found.length or when) or (place and not ROOM.search(place)) or len(place) > 40
            ):
                continue
            slot = Slot(
                line.number, found, to_title(section.text), when, self.path[:-1], -section.level, sibling=section.level
            )
            slot.rooms = (place,) if place and ROOM.search(place) else ()
            slot.rest = [one for n, one in enumerate(block.lines) if n != position]
            self.add(slot, None)
            self.slot = slot
            return True
        return False

    # -- slots ----------------------------------------------------------------------------------------------------

    def begin(
        self, block: Block, line: Line, begun: tuple[clocks.Period, When | None, Line], rest: tuple[Line, ...]
    ) -> bool:
        """Start a slot at a line that begins with a time. Returns whether it is one."""
        found, when, after_time = begun
        head, _ = titled(after_time)
        title = to_title(words_of(head))
        following = list(rest)
        slot = Slot(line.number, found, title, when, self.path, self.group, following)
        slot.depth = 0 if block.kind == "heading" else block.level
        slot.runs, slot.title_runs = after_time.runs, head
        if title or when is not None:
            return self.add(slot, line)
        return self.untitled(slot, block, line)

    def untitled(self, slot: Slot, block: Block, line: Line) -> bool:
        """A time alone: its title is on the next line of the block, or begins the next block."""
        at = block.lines.index(line)
        if block.kind != "heading" and at + 1 < len(block.lines):
            following = block.lines[at + 1]
            if at and is_day(block.lines[at - 1].text):
                self.out.left.append(Left(line.number, "announced hours"))
                return False
            if led(following) is None:
                words = Line(following.number, following.runs)
                text = raw(words)
                colon = BULLET_TITLE.match(text)
                head, _ = titled(words if not colon else after(words, colon.end()))
                slot.title, slot.runs, slot.title_runs = to_title(words_of(head)), words.runs, head
                slot.line = line.number
                slot.rest, self.title = [], following
                return self.add(slot, line)
        styled = all(run.bold or run.italic or not run.text.strip() for run in line.runs)
        if block.kind == "heading" or styled or block.kind == "item":
            self.awaiting = slot
            return True
        self.window(slot.period, line.number, None)
        return False

    def give_title(self, block: Block) -> bool:
        """Take the title of a time that stood alone from the block after it."""
        slot, self.awaiting = self.awaiting, None
        assert slot is not None
        line = block.lines[0]
        if led(line) is not None or (slot.depth and block.level < slot.depth):
            self.out.left.append(Left(slot.line, "a time without a title"))
            return False
        colon = BULLET_TITLE.match(raw(line))
        if colon:
            line = after(line, colon.end())
        head, _ = titled(line)
        slot.title, slot.runs, slot.title_runs = to_title(words_of(head)), line.runs, head
        slot.rest = list(block.lines[1:])
        slot.line = line.number
        below = slot.depth and block.kind == "item" and block.level > slot.depth
        if below or slot.column:
            slot.depth, slot.column = block.level, str(block.first)
        self.add(slot, line)
        return True

    def side_by_side(self, block: Block) -> bool:
        """Items below a time alone are sessions at that time."""
        slot = self.slot
        if slot is None or not slot.column or block.kind != "item" or block.level != slot.depth:
            return False
        if led(block.lines[0]) is not None:
            return False
        beside = Slot(block.first, slot.period, "", slot.when, slot.path, slot.group, depth=slot.depth)
        beside.column = str(block.first)
        self.close()
        self.awaiting = beside
        return self.give_title(block)

    def add(self, slot: Slot, line: Line | None) -> bool:
        why = refused(slot.title, line, slot.path, slot.period.end is not None)
        if not why and self.minutes is not None:
            why = "minutes of a meeting"
        if why:
            self.out.left.append(Left(slot.line, why))
            if slot.period.end is not None and ("hours are announced" in why or not slot.title):
                self.window(slot.period, slot.line, slot.when)
            return False
        places = [section.text for section in slot.path if PLACE.search(section.text) and not section.when]
        if places:
            name = re.sub(r"^track\s*[:–-]\s*", "", places[-1], flags=re.IGNORECASE)
            if ROOM.search(name):
                slot.rooms = slot.rooms or (name,)
            else:
                slot.tracks = (name,)
        self.out.slots.append(slot)
        self.slot = slot
        return True

    def keep(self, block: Block) -> None:
        """A block that belongs to the open slot."""
        if self.slot is not None:
            self.slot.body.append(block)

    def close(self) -> None:
        self.slot = None
        if self.awaiting is not None:
            self.out.left.append(Left(self.awaiting.line, "a time without a title"))
            self.awaiting = None

    # -- prose ----------------------------------------------------------------------------------------------------

    def prose_block(self, block: Block, text: str) -> None:
        """Words between sessions: zones, hours and dates that the page announces; else part of the session above."""
        same = self.slot is not None and not (
            self.slot.depth and block.level < self.slot.depth and block.kind == "item"
        )
        if same:
            self.keep(block)
        else:
            self.close()
        for line in block.lines:
            words = line.text
            if not SAYS.search(words):
                continue
            announced = clocks.periods(words)
            when = when_in(words, line.number) if announced or not self.slot else None
            for sentence in SENTENCE.split(words) if when and not self.slot else ():
                self.mention(when_in(sentence, line.number), sentence)
            if not DEADLINE.search(words):
                for found in announced:
                    self.window(found, line.number, when)
            if not self.slot:
                self.zone_in(words, line.number)

    def mention(self, when: When | None, text: str) -> None:
        if when is not None and when.said and not DEADLINE.search(text):
            self.out.mentions.append(when)

    def window(self, found: clocks.Period, line: int, when: When | None) -> None:
        self.out.windows.append(Window(line, self.path, found, when))
        if found.zone is not None:
            self.out.zones.append((1, line, found.zone))

    def zone_in(self, text: str, line: int) -> None:
        """A sentence about times that names one zone."""
        named = zone_words.found(text)
        if named and TIMES.search(text) and not clocks.periods(text):
            self.out.zones.append((2, line, _surest(named)))

    def drop_minutes(self) -> None:
        """What was read of a section that turns out to be minutes."""
        here = self.path[-1]
        first = next((n for n in range(len(self.out.slots), 0, -1) if self.out.slots[n - 1].line < here.line), 0)
        under = self.out.slots[first:]
        self.out.slots[first:] = [slot for slot in under if here not in slot.path]
        self.out.left += [Left(slot.line, "minutes of a meeting") for slot in under if here in slot.path]


def _surest(named: list[zone_words.Zone]) -> zone_words.Zone:
    """EDT (UTC-04:00): the word that names a place, and what it claims."""
    return next((zone for zone in named if zone.name), named[0])


def _tail(line: Line, value: str) -> tuple[Run, ...]:
    """The runs of what a label names."""
    return after(line, max(0, raw(line).rfind(value[:12]))).runs


def scanned(blocks: tuple[Block, ...]) -> Scanned:
    """Return all slots of a page and what else it says of days, hours and zones."""
    scan = Scan()
    for block in blocks:
        if block.kind == "heading" and scan.minutes is not None and block.level <= scan.minutes:
            scan.minutes = None
        scan.block(block)
    scan.close()
    siblings: dict[int, int] = {}
    for slot in scan.out.slots:
        siblings[slot.sibling] = siblings.get(slot.sibling, 0) + 1
    alone = [slot for slot in scan.out.slots if slot.sibling and siblings[slot.sibling] < 2]
    scan.out.slots = [slot for slot in scan.out.slots if not slot.sibling or siblings[slot.sibling] > 1]
    for slot in alone:
        scan.out.left.append(Left(slot.line, f"announced hours of '{folded(slot.title)}'"))
        scan.mention(slot.when, "")
        if slot.period.end is not None:
            scan.path = slot.path
            scan.window(slot.period, slot.line, slot.when)
    return scan.out
