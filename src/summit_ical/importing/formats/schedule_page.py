"""A page in Markdown, HTML or reStructuredText, as an organiser wrote it, to a Programme."""

import re
from functools import lru_cache
from pathlib import PurePath

from summit_ical.importing.schedule import Answers, Programme
from summit_ical.importing.webpage import reading
from summit_ical.importing.webpage.markup import Page, page
from summit_ical.importing.webpage.scan import scanned
from summit_ical.importing.webpage.slots import Scanned, is_day
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

FIELDS = {"speakers": "speakers", "track": "tracks", "room": "rooms", "abstract": "abstract", "links": "links"}


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule of a page: its items, what was left out and why, and what has to be asked for."""
    read, scanned_page = _seen(text, PurePath(file).suffix, answers.columns)
    titles = [read.front.get("title", "")]
    made = reading.read(file, scanned_page, read.blocks, answers, titles=titles, source=read.source)
    made.title = _title([*titles, *(section.text for section in scanned_page.headings)])
    made.url = _address(read.front)
    made.zone = answers.timezone or made.zone
    made.has = frozenset(name for name, field in FIELDS.items() if any(getattr(item, field) for item in made.items))
    return made


@lru_cache(maxsize=1)  # the same page is read once more for each answer
def _seen(text: str, suffix: str, columns: tuple[tuple[str, str], ...]) -> tuple[Page, Scanned]:
    """Return a page, and all that it says of times and days: what no answer but those about columns changes."""
    read = page(text, suffix)
    return read, scanned(read.blocks, columns, [read.front.get(key, "") for key in EVENT_DATES], read.source)


def _title(texts: list[str]) -> str:
    """The first title that names the event rather than its programme."""
    named = [
        re.sub(r"[\s:–—-]*\b(?:schedule|agenda|program(?:me)?|timetable)\W*$", "", text, flags=re.IGNORECASE)
        for text in texts
    ]
    return next((text for text in named if text and not is_day(text)), next(filter(None, texts), ""))


def _address(front: dict[str, str]) -> str:
    for key in ("canonical_url", "url", "website", "permalink"):
        if key in front and re.match(r"https?://", front[key]):
            try:
                return str(to_url(Text(front[key], Mark(""))))
            except Refused:
                continue
    return ""
