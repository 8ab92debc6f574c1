"""An agenda.yaml comes in; what yaml2ics 0.3 reads about the same sessions goes out. Not timed.

python benchmarks/to_yaml2ics.py AGENDA OUT.yaml
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytz
import yaml

import script

Row = dict[str, Any]


def main(agenda_path: str, out: str) -> None:
    with Path(agenda_path).open("rb") as file:
        agenda = yaml.load(file, Loader=yaml.CSafeLoader)
    event = agenda["event"]
    zone = pytz.timezone(event["timezone"])
    people = {person[key]: person for person in agenda.get("speakers", []) for key in ("id", "name")}
    tracks = {track["id"]: track for track in agenda.get("tracks", [])}
    rooms = {room["id"]: room for room in agenda.get("rooms", [])}
    events: list[Row] = []
    for day in agenda["days"]:
        for session in day["sessions"]:
            speakers = [people.get(name, {"name": name}) for name in session.get("speakers", [])]
            track, room = tracks.get(session.get("track")), rooms.get(session.get("room"))
            start, end = script.span(day["date"], session["time"], zone)
            row = {
                "summary": session["title"],
                "uid": f"{session['id']}.{event['id']}",
                "begin": wall(start, zone),
                "end": wall(end, zone),
                "description": script.description(event, session, speakers, track, room),
                "location": room["name"] if room else event["venue"]["name"],
                "url": session.get("url", event["url"]),
                "status": "CONFIRMED",
                "transparent": True,
            }
            events.append(row)
    whole = {"name": event["title"], "timezone": event["timezone"], "events": events}
    with Path(out).open("w", encoding="utf-8") as file:
        yaml.dump(whole, file, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)


def wall(instant: datetime, zone: Any) -> datetime:
    """Return the clock on the wall, without a zone: that of the file is meant."""
    return instant.astimezone(zone).replace(tzinfo=None)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
