"""Rows between pipes to a token of their own, as a rule of markdown-it: as GitHub reads them, and as people write them.

A row may have more cells than the head, or fewer, and keeps them all; the line of dashes may have other cells than the
head, stand first or be missing; blank lines and comments may stand between rows that begin with a pipe.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

DASHES = frozenset("|+-:= \t")
BAR = re.compile(r"(?<!\\)\|")
CODE = re.compile(r"(`+)[^`]+\1")
COMMENT = re.compile(r"<!--.*?-->")
INTERRUPTS = "blockquote"  # the chain of rules that end a paragraph


class Piped(NamedTuple):
    """A row between pipes; its line is counted from 0."""

    line: int
    cells: list[str]
    head: bool


def is_delimiter(text: str) -> bool:
    """Whether a line only draws: `|---|:-:|`, and org-mode's `|---+---|`."""
    return "-" in text and "|" in text and DASHES.issuperset(text)


def cells(text: str, width: int = 0) -> list[str]:
    """Return the cells of a row. A pipe in code divides cells, unless that makes more than `width`."""
    text = COMMENT.sub("", text).strip()
    if width and "`" in text and len(_split(text)) > width:
        whole = _split(CODE.sub(lambda code: code[0].replace("|", "\\|"), text))
        return whole if len(whole) <= width else _split(text)
    return _split(text)


def _split(text: str) -> list[str]:
    text = text.removeprefix("|")
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    return [part.strip().replace("\\|", "|") for part in BAR.split(text)]


def table(state: "StateBlock", first: int, end: int, silent: bool) -> bool:
    """Take a table that begins at a line. A rule of markdown-it."""
    if not _begins(state, first, end):
        return False
    if silent:
        return True
    rows, drawn, after = _rows(state, first, end)
    width = len(cells(rows[0][1])) if rows else 0
    token = state.push("pipes", "", 0)
    token.map = [first, after]
    token.meta = {"rows": [Piped(at, cells(text, width), n == 0 and drawn == 1) for n, (at, text) in enumerate(rows)]}
    state.line = after
    return True


def _line(state: "StateBlock", number: int, end: int) -> str:
    """The words of a line; none where its list or quotation has ended."""
    if number >= end or state.sCount[number] < state.blkIndent:
        return ""
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


def _begins(state: "StateBlock", first: int, end: int) -> bool:
    text, below = _line(state, first, end), _line(state, first + 1, end)
    if "|" not in text:
        return False
    if not text.startswith("|"):
        plain = not is_delimiter(text) and not state.is_code_block(first)
        return plain and is_delimiter(below) and not _interrupted(state, first, end)
    if is_delimiter(text):
        return below.startswith("|")
    return is_delimiter(below) or below.startswith("|") or (text.endswith("|") and len(BAR.findall(text)) > 2)


def _rows(state: "StateBlock", first: int, end: int) -> tuple[list[tuple[int, str]], int, int]:
    """The rows with their lines, how many stand above the line of dashes (-1: there is none), and the line after."""
    rows: list[tuple[int, str]] = []
    drawn, number = -1, first
    while number < end:
        text = _line(state, number, end)
        if not text or text.startswith("<!--"):
            following = _following(state, number, end)
            if not _line(state, following, end).startswith("|"):
                break
            if drawn >= 0 and is_delimiter(_line(state, following + 1, end)):
                break  # the head of another one
            number = following
            continue
        if is_delimiter(text):
            drawn = len(rows) if drawn < 0 else drawn
        elif text.startswith("|") or number == first or (drawn >= 0 and not _interrupted(state, number, end)):
            rows.append((number, text))
        else:
            break
        number += 1
    return rows, drawn, number


def _following(state: "StateBlock", number: int, end: int) -> int:
    """The first line from here on that is neither blank nor in a comment."""
    while number < end:
        text = _line(state, number, end)
        if text.startswith("<!--"):
            while number < end and "-->" not in _line(state, number, end):
                number += 1
        elif text or (state.sCount[number] < state.blkIndent and not state.isEmpty(number)):
            return number
        number += 1
    return number


def _interrupted(state: "StateBlock", number: int, end: int) -> bool:
    """Whether something else begins at a line without a pipe before it."""
    if state.src.startswith("{:", state.bMarks[number] + state.tShift[number]):
        return True  # attributes of the table, for kramdown
    rules = state.md.block.ruler.getRules(INTERRUPTS)
    return any(rule is not table and rule(state, number, end, True) for rule in rules)
