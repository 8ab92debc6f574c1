"""A page of reStructuredText to Markdown, line for line, and the tables that its directives list.

docutils, "reStructuredText Markup Specification": section titles, explicit markup, hyperlinks.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from textwrap import dedent

from summit_ical.importing.webpage import drawn, markdown
from summit_ical.importing.webpage.grid import Grid, Spanning, Written, formed
from summit_ical.importing.webpage.words import Line

ADORNED = re.compile(r"([!-/:-@\[-`{-~])\1+[ \t]*")
DIRECTIVE = re.compile(r"( *)\.\. +(?:\|[^|]+\| +)?([\w:+.-]+)::(?: +(.*))?")
EXPLICIT = re.compile(r"( *)(?:\.\.(?: .*)?|__ .*)")
OPTION = re.compile(r"\s+:([\w -]+):(?:\s+(.*))?")
_ASIDE = """
    image figure contents toctree raw code code-block sourcecode highlight meta include only index math default-role
    role title sectnum target-notes class
"""
NOT_SHOWN = frozenset(_ASIDE.split())
LINK = re.compile(r"`([^`<>]+?)\s*<([^`<>]+)>`__?")
REFERENCE = re.compile(r"(?::[\w:+.-]+:)?`([^`<>]+?)(?:\s*<[^`<>]*>)?`_{0,2}")
ITEM = re.compile(r"(\s*)([*+-])(\s+(.*)|\s*)")


def as_markdown(text: str) -> tuple[str, markdown.Held]:
    """Return the lines as Markdown, and the tables of directives by their first lines, counted from 0."""
    held: markdown.Held = {}
    lines = text.split("\n")
    levels: list[str] = []
    number = 0
    while number < len(lines):
        directive = DIRECTIVE.fullmatch(lines[number])
        if directive:
            number = _directive(lines, number, directive, held)
        elif (end := drawn.end_of(lines, number)) > number + 2:
            grid = drawn.drawn(lines[number:end], number + 1, _read)
            number = _hold(lines, number, end, grid, held) if grid else end
        elif EXPLICIT.fullmatch(lines[number]):
            number = _blank(lines, number, _body_end(lines, number))
        elif _titled(lines, number, levels) or lines[number].lstrip().startswith("| "):
            lines[number] = re.sub(r"^\s*\| ", "", lines[number])
            number += 1
        else:
            number += 1
    body = "\n".join(lines)
    body = LINK.sub(lambda link: f"[{link[1]}](<{link[2]}>)", body)
    return REFERENCE.sub(lambda said: said[0] if said[0][0] == said[0][-1] == "`" else said[1], body), held


def _titled(lines: list[str], number: int, levels: list[str]) -> bool:
    """Make a section's title one of Markdown's. The kinds of lines below titles are levels as they come."""
    line, below = (lines[number], lines[number + 1]) if number + 1 < len(lines) else (lines[number], "")
    if not ADORNED.fullmatch(below) or not line.strip() or len(below.strip()) < min(4, len(line.strip())):
        return False
    if ADORNED.fullmatch(line) or (line[0] == " " and not (number and ADORNED.fullmatch(lines[number - 1]))):
        return False
    kind = below[0]
    if number and ADORNED.fullmatch(lines[number - 1]) and lines[number - 1][0] == kind:
        kind, lines[number - 1] = kind * 2, ""
    if kind not in levels:
        levels.append(kind)
    lines[number] = f"{'#' * min(levels.index(kind) + 1, 6)} {line.strip()}"
    lines[number + 1] = ""
    return True


def _body_end(lines: Sequence[str], number: int) -> int:
    """The line after what is indented below an explicit markup."""
    indent = len(lines[number]) - len(lines[number].lstrip())
    end = last = number + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent):
        end += 1
        last = end if lines[end - 1].strip() else last
    return last


def _blank(lines: list[str], first: int, end: int) -> int:
    lines[first:end] = [""] * (end - first)
    return end


def _hold(lines: list[str], first: int, end: int, grid: Grid, held: markdown.Held) -> int:
    """Keep a table for the place where it stands: a line that is not blank."""
    _blank(lines, first, end)
    held[first] = end, grid
    lines[first] = "|"
    return end


def _directive(lines: list[str], number: int, directive: "re.Match[str]", held: markdown.Held) -> int:
    """Take out a directive; leave what it shows. Returns the line to go on with."""
    name, argument = directive[2].lower(), directive[3] or ""
    end = _body_end(lines, number)
    if name in NOT_SHOWN:
        return _blank(lines, number, end)
    options: dict[str, str] = {}
    start = number + 1
    while start < end and (option := OPTION.fullmatch(lines[start])):
        options[option[1].lower()] = option[2] or ""
        start += 1
    body = dedent("\n".join(lines[start:end])).split("\n") if start < end else []
    if name in ("list-table", "csv-table"):
        rows = _list_rows(body, start + 1) if name == "list-table" else _csv_rows(body, start + 1, options)
        grid = _grid(list(rows), options, argument, number + 1)
        return _hold(lines, number, end, grid, held)
    _blank(lines, number, start)
    lines[number] = argument
    if argument and start < end and body[0].strip():
        start += 1
    lines[end - len(body) : end] = body
    return number + 1


def _grid(rows: Sequence[tuple[int, list[Spanning]]], options: dict[str, str], title: str, number: int) -> Grid:
    heads = int(options["header-rows"]) if options.get("header-rows", "").isdigit() else 0
    heads += "header" in options
    stubs = int(options["stub-columns"]) if options.get("stub-columns", "").isdigit() else 0
    written = [
        Written(
            line,
            [cell._replace(header=at < heads or n < stubs) for n, cell in enumerate(cells)],
            at < heads,
        )
        for at, (line, cells) in enumerate(rows)
    ]
    return formed(written, _read(title, number))


def _read(text: str, number: int) -> tuple[Line, ...]:
    text = LINK.sub(lambda link: f"[{link[1]}](<{link[2]}>)", text)
    return markdown.lines_of(text, number, "rst")


def _list_rows(body: Sequence[str], first: int) -> Iterator[tuple[int, list[Spanning]]]:
    """The rows of a list in a list: `* - cell`, `  - cell`."""
    rows: list[tuple[int, list[tuple[int, list[str]]]]] = []
    outer = inner = -1
    for number, line in enumerate(body, first):
        item = ITEM.fullmatch(line)
        indent = len(line) - len(line.lstrip())
        if item and (outer < 0 or indent <= outer):
            outer, inner = indent, -1
            rows.append((number, []))
            lead = len(item[1]) + 1 + len(item[3]) - len(item[3].lstrip())
            line, indent = " " * lead + (item[4] or ""), lead
            item = ITEM.fullmatch(line)
        if item and rows and (inner < 0 or indent <= inner):
            inner = indent
            rows[-1][1].append((number, [" " * (indent + 1) + item[3]]))
        elif rows and rows[-1][1]:
            rows[-1][1][-1][1].append(line)
    for number, cells in rows:
        yield number, [Spanning(_read("\n".join(text), at), at) for at, text in cells]


def _csv_rows(body: Sequence[str], first: int, options: dict[str, str]) -> Iterator[tuple[int, list[Spanning]]]:
    delimiter = {"tab": "\t", "space": " "}.get(options.get("delim", ","), options.get("delim", ",")[:1] or ",")

    def rows(lines: Iterable[str], number: int) -> Iterator[tuple[int, list[Spanning]]]:
        reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
        at = number
        for cells in reader:
            if cells:
                yield at, [Spanning(_read(cell, at), at) for cell in cells]
            at = number + reader.line_num

    if "header" in options:
        yield from rows([options["header"]], first - 1)
    yield from rows([f"{line}\n" for line in body], first)
