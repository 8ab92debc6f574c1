"""Files as they should not be: without an end, of another kind, out of reach; each is a sentence, and nothing hangs."""

import os
import resource
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from agendas import GOOD, NOW
from summit_ical import AgendaError, build, read
from summit_ical.cli import common, main
from summit_ical.files.read import content, head

WAIT = 60  # seconds for a command that must not hang
WAY_OUT = "name a file, or - for standard input"


def zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def listening(path: Path) -> None:
    """A socket; the file stays when nobody listens any more."""
    with socket.socket(socket.AF_UNIX) as found:
        found.bind(os.path.relpath(path))


ENDLESS: dict[str, tuple[Callable[[Path], None], str]] = {
    "device": (zero, "is a device, not a file"),
    "pipe": (os.mkfifo, "is a pipe, not a file"),
    "socket": (listening, "is a socket or a device, not a file"),
    "folder": (os.mkdir, "cannot be read: Is a directory"),
}
USES: dict[str, tuple[str, str]] = {  # what is no file, and the command that reads it
    "build": ("odd.yaml", "build odd.yaml"),
    "check": ("odd.yaml", "check odd.yaml"),
    "show": ("odd.yaml", "show odd.yaml"),
    "diff": ("odd.yaml", "diff odd.yaml agenda.yaml"),
    "review": ("odd.yaml", "review odd.yaml"),
    "links": ("odd.yaml", "links odd.yaml"),
    "embed": ("odd.yaml", "embed odd.yaml"),
    "export": ("odd.yaml", "export markdown odd.yaml"),
    "import": ("odd.csv", "import odd.csv"),
    "import of a workbook": ("odd.xlsx", "import odd.xlsx"),
    "import into": ("odd.yaml", "import page.md --into odd.yaml"),
    "a page": ("odd.md", "check agenda.yaml --page odd.md"),
    "doctor": ("odd.ics", "doctor odd.ics"),
    "ledger": ("feeds/ledger.json", "build agenda.yaml"),
    "ledger of a review": ("feeds/ledger.json", "review agenda.yaml"),
    "ledger elsewhere": ("feeds/ledger.json", "build agenda.yaml -o other --previous feeds"),
    "feeds.json without a ledger": ("feeds/feeds.json", "build agenda.yaml"),
    "a feed without a ledger": ("feeds/odd.ics", "build agenda.yaml"),
    "gitattributes": (".gitattributes", "init"),
    "template": ("theme/index.html", "build agenda.yaml --theme theme"),
    "styles": ("theme/theme.css", "build agenda.yaml --theme theme"),
    "script": ("theme/page.js", "build agenda.yaml --theme theme"),
    "words": ("theme/words/en.toml", "build agenda.yaml --theme theme"),
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which one stands, with an agenda, a page and folders to put something in."""
    monkeypatch.chdir(tmp_path)
    for folder in ("feeds", "theme/words"):
        Path(folder).mkdir(parents=True)
    Path("agenda.yaml").write_text(GOOD, "utf-8")
    Path("page.md").write_text("# Camp\n\n## 1 March 2026\n\n- 10:00-10:30 UTC One\n", "utf-8")
    return tmp_path


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if stat.S_ISREG(path.lstat().st_mode)}


@pytest.mark.parametrize(
    ("use", "kind"),  # a folder that is compared is one of feeds
    [pytest.param(u, k, id=f"{u}: {k}") for u in USES for k in ENDLESS if (u, k) != ("diff", "folder")],
)
def test_what_is_no_file_is_said_to_be_none(here: Path, use: str, kind: str) -> None:
    """Wherever a file is read: in words, at once, and nothing is written."""
    name, words = USES[use]
    make, message = ENDLESS[kind]
    if use == "gitattributes":
        Path("agenda.yaml").unlink()
    make(Path(name))
    before = files(here)
    ran = CliRunner().invoke(main, words.split(), catch_exceptions=False)
    assert ran.exit_code == 2
    assert f"{name}: error: {message}\n  hint: " in ran.output or f"`{name}` error: {message}." in ran.output
    assert files(here) == before


@pytest.mark.parametrize("words", ["build /dev/zero", "doctor /dev/zero", "import /dev/zero", "check /dev/zero"])
def test_a_program_with_little_memory_reads_no_endless_file(here: Path, words: str) -> None:
    """Not even as much as `--max-size` allows."""
    if not Path("/dev/zero").exists():
        pytest.skip("there is no /dev/zero")
    done = subprocess.run(
        [sys.executable, "-m", "summit_ical", *words.split()],
        capture_output=True,
        text=True,
        timeout=WAIT,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (200_000_000, 200_000_000)),
    )
    assert done.returncode == 2
    assert done.stderr == f"/dev/zero: error: is a device, not a file\n  hint: {WAY_OUT}\n1 error, nothing written\n"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param("x" * 300, "cannot be read: File name too long", id="too long"),
        pytest.param("a\0b", "is no name of a file", id="NUL"),
        pytest.param("\ud800", "is no name of a file", id="half a surrogate"),
        pytest.param("\udcff", "cannot be read: No such file or directory", id="not UTF-8"),
        pytest.param("agenda.yaml/x", "cannot be read: No such file or directory", id="below a file"),
        pytest.param("", "cannot be read: No such file or directory", id="empty"),
    ],
)
def test_a_name_that_no_file_has(here: Path, name: str, message: str) -> None:
    """What the system says of a name, and what it never hears."""
    with pytest.raises(AgendaError) as caught:
        content(name)
    (problem,) = caught.value.problems
    assert (problem.mark.file, problem.code, problem.message, problem.hint) == (name, "file", message, "check the name")
    with pytest.raises(AgendaError, match=message):
        read(f"{name}.yaml" if message.startswith("is") else name)


def test_a_name_that_is_not_utf8_is_one(here: Path) -> None:
    """A file system keeps octets; a message shows them as an escape."""
    name = os.fsdecode(b"caf\xe9.yaml")
    try:
        Path(name).write_text(GOOD, "utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 alone")
    assert (
        CliRunner().invoke(main, ["check", name], catch_exceptions=False).output
        == "caf\\udce9.yaml: nothing to report\n"
    )


@pytest.mark.parametrize("size", [0, 1, 999_999, 1_000_000, 1_000_001, 2_500_000])
def test_a_file_is_read_whole_or_not_at_all(tmp_path: Path, size: int) -> None:
    """The limit itself is allowed, and one octet more is not."""
    raw = os.urandom(size)
    (tmp_path / "file").write_bytes(raw)
    assert content(tmp_path / "file", size) == raw == content(tmp_path / "file", 10**12)
    assert head(tmp_path / "file", 7) == raw[:7]
    if size:
        with pytest.raises(AgendaError, match="larger than"):
            content(tmp_path / "file", size - 1)


def test_a_file_that_does_not_tell_its_size_is_bounded() -> None:
    """What counts is what was read: the size of such a file is 0."""
    if not Path("/proc/self/maps").exists():
        pytest.skip("there is no /proc")
    assert len(content("/proc/self/maps")) > 1000
    with pytest.raises(AgendaError, match=r"larger than 0\.001 MB"):
        content("/proc/self/maps", 1000)


# --- standard input ---


@pytest.mark.parametrize(
    ("words", "stdin", "stdout"),
    [
        pytest.param("build -", GOOD, "11 files written, 0 unchanged\n", id="build"),
        pytest.param("build - --as yaml", GOOD, "11 files written, 0 unchanged\n", id="build, in full"),
        pytest.param("build - --format yaml", GOOD, "11 files written, 0 unchanged\n", id="build, by another name"),
        pytest.param("check -", GOOD, "-: nothing to report\n", id="check"),
        pytest.param("show - --format json", GOOD, "]\n", id="show"),
        pytest.param("links - --only all --format json", GOOD, "]\n", id="links"),
        pytest.param("embed -", GOOD, "</section>\n", id="embed"),
        pytest.param("export markdown -", GOOD, "| 10:00-10:25 | One |\n", id="export"),
        pytest.param("review -", GOOD, "", id="review"),
        pytest.param(
            "import - --as csv --year 2026", "Date,Time,Title\n1 March,10:00-10:30 UTC,One\n", "", id="import"
        ),
        pytest.param(
            "import - --format md", "# Camp\n\n## 1 March 2026\n\n- 10:00-10:30 UTC One\n", "", id="by another name"
        ),
        pytest.param("doctor -", "", "", id="doctor"),
    ],
)
def test_standard_input_is_a_file_like_any_other(here: Path, words: str, stdin: str, stdout: str) -> None:
    """- where a file is named; what it holds is said with --as, and is an agenda where it is not."""
    if words == "doctor -":
        build(Path("agenda.yaml"), "feeds")
        stdin, stdout = Path("feeds/all.ics").read_bytes().decode(), "1 file: nothing to report\n"
    ran = CliRunner().invoke(main, words.split(), input=stdin.encode(), catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    assert ran.stdout.endswith(stdout)


def test_messages_about_standard_input_name_its_place(here: Path) -> None:
    """Line and column, as of a file."""
    ran = CliRunner().invoke(main, ["check", "-"], input=GOOD.replace("10:00", "25:00"), catch_exceptions=False)
    assert ran.output.startswith("stdin.yaml:5:25: error: '25:00' is not a time of day\n")
    ran = CliRunner().invoke(
        main, ["diff", "-", "agenda.yaml"], input=GOOD.replace("One", "Won"), catch_exceptions=False
    )
    assert (ran.exit_code, ran.output) == (1, "Retitled   Won -> One\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("import -", "standard input has no name that tells what it holds: say it, as in --as csv"),
        ("check agenda.yaml --page -", "standard input has no name that tells what it holds: say it, as in --as csv"),
        ("check - --page - --as md", "there is but one standard input: name a file for the other"),
        ("diff - -", "there is but one standard input: name a file for the other"),
        ("doctor - -", "there is but one standard input: name a file for the other"),
        ("build agenda.yaml --as csv", "--as is for standard input: the name of a file tells what it holds"),
        ("import page.md --as csv", "--as is for standard input: the name of a file tells what it holds"),
        ("import page.md --into -", "--into changes a file: name it"),
        ("preview -", "a preview follows every save: name a file"),
    ],
)
def test_standard_input_where_it_cannot_be(here: Path, words: str, message: str) -> None:
    """Said before anything is read."""
    ran = CliRunner().invoke(main, words.split(), input=GOOD, catch_exceptions=False)
    assert ran.exit_code == 2
    assert ran.output.endswith(f"Error: {message}\n")


@pytest.mark.parametrize("words", ["build - --max-size 1", "import - --as csv --max-size 1", "doctor - --max-size 1"])
def test_standard_input_is_bounded(here: Path, words: str) -> None:
    """Of what never ends, no more is read than is allowed."""
    with subprocess.Popen(["cat", "/dev/zero"], stdout=subprocess.PIPE) as endless:
        done = subprocess.run(
            [sys.executable, "-m", "summit_ical", *words.split()],
            stdin=endless.stdout,
            capture_output=True,
            text=True,
            timeout=WAIT,
        )
        endless.kill()
    assert done.returncode == 2
    assert "error: larger than 1 MB\n  hint: " in done.stderr


def test_standard_input_that_is_closed(here: Path) -> None:
    """As some schedulers start programs."""
    command = f"{sys.executable} -m summit_ical build - <&-"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=WAIT)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "stdin: error: is closed")


def test_a_build_from_standard_input_does_not_take_an_earlier_one_for_its_own(here: Path) -> None:
    """There is nothing by which to know it again, so the whole work is done."""
    for text in (GOOD, GOOD.replace("title: One", "title: Two")):
        CliRunner().invoke(main, ["build", "-", "--now", NOW], input=text, catch_exceptions=False)
    assert b"SUMMARY:Two" in Path("feeds/all.ics").read_bytes()


@pytest.mark.parametrize("ending", common.INPUTS)
def test_every_ending_that_can_be_said_is_read(here: Path, ending: str) -> None:
    """No --as leads to "no reader for files such as this"."""
    ran = CliRunner().invoke(main, ["build", "-", "--as", ending], input=b"?", catch_exceptions=False)
    assert ran.exit_code == 2
    assert "no reader" not in ran.output
    assert ran.output.startswith(f"stdin.{ending}")
