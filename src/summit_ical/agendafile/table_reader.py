"""Rows of Text to the values in them, by the table of keys; what is wrong is collected, not raised."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, NamedTuple, NoReturn

from summit_ical.agendafile.keys import ROWS
from summit_ical.agendafile.kinds_of_value import VALUES
from summit_ical.model.source import AgendaError, Mark, Node, Problem, Refused, Row, Rows, Text, shown
from summit_ical.model.values import closest, nearest

MISSING: Any = object()  # a field that could not be read; its Problem is already noted
FLOW_SIGNS = frozenset(",[]{}")
ERRORS_MAX = 1_000  # nobody reads on beyond them
COMPARED_MAX = 100_000  # words that are looked at for "did you mean …?"
NOUNS = {"allow": "an allowance", "agenda": "an agenda", "event": "an event"}


def a(name: str) -> str:
    """Return a row's name with its article: an event, a session."""
    return NOUNS.get(name, f"a {name}")


def _how(row: str, key: str) -> str:
    """Return the way to write a required key."""
    how = keys(row)[key]
    if how.read is None:
        return f"add '{key}:' and its {'list' if how.many else 'keys'}"
    return f"add '{key}:' with {VALUES[how.inner].words}"


class Shape(NamedTuple):
    """How `takes` of a key is to be read."""

    inner: str
    read: Callable[[Text], Any] | None  # None: a row
    many: bool = False
    one: bool = True
    named: bool = False
    needed: bool = False  # the row is nothing without it


@cache
def shape(takes: str, needed: bool = False) -> Shape:
    """Return how what a key takes is to be read."""
    one, _, several = takes.partition("|")
    inner = one.strip("[]{}")
    read = None if inner in ROWS else VALUES[inner].read
    listed = one.startswith("[")
    return Shape(inner, read, bool(several) or listed, not listed, one.startswith("{"), needed)


@cache
def keys(name: str) -> dict[str, Shape]:
    """Return the keys of a row, each with how its value is to be read."""
    return {key.name: shape(key.takes, key.required or key.name == "id") for key in ROWS[name]}


@cache
def required(name: str) -> tuple[str, ...]:
    """Return the keys that a row has to have."""
    return tuple(key.name for key in ROWS[name] if key.required)


class Fields(dict[str, Any]):
    """A row's values by key. A key that could not be read is not among them."""

    __slots__ = ("failed", "mark", "whole")

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.whole = True  # nothing that is required, and no id, is missing or wrong
        self.failed: tuple[str, ...] = ()  # keys that are there, but could not be read


class Listed(list[Any]):
    """The values of a list, those that could not be read left out."""

    __slots__ = ("mark", "whole")

    def __init__(self, values: Iterable[Any], mark: Mark) -> None:
        super().__init__(values)
        self.whole = MISSING not in self
        self.mark = mark
        if not self.whole:
            self[:] = [value for value in self if value is not MISSING]


class TableReader:
    """Any row of an agenda, read by the table of keys, and everything that is wrong so far."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: list[Problem] = list(problems)
        self.errors = sum(problem.severity == "error" for problem in self.problems)
        self.compared = 0
        self.lost: set[str] = set()  # ids of records that could not be read: to refer to them is no second mistake

    def error(self, mark: Mark, code: str, message: str, hint: str = "") -> None:
        """Add a mistake. Raises AgendaError where there are too many."""
        if self.errors >= ERRORS_MAX:
            self.stop(mark)
        self.errors += 1
        self.problems.append(Problem(mark, "error", code, message, hint))

    def note(self, problem: Problem) -> None:
        """Add a finding, which an agenda may allow."""
        self.problems.append(problem)

    def stop(self, mark: Mark) -> NoReturn:
        """Raise AgendaError with all mistakes so far."""
        message = f"more than {ERRORS_MAX:,} mistakes"
        raise AgendaError([*self.in_order(), Problem(mark, "error", "too-many", message, "mend these first")])

    def in_order(self) -> list[Problem]:
        """Return what is wrong, in file order; what aliases repeat is said once."""
        return sorted(dict.fromkeys(self.problems), key=lambda problem: problem.mark)

    def near(self, word: str, known: Iterable[str]) -> str:
        """Return "did you mean …?" or "", until that has taken too long."""
        known = list(known)
        self.compared += len(known)
        return nearest(word, known) if self.compared <= COMPARED_MAX else ""

    def row(self, node: Node, name: str) -> Any:
        """Return a row's Fields; MISSING where it is no row."""
        if not isinstance(node, Row):
            self.no_row(node, name)
            return MISSING
        known = keys(name)
        fields = Fields(node.mark)
        for key, held in node.items():
            how = known.get(key)
            value = self.value(held, how, key) if how else MISSING
            if value is not MISSING:
                fields[key] = value
                continue
            meant = key if how else self.unknown(key, name)
            if how or (meant and meant not in node):
                fields.failed += (meant,)
                fields.whole = fields.whole and not known[meant].needed
                if meant == "id" and isinstance(held, Text):
                    self.lost.add(held)
        for key_name in required(name):
            if key_name not in node:
                fields.whole = False
                if key_name not in fields.failed:
                    self.error(node.mark, "required", f"{a(name)} needs '{key_name}'", _how(name, key_name))
        return fields

    def no_row(self, node: Text | Rows, name: str) -> None:
        """Add that something else stands where a row should."""
        hint = f"write its keys, as in '{required(name)[0]}: …'"
        if isinstance(node, Text):
            self.lost.add(node)  # `tracks: [users]` is one mistake, `track: users` no other
            self.error(node.mark, "shape", f"{shown(node)} is not {a(name)}", hint)
        else:
            self.error(node.mark, "shape", f"a list is not {a(name)}", hint)

    def unknown(self, key: Text, name: str) -> str:
        """Note a key that is none, and return the one that is probably meant, or ""."""
        near = closest(key, keys(name))
        if FLOW_SIGNS & set(key) or " " in key:
            hint = "inside {…}, put quotes around a value that holds a comma or a bracket"
        else:
            hint = f"did you mean {near}?" if near else f"{a(name)} takes {', '.join(keys(name))}"
        self.error(key.mark, "unknown-key", f"{shown(key)} is not a key of {a(name)}", hint)
        return near

    def value(self, node: Node, how: Shape, key: str) -> Any:
        """Return the value of one field, a list of them where there can be several, or MISSING."""
        if isinstance(node, Text):
            if not node:
                return self.empty(node.mark, how, key)
            if how.read and how.one and not how.named:
                try:
                    value = how.read(node)
                except Refused as refused:
                    self.error(node.mark, key, refused.message, refused.hint)
                    return MISSING
                return [value] if how.many else value
        elif how.many and isinstance(node, Rows):
            one = shape(how.inner)
            return Listed([self.item(item, one, key) for item in node], node.mark)
        if how.named:
            return self.pairs(node, how, key)
        if not how.one:
            self.no_list(node, how, key)
        elif how.read is None:
            return self.row(node, how.inner)
        else:
            hint = "write it behind the key; put quotes around a value that begins with [ or {"
            self.error(node.mark, "shape", f"'{key}' takes {VALUES[how.inner].words}", hint)
        return MISSING

    def item(self, node: Node, how: Shape, key: str) -> Any:
        """Return the value of one item of a list, or MISSING."""
        if isinstance(node, Text) and not node:
            self.error(node.mark, key, f"an item of '{key}' is empty", "write it, or take it out")
            return MISSING
        return self.value(node, how, key)

    def empty(self, mark: Mark, how: Shape, key: str) -> Any:
        """Add that nothing is written behind a key, and return MISSING."""
        form = f"{a(how.inner)}'s keys, each on a line" if how.read is None else VALUES[how.inner].words
        form = f"names, each with {form}" if how.named else form
        begin = "below it, each beginning with '- ': " if how.many and not how.one else ""
        or_not = "" if how.needed else ", or take the key out"
        self.error(mark, key, f"'{key}' is empty", f"write {begin}{form}{or_not}")
        return MISSING

    def no_list(self, node: Node, how: Shape, key: str) -> None:
        """Add that a list should stand behind a key."""
        if isinstance(node, Text) and how.read:
            hint = f"write {key}: [{node}]" if node.isprintable() and len(node) < 40 else "put [ ] around it"
        else:
            hint = "begin each of them with '- '"
        self.error(node.mark, "shape", f"'{key}' takes a list", hint)

    def pairs(self, node: Node, how: Shape, key: str) -> Any:
        """Return names with a value each, or MISSING."""
        if not isinstance(node, Row):
            hint = f"write {key}: {{slides: https://…}}"
            self.error(node.mark, "shape", f"'{key}' takes names, each with {VALUES[how.inner].words}", hint)
            return MISSING
        one = shape(how.inner)
        name = shape("line")
        read = [(self.item(called, name, key), self.item(held, one, key)) for called, held in node.items()]
        return tuple((str(called), value) for called, value in read if MISSING not in (called, value))
