"""README.md says what the program does: its commands are run, and its output compared."""

import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from folders import ROOT
from summit_ical.cli import COMMANDS

README = (ROOT / "README.md").read_text("utf-8")
renewed = runpy.run_path(str(ROOT / "tools/renew_readme.py"))["renewed"]


@pytest.mark.skipif(not shutil.which("sed"), reason="the page edits a file with sed, which is missing here")
def test_the_output_shown_is_the_output() -> None:
    """Every console block of README.md; renew it with `python tools/renew_readme.py`."""
    assert renewed(README) == README


def test_the_python_shown_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library's example runs as it stands, and builds the feeds."""
    shutil.copy(ROOT / "agenda.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})
    assert (tmp_path / "feeds/all.ics").exists()


def test_every_command_is_named() -> None:
    """A command that README.md does not name is one that nobody finds."""
    assert [name for name in COMMANDS if f"`summit-ical {name}" not in README] == []


def test_every_dependency_has_its_reason() -> None:
    """Each library that is installed with the program stands in the table."""
    wanted = re.search(r"^dependencies = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.M | re.S)
    assert wanted
    names = re.findall(r'"([A-Za-z0-9-]+)', wanted[1])
    assert [name for name in names if f"| {name} |" not in README] == []


def test_ci_runs_the_commands_shown() -> None:
    """`.ci/run` takes the two commands from README.md; it must find them."""
    script = (ROOT / ".ci/run").read_text("utf-8")
    function = re.search(r"^command_in_readme\(\).*?^\}", script, re.M | re.S)
    assert function
    for name, ending in (("build", "summit-ical build"), ("test", "pytest")):
        found = subprocess.run(
            ["bash", "-c", f"{function[0]}\ncommand_in_readme {name}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        assert found.endswith(ending)
        assert len(found.splitlines()) == 1
