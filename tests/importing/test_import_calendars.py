"""Calendar files: what their zones, repeats and changes mean, as other readers see it."""

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events

from importing.calendars import calendar
from judges import HERE, environment
from summit_ical.importing.draft import Draft, draft
from summit_ical.importing.formats.ics_file import parse
from summit_ical.importing.schedule import Answers

Instant = tuple[str, str, str]  # start, end, title
SEEDS = int(os.environ.get("SUMMIT_ICAL_SEEDS", "150"))
PLACES = {"Berlin": "Europe/Berlin", "New York": "America/New_York", "London": "Europe/London"}


def read(text: str, **said: object) -> Draft:
    """The draft of a calendar file."""
    answers = Answers(**said)  # type: ignore[arg-type]
    return draft(parse("feed.ics", text, answers), answers)


def instants(made: Draft) -> list[Instant]:
    return sorted((_shown(one.start), _shown(one.end), one.title) for one in made.taken)


def _shown(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def by_icalendar(text: str) -> list[Instant]:
    """What icalendar and recurring-ical-events read."""
    held = icalendar.Calendar.from_ical(text)
    del held["X-WR-TIMEZONE"]  # it would be put in the place of UTC
    found = recurring_ical_events.of(held).between((2020,), (2040,))
    return sorted((_shown(one["DTSTART"].dt), _shown(one["DTEND"].dt), str(one["SUMMARY"])) for one in found)


def by_ical_js(paths: list[Path]) -> dict[str, list[Instant]]:
    """What ical.js reads."""
    command = ["node", "instants_with_node.js", *map(str, paths)]
    answer = subprocess.run(command, cwd=HERE, env=environment(), capture_output=True, check=True)
    return {path: sorted(map(tuple, found)) for path, found in json.loads(answer.stdout).items()}


@pytest.fixture(scope="module")
def ours(calendars: dict[Path, str]) -> dict[str, list[Instant]]:
    return {path.name: instants(read(text)) for path, text in calendars.items()}


@pytest.fixture(scope="module")
def calendars(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, str]:
    folder = tmp_path_factory.mktemp("calendars")
    made = {folder / f"{seed}.ics": calendar(seed) for seed in range(SEEDS)}
    for path, text in made.items():
        path.write_text(text, "utf-8", newline="")
    return made


def test_ical_js_agrees(calendars: dict[Path, str], ours: dict[str, list[Instant]]) -> None:
    """Zones by the file's own rules, repeats and changed instances are those that ical.js sees."""
    if not (HERE / "node_modules" / "ical.js").is_dir():
        pytest.skip("judge missing: ical.js: run .ci/install, or npm ci in tests/judges (Node.js 18 or later)")
    judged = by_ical_js(list(calendars))
    assert ours == {Path(path).name: found for path, found in judged.items()}


def test_icalendar_agrees(calendars: dict[Path, str], ours: dict[str, list[Instant]]) -> None:
    """The same with icalendar and recurring-ical-events, which know zones by their names."""
    assert ours == {path.name: by_icalendar(text) for path, text in calendars.items()}
