"""A plain list of objects with a title, a start and an end, in JSON or YAML, to a Programme. Keys are its columns."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from summit_ical.importing.formats import table_csv
from summit_ical.importing.formats.cells import plain_lines, sheet
from summit_ical.importing.formats.frab import WORDS, Conference, FrabEvent, FrabSchedule, Limits, web
from summit_ical.importing.formats.iso_times import to_clock, to_date, to_moment
from summit_ical.importing.formats.json_text import document, mark_of, named, refused, row, rows, words
from summit_ical.importing.schedule import Answers, Choice, Person, Programme, Question
from summit_ical.importing.webpage.grid import Cell
from summit_ical.importing.webpage.words import Block
from summit_ical.model import zones
from summit_ical.model.source import AgendaError, Mark, Problem, Refused, Row, Rows, Text, shown

# What keys mean, by their letters alone: `startsAt`, `starts_at` and `Starts At` are one.
FIELDS: dict[str, tuple[str, ...]] = {
    "title": ("title", "name", "summary", "subject", "sessiontitle", "talktitle", "eventname"),
    "start": (
        *("start", "starts", "startsat", "startat", "starttime", "startdate", "startdatetime", "starttimestamp"),
        *("begin", "begins", "from", "dtstart", "time"),
    ),
    "end": (
        *("end", "ends", "endsat", "endat", "endtime", "enddate", "enddatetime", "endtimestamp"),
        *("until", "to", "dtend", "finish"),
    ),
    "date": ("date", "day"),
    "duration": ("duration", "length", "durationminutes", "durationmin"),
    "room": ("room", "location", "place", "venue", "hall", "stage", "roomname"),
    "track": ("track", "topic", "stream", "theme"),
    "speakers": ("speakers", "speaker", "presenters", "presenter", "persons", "people", "participants"),
    "abstract": ("abstract", "description", "body", "text", "content"),
    "subtitle": ("subtitle",),
    "id": ("guid", "uid", "uuid", "code", "id", "key", "slug"),
    "url": ("url", "link", "permalink", "href"),
    "language": ("language", "lang", "locale"),
    "type": ("type", "kind", "format", "sessiontype", "submissiontype"),
    "status": ("status", "state"),
    "zone": ("timezone", "tz", "timezonename"),
}
NESTED = frozenset({"slot", "when", "schedule", "timeslot"})  # objects in which a session's times may stand
LISTS = ("sessions", "talks", "events", "items", "schedule", "program", "programme", "agenda", "results", "data")
EPOCH = re.compile(r"\d{10}(?:\d{3})?")  # seconds or milliseconds since 1970
NAME = ("name", "fullName", "full_name", "public_name", "title")


class Record(NamedTuple):
    """One object of the list."""

    mark: Mark
    fields: Mapping[str, Any]  # by keys as written


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule in a JSON document. Raises AgendaError where there is no list of sessions in it."""
    held = document(file, text)
    pointer, listed = listing(held)
    if not listed:
        message = "there is no list of sessions in it"
        raise refused(file, message, "write a list of objects, each with a title, a start and an end")
    records = [Record(mark_of(file, one, f"{pointer}[{n}]"), row(one)) for n, one in enumerate(listed)]
    about = row(held)
    title = words(about.get("title") or about.get("name"))
    zone = words(about.get("timezone") or about.get("timeZone") or about.get("time_zone"))
    return programme(file, records, answers, Conference(title, zone, words(about.get("url"))))


def listing(held: Any) -> tuple[str, list[Any]]:
    """Return where the sessions of a document stand, and those that are objects with something that can be a time."""
    if isinstance(held, list):
        return "", [one for one in held if isinstance(one, dict)]
    for key in LISTS:
        found = [one for one in rows(row(held).get(key)) if isinstance(one, dict)]
        if found:
            return key, found
    return "", []


def programme(file: str, records: Sequence[Record], answers: Answers, conference: Conference) -> Programme:
    """Return the schedule in a list of records. What a key means is asked for where it is not plain."""
    reading = FrabSchedule(file, conference, answers)
    flat = [Record(record.mark, _flat(record.fields)) for record in records]
    fields, unread = meanings(flat, answers)
    reading.programme.has = frozenset({"abstract" if f == "abstract" else f for f in fields if f in KEPT})
    questions = list(_asked(flat, fields, unread))
    if questions:
        reading.programme.questions += questions
        return reading.programme
    for key in unread:
        message = f"the key {shown(key)} is not read: say what it is with --map {key}=FIELD"
        reading.programme.note(flat[0].mark, "look at", message)
    if not any(_moment(record.fields.get(fields["start"])) for record in flat):
        return _as_sheet(file, flat, fields, answers, reading.programme)
    for record in flat:
        event = _event(record, fields)
        if event is None:
            said = shown(words(record.fields[fields["zone"]]))
            told = f"its time zone is no IANA name, or its clock is not one there: {said}"
            reading.programme.note(record.mark, "left out", told)
            continue
        limits = Limits(to_date(event.words["day"]))
        if event.words["date"] or to_clock(event.words["start"]) is not None:
            reading.add(event, limits)
        else:
            told = f"{event.called}: {shown(event.words['start'] or 'nothing')} is no date and time"
            reading.programme.note(record.mark, "left out", told)
    return reading.done()


def _as_sheet(
    file: str, records: Sequence[Record], fields: Mapping[str, str], answers: Answers, told: Programme
) -> Programme:
    """Return the schedule in records whose times are clocks as people write them: the rows of a sheet."""
    names = [name for name in HEADINGS if name in fields]
    rows_of_cells = [[HEADINGS[name] for name in names]]
    rows_of_cells += [[_in_cell(record.fields.get(fields[name])) for name in names] for record in records]
    numbers = [0, *(record.mark.line or at for at, record in enumerate(records, 1))]
    cells = [
        Cell(at, column, 1, 1, numbers[at], plain_lines(text, numbers[at], counted=False))
        for at, texts in enumerate(rows_of_cells)
        for column, text in enumerate(texts)
    ]
    table = Block("table", 0, (), 1, numbers[-1], sheet(cells, len(numbers), numbers))
    made = table_csv.programme(file, [table], replace(answers, columns=()))
    made.title, made.url, made.zone = told.title, told.url, made.zone or told.zone
    made.notes = [*told.notes, *made.notes]
    return made


# Field -> the heading of its column in a sheet.
HEADINGS = {
    "date": "Date", "start": "Start", "end": "End", "duration": "Duration", "title": "Title", "speakers": "Speakers",
    "room": "Room", "track": "Track", "abstract": "Abstract", "language": "Language", "type": "Kind",
    "status": "Status", "zone": "Time zone", "id": "ID", "url": "Link",
}  # fmt: skip


def _in_cell(value: Any) -> str:
    """A value as it would stand in a cell; several people or rooms with a sign between them."""
    if isinstance(value, list):
        return "; ".join(filter(None, map(_in_cell, value)))
    if isinstance(value, dict):
        return next((said for key in NAME if (said := words(value.get(key)))), "")
    return words(value).strip()


KEPT = ("speakers", "track", "room", "abstract")


def _flat(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A record with the times of its slot among its own."""
    flat = dict(fields)
    for key, value in fields.items():
        if _letters(key) in NESTED and isinstance(value, dict):
            del flat[key]
            flat |= {name: inner for name, inner in value.items() if flat.get(name) is None}
    return flat


def _letters(key: str) -> str:
    return re.sub(r"[\W_]+", "", key.casefold())


def meanings(records: Sequence[Record], answers: Answers) -> tuple[dict[str, str], list[str]]:
    """Return the key of each field, and keys that are not known and say something."""
    present: dict[str, str] = {}
    for record in records:
        for key, value in record.fields.items():
            if value not in (None, "", [], {}):
                present.setdefault(_letters(key), key)
    said = {_letters(key): field for key, field in answers.columns}
    fields = {field: present[key] for key, field in said.items() if key in present}
    for field, names in FIELDS.items():
        found = next((present[name] for name in names if name in present and name not in said), None)
        if found is not None:
            fields.setdefault(field, found)
    return fields, [key for letters, key in present.items() if key not in fields.values() and letters not in said]


def _asked(records: Sequence[Record], fields: Mapping[str, str], unread: Sequence[str]) -> Iterator[Question]:
    """Yield what has to be known of keys: which is the title, which the start, which of the others may be the end."""
    for needed, fits, possible in (("title", _is_words, ("title",)), ("start", _is_time, ("start", "end"))):
        if needed in fields:
            continue
        candidates = [key for key in unread if any(fits(record.fields.get(key)) for record in records)]
        for key in candidates:
            example = next(named(value) for one in records if fits(value := one.fields.get(key)))
            told = f"no key is known for the {needed}: what is {shown(key)}, as in {shown(example)}?"
            choices = [Choice(field, f"it is the {field}") for field in possible if field not in fields]
            yield Question(records[0].mark, "map", key, told, (*choices, Choice(IGNORED, "it is not read")))
        if not candidates:
            problem = Problem(records[0].mark, "error", "map", f"no key is known for the {needed}", MAP_HINT)
            raise AgendaError([problem])


IGNORED = "ignore"
MAP_HINT = "say which it is with --map, as in --map Beginn=start"


def _is_words(value: Any) -> bool:
    return bool(named(value).strip()) and not _is_time(value)


def _is_time(value: Any) -> bool:
    return bool(_moment(value)) or to_clock(words(value)) is not None


def _moment(value: Any) -> str:
    """A time as ISO 8601, "" where it is none. A number counts from 1970, in UTC."""
    said = words(value).strip()
    if EPOCH.fullmatch(said):
        return datetime.fromtimestamp(int(said) / (1000 if len(said) == 13 else 1), UTC).isoformat()
    return said if to_moment(said) else ""


def _event(record: Record, fields: Mapping[str, str]) -> FrabEvent | None:
    """One event; None where its own time zone does not give its clocks a meaning."""
    held = {field: record.fields.get(key) for field, key in fields.items()}
    said = dict.fromkeys((*WORDS, "day"), "")
    for field in ("title", "subtitle", "track", "type", "language", "abstract", "url", "duration", "status"):
        said[field] = named(held.get(field))
    start, end, date = (held.get(name) for name in ("start", "end", "date"))
    zone = words(held.get("zone")).strip()
    try:
        said["date"] = _placed(_moment(start), zone) or _placed(_moment(date), zone)
        said["end"] = _placed(_moment(end), zone) or words(end).strip()
    except Refused:
        return None
    said["start"] = "" if _moment(start) else words(start).strip()
    said["day"] = words(date).strip()
    return FrabEvent(
        record.mark, words(held.get("id")), said, named(held.get("room")), tuple(_people(held.get("speakers"))), web([])
    )


def _placed(moment: str, zone: str) -> str:
    """A wall clock in the zone that its record names, with its offset. Raises Refused where that is none."""
    said = to_moment(moment)
    if said is None or said.tzinfo is not None or not zone:
        return moment
    return zones.to_wall(zones.to_instant(said, zones.known(zone)), zone).isoformat()


def _people(value: Any) -> Iterable[Person]:
    """Who speaks: a list of names or of objects, or one of them. Several names in one text stay one."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            name = next((said for key in NAME if (said := words(one.get(key)))), "")
            yield Person(name, key=words(one.get("id") or one.get("code")))
        elif words(one).strip():
            yield Person(words(one))


def plain(node: Any) -> Any:
    """Return what YAML holds as lists, objects and texts."""
    if isinstance(node, Row):
        return {str(key): plain(value) for key, value in node.items()}
    return [plain(one) for one in node] if isinstance(node, Rows) else str(node) if isinstance(node, Text) else node
