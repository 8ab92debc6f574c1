"""Two versions of a programme, in an agenda or as published, to what changed between them, session by session."""

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from summit_ical.agendafile.assemble import assemble
from summit_ical.files.read import named
from summit_ical.importing import formats
from summit_ical.importing.schedule import Answers
from summit_ical.ledger import load as past
from summit_ical.ledger.changes import Changed, compare, sentence
from summit_ical.ledger.clocks import Unclear, doubts, settled, with_clocks
from summit_ical.ledger.records import NAME, REMOVED, TOMBSTONE, Memory
from summit_ical.model.agenda import Agenda, Session, ends
from summit_ical.model.source import AgendaError, Mark, Problem

AGENDA = Mark("agenda")


@dataclass(frozen=True, slots=True)
class Version:
    """A programme at one time: sessions by id, in programme order."""

    sessions: Mapping[str, Session]
    gone: Mapping[str, Session]  # published once, and no more in the programme
    zone: str = ""  # of the event, where it is known
    noticed: tuple[Problem, ...] = ()  # when it was read
    mark: Mark = AGENDA  # of the event
    release: str = ""  # the newest of the zone database that was used, where that is known
    published: bool = False  # then a session that is taken out stays with subscribers, as cancelled, until it is over


def of_agenda(agenda: Agenda) -> Version:
    sessions = {session.id: session for session in with_clocks(agenda, Memory()).sessions}
    return Version(sessions, {}, agenda.event.timezone, agenda.noticed, agenda.event.mark or agenda.mark)


def of_memory(memory: Memory) -> Version:
    """Return what subscribers have."""
    records = {i: item.session for i, item in memory.sessions.items()}
    gone = {i for i, item in memory.sessions.items() if item.state in (REMOVED, TOMBSTONE)}
    return Version(
        {i: record for i, record in records.items() if i not in gone},
        {i: replace(records[i], status="cancelled") for i in sorted(gone)},
        release=memory.release,
        published=True,
    )


def load(
    place: str,
    bytes_max: int = formats.BYTES_MAX,
    answers: Answers = formats.NOTHING_SAID,
    ask: formats.Ask | None = None,
    form: str = "yaml",
) -> Version:
    """Return the programme in an agenda, or in feeds: their folder, ledger or https address. Raises AgendaError."""
    if "://" in place or Path(place).is_dir() or Path(place).name == NAME:
        return of_memory(past.load(Path(), place).memory)
    return of_agenda(assemble(named(place, form), *formats.load(place, bytes_max, answers, ask, form)))


def at_revision(
    path: Path, revision: str, answers: Answers = formats.NOTHING_SAID, ask: formats.Ask | None = None
) -> Version:
    """Return the programme in an agenda as Git has it at a revision. Raises AgendaError."""
    try:
        shown = subprocess.run(  # noqa: S603 - no shell, and Git takes what follows for a revision
            ["git", "show", "--end-of-options", f"{revision}:./{path.name}"],  # noqa: S607 - the user's own Git
            cwd=path.parent,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise _not_in_git(path, revision, f"Git cannot be run: {error.strerror}") from None
    if shown.returncode:
        raise _not_in_git(path, revision, shown.stderr.decode(errors="replace").strip())
    file = f"{path}@{revision}{path.suffix}"
    return of_agenda(assemble(file, *formats.rows(file, shown.stdout, answers, ask)))


def _not_in_git(path: Path, revision: str, reason: str) -> AgendaError:
    message = f"not to be had from Git at {revision}: {reason}"
    return AgendaError(
        [Problem(Mark(str(path)), "error", "file", message, "name a revision that has it, as in HEAD~1")]
    )


def between(old: Version, new: Version, now: datetime, unclear: Unclear = "") -> Iterator[Changed]:
    """Yield what changed, in the new programme's order, what was removed last; nothing for what did not.

    `now` tells whether what was taken out is over, or stays with its subscribers as cancelled; `unclear` says what
    became of times of which no wall clocks were kept. Raises AgendaError where an agenda's times cannot be told from
    published ones.
    """
    if old.published and not new.published:
        known = {**old.gone, **old.sessions}
        if problems := tuple(doubts(new.sessions.values(), known, old.release, new.mark, unclear)):
            raise AgendaError(problems)
    titles = {i: s.title for part in (old.gone, old.sessions, new.sessions) for i, s in part.items()}
    for session in new.sessions.values():
        before = old.sessions.get(session.id) or old.gone.get(session.id)
        before = before and settled(before, session, unclear)
        if changes := compare(before, session, titles):
            yield Changed(session.id, session.title, changes)
    for session in old.sessions.values():
        if session.id in new.sessions or session.id in new.gone:
            continue
        stays = old.published and ends(session, new.zone or old.zone or "UTC") > now
        after = replace(session, status="cancelled", reason="") if stays else None
        if changes := compare(session, after, titles):
            yield Changed(session.id, session.title, changes)


def differences(old: Session, new: Session, zone: str) -> Iterator[tuple[str, str]]:
    """Yield what differs between two records of a session: its name, and a sentence with times in the zone."""
    return ((change.what, sentence(old.title, change, zone)) for change in compare(old, new, {}))
