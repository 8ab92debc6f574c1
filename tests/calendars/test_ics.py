"""What each property holds, the limits of texts, and content lines as the library writes them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, vText
from icalendar.parser import Contentline

import agendas
from folders import WHOLE
from summit_ical import Agenda, Feed, Session
from summit_ical.calendars import ics
from summit_ical.calendars.feeds import feeds
from summit_ical.doctor import examine
from summit_ical.ledger.records import Identity
from summit_ical.model.agenda import Day, Event, Notice, Room, Span, Speaker, Track, Venue
from summit_ical.model.characters import one_line
from summit_ical.text.addresses import addresses, uri
from summit_ical.text.cut import cut

DAY = date(2023, 3, 29)
START = datetime(2023, 3, 29, 14, 0, tzinfo=UTC)
HOUR = Span(START, START + timedelta(hours=1))
STAMP = datetime(2023, 1, 2, 3, 4, 5, tzinfo=UTC)
EVENT = Event("summit-2023", "Summit 2023", "UTC")
TALK = Session("talk", "A talk", DAY, HOUR)
USERS, STORAGE = Track("users", "Users", "teal"), Track("storage", "Storage")
MAIN, SIDE = Room("main", "Main stage", "https://meet.example.org/main"), Room("side", "Side room")
ADA, BOB = Speaker("Ada Example", affiliation="University of Examples"), Speaker("Bob Sample")
VALENCIA = Venue("Feria Valencia", "Avinguda de les Fires, 46035 València", (39.4996, -0.4021))
LIVE = "https://live.example.org/"
TITLES = {"talk": "A talk", "first": "The first one", "other": "Another talk"}
LETTER, WIDE = "word " * 4000, "日本語" * 4000


def entry(session: Session, **event: Any) -> dict[str, list[str]]:
    """Return a session's content lines by property name, each with what follows the name."""
    rendered = ics.render(session, agenda(session, **event), TITLES)
    found: dict[str, list[str]] = {}
    for line in rendered.lines:
        name = line[: min(line.find(sign) for sign in ";:" if sign in line)]
        found.setdefault(name, []).append(line.removeprefix(name))
    return found


def agenda(session: Session, **event: Any) -> Agenda:
    return Agenda(replace(EVENT, **event), (Day(DAY),), (session,))


def description(session: Session, **event: Any) -> str:
    return ics.description(session, agenda(session, **event), TITLES)


TBA = replace(TALK, when=DAY, status="tentative")
GONE = replace(TALK, status="cancelled", reason="the train was late", replaced_by=("other",), rooms=(MAIN,))
RECORDED = replace(TALK, rooms=(MAIN,), links=(("recording", "https://video.example.org/talk"),))


@pytest.mark.parametrize(
    ("session", "event", "name", "written"),
    [
        pytest.param(TALK, {}, "DTSTART", [":20230329T140000Z"], id="an instant, in UTC"),
        pytest.param(TALK, {}, "DTEND", [":20230329T150000Z"], id="its end"),
        pytest.param(TALK, {"timezone": "Asia/Kathmandu"}, "DTSTART", [":20230329T140000Z"], id="never a TZID"),
        pytest.param(TBA, {}, "DTSTART", [";VALUE=DATE:20230329"], id="all day"),
        pytest.param(TBA, {}, "DTEND", [";VALUE=DATE:20230330"], id="the first day outside"),
        pytest.param(
            replace(TBA, when=date(2024, 2, 29)), {}, "DTEND", [";VALUE=DATE:20240301"], id="the day after a leap day"
        ),
        pytest.param(TALK, {}, "DURATION", None, id="never a duration"),
        pytest.param(TALK, {}, "SUMMARY", [":A talk"], id="title"),
        pytest.param(
            replace(TALK, title="a,b;c\\d\n e"), {}, "SUMMARY", [r":a\,b\;c\\d e"], id="title escaped, one line"
        ),
        pytest.param(replace(TALK, title=r"C:\New"), {}, "SUMMARY", [r":C:\\New"], id="backslash before N"),
        pytest.param(GONE, {}, "SUMMARY", [":CANCELLED: A talk"], id="cancelled"),
        pytest.param(GONE, {"cancelled": "visible"}, "SUMMARY", [":CANCELLED: A talk"], id="cancelled, visibly"),
        pytest.param(TALK, {}, "LOCATION", None, id="no place: no empty property"),
        pytest.param(replace(TALK, rooms=(MAIN, SIDE)), {}, "LOCATION", [r":Main stage\, Side room"], id="rooms"),
        pytest.param(
            replace(TALK, rooms=(SIDE,)),
            {"venue": VALENCIA},
            "LOCATION",
            [r":Side room\, Feria Valencia\, Avinguda de les Fires\, 46035 València"],
            id="room and venue",
        ),
        pytest.param(TALK, {"online": LIVE}, "LOCATION", [f":{LIVE}"], id="join link where there is no place"),
        pytest.param(TALK, {"online": LIVE + "x" * 255}, "LOCATION", None, id="no join link that would be cut"),
        pytest.param(GONE, {"online": LIVE}, "LOCATION", [":Main stage"], id="place of a cancelled one"),
        pytest.param(replace(GONE, rooms=()), {"online": LIVE}, "LOCATION", None, id="nowhere to join a cancelled one"),
        pytest.param(TALK, {}, "URL", None, id="no page"),
        pytest.param(TALK, {"url": "https://e.org/"}, "URL", [":https://e.org/"], id="the event's page"),
        pytest.param(
            replace(TALK, url="https://e.org/talk"),
            {"url": "https://e.org/"},
            "URL",
            [":https://e.org/talk"],
            id="its own",
        ),
        pytest.param(
            replace(TALK, url="https://e.org/a,b;c"), {}, "URL", [":https://e.org/a%2Cb%3Bc"], id="comma and semicolon"
        ),
        pytest.param(
            replace(TALK, url="https://straße.example/ä?q=ö#ü"),
            {},
            "URL",
            [":https://xn--strae-oqa.example/%C3%A4?q=%C3%B6#%C3%BC"],
            id="other scripts",
        ),
        pytest.param(
            TALK,
            {"online": LIVE},
            "CONFERENCE",
            [f";FEATURE=VIDEO;LABEL=Summit 2023;VALUE=URI:{LIVE}"],
            id="the event's stream",
        ),
        pytest.param(
            replace(TALK, rooms=(MAIN, SIDE)),
            {"online": LIVE},
            "CONFERENCE",
            [
                ";FEATURE=VIDEO;LABEL=Main stage;VALUE=URI:https://meet.example.org/main",
                f";FEATURE=VIDEO;LABEL=Summit 2023;VALUE=URI:{LIVE}",
            ],
            id="rooms before the event, one each",
        ),
        pytest.param(
            replace(TALK, rooms=(replace(MAIN, name='The "big" room: 2^4, ground; floor'),)),
            {},
            "CONFERENCE",
            [";FEATURE=VIDEO;LABEL=\"The 'big' room: 2ˆ4, ground; floor\";VALUE=URI:https://meet.example.org/main"],
            id="a label without the signs that no parameter can hold",
        ),
        pytest.param(RECORDED, {"online": LIVE}, "CONFERENCE", None, id="none once it is recorded"),
        pytest.param(GONE, {"online": LIVE}, "CONFERENCE", None, id="none once it is cancelled"),
        pytest.param(TALK, {}, "STATUS", [":CONFIRMED"], id="confirmed"),
        pytest.param(TBA, {}, "STATUS", [":TENTATIVE"], id="tentative"),
        pytest.param(GONE, {}, "STATUS", [":CANCELLED"], id="status of a cancelled one"),
        pytest.param(GONE, {"cancelled": "visible"}, "STATUS", [":CONFIRMED"], id="for clients that hide it"),
        pytest.param(TALK, {}, "TRANSP", [":TRANSPARENT"], id="never busy"),
        pytest.param(TALK, {}, "X-MICROSOFT-CDO-BUSYSTATUS", [":FREE"], id="never busy, Microsoft"),
        pytest.param(TALK, {}, "CATEGORIES", [":talk"], id="kind"),
        pytest.param(
            replace(TALK, tracks=(USERS, STORAGE), kind="panel"),
            {},
            "CATEGORIES",
            [":Users,Storage,panel"],
            id="tracks",
        ),
        pytest.param(
            replace(TALK, tracks=(Track("a", r"CPU, RAM,; \N disk,"),)),
            {},
            "CATEGORIES",
            [r":CPU / RAM / \; \\N disk,talk"],
            id="no comma inside a category",
        ),
        pytest.param(replace(TALK, tracks=(Track("a", ", ,"),)), {}, "CATEGORIES", [":talk"], id="no empty category"),
        pytest.param(replace(TALK, tracks=(Track("a", "talk"),)), {}, "CATEGORIES", [":talk"], id="none twice"),
        pytest.param(TALK, {"venue": VALENCIA}, "GEO", [":39.499600;-0.402100"], id="where"),
        pytest.param(
            TALK, {"venue": replace(VALENCIA, geo=(1e-5, -1e-9))}, "GEO", [":0.000010;-0.000000"], id="no exponents"
        ),
        pytest.param(TALK, {"venue": replace(VALENCIA, geo=None)}, "GEO", None, id="where not given"),
        pytest.param(replace(TALK, tracks=(STORAGE, USERS)), {}, "COLOR", [":teal"], id="first colour of a track"),
        pytest.param(replace(TALK, tracks=(STORAGE,)), {}, "COLOR", None, id="no colour"),
        *(
            pytest.param(RECORDED, {"online": LIVE, "venue": VALENCIA}, name, None, id=f"no {name}")
            for name in ("ORGANIZER", "ATTENDEE", "VALARM", "BEGIN", "ATTACH", "RRULE", "IMAGE", "UID", "DTSTAMP")
        ),
    ],
)
def test_a_property_of_an_entry(session: Session, event: dict[str, Any], name: str, written: list[str] | None) -> None:
    """Each row of the VEVENT table in docs/output.md."""
    assert entry(session, **event).get(name) == written


FULL = replace(
    TALK,
    speakers=(ADA, BOB),
    tracks=(USERS, STORAGE),
    rooms=(MAIN, SIDE),
    kind="tutorial",
    language="en",
    url="https://e.org/talk",
    abstract="About *this*.\n\nAnd [that](https://e.org/that).",
    links=(("notes", "https://pad.example.org/"), ("slides", "https://files.example.org/")),
    repeat_of="first",
    end_inferred=True,
)
NOTICE = Notice("New link from day 2 on", START)


@pytest.mark.parametrize(
    ("session", "event", "text"),
    [
        pytest.param(
            FULL,
            {"notice": NOTICE, "online": LIVE, "url": "https://e.org/"},
            "New link from day 2 on\n"
            "Join (Main stage): https://meet.example.org/main\n"
            "Join (Summit 2023): https://live.example.org/\n"
            "Slides: https://files.example.org/\n"
            "Notes: https://pad.example.org/\n"
            "Speakers: Ada Example (University of Examples), Bob Sample\n"
            "Repeat of The first one\n"
            "Users · Storage · Main stage · Side room · tutorial · en\n"
            "End not announced\n"
            "Page: https://e.org/talk\n"
            "\n"
            "About this.\n"
            "\n"
            "And that (https://e.org/that).",
            id="all in order",
        ),
        pytest.param(TALK, {}, "talk", id="what does not apply is left out"),
        pytest.param(
            replace(GONE, speakers=(BOB,)),
            {"online": LIVE},
            "Cancelled: the train was late\nReplaced by: Another talk\nSpeaker: Bob Sample\nMain stage · talk",
            id="cancelled: why, and what instead; nothing to join",
        ),
        pytest.param(
            replace(RECORDED, links=(*FULL.links, *RECORDED.links, ("video", "https://video.example.org/2"))),
            {"online": LIVE},
            "Recording: https://video.example.org/talk\n"
            "Video: https://video.example.org/2\n"
            "Slides: https://files.example.org/\n"
            "Notes: https://pad.example.org/\n"
            "Main stage · talk",
            id="recorded: nothing to join",
        ),
        pytest.param(
            replace(TALK, links=(("my\r\nnotes\0", "https://e.org/ä"),)),
            {},
            "My notes: https://e.org/%C3%A4\ntalk",
            id="a link's name is one line",
        ),
        pytest.param(
            TALK, {"notice": replace(NOTICE, since=HOUR.end)}, "talk", id="notice from its end on: not for it"
        ),
        pytest.param(
            TALK,
            {"notice": replace(NOTICE, since=HOUR.end - timedelta(seconds=1))},
            "New link from day 2 on\ntalk",
            id="notice from before its end",
        ),
        pytest.param(
            TBA,
            {"notice": replace(NOTICE, since=datetime(2023, 3, 29, 17, tzinfo=UTC)), "timezone": "Asia/Tokyo"},
            "talk",
            id="a day over in its zone before",
        ),
        pytest.param(
            TBA,
            {"notice": replace(NOTICE, since=datetime(2023, 3, 29, 14, tzinfo=UTC)), "timezone": "Asia/Tokyo"},
            "New link from day 2 on\ntalk",
            id="a day not yet over",
        ),
    ],
)
def test_a_description_in_order(session: Session, event: dict[str, Any], text: str) -> None:
    """What comes first is what a reader must know; what does not apply is left out."""
    assert description(session, **event) == text


def octets(text: str) -> int:
    return len(vText(text).to_ical())


@pytest.mark.parametrize(
    ("session", "event", "length"),
    [
        pytest.param(replace(TALK, abstract="x" * 2794), {}, 2800, id="letters that just fit"),
        pytest.param(replace(TALK, abstract="x" * 2795), {}, 2800, id="one letter too many"),
        pytest.param(
            replace(TALK, abstract=LETTER), {"abstract_limit": 100}, len("talk\n\n") + 100, id="abstract_limit"
        ),
        pytest.param(replace(TALK, abstract="😀" * 3000), {}, None, id="four octets each"),
        pytest.param(replace(TALK, abstract=WIDE), {}, None, id="three octets each"),
        pytest.param(replace(TALK, abstract=",;" * 3000), {}, None, id="two octets each, escaped"),
        pytest.param(replace(TALK, abstract=f"`{'a,😀' * 3000}`"), {}, None, id="mixed"),
        pytest.param(replace(FULL, speakers=(Speaker(LETTER), ADA)), {}, None, id="facts too long for any abstract"),
        pytest.param(replace(FULL, reason="😀" * 3000, status="cancelled"), {}, None, id="facts of four octets each"),
        pytest.param(
            replace(FULL, speakers=tuple(Speaker(f"日本語 {n}") for n in range(900))), {}, None, id="900 speakers"
        ),
    ],
)
def test_a_description_fits(session: Session, event: dict[str, Any], length: int | None) -> None:
    """With 200 characters kept free for a note it stays within 3,000 characters and 7,500 octets, and cuts show."""
    text = description(session, **event)
    assert len(text) <= 2800
    assert octets(text) + 4 * 200 <= 7500
    assert text == text.strip()
    assert length in (None, len(text))
    assert text.endswith("…") == (session.abstract != "x" * 2794)


@pytest.mark.parametrize("before", [pytest.param(n, id=str(n)) for n in range(70, 101, 3)])
def test_no_cut_inside_an_address(before: int) -> None:
    """An address stands whole or not at all, wherever the limit falls."""
    address = "https://example.org/slides/of/the/talk"
    text = description(replace(TALK, abstract=f"{'x' * before} {address} and more {LETTER}"), abstract_limit=120)
    assert addresses(text) in ([], [address])


@given(agendas.abstracts, agendas.lines, st.integers(100, 10_000))
def test_any_description_fits(abstract: str, reason: str, limit: int) -> None:
    """The limits hold for any words, in which nothing stands that a reader could trip over."""
    text = description(replace(GONE, reason=reason, abstract=abstract), abstract_limit=limit)
    assert len(text) <= 2800
    assert octets(text) + 4 * 200 <= 7500
    assert text == text.strip()


@pytest.mark.parametrize(
    ("title", "status", "summary"),
    [
        pytest.param("x" * 200, "confirmed", "x" * 200, id="just fits"),
        pytest.param("x" * 201, "confirmed", "x" * 199 + "…", id="too long"),
        pytest.param("word " * 60, "confirmed", ("word " * 40).strip() + "…", id="cut at a word"),
        pytest.param("x" * 200, "cancelled", "CANCELLED: " + "x" * 188 + "…", id="too long with what stands before it"),
    ],
)
def test_a_long_title(title: str, status: str, summary: str) -> None:
    """At most 200 characters, then an ellipsis."""
    assert entry(replace(TALK, title=title, status=status))["SUMMARY"] == [f":{summary}"]


def test_a_long_place() -> None:
    """At most 255 characters."""
    rooms = tuple(Room(str(n), f"Room {n}") for n in range(60))
    (place,) = entry(replace(TALK, rooms=rooms))["LOCATION"]
    assert len(place.removeprefix(":").replace("\\,", ",")) <= 255
    assert place.endswith("…")


IDENTITY = Identity("talk.summit-2023@example.org", 3, STAMP, STAMP + timedelta(days=1))


def test_an_entry_with_its_identity() -> None:
    """UID, SEQUENCE and stamps come first, from elsewhere; DTSTAMP and LAST-MODIFIED are one."""
    rendered = ics.render(TALK, agenda(TALK), TITLES)
    assert ics.entry(rendered, IDENTITY) == (
        b"BEGIN:VEVENT\r\n"
        b"UID:talk.summit-2023@example.org\r\n"
        b"SEQUENCE:3\r\n"
        b"DTSTAMP:20230103T030405Z\r\n"
        b"LAST-MODIFIED:20230103T030405Z\r\n"
        b"CREATED:20230102T030405Z\r\n"
        b"DTSTART:20230329T140000Z\r\n"
        b"DTEND:20230329T150000Z\r\n"
        b"SUMMARY:A talk\r\n"
        b"DESCRIPTION:talk\r\n"
        b"STATUS:CONFIRMED\r\n"
        b"TRANSP:TRANSPARENT\r\n"
        b"X-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n"
        b"CATEGORIES:talk\r\n"
        b"END:VEVENT\r\n"
    )


def written_description(rendered: ics.Rendered, identity: Identity) -> str:
    raw = Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + ics.entry(rendered, identity) + b"END:VCALENDAR\r\n")
    return str(raw.walk("VEVENT")[0]["DESCRIPTION"])


@given(st.one_of(agendas.lines, st.just("😀" * 300), st.just(",;" * 200)), agendas.abstracts)
def test_a_note_stands_first_and_moves_nothing(note: str, abstract: str) -> None:
    """A note, of at most 198 characters, and a blank line: the rest stays as it was, and all of it fits."""
    note = cut(one_line(note), 198)
    session = replace(TALK, abstract=abstract)
    rendered = ics.render(session, agenda(session), TITLES)
    bare, noted = (written_description(rendered, IDENTITY._replace(note=words)) for words in ("", note))
    head, _, rest = noted.partition("\n\n")
    if "\\N" not in note + abstract:  # the library reads it as a line break, also where it stands for a backslash
        assert (head, rest) == (note, bare)
    assert len(noted) <= 3000
    assert octets(noted) <= 7500


def test_what_subscribers_see_is_what_is_compared() -> None:
    """The digest moves with what is shown, and with nothing else."""
    digest = ics.render(TALK, agenda(TALK), TITLES).digest
    assert ics.render(replace(TALK, id="other"), agenda(TALK, id="summit-2024"), TITLES).digest == digest
    assert ics.render(replace(TALK, title="A talk!"), agenda(TALK), TITLES).digest != digest


(ALL,) = feeds(agenda(TALK), ["all"])


@pytest.mark.parametrize(
    ("feed", "event", "lines"),
    [
        pytest.param(
            ALL,
            {},
            [
                "VERSION:2.0",
                "PRODID:-//summit-ical//summit-ical//EN",
                "CALSCALE:GREGORIAN",
                "NAME:Summit 2023",
                "X-WR-CALNAME:Summit 2023",
                "DESCRIPTION:All sessions of Summit 2023.",
                "X-WR-CALDESC:All sessions of Summit 2023.",
                "X-WR-TIMEZONE:UTC",
                "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
                "X-PUBLISHED-TTL:PT1H",
                "LAST-MODIFIED:20230102T030405Z",
            ],
            id="the least there is",
        ),
        pytest.param(
            replace(ALL, path="track/users.ics", title="Summit 2023 - Users", about="Users, a track.", color="teal"),
            {
                "timezone": "Europe/Madrid",
                "url": "https://e.org/p,q",
                "feeds_url": "https://e.org/ä/",
                "refresh": timedelta(hours=1, minutes=30),
            },
            [
                "VERSION:2.0",
                "PRODID:-//summit-ical//summit-ical//EN",
                "CALSCALE:GREGORIAN",
                "NAME:Summit 2023 - Users",
                "X-WR-CALNAME:Summit 2023 - Users",
                r"DESCRIPTION:Users\, a track. Programme: https://e.org/p\,q",
                r"X-WR-CALDESC:Users\, a track. Programme: https://e.org/p\,q",
                "X-WR-TIMEZONE:Europe/Madrid",
                "REFRESH-INTERVAL;VALUE=DURATION:PT1H30M",
                "X-PUBLISHED-TTL:PT1H30M",
                "SOURCE;VALUE=URI:https://e.org/%C3%A4/track/users.ics",
                "URL:https://e.org/p%2Cq",
                "LAST-MODIFIED:20230102T030405Z",
                "COLOR:teal",
                "X-APPLE-CALENDAR-COLOR:#008080",
            ],
            id="all there can be",
        ),
        pytest.param(
            replace(ALL, about="x " * 400), {}, ["DESCRIPTION:" + "x " * 149 + "x…"], id="a long sentence is cut"
        ),
        pytest.param(ALL, {"refresh": timedelta(days=1)}, ["REFRESH-INTERVAL;VALUE=DURATION:P1D"], id="a day"),
    ],
)
def test_a_frame(feed: Feed, event: dict[str, Any], lines: list[str]) -> None:
    """Each row of the VCALENDAR table in docs/output.md: no UID, and nothing that moves but LAST-MODIFIED."""
    head = ics.head(ics.frame(feed, agenda(TALK, **event)), STAMP)
    content = head.replace(b"\r\n ", b"").decode().split("\r\n")
    written = content[1:-1] if len(lines) > 1 else [line for line in content if line in lines]
    assert (content[0], written, ics.END) == ("BEGIN:VCALENDAR", lines, b"END:VCALENDAR\r\n")


def test_a_feed_is_its_frame_and_entries() -> None:
    """A session is rendered once; its bytes are the same in every feed."""
    raw = ics.entry(ics.render(TALK, agenda(TALK), TITLES), IDENTITY)
    head = ics.head(ics.frame(ALL, agenda(TALK)), STAMP)
    assert b"".join(ics.calendar(head, [raw, raw])) == head + raw + raw + ics.END


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("https://e.org", "https://e.org", id="host alone"),
        pytest.param("https://e.org?q", "https://e.org?q", id="no path"),
        pytest.param(
            "https://e.org:8443/a%2Cb?c=d&e#f", "https://e.org:8443/a%2Cb?c=d&e#f", id="nothing encoded twice"
        ),
        pytest.param("https://e.org/100%", "https://e.org/100%25", id="a percent sign that encodes nothing"),
        pytest.param("https://e.org/[a]#b#c", "https://e.org/%5Ba%5D#b%23c", id="signs that have no place there"),
        pytest.param("https://[2001:db8::1]:8/ä", "https://[2001:db8::1]:8/%C3%A4", id="IPv6"),
        pytest.param("HTTPS://E.org/ä", "https://E.org/%C3%A4", id="upper case"),
        pytest.param("https://日本。jp:80/道", "https://xn--wgv71a.jp:80/%E9%81%93", id="ideographic full stop"),
        pytest.param("https://ｅ.org/", "https://e.org/", id="full-width letter"),
        pytest.param("https://MÜNCHEN.example/", "https://xn--mnchen-3ya.example/", id="host in capitals"),
    ],
)
def test_an_address_in_the_characters_of_a_uri(address: str, expected: str) -> None:
    """RFC 3987 3.1; hosts by the names that DNS knows. What is a URI stays as it is."""
    assert uri(address) == expected
    assert uri(expected) == expected


@given(agendas.addresses)
def test_any_address_becomes_ascii(address: str) -> None:
    """Only characters that RFC 3986 knows, and the same again."""
    ours = uri(address)
    assert ours.isascii()
    assert not set(ours) & set(' "<>\\^`{|}')
    assert uri(ours) == ours


# The library takes `\N` in a text for a line break, where RFC 5545 3.3.11 has a backslash and an N.
unicode = st.text(agendas.characters).map(lambda text: text.replace("\\N", ""))


@given(st.one_of(unicode, agendas.texts.filter(lambda text: "\\N" not in text)))
def test_texts_are_escaped_as_the_library_does(text: str) -> None:
    """Byte for byte, for all of Unicode."""
    assert ics.text(text) == vText(text).to_ical().decode()


def folded_by_the_library(line: str) -> bytes:
    written: bytes = Contentline(line).to_ical()  # type: ignore[no-untyped-call]
    return written + b"\r\n"


@given(st.lists(st.one_of(st.text(agendas.characters), agendas.long_texts.map(lambda text: text[:500])), max_size=3))
def test_lines_are_folded_as_the_library_does(texts: list[str]) -> None:
    """Byte for byte, for lines of any length and script."""
    lines = [text.replace("\n", "\\n").replace("\r", "") for text in texts]
    assert ics.octets(lines) == b"".join(map(folded_by_the_library, lines))


@pytest.mark.parametrize("length", range(70, 80))
@pytest.mark.parametrize("sign", ["x", "ä", "日", "😀", "\\\\", "\\,", "^n", "\\"])
def test_folding_around_the_limit(length: int, sign: str) -> None:
    """At most 75 octets a line, whatever stands at the fold."""
    line = "x" * length + sign * 40
    raw = ics.octets([line])
    assert raw == folded_by_the_library(line)
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    assert raw.replace(b"\r\n ", b"") == line.encode() + b"\r\n"


WHOLE_FEEDS = sorted((WHOLE / "feeds").rglob("*.ics"))


@pytest.mark.parametrize("path", WHOLE_FEEDS, ids=lambda path: path.stem)
def test_the_library_writes_a_feed_the_same(path: Path) -> None:
    """Read and written by icalendar, a feed is the same bytes: but for GEO, which it writes with fewer digits."""
    raw = path.read_bytes()
    again = Calendar.from_ical(raw).to_ical(sorted=False)
    assert again == raw.replace(b"GEO:52.520000;13.405000", b"GEO:52.52;13.405")
    assert examine.examine(path.name, raw) == ()
