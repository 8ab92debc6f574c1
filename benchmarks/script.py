"""The feeds by a plain script: an agenda.yaml comes in, a folder of feeds goes out.

    python benchmarks/script.py AGENDA OUT

What a good programmer writes in an hour on icalendar, pytz and PyYAML's C loader, to measure against: one
Event per session, added to every Calendar that holds it, `to_ical()` for each. It writes the same paths as
`summit-ical build` with the same properties. It takes the agenda on trust, remembers and checks nothing.
"""

import re
import sys
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytz
import yaml
from anyascii import anyascii
from icalendar import Calendar, Event, vCategory, vText, vUri

NOW = datetime(2026, 1, 1, tzinfo=UTC)
STATUS = {"confirmed": "CONFIRMED", "tentative": "TENTATIVE", "cancelled": "CANCELLED"}
QUIET_KINDS = {"break", "social"}
Row = dict[str, Any]


def main(agenda_path: str, out: str) -> None:
    with Path(agenda_path).open("rb") as file:
        agenda = yaml.load(file, Loader=yaml.CSafeLoader)
    event = agenda["event"]
    people = {person[key]: person for person in agenda.get("speakers", []) for key in ("id", "name")}
    tracks = {track["id"]: track for track in agenda.get("tracks", [])}
    rooms = {room["id"]: room for room in agenda.get("rooms", [])}
    feeds: dict[str, list[Event]] = defaultdict(list)
    titles: dict[str, str] = {}
    sessions = [(day, session) for day in agenda["days"] for session in day["sessions"]]
    zone = pytz.timezone(event["timezone"])
    timed = [(*span(day["date"], session["time"], zone), day, session) for day, session in sessions]
    for start, end, day, session in sorted(timed, key=lambda item: (item[0], item[3]["id"])):
        speakers = [people.get(name, {"id": slug(name), "name": name}) for name in session.get("speakers", [])]
        track, room = tracks.get(session.get("track")), rooms.get(session.get("room"))
        vevent = entry(event, session, start, end, speakers, track, room)
        for path, title in places(event, day, session, speakers, track, room):
            feeds[path].append(vevent)
            titles[path] = title
    for path, entries in feeds.items():
        target = Path(out, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(calendar(event, path, titles[path], entries, tracks).to_ical())


def span(day: date, time: str, zone: Any) -> tuple[datetime, datetime]:
    """Return start and end in UTC."""
    first, second = re.split(r"[-+]", time)
    start = zone.localize(wall(day, first), is_dst=None).astimezone(UTC)
    if "+" in time:
        amount, unit = int(second[:-1]), second[-1]
        return start, start + (timedelta(hours=amount) if unit == "h" else timedelta(minutes=amount))
    end = wall(day, second)
    if end <= wall(day, first):
        end += timedelta(days=1)
    return start, zone.localize(end, is_dst=None).astimezone(UTC)


def wall(day: date, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute))  # noqa: DTZ001 (localized by the caller)


def places(
    event: Row, day: Row, session: Row, speakers: list[Row], track: Row | None, room: Row | None
) -> list[tuple[str, str]]:
    """Return path and title of every feed that holds a session."""
    name = event["title"]
    kind = session.get("kind", "talk")
    paths = [("all.ics", name), (f"day/{day['date']}.ics", f"{name} - {day['title']}")]
    if kind not in QUIET_KINDS:
        paths.append(("talks.ics", f"{name} - Talks"))
    if track:
        paths.append((f"track/{track['id']}.ics", f"{name} - {track['name']}"))
    if room:
        paths.append((f"room/{room['id']}.ics", f"{name} - {room['name']}"))
    paths += [(f"speaker/{person['id']}.ics", f"{name} - {person['name']}") for person in speakers]
    paths.append((f"kind/{kind}.ics", f"{name} - {kind.capitalize()}"))
    if "language" in session:
        paths.append((f"language/{session['language']}.ics", f"{name} - {session['language']}"))
    return paths


def entry(
    event: Row,
    session: Row,
    start: datetime,
    end: datetime,
    speakers: list[Row],
    track: Row | None,
    room: Row | None,
) -> Event:
    """Return one session as a VEVENT."""
    vevent = Event()
    vevent.add("uid", f"{session['id']}.{event['id']}@{re.split('[/:]+', event['url'])[1]}")
    vevent.add("sequence", 0)
    vevent.add("dtstamp", NOW)
    vevent.add("created", NOW)
    vevent.add("last-modified", NOW)
    vevent.add("dtstart", start)
    vevent.add("dtend", end)
    vevent.add("summary", session["title"])
    vevent.add("description", description(event, session, speakers, track, room))
    venue = event.get("venue", {})
    spots = [room["name"]] if room else []
    vevent.add("location", ", ".join([*spots, *(venue[key] for key in ("name", "address") if key in venue)]))
    vevent.add("url", session.get("url", event["url"]))
    if room and "join" in room:
        join = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": room["name"]}
        vevent.add("conference", vUri(room["join"], params=join))
    vevent.add("status", STATUS[session.get("status", "confirmed")])
    vevent.add("transp", "TRANSPARENT")
    vevent.add("x-microsoft-cdo-busystatus", "FREE")
    labels = [track["name"].replace(", ", " / ")] if track else []
    vevent.add("categories", vCategory([*labels, session.get("kind", "talk")]))
    if "geo" in venue:
        vevent.add("geo", tuple(venue["geo"]))
    if track and "color" in track:
        vevent.add("color", track["color"])
    return vevent


def description(event: Row, session: Row, speakers: list[Row], track: Row | None, room: Row | None) -> str:
    """Return what a calendar shows under the title."""
    parts = []
    if room and "join" in room:
        parts.append(f"Join: {room['join']}")
    parts += [f"{name.capitalize()}: {link}" for name, link in session.get("links", {}).items()]
    names = [
        f"{person['name']} ({person['affiliation']})" if "affiliation" in person else person["name"]
        for person in speakers
    ]
    if names:
        parts.append(f"Speakers: {', '.join(names)}")
    kind = session.get("kind", "talk")
    facts = [track["name"] if track else "", room["name"] if room else "", kind, session.get("language", "")]
    parts.append(" · ".join(filter(None, facts)))
    parts.append(str(session.get("url", event["url"])))
    head = "\n".join(parts)
    return f"{head}\n\n{plain(session['abstract'])}"[:3000] if "abstract" in session else head


def plain(markdown: str) -> str:
    """Return an abstract as plain text; good for what authors usually write."""
    text = re.sub(r"\[([^]]+)\]\(([^)]+)\)", r"\1 (\2)", markdown)
    text = re.sub(r"<(https?://[^>]+)>", r"\1", text)
    text = re.sub(r"(\*\*|__|\*|`)(\S(?:.*?\S)?)\1", r"\2", text)
    text = re.sub(r"^#+ ", "", text, flags=re.M)
    return re.sub(r"(?<!\n)\n(?![\n*>-]|\d+\. )", " ", text).strip()


def calendar(event: Row, path: str, title: str, entries: list[Event], tracks: dict[str, Row]) -> Calendar:
    """Return one feed."""
    name = title.replace(", ", " - ")
    about = f"{name}. The programme is at {event['url']}"
    feed = Calendar()
    feed.add("prodid", "-//example//script//EN")
    feed.add("version", "2.0")
    feed.add("calscale", "GREGORIAN")
    feed.add("name", vText(name))
    feed.add("x-wr-calname", vText(name))
    feed.add("description", about)
    feed.add("x-wr-caldesc", vText(about))
    feed.add("x-wr-timezone", event["timezone"])
    feed.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    feed.add("x-published-ttl", "PT1H")
    feed.add("source", event["feeds_url"] + path, parameters={"VALUE": "URI"})
    feed.add("url", event["url"])
    feed.add("last-modified", NOW)
    if path.startswith("track/"):
        feed.add("color", tracks[Path(path).stem]["color"])
    for vevent in entries:
        feed.add_component(vevent)
    return feed


def slug(name: str) -> str:
    """Return a name as part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
