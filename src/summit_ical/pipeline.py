"""A path to an Agenda, an Agenda to files in a folder: the main road, read aloud."""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from summit_ical import checks, doctor, ics, ledger, publish, readers
from summit_ical.agenda import Agenda, Session, Span
from summit_ical.assemble import assemble
from summit_ical.feeds import Feed, feeds
from summit_ical.findings import finding
from summit_ical.source import AgendaError, Problem, shown

Pathname = str | os.PathLike[str]
Tick = Callable[[int, int], None]  # how many of how many sessions are rendered

SPLIT = {
    "all": "track and day",
    "talks": "track and day",
}  # the smaller feeds to offer; for the others, session


@dataclass(frozen=True, slots=True)
class Made:
    """Feeds and their bytes, judged and ready to be published."""

    feeds: tuple[Feed, ...]
    files: Mapping[str, Sequence[bytes]]  # path -> pieces; a session's bytes are shared by all its feeds
    findings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did, or with `check=True` would do."""

    feeds: tuple[Feed, ...]
    written: tuple[str, ...]  # paths in the folder
    unchanged: tuple[str, ...]
    findings: tuple[Problem, ...]


class NotFitToPublish(Exception):  # noqa: N818 - our own mistake, which keeps its traceback
    """The strict reader refused what we made. `problems` say why; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def read(path: Pathname, *, bytes_max: int = readers.BYTES_MAX) -> Agenda:
    """Return the agenda in a file, its `noticed` findings included.

    Raises AgendaError with all that is wrong with it.
    """
    root, problems = readers.load(path, bytes_max)
    return assemble(os.fspath(path), root, problems)


def build(
    agenda: Agenda | Pathname,
    folder: Pathname = "feeds",
    *,
    now: datetime | None = None,
    only: Iterable[str] = (),
    check: bool = False,
    strict: bool = False,
    tick: Tick | None = None,
    page: bool = True,
    theme: Pathname | None = None,
) -> Build:
    """Publish the feeds of an agenda, or of the file that holds it, in a folder.

    `now` stamps what is new (UTC; else SOURCE_DATE_EPOCH, else the time of day); `only` names kinds of feed; `check`
    writes nothing; `strict` takes every finding for an error; `page` says whether people get a page, and `theme` is a
    folder with templates of one's own for it. Raises AgendaError, publish.Busy and OSError, in each of which cases what
    was published before is as it was.
    """
    agenda = agenda if isinstance(agenda, Agenda) else read(agenda)
    made = make(agenda, now or clock(), tuple(only) or agenda.event.feeds, tick)
    if page:
        made = with_page(made, agenda, theme)
    if any(problem.severity == "error" or strict for problem in made.findings):
        raise AgendaError(made.findings)
    if check:
        written = publish.changed(Path(folder), made.files)
        unchanged = tuple(path for path in made.files if path not in set(written))
    else:
        written, unchanged = publish.write(Path(folder), made.files)
    return Build(made.feeds, written, unchanged, made.findings)


def clock() -> datetime:
    """Return the instant of this build in whole seconds: SOURCE_DATE_EPOCH, else the time of day."""
    return datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH") or time.time()), UTC)


def make(agenda: Agenda, now: datetime, kinds: Iterable[str], tick: Tick | None = None) -> Made:
    """Return an agenda's feeds as bytes that the strict reader has passed, and all findings.

    Raises NotFitToPublish where it did not pass them, which is a bug.
    """
    entries = _entries(agenda, now.replace(microsecond=0), tick)
    chosen = feeds(agenda, kinds)
    files: dict[str, Sequence[bytes]] = {}
    for feed in chosen:
        frame = ics.frame(feed, agenda, now.replace(microsecond=0))
        _judge(doctor.examine_frame(feed.path, frame.head, frame.tail))
        files[feed.path] = (frame.head, *(entries[session.id] for session in feed.sessions), frame.tail)
    sizes = {path: sum(map(len, pieces)) for path, pieces in files.items()}
    large = [problem for feed in chosen if (problem := _large(feed, sizes[feed.path], agenda))]
    found = checks.allowed(agenda, [*checks.found(agenda), *large])
    files["feeds.json"] = (index(agenda, chosen, files, sizes),)
    return Made(chosen, files, found)


def with_page(made: Made, agenda: Agenda, theme: Pathname | None = None) -> Made:
    """Return the same, with the page that offers these feeds. Raises AgendaError where the theme is not right."""
    from summit_ical import page  # a build of feeds alone does not wait for it

    large = frozenset(feed.path for feed in made.feeds if too_large(feed, sum(map(len, made.files[feed.path]))))
    files = page.files(agenda, made.feeds, large, theme=Path(theme) if theme else None)
    return replace(made, files={**made.files, **files})


def _entries(agenda: Agenda, now: datetime, tick: Tick | None) -> dict[str, bytes]:
    """Each session's VEVENT, rendered and judged once."""
    titles = {session.id: session.title for session in agenda.sessions}
    identities = ledger.identities(agenda, now)
    entries = {}
    for number, session in enumerate(agenda.sessions, 1):
        raw = ics.entry(ics.render(session, agenda, titles), identities[session.id])
        _judge(doctor.examine_entry(session.id, raw))
        entries[session.id] = raw
        if tick:
            tick(number, len(agenda.sessions))
    return entries


def _judge(problems: Sequence[Problem]) -> None:
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise NotFitToPublish(errors)


def too_large(feed: Feed, size: int) -> bool:
    """Return whether Google would drop the feed in silence."""
    return size > doctor.FILE_MAX or len(feed.sessions) > doctor.ENTRIES_MAX


def _large(feed: Feed, size: int, agenda: Agenda) -> Problem | None:
    if not too_large(feed, size):
        return None
    message = f"{shown(feed.path)} has {len(feed.sessions):,} entries in {size / 1000:,.0f} kB: Google drops such a feed in silence"
    hint = f"offer the feeds by {SPLIT.get(feed.kind, 'session')} instead, or lower abstract_limit"
    return finding(agenda.event.mark or agenda.mark, "large-feed", message, hint)


def index(
    agenda: Agenda, chosen: Iterable[Feed], files: Mapping[str, Sequence[bytes]], sizes: Mapping[str, int]
) -> bytes:
    """Return feeds.json: what feeds there are, for programs. One feed a line, so that Git shows which changed."""
    rows = [_row(feed, agenda, files[feed.path], sizes[feed.path]) for feed in chosen]
    event = {"id": agenda.event.id, "title": agenda.event.title, "timezone": agenda.event.timezone}
    lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)
    return f'{{"event": {json.dumps(event, ensure_ascii=False)},\n "feeds": [\n{lines}\n]}}\n'.encode()


def _row(feed: Feed, agenda: Agenda, pieces: Sequence[bytes], size: int) -> dict[str, object]:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return {
        "path": feed.path,
        "kind": feed.kind,
        "key": feed.key,
        "title": feed.title,
        "count": len(feed.sessions),
        "size": size,
        "sha256": digest.hexdigest(),
        "first": min(map(begins, feed.sessions)),
        "last": max(map(ends, feed.sessions)),
        "url": ics.address(feed, agenda) or None,
    }


def begins(session: Session) -> str:
    """Return the first instant, RFC 3339 in UTC, or the date of an all-day entry."""
    return _rfc3339(session.when.start) if isinstance(session.when, Span) else session.when.isoformat()


def ends(session: Session) -> str:
    """Return the last instant, RFC 3339 in UTC, or the date of an all-day entry."""
    return _rfc3339(session.when.end) if isinstance(session.when, Span) else session.when.isoformat()


def _rfc3339(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
