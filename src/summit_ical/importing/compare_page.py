"""A page and an agenda to what differs between them, with the places of both. Changes nothing."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from summit_ical.agendafile.assemble import assemble
from summit_ical.files import decode
from summit_ical.files.read import named, public
from summit_ical.importing import formats, merge, source
from summit_ical.importing.last_import import recalled
from summit_ical.importing.match_sessions import Pair, match
from summit_ical.importing.schedule import Answers
from summit_ical.model.agenda import Agenda, Session
from summit_ical.model.source import Mark, Problem, shown

HINT = "`summit-ical import PAGE --into AGENDA` takes over what the page says"

# Two records of a session and the event's zone to what differs: its name, and a sentence.
Differences = Callable[[Session, Session, str], Iterable[tuple[str, str]]]


def found(
    page: str,
    agenda: Path,
    answers: Answers,
    differences: Differences,
    bytes_max: int = formats.BYTES_MAX,
    form: str = "yaml",
) -> tuple[Problem, ...]:
    """Return what a page says otherwise than the agenda, in the agenda's order. Raises AgendaError.

    A session that was added to the agenda by hand is no difference, where the agenda remembers its last import.
    """
    file = named(agenda, form)
    text = decode.text(file, formats.content(os.fspath(agenda), bytes_max))
    old = merge.assembled(file, text)
    memory = recalled(text)
    made = source.drafted(page, merge.informed(answers, old, memory), bytes_max, memory.answers, form=form)
    page = named(public(page), form)
    new = assemble(page, made.root)
    matched = match(old.sessions, list(new.sessions), merge.known_ids(made, memory, old), {}, _likeliest)
    problems = [problem for pair in matched.pairs for problem in _differs(pair, made.says, old, differences)]
    problems += [_gone(one, page) for one in matched.gone if not memory.sessions or one.id in memory.sessions]
    problems += [_new(one, agenda) for one in matched.new]
    return tuple(sorted(problems, key=lambda problem: problem.mark))


def _likeliest(question: str, choices: Sequence[str]) -> int:
    """Nothing is changed here, so the likeliest of several answers will do."""
    return 0


def _differs(pair: Pair, says: frozenset[str], agenda: Agenda, differences: Differences) -> Iterator[Problem]:
    old, new = pair
    heard = {"speakers": "speakers", "rooms": "room", "tracks": "track"}
    for what, words in differences(old, new, agenda.event.timezone):
        if what == "details" or heard.get(what, what) in {"speakers", "room", "track"} - says:
            continue
        yield Problem(_mark(old), "error", "drift", f"{words} ({_mark(new)})", HINT, (old.id,))


def _gone(old: Session, page: str) -> Problem:
    return Problem(_mark(old), "error", "drift", f"{shown(old.title)} is not in {page}", HINT, (old.id,))


def _new(new: Session, agenda: Path) -> Problem:
    return Problem(_mark(new), "error", "drift", f"{shown(new.title)} is not in {agenda}", HINT)


def _mark(session: Session) -> Mark:
    return session.mark or Mark("agenda")
