"""Two people of one name are two, wherever they are shown; what was published of one of them stays that one's."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from following import DAY, EVENT, ONE, START, Fields, Folder, agenda, text
from summit_ical import AgendaError
from summit_ical.agendafile import checks
from summit_ical.cli import main
from summit_ical.ledger import records

ELM = {"id": "robin-elm", "name": "Robin Dale", "affiliation": "Elm Works"}
OAK = {"id": "robin-oak", "name": "Robin Dale", "affiliation": "Oak Yard"}
BOTH: Fields = {"speakers": [ELM, OAK]}
NOBODY: Fields = {}


def talk(time: str, *speakers: str) -> Fields:
    return {"day": ONE, "time": time, "title": f"At {time[:2]}", "speakers": list(speakers)}


TWO = {"one": talk("09:00-10:00", "robin-elm"), "two": talk("09:30-10:30", "robin-oak")}


def paths(folder: Folder) -> dict[str, set[str]]:
    """Return the sessions in each speaker's feed, by path."""
    return {path: set(folder.read(path)) for path in folder.feeds() if path.startswith("speaker/")}


def test_by_name_is_refused() -> None:
    """A name that two people have names neither; the message has both ids."""
    sessions = TWO | {"three": talk("12:00-13:00", "Robin Dale")}
    with pytest.raises(AgendaError) as caught:
        agenda(sessions, EVENT, BOTH)
    (problem,) = caught.value.problems
    assert problem.message == "'Robin Dale' is the name of 2 speakers"
    assert problem.hint == "say which, by the id: robin-elm or robin-oak"


def test_everything_about_them_is_two(tmp_path: Path) -> None:
    """Feeds and what they are called, findings, the page's filter and JSON-LD, the ledger's paths."""
    programme = agenda(TWO, EVENT, BOTH)
    folder = Folder(tmp_path)
    folder.publish(programme, START)
    assert paths(folder) == {"speaker/robin-elm.ics": {"one"}, "speaker/robin-oak.ics": {"two"}}
    listed = json.loads((tmp_path / "feeds.json").read_text("utf-8"))["feeds"]
    assert [row["title"] for row in listed if row["kind"] == "speaker"] == [
        "Summit - Robin Dale (Elm Works)",
        "Summit - Robin Dale (Oak Yard)",
    ]
    assert [p for p in checks.findings(programme) if p.code in ("speaker-twice", "alike-names")] == []
    page = (tmp_path / "index.html").read_text("utf-8")
    assert re.findall(r'data-name="([^"]*)">Robin Dale<', page) == ["Robin Dale (Elm Works)", "Robin Dale (Oak Yard)"]
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    performers = [one["performer"] for one in json.loads(found[1])["subEvent"]]
    assert [[who["identifier"] for who in held] for held in performers] == [["robin-elm"], ["robin-oak"]]
    kept = records.parse("ledger.json", folder.ledger().read_bytes()).kept
    assert {path: was.key for path, was in kept.items() if was.kind == "speaker"} == {
        "speaker/robin-elm.ics": "robin-elm",
        "speaker/robin-oak.ics": "robin-oak",
    }


def test_one_of_them_in_two_sessions_at_a_time_is_a_finding() -> None:
    twice = TWO | {"three": talk("09:15-09:45", "robin-oak")}
    found = [p for p in checks.findings(agenda(twice, EVENT, BOTH)) if p.code == "speaker-twice"]
    assert [problem.about for problem in found] == [("three", "two")]


WORDS = [
    pytest.param(ELM, OAK, "Robin Dale (Elm Works) -> Robin Dale (Oak Yard)", id="by affiliation"),
    pytest.param(
        ELM,
        OAK | {"affiliation": "Elm Works"},
        "Robin Dale (robin-elm) -> Robin Dale (robin-oak)",
        id="by id, where that is one, too",
    ),
]


@pytest.mark.parametrize(("elm", "oak", "words"), WORDS)
def test_one_instead_of_the_other_is_a_change(
    elm: Fields, oak: Fields, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`diff` and the entry's note say which of the two it was."""
    monkeypatch.chdir(tmp_path)
    top = {"speakers": [elm, oak]}
    Folder(tmp_path / "feeds").publish(agenda(TWO, EVENT, top), START)
    after = TWO | {"one": talk("09:00-10:00", "robin-oak")}
    Path("agenda.yaml").write_text(text(after, EVENT, top), "utf-8")
    said = CliRunner().invoke(main, ["diff", "--now", START.isoformat()]).stdout
    assert re.sub(" +", " ", said) == f"Speakers At 09: {words}\n"
    Folder(tmp_path / "feeds").publish(agenda(after, EVENT, top), START + DAY)
    assert Folder(tmp_path / "feeds").read()["one"].note == f"Speaker: was {words.partition(' -> ')[0]}"


BY_NAME = {"one": talk("09:00-10:00", "Robin Dale"), "two": talk("11:00-12:00", "Kim")}
LATER = [
    pytest.param(TWO | {"kim": BY_NAME["two"]}, {"speaker/robin-dale.ics": {"one"}, "speaker/robin-oak.ics": {"two"}},
        id="the one who had the session keeps the path"),
    pytest.param({"one": talk("09:00-10:00", "robin-oak"), "two": talk("11:00-12:00", "robin-elm")},
        {"speaker/robin-dale.ics": {"one"}, "speaker/robin-elm.ics": {"two"}},
        id="in whatever order they are declared"),
    pytest.param({"one": talk("09:00-10:00", "robin-elm", "robin-oak"), "two": talk("11:00-12:00", "Kim")},
        {"speaker/robin-dale.ics": {"one"}, "speaker/robin-oak.ics": {"one"}}, id="both in one session"),
    pytest.param({"one": talk("09:00-10:00", "Kim"), "two": talk("11:00-12:00", "robin-elm")},
        {"speaker/robin-dale.ics": {"feed--speaker-robin-dale"}, "speaker/robin-elm.ics": {"two"}},
        id="neither had it: nobody takes over"),
]  # fmt: skip


@pytest.mark.parametrize(("after", "wanted"), LATER)
def test_the_path_of_the_first_stays(after: dict[str, Fields], wanted: dict[str, set[str]], tmp_path: Path) -> None:
    """Published by name; then a second of that name comes, and both get ids."""
    folder = Folder(tmp_path)
    folder.publish(agenda(BY_NAME, EVENT, NOBODY), START)
    before = folder.read("speaker/robin-dale.ics")
    folder.publish(agenda(after, EVENT, BOTH), START + DAY, accept_loss=True)
    found = paths(folder)
    assert {path: held for path, held in found.items() if "robin" in path} == wanted
    assert folder.modified("speaker/robin-dale.ics") == START + DAY
    assert before["one"].uid == folder.read()["one"].uid
    assert list(folder.ill()) == []
    assert folder.publish(agenda(after, EVENT, BOTH), START + 2 * DAY).written == ()


def test_a_tombstone_of_the_first_is_no_second_speaker(tmp_path: Path) -> None:
    """A session that was deleted in the build that gave ids stays in the feed of the one whose path it was."""
    folder = Folder(tmp_path)
    before = {"one": talk("09:00-10:00", "Robin Dale"), "gone": talk("11:00-12:00", "Robin Dale")}
    folder.publish(agenda(before, EVENT, NOBODY), START)
    after = {"one": talk("09:00-10:00", "robin-elm"), "two": talk("09:30-10:30", "robin-oak")}
    folder.publish(agenda(after, EVENT, BOTH), START + DAY, accept_loss=True)
    assert paths(folder) == {"speaker/robin-dale.ics": {"one", "gone"}, "speaker/robin-oak.ics": {"two"}}


def test_one_with_an_id_keeps_the_path_when_the_second_comes(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    first = {"one": TWO["one"]}
    folder.publish(agenda(first, EVENT, {"speakers": [ELM]}), START)
    before = blocks_of(folder)
    folder.publish(agenda(TWO, EVENT, BOTH), START + DAY)
    assert paths(folder) == {"speaker/robin-elm.ics": {"one"}, "speaker/robin-oak.ics": {"two"}}
    assert blocks_of(folder) == before


def blocks_of(folder: Folder) -> bytes:
    raw = folder.feeds()["speaker/robin-elm.ics"]
    return raw[raw.index(b"BEGIN:VEVENT") : raw.index(b"END:VEVENT")]


def test_another_name_for_the_same_id_is_said(tmp_path: Path) -> None:
    """Also where somebody else has the new name."""
    folder = Folder(tmp_path)
    folder.publish(agenda(TWO, EVENT, {"speakers": [ELM | {"name": "Bobbie Dale"}, OAK]}), START)
    folder.publish(agenda(TWO, EVENT, BOTH), START + DAY)
    assert folder.read()["one"].note == "Speaker: was Bobbie Dale"
