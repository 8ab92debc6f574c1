"""What some readers are known to make of right text: the text of a feed in, what the reader shows out.

Each was found in the reader's own source and run against it. Most decode a property value in several passes
where RFC 5545 3.3.11 wants one, so each works on the value as it stands in the file. A category holds no
comma.
"""

import re
from collections.abc import Iterable

Steps = Iterable[tuple[str, str]]


def escaped(text: str) -> str:
    """Return text as a TEXT value stands in a file. RFC 5545 3.3.11."""
    return replaced(text, (("\\", r"\\"), (";", r"\;"), (",", r"\,"), ("\n", r"\n")))


def line(categories: Iterable[str]) -> str:
    """Return the value of a CATEGORIES line."""
    return ",".join(map(escaped, categories))


def replaced(value: str, steps: Steps) -> str:
    """Return the value after one pass per step."""
    for sought, found in steps:
        value = value.replace(sought, found)
    return value


ICS = ((r"\;", ";"), (r"\,", ","), (r"\n", "\n"), (r"\N", "\n"), (r"\r", "\r"), (r"\R", "\r"), (r"\\", "\\"))
NODE_ICAL = ((r"\,", ","), (r"\;", ";"), (r"\n", "\n"), (r"\N", "\n"), (r"\\", "\\"))
RUBY = ((r"\n", "\n"), (r"\,", ","), (r"\;", ";"), (r"\\", "\\"))
ICALENDAR_4_LINE = (
    (r"\,", "%2C"), (r"\:", "%3A"), (r"\;", "%3B"), (r"\\", "%5C"),
    ("%2C", ","), ("%3A", ":"), ("%3B", ";"), ("%5C", "\\"),
)  # fmt: skip
ICALENDAR_4_VALUE = ((r"\N", r"\n"), (r"\n", "\n"), (r"\,", ","), (r"\;", ";"), (r"\\", "\\"))
ICALENDAR_4_SHOWN = ((r"\N", "\n"), ("\\", r"\\"), (";", r"\;"), (",", r"\,"), ("\n", r"\n"))


def parted(value: str) -> list[str]:
    """Return the parts of a value between commas that have no backslash right before them.

    The comma after a category that ends in a backslash is then no comma either.
    """
    return re.split(r"(?<!\\),", value) if value else []


def decoded(value: str) -> str:
    """Return a value decoded as RFC 5545 3.3.11 has it."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def ics_text(text: str) -> str:
    """ics.py: a backslash before n, N, r or R is a line break, even when it was a backslash."""
    return replaced(escaped(text), ICS)


def ics_categories(categories: tuple[str, ...]) -> Iterable[str]:
    """ics.py: the same of what `parted` leaves, in a set: no order, nothing twice."""
    return sorted({replaced(part, ICS) for part in parted(line(categories))})


def ical_js_categories(categories: tuple[str, ...]) -> Iterable[str]:
    """ical.js: what `parted` leaves."""
    return map(decoded, parted(line(categories)))


def node_ical_text(text: str) -> str:
    """node-ical: a line break after a backslash that was one, and quotes around a single line are gone."""
    return re.sub(r'^"([^\n\r\u2028\u2029]*)"$', r"\1", replaced(escaped(text), NODE_ICAL))


def node_ical_categories(categories: tuple[str, ...]) -> Iterable[str]:
    """node-ical: as they stand in the file."""
    return map(escaped, categories)


def libical_categories(categories: tuple[str, ...]) -> Iterable[str]:
    """libical: parted at the commas that `libical_comma` finds, unless all that is left stands in quotes."""
    rest, parts = line(categories).encode(), []
    while rest:
        whole = rest.startswith(b'"') and rest.endswith(b'"')
        comma = len(rest) if whole else libical_comma(rest)
        parts.append(decoded(rest[:comma].decode()))
        rest = rest[comma + 1 :]
    return parts


def libical_comma(value: bytes) -> int:
    """Return where libical ends a category: at a comma outside quotes, no backslash 1 or 3 octets before it.

    The first octet is never looked at, nor one after a comma passed over, nor any after a backslash.
    """
    quoted, unseen = False, 0
    for at, octet in enumerate(value):
        if at == unseen or value[at - 1] == ord("\\"):
            continue
        if octet == ord('"'):
            quoted = not quoted
        elif octet == ord(",") and not quoted:
            if at < 3 or value[at - 3] != ord("\\"):
                return at
            unseen = at + 1
    return len(value)


def ruby_text(text: str) -> str:
    """ruby-icalendar: a backslash before n is a line break, even when it was a backslash."""
    return replaced(escaped(text), RUBY)


def ruby_categories(categories: tuple[str, ...]) -> Iterable[str]:
    """ruby-icalendar: the same of what `parted` leaves."""
    return (replaced(part, RUBY) for part in parted(line(categories)))


def sabre_text(text: str) -> str:
    """sabre/vobject 2: commas and semicolons keep their backslash."""
    return sabre_value(escaped(text))


def sabre_value(value: str) -> str:
    """Return a value as sabre/vobject 2 decodes it, in one pass."""
    return re.sub(r"\\([\\nN])", lambda found: "\\" if found[1] == "\\" else "\n", value)


def sabre_categories(categories: tuple[str, ...]) -> Iterable[str]:
    """sabre/vobject 2: one text, not parted."""
    return [sabre_value(line(categories))] if categories else []


def perl_value(value: str) -> str:
    """Return a value as Data::ICal decodes it, in two passes."""
    return re.sub(r"\\[nN]", "\n", re.sub(r"\\([;,\\])", r"\1", value))


def perl_text(text: str) -> str:
    """Data::ICal: a backslash before n or N is a line break and is gone, even when it was a backslash."""
    return perl_value(escaped(text))


def perl_categories(categories: tuple[str, ...]) -> Iterable[str]:
    """Data::ICal: the same, one text, not parted."""
    return [perl_value(line(categories))] if categories else []


def khal_text(text: str) -> str:
    """khal: decoded twice, and %2C, %3A, %3B and %5C with it (icalendar 4)."""
    return replaced(replaced(escaped(text), ICALENDAR_4_LINE), ICALENDAR_4_VALUE)


def khal_categories(categories: tuple[str, ...]) -> Iterable[str]:
    """khal: the same, parted at each comma, encoded again and joined to one text."""
    twice = replaced(replaced(line(categories), ICALENDAR_4_LINE), ICALENDAR_4_VALUE)
    return [",".join(replaced(part, ICALENDAR_4_SHOWN) for part in twice.split(","))] if categories else []
