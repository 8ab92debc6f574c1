"""A name that must go is nowhere in what is published, in any form; what had it is revised, and says not what was."""

import html
import json
import re
import tempfile
import unicodedata
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from following import DAY, EVENT, ONE, SESSIONS, START, TOP, Fields, Folder, agenda, entries, text
from summit_ical import Agenda
from summit_ical.cli import main
from summit_ical.ledger.forget import drop, forget
from summit_ical.ledger.records import Known
from summit_ical.model.source import Refused
from summit_ical.text.mentions import mention

OLD, NEW = "Alva Nordqvist", "Runa Ekdal"
AFTER = START + 60 * DAY  # all is over


def take(folder: Folder, programme: Agenda, now: datetime, name: str = OLD, **options: object) -> None:
    called = mention(name)
    folder.publish(programme, now, edit=lambda known: forget(known, called, programme), **options)


def forms(words: str) -> set[str]:
    """Return all that a file may say, read as each of the programs that could: none is to find the name."""
    found = {words, html.unescape(words), unquote(words)}
    found |= {re.sub(r"\\(.)", lambda m: " " if m[1] in "nN" else m[1], form) for form in [*found]}
    found.add(re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), words))
    return {
        " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", form).casefold()).split()) for form in found
    }


def having(folder: Folder, name: str) -> list[str]:
    """Return the files that have the name in any form, but for the paths that are kept."""
    wanted = " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())
    kept = re.compile("speaker[/-](?:{})".format("|".join(path.stem for path in folder.path.glob("speaker/*"))))
    files = {path: raw.decode().replace("\r\n ", "") for path, raw in folder.files().items()}
    return [path for path, words in files.items() if any(wanted in form for form in forms(kept.sub("", words)))]


def programme(changed: dict[str, Fields | None], **top: object) -> Agenda:
    sessions = {i: fields | (changed.get(i) or {}) for i, fields in SESSIONS.items() if changed.get(i, {}) is not None}
    return agenda(sessions, EVENT, TOP | top)


# -- where a name is found ------------------------------------------------------------------------------------------

FOUND = [
    pytest.param("Ann", "with Ann.", True, id="a word"),
    pytest.param("Ann", "Anna and Joann", False, id="part of other words"),
    pytest.param("Ann", "ANN'S talk", True, id="case, and a possessive"),
    pytest.param("Ann", "Ann\u0303", False, id="a letter with a mark is another"),
    pytest.param("Zoe\u0308 Fal", "ZO\u00cb FAL", True, id="NFD and NFC"),
    pytest.param("Jo Strasser", "Jo Straßer", True, id="case folding"),
    pytest.param("Jo Fal", "Jo\u00a0Fal", True, id="a space that does not break"),
    pytest.param("Jo Fal", "Jo\n  Fal", True, id="over two lines"),
    pytest.param("Jo Fal", "Jo Fa\u00adl", True, id="a soft hyphen"),
    pytest.param("Jo Fal", "Ｊｏ Ｆａｌ", True, id="wide letters"),
    pytest.param("Jo Fal", "**Jo** _Fal_", True, id="marks of Markdown"),
    pytest.param("Jo Fal", "Jo&nbsp;F&#97;l", True, id="references to characters"),
    pytest.param("Jo Fal", "see https://a.example/Jo%20Fal?x", True, id="percent-encoded"),
    pytest.param("Jo Fäl", "see https://a.example/people/jo-fal/", True, id="as an address has it"),
    pytest.param("Jo Fal", "see https://a.example/people/jo-fallon/", False, id="another's address"),
    pytest.param("Jo Fal", "Jo Falk, Jo Fal", True, id="behind another that begins like it"),
    pytest.param("林檎", "司会は林檎さん", True, id="a script without spaces"),
    pytest.param("Нина", "с Ниной", False, id="another word, in Cyrillic"),
]


@pytest.mark.parametrize(("name", "words", "found"), FOUND)
def test_where_a_name_is(name: str, words: str, found: bool) -> None:
    called = mention(name)
    assert called.is_in(words) == found
    left = called.without(words)
    assert not called.is_in(left)
    assert (left == words) != found


def test_words_around_it_stay() -> None:
    assert mention("Jo Fal").without("A talk by JO  FAL, and Jo Fallon") == "A talk by …, and Jo Fallon"


@pytest.mark.parametrize("name", ["", " ", "--", "\u00ad"])
def test_no_name(name: str) -> None:
    with pytest.raises(Refused, match="is no name"):
        mention(name)


# -- what subscribers see -------------------------------------------------------------------------------------------

SPEAKING = {"speakers": [OLD]}
BEFORE: dict[str, Fields | None] = {
    "opening": SPEAKING,
    "panel": {"speakers": ["Bo", OLD], "abstract": f"Moderated by {OLD}."},
    "virtual": {"title": f"{OLD}: a life", "status": "cancelled", "reason": f"{OLD} is ill"},
}
LATER: dict[str, Fields | None] = {
    "opening": {"speakers": [NEW]},
    "panel": {"speakers": ["Bo", NEW], "abstract": f"Moderated by {NEW}."},
    "virtual": {"title": "A life", "status": "cancelled", "reason": "Ill"},
}


@pytest.mark.parametrize("built", [False, True], ids=["with the change", "after it was published"])
def test_entries_that_had_it_are_revised_and_others_are_not(built: bool, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.publish(programme(BEFORE), START)
    if built:
        folder.publish(programme(LATER), START + DAY)
        assert folder.read()["opening"].note == f"Speaker: was {OLD}"
    before = folder.read()
    take(folder, programme(LATER), START + 2 * DAY)
    after = folder.read()
    assert having(folder, OLD) == []
    had = {i for i, entry in before.items() if OLD in entry.description + entry.summary}
    assert {"opening", "panel"} <= had
    for i, entry in after.items():
        assert entry.sequence == before[i].sequence + (i in had)
        assert entry.stamp == (START + 2 * DAY if i in had else before[i].stamp)
        assert not entry.note
    assert "Changed: Opening" in (tmp_path / "changes.xml").read_text("utf-8")
    assert list(folder.ill()) == []


def test_what_else_changed_is_said(tmp_path: Path) -> None:
    """In the same build another room: that is no secret."""
    folder = Folder(tmp_path)
    folder.publish(programme(BEFORE), START)
    take(folder, programme(LATER | {"opening": {"speakers": [NEW], "room": "side"}}), START + DAY)
    assert folder.read()["opening"].note == "Room: was Main stage"


def test_the_path_made_of_it_answers_and_is_listed_nowhere(tmp_path: Path) -> None:
    """It sends nobody to the new name: that would say whose the old one was."""
    folder = Folder(tmp_path)
    folder.publish(programme(BEFORE), START)
    old = folder.modified("speaker/alva-nordqvist.ics")
    take(folder, programme(LATER), START + DAY)
    (notice,) = folder.read("speaker/alva-nordqvist.ics").values()
    assert notice.summary == "No sessions here any more: follow Summit"
    assert folder.modified("speaker/alva-nordqvist.ics") > old
    assert set(folder.read("speaker/runa-ekdal.ics")) == {"opening", "panel"}
    for name in ("feeds.json", "index.html", "changes.xml"):
        assert "alva" not in (tmp_path / name).read_text("utf-8").casefold()
    take(folder, programme(BEFORE), START + 2 * DAY, name="Nobody Else")  # the name is somebody's again
    assert set(folder.read("speaker/alva-nordqvist-2.ics")) == {"opening", "panel"}


def test_a_notice_that_sent_people_there_is_decided_again(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.publish(programme({"network": {"speakers": ["Cy"]}}), START)
    folder.publish(programme({"network": {"speakers": [OLD]}}), START + DAY)
    (notice,) = folder.read("speaker/cy.ics").values()
    assert OLD in notice.description
    take(folder, programme({"network": {"speakers": [NEW]}}), START + 2 * DAY)
    (notice,) = folder.read("speaker/cy.ics").values()
    assert notice.summary == "No sessions here any more: follow Summit"
    assert having(folder, OLD) == []


def test_a_notice_of_a_feed_that_has_sessions_again(tmp_path: Path) -> None:
    """It is not shown now, and is decided when the feed empties again; the ledger can be read meanwhile."""
    folder = Folder(tmp_path)
    for number, who in enumerate(("Cy", OLD, "Cy")):
        folder.publish(programme({"network": {"speakers": [who]}}), START + number * DAY)
    take(folder, programme({"network": {"speakers": ["Cy"]}}), START + 3 * DAY)
    folder.publish(programme({"network": {"speakers": [NEW]}}), START + 4 * DAY)
    (notice,) = folder.read("speaker/cy.ics").values()
    assert notice.summary == f"No sessions here any more: follow Summit - {NEW}"


ID = {"id": "sam", "name": OLD}
LIVES_ON = [
    pytest.param([ID], [ID | {"name": NEW}], {"speaker/sam.ics": {"opening"}}, id="an id without it"),
    pytest.param(None, [ID | {"name": NEW}],
        {"speaker/sam.ics": {"opening"}, "speaker/alva-nordqvist.ics": {"feed--speaker-alva-nordqvist"}},
        id="an id in place of the name"),
    pytest.param([{"id": "alva-nordqvist", "name": OLD}], [ID | {"name": NEW}],
        {"speaker/sam.ics": {"opening"}, "speaker/alva-nordqvist.ics": {"feed--speaker-alva-nordqvist"}},
        id="an id made of it"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "paths"), LIVES_ON)
def test_her_feed(before: list[Fields] | None, after: list[Fields], paths: dict[str, set[str]], tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    who = before[0]["id"] if before else OLD
    folder.publish(programme({"opening": {"speakers": [who]}}, speakers=before or []), START)
    take(folder, programme({"opening": {"speakers": ["sam"]}}, speakers=after), START + DAY)
    found = {p: set(folder.read(p)) for p in folder.feeds() if "sam" in p or "alva" in p}
    assert found == paths
    assert having(folder, OLD) == []


def test_a_path_that_was_kept_when_an_id_came(tmp_path: Path) -> None:
    """Published by name, then with an id, under the path that it had; then the name goes, and that path with it."""
    folder = Folder(tmp_path)
    folder.publish(programme({"opening": SPEAKING}), START)
    folder.publish(programme({"opening": {"speakers": ["sam"]}}, speakers=[ID]), START + DAY)
    assert set(folder.read("speaker/alva-nordqvist.ics")) == {"opening"}
    later = programme({"opening": {"speakers": ["sam"]}}, speakers=[ID | {"name": NEW}])
    take(folder, later, START + 2 * DAY)
    assert set(folder.read("speaker/sam.ics")) == {"opening"}
    assert set(folder.read("speaker/alva-nordqvist.ics")) == {"feed--speaker-alva-nordqvist"}


def test_somebody_of_a_like_name_keeps_the_path(tmp_path: Path) -> None:
    """Jörg and Jorg have one file name between them, and are two."""
    folder = Folder(tmp_path)
    folder.publish(programme({"opening": {"speakers": ["Jorg Fal"]}, "panel": {"speakers": ["Jörg Fal"]}}), START)
    take(folder, programme({"opening": {"speakers": ["Jorg Fal"]}}), START + DAY, name="Jörg Fal")
    assert set(folder.read("speaker/jorg-fal.ics")) == {"opening"}
    assert set(folder.read("speaker/jorg-fal-2.ics")) == {"feed--speaker-jorg-fal-2"}
    assert having(folder, "Jörg Fal") == []
    assert having(folder, "Jorg Fal") != []


def test_dropped(tmp_path: Path) -> None:
    """The path is gone from disk and ledger, and comes back for nobody else but by name."""
    folder = Folder(tmp_path)
    folder.publish(programme(BEFORE), START)
    take(folder, programme(LATER), START + DAY)
    before = folder.feeds()
    folder.publish(programme(LATER), START + 2 * DAY, edit=lambda known: drop(known, mention(OLD)))
    assert before.keys() - folder.feeds().keys() == {"speaker/alva-nordqvist.ics"}
    assert {p for p, raw in folder.feeds().items() if raw != before[p]} == set()
    assert not any(b"alva" in raw.lower() for raw in folder.files().values())
    assert folder.publish(programme(LATER), START + 3 * DAY).written == ()


def test_where_all_that_is_known_is_what_the_feeds_say(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.publish(programme(BEFORE), START)
    folder.publish(programme(LATER | {"lunch": None}), START + DAY)
    folder.ledger().unlink()
    take(folder, programme(LATER | {"lunch": None}), START + 2 * DAY)
    assert having(folder, OLD) == []
    assert not folder.read()["opening"].note


PLACES = ("speakers", "title", "abstract", "marked", "reason", "links", "address", "url", "was")
NAMES = (
    "Alva Nordqvist",
    "Zoë Fal",
    "Tess O'Hara; Fal, Sr.",
    "Jörg Müßig-Straße",
    "林檎 太郎",
    'Q "the" <Fal>',
    "Aßmann",
)


def said(name: str, places: set[str], here: bool) -> Fields:
    """Return a session with the name in these places, or with other words there."""
    word = name if here else "somebody"
    found: Fields = {"day": ONE, "time": "09:00-10:00", "title": f"By {word}" if "title" in places else "A talk"}
    found["speakers"] = ["Bo", word] if "speakers" in places else ["Bo"]
    found["reason"] = f"{word.upper()} is ill" if "reason" in places else "Ill"
    found["abstract"] = (
        f"It is {unicodedata.normalize('NFD', word)}’s, told by {word}." if "abstract" in places else "It."
    )
    if "marked" in places and here and " " in name:
        found["abstract"] += " With **" + html.escape(name).replace(" ", "** _", 1) + "_."
    if "links" in places:
        found["links"] = {f"{word}'s slides": "https://example.org/1"}
    if "address" in places:
        found["abstract"] += f" See https://example.org/{quote(word)}"
    if "url" in places:
        found["url"] = f"https://example.org/{quote(word)}"
    if "was" in places:
        found |= {"status": "cancelled", "replaced_by": ["s0"]}
    return found


wheres = st.sets(st.sampled_from(PLACES))


@given(
    name=st.sampled_from(NAMES),
    places=st.lists(wheres, min_size=2, max_size=4),
    built=st.booleans(),
    gone=st.sets(st.integers(1, 3)),
    declared=st.booleans(),
    lost=st.booleans(),
    late=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_nothing_published_has_it_in_any_form(
    name: str, places: list[set[str]], built: bool, gone: set[int], declared: bool, lost: bool, late: bool
) -> None:
    """Wherever it stood, whatever happened since. No path goes, no stamp goes back, a second run changes nothing."""
    places[0] -= {"was"}
    top = TOP | {"speakers": [{"id": "who", "name": name, "affiliation": "Fal & Co"}] if declared else []}
    before = {f"s{n}": said(name, held, here=True) for n, held in enumerate(places)}
    after = {f"s{n}": said(name, held, here=False) for n, held in enumerate(places) if n not in gone}
    with tempfile.TemporaryDirectory() as home:
        folder = Folder(Path(home))
        folder.publish(agenda(before, EVENT, top), START)
        programme = agenda(after, EVENT, TOP)
        if built:
            folder.publish(programme, START + DAY, accept_loss=True)
        was = folder.feeds()
        if lost:
            folder.ledger().unlink()
        now = AFTER if late else START + 2 * DAY
        take(folder, programme, now, name, accept_loss=True)
        assert having(folder, name) == []
        assert list(folder.ill()) == []
        assert was.keys() <= folder.feeds().keys()
        for path, raw in was.items():
            assert folder.modified(path) > entries_modified(raw) or folder.feeds()[path] == raw, path
            for i, entry in entries(raw).items():
                if i in (now_there := folder.read(path)):
                    assert (now_there[i].sequence, now_there[i].stamp) >= (entry.sequence, entry.stamp)
        files = folder.files()
        take(folder, programme, now + DAY, name)
        assert folder.files() == files
        assert folder.publish(programme, now + DAY).written == ()


def entries_modified(raw: bytes) -> datetime:
    found = re.search(rb"\r\nLAST-MODIFIED:(\w+)\r\n", raw)
    assert found
    return datetime.fromisoformat(found[1].decode())


def test_what_does_not_have_it_is_not_touched() -> None:
    """The records are the same, word for word, if nothing is found."""
    with tempfile.TemporaryDirectory() as home:
        folder = Folder(Path(home))
        folder.publish(programme(BEFORE), START)
        before = folder.files()
        take(folder, programme(BEFORE), START + DAY, "Alva Nordqvis")
        assert folder.files() == before
    assert forget(Known(), mention(OLD), programme({})) == Known()


# -- the command ----------------------------------------------------------------------------------------------------


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["forget", *words])


def write(changed: dict[str, Fields | None], **top: object) -> None:
    sessions = {i: fields | (changed.get(i) or {}) for i, fields in SESSIONS.items()}
    Path("agenda.yaml").write_text(text(sessions, EVENT, TOP | top), "utf-8")


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)
    folder = Folder(Path("feeds"))
    folder.publish(programme(BEFORE), START)
    write(LATER)
    return folder


def test_the_command_says_what_it_does(published: Folder) -> None:
    done = run(OLD, "--now", "2026-03-02T12:00:00Z", "--yes")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[:4] == [
        "'Alva Nordqvist' is forgotten",
        "  taken out of  opening, panel, virtual",
        "  answers       speaker/alva-nordqvist.ics, listed nowhere, with a notice that names the event alone",
        "  stays         where it is known already: in calendars until they ask again, in copies, in Git",
    ]
    assert having(published, OLD) == []
    again = run(OLD, "--now", "2026-03-03T12:00:00Z")
    assert (again.exit_code, again.stdout) == (0, "nothing is left to be done\n")
    done = run(OLD, "--drop-path", "--yes")
    assert done.stdout.splitlines()[:3] == [
        "'Alva Nordqvist' is forgotten",
        "  taken out of  no session",
        "  ends          speaker/alva-nordqvist.ics: whoever subscribed to it gets an error, and may lose the calendar",
    ]
    assert not any(b"alva" in raw.lower() for raw in published.files().values())
    assert run(OLD, "--drop-path").stdout == "nothing is left to be done\n"


def test_ids_that_are_made_of_it_are_named(published: Folder) -> None:
    """A session's id is part of its UID, and stays."""
    extra = SESSIONS | {"alva-nordqvist-again": SESSIONS["lunch"] | {"title": "Tea"}}
    published.publish(agenda(extra, EVENT, TOP), START + DAY, accept_loss=True)
    Path("agenda.yaml").write_text(text(extra, EVENT, TOP), "utf-8")
    done = run(OLD, "--yes")
    assert (
        "  keeps its id  alva-nordqvist-again: `withdraw` takes a session back with all that it is called"
        in done.stdout.splitlines()
    )


def test_nobody_to_ask(published: Folder) -> None:
    before = published.files()
    done = run(OLD)
    assert done.exit_code == 2
    assert done.stderr.endswith(
        "\nerror: nobody is here to be asked, so nothing was done: --yes does it without asking\n"
    )
    assert published.files() == before


def test_refused_while_the_agenda_has_it(published: Folder) -> None:
    """Every place is named: names, other spellings, others' abstracts, what links are called, ids made of it."""
    who = [{"id": "alva-nordqvist", "name": NEW, "also": [OLD.upper()]}]
    lunch = {
        "abstract": "Soup,\n\nand a talk with **Alva** Nordqvist about it.",
        "links": {OLD: "https://example.org"},
    }
    write({"opening": {"speakers": [NEW]}, "lunch": lunch}, speakers=who)
    before = published.files()
    done = run(OLD, "--yes")
    assert done.exit_code == 2
    said = [line.partition("error: ")[2] for line in done.stderr.splitlines() if "error: " in line]
    assert sorted(said) == [
        "the id alva-nordqvist is made of the name, and so is the path of its feed",
        "the name is in the agenda: 'ALVA NORDQVIST'",
        "the name is in the agenda: 'Alva Nordqvist'",
        "the name is in the agenda: 'Soup, and a talk with **Alva** Nordqvist about it.'",
    ]
    assert all(re.match(r"agenda\.yaml:1:\d+: ", line) for line in done.stderr.splitlines() if "error: " in line)
    assert published.files() == before


def test_ids_in_the_agenda_are_no_names(published: Folder) -> None:
    """Of sessions, tracks and rooms; and of a speaker whose own name gives it."""
    sessions = {
        "alva": {"day": ONE, "time": "09:00-10:00", "title": "Tea", "track": "alva", "room": ["alva"]},
        "bo": {"day": ONE, "time": "10:00-11:00", "title": "Milk", "repeat_of": "alva", "speakers": ["alva"]},
    }
    top = {kind: [{"id": "alva", "name": "Any"}] for kind in ("tracks", "rooms")}
    Path("agenda.yaml").write_text(
        text(sessions, EVENT, top | {"speakers": [{"id": "alva", "name": "Älva Fal"}]}), "utf-8"
    )
    done = run("Alva", "--yes", "-o", "elsewhere")
    errors = [line for line in done.stderr.splitlines() if "error: " in line]
    assert errors == ["elsewhere: error: nothing was published here"]


def test_no_name_at_all(published: Folder) -> None:
    done = run("--", "-!-")
    assert done.exit_code == 2
    assert "'-!-' is no name: write the whole name as it was published" in done.stderr


def test_from_another_folder(published: Folder) -> None:
    done = run(OLD, "--previous", "feeds", "-o", "site", "--yes", "--drop-path", "--now", "2026-03-02T12:00:00Z")
    assert done.exit_code == 0, done.output
    assert having(Folder(Path("site")), OLD) == []
    assert not Path("site/speaker/alva-nordqvist.ics").exists()
    assert json.loads(Path("site/feeds.json").read_text("utf-8"))["feeds"]
    assert having(published, OLD) != []
