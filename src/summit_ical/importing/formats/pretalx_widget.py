"""What pretalx gives to its widget for other people's pages, in JSON, to a Programme."""

from collections.abc import Mapping
from typing import Any

from summit_ical.importing.formats.frab import WORDS, Conference, FrabEvent, FrabSchedule, Limits
from summit_ical.importing.formats.json_text import document, mark_of, refused, row, rows, words
from summit_ical.importing.schedule import Answers, Person, Programme
from summit_ical.model.source import Mark


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule in a JSON document. Raises AgendaError where it is none."""
    held = row(document(file, text))
    talks = rows(held.get("talks"))
    if not talks:
        raise refused(file, "there are no talks in it", "export the schedule.json, or the schedule.xml")
    conference = Conference(
        words(held.get("title") or held.get("name")),
        words(held.get("timezone")),
        "",
        words(held.get("event_start")),
        words(held.get("event_end")),
    )
    reading = FrabSchedule(file, conference, answers)
    known = {
        name: {words(row(one).get(key)): words(row(one).get("name")) for one in rows(held.get(name))}
        for name, key in (("rooms", "id"), ("tracks", "id"), ("speakers", "code"))
    }
    for number, talk in enumerate(map(row, talks)):
        reading.add(_event(mark_of(file, talk, f"talks[{number}]"), talk, known), Limits())
    return reading.done()


def _event(mark: Mark, talk: Mapping[str, Any], known: Mapping[str, Mapping[str, str]]) -> FrabEvent:
    said = {word: words(talk.get(word)) for word in WORDS}
    said |= {"date": words(talk.get("start")), "start": ""}
    said["track"] = known["tracks"].get(words(talk.get("track")), "")
    if not talk.get("code"):
        said["type"] = "break"  # what is no submission: lunch, a pause
    codes = [words(one if isinstance(one, str) else row(one).get("code")) for one in rows(talk.get("speakers"))]
    people = tuple(Person(known["speakers"].get(code, ""), key=code) for code in codes)
    key = words(talk.get("code")) or words(talk.get("id"))
    return FrabEvent(mark, key, said, known["rooms"].get(words(talk.get("room")), ""), people, ())
