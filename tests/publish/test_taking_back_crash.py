"""`withdraw` and `forget`, killed at any moment: done again, they end in the same bytes as without the accident."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from test_publish import KILLER

from following import DAY, EVENT, SESSIONS, START, TOP, Fields, Folder, agenda, text
from summit_ical.cli import main
from summit_ical.ledger import records

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")]
NOW = START + DAY
FEW = {"feeds": ["all", "speaker"]}  # each operation on a file costs a build
COMMANDS = KILLER.replace(
    "build(agenda, folder, now=datetime.fromisoformat(now))",
    "main([word.format(folder=folder) for word in json.loads(agenda)], standalone_mode=False)",
).replace("import errno, os,", "from summit_ical.cli import main\nimport errno, json, os,")

CASES: list[Any] = [
    pytest.param(["withdraw", "lunch"], {"lunch": None}, id="withdraw"),
    pytest.param(["forget", "Cy"], {"network": {"speakers": ["Cynthia"]}}, id="forget"),
    pytest.param(
        ["forget", "Cy", "--drop-path"], {"network": {"speakers": ["Cynthia"]}}, id="forget, and drop the path"
    ),
]


@pytest.mark.parametrize(("words", "changed"), CASES)
def test_killed_between_any_two_file_operations(
    words: list[str], changed: dict[str, Fields | None], tmp_path: Path
) -> None:
    """No path is gone but the one that is to go, no feed is ever half of one; and the entry does not come back."""
    folder, path, copies = Folder(tmp_path / "old"), tmp_path / "agenda.yaml", tmp_path / "copies"
    sessions = {i: SESSIONS[i] for i in ("opening", "network", "lunch")}
    folder.publish(agenda(sessions, EVENT | FEW, TOP), START)
    left = {i: fields | (changed.get(i) or {}) for i, fields in sessions.items() if changed.get(i, {}) is not None}
    path.write_text(text(left, EVENT | FEW, TOP), "utf-8")
    copies.mkdir()
    command = [*words, str(path), "-o", "{folder}", "--yes", "--now", NOW.isoformat()]
    call = [sys.executable, "-c", COMMANDS, json.dumps(command), str(folder.path), str(copies), NOW.isoformat()]
    subprocess.run(call, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    died = [Folder(copies / str(number)) for number in range(1, len(list(copies.iterdir())) + 1)]
    right = died[-1].files()
    may_go = {"speaker/cy.ics"} if "--drop-path" in words else set()
    assert len(died) > 2 * sum(raw != folder.files().get(name) for name, raw in right.items())
    for one in died[:-1]:
        there = {name: raw for name, raw in one.feeds().items() if ".building" not in name}
        assert folder.feeds().keys() - there.keys() <= may_go
        assert all(raw in (folder.feeds().get(name), right.get(name), *middle(raw)) for name, raw in there.items())
        built = Folder(shutil.copytree(one.path, tmp_path / "built" / one.path.name))
        run(["build", str(path), "-o", str(built.path), "--now", (NOW + DAY).isoformat(), "-q", "--accept-loss"])
        if (built.path / "ledger.json").read_bytes() == right["ledger.json"]:
            assert {name: raw for name, raw in built.files().items() if name not in may_go} == right
        run([word.format(folder=one.path) for word in command])
        assert one.files() == right, one.path.name
        assert records.parse("ledger.json", right["ledger.json"])


def middle(raw: bytes) -> list[bytes]:
    """A whole feed that is a notice: what the path answers between the two builds that end it."""
    return [raw] if b"UID:feed--" in raw and raw.endswith(b"END:VCALENDAR\r\n") else []


def run(words: list[str]) -> None:
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
