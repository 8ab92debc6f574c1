"""An agenda file to a page on this computer that follows every save: for its author, never for the public.

Feeds and page are built in a folder of their own that is gone in the end, each time anew from the published ledger: it
shows what the next build would. The published folder is left alone.
"""

import html
import http.server
import shutil
import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from summit_ical.importing.formats import NOTHING_SAID
from summit_ical.importing.schedule import Answers
from summit_ical.ledger.records import NAME
from summit_ical.model.source import AgendaError, Problem, visible
from summit_ical.publish.build import build, read

LOOPBACK = "127.0.0.1"
PAUSE = 0.3  # seconds between two looks at the files
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


class Preview:
    """A server on loopback, and the thread that builds for it."""

    def __init__(
        self,
        agenda: Path,
        published: Path,
        port: int,
        theme: Path | None,
        bytes_max: int,
        answers: Answers = NOTHING_SAID,
    ) -> None:
        self.agenda, self.published, self.theme, self.bytes_max = agenda, published, theme, bytes_max
        self.answers = answers
        self.home = Path(tempfile.mkdtemp(prefix="summit-ical-"))
        self.folder = self.home / "0"  # of the last build
        self.version = 0
        self.problems: tuple[Problem, ...] = ()
        self.changed = threading.Condition()
        self.over = threading.Event()
        self._build()
        self.server = http.server.ThreadingHTTPServer((LOOPBACK, port), partial(_Answers, preview=self))
        self.server.daemon_threads = True
        self.address = f"http://{LOOPBACK}:{self.server.server_port}/"

    def __enter__(self) -> "Preview":
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        with self.changed:
            self.changed.notify_all()
        self.server.server_close()
        shutil.rmtree(self.home, ignore_errors=True)

    def serve_forever(self) -> None:
        self.server.serve_forever()

    def _build(self) -> None:
        folder = self.home / str(self.version + 1)
        folder.mkdir()
        if (self.published / NAME).exists():
            shutil.copy(self.published / NAME, folder)
        problems: tuple[Problem, ...] = ()
        try:
            build(read(self.agenda, bytes_max=self.bytes_max, answers=self.answers), folder, theme=self.theme)
        except AgendaError as error:
            problems = error.problems
        with self.changed:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder, self.problems, self.version = folder, problems, self.version + 1
            self.changed.notify_all()

    def _watch(self) -> None:
        seen = dict(self._stamps())
        while not self.over.wait(PAUSE):
            now = dict(self._stamps())
            if now != seen:
                seen = now
                self._build()

    def _stamps(self) -> Iterator[tuple[Path, int]]:
        """The files that the page is made of, and when each was saved; one that is being replaced may be missing."""
        for path in (self.agenda, *(self.theme.rglob("*") if self.theme else ())):
            try:
                yield path, path.stat().st_mtime_ns
            except OSError:
                yield path, 0

    def news(self, known: str) -> str:
        """Return the version of the page, once it is another than the known one or the wait is over."""
        with self.changed:
            self.changed.wait_for(lambda: str(self.version) != known or self.over.is_set(), WAIT)
            return str(self.version)

    def page(self) -> bytes:
        """Return the page, or the mistakes instead of it: never an old page that looks like a new one."""
        with self.changed:
            problems, version = self.problems, self.version
        text = mistakes(problems).encode() if problems else (self.folder / "index.html").read_bytes()
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
    return MISTAKES.format(title=f"{errors} error{'s' if errors != 1 else ''} in the agenda", items=items)


def _text(words: str) -> str:
    return html.escape(visible(words))


class _Answers(http.server.SimpleHTTPRequestHandler):
    """Files of the folder, the page with a script that waits for news, and the news."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012 - as the base class has it

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        self.preview = preview
        super().__init__(*args, directory=str(preview.folder), **kwargs)

    def do_GET(self) -> None:
        if self.headers.get("Host", "").rpartition(":")[0] != LOOPBACK:  # another site's name for this computer
            self.send_error(403)
            return
        path, _, query = self.path.partition("?")
        own = {
            "/": (self.preview.page, "text/html; charset=utf-8"),
            "/index.html": (self.preview.page, "text/html; charset=utf-8"),
            "/preview/script.js": (lambda: SCRIPT, "text/javascript; charset=utf-8"),
            "/preview/style.css": (STYLE.encode, "text/css; charset=utf-8"),
            "/preview/news": (lambda: self.preview.news(query).encode(), "text/plain; charset=utf-8"),
        }.get(path)
        if own is None:
            super().do_GET()
            return
        body = own[0]()
        self.send_response(200)
        self.send_header("Content-Type", own[1])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the author looks at the page."""
