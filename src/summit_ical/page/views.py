"""An Agenda, its Feeds and what became of its sessions to the records that templates show. Only abstracts are HTML."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from summit_ical.calendars.ics import RECORDINGS, joining
from summit_ical.calendars.subscribe_links import FeedLinks, anchor, feed_links
from summit_ical.ledger.clocks import said
from summit_ical.model.agenda import Agenda, Event, Session, Span
from summit_ical.model.feed_kinds import Feed
from summit_ical.model.people import key, told_apart
from summit_ical.model.source import Refused, shown
from summit_ical.model.zones import abbreviation, rfc3339, to_wall
from summit_ical.page.notes import SessionNote
from summit_ical.text.html import html
from summit_ical.text.translations import Words, direction

LINKS = ("slides", *RECORDINGS)  # names of links that the page has words for
GROUPS = {
    "day": "days",
    "track": "tracks",
    "room": "rooms",
    "kind": "kinds",
    "language": "languages",
}  # kind of feed -> its heading


class Sizes(NamedTuple):
    """Which feeds are too large for Google, and which have a QR code; by path."""

    large: frozenset[str] = frozenset()
    coded: frozenset[str] = frozenset()


class Other(NamedTuple):
    """Another session, to be named with a link."""

    anchor: str
    title: str
    language: Markup


class ShownSpeaker(NamedTuple):
    """Who speaks, as a page says it."""

    name: str
    affiliation: str
    url: str
    told_by: str  # the name, and what tells people of one name apart


class Tag(NamedTuple):
    """A track or a room."""

    id: str
    name: str


class Link(NamedTuple):
    """An address, and what it is called."""

    name: str
    address: str


class ShownTime(NamedTuple):
    """When a session is, in the event's zone."""

    start: str  # RFC 3339 in UTC, or a date
    end: str
    from_: str  # the clock on the wall, with the weekday where the day is another than the programme's
    to: str
    zone: str  # CEST
    also: tuple[str, ...]  # the same in other zones


class ShownSession(NamedTuple):
    """A session as the list of a page has it."""

    id: str
    title: str
    url: str
    words: Markup  # attributes for what is in the session's own language
    clock: ShownTime | None  # None: to be announced
    day: date
    status: str
    reason: str
    replaced_by: tuple[Other, ...]
    repeat_of: Other | None
    runs_again: tuple[Other, ...]
    moved_from: str
    previous_start: datetime | None
    note: str
    changed: str
    revised: str
    end_inferred: bool
    speakers: tuple[ShownSpeaker, ...]
    tracks: tuple[Tag, ...]
    rooms: tuple[Tag, ...]
    kind: str
    language: str
    abstract: Markup
    joins: tuple[Link, ...]
    links: tuple[Link, ...]
    file: str  # the path of its own feed, "" where there is none


class ShownDay(NamedTuple):
    """A day of the programme."""

    date: date
    words: str
    title: str
    feed: str  # anchor of its feed, or ""
    sessions: tuple[ShownSession, ...]


class Offer(NamedTuple):
    """A feed that can be subscribed to."""

    anchor: str
    path: str
    name: str
    title: str
    track: str  # id, for its colour
    size: str
    links: FeedLinks | None
    code: str  # path of its QR code, or ""


class OfferGroup(NamedTuple):
    """The feeds of one kind, under a heading."""

    heading: str
    feeds: tuple[Offer, ...]


def limits(agenda: Agenda) -> tuple[date, date]:
    """Return the first and the last day with a session; of an agenda without any, the first and last announced."""
    days = [session.day for session in agenda.sessions] or [day.date for day in agenda.days]
    return min(days), max(days)


def days(agenda: Agenda, feeds: Sequence[Feed], notes: Mapping[str, SessionNote], words: Words) -> tuple[ShownDay, ...]:
    """Return the programme, day by day as it was announced."""
    paths = {(feed.kind, feed.key): feed.path for feed in feeds}
    again: dict[str, list[Session]] = {}
    for session in agenda.sessions:
        again.setdefault(session.repeat_of, []).append(session)
    others = {session.id: _other_session(session) for session in agenda.sessions}
    people = told_apart(speaker for session in agenda.sessions for speaker in session.speakers)
    by_day: dict[date, list[ShownSession]] = {day.date: [] for day in agenda.days}
    for session in agenda.sessions:
        runs_again = tuple(others[repeat.id] for repeat in again.get(session.id, ()))
        file = paths.get(("session", session.id), "")
        note = notes.get(session.id, SessionNote())
        by_day.setdefault(session.day, []).append(
            _shown_session(session, agenda, others, runs_again, people, file, note, words)
        )
    titles = {day.date: day.title for day in agenda.days}
    return tuple(
        ShownDay(
            day,
            words.day(day),
            titles.get(day, ""),
            anchor(paths.get(("day", day.isoformat()), "")),
            tuple(shown),
        )
        for day, shown in sorted(by_day.items())
        if shown
    )


def _shown_session(
    session: Session,
    agenda: Agenda,
    others: Mapping[str, Other],
    runs_again: tuple[Other, ...],
    people: Mapping[tuple[str, str], str],
    file: str,
    note: SessionNote,
    words: Words,
) -> ShownSession:
    zone = agenda.event.timezone
    cancelled = session.status == "cancelled"
    return ShownSession(
        id=session.id,
        title=session.title,
        url=session.url,
        words=in_language(session.language),
        clock=_shown_time(session, agenda.event, words) if isinstance(session.when, Span) else None,
        day=session.day,
        status=session.status,
        reason=session.reason,
        replaced_by=tuple(others[other] for other in session.replaced_by) if cancelled else (),
        repeat_of=others.get(session.repeat_of),
        runs_again=runs_again,
        moved_from=_moment(note.previous, zone, words) if note.previous else "",
        previous_start=note.previous.start if note.previous else None,
        note=note.words,
        changed=words.day(_wall(note.revised, zone)[0], "day") if note.revised else "",
        revised=rfc3339(note.revised) if note.revised else "",
        end_inferred=session.end_inferred,
        speakers=tuple(ShownSpeaker(s.name, s.affiliation, s.url, people[key(s), s.name]) for s in session.speakers),
        tracks=tuple(Tag(track.id, track.name) for track in session.tracks),
        rooms=tuple(Tag(room.id, room.name) for room in session.rooms),
        kind=words.kinds[session.kind] if session.kind != "talk" else "",
        language=words.language(session.language) if session.language not in ("", agenda.event.language) else "",
        abstract=Markup(html(session.abstract)) if session.abstract else Markup(""),  # noqa: S704 - html() is safe
        joins=tuple(Link(words("join", name=label), address) for address, label in joining(session, agenda).items()),
        links=tuple(Link(_link_name(name, words), address) for name, address in session.links),
        file=file,
    )


def _other_session(session: Session) -> Other:
    return Other(f"session-{session.id}", session.title, in_language(session.language))


def _link_name(name: str, words: Words) -> str:
    return words(name.casefold()) if name.casefold() in LINKS else f"{name[:1].upper()}{name[1:]}"


def in_language(tag: str) -> Markup:
    """Return attributes for text in a language; its direction by its letters where the language is not told."""
    if not isinstance(tag, str):
        raise Refused(f"{shown(str(tag))} is no tag of a language")
    return Markup(' lang="{}" dir="{}"').format(tag, direction(tag)) if tag else Markup(' dir="auto"')


def _shown_time(session: Session, event: Event, words: Words) -> ShownTime:
    assert isinstance(session.when, Span)
    start, end = session.when.start, session.when.end
    clocks = said(session.when, event.timezone)
    day, from_, zone = clocks.start.date(), f"{clocks.start:%H:%M}", clocks.start_called
    also = []
    for other in event.also_show:
        if other != event.timezone:
            there, starts, called = _wall(start, other)
            also.append(f"{_weekday_elsewhere(there, day, words)}{starts}–{_wall(end, other)[1]} {called}")
    begins = _weekday_elsewhere(day, session.day, words) + from_
    return ShownTime(rfc3339(start), rfc3339(end), begins, f"{clocks.end:%H:%M}", zone, tuple(also))


@lru_cache(maxsize=65536)
def _wall(instant: datetime, zone: str) -> tuple[date, str, str]:
    """What calendar, clock and people in a zone say, in 24 hours as agendas are. Parallel sessions ask for the same."""
    wall = to_wall(instant, zone)
    return wall.date(), f"{wall:%H:%M}", abbreviation(instant, zone)


def _weekday_elsewhere(day: date, heading: date, words: Words) -> str:
    """The weekday, where it is another than that of the heading above."""
    return "" if day == heading else f"{words.day(day, 'weekday')} "


def _moment(when: Span, zone: str, words: Words) -> str:
    clocks = said(when, zone)
    return f"{words.day(clocks.start.date(), 'moment')} {clocks.start:%H:%M} {clocks.start_called}"


def offers(agenda: Agenda, feeds: Sequence[Feed], sizes: Sizes, words: Words) -> tuple[OfferGroup, ...]:
    """Return what can be subscribed to: the whole first, then the parts by kind. Not the feeds of single sessions."""
    by_kind: dict[str, list[Offer]] = {}
    for feed in feeds:
        if feed.kind != "session" and feed.sessions:
            by_kind.setdefault(feed.kind, []).append(_offer(feed, agenda, sizes, words))
    by_kind.setdefault("all", []).extend(by_kind.pop("talks", ()))
    headings = {"all": "whole", **GROUPS, "speaker": "speakers"}
    return tuple(
        OfferGroup(words(heading), tuple(by_kind[kind])) for kind, heading in headings.items() if by_kind.get(kind)
    )


def _offer(feed: Feed, agenda: Agenda, sizes: Sizes, words: Words) -> Offer:
    code = f"qr/{anchor(feed.path)}.svg" if feed.path in sizes.coded else ""
    return Offer(
        anchor(feed.path),
        feed.path,
        NAMES[feed.kind](feed, words) if feed.kind in NAMES else feed.name,
        feed.title,
        feed.key if feed.kind == "track" else "",
        words.sessions(len(feed.sessions)),
        feed_links(feed, agenda, large=feed.path in sizes.large),
        code,
    )


# Kind of feed -> what people call one, where the page knows better than the feed itself.
NAMES: dict[str, Callable[[Feed, Words], str]] = {
    "all": lambda feed, words: words("whole"),
    "talks": lambda feed, words: words("sessions_talks"),
    "day": lambda feed, words: words.day(date.fromisoformat(feed.key)),
    "kind": lambda feed, words: words.kinds.get(feed.key, feed.name),
    "language": lambda feed, words: words.language(feed.key),
}
