"""An Agenda to a timetable for a terminal, and to plain records for programs. Prints nothing itself."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from summit_ical.model import zones
from summit_ical.model.agenda import Agenda, Session, Span
from summit_ical.model.characters import one_line, visible

Style = Literal["heading", "dim", "now", "cancelled", ""]


class Piece(NamedTuple):
    """Some words of a line, and how they look where colours can be shown."""

    words: str
    style: Style = ""


Line = tuple[Piece, ...]


def records(agenda: Agenda) -> list[dict[str, object]]:
    """Return the sessions as JSON has them: instants RFC 3339 in UTC, null for `tba`; tracks and rooms by id."""
    return [
        {
            "id": session.id,
            "title": session.title,
            "start_utc": zones.rfc3339(session.span.start) if session.span else None,
            "end_utc": zones.rfc3339(session.span.end) if session.span else None,
            "date": session.day.isoformat(),
            "tracks": [track.id for track in session.tracks],
            "rooms": [room.id for room in session.rooms],
            "speakers": [speaker.name for speaker in session.speakers],
            "kind": session.kind,
            "status": session.status,
            "links": dict(session.links),
        }
        for session in agenda.sessions
    ]


def timetable(agenda: Agenda, shown_in: tuple[str, ...], now: datetime) -> Iterator[Line]:
    """Yield the lines of a timetable, day by day as the first zone has them, with a column for each zone.

    What is on at `now`, and what begins next, is marked.
    """
    yield (Piece(visible(agenda.event.title), "heading"),)
    on_now, next_up = _on_and_next(agenda, now)
    names = {day.date: day.title for day in agenda.days}
    by_day: dict[date, list[Session]] = {}
    for session in agenda.sessions:  # in programme order, so each day's are, too
        by_day.setdefault(_day(session, shown_in[0]), []).append(session)
    for day, listed in sorted(by_day.items()):
        title = f" · {visible(names[day])}" if names.get(day) else ""
        yield ()
        yield (Piece(f"{zones.day_words(day)} {day.year}{title}", "heading"),)
        rows = [[_clock(session, zone, day) for zone in shown_in] for session in listed]
        head = [_zone_words(listed, zone) for zone in shown_in]
        widths = [max(len(cell) for cell in column) for column in zip(head, *rows, strict=True)]
        yield (Piece("      " + _columns(head, widths).rstrip(), "dim"),)
        for session, cells in zip(listed, rows, strict=True):
            mark = "now" if session in on_now else "next" if session in next_up else ""
            yield from _entry(session, f"{mark:4}  {_columns(cells, widths)}", bool(mark))


def _entry(session: Session, head: str, marked: bool) -> Iterator[Line]:
    cancelled = session.status == "cancelled"
    title = visible(one_line(session.title))
    style: Style = "cancelled" if cancelled else "now" if marked else ""
    yield (Piece(head, "now" if marked else ""), Piece(f"{'CANCELLED: ' if cancelled else ''}{title}", style))
    details = [
        ", ".join(speaker.name for speaker in session.speakers),
        ", ".join(track.name for track in session.tracks),
        ", ".join(room.name for room in session.rooms),
        session.kind if session.kind != "talk" else "",
        session.status if session.status == "tentative" else "",
    ]
    if words := " · ".join(filter(None, details)):
        yield (Piece(" " * len(head) + visible(one_line(words)), "dim"),)


def _columns(cells: Iterable[str], widths: Iterable[int]) -> str:
    return "".join(f"{cell:{width}}  " for cell, width in zip(cells, widths, strict=True))


def _on_and_next(agenda: Agenda, now: datetime) -> tuple[list[Session], list[Session]]:
    """What is on at an instant, and what begins next after it within a day."""
    timed = [s for s in agenda.sessions if isinstance(s.when, Span) and s.status != "cancelled"]
    on_now = [s for s in timed if s.span and s.span.start <= now < s.span.end]
    ahead = [s.span.start for s in timed if s.span and now < s.span.start <= now + timedelta(days=1)]
    return on_now, [s for s in timed if s.span and ahead and s.span.start == min(ahead)]


def _day(session: Session, zone: str) -> date:
    return zones.to_wall(session.when.start, zone).date() if isinstance(session.when, Span) else session.when


def _clock(session: Session, zone: str, day: date) -> str:
    """The session's hours in a zone, with a sign where they begin or end on another date than the heading's."""
    if not isinstance(session.when, Span):
        return "to be announced"
    start, end = zones.to_wall(session.when.start, zone), zones.to_wall(session.when.end, zone)
    return f"{_days_away(start.date(), day)}{start:%H:%M}-{end:%H:%M}"


def _days_away(there: date, here: date) -> str:
    days = (there - here).days
    return f"{days:+d} " if days else ""


def _zone_words(sessions: list[Session], zone: str) -> str:
    """What the zone is called on that day: EDT, or New York where clocks change or nothing has a time."""
    names = {zones.abbreviation(s.when.start, zone) for s in sessions if isinstance(s.when, Span)}
    return names.pop() if len(names) == 1 else zone.rpartition("/")[2].replace("_", " ")
