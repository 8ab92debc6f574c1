"""An export of Sessionize in JSON (All, Sessions, GridSmart) to a Programme. Its times are wall clocks of the event."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from summit_ical.importing.formats.iso_times import to_moment
from summit_ical.importing.formats.json_text import document, mark_of, refused, words
from summit_ical.importing.formats.kinds import kind_of
from summit_ical.importing.formats.twins import joined
from summit_ical.importing.schedule import Answers, Item, Person, Programme, Question
from summit_ical.model.source import Mark, Text, shown


class NamesById(NamedTuple):
    """What numbers stand for in the export of everything."""

    speakers: dict[str, str]
    rooms: dict[str, str]
    items: dict[str, tuple[str, str]]  # item of a category -> category, item


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule in an export. Raises AgendaError where there is none."""
    data = document(file, text)
    programme = Programme(file, zone=answers.timezone, lasting=True)
    programme.has = frozenset({"speakers", "track", "room", "abstract", "links"})
    names = _names(data)
    listed = [(mark_of(file, session, pointer), session, room) for pointer, session, room in _sessions(data)]
    if not listed:
        raise refused(file, "there are no sessions of Sessionize in it", "export All data or the GridSmart view")
    unzoned = [mark for mark, session, room in listed if _add(programme, mark, session, room, names)]
    if unzoned:
        told = "the time zone is not said"
        programme.questions.append(Question(unzoned[0], "timezone", "", told, (), tuple(unzoned[1:])))
    joined(programme)
    return programme


def _sessions(data: Any) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every session with its place and, where the export is a grid, its room."""
    if isinstance(data, dict):
        for number, session in enumerate(_list(data, "sessions")):
            yield f"sessions[{number}]", session, ""
        return
    for number, part in enumerate(data if isinstance(data, list) else []):
        for place, session in enumerate(_list(part, "sessions")):
            yield f"[{number}].sessions[{place}]", session, ""
        for at, room in enumerate(_list(part, "rooms")):
            for place, session in enumerate(_list(room, "sessions")):
                yield f"[{number}].rooms[{at}].sessions[{place}]", session, words(room.get("name"))


def _list(value: Any, key: str) -> list[dict[str, Any]]:
    held = value.get(key) if isinstance(value, dict) else None
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def _names(data: Any) -> NamesById:
    speakers = {words(one.get("id")): words(one.get("fullName") or one.get("name")) for one in _list(data, "speakers")}
    rooms = {words(one.get("id")): words(one.get("name")) for one in _list(data, "rooms")}
    items = {
        words(item.get("id")): (words(category.get("title")), words(item.get("name")))
        for category in _list(data, "categories")
        for item in _list(category, "items")
    }
    return NamesById(speakers, rooms, items)


def _add(programme: Programme, mark: Mark, session: dict[str, Any], room: str, names: NamesById) -> bool:
    """Add a session, or leave it out with a note; return whether its zone is not known."""
    title = words(session.get("title"))
    start, end = to_moment(session.get("startsAt")), to_moment(session.get("endsAt"))
    if start is None:
        said = words(session.get("startsAt"))
        programme.note(mark, "left out", f"{shown(title)}: {f'{shown(said)} is no time' if said else 'not scheduled'}")
        return False
    if end is not None and (end.tzinfo is None) != (start.tzinfo is None):
        programme.note(mark, "look at", f"{shown(title)}: its end {end.isoformat()} is of another kind than its start")
        end = None
    said_of = dict(_categories(session, names))
    service = session.get("isServiceSession") is True
    kind = kind_of(title, next((said_of[name] for name in said_of if "format" in name or "type" in name), ""))
    room = words(session.get("room")) or room or names.rooms.get(words(session.get("roomId")), "")
    programme.items.append(
        Item(
            title=Text(title, mark),
            day=start.date(),
            start=start,
            end=end,
            key=words(session.get("id")),
            speakers=tuple(person for person in _speakers(session, names) if person.name),
            tracks=tuple(said_of[name] for name in said_of if "track" in name),
            rooms=(room,) if room else (),
            kind="break" if service and kind == "talk" else kind,
            abstract=words(session.get("description")),
            links=tuple(_links(session)),
            status="cancelled" if words(session.get("status")).lower() in ("cancelled", "canceled") else "",
        )
    )
    return start.tzinfo is None and not programme.zone


def _speakers(session: dict[str, Any], names: NamesById) -> Iterator[Person]:
    held = session.get("speakers")
    for one in held if isinstance(held, list) else []:
        if isinstance(one, dict):
            yield Person(words(one.get("name") or one.get("fullName")), key=words(one.get("id")))
        else:
            yield Person(names.speakers.get(words(one), ""), key=words(one))


def _categories(session: dict[str, Any], names: NamesById) -> Iterator[tuple[str, str]]:
    """Category and item, in lower and in written case."""
    for category in _list(session, "categories"):
        for item in _list(category, "categoryItems"):
            yield words(category.get("name")).lower(), words(item.get("name"))
    held = session.get("categoryItems")
    for number in held if isinstance(held, list) else []:
        if words(number) in names.items:
            heading, name = names.items[words(number)]
            yield heading.lower(), name


def _links(session: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, name in (("recordingUrl", "recording"), ("liveUrl", "live")):
        if address := words(session.get(key)):
            yield name, address
