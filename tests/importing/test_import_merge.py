"""A page that goes on changing keeps its agenda: ids, comments and additions stay, what changed is taken over."""

from pathlib import Path

import pytest

from summit_ical.importing.last_import import recalled
from summit_ical.importing.merge import merged
from summit_ical.importing.merge import write as write_merged
from summit_ical.importing.schedule import Answers
from summit_ical.importing.source import agenda as fresh
from summit_ical.importing.source import drafted
from summit_ical.model.source import AgendaError
from summit_ical.publish.build import read

PAGE = """# Garden Days 2031
All times in UTC.
## May 6
| Time | Session | Speaker | Track |
|---|---|---|---|
| 10:00-10:30 | Weeding for beginners | Ada Example | Beds |
| 10:30-11:00 | Roses in winter | Bo Sample | Beds |
| 11:00-11:30 | Compost clinic | Chidi Demo | Soil |
| 11:30-12:00 | Lunch | | |
## May 7
| Time | Session | Speaker | Track |
|---|---|---|---|
| 10:00-10:30 | Moss everywhere | Dora Muster | Soil |
"""
NOTHING = Answers()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(PAGE, "utf-8")
    (tmp_path / "agenda.yaml").write_text(fresh(drafted(str(path), NOTHING), "page.md"), "utf-8")
    return path


def again(page: Path, text: str, **same: str) -> Path:
    """Change the page, import it into the agenda, and return the agenda's path."""
    page.write_text(text, "utf-8")
    agenda = page.with_name("agenda.yaml")
    found = merged(str(page), agenda, NOTHING, same)
    if found.text is not None:
        write_merged(agenda, found)
    return agenda


def rows(agenda: Path) -> dict[str, str]:
    return {
        session.id: f"{session.span.start:%d %H:%M}-{session.span.end:%H:%M} {session.title} | "  # type: ignore[union-attr]
        f"{', '.join(p.name for p in session.speakers)} | {session.status}"
        for session in read(agenda).sessions
    }


BEFORE = {
    "weeding-for-beginners": "06 10:00-10:30 Weeding for beginners | Ada Example | confirmed",
    "roses-in-winter": "06 10:30-11:00 Roses in winter | Bo Sample | confirmed",
    "compost-clinic": "06 11:00-11:30 Compost clinic | Chidi Demo | confirmed",
    "lunch": "06 11:30-12:00 Lunch |  | confirmed",
    "moss-everywhere": "07 10:00-10:30 Moss everywhere | Dora Muster | confirmed",
}


def test_first_import(page: Path) -> None:
    """The agenda says what the page says."""
    assert rows(page.with_name("agenda.yaml")) == BEFORE


CHANGES = [
    pytest.param(
        [("Weeding for beginners", "Weeding for beginners and others")],
        {"weeding-for-beginners": "06 10:00-10:30 Weeding for beginners and others | Ada Example | confirmed"},
        id="retitled",
    ),
    pytest.param(
        [("Weeding for beginners", "The noble art of pulling")],
        {"weeding-for-beginners": "06 10:00-10:30 The noble art of pulling | Ada Example | confirmed"},
        id="retitled beyond recognition, but the same person at the same time",
    ),
    pytest.param(
        [("10:00-10:30 | Moss", "15:00-15:45 | Moss")],
        {"moss-everywhere": "07 15:00-15:45 Moss everywhere | Dora Muster | confirmed"},
        id="moved",
    ),
    pytest.param(
        [
            ("| 10:30-11:00 | Roses in winter | Bo Sample | Beds |\n", ""),
            ("Soil |\n## May 7", "Soil |\n## May 7"),
            ("| 10:00-10:30 | Moss", "| 9:00-9:30 | Roses in winter | Bo Sample | Beds |\n| 10:00-10:30 | Moss"),
        ],
        {"roses-in-winter": "07 09:00-09:30 Roses in winter | Bo Sample | confirmed"},
        id="moved to another day",
    ),
    pytest.param(
        [
            ("10:00-10:30 | Weeding", "X | Weeding"),
            ("10:30-11:00 | Roses", "10:00-10:30 | Roses"),
            ("X | Weeding", "10:30-11:00 | Weeding"),
        ],
        {
            "weeding-for-beginners": "06 10:30-11:00 Weeding for beginners | Ada Example | confirmed",
            "roses-in-winter": "06 10:00-10:30 Roses in winter | Bo Sample | confirmed",
        },
        id="swapped",
    ),
    pytest.param(
        [("| Bo Sample |", "| Bo Sample & Erika Mustermann |")],
        {"roses-in-winter": "06 10:30-11:00 Roses in winter | Bo Sample, Erika Mustermann | confirmed"},
        id="one more speaker",
    ),
    pytest.param(
        [("| 11:00-11:30 | Compost clinic | Chidi Demo | Soil |\n", "")],
        {"compost-clinic": "06 11:00-11:30 Compost clinic | Chidi Demo | cancelled"},
        id="gone",
    ),
    pytest.param(
        [("Compost clinic | Chidi Demo", "Bees at night | Erika Mustermann")],
        {
            "compost-clinic": "06 11:00-11:30 Compost clinic | Chidi Demo | cancelled",
            "bees-at-night": "06 11:00-11:30 Bees at night | Erika Mustermann | confirmed",
        },
        id="replaced",
    ),
    pytest.param(
        [("## May 7", "| 13:00-14:00 | Owls | Erika Mustermann | Night |\n## May 7")],
        {"owls": "06 13:00-14:00 Owls | Erika Mustermann | confirmed"},
        id="new, on a new track",
    ),
    pytest.param(
        [("| Moss everywhere", "| Moss everywhere"), ("Soil |\n", "Soil |\n"), ("", "")],
        {},
        id="nothing",
    ),
    pytest.param([("# Garden Days 2031\n", "# Garden Days 2031\n\nCome early, bring gloves.\n\n")], {}, id="prose"),
]


@pytest.mark.parametrize(("edits", "expected"), CHANGES)
def test_change(page: Path, edits: list[tuple[str, str]], expected: dict[str, str]) -> None:
    """Each session keeps its id through what happens to it, and nothing else changes."""
    text = PAGE
    for old, new in edits:
        text = text.replace(old, new, 1)
    before = page.with_name("agenda.yaml").read_text("utf-8")
    agenda = again(page, text)
    assert rows(agenda) == BEFORE | expected
    if not expected:
        assert agenda.read_text("utf-8") == before
    after = agenda.read_text("utf-8")
    again(page, text)
    assert agenda.read_text("utf-8") == after, "the same page again changes nothing"


def test_hand_made_additions_stay(page: Path) -> None:
    """Comments, order, additions and corrections by hand stay where they are, to the character."""
    agenda = page.with_name("agenda.yaml")
    text = agenda.read_text("utf-8")
    text = text.replace("  timezone: UTC\n", "  timezone: UTC\n  online: https://example.org/live  # for all\n")
    text = text.replace(
        "        title: Roses in winter\n", "        title: Roses in Winter  # as she spells it\n        language: en\n"
    )
    text = text.replace("days:\n", "# our days\ndays:\n")
    text = text.replace(
        "  - date: 2031-05-07\n    sessions:\n",
        "  - date: 2031-05-07\n    sessions:\n      - id: dinner\n        time: 19:00-21:00\n        title: Dinner\n "
        "       kind: social\n",
    )
    agenda.write_text(text, "utf-8")
    again(page, PAGE.replace("Weeding for beginners", "Weeding for all"))
    after = agenda.read_text("utf-8")
    changed = text.replace("title: Weeding for beginners", "title: Weeding for all")
    head = changed.index("# What the page said last")
    assert after[:head] == changed[:head]


def test_two_answers(page: Path) -> None:
    """Where two sessions may be meant, it is not decided: both are named, and the caller can say which."""
    twice = PAGE.replace("Roses in winter | Bo Sample", "Weeding for beginners II | Ada Example")
    page.write_text(twice, "utf-8")
    agenda = page.with_name("agenda.yaml")
    agenda.write_text(fresh(drafted(str(page), NOTHING), "page.md"), "utf-8")
    one = twice.replace("| 10:00-10:30 | Weeding for beginners | Ada Example | Beds |\n", "").replace(
        "10:30-11:00 | Weeding for beginners II", "09:00-09:30 | Weeding for beginners I"
    )
    with pytest.raises(AgendaError) as error:
        again(page, one)
    (problem,) = error.value.problems
    assert "'Weeding for beginners' (weeding-for-beginners)" in problem.message
    assert "'Weeding for beginners II' (weeding-for-beginners-ii)" in problem.message
    again(page, one, **{"Weeding for beginners I": "weeding-for-beginners-ii"})
    assert rows(agenda)["weeding-for-beginners-ii"].startswith("06 09:00-09:30 Weeding for beginners I ")
    assert rows(agenda)["weeding-for-beginners"].endswith("cancelled")


def test_back_again(page: Path) -> None:
    """What comes back to the page takes place after all."""
    again(page, PAGE.replace("| 11:00-11:30 | Compost clinic | Chidi Demo | Soil |\n", ""))
    agenda = again(page, PAGE)
    assert rows(agenda) == BEFORE


FORMS = [
    pytest.param(lambda text: text.replace("\n", "\r\n"), id="CRLF"),
    pytest.param(
        lambda text: text.replace(
            "      - id: moss-everywhere\n        time: 10:00-10:30\n        title: Moss everywhere\n        "
            "speakers: [Dora Muster]\n        track: soil\n",
            "      - {id: moss-everywhere, time: 10:00-10:30, title: Moss everywhere, speakers: [Dora Muster], "
            "track: soil}\n",
        ),
        id="braces",
    ),
    pytest.param(
        lambda text: text.replace("\n    sessions:\n", "\n    sessions:\n\n      # the first\n"), id="comments"
    ),
    pytest.param(
        lambda text: text.replace("speakers: [Dora Muster]", "speakers:\n          - Dora Muster"), id="lists in lines"
    ),
]


@pytest.mark.parametrize("form", FORMS)
def test_form(page: Path, form: object) -> None:
    """However the agenda is written, its session is moved, retitled, and gets another speaker."""
    agenda = page.with_name("agenda.yaml")
    text = form(agenda.read_text("utf-8"))  # type: ignore[operator]
    agenda.write_bytes(text.encode())
    again(
        page,
        PAGE.replace(
            "10:00-10:30 | Moss everywhere | Dora Muster", "11:00-11:30 | Moss everywhere! | Dora Muster, Bo Sample"
        ),
    )
    assert rows(agenda)["moss-everywhere"] == "07 11:00-11:30 Moss everywhere! | Dora Muster, Bo Sample | confirmed"
    assert (b"\r\n" in agenda.read_bytes()) == ("\r\n" in text)
    assert set(recalled(agenda.read_text("utf-8"))) == set(BEFORE)


def test_without_memory(page: Path) -> None:
    """An agenda that remembers no import is brought up to date, too; what the page has not is cancelled."""
    agenda = page.with_name("agenda.yaml")
    text = agenda.read_text("utf-8")
    agenda.write_text(text[: text.index("\n# What the page said last")], "utf-8")
    again(page, PAGE.replace("| 11:00-11:30 | Compost clinic | Chidi Demo | Soil |\n", ""))
    assert rows(agenda)["compost-clinic"].endswith("cancelled")


def test_ids_of_the_source(tmp_path: Path) -> None:
    """Where the source has ids, a session is known by its id whatever else changes."""
    event = "<event guid='g{0}'><date>2031-05-06T1{0}:00:00Z</date><duration>00:30</duration><title>{1}</title></event>"
    head = "<schedule><conference><title>Days 2031</title></conference><day date='2031-05-06'><room name='A'>"
    frame = head + "{}</room></day></schedule>"
    source, agenda = tmp_path / "s.xml", tmp_path / "agenda.yaml"
    source.write_text(frame.format(event.format(0, "Weeding") + event.format(1, "Roses")), "utf-8")
    agenda.write_text(fresh(drafted(str(source), NOTHING), "s.xml"), "utf-8")
    source.write_text(
        frame.format(event.format(0, "Something else entirely") + event.format(2, "Roses again")), "utf-8"
    )
    found = merged(str(source), agenda, NOTHING, {}, lambda question, choices: len(choices) - 1)
    write_merged(agenda, found)
    assert {one: line.partition(" | ")[0] for one, line in rows(agenda).items()} == {
        "g0": "06 10:00-10:30 Something else entirely",
        "g1": "06 11:00-11:30 Roses",
        "g2": "06 12:00-12:30 Roses again",
    }
