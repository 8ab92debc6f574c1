"""Content lines to components, and what is wrong with each line and each component.

Most lines of most files are clean, so each is first held against one pattern, its property's; only a line
that does not match is taken apart and explained. What matches has nothing to explain: a test holds that.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import NamedTuple

from summit_ical.doctor.clients import TEXT_MAX
from summit_ical.doctor.codes import Word, cell, excerpt, listing, meant, near, shorten
from summit_ical.doctor.lines import Findings
from summit_ical.doctor.rfc5545 import (
    COMPONENTS,
    ENTRIES,
    FILE,
    PARAMETERS,
    PLAIN_NAMES,
    PROPERTIES,
    QUOTED,
    RISKY,
    UNASKED,
    X_NAMES,
    Component,
    Property,
)
from summit_ical.doctor.values import (
    BINARY,
    DATE,
    DURATION_PATTERN,
    STAMP,
    Kind,
    compiled,
    list_faults,
)
from summit_ical.model.source import shown

REMEMBERED_MAX = 2000  # clean lines
CLEAN_MAX = 2000  # characters that can never be more than TEXT_MAX octets
STRANGERS_MAX = 200  # unknown names compared with the known; a file with more has a language of its own


NAME = re.compile(r"[A-Za-z0-9-]+")
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*+"|[^";:,]*+)(?:,(?:"[^"]*+"|[^";:,]*+))*+)')
PARAMETER_VALUE = re.compile(r'(?:\A|,)("[^"]*+"|[^",]*+)')
CARET = re.compile(r"\^(?![n^'])")
CARET_PAIR = re.compile(r"\^[n^']")
NEAR_X = 0.9  # how like a known X- name another has to be to count as misspelt
WALL = re.compile(r"\d{8}T\d{6}", re.A)
UTC_NAMES = cell("UTC ETC/UTC Z GMT ETC/GMT ZULU ETC/ZULU UCT ETC/UCT UNIVERSAL ETC/UNIVERSAL")
STARTLESS_METHODS = frozenset({"REPLY", "CANCEL", "REFRESH", "DECLINECOUNTER"})  # RFC 5546 3.2

EXAMPLES = {
    "FMTTYPE": "write a media type, such as text/html",
    "LANGUAGE": "write a language tag, such as en",
    "RANGE": "write THISANDFUTURE",
}  # of parameters whose form is no list

Match = Callable[[str], re.Match[str] | None]


class ContentLine(NamedTuple):
    """A content line taken apart. RFC 5545 3.1."""

    number: int  # among the content lines, from 0
    name: str  # in capitals
    parameters: Mapping[str, tuple[str, ...]]  # without quotes
    value: str
    offset: int  # where the value starts


class Heads(dict[str, tuple[str, Match] | None]):
    """What may stand before the first colon of a clean line here -> the property, the test of its value.

    A test is compiled when the first such line is met. An unknown component has none: each of its lines is taken apart.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.rows: dict[str, tuple[str, Property, Kind]] = {}
        self.clean: dict[str, str] = {}  # lines found clean -> the property: most lines of a feed recur in it
        component = COMPONENTS.get(name)
        for belonging in (component.names | set(X_NAMES)) - RISKY - set(UNASKED) if component else ():
            row = component.row(belonging) if component else PROPERTIES[belonging]
            for kind in row.kinds:
                head = belonging if kind is row.kinds[0] and not row.told else f"{belonging};VALUE={kind.name}"
                self.rows[head] = (belonging, row, kind)

    def __missing__(self, head: str) -> tuple[str, Match] | None:
        if head not in self.rows:
            return None
        belonging, row, kind = self.rows[head]
        form = f"(?:{kind.clean})(?:,(?:{kind.clean}))*+" if row.listed else kind.clean
        self[head] = belonging, re.compile(form, re.A).fullmatch
        return self[head]

    def remember(self, content: str, belonging: str) -> None:
        """Keep a line that was found clean, so that it need not be looked at again."""
        if len(self.clean) >= REMEMBERED_MAX:
            self.clean.clear()
        self.clean[content] = belonging


heads = lru_cache(maxsize=64)(Heads)  # unknown names are anybody's


@dataclass(slots=True)
class OpenComponent:
    """A component that has begun and not yet ended."""

    name: str
    index: int  # of its BEGIN
    heads: Heads
    found: dict[str, int] = field(default_factory=dict)  # property -> the first content line with it
    faulty: set[str] = field(default_factory=set)  # properties whose value was complained about
    inside: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))  # components in it


@dataclass(slots=True)
class Calendar:
    """What the components of one VCALENDAR have to know of each other."""

    index: int = 0
    entries: int = 0
    empty: bool = False
    zones: dict[str, int] = field(default_factory=dict)  # TZID -> its VTIMEZONE, the first content line in it
    walls: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # TZID -> times that use it
    used: dict[str, int] = field(default_factory=dict)  # TZID -> the first content line that uses it
    uids: dict[tuple[str, str], int] = field(default_factory=dict)  # UID and RECURRENCE-ID -> content line
    unasked: list[tuple[str, int]] = field(
        default_factory=list
    )  # code and place of what a published feed should not have
    startless: list[int] = field(default_factory=list)  # VEVENTs without DTSTART


class ComponentReader:
    """One pass over content lines: what is open, what it holds, and what to say about it."""

    def __init__(self, findings: Findings, *, inside: str = "") -> None:
        self.findings = findings
        self.contents = findings.sheet.contents
        self.calendar = Calendar()
        self.calendars: list[Calendar] = []  # the closed ones
        self.counts: defaultdict[str, int] = defaultdict(int)  # open components by name
        self.strangers = 0
        self.stack: list[OpenComponent] = []
        self.push(FILE, 0)
        if inside:
            self.push(inside, 0)
        self.base = len(self.stack)

    def push(self, name: str, index: int) -> None:
        """Open a component."""
        self.stack.append(OpenComponent(name, index, heads(name)))
        self.counts[name] += 1

    def read(self) -> None:
        """Read all lines: at once those that are clean, one by one the others."""
        top = self.stack[-1]
        rows, found, clean = top.heads, top.found, top.heads.clean
        for index, content in enumerate(self.contents):
            known = clean.get(content)
            if known and known not in found:
                found[known] = index
                continue
            head, _, value = content.partition(":")
            row = rows[head]
            if row and row[0] not in found and row[1](value) and len(content) < CLEAN_MAX:
                found[row[0]] = index
                rows.remember(content, row[0])
            else:
                self.line(index, content, head, value)
                top = self.stack[-1]
                rows, found, clean = top.heads, top.found, top.heads.clean
        if len(self.stack) > self.base:
            ends = [f"END:{shorten(entry.name)}" for entry in reversed(self.stack[self.base :])]
            value = listing(ends[:3], "and") if len(ends) < 4 else ", ".join(ends[:3]) + " and more"
            if "unended" in self.findings.counts:
                self.findings.forget_line(len(self.findings.sheet.lines))  # half a line is no second mistake
            self.findings.say("cut-short", len(self.contents) - 1, len(self.contents[-1]), value=value)

    def line(self, index: int, content: str, head: str, value: str) -> None:
        """Read one line that is not clean at first sight."""
        said = self.findings.said
        if head == "BEGIN" and value in COMPONENTS:
            self.begin(index, value)
        elif head == "END" and value == self.stack[-1].name and len(self.stack) > 1:
            self.end(index, value)
        elif line := self.parsed(index, content):
            if line.name == "BEGIN":
                self.begin(index, line.value.strip().upper())
            elif line.name == "END":
                self.end(index, line.value.strip().upper())
            elif len(self.stack) == 1:
                self.findings.say("outside", index, value=shown(content))
            else:
                top = self.stack[-1]
                self.property(line)
                # With nothing wrong it is as clean as what a pattern takes, but where lines look at each other.
                if self.findings.said == said and line.name in PLAIN_NAMES:
                    top.heads.remember(content, line.name)

    def parsed(self, index: int, content: str) -> ContentLine | None:
        """Return a content line taken apart, or None after saying why it cannot be."""
        say = self.findings.say
        name = NAME.match(content)
        if ":" not in content:
            if content and self.findings.sheet.starts[index] not in self.findings.sheet.torn:
                say("no-colon", index, value=shown(content))
            return None
        if not name or content[name.end()] not in ":;":
            if self.findings.sheet.starts[index] not in self.findings.sheet.torn:
                say("bad-name", index, value=shown(content))
            return None
        position, matches = name.end(), []
        while match := PARAMETER.match(content, position):
            matches.append(match)
            position = match.end()
        upper = name.group().upper()
        if content[position : position + 1] != ":":
            say("bad-parameter", index, position, name=shorten(upper), value=excerpt(content, position))
            return None
        return ContentLine(index, upper, self.parameters(index, upper, matches), content[position + 1 :], position + 1)

    def parameters(self, index: int, name: str, matches: list[re.Match[str]]) -> Mapping[str, tuple[str, ...]]:
        """Return parameters by name, their values without quotes, after saying what is wrong with them."""
        parameters: dict[str, tuple[str, ...]] = {}
        for match in matches:
            key, values = match[1].upper(), tuple(PARAMETER_VALUE.findall(match[2]))
            if key in parameters:
                words = {"name": shorten(name), "parameter": shorten(key)}
                self.findings.say("parameter-twice", index, match.start(1), **words)
            else:
                parameters[key] = tuple(value.strip('"') for value in values)
                self.parameter(index, name, match, values)
        return parameters

    def parameter(self, index: int, name: str, match: re.Match[str], values: tuple[str, ...]) -> None:
        """Say what is wrong with one parameter. RFC 5545 3.2, RFC 6868."""
        key, at = match[1].upper(), match.start(1)
        words = {"name": shorten(name), "parameter": shorten(key)}
        pattern = compiled(PARAMETERS[key]) if key in PARAMETERS else None
        if pattern is None:
            if not key.startswith("X-"):
                way: Word = partial(meant, key, PARAMETERS)
                self.findings.say("unknown-parameter", index, at, way=way, **words)
        elif key in QUOTED and not all(value.startswith('"') for value in values):
            self.findings.say("unquoted", index, at, **words)
        elif wrong := [value for value in values if not pattern.fullmatch(value.strip('"'))]:
            way = f"write {listing(PARAMETERS[key].split('|'))}" if "|" in PARAMETERS[key] else EXAMPLES[key]
            self.findings.say("parameter-value", index, at, value=shown(wrong[0]), way=way, **words)
        if "^" in match[2] and CARET.search(CARET_PAIR.sub("", match[2])):
            self.findings.say("caret", index, at, value=shown(match[2]), **words)

    def begin(self, index: int, name: str) -> None:
        """Open a component where it may stand, closing what was forgotten."""
        if name in COMPONENTS:
            within = COMPONENTS[name].within
            if any(self.counts[place] for place in within):
                while not self.fits(within):
                    self.close(index, forgotten=True)
            if not self.fits(within):
                parent = self.stack[-1].name
                self.findings.say("nested-wrong", index, component=name, parent=shorten(parent), place=listing(within))
        elif not name.startswith("X-"):
            way = partial(meant, name, COMPONENTS)
            self.findings.say("unknown-component", index, component=shown(name), way=way)
        if name in RISKY:
            self.findings.say("risky", index, name=name)
        if name == "VCALENDAR":
            if self.calendars:
                self.findings.say("several-calendars", index)
            self.calendar = Calendar(index)
        elif name == "VALARM":
            self.calendar.unasked.append(("alarm", index))
        self.stack[-1].inside[name] += 1
        self.push(name, index)

    def fits(self, within: tuple[str, ...]) -> bool:
        """Return whether a component that belongs in these may stand here; an unknown one may hold any."""
        name = self.stack[-1].name
        return name in within or (name not in COMPONENTS and name != FILE)

    def end(self, index: int, name: str) -> None:
        """Close a component, and before it those in it that were forgotten."""
        if not self.counts[name] or name == FILE:
            self.findings.say("not-open", index, value=shorten(name))
            if name not in COMPONENTS and near(name, [self.stack[-1].name]):
                self.close(index)  # misspelt: the one mistake is said
            return
        while self.stack[-1].name != name:
            self.close(index, forgotten=True)
        self.close(index)

    def close(self, index: int, *, forgotten: bool = False) -> None:
        """Close the innermost component and say what it lacks as a whole."""
        entry = self.stack.pop()
        self.counts[entry.name] -= 1
        if forgotten:
            words = {"component": shorten(entry.name), "line": self.line_of(entry.index)}
            self.findings.say("not-closed", index, **words)
        if entry.name in COMPONENTS:
            required = COMPONENTS[entry.name].required
            if not required <= entry.found.keys():
                for name in sorted(required - entry.found.keys()):
                    self.findings.say("missing-property", entry.index, component=entry.name, name=name)
            for check in CHECKS.get(entry.name, ()):
                check(self, entry)

    def line_of(self, index: int) -> str:
        """Return the number of the line in the file that a content line starts on."""
        return str(self.findings.sheet.starts[index] + 1)

    def property(self, line: ContentLine) -> None:
        """Say what is wrong with one property."""
        entry = self.stack[-1]
        component = COMPONENTS.get(entry.name)
        first = entry.found.setdefault(line.name, line.number)
        if line.name not in PROPERTIES:
            self.stranger(line, entry)
            return
        if component:
            self.standing(line, entry, component, first)
        row = component.row(line.name) if component else PROPERTIES[line.name]
        if kind := self.kind(line, row):
            self.value(line, row, kind, entry)

    def stranger(self, line: ContentLine, entry: OpenComponent) -> None:
        """Say what an unknown name may have been meant to be; a misspelt property is not missing too."""
        name = shorten(line.name)
        self.strangers += 1
        like = ""
        if self.strangers <= STRANGERS_MAX:
            like = near(name, X_NAMES, NEAR_X) if name.startswith("X-") else near(name, PROPERTIES)
        if like:
            entry.found.setdefault(like, line.number)
            self.findings.say("misspelt", line.number, name=name, near=like)
        elif not name.startswith("X-"):
            self.findings.say("unknown-name", line.number, name=name)

    def standing(self, line: ContentLine, entry: OpenComponent, component: Component, first: int) -> None:
        """Say what is wrong with a property being where it is, whatever its value."""
        say, name = self.findings.say, line.name
        words = {"name": name, "component": entry.name}
        if name == "UID" and entry.name == "VCALENDAR":
            say("calendar-uid", line.number)
        elif name in RISKY:
            say("risky", line.number, **words)
        elif name not in component.names and name not in X_NAMES:
            say("misplaced-property", line.number, **words)
        if first == line.number:
            if name in UNASKED and entry.name in ENTRIES:
                self.calendar.unasked.append((UNASKED[name], line.number))
        elif name in component.required or name in component.once:
            say("repeated-property", line.number, line=self.line_of(first), **words)
        elif name == "CATEGORIES":
            say("categories-twice", line.number, line=self.line_of(first))

    def kind(self, line: ContentLine, row: Property) -> Kind | None:
        """Return the kind of value a line says it has, or None after saying why it cannot have it."""
        told = line.parameters.get("VALUE")
        if told is None:
            if row.told:
                self.findings.say("value-missing", line.number, name=line.name, kind=row.kinds[0].name)
                return None
            return row.kinds[0]
        for kind in row.kinds:
            if told[0].upper() == kind.name:
                return kind
        known = listing(dict.fromkeys(kind.name for kind in row.kinds))
        self.findings.say("wrong-type", line.number, name=line.name, value=shown(told[0]), kind=known)
        return None

    def value(self, line: ContentLine, row: Property, kind: Kind, entry: OpenComponent) -> None:
        """Say what is wrong with a value, each kind of mistake once."""
        words = {"name": line.name, "component": entry.name}
        faults = list_faults(kind.faults, line.value) if row.listed else kind.faults(line.value)
        seen: set[str] = set()
        for fault in faults:
            code = fault.code
            if code == "empty" and entry.name in COMPONENTS and line.name in COMPONENTS[entry.name].required:
                code = "missing-property"
            if code not in seen:
                seen.add(code)
                self.findings.say(code, line.number, line.offset + fault.offset, **words, **fault.words)
        if kind.name == "TEXT" and len(line.value) * 4 > TEXT_MAX:
            octets = len(line.value.encode("utf-8", "surrogateescape"))
            if octets > TEXT_MAX:
                self.findings.say("long-text", line.number, line.offset, octets=str(octets), **words)
        if kind is BINARY:
            if not seen and line.parameters.get("ENCODING", ("",))[0].upper() != "BASE64":
                self.findings.say("bad-binary", line.number, line.offset, **words)
            if line.name == "IMAGE":
                self.findings.say("inline-image", line.number, line.offset, **words)
        if seen:
            entry.faulty.add(line.name)
        elif kind.name in ("DATE", "DATE-TIME", "PERIOD"):
            self.zone(line, kind, entry)

    def zone(self, line: ContentLine, kind: Kind, entry: OpenComponent) -> None:
        """Say what is wrong with the zone of a date or time. RFC 5545 3.2.19 and 3.3.5."""
        tzid = line.parameters.get("TZID", (None,))[0]
        utc = "Z" in line.value
        words = {"name": line.name, "value": shown(line.value if tzid is None else tzid)}
        if tzid is None:
            # a zone's own rules are in its own time
            if kind.name != "DATE" and not utc and entry.name not in ("STANDARD", "DAYLIGHT"):
                self.findings.say("floating-time", line.number, line.offset, **words)
        elif kind is DATE:
            self.findings.say("tzid-on-date", line.number, **words)
        elif tzid.upper() in UTC_NAMES:
            self.findings.say("tzid-utc", line.number, **words)
        elif utc:
            self.findings.say("tzid-and-z", line.number, **words)
        elif not tzid.startswith("/"):  # a name from a public register needs no VTIMEZONE
            self.calendar.used.setdefault(tzid, line.number)
            self.calendar.walls[tzid].update(WALL.findall(line.value))


Check = Callable[[ComponentReader, OpenComponent], None]
UNTIL = re.compile(r"UNTIL=(\d{8}(?:T\d{6}Z?)?)(?=;|\Z)", re.I | re.A)
UNTIL_WAYS = {"DATE": "write a date, as DTSTART is one", "floating": "write it without Z, as DTSTART"}
ALARMS = {"DISPLAY": ("DESCRIPTION",), "EMAIL": ("ATTENDEE", "DESCRIPTION", "SUMMARY")}


def value_of(content: str) -> str:
    """Return the value of a content line that was read before."""
    head, _, value = content.partition(":")
    if '"' not in head:
        return value
    name = NAME.match(content)
    position = name.end() if name else 0
    while match := PARAMETER.match(content, position):
        position = match.end()
    return content[position + 1 :]


def plain(value: str) -> str:
    """Return a TEXT value without its escapes. RFC 5545 3.3.11."""
    return re.sub(r"\\([\\;,nN])", lambda escape: "\n" if escape[1] in "nN" else escape[1], value)


class Moment(NamedTuple):
    """A date or time as a line gives it."""

    value: str
    form: str  # DATE, UTC, floating, or the parameters with the TZID


def moment(reading: ComponentReader, entry: OpenComponent, name: str) -> Moment | None:
    """Return the moment a property gives, or None where there is none, or none that can be read."""
    if name not in entry.found or name in entry.faulty:
        return None
    head, _, value = reading.contents[entry.found[name]].rpartition(":")
    if not STAMP.fullmatch(value):
        return None
    if len(value) == 8:
        form = "DATE"
    elif value[-1] == "Z":
        form = "UTC"
    else:
        form = head.partition(";")[2].upper() if "TZID=" in head.upper() else "floating"
    return Moment(value, form)


def identity(reading: ComponentReader, entry: OpenComponent) -> None:
    """Say when an entry has another's UID. RFC 5545 3.8.4.7; overridden occurrences share one, 3.8.4.4."""
    calendar = reading.calendar
    calendar.entries += 1
    if "UID" not in entry.found:
        return
    index = entry.found["UID"]
    uid = value_of(reading.contents[index])
    occurrence = entry.found.get("RECURRENCE-ID")
    key = (uid, "" if occurrence is None else value_of(reading.contents[occurrence]))
    first = calendar.uids.setdefault(key, index)
    if first != index and uid:
        reading.findings.say("uid-twice", index, value=shown(uid), line=reading.line_of(first))


def span(end_name: str, reading: ComponentReader, entry: OpenComponent) -> None:
    """Say when start and end do not make a span. RFC 5545 3.8.2.2, 3.8.2.3, 3.8.2.5."""
    say, found = reading.findings.say, entry.found
    start, end = moment(reading, entry, "DTSTART"), moment(reading, entry, end_name)
    if end_name in found and "DURATION" in found:
        say("end-and-duration", found["DURATION"], name=end_name)
    if start is None:
        return
    if end is not None:
        words = {"name": end_name, "value": end.value, "start": start.value}
        if start.form == end.form:
            if end.value <= start.value:
                say("end-before-start", found[end_name], **words)
        elif {"DATE", "floating"} & {start.form, end.form}:
            say("kinds-differ", found[end_name], **words)
    if "DURATION" in found:
        duration = value_of(reading.contents[found["DURATION"]])
        words = {"name": "DURATION", "value": shown(duration), "start": start.value}
        if not DURATION_PATTERN.fullmatch(duration):
            return
        if duration[0] == "-" or not re.search("[1-9]", duration):
            say("end-before-start", found["DURATION"], **words)
        elif start.form == "DATE" and "T" in duration:
            say("kinds-differ", found["DURATION"], **words)


def until(reading: ComponentReader, entry: OpenComponent) -> None:
    """Say when a rule's last day is not of the kind of its first. RFC 5545 3.3.10."""
    start = moment(reading, entry, "DTSTART")
    if start is None or "RRULE" not in entry.found:
        return
    index = entry.found["RRULE"]
    last = UNTIL.search(reading.contents[index])
    if last is None:
        return
    form = "DATE" if len(last[1]) == 8 else "UTC" if last[1][-1] in "zZ" else "floating"
    if form != (start.form if start.form in UNTIL_WAYS else "UTC"):
        way = UNTIL_WAYS.get(start.form, "write it in UTC, with Z")
        reading.findings.say("until-kind", index, last.start(1), value=last[1], way=way)


def started(reading: ComponentReader, entry: OpenComponent) -> None:
    """Note an entry without DTSTART: whether that is wrong depends on METHOD. RFC 5545 3.6.1."""
    if "DTSTART" not in entry.found:
        reading.calendar.startless.append(entry.index)


def zone_rules(reading: ComponentReader, entry: OpenComponent) -> None:
    """Note a zone, and say when it has no rules. RFC 5545 3.6.5."""
    if "TZID" in entry.found:
        reading.calendar.zones.setdefault(plain(value_of(reading.contents[entry.found["TZID"]])), entry.index + 1)
    if not entry.inside["STANDARD"] and not entry.inside["DAYLIGHT"]:
        reading.findings.say("zone-empty", entry.index)


def alarm(reading: ComponentReader, entry: OpenComponent) -> None:
    """Say what an alarm lacks for its action. RFC 5545 3.6.6."""
    action = value_of(reading.contents[entry.found["ACTION"]]).upper() if "ACTION" in entry.found else ""
    lacks = [(f"ACTION:{action}", name) for name in ALARMS.get(action, ()) if name not in entry.found]
    pair = [name for name in ("DURATION", "REPEAT") if name in entry.found]
    if len(pair) == 1:
        lacks.append((pair[0], "REPEAT" if pair[0] == "DURATION" else "DURATION"))
    for what, name in lacks:
        reading.findings.say("alarm-incomplete", entry.index, what=what, name=name)


def frame(reading: ComponentReader, entry: OpenComponent) -> None:
    """Say what is wrong with a calendar as a whole, and settle what waited for its METHOD."""
    method = value_of(reading.contents[entry.found["METHOD"]]).upper() if "METHOD" in entry.found else ""
    calendar = reading.calendar
    calendar.empty = not entry.inside
    reading.calendars.append(calendar)
    settle(reading, method)
    if method not in ("", "PUBLISH"):
        return  # an invitation is nobody's calendar
    lacks = [name for name in ("NAME", "X-WR-CALNAME") if name not in entry.found]
    if lacks:
        reading.findings.say("no-name", entry.index, name=listing(lacks, "and no"))
    else:
        name, other = (plain(value_of(reading.contents[entry.found[key]])) for key in ("NAME", "X-WR-CALNAME"))
        if name != other:
            words = {"value": shown(name), "other": shown(other)}
            reading.findings.say("names-differ", entry.found["X-WR-CALNAME"], **words)


def settle(reading: ComponentReader, method: str) -> None:
    """Say what is wrong with entries under this METHOD. RFC 5546 3.2."""
    if method == "PUBLISH":
        for code, index in reading.calendar.unasked:
            reading.findings.say(code, index)
    if method not in STARTLESS_METHODS:
        for index in reading.calendar.startless:
            reading.findings.say("missing-property", index, component="VEVENT", name="DTSTART")


CHECKS: Mapping[str, tuple[Check, ...]] = {
    "VCALENDAR": (frame,),
    "VEVENT": (identity, partial(span, "DTEND"), until, started),
    "VTODO": (identity, partial(span, "DUE"), until),
    "VJOURNAL": (identity, until),
    "VFREEBUSY": (partial(span, "DTEND"),),
    "VTIMEZONE": (zone_rules,),
    "VALARM": (alarm,),
}
