"""A page that goes on changing keeps its agenda: ids, comments and additions stay, what changed is taken over."""

import random
import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit_ical.importing.last_import import recalled
from summit_ical.importing.merge import merged
from summit_ical.importing.schedule import Answers
from summit_ical.importing.source import agenda as fresh
from summit_ical.importing.source import drafted
from summit_ical.model.agenda import Agenda
from summit_ical.model.source import AgendaError
from summit_ical.publish.build import read
from summit_ical.publish.folder import replace_file

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
        replace_file(agenda, found.text.encode())
    return agenda


def rows(agenda: Path) -> dict[str, str]:
    return {
        session.id: f"{session.span.start:%d %H:%M}-{session.span.end:%H:%M} {session.title} | "  # type: ignore[union-attr]
        f"{', '.join(p.name for p in session.speakers)} | {session.status}"
        for session in read(agenda).sessions
    }


MOSS = "| 10:00-10:30 | Moss everywhere | Dora Muster | Soil |\n"
LUNCH = "| 11:30-12:00 | Lunch | | |\n"


def without_days(agenda: Path) -> None:
    """The comment of an agenda as earlier versions wrote it."""
    agenda.write_text(re.sub(r"(?m)^(#   \S+) \d{4}-\d\d-\d\d ", r"\1 ", agenda.read_text("utf-8")), "utf-8")


@pytest.mark.parametrize("earlier", [False, True], ids=["comment", "comment of an earlier version"])
def test_another_day_at_the_same_clock(page: Path, earlier: bool) -> None:
    """What moves to another day is moved, though all else that the page says of it is the same."""
    if earlier:
        without_days(page.with_name("agenda.yaml"))
    first = "| 10:00-10:30 | Weeding"
    moved = PAGE.replace(LUNCH, "").replace(MOSS, LUNCH).replace(first, MOSS + first)
    assert rows(again(page, moved)) == BEFORE | {
        "moss-everywhere": "06 10:00-10:30 Moss everywhere | Dora Muster | confirmed",
        "lunch": "07 11:30-12:00 Lunch |  | confirmed",
    }


def test_a_day_that_was_corrected_by_hand(page: Path) -> None:
    """It stays while the page says what it said, whatever else changes there."""
    agenda = page.with_name("agenda.yaml")
    agenda.write_text(agenda.read_text("utf-8").replace("date: 2031-05-07", "date: 2031-05-08"), "utf-8")
    assert rows(again(page, PAGE))["moss-everywhere"].startswith("08 10:00")
    assert rows(again(page, PAGE.replace("Moss everywhere", "Moss all over")))["moss-everywhere"].startswith("08 10:00")


def test_the_same_words_on_two_days(page: Path) -> None:
    """Lunch of the second day is that of the second day, when that of the first is gone."""
    agenda = again(page, PAGE + LUNCH)
    (other,) = {name for name, row in rows(agenda).items() if "Lunch" in row} - {"lunch"}
    found = rows(again(page, PAGE.replace(LUNCH, "") + LUNCH))
    assert (found["lunch"][-9:], found[other][:2], found[other][-9:]) == ("cancelled", "07", "confirmed")


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
    pytest.param(
        lambda text: text.replace("speakers: [Bo Sample]", "speakers: &them [Bo Sample]").replace(
            "speakers: [Dora Muster]", "speakers: *them"
        ),
        id="a value that is repeated from elsewhere",
    ),
    pytest.param(
        lambda text: text.replace("        speakers: [Dora Muster]\n        track: soil\n", "        track: soil\n"),
        id="no speakers yet",
    ),
    pytest.param(
        lambda text: text.replace("title: Moss everywhere", "title: |-\n          Moss everywhere\n"),
        id="a block of text",
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
    assert set(recalled(agenda.read_text("utf-8")).sessions) == set(BEFORE)


EMPTY = [
    pytest.param("  - date: 2031-05-08\n    sessions: []  # to come\n", id="an empty list"),
    pytest.param("", id="no such day"),
]


@pytest.mark.parametrize("day", EMPTY)
def test_a_session_comes_to_a_day_without_any(page: Path, day: str) -> None:
    """However an empty day is written, a session can be put in it, and another out of a day that it leaves empty."""
    agenda = page.with_name("agenda.yaml")
    text = agenda.read_text("utf-8")
    agenda.write_text(text.replace("\n# What the page said", f"{day}\n# What the page said"), "utf-8")
    again(page, PAGE.replace("## May 7", "## May 8").replace("10:00-10:30 | Moss", "9:00-9:30 | Moss"))
    assert rows(agenda) == BEFORE | {"moss-everywhere": "08 09:00-09:30 Moss everywhere | Dora Muster | confirmed"}
    assert "  - date: 2031-05-07\n    sessions: []\n" in agenda.read_text("utf-8")
    assert day.partition("#")[2] in agenda.read_text("utf-8")


def test_what_cannot_be_cut_is_refused(page: Path) -> None:
    """Sessions in brackets are not moved, and the refusal says how to write them."""
    agenda = page.with_name("agenda.yaml")
    text = agenda.read_text("utf-8")
    head, _, tail = text.partition("  - date: 2031-05-07\n    sessions:\n")
    session = "{id: moss-everywhere, time: 10:00-10:30, title: Moss everywhere, speakers: [Dora Muster], track: soil}"
    memory = tail[tail.index("\n# What") :]
    agenda.write_text(f"{head}  - date: 2031-05-07\n    sessions: [{session}]\n{memory}", "utf-8")
    before = agenda.read_bytes()
    with pytest.raises(AgendaError, match="the sessions of a day stand in brackets"):
        again(page, PAGE.replace("## May 7", "## May 8").replace("10:00-10:30 | Moss", "9:00-9:30 | Moss"))
    assert agenda.read_bytes() == before


def test_more_sessions_than_can_be_compared_are_refused(tmp_path: Path) -> None:
    """A thousand breaks that all moved are a million answers: a sentence says so, at once."""
    page, agenda = tmp_path / "page.csv", tmp_path / "agenda.yaml"
    line = "2031-05-{:02},{:02}:{:02}-{:02}:{:02},Break,\n"
    slots = [(1 + n % 25, 8 + n // 25 % 10, 20 * (n // 250)) for n in range(750)]
    for by, path in ((0, None), (5, agenda)):
        text = "".join(line.format(day, hour, at + by, hour, at + by + 10) for day, hour, at in slots)
        page.write_text(f"Date,Time,Title,Speakers\n{text}", "utf-8")
        if path is None:
            agenda.write_text(fresh(drafted(str(page), Answers("UTC")), "page.csv"), "utf-8")
    with pytest.raises(AgendaError, match="750 sessions of it may be any of 750 in the agenda: too many to compare"):
        merged(str(page), agenda, Answers("UTC"), {})


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
    replace_file(agenda, found.text.encode())
    assert {one: line.partition(" | ")[0] for one, line in rows(agenda).items()} == {
        "g0": "06 10:00-10:30 Something else entirely",
        "g1": "06 11:00-11:30 Roses",
        "g2": "06 12:00-12:30 Roses again",
    }


# --- any agenda, any changes ---

TALKS = ("Weeding", "Roses in winter", "Compost clinic", "Moss everywhere", "Bees at night", "Soil and sand")
PEOPLE = ("Ada Example", "Bo Sample", "Chidi Demo", "Dora Muster", "")


class Talk(NamedTuple):
    day: int
    minutes: int
    title: str
    speaker: str
    track: str


OPENING = Talk(6, 500, "Opening", "Erika Mustermann", "Beds")  # so that a page always says who speaks, and where


def table(talks: Iterable[Talk]) -> str:
    """A page on which the talks stand by day and time."""
    lines = ["# Garden Days 2031", "All times in UTC."]
    for day, held in groupby(sorted(talks), lambda talk: talk.day):
        lines += ["", f"## May {day}", "| Time | Session | Speaker | Track |", "|---|---|---|---|"]
        for talk in held:
            hours = "-".join(f"{at // 60:02}:{at % 60:02}" for at in (talk.minutes, talk.minutes + 5))
            lines.append(f"| {hours} | {talk.title} | {talk.speaker} | {talk.track} |")
    return "\n".join([*lines, ""])


def any_talk(by: random.Random, number: int) -> Talk:
    track = by.choice(("Beds", "Soil", "Night"))
    return Talk(by.randrange(4, 9), 540 + number * 5, f"{by.choice(TALKS)} {number}", by.choice(PEOPLE), track)


def changed(by: random.Random, talks: list[Talk]) -> list[Talk]:
    """Talks of which some are moved, retitled, held by others, on other tracks, gone, and new ones."""
    kept = []
    for talk in talks:
        what = by.choice(("same", "same", "moved", "retitled", "other", "track", "gone"))
        later = 540 + (30 + len(kept)) * 5
        if what == "moved":
            kept.append(talk._replace(day=by.randrange(3, 11), minutes=later))
        elif what == "retitled":
            kept.append(talk._replace(title=f"{talk.title}, and more"))
        elif what == "other":
            kept.append(talk._replace(speaker=by.choice(PEOPLE)))
        elif what == "track":
            kept.append(talk._replace(track=by.choice(("Beds", "Pond", "Paths"))))
        elif what == "same":
            kept.append(talk)
    return kept + [any_talk(by, 60 + number) for number in range(by.randrange(4))]


def written(text: str, by: random.Random) -> str:
    """An agenda in one of the ways in which people keep them, with words of their own above each session."""
    text = re.sub(r"^( +)- id: (\S+)", r"\1# about \2\n\1- id: \2  # theirs", text, flags=re.MULTILINE)
    if by.random() < 0.3:
        text = text.replace("\n\n      # about", "\n      # about")
    if by.random() < 0.3:
        head, tracks, days = re.split(r"tracks:\n((?:  - .*\n)+)", text)
        text = f"{head}tracks: [{', '.join(tracks.split('  - ')[1:])}]{days}".replace("\n,", ",").replace("\n]", "]\n")
    return text.replace("\n", "\r\n") if by.random() < 0.3 else text


def says(agenda: Agenda) -> list[str]:
    """What an agenda says of the sessions that take place."""
    live = [session for session in agenda.sessions if session.status != "cancelled"]
    return sorted(
        f"{one.day} {one.when} {one.title} {[p.name for p in one.speakers]} {[t.name for t in one.tracks]}"
        for one in live
    )


@given(by=st.randoms(use_true_random=True))
def test_after_any_change_the_agenda_says_what_the_page_says(
    tmp_path_factory: pytest.TempPathFactory, by: random.Random
) -> None:
    """Whatever changed at once: the live sessions are those of the page, each line of comment and each id is kept."""
    page, agenda = (tmp_path_factory.mktemp("any") / name for name in ("page.md", "agenda.yaml"))
    talks = [any_talk(by, number) for number in range(by.randint(1, 12))]
    page.write_text(table([OPENING, *talks]), "utf-8")
    agenda.write_bytes(written(fresh(drafted(str(page), NOTHING), "page.md"), by).encode())
    before, ids = agenda.read_text("utf-8"), {session.id for session in read(agenda).sessions}
    page.write_text(table([OPENING, *changed(by, talks)]), "utf-8")
    found = merged(str(page), agenda, NOTHING, {}, lambda question, choices: 0)
    if found.text is not None:
        replace_file(agenda, found.text.encode())
    after = agenda.read_text("utf-8")
    expected = page.with_name("expected.yaml")
    expected.write_text(fresh(drafted(str(page), NOTHING), "page.md"), "utf-8")
    assert says(read(agenda)) == says(read(expected))
    assert ids <= {session.id for session in read(agenda).sessions}
    for line in re.findall(r"# about \S+|\S+  # theirs", before):
        assert after.count(line) == before.count(line)
    assert merged(str(page), agenda, NOTHING, {}, lambda question, choices: 0).text is None
