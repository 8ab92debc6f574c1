"""The page as a file: all facts without a script, links that lead somewhere, weight, words, themes, structured data."""

import gzip
import json
import re
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from folders import ROOT
from pages import HERE, answer, summoned
from pages.plugin import NOW
from summit_ical import AgendaError, build, read
from summit_ical.cli import main
from summit_ical.text.translations import Words, direction, words

WORDS = ROOT / "src/summit_ical/text/words"
LANGUAGES = sorted(path.stem for path in WORDS.glob("*.toml"))

SMALL = """
event: {{id: small, title: Small Summit, timezone: {zone}, language: {language}{event}}}
tracks: [{{id: users, name: Users, color: teal}}]
rooms: [{{id: main, name: Main stage}}, {{id: side, name: Side stage}}]
days:
  - date: 2023-03-25
    sessions:
      - {{id: one, time: 14:00-14:25, title: First talk, speakers: [Ada Example], track: users, room: main{session}}}
      - {{id: two, time: 14:00-14:25, title: Second talk, room: side}}
      - {{id: late, time: 23:30-00:30, title: Last talk, room: main}}
  - date: 2023-03-26
    sessions:
      - {{id: clocks, time: 01:30-03:30, title: Clocks go forward, room: main}}
"""
PUBLISHED = ", feeds_url: https://small.example/feeds/, url: https://small.example/"


def small(zone: str = "Europe/Berlin", language: str = "en", event: str = PUBLISHED, session: str = "") -> str:
    return SMALL.format(zone=zone, language=language, event=event, session=session)


def soup(folder: Path, name: str = "index.html") -> BeautifulSoup:
    return BeautifulSoup((folder / name).read_text("utf-8"), "html.parser")


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page after its second build: one talk moved and changed room, one was cancelled, one deleted."""
    folder = tmp_path_factory.mktemp("moved")
    agenda = folder / "agenda.yaml"
    agenda.write_text(small(zone="UTC").replace("2023-03", "2026-03"), "utf-8")
    build(read(agenda), folder / "feeds", now=NOW)
    text = agenda.read_text("utf-8").replace("{id: one, time: 14:00-14:25", "{id: one, time: 16:00-16:25")
    text = text.replace("track: users, room: main", "track: users, room: side")
    text = text.replace("title: Second talk", "title: Second talk, status: cancelled, reason: The speaker is ill")
    text = re.sub(r"      - \{id: late.*\n", "", text)
    agenda.write_text(text, "utf-8")
    build(read(agenda), folder / "feeds", now=NOW.replace(month=2))
    return folder / "feeds"


def test_all_facts_stand_in_the_page(every: Path) -> None:
    """Each session's title, time, zone, speakers, tracks, rooms, links and abstract are text in the page."""
    page = soup(every)
    agenda = read(ROOT / "examples" / "every-key" / "agenda.yaml")
    for session in agenda.sessions:
        article = page.find(id=f"session-{session.id}")
        assert article is not None
        text = flat(article.get_text(" "))
        assert article.h4.get_text() == session.title
        for record in (*session.speakers, *session.tracks, *session.rooms):
            assert record.name in text
        assert {address for _, address in session.links} <= {a["href"] for a in article.find_all("a")}
        if session.span:
            assert article.find(class_="dt-start")["datetime"] == f"{session.span.start:%Y-%m-%dT%H:%M:%SZ}"
            assert article.find(class_="dt-end")["datetime"] == f"{session.span.end:%Y-%m-%dT%H:%M:%SZ}"
            assert re.search(r"\d\d:\d\d\s*–\s*\d\d:\d\d CES?T", text)
        else:
            assert "Time to be announced" in text


def test_days_are_headings(seed: Path) -> None:
    """A day is a heading with its date in words, and its sessions follow in order."""
    headings = [flat(heading.get_text(" ")) for heading in soup(seed).select(".day h3")]
    assert headings == ["Wednesday, March 29, 2023 Day 1", "Thursday, March 30, 2023 Day 2"]


@pytest.mark.parametrize(
    ("session", "words"),
    [
        pytest.param("alarms", "Cancelled: Chidi has missed the train", id="cancelled"),
        pytest.param("alarms", "Replaced by: In praise of the paper diary", id="replaced"),
        pytest.param("hosting", "Not yet certain", id="tentative"),
        pytest.param("first-feed-again", "Re-run of: Eine Agenda, ein Feed", id="repeat"),
        pytest.param("first-feed", "Runs again: Eine Agenda, ein Feed", id="repeated"),
        pytest.param("lightning", "End not announced", id="end inferred"),
        pytest.param("museum", "Time to be announced", id="tba"),
        pytest.param("night-questions", "Sat 00:30–01:00 CEST", id="past midnight"),
        pytest.param("twice", "Sun 02:30–02:45 CEST", id="twice"),
    ],
)
def test_states_in_words(every: Path, session: str, words: str) -> None:
    """What a reader must know is said in words, not by colour or a line through the text alone."""
    article = soup(every).find(id=f"session-{session}")
    assert article is not None
    assert words in flat(article.get_text())


def test_what_changed_is_said(moved: Path) -> None:
    """After a rebuild the page says what was moved, from when, what else changed, and when."""
    page = soup(moved)
    one, two, late = (flat(page.find(id=f"session-{i}").get_text(" ")) for i in ("one", "two", "late"))
    assert "Moved from Wed, Mar 25 14:00 UTC" in one
    assert "Room: was Main stage" in one
    assert "Last changed on Feb 1, 2026" in one
    assert "Cancelled : The speaker is ill" in two
    assert "Cancelled" in late
    assert page.find(id="session-clocks").find(class_="dt-updated") is None
    news = flat(page.find(class_="news").get_text(" "))
    assert "Moved First talk: Wed 25 Mar 14:00 -> Wed 25 Mar 16:00 UTC" in news


def test_links_of_the_page_lead_somewhere(every: Path, seed: Path, moved: Path) -> None:
    """Every relative address is a file that was built, every anchor is a place on the page, no id is there twice."""
    for folder in (every, seed, moved):
        page = soup(folder)
        ids = [element["id"] for element in page.find_all(id=True)]
        assert len(ids) == len(set(ids))
        addresses = [element.get("href") or element.get("src") for element in page.select("[href], [src]")]
        for address in addresses:
            if address.startswith("#"):
                assert address[1:] in ids
            elif "://" not in address:
                assert (folder / address).is_file(), address


def test_subscribing_shows_the_address_first(seed: Path) -> None:
    """A feed's own address comes before any button: it works everywhere, buttons do not."""
    panel = soup(seed).find(id="track-users")
    addresses = [a["href"] for a in panel.find_all("a")]
    assert addresses[0] == "https://kubevirt.io/summit/feeds/track/users.ics"
    assert [address.partition(":")[0] for address in addresses] == [
        "https",
        "webcal",
        "https",
        "https",
        "https",
        "track/users.ics",
    ]
    assert panel.img["src"] == "qr/track-users.svg"
    assert panel.img["alt"] == "QR code that opens this page at: Users"


def test_unpublished(built: Callable[..., Path]) -> None:
    """Without feeds_url the page says what is missing and offers copies: no link that leads nowhere."""
    folder = built(small(event=""))
    page = soup(folder)
    assert "“feeds_url” under “event”" in page.find(class_="missing").get_text()
    assert not page.select('a[href^="webcal:"], a[href*="calendar.google"], link[rel=canonical]')
    assert page.find(id="all").a["href"] == "all.ics"
    assert not list(folder.glob("qr/*"))


def test_no_google_for_a_large_feed(built: Callable[..., Path], thousand: Path) -> None:
    """Where a feed is too large for Google the page says so, and offers the others."""
    page = soup(thousand)
    whole, day = page.find(id="all"), page.find(class_="target", id=re.compile("^day-"))
    assert "Too large for Google Calendar" in whole.get_text()
    assert not whole.select('a[href*="calendar.google"]')
    assert day.select('a[href*="calendar.google"]')


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a made-up conference of 1,000 sessions."""
    folder = tmp_path_factory.mktemp("thousand")
    answer(sys.executable, str(ROOT / "benchmarks" / "generate.py"), "1000", "7", str(folder / "agenda.yaml"))
    build(read(folder / "agenda.yaml"), folder / "feeds", now=NOW)
    return folder / "feeds"


def test_weight(seed: Path, thousand: Path) -> None:
    """With 21 sessions at most 80 kB, with 1,000 at most 4 MB and 600 kB compressed, of which CSS and script 40 kB."""
    loaded = ("index.html", "page.css", "page.js", "icon.svg")
    weight = {folder: [len((folder / name).read_bytes()) for name in loaded] for folder in (seed, thousand)}
    assert sum(weight[seed]) <= 80_000
    assert sum(weight[thousand]) <= 4_000_000
    assert sum(weight[thousand][1:3]) <= 40_000
    assert sum(len(gzip.compress((thousand / name).read_bytes(), mtime=0)) for name in loaded) <= 600_000


def test_the_same_bytes(tmp_path: Path, seed: Path) -> None:
    """A page is a function of the agenda and the ledger: built again, it is the same."""
    build(read(ROOT / "agenda.yaml"), tmp_path, now=NOW)
    for name in ("index.html", "page.css", "page.js", "qr/all.svg"):
        assert (tmp_path / name).read_bytes() == (seed / name).read_bytes()


def test_feeds_alone(tmp_path: Path) -> None:
    """A build without a page writes none, and its feeds are the same."""
    built = build(read(ROOT / "agenda.yaml"), tmp_path, now=NOW, page=False)
    assert not any(path.endswith((".html", ".js", ".css", ".svg")) for path in built.written)


def test_options_of_build(tmp_path: Path) -> None:
    """`build --no-page` writes feeds alone; `--theme` names a folder that has to be there."""
    feeds, theme = tmp_path / "feeds", tmp_path / "theme"
    theme.mkdir()
    (theme / "theme.css").write_text("h1 { color: teal }\n")
    command = ["build", str(ROOT / "agenda.yaml"), "--output", str(feeds), "--now", "2026-01-01T00:00:00Z"]
    done = CliRunner().invoke(main, [*command, "--no-page"])
    assert "subscribe page" not in done.output
    assert not (feeds / "index.html").exists()
    done = CliRunner().invoke(main, [*command, "--theme", str(theme)])
    assert "subscribe page" in done.output
    assert (feeds / "page.css").read_text().endswith("h1 { color: teal }\n")
    assert CliRunner().invoke(main, [*command, "--theme", str(tmp_path / "none")]).exit_code == 2


# --- languages ---


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_whole(language: str) -> None:
    """Every language says all that English says, with the same parts to fill in."""
    english, own = (tomllib.loads((WORDS / f"{name}.toml").read_text("utf-8")) for name in ("en", language))
    parts = {
        table: {key: set(re.findall(r"\{\w+\}", text)) for key, text in texts.items()}
        for table, texts in english.items()
    }
    for table, texts in own.items():
        forms = {key: parts[table].get(key, parts[table].get("other")) for key in texts}
        assert {key: set(re.findall(r"\{\w+\}", text)) for key, text in texts.items()} == forms
        assert set(texts) == set(english[table]) or table == "sessions"


@pytest.mark.parametrize(
    ("language", "day", "subscribe", "count"),
    [
        pytest.param("en", "Saturday, March 25, 2023", "Subscribe", "4 sessions", id="English"),
        pytest.param("de", "Samstag, 25. März 2023", "Abonnieren", "4 Termine", id="German"),
        pytest.param("de-AT", "Samstag, 25. März 2023", "Abonnieren", "4 Termine", id="Austrian German"),
        pytest.param("es", "sábado, 25 de marzo de 2023", "Suscribirse", "4 sesiones", id="Spanish"),
        pytest.param("ja", "2023年3月25日土曜日", "カレンダーに登録", "4 件", id="Japanese"),
        pytest.param("fr", "Saturday, March 25, 2023", "Subscribe", "4 sessions", id="no catalogue: English"),
    ],
)
def test_language(built: Callable[..., Path], language: str, day: str, subscribe: str, count: str) -> None:
    """The page speaks the language of the agenda, dates and plurals included."""
    page = soup(built(small(language=language)))
    assert page.html["lang"] == (language if language != "fr" else "en")
    assert page.select_one(".day h3 time").get_text() == day
    assert page.find(id="page-subscribe").get_text() == subscribe
    assert count in page.get_text()
    if language == "fr":
        assert page.h1["lang"] == "fr"


def test_one_session() -> None:
    """One is not many, in the languages that know a difference."""
    assert [words(tag).sessions(1) for tag in ("en", "de", "es", "ja")] == ["1 session", "1 Termin", "1 sesión", "1 件"]


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("ar", "rtl"), ("he", "rtl"), ("fa-AF", "rtl"), ("az-Arab", "rtl"), ("de", "ltr"), ("tlh", "auto")],
)
def test_direction(tag: str, expected: str) -> None:
    """A session's text has the direction of its language; where nobody knows it, of its letters."""
    assert direction(tag) == expected


# --- themes ---


def test_theme(tmp_path: Path, built: Callable[..., Path]) -> None:
    """A theme's template replaces one of ours, its theme.css comes after ours, its catalogue adds a language."""
    theme = tmp_path / "theme"
    (theme / "words").mkdir(parents=True)
    (theme / "feed.html").write_text(
        "{% macro panel(offer, w, lead) %}<p>{{ offer.title }}!</p>{% endmacro %}"
        "{% macro part(offer, w) %}{% endmacro %}{% macro advice(w) %}{% endmacro %}"
    )
    (theme / "theme.css").write_text(":root { --accent: #663399 }\n")
    (theme / "words" / "fr.toml").write_text('[page]\nsubscribe = "S’abonner"\n', "utf-8")
    folder = built(small(language="fr"), theme=theme)
    page = soup(folder)
    assert page.find(id="all").get_text().strip() == "Small Summit!"
    assert page.find(id="page-subscribe").get_text() == "S’abonner"
    assert (folder / "page.css").read_text().endswith(":root { --accent: #663399 }\n")


def test_theme_of_one_block(tmp_path: Path, built: Callable[..., Path]) -> None:
    """A theme may change a block of a template and leave the rest to ours."""
    text = '{% extends "ours/index.html" %}{% block footer %}<p>Imprint</p>{% endblock %}'
    (tmp_path / "index.html").write_text(text)
    page = soup(built(small(), theme=tmp_path))
    assert page.footer.get_text().strip() == "Imprint"
    assert page.find(id="session-one")


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        pytest.param("index.html", "{{ w(", 1, id="syntax"),
        pytest.param("feed.html", "<p>\n{{ nobody }}", 2, id="no name"),
        pytest.param("feed.html", "<p>", 0, id="no macro"),
        pytest.param("words/en.toml", "[page", 0, id="catalogue"),
    ],
)
def test_theme_with_a_mistake(tmp_path: Path, name: str, text: str, line: int) -> None:
    """A theme that is not right is a mistake like any other, with its place, and nothing is written."""
    theme, feeds = tmp_path / "theme", tmp_path / "feeds"
    (theme / name).parent.mkdir(parents=True, exist_ok=True)
    (theme / name).write_text(text)
    with pytest.raises(AgendaError) as caught:
        build(read(ROOT / "agenda.yaml"), feeds, now=NOW, theme=theme)
    assert caught.value.problems[0].code == "theme"
    assert caught.value.problems[0].mark.line == line
    assert not (feeds / "all.ics").exists()


DEEP = "(" * 3000 + "1" + ")" * 3000
BLOCKS = "{% for a in [1] %}" * 60 + "{% endfor %}" * 60
INDEX = '{% extends "ours/index.html" %}{% block footer %}\n'


@pytest.mark.parametrize(
    ("name", "text", "line", "message"),
    [
        pytest.param("index.html", "<p>\n{{ 1/0 }}", 2, "ZeroDivisionError: division by zero", id="division"),
        pytest.param("index.html", "\n\n{{ event.title + 1 }}", 3, "TypeError: can only concatenate str", id="type"),
        pytest.param("index.html", "{% for a in 5 %}{% endfor %}", 1, "TypeError: 'int' object is not", id="loop"),
        pytest.param("index.html", "\n{{ 'x'|round }}", 2, "TypeError: ", id="filter"),
        pytest.param("index.html", "{{ ''|fancy }}", 1, "No filter named 'fancy'.", id="no filter"),
        pytest.param("index.html", "\n{{ nobody }}", 2, "'nobody' is undefined", id="no name"),
        pytest.param("index.html", "\n{{ event.nobody.name }}", 2, "has no attribute 'nobody'", id="no attribute"),
        pytest.param("index.html", "\n{% include 'none.html' %}", 2, "none.html", id="no template"),
        pytest.param("index.html", "\n{% include '../x.html' %}", 2, "../x.html", id="not in the theme"),
        pytest.param("index.html", "\n{% include 'index.html' %}", 2, "it includes itself", id="itself"),
        pytest.param("index.html", "{% macro a() %}\n{{ a() }}{% endmacro %}{{ a() }}", 2, "it includes", id="macro"),
        pytest.param("index.html", f"{{{{ {DEEP} }}}}", 0, "it includes itself, or is too deep", id="deep"),
        pytest.param("index.html", BLOCKS, 0, "SyntaxError: too many statically nested blocks", id="many blocks"),
        pytest.param("index.html", f"{{{{ {'9' * 9999} }}}}", 0, "ValueError: Exceeds the limit", id="a long number"),
        pytest.param("index.html", "\n{{ '\\ud800' }}", 2, "half a surrogate pair is no character", id="surrogate"),
        pytest.param("index.html", "\n{{ w('nope') }}", 2, "there are no words for 'nope'", id="no words"),
        pytest.param("index.html", "\n{{ w('changed') }}", 2, "the words for 'changed' need date", id="no part"),
        pytest.param("index.html", "\n{{ w.day('x') }}", 2, "'x' is no date", id="no day"),
        pytest.param("index.html", "\n{{ in_language(5) }}", 2, "'5' is no tag of a language", id="no language"),
        pytest.param("index.html", INDEX + "{{ 1/0 }}{% endblock %}", 2, "division by zero", id="a block of ours"),
        pytest.param("index.html", b"\n\xff", 2, "the byte 0xFF is not UTF-8", id="Latin-1"),
        pytest.param("index.html", "é".encode("utf-16"), 0, "written in UTF-16", id="UTF-16"),
        pytest.param(
            "session.html", "{% macro entry(s, w) %}\n{{ s.x }}{% endmacro %}", 2, "attribute 'x'", id="macro"
        ),
        pytest.param("feed.html", None, 0, "Is a directory", id="a folder"),
        pytest.param("theme.css", None, 0, "Is a directory", id="a folder for styles"),
        pytest.param("words/en.toml", None, 0, "Is a directory", id="a folder for words"),
        pytest.param("words/en.toml", "a = 1\n[page", 0, "Expected ']'", id="no TOML"),
        pytest.param("words/en.toml", "a = 1\nb = ?\n", 2, "Invalid value (at line 2", id="no TOML, with its line"),
        pytest.param("words/en.toml", f"a = {'[' * 3000}", 0, "", id="deep TOML"),
        pytest.param("words/en.toml", "page = 1", 0, "'page' is no table of texts", id="no table"),
        pytest.param("words/en.toml", "[page]\njoin = 1", 0, "'page' is no table of texts", id="no text"),
        pytest.param("words/en.toml", "[page]\njoin = '{nom}'", 0, "join = '{nom}' cannot be filled in", id="a part"),
        pytest.param("words/en.toml", "[page]\njoin = '{'", 0, "join = '{' cannot be filled in", id="a brace"),
        pytest.param("words/en.toml", "[sessions]\none = '{n.x}'", 0, "one = '{n.x}' cannot be", id="an attribute"),
        pytest.param("words/en.toml", "[script]\ntimes_in = '{}'", 0, "times_in = '{}' cannot be", id="no name"),
        pytest.param("words/en.toml", b"\xff", 1, "the byte 0xFF is not UTF-8", id="words in Latin-1"),
    ],
)
def test_what_goes_wrong_in_a_theme_has_its_place(
    tmp_path: Path, name: str, text: str | bytes | None, line: int, message: str
) -> None:
    """Whatever a template raises is a mistake of the theme: its file, its line, a way out, and nothing is written."""
    theme, feeds = tmp_path / "theme", tmp_path / "feeds"
    file = theme / name
    file.parent.mkdir(parents=True)
    if text is None:
        file.mkdir()
    else:
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(AgendaError) as caught:
        build(read(ROOT / "agenda.yaml"), feeds, now=NOW, theme=theme)
    (problem,) = caught.value.problems
    assert (problem.code, problem.mark.file, problem.mark.line) == ("theme", str(file), line)
    assert message in problem.message
    assert problem.hint
    assert not feeds.exists()


@pytest.mark.parametrize(
    ("text", "method"),
    [
        pytest.param("{{ w.language('de') }}", "language", id="called by the theme"),
        pytest.param("{{ w.sessions(1) }}", "__call__", id="before the theme"),
        pytest.param(INDEX + "{% endblock %}", "__call__", id="around the theme"),
    ],
)
def test_a_bug_of_ours_is_no_mistake_of_a_theme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, method: str
) -> None:
    """What our own functions raise, before a theme's template or called by it, keeps its traceback."""

    def broken(*_: object, **__: object) -> str:
        raise ZeroDivisionError

    (tmp_path / "index.html").write_text(text)
    monkeypatch.setattr(Words, method, broken)
    with pytest.raises(ZeroDivisionError):
        build(read(ROOT / "agenda.yaml"), tmp_path / "feeds", now=NOW, theme=tmp_path)


def test_a_theme_that_is_nowhere(tmp_path: Path) -> None:
    """A mistyped name is no page without a theme."""
    with pytest.raises(AgendaError, match="is no folder"):
        build(read(ROOT / "agenda.yaml"), tmp_path / "feeds", now=NOW, theme=tmp_path / "none")


def test_an_excerpt_in_a_theme_with_a_mistake(tmp_path: Path) -> None:
    """`embed` says it as `build` does."""
    (tmp_path / "embed.html").write_text("<p>\n{{ 1/0 }}")
    ran = CliRunner().invoke(
        main, ["embed", str(ROOT / "agenda.yaml"), "--theme", str(tmp_path)], catch_exceptions=False
    )
    assert ran.exit_code == 2
    assert f"{tmp_path}/embed.html:2:1: error: not fit for a page: ZeroDivisionError: division by zero" in ran.output


# --- machines ---


def ld(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(soup(folder).find("script", type="application/ld+json").string)
    return found


def test_json_ld(moved: Path) -> None:
    """One Event with its sessions; a moved one says from when, a cancelled one that it is."""
    event = ld(moved)
    assert (event["@type"], event["name"], event["startDate"], event["endDate"]) == (
        "Event",
        "Small Summit",
        "2026-03-25",
        "2026-03-26",
    )
    sessions = {session["name"]: session for session in event["subEvent"]}  # type: ignore[attr-defined]
    assert sessions["First talk"] == {
        "@type": "Event",
        "name": "First talk",
        "startDate": "2026-03-25T16:00:00+00:00",
        "endDate": "2026-03-25T16:25:00+00:00",
        "previousStartDate": "2026-03-25T14:00:00+00:00",
        "eventStatus": "https://schema.org/EventRescheduled",
        "location": [{"@type": "Place", "name": "Side stage"}],
        "performer": [{"@type": "Person", "name": "Ada Example"}],
    }
    assert sessions["Second talk"]["eventStatus"] == "https://schema.org/EventCancelled"
    assert "eventStatus" not in sessions["Clocks go forward"]


def test_json_ld_has_offsets(built: Callable[..., Path]) -> None:
    """Times are the event's own clock with its offset of that moment: summer time begins in the last talk."""
    sessions = {session["name"]: session for session in ld(built(small()))["subEvent"]}  # type: ignore[attr-defined]
    clocks = sessions["Clocks go forward"]
    assert (clocks["startDate"], clocks["endDate"]) == ("2023-03-26T01:30:00+01:00", "2023-03-26T03:30:00+02:00")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["seed", "every", "moved"])
def test_schema_org(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The JSON-LD is of schema.org's vocabulary: types, properties and what they may hold, as schema-dts has them."""
    compiler = summoned(".bin/tsc")
    record = json.dumps(ld(request.getfixturevalue(name)))
    source = tmp_path / "event.ts"
    options = ("--noEmit", "--strict", "--skipLibCheck", "--baseUrl", str(HERE / "node_modules"))
    source.write_text(
        f'import type {{Event, WithContext}} from "schema-dts";\nexport const e: WithContext<Event> = {record};\n'
    )
    answer(compiler, *options, str(source))
    source.write_text(source.read_text().replace('"startDate"', '"beginsAt"'))  # it is not blind
    answer(compiler, *options, str(source), status=2)


def test_microformats(seed: Path) -> None:
    """Each session is an h-event with a name and instants."""
    for event in soup(seed).select(".h-event"):
        assert event.select_one(".p-name").get_text()
        assert event.select_one("time.dt-start")["datetime"].endswith("Z")
        assert event.select_one("time.dt-end")["datetime"].endswith("Z")


def test_head(seed: Path) -> None:
    """The head says where the calendars are, what the page is about, and where it stands."""
    head = soup(seed).head
    assert [link["href"] for link in head.select('link[rel=alternate][type="text/calendar"]')] == [
        "all.ics", "day/2023-03-29.ics", "day/2023-03-30.ics",
    ]  # fmt: skip
    assert head.select_one("link[rel=canonical]")["href"] == "https://kubevirt.io/summit/feeds/index.html"
    assert head.select_one('meta[property="og:title"]')["content"] == "KubeVirt Summit 2023"


@pytest.mark.parametrize("name", ["seed", "every", "moved"])
def test_html_validate(name: str, request: pytest.FixtureRequest) -> None:
    """html-validate finds nothing."""
    judge = summoned(".bin/html-validate")
    answer(judge, "--config", ".htmlvalidate.json", str(request.getfixturevalue(name) / "index.html"))


def test_html_validate_is_not_blind(tmp_path: Path) -> None:
    """It finds what is wrong with a page that is."""
    (tmp_path / "index.html").write_text("<!DOCTYPE html><html><p><div style=x></div></p><img src=x></html>")
    answer(summoned(".bin/html-validate"), "--config", ".htmlvalidate.json", str(tmp_path / "index.html"), status=1)
