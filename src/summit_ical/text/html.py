"""Markdown to the HTML that a page shows of it: safe, whatever the author wrote."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from summit_ical.model.characters import sound, tidy
from summit_ical.text.addresses import address_spans
from summit_ical.text.markdown import MARKDOWN_MAX, MARKED, parser
from summit_ical.text.plain import html_words, span_words, whole_paragraphs
from summit_ical.text.tags import BREAKS, ELEMENTS, TAG, UNREAD, attributes

if TYPE_CHECKING:
    from summit_ical.text.markdown import Token


# What a block and a span of Markdown are in HTML. An abstract's headings are no part of a page's outline.
TAGS = {
    "paragraph": "p", "heading": "p", "blockquote": "blockquote", "bullet_list": "ul", "ordered_list": "ol",
    "list_item": "li", "table": "table", "thead": "thead", "tbody": "tbody", "tr": "tr", "th": "th", "td": "td",
    "em": "em", "strong": "strong", "s": "s",
}  # fmt: skip
ATTRIBUTES = {"heading": ' class="heading"'}


def html(markdown: str) -> str:
    """Return the HTML that a page shows for Markdown, safe whatever the author wrote.

    It holds only elements of TAGS and `a`, `br`, `code`, `hr`, `pre`, and no attribute but `href`, `rel`, `start` and a
    class. HTML of the author's own is treated as plain does; an image is a link to it, so that a page asks no other
    host for anything; a bare http(s) address is a link. Of more than MARKDOWN_MAX characters, the rest is plain.
    """
    text = sound(markdown)
    if not MARKED.search("\n" + text):
        return _paragraphs(whole_paragraphs(text))
    end = len(text)
    if end > MARKDOWN_MAX:
        end = max(text.rfind("\n\n", 0, MARKDOWN_MAX), 0) or MARKDOWN_MAX
    return "".join(map(_page_block, parser().parse(text[:end]))) + _paragraphs(text[end:])


def unsafe_links(markdown: str) -> bool:
    """Return whether html leaves out an address because its scheme is none of LINKED: `[x](javascript:…)`."""
    if not TARGET.search(markdown) or len(markdown) > MARKDOWN_MAX:
        return False
    spans = (child for token in parser().parse(sound(markdown)) for child in token.children or ())
    return any(
        (span.type == "link_open" and not span.attrs.get("href"))
        or (span.type == "image" and not span.attrs.get("src"))
        for span in spans
    )


# A link whose target begins neither with a common scheme nor as a path: few abstracts have one, only they are parsed.
TARGET = re.compile(r"(?:\]\(|\]:|<)\s*<?(?!https?://|mailto:|[#/?.])[^\s<>()/]{0,60}?[:&\\]", re.IGNORECASE)


def _page_block(token: "Token") -> str:
    if token.hidden:  # the paragraph of a tight list
        return ""
    name, _, part = token.type.rpartition("_")
    if part == "open" and name in TAGS:
        start = f' start="{int(token.attrs["start"])}"' if "start" in token.attrs else ""
        return f"<{TAGS[name]}{ATTRIBUTES.get(name, start)}>"
    if part == "close" and name in TAGS:
        return f"</{TAGS[name]}>"
    return PAGE_LEAVES[token.type](token)


def _paragraphs(text: str) -> str:
    parts = (part.strip("\n").split("\n") for part in tidy(text.replace("\t", " ")).split("\n\n"))
    return "".join(f"<p>{'<br>'.join(map(_linked, lines))}</p>" for lines in parts if any(lines))


# An address that leads somewhere: http(s) with a host, or another scheme. RFC 3986 3.2.2, without literals.
LEADS = re.compile(r"https?://[\w-][\w.-]*(?::\d+)?(?:[/?#].*)?|(?!https?:)[a-z][a-z0-9+.-]*:.*", re.I | re.S)


def _linked(words: str) -> str:
    """Words as HTML, the http(s) addresses in them as links."""
    if "://" not in words:
        return escape(words)
    parts, last = [], 0
    for start, end in address_spans(words):
        if not LEADS.fullmatch(words[start:end]):
            continue
        parts += [escape(words[last:start]), _anchor(words[start:end]), escape(words[start:end]), "</a>"]
        last = end
    return "".join(parts) + escape(words[last:])


def _anchor(address: str) -> str:
    return f'<a href="{escape(address)}" rel="nofollow noopener">'


@dataclass(slots=True)
class _PageWords:
    """The words of one block as HTML, gathered from left to right."""

    said: list[str] = field(default_factory=list)
    links: list[bool] = field(default_factory=list)  # those that are open, and whether each is one here
    address: str = ""  # of an `a` of the author's own HTML
    unread: str = ""  # the element, script or style, whose end is awaited

    @property
    def linked(self) -> bool:
        """Whether a link is open: there are no links in links."""
        return any(self.links)

    def say(self, html: str) -> None:
        """Add HTML, unless a script or style is being passed over."""
        if not self.unread:
            self.said.append(html)

    def words(self, words: str) -> None:
        """Add words, the addresses in them as links."""
        self.say(escape(words) if self.linked else _linked(words))

    def link(self, address: str) -> None:
        """Begin a link, if the address leads somewhere and none is open: `[<https://a.example>](https://b.example)`."""
        leads = not self.linked and bool(LEADS.fullmatch(address))  # a relative one leads into the page's own site
        self.links.append(leads)
        if leads:
            self.said.append(_anchor(address))

    def unlink(self) -> None:
        """End the link that was begun last."""
        if self.links.pop():
            self.said.append("</a>")

    def tag(self, html: str) -> None:
        """Take in a tag of the author's own."""
        match = TAG.match(html)
        end, name = (bool(match[1]), match[2].lower()) if match else (False, "")
        if self.unread:
            self.unread = "" if end and name == self.unread else self.unread
        elif name in UNREAD:
            self.unread = "" if end else name
        elif name == "a":
            if end and self.address and not self.linked:
                self.say(f" ({_anchor(self.address)}{escape(self.address)}</a>)")
            address = "" if end else attributes(html).get("href", "")
            self.address = address if LEADS.fullmatch(address) else ""
        elif name in BREAKS:
            self.say("<br>")
        elif match and name not in ELEMENTS:
            self.words(html)


def _page_inline(token: "Token") -> str:
    spans = _PageWords()
    for child in token.children or ():
        name, _, part = child.type.rpartition("_")
        if name in TAGS:
            spans.said.append(f"<{TAGS[name]}>" if part == "open" else f"</{TAGS[name]}>")
        else:
            PAGE_INLINE[child.type](spans, child)
    return "".join(spans.said)


def _page_image(spans: _PageWords, token: "Token") -> None:
    words, address = span_words(token.children or ()), str(token.attrs.get("src", ""))
    if spans.linked or not LEADS.fullmatch(address):
        spans.say(escape(words))
    else:
        spans.say(f"{_anchor(address)}{escape(words or address)}</a>")


def _code(token: "Token") -> str:
    return f"<pre><code>{escape(token.content)}</code></pre>"


PAGE_LEAVES: "dict[str, Callable[[Token], str]]" = {
    "inline": _page_inline,
    "fence": _code,
    "code_block": _code,
    "html_block": lambda token: _paragraphs(html_words(token.content)),
    "hr": lambda token: "<hr>",
}
PAGE_INLINE: "dict[str, Callable[[_PageWords, Token], None]]" = {
    "text": lambda spans, token: spans.words(token.content),
    "softbreak": lambda spans, token: spans.say(" "),
    "hardbreak": lambda spans, token: spans.say("<br>"),
    "code_inline": lambda spans, token: spans.say(f"<code>{escape(token.content)}</code>"),
    "link_open": lambda spans, token: spans.link(str(token.attrs.get("href", ""))),
    "link_close": lambda spans, token: spans.unlink(),
    "image": _page_image,
    "html_inline": lambda spans, token: spans.tag(token.content),
}
