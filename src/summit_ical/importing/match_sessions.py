"""Sessions of an agenda and of a page to pairs: which is which after a retitling, a move, a swap. Never two answers."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from summit_ical.model.agenda import Session, Span
from summit_ical.model.source import AgendaError, Mark, Problem, shown

Ask = Callable[[str, Sequence[str]], int]

ALIKE = 0.8  # difflib ratio from which a new title is taken for an old one, as in the ledger
SAME_PEOPLE, SAME_SLOT = 0.5, 0.6  # the same where the speakers, or time and room, agree
RIVAL = 0.12  # two answers whose scores are nearer than this are two answers
LENGTHS = re.compile(r"\s*[(\[]\s*\d{1,3}\s*(?:min(?:ute)?s?|m|h|hours?)\s*[)\]]", re.IGNORECASE)
OTHER = re.compile(r"[\W_]+")
NO_TALK = ("break", "social")


class Pair(NamedTuple):
    """A session of the agenda and what the page says of it now."""

    old: Session
    new: Session


@dataclass(slots=True)
class Matched:
    pairs: list[Pair] = field(default_factory=list)
    gone: list[Session] = field(default_factory=list)  # of the agenda, not on the page
    new: list[Session] = field(default_factory=list)  # of the page, not in the agenda


class Candidate(NamedTuple):
    score: float
    old: Session
    new: Session


def folded(title: str) -> str:
    return OTHER.sub(" ", LENGTHS.sub("", title).casefold()).strip()


def start(session: Session) -> datetime | None:
    return session.when.start if isinstance(session.when, Span) else None


def match(
    olds: Iterable[Session],
    news: Iterable[Session],
    known: Mapping[str, str],
    same: Mapping[str, str],
    ask: Ask | None,
) -> Matched:
    """Return which session of the agenda each session of the page is.

    `known` gives ids by the page's own ids, where the page has not changed since it was read; `same` ids by titles, as
    the caller says ("" for a new session). Raises AgendaError, naming both, where two answers are possible and nobody
    can be asked.
    """
    matching = Matching(list(olds), list(news))
    matching.told(known, same)
    matching.exactly(lambda s: (folded(s.title), start(s), _rooms(s)))
    matching.exactly(lambda s: (folded(s.title), start(s)))
    matching.titles()
    matching.alike(ask)
    return matching.done()


class Matching:
    """Sessions that have no partner yet."""

    def __init__(self, olds: list[Session], news: list[Session]) -> None:
        self.olds = [old for old in olds if old.status != "cancelled"]
        self.cancelled = [old for old in olds if old.status == "cancelled"]
        self.news = news
        self.pairs: list[Pair] = []
        self.fresh: list[Session] = []  # said to be new

    def pair(self, old: Session, new: Session) -> None:
        self.pairs.append(Pair(old, new))
        (self.olds if old in self.olds else self.cancelled).remove(old)
        self.news.remove(new)

    def told(self, known: Mapping[str, str], same: Mapping[str, str]) -> None:
        by_id = {old.id: old for old in (*self.olds, *self.cancelled)}
        for new in list(self.news):
            said = same.get(str(new.title))
            if said == "":
                self.news.remove(new)
                self.fresh.append(new)
                continue
            old = by_id.get(said if said is not None else known.get(new.id, ""))
            if old is not None and (old in self.olds or old in self.cancelled):
                self.pair(old, new)
            elif said is not None:
                problem = Problem(
                    Mark("--same"), "error", "same", f"there is no session {shown(said)}", "write ID=TITLE"
                )
                raise AgendaError([problem])

    def exactly(self, key: Callable[[Session], object]) -> None:
        """Pair those whose keys are equal, in order; a cancelled one comes back if it is the same again."""
        for pool in (self.olds, self.cancelled):
            waiting: dict[object, list[Session]] = {}
            for old in pool:
                waiting.setdefault(key(old), []).append(old)
            for new in list(self.news):
                if partners := waiting.get(key(new)):
                    self.pair(partners.pop(0), new)

    def titles(self) -> None:
        """Pair those of one title: the only one left of it, or the nearest in time with the same people."""
        titles = {folded(old.title) for old in self.olds} & {folded(new.title) for new in self.news}
        for title in sorted(titles):
            while True:
                found = [
                    (_people(old, new) < 1, _apart(old, new), old.id, new.id, old, new)
                    for old in self.olds
                    if folded(old.title) == title
                    for new in self.news
                    if folded(new.title) == title
                ]
                if not found:
                    break
                *_, old, new = min(found, key=lambda one: one[:4])
                self.pair(old, new)

    def alike(self, ask: Ask | None) -> None:
        """Pair those that are the same by likeness of title, people and slot; ask where two are."""
        candidates = sorted(self.candidates(), key=lambda c: (-c.score, c.old.id, c.new.id))
        while candidates:
            best = candidates[0]
            rivals = [
                c for c in candidates[1:] if (c.old is best.old) != (c.new is best.new) and best.score - c.score < RIVAL
            ]
            chosen = self.choice(best, rivals, ask) if rivals else best
            if chosen is None:
                candidates = [c for c in candidates if c.new is not best.new]
                continue
            self.pair(chosen.old, chosen.new)
            candidates = [c for c in candidates if c.old is not chosen.old and c.new is not chosen.new]

    def candidates(self) -> Iterable[Candidate]:
        """Yield the pairs that may be the same session."""
        for new in self.news:
            if new.kind in NO_TALK:
                continue
            matcher = difflib.SequenceMatcher(None, autojunk=False)
            matcher.set_seq2(folded(new.title)[:200])
            for old in self.olds:
                people, slot = _people(old, new), start(old) == start(new)
                least = SAME_PEOPLE if people == 1 else SAME_SLOT if slot else ALIKE
                if people == 1 and slot:
                    least = 0.0
                matcher.set_seq1(folded(old.title)[:200])
                if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
                    continue
                title = matcher.ratio()
                if title >= least:
                    yield Candidate(
                        title + people / 2 + 0.3 * slot + 0.1 * (slot and _rooms(old) == _rooms(new)), old, new
                    )

    def choice(self, best: Candidate, rivals: list[Candidate], ask: Ask | None) -> Candidate | None:
        """The one that a person means; None for a new session. Raises AgendaError where there is nobody to ask."""
        several = [best, *(c for c in rivals if c.new is best.new)]
        if len(several) == 1:
            several = [best, *rivals]
        if ask is None:
            raise AgendaError([_open(several)])
        words = [f"{c.old.title} ({c.old.id}) is now {c.new.title}" for c in several]
        number = ask(f"Which session is {shown(best.new.title)}?", [*words, "none of them: it is new"])
        return several[number] if number < len(several) else None

    def done(self) -> Matched:
        order = {id(new): n for n, new in enumerate((*(p.new for p in self.pairs), *self.news, *self.fresh))}
        return Matched(self.pairs, self.olds, sorted((*self.news, *self.fresh), key=lambda new: order[id(new)]))


def _open(several: Sequence[Candidate]) -> Problem:
    best = several[0]
    named = " or ".join(dict.fromkeys(f"{shown(c.old.title)} ({c.old.id})" for c in several))
    now = " or ".join(dict.fromkeys(shown(c.new.title) for c in several))
    hint = f"say which with --same '{best.old.id}={best.new.title}', or that it is new with --same '={best.new.title}'"
    return Problem(best.new.mark or Mark(""), "error", "two-answers", f"{named} may now be {now}", hint)


def _people(old: Session, new: Session) -> float:
    """How many of the people are the same, from 0 to 1; 0 where nobody is named."""
    one, other = ({OTHER.sub("", p.name.casefold()) for p in s.speakers} for s in (old, new))
    return len(one & other) / len(one | other) if one and other else 0.0


def _rooms(session: Session) -> tuple[str, ...]:
    return tuple(sorted((*(room.name for room in session.rooms), *(track.name for track in session.tracks))))


def _apart(old: Session, new: Session) -> timedelta:
    one, other = start(old), start(new)
    return abs(one - other) if one and other else timedelta.max
