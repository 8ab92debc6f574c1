"""Markdown to HTML: what a page shows of an abstract is safe whatever the author wrote."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folders import ROOT
from summit_ical import read
from summit_ical.agendafile import checks
from summit_ical.text.html import TAGS, html, unsafe_links
from summit_ical.text.markdown import LINKED, MARKDOWN_MAX

LINK = '<a href="https://a.example/" rel="nofollow noopener">'
VOID = {"br", "hr"}
ELEMENTS = VOID | set(TAGS.values()) | {"a", "code", "pre"}


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        pytest.param("One\ntwo\n\nthree", "<p>One two</p><p>three</p>", id="paragraphs"),
        pytest.param("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>", id="signs are text"),
        pytest.param(
            "*a* **b** ~~c~~ `d<`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d&lt;</code></p>", id="spans"
        ),
        pytest.param("# Head", '<p class="heading">Head</p>', id="a heading is no part of the page's outline"),
        pytest.param("- a\n- b", "<ul><li>a</li><li>b</li></ul>", id="list"),
        pytest.param("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>', id="numbered list"),
        pytest.param("> a", "<blockquote><p>a</p></blockquote>", id="quote"),
        pytest.param("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>", id="code"),
        pytest.param(
            "| a |\n| - |\n| b |",
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
            id="table",
        ),
        pytest.param("[x](https://a.example/)", f"<p>{LINK}x</a></p>", id="link"),
        pytest.param("see https://a.example/.", f"<p>see {LINK}https://a.example/</a>.</p>", id="bare address"),
        pytest.param(
            "[https://a.example/](https://a.example/)", f"<p>{LINK}https://a.example/</a></p>", id="no link in a link"
        ),
        pytest.param("[<ab:c> d](https://a.example/) e", f"<p>{LINK}ab:c d</a> e</p>", id="an address in a link"),
        pytest.param("[<https://a.example/> d](b.html)", f"<p>{LINK}https://a.example/</a> d</p>", id="one in none"),
        pytest.param("[x](page.html)", "<p>x</p>", id="no relative link"),
        pytest.param("[x](javascript:alert(1))", "<p>x</p>", id="javascript"),
        pytest.param("[x](java&#115;cript:alert(1))", "<p>x</p>", id="javascript in disguise"),
        pytest.param("[x](data:text/html,y)", "<p>x</p>", id="data"),
        pytest.param("![alt](https://a.example/)", f"<p>{LINK}alt</a></p>", id="an image is a link"),
        pytest.param("a <b onclick=x>c</b> d<br>e", "<p>a c d<br>e</p>", id="tags go, words stay"),
        pytest.param("a <script>alert(1)</script> b", "<p>a  b</p>", id="script"),
        pytest.param("<div onload=x>\na\n</div>", "<p>a</p>", id="block of HTML"),
        pytest.param('<p title="a > b">hi</p>', "<p>hi</p>", id="a sign in quotes ends no tag"),
        pytest.param("<p title = 'a > b'>hi</p>", "<p>hi</p>", id="a sign in single quotes"),
        pytest.param('<p title="a > b>hi</p>', "<p>b&gt;hi</p>", id="quotes that are never closed"),
        pytest.param("<p title=it's>it's</p>", "<p>it&#x27;s</p>", id="an apostrophe in an attribute"),
        pytest.param(
            "<a href='https://a.example/'>x</a>", f"<p>x ({LINK}https://a.example/</a>)</p>", id="author's anchor"
        ),
        pytest.param("get <resource>", "<p>get &lt;resource&gt;</p>", id="not an element"),
        pytest.param('[x](https://a.example/ "t\\"<b>")', f"<p>{LINK}x</a></p>", id="a link's title goes"),
        pytest.param("see https://]( and [x](https://[)", "<p>see https://]( and x</p>", id="no host"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_html(markdown: str, expected: str) -> None:
    """Exactly these elements, and no attribute that could do something."""
    assert html(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "unsafe"),
    [
        pytest.param("[x](javascript:alert(1))", True, id="javascript"),
        pytest.param("![x](data:image/png;base64,AA)", True, id="data in an image"),
        pytest.param("[x](JAVA&#83;CRIPT:alert(1))", True, id="in disguise"),
        pytest.param("[x]\n\n[x]: vbscript:y", True, id="by reference"),
        pytest.param("[x](https://a.example/a:b)", False, id="https"),
        pytest.param("[x](mailto:a@a.example)", False, id="mail"),
        pytest.param("javascript: is no link here", False, id="words"),
        pytest.param("`[x](javascript:1)`", False, id="code"),
    ],
)
def test_unsafe_links(markdown: str, unsafe: bool) -> None:
    """A link that is dropped for its scheme is noticed."""
    assert unsafe_links(markdown) is unsafe


class Walk(HTMLParser):
    """Notes what is not as it should be."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)
        self.close()
        self.wrong += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.wrong.append(tag)
        for name, value in attrs:
            scheme = (value or "").partition(":")[0].lower()
            allowed = {"href": scheme in LINKED, "rel": tag == "a", "start": tag == "ol", "class": value == "heading"}
            if not allowed.get(name):
                self.wrong.append(f"{tag} {name}={value}")
        if tag == "a" and "a" in self.open:
            self.wrong.append("a in a")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append("comment")


PIECES = st.sampled_from(
    [
        "[",
        "](",
        ")",
        "](javascript:x)",
        "](https://a.example)",
        "![",
        "<a href=https://a.example>",
        "</a>",
        "<script>",
        "</script>",
        "<b>",
        "</b>",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "1. ",
        "# ",
        "|",
        "\n|-|\n",
        "<!--",
        "-->",
        "<",
        ">",
        "&",
        '"',
        "&#x6a;",
        "https://a.example/x",
        "<https://a.example>",
        "<x y=z>",
        "<img src=x onerror=y>",
        "    ",
        "```",
        "\\",
        "a",
        " ",
        "\u202e",
    ],
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_any_markdown(markdown: str) -> None:
    """Well-formed, of few elements, with addresses of harmless schemes alone, links not in links: for any text."""
    assert Walk(html(markdown)).wrong == []


@given(st.lists(PIECES, max_size=40).map("".join))
def test_a_sanitiser_finds_nothing(markdown: str) -> None:
    """Ammonia, which parses as browsers do, takes nothing away and mends nothing."""
    nh3 = pytest.importorskip("nh3")
    made = html(markdown)
    attributes = {"a": {"href", "rel"}, "ol": {"start"}, "p": {"class"}}
    kept = nh3.clean(made, tags=ELEMENTS, attributes=attributes, url_schemes=set(LINKED), link_rel=None)
    plain = str.maketrans({"\n": None, " ": None, "\u00a0": None})
    for entity, sign in (("&quot;", '"'), ("&#x27;", "'"), ("&nbsp;", "")):
        made, kept = made.replace(entity, sign), kept.replace(entity, sign)
    assert kept.translate(plain) == made.translate(plain)


def test_a_long_text_ends() -> None:
    """Beyond a limit Markdown is shown as typed, so that a hostile text costs no time."""
    assert html("*a* " + "\n\n" + "[" * 5 * MARKDOWN_MAX).startswith("<p><em>a</em></p>")


def test_a_dropped_link_is_a_finding(tmp_path: Path) -> None:
    """The author hears of it, with the place of the abstract."""
    text = (ROOT / "agenda.yaml").read_text("utf-8")
    marked = text.replace("The summit opens with", "[The](javascript:alert(1)) summit opens with", 1)
    (tmp_path / "agenda.yaml").write_text(marked, "utf-8")
    found = [problem for problem in checks.findings(read(tmp_path / "agenda.yaml")) if problem.code == "unsafe-link"]
    assert [problem.about for problem in found] == [("road-to-v1",)]
    assert found[0].severity == "warning"
    assert found[0].mark.line > 1
