"""A foreign schedule's path or address to a Draft, and a Draft to the text of an agenda that reads back the same."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath, PurePosixPath
from urllib.parse import unquote, urlsplit

from summit_ical.agendafile.yaml_writer import document
from summit_ical.files import fetch, read
from summit_ical.importing import formats
from summit_ical.importing.draft import Draft, draft
from summit_ical.importing.last_import import SaidLast, digest, remembering
from summit_ical.importing.questions import Answer, Ask, asked_about, settled
from summit_ical.importing.schedule import Answers
from summit_ical.model.source import AgendaError, Mark, Problem, Row, Rows, Text


def drafted(
    source: str,
    answers: Answers,
    bytes_max: int = formats.BYTES_MAX,
    kept: Sequence[Answer] = (),
    ask: Ask | None = None,
    form: str = "",
) -> Draft:
    """Return the draft of an agenda from a file, or from what an https address answers.

    `kept` are answers of an earlier import, `ask` puts a Question to a person, `form` is the ending that the name of
    standard input would have. Raises Unanswered where something is open that nobody says, and AgendaError.
    """
    file, raw = fetched(source, bytes_max, form)
    reader = formats.foreign_reader(file, raw)
    if reader is None:
        raise _no_reader(read.public(source), file)

    def drafting(answers: Answers) -> Draft:
        return draft(formats.programme(file, raw, answers, reader), answers)

    made, all_answers = settled(drafting, answers, kept, ask)
    told = asked_about(drafting, all_answers) if all_answers != Answers() else ()
    return replace(made, answers=told)


def fetched(source: str, bytes_max: int, form: str = "") -> tuple[str, bytes]:
    """Return the name and the bytes of a file, or of what is at an address. Raises AgendaError."""
    if "://" not in source:
        return read.named(source, form), formats.content(source, bytes_max)
    source = re.sub(r"\Awebcals?://", "https://", source, flags=re.IGNORECASE)  # what calendar apps subscribe to
    if not fetch.is_https(source):
        hint = "write https://…, or the path of a file"
        raise read.refusal(source, "is not an https address", hint)
    raw = fetch.fetched(source, bytes_max)
    if raw is None:
        raise read.refusal(source, "is not there", "check the address")
    name = unquote(PurePosixPath(urlsplit(source).path).name)
    return (name if "." in name else f"{name or 'page'}.html"), raw


def _no_reader(source: str, file: str) -> AgendaError:
    if file.lower().endswith((".yaml", ".yml")):
        return read.refusal(source, "is an agenda already", "name a page, an export or a spreadsheet")
    endings = ", ".join(dict.fromkeys(suffix for reader in formats.FOREIGN for suffix in reader.suffixes))
    hint = f"what can be imported ends in one of {endings}; .json is a schedule.json or an export of Sessionize"
    return AgendaError([Problem(Mark(source), "error", "file", "no reader for files such as this", hint)])


def sessions(root: Row) -> list[Row]:
    """Return the rows of an agenda's sessions, in order."""
    return [row for _, row in _by_day(root)]


def _by_day(root: Row) -> Iterator[tuple[str, Row]]:
    """Yield the rows of an agenda's sessions, each with its day as written."""
    days = root.get(Text("days", root.mark))
    for day in days if isinstance(days, Rows) else ():
        if isinstance(day, Row):
            held = day.get(Text("sessions", day.mark))
            date = str(day.get(Text("date", day.mark)))
            yield from ((date, row) for row in (held if isinstance(held, Rows) else ()) if isinstance(row, Row))


def agenda(made: Draft, name: str) -> str:
    """Return the text of an agenda.yaml, with what the page says at its end."""
    head = f"Imported from {name}.\n`summit-ical import {name} --into agenda.yaml` takes over what changes there."
    return remembering(document(made.root, made.comments, head), said(made), made.answers)


def said(made: Draft) -> dict[str, SaidLast]:
    """Return what a source says of each session, by the ids of the draft."""
    named = {str(row[Text("id", row.mark)]): (day, row) for day, row in _by_day(made.root)}
    return {name: SaidLast(digest(row), day, made.keys[name]) for name, (day, row) in named.items()}


def name_of(source: str) -> str:
    """Return the last part of a path or an address, to be named in an agenda."""
    return PurePath(read.public(source)).name or source
