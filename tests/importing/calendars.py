"""Calendars as other programs write them, by the seed: zones under several names, repeats, instances moved or left out.

What can be chosen is data; a new shape is a line in a table.
"""

import random
from datetime import datetime, timedelta

# STANDARD and DAYLIGHT as (offset before, offset after, month, which day), by the rules of the place.
RULES = {
    "Berlin": (("+0200", "+0100", 10, "-1SU", "030000"), ("+0100", "+0200", 3, "-1SU", "020000")),
    "London": (("+0100", "+0000", 10, "-1SU", "020000"), ("+0000", "+0100", 3, "-1SU", "010000")),
    "New York": (("-0400", "-0500", 11, "1SU", "020000"), ("-0500", "-0400", 3, "2SU", "020000")),
    "Sydney": (("+1100", "+1000", 4, "1SU", "030000"), ("+1000", "+1100", 10, "1SU", "020000")),
    "Kolkata": (("+0530", "+0530", 1, "", "000000"),),
}
NAMES = {  # of zones: IANA's, Microsoft's, somebody's own
    "Europe/Berlin": "Berlin",
    "W. Europe Standard Time": "Berlin",
    "Zeit am Teich": "Berlin",
    "Europe/London": "London",
    "GMT Standard Time": "London",
    "America/New_York": "New York",
    "Hall clock": "New York",
    "Australia/Sydney": "Sydney",
    "Asia/Kolkata": "Kolkata",
    "India Standard Time": "Kolkata",
}
BEGINNINGS = ("19700101", "16010101", "20070311")
FREQUENCIES = ("DAILY", "WEEKLY", "DAILY;INTERVAL=2", "WEEKLY;BYDAY=…", "MONTHLY")
ENDINGS = ("COUNT", "UNTIL in UTC", "UNTIL")


def zone(name: str, choice: random.Random) -> list[str]:
    """Return the VTIMEZONE of a name."""
    since = choice.choice(BEGINNINGS)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    for number, (come, go, month, day, clock) in enumerate(RULES[NAMES[name]]):
        kind = ("STANDARD", "DAYLIGHT")[number]
        lines += [f"BEGIN:{kind}", f"DTSTART:{since[:4]}{_first(int(since[:4]), month, day)}T{clock}"]
        lines += [f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={day}"] if day else []
        lines += [f"TZOFFSETFROM:{come}", f"TZOFFSETTO:{go}", f"END:{kind}"]
    return [*lines, "END:VTIMEZONE"]


def _first(year: int, month: int, day: str) -> str:
    """The first day of a rule in a year, as MMDD."""
    if not day:
        return f"{month:02}01"
    days = [datetime(year, month, number) for number in range(1, 29)]  # noqa: DTZ001
    last = [datetime(year, month, number) for number in range(25, 31 if month in (4, 11) else 32)]  # noqa: DTZ001
    sundays = [one for one in (last if day[0] == "-" else days) if one.weekday() == 6]
    return f"{month:02}{sundays[-1 if day[0] == '-' else int(day[0]) - 1].day:02}"


def calendar(seed: int) -> str:
    """Return a calendar file."""
    choice = random.Random(seed)
    names = choice.sample(sorted(NAMES), choice.randint(1, 3))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{seed}//EN", "X-WR-TIMEZONE:Asia/Tokyo"]
    for name in names:
        lines += zone(name, choice)
    for number in range(choice.randint(1, 5)):
        lines += entry(f"{number}-{seed}@example.org", f"Talk {number}", names, choice)
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def entry(uid: str, title: str, names: list[str], choice: random.Random) -> list[str]:
    """Return the lines of an entry, with those of instances that are changed."""
    day = datetime(choice.randint(2026, 2034), choice.randint(1, 12), choice.randint(1, 28))  # noqa: DTZ001
    start = day + timedelta(hours=choice.randint(5, 20), minutes=15 * choice.randint(0, 3))
    length = timedelta(minutes=5 * choice.randint(1, 40))
    name = choice.choice([*names, "UTC"])
    head = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z"]
    lines = [*head, f"SUMMARY:{title}", stamp("DTSTART", start, name)]
    lines.append(
        choice.choice((stamp("DTEND", start + length, name), f"DURATION:PT{int(length.total_seconds()) // 60}M"))
    )
    if choice.random() < 0.4:
        return [*lines, "END:VEVENT"]
    lines.append(rule(start, name, choice))
    rest: list[str] = []
    if "WEEKLY;BYDAY" not in lines[-1]:  # whose first instance may be none by its rule
        step = timedelta(days=2 if "INTERVAL=2" in lines[-1] else 7 if "WEEKLY" in lines[-1] else 1)
        places = choice.sample(range(3), 3)
        if "MONTHLY" in lines[-1]:
            places = [0, 0, 0]
        if choice.random() < 0.5:
            lines.append(stamp("EXDATE", start + step * places[0], name))
        elif choice.random() < 0.6:
            was = start + step * places[1]
            moved = was + timedelta(hours=choice.randint(-3, 3), minutes=10)
            again = choice.choice([name, *names])
            rest = [*head, stamp("RECURRENCE-ID", was, name), f"SUMMARY:{title} moved", stamp("DTSTART", moved, again)]
            rest += [stamp("DTEND", moved + length, again), "END:VEVENT"]
    return [*lines, "END:VEVENT", *rest]


def rule(start: datetime, name: str, choice: random.Random) -> str:
    """Return a rule with an end, at least three instances away."""
    frequency, ending = choice.choice(FREQUENCIES), choice.choice(ENDINGS)
    if "BYDAY" in frequency:  # a start that its rule does not meet is a question
        days = {"MO", "WE", f"{start:%a}"[:2].upper()}
        frequency = f"WEEKLY;BYDAY={','.join(sorted(days))}"
    if ending == "COUNT":
        return f"RRULE:FREQ={frequency};COUNT={choice.randint(3, 40)}"
    last = start + timedelta(days=choice.randint(30, 120), hours=12)
    return (
        f"RRULE:FREQ={frequency};UNTIL={last:%Y%m%dT%H%M%S}{'Z' if ending == 'UNTIL in UTC' or name == 'UTC' else ''}"
    )


def stamp(name: str, when: datetime, zone: str) -> str:
    """Return a property with a time."""
    if zone == "UTC":
        return f"{name}:{when:%Y%m%dT%H%M%S}Z"
    return f"{name};TZID={zone}:{when:%Y%m%dT%H%M%S}"
