"""Titled to Dated: on which day each slot is, with the words that say so; what no words say is asked about, once."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from summit_ical.importing.schedule import Answers, Choice, Question
from summit_ical.importing.webpage import date_words
from summit_ical.importing.webpage.calendar import FOLLOWING, Dating, PageCalendar, Years
from summit_ical.importing.webpage.slots import PART_OF_DAY, Left, Scanned, Section, When
from summit_ical.importing.webpage.speakers import Titled
from summit_ical.model import zones
from summit_ical.model.source import Mark, shown

EVENT_MAX = 14  # days of an event that a range of dates may span
OUTSIDE = ("a deadline", "under ", "minutes ")  # why a slot is left out that is no part of the programme
JOINED = re.compile(rf"{date_words.RANGE}|{date_words.LIST}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dated:
    """A slot with its day."""

    titled: Titled
    day: date
    said_on: int  # line that says so
    ends_on: date | None = None  # where the end has a date of its own


class DaysRead(NamedTuple):
    """What came of the days of a page."""

    dated: tuple[Dated, ...]
    left: tuple[Left, ...]
    questions: tuple[Question, ...]
    events: tuple[date, ...]  # days of the event, as the page says outside the programme


class Headed(NamedTuple):
    """The day that headings give."""

    day: date
    said_on: int


class Silent:
    """What headings say that say no day."""


SILENT = Silent()


class OpenDay(NamedTuple):
    """Words that give no day, or several."""

    words: str
    line: int
    choices: tuple[date, ...]
    sentence: str


def dated_slots(
    file: str, slots: Sequence[Titled], scanned: Scanned, titles: Sequence[str], answers: Answers
) -> DaysRead:
    """Return each slot with its day, or what has to be asked."""
    return PageDays(file, slots, scanned, titles, answers).read()


class PageDays:
    """The days of one page."""

    def __init__(
        self, file: str, slots: Sequence[Titled], scanned: Scanned, titles: Sequence[str], answers: Answers
    ) -> None:
        self.file, self.slots, self.scanned = file, slots, scanned
        whens = [*scanned.events, *(s.when for s in scanned.headings if s.when), *self._own()]
        self.years = Years(scanned, whens, titles, answers)
        self.calendar = PageCalendar(file, list(self._datings()), answers)
        self.told = self.calendar.told
        self.events = self._event_days()
        self.known = sorted({*self.events, *(day for day in self.calendar.days.values() if day)})
        self.levels = {section.level for one in slots for section in one.slot.path if section.when}
        self.numbered = self._numbered()
        self.following = dict(self._following())

    def _own(self) -> list[When]:
        return [one.slot.when for one in self.inside() if one.slot.when]

    def inside(self) -> Sequence[Titled]:
        """The slots of the programme: a deadline says nothing of how its dates are to be read."""
        return [one for one in self.slots if not one.left.startswith(OUTSIDE)] or self.slots

    def _datings(self) -> list[Dating]:
        """All dates that matter: those of slots and of the headings above them, then those of the event."""
        found: list[Dating] = []
        for one in self.inside():
            for when, above in self.whens(one):
                every = (*when.said, *when.ends)
                found += [Dating(said, self.years.of(said, above), when.text, when.line) for said in every]
        events = [Dating(said, self.years.of(said, ()), when.text, when.line)
                  for when in self.scanned.events for said in when.said]  # fmt: skip
        return found + [dating for dating in events if dating.years]

    def whens(self, one: Titled) -> list[tuple[When, tuple[Section, ...]]]:
        """What is said of a slot's day, from inside out, each with the headings above it."""
        path = tuple(reversed(one.slot.path))
        own: list[tuple[When, tuple[Section, ...]]] = [(one.slot.when, path)] if one.slot.when else []
        return own + [(section.when, path[n + 1 :]) for n, section in enumerate(path) if section.when]

    def _event_days(self) -> tuple[date, ...]:
        days: set[date] = set()
        for when in self.scanned.events:
            found = [(said, self.calendar.day(said, self.years.of(said, ()))) for said in when.said]
            for said, day in found:
                if day is not None:
                    days.update(_of_month(day, said))
            for (one, first), (other, last) in itertools.pairwise(found):
                joined = JOINED.fullmatch(when.text[one.stop : other.start])
                if first and last and joined and 0 < (last - first).days < EVENT_MAX:
                    days.update(date_words.between(first, last))
        return tuple(sorted(days))

    def _numbered(self) -> dict[int, set[date]]:
        """Which day is called "Day 2", where a line says both."""
        numbered: dict[int, set[date]] = {}
        whens = [*self.scanned.events, *(section.when for section in self.scanned.headings if section.when)]
        for when in whens:
            if when.number and when.said and not when.several:
                for (said, _), day in self.calendar.days.items():
                    if said == when.said[0] and day is not None:
                        numbered.setdefault(when.number, set()).add(day)
        return numbered

    def _following(self) -> Iterator[tuple[int, date]]:
        """The lines of headings that say a weekday, which is the next one after the day of the heading before."""
        before: dict[int, date] = {}  # level -> day of its last heading
        for section in self.scanned.headings:
            when, last = section.when, before.pop(section.level, None)
            if when is not None and when.said and not when.several:
                for (said, _), day in self.calendar.days.items():
                    if said == when.said[0] and day is not None:
                        before[section.level] = day
            elif when is not None and last is not None and len(when.weekdays) == 1 and not when.number:
                later = (when.weekdays[0] - last.weekday()) % len(zones.WEEKDAYS)
                day = last + timedelta(days=later)
                if 0 < later <= FOLLOWING and when.of_month in (0, day.day):
                    before[section.level] = day
                    yield when.line, day

    # -- one slot -------------------------------------------------------------------------------------------------

    def read(self) -> DaysRead:
        """Return each slot with its day, or what has to be asked."""
        dated: list[Dated] = []
        left: list[Left] = []
        asked: dict[str, list[tuple[Titled, OpenDay]]] = {}
        for one in self.slots:
            found = self.day(one)
            if isinstance(found, OpenDay):
                asked.setdefault(found.words, []).append((one, found))
            elif found is not None:
                dated.append(found)
            elif one.left:
                left.append(Left(one.line, one.left, one.slot.place))
        questions = [*self.calendar.questions]
        for members in asked.values():
            parts = self._parts(members, dated)
            if parts is not None:
                left += [Left(one.line, f"part of {shown(parts)}") for one, _ in members]
            elif any(not one.left for one, _ in members):
                questions.append(self._question([one for one in members if not one[0].left]))
            else:
                left += [Left(one.line, one.left) for one, _ in members]
        return DaysRead(tuple(dated), tuple(left), tuple(questions), self.events)

    def day(self, one: Titled) -> Dated | OpenDay | None:
        """The day of a slot; None where the calendar asks about it already."""
        path = tuple(reversed(one.slot.path))
        own, above = one.slot.when, [(section.text, section.line) for section in path]
        told = self.answer([(own.text, own.line)] if own else above)
        if own and not told and own.weekdays and not own.said and not own.number:
            told = self.answer(above)  # what is said of a heading holds for what agrees with it
            told = told if told and self.agrees(own, told.day) else None
        found = None if told else self.as_said(one, path)
        if isinstance(found, OpenDay):
            told = self.answer([(found.words, found.line)])
        return Dated(one, told.day, told.said_on) if told else found

    def answer(self, said: Iterable[tuple[str, int]]) -> "Headed | None":
        """The day that the caller gives to the first of some words, each with its line."""
        days = ((self.told.get(words.casefold().strip()), line) for words, line in said)
        return next((Headed(day, line) for day, line in days if day is not None), None)

    def as_said(self, one: Titled, path: Sequence[Section]) -> Dated | OpenDay | None:
        """The day of a slot by the words of the page."""
        whens = self.whens(one)
        own = whens[0] if one.slot.when else None
        heads = whens[1:] if own else whens
        blocked = self.blocked(path, heads)
        head = None if blocked else self.of_heading(heads)
        if own is not None and not (own[0].said or own[0].weekdays or own[0].number):
            return self.open(own[0].text, own[0].line, "is no day that is understood")
        if own is not None:
            return self.with_own(one, own, head)
        if blocked is not None:
            return self.open(blocked.text, blocked.line, "says no day that is understood")
        if isinstance(head, Headed):
            return Dated(one, head.day, head.said_on)
        return self.of_event(one) if isinstance(head, Silent) else head

    def blocked(self, path: Sequence[Section], heads: Sequence[tuple[When, tuple[Section, ...]]]) -> Section | None:
        """The heading that ends the day above it without saying another."""
        for section in path:
            if section.when is not None:
                return None
            if section.level in self.levels and not PART_OF_DAY.match(section.text) and section.level > 1:
                return section
        return None

    def of_heading(self, heads: Sequence[tuple[When, tuple[Section, ...]]]) -> "Headed | OpenDay | Silent | None":
        """What the headings above a slot say: a day, nothing at all, several days; None if it is asked already."""
        ranges: tuple[date, ...] = ()
        weaker: When | None = None
        for when, above in heads:
            if when.said and not when.several:
                day = self.calendar.day(when.said[0], self.years.of(when.said[0], above))
                if day is not None and (outer := self.outer_day(above)) and outer[0] != day:
                    return self.open(when.text, when.line, f"stands below {shown(outer[1])}", (day, outer[0]))
                if day is None or (self.agrees(weaker, day) and not self.of_page(weaker, above)):
                    return Headed(day, when.line) if day else None
                assert weaker is not None
                choices = (day, day + timedelta(days=weaker.number - 1) if weaker.number else None)
                return self.open(weaker.text, weaker.line, f"does not agree with {shown(when.text)}", choices)
            if when.said:
                ranges = tuple(day for said in when.said for day in self._days_of(said, above))
                if weaker is None:
                    return self.open(when.text, when.line, "names several days", ranges)
                break
            weaker = weaker or when
        if weaker is None:
            return SILENT
        return self.among(weaker, ranges or self.events or tuple(self.known))

    def outer_day(self, above: Sequence[Section]) -> tuple[date, str] | None:
        """The single day that a heading further out gives, the title of the page excepted."""
        for number, section in enumerate(above):
            when = section.when
            if section.level > 1 and section.form == "heading" and when and when.said and not when.several:
                day = self.calendar.day(when.said[0], self.years.of(when.said[0], above[number + 1 :]))
                return (day, section.text) if day else None
        return None

    def _days_of(self, said: date_words.Said, above: Sequence[Section]) -> list[date]:
        day = self.calendar.day(said, self.years.of(said, above))
        return _of_month(day, said) if day else []

    def agrees(self, when: When | None, day: date) -> bool:
        return when is None or not when.weekdays or day.weekday() in when.weekdays

    def of_page(self, when: When | None, above: Sequence[Section]) -> bool:
        """Whether the date is the title's: it is the first day's, and no "Day 2" is on it."""
        title = not above and sum(section.level == 1 for section in self.scanned.headings) == 1
        return title and when is not None and when.number > 1

    def among(self, when: When, days: Sequence[date]) -> "Headed | OpenDay | None":
        """The day among some that a weekday or a number names."""
        if when.weekdays:
            fit = [day for day in days if day.weekday() in when.weekdays and when.of_month in (0, day.day)]
            if not fit and not self.events and when.line in self.following:
                fit = [self.following[when.line]]
        elif when.number in self.numbered:
            fit = sorted(self.numbered[when.number])
        else:
            fit = [days[when.number - 1]] if 0 < when.number <= len(days) and days == self.events else []
        if len(fit) == 1 and (not when.number or not when.weekdays or self.number_fits(when, fit[0], days)):
            return Headed(fit[0], when.line)
        if self.calendar.questions and not days:
            return None
        return self.open(when.text, when.line, "names no date", tuple(fit or days))

    def number_fits(self, when: When, day: date, days: Sequence[date]) -> bool:
        return tuple(days) != self.events or when.number > len(days) or days[when.number - 1] == day

    def with_own(
        self, one: Titled, own: tuple[When, tuple[Section, ...]], head: "Headed | OpenDay | Silent | None"
    ) -> Dated | OpenDay | None:
        """The day that is said with the time itself."""
        when, above = own
        if when.said:
            day = self.calendar.day(when.said[0], self.years.of(when.said[0], above))
            end = self.calendar.day(when.ends[0], self.years.of(when.ends[0], above)) if when.ends else None
            return Dated(one, day, when.line, end) if day else None
        if isinstance(head, Headed):
            if self.agrees(when, head.day) and not (when.number and not when.weekdays):
                return Dated(one, head.day, head.said_on)
            if when.number and not when.weekdays:
                found = self.among(when, self.events or tuple(self.known))
                return Dated(one, found.day, found.said_on) if isinstance(found, Headed) else found
            sentence = f"does not agree with the day above it, a {zones.WEEKDAYS[head.day.weekday()]}"
            near = [head.day + timedelta(days=n) for n in (-1, 1, -2, 2, -3, 3)]
            fit = [head.day, *(day for day in near if day.weekday() in when.weekdays)]
            return self.open(f"{when.text}", when.line, sentence, tuple(fit))
        if isinstance(head, OpenDay) and head.choices:
            found = self.among(when, head.choices)
        else:
            found = self.among(when, self.events or tuple(self.known))
        return Dated(one, found.day, found.said_on) if isinstance(found, Headed) else found

    def of_event(self, one: Titled) -> Dated | OpenDay | None:
        """The day of a slot of which no heading says one: that of the event, if it has only one."""
        top = one.slot.path[0] if one.slot.path else None
        if len(self.events) == 1 and not self.levels:
            return Dated(one, self.events[0], self.scanned.events[0].line)
        if self.calendar.questions and not self.events and self.scanned.events:
            return None
        inner = one.slot.path[-1] if one.slot.path else top
        words = inner.text if inner else one.title
        return self.open(words, inner.line if inner else one.line, "says no day", self.events or tuple(self.known))

    # -- questions ------------------------------------------------------------------------------------------------

    def open(self, words: str, line: int, sentence: str, choices: Sequence[date | None] = ()) -> OpenDay:
        days = tuple(dict.fromkeys(day for day in choices or self.known if day))
        return OpenDay(words, line, days, sentence)

    def _question(self, members: Sequence[tuple[Titled, OpenDay]]) -> Question:
        """Ask for the day of all slots that hang on some words."""
        first, asked = members[0]
        count = f"{len(members)} session{'s' if len(members) > 1 else ''}"
        sentence = f"{shown(asked.words)} {asked.sentence}: the day of {shown(first.title)}" + (
            f" and {len(members) - 1} more is open" if len(members) > 1 else " is open"
        )
        choices = tuple(Choice(str(day), f"{zones.day_words(day)} {day.year}: {count}") for day in asked.choices)
        marks = tuple(Mark(self.file, one.line, 1) for one, _ in members)
        return Question(Mark(self.file, asked.line, 1), "day", asked.words, sentence, choices, marks)

    def _parts(self, members: Sequence[tuple[Titled, OpenDay]], dated: Sequence[Dated]) -> str | None:
        """The session that the undated slots below a heading fill exactly, from its start to its end."""
        first, last = members[0][0].slot.period, members[-1][0].slot.period
        if len(members) < 2 or last.end is None or members[0][0].slot.left.startswith("minutes"):
            return None
        for other in dated:
            period = other.titled.slot.period
            same = period.start.readings == first.start.readings and period.end is not None
            if same and period.end is not None and period.end.readings == last.end.readings:
                return other.titled.title
        return None


def _of_month(day: date, said: date_words.Said) -> list[date]:
    """The days of March 29-30."""
    return [found for one in said.days or (day.day,) if (found := date_words.real(day.year, day.month, one))]
