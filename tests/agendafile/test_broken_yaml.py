"""Broken YAML of every kind: one mistake, in our words, whatever the library says and whichever library it is."""

import re
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from folders import ROOT
from fuzzing import examples
from summit_ical.agendafile import yaml_reader
from summit_ical.agendafile.yaml_reader import ANYTHING, BEHIND, NO_BEGINNING, NOT_CLOSED, SAID, Library, Pure, Wording
from summit_ical.model.source import Mark, Problem

LIBYAML = pytest.param(
    getattr(yaml, "CSafeLoader", None),
    id="libyaml",
    marks=pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML came without libyaml"),
)
LIBRARIES = (LIBYAML, pytest.param(Pure, id="pure"))
DEEP = "more than 32 levels deep"
DIRECTIVE = "a line that begins with % is for YAML itself"
TAG = "a ! at the beginning of a value makes a tag of it"
ANCHOR = "an & at the beginning names something to be repeated"
ALIAS = "a * at the beginning repeats something that is named with &"
PIPE = "a text cannot begin behind | or >"
ESCAPE = "an escape that stands for no character"
TAB = "a tab in the indentation"
QUOTES = "these quotes are never closed"
MARKS = "these quotes are not closed before a line that begins with --- or ..."
CONTENT = "a value cannot begin like this"
KEY = "a key was expected here"
DASH = "a '- ' was expected here"
BEYOND = "words behind the end of the document"
COLON = "a second ': ' in one value"
NO_COLON = "a line without ': '"
LIST = "the list that begins with [ on line 1 goes on without a comma or ]"
MAPPING = "the mapping that begins with { on line 1 goes on without a comma or }"

# What libyaml's scanner and parser can complain of, each at least once: text, place, what we say.
BROKEN = [
    ("%", "1:2", DIRECTIVE),
    ("%!", "1:2", DIRECTIVE),
    ("%YAML", "1:6", DIRECTIVE),
    ("%YAML x", "1:7", DIRECTIVE),
    ("%YAML 1", "1:8", DIRECTIVE),
    ("%YAML 1.x", "1:9", DIRECTIVE),
    ("%YAML 1.1x", "1:10", DIRECTIVE),
    ("%YAML 1.1 x", "1:11", DIRECTIVE),
    ("%YAML 1.1\n%YAML 1.1\n--- a", "2:1", DIRECTIVE),
    ("%YAML 2.0\n--- a", "1:1", "a version of YAML that is not known"),
    ("%TAG", "1:5", DIRECTIVE),
    ("%TAG x y", "1:6", DIRECTIVE),
    ("%TAG !a y", "1:8", DIRECTIVE),
    ("%TAG !a!x y", "1:9", DIRECTIVE),
    ("%TAG ! ", "1:8", DIRECTIVE),
    ("%TAG !a! b c", "1:12", DIRECTIVE),
    ("%TAG !a! b\n%TAG !a! b\n--- a", "2:1", DIRECTIVE),
    ("%TAG !a! b\na", "2:1", DIRECTIVE),
    ("a: *", "1:4", ALIAS),
    ("a: *bold* word", "1:4", ALIAS),
    ("a: &", "1:4", ANCHOR),
    ("a: &b!", "1:4", ANCHOR),
    ("a: !<", "1:6", TAG),
    ("a: !<b", "1:7", TAG),
    ("a: !<%ff>", "1:6", TAG),
    ("a: !<b>c", "1:8", TAG),
    ("a: !b!", "1:7", TAG),
    ("a: !b!c d", "1:4", TAG),
    ("a: |b", "1:5", PIPE),
    ("a: >-b", "1:6", PIPE),
    ("a: |0", "1:5", PIPE),
    ("a: |\n\t b", "2:1", TAB),
    (r'a: "\x"', "1:7", ESCAPE),
    (r'a: "\u12"', "1:7", ESCAPE),
    (r'a: "\U00110000"', "1:7", ESCAPE),
    (r'a: "\Uffffffff"', "1:7", ESCAPE),
    ('a: "b', "1:4", QUOTES),
    ("a: ['b", "1:5", QUOTES),
    ('a: "b\n--- c"', "1:4", MARKS),
    ("a: 'b\n... c'", "1:4", MARKS),
    ("a: b: c", "1:5", COLON),
    ("a\nb: c", "2:2", COLON),
    ("a: b\nc", "2:1", NO_COLON),
    ("a: - b", "1:4", "a list cannot begin behind its key"),
    ("a: ? b", "1:4", "a ? and a space begin a key, and none can begin here"),
    ("a: @b", "1:4", "@ cannot begin a value"),
    ("a: `b", "1:4", "` cannot begin a value"),
    ("a: %b", "1:4", "% cannot begin a value"),
    ("\ta: b", "1:1", TAB),
    ("a: b\n\tc", "2:1", TAB),
    ("a: [b", "1:6", "a [ or { is never closed"),
    ("a: {b", "1:6", "a [ or { is never closed"),
    ("[", "1:2", "a [ or { is never closed"),
    ("a: [b\nc: d", "2:2", LIST),
    ("a: [b}", "1:6", LIST),
    ("a: {b: c d: e}", "1:11", MAPPING),
    ("a: {b]", "1:6", MAPPING),
    ("a: [,]", "1:5", CONTENT),
    ("a: ]", "1:4", CONTENT),
    ("a:\n  b: c\n d: e", "3:2", KEY),
    (": b", "1:1", KEY),
    ("a:\n  - b\n  c: d", "3:3", DASH),
    ("a: 'b' c", "1:8", "words behind closing quotes"),
    ('a: "b" c', "1:8", "words behind closing quotes"),
    ("a: [b] c", "1:8", "words behind a closing ]"),
    ("a: {b: c} d", "1:11", "words behind a closing }"),
    ("a: b\n...\nc: d", "3:1", BEYOND),
]
# What only libyaml complains of, or at another place than Python's yaml does.
ONLY_LIBYAML = [
    ("%FOO\n--- a", "1:5", DIRECTIVE),
    ("%YAML 1.99999999999999", "1:18", DIRECTIVE),
    ("%TAG ! %zz", "1:8", DIRECTIVE),
    ("a: !<%zz>", "1:6", TAG),
    ("a: !<%C3%28>", "1:9", TAG),
    ("a: ![", "1:5", TAG),
    (r'a: "\q"', "1:5", "inside double quotes a backslash begins an escape, and this is none"),
    (r'a: "\ud800"', "1:7", ESCAPE),
    ("a: [b:]", "1:6", "a colon that belongs to no key"),
]


def said(text: str, library: Library, file: str = "agenda.yaml") -> list[str]:
    """Return the problems of a text: place and message."""
    found = yaml_reader.parse(file, text, library).problems
    return [str(problem).partition("\n")[0].removeprefix(f"{file}:") for problem in found]


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize(("text", "place", "message"), [pytest.param(*row, id=repr(row[0])) for row in BROKEN])
def test_broken(text: str, place: str, message: str, library: Library) -> None:
    """The place of a mistake and its sentence are ours, and the same with and without libyaml."""
    assert said(text, library) == [f"{place}: error: not valid YAML: {message}"]


@pytest.mark.parametrize("library", [LIBYAML])
@pytest.mark.parametrize(("text", "place", "message"), [pytest.param(*row, id=repr(row[0])) for row in ONLY_LIBYAML])
def test_broken_for_libyaml(text: str, place: str, message: str, library: Library) -> None:
    """As test_broken, where the two libraries differ."""
    assert said(text, library) == [f"{place}: error: not valid YAML: {message}"]


def ours() -> Iterator[str]:
    """Yield a pattern of each message of the reader: the table, and what it says of its own accord."""
    for words in (*SAID.values(), *BEHIND.values(), NOT_CLOSED, NO_BEGINNING, ANYTHING):
        pattern = re.escape(words.message).replace("%line", r"\d+").replace("%sign", ".")
        yield f"not valid YAML: {pattern}"
    yield r"the character U\+[0-9A-F]{4,6} is not allowed in YAML"
    yield r"more than 32 levels deep"
    yield r"aliases repeat more than 1,000,000 characters"
    yield r"more than 1,000 repeated keys"
    yield r"a second document begins here"
    yield r"the tag '.*' is not read"
    yield r"only '.*' is read: ' #' begins a comment"
    yield r"'.*' repeats what is not named before it, or not complete"
    yield r"a key that is itself a list or mapping"
    yield r"'.*' stands here again; first on line \d+"
    yield r"'<<' takes over mappings only"


OURS = re.compile("|".join(ours()), re.DOTALL)
AGENDA = (ROOT / "examples" / "every-key" / "agenda.yaml").read_text("utf-8")
PIECES = (
    *"'\"[]{},:-?!&*|>%@`#~\\\t\n\r\x85\u2028\0\x1b\ufeff\ufffe",
    *(
        " ",
        "  ",
        ": ",
        "- ",
        "? ",
        " #",
        "\n\t",
        "\n  ",
        "\n--- ",
        "\n...\n",
        "\n%YAML 1.1 x\n",
        "%TAG ! %zz\n",
        "!<%ff>",
    ),
    *(r"\x", r"\q", r"\ud800", r"\U00110000", "&a ", "*a", "*a ", "<<", "!x!y ", "|1x", ">0", "[" * 40, "- " * 40),
)


def check(text: str, library: Library) -> None:
    for file in ("agenda.yaml", "agenda.json"):
        for problem in yaml_reader.parse(file, text, library).problems:
            assert OURS.fullmatch(problem.message), problem
            assert problem.hint
            assert problem.mark.line >= 1


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("text", [pytest.param(row[0], id=repr(row[0])) for row in ONLY_LIBYAML])
def test_no_word_of_the_library_gets_through(text: str, library: Library) -> None:
    """Where the libraries differ, what is said is one of our sentences all the same, if it is a mistake at all."""
    check(text, library)


@pytest.mark.parametrize("library", LIBRARIES)
@settings(max_examples=examples(150))
@given(data=st.data())
def test_no_word_of_the_library_gets_through_any_mutation(library: Library, data: st.DataObject) -> None:
    """An agenda with pieces cut out, doubled, and strange ones put in is told of in our sentences."""
    start = data.draw(st.integers(0, len(AGENDA) - 300))
    text = AGENDA[start : start + data.draw(st.integers(0, 300))]
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(at, min(len(text), at + 20)))
        piece = data.draw(st.one_of(st.sampled_from(PIECES), st.just(text[at:end] * 2), st.text(max_size=3)))
        text = text[:at] + piece + text[end:]
    check(text, library)


@pytest.mark.parametrize("library", LIBRARIES)
@settings(max_examples=examples(150))
@given(text=st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_word_of_the_library_gets_through_any_signs(library: Library, text: str) -> None:
    """Signs that mean something to YAML, in any order."""
    check(text, library)


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize(
    ("text", "report"),
    [
        pytest.param("[" * 5_000, f"1:33: error: {DEEP}", id="lists"),
        pytest.param("a: " + "{" * 5_000, f"1:35: error: {DEEP}", id="mappings"),
        pytest.param("{a: " * 2_000, f"1:129: error: {DEEP}", id="pairs"),
        pytest.param("- " * 2_000, f"1:65: error: {DEEP}", id="items"),
        pytest.param("a:\n" + " [\n" * 2_000, f"33:2: error: {DEEP}", id="a list on each line"),
        pytest.param("[" * 40 + "@", f"1:33: error: {DEEP}", id="a mistake behind"),
        pytest.param("[" * 33 + "\u00e9" * 10 + "'", f"1:33: error: {DEEP}", id="letters of two bytes behind"),
        pytest.param("[" * 32 + "@", "1:33: error: not valid YAML: @ cannot begin a value", id="as deep as may be"),
    ],
)
def test_our_limits_come_before_the_library(text: str, report: str, library: Library) -> None:
    """A library reads on before it tells what it saw, and may have limits of its own: ours are told, at their place."""
    assert said(text, library) == [report]


@pytest.mark.parametrize("library", LIBRARIES)
def test_aliases_are_counted_before_the_library_gives_up(library: Library) -> None:
    """What aliases repeat is bounded, though something is wrong behind them in the same line."""
    row = "&a [" + "x" * 60_000 + "]"
    assert said(f"- {row}\n- [" + "*a, " * 20 + "@", library) == [
        "2:68: error: aliases repeat more than 1,000,000 characters"
    ]


HERE = yaml.Mark("<unicode string>", 6, 1, 1, None, 0)


@pytest.mark.parametrize(
    ("error", "report"),
    [
        pytest.param(
            yaml.scanner.ScannerError("while frobbing", HERE, "found no frob", HERE), "2:2", id="in a context"
        ),
        pytest.param(yaml.parser.ParserError(None, None, "found no frob", HERE), "2:2", id="a problem alone"),
        pytest.param(yaml.parser.ParserError("while frobbing", HERE), "2:2", id="a context alone"),
        pytest.param(yaml.MarkedYAMLError(), "1:1", id="nothing at all"),
        pytest.param(yaml.YAMLError("no frob"), "1:1", id="no place"),
        pytest.param(yaml.reader.ReaderError("x", 0, 0, "utf-8", "frob"), "1:1", id="no character"),
    ],
)
def test_what_a_library_never_said_before(error: yaml.YAMLError, report: str) -> None:
    """A message that is not in the table is one sentence of ours, with the place."""

    class Newer(Pure):
        def get_event(self) -> yaml.Event | None:
            raise error

    (problem,) = yaml_reader.parse("agenda.yaml", "a: b\n c", Newer).problems
    line, column = map(int, report.split(":"))
    assert problem == Problem(
        Mark("agenda.yaml", line, column), "error", "yaml", f"not valid YAML: {ANYTHING.message}", ANYTHING.hint
    )


def test_each_sentence_is_needed() -> None:
    """Every sentence of the table is what some broken text is told."""
    told = {message for _, _, message in (*BROKEN, *ONLY_LIBYAML)}
    table: list[Wording] = [*SAID.values(), *BEHIND.values(), NOT_CLOSED]
    shown = {words.message.replace("%line", "1") for words in table}
    assert shown == told - {"@ cannot begin a value", "` cannot begin a value", "% cannot begin a value"}
