"""An Agenda to Feeds: which sessions somebody wants together, under what name and path."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from summit_ical.model.agenda import KINDS, Agenda, Session
from summit_ical.model.characters import one_line
from summit_ical.model.feed_kinds import GROUPS, TOP, Feed, Handle, Kept, is_listed
from summit_ical.model.people import told_apart
from summit_ical.text.cut import cut
from summit_ical.text.slug import DEVICES, slug, take_name

NAME_MAX = 60  # characters of a feed's name in a client's list
PATH_MAX = 60  # characters of a file name without its ending
INSTEAD = str.maketrans(",;\\", "  /")  # of signs in a feed's name


NONE_KEPT: Mapping[str, Kept] = {}
ABOUT = {
    "all": "All sessions of {event}.",
    "talks": "All sessions of {event} but breaks and socials.",
    "day": "Sessions of {event} on {name}.",
    "track": "Sessions of {event} in the track {name}.",
    "room": "Sessions of {event} in {name}.",
    "speaker": "Sessions of {event} with {name}.",
    "kind": "Sessions of {event} of the kind {name}.",
    "language": "Sessions of {event} in the language {name}.",
    "session": "{name}, a session of {event}.",
}


def feeds(agenda: Agenda, kinds: Iterable[str], kept: Mapping[str, Kept] = NONE_KEPT) -> tuple[Feed, ...]:
    """Return the feeds of these kinds that have a session, and those published before, which may have none left.

    Each has a path of its own, compared case-folded; one that was `kept` (path -> what it stands for) keeps its path.
    """
    known = {(was.kind, was.key): path for path, was in kept.items()}
    taken = dict.fromkeys((path.removesuffix(".ics").casefold() for path in kept), 1)
    wanted = set(kinds)
    found: dict[str, Feed] = {}
    for kind in (kind for kind in GROUPS if kind in wanted or kind in {was.kind for was in kept.values()}):
        for handle, sessions in sessions_by_handle(agenda, kind):
            path = known.get((kind, handle.key))
            if path is None and kind in wanted:
                path = free_path(kind, handle.file or slug(handle.name, PATH_MAX) or kind, taken)
            if path is not None:
                found[path] = _feed(path, kind, handle, sessions, agenda)
    for path, was in kept.items():
        if path not in found:
            found[path] = _feed(path, was.kind, Handle(was.key, was.name), (), agenda)
    order = {kind: number for number, kind in enumerate(GROUPS)}
    return tuple(sorted(found.values(), key=lambda feed: order[feed.kind]))


def _feed(path: str, kind: str, handle: Handle, sessions: Iterable[Session], agenda: Agenda) -> Feed:
    told = is_listed(Kept(kind, handle.key, handle.name))
    about = ABOUT[kind].format(event=agenda.event.title, name=handle.name) if told else agenda.event.title
    event = plain_name(agenda.event.title) or agenda.event.id
    named = title(event, (plain_name(handle.name) or plain_name(handle.key)) if told else "")
    return Feed(path, kind, handle.key, handle.name, named, about, tuple(sessions), handle.color)


def sessions_by_handle(agenda: Agenda, kind: str) -> list[tuple[Handle, list[Session]]]:
    """Return what sessions of an agenda have in common, and the sessions: as declared, else in order of the keys."""
    handles = GROUPS[kind]
    people = told_apart(s for session in agenda.sessions for s in session.speakers) if kind == "speaker" else {}
    found: dict[str, tuple[Handle, list[Session]]] = {}
    for session in agenda.sessions:
        for handle in handles(session):
            if handle.key not in found:
                found[handle.key] = (handle._replace(name=people.get((handle.key, handle.name), handle.name)), [])
            found[handle.key][1].append(session)
    declared = {"track": [track.id for track in agenda.tracks], "room": [room.id for room in agenda.rooms]}
    first = {key: number for number, key in enumerate(declared.get(kind, KINDS))}
    return sorted(found.values(), key=lambda pair: (first.get(pair[0].key, len(first)), pair[0].key))


def free_path(kind: str, file: str, taken: dict[str, int]) -> str:
    """Return a path that no other feed has, also where a file system or a reader folds case; add it to `taken`."""
    file = f"{file}-0" if file in DEVICES else file  # an id may be one; a slug never is
    return f"{take_name(file if kind in TOP else f'{kind}/{file}', taken)}.ics"


def title(event: str, part: str) -> str:
    """Return a feed's name, of two plain names, at most 60 characters; both can be recognised where they are cut."""
    if not part:
        return cut(event, NAME_MAX)
    part = cut(part, max(NAME_MAX // 2, NAME_MAX - 3 - len(event)))
    return f"{cut(event, NAME_MAX - 3 - len(part))} - {part}"


@lru_cache(maxsize=1024)  # the event's is part of each
def plain_name(name: str) -> str:
    """Return a name without the signs that five clients show as escapes; it may be empty."""
    parts = (one_line(part.translate(INSTEAD)) for part in re.split("[,;] ", name))
    return " - ".join(filter(None, parts))
