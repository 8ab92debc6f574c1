"""Bytes of an agenda, ours or anybody's, to Rows: which reader takes them is a tuple and a loop."""

import os
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from summit_ical.files import read
from summit_ical.files.decode import text, text_in
from summit_ical.importing.schedule import Answers, Programme, Question, finding
from summit_ical.model.source import Node, Problem

if TYPE_CHECKING:
    from summit_ical.importing.draft import Draft

OURS = (".yaml", ".yml", ".json")
BYTES_MAX = read.BYTES_MAX
NOTHING_SAID = Answers()
Ask = Callable[[Question], str]  # what puts a question to a person; "" where it is left open
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
    begins: re.Pattern[bytes] | None = None  # what stands at the beginning
    binary: bool = False
    lasting: bool = True  # whether the format itself names sessions, so that one keeps its id when it is retitled


# A list of sessions; an agenda of ours is a map, whose first list is never called so.
LIST_OF_MAPS = re.compile(
    rb"(?:[ \t]*(?:#[^\n]*)?\r?\n|---[ \t]*\r?\n)*-[ ]+(?:\{[ ]*)?"  # what comes before, and the first dash
    rb"[\"']?(?!(?:event|days)\b)[A-Za-z_][\w .-]{0,60}[\"']?[ ]*:[ \r\n]"  # its first key
)
LIST_OF_OBJECTS = re.compile(
    rb"\s*(?:\{[^\[\]]*\"(?:sessions|talks|events|items|schedule|program|programme|agenda|results|data)\"\s*:\s*)?\[\s*\{"
)
# Each is imported when a file is its own: an agenda needs none of them.
FOREIGN = (
    Foreign("schedule_json", (".json",), (b'"schedule"', b'"conference"')),
    Foreign("sessionize", (".json",), (b'"startsAt"', b'"sessions"')),
    Foreign("indico", (".json",), (b'"results"', b'"startDate"')),
    Foreign("pretalx_widget", (".json",), (b'"talks"', b'"event_start"')),
    Foreign("frab_xml", (".xml",)),
    Foreign("ics_file", (".ics", ".ical", ".ifb")),
    Foreign("table_csv", (".csv", ".tsv"), lasting=False),
    Foreign("xlsx", (".xlsx",), binary=True, lasting=False),
    Foreign("schedule_page", (".md", ".markdown", ".mdx", ".html", ".htm", ".rst", ".org", ".txt"), lasting=False),
    Foreign("records_yaml", (".yaml", ".yml"), begins=LIST_OF_MAPS, lasting=False),
    Foreign("records", (".json",), begins=LIST_OF_OBJECTS, lasting=False),
)
SIGNS_IN = 200_000  # bytes


def load(
    path: read.Pathname,
    bytes_max: int = BYTES_MAX,
    answers: Answers = NOTHING_SAID,
    ask: Ask | None = None,
    form: str = "yaml",
) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the rows in a file and what is wrong with its form, or to be said of how a foreign one was read.

    Raises AgendaError where the file cannot be read at all (missing, too large, of no kind known, not UTF-8), and
    where a foreign schedule leaves something open that neither `answers` say nor anybody who is asked.
    """
    return rows(read.named(path, form), content(os.fspath(path), bytes_max), answers, ask)


def rows(
    file: str, raw: bytes, answers: Answers = NOTHING_SAID, ask: Ask | None = None
) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return the rows in a file's bytes, as load does."""
    foreign = foreign_reader(file, raw)
    if foreign is not None:
        made, _ = _settled(file, raw, foreign, answers, ask)
        return made.root, tuple(finding(note) for note in made.notes if note.what != "taken")
    if file.lower().endswith(OURS):
        from summit_ical.agendafile import yaml_reader

        return yaml_reader.parse(file, text(file, raw))
    endings = ", ".join(dict.fromkeys([*OURS, *(suffix for reader in FOREIGN for suffix in reader.suffixes)]))
    raise read.refusal(file, "no reader for files such as this", f"an agenda's name ends in one of {endings}")


def all_answers(path: read.Pathname, bytes_max: int, answers: Answers, ask: Ask) -> Answers:
    """Return `answers` and what a person says of the rest that a file leaves open. Raises AgendaError as load does."""
    file, raw = os.fspath(path), content(os.fspath(path), bytes_max)
    foreign = foreign_reader(file, raw)
    return answers if foreign is None else _settled(file, raw, foreign, answers, ask)[1]


def _settled(file: str, raw: bytes, foreign: Foreign, answers: Answers, ask: Ask | None) -> "tuple[Draft, Answers]":
    from summit_ical.importing.draft import draft
    from summit_ical.importing.questions import settled

    return settled(lambda said: draft(programme(file, raw, said, foreign), said), answers, (), ask)


def foreign_reader(file: str, raw: bytes) -> Foreign | None:
    """Return the reader of somebody else's format that takes a file, or None."""
    head = raw[:SIGNS_IN]
    for reader in FOREIGN:
        fits = file.lower().endswith(reader.suffixes) and all(sign in head for sign in reader.signs)
        if fits and (reader.begins is None or reader.begins.match(head.removeprefix(b"\xef\xbb\xbf"))):
            return reader
    return None


def is_guessed(file: str, raw: bytes) -> bool:
    """Whether the ids of a file's sessions are made of their titles, because its format has none."""
    reader = foreign_reader(file, raw)
    return reader is not None and not reader.lasting


def programme(file: str, raw: bytes, answers: Answers, reader: Foreign) -> Programme:
    """Return what a foreign schedule lists. Raises AgendaError where it cannot be read."""
    module = import_module(f"summit_ical.importing.formats.{reader.module}")
    parse: Callable[[str, str | bytes, Answers], Programme] = module.parse
    return parse(file, raw if reader.binary else text_in(file, raw, answers.encoding), answers)


def content(file: str, bytes_max: int) -> bytes:
    """Return the bytes of an agenda, ours or anybody's, or of standard input. Raises AgendaError."""
    folder = f"name the file in it: {Path(file) / 'agenda.yaml'}"
    return read.content(file, bytes_max, WAYS_OUT._replace(folder=folder))
