"""Markdown and HTML to the plain text that a calendar shows of them.

Every text of an agenda is untrusted. Nothing here raises on any `str`; the time taken grows with its length.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote

from summit_ical.model.characters import clean, sound, tidy
from summit_ical.text.markdown import MARKDOWN_MAX, MARKED, QUOTED_MAX, SCHEME, SHOWN, parser
from summit_ical.text.tags import BREAKS, ELEMENTS, HTML, OPENED, TAG, UNREAD, attributes

if TYPE_CHECKING:
    from summit_ical.text.markdown import Token


WHITE_SPACE = re.compile(r"\s+")
REACHING = re.compile(r"```|~~~|<")
BLANK_LINES = re.compile(r"\n(?: *\n)+")


def plain(markdown: str) -> str:
    """Return the plain text, clean, that a calendar shows for Markdown.

    That is CommonMark with GFM's tables and strikethrough. Paragraphs stand apart by a blank line and are one
    line each; lists, quotes and code look as in Markdown; links are `words (https://…)`. Addresses other than
    SHOWN, emphasis and HTML tags go, the words in them stay; `<name>` that is no HTML element is the author's
    own and stays too. What is nested deeper than markdown-it reads (20) goes. A text of more than MARKDOWN_MAX
    characters, or with more than QUOTED_MAX quotes times lines, stays as typed.
    """
    text = sound(markdown)
    if not MARKED.search("\n" + text):
        return tidy(whole_paragraphs(text))
    if len(text) > MARKDOWN_MAX or text.count(">") * text.count("\n") > QUOTED_MAX:
        return clean(text)
    before, marked, after = _around_markup(text)
    return clean(
        "\n\n".join(
            filter(None, (whole_paragraphs(before), _simple(marked) or _rendered(marked), whole_paragraphs(after)))
        )
    )


# What most authors write, in a form that leaves no doubt how CommonMark reads it: links, code, emphasis around whole
# words, headings, and lists of one line an item. markdown-it takes half a millisecond for it.
QUIET = r"[^\\`*_\[\]<>|&~!\n]"
SURE = re.compile(
    rf"\[(?P<words>{QUIET}+)\]\((?P<address>https?://[A-Za-z0-9./?=#-]+)\)"
    r"|<(?P<bare>https?://[A-Za-z0-9./?=#-]+)>"
    r"|`(?P<code>[A-Za-z0-9](?:[A-Za-z0-9 ./:=-]*[A-Za-z0-9])?)`(?!`)"
    rf"|(?<![^\s(])(?P<signs>\*\*|[*_])(?P<stressed>[A-Za-z0-9](?:{QUIET}*[A-Za-z0-9:])?)(?P=signs)(?=[\s.,;:?)]|$)"
)
DOUBTFUL = re.compile(r"[\\`*_\[\]<>|&~!\t]|  \n|\n(?: |[-+#>=:]|\d{1,9}[.)])")
BULLET = re.compile(r"([-*]) (?=[A-Za-z\[*`_])(?![*_]+ )")
NUMBER = re.compile(r"([1-9]\d?)\. (?=[A-Za-z\[*`_])(?![*_]+ )")
QUOTE = re.compile(r"> (?=[A-Za-z])")
HEADING = re.compile(r"#{1,6} (?=[A-Za-z])")


def _simple(text: str) -> str:
    """The plain text of Markdown that holds nothing but SURE signs, "" where there is any doubt."""
    blocks = BLANK_LINES.split(text.strip("\n"))
    lists = [bool(_signs(block.split("\n"))) for block in blocks]
    if any(map(all, pairwise(lists))):  # one list, with blank lines between its items
        return ""
    read = [
        _simple_list(block) if listed else _simple_words(block) for block, listed in zip(blocks, lists, strict=True)
    ]
    return "\n\n".join(read) if all(read) else ""


def _signs(lines: list[str]) -> list[str]:
    """What the lines of a list begin with, [] for another block."""
    signs = [(BULLET.match(line) or NUMBER.match(line) or ("", ""))[1] for line in lines]
    return signs if any(signs) else []


def _simple_list(block: str) -> str:
    lines = block.split("\n")
    signs = _signs(lines)
    numbers = [str(number) for number in range(1, len(lines) + 1)]
    items = [line.partition(" ")[2] for line in lines]
    one_list = signs == numbers or set(signs) in ({"-"}, {"*"})
    if not one_list or any(item.endswith(" ") or DOUBTFUL.search(SURE.sub("x", "\n" + item)) for item in items):
        return ""
    shown = [f"{number}." if signs == numbers else "-" for number in numbers]
    return "\n".join(f"{sign} {SURE.sub(_sure, item)}" for sign, item in zip(shown, items, strict=True))


def _simple_words(block: str) -> str:
    lines = block.split("\n")
    heading, quoted = HEADING.match(block), all(map(QUOTE.match, lines))
    if heading and (len(lines) > 1 or block.endswith(("#", " "))):
        return ""
    words = block[heading.end() :] if heading else "\n".join(line[2:] for line in lines) if quoted else block
    if DOUBTFUL.search(SURE.sub("x", "\n" + words)):
        return ""
    return ("> " if quoted else "") + whole_paragraphs(SURE.sub(_sure, words))


def _sure(match: re.Match[str]) -> str:
    return match["stressed"] or match["code"] or match["bare"] or _spelled(match["words"], match["address"])


def _around_markup(text: str) -> tuple[str, str, str]:
    """The paragraphs before the first sign of Markdown, those with one and between, and those after the last.

    Paragraphs at the margin, apart by blank lines, mean the same without what is around them: CommonMark 4.8. Only a
    fence or an HTML block reaches over a blank line to them, so the last part is "" where there could be one.
    """
    blocks = BLANK_LINES.split(text)
    plain_ones = [not (block[:1].isspace() or MARKED.search("\n" + block)) for block in blocks]
    first = plain_ones.index(False) if False in plain_ones else len(blocks)
    last = len(blocks)
    if not REACHING.search(text):
        while last > first and plain_ones[last - 1]:
            last -= 1
    return "\n\n".join(blocks[:first]), "\n\n".join(blocks[first:last]), "\n\n".join(blocks[last:])


def whole_paragraphs(text: str) -> str:
    """Paragraphs of one line each, as _rendered makes them of a text without a sign of Markdown."""
    if "\n" not in text:
        return text
    paragraphs = (paragraph.split("\n") for paragraph in BLANK_LINES.split(text))
    return "\n\n".join(" ".join(line.strip(" ") for line in lines).strip() for lines in paragraphs)


@dataclass(slots=True)
class _PlainBlock:
    """A block that is being read: its opening token, and the texts of what it holds so far."""

    token: "Token | None"
    parts: list[str] = field(default_factory=list)
    tight: bool = False  # an item whose paragraphs follow each other without a blank line


def _rendered(markdown: str) -> str:
    """Markdown as plain text, not yet clean."""
    root = _PlainBlock(None)
    blocks = [root]
    for token in parser().parse(markdown):
        if token.nesting > 0:
            blocks.append(_PlainBlock(token))
        elif token.nesting < 0:
            block = blocks.pop()
            blocks[-1].parts.append(CLOSED.get(token.type, _apart)(block))
            blocks[-1].tight |= token.hidden
        else:
            blocks[-1].parts.append(LEAVES[token.type](token))
    return _apart(root)


def _apart(block: _PlainBlock) -> str:
    return "\n\n".join(filter(None, block.parts))


def _together(block: _PlainBlock) -> str:
    return "\n".join(filter(None, block.parts))


def _item(block: _PlainBlock) -> str:
    return _together(block) if block.tight else _apart(block)


def _quote(block: _PlainBlock) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _apart(block).split("\n"))


def _cells(block: _PlainBlock) -> str:
    return " | ".join(cell.replace("\n", " ") for cell in block.parts).rstrip()


def _bullets(block: _PlainBlock) -> str:
    return _list(("- ", item) for item in block.parts)


def _numbers(block: _PlainBlock) -> str:
    first = int(block.token.attrs.get("start", 1)) if block.token else 1
    return _list((f"{number}. ", item) for number, item in enumerate(block.parts, first))


def _list(items: Iterable[tuple[str, str]]) -> str:
    """Items with their markers, further lines indented; blank lines between items if there is one in any."""
    pairs = tuple(items)
    texts = [marker + item.replace("\n", "\n" + " " * len(marker)) for marker, item in pairs]
    return ("\n\n" if any("\n\n" in item for _, item in pairs) else "\n").join(texts)


CLOSED: dict[str, Callable[[_PlainBlock], str]] = {
    "blockquote_close": _quote,
    "bullet_list_close": _bullets,
    "ordered_list_close": _numbers,
    "list_item_close": _item,
    "tr_close": _cells,
    "thead_close": _together,
    "tbody_close": _together,
    "table_close": _together,
}


@dataclass(slots=True)
class _PlainWords:
    """The words of one block, gathered from left to right out of Markdown and HTML."""

    said: list[str] = field(default_factory=list)
    links: list[tuple[int, str]] = field(default_factory=list)  # where the words of each open one begin, its address
    unread: str = ""  # the element, script or style, whose end is awaited

    def say(self, words: str) -> None:
        """Add words, unless a script or style is being passed over."""
        if not self.unread:
            self.said.append(words)

    def open(self, address: str) -> None:
        """Begin a link."""
        self.links.append((len(self.said), address))

    def close(self) -> None:
        """End the link that was begun last, if any is open: its words and its address."""
        if self.links:
            start, address = self.links.pop()
            self.said[start:] = [_spelled("".join(self.said[start:]), address)]

    def tag(self, html: str) -> None:
        """Take in a tag of HTML."""
        match = TAG.match(html)
        end, name = (bool(match[1]), match[2].lower()) if match else (False, "")  # a comment has no name
        if self.unread:
            self.unread = "" if end and name == self.unread else self.unread
        elif name in UNREAD:
            self.unread = "" if end else name
        elif name == "a":
            self.close()
            if not end:
                self.open(attributes(html).get("href", ""))
        elif name == "img":
            image = attributes(html)
            self.say(_spelled(image.get("alt", ""), image.get("src", "")))
        elif match and name not in ELEMENTS:
            self.say(html)
        else:
            self.say(BREAKS.get(name, "") if end else OPENED.get(name, BREAKS.get(name, "")))

    def __str__(self) -> str:
        return "\n".join(line.strip(" ") for line in "".join(self.said).split("\n"))


def span_words(tokens: "Iterable[Token]") -> str:
    """Return the spans of a block as plain text."""
    words = _PlainWords()
    for token in tokens:
        INLINE.get(token.type, _content)(words, token)
    return str(words)


def _content(words: _PlainWords, token: "Token") -> None:
    words.say(token.content)  # "" for emphasis


def _image(words: _PlainWords, token: "Token") -> None:
    words.say(_spelled(span_words(token.children or ()), str(token.attrs.get("src", ""))))


INLINE: "dict[str, Callable[[_PlainWords, Token], None]]" = {
    "softbreak": lambda words, token: words.say(" "),
    "hardbreak": lambda words, token: words.say("\n"),
    "link_open": lambda words, token: words.open(str(token.attrs.get("href", ""))),
    "link_close": lambda words, token: words.close(),
    "image": _image,
    "html_inline": lambda words, token: words.tag(token.content),
}


def html_words(html: str) -> str:
    """A block of HTML as plain text: white space is one space, as in a browser."""
    words = _PlainWords()
    for i, piece in enumerate(HTML.split(html)):
        if i % 2:
            words.tag(piece)
        else:
            words.say(unescape(WHITE_SPACE.sub(" ", piece)))
    return str(words).strip("\n")


def _spelled(words: str, address: str) -> str:
    """The words of a link and the address a reader can copy, or only the one that says it all."""
    words = words.strip()
    scheme = SCHEME.match(address)
    if not scheme or scheme[1].lower() not in SHOWN:
        return words
    same = _bare(words) == _bare(address) or ("://" in words and parser().normalizeLink(words) == address)
    return address if same or not words else f"{words} ({address})"


def _bare(address: str) -> str:
    """An address as people abbreviate it."""
    return unquote(address).removeprefix("https://").removeprefix("http://").rstrip("/")


LEAVES: "dict[str, Callable[[Token], str]]" = {
    "inline": lambda token: span_words(token.children or ()),
    "fence": lambda token: token.content.rstrip("\n"),
    "code_block": lambda token: token.content.rstrip("\n"),
    "html_block": lambda token: html_words(token.content),
    "hr": lambda token: "---",
}
