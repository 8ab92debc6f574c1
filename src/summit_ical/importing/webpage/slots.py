"""What a page says stands at a time: the records of the first stage, and what tells a day, a place and a deadline."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from summit_ical.importing.webpage import date_words, languages, zone_words
from summit_ical.importing.webpage.calendar_names import ALWAYS, WORD
from summit_ical.importing.webpage.clock_words import TO, Clock, Period, period
from summit_ical.importing.webpage.date_words import Said
from summit_ical.importing.webpage.words import Block, Line, Run, after, folded, raw
from summit_ical.importing.webpage.zone_words import Zone

SEPARATORS = re.compile(r"[\s:：|,.;)\]>*_-]*[-–—―]*[\s:：|,;]*")
LOGISTICS = re.compile(
    r"^\W*(?:when|where|dates?|time|date and time|when and where|where and when|(?:essential|event|general|key|"
    r"practical) information|"
    r"venue|location|logistics|registration|register|rsvp|tickets?|how to (?:attend|join|register|participate)|"
    r"(?:important|key) dates|deadlines?|call for .*|cfp|sponsors?|contact.*|code of conduct|travel|accommodation|"
    r"hotels?|timeline|about|faq|overview|summary|wichtige termine|anmeldung|fristen|dates importantes|inscription|"
    r"fechas importantes|inscripción|scadenze|iscrizione)\W*$",
    re.IGNORECASE,
)
MINUTES = re.compile(
    r"\b(?:meeting (?:minutes|notes)|minutes (?:of|from)|action items?|protokoll)\b|^\W*(?:minutes|notes)\W*$",
    re.IGNORECASE,
)
DEADLINE = re.compile(
    r"\b(?:deadlines?|due|cfp|call for (?:papers|proposals|participation|speakers|presentations|sessions)|"
    r"notifications?|early[ -]bird|camera[ -]ready|submit (?:by|until|your)|anmeldeschluss|einsendeschluss|"
    r"(?:registration|proposals?|submissions?|tickets?|voting|cfp)\s+(?:opens?|closes?|closed|ends?|due))\b",
    re.IGNORECASE,
)
# A date beside one of these is not when the event is.
ELSEWHEN = re.compile(
    r"\b(?:last|updated?|posted|published|created|modified|revised|revision|version|edited|as of|stand|until|before|"
    r"by|valid|rates?|hotel|book|visa|after|no later|expires?|founded|since|was|were|had|previous|born|copyright|"
    r"open(?:s|ed)?|clos(?:es|ed)|announced|draft|dernière|mise à jour|aktualisiert|actualizado|aggiornato|bijgewerkt|"
    r"aktualizacja|обновлено|zuletzt|geändert|veröffentlicht|publiée?|modifiée?|publicado|modificado|pubblicato|"
    r"modificato|gewijzigd|gepubliceerd|opublikowano|zmieniono|zveřejněno|upraveno|опубликовано|изменено|опубліковано|"
    r"güncelle\w*|yayın\w*)\b|更新|公開|発行|发布|修改|갱신|게시|수정|©",
    re.IGNORECASE,
)
WITHDRAWN = re.compile(
    r"\b(?:postponed|moved to|was planned|originally (?:scheduled|planned)|no longer|formerly|orginally)\b",
    re.IGNORECASE,
)
# Hours beside one of these are not those of the programme.
OTHER_HOURS = re.compile(
    r"\b(?:desk|registration|check-?in|office|parking|bar|caf[eé]|shop|museum|doors?|breakfast|kasse|empfang|accueil|"
    r"anmeldung|inscripción|recepción|biuro|recepcja)\b",
    re.IGNORECASE,
)
EVENT = re.compile(languages.pattern("event") + r"|^\W*(?:when|dates?|day|wann|datum|quand|cuándo|fecha|data)\W*[:：]",
                   re.IGNORECASE)  # fmt: skip
ENDS = re.compile(rf"\W*(?:the\s+)?(?:{languages.pattern('end')}|end of (?:the\s+)?\w+(?:\s+\w+)?)\W*", re.IGNORECASE)
PAUSE = re.compile(
    rf"^\W*(?:(?:coffee|tea|lunch|dinner|morning|afternoon|short|bio|long|networking|\d+\s*min(?:ute)?s?)"
    rf"\s*(?:/\s*\w+\s*)?)*{languages.pattern('break', 'meal')}"
    r"(?:\s+(?:break|time|\(.*\)|on your own|provided|served))?\W*$",
    re.IGNORECASE,
)
PART_OF_DAY = re.compile(
    rf"^\W*(?:(?P<am>{languages.pattern('morning')})|(?P<pm>{languages.pattern('afternoon')})"
    rf"|(?P<eve>{languages.pattern('night')}))(?:\s+(?:sessions?|block|talks|programme?))?\W*$",
    re.IGNORECASE,
)
DIVISION = re.compile(
    languages.pattern("division", "room", "track", "break", "meal", "morning", "afternoon", "night", "end"),
    re.IGNORECASE,
)
PART = re.compile(rf"^\W*{languages.pattern('division')}\s*(?:\d+|[IVX]+|[A-Z])?\W*(?:[:：–—-].*)?$", re.IGNORECASE)
PLACE = re.compile(
    rf"^(?:{languages.pattern('room', 'track')})(?:\s+\S+|\s*[:：].*)?(?:\s*[:(（].*)?$"
    rf"|(?:{languages.pattern('room', 'track')})(?:\s+\w{{1,3}})?$",
    re.IGNORECASE,
)
ROOM = re.compile(languages.pattern("room"), re.IGNORECASE)
FILLERS = re.compile(
    r"\b(?:schedule|agenda|programme?|sessions?|day|the|of|on|for|date|programm|horario|horaire|from|to|and|when|am|"
    r"den|le|el|il|dne|dnia|г|року|r|de)\b|日程|议程|プログラム|일정|年|년",
    re.IGNORECASE,
)
NOTHING = re.compile(
    rf"\W*(?:(?:speaker|session|talk|topic|title|presenter)?s?\W*(?:{languages.pattern('placeholder')})|\?+|-+)?\W*",
    re.IGNORECASE,
)
OF_MONTH = re.compile(rf"([12]?\d|3[01]){date_words.ORDINAL}")
TIMES = re.compile(
    r"\b(?:times?|time ?zone|zeit(?:en|zone)?|schedule|hours|horaires|heures|horas|horarios?|orari|ore|tijden|godziny|"
    r"časy|время|час|saatler?)\b|タイム|時間|時刻|时间|시간",
    re.IGNORECASE,
)
ON = re.compile(r"[\s,;(]*(?:on\s+|@\s*)?$", re.IGNORECASE)
FEW = 4  # words beside a day that do not make it a sentence about something else
DAY_MAX = 90  # characters of a text that says a day and little else


class When(NamedTuple):
    """What is said of a day: a date, a weekday, "Day 2"."""

    line: int
    text: str
    said: tuple[Said, ...] = ()
    weekdays: tuple[int, ...] = ()
    number: int = 0
    ends: tuple[Said, ...] = ()  # the date of the end, where it has one of its own
    of_month: int = 0  # 8 in "Wednesday 8"

    @property
    def several(self) -> bool:
        return len({said.readings for said in self.said}) > 1 or any(said.several for said in self.said)


class Section(NamedTuple):
    """A heading and what it says for all that stands below it."""

    level: int  # 1 to 6 of headings, 7 of a line of its own, 8 and more of items, 20 of rows
    line: int
    text: str
    when: When | None = None
    form: str = "heading"  # heading, bold, plain, item, row

    @property
    def zone(self) -> Zone | None:
        """The only zone that it names, if it names it in brackets or beside a day: "Tue 7 Oct (UTC)"."""
        return _zone_of_heading(self.text, self.when is not None)


class SlotFields(NamedTuple):
    """What the other columns of a table say of a session."""

    speakers: tuple[Line, ...] = ()
    has_speakers: bool = False
    tracks: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    abstract: str = ""
    links: tuple[tuple[str, str], ...] = ()
    status: str = ""
    length: int = 0
    language: str = ""
    kind: str = ""
    key: str = ""


NO_FIELDS = SlotFields()


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands at one time, in the words of the page."""

    line: int
    period: Period
    title: tuple[Run, ...]
    runs: tuple[Run, ...]  # of the title's line, what follows the title included
    when: When | None  # said with the time itself
    path: tuple[Section, ...]  # the headings above, the outermost first
    group: int  # those of one list, one table, one run of headings have the same
    lane: str = ""  # of those that run side by side, which one; "" runs in all of them
    rest: tuple[Line, ...] = ()  # further lines of its own block or cell
    body: tuple[Block, ...] = ()  # blocks that follow
    fields: SlotFields = NO_FIELDS
    last: Clock | None = None  # start of the last row that its cell covers
    others: tuple[tuple[Zone, Period], ...] = ()  # the same time in columns of other zones
    pause_after: bool = False  # a break without a time follows
    in_table: bool = False
    left: str = ""  # why it is no session; it still ends the one before it
    place: str = ""  # where a line does not tell: "Sheet1!B4"

    @property
    def words(self) -> str:
        return words_of(self.title)


class Window(NamedTuple):
    """Hours that the page announces."""

    line: int
    path: tuple[Section, ...]
    period: Period
    when: When | None


class Left(NamedTuple):
    """Something that is no session, and why."""

    line: int
    why: str
    place: str = ""


class Unread(NamedTuple):
    """A column whose heading is not known."""

    line: int
    name: str
    cells: int  # of it that hold words


@dataclass(frozen=True, slots=True)
class Scanned:
    """All that a page says of times and days."""

    slots: tuple[Slot, ...] = ()
    windows: tuple[Window, ...] = ()
    zones: tuple[tuple[int, Zone], ...] = ()  # those that are said most plainly, by line
    left: tuple[Left, ...] = ()
    events: tuple[When, ...] = ()  # dates that say when the event is
    headings: tuple[Section, ...] = ()
    unread: tuple[Unread, ...] = ()
    context: frozenset[int] = frozenset()  # lines that say something for others: a day, hours, heads of columns
    prose: frozenset[int] = frozenset()  # lines of sentences
    spoken: frozenset[str] = field(default=ALWAYS)
    halves: bool = False  # whether am or pm is said anywhere


@lru_cache(maxsize=10_000)
def _zone_of_heading(text: str, dated: bool) -> Zone | None:
    named = zone_words.found(text)
    if len({zone.word for zone in named}) != 1 or WITHDRAWN.search(text):
        return None
    word = named[0].word
    plain = dated and len(word) > 2
    return named[0] if plain or re.search(rf"[(\[（][^)\]）]*{re.escape(word)}", text) else None


def when_in(text: str, line: int, spoken: frozenset[str] = ALWAYS) -> When | None:
    """Return what a text says of the day."""
    said = date_words.found(text, spoken)
    weekdays, *_ = date_words.weekdays_in(text, spoken) if not said else ((),)
    number, *_ = date_words.day_number_in(text)
    if not said and not weekdays and not number:
        return None
    return When(line, text, said, weekdays, number)


def _remainder(text: str, when: When, spoken: frozenset[str]) -> list[str]:
    """The words of a text beside its day."""
    rest = text
    for said in reversed(when.said):
        rest = rest[: said.start] + " " + rest[said.stop :]
    for pattern in (date_words.DAY_NUMBER, date_words.ANY_YEAR, date_words.WIDE_WEEKDAY):
        rest = pattern.sub(" ", rest)
    rest = WORD.sub(lambda word: "" if date_words.weekdays_in(word[0], spoken)[0] else word[0], rest)
    return re.sub(r"[\W_]+", " ", FILLERS.sub(" ", rest)).split()


def is_day(text: str, line: int = 0, spoken: frozenset[str] = ALWAYS) -> When | None:
    """Return the day of a text that says a day and little else: "Day 1 - Thursday, August 9"."""
    when = when_in(text, line, spoken) if len(text) <= DAY_MAX else None
    if when is None or DEADLINE.search(text):
        return None
    rest = _remainder(text, when, spoken)
    if when.said:
        few = not rest if any(said.loose for said in when.said) else len(rest) <= FEW
        return when if few and not (rest and ELSEWHEN.search(text)) else None
    if not rest:
        return when
    if when.weekdays and len(rest) == 1 and (alone := OF_MONTH.fullmatch(rest[0])):
        return when._replace(of_month=int(alone[1]))
    _, start, stop = date_words.weekdays_in(text, spoken) if when.weekdays else date_words.day_number_in(text)
    first = not re.search(r"\w", text[:start]) and re.match(r"\s*[:：,–—|(-]", text[stop:])
    return when if first and len(rest) <= FEW else None


def is_only_day(text: str, when: When, spoken: frozenset[str]) -> bool:
    """Whether a text says a day and nothing else."""
    return not _remainder(text, when, spoken)


def day_of_heading(text: str, line: int, spoken: frozenset[str]) -> When | None:
    """Return the day that a heading gives to what stands below it."""
    day = is_day(text, line, spoken)
    if day is not None:
        return day
    when = when_in(text, line, spoken)
    plain = when is not None and when.said and not any(said.loose for said in when.said)
    return when if plain and not DEADLINE.search(text) and not ELSEWHEN.search(text) else None


def says_when(sentence: str, line: int, spoken: frozenset[str]) -> When | None:
    """Return the day of a sentence that says when the event is."""
    when = when_in(sentence, line, spoken)
    if when is None or not when.said or any(said.loose for said in when.said):
        return None
    if DEADLINE.search(sentence) or ELSEWHEN.search(sentence) or WITHDRAWN.search(sentence):
        return None
    rest = _remainder(re.sub(r"\d{1,2}(?::\d\d)?\s?[ap]\.?m\.?|\d{1,2}:\d\d", " ", sentence), when, spoken)
    if EVENT.search(sentence) or not rest:
        return when
    leads = not re.search(r"\w", sentence[: when.said[0].start]) and len(rest) <= FEW
    return when if leads and (when.several or TIMES.search(sentence)) else None  # one day alone may be that of a post


def dated_lead(text: str, spoken: frozenset[str]) -> tuple[When | None, int]:
    """A date or a weekday at the very start of a text, and where the text goes on behind it."""
    said = date_words.found(text[:60], spoken)
    behind = re.compile(r"[\s,;:)\]|@–—T-]*(?:(?:at|um|à|alle|om|o|в)\s+)?")
    if said and not folded(text[: said[0].start]).strip("([*_-–— "):
        stop = said[0].stop
        match = behind.match(text, stop)
        return When(0, text[:stop], (said[0],)), match.end() if match else stop
    weekdays, start, stop = date_words.weekdays_in(text[:24], spoken)
    if weekdays and not re.search(r"\w", text[:start]):
        match = behind.match(text, stop + (text[stop : stop + 1] == "."))
        return When(0, text[start:stop], (), weekdays), match.end() if match else stop
    return None, 0


def led(line: Line, spoken: frozenset[str], before: Period | None = None) -> tuple[Period, When | None, Line] | None:
    """Return the period with which a line begins, the day before or after it, and the rest of the line.

    What looks like two years, or two numbers, is a time where the period `before` ends with the first of them.
    """
    text = raw(line)
    skipped = re.match(r"[\s\u200c\u200d>•·*_(\[-]*", text)
    at = skipped.end() if skipped else 0
    when, stop = dated_lead(text[at:], spoken)
    found = period(text, at + stop)
    if found is None and when is not None:
        when, found = None, period(text, at)
    if found is None and before is not None:
        found = _like(text, at, before)
    if found is None:
        return None
    found, ends_on = with_dated_end(text, found, spoken)
    at = found.stop
    tail = text[at:]
    said = date_words.found(tail[:40], spoken)
    if said and not said[0].loose and ON.fullmatch(tail[: said[0].start]):
        when, at = When(line.number, tail, (said[0],)), at + said[0].stop
    if at < len(text) and text[at].isalnum() and text[at - 1].isalnum() and text[at].isascii():
        return None  # 10:30ish, 1030b
    separators = SEPARATORS.match(text, at)
    rest = after(line, separators.end() if separators else at)
    if when is not None:
        when = when._replace(line=line.number, ends=ends_on)
    return found, when, rest


def _like(text: str, at: int, before: Period) -> Period | None:
    """A time that is one by that before it: 1930-2015 behind 1830-1930, 15-16 behind 14-15, 14.00 behind 9.00-10.30."""
    if "." in before.start.word and (found := period(text, at, dots=True)):
        return found
    found = period(text, at, follows=True)
    fits = found and found.end and before.end and found.start.readings == before.end.readings
    return found if fits else None


def with_dated_end(text: str, found: Period, spoken: frozenset[str]) -> tuple[Period, tuple[Said, ...]]:
    """Return a period with the end behind it that has a date of its own, and that date: 22:00 - 7 October 02:00."""
    to = TO.match(text, found.stop) if found.end is None else None
    if to is None:
        return found, ()
    when, at = dated_lead(text[to.end() :], spoken)
    end = period(text, to.end() + at, cell=True) if when and when.said else None
    if when is None or end is None or end.end is not None:
        return found, ()
    return found._replace(end=end.start, zone=end.zone or found.zone, stop=end.stop), when.said


def titled(line: Line) -> tuple[Run, ...]:
    """Return the runs of a line that are its title: **Title** - Name; [Title](…) by Name."""
    runs = tuple(line.runs)
    while runs and not folded(runs[0].text):
        runs = runs[1:]
    for style in ("bold", "italic", "struck", "href"):
        if not runs or not getattr(runs[0], style):
            continue
        count = 0
        while count < len(runs) and (getattr(runs[count], style) or not runs[count].text.strip()):
            count += 1
        said = words_of(runs[count:])
        if not said:
            continue
        title = words_of(runs[:count])
        if title.endswith((":", "：")) or said.startswith((":", "：")) or not title:
            return runs  # **Keynote**: its title
        if style in ("href", "struck") and not re.match(r"[-–—|,(;:]|by\b|with\b", said, re.IGNORECASE):
            continue
        return runs[:count]
    return runs


def words_of(runs: Iterable[Run]) -> str:
    """Return the words of runs."""
    return folded("".join(run.text for run in runs))


def to_title(text: str) -> str:
    """Return a title without the marks that only set it apart on the page."""
    text = folded(text)
    text = re.sub(r"^[-–—:|•·\s]+|[\s:：|–—]+$|\s+-+$", "", text)
    if len(text) > 2 and text.count("**") == 2:
        text = text.replace("**", "")
    return text.strip()


def is_nothing(title: str) -> bool:
    """Whether a title only says that there is none yet."""
    return not re.search(r"\w", title) or bool(NOTHING.fullmatch(title))


def refused(title: str, path: tuple[Section, ...], sure: bool) -> str:
    """Return why something with a time is no session, or "". What has an end or a speaker (`sure`) is no deadline."""
    if not to_title(title):
        return "a time without a title"
    if is_nothing(title):
        return "not decided yet"
    if not sure and DEADLINE.search(title):
        return "a deadline"
    inner = path[-1].text if path else ""
    if LOGISTICS.match(inner):
        return f"under '{inner}', where hours are announced"
    if any(MINUTES.search(section.text) for section in path):
        return "minutes of a meeting"
    return ""


def links_in(runs: Iterable[Run]) -> tuple[tuple[str, str], ...]:
    """Return the links of a text by their words."""
    found: list[tuple[str, str]] = []
    for run in runs:
        if run.href:
            words = folded(run.text)
            if found and found[-1][1] == run.href:
                found[-1] = (f"{found[-1][0]} {words}".strip(), run.href)
            else:
                found.append((words, run.href))
    return tuple(found)
