"""schedule.json, as pretalx and the c3voc write it, to a Programme."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from summit_ical.importing.formats import frab
from summit_ical.importing.formats.frab import WORDS, Event
from summit_ical.importing.formats.iso_times import to_date
from summit_ical.importing.schedule import Answers, Programme
from summit_ical.model.source import AgendaError, Mark, Problem

NAMES = ("public_name", "full_public_name", "name", "display_name")


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule in a JSON document. Raises AgendaError where it is none."""
    schedule = _row(_row(document(file, text)).get("schedule"))
    about = _row(schedule.get("conference"))
    days = about.get("days")
    if not isinstance(days, list):
        message = "there is no schedule in it with a conference and its days"
        raise AgendaError(
            [Problem(Mark(file), "error", "json", message, "export the schedule.json, not the list of talks")]
        )
    zone = words(about.get("time_zone_name") or schedule.get("time_zone_name"))
    url = words(about.get("url") or schedule.get("url") or schedule.get("base_url"))
    programme = frab.begun(file, words(about.get("title")), zone, url, answers)
    for number, day in enumerate(days):
        for event in _events(_row(day), number):
            frab.add(programme, event, to_date(_row(day).get("date")), timedelta(0))
    frab.merged(programme)
    return programme


def document(file: str, text: str) -> Any:
    """Return what a JSON document holds. Raises AgendaError with the place of the mistake."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        mark = Mark(file, error.lineno, error.colno)
        problem = Problem(mark, "error", "json", "not valid JSON from here on", "export it again")
    except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
        problem = Problem(
            Mark(file), "error", "json", "nested too deeply, or with too long a number", "export it again"
        )
    raise AgendaError([problem]) from None


def words(value: object) -> str:
    """Return a text, in English where it is given in several languages; "" for what is none."""
    if isinstance(value, dict):
        value = value.get("en") or next((one for one in value.values() if isinstance(one, str)), "")
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, str | int | float) else ""


def _row(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _rows(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _events(day: dict[str, Any], number: int) -> Iterator[Event]:
    for name, held in _row(day.get("rooms")).items():
        for place, value in enumerate(_rows(held)):
            event = _row(value)
            said = {word: words(event.get(word)) for word in WORDS}
            if isinstance(event.get("track"), dict):
                said["track"] = words(event["track"].get("name"))
            key = words(event.get("guid")) or words(event.get("code")) or words(event.get("id"))
            people = tuple(_person(one) for one in _rows(event.get("persons")))
            room = words(event["room"]) if event.get("room") else name
            yield Event(f"days[{number}].rooms[{name}][{place}]", key, said, room, people, _links(event))


def _person(value: object) -> str:
    if isinstance(value, str):
        return value
    return next((said for key in NAMES if (said := words(_row(value).get(key)))), "")


def _links(event: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    found = []
    for one in (*_rows(event.get("links")), *_rows(event.get("attachments"))):
        if isinstance(one, str):
            found.append(("", one))
        else:
            found.append((words(_row(one).get("title")), words(_row(one).get("url"))))
    return frab.web(found)
