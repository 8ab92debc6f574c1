"""Build: write the calendar feeds."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from summit_ical.cli.answers import Given, reading
from summit_ical.cli.common import (
    TO_REPORT,
    agenda_argument,
    as_or_format_option,
    clock,
    kinds_in,
    now_option,
    output_option,
    previous_option,
    read,
    report,
    reporting,
    say,
    say_all,
    strict_option,
    theme_option,
    unclear_as,
    unclear_options,
)

if TYPE_CHECKING:
    from summit_ical.model.feed_kinds import Feed
    from summit_ical.publish.build import Build


LISTED_MAX = 6  # feeds of a kind that `build` names one by one
PATIENCE = 1.0  # seconds without a progress bar


@click.command()
@agenda_argument
@as_or_format_option
@output_option
@click.option(
    "--only", metavar="KINDS", help="Only these kinds of feed, as in track,day. Needs an --output of its own."
)
@previous_option
@click.option("--accept-loss", is_flag=True, help="Go on although published sessions vanish or are renamed.")
@unclear_options
@click.option("--check", is_flag=True, help="Write nothing; exit 1 and name the feeds that would change.")
@now_option
@strict_option
@click.option("--no-page", is_flag=True, help="Write feeds alone, without index.html and what it needs.")
@theme_option
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
@reading
@click.pass_context
@reporting
def build(
    ctx: click.Context,
    agenda: Path,
    output: Path,
    only: str | None,
    previous: str,
    accept_loss: bool,
    zones_corrected: bool,
    moved: bool,
    check: bool,
    now: datetime | None,
    strict: bool,
    no_page: bool,
    theme: Path | None,
    quiet: bool,
    given: Given,
) -> None:
    """Write the calendar feeds of AGENDA (default: agenda.yaml; - for standard input).

    All of them or, where the agenda has errors, none; a feed that did not change is not touched. Stamps are the time of
    day, or SOURCE_DATE_EPOCH, or --now.
    """
    from summit_ical.publish import unchanged as cache

    kinds = kinds_in(only) if only is not None else ()
    if kinds and ctx.get_parameter_source("output") is click.core.ParameterSource.DEFAULT:
        raise click.UsageError("--only leaves feeds out: name another folder for them with --output")
    unclear = unclear_as(zones_corrected, moved)
    plain_build = given.says_nothing and not (kinds or previous or accept_loss or unclear or strict or theme)
    plain_build = plain_build and str(agenda) != "-"
    seen = cache.content(str(agenda), given.bytes_max) if plain_build else ""
    note = cache.recall(str(agenda), seen, str(output)) if plain_build else None
    if note and ("index.html" in note.paths) != no_page:
        say_unless(quiet, () if check else (*note.summary, file_counts(0, len(note.paths))))
        report(note.findings)
        return
    from summit_ical.publish.build import build as build_feeds

    def keep(built: Build) -> None:
        if plain_build and not check:
            paths = tuple(sorted((*built.written, *built.unchanged)))
            lasting = tuple(problem for problem in built.findings if problem.code != "deleted")
            note = cache.LastBuild(paths, tuple(summary(built, output)), lasting)
            cache.remember(str(agenda), seen, str(output), note)

    with progress(quiet) as tick:
        built = build_feeds(
            read(agenda, given),
            output,
            now=now or clock(),
            previous=previous,
            accept_loss=accept_loss,
            unclear=unclear,
            only=kinds,
            check=check,
            strict=strict,
            tick=tick,
            page=not no_page,
            theme=theme,
            done=keep,
        )
    if check:
        say_all([f"{output / path} would change"] for path in built.written)
    else:
        say_unless(quiet, (*summary(built, output), file_counts(len(built.written), len(built.unchanged))))
    report(built.findings)
    if built.remark and not quiet:
        say(built.remark, err=True)
    if check and built.written:
        raise SystemExit(TO_REPORT)


def say_unless(quiet: bool, lines: Iterable[str]) -> None:
    say_all([line] for line in (() if quiet else lines))


def file_counts(new: int, unchanged: int) -> str:
    return f"{new} file{'s' if new != 1 else ''} written, {unchanged} unchanged"


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
    page = str(folder / "index.html") if "index.html" in (*built.written, *built.unchanged) else ""
    width = max(len(name) for name in (page, *(name for name, *_ in rows)))
    digits = max(len(str(count)) for _, count, *_ in rows)
    for name, count, what, more in rows:
        what = what if count != 1 else what.removesuffix("s")
        yield f"{name:{width}}  {count:{digits}} {what}   {more}".rstrip()
    if page:
        yield f"{page:{width}}  subscribe page"


def dates(feed: Feed) -> str:
    """Return from when to when, in few words: 29-30 Mar 2023."""
    from summit_ical.model.zones import MONTHS

    days = [session.day for session in feed.sessions]
    first, last = min(days), max(days)
    end = f"{last.day} {MONTHS[last.month - 1]} {last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{end}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {MONTHS[first.month - 1]}{year} - {end}"
