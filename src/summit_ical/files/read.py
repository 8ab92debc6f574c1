"""A path, or - for standard input, to bytes: of a file that has an end, and no more of it than one bears."""

import errno
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from summit_ical.model.source import AgendaError, Mark, Problem

STDIN = "-"
BYTES_MAX = 64_000_000
PIECE = 1_000_000  # octets; a bound may be larger than the memory
# Not to wait for who writes into a pipe, and not to be ended by a terminal.
FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
CLOSED_DOORS = (errno.ENXIO, errno.EOPNOTSUPP, errno.ENODEV)  # what open() says of a socket, or of a device that is off

# Of an address; a path is written with single slashes.
AUTHORITY = re.compile(r"(?:(?<=://)|(?<=https:/)(?!/)|(?<=http:/)(?!/))[^/?#\s'\"]*")
HOST = re.compile(r"(?:[^:@\[\]]*|\[[^\[\]@]*\])(?::\d*)?")  # with its port or without; empty in a text that is cut

Pathname = str | os.PathLike[str]


class WaysOut(NamedTuple):
    """What to do where a file is not what it should be: for the reader who wanted it."""

    missing: str = "check the name"
    folder: str = "name a file in it"
    other: str = "name a file"  # in place of a pipe or a device
    large: str = ""


ANY = WaysOut()


def named(path: Pathname, form: str = "") -> str:
    """Return a file's name, whose ending tells what it holds; that of standard input ends as one says."""
    return f"stdin.{form}" if os.fspath(path) == STDIN else os.fspath(path)


def content(path: Pathname, bytes_max: int = BYTES_MAX, ways: WaysOut = ANY) -> bytes:
    """Return the bytes of a file, or of standard input. Raises AgendaError."""
    if os.fspath(path) == STDIN:
        return _standard_input(bytes_max, ways)
    raw = content_if_there(path, bytes_max, ways)
    if raw is None:
        raise refusal(path, f"cannot be read: {os.strerror(errno.ENOENT)}", ways.missing)
    return raw


def content_if_there(path: Pathname, bytes_max: int = BYTES_MAX, ways: WaysOut = ANY) -> bytes | None:
    """Return the bytes of a file, None where there is nothing of that name. Raises AgendaError."""
    with _opened(path, ways) as descriptor:
        if descriptor is None:
            return None
        size = os.fstat(descriptor).st_size  # only what is read counts: a file can grow, and that of a process says 0
        raw = b"" if size > bytes_max else _read(lambda most: os.read(descriptor, most), bytes_max + 1)
    if max(size, len(raw)) > bytes_max:
        raise _too_large(path, bytes_max, ways)
    return raw


def head(path: Pathname, octets: int) -> bytes:
    """Return the first octets of a file. Raises AgendaError."""
    with _opened(path, ANY) as descriptor:
        return b"" if descriptor is None else _read(lambda most: os.read(descriptor, most), octets)


@contextmanager
def _opened(path: Pathname, ways: WaysOut) -> Iterator[int | None]:
    """Open a file, and look at what was opened: between a look and an opening it could become something else."""
    try:
        descriptor = os.open(path, FLAGS)
    except (FileNotFoundError, NotADirectoryError):
        yield None
        return
    except OSError as error:
        if error.errno in CLOSED_DOORS:
            raise refusal(path, "is a socket or a device, not a file", ways.other) from None
        hint = "let this user read it" if isinstance(error, PermissionError) else ways.missing
        raise refusal(path, f"cannot be read: {error.strerror}", hint) from None
    except ValueError:  # NUL, or half a surrogate
        raise refusal(path, "is no name of a file", ways.missing) from None
    try:
        _look_at(path, os.fstat(descriptor).st_mode, ways)
        yield descriptor
    except OSError as error:
        raise refusal(path, f"cannot be read: {error.strerror}", "") from None
    finally:
        os.close(descriptor)


def _look_at(path: Pathname, mode: int, ways: WaysOut) -> None:
    """Let only files pass. Raises AgendaError."""
    if stat.S_ISDIR(mode):
        raise refusal(path, f"cannot be read: {os.strerror(errno.EISDIR)}", ways.folder)
    for is_one, kind in KINDS:
        if is_one(mode):
            raise refusal(path, f"is {kind}, not a file", ways.other)


def _read(some: Callable[[int], bytes], octets: int) -> bytes:
    """Read until the end, or until there are so many octets."""
    pieces, left = [], octets
    while left and (piece := some(min(left, PIECE))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def _standard_input(bytes_max: int, ways: WaysOut) -> bytes:
    if sys.stdin is None or sys.stdin.closed:
        raise refusal("stdin", "is closed", "name a file")
    try:
        raw = _read(sys.stdin.buffer.read, bytes_max + 1)
    except OSError as error:
        raise refusal("stdin", f"cannot be read: {error.strerror}", "name a file") from None
    if len(raw) > bytes_max:
        raise _too_large("stdin", bytes_max, ways)
    return raw


def _too_large(path: Pathname, bytes_max: int, ways: WaysOut) -> AgendaError:
    return refusal(path, f"larger than {bytes_max / 1e6:g} MB", ways.large)


def refusal(path: Pathname, message: str, hint: str) -> AgendaError:
    """Return what is wrong with a whole file, or with what is at an address."""
    return AgendaError([Problem(Mark(public(os.fspath(path))), "error", "file", message, hint)])


def public(text: str) -> str:
    """Return an address, or a message with addresses in it, without user names and passwords.

    What is no host and port may be a password that was not escaped: then nothing is shown from there on.
    """
    for found in AUTHORITY.finditer(text):
        who, at, host = found[0].rpartition("@")
        is_host = HOST.fullmatch(host) is not None
        if (who or ":" in host) and (not is_host or (not at and "@" in text[found.end() :])):
            return f"{text[: found.start()]}…"
        if at:
            return text[: found.start()] + host + public(text[found.end() :])
    return text
