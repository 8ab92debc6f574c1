"""Calendar readers that are not ours, asked what they make of our feeds: paths in, entries out.

Each judge is a small program beside this file that reads .ics files with one library or application and
prints JSON, `{path: [entry, ...]}`; with no paths it prints `{}`, which is how we know that it can run. What
a reader cannot give, and what it is known to make of a right feed, is declared in `READERS`, so that all else
is a disagreement. `.ci/install` installs all of them.
"""

import functools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from judges import quirks

HERE = Path(__file__).parent
SECONDS = 120  # for one program and all its files
ELSEWHERE = "Asia/Kathmandu"  # 5:45 ahead of UTC all year: a local time that passes for an instant is seen


class ReadingError(Exception):
    """A judge that can run did not read the files; says in its own words why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A VEVENT as a reader shows it; None is what there is not, or what it cannot show."""

    uid: str | None
    start: str  # "2023-03-29T14:00:00Z" for an instant, "2022-05-18" for a date
    end: str  # the same, exclusive as in DTEND
    all_day: bool
    summary: str | None
    description: str | None
    location: str | None
    categories: tuple[str, ...] | None  # in the order of the file
    status: str | None
    sequence: int | None


FIELDS = frozenset(field.name for field in fields(Entry))


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries in an order of their own: readers keep none, and some keep no UID."""
    return sorted(entries, key=lambda entry: [str(getattr(entry, field.name)) for field in fields(Entry)])


def unchanged(entry: Entry) -> Entry:
    """Return the entry: the reader makes nothing of its own of it."""
    return entry


@dataclass(frozen=True, slots=True)
class Reader:
    """One judge: how to ask it, and what is known about its answers."""

    name: str
    command: tuple[str, ...]  # run in this folder, paths are appended
    install: str  # what to do where it cannot run
    lacks: frozenset[str] = frozenset()  # fields that it does not keep at all
    quirk: Callable[[Entry], Entry] = unchanged  # a right entry -> the same as this reader shows it
    blind: frozenset[str] = frozenset()  # what is wrong with a feed and not seen: names in the self-check

    def missing(self) -> str:
        """Return "" where this judge can run, else what is lacking and how to install it."""
        return lacking(self)

    def read(self, paths: Iterable[Path]) -> dict[Path, list[Entry]]:
        """Return what this judge reads in each file, in the order of `ordered`. Raises ReadingError."""
        named = {str(path.resolve()): path for path in paths}
        answer = subprocess.run(  # one start serves all files
            [*self.command, *named], cwd=HERE, env=environment(), capture_output=True, timeout=SECONDS
        )
        if answer.returncode:
            raise ReadingError(f"{self.name}: {answer.stderr.decode(errors='replace').strip()}")
        try:
            shown = json.loads(answer.stdout)
            return {path: ordered(map(entry, shown[name])) for name, path in named.items()}
        except (ValueError, KeyError, TypeError) as wrong:
            raise ReadingError(f"{self.name}: no answer in {answer.stdout[:200]!r}") from wrong

    def expected(self, right: Entry) -> Entry:
        """Return what this judge shows where the feed says `right`."""
        gaps: dict[str, Any] = dict.fromkeys(self.lacks)
        return replace(self.quirk(right), **gaps)


def entry(shown: dict[str, Any]) -> Entry:
    """Return a judge's JSON as an Entry. Raises TypeError where a field is missing or unknown."""
    categories = shown["categories"]
    return Entry(**{**shown, "categories": None if categories is None else tuple(categories)})


def environment() -> dict[str, str]:
    """Return the environment judges run in: one language and one zone, whatever this machine has."""
    return {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "TZ": ELSEWHERE}


@functools.cache
def lacking(reader: Reader) -> str:
    """Return "" where the reader's program starts, else what it said and how to install it."""
    try:
        answer = subprocess.run(reader.command, cwd=HERE, env=environment(), capture_output=True, timeout=SECONDS)
    except FileNotFoundError as absent:
        return f"{reader.name} needs {absent.filename}: {reader.install}"
    if answer.returncode == 0 and answer.stdout.strip() == b"{}":
        return ""
    said = answer.stderr.decode(errors="replace").strip().splitlines() or ["it says nothing"]
    return f"{reader.name} cannot run ({said[-1].strip()}): {reader.install}"


def with_text(
    shown: Callable[[str], str], categories: Callable[[tuple[str, ...]], Iterable[str]]
) -> Callable[[Entry], Entry]:
    """Return a quirk: `shown` of summary, description and location, and `categories` of the categories."""

    def quirk(right: Entry) -> Entry:
        texts = {name: getattr(right, name) for name in ("summary", "description", "location")}
        changed: dict[str, Any] = {name: shown(text) or None for name, text in texts.items() if text is not None}
        return replace(right, **changed, categories=tuple(categories(right.categories or ())))

    return quirk


PYTHON = "pip install 'summit-ical[test]'"
NPM = "run .ci/install, or npm ci in tests/judges (Node.js 18 or later)"
DEBIAN = "run .ci/install, or apt-get install "

READERS = (
    Reader("icalendar", (sys.executable, "read_with_python.py", "icalendar"), PYTHON),
    Reader("vobject", (sys.executable, "read_with_python.py", "vobject"), PYTHON),
    Reader("ical", (sys.executable, "read_with_python.py", "ical"), PYTHON),
    Reader(
        "ics.py",
        (sys.executable, "read_with_python.py", "ics"),
        PYTHON,
        quirk=with_text(quirks.ics_text, categories=quirks.ics_categories),
        blind=frozenset({"times without zone"}),  # takes them for UTC
    ),
    Reader(
        "ical.js",
        ("node", "read_with_node.js", "ical.js"),
        NPM,
        quirk=with_text(str, categories=quirks.ical_js_categories),
    ),
    Reader(
        "node-ical",
        ("node", "read_with_node.js", "node-ical"),
        NPM,
        quirk=with_text(quirks.node_ical_text, categories=quirks.node_ical_categories),
    ),
    Reader(
        "libical",
        ("sh", "read_with_libical.sh"),
        DEBIAN + "gcc libc6-dev pkg-config libical-dev",
        quirk=with_text(str, categories=quirks.libical_categories),
    ),
    Reader(
        "ruby-icalendar",
        ("ruby", "read_with_ruby.rb"),
        DEBIAN + "ruby ruby-icalendar",
        quirk=with_text(quirks.ruby_text, categories=quirks.ruby_categories),
    ),
    Reader(
        "sabre/vobject 2",
        ("php", "read_with_php.php"),
        DEBIAN + "php-cli php-sabre-vobject",
        quirk=with_text(quirks.sabre_text, categories=quirks.sabre_categories),
    ),
    Reader(
        "Data::ICal",
        ("perl", "read_with_perl.pl"),
        DEBIAN + "libdata-ical-perl",
        quirk=with_text(quirks.perl_text, categories=quirks.perl_categories),
    ),
    Reader(
        "calcurse",
        (sys.executable, "read_with_calcurse.py"),
        DEBIAN + "calcurse",
        lacks=frozenset({"uid", "categories", "status", "sequence"}),
    ),
    Reader(
        "vdirsyncer and khal",
        ("/usr/bin/python3", "-I", "read_with_khal.py"),  # Debian's own, where its khal is
        DEBIAN + "khal vdirsyncer",
        lacks=frozenset({"sequence"}),
        quirk=with_text(quirks.khal_text, categories=quirks.khal_categories),
    ),
)
