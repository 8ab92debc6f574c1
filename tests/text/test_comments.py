"""What is said in a comment on a pull request: it shows an author's words, and calls nobody and nothing."""

import re
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import pytest
from click.testing import CliRunner
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as st

from summit_ical.cli import main
from summit_ical.text.comments import markdown

GAP = "\u200b"
# What GitHub and GitLab look for in what is shown, as they describe it themselves.
LIVE = {
    "a mention": re.compile(r"@\w"),
    "a reference": re.compile(r"[#!$%~&]\w|\bGH-\d|\bCVE-\d|\bGHSA-\w", re.IGNORECASE),
    "a commit": re.compile(r"[0-9a-f]{7}", re.IGNORECASE),
    "an address": re.compile(r"://|//\w|\bwww\.|\w\.[a-z]", re.IGNORECASE),
    "an emoji": re.compile(r":[\w+-]+:"),
    "a workflow command": re.compile(r"^\s*::|##\[|##vso\["),
}
HOSTILE = {
    "a mention": "@ada and @org/team",
    "a mention behind a backslash": r"\@ada",
    "a mention in entities": "&#64;ada &commat;ada &#x40;ada",
    "an issue": "#12, owner/repo#12, GH-3, user#1",
    "a merge request": "!12 &12 %3 ~bug $5",
    "a commit": "0123456789abcdef0123456789abcdef01234567 and owner/repo@0123456",
    "an advisory": "CVE-2024-12345, GHSA-abcd-1234-efgh",
    "an address": "https://evil.example/a and HTTP://EVIL.EXAMPLE, ftp://evil.example",
    "a bare address": "www.evil.example, evil.example/x",
    "a mail address": "ada@example.org, mailto:ada@example.org, xmpp:ada@example.org",
    "an autolink": "<https://evil.example> <ada@example.org>",
    "a link": '[words](https://evil.example "title") [words][ref] [ref]: https://evil.example',
    "an image": "![pixel](https://evil.example/p.png)",
    "HTML": "<b>x</b><script>1</script><details><!-- & --> &lt;i&gt;",
    "mathematics": r"$\alpha$ $$x$$ $`x`$ \(x\)",
    "code": "`x` ``y`` ~~~ ```",
    "emphasis": "*a* _b_ **c** __d__ ~e~ ~~f~~ ***g***",
    "a footnote": "[^1] [^1]: x",
    "a task": "[ ] a [x] b",
    "a table": "| a | b |\n| - | - |",
    "blocks": "# a\n- b\n1. c\n> d\n    e\n---\n===",
    "emoji": ":tada: :+1:",
    "commands": "::error::x ##[add-mask]y ##vso[task.setvariable]z",
    "controls": "a\x1b[31mb\r\n::error::c\u202ed",
    "a backslash at the end": "a\\",
}
SIGNS = st.text(st.sampled_from(f"@#!$%~&*_`\\[]()<>{{}}|:/.-+=^'\" \n\tab0w{GAP}"), max_size=60)
PIECES = st.lists(st.one_of(SIGNS, st.sampled_from(list(HOSTILE.values()))), max_size=4).map("".join)


class Walk(HTMLParser):
    """What a page holds: its elements, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data


def rendered(text: str) -> Walk:
    """What GitHub's own parser makes of a comment, all extensions on and no HTML left out."""
    options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
    return Walk(cmarkgfm.github_flavored_markdown_to_html(text, options))


def check(words: str) -> None:
    page = rendered(f"- **Moved** {markdown(words)}: Tue")
    assert page.elements == ["ul", "li", "strong"], markdown(words)
    assert [name for name, live in LIVE.items() if live.search(page.words.removeprefix("Moved "))] == []


@pytest.mark.parametrize("words", [pytest.param(words, id=name) for name, words in HOSTILE.items()])
def test_nothing_in_a_comment_is_live(words: str) -> None:
    """No link, no image, no element but ours; no sign of a mention or a reference before a word."""
    check(words)


@given(PIECES)
@example("&#64;a")
@example(":0")  # what we say goes on with a colon
def test_nothing_in_any_words_is_live(words: str) -> None:
    """The same for whatever an author may write."""
    check(words)


@pytest.mark.parametrize(
    "words",
    [
        "Squash the flakes: C++ & 100% “done” (part 1/2)",
        "Wed 29 Mar 16:30 -> Thu 30 Mar 14:00 UTC",
        "snake_case, std::v",
    ],
)
def test_words_are_shown_as_they_are(words: str) -> None:
    """A reader of the comment sees what the author wrote."""
    assert rendered(markdown(words)).words.replace(GAP, "").strip() == words


AGENDA = """\
event: {id: hostile, title: "@octo &#64;cat", timezone: UTC, feeds_url: https://example.org/feeds/}
rooms: [{id: r, name: "www.example.net #1"}]
days:
  - date: 2026-05-04
    sessions:
      - {id: one, time: 10:00-10:30, title: "@octo fixes a/b#12 https://example.net <details> ##[group]x", room: r}
      - {id: two, time: 10:15-10:45, title: "::error::x www.example.net <b>b</b> $x$", room: r}
"""


def test_review_and_diff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both say what changed, and what to look at, so that nothing in it is live."""
    monkeypatch.chdir(tmp_path)
    agenda = Path("agenda.yaml")
    agenda.write_text(AGENDA, "utf-8")
    assert CliRunner().invoke(main, ["build", "-q"]).exit_code == 0
    agenda.write_text(AGENDA.replace("10:00-10:30", "11:00-11:40").replace("10:15", "10:20"), "utf-8")
    for command, elements in (
        (["review"], {"h3", "ul", "li", "strong", "code", "em"}),
        (["diff", "--format", "markdown"], {"ul", "li", "strong"}),
    ):
        said = CliRunner().invoke(main, command).stdout
        page = rendered(said)
        assert set(page.elements) == elements
        assert "octo fixes" in page.words
        words = re.sub(r"agenda\.yaml:\d+:\d+", "", page.words)
        assert [name for name, live in LIVE.items() if live.search(words)] == []
        assert not any(re.match(r"\s*::|.*##\[", line) for line in said.splitlines())
