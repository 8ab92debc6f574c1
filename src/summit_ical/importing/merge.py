"""A page and the agenda that was made of it to the agenda brought up to date: changed where the page changed."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from summit_ical.agendafile import yaml_reader
from summit_ical.agendafile.assemble import assemble
from summit_ical.agendafile.yaml_edit import Surgery, Uncut, refused
from summit_ical.agendafile.yaml_writer import session_lines
from summit_ical.files import decode
from summit_ical.files.read import public
from summit_ical.importing import formats
from summit_ical.importing import source as importing
from summit_ical.importing.draft import Draft
from summit_ical.importing.last_import import LastImport, SaidLast, digest, recalled, remembering
from summit_ical.importing.match_sessions import Ask, Matched, Pair, match, start
from summit_ical.importing.questions import Ask as Asked
from summit_ical.importing.schedule import Answers
from summit_ical.model.agenda import Agenda, Session, Speaker
from summit_ical.model.source import Mark, Node, Row, Rows, Text
from summit_ical.model.values import ID_MAX
from summit_ical.text.slug import take_name


@dataclass(frozen=True, slots=True)
class Merged:
    """What an import into an agenda would do to it."""

    text: str | None  # the agenda's new text; None where nothing changes
    made: Draft  # of the source, with what is to be said of it
    before: Agenda
    after: Agenda


def merged(
    source: str,
    into: Path,
    answers: Answers,
    same: Mapping[str, str],
    ask: Ask | None = None,
    bytes_max: int = formats.BYTES_MAX,
    answer: Asked | None = None,
    form: str = "",
) -> Merged:
    """Return the agenda brought up to date with the page. Raises AgendaError where it cannot be told how."""
    raw = formats.content(os.fspath(into), bytes_max)
    text = decode.text(os.fspath(into), raw)
    old = assembled(os.fspath(into), text)
    memory = recalled(text)
    made = importing.drafted(source, informed(answers, old, memory), bytes_max, memory.answers, answer, form)
    new = assemble(public(source), made.root)
    matched = match(old.sessions, list(new.sessions), known_ids(made, memory, old), same, ask)
    matched.gone = [one for one in matched.gone if not memory.sessions or one.id in memory.sessions]
    try:
        merging = Merging(text, old, made, matched, memory.sessions)
        changed = merging.text()
    except Uncut as error:
        raise refused(os.fspath(into), error) from None
    after = assembled(os.fspath(into), changed)
    if changed != text or memory.sessions:
        ids = {pair.new.id: pair.old.id for pair in matched.pairs}
        ids |= merging.ids_of_new
        changed = remembering(changed, {ids[name]: one for name, one in importing.said(made).items()}, made.answers)
    return Merged(changed if changed != text else None, made, old, after)


def assembled(file: str, text: str) -> Agenda:
    """Return the agenda in a text. Raises AgendaError."""
    return assemble(file, *yaml_reader.parse(file, text))


def informed(answers: Answers, agenda: Agenda, memory: LastImport) -> Answers:
    """Return answers with what the agenda knows: its zone, and its year if it has but one.

    Where one of them was asked for, the answer that was kept counts instead: it holds for the words it was about.
    """
    asked = {answer.kind for answer in memory.answers}
    years = {day.date.year for day in agenda.days}
    zone = agenda.event.timezone
    return replace(
        answers,
        timezone=answers.timezone or ("" if "timezone" in asked else zone),
        year=answers.year or (years.pop() if len(years) == 1 and "year" not in asked else None),
        shown_in=zone,
    )


def known_ids(made: Draft, memory: LastImport, old: Agenda) -> dict[str, str]:
    """Return the agenda's ids by the draft's, where the source tells which session is which.

    That is by its key; else, where it says what it said last; else, where only one of its keys can be what an earlier
    version of this program made an id of.
    """
    known: dict[str, str] = {}
    by_key = {said.key: name for name, said in memory.sessions.items() if said.key}
    known |= {one: by_key[key] for one, key in made.keys.items() if key in by_key}
    heard = {one: now for one, now in importing.said(made).items() if one not in known}
    for with_day in (True, False):  # Lunch of a day is that of this day before it is another's that moved
        found = set(known.values())
        by_digest: dict[tuple[str, str], list[str]] = {}
        for name, said in reversed(list(memory.sessions.items())):
            if name not in found:
                by_digest.setdefault((said.digest, said.day if with_day else ""), []).append(name)
        for one, now in heard.items():
            if one not in known and (names := by_digest.get((now.digest, now.day if with_day else ""))):
                known[one] = names.pop()
    nameless = {one.id for one in old.sessions} - {name for name, said in memory.sessions.items() if said.key}
    nameless -= set(known.values())
    candidates: dict[str, list[str]] = {}
    for one, key in made.keys.items():
        if key and one not in known:
            for name in {one, *made.before[one]} & nameless:
                candidates.setdefault(name, []).append(one)
    only = {name: ones[0] for name, ones in candidates.items() if len(ones) == 1}
    return {one: name for name, one in only.items()} | known


def id_of(row: Row) -> str:
    """Return the id in a session's row."""
    return str(row[Text("id", row.mark)])


class Merging:
    """One agenda's text being changed: what is to change is collected, then made at once."""

    def __init__(self, text: str, old: Agenda, made: Draft, matched: Matched, memory: Mapping[str, SaidLast]) -> None:
        self.old, self.made, self.matched, self.memory = old, made, matched, memory
        self.rows = {id_of(row): row for row in importing.sessions(made.root)}
        self.ids_of_new: dict[str, str] = {}  # ids in the agenda by those in the draft
        self.taken = dict.fromkeys((*(session.id for session in old.sessions), *memory), 1)
        declared = {
            "track": {track.name: track.id for track in old.tracks},
            "room": {room.name: room.id for room in old.rooms},
        }
        self.ids = {key: {name.casefold(): one for name, one in ids.items()} for key, ids in declared.items()}
        self.ids_taken = {key: dict.fromkeys(ids.values(), 1) for key, ids in declared.items()}
        self.listed = {key: _by_name(made.root, f"{key}s") for key in declared}
        self.spelling = {p.id: p.name for p in reversed(old.speakers)}
        self.spelling |= {p.name.casefold(): p.name for p in reversed(old.speakers)}
        self.namesakes = _namesakes(_listed(made.root, "speakers"))
        self.declared_people = {speaker.id for speaker in old.speakers if speaker.id}
        self.comments: dict[str, dict[str, str]] = {}
        for (name, key), words in made.comments.items():
            self.comments.setdefault(name, {})[key] = words
        self.starts = {session.id: start(session) for session in old.sessions}
        self.surgery = Surgery(text)

    def text(self) -> str:
        """Return the text with all that changed."""
        for pair in self.matched.pairs:
            returned = pair.old.status == "cancelled" != pair.new.status
            last = self.memory.get(pair.old.id)
            if returned or last is None or last.digest != digest(self.rows[pair.new.id]):
                self.update(pair)
            self.follow(pair, last)
        for gone in self.matched.gone:
            self.set(gone.id, "status", Text("cancelled", Mark("")))
        for new in self.matched.new:
            self.add(new)
        return self.surgery.done(self.starts)

    def update(self, pair: Pair) -> None:
        """Take over what the page says otherwise."""
        old, new = pair
        row = self.rows[new.id]
        if old.when != new.when:
            self.set(old.id, "time", row[Text("time", row.mark)])
        if old.when != new.when or old.end_inferred != new.end_inferred:
            self.inferred(old, new)
        if old.title != new.title:
            self.set(old.id, "title", Text(new.title, Mark("")))
        self.people(old, new)
        for key, before, after in (("track", old.tracks, new.tracks), ("room", old.rooms, new.rooms)):
            if key in self.made.says and [one.name for one in before] != [one.name for one in after]:
                self.places(old.id, key, [one.name for one in after])
        if "abstract" in self.made.says and new.abstract and old.abstract.strip() != new.abstract.strip():
            self.set(old.id, "abstract", row[Text("abstract", row.mark)])
        if new.url and new.url != old.url:
            self.set(old.id, "url", Text(new.url, Mark("")))
        self.links(old, new)
        if new.status == "cancelled" != old.status:
            self.set(old.id, "status", Text("cancelled", Mark("")))
        elif old.status == "cancelled" != new.status:
            self.surgery.leave_out(old.id, "status")
        self.starts[old.id] = start(new)

    def follow(self, pair: Pair, last: SaidLast | None) -> None:
        """Take over another day, unless the page says the same day as last time: then it was corrected by hand.

        What a comment of an earlier version does not say is taken to come from the page.
        """
        old, new = pair
        if old.day != new.day and (last is None or last.day != str(new.day)):
            self.surgery.move(old.id, new.day, start(new))
            self.starts[old.id] = start(new)

    def set(self, name: str, key: str, value: Node) -> None:
        self.surgery.write(name, key, value)

    def inferred(self, old: Session, new: Session) -> None:
        if new.end_inferred and not old.end_inferred:
            self.set(old.id, "end_inferred", Text("true", Mark("")))
        elif old.end_inferred and not new.end_inferred:
            self.surgery.leave_out(old.id, "end_inferred")

    def people(self, old: Session, new: Session) -> None:
        before = [self.known(person) for person in old.speakers]
        after = [self.known(person) for person in new.speakers]
        if "speakers" not in self.made.says or before == after:
            return
        if after:
            self.set(old.id, "speakers", _rows(map(self.introduced, after)))
        else:
            self.surgery.leave_out(old.id, "speakers")

    def known(self, person: Speaker) -> str:
        """The agenda's spelling of a name; the id of one of several who share it."""
        if person.id in self.namesakes:
            return person.id
        name = person.name
        return self.spelling.get(name.casefold()) or self.spelling.get(name, name)

    def introduced(self, said: str) -> str:
        """What a session says for a person, who is declared first where only an id tells who it is."""
        if said in self.namesakes and said not in self.declared_people:
            self.surgery.declare("speakers", self.namesakes[said])
            self.declared_people.add(said)
        return said

    def places(self, session: str, key: str, names: Sequence[str]) -> None:
        if not names:
            return
        ids = [self.declared(key, name) for name in names]
        self.set(session, key, Text(ids[0], Mark("")) if len(ids) == 1 else _rows(ids))

    def declared(self, key: str, name: str) -> str:
        """The id of a track or room, which is declared if it is new."""
        known, row = self.ids[key], self.listed[key].get(name)
        if name.casefold() in known:
            return known[name.casefold()]
        if row is None:
            return name
        unique = take_name(str(row[Text("id", row.mark)]), self.ids_taken[key], ID_MAX)
        known[name.casefold()] = unique
        made = Row(row.mark)
        made[Text("id", row.mark)], made[Text("name", row.mark)] = Text(unique, row.mark), Text(name, row.mark)
        self.surgery.declare(f"{key}s", made)
        return unique

    def links(self, old: Session, new: Session) -> None:
        """Links that the page has and the agenda has not, or has with another address, are taken over."""
        have = dict(old.links)
        more = {name: href for name, href in new.links if have.get(name) != href}
        if "links" not in self.made.says or not more:
            return
        row = Row(Mark(""))
        for name, href in (have | more).items():
            row[Text(name, row.mark)] = Text(href, row.mark)
        self.set(old.id, "links", row)

    def add(self, new: Session) -> None:
        """Add a session that the page has and the agenda has not."""
        row = self.rows[new.id]
        made = Row(row.mark)
        unique = take_name(new.id, self.taken, ID_MAX)
        self.ids_of_new[new.id] = unique
        made.update(row)
        made[Text("id", row.mark)] = Text(unique, row.mark)
        for key, records in (("track", new.tracks), ("room", new.rooms)):
            if records:
                ids = [self.declared(key, record.name) for record in records]
                made[Text(key, row.mark)] = Text(ids[0], row.mark) if len(ids) == 1 else _rows(ids)
        for person in new.speakers:
            self.introduced(self.known(person))
        comments = {(unique, key): words for key, words in self.comments.get(new.id, {}).items()}
        self.surgery.add(new.day, start(new), session_lines(made, comments, "      "))


def _rows(values: Iterable[str]) -> Rows:
    rows = Rows(Mark(""))
    rows.extend(Text(value, rows.mark) for value in values)
    return rows


def _namesakes(speakers: Iterable[Row]) -> dict[str, Row]:
    """The rows of speakers who share their names, by their ids."""
    by_name: dict[str, list[Row]] = {}
    for row in speakers:
        by_name.setdefault(str(row[Text("name", row.mark)]), []).append(row)
    return {str(row[Text("id", row.mark)]): row for held in by_name.values() if len(held) > 1 for row in held}


def _by_name(root: Row, key: str) -> dict[str, Row]:
    """The tracks or rooms of a draft, the first one of each name."""
    return {str(row[Text("name", row.mark)]): row for row in reversed(_listed(root, key))}


def _listed(root: Row, key: str) -> list[Row]:
    held = root.get(Text(key, root.mark))
    return [row for row in held if isinstance(row, Row)] if isinstance(held, Rows) else []
