"""What a source said last, kept as a comment at the end of its agenda: for each session, by the agenda's id, its day,
a digest and what the source calls it; and what was answered about the source.

With it, a session that was added by hand is told from one that left the page, a correction by hand from a change of
the page, and no question is asked twice.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from zlib import crc32

from summit_ical.agendafile.yaml_writer import quoted
from summit_ical.importing.questions import Answer
from summit_ical.model.source import Row

HEAD = "# What the page said last, for the next `import --into`:"
ANSWERS = "# What was answered about it:"
WORDS = r'"(?:[^"\\\r\n]|\\[^\r\n])*"'
SESSION = rf"#   (\S+) (?:(\d{{4}}-\d\d-\d\d) )?([0-9a-f]{{8}})(?: ({WORDS}))?"
ANSWER = rf"#   ([a-z-]+) ({WORDS}) ({WORDS})"
COMMENT = re.compile(
    rf"(?:\r?\n)*^{HEAD}\r?\n(?:{SESSION}\r?(?:\n|\Z))*(?:{ANSWERS}\r?\n(?:{ANSWER}\r?(?:\n|\Z))*)?", re.MULTILINE
)
SESSION_LINE = re.compile(rf"^{SESSION}\r?$", re.MULTILINE)
ANSWER_LINE = re.compile(rf"^{ANSWER}\r?$", re.MULTILINE)


class SaidLast(NamedTuple):
    """What the source said last of one session."""

    digest: str
    day: str = ""  # YYYY-MM-DD; "" in comments of earlier versions
    key: str = ""  # by what the source knows it; "" in comments of earlier versions, and where it has no name for it


class LastImport(NamedTuple):
    """What an agenda remembers of its last import."""

    sessions: Mapping[str, SaidLast]  # by the agenda's ids
    answers: tuple[Answer, ...] = ()


def digest(row: Row) -> str:
    """Return what a page says of a session, whatever its id and its day, in eight characters."""
    said = {key: value for key, value in row.items() if key != "id"}
    return f"{crc32(json.dumps(said).encode()):08x}"


def recalled(text: str) -> LastImport:
    """Return what an agenda's text remembers, in today's words or in those of earlier versions."""
    found = COMMENT.search(text)
    if found is None:
        return LastImport({})
    sessions = {
        name: SaidLast(said, day, _read(key) if key else "") for name, day, said, key in SESSION_LINE.findall(found[0])
    }
    return LastImport(sessions, tuple(Answer(kind, *map(_read, both)) for kind, *both in ANSWER_LINE.findall(found[0])))


def _read(words: str) -> str:
    try:
        return str(json.loads(words))
    except ValueError:  # somebody wrote into it
        return ""


def remembering(text: str, sessions: Mapping[str, SaidLast], answers: Iterable[Answer]) -> str:
    """Return an agenda's text with another memory at its end."""
    newline = "\r\n" if "\r\n" in text else "\n"
    body = COMMENT.sub("", text).rstrip("\r\n") if HEAD in text else text.rstrip("\r\n")
    lines = [
        " ".join(filter(None, (f"#   {name}", said.day, said.digest, quoted(said.key) if said.key else "")))
        for name, said in sorted(sessions.items())
    ]
    told = [f"#   {kind} {quoted(words)} {quoted(value)}" for kind, words, value in sorted(set(answers))]
    return newline.join([body, "", HEAD, *lines, *([ANSWERS, *told] if told else []), ""])
