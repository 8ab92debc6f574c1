"""The bytes of a calendar file in, Problems out: what a client drops, misreads or refuses, and what smells.

The same judge for our own feeds and for anybody's. It knows RFC 5545 and its extensions from tables of its own
and asks no library, so that a mistake of the library that wrote a file is seen too. Lines in marks are those
of the file, not the unfolded ones; columns are characters of such a line, where an octet that is not UTF-8 is
one.
"""

import re
from collections.abc import Iterable
from itertools import islice

from summit_ical.doctor import zone_rules
from summit_ical.doctor.clients import ENTRIES_MAX, FILE_MAX
from summit_ical.doctor.codes import CODES
from summit_ical.doctor.components import ComponentReader, settle
from summit_ical.doctor.lines import BOM, CALENDAR, NOT_CALENDARS, Findings, opened
from summit_ical.model.source import Mark, Problem, shown
from summit_ical.model.zones import FIRST_YEAR, LAST_YEAR, is_known, offset_words, offsets_at


def examine(name: str, raw: bytes) -> tuple[Problem, ...]:
    """Return all that is wrong with a calendar file, in file order; () for a clean one. Raises nothing.

    `name` stands in the marks. From the sixth Problem of a code on, one at the end says how many more.
    """
    if problem := no_calendar(name, raw):
        return (problem,)
    findings = opened(name, raw)
    reading = ComponentReader(findings)
    reading.read()
    for calendar in reading.calendars:
        if calendar.empty:
            findings.say("empty-calendar", calendar.index)
        for tzid, index in calendar.used.items():
            if tzid not in calendar.zones:
                findings.say("tzid-unknown", index, value=shown(tzid))
            elif is_known(tzid):
                _judge_zone(findings, tzid, calendar.zones[tzid], calendar.walls[tzid])
    if len(raw) > FILE_MAX:
        findings.say_whole("large-file", octets=str(len(raw)))
    entries = sum(calendar.entries for calendar in reading.calendars)
    if entries > ENTRIES_MAX:
        findings.say_whole("many-entries", count=str(entries))
    return findings.all()


def _judge_zone(findings: Findings, tzid: str, index: int, walls: Iterable[str]) -> None:
    """Say where a VTIMEZONE of an IANA zone gives clocks another offset than the zone database, on the dates used."""
    contents = findings.sheet.contents
    try:
        zone = zone_rules.observances(islice(contents, index, None))
        told = ((wall, zone_rules.offset_at(zone, wall)) for wall in map(zone_rules.local, sorted(walls)))
        for wall, offset in told:
            real = offsets_at(wall, tzid) if FIRST_YEAR <= wall.year <= LAST_YEAR else []
            if real and offset not in real:
                words = {"value": tzid, "wall": f"{wall:%Y-%m-%d %H:%M}", "offset": offset_words(offset)}
                findings.say("zone-stale", index - 1, other=offset_words(real[0]), **words)
                return
    except ValueError:
        return  # rules that no zone has


def examine_entry(name: str, raw: bytes) -> tuple[Problem, ...]:
    """Return what is wrong with one VEVENT of a published feed, from BEGIN:VEVENT to END:VEVENT and CRLF.

    What only the whole file shows is not seen here: a UID in use elsewhere, a TZID without VTIMEZONE.
    """
    findings = opened(name, raw)
    reading = ComponentReader(findings, inside="VCALENDAR")
    calendar = reading.stack[-1]
    reading.read()
    settle(reading, "PUBLISH")
    alone = calendar.inside == {"VEVENT": 1} and not calendar.found and calendar is reading.stack[-1]
    if not alone and "cut-short" not in findings.counts:
        findings.say_whole("not-one-entry")
    return findings.all()


def examine_frame(name: str, head: bytes, tail: bytes) -> tuple[Problem, ...]:
    """Return what is wrong with a VCALENDAR, given what stands before and after its entries."""
    if problem := no_calendar(name, head):
        return (problem,)
    findings = opened(name, head + tail)
    ComponentReader(findings).read()
    return findings.all()


def no_calendar(name: str, raw: bytes) -> Problem | None:
    """Return the one thing to say about bytes that are no calendar at all, or None."""
    start = raw.removeprefix(BOM).lstrip()
    if CALENDAR.match(start):
        return None
    known = [(what, way) for magic, what, way in NOT_CALENDARS if start.startswith(magic)]
    if not start:
        code, what, way = "empty-file", "", ""
    elif known:
        code, (what, way) = "not-a-calendar", known[0]
    elif CALENDAR.search(re.sub(rb"\r?\n[ \t]", b"", start)):
        return None
    else:
        code, what, way = (
            "not-a-calendar",
            "text without BEGIN:VCALENDAR",
            "look at what the address answers",
        )
    row = CODES[code]
    return Problem(Mark(name), row.severity, code, row.sentence.format(what=what), row.hint.format(way=way))
