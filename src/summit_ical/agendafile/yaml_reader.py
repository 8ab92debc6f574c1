"""YAML text to Rows of Text: every scalar stays the characters that were typed, with line and column.

Walks libyaml's events instead of composing a document: nothing is guessed (YAML 1.1 reads 14:30 as the number 870,
no as False), a repeated key is seen, and depth and aliases can be bounded before they cost anything. JSON is YAML.
What is wrong is said in words of this module, whatever words the library has for it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import yaml

from summit_ical.model.source import Mark, Node, Problem, Row, Rows, Text, shown

DEPTH_MAX = 32  # an agenda needs eight
REPEATED_MAX = 1_000_000  # characters and nodes that aliases may add
PROBLEMS_MAX = 1_000  # nobody reads on beyond them

PREFIX = "tag:yaml.org,2002:"
PLAIN_TAGS = frozenset(f"{PREFIX}{t}" for t in ("str", "map", "seq", "int", "float", "bool", "null", "timestamp"))
# YAML 1.2 5.1, c-printable; not compiled before it is needed, for that takes three milliseconds
NOT_PRINTABLE = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
NO_COMMENT = re.compile(r"(?<=[ \t])#[^\s#!]")  # a comment has a space behind its sign; `Issue #42` is none
BLANKS = re.compile(r"[ \t]*")
BREAKS = "\n\r\x85\u2028\u2029"  # what YAML 1.1 takes for the end of a line
BREAK = re.compile(f"\r\n|[{BREAKS}]")
ESCAPE = re.compile(r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|.)", re.DOTALL)


class Pure(yaml.SafeLoader):
    """PyYAML's own parser, for where it comes without libyaml: the same events, slower, and as strict about escapes."""

    def get_event(self) -> yaml.Event | None:
        """Return the next event. Raises YAMLError, whatever PyYAML raises."""
        try:
            event: yaml.Event | None = super().get_event()  # type: ignore[no-untyped-call]
        except (ValueError, OverflowError):  # a number that Python does not take, in an escape or a version
            raise yaml.scanner.ScannerError(None, None, NO_CHARACTER, self.get_mark()) from None
        if isinstance(event, yaml.ScalarEvent) and event.style == '"' and re.search("[\ud800-\udfff]", event.value):
            raise yaml.scanner.ScannerError(None, None, NO_CHARACTER, event.start_mark)  # type: ignore[arg-type]
        return event


Library = type[yaml.CSafeLoader] | type[Pure]
BEGINNING = yaml.Mark("", 0, 0, 0, None, 0)
Loader: Library = yaml.CSafeLoader if yaml.__with_libyaml__ else Pure


class Wording(NamedTuple):
    """What we say in place of the library's words."""

    message: str
    hint: str
    from_start: bool = False  # the mistake is where the broken part begins, not where the library gave up


NO_CHARACTER = "invalid Unicode character escape"
COLUMNS = "check the indentation: the lines of one list or mapping begin in the same column"
TAB = Wording("a tab in the indentation", "indent with spaces")
DIRECTIVE = Wording("a line that begins with % is for YAML itself", "take it out")
TAG = Wording("a ! at the beginning of a value makes a tag of it", "put quotes around the value")
ESCAPED = Wording("an escape that stands for no character", "write the character itself")

# A part of what libyaml says, or Python's yaml without it -> what we say. The first one that is found counts.
SAID: dict[str, Wording] = {
    "tab character": TAB,
    "incompatible YAML document": Wording(
        "a version of YAML that is not known", "take out the line that begins with %"
    ),
    "directive": DIRECTIVE,
    "duplicate tag handle": DIRECTIVE,
    "found unexpected end of stream": Wording("these quotes are never closed", "close them", from_start=True),
    "found unexpected document": Wording(
        "these quotes are not closed before a line that begins with --- or ...", "close them", from_start=True
    ),
    "mapping values are not allowed": Wording(
        "a second ': ' in one value",
        "put quotes around the value; behind a key belong a colon and a space, also on the line above",
    ),
    "mapping keys are not allowed": Wording(
        "a ? and a space begin a key, and none can begin here", "put quotes around a value that begins with '? '"
    ),
    "unexpected ':'": Wording(
        "a colon that belongs to no key", "put a space behind the colon of a key, or quotes around the value"
    ),
    "unknown escape": Wording(
        "inside double quotes a backslash begins an escape, and this is none",
        "use single quotes, in which a backslash is only a backslash",
    ),
    NO_CHARACTER: ESCAPED,
    "scanning a double-quoted scalar": ESCAPED,
    "parsing a quoted scalar": ESCAPED,
    "could not find expected ':'": Wording(
        "a line without ': '", "put a colon and a space after the key", from_start=True
    ),
    "scanning an alias": Wording(
        "a * at the beginning repeats something that is named with &",
        "put quotes around a value that begins with *",
        from_start=True,
    ),
    "scanning an anchor": Wording(
        "an & at the beginning names something to be repeated",
        "put quotes around a value that begins with &",
        from_start=True,
    ),
    "sequence entries are not allowed": Wording(
        "a list cannot begin behind its key",
        "begin it on the next line, or put quotes around a value that begins with '- '",
    ),
    "scanning a block scalar": Wording(
        "a text cannot begin behind | or >",
        "begin it on the next line, or put quotes around a value that begins with | or >",
    ),
    "expected ',' or ']'": Wording(
        "the list that begins with [ on line %line goes on without a comma or ]",
        "put quotes around a value that holds a comma or a bracket, or close the list",
    ),
    "expected ',' or '}'": Wording(
        "the mapping that begins with { on line %line goes on without a comma or }",
        "put quotes around a value that holds a comma or a bracket, or close the mapping",
    ),
    "node content": Wording("a value cannot begin like this", "put quotes around it"),
    "parsing a block mapping": Wording("a key was expected here", COLUMNS),
    "parsing a block collection": Wording("a '- ' was expected here", COLUMNS),
    "document start": Wording("words behind the end of the document", "take out '...', and all that follows it"),
    "scanning a tag": TAG,
    "parsing a tag": TAG,
    "tag handle": TAG,
}
BEHIND = {  # what a value has ended with, where no key follows
    "'": Wording(
        "words behind closing quotes", "put quotes around the whole value; inside '…' write '' for an apostrophe"
    ),
    '"': Wording("words behind closing quotes", 'put quotes around the whole value; inside "…" write \\" for a quote'),
    "]": Wording("words behind a closing ]", "put quotes around the whole value"),
    "}": Wording("words behind a closing }", "put quotes around the whole value"),
}
NOT_CLOSED = Wording("a [ or { is never closed", "close it with ] or }")
NO_BEGINNING = Wording("%sign cannot begin a value", "put quotes around the value")
ANYTHING = Wording(
    "it cannot be read beyond this place", "check the quotes, colons and indentation of this line and the one above"
)


class Parsed(NamedTuple):
    """The rows of a document, and what is wrong with its form."""

    root: Node | None
    problems: tuple[Problem, ...]


class Refusal(Exception):  # noqa: N818 - ends the walk; never leaves this module
    """A form that no agenda has. It ends the walk, and never leaves this module."""

    def __init__(self, mark: Mark, message: str, hint: str) -> None:
        super().__init__(message)
        self.problem = Problem(mark, "error", "yaml", message, hint)


class Limit(Refusal):
    """More than we are willing to read, though it may be good YAML."""


class Unended:
    """A list or mapping whose end has not been read."""

    __slots__ = ("anchor", "first", "key", "merges", "node", "weight")

    def __init__(self, node: Row | Rows, anchor: str | None) -> None:
        self.node = node
        self.anchor = anchor
        self.key: Text | None = None
        self.merges: list[Row] = []
        self.weight = 1
        self.first: dict[Text, Text] = {}  # keys by themselves, made when the first one is repeated


def parse(file: str, text: str, library: Library = Loader) -> Parsed:
    """Return the rows of a YAML document and what is wrong with its form. Raises nothing."""
    json = file.lower().endswith(".json")
    text = ESCAPE.sub(_paired, text) if json else text
    walk = Walk(file, text, "null" if json else None)
    try:
        walk.take(events(text, library))
    except Refusal as refusal:
        walk.problems.append(refusal.problem)
    except yaml.MarkedYAMLError as error:
        walk.root = None
        walk.problems.append(_beyond(file, text, error, library) or _broken(file, text, error))
    except (yaml.YAMLError, UnicodeEncodeError):
        walk.root = None
        walk.problems.append(_unreadable(file, text))
    return Parsed(walk.root, tuple(walk.problems))


def events(text: str, library: Library) -> Iterator[yaml.Event]:
    """Yield what the library sees in a text. Raises YAMLError, or UnicodeEncodeError where half a character stands."""
    loader = library(text)
    try:
        while (event := loader.get_event()) is not None:
            yield event
    finally:
        loader.dispose()


def _paired(escape: re.Match[str]) -> str:
    r"""Return an escape as YAML has it: JSON writes \ud83d\ude00 (RFC 8259 7) for what YAML calls \U0001f600."""
    high, low = escape.groups()
    return f"\\U{0x10000 + (int(high, 16) - 0xD800 << 10) + int(low, 16) - 0xDC00:08x}" if high else escape[0]


class Walk:
    """The document so far."""

    def __init__(self, file: str, text: str, null: str | None) -> None:
        self.file = file
        self.text = text
        self.null = null  # how nothing is written; only JSON has a word for it
        self.hashes = NO_COMMENT.search(text) is not None
        self.root: Node | None = None
        self.documents = 0
        self.open: list[Unended] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.repeated = 0
        self.problems: list[Problem] = []

    def take(self, events: Iterator[yaml.Event]) -> None:
        """Take in a document. Raises Refusal."""
        for event in events:
            TAKEN[type(event)](self, event)

    def pass_over(self, event: yaml.Event) -> None:
        """An event that says nothing: the ends of documents and of the stream, and its beginning."""

    def document(self, event: yaml.DocumentStartEvent) -> None:
        """Take in the beginning of a document. Raises Refusal for a second one."""
        self.documents += 1
        if self.documents > 1:
            hint = "keep one agenda in a file: take out '---'"
            raise Refusal(self.mark(event), "a second document begins here", hint)

    def mark(self, event: yaml.Event) -> Mark:
        """Return where an event stands in the file."""
        at = event.start_mark
        return Mark(self.file, at.line + 1, at.column + 1)  # type: ignore[union-attr]  # the parser sets it always

    def scalar(self, event: yaml.ScalarEvent) -> None:
        """Take in the characters of a key or a value."""
        if event.tag is not None:
            self.check_tag(event)
        value, at = event.value, event.start_mark
        if value == self.null and event.implicit[0]:
            value = ""
        # Mark(…), at half the price: most of an agenda's nodes are made here.
        mark = tuple.__new__(Mark, (self.file, at.line + 1, at.column + 1, ""))  # type: ignore[union-attr]  # as in mark
        if self.hashes and event.implicit[0]:
            self.check_hash(event, mark)
        self.add(Text(value, mark), 1 + len(value), event.anchor)

    def begin(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        """Take in the beginning of a list or mapping. Raises Limit where they stand too deep in each other."""
        if event.tag is not None:
            self.check_tag(event)
        mark = self.mark(event)
        if len(self.open) == DEPTH_MAX:
            raise Limit(mark, f"more than {DEPTH_MAX} levels deep", "an agenda needs eight")
        self.open.append(Unended(Row(mark) if isinstance(event, yaml.MappingStartEvent) else Rows(mark), event.anchor))

    def end(self, event: yaml.MappingEndEvent | yaml.SequenceEndEvent) -> None:
        """Take in the end of a list or mapping."""
        done = self.open.pop()
        for merged in done.merges:
            assert isinstance(done.node, Row)
            for key, value in merged.items():
                done.node.setdefault(key, value)
        self.add(done.node, done.weight, done.anchor)

    def check_tag(self, event: yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        """Raise Refusal for a tag that would make something else of a text."""
        if event.tag not in PLAIN_TAGS:
            tag = str(event.tag).replace(PREFIX, "!!")
            hint = "take the tag out; put quotes around a value that begins with !"
            raise Refusal(self.mark(event), f"the tag {shown(tag)} is not read", hint)

    def check_hash(self, event: yaml.ScalarEvent, mark: Mark) -> None:
        """Note a value that goes on behind what YAML takes for the beginning of a comment: `Issue #42`."""
        rest = BLANKS.match(self.text, event.end_mark.index)  # type: ignore[union-attr]  # as in mark
        if event.value and rest and NO_COMMENT.match(self.text, rest.end()):
            message = f"only {shown(event.value)} is read: ' #' begins a comment"
            hint = "put quotes around the whole value; a comment has a space behind its #"
            self.problems.append(Problem(mark, "warning", "cut-by-hash", message, hint))

    def repeat(self, event: yaml.AliasEvent) -> None:
        """Put in again what an anchor named. Shared, not copied; bounded all the same, for whoever walks it."""
        if event.anchor not in self.anchors:
            message = f"'*{event.anchor}' repeats what is not named before it, or not complete"
            hint = f"name it with &{event.anchor} in an earlier place, or put quotes around a value that begins with *"
            raise Refusal(self.mark(event), message, hint)
        node, weight = self.anchors[event.anchor]
        self.repeated += weight
        if self.repeated > REPEATED_MAX:
            message = f"aliases repeat more than {REPEATED_MAX:,} characters"
            raise Limit(self.mark(event), message, "write out what is meant")
        if isinstance(node, Row):  # a row of its own, so that what is wrong with it is said of this place
            again = Row(self.mark(event))
            again.update(node)
            node = again
        self.add(node, weight, None)

    def add(self, node: Node, weight: int, anchor: str | None) -> None:
        """Put a complete node where it belongs."""
        if anchor:
            self.anchors[anchor] = (node, weight)
        if not self.open:
            self.root = node
            return
        inside = self.open[-1]
        inside.weight += weight
        row, key = inside.node, inside.key
        if isinstance(row, Rows):
            row.append(node)
        elif key is None:
            if not isinstance(node, Text):
                hint = "write keys as plain words; put quotes around {{ }}"
                raise Refusal(node.mark, "a key that is itself a list or mapping", hint)
            inside.key = node
        else:
            inside.key = None
            if key == "<<":
                self.merge(inside, node, key)
            elif key in row:
                self.again(inside, row, key)
            else:
                row[key] = node

    def again(self, inside: Unended, row: Row, key: Text) -> None:
        """Add that a key stands twice in a mapping."""
        if key not in inside.first:
            inside.first = {name: name for name in row}
        message = f"{shown(key)} stands here again; first on line {inside.first[key].mark.line}"
        if len(self.problems) == PROBLEMS_MAX:
            raise Limit(key.mark, f"more than {PROBLEMS_MAX:,} repeated keys", "the rest of the file is not read")
        self.problems.append(Problem(key.mark, "error", "repeated-key", message, "keep one of them"))

    def merge(self, inside: Unended, node: Node, key: Text) -> None:
        """`<<` takes over the keys of a mapping, or of each in a list, that the row has not itself. YAML 1.1, merge."""
        for row in node if isinstance(node, Rows) else [node]:
            if not isinstance(row, Row):
                hint = "name a mapping with & and repeat it with *"
                raise Refusal(key.mark, "'<<' takes over mappings only", hint)
            inside.merges.append(row)


# What is done with an event: looked up by its class, which is quicker than to ask of class after class.
TAKEN: dict[type[yaml.Event], Callable[[Walk, Any], None]] = {
    yaml.ScalarEvent: Walk.scalar,
    yaml.MappingStartEvent: Walk.begin,
    yaml.SequenceStartEvent: Walk.begin,
    yaml.MappingEndEvent: Walk.end,
    yaml.SequenceEndEvent: Walk.end,
    yaml.AliasEvent: Walk.repeat,
    yaml.DocumentStartEvent: Walk.document,
    yaml.DocumentEndEvent: Walk.pass_over,
    yaml.StreamStartEvent: Walk.pass_over,
    yaml.StreamEndEvent: Walk.pass_over,
}


def _beyond(file: str, text: str, error: yaml.MarkedYAMLError, library: Library) -> Problem | None:
    """Return which of our limits was passed before the library gave up, for it reads on before it tells what it saw."""
    last = max(mark.index for mark in (error.context_mark, error.problem_mark, BEGINNING) if mark)
    try:
        Walk(file, text, None).take(events(text[:last], library))
    except Limit as limit:
        return limit.problem
    except (Refusal, yaml.YAMLError):
        return None
    return None


def _broken(file: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    """The one mistake that the library stops at, in our words."""
    at = error.problem_mark or error.context_mark or BEGINNING
    begins = error.context_mark or at
    said = _said(f"{error.context} {error.problem}", text, at.index)
    sign = text[at.index : at.index + 1]
    if said.from_start:
        at = begins
    mark = Mark(file, at.line + 1, at.column + 1)
    if at.index >= len(text) and at.column == 0 and text and text[-1] not in BREAKS:
        last = BREAK.split(text)[-1]  # libyaml says that the end is on a line of its own
        mark = Mark(file, at.line, len(last) + 1)
    message = said.message.replace("%line", str(begins.line + 1)).replace("%sign", sign)
    return Problem(mark, "error", "yaml", f"not valid YAML: {message}", said.hint)


def _said(theirs: str, text: str, index: int) -> Wording:
    if "cannot start any token" in theirs:
        return TAB if text[index : index + 1] == "\t" else NO_BEGINNING
    if index >= len(text) and "flow" in theirs:
        return NOT_CLOSED
    if "parsing a block mapping" in theirs:
        before = text[max(0, index - 80) : index].rstrip(" ")
        return BEHIND.get(before[-1:], SAID["parsing a block mapping"])
    if "document start" in theirs and re.search("^%", text[:index], re.MULTILINE):
        return DIRECTIVE
    return next((words for part, words in SAID.items() if part in theirs), ANYTHING)


def _unreadable(file: str, text: str) -> Problem:
    """The one mistake that comes without a line: a character that YAML does not allow."""
    found = re.search(NOT_PRINTABLE, text)
    if not found:
        return Problem(Mark(file, 1, 1), "error", "yaml", f"not valid YAML: {ANYTHING.message}", ANYTHING.hint)
    before = text[: found.start()]
    mark = Mark(file, before.count("\n") + 1, found.start() - before.rfind("\n"))
    return Problem(mark, "error", "yaml", f"the character U+{ord(found[0]):04X} is not allowed in YAML", "take it out")


# --- where things stand, for those who change a file ---


class Stretch(NamedTuple):
    """A value with the characters it takes up, from `start` up to `end`; one that repeats another takes up its `*`."""

    start: int
    end: int
    value: str = ""  # of a scalar
    keys: "tuple[tuple[Stretch, Stretch], ...]" = ()  # of a mapping: key, value
    items: "tuple[Stretch, ...]" = ()  # of a list
    flow: bool = False  # in brackets

    def get(self, key: str) -> "Stretch | None":
        """Return the value of a key of a mapping, None where it has none of that name."""
        return next((value for name, value in self.keys if name.value == key), None)

    @property
    def last(self) -> "Stretch":
        """Return the last value of a mapping; a scalar or a list itself."""
        return self.keys[-1][1] if self.keys else self


def places(text: str) -> Stretch:
    """Return where everything in a YAML document stands. It has to be one that `parse` reads without a problem."""
    anchors: dict[str, Stretch] = {}
    open_: list[tuple[yaml.CollectionStartEvent, list[Stretch]]] = []
    done = [Stretch(0, 0)]
    for event in events(text, Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            open_.append((event, []))
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            first, inside = open_.pop()
            place, anchor = _collection(first, event, inside), first.anchor
        elif isinstance(event, yaml.ScalarEvent):
            place, anchor = _scalar(event, text), event.anchor
        elif isinstance(event, yaml.AliasEvent):
            start, end = _reach(event)
            place, anchor = anchors[event.anchor or ""]._replace(start=start, end=end), None
        else:
            continue
        if anchor is not None:
            anchors[anchor] = place
        (open_[-1][1] if open_ else done).append(place)
    return done[-1]


def _reach(event: yaml.Event) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index  # type: ignore[union-attr]  # the parser sets them always


def _collection(first: yaml.CollectionStartEvent, last: yaml.CollectionEndEvent, inside: list[Stretch]) -> Stretch:
    """The place of a list or mapping: in block style it ends where the last value in it does."""
    flow = bool(first.flow_style)
    start, end = _reach(first)[0], _reach(last)[1]
    if isinstance(first, yaml.SequenceStartEvent):
        return Stretch(start, end if flow or not inside else inside[-1].end, "", (), tuple(inside), flow)
    keys = tuple(zip(inside[::2], inside[1::2], strict=True))
    return Stretch(start, end if flow or not keys else max(keys[-1][1].end, keys[-1][0].end + 1), "", keys, (), flow)


def _scalar(event: yaml.ScalarEvent, text: str) -> Stretch:
    start, end = _reach(event)
    if event.style in ("|", ">"):
        while end > start and text[end - 1].isspace():
            end -= 1
    return Stretch(start, end, event.value)
