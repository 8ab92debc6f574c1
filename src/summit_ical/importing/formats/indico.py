"""What Indico exports of an event in JSON, its timetable or its contributions, to a Programme."""

from collections.abc import Iterator, Mapping
from typing import Any

from summit_ical.importing.formats.frab import WORDS, Conference, FrabEvent, FrabSchedule, Limits
from summit_ical.importing.formats.iso_times import to_date, to_moment
from summit_ical.importing.formats.json_text import document, mark_of, refused, row, rows, words
from summit_ical.importing.formats.vtimezone import named
from summit_ical.importing.formats.vtimezone import reading as clock_reading
from summit_ical.importing.schedule import Answers, Person, Programme
from summit_ical.model.source import Mark, Refused, shown
from summit_ical.model.zones import known

PEOPLE = ("presenters", "speakers", "primaryauthors")
Entry = tuple[str, Mapping[str, Any], str]  # where it stands, the entry, the session of which it is a part


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule in an export. Raises AgendaError where there is none."""
    results = row(document(file, text)).get("results")
    events = rows(results) or [results]
    about = row(events[0])
    entries = [entry for number, event in enumerate(events) for entry in _entries(event, f"results[{number}]")]
    if not entries:
        message = "there are no contributions of Indico in it"
        raise refused(file, message, "export the timetable, or the event with detail=contributions")
    conference = Conference(words(about.get("title")), _zone(about, entries), words(about.get("url")))
    reading = FrabSchedule(file, conference, answers)
    for pointer, entry, session in entries:
        mark = mark_of(file, entry, pointer)
        inner = list(_inner(entry, pointer))
        if inner:
            count = f"{len(inner)} contribution{'s' if len(inner) != 1 else ''}"
            told = f"{shown(words(entry.get('title')))}: a session, of which the {count} are taken"
            reading.programme.note(mark, "left out", told)
        else:
            reading.add(_event(mark, entry, session), Limits())
    return reading.done()


def _entries(event: Any, pointer: str) -> Iterator[Entry]:
    """Everything that stands in a timetable, by days, or in lists of contributions, sessions and breaks."""
    for name, held in row(event).items():
        if isinstance(held, dict) and name.isdigit():  # an event by its number, or a day as 20310507
            for key, entry in held.items():
                if isinstance(entry, dict) and ("startDate" in entry or key.isdigit()):
                    place = f"{pointer}.{name}.{key}"
                    yield from _with_inner(place, entry) if "startDate" in entry else _entries({key: entry}, place)
        elif name in ("contributions", "sessions", "breaks"):
            for number, entry in enumerate(map(row, rows(held))):
                yield from _with_inner(f"{pointer}.{name}[{number}]", entry)


def _with_inner(pointer: str, entry: Mapping[str, Any]) -> Iterator[Entry]:
    yield pointer, entry, ""
    for place, inner in _inner(entry, pointer):
        yield place, inner, words(entry.get("title"))


def _inner(entry: Mapping[str, Any], pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name in ("entries", "contributions"):
        held = entry.get(name)
        pairs = held.items() if isinstance(held, dict) else enumerate(rows(held))
        yield from ((f"{pointer}.{name}[{key}]", row(one)) for key, one in pairs if isinstance(one, dict))


def _zone(about: Mapping[str, Any], entries: list[Entry]) -> str:
    """The zone of the event: the one that it names, or the one in which all entries are."""
    if said := words(about.get("timezone")):
        return said
    zones = {words(row(entry.get("startDate")).get("tz")) for _, entry, _ in entries}
    return zones.pop() if len(zones) == 1 else ""


def _event(mark: Mark, entry: Mapping[str, Any], session: str) -> FrabEvent:
    said = dict.fromkeys(WORDS, "")
    said |= {"title": words(entry.get("title")), "abstract": words(entry.get("description"))}
    said |= {"date": _instant(entry.get("startDate")), "end": _instant(entry.get("endDate"))}
    said["duration"] = words(entry.get("duration")) if not said["end"] else ""
    said["track"] = words(entry.get("track")) or words(entry.get("session")) or session
    said["type"] = "break" if words(entry.get("entryType")) == "Break" else words(entry.get("type"))
    url = words(entry.get("url"))
    said["url"] = url if url.startswith("http") else ""
    held = next((found for name in PEOPLE if (found := rows(entry.get(name)))), [])
    key = words(entry.get("uniqueId")) or words(entry.get("db_id")) or words(entry.get("id"))
    return FrabEvent(mark, key, said, words(entry.get("room")), tuple(_person(row(one)) for one in held), ())


def _person(one: Mapping[str, Any]) -> Person:
    parts = (words(one.get(name)) for name in ("first_name", "last_name"))
    name = " ".join(filter(None, parts)) or words(one.get("name")) or words(one.get("fullName"))
    return Person(name, words(one.get("affiliation")), key=words(one.get("db_id") or one.get("person_id")))


def _instant(value: Any) -> str:
    """A date, a time and a zone as one instant; without a zone, as a wall clock."""
    said = row(value)
    wall = to_moment(f"{words(said.get('date'))}T{words(said.get('time'))}")
    if wall is None or to_date(words(said.get("date"))) is None:
        return ""
    try:
        zone = known(words(said.get("tz")))
    except Refused:
        return wall.isoformat()
    return clock_reading(wall, named(zone)).instant.isoformat()
