"""The source of a page to Blocks: Markdown, HTML in it, and reStructuredText's tables. Knows nothing of schedules."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from summit_ical.importing.webpage.words import SPACES, ZERO_WIDTH, Block, Line, Row, Run, folded, trimmed

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE)
FRONT_TOML = re.compile(r"\A\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
FRONT_FIELD = re.compile(r"^([A-Za-z][\w-]*)[ \t]*[:=][ \t]*(\S.*?)[ \t]*$", re.MULTILINE)
# Up to ">" or the next "<", so that nothing is searched twice; a comment without end is one of the rest.
TAG = re.compile(r"(<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>|<[!?][^<>]*>)", re.DOTALL)
NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
HREF = re.compile(r"""\b(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
SPAN = re.compile(r"""\b(colspan|rowspan)\s*=\s*["']?(\d{1,3})""", re.IGNORECASE)
MARKED = re.compile(r"[*_`\[\\~<&]")
RST_UNDERLINE = re.compile(r"^([=\-~^\"'`#*+.:_])\1{2,}[ \t]*$")
GRID = re.compile(r"^\s*\+(?:[-=]+\+)+[ \t]*$")
SIMPLE = re.compile(r"^\s*=+(?:[ \t]+=+)+[ \t]*$")
STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "struck",
    "del": "struck",
    "strike": "struck",
}
_BLOCKS = """
    p div section article aside header footer main ul ol dl blockquote details summary figure figcaption form nav
    pre address center table thead tbody tfoot tr dd dt li hr h1 h2 h3 h4 h5 h6
"""
BLOCKS = frozenset(_BLOCKS.split())
UNREAD = frozenset({"script", "style", "template", "svg"})
CELLS_MAX = 200_000  # of one table, spans included


class Page(NamedTuple):
    front: dict[str, str]  # front matter, its simple fields
    blocks: tuple[Block, ...]
    source: tuple[str, ...]  # lines


def page(text: str, rst: bool = False) -> Page:
    """Return the blocks of a page, in order. Raises nothing."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(ZERO_WIDTH)
    front, body = _front(text)
    lines = body.split("\n")
    held = _cut(lines, rst)
    blocks = tuple(_blocks("\n".join(lines), held))
    return Page(front, blocks, tuple(text.split("\n")))


def _front(text: str) -> tuple[dict[str, str], str]:
    """The front matter's simple fields, and the text with blank lines in its place."""
    match = FRONT.match(text) or FRONT_TOML.match(text)
    if not match:
        return {}, text
    fields: dict[str, str] = {}
    for name, value in FRONT_FIELD.findall(match[1]):
        fields.setdefault(name.lower(), value.strip("\"'"))
    return fields, "\n" * match[0].count("\n") + text[match.end() :]


# --- what is cut out before Markdown reads the rest ---


def _cut(lines: list[str], rst: bool) -> dict[int, Block]:
    """Replace tables in HTML and reStructuredText by blank lines; return them by their first line.

    Markdown ends an HTML block at a blank line and takes the indented rest of a table for code.
    """
    held: dict[int, Block] = {}
    number, fence = 0, ""
    while number < len(lines):
        line = lines[number]
        stripped = line.lstrip()
        if stripped.startswith(("```", "~~~")) and not rst and (not fence or stripped.startswith(fence)):
            fence = "" if fence else stripped[:3]
        end = number
        if not fence:
            if "<table" in line.lower():
                end = _hold_html(lines, number, held)
            elif GRID.match(line) or SIMPLE.match(line):
                end = _hold_drawn(lines, number, held)
            elif rst and number and RST_UNDERLINE.match(line) and lines[number - 1].strip():
                lines[number - 1], lines[number] = "## " + lines[number - 1].strip(), ""
        number = max(end, number + 1)
    return held


def _hold_html(lines: list[str], first: int, held: dict[int, Block]) -> int:
    """Take out a <table>, nested ones included; return the line after it."""
    depth, number = 0, first
    while number < len(lines):
        lower = lines[number].lower()
        depth += lower.count("<table") - lower.count("</table")
        number += 1
        if depth <= 0:
            break
    start = lines[first].lower().index("<table")
    before = lines[first][:start]
    html = "\n".join([lines[first][start:], *lines[first + 1 : number]])
    rows = _html_rows(html, first + 1)
    held[first + 1] = Block("table", 0, (), first + 1, number, tuple(rows))
    lines[first:number] = [before if before.strip() else "", *[""] * (number - first - 1)]
    return number


def _hold_drawn(lines: list[str], first: int, held: dict[int, Block]) -> int:
    number = first
    while number < len(lines) and lines[number].strip():
        number += 1
    drawn = lines[first:number]
    rows = list(_grid_rows(drawn, first + 1) if GRID.match(drawn[0]) else _simple_rows(drawn, first + 1))
    if len(drawn) < 3 or not rows:
        return number
    held[first + 1] = Block("table", 0, (), first + 1, number, tuple(rows))
    lines[first:number] = [""] * (number - first)
    return number


def _grid_rows(drawn: list[str], first: int) -> Iterator[Row]:
    """Rows of a grid table. docutils, "Grid Tables"; cells that span columns hold what stands between their bars."""
    cells: list[list[Line]] = []
    start = first
    for number, line in enumerate(drawn, first):
        if line.lstrip().startswith("+"):
            if cells:
                yield Row(start, tuple(map(tuple, cells)), header="=" in line)
            cells, start = [], number + 1
            continue
        parts = line.strip().strip("|").split("|")
        cells.extend([] for _ in range(len(parts) - len(cells)))
        for cell, words in zip(cells, parts, strict=False):
            if words.strip():
                cell.append(marked_line(words.strip(), number))


def _simple_rows(drawn: list[str], first: int) -> Iterator[Row]:
    """Rows of a simple table. docutils, "Simple Tables"."""
    edges = [(m.start(), m.end()) for m in re.finditer(r"=+", drawn[0])]
    borders = [n for n, line in enumerate(drawn) if SIMPLE.match(line)]
    between = frozenset(borders)
    for number, line in enumerate(drawn):
        if number in between:
            continue
        ends = [start for start, _ in edges[1:]] + [len(line)]
        words = [line[start:end].strip() for (start, _), end in zip(edges, ends, strict=True)]
        cells = tuple((marked_line(w, first + number),) if w else () for w in words)
        yield Row(first + number, cells, header=len(borders) > 2 and number < borders[1])


# --- Markdown ---


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    class Parser(MarkdownIt):
        def validateLink(self, url: str) -> bool:  # noqa: N802 - as markdown-it names it
            return True  # judged where an agenda is made

    return Parser("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])


def _blocks(text: str, held: dict[int, Block]) -> Iterator[Block]:
    """The blocks of Markdown, those that were cut out of it at their places."""
    waiting = sorted(held.items(), reverse=True)
    for block in _walk(_parser().parse(text)):
        while waiting and waiting[-1][0] <= block.first:
            yield waiting.pop()[1]
        yield block
    while waiting:
        yield waiting.pop()[1]


def _walk(tokens: "list[Token]") -> Iterator[Block]:
    depth = 0
    opens: list[str] = []
    first_in_item = False
    for position, token in enumerate(tokens):
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif kind in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif kind == "list_item_open":
            first_in_item = True
        elif kind in ("heading_open", "table_open"):
            opens.append(kind)
        elif kind == "heading_close" or kind == "table_close":
            opens.pop()
        elif kind == "inline" and not opens:
            lines = inline_lines(token)
            yield Block("item" if first_in_item else "text", depth, lines, *_range(token))
            first_in_item = False
        elif kind == "inline" and opens[-1] == "heading_open":
            level = int(tokens[position - 1].tag[1:])
            yield Block("heading", level, inline_lines(token), *_range(token))
        elif kind == "html_block":
            start, _ = _range(token)
            yield from html_blocks(token.content, start, depth)
        elif kind in ("fence", "code_block"):
            yield Block("code", depth, (), *_range(token))
        elif kind == "hr":
            yield Block("rule", depth, (), *_range(token))
        if kind == "table_open":
            yield _table(tokens, position)


def _range(token: "Token") -> tuple[int, int]:
    first, last = token.map or (0, 1)
    return first + 1, max(last, first + 1)


def _table(tokens: "list[Token]", position: int) -> Block:
    rows: list[Row] = []
    cells: list[tuple[Line, ...]] = []
    number, header = 0, False
    for place in range(position + 1, len(tokens)):
        token = tokens[place]
        if token.type == "tr_open":
            number, cells = _range(token)[0], []
        elif token.type == "th_open":
            header = True
        elif token.type == "inline":
            cells.append(inline_lines(token, number))
        elif token.type == "tr_close":
            rows.append(Row(number, tuple(cells), header))
            header = False
        elif token.type == "table_close":
            break
    return Block("table", 0, (), *_range(tokens[position]), tuple(rows))


def inline_lines(token: "Token", number: int = 0) -> tuple[Line, ...]:
    """Return the lines of a paragraph, a heading or a cell."""
    words = Words(number or _range(token)[0])
    for child in token.children or ():
        words.take(child)
    return words.lines()


def marked_line(text: str, number: int) -> Line:
    """Return one line of Markdown."""
    lines = marked_lines(text, number)
    return Line(number, tuple(run for line in lines for run in (*line.runs, Run(" "))))


def marked_lines(text: str, number: int) -> tuple[Line, ...]:
    if not MARKED.search(text):
        return (Line(number, (Run(text),)),)
    words = Words(number)
    for token in _parser().parseInline(text):
        for child in token.children or ():
            words.take(child)
    return words.lines()


class Words:
    """Words gathered from left to right, with the styles that are open."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.done: list[Line] = []
        self.runs: list[Run] = []
        self.open = {"bold": 0, "italic": 0, "struck": 0}
        self.href = ""

    def say(self, text: str) -> None:
        if text:
            styles = self.open
            self.runs.append(Run(text, styles["bold"] > 0, styles["italic"] > 0, styles["struck"] > 0, self.href))

    def end_line(self, lines: int = 1) -> None:
        self.done.append(Line(self.number, trimmed(self.runs)))
        self.runs = []
        self.number += lines

    def take(self, token: "Token") -> None:
        """Add what one inline token says."""
        kind = token.type
        if kind in MARKS:
            self.open[MARKS[kind]] += token.nesting
        elif kind == "softbreak" or kind == "hardbreak":
            self.end_line()
        elif kind == "link_open":
            self.href = str(token.attrs.get("href", ""))
        elif kind == "link_close":
            self.href = ""
        elif kind == "html_inline":
            self.tag(token.content)
        elif kind != "image":
            self.say(token.content.replace("\n", " "))

    def tag(self, html: str) -> None:
        match = NAME.match(html)
        if not match:
            return
        end, name = bool(match[1]), match[2].lower()
        if name == "br":
            self.end_line(0)
        elif name == "a":
            address = HREF.search(html)
            self.href = "" if end or not address else unescape(next(filter(None, address.groups()), ""))
        elif STYLES.get(name):
            style = STYLES[name]
            self.open[style] = max(0, self.open[style] + (-1 if end else 1))

    def lines(self) -> tuple[Line, ...]:
        self.end_line()
        kept, self.done = [line for line in self.done if folded("".join(r.text for r in line.runs))], []
        return tuple(kept)


MARKS = {
    "strong_open": "bold",
    "strong_close": "bold",
    "em_open": "italic",
    "em_close": "italic",
    "s_open": "struck",
    "s_close": "struck",
}


# --- HTML ---


def html_blocks(html: str, first: int, depth: int) -> Iterator[Block]:
    """Yield the blocks of a piece of HTML."""
    words = Words(first)
    kind, level, start, unread = "text", depth, first, ""
    number = first
    for place, piece in enumerate(TAG.split(html)):
        words.number = number
        if place % 2:
            end, name = _name(piece)
            if unread:
                unread = "" if end and name == unread else unread
            elif name in UNREAD and not end:
                unread = name
            elif name in BLOCKS:
                yield from _ended(words, kind, level, start)
                kind, level = ("text", depth) if end else _opened(name, depth)
                start = number
            else:
                words.tag(piece)
        elif not unread and piece.strip():
            _say(words, piece)
        elif piece:
            words.say(" ")
        number += piece.count("\n")
    yield from _ended(words, kind, level, start)


def _name(tag: str) -> tuple[bool, str]:
    match = NAME.match(tag)
    return (bool(match[1]), match[2].lower()) if match else (False, "")


def _opened(name: str, depth: int) -> tuple[str, int]:
    if name[0] == "h" and name[1:].isdigit():
        return "heading", int(name[1])
    return ("item", depth + 1) if name in ("li", "dt") else ("text", depth + (name == "dd"))


def _ended(words: Words, kind: str, level: int, start: int) -> Iterator[Block]:
    lines = words.lines()
    if lines:
        last = max(line.number for line in lines)
        yield Block(kind, level, lines, lines[0].number, max(last, start))  # type: ignore[arg-type]


def _say(words: Words, text: str) -> None:
    """Add text of HTML, in which pages generators read Markdown too."""
    if "**" not in text and "](" not in text and "~~" not in text:
        words.say(SPACES.sub(" ", unescape(text)))
        return
    for token in _parser().parseInline(SPACES.sub(" ", text)):
        for child in token.children or ():
            words.take(child)


def _html_rows(html: str, first: int) -> Iterator[Row]:
    """The rows of an HTML table; a cell that spans rows stands in each, one that spans columns in the first."""
    row: list[tuple[Line, ...]] = []
    pending: dict[int, tuple[int, tuple[Line, ...]]] = {}
    words, inside, header, unread = Words(first), False, False, ""
    spans: dict[str, int] = {}
    number, at, total = first, first, 0
    for place, piece in enumerate([*TAG.split(html), "</table>"]):
        words.number = number
        end, name = _name(piece) if place % 2 or piece == "</table>" else (False, "")
        if unread:
            unread = "" if end and name == unread else unread
        elif name in UNREAD and not end:
            unread = name
        elif name in ("td", "th", "tr", "table", "tbody", "thead") and total < CELLS_MAX:
            if inside:
                total += _put(row, words.lines(), spans, pending)
                inside = False
            if name in ("tr", "table") and row:
                yield Row(at, tuple(row), header)
                row, header = [], False
            if name == "tr" and not end:
                at = number
                words.lines()
            if name in ("td", "th") and not end:
                inside, header = True, header or name == "th"
                spans = {key.lower(): int(value) for key, value in SPAN.findall(piece)}
                words.open = dict.fromkeys(words.open, 0)
                words.href = ""
        elif name in BLOCKS:
            words.end_line(0)
        elif name:
            words.tag(piece)
        elif place % 2 == 0 and piece.strip():
            _say(words, piece)
        elif place % 2 == 0 and piece:
            words.say(" ")
        number += piece.count("\n")


def _put(
    row: list[tuple[Line, ...]],
    lines: tuple[Line, ...],
    spans: dict[str, int],
    pending: dict[int, tuple[int, tuple[Line, ...]]],
) -> int:
    """Add a cell to its row, after those that reach down from above; return how many cells that made."""
    before = len(row)
    while len(row) in pending:
        left, held = pending.pop(len(row))
        if left > 1:
            pending[len(row)] = (left - 1, held)
        row.append(held)
    if spans.get("rowspan", 1) > 1:
        pending[len(row)] = (spans["rowspan"] - 1, lines)
    row.append(lines)
    row.extend(() for _ in range(min(spans.get("colspan", 1), 60) - 1))
    return len(row) - before


def plain_rows(table: Iterable[Iterable[str]], first: int = 1) -> Iterator[Row]:
    """Yield rows of cells that hold plain text: a spreadsheet's."""
    for number, cells in enumerate(table, first):
        yield Row(
            number,
            tuple(
                tuple(Line(number, (Run(part),)) for part in cell.translate(ZERO_WIDTH).split("\n") if part.strip())
                for cell in cells
            ),
        )
