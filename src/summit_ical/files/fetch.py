"""An https address to what it answers: the one place that opens a URL. Bounded in size, in redirects and in time."""

import threading
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from summit_ical.files.read import BYTES_MAX, HOST, public, refusal
from summit_ical.model.source import AgendaError, shown

PATIENCE = 60.0  # seconds for the whole exchange: names, connections, redirects, the last octet
TIMEOUT = 15.0  # seconds of silence
REDIRECTS_MAX = 5
PIECE = 65_536  # octets
REASON_MAX = 200  # characters of what a server or the system has to say


def fetched(address: str, bytes_max: int = BYTES_MAX) -> bytes | None:
    """Return what an https server answers, None for 404 and 410.

    A user's name and password in the address go to that server, and nowhere else. Raises AgendaError for anything but
    the whole file: another answer, a redirect to where it is not encrypted, a file too large, too late or cut short.
    """
    if not is_https(address):
        hint = "write https://…; in a password, write every sign but letters and digits as %XX"
        raise refusal(address, "is not an https address", hint)
    exchange = Exchange(address, bytes_max)
    exchange.start()
    exchange.join(PATIENCE)
    if exchange.is_alive():
        exchange.hang_up()
        raise refusal(address, f"did not arrive in {PATIENCE:g} seconds", "try again")
    return exchange.outcome()


def is_https(address: str) -> bool:
    """Whether this is the address of something that can be fetched."""
    if any(sign.isspace() or not sign.isprintable() for sign in address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:  # whose words hold the address
        return False
    host = parts.netloc.rpartition("@")[2]
    return parts.scheme == "https" and bool(parts.hostname) and HOST.fullmatch(host) is not None


class Exchange(threading.Thread):
    """A question to a server, and its answer: a thread, since nothing else ends a search for a name in time."""

    def __init__(self, address: str, bytes_max: int) -> None:
        super().__init__(daemon=True)
        self.address, self.bytes_max = address, bytes_max
        self.connections: list[Any] = []
        self.over = threading.Event()
        self.answers: list[bytes | None] = []
        self.refused: list[AgendaError] = []

    def outcome(self) -> bytes | None:
        """Return the answer. Raises AgendaError, or IndexError where a bug ended the thread with its own traceback."""
        if self.refused:
            raise self.refused[0]
        return self.answers[0]

    def hang_up(self) -> None:
        """End the exchange, whatever it waits for."""
        import socket
        from contextlib import suppress

        self.over.set()
        for connection in self.connections:
            if connection.sock:
                with suppress(OSError):
                    connection.sock.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        """Ask, and keep the answer, or the refusal."""
        try:
            self.answers.append(self.answer())
        except AgendaError as error:
            self.refused.append(error)

    def answer(self) -> bytes | None:
        """Return what the server sends, None for 404 and 410. Raises AgendaError."""
        from http.client import HTTPException
        from urllib.error import HTTPError

        try:
            with self.opened() as answer:
                return b"".join(self.pieces(answer))
        except HTTPError as error:
            error.close()
            if error.code in (404, 410):
                return None
            raise self.refusal(f"the server answers {error.code} {error.reason}", "check the address") from None
        except (OSError, HTTPException, ValueError) as error:  # URLError and time-outs are OSErrors
            reason = str(getattr(error, "reason", "") or error).strip()
            hint = "check the address and the network"
            raise self.refusal(f"cannot be fetched: {reason[:REASON_MAX]}", hint) from None

    def refusal(self, message: str, hint: str) -> AgendaError:
        """Return what is wrong with the answer, without a password that a server repeats."""
        return refusal(self.address, public(message), hint)

    def opened(self) -> Any:
        """Return an open answer, from where redirects end."""
        from http.client import HTTPSConnection
        from urllib.error import URLError
        from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

        address, secret = _parted(self.address)
        remembered = self.connections

        class Remembering(HTTPSHandler):
            def https_open(self, req: Request) -> Any:
                def connection(host: str, **options: Any) -> HTTPSConnection:
                    made = HTTPSConnection(host, **options)
                    remembered.append(made)
                    return made

                return self.do_open(connection, req)

        class OnlyHttps(HTTPRedirectHandler):
            max_redirections = REDIRECTS_MAX

            def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
                if urlsplit(newurl).scheme != "https":
                    fp.close()
                    raise URLError(f"redirected to {shown(newurl)}, which is not https")
                there, _ = _parted(newurl)
                again = super().redirect_request(req, fp, code, msg, headers, there)
                if again and secret and urlsplit(there).netloc == urlsplit(address).netloc:
                    again.add_unredirected_header("Authorization", secret)
                return again

        request = Request(address, headers={"User-Agent": "summit-ical"})  # noqa: S310 - callers see that it is https
        if secret:
            request.add_unredirected_header("Authorization", secret)
        return build_opener(Remembering, OnlyHttps).open(request, timeout=min(TIMEOUT, PATIENCE))

    def pieces(self, answer: Any) -> Iterator[bytes]:
        """Yield what arrives. Raises AgendaError where it is too much, ends too soon, or is not the file itself."""
        if (packed := answer.headers.get("Content-Encoding", "identity").strip().lower()) not in ("", "identity"):
            raise self.refusal(
                f"is packed ({shown(packed)}), which was not asked for", "let the server send it as it is"
            )
        size = 0
        while not self.over.is_set() and (piece := answer.read1(PIECE)):  # read() would wait for all of a slow answer
            size += len(piece)
            if size > self.bytes_max:
                raise self.refusal(f"is larger than {self.bytes_max / 1e6:g} MB", "check the address")
            yield piece
        if answer.length:
            raise self.refusal(f"ended {answer.length} octets too soon", "try again")


def _parted(address: str) -> tuple[str, str]:
    """Return an address without a user's name and password, and the header that tells them. RFC 7617."""
    parts = urlsplit(address)
    who, at, host = parts.netloc.rpartition("@")
    if not at:
        return address, ""
    return urlunsplit(parts._replace(netloc=host)), f"Basic {b64encode(unquote(who).encode()).decode()}"
