"""Links: what stands in an address is what the session says, and every address is short enough to send."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from summit_ical.calendars.feeds import feeds
from summit_ical.calendars.subscribe_links import LINK_MAX, anchor, feed_links, session_links, short_value
from summit_ical.cli import main
from summit_ical.model.agenda import Agenda, Day, Event, Room, Session, Span, Venue
from summit_ical.model.characters import one_line

SPAN = Span(datetime(2023, 3, 29, 14, tzinfo=UTC), datetime(2023, 3, 29, 14, 25, tzinfo=UTC))
SESSION = Session(
    "flakes", "Squash the flakes! C++ & 100% “done”", date(2023, 3, 29), SPAN, rooms=(Room("a", "Saal A"),)
)
EVENT = Event(
    "summit",
    "Summit",
    "UTC",
    feeds_url="https://example.org/feeds/",
    venue=Venue("Messe", "Platz 1, Köln"),
)
AGENDA = Agenda(EVENT, (Day(date(2023, 3, 29)),), (SESSION,))
PLACE = "Saal A, Messe, Platz 1, Köln"
ADDRESS = "https://example.org/feeds/index.html#session-flakes"


def said(link: str) -> dict[str, str]:
    """What a calendar reads in a link."""
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query, strict_parsing=True).items()}


def test_google_reads_the_session_back() -> None:
    """A form filled in by Google holds title, instants in UTC, place and address."""
    link = session_links(SESSION, AGENDA).google
    assert link.startswith("https://calendar.google.com/calendar/render?")
    assert said(link) == {
        "action": "TEMPLATE",
        "text": SESSION.title,
        "dates": "20230329T140000Z/20230329T142500Z",
        "location": PLACE,
        "details": ADDRESS,
    }


def test_outlook_reads_the_session_back() -> None:
    """Outlook takes instants in the extended format, and shows a plus sign as one, so a space is %20."""
    link = session_links(SESSION, AGENDA).outlook
    assert link.startswith("https://outlook.live.com/calendar/0/action/compose?rru=addevent&")
    assert "+" not in link
    assert said(link) == {
        "rru": "addevent",
        "startdt": "2023-03-29T14:00:00Z",
        "enddt": "2023-03-29T14:25:00Z",
        "subject": SESSION.title,
        "location": PLACE,
        "body": ADDRESS,
    }


def test_yahoo_reads_the_session_back() -> None:
    """Yahoo has names of its own."""
    link = session_links(SESSION, AGENDA).yahoo
    assert said(link) == {
        "v": "60",
        "title": SESSION.title,
        "st": "20230329T140000Z",
        "et": "20230329T142500Z",
        "in_loc": PLACE,
        "desc": ADDRESS,
    }


def test_without_a_time_it_is_all_day() -> None:
    """A session whose time is to be announced is an all-day entry, the end being the first day outside."""
    links = session_links(replace(SESSION, when=date(2022, 5, 18)), AGENDA)
    assert said(links.google)["dates"] == "20220518/20220519"
    outlook = said(links.outlook)
    assert (outlook["allday"], outlook["startdt"], outlook["enddt"]) == ("true", "2022-05-18", "2022-05-19")
    yahoo = said(links.yahoo)
    assert (yahoo["dur"], yahoo["st"], "et" in yahoo) == ("allday", "20220518", False)


@pytest.mark.parametrize(
    ("url", "feeds_url", "page", "address"),
    [
        pytest.param(
            "https://s.example/t", "https://f.example/", "https://e.example/", "https://s.example/t", id="its own page"
        ),
        pytest.param(
            "", "https://f.example/", "https://e.example/", "https://f.example/index.html#session-flakes", id="ours"
        ),
        pytest.param("", "", "https://e.example/", "https://e.example/", id="the event's"),
        pytest.param("", "", "", None, id="none"),
    ],
)
def test_address(url: str, feeds_url: str, page: str, address: str | None) -> None:
    """People are led to the session's own page, else to its place on ours, else to the event's page."""
    agenda = replace(AGENDA, event=replace(EVENT, feeds_url=feeds_url, url=page))
    assert said(session_links(replace(SESSION, url=url), agenda).google).get("details") == address


def test_feed() -> None:
    """Every way to subscribe leads to the same address; `webcal:` differs in its scheme alone."""
    feed = next(feed for feed in feeds(AGENDA, ["room"]))
    links = feed_links(feed, AGENDA)
    assert links is not None
    assert links.address == "https://example.org/feeds/room/a.ics"
    assert links.webcal == "webcal://example.org/feeds/room/a.ics"
    assert said(links.google) == {"cid": links.webcal}
    for host, link in (("outlook.live.com", links.outlook_com), ("outlook.office.com", links.microsoft_365)):
        assert urlsplit(link).hostname == host
        assert said(link) == {"url": links.address, "name": "Summit - Saal A"}
    assert links.page == "https://example.org/feeds/index.html#room-a"


def test_unpublished() -> None:
    """While nobody knows where the feeds are published there is nothing to link to."""
    nowhere = replace(AGENDA, event=replace(EVENT, feeds_url=""))
    assert feed_links(feeds(nowhere, ["all"])[0], nowhere) is None


def test_too_large_for_google() -> None:
    """Google drops a large feed in silence, so it is not offered."""
    links = feed_links(feeds(AGENDA, ["all"])[0], AGENDA, large=True)
    assert links is not None
    assert links.google == ""
    assert links.outlook_com


def test_anchor() -> None:
    """A feed's place on the page is its path with hyphens: what a QR code on a slide holds."""
    assert anchor("track/users.ics") == "track-users"


SCRIPTS = {
    "latin": "The quick brown fox & 100% of its friends. ",
    "cyrillic": "Съешь же ещё этих мягких булок. ",
    "japanese": "色は匂へど散りぬるを我が世誰ぞ常ならむ",
    "arabic": "نص حكيم له سر قاطع وذو شأن عظيم ",
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈",
    "one word": "x",
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_long_texts(script: str) -> None:
    """Title, place and 3,000 characters of details in any script are cut to fit; the address is whole."""
    words = (SCRIPTS[script] * 3000)[:3000]
    long = replace(SESSION, title=words, rooms=(Room("a", words),))
    for link in session_links(long, AGENDA, details=words):
        assert len(link) < LINK_MAX
        texts = said(link)
        details = texts.get("details") or texts.get("body") or texts.get("desc") or ""
        assert details.startswith(ADDRESS)
        title = texts.get("text") or texts.get("subject") or texts.get("title") or ""
        assert title.endswith("…")
        assert words.startswith(title.removesuffix("…"))


@given(
    st.text(min_size=1),
    st.text(),
    st.text(),
    st.datetimes(datetime(1970, 1, 1), datetime(2037, 1, 1)),  # noqa: DTZ001 - UTC is put in below
    st.integers(1, 1440),
)
def test_any_session(title: str, room: str, details: str, start: datetime, minutes: int) -> None:
    """Whatever an agenda says, what is read back is what it said, or the beginning of it, and the link is short."""
    start = start.replace(microsecond=0, tzinfo=UTC)
    end = datetime.fromtimestamp(start.timestamp() + 60 * minutes, UTC)
    title = one_line(title) or "-"
    session = replace(SESSION, title=title, when=Span(start, end), rooms=(Room("a", room),))
    google, outlook, yahoo = (said(link) for link in session_links(session, AGENDA, one_line(details)))
    assert all(len(link) < LINK_MAX for link in session_links(session, AGENDA, one_line(details)))
    for read in (google["text"], outlook["subject"], yahoo["title"]):
        assert read == title or (read.endswith("…") and title.startswith(read[:-1]))
    assert google["dates"] == f"{start:%Y%m%dT%H%M%SZ}/{end:%Y%m%dT%H%M%SZ}"
    assert datetime.fromisoformat(outlook["startdt"]) == start
    assert datetime.fromisoformat(outlook["enddt"]) == end


@given(st.text(), st.integers(12, 400))
def test_fitting(words: str, room: int) -> None:
    """What is cut fits, in encoded characters."""
    words = one_line(words)
    assert len(short_value(words, room)) <= room


def test_links_are_those_that_were_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A speaker who is given an id keeps her feed's address, and `links` prints that one."""
    monkeypatch.chdir(tmp_path)
    before = """\
event: {id: small, title: Small, timezone: UTC, feeds_url: https://example.org/feeds/, feeds: [speaker]}
days:
  - date: 2026-05-04
    sessions: [{id: one, time: 10:00-10:30, title: One, speakers: [Ada Example]}]
"""
    agenda = tmp_path / "agenda.yaml"
    agenda.write_text(before, "utf-8")
    assert CliRunner().invoke(main, ["build", "-q"]).exit_code == 0
    agenda.write_text(before.replace("days:", "speakers: [{id: ada, name: Ada Example}]\ndays:"), "utf-8")
    assert CliRunner().invoke(main, ["build", "-q"]).exit_code == 0
    (row,) = json.loads(CliRunner().invoke(main, ["links", "--format", "json"]).stdout)
    assert row["address"] == "https://example.org/feeds/speaker/ada-example.ics"
    assert (tmp_path / "feeds" / row["path"]).exists()


LONG = "An abstract of many words. " * 100


def sessions(number: int, more: str = "") -> str:
    return "".join(f"      - {{id: s{n}, time: 10:00+5m, title: T{n}{more}}}\n" for n in range(number))


@pytest.mark.parametrize(
    ("listed", "large"),
    [
        pytest.param(sessions(400, f", abstract: {LONG}"), {"all.ics"}, id="many octets"),
        pytest.param(sessions(1001), {"all.ics"}, id="many entries"),
        pytest.param(sessions(250, f", abstract: {LONG}"), set(), id="neither"),
    ],
)
def test_what_the_page_withholds_is_offered_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: str, large: set[str]
) -> None:
    """One rule says which feeds Google would drop, for the page, the finding, `links` and `embed`."""
    monkeypatch.chdir(tmp_path)
    head = "event: {id: l, title: L, timezone: UTC, feeds_url: https://example.org/f/, feeds: [all, day]}\ndays:\n"
    days = f"  - date: 2026-05-04\n    sessions:\n{listed}  - date: 2026-05-05\n    sessions:\n"
    text = f"{head}{days}      - {{id: last, time: 10:00+5m, title: Last}}\n"
    Path("agenda.yaml").write_text(text, "utf-8")
    large = large | ({"day/2026-05-04.ics"} if large else set())

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, words, catch_exceptions=False)
        assert done.exit_code == 0
        return done.stdout if words[0] != "build" else done.stderr

    said = run("build")
    page = Path("feeds/index.html").read_text("utf-8")
    rows = json.loads(run("links", "--format", "json"))
    assert {row["path"] for row in rows if not row["google"]} == large
    assert {path for path in ("all.ics", "day/2026-05-04.ics") if f"'{path}' has" in said} == large
    assert page.count("Too large for Google") == len(large)
    assert ("Google Calendar" in run("embed")) == (not large)
    assert "Google Calendar" in run("embed", "--day", "2026-05-05")
    assert bool(json.loads(run("embed", "--format", "json"))["feed"]["google"]) == (not large)
