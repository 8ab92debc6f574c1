"""What a foreign schedule leaves open: asked with a key on a terminal, else all at once with what answers it."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from folders import ROOT
from summit_ical.cli import main
from summit_ical.importing.doubts import AS_WRITTEN

OUTSIDE = """<schedule>
  <conference><title>Pond Days</title><start>2031-05-06</start><end>2031-05-06</end></conference>
  <day date="2030-05-06"><room name="Reeds">
    <event id="1"><title>Newts</title><start>10:00</start><duration>0:30</duration></event>
    <event id="2"><title>Frogs</title><start>11:00</start><duration>0:30</duration></event>
  </room></day>
</schedule>
"""
CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:a@pond
SUMMARY:Newts
DTSTART:20310506T100000
DURATION:PT30M
RRULE:FREQ=DAILY
END:VEVENT
BEGIN:VEVENT
UID:b@pond
SUMMARY:Frogs
DTSTART:20310506T110000
DURATION:PT30M
END:VEVENT
END:VCALENDAR
"""
ANSWERED = ("--timezone", "Europe/Berlin", "--day", "2030-05-06=2031-05-06")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    Path("pond.xml").write_text(OUTSIDE, "utf-8")
    Path("pond.ics").write_text(CALENDAR, "utf-8")
    return tmp_path


ALL_AT_ONCE = """\
pond.xml: day[1]/room[Reeds]/event[1]: error: the time zone is not said; also at day[1]/room[Reeds]/event[2]
  hint: say it with --timezone Europe/Berlin
pond.xml: day[1]/room[Reeds]/event[1]: error: 2030-05-06 is outside the conference, which is on 2031-05-06; also at \
day[1]/room[Reeds]/event[2]
  hint: say --day "2030-05-06=2030-05-06" (as it stands: 2 sessions) or --day "2030-05-06=2031-05-06" (a day of the \
conference: 2 sessions)
2 errors, nothing written
"""


def test_all_at_once() -> None:
    """Where nobody can be asked, every question is there with its place, its choices and the option to add."""
    result = run("import", "pond.xml", "-o", "agenda.yaml")
    assert (result.exit_code, result.stderr) == (2, ALL_AT_ONCE)
    assert not Path("agenda.yaml").exists()


def test_options_answer() -> None:
    """With the options that were named, it is written; the agenda keeps what was answered about which words."""
    result = run("import", "pond.xml", "-o", "agenda.yaml", *ANSWERED)
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "Tue 6 May 2031   2 sessions   10:00-11:30   1 room",
        "2 sessions on 1 day. agenda.yaml written. Next: summit-ical check agenda.yaml",
    ]
    assert Path("agenda.yaml").read_text("utf-8").splitlines()[-3:] == [
        "# What was answered about it:",
        '#   day "2030-05-06" "2031-05-06"',
        '#   timezone "" "Europe/Berlin"',
    ]


def test_answers_are_kept() -> None:
    """Nothing is asked twice: neither by the next import nor by check --page; where the words change, it is."""
    run("import", "pond.xml", "-o", "agenda.yaml", *ANSWERED)
    assert run("import", "pond.xml", "--into", "agenda.yaml").stderr.endswith("agenda.yaml: unchanged\n")
    assert run("check", "--page", "pond.xml").exit_code == 0
    Path("pond.xml").write_text(OUTSIDE.replace("2030-05-06", "2030-05-07"), "utf-8")
    result = run("import", "pond.xml", "--into", "agenda.yaml")
    assert result.exit_code == 2
    assert "2030-05-07 is outside the conference" in result.stderr
    assert "time zone" not in result.stderr


COMMANDS = [
    pytest.param(["show", "pond.xml"], "Newts", id="show"),
    pytest.param(["build", "pond.xml"], "feeds/all.ics", id="build"),
    pytest.param(["check", "pond.xml"], "", id="check"),
    pytest.param(["diff", "pond.xml", "pond.xml"], "", id="diff"),
    pytest.param(["export", "markdown", "pond.xml"], "Newts", id="export"),
    pytest.param(["links", "pond.xml"], "", id="links"),
]


@pytest.mark.parametrize(("command", "shown"), COMMANDS)
def test_every_command(command: list[str], shown: str) -> None:
    """Whatever reads a foreign file asks the same, and takes the same answers."""
    result = run(*command)
    assert result.exit_code == 2
    assert "2030-05-06 is outside the conference" in result.stderr
    answered = run(*command, *ANSWERED)
    assert "outside the conference" not in answered.stderr
    assert shown in answered.stdout


def test_check_for_programs() -> None:
    """For a pull request each question is an annotation at each of its lines; for a program, a record."""
    result = run("check", "pond.ics", "--format", "github")
    assert result.exit_code == 2
    told = "the time zone of a floating time is not said"
    assert [line.partition("::")[2].split("::")[0] for line in result.stdout.splitlines()] == [
        "error file=pond.ics,line=2,col=1,title=question",
        "error file=pond.ics,line=9,col=1,title=question",
    ]
    assert result.stdout.count(told) == 2
    [record] = json.loads(run("check", "pond.ics", "--format", "json").stdout)
    assert (record["file"], record["line"], record["code"]) == ("pond.ics", 2, "question")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        pytest.param(["--day", "2031-05-06"], "write WORDS=2031-10-07", id="no words"),
        pytest.param(["--day", "Tuesday=soon"], "'soon' is no date: write YYYY-MM-DD", id="no date"),
        pytest.param(["--clock", "13h"], "'13h' is not one of 24h, 12h-morning, 12h-afternoon", id="no clock"),
        pytest.param(["--timezone", "Pond=Berlin"], "'Berlin' is not a time zone", id="no zone"),
        pytest.param(["--map", "Von"], "write COLUMN=FIELD", id="no field"),
        pytest.param(["--as-written", "odd"], "'odd' is not one of date-not-start, start-not-date,", id="no way"),
        pytest.param(["--dates", "year-first"], "is not one of 'month-first', 'day-first'", id="no order"),
    ],
)
def test_options_that_say_nothing(option: list[str], message: str) -> None:
    """An option that cannot be meant is refused with what to write."""
    result = run("import", "pond.xml", *option)
    assert result.exit_code == 2
    assert message in result.stderr


def on_a_terminal(keys: list[tuple[str, str]], *arguments: str, until: str = "") -> tuple[int, str]:
    """Run the program where a person sits, and press keys when it says something; what it said.

    It is interrupted when it says `until`, with which its standard output is on the terminal, too.
    """
    ours, theirs = pty.openpty()
    program = subprocess.Popen(
        [sys.executable, "-m", "summit_ical", *arguments],
        stdin=theirs,
        stderr=theirs,
        stdout=theirs if until else subprocess.DEVNULL,
        env={**os.environ, "TERM": "dumb", "NO_COLOR": "1"},
    )
    os.close(theirs)
    said, read, waiting, pressed = "", 0, list(keys), ""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and program.poll() is None:
        if waiting and waiting[0][0] in said[read:]:
            pressed, read = waiting.pop(0)[1], len(said)
            os.write(ours, pressed.encode())
        elif not select.select([ours], [], [], 1)[0] and pressed:
            os.write(ours, pressed.encode())  # a key that comes before the program waits for one is lost
        said += heard(ours)
        if until and until in said:
            program.send_signal(signal.SIGINT)
            until = ""
    said += heard(ours)
    os.close(ours)
    return program.wait(10), said


def heard(ours: int) -> str:
    """What is to be read on a terminal now."""
    try:
        return os.read(ours, 10_000).decode() if select.select([ours], [], [], 0)[0] else ""
    except OSError:  # the other side is closed
        return ""


def test_asked_with_a_key() -> None:
    """A person chooses with one key, or types what no key stands for, until it can be meant; then it is read again."""
    status, said = on_a_terminal(
        [
            ("the time zone is not said", "Berlin\r"),
            ("'Berlin' is not a time zone", "Europe/Berlin\r"),
            ("2030-05-06 is outside the conference", "2"),
        ],
        *("import", "pond.xml", "-o", "agenda.yaml"),
    )
    assert status == 0, said
    assert "2  2031-05-06  a day of the conference: 2 sessions" in said
    assert "Tue 6 May 2031   2 sessions   10:00-11:30" in said
    assert '#   day "2030-05-06" "2031-05-06"' in Path("agenda.yaml").read_text("utf-8")


def test_hundreds_of_a_kind() -> None:
    """Of hundreds of zones that nobody knows, some are asked about in full, and the rest is counted."""
    entry = "BEGIN:VEVENT\nUID:{0}\nSUMMARY:Newts\nDTSTART;TZID=Pond {0}:20310506T100000\nDURATION:PT30M\nEND:VEVENT\n"
    entries = "".join(entry.format(number) for number in range(500))
    Path("pond.ics").write_text(f"BEGIN:VCALENDAR\n{entries}END:VCALENDAR\n", "utf-8")
    said = run("import", "pond.ics").stderr.splitlines()
    assert len(said) == 2 * 20 + 2 + 1
    assert said[-3:] == [
        "pond.ics:122:1: error: 480 more of the kind are open, from here on",
        "  hint: answer these first, and the next ones are asked",
        "21 errors, nothing written",
    ]


def test_preview_asks_at_the_start() -> None:
    """What is answered there is good for every save; the page is shown, and no mistake."""
    status, said = on_a_terminal(
        [("the time zone is not said", "Europe/Berlin\r"), ("2030-05-06 is outside the conference", "2")],
        *("preview", "pond.xml", "--no-open"),
        until="Ctrl-C ends it",
    )
    assert status == 0, said
    assert "error" not in said


def test_the_day_of_an_embed_and_of_a_heading() -> None:
    """A date alone is the day to show; with words before it, it is what those words mean."""
    assert (
        "2030-05-06 is outside the conference" in run("embed", "pond.xml", *ANSWERED[:2], "--day", "2031-05-06").stderr
    )
    shown = run("embed", "pond.xml", "--format", "markdown", *ANSWERED, "--day", "2031-05-06")
    assert (shown.exit_code, "Newts" in shown.stdout) == (0, True)
    none = run("embed", "pond.xml", *ANSWERED, "--day", "2031-05-07")
    assert (none.exit_code, "2031-05-07" in none.stderr) == (2, True)
    two = run("embed", "pond.xml", *ANSWERED, "--day", "2031-05-06", "--day", "2031-05-07")
    assert (two.exit_code, "exclude each other" in two.stderr) == (2, True)


def test_left_open_with_a_key() -> None:
    """Any other key leaves a question open: the command ends as where nobody is asked."""
    status, said = on_a_terminal(
        [("time zone is not said", "\r"), ("outside the conference", "x")], "import", "pond.xml", "-o", "agenda.yaml"
    )
    assert status == 2, said
    assert "hint: say it with --timezone Europe/Berlin" in said
    assert not Path("agenda.yaml").exists()


def test_no_input() -> None:
    """With --no-input nothing is asked on a terminal either."""
    status, said = on_a_terminal([], "import", "pond.xml", "--no-input")
    assert status == 2
    assert "Which key" not in said
    assert "hint: say --day" in said


def test_report() -> None:
    """The days come first, then what to look at and what was left out; in full each session with its evidence."""
    text = CALENDAR.replace("RRULE:FREQ=DAILY", "RRULE:FREQ=DAILY;COUNT=2").replace(
        "END:VCALENDAR",
        "BEGIN:VEVENT\nUID:c@pond\nSUMMARY:Camp\nDTSTART;VALUE=DATE:20310506\nEND:VEVENT\nEND:VCALENDAR",
    )
    Path("pond.ics").write_text(text, "utf-8")
    options = ("import", "pond.ics", "--timezone", "Europe/Berlin", "-o", "agenda.yaml", "--force")
    table = [
        "Tue 6 May 2031   2 sessions   10:00-11:30   lines 2-9",
        "Wed 7 May 2031    1 session   10:00-10:30   line 2",
    ]
    left = ["left out  line 15: 'Camp': all day"]
    done = ["3 sessions on 2 days. agenda.yaml written. Next: summit-ical check agenda.yaml"]
    assert run(*options).stderr.splitlines() == [*table, *left, *done]
    full = run(*options, "--report", "full").stderr.splitlines()
    assert [full[:2], full[5:]] == [table, [*left, *done]]
    assert [line.partition(" (")[0] for line in full[2:5]] == [
        "taken     line 2: Tue 6 May 10:00-10:30 Newts",
        "taken     line 9: Tue 6 May 11:00-11:30 Frogs",
        "taken     line 2: Wed 7 May 10:00-10:30 Newts",
    ]
    assert run(*options, "--report", "none").stderr == ""
    records = json.loads(run(*options, "--report", "json").stdout)
    assert [one["key"] for one in records if one["what"] == "taken" and one["title"] == "Frogs"] == ["b@pond"]


def test_every_value_of_as_written_is_documented() -> None:
    """The table of docs/importing.md has each, and no other."""
    text = (ROOT / "docs" / "importing.md").read_text("utf-8")
    table = text.partition("`--as-written` takes")[2].partition("All commands")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    values = [value for row in rows for value in re.findall(r"`([a-z-]+)`", row)]
    assert sorted(values) == sorted(AS_WRITTEN)


def test_what_is_meant_holds_while_its_words_stand() -> None:
    """An odd thing that is meant is kept with its words, and asked about again when they change."""
    page = Path("pond.md")
    page.write_text("# Pond, 6 May 2031\n\n- 13:00 - 12:30 Newts\n", "utf-8")
    asked = run("import", "pond.md", *ANSWERED[:2], "-o", "agenda.yaml")
    assert "--as-written end-before-start (it ends on the next date)" in asked.stderr
    run("import", "pond.md", *ANSWERED[:2], "-o", "agenda.yaml", "--as-written", "end-before-start")
    assert '#   as-written "Newts: 13:00 to 12:30" "end-before-start"' in Path("agenda.yaml").read_text("utf-8")
    assert run("import", "pond.md", "--into", "agenda.yaml").stderr.endswith("unchanged\n")
    page.write_text("# Pond, 6 May 2031\n\n- 13:00 - 12:45 Newts\n", "utf-8")
    again = run("import", "pond.md", "--into", "agenda.yaml")
    assert (again.exit_code, "13:00 to 12:45" in again.stderr) == (2, True)


def test_webcal() -> None:
    """What calendar apps subscribe to is asked for over https."""
    result = run("import", "webcal://pond.invalid/feed.ics")
    assert result.exit_code == 2
    assert "is not an https address" not in result.stderr
