"""Bytes of an agenda to Rows: which reader takes them is a tuple and a loop."""

import os
from pathlib import Path

from summit_ical.readers import agenda_yaml
from summit_ical.source import AgendaError, Mark, Node, Problem

READERS = (agenda_yaml,)
BYTES_MAX = 64_000_000


def load(path: str | os.PathLike[str], bytes_max: int = BYTES_MAX) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the rows in a file and what is wrong with its form.

    Raises AgendaError where the file cannot be read at all: missing, too large, of no kind known, not UTF-8.
    """
    file = os.fspath(path)
    return rows(file, content(file, bytes_max))


def rows(file: str, raw: bytes) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the rows in bytes, by the ending of their file's name. Raises AgendaError as `load` does."""
    for reader in READERS:
        if file.lower().endswith(reader.SUFFIXES):
            root, problems = reader.parse(file, text(file, raw))
            return root, problems
    endings = ", ".join(suffix for reader in READERS for suffix in reader.SUFFIXES)
    raise refusal(file, "no reader for files such as this", f"an agenda's name ends in one of {endings}")


def content(file: str, bytes_max: int) -> bytes:
    """Return a file's bytes. Raises AgendaError."""
    try:
        with Path(file).open("rb") as stream:
            raw = stream.read(bytes_max + 1)
    except OSError as error:
        raise refusal(file, f"cannot be read: {error.strerror}", _way_out(file, error)) from None
    if len(raw) > bytes_max:
        raise refusal(
            file,
            f"larger than {bytes_max / 1e6:g} MB",
            "an agenda is a page of text; allow more with --max-size",
        )
    return raw


def _way_out(file: str, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "name the agenda, or start one with `summit-ical init`"
    if isinstance(error, IsADirectoryError):
        return f"name the file in it: {Path(file) / 'agenda.yaml'}"
    return ""


def text(file: str, raw: bytes) -> str:
    """Return UTF-8 bytes as text, without a byte order mark. Raises AgendaError with the place of a wrong byte."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or (len(raw) > 1 and raw[:2].count(0) == 1):
        raise refusal(file, "written in UTF-16", "save it as UTF-8")
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8").removeprefix("\ufeff")) + 1
        problem = Problem(
            Mark(file, line, column),
            "error",
            "utf-8",
            f"the byte 0x{raw[error.start]:02X} is not UTF-8",
            "save the file as UTF-8",
        )
        raise AgendaError([problem]) from None


def refusal(file: str, message: str, hint: str) -> AgendaError:
    return AgendaError([Problem(Mark(file), "error", "file", message, hint)])
