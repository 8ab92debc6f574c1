"""Paths of .ics files in, the entries that calcurse keeps of them as JSON on stdout.

calcurse imports into a folder: `apts` has a line per entry, `notes/` the description and the location.
"""

import datetime
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

DATE = r"(\d\d/\d\d/\d{4})"
TIMED = re.compile(rf"{DATE} @ (\d\d:\d\d) -> {DATE} @ (\d\d:\d\d)(?:>([0-9a-f]{{40}}))? \|(.*)")
ALL_DAY = re.compile(rf"{DATE} \[1\](?: {{1D -> {DATE}}})? (?:>([0-9a-f]{{40}}) )?(.*)")
NOTE = re.compile(
    r"(?:(.*?)\n)??"
    r"(?:-- \n(?:Location: ([^\n]*)\n)?(?:Import: multi-day event changed to one-day event\n)?)?",
    re.DOTALL,
)


def day(digits: str) -> datetime.date:
    """Return the date that calcurse writes as month/day/year."""
    month, of_month, year = map(int, digits.split("/"))
    return datetime.date(year, month, of_month)


def instant(date: str, time: str) -> str:
    """Return the instant that calcurse shows on the wall clock of this machine."""
    local = datetime.datetime.fromisoformat(f"{day(date)}T{time}").replace(tzinfo=ZoneInfo(os.environ["TZ"]))
    return local.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def times(line: str) -> tuple[str, str, bool, str | None, str]:
    """Return start, end (exclusive), whether all-day, the note's name and the summary of a line of `apts`."""
    if timed := TIMED.fullmatch(line):
        first, start, last, end, note, summary = timed.groups()
        return instant(first, start), instant(last, end), False, note, summary
    if all_day := ALL_DAY.fullmatch(line):
        first, last, note, summary = all_day.groups()
        return f"{day(first)}", f"{day(last or first) + datetime.timedelta(days=1)}", True, note, summary
    raise ValueError(f"not a line of calcurse: {line!r}")


def described(note: str) -> tuple[str | None, str | None]:
    """Return description and location of a note."""
    parts = NOTE.fullmatch(note)
    return (parts[1] or None, parts[2]) if parts else (note, None)


def entry(line: str, notes: Path) -> dict[str, Any]:
    """Return the entry that a line of `apts` and its note make."""
    start, end, all_day, note, summary = times(line)
    description, location = described((notes / note).read_text(encoding="utf-8")) if note else (None, None)
    return {
        "uid": None,
        "start": start,
        "end": end,
        "all_day": all_day,
        "summary": summary or None,
        "description": description,
        "location": location,
        "categories": None,
        "status": None,
        "sequence": None,
    }


def entries(path: str) -> list[dict[str, Any]]:
    """Return what calcurse keeps of a file. Raises CalledProcessError where it cannot import it."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["calcurse", "-D", folder, "-q", "-i", path], stdout=sys.stderr, check=True)
        lines = Path(folder, "apts").read_text(encoding="utf-8").removesuffix("\n").split("\n")
        return [entry(line, Path(folder, "notes")) for line in lines if line]


if __name__ == "__main__":
    subprocess.run(["calcurse", "--version"], stdout=sys.stderr, check=True)
    print(json.dumps({path: entries(path) for path in sys.argv[1:]}))
