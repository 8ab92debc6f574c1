"""A Python library's name and paths of .ics files in, the entries it reads out of them as JSON on stdout.

Each function loads one library and returns what shows one file through it; nothing is mended.
"""

import datetime
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Read = Callable[[str], list[dict[str, Any]]]


def shown(when: datetime.date) -> str:
    """Return an instant as 2023-03-29T14:00:00Z, a date as 2022-05-18; a time without zone keeps no Z."""
    if not isinstance(when, datetime.datetime):
        return when.isoformat()
    if when.tzinfo is None:
        return when.isoformat()
    return when.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def text(value: object) -> str | None:
    """Return a library's text as a plain string, None where there is none."""
    return None if value is None or value == "" else str(value)


def with_icalendar() -> Read:
    """icalendar: typed values, decoded on access."""
    from icalendar import Calendar

    return lambda content: [
        {
            "uid": text(event.get("UID")),
            "start": shown(event.decoded("DTSTART")),
            "end": shown(event.decoded("DTEND")),
            "all_day": not isinstance(event.decoded("DTSTART"), datetime.datetime),
            "summary": text(event.get("SUMMARY")),
            "description": text(event.get("DESCRIPTION")),
            "location": text(event.get("LOCATION")),
            "categories": list(map(str, event.categories)),
            "status": text(event.get("STATUS")),
            "sequence": event.get("SEQUENCE"),
        }
        for event in Calendar.from_ical(content).events
    ]


def with_vobject() -> Read:
    """vobject: native values, made while reading."""
    import vobject

    def of(event: Any, name: str) -> Any:
        return event.getChildValue(name)

    return lambda content: [
        {
            "uid": text(of(event, "uid")),
            "start": shown(of(event, "dtstart")),
            "end": shown(of(event, "dtend")),
            "all_day": not isinstance(of(event, "dtstart"), datetime.datetime),
            "summary": text(of(event, "summary")),
            "description": text(of(event, "description")),
            "location": text(of(event, "location")),
            "categories": list(of(event, "categories") or ()),
            "status": text(of(event, "status")),
            "sequence": int(of(event, "sequence")),
        }
        for calendar in vobject.readComponents(content)
        for event in calendar.vevent_list
    ]


def with_ics() -> Read:
    """ics.py: arrow objects; what it has no name for stays a content line in `extra`."""
    import ics

    if not ics.__version__.startswith("0.7."):
        sys.exit(f"ics.py 0.7 is wanted, {ics.__version__} is here")

    def extra(event: Any, name: str) -> str | None:
        return next((line.value for line in event.extra if line.name == name), None)

    return lambda content: [
        {
            "uid": text(event.uid),
            "start": shown(event.begin.date() if event.all_day else event.begin.datetime),
            "end": shown(event.end.date() if event.all_day else event.end.datetime),
            "all_day": event.all_day,
            "summary": text(event.name),
            "description": text(event.description),
            "location": text(event.location),
            "categories": sorted(event.categories),  # a set
            "status": text(event.status),
            "sequence": int(extra(event, "SEQUENCE") or -1),
        }
        for event in ics.Calendar(content).events
    ]


def with_ical() -> Read:
    """ical: the reader in Home Assistant."""
    from ical.calendar_stream import IcsCalendarStream

    return lambda content: [
        {
            "uid": text(event.uid),
            "start": shown(event.dtstart),
            "end": shown(event.dtend),
            "all_day": not isinstance(event.dtstart, datetime.datetime),
            "summary": text(event.summary),
            "description": text(event.description),
            "location": text(event.location),
            "categories": list(event.categories),
            "status": event.status and text(event.status.value),
            "sequence": event.sequence,
        }
        for event in IcsCalendarStream.calendar_from_ics(content).events
    ]


LIBRARIES = {"icalendar": with_icalendar, "vobject": with_vobject, "ics": with_ics, "ical": with_ical}

if __name__ == "__main__":
    library, *paths = sys.argv[1:]
    read = LIBRARIES[library]()
    print(json.dumps({path: read(Path(path).read_bytes().decode("utf-8")) for path in paths}))
