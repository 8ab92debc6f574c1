"""schedule.json, as pretalx and the c3voc write it, in both of its versions, to a Programme."""

from collections.abc import Iterator, Mapping
from typing import Any

from summit_ical.importing.formats.frab import WORDS, Conference, FrabEvent, FrabSchedule, Limits, web
from summit_ical.importing.formats.json_text import document, mark_of, named, refused, row, rows, words
from summit_ical.importing.schedule import Answers, Person, Programme

NAMES = ("public_name", "full_public_name", "name", "display_name")
KEYS = ("guid", "code", "id")


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule in a JSON document. Raises AgendaError where it is none."""
    held = row(document(file, text))
    schedule = row(held.get("schedule")) or held
    about = row(schedule.get("conference"))
    if not isinstance(about.get("days"), list) and not isinstance(schedule.get("events"), list):
        message = "there is no schedule in it with a conference and its days"
        raise refused(file, message, "export the schedule.json, not the list of talks")
    conference = Conference(
        words(about.get("title")),
        words(about.get("time_zone_name") or schedule.get("time_zone_name")).strip(),
        words(about.get("url") or schedule.get("url") or schedule.get("base_url")),
        words(about.get("start")),
        words(about.get("end")),
    )
    reading = FrabSchedule(file, conference, answers)
    days = [(number, row(day)) for number, day in enumerate(rows(about.get("days")))]
    limits = [_limits(reading, day) for _, day in days]
    for (number, day), limit in zip(days, limits, strict=True):
        for name, listed in row(day.get("rooms")).items():
            within = f"days[{number}].rooms[{name}]"
            reading.room(limit, _events(file, within, rows(listed), name, schedule))
    # The second version: one list of events, and days that say from when to when they go.
    for event in _events(file, "events", rows(schedule.get("events")), "", schedule):
        reading.add(event, reading.held(limits, event.words["start"]))
    return reading.done()


def _limits(reading: FrabSchedule, day: Mapping[str, Any]) -> Limits:
    start, end = (words(day.get(f"day_{name}") or day.get(name)) for name in ("start", "end"))
    return reading.limits(words(day.get("date")), start, end)


def _events(file: str, within: str, held: list[Any], room: str, schedule: Mapping[str, Any]) -> Iterator[FrabEvent]:
    tracks = {
        words(one.get("slug")): named(one) for one in map(row, rows(row(schedule.get("conference")).get("tracks")))
    }
    for number, event in enumerate(map(row, held)):
        said = {word: words(event.get(word)) for word in WORDS}
        said["track"] = named(event.get("track"))
        if slug := words(row(event.get("track")).get("slug")):
            said["track"] = tracks.get(slug) or said["track"]
        said["status"] = said["status"] or words(event.get("state"))
        key = next((key for name in KEYS if (key := words(event.get(name)))), "")
        listed = event.get("persons") or event.get("participants") or event.get("speakers")
        mark = mark_of(file, event, f"{within}[{number}]")
        yield FrabEvent(
            mark, key, said, named(event.get("room")) or room, tuple(map(_person, rows(listed))), _links(event)
        )


def _person(value: object) -> Person:
    if isinstance(value, str):
        return Person(value)
    one = row(value)
    name = next((said for key in NAMES if (said := words(one.get(key)))), "")
    return Person(name, key=next((key for named in KEYS if (key := words(one.get(named)))), ""))


def _links(event: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    found = []
    for one in (*rows(event.get("links")), *rows(event.get("attachments"))):
        if isinstance(one, str):
            found.append(("", one))
        else:
            found.append((words(row(one).get("title")), words(row(one).get("url"))))
    return web(found)
