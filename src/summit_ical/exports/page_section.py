"""An Agenda to the schedule section of a page: a table for each day, in several zones, right for the date.

In Markdown or HTML. `summit-ical import` reads both back: the same instants, titles, speakers, tracks and rooms.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from summit_ical.model import zones
from summit_ical.model.agenda import Agenda, Session, Span, programme_order
from summit_ical.model.characters import one_line
from summit_ical.model.source import Refused

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~@&!])")
HALF_A_DAY = 12 * 3600  # seconds


class TableCell(NamedTuple):
    """Lines of plain words; the first one may lead somewhere."""

    lines: tuple[str, ...]
    href: str = ""


Table = tuple[str, list[list[TableCell]]]  # a day in words, and rows, the first of them the headings


def markdown(agenda: Agenda, shown_in: Sequence[str] = ()) -> str:
    """Return tables in Markdown (GFM), under a heading for each day. `shown_in` names IANA zones."""
    return "\n".join(line for words, rows in tables(agenda, shown_in) for line in _markdown(words, rows))


def html(agenda: Agenda, shown_in: Sequence[str] = ()) -> str:
    """Return tables in HTML, under a heading for each day. `shown_in` names IANA zones."""
    return "\n".join(line for words, rows in tables(agenda, shown_in) for line in _html(words, rows))


FORMATS: dict[str, Callable[[Agenda, Sequence[str]], str]] = {"markdown": markdown, "html-table": html}


def tables(agenda: Agenda, shown_in: Sequence[str]) -> Iterator[Table]:
    """Yield each day that has sessions."""
    names = tuple(dict.fromkeys(shown_in or (agenda.event.timezone, *agenda.event.also_show)))
    if any(_is_unclear(session, names[0]) for session in agenda.sessions):
        names = tuple(dict.fromkeys(("UTC", *names)))
    by_day: dict[date, list[Session]] = {}
    for session in sorted(agenda.sessions, key=programme_order):
        by_day.setdefault(_day(session, names[0]), []).append(session)
    for day, listed in sorted(by_day.items()):
        yield _day_words(day), _rows(listed, day, names)


def _is_unclear(session: Session, zone: str) -> bool:
    """Whether clocks in the zone do not say when a session begins or ends."""
    if not isinstance(session.when, Span):
        return False
    walls = [zones.to_wall(at, zone) for at in (session.when.start, session.when.end)]
    for wall in walls:
        try:
            zones.to_instant(wall.replace(tzinfo=None), zone)
        except Refused:
            return True
    return walls[0].utcoffset() != walls[1].utcoffset()


def _day(session: Session, zone: str) -> date:
    """The date on which clocks in the zone show a session's start."""
    return zones.to_wall(session.when.start, zone).date() if isinstance(session.when, Span) else session.day


def _day_words(day: date) -> str:
    return f"{zones.WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}, {day.year}"


def _rows(listed: Sequence[Session], day: date, names: Sequence[str]) -> list[list[TableCell]]:
    columns: list[tuple[str, Callable[[Session], TableCell]]] = [
        *((_zone_words(listed, zone), _clock(zone, day)) for zone in names),
        ("Session", lambda s: TableCell((one_line(s.title),), s.url)),
        ("Speakers", lambda s: TableCell(tuple(one_line(p.name) for p in s.speakers))),
        ("Track", lambda s: TableCell(("; ".join(track.name for track in s.tracks),))),
        ("Room", lambda s: TableCell(("; ".join(room.name for room in s.rooms),))),
        ("Status", lambda s: TableCell((s.status if s.status == "cancelled" else "",))),
    ]
    used = [(head, cell) for head, cell in columns if head == "Session" or any(any(cell(s).lines) for s in listed)]
    return [[TableCell((head,)) for head, _ in used], *([cell(session) for _, cell in used] for session in listed)]


def _zone_words(listed: Sequence[Session], zone: str) -> str:
    """What heads a column of times: Time (UTC), Time (America/New_York, EDT)."""
    names = {zones.abbreviation(s.when.start, zone) for s in listed if isinstance(s.when, Span)}
    called = names.pop() if len(names) == 1 else ""
    return f"Time ({zone}, {called})" if called.isalpha() and called != zone else f"Time ({zone})"


def _clock(zone: str, day: date) -> Callable[[Session], TableCell]:
    def cell(session: Session) -> TableCell:
        if not isinstance(session.when, Span):
            return TableCell(("TBA",))
        start, end = (zones.to_wall(at, zone) for at in (session.when.start, session.when.end))
        seconds = (session.when.end - session.when.start).total_seconds()
        away = f" ({(start.date() - day).days:+d} day)" if start.date() != day else ""
        if seconds > HALF_A_DAY:
            return TableCell((f"{start:%H:%M} ({seconds // 60:.0f} minutes){away}",))
        return TableCell((f"{start:%H:%M}-{end:%H:%M}{away}",))

    return cell


def _markdown(words: str, rows: Sequence[Sequence[TableCell]]) -> Iterator[str]:
    yield f"### {words}"
    yield ""
    for number, row in enumerate(rows):
        yield f"| {' | '.join(map(_markdown_cell, row))} |"
        if number == 0:
            yield f"| {' | '.join('---' for _ in row)} |"
    yield ""


def _markdown_cell(cell: TableCell) -> str:
    lines = "<br>".join(SIGNS.sub(r"\\\1", line) for line in cell.lines)
    return f"[{lines}](<{cell.href}>)".replace("|", "%7C") if cell.href else lines


def _html(words: str, rows: Sequence[Sequence[TableCell]]) -> Iterator[str]:
    yield f"<h3>{escape(words)}</h3>"
    yield "<table>"
    for number, row in enumerate(rows):
        name = "td" if number else "th"
        cells = "".join(f"<{name}>{_html_cell(cell)}</{name}>" for cell in row)
        yield f"<tr>{cells}</tr>"
    yield "</table>"


def _html_cell(cell: TableCell) -> str:
    # Generators of pages read Markdown inside HTML, so its signs are written as entities, too.
    lines = "<br>".join(re.sub(r"[*\[\]~`_]", lambda match: f"&#{ord(match[0])};", escape(line)) for line in cell.lines)
    return f'<a href="{escape(cell.href)}">{lines}</a>' if cell.href else lines
