"""What a build that changes nothing need not do again.

A note in the platform's cache folder, safe to lose: the digest of all that went into the last build and of all that
came out of it. Where both are as they were, there is nothing to do. In any doubt there is no note, and the build does
the whole work, which ends in the same bytes.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from summit_ical.files.read import BYTES_MAX, STDIN, content_if_there
from summit_ical.model.source import AgendaError, Mark, Problem

FORMAT = 1


class LastBuild(NamedTuple):
    """What the last build would say again."""

    paths: tuple[str, ...]  # all that is published, relative to the folder
    summary: tuple[str, ...]
    findings: tuple[Problem, ...]


def home() -> str:
    """Return the platform's folder for what may be lost. XDG Base Directory Specification; macOS, Windows."""
    user = os.path.expanduser("~")
    if sys.platform == "darwin":
        return os.path.join(user, "Library", "Caches", "summit-ical")
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA") or user, "summit-ical", "Cache")
    return os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.join(user, ".cache"), "summit-ical")


def _place(agenda: str, folder: str) -> str:
    pair = f"{os.path.abspath(agenda)}\0{os.path.abspath(folder)}"
    return os.path.join(home(), hashlib.sha256(pair.encode(errors="surrogateescape")).hexdigest()[:32] + ".json")


def content(agenda: str, bytes_max: int = BYTES_MAX) -> str:
    """Return the digest of an agenda's bytes, to be taken before it is read: "" where it cannot be."""
    try:
        raw = content_if_there(agenda, bytes_max) if agenda != STDIN else None
    except AgendaError:
        return ""
    return hashlib.sha256(raw).hexdigest() if raw is not None else ""


def recall(agenda: str, seen: str, folder: str) -> LastBuild | None:
    """Return the note of a build after which nothing has changed; None where there is none, or any doubt.

    `seen` is the agenda's `content`.
    """
    try:
        kept = json.loads(content_if_there(_place(agenda, folder)) or b"")
        if not seen or kept["format"] != FORMAT or kept["digest"] != _digest(seen, folder, kept["paths"]):
            return None
        findings = tuple(
            Problem(Mark(*mark), severity, code, message, hint, tuple(about))
            for mark, severity, code, message, hint, about in kept["findings"]
        )
        return LastBuild(tuple(kept["paths"]), tuple(kept["summary"]), findings)
    except (AgendaError, OSError, ValueError, KeyError, TypeError):
        return None


def remember(agenda: str, seen: str, folder: str, note: LastBuild) -> None:
    """Keep a note of a build that is done. A cache folder that cannot be written is no mistake."""
    findings = [[p.mark, p.severity, p.code, p.message, p.hint, p.about] for p in note.findings]
    place = _place(agenda, folder)
    aside = f"{place}.{os.getpid()}"
    try:
        os.makedirs(home(), exist_ok=True)
        kept = {"format": FORMAT, "digest": _digest(seen, folder, note.paths), "paths": note.paths}
        with open(aside, "w", encoding="utf-8") as file:
            json.dump(kept | {"summary": note.summary, "findings": findings}, file)
        os.replace(aside, place)
    except OSError:
        return


def _digest(seen: str, folder: str, paths: Sequence[str]) -> str:
    """SHA-256 of the agenda's content, the program with its libraries and zone database, and the state of each feed.

    A file's state is what Git goes by: size, inode, and when its content and its inode last changed.
    """
    digest = hashlib.sha256(seen.encode())
    for state in (*_program(), *(_state(os.path.join(folder, path)) for path in paths)):
        digest.update(state.encode(errors="surrogateescape"))  # a path need not be UTF-8
    return digest.hexdigest()


def _program() -> Iterable[str]:
    """The state of our own modules, and of the folders of sys.path, which move when a library is installed."""
    yield sys.version
    for folder, _, files in os.walk(os.path.dirname(os.path.dirname(__file__))):
        if not folder.endswith("__pycache__"):
            yield from (_state(os.path.join(folder, file)) for file in sorted(files))
    yield from (_state(path) for path in sys.path[1:] if os.path.isdir(path))  # the first is the script's, or here


def _state(path: str) -> str:
    found = os.stat(path)
    return f"{path} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}\n"
