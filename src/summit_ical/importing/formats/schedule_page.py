"""A page in Markdown, HTML or reStructuredText, as an organiser wrote it, to a Programme."""

import re
from pathlib import PurePath

from summit_ical.importing.schedule import Answers, Programme
from summit_ical.importing.webpage.markup import page
from summit_ical.importing.webpage.scan import scanned
from summit_ical.importing.webpage.settle import Settling
from summit_ical.importing.webpage.slots import is_day, when_in
from summit_ical.model.source import Mark, Refused, Text
from summit_ical.model.values import to_url

# Front matter that says when the event is; `date` says when the page was written.
EVENT_DATES = (
    "startdate",
    "start_date",
    "start-date",
    "enddate",
    "end_date",
    "end-date",
    "event_date",
    "dates",
    "humandate",
    "when",
)


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule of a page: its items, what was left out and why, and what has to be asked for."""
    read = page(text, PurePath(file).suffix)
    found = scanned(read.blocks)
    found.mentions += [when for key in EVENT_DATES if (when := when_in(read.front.get(key, ""), 1))]
    programme = Programme(file, _title([read.front.get("title", ""), *(section.text for section in found.headings)]))
    programme.url = _address(read.front)
    settling = Settling(programme, found, read.front, answers)
    settling.run(read.source)
    programme.zone = answers.timezone or _zone(settling)
    items = programme.items
    programme.has = frozenset(
        name
        for name, said in (
            ("speakers", any(item.speakers for item in items)),
            ("track", any(item.tracks for item in items)),
            ("room", any(item.rooms for item in items)),
            ("abstract", any(item.abstract for item in items)),
            ("links", any(item.links for item in items)),
        )
        if said
    )
    return programme


def _title(texts: list[str]) -> str:
    """The first title that names the event rather than its programme."""
    named = [
        re.sub(r"[\s:–—-]*\b(?:schedule|agenda|program(?:me)?|timetable)\W*$", "", text, flags=re.IGNORECASE)
        for text in texts
    ]
    return next((text for text in named if text and not is_day(text)), next(filter(None, texts), ""))


def _zone(settling: Settling) -> str:
    """The zone that most of the page's clocks are in."""
    named = [zone.name for slot in settling.scanned.slots if (zone := settling.zone(slot)) and zone.name]
    return max(dict.fromkeys(named), key=named.count) if named else ""


def _address(front: dict[str, str]) -> str:
    for key in ("canonical_url", "url", "website", "permalink"):
        if key in front and re.match(r"https?://", front[key]):
            try:
                return str(to_url(Text(front[key], Mark(""))))
            except Refused:
                continue
    return ""
