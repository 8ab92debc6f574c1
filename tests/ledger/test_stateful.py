"""Whatever happens to a programme, in whatever order, subscribers lose nothing and see nothing twice.

The machine edits, deletes, brings back and moves sessions, renames what they share, takes kinds of feed in and out,
loses the ledger, sets the clock back, builds with another release of the zone database, withdraws sessions and forgets
names; after each build it reads every feed as clients do.
"""

import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from following import DAY, EVENT, ONE, START, TOP, TWO, Fields, Folder, agenda, blocks, entries, modified
from summit_ical import Agenda, AgendaError
from summit_ical.ledger import load, records
from summit_ical.ledger.forget import forget
from summit_ical.ledger.withdraw import withdraw
from summit_ical.model.agenda import FEED_KINDS
from summit_ical.publish.build import Build
from summit_ical.text.mentions import mention
from zone_data import EDMONTON, NEW, OLD, release

pytestmark = pytest.mark.slow
IDENTITY = ("UID:", "SEQUENCE:", "DTSTAMP:", "LAST-MODIFIED:", "CREATED:")
TITLES = (
    "Opening",
    "A quarter past nine",
    "Storage: less, and more",
    "Zäune; Brücken",
    "\\now",
    "日本語で話そう",
    "Ends",
)
WINTER = "2026-12-10"  # a day on which clocks show the same at other instants, by the releases
EDITS: dict[str, st.SearchStrategy[Any]] = {
    "day": st.sampled_from((ONE, TWO, "2026-03-31", WINTER)),
    "time": st.sampled_from(("09:00-09:30", "10:00+1h", "09:00-10:00", "22:30-00:15", "tba")),
    "title": st.sampled_from(TITLES),
    "speakers": st.lists(st.sampled_from(("Ada", "Bo", "Cy")), max_size=2, unique=True),
    "track": st.lists(st.sampled_from(("users", "code")), max_size=2, unique=True),
    "room": st.sampled_from((None, "main", "side")),
    "kind": st.sampled_from(("talk", "break", "panel")),
    "language": st.sampled_from((None, "en", "de")),
    "abstract": st.sampled_from((None, "Short.", "First, second; third.\n\nAnd *more*.", "word " * 900)),
    "status": st.sampled_from(("confirmed", "tentative", "cancelled")),
    "reason": st.sampled_from((None, "Ill, alas")),
}
fields = st.sampled_from(sorted(EDITS))
kinds = st.lists(st.sampled_from(FEED_KINDS), min_size=1, unique=True)


class Following(RuleBasedStateMachine):
    """A programme, its folder, and what a client has seen there so far."""

    @initialize(chosen=kinds, first=st.lists(st.fixed_dictionaries(EDITS), min_size=1, max_size=4))
    def publish_first(self, chosen: list[str], first: list[Fields]) -> None:
        self.home = Path(tempfile.mkdtemp())
        self.folder = Folder(self.home / "feeds")
        self.sessions = {f"s{number}": session for number, session in enumerate(first)}
        self.deleted: dict[str, Fields] = {}
        self.withdrawn: set[str] = set()
        self.forgotten: set[str] = set()
        self.event = EVENT | {"feeds": chosen, "timezone": EDMONTON}
        self.release = OLD  # of the machine that builds next
        self.used = ""  # the newest of which the ledger knows
        self.top = TOP | {"speakers": []}
        self.now = START
        self.seen: dict[str, tuple[int, datetime]] = {}  # UID -> the newest SEQUENCE and stamp a client has seen
        self.created: dict[str, datetime] = {}
        self.feeds: dict[str, bytes] = {}
        self.fresh: dict[str, bytes] = {}
        self.first = (self.sessions | {}, self.event, self.top)
        self.edited = False
        self.build()

    def teardown(self) -> None:
        if hasattr(self, "home"):
            self.one_step()
            shutil.rmtree(self.home)

    # -- what organisers and their machines do --

    @rule(data=st.data(), field=fields)
    def edit(self, data: st.DataObject, field: str) -> None:
        session_id = data.draw(st.sampled_from(sorted(self.sessions)))
        self.sessions[session_id] = self.sessions[session_id] | {field: data.draw(EDITS[field])}

    @rule(data=st.data())
    def swap_times(self, data: st.DataObject) -> None:
        one, other = (data.draw(st.sampled_from(sorted(self.sessions))) for _ in range(2))
        times = [{key: self.sessions[i][key] for key in ("day", "time")} for i in (one, other)]
        self.sessions[one] = self.sessions[one] | times[1]
        self.sessions[other] = self.sessions[other] | times[0]

    @rule(session=st.fixed_dictionaries(EDITS))
    @precondition(lambda self: len(self.sessions) < 6)
    def add(self, session: Fields) -> None:
        self.sessions[f"s{len(self.sessions) + len(self.deleted) + len(self.withdrawn)}"] = session

    @rule(data=st.data())
    @precondition(lambda self: len(self.sessions) > 1)
    def replace(self, data: st.DataObject) -> None:
        one, other = data.draw(st.permutations(sorted(self.sessions)))[:2]
        self.sessions[one] = self.sessions[one] | {"status": "cancelled", "replaced_by": [other]}

    @rule(data=st.data())
    @precondition(lambda self: len(self.sessions) > 1)
    def delete(self, data: st.DataObject) -> None:
        session_id = data.draw(st.sampled_from(sorted(self.sessions)))
        self.deleted[session_id] = self.take_out(session_id) | {"replaced_by": []}

    def take_out(self, session_id: str) -> Fields:
        """Take a session out of the agenda, and return it; others name it no more."""
        gone = self.sessions.pop(session_id)
        self.sessions = {
            i: fields | {"replaced_by": [j for j in fields.get("replaced_by", ()) if j != session_id]}
            for i, fields in self.sessions.items()
        }
        return gone

    @rule(data=st.data())
    @precondition(lambda self: len(self.sessions) > 1)
    def withdraw(self, data: st.DataObject) -> None:
        published = sorted(i for i in by_id(self.feeds) if not i.startswith("feed--"))
        if not published:
            return
        session_id = data.draw(st.sampled_from(published))
        if session_id in self.sessions:
            self.take_out(session_id)
        self.deleted.pop(session_id, None)
        self.withdrawn.add(session_id)
        self.edit_published(lambda known, programme: withdraw(known, session_id, programme))
        assert session_id not in by_id(self.feeds)

    @rule(name=st.sampled_from(("Ada", "Bo", "Cy")))
    def forget(self, name: str) -> None:
        self.forgotten.add(name)
        self.edit_published(lambda known, programme: forget(known, mention(name), programme), name)
        having = [path for path, raw in self.folder.files().items() if re.search(rb"\b%b\b" % name.encode(), raw)]
        assert having == []

    def edit_published(self, edit: Callable[[load.Known, Agenda], load.Known], forgotten: str = "") -> None:
        """Take something back of what was published, on a machine whose release is not too old for it."""
        if self.release < self.used:
            self.release = NEW
        with release(self.release):
            programme = self.programme()
        self.build_and_check(forgotten, edit=lambda known: edit(known, programme))

    @rule(data=st.data())
    @precondition(lambda self: self.deleted)
    def bring_back(self, data: st.DataObject) -> None:
        session_id = data.draw(st.sampled_from(sorted(self.deleted)))
        self.sessions[session_id] = self.deleted.pop(session_id)

    @rule(title=st.sampled_from(("Summit", "Gipfel; zwei, drei")), refresh=st.sampled_from(("1h", "30m")))
    def edit_event(self, title: str, refresh: str) -> None:
        self.event = self.event | {"title": title, "refresh": refresh}

    @rule(visible=st.booleans(), notice=st.sampled_from((None, {"text": "New link, from day 2", "from": TWO})))
    def edit_policy(self, visible: bool, notice: Fields | None) -> None:
        self.event = self.event | {"cancelled": "visible" if visible else "status", "notice": notice}

    @rule(chosen=kinds)
    def choose_kinds(self, chosen: list[str]) -> None:
        self.event = self.event | {"feeds": chosen}

    @rule(name=st.sampled_from(("Users", "People")), color=st.sampled_from(("teal", "navy")))
    def rename_track(self, name: str, color: str) -> None:
        self.top = self.top | {"tracks": [{"id": "users", "name": name, "color": color}, TOP["tracks"][1]]}

    @rule(declared=st.booleans())
    def give_speaker_an_id(self, declared: bool) -> None:
        self.top = self.top | {"speakers": [{"id": "ada-l", "name": "Ada"}] if declared else []}

    @rule(by=st.timedeltas(-10 * DAY, 40 * DAY))
    def turn_clock(self, by: timedelta) -> None:
        self.now = (self.now + by).replace(microsecond=0)

    @rule(name=st.sampled_from((OLD, NEW)))
    def change_release(self, name: str) -> None:
        self.release = name

    @rule()
    @precondition(lambda self: not self.withdrawn and not self.forgotten)  # only the ledger knows what was taken back
    def lose_ledger(self) -> None:
        self.folder.ledger().unlink()
        self.used = ""
        there = {
            block.partition(b"UID:")[2].partition(b"\r\n")[0].decode()
            for raw in self.feeds.values()
            for block in blocks(raw).values()
        }
        self.seen = {uid: seen for uid, seen in self.seen.items() if uid in there}  # removed ids are gone
        self.created = {uid: created for uid, created in self.created.items() if uid in there}
        self.build()

    @rule(data=st.data())
    @precondition(lambda self: self.feeds)
    def take_a_line_out(self, data: st.DataObject) -> None:
        """The ledger no longer knows a published entry: the build stops, and changes nothing."""
        session_id = data.draw(st.sampled_from(sorted(by_id(self.feeds))))
        raw = self.folder.ledger().read_bytes()
        lines = raw.splitlines(keepends=True)
        key = f'"{session_id}": '.encode()
        if not any(line.startswith(key) for line in lines):
            return  # a notice's, which is known by its path
        self.folder.ledger().write_bytes(b"".join(line for line in lines if not line.startswith(key)))
        with pytest.raises(AgendaError, match=r"the feeds are ahead of it|cannot be right"):  # others may name it
            self.publish()
        self.folder.ledger().write_bytes(raw)
        assert self.folder.feeds() == self.feeds

    def publish(self, by: timedelta = timedelta(0), **options: Any) -> Build:
        """Build on a machine with the release; times of which no clocks are known were moved by people."""
        with release(self.release):
            now = (self.now + by).replace(microsecond=0)
            return self.folder.publish(self.programme(), now, accept_loss=True, unclear="moved", **options)

    @rule()
    def build(self) -> None:
        if self.release < self.used and self.is_too_old():
            self.release = NEW
        self.build_and_check()

    def programme(self, event: Fields | None = None) -> Agenda:
        """Return the agenda as it is now; nobody types a name that is forgotten."""
        sessions = {
            i: fields | {"speakers": [name for name in fields["speakers"] if name not in self.forgotten]}
            for i, fields in self.sessions.items()
        }
        declared = [row for row in self.top["speakers"] if row["name"] not in self.forgotten]
        return agenda(sessions, self.event | (event or {}), self.top | {"speakers": declared})

    def build_and_check(self, forgotten: str = "", **options: Any) -> None:
        self.publish(**options)
        known = records.parse("ledger.json", self.folder.ledger().read_bytes())
        assert known.release in (self.used, max(self.used, self.release))  # it never goes back
        before, self.feeds, self.used = self.feeds, self.folder.feeds(), known.release
        was_fresh, self.fresh = self.fresh, self.alone()
        self.nothing_lost(before)
        self.identities_move_forward()
        self.unchanged_stay(before, was_fresh, forgotten)
        self.say_what_the_agenda_says()
        assert list(self.folder.ill()) == []

    def is_too_old(self) -> bool:
        """Whether the older release stops: it says so, and changes nothing; else it tells what the newer one tells."""
        files, told = self.folder.files(), []
        for name in (self.release, NEW):
            with release(name):
                told.append({s.id: s.when for s in self.programme().sessions})
        try:
            self.publish()
        except AgendaError as error:
            why = [problem.code for problem in error.problems]
        else:
            why = []
            assert told[0] == told[1]
        assert why in ([], ["zone-data"])
        assert not why or self.folder.files() == files
        return bool(why)

    # -- what clients must find --

    def alone(self) -> dict[str, bytes]:
        """Return what the sessions look like to somebody who never saw them before, by id, without identity."""
        folder = Folder(self.home / "alone")
        with release(self.release):
            folder.publish(self.programme({"feeds": ["all"]}), self.now)
        found = {i: bare(block) for raw in folder.feeds().values() for i, block in blocks(raw).items()}
        shutil.rmtree(folder.path)
        return found

    def nothing_lost(self, before: dict[str, bytes]) -> None:
        """No path is gone or empty; a feed's LAST-MODIFIED moves, and only forward, when its bytes do."""
        assert before.keys() <= self.feeds.keys()
        for path, raw in self.feeds.items():
            assert entries(raw)
            if path in before and before[path] != raw:
                assert modified(raw) > modified(before[path]), path

    def identities_move_forward(self) -> None:
        for raw in self.feeds.values():
            for entry in entries(raw).values():
                assert entry.stamp == entry.modified
                assert entry.created == self.created.setdefault(entry.uid, entry.created)
                assert (entry.sequence, entry.stamp) >= self.seen.get(entry.uid, (0, entry.created))
                self.seen[entry.uid] = (entry.sequence, entry.stamp)

    def unchanged_stay(self, before: dict[str, bytes], was_fresh: dict[str, bytes], forgotten: str) -> None:
        """Not one byte of an entry moves while what it says and where it is stay; if one moves, SEQUENCE has.

        A note that had a name which is forgotten goes.
        """
        old, new = by_id(before), by_id(self.feeds)
        for session_id in old.keys() & new.keys():
            (block, paths), (now_block, now_paths) = old[session_id], new[session_id]
            same = self.fresh.get(session_id) == was_fresh.get(session_id) != None  # noqa: E711 - both are there
            had = forgotten and forgotten.encode() in block.replace(b"\r\n ", b"")
            if same and not had and paths == now_paths & before.keys():
                assert block == now_block
            if block != now_block:
                assert sequence(now_block) == sequence(block) + 1

    def say_what_the_agenda_says(self) -> None:
        """Entries are the agenda's, but for a note; all others are cancelled, or name the feed to follow."""
        for session_id, (block, _) in by_id(self.feeds).items():
            if session_id in self.fresh:
                assert without_note(bare(block), self.fresh[session_id]) == self.fresh[session_id]
            else:
                assert session_id in self.deleted or session_id.startswith("feed--")
                assert b"SUMMARY:CANCELLED: " in block or session_id.startswith("feed--")
        if "all.ics" in self.feeds:
            assert self.sessions.keys() <= entries(self.feeds["all.ics"]).keys()

    @invariant()
    def the_ledger_is_read_as_it_was_written(self) -> None:
        if not hasattr(self, "folder") or not self.folder.ledger().exists():
            return
        files = self.folder.files()
        try:
            known = records.parse("ledger.json", files["ledger.json"])
            assert records.dump(known) == files["ledger.json"]
        except AgendaError as error:
            raise AssertionError(f"our own ledger is refused: {error}") from error

    @rule(by=st.timedeltas(-10 * DAY, 400 * DAY))
    def build_twice(self, by: timedelta) -> None:
        """Time passing changes no byte."""
        self.build()
        files = self.folder.files()
        assert self.publish(by).written == ()
        assert self.folder.files() == files

    def one_step(self) -> None:
        """One step or many end in the same live entries but for SEQUENCE, stamps and notes."""
        self.build()
        folder = Folder(self.home / "one-step")
        with release(self.release):
            folder.publish(agenda(*self.first), START)
            folder.publish(self.programme(), self.now, accept_loss=True)
        many, one = by_id(self.feeds), by_id(folder.feeds())
        for session_id in self.sessions:
            if session_id in many and session_id in one:
                fresh = self.fresh[session_id]
                assert without_note(bare(many[session_id][0]), fresh) == without_note(bare(one[session_id][0]), fresh)


def by_id(feeds: dict[str, bytes]) -> dict[str, tuple[bytes, set[str]]]:
    """Return each entry's octets, the same in every feed, and the feeds it is in."""
    found: dict[str, tuple[bytes, set[str]]] = {}
    for path, raw in feeds.items():
        for session_id, block in blocks(raw).items():
            known, paths = found.setdefault(session_id, (block, set()))
            assert known == block
            paths.add(path)
    return found


def bare(block: bytes) -> bytes:
    """Return an entry's unfolded lines without its identity."""
    lines = block.decode().replace("\r\n ", "").split("\r\n")
    return "\n".join(line for line in lines if not line.startswith(IDENTITY)).encode()


def without_note(lines: bytes, fresh: bytes) -> bytes:
    """Return an entry's lines without the note that may stand before the text that it has without one."""
    text = fresh.partition(b"\nDESCRIPTION:")[2].partition(b"\n")[0]
    head, name, rest = lines.partition(b"\nDESCRIPTION:")
    held, end, tail = rest.partition(b"\n")
    return head + name + (text if held.endswith(rb"\n\n" + text) else held) + end + tail


def sequence(block: bytes) -> int:
    return int(block.partition(b"SEQUENCE:")[2].partition(b"\r\n")[0])


TestFollowing = Following.TestCase
TestFollowing.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
