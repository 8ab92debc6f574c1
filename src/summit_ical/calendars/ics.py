"""Session to VEVENT bytes, once; Feed to VCALENDAR bytes. What each property holds, and why, is in docs/output.md.

icalendar owns value types, parameters and escaping. Content lines are put together, folded and encoded here, because
that is most of its time; a property test holds them byte for byte to the library's own components.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from icalendar import vCategory, vDate, vDatetime, vDuration, vGeo, vText, vUri

from summit_ical.ledger.records import NOTE_MAX, PRODID, Farewell, Frame, Identity, Rendered
from summit_ical.model.agenda import Agenda, Session, Span, Speaker, ends
from summit_ical.model.characters import clean, one_line
from summit_ical.model.feed_kinds import Feed, is_listed
from summit_ical.text.addresses import uri
from summit_ical.text.cut import cut
from summit_ical.text.plain import plain

SUMMARY_MAX = 200  # characters
LOCATION_MAX = 255  # characters
CHARACTERS_MAX = 3000  # of a DESCRIPTION, as Proton takes it
OCTETS_MAX = 7500  # of a DESCRIPTION as written, below calcurse's 8 KiB
NOTE_ROOM = NOTE_MAX + 2  # characters kept free in every DESCRIPTION, so that a note and its blank line move nothing
CHARACTERS = CHARACTERS_MAX - NOTE_ROOM  # of a DESCRIPTION without its note
OCTETS = OCTETS_MAX - 4 * NOTE_ROOM  # the same; a character has four octets at most
ABOUT_MAX = 300  # characters of a calendar's DESCRIPTION, its address not counted
LINE_MAX = 75  # octets, RFC 5545 3.1
CANCELLED = "CANCELLED: "
# In a parameter these need the `^` of RFC 6868, and sabre/vobject 2 drops a feed that has one there.
UNQUOTABLE = str.maketrans({'"': "'", "^": "ˆ"})
ESCAPED = "\\;,\n"  # each is two octets in a TEXT, RFC 5545 3.3.11
ESCAPES = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n"))
RECORDINGS = ("recording", "video")


def render(session: Session, agenda: Agenda, titles: Mapping[str, str]) -> Rendered:
    """Return the session's content lines without identity, stamps and note.

    `titles` gives the title of every session by id, for "Repeat of" and "Replaced by".
    """
    return _rendering(_entry_lines(session, agenda, titles))


def entry(rendered: Rendered, identity: Identity) -> bytes:
    """Return the whole VEVENT, folded and encoded."""
    lines = list(rendered.lines)
    if identity.note:
        name, _, words = lines[rendered.description].partition(":")
        lines[rendered.description] = f"{name}:{text(identity.note)}\\n\\n{words}"
    head = (
        "BEGIN:VEVENT",
        f"UID:{text(identity.uid)}",
        f"SEQUENCE:{identity.sequence}",
        line("DTSTAMP", vDatetime, identity.revised),
        line("LAST-MODIFIED", vDatetime, identity.revised),
        line("CREATED", vDatetime, identity.created),
    )
    return octets((*head, *lines, "END:VEVENT"))


def _entry_lines(session: Session, agenda: Agenda, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield the entry's content lines in the order in which they are written."""
    cancelled = session.status == "cancelled"
    yield from _limits(session.when)
    yield f"SUMMARY:{text(cut((CANCELLED if cancelled else '') + one_line(session.title), SUMMARY_MAX))}"
    yield f"DESCRIPTION:{text(description(session, agenda, titles))}"
    joins = joining(session, agenda)
    if place := location(session, agenda) or next(filter(_is_short, joins), ""):
        yield line("LOCATION", vText, place)
    if page := session.url or agenda.event.url:
        yield _link("URL", page)
    for address, label in joins.items():
        quotable = label.translate(UNQUOTABLE)
        yield _link("CONFERENCE", address, ("VALUE", "URI"), ("FEATURE", "VIDEO"), ("LABEL", quotable))
    shown_as = "confirmed" if cancelled and agenda.event.cancelled == "visible" else session.status
    yield line("STATUS", vText, shown_as.upper())
    yield from FREE
    yield line("CATEGORIES", vCategory, categories(session))
    if agenda.event.venue and agenda.event.venue.geo:
        yield line("GEO", _Geo, agenda.event.venue.geo)
    if color := next((track.color for track in session.tracks if track.color), ""):
        yield line("COLOR", vText, color)


def _limits(when: Span | date) -> Iterator[str]:
    """DTSTART and DTEND: instants, or a day and the day after, for DTEND is the first day outside. RFC 5545 3.6.1."""
    if isinstance(when, Span):
        yield line("DTSTART", vDatetime, when.start)
        yield line("DTEND", vDatetime, when.end)
    else:
        yield line("DTSTART", vDate, when, ("VALUE", "DATE"))
        yield line("DTEND", vDate, when + timedelta(days=1), ("VALUE", "DATE"))


class _Geo(vGeo):
    """Degrees with six decimals, RFC 5545 3.8.1.6. The library writes 0.00001 as 1e-05, which is no FLOAT."""

    def to_ical(self) -> str:
        return f"{self.latitude:.6f};{self.longitude:.6f}"


def _link(name: str, address: str, *params: tuple[str, str]) -> str:
    """A content line with an address, without the signs at which ruby-icalendar cuts it."""
    before = line(name, vUri, "", *params)  # a URI is written as it is, RFC 5545 3.3.13
    return before + uri(address).replace(",", "%2C").replace(";", "%3B")


def _is_short(address: str) -> bool:
    return len(address) <= LOCATION_MAX


def categories(session: Session) -> tuple[str, ...]:
    """Return the tracks' names and the kind. No comma stays in a name: five clients take it for the end of one."""
    names = (*(one_line(track.name) for track in session.tracks), session.kind)
    parted = (" / ".join(filter(None, (part.strip() for part in name.split(",")))) for name in names)
    return tuple(dict.fromkeys(filter(None, parted)))


def joining(session: Session, agenda: Agenda) -> dict[str, str]:
    """Return the public join addresses with their labels, the rooms' first; none once it is recorded or called off."""
    if session.status == "cancelled" or any(name.casefold() in RECORDINGS for name, _ in session.links):
        return {}
    found = {uri(room.join): one_line(room.name) for room in session.rooms if room.join}
    if agenda.event.online:
        found.setdefault(uri(agenda.event.online), one_line(agenda.event.title))
    return found


def location(session: Session, agenda: Agenda) -> str:
    """Return rooms and venue on one line, "" where there is neither."""
    venue = agenda.event.venue
    places = [room.name for room in session.rooms]
    places += [words for words in (venue.name, venue.address) if words] if venue else []
    return cut(one_line(", ".join(places)), LOCATION_MAX)


def description(session: Session, agenda: Agenda, titles: Mapping[str, str]) -> str:
    """Return the entry's text: facts first, a blank line, the abstract. Only the abstract is cut to fit.

    Google and Outlook ignore URL and CONFERENCE, so their addresses stand here too.
    """
    facts = _within(clean("\n".join(_facts(session, agenda, titles))), CHARACTERS, OCTETS)
    head = f"{facts}\n\n"
    characters = min(CHARACTERS - len(head), agenda.event.abstract_limit)
    octets = OCTETS - len(head.encode()) - _escapes(head)
    return (head + _within(plain(session.abstract), characters, octets)).rstrip()


def _within(words: str, characters: int, octets: int) -> str:
    """Words, or their beginning and "…", of at most so many characters, and octets as a value of type TEXT."""
    return cut(words, characters, octets - _escapes(words[:characters])) if characters > 0 else ""


def _escapes(words: str) -> int:
    """How many octets longer words are as a value of type TEXT."""
    return sum(map(words.count, ESCAPED))


def _facts(session: Session, agenda: Agenda, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines above the abstract. None moves with another session but by its title."""
    if session.status == "cancelled":
        if session.reason:
            yield f"Cancelled: {session.reason}"
        for other in session.replaced_by:
            yield f"Replaced by: {titles[other]}"
    notice = agenda.event.notice
    if notice and ends(session, agenda.event.timezone) > notice.since:
        yield notice.text
    for address, label in joining(session, agenda).items():
        yield f"Join ({label}): {address}"
    for name, address in sorted(session.links, key=_link_order):
        words = one_line(name)
        yield f"{words[:1].upper()}{words[1:]}: {uri(address)}"
    if session.speakers:
        yield f"Speaker{'s' if len(session.speakers) > 1 else ''}: {', '.join(map(_speaker, session.speakers))}"
    if session.repeat_of:
        yield f"Repeat of {titles[session.repeat_of]}"
    rooms = (room.name for room in session.rooms)
    tracks = (track.name for track in session.tracks)
    yield " · ".join(filter(None, (*tracks, *rooms, session.kind, session.language)))
    if session.end_inferred:
        yield "End not announced"
    if page := session.url or agenda.event.url:
        yield f"Page: {uri(page)}"


def _link_order(link: tuple[str, str]) -> int:
    """Recordings, then slides, then the others as typed."""
    name = link[0].casefold()
    return 0 if name in RECORDINGS else 1 if name == "slides" else 2


def _speaker(speaker: Speaker) -> str:
    return f"{speaker.name} ({speaker.affiliation})" if speaker.affiliation else speaker.name


def farewell(notice: Farewell, feed: Feed, follow: Feed, agenda: Agenda) -> Rendered:
    """Return the one entry of a feed that has no session left: all day, on the event's first day."""
    where = address(follow, agenda)
    emptied = feed.title if is_listed(feed) else "This calendar"
    words, head = f"{emptied} has no sessions left.", "No sessions here any more"
    if follow.path != feed.path:
        words += f"\nFollow {follow.title} instead: {where or follow.path}"
        head += f": follow {follow.title}"
    page = where or agenda.event.url
    return _rendering(
        (
            *_limits(notice.date),
            f"SUMMARY:{text(cut(head, SUMMARY_MAX))}",
            f"DESCRIPTION:{text(words)}",
            *([_link("URL", page)] if page else []),
            line("STATUS", vText, "CONFIRMED"),
            *FREE,
        )
    )


def _rendering(lines: Iterable[str]) -> Rendered:
    lines = tuple(lines)
    return Rendered(lines, next(n for n, line in enumerate(lines) if line.startswith("DESCRIPTION:")))


END = b"END:VCALENDAR\r\n"


def frame(feed: Feed, agenda: Agenda) -> Frame:
    """Return what stands around the feed's entries, without its LAST-MODIFIED."""
    event = agenda.event
    page = f" Programme: {uri(event.url)}" if event.url else ""
    about = text(cut(one_line(feed.about), ABOUT_MAX) + page)
    name = text(feed.title)
    lines = [
        "BEGIN:VCALENDAR",
        line("VERSION", vText, "2.0"),
        line("PRODID", vText, PRODID),
        line("CALSCALE", vText, "GREGORIAN"),
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        f"DESCRIPTION:{about}",
        f"X-WR-CALDESC:{about}",
        line("X-WR-TIMEZONE", vText, event.timezone),
        line("REFRESH-INTERVAL", vDuration, event.refresh, ("VALUE", "DURATION")),
        line("X-PUBLISHED-TTL", vDuration, event.refresh),
    ]
    if event.feeds_url:
        lines.append(_link("SOURCE", address(feed, agenda), ("VALUE", "URI")))
    if event.url:
        lines.append(_link("URL", event.url))
    colors = []
    if feed.color:
        from webcolors import name_to_hex

        colors = [
            line("COLOR", vText, feed.color),
            line("X-APPLE-CALENDAR-COLOR", vText, name_to_hex(feed.color).upper()),
        ]
    return Frame(octets(lines), octets(colors))


def head(frame: Frame, revised: datetime) -> bytes:
    """Return a calendar's own lines with its LAST-MODIFIED: all but its entries and its END."""
    return b"%bLAST-MODIFIED:%b\r\n%b" % (frame.above, f"{revised:%Y%m%dT%H%M%SZ}".encode(), frame.below)


def address(feed: Feed, agenda: Agenda) -> str:
    """Return where the feed is published, "" while nobody knows."""
    return agenda.event.feeds_url and uri(agenda.event.feeds_url) + feed.path


def calendar(head: bytes, entries: Iterable[bytes]) -> tuple[bytes, ...]:
    """Return a whole feed, in pieces: a session's bytes are shared by all its feeds."""
    return head, *entries, END


def text(words: str) -> str:
    """Return words as a value of type TEXT, RFC 5545 3.3.11.

    As the library has it, but that it takes a backslash before N for a line break.
    """
    for sign, escape in ESCAPES:
        words = words.replace(sign, escape)
    return words


@lru_cache(maxsize=8192)
def line(name: str, kind: Callable[..., Any], held: Any, *params: tuple[str, str]) -> str:
    """Return a content line, unfolded; `kind` is the library's type for the value.

    Rooms, tracks, addresses and hours recur from entry to entry, so that most lines are made by the library once.
    """
    value = kind(held, params=dict(params)) if params else kind(held)
    parameters = f";{_value_text(value.params)}" if value.params else ""
    return f"{name}{parameters}:{_value_text(value)}"


def _value_text(value: Any) -> str:
    if isinstance(value, vText | vCategory):
        return ",".join(map(text, value.cats if isinstance(value, vCategory) else (value,)))
    written: bytes | str = value.to_ical()
    return written.decode() if isinstance(written, bytes) else written


FREE = (  # an entry that nobody chose must not fill anyone's day
    line("TRANSP", vText, "TRANSPARENT"),
    line("X-MICROSOFT-CDO-BUSYSTATUS", vText, "FREE"),
)


def octets(lines: Iterable[str]) -> bytes:
    """Return content lines as octets, at most 75 each, folded between code points, ended with CRLF. RFC 5545 3.1."""
    encoded = [line.encode() for line in lines]
    return b"".join([b"%b\r\n" % (line if len(line) < LINE_MAX else _fold(line)) for line in encoded])


def _fold(line: bytes) -> bytes:
    """Fold as icalendar does: no piece splits a code point, or parts a backslash or `^` from what it escapes."""
    pieces, start = [], 0
    while len(line) - start >= LINE_MAX:
        end = start + LINE_MAX - 1  # a continuation begins with a space; the library leaves its place free on each line
        while line[end] & 0xC0 == 0x80:
            end -= 1
        if line[end - 1] in b"\\^" and end - start > 1:
            end -= 1
        pieces.append(line[start:end])
        start = end
    pieces.append(line[start:])
    return b"\r\n ".join(pieces)
