"""Whoever looks at the folder, whenever, and wherever a build dies: each path holds the old or the new file, whole."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import summit_ical
from summit_ical import AgendaError, build, publish

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LATER = NOW + timedelta(days=1)

OLD = """
event: {id: summit, title: Summit, timezone: UTC, feeds: [all, track, room, session]}
tracks: [{id: users, name: Users}, {id: devs, name: Developers}]
rooms: [{id: main, name: Main stage}, {id: side, name: Side room}]
days:
  - date: 2026-03-01
    sessions:
      - {id: one, time: 10:00-10:25, title: One, track: users, room: main}
      - {id: two, time: 10:30-10:55, title: Two, track: users, room: main}
"""
# One moves to another time and room, one stays as it is, one comes in with a track of its own.
NEW = (
    OLD.replace(
        "10:00-10:25, title: One, track: users, room: main", "11:00-11:25, title: One, track: users, room: side"
    )
    + "      - {id: three, time: 12:00-12:25, title: Three, track: devs}\n"
)


def agenda(folder: Path, text: str) -> Path:
    path = folder / "agenda.yaml"
    path.write_text(text, "utf-8")
    return path


def files(folder: Path) -> dict[str, bytes]:
    """Return all that is published: path -> bytes."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def feeds(folder: Path) -> dict[str, bytes]:
    return {path: raw for path, raw in files(folder).items() if path.endswith(".ics")}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A folder with the old feeds."""
    build(agenda(tmp_path, OLD), tmp_path / "feeds", now=NOW)
    return tmp_path / "feeds"


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is published once the new agenda has been built over the old one."""
    folder = tmp_path_factory.mktemp("new")
    build(agenda(folder, OLD), folder / "feeds", now=NOW)
    build(agenda(folder, NEW), folder / "feeds", now=LATER)
    return files(folder / "feeds")


def test_what_did_not_change_is_not_touched(old: Path, tmp_path: Path) -> None:
    """Building the same again, at any later time, leaves every file as it is: bytes, time and inode."""

    def state() -> dict[str, tuple[bytes, int, int]]:
        return {
            name: (raw, (old / name).stat().st_mtime_ns, (old / name).stat().st_ino) for name, raw in files(old).items()
        }

    before = state()
    built = build(tmp_path / "agenda.yaml", old, now=LATER)
    assert built.written == ()
    assert set(built.unchanged) == set(before)
    assert state() == before


def test_only_what_changed_is_written(old: Path, tmp_path: Path) -> None:
    """A build names what it wrote, and leaves the other files alone."""
    before = {name: (old / name).stat().st_ino for name in feeds(old)}
    built = build(agenda(tmp_path, NEW), old, now=LATER)
    assert {path for path in built.written if path.endswith(".ics")} == {
        "all.ics", "track/users.ics", "track/devs.ics", "room/main.ics", "room/side.ics",
        "session/one.ics", "session/three.ics",
    }  # fmt: skip
    assert {path for path in built.unchanged if path.endswith(".ics")} == {"session/two.ics"}
    assert (old / "session/two.ics").stat().st_ino == before["session/two.ics"]


def test_what_would_change(old: Path, tmp_path: Path) -> None:
    """With `check` the same paths are named, and nothing is written."""
    before = files(old)
    would = build(agenda(tmp_path, NEW), old, now=LATER, check=True)
    assert files(old) == before
    assert build(tmp_path / "agenda.yaml", old, now=LATER).written == would.written


def test_a_file_somebody_changed_is_written_again(old: Path, tmp_path: Path) -> None:
    """The same length, other bytes: that is a change."""
    right = files(old)
    (old / "all.ics").write_bytes(right["all.ics"].replace(b"One", b"0ne"))
    (old / "session" / "two.ics").unlink()
    assert build(tmp_path / "agenda.yaml", old, now=LATER).written == ("all.ics", "session/two.ics")
    assert files(old) == right


# Builds NEW into a copy of the folder, again and again: the n-th copy is killed at its n-th file operation.
KILLER = """
import os, shutil, signal, sys
from datetime import datetime
from pathlib import Path
from summit_ical import build, checks, doctor, ics, ledger, pipeline, publish  # before the fork: once

agenda, old, copies, now = sys.argv[1:]
OPERATIONS = {"open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "shutil.rmtree"}

def die_at(n, folder):
    left = n
    def hook(event, details):
        nonlocal left
        if event in OPERATIONS and any(isinstance(path, str) and path.startswith(folder) for path in details):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)

n, status = 0, 9
while status:
    n += 1
    folder = f"{copies}/{n}"
    shutil.copytree(old, folder)
    child = os.fork()
    if not child:
        die_at(n, folder)
        build(agenda, folder, now=datetime.fromisoformat(now))
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, -signal.SIGKILL):
        sys.exit(f"the build ended with {status}")
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_build_killed_anywhere(old: Path, new: dict[str, bytes], tmp_path: Path) -> None:
    """At any file operation: each path is the old or the new file, whole, and the next build ends as if nothing was."""
    before = feeds(old)
    copies = tmp_path / "copies"
    copies.mkdir()
    path = agenda(tmp_path, NEW)
    subprocess.run([sys.executable, "-c", KILLER, path, old, copies, LATER.isoformat()], check=True)
    died = sorted(copies.iterdir(), key=lambda folder: int(folder.name))
    assert len(died) > 2 * len(new)  # each file is opened and renamed
    assert files(died[-1]) == new  # the last one was let go
    for folder in died[:-1]:
        seen = feeds(folder)
        assert before.keys() <= seen.keys()
        assert all(raw in (before.get(name), new.get(name)) for name, raw in seen.items() if publish.ASIDE not in name)
        build(path, folder, now=LATER)
        assert files(folder) == new, folder.name


@pytest.mark.slow
def test_a_first_build_killed_anywhere(tmp_path: Path) -> None:
    """The same where there was no folder yet."""
    path = agenda(tmp_path, OLD)
    (tmp_path / "old").mkdir()
    copies = tmp_path / "copies"
    copies.mkdir()
    subprocess.run([sys.executable, "-c", KILLER, path, tmp_path / "old", copies, NOW.isoformat()], check=True)
    died = sorted(copies.iterdir(), key=lambda folder: int(folder.name))
    right = files(died[-1])
    for folder in died[:-1]:
        assert all(raw == right[name] for name, raw in feeds(folder).items() if publish.ASIDE not in name)
        build(path, folder, now=NOW)
        assert files(folder) == right, folder.name


def test_a_reader_never_sees_half_a_file(new: dict[str, bytes], tmp_path: Path) -> None:
    """Somebody who fetches all paths again and again during builds gets the old or the new file, never none."""
    folder = tmp_path / "feeds"
    wrong: list[str] = []
    seen: set[bytes] = set()
    for number in range(10):
        folder = tmp_path / str(number)
        build(agenda(tmp_path, OLD), folder, now=NOW)
        before = feeds(folder)
        done = threading.Event()

        def fetch(folder: Path, before: dict[str, bytes], done: threading.Event) -> None:
            while not done.is_set():
                for name, was in before.items():
                    raw = (folder / name).read_bytes()
                    seen.add(raw)
                    if raw not in (was, new[name]):
                        wrong.append(name)

        reader = threading.Thread(target=fetch, args=(folder, before, done))
        reader.start()
        build(agenda(tmp_path, NEW), folder, now=LATER)
        done.set()
        reader.join()
    assert wrong == []
    assert {before["all.ics"], new["all.ics"]} & seen


def cli(*words: object, how: Iterable[str] = ("-m", "summit_ical")) -> "subprocess.Popen[str]":
    command = [sys.executable, *how, *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_second_build_waits(old: Path, new: dict[str, bytes], tmp_path: Path) -> None:
    """While another build holds the folder nothing is written; then it is this one's turn."""
    before = feeds(old)
    with publish.alone(old):
        second = cli("build", agenda(tmp_path, NEW), "-o", old, "--now", LATER.isoformat())
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(1.5)
        assert feeds(old) == before
    out, err = second.communicate(timeout=30)
    assert (second.returncode, feeds(old)) == (0, {name: raw for name, raw in new.items() if name.endswith(".ics")}), (
        out + err
    )


def test_two_builds_at_once_do_not_mix(tmp_path: Path) -> None:
    """Whichever comes first, the end is that of one after the other."""
    ends = []
    for number, order in enumerate(((OLD, NEW), (NEW, OLD))):
        folder = tmp_path / f"one after the other {number}"
        for text in order:
            build(agenda(tmp_path, text), folder, now=NOW)
        ends.append(files(folder))
    for name, text in (("old", OLD), ("new", NEW)):
        (tmp_path / name).mkdir()
        agenda(tmp_path / name, text)
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        names = ("old", "new") if number % 2 else ("new", "old")
        both = [cli("build", tmp_path / name / "agenda.yaml", "-o", folder, "--now", NOW.isoformat()) for name in names]
        said = [process.communicate(timeout=60) for process in both]
        assert [process.returncode for process in both] == [0, 0], said
        assert files(folder) in ends


def refused(folder: Path, message: str, how: Iterable[str] = ("-m", "summit_ical")) -> None:
    """A build into the folder says so and exits 2."""
    process = cli("build", folder.parent / "agenda.yaml", "-o", folder, "--now", LATER.isoformat(), how=how)
    out, err = process.communicate(timeout=60)
    assert (out, err, process.returncode) == ("", message, 2)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    """It is named and left alone."""
    agenda(tmp_path, OLD)
    (tmp_path / "feeds").write_text("mine")
    refused(tmp_path / "feeds", f"error: {tmp_path}/feeds: there is a file of that name; name a folder\n")
    assert (tmp_path / "feeds").read_text() == "mine"


def test_a_folder_where_a_file_should_be(old: Path, tmp_path: Path) -> None:
    """It is named, and every feed is as it was."""
    (old / "all.ics").unlink()
    (old / "all.ics" / "mine").mkdir(parents=True)
    before = files(old)
    agenda(tmp_path, NEW)
    refused(old, f"error: {old}/all.ics: there is a folder of that name; move it away\n")
    assert files(old) == before


def test_a_folder_held_for_too_long(old: Path) -> None:
    """Who waits in vain is told so."""
    with (
        publish.alone(old),
        pytest.raises(publish.Busy, match=f"another build has held {old} for 0.1 seconds"),
        publish.alone(old, patience=0.1),
    ):
        pytest.fail("two are alone with one folder")


def test_no_folder_is_left_where_nothing_was_built(tmp_path: Path) -> None:
    """An agenda with errors makes no folder."""
    with pytest.raises(AgendaError):
        build(
            agenda(tmp_path, OLD.replace("Summit,", "Summit, online: https://example.org/?pwd=1,")), tmp_path / "feeds"
        )
    assert not (tmp_path / "feeds").exists()


# Takes from root what lets it write anywhere, and read what is root's: hence the imports before, and a template.
AS_NOBODY = """
import contextlib, io, os, sys, tempfile
from summit_ical.cli import main
# Load all modules that a build needs, while they can be read: root's Python may be in a folder of root's.
with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
    main([*sys.argv[1:3], '-o', folder, '--quiet'], standalone_mode=False)
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
main(sys.argv[1:])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="folders of Windows are never read-only")
def test_a_read_only_folder(old: Path, tmp_path: Path) -> None:
    """It is named, and every feed is as it was."""
    package = Path(summit_ical.__file__).parent
    if os.geteuid() == 0 and not all(folder.stat().st_mode & 0o005 == 0o005 for folder in [package, *package.parents]):
        pytest.skip("root may write anywhere, and nobody else may read this checkout")
    before = files(old)
    agenda(tmp_path, NEW)
    folders = [old, *(path for path in old.rglob("*") if path.is_dir())]
    with open_to_all(tmp_path), modes(folders, 0o555):
        refused(old, f"error: {old}/.building: Permission denied\n", ["-c", AS_NOBODY])
    assert files(old) == before


@contextmanager
def modes(folders: Iterable[Path], mode: int) -> Iterator[None]:
    """Change the modes of folders, and change them back."""
    before = {folder: folder.stat().st_mode for folder in folders}
    for folder in before:
        folder.chmod(mode)
    try:
        yield
    finally:
        for folder, mode in before.items():
            folder.chmod(mode)


def open_to_all(folder: Path) -> AbstractContextManager[None]:
    """Let anybody into a folder of pytest's, which are closed to others."""
    return modes([path for path in [folder, *folder.parents] if not path.stat().st_mode & 0o005], 0o755)
