"""Sessions of an agenda and of a page to pairs: which is which after a retitling, a move, a swap. Never two answers."""

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from typing import NamedTuple, TypeVar

from summit_ical.model.agenda import NO_TALKS, Session, Span
from summit_ical.model.source import AgendaError, Mark, Problem, shown

T = TypeVar("T")
K = TypeVar("K")
Ask = Callable[[str, Sequence[str]], int]

ALIKE = 0.8  # difflib ratio from which a new title is taken for an old one, as in the ledger
SAME_PEOPLE, SAME_SLOT = 0.5, 0.6  # the same where the speakers, or time and room, agree
RIVAL = 0.12  # two answers whose scores are nearer than this are two answers
# Beyond, nobody waits for an answer: pairs of sessions; those whose letters allow it; those compared letter by letter.
PAIRS_MAX, CANDIDATES_MAX, COMPARED_MAX = 4_000_000, 500_000, 50_000
NONE = -1.0  # the score of a pair that is not the same session
LENGTHS = re.compile(r"\s*[(\[]\s*\d{1,3}\s*(?:min(?:ute)?s?|m|h|hours?)\s*[)\]]", re.IGNORECASE)
OTHER = re.compile(r"[\W_]+")


class Pair(NamedTuple):
    """A session of the agenda and what the page says of it now."""

    old: Session
    new: Session


@dataclass(slots=True)
class Matched:
    pairs: list[Pair] = field(default_factory=list)
    gone: list[Session] = field(default_factory=list)  # of the agenda, not on the page
    new: list[Session] = field(default_factory=list)  # of the page, not in the agenda


@dataclass(slots=True, eq=False)
class Candidate:
    """A pair that may be the same session."""

    score: float  # how alike they are: at most so much, until it is exact
    old: Session
    new: Session
    besides: float  # what of the score is not the title's
    least: float  # how alike the titles have to be
    exact: bool = False

    @property
    def rank(self) -> tuple[float, str, str]:
        return -self.score, self.old.id, self.new.id

    def is_beside(self, best: "Candidate") -> bool:
        """Whether it is another answer for the old session or for the new one, and nearly as good."""
        return (self.old is best.old) != (self.new is best.new) and best.score - self.score < RIVAL


class Traits(NamedTuple):
    """What one session is compared with another by."""

    session: Session
    length: int  # of the title
    letters: int  # a bit for each letter of the title, so that what two titles share is counted at once
    people: frozenset[str]
    start: datetime | None
    rooms: tuple[str, ...]


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
    """Sessions that have no partner yet, by their ids."""

    def __init__(self, olds: list[Session], news: list[Session]) -> None:
        self.olds = {old.id: old for old in olds if old.status != "cancelled"}
        self.cancelled = {old.id: old for old in olds if old.status == "cancelled"}
        self.news = {new.id: new for new in news}
        self.pairs: list[Pair] = []
        self.fresh: list[Session] = []  # said to be new
        self.matcher = difflib.SequenceMatcher(None, autojunk=False)
        self.compared = 0  # pairs of titles

    def pair(self, old: Session, new: Session) -> None:
        self.pairs.append(Pair(old, new))
        del (self.olds if old.id in self.olds else self.cancelled)[old.id]
        del self.news[new.id]

    def told(self, known: Mapping[str, str], same: Mapping[str, str]) -> None:
        for new in list(self.news.values()):
            said = same.get(str(new.title))
            if said == "":
                self.fresh.append(self.news.pop(new.id))
                continue
            name = said if said is not None else known.get(new.id, "")
            old = self.olds.get(name) or self.cancelled.get(name)
            if old is not None:
                self.pair(old, new)
            elif said is not None:
                problem = Problem(
                    Mark("--same"), "error", "same", f"there is no session {shown(said)}", "write ID=TITLE"
                )
                raise AgendaError([problem])

    def exactly(self, key: Callable[[Session], object]) -> None:
        """Pair those whose keys are equal, in order; a cancelled one comes back if it is the same again."""
        for pool in (self.olds, self.cancelled):
            waiting = _grouped(reversed(pool.values()), key)
            for new in list(self.news.values()):
                if partners := waiting.get(key(new)):
                    self.pair(partners.pop(), new)

    def titles(self) -> None:
        """Pair those of one title: the only one left of it, or the nearest in time with the same people."""
        olds = _grouped(self.olds.values(), lambda old: folded(old.title))
        news = _grouped(self.news.values(), lambda new: folded(new.title))
        pairs = sum(len(olds[title]) * len(news[title]) for title in olds.keys() & news.keys())
        self.check_bound(pairs, CANDIDATES_MAX)
        for title in sorted(olds.keys() & news.keys()):
            found = [
                (_people(old, new) < 1, _apart(old, new), old.id, new.id) for old in olds[title] for new in news[title]
            ]
            for *_, old, new in sorted(found):
                if old in self.olds and new in self.news:
                    self.pair(self.olds[old], self.news[new])

    def alike(self, ask: Ask | None) -> None:
        """Pair those that are the same by likeness of title, people and slot; ask where two are."""
        candidates = self.candidates()
        by_old = _grouped(candidates, lambda c: c.old.id)
        by_new = _grouped(candidates, lambda c: c.new.id)
        queue = [(c.rank, c) for c in candidates]
        heapify(queue)
        settled: set[str] = set()  # ids of those that are new, as the caller says

        def is_open(c: Candidate) -> bool:
            return c.old.id in self.olds and c.new.id in self.news and c.new.id not in settled

        while queue:
            rank, best = heappop(queue)
            if not is_open(best) or not self.is_compared(best):
                continue
            if rank != best.rank:  # it was taken for more alike than it is
                heappush(queue, (best.rank, best))
                continue
            beside = [c for c in (*by_old[best.old.id], *by_new[best.new.id]) if is_open(c) and c.is_beside(best)]
            rivals = sorted((c for c in beside if self.is_compared(c) and c.is_beside(best)), key=lambda c: c.rank)
            chosen = self.choice(best, rivals, ask) if rivals else best
            if chosen is None:
                settled.add(best.new.id)
            else:
                self.pair(chosen.old, chosen.new)

    def candidates(self) -> list[Candidate]:
        """Return the pairs that may be the same session, as alike as their letters allow."""
        bits: dict[tuple[str, int], int] = {}
        olds = [_traits(old, bits) for old in self.olds.values()]
        news = [_traits(new, bits) for new in self.news.values() if new.kind not in NO_TALKS]
        self.check_bound(len(olds) * len(news), PAIRS_MAX)
        found = []
        for new in news:
            for old in olds:
                least = _least(old, new)
                shared = 2 * (old.letters & new.letters).bit_count()
                if shared >= least * (old.length + new.length):
                    slot = old.start == new.start
                    besides = _shared(old.people, new.people) / 2 + 0.3 * slot + 0.1 * (slot and old.rooms == new.rooms)
                    likeness = shared / (old.length + new.length) if old.length + new.length else 1.0
                    found.append(Candidate(likeness + besides, old.session, new.session, besides, least))
        self.check_bound(len(found), CANDIDATES_MAX)
        return found

    def is_compared(self, candidate: Candidate) -> bool:
        """Whether a pair may be the same session when its titles are compared letter by letter, which is done once."""
        if not candidate.exact:
            self.compared += 1
            self.check_bound(self.compared, COMPARED_MAX)
            self.matcher.set_seq2(folded(candidate.new.title)[:200])
            self.matcher.set_seq1(folded(candidate.old.title)[:200])
            likeness = self.matcher.ratio()
            candidate.exact = True
            candidate.score = likeness + candidate.besides if likeness >= candidate.least else NONE
        return candidate.score > NONE

    def check_bound(self, count: int, most: int) -> None:
        """Refuse more comparisons than end within seconds."""
        if count <= most:
            return
        message = f"{len(self.news)} sessions of it may be any of {len(self.olds)} in the agenda: too many to compare"
        hint = "bring the agenda up to date in smaller steps, or write a new one with `summit-ical import PAGE -o FILE`"
        mark = next(iter(self.news.values())).mark or Mark("")
        raise AgendaError([Problem(Mark(mark.file), "error", "two-answers", message, hint)])

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
        return Matched(self.pairs, list(self.olds.values()), [*self.news.values(), *self.fresh])


def _open(several: Sequence[Candidate]) -> Problem:
    best = several[0]
    named = " or ".join(dict.fromkeys(f"{shown(c.old.title)} ({c.old.id})" for c in several))
    now = " or ".join(dict.fromkeys(shown(c.new.title) for c in several))
    hint = f"say which with --same '{best.old.id}={best.new.title}', or that it is new with --same '={best.new.title}'"
    return Problem(best.new.mark or Mark(""), "error", "two-answers", f"{named} may now be {now}", hint)


def _grouped(ones: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for one in ones:
        groups.setdefault(key(one), []).append(one)
    return groups


def _traits(session: Session, bits: dict[tuple[str, int], int]) -> Traits:
    """What a session is compared by. `bits` numbers each letter's first, second … occurrence."""
    title = folded(session.title)[:200]
    seen: Counter[str] = Counter()
    letters = 0
    for letter in title:
        seen[letter] += 1
        letters |= 1 << bits.setdefault((letter, seen[letter]), len(bits))
    return Traits(session, len(title), letters, _names(session), start(session), _rooms(session))


def _least(old: Traits, new: Traits) -> float:
    """How alike the titles of two sessions have to be, which is less where the people or the slot are the same."""
    people, slot = _shared(old.people, new.people) == 1, old.start == new.start
    if people and slot:
        return 0.0
    return SAME_PEOPLE if people else SAME_SLOT if slot else ALIKE


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """How many of the people are the same, from 0 to 1; 0 where nobody is named."""
    return len(one & other) / len(one | other) if one and other else 0.0


def _names(session: Session) -> frozenset[str]:
    return frozenset(OTHER.sub("", p.name.casefold()) for p in session.speakers)


def _people(old: Session, new: Session) -> float:
    return _shared(_names(old), _names(new))


def _rooms(session: Session) -> tuple[str, ...]:
    return tuple(sorted((*(room.name for room in session.rooms), *(track.name for track in session.tracks))))


def _apart(old: Session, new: Session) -> timedelta:
    one, other = start(old), start(new)
    return abs(one - other) if one and other else timedelta.max
