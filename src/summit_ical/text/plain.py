"""An author's words to what a calendar shows of them: clean, on one line, cut, without Markdown. No files.

Every text of an agenda is untrusted. Nothing here raises on any `str`; the time taken grows with its length.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote

from summit_ical.model.source import GAP, NONCHARACTERS, visible

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# --- characters ---

LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls but tab and line feed, lone surrogates (not UTF-8), the byte order mark, what XML and HTML cannot hold.
UNSPEAKABLE = re.compile(rf"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff{NONCHARACTERS}]")
SPOILT = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff{NONCHARACTERS}]")
WHITE_SPACE = re.compile(r"\s+")
MANY_BREAKS = re.compile(r"\n{3,}")

# ts-ics unescapes a text before it looks for `BEGIN:VEVENT`, anywhere in a line, and loses what follows;
# readers that go by lines look at a line's start. One space after the colon is enough for both. A zero-width
# space before the word is not; one after it would travel, unseen, with whatever a reader copies.
BRACKET = re.compile(
    r"^ *(?ai:begin|end):(?=\S)"
    r"|(?:BEGIN|END):(?=VCALENDAR|VEVENT|VTODO|VJOURNAL|VFREEBUSY|VTIMEZONE|VALARM|STANDARD|DAYLIGHT)",
    re.MULTILINE,
)


def clean(text: str) -> str:
    """Return text without what breaks a calendar file or its reader.

    Every kind of line break is a line feed, a tab is a space. Gone are other controls, lone surrogates,
    noncharacters, U+FEFF, spaces at the end of a line, a third line break in a row, and white space around the whole.
    `BEGIN:VEVENT` becomes `BEGIN: VEVENT`. All else stays, right-to-left marks, joiners and variation
    selectors included. What is clean is returned as it is. RFC 5545 3.3.11, RFC 5198 2.
    """
    if text.isprintable():  # no white space but spaces, and nothing that is SPOILT
        return _guarded(text.strip(" "))
    return _tidy(_sound(text).replace("\t", " "))


def _sound(text: str) -> str:
    """Text with line feeds and nothing unspeakable; tabs are left, since they mean something in Markdown."""
    if text.replace("\n", "").isprintable() or not SPOILT.search(text):  # the first is quick, and true of most
        return text
    return UNSPEAKABLE.sub("", LINE_BREAK.sub("\n", text))


def _tidy(text: str) -> str:
    """Sound text without tabs, to clean text."""
    if "\n" in text:
        text = MANY_BREAKS.sub("\n\n", "\n".join(map(str.rstrip, text.split("\n"))))
    return _guarded(text.strip())


def _guarded(text: str) -> str:
    if ":" not in text:
        return text
    lower = text.lower()  # two substring searches cost a tenth of the expression's
    return BRACKET.sub(r"\g<0> ", text) if "begin:" in lower or "end:" in lower else text


def one_line(text: str) -> str:
    """Return text cleaned, every run of white space one ordinary space: for titles, names and places.

    No-break spaces count as white space: pasted programmes are full of them by accident, and "Ada Example"
    with one would be another speaker, out of reach of every search.
    """
    if text.isprintable() and "  " not in text and ":" not in text:  # as most titles and names are
        return text.strip(" ")
    return " ".join(clean(text).split())


# --- length ---

ELLIPSIS = "…"
WORD_MAX = 40  # characters a cut goes back for a space; a longer word is cut inside
ADDRESS = re.compile(r"https?://[^\s<>\"…、。，（）「」『』【】《》]+", re.IGNORECASE)
CLOSING = frozenset(".,;:!?'*_)]}’”")  # the sentence's, not the address's, when they come last
OPENER = {")": "(", "]": "[", "}": "{"}
JOINER = "\u200d"
# Joiners, Hangul vowels and finals, skin tones, tags of regional flags.
EXTENDS = re.compile("[\u200c\u200d\u1160-\u11ff\ud7b0-\ud7ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
REGIONAL = "".join(map(chr, range(0x1F1E6, 0x1F200)))  # two of them make a flag
VIRAMA = 9  # canonical combining class: what follows is written into the letter before (UAX #29, GB9c)


def addresses(text: str) -> list[str]:
    """Return the http(s) addresses in a plain text, in order, without the punctuation that follows them."""
    return [text[start:end] for start, end in _address_spans(text)]


def _address_spans(text: str) -> Iterator[tuple[int, int]]:
    for match in ADDRESS.finditer(text) if "://" in text else ():
        found = match[0]
        surplus = {close: found.count(close) - found.count(start) for close, start in OPENER.items()}
        size = len(found)
        while (last := found[size - 1]) in CLOSING and surplus.get(last, 1) > 0:
            if last in surplus:
                surplus[last] -= 1
            size -= 1
        yield match.start(), match.start() + size


def cut(text: str, limit: int, octets: int | None = None) -> str:
    """Return text if it has at most limit characters (and octets of UTF-8), else its beginning and "…".

    That fits, too. The cut is between words; never inside an http(s) address, nor inside what a reader sees
    as one character (UAX #29, as far as the standard library knows it). "" where not even "…" fits.
    """
    if len(text) <= _room(text, limit, octets):
        return text
    if _room(ELLIPSIS, limit, octets) < 1:
        return ""
    head = _head(text, limit, octets, ELLIPSIS)
    # An app that makes addresses clickable would take the ellipsis for a part of one.
    if _ends_in_address(head):
        head = _head(text, limit, octets, " " + ELLIPSIS)
    return f"{head} {ELLIPSIS}" if _ends_in_address(head) else head + ELLIPSIS


def _room(text: str, limit: int, octets: int | None) -> int:
    """How many characters of text fit into limit and octets; limit where all of them do."""
    if octets is None or limit <= 0:
        return limit
    encoded = text[:limit].encode("utf-8", "surrogatepass")
    if len(encoded) <= octets:
        return limit
    end = max(octets, 0)
    while end and encoded[end] & 0xC0 == 0x80:  # inside a character: RFC 3629 3
        end -= 1
    return len(encoded[:end].decode("utf-8", "surrogatepass"))


def _head(text: str, limit: int, octets: int | None, ending: str) -> str:
    """The longest beginning of text that leaves room for the ending and stops between words."""
    room = _room(text, limit - len(ending), None if octets is None else octets - len(ending.encode()))
    stop = next((i for i in range(room, max(room - WORD_MAX, 0), -1) if _between_words(text, i)), max(room, 0))
    while stop and not _between_characters(text, stop):
        stop -= 1
    for start, end in _address_spans(text):
        if start < stop < end:
            return text[:start].rstrip().removesuffix("(")
        if start >= stop:
            break
    return text[:stop].rstrip()


def _ends_in_address(text: str) -> bool:
    return any(match.end() == len(word) for word in text.rsplit(maxsplit=1)[-1:] for match in ADDRESS.finditer(word))


def _between_words(text: str, i: int) -> bool:
    """Whether a word ends before text[i]; a wide character (Chinese, Japanese; UAX #11) counts as a word."""
    around = text[i - 1 : i + 1]
    spaced = any(ch in " \n" or unicodedata.east_asian_width(ch) in "WF" for ch in around)
    return spaced and _between_characters(text, i)


def _between_characters(text: str, i: int) -> bool:
    """Whether a reader sees text[i - 1] and text[i] as two characters. UAX #29 3.1.1."""
    before, after = text[i - 1], text[i]
    if EXTENDS.match(after) or unicodedata.category(after).startswith("M") or before == JOINER:
        return False
    if unicodedata.combining(before) == VIRAMA:
        return not after.isalpha()
    if before in REGIONAL and after in REGIONAL:
        return (i - len(text[:i].rstrip(REGIONAL))) % 2 == 0
    return True


# --- Markdown ---

# What markdown-it reads in less than half a second. It takes a microsecond for every line under every ">": a line
# that does not go on with a quote sends it to the end of the text and back.
MARKDOWN_MAX = 20_000  # characters, seven times what an entry shows
QUOTED_MAX = 200_000  # ">" times lines; an abstract of 300 lines, all quoted, has 90,000
REACHING = re.compile(r"```|~~~|<")
BLANK_LINES = re.compile(r"\n(?: *\n)+")

# Whatever could make markdown-it see more than paragraphs; each way begins with a literal character, so that
# a search passes over plain words at full speed. The text is searched with a line break before it.
MARKED = re.compile(
    r"\\|`|\*|\[|<|\||\t|~~"
    r"|&#?\w{1,32};"
    r"|_(?:(?![^\W_])|(?<![^\W_]_))"  # snake_case is plain
    r"|\n(?:(?<=  \n)|    | *(?:[-+#>=:]|\d{1,9}[.)]))"
)


def plain(markdown: str) -> str:
    """Return the plain text, clean, that a calendar shows for Markdown.

    That is CommonMark with GFM's tables and strikethrough. Paragraphs stand apart by a blank line and are one
    line each; lists, quotes and code look as in Markdown; links are `words (https://…)`. Addresses other than
    SHOWN, emphasis and HTML tags go, the words in them stay; `<name>` that is no HTML element is the author's
    own and stays too. What is nested deeper than markdown-it reads (20) goes. A text of more than MARKDOWN_MAX
    characters, or with more than QUOTED_MAX quotes times lines, stays as typed.
    """
    text = _sound(markdown)
    if not MARKED.search("\n" + text):
        return _tidy(_unwrapped(text))
    if len(text) > MARKDOWN_MAX or text.count(">") * text.count("\n") > QUOTED_MAX:
        return clean(text)
    before, marked, after = _around_markup(text)
    return clean(
        "\n\n".join(filter(None, (_unwrapped(before), _simple(marked) or _rendered(marked), _unwrapped(after))))
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
    return ("> " if quoted else "") + _unwrapped(SURE.sub(_sure, words))


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


def _unwrapped(text: str) -> str:
    """Paragraphs of one line each, as _rendered makes them of a text without a sign of Markdown."""
    if "\n" not in text:
        return text
    paragraphs = (paragraph.split("\n") for paragraph in BLANK_LINES.split(text))
    return "\n\n".join(" ".join(line.strip(" ") for line in lines).strip() for lines in paragraphs)


def has_markup(text: str) -> bool:
    """Return whether text is in Markdown or HTML: whether plain shows something else than was typed."""
    return bool(MARKED.search("\n" + text)) and one_line(plain(text)) != one_line(text)


# Schemes of addresses in plain text, and on a page; no other, known or unknown, gets past the parser. IANA.
SHOWN = frozenset({"http", "https", "ftp", "geo", "irc", "ircs", "matrix", "sip", "webcal", "xmpp"})
LINKED = SHOWN | {"mailto", "tel"}
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


@cache
def _parser() -> "MarkdownIt":
    """The one parser, for plain text and for pages. An address that is not LINKED is "" in its tokens."""
    from markdown_it import MarkdownIt  # slow to import, and most agendas never need it

    class Parser(MarkdownIt):
        def normalizeLink(self, url: str) -> str:  # noqa: N802 - as markdown-it names it
            # Its own validateLink would leave `[words](javascript:…)` in the text as typed.
            address = super().normalizeLink(url)
            scheme = SCHEME.match(address)
            return "" if scheme and scheme[1].lower() not in LINKED else address

    return Parser("commonmark").enable(["table", "strikethrough"])


# --- blocks: paragraphs, lists, quotes, code, tables ---


@dataclass(slots=True)
class _Block:
    """A block that is being read: its opening token, and the texts of what it holds so far."""

    token: "Token | None"
    parts: list[str] = field(default_factory=list)
    tight: bool = False  # an item whose paragraphs follow each other without a blank line


def _rendered(markdown: str) -> str:
    """Markdown as plain text, not yet clean."""
    root = _Block(None)
    blocks = [root]
    for token in _parser().parse(markdown):
        if token.nesting > 0:
            blocks.append(_Block(token))
        elif token.nesting < 0:
            block = blocks.pop()
            blocks[-1].parts.append(CLOSED.get(token.type, _apart)(block))
            blocks[-1].tight |= token.hidden
        else:
            blocks[-1].parts.append(LEAVES[token.type](token))
    return _apart(root)


def _apart(block: _Block) -> str:
    return "\n\n".join(filter(None, block.parts))


def _together(block: _Block) -> str:
    return "\n".join(filter(None, block.parts))


def _item(block: _Block) -> str:
    return _together(block) if block.tight else _apart(block)


def _quote(block: _Block) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _apart(block).split("\n"))


def _cells(block: _Block) -> str:
    return " | ".join(cell.replace("\n", " ") for cell in block.parts).rstrip()


def _bullets(block: _Block) -> str:
    return _list(("- ", item) for item in block.parts)


def _numbers(block: _Block) -> str:
    first = int(block.token.attrs.get("start", 1)) if block.token else 1
    return _list((f"{number}. ", item) for number, item in enumerate(block.parts, first))


def _list(items: Iterable[tuple[str, str]]) -> str:
    """Items with their markers, further lines indented; blank lines between items if there is one in any."""
    pairs = tuple(items)
    texts = [marker + item.replace("\n", "\n" + " " * len(marker)) for marker, item in pairs]
    return ("\n\n" if any("\n\n" in item for _, item in pairs) else "\n").join(texts)


CLOSED: dict[str, Callable[[_Block], str]] = {
    "blockquote_close": _quote,
    "bullet_list_close": _bullets,
    "ordered_list_close": _numbers,
    "list_item_close": _item,
    "tr_close": _cells,
    "thead_close": _together,
    "tbody_close": _together,
    "table_close": _together,
}


# --- words: what stands in a block ---

# A comment without an end goes on to that of the block; a tag ends at the first ">", in an attribute or not,
# so that nothing is searched twice.
HTML = re.compile(r"(<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>|<[!?][^<>]*>)", re.DOTALL)
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
ATTRIBUTE = re.compile(r"""(?<![\w-])([A-Za-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
UNREAD = frozenset({"script", "style"})
OPENED = {"li": "\n- ", "td": " ", "th": " ", "dd": " "}  # what a start tag shows
APART = ("p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6")
BELOW = "address article aside br div dl dt figure footer header hr nav ol pre section tr table ul"
BREAKS = dict.fromkeys(APART, "\n\n") | dict.fromkeys(BELOW.split(), "\n")  # what start and end tags show
WITHIN = """
    a abbr acronym area audio b base bdi bdo big body button canvas caption center cite code col colgroup
    data datalist del details dfn dialog dir em embed fieldset figcaption font form frame frameset head
    hgroup html i iframe img input ins kbd label legend link main map mark marquee math menu meta meter
    noscript object optgroup option output param picture progress q rp rt ruby s samp search select slot
    small source span strike strong sub summary sup svg tbody template textarea tfoot thead time title track
    tt u var video wbr
"""
# HTML, "Index of elements", and the obsolete; any other is the author's own: `kubectl get <resource>`.
ELEMENTS = UNREAD | OPENED.keys() | BREAKS.keys() | set(WITHIN.split())


@dataclass(slots=True)
class _Words:
    """The words of one block, gathered from left to right out of Markdown and HTML."""

    said: list[str] = field(default_factory=list)
    link: tuple[int, str] | None = None  # where the words of the open link begin, and its address
    unread: str = ""  # the element, script or style, whose end is awaited

    def say(self, words: str) -> None:
        if not self.unread:
            self.said.append(words)

    def open(self, address: str) -> None:
        self.link = (len(self.said), address)

    def close(self) -> None:
        if self.link:
            start, address = self.link
            self.said[start:] = [_spelled("".join(self.said[start:]), address)]
            self.link = None

    def tag(self, html: str) -> None:
        match = TAG.match(html)
        end, name = (bool(match[1]), match[2].lower()) if match else (False, "")  # a comment has no name
        if self.unread:
            self.unread = "" if end and name == self.unread else self.unread
        elif name in UNREAD:
            self.unread = "" if end else name
        elif name == "a":
            self.close()
            self.link = None if end else (len(self.said), _attributes(html).get("href", ""))
        elif name == "img":
            attributes = _attributes(html)
            self.say(_spelled(attributes.get("alt", ""), attributes.get("src", "")))
        elif match and name not in ELEMENTS:
            self.say(html)
        else:
            self.say(BREAKS.get(name, "") if end else OPENED.get(name, BREAKS.get(name, "")))

    def __str__(self) -> str:
        return "\n".join(line.strip(" ") for line in "".join(self.said).split("\n"))


def _inline(tokens: "Iterable[Token]") -> str:
    words = _Words()
    for token in tokens:
        INLINE.get(token.type, _content)(words, token)
    return str(words)


def _content(words: _Words, token: "Token") -> None:
    words.say(token.content)  # "" for emphasis


def _image(words: _Words, token: "Token") -> None:
    words.say(_spelled(_inline(token.children or ()), str(token.attrs.get("src", ""))))


INLINE: "dict[str, Callable[[_Words, Token], None]]" = {
    "softbreak": lambda words, token: words.say(" "),
    "hardbreak": lambda words, token: words.say("\n"),
    "link_open": lambda words, token: words.open(str(token.attrs.get("href", ""))),
    "link_close": lambda words, token: words.close(),
    "image": _image,
    "html_inline": lambda words, token: words.tag(token.content),
}


def _html(html: str) -> str:
    """A block of HTML as plain text: white space is one space, as in a browser."""
    words = _Words()
    for i, piece in enumerate(HTML.split(html)):
        if i % 2:
            words.tag(piece)
        else:
            words.say(unescape(WHITE_SPACE.sub(" ", piece)))
    return str(words).strip("\n")


def _attributes(tag: str) -> dict[str, str]:
    """The attributes of an HTML tag, addresses as the parser gives those of Markdown."""
    found = {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in ATTRIBUTE.finditer(tag)}
    return found | {name: _parser().normalizeLink(found[name].strip()) for name in ("href", "src") if name in found}


def _spelled(words: str, address: str) -> str:
    """The words of a link and the address a reader can copy, or only the one that says it all."""
    words = words.strip()
    scheme = SCHEME.match(address)
    if not scheme or scheme[1].lower() not in SHOWN:
        return words
    same = _bare(words) == _bare(address) or ("://" in words and _parser().normalizeLink(words) == address)
    return address if same or not words else f"{words} ({address})"


def _bare(address: str) -> str:
    """An address as people abbreviate it."""
    return unquote(address).removeprefix("https://").removeprefix("http://").rstrip("/")


LEAVES: "dict[str, Callable[[Token], str]]" = {
    "inline": lambda token: _inline(token.children or ()),
    "fence": lambda token: token.content.rstrip("\n"),
    "code_block": lambda token: token.content.rstrip("\n"),
    "html_block": lambda token: _html(token.content),
    "hr": lambda token: "---",
}


# --- pages ---

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
    text = _sound(markdown)
    if not MARKED.search("\n" + text):
        return _paragraphs(_unwrapped(text))
    end = len(text)
    if end > MARKDOWN_MAX:
        end = max(text.rfind("\n\n", 0, MARKDOWN_MAX), 0) or MARKDOWN_MAX
    return "".join(map(_page_block, _parser().parse(text[:end]))) + _paragraphs(text[end:])


def unsafe_links(markdown: str) -> bool:
    """Return whether html leaves out an address because its scheme is none of LINKED: `[x](javascript:…)`."""
    if not TARGET.search(markdown) or len(markdown) > MARKDOWN_MAX:
        return False
    spans = (child for token in _parser().parse(_sound(markdown)) for child in token.children or ())
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
    parts = (part.strip("\n").split("\n") for part in _tidy(text.replace("\t", " ")).split("\n\n"))
    return "".join(f"<p>{'<br>'.join(map(_linked, lines))}</p>" for lines in parts if any(lines))


# An address that leads somewhere: http(s) with a host, or another scheme. RFC 3986 3.2.2, without literals.
LEADS = re.compile(r"https?://[\w-][\w.-]*(?::\d+)?(?:[/?#].*)?|(?!https?:)[a-z][a-z0-9+.-]*:.*", re.I | re.S)


def _linked(words: str) -> str:
    """Words as HTML, the http(s) addresses in them as links."""
    if "://" not in words:
        return escape(words)
    parts, last = [], 0
    for start, end in _address_spans(words):
        if not LEADS.fullmatch(words[start:end]):
            continue
        parts += [escape(words[last:start]), _anchor(words[start:end]), escape(words[start:end]), "</a>"]
        last = end
    return "".join(parts) + escape(words[last:])


def _anchor(address: str) -> str:
    return f'<a href="{escape(address)}" rel="nofollow noopener">'


@dataclass(slots=True)
class _Spans:
    """The words of one block as HTML, gathered from left to right."""

    said: list[str] = field(default_factory=list)
    linked: bool = False  # inside a link: there are no links in links
    address: str = ""  # of an `a` of the author's own HTML
    unread: str = ""  # the element, script or style, whose end is awaited

    def say(self, html: str) -> None:
        if not self.unread:
            self.said.append(html)

    def words(self, words: str) -> None:
        self.say(escape(words) if self.linked else _linked(words))

    def link(self, address: str) -> None:
        self.linked = bool(LEADS.fullmatch(address))  # a relative one would lead somewhere on the page's own site
        if self.linked:
            self.said.append(_anchor(address))

    def unlink(self) -> None:
        if self.linked:
            self.said.append("</a>")
        self.linked = False

    def tag(self, html: str) -> None:
        match = TAG.match(html)
        end, name = (bool(match[1]), match[2].lower()) if match else (False, "")
        if self.unread:
            self.unread = "" if end and name == self.unread else self.unread
        elif name in UNREAD:
            self.unread = "" if end else name
        elif name == "a":
            if end and self.address and not self.linked:
                self.say(f" ({_anchor(self.address)}{escape(self.address)}</a>)")
            address = "" if end else _attributes(html).get("href", "")
            self.address = address if LEADS.fullmatch(address) else ""
        elif name in BREAKS:
            self.say("<br>")
        elif match and name not in ELEMENTS:
            self.words(html)


def _page_inline(token: "Token") -> str:
    spans = _Spans()
    for child in token.children or ():
        name, _, part = child.type.rpartition("_")
        if name in TAGS:
            spans.said.append(f"<{TAGS[name]}>" if part == "open" else f"</{TAGS[name]}>")
        else:
            PAGE_INLINE[child.type](spans, child)
    return "".join(spans.said)


def _page_image(spans: _Spans, token: "Token") -> None:
    words, address = _inline(token.children or ()), str(token.attrs.get("src", ""))
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
    "html_block": lambda token: _paragraphs(_html(token.content)),
    "hr": lambda token: "<hr>",
}
PAGE_INLINE: "dict[str, Callable[[_Spans, Token], None]]" = {
    "text": lambda spans, token: spans.words(token.content),
    "softbreak": lambda spans, token: spans.say(" "),
    "hardbreak": lambda spans, token: spans.say("<br>"),
    "code_inline": lambda spans, token: spans.say(f"<code>{escape(token.content)}</code>"),
    "link_open": lambda spans, token: spans.link(str(token.attrs.get("href", ""))),
    "link_close": lambda spans, token: spans.unlink(),
    "image": _page_image,
    "html_inline": lambda spans, token: spans.tag(token.content),
}


# --- comments on a pull request ---

# Of what GitHub and GitLab make something after Markdown is rendered, where a backslash says nothing: mentions, issues,
# merge requests, labels, emoji, addresses, commits, advisories. Each match ends where a GAP undoes it.
LIVE = re.compile(
    r"[@#!$%~&](?=\w)"
    r"|:(?=[\w+-]+(?::|\Z))"  # emoji, to whose end a colon may follow; not the clock in "10:30 UTC"
    r"|[:/](?=/)"
    r"|\bwww(?=\.)"
    r"|(?<=\w)\.(?=[^\W\d])"
    r"|\b(?:GH|GHSA|CVE)-(?=\w)"
    r"|[0-9a-f]{6}(?=[0-9a-f])",
    re.IGNORECASE,
)
MEANT = re.compile(r"[\\`*_{}\[\]<>#|~@!$&]")  # signs that mean something within a line


def markdown(words: str) -> str:
    """Return words on one line that a comment on GitHub or GitLab shows as they are.

    In CommonMark with GFM nothing in them is a link, an image, HTML, an entity, mathematics or emphasis. What these two
    look for in the text itself, a mention, a reference, a commit, a bare address, is broken by a space of no width.
    """
    return MEANT.sub(r"\\\g<0>", LIVE.sub(rf"\g<0>{GAP}", visible(" ".join(words.split()))))


# --- encodings ---


def _cp1252(octets: range) -> str:
    """The characters that octets look like in Windows-1252 and in ISO 8859-1."""
    return "".join(map(chr, octets)) + bytes(octets).decode("cp1252", "ignore")


TAIL = _cp1252(range(0x80, 0xC0))
LEADING = re.compile("[\xc2-\xf4]")  # a search for one character is ten times as quick as the one below
MOJIBAKE = re.compile(
    rf"[\xc2-\xdf][{TAIL}]|[\xe0-\xef][{TAIL}]{{2}}|[\xf0-\xf4][{TAIL}]{{3}}"  # RFC 3629 4
)


def looks_mojibake(text: str) -> str:
    """Return text as it was meant, where UTF-8 in it was read as Windows-1252 (`Itâ€™s`), else "".

    To be asked before clean: some of the wrong characters are controls and no-break spaces.
    """
    if not LEADING.search(text):
        return ""
    repaired = text
    for _ in range(3 if MOJIBAKE.search(text) else 0):  # read wrongly twice is not rare
        repaired = MOJIBAKE.sub(_reread, repaired)
    return "" if repaired == text else repaired


def _reread(match: re.Match[str]) -> str:
    octets = b"".join(ch.encode("latin-1") if ord(ch) < 0x100 else ch.encode("cp1252") for ch in match[0])
    try:
        meant = octets.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
    return match[0] if unicodedata.category(meant) in {"Cc", "Cn", "Co"} else meant
