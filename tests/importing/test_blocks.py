"""The source of a page to Blocks: what is one cell, what is a line, what is not on the page."""

import io
from datetime import date, datetime, time, timedelta
from html import escape

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from summit_ical.importing import formats
from summit_ical.importing.formats import table_csv, xlsx
from summit_ical.importing.schedule import Answers
from summit_ical.importing.webpage.grid import Grid
from summit_ical.importing.webpage.markup import page
from summit_ical.importing.webpage.words import Block
from summit_ical.model.source import AgendaError


def drawn(grid: Grid) -> list[str]:
    """Return the rows of a grid: a cell that covers several places is named in the first, and meant by ^ and <."""
    rows = []
    for y in range(grid.height):
        words = []
        for x in range(grid.width):
            cell = grid.places.get((y, x))
            first = cell is None or (cell.row, cell.column) == (y, x)
            text = "." if cell is None else " / ".join(line.text for line in cell.lines)
            words.append(text if first else "<" if cell and cell.row == y else "^")
        rows.append(("# " if y in grid.heads else "") + " | ".join(words))
    return rows


def blocks(text: str, suffix: str = ".md") -> list[str]:
    """Return the blocks of a page, one or more lines of text each."""
    return [line for block in page(text, suffix).blocks for line in shown(block)]


def shown(block: Block) -> list[str]:
    if block.grid is not None:
        caption = [f"table: {line.text}" for line in block.grid.caption]
        return [*caption, *drawn(block.grid)]
    return [f"{block.kind} {block.level}: " + " / ".join(line.text for line in block.lines)]


HTML = [
    pytest.param(
        '<table><tr><td><a title="a > b" href="x>y">Bees</a></td></tr></table>', ["Bees"], id="a bracket in a value"
    ),
    pytest.param("<table><tr><td>a<td>b<tr><td>c</table>", ["a | b", "c | ."], id="nothing is closed"),
    pytest.param(
        "<table><thead><tr><td>Time<tbody><tr><td>9:00<tbody><tr><td>10:00</table>",
        ["# Time", "9:00", "10:00"],
        id="td in thead and two bodies",
    ),
    pytest.param(
        "<table><tfoot><tr><td>end</tfoot><tr><td>begin</table>", ["begin", "end"], id="the foot stands below"
    ),
    pytest.param("<table><td>a<td>b</table>", ["a | b"], id="no row is opened"),
    pytest.param("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>", ["a | b", "^ | c"], id="over rows"),
    pytest.param("<table><tr><td>a<td>b<tr><td colspan=2>c</table>", ["a | b", "c | <"], id="over columns"),
    pytest.param(
        "<table><tr><td rowspan=0>a<td>b<tr><td>c<tr><tbody><tr><td>d</table>",
        ["a | b", "^ | c", "^ | .", "d | ."],
        id="over the rest of its body",
    ),
    pytest.param(
        "<table><tbody><tr><td rowspan=9>a<td>b<tbody><tr><td>c<td>d</table>",
        ["a | b", "c | d"],
        id="never beyond its body",
    ),
    pytest.param(
        "<table><tr><td>a<td rowspan=2>b<tr><td colspan=2>c</table>", ["a | b", "c | ^"], id="two that would overlap"
    ),
    pytest.param("<table><tr><td rowspan=x colspan=-1>a<td>b</table>", ["a | b"], id="spans that are none"),
    pytest.param("<table><tr><td rowspan=3>a<td>b<tr><tr><td>c</table>", ["a | b", "^ | .", "^ | c"], id="empty row"),
    pytest.param("<table><caption>Day <b>1</b></caption><tr><td>a</table>", ["table: Day 1", "a"], id="caption"),
    pytest.param("<table><tr><td>a<br>b<p>c</p>d</table>", ["a / b / c / d"], id="lines in a cell"),
    pytest.param(
        "<table><!-- <tr><td>gone</td></tr> --><tr><td>a<!-- x -->b</table>", ["ab"], id="comments are not on the page"
    ),
    pytest.param("<table><tr><td>a<script>'<td>'</script><style>x</style><td>b</table>", ["a | b"], id="scripts"),
    pytest.param("<table><tr><td>R&amp;D&nbsp;&lt;b&gt;</table>", ["R&D <b>"], id="entities"),
    pytest.param("<table><tr hidden><td>no<tr><td>a<td style='display: none'>no<td>b</table>", ["a | b"], id="hidden"),
    pytest.param(
        "<table><tr><td>10:00<td><table><tr><td>Room A<td>Bees</table><tr><td>11:00<td>Roses</table>",
        ["10:00 | Room A / Bees", "11:00 | Roses"],
        id="a table in a cell is lines of it",
    ),
    pytest.param(
        "<table><tr><td>Menu<td><h2>Monday</h2><table><tr><td>9:00<tr><td>10:00</table></table>",
        ["text 0: Menu", "heading 2: Monday", "9:00", "10:00"],
        id="a table for the layout is none",
    ),
    pytest.param("<table>Before<tr><td>a</table>", ["text 0: Before", "a"], id="words that stand in no cell"),
    pytest.param("\t\t<div>\n\t\t\t<h2>Monday</h2>\n\n\t\t\t<p>a</div>", ["heading 2: Monday", "text 0: a"], id="tabs"),
    pytest.param(
        "<ul><li>a<ul><li><p>b<p>c</ul><li>d</ul>",
        ["item 1: a", "item 2: b", "text 2: c", "item 1: d"],
        id="lists in lists",
    ),
    pytest.param(
        "<dl><dt>9:00<dd>Bees<dt>10:00<dd>Roses</dl>",
        ["item 1: 9:00", "text 1: Bees", "item 1: 10:00", "text 1: Roses"],
        id="a list of terms",
    ),
    pytest.param(
        "<details><summary>9:00 Bees</summary>All of them</details>",
        ["text 0: 9:00 Bees", "text 0: All of them"],
        id="details",
    ),
    pytest.param("<h3><div>9:00</div>Bees</h4>x", ["heading 3: 9:00 / Bees", "text 0: x"], id="parts of a heading"),
    pytest.param("<pre>9:00 Bees\n10:00 Roses</pre>", ["text 0: 9:00 Bees / 10:00 Roses"], id="lines as they are"),
    pytest.param("<p>a</p><hr><p>b", ["text 0: a", "rule 0: ", "text 0: b"], id="rule"),
    pytest.param(
        "<div hidden>old</div><div class='tab-pane' hidden>Day 2</div>", ["text 0: Day 2"], id="a tab is on the page"
    ),
    pytest.param("a<!-- never closed <p>b", ["text 0: a"], id="a comment without end"),
    pytest.param("<p>a<![if x]>b<?php c ?>d", ["text 0: abd"], id="declarations"),
]


@pytest.mark.parametrize(("html", "expected"), HTML)
def test_html(html: str, expected: list[str]) -> None:
    """A whole page of HTML is read as a browser shows it, however it is indented."""
    assert blocks(f"<!doctype html>{html}") == expected
    assert blocks("<html>\n\t\t<body>\n" + html.replace("<tr", "\n\t\t\t<tr").replace("<p", "\n\n    <p")) == expected


MARKDOWN = [
    pytest.param("| a | b |\n|---|---|\n| 1 | 2 |", ["# a | b", "1 | 2"], id="table"),
    pytest.param("a | b\n-|-\n1 | 2", ["# a | b", "1 | 2"], id="no outer pipes"),
    pytest.param("| a | b |\n|---|---|---|\n| 1 | 2 |", ["# a | b", "1 | 2"], id="one dash too many"),
    pytest.param("| a | b |\n|---|\n| 1 | 2 |", ["# a | b", "1 | 2"], id="one dash too few"),
    pytest.param("| a | b |\n| 1 | 2 |", ["a | b", "1 | 2"], id="no dashes"),
    pytest.param("|---|---|\n| 1 | 2 |", ["1 | 2"], id="no head"),
    pytest.param("| a | b |\n|--|--|\n| 1 |\n| 1 | 2 | 3 |", ["# a | b | .", "1 | . | .", "1 | 2 | 3"], id="ragged"),
    pytest.param(
        "| a | b |\n|--|--|\n| 1 | 2 |\n\n| 3 | 4 |\n<!-- | 5 | 6 |\n-->\n| 7 | 8 |",
        ["# a | b", "1 | 2", "3 | 4", "7 | 8"],
        id="blank lines and comments between rows",
    ),
    pytest.param(
        "| a |\n|--|\n| 1 |\n\n| b |\n|--|\n| 2 |", ["# a", "1", "# b", "2"], id="a head begins a table of its own"
    ),
    pytest.param("| a \\| b | c |\n|--|--|\n| 1 | `x|y` |", ["# a | b | c", "1 | x|y"], id="pipes that divide nothing"),
    pytest.param("| [a][1] | # b |\n|--|--|\n\n[1]: https://x.example", ["# a | # b"], id="words that are no blocks"),
    pytest.param("| a || b |\n|--|--|--|\n", ["# a |  | b"], id="an empty cell"),
    pytest.param("| a |\n|--|\n| 1 <br> *2* <!-- x --> |", ["# a", "1 / 2"], id="HTML in a cell"),
    pytest.param(
        "- x\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n- y",
        ["item 1: x", "# a | b", "1 | 2", "item 1: y"],
        id="in a list",
    ),
    pytest.param("| a | b |\n|---|---|\n| 1 | 2 |\n# x", ["# a | b", "1 | 2", "heading 1: x"], id="a heading ends it"),
    pytest.param("| a | b |\n|---|---|\n{: .wide}\n", ["# a | b", "text 0: {: .wide}"], id="attributes of kramdown"),
    pytest.param("```\n| a | b |\n```", ["code 0: | a | b |"], id="an example in a fence"),
    pytest.param(
        "<table>\n\n  <tr><td>1</td>\n\n      <td rowspan=2>2</td></tr>\n\n    <tr><td>**3**\n\n</table>\n\nx",
        ["1 | 2", "3 | ^", "text 0: x"],
        id="HTML with blank lines in it",
    ),
    pytest.param("    <h2>Monday</h2>\n\n9:00 a", ["heading 2: Monday", "text 0: 9:00 a"], id="an indented heading"),
    pytest.param("<div hidden>\n\n- old\n\n</div>\n\nnew", ["text 0: new"], id="hidden Markdown"),
    pytest.param("a <!-- b\nc --> d\n\n<!--\n## Day\n-->", ["text 0: a d"], id="comments"),
    pytest.param("{% comment %}\n9:00 a\n{% endcomment %}\n10:00 b", ["text 0: 10:00 b"], id="a generator's comments"),
    pytest.param("+---+---+\n| a | b |\n+   +---+\n|   | c |\n+---+---+", ["a | b", "^ | c"], id="drawn"),
]


@pytest.mark.parametrize(("text", "expected"), MARKDOWN)
def test_markdown(text: str, expected: list[str]) -> None:
    """Markdown is read as people write it, and keeps every cell."""
    assert blocks(text) == expected


RST = [
    pytest.param(
        "+----+-----------+\n| a  | b         |\n+====+=====+=====+\n| c  | d   | e   |\n"
        "| c2 |     +-----+\n|    | d2  | f   |\n+----+-----+-----+\n| g        | C++ |\n+----------+-----+\n",
        ["# a | b | <", "c / c2 | d / d2 | e", "^ | ^ | f", "g | < | C++"],
        id="grid table",
    ),
    pytest.param(
        "+------+------+\n| 時間 | 題名 |\n+------+------+\n| 9:00 | 花   |\n+------+------+\n",
        ["時間 | 題名", "9:00 | 花"],
        id="wide characters",
    ),
    pytest.param(
        "===== ==== ===\n   both    c\n---------- ---\na     b    c\n===== ==== ===\n1     2    3\n      more\n\n"
        "4     5\n===== ==== ===\n",
        ["# both | < | c", "# a | b | c", "1 | 2 / more | 3", "4 | 5 | "],
        id="simple table",
    ),
    pytest.param(
        ".. list-table:: Day 1\n   :header-rows: 1\n\n   * - Time\n     - Title\n   * - 9:00\n"
        "     - `Bees <https://x.example/a>`_\n\n       all of them\n   * - 10:00\n     -\n",
        ["table: Day 1", "# Time | Title", "9:00 | Bees / all of them", "10:00 | "],
        id="list-table",
    ),
    pytest.param(
        '.. csv-table::\n   :header: Time, Title\n   :delim: ;\n\n   9:00; "Bees; all"\n',
        ["# Time, Title | .", "9:00 | Bees; all"],
        id="csv-table",
    ),
    pytest.param(
        "=====\nTitle\n=====\n\nDay 1\n=====\n\nHall\n----\n\nDay 2\n=====\n",
        ["heading 1: Title", "heading 2: Day 1", "heading 3: Hall", "heading 2: Day 2"],
        id="levels of titles as they come",
    ),
    pytest.param(
        ".. 9:00 gone\n   and this\n\n.. image:: x.png\n   :alt: y\n\n.. note:: 10:00 here\n\n     and here\n",
        ["text 0: 10:00 here", "text 0: and here"],
        id="comments and directives",
    ),
    pytest.param("| 9:00 a\n| 10:00 b\n", ["text 0: 9:00 a / 10:00 b"], id="line block"),
]


@pytest.mark.parametrize(("text", "expected"), RST)
def test_restructuredtext(text: str, expected: list[str]) -> None:
    """Tables of reStructuredText keep their spans and lines; what is a comment there is not on the page."""
    assert blocks(text, ".rst") == expected


def test_org_mode() -> None:
    """A page of org-mode: headings, links, drawers, and a table with its drawn lines."""
    text = (
        "#+TITLE: Garden Days\n# a comment\n* Day 1 :tag:\n:PROPERTIES:\n:ID: x\n:END:\n"
        "| Time | Title |\n|------+-------|\n| 9:00 | [[https://x.example][Bees]] |\n|------+-------|\n| 10:00 | b |\n"
    )
    assert blocks(text, ".org") == ["heading 1: Day 1", "# Time | Title", "9:00 | Bees", "10:00 | b"]
    assert page(text, ".org").front == {"title": "Garden Days"}


def test_lines_know_their_place() -> None:
    """Each line of words stands in a block that says so, and a cell knows the line where it begins."""
    text = "---\ntitle: x\n---\n# Day\n\n<table>\n<tr>\n<td>a\n<br>\nb\n\n<td>c\n</table>\n\nd\ne\n\n- f\n\n  g\n"
    found = page(text).blocks
    assert [(block.kind, block.first, block.last) for block in found] == [
        ("heading", 4, 4),
        ("table", 6, 13),
        ("text", 15, 16),
        ("item", 18, 18),
        ("text", 20, 20),
    ]
    grid = found[1].grid
    assert grid is not None
    assert [(cell.number, [line.number for line in cell.lines]) for cell in grid.cells] == [(8, [8, 10]), (12, [12])]
    assert grid.numbers == (7,)


def test_what_words_stand_in_is_kept() -> None:
    """A run has its styles, its link's target and the instant of its <time>; none of them is in its text."""
    text = (
        '<time datetime="2031-10-06T09:00Z">nine</time> <del>gone</del> '
        "<a href='https://x.example/?a&amp;b'><b>Bees</b></a> <i style='text-decoration: line-through'>off</i>"
    )
    for suffix in (".html", ".md"):
        runs = [run for run in page(text, suffix).blocks[0].lines[0].runs if run.text.strip()]
        assert [(run.text, run.when, run.href) for run in runs] == [
            ("nine", "2031-10-06T09:00Z", ""),
            ("gone", "", ""),
            ("Bees", "", "https://x.example/?a&b"),
            ("off", "", ""),
        ]
        assert [(run.bold, run.italic, run.struck) for run in runs] == [
            (False, False, False),
            (False, False, True),
            (True, False, False),
            (False, True, True),
        ]


def test_what_is_hidden_is_told() -> None:
    """What a page hides is no part of it, and is handed over by itself."""
    hidden = page("<p>a <span style='display:none'>9:00 old</span></p>", ".html").hidden
    assert [block.text for block in hidden] == ["9:00 old"]


# --- spreadsheets ---

CSV = [
    pytest.param("Time,Title\n9:00,Bees\n", id="comma"),
    pytest.param("Time;Title\n9:00;Bees\n", id="semicolon"),
    pytest.param("Time\tTitle\r\n9:00\tBees\r\n", id="tab and CRLF"),
    pytest.param("Time|Title\n9:00|Bees\n", id="pipe"),
    pytest.param("sep=;\nTime;Title\n9:00;Bees\n", id="Excel's first line"),
    pytest.param('"Time", "Title"\n"9:00", "Bees"\n', id="a space after the comma"),
    pytest.param("'Time','Title'\n'9:00','Bees'\n", id="single quotes"),
]


@pytest.mark.parametrize("text", CSV)
def test_csv(text: str) -> None:
    """A CSV file is read in the dialect that divides its rows evenly."""
    grid = table_csv.block("a.csv", text).grid
    assert grid is not None
    assert drawn(grid) == ["# Time | Title", "9:00 | Bees"]


def test_csv_with_commas_in_cells_of_another_delimiter() -> None:
    """The heading has no comma, or fewer: most rows decide."""
    grid = table_csv.block("a.csv", 'Time;Title\n9:00;"Ada, Bo, Cy"\n10:00;"a\nb";c\n').grid
    assert grid is not None
    assert drawn(grid) == ["# Time | Title | .", "9:00 | Ada, Bo, Cy | .", "10:00 | a / b | c"]
    assert [cell.number for cell in grid.cells] == [1, 1, 2, 2, 3, 3, 4]


def test_an_encoding_is_said_and_not_guessed() -> None:
    """A file that is not UTF-8 is refused with the option that reads it, and read as that option says."""
    raw = "Date,Time,Title\n2031-10-06,9:00-10:00,Bl\xfcten\n".encode("cp1252")
    with pytest.raises(AgendaError) as refused:
        formats.rows("a.csv", raw, Answers(timezone="Europe/Berlin"))
    (problem,) = refused.value.problems
    assert (problem.message, problem.mark.line) == ("the byte 0xFC is not UTF-8", 2)
    assert "--encoding cp1252" in problem.hint
    for encoding, message in (("ascii", "is not written in 'ascii'"), ("cp0", "'cp0' is no encoding")):
        with pytest.raises(AgendaError, match=message):
            formats.rows("a.csv", raw, Answers(timezone="Europe/Berlin", encoding=encoding))
    root, _ = formats.rows("a.csv", raw, Answers(timezone="Europe/Berlin", encoding="cp1252"))
    assert "Blüten" in repr(root)


def workbook() -> bytes:
    book = Workbook()
    first = book.active
    first.title = "Monday"
    first.append(["Start", "Date", "Long", "Title"])
    first.append([time(9), date(2031, 10, 6), timedelta(minutes=90), "Bees\nand hives"])
    first.append([datetime(2031, 10, 6, 14, 30), 45, 2.5, "Lunch"])  # noqa: DTZ001 - a workbook knows no zones
    first["A4"], first["A4"].number_format = 0.604166666666, "hh:mm"
    first["B4"], first["B4"].number_format = 48127.5, "h:mm AM/PM"
    first.merge_cells("D3:E4")
    first["G9"] = True
    second = book.create_sheet("Tuesday")
    second["B2"] = "x"
    book.create_sheet("empty")
    hidden = book.create_sheet("old")
    hidden["A1"], hidden.sheet_state = "y", "hidden"
    second.row_dimensions[2].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_xlsx() -> None:
    """Each sheet that is shown has its name above it; a merged cell is one; times and dates say what they are."""
    read = xlsx.sheets("a.xlsx", workbook())
    found = read.blocks
    assert (read.hidden, read.hidden_rows) == (("old",), (("Tuesday", (2,)),))
    assert [line for block in found for line in shown(block)] == [
        "heading 1: Monday",
        "# Start | Date | Long | Title | . | . | .",
        "09:00 | 2031-10-06 | 1h30m | Bees / and hives | . | . | .",
        "2031-10-06 14:30 | 45 | 2.5 | Lunch | < | . | .",
        "14:30 | 12:00 | . | ^ | ^ | . | .",
        *[". | . | . | . | . | . | ."] * 4,
        ". | . | . | . | . | . | TRUE",
        "heading 1: Tuesday",
        "# . | .",
        ". | x",
    ]
    assert found[1].grid is not None
    assert [cell.place for cell in found[1].grid.cells][-1] == "Monday!G9"


# --- properties, and other readers as judges ---

WORDS = st.from_regex(r"[a-cX-Zé][a-c0-9é]{0,4}", fullmatch=True)


@st.composite
def grids(draw: st.DrawFn, spans: bool = True) -> tuple[list[tuple[int, int, int, int, str]], int, int]:
    """Return cells (row, column, rows, columns, text) that fill a table, its height and its width."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    taken: set[tuple[int, int]] = set()
    cells = []
    for y in range(height):
        for x in range(width):
            if (y, x) in taken:
                continue
            wide = draw(st.integers(1, next((n for n in range(1, width - x) if (y, x + n) in taken), width - x)))
            high = draw(st.integers(1, height - y))
            if not spans:
                wide = high = 1
            taken |= {(y + n, x + m) for n in range(high) for m in range(wide)}
            cells.append((y, x, high, wide, draw(WORDS)))
    return cells, height, width


def as_html(cells: list[tuple[int, int, int, int, str]], height: int) -> str:
    rows = (
        "".join(f"<td rowspan={rows} colspan={wide}>{escape(text)}" for y, _, rows, wide, text in cells if y == row)
        for row in range(height)
    )
    return "<table>" + "".join(f"<tr>{row}" for row in rows) + "</table>"


def as_grid_table(cells: list[tuple[int, int, int, int, str]], height: int, width: int) -> str:
    canvas = [[" "] * (width * 7 + 1) for _ in range(height * 2 + 1)]
    for row, column, rows, wide, text in cells:
        top, bottom, left, right = row * 2, (row + rows) * 2, column * 7, (column + wide) * 7
        for x in range(left, right + 1):
            for y in (top, bottom):
                canvas[y][x] = "+" if x in (left, right) or canvas[y][x] == "+" else "-"
        for y in range(top + 1, bottom):
            for x in (left, right):
                canvas[y][x] = "+" if canvas[y][x] == "+" else "|"
        canvas[top + 1][left + 1 : left + 1 + len(text)] = text
    return "\n".join("".join(line) for line in canvas) + "\n"


def only_grid(text: str, suffix: str) -> Grid:
    (block,) = page(text, suffix).blocks
    assert block.grid is not None
    return block.grid


def placed(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in grid.cells]


@given(grids())
def test_html_table_reads_back(made: tuple[list[tuple[int, int, int, int, str]], int, int]) -> None:
    """A grid written as HTML is the same grid."""
    cells, height, width = made
    grid = only_grid("<!doctype html>" + as_html(cells, height), ".html")
    assert (placed(grid), grid.height, grid.width) == (cells, height, width)
    assert only_grid(as_html(cells, height), ".md").cells == grid.cells


@given(grids())
def test_grid_table_reads_back(made: tuple[list[tuple[int, int, int, int, str]], int, int]) -> None:
    """A grid drawn in reStructuredText is the same grid, but for lines between rows or columns that no cell has."""
    cells, height, width = made
    grid = only_grid(as_grid_table(cells, height, width), ".rst")
    tops, lefts = ({cell[at] for cell in cells} for at in (0, 1))
    assert placed(grid) == [
        (
            sum(top < y for top in tops),
            sum(left < x for left in lefts),
            sum(y <= top < y + rows for top in tops),
            sum(x <= left < x + wide for left in lefts),
            text,
        )
        for y, x, rows, wide, text in cells
    ]


@given(grids(spans=False), st.booleans())
def test_markdown_table_reads_back(made: tuple[list[tuple[int, int, int, int, str]], int, int], drawn: bool) -> None:
    """A grid without spans, written as Markdown, is the same grid."""
    cells, height, width = made
    rows = ["| " + " | ".join(text for y, *_, text in cells if y == row) + " |" for row in range(height)]
    if drawn or height == 1 or width == 1:
        rows.insert(1, "|" + "---|" * width)
    assert placed(only_grid("\n".join(rows), ".md")) == cells


@given(grids())
def test_docutils_reads_the_same(made: tuple[list[tuple[int, int, int, int, str]], int, int]) -> None:
    """docutils finds the same cells, with the same spans, in a grid table."""
    text = as_grid_table(*made)
    tree = publish_doctree(text, settings_overrides={"report_level": 5})
    theirs = [
        (cell.get("morerows", 0) + 1, cell.get("morecols", 0) + 1, " ".join(cell.astext().split()))
        for one in tree.findall(nodes.table)
        for line in one.findall(nodes.row)
        for cell in line.findall(nodes.entry)
    ]
    assert theirs == [(cell.rows, cell.columns, cell.text) for cell in only_grid(text, ".rst").cells]


_TAGS = "table tr td th tbody thead tfoot caption p b i a s div li ul dl dt dd h2 h3 pre"
TAGS = _TAGS.split()
WHOLE = ["<br>", "<hr>", "<!--x-->", "<a href='>'>", "<td rowspan=2>", "&amp;", "&lt;", "one", "two", "three", "four"]
PARTS = [*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), *WHOLE]
SOUP = st.lists(st.sampled_from(PARTS), max_size=25).map(" ".join)


def words_of(block: Block) -> str:
    cells = [*block.grid.caption, *(line for cell in block.grid.cells for line in cell.lines)] if block.grid else []
    return " ".join(line.text for line in (*block.lines, *cells))


@given(SOUP)
def test_a_browsers_parser_reads_the_same_cells(soup: str) -> None:
    """Whatever is left open or crossed, cells hold the words that they hold by the HTML standard; none is lost."""
    html = f"<!doctype html><body><table><tr><td>start {soup}"
    body = BeautifulSoup(html, "html5lib")
    theirs = body.find("table")
    assert theirs is not None
    found = page(html, ".html").blocks
    assert sorted(" ".join(map(words_of, found)).split()) == sorted(body.get_text(" ").split())
    ours = next(block for block in found if block.grid is not None)
    assert ours.grid is not None
    if theirs.find("table") is None:
        words = [" ".join(cell.get_text(" ").split()) for cell in theirs.find_all(["td", "th"])]
        assert [" ".join(cell.text.split()) for cell in ours.grid.cells] == words
