"""Two records of a session to what changed, and what changed to words: notes, diff, history, Atom's entries."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from summit_ical.model.agenda import Session, Span
from summit_ical.model.characters import one_line
from summit_ical.model.zones import FIRST_YEAR, LAST_YEAR, abbreviation, day_words, to_wall
from summit_ical.text.cut import cut

NOTE_MAX = 198  # characters of what an entry says first about its last revision
ZERO = timedelta(0)
NAMED_MAX = 6  # sessions that a sentence about many names


class Change(NamedTuple):
    """One thing that became another. `before` and `after` are JSON values, for the ledger keeps them."""

    what: str  # a key of LABELS
    before: Any = None
    after: Any = None


class Changed(NamedTuple):
    """What changed about one session, under the title that it had then."""

    id: str
    title: str
    changes: tuple[Change, ...]


class Told(NamedTuple):
    """Something to tell about one session, or about several that moved together."""

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
    "title": "Retitled",
    "speakers": "Speakers",
    "rooms": "Room",
    "tracks": "Track",
    "status": "Status",
    "details": "Changed",
}


def recorded(when: Span | date) -> list[str]:
    """Return a time as JSON keeps it: [start, end] in UTC, or [date]."""
    if isinstance(when, Span):
        return [when.start.isoformat(), when.end.isoformat()]
    return [when.isoformat()]


def recalled(when: Sequence[str]) -> Span | date:
    """Return the time that `recorded` wrote. Raises TypeError and ValueError."""
    found: Span | date
    if len(when) == 1:
        found = first = last = date.fromisoformat(when[0])
    else:
        found = Span(*map(datetime.fromisoformat, when))
        first, last = found.start, found.end
        if first.utcoffset() != ZERO or found.end.utcoffset() != ZERO or found.end <= found.start:
            raise ValueError("not a span of instants in UTC")
    if first.year < FIRST_YEAR - 1 or last.year > LAST_YEAR + 1:  # a year is another one in a far zone
        raise ValueError("not in the years that zones are known for")
    return found


def _nothing(value: object) -> None:
    if value is not None:
        raise TypeError(value)


def _words(value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(value)


def _list(value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError(value)


# What `before` and `after` are. Each of these raises TypeError or ValueError for anything else.
SHAPES: dict[str, tuple[Callable[[Any], object], Callable[[Any], object]]] = {
    "new": (_nothing, recalled),
    "rerun": (_words, recalled),
    "removed": (recalled, _nothing),
    "cancelled": (_nothing, _words),
    "replaced": (_nothing, _list),
    "reinstated": (_nothing, _nothing),
    "time": (recalled, recalled),
    "title": (_words, _words),
    "speakers": (_list, _list),
    "rooms": (_list, _list),
    "tracks": (_list, _list),
    "status": (_words, _words),
    "details": (_nothing, _nothing),
}


def checked(change: Change) -> Change:
    """Return a change that came from a file, if it can be told. Raises KeyError, TypeError and ValueError."""
    before, after = SHAPES[change.what]
    before(change.before)
    after(change.after)
    return change


def _names(records: Iterable[Any]) -> list[str]:
    return [record.name for record in records]


# What is compared, in the order in which it is told.
COMPARED: dict[str, Callable[[Session], Any]] = {
    "time": lambda session: recorded(session.when),
    "title": lambda session: str(session.title),
    "speakers": lambda session: _names(session.speakers),
    "rooms": lambda session: _names(session.rooms),
    "tracks": lambda session: _names(session.tracks),
}


def compare(before: Session | None, after: Session | None, titles: Mapping[str, str]) -> tuple[Change, ...]:
    """Return what changed between two records of one session; () where nothing did.

    `titles` gives other sessions' titles by id. None stands for "not there".
    """
    if before is None and after is None:
        return ()
    if before is None:
        assert after is not None
        time = recorded(after.when)
        if after.repeat_of:
            return (Change("rerun", titles.get(after.repeat_of, ""), time),)
        return (Change("new", None, time),)
    if after is None:
        return (Change("removed", recorded(before.when)),)
    found = [*_status(before, after, titles)]
    for what, value in COMPARED.items():
        old, new = value(before), value(after)
        if old != new:
            found.append(Change(what, old, new))
    if not found and before != after:
        found.append(Change("details"))
    return tuple(found)


def _status(before: Session, after: Session, titles: Mapping[str, str]) -> Iterator[Change]:
    if before.status == after.status:
        return
    if after.status == "cancelled":
        instead = [titles.get(other, other) for other in after.replaced_by]
        yield Change("replaced", None, instead) if instead else Change("cancelled", None, str(after.reason))
    elif before.status == "cancelled":
        yield Change("reinstated")
    elif isinstance(before.when, Span) == isinstance(after.when, Span):  # tba becoming a time says it by itself
        yield Change("status", before.status, after.status)


def moment(when: Sequence[str], zone: str) -> str:
    """Return when something begins, in words: Wed 29 Mar 16:30 UTC."""
    begins = recalled(when)
    if not isinstance(begins, Span):
        return f"{day_words(begins)}, time to be announced"
    start = to_wall(begins.start, zone)
    return f"{day_words(start.date())} {start:%H:%M} {abbreviation(begins.start, zone)}"


def _until(when: Sequence[str], zone: str) -> str:
    span = recalled(when)
    return f"{to_wall(span.end, zone):%H:%M} {abbreviation(span.end, zone)}" if isinstance(span, Span) else "?"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"


def note(changes: Iterable[Change], zone: str) -> str:
    """Return what a reader of the entry must know of its last revision, "" where there is nothing to tell.

    What was called off says so by itself, and why: nobody asks what else it was.
    """
    changes = tuple(changes)
    if any(change.what in ("cancelled", "replaced") for change in changes):
        return ""
    return cut(one_line(". ".join(filter(None, (_noted(change, zone) for change in changes)))), NOTE_MAX)


def _noted(change: Change, zone: str) -> str:
    what, before, after = change
    if what == "time" and len(before) == 1:
        return "Time announced" if len(after) == 2 else f"Moved: was {moment(before, zone)}"
    if what == "time" and before[0] == after[0]:
        return f"Now ends at {_until(after, zone)}: was {_until(before, zone)}"
    if what == "time":
        return f"Moved: was {moment(before, zone)}"
    if what == "title":
        return f"Title: was {before}"
    if what in ("speakers", "rooms"):
        several = len(before) != 1
        return f"{'Speaker' if what == 'speakers' else 'Room'}{'s: were' if several else ': was'} {_listed(before)}"
    return {"reinstated": "Takes place after all", "status": f"Now {after}"}.get(what, "")


def sentence(title: str, change: Change, zone: str) -> str:
    """Return one change of one session in words, without its label."""
    what, before, after = change
    words: dict[str, Callable[[], str]] = {
        "new": lambda: f"{title}: {moment(after, zone)}",
        "rerun": lambda: f"{title} again on {moment(after, zone)}",
        "removed": lambda: f"{title}, {moment(before, zone)}",
        "cancelled": lambda: f"{title}: {after}" if after else title,
        "replaced": lambda: f"{title}, by {_listed(after)}",
        "reinstated": lambda: f"{title} takes place after all",
        "time": lambda: f"{title}: {_moved(before, after, zone)}",
        "title": lambda: f"{before} -> {after}",
        "details": lambda: title,
        "status": lambda: f"{title}: {before} -> {after}",
    }
    return words[what]() if what in words else f"{title}: {_listed(before)} -> {_listed(after)}"


def _moved(before: Sequence[str], after: Sequence[str], zone: str) -> str:
    if len(before) == len(after) == 2 and before[0] == after[0]:
        return f"ends {_until(before, zone)} -> {_until(after, zone)}"
    was, now = moment(before, zone), moment(after, zone)
    of_zone = f" {was.rpartition(' ')[2]}" if len(before) == len(after) == 2 else ""
    return f"{was.removesuffix(of_zone) if now.endswith(of_zone) else was} -> {now}"


def told(changed: Iterable[Changed], zone: str) -> tuple[Told, ...]:
    """Return what to tell about many sessions: those that only moved, and by the same time, in one sentence.

    Order: as in LABELS, then as given.
    """
    listed = list(changed)
    together: dict[tuple[date, timedelta], list[Changed]] = {}
    for one in listed:
        if moved := _shift(one.changes):
            together.setdefault(moved, []).append(one)
    groups = {key: several for key, several in together.items() if len(several) > 1}
    grouped = {one.id for several in groups.values() for one in several}
    all_told = [_together(key[1], several, zone) for key, several in groups.items()]
    for one in listed:
        if one.id not in grouped:
            all_told += [
                Told(LABELS[change.what], sentence(one.title, change, zone), (one.id,), (change,))
                for change in one.changes
            ]
    order = list(LABELS.values())
    return tuple(sorted(all_told, key=lambda item: order.index(item.label)))


def _shift(changes: tuple[Change, ...]) -> tuple[date, timedelta] | None:
    """The day a session moved from and by how long, where it did nothing else."""
    if len(changes) != 1 or changes[0].what != "time":
        return None
    before, after = (recalled(when) for when in changes[0][1:])
    if not (isinstance(before, Span) and isinstance(after, Span)):
        return None
    if before.end - before.start != after.end - after.start:
        return None
    return before.start.date(), after.start - before.start


def _together(shift: timedelta, several: list[Changed], zone: str) -> Told:
    """One sentence about sessions that moved together."""
    moves = tuple(one.changes[0] for one in several)
    first = min(moves, key=lambda change: str(change.before))
    titles = "; ".join(one.title for one in several[:NAMED_MAX])
    more = f" and {len(several) - NAMED_MAX} more" if len(several) > NAMED_MAX else ""
    moved = _moved(first.before, first.after, zone)
    words = f"{len(several)} sessions {_by(shift)}, the first {moved}: {titles}{more}"
    return Told(LABELS["time"], words, tuple(one.id for one in several), moves)


def _by(shift: timedelta) -> str:
    minutes = abs(round(shift / timedelta(minutes=1)))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [
        f"{n} {unit}{'s' if n > 1 else ''}" for n, unit in ((days, "day"), (hours, "hour"), (minutes, "minute")) if n
    ]
    return f"{' '.join(parts)} {'earlier' if shift < timedelta(0) else 'later'}"
