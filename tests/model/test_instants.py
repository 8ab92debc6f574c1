"""The stamp of a build is in the years that a ledger can keep, or nothing is written: whoever named it."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from following import Folder, programme
from summit_ical import AgendaError, build
from summit_ical.cli import main
from summit_ical.ledger import records
from summit_ical.model import instants
from summit_ical.model.source import Refused

EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
AGENDA = """\
event: {id: summit, title: Summit, timezone: UTC}
days: [{date: 2026-03-01, sessions: [{id: one, time: 10:00-10:25, title: One}]}]
"""


def outside(named: str) -> str:
    return f"{named} is outside the years 1970 to 2999"


TAKEN: list[Any] = [
    pytest.param(datetime(1970, 1, 1, tzinfo=UTC), "1970-01-01T00:00:00+00:00", id="the first"),
    pytest.param(datetime(2999, 12, 31, 23, 59, 59, 999999, UTC), "2999-12-31T23:59:59+00:00", id="the last"),
    pytest.param(datetime(1969, 12, 31, 12, tzinfo=WEST), "1970-01-01T00:00:00+00:00", id="1969 in the far west"),
    pytest.param(datetime(3000, 1, 1, 13, 59, tzinfo=EAST), "2999-12-31T23:59:00+00:00", id="3000 in the far east"),
]
NOT_TAKEN: list[Any] = [
    pytest.param(datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), outside("1969-12-31T23:59:59+00:00"), id="before"),
    pytest.param(datetime(3000, 1, 1, tzinfo=UTC), outside("3000-01-01T00:00:00+00:00"), id="after"),
    pytest.param(
        datetime(1970, 1, 1, 13, 59, tzinfo=EAST), outside("1970-01-01T13:59:00+14:00"), id="1970 in the east"
    ),
    pytest.param(datetime(1, 1, 1, tzinfo=EAST), outside("0001-01-01T00:00:00+14:00"), id="before there is a calendar"),
    pytest.param(datetime(9999, 12, 31, 23, tzinfo=WEST), outside("9999-12-31T23:00:00-12:00"), id="after the last"),
    pytest.param(datetime(9000, 1, 1, tzinfo=UTC), outside("9000-01-01T00:00:00+00:00"), id="9000"),
    pytest.param(datetime(2026, 1, 1), "2026-01-01T00:00:00 has no offset", id="no offset"),  # noqa: DTZ001
]


@pytest.mark.parametrize(("named", "expected"), TAKEN)
def test_an_instant_is_taken(named: datetime, expected: str) -> None:
    """In UTC, in whole seconds."""
    assert instants.instant(named).isoformat() == expected


@pytest.mark.parametrize(("named", "message"), NOT_TAKEN)
def test_an_instant_is_refused_before_anything_is_written(named: datetime, message: str, tmp_path: Path) -> None:
    """A caller hears the same as a user."""
    folder = Folder(tmp_path / "feeds")
    with pytest.raises(AgendaError) as caught:
        folder.publish(programme(), named)
    (problem,) = caught.value.problems
    assert problem.message == message
    assert "as in 2023-03-29T14:00:00Z" in problem.hint
    assert not folder.path.exists()


@pytest.mark.parametrize("command", ["build", "show", "review"])
@pytest.mark.parametrize("named", ["0001-01-01T00:00+14:00", "1969-12-31T23:59:59Z", "3000-01-01T00:00:00Z"])
def test_an_option_is_refused(command: str, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command that takes --now takes the same instants."""
    monkeypatch.chdir(tmp_path)
    Path("agenda.yaml").write_text(AGENDA, "utf-8")
    result = CliRunner().invoke(main, [command, "--now", named])
    assert result.exit_code == 2
    assert "is outside the years 1970 to 2999: take one in these years" in " ".join(result.output.split())
    assert not Path("feeds").exists()


@pytest.mark.parametrize("epoch", ["-1", "32503680000", "253402300800", "9" * 20, "9" * 5000, "1.5", "now", "nan"])
def test_an_epoch_is_refused(epoch: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the command line and for callers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    Path("agenda.yaml").write_text(AGENDA, "utf-8")
    result = CliRunner().invoke(main, ["build"])
    assert (result.exit_code, Path("feeds").exists()) == (2, False)
    assert "write seconds since 1970, before the year 3000" in " ".join(result.output.split())
    with pytest.raises(AgendaError, match="SOURCE_DATE_EPOCH is "):
        build("agenda.yaml")
    assert not Path("feeds").exists()


@given(st.datetimes(timezones=st.sampled_from((UTC, EAST, WEST)) | st.none()))
def test_what_is_taken_is_read_again(named: datetime) -> None:
    """What a ledger is given it can keep; all else is refused."""
    with suppress(Refused):
        taken = instants.instant(named)
        assert records.read_instant(taken.isoformat()) == taken
