"""What is known of speakers who were published by name, as that of those whom the agenda knows by id now."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from summit_ical.ledger.records import REMOVED, Known, Memory, SessionRecord
from summit_ical.model.agenda import Agenda, Speaker

Namesakes = Mapping[str, tuple[Speaker, ...]]  # those who have an id, by name


def with_ids(known: Known, agenda: Agenda) -> Known:
    """Return the same with an id for each speaker who was published by name, where the agenda gives one.

    Of several people of that name it is the one with most of the sessions: the path that was published stays theirs.
    Where none of them has one, nobody takes it over.
    """
    namesakes: dict[str, tuple[Speaker, ...]] = {}
    for speaker in agenda.speakers:
        if speaker.id:
            namesakes[speaker.name] = (*namesakes.get(speaker.name, ()), speaker)
    heirs = _heirs(namesakes, agenda, known.memory)
    if not heirs:
        return known
    feeds = {
        path: replace(feed, kept=feed.kept._replace(key=heirs[feed.kept.key].id))
        if feed.kept.kind == "speaker" and feed.kept.key in heirs
        else feed
        for path, feed in known.memory.feeds.items()
    }
    own = {session.id: session.speakers for session in agenda.sessions}
    sessions = {
        i: item if item.state == REMOVED else _with_ids(item, own.get(i), heirs)
        for i, item in known.memory.sessions.items()
    }
    return replace(known, memory=replace(known.memory, feeds=feeds, sessions=sessions))


def _heirs(namesakes: Namesakes, agenda: Agenda, memory: Memory) -> dict[str, Speaker]:
    """Who is meant by each name under which somebody without an id was published."""
    published = {kept.key for kept in memory.kept.values() if kept.kind == "speaker"}
    published |= {s.name for item in memory.sessions.values() for s in item.session.speakers if not s.id}
    held: Counter[tuple[str, str]] = Counter()
    for session in agenda.sessions:
        if session.id in memory.sessions:
            before = {speaker.name for speaker in memory.sessions[session.id].session.speakers if not speaker.id}
            held.update((speaker.name, speaker.id) for speaker in session.speakers if speaker.name in before)
    heirs = {}
    for name in namesakes.keys() & published:
        first = max(namesakes[name], key=lambda speaker: held[name, speaker.id])
        if len(namesakes[name]) == 1 or held[name, first.id]:
            heirs[name] = first
    return heirs


def _with_ids(item: SessionRecord, own: tuple[Speaker, ...] | None, heirs: Mapping[str, Speaker]) -> SessionRecord:
    """A session with its heirs; with nobody else's, where the agenda says that another of the name was meant."""
    speakers = tuple(
        heirs[speaker.name]
        if not speaker.id and speaker.name in heirs and (own is None or heirs[speaker.name] in own)
        else speaker
        for speaker in item.session.speakers
    )
    return replace(item, session=replace(item.session, speakers=speakers))
