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
from summit_ical.calendars.feeds import feeds
from summit_ical.doctor import clients, examine
from summit_ical.files.read import named
from summit_ical.importing import formats
from summit_ical.importing.schedule import Answers
from summit_ical.ledger import atom, load
from summit_ical.ledger.clocks import Unclear
from summit_ical.ledger.records import NAME, NOTHING, Identity, Known, Memory, Rendered, parts, to_json
from summit_ical.ledger.revise import Render, Revised, check_guess, departures, last_modified, revise
from summit_ical.model import instants
from summit_ical.model.agenda import Agenda, Session, Span
from summit_ical.model.feed_kinds import Feed, is_listed
from summit_ical.model.source import AgendaError, Mark, Node, Problem, Refused, shown
from summit_ical.model.zones import rfc3339
from summit_ical.publish.folder import Files, alone, comparison, remove, write
from summit_ical.text.languages import catalogue

Pathname = str | os.PathLike[str]
Edit = Callable[[Known], Known]  # what is known of earlier builds -> what the next is to go on from
Tick = Callable[[int, int], None]  # how many of how many sessions are rendered

SPLIT = {
    "all": "track and day",
    "talks": "track and day",
}  # the smaller feeds to offer; for the others, session


@dataclass(frozen=True, slots=True)
class Made:
    """Feeds and their bytes, judged and ready to be published."""

    feeds: tuple[Feed, ...]
    files: Files  # path -> pieces, in the order of publishing; a session's bytes are shared by all its feeds
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


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller of `build` chose."""

    now: datetime | None
    previous: str
    accept_loss: bool
    unclear: Unclear
    only: tuple[str, ...]
    check: bool
    strict: bool
    tick: Tick | None
    page: bool
    theme: Pathname | None
    done: Callable[[Build], None] | None
    edit: Edit | None


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
    ask: formats.Ask | None = None,
    form: str = "yaml",
) -> Agenda:
    """Return the agenda in a file, its `noticed` findings included; "-" is standard input, which ends as `form` says.

    `answers` say what a foreign schedule leaves open; `ask` puts to a person what they do not say. Raises AgendaError
    with all that is wrong with it.
    """
    return read_with_rows(path, bytes_max, answers, ask, form)[0]


def read_with_rows(
    path: Pathname, bytes_max: int, answers: Answers, ask: formats.Ask | None, form: str
) -> tuple[Agenda, Node | None]:
    """Return the agenda in a file, as `read`, and the rows that it was made of. Raises AgendaError."""
    file, raw = named(path, form), formats.content(os.fspath(path), bytes_max)
    root, problems = formats.rows(file, raw, answers, ask)
    return replace(assemble(file, root, problems), ids_guessed=formats.is_guessed(file, raw)), root


def build(
    agenda: Agenda | Pathname,
    folder: Pathname = "feeds",
    *,
    now: datetime | None = None,
    previous: str = "",
    accept_loss: bool = False,
    unclear: Unclear = "",
    only: Iterable[str] = (),
    check: bool = False,
    strict: bool = False,
    tick: Tick | None = None,
    page: bool = True,
    theme: Pathname | None = None,
    done: Callable[[Build], None] | None = None,
    edit: Edit | None = None,
) -> Build:
    """Publish the feeds of an agenda, or of the file that holds it, in a folder.

    `now` stamps what changed (an instant with its offset, in the years 1970 to 2999; else SOURCE_DATE_EPOCH, else the
    time of day). `previous` is the folder or https address of what was published, where that is not in the folder.
    `accept_loss` lets published identity go. `unclear` says of times of which a ledger has no wall clocks whether they
    were "moved", or "corrected" by new rules of the zone. `only` names kinds of feed to write into a folder beside the
    published one. `check` writes nothing. `strict` takes every finding for an error. `tick` is told how far it is, and
    `done` what was done while no other build can begin. `page` says whether people get a page beside the feeds; `theme`
    is a folder with templates of one's own for it. `edit` takes something back of what was published: the build goes
    on from what it leaves.

    Raises AgendaError and folder.Busy, in which cases what was published before is as it was; and OSError. Where a
    disk gives up half-way, each path holds the old or the new file, whole: those that `Made.files` names first are new.
    The first is the ledger, which is on the disk before any feed is touched, so the next build finishes this one with
    the stamps that it gave. It does so too where the machine stopped, and a feed's last bytes never reached the disk.
    """
    agenda = agenda if isinstance(agenda, Agenda) else read(agenda)
    options = Options(now, previous, accept_loss, unclear, tuple(only), check, strict, tick, page, theme, done, edit)
    # From the reading of the ledger to its writing: of two builds at once, the second goes on from the first.
    with nullcontext() if check else alone(Path(folder)):
        return _build(agenda, Path(folder), options)


def _build(agenda: Agenda, folder: Path, options: Options) -> Build:
    known = load.load(folder, options.previous, beside=bool(options.only))
    published = known.memory.feeds.keys()
    known = options.edit(known) if options.edit else known
    check_guess(agenda, known.memory)
    made = make(
        agenda,
        options.now,
        known,
        kinds=options.only,
        accept_loss=options.accept_loss,
        unclear=options.unclear,
        tick=options.tick,
    )
    if options.only and made.memory != known.memory:
        raise AgendaError([_unpublished(agenda)])
    wants_page = options.page and not options.only
    made = with_page(made, options.theme) if wants_page else without_finding(made, "page-language")
    if any(problem.severity == "error" or options.strict for problem in made.findings):
        raise AgendaError(made.findings)
    if options.edit and not options.check:
        remove(folder, published - made.memory.feeds.keys())  # before the ledger, or nobody would know of them any more
    paths = comparison(folder, made.files) if options.check else write(folder, made.files)
    built = Build(made.feeds, *paths, made.findings, known.remark)
    if options.done:
        options.done(built)
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
    known: Known = NOTHING,
    *,
    kinds: tuple[str, ...] = (),
    accept_loss: bool = False,
    unclear: Unclear = "",
    tick: Tick | None = None,
) -> Made:
    """Return an agenda's feeds as bytes that the strict reader has passed, the ledger after them, and all findings.

    Raises AgendaError where published identity would be lost, or a stamp or SEQUENCE cannot be written; NotFitToPublish
    for a bug of ours.
    """
    render = _render(kinds or agenda.event.feeds, tick)
    revised = revise(agenda, known, _instant(now), render, accept_loss=accept_loss, only=bool(kinds), unclear=unclear)
    feeds, memory = revised.feeds, revised.memory
    files = _feed_files(revised, _entries(revised), _notices(revised))
    sizes = {path: sum(map(len, pieces)) for path, pieces in files.items()}
    too_large = [problem for feed in feeds if (problem := _large(feed, sizes[feed.path], agenda))]
    found = (*checks.open_findings(agenda, [*checks.findings(agenda), *too_large]), *revised.remarks)
    files["feeds.json"] = tuple(index(revised.agenda, feeds, files, sizes))
    if not kinds:
        files = {NAME: tuple(parts(memory))} | files | {atom.NAME: (atom.atom_feed(agenda, memory),)}
    return Made(feeds, files, found, memory, revised.agenda)


def _render(kinds: Iterable[str], tick: Tick | None) -> Render:
    """What the ledger is to compare: each session as its subscribers see it, rendered once, and all around it."""

    def entries(agenda: Agenda, titles: Mapping[str, str]) -> dict[str, Rendered]:
        rendered = {}
        for number, session in enumerate(agenda.sessions, 1):
            rendered[session.id] = ics.render(session, agenda, titles)
            if tick:
                tick(number, len(agenda.sessions))
        return rendered

    return Render(entries, lambda agenda, kept: feeds(agenda, kinds, kept), ics.frame, ics.farewell)


def with_page(made: Made, theme: Pathname | None = None) -> Made:
    """Return the same, with the page that offers these feeds. Raises AgendaError where the theme is not right."""
    from summit_ical.page.files import files as page_files  # a build of feeds alone does not wait for it

    files = page_files(made.agenda, made.feeds, large(made), made.memory, Path(theme) if theme else None)
    made = replace(made, files={**made.files, **files})
    return without_finding(made, "page-language") if _speaks(theme, made.agenda.event.language) else made


def _speaks(theme: Pathname | None, language: str) -> bool:
    return theme is not None and catalogue(language, Path(theme)) is not None


def without_finding(made: Made, code: str) -> Made:
    """Return the same, without what is only to be said where it matters."""
    return replace(made, findings=tuple(problem for problem in made.findings if problem.code != code))


def _entries(revised: Revised) -> dict[str, bytes]:
    """Each session's bytes, by id."""
    known = revised.memory.sessions
    return {i: _entry(i, rendered, known[i].identity) for i, rendered in revised.entries.items()}


def _notices(revised: Revised) -> dict[str, bytes]:
    """The bytes of the one entry of each feed that has no session left, by path."""
    known = revised.memory.notices
    return {path: _entry(path, rendered, known[path].identity) for path, rendered in revised.notices.items()}


def _entry(name: str, rendered: Rendered, identity: Identity | None) -> bytes:
    assert identity is not None, "revised before it is published"
    raw = ics.entry(rendered, identity)
    _judge(examine.examine_entry(name, raw))
    return raw


def _feed_files(
    revised: Revised, entries: Mapping[str, bytes], notices: Mapping[str, bytes]
) -> dict[str, Sequence[bytes]]:
    """Each feed's frame, with its LAST-MODIFIED, around the entries it holds."""
    gone = departures(revised.memory)
    files: dict[str, Sequence[bytes]] = {}
    for feed in revised.feeds:
        head = ics.head(revised.frames[feed.path], last_modified(revised.memory, feed, gone))
        _judge(examine.examine_frame(feed.path, head, ics.END))
        files[feed.path] = ics.calendar(head, [entries[s.id] for s in feed.sessions] or [notices[feed.path]])
    return files


def _judge(problems: Sequence[Problem]) -> None:
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise NotFitToPublish(errors)


def large(made: Made) -> frozenset[str]:
    """Return the paths of feeds that Google would drop in silence."""
    sizes = {feed.path: sum(map(len, made.files[feed.path])) for feed in made.feeds}
    return frozenset(feed.path for feed in made.feeds if clients.too_large(sizes[feed.path], len(feed.sessions)))


def would_be_large(agenda: Agenda, known: Known, now: datetime, kinds: Iterable[str] = ()) -> frozenset[str]:
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
    for number, feed in enumerate(filter(is_listed, chosen)):
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
