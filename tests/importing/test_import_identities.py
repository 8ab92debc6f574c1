"""Ids of sessions that a source calls something: they last, whatever comes and goes around them."""

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summit_ical.importing.identities import ids, keys
from summit_ical.importing.last_import import LastImport, SaidLast, recalled, remembering
from summit_ical.importing.merge import merged
from summit_ical.importing.questions import Answer, Unanswered
from summit_ical.importing.schedule import Answers, Item
from summit_ical.importing.source import agenda, drafted
from summit_ical.model.source import Mark, Text
from summit_ical.model.values import ID
from summit_ical.publish.build import read

EARLIER = Path(__file__).parents[1] / "data" / "earlier"
NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)


def item(key: str, title: str = "Newts", start: datetime = NOON, **said: object) -> Item:
    return Item(Text(title, Mark("x")), date(2031, 5, 6), start, start + timedelta(hours=1), key=key, **said)  # type: ignore[arg-type]


def named(*items: Item) -> list[str]:
    return ids(items, keys(items))


KEYS = [
    pytest.param("17", "17", id="a number"),
    pytest.param("4361f99c-32a9-550e-a855-6ec550a788c7", "4361f99c-32a9-550e-a855-6ec550a788c7", id="a UUID"),
    pytest.param("workshop-A8KBUB@pond.example", "workshop-a8kbub-614cbba3", id="a UID: its slug and a digest of all"),
    pytest.param("N4QQQQ", "n4qqqq-e23581eb", id="capital letters"),
    pytest.param("a" * 60, "a" * 31 + "-11ee3912", id="too long"),
    pytest.param("con", "con-0-1143da2b", id="a device of Windows"),
    pytest.param("池", "chi-3342f4fb", id="another script"),
    pytest.param("!!!", "e84c538e", id="nothing that can be read aloud"),
    pytest.param("", "newts", id="none: the title's"),
]


@pytest.mark.parametrize(("key", "expected"), KEYS)
def test_id_of_a_key(key: str, expected: str) -> None:
    """The key itself where it fits our pattern, else its slug and a short digest of the whole key."""
    assert named(item(key)) == [expected]
    assert ID.fullmatch(expected)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=8, unique=True), st.randoms(use_true_random=False))
def test_id_does_not_depend_on_the_others(held: list[str], choice: object) -> None:
    """Whatever stands before and behind, in whatever order: an id is its key's alone, and nobody else's."""
    items = [item(key) for key in held if key.strip()]
    alone = {one.key: named(one)[0] for one in items if len({two.key.strip() for two in items}) == len(items)}
    choice.shuffle(items)  # type: ignore[attr-defined]
    together = dict(zip((one.key for one in items), named(*items), strict=True))
    assert alone in ({}, together)
    assert len(set(together.values())) == len(items)


SHARED = [
    pytest.param({"title": "Newts"}, {"title": "Frogs"}, id="two titles"),
    pytest.param({"start": NOON}, {"start": NOON + timedelta(hours=2)}, id="two slots of one event"),
    pytest.param({"rooms": ("Reeds",)}, {"rooms": ("Bank",)}, id="two rooms"),
]


@pytest.mark.parametrize(("one", "other"), SHARED)
def test_two_of_one_key(one: dict[str, object], other: dict[str, object]) -> None:
    """What shares a key is told apart by what it says, and an earlier one that comes moves nobody."""
    first, second = item("71", **one), item("71", **other)  # type: ignore[arg-type]
    before = named(first, second)
    assert len(set(before)) == 2
    assert named(second, first) == before[::-1]
    assert named(item("71", "Toads", NOON - timedelta(days=1)), first, second)[1:] == before or "title" not in one


# What became of the source since an earlier version of this program made an agenda of it.
SINCE = [
    pytest.param([], id="nothing"),
    pytest.param([("ics", "SUMMARY:Reeds", "SUMMARY:Rushes")], id="another title"),
    pytest.param([("ics", "DTSTART:20310506T090000Z", "DTSTART:20310506T093000Z")], id="another time"),
    pytest.param(
        [
            (
                "ics",
                "BEGIN:VEVENT",
                "BEGIN:VEVENT\nUID:workshop-A1AA@pond.example\nDTSTART:20310506T060000Z\nDURATION:PT1H\n"
                "SUMMARY:Sunrise\nEND:VEVENT\nBEGIN:VEVENT",
            )
        ],
        id="an earlier entry",
    ),
    pytest.param(
        [
            (
                "xml",
                '<event id="71"',
                '<event id="71" guid="3c9a5d1e-1111-5222-8333-444444444444"><title>Open aquarium</title>'
                "<date>2031-05-06T08:00:00+02:00</date><start>08:00</start><duration>00:30</duration></event>"
                '<event id="71"',
            )
        ],
        id="an earlier slot",
    ),
    pytest.param(
        [("xml", "Dragonflies", "Damselflies"), ("xml", "T15:00", "T16:00"), ("xml", ">15:00", ">16:00")],
        id="another title and time",
    ),
]


@pytest.mark.parametrize("changes", SINCE)
@pytest.mark.parametrize("kind", ["ics", "xml"])
def test_agenda_of_an_earlier_version(kind: str, changes: list[tuple[str, str, str]], tmp_path: Path) -> None:
    """Its ids stay what they are, and nothing of it is cancelled; from then on it remembers what the source says."""
    source, into = tmp_path / f"pond.{kind}", tmp_path / "agenda.yaml"
    shutil.copy(EARLIER / f"agenda-of-{kind}.yaml", into)
    text = (EARLIER / f"pond.{kind}").read_text("utf-8")
    for of, old, new in changes:
        text = text.replace(old, new, 1) if of == kind else text
    source.write_text(text, "utf-8")
    before = {one.id: one for one in read(into).sessions}
    found = merged(str(source), into, Answers(), {})
    if found.text is not None:
        into.write_text(found.text, "utf-8")
    after = {one.id: one for one in read(into).sessions}
    assert set(before) <= set(after)
    assert not [one for one in after.values() if one.status == "cancelled"]
    assert len(after) == len(before) + any("BEGIN" in new or "<event" in new for of, _, new in changes if of == kind)
    moved = {
        name for name in before if before[name].title != after[name].title and before[name].when != after[name].when
    }
    assert moved == ({"8b8b8b8b"} if "Damselflies" in text else set())
    remembered = recalled(into.read_text("utf-8")).sessions
    assert set(remembered) == set(after)
    assert all(said.key for said in remembered.values())


def test_update_by_key(tmp_path: Path) -> None:
    """By its key a session is known with another title, at another time, with other people: it is changed, not new."""
    source, into = tmp_path / "talks.json", tmp_path / "agenda.yaml"
    form = '[{{"id": "A1", "title": "{}", "start": "2031-05-06T{}:00Z", "end": "2031-05-06T18:00:00Z"}}]'
    source.write_text(form.format("Newts", "10:00"), "utf-8")
    into.write_text(agenda(drafted(str(source), Answers()), "talks.json"), "utf-8")
    [before] = read(into).sessions
    source.write_text(form.format("Something else", "14:00"), "utf-8")
    into.write_text(merged(str(source), into, Answers(), {}).text or "", "utf-8")
    [after] = read(into).sessions
    assert (after.id, after.title, after.status) == (before.id, "Something else", "confirmed")


MEMORY = LastImport(
    {"newts": SaidLast("0123abcd", "2031-05-06", 'k"ey\\ \u2028\n@x'), "frogs": SaidLast("89abcdef")},
    (Answer("timezone", "", "Europe/Berlin"), Answer("day", 'Tue "6" = x', "2031-05-06")),
)


def test_memory_comes_back() -> None:
    """Keys and answers of any words stand in one comment, which says the same when it is read."""
    text = remembering("event: {}\n", MEMORY.sessions, MEMORY.answers)
    again = recalled(text)
    assert again.sessions == MEMORY.sessions
    assert set(again.answers) == set(MEMORY.answers)
    assert remembering(text, MEMORY.sessions, MEMORY.answers) == text
    assert all(line.startswith("#") for line in text.splitlines()[2:])


def test_memory_of_an_earlier_version() -> None:
    """Its comment has digests alone."""
    text = "x: 1\n\n# What the page said last, for the next `import --into`:\n#   newts 0123abcd\n"
    assert recalled(text) == LastImport({"newts": SaidLast("0123abcd")})


def test_a_namesake_comes(tmp_path: Path) -> None:
    """Where a second person of one name comes, both get an id in the agenda, and sessions say which they mean."""
    source, into = tmp_path / "talks.json", tmp_path / "agenda.yaml"

    def written(*people: str) -> None:
        rows = [
            {
                "id": f"t{number}",
                "title": f"Talk {number}",
                "start": f"2031-05-06T1{number}:00:00Z",
                "end": f"2031-05-06T1{number}:30:00Z",
                "speakers": [{"id": person, "name": "Wei Zhang"}],
            }
            for number, person in enumerate(people)
        ]
        source.write_text(json.dumps(rows), "utf-8")

    written("p1")
    into.write_text(agenda(drafted(str(source), Answers()), "talks.json"), "utf-8")
    assert [one.speakers[0].id for one in read(into).sessions] == [""]
    written("p1", "p2", "p1")
    into.write_text(merged(str(source), into, Answers(), {}).text or "", "utf-8")
    first, second, third = (one.speakers[0] for one in read(into).sessions)
    assert first == third != second
    assert {one.name for one in (first, second)} == {"Wei Zhang"}
    assert first.id
    assert second.id
    assert merged(str(source), into, Answers(), {}).text is None


POND = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:a@pond
SUMMARY:Newts
DTSTART;TZID=Pond:20310506T100000
DURATION:PT1H
END:VEVENT
END:VCALENDAR
"""


def test_zone_of_the_agenda_is_no_answer(tmp_path: Path) -> None:
    """A name that nobody knows is asked about again where it changes, whatever zone the agenda is in."""
    source, into = tmp_path / "pond.ics", tmp_path / "agenda.yaml"
    source.write_text(POND, "utf-8")
    into.write_text(agenda(drafted(str(source), Answers(timezone="Europe/Berlin")), "pond.ics"), "utf-8")
    assert merged(str(source), into, Answers(), {}).text is None
    source.write_text(POND.replace("=Pond", "=Lake"), "utf-8")
    with pytest.raises(Unanswered, match="the zone 'Lake' is none of IANA's"):
        merged(str(source), into, Answers(), {})
    source.write_text(POND.replace("DTSTART;TZID=Pond:20310506T100000", "DTSTART:20310506T080000Z"), "utf-8")
    found = merged(str(source), into, Answers(), {})
    assert found.before == found.after
