"""What a caller says of a schedule that does not say it itself: options, and a key where a person is asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from summit_ical.cli.common import all_option, say, size_option, zone_named

if TYPE_CHECKING:
    from summit_ical.importing.questions import Ask
    from summit_ical.importing.schedule import Answers, Question

ORDERS = ("month-first", "day-first")
CLOCKS = ("24h", "12h-morning", "12h-afternoon")
KEYS_MAX = 9  # choices that one key can name
OTHER = "o"


class Length(click.ParamType[timedelta]):
    """A length of time: 30m, 1h, 1h30m."""

    name = "length"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        from summit_ical.agendafile.times import to_length
        from summit_ical.model.source import Refused

        if isinstance(value, timedelta):
            return value
        try:
            return to_length(value)
        except Refused as refused:
            self.fail(f"{refused.message}: {refused.hint}", param, ctx)


OPTIONS: dict[str, Callable[[Callable[..., None]], Callable[..., None]]] = {
    "--timezone": click.option(
        "--timezone", "timezones", multiple=True, metavar="[WORDS=]ZONE", help="IANA zone of clocks in a foreign file."
    ),
    "--year": click.option("--year", type=click.IntRange(1970, 2037), help="Year of dates that stand without one."),
    "--dates": click.option("--dates", type=click.Choice(ORDERS), help="Which comes first in 10/6."),
    "--day": click.option(
        "--day", "days", multiple=True, metavar="WORDS=DATE", help='Date of a heading, as in "Tuesday=2031-10-07".'
    ),
    "--clock": click.option(
        "--clock", "clocks", multiple=True, metavar="[WORDS=]CLOCK", help=f"How to read hours: {', '.join(CLOCKS)}."
    ),
    "--default-duration": click.option(
        "--default-duration", type=Length(), metavar="LENGTH", help="For sessions whose end is not said, as in 30m."
    ),
    "--until": click.option(
        "--until", "untils", multiple=True, metavar="[WORDS=]DATE", help="Last day of what repeats without an end."
    ),
    "--map": click.option(
        "--map", "columns", multiple=True, metavar="COLUMN=FIELD", help="What a column holds, as in Wer=speakers."
    ),
    "--as-written": click.option("--as-written", multiple=True, metavar="KIND", help="What is meant, odd as it looks."),
    "--encoding": click.option(
        "--encoding", default="", metavar="NAME", help="Of a foreign file that is not UTF-8, as in cp1252."
    ),
    "--no-input": click.option("--no-input", is_flag=True, help="Ask nothing on a terminal."),
    "--all": all_option,
}
NOTHING: dict[str, Any] = {  # by the names under which click hands them over
    "timezones": (),
    "year": None,
    "dates": None,
    "days": (),
    "clocks": (),
    "default_duration": None,
    "untils": (),
    "columns": (),
    "as_written": (),
    "encoding": "",
    "no_input": False,
    "everything": False,
}
FIELDS = dict(zip(OPTIONS, NOTHING, strict=True))


class Given(NamedTuple):
    """What a caller says about the agenda that is to be read."""

    bytes_max: int
    answers: Answers
    ask: Ask | None
    form_of: str = ""  # what standard input holds

    @property
    def says_nothing(self) -> bool:
        return self.answers == type(self.answers)()

    def with_days(self, days: Iterable[str]) -> Given:
        """Return the same, with what --day says of headings."""
        from dataclasses import replace

        return self._replace(answers=replace(self.answers, days=(*self.answers.days, *headings(days))))


def reading(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of all that read an agenda, ours or anybody's: they come to it as `given`."""
    return reading_without()(command)


def reading_without(*own: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return what does so for a command that has options of those names for something else."""
    kept = {name: option for name, option in OPTIONS.items() if name not in own}

    def given_to(command: Callable[..., None]) -> Callable[..., None]:
        @size_option
        @wraps(command)
        def run(*args: Any, max_size: float, form_of: str = "", **kwargs: Any) -> None:
            said = NOTHING | {FIELDS[name]: kwargs.pop(FIELDS[name]) for name in kept}
            said.pop("everything")  # `report` asks for it where it is needed
            ask = None if said.pop("no_input") else asking()
            command(*args, given=Given(int(max_size * 1e6), answered(**said), ask, form_of), **kwargs)

        with_options: Callable[..., None] = run
        for option in reversed(kept.values()):
            with_options = option(with_options)
        return with_options

    return given_to


def answered(
    timezones: Iterable[str],
    year: int | None,
    dates: str | None,
    days: Iterable[str],
    clocks: Iterable[str],
    default_duration: timedelta | None,
    untils: Iterable[str],
    columns: Iterable[str],
    as_written: tuple[str, ...],
    encoding: str = "",
) -> Answers:
    """Return what the caller said about a schedule."""
    from summit_ical.importing.schedule import Answers

    if as_written:
        from summit_ical.importing.doubts import AS_WRITTEN

        as_written = tuple(one_of(said, AS_WRITTEN, "--as-written") for said in as_written)
    by_words = [(words, zone_named(zone, "--timezone")) for words, zone in pairs(timezones)]
    return Answers(
        timezone=dict(by_words).get("", ""),
        year=year,
        encoding=encoding,
        default_duration=default_duration,
        columns=tuple(pairs(columns, "--map", "COLUMN=FIELD, as in Wer=speakers")),
        dates=dates or "",
        days=headings(days),
        clocks=tuple((words, one_of(said, CLOCKS, "--clock")) for words, said in pairs(clocks)),
        untils=tuple((words, date_named(said, "--until")) for words, said in pairs(untils)),
        as_written=as_written,
        zones=tuple((words, zone) for words, zone in by_words if words),
    )


def pairs(said: Iterable[str], option: str = "", form: str = "") -> Iterable[tuple[str, str]]:
    """Yield words and value of WORDS=VALUE, parted at the last sign; "" and VALUE where no form asks for words."""
    for one in said:
        words, _, value = (part.strip() for part in one.rpartition("="))
        if form and not (words and value):
            raise click.BadParameter(f"write {form}", param_hint=option)
        yield words, value


def headings(days: Iterable[str]) -> tuple[tuple[str, date], ...]:
    """Return the words of headings and their dates."""
    return tuple((words, date_named(said, "--day")) for words, said in pairs(days, "--day", "WORDS=2031-10-07"))


def date_named(said: str, option: str) -> date:
    from summit_ical.importing.questions import to_date
    from summit_ical.model.source import Refused

    try:
        return to_date(said)
    except Refused as refused:
        raise click.BadParameter(f"{refused.message}: {refused.hint}", param_hint=option) from None


def one_of(said: str, allowed: tuple[str, ...], option: str) -> str:
    if said not in allowed:
        raise click.BadParameter(f"{said!r} is not one of {', '.join(allowed)}", param_hint=option)
    return said


# --- asking a person ---


def asking() -> Ask | None:
    """Return what puts a question to a person, None where nobody sits at a terminal."""
    streams = (sys.stdin, sys.stderr)  # None where a scheduler starts us without
    return ask if all(stream is not None and stream.isatty() for stream in streams) else None


def ask(question: Question) -> str:
    """Show a question and return what was chosen with one key, or typed; "" where it is left open."""
    say(f"{question.mark}: ", (question.sentence, "heading"), err=True)
    if not question.choices or len(question.choices) > KEYS_MAX:
        return typed(question)
    for number, choice in enumerate(question.choices, 1):
        say(f"  {number}  {choice.value}  {choice.consequence}", err=True)
    say(f"  {OTHER}  something else", err=True)
    say("Which key? Any other leaves it open.", err=True)
    key = click.getchar()
    say(key, err=True)
    if key == OTHER:
        return typed(question)
    return question.choices[int(key) - 1].value if key in map(str, range(1, len(question.choices) + 1)) else ""


def typed(question: Question) -> str:
    """Return what a person types for a question, until it can be meant; "" where nothing is typed."""
    from summit_ical.importing.questions import EXAMPLES, Answer, refusal

    while True:
        shown = f"  as in {EXAMPLES.get(question.kind, '…')}; nothing leaves it open"
        value = str(click.prompt(shown, default="", show_default=False, err=True)).strip()
        wrong = refusal(Answer(question.kind, question.words, value)) if value else ""
        if not wrong:
            return value
        say(f"  {wrong}", err=True)
