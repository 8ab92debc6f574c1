"""An Agenda to Feeds: which sessions somebody wants together, under what name and path."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from summit_ical.agenda import KINDS, Agenda, Session
from summit_ical.slug import slug
from summit_ical.text import cut
from summit_ical.zones import day_words

K = TypeVar("K")

NAME_MAX = 60  # characters of a feed's name in a client's list
PATH_MAX = 60  # characters of a file name without its ending


@dataclass(frozen=True, slots=True)
class Feed:
    """Sessions that one subscriber wants together."""

    path: str  # "track/users.ics", relative to the feeds folder
    kind: str
    key: str  # what the path stands for: a date, an id or a name; "" for all and talks
    title: str
    about: str  # a sentence for people who look at the subscription
    sessions: tuple[Session, ...]  # in programme order
    color: str = ""  # a CSS colour name


class Group(NamedTuple):
    """The sessions of one track, day, speaker …, before they have a path."""

    key: str
    name: str
    file: str
    sessions: list[Session]
    color: str = ""


def everything(agenda: Agenda) -> Iterator[Group]:
    yield Group("", "", "all", list(agenda.sessions))


def talks(agenda: Agenda) -> Iterator[Group]:
    yield Group("", "Talks", "talks", [s for s in agenda.sessions if s.kind not in ("break", "social")])


def by_day(agenda: Agenda) -> Iterator[Group]:
    for day, sessions in collected(agenda, lambda session: [session.day], (day.date for day in agenda.days)).items():
        yield Group(day.isoformat(), day_words(day), day.isoformat(), sessions)


def by_track(agenda: Agenda) -> Iterator[Group]:
    for track, sessions in collected(agenda, lambda session: session.tracks, agenda.tracks).items():
        yield Group(track.id, track.name, track.id, sessions, track.color)


def by_room(agenda: Agenda) -> Iterator[Group]:
    for room, sessions in collected(agenda, lambda session: session.rooms, agenda.rooms).items():
        yield Group(room.id, room.name, room.id, sessions)


def by_speaker(agenda: Agenda) -> Iterator[Group]:
    for speaker, sessions in collected(agenda, lambda session: session.speakers, agenda.speakers).items():
        yield Group(speaker.id or speaker.name, speaker.name, speaker.id or slug(speaker.name, PATH_MAX), sessions)


def by_kind(agenda: Agenda) -> Iterator[Group]:
    for kind, sessions in collected(agenda, lambda session: [session.kind], KINDS).items():
        yield Group(kind, kind.capitalize(), kind, sessions)


def by_language(agenda: Agenda) -> Iterator[Group]:
    spoken = collected(agenda, lambda session: [session.language] if session.language else [])
    for language, sessions in sorted(spoken.items()):
        yield Group(language, language, slug(language), sessions)


def by_session(agenda: Agenda) -> Iterator[Group]:
    for session in agenda.sessions:
        yield Group(session.id, session.title, session.id, [session])


# What `event: feeds:` and `--only` name. A new kind of feed is one line.
GROUPS: dict[str, Callable[[Agenda], Iterator[Group]]] = {
    "all": everything,
    "talks": talks,
    "day": by_day,
    "track": by_track,
    "room": by_room,
    "speaker": by_speaker,
    "kind": by_kind,
    "language": by_language,
    "session": by_session,
}
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


def feeds(agenda: Agenda, kinds: Iterable[str]) -> tuple[Feed, ...]:
    """Return the feeds of these kinds that have a session, each with a path of its own, compared case-folded."""
    taken: set[str] = set()
    return tuple(
        Feed(
            path=path(kind, group.file or slug(group.key) or kind, taken),
            kind=kind,
            key=group.key,
            title=title(agenda.event.title, group.name),
            about=ABOUT[kind].format(event=agenda.event.title, name=group.name),
            sessions=tuple(group.sessions),
            color=group.color,
        )
        for kind in kinds
        for group in GROUPS[kind](agenda)
        if group.sessions
    )


def collected(
    agenda: Agenda, keys: Callable[[Session], Iterable[K]], order: Iterable[K] = ()
) -> dict[K, list[Session]]:
    """Return sessions by each of their keys, the keys in the order given, then as they come."""
    found: dict[K, list[Session]] = {key: [] for key in order}
    for session in agenda.sessions:
        for key in keys(session):
            found.setdefault(key, []).append(session)
    return found


def path(kind: str, file: str, taken: set[str]) -> str:
    """Return a path that no other feed has, also where a file system or a reader folds case; add it to `taken`."""
    name = file if kind in TOP else f"{kind}/{file}"
    free, number = name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free.casefold())
    return f"{free}.ics"


def title(event: str, part: str) -> str:
    """Return a feed's name: at most 60 characters, without the signs that five clients show as escapes."""
    part = _plain(part)
    if not part:
        return cut(_plain(event), NAME_MAX)
    event = _plain(event)
    part = cut(part, max(NAME_MAX // 2, NAME_MAX - 3 - len(event)))
    return f"{cut(event, NAME_MAX - 3 - len(part))} - {part}"


def _plain(name: str) -> str:
    for sign, instead in ((", ", " - "), ("; ", " - "), (",", " "), (";", " "), ("\\", "/")):
        name = name.replace(sign, instead)
    return " ".join(name.split())
