"""How heavy and how quick the page is: writing it, and filtering and re-zoning a thousand sessions in Chromium.

    python benchmarks/page.py [--scratch FOLDER] [--rounds N]

Prints a table; exit status 1 if a wanted figure is missed. Needs Chromium and Playwright (`pip install -e '.[test]'`).
With Lighthouse in tests/pages (`.ci/install`) its performance figure is printed as well; nothing is wanted of it.
"""

import argparse
import functools
import gzip
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parent
LIGHTHOUSE = ROOT / "tests" / "pages" / "node_modules" / ".bin" / "lighthouse"
LOADED = ("index.html", "page.css", "page.js", "icon.svg")
COMMAND = (sys.executable, "-m", "summit_ical", "build")
FIXED = ("--now", "2026-01-01T00:00:00Z", "--quiet")
# Times one change of a control until the next frame is painted.
TIMED = """([name, value]) => new Promise(done => {
  const control = document.querySelector(`[name=${name}]`);
  const begun = performance.now();
  control.value = value;
  control.dispatchEvent(new Event(control.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
  const settled = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun), 0));
  control.tagName === "SELECT" ? settled() : setTimeout(settled, 61);  // typing waits 60 ms for the next letter
})"""


class Figure(NamedTuple):
    name: str
    value: float
    unit: str
    wanted: float | None = None

    @property
    def missed(self) -> bool:
        return self.wanted is not None and self.value > self.wanted


def build(agenda: Path, folder: Path, *options: str) -> float:
    """Return the seconds of one first build."""
    shutil.rmtree(folder, ignore_errors=True)
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder.parent / "cache")}
    begun = time.perf_counter()
    subprocess.run([*COMMAND, str(agenda), "--output", str(folder), *FIXED, *options], check=True, env=environment)
    return time.perf_counter() - begun


def writing(agenda: Path, scratch: Path, rounds: int) -> Iterator[Figure]:
    """Yield how long builds take with a page and without, the best of each."""
    with_page, alone = [], []
    for _ in range(rounds):
        alone.append(build(agenda, scratch / "alone", "--no-page"))
        with_page.append(build(agenda, scratch / "feeds"))
    yield Figure("build without a page", min(alone), "s")
    yield Figure("build with a page", min(with_page), "s")
    yield Figure("ratio", min(with_page) / min(alone), "", 2)


def weight(name: str, folder: Path, whole: float, compressed: float | None) -> Iterator[Figure]:
    """Yield how much a browser loads of a page."""
    loaded = {file: (folder / file).read_bytes() for file in LOADED}
    yield Figure(f"{name}: weight", sum(map(len, loaded.values())) / 1000, "kB", whole)
    small = sum(len(gzip.compress(raw, mtime=0)) for raw in loaded.values()) / 1000
    yield Figure(f"{name}: compressed", small, "kB", compressed)
    yield Figure(f"{name}: CSS and script", (len(loaded["page.css"]) + len(loaded["page.js"])) / 1000, "kB", 40)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    handler: Callable[..., http.server.SimpleHTTPRequestHandler] = functools.partial(Silent, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/index.html"
        server.shutdown()


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def browsing(folder: Path, rounds: int) -> Iterator[Figure]:
    """Yield how long filters and another zone take until they are painted: the median of the rounds."""
    from playwright.sync_api import sync_playwright

    steps = {
        "filter by text": [("words", "the"), ("words", "the future"), ("words", "")],
        "filter by track": [("track", "{track}"), ("track", "")],
        "another zone": [("zone", "Asia/Tokyo"), ("zone", "America/New_York"), ("zone", "Pacific/Kiritimati")],
    }
    with serving(folder) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(timezone_id="Europe/Berlin", viewport={"width": 1280, "height": 900}).new_page()
        page.goto(address)
        track = page.evaluate("document.querySelector('[name=track]').options[1].value")
        for name, changes in steps.items():
            taken = []
            for _ in range(rounds):
                for control, value in changes:
                    taken.append(page.evaluate(TIMED, [control, value.format(track=track)]))
            taken = [each - (61 if name == "filter by text" else 0) for each in taken]
            yield Figure(f"1,000 sessions: {name}, median", sorted(taken)[len(taken) // 2], "ms", 200)
            yield Figure(f"1,000 sessions: {name}, slowest", max(taken), "ms")
        browser.close()


def lighthouse(name: str, folder: Path) -> Iterator[Figure]:
    """Yield Lighthouse's figure for performance, where it is installed."""
    if not LIGHTHOUSE.exists():
        return
    with serving(folder) as address:
        options = (
            "--quiet",
            "--output=json",
            "--only-categories=performance",
            "--chrome-flags=--headless=new --no-sandbox",
        )
        environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
        done = subprocess.run([str(LIGHTHOUSE), address, *options], check=True, capture_output=True, env=environment)
    score = json.loads(done.stdout)["categories"]["performance"]["score"]
    yield Figure(f"{name}: Lighthouse performance, mobile", 100 * score, "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scratch", type=Path, default=HERE / ".scratch" / "page")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    scratch: Path = arguments.scratch
    scratch.mkdir(parents=True, exist_ok=True)
    thousand = scratch / "1000.yaml"
    subprocess.run([sys.executable, str(HERE / "generate.py"), "1000", "7", str(thousand)], check=True)
    build(ROOT / "agenda.yaml", scratch / "small")
    figures = [*writing(thousand, scratch, arguments.rounds)]
    figures += [*weight("21 sessions", scratch / "small", 80, None)]
    figures += [*weight("1,000 sessions", scratch / "feeds", 4000, 600)]
    figures += [*browsing(scratch / "feeds", arguments.rounds)]
    for name, folder in (("21 sessions", scratch / "small"), ("1,000 sessions", scratch / "feeds")):
        figures += [*lighthouse(name, folder)]
    for figure in figures:
        wanted = "" if figure.wanted is None else f"at most {figure.wanted:g}{'  MISSED' if figure.missed else ''}"
        print(f"{figure.name:48}{figure.value:10.2f} {figure.unit:3} {wanted}".rstrip())
    return int(any(figure.missed for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
