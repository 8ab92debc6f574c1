"""A build that died at any moment is finished by the next: the same feeds and ledger as without the accident."""

import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from test_publish import KILLER

from following import DAY, EVENT, SESSIONS, START, TOP, Fields, Folder, programme, text
from summit_ical import build

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")]
NOW = START + 30 * DAY  # the second day of the programme: the first is over

Changed = dict[str, Fields | None]
FEW = {"feeds": ["all", "track"]}  # each operation on a file costs a build

CASES: list[Any] = [
    pytest.param({}, {"closing": {"title": "Last words"}}, False, id="an edit"),
    pytest.param({}, {"closing": None, "opening": None}, False, id="a tombstone, and one that leaves"),
    pytest.param({}, {"network": {"track": "users"}, "panel": {"track": "users"}}, False, id="a notice"),
    pytest.param({"closing": None}, {}, False, id="reinstated"),
    pytest.param({}, {"more": {"day": "2026-04-02", "time": "tba", "title": "One more"}}, False, id="new paths"),
    pytest.param(
        {"closing": {"title": "Ends"}}, {"closing": None, "virtual": {"room": "side"}}, True, id="a lost ledger"
    ),
]


@pytest.mark.parametrize(("before", "after", "lost"), CASES)
def test_killed_between_any_two_file_operations(before: Changed, after: Changed, lost: bool, tmp_path: Path) -> None:
    """With the same clock, or a later one once the ledger was in place, not one byte is another."""
    folder, path = Folder(tmp_path / "old"), tmp_path / "agenda.yaml"
    folder.publish(programme(event=FEW), START)
    folder.publish(programme(before, FEW), START + DAY)
    if lost:
        folder.ledger().unlink()
    sessions = {
        i: SESSIONS.get(i, {}) | (after.get(i, {}) or {}) for i in SESSIONS | after if after.get(i, {}) is not None
    }
    path.write_text(text(sessions, EVENT | FEW, TOP), "utf-8")
    copies = tmp_path / "copies"
    copies.mkdir()
    command = [sys.executable, "-c", KILLER, str(path), str(folder.path), str(copies), NOW.isoformat()]
    subprocess.run(command, check=True)
    died = [Folder(copies / str(number)) for number in range(1, len(list(copies.iterdir())) + 1)]
    right, later = died[-1].files(), rebuilt(path, folder.path, NOW + timedelta(hours=1))
    assert len(died) > 2 * sum(raw != folder.files().get(name) for name, raw in right.items())
    for one in died[:-1]:
        spoilt = shutil.copytree(one.path, tmp_path / "spoilt" / one.path.name)
        build(path, one.path, now=NOW)
        assert one.files() == right
        ledger = (spoilt / "ledger.json").read_bytes() if (spoilt / "ledger.json").exists() else b""
        healed = rebuilt(path, spoilt, NOW + timedelta(hours=1))
        assert healed == (right if ledger == right["ledger.json"] else later)


def rebuilt(path: Path, folder: Path, now: datetime) -> dict[str, bytes]:
    """Return all files of a copy of the folder after a build."""
    copy = Folder(Path(f"{folder}-again"))
    shutil.copytree(folder, copy.path)
    build(path, copy.path, now=now)
    return copy.files()
