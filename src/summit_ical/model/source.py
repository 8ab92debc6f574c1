"""Where a word stood in a file, and what is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from summit_ical.model.characters import visible

Severity = Literal["error", "warning"]

SHOWN_MAX = 60  # characters of somebody's text in a message


class Mark(NamedTuple):
    """A place in a file, counted from 1; columns are characters. A line of 0 stands for the whole file."""

    file: str
    line: int = 0
    column: int = 0
    pointer: str = ""  # for formats without lines: "days[1].rooms[Main][2].duration"

    def __str__(self) -> str:
        if self.pointer:
            return f"{self.file}: {self.pointer}"
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


class Text(str):
    """Characters as the author typed them, with the place where they stand."""

    __slots__ = ("mark",)
    mark: Mark

    def __new__(cls, characters: str, mark: Mark) -> "Text":
        text = str.__new__(cls, characters)
        text.mark = mark
        return text


class Row(dict[Text, "Node"]):
    """Named fields, in the order typed."""

    __slots__ = ("mark",)

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark


class Rows(list["Node"]):
    """A list of fields or rows."""

    __slots__ = ("mark",)

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark


Node = Text | Row | Rows


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake or finding: where, how bad, what, and the way out."""

    mark: Mark
    severity: Severity
    code: str  # stable, for `allow:` and for programs: "room-twice"
    message: str
    hint: str = ""
    about: tuple[str, ...] = ()  # ids of the sessions concerned

    def __str__(self) -> str:
        head = f"{self.mark}: {self.severity}: {self.message}"
        return f"{head}\n  hint: {self.hint}" if self.hint else head


class Refused(Exception):  # noqa: N818 - a verdict on one value, not an accident
    """One value cannot be meant. Whoever knows its place makes a Problem of it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


class AgendaError(Exception):
    """All of today's mistakes, in file order. `problems` holds at least one Problem."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def shown(value: str) -> str:
    """Return a value in quotes, short and harmless, for a message."""
    text = visible(value)
    return f"'{text[: SHOWN_MAX - 1]}…'" if len(text) > SHOWN_MAX else f"'{text}'"
