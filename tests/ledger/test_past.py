"""What was published before, wherever it is: a folder, an https address, or feeds that lost their ledger."""

import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme
from click.testing import CliRunner

from following import DAY, EVENT, SECOND, SESSIONS, START, TOP, Fields, Folder, blocks, programme, text
from summit_ical import AgendaError
from summit_ical.cli import main
from summit_ical.files import fetch
from summit_ical.files.read import public
from summit_ical.ledger import load, records

NEXT = START + DAY
AFTER = datetime(2026, 6, 1, tzinfo=UTC)  # all is over
EDIT: dict[str, Fields | None] = {"opening": {"room": "side"}}


def refusal(call: Callable[[], object]) -> tuple[str, str, str]:
    """Return where, what and the way out of the one thing that is refused."""
    with pytest.raises(AgendaError) as caught:
        call()
    (problem,) = caught.value.problems
    return str(problem.mark), problem.message, problem.hint


@pytest.fixture
def published(tmp_path: Path) -> Folder:
    """What was published elsewhere, with one revision."""
    found = Folder(tmp_path / "published")
    found.publish(programme(), START)
    found.publish(programme(EDIT), NEXT)
    return found


@pytest.fixture
def here(tmp_path: Path) -> Folder:
    """The folder of this build."""
    return Folder(tmp_path / "here")


# -- a folder -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["{}", "{}/", "{}/ledger.json"])
def test_a_build_goes_on_from_another_folder(published: Folder, here: Folder, named: str) -> None:
    """For those who do not keep feeds/ in Git: the ledger comes from where it was published."""
    built = here.publish(programme(EDIT), NEXT + DAY, previous=named.format(published.path))
    assert built.remark == ""
    assert here.files() == published.files()


def test_a_ledger_here_and_another_there_are_one_too_many(published: Folder, here: Folder) -> None:
    """Which of the two subscribers have seen, only people know."""
    here.publish(programme(), START)
    before = here.files()
    where, message, hint = refusal(lambda: here.publish(programme(EDIT), NEXT, previous=str(published.path)))
    assert where == str(here.path / "ledger.json")
    assert message == "there is a ledger here already, besides that of --previous"
    assert hint == "leave --previous out, or build into another folder"
    assert here.files() == before


def test_a_folder_where_nothing_was_published_is_refused(here: Folder, tmp_path: Path) -> None:
    """A mistyped path must not be a new beginning."""
    (tmp_path / "empty").mkdir()
    for name in ("empty", "nowhere", "nowhere/ledger.json"):
        where, message, hint = refusal(lambda name=name: here.publish(programme(), NEXT, previous=str(tmp_path / name)))
        assert (where, message) == (str(tmp_path / name), "there is neither ledger.json nor feeds.json")
        assert hint == "name the folder that was published"
        assert not here.path.exists()


@pytest.mark.parametrize(
    "address", ["http://example.org/feeds/", "ftp://example.org/", "https://", "https://[/", "file:///etc/"]
)
def test_only_https_is_fetched(here: Folder, address: str) -> None:
    """Who sits on the line could give every entry another identity."""
    where, message, hint = refusal(lambda: here.publish(programme(), NEXT, previous=address))
    assert (where, message) == (address, "is not an https address")
    assert hint == "write https://…, or the path of a folder"


# -- a server -------------------------------------------------------------------------------------------------------


@dataclass
class Server:
    """A web server on this machine that speaks for a folder, or says what it is told to."""

    address: str
    folder: Path
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def server(published: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    monkeypatch.setenv("no_proxy", "*")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.removeprefix("/feeds/")
            found.asked.append(path)
            if path in found.answers:
                self.close_connection = True
                return found.answers[path](self)
            if not (found.folder / path).is_file():
                return answer(404, b"")(self)
            return answer(200, (found.folder / path).read_bytes())(self)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("localhost", 0), Handler) as listening:
        listening.daemon_threads = True
        listening.socket = context.wrap_socket(listening.socket, server_side=True, do_handshake_on_connect=False)
        found = Server(f"https://localhost:{listening.server_port}/feeds/", published.path)
        threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield found
        listening.shutdown()


def answer(status: int, body: bytes, length: int | None = None, **headers: str) -> Callable[[Any], None]:
    """Return what a server does to answer so."""

    def say(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return say


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Answer an octet at a time, for as long as anybody listens."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(1000):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.02)
    except OSError:
        return


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    """Begin to answer, a header at a time, and never come to the end."""
    handler.send_response(200)
    try:
        for number in range(90):
            handler.send_header(f"X-{number}", "wait")
            handler.flush_headers()
            time.sleep(0.02)
    except OSError:
        return


def redirect_again(handler: BaseHTTPRequestHandler) -> None:
    """Lead on, each time to another address, and take a while for it."""
    time.sleep(0.15)
    answer(302, b"", Location=f"/feeds/{handler.path[-9:]}x/ledger.json")(handler)


def fall_silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(1)


def talk_nonsense(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"What?\r\n\r\n")


@pytest.mark.parametrize("ending", ["", "ledger.json"])
def test_a_build_goes_on_from_an_address(server: Server, published: Folder, here: Folder, ending: str) -> None:
    """As a build in another place would, that keeps nothing but what it publishes."""
    assert here.publish(programme(EDIT), NEXT + DAY, previous=server.address + ending).remark == ""
    assert here.files() == published.files()
    assert server.asked == ["ledger.json"]


def test_an_address_needs_no_slash_at_its_end(server: Server, published: Folder, here: Folder) -> None:
    """It is a folder's, however it is written."""
    here.publish(programme(EDIT), NEXT + DAY, previous=server.address.removesuffix("/"))
    assert here.files() == published.files()


def test_the_command_goes_on_from_an_address(server: Server, published: Folder, tmp_path: Path) -> None:
    """With the authorities that the machine trusts, in a process of its own."""
    (tmp_path / "agenda.yaml").write_text(text(SESSIONS, EVENT, TOP), "utf-8")
    words = [
        sys.executable,
        "-m",
        "summit_ical",
        "build",
        "-q",
        "--previous",
        server.address,
        "--now",
        "2026-03-05T00:00:00Z",
    ]
    ran = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert Folder(tmp_path / "feeds").read()["opening"].sequence == 2


def test_an_address_that_lost_its_ledger(server: Server, published: Folder, here: Folder) -> None:
    """The feeds are fetched instead, every one of them."""
    published.ledger().unlink()
    built = here.publish(programme(EDIT), NEXT + DAY, previous=server.address)
    assert built.remark.startswith(f"no ledger in {server.address}: identities are taken from the feeds")
    assert here.feeds() == published.feeds()
    assert sorted(server.asked) == sorted(["ledger.json", "feeds.json", *published.feeds()])


REFUSED: list[Any] = [
    pytest.param(answer(500, b""), "the server answers 500 Internal Server Error", "check the address", id="500"),
    pytest.param(answer(403, b""), "the server answers 403 Forbidden", "check the address", id="403"),
    pytest.param(
        answer(302, b"", Location="http://localhost/feeds/ledger.json"),
        "cannot be fetched: redirected to 'http://localhost/feeds/ledger.json', which is not https",
        "check the address and the network",
        id="redirect to http",
    ),
    pytest.param(
        answer(302, b"", Location="file:///etc/hostname"),
        "the server answers 302 Found - Redirection to url 'file:///etc/hostname' is not allowed",
        "check the address",
        id="redirect to a file",
    ),
    pytest.param(answer(200, b"x" * 2000), "is larger than 0.001 MB", "check the address", id="too large"),
    pytest.param(answer(200, b"x" * 99, 100), "ended 1 octets too soon", "try again", id="cut short"),
    pytest.param(drip, "did not arrive in 0.6 seconds", "try again", id="slow"),
    pytest.param(drip_headers, "did not arrive in 0.6 seconds", "try again", id="slow headers"),
    pytest.param(
        fall_silent, "cannot be fetched: The read operation timed out", "check the address and the network", id="silent"
    ),
    pytest.param(
        answer(200, b"x", **{"Content-Encoding": "gzip"}),
        "is packed ('gzip'), which was not asked for",
        "let the server send it as it is",
        id="packed",
    ),
    pytest.param(talk_nonsense, "cannot be fetched: What?", "check the address and the network", id="no HTTP"),
    pytest.param(lambda _: None, None, "check the address and the network", id="hangs up"),
    pytest.param(answer(302, b"", Location="/feeds/ledger.json"), None, "check the address", id="redirect in a circle"),
]


@pytest.mark.parametrize(("says", "message", "hint"), REFUSED)
def test_anything_but_the_whole_file_is_refused(
    server: Server,
    here: Folder,
    monkeypatch: pytest.MonkeyPatch,
    says: Callable[[Any], None],
    message: str | None,
    hint: str,
) -> None:
    """In words and in time: a build in the night must not hang, nor begin anew because a server had a bad hour."""
    monkeypatch.setattr(load, "FETCHED_MAX", 1000)
    monkeypatch.setattr(fetch, "TIMEOUT", 0.3)
    monkeypatch.setattr(fetch, "PATIENCE", 0.6)
    server.answers["ledger.json"] = says
    began = time.monotonic()
    where, found, way_out = refusal(lambda: here.publish(programme(), NEXT, previous=server.address))
    assert time.monotonic() - began < 2
    assert (where, way_out) == (f"{server.address}ledger.json", hint)
    assert found == message or message is None
    assert not here.path.exists()


def test_redirects_that_never_end_are_too_many_or_too_late(
    server: Server, here: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is one for the whole exchange, not one for each of its parts."""
    monkeypatch.setattr(fetch, "PATIENCE", 0.4)

    def asked(path: str) -> Callable[[BaseHTTPRequestHandler], None]:
        return redirect_again

    server.answers = type("Always", (dict,), {"__contains__": lambda *_: True, "__getitem__": lambda _, p: asked(p)})()
    assert refusal(lambda: here.publish(programme(), NEXT, previous=server.address))[1] == (
        "did not arrive in 0.4 seconds"
    )
    monkeypatch.setattr(fetch, "PATIENCE", 60.0)
    assert refusal(lambda: here.publish(programme(), NEXT, previous=server.address))[1].startswith(
        "the server answers 302"
    )


def test_a_server_that_does_not_even_greet_is_given_up(here: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection is taken, and nothing is said: TLS does not begin."""
    monkeypatch.setattr(fetch, "PATIENCE", 0.4)
    with socket.create_server(("localhost", 0)) as mute:
        address = f"https://localhost:{mute.getsockname()[1]}/feeds/"
        began = time.monotonic()
        assert refusal(lambda: here.publish(programme(), NEXT, previous=address))[1] == "did not arrive in 0.4 seconds"
        assert time.monotonic() - began < 5


SECRET = "user:pass%20word"


def test_who_one_is_goes_to_that_server_alone(server: Server, published: Folder, here: Folder) -> None:
    """A user's name and password are sent where they are for, along a redirect there, and can be read nowhere."""
    ledger, heard = published.ledger().read_bytes(), []

    def ask(handler: BaseHTTPRequestHandler) -> None:
        heard.append(handler.headers["Authorization"])
        answer(301, b"", Location="/feeds/moved")(handler)

    def moved(handler: BaseHTTPRequestHandler) -> None:
        heard.append(handler.headers["Authorization"])
        answer(200, ledger)(handler)

    server.answers = {"ledger.json": ask, "moved": moved}
    address = server.address.replace("https://", f"https://{SECRET}@")
    here.publish(programme(EDIT), NEXT + DAY, previous=address)
    assert heard == ["Basic dXNlcjpwYXNzIHdvcmQ="] * 2
    assert not [path for path in here.path.rglob("*") if path.is_file() and b"pass" in path.read_bytes()]


@pytest.mark.parametrize(
    "secret",
    [
        "user:hush",
        "hush",
        "user:hu%73hush",
        "user:hush@hush",
        "user:hush#hush",
        "user:hush/hush",
        "user:12/hush",
        ":hush",
    ],
)
@pytest.mark.parametrize(
    "words",
    [
        ["build", "agenda.yaml", "-o", "elsewhere", "--previous", "{}"],
        ["review", "agenda.yaml", "-o", "elsewhere", "--previous", "{}"],
        ["links", "agenda.yaml", "-o", "elsewhere", "--previous", "{}"],
        ["import", "{}"],
        ["import", "{}", "--into", "agenda.yaml"],
        ["check", "agenda.yaml", "--page", "{}"],
        ["diff", "{}", "agenda.yaml"],
        ["build", "{}"],
        ["doctor", "{}"],
    ],
    ids=lambda words: " ".join(words),
)
@pytest.mark.parametrize("host", ["localhost:1/page.md", "[::1]:1/@home", "local host/"])
def test_a_password_in_an_address_is_not_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], secret: str, host: str
) -> None:
    """Logs of CI are read by many."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "agenda.yaml").write_text(text(SESSIONS, EVENT, TOP), "utf-8")
    ran = CliRunner().invoke(main, [word.format(f"https://{secret}@{host}") for word in words], catch_exceptions=False)
    assert ran.exit_code == 2
    assert "error" in ran.output
    assert "hush" not in ran.output


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("https://example.org/@home?a=b@c", "https://example.org/@home?a=b@c"),
        (
            "see https://a:b@example.org:8443/x and https://c@[::1]/y",
            "see https://example.org:8443/x and https://[::1]/y",
        ),
        ("agenda.yaml", "agenda.yaml"),
        ("https://a:b", "https://…"),
    ],
)
def test_what_is_no_secret_is_shown(said: str, shown: str) -> None:
    """An address stays one that can be found."""
    assert public(said) == shown


def test_an_agenda_does_not_keep_a_password(server: Server, tmp_path: Path) -> None:
    """What was imported is named in its head, and no more of the address."""
    server.answers["page.md"] = answer(200, b"# Camp\n\n## 1 March 2026\n\n- 10:00-10:30 UTC One\n")
    for name in ("page.md", "page.md?x=y"):
        address = f"{server.address.replace('https://', f'https://{SECRET}@')}{name}"
        server.answers[name] = server.answers["page.md"]
        ran = CliRunner().invoke(main, ["import", address, "-o", str(tmp_path / name[-3:])], catch_exceptions=False)
        assert ran.exit_code == 0, ran.output
        assert "# Imported from page.md" in (tmp_path / name[-3:]).read_text("utf-8")
        assert "pass" not in (tmp_path / name[-3:]).read_text("utf-8") + ran.output


def test_a_redirect_within_https_is_followed(server: Server, published: Folder, here: Folder) -> None:
    """Sites move."""
    server.answers["ledger.json"] = answer(301, b"", Location="/feeds/moved/ledger.json")
    server.answers["moved/ledger.json"] = answer(200, published.ledger().read_bytes())
    here.publish(programme(EDIT), NEXT + DAY, previous=server.address)
    assert here.files() == published.files()


def test_a_server_that_nobody_vouches_for_is_refused(
    server: Server, here: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else https would be worth nothing."""
    monkeypatch.delenv("SSL_CERT_FILE")
    _, message, _ = refusal(lambda: here.publish(programme(), NEXT, previous=server.address))
    assert message.startswith("cannot be fetched: [SSL: CERTIFICATE_VERIFY_FAILED]")
    assert server.asked == []


def test_an_address_where_nothing_was_published_is_refused(server: Server, here: Folder, tmp_path: Path) -> None:
    """404 is an answer: there is nothing."""
    server.folder = tmp_path / "nothing"
    where, message, _ = refusal(lambda: here.publish(programme(), NEXT, previous=server.address))
    assert (where, message) == (server.address, "there is neither ledger.json nor feeds.json")
    server.answers |= dict.fromkeys(("ledger.json", "feeds.json"), answer(410, b""))
    assert refusal(lambda: here.publish(programme(), NEXT, previous=server.address))[1] == message


def test_a_damaged_ledger_at_an_address_is_refused(server: Server, here: Folder) -> None:
    """A page that says "not found" with status 200 is no ledger."""
    server.answers["ledger.json"] = answer(200, b"<!DOCTYPE html><title>Not found</title>")
    where, message, _ = refusal(lambda: here.publish(programme(), NEXT, previous=server.address))
    assert (where, message) == (f"{server.address}ledger.json:1:1", "not JSON from here on")


def test_nobody_listens(here: Folder) -> None:
    """The system's own words."""
    _, message, _ = refusal(lambda: here.publish(programme(), NEXT, previous="https://localhost:1/feeds/"))
    assert message.startswith("cannot be fetched: ")


# -- feeds without their ledger -------------------------------------------------------------------------------------

LOST = "no ledger in {}: identities are taken from the feeds; history and removed sessions are gone"


@pytest.fixture
def lost(tmp_path: Path) -> Folder:
    """Feeds with revisions, notes, a cancelled session and a notice, the day after the ledger was lost."""
    found = Folder(tmp_path / "lost")
    found.publish(programme(), START)
    found.publish(programme(SO_FAR), NEXT)
    found.ledger().unlink()
    return found


SO_FAR: dict[str, Fields | None] = {
    "opening": {"title": "Welcome; all, of you \\ us", "time": "09:05-09:30"},
    "storage": {"status": "cancelled", "reason": "Bo is ill"},
    "network": {"speakers": ["Di"], "track": "users"},
    "panel": {"track": "users", "abstract": "word " * 1000},
}
LATER = NEXT + DAY


def test_a_lost_ledger_is_made_again_from_the_feeds(lost: Folder) -> None:
    """Nobody who subscribed sees a thing: not a byte moves in any feed."""
    before = lost.feeds()
    assert lost.publish(programme(SO_FAR), LATER).remark == LOST.format(lost.path)
    assert lost.feeds() == before
    assert lost.read()["opening"].note == "Moved: was Sun 29 Mar 09:00 UTC. Title: was Opening"
    assert lost.publish(programme(SO_FAR), LATER + DAY).written == ()


def test_after_a_loss_the_index_keeps_its_order(tmp_path: Path) -> None:
    """The same facts are listed in the same order, wherever they come from: also the feeds that are empty."""
    folder = Folder(tmp_path / "feeds")
    folder.publish(programme(), START)
    empty = programme({i: {"speakers": ["Zoe"], "track": None, "room": None} for i in ("opening", "network", "panel")})
    folder.publish(empty, NEXT)
    before = folder.files()
    folder.ledger().unlink()
    folder.publish(empty, LATER)
    assert folder.files()["feeds.json"] == before["feeds.json"]
    assert folder.publish(empty, LATER + DAY).written == ()


UNTAKEN: list[Any] = [
    pytest.param("SEQUENCE:1", "SEQUENCE:2147483648", "SEQUENCE 2147483648 is more than 2147483647", id="SEQUENCE"),
    pytest.param("20260302T120000Z", "30000101T000000Z", "3000-01-01T00:00:00+00:00 is outside", id="stamps of 3000"),
    pytest.param("20260302T120000Z", "89991231T000000Z", "8999-12-31T00:00:00+00:00 is outside", id="stamps of 8999"),
    pytest.param("20260301T120000Z", "19691231T235959Z", "1969-12-31T23:59:59+00:00 is outside", id="stamps of 1969"),
]


@pytest.mark.parametrize(("was", "now_is", "message"), UNTAKEN)
def test_feeds_that_no_ledger_can_hold_are_refused(lost: Folder, was: str, now_is: str, message: str) -> None:
    """Now, and not in the build after the next."""
    for path, raw in lost.feeds().items():
        (lost.path / path).write_bytes(raw.replace(was.encode(), now_is.encode()))
    before = lost.files()
    _, said, hint = refusal(lambda: lost.publish(programme(SO_FAR), LATER))
    assert said.startswith(f"the ledger is gone, and these feeds are none to go on from: {message}")
    assert hint == "take ledger.json back from Git or a copy, or begin anew in another folder"
    assert lost.files() == before


def test_after_a_loss_only_what_changed_moves(lost: Folder) -> None:
    """From where it was: a SEQUENCE or stamp that goes back would be ignored for ever."""
    before = {i: block for raw in lost.feeds().values() for i, block in blocks(raw).items()}
    lost.publish(programme(SO_FAR | {"opening": {"title": "Welcome"}, "virtual": {"status": "cancelled"}}), LATER)
    after = {i: block for raw in lost.feeds().values() for i, block in blocks(raw).items()}
    assert {i for i in before if before[i] != after[i]} == {"opening", "virtual"}
    found = lost.read()
    assert (found["opening"].sequence, found["opening"].modified, found["opening"].created) == (2, LATER, START)
    assert found["opening"].note == "Moved: was Sun 29 Mar 09:05 UTC. Title: was Welcome; all, of you \\ us"
    assert (found["virtual"].sequence, found["virtual"].status) == (1, "CANCELLED")
    assert list(lost.ill()) == []


@pytest.mark.parametrize(
    ("edit", "paths"),
    [
        pytest.param({"virtual": {"track": "code"}}, ("track/users.ics", "track/code.ics"), id="track"),
        pytest.param({"virtual": {"day": "2026-03-29"}}, ("day/2026-03-30.ics", "day/2026-03-29.ics"), id="day"),
        pytest.param({"virtual": {"speakers": ["Cy"]}}, ("speaker/di.ics", "speaker/cy.ics"), id="speaker"),
    ],
)
def test_after_a_loss_a_feed_that_something_leaves_is_newer(
    lost: Folder, edit: dict[str, Fields | None], paths: tuple[str, str]
) -> None:
    """Its LAST-MODIFIED moves although nothing in it did."""
    lost.publish(programme(SO_FAR | edit), LATER)
    for path in paths:
        assert lost.modified(path) == LATER
    assert "virtual" not in lost.read(paths[0])
    assert "virtual" in lost.read(paths[1])


def test_after_a_loss_a_move_that_only_feeds_show_is_seen(tmp_path: Path) -> None:
    """The entry renders to the same lines under another day: it is in another feed, so it is revised."""
    folder, night = Folder(tmp_path), {"day": "2026-03-30", "time": "00:30-01:00", "title": "Night owls"}
    folder.publish(programme({"late": night}), START)
    folder.ledger().unlink()
    folder.publish(programme({"late": night | {"day": "2026-03-29", "time": "+1 00:30-01:00"}}), NEXT)
    assert folder.read("day/2026-03-29.ics")["late"].sequence == 1
    assert folder.modified("day/2026-03-30.ics") == NEXT


def test_after_a_loss_nothing_is_told_that_no_feed_told(tmp_path: Path) -> None:
    """An entry has no list of speakers and rooms that a program could trust, so a note is silent about them."""
    folder = Folder(tmp_path)
    folder.publish(programme(event={"feeds": ["all"]}), START)
    folder.ledger().unlink()
    folder.publish(programme({"opening": {"title": "Welcome"}}, {"feeds": ["all"]}), NEXT)
    assert folder.read()["opening"].note == "Title: was Opening"


def test_after_a_loss_a_notice_keeps_what_it_said(lost: Folder) -> None:
    """And what it names; its numbers go on."""
    before = lost.read("track/code.ics")["feed--track-code"]
    people = {"tracks": [{"id": "users", "name": "People"}, {"id": "code", "name": "Code"}]}
    lost.publish(programme(SO_FAR, top=people), LATER)
    found = lost.read("track/code.ics")["feed--track-code"]
    assert found.description.endswith("track/users.ics")
    assert (found.sequence, found.created, found.modified) == (1, before.created, LATER)
    assert (found.start, found.end) == (date(2026, 3, 29), date(2026, 3, 30))


def test_after_a_loss_what_is_gone_is_called_off_or_leaves(lost: Folder) -> None:
    """As ever: still to come, it stays as cancelled; over, it leaves, and the ledger says so in a way it can read."""
    lost.publish(programme(SO_FAR | {"virtual": None}), LATER)
    assert (lost.read()["virtual"].status, lost.read()["virtual"].sequence) == ("CANCELLED", 1)
    lost.ledger().unlink()
    lost.publish(programme(SO_FAR | {"virtual": None, "opening": None}), AFTER)
    assert not {"virtual", "opening"} & lost.read().keys()
    known = records.parse("ledger.json", lost.ledger().read_bytes())
    assert {i for i, item in known.sessions.items() if item.state == "removed"} == {"virtual", "opening"}
    assert lost.publish(programme(SO_FAR | {"virtual": None, "opening": None}), AFTER + DAY).written == ()


def test_after_a_loss_renames_are_asked_about(lost: Folder) -> None:
    """The feeds know titles and times."""
    renamed = {"virtual": None, "machines": SESSIONS["virtual"]}
    assert refusal(lambda: lost.publish(programme(SO_FAR | renamed), LATER))[1] == (
        "machines looks like virtual, which is gone: 'Virtual machines'"
    )


def test_after_a_loss_another_event_is_refused(lost: Folder) -> None:
    """Which event it is stands in feeds.json."""
    _, message, _ = refusal(lambda: lost.publish(programme(SO_FAR, {"id": "other"}), LATER))
    assert message == "the event's id is other, but these feeds were published as summit"


def test_a_feed_that_was_lost_too_comes_back(lost: Folder) -> None:
    """Nobody knows what it said, so it is taken for newer than all that is left; its path stays."""
    newest = max(lost.modified(path) for path in lost.feeds())
    (lost.path / "track/users.ics").unlink()
    lost.publish(programme(SO_FAR), LATER)
    assert lost.modified("track/users.ics") == LATER > newest
    assert lost.read("track/users.ics").keys() == {"opening", "storage", "network", "panel", "posters", "virtual"}


@pytest.mark.parametrize("stale", ["all.ics", "session/opening.ics"])
def test_of_two_revisions_the_newer_counts(lost: Folder, stale: str) -> None:
    """A build that died between two feeds, and a ledger lost after it, leave both behind."""
    changed = programme(SO_FAR | {"opening": {"room": "side"}})
    old = (lost.path / stale).read_bytes()
    lost.publish(changed, LATER)
    (lost.path / stale).write_bytes(old)
    lost.ledger().unlink()
    lost.publish(changed, LATER + DAY)
    assert (lost.read()["opening"].sequence, lost.read()["opening"].modified) == (2, LATER)
    assert lost.read("session/opening.ics")["opening"] == lost.read()["opening"]


def test_where_no_session_was_in_a_feed_nothing_is_lost(tmp_path: Path) -> None:
    """A programme without speakers, and feeds for speakers only."""
    folder, quiet = Folder(tmp_path), dict.fromkeys(SESSIONS) | {"only": {"time": "10:00-11:00", "title": "Silence"}}
    folder.publish(programme(quiet, {"feeds": ["speaker"]}), START)
    folder.ledger().unlink()
    folder.publish(programme(quiet, {"feeds": ["all"]}), NEXT)
    assert folder.read()["only"].sequence == 0


SPOILT: list[Any] = [
    pytest.param("feeds.json", b"{", id="an index that is not whole"),
    pytest.param("feeds.json", b"[]", id="an index that is none"),
    pytest.param("feeds.json", b'{"event": {"id": "../x"}, "feeds": []}', id="an event's id that is none"),
    pytest.param(
        "feeds.json",
        b'{"event": {"id": "summit"}, "feeds": [{"path": "../../x.ics", "kind": "all", "key": "", "name": ""}]}',
        id="a path that leads out",
    ),
    pytest.param(
        "all.ics",
        b"BEGIN:VCALENDAR\r\nLAST-MODIFIED:20260301T120000Z\r\nBEGIN:VEVENT\r\nUID:old.summit@example.org\r\nSEQUENCE:0\r\n"
        b"LAST-MODIFIED:20260301T120000Z\r\nCREATED:20260301T120000Z\r\nDTSTART:21000101T000000Z\r\nSUMMARY:Old\r\n"
        b"STATUS:CONFIRMED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        id="an entry that no ledger can hold",
    ),
    pytest.param("all.ics", b"", id="an empty feed"),
    pytest.param("all.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", id="a feed of somebody else"),
    pytest.param("all.ics", b"<!DOCTYPE html>", id="a web page"),
    pytest.param("all.ics", b"\xff\xfe", id="no UTF-8"),
]


@pytest.mark.parametrize(("path", "raw"), SPOILT)
def test_feeds_that_are_not_ours_are_no_memory(lost: Folder, path: str, raw: bytes) -> None:
    """Without a ledger and without feeds to read, only people can say what was published."""
    (lost.path / path).write_bytes(raw)
    before = lost.files()
    where, message, hint = refusal(lambda: lost.publish(programme(SO_FAR), LATER))
    assert (where, message) == (
        str(lost.path),
        "the ledger is gone, and these feeds are not as this program writes them",
    )
    assert hint == "take ledger.json back from Git or a copy, or begin anew in another folder"
    assert lost.files() == before


def test_feeds_whose_line_ends_were_changed_are_no_memory(lost: Folder) -> None:
    """Git does that where nobody told it not to."""
    for path, raw in lost.feeds().items():
        (lost.path / path).write_bytes(raw.replace(b"\r\n", b"\n"))
    assert "not as this program writes them" in refusal(lambda: lost.publish(programme(SO_FAR), LATER))[1]


def test_feeds_alone_are_no_beginning(lost: Folder) -> None:
    """Without ledger.json and feeds.json, a build would start all over beside published entries."""
    (lost.path / "feeds.json").unlink()
    (lost.path / "all.ics").unlink()
    where, message, hint = refusal(lambda: lost.publish(programme(SO_FAR), LATER))
    assert (where, message) == (str(lost.path), "there are feeds, but neither ledger.json nor feeds.json")
    assert hint == "bring ledger.json back from Git or a copy, or build into another folder"


def test_calendars_of_others_are_no_obstacle(tmp_path: Path) -> None:
    """A folder may hold what somebody else put there."""
    (tmp_path / "party.ics").write_bytes(b"BEGIN:VCALENDAR\r\nPRODID:-//somebody//else//EN\r\nEND:VCALENDAR\r\n")
    Folder(tmp_path).publish(programme(), START)
    assert (tmp_path / "all.ics").exists()


def test_stamps_go_on_after_a_loss_on_a_clock_set_back(lost: Folder) -> None:
    """The feeds tell what was newest."""
    lost.publish(programme(SO_FAR | {"opening": {"title": "Welcome"}}), START - DAY)
    assert lost.read()["opening"].modified == lost.modified() == NEXT + SECOND
