"""What the documents say is so: their agendas build, their commands exist, their links lead somewhere.

The info string of a block of code tells how it is held to the program:

    yaml           an agenda where it begins with `event:`
    yaml sessions  sessions of one day of FRAME
    sh, console    command lines, parsed by the commands themselves; the console blocks of docs/howto.md are run
    pycon          a session in a Python shell, run
    python         a program, run beside an agenda
    ics            lines of a committed feed
    nginx          a part of a server's configuration, served with
"""

import doctest
import http.client
import re
import runpy
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import click
import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

import summit_ical
from folders import ROOT
from judges.plugin import summoned
from summit_ical import build, read
from summit_ical.agendafile.keys import ROWS
from summit_ical.cli import main
from summit_ical.model.feed_kinds import GROUPS

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
NOW = datetime(2023, 3, 28, tzinfo=UTC)  # when feeds/ was first built
BUILT = re.compile(r"^event:", re.MULTILINE)
COMMAND = re.compile(r"(?:^|&& |\|\| |\| )(?:\$ )?(?:\.venv/bin/)?(summit-ical .*?)(?= && | \|\| | \| | >>? |$)", re.M)
PROPERTY = re.compile(r"\b[A-Z][A-Z-]+\b")

FRAME = """\
event: {{id: frame, title: A frame, timezone: Europe/Berlin, feeds_url: https://example.org/feeds/}}
days:
  - date: 2026-10-24
    sessions:
{}"""


class Code(NamedTuple):
    """A block of code of a page."""

    page: Path
    line: int  # its first, counted from 1
    info: str
    content: str


def tokens(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text("utf-8"))


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


CODE = [
    Code(page, token.map[0] + 2, token.info.strip(), token.content)
    for page in PAGES
    for token in tokens(page)
    if token.type == "fence" and token.map
]


def code(*infos: str) -> list[pytest.param]:
    """Return the blocks of these kinds as a table for pytest."""
    return [pytest.param(c, id=f"{named(c.page)}:{c.line}") for c in CODE if c.info in infos]


def section(page: str, heading: str) -> str:
    """Return what stands below a heading, up to the next."""
    text = (ROOT / page).read_text("utf-8")
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no heading {heading!r}"
    return found[1]


def first_cells(table: str) -> list[str]:
    """Return the first cell of each row of a table, without its heading."""
    return [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("|")][2:]


# -- agendas ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", [c for c in code("yaml") if BUILT.match(c.values[0].content)])
def test_an_agenda_shown_builds(block: Code, tmp_path: Path) -> None:
    """What people copy builds as it stands, and there is nothing to say of it but what is not used yet."""
    agenda = tmp_path / "agenda.yaml"
    agenda.write_text(block.content, "utf-8")
    assert [p for p in build(agenda, tmp_path / "feeds", now=NOW).findings if p.code != "unused"] == []


@pytest.mark.parametrize("block", code("yaml sessions"))
def test_sessions_shown_build(block: Code, tmp_path: Path) -> None:
    """A part of an agenda fits into a whole one, and there is nothing to say of it."""
    agenda = tmp_path / "agenda.yaml"
    lines = "".join(f"      {line}\n" for line in block.content.splitlines())
    agenda.write_text(FRAME.format(lines), "utf-8")
    assert build(agenda, tmp_path / "feeds", now=NOW).findings == ()


def test_the_times_shown_are_times(tmp_path: Path) -> None:
    """Every form of `time` in the table of docs/agenda.md is read."""
    forms = [cell.strip("`") for cell in first_cells(section("docs/agenda.md", "Times"))]
    assert len(forms) == 6
    sessions = [f'      - {{id: s{n}, time: "{form}", title: Session {n}}}\n' for n, form in enumerate(forms)]
    agenda = tmp_path / "agenda.yaml"
    agenda.write_text(FRAME.format("".join(sessions)).replace("2026-10-24", "2026-10-25"), "utf-8")
    assert len(read(agenda).sessions) == len(forms)


def test_every_key_is_in_the_format_by_example() -> None:
    """docs/agenda.md shows each key of the one table of keys."""
    text = (ROOT / "docs/agenda.md").read_text("utf-8")
    shown = set(re.findall(r"(?<![\w-])([a-z_]+):", text))
    assert {key.name for keys in ROWS.values() for key in keys} - shown == set()


def test_every_kind_of_feed_is_in_the_table() -> None:
    """The table of docs/agenda.md has the kinds of feed, in their order."""
    assert [cell.strip("*`") for cell in first_cells(section("docs/agenda.md", "Feeds"))] == list(GROUPS)


# -- commands and programs --------------------------------------------------------------------------------------------


def command_lines(page: Path) -> Iterator[str]:
    """Yield the command lines of ours in a page, in blocks of code and in the text."""
    for token in tokens(page):
        if token.type == "fence" and token.info in ("sh", "console"):
            yield from COMMAND.findall(token.content)
        for child in token.children or ():
            if child.type == "code_inline":
                yield from COMMAND.findall(child.content)


@pytest.mark.parametrize(
    "line",
    [pytest.param(line, id=f"{named(page)}: {line}") for page in PAGES for line in dict.fromkeys(command_lines(page))],
)
def test_a_command_line_is_one(line: str) -> None:
    """Each command and option that a page names is taken by the program."""
    _, name, *arguments = shlex.split(line, comments=True)
    if name.startswith("-"):
        assert name in [option for parameter in main.params for option in parameter.opts]
        return
    within = click.Context(main, **main.context_settings)  # as when it is run: click keeps what a command first heard
    command = main.get_command(within, name)
    assert command, f"there is no command {name}"
    if arguments:  # else only the command is named
        command.make_context(name, arguments, parent=within).close()  # raises UsageError


def test_the_output_shown_is_the_output() -> None:
    """Every console block of docs/howto.md, run as tools/renew_readme.py runs those of README.md."""
    renewed = runpy.run_path(str(ROOT / "tools/renew_readme.py"))["renewed"]
    page = (ROOT / "docs/howto.md").read_text("utf-8")
    assert renewed(page) == page


@pytest.fixture
def beside_an_agenda(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as that of the project is: agenda.yaml and its feeds."""
    shutil.copy(ROOT / "agenda.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    build("agenda.yaml", "feeds", now=NOW)
    return tmp_path


@pytest.mark.parametrize("block", code("python"))
def test_a_program_shown_runs(block: Code, beside_an_agenda: Path) -> None:
    """The library's examples run as they stand."""
    exec(compile(block.content, named(block.page), "exec"), {})


def test_one_session_from_text_to_bytes(beside_an_agenda: Path) -> None:
    """The values in CONTRIBUTING.md are those that the program has there."""
    typed = "".join(c.content for c in CODE if c.info == "pycon" and c.page.name == "CONTRIBUTING.md")
    examples = doctest.DocTestParser().get_doctest(typed, {}, "CONTRIBUTING.md", None, None)
    assert len(examples.examples) > 10
    said: list[str] = []
    failed = doctest.DocTestRunner(verbose=False).run(examples, out=said.append).failed
    assert not failed, "".join(said)


# -- links ------------------------------------------------------------------------------------------------------------


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(page: Path) -> set[str]:
    inside = [token.content for token, before in zip(tokens(page)[1:], tokens(page), strict=False)
              if before.type == "heading_open"]  # fmt: skip
    return set(map(anchor, inside))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    """A relative link names a file that is there, and a heading that it has."""
    children = [child for token in tokens(page) for child in token.children or ()]
    targets = [str(child.attrs.get("href") or child.attrs.get("src") or "") for child in children]
    lost = []
    for target in filter(None, targets):
        parts = urlsplit(target)
        if parts.scheme:
            continue
        path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        if not path.exists() or (parts.fragment and parts.fragment not in anchors(path)):
            lost.append(target)
    assert lost == []


def test_the_index_is_whole() -> None:
    """docs/README.md leads to every page of docs/."""
    index = (ROOT / "docs/README.md").read_text("utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"]({page})" not in index} == set()


# -- tables -----------------------------------------------------------------------------------------------------------


def test_every_wing_has_its_row() -> None:
    """The table of CONTRIBUTING.md names the wings that there are, each once; its picture names no other."""
    package = Path(summit_ical.__file__).parent
    wings = sorted(f"{path.name}/" for path in package.iterdir() if (path / "__init__.py").exists())
    below = section("CONTRIBUTING.md", "How the house is laid out")
    assert sorted(cell.strip("`") for cell in first_cells(below)) == wings
    assert set(re.findall(r"^ ?(\w+/) {2}", below, re.MULTILINE)) <= set(wings)


def test_the_house_has_few_words_of_its_own() -> None:
    """The glossary of CONTRIBUTING.md has forty words at most, each once, in the order of a dictionary."""
    words = first_cells(section("CONTRIBUTING.md", "Words"))
    assert words == sorted(set(words), key=str.casefold)
    assert 20 < len(words) <= 40


def properties(feed: Path) -> tuple[set[str], set[str]]:
    """Return the names of the properties of a feed's calendar, and of its entries."""
    lines = feed.read_bytes().decode().replace("\r\n ", "").split("\r\n")
    of: dict[str, set[str]] = {"VCALENDAR": set(), "VEVENT": set()}
    inside = ["VCALENDAR"]
    for line in filter(None, lines):
        name, value = re.split("[;:]", line, maxsplit=1)
        if name == "BEGIN":
            inside.append(value)
        elif name == "END":
            inside.pop()
        else:
            of[inside[-1]].add(name)
    return of["VCALENDAR"], of["VEVENT"]


@pytest.mark.parametrize(
    ("heading", "number"), [pytest.param("The calendar", 0, id="calendar"), pytest.param("The entry", 1, id="entry")]
)
def test_every_property_has_its_row(heading: str, number: int) -> None:
    """The tables of docs/output.md name the properties that a feed can have, each once, and no other."""
    feeds = (ROOT / "tests/data/whole/feeds").rglob("*.ics")
    found = set().union(*(properties(feed)[number] for feed in feeds))
    listed = [name for cell in first_cells(section("docs/output.md", heading)) for name in PROPERTY.findall(cell)]
    assert sorted(listed) == sorted(found)


@pytest.mark.parametrize("block", code("ics"))
def test_an_entry_shown_is_one_of_ours(block: Code, beside_an_agenda: Path) -> None:
    """It stands in a feed of agenda.yaml, line by line."""
    assert block.content.replace("\n", "\r\n").encode() in (beside_an_agenda / "feeds/all.ics").read_bytes()


# -- hosting ----------------------------------------------------------------------------------------------------------


def used(node: object) -> Iterator[dict[str, object]]:
    """Yield the mappings in YAML that name this repository."""
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from used(inner)
    if isinstance(node, dict) and "OWNER/summit-ical" in f"{node.get('uses')} {node.get('repo')}":
        yield node


@pytest.mark.parametrize("block", [c for c in code("yaml") if "OWNER/" in c.values[0].content])
def test_the_action_and_the_hooks_are_ours(block: Code) -> None:
    """What workflows and pre-commit are told to use is there: this release, these inputs, these hooks."""
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"].keys()
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    uses = list(used(yaml.safe_load(block.content)))
    assert uses
    for use in uses:
        release = use.get("rev") or str(use["uses"]).partition("@")[2]
        assert release == f"v{summit_ical.__version__}"
        assert set(use.get("with", ())) <= inputs
        assert {hook["id"] for hook in use.get("hooks", ())} <= hooks


class Nginx:
    """The web server, as one of the judges."""

    def missing(self) -> str:
        return "" if shutil.which("nginx") else "nginx is not there: run .ci/install, or apt-get install nginx-light"


class Local(http.client.HTTPConnection):
    """HTTP over a socket in the file system, which takes no port from anybody."""

    def __init__(self, path: Path, address: str) -> None:
        super().__init__("localhost")
        self.path, self.address = path, address  # the latter for a browser, which knows no sockets in files

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        try:
            self.sock.connect(str(self.path))
        except OSError:
            self.close()
            raise

    def answer(self, method: str, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        self.request(method, path, headers=headers)
        with self.getresponse() as response:
            return response.status, response.headers, response.read()


SERVED = {
    ".ics": "text/calendar; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "application/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".xml": "application/atom+xml; charset=utf-8",
    ".svg": "image/svg+xml",
}
NGINX = """\
daemon off; master_process off; pid {0}/pid; error_log {0}/log;
events {{}}
http {{
    include /etc/nginx/mime.types;  # as every nginx.conf does
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {0}/1; proxy_temp_path {0}/2; fastcgi_temp_path {0}/3; uwsgi_temp_path {0}/4;
    scgi_temp_path {0}/5;
    server {{ listen unix:{0}/socket; listen 127.0.0.1:{2}; {1} }}
}}
"""


@contextmanager
def serving(snippet: str) -> Iterator[Local]:
    """Run nginx with a snippet inside its server, in a folder of its own: a socket's path has to be short."""
    with tempfile.TemporaryDirectory() as folder:
        configuration = Path(folder, "nginx.conf")
        configuration.write_text(NGINX.format(folder, snippet, port := free_port()), "utf-8")
        command = ["nginx", "-p", folder, "-c", str(configuration)]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
            try:
                with closing(connected(Path(folder, "socket"), f"http://127.0.0.1:{port}/feeds/")) as connection:
                    yield connection
            finally:
                server.terminate()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def connected(path: Path, address: str) -> Local:
    connection = Local(path, address)
    for _ in range(100):
        try:
            connection.connect()
        except OSError:
            time.sleep(0.05)
        else:
            return connection
    pytest.fail(f"nginx does not listen at {path}")


def test_nginx_serves_feeds_as_they_should_be(beside_an_agenda: Path) -> None:
    """The snippet of docs/howto.md: types, caching, CORS, 304, and no page in a feed's place."""
    summoned(Nginx())
    (snippet,) = [c.content for c in CODE if c.info == "nginx"]
    raw = (beside_an_agenda / "feeds/all.ics").read_bytes()
    with serving(snippet.replace("/srv/summit", str(beside_an_agenda))) as server:
        status, headers, body = server.answer("GET", "/feeds/all.ics")
        assert (status, body) == (200, raw)
        assert headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert headers["Cache-Control"] == "public, max-age=300, must-revalidate"
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["ETag"].startswith('"')
        assert headers["Content-Disposition"] is None
        assert server.answer("HEAD", "/feeds/all.ics")[1]["Content-Length"] == str(len(raw))
        assert server.answer("GET", "/feeds/all.ics", **{"If-None-Match": headers["ETag"]})[0] == 304
        assert server.answer("GET", "/feeds/feeds.json")[1]["Content-Type"].startswith("application/json;")
        assert server.answer("GET", "/feeds/changes.xml")[1]["Content-Type"].startswith("application/atom+xml;")
        for nothing in ("/feeds/none.ics", "/feeds/day", "/feeds/day/", "/feeds/none", "/feeds/nowhere/changes.xml"):
            assert server.answer("GET", nothing)[0] == 404


def test_nginx_serves_the_page_as_it_should_be(beside_an_agenda: Path, chromium: Any) -> None:
    """All that is published arrives as what it is; in a browser the page works under the policy of docs/page.md."""
    summoned(Nginx())
    (snippet,) = [c.content for c in CODE if c.info == "nginx"]
    (policy,) = [c.content.strip() for c in CODE if c.content.startswith("Content-Security-Policy: ")]
    name, _, value = policy.partition(": ")
    snippet = snippet.replace("    add_header", f'    add_header {name} "{value}";\n    add_header', 1)
    files = [path.relative_to(beside_an_agenda / "feeds") for path in (beside_an_agenda / "feeds").rglob("*.*")]
    with serving(snippet.replace("/srv/summit", str(beside_an_agenda))) as server:
        for file in ("", *(file.as_posix() for file in files if (beside_an_agenda / "feeds" / file).is_file())):
            status, headers, body = server.answer("GET", f"/feeds/{file}")
            assert (status, headers["Content-Type"]) == (200, SERVED[Path(file or "index.html").suffix]), file
            assert body == (beside_an_agenda / "feeds" / (file or "index.html")).read_bytes()
        with closing(chromium.new_context(timezone_id="Asia/Tokyo")) as context:
            page, wrong = context.new_page(), []
            page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 400 else None)
            page.goto(f"{server.address}#track-users")
            page.locator("#track-users img").scroll_into_view_if_needed()
            page.wait_for_load_state("networkidle")
            assert page.locator("#track-users img").evaluate("img => img.naturalWidth > 0")
            assert page.evaluate("document.styleSheets[0].cssRules.length > 10")
            page.locator("#session-vm-exports .pick").click()
            with page.expect_download() as waiting:
                page.get_by_role("button", name="Download as one .ics").click()
            assert b"UID:vm-exports." in Path(waiting.value.path()).read_bytes()
            assert wrong == []
