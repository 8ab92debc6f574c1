"""Real releases of the zone database, one after the other, over zones whose rules changed in 2026 and one that did not.

Each build is a program of its own with a pytz of its own. What its instants must be is read from the files of that
pytz by the standard library.
"""

import os
import subprocess
import sys
import zoneinfo
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from test_subscribers import refreshed, settled, subscriber  # noqa: F401 - a fixture

from following import START, TOP, Fields, Folder, text
from judges import READERS, Entry, ordered, releases
from judges.plugin import ABSENT, ALL
from subscribers import Held, Subscriber, Update, following, in_order
from subscribers.server import serving
from zone_data import as_of_format_1

pytestmark = pytest.mark.slow
ZONES = ("America/Edmonton", "America/Vancouver", "America/Winnipeg", "Africa/Casablanca", "Europe/Berlin")
WALLS = {"cold": datetime(2026, 12, 10, 9), "warm": datetime(2027, 7, 1, 9)}  # noqa: DTZ001 - wall clocks
SESSIONS: dict[str, Fields] = {
    "cold": {"day": "2026-12-10", "time": "09:00-10:00", "title": "Cold"},
    "warm": {"day": "2027-07-01", "time": "09:00-10:00", "title": "Warm"},
    "posters": {"day": "2026-12-10", "time": "tba", "title": "Posters"},
}
MORE: dict[str, Fields] = {"more": {"day": "2026-12-10", "time": "14:00-15:00", "title": "More"}}


@pytest.fixture
def folders() -> dict[str, Path]:
    """The releases, by the version of pytz. Skips where one cannot be had, or fails: SUMMIT_ICAL_ALL_JUDGES=1."""
    try:
        return {version: releases.folder(version) for version in releases.VERSIONS}
    except releases.Absent as absent:
        (pytest.fail if os.environ.get(ALL) == "1" else pytest.skip)(f"{ABSENT}{absent}")


Done = subprocess.CompletedProcess[str]


class Machines:
    """One agenda that is built on machines with one release or another."""

    def __init__(self, home: Path, zone: str, folders: dict[str, Path]) -> None:
        self.home, self.zone, self.folders = home, zone, folders
        self.folder = Folder(home / "feeds")
        self.days = 0

    def build(self, version: str, *options: str, more: dict[str, Fields] | None = None) -> Done:
        """Build on the machine with this pytz, a day after the last build."""
        event: Fields = {"id": "summit", "title": "Summit", "timezone": self.zone, "url": "https://example.org/"}
        (self.home / "agenda.yaml").write_text(text(SESSIONS | (more or {}), event, TOP), "utf-8")
        self.days += 1
        now = f"--now=2026-03-{self.days:02}T12:00:00Z"
        return subprocess.run(
            [sys.executable, "-m", "summit_ical", "build", now, *options],
            cwd=self.home,
            env={**os.environ, "PYTHONPATH": str(self.folders[version]), "XDG_CACHE_HOME": str(self.home / "cache")},
            capture_output=True,
            text=True,
            check=False,
        )

    def release(self, version: str) -> str:
        """Return what the release calls itself."""
        source = (self.folders[version] / "pytz/__init__.py").read_text("utf-8")
        return source.partition("OLSON_VERSION = '")[2].partition("'")[0]

    def instants(self, version: str) -> dict[str, datetime]:
        """Return at which instants sessions begin by the files of a release."""
        with (self.folders[version] / "pytz/zoneinfo" / self.zone).open("rb") as file:
            zone = zoneinfo.ZoneInfo.from_file(file)
        return {i: wall.replace(tzinfo=zone).astimezone(UTC) for i, wall in WALLS.items()}

    def changed(self, old: str, new: str) -> set[str]:
        """Return the sessions whose instants two releases tell otherwise."""
        before, after = self.instants(old), self.instants(new)
        return {i for i in WALLS if before[i] != after[i]}

    def starts(self) -> dict[str, Any]:
        return {i: entry.start for i, entry in self.folder.read().items() if i in WALLS}


@pytest.fixture(params=ZONES)
def machines(request: pytest.FixtureRequest, tmp_path: Path, folders: dict[str, Path]) -> Machines:
    return Machines(tmp_path, request.param, folders)


PAIRS = pytest.mark.parametrize(("old", "new"), [*combinations(releases.VERSIONS, 2)])


def test_the_releases_differ_where_rules_changed(tmp_path: Path, folders: dict[str, Path]) -> None:
    """Else all the rest would prove nothing."""
    changed = {zone: Machines(tmp_path, zone, folders).changed("2025.2", releases.NEWEST) for zone in ZONES}
    assert changed["America/Edmonton"] == {"cold"}
    assert changed["Europe/Berlin"] == set()
    assert sum(map(bool, changed.values())) >= 3


@PAIRS
def test_old_then_new_corrects(machines: Machines, old: str, new: str) -> None:
    """The entry is at the hour that clocks there will show, and says why; where rules are, not a byte moves."""
    assert machines.build(old).returncode == 0
    assert machines.starts() == machines.instants(old)
    before, files = machines.folder.read(), machines.folder.files()
    done = machines.build(new)
    assert done.returncode == 0, done.stderr
    after, changed = machines.folder.read(), machines.changed(old, new)
    assert machines.starts() == machines.instants(new)
    assert {i for i in after if after[i] != before[i]} == changed
    for i in changed:
        assert after[i].sequence == 1
        assert after[i].note == f"Corrected: the rules of {machines.zone} changed; still 09:00 there"
    if not changed:
        assert machines.folder.files() == files
    assert not any(b"Moved" in raw for raw in machines.folder.files().values())
    again = machines.folder.files()
    assert machines.build(new).returncode == 0
    assert machines.folder.files() == again


@PAIRS
def test_new_then_old_stops(machines: Machines, old: str, new: str) -> None:
    """Where an instant would flip back, and where a session is new: whether it is right, an old release cannot know."""
    assert machines.build(new).returncode == 0
    files = machines.folder.files()
    stopped, added = machines.build(old), machines.build(old, more=MORE)
    assert machines.folder.files() == files
    assert stopped.returncode == (2 if machines.changed(old, new) else 0)
    assert added.returncode == 2
    for done in (stopped, added) if machines.changed(old, new) else (added,):
        assert f"the zone database here is {machines.release(old)}, older than {machines.release(new)}" in done.stderr
        assert "pip install --upgrade pytz" in done.stderr
    assert machines.build(new, more=MORE).returncode == 0


@PAIRS
def test_a_ledger_of_format_1_asks(machines: Machines, old: str, new: str) -> None:
    """It knows instants alone; where they agree, nothing is asked and no file is touched."""
    assert machines.build(old).returncode == 0
    ledger = machines.folder.ledger()
    ledger.write_bytes(as_of_format_1(ledger.read_bytes()))
    files = machines.folder.files()
    done, changed = machines.build(new), machines.changed(old, new)
    assert machines.folder.files() == files
    assert (done.returncode, "were these moved" in done.stderr) == ((2, True) if changed else (0, False))
    assert machines.build(new, "--zones-corrected").returncode == 0
    assert machines.starts() == machines.instants(new)
    notes = {i: entry.note.partition(":")[0] for i, entry in machines.folder.read().items() if entry.note}
    assert notes == dict.fromkeys(changed, "Corrected")


def test_subscribers_get_the_right_hour_once(
    subscriber: Subscriber,  # noqa: F811 - the fixture
    tmp_path: Path,
    folders: dict[str, Path],
) -> None:
    """What follows the feed through a correction holds each entry once, at the hour that clocks there will show."""
    machines = Machines(tmp_path, "America/Edmonton", folders)
    done: list[Update] = []
    feed = machines.folder.path / "all.ics"
    assert machines.build("2025.2").returncode == 0
    with serving() as served:
        served.publish(feed.read_bytes(), START)
        with following(subscriber, served.address, tmp_path / "home") as subscription:
            for number, version in enumerate(("2025.2", "2026.1", releases.NEWEST)):
                before = machines.folder.read()
                assert machines.build(version).returncode == 0
                after = machines.folder.read()
                entries = shown(feed)
                uids = [entry.uid for entry in entries if entry.uid]
                assert {e.uid.partition(".")[0]: e.start for e in entries if e.uid and not e.all_day} == {
                    i: f"{at:%Y-%m-%dT%H:%M:%SZ}" for i, at in machines.instants(version).items()
                }
                changed = [after[i].uid for i in after if after[i] != before[i]]
                updates: list[Update] = [("modified", uid) for uid in changed]
                done += subscriber.work([("added", uid) for uid in uids] if number == 0 else updates, uids)
                served.publish(feed.read_bytes(), START.replace(day=1 + number))
                refreshed(subscription, served)
                right = Held(ordered(map(subscriber.expected, entries)), in_order(done))
                assert settled(subscription, right) == right, version


def shown(feed: Path) -> list[Entry]:
    """Return the entries of a feed as another library reads them."""
    return READERS[0].read([feed])[feed]
