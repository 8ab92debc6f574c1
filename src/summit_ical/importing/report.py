"""A draft to what a person checks in five seconds: a line a day, then what to look at, then what was left out."""

from collections.abc import Iterator

from summit_ical.importing.draft import Draft, Taken
from summit_ical.importing.schedule import Note
from summit_ical.model.source import Mark
from summit_ical.model.zones import day_words

ORDER = ("look at", "left out")  # of what the report says of lines
ENDS = {
    "stated": "its end is said",
    "duration": "its length is said",
    "next": "it ends when the next begins",
    "window": "it ends with the hours of the day",
    "default": "it is as long as --default-duration",
}


def days(made: Draft) -> Iterator[str]:
    """Yield a line for each day of a draft: sessions, hours, rooms, lines."""
    table = [
        _day([one for one in made.taken if one.day == day]) for day in dict.fromkeys(one.day for one in made.taken)
    ]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for cells in table:
        padded = (
            cell.rjust(width) if place in (0, 1, 3) else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        yield "   ".join(cell for cell in padded if cell).rstrip()


def _day(held: list[Taken]) -> tuple[str, ...]:
    first, last = min(one.start for one in held), max(one.end for one in held)
    rooms = {room for one in held for room in one.rooms}
    lines = [one.mark.line for one in held if one.mark.line and not one.mark.pointer]
    begins, ends = (min(lines), max(lines)) if lines else (0, 0)
    told = f"lines {begins}-{ends}" if begins != ends else f"line {begins}" if begins else ""
    day = held[0].day
    return (
        f"{day_words(day)} {day.year}",
        counted(len(held), "session"),
        f"{first:%H:%M}-{last:%H:%M}",
        counted(len(rooms), "room") if rooms else "",
        told,
    )


def counted(number: int, what: str) -> str:
    """Return a number with its unit."""
    return f"{number} {what}{'s' if number != 1 else ''}"


def total(made: Draft) -> str:
    """Return how many sessions there are on how many days."""
    return f"{counted(len(made.taken), 'session')} on {counted(len({one.day for one in made.taken}), 'day')}"


def lines(notes: tuple[Note, ...]) -> Iterator[tuple[str, str]]:
    """Yield what to look at and what was left out, each with the place where it stands."""
    for what in ORDER:
        for note in notes:
            if note.what == what:
                place = _place(note.mark)
                yield what, f"{place}: {note.message}" if place else note.message


def sessions(made: Draft) -> Iterator[str]:
    """Yield each session with its line and the evidence for its times."""
    for one in made.taken:
        when = f"{day_words(one.day)} {one.start:%H:%M}-{one.end:%H:%M}"
        yield f"{_place(one.mark)}: {when} {one.title} ({one.name}): {ENDS.get(one.end_from, one.end_from)}"


def _place(mark: Mark) -> str:
    return mark.pointer or (f"line {mark.line}" if mark.line else "")


def records(made: Draft) -> list[dict[str, object]]:
    """Return all of a report for programs: notes in the order of the source, sessions with what was taken."""
    taken = {one.name: one for one in made.taken}
    return [_record(note, taken.get(note.message) if note.what == "taken" else None, made) for note in made.notes]


def _record(note: Note, one: Taken | None, made: Draft) -> dict[str, object]:
    mark = note.mark
    told: dict[str, object] = {
        "file": mark.file,
        "line": mark.line or None,
        "pointer": mark.pointer or None,
        "what": note.what,
        "message": note.message,
    }
    if one is not None:
        told |= {
            "title": one.title,
            "day": one.day.isoformat(),
            "start": one.start.isoformat(),
            "end": one.end.isoformat(),
            "end_from": one.end_from,
            "rooms": list(one.rooms),
            "key": made.keys[one.name] or None,
        }
    return told
