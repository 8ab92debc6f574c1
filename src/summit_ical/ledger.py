"""What subscribers have seen: the identity and the stamps of every entry."""

from datetime import datetime
from urllib.parse import urlsplit

from summit_ical.agenda import Agenda
from summit_ical.ics import Identity

NOWHERE = "summit-ical.invalid"  # RFC 2606 2: never a real host


def uid(session_id: str, agenda: Agenda) -> str:
    """Return an entry's UID, the same in every feed. RFC 7986 5.3 wants it to tell nothing of the author's machine."""
    host = urlsplit(agenda.event.url).hostname or NOWHERE
    return f"{session_id}.{agenda.event.id}@{host}"


def identities(agenda: Agenda, now: datetime) -> dict[str, Identity]:
    """Return the identity of every session, by id, first published at an instant in whole seconds."""
    return {session.id: Identity(uid(session.id, agenda), 0, now, now) for session in agenda.sessions}
