"""tools/score_page: a page held against what a careful reader finds on it."""

import json
import runpy
from pathlib import Path

import pytest

from folders import ROOT

TOOL = runpy.run_path(str(ROOT / "tools/score_page"))
PAGE = """\
# Our days

## Wednesday, 2026-03-25 (times in UTC)

| Time | Session | Speakers |
| --- | --- | --- |
| 14:00-14:30 | Welcome | Ann Other |
| 14:30-15:00 | Volumes in depth | |
"""
WELCOME = {
    "title": "Welcome",
    "start_utc": "2026-03-25T14:00:00Z",
    "end_utc": "2026-03-25T14:30:00Z",
    "speakers": ["Ann Other"],
}
VOLUMES = {"title": "Volumes in depth", "start_utc": "2026-03-25T14:30:00Z"}


@pytest.mark.parametrize(
    ("expected", "differences"),
    [
        pytest.param([WELCOME, VOLUMES], [], id="as-expected"),
        pytest.param([WELCOME], ["invented  2026-03-25T14:30:00Z  Volumes in depth"], id="invented"),
        pytest.param(
            [WELCOME, VOLUMES, {"title": "Party", "start_utc": "2026-03-25T18:00:00Z"}],
            ["missing   2026-03-25T18:00:00Z  Party"],
            id="missing",
        ),
        pytest.param(
            [WELCOME, VOLUMES, {"title": "Lunch", "optional": True}],
            [],
            id="what-is-optional-may-be-missing",
        ),
        pytest.param(
            [WELCOME, {**VOLUMES, "start_utc": "2026-03-25T13:30:00Z"}],
            ["start_utc Volumes in depth: 2026-03-25T14:30:00Z, not 2026-03-25T13:30:00Z"],
            id="another-hour",
        ),
        pytest.param(
            [WELCOME, {**VOLUMES, "title": "Volumes, in depth"}],
            ["title     Volumes, in depth: Volumes in depth, not Volumes, in depth"],
            id="another-title",
        ),
        pytest.param(
            [{**WELCOME, "speakers": []}, VOLUMES],
            ["speakers  Welcome: ['Ann Other'], not []"],
            id="another-speaker",
        ),
    ],
)
def test_a_page_is_scored(
    expected: list[dict[str, object]], differences: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each difference is a line; any of them is exit status 1."""
    (tmp_path / "page.md").write_text(PAGE, "utf-8")
    (tmp_path / "expected.json").write_text(json.dumps(expected), "utf-8")
    status = TOOL["main"]([str(tmp_path / "page.md"), str(tmp_path / "expected.json")])
    count, *lines = capsys.readouterr().out.splitlines()
    assert lines == differences
    assert count == f"{len(expected)} sessions expected, 2 found, {len(differences)} differences"
    assert status == bool(differences)


@pytest.mark.parametrize(
    ("page", "expected", "options", "words"),
    [
        pytest.param("# Nothing yet\n", "[]", [], "page.md", id="no-schedule"),
        pytest.param(PAGE, "[{}]", [], "expected.json: no list of sessions with titles", id="no-titles"),
        pytest.param(PAGE, "[", [], "Expecting value", id="no-json"),
        pytest.param(PAGE, "[]", ["--default-duration", "long"], "'long' is not a length", id="no-length"),
    ],
)
def test_what_cannot_be_scored_is_said(
    page: str, expected: str, options: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One message, and exit status 2."""
    (tmp_path / "page.md").write_text(page, "utf-8")
    (tmp_path / "expected.json").write_text(expected, "utf-8")
    assert TOOL["main"]([str(tmp_path / "page.md"), str(tmp_path / "expected.json"), *options]) == 2
    assert words in capsys.readouterr().err
