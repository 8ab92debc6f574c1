"""A path to an Agenda, an Agenda to files in a folder: the main road, read aloud."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from summit_ical.agendafile import checks
from summit_ical.agendafile.assemble import assemble
from summit_ical.agendafile.findings import finding
from summit_ical.calendars import ics
from summit_ical.calendars.feeds import Feed, feeds
from summit_ical.doctor import clients, examine
from summit_ical.files.read import named
from summit_ical.importing import formats
from summit_ical.importing.schedule import Answers
from summit_ical.ledger import atom, load, revise
from summit_ical.ledger.records import NAME, Memory, parts, to_json
from summit_ical.model import instants
from summit_ical.model.agenda import Agenda, Session, Span
from summit_ical.model.source import AgendaError, Mark, Problem, Refused, shown
from summit_ical.model.zones import rfc3339
from summit_ical.publish import folder as publish
from summit_ical.text.languages import catalogue

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
    files: publish.Files  # path -> pieces, in the order of publishing; a session's bytes are shared by all its feeds
    findings: tuple[Problem, ...]
    memory: Memory
    agenda: Agenda  # with what it lost and subscribers still see


@dataclass(frozen=True, slots=True)
class Build:
    """What a build did, or with `check=True` would do."""

    feeds: tuple[Feed, ...]
    written: tuple[str, ...]  # paths in the folder
    unchanged: tuple[str, ...]
    findings: tuple[Problem, ...]
    remark: str = ""  # where the ledger came from, if not from the folder


class NotFitToPublish(Exception):  # noqa: N818 - our own mistake, which keeps its traceback
    """The strict reader refused what we made. `problems` say why; nothing was written."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def read(
    path: Pathname,
    *,
    bytes_max: int = formats.BYTES_MAX,
    answers: Answers = formats.NOTHING_SAID,
    form: str = "yaml",
) -> Agenda:
    """Return the agenda in a file, its `noticed` findings included; "-" is standard input, which ends as `form` says.

    `answers` say what a foreign schedule leaves open. Raises AgendaError with all that is wrong with it.
    """
    root, problems = formats.load(path, bytes_max, answers, form)
    return assemble(named(path, form), root, problems)


def build(
    agenda: Agenda | Pathname,
    folder: Pathname = "feeds",
    *,
    now: datetime | None = None,
    previous: str = "",
    accept_loss: bool = False,
    only: Iterable[str] = (),
    check: bool = False,
    strict: bool = False,
    tick: Tick | None = None,
    page: bool = True,
    theme: Pathname | None = None,
    done: Callable[[Build], None] | None = None,
) -> Build:
    """Publish the feeds of an agenda, or of the file that holds it, in a folder.

    `now` stamps what changed (an instant with its offset, in the years 1970 to 2999; else SOURCE_DATE_EPOCH, else the
    time of day). `previous` is the folder or https address of what was published, where that is not in the folder.
    `accept_loss` lets published identity go. `only` names kinds of feed to write into a folder beside the published
    one. `check` writes nothing. `strict` takes every finding for an error. `tick` is told how far it is, and `done`
    what was done while no other build can begin. `page` says whether people get a page beside the feeds; `theme` is a
    folder with templates of one's own for it.

    Raises AgendaError and publish.Busy, in which cases what was published before is as it was; and OSError. Where a
    disk gives up half-way, each path holds the old or the new file, whole: those that `Made.files` names first are new.
    The first is the ledger, which is on the disk before any feed is touched, so the next build finishes this one with
    the stamps that it gave. It does so too where the machine stopped, and a feed's last bytes never reached the disk.
    """
    agenda = agenda if isinstance(agenda, Agenda) else read(agenda)
    folder = Path(folder)
    # From the reading of the ledger to its writing: of two builds at once, the second goes on from the first.
    with nullcontext() if check else publish.alone(folder):
        known = load.load(folder, previous, beside=bool(only))
        if formats.is_guessed(agenda.mark.file) and (guess := revise.guess(agenda, known.memory)):
            raise AgendaError([guess])
        made = make(agenda, now, known, kinds=tuple(only), accept_loss=accept_loss, tick=tick)
        if only and made.memory != known.memory:
            raise AgendaError([_unpublished(agenda)])
        made = with_page(made, theme) if page and not only else without_finding(made, "page-language")
        if any(problem.severity == "error" or strict for problem in made.findings):
            raise AgendaError(made.findings)
        if check:
            written = publish.changed(folder, made.files)
            unchanged = tuple(path for path in made.files if path not in set(written))
        else:
            written, unchanged = publish.write(folder, made.files)
        built = Build(made.feeds, written, unchanged, made.findings, known.remark)
        if done:
            done(built)
    return built


def _unpublished(agenda: Agenda) -> Problem:
    message = "the agenda has changes that are not published yet"
    return Problem(agenda.mark, "error", "unpublished", message, "build without --only first")


def _instant(now: datetime | None) -> datetime:
    """The instant of this build. Raises AgendaError where no ledger can hold it."""
    try:
        return instants.instant(now) if now else instants.from_clock()
    except Refused as refused:
        raise AgendaError([Problem(Mark("now"), "error", "now", refused.message, refused.hint)]) from None


def make(
    agenda: Agenda,
    now: datetime | None = None,
    known: load.Known = load.NOTHING,
    *,
    kinds: tuple[str, ...] = (),
    accept_loss: bool = False,
    tick: Tick | None = None,
) -> Made:
    """Return an agenda's feeds as bytes that the strict reader has passed, the ledger after them, and all findings.

    Raises AgendaError where published identity would be lost, or a stamp or SEQUENCE cannot be written; NotFitToPublish
    for a bug of ours.
    """
    now = _instant(now)
    plan = revise.plan(agenda, known.memory, now, accept_loss=accept_loss)
    noticed = tuple(checks.findings(agenda))
    rendered = _rendered(plan, tick)
    before = load.matched(known, plan, rendered)
    chosen = feeds(plan.agenda, kinds or agenda.event.feeds, {} if kinds else before.kept)
    digests = {session_id: entry.digest for session_id, entry in rendered.items()}
    stamp = revise.stamp(before, now)
    identities, memory = revise.revise(plan, digests, before, stamp)
    frames = {feed.path: ics.frame(feed, plan.agenda, stamp) for feed in chosen}
    if not kinds:
        memory = revise.remember(before, memory, chosen, stamp)
        memory = revise.framed(memory, {path: load.frame_digest(frame.head) for path, frame in frames.items()}, stamp)
    entries = {i: _judged(i, ics.entry(rendered.pop(i), identities[i])) for i in list(rendered)}
    notices, memory = _notices(chosen, plan.agenda, memory, stamp)
    revise.check_stamp(before, memory, stamp)
    files = _files(chosen, frames, memory, entries, notices)
    sizes = {path: sum(map(len, pieces)) for path, pieces in files.items()}
    too_large = [problem for feed in chosen if (problem := _large(feed, sizes[feed.path], agenda))]
    found = (*checks.open_findings(agenda, [*noticed, *too_large]), *plan.remarks)
    files["feeds.json"] = tuple(index(plan.agenda, chosen, files, sizes))
    if not kinds:
        files = {NAME: tuple(parts(memory))} | files | {atom.NAME: (atom.changes(agenda, memory),)}
    return Made(chosen, files, found, memory, plan.agenda)


def with_page(made: Made, theme: Pathname | None = None) -> Made:
    """Return the same, with the page that offers these feeds. Raises AgendaError where the theme is not right."""
    from summit_ical import page  # a build of feeds alone does not wait for it

    files = page.files(made.agenda, made.feeds, large(made), made.memory, Path(theme) if theme else None)
    made = replace(made, files={**made.files, **files})
    return without_finding(made, "page-language") if _speaks(theme, made.agenda.event.language) else made


def _speaks(theme: Pathname | None, language: str) -> bool:
    return theme is not None and catalogue(language, Path(theme)) is not None


def without_finding(made: Made, code: str) -> Made:
    """Return the same, without what is only to be said where it matters."""
    return replace(made, findings=tuple(problem for problem in made.findings if problem.code != code))


def _rendered(plan: revise.Plan, tick: Tick | None) -> dict[str, ics.Rendered]:
    """Each session as its subscribers see it, rendered once."""
    sessions = plan.agenda.sessions
    rendered = {}
    for number, session in enumerate(sessions, 1):
        rendered[session.id] = ics.render(session, plan.agenda, plan.titles)
        if tick:
            tick(number, len(sessions))
    return rendered


def _notices(
    chosen: Iterable[Feed], agenda: Agenda, memory: Memory, stamp: datetime
) -> tuple[dict[str, bytes], Memory]:
    """The one entry of each feed that has no session left, by path."""
    by_path = {feed.path: feed for feed in chosen}
    rendered = {
        path: ics.farewell(memory.notices[path], feed, by_path[memory.notices[path].follow], agenda)
        for path, feed in by_path.items()
        if not feed.sessions
    }
    if not rendered:
        return {}, memory
    memory = revise.announce(memory, {path: entry.digest for path, entry in rendered.items()}, stamp)
    identities = {path: memory.notices[path].identity for path in rendered}
    return {path: _judged(path, ics.entry(rendered[path], who)) for path, who in identities.items() if who}, memory


def _files(
    chosen: Iterable[Feed],
    frames: Mapping[str, ics.Frame],
    memory: Memory,
    entries: Mapping[str, bytes],
    notices: Mapping[str, bytes],
) -> dict[str, Sequence[bytes]]:
    """Each feed's frame, with its LAST-MODIFIED, around the entries it holds."""
    gone = revise.left(memory)
    files: dict[str, Sequence[bytes]] = {}
    for feed in chosen:
        head = load.stamped(frames[feed.path].head, revise.modified(memory, feed, gone))
        tail = frames[feed.path].tail
        _judge(examine.examine_frame(feed.path, head, tail))
        held = [entries[session.id] for session in feed.sessions] or [notices[feed.path]]
        files[feed.path] = (head, *held, tail)
    return files


def _judged(name: str, raw: bytes) -> bytes:
    _judge(examine.examine_entry(name, raw))
    return raw


def _judge(problems: Sequence[Problem]) -> None:
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise NotFitToPublish(errors)


def large(made: Made) -> frozenset[str]:
    """Return the paths of feeds that Google would drop in silence."""
    sizes = {feed.path: sum(map(len, made.files[feed.path])) for feed in made.feeds}
    return frozenset(feed.path for feed in made.feeds if clients.too_large(sizes[feed.path], len(feed.sessions)))


def would_be_large(agenda: Agenda, known: load.Known, now: datetime, kinds: Iterable[str] = ()) -> frozenset[str]:
    """Return the paths of feeds that Google would drop if they were built now: those of the event, and of `kinds`."""
    wanted = tuple(dict.fromkeys((*agenda.event.feeds, *kinds)))
    widened = replace(agenda, event=replace(agenda.event, feeds=wanted))
    return large(make(widened, now, known, accept_loss=True))


def _large(feed: Feed, size: int, agenda: Agenda) -> Problem | None:
    if not clients.too_large(size, len(feed.sessions)):
        return None
    entries = f"{len(feed.sessions):,} entries in {size / 1000:,.0f} kB"
    reason = "Google drops such a feed in silence" if size > clients.FILE_MAX else "clients get slow with so many"
    message = f"{shown(feed.path)} has {entries}: {reason}"
    hint = f"offer the feeds by {SPLIT.get(feed.kind, 'session')} instead, or lower abstract_limit"
    return finding(agenda.event.mark or agenda.mark, "large-feed", message, hint)


def index(
    agenda: Agenda, chosen: Iterable[Feed], files: Mapping[str, Sequence[bytes]], sizes: Mapping[str, int]
) -> Iterator[bytes]:
    """Yield feeds.json: what feeds there are, for programs. One feed a line, so that Git shows which changed."""
    limits = {session.id: (begins(session), ends(session)) for session in agenda.sessions}
    event = {"id": agenda.event.id, "title": agenda.event.title, "timezone": agenda.event.timezone}
    yield f'{{"event": {to_json(event)},\n "feeds": ['.encode()
    for number, feed in enumerate(chosen):
        row = _row(feed, agenda, files[feed.path], sizes[feed.path], limits)
        yield f"{',' if number else ''}\n  {to_json(row)}".encode()
    yield b"\n]}\n"


def _row(
    feed: Feed, agenda: Agenda, pieces: Sequence[bytes], size: int, limits: Mapping[str, tuple[str, str]]
) -> dict[str, object]:
    held = [limits[session.id] for session in feed.sessions]
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return {
        "path": feed.path,
        "kind": feed.kind,
        "key": feed.key,
        "name": feed.name,
        "title": feed.title,
        "count": len(feed.sessions),
        "size": size,
        "sha256": digest.hexdigest(),
        "first": min((first for first, _ in held), default=None),
        "last": max((last for _, last in held), default=None),
        "url": ics.address(feed, agenda) or None,
    }


def begins(session: Session) -> str:
    """Return the first instant, RFC 3339 in UTC, or the date of an all-day entry."""
    return rfc3339(session.when.start) if isinstance(session.when, Span) else session.when.isoformat()


def ends(session: Session) -> str:
    """Return the last instant, RFC 3339 in UTC, or the date of an all-day entry."""
    return rfc3339(session.when.end) if isinstance(session.when, Span) else session.when.isoformat()
