"""Any programme in any spreadsheet of the generator is read right or asked about: never wrong, never lost."""

import sys
from collections import Counter
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import tally
from summit_ical.importing import formats
from summit_ical.importing.schedule import Answers

pytest.importorskip("openpyxl", reason="needs the extra xlsx")
import sheets

SHEETS = 400
ASKED_MAX = 0.05  # once the zone is given


def differences(seed: int) -> str | None:
    """What was read wrong, lost or invented; None where something is asked."""
    made = sheets.written(seed)
    reader = formats.foreign_reader(made.name, made.raw)
    assert reader is not None
    read = formats.programme(made.name, made.raw, Answers("UTC"), reader)
    if read.questions:
        return None
    found = Counter(
        (str(one.title), one.start, one.end, one.rooms, tuple(p.name for p in one.speakers)) for one in read.items
    )
    wanted = Counter(
        (talk.title, talk.start.replace(tzinfo=UTC), talk.end.replace(tzinfo=UTC), (talk.room,), talk.people)
        for talk in made.talks
    )
    return "" if found == wanted else f"lost {[*wanted - found]}, invented {[*found - wanted]} in {made.name}"


def test_sheets() -> None:
    """Of many sheets none is read wrong, no session is lost or invented, and few are asked about."""
    found = {seed: differences(seed) for seed in range(SHEETS)}
    assert {seed: said for seed, said in found.items() if said} == {}
    assert sum(said is None for said in found.values()) <= ASKED_MAX * SHEETS


@settings(max_examples=50)
@given(seed=st.integers(SHEETS, 2**31))
def test_any_sheet(seed: int) -> None:
    """A sheet of any seed is read right or asked about."""
    assert not differences(seed)


if __name__ == "__main__":  # with a seed and a number: 1000000 10000
    tally(differences, *map(int, sys.argv[1:]))
