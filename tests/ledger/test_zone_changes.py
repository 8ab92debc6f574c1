"""The zone database is an input: new rules of a zone correct entries and move none, and old ones stop the build.

The releases are made up, see `zone_data`; real ones are in test_releases.py.
"""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from following import DAY, START, TOP, Entry, Fields, Folder, text
from summit_ical import AgendaError, read
from summit_ical.agendafile.checks import zone_data
from summit_ical.cli import main
from summit_ical.ledger import records
from summit_ical.model import zones
from summit_ical.serve.preview import Preview
from zone_data import BETWEEN, EDMONTON, NEW, OLD, as_of_format_1, machine, release

EVENT: Fields = {"id": "summit", "title": "Summit", "timezone": EDMONTON, "url": "https://example.org/programme"}
SUMMER, WINTER = "2026-07-01", "2026-12-10"
SESSIONS: dict[str, Fields] = {
    "warm": {"day": SUMMER, "time": "09:00-10:00", "title": "Warm", "speakers": ["Ada"]},
    "cold": {"day": WINTER, "time": "09:00-10:00", "title": "Cold", "speakers": ["Bo"]},
    "colder": {"day": WINTER, "time": "11:00+30m", "title": "Colder", "speakers": ["Cy"]},
    "posters": {"day": WINTER, "time": "tba", "title": "Posters"},
}
CORRECTED = f"Corrected: the rules of {EDMONTON} changed; still 09:00 there"


class Place:
    """An agenda and its feeds, built with one release or another."""

    def __init__(self, home: Path) -> None:
        self.home, self.folder = home, Folder(home / "feeds")
        self.now = START

    def agenda(self, changed: dict[str, Fields | None], event: Fields) -> Path:
        sessions = {i: fields for i, fields in SESSIONS.items() if i not in changed or changed[i] is not None}
        sessions |= {i: SESSIONS.get(i, {}) | fields for i, fields in changed.items() if fields is not None}
        path = self.home / "agenda.yaml"
        path.write_text(text(sessions, EVENT | event, TOP), "utf-8")
        return path

    def build(
        self, name: str, changed: dict[str, Fields | None] | None = None, event: Fields | None = None, **options: Any
    ) -> tuple[str, ...]:
        """Build with a release, and return the paths that were written."""
        path = self.agenda(changed or {}, event or {})
        self.now += DAY
        with release(name):
            return self.folder.publish(read(path), self.now, **options).written

    def stopped(self, name: str, changed: dict[str, Fields | None] | None = None, **options: Any) -> tuple[str, str]:
        """Return why a build stops, and the way out, which has changed no file."""
        files = self.folder.files()
        with pytest.raises(AgendaError) as caught:
            self.build(name, changed, **options)
        assert self.folder.files() == files
        (problem,) = caught.value.problems
        return problem.message, problem.hint

    def says(self, name: str, *words: str) -> Result:
        """Return what a command prints, which changes no file."""
        files = self.folder.files()
        with release(name):
            result = CliRunner().invoke(main, [*words])
        assert self.folder.files() == files
        return result

    def ledger(self) -> Any:
        return json.loads(self.folder.ledger().read_bytes())

    def as_of_format_1(self) -> None:
        """Make of the ledger one as it was before wall clocks were kept."""
        self.folder.ledger().write_bytes(as_of_format_1(self.folder.ledger().read_bytes()))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """The programme, published with the old rules."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    place = Place(tmp_path)
    place.build(OLD)
    yield place
    assert list(place.folder.ill()) == []


def at(entry: Entry) -> str:
    assert isinstance(entry.start, datetime)
    return f"{entry.start.astimezone(UTC):%d %H:%M}"


# -- the ledger -----------------------------------------------------------------------------------------------------


def test_the_ledger_keeps_the_release_and_what_clocks_showed(place: Place) -> None:
    """Beside the instants; what has no time has a date, and no zone."""
    ledger = place.ledger()
    assert (ledger["format"], ledger["zones"]) == (2, {"release": OLD})
    assert {i: item["last"]["when"] for i, item in ledger["sessions"].items() if i} == {
        "warm": [
            "2026-07-01T15:00:00+00:00",
            "2026-07-01T16:00:00+00:00",
            EDMONTON,
            "2026-07-01T09:00:00 MDT",
            "2026-07-01T10:00:00 MDT",
        ],
        "cold": [
            "2026-12-10T16:00:00+00:00",
            "2026-12-10T17:00:00+00:00",
            EDMONTON,
            "2026-12-10T09:00:00 MST",
            "2026-12-10T10:00:00 MST",
        ],
        "colder": [
            "2026-12-10T18:00:00+00:00",
            "2026-12-10T18:30:00+00:00",
            EDMONTON,
            "2026-12-10T11:00:00 MST",
            "2026-12-10T11:30:00 MST",
        ],
        "posters": ["2026-12-10"],
    }


def test_nothing_published_but_the_ledger_names_the_release(place: Place) -> None:
    """Feeds, their index and the page are the same on any machine with the same rules."""
    assert [path for path, raw in place.folder.files().items() if OLD.encode() in raw] == ["ledger.json"]


ONE_LINE = {"warm": {"room": "main"}}


def test_a_release_alone_touches_no_file(place: Place) -> None:
    """The ledger takes a newer release in a build that writes it for another reason; nothing else tells of it."""
    place.build(OLD, {"cold": None, "colder": None})
    before = place.folder.files()
    assert place.build(NEW, {"cold": None, "colder": None}) == ()
    assert place.folder.files() == before
    place.build(NEW, {"cold": None, "colder": None} | ONE_LINE)
    assert place.ledger()["zones"] == {"release": NEW}


def test_an_invisible_change_is_kept_with_the_release(place: Place) -> None:
    """Wall clocks in another zone that mean the same instants are what the next correction is told from."""
    same = {"warm": {"time": "15:00-16:00"}, "cold": {"time": "16:00-17:00"}, "colder": {"time": "18:00+30m"}}
    before = {i: (e.sequence, e.start) for i, e in place.folder.read().items()}
    place.build(OLD, same, {"timezone": "UTC"})
    assert {i: (e.sequence, e.start) for i, e in place.folder.read().items()} == before
    assert place.ledger()["sessions"]["cold"]["last"]["when"][2:] == [
        "UTC",
        "2026-12-10T16:00:00 UTC",
        "2026-12-10T17:00:00 UTC",
    ]
    assert place.build(NEW, same, {"timezone": "UTC"}) == ()


# -- corrections ----------------------------------------------------------------------------------------------------


def test_new_rules_correct_and_move_nothing(place: Place) -> None:
    """Same wall clocks, another instant: the entry follows, and says why. All else stays to the byte."""
    before = place.folder.read()
    place.build(NEW)
    after = place.folder.read()
    assert after["warm"] == before["warm"]
    assert after["posters"] == before["posters"]
    for i, clock, was, now_is in (
        ("cold", "09:00", "10 16:00", "10 15:00"),
        ("colder", "11:00", "10 18:00", "10 17:00"),
    ):
        assert (at(before[i]), at(after[i])) == (was, now_is)
        assert after[i].note == CORRECTED.replace("09:00", clock)
        assert after[i].sequence == before[i].sequence + 1
        assert after[i].stamp == after[i].modified == place.now
    assert place.ledger()["zones"] == {"release": NEW}
    assert place.build(NEW) == ()


def test_corrections_are_told_as_such(place: Place) -> None:
    """By `diff` before, by Atom and page after; several in one sentence."""
    several = f"2 sessions: the rules of {EDMONTON} changed; still at the same times there: Cold; Colder"
    told = place.says(NEW, "diff", "feeds", "agenda.yaml")
    assert (told.exit_code, told.output) == (1, f"Corrected  {several}\n")
    place.build(NEW)
    assert f"<title>Corrected: {several}</title>" in (place.folder.path / "changes.xml").read_text("utf-8")
    page = (place.folder.path / "index.html").read_text("utf-8")
    assert f"<strong>Corrected</strong> <bdi>{several}</bdi>" in page
    assert "Moved" not in page


def test_one_correction_is_told_with_its_clock(place: Place) -> None:
    place.build(OLD, {"colder": None})
    told = place.says(NEW, "diff")
    assert told.output == f"Corrected  Cold: {CORRECTED.removeprefix('Corrected: ')}\n"


MOVES: list[Any] = [
    pytest.param({"time": "13:00-14:00"}, "Moved: was Thu 10 Dec 09:00 MST", "10 19:00", id="moved"),
    pytest.param(
        {"time": "10:00-11:00"}, "Moved: was Thu 10 Dec 09:00 MST", "10 16:00", id="moved to the same instant"
    ),
    pytest.param(
        {"time": "09:00-10:30"},
        f"{CORRECTED}. Now ends at 10:30 CST: was 10:00 MST",
        "10 15:00",
        id="corrected and longer",
    ),
    pytest.param({"title": "Icy"}, f"{CORRECTED}. Title: was Cold", "10 15:00", id="corrected and retitled"),
    pytest.param({"time": "tba"}, "Moved: was Thu 10 Dec 09:00 MST", "", id="unannounced"),
]


@pytest.mark.parametrize(("change", "noted", "start"), MOVES)
def test_a_move_with_new_rules_is_told_in_clocks(place: Place, change: Fields, noted: str, start: str) -> None:
    """Of what was moved, people knew the wall clock that was announced, whatever instant that would be now."""
    place.build(NEW, {"cold": change})
    entry = place.folder.read()["cold"]
    same_instant = noted.startswith("Moved") and start == "10 16:00"
    assert entry.note == ("" if same_instant else noted)  # nothing that a calendar shows
    assert entry.sequence == (0 if same_instant else 1)
    assert not start or at(entry) == start


def test_history_says_the_hours_that_were_said(place: Place) -> None:
    """What was told of a move is not told otherwise by another release."""
    place.build(OLD, {"cold": {"day": SUMMER}})
    told = (place.folder.path / "changes.xml").read_bytes()
    assert b"Cold: Thu 10 Dec 09:00 MST -&gt; Wed 1 Jul 09:00 MDT" in told
    place.build(OLD, {"cold": {"day": SUMMER}, "colder": None})
    before = place.folder.files()
    assert place.build(NEW, {"cold": {"day": SUMMER}, "colder": None}) == ()
    assert place.folder.files() == before


# -- an older release -----------------------------------------------------------------------------------------------

ASKS: list[Any] = [
    pytest.param({}, "'Cold', 'Colder'", id="an instant would differ"),
    pytest.param({"more": {"day": SUMMER, "time": "12:00+1h", "title": "More"}}, "'More', 'Cold', 'Colder'", id="new"),
    pytest.param({"warm": {"time": "09:30-10:00"}}, "'Warm', 'Cold', 'Colder'", id="new wall clocks"),
]


@pytest.mark.parametrize(("changed", "named"), ASKS)
def test_an_older_release_stops(place: Place, changed: dict[str, Fields | None], named: str) -> None:
    """As soon as it would have to tell an instant that the newer one has not told."""
    place.build(NEW)
    why = f"the zone database here is {OLD}, older than {NEW} of the published feeds: it may be wrong about "
    found, hint = place.stopped(OLD, changed)
    assert found.startswith(why)
    assert set(found.removeprefix(why).split(", ")) == set(named.split(", "))
    assert hint == f"bring {NEW} or a newer one: pip install --upgrade pytz"


def test_an_older_release_stops_where_it_would_only_add(place: Place) -> None:
    """Where all that is known would stay, a new session may still be told wrong."""
    gone: dict[str, Fields | None] = {"cold": None, "colder": None}
    place.build(NEW, gone | ONE_LINE)
    more: dict[str, Fields | None] = {"more": {"day": WINTER, "time": "12:00+1h", "title": "More"}}
    assert place.stopped(OLD, gone | ONE_LINE | more)[0].endswith("it may be wrong about 'More'")
    assert place.stopped(OLD, gone | {"warm": {"time": "09:00-10:30", "room": "main"}})[0].endswith("about 'Warm'")


def test_an_older_release_builds_what_it_need_not_tell(place: Place) -> None:
    """Titles, rooms and what has no time; the ledger keeps the newer release."""
    gone: dict[str, Fields | None] = {"cold": None, "colder": None}
    place.build(NEW, gone | ONE_LINE)
    place.build(OLD, gone | {"warm": {"title": "Hot"}, "lunch": {"day": WINTER, "time": "tba", "title": "Lunch"}})
    assert place.folder.read()["warm"].note == "Title: was Warm. Room: was Main stage"
    assert place.ledger()["zones"] == {"release": NEW}
    assert (
        place.build(OLD, gone | {"warm": {"title": "Hot"}, "lunch": {"day": WINTER, "time": "tba", "title": "Lunch"}})
        == ()
    )


@pytest.mark.parametrize("command", ["build", "diff", "review", "check"])
def test_every_command_says_that_a_release_is_too_old(place: Place, command: str) -> None:
    """Without writing, and with the exit status of what could not be done; `check` finds it in the agenda."""
    place.build(NEW)
    told = place.says(OLD, command)
    assert told.exit_code == (1 if command == "check" else 2)
    assert f"the zone database here is {OLD}, older than {NEW} of the published feeds" in told.output
    assert "pip install" in told.output


# -- ledgers without wall clocks ------------------------------------------------------------------------------------


def test_a_ledger_of_format_1_stays_while_nothing_changes(place: Place) -> None:
    """A format alone touches no file, either; what is written for another reason is format 2."""
    place.as_of_format_1()
    before = place.folder.files()
    assert place.build(OLD) == ()
    assert place.folder.files() == before
    place.build(OLD, ONE_LINE)
    ledger = place.ledger()
    assert (ledger["format"], ledger["zones"]) == (2, {"release": OLD})
    assert ledger["sessions"]["cold"]["last"]["when"][2] == EDMONTON


def test_a_ledger_of_format_1_asks(place: Place) -> None:
    """Where a session is an hour away, nobody can tell a correction from a move."""
    place.as_of_format_1()
    assert place.stopped(NEW) == (
        f"were these moved, or did the rules of {EDMONTON} change? 'Cold', 'Colder'; the first was published for "
        "2026-12-10 16:00 UTC and is now at 2026-12-10 15:00 UTC",
        "the ledger is of a build that kept no wall clocks. Build with --moved if people moved them, with "
        "--zones-corrected if nobody did; where it is some of each, build without the moves first",
    )
    for command in ("build", "diff", "review"):
        told = place.says(NEW, command)
        assert (told.exit_code, "were these moved" in told.output) == (2, True)


ANSWERS: list[Any] = [
    pytest.param("--zones-corrected", CORRECTED, "Corrected", id="corrected"),
    pytest.param("--moved", "Moved: was Thu 10 Dec 10:00 CST", "Moved", id="moved"),
]


@pytest.mark.parametrize(("option", "noted", "label"), ANSWERS)
def test_a_ledger_of_format_1_is_told(place: Place, option: str, noted: str, label: str) -> None:
    """As people say; from then on the ledger knows."""
    place.as_of_format_1()
    assert place.says(NEW, "diff", option).output.startswith(label)
    with release(NEW):
        told = CliRunner().invoke(main, ["build", option, "--now", "2026-04-01T00:00:00Z"])
    assert told.exit_code == 0, told.output
    assert place.folder.read()["cold"].note == noted
    assert place.build(NEW) == ()
    assert place.ledger()["zones"] == {"release": NEW}


def test_both_answers_at_once_are_none(place: Place) -> None:
    told = place.says(NEW, "build", "--moved", "--zones-corrected")
    assert told.exit_code == 2
    assert "--zones-corrected and --moved say the opposite of each other: take one out" in told.output


CERTAIN: list[Any] = [
    pytest.param({"time": "14:00-15:00"}, id="by an offset that the zone never had"),
    pytest.param({"time": "09:30-10:30"}, id="by half an hour"),
    pytest.param({"day": "2026-12-11"}, id="to another day"),
    pytest.param({"time": "10:00-12:00"}, id="and made longer"),
    pytest.param({"time": "09:00-11:00"}, id="at its end alone"),
]


@pytest.mark.parametrize("change", CERTAIN)
def test_what_no_rule_could_do_is_a_move(place: Place, change: Fields) -> None:
    """A zone's clocks had -07:00 and -06:00: whatever lies otherwise was moved by people, and nobody is asked."""
    place.as_of_format_1()
    place.build(OLD, {"cold": change})
    assert place.folder.read()["cold"].note.startswith(("Moved: was Thu 10 Dec 09:00 MST", "Now ends at 11:00 MST"))


def test_feeds_without_a_ledger_ask_too(place: Place) -> None:
    """They have instants alone."""
    place.folder.ledger().unlink()
    assert place.stopped(NEW)[0].startswith("were these moved")
    place.build(NEW, unclear="corrected")
    assert place.folder.read()["cold"].note == CORRECTED


# -- branches -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attributes", ["feeds/** -text\n", "feeds/** -text\nfeeds/ledger.json merge=union\n"])
def test_of_two_branches_the_newer_release_counts(place: Place, attributes: str) -> None:
    """Each built with another release; nobody has to say which it is to be."""

    def git(*words: str) -> None:
        settings = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        subprocess.run(["git", *settings, *words], cwd=place.home, capture_output=True, check=False)

    gone: dict[str, Fields | None] = {"cold": None, "colder": None}
    place.build(OLD, gone)
    (place.home / ".gitattributes").write_text(attributes)
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "start")
    changes: dict[str, dict[str, Fields | None]] = {
        BETWEEN: {"warm": {"title": "Hot"}},
        NEW: {"posters": {"title": "Banners"}},
    }
    for name, changed in changes.items():
        git("checkout", "-q", "-b", name, "main")
        place.build(name, gone | changed)
        git("commit", "-q", "-a", "-m", name)
    git("merge", "-q", BETWEEN)
    assert place.folder.ledger().read_text("utf-8").count('"zones"') == 2
    place.build(NEW, gone | changes[BETWEEN] | changes[NEW])
    raw = place.folder.ledger().read_bytes()
    assert records.parse("ledger.json", raw).release == NEW
    assert raw.count(b'"zones"') == 1


@pytest.mark.parametrize(
    ("older", "newer"),
    [("2025b", "2026a"), ("2026a", "2026f"), ("2026z", "2026za"), ("2026zb", "2027a"), ("", "2025a")],
)
def test_releases_have_an_order(older: str, newer: str) -> None:
    """The years, then the letters; after z comes za. What has no name is older than all."""
    assert zones.release_order(older) < zones.release_order(newer)


# -- what tells of a release ----------------------------------------------------------------------------------------

DISAGREE = (
    "pytz ({}) and this machine's zone database ({}) "
    f"disagree about {EDMONTON} on 2 sessions, first 'Cold' (line 1)"
)
MACHINES: list[Any] = [
    pytest.param(
        OLD, NEW, [(DISAGREE.format(OLD, NEW), "bring pytz up to date: pip install --upgrade pytz")], id="pytz"
    ),
    pytest.param(NEW, OLD, [(DISAGREE.format(NEW, OLD), "bring the machine's up to date")], id="machine"),
    pytest.param(NEW, NEW, [], id="neither"),
    pytest.param(OLD, BETWEEN, [], id="other releases, same rules"),
]


@pytest.mark.parametrize(("ours", "theirs", "expected"), MACHINES)
def test_two_databases_that_disagree_are_a_finding(
    tmp_path: Path, ours: str, theirs: str, expected: list[tuple[str, str]]
) -> None:
    """One of them is old; what they say of other days is nothing to this agenda."""
    agenda = Place(tmp_path).agenda({}, {})
    with release(ours), machine(theirs):
        found = list(zone_data(read(agenda), START))
    assert [(problem.message, problem.hint) for problem in found] == expected
    assert all((problem.code, problem.about) == ("zone-data-old", ("cold", "colder")) for problem in found)


# The tables of leap seconds in the made-up releases end with 2031: they were made before August 2031.
AGES: list[Any] = [
    pytest.param("2032-07-30", START, [], id="within a year"),
    pytest.param("2032-08-01", START, ["pytz (2031a) is more than a year older than 'Warm' (line 1)"], id="later"),
    pytest.param("2032-08-01", datetime(2032, 8, 2, tzinfo=UTC), [], id="over"),
]


@pytest.mark.parametrize(("day", "now", "expected"), AGES)
def test_a_database_a_year_older_than_days_to_come_is_a_finding(
    tmp_path: Path, day: str, now: datetime, expected: list[str]
) -> None:
    """Rules change within a year; of days that are over they no longer do."""
    agenda = Place(tmp_path).agenda({"warm": {"day": day}, "cold": None, "colder": None}, {})
    with release(OLD), machine(OLD):
        found = list(zone_data(read(agenda), now))
    assert [problem.message for problem in found] == expected
    assert {problem.hint for problem in found} <= {
        "zones change their rules: pip install --upgrade pytz, and again before the event"
    }


def test_check_alone_finds_an_old_database(place: Place) -> None:
    """It is no mistake of the agenda, and can be allowed there; where a machine has another, the allowance is fine."""
    with machine(NEW):
        assert DISAGREE.format(OLD, NEW) in place.says(OLD, "check").output
        assert "disagree" not in place.says(OLD, "build", "--check").output
        place.agenda({}, {"allow": [{"code": "zone-data-old", "reason": "We know"}]})
        assert "disagree" not in place.says(OLD, "check").output
        assert "this allowance is not needed" not in place.says(OLD, "build", "--check").output


def test_check_asks_the_ledger_of_its_own_event_alone(place: Place) -> None:
    """One of another event, or one that cannot be read, is none of its business."""
    place.build(NEW)
    assert "older than" in place.says(OLD, "check").output
    assert "older than" not in place.says(OLD, "check", "-o", "elsewhere").output
    place.agenda({}, {"id": "other"})
    assert "older than" not in place.says(OLD, "check").output
    place.agenda({}, {})
    ledger = place.folder.ledger().read_bytes()
    place.folder.ledger().write_bytes(ledger[:100])
    assert "older than" not in place.says(OLD, "check").output
    place.folder.ledger().write_bytes(ledger)


def test_the_preview_says_that_a_release_is_too_old(place: Place) -> None:
    """Instead of a page with hours that may be wrong."""
    place.build(NEW)
    with release(OLD), Preview(place.home / "agenda.yaml", place.folder.path, 0, None, 1_000_000) as shown:
        assert f"the zone database here is {OLD}, older than {NEW}" in shown.page().decode()


def test_the_version_names_the_release() -> None:
    with release(NEW):
        assert f"zone database {NEW}" in CliRunner().invoke(main, ["--version"]).output
