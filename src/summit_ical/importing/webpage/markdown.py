"""Markdown to Blocks, with HTML and drawn tables in it: what markdown-it makes of it is given to Elements as tags."""

from collections.abc import Iterable, MutableMapping
from functools import cache
from textwrap import dedent
from typing import TYPE_CHECKING, Any

from summit_ical.importing.webpage import drawn, pipes
from summit_ical.importing.webpage.elements import Elements
from summit_ical.importing.webpage.grid import Grid, Spanning, Written, formed
from summit_ical.importing.webpage.words import SPACES, Block, Line, Run

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

MARKED_INLINE = frozenset("*_`[\\~<&!")
MARKED = frozenset("*_`[\\~<&\n-+#>|=:")  # one of which is in a text that is more than words
Env = MutableMapping[str, Any]  # what the rules of markdown-it share
Held = dict[int, tuple[int, Grid]]  # first line -> the line after, and the table that stands there
GOES_UP = "^^"  # MultiMarkdown and its kin: the cell above goes on


@cache
def _parser(kind: str) -> "MarkdownIt":
    """A parser of Markdown, of reStructuredText that was made Markdown of ("rst"), or of words in HTML ("words")."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable(["strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # judged where an agenda is made
    # Brackets in brackets cost as much again for each level.
    parser.core.ruler.before("block", "nested", lambda state: state.md.options.update(maxNesting=40))
    parser.core.ruler.before("inline", "flat", lambda state: state.md.options.update(maxNesting=6))
    rules = parser.block.ruler
    rules.before("code", "drawn", _drawn, {"alt": ["paragraph", "reference"]})
    if kind == "rst":
        parser.disable(["code", "html_block", "html_inline"])
    else:
        rules.before("code", "pipes", pipes.table, {"alt": ["paragraph", "reference"]})
    if kind == "words":
        parser.disable(["html_inline", "entity", "autolink"])
    return parser


def _drawn(state: "StateBlock", first: int, end: int, silent: bool) -> bool:
    """Take a table that is drawn, or that was made before. A rule of markdown-it."""
    held: Held = state.env.setdefault("held", {})
    if first not in held or state.level:
        text = state.src[state.bMarks[first] : state.eMarks[first]]
        if first < state.env.get("failed", 0) or not (drawn.GRID.fullmatch(text) or drawn.SIMPLE.fullmatch(text)):
            return False
        if "lines" not in state.env:
            state.env["lines"] = state.src.split("\n")
        lines = state.env["lines"]
        after = min(drawn.end_of(lines, first), end)
        grid = drawn.drawn(lines[first:after], first + 1, _reader(state.env["kind"])) if after - first > 2 else None
        if grid is None:
            state.env["failed"] = max(after, first + 1)
            return False
        held[first] = after, grid
    after, grid = held[first]
    if not silent:
        token = state.push("grid", "", 0)
        token.map, token.meta = [first, after], {"grid": grid}
        state.line = after
    return True


def _reader(kind: str) -> drawn.Read:
    return lambda text, number: lines_of(text, number, kind)


def blocks(text: str, kind: str = "page", held: Held | None = None) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Return the blocks of a page, and those that it hides."""
    out = Elements(marked)
    env: Env = {"held": held or {}, "kind": kind}
    _walk(_parser(kind).parse(text, env), out, 0, env)
    return out.done(), tuple(out.hidden)


def lines_of(text: str, number: int, kind: str = "page") -> tuple[Line, ...]:
    """Return the lines of a cell, whose text begins at a line."""
    if MARKED.isdisjoint(text.strip()):
        words = text.strip()
        ahead = text[: len(text) - len(text.lstrip())].count("\n")
        return (Line(number + ahead, (Run(words),)),) if words else ()
    out = Elements()
    env: Env = {"kind": kind}
    _walk(_parser(kind).parse(dedent(text), env), out, number - 1, env)
    return tuple(line for block in out.done() for line in block.lines)


def _walk(tokens: "Iterable[Token]", out: Elements, above: int, env: Env) -> None:
    """Give tokens to Elements, `above` lines further down than they say. `env` has what they refer to."""
    for token in tokens:
        first, end = token.map or (out.number - 1 - above, 0)
        out.at(first + 1 + above)
        if token.type == "inline":
            _walk_inline(token.children or (), out)
        elif token.type == "html_block" or (token.type == "code_block" and _is_html(token.content, out)):
            out.html(token.content, first + 1 + above)
        elif token.type in ("fence", "code_block"):
            out.block(_code(token, first + 1 + above, end + above))
        elif token.type == "grid":
            out.block(Block("table", 0, (), first + 1 + above, end + above, token.meta["grid"]))
        elif token.type == "pipes":
            grid = _piped(token.meta["rows"], above, env)
            out.block(Block("table", out.flow.depth, (), first + 1 + above, end + above, grid))
        elif token.type == "hr":
            out.handle_starttag("hr", [])
        elif token.nesting > 0:
            out.handle_starttag(token.tag, [])
        elif token.nesting < 0:
            out.handle_endtag(token.tag)


def _piped(rows: "list[pipes.Piped]", above: int, env: Env) -> Grid:
    """The grid of a table between pipes, in whose cells there are words and no blocks; `^^` is the cell above."""
    written = []
    over: dict[int, tuple[list[Spanning], int]] = {}  # column -> the row of the last cell in it, and its place there
    for line, cells, head in rows:
        number = line + 1 + above
        made: list[Spanning] = []
        for column, cell in enumerate(cells):
            if cell == GOES_UP and column in over:
                row, at = over[column]
                row[at] = row[at]._replace(rows=row[at].rows + 1)
                continue
            over[column] = (made, len(made))
            made.append(Spanning(_cell_lines(cell, number, env), number, header=head))
        written.append(Written(number, made, head))
    return formed(written)


def _cell_lines(text: str, number: int, env: Env) -> tuple[Line, ...]:
    if MARKED_INLINE.isdisjoint(text):
        return (Line(number, (Run(text),)),) if text else ()
    out = Elements()
    out.at(number)
    for token in _parser("page").parseInline(text, env):
        _walk_inline(token.children or (), out)
    return tuple(line for block in out.done() for line in block.lines)


def _is_html(code: str, out: Elements) -> bool:
    """Whether what is indented is HTML rather than code: it begins so, or stands in a table that is open."""
    words = code.lstrip()
    return bool(out.tables) or (words.startswith("<") and (words[1:2].isalpha() or words[1:2] in ("/", "!")))


def _code(token: "Token", first: int, last: int) -> Block:
    """What stands in a fence, or is indented: its lines as they are."""
    start = first + (token.type == "fence")
    lines = [Line(n, (Run(text),)) for n, text in enumerate(token.content.split("\n"), start) if text.strip()]
    return Block("code", 0, tuple(lines), first, max(first, last))


def _walk_inline(tokens: "Iterable[Token]", out: Elements) -> None:
    for token in tokens:
        if token.type == "softbreak" or token.type == "hardbreak":
            out.flow.end_line()
            out.at(out.number + 1)
        elif token.type == "html_inline":
            out.html(token.content, out.number)
        elif token.type == "link_open":
            out.handle_starttag("a", [("href", str(token.attrs.get("href", "")))])
        elif token.nesting > 0:
            out.handle_starttag(token.tag, [])
        elif token.nesting < 0:
            out.handle_endtag(token.tag)
        elif token.type != "image":
            out.say(token.content.replace("\n", " "))


def marked(out: Elements, text: str) -> None:
    """Take words of HTML in which there is Markdown."""
    for token in _parser("words").parseInline(SPACES.sub(" ", text)):
        _walk_inline(token.children or (), out)
