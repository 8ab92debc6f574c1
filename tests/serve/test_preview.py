"""The preview: follows every save, shows mistakes instead of an old page, and is there for this computer alone."""

import http.client
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from folders import ROOT
from summit_ical import build, read
from summit_ical.model.source import Problem
from summit_ical.serve.preview import Preview

TEXT = (ROOT / "agenda.yaml").read_text("utf-8")


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[Preview]:
    agenda = tmp_path / "agenda.yaml"
    agenda.write_text(TEXT, "utf-8")
    with Preview(agenda, tmp_path / "feeds", 0, None, 1_000_000) as shown:
        server = threading.Thread(target=shown.serve_forever, daemon=True)
        server.start()
        yield shown
        shown.server.shutdown()
        server.join()


def get(preview: Preview | str, path: str, host: str = "", method: str = "GET") -> tuple[int, str]:
    address = preview if isinstance(preview, str) else preview.address
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request(method, path, headers={"Host": host} if host else {})
    response = connection.getresponse()
    text = response.read().decode("utf-8")
    connection.close()
    return response.status, text


def test_it_follows_a_save(preview: Preview) -> None:
    """A browser's question for news is answered when the agenda is saved, and the page is the new one."""
    assert "Squash the flakes!" in get(preview, "/")[1]
    preview.agenda.write_text(TEXT.replace("Squash the flakes!", "Iron the flakes!"), "utf-8")
    assert get(preview, "/preview/news?1") == (200, "2")
    assert "Iron the flakes!" in get(preview, "/")[1]


def test_it_shows_what_the_next_build_would(preview: Preview) -> None:
    """What was published is remembered: a session that moves is shown as moved, however often the agenda is saved."""
    build(read(preview.agenda), preview.published, now=datetime(2023, 1, 1, tzinfo=UTC))
    for number, times in enumerate(("15:40-16:05", "15:45-16:10"), 1):
        preview.agenda.write_text(TEXT.replace("15:30-15:55", times), "utf-8")
        get(preview, f"/preview/news?{number}")
        page = get(preview, "/")[1]
        assert times[:5] in page
        assert "Moved from Wed, Mar 29 15:30 UTC" in page
    assert b"15:4" not in (preview.published / "index.html").read_bytes()


def test_mistakes_are_shown(preview: Preview) -> None:
    """A mistake takes the place of the page, with its place in the file; when it is mended the page is back."""
    preview.agenda.write_text(TEXT.replace("15:30-15:55", "25:30-15:55").replace("Day 1", "<script>"), "utf-8")
    get(preview, "/preview/news?1")
    page = get(preview, "/")[1]
    assert "1 error in the agenda" in page
    assert "is not a time of day" in page
    assert "agenda.yaml:" in page
    assert "Squash the flakes!" not in page
    preview.agenda.write_text(TEXT, "utf-8")
    get(preview, "/preview/news?2")
    assert "Squash the flakes!" in get(preview, "/")[1]


def test_in_a_browser(preview: Preview, chromium: Any) -> None:
    """The browser shows the new page by itself, and the mistakes."""
    page = chromium.new_page()
    page.goto(preview.address)
    title = page.locator("#session-flakes .p-name")
    preview.agenda.write_text(TEXT.replace("Squash the flakes!", "Iron the flakes!"), "utf-8")
    title.get_by_text("Iron the flakes!").wait_for(state="attached")
    preview.agenda.write_text(TEXT.replace("15:30-15:55", "25:30-15:55"), "utf-8")
    page.get_by_text("'25:30' is not a time of day").wait_for()
    preview.agenda.write_text(TEXT, "utf-8")
    title.get_by_text("Squash the flakes!").wait_for(state="attached")
    page.close()


def test_it_waits_for_news(preview: Preview) -> None:
    """The page asks with the version that it shows, and learns at once where that is an old one."""
    assert 'data-version="1"' in get(preview, "/")[1]
    assert get(preview, "/preview/news?0") == (200, "1")


def test_feeds_are_there(preview: Preview) -> None:
    """The page's feeds, styles and QR codes are served as well."""
    assert get(preview, "/all.ics")[1].startswith("BEGIN:VCALENDAR")
    assert get(preview, "/page.css")[0] == 200
    assert get(preview, "/qr/all.svg")[0] == 200
    assert get(preview, "/nothing")[0] == 404


FOREIGN = ("evil.example:{}", "127.0.0.1.evil.example:{}", "localhost", "localhost:1", "127.0.0.1:{}, x", "::1:{}", " ")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "PUT"])
def test_only_this_computer(preview: Preview, method: str) -> None:
    """It listens on loopback, and a name that somebody else gave to this computer is refused, whatever is asked."""
    assert preview.server.server_address[0] == "127.0.0.1"
    for host in FOREIGN:
        for path in ("/", "/all.ics", "/preview/news?0", "/nothing"):
            assert get(preview, path, host.format(preview.server.server_port), method)[0] == 403


def test_names_of_this_computer(preview: Preview) -> None:
    """By all of which a browser may have got here; a HEAD is answered as a GET is."""
    for name in ("localhost", "127.0.0.1", "[::1]", "LocalHost"):
        host = f"{name}:{preview.server.server_port}"
        assert get(preview, "/", host)[0] == 200
        assert get(preview, "/", host, "HEAD") == (200, "")
        assert get(preview, "/all.ics", host, "HEAD") == (200, "")


def test_a_request_without_a_name_or_with_two_is_refused(preview: Preview) -> None:
    """HTTP/1.0 and older know no names; two of them are a trick."""
    own = f"Host: localhost:{preview.server.server_port}\r\n"
    for request in ("GET /\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", f"GET / HTTP/1.1\r\n{own}Host: evil.example\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", preview.server.server_port), timeout=30) as asking:
            asking.sendall(request.encode())
            assert b"BEGIN" not in (answer := asking.makefile("rb").read())
            assert b"403" in answer


ODD = (
    *("/%00", "/a%00b.ics", "/%ed%a0%80", "/%ff", "/%", "/%zz", f"/{'x' * 300}.ics", f"/{'x/' * 5000}", "*"),
    *(
        "/..%2f..%2fagenda.yaml",
        "/../agenda.yaml",
        "//agenda.yaml",
        "/%2e%2e/agenda.yaml",
        "/all.ics/",
        "/preview/none",
    ),
)
EVEN = ("/?%00", "/page.css?%ff", "/preview/news?%00")


def test_an_odd_address_is_answered(preview: Preview, capfd: pytest.CaptureFixture[str]) -> None:
    """With what is there or with 404; nothing beside the page is served, and nothing is said on the terminal."""
    for method in ("GET", "HEAD"):
        assert [path for path in ODD if get(preview, path, method=method)[0] != 404] == []
        assert [path for path in EVEN if get(preview, path, method=method)[0] != 200] == []
    assert capfd.readouterr().err == ""


def test_a_browser_that_does_not_wait_is_no_mistake(preview: Preview, capfd: pytest.CaptureFixture[str]) -> None:
    """It leaves the page while its question for news is open."""
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", preview.server.server_port)) as asking:
            asking.sendall(
                f"GET /preview/news?1 HTTP/1.1\r\nHost: localhost:{preview.server.server_port}\r\n\r\n".encode()
            )
            asking.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
    preview.agenda.write_text(TEXT.replace("Squash", "Iron"), "utf-8")
    get(preview, "/preview/news?1")
    assert capfd.readouterr().err == ""


# --- what is in the way ---


def until(preview: Preview | str, words: str) -> str:
    """Return the page once it holds these words."""
    version = "0"
    for _ in range(20):
        page = get(preview, "/")[1]
        if words in page:
            return page
        version = get(preview, f"/preview/news?{version}")[1]
    pytest.fail(f"never on the page: {words}")


def test_a_folder_in_a_files_place(preview: Preview) -> None:
    """Of the agenda, the ledger: said on the page, and gone when it is mended."""
    preview.agenda.unlink()
    preview.agenda.mkdir()
    assert "Squash" not in until(preview, "cannot be read: Is a directory")
    preview.agenda.rmdir()
    preview.agenda.write_text(TEXT, "utf-8")
    until(preview, "Squash the flakes!")
    (preview.published / "ledger.json").mkdir(parents=True)
    preview.agenda.write_text(f"{TEXT}\n", "utf-8")
    assert "Squash" not in until(preview, "cannot be read: Is a directory")
    (preview.published / "ledger.json").rmdir()
    until(preview, "Squash the flakes!")


def test_a_folder_of_its_own_that_was_cleared_away(preview: Preview) -> None:
    """Some systems clear what is temporary while it is used: the next save builds it anew."""
    shutil.rmtree(preview.home)
    assert "Squash the flakes!" in get(preview, "/")[1]
    preview.agenda.write_text(TEXT.replace("Squash", "Iron"), "utf-8")
    until(preview, "Iron the flakes!")


def test_a_full_disk(tmp_path: Path) -> None:
    """Said on the page and on the terminal, instead of an old page, which is back by itself when there is room."""
    (tmp_path / "agenda.yaml").write_text(TEXT, "utf-8")
    command = [sys.executable, "-u", "-m", "summit_ical", "preview", "--no-open"]
    with subprocess.Popen(command, cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        try:
            assert program.stdout
            assert program.stderr
            address = program.stdout.readline().split(" is at ")[1].split(". ")[0]
            until(address, "Squash the flakes!")
            limits = resource.prlimit(program.pid, resource.RLIMIT_FSIZE, (10, resource.RLIM_INFINITY))
            (tmp_path / "agenda.yaml").write_text(TEXT.replace("Squash", "Iron"), "utf-8")
            assert "flakes!" not in until(address, "cannot be shown: File too large")
            assert program.stderr.readline() == "agenda.yaml: error: cannot be shown: File too large\n"
            resource.prlimit(program.pid, resource.RLIMIT_FSIZE, limits)
            until(address, "Iron the flakes!")
        finally:
            program.send_signal(signal.SIGINT)
        assert program.stderr.read() == ""


def test_a_bug_is_seen_and_does_not_end_the_watching(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its traceback is in the terminal, the page says so, and the next save is followed."""
    bugs: list[BaseException | None] = []

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(threading, "excepthook", lambda hooked: bugs.append(hooked.exc_value))
        patch.setattr("summit_ical.serve.preview.build", broken)
        preview.agenda.write_text(TEXT.replace("Squash", "Iron"), "utf-8")
        assert "flakes!" not in until(preview, "a mistake of this program: its traceback is in the terminal")
        for _ in range(100):
            if bugs:
                break
            time.sleep(0.05)
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
    preview.agenda.write_text(TEXT.replace("Squash", "Wash"), "utf-8")
    until(preview, "Wash the flakes!")


def test_mistakes_are_told_once(tmp_path: Path) -> None:
    """The terminal hears of them when they come, and not again as long as they stay the same."""
    heard: list[tuple[str, ...]] = []
    agenda = tmp_path / "agenda.yaml"
    agenda.write_text(TEXT.replace("15:30-15:55", "25:30-15:55"), "utf-8")

    def told(problems: tuple[Problem, ...]) -> None:
        heard.append(tuple(problem.code for problem in problems))

    with Preview(agenda, tmp_path / "feeds", 0, None, 1_000_000, told) as shown:
        assert len(heard) == 1
        agenda.write_text(TEXT.replace("15:30-15:55", "25:30-15:55").replace("Squash", "Iron"), "utf-8")
        agenda.write_text("", "utf-8")
        shown.news("1")
        assert len(heard) == 2


def test_nothing_is_left(tmp_path: Path) -> None:
    """It builds in a folder of its own, which is gone in the end; beside the agenda nothing is written."""
    agenda = tmp_path / "agenda.yaml"
    agenda.write_text(TEXT, "utf-8")
    with Preview(agenda, tmp_path / "feeds", 0, None, 1_000_000) as shown:
        folder = shown.folder
        assert (folder / "all.ics").exists()
    assert not folder.exists()
    assert not shown.home.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["agenda.yaml"]
