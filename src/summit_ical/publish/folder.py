"""Files into a folder: whole, only where something changed, one build at a time. Nothing else writes.

Each file is written aside and renamed into place, so that a reader sees the old or the new one whole, whenever it looks
and wherever a build was killed; what a dead build left aside, the next one clears away. A file that is there keeps its
mode. A link stays a link: what it leads to is replaced.
"""

import errno
import os
import shutil
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

ASIDE = ".building"  # in the feeds folder, hence on its file system: a rename there is atomic
PATIENCE = 60.0  # seconds to wait for another build


Files = Mapping[str, Sequence[bytes]]  # path in the folder -> pieces of its file


class Busy(Exception):  # noqa: N818 - a state, not an accident
    """Another build holds the folder, and did not finish in time."""


class Published(NamedTuple):
    """Paths relative to the folder, in order."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]


def comparison(folder: Path, files: Files) -> Published:
    """Return what `write` would write, for it is missing or holds other bytes, and what it would leave as it is."""
    same = {path for path, pieces in files.items() if _holds(os.path.join(folder, path), pieces)}
    return Published(tuple(path for path in files if path not in same), tuple(path for path in files if path in same))


def _holds(path: str, pieces: Sequence[bytes]) -> bool:
    try:
        found = os.stat(path)
        _check_file(path, found.st_mode)
        if found.st_size != sum(map(len, pieces)):
            return False
        with open(path, "rb", buffering=0) as file:
            return file.read() == b"".join(pieces)
    except FileNotFoundError:
        return False


def _check_file(path: str, mode: int) -> None:
    """Raise OSError where what has a file's name is none."""
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "there is a folder of that name; move it away", path)
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "there is a device or a pipe of that name; move it away", path)


def write(folder: Path, files: Files) -> Published:
    """Put the files in place, in their order; those that already hold these bytes are not touched.

    The first of them is on the disk before the second is touched. To be called while one is `alone` with the folder.
    Raises OSError where the disk does not play along: each path holds the old or the new file, whole, and nothing lies
    beside them.
    """
    aside = folder / ASIDE
    _clear(aside)
    paths = comparison(folder, files)
    if paths.written:
        aside.mkdir()
        try:
            _rename_into_place(folder, aside, {path: files[path] for path in paths.written}, next(iter(files)))
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return paths


def remove(folder: Path, paths: Iterable[str]) -> None:
    """Take files away, where they are there: what nobody is to read any more. Raises OSError."""
    for path in paths:
        with suppress(FileNotFoundError):
            os.unlink(os.path.join(folder, path))


def _clear(aside: Path) -> None:
    """Take away what a dead build left aside. Raises OSError where that is none of ours."""
    try:
        mode = aside.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(mode):
        raise NotADirectoryError(errno.ENOTDIR, "there is something of that name; move it away", str(aside))
    shutil.rmtree(aside)


def _rename_into_place(folder: Path, aside: Path, files: Files, first: str) -> None:
    """Put files in place, one after the other, `first` so that no later one can be on the disk without it."""
    parents = {os.path.join(folder, os.path.dirname(path)) for path in files}
    for parent in parents:
        os.makedirs(parent, exist_ok=True)
    whole = os.path.join(aside, "file")
    for path, pieces in files.items():
        place = os.path.join(folder, path)
        if os.path.islink(place):
            replace_file(place, b"".join(pieces))
        else:
            _put(whole, b"".join(pieces), _mode(place), lasting=path == first)
            os.replace(whole, place)
        if path == first:
            _flush_folder(os.path.dirname(place))
    for parent in parents:
        _flush_folder(parent)


def replace_file(path: str | os.PathLike[str], content: bytes) -> None:
    """Put content in a file's place, whole or not at all; it is on the disk when this returns.

    A link stays a link: what it leads to is replaced. A file that is there keeps its mode; a device or a pipe is
    written to. Raises OSError, which names the file: it is as it was, and nothing lies beside it.
    """
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as device:
                device.write(content)
            return
        replace_files({path: content})
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(path)) from None


def replace_files(contents: Mapping[str | os.PathLike[str], bytes]) -> None:
    """Put contents in the places of files, as `replace_file` does: of them all, or of none.

    Raises OSError where the disk does not play along: nothing lies beside them, and none is there that was not.
    """
    places = {os.path.realpath(path): content for path, content in contents.items()}  # where a link leads
    writer = f".summit-ical-{os.getpid()}-{threading.get_ident()}"
    aside = {place: os.path.join(os.path.dirname(place), f"{writer}-{n}.new") for n, place in enumerate(places)}
    new: list[str] = []
    try:
        for place, content in places.items():
            _put(aside[place], content, _mode(place), lasting=True)
        for place in places:
            if not os.path.exists(place):
                new.append(place)
            os.replace(aside[place], place)
    except OSError:
        _unlink(new)
        raise
    finally:
        _unlink(aside.values())  # gone where they were renamed
    for folder in {os.path.dirname(place) for place in places}:
        _flush_folder(folder)


def _unlink(paths: Iterable[str]) -> None:
    for path in paths:
        with suppress(OSError):
            os.unlink(path)


def _mode(path: str) -> int | None:
    """The mode of a file, None where there is none."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except FileNotFoundError:
        return None


def _put(path: str, content: bytes, mode: int | None, *, lasting: bool = False) -> None:
    """Write a file, by the system's own calls: a thousand feeds are opened in half the time that `open` takes."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
    try:
        if mode is not None and sys.platform != "win32" and stat.S_IMODE(os.fstat(descriptor).st_mode) != mode:
            os.fchmod(descriptor, mode)  # before there is anything in it to read
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        if lasting:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _flush_folder(folder: str) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if sys.platform == "win32":
        return
    try:
        descriptor = os.open(folder or ".", os.O_RDONLY)
    except PermissionError:  # a folder that may be written and not be read
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems know nothing of this
            raise
    finally:
        os.close(descriptor)


@contextmanager
def alone(folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the folder against other builds, for as long as the `with` lasts or the process lives.

    It is made where it is not there, and taken away again where nothing was written. Raises Busy where another build
    holds it for longer than `patience` seconds, OSError where there can be no such folder.
    """
    new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, "there is a file of that name; name a folder", str(folder)) from None
    try:
        with _lock(folder, patience):
            yield
    finally:
        if new:
            with suppress(OSError):
                folder.rmdir()  # only where it is empty


def _wait(lock: Callable[[], object], folder: Path, patience: float) -> None:
    """Take a lock that says OSError while somebody else has it."""
    until = time.monotonic() + patience
    while True:
        try:
            lock()
        except OSError:
            if time.monotonic() > until:
                raise Busy(f"another build has held {folder} for {patience:g} seconds") from None
            time.sleep(0.05)
        else:
            return


if sys.platform == "win32":  # Windows locks bytes of a file, not a folder
    import msvcrt
    import tempfile

    @contextmanager
    def _lock(folder: Path, patience: float) -> Iterator[None]:
        name = f"summit-ical-{str(folder.resolve()).casefold().encode().hex()[-120:]}.lock"
        with open(Path(tempfile.gettempdir()) / name, "a+b") as file:
            _wait(lambda: msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1), folder, patience)
            yield

else:
    import fcntl

    @contextmanager
    def _lock(folder: Path, patience: float) -> Iterator[None]:
        descriptor = os.open(folder, os.O_RDONLY)  # the folder itself: no lock file is left behind or published
        try:
            _wait(lambda: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB), folder, patience)
            yield
        finally:
            os.close(descriptor)
