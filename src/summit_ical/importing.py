"""A foreign schedule's path or address to a Draft, and a Draft to the text of an agenda that reads back the same."""

from pathlib import PurePath, PurePosixPath
from urllib.parse import unquote, urlsplit

from summit_ical import readers
from summit_ical.agenda_text import document
from summit_ical.draft import Draft, draft
from summit_ical.programme import Answers
from summit_ical.remembered import digest, remembering
from summit_ical.source import AgendaError, Mark, Problem, Row, Rows, Text


def drafted(source: str, answers: Answers, bytes_max: int = readers.BYTES_MAX) -> Draft:
    """Return the draft of an agenda from a file, or from what an https address answers. Raises AgendaError."""
    file, raw = fetched(source, bytes_max)
    reader = readers.foreign_reader(file, raw)
    if reader is None:
        raise _no_reader(source, file)
    return draft(readers.programme(file, raw, answers, reader), answers)


def fetched(source: str, bytes_max: int) -> tuple[str, bytes]:
    """Return the name and the bytes of a file, or of what is at an address. Raises AgendaError."""
    if "://" not in source:
        return source, readers.content(source, bytes_max)
    from summit_ical.past import fetched as answer

    if urlsplit(source).scheme != "https":
        raise readers.refusal(source, "is not an https address", "write https://…, or the path of a file")
    raw = answer(source)
    if raw is None:
        raise readers.refusal(source, "is not there", "check the address")
    name = unquote(PurePosixPath(urlsplit(source).path).name)
    return (name if "." in name else f"{name or 'page'}.html"), raw


def _no_reader(source: str, file: str) -> AgendaError:
    if file.lower().endswith((".yaml", ".yml")):
        return readers.refusal(source, "is an agenda already", "name a page, an export or a spreadsheet")
    endings = ", ".join(dict.fromkeys(suffix for reader in readers.FOREIGN for suffix in reader.suffixes))
    hint = f"what can be imported ends in one of {endings}; .json is a schedule.json or an export of Sessionize"
    return AgendaError([Problem(Mark(source), "error", "file", "no reader for files such as this", hint)])


def sessions(root: Row) -> list[Row]:
    """Return the rows of an agenda's sessions, in order."""
    found: list[Row] = []
    days = root.get(Text("days", root.mark))
    for day in days if isinstance(days, Rows) else ():
        held = day.get(Text("sessions", day.mark)) if isinstance(day, Row) else None
        found.extend(row for row in (held if isinstance(held, Rows) else ()) if isinstance(row, Row))
    return found


def agenda(made: Draft, name: str) -> str:
    """Return the text of an agenda.yaml, with what the page says at its end."""
    head = f"Imported from {name}.\n`summit-ical import {name} --into agenda.yaml` takes over what changes there."
    digests = {str(row[Text("id", row.mark)]): digest(row) for row in sessions(made.root)}
    return remembering(document(made.root, made.comments, head), digests)


def name_of(source: str) -> str:
    """Return the last part of a path or an address, to be named in an agenda."""
    return PurePath(source).name or source
