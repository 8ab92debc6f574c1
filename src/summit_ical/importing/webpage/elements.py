"""Tags and words, one after the other, to Blocks: HTML by html.parser, and Markdown, whose tokens are tags as well.

What is not on the page is not read: comments, scripts, styles, templates, drawings, lists of options. What `hidden` or
`display: none` hides is kept apart, unless a click on a tab or the like shows it. A list, a table or a cell ends
what a page leaves open in it, as in a browser (HTML 13.2.6.4); a table that has fewer rows than one inside it is there
for the layout, and its cells are read as if there were none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html.parser import HTMLParser
from typing import Literal, NamedTuple

from summit_ical.importing.webpage.grid import Spanning, Written, formed
from summit_ical.importing.webpage.words import SPACES, Block, Line, Run, folded, trimmed

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_PARTS = """
    p div section article aside header footer main blockquote details summary figure figcaption form nav fieldset
    pre address center table thead tbody tfoot tr td th caption dd dt li hr hgroup search dialog body html head title
"""
BLOCKS = frozenset(_PARTS.split()) | HEADINGS | LISTS
_EMPTY = "area base br col embed hr img input link meta param source track wbr"
VOID = frozenset(_EMPTY.split())
_ASIDE = """
    script style template svg math select datalist textarea iframe noembed noframes audio video canvas object rp rt
    colgroup
"""
UNREAD = frozenset(_ASIDE.split())
INLINE = frozenset(
    {
        "b",
        "strong",
        "i",
        "em",
        "s",
        "del",
        "strike",
        "a",
        "time",
        "span",
        "u",
        "ins",
        "font",
        "small",
        "big",
        "code",
        "abbr",
        "cite",
        "mark",
    }
)
PARAGRAPH = frozenset({"p"})
SECTIONS = frozenset({"thead", "tbody", "tfoot"})
CELLS = frozenset({"td", "th", "caption"})
BOUNDS = CELLS | UNREAD | {"table"}  # what no end tag inside of them reaches beyond
INSIDE_TABLE = UNREAD | {"table"}
ROW_PARTS = SECTIONS | CELLS | {"table", "tr"}
# Start tag -> what it must not stand in without the row or the body between. HTML 13.2.6.4.9, 13.2.6.4.13.
IMPLIED = {"tr": ("table",), **dict.fromkeys(("td", "th"), ("table", *SECTIONS))}
# Start tag -> what it ends, and what it does not look beyond. HTML 13.1.2.4.
_ROWS_END = ((CELLS, INSIDE_TABLE), (frozenset({"tr"}), INSIDE_TABLE))
ENDED: dict[str, tuple[tuple[frozenset[str], frozenset[str]], ...]] = {
    "li": ((frozenset({"li"}), BOUNDS | LISTS),),
    "dt": ((frozenset({"dt", "dd"}), BOUNDS | LISTS),),
    "dd": ((frozenset({"dt", "dd"}), BOUNDS | LISTS),),
    "a": ((frozenset({"a"}), BOUNDS | BLOCKS),),
    "td": ((CELLS, INSIDE_TABLE | {"tr"}),),
    "th": ((CELLS, INSIDE_TABLE | {"tr"}),),
    "tr": _ROWS_END,
    "caption": _ROWS_END,
    **dict.fromkeys(SECTIONS, (*_ROWS_END, (SECTIONS, INSIDE_TABLE))),
}
DEPTH_MAX = 200  # elements inside each other; a tag beyond that is not heeded, its words are
NUMBER = re.compile(r"\s*\+?(\d{1,6})")
STRUCK = re.compile(r"\btext-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.IGNORECASE)
UNSEEN = re.compile(r"\bdisplay\s*:\s*none\b|\bvisibility\s*:\s*hidden\b", re.IGNORECASE)
SHOWN = re.compile(r"tab|pane|panel|collaps|accordion|modal|dropdown|toggle|expand|carousel|slide", re.IGNORECASE)
Attributes = dict[str, str]
Kind = Literal["heading", "text", "item", "table", "rule", "code"]

# A sign of Markdown that is written as a reference is none: until words are told, a character of private use is there.
REFERENCE = re.compile(r"&#(?:0{0,6}(?P<decimal>\d{2,3})|[xX]0{0,6}(?P<hex>[0-9a-fA-F]{2}));")
PRIVATE = 0xE000
SIGNS = {PRIVATE + ord(sign): sign for sign in "\\`*_[]()~"}


def _sheltered(reference: re.Match[str]) -> str:
    code = int(reference["decimal"] or reference["hex"], 10 if reference["decimal"] else 16)
    return chr(PRIVATE + code) if PRIVATE + code in SIGNS else reference[0]


class Style(NamedTuple):
    """How the words in an element stand on the page."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    href: str = ""
    when: str = ""
    hidden: bool = False
    unread: bool = False
    kept: bool = False  # white space is: <pre>


STYLES: dict[str, Callable[[Style], Style]] = {
    **dict.fromkeys(("b", "strong"), lambda style: style._replace(bold=True)),
    **dict.fromkeys(("i", "em"), lambda style: style._replace(italic=True)),
    **dict.fromkeys(("s", "del", "strike"), lambda style: style._replace(struck=True)),
}


class Element(NamedTuple):
    name: str
    attributes: Attributes
    style: Style


class Flow:
    """Where words go: the page, or a cell."""

    def __init__(self, depth: int = 0) -> None:
        self.blocks: list[Block] = []
        self.lines: list[Line] = []
        self.runs: list[Run] = []
        self.number = self.last = 0  # source lines of the first and the last word of the line, of the block
        self.heading = 0  # level of the one that is open
        self.item = False  # whether the next words begin an item of a list
        self.depth = depth  # of lists

    def say(self, run: Run, number: int, last: int) -> None:
        if folded(run.text):
            self.number = self.number or number
            self.last = last
        self.runs.append(run)

    def end_line(self) -> None:
        if self.number:
            self.lines.append(Line(self.number, trimmed(self.runs)))
        self.runs, self.number = [], 0

    def end_block(self) -> None:
        self.end_line()
        if self.lines:
            kind: Kind = "heading" if self.heading else "item" if self.item else "text"
            first = self.lines[0].number
            self.blocks.append(Block(kind, self.heading or self.depth, tuple(self.lines), first, max(first, self.last)))
            self.item = self.item and bool(self.heading)
        self.lines = []

    def part(self) -> None:
        """Go on in a block of its own, or in a line of its own where a heading is open."""
        if self.heading:
            self.end_line()
        else:
            self.end_block()


class RowElement:
    def __init__(self, number: int, group: int, section: str) -> None:
        self.number, self.group, self.section = number, group, section
        self.cells: list[tuple[Flow, Attributes, str, int]] = []


class TableElement:
    """A table that is open."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.rows: list[RowElement] = []
        self.row: RowElement | None = None
        self.group = 0
        self.section = ""
        self.caption: list[Block] = []

    def open_row(self, number: int) -> RowElement:
        self.row = RowElement(number, self.group, self.section)
        self.rows.append(self.row)
        return self.row

    def blocks(self, depth: int, last: int) -> Iterator[Block]:
        """The table; or the blocks in its cells, where it is there for the layout."""
        inner = [block for row in self.rows for flow, *_ in row.cells for block in flow.blocks]
        if any(block.grid is not None and block.grid.height > len(self.rows) for block in inner):
            yield from self.caption
            yield from inner
            return
        rows = [
            Written(row.number, [_spanning(*cell) for cell in row.cells], row.section == "thead", row.group)
            for row in sorted(self.rows, key=lambda row: row.section == "tfoot")
        ]
        grid = formed(rows, tuple(_lines(self.caption)))
        if grid.caption or any(cell.lines for cell in grid.cells):
            yield Block("table", depth, (), self.number, max(last, self.number), grid)


def _spanning(flow: Flow, attributes: Attributes, name: str, number: int) -> Spanning:
    rows, columns = (_span(attributes.get(key, "")) for key in ("rowspan", "colspan"))
    return Spanning(tuple(_lines(flow.blocks)), number, rows, columns or 1, name == "th")


def _span(text: str) -> int:
    match = NUMBER.match(text)
    return int(match[1]) if match else 1


def _lines(blocks: Sequence[Block]) -> Iterator[Line]:
    for block in blocks:
        yield from block.lines
        if block.grid is not None:
            yield from block.grid.caption
            for cell in block.grid.cells:
                yield from cell.lines


class Elements(HTMLParser):
    """Takes HTML, tags and words in the order of the page; `done` returns its blocks."""

    def __init__(self, marked: "Callable[[Elements, str], None] | None" = None) -> None:
        super().__init__(convert_charrefs=True)
        self.marked = marked  # takes words of HTML that hold Markdown, where pages are made of both
        self.first = 1  # line of the source where what is fed begins
        self.stack: list[Element] = []
        self.flows = [Flow()]
        self.tables: list[TableElement] = []
        self.hidden: list[Block] = []

    @property
    def number(self) -> int:
        return self.first + self.getpos()[0] - 1

    @property
    def flow(self) -> Flow:
        return self.flows[-1]

    @property
    def style(self) -> Style:
        return self.stack[-1].style if self.stack else Style()

    def at(self, number: int) -> None:
        """Count lines from here."""
        self.reset()
        self.first = number

    def html(self, text: str, number: int) -> None:
        """Read HTML that begins at a line."""
        self.at(number)
        self.feed(REFERENCE.sub(_sheltered, text))
        self.close()
        self.at(number + text.count("\n"))

    def block(self, block: Block) -> None:
        """Take a block that was made elsewhere."""
        if not self.style.unread:
            self.flow.part()
            (self.hidden if self.style.hidden else self.flow.blocks).append(block)

    def done(self) -> tuple[Block, ...]:
        """Return all blocks, what is still open ended."""
        while self.stack:
            self._pop()
        self.flow.end_block()
        return tuple(self.flow.blocks)

    # --- html.parser: what has no end goes on to the end of the text, and costs no second look ---

    def parse_comment(self, i: int, report: bool = True) -> int:
        for empty in ("<!-->", "<!--->"):
            if self.rawdata.startswith(empty, i):
                return i + len(empty)
        ends = [at + len(end) for end in ("-->", "--!>") if (at := self.rawdata.find(end, i + 4)) >= 0]
        return min(ends, default=len(self.rawdata))

    def parse_html_declaration(self, i: int) -> int:
        if self.rawdata.startswith("<!--", i):
            return self.parse_comment(i)
        return self.rawdata.find(">", i) + 1 or len(self.rawdata)

    def parse_pi(self, i: int) -> int:
        return self.rawdata.find(">", i) + 1 or len(self.rawdata)

    def parse_starttag(self, i: int) -> int:
        end = super().parse_starttag(i)
        return end if end >= 0 else len(self.rawdata)

    def parse_endtag(self, i: int) -> int:
        end = super().parse_endtag(i)
        return end if end >= 0 else len(self.rawdata)

    # --- tags ---

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: (value or "").translate(SIGNS) for name, value in reversed(attrs)}
        for names, bounds in ENDED.get(tag, ()):
            self._end(names, bounds)
        if tag in IMPLIED and self._innermost(ROW_PARTS) in IMPLIED[tag]:
            self.handle_starttag("tr" if tag in CELLS else "tbody", [])
        if tag in BLOCKS:
            self._end(PARAGRAPH, BOUNDS)
        if tag in VOID:
            self._void(tag)
        elif len(self.stack) < DEPTH_MAX:
            self._open(Element(tag, attributes, _styled(self.style, tag, attributes)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # in HTML, "/" ends nothing

    def handle_endtag(self, tag: str) -> None:
        if tag == "br":
            self._void(tag)
        elif tag in INLINE:
            self._end_inline(tag)
        elif tag in HEADINGS:
            self._end(HEADINGS, BOUNDS)
        else:
            within = tag in CELLS or tag in SECTIONS or tag in ("tr", "table")
            self._end(frozenset({tag}), INSIDE_TABLE if within else BOUNDS)

    def _void(self, tag: str) -> None:
        if self.style.unread or self.style.hidden:
            return
        if tag == "br":
            self.flow.end_line()
        elif tag == "hr":
            self.block(Block("rule", self.flow.depth, (), self.number, self.number))

    def _end(self, names: frozenset[str], bounds: frozenset[str]) -> None:
        """End the innermost open element of these names, and all in it."""
        for at in range(len(self.stack) - 1, -1, -1):
            name = self.stack[at].name
            if name in names:
                while len(self.stack) > at:
                    self._pop()
                return
            if name in bounds:
                return

    def _end_inline(self, tag: str) -> None:
        """End a style that may have begun outside of the paragraph that is open."""
        for at in range(len(self.stack) - 1, -1, -1):
            if self.stack[at].name == tag:
                above = self.stack[at + 1 :]
                del self.stack[at:]
                for name, attributes, _ in above:
                    self.stack.append(Element(name, attributes, _styled(self.style, name, attributes)))
                return
            if self.stack[at].name in BOUNDS:
                return

    def _open(self, element: Element) -> None:
        name = element.name
        if name == "table" and self._innermost(CELLS | {"table"}) == "table":
            self._end(frozenset({"table"}), UNREAD)
            element = element._replace(style=_styled(self.style, name, element.attributes))
        if name not in BLOCKS or element.style.unread:
            self.stack.append(element)
            return
        self.flow.part()
        self.stack.append(element)
        if name in HEADINGS:
            self.flow.end_block()
            self.flow.heading = int(name[1])
        elif name in ("li", "dt"):
            self.flow.item = True
        elif name in LISTS:
            self.flow.depth += 1
        elif name == "table":
            self.tables.append(TableElement(self.number))
        elif self.tables:
            self._open_in_table(element)

    def _innermost(self, names: frozenset[str]) -> str:
        """The name of the innermost open element that has one of these, or ""."""
        return next((element.name for element in reversed(self.stack) if element.name in names), "")

    def _open_in_table(self, element: Element) -> None:
        table, name = self.tables[-1], element.name
        if name in SECTIONS:
            table.group, table.section, table.row = table.group + 1, name, None
        elif name == "tr":
            table.open_row(self.number)
            if element.style.hidden:
                table.rows.pop()
        elif name in CELLS:
            if name != "caption":
                row = table.row or table.open_row(self.number)
            self.flows.append(Flow())
            if name == "caption":
                self.flow.blocks = table.caption
            elif not element.style.hidden:
                row.cells.append((self.flow, element.attributes, name, self.number))

    def _pop(self) -> None:
        element = self.stack.pop()
        name = element.name
        if name not in BLOCKS or element.style.unread:
            return
        if name in HEADINGS:
            self.flow.end_block()
            self.flow.heading = 0
            return
        self.flow.part()
        if name in ("li", "dt"):
            self.flow.item = False
        elif name in LISTS:
            self.flow.depth = max(0, self.flow.depth - 1)
        elif name == "table":
            table = self.tables.pop()
            self.flow.blocks.extend(table.blocks(self.flow.depth, self.number))
        elif self.tables and name in CELLS:
            self.flow.end_block()
            self.flows.pop()
        elif self.tables and name == "tr":
            self.tables[-1].row = None
        elif self.tables and name in SECTIONS:
            self.tables[-1].group, self.tables[-1].section = self.tables[-1].group + 1, ""

    # --- words ---

    def handle_data(self, data: str) -> None:
        """Take words of HTML, in which pages read Markdown too where they are made of both."""
        if self.marked is not None and ("**" in data or "](" in data or "~~" in data) and not self.style.unread:
            self.marked(self, data)
        else:
            self.say(data)

    def say(self, text: str) -> None:
        """Take words that stand at the line of now."""
        style = self.style
        if style.unread or not text:
            return
        if not style.kept:
            ahead = text[: len(text) - len(text.lstrip())].count("\n")
            within = text.strip().count("\n")
            self._say(SPACES.sub(" ", text), self.number + ahead, self.number + ahead + within)
            return
        for at, words in enumerate(text.split("\n")):
            if at:
                self.flow.end_line()
            self._say(words, self.number + at, self.number + at)

    def _say(self, words: str, number: int, last: int) -> None:
        style = self.style
        run = Run(words.translate(SIGNS), style.bold, style.italic, style.struck, style.href, style.when)
        if not style.hidden:
            self.flow.say(run, number, last)
        elif folded(words):
            self.hidden.append(Block("text", 0, (Line(number, (run,)),), number, last))


def _styled(style: Style, name: str, attributes: Attributes) -> Style:
    """The style of the words in an element that stands among words of a style."""
    if name in STYLES:
        style = STYLES[name](style)
    elif name == "a":
        style = style._replace(href=attributes.get("href", "").strip())
    elif name == "time":
        style = style._replace(when=attributes.get("datetime", "").strip())
    elif name == "pre":
        style = style._replace(kept=True)
    elif name in UNREAD:
        style = style._replace(unread=True)
    css = attributes.get("style", "")
    if css and STRUCK.search(css):
        style = style._replace(struck=True)
    if "hidden" in attributes or (css and UNSEEN.search(css)):
        named = f"{attributes.get('role', '')} {attributes.get('class', '')} {attributes.get('id', '')}"
        style = style._replace(hidden=style.hidden or not SHOWN.search(named))
    return style
