"""An agenda file to a page on this computer that follows every save: for its author, never for the public.

Feeds and page are built in a folder of their own that is gone in the end, each time anew from the published ledger: it
shows what the next build would. The published folder is left alone.
"""

import html
import http.server
import io
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from summit_ical.calendars.subscribe_links import PAGE
from summit_ical.files.read import content_if_there
from summit_ical.importing.formats import NOTHING_SAID
from summit_ical.importing.schedule import Answers
from summit_ical.ledger import load
from summit_ical.ledger.records import NAME
from summit_ical.model.characters import visible
from summit_ical.model.source import AgendaError, Mark, Problem
from summit_ical.publish.build import build, read
from summit_ical.publish.folder import Busy

LOOPBACK = "127.0.0.1"
NAMES = (LOOPBACK, "localhost", "[::1]")  # by which this computer asks itself
PAUSE = 0.3  # seconds between two looks at the files
AGAIN = 2.0  # seconds until what failed for the disk's sake is tried again
NOT_WATCHED = ("file", "ledger")  # codes of what may be mended without a save of the agenda
LEAVE = 5.0  # seconds to let a build end
WAIT = 20.0  # seconds that a browser's question for news is held
SCRIPT = b"""(async () => {
  const known = document.currentScript.dataset.version;
  for (;;) {
    try {
      const news = await (await fetch("/preview/news?" + known, { cache: "no-store" })).text();
      if (news !== known) return location.reload();
    } catch { await new Promise((done) => setTimeout(done, 1000)); }
  }
})();
"""
STYLE = """body{font:1rem/1.5 system-ui,sans-serif;margin:3rem auto;max-width:60rem;padding:0 1rem;
color-scheme:light dark;overflow-wrap:anywhere}li{margin-block:.75rem}code{font-weight:600}"""
MISTAKES = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="/preview/style.css">
<h1>{title}</h1><p>The page comes back when this is mended and saved.</p><ul>{items}</ul></html>"""
TYPES = {".ics": "text/calendar; charset=utf-8", ".svg": "image/svg+xml", ".js": "text/javascript; charset=utf-8"}


class Outcome(NamedTuple):
    """What came of a build: a page, or what is wrong."""

    page: bytes = b""
    problems: tuple[Problem, ...] = ()
    passing: bool = False  # whether to try again although no file was saved: a disk is full, a folder is in the way


class Preview:
    """A server on loopback, and the thread that builds for it. `report` is called with what is newly wrong."""

    def __init__(
        self,
        agenda: Path,
        published: Path,
        port: int,
        theme: Path | None,
        bytes_max: int,
        report: Callable[[tuple[Problem, ...]], object] = tuple,
        answers: Answers = NOTHING_SAID,
    ) -> None:
        self.agenda, self.published, self.theme, self.bytes_max = agenda, published, theme, bytes_max
        self.report, self.answers = report, answers
        self.home = Path(tempfile.mkdtemp(prefix="summit-ical-"))
        self.folder = self.home / "0"  # of the last build
        self.version = 0
        self.outcome = Outcome()
        self.changed = threading.Condition()
        self.over = threading.Event()
        self.watcher = threading.Thread(target=self._watch, daemon=True)
        self._build()
        self.server = http.server.ThreadingHTTPServer((LOOPBACK, port), partial(_Request, preview=self))
        self.server.daemon_threads = True
        self.address = f"http://{LOOPBACK}:{self.server.server_port}/"

    def __enter__(self) -> "Preview":
        self.watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        with self.changed:
            self.changed.notify_all()
        self.server.server_close()
        self.watcher.join(LEAVE)
        shutil.rmtree(self.home, ignore_errors=True)

    def serve_forever(self) -> None:
        self.server.serve_forever()

    def _build(self) -> None:
        """Build, and show what came of it. A bug is raised, so that its traceback is seen, and shown as well."""
        folder = self.home / str(self.version + 1)
        outcome = Outcome(problems=(self._failure("a mistake of this program: its traceback is in the terminal"),))
        try:
            outcome = self._page_of_build(folder)
        except AgendaError as error:
            outcome = Outcome(problems=error.problems, passing=any(p.code in NOT_WATCHED for p in error.problems))
        except Busy as busy:
            outcome = Outcome(problems=(self._failure(str(busy)),), passing=True)
        except OSError as error:
            name = f"{error.filename}: " if error.filename else ""
            outcome = Outcome(problems=(self._failure(f"{name}{error.strerror or error}"),), passing=True)
        finally:
            self._show(folder, outcome)

    def _page_of_build(self, folder: Path) -> Outcome:
        """Build in a folder, from the ledger that is published, and return the page."""
        folder.mkdir(parents=True)
        ledger = content_if_there(self.published / NAME, load.BYTES_MAX, load.RESTORE)
        if ledger is not None:
            (folder / NAME).write_bytes(ledger)
        build(read(self.agenda, bytes_max=self.bytes_max, answers=self.answers), folder, theme=self.theme)
        return Outcome((folder / PAGE).read_bytes())

    def _failure(self, message: str) -> Problem:
        return Problem(Mark(str(self.agenda)), "error", "preview", f"cannot be shown: {message}")

    def _show(self, folder: Path, outcome: Outcome) -> None:
        """Take a build for the last one, unless all that can be said of it was said already."""
        if self.over.is_set():
            return
        if outcome.problems and outcome == self.outcome:
            shutil.rmtree(folder, ignore_errors=True)
            return
        with self.changed:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder, self.outcome, self.version = folder, outcome, self.version + 1
            self.changed.notify_all()
        if outcome.problems:
            self.report(outcome.problems)

    def _watch(self) -> None:
        """Build after every save. Each build has a thread of its own: with a bug it ends, and not the watching."""
        seen, tried = dict(self._stamps()), time.monotonic()
        while not self.over.wait(PAUSE):
            now = dict(self._stamps())
            if now != seen or (self.outcome.passing and time.monotonic() - tried > AGAIN):
                seen = now
                builder = threading.Thread(target=self._build, daemon=True)
                builder.start()
                builder.join()
                tried = time.monotonic()

    def _stamps(self) -> Iterator[tuple[Path, tuple[int, ...]]]:
        """What the page is made of, and when that was saved or opened to us; what is being replaced may be missing."""
        paths = [self.agenda]
        with suppress(OSError):
            paths += self.theme.rglob("*") if self.theme else ()
        for path in paths:
            try:
                found = path.stat()
                yield path, (found.st_mtime_ns, found.st_ctime_ns, found.st_size)
            except OSError:
                yield path, ()

    def news(self, known: str) -> str:
        """Return the version of the page, once it is another than the known one or the wait is over."""
        with self.changed:
            self.changed.wait_for(lambda: str(self.version) != known or self.over.is_set(), WAIT)
            return str(self.version)

    def page(self) -> bytes:
        """Return the page, or the mistakes instead of it: never an old page that looks like a new one."""
        with self.changed:
            outcome, version = self.outcome, self.version
        text = mistakes(outcome.problems).encode() if outcome.problems else outcome.page
        script = b'<script src="/preview/script.js" data-version="%d"></script>' % version
        return text.replace(b"</body>" if b"</body>" in text else b"</html>", script + b"</html>", 1)


def mistakes(problems: tuple[Problem, ...]) -> str:
    """Return a page that says what is wrong with the agenda."""
    errors = sum(problem.severity == "error" for problem in problems)
    items = "".join(
        f"<li><code>{_text(str(problem.mark))}</code>: {problem.severity}: {_text(problem.message)}"
        f"{f'<br>{_text(problem.hint)}' if problem.hint else ''}</li>"
        for problem in problems
    )
    title = f"{errors} error{'s' if errors != 1 else ''}"
    if not any(problem.code == "preview" for problem in problems):
        title += " in the agenda"
    return MISTAKES.format(title=title, items=items)


def _text(words: str) -> str:
    return html.escape(visible(words))


def _is_a_name(path: str) -> bool:
    """Whether a file could have this name: no NUL, and nothing that the system cannot write."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


class _Request(http.server.SimpleHTTPRequestHandler):
    """What a browser asks for: files of the folder, the page with a script that waits for news, and the news."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012 - as the base class has it

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        self.preview = preview
        super().__init__(*args, directory=str(preview.folder), **kwargs)

    def parse_request(self) -> bool:
        """Refuse, by every method, what asks by a name that another site may have given this computer."""
        if not super().parse_request():
            return False
        hosts = [host.strip().lower() for host in self.headers.get_all("Host", ())]
        if len(hosts) == 1 and hosts[0] in self._names():
            return True
        self.send_error(403)
        return False

    def _names(self) -> set[str]:
        port = self.preview.server.server_port
        return {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == 80 else set())

    def send_head(self) -> Any:
        """Answer GET and HEAD up to the body, which is returned."""
        path, _, query = self.path.partition("?")
        own: dict[str, tuple[Callable[[], bytes], str]] = {
            "/": (self.preview.page, "text/html; charset=utf-8"),
            "/index.html": (self.preview.page, "text/html; charset=utf-8"),
            "/preview/script.js": (lambda: SCRIPT, "text/javascript; charset=utf-8"),
            "/preview/style.css": (STYLE.encode, "text/css; charset=utf-8"),
            "/preview/news": (lambda: self.preview.news(query).encode(), "text/plain; charset=utf-8"),
        }
        if path not in own:
            if _is_a_name(self.translate_path(self.path)):
                return super().send_head()
            self.send_error(404)
            return None
        content, kind = own[path]
        body = content()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)

    def handle(self) -> None:
        with suppress(ConnectionError):  # a browser that went away while it waited for news
            super().handle()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the author looks at the page."""
