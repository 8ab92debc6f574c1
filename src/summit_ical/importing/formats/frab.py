"""What frab, Pentabarf, pretalx and c3voc schedules have in common, in XML or JSON: an event's fields to an Item."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from summit_ical.importing.formats.iso_times import to_clock, to_length, to_moment
from summit_ical.importing.formats.kinds import kind_of
from summit_ical.importing.schedule import Answers, Item, Needed, Person, Programme
from summit_ical.model.source import Mark, Refused, Text
from summit_ical.model.zones import check_year, known

MIDNIGHT = timedelta(0)
WORDS = (
    "title",
    "subtitle",
    "track",
    "type",
    "language",
    "abstract",
    "description",
    "url",
    "date",
    "start",
    "duration",
    "status",
)


class Event(NamedTuple):
    """One event, its fields as written, "" where there are none."""

    pointer: str
    key: str
    words: Mapping[str, str]
    room: str
    people: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


def begun(file: str, title: str, zone: str, url: str, answers: Answers) -> Programme:
    """Return a programme without items. A zone that is none is left to be asked for."""
    programme = Programme(file, title, url, lasting=True)
    programme.has = frozenset({"speakers", "track", "room", "abstract", "links"})
    try:
        programme.zone = known(zone) if zone else answers.timezone
    except Refused as refused:
        programme.note(Mark(file), "look at", f"{refused.message}: {refused.hint}")
        programme.zone = answers.timezone
    return programme


def add(programme: Programme, event: Event, day: date | None, day_change: timedelta) -> None:
    """Add an event to a programme, or leave it out with a note."""
    words = event.words
    mark = Mark(programme.file, 0, 0, event.pointer)
    try:
        start = _start(words, day, day_change)
    except Refused as refused:
        programme.note(mark, "left out", f"{words['title'] or event.key}: {refused.message}; {refused.hint}")
        return
    if start is None:
        programme.note(mark, "left out", f"{words['title'] or event.key}: no date and time")
        return
    length = to_length(words["duration"])
    if start.tzinfo is None and not programme.zone and not programme.needed:
        programme.needed.append(Needed(mark, "--timezone", "the time zone is not said"))
    programme.items.append(
        Item(
            title=Text(words["title"], mark),
            day=day or start.date(),
            start=start,
            end=start + length if length else None,
            end_from="duration",
            key=event.key,
            speakers=tuple(Person(name) for name in event.people if name.strip()),
            tracks=(words["track"],) if words["track"].strip() else (),
            rooms=(event.room,) if event.room.strip() else (),
            kind=kind_of(words["title"], words["type"]),
            language=words["language"].strip(),
            url=words["url"].strip(),
            abstract=_abstract(words),
            links=event.links,
            status="cancelled" if words["status"].lower() in ("cancelled", "canceled") else "",
        )
    )


def _start(words: Mapping[str, str], day: date | None, day_change: timedelta) -> datetime | None:
    """The instant that an event says, or its wall clock: before the change of day h:mm is of the next date.

    Raises Refused for a year in which nothing can be told.
    """
    moment = to_moment(words["date"]) if "T" in words["date"] else None
    if moment is not None:
        check_year(moment)
        return moment
    clock = to_clock(words["start"])
    if clock is None or day is None:
        return None
    check_year(day)
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall clock, the zone is said elsewhere
    return midnight + clock + (timedelta(days=1) if clock < day_change else timedelta(0))


def _abstract(words: Mapping[str, str]) -> str:
    """Subtitle, abstract and description, each once."""
    parts: list[str] = []
    for part in (
        f"*{words['subtitle'].strip()}*" if words["subtitle"].strip() else "",
        words["abstract"],
        words["description"],
    ):
        part = part.strip()
        if part and not any(part in other for other in parts):
            parts = [other for other in parts if other not in part]
            parts.append(part)
    return "\n\n".join(parts)


def merged(programme: Programme) -> None:
    """Make one item of those that stand in several rooms at one time under one key."""
    seen: dict[tuple[str, datetime], int] = {}
    kept: list[Item] = []
    rooms: dict[int, dict[str, None]] = {}  # of those that stand in several, by their place in `kept`
    for item in programme.items:
        at = seen.get((item.key, item.start)) if item.key else None
        if at is None:
            seen[(item.key, item.start)] = len(kept)
            kept.append(item)
        else:
            rooms.setdefault(at, dict.fromkeys(kept[at].rooms)).update(dict.fromkeys(item.rooms))
    for at, names in rooms.items():
        kept[at] = replace(kept[at], rooms=tuple(names))
    programme.items[:] = kept


def web(links: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return links by names: slides, recording, or the words that they have on the page."""
    return tuple((words or "link", href) for words, href in links if href)
