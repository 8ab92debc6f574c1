"""The reschedule in examples/: its steps in, the feeds after each out.

Run as a program it writes them into the folders that stand beside the agendas:

    PYTHONPATH=tests python tests/subscribers/story.py
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml

from folders import ROOT
from summit_ical import build

EXAMPLE = ROOT / "examples" / "reschedule"
KEPT = ("all.ics", "changes.xml", "ledger.json")  # what is committed of the feeds, to keep the example small
RELEASE = re.compile(rb'(?<="release": ")[^"]*')
OLDEST = b"2025a"  # that of the oldest pytz which pyproject.toml allows: every other can go on from it


@dataclass(frozen=True, slots=True)
class Step:
    """One agenda of the series, built when it was."""

    number: int
    agenda: Path
    now: datetime

    @property
    def feeds(self) -> Path:
        """The folder that holds the feeds after this step."""
        return EXAMPLE / f"feeds-{self.number}"


def steps() -> Iterator[Step]:
    """Yield the steps in steps.yaml, in order."""
    listed = yaml.load((EXAMPLE / "steps.yaml").read_text("utf-8"), yaml.BaseLoader)  # makes strings, nothing else
    for number, (name, now) in enumerate(listed.items(), 1):
        yield Step(number, EXAMPLE / name, datetime.fromisoformat(now))


def rebuilt(step: Step, previous: Path | None, folder: Path) -> None:
    """Build a step into the folder, on top of the feeds of the step before it."""
    if previous:
        shutil.copytree(previous, folder, dirs_exist_ok=True)
    build(step.agenda, folder, now=step.now)


def committed(folder: Path) -> dict[str, bytes]:
    """Return what the example keeps of a folder of feeds: name -> bytes, with one release of the zone database."""
    kept = {name: (folder / name).read_bytes() for name in KEPT if (folder / name).exists()}
    return {name: RELEASE.sub(OLDEST, raw) if name == "ledger.json" else raw for name, raw in kept.items()}


def write() -> None:
    """Write the feeds after each step, in the place of those there."""
    previous = None
    for step in steps():
        with tempfile.TemporaryDirectory() as name:
            rebuilt(step, previous, Path(name))
            files = committed(Path(name))
        shutil.rmtree(step.feeds, ignore_errors=True)
        step.feeds.mkdir()
        for path, raw in files.items():
            (step.feeds / path).write_bytes(raw)
        previous = step.feeds


if __name__ == "__main__":
    write()
