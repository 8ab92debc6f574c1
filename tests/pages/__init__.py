"""Programs that are not ours, asked what they make of our pages and fragments; `.ci/install` installs all of them.

A browser (Chromium, steered by Playwright), axe, html-validate, Lighthouse, DOMPurify, TypeScript with schema.org's
vocabulary, Jekyll and Hugo. Where one is missing its tests are skipped, and fail under SUMMIT_ICAL_ALL_JUDGES=1.
"""

import functools
import http.server
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from judges.plugin import ABSENT, ALL

HERE = Path(__file__).parent
NODE = HERE / "node_modules"
SECONDS = 180  # for one program
# As strict as a policy can be: no style or script but files of the same origin, and nothing from elsewhere.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)
TYPES = {".ics": "text/calendar; charset=utf-8", ".html": "text/html; charset=utf-8"}


def summoned(program: str) -> str:
    """Return the path of a program: a command, or a package of Node's in this folder. Else skips or fails the test."""
    path = str(NODE / program) if (NODE / program).exists() else shutil.which(program)
    if not path or (path.startswith(str(NODE)) and not shutil.which("node")):
        reason = f"{ABSENT}{program} is not installed: run .ci/install"
        (pytest.fail if os.environ.get(ALL) == "1" else pytest.skip)(reason)
    return str(path)


def answer(*command: str, stdin: str = "", status: int = 0, folder: Path = HERE) -> str:
    """Return what a program prints; its exit status is as wanted."""
    done = subprocess.run(
        command, input=stdin, cwd=folder, capture_output=True, encoding="utf-8", timeout=SECONDS, env=environment()
    )
    assert done.returncode == status, f"{command[0]}: {done.stdout}\n{done.stderr}"
    return done.stdout


def environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC", "CHROME_PATH": shutil.which("chromium") or ""}


class _Files(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under the strictest policy, and under a path of its own."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012 - as the base class has it
    policy = POLICY

    def end_headers(self) -> None:
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/a/sub/path"))

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path, policy: str = POLICY) -> Iterator[str]:
    """Serve a folder on loopback, under a path, and yield its address, with a slash at the end."""
    handler = type("_Served", (_Files,), {"policy": policy})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder))) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/a/sub/path/"
        server.shutdown()
