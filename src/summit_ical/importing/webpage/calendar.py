"""All dates of a page, read together: which order of month and day, which years and weekdays agree with one another."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise, product
from typing import NamedTuple

from summit_ical.importing.schedule import Answers, Choice, Question
from summit_ical.importing.webpage import date_words
from summit_ical.importing.webpage.date_words import Said
from summit_ical.importing.webpage.slots import Scanned, Section, When
from summit_ical.model import zones
from summit_ical.model.source import Mark, shown

FOLLOWING = 3  # days between two that follow each other
APART = 20  # days between two that do not
LATE, EARLY = (
    11,
    2,
)  # a programme with a month from the one on, and one up to the other, may run over the turn of the year
MIDDLE = 6  # the last month of those that are then in the later year
MODELS_MAX = 256
NAMED_MAX = 3  # lines that a sentence names
ORDERS = ("month-first", "day-first")


class Dating(NamedTuple):
    """A date as it is said in some place, with the years that it may be in."""

    said: Said
    years: tuple[int, ...]  # () where nothing says one
    text: str  # the words around it, by which it is asked about
    line: int


class Model(NamedTuple):
    """One way to read all dates of a page."""

    order: int  # which of two readings
    years: tuple[tuple[tuple[int, ...], int], ...]  # years that a date may be in -> the one that it is
    turn: int  # 1: January comes after December, -1: December comes before January
    days: tuple[date | None, ...]  # of each dating
    wrong: int  # weekdays that do not agree, dates that do not exist

    @property
    def gap(self) -> int:
        """The longest time in days from one day to the next."""
        known = sorted({day for day in self.days if day is not None})
        return max(((other - one).days for one, other in pairwise(known)), default=0)


class Years:
    """What a page says of the year."""

    def __init__(self, scanned: Scanned, whens: Iterable[When], titles: Sequence[str], answers: Answers) -> None:
        self.given = answers.year
        first = [section.text for section in scanned.headings if section.level == 1]
        self.titles = _years_in([*titles, *first])
        self.events = tuple(dict.fromkeys(said.year for when in scanned.events for said in when.said if said.year))
        self.others = _years_in(section.text for section in scanned.headings)
        every = [said for when in whens for said in when.said if said.year]
        self.dated: dict[tuple[int, int], list[int]] = {}
        for said in every:
            for month, day in said.readings:
                for one in said.days or (day,):
                    self.dated.setdefault((month, one), []).append(said.year or 0)
        self.near = tuple(dict.fromkeys(said.year or 0 for said in every))

    def of(self, said: Said, above: Sequence[Section]) -> tuple[int, ...]:
        """Return the years that a date may be in: as the nearest place says that says one. `above` from inside out."""
        if said.year:
            return (said.year,)
        if self.given:
            return (self.given,)
        repeated = {year for reading in said.readings for year in self.dated.get(reading, ())}
        if repeated:
            return tuple(sorted(repeated))
        for section in above:
            if years := _years_in([section.text]):
                return years
        return self.titles or self.events or self.others or self.near


def _years_in(texts: Iterable[str]) -> tuple[int, ...]:
    found = (one or other for text in texts for one, other in date_words.ANY_YEAR.findall(text))
    return tuple(dict.fromkeys(map(int, found)))


class PageCalendar:
    """The dates of a page's days, and what is open about them."""

    def __init__(self, file: str, datings: Sequence[Dating], answers: Answers) -> None:
        self.file, self.answers = file, answers
        self.datings = tuple(dict.fromkeys(datings))
        self.told = {words.casefold().strip(): day for words, day in answers.days}
        self.questions: list[Question] = []
        self.days: dict[tuple[Said, tuple[int, ...]], date | None] = {}
        yearless = [dating for dating in self.datings if not dating.years and self.told_of(dating) is None]
        if yearless:
            self.questions.append(self._year(yearless))
            return
        self._settle()

    def told_of(self, dating: Dating) -> date | None:
        """What the caller says of the words around a date."""
        return self.told.get(dating.text.casefold().strip()) or self.told.get(dating.said.word.casefold().strip())

    def day(self, said: Said, years: tuple[int, ...]) -> date | None:
        """Return the date of what is said, or None where it is asked about."""
        return self.days.get((said, years))

    def _settle(self) -> None:
        """Take the only model that is left, or ask."""
        models = list(self._models())
        fewest = min((model.wrong for model in models), default=0)
        models = _distinct([model for model in models if model.wrong == fewest])
        if len(models) > 1:
            models = _following(models)
        if not models or not self.datings:
            return
        first = models[0]
        agreed = [len({model.days[n] for model in models}) == 1 for n in range(len(self.datings))]
        if fewest:
            self._contradictions(models)
        elif len(models) > 1:
            self.questions.append(self._open(models))
        for dating, day, same in zip(self.datings, first.days, agreed, strict=True):
            self.days[(dating.said, dating.years)] = day if same and not self._doubted(dating, day) else None

    def _doubted(self, dating: Dating, day: date | None) -> bool:
        weekdays = dating.said.weekdays
        return self.told_of(dating) is None and day is not None and bool(weekdays) and day.weekday() not in weekdays

    def _models(self) -> Iterator[Model]:
        """Yield the ways to read all dates."""
        open_orders = any(len(dating.said.readings) > 1 for dating in self.datings)
        given = ORDERS.index(self.answers.dates) if self.answers.dates in ORDERS else None
        orders = (given,) if given is not None else (0, 1) if open_orders else (0,)
        bases = sorted({dating.years for dating in self.datings if len(dating.years) > 1})
        months = {m for d in self.datings if not d.said.year for m, _ in d.said.readings}
        turns = (0, 1, -1) if max(months, default=0) >= LATE and min(months, default=12) <= EARLY else (0,)
        for number, (order, turn, *years) in enumerate(product(orders, turns, *bases)):
            if number >= MODELS_MAX:
                return
            chosen = dict(zip(bases, years, strict=True))
            days = tuple(self._read(dating, order, chosen, turn) for dating in self.datings)
            yield Model(order, tuple(chosen.items()), turn, days, sum(map(self._is_wrong, self.datings, days)))

    def _read(self, dating: Dating, order: int, chosen: dict[tuple[int, ...], int], turn: int) -> date | None:
        told = self.told_of(dating)
        if told is not None:
            return told
        month, day = dating.said.readings[min(order, len(dating.said.readings) - 1)]
        year = chosen[dating.years] if dating.years in chosen else dating.years[0]
        if not dating.said.year:
            year += (turn == 1 and month <= MIDDLE) - (turn == -1 and month > MIDDLE)
        return date_words.real(year, month, day)

    def _is_wrong(self, dating: Dating, day: date | None) -> bool:
        return day is None or self._doubted(dating, day)

    # -- questions ------------------------------------------------------------------------------------------------

    def mark(self, line: int) -> Mark:
        return Mark(self.file, line, 1)

    def _year(self, yearless: Sequence[Dating]) -> Question:
        words = yearless[0].said.word
        more = f", nor that of {len(yearless) - 1} more" if len(yearless) > 1 else ""
        marks = tuple(self.mark(dating.line) for dating in yearless[1:])
        return Question(self.mark(yearless[0].line), "year", words, f"the year of {shown(words)} is not said{more}",
                        marks=marks)  # fmt: skip

    def _open(self, models: Sequence[Model]) -> Question:
        """One question about all dates of which there are several readings."""
        differ = [n for n in range(len(self.datings)) if len({model.days[n] for model in models}) > 1]
        datings = [self.datings[n] for n in differ]
        first = datings[0]
        marks = tuple(self.mark(dating.line) for dating in datings[1:])
        words = first.said.word
        if len({model.order for model in models}) > 1 and all(dating.said.by_order for dating in datings):
            kind, named = "dates", [(ORDERS[model.order], model) for model in models]
            sentence = f"{shown(words)} can be read month first or day first"
        elif len({model.years for model in models}) > 1 and not self.answers.year:
            kind, named = "year", [(str(model.years[0][1]), model) for model in models if model.turn == 0]
            sentence = f"the year of {shown(words)} may be {_or([value for value, _ in named])}"
        else:
            kind, words = "day", first.text
            named = [(str(model.days[differ[0]]), model) for model in models if model.days[differ[0]]]
            sentence = f"{shown(words)} may be {_or(list(dict.fromkeys(value for value, _ in named)))}"
        choices = {value: Choice(value, _listed(model, differ)) for value, model in named}
        return Question(self.mark(first.line), kind, words, sentence, tuple(choices.values()), marks)

    def _contradictions(self, models: Sequence[Model]) -> None:
        """Ask about each date of which the weekday does not agree."""
        for number, dating in enumerate(self.datings):
            day = models[0].days[number]
            if not self._is_wrong(dating, day):
                continue
            if day is None:
                sentence = f"there is no day {shown(dating.said.word)}"
                choices: tuple[Choice, ...] = ()
            else:
                said = " or a ".join(zones.WEEKDAYS[n] for n in dating.said.weekdays)
                sentence = f"{day} is a {zones.WEEKDAYS[day.weekday()]}, not a {said}"
                near = [day + timedelta(days=n) for n in (0, -1, 1, -2, 2, -3, 3)]
                fit = [one for one in near if one == day or one.weekday() in dating.said.weekdays]
                choices = tuple(Choice(str(one), _day_words(one)) for one in fit)
            self.questions.append(Question(self.mark(dating.line), "day", dating.text, sentence, choices))


def _distinct(models: Sequence[Model]) -> list[Model]:
    """Models of which each dates something otherwise than the others; the plainest of those that are alike."""
    kept: dict[tuple[date | None, ...], Model] = {}
    for model in models:
        kept.setdefault(model.days, model)
    return list(kept.values())


def _following(models: list[Model]) -> list[Model]:
    """The models in which days follow each other, where in the others they are weeks apart."""
    close = [model for model in models if model.gap <= FOLLOWING and len(set(model.days)) > 1]
    if close and all(model in close or model.gap > APART for model in models):
        return close
    return models


def _or(words: Sequence[str]) -> str:
    return " or ".join(words)


def _day_words(day: date) -> str:
    return f"{zones.day_words(day)} {day.year}"


def _listed(model: Model, differ: Sequence[int]) -> str:
    days = list(dict.fromkeys(day for n in differ if (day := model.days[n]) is not None))
    return ", ".join(map(_day_words, days[:NAMED_MAX])) + (", …" if len(days) > NAMED_MAX else "")
