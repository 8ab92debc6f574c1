"""A reschedule in examples/, step by step: the feeds that it gives, and real programs that follow them."""

import os
import re
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from test_judges import announced

from judges import Entry, ordered
from judges.plugin import ABSENT, ALL
from subscribers import SUBSCRIBERS, Held, Subscriber, Subscription, Update, following, in_order
from subscribers.server import Served, serving
from subscribers.story import EXAMPLE, Step, committed, rebuilt, steps
from summit_ical import Agenda, build, read
from summit_ical.cli import main
from summit_ical.doctor import examine
from summit_ical.ledger.forget import forget
from summit_ical.ledger.withdraw import withdraw
from summit_ical.publish.build import Edit
from summit_ical.text.mentions import mention

pytestmark = pytest.mark.slow
SECONDS = 30  # for a program to show what it was told to fetch
NAME = "Kari Nordmann"  # of a speaker
PAUSE = 0.05  # seconds between two looks
STEPS = list(steps())

# What each step does to the entries of the whole programme: the session's id -> the note that stands first in the
# entry's text from then on. A session that is not here does not change.
ADDED: dict[int, set[str]] = {6: {"one-file-again", "live-demo-again", "lightning"}}
REMOVED: dict[int, set[str]] = {7: {"coffee"}}
CHANGED: dict[int, dict[str, str]] = {
    3: {
        "zones": "Room: was Loft",
        "moving-day": "",  # another track
        "panel": "Time announced",
        "live-demo": "Speaker: was Kari Nordmann",
    },
    4: {"backups": ""},  # it says itself that it is cancelled
    5: {"backups": "Takes place after all. Title: was Backups; or, what you will wish you had"},
    6: {
        "paper": "Moved: was Thu 13 May 10:30 WEST",
        "caches": "Moved: was Thu 13 May 10:00 WEST",
        "moving-day": "Moved: was Thu 13 May 11:00 WEST",
        "backups": "Moved: was Thu 13 May 12:00 WEST",
        "panel": "Moved: was Thu 13 May 12:30 WEST",
        "closing": "Moved: was Thu 13 May 13:15 WEST",
        "alarms": "",
    },
    7: {"opening": "", "one-file-again": "", "live-demo-again": ""},  # recordings
}


class Expected(NamedTuple):
    """What a subscriber should have after a step, and what has happened to it in that step."""

    entries: list[Entry]
    changes: list[Update]


def expected() -> dict[int, Expected]:
    """Return what the whole programme's feed should hold after each step, in the words of the agendas."""
    found: dict[int, Expected] = {}
    held: dict[str, Entry] = {}  # by the session's id
    notes: dict[str, str] = {}
    revisions: dict[str, int] = {}
    for step in STEPS:
        number, agenda = step.number, announced(read(step.agenda))
        lost = held.keys() - agenda.keys() - REMOVED.get(number, set())
        notes |= CHANGED.get(number, {})
        for i in CHANGED.get(number, ()):
            revisions[i] = revisions.get(i, 0) + 1
        bare = {**{i: tombstone(held[i]) for i in lost}, **agenda}
        shown = [noted(entry, notes.get(i, ""), revisions.get(i, 0)) for i, entry in bare.items()]
        new = bare if number == 1 else ADDED.get(number, ())
        found[number] = Expected(ordered(shown), changes(number, new))
        held = bare
    return found


def tombstone(entry: Entry) -> Entry:
    """What becomes of a session that was deleted while it was still to come."""
    assert entry.summary
    return replace(entry, summary=f"CANCELLED: {entry.summary.removeprefix('CANCELLED: ')}", status="CANCELLED")


def noted(entry: Entry, note: str, revision: int) -> Entry:
    description = f"{note}\n\n{entry.description}" if note else entry.description
    return replace(entry, description=description, sequence=revision)


def changes(number: int, new: Iterable[str]) -> list[Update]:
    kinds = {"added": new, "modified": CHANGED.get(number, ()), "removed": REMOVED.get(number, ())}
    return [(what, uid(i)) for what, ids in kinds.items() for i in ids]


def uid(session_id: str) -> str:
    return f"{session_id}.tidewater-2027@tidewater.example.org"


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.agenda.stem)
def test_each_step_of_the_reschedule_is_rebuilt(step: Step, tmp_path: Path) -> None:
    """From the feeds before it and its agenda, each step gives the bytes that stand in the example."""
    rebuilt(step, STEPS[step.number - 2].feeds if step.number > 1 else None, tmp_path)
    assert committed(tmp_path) == committed(step.feeds)
    assert examine.examine("all.ics", (tmp_path / "all.ics").read_bytes()) == ()


@pytest.mark.parametrize(
    ("command", "output"),
    [
        pytest.param(command, output, id=command)
        for command, output in re.findall(
            r"```console\n\$ summit-ical (.*)\n([^`]*)```", (EXAMPLE / "README.md").read_text("utf-8")
        )
    ],
)
def test_the_reschedule_is_told_as_it_is(command: str, output: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the example's README shows is what the command prints."""
    monkeypatch.chdir(EXAMPLE)
    assert CliRunner().invoke(main, command.split()).stdout == output


@pytest.fixture(params=SUBSCRIBERS, ids=lambda subscriber: subscriber.name)
def subscriber(request: pytest.FixtureRequest) -> Subscriber:
    """Each of the programs in turn. Skips those that cannot run, or fails them, as with the judges."""
    found: Subscriber = request.param
    if reason := found.missing():
        (pytest.fail if os.environ.get(ALL) == "1" else pytest.skip)(ABSENT + reason)
    return found


@pytest.fixture(scope="module")
def wanted() -> dict[int, Expected]:
    return expected()


def test_subscribers_follow_the_programme(subscriber: Subscriber, wanted: dict[int, Expected], tmp_path: Path) -> None:
    """After each step a program holds what the agenda says, and has touched no entry that did not change.

    It looks at the feed twice after each step: the second time there is never anything to do.
    """
    done: list[Update] = []
    with serving() as served:
        served.publish(feed(STEPS[0]), STEPS[0].now)
        with following(subscriber, served.address, tmp_path / "home") as subscription:
            for step in STEPS:
                served.publish(feed(step), step.now)
                entries, changed = wanted[step.number]
                for changes in changed, []:
                    done += subscriber.work(changes, [entry.uid for entry in entries if entry.uid])
                    right = Held(ordered(map(subscriber.expected, entries)), in_order(done))
                    statuses = refreshed(subscription, served)
                    assert settled(subscription, right) == right, step.agenda.name
                    assert changes or not subscriber.revalidates or statuses == {304}


def test_no_subscriber_is_blind(subscriber: Subscriber, wanted: dict[int, Expected], tmp_path: Path) -> None:
    """An entry that has new stamps, and another address than the agenda says, makes every program do something."""
    first = feed(STEPS[0])
    other = first.replace(b"MODIFIED:20270201", b"MODIFIED:20270202", 2).replace(b"/2027/\r\nST", b"/else/\r\nST", 1)
    with serving() as served:
        served.publish(first, STEPS[0].now)
        with following(subscriber, served.address, tmp_path / "home") as subscription:
            uids = [entry.uid for entry in wanted[1].entries if entry.uid]
            done = [*subscriber.work(wanted[1].changes, uids)]
            refreshed(subscription, served)
            right = Held(ordered(map(subscriber.expected, wanted[1].entries)), in_order(done))
            assert settled(subscription, right) == right
            served.publish(other, STEPS[1].now)
            refreshed(subscription, served)
            done += subscriber.work([("modified", uid("panel"))], uids)  # it is the first in the feed
            touched = Held(right.entries, in_order(done))
            assert settled(subscription, touched) == touched


def test_subscribers_lose_what_is_taken_back(
    subscriber: Subscriber, wanted: dict[int, Expected], tmp_path: Path
) -> None:
    """A session that is withdrawn leaves every program's calendar; a name that is forgotten leaves every entry."""
    folder, first = tmp_path / "feeds", read(STEPS[0].agenda)
    fewer = replace(first, sessions=tuple(session for session in first.sessions if session.id != "closing"))
    renamed = replace(
        fewer,
        sessions=tuple(
            replace(s, speakers=tuple(replace(who, name=who.name.replace(NAME, "Rowan Ek")) for who in s.speakers))
            for s in fewer.sessions
        ),
    )
    had = {session.id for session in fewer.sessions if any(who.name == NAME for who in session.speakers)}
    assert had
    left = {entry.uid: entry for entry in wanted[1].entries if entry.uid != uid("closing")}
    told = announced(renamed)
    after = [noted(told[i], "", 1) if i in had else left[uid(i)] for i in told]
    withdrawn: list[Update] = [("removed", uid("closing"))]
    steps: list[tuple[Agenda, Edit, list[Entry], list[Update]]] = [
        (first, lambda known: known, wanted[1].entries, wanted[1].changes),
        (fewer, lambda known: withdraw(known, "closing", fewer), [*left.values()], withdrawn),
        (renamed, lambda known: forget(known, mention(NAME), renamed), after, [("modified", uid(i)) for i in had]),
    ]
    done: list[Update] = []
    with serving() as served:
        build(first, folder, now=STEPS[0].now)
        served.publish((folder / "all.ics").read_bytes(), STEPS[0].now)
        with following(subscriber, served.address, tmp_path / "home") as subscription:
            for step, (agenda, edit, entries, changed) in zip(STEPS, steps, strict=False):
                build(agenda, folder, now=step.now, edit=edit)
                served.publish((folder / "all.ics").read_bytes(), step.now)
                done += subscriber.work(changed, [entry.uid for entry in entries if entry.uid])
                right = Held(ordered(map(subscriber.expected, entries)), in_order(done))
                refreshed(subscription, served)
                assert settled(subscription, right) == right


def feed(step: Step) -> bytes:
    return (step.feeds / "all.ics").read_bytes()


def refreshed(subscription: Subscription, served: Served) -> set[int]:
    """Have the program look at the feed; return the statuses with which it was answered. Fails if it does not look."""
    before = len(served.answers)
    subscription.refresh()
    end = time.monotonic() + SECONDS
    while len(served.answers) == before and time.monotonic() < end:
        time.sleep(PAUSE)
    return set(served.answers[before:]) or pytest.fail("it does not look at the feed")


def settled(subscription: Subscription, right: Held) -> Held:
    """Return what the program holds once that is right, or after half a minute."""
    end = time.monotonic() + SECONDS
    while (held := subscription.look()) != right and time.monotonic() < end:
        time.sleep(PAUSE)
    return held
