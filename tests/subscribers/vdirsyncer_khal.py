"""The address of a feed in, the entries that khal has of it after vdirsyncer's visits as JSON on stdout.

Runs in the Python that khal is installed in. See `subscribers/__init__.py` for what is asked and answered.
"""

import datetime
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from khal.cli import build_collection
from khal.settings import get_config

SYNC = """
[general]
status_path = "{home}/status/"
[pair feed]
a = "remote"
b = "entries"
collections = null
conflict_resolution = "a wins"
[storage remote]
type = "http"
url = "{address}"
[storage entries]
type = "filesystem"
path = "{home}/entries"
fileext = ".ics"
"""
CALENDAR = """
[calendars]
[[feed]]
path = {home}/entries
readonly = True
[locale]
local_timezone = {zone}
default_timezone = {zone}
[sqlite]
path = {home}/khal.db
"""
# What vdirsyncer says of each item that it touches. It names it by a digest of its content, and so does khal then.
TOUCHED = re.compile(r"^(?:Copying \((uploading|updating)\)|(Deleting)) item ", re.MULTILINE)
WORDS = {"uploading": "added", "updating": "modified", "Deleting": "removed"}


def shown(when: datetime.date) -> str:
    """Return an instant as 2023-03-29T14:00:00Z, a date as 2022-05-18."""
    if isinstance(when, datetime.datetime):
        return when.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return when.isoformat()


def entry(event: Any) -> dict[str, Any]:
    """Return an entry of khal's; it has the last day of an all-day entry, not the one after."""
    end = event.end + datetime.timedelta(days=1) if event.allday else event.end
    return {
        "uid": None,
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


def vdirsyncer(verb: str, home: Path) -> str:
    """Run vdirsyncer and return what it said; what it cannot do now it may do at the next visit."""
    command = ["vdirsyncer", "-c", f"{home}/vdirsyncer", verb]
    said = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False).stdout
    print(said, file=sys.stderr)
    return said


def subscribe(address: str, home: Path) -> None:
    """Answer the lines on stdin until there are no more."""
    updates: list[tuple[str, None]] = []
    (home / "entries").mkdir()
    (home / "vdirsyncer").write_text(SYNC.format(home=home, address=address), encoding="utf-8")
    (home / "khal").write_text(CALENDAR.format(home=home, zone=os.environ["TZ"]), encoding="utf-8")
    vdirsyncer("discover", home)
    for line in sys.stdin:
        answer: dict[str, Any] = {}
        if line.strip() == "refresh":
            said = vdirsyncer("sync", home)
            updates += [(WORDS[put or gone], None) for put, gone in TOUCHED.findall(said)]
        else:
            held = build_collection(get_config(f"{home}/khal"), None).search("")
            answer = {"entries": list(map(entry, held)), "updates": updates}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    subprocess.run(["vdirsyncer", "--version"], stdout=sys.stderr, check=True)
    if sys.argv[1:]:
        subscribe(sys.argv[1], Path(sys.argv[2]))
    else:
        print("{}")
