"""The judges themselves: each reads a known feed right, and none agrees with a damaged one."""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from folders import TESTS
from judges import FIELDS, READERS, Entry, Reader, ReadingError, ordered
from judges.plugin import ALL
from judges.quirks import escaped

pytestmark = pytest.mark.slow
KNOWN = r"""BEGIN:VCALENDAR
PRODID:-//Example//Known feed//EN
VERSION:2.0
CALSCALE:GREGORIAN
NAME:Example Summit
X-WR-CALNAME:Example Summit
DESCRIPTION:All sessions\, see https://example.org/
X-WR-CALDESC:All sessions\, see https://example.org/
X-WR-TIMEZONE:Europe/Paris
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
SOURCE;VALUE=URI:https://example.org/feeds/all.ics
URL:https://example.org/
LAST-MODIFIED:20230102T030405Z
COLOR:teal
X-APPLE-CALENDAR-COLOR:#008080
BEGIN:VEVENT
UID:panel.summit@example.org
SEQUENCE:0
DTSTAMP:20230102T030405Z
LAST-MODIFIED:20230102T030405Z
CREATED:20230102T030405Z
DTSTART;VALUE=DATE:20230329
DTEND;VALUE=DATE:20230330
SUMMARY:Panel
DESCRIPTION:The time will be announced.
LOCATION:Main stage
STATUS:TENTATIVE
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
CATEGORIES:panel
END:VEVENT
BEGIN:VEVENT
UID:storage.summit@example.org
SEQUENCE:3
DTSTAMP:20230203T040506Z
LAST-MODIFIED:20230203T040506Z
CREATED:20230102T030405Z
DTSTART:20230329T140000Z
DTEND:20230329T142500Z
SUMMARY:Snapshots\, clones\; and “why”: a 𝔘𝔫𝔦𝔠𝔬𝔡
 𝔢 tale 👩🏽‍💻 in three parts\, שלום
DESCRIPTION:Room: was Main stage\n\nAda Example\, Boole\; Ltd.\n\nPaths li
 ke C:\\new\\temp\, and the rest of 日本語の説明文はここで折
 り返されます。\n\nhttps://example.org/a?b=1&c=2
LOCATION:Hall 2\, Feria Valencia\; North
URL:https://example.org/storage?a=1%2C2
CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL=Join:https://meet.example.org/two
STATUS:CONFIRMED
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
CATEGORIES:Users,Storage / Networking,talk
GEO:39.4996;-0.4021
COLOR:teal
END:VEVENT
BEGIN:VEVENT
UID:late.summit@example.org
SEQUENCE:1
DTSTAMP:20230203T040506Z
LAST-MODIFIED:20230203T040506Z
CREATED:20230102T030405Z
DTSTART:20230329T233000Z
DTEND:20230330T003000Z
SUMMARY:CANCELLED: Late show
DESCRIPTION:Cancelled.
STATUS:CANCELLED
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
END:VEVENT
END:VCALENDAR
"""

RIGHT = (
    Entry(
        uid="panel.summit@example.org",
        start="2023-03-29",
        end="2023-03-30",
        all_day=True,
        summary="Panel",
        description="The time will be announced.",
        location="Main stage",
        categories=("panel",),
        status="TENTATIVE",
        sequence=0,
    ),
    Entry(
        uid="storage.summit@example.org",
        start="2023-03-29T14:00:00Z",
        end="2023-03-29T14:25:00Z",
        all_day=False,
        summary="Snapshots, clones; and “why”: a 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 tale 👩🏽‍💻 in three parts, שלום",
        description="Room: was Main stage\n\nAda Example, Boole; Ltd.\n\n"
        "Paths like C:\\new\\temp, and the rest of 日本語の説明文はここで折り返されます。\n\n"
        "https://example.org/a?b=1&c=2",
        location="Hall 2, Feria Valencia; North",
        categories=("Users", "Storage / Networking", "talk"),
        status="CONFIRMED",
        sequence=3,
    ),
    Entry(
        uid="late.summit@example.org",
        start="2023-03-29T23:30:00Z",
        end="2023-03-30T00:30:00Z",
        all_day=False,
        summary="CANCELLED: Late show",
        description="Cancelled.",
        location=None,
        categories=(),
        status="CANCELLED",
        sequence=1,
    ),
)

# What is wrong, the field it shows in, and how the feed comes to be so: every one is a well-formed file.
WRONG = {
    "another start": ("start", "DTSTART:20230329T140000Z", "DTSTART:20230329T130000Z"),
    "times without zone": ("start", "0Z\nDTEND:20230329T142500Z", "0\nDTEND:20230329T142500"),
    "another end": ("end", "DTEND:20230329T142500Z", "DTEND:20230329T143000Z"),
    "another day": ("start", "DTSTART;VALUE=DATE:20230329", "DTSTART;VALUE=DATE:20230328"),
    "a longer day": ("end", "DTEND;VALUE=DATE:20230330", "DTEND;VALUE=DATE:20230331"),
    "another title": ("summary", "SUMMARY:Panel", "SUMMARY:Panels"),
    "a line break gone": ("description", r"Main stage\n\n", r"Main stage\n"),
    "a character gone": ("description", "返され", "返れ"),
    "another room": ("location", "LOCATION:Main stage", "LOCATION:Main Stage"),
    "another identity": ("uid", "UID:panel.", "UID:panels."),
    "a category gone": ("categories", "Users,Storage", "Storage"),
    "another category": ("categories", ",talk", ",talks"),
    "another status": ("status", "STATUS:TENTATIVE", "STATUS:CONFIRMED"),
    "another sequence": ("sequence", "SEQUENCE:3", "SEQUENCE:4"),
}
ENTRY_GONE = KNOWN[: KNOWN.index("BEGIN:VEVENT")] + KNOWN[KNOWN.index("END:VEVENT\n") + len("END:VEVENT\n") :]

# Files that are not well-formed: a reader may refuse them or make something else of them.
BROKEN = {
    "a continuation without its space": KNOWN.replace(" ke C:", "ke C:"),
    "cut short": KNOWN[: KNOWN.index("SUMMARY:CANCELLED")],
    "a page in its place": "<!DOCTYPE html>\n<title>404 Not Found</title>\n",
}


# What readers trip over, to be tried next to each other.
HARD = (
    "\\", "\\\\", "\\n", "C:\\new", "\\N", "\\r", "\\,", "\\;", ";", ",", ":", '"', "%2C", "%5C", "^n", "n",
    "a b", "é", "日本", "\N{ROCKET}", "שלום", "e\u0301", "END:VEVENT",
)  # fmt: skip
PAIRS = tuple(itertools.combinations_with_replacement(HARD, 2))  # an entry holds both orders


def hard_entry(number: int, first: str, second: str) -> Entry:
    """Return an entry in which two hard texts meet."""
    return Entry(
        uid=f"{number}.hard@example.org",
        start="2023-03-29T14:00:00Z",
        end="2023-03-29T14:25:00Z",
        all_day=False,
        summary=first + second,
        description=f"{first}\n{second}\\\n\n{second}{first}" + " and so on" * 9,
        location=f"{second} {first}",
        categories=tuple(text.replace(",", "/") for text in (first, f"{second}{first}", "talk")),
        status="CONFIRMED",
        sequence=number,
    )


def folded(line: str) -> str:
    """Return a content line in lines of at most 75 octets. RFC 5545 3.1."""
    lines = [""]
    for character in line:
        if len((lines[-1] + character).encode()) > 75:
            lines.append(" ")
        lines[-1] += character
    return "\n".join(lines)


def hard_feed(entries: list[Entry]) -> str:
    """Return a feed of entries."""
    lines = [KNOWN[: KNOWN.index("BEGIN:VEVENT")].rstrip()]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.uid}",
            f"SEQUENCE:{entry.sequence}",
            "DTSTAMP:20230102T030405Z",
            "DTSTART:20230329T140000Z",
            "DTEND:20230329T142500Z",
            folded(f"SUMMARY:{escaped(entry.summary or '')}"),
            folded(f"DESCRIPTION:{escaped(entry.description or '')}"),
            folded(f"LOCATION:{escaped(entry.location or '')}"),
            "STATUS:CONFIRMED",
            folded(f"CATEGORIES:{','.join(map(escaped, entry.categories or ()))}"),
            "END:VEVENT",
        ]
    return "\n".join([*lines, "END:VCALENDAR", ""])


def written(path: Path, content: str) -> Path:
    """Write a file as feeds are, with CRLF, and return its path."""
    path.write_bytes(content.replace("\n", "\r\n").encode())
    return path


def expected(reader: Reader) -> list[Entry]:
    """Return what a reader shows of the known feed."""
    return ordered(map(reader.expected, RIGHT))


def test_a_judge_reads_a_known_feed_right(judge: Reader, tmp_path: Path) -> None:
    """What a judge shows of a right feed is what is in it, its declared quirks and gaps apart."""
    path = written(tmp_path / "known.ics", KNOWN)
    assert judge.read([path]) == {path: expected(judge)}


def test_a_judge_serves_many_files_at_once(judge: Reader, tmp_path: Path) -> None:
    """Files keep their own entries, though they hold the same UIDs."""
    whole = written(tmp_path / "whole.ics", KNOWN)
    fewer = written(tmp_path / "fewer, and with a space.ics", ENTRY_GONE)
    shown = judge.read([whole, fewer])
    assert shown == {whole: expected(judge), fewer: ordered(map(judge.expected, RIGHT[1:]))}


def test_a_judge_makes_of_hard_text_what_is_declared(judge: Reader, tmp_path: Path) -> None:
    """The declared quirks are exact, for every pair of hard texts side by side."""
    entries = [hard_entry(number, *two) for number, two in enumerate(PAIRS)]
    path = written(tmp_path / "hard.ics", hard_feed(entries))
    assert judge.read([path]) == {path: ordered(map(judge.expected, entries))}


def test_a_judge_sees_what_is_wrong(judge: Reader, tmp_path: Path) -> None:
    """No judge is blind in a field that it shows, but where that is declared."""
    visible = {name: wrong for name, wrong in WRONG.items() if wrong[0] not in judge.lacks}
    paths = {
        name: written(tmp_path / f"{number}.ics", KNOWN.replace(old, new, 1))
        for number, (name, (_, old, new)) in enumerate(visible.items())
    }
    shown = judge.read(paths.values())
    assert {name for name, path in paths.items() if shown[path] == expected(judge)} == judge.blind


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in BROKEN.items()])
def test_a_judge_does_not_agree_with_a_broken_file(judge: Reader, tmp_path: Path, content: str) -> None:
    """A judge refuses a broken file or shows other entries."""
    path = written(tmp_path / "broken.ics", content)
    try:
        shown = judge.read([path])[path]
    except ReadingError:
        shown = []
    assert shown != expected(judge)


def test_the_wrong_feeds_are_wrong_in_every_field() -> None:
    """Each row finds what it replaces, and each field has a row."""
    assert [name for name, (_, old, _) in WRONG.items() if old not in KNOWN] == []
    assert {field for field, _, _ in WRONG.values()} == FIELDS - {"all_day"}  # follows from the start


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_reader_lacks_only_fields(reader: Reader) -> None:
    """A gap is declared by a field's name, and no reader is without title and time."""
    assert reader.lacks < FIELDS - {"start", "end", "all_day", "summary"}


@pytest.mark.parametrize(
    ("command", "said"),
    [
        pytest.param(("no-such-program",), "nobody needs no-such-program: install nobody", id="no such program"),
        pytest.param(
            (sys.executable, "-c", "import no_such_library"),
            "nobody cannot run (ModuleNotFoundError: No module named 'no_such_library'): install nobody",
            id="no such library",
        ),
        pytest.param(
            (sys.executable, "-c", "pass"), "nobody cannot run (it says nothing): install nobody", id="silent"
        ),
        pytest.param((sys.executable, "-c", "print('{}')"), "", id="there"),
    ],
)
def test_missing_names_what_is_lacking(command: tuple[str, ...], said: str) -> None:
    """A judge that cannot run says why, and how to install it."""
    assert Reader("nobody", command, "install nobody").missing() == said


@pytest.mark.parametrize(
    ("program", "said"),
    [
        pytest.param("import sys; sys.exit('line 7 is odd')", "nobody: line 7 is odd", id="exit status"),
        pytest.param("print('what?')", r"nobody: no answer in b'what\?\\n'", id="not JSON"),
        pytest.param("print('{}')", r"nobody: no answer in b'{}\\n'", id="not this file"),
        pytest.param(
            "import json, sys; print(json.dumps({sys.argv[1]: [{'categories': None}]}))",
            "nobody: no answer in ",
            id="not an entry",
        ),
    ],
)
def test_a_judge_that_does_not_read_a_file_says_why(tmp_path: Path, program: str, said: str) -> None:
    """What went wrong is told in the judge's own words."""
    with pytest.raises(ReadingError, match=said):
        Reader("nobody", (sys.executable, "-c", program), "install nobody").read([tmp_path / "any.ics"])


RUN = """
from judges import Reader
from judges.plugin import summoned

def test_one():
    summoned(Reader("nobody", ("no-such-program",), "install nobody"))

def test_another():
    summoned(Reader("nobody", ("no-such-program",), "install nobody"))
"""


@pytest.mark.parametrize(
    ("wanted", "outcome", "section"),
    [
        pytest.param("", "2 skipped", True, id="optional: skipped, and listed once at the end"),
        pytest.param("1", "2 failed", False, id="all wanted: a failure"),
    ],
)
def test_a_missing_judge_is_named(tmp_path: Path, wanted: str, outcome: str, section: bool) -> None:
    """No judge is left out in silence."""
    (tmp_path / "test_run.py").write_text(RUN, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "judges.plugin", "-p", "no:cacheprovider", "--rootdir=.", "."],
        env={**os.environ, ALL: wanted, "PYTHONPATH": str(TESTS), "PYTEST_ADDOPTS": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert outcome in run.stdout
    assert run.stdout.splitlines().count("nobody needs no-such-program: install nobody") == section
