"""A page in Markdown, HTML or reStructuredText, as an organiser wrote it, to a Programme."""

import re

from summit_ical.programme import Answers, Programme
from summit_ical.readers.page.markup import page
from summit_ical.readers.page.scan import scanned
from summit_ical.readers.page.settle import Settling
from summit_ical.source import Mark, Refused, Text
from summit_ical.values import to_url

SUFFIXES = (".md", ".markdown", ".mdx", ".html", ".htm", ".rst", ".txt")


def takes(file: str, text: str) -> bool:
    """Whether a file is a page: by its name."""
    return file.lower().endswith(SUFFIXES)


def parse(file: str, text: str, answers: Answers) -> Programme:
    """Return the schedule of a page: its items, what was left out and why, and what has to be asked for."""
    read = page(text, rst=file.lower().endswith(".rst"))
    found = scanned(read.blocks)
    first = next((section.text for section in found.headings if section.level == 1), "")
    programme = Programme(file, read.front.get("title", "") or first or next((s.text for s in found.headings), ""))
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
