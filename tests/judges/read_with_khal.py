"""Paths of .ics files in, the entries that khal has of them as JSON on stdout.

vdirsyncer takes each file apart, as it does with a feed that somebody follows; khal reads what it leaves.
Runs in the Python that khal is installed in.
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from khal.cli import build_collection
from khal.settings import get_config

SYNC = """
[pair {name}]
a = "{name}_feed"
b = "{name}_entries"
collections = null
[storage {name}_feed]
type = "singlefile"
path = "{path}"
read_only = true
[storage {name}_entries]
type = "filesystem"
path = "{folder}"
fileext = ".ics"
"""
CALENDAR = """
[[{name}]]
path = {folder}
readonly = True
"""
SETTINGS = """
[locale]
local_timezone = {zone}
default_timezone = {zone}
[sqlite]
path = {folder}/khal.db
[calendars]
"""


def shown(when: datetime.date) -> str:
    """Return an instant as 2023-03-29T14:00:00Z, a date as 2022-05-18."""
    if isinstance(when, datetime.datetime):
        return when.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return when.isoformat()


def taken_apart(paths: dict[str, str], folder: Path) -> None:
    """Let vdirsyncer fill a folder per file, `paths` by the folder's name. Raises CalledProcessError."""
    settings = f'[general]\nstatus_path = "{folder}/status/"\n'
    for name, path in paths.items():
        Path(folder, name).mkdir()
        settings += SYNC.format(name=name, path=Path(path).resolve(), folder=folder / name)
    config = folder / "vdirsyncer"
    config.write_text(settings, encoding="utf-8")
    for verb in "discover", "sync":
        subprocess.run(
            ["vdirsyncer", "-v", "WARNING", "-c", str(config), verb],
            stdout=sys.stderr,
            check=True,
        )


def entry(event: Any) -> dict[str, Any]:
    """Return an entry of khal's; it has the last day of an all-day entry, not the one after."""
    end = event.end + datetime.timedelta(days=1) if event.allday else event.end
    return {
        "uid": event.uid,
        "start": shown(event.start),
        "end": shown(end),
        "all_day": event.allday,
        "summary": str(event.summary) or None,
        "description": str(event.description) or None,
        "location": str(event.location) or None,
        "categories": [event.categories] if event.categories else [],
        "status": str(event.status) or None,
        "sequence": None,
    }


def entries(paths: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return what khal has, by path."""
    names = {f"feed{number}": path for number, path in enumerate(paths)}
    found: dict[str, list[dict[str, Any]]] = {path: [] for path in paths}
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        taken_apart(names, folder)
        calendars = "".join(CALENDAR.format(name=name, folder=folder / name) for name in names)
        config = folder / "khal"
        config.write_text(SETTINGS.format(folder=folder, zone=os.environ["TZ"]) + calendars, encoding="utf-8")
        for event in build_collection(get_config(str(config)), None).search(""):
            found[names[event.calendar]].append(entry(event))
    return found


if __name__ == "__main__":
    subprocess.run(["vdirsyncer", "--version"], stdout=sys.stderr, check=True)
    print(json.dumps(entries(sys.argv[1:]) if sys.argv[1:] else {}))
