"""Commands: what they print where, word by word, and how they exit: 0 done, 1 something to report, 2 not done."""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings

import agendas
from agendas import GOOD, NOW
from folders import WHOLE
from summit_ical import __version__, build, read
from summit_ical.agendafile import starter
from summit_ical.cli import COMMANDS, main
from summit_ical.model.characters import one_line
from zone_data import NEW, machine, release

OURS = "feeds/** -text\nfeeds/ledger.json merge=union\n"  # what .gitattributes must hold
SMELLS = GOOD.replace("https", "http")
BAD = GOOD.replace("10:00-10:25", "25:10-26:00").replace("title: One", "titel: One, title: Two")
SECRET = GOOD.replace("feeds: ", "online: https://example.org/?pwd=1, feeds: ")

SMELL = """\
agenda.yaml:1:62: warning: 'http://example.org/feeds/' is not https [plain-http]
  hint: write https if it answers there
"""
TWO_ERRORS = """\
agenda.yaml:5:25: error: '25:10' is not a time of day
  hint: write HH:MM, 00:00 to 23:59
agenda.yaml:5:38: error: 'titel' is not a key of a session
  hint: did you mean title?
"""
A_SECRET = """\
agenda.yaml:1:98: error: 'pwd=' in 'https://example.org/?pwd=1' would be published [secret-link]
  hint: give the public address, and send the secret one by mail
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which one stands."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str, agenda: str = "") -> Result:
    """Run a command where one stands, with an agenda.yaml there."""
    if agenda:
        Path("agenda.yaml").write_text(agenda, "utf-8")
    return CliRunner().invoke(main, words, prog_name="summit-ical", catch_exceptions=False)


def said(result: Result) -> tuple[int, str, str]:
    return result.exit_code, result.stdout, result.stderr


def written(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


# --- build ---

FIRST = """\
feeds/all.ics     1 session   1 Mar 2026
feeds/session/    1 feed
feeds/index.html  subscribe page
11 files written, 0 unchanged
"""
BEGINS = "no ledger in feeds: this is the first build\n"


@pytest.mark.parametrize(
    ("agenda", "words", "code", "out", "err"),
    [
        pytest.param(GOOD, [], 0, FIRST, BEGINS, id="good"),
        pytest.param(GOOD, ["--quiet"], 0, "", "", id="nothing to say"),
        pytest.param(SMELLS, [], 0, FIRST, SMELL + BEGINS, id="a warning"),
        pytest.param(SMELLS, ["-q"], 0, "", SMELL, id="a warning, and nothing else"),
        pytest.param(SMELLS, ["--strict"], 2, "", SMELL + "1 warning, nothing written\n", id="taken for an error"),
        pytest.param(BAD, [], 2, "", TWO_ERRORS + "2 errors, nothing written\n", id="errors, in file order"),
        pytest.param(SECRET, [], 2, "", A_SECRET + "1 error, nothing written\n", id="an error that could be allowed"),
        pytest.param(
            "",
            [],
            2,
            "",
            "agenda.yaml: error: cannot be read: No such file or directory\n"
            "  hint: name the agenda, or start one with `summit-ical init`\n"
            "1 error, nothing written\n",
            id="no agenda",
        ),
    ],
)
def test_a_first_build(here: Path, agenda: str, words: list[str], code: int, out: str, err: str) -> None:
    """What was done on stdout, what is wrong on stderr; all feeds or none."""
    assert said(run("build", "--now", NOW, *words, agenda=agenda)) == (code, out, err)
    feeds = [path for path in written(here) if path.startswith("feeds/")]
    assert bool(feeds) == (code == 0)


def test_what_is_listed(here: Path) -> None:
    """Each feed of a kind that has few, one line for a kind that has many; aligned."""
    shutil.copy(WHOLE / "agenda.yaml", here)
    assert run("build", "--now", NOW).stdout == (
        "feeds/all.ics             7 sessions   24-25 Oct 2026\n"
        "feeds/talks.ics           4 sessions\n"
        "feeds/day/2026-10-24.ics  5 sessions\n"
        "feeds/day/2026-10-25.ics  2 sessions\n"
        "feeds/track/users.ics     4 sessions\n"
        "feeds/room/main.ics       4 sessions\n"
        "feeds/speaker/            2 feeds\n"
        "feeds/kind/talk.ics       3 sessions\n"
        "feeds/kind/keynote.ics    1 session\n"
        "feeds/kind/break.ics      1 session\n"
        "feeds/kind/social.ics     2 sessions\n"
        "feeds/language/de.ics     1 session\n"
        "feeds/language/en.ics     1 session\n"
        "feeds/session/            7 feeds\n"
        "feeds/index.html          subscribe page\n"
        "41 files written, 0 unchanged\n"
    )


def test_building_again(here: Path) -> None:
    """What did not change is not written; what did is counted."""
    run("build", "--now", NOW, agenda=GOOD)
    assert said(run("build")) == (0, FIRST.replace("11 files written, 0", "0 files written, 11"), "")
    again = run("build", "--now", "2026-01-03T00:00:00Z", agenda=GOOD.replace("title: One", "title: Won"))
    assert said(again) == (0, FIRST.replace("11 files written, 0", "6 files written, 5"), "")


def test_building_again_says_what_smells(here: Path) -> None:
    """Findings are there as long as their reason is."""
    run("build", "--now", NOW, agenda=SMELLS)
    assert run("build").stderr == SMELL


def test_check_says_what_would_change(here: Path) -> None:
    """With --check nothing is written: 1 and the names of the feeds that would change, else 0."""
    first = run("build", "--check", "--now", NOW, agenda=GOOD)
    assert (first.exit_code, first.stdout) == (
        1,
        "feeds/ledger.json would change\n"
        "feeds/all.ics would change\n"
        "feeds/session/one.ics would change\n"
        "feeds/feeds.json would change\n"
        "feeds/changes.xml would change\n"
        "feeds/index.html would change\n"
        "feeds/page.css would change\n"
        "feeds/page.js would change\n"
        "feeds/widget.js would change\n"
        "feeds/icon.svg would change\n"
        "feeds/qr/all.svg would change\n",
    )
    assert written(here) == ["agenda.yaml"]
    run("build", "--now", NOW)
    assert said(run("build", "--check")) == (0, "", "")
    before = {path: (here / path).read_bytes() for path in written(here)}
    changed = run("build", "--check", agenda=GOOD.replace("10:25", "10:30"))
    assert changed.exit_code == 1
    assert "feeds/all.ics would change\n" in changed.stdout
    assert {path: (here / path).read_bytes() for path in before if path != "agenda.yaml"} == {
        path: raw for path, raw in before.items() if path != "agenda.yaml"
    }


def test_only_some_kinds(here: Path) -> None:
    """--only writes the kinds it names into a folder of their own, and nothing beside them."""
    run("build", "--now", NOW, agenda=GOOD)
    only = run("build", "--only", "all,all", "-o", "some")
    assert said(only) == (0, "some/all.ics  1 session   1 Mar 2026\n2 files written, 0 unchanged\n", "")
    assert written(here / "some") == ["all.ics", "feeds.json"]
    assert (here / "some/all.ics").read_bytes() == (here / "feeds/all.ics").read_bytes()


def usage(message: str, command: str, arguments: str) -> str:
    head = f"Usage: summit-ical {command}{arguments}\nTry 'summit-ical {command}--help' for help.\n\n"
    return f"{head}Error: {message}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["nope"], usage("No such command 'nope'.", "", "[OPTIONS] [COMMAND] [ARGS]..."), id="no command"),
        pytest.param(
            ["build", "--only", "all"],
            usage(
                "--only leaves feeds out: name another folder for them with --output", "build ", "[OPTIONS] [AGENDA]"
            ),
            id="only, where all are",
        ),
        pytest.param(
            ["build", "--only", "tracks", "-o", "x"],
            usage(
                "Invalid value for --only: 'tracks' is not one of"
                " all, talks, day, track, room, speaker, kind, language, session",
                "build ",
                "[OPTIONS] [AGENDA]",
            ),
            id="no kind",
        ),
        pytest.param(
            ["build", "--now", "2026-01-01T00:00:00"],
            usage(
                "Invalid value for '--now': '2026-01-01T00:00:00' is not an instant:"
                " write it with its offset, as in 2023-03-29T14:00:00Z",
                "build ",
                "[OPTIONS] [AGENDA]",
            ),
            id="an instant without offset",
        ),
        *(
            pytest.param(
                ["check", "--max-size", size],
                usage(
                    f"Invalid value for '--max-size': {size} is not a size: write megabytes, as in 64",
                    "check ",
                    "[OPTIONS] [AGENDA]",
                ),
                id=f"{size} MB",
            )
            for size in ("nan", "inf", "0", "-1")
        ),
        pytest.param(
            ["show", "--tz", "Berlin"],
            usage(
                "Invalid value for --tz: 'Berlin' is not a time zone: did you mean Europe/Berlin?",
                "show ",
                "[OPTIONS] [AGENDA]",
            ),
            id="no zone",
        ),
        pytest.param(
            ["init", "--timezone", "\x1b[31m"],
            usage(
                "Invalid value for --timezone: '\\x1b[31m' is not a time zone:"
                " write an IANA name such as Europe/Berlin, or UTC",
                "init ",
                "[OPTIONS] [FOLDER]",
            ),
            id="no zone, and hostile",
        ),
        pytest.param(
            ["init", "--date", "2050-01-01"],
            usage(
                "Invalid value for --date: 2050-01-01 is outside the years 1970 to 2037:"
                " the zone database knows no daylight saving there",
                "init ",
                "[OPTIONS] [FOLDER]",
            ),
            id="a date beyond",
        ),
        pytest.param(["doctor"], usage("Missing argument 'FILE...'.", "doctor ", "[OPTIONS] FILE..."), id="no file"),
    ],
)
def test_wrong_usage(here: Path, words: list[str], message: str) -> None:
    """Said in words, exit status 2, nothing written."""
    assert said(run(*words)) == (2, "", message)
    assert written(here) == []


# --- check and doctor ---


@pytest.mark.parametrize(
    ("agenda", "words", "code", "out", "err"),
    [
        pytest.param(GOOD, [], 0, "agenda.yaml: nothing to report\n", "", id="good"),
        pytest.param(SMELLS, [], 0, "", SMELL + "1 warning\n", id="a warning"),
        pytest.param(SMELLS, ["--strict"], 1, "", SMELL + "1 warning\n", id="a warning, strictly"),
        pytest.param(BAD, [], 1, "", TWO_ERRORS + "2 errors\n", id="errors"),
        pytest.param(SECRET, [], 1, "", A_SECRET + "1 error\n", id="an error that could be allowed"),
        pytest.param(GOOD, ["--format", "json"], 0, "[]\n", "", id="json: nothing"),
        pytest.param(
            SMELLS,
            ["--format", "github"],
            0,
            "::warning file=agenda.yaml,line=1,col=62,title=plain-http::"
            "'http://example.org/feeds/' is not https (write https if it answers there)\n",
            "",
            id="github",
        ),
        pytest.param(
            GOOD,
            ["--max-size", "0.0001"],
            2,
            "",
            "agenda.yaml: error: larger than 0.0001 MB\n"
            "  hint: an agenda is a page of text; allow more with --max-size\n"
            "1 error, nothing written\n",
            id="too large",
        ),
        pytest.param(
            "",
            ["--format", "json"],
            2,
            "",
            "agenda.yaml: error: cannot be read: No such file or directory\n"
            "  hint: name the agenda, or start one with `summit-ical init`\n"
            "1 error, nothing written\n",
            id="no agenda",
        ),
    ],
)
def test_check(here: Path, agenda: str, words: list[str], code: int, out: str, err: str) -> None:
    """1 for an error, with --strict for anything; nothing is written in any case."""
    assert said(run("check", *words, agenda=agenda)) == (code, out, err)
    assert written(here) == ["agenda.yaml"] * bool(agenda)


def test_check_for_programs(here: Path) -> None:
    """JSON has every part of a problem on its own."""
    result = run("check", "--format", "json", agenda=BAD)
    assert (result.exit_code, result.stderr) == (1, "")
    assert json.loads(result.stdout)[0] == {
        "file": "agenda.yaml",
        "line": 5,
        "column": 25,
        "severity": "error",
        "code": "time",
        "message": "'25:10' is not a time of day",
        "hint": "write HH:MM, 00:00 to 23:59",
        "sessions": [],
    }


def test_a_name_cannot_forge_an_annotation(here: Path) -> None:
    """What an agenda's name or text says ends no workflow command and begins none."""
    name = "a,line=9::error::%0A.yaml"
    Path(name).write_text(SMELLS, "utf-8")
    assert run("check", name, "--format", "github").stdout == (
        "::warning file=a%2Cline=9%3A%3Aerror%3A%3A%250A.yaml,line=1,col=62,title=plain-http::"
        "'http://example.org/feeds/' is not https (write https if it answers there)\n"
    )


HOSTILE = GOOD.replace("title: One", 'title: "\\e]0;mine\\a\\u202e\\u2028", "\\e[2J\\r::error::": x')


@pytest.mark.parametrize("words", [["check"], ["build"], ["show"], ["check", "--format", "github"]], ids=" ".join)
def test_nothing_in_an_agenda_is_obeyed_by_a_terminal(here: Path, words: list[str]) -> None:
    """Messages show what was typed, and hold no control character and no sign that reorders."""
    result = run(*words, agenda=HOSTILE)
    assert result.exit_code in (1, 2)
    everything = result.stdout + result.stderr
    assert "'\\x1b[2J\\r::error::' is not a key of a session" in everything.replace("%3A", ":")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", everything)


COMMANDING = """\
event: {id: w, title: "::stop-commands::t", timezone: UTC, feeds_url: https://example.org/f/}
rooms: [{id: r, name: "##vso[task.setvariable]r"}]
days:
  - date: 2026-05-05
    title: "::group::d"
    sessions:
      - {id: a, time: 10:00+10m, title: "##[add-mask]e", speakers: ["  ::add-mask::a"], room: r}
      - {id: b, time: 10:00+10m, title: "##[add-mask]e", speakers: ["::add-mask::b"], room: r, abstract: "::error::c"}
      - {id: c, time: 11:00+10m, title: "::error file=x::c"}
"""


def commands(text: str) -> list[str]:
    """The lines that a runner of GitHub or Azure takes for commands."""
    return [line for line in text.splitlines() if line.lstrip().startswith("::") or re.search(r"##\[|##vso\[", line)]


@pytest.mark.parametrize(
    "words",
    [
        ["build"],
        ["build", "--strict"],
        ["check"],
        ["check", "--format", "json"],
        ["show"],
        ["show", "--format", "json"],
        ["links"],
        ["links", "--format", "json"],
        ["diff", "old.yaml", "agenda.yaml"],
        ["diff", "old.yaml", "agenda.yaml", "--format", "markdown"],
        ["diff", "old.yaml", "agenda.yaml", "--format", "json"],
        ["review"],
        *(["embed", "--format", form] for form in ("html", "jekyll", "hugo", "markdown", "iframe", "widget", "json")),
        ["export", "markdown"],
        ["export", "html-table"],
        ["doctor", "::error::.ics"],
        ["import", "page.md", "--timezone", "UTC"],
        ["import", "page.md", "--timezone", "UTC", "-o", "::group::.yaml"],
    ],
    ids=" ".join,
)
def test_nothing_in_an_agenda_is_a_workflow_command(here: Path, words: list[str]) -> None:
    """No title, no name and no file begins a command in a CI's log, and what is printed for programs says the same."""
    Path("::error::.ics").write_bytes(b"BEGIN:VCALENDAR\r\nX-##[x]y\r\n")
    page = "# ::t\n\n## 5 May 2026\n\n- 10:00-10:30 ::error::x ##[group]y\n- 11:00-11:30 ::error::z\n"
    Path("page.md").write_text(page, "utf-8")
    Path("old.yaml").write_text(
        COMMANDING.replace("10:00+10m", "10:30+10m").replace("error file", "warning f"), "utf-8"
    )
    result = run(*words, agenda=COMMANDING)
    assert result.stdout + result.stderr
    assert commands(result.stdout) == commands(result.stderr) == []
    if words[-1] == "UTC":
        Path("imported.yaml").write_text(result.stdout, "utf-8")
        assert "##[group]y" in [session.title[-10:] for session in read("imported.yaml").sessions]
    if words == ["show", "--format", "json"]:
        assert json.loads(result.stdout)[0]["title"] == "##[add-mask]e"
        assert json.loads(result.stdout)[1]["speakers"] == ["::add-mask::b"]


def test_annotations_stay_commands(here: Path) -> None:
    """What we say to GitHub ourselves is obeyed, and holds no command of anybody else's."""
    lines = run("check", "--format", "github", agenda=COMMANDING).stdout.splitlines()
    assert lines
    assert all(
        re.match(r"::(error|warning) file=agenda\.yaml,line=\d+,col=\d+,title=[a-z-]+::", line) for line in lines
    )
    assert not [line for line in lines if "##[" in line or "##vso[" in line]


NONCHARACTERS = "\\uFDD0\\uFDEF\\uFFFE\\uFFFF\\U0001FFFE\\U0010FFFF"  # as YAML writes them


def test_no_noncharacter_is_published(here: Path) -> None:
    """Neither calendars, page, Atom nor JSON hold what XML and HTML refuse; a message shows it as an escape."""
    one = f'title: "O{NONCHARACTERS}ne", speakers: ["A{NONCHARACTERS}da"], abstract: "**x{NONCHARACTERS}**"'
    agenda = GOOD.replace("title: One", one).replace("title: Summit", f'title: "Sum{NONCHARACTERS}mit"')
    assert run("build", agenda=agenda).exit_code == 0
    refused = re.compile("[\ufdd0-\ufdef\ufffe\uffff\U0001fffe\U0010ffff]|\\\\ufdd0|&#xfdd0;|%EF%B7%90", re.IGNORECASE)
    for path in written(here):
        kept = path in ("agenda.yaml", "feeds/ledger.json")  # what was typed
        assert kept or not refused.search(Path(path).read_text("utf-8")), path
    assert not refused.search(run("embed").stdout + run("show").stdout + run("export", "markdown").stdout)
    said = run("check", agenda=GOOD.replace("title: One", f'"ti{NONCHARACTERS}tel": x')).stderr
    assert "'ti\\ufdd0\\ufdef\\ufffe\\uffff\\U0001fffe\\U0010fffftel' is not a key" in said
    said = run(
        "check",
        agenda=GOOD.replace("org/feeds/", f"org/{NONCHARACTERS}/")
        .replace(": https://", ': "https://', 1)
        .replace("/, feeds", '/", feeds'),
    ).stderr
    assert "is not a web address" in said


def on_a_terminal(*words: str) -> str:
    """What a person reads on a terminal."""
    import pty

    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-m", "summit_ical", *words], stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        said = b""
        while True:
            try:
                more = os.read(ours, 65536)
            except OSError:  # Linux says so that the other end is closed
                break
            if not more:
                break
            said += more
    os.close(ours)
    assert running.returncode == 0
    return re.sub(r"\x1b\[[\d;]*m", "", said.decode()).replace("\r\n", "\n")


@pytest.mark.parametrize("command", ["check", "build"])
def test_many_findings_of_one_kind(here: Path, command: str) -> None:
    """A terminal shows five warnings of a kind and how many more there are; --all, a pipe and a program get each."""
    sessions = "".join(f"      - {{time: 10:00+5m, title: About {chr(65 + n) * 5}}}\n" for n in range(12))
    agenda = GOOD.replace("      - {id: one, time: 10:00-10:25, title: One}\n", sessions).replace("https", "http")
    Path("agenda.yaml").write_text(agenda, "utf-8")
    for _ in ("first", "nothing changed since"):
        said = on_a_terminal(command)
        assert said.count("[no-id]") == 6
        assert "and 7 more like it [no-id]; --all shows them" in said
        assert said.count("[plain-http]") == 1
    assert on_a_terminal(command, "--all").count("[no-id]") == 12
    assert "--all shows" not in on_a_terminal(command, "--all")
    assert run(command).stderr.count("[no-id]") == 12
    assert len(json.loads(run("check", "--format", "json").stdout)) == 13
    assert len(run("check", "--format", "github").stdout.splitlines()) == 13


def test_a_terminal_shows_every_mistake(here: Path) -> None:
    """Mistakes are told all at once, however many there are."""
    from summit_ical.cli.common import problem_lines
    from summit_ical.model.source import Mark, Problem

    problems = [Problem(Mark("agenda.yaml", n, 1), "error", "time", "wrong") for n in range(20)]
    assert len(list(problem_lines(problems, 5))) == 20


def test_a_theme_brings_the_words_of_a_language(here: Path) -> None:
    """A language that our page does not speak is a finding, until a theme has words for it or there is no page."""
    agenda = GOOD.replace("timezone: UTC", "timezone: UTC, language: ar")
    said = "agenda.yaml:1:61: warning: the page has no words in 'ar': it speaks English [page-language]"
    assert said in run("check", agenda=agenda).stderr
    assert said in run("build").stderr
    Path("theme/words").mkdir(parents=True)
    Path("theme/words/ar.toml").write_text('[page]\nsubscribe = "اشترك"\n', "utf-8")
    assert "page-language" not in run("build", "--theme", "theme").stderr
    assert "اشترك" in Path("feeds/index.html").read_text("utf-8")
    assert "page-language" not in run("build", "--no-page", "-o", "other").stderr


def test_doctor(here: Path) -> None:
    """Any .ics, ours or not: what is wrong, at its line; 1 for an error, 2 where there is no file."""
    run("build", "-q", agenda=GOOD)
    assert said(run("doctor", "feeds/all.ics")) == (0, "1 file: nothing to report\n", "")
    assert said(run("doctor", "feeds/all.ics", "feeds/session/one.ics")) == (0, "2 files: nothing to report\n", "")
    Path("cut.ics").write_bytes(Path("feeds/all.ics").read_bytes().replace(b"END:VEVENT\r\nEND:VCALENDAR\r\n", b""))
    cut = run("doctor", "cut.ics", "feeds/all.ics")
    assert (cut.exit_code, cut.stdout) == (1, "")
    assert re.fullmatch(r"(cut\.ics:\d+:\d+: error: .+\n  hint: .+\n)+\d errors?\n", cut.stderr), cut.stderr
    as_json = run("doctor", "cut.ics", "--format", "json")
    assert {problem["file"] for problem in json.loads(as_json.stdout)} == {"cut.ics"}
    assert said(run("doctor", "none.ics")) == (2, "", "error: none.ics: No such file or directory\n")


# --- show ---


def test_show(here: Path) -> None:
    """The timetable, in the event's zone and those it names, or in those one asks for."""
    result = run("show", "--now", "2026-03-01T10:00:00Z", agenda=GOOD)
    expected = "Summit\n\nSun 1 Mar 2026\n      UTC\nnow   10:00-10:25  One\n"
    assert said(result) == (0, expected, "")
    result = run("show", "--tz", "Asia/Tokyo", "--tz", "UTC", "--now", NOW)
    assert result.stdout.splitlines()[3:] == ["      JST          UTC", "      19:00-19:25  10:00-10:25  One"]


def test_show_for_programs(here: Path) -> None:
    """--format json prints the sessions as a list, letters as they are."""
    result = run("show", "--format", "json", agenda=GOOD.replace("title: One", "title: 一"))
    assert result.exit_code == 0
    assert [(s["id"], s["title"], s["start_utc"]) for s in json.loads(result.stdout)] == [
        ("one", "一", "2026-03-01T10:00:00Z")
    ]
    assert "一" in result.stdout


# --- init ---


def test_init(here: Path) -> None:
    """A first agenda that builds without findings, and a line that keeps Git from touching the feeds."""
    done = run("init", "--title", 'It\'s: a #1 "summit"', "--timezone", "Europe/Berlin", "--date", "2026-05-04")
    assert said(done) == (
        0,
        "agenda.yaml and .gitattributes written. Next: edit the agenda, then summit-ical build\n",
        "",
    )
    assert Path(".gitattributes").read_text() == OURS
    agenda = read("agenda.yaml")
    assert (agenda.event.title, agenda.event.timezone, agenda.days[0].date) == (
        'It\'s: a #1 "summit"',
        "Europe/Berlin",
        date(2026, 5, 4),
    )
    assert said(run("check", "--strict")) == (0, "agenda.yaml: nothing to report\n", "")
    assert run("build").exit_code == 0


def test_init_again(here: Path) -> None:
    """Never over somebody's work."""
    Path("agenda.yaml").write_text("mine")
    assert said(run("init")) == (2, "", "error: agenda.yaml is there already, and stays as it is\n")
    assert Path("agenda.yaml").read_text() == "mine"
    assert written(here) == ["agenda.yaml"]


def test_init_elsewhere(here: Path) -> None:
    """Into a folder, which is made; the lines that .gitattributes has stay."""
    Path("new").mkdir()
    Path("new/.gitattributes").write_text("*.png binary")
    assert run("init", "new").exit_code == 0
    assert Path("new/.gitattributes").read_text() == "*.png binary\n" + OURS
    assert run("init", "deep/er").exit_code == 0
    assert run("check", "deep/er/agenda.yaml").exit_code == 0


@pytest.mark.parametrize("line", ["# feeds_url", "feeds_url", "feeds_url alone"])
def test_the_first_agenda_is_right_before_and_after_it_is_published(here: Path, line: str) -> None:
    """Where feeds_url is uncommented, as it suggests, nothing is to be reported: with the allowance and without it.

    The zone database of whoever runs this may be old.
    """
    assert run("init").exit_code == 0
    text = Path("agenda.yaml").read_text("utf-8")
    assert text.count("# feeds_url: ") == 1
    if line != "# feeds_url":
        text = text.replace("# feeds_url: ", "feeds_url: ")
    if line == "feeds_url alone":
        text = "".join(kept for kept in text.splitlines(keepends=True) if "allow: [" not in kept)
    Path("agenda.yaml").write_text(text, "utf-8")
    assert bool(read("agenda.yaml").event.feeds_url) == (line != "# feeds_url")
    with release(NEW), machine(NEW):
        assert said(run("check", "--strict")) == (0, "agenda.yaml: nothing to report\n", "")
    assert "To look at" not in run("review", "--now", NOW).stdout
    assert run("build", "--strict", "--quiet").exit_code == 0


ODD_ATTRIBUTES = {
    "Latin-1": (b"*.png binary # caf\xe9\n", ".gitattributes:1:19: error: the byte 0xE9 is not UTF-8"),
    "UTF-16": ("*.png".encode("utf-16"), ".gitattributes: error: written in UTF-16"),
}


@pytest.mark.parametrize("kind", ODD_ATTRIBUTES)
def test_init_writes_all_or_nothing(here: Path, kind: str) -> None:
    """What cannot be read is not written over, and there is no first agenda without its lines for Git."""
    raw, message = ODD_ATTRIBUTES[kind]
    Path(".gitattributes").write_bytes(raw)
    done = run("init")
    assert (done.exit_code, done.stderr.splitlines()[0]) == (2, message)
    assert {path: Path(path).read_bytes() for path in written(here)} == {".gitattributes": raw}
    assert run("init", "--title", "x", "new/folder").exit_code == 0


def test_init_on_a_full_disk(here: Path) -> None:
    """Nothing is left of what could not be written whole; what was there is as it was."""
    Path(".gitattributes").write_bytes(b"*.png binary\n" * 1000)
    for limit in (0, 10, 2000, 12_000):
        done = subprocess.run(
            [sys.executable, "-m", "summit_ical", "init"],
            capture_output=True,
            text=True,
            preexec_fn=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )
        assert (done.returncode, done.stderr) == (2, "error: File too large\n")
        assert {path: Path(path).read_bytes() for path in written(here)} == {".gitattributes": b"*.png binary\n" * 1000}


def test_init_keeps_what_is_in_gitattributes(here: Path) -> None:
    """Its mark, its line ends, its rights, and the link that leads to it."""
    Path("real").write_bytes(b"\xef\xbb\xbf*.png binary\r\n")
    Path("real").chmod(0o600)
    Path(".gitattributes").symlink_to("real")
    assert run("init").exit_code == 0
    assert Path("real").read_bytes() == b"\xef\xbb\xbf*.png binary\r\n" + OURS.encode()
    assert Path(".gitattributes").is_symlink()
    assert Path("real").stat().st_mode & 0o777 == 0o600
    assert written(here) == [".gitattributes", "agenda.yaml", "real"]


@pytest.mark.parametrize(
    ("existing", "kept"),
    [
        pytest.param("", OURS, id="none"),
        pytest.param("a", "a\n" + OURS, id="no line end"),
        pytest.param(f"a\n{OURS}b\n", f"a\n{OURS}b\n", id="there already"),
        pytest.param("feeds/** -text\n", OURS, id="one of them"),
        pytest.param("# feeds/** -text\n", "# feeds/** -text\n" + OURS, id="in a comment"),
    ],
)
def test_gitattributes(existing: str, kept: str) -> None:
    """Our line, once; all others as they were."""
    assert starter.attributes(existing) == kept


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(agendas.lines)
def test_any_title_starts_an_agenda(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    """Whatever an event is called, its first agenda says so, and builds."""
    folder = tmp_path_factory.mktemp("init")
    result = CliRunner().invoke(main, ["init", str(folder), f"--title={title}"], catch_exceptions=False)
    assert result.exit_code == 0
    agenda = read(folder / "agenda.yaml")
    assert agenda.event.title == one_line(title)
    assert [problem.code for problem in build(agenda, folder / "feeds").findings] == []


# --- schema, completion, version, help ---


def test_schema(here: Path) -> None:
    """The JSON Schema, or the reference page."""
    assert json.loads(run("schema").stdout)["title"] == "summit-ical agenda"
    assert run("schema", "--format", "markdown").stdout.startswith("# Reference\n")


def test_version() -> None:
    """Also of what decides what an instant and a feed are."""
    pattern = rf"summit-ical {re.escape(__version__)}, zone database \d{{4}}[a-z], icalendar 7\.\d+\.\d+\n"
    assert re.fullmatch(pattern, run("--version").stdout)


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=lambda command: "".join(command) or "all")
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(command: list[str], option: str) -> None:
    """Every command and option says what it is for."""
    result = run(*command, option)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"Usage: summit-ical {''.join(command)}")
    assert not re.search(r"^  -.*\S {2,}$|^  --[a-z-]+( [A-Z|]+)?$\n  -", result.stdout, re.MULTILINE)


def test_commands_are_listed_with_what_they_do() -> None:
    """The list of commands says the same as each command's own help would."""
    assert run().stdout == run("--help").stdout
    for name, words in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(words)}$", run("--help").stdout, re.MULTILINE)


SHELLS = ("bash", "zsh", "fish")


@pytest.mark.parametrize("shell", SHELLS)
def test_completion(shell: str) -> None:
    """A script for each shell that calls us back."""
    script = run("completion", shell).stdout
    assert f"_SUMMIT_ICAL_COMPLETE={shell}_complete" in script
    program = shutil.which(shell)
    if program:
        checked = subprocess.run([program, "-n"], input=script, text=True, capture_output=True)
        assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        pytest.param("summit-ical bu", ["build"], id="a command"),
        pytest.param("summit-ical build --on", ["--only"], id="an option"),
        pytest.param("summit-ical completion ", list(SHELLS), id="a choice"),
    ],
)
def test_bash_completes(typed: str, offered: list[str], tmp_path: Path) -> None:
    """What bash offers after Tab is what we take."""
    program = tmp_path / "summit-ical"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m summit_ical "$@"\n')
    program.chmod(0o755)
    words = typed.split(" ")
    script = run("completion", "bash").stdout + (
        f"\nCOMP_WORDS=({' '.join(word or repr('') for word in words)})\nCOMP_CWORD={len(words) - 1}\n"
        '_summit_ical_completion summit-ical\nprintf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(["bash", "-c", script], env=os.environ | {"PATH": path}, capture_output=True, text=True)
    assert done.stdout.split() == offered, done.stderr


# --- as other programs see us ---


def command(*words: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    environment = os.environ | environment
    return subprocess.run(
        [sys.executable, "-m", "summit_ical", *words], env=environment, capture_output=True, timeout=60
    )


@pytest.mark.parametrize("words", [["--help"], ["build", "--help"], ["completion", "bash"]], ids=" ".join)
def test_help_waits_for_no_library(words: list[str]) -> None:
    """What needs no agenda imports nothing that reads or writes one."""
    script = """
import sys
from summit_ical.cli import main
try:
    main(sys.argv[1:])
finally:
    print(*sorted({"icalendar", "yaml", "pytz", "markdown_it", "anyascii", "webcolors"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True)
    assert (done.returncode, done.stdout.splitlines()[-1], done.stderr) == (0, "", "")


@pytest.fixture
def smelling(here: Path) -> Path:
    (here / "agenda.yaml").write_text(SMELLS.replace("title: One", "title: Ünë ☃"), "utf-8")
    return here


def test_no_colours_in_a_pipe(smelling: Path) -> None:
    """Nor in a file."""
    for words in (["check"], ["show"], ["build"]):
        done = command(*words)
        assert b"\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        pytest.param("latin-1", b"\xdcn\xeb \\u2603", id="western Europe"),
        pytest.param("cp437", b"\x9an\x89 \\u2603", id="an old Windows console"),
        pytest.param("utf-8", b"\xc3\x9cn\xc3\xab \xe2\x98\x83", id="all letters"),
    ],
)
def test_a_console_that_cannot_show_a_letter(smelling: Path, encoding: str, shown: bytes) -> None:
    """Its number is shown instead; that is no error."""
    done = command("show", "--now", "2026-01-01T00:00:00Z", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.splitlines()[-1] == b"      10:00-10:25  " + shown


def test_a_pipe_that_is_closed(smelling: Path) -> None:
    """Who reads the first line and goes gets no traceback."""
    with subprocess.Popen(
        [sys.executable, "-m", "summit_ical", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("epoch", "code", "stamp"),
    [
        pytest.param("1700000000", 0, b"DTSTAMP:20231114T221320Z", id="seconds"),
        pytest.param("0", 0, b"DTSTAMP:19700101T000000Z", id="the beginning"),
        pytest.param("yesterday", 2, b"SOURCE_DATE_EPOCH is 'yesterday': write seconds since 1970", id="words"),
        pytest.param("9" * 20, 2, b"SOURCE_DATE_EPOCH is '" + b"9" * 20 + b"': write", id="no calendar holds it"),
    ],
)
def test_source_date_epoch(here: Path, epoch: str, code: int, stamp: bytes) -> None:
    """It stands for the time of day, as reproducible builds have it."""
    (here / "agenda.yaml").write_text(GOOD)
    done = command("build", SOURCE_DATE_EPOCH=epoch)
    feed = (here / "feeds/all.ics").read_bytes() if code == 0 else done.stderr
    assert done.returncode == code
    assert stamp in feed


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("environment", "coloured"),
    [pytest.param({}, True, id="colours"), pytest.param({"NO_COLOR": "1"}, False, id="NO_COLOR")],
)
def test_colours_are_for_people(smelling: Path, environment: dict[str, str], coloured: bool) -> None:
    """A terminal gets colours, unless NO_COLOR says otherwise."""
    for words in (["check"], ["show"]):
        assert (b"\x1b[" in in_terminal(words, environment)) == coloured


def in_terminal(words: list[str], environment: dict[str, str]) -> bytes:
    """Return what a command prints to a terminal."""
    import pty

    ours, its = pty.openpty()
    environment = os.environ | {"TERM": "xterm"} | environment
    subprocess.run([sys.executable, "-m", "summit_ical", *words], env=environment, stdout=its, stderr=its, check=True)
    os.close(its)
    return b"".join(chunks(ours))


def chunks(descriptor: int) -> Iterator[bytes]:
    try:
        while chunk := os.read(descriptor, 4096):
            yield chunk
    except OSError:  # Linux says so where the other side is closed
        return
    finally:
        os.close(descriptor)
