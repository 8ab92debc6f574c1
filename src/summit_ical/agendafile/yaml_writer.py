"""Rows to the text of an agenda.yaml that people like to edit: block style, few quotes, a word on what was inferred."""

import json
import re
from collections.abc import Iterator, Mapping

from summit_ical.model.characters import COMMAND, escaped_commands
from summit_ical.model.source import Node, Row, Rows, Text

# Words that YAML 1.1 or 1.2 takes for something else than text, and signs that mean something.
PLAIN = re.compile(r"[^\W_][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff#:,\[\]{}\"'`|>%@&*!?\\]*(?<![\s])", re.UNICODE)
LOOSE = re.compile(r"[^\W_][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*(?<![\s:])")
WORDS = re.compile(
    r"(?:y|n|yes|no|on|off|true|false|null|none|nan|inf|[-+.\d][\d_.,:eExXoO+-]*|\d{4}-\d\d-\d\d.*)", re.IGNORECASE
)
UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
UNFIT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
BARE = frozenset(
    {"id", "date", "time", "timezone", "url", "end_inferred", "kind", "status", "language", "track", "room"}
)
LINE_MAX = 100  # characters of a list on one line
IN_LINE = frozenset({"tracks", "rooms", "speakers"})


def scalar(value: str, *, flow: bool = False, bare: bool = False) -> str:
    """Return a value as YAML writes it on one line: as it is where nothing in it means something else, else quoted."""
    fits = PLAIN.fullmatch(value) if flow else LOOSE.fullmatch(value) and ": " not in value and " #" not in value
    if fits and (bare or not WORDS.fullmatch(value)) and not COMMAND.search(value):
        return value
    return quoted(value)


def quoted(value: str) -> str:
    """Return a value in double quotes, on one line whatever is in it, as JSON and YAML read it."""
    written = escaped_commands(json.dumps(value, ensure_ascii=False))
    return UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def document(root: Row, comments: Mapping[tuple[str, str], str] | None = None, head: str = "") -> str:
    """Return an agenda as text. `comments` stand behind a key of a session: (id, key) -> words."""
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    for key, node in root.items():
        if len(lines):
            lines.append("")
        lines += section(key, node, comments or {})
    return "\n".join(lines) + "\n"


def section(key: str, node: Node, comments: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Yield the lines of one part of an agenda."""
    yield f"{key}:"
    if isinstance(node, Row):
        yield from fields(node, "  ", {})
    elif isinstance(node, Rows) and key in IN_LINE:
        for row in node:
            if isinstance(row, Row):
                pairs = (f"{k}: {scalar(str(v), flow=True, bare=k in BARE)}" for k, v in row.items())
                yield f"  - {{{', '.join(pairs)}}}"
    elif isinstance(node, Rows):
        for number, day in enumerate(node):
            if number:
                yield ""
            if isinstance(day, Row):
                yield from day_lines(day, comments)


def day_lines(day: Row, comments: Mapping[tuple[str, str], str], indent: str = "  ") -> Iterator[str]:
    """Yield the lines of a day."""
    lead = "- "
    for key, node in day.items():
        if isinstance(node, Text):
            yield f"{indent}{lead}{key}: {scalar(node, bare=key in BARE)}"
            lead = "  "
    yield f"{indent}  sessions:"
    sessions = day.get(Text("sessions", day.mark))
    for number, session in enumerate(sessions if isinstance(sessions, Rows) else ()):
        if number:
            yield ""
        if isinstance(session, Row):
            yield from session_lines(session, comments, indent + "    ")


def session_lines(session: Row, comments: Mapping[tuple[str, str], str], indent: str) -> Iterator[str]:
    """Yield the lines of a session, the first one with its dash."""
    name = str(session.get(Text("id", session.mark), ""))
    about = {str(key): words for key in session if (words := comments.get((name, str(key))))}
    for number, line in enumerate(fields(session, indent + "  ", about)):
        yield f"{indent}- {line[len(indent) + 2 :]}" if number == 0 else line


def fields(row: Row, indent: str, about: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of named fields."""
    for key, node in row.items():
        behind = f"  # {about[key]}" if key in about else ""
        lines = list(field(key, node, indent))
        yield lines[0] + behind
        yield from lines[1:]


def field(key: str, node: Node, indent: str) -> Iterator[str]:
    """Yield the lines of one field."""
    if isinstance(node, Row):
        yield f"{indent}{key}:"
        yield from fields(node, indent + "  ", {})
    elif isinstance(node, Rows):
        flow = f"{indent}{key}: [{', '.join(scalar(str(item), flow=True) for item in node)}]"
        if len(flow) <= LINE_MAX + len(indent):
            yield flow
        else:
            yield f"{indent}{key}:"
            yield from (f"{indent}  - {scalar(str(item))}" for item in node)
    elif "\n" in node and not (UNFIT.search(node) or COMMAND.search(node)) and not node.startswith((" ", "\n")):
        yield f"{indent}{key}: |"
        yield from (f"{indent}  {line}".rstrip() for line in node.strip("\n").split("\n"))
    else:
        yield f"{indent}{scalar_line(key, node)}"


def scalar_line(key: str, value: str) -> str:
    """Return a key with its value on one line."""
    name = key if key.isidentifier() and key.isascii() else scalar(str(key))
    return f"{name}: {scalar(value, bare=key in BARE)}"
