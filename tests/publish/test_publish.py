"""Whoever looks at the folder, whenever, and wherever a build dies: each path holds the old or the new file, whole."""

import errno
import os
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import summit_ical
from summit_ical import AgendaError, build
from summit_ical.publish import folder as publish

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


# Builds NEW into a copy of the folder, again and again: at the n-th file operation the n-th copy is killed or, with a
# word more, told that the disk is full.
KILLER = """
import errno, os, shutil, signal, sys
from datetime import datetime
from pathlib import Path
import summit_ical.publish.build  # before the fork: once
from summit_ical import AgendaError, build

agenda, old, copies, now = sys.argv[1:5]
OPERATIONS = {"open", "os.rename", "os.mkdir", "os.rmdir", "os.remove", "shutil.rmtree"}

def die_at(n, folder):
    left = n
    def hook(event, details):
        nonlocal left
        if event in OPERATIONS and any(isinstance(path, str) and path.startswith(folder) for path in details):
            left -= 1
            if left == 0 and sys.argv[5:]:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    return lambda: left > 0

n, status = 0, 9
while status:
    n += 1
    folder = f"{copies}/{n}"
    shutil.copytree(old, folder)
    child = os.fork()
    if not child:
        unharmed = die_at(n, folder)
        try:
            build(agenda, folder, now=datetime.fromisoformat(now))
        except (OSError, AgendaError):  # a file that cannot be opened is refused in words
            os._exit(9)
        os._exit(0 if unharmed() else 9)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in (0, 9, -signal.SIGKILL):
        sys.exit(f"the build ended with {status}")
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
@pytest.mark.parametrize("how", [pytest.param([], id="killed"), pytest.param(["full"], id="the disk is full")])
def test_a_build_that_dies_anywhere(old: Path, new: dict[str, bytes], tmp_path: Path, how: list[str]) -> None:
    """At any file operation: each path is the old or the new file, whole, and the next build ends as if nothing was."""
    before = feeds(old)
    copies = tmp_path / "copies"
    copies.mkdir()
    path = agenda(tmp_path, NEW)
    subprocess.run([sys.executable, "-c", KILLER, path, old, copies, LATER.isoformat(), *how], check=True)
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


# Builds into the folder where no file may grow beyond so many octets: a full disk, for all that it can tell.
SMALL_DISK = """
import resource, sys
from datetime import datetime
from summit_ical import build

agenda, folder, now, size = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
try:
    build(agenda, folder, now=datetime.fromisoformat(now), page=False)
except OSError as error:
    sys.exit(error.strerror)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on files")
@pytest.mark.parametrize("size", [0, 700, 1500, 2500])
def test_a_full_disk_leaves_nothing_beside(old: Path, new: dict[str, bytes], tmp_path: Path, size: int) -> None:
    """Half a file is never in a feed's place, nor anywhere else."""
    before = files(old)
    path = agenda(tmp_path, NEW)
    command = [sys.executable, "-c", SMALL_DISK, path, old, LATER.isoformat(), str(size)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (1, "File too large\n")
    assert files(old).keys() <= before.keys() | new.keys()
    assert all(raw in (before.get(name), new.get(name)) for name, raw in files(old).items())
    build(path, old, now=LATER)
    assert files(old) == new


@pytest.mark.skipif(sys.platform == "win32", reason="folders of Windows cannot be flushed")
def test_the_ledger_is_on_the_disk_before_any_feed_is_touched(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a crash of the machine could leave feeds that their ledger does not know. At the end, folders follow."""
    done: list[str] = []
    flush, rename = os.fsync, os.replace

    def flushed(descriptor: int) -> None:
        flush(descriptor)
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")

    def renamed(source: str, place: str) -> None:
        rename(source, place)
        done.append(Path(place).name)

    monkeypatch.setattr(os, "fsync", flushed)
    monkeypatch.setattr(os, "replace", renamed)
    built = build(agenda(tmp_path, NEW), old, now=LATER)
    names = [Path(path).name for path in built.written]
    assert done[:4] == ["file", "ledger.json", "folder", names[1]]
    assert [one for one in done if one not in ("file", "folder")] == names
    folders = {Path(path).parent for path in built.written}
    assert done[-len(folders) - 1 :] == [names[-1], *["folder"] * len(folders)]
    done.clear()
    assert build(tmp_path / "agenda.yaml", old, now=LATER).written == ()
    assert done == []


def link(place: Path, target: Path, mode: int) -> None:
    """Move a file elsewhere and put a link in its place."""
    target.parent.mkdir(exist_ok=True)
    place.rename(target)
    target.chmod(mode)
    place.symlink_to(target)


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_what_a_link_leads_to_is_written(old: Path, new: dict[str, bytes], tmp_path: Path) -> None:
    """A ledger kept elsewhere, or a feed: the link stays, and modes are as they were."""
    kept = tmp_path / "kept"
    link(old / "ledger.json", kept / "memory.json", 0o640)
    link(old / "all.ics", kept / "every.ics", 0o604)
    (old / "track/users.ics").chmod(0o600)
    build(agenda(tmp_path, NEW), old, now=LATER)
    assert files(old) == new
    assert (old / "ledger.json").readlink() == kept / "memory.json"
    assert {path.name: path.stat().st_mode & 0o777 for path in kept.iterdir()} == {
        "memory.json": 0o640,
        "every.ics": 0o604,
    }
    assert (old / "track/users.ics").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_a_link_to_nothing_yet(tmp_path: Path) -> None:
    """What it leads to is made; a link in a circle is named, and nothing is written."""
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds/all.ics").symlink_to(tmp_path / "every.ics")
    build(agenda(tmp_path, OLD), tmp_path / "feeds", now=NOW)
    assert (tmp_path / "every.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    (tmp_path / "feeds/all.ics").unlink()
    (tmp_path / "feeds/all.ics").symlink_to(tmp_path / "feeds/all.ics")
    refused(tmp_path / "feeds", f"error: {tmp_path}/feeds/all.ics: {os.strerror(errno.ELOOP)}\n")


@pytest.mark.skipif(sys.platform == "win32", reason="needs modes and links")
def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """As `import` does with an agenda: a link stays, a mode stays, a device is written to, nothing lies beside."""
    place, linked = tmp_path / "agenda.yaml", tmp_path / "link.yaml"
    publish.replace_file(place, b"one")
    assert place.read_bytes() == b"one"
    place.chmod(0o640)
    linked.symlink_to("agenda.yaml")
    publish.replace_file(linked, b"two")
    assert (place.read_bytes(), place.stat().st_mode & 0o777, linked.is_symlink()) == (b"two", 0o640, True)
    publish.replace_file("/dev/null", b"three")
    assert not Path("/dev/null").is_file()
    with pytest.raises(OSError, match=re.escape(f"'{tmp_path}/nowhere/agenda.yaml'")):
        publish.replace_file(tmp_path / "nowhere/agenda.yaml", b"")
    with pytest.raises(IsADirectoryError):
        publish.replace_file(tmp_path, b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["agenda.yaml", "link.yaml"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on files")
def test_a_file_that_does_not_fit_is_not_replaced(tmp_path: Path) -> None:
    """What was there stays, and nothing lies beside it."""
    place = tmp_path / "agenda.yaml"
    place.write_bytes(b"old")
    code = (
        "import resource, sys; from summit_ical.publish.folder import replace_file; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9, 9)); replace_file(sys.argv[1], b'0123456789')"
    )
    ran = subprocess.run([sys.executable, "-c", code, place], capture_output=True, text=True, check=False)
    assert ran.stderr.splitlines()[-1] == f"OSError: [Errno 27] File too large: '{place}'"
    assert files(tmp_path) == {"agenda.yaml": b"old"}


def a_file(place: Path) -> None:
    place.write_text("mine")


def a_link(place: Path) -> None:
    place.symlink_to(place.parent.parent)


def a_link_to_nothing(place: Path) -> None:
    place.symlink_to("nowhere")


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
@pytest.mark.parametrize("put", [a_file, a_link, a_link_to_nothing])
def test_what_is_not_ours_stands_where_files_are_put_aside(
    old: Path, tmp_path: Path, put: Callable[[Path], None]
) -> None:
    """It is named and left alone, and every feed is as it was."""
    put(old / ".building")
    before = feeds(old)
    agenda(tmp_path, NEW)
    refused(old, f"error: {old}/.building: there is something of that name; move it away\n")
    assert feeds(old) == before
    assert os.path.lexists(old / ".building")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs os.mkfifo")
def test_a_pipe_where_a_file_should_be(old: Path, tmp_path: Path) -> None:
    """It is named, and nobody waits for it."""
    (old / "all.ics").unlink()
    os.mkfifo(old / "all.ics")
    agenda(tmp_path, NEW)
    refused(old, f"error: {old}/all.ics: there is a device or a pipe of that name; move it away\n")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="needs names that are no text")
def test_a_folder_whose_name_is_no_utf_8(tmp_path: Path) -> None:
    """It is built as any other, and the second build has as little to do."""
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/f\xe9eds"))
    agenda(tmp_path, OLD)
    for written in (" files written, 0 unchanged", "0 files written, "):
        process = cli("build", tmp_path / "agenda.yaml", "-o", folder, "--now", NOW.isoformat())
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert written in out
        assert "\\udce9" in out
    assert (folder / "all.ics").is_file()


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
