"""YAML bytes to Rows of Text: every scalar stays the characters that were typed, with line and column.

Walks libyaml's events instead of composing a document: nothing is guessed (YAML 1.1 reads 14:30 as the number 870,
no as False), a repeated key is seen, and depth and aliases can be bounded before they cost anything.
"""

from typing import NamedTuple

import yaml

from summit_ical.source import Mark, Node, Problem, Row, Rows, Text, shown

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML without libyaml: the same events, slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

DEPTH_MAX = 32  # an agenda needs eight
REPEATED_MAX = 1_000_000  # characters and nodes that aliases may add

PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{t}" for t in ("str", "map", "seq", "int", "float", "bool", "null", "timestamp")
)

# What libyaml says, and what helps. The first key contained in its words counts.
HINTS = {
    "cannot start any token": "indent with spaces, not tabs; put quotes around a value that begins with @, ` or %",
    "mapping values are not allowed": "put quotes around a value that holds ': '",
    "did not find expected key": "check the indentation, and quotes around a value that holds ': ' or begins with a "
    "quote",
    "expected <block end>": "check the indentation: the lines of one list or mapping begin in the same column",
    "found undefined alias": "name it with & before it is used with *, or put quotes around a value that begins with *",
    "did not find expected ',' or": "close the bracket, and put quotes around a value that holds a comma or bracket",
    "unexpected end of stream": "close the quotes",
    "could not find expected ':'": "put a colon and a space after the key",
    "unknown escape": "use single quotes, in which a backslash is only a backslash",
    "block sequence entries are not allowed": "begin the list on a line of its own",
}


class Parsed(NamedTuple):
    root: Node | None
    problems: tuple[Problem, ...]


class Refusal(Exception):  # noqa: N818 - ends the walk; never leaves this module
    def __init__(self, mark: Mark, message: str, hint: str) -> None:
        super().__init__(message)
        self.problem = Problem(mark, "error", "yaml", message, hint)


class Open:
    """A list or mapping whose end has not been read."""

    __slots__ = ("anchor", "key", "merges", "node", "weight")

    def __init__(self, node: Row | Rows, anchor: str | None) -> None:
        self.node = node
        self.anchor = anchor
        self.key: Text | None = None
        self.merges: list[Row] = []
        self.weight = 1


def parse(file: str, text: str) -> Parsed:
    """Return the rows of a YAML document and what is wrong with its form. Raises nothing."""
    walk = Walk(file)
    loader = Loader(text)
    try:
        while (event := loader.get_event()) is not None:
            walk.take(event)
    except Refusal as refusal:
        walk.problems.append(refusal.problem)
    except yaml.MarkedYAMLError as error:
        walk.problems.append(_broken(file, error))
    except yaml.reader.ReaderError as error:
        walk.problems.append(_unreadable(file, text, error))
    finally:
        loader.dispose()
    return Parsed(walk.root, tuple(walk.problems))


class Walk:
    """The document so far."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.documents = 0
        self.open: list[Open] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.repeated = 0
        self.problems: list[Problem] = []

    def take(self, event: yaml.Event) -> None:
        """Add what one event says. Raises Refusal where reading on makes no sense."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.tag is not None and event.tag not in PLAIN_TAGS:
                self.refuse_tag(event)
            node = Text(event.value, self.mark(event))
            self.add(node, 1 + len(node), event.anchor, plain=event.implicit[0])
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            if event.tag is not None and event.tag not in PLAIN_TAGS:
                self.refuse_tag(event)
            if len(self.open) == DEPTH_MAX:
                raise Refusal(self.mark(event), f"more than {DEPTH_MAX} levels deep", "an agenda needs eight")
            mark = self.mark(event)
            self.open.append(Open(Row(mark) if kind is yaml.MappingStartEvent else Rows(mark), event.anchor))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            done = self.open.pop()
            for row in done.merges:
                assert isinstance(done.node, Row)
                for key, value in row.items():
                    done.node.setdefault(key, value)
            self.add(done.node, done.weight, done.anchor)
        elif kind is yaml.AliasEvent:
            self.repeat(event)
        elif kind is yaml.DocumentStartEvent:
            self.documents += 1
            if self.documents > 1:
                raise Refusal(
                    self.mark(event),
                    "a second document begins here",
                    "keep one agenda in a file: take out '---'",
                )

    def mark(self, event: yaml.Event) -> Mark:
        at = event.start_mark
        return Mark(self.file, at.line + 1, at.column + 1)

    def refuse_tag(self, event: yaml.Event) -> None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        hint = "take the tag out; put quotes around a value that begins with !"
        raise Refusal(self.mark(event), f"the tag {shown(tag)} is not read", hint)

    def repeat(self, event: yaml.Event) -> None:
        """Put in again what an anchor named. Shared, not copied; bounded all the same, for whoever walks it."""
        if event.anchor not in self.anchors:
            message = f"'*{event.anchor}' repeats something that is not complete before it"
            raise Refusal(self.mark(event), message, "name it with & in an earlier place")
        node, weight = self.anchors[event.anchor]
        self.repeated += weight
        if self.repeated > REPEATED_MAX:
            message = f"aliases repeat more than {REPEATED_MAX:,} characters"
            raise Refusal(self.mark(event), message, "write out what is meant")
        self.add(node, weight, None)

    def add(self, node: Node, weight: int, anchor: str | None, *, plain: bool = False) -> None:
        """Put a complete node where it belongs."""
        if anchor:
            self.anchors[anchor] = (node, weight)
        if not self.open:
            self.root = node
            return
        inside = self.open[-1]
        inside.weight += weight
        row = inside.node
        if isinstance(row, Rows):
            row.append(node)
        elif inside.key is None:
            self.name(inside, node)
        elif inside.key == "<<" and not isinstance(node, Text):
            self.merge(inside, node)
        else:
            if inside.key in row:
                first = next(key for key in row if key == inside.key)
                message = f"{shown(inside.key)} stands here again; first on line {first.mark.line}"
                self.problems.append(Problem(inside.key.mark, "error", "repeated-key", message, "keep one of them"))
            else:
                row[inside.key] = node
            inside.key = None

    def name(self, inside: Open, node: Node) -> None:
        if not isinstance(node, Text):
            raise Refusal(node.mark, "a key that is itself a list or mapping", "write keys as plain words; quote {{ }}")
        inside.key = node

    def merge(self, inside: Open, node: Row | Rows) -> None:
        """`<<` takes over the keys of a mapping, or of each in a list, that the row has not itself. YAML 1.1, merge."""
        rows = [node] if isinstance(node, Row) else list(node)
        for row in rows:
            if not isinstance(row, Row):
                raise Refusal(row.mark, "'<<' takes over mappings only", "name a mapping with & and repeat it with *")
            inside.merges.append(row)
        inside.key = None


def _broken(file: str, error: yaml.MarkedYAMLError) -> Problem:
    at = error.problem_mark or error.context_mark
    mark = Mark(file, at.line + 1, at.column + 1) if at else Mark(file)
    words = " ".join(word for word in (error.problem, error.context) if word)
    hint = next(
        (help for words_of, help in HINTS.items() if words_of in words),
        "check the line above and the indentation",
    )
    return Problem(mark, "error", "yaml", f"not valid YAML: {error.problem or words}", hint)


def _unreadable(file: str, text: str, error: yaml.reader.ReaderError) -> Problem:
    """The one mistake that comes without a line: a character that YAML does not allow."""
    position = next((n for n, ch in enumerate(text) if not yaml_allows(ch)), 0)
    before = text[:position]
    mark = Mark(file, before.count("\n") + 1, position - before.rfind("\n"))
    code = f"U+{ord(text[position]):04X}" if text else ""
    return Problem(mark, "error", "yaml", f"the character {code} is not allowed in YAML", "take it out")


def yaml_allows(ch: str) -> bool:
    """Whether YAML 1.1 lets a character stand unescaped (5.1, `c-printable`)."""
    code = ord(ch)
    return (
        ch in "\t\n\r\x85"
        or 0x20 <= code <= 0x7E
        or 0xA0 <= code <= 0xD7FF
        or (0xE000 <= code <= 0xFFFD and code != 0xFEFF)
        or code >= 0x10000
    )


# --- where things stand, for those who change a file ---


class Place(NamedTuple):
    """A value with the characters it takes up, from `start` up to `end`."""

    start: int
    end: int
    value: str = ""  # of a scalar
    keys: "tuple[tuple[Place, Place], ...]" = ()  # of a mapping: key, value
    items: "tuple[Place, ...]" = ()  # of a list
    flow: bool = False  # in brackets

    def get(self, key: str) -> "Place | None":
        return next((value for name, value in self.keys if name.value == key), None)

    @property
    def last(self) -> "Place":
        return self.keys[-1][1] if self.keys else self


def places(text: str) -> Place:
    """Return where everything in a YAML document stands. It has to be one that `parse` reads without a problem."""
    loader = Loader(text)
    try:
        node = loader.get_single_node()
    finally:
        loader.dispose()
    return _place(node, text)


def _place(node: yaml.Node | None, text: str) -> Place:
    if node is None:
        return Place(0, 0)
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.MappingNode):
        keys = tuple((_place(key, text), _place(value, text)) for key, value in node.value)
        flow = bool(node.flow_style)
        return Place(start, end if flow or not keys else max(keys[-1][1].end, keys[-1][0].end + 1), "", keys, (), flow)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_place(item, text) for item in node.value)
        flow = bool(node.flow_style)
        return Place(start, end if flow or not items else items[-1].end, "", (), items, flow)
    block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return Place(start, max(start, len(text[:end].rstrip())) if block else end, str(node.value))
