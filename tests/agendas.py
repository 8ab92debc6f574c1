"""Hypothesis strategies for whole agendas: the text of an agenda.yaml, as wild as the format lets it be.

Everything that a person or an importer could write is in reach: all of Unicode but lone surrogates (which UTF-8 cannot
hold), NUL and lone CR (which YAML writes as escapes), every sign that means something in iCalendar, Markdown or HTML.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import strategies as st

from summit_ical.model.agenda import FEED_KINDS, KINDS, STATUSES
from summit_ical.model.characters import one_line
from summit_ical.model.source import Mark, Refused, Text
from summit_ical.model.values import to_line, to_markdown

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns")
COLORS = ("teal", "DarkOrchid", "goldenrod")

# What readers, writers and terminals trip over.
HARD = (
    ",", ";", ":", "\\", '"', "\\n", "\\N", "\\;", "C:\\new", "^", "^n", "%2C", "'", "|", "=", "\n", "\r", "\r\n", "\t",
    "\0", "\x07", "\x1b[31m", "\x7f", "\x85", "\xa0", "\u200d", "\u2028", "\u2029", "\u202e", "\ufeff", "\ufffe", "…",
    "BEGIN:VEVENT", "END:VCALENDAR", "\nBEGIN:VEVENT\n", "é", "e\u0301", "日本語", "שלום", "مرحبا",
    "👩‍👩‍👧‍👦", "🇪🇸", "👍🏽", "𝔘",
    "# ", "* ", "> ", "- ", "`", "~~~", "[x](https://a.example/b,c)", "<b>", "</script>", "&amp;", "https://a.example/",
    " ", "  ", "a", "word ", "a" * 75, "ä" * 38, "x" * 300,
)  # fmt: skip

characters = st.characters(exclude_categories=["Cs"])
texts = st.one_of(
    st.text(characters, max_size=30),
    st.lists(st.one_of(st.sampled_from(HARD), characters), max_size=8).map("".join),
)


def taken_by(read: Callable[[Text], object]) -> Callable[[str], bool]:
    """Return whether a reader takes a text as something written: a soft hyphen alone, say, is nothing."""

    def is_taken(text: str) -> bool:
        try:
            read(Text(text, Mark("")))
        except Refused:
            return False
        return True

    return is_taken


lines = texts.filter(taken_by(to_line))
short = lines.map(lambda line: line[:40]).filter(taken_by(to_line))
# Long enough for every limit, without so many choices that shrinking takes for ever.
long_texts = st.builds(lambda words, times: (words * times)[:100_000], lines, st.sampled_from((1, 1, 40, 400, 100_000)))
abstracts = st.one_of(texts, long_texts).filter(taken_by(to_markdown))

path_signs = st.sampled_from("abc/-._~!$&'()*+,;=:@%[]äß道👍é")
addresses = st.builds(
    "{}://{}/{}".format,
    st.sampled_from(("https", "http", "HTTPS")),
    st.sampled_from(("example.org", "example.org:8443", "straße.example", "日本。example", "[2001:db8::1]")),
    st.text(path_signs, max_size=40),
)


def some(values: st.SearchStrategy[Any], **more: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, max_size=3, **more)


def ids(prefix: str, many: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows with ids of their own."""
    return [{"id": f"{prefix}{number}", **row} for number, row in enumerate(many)]


def row(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


venues = row(
    {"name": lines},
    {
        "address": lines,
        "geo": st.tuples(st.floats(-90, 90), st.floats(-180, 180)).map(lambda at: [f"{x:.7f}" for x in at]),
    },
)
events = row(
    {
        "id": st.sampled_from(("summit-2026", "x", "0-a")),
        "title": lines,
        "timezone": st.sampled_from(ZONES),
        "feeds": st.just(list(FEED_KINDS)),
    },
    {
        "url": addresses,
        "feeds_url": addresses,
        "online": addresses,
        "venue": venues,
        "refresh": st.sampled_from(("25m", "1h30m", "24h")),
        "cancelled": st.sampled_from(("status", "visible")),
        "abstract_limit": st.sampled_from(("100", "3000", "10000")),
        "notice": row({"text": lines, "from": st.just("2026-03-02")}, {}),
    },
)
tracks = some(row({"name": lines}, {"color": st.sampled_from(COLORS)})).map(lambda rows: ids("t", rows))
rooms = some(row({"name": lines}, {"join": addresses})).map(lambda rows: ids("r", rows))
speakers = some(
    row({"name": lines}, {"affiliation": lines, "url": addresses}), unique_by=lambda row: one_line(row["name"])
).map(lambda rows: ids("speaker-", rows))
times = st.builds("{:02}:{:02}+{}m".format, st.integers(5, 23), st.integers(0, 59), st.integers(1, 720))


@st.composite
def agendas(draw: st.DrawFn) -> str:
    """Return the text of an agenda that can be read."""
    top: dict[str, Any] = {
        "event": draw(events),
        "tracks": draw(tracks),
        "rooms": draw(rooms),
        "speakers": draw(speakers),
    }

    def named(rows: list[dict[str, Any]]) -> st.SearchStrategy[list[str]]:
        return st.lists(st.sampled_from([row["id"] for row in rows]), max_size=3) if rows else st.just([])

    session = row(
        {"time": st.one_of(times, st.just("tba")), "title": lines},
        {
            "speakers": st.one_of(some(lines), named(top["speakers"])),
            "track": named(top["tracks"]),
            "room": named(top["rooms"]),
            "kind": st.sampled_from(KINDS),
            "language": st.sampled_from(("en", "pt-BR", "pt-br", "zh-Hant-TW")),
            "url": addresses,
            "abstract": abstracts,
            "links": st.dictionaries(
                st.one_of(st.sampled_from(("slides", "recording", "video")), short), addresses, max_size=3
            ),
            "status": st.sampled_from(STATUSES),
            "reason": lines,
            "end_inferred": st.sampled_from(("true", "false")),
        },
    )
    sessions = ids("s", draw(st.lists(session, min_size=1, max_size=5)))
    for number in range(1, len(sessions)):
        sessions[number] |= draw(row({}, {name: st.just(f"s{number - 1}") for name in ("repeat_of", "replaced_by")}))
    first = draw(st.integers(0, len(sessions)))
    days = [sessions[:first], sessions[first:]]
    top["days"] = [{"date": str(date(2026, 3, 1 + n)), "sessions": held} for n, held in enumerate(days) if held]
    return yaml(top)


def yaml(node: Any) -> str:
    """Return rows, lists and strings as YAML that keeps every character: all but plain ASCII is an escape."""
    if isinstance(node, dict):
        return "{" + ", ".join(f"{yaml(key)}: {yaml(value)}" for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(yaml, node)) + "]"
    plain = (ch if " " <= ch <= "~" and ch not in '"\\' else f"\\U{ord(ch):08x}" for ch in node)
    return f'"{"".join(plain)}"'


# The least that builds and has nothing to report, and when it is built.
NOW = "2026-01-02T03:04:05Z"
GOOD = """\
event: {id: summit, title: Summit, timezone: UTC, feeds_url: https://example.org/feeds/, feeds: [all, session]}
days:
  - date: 2026-03-01
    sessions:
      - {id: one, time: 10:00-10:25, title: One}
"""
