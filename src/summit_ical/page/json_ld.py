"""An Agenda to JSON-LD in schema.org's words, for search engines and assistants: one Event, its sessions as subEvents.

https://schema.org/Event; Google's rules for events want a start with its offset and a place.
"""

import json
from collections.abc import Mapping
from datetime import timezone
from typing import Any

from summit_ical.calendars.ics import joining
from summit_ical.ledger.clocks import said
from summit_ical.model.agenda import Agenda, Event, Session, Span
from summit_ical.page.notes import SessionNote
from summit_ical.page.views import limits

SCHEDULED = "https://schema.org/EventScheduled"  # what is assumed where nothing is said
STATUS = {
    "cancelled": "https://schema.org/EventCancelled",
    "moved": "https://schema.org/EventRescheduled",
}
ATTENDANCE = "https://schema.org/{}EventAttendanceMode"


def json_ld(agenda: Agenda, notes: Mapping[str, SessionNote]) -> str:
    """Return JSON-LD that can stand in a script element: no sign of markup is in it."""
    event = agenda.event
    first, last = limits(agenda)
    record = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "startDate": first.isoformat(),
        "endDate": last.isoformat(),
        "eventStatus": SCHEDULED,
        "eventAttendanceMode": ATTENDANCE.format(_attendance(event)),
        "inLanguage": event.language,
        "url": event.url,
        "location": _places(event),
        "subEvent": [_session(session, agenda, notes.get(session.id, SessionNote())) for session in agenda.sessions],
    }
    text = json.dumps(_nonempty(record), ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _session(session: Session, agenda: Agenda, note: SessionNote) -> dict[str, Any]:
    zone = agenda.event.timezone
    timed = isinstance(session.when, Span)
    status = "cancelled" if session.status == "cancelled" else "moved" if note.previous else ""
    return _nonempty(
        {
            "@type": "Event",
            "name": session.title,
            "startDate": _local(session.when, zone)[0] if isinstance(session.when, Span) else str(session.when),
            "endDate": _local(session.when, zone)[1] if isinstance(session.when, Span) else "",
            "previousStartDate": _local(note.previous, zone)[0] if note.previous and timed else "",
            "eventStatus": STATUS.get(status),
            "inLanguage": session.language,
            "url": session.url,
            "location": _rooms(session, agenda),
            "performer": [
                _nonempty({"@type": "Person", "name": speaker.name, "identifier": speaker.id})
                for speaker in session.speakers
            ],
        }
    )


def _local(when: Span, zone: str) -> tuple[str, str]:
    """Beginning and end, with the offsets that clocks in the zone have then."""
    clocks = said(when, zone)
    start, end = (
        wall.replace(tzinfo=timezone(wall - at.replace(tzinfo=None))).isoformat()
        for wall, at in ((clocks.start, when.start), (clocks.end, when.end))
    )
    return start, end


def _attendance(event: Event) -> str:
    if event.venue:
        return "Mixed" if event.online else "Offline"
    return "Online"


def _places(event: Event) -> list[dict[str, Any]]:
    venue = event.venue
    places: list[dict[str, Any]] = []
    if venue:
        geo = {"@type": "GeoCoordinates", "latitude": venue.geo[0], "longitude": venue.geo[1]} if venue.geo else None
        places.append(_nonempty({"@type": "Place", "name": venue.name, "address": venue.address, "geo": geo}))
    online = event.online or (event.url if not venue else "")
    return places + ([{"@type": "VirtualLocation", "url": online}] if online else [])


def _rooms(session: Session, agenda: Agenda) -> list[dict[str, Any]]:
    """The rooms, each in its venue, and where to join; nothing where that is the event's own place."""
    venue = agenda.event.venue
    within = {"@type": "Place", "name": venue.name} if venue else None
    rooms = [_nonempty({"@type": "Place", "name": room.name, "containedInPlace": within}) for room in session.rooms]
    online = agenda.event.online
    joins = [{"@type": "VirtualLocation", "url": address} for address in joining(session, agenda) if address != online]
    return rooms + joins


def _nonempty(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record without what there is not."""
    return {name: value for name, value in record.items() if value not in ("", None, [])}
