"""The ledger's history to an Atom feed (RFC 4287): who reads feeds hears of every change, in the words of `diff`."""

from collections.abc import Iterator
from datetime import datetime
from html import escape
from itertools import groupby, islice
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from summit_ical.ledger.changes import Changed, Sentence, sentences
from summit_ical.ledger.records import Memory, SessionRecord
from summit_ical.model.agenda import Agenda
from summit_ical.model.characters import one_line
from summit_ical.model.zones import rfc3339

NAME = "changes.xml"
ENTRIES_MAX = 200  # the newest; the ledger keeps all


class Occurrence(NamedTuple):
    """What happened to one session in one build."""

    time: datetime
    changed: Changed


def atom_feed(agenda: Agenda, memory: Memory) -> bytes:
    """Return the Atom feed of all changes since the first build, the newest first."""
    event = agenda.event
    newest = max(item.identity.revised for item in memory.sessions.values())
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(event.language)}">',
        f"<title>{_words(event.title)}: changes</title>",
        f"<id>{_id(memory, 'changes')}</id>",
        f"<updated>{rfc3339(newest)}</updated>",
        f"<author><name>{_words(event.title)}</name></author>",
        _link("self", event.feeds_url and event.feeds_url + NAME),
        _link("alternate", event.url),
        *islice(_entries(agenda, memory), ENTRIES_MAX),
        "</feed>",
    ]
    return "\n".join(filter(None, lines)).encode() + b"\n"


def history(agenda: Agenda, memory: Memory) -> Iterator[tuple[datetime, Sentence]]:
    """Yield all that happened since the first build, the newest first, in the words of `diff`."""
    happened = sorted(
        (each for i, item in memory.sessions.items() for each in _history(i, item)),
        key=lambda each: (each.time, each.changed.id),
    )
    by_time = [(time, list(group)) for time, group in groupby(happened, key=lambda each: each.time)]
    for time, group in reversed(by_time):
        for one in sentences((each.changed for each in group), agenda.event.timezone):
            yield time, one


def _entries(agenda: Agenda, memory: Memory) -> Iterator[str]:
    urls = {session.id: session.url for session in agenda.sessions}
    for time, one in history(agenda, memory):
        url = next(filter(None, (urls.get(i, "") for i in one.sessions)), agenda.event.url)
        yield _entry(one, time, url, memory)


def _history(session_id: str, item: SessionRecord) -> Iterator[Occurrence]:
    """A session's revisions, the newest first, each under the title that it had then."""
    title = item.session.title
    for revision in reversed(item.history):
        yield Occurrence(revision.time, Changed(session_id, title, revision.changes))
        for change in revision.changes:
            if change.what == "title":
                title = str(change.before)


def _entry(one: Sentence, time: datetime, url: str, memory: Memory) -> str:
    name = f"{rfc3339(time)}/{one.label}/{','.join(one.sessions)}"
    words = _words(one.words)
    return (
        f"<entry><title>{one.label}: {words}</title><id>{_id(memory, name)}</id><updated>{rfc3339(time)}</updated>"
        f'{_link("alternate", url)}<content type="text">{words}</content></entry>'
    )


def _link(rel: str, address: str) -> str:
    return f'<link rel="{rel}" href="{escape(address)}"/>' if address else ""


def _id(memory: Memory, name: str) -> str:
    """An id that stays, RFC 4287 4.2.6: of the event and what happened, not of the address."""
    return uuid5(NAMESPACE_URL, f"https://{memory.host}/{memory.event}/{name}").urn


def _words(words: str) -> str:
    return escape(one_line(words), quote=False)
