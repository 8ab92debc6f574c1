"""Two records of a session to what changed, and what changed to words: notes, diff, history, Atom's entries."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from summit_ical.ledger.clocks import by_rules, said
from summit_ical.ledger.records import NOTE_MAX, Change, Value
from summit_ical.model.agenda import Clocks, Room, Session, Span, Track
from summit_ical.model.characters import one_line
from summit_ical.model.people import told_apart
from summit_ical.model.zones import day_words
from summit_ical.text.cut import cut

NAMED_MAX = 6  # sessions that a sentence about many names


class Changed(NamedTuple):
    """What changed about one session, under the title that it had then."""

    id: str
    title: str
    changes: tuple[Change, ...]


class Sentence(NamedTuple):
    """What there is to say of one session, or about several that moved together."""

    label: str
    words: str
    sessions: tuple[str, ...]
    changes: tuple[Change, ...]


LABELS = {
    "new": "New",
    "rerun": "Re-run",
    "removed": "Removed",
    "cancelled": "Cancelled",
    "replaced": "Replaced",
    "reinstated": "Reinstated",
    "time": "Moved",
    "corrected": "Corrected",
    "title": "Retitled",
    "speakers": "Speakers",
    "rooms": "Room",
    "tracks": "Track",
    "status": "Status",
    "details": "Changed",
}


People = Mapping[tuple[str, str], str]  # by the id and name of a speaker, the name that readers tell her by


def _names(named: Iterable[Track | Room]) -> tuple[str, ...]:
    return tuple(str(one.name) for one in named)


# What is compared, in the order in which it is said.
COMPARED: dict[str, Callable[[Session, People], Value]] = {
    "title": lambda session, people: str(session.title),
    "speakers": lambda session, people: tuple(
        str(people.get((one.id, one.name), one.name)) for one in session.speakers
    ),
    "rooms": lambda session, people: _names(session.rooms),
    "tracks": lambda session, people: _names(session.tracks),
}


def compare(before: Session | None, after: Session | None, titles: Mapping[str, str]) -> tuple[Change, ...]:
    """Return what changed between two records of one session; () where nothing did.

    `titles` gives other sessions' titles by id. None stands for "not there".
    """
    if before is None and after is None:
        return ()
    if before is None:
        assert after is not None
        if after.repeat_of:
            return (Change("rerun", titles.get(after.repeat_of, ""), after.when),)
        return (Change("new", None, after.when),)
    if after is None:
        return (Change("removed", before.when),)
    found = [*_status(before, after, titles), *_times(before.when, after.when)]
    # Who is known by name alone may be anybody of that name.
    people = told_apart(speaker for speaker in (*before.speakers, *after.speakers) if speaker.id)
    for what, value in COMPARED.items():
        old, new = value(before, people), value(after, people)
        if old != new:
            found.append(Change(what, old, new))
    if not found and before != after:
        found.append(Change("details"))
    return tuple(found)


def _status(before: Session, after: Session, titles: Mapping[str, str]) -> Iterator[Change]:
    if before.status == after.status:
        return
    if after.status == "cancelled":
        instead = tuple(titles.get(other, other) for other in after.replaced_by)
        yield Change("replaced", None, instead) if instead else Change("cancelled", None, str(after.reason))
    elif before.status == "cancelled":
        yield Change("reinstated")
    elif isinstance(before.when, Span) == isinstance(after.when, Span):  # tba becoming a time says it by itself
        yield Change("status", before.status, after.status)


def _times(before: Span | date, after: Span | date) -> Iterator[Change]:
    """Another time: moved where clocks show another, corrected where they show the same at another instant."""
    if before == after:
        return
    if not (isinstance(before, Span) and isinstance(after, Span)) or not _same_beginning(before.clocks, after.clocks):
        yield Change("time", before, after)
        return
    assert before.clocks is not None
    assert after.clocks is not None
    length = before.end - before.start
    same_end = before.clocks.end == after.clocks.end or length == after.end - after.start
    if same_end or before.start != after.start:
        yield Change("corrected", before, after)
    if not same_end:
        yield Change("time", replace(before, start=after.start, end=after.start + length), after)


def _same_beginning(before: Clocks | None, after: Clocks | None) -> bool:
    return before is not None and after is not None and (before.zone, before.start) == (after.zone, after.start)


def moment(when: Value, zone: str) -> str:
    """Return when something begins, in words: Wed 29 Mar 16:30 UTC."""
    if isinstance(when, Span):
        clocks = said(when, zone)
        return f"{day_words(clocks.start.date())} {clocks.start:%H:%M} {clocks.start_called}"
    assert isinstance(when, date)
    return f"{day_words(when)}, time to be announced"


def _until(when: Span, zone: str) -> str:
    clocks = said(when, zone)
    return f"{clocks.end:%H:%M} {clocks.end_called}"


def _correction(after: Value, zone: str) -> str:
    assert isinstance(after, Span)
    clocks = after.clocks or by_rules(after, zone)
    return f"the rules of {clocks.zone} changed; still {clocks.start:%H:%M} there"


def _enumeration(names: Value) -> str:
    assert isinstance(names, tuple)
    return ", ".join(names) or "none"


def note(changes: Iterable[Change], zone: str) -> str:
    """Return what a reader of the entry must know of its last revision, "" where there is nothing to tell.

    What was called off says so by itself, and why: nobody asks what else it was.
    """
    changes = tuple(changes)
    if any(change.what in ("cancelled", "replaced") for change in changes):
        return ""
    return cut(one_line(". ".join(filter(None, (_remark(change, zone) for change in changes)))), NOTE_MAX)


def _remark(change: Change, zone: str) -> str:
    """One change in a note; "" where the entry shows it well enough."""
    what, before, after = change
    if what == "time" and isinstance(after, Span) and not isinstance(before, Span):
        return "Time announced"
    if what == "time" and isinstance(before, Span) and isinstance(after, Span) and before.start == after.start:
        return f"Now ends at {_until(after, zone)}: was {_until(before, zone)}"
    if what == "corrected":
        return f"Corrected: {_correction(after, zone)}"
    if what == "time":
        return f"Moved: was {moment(before, zone)}"
    if what == "title":
        return f"Title: was {before}"
    if what in ("speakers", "rooms"):
        one = isinstance(before, tuple) and len(before) == 1
        return f"{what[:-1].capitalize()}{': was' if one else 's: were'} {_enumeration(before)}"
    return {"reinstated": "Takes place after all", "status": f"Now {after}"}.get(what, "")


def sentence(title: str, change: Change, zone: str) -> str:
    """Return one change of one session in words, without its label."""
    what, before, after = change
    words: dict[str, Callable[[], str]] = {
        "new": lambda: f"{title}: {moment(after, zone)}",
        "rerun": lambda: f"{title} again on {moment(after, zone)}",
        "removed": lambda: f"{title}, {moment(before, zone)}",
        "cancelled": lambda: f"{title}: {after}" if after else title,
        "replaced": lambda: f"{title}, by {_enumeration(after)}",
        "reinstated": lambda: f"{title} takes place after all",
        "time": lambda: f"{title}: {_move(before, after, zone)}",
        "corrected": lambda: f"{title}: {_correction(after, zone)}",
        "title": lambda: f"{before} -> {after}",
        "details": lambda: title,
        "status": lambda: f"{title}: {before} -> {after}",
    }
    return words[what]() if what in words else f"{title}: {_enumeration(before)} -> {_enumeration(after)}"


def _move(before: Value, after: Value, zone: str) -> str:
    """From when to when, in words; what both have in common is said once."""
    both = isinstance(before, Span) and isinstance(after, Span)
    if isinstance(before, Span) and isinstance(after, Span) and before.start == after.start:
        return f"ends {_until(before, zone)} -> {_until(after, zone)}"
    was, now = moment(before, zone), moment(after, zone)
    of_zone = f" {was.rpartition(' ')[2]}" if both else ""
    return f"{was.removesuffix(of_zone) if now.endswith(of_zone) else was} -> {now}"


def sentences(changed: Iterable[Changed], zone: str) -> tuple[Sentence, ...]:
    """Return what there is to say of many sessions: those that only moved, and by the same time, in one sentence.

    So are those that were only corrected, in one zone. Order: as in LABELS, then as given.
    """
    listed = list(changed)
    together: dict[Alike, list[Changed]] = {}
    for one in listed:
        if moved := _shift(one.changes):
            together.setdefault(moved, []).append(one)
    groups = {key: several for key, several in together.items() if len(several) > 1}
    grouped = {one.id for several in groups.values() for one in several}
    found = [
        _corrected(key, several) if isinstance(key, str) else _together(key[1], several, zone)
        for key, several in groups.items()
    ]
    for one in listed:
        if one.id not in grouped:
            found += [
                Sentence(LABELS[change.what], sentence(one.title, change, zone), (one.id,), (change,))
                for change in one.changes
            ]
    order = list(LABELS.values())
    return tuple(sorted(found, key=lambda item: order.index(item.label)))


# From which day sessions moved, and by how long; or the zone whose rules changed.
Alike = tuple[date, timedelta] | str


def _shift(changes: tuple[Change, ...]) -> Alike | None:
    """What a session has in common with others that did the same, where it did nothing else."""
    if len(changes) != 1 or changes[0].what not in ("time", "corrected"):
        return None
    what, before, after = changes[0]
    if not (isinstance(before, Span) and isinstance(after, Span)):
        return None
    if what == "corrected":
        return after.clocks.zone if after.clocks else None
    if before.end - before.start != after.end - after.start:
        return None
    if before.clocks and after.clocks and before.clocks.zone == after.clocks.zone:  # rules may have changed as well
        return before.clocks.start.date(), after.clocks.start - before.clocks.start
    return before.start.date(), after.start - before.start


def _corrected(zone: str, several: list[Changed]) -> Sentence:
    """One sentence about sessions that clocks in a zone show as before, at other instants."""
    change = f"the rules of {zone} changed; still at the same times there"
    words = f"{len(several)} sessions: {change}: {_titles(several)}"
    corrections = tuple(one.changes[0] for one in several)
    return Sentence(LABELS["corrected"], words, tuple(one.id for one in several), corrections)


def _titles(several: list[Changed]) -> str:
    more = f" and {len(several) - NAMED_MAX} more" if len(several) > NAMED_MAX else ""
    return "; ".join(one.title for one in several[:NAMED_MAX]) + more


def _together(shift: timedelta, several: list[Changed], zone: str) -> Sentence:
    """One sentence about sessions that moved together."""
    moves = tuple(one.changes[0] for one in several)
    first = min(moves, key=_start)
    move = _move(first.before, first.after, zone)
    words = f"{len(several)} sessions {_by(shift)}, the first {move}: {_titles(several)}"
    return Sentence(LABELS["time"], words, tuple(one.id for one in several), moves)


def _start(move: Change) -> datetime:
    assert isinstance(move.before, Span)
    return move.before.start


def _by(shift: timedelta) -> str:
    minutes = abs(round(shift / timedelta(minutes=1)))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [
        f"{n} {unit}{'s' if n > 1 else ''}" for n, unit in ((days, "day"), (hours, "hour"), (minutes, "minute")) if n
    ]
    return f"{' '.join(parts)} {'earlier' if shift < timedelta(0) else 'later'}"
