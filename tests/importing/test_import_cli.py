"""`import`, `export`, `check --page` and every command that takes a schedule in the place of an agenda."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from summit_ical.cli import main

PAGE = """# Garden Days 2031
All times in UTC.
## May 6
- 10:00-10:30 Weeding for beginners - Ada Example
- 10:30-11:00 Roses in winter - Bo Sample
- 11:00 Compost clinic - Chidi Demo
- 11:30 End
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    Path("page.md").write_text(PAGE, "utf-8")
    return tmp_path


AGENDA = """\
# Imported from page.md.
# `summit-ical import page.md --into agenda.yaml` takes over what changes there.

event:
  id: garden-days-2031
  title: Garden Days 2031
  timezone: UTC

days:
  - date: 2031-05-06
    sessions:
      - id: weeding-for-beginners
        time: 10:00-10:30
        title: Weeding for beginners
        speakers: [Ada Example]

      - id: roses-in-winter
        time: 10:30-11:00
        title: Roses in winter
        speakers: [Bo Sample]

      - id: compost-clinic
        time: 11:00-11:30
        title: Compost clinic
        speakers: [Chidi Demo]
        end_inferred: true  # not announced: the hours of the day end then

# What the page said last, for the next `import --into`:
#   compost-clinic 2031-05-06 DIGEST
#   roses-in-winter 2031-05-06 DIGEST
#   weeding-for-beginners 2031-05-06 DIGEST
"""


def test_import() -> None:
    """The agenda is what a person would have written."""
    result = run("import", "page.md", "-o", "agenda.yaml")
    assert result.exit_code == 0
    text = Path("agenda.yaml").read_text("utf-8")
    assert [
        line[:-8] + "DIGEST" if line.startswith("#   ") else line for line in text.splitlines()
    ] == AGENDA.splitlines()
    assert result.stderr.splitlines() == [
        "Tue 6 May 2031   3 sessions   10:00-11:30   lines 4-6",
        "look at   line 6: the end is not announced: the hours of the day end then: compost-clinic",
        "left out  line 7: 'End' marks an end",
        "3 sessions on 1 day. agenda.yaml written. Next: summit-ical check agenda.yaml",
    ]


def test_report_for_programs() -> None:
    """Each session with its line, and what was left out."""
    report = json.loads(run("import", "page.md", "-o", "agenda.yaml", "--report", "json").stdout)
    assert [(one["line"], one["what"]) for one in report] == [
        (6, "look at"),
        (4, "taken"),
        (5, "taken"),
        (6, "taken"),
        (7, "left out"),
    ]


def test_nothing_is_overwritten() -> None:
    """An agenda that is there stays, unless it is to be written over."""
    Path("agenda.yaml").write_text("mine", "utf-8")
    assert run("import", "page.md", "-o", "agenda.yaml").exit_code == 2
    assert Path("agenda.yaml").read_text("utf-8") == "mine"
    assert run("import", "page.md", "-o", "agenda.yaml", "--force").exit_code == 0


ASKED = [
    pytest.param(
        "# Days\nAll times in UTC.\n## May 6\n- 10:00-10:30 Weeding\n",
        "page.md:3:1: error: the year of 'May 6' is not said",
        id="year",
    ),
    pytest.param(
        "# Days 2031\n## May 6\n- 10:00-10:30 Weeding\n", "page.md:3:1: error: the time zone is not said", id="zone"
    ),
    pytest.param(
        "# Days 2031\nTimes in UTC\n## May 6\n- 10:00 Weeding\n",
        "page.md:4:1: error: the end of 'Weeding' is not said",
        id="end",
    ),
    pytest.param(
        "# Days 2031\nWe meet on May 6.\n",
        "page.md: error: no session with a day and a time was found in it",
        id="nothing",
    ),
]


@pytest.mark.parametrize(("page", "message"), ASKED)
def test_asked(page: str, message: str) -> None:
    """What cannot be known is asked for, and nothing is written."""
    Path("page.md").write_text(page, "utf-8")
    result = run("import", "page.md", "-o", "agenda.yaml")
    assert result.exit_code == 2
    assert message in result.stderr
    assert "hint: " in result.stderr
    assert not Path("agenda.yaml").exists()


def test_page_as_agenda() -> None:
    """A page is built as it is; where an id would have to be guessed, it is not."""
    assert "Weeding for beginners" in run("show", "page.md").stdout
    assert run("build", "page.md").exit_code == 0
    Path("page.md").write_text(PAGE.replace("Roses in winter", "Sowing in spring"), "utf-8")
    result = run("build", "page.md")
    assert result.exit_code == 2
    assert "'Sowing in spring' is new and 'roses-in-winter' is gone" in result.stderr
    assert "summit-ical import page.md --into agenda.yaml" in result.stderr


def test_into() -> None:
    """A change of the page is a change of the agenda, said in a sentence; without one nothing is touched."""
    run("import", "page.md", "-o", "agenda.yaml")
    before = Path("agenda.yaml").stat()
    assert run("import", "page.md", "--into", "agenda.yaml").stderr.endswith("agenda.yaml: unchanged\n")
    assert Path("agenda.yaml").stat().st_mtime_ns == before.st_mtime_ns
    Path("page.md").write_text(PAGE.replace("10:30-11:00 Roses", "14:00-14:30 Roses"), "utf-8")
    assert run("import", "page.md", "--into", "agenda.yaml", "--check").exit_code == 1
    result = run("import", "page.md", "--into", "agenda.yaml")
    assert result.stdout == "Moved      Roses in winter: Tue 6 May 10:30 -> Tue 6 May 14:00 UTC\n"
    assert "time: 14:00-14:30" in Path("agenda.yaml").read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_an_agenda_that_is_a_link_stays_one() -> None:
    """What it leads to is written, whole, and keeps its mode; nothing lies beside it."""
    Path("kept").mkdir()
    Path("agenda.yaml").symlink_to("kept/programme.yaml")
    assert run("import", "page.md", "-o", "agenda.yaml").exit_code == 0
    Path("kept/programme.yaml").chmod(0o640)
    Path("page.md").write_text(PAGE.replace("10:30-11:00 Roses", "14:00-14:30 Roses"), "utf-8")
    for words in (("--into", "agenda.yaml"), ("-o", "agenda.yaml", "--force")):
        assert run("import", "page.md", *words).exit_code == 0
        assert "time: 14:00-14:30" in Path("kept/programme.yaml").read_text("utf-8")
        assert Path("agenda.yaml").readlink() == Path("kept/programme.yaml")
        assert Path("kept/programme.yaml").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in Path("kept").iterdir()] == ["programme.yaml"]


def test_drift() -> None:
    """Where the page and the agenda differ is said with both places."""
    run("import", "page.md", "-o", "agenda.yaml")
    result = run("check", "--page", "page.md")
    assert (result.exit_code, result.stdout) == (0, "agenda.yaml and page.md agree\n")
    Path("page.md").write_text(
        PAGE.replace("Bo Sample", "Dora Muster").replace("- 10:00", "- 09:00-09:30 Coffee\n- 10:00"), "utf-8"
    )
    result = run("check", "--page", "page.md", "--format", "json")
    assert result.exit_code == 1
    assert [(one["file"], one["line"], one["message"]) for one in json.loads(result.stdout)] == [
        ("agenda.yaml", 17, "Roses in winter: Bo Sample -> Dora Muster (page.md:6:1)"),
        ("page.md", 4, "'Coffee' is not in agenda.yaml"),
    ]


@pytest.mark.parametrize("form", ["markdown", "html-table"])
def test_export(form: str) -> None:
    """What is exported and imported again is the same programme."""
    run("import", "page.md", "-o", "agenda.yaml")
    written = run("export", form, "--tz", "UTC", "--tz", "Asia/Tokyo")
    assert "Time (Asia/Tokyo, JST)" in written.stdout
    Path("again.md").write_text(written.stdout, "utf-8")
    assert run("import", "again.md", "-o", "again.yaml").exit_code == 0
    first, second = (json.loads(run("show", "--format", "json", name).stdout) for name in ("agenda.yaml", "again.yaml"))
    kept = ("title", "start_utc", "end_utc", "speakers", "tracks", "rooms")
    assert [{key: one[key] for key in kept} for one in first] == [{key: one[key] for key in kept} for one in second]


def test_map() -> None:
    """A column is what the caller says it is."""
    Path("talks.csv").write_text("Tag,Von,Womit\n2031-05-06,10:00-10:30,Weeding\n", "utf-8")
    result = run("import", "talks.csv", "--timezone", "UTC", "--map", "Von=time", "--map", "Womit=title")
    assert "title: Weeding" in result.stdout
    assert run("import", "talks.csv", "--map", "Von").exit_code == 2


def test_no_reader() -> None:
    """What is no schedule, or one already, is refused with the way out."""
    Path("agenda.yaml").write_text("event: {}\n", "utf-8")
    assert "is an agenda already" in run("import", "agenda.yaml").stderr
    Path("talk.pdf").write_bytes(b"%PDF")
    assert "what can be imported ends in one of .json, .xml" in run("import", "talk.pdf").stderr
    assert "is not an https address" in run("import", "http://example.org/schedule.md").stderr


# --- what is said of a foreign file, whatever reads it ---

NOTED = PAGE.replace("- 11:30 End\n", "- 11:30 End\n- A walk through the garden, 25:00\n- 12:00 ???\n")
TABLE = """\
Title,Date,Start,End,Speaker
One,2031-05-06,10:00,10:30,Ada
Two,2031-05-06,never,11:00,Bo
,2031-05-06,12:00,12:30,Cy
"""
CALENDAR = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:One\r\nDTSTART:20310506T100000\r\nDTEND:20310506T103000\r\n"
    "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Two\r\nDTSTART:nonsense\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
FOREIGN = {
    "noted.md": (NOTED, ["--default-duration", "30m"]),
    "table.csv": (TABLE, ["--timezone", "UTC"]),
    "feed.ics": (CALENDAR, ["--timezone", "Europe/Berlin"]),
}


@pytest.mark.parametrize("file", FOREIGN)
def test_every_command_says_how_a_foreign_file_was_read(file: str) -> None:
    """What was left out, and what to look at, is told in the words of `import`, on stderr, and never in a product."""
    text, answers = FOREIGN[file]
    Path(file).write_text(text, "utf-8")
    imported = json.loads(run("import", file, *answers, "-o", "agenda.yaml", "--report", "json").stdout)
    notes = [(one["line"], one["what"], one["message"]) for one in imported if one["what"] != "taken"]
    assert notes
    said = [f"warning: {what}: {message} [{what.replace(' ', '-')}]" for _, what, message in notes]
    for command in (
        ["build"],
        ["build"],
        ["check"],
        ["show"],
        ["show", "--format", "json"],
        ["diff", file, "agenda.yaml"],
        ["export", "markdown"],
        ["embed"],
    ):
        words = command if "diff" in command else [*command, file]
        result = run(*words, *answers)
        assert result.exit_code == 0, (words, result.stderr)
        told = [line.partition(": ")[2] for line in result.stderr.splitlines()]
        assert [words for words in told if words in said] == said, command
        assert not any(line in result.stdout for line in said)
    found = json.loads(run("check", file, *answers, "--format", "json").stdout)
    assert [(f["file"], f["line"], f["message"]) for f in found if f["code"] in ("left-out", "look-at")] == [
        (file, line, f"{what}: {message}") for line, what, message in notes
    ]
    annotations = run("check", file, *answers, "--format", "github").stdout
    assert annotations.count("title=left-out::") + annotations.count("title=look-at::") == len(notes)


def test_an_answer_given_once_is_not_remembered() -> None:
    """A build with an answer says nothing of one without: that one asks."""
    Path("table.csv").write_text(TABLE, "utf-8")
    assert run("build", "table.csv", "--timezone", "UTC").exit_code == 0
    asked = run("build", "table.csv")
    assert asked.exit_code == 2
    assert "--timezone" in asked.stderr
