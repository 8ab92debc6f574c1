"""What subscribers get when the programme changes: every row of docs/changes.md, read as clients do."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import vobject
from click.testing import CliRunner

from folders import ROOT
from following import DAY, ONE, SECOND, SESSIONS, START, TWO, Fields, Folder, agenda, blocks, programme
from summit_ical import AgendaError, build
from summit_ical.cli import main
from summit_ical.ledger import records
from summit_ical.ledger.records import NOTE_MAX
from summit_ical.model.agenda import FEED_KINDS

NEXT = START + DAY  # of the second build
AFTER = datetime(2026, 4, 1, tzinfo=UTC)  # all is over
HOST = "example.org"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The programme as announced."""
    found = Folder(tmp_path / "feeds")
    found.publish(programme(), START)
    return found


def moved(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Return the ids of the entries that are not byte for byte what they were, in any feed."""
    old = {i: block for raw in before.values() for i, block in blocks(raw).items()}
    new = {i: block for raw in after.values() for i, block in blocks(raw).items()}
    return {i for i in old.keys() | new.keys() if old.get(i) != new.get(i)}


def refused(error: AgendaError) -> list[tuple[str, str, str]]:
    return [(problem.code, problem.message, problem.hint) for problem in error.problems]


# -- nothing, and any edit ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(timedelta(0), id="at once"),
        pytest.param(DAY, id="a day later"),
        pytest.param(timedelta(days=400), id="when all is over"),
        pytest.param(timedelta(days=-400), id="on a clock that is wrong"),
    ],
)
def test_without_a_change_no_file_is_touched(folder: Folder, later: timedelta) -> None:
    """Time passing changes no byte: a client that compares them has nothing to do."""
    files = {path: (folder.path / path).stat() for path in folder.files()}
    assert folder.publish(programme(), START + later).written == ()
    assert {path: (folder.path / path).stat() for path in folder.files()} == files


VISIBLE: list[Any] = [
    pytest.param({"title": "Welcome"}, "Title: was Opening", id="title"),
    pytest.param({"time": "09:05-09:30"}, "Moved: was Sun 29 Mar 09:00 UTC", id="start"),
    pytest.param({"time": "09:00-09:45"}, "Now ends at 09:45 UTC: was 09:30 UTC", id="end"),
    pytest.param({"day": TWO}, "Moved: was Sun 29 Mar 09:00 UTC", id="day"),
    pytest.param({"time": "tba"}, "Moved: was Sun 29 Mar 09:00 UTC", id="no time any more"),
    pytest.param({"room": "side"}, "Room: was Main stage", id="room"),
    pytest.param({"room": None}, "Room: was Main stage", id="no room"),
    pytest.param({"room": ["main", "side"]}, "Room: was Main stage", id="one more room"),
    pytest.param({"speakers": ["Bo"]}, "Speaker: was Ada", id="speaker"),
    pytest.param({"speakers": ["Ada", "Bo"]}, "Speaker: was Ada", id="one more speaker"),
    pytest.param({"status": "tentative"}, "Now tentative", id="tentative"),
    pytest.param({"track": "code"}, "", id="track"),
    pytest.param({"kind": "keynote"}, "", id="kind"),
    pytest.param({"language": "de"}, "", id="language"),
    pytest.param({"abstract": "What it is about."}, "", id="abstract"),
    pytest.param({"links": {"slides": "https://example.org/s.pdf"}}, "", id="slides"),
    pytest.param({"links": {"recording": "https://example.org/r"}}, "", id="recording"),
    pytest.param({"url": "https://example.org/opening"}, "", id="address"),
    pytest.param({"end_inferred": "true"}, "", id="end not announced"),
    pytest.param(
        {"time": "09:05-09:30", "room": "side", "title": "Welcome"},
        "Moved: was Sun 29 Mar 09:00 UTC. Title: was Opening. Room: was Main stage",
        id="several at once",
    ),
]


@pytest.mark.parametrize(("edit", "note"), VISIBLE)
def test_a_visible_edit_moves_all_three(folder: Folder, edit: Fields, note: str) -> None:
    """Some clients go by SEQUENCE, some by DTSTAMP, some by LAST-MODIFIED: all move, of that entry alone."""
    before, old = folder.feeds(), folder.read()["opening"]
    folder.publish(programme({"opening": edit}), NEXT)
    new = folder.read()["opening"]
    assert (old.uid, old.sequence, old.stamp, old.modified) == (f"opening.summit@{HOST}", 0, START, START)
    assert (new.uid, new.sequence, new.stamp, new.modified) == (f"opening.summit@{HOST}", 1, NEXT, NEXT)
    assert (new.created, new.note) == (START, note)
    assert moved(before, folder.feeds()) == {"opening"}
    assert folder.modified() == NEXT
    assert list(folder.ill()) == []


@pytest.mark.parametrize(
    ("edit", "top"),
    [
        pytest.param({"speakers": "Ada", "track": ["users"], "time": "09:00+30m"}, {}, id="written in another way"),
        pytest.param({"kind": "talk", "status": "confirmed"}, {}, id="what goes without saying"),
        pytest.param({}, {"speakers": [{"id": "ada-l", "name": "Ada"}]}, id="a speaker's id"),
        pytest.param(
            {}, {"speakers": [{"id": "ada-l", "name": "Ada", "also": ["A."]}]}, id="a speaker's other spelling"
        ),
    ],
)
def test_what_nobody_can_see_is_no_change(folder: Folder, edit: Fields, top: Fields) -> None:
    """No entry is revised, no feed moves to another path."""
    before = folder.feeds()
    folder.publish(programme({"opening": edit}, top=top), NEXT)
    assert folder.feeds() == before


def test_an_edit_and_its_revert_are_two_revisions(folder: Folder) -> None:
    """A client that saw the edit has to see that it was taken back; one that did not sees nothing new."""
    old = folder.read()["opening"]
    folder.publish(programme({"opening": {"time": "10:00-10:30"}}), NEXT)
    folder.publish(programme(), NEXT + DAY)
    new = folder.read()["opening"]
    assert (new.sequence, new.stamp, new.start) == (2, NEXT + DAY, old.start)
    assert new.note == "Moved: was Sun 29 Mar 10:00 UTC"


@pytest.mark.parametrize(
    "now",
    [pytest.param(START, id="in the same second"), pytest.param(START - 300 * DAY, id="on a clock set back")],
)
def test_stamps_only_move_forward(folder: Folder, now: datetime) -> None:
    """Whatever the clock says, what a later build changed is newer: in its entries and in its feeds."""
    folder.publish(programme({"opening": {"title": "Welcome"}}), now)
    assert folder.read()["opening"].modified == folder.modified() == START + SECOND
    folder.publish(programme({"opening": {"title": "Welcome"}, "storage": {"title": "Disks"}}), now)
    assert folder.read()["opening"].modified == START + SECOND
    assert folder.read()["storage"].modified == folder.modified() == START + 2 * SECOND


def test_a_note_stands_until_the_next_revision(folder: Folder) -> None:
    """It tells of the last change only, and leaves the rest of the text as it is."""
    plain = folder.read()["opening"].description
    folder.publish(programme({"opening": {"room": "side"}}), NEXT)
    folder.publish(programme({"opening": {"room": "side"}}), NEXT + DAY)
    assert folder.read()["opening"].description == "Room: was Main stage\n\n" + plain.replace("Main stage", "Side room")
    folder.publish(programme({"opening": {"room": "side", "language": "en"}}), NEXT + 2 * DAY)
    assert folder.read()["opening"].note == ""


def test_a_note_never_moves_the_rest(folder: Folder) -> None:
    """Room for it is kept when the abstract is cut, so the text below is the same with it and without."""
    long = {"abstract": "word, " * 2000}
    folder.publish(programme({"opening": long}), NEXT)
    plain = folder.read()["opening"].description
    title = "Öffnung; " * 60
    folder.publish(programme({"opening": long | {"title": title}}), NEXT + DAY)
    folder.publish(programme({"opening": long | {"title": "Opening"}}), NEXT + 2 * DAY)
    found = folder.read()["opening"].description
    assert found.startswith("Title: was Öffnung; Öffnung; ")
    assert found.endswith("\n\n" + plain)
    assert len(found) <= 3000


def test_the_kind_of_client_makes_no_difference(folder: Folder) -> None:
    """Another reader finds the same revision."""
    folder.publish(programme({"opening": {"room": "side"}}), NEXT)
    calendar = vobject.readOne((folder.path / "all.ics").read_text("utf-8"))
    found = {event.uid.value.partition(".")[0]: event for event in calendar.vevent_list}["opening"]
    assert (found.sequence.value, found.dtstamp.value, found.last_modified.value) == ("1", NEXT, NEXT)
    assert found.description.value.startswith("Room: was Main stage\n\nSpeaker: Ada\n")


# -- cancelled, replaced, deleted, reinstated -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "head"),
    [
        pytest.param({}, "Speaker: Ada\n", id="no more is known"),
        pytest.param({"reason": "Ada is ill"}, "Cancelled: Ada is ill\n", id="a reason"),
        pytest.param({"replaced_by": "storage"}, "Replaced by: Storage for all\n", id="a replacement"),
        pytest.param(
            {"reason": "Ada is ill", "replaced_by": ["storage", "extra"]},
            "Cancelled: Ada is ill\nReplaced by: Storage for all\nReplaced by: Open space\n",
            id="both, one of them new",
        ),
    ],
)
@pytest.mark.parametrize(("how", "status"), [("status", "CANCELLED"), ("visible", "CONFIRMED")])
def test_a_cancelled_session_stays(folder: Folder, fields: Fields, head: str, how: str, status: str) -> None:
    """Its entry says so, for good: where Google would hide it, as a confirmed one."""
    event = {"cancelled": how}
    folder.publish(programme(event=event), START)
    extra = {"day": TWO, "time": "12:00-12:30", "title": "Open space"}
    cancelled = {"opening": fields | {"status": "cancelled"}, "extra": extra}
    for now in (NEXT, AFTER):
        folder.publish(programme(cancelled, event), now)
        for path in ("all.ics", "session/opening.ics", "track/users.ics", "speaker/ada.ics", "day/2026-03-29.ics"):
            found = folder.read(path)["opening"]
            assert (found.summary, found.status, found.sequence) == ("CANCELLED: Opening", status, 1)
            assert found.description.startswith(head)
            assert found.modified == NEXT


def test_a_deleted_session_that_is_still_to_come_stays_as_cancelled(folder: Folder) -> None:
    """Who marked it in a calendar has to hear of it; a warning tells the organiser."""
    built = folder.publish(programme({"opening": None}), NEXT)
    (warning,) = [problem for problem in built.findings if problem.code == "deleted"]
    assert (warning.severity, warning.about) == ("warning", ("opening",))
    assert warning.message == "'Opening' is gone from the agenda: it stays in calendars, as cancelled"
    assert warning.hint == "better keep it as status: cancelled, with a reason (id: opening)"
    for path in ("all.ics", "session/opening.ics", "track/users.ics", "speaker/ada.ics", "day/2026-03-29.ics"):
        found = folder.read(path)["opening"]
        assert (found.summary, found.status, found.sequence) == ("CANCELLED: Opening", "CANCELLED", 1)
    files = folder.files()
    built = folder.publish(programme({"opening": None}), AFTER)
    assert (built.written, folder.files()) == ((), files)
    assert not [problem for problem in built.findings if problem.code == "deleted"]


@pytest.mark.parametrize("fields", [{}, {"status": "cancelled"}], ids=["held", "cancelled"])
@pytest.mark.parametrize(
    ("session_id", "now", "leaves"),
    [
        pytest.param("opening", datetime(2026, 3, 29, 9, 29, 59, tzinfo=UTC), False, id="in its last second"),
        pytest.param("opening", datetime(2026, 3, 29, 9, 30, tzinfo=UTC), True, id="as it ends"),
        pytest.param("posters", datetime(2026, 3, 30, 23, 59, 59, tzinfo=UTC), False, id="tba, on its day"),
        pytest.param("posters", datetime(2026, 3, 31, tzinfo=UTC), True, id="tba, the day after"),
    ],
)
def test_a_deleted_session_that_is_over_leaves(
    folder: Folder, fields: Fields, session_id: str, now: datetime, leaves: bool
) -> None:
    """Decided once, in the build that deletes it: a clock set back brings nothing back."""
    folder.publish(programme({session_id: fields}), START)
    folder.publish(programme({session_id: None}), now)
    assert (session_id not in folder.read()) == leaves
    files = folder.files()
    for clock in (START, AFTER):
        folder.publish(programme({session_id: None}), clock)
        assert folder.files() == files
    assert (folder.modified() == now) == (leaves or not fields)


def test_what_was_removed_and_comes_back_is_the_same_entry(folder: Folder) -> None:
    """A UID is never given to another, nor another to the same; its numbers go on where they were."""
    folder.publish(programme({"opening": None}), AFTER)
    assert folder.read("session/opening.ics").keys() == {"feed--session-opening"}
    folder.publish(programme(), AFTER + DAY)
    found = folder.read("session/opening.ics")["opening"]
    assert (found.uid, found.sequence, found.created, found.status) == (f"opening.summit@{HOST}", 2, START, "CONFIRMED")
    assert (found.modified, found.note) == (AFTER + DAY, "Takes place after all")


def test_what_was_removed_cancelled_comes_back_cancelled(folder: Folder) -> None:
    """Nothing says that it takes place."""
    folder.publish(programme({"opening": {"status": "cancelled"}}), NEXT)
    folder.publish(programme({"opening": None}), AFTER)
    folder.publish(programme({"opening": {"status": "cancelled"}}), AFTER + DAY)
    found = folder.read()["opening"]
    assert (found.sequence, found.status, found.note) == (3, "CANCELLED", "")


@pytest.mark.parametrize(
    "gone",
    [
        pytest.param(None, id="deleted"),
        pytest.param({"status": "cancelled", "reason": "Ada is ill"}, id="cancelled"),
        pytest.param({"status": "cancelled", "replaced_by": "storage"}, id="replaced"),
    ],
)
def test_reinstated(folder: Folder, gone: Fields | None) -> None:
    """The same UID, CONFIRMED, one revision on."""
    folder.publish(programme({"opening": gone}), NEXT)
    folder.publish(programme({"opening": {"room": "side"}}), NEXT + DAY)
    found = folder.read()["opening"]
    assert (found.uid, found.sequence, found.created) == (f"opening.summit@{HOST}", 2, START)
    assert (found.status, found.summary) == ("CONFIRMED", "Opening")
    assert found.note == "Takes place after all. Room: was Main stage"


def test_a_session_cancelled_and_then_deleted_is_not_news(folder: Folder) -> None:
    """Its entry said already that it is off, so not one byte moves."""
    folder.publish(programme({"opening": {"status": "cancelled", "reason": "Ill"}}), NEXT)
    before = folder.feeds()
    built = folder.publish(programme({"opening": None}), NEXT + DAY)
    assert folder.feeds() == before
    assert "deleted" in [problem.code for problem in built.findings]


def test_a_tombstone_says_what_replaced_it_though_that_is_gone_too(folder: Folder) -> None:
    """A record in the ledger may name a session that no agenda has any more."""
    folder.publish(programme({"opening": {"status": "cancelled", "replaced_by": "storage"}}), NEXT)
    folder.publish(programme({"opening": None, "storage": None}), NEXT + DAY)
    assert folder.read()["opening"].description.startswith("Replaced by: Storage for all\n")
    assert folder.read()["storage"].summary == "CANCELLED: Storage for all"


# -- identity that must not be lost ---------------------------------------------------------------------------------

TALK = {"day": ONE, "time": "09:00-09:30", "speakers": ["Ada"], "title": "Opening"}


@pytest.mark.parametrize(
    ("new", "like"),
    [
        pytest.param(TALK, True, id="all but the id"),
        pytest.param(
            TALK | {"title": "OPENING!", "time": "15:00-15:30", "speakers": []}, True, id="retitled and moved"
        ),
        pytest.param(TALK | {"title": "First words"}, True, id="the same speakers at the same time"),
        pytest.param(TALK | {"title": "First words", "speakers": ["Bo"]}, False, id="the same time alone"),
        pytest.param(TALK | {"title": "First words", "time": "15:00-15:30"}, False, id="the same speakers alone"),
        pytest.param(TALK | {"title": "Opened"}, True, id="the same speakers, a title less alike"),
        pytest.param(TALK | {"title": "Hopping", "speakers": []}, False, id="a title not alike enough"),
        pytest.param(TALK | {"title": "Opening", "repeat_of": "storage"}, False, id="held again"),
    ],
)
def test_a_rename_is_asked_about(folder: Folder, new: Fields, like: bool) -> None:
    """An id that vanished while a like session appeared is most likely one that was given another id."""
    before = folder.files()
    changed = programme({"opening": None, "welcome": new})
    if like:
        with pytest.raises(AgendaError) as caught:
            folder.publish(changed, NEXT)
        message = "welcome looks like opening, which is gone: 'Opening'"
        hint = "write id: opening if it is the same session; if it is not, build with --accept-loss"
        assert refused(caught.value) == [("renamed", message, hint)]
        assert caught.value.problems[0].mark.line == 1
        assert folder.files() == before
    folder.publish(changed, NEXT, accept_loss=True)
    assert folder.read()["opening"].status == "CANCELLED"
    assert folder.read()["welcome"].sequence == 0


def test_a_like_title_beside_the_old_one_is_no_rename(folder: Folder) -> None:
    """Nothing vanished."""
    folder.publish(programme({"opening-2": TALK | {"time": "15:00-15:30"}}), NEXT)
    assert folder.read()["opening"].sequence == 0


@pytest.mark.parametrize(
    ("gone", "refuses"),
    [
        pytest.param(("opening", "storage"), False, id="two of eight"),
        pytest.param(("opening", "storage", "network"), True, id="three of eight"),
        pytest.param(("opening", "storage", "network", "lunch", "panel", "posters", "virtual"), True, id="seven"),
    ],
)
def test_many_at_once_are_a_mistake(folder: Folder, gone: tuple[str, ...], refuses: bool) -> None:
    """More than one in five, and at least three: somebody published the wrong file, or half of it."""
    before = folder.files()
    changed = programme(dict.fromkeys(gone))
    if refuses:
        with pytest.raises(AgendaError) as caught:
            folder.publish(changed, NEXT)
        message = f"{len(gone)} of 8 published sessions are gone at once: {', '.join(sorted(gone))}"
        hint = "bring them back, or keep them as status: cancelled; if they are meant to go, build with --accept-loss"
        assert refused(caught.value) == [("vanished", message, hint)]
        assert folder.files() == before
    folder.publish(changed, NEXT, accept_loss=True)
    assert {i for i, entry in folder.read().items() if entry.status == "CANCELLED"} == set(gone)


def test_one_in_five_may_go(tmp_path: Path) -> None:
    """Three of fifteen are one in five, and not more."""
    sessions = {f"s{n}": {"day": TWO, "time": "10:00+30m", "title": chr(97 + n) * 9} for n in range(15)}
    folder = Folder(tmp_path)
    folder.publish(agenda(sessions, {"id": "summit", "title": "Summit", "timezone": "UTC"}, {}), START)
    few = {i: fields for i, fields in sessions.items() if i not in ("s1", "s2", "s3")}
    folder.publish(agenda(few, {"id": "summit", "title": "Summit", "timezone": "UTC"}, {}), NEXT)
    assert len(folder.read()) == 15


def test_all_sessions_of_an_event_can_be_replaced(folder: Folder) -> None:
    """With --accept-loss: the old ones are called off, the new ones are there, and every feed has something to say."""
    new = {"only": {"day": ONE, "time": "18:00-19:00", "title": "Something else"}}
    folder.publish(programme(dict.fromkeys(SESSIONS) | new), NEXT, accept_loss=True)
    found = folder.read()
    assert {i for i, entry in found.items() if entry.status == "CONFIRMED"} == {"only"}
    assert len(found) == 9
    folder.publish(programme(dict.fromkeys(SESSIONS) | new), AFTER, accept_loss=True)
    assert folder.read() == found
    assert list(folder.ill()) == []


def test_all_sessions_that_are_over_can_be_replaced(folder: Folder) -> None:
    """What is over leaves, so its feeds tell what to follow."""
    new = {"only": {"day": "2026-05-01", "time": "18:00-19:00", "title": "Something else"}}
    before = folder.feeds()
    folder.publish(programme(dict.fromkeys(SESSIONS) | new), AFTER, accept_loss=True)
    assert before.keys() <= folder.feeds().keys()
    assert folder.read().keys() == {"only"}
    assert folder.read("track/users.ics")["feed--track-users"].summary == "No sessions here any more: follow Summit"
    assert list(folder.ill()) == []


@pytest.mark.parametrize("accept_loss", [False, True])
def test_another_event_is_refused_always(folder: Folder, accept_loss: bool) -> None:
    """A new edition in the old folder would put an end to every subscription to the old one."""
    before = folder.files()
    with pytest.raises(AgendaError) as caught:
        folder.publish(programme(event={"id": "summit-2027"}), NEXT, accept_loss=accept_loss)
    message = "the event's id is summit-2027, but these feeds were published as summit"
    hint = "write id: summit; for another edition, build into another folder (--output)"
    assert refused(caught.value) == [("event-id", message, hint)]
    assert folder.files() == before


def test_the_host_of_uids_is_fixed(folder: Folder) -> None:
    """The event may move to another address; its entries stay themselves."""
    folder.publish(programme({"new": TALK | {"title": "Extra"}}, {"url": "https://elsewhere.example/"}), NEXT)
    assert {entry.uid.partition("@")[2] for entry in folder.read().values()} == {HOST}


def test_without_an_address_the_host_is_nobody(tmp_path: Path) -> None:
    """RFC 2606 2: no name that somebody could have."""
    folder = Folder(tmp_path)
    folder.publish(programme(event={"url": None}), START)
    assert folder.read()["opening"].uid == "opening.summit@summit-ical.invalid"


def test_ids_of_notices_are_no_sessions(tmp_path: Path) -> None:
    """Else one UID could stand for two entries."""
    with pytest.raises(AgendaError) as caught:
        build(programme({"feed--track-users": TALK}), tmp_path / "feeds", now=START)
    message = "'feed--track-users': ids that begin with feed-- are kept for notices in empty feeds"
    assert refused(caught.value) == [("id", message, "choose another id")]
    assert not (tmp_path / "feeds").exists()


def test_two_sessions_that_swap_their_ids_swap_what_they_say(folder: Folder) -> None:
    """An id is what a subscriber has: both entries are revised, neither is doubled or lost."""
    one, other = ({key: SESSIONS[i][key] for key in ("title", "time", "speakers")} for i in ("opening", "storage"))
    folder.publish(programme({"opening": other, "storage": one}), NEXT)
    found = folder.read()
    assert (found["opening"].summary, found["opening"].sequence) == ("Storage for all", 1)
    assert (found["storage"].summary, found["storage"].sequence) == ("Opening", 1)
    assert len(found) == 8


# -- feeds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "leaves", "enters"),
    [
        pytest.param({"track": "code"}, "track/users.ics", "track/code.ics", id="track"),
        pytest.param({"day": TWO}, "day/2026-03-29.ics", "day/2026-03-30.ics", id="day"),
        pytest.param({"room": "side"}, "room/main.ics", "room/side.ics", id="room"),
        pytest.param({"speakers": ["Cy"]}, "speaker/ada.ics", "speaker/cy.ics", id="speaker"),
        pytest.param({"speakers": ["New"]}, "speaker/ada.ics", "speaker/new.ics", id="speaker never seen"),
    ],
)
def test_a_session_moves_from_feed_to_feed(folder: Folder, edit: Fields, leaves: str, enters: str) -> None:
    """Under one UID, and no tombstone stays where it was: it lives on elsewhere."""
    folder.publish(programme({"opening": edit}), NEXT)
    assert "opening" not in folder.read(leaves)
    assert folder.read(enters)["opening"] == folder.read()["opening"]
    assert folder.modified(leaves) == folder.modified(enters) == NEXT
    folder.publish(programme(), NEXT + DAY)
    assert "opening" in folder.read(leaves)
    assert folder.read("all.ics")["opening"].sequence == 2
    assert folder.modified(leaves) == folder.modified(enters) == NEXT + DAY
    left = records.parse("ledger.json", folder.ledger().read_bytes()).sessions["opening"].left
    assert dict(left) == {enters: NEXT + DAY}


def test_a_move_that_only_feeds_show_is_a_change(folder: Folder) -> None:
    """Half past midnight is the same instant under the evening before: what moves is the day's feed."""
    night = {"late": {"day": TWO, "time": "00:30-01:00", "title": "Night owls"}}
    folder.publish(programme(night), NEXT)
    folder.publish(programme({"late": night["late"] | {"day": ONE, "time": "+1 00:30-01:00"}}), NEXT + DAY)
    assert folder.read("day/2026-03-29.ics")["late"].sequence == 1
    assert "late" not in folder.read("day/2026-03-30.ics")
    assert folder.modified("day/2026-03-30.ics") == NEXT + DAY


NOTICES: list[Any] = [
    pytest.param(
        {"network": {"track": "users"}, "panel": {"track": "users"}},
        "track/code.ics",
        "Summit - Users",
        "track/users.ics",
        id="all went to another track",
    ),
    pytest.param(
        {"network": {"track": None}, "panel": {"track": None}},
        "track/code.ics",
        "Summit",
        "all.ics",
        id="all are without a track",
    ),
    pytest.param(
        {"network": {"speakers": ["Cyril"]}},
        "speaker/cy.ics",
        "Summit - Cyril",
        "speaker/cyril.ics",
        id="the speaker's name is spelt in another way",
    ),
]


@pytest.mark.parametrize(("edit", "path", "title", "follow"), NOTICES)
@pytest.mark.parametrize("feeds_url", [None, "https://example.org/feeds/"])
def test_an_empty_feed_says_what_to_follow(
    folder: Folder, edit: dict[str, Fields | None], path: str, title: str, follow: str, feeds_url: str | None
) -> None:
    """Clients drop a calendar that is gone, and keep stale entries in one that is empty: so it is neither."""
    event = {"feeds_url": feeds_url}
    folder.publish(programme(event=event), START)
    folder.publish(programme(edit, event), NEXT)
    name = f"feed--{path.removesuffix('.ics').replace('/', '-')}"
    found = folder.read(path)
    assert found.keys() == {name}
    assert found[name].uid == f"{name}.summit@{HOST}"
    assert (found[name].start, found[name].end) == (date(2026, 3, 29), date(2026, 3, 30))
    assert found[name].summary == f"No sessions here any more: follow {title}"
    assert found[name].description.endswith(f"Follow {title} instead: {feeds_url or ''}{follow}")
    assert (found[name].sequence, found[name].status, found[name].modified) == (0, "CONFIRMED", NEXT)
    files = folder.files()
    assert folder.publish(programme(edit, event), AFTER).written == ()
    assert folder.files() == files


def test_a_feed_whose_track_is_gone_keeps_its_tombstones(folder: Folder) -> None:
    """What was last in it stays in it, and nothing that lives on elsewhere."""
    top = {"tracks": [{"id": "users", "name": "Users"}]}
    folder.publish(programme({"network": None, "panel": {"track": "users"}}, top=top), NEXT)
    assert folder.read("track/code.ics").keys() == {"network"}
    assert folder.read("track/code.ics")["network"].status == "CANCELLED"
    assert list(folder.ill()) == []


def test_a_notice_follows_what_its_feed_becomes(folder: Folder) -> None:
    """The title that it names is as the agenda has it; what it names was decided once."""
    gone = {"network": {"track": "users"}, "panel": {"track": "users"}}
    folder.publish(programme(gone), NEXT)
    people = {"tracks": [{"id": "users", "name": "People"}, {"id": "code", "name": "Code"}]}
    folder.publish(programme(gone, top=people), NEXT + DAY)
    found = folder.read("track/code.ics")["feed--track-code"]
    assert found.summary == "No sessions here any more: follow Summit - People"
    assert (found.sequence, found.modified) == (1, NEXT + DAY)
    assert folder.modified("track/code.ics") == NEXT + DAY


def test_two_notices_never_name_each_other(folder: Folder) -> None:
    """A feed that filled and emptied again names the one that its sessions are in now."""
    every = ("opening", "storage", "network", "panel", "posters", "virtual")
    code, users, none = ({i: {"track": track} for i in every} for track in ("code", "users", None))
    folder.publish(programme(code), NEXT)
    assert folder.read("track/users.ics")["feed--track-users"].description.endswith("track/code.ics")
    folder.publish(programme(users), NEXT + DAY)
    assert folder.read("track/code.ics")["feed--track-code"].description.endswith("track/users.ics")
    folder.publish(programme(none), NEXT + 2 * DAY)
    found = folder.read("track/users.ics")["feed--track-users"]
    assert found.description.endswith("all.ics")
    assert (found.sequence, found.created, found.modified) == (1, NEXT, NEXT + 2 * DAY)
    assert folder.read("track/code.ics")["feed--track-code"].description.endswith("track/users.ics")


def test_a_filled_feed_has_no_notice(folder: Folder) -> None:
    """The notice is gone as soon as there is something to attend, and the feed is newer for it."""
    folder.publish(programme({"network": {"track": None}, "panel": {"track": None}}), NEXT)
    folder.publish(programme(), NEXT + DAY)
    assert folder.read("track/code.ics").keys() == {"network", "panel"}
    assert folder.modified("track/code.ics") == NEXT + DAY


def test_a_kind_taken_out_goes_on(folder: Folder) -> None:
    """Somebody may have subscribed to it: what is published goes on, and nothing new comes."""
    few = {"feeds": ["all", "day"]}
    folder.publish(programme({"opening": {"time": "09:10-09:30", "speakers": ["Ada", "New"]}}, few), NEXT)
    assert folder.read("speaker/ada.ics")["opening"].sequence == 1
    assert "speaker/new.ics" not in folder.feeds()
    folder.publish(programme({"opening": {"speakers": ["Bo"]}, "panel": {"speakers": ["Bo"]}}, few), NEXT + DAY)
    assert folder.read("speaker/ada.ics").keys() == {"feed--speaker-ada"}


def test_a_kind_put_in_changes_no_entry(tmp_path: Path) -> None:
    """A new feed is news to nobody: its entries are as they are elsewhere."""
    folder = Folder(tmp_path)
    folder.publish(programme(event={"feeds": ["all"]}), START)
    before = folder.feeds()
    folder.publish(programme(event={"feeds": list(FEED_KINDS)}), NEXT)
    assert folder.feeds()["all.ics"] == before["all.ics"]
    assert folder.read("kind/break.ics")["lunch"].sequence == 0
    assert folder.modified("kind/break.ics") == NEXT


FRAMES: list[Any] = [
    pytest.param({"title": "The Summit"}, {}, "all.ics", id="the event's title"),
    pytest.param({"refresh": "2h"}, {}, "speaker/ada.ics", id="how often to look"),
    pytest.param({"feeds_url": "https://example.org/feeds/"}, {}, "all.ics", id="the feed's address"),
    pytest.param(
        {},
        {"tracks": [{"id": "users", "name": "People"}, {"id": "code", "name": "Code"}]},
        "track/users.ics",
        id="a track's name",
    ),
]


@pytest.mark.parametrize(("event", "top", "path"), FRAMES)
def test_a_feed_is_newer_when_only_its_own_lines_changed(folder: Folder, event: Fields, top: Fields, path: str) -> None:
    """Its LAST-MODIFIED moves with its name and all else that stands around its entries."""
    folder.publish(programme(event=event, top=top), NEXT)
    assert folder.modified(path) == NEXT
    before = folder.feeds()
    folder.publish(programme(event=event, top=top), NEXT + DAY)
    assert folder.feeds() == before


def test_a_renamed_track_renames_the_feed_of_its_tombstones(folder: Folder) -> None:
    """A tombstone comes first in its feed; the feed's name is the one that the agenda has."""
    gone = {"opening": None}
    folder.publish(programme(gone), NEXT)
    people = {"tracks": [{"id": "users", "name": "People"}, {"id": "code", "name": "Code"}]}
    folder.publish(programme(gone, top=people), NEXT + DAY)
    assert b"\r\nX-WR-CALNAME:Summit - People\r\n" in folder.feeds()["track/users.ics"]
    assert folder.read("track/users.ics")["opening"].sequence == 2


def test_a_speaker_given_an_id_has_one_feed_with_all_her_sessions(folder: Folder) -> None:
    """The tombstone that knows her by name alone, too."""
    folder.publish(programme({"opening": None}), NEXT)
    before = folder.feeds()
    folder.publish(programme({"opening": None}, top={"speakers": [{"id": "ada-l", "name": "Ada"}]}), NEXT + DAY)
    assert folder.feeds() == before
    assert folder.read("speaker/ada.ics").keys() == {"opening", "panel"}


def test_a_new_path_never_is_an_old_one(folder: Folder) -> None:
    """Compared case-folded: what somebody is subscribed to never becomes something else."""
    folder.publish(programme({"network": {"speakers": ["Bo"]}}), NEXT)
    folder.publish(programme({"network": {"speakers": ["CY"]}}), NEXT + DAY)
    assert folder.read("speaker/cy.ics").keys() == {"feed--speaker-cy"}
    assert folder.read("speaker/cy-2.ics").keys() == {"network"}


# -- --only ---------------------------------------------------------------------------------------------------------


def test_only_some_kinds_into_another_folder(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes identities from the published feeds beside it, and changes nothing there."""
    monkeypatch.chdir(tmp_path)
    changed = programme({"opening": {"room": "side"}})
    folder.publish(changed, NEXT)
    before, beside = folder.files(), Folder(tmp_path / "beside")
    for now in (NEXT, AFTER):
        beside.publish(changed, now, only=("track", "kind"))
        assert set(beside.files()) == {
            "track/users.ics",
            "track/code.ics",
            "kind/talk.ics",
            "kind/break.ics",
            "feeds.json",
        }
        assert blocks(beside.feeds()["track/users.ics"]) == blocks(folder.feeds()["track/users.ics"])
        assert beside.modified("kind/break.ics") == START
    assert folder.files() == before


def test_only_stops_at_unpublished_changes(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else two folders would disagree about the next revision."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AgendaError, match="the agenda has changes that are not published yet"):
        Folder(tmp_path / "beside").publish(programme({"opening": {"room": "side"}}), NEXT, only=("track",))
    assert not (tmp_path / "beside").exists()


# -- the ledger -----------------------------------------------------------------------------------------------------


def test_the_first_build_says_that_it_is_one(tmp_path: Path) -> None:
    """An empty folder where a ledger was expected would be a new beginning for every subscriber."""
    folder = tmp_path / "feeds"
    assert build(programme(), folder, now=START).remark == f"no ledger in {folder}: this is the first build"
    assert build(programme(), folder, now=START).remark == ""


def test_each_line_is_one_item(folder: Folder) -> None:
    """So that Git shows what changed, and merges what did not touch: one edit, one line."""
    before = folder.ledger().read_text("utf-8").splitlines()
    folder.publish(programme({"opening": {"title": "Welcome", "abstract": "Two\n\nparagraphs"}}), NEXT)
    after = folder.ledger().read_text("utf-8").splitlines()
    changed = [line for line in after if line not in before]
    assert len(after) == len(before)
    assert [line.partition(":")[0] for line in changed] == ['"opening"', '"session/opening.ics"']


def test_the_ledger_remembers_all_that_was_said(folder: Folder) -> None:
    """Each revision with its number, its time and what changed, from what, to what."""
    folder.publish(programme({"opening": {"room": "side"}}), NEXT)
    folder.publish(programme({"opening": None}), NEXT + DAY)
    kept = json.loads(folder.ledger().read_text("utf-8"))["sessions"]["opening"]
    assert (kept["uid"], kept["sequence"], kept["state"]) == (f"opening.summit@{HOST}", 2, "tombstone")
    assert kept["last"]["title"] == "Opening"
    assert kept["history"] == [
        [1, "2026-03-02T12:00:00Z", [["rooms", ["Main stage"], ["Side room"]]]],
        [2, "2026-03-03T12:00:00Z", [["cancelled", None, ""]]],
    ]


def test_what_is_read_is_what_was_written(folder: Folder) -> None:
    """The ledger is all the memory there is: nothing of it changes on the way through a file."""
    edit = {"opening": {"room": "side"}, "storage": None, "network": {"track": "users"}, "panel": {"track": "users"}}
    folder.publish(programme(edit), NEXT)
    raw = folder.ledger().read_bytes()
    known = records.parse("ledger.json", raw)
    assert records.dump(known) == raw
    assert {i: item.state for i, item in known.sessions.items() if item.state != "live"} == {"storage": "tombstone"}
    assert known.notices["track/code.ics"].follow == "track/users.ics"


REWIND = "take it and the feeds back from Git or a copy of before that; without one, build into another folder"
END = 2**31 - 1  # of a SEQUENCE
LAST = datetime(2999, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("recovered", [False, True], ids=["ledger", "feeds"])
@pytest.mark.parametrize(
    ("edit", "names"),
    [
        pytest.param({"opening": {"room": "side"}}, ["opening"], id="an edit"),
        pytest.param({"opening": {"room": "side"}, "storage": {"title": "S"}}, ["opening", "storage"], id="two edits"),
        pytest.param({"opening": None}, ["opening"], id="a tombstone"),
        pytest.param({}, [], id="no change"),
    ],
)
def test_a_sequence_at_its_end_is_not_moved(folder: Folder, edit: Any, names: list[str], recovered: bool) -> None:
    """RFC 5545 3.3.8 has no higher number: who can edit no entry is told so, and how to go on."""
    for path in [folder.ledger(), *(folder.path / path for path in folder.feeds())]:
        raw = path.read_bytes().replace(b"SEQUENCE:0", b"SEQUENCE:%d" % END)
        path.write_bytes(raw.replace(b'"sequence": 0', b'"sequence": %d' % END))
    if recovered:
        folder.ledger().unlink()
    before = folder.files()
    if not names:
        folder.publish(programme(edit), NEXT)
        assert folder.read()["opening"].sequence == END
        return
    with pytest.raises(AgendaError) as caught:
        folder.publish(programme(edit), NEXT)
    assert refused(caught.value) == [
        ("ledger", f"'{i}' changed, but its SEQUENCE is {END} already, the highest that there is", REWIND)
        for i in names
    ]
    assert folder.files() == before


def test_a_sequence_of_a_notice_at_its_end_is_not_moved(folder: Folder) -> None:
    """A notice is an entry like any other."""
    gone: dict[str, Fields | None] = {"network": {"track": "users"}, "panel": {"track": "users"}}
    folder.publish(programme(gone), NEXT)
    head, notices, tail = folder.ledger().read_bytes().partition(b'"notices"')
    folder.ledger().write_bytes(head + notices + tail.replace(b'"sequence": 0', b'"sequence": %d' % END))
    before = folder.files()
    with pytest.raises(AgendaError, match=f"'track/code.ics' changed, but its SEQUENCE is {END} already"):
        folder.publish(programme(gone, top={"tracks": [{"id": "users", "name": "People"}]}), NEXT + DAY)
    assert folder.files() == before


def test_after_the_last_stamp_nothing_can_change(tmp_path: Path) -> None:
    """What does not change is built all the same; a change is refused with the way out."""
    folder = Folder(tmp_path / "feeds")
    folder.publish(programme(), LAST)
    before = folder.files()
    assert folder.publish(programme(), START).written == ()
    for event in ({"title": "Another"}, {}):
        with pytest.raises(AgendaError) as caught:
            folder.publish(programme({} if event else {"opening": {"room": "side"}}, event), START)
        message = "what is published is of 2999-12-31T23:59:59Z, and no later stamp can be written"
        assert refused(caught.value) == [("ledger", message, REWIND)]
    assert folder.files() == before


# -- docs/changes.md ------------------------------------------------------------------------------------------------

PAGE = (ROOT / "docs" / "changes.md").read_text("utf-8")
RENAMED = """\
event: {id: summit, title: Summit, timezone: UTC}
days:
  - date: 2026-03-29
    sessions:
      - id: storage
        time: 10:00-10:30
        title: Storage

      - id: opening
        time: 09:00-09:30
        title: Opening
"""


def test_a_rename_is_refused_as_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message, and the place that it names."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Path("agenda.yaml").write_text(RENAMED, "utf-8")
    assert CliRunner().invoke(main, ["build", "-q"]).exit_code == 0
    Path("agenda.yaml").write_text(RENAMED.replace("id: opening", "id: welcome"), "utf-8")
    result = CliRunner().invoke(main, ["build", "-q"])
    assert result.exit_code == 2
    assert f"```text\n{result.output}```" in PAGE


def test_a_conflict_is_refused_as_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Path("agenda.yaml").write_text(RENAMED, "utf-8")
    CliRunner().invoke(main, ["build", "-q"])
    ledger = Path("feeds/ledger.json")
    ledger.write_text(ledger.read_text("utf-8").replace('\n"opening": ', '\n<<<<<<< main\n"opening": ', 1), "utf-8")
    result = CliRunner().invoke(main, ["build", "-q"])
    assert result.exit_code == 2
    assert f"```text\n{result.output}```" in PAGE


def test_the_page_names_all_that_a_ledger_holds(folder: Folder) -> None:
    """Each section and each field, each state, the limit of a note."""
    folder.publish(programme({"opening": {"room": "side"}, "network": {"track": None}, "panel": {"track": None}}), NEXT)
    top = json.loads(folder.ledger().read_bytes())
    table = PAGE.partition("## The ledger")[2].partition("### Recover it")[0]
    fields = {field for part in ("sessions", "feeds", "notices") for item in top[part].values() for field in item or ()}
    assert {name for name in (*top, *fields, *records.STATES) if f"`{name}`" not in table} == set()
    assert f"A note has at most {NOTE_MAX} characters" in PAGE
    assert f"`format` | | {records.FORMAT};" in PAGE
