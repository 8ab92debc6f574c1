"""What commands share: options, messages, exit status."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from summit_ical.agenda import Agenda
    from summit_ical.source import Problem

DONE, TO_REPORT, NOT_DONE = 0, 1, 2  # as diff(1)
FORMATS = ("text", "json", "github")
INPUTS = ("yaml", "json", "xml", "ics", "csv", "tsv", "xlsx", "md", "html", "rst", "txt")  # endings of what we read
STYLES: dict[str, dict[str, Any]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow"},
    "hint": {"dim": True},
    "heading": {"bold": True},
    "dim": {"dim": True},
    "now": {"fg": "green", "bold": True},
    "cancelled": {"strikethrough": True},
    "": {},
}

agenda_argument = click.argument(
    "agenda", default="agenda.yaml", type=click.Path(path_type=Path), metavar="[AGENDA]"
)  # or -
output_option = click.option(
    "-o", "--output", default="feeds", type=click.Path(path_type=Path), metavar="FOLDER", help="Default: feeds"
)
previous_option = click.option(
    "--previous", default="", metavar="PATH|URL", help="What was published, if it is not in the output folder."
)
# What other commands call --format is what they print; where they print nothing, it is a name for this one.
INPUT: dict[str, Any] = {
    "type": click.Choice(INPUTS),
    "metavar": "ENDING",
    "callback": lambda ctx, param, value: value or "",
    "help": "What standard input (-) holds, by the ending of such a file, as in csv.",
}
as_option = click.option("--as", "form_of", **INPUT)
as_or_format_option = click.option("--as", "--format", "form_of", **INPUT)
strict_option = click.option("--strict", is_flag=True, help="Take warnings for errors.")


def megabytes(ctx: click.Context, param: click.Parameter, value: float) -> float:
    """Return a size that a file can have; neither inf nor nan is one."""
    if not 0 < value <= 1e6:
        raise click.BadParameter(f"{value:g} is not a size: write megabytes, as in 64")
    return value


size_option = click.option(
    "--max-size",
    default=64.0,
    show_default=True,
    metavar="MB",
    callback=megabytes,
    help="Refuse a file larger than this.",
)

theme_option = click.option(
    "--theme",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Templates, words and a theme.css of your own for the page.",
)


class Instant(click.ParamType[datetime]):
    """An instant with its offset, RFC 3339: never a guess."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            instant = None
        if instant is None or instant.tzinfo is None:
            self.fail(
                f"{value!r} is not an instant: write it with its offset, as in 2023-03-29T14:00:00Z",
                param,
                ctx,
            )
        return instant.astimezone(UTC)


now_option = click.option(
    "--now",
    type=Instant(),
    metavar="INSTANT",
    help="Take this for the time of day, as in 2023-03-29T14:00:00Z.",
)


def reporting(command: Callable[..., None]) -> Callable[..., None]:
    """Turn what can go wrong outside the program into messages and exit status 2. A bug keeps its traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        from summit_ical.publish import Busy
        from summit_ical.source import AgendaError

        try:
            command(*args, **kwargs)
        except AgendaError as error:
            report(error.problems)
            click.echo(f"{tally(error.problems)}, nothing written", err=True)
            raise SystemExit(NOT_DONE) from None
        except Busy as busy:
            raise SystemExit(fail(f"{busy}: try again when it is done")) from None
        except BrokenPipeError:
            raise
        except OSError as error:
            name = f"{error.filename}: " if error.filename else ""
            raise SystemExit(fail(f"{name}{error.strerror or error}")) from None

    return run


def fail(message: str) -> int:
    click.echo(f"{click.style('error', **STYLES['error'])}: {plain(message)}", err=True)
    return NOT_DONE


def plain(message: str) -> str:
    from summit_ical.source import visible

    return visible(message)


def ending(form_of: str, *places: Path | str | None) -> str:
    """Return what standard input ends in, where one of the places is standard input."""
    inputs = [str(place) for place in places].count("-")
    if inputs > 1:
        raise click.UsageError("there is but one standard input: name a file for the other")
    if form_of and not inputs:
        raise click.UsageError("--as is for standard input: the name of a file tells what it holds")
    return form_of or "yaml"


def read(path: Path, max_size: float, form_of: str = "") -> Agenda:
    from summit_ical.pipeline import read as read_agenda

    return read_agenda(path, bytes_max=int(max_size * 1e6), form=ending(form_of, path))


def clock() -> datetime:
    """Return SOURCE_DATE_EPOCH, else the time of day."""
    from summit_ical.pipeline import clock as instant

    try:
        return instant()
    except (ValueError, OverflowError, OSError):  # no number, or one that no calendar holds
        message = f"SOURCE_DATE_EPOCH is {os.environ['SOURCE_DATE_EPOCH']!r}: write seconds since 1970"
        raise click.UsageError(message) from None


def report(problems: Sequence[Problem], form: str = "text") -> None:
    """Print problems: on stderr for people, on stdout for programs."""
    if form == "json":
        import json

        click.echo(json.dumps([record(problem) for problem in problems], ensure_ascii=False, indent=1))
    elif form == "github":
        for problem in problems:
            click.echo(annotation(problem))
    else:
        for problem in problems:
            for line in words(problem):
                click.echo(line, err=True)


def words(problem: Problem) -> Iterator[str]:
    """Yield a problem in words. The code is there where `allow:` can name it."""
    from summit_ical.findings import FINDINGS

    code = f" [{problem.code}]" if problem.code in FINDINGS else ""
    severity = click.style(problem.severity, **STYLES[problem.severity])
    yield f"{plain(str(problem.mark))}: {severity}: {plain(problem.message)}{code}"
    if problem.hint:
        yield click.style(f"  hint: {plain(problem.hint)}", **STYLES["hint"])


def record(problem: Problem) -> dict[str, object]:
    mark = problem.mark
    place = {"file": mark.file, "line": mark.line or None, "column": mark.column or None}
    return {
        **place,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "sessions": list(problem.about),
    }


def annotation(problem: Problem) -> str:
    """Return a problem as a workflow command that GitHub shows at its line."""

    def escaped(value: str, signs: str) -> str:
        for sign in "%\r\n" + signs:
            value = value.replace(sign, f"%{ord(sign):02X}")
        return plain(value)

    mark = problem.mark
    place = f"file={escaped(mark.file, ':,')},line={mark.line or 1},col={mark.column or 1}"
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"::{problem.severity} {place},title={problem.code}::{escaped(problem.message + hint, '')}"


def tally(problems: Iterable[Problem]) -> str:
    counts = Counter(problem.severity for problem in problems)
    return ", ".join(f"{n} {severity}{'s' if n > 1 else ''}" for severity, n in sorted(counts.items()))


def verdict(problems: Sequence[Problem], strict: bool) -> int:
    return TO_REPORT if any(strict or problem.severity == "error" for problem in problems) else DONE


def zone_named(name: str, option: str) -> str:
    """Return an IANA zone's name that was given as an option."""
    from summit_ical.source import Refused
    from summit_ical.zones import known

    try:
        return known(name)
    except Refused as refused:
        raise click.BadParameter(f"{refused.message}: {refused.hint}", param_hint=option) from None


def kinds_in(words: str) -> tuple[str, ...]:
    """Return the kinds of feed named, with commas between them."""
    from summit_ical.agenda import FEED_KINDS

    kinds = tuple(dict.fromkeys(word.strip() for word in words.split(",")))
    for kind in kinds:
        if kind not in FEED_KINDS:
            raise click.BadParameter(f"{kind!r} is not one of {', '.join(FEED_KINDS)}", param_hint="--only")
    return kinds
