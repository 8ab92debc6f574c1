"""Commands. Thin: the only place that prints, asks or exits; what sessions are is decided elsewhere.

Modules of ours are imported when a command needs them, so that `--help` is there at once.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from summit_ical import __version__

if TYPE_CHECKING:
    from summit_ical.agenda import Agenda
    from summit_ical.feeds import Feed
    from summit_ical.pipeline import Build
    from summit_ical.source import Problem

DONE, TO_REPORT, NOT_DONE = 0, 1, 2  # as diff(1)
FORMATS = ("text", "json", "github")
LISTED_MAX = 6  # feeds of a kind that `build` names one by one
PATIENCE = 1.0  # seconds without a progress bar
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

agenda_argument = click.argument("agenda", default="agenda.yaml", type=click.Path(path_type=Path), metavar="[AGENDA]")
strict_option = click.option("--strict", is_flag=True, help="Take warnings for errors.")
size_option = click.option(
    "--max-size", default=64.0, show_default=True, metavar="MB", help="Refuse an agenda larger than this."
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


class Commands(click.Group):
    """Lists commands in the order in which one needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, help="Show the versions of the program, the zone database and icalendar.")
@click.pass_context
def main(ctx: click.Context, version: bool) -> None:
    r"""Calendar feeds from a conference agenda.

    \b
    summit-ical init      writes a first agenda.yaml
    summit-ical check     says what is wrong with it
    summit-ical show      prints the timetable
    summit-ical build     writes the calendar feeds to feeds/

    Publish feeds/ on any web server; people subscribe to the addresses.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a console that cannot show a letter shows its number
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    if version:
        show_versions()
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


main.invoke_without_command = True


def show_versions() -> None:
    from importlib.metadata import version

    from summit_ical.zones import DATABASE

    click.echo(f"summit-ical {__version__}, zone database {DATABASE}, icalendar {version('icalendar')}")


@main.command()
@agenda_argument
@click.option(
    "-o",
    "--output",
    default="feeds",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Default: feeds",
)
@click.option(
    "--only", metavar="KINDS", help="Only these kinds of feed, as in track,day. Needs an --output of its own."
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 and name the feeds that would change.")
@now_option
@strict_option
@size_option
@click.option("--no-page", is_flag=True, help="Write feeds alone, without index.html and what it needs.")
@theme_option
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
@click.pass_context
@reporting
def build(
    ctx: click.Context,
    agenda: Path,
    output: Path,
    only: str | None,
    check: bool,
    now: datetime | None,
    strict: bool,
    max_size: float,
    no_page: bool,
    theme: Path | None,
    quiet: bool,
) -> None:
    """Write the calendar feeds of AGENDA (default: agenda.yaml).

    All of them or, where the agenda has errors, none; a feed that did not change is not touched. Stamps are the time of
    day, or SOURCE_DATE_EPOCH, or --now.
    """
    from summit_ical.pipeline import build as build_feeds

    kinds = kinds_in(only) if only is not None else ()
    if kinds and ctx.get_parameter_source("output") is click.core.ParameterSource.DEFAULT:
        raise click.UsageError("--only leaves feeds out: name another folder for them with --output")
    with progress(quiet) as tick:
        built = build_feeds(
            read(agenda, max_size),
            output,
            now=now or clock(),
            only=kinds,
            check=check,
            strict=strict,
            tick=tick,
            page=not no_page,
            theme=theme,
        )
    if check:
        for path in built.written:
            click.echo(plain(f"{output / path} would change"))
    elif not quiet:
        for line in summary(built, output):
            click.echo(plain(line))
    report(built.findings)
    if check and built.written:
        raise SystemExit(TO_REPORT)


def kinds_in(words: str) -> tuple[str, ...]:
    """Return the kinds of feed named, with commas between them."""
    from summit_ical.agenda import FEED_KINDS

    kinds = tuple(dict.fromkeys(word.strip() for word in words.split(",")))
    for kind in kinds:
        if kind not in FEED_KINDS:
            raise click.BadParameter(f"{kind!r} is not one of {', '.join(FEED_KINDS)}", param_hint="--only")
    return kinds


def read(path: Path, max_size: float) -> Agenda:
    from summit_ical.pipeline import read as read_agenda

    return read_agenda(path, bytes_max=int(max_size * 1e6))


def clock() -> datetime:
    """Return SOURCE_DATE_EPOCH, else the time of day."""
    from summit_ical.pipeline import clock as instant

    try:
        return instant()
    except ValueError:
        message = f"SOURCE_DATE_EPOCH is {os.environ['SOURCE_DATE_EPOCH']!r}: write seconds since 1970"
        raise click.UsageError(message) from None


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar to a person who has been waiting for a second."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    import time

    begun = time.monotonic()
    bars: list[Any] = []

    def tick(done: int, of: int) -> None:
        if bars:
            bars[0].update(done - bars[0].pos)
        elif time.monotonic() - begun > PATIENCE:
            bars.append(click.progressbar(length=of, label="Rendering sessions", file=sys.stderr))
            bars[0].__enter__()

    try:
        yield tick
    finally:
        if bars:
            bars[0].__exit__(None, None, None)


def summary(built: Build, folder: Path) -> Iterator[str]:
    """Yield what was built, aligned: each feed of a kind that has few, one line for a kind that has many."""
    by_kind: dict[str, list[Feed]] = {}
    for feed in built.feeds:
        by_kind.setdefault(feed.kind, []).append(feed)
    rows: list[tuple[str, int, str, str]] = []
    for kind, feeds in by_kind.items():
        if len(feeds) <= LISTED_MAX and kind not in ("speaker", "session"):
            rows += [
                (str(folder / f.path), len(f.sessions), "sessions", dates(f) if kind == "all" else "") for f in feeds
            ]
        else:
            rows.append((f"{folder / kind}{os.sep}", len(feeds), "feeds", ""))
    width = max(len(name) for name, *_ in rows)
    digits = max(len(str(count)) for _, count, *_ in rows)
    for name, count, what, more in rows:
        what = what if count != 1 else what.removesuffix("s")
        yield f"{name:{width}}  {count:{digits}} {what}   {more}".rstrip()
    if any(path == "index.html" for path in (*built.written, *built.unchanged)):
        yield f"{folder / 'index.html'!s:{width}}  page"
    files = "file" if len(built.written) == 1 else "files"
    yield f"{len(built.written)} {files} written, {len(built.unchanged)} unchanged"


def dates(feed: Feed) -> str:
    """Return from when to when, in few words: 29-30 Mar 2023."""
    from summit_ical.zones import MONTHS

    days = [session.day for session in feed.sessions]
    first, last = min(days), max(days)
    end = f"{last.day} {MONTHS[last.month - 1]} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{end}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {MONTHS[first.month - 1]}{year} - {end}"


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


@main.command()
@agenda_argument
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="For whom.")
@strict_option
@size_option
@reporting
def check(agenda: Path, form: str, strict: bool, max_size: float) -> None:
    """Say what is wrong with AGENDA, and what smells. Writes nothing.

    Exit status 1 if there is an error, with --strict if there is anything; 2 if it cannot be read.
    """
    from summit_ical.pipeline import make
    from summit_ical.source import AgendaError

    try:
        read_agenda = read(agenda, max_size)
        problems = make(read_agenda, clock(), read_agenda.event.feeds).findings
    except AgendaError as error:
        if any(problem.code == "file" for problem in error.problems):
            raise
        problems = error.problems
    report(problems, form)
    if form == "text":
        click.echo(tally(problems) if problems else f"{plain(str(agenda))}: nothing to report", err=bool(problems))
    raise SystemExit(verdict(problems, strict))


@main.command()
@agenda_argument
@click.option(
    "--tz",
    "zones",
    multiple=True,
    metavar="ZONE",
    help="Times in this IANA zone; repeat it for more columns.",
)
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@now_option
@size_option
@reporting
def show(agenda: Path, zones: tuple[str, ...], form: str, now: datetime | None, max_size: float) -> None:
    """Print the timetable of AGENDA, day by day: what is on now, and what is next.

    Times are those of the event's zone and of its `also_show`, or of --tz.
    """
    from summit_ical.show import records, timetable
    from summit_ical.source import Refused
    from summit_ical.zones import known

    try:
        asked = tuple(known(zone) for zone in zones)
    except Refused as refused:
        raise click.BadParameter(f"{refused.message}: {refused.hint}", param_hint="--tz") from None
    programme = read(agenda, max_size)
    if form == "json":
        import json

        click.echo(json.dumps(records(programme), ensure_ascii=False, indent=1))
        return
    shown_in = asked or tuple(dict.fromkeys((programme.event.timezone, *programme.event.also_show)))
    for line in timetable(programme, shown_in, now or clock()):
        click.echo("".join(click.style(piece.words, **STYLES[piece.style]) for piece in line).rstrip())


@main.command()
@agenda_argument
@click.option("--only", metavar="KINDS", help="Only feeds of these kinds, as in all,track.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True)
@size_option
@reporting
def links(agenda: Path, only: str | None, form: str, max_size: float) -> None:
    """Print every address under which people can subscribe, for mails and slides."""
    from summit_ical.addresses import listed, records

    programme = read(agenda, max_size)
    kinds = kinds_in(only) if only is not None else programme.event.feeds
    if not programme.event.feeds_url:
        raise SystemExit(fail(f"{agenda}: no feeds_url under event, so nobody knows where the feeds are published"))
    if form == "json":
        import json

        click.echo(json.dumps(records(programme, kinds), ensure_ascii=False, indent=1))
        return
    for line in listed(programme, kinds):
        click.echo(plain(line))


@main.command()
@agenda_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(("html", "jekyll", "hugo", "markdown", "iframe", "widget", "json")),
    default="html",
    show_default=True,
    help="Where it goes.",
)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Only this day of the programme.")
@click.option("--track", default="", metavar="ID", help="Only this track.")
@click.option("--session", default="", metavar="ID", help="Only this session.")
@click.option("--abstracts/--no-abstracts", default=None, help="Default: only with --session.")
@theme_option
@size_option
@reporting
def embed(
    agenda: Path,
    form: str,
    day: datetime | None,
    track: str,
    session: str,
    abstracts: bool | None,
    theme: Path | None,
    max_size: float,
) -> None:
    """Print the programme as a piece of somebody else's page.

    \b
    html      survives an editor that removes scripts and styles
    jekyll    > _includes/summit.html, then {% include summit.html %}
    hugo      > layouts/shortcodes/summit.html, then {{< summit >}}
    markdown  a list for a README
    iframe    the published page, always up to date
    widget    the same without a frame, for pages that may run scripts
    json      sessions and addresses, for programs
    """
    from summit_ical.page import embed as fragments
    from summit_ical.source import Refused

    if sum(map(bool, (day, track, session))) > 1:
        raise click.UsageError("--day, --track and --session exclude each other")
    part = fragments.Part(day.date() if day else None, track, session)
    try:
        text = fragments.FORMATS[form](fragments.excerpt(read(agenda, max_size), part, abstracts, theme))
    except Refused as refused:
        raise SystemExit(fail(f"{refused.message}: {refused.hint}")) from None
    click.echo(text, nl=False)


@main.command()
@agenda_argument
@click.option("--port", default=0, metavar="PORT", help="Default: one that is free.")
@click.option("--no-open", is_flag=True, help="Do not open a browser.")
@theme_option
@size_option
@reporting
def preview(agenda: Path, port: int, no_open: bool, theme: Path | None, max_size: float) -> None:
    """Show the page of AGENDA in a browser, and again whenever it is saved. Publishes nothing.

    Mistakes are shown on the page. Only this computer can see it. Ctrl-C ends it.
    """
    from summit_ical.preview import Preview

    with Preview(agenda, port, theme, bytes_max=int(max_size * 1e6)) as shown:
        click.echo(f"{plain(str(agenda))} is at {shown.address}. Ctrl-C ends it.")
        if not no_open:
            click.launch(shown.address)
        try:
            shown.serve_forever()
        except KeyboardInterrupt:
            click.echo()


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="For whom.")
@strict_option
@reporting
def doctor(files: tuple[Path, ...], form: str, strict: bool) -> None:
    """Judge .ics files, ours or anybody's, as the strictest client would.

    Exit status 1 if one has an error, with --strict if there is anything; 2 if one cannot be read.
    """
    from summit_ical.doctor import examine

    problems = tuple(problem for file in files for problem in examine(str(file), file.read_bytes()))
    report(problems, form)
    if form == "text":
        healthy = f"{len(files)} file{'s' if len(files) > 1 else ''}: nothing to report"
        click.echo(tally(problems) if problems else healthy, err=bool(problems))
    raise SystemExit(verdict(problems, strict))


@main.command()
@click.option("--format", "form", type=click.Choice(("json", "markdown")), default="json", show_default=True)
def schema(form: str) -> None:
    """Print the agenda's JSON Schema for editors, or its reference page."""
    from summit_ical.schema import json_schema, reference

    if form == "markdown":
        click.echo(reference(), nl=False)
        return
    import json

    click.echo(json.dumps(json_schema(), indent=1))


@main.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--title", default="Our Summit", show_default=True, help="The event's name.")
@click.option("--timezone", default="UTC", show_default=True, help="IANA name of the event's zone.")
@click.option("--date", "first", type=click.DateTime(["%Y-%m-%d"]), help="First day; default: in 60 days.")
@reporting
def init(folder: Path, title: str, timezone: str, first: datetime | None) -> None:
    """Write a commented agenda.yaml that builds, and a .gitattributes, into FOLDER (default: here)."""
    from datetime import timedelta

    from summit_ical import starter
    from summit_ical.source import Refused
    from summit_ical.text import one_line
    from summit_ical.zones import known

    try:
        known(timezone)
    except Refused as refused:
        raise click.BadParameter(f"{refused.message}: {refused.hint}", param_hint="--timezone") from None
    folder.mkdir(parents=True, exist_ok=True)
    agenda, attributes = folder / "agenda.yaml", folder / ".gitattributes"
    day = (first or clock() + timedelta(days=60)).date()
    with agenda.open("x", encoding="utf-8") as file:  # never over somebody's work
        file.write(starter.agenda(one_line(title), timezone, day))
    kept = attributes.read_text("utf-8") if attributes.exists() else ""
    attributes.write_text(starter.attributes(kept), "utf-8")
    click.echo(plain(f"{agenda} and {attributes} written. Next: edit the agenda, then summit-ical build"))


@main.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    r"""Print a script that completes our commands in SHELL.

    \b
    bash:  summit-ical completion bash >> ~/.bashrc
    zsh:   summit-ical completion zsh >> ~/.zshrc
    fish:  summit-ical completion fish > ~/.config/fish/completions/summit-ical.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(main, {}, "summit-ical", "_SUMMIT_ICAL_COMPLETE").source())
