"""Where a word stood in a file, and what is wrong with it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

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


# Characters that are none, and never will be: Unicode 23.7. XML, HTML and several databases refuse them.
NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
# Controls, line separators, lone surrogates, tags, and the signs that reorder or isolate what follows them.
UNSAFE = re.compile(
    f"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f{NONCHARACTERS}]"
)
# What runners of GitHub and Azure take for a command in a log: `::name::` at a line's start, after white space or not;
# `##[name]` and `##vso[name]` anywhere. The first sign is matched, so that something can come between it and the next.
COMMAND = re.compile(r"(?m:^)\s*:(?=:)|#(?=#[\w.-]*\[)")
GAP = "\u200b"  # shows nothing, and no program reads over it


def visible(text: str) -> str:
    """Return text with every character that a terminal or a log would obey written as an escape.

    Nothing in it moves the cursor, rings, recolours or reorders, and no CI takes it, or a line that begins with it, for
    a command of its own. Joiners and direction marks stay: words need them.
    """
    harmless = UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
    return COMMAND.sub(rf"\g<0>{GAP}", harmless)


def indented_json(value: object) -> str:
    """Return a value as JSON for people and programs, in which no CI that prints it finds a command of its own."""
    import json

    return escaped_commands(json.dumps(value, ensure_ascii=False, indent=1))


def escaped_commands(quoted: str) -> str:
    """Return JSON, or a text between double quotes, that means the same and holds no command to a CI."""
    return COMMAND.sub(lambda match: f"{match[0][:-1]}\\u{ord(match[0][-1]):04x}", quoted)


def shown(value: str) -> str:
    """Return a value in quotes, short and harmless, for a message."""
    text = visible(value)
    return f"'{text[: SHOWN_MAX - 1]}…'" if len(text) > SHOWN_MAX else f"'{text}'"
