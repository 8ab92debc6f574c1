"""Bytes in, a feed over loopback HTTP out: ETag, Last-Modified and 304 as a feed's server should give them."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

PATH = "/feed.ics"


@dataclass
class Served:
    """The one feed that is served, and how it was asked for."""

    address: str = ""
    raw: bytes = b""
    modified: datetime | None = None
    answers: list[int] = field(default_factory=list)  # HTTP status of each GET, in order

    def publish(self, raw: bytes, modified: datetime) -> None:
        """Put these bytes in the place of those before. `modified` (UTC, whole seconds) never goes back."""
        self.raw, self.modified = raw, modified


@contextmanager
def serving() -> Iterator[Served]:
    """Serve on a free port of the loopback interface; what is served, and where, is the value."""
    served = Served()
    handler = type("Handler", (FeedHandler,), {"served": served})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        served.address = f"http://127.0.0.1:{server.server_port}{PATH}"
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield served
        finally:
            server.shutdown()


class FeedHandler(BaseHTTPRequestHandler):
    served: ClassVar[Served]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.served.answers.append(self.answer(body=True))

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def answer(self, body: bool) -> int:
        """Send the feed, or that it is not modified; return the status."""
        raw, modified = self.served.raw, self.served.modified
        if self.path != PATH or modified is None:
            self.send_error(404)
            return 404
        tag = f'"{hashlib.sha256(raw).hexdigest()[:32]}"'
        status = 304 if self.known(tag, modified) else 200
        self.send_response(status)
        self.send_header("Content-Type", "text/calendar; charset=utf-8")
        self.send_header("ETag", tag)
        self.send_header("Last-Modified", format_datetime(modified, usegmt=True))
        self.send_header("Cache-Control", "public, max-age=300, must-revalidate")
        self.send_header("Content-Length", "0" if status == 304 else str(len(raw)))
        self.end_headers()
        if body and status == 200:
            self.wfile.write(raw)
        return status

    def known(self, tag: str, modified: datetime) -> bool:
        """Does the client have these bytes? If-None-Match goes before If-Modified-Since. RFC 9110 13.2.2"""
        if tags := self.headers.get("If-None-Match"):
            return tag in (known.strip().removeprefix("W/") for known in tags.split(","))
        since = self.headers.get("If-Modified-Since")
        return since is not None and modified <= parsedate_to_datetime(since)

    def log_message(self, *args: object) -> None:
        """Say nothing: what was asked is in `Served.answers`."""
