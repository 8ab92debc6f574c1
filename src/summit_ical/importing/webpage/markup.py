"""The source of a page to Blocks: Markdown, HTML, reStructuredText or org-mode. Knows nothing of schedules."""

import re
from typing import NamedTuple

from summit_ical.importing.webpage import markdown, org, rst
from summit_ical.importing.webpage.elements import Elements
from summit_ical.importing.webpage.words import ZERO_WIDTH, Block

FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
FRONT_TOML = re.compile(r"\A\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
FRONT_FIELD = re.compile(r"^([A-Za-z][\w-]*)[ \t]*[:=][ \t]*(\S.*?)[ \t]*$", re.MULTILINE)
HTML_BEGINS = ("<!doctype html", "<html", "<?xml", "<head", "<body")
NOT_SHOWN = (("{% comment %}", "{% endcomment %}"), ("{{/*", "*/}}"))


class Page(NamedTuple):
    front: dict[str, str]  # front matter, its simple fields
    blocks: tuple[Block, ...]
    source: tuple[str, ...]  # lines
    hidden: tuple[Block, ...] = ()  # what stands in the source and is not shown on the page


def page(text: str, suffix: str = ".md") -> Page:
    """Return the blocks of a page, in order. `suffix` is how its name ends. Raises nothing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(ZERO_WIDTH)
    front, body = _front(text)
    body = _shown(body)
    suffix = suffix.lower()
    if suffix == ".rst":
        body, held = rst.as_markdown(body)
        blocks, hidden = markdown.blocks(body, "rst", held)
    elif suffix == ".org":
        fields, body = org.as_markdown(body)
        front = {**fields, **front}
        blocks, hidden = markdown.blocks(body)
    elif _is_html(body, suffix):
        blocks, hidden = _html(body)
    else:
        blocks, hidden = markdown.blocks(body)
    return Page(front, blocks, tuple(text.split("\n")), hidden)


def _front(text: str) -> tuple[dict[str, str], str]:
    """The front matter's simple fields, and the text with blank lines in its place."""
    match = FRONT.match(text) or FRONT_TOML.match(text)
    if not match:
        return {}, text
    fields: dict[str, str] = {}
    for name, value in FRONT_FIELD.findall(match[1]):
        fields.setdefault(name.lower(), value.strip("\"'"))
    return fields, "\n" * match[0].count("\n") + text[match.end() :]


def _shown(text: str) -> str:
    """The text without what a site's generator takes for a comment, line for line."""
    for begin, end in NOT_SHOWN:
        parts, at = [], 0
        while (start := text.find(begin, at)) >= 0 and (stop := text.find(end, start)) >= 0:
            parts += [text[at:start], "\n" * text.count("\n", start, stop)]
            at = stop + len(end)
        text = "".join([*parts, text[at:]])
    return text


def _is_html(text: str, suffix: str) -> bool:
    """Whether a page is HTML through and through, in which nothing is indented for a reason."""
    begins = text.lstrip()[:20].lower()
    return begins.startswith(HTML_BEGINS) or (suffix in (".html", ".htm", ".xhtml") and "</" in text)


def _html(text: str) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    out = Elements(markdown.marked)
    out.html(text, 1)
    return out.done(), tuple(out.hidden)
