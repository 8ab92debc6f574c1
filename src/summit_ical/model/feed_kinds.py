"""A session to the feeds it is in: for each kind of feed, what the sessions of one have in common."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from summit_ical.model.agenda import Session
from summit_ical.model.people import key
from summit_ical.model.zones import day_words

TOP = ("all", "talks")  # these stand in the feeds folder itself


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
    file: str = ""  # the file's name without its ending; "" where it is to be made of what people read
    color: str = ""


EVERYTHING = (Handle("", "", "all"),)
TALKS = (Handle("", "Talks", "talks"),)


def by_talks(session: Session) -> Iterable[Handle]:
    return () if session.kind in ("break", "social") else TALKS


def by_day(session: Session) -> Iterable[Handle]:
    return (Handle(session.day.isoformat(), day_words(session.day), session.day.isoformat()),)


def by_track(session: Session) -> Iterable[Handle]:
    return [Handle(track.id, track.name, track.id, track.color) for track in session.tracks]


def by_room(session: Session) -> Iterable[Handle]:
    return [Handle(room.id, room.name, room.id) for room in session.rooms]


def by_speaker(session: Session) -> Iterable[Handle]:
    return [Handle(key(speaker), speaker.name, speaker.id) for speaker in session.speakers]


def by_kind(session: Session) -> Iterable[Handle]:
    return (Handle(session.kind, session.kind.capitalize(), session.kind),)


def by_language(session: Session) -> Iterable[Handle]:
    """Case means nothing in a language tag (RFC 5646 2.1.1)."""
    tag = session.language
    return (Handle(tag.lower(), tag),) if tag else ()


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
    name: str  # what people read; "" where nobody is to read what it stood for: it answers, and is listed nowhere


def is_listed(feed: Feed | Kept) -> bool:
    """Return whether people and programs are told of a feed."""
    return bool(feed.name) or feed.kind in TOP
