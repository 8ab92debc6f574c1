"""Compare agenda.yaml with a table of what a careful reader finds on the page it was made from.

    python tools/check_truth.py FOLDER

FOLDER holds *.truth.json: a list of sessions with start_utc, end_utc, title and speakers. The table whose first title
is the agenda's is compared with the published feed, entry by entry. Exit status 1 where they differ.
"""

import json
import sys
from pathlib import Path

import icalendar

from summit_ical import read

ROOT = Path(__file__).parent.parent


def published() -> list[tuple[str, str, str]]:
    """Return start, end and title of every entry of feeds/all.ics."""
    calendar = icalendar.Calendar.from_ical((ROOT / "feeds/all.ics").read_bytes())
    return sorted(
        (f"{entry.start:%Y-%m-%dT%H:%M:%SZ}", f"{entry.end:%Y-%m-%dT%H:%M:%SZ}", str(entry["SUMMARY"]))
        for entry in calendar.events
    )


def main(folder: str) -> int:
    agenda = read(ROOT / "agenda.yaml")
    speakers = {session.title: [speaker.name for speaker in session.speakers] for session in agenda.sessions}
    for table in sorted(Path(folder).glob("*.truth.json")):
        rows = json.loads(table.read_text("utf-8"))
        if not rows or rows[0]["title"] not in speakers:
            continue
        wanted = sorted((row["start_utc"], row["end_utc"], row["title"]) for row in rows)
        differences = set(wanted) ^ set(published())
        differences |= {row["title"] for row in rows if speakers.get(row["title"]) != row["speakers"]}
        print(f"{table.name}: {len(rows)} sessions, {len(differences)} differences", *map(str, differences), sep="\n  ")
        return 1 if differences else 0
    print(f"{folder}: no table is of this agenda")
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
