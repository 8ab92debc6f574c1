"""The judges in pytest: a fixture that stands for each of them, and a list of those that could not be asked.

`tests/conftest.py` loads it with `pytest_plugins = ("judges.plugin",)`.
"""

import os

import pytest

from judges import READERS, Reader

ALL = "SUMMIT_ICAL_ALL_JUDGES"  # "1": a judge that cannot run is a failure
ABSENT = "judge missing: "


def summoned(reader: Reader) -> Reader:
    """Return the reader if it can run here. Else skips the test, or fails it: SUMMIT_ICAL_ALL_JUDGES=1."""
    if reason := reader.missing():
        (pytest.fail if os.environ.get(ALL) == "1" else pytest.skip)(ABSENT + reason)
    return reader


@pytest.fixture(scope="session", params=READERS, ids=lambda reader: reader.name)
def judge(request: pytest.FixtureRequest) -> Reader:
    """Each of the judges in turn."""
    return summoned(request.param)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end of a run which judges had no say in it, and how to let them have one."""
    reasons = (str(report.longrepr[-1]) for report in terminalreporter.stats.get("skipped", ()))
    absent = sorted({reason.partition(ABSENT)[2] for reason in reasons if ABSENT in reason})
    if absent:
        terminalreporter.section(f"{len(absent)} of {len(READERS)} judges missing")
        for reason in absent:
            terminalreporter.line(reason)
