"""An Agenda to Feeds: which sessions somebody wants together, under what name and path."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from summit_ical.model.agenda import KINDS, NO_TALKS, Agenda, Session
from summit_ical.model.characters import one_line
from summit_ical.model.zones import day_words
from summit_ical.text.cut import cut
from summit_ical.text.slug import DEVICES, slug, take_name

NAME_MAX = 60  # characters of a feed's name in a client's list
PATH_MAX = 60  # characters of a file name without its ending
INSTEAD = str.maketrans(",;\\", "  /")  # of signs in a feed's name


@dataclass(frozen=True, slots=True)
class Feed:
    """Sessions that one subscriber wants together."""

    path: str  # "track/users.ics", relative to the feeds folder
    kind: str
    key: str  # what the path stands for: a date, an id or a name; "" for all and talks
    name: str  # what people read in its place; "" for all
    title: str
    about: str  # a sentence for people who look at the subscription
    sessions: tuple[Session, ...]  # in programme order
    color: str = ""  # a CSS colour name


class Handle(NamedTuple):
    """What the sessions of a feed have in common."""

    key: str  # what the ledger remembers the feed by: an id, a date, a name
    name: str  # what people read
    file: str = ""  # the file's name without its ending; "" where nothing can be made of the name
    color: str = ""
    formerly: str = ""  # the key it may have had before: a speaker's name, until the agenda gave her an id


EVERYTHING = (Handle("", "", "all"),)
TALKS = (Handle("", "Talks", "talks"),)


def by_talks(session: Session) -> Iterable[Handle]:
    return () if session.kind in NO_TALKS else TALKS


def by_day(session: Session) -> Iterable[Handle]:
    return (Handle(session.day.isoformat(), day_words(session.day), session.day.isoformat()),)


def by_track(session: Session) -> Iterable[Handle]:
    return [Handle(track.id, track.name, track.id, track.color) for track in session.tracks]


def by_room(session: Session) -> Iterable[Handle]:
    return [Handle(room.id, room.name, room.id) for room in session.rooms]


def by_speaker(session: Session) -> Iterable[Handle]:
    return [
        Handle(speaker.id or speaker.name, speaker.name, speaker.id or slug(speaker.name, PATH_MAX), "", speaker.name)
        for speaker in session.speakers
    ]


def by_kind(session: Session) -> Iterable[Handle]:
    return (Handle(session.kind, session.kind.capitalize(), session.kind),)


def by_language(session: Session) -> Iterable[Handle]:
    """Case means nothing in a language tag (RFC 5646 2.1.1)."""
    tag = session.language
    return (Handle(tag.lower(), tag, slug(tag)),) if tag else ()


def by_session(session: Session) -> Iterable[Handle]:
    return (Handle(session.id, session.title, session.id),)


# What `event: feeds:` and `--only` name: which feeds of that kind a session is in. A new kind of feed is one line.
GROUPS: dict[str, Callable[[Session], Iterable[Handle]]] = {
    "all": lambda session: EVERYTHING,
    "talks": by_talks,
    "day": by_day,
    "track": by_track,
    "room": by_room,
    "speaker": by_speaker,
    "kind": by_kind,
    "language": by_language,
    "session": by_session,
}


class Kept(NamedTuple):
    """What a published path stands for."""

    kind: str
    key: str
    name: str  # what people read


NONE_KEPT: Mapping[str, Kept] = {}
TOP = ("all", "talks")  # these stand in the feeds folder itself
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
        for handle, sessions in grouped(agenda, kind):
            path = known.get((kind, handle.key)) or known.get((kind, handle.formerly))
            if path is None and kind in wanted:
                path = free_path(kind, handle.file or kind, taken)
            if path is not None:
                found[path] = _feed(path, kind, handle, sessions, agenda)
    for path, was in kept.items():
        if path not in found:
            found[path] = _feed(path, was.kind, Handle(was.key, was.name), (), agenda)
    order = {kind: number for number, kind in enumerate(GROUPS)}
    return tuple(sorted(found.values(), key=lambda feed: order[feed.kind]))


def _feed(path: str, kind: str, handle: Handle, sessions: Iterable[Session], agenda: Agenda) -> Feed:
    about = ABOUT[kind].format(event=agenda.event.title, name=handle.name)
    event = plain_name(agenda.event.title) or agenda.event.id
    named = title(event, plain_name(handle.name) or plain_name(handle.key))
    return Feed(path, kind, handle.key, handle.name, named, about, tuple(sessions), handle.color)


def grouped(agenda: Agenda, kind: str) -> list[tuple[Handle, list[Session]]]:
    """Return what sessions of an agenda have in common, and the sessions: as declared, else in order of the keys."""
    handles = GROUPS[kind]
    found: dict[str, tuple[Handle, list[Session]]] = {}
    for session in agenda.sessions:
        for handle in handles(session):
            found.setdefault(handle.key, (handle, []))[1].append(session)
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
