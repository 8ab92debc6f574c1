"""Files to Agendas and to reports: every case is a file, compared whole with what lies beside it."""

import dataclasses
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from folders import DATA, ROOT
from summit_ical import AgendaError, read
from summit_ical.agendafile import checks, yaml_reader
from summit_ical.exports.timetable import records
from summit_ical.importing.formats import load
from summit_ical.model.agenda import Agenda
from summit_ical.model.source import Mark, Node, Problem, Row, Rows, Text

EXAMPLES = (ROOT / "agenda.yaml", *sorted(ROOT.glob("examples/*/agenda.yaml")))


def cases(folder: str, beside: str) -> list[Any]:
    """The agendas of a folder, by name; what each is to give stands beside it."""
    agendas = sorted(path for path in (DATA / folder).iterdir() if path.suffix != beside)
    assert {path.stem for path in agendas} == {path.stem for path in (DATA / folder).glob(f"*{beside}")}
    return [pytest.param(path, id=path.stem) for path in agendas]


def problems(raw: bytes, folder: Path, name: str = "agenda.yaml") -> list[str]:
    """Return what is said of these bytes, the folder left out."""
    path = folder / name
    path.write_bytes(raw)
    with pytest.raises(AgendaError) as error:
        read(path)
    return [str(problem).replace(f"{path}:", "").strip() for problem in error.value.problems]


# -- mistakes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", cases("invalid", ".txt"))
def test_report(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything wrong is reported together, in file order, each mistake once: place, message, way out."""
    monkeypatch.chdir(path.parent)
    with pytest.raises(AgendaError) as error:
        read(path.name)
    assert str(error.value) + "\n" == path.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", cases("invalid", ".txt"))
def test_report_is_in_file_order(path: Path) -> None:
    """Problems stand in the order of their places, none of them twice, and one at least is an error."""
    with pytest.raises(AgendaError) as error:
        read(path)
    found = error.value.problems
    assert list(found) == sorted(set(found), key=lambda problem: (problem.mark, found.index(problem)))
    assert any(problem.severity == "error" for problem in found)
    assert all(problem.hint for problem in found)
    lines = path.read_text(encoding="utf-8").split("\n")
    for problem in found:
        if problem.mark.line:
            assert 1 <= problem.mark.column <= len(lines[problem.mark.line - 1]) + 1


SMALL = b"""event: {id: camp, title: Camp, timezone: UTC}
days:
  - {date: 2026-10-23, sessions: [{id: a, time: %s, title: A}]}
"""
BOM = b"\xef\xbb\xbf"
TEXT_WANTED = "\n  hint: name a text file, saved as UTF-8"


@pytest.mark.parametrize(
    ("raw", "report"),
    [
        pytest.param(
            "event: {}\n".encode("utf-16"),
            "error: written in UTF-16\n  hint: save it as UTF-8",
            id="UTF-16",
        ),
        pytest.param(
            "event: {}\n".encode("utf-16-be"),
            "error: written in UTF-16\n  hint: save it as UTF-8",
            id="UTF-16 without a mark",
        ),
        pytest.param("event: {}\n".encode("utf-32"), "error: written in UTF-32\n  hint: save it as UTF-8", id="UTF-32"),
        pytest.param(
            "event: {}\n".encode("utf-32-be"),
            "error: written in UTF-32\n  hint: save it as UTF-8",
            id="UTF-32 without a mark",
        ),
        pytest.param(b"\x7fELF\x02\x01\x01\0\0\xff", f"error: binary, not a text{TEXT_WANTED}", id="a program"),
        pytest.param(
            b"\xff\xfe\1\0\2\0", f"error: binary, not a text{TEXT_WANTED}", id="a mark, and no text behind it"
        ),
        pytest.param(b"a\0\1\0\xff\0", f"error: binary, not a text{TEXT_WANTED}", id="one zero of two bytes"),
        pytest.param(
            b"\0\1\0\2", "1:1: error: the character U+0000 is not allowed in YAML\n  hint: take it out", id="zeros"
        ),
        pytest.param(b"%PDF-1.7\n%\xe2\xe3", f"error: a PDF, not a text{TEXT_WANTED}", id="PDF"),
        pytest.param(
            b"PK\x03\x04\x14\0\6\0",
            f"error: a workbook, a Word document or a ZIP archive, not a text{TEXT_WANTED}",
            id="a workbook with another name",
        ),
        pytest.param(
            "event: {}\ndays: caf\xe9\n".encode("latin-1"),
            "2:10: error: the byte 0xE9 is not UTF-8\n  hint: save the file as UTF-8",
            id="Latin-1",
        ),
        pytest.param(
            BOM + "a: äöü".encode() + b"\xff",
            "1:7: error: the byte 0xFF is not UTF-8\n  hint: save the file as UTF-8",
            id="column behind a mark and letters of two bytes",
        ),
        pytest.param(
            "event:\n  title: é\0".encode(),
            "2:11: error: the character U+0000 is not allowed in YAML\n  hint: take it out",
            id="NUL",
        ),
        pytest.param(
            b"event:\r\n  title: a\x1b[31m\r\n",
            "2:11: error: the character U+001B is not allowed in YAML\n  hint: take it out",
            id="escape to the terminal",
        ),
        pytest.param(
            "a: \ufffe".encode(),
            "1:4: error: the character U+FFFE is not allowed in YAML\n  hint: take it out",
            id="no character",
        ),
        pytest.param(
            (SMALL % b"9:00-10:00").replace(b"\n", b"\r\n"),
            "3:49: error: '9:00-10:00' is not a time\n  hint: write 09:00-10:00",
            id="CRLF",
        ),
        pytest.param(
            (SMALL % b"9:00-10:00").replace(b"\n", b"\r"),
            "3:49: error: '9:00-10:00' is not a time\n  hint: write 09:00-10:00",
            id="CR alone",
        ),
        pytest.param(
            BOM + b"evnt: {}\ndays: [x]\n",
            "1:1: error: 'evnt' is not a key of an agenda\n  hint: did you mean event?",
            id="BOM does not move a column",
        ),
        pytest.param(
            "event: {id: 😀😀, titel: x}".encode(),
            "1:17: error: 'titel' is not a key of an event\n  hint: did you mean title?",
            id="an emoji is one column",
        ),
    ],
)
def test_bytes(raw: bytes, report: str, tmp_path: Path) -> None:
    """UTF-8 only; a byte order mark and any line ends are taken; places count characters."""
    assert report in problems(raw, tmp_path)


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(SMALL % b"tba", id="as it is"),
        pytest.param(BOM + SMALL % b"tba", id="BOM"),
        pytest.param((SMALL % b"tba").replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(BOM + (SMALL % b"tba").replace(b"\n", b"\r"), id="BOM and CR"),
        pytest.param((SMALL % b"tba").rstrip(b"\n"), id="no line end"),
        pytest.param(b"---\n" + SMALL % b"tba" + b"...\n", id="document marks"),
        pytest.param((SMALL % b"tba").replace(b": ", b":\t"), id="tabs between words"),
    ],
)
def test_same_agenda(raw: bytes, tmp_path: Path) -> None:
    """How a file is saved does not change what it says."""
    path = tmp_path / "agenda.yaml"
    path.write_bytes(raw)
    (session,) = read(path).sessions
    assert (session.id, session.title, session.when) == ("a", "A", date(2026, 10, 23))


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        pytest.param(
            "missing.yaml",
            "cannot be read: No such file",
            "name the agenda, or start one with `summit-ical init`",
            id="missing",
        ),
        pytest.param("folder.yaml", "cannot be read: Is a directory", "name the file in it: ", id="folder"),
        pytest.param(
            "agenda.docx",
            "no reader for files such as this",
            "an agenda's name ends in one of .yaml, .yml, .json",
            id="no such reader",
        ),
    ],
)
def test_no_file(name: str, message: str, hint: str, tmp_path: Path) -> None:
    """A file that cannot be read is a mistake like any other, in our words."""
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "agenda.docx").touch()
    with pytest.raises(AgendaError) as error:
        read(tmp_path / name)
    (problem,) = error.value.problems
    assert problem.message.startswith(message)
    assert problem.hint.startswith(hint)
    assert (problem.code, problem.mark) == ("file", Mark(str(tmp_path / name)))


def test_too_large(tmp_path: Path) -> None:
    """A file over the limit is not read on; one at the limit is."""
    path = tmp_path / "agenda.yaml"
    path.write_bytes(SMALL % b"tba")
    size = path.stat().st_size
    assert read(path, bytes_max=size).event.id == "camp"
    with pytest.raises(AgendaError, match=r"larger than 1e-06 MB\n  hint: an agenda is a page of text"):
        read(path, bytes_max=1)
    with pytest.raises(AgendaError, match="larger than"):
        read(path, bytes_max=size - 1)


DEEP = "more than 32 levels deep"


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        pytest.param("[", DEEP, id="lists"),
        pytest.param("{", DEEP, id="mappings"),
        pytest.param("- ", DEEP, id="items"),
        pytest.param("? ", DEEP, id="keys"),
        pytest.param("&a [", DEEP, id="anchors"),
        pytest.param("{a: ", DEEP, id="pairs"),
        pytest.param("!!seq [", DEEP, id="tags"),
        pytest.param("- ? ", DEEP, id="items of keys"),
        pytest.param("a:\n", "'a' stands here again", id="one key"),
        pytest.param("---\n", "a second document begins here", id="documents"),
        pytest.param("\t", "a tab in the indentation", id="tabs"),
        pytest.param(" ", "nothing is written in it", id="spaces"),
        pytest.param("- a\n", "a list is not an agenda", id="a long list"),
        pytest.param("&a *a ", "not valid YAML", id="anchor of an alias"),
        pytest.param("'", "is not an agenda", id="quotes"),
        pytest.param("|", "a text cannot begin behind", id="bars"),
        pytest.param("%", "a line that begins with %", id="percent signs"),
        pytest.param("#", "nothing is written in it", id="a long comment"),
    ],
)
def test_nasty(unit: str, message: str, tmp_path: Path) -> None:
    """Fifty kilobytes of anything are refused in a moment, and never by a crash of the interpreter."""
    path = tmp_path / "agenda.yaml"
    path.write_text(unit * (50_000 // len(unit)), encoding="utf-8")
    reads = "import sys\nfrom summit_ical import *\ntry: read(sys.argv[1])\nexcept AgendaError as error: print(error)"
    done = subprocess.run(
        [sys.executable, "-c", reads, str(path)], capture_output=True, text=True, timeout=10, check=True
    )
    assert message in done.stdout


@pytest.mark.parametrize(
    "sessions",
    [
        pytest.param("".join(f"      - {{id: s{n}, time: tba, titel: T}}\n" for n in range(3000)), id="mistakes"),
        pytest.param("".join(f"        title: {n}\n" for n in range(3000)), id="repeated keys"),
    ],
)
def test_endless_mistakes(sessions: str, tmp_path: Path) -> None:
    """After a thousand mistakes nobody reads on, and neither does the program."""
    head = "event: {id: camp, title: Camp, timezone: UTC}\ndays:\n  - date: 2026-10-23\n    sessions:\n"
    lines = problems((head + "      - id: a\n" * ("title" in sessions) + sessions).encode(), tmp_path)
    assert 1000 <= len(lines) <= 1003
    assert any("more than 1,000" in line for line in lines)


# -- agendas ----------------------------------------------------------------------------------------------------------


def plain(value: object) -> object:
    """Return a record as JSON: what differs from its default, without places."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        held = {field.name: (getattr(value, field.name), field.default) for field in dataclasses.fields(value)}
        return {name: plain(now) for name, (now, usual) in held.items() if now != usual and not isinstance(now, Mark)}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (datetime, date, timedelta)):
        return str(value)
    return value


def told(path: Path) -> dict[str, object]:
    """Return all that reading an agenda gives, and what is to be said of it."""
    agenda = read(path)
    findings = [str(problem).split(":", 1)[1] for problem in checks.open_findings(agenda, checks.findings(agenda))]
    parts: Any = plain(agenda)
    parts.pop("noticed", None)
    return {"records": records(agenda), "findings": findings, **parts}


@pytest.mark.parametrize("path", cases("valid", ".json"))
def test_agenda(path: Path) -> None:
    """Every key, every form of time, and every way to write YAML mean what stands beside the file."""
    assert told(path) == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [pytest.param(path, id=path.parent.name) for path in EXAMPLES])
def test_json_is_yaml(path: Path, tmp_path: Path) -> None:
    """An agenda written as JSON, by a program that escapes all but ASCII, is the same agenda."""
    written = tmp_path / "agenda.json"
    words = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    written.write_text(json.dumps(words), encoding="ascii")
    both = [plain(dataclasses.replace(read(each), noticed=())) for each in (path, written)]
    assert both[0] == both[1]


def texts(node: Node | None) -> Iterator[Text]:
    """Yield every key and value of the rows."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Rows):
        for item in node:
            yield from texts(item)
    elif isinstance(node, Row):
        for key, held in node.items():
            yield key
            yield from texts(held)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.parent.name) for path in EXAMPLES])
def test_places(path: Path) -> None:
    """Every word knows the line and column, in characters, where it stands."""
    lines = path.read_text(encoding="utf-8").split("\n")
    root, _ = load(path)
    found = list(texts(root))
    assert len(found) > 50
    for text in found:
        there = lines[text.mark.line - 1][text.mark.column - 1 :]
        assert there.startswith((text.split("\n")[0][:20], "'", '"', "|"))


def test_json(tmp_path: Path) -> None:
    """JSON's own escapes mean what JSON says, and its word for nothing means nothing."""
    path = tmp_path / "agenda.JSON"
    session = r'{"id": "a", "time": "tba", "title": "\ud83c\udfd5 \u00dc \\ud83c\/", "end_inferred": true}'
    event = '{"id": "camp", "title": "Camp", "timezone": "UTC", "venue": {"name": "Hall", "geo": [1, -2.5]}}'
    path.write_text(
        f'{{"event": {event},\n\t"days": [{{"date": "2026-10-23", "sessions": [{session}]}}]}}', encoding="ascii"
    )
    agenda = read(path)
    assert agenda.sessions[0].title == "🏕 Ü \\ud83c/"
    assert agenda.sessions[0].end_inferred
    assert agenda.event.venue is not None
    assert agenda.event.venue.geo == (1.0, -2.5)
    path.write_text(path.read_text(encoding="ascii").replace('"Camp"', "null"), encoding="ascii")
    with pytest.raises(AgendaError, match="'title' is empty"):
        read(path)


def test_nothing_is_guessed() -> None:
    """A scalar is the characters typed, whatever YAML 1.1 takes them for."""
    words = "14:30 no 010 2023-03-29 ~ null 1e3 0x1F .5 true 12:30:45 = <"
    root, found = yaml_reader.parse("agenda.yaml", "\n".join(f"- {word}" for word in words.split()))
    assert root == words.split()
    assert found == ()


def test_only_the_public_names(tmp_path: Path) -> None:
    """A library's user needs `read` and `AgendaError`: problems are records with a place."""
    path = tmp_path / "agenda.yaml"
    path.write_text("event: {}\n", encoding="utf-8")
    with pytest.raises(AgendaError) as error:
        read(path)
    assert error.value.problems[0] == Problem(
        Mark(str(path), 1, 1), "error", "required", "an agenda needs 'days'", "add 'days:' and its list"
    )


def test_order_of_sessions() -> None:
    """All-day sessions come first, then by (start, id), whatever the agenda's order."""
    agenda: Agenda = read(ROOT / "examples" / "every-key" / "agenda.yaml")
    starts = [
        (s.span is not None, s.span.start.isoformat() if s.span else s.day.isoformat(), s.id) for s in agenda.sessions
    ]
    assert starts == sorted(starts)
    assert starts[0][2] == "museum"
