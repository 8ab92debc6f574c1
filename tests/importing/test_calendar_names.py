"""Names of months and weekdays: what a word means, in which language, and where it means two things."""

import importlib.util
from pathlib import Path

import pytest

from summit_ical.importing.webpage import calendar_names, date_words

TOOL = Path(__file__).parents[2] / "tools" / "renew_calendar_names.py"


def test_table_is_what_the_tool_writes() -> None:
    """The committed table is that of the CLDR, as its tool writes it: at the least, all names of ours."""
    spec = importlib.util.spec_from_file_location("renew_calendar_names", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    committed = tool.TABLE.read_text("utf-8").splitlines()
    if committed[0] != tool.HEAD.rstrip("\n"):
        pytest.skip(f"Babel is not of the release whose CLDR the table has: {committed[0]}")
    for code in tool.READ:
        assert tool.line(code).rstrip("\n") in committed


@pytest.mark.parametrize(
    ("word", "spoken", "months"),
    [
        pytest.param("października", {"en"}, (10,), id="in full, in any language"),
        pytest.param("MÄRZ", {"en"}, (3,), id="in capitals"),
        pytest.param("Okt", {"en"}, (), id="abbreviated, in a language that the page does not show"),
        pytest.param("Okt", {"en", "de"}, (10,), id="abbreviated, in one that it shows"),
        pytest.param("listopad", {"en"}, (10, 11), id="two things"),
        pytest.param("listopad", {"en", "cs"}, (11,), id="one of them, by the language"),
        pytest.param("Montag", {"en"}, (), id="no month"),
    ],
)
def test_months(word: str, spoken: set[str], months: tuple[int, ...]) -> None:
    """A name in full counts in any language, an abbreviation only in those that the page shows."""
    assert calendar_names.months(word, frozenset(spoken)) == months


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        pytest.param("Wtorek, 7 października 2031", [(2031, ((10, 7),), (1,))], id="Polish"),
        pytest.param("Quarta-feira, 12 de março de 2031", [(2031, ((3, 12),), (2,))], id="Portuguese"),
        pytest.param("2031年10月6日（月）", [(2031, ((10, 6),), (0,))], id="Japanese"),
        pytest.param("10월 6일 (월)", [(None, ((10, 6),), (0,))], id="Korean"),
        pytest.param("6 Ekim 2031 Pazartesi", [(2031, ((10, 6),), (0,))], id="Turkish"),
        pytest.param("03/04/2031", [(2031, ((3, 4), (4, 3)), ())], id="in either order"),
        pytest.param("13/04/2031", [(2031, ((4, 13),), ())], id="in one order"),
        pytest.param("Day 1 November 18, 2031", [(2031, ((11, 18),), ())], id="a number before it"),
        pytest.param("30 September - 1 October 2031", [(2031, ((9, 30),), ()), (2031, ((10, 1),), ())], id="a range"),
        pytest.param("we may 5 times", [], id="a word"),
        pytest.param("24/7", [], id="always"),
        pytest.param("version 10.30", [], id="a version"),
    ],
)
def test_dates(text: str, readings: list[tuple[object, ...]]) -> None:
    """Each date has every reading that its words allow, with its weekday."""
    assert [(said.year, said.readings, said.weekdays) for said in date_words.found(text)] == readings
