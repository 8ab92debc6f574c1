"""Questions that a schedule leaves open: put in words, answered, and their answers kept for the next time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeVar

from summit_ical.agendafile.times import to_length
from summit_ical.importing.doubts import AS_WRITTEN
from summit_ical.importing.schedule import OPTIONS, Answers, Question
from summit_ical.model import zones
from summit_ical.model.source import AgendaError, Problem, Refused

T = TypeVar("T")
Ask = Callable[[Question], str]  # the value that a person gives; "" for none
BY_WORDS = frozenset({"timezone", "clock", "day", "until", "map"})  # kinds whose option says what it is about
ALIKE_MAX = 20  # questions of one kind that are put in full
CLOCKS = ("24h", "12h-morning", "12h-afternoon")
ORDERS = ("month-first", "day-first")
EXAMPLES = {
    "timezone": "Europe/Berlin",
    "year": "2031",
    "dates": "day-first",
    "day": "YYYY-MM-DD",
    "clock": "12h-afternoon",
    "duration": "30m",
    "until": "YYYY-MM-DD",
    "map": "title",
}


class Answer(NamedTuple):
    """What was answered to a Question: it holds while those words stand in the source."""

    kind: str
    words: str
    value: str


class Unanswered(AgendaError):  # noqa: N818 - a verdict, not an accident
    """A schedule leaves open what only a person can say. `problems` has each Question, with what answers it."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__(_problems(self.questions))


def _problems(questions: Sequence[Question]) -> Iterator[Problem]:
    """Yield each Question as a Problem; of a kind that has hundreds some, and how many more there are."""
    for alike in _by_kind(questions):
        yield from map(problem, alike[:ALIKE_MAX])
        if more := alike[ALIKE_MAX:]:
            told = f"{len(more)} more of the kind are open, from here on"
            yield Problem(more[0].mark, "error", "question", told, "answer these first, and the next ones are asked")


def _by_kind(questions: Sequence[Question]) -> list[list[Question]]:
    kinds: dict[str, list[Question]] = {}
    for question in questions:
        kinds.setdefault(question.kind, []).append(question)
    return list(kinds.values())


def problem(question: Question) -> Problem:
    """Return a Question as a Problem with its choices and the options that answer it."""
    ways = [f"{option(question, choice.value)} ({choice.consequence})" for choice in question.choices]
    first = question.mark.pointer or question.mark.line
    others = list(dict.fromkeys(str(one) for mark in question.marks if (one := mark.pointer or mark.line) != first))
    more = f", and {len(others) - 5} more" if len(others) > 5 else ""
    also = f"; also at {', '.join(filter(None, others[:5]))}{more}" if others else ""
    hint = f"say {' or '.join(ways)}" if ways else f"say it with {option(question, EXAMPLES.get(question.kind, '…'))}"
    return Problem(question.mark, "error", "question", question.sentence + also, hint)


def option(question: Question, value: str) -> str:
    """Return the option of the command line that gives a value to a Question."""
    name = OPTIONS[question.kind]
    said = f"{question.words}={value}" if question.words and question.kind in BY_WORDS else value
    return f"{name} {said}" if said.replace("-", "").replace("/", "").isalnum() else f"{name} {_quoted(said)}"


def _quoted(words: str) -> str:
    return f'"{words}"' if not set(words) & set('"$`\\!') else "'" + words.replace("'", "'\\''") + "'"


def answered(answers: Answers, answer: Answer) -> Answers:
    """Return answers with one more. Raises Refused where the value is none that the kind can have."""
    kind, words, value = answer
    return READERS[kind](answers, words, value)


def _timezone(answers: Answers, words: str, value: str) -> Answers:
    zone = zones.known(value)
    return replace(answers, zones=(*answers.zones, (words, zone))) if words else replace(answers, timezone=zone)


def _year(answers: Answers, words: str, value: str) -> Answers:
    if not (value.isascii() and value.isdigit() and zones.FIRST_YEAR <= int(value) <= zones.LAST_YEAR):
        raise Refused(f"{value!r} is no year", f"write one from {zones.FIRST_YEAR} to {zones.LAST_YEAR}")
    return replace(answers, year=int(value))


def _dates(answers: Answers, words: str, value: str) -> Answers:
    return replace(answers, dates=_one_of(value, ORDERS))


def _clock(answers: Answers, words: str, value: str) -> Answers:
    return replace(answers, clocks=(*answers.clocks, (words, _one_of(value, CLOCKS))))


def _day(answers: Answers, words: str, value: str) -> Answers:
    return replace(answers, days=(*answers.days, (words, to_date(value))))


def _until(answers: Answers, words: str, value: str) -> Answers:
    return replace(answers, untils=(*answers.untils, (words, to_date(value))))


def _duration(answers: Answers, words: str, value: str) -> Answers:
    return replace(answers, default_duration=to_length(value))


def _map(answers: Answers, words: str, value: str) -> Answers:
    return replace(answers, columns=(*answers.columns, (words, value)))


def _as_written(answers: Answers, words: str, value: str) -> Answers:
    return replace(answers, as_written=(*answers.as_written, _one_of(value, AS_WRITTEN)))


READERS: dict[str, Callable[[Answers, str, str], Answers]] = {
    "timezone": _timezone,
    "year": _year,
    "dates": _dates,
    "clock": _clock,
    "day": _day,
    "until": _until,
    "duration": _duration,
    "map": _map,
    "as-written": _as_written,
}


def _one_of(value: str, allowed: Iterable[str]) -> str:
    if value not in allowed:
        raise Refused(f"{value!r} is no answer", f"write one of {', '.join(allowed)}")
    return value


def to_date(value: str) -> date:
    try:
        said = date.fromisoformat(value)
    except ValueError:
        raise Refused(f"{value!r} is no date", "write YYYY-MM-DD, as in 2031-10-07") from None
    zones.check_year(said)
    return said


def given(answers: Answers, question: Question) -> str:
    """Return the value that answers give to a Question, as its option takes it; "" where they say nothing."""
    words = question.words
    if question.kind == "timezone":
        return dict(answers.zones).get(words, "") or answers.timezone
    if question.kind == "year":
        return str(answers.year or "")
    if question.kind == "dates":
        return answers.dates
    if question.kind == "duration":
        return _length(answers)
    if question.kind == "as-written":
        return next((one.value for one in question.choices if one.value in answers.as_written), "")
    said = {folded(word): str(value) for word, value in BY_KIND[question.kind](answers)}
    return said.get(folded(words)) or said.get("", "")


def folded(words: str) -> str:
    """Return words as a person may repeat them, whatever their case and white space."""
    return " ".join(words.split()).casefold()


BY_KIND: dict[str, Callable[[Answers], Sequence[tuple[str, object]]]] = {
    "clock": lambda answers: answers.clocks,
    "day": lambda answers: answers.days,
    "until": lambda answers: answers.untils,
    "map": lambda answers: answers.columns,
}


def _length(answers: Answers) -> str:
    if answers.default_duration is None:
        return ""
    hours, minutes = divmod(int(answers.default_duration.total_seconds()) // 60, 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes else "")


# --- asking until nothing is open ---


def settled(
    read: Callable[[Answers], T], answers: Answers, kept: Iterable[Answer] = (), ask: Ask | None = None
) -> tuple[T, Answers]:
    """Return what is read, and all answers that it took: given, kept from before, or asked for.

    An answer that was kept counts where the same Question comes up about the same words. Raises Unanswered with all
    that is still open, and AgendaError as `read` does.
    """
    remembered = {(kind, words): value for kind, words, value in kept}
    used: set[tuple[str, str]] = set()
    while True:
        try:
            return read(answers), answers
        except Unanswered as unanswered:
            fresh = [one for one in unanswered.questions if (one.kind, one.words) not in used]
            found = [answer for one in fresh if (answer := _known(one, remembered))]
            if not found and ask is not None:
                fresh = [one for alike in _by_kind(fresh) for one in alike[:ALIKE_MAX]]
                used |= {(one.kind, one.words) for one in fresh}  # what is left open is not asked again
                found = [Answer(one.kind, one.words, value) for one in fresh if (value := ask(one))]
            if not found:
                raise
            used |= {(kind, words) for kind, words, _ in found}
            for answer in found:
                answers = answered(answers, answer)


def _known(question: Question, remembered: Mapping[tuple[str, str], str]) -> Answer | None:
    """The answer that was kept for a Question, None where there is none, or where somebody wrote into it."""
    value = remembered.get((question.kind, question.words), "")
    answer = Answer(question.kind, question.words, value)
    return answer if value and not refusal(answer) else None


def refusal(answer: Answer) -> str:
    """Return why an answer is none that its kind can have, "" where it is one."""
    try:
        answered(Answers(), answer)
    except Refused as refused:
        return f"{refused.message}: {refused.hint}" if refused.hint else refused.message
    return ""


def asked_about(read: Callable[[Answers], object], answers: Answers) -> tuple[Answer, ...]:
    """Return what of the answers was asked for, with the words that it was asked about: what is worth keeping."""
    told: list[Answer] = []
    current = Answers(shown_in=answers.shown_in)
    while True:
        try:
            read(current)
        except Unanswered as unanswered:
            more = [Answer(one.kind, one.words, given(answers, one)) for one in unanswered.questions]
            more = [answer for answer in more if answer.value and answer not in told]
            if not more:
                break
            told += more
            for answer in more:
                current = answered(current, answer)
        except AgendaError:  # without the answers that nobody asked for, there is nothing to read
            break
        else:
            break
    return tuple(told)
