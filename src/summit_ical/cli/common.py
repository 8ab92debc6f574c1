"""What commands share: options, messages, exit status."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from summit_ical.cli.answers import Given
    from summit_ical.ledger.clocks import Unclear
    from summit_ical.model.agenda import Agenda
    from summit_ical.model.source import Problem

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
SAME_MAX = 5  # warnings of one code that a terminal shows; a thousand sessions have hundreds
Piece = str | tuple[str, str]  # words of a line, or words and a key of STYLES

# --- printing: all that any command prints goes through here ---


def line(*pieces: Piece) -> str:
    """Return a line for people. Nothing in it is obeyed by a terminal or a CI, whoever wrote its words."""
    from summit_ical.model.characters import visible

    return "".join(
        visible(piece) if isinstance(piece, str) else click.style(visible(piece[0]), **STYLES[piece[1]])
        for piece in pieces
    ).rstrip()


def say(*pieces: Piece, err: bool = False) -> None:
    """Print a line for people."""
    click.echo(line(*pieces), err=err)


def say_all(lines: Iterable[Iterable[Piece]], err: bool = False) -> None:
    """Print many lines for people in one go: a schedule may have thousands."""
    if text := "\n".join(line(*pieces) for pieces in lines):
        click.echo(text, err=err)


def hand_over(product: str) -> None:
    """Print what was made, a page or an agenda, as it is: it will be somebody's file."""
    click.echo(product, nl=False)


def hand_over_json(value: object, err: bool = False) -> None:
    """Print a value for programs."""
    from summit_ical.model.characters import indented_json

    click.echo(indented_json(value), err=err)


# --- options ---

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


def published_option(tells: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Let a caller name the folder of the feeds, for what the ledger in it tells."""
    words = f"Where the feeds are published from; its ledger tells {tells}. Default: feeds"
    return click.option(
        "-o", "--output", default="feeds", type=click.Path(path_type=Path), metavar="FOLDER", help=words
    )


def unclear_options(command: Callable[..., None]) -> Callable[..., None]:
    """Let a caller say what became of times of which an old ledger has no wall clocks."""
    corrected = "Of times of which no wall clocks are known: nobody moved them, the rules of the zone changed."
    for name, words in (("--moved", "Of such times: people moved them."), ("--zones-corrected", corrected)):
        command = click.option(name, is_flag=True, help=words)(command)
    return command


def unclear_as(zones_corrected: bool, moved: bool) -> Unclear:
    """Return what the caller says of them."""
    if zones_corrected and moved:
        raise click.UsageError("--zones-corrected and --moved say the opposite of each other: take one out")
    return "corrected" if zones_corrected else "moved" if moved else ""


class Instant(click.ParamType[datetime]):
    """An instant with its offset, RFC 3339: never a guess."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        from summit_ical.model.instants import instant
        from summit_ical.model.source import Refused

        try:
            named = datetime.fromisoformat(value)
        except ValueError:
            named = None
        if named is None or named.tzinfo is None:
            self.fail(
                f"{value!r} is not an instant: write it with its offset, as in 2023-03-29T14:00:00Z",
                param,
                ctx,
            )
        try:
            return instant(named)
        except Refused as refused:
            self.fail(f"{refused.message}: {refused.hint}", param, ctx)


now_option = click.option(
    "--now",
    type=Instant(),
    metavar="INSTANT",
    help="Take this for the time of day, as in 2023-03-29T14:00:00Z.",
)


all_option = click.option(
    "--all", "everything", is_flag=True, help=f"Show more than {SAME_MAX} warnings of one kind on a terminal, too."
)


# --- what is wrong ---


def reporting(command: Callable[..., None]) -> Callable[..., None]:
    """Turn what can go wrong outside the program into messages and exit status 2. A bug keeps its traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        from summit_ical.model.source import AgendaError
        from summit_ical.publish.folder import Busy

        try:
            command(*args, **kwargs)
        except AgendaError as error:
            report(error.problems)
            say(f"{tally(error.problems)}, nothing written", err=True)
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
    say(("error", "error"), f": {message}", err=True)
    return NOT_DONE


def read(path: Path, given: Given) -> Agenda:
    """Return the agenda in a file. Raises AgendaError."""
    from summit_ical.publish.build import read as read_agenda

    form = ending(given.form_of, path)
    return read_agenda(path, bytes_max=given.bytes_max, answers=given.answers, ask=given.ask, form=form)


def read_aloud(path: Path, given: Given) -> Agenda:
    """Return the agenda in a file, and say how a foreign one was read: for commands that report no other finding."""
    agenda = read(path, given)
    report_notes(agenda.noticed)
    return agenda


def report_notes(noticed: Iterable[Problem]) -> None:
    """Print what `import` would say of a foreign file, and no other finding."""
    from summit_ical.agendafile.findings import NOTES

    report([problem for problem in noticed if problem.code in NOTES])


def ending(form_of: str, *places: Path | str | None) -> str:
    """Return what standard input ends in, where one of the places is standard input."""
    inputs = [str(place) for place in places].count("-")
    if inputs > 1:
        raise click.UsageError("there is but one standard input: name a file for the other")
    if form_of and not inputs:
        raise click.UsageError("--as is for standard input: the name of a file tells what it holds")
    return form_of or "yaml"


def clock() -> datetime:
    """Return SOURCE_DATE_EPOCH, else the time of day."""
    from summit_ical.model.instants import from_clock
    from summit_ical.model.source import Refused

    try:
        return from_clock()
    except Refused as refused:
        raise click.UsageError(f"{refused.message}: {refused.hint}") from None


def report(problems: Sequence[Problem], form: str = "text") -> None:
    """Print problems: on stderr for people, on stdout for programs."""
    if form == "json":
        hand_over_json([problem_record(problem) for problem in problems])
    elif form == "github":
        for problem in problems:
            click.echo(annotation(problem))
    else:
        context = click.get_current_context(silent=True)
        whole = not sys.stderr.isatty() or bool(context and context.params.get("everything"))
        say_all(problem_lines(problems, len(problems) if whole else SAME_MAX), err=True)


def problem_lines(problems: Iterable[Problem], same_max: int) -> Iterator[tuple[Piece, ...]]:
    """Yield problems in words: every error, `same_max` warnings of each code, and how many more there are."""
    seen: Counter[str] = Counter()
    for problem in problems:
        seen[problem.code] += problem.severity == "warning"
        if problem.severity == "error" or seen[problem.code] <= same_max:
            yield from lines_of_problem(problem)
    for code, count in seen.items():
        if count > same_max:
            yield (f"and {count - same_max} more like it [{code}]; --all shows them",)


def lines_of_problem(problem: Problem) -> Iterator[tuple[Piece, ...]]:
    """Yield a problem in words. The code is there where `allow:` can name it."""
    from summit_ical.agendafile.findings import FINDINGS

    code = f" [{problem.code}]" if problem.code in FINDINGS else ""
    yield f"{problem.mark}: ", (problem.severity, problem.severity), f": {problem.message}{code}"
    if problem.hint:
        yield ((f"  hint: {problem.hint}", "hint"),)


def problem_record(problem: Problem) -> dict[str, object]:
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
    from summit_ical.model.characters import visible

    def escaped(value: str, signs: str) -> str:
        for sign in "%\r\n" + signs:
            value = value.replace(sign, f"%{ord(sign):02X}")
        return visible(value)

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
    from summit_ical.model.source import Refused
    from summit_ical.model.zones import known

    try:
        return known(name)
    except Refused as refused:
        raise click.BadParameter(f"{refused.message}: {refused.hint}", param_hint=option) from None


def kinds_in(words: str) -> tuple[str, ...]:
    """Return the kinds of feed named, with commas between them."""
    from summit_ical.model.agenda import FEED_KINDS

    kinds = tuple(dict.fromkeys(word.strip() for word in words.split(",")))
    for kind in kinds:
        if kind not in FEED_KINDS:
            raise click.BadParameter(f"{kind!r} is not one of {', '.join(FEED_KINDS)}", param_hint="--only")
    return kinds
