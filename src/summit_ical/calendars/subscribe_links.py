"""A feed or a session to the addresses under which people take it: the table "Links" of docs/output.md. No files.

Every address is made of percent-encoded parts and stays under 1,800 characters, whatever the agenda says.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote

from summit_ical.model.agenda import Agenda, Session, Span
from summit_ical.model.characters import one_line
from summit_ical.model.feed_kinds import Feed
from summit_ical.text.cut import cut

LINK_MAX = 1800  # characters; mail programs and chat tools cut or refuse longer ones
TITLE_MAX, PLACE_MAX = 600, 300  # encoded characters of a title and a place in a link; the address is never cut
PAGE = "index.html"

GOOGLE_FEED = "https://calendar.google.com/calendar/u/0/r?cid="
OUTLOOK_HOSTS = ("https://outlook.live.com", "https://outlook.office.com")
OUTLOOK_FEED = "{host}/calendar/0/addfromweb/?url={address}&name={name}"
GOOGLE_SESSION = "https://calendar.google.com/calendar/render?action=TEMPLATE"
OUTLOOK_SESSION = "https://outlook.live.com/calendar/0/action/compose?rru=addevent"
YAHOO_SESSION = "https://calendar.yahoo.com/?v=60"


class FeedLinks(NamedTuple):
    """Where one feed can be subscribed to."""

    address: str  # the feed itself, over https where the organiser publishes so: works in every client
    webcal: str  # opens Apple's Calendar, Outlook for the desktop, Thunderbird, GNOME, KDE
    google: str  # "" for a feed so large that Google would drop it in silence
    outlook_com: str
    microsoft_365: str
    page: str  # our page at this feed: what a QR code holds


class SessionLinks(NamedTuple):
    """Where a copy of one session can be put into a calendar."""

    google: str
    outlook: str
    yahoo: str


def anchor(path: str) -> str:
    """Return the place of a feed on the page: `track-users` for track/users.ics."""
    return path.removesuffix(".ics").replace("/", "-")


def page_address(agenda: Agenda, place: str = "") -> str:
    """Return the address of the page, at a place of it; "" while nobody knows where it is published."""
    if not agenda.event.feeds_url:
        return ""
    return f"{agenda.event.feeds_url}{PAGE}#{place}" if place else f"{agenda.event.feeds_url}{PAGE}"


def feed_links(feed: Feed, agenda: Agenda, *, large: bool = False) -> FeedLinks | None:
    """Return the feed's addresses, None while nobody knows where it is published.

    `large` says that Google would not take it.
    """
    if not agenda.event.feeds_url:
        return None
    address = agenda.event.feeds_url + feed.path
    webcal = f"webcal://{address.partition('://')[2]}"
    name = short_value(feed.title, TITLE_MAX)
    outlook_com, microsoft_365 = (
        OUTLOOK_FEED.format(host=host, address=quote(address, safe=""), name=name) for host in OUTLOOK_HOSTS
    )
    google = "" if large else GOOGLE_FEED + quote(webcal, safe="")
    return FeedLinks(address, webcal, google, outlook_com, microsoft_365, page_address(agenda, anchor(feed.path)))


def session_links(session: Session, agenda: Agenda, details: str = "") -> SessionLinks:
    """Return the addresses that open a filled-in form in three calendars.

    `details` is plain text and is cut to what fits; its beginning is the session's own address, where it has one.
    """
    address = session_address(session, agenda)
    words = "\n\n".join(filter(None, (address, details)))
    title, place = short_value(session.title, TITLE_MAX), short_value(location(session, agenda), PLACE_MAX)
    return SessionLinks(
        _form(GOOGLE_SESSION, f"&text={title}{_google(session)}", "location", place, "details", words),
        _form(OUTLOOK_SESSION, f"{_outlook(session)}&subject={title}", "location", place, "body", words),
        _form(YAHOO_SESSION, f"&title={title}{_yahoo(session)}", "in_loc", place, "desc", words),
    )


def session_address(session: Session, agenda: Agenda) -> str:
    """Return where people read about the session: its own page, else its place on ours, else the event's page."""
    return session.url or page_address(agenda, f"session-{session.id}") or agenda.event.url


def location(session: Session, agenda: Agenda) -> str:
    """Return the rooms, the venue and its address on one line, "" where there is none."""
    venue = agenda.event.venue
    places = [room.name for room in session.rooms]
    return one_line(", ".join(filter(None, (*places, *((venue.name, venue.address) if venue else ())))))


def query_value(words: str) -> str:
    """Return words percent-encoded as a value in a query, a space as %20: Outlook shows a plus sign as one.

    `:` and `/` mean nothing in a query and stay, RFC 3986 3.4.
    """
    return quote(words, safe=":/")


def short_value(words: str, room: int) -> str:
    """Return words percent-encoded, cut between words to at most `room` encoded characters."""
    whole = query_value(words)
    octets = len(words.encode())
    while len(whole) > room:
        octets = min(octets - 1, octets * room // len(whole))
        whole = query_value(cut(words, len(words), octets))
    return whole


def _form(start: str, query: str, where: str, place: str, what: str, words: str) -> str:
    head = f"{start}{query}{f'&{where}={place}' if place else ''}"
    room = LINK_MAX - len(head) - len(what) - 3
    return f"{head}&{what}={short_value(words, room)}" if words else head


def _google(session: Session) -> str:
    start, end = _limits(session)
    return f"&dates={start}/{end}"


def _outlook(session: Session) -> str:
    if isinstance(session.when, Span):
        return f"&startdt={_long(session.when.start)}&enddt={_long(session.when.end)}"
    return f"&allday=true&startdt={session.when}&enddt={session.when + timedelta(days=1)}"


def _yahoo(session: Session) -> str:
    start, end = _limits(session)
    return f"&st={start}&et={end}" if isinstance(session.when, Span) else f"&dur=allday&st={start}"


def _limits(session: Session) -> tuple[str, str]:
    """Start and end in the basic format of ISO 8601, as in the feeds; the end of an all-day entry is the day after."""
    if isinstance(session.when, Span):
        return f"{session.when.start:%Y%m%dT%H%M%SZ}", f"{session.when.end:%Y%m%dT%H%M%SZ}"
    return f"{session.when:%Y%m%d}", f"{session.when + timedelta(days=1):%Y%m%d}"


def _long(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
