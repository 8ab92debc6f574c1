"""Bytes of an agenda, ours or anybody's, to Rows: which reader takes them is a tuple and a loop."""

import codecs
import os
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from summit_ical.files import read
from summit_ical.programme import Answers, Programme, finding
from summit_ical.source import AgendaError, Mark, Node, Problem

OURS = (".yaml", ".yml", ".json")
BYTES_MAX = read.BYTES_MAX
NOTHING_SAID = Answers()
WAYS_OUT = read.WaysOut(
    missing="name the agenda, or start one with `summit-ical init`",
    other=f"name a file, or {read.STDIN} for standard input",
    large="an agenda is a page of text; allow more with --max-size",
)


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
    Foreign("schedule_page", (".md", ".markdown", ".mdx", ".html", ".htm", ".rst", ".txt"), lasting=False),
)
SIGNS_IN = 200_000  # bytes

# How a text begins that is not in UTF-8: a byte order mark, or the zeros beside its first letters.
WIDE = (
    ("UTF-32", "utf-32-le", codecs.BOM_UTF32_LE, (False, True, True, True)),
    ("UTF-32", "utf-32-be", codecs.BOM_UTF32_BE, (True, True, True, False)),
    ("UTF-16", "utf-16-le", codecs.BOM_UTF16_LE, (False, True)),
    ("UTF-16", "utf-16-be", codecs.BOM_UTF16_BE, (True, False)),
)
# How files begin that people take for a text, and what they are.
BINARY = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a workbook, a Word document or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "a file of an old Office program",
    b"\x1f\x8b": "packed by gzip",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}


def load(
    path: read.Pathname, bytes_max: int = BYTES_MAX, answers: Answers = NOTHING_SAID, form: str = "yaml"
) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the rows in a file and what is wrong with its form, or to be said of how a foreign one was read.

    Raises AgendaError where the file cannot be read at all (missing, too large, of no kind known, not UTF-8), and
    where a foreign schedule leaves something open that `answers` do not say.
    """
    return rows(read.named(path, form), content(os.fspath(path), bytes_max), answers)


def rows(file: str, raw: bytes, answers: Answers = NOTHING_SAID) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the rows in a file's bytes, as load does."""
    foreign = foreign_reader(file, raw)
    if foreign is not None:
        from summit_ical.draft import draft

        made = draft(programme(file, raw, answers, foreign), answers)
        return made.root, tuple(finding(note) for note in made.notes if note.what != "taken")
    if file.lower().endswith(OURS):
        from summit_ical.readers import agenda_yaml

        return agenda_yaml.parse(file, text(file, raw))
    endings = ", ".join(dict.fromkeys([*OURS, *(suffix for reader in FOREIGN for suffix in reader.suffixes)]))
    raise read.refusal(file, "no reader for files such as this", f"an agenda's name ends in one of {endings}")


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
    module = import_module(f"summit_ical.readers.{reader.module}")
    parse: Callable[[str, str | bytes, Answers], Programme] = module.parse
    return parse(file, raw if reader.binary else text(file, raw), answers)


def content(file: str, bytes_max: int) -> bytes:
    """Return the bytes of an agenda, ours or anybody's, or of standard input. Raises AgendaError."""
    folder = f"name the file in it: {Path(file) / 'agenda.yaml'}"
    return read.content(file, bytes_max, WAYS_OUT._replace(folder=folder))


def text(file: str, raw: bytes) -> str:
    """Return UTF-8 bytes as text, without a byte order mark. Raises AgendaError with the place of a wrong byte."""
    if encoding := _wide(raw):
        raise read.refusal(file, f"written in {encoding}", "save it as UTF-8")
    if kind := next((kind for sign, kind in BINARY.items() if raw.startswith(sign)), ""):
        raise read.refusal(file, f"{kind}, not a text", "name a text file, saved as UTF-8")
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if b"\0" in raw:
            raise read.refusal(file, "binary, not a text", "name a text file, saved as UTF-8") from None
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


def _wide(raw: bytes) -> str:
    """Return the name of the encoding of a text that takes two or four bytes for each character, or nothing."""
    zeros = tuple(byte == 0 for byte in raw[:4])
    for name, codec, mark, pattern in WIDE:
        if raw.startswith(mark) or zeros[: len(pattern)] == pattern:
            try:
                words = raw.decode(codec)
            except UnicodeDecodeError:
                continue
            if not re.search("[\0-\x08\x0e-\x1f]", words):  # which no text has, and anything else soon does
                return name
    return ""
