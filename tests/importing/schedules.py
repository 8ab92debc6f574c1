"""Programmes by the seed, written as frab, Pentabarf, pretalx, the c3voc, Sessionize and others would.

What can be chosen is data; a new shape is a line in a table.
"""

import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "UTC")
TITLES = ("Newts", "Frogs & toads", "<Reeds>", 'The "pond"', "Wasserläufer", "池の夜", "Ice; snow, and rain")
PEOPLE = ("Ada Example", "Bo Sample", "Chidi Demo", "Dora Muster")
LENGTHS: dict[str, Callable[[int], str]] = {
    "h:mm": lambda minutes: f"{minutes // 60}:{minutes % 60:02}",
    "hh:mm": lambda minutes: f"{minutes // 60:02}:{minutes % 60:02}",
    "hh:mm:ss": lambda minutes: f"{minutes // 60:02}:{minutes % 60:02}:00",
    "PT": lambda minutes: f"PT{minutes // 60}H{minutes % 60}M",
    "PTM": lambda minutes: f"PT{minutes}M",
    "P0Y": lambda minutes: f"P0Y0M0DT{minutes // 60}H{minutes % 60}M0.000S",
    "minutes": str,
}
WHEN = ("date", "date and start", "start", "date in UTC")
KEYS = (("start", "end", "title"), ("startsAt", "endsAt", "name"), ("begin", "until", "summary"))
LIMITS = ("none", "day_change", "start and end")


class Talk(NamedTuple):
    day: datetime  # midnight at which the day of the programme begins
    start: datetime  # by the clocks of the place
    minutes: int
    title: str
    room: str
    people: tuple[str, ...]

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)


class Written(NamedTuple):
    name: str  # of the file
    text: str
    zone: str
    said: dict[str, str]  # what the caller has to say
    talks: list[Talk]


def programme(choice: random.Random, night: bool) -> list[Talk]:
    """Return talks that follow each other in their rooms; at night, past midnight."""
    first = datetime(choice.randint(2026, 2035), choice.randint(1, 12), choice.randint(1, 26))  # noqa: DTZ001
    talks = []
    for day in (first + timedelta(days=number) for number in range(choice.randint(1, 3))):
        for room in choice.sample(("Reeds", "Bank", "Boat & net"), choice.randint(1, 3)):
            at = day + timedelta(hours=choice.randint(8, 12))
            for _ in range(choice.randint(1, 6)):
                minutes = 5 * choice.randint(1, 24)
                people = tuple(choice.sample(PEOPLE, choice.randint(0, 2)))
                if not night and at + timedelta(minutes=minutes) > day + timedelta(hours=23):
                    break
                talks.append(Talk(day, at, minutes, f"{choice.choice(TITLES)} {len(talks)}", room, people))
                at += timedelta(minutes=minutes + 5 * choice.randint(0, 60))
                if at >= day + timedelta(hours=27):
                    break
    return talks


def written(seed: int) -> Written:
    """Return a programme as one of the formats has it."""
    choice = random.Random(seed)
    return choice.choice((frab, frab, frab_json, second_version, sessionize, widget, records))(choice)


def _instant(wall: datetime, zone: str, form: str = "") -> str:
    here = wall.replace(tzinfo=ZoneInfo(zone))
    return (here.astimezone(ZoneInfo("UTC")) if form == "date in UTC" else here).isoformat()


def _fields(talk: Talk, zone: str, when: str, length: str) -> dict[str, str]:
    fields = {"title": talk.title, "duration": LENGTHS[length](talk.minutes), "room": talk.room}
    if "date" in when:
        fields["date"] = _instant(talk.start, zone, when)
    if when != "date":
        fields["start"] = f"{talk.start:%H:%M}"
    return fields


def _choices(choice: random.Random) -> tuple[str, str, str, str, bool]:
    zone, when, limits = choice.choice(ZONES), choice.choice(WHEN), choice.choice(LIMITS)
    return zone, when, choice.choice(sorted(LENGTHS)), limits, limits != "none" or when != "start"


def frab(choice: random.Random) -> Written:
    """XML, with or without full dates, the zone's name, the limits of days."""
    zone, when, length, limits, night = _choices(choice)
    talks = programme(choice, night)
    named = when == "date in UTC" or choice.random() < 0.5
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<schedule><conference><title>Pond Days</title>"]
    days = sorted({talk.day for talk in talks})
    lines += [f"<start>{days[0]:%Y-%m-%d}</start><end>{days[-1]:%Y-%m-%d}</end>"] if choice.random() < 0.5 else []
    lines += [f"<time_zone_name>{zone}</time_zone_name>"] if named else []
    lines += ["<day_change>05:00</day_change>"] if limits == "day_change" else []
    lines.append("</conference>")
    for number, day in enumerate(days, 1):
        ends = (_instant(day + timedelta(hours=hours), zone) for hours in (6, 29))
        between = "" if limits != "start and end" else ' start="{}" end="{}"'.format(*ends)
        lines.append(f'<day index="{number}" date="{day:%Y-%m-%d}"{between}>')
        for room in dict.fromkeys(talk.room for talk in talks if talk.day == day):
            lines.append(f"<room name={quoteattr(room)}>")
            for talk in (talk for talk in talks if (talk.day, talk.room) == (day, room)):
                fields = "".join(f"<{k}>{escape(v)}</{k}>" for k, v in _fields(talk, zone, when, length).items())
                people = "".join(f"<person>{one}</person>" for one in talk.people)
                lines.append(f'<event id="{talks.index(talk)}">{fields}<persons>{people}</persons></event>')
            lines.append("</room>")
        lines.append("</day>")
    return Written("s.xml", "\n".join([*lines, "</schedule>"]), zone, {} if named else {"timezone": zone}, talks)


def frab_json(choice: random.Random) -> Written:
    """JSON of the first version: rooms by name in each day."""
    zone, when, length, limits, night = _choices(choice)
    talks, held = programme(choice, night and limits != "day_change"), []
    for day in sorted({talk.day for talk in talks}):
        rooms: dict[str, list[object]] = {}
        for talk in (talk for talk in talks if talk.day == day):
            people = [{"public_name": one} for one in talk.people]
            event = {"guid": f"g{talks.index(talk)}", **_fields(talk, zone, when, length), "persons": people}
            rooms.setdefault(talk.room, []).append(event)
        row: dict[str, object] = {"date": f"{day:%Y-%m-%d}", "rooms": rooms}
        if limits == "start and end":
            row |= (
                {"day_start": "06:00", "day_end": "05:00"}
                if choice.random() < 0.5
                else {
                    "day_start": _instant(day + timedelta(hours=6), zone),
                    "day_end": _instant(day + timedelta(hours=29), zone),
                }
            )
        held.append(row)
    about = {"title": "Pond Days", "time_zone_name": zone, "days": held}
    return Written("s.json", json.dumps({"schedule": {"version": "1", "conference": about}}), zone, {}, talks)


def second_version(choice: random.Random) -> Written:
    """JSON of the second version: events in one list, days by their limits."""
    zone, talks = choice.choice(ZONES), programme(choice, True)
    days = [
        {
            "date": f"{day:%Y-%m-%d}",
            "start": _instant(day + timedelta(hours=6), zone, choice.choice(WHEN)),
            "end": _instant(day + timedelta(hours=30), zone),
        }
        for day in sorted({talk.day for talk in talks})
    ]
    events = [
        {
            "guid": f"g{number}",
            "title": talk.title,
            "start": _instant(talk.start, zone, choice.choice(WHEN)),
            "end": _instant(talk.end, zone),
            "room": {"name": talk.room},
            "participants": [{"name": one} for one in talk.people],
        }
        for number, talk in enumerate(talks)
    ]
    about = {"title": "Pond Days", "time_zone_name": zone, "days": days}
    return Written("s.json", json.dumps({"schedule": {"conference": about, "events": events}}), zone, {}, talks)


def sessionize(choice: random.Random) -> Written:
    """Everything, with wall clocks; or by days and rooms."""
    zone, talks = choice.choice(ZONES), programme(choice, False)
    known = {one: f"p{number}" for number, one in enumerate(PEOPLE)}

    def session(talk: Talk) -> dict[str, object]:
        start, end = (moment.isoformat() for moment in (talk.start, talk.end))
        return {"id": str(talks.index(talk)), "title": talk.title, "startsAt": start, "endsAt": end}

    if choice.random() < 0.5:
        held: object = {
            "sessions": [session(t) | {"speakers": [known[one] for one in t.people], "room": t.room} for t in talks],
            "speakers": [{"id": key, "fullName": one} for one, key in known.items()],
        }
    else:
        held = [
            {
                "date": f"{day:%Y-%m-%dT00:00:00}",
                "rooms": [
                    {
                        "name": room,
                        "sessions": [
                            session(t) | {"speakers": [{"id": known[one], "name": one} for one in t.people]}
                            for t in talks
                            if (t.day, t.room) == (day, room)
                        ],
                    }
                    for room in dict.fromkeys(t.room for t in talks if t.day == day)
                ],
            }
            for day in sorted({talk.day for talk in talks})
        ]
    return Written("s.json", json.dumps(held), zone, {"timezone": zone}, talks)


def widget(choice: random.Random) -> Written:
    """What pretalx gives to its widget: numbers and codes for rooms and people."""
    zone, talks = choice.choice(ZONES), programme(choice, False)
    rooms = {room: number for number, room in enumerate(dict.fromkeys(talk.room for talk in talks))}
    held = {
        "talks": [
            {
                "code": f"C{number}",
                "title": talk.title,
                "start": _instant(talk.start, zone),
                "end": _instant(talk.end, zone),
                "room": rooms[talk.room],
                "speakers": [one.upper() for one in talk.people],
            }
            for number, talk in enumerate(talks)
        ],
        "rooms": [{"id": number, "name": {"en": room}} for room, number in rooms.items()],
        "speakers": [{"code": one.upper(), "name": one} for one in PEOPLE],
        "timezone": zone,
        "event_start": f"{min(talk.day for talk in talks):%Y-%m-%d}",
        "event_end": f"{max(talk.day for talk in talks):%Y-%m-%d}",
    }
    return Written("s.json", json.dumps(held), zone, {}, talks)


def records(choice: random.Random) -> Written:
    """A plain list, its keys by any of their names, in JSON or YAML."""
    zone, talks = choice.choice(ZONES), programme(choice, False)
    start, end, title = choice.choice(
        (("start", "end", "title"), ("startsAt", "endsAt", "name"), ("begin", "until", "summary"))
    )
    room, people = choice.choice((("room", "speakers"), ("location", "presenters")))
    clocks = choice.random() < 0.4
    held = [
        {
            title: talk.title,
            room: talk.room,
            people: list(talk.people),
            **(
                {"date": f"{talk.start:%Y-%m-%d}", start: f"{talk.start:%H:%M}", end: f"{talk.end:%H:%M}"}
                if clocks
                else {start: _instant(talk.start, zone), end: _instant(talk.end, zone)}
            ),
        }
        for talk in talks
    ]
    if choice.random() < 0.5:
        return Written("s.json", json.dumps(held), zone, {"timezone": zone}, talks)
    lines = [
        f"{'- ' if number == 0 else '  '}{key}: {json.dumps(value, ensure_ascii=False)}"
        for row in held
        for number, (key, value) in enumerate(row.items())
    ]
    return Written("s.yaml", "\n".join([*lines, ""]), zone, {"timezone": zone}, talks)
