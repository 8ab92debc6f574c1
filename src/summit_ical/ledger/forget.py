"""What is known of earlier builds to the same without a name that must go.

It goes out of records, notes, history and what paths stand for. Entries that had it are revised in the next build,
which does not say what was. A path that is made of the name goes on answering, for its subscribers, and is listed
nowhere; `drop` ends it. Pure functions: the clock of that build stamps what they touch.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TypeVar

from summit_ical.ledger.records import STALE, Change, Entry, Known, Memory, Revision, SessionRecord, Value
from summit_ical.ledger.withdraw import decided_again
from summit_ical.model.agenda import Agenda, Room, Session, Speaker, Track
from summit_ical.model.content_lines import unescape
from summit_ical.model.feed_kinds import Kept, is_listed
from summit_ical.text.mentions import GAP, Mention

Declared = TypeVar("Declared", Track, Room)


def forget(known: Known, name: Mention, agenda: Agenda) -> Known:
    """Return the same without a name that the agenda no longer has; unchanged where it is nowhere."""
    memory = known.memory
    own = {session.id: session for session in agenda.sessions}
    people = {speaker.id: speaker for speaker in agenda.speakers if speaker.id}
    sessions = {i: _record(item, own.get(i), people, name) for i, item in memory.sessions.items()}
    feeds = {path: replace(feed, kept=_kept(path, feed.kept, name)) for path, feed in memory.feeds.items()}
    unlisted = {path for path, feed in feeds.items() if is_listed(memory.feeds[path].kept) and not is_listed(feed.kept)}
    notices = {
        path: replace(notice, follow="") if path in unlisted else notice for path, notice in memory.notices.items()
    }
    entries = {i: entry for i, entry in known.entries.items() if not _is_in_entry(entry, name)}
    memory = decided_again(replace(memory, sessions=sessions, feeds=feeds, notices=notices))
    return replace(known, memory=memory, entries=entries)


def drop(known: Known, name: Mention) -> Known:
    """Return the same without the paths that are made of a name, and answer for nobody but old subscribers."""
    memory = known.memory
    gone = made_of(memory, name)
    left = {
        i: replace(item, left={path: at for path, at in item.left.items() if path not in gone})
        for i, item in memory.sessions.items()
    }
    feeds = {path: feed for path, feed in memory.feeds.items() if path not in gone}
    notices = {
        path: replace(notice, follow="") if notice.follow in gone else notice
        for path, notice in memory.notices.items()
        if path not in gone
    }
    return replace(known, memory=replace(memory, sessions=left, feeds=feeds, notices=notices))


def made_of(memory: Memory, name: Mention) -> frozenset[str]:
    """Return the paths that are made of a name, and are listed nowhere."""
    return frozenset(
        path
        for path, kept in memory.kept.items()
        if kept.kind == "speaker" and not is_listed(kept) and name.is_in_slug(_file(path))
    )


def _file(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".ics")


# -- what paths stand for -------------------------------------------------------------------------------------------


def _kept(path: str, kept: Kept, name: Mention) -> Kept:
    if kept.kind != "speaker":
        return kept._replace(name=name.without(kept.name) or (kept.name and GAP))
    if kept.key == kept.name:  # somebody without an id
        return kept._replace(key="", name="") if name.is_in(kept.name) else kept
    somebody_elses = name.is_in_slug(kept.name) and not name.is_in(kept.name)  # Jörg's, not Jorg's
    if not somebody_elses and (name.is_in_slug(_file(path)) or name.is_in_slug(kept.key)):
        return kept._replace(key="", name="")
    return kept._replace(name="") if name.is_in(kept.name) else kept


# -- sessions -------------------------------------------------------------------------------------------------------


def _record(item: SessionRecord, own: Session | None, people: Mapping[str, Speaker], name: Mention) -> SessionRecord:
    """A record without the name. An entry whose note had it is revised, whatever else it says."""
    session = _session(item.session, people, name)
    if own is not None:  # what had the name is as the agenda has it now, or the next build would say what was
        news = {f.name: getattr(own, f.name) for f in fields(session)}
        was = {f.name: getattr(item.session, f.name) for f in fields(session)}
        session = replace(
            item.session, **{f: news[f] for f, value in was.items() if f != "mark" and getattr(session, f) != value}
        )
    history = tuple(_revision(revision, name) for revision in item.history)
    if not name.is_in(item.identity.note):
        return replace(item, session=session, history=history)
    return replace(item, session=session, history=history, identity=item.identity._replace(note=""), digest=STALE)


def _session(session: Session, people: Mapping[str, Speaker], name: Mention) -> Session:
    return replace(
        session,
        title=name.without(session.title) or GAP,
        speakers=tuple(filter(None, (_speaker(speaker, people, name) for speaker in session.speakers))),
        tracks=tuple(_named(track, name) for track in session.tracks),
        rooms=tuple(_named(room, name) for room in session.rooms),
        url=_address(session.url, name),
        abstract=name.without(session.abstract),
        links=tuple((words, at) for words, at in session.links if not (name.is_in(words) or name.is_in(at))),
        reason=name.without(session.reason),
    )


def _speaker(speaker: Speaker, people: Mapping[str, Speaker], name: Mention) -> Speaker | None:
    """A person as the agenda has her now; None where it has nobody of that id."""
    if name.is_in(speaker.name):
        return people.get(speaker.id)
    return replace(speaker, affiliation=name.without(speaker.affiliation), url=_address(speaker.url, name))


def _named(one: Declared, name: Mention) -> Declared:
    return replace(one, name=name.without(one.name) or GAP)


def _address(address: str, name: Mention) -> str:
    return "" if name.is_in(address) else address


# -- history, notes -------------------------------------------------------------------------------------------------


def _revision(revision: Revision, name: Mention) -> Revision:
    changes = tuple(_change(change, name) for change in revision.changes)
    return revision._replace(changes=tuple(dict.fromkeys(changes)))  # two that tell nothing are one


def _change(change: Change, name: Mention) -> Change:
    """A change without the name. Who spoke before is not told; other words have a gap."""
    before, after = _value(change.before, name), _value(change.after, name)
    if (before, after) == (change.before, change.after):
        return change
    return Change("details") if change.what == "speakers" else Change(change.what, before, after)


def _value(value: Value, name: Mention) -> Value:
    if isinstance(value, tuple):
        return tuple(name.without(words) or GAP for words in value)
    return name.without(value) or (GAP if value else "") if isinstance(value, str) else value


def _is_in_entry(entry: Entry, name: Mention) -> bool:
    return any(name.is_in(unescape(line.partition(":")[2])) for line in entry.lines)
