"""A ledger that Git merged is read right; one that is not whole or not possible is refused, and left alone."""

import json
import subprocess
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from following import DAY, EVENT, ONE, SESSIONS, START, TOP, Fields, Folder, programme, text
from summit_ical import AgendaError
from summit_ical.cli import main
from summit_ical.ledger import records
from summit_ical.publish.build import make

ATTRIBUTES = "feeds/** -text\n"
UNION = f"{ATTRIBUTES}feeds/ledger.json merge=union\n"  # both sides' lines, where both added some in one place
AFTER = START + 60 * DAY  # all is over

# -- two branches ---------------------------------------------------------------------------------------------------


class Repository:
    """A checkout in which people work on branches, each of which builds."""

    def __init__(self, path: Path, attributes: str) -> None:
        self.path = path
        self.folder = Folder(path / "feeds")
        path.mkdir()
        self.git("init", "-q", "-b", "main")
        (path / ".gitattributes").write_text(attributes)
        self.commit("start", {}, START)

    def git(self, *words: str) -> subprocess.CompletedProcess[str]:
        settings = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.autocrlf=true"]
        return subprocess.run(["git", *settings, *words], cwd=self.path, capture_output=True, text=True, check=False)

    def commit(self, branch: str, changed: dict[str, Fields | None], now: Any) -> None:
        self.git("checkout", "-q", "-b", branch)
        self.folder.publish(programme(changed), now)
        self.git("add", "-A")
        assert self.git("commit", "-q", "-m", branch).returncode == 0

    def merge(self, *branches: dict[str, Fields | None]) -> set[str]:
        """Return the paths that Git could not merge."""
        for number, changed in enumerate(branches, 1):
            self.git("checkout", "-q", "start")
            self.commit(f"branch-{number}", changed, START + number * DAY)
        self.git("merge", "-q", "branch-1")
        return {line.rpartition("\t")[2] for line in self.git("ls-files", "-u").stdout.splitlines()}


def extra(title: str) -> Fields:
    return {"day": ONE, "time": "17:00-17:30", "title": title}


APART: list[Any] = [
    pytest.param({"opening": {"room": "side"}}, {"virtual": {"room": "side"}}, id="far from each other"),
    pytest.param({"opening": {"room": "side"}}, {"panel": {"room": "side"}}, id="side by side"),
    pytest.param({"opening": None}, {"panel": {"status": "cancelled"}}, id="deleted and cancelled"),
    pytest.param(
        {"opening": {"room": "side"}, "aside": extra("Aside")},
        {"panel": {"room": "side"}, "zero": extra("From nothing")},
        id="and each added one",
    ),
]
TOGETHER: list[Any] = [
    pytest.param(
        {"opening": {"room": "side"}, "more": extra("More of it")},
        {"panel": {"room": "side"}, "most": extra("Almost all")},
        id="and each added one at the same place",
    ),
]


@pytest.mark.parametrize(
    ("attributes", "ours", "theirs"),
    [
        *(pytest.param(ATTRIBUTES, *case.values, id=case.id) for case in APART),
        *(pytest.param(UNION, *case.values, id=f"{case.id}, union") for case in (*APART, *TOGETHER)),
    ],
)
def test_branches_that_changed_other_sessions_merge(
    tmp_path: Path, attributes: str, ours: dict[str, Fields | None], theirs: dict[str, Fields | None]
) -> None:
    """No line of the ledger belongs to two sessions; after the merge, a build makes the feeds of both."""
    repository = Repository(tmp_path / "checkout", attributes)
    assert "feeds/ledger.json" not in repository.merge(ours, theirs)
    folder = repository.folder
    folder.publish(programme(ours | theirs), START + 9 * DAY)
    found = folder.read()
    assert found.keys() == SESSIONS.keys() | ours.keys() | theirs.keys()
    for number, changed in enumerate((ours, theirs), 1):
        for session_id in changed:
            expected = 1 if session_id in SESSIONS else 0
            assert (found[session_id].sequence, found[session_id].modified) == (expected, START + number * DAY)
    assert {entry.modified for i, entry in found.items() if i not in ours | theirs} == {START}
    assert list(folder.ill()) == []
    raw = folder.ledger().read_bytes()
    assert records.dump(records.parse("ledger.json", raw)) == raw


BOTH: list[Any] = [
    pytest.param(ATTRIBUTES, ["a merge left its conflict marks here"], id="conflict marks"),
    pytest.param(UNION, ["'opening' stands twice"], id="both lines"),
]


@pytest.mark.parametrize(("attributes", "messages"), BOTH)
def test_branches_that_changed_one_session_are_refused(tmp_path: Path, attributes: str, messages: list[str]) -> None:
    """Only people know which of the two it is to be; the message says how to tell."""
    repository = Repository(tmp_path / "checkout", attributes)
    repository.merge({"opening": {"room": "side"}}, {"opening": {"title": "Welcome"}})
    before = repository.folder.ledger().read_bytes()
    with pytest.raises(AgendaError) as caught:
        repository.folder.publish(programme(), START + 9 * DAY)
    (problem,) = caught.value.problems
    assert [problem.message] == messages
    assert problem.hint.endswith("then build")
    assert repository.folder.ledger().read_bytes() == before


# -- damage ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A ledger with everything in it: notes, tombstones, notices, removed sessions, all kinds of change."""
    folder = Folder(tmp_path_factory.mktemp("written"))
    changes: list[dict[str, Fields | None]] = [
        {},
        {"opening": {"room": "side", "title": "Welcome", "time": "09:10-09:30", "speakers": ["Bo"], "track": "code"}},
        {
            "storage": {"status": "cancelled", "reason": "Ill"},
            "virtual": {"status": "cancelled", "replaced_by": "panel"},
        },
        {"storage": {"status": "tentative"}, "closing": None, "virtual": {"abstract": "Text"}},
        {"again": extra("Opening") | {"repeat_of": "opening"}, "network": {"speakers": ["Di"]}, "closing": None},
    ]
    for number, changed in enumerate(changes):
        folder.publish(programme(changed), START + number * DAY)
    folder.publish(programme({"lunch": None} | changes[-1]), AFTER)
    return folder.ledger().read_bytes()


LAST = {"again": extra("Opening") | {"repeat_of": "opening"}, "closing": None, "lunch": None}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An agenda beside a folder with nothing in it, and nothing kept from other builds."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "feeds").mkdir()
    sessions = {i: fields for i, fields in (SESSIONS | LAST).items() if fields}
    (tmp_path / "agenda.yaml").write_text(text(sessions, EVENT, TOP), "utf-8")
    return tmp_path


def built(place: Path, raw: bytes) -> Result:
    """Return what a build says to a folder with this ledger."""
    (place / "feeds" / "ledger.json").write_bytes(raw)
    words = ["build", str(place / "agenda.yaml"), "-o", str(place / "feeds"), "--now", "2026-06-01T00:00:00Z", "-q"]
    return CliRunner().invoke(main, words)


def is_refused(place: Path, raw: bytes) -> None:
    result = built(place, raw)
    assert result.exit_code == 2, result.output
    assert ": error: " in result.output
    assert "  hint: " in result.output
    assert "nothing written" in result.output
    assert (place / "feeds" / "ledger.json").read_bytes() == raw
    assert [path.name for path in (place / "feeds").iterdir()] == ["ledger.json"]


def test_the_ledger_itself_is_taken(place: Path, written: bytes) -> None:
    """Else the refusals below would prove nothing."""
    result = built(place, written)
    assert result.exit_code == 0, result.output


def test_a_half_written_ledger_is_refused(place: Path, written: bytes) -> None:
    """Wherever it was cut."""
    for size in range(0, len(written) - 2, 200):
        is_refused(place, written[:size])


def test_a_ledger_without_some_of_its_lines_is_refused_where_it_can_be_seen(place: Path, written: bytes) -> None:
    """A line of one session may be missing, which is how a merge takes one away; nothing else may."""
    lines = written.decode().split("\n")
    structure = [n for n, line in enumerate(lines) if line and not (line.startswith('"') and line.endswith("},"))]
    for number in structure:
        is_refused(place, "\n".join(lines[:number] + lines[number + 1 :]).encode())


def leaves(node: Any, *path: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each value, from the outside in."""
    if path:
        yield path
    if isinstance(node, dict | list):
        for key in node if isinstance(node, dict) else range(len(node)):
            yield from leaves(node[key], *path, key)


def with_value(top: Any, path: tuple[Any, ...], value: Any) -> bytes:
    found = deepcopy(top)
    node = found
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return json.dumps(found).encode()


def test_each_field_wrong_in_turn_is_refused(written: bytes) -> None:
    """Whatever a field is, it cannot be of another type; the refusal comes before anything is written."""
    top = json.loads(written)
    for path in leaves(top):
        if path[:3] == ("sessions", "lunch", "last"):
            continue  # removed for good: of its record, little is ever looked at again
        value = top
        for key in path:
            value = value[key]
        for wrong in (7, "wrong \ud800", None, [], {}, True):
            if type(wrong) is type(value):
                continue
            with pytest.raises(AgendaError):
                made(with_value(top, path, wrong))


def made(raw: bytes) -> None:
    make(programme(LAST), AFTER + DAY, records.Known(records.parse("ledger.json", raw)))


WRONG: list[Any] = [
    pytest.param(("format",), 3, "format 3 is newer than this program, which knows 2", id="newer"),
    pytest.param(("zones", "release"), "the newest", "not a ledger of ours, or not the whole of it", id="release"),
    pytest.param(
        ("sessions", "opening", "last", "when", 3),
        "2026-03-31T09:10:00 UTC",
        "what it says of 'opening' cannot be right",
        id="clock",
    ),
    pytest.param(("format",), 0, "not a ledger of ours", id="format that never was"),
    pytest.param(("event", "id"), "other", "what it says of 'again' cannot be right", id="event"),
    pytest.param(("event", "id"), "../..", "not a ledger of ours", id="event's id"),
    pytest.param(("event", "host"), "", "not a ledger of ours", id="no host"),
    pytest.param(("event", "host"), "a\nb", "not a ledger of ours", id="line break in the host"),
    pytest.param(("sessions", "opening", "uid"), "opening.summit@elsewhere", "'opening' cannot be right", id="uid"),
    pytest.param(("sessions", "opening", "sequence"), -1, "'opening' cannot be right", id="sequence below 0"),
    pytest.param(("sessions", "opening", "sequence"), 2**31, "'opening' cannot be right", id="sequence too large"),
    pytest.param(("sessions", "opening", "revised"), "2026-01-01T00:00:00Z", "'opening'", id="revised before created"),
    pytest.param(("sessions", "opening", "revised"), "2026-05-01T00:00:00", "'opening'", id="stamp without a zone"),
    pytest.param(("sessions", "opening", "revised"), "2026-05-01T00:00:00.5Z", "'opening'", id="stamp with a fraction"),
    pytest.param(
        ("sessions", "opening", "revised"), "9999-12-31T23:59:59Z", "'opening'", id="stamp at the end of time"
    ),
    *(
        pytest.param(
            ("sessions", "opening", "revised"),
            f"{year}-01-01T00:00:00Z",
            f"cannot be right: {year}-01-01T00:00:00+00:00 is outside the years 1970 to 2999",
            id=f"a stamp of {year}",
        )
        for year in ("0001", "1969", "3000", "8999", "9999")
    ),
    pytest.param(
        ("feeds", "all.ics", "created"), "3000-01-01T00:00:00Z", "'all.ics' cannot be right: 3000-", id="a feed of 3000"
    ),
    pytest.param(
        ("sessions", "opening", "sequence"), 2**31, "2147483648 is more than 2147483647, the highest", id="SEQUENCE"
    ),
    pytest.param(
        ("sessions", "closing", "last", "more"), [[["deep"]]], "'closing' cannot be right", id="a deep record"
    ),
    pytest.param(("sessions", "closing", "last", "more"), 1, "'closing' cannot be right", id="a number in a record"),
    pytest.param(("sessions", "opening", "digest"), "abc", "'opening' cannot be right", id="digest"),
    pytest.param(("sessions", "opening", "state"), "alive", "'opening' cannot be right", id="state"),
    pytest.param(("sessions", "opening", "note"), "x" * 199, "'opening' cannot be right", id="note too long"),
    pytest.param(("sessions", "opening", "note"), "a\r\nb", "'opening' cannot be right", id="line break in a note"),
    pytest.param(("sessions", "opening", "history", 0, 0), -1, "'opening' cannot be right", id="sequence in history"),
    pytest.param(("sessions", "opening", "history", 0, 2, 0, 0), "??", "'opening' cannot be right", id="change"),
    pytest.param(
        ("sessions", "opening", "history", 0, 2, 0, 1), ["9"], "'opening' cannot be right", id="time in history"
    ),
    pytest.param(("sessions", "closing", "last", "title"), 5, "'closing' cannot be right", id="title"),
    pytest.param(("sessions", "lunch", "last", "title"), "\ud800", "not a ledger of ours", id="half a character"),
    pytest.param(("sessions", "closing", "last", "day"), "2026-13-01", "'closing' cannot be right", id="day"),
    pytest.param(("sessions", "closing", "last", "when"), ["0001-01-01"], "'closing' cannot be right", id="year"),
    pytest.param(("sessions", "closing", "last", "kind"), "dance", "record of 'closing'", id="kind"),
    pytest.param(("sessions", "closing", "last", "status"), "off", "record of 'closing'", id="status"),
    pytest.param(("sessions", "closing", "last", "language"), "../x", "record of 'closing'", id="language"),
    pytest.param(("sessions", "closing", "last", "url"), "javascript:alert(1)", "record of 'closing'", id="address"),
    pytest.param(("sessions", "closing", "last", "url"), "https://[", "record of 'closing'", id="no address"),
    pytest.param(("sessions", "closing", "last", "url"), "https://a:x/", "record of 'closing'", id="no port"),
    pytest.param(
        ("sessions", "closing", "last", "rooms"), [["../../x", "X", ""]], "record of 'closing'", id="room's id"
    ),
    pytest.param(("sessions", "closing", "last", "tracks"), [["x", "X", "mud"]], "record of 'closing'", id="colour"),
    pytest.param(
        ("sessions", "closing", "last", "speakers"), [["X", "../x", "", ""]], "record of 'closing'", id="speaker"
    ),
    pytest.param(("sessions", "closing", "last", "repeat_of"), "nobody", "'closing' cannot be right", id="repeat of"),
    pytest.param(
        ("sessions", "virtual", "last", "replaced_by"), ["nobody"], "'virtual' cannot be right", id="replaced"
    ),
    pytest.param(("sessions", "../../x"), {}, "'../../x' cannot be right", id="session's id"),
    pytest.param(("feeds", "all.ics", "kind"), "dance", "'all.ics' cannot be right", id="kind of feed"),
    pytest.param(("feeds", "../all.ics"), {"kind": "all"}, "'../all.ics' cannot be right", id="path"),
    pytest.param(("notices", "nowhere.ics"), {"uid": ""}, "'nowhere.ics' cannot be right", id="notice of no feed"),
    pytest.param(("notices", "speaker/cy.ics", "follow"), "x.ics", "'speaker/cy.ics' cannot be right", id="follow"),
    pytest.param(("notices", "speaker/cy.ics", "date"), "9999-12-31", "'speaker/cy.ics' cannot be right", id="date"),
]


@pytest.mark.parametrize(("path", "value", "message"), WRONG)
def test_a_value_that_cannot_be_is_refused_by_name(
    place: Path, written: bytes, path: tuple[Any, ...], value: Any, message: str
) -> None:
    """A ledger comes from a checkout or an address, and its ids become paths: nothing in it is believed unseen."""
    raw = with_value(json.loads(written), path, value)
    is_refused(place, raw)
    assert message in built(place, raw).output


NOT_OURS = ": not a ledger of ours, or not the whole of it"
DEEP = b'{"format": 1,\n "event": '
NO_LEDGER: list[Any] = [
    pytest.param(b"", ":1:1: cut short: the rest is missing", id="empty"),
    pytest.param(b'{\n"format": 1,\n', ":3:1: cut short: the rest is missing", id="cut after a comma"),
    pytest.param(b'{\n"format": 1, "ev', ":2:14: cut short: the rest is missing", id="cut in a text"),
    pytest.param(b'{\n"format": ', ":2:11: cut short: the rest is missing", id="cut before a value"),
    pytest.param(b'{"a": 1\n"b": 2}', ":2:1: not JSON from here on", id="no comma"),
    pytest.param(b'{"a" 1}', ":1:6: not JSON from here on", id="no colon"),
    pytest.param(b"{a: 1}", ":1:2: not JSON from here on", id="no quotes"),
    pytest.param(b'{"a": 1,\n}', ": not JSON from here on", id="a comma before the end"),
    pytest.param(b'{"a": "b\nc"}', ":1:9: not JSON from here on", id="a line break in a text"),
    pytest.param(b'{"a": "\\x"}', ":1:8: not JSON from here on", id="an escape that is none"),
    pytest.param(b'{"a": "\\u12"}', ":1:9: not JSON from here on", id="half an escape"),
    pytest.param(b'{"a": 1}\n{}', ":2:1: not JSON from here on", id="more after the end"),
    pytest.param(b'\xef\xbb\xbf{"a": 1}', ":1:1: not JSON from here on", id="a byte order mark"),
    pytest.param(b"<!DOCTYPE html>", ":1:1: not JSON from here on", id="a web page"),
    pytest.param(b'{"a":\n "\xc3\xa4 \xff"}', ":2:5: not UTF-8 from here on", id="no UTF-8"),
    pytest.param(b"\xff\xfe", ":1:1: not UTF-8 from here on", id="no UTF-8 at all"),
    pytest.param(b'{"format":\n 1e999}', ":2:2: no ledger has the number '1e999'", id="infinite"),
    pytest.param(b'{"format":\n 1.5}', ":2:2: no ledger has the number '1.5'", id="a fraction"),
    pytest.param(b'{"format":\n NaN}', ":2:2: no ledger has the number 'NaN'", id="no number"),
    pytest.param(b'{"format":\n -Infinity}', ":2:2: no ledger has the number '-Infinity'", id="minus infinity"),
    pytest.param(b'{"a": [7,\n%b]}' % (b"9" * 5000), ":2:1: no ledger has the number '999", id="thousands of digits"),
    pytest.param(b'{"a":\n-%b}' % (b"9" * 21), ":2:1: no ledger has the number '-999", id="twenty digits"),
    pytest.param(b"[" * 100_000, ":1:21: nested deeper than any ledger is", id="very deep"),
    pytest.param(DEEP + b'{"a":' * 100_000, ":2:106: nested deeper than any ledger is", id="objects, very deep"),
    pytest.param(b"[]", NOT_OURS, id="a list"),
    pytest.param(b"{}", NOT_OURS, id="an object"),
    pytest.param(b'{"format": 1, "format": 1}', ": 'format' stands twice", id="a key twice"),
]


@pytest.mark.parametrize(("raw", "message"), NO_LEDGER)
def test_what_is_no_ledger_is_refused(place: Path, raw: bytes, message: str) -> None:
    """Never a traceback, never a new beginning in its place; in our words, with the place."""
    is_refused(place, raw)
    said = built(place, raw).output
    assert message in said.replace(": error: ", ": ")
    assert not [words for words in ("Expecting", "Invalid", "Unterminated", "Extra data", "codec") if words in said]


def test_a_ledger_cut_anywhere_is_refused_in_our_words(written: bytes) -> None:
    """A copy that was not done, or a disk that was full."""
    words = (
        "cut short: the rest is missing",
        "not JSON from here on",
        "not UTF-8 from here on",
        "not a ledger of ours",
    )
    for end in range(0, len(written.rstrip()) - 1, 7):
        with pytest.raises(AgendaError) as caught:
            records.parse("ledger.json", written[:end])
        assert any(said in str(caught.value) for said in words), caught.value


def test_the_refusal_says_the_way_out(place: Path, written: bytes) -> None:
    """In words, with the place: this is all that somebody sees whose build stopped."""
    head, opening, tail = written.decode().partition('\n"opening": ')
    raw = f"{head}\n<<<<<<< main{opening}{tail}".encode()
    file = place / "feeds" / "ledger.json"
    assert built(place, raw).output == (
        f"{file}:{head.count(chr(10)) + 2}:1: error: a merge left its conflict marks here\n"
        "  hint: keep the lines of both sides where they are of different sessions, then build\n"
        "1 error, nothing written\n"
    )
