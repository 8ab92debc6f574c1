"""An Agenda and its Feeds to the files of a page: index.html and what it needs, QR codes for slides.

The only package that imports Jinja, Babel and segno, and nobody imports it before a page is wanted. A page is the same
bytes for the same agenda, theme and notes.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files as packaged
from io import BytesIO
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined
from markupsafe import Markup

from summit_ical.agenda import Agenda
from summit_ical.feeds import Feed
from summit_ical.links import PAGE, anchor, page_address
from summit_ical.page.structured import json_ld
from summit_ical.page.views import Note, Sizes, days, in_language, offers
from summit_ical.page.words import Words, words

Files = dict[str, Sequence[bytes]]  # path in the feeds folder -> pieces of its file

STATIC = ("page.js", "widget.js", "icon.svg")  # as they are
CODED = ("all", "talks", "day", "track", "room", "kind", "language")  # kinds whose feeds have a QR code
CODED_MAX = 200  # QR codes; each costs some milliseconds
UNREAD = {  # what browsers need not read
    ".js": re.compile(rb"^\s*(?://.*\n\s*)*", re.MULTILINE),
    ".css": re.compile(rb"/\*.*?\*/\n|(?<=[{};,])\s+|\s+(?=[{}])|;\s*(?=\})"),
    ".svg": re.compile(rb"\s+\Z"),
}
LINKED = ("all", "talks", "day")  # kinds with a <link rel="alternate"> in the head


def files(
    agenda: Agenda,
    feeds: Sequence[Feed],
    large: frozenset[str] = frozenset(),
    notes: Mapping[str, Note] | None = None,
    theme: Path | None = None,
    news: str = "",
) -> Files:
    """Return the files of the page.

    `large` are the paths of feeds that Google would drop; `notes` tell by session id what became of it; `theme` is a
    folder with templates, catalogues and a page.css that take the place of ours; `news` is the path of an Atom feed.
    Raises jinja2.TemplateError or ValueError where the theme's files are not right.
    """
    spoken = words(agenda.event.language, theme)
    coded = coded_feeds(agenda, feeds)
    sizes = Sizes(large, frozenset(feed.path for feed in coded))
    html = rendered("index.html", agenda, feeds, sizes, notes or {}, spoken, theme, news)
    codes = {f"qr/{anchor(feed.path)}.svg": (code(page_address(agenda, anchor(feed.path))),) for feed in coded}
    css = (_static("page.css", theme), colours(agenda).encode(), _own(theme, "theme.css"))
    return {
        PAGE: (html.encode(),),
        "page.css": css,
        **{name: (_static(name, theme),) for name in STATIC},
        **codes,
    }


def rendered(
    template: str,
    agenda: Agenda,
    feeds: Sequence[Feed],
    sizes: Sizes,
    notes: Mapping[str, Note],
    spoken: Words,
    theme: Path | None,
    news: str = "",
) -> str:
    """Return a template filled with the agenda."""
    event = agenda.event
    whole = next((feed for feed in feeds if feed.kind == "all"), None)
    programme = days(agenda, feeds, notes, spoken)
    return (
        environment(theme)
        .get_template(template)
        .render(
            w=spoken,
            event=event,
            event_words=in_language(event.language) if event.language != spoken.tag else Markup(""),
            dates=spoken.days(programme[0].date, programme[-1].date),
            days=programme,
            offers=offers(agenda, feeds, sizes, spoken),
            whole=whole,
            linked=[feed for feed in feeds if feed.kind in LINKED],
            address=page_address(agenda),
            count=spoken.sessions(len(agenda.sessions)),
            json_ld=Markup(json_ld(agenda, notes)),  # noqa: S704 - no sign of markup is in it
            script=Markup(script_words(agenda, feeds, spoken)),  # noqa: S704 - the same
            news=news,
        )
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
    return tuple(feed for feed in feeds if feed.kind in CODED)[:CODED_MAX] if agenda.event.feeds_url else ()


@cache
def code(address: str) -> bytes:
    """Return a QR code as SVG. ISO/IEC 18004, error correction level M, with the quiet zone it asks for."""
    import segno

    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
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


@cache
def environment(theme: Path | None = None) -> Environment:
    """Return the templates, a theme's own first. All that is filled in is escaped; a misspelt name is an error."""
    ours = PackageLoader(__package__)
    loader = ChoiceLoader([FileSystemLoader(theme), ours]) if theme else ours
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals["in_language"] = in_language
    return made


def _static(name: str, theme: Path | None) -> bytes:
    """A file of the page; ours goes out without the comments and the indentation that it is written with."""
    ours = packaged(__package__) / "static" / name
    return _own(theme, name) or UNREAD[Path(name).suffix].sub(b"", ours.read_bytes())


def _own(theme: Path | None, name: str) -> bytes:
    return (theme / name).read_bytes() if theme and (theme / name).is_file() else b""
