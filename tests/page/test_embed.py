"""Fragments: what survives in somebody else's editor, README, Jekyll or Hugo still says and links everything."""

import html
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from markdown_it import MarkdownIt

from folders import ROOT
from pages import answer, summoned
from pages.hostile import NASTY, hostile
from summit_ical import read
from summit_ical.calendars.subscribe_links import session_address, session_links
from summit_ical.cli import main
from summit_ical.model.agenda import Agenda, Session, Span
from summit_ical.model.zones import to_wall

EVERY = ROOT / "examples" / "every-key" / "agenda.yaml"
AGENDA = read(EVERY)


def embed(*arguments: str, agenda: Path = EVERY, status: int = 0) -> str:
    """What `summit-ical embed` prints."""
    done = CliRunner().invoke(main, ["embed", str(agenda), *arguments])
    assert done.exit_code == status, done.output
    return done.stdout if not status else done.stderr


def flat(text: str) -> str:
    return " ".join(text.split())


def facts(session: Session, agenda: Agenda) -> list[str]:
    """All that must be said of a session."""
    names = [record.name for record in (*session.speakers, *session.tracks, *session.rooms)]
    if isinstance(session.when, Span):
        start, end = (to_wall(at, agenda.event.timezone) for at in (session.when.start, session.when.end))
        names += [f"{start:%H:%M}–{end:%H:%M} {start:%Z}"]
    return [session.title, *names, session.reason]


def said(page: BeautifulSoup, agenda: Agenda = AGENDA, forms: bool = True) -> None:
    """Assert that a fragment says and links all there is to say."""
    text = flat(page.get_text(" ")).replace(" – ", "–")
    links = {a.get("href") for a in page.find_all("a")}
    for session in agenda.sessions:
        for fact in facts(session, agenda):
            assert flat(fact) in text
        wanted = {session_address(session, agenda), *(address for _, address in session.links)}
        if forms and session.status != "cancelled":
            wanted |= set(session_links(session, agenda))
        assert wanted <= links
    assert agenda.event.feeds_url + "all.ics" in links
    assert {urlsplit(link or "").scheme for link in links} <= {"https", "http"}


def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html.parser")


def test_html() -> None:
    """A fragment says all in text and https links, and needs neither script nor style."""
    fragment = embed()
    said(soup(fragment))
    assert not re.search(r"<script|<style|style=|webcal:|\n\s*\n", fragment)


def test_nh3() -> None:
    """What Ammonia leaves with its default settings still says and links everything."""
    nh3 = pytest.importorskip("nh3")
    said(soup(nh3.clean(embed())))


def test_dompurify() -> None:
    """What DOMPurify leaves with its default settings still says and links everything."""
    summoned("dompurify")
    said(soup(answer("node", "sanitised.js", stdin=embed())))


@pytest.mark.parametrize("clean", ["nh3", "dompurify"])
def test_hostile_fragment(clean: str, tmp_path: Path) -> None:
    """A sanitiser finds no element to take out of a hostile agenda's fragment: the words are all text."""
    (tmp_path / "agenda.yaml").write_text(hostile(), "utf-8")
    fragment = embed("--abstracts", agenda=tmp_path / "agenda.yaml")
    if clean == "nh3":
        cleaned = pytest.importorskip("nh3").clean(fragment)
    else:
        summoned("dompurify")
        cleaned = answer("node", "sanitised.js", stdin=fragment)
    text = soup(cleaned).get_text()
    for nasty in NASTY[:5]:
        assert nasty in text
    assert "javascript" not in " ".join(a.get("href") or "" for a in soup(cleaned).find_all("a"))
    assert not re.search(r"<(script|svg|img)", cleaned)


def test_braces_are_nothing_to_templates(tmp_path: Path) -> None:
    """Liquid and Go templates find no brace in a fragment, whatever a title says; a browser shows it as written."""
    (tmp_path / "agenda.yaml").write_text(hostile(), "utf-8")
    for form in ("html", "markdown"):
        fragment = embed("--format", form, agenda=tmp_path / "agenda.yaml")
        assert "{" not in fragment
        assert "{{ 7*7 }} {% raw %}" in html.unescape(fragment).replace("\\", "")


@pytest.mark.parametrize(
    ("arguments", "sessions"),
    [
        pytest.param(("--day", "2026-10-25"), {"first-feed-again", "farewell", "museum", "picnic"}, id="day"),
        pytest.param(("--session", "opening"), {"opening"}, id="session"),
        pytest.param(
            ("--track", "formats"),
            {session.id for session in AGENDA.sessions if "formats" in [track.id for track in session.tracks]},
            id="track",
        ),
    ],
)
def test_parts(arguments: tuple[str, ...], sessions: set[str]) -> None:
    """A day, a track or a session: these sessions and no other, with the feed that holds them."""
    found = json.loads(embed("--format", "json", *arguments))
    assert {session["id"] for session in found["sessions"]} == sessions
    assert found["feed"]["address"].startswith(f"https://camp.example.org/2026/feeds/{arguments[0][2:]}/")
    headings = [flat(heading.get_text()) for heading in soup(embed(*arguments)).find_all("h4")]
    assert sorted(headings) == sorted(flat(s.title) for s in AGENDA.sessions if s.id in sessions)


def test_abstracts() -> None:
    """One session comes with its abstract, many without, unless it is asked for."""
    words = "Why a calendar is harder than it looks"
    assert words in embed("--session", "opening")
    assert words not in embed()
    assert words in embed("--abstracts")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(("--track", "nobody"), "there is no session of the track 'nobody'", id="unknown track"),
        pytest.param(("--track", "a", "--session", "b"), "exclude each other", id="two parts"),
    ],
)
def test_mistakes(arguments: tuple[str, ...], words: str) -> None:
    """What cannot be shown is said, with exit status 2."""
    assert words in embed(*arguments, status=2)


@pytest.mark.parametrize("form", ["iframe", "widget"])
def test_unpublished(form: str, tmp_path: Path) -> None:
    """What lives from the published page needs its address; a fragment does without."""
    text = re.sub(r"  feeds_url:.*\n", "", EVERY.read_text("utf-8"))
    (tmp_path / "agenda.yaml").write_text(text, "utf-8")
    assert "write feeds_url under event" in embed("--format", form, agenda=tmp_path / "agenda.yaml", status=2)
    assert "feeds/" not in embed(agenda=tmp_path / "agenda.yaml")


def test_iframe() -> None:
    """An iframe shows a part of the published page and may not do more than it needs to."""
    frame = soup(embed("--format", "iframe", "--track", "formats")).iframe
    assert frame["src"] == "https://camp.example.org/2026/feeds/index.html?embed&track=formats"
    assert frame["title"] == "Calendar Camp 2026 - Formats"
    assert "allow-top-navigation" not in frame["sandbox"]


def test_widget() -> None:
    """The element holds the fragment for those without the script."""
    page = soup(embed("--format", "widget"))
    assert page.find("summit-ical")["src"] == "https://camp.example.org/2026/feeds/"
    said(page)


def test_markdown() -> None:
    """A list for a README: rendered by another program, it says and links what the agenda does."""
    page = soup(MarkdownIt("commonmark", {"html": True}).render(embed("--format", "markdown")))
    said(page, forms=False)
    assert len(page.find_all("li")) == len(AGENDA.sessions)


def test_hostile_markdown(tmp_path: Path) -> None:
    """Signs of Markdown and HTML in titles stay signs."""
    (tmp_path / "agenda.yaml").write_text(hostile(), "utf-8")
    page = soup(
        MarkdownIt("commonmark", {"html": True}).render(embed("--format", "markdown", agenda=tmp_path / "agenda.yaml"))
    )
    assert {element.name for element in page.find_all(True)} <= {"h2", "h3", "p", "ul", "li", "strong", "a", "br"}
    assert "<script>alert(1)</script>" in page.get_text()


# --- site generators ---


def test_jekyll(tmp_path: Path) -> None:
    """A Jekyll site includes the fragment, in HTML and in Markdown pages, and shows it as it is."""
    jekyll = summoned("jekyll")
    for folder in ("_includes", "_layouts"):
        (tmp_path / folder).mkdir()
    (tmp_path / "_config.yml").write_text("title: Site\n")
    (tmp_path / "_layouts" / "page.html").write_text("<!DOCTYPE html><title>x</title><main>{{ content }}</main>")
    (tmp_path / "_includes" / "summit.html").write_text(embed("--format", "jekyll"), "utf-8")
    (tmp_path / "agenda.yaml").write_text(hostile(), "utf-8")
    (tmp_path / "_includes" / "hostile.html").write_text(
        embed("--format", "jekyll", agenda=tmp_path / "agenda.yaml"), "utf-8"
    )
    for name, include in (("a.html", "summit"), ("b.md", "summit"), ("c.md", "hostile")):
        text = f"---\nlayout: page\n---\n\n{{% include {include}.html %}}\n\nThe end.\n"
        (tmp_path / name).write_text(text)
    answer(jekyll, "build", "--disable-disk-cache", folder=tmp_path)
    for name in ("a.html", "b.html"):
        said(soup((tmp_path / "_site" / name).read_text("utf-8")))
    untouched((tmp_path / "_site" / "c.html").read_text("utf-8"))


def test_hugo(tmp_path: Path) -> None:
    """A Hugo site shows the fragment through a shortcode, and a Markdown fragment as content."""
    hugo = summoned("hugo")
    shortcodes, content = tmp_path / "layouts" / "shortcodes", tmp_path / "content"
    for folder in (shortcodes, content, tmp_path / "layouts" / "_default"):
        folder.mkdir(parents=True)
    (tmp_path / "config.toml").write_text(
        'baseURL = "https://site.example/"\ndisableKinds = ["taxonomy", "term", "RSS"]\n'
    )
    layout = "<!DOCTYPE html><title>x</title><main>{{ .Content }}</main>"
    for name in ("single", "list"):
        (tmp_path / "layouts" / "_default" / f"{name}.html").write_text(layout)
    (shortcodes / "summit.html").write_text(embed("--format", "hugo"), "utf-8")
    (tmp_path / "agenda.yaml").write_text(hostile(), "utf-8")
    (shortcodes / "hostile.html").write_text(embed("--format", "hugo", agenda=tmp_path / "agenda.yaml"), "utf-8")
    for name in ("summit", "hostile"):
        (content / f"{name}.md").write_text(f"---\ntitle: x\n---\n\n{{{{< {name} >}}}}\n\nThe end.\n")
    answer(hugo, folder=tmp_path)
    said(soup((tmp_path / "public" / "summit" / "index.html").read_text("utf-8")))
    untouched((tmp_path / "public" / "hostile" / "index.html").read_text("utf-8"))


def untouched(page: str) -> None:
    """Assert that a site generator found nothing of its own in a hostile fragment, nor a browser an element."""
    text = soup(page).get_text()
    assert "{{ 7*7 }} {% raw %} ${7*7} #{7*7}" in text
    assert "<script>alert(1)</script>" in text
    assert not re.search(r"<(script|svg|img)", page)
    assert "The end." in text


# --- addresses ---


def test_links_command() -> None:
    """Every address for mails and slides: each feed's, and each session's forms."""
    done = CliRunner().invoke(main, ["links", str(EVERY), "--format", "json"])
    feeds = json.loads(done.output)
    by_path = {feed["path"]: feed for feed in feeds}
    assert by_path["track/formats.ics"]["page"] == "https://camp.example.org/2026/feeds/index.html#track-formats"
    opening = next(session for session in AGENDA.sessions if session.id == "opening")
    assert by_path["session/opening.ics"]["add"] == session_links(opening, AGENDA)._asdict()
    assert "add" not in by_path["session/alarms.ics"]
    printed = CliRunner().invoke(main, ["links", str(EVERY), "--only", "all"]).output
    assert printed.splitlines()[:3] == [
        "Calendar Camp 2026",
        "  subscribe          https://camp.example.org/2026/feeds/all.ics",
        "  Apple, desktop     webcal://camp.example.org/2026/feeds/all.ics",
    ]


def test_links_command_unpublished(tmp_path: Path) -> None:
    """Without feeds_url there are no addresses to print, and the message says so."""
    (tmp_path / "agenda.yaml").write_text(re.sub(r"  feeds_url:.*\n", "", EVERY.read_text("utf-8")), "utf-8")
    done = CliRunner().invoke(main, ["links", str(tmp_path / "agenda.yaml")])
    assert done.exit_code == 2
    assert "no feeds_url under event" in done.stderr
