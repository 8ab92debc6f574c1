"""An Agenda and its Feeds to the files of a page: index.html and what it needs, QR codes for slides."""

import json
import re
from collections.abc import Collection, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from markupsafe import Markup

from summit_ical.calendars.subscribe_links import PAGE, anchor, page_address
from summit_ical.files.theme import own
from summit_ical.ledger import atom
from summit_ical.ledger.records import Memory
from summit_ical.model.agenda import Agenda
from summit_ical.model.feed_kinds import Feed
from summit_ical.model.zones import rfc3339, to_wall
from summit_ical.page.jinja import template_text
from summit_ical.page.json_ld import json_ld
from summit_ical.page.notes import news, notes
from summit_ical.page.views import Sizes, days, in_language, limits, offers
from summit_ical.text.translations import Words, words

Files = dict[str, Sequence[bytes]]  # path in the feeds folder -> pieces of its file

STATIC = ("page.js", "widget.js", "icon.svg")  # as they are
CODED = ("all", "talks", "day", "track", "room", "kind", "language")  # kinds whose feeds have a QR code
NOTHING = Memory()
MASK = 0  # a chequerboard, which leaves no large areas whatever lies below it
CODED_MAX = 200  # QR codes; each costs some milliseconds
UNREAD = {  # what browsers need not read
    ".js": re.compile(rb"^\s*(?://.*\n\s*)*", re.MULTILINE),
    ".css": re.compile(rb"/\*.*?\*/\n|(?<=[{};,])\s+|\s+(?=[{}])|;\s*(?=\})"),
    ".svg": re.compile(rb"\s+\Z"),
}
LINKED = ("all", "talks", "day")  # kinds with a <link rel="alternate"> in the head

HOME = Path(__file__).parent / "static"


def files(
    agenda: Agenda,
    feeds: Sequence[Feed],
    large: Collection[str] = (),
    memory: Memory = NOTHING,
    theme: Path | None = None,
) -> Files:
    """Return the files of the page, which stand beside the feeds.

    `large` are the paths of feeds that Google would drop; `memory` tells what became of the sessions; `theme` is a
    folder with templates, catalogues and styles that take the place of ours. Raises AgendaError where it is not right.
    """
    coded = coded_feeds(agenda, feeds)
    html = index(agenda, feeds, Sizes(frozenset(large), frozenset(feed.path for feed in coded)), memory, theme)
    codes = {f"qr/{anchor(feed.path)}.svg": (code(page_address(agenda, anchor(feed.path))),) for feed in coded}
    css = (_static("page.css", theme), colours(agenda).encode(), own(theme, "theme.css") or b"")
    return {
        PAGE: (html.encode(),),
        "page.css": css,
        **{name: (_static(name, theme),) for name in STATIC},
        **codes,
    }


def index(agenda: Agenda, feeds: Sequence[Feed], sizes: Sizes, memory: Memory, theme: Path | None) -> str:
    """Return the page as HTML."""
    event, spoken = agenda.event, words(agenda.event.language, theme)
    known = notes(agenda, memory)
    programme = days(agenda, feeds, known, spoken)
    return template_text(
        theme,
        PAGE,
        w=spoken,
        event=event,
        event_words=in_language(event.language) if event.language != spoken.tag else Markup(""),
        dates=spoken.days(*limits(agenda)),
        days=programme,
        offers=offers(agenda, feeds, sizes, spoken),
        linked=[feed for feed in feeds if feed.kind in LINKED and feed.sessions],
        address=page_address(agenda),
        count=spoken.sessions(len(agenda.sessions)),
        json_ld=Markup(json_ld(agenda, known)),  # noqa: S704 - no sign of markup is in it
        script=Markup(script_words(agenda, feeds, spoken)),  # noqa: S704 - the same
        news=[
            (rfc3339(time), spoken.day(to_wall(time, event.timezone), "day"), one) for time, one in news(agenda, memory)
        ],
        atom=atom.NAME if memory.sessions else "",
    )


def script_words(agenda: Agenda, feeds: Sequence[Feed], spoken: Words) -> str:
    """Return what the script has to know, as JSON without a sign of markup."""
    venue = agenda.event.venue
    known: dict[str, Any] = {
        "event": agenda.event.id,
        "zone": agenda.event.timezone,
        "also": [zone for zone in agenda.event.also_show if zone != agenda.event.timezone],
        "address": page_address(agenda),
        "url": agenda.event.url,
        "venue": ", ".join(filter(None, (venue.name, venue.address))) if venue else "",
        "whole": next((feed.path for feed in feeds if feed.kind == "all"), ""),
        "tracks": {track.id: track.name for track in agenda.tracks},
        "rooms": {room.id: room.name for room in agenda.rooms},
        "words": dict(spoken.script),
    }
    return json.dumps(known, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def coded_feeds(agenda: Agenda, feeds: Sequence[Feed]) -> tuple[Feed, ...]:
    """Return the feeds with a QR code: those that go on a slide, where the page's address is known."""
    return (
        tuple(feed for feed in feeds if feed.kind in CODED and feed.sessions)[:CODED_MAX]
        if agenda.event.feeds_url
        else ()
    )


@cache
def code(address: str) -> bytes:
    """Return a QR code as SVG. ISO/IEC 18004, error correction level M, with the quiet zone it asks for.

    Readers take any of the eight masks; to score them all, as the standard advises, is four fifths of the work.
    """
    import segno

    drawn = BytesIO()
    segno.make(address, error="m", micro=False, mask=MASK).save(
        drawn, kind="svg", border=4, light="#fff", svgclass=None, lineclass=None, xmldecl=False, omitsize=True
    )
    return drawn.getvalue()


def colours(agenda: Agenda) -> str:
    """Return the tracks' colours as CSS: an attribute for style would not get past a strict policy."""
    return "".join(
        f'.track-{track.id},.track[data-id="{track.id}"]{{--track:{track.color}}}\n'
        for track in agenda.tracks
        if track.color
    )


def _static(name: str, theme: Path | None) -> bytes:
    """A file of the page; ours goes out without the comments and the indentation that it is written with."""
    return own(theme, name) or UNREAD[Path(name).suffix].sub(b"", (HOME / name).read_bytes())
