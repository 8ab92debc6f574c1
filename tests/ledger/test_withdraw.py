"""What should never have been published leaves every feed at once, and nothing is told of it again."""

import json
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from following import DAY, EVENT, ONE, SECOND, SESSIONS, START, TOP, Fields, Folder, agenda, entries, text
from summit_ical import Agenda, AgendaError
from summit_ical.cli import main
from summit_ical.ledger import records
from summit_ical.ledger.withdraw import withdraw

MISTAKE = {
    "day": ONE,
    "time": "10:00-11:00",
    "title": "Zyzzyva rehearsal",
    "speakers": ["Quince Pomelo"],
    "room": "attic",
    "track": "drill",
    "language": "eo",
    "abstract": "Nobody was meant to read this drivel.",
    "reason": "Persimmon",
    "links": {"slides": "https://example.org/kumquat.pdf"},
}
SECRETS = ("zyzzyva", "rehearsal", "quince", "pomelo", "attic", "Attic", "Drills", "drivel", "persimmon", "kumquat")
WITH = TOP | {
    "tracks": [*TOP["tracks"], {"id": "drill", "name": "Drills"}],
    "rooms": [*TOP["rooms"], {"id": "attic", "name": "Attic"}],
}
EVENTS = EVENT | {"feeds": ["all", "talks", "day", "track", "room", "speaker", "kind", "language", "session"]}
AFTER = START + 60 * DAY  # all is over


def with_it(**more: object) -> Agenda:
    return agenda(SESSIONS | {"oops": MISTAKE | more}, EVENTS, WITH)


def without_it(changed: dict[str, Fields] | None = None) -> Agenda:
    return agenda({i: fields | (changed or {}).get(i, {}) for i, fields in SESSIONS.items()}, EVENTS, TOP)


def take(folder: Folder, programme: Agenda, now: object, session_id: str = "oops") -> None:
    folder.publish(programme, now, edit=lambda known: withdraw(known, session_id, programme))  # type: ignore[arg-type]


def told(folder: Folder) -> list[str]:
    """Return the files that hold anything of what was withdrawn, but for the names of paths."""
    paths = [path.removesuffix(".ics") for path in folder.feeds()]
    found = []
    for path, raw in folder.files().items():
        words = raw.decode().replace("\r\n ", "")
        for known in sorted(paths, key=len, reverse=True):
            for form in (known, known.replace("/", "-"), f'"key": "{known.rpartition("/")[2]}"'):
                words = words.replace(form, "")
        found += [path for secret in SECRETS if secret.casefold() in words.casefold()]
    return found


WHEN = [
    pytest.param([], START + DAY, id="before anything else"),
    pytest.param([without_it()], START + 2 * DAY, id="when it is a tombstone"),
    pytest.param([], AFTER, id="when it is over"),
    pytest.param([without_it()], AFTER, id="a tombstone, when it is over"),
    pytest.param([with_it(status="cancelled")], START + 2 * DAY, id="cancelled"),
    pytest.param([with_it(title="Other words"), with_it()], START + 3 * DAY, id="retitled"),
    pytest.param([with_it(speakers=[], room="main", track="users", language=None)], START + 2 * DAY, id="moved"),
    pytest.param([with_it(time="tba")], START - DAY, id="by a clock that is behind"),
]


@pytest.mark.parametrize(("between", "now"), WHEN)
def test_no_file_tells_anything_of_it(between: list[Agenda], now: object, tmp_path: Path) -> None:
    """Neither feeds nor ledger, page, log or index; the path alone is left, and answers."""
    folder = Folder(tmp_path)
    folder.publish(with_it(), START)
    assert told(folder)
    for number, programme in enumerate(between, 1):
        folder.publish(programme, START + number * DAY, accept_loss=True)
    before = {path: folder.modified(path) for path in folder.feeds()}
    held = {path for path in before if "oops" in folder.read(path)}
    take(folder, without_it(), now)
    assert told(folder) == []
    assert folder.feeds().keys() == before.keys()
    assert not any("oops" in entries(raw) for raw in folder.feeds().values())
    assert all(folder.modified(path) > before[path] for path in held)
    assert all(folder.modified(path) >= before[path] for path in before)
    assert list(folder.ill()) == []
    files = folder.files()
    assert folder.publish(without_it(), AFTER + DAY).written == ()
    take(folder, without_it(), AFTER + DAY)
    assert folder.files() == files


DETAILS: dict[str, st.SearchStrategy[object]] = {
    "title": st.sampled_from(("Zyzzyva rehearsal", "Zyzzyva; again, \\n", "CANCELLED: Zyzzyva <b>")),
    "time": st.sampled_from(("10:00-11:00", "tba", "23:00-01:00")),
    "speakers": st.lists(st.sampled_from(("Quince Pomelo", "Ada", "Bo")), max_size=3, unique=True),
    "track": st.lists(st.sampled_from(("drill", "users")), max_size=2, unique=True),
    "room": st.sampled_from((None, "attic", "main")),
    "kind": st.sampled_from(("talk", "break", "tutorial")),
    "language": st.sampled_from((None, "eo", "en")),
    "status": st.sampled_from(("confirmed", "tentative", "cancelled")),
    "reason": st.just("Persimmon"),
    "abstract": st.sampled_from((None, "Drivel", "**Drivel** & kumquat " * 90)),
}


@given(
    versions=st.lists(st.fixed_dictionaries(DETAILS), min_size=1, max_size=3),
    named=st.booleans(),
    deleted=st.booleans(),
    lost=st.booleans(),
    after=st.timedeltas(-DAY, 90 * DAY),
)
@settings(max_examples=60, deadline=None)
def test_whatever_it_was(versions: list[Fields], named: bool, deleted: bool, lost: bool, after: timedelta) -> None:
    """Whatever was published of it, and how often; whoever named it; whenever it is withdrawn.

    Where the ledger is lost, nobody knows in which feeds it was once, but is no more.
    """
    versions = versions[:1] if lost else versions
    naming = {"network": {"status": "cancelled", "replaced_by": ["oops"]}} if named else {}
    sessions = {i: fields | naming.get(i, {}) for i, fields in SESSIONS.items()}
    with tempfile.TemporaryDirectory() as home:
        folder = Folder(Path(home))
        for number, version in enumerate(versions):
            folder.publish(agenda(sessions | {"oops": MISTAKE | version}, EVENTS, WITH), START + number * DAY)
        if deleted:
            folder.publish(without_it(), START + 4 * DAY)
        before = {path: folder.modified(path) for path in folder.feeds()}
        held = {path for path in before if "oops" in folder.read(path)}
        if lost:
            folder.ledger().unlink()
        if lost and not held:
            return  # it was over and is deleted: nobody knows of it any more
        take(folder, without_it(), (START + after).replace(microsecond=0))
        assert told(folder) == []
        assert folder.feeds().keys() == before.keys()
        assert all(folder.modified(path) >= at + SECOND * (path in held) for path, at in before.items())
        assert list(folder.ill()) == []
        files = folder.files()
        assert folder.publish(without_it(), START + 100 * DAY).written == ()
        assert folder.files() == files


def test_its_own_path_answers_with_the_events_title(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.publish(with_it(), START)
    take(folder, without_it(), START + DAY)
    (notice,) = folder.read("session/oops.ics").values()
    assert notice.uid == "feed--session-oops.summit@example.org"
    assert notice.summary == "No sessions here any more: follow Summit"
    assert notice.description == "This calendar has no sessions left.\nFollow Summit instead: all.ics"
    assert b"X-WR-CALNAME:Summit\r\n" in folder.feeds()["session/oops.ics"]
    listed = [row["path"] for row in json.loads((tmp_path / "feeds.json").read_text("utf-8"))["feeds"]]
    assert "session/oops.ics" not in listed
    assert "speaker/quince-pomelo.ics" not in listed
    assert "track/users.ics" in listed


def test_others_do_not_move(tmp_path: Path) -> None:
    """No entry of another session changes by a byte; feeds that it was not in are not touched."""
    folder, fresh = Folder(tmp_path / "feeds"), Folder(tmp_path / "fresh")
    folder.publish(with_it(), START)
    fresh.publish(without_it(), START)
    before = folder.feeds()
    take(folder, without_it(), START + DAY)
    assert folder.read() == fresh.read()
    assert {p for p, raw in folder.feeds().items() if raw != before[p]} == {
        p for p in before if "oops" in entries(before[p])
    }


def test_a_feed_that_it_leaves_empty_and_that_is_declared_keeps_its_name(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.publish(with_it(), START)
    programme = agenda(SESSIONS, EVENTS, WITH)
    take(folder, programme, START + DAY)
    (notice,) = folder.read("room/attic.ics").values()
    assert notice.description == "Summit - Attic has no sessions left.\nFollow Summit instead: all.ics"


def test_those_who_named_it_do_so_no_more(tmp_path: Path) -> None:
    """A session that it replaced, or that was a repeat of it, says nothing of it: in its entry, and in the log."""
    folder = Folder(tmp_path)
    folder.publish(without_it(), START)
    naming = {
        "storage": {"status": "cancelled", "replaced_by": ["oops", "panel"]},
        "network": {"status": "cancelled", "replaced_by": ["oops"]},
        "again": MISTAKE | {"title": "Once more", "repeat_of": "oops", "speakers": [], "time": "15:00-15:30"},
    }
    sessions = {i: fields | naming.get(i, {}) for i, fields in (SESSIONS | {"again": naming["again"]}).items()}
    folder.publish(agenda(sessions | {"oops": MISTAKE}, EVENTS, WITH), START + DAY)
    assert "Replaced by: Zyzzyva rehearsal" in folder.read()["network"].description
    folder.publish(without_it(), START + 2 * DAY, accept_loss=True)  # all are named by tombstones now
    take(folder, without_it(), START + 3 * DAY)
    words = "".join(raw.decode().replace("\r\n ", "") for raw in folder.files().values())
    assert "Zyzzyva" not in words
    assert folder.read()["storage"].sequence == 2
    assert "Repeat of" not in folder.read()["again"].description


def test_it_does_not_come_back(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.publish(with_it(), START)
    take(folder, without_it(), START + DAY)
    before = folder.files()
    with pytest.raises(AgendaError) as caught:
        folder.publish(with_it(), START + 2 * DAY)
    (problem,) = caught.value.problems
    assert problem.message == "oops was withdrawn, and what was withdrawn does not come back"
    assert problem.hint == "choose another id"
    assert folder.files() == before
    assert folder.publish(agenda(SESSIONS | {"oops-2": MISTAKE}, EVENTS, WITH), START + 2 * DAY).written


def test_the_only_one(tmp_path: Path) -> None:
    """All that was ever published is withdrawn, and another session takes its place."""
    folder = Folder(tmp_path)
    folder.publish(agenda({"oops": MISTAKE}, EVENTS, WITH), START)
    take(folder, agenda({"lunch": SESSIONS["lunch"]}, EVENTS, TOP), START - DAY)
    assert set(folder.read()) == {"lunch"}
    assert told(folder) == []
    assert list(folder.ill()) == []


@pytest.mark.parametrize("how", ["withdrawn", "another kind"])
def test_no_feed_has_a_session(how: str, tmp_path: Path) -> None:
    """Where no feed is left to follow, the notice names none; once there is one, it does."""
    event = EVENT | {"feeds": ["talks"]}
    talk, tea = {"oops": MISTAKE}, {"tea": SESSIONS["lunch"]}
    folder = Folder(tmp_path)
    folder.publish(agenda(talk | tea, event, WITH), START)
    if how == "withdrawn":
        take(folder, agenda(tea, event, TOP), START + DAY)
        assert told(folder) == []
    else:
        folder.publish(agenda({"oops": MISTAKE | {"kind": "break"}} | tea, event, WITH), START + DAY)
    (notice,) = folder.read("talks.ics").values()
    assert notice.summary == "No sessions here any more"
    assert notice.description in ("Summit has no sessions left.", "Summit - Talks has no sessions left.")
    rest, top = (tea, TOP) if how == "withdrawn" else ({"oops": MISTAKE | {"kind": "break"}} | tea, WITH)
    assert folder.publish(agenda(rest, event, top), START + 2 * DAY).written == ()
    folder.publish(agenda(rest, event | {"feeds": ["all", "talks"]}, top), START + 2 * DAY)
    (notice,) = folder.read("talks.ics").values()
    assert notice.summary == "No sessions here any more: follow Summit"
    assert list(folder.ill()) == []


# -- the ledger -----------------------------------------------------------------------------------------------------


def withdrawn(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path)
    folder.publish(with_it(), START)
    take(folder, without_it(), START + DAY)
    return folder


def test_the_ledger_keeps_path_and_uid(tmp_path: Path) -> None:
    folder = withdrawn(tmp_path)
    raw = folder.ledger().read_bytes()
    assert b'\n"oops": {"uid": "oops.summit@example.org", "state": "withdrawn"},\n' in raw
    assert records.dump(records.parse("ledger.json", raw)) == raw


SPOILT = [
    pytest.param(b'"uid": "oops.summit@', b'"uid": "else.summit@', id="another uid"),
    pytest.param(b'"state": "withdrawn"', b'"state": "withdrawn", "note": "Zyzzyva"', id="something else of it"),
]


@pytest.mark.parametrize(("old", "new"), SPOILT)
def test_a_line_that_cannot_be_right_is_refused(old: bytes, new: bytes, tmp_path: Path) -> None:
    raw = withdrawn(tmp_path).ledger().read_bytes()
    with pytest.raises(AgendaError, match="what it says of 'oops' cannot be right"):
        records.parse("ledger.json", raw.replace(old, new))


def test_two_lines_of_it(tmp_path: Path) -> None:
    """One branch withdrew it, another edited it, and Git kept both lines: the message says which is to stay."""
    folder = Folder(tmp_path)
    folder.publish(with_it(), START)
    (line,) = (one for one in folder.ledger().read_bytes().splitlines(keepends=True) if one.startswith(b'"oops": '))
    take(folder, without_it(), START + DAY)
    with pytest.raises(AgendaError, match="'oops' stands twice") as caught:
        records.parse("ledger.json", folder.ledger().read_bytes().replace(b'"oops": ', line + b'\n"oops": '))
    assert "of one that was withdrawn the line that says so" in caught.value.problems[0].hint


def test_a_branch_that_still_names_it_is_merged(tmp_path: Path) -> None:
    """One branch withdrew a session, on another a tombstone says that it was replaced by that."""
    folder, other = Folder(tmp_path / "ours"), Folder(tmp_path / "theirs")
    for one in (folder, other):
        one.publish(with_it(), START)
    sessions = SESSIONS | {"network": SESSIONS["network"] | {"status": "cancelled", "replaced_by": ["oops"]}}
    other.publish(agenda(sessions | {"oops": MISTAKE}, EVENTS, WITH), START + DAY)
    theirs = other.ledger().read_text("utf-8").splitlines(keepends=True)
    (line,) = (line for line in theirs if line.startswith('"network": '))
    take(folder, without_it(), START + DAY)
    ours = folder.ledger().read_text("utf-8").splitlines(keepends=True)
    merged = "".join(line if mine.startswith('"network": ') else mine for mine in ours)
    assert merged != "".join(ours)
    folder.ledger().write_text(merged, "utf-8", newline="")
    gone = {i: fields for i, fields in SESSIONS.items() if i != "network"}
    folder.publish(agenda(gone, EVENTS, TOP), START + 2 * DAY)
    assert folder.read()["network"].status == "CANCELLED"
    assert "Replaced" not in folder.read()["network"].description


def test_a_ledger_that_is_lost(tmp_path: Path) -> None:
    """It is withdrawn as well where all that is known is what the feeds say."""
    folder = Folder(tmp_path)
    folder.publish(with_it(), START)
    folder.ledger().unlink()
    take(folder, without_it(), START + DAY)
    assert told(folder) == []
    assert "oops" not in folder.read()


def test_feeds_that_a_dead_build_left_are_healed(tmp_path: Path) -> None:
    """The ledger knows that it is withdrawn, the feeds still have it: the next build finishes that."""
    folder = Folder(tmp_path)
    folder.publish(with_it(), START)
    before = folder.files()
    take(folder, without_it(), START + DAY)
    after = folder.files()
    for path, raw in before.items():
        if path != "ledger.json":
            (tmp_path / path).write_bytes(raw)
    folder.publish(without_it(), START + 2 * DAY)
    assert folder.files() == after


# -- the command ----------------------------------------------------------------------------------------------------


def run(*words: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(main, ["withdraw", *words], input=answer)


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)
    folder = Folder(Path("feeds"))
    folder.publish(with_it(), START)
    Path("agenda.yaml").write_text(text(SESSIONS, EVENTS, TOP), "utf-8")
    return folder


def test_the_command_says_what_it_does(published: Folder) -> None:
    done = run("oops", "--now", "2026-03-02T12:00:00Z", "--yes")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[:5] == [
        "oops: 'Zyzzyva rehearsal' is withdrawn",
        "  leaves      all.ics, day/2026-03-29.ics, kind/talk.ics, language/eo.ics, room/attic.ics, "
        "speaker/quince-pomelo.ics, talks.ics, track/drill.ics",
        "  answers     session/oops.ics, with a notice that names the event alone",
        "  for ever    oops is no id for another session",
        "  stays       where it is known already: in calendars until they ask again, in copies, in Git",
    ]
    assert told(published) == []
    again = run("oops", "--now", "2026-03-03T12:00:00Z")
    assert (again.exit_code, again.stdout) == (0, "nothing is left to be done\n")


def test_nobody_to_ask(published: Folder) -> None:
    before = published.files()
    done = run("oops")
    assert done.exit_code == 2
    assert done.stderr.endswith(
        "\nerror: nobody is here to be asked, so nothing was done: --yes does it without asking\n"
    )
    assert published.files() == before


REFUSED = [
    pytest.param("opening", "opening is in the agenda, and would be published again",
        "take it out of the agenda first", id="in the agenda"),
    pytest.param("oop", "no session 'oop' was ever published", "did you mean oops?", id="a slip"),
    pytest.param("1234", "no session '1234' was ever published", "the ledger has the ids of all that was published",
        id="unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("session_id", "message", "hint"), REFUSED)
def test_refused(session_id: str, message: str, hint: str, published: Folder) -> None:
    before = published.files()
    done = run(session_id, "--yes")
    assert done.exit_code == 2
    assert f"error: {message}\n  hint: {hint}\n" in done.stderr
    assert published.files() == before


def test_from_another_folder(published: Folder) -> None:
    """What is published elsewhere is taken from there, as in a build."""
    done = run("oops", "--previous", "feeds", "-o", "site", "--yes", "--now", "2026-03-02T12:00:00Z")
    assert done.exit_code == 0
    assert told(Folder(Path("site"))) == []
    assert "oops" not in Folder(Path("site")).read()
    assert "oops" in published.read()


def test_what_else_is_new_is_said_before(published: Folder) -> None:
    """The build that follows publishes all that the agenda says; its warnings come before the question."""
    fewer = {i: fields for i, fields in SESSIONS.items() if i != "closing"}
    Path("agenda.yaml").write_text(text(fewer, EVENTS, TOP), "utf-8")
    done = run("oops", "--now", "2026-03-02T12:00:00Z")
    assert "'Closing words' is gone from the agenda" in done.stderr
    assert done.stderr.endswith("--yes does it without asking\n")
