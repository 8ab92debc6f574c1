"""What changed, in sentences: diff, review, the Atom feed, and the action that posts them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import feedparser
import pytest
import yaml
from click.testing import CliRunner, Result

from folders import ROOT
from summit_ical.cli import main

BEFORE = """\
event: {id: small, title: Small & <Fine>, timezone: Europe/Berlin, url: "https://example.org/", feeds: [all, track]}
tracks: [{id: users, name: Users}, {id: makers, name: Makers}]
days:
  - date: 2026-05-04
    sessions:
      - {id: opening, time: 09:00-09:30, title: Opening, speakers: [Ada Example], track: users}
      - {id: first, time: 10:00-10:30, title: First steps, speakers: [Bo Sample], track: users}
      - {id: second, time: 10:30-11:00, title: Second wind, speakers: [Cy Instance], track: makers}
      - {id: third, time: 11:00-11:30, title: Third time lucky, speakers: [Di Specimen], track: makers}
      - {id: fourth, time: 11:30-12:00, title: Forth and back, speakers: [Ed Model], track: makers}
      - {id: closing, time: 12:00-12:30, title: Closing, track: users}
"""
AGAIN = "      - {id: again, time: 13:00-13:30, title: Opening, repeat_of: opening}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an agenda and its feeds, built on 1 April."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "agenda.yaml").write_text(BEFORE, "utf-8")
    assert run("build", "--now", "2026-04-01T00:00:00Z").exit_code == 0
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def edit(folder: Path, *edits: tuple[str, str]) -> None:
    agenda = folder / "agenda.yaml"
    text = agenda.read_text("utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    agenda.write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        pytest.param([], "", id="nothing"),
        pytest.param([("days:", "# a comment\ndays:")], "", id="a comment"),
        pytest.param(
            [("time: 09:00-09:30", "time: 09:10-09:40")],
            "Moved      Opening: Mon 4 May 09:00 -> Mon 4 May 09:10 CEST\n",
            id="moved",
        ),
        pytest.param(
            [("09:00-09:30", "09:00-09:45")], "Moved      Opening: ends 09:30 CEST -> 09:45 CEST\n", id="longer"
        ),
        pytest.param(
            [
                ("10:00-10:30", "10:15-10:45"),
                ("10:30-11:00", "10:45-11:15"),
                ("11:00-11:30", "11:15-11:45"),
                ("11:30-12:00", "11:45-12:15"),
                ("12:00-12:30", "12:15-12:45"),
            ],
            "Moved      5 sessions 15 minutes later, the first Mon 4 May 10:00 -> Mon 4 May 10:15 CEST: "
            "First steps; Second wind; Third time lucky; Forth and back; Closing\n",
            id="five moved together are one sentence",
        ),
        pytest.param([("title: Closing", "title: Goodbye")], "Retitled   Closing -> Goodbye\n", id="retitled"),
        pytest.param(
            [("[Bo Sample]", "[Bo Sample, Flo Example]")],
            "Speakers   First steps: Bo Sample -> Bo Sample, Flo Example\n",
            id="speakers",
        ),
        pytest.param(
            [("title: Second wind, ", "title: Second wind, status: cancelled, reason: Cy is ill, ")],
            "Cancelled  Second wind: Cy is ill\n",
            id="cancelled",
        ),
        pytest.param(
            [("      - {id: closing", AGAIN + "      - {id: closing")],
            "Re-run     Opening again on Mon 4 May 13:00 CEST\n",
            id="held again",
        ),
        pytest.param(
            [("      - {id: closing, time: 12:00-12:30, title: Closing, track: users}\n", "")],
            "Cancelled  Closing\n",
            id="deleted while still to come",
        ),
    ],
)  # fmt: skip
def test_sentences(folder: Path, edits: list[tuple[str, str]], said: str) -> None:
    """The agenda against what was published: a sentence for each change, exit status 1; 0 for none."""
    edit(folder, *edits)
    result = run("diff", "--now", "2026-04-02T00:00:00Z")
    assert (result.stdout, result.exit_code) == (said, 1 if said else 0)


def test_deleted_when_it_is_over(folder: Path) -> None:
    """It leaves the feeds, and is told as removed."""
    edit(folder, ("      - {id: closing, time: 12:00-12:30, title: Closing, track: users}\n", ""))
    assert run("diff", "--now", "2026-06-01T00:00:00Z").stdout == "Removed    Closing, Mon 4 May 12:00 CEST\n"


def test_reinstated(folder: Path) -> None:
    """A session that was called off and comes back is told as such, with what else changed."""
    edit(folder, ("title: Second wind, ", "title: Second wind, status: cancelled, "))
    run("build", "--now", "2026-04-02T00:00:00Z")
    edit(folder, ("title: Second wind, status: cancelled, ", "title: Third wind, "))
    assert run("diff").stdout.splitlines() == [
        "Reinstated Third wind takes place after all",
        "Retitled   Second wind -> Third wind",
    ]


def test_another_zone_and_other_forms(folder: Path) -> None:
    """The same in New York's time, for a pull request, and for programs."""
    edit(folder, ("09:00-09:30", "09:10-09:40"), ("title: Closing", "title: '*Closing*'"))
    assert run("diff", "--tz", "America/New_York", "--format", "markdown").stdout.splitlines() == [
        r"- **Moved** Opening: Mon 4 May 03:00 -\> Mon 4 May 03:10 EDT",
        r"- **Retitled** Closing -\> \*Closing\*",
    ]
    moved, retitled = json.loads(run("diff", "--format", "json").stdout)
    assert (moved["label"], moved["sessions"]) == ("Moved", ["opening"])
    assert retitled["changes"] == [{"what": "title", "before": "Closing", "after": "*Closing*"}]


def test_two_places(folder: Path) -> None:
    """Two agendas, two folders of feeds, a ledger: each can be compared with each."""
    shutil.copytree(folder / "feeds", folder / "old")
    shutil.copy(folder / "agenda.yaml", folder / "old.yaml")
    edit(folder, ("title: Closing", "title: Goodbye"))
    run("build", "--now", "2026-04-02T00:00:00Z")
    said = "Retitled   Closing -> Goodbye\n"
    for pair in (("old", "feeds"), ("old.yaml", "agenda.yaml"), ("old/ledger.json", "agenda.yaml"), ("old",)):
        assert run("diff", *pair).stdout == said, pair
    assert run("diff").exit_code == 0


@pytest.mark.skipif(not shutil.which("git"), reason="Git is not here")
def test_a_git_revision(folder: Path) -> None:
    """The agenda as it is against the agenda as Git has it."""
    for command in ("init -q", "add -A", "-c user.name=A -c user.email=a@example.org commit -qm one"):
        subprocess.run(["git", *command.split()], cwd=folder, check=True)
    edit(folder, ("title: Closing", "title: Goodbye"))
    assert run("diff", "--git", "HEAD").stdout == "Retitled   Closing -> Goodbye\n"
    gone = run("diff", "--git", "--output=x")
    assert gone.exit_code == 2
    assert "agenda.yaml: error: not to be had from Git at --output=x" in gone.stderr
    assert not (folder / "x:.").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["nowhere"], "nowhere: error: cannot be read: No such file", id="no such place"),
        pytest.param(["a", "b", "c"], "name one agenda with --git, and two places at most", id="three places"),
        pytest.param(["--tz", "Berlin"], "did you mean Europe/Berlin?", id="no such zone"),
        pytest.param(["http://example.org/feeds"], "is not an https address", id="no https"),
    ],
)
def test_what_cannot_be_told(folder: Path, arguments: list[str], said: str) -> None:
    """Exit status 2, and why."""
    result = run("diff", *arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_review(folder: Path) -> None:
    """What a pull request would do, in Markdown; refused where published identity would be lost."""
    assert run("review").stdout == "### What subscribers will see\n\nNothing changes in any calendar.\n\n" + LOOK
    edit(folder, ("09:00-09:30", "09:10-09:40"))
    assert r"- **Moved** Opening: Mon 4 May 09:00 -\> Mon 4 May 09:10 CEST" in run("review").stdout
    before = (folder / "feeds/all.ics").read_bytes()
    edit(folder, ("{id: closing", "{id: the-end"))
    refused = run("review", "--now", "2026-04-02T00:00:00Z")
    assert refused.exit_code == 2
    heading, _, line = refused.stdout.splitlines()
    assert heading == "### The feeds cannot be built from this"
    assert line.startswith("- `agenda.yaml:11:9` error: the-end looks like closing")
    assert (folder / "feeds/all.ics").read_bytes() == before


LOOK = (
    "### To look at\n\n- `agenda.yaml:1:8` warning: no feeds\\_url: nobody can be given an address to subscribe to. "
    "*add feeds\\_url: with the address at which feeds/ is published*\n"
)


def test_the_atom_feed(folder: Path) -> None:
    """The same sentences for feed readers, newest first, with ids that stay; a real one finds it well-formed."""
    empty = feedparser.parse((folder / "feeds/changes.xml").read_bytes())
    assert (empty.bozo, empty.feed.title, empty.entries) == (False, "Small & <Fine>: changes", [])
    edit(folder, ("09:00-09:30", "09:10-09:40"))
    run("build", "--now", "2026-04-02T00:00:00Z")
    first = feedparser.parse((folder / "feeds/changes.xml").read_bytes())
    edit(folder, ("title: Opening,", "title: 'Tom & <b>Jerry</b>',"), ("title: Closing,", "title: Goodbye,"))
    run("build", "--now", "2026-04-03T00:00:00Z")
    second = feedparser.parse((folder / "feeds/changes.xml").read_bytes())
    assert not first.bozo
    assert not second.bozo
    assert [entry.title for entry in second.entries] == [
        "Retitled: Closing -> Goodbye",
        "Retitled: Opening -> Tom & <b>Jerry</b>",
        "Moved: Opening: Mon 4 May 09:00 -> Mon 4 May 09:10 CEST",
    ]
    assert [entry.id for entry in second.entries[2:]] == [entry.id for entry in first.entries]
    assert second.entries[2].updated == first.entries[0].updated == "2026-04-02T00:00:00Z"
    assert second.feed.updated == "2026-04-03T00:00:00Z"
    assert len({entry.id for entry in second.entries}) == 3


@pytest.mark.skipif(not shutil.which("bash"), reason="the action's steps are written for bash")
def test_the_action(folder: Path, tmp_path: Path) -> None:
    """The steps of action.yml as a runner calls them: a comment's text on a pull request, the feeds elsewhere."""
    steps = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"]
    review = next(step for step in steps if step.get("if", "").endswith("== 'pull_request'"))
    publish = next(step for step in steps if step.get("if", "").endswith("!= 'pull_request'"))
    temp = tmp_path / "runner"
    (temp / "summit-ical").mkdir(parents=True)
    (temp / "summit-ical/bin").symlink_to(Path(sys.executable).parent)
    inputs = {"AGENDA": "agenda.yaml", "FEEDS": "feeds", "PREVIOUS": "", "NUMBER": "1", "GH_TOKEN": ""}
    env = os.environ | inputs | {"RUNNER_TEMP": str(temp), "GITHUB_STEP_SUMMARY": str(temp / "summary.md")}

    def step(script: str) -> int:
        return subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=folder, env=env, check=False).returncode

    edit(folder, ("09:00-09:30", "09:10-09:40"))
    assert step(review["run"]) == 0
    assert "**Moved** Opening" in (temp / "summary.md").read_text("utf-8")
    assert step(publish["run"]) == 0
    assert run("diff").exit_code == 0
    edit(folder, ("{id: closing", "{id: the-end"))
    assert step(review["run"]) == 2
