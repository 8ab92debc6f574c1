"""Bytes of an agenda, ours or anybody's, to Rows: which reader takes them is a tuple and a loop."""

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from summit_ical.importing.schedule import Answers, Programme
from summit_ical.model.source import AgendaError, Mark, Node, Problem

OURS = (".yaml", ".yml", ".json")
BYTES_MAX = 64_000_000
NOTHING_SAID = Answers()


class Foreign(NamedTuple):
    """A reader of somebody else's format: the first that takes a file reads it."""

    module: str
    suffixes: tuple[str, ...]
    signs: tuple[bytes, ...] = ()  # all of which are in the first bytes; none: the name is enough
    binary: bool = False
    lasting: bool = True  # whether the format itself names sessions, so that one keeps its id when it is retitled


# Each is imported when a file is its own: an agenda needs none of them.
FOREIGN = (
    Foreign("schedule_json", (".json",), (b'"schedule"', b'"conference"')),
    Foreign("sessionize", (".json",), (b'"startsAt"', b'"speakers"')),
    Foreign("frab_xml", (".xml",)),
    Foreign("ics_file", (".ics", ".ical", ".ifb")),
    Foreign("table_csv", (".csv", ".tsv"), lasting=False),
    Foreign("xlsx", (".xlsx",), binary=True, lasting=False),
    Foreign("schedule_page", (".md", ".markdown", ".mdx", ".html", ".htm", ".rst", ".org", ".txt"), lasting=False),
)
SIGNS_IN = 200_000  # bytes


def load(
    path: str | os.PathLike[str], bytes_max: int = BYTES_MAX, answers: Answers = NOTHING_SAID
) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the rows in a file and what is wrong with its form.

    Raises AgendaError where the file cannot be read at all (missing, too large, of no kind known, not UTF-8), and
    where a foreign schedule leaves something open that `answers` do not say.
    """
    file = os.fspath(path)
    return rows(file, content(file, bytes_max), answers)


def rows(file: str, raw: bytes, answers: Answers = NOTHING_SAID) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the rows in a file's bytes, as load does."""
    foreign = foreign_reader(file, raw)
    if foreign is not None:
        from summit_ical.importing.draft import draft

        return draft(programme(file, raw, answers, foreign), answers).root, ()
    if file.lower().endswith(OURS):
        from summit_ical.agendafile import yaml_reader

        return yaml_reader.parse(file, text(file, raw))
    endings = ", ".join(dict.fromkeys([*OURS, *(suffix for reader in FOREIGN for suffix in reader.suffixes)]))
    raise refusal(file, "no reader for files such as this", f"an agenda's name ends in one of {endings}")


def foreign_reader(file: str, raw: bytes) -> Foreign | None:
    """Return the reader of somebody else's format that takes a file, or None."""
    head = raw[:SIGNS_IN]
    for reader in FOREIGN:
        if file.lower().endswith(reader.suffixes) and all(sign in head for sign in reader.signs):
            return reader
    return None


def is_guessed(file: str) -> bool:
    """Whether the ids of a file's sessions are made of their titles, because its format has none."""
    return any(not reader.lasting and file.lower().endswith(reader.suffixes) for reader in FOREIGN)


def programme(file: str, raw: bytes, answers: Answers, reader: Foreign) -> Programme:
    """Return what a foreign schedule lists. Raises AgendaError where it cannot be read."""
    module = import_module(f"summit_ical.importing.formats.{reader.module}")
    parse: Callable[[str, str | bytes, Answers], Programme] = module.parse
    return parse(file, raw if reader.binary else _decoded(file, raw, answers.encoding), answers)


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


def _decoded(file: str, raw: bytes, encoding: str) -> str:
    """Return the text of a foreign file, which is UTF-8 where nobody says something else. Raises AgendaError."""
    if not encoding:
        return text(
            file, raw, "save the file as UTF-8, or name its encoding: --encoding cp1252 for Windows' Western one"
        )
    try:
        return raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        raise refusal(file, f"is not {encoding}: {error}", "name another --encoding") from None
    except LookupError:
        raise refusal(file, f"there is no encoding {encoding!r}", "write one as cp1252, or utf-16") from None


def text(file: str, raw: bytes, hint: str = "save the file as UTF-8") -> str:
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
            hint,
        )
        raise AgendaError([problem]) from None


def refusal(file: str, message: str, hint: str) -> AgendaError:
    return AgendaError([Problem(Mark(file), "error", "file", message, hint)])
