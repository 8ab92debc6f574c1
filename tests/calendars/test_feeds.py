"""Which sessions are in which feed, what feeds are called, where they stand; and feeds.json."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import agendas
from folders import WHOLE
from summit_ical import Agenda, Feed, Session, build, read
from summit_ical.calendars.feeds import feeds
from summit_ical.model.agenda import FEED_KINDS, Day, Event, Room, Span, Speaker, Track

DAY = date(2023, 3, 29)
NEXT = DAY + timedelta(days=1)
START = datetime(2023, 3, 29, 14, 0, tzinfo=UTC)
TALK = Session("talk", "A talk", DAY, Span(START, START + timedelta(hours=1)))
EVENT = Event("summit-2023", "Summit 2023", "UTC")
NOW = datetime(2023, 1, 2, 3, 4, 5, tzinfo=UTC)


def agenda(*sessions: Session, event: Event = EVENT, tracks: tuple[Track, ...] = ()) -> Agenda:
    return Agenda(event, (Day(DAY), Day(NEXT)), sessions, tracks)


def of_kind(kind: str, agenda: Agenda) -> dict[str, list[str]]:
    """Return what feeds of a kind hold: path -> ids."""
    return {feed.path: [session.id for session in feed.sessions] for feed in feeds(agenda, [kind])}


USERS, STORAGE, EMPTY = Track("users", "Users", "teal"), Track("storage", "Storage"), Track("empty", "Empty")
ADA, BOB = Speaker("Ada Example", "ada"), Speaker("Bob Sample")
PROGRAMME = agenda(
    replace(TALK, id="opening", tracks=(USERS,), rooms=(Room("main", "Main"),), speakers=(ADA, BOB), language="en"),
    replace(TALK, id="coffee", kind="break", rooms=(Room("main", "Main"), Room("hall", "Hall"))),
    replace(TALK, id="gone", status="cancelled", tracks=(STORAGE, USERS), speakers=(BOB,), language="pt-BR"),
    replace(TALK, id="party", kind="social", day=NEXT, language="PT-br"),
    tracks=(STORAGE, USERS, EMPTY),
)


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        pytest.param("all", {"all.ics": ["opening", "coffee", "gone", "party"]}, id="all, cancelled ones too"),
        pytest.param("talks", {"talks.ics": ["opening", "gone"]}, id="talks: no breaks, no socials"),
        pytest.param(
            "day", {"day/2023-03-29.ics": ["opening", "coffee", "gone"], "day/2023-03-30.ics": ["party"]}, id="days"
        ),
        pytest.param(
            "track",
            {"track/storage.ics": ["gone"], "track/users.ics": ["opening", "gone"]},
            id="tracks as declared, none without sessions",
        ),
        pytest.param("room", {"room/hall.ics": ["coffee"], "room/main.ics": ["opening", "coffee"]}, id="rooms"),
        pytest.param(
            "speaker",
            {"speaker/bob-sample.ics": ["opening", "gone"], "speaker/ada.ics": ["opening"]},
            id="speakers by id, else by name",
        ),
        pytest.param(
            "kind",
            {"kind/talk.ics": ["opening", "gone"], "kind/break.ics": ["coffee"], "kind/social.ics": ["party"]},
            id="kinds",
        ),
        pytest.param(
            "language",
            {"language/en.ics": ["opening"], "language/pt-br.ics": ["gone", "party"]},
            id="languages, whatever their case",
        ),
        pytest.param(
            "session",
            {f"session/{name}.ics": [name] for name in ("coffee", "gone", "opening", "party")},
            id="sessions",
        ),
    ],
)
def test_what_a_feed_holds(kind: str, found: dict[str, list[str]]) -> None:
    """Each kind of feed, in the order of the programme."""
    assert of_kind(kind, PROGRAMME) == found


def speaking(*names: str) -> Agenda:
    return agenda(*(replace(TALK, id=f"s{n}", speakers=(Speaker(name),)) for n, name in enumerate(names)))


@pytest.mark.parametrize(
    ("names", "paths"),
    [
        pytest.param(["Ada Example"], ["ada-example"], id="plain"),
        pytest.param(["Žofia O’Neil-Ångström"], ["zofia-oneil-angstrom"], id="accents, apostrophe"),
        pytest.param(["見本 花子"], ["jianben-huazi"], id="Japanese, read aloud as Chinese"),
        pytest.param(["ليلى مثال"], ["lyla-mthl"], id="Arabic"),
        pytest.param(["Иван Пример"], ["ivan-primer"], id="Cyrillic"),
        pytest.param(["예시 하나"], ["yesi-hana"], id="Korean"),
        pytest.param(["CON", "nul", "Com1", "LPT9"], ["com1-0", "con-0", "lpt9-0", "nul-0"], id="devices of Windows"),
        pytest.param(["Console"], ["console"], id="no device"),
        pytest.param(["Ada Example", "ada-example", "ADA EXAMPLE"], ["ada-example", "ada-example-2", "ada-example-3"],
                     id="case folds"),
        pytest.param(["../../etc/passwd"], ["etc-passwd"], id="dots and slashes"),
        pytest.param(["C:\\Windows"], ["c-windows"], id="drive"),
        pytest.param(["..", "."], ["speaker", "speaker-2"], id="nothing but dots"),
        pytest.param(["!!!"], ["speaker"], id="nothing to read aloud"),
        pytest.param(["🎤"], ["microphone"], id="an emoji has a name"),
        pytest.param(["x" * 300], ["x" * 60], id="300 characters"),
        pytest.param(["Ada " * 75], ["-".join(["ada"] * 15)], id="300 characters, cut at a word"),
    ],
)  # fmt: skip
def test_where_a_feed_stands(names: list[str], paths: list[str]) -> None:
    """Paths can be read, are safe on every file system, and never collide, compared case-folded."""
    assert sorted(of_kind("speaker", speaking(*names))) == sorted(f"speaker/{path}.ics" for path in paths)


@pytest.mark.parametrize("name", ["con", "aux", "com1"])
def test_an_id_that_is_a_device(name: str) -> None:
    """Ids are file names as they are, but for those that Windows opens a device for."""
    found = agenda(replace(TALK, tracks=(Track(name, "A track"),)))
    assert list(of_kind("track", found)) == [f"track/{name}-0.ics"]


@given(st.lists(agendas.lines, min_size=1, max_size=12, unique=True))
def test_any_names_get_paths_of_their_own(names: list[str]) -> None:
    """Lower-case ASCII, short, one for each name."""
    paths = list(of_kind("speaker", speaking(*names)))
    assert len(set(paths)) == len(names)
    assert all(re.fullmatch(r"speaker/[a-z0-9]+(-[a-z0-9]+)*\.ics", path) and len(path) <= 76 for path in paths)


def title(event: str, track: str) -> str:
    (feed,) = feeds(agenda(replace(TALK, tracks=(Track("t", track),)), event=replace(EVENT, title=event)), ["track"])
    return feed.title


@pytest.mark.parametrize(
    ("event", "track", "name"),
    [
        pytest.param("Summit 2023", "Users", "Summit 2023 - Users", id="event and track"),
        pytest.param("Summit, 2023", "Storage, Networking", "Summit - 2023 - Storage - Networking", id="commas"),
        pytest.param("Summit; 2023", "a,b;c\\d", "Summit - 2023 - a b c/d", id="no comma, semicolon or backslash"),
        pytest.param("Summit 2023", "; ,", "Summit 2023 - t", id="signs alone"),
        pytest.param("Summit 2023", ",", "Summit 2023 - t", id="nothing left: its id"),
        pytest.param(", Summit,", "Users; ", "Summit - Users", id="signs at the ends"),
        pytest.param(",", "Users", "summit-2023 - Users", id="nothing left of the event: its id"),
        pytest.param("e" * 60, "Users", "e" * 51 + "… - Users", id="a long event leaves room for the track"),
        pytest.param("Summit", "t" * 60, "Summit - " + "t" * 50 + "…", id="a long track"),
        pytest.param("e" * 60, "t" * 60, "e" * 26 + "… - " + "t" * 29 + "…", id="both long"),
    ],
)
def test_a_feeds_name(event: str, track: str, name: str) -> None:
    """Event and part, at most 60 characters, both to be recognised, without signs that clients show escaped."""
    assert title(event, track) == name


@given(agendas.lines, agendas.lines)
def test_any_feeds_name_is_plain(event: str, track: str) -> None:
    """At most 60 characters, one line, never empty, without the signs that five clients show as escapes."""
    name = title(event, track)
    assert 0 < len(name) <= 60
    assert not set(name) & set(",;\\\n")
    assert name == name.strip()


def test_what_people_are_told_of_a_feed() -> None:
    """A sentence for those who look at the subscription."""
    about = {feed.kind: feed.about for feed in feeds(PROGRAMME, FEED_KINDS)}
    assert about == {
        "all": "All sessions of Summit 2023.",
        "talks": "All sessions of Summit 2023 but breaks and socials.",
        "day": "Sessions of Summit 2023 on Thu 30 Mar.",
        "track": "Sessions of Summit 2023 in the track Users.",
        "room": "Sessions of Summit 2023 in Main.",
        "speaker": "Sessions of Summit 2023 with Ada Example.",
        "kind": "Sessions of Summit 2023 of the kind Social.",
        "language": "Sessions of Summit 2023 in the language pt-BR.",
        "session": "A talk, a session of Summit 2023.",
    }


def test_a_tracks_colour() -> None:
    """A track's feed has its colour; others have none."""
    colours = {feed.path: feed.color for feed in feeds(PROGRAMME, ["all", "track"])}
    assert colours == {"all.ics": "", "track/storage.ics": "", "track/users.ics": "teal"}


def test_feeds_json(tmp_path: Path) -> None:
    """It lists every feed with title, kind, count, size, sum, first and last instant, and address."""
    agenda = read(WHOLE / "agenda.yaml")
    made: dict[str, Feed] = {feed.path: feed for feed in build(agenda, tmp_path, now=NOW).feeds}
    raw = (tmp_path / "feeds.json").read_bytes()
    listed = json.loads(raw)
    assert listed["event"] == {"id": "whole-2026", "title": "Whole Summit, 2026", "timezone": "Europe/Berlin"}
    assert {row["path"] for row in listed["feeds"]} == {
        p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.ics")
    }
    for row in listed["feeds"]:
        content = (tmp_path / row["path"]).read_bytes()
        assert (row["size"], row["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
        assert row["count"] == content.count(b"BEGIN:VEVENT") == len(made[row["path"]].sessions)
        assert row["url"] == f"https://whole.example.org/feeds/{row['path']}"
        assert f'"path": "{row["path"]}"'.encode() in raw.split(b"\n")[2 + listed["feeds"].index(row)]
    museum = next(row for row in listed["feeds"] if row["path"] == "day/2026-10-25.ics")
    assert (museum["first"], museum["last"]) == ("2026-10-25", "2026-10-25T08:25:00Z")


def test_feeds_json_without_an_address(tmp_path: Path) -> None:
    """Where the feeds are published is not known: null, not a guess."""
    build(PROGRAMME, tmp_path, now=NOW)
    assert {row["url"] for row in json.loads((tmp_path / "feeds.json").read_bytes())["feeds"]} == {None}


def many(count: int, abstract: str = "") -> Agenda:
    sessions = (
        replace(TALK, id=f"s{n:04}", title=f"Talk {n}", abstract=abstract, tracks=(USERS,)) for n in range(count)
    )
    return agenda(*sessions, event=replace(EVENT, feeds=("all", "track", "session")), tracks=(USERS,))


@pytest.mark.parametrize(
    ("programme", "messages"),
    [
        pytest.param(many(1000), [], id="1,000 entries"),
        pytest.param(
            many(1001),
            [
                "'all.ics' has 1,001 entries in 367 kB: clients get slow with so many"
                " / offer the feeds by track and day instead, or lower abstract_limit",
                "'track/users.ics' has 1,001 entries in 367 kB: clients get slow with so many"
                " / offer the feeds by session instead, or lower abstract_limit",
            ],
            id="one more",
        ),
        pytest.param(
            many(300, "word " * 600),
            [
                "'all.ics' has 300 entries in 982 kB: Google drops such a feed in silence"
                " / offer the feeds by track and day instead, or lower abstract_limit",
                "'track/users.ics' has 300 entries in 982 kB: Google drops such a feed in silence"
                " / offer the feeds by session instead, or lower abstract_limit",
            ],
            id="too many words",
        ),
    ],
)
def test_a_feed_beyond_a_clients_limits(programme: Agenda, messages: list[str], tmp_path: Path) -> None:
    """Above 900 kB or 1,000 entries, what to do instead is said, feed by feed."""
    found = [problem for problem in build(programme, tmp_path, now=NOW).findings if problem.code == "large-feed"]
    assert [f"{problem.message} / {problem.hint}" for problem in found] == messages


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(agendas.agendas())
def test_a_session_is_the_same_in_every_feed(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Its bytes are those of its own feed, wherever it stands, in the order of the programme."""
    folder = tmp_path_factory.mktemp("feeds")
    (folder / "agenda.yaml").write_text(text, "ascii")
    agenda = read(folder / "agenda.yaml")
    made = build(agenda, folder, now=NOW).feeds

    def entries(path: str) -> list[bytes]:
        return re.findall(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", (folder / path).read_bytes(), re.DOTALL)

    own = {feed.key: entries(feed.path)[0] for feed in made if feed.kind == "session"}
    for feed in made:
        assert entries(feed.path) == [own[session.id] for session in feed.sessions]
