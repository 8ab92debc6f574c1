"""Calendar programs that follow a feed, asked what they hold of it: an address in, entries and updates out.

Each is driven by a small program beside this file. It subscribes to the address in its first argument, keeps all that
it needs in the folder in its second, and answers each line on stdin with a line of JSON:

    refresh    {}: the program was told to look at the feed, and need not be done with it
    look       {"entries": [entry, ...], "updates": [[what, uid], ...]}: what it holds now, and all that it has done to
               its entries since the beginning, `what` being added, modified or removed

Without arguments it prints `{}`, which is how we know that it can run. What a program cannot show, and how much it does
for one change, is declared in `SUBSCRIBERS`. `.ci/install` installs all of them.
"""

import functools
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from judges import DEBIAN, Entry, entry, environment, ordered

HERE = Path(__file__).parent
SECONDS = 60  # for a program to end

Update = tuple[str, str | None]  # added, modified or removed, and the UID; None where a program keeps none
Updates = list[Update]


class Held(NamedTuple):
    """What a program holds of a feed."""

    entries: list[Entry]  # in the order of `judges.ordered`
    updates: Updates  # in an order of their own


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One program that follows a feed: how to start it, and what is known about it."""

    name: str
    command: tuple[str, ...]  # run in this folder, address and home are appended
    options: tuple[str, ...]  # and these after them
    install: str  # what to do where it cannot run
    work: Callable[[Updates, Iterable[str]], Updates]  # changes in the feed, UIDs in it -> what this one does
    lacks: frozenset[str] = frozenset()  # fields of an entry that it does not keep
    quirk: Callable[[Entry], Entry] = lambda right: right  # a right entry -> the same as it shows it
    revalidates: bool = True  # asks with the ETag, so that 304 spares it the feed

    def missing(self) -> str:
        """Return "" where this program can run, else what is lacking and how to install it."""
        return lacking(self)

    def expected(self, right: Entry) -> Entry:
        """Return what this program shows where the feed says `right`."""
        gaps: dict[str, Any] = dict.fromkeys(self.lacks)
        return replace(self.quirk(right), **gaps)


class Subscription:
    """A running program that follows a feed."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def refresh(self) -> None:
        """Have the program look at the feed. Raises EOFError where it has died."""
        self.answer("refresh")

    def look(self) -> Held:
        """Return what the program holds now. Raises EOFError where it has died."""
        shown = self.answer("look")
        return Held(ordered(map(entry, shown["entries"])), in_order((what, uid) for what, uid in shown["updates"]))

    def answer(self, line: str) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        print(line, file=self.process.stdin, flush=True)
        if not (answer := self.process.stdout.readline()):
            raise EOFError(f"no answer to {line}")
        found: dict[str, Any] = json.loads(answer)
        return found


@contextmanager
def following(subscriber: Subscriber, address: str, home: Path) -> Iterator[Subscription]:
    """Start the program with a subscription to the address; end it at the end."""
    home.mkdir(mode=0o700)
    with (home / "stderr").open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*subscriber.command, address, str(home), *subscriber.options],
            cwd=HERE,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        with process:
            try:
                yield Subscription(process)
            except EOFError as silent:
                said = (home / "stderr").read_text("utf-8", errors="replace")
                raise EOFError(f"{subscriber.name}: {silent}\n{said}") from None
            finally:
                assert process.stdin
                process.stdin.close()
                try:
                    process.wait(SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()


def in_order(updates: Iterable[Update]) -> Updates:
    """Return updates in an order of their own: programs keep none."""
    return sorted(updates, key=lambda update: (update[0], update[1] or ""))


@functools.cache
def lacking(subscriber: Subscriber) -> str:
    """Return "" where the program starts, else what it said and how to install it."""
    try:
        answer = subprocess.run(subscriber.command, cwd=HERE, env=environment(), capture_output=True, timeout=SECONDS)
    except FileNotFoundError as absent:
        return f"{subscriber.name} needs {absent.filename}: {subscriber.install}"
    if answer.returncode == 0 and answer.stdout.strip() == b"{}":
        return ""
    said = answer.stderr.decode(errors="replace").strip().splitlines() or ["it says nothing"]
    return f"{subscriber.name} cannot run ({said[-1].strip()}): {subscriber.install}"


def one_each(changes: Updates, present: Iterable[str]) -> Updates:
    """The program touches what has changed, once."""
    return changes


def exchanged(changes: Updates, present: Iterable[str]) -> Updates:
    """The program names entries by their content: one that has changed goes, and another comes."""
    words = {"added": ["added"], "modified": ["removed", "added"], "removed": ["removed"]}
    return [(word, None) for what, _ in changes for word in words[what]]


def all_anew(changes: Updates, present: Iterable[str]) -> Updates:
    """Where anything has changed the program reads the whole feed anew, and nothing else does it."""
    return [("added", uid) for uid in present] if changes else []


def one_category(right: Entry) -> Entry:
    """khal shows the categories as one text."""
    return replace(right, categories=(",".join(right.categories),) if right.categories else ())


BIRD = (sys.executable, "thunderbird.py")

SUBSCRIBERS = (
    Subscriber(
        "vdirsyncer and khal",
        ("/usr/bin/python3", "-I", "vdirsyncer_khal.py"),  # Debian's own, where its khal is
        (),
        DEBIAN + "khal vdirsyncer",
        work=exchanged,
        lacks=frozenset({"uid", "sequence"}),  # vdirsyncer gives each entry a UID of its own
        quirk=one_category,
        revalidates=False,
    ),
    Subscriber(
        "evolution-data-server",
        ("/usr/bin/python3", "-I", "evolution.py"),  # Debian's own, where its bindings are
        (),
        DEBIAN + "dbus-daemon evolution-data-server gir1.2-ecal-2.0 python3-gi",
        work=one_each,
    ),
    Subscriber("Thunderbird", BIRD, (), DEBIAN + "thunderbird", work=all_anew),
    Subscriber("Thunderbird with offline support", BIRD, ("offline",), DEBIAN + "thunderbird", work=all_anew),
)
