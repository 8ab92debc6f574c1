"""The text of a calendar file to its parts, each with the line on which it begins. RFC 5545 3.1, 3.4."""

import re
from collections.abc import Iterator
from typing import NamedTuple

FOLD = re.compile(r"\r?\n[ \t]")
NAME = re.compile(r"[A-Za-z0-9-]+(?=[;:])")
PROPERTY = re.compile(
    r'[A-Za-z0-9-]+(?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^;:",]*)(?:,(?:"[^"]*"|[^;:",]*))*)*:(.*)', re.DOTALL
)
TZID = re.compile(r";TZID=", re.IGNORECASE)
ZONE = "X-ZONE"  # the parameter in its place
ESCAPED = re.compile(r"\\([\\;,nN])")


class CalendarPart(NamedTuple):
    """A component of a calendar, with its lines as they stand between BEGIN and END."""

    name: str  # "VEVENT", "VTIMEZONE"
    calendar: int  # of several in one file
    line: int  # of its BEGIN
    lines: tuple[str, ...]  # unfolded

    def first(self, name: str) -> str:
        """Return the value of the first property of a name, as it stands; "" where there is none."""
        return next((value(line) for line in self.lines if named(line) == name), "")

    def text(self) -> str:
        """Return the component for icalendar, which is kept from looking zones up, and from keeping them, by name."""
        lines = (_unzoned(line) for line in self.lines if named(line) != "TZID")
        return "\r\n".join((f"BEGIN:{self.name}", *lines, f"END:{self.name}", ""))


class Parts(NamedTuple):
    """What stands in a calendar file."""

    head: dict[str, str]  # the calendar's own properties, the first of each name
    components: tuple[CalendarPart, ...]
    odd: tuple[tuple[int, str], ...]  # lines of entries that are no properties


def parts(text: str) -> Parts:
    """Return the components of a calendar file. One whose END is missing goes on to the next BEGIN of its kind."""
    head: dict[str, str] = {}
    found: list[CalendarPart] = []
    odd: list[tuple[int, str]] = []
    inside: list[str] = []  # names of components that have begun
    kept: list[str] = []
    calendar = begun = 0
    for number, line in _lines(text):
        match = PROPERTY.fullmatch(line)
        name, said = (named(line), match[1].strip().upper()) if match else ("", "")
        if name == "BEGIN":
            calendar += said == "VCALENDAR"
            if len(inside) >= 2 and said in ("VEVENT", "VCALENDAR"):  # the one before has no END
                found.append(CalendarPart(inside[1], calendar - (said == "VCALENDAR"), begun, _closed(kept, inside)))
                inside = inside[:1] if said == "VEVENT" else []
            inside.append(said)
            if len(inside) == 2:
                kept, begun = [], number
                continue
        elif name == "END" and inside:
            if len(inside) == 2:
                found.append(CalendarPart(inside[1], calendar, begun, tuple(kept)))
            inside.pop()
        elif len(inside) == 1 and match:
            head.setdefault(name, match[1])
        elif len(inside) > 1 and not match and line.strip():
            odd.append((number, line))
            continue
        if len(inside) > 1:
            kept.append(line)
    if len(inside) > 1:
        found.append(CalendarPart(inside[1], calendar, begun, _closed(kept, inside)))
    return Parts(head, tuple(found), tuple(odd))


def _unzoned(line: str) -> str:
    """A property whose TZID is under another name."""
    match = PROPERTY.fullmatch(line)
    head = match.start(1) if match else 0
    return TZID.sub(f";{ZONE}=", line[:head]) + line[head:]


def _closed(lines: list[str], inside: list[str]) -> tuple[str, ...]:
    """The lines of a component whose END is missing, with the ENDs of what began in it."""
    return (*lines, *(f"END:{name}" for name in reversed(inside[2:])))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield content lines, unfolded, with the number of their first line. RFC 5545 3.1."""
    number = 1
    for raw in re.split(r"\r?\n(?![ \t])|\r(?!\n)", text):
        yield number, FOLD.sub("", raw)
        number += raw.count("\n") + 1


def named(line: str) -> str:
    """Return the name of a property."""
    match = NAME.match(line)
    return match[0].upper() if match else ""


def value(line: str) -> str:
    """Return the value of a property, as it stands."""
    match = PROPERTY.fullmatch(line)
    return match[1].strip() if match else ""


def unescaped(value: str) -> str:
    """Return a TEXT value without its escapes. RFC 5545 3.3.11."""
    return ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
