"""A calendar file, as Sched, pretalx and Google export it, to a Programme. The part of RFC 5545 that schedules use."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from summit_ical.importing.formats.frab import merged
from summit_ical.importing.formats.iso_times import to_iso_length
from summit_ical.importing.formats.kinds import kind_of
from summit_ical.importing.schedule import Answers, Item, Needed, Person, Programme
from summit_ical.model.source import AgendaError, Mark, Problem, Refused, Text
from summit_ical.model.zones import check_year, is_known, to_instant, to_wall

FOLD = re.compile(r"\r?\n[ \t]")
NAME = re.compile(r"[A-Za-z0-9-]+")
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^;:",]*)((?:,(?:"[^"]*"|[^;:",]*))*)')
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)?(Z)?")
ESCAPED = re.compile(r"\\([\\;,nN])")
PLACE = re.compile(r"([A-Za-z]+/[A-Za-z_]+(?:/[A-Za-z_]+)?)$")


class Line(NamedTuple):
    number: int
    name: str
    parameters: dict[str, str]
    value: str


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule in a calendar file. Raises AgendaError where it is none."""
    programme = Programme(file, lasting=True)
    programme.has = frozenset({"track", "room", "abstract"})
    head: dict[str, str] = {}
    events: list[dict[str, Line]] = []
    inside: list[str] = []
    for line in _lines(text):
        if line.name == "BEGIN":
            inside.append(line.value.upper())
            if inside[-1] == "VEVENT":
                events.append({"BEGIN": line})
        elif line.name == "END" and inside:
            inside.pop()
        elif inside[-1:] == ["VEVENT"]:
            events[-1].setdefault(line.name, line)
        elif inside == ["VCALENDAR"]:
            head.setdefault(line.name, line.value)
    if not events:
        raise AgendaError(
            [Problem(Mark(file), "error", "ics", "there is no VEVENT in it", "export the calendar again")]
        )
    programme.title = _text(head.get("NAME") or head.get("X-WR-CALNAME") or "")
    programme.zone = answers.timezone or _zone(head.get("X-WR-TIMEZONE", ""))
    for event in events:
        _add(programme, event)
    if not programme.zone:
        programme.zone = _usual(events) or ("UTC" if not programme.needed else "")
    merged(programme)
    return programme


def _lines(text: str) -> Iterator[Line]:
    """Yield content lines, unfolded, with the number of their first line. RFC 5545 3.1."""
    number = 1
    for raw in re.split(r"\r?\n(?![ \t])|\r(?!\n)", text):
        match = NAME.match(raw)
        if match:
            at, parameters = match.end(), {}
            line = FOLD.sub("", raw)
            while found := PARAMETER.match(line, at):
                parameters[found[1].upper()] = found[2].strip('"')
                at = found.end()
            if line[at : at + 1] == ":":
                yield Line(number, match[0].upper(), parameters, line[at + 1 :])
        number += raw.count("\n") + 1


def _text(value: str) -> str:
    """A TEXT value without its escapes. RFC 5545 3.3.11."""
    return ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def _zone(name: str) -> str:
    """An IANA name, or the one that a longer name ends in, or ""."""
    place = PLACE.search(name)
    return next((candidate for candidate in (name, place[1] if place else "") if is_known(candidate)), "")


def _usual(events: list[dict[str, Line]]) -> str:
    """The zone that most entries begin in."""
    named = [
        zone for event in events if "DTSTART" in event and (zone := _zone(event["DTSTART"].parameters.get("TZID", "")))
    ]
    return Counter(named).most_common(1)[0][0] if named else ""


def _add(programme: Programme, event: dict[str, Line]) -> None:
    mark = Mark(programme.file, event["BEGIN"].number, 1)
    title = _said(event, "SUMMARY")
    begins = event.get("DTSTART")
    if begins is None or not title.strip():
        programme.note(mark, "left out", "an entry without start or title")
        return
    if "T" not in begins.value:
        programme.note(mark, "left out", f"{title}: all day")
        return
    try:
        start = _moment(programme, begins)
    except Refused as refused:
        programme.note(mark, "left out", f"{title}: {refused.message}; {refused.hint}")
        return
    if start is None:
        programme.note(mark, "left out", f"{title}: {begins.value[:40]} is no date and time")
        return
    if "RRULE" in event or "RDATE" in event:
        programme.note(mark, "look at", f"{title}: it repeats; only the first is taken")
    programme.items.append(
        Item(
            title=Text(title, mark),
            day=_day(start, begins, programme),
            start=start,
            end=_end(programme, event, start),
            key=_said(event, "UID").partition("@")[0],
            speakers=tuple(_people(event)),
            tracks=tuple(
                _text(part).strip() for part in re.split(r"(?<!\\),", event["CATEGORIES"].value) if part.strip()
            )
            if "CATEGORIES" in event
            else (),
            rooms=(_said(event, "LOCATION"),) if _said(event, "LOCATION").strip() else (),
            kind=kind_of(title),
            url=event["URL"].value if "URL" in event else "",
            abstract=_said(event, "DESCRIPTION"),
            status={"CANCELLED": "cancelled", "TENTATIVE": "tentative"}.get(_said(event, "STATUS").upper(), ""),
        )
    )


def _said(event: dict[str, Line], name: str) -> str:
    return _text(event[name].value) if name in event else ""


def _people(event: dict[str, Line]) -> Iterator[Person]:
    line = event.get("X-SPEAKER") or event.get("X-SPEAKERS")
    if line is not None:
        yield from (Person(_text(name).strip()) for name in re.split(r"(?<!\\),", line.value))


def _moment(programme: Programme, line: Line) -> datetime | None:
    """An instant where the zone is said, else a wall clock of the programme's zone. Raises Refused."""
    match = MOMENT.fullmatch(line.value.strip())
    if not match:
        return None
    try:
        wall = datetime(*(int(part or 0) for part in match.groups()[:6]))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None
    zone = _zone(line.parameters.get("TZID", ""))
    check_year(wall)
    if match[7]:
        return wall.replace(tzinfo=UTC)
    if zone:
        return to_instant(wall, zone)
    if not programme.zone and not programme.needed:
        said = line.parameters.get("TZID")
        message = (
            f"the time zone {said!r} is not one of IANA's" if said else "the time zone of a floating time is not said"
        )
        programme.needed.append(Needed(Mark(programme.file, line.number, 1), "--timezone", message))
    return wall


def _day(start: datetime, line: Line, programme: Programme) -> date:
    zone = programme.zone or _zone(line.parameters.get("TZID", ""))
    if start.tzinfo is None or not zone:
        return start.date()
    return to_wall(start, zone).date()


def _end(programme: Programme, event: dict[str, Line], start: datetime) -> datetime | None:
    if "DTEND" in event:
        line = event["DTEND"]
        try:
            end = _moment(programme, line)
        except Refused as refused:
            programme.note(Mark(programme.file, line.number, 1), "look at", f"{refused.message}: {refused.hint}")
            return None
        return end if end is None or (end.tzinfo is None) == (start.tzinfo is None) else None
    length = to_iso_length(event["DURATION"].value) if "DURATION" in event else None
    return start + length if length is not None and length > timedelta(0) else None
