"""What a calendar shows of an author's words: every rule of summit_ical.text.plain, in words that people typed."""

import itertools
import re
import time
import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from summit_ical.model.characters import clean, one_line, sound
from summit_ical.text import plain as module
from summit_ical.text.addresses import addresses
from summit_ical.text.cut import cut
from summit_ical.text.markdown import MARKED
from summit_ical.text.mojibake import looks_mojibake
from summit_ical.text.plain import plain

ANYTHING = st.text(st.characters(), max_size=200)  # lone surrogates included
# Pieces that mean something to Markdown, HTML, a calendar or Unicode, in every order.
PIECES = st.sampled_from([
    *"a1.)(-+*_`~<>[]!|&#=:;\\/\"' \t\né", "word", "日本", "👩‍👩‍👧", "🇩🇪", "e\u0301", "**", "```", "~~", "![", "](",
    "\n\n", "\r\n", "  \n", "\n    ", "\x0b", "\x85", "\u2028", "\u2029", "\x00", "\x1b", "\x9d", "\ud800", "\ufeff",
    "\uffff", "\u200b", "\u202e", "\xa0", "https://example.org/a", "http://", "<br>", "<p>", "</p>", "<script>",
    "</script>", '<a href="https://example.org/">', "</a>", "<!--", "-->", "&amp;", "&#0;", "&#x85;", "&#8232;",
    "&#xd800;", "](javascript:x)", "[a]: /b\n", "BEGIN:", "END:", "VEVENT", "end:", "Ã", "ƒ", "â€™",
])  # fmt: skip
AUTHORED = st.lists(PIECES, max_size=25).map("".join) | ANYTHING
UNCLEAN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"  # controls, and what is no text
    r"|\n{3}|[^\S\n]\n|\A\s|\s\Z"
)


# --- clean, one_line ---


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        pytest.param("Opening remarks", "Opening remarks", id="as it is"),
        pytest.param("a\r\nb\rc\x85d\u2028e\x0bf\x0cg", "a\nb\nc\nd\ne\nf\ng", id="every kind of line break"),
        pytest.param("a\u2029b", "a\nb", id="paragraph separator"),
        pytest.param("a\tb", "a b", id="a tab is a space"),
        pytest.param("a\x00b\x1b[31mc\x7fd\x9be", "ab[31mcde", id="controls vanish"),
        pytest.param("a\ud83db", "ab", id="half of a surrogate pair vanishes"),
        pytest.param("\ufeffa\ufeff", "a", id="byte order marks vanish"),
        pytest.param("a\uffff\ufffeb", "ab", id="what XML cannot hold vanishes"),
        pytest.param("a\ufdd0\ufdefb\U0001fffec\U0010ffff", "abc", id="noncharacters vanish"),
        pytest.param("\ufdcf\ufdf0\ufffd\U0001fffd", "\ufdcf\ufdf0\ufffd\U0001fffd", id="their neighbours stay"),
        pytest.param("a  \nb \n  c", "a\nb\n  c", id="spaces go at the end of a line, not at its start"),
        pytest.param("a\n\n\n\n\nb", "a\n\nb", id="at most two line breaks in a row"),
        pytest.param("a\n \n\t\nb", "a\n\nb", id="lines of spaces are empty"),
        pytest.param(" \n\xa0a \n ", "a", id="no white space around the whole"),
        pytest.param("שלום\u200f ١٢ 👩‍👩‍👧 ☎️ e\u0301", "שלום\u200f ١٢ 👩‍👩‍👧 ☎️ e\u0301", id="marks and joiners stay"),
        pytest.param("C:\\new, a; b", "C:\\new, a; b", id="escaping is not its business"),
        pytest.param("BEGIN:VEVENT", "BEGIN: VEVENT", id="a component"),
        pytest.param("see\nend:vevent", "see\nend: vevent", id="a component in small letters, at a line's start"),
        pytest.param("a\n  Begin:x", "a\n  Begin: x", id="an indented line"),
        pytest.param("type END:VEVENT to end", "type END: VEVENT to end", id="a component within a line"),
        pytest.param("BEGIN:\x00VEVENT", "BEGIN: VEVENT", id="a component behind a control"),
        pytest.param("BEGIN:END:VALARM", "BEGIN: END: VALARM", id="two at once"),
        pytest.param("The weekend:relaxed", "The weekend:relaxed", id="part of a word"),
        pytest.param("END:\nBEGIN: x", "END:\nBEGIN: x", id="nothing to guard"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    """What is clean can stand in a calendar file and in front of its readers, and loses no word of its author's."""
    assert clean(text) == cleaned


@given(AUTHORED)
def test_clean_text_is_clean_and_stays(text: str) -> None:
    """Cleaning twice changes nothing, and leaves nothing that cannot be encoded, seen or parsed."""
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not UNCLEAN.search(cleaned)
    cleaned.encode()


@given(AUTHORED)
def test_clean_takes_nothing_else(text: str) -> None:
    """Every character but white space, controls and what is no text comes out as it went in, in order."""
    gone = {"Cc", "Cs", "Zs", "Zl", "Zp"}

    def words(any_text: str) -> str:
        return "".join(ch for ch in any_text if unicodedata.category(ch) not in gone and ch not in "\ufeff\ufffe\uffff")

    assert words(clean(text)) == words(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(" Ada   Example\n", "Ada Example", id="runs of spaces"),
        pytest.param("Road to V1:\nwhat is left", "Road to V1: what is left", id="line breaks"),
        pytest.param("Ada\xa0Example, 100\u202f%", "Ada Example, 100 %", id="no-break spaces"),
        pytest.param("全体\u3000会議", "全体 会議", id="ideographic space"),
        pytest.param("\u2028", "", id="nothing left"),
    ],
)
def test_one_line(text: str, line: str) -> None:
    """A title has one space wherever its author had white space of any kind."""
    assert one_line(text) == line


@given(AUTHORED)
def test_one_line_is_clean(text: str) -> None:
    """A line is clean text without a break, and is its own line."""
    line = one_line(text)
    assert line == clean(line) == one_line(line)
    assert "\n" not in line


# --- cut, addresses ---


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        pytest.param("Hello, world", 12, "Hello, world", id="fits"),
        pytest.param("Hello, world again", 14, "Hello, world…", id="at a word"),
        pytest.param("Hello, world again", 13, "Hello, world…", id="the ellipsis counts"),
        pytest.param("Hello, world again", 12, "Hello,…", id="not inside a word"),
        pytest.param("one\ntwo", 5, "one…", id="at a line"),
        pytest.param("x" * 50, 10, "xxxxxxxxx…", id="inside a word without end"),
        pytest.param("日本語のタイトル", 5, "日本語の…", id="a script without spaces"),
        pytest.param("see https://example.org/a/b for more", 20, "see…", id="not inside an address"),
        pytest.param("see this (https://example.org/a/b)", 25, "see this…", id="an address in brackets"),
        pytest.param("see https://example.org/a for more", 27, "see https://example.org/a …", id="after an address"),
        pytest.param("see https://example.org/a for more", 26, "see…", id="no room for a space after an address"),
        pytest.param("https://example.org/" + "a" * 50, 30, "…", id="nothing but an address"),
        pytest.param("👩‍👩‍👧👩‍👩‍👧", 6, "👩‍👩‍👧…", id="between families"),
        pytest.param("👩‍👩‍👧👩‍👩‍👧", 5, "…", id="not inside a family"),
        pytest.param("🇩🇪🇫🇷🇪🇸", 4, "🇩🇪…", id="not inside a flag"),
        pytest.param("👍🏽👍🏽", 2, "…", id="not before a skin tone"),
        pytest.param("ae\u0301e\u0301", 3, "a…", id="not before an accent"),
        pytest.param("☎️☎️", 2, "…", id="not before a variation selector"),
        pytest.param("नक्षत्र" * 2, 3, "न…", id="not inside a conjunct"),
        pytest.param("a b", 1, "…", id="only an ellipsis"),
        pytest.param("ab", 0, "", id="no room at all"),
        pytest.param("", 0, "", id="nothing to cut"),
    ],
)
def test_cut(text: str, limit: int, short: str) -> None:
    """A long text ends in an ellipsis, after a whole word, address and character."""
    assert cut(text, limit) == short


@pytest.mark.parametrize(
    ("octets", "short"),
    [
        pytest.param(12, "日本語…", id="whole characters"),
        pytest.param(14, "日本語…", id="two octets of the next do not count"),
        pytest.param(15, "日本語の夜", id="fits"),
        pytest.param(3, "…", id="only an ellipsis"),
        pytest.param(2, "", id="no room at all"),
        pytest.param(-1, "", id="less than none"),
    ],
)
def test_cut_by_octets(octets: int, short: str) -> None:
    """Octets are those of UTF-8, and a character is never cut into them."""
    assert cut("日本語の夜", 100, octets) == short


@given(AUTHORED, st.integers(-2, 60), st.none() | st.integers(-2, 120))
def test_cut_keeps_within_limits(text: str, limit: int, octets: int | None) -> None:
    """A cut text fits, is the beginning of the whole, and says that it was cut."""
    short = cut(text, limit, octets)
    assert len(short) <= max(limit, 0)
    assert octets is None or len(short.encode("utf-8", "surrogatepass")) <= max(octets, 0)
    assert short in ("", text) or (short[-1] == "…" and text.startswith(short[:-1].rstrip()))
    assert short or not text or limit < 1 or (octets is not None and octets < 3)


@given(AUTHORED.map(clean), st.integers(0, 60))
def test_cut_leaves_addresses_whole(text: str, limit: int) -> None:
    """An address is in the short text as it is in the long one, or not at all."""
    short = cut(text, limit)
    assume(not text.endswith("…"))
    assert addresses(short) == addresses(text)[: len(addresses(short))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("at https://example.org/a, or HTTP://x.org.", ["https://example.org/a", "HTTP://x.org"], id="two"),
        pytest.param("(see https://example.org/a)", ["https://example.org/a"], id="in brackets"),
        pytest.param("https://example.org/A_(b)!", ["https://example.org/A_(b)"], id="with brackets"),
        pytest.param("「https://example.jp」、次", ["https://example.jp"], id="in Japanese"),
        pytest.param("<https://example.org/?a=1&b=2>", ["https://example.org/?a=1&b=2"], id="in angle brackets"),
        pytest.param("mailto:a@example.org ftp://x http:/y", [], id="none"),
    ],
)
def test_addresses(text: str, found: list[str]) -> None:
    """The punctuation of a sentence is no part of the address before it."""
    assert addresses(text) == found


# --- plain ---


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        pytest.param("We look\nat VMs.\n\nAnd why.\n", "We look at VMs.\n\nAnd why.", id="paragraphs"),
        pytest.param("one  \ntwo\\\nthree", "one\ntwo\nthree", id="hard breaks"),
        pytest.param("# Why\ntext\n\nHow\n---\ntext", "Why\n\ntext\n\nHow\n\ntext", id="headings"),
        pytest.param("*a* **b** ~~c~~ `d  e`", "a b c d  e", id="emphasis"),
        pytest.param("a_b_c, 2 < 3, AT&T, C:\\new", "a_b_c, 2 < 3, AT&T, C:\\new", id="looks like Markdown"),
        pytest.param("&copy; R&amp;D &lt;b&gt;", "© R&D <b>", id="entities"),
        pytest.param("\\*not\\* `\\*`", "*not* \\*", id="escapes"),
        pytest.param("* a\n* b", "- a\n- b", id="list"),
        pytest.param("- a\n\n- b", "- a\n- b", id="list with blank lines"),
        pytest.param("- a\n  1. b\n  2. c\n- d", "- a\n  1. b\n  2. c\n- d", id="list in a list"),
        pytest.param("- a\n\n  b\n- c", "- a\n\n  b\n\n- c", id="item of two paragraphs"),
        pytest.param("3) a\n4) b", "3. a\n4. b", id="numbered from three"),
        pytest.param("0. a\n0. b", "0. a\n1. b", id="numbered from none"),
        pytest.param("> a\nb\n>\n> > c", "> a b\n>\n> > c", id="quote in a quote"),
        pytest.param("```sh\nls  -l\n\n  x\n```", "ls  -l\n\n  x", id="fenced code"),
        pytest.param("a\n\n    b\n      c", "a\n\nb\n  c", id="indented code"),
        pytest.param("a\n\n***\n\nb", "a\n\n---\n\nb", id="rule"),
        pytest.param("|a|b|\n|-|-|\n|*c*|d \\| e|\n|f|", "a | b\nc | d | e\nf |", id="table"),
    ],
)
def test_plain(markdown: str, shown: str) -> None:
    """Markdown reads as its author meant it, without its signs."""
    assert plain(markdown) == shown


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        pytest.param("[docs](https://example.org/a)", "docs (https://example.org/a)", id="words and address"),
        pytest.param("[docs][1]\n\n[1]: https://example.org/ 'Docs'", "docs (https://example.org/)", id="reference"),
        pytest.param("<https://example.org/a>", "https://example.org/a", id="address alone"),
        pytest.param("https://example.org/a_b_c", "https://example.org/a_b_c", id="bare address"),
        pytest.param("[example.org](https://example.org/)", "https://example.org/", id="words are the address"),
        pytest.param("[](https://example.org/)", "https://example.org/", id="no words"),
        pytest.param("<https://bücher.example/ü>", "https://xn--bcher-kva.example/%C3%BC", id="encoded"),
        pytest.param("[write](mailto:a@example.org) <b@example.org>", "write b@example.org", id="mail"),
        pytest.param("[a](javascript:alert(1)) [b](data:text/html,x)", "a b", id="code in an address"),
        pytest.param("[a](&#106;avascript:x) [b](JAVASCRIPT:x)", "a b", id="code in disguise"),
        pytest.param("[programme](/programme) [top](#top)", "programme top", id="relative"),
        pytest.param("[chat](matrix:r/a:example.org)", "chat (matrix:r/a:example.org)", id="other schemes"),
        pytest.param("![Ada](https://example.org/ada.png)", "Ada (https://example.org/ada.png)", id="image"),
        pytest.param("![Ada](data:image/png;base64,AA)", "Ada", id="inline image"),
        pytest.param("[a **b** `c`](https://example.org)", "a b c (https://example.org)", id="emphasis in words"),
    ],
)
def test_plain_spells_links_out(markdown: str, shown: str) -> None:
    """A calendar's reader can copy every address that leads anywhere, and sees no other."""
    assert plain(markdown) == shown


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        pytest.param("a<br>b <b>c</b><!-- d -->", "a\nb c", id="tags"),
        pytest.param("a <script>x()</script> b", "a  b", id="script in a line"),
        pytest.param("<style>\nbody {}\n</style>\n\na", "a", id="style block"),
        pytest.param("<p>a\nb &amp; c</p><p>d<br/>e</p>", "a b & c\n\nd\ne", id="paragraphs"),
        pytest.param("<ul><li>a</li><li>b</li></ul>", "- a\n- b", id="list"),
        pytest.param("<div>\n\n*a*\n\n</div>", "a", id="Markdown in HTML"),
        pytest.param(
            'see <a class=x href="https://example.org/?a=1&amp;b=2">here</a>',
            "see here (https://example.org/?a=1&b=2)",
            id="link",
        ),
        pytest.param("<p><a href=' javascript:x'>a</a> <img alt=b src=https://example.org/b></p>",
                     "a b (https://example.org/b)", id="image and code in an address"),
        pytest.param("kubectl get <resource> in Vec<T>", "kubectl get <resource> in Vec<T>", id="not HTML"),
        pytest.param("<script>x", "", id="without an end"),
    ],
)  # fmt: skip
def test_plain_reads_html(markdown: str, shown: str) -> None:
    """HTML's tags go and its words stay; what is no HTML element is the author's own word."""
    assert plain(markdown) == shown


@given(AUTHORED)
@example("&#x1b;[31m&#0;&#x2028;&#xd800;\n")
def test_plain_is_clean(markdown: str) -> None:
    """Whatever an author writes, plain text is clean text."""
    shown = plain(markdown)
    assert shown == clean(shown)
    assert not UNCLEAN.search(shown)


UNMARKED = st.lists(
    st.sampled_from([*"aé1.)-+=:;&#!~_'\"/\n\n ", " \n", "\n ", "日", "\xa0", "AT&T"]), max_size=30
).map("".join)


@given(AUTHORED | UNMARKED)
@example("a_b\n \n \xa0\n  c: d & e")
def test_plain_needs_no_parser_for_paragraphs(markdown: str) -> None:
    """A text that is taken for plain paragraphs is shown as markdown-it would have it."""
    said = sound(markdown)
    assume(not MARKED.search("\n" + said))
    assert plain(markdown) == clean(module._rendered(said))


SIGNS = (
    "word|two words|- item|* item|* *Lev:* x|1. one `c d` x|2. *two* y|3. c|[a b](https://x.y/z)|_u u_|a_b_ c|a **b**",
    "[https://x.y](https://x.y)|**bold one**|*e*|*a *b*|(**x**)|a**b**|- *x* y|- [a](https://x.y)|text  |[a]|: b|===",
    "> quoted|> a\n> b *c*|> a\nlazy|> - x|> > x|<https://x.y/z>|<b>|>",
    "`co de`|``x``|### Head|# Head #|## H *e*|- - x|- 1. x|* * *|__b__|_*a*_|***x***|!|é **ü** ö|\\",
)
ENDS = st.sampled_from(["\n", "\n\n", " ", ", ", "."])
SIMPLE = st.lists(st.tuples(st.sampled_from("|".join(SIGNS).split("|")), ENDS).map("".join), max_size=6).map("".join)


@given(SIMPLE)
def test_plain_needs_no_parser_for_simple_signs(markdown: str) -> None:
    """What is read without markdown-it, or in part, is shown as markdown-it would have all of it."""
    said = sound(markdown)
    assume(MARKED.search("\n" + said))
    assert plain(markdown) == clean(module._rendered(said))


def test_simple_signs_are_read_without_the_parser() -> None:
    """Links, code, emphasis, headings and short lists do not pay for markdown-it."""
    markdown = "### Who\n\nSee [it](https://x.example), *now*:\n\n1. `a`\n2. **b**"
    assert module._simple(markdown) == "Who\n\nSee it (https://x.example), now:\n\n1. a\n2. b"


@pytest.mark.parametrize(
    "markdown",
    [
        pytest.param("We *never*\nread this.  \n" * 2000, id="too long"),
        pytest.param("> #\nb\n" * 1000, id="too many quotes"),
    ],
)
def test_plain_leaves_what_costs_too_much(markdown: str) -> None:
    """A text that nobody wrote for a calendar is shown as typed."""
    assert plain(markdown) == clean(markdown)


NASTY = [
    "[", "![", "*a_ ", "**a ", "`", "a`", "<", "<!--", "<a ", '<a "', "<p><a ", "<p>\n<a href=x>", "&", "&#", "\\",
    "_a ", "~~a ", "> ", ">", ">a\n", "> #\nb\n", ">[a]: b\nb\n", "- ", "- a\n", "1. ", "* * ", "|a|b|\n|-|-|\n",
    "[a]: b\n", "[a](", "[a](b)", "[a](<b", "](", "#", "```\n", "a\n===\n", "a\n\n", " ", "\t", "\n", "a  \n", "x",
    "日", "BEGIN:VEVENT", "Ãƒ", "\u0301", "🇩", "\u200d", "https://a/)", "https://a/(", "\ud800", "\xa0\n",
]  # fmt: skip


@pytest.mark.parametrize("piece", [pytest.param(piece, id=ascii(piece)) for piece in NASTY])
def test_nothing_takes_long(piece: str) -> None:
    """100,000 characters of anything are read in about half a second, and never overflow the stack."""
    text = piece * (100_000 // len(piece))
    mixed = (piece * 20_000)[:15_000]  # short enough for markdown-it
    began = time.process_time()
    for words in (text, mixed):
        shown = plain(words)
        assert cut(shown, 3000, 7500) == cut(clean(shown), 3000, 7500)
    assert len(one_line(text)) <= len(text) * 1.2
    looks_mojibake(text)
    assert time.process_time() - began < 3  # a slow machine's half second


@pytest.mark.parametrize("depth", [10, 20, 30, 100, 3000])
@pytest.mark.parametrize(("left", "right"), [("[", "](b)"), ("![", "](b)"), ("*a ", " b*"), ("> ", ""), ("- ", "")])
def test_nesting_is_no_trap(left: str, right: str, depth: int) -> None:
    """However deep the nesting, there is an answer."""
    assert plain(left * depth + "x" + right * depth) == clean(plain(left * depth + "x" + right * depth))


# --- markup, looks_mojibake ---


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        pytest.param("**Keynote**: KubeVirt", True, id="emphasis"),
        pytest.param("<b>Keynote</b>", True, id="HTML"),
        pytest.param("R&amp;D", True, id="entity"),
        pytest.param("[Slides](https://example.org)", True, id="link"),
        pytest.param("[Cancelled] Keynote", False, id="brackets"),
        pytest.param("C# & F#: 3 * 4 = 12", False, id="signs"),
        pytest.param("1. Opening", False, id="a number"),
        pytest.param("Vec<T> in_depth", False, id="code"),
        pytest.param("Plain\nwords", False, id="words"),
    ],
)
def test_markup(text: str, marked: bool) -> None:
    """Markup is what plain shows in other words."""
    assert (one_line(plain(text)) != one_line(text)) is marked


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("Itâ€™s here", "It’s here", id="apostrophe"),
        pytest.param("â€œYesâ€\x9d", "“Yes”", id="an octet that Windows-1252 lacks"),
        pytest.param("CafÃ©, SÃ£o, Ã\xa0 la", "Café, São, à la", id="letters"),
        pytest.param("Ã¢â‚¬â„¢", "’", id="twice"),
        pytest.param("It\xe2\x80\x99s", "It’s", id="as ISO 8859-1"),
        pytest.param("ðŸ‘\x8d", "👍", id="emoji"),
        pytest.param("Grüße café Itâ€™s", "Grüße café It’s", id="only where it is wrong"),
        pytest.param("Grüße, NÃO, naïve «é» Ελλάδα €5", "", id="right as it is"),
        pytest.param("It’s", "", id="plain"),
        pytest.param("Ã\x81", "Á", id="capital"),
        pytest.param("Â\x85", "", id="a control is no repair"),
    ],
)
def test_looks_mojibake(text: str, meant: str) -> None:
    """UTF-8 that was read as Windows-1252 is read again as what it is."""
    assert looks_mojibake(text) == meant


@given(st.text(st.characters(min_codepoint=0xA1, exclude_categories=["C", "Z"]), min_size=1, max_size=20))
def test_mojibake_is_undone(text: str) -> None:
    """Every misread text is repaired, as long as what was meant does not look misread itself."""
    assume(not looks_mojibake(text))
    misread = "".join(
        bytes([octet]).decode("cp1252", "replace").replace("\ufffd", chr(octet)) for octet in text.encode()
    )
    assume(all(not looks_mojibake(a + b) for a, b in itertools.pairwise(text)))
    assert looks_mojibake(misread) == text
