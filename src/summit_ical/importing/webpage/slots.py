"""Blocks of a page to Slots: what stands at which time, before dates, zones and people are settled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from summit_ical.importing.schedule import Person
from summit_ical.importing.webpage import clocks, dates
from summit_ical.importing.webpage.clocks import Period
from summit_ical.importing.webpage.dates import Said
from summit_ical.importing.webpage.names import LABEL, NOBODY
from summit_ical.importing.webpage.words import Block, Line, Run, after, folded, joined, raw, trimmed
from summit_ical.importing.webpage.zone_words import Zone

SEPARATORS = re.compile(r"[\s:：|,.;)\]>*_-]*[-–—―]*[\s:：|,;]*")
LOGISTICS = re.compile(
    r"^\W*(?:when|where|dates?|time|date and time|when and where|where and when|(?:essential|event|general|key|"
    r"practical) information|"
    r"venue|location|logistics|registration|register|rsvp|tickets?|how to (?:attend|join|register|participate)|"
    r"(?:important|key) dates|deadlines?|call for .*|cfp|sponsors?|contact.*|code of conduct|travel|accommodation|"
    r"hotels?|"
    r"timeline|about|faq|overview|summary)\W*$",
    re.IGNORECASE,
)
MINUTES = re.compile(
    r"\b(?:meeting (?:minutes|notes)|minutes (?:of|from)|action items?|protokoll)\b|^\W*(?:minutes|notes)\W*$",
    re.IGNORECASE,
)
MINUTES_LINE = re.compile(
    r"^\W*(?:attendees|present|participants|in attendance|apologies|scribe|note ?taker)\W*[:：]", re.IGNORECASE
)
DEADLINE = re.compile(
    r"\b(?:deadlines?|due|cfp|call for (?:papers|proposals|participation|speakers|presentations|sessions)|"
    r"submissions?|submit|"
    r"notifications?|early[ -]bird|camera[ -]ready|(?:registration|proposals?|tickets?|voting) (?:opens?|closes?|"
    r"ends?))\b",
    re.IGNORECASE,
)
WITHDRAWN = re.compile(
    r"\b(?:postponed|moved to|was planned|originally (?:scheduled|planned)|no longer|formerly)\b", re.IGNORECASE
)
ENDS = re.compile(
    r"\W*(?:the\s+)?(?:ends?|adjourn(?:ed|s|ment)?|finish(?:es)?|close|closed|fin|ende|schluss|end of "
    r"(?:the\s+)?(?:day|event|summit|conference|"
    r"meeting|workshop|sessions?)(?:\s+\w+)?|結束|结束|終了)\W*",
    re.IGNORECASE,
)
PAUSE = re.compile(
    r"^\W*(?:(?:coffee|tea|lunch|dinner|morning|afternoon|short|bio|long|networking|\d+\s*min(?:ute)?s?)\s*(?:/\s*\w+\s*)?)*"
    r"(?:break|lunch|coffee|dinner|breakfast|pause|intermission|mittagessen|kaffeepause|mittagspause|午休|茶歇|休息|昼休み|休憩|déjeuner|almuerzo)"
    r"(?:\s+(?:break|time|\(.*\)|on your own|provided|served))?\W*$",
    re.IGNORECASE,
)
PLACE = re.compile(
    r"^(?:track|room|stage|hall|stream|devroom|auditorium)\b|\b(?:track|room|stage|hall|stream|auditorium|devroom)(?:\s+\w{1,3})?$",
    re.IGNORECASE,
)
ROOM = re.compile(
    r"\b(?:room|stage|hall|auditorium|devroom|theat(?:er|re)|ballroom|building|raum|saal|salle|sala|zoom|floor)\b",
    re.IGNORECASE,
)
FIELD = re.compile(
    r"^\W{0,3}(?P<name>tracks?|rooms?|location|place|where|venue|level|type|format|duration|length|slides?|video|recording|"
    r"abstract|description|summary|language|time|when|date(?: and time)?|date/time|links?|notes|"
    r"issue)\s*(?:\*\*)?[:：]\W?\s*(?P<value>.*)$",
    re.IGNORECASE | re.DOTALL,
)
ON = re.compile(r"[\s,;(]*(?:on\s+|@\s*)?$", re.IGNORECASE)


class When(NamedTuple):
    """What is said of a day: a date, a weekday, "Day 2"."""

    line: int
    said: tuple[Said, ...] = ()
    weekday: int | None = None
    number: int | None = None
    text: str = ""


class Section(NamedTuple):
    """A heading and what it says for all that stands below it."""

    level: int
    line: int
    text: str
    when: When | None = None


@dataclass(slots=True)
class Slot:
    """A line, a row or a heading that begins with a time."""

    line: int
    period: Period
    title: str
    when: When | None
    path: tuple[Section, ...]
    group: int  # those of one list, one table, one run of headings have the same
    rest: list[Line] = field(default_factory=list)  # lines of its own block
    body: list[Block] = field(default_factory=list)  # blocks that follow
    runs: tuple[Run, ...] = ()  # of the title's line, what follows the title included
    title_runs: tuple[Run, ...] = ()
    said_by: str = ""  # a cell for speakers
    people: tuple[Person, ...] = ()
    tracks: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    column: str = ""  # one of several that run side by side
    length: int = 0
    abstract: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    status: str = ""
    in_table: bool = False
    others: list[tuple[Zone, Period]] = field(default_factory=list)  # columns of other zones
    sibling: int = 0  # level of a heading whose time stands below: needs another like it
    depth: int = 0  # of its list
    pause_after: bool = False  # a break without a time follows
    open: bool = True


class Window(NamedTuple):
    """Hours that the page announces."""

    line: int
    path: tuple[Section, ...]
    period: Period
    when: When | None


class Left(NamedTuple):
    line: int
    why: str


@dataclass(slots=True)
class Scanned:
    slots: list[Slot] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    zones: list[tuple[int, int, Zone]] = field(default_factory=list)  # how plainly it is said, line, zone
    left: list[Left] = field(default_factory=list)
    mentions: list[When] = field(default_factory=list)  # dates anywhere but in deadlines
    headings: list[Section] = field(default_factory=list)


def when_in(text: str, line: int) -> When | None:
    """Return what a text says of the day."""
    said = tuple(dates.found(text))
    weekday = dates.weekday_in(text) if not said else None
    number = dates.day_number_in(text)
    if not said and weekday is None and number is None:
        return None
    return When(line, said, weekday, number, text)


def is_day(text: str) -> When | None:
    """Return the day of a text that says a day and little else: "Day 1 - Thursday, August 9"."""
    when = when_in(text, 0)
    if when is None or len(text) > 90:
        return None
    rest = text
    for said in reversed(when.said):
        rest = rest[: said.start] + " " + rest[said.stop :]
    for pattern in (
        dates.WEEKDAY,
        dates.DAY_NUMBER,
        dates.ANY_YEAR,
        re.compile(r"\b(?:schedule|agenda|programme?|sessions|day|the|of|on|for|date)\b", re.IGNORECASE),
    ):
        rest = pattern.sub(" ", rest)
    rest = re.sub(r"[\W_]+", " ", rest).strip()
    plain = when.said or (when.weekday is not None) or (when.number is not None)
    return when if plain and len(rest.split()) <= (4 if when.said or when.number else 0) else None


def dated_lead(text: str) -> tuple[When | None, int]:
    """A date at the very start of a text, and where the text goes on behind it."""
    said = dates.found(text[:60])
    if said and not folded(text[: said[0].start]).strip("([*_-–— "):
        stop = said[0].stop
        match = re.compile(r"[\s,;:)\]|@–—-]*(?:at\s+|um\s+)?").match(text, stop)
        return When(0, (said[0],), None, None, text[:stop]), match.end() if match else stop
    weekday = re.match(r"\W{0,2}(" + dates.DAYS + r")\b\.?[\s,:@–—-]*(?:at\s+)?", text)
    if weekday:
        return When(0, (), dates.WEEKDAY_WORDS[weekday[1].casefold()], None, weekday[0]), weekday.end()
    return None, 0


def led(line: Line) -> tuple[Period, When | None, Line] | None:
    """Return the period with which a line begins, the day before or after it, and the rest of the line."""
    text = raw(line)
    skipped = re.match(r"[\s\u200c\u200d>•·*_(\[-]*", text)
    at = skipped.end() if skipped else 0
    when, stop = dated_lead(text[at:])
    found = clocks.period(text, at + stop)
    if found is None and when is not None:
        when, found = None, clocks.period(text, at)
    if found is None:
        return None
    at = found.stop
    tail = text[at:]
    said = dates.found(tail[:40])
    if said and ON.fullmatch(tail[: said[0].start]):
        when, at = When(line.number, (said[0],), None, None, tail), at + said[0].stop
    if at < len(text) and text[at].isalnum() and text[at - 1].isalnum() and text[at].isascii():
        return None  # 10:30ish, 1030b
    separators = SEPARATORS.match(text, at)
    rest = after(line, separators.end() if separators else at)
    return found, when, rest


def titled(line: Line) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Part a line into the runs of its title and what follows: **Title** - Name; [Title](…) by Name."""
    runs = trimmed(line.runs)
    for style in ("bold", "italic", "href"):
        if not runs or not getattr(runs[0], style):
            continue
        count = 0
        while count < len(runs) and (getattr(runs[count], style) or not runs[count].text.strip()):
            count += 1
        if count == len(runs):
            continue
        head, tail = trimmed(runs[:count]), trimmed(runs[count:])
        said = folded("".join(run.text for run in tail))
        title = folded("".join(run.text for run in head))
        if title.endswith((":", "：")) or not title:
            return runs, ()
        if style == "href" and not re.match(r"[-–—|,(;:]|by\b|with\b", said, re.IGNORECASE):
            continue
        return head, tail
    return runs, ()


def words_of(runs: tuple[Run, ...]) -> str:
    return folded("".join(run.text for run in runs))


def to_title(text: str) -> str:
    """Return a title without the marks that only set it apart on the page."""
    text = folded(text)
    text = re.sub(r"^[-–—:|•·\s]+|[\s:：|–—]+$|\s+-+$", "", text)
    if len(text) > 2 and text.count("**") == 2:
        text = text.replace("**", "")
    return text.strip()


def is_nothing(title: str) -> bool:
    return (
        not re.search(r"\w", title)
        or bool(
            re.fullmatch(
                r"\W*(?:speaker|session|talk|topic|title|presenter)?s?\W*(?:tba|tbd|tbc|to be (?:announced|decided|"
                r"confirmed|determined)|n/?a|\?+|open|empty|free slot|open slot|available)\W*",
                title,
                re.IGNORECASE,
            )
        )
        or (
            bool(NOBODY.fullmatch(title))
            and title.lower().strip("( )") not in ("all", "everyone", "you", "various", "open", "none")
        )
    )


def refused(slot_title: str, line: Line | None, path: tuple[Section, ...], sure: bool = False) -> str:
    """Return why something with a time is no session, or "". A deadline has neither an end nor a speaker: `sure`."""
    if not slot_title:
        return "a time without a title"
    if is_nothing(slot_title):
        return "not decided yet"
    if line is not None and line.struck:
        return "crossed out"
    if (
        not sure
        and DEADLINE.search(slot_title)
        and not re.search(r"\b(?:talk|session|panel|workshop|how to)\b", slot_title, re.IGNORECASE)
    ):
        return "a deadline"
    inner = path[-1].text if path else ""
    if LOGISTICS.match(inner):
        return f"under '{inner}', where hours are announced"
    if any(MINUTES.search(section.text) for section in path):
        return "minutes of a meeting"
    return ""


def links_in(lines: Iterator[Run]) -> list[tuple[str, str]]:
    """Return the links of a text by their words."""
    found: list[tuple[str, str]] = []
    for run in lines:
        if run.href:
            words = folded(run.text)
            if found and found[-1][1] == run.href:
                found[-1] = (f"{found[-1][0]} {words}".strip(), run.href)
            else:
                found.append((words, run.href))
    return found


def is_label(text: str) -> bool:
    return bool(LABEL.match(text))


def cell_text(lines: tuple[Line, ...]) -> str:
    return joined(lines)
