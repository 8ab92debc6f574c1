"""A ledger that is ahead of its feeds is a build that died, and is healed; one that is behind them stops the build."""

import shutil
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from folders import ROOT
from following import DAY, START, Fields, Folder, programme
from summit_ical import AgendaError
from summit_ical.cli import main
from summit_ical.ledger import load

HINT = (
    "take back the one that was published with them, from Git or a copy; without it, delete this one: "
    "the next build goes on from --previous, or from what the feeds say"
)
AFTER = START + 90 * DAY  # all is over
# What was published, one after the other: the last but one calls a session off, the last deletes one that is over.
STEPS: list[tuple[Any, dict[str, Fields | None]]] = [
    (START, {}),
    (START + DAY, {"opening": {"room": "side"}}),
    (START + 2 * DAY, {"opening": {"room": "side"}, "network": {"speakers": ["Di"]}}),
    (START + 3 * DAY, {"opening": {"room": "side"}, "network": {"speakers": ["Di"]}, "storage": None}),
    (AFTER, {"opening": {"room": "side"}, "network": {"speakers": ["Di"]}, "storage": None, "virtual": None}),
]
KINDS: list[Any] = [
    pytest.param({}, id="kinds as by default"),
    pytest.param({"feeds": ["day", "speaker"]}, id="no feed of everything"),
    pytest.param({"feeds": ["session"]}, id="sessions alone"),
]


def publish_all(folder: Folder, event: Fields) -> list[dict[str, bytes]]:
    """Return all files after each step."""
    found = []
    for now, changed in STEPS:
        folder.publish(programme(changed, event), now)
        found.append(folder.files())
    return found


def put(folder: Path, files: dict[str, bytes]) -> Folder:
    """Make a folder of these files."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, raw in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return Folder(folder)


def refused(folder: Folder, event: Fields) -> str:
    """Return why a build of the last step is refused; nothing is written."""
    before = folder.files()
    with pytest.raises(AgendaError) as caught:
        folder.publish(programme(STEPS[-1][1], event), AFTER + DAY)
    (problem,) = caught.value.problems
    assert (str(problem.mark), problem.hint) == (str(folder.ledger()), HINT)
    assert folder.files() == before
    return problem.message.removeprefix("the feeds are ahead of it: ")


@pytest.mark.parametrize("event", KINDS)
def test_feeds_of_one_time_and_a_ledger_of_another(event: Fields, tmp_path: Path) -> None:
    """Older feeds beside a ledger are made anew; newer ones stop the build, whatever the later builds changed."""
    every = publish_all(Folder(tmp_path / "feeds"), event)
    right = every[-1]
    for old, new in combinations(range(len(STEPS)), 2):
        healed = put(tmp_path / "healed", every[old] | {"ledger.json": every[new]["ledger.json"]})
        healed.publish(programme(STEPS[new][1], event), STEPS[new][0] + DAY / 2)
        assert healed.files() == every[new], (old, new)
        refused(put(tmp_path / "refused", every[new] | {"ledger.json": every[old]["ledger.json"]}), event)
    assert put(tmp_path / "right", right).publish(programme(STEPS[-1][1], event), AFTER + DAY).written == ()


@pytest.mark.parametrize("event", KINDS)
@pytest.mark.parametrize("key", ["opening", "lunch", "network", "storage"])
def test_a_line_of_a_session_was_taken_out(event: Fields, key: str, tmp_path: Path) -> None:
    """In the agenda or no longer, revised or not: its numbers would begin again, and no client would take them."""
    folder = Folder(tmp_path / "feeds")
    publish_all(folder, event)
    is_published = any(f"UID:{key}.".encode() in raw for raw in folder.feeds().values())
    take_out(folder, key)
    assert is_published
    assert f"has '{key}.summit@example.org', of which it knows nothing" in refused(folder, event)


def take_out(folder: Folder, key: str) -> None:
    """Take a line out of the ledger, as with an editor."""
    lines = folder.ledger().read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(f'"{key}": ')]
    assert len(kept) < len(lines)
    folder.ledger().write_text("".join(kept), "utf-8")


BEHIND: list[Any] = [
    pytest.param(lambda folder: take_out(folder, "track/code.ics"), "feeds.json lists track/code.ics, of", id="a feed"),
    pytest.param(
        lambda folder: take_out_notice(folder, "speaker/cy.ics"),
        "feeds.json lists speaker/cy.ics as empty, of which it knows no notice",
        id="a notice",
    ),
    pytest.param(
        lambda folder: edit(folder, '"sequence": 1', '"sequence": 0'),
        "all.ics has revision 1 of 'opening.summit@example.org', of which it knows 0 (and 2 more)",
        id="numbers set back",
    ),
    pytest.param(
        lambda folder: edit(folder, "2026-05-30", "2026-03-05"),
        "all.ics is of 20260530T120000Z, of which it knows nothing later than 20260305T120000Z",
        id="stamps set back",
    ),
]


def take_out_notice(folder: Folder, path: str) -> None:
    head, notices, tail = folder.ledger().read_text("utf-8").partition('"notices": ')
    kept = [line for line in tail.splitlines(keepends=True) if not line.startswith(f'"{path}": ')]
    folder.ledger().write_text(head + notices + "".join(kept), "utf-8")


def edit(folder: Folder, old: str, new: str) -> None:
    text = folder.ledger().read_text("utf-8")
    assert old in text
    folder.ledger().write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(("spoil", "message"), BEHIND)
def test_a_ledger_that_knows_less_than_its_feeds(spoil: Callable[[Folder], None], message: str, tmp_path: Path) -> None:
    """What it does not know is named."""
    folder = Folder(tmp_path / "feeds")
    publish_all(folder, {})
    spoil(folder)
    assert refused(folder, {}).startswith(message)


def in_conflict(folder: Folder) -> None:
    raw = (folder.path / "all.ics").read_bytes().replace(b"SEQUENCE:1\r\n", b"<<<<<<< a\nSEQUENCE:7\r\n=======\n", 1)
    (folder.path / "all.ics").write_bytes(raw)
    (folder.path / "feeds.json").write_bytes(b"<<<<<<< a\n" + (folder.path / "feeds.json").read_bytes())


def somebody_elses(folder: Folder) -> None:
    raw = (
        b"BEGIN:VCALENDAR\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:x\r\nSEQUENCE:9\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    (folder.path / "all.ics").write_bytes(raw)


def cut(folder: Folder) -> None:
    for name in ("all.ics", "feeds.json"):
        raw = (folder.path / name).read_bytes()
        (folder.path / name).write_bytes(raw[: len(raw) // 2])


def gone(folder: Folder) -> None:
    for name in ("all.ics", "feeds.json"):
        (folder.path / name).unlink()


def no_index(folder: Folder) -> None:
    raw = (folder.path / "feeds.json").read_bytes().replace(b'"count": 1,', b'"count": 1e999,')
    (folder.path / "feeds.json").write_bytes(raw)


def nested(folder: Folder) -> None:
    (folder.path / "feeds.json").write_bytes(b"[" * 100_000)


@pytest.mark.parametrize("spoil", [in_conflict, somebody_elses, cut, gone, no_index, nested])
def test_feeds_that_are_damaged_tell_nothing(spoil: Callable[[Folder], None], tmp_path: Path) -> None:
    """After a merge they are in conflict, after an accident cut or gone: they are made anew from the ledger."""
    folder = Folder(tmp_path / "feeds")
    right = publish_all(folder, {})[-1]
    spoil(folder)
    folder.publish(programme(STEPS[-1][1]), AFTER + DAY)
    assert folder.files() == right


def test_both_ways_out_lead_out(tmp_path: Path) -> None:
    """Recovery reads the feeds; --previous goes on from where the newer ledger is published."""
    folder = Folder(tmp_path / "feeds")
    right = publish_all(folder, {})[-1]
    published = put(tmp_path / "published", right)
    take_out(folder, "opening")
    refused(folder, {})
    folder.ledger().unlink()
    copy = put(tmp_path / "copy", folder.files())
    copy.publish(programme(STEPS[-1][1]), AFTER + DAY)
    assert copy.read()["opening"] == folder.read()["opening"]
    folder.publish(programme(STEPS[-1][1]), AFTER + DAY, previous=str(published.path))
    assert folder.files() == right


def test_a_long_name_is_read_whole(tmp_path: Path) -> None:
    """A UID that is folded is the same UID."""
    folder, event = Folder(tmp_path / "feeds"), {"url": f"https://{'long.' * 20}example/"}
    folder.publish(programme(event=event), START)
    assert b"\r\n long." in folder.feeds()["all.ics"].partition(b"SEQUENCE")[0]
    assert len(load.glimpse(folder.path).entries) == 8
    assert folder.publish(programme(event=event), START + DAY).written == ()


def test_the_page_shows_the_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody sees whose ledger lost a line."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Path("agenda.yaml").write_text(
        "event: {id: summit, title: Summit, timezone: UTC}\n"
        "days: [{date: 2026-03-29, sessions: [{id: opening, time: 09:00-09:30, title: Opening}]}]\n",
        "utf-8",
    )
    assert CliRunner().invoke(main, ["build", "-q"]).exit_code == 0
    take_out(Folder(Path("feeds")), "opening")
    result = CliRunner().invoke(main, ["build", "-q"])
    assert result.exit_code == 2
    page = ROOT / "docs" / "changes.md"
    assert f"```text\n{result.output}```" in page.read_text("utf-8")
