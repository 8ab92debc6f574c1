"""Any programme, written in any of the ways of the grammar, is read right or asked about: never wrong, never lost."""

import sys
from collections import Counter
from datetime import datetime

import page_grammar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fuzzing import tally
from summit_ical.importing.formats import schedule_page, table_csv
from summit_ical.importing.schedule import Answers, Programme

PAGES = 1000
ASKED_MAX = 0.05  # once zone, year and length are given


def read(seed: int) -> tuple[Programme, page_grammar.Programme, str]:
    """Read the page of a seed, with zone, year and length given."""
    choices, made = page_grammar.drawn(seed)
    text, suffix = page_grammar.page(choices, made)
    last = made.days[0][-1]
    answers = Answers("UTC", made.days[0][0].start.year, last.end - last.start)
    reader = table_csv if suffix == "csv" else schedule_page
    return reader.parse(f"page.{suffix}", text, answers), made, text


def sessions(programme: Programme) -> list[tuple[str, datetime, datetime | None]]:
    return [(str(item.title), item.start, item.end) for item in programme.items if item.status != "cancelled"]


def differences(seed: int) -> str | None:
    """What was read wrong, lost or invented; None where something is asked."""
    programme, made, text = read(seed)
    if programme.questions:
        return None
    found, wanted = sessions(programme), page_grammar.expected(made)
    if set(found) == wanted and len(found) == len(wanted):
        return ""
    return f"lost {sorted(wanted - set(found))}, invented {sorted(set(found) - wanted)} in:\n{text}"  # type: ignore[type-var]


def test_a_thousand_pages() -> None:
    """Of a thousand pages none is read wrong, no session is lost or invented, and few are asked about."""
    found = {seed: differences(seed) for seed in range(PAGES)}
    assert [said for said in found.values() if said] == []
    asked = sum(said is None for said in found.values())
    assert asked <= ASKED_MAX * PAGES


@settings(max_examples=150)
@example(seed=1314)
@given(seed=st.integers(PAGES, 2**31))
def test_any_page(seed: int) -> None:
    """A page of any seed is read right or asked about."""
    assert not differences(seed)


def test_the_grammar_reaches_all_choices() -> None:
    """Each choice of each dimension stands on some of the pages: at least fifteen dimensions."""
    seen: dict[str, Counter[str]] = {name: Counter() for name in page_grammar.GRAMMAR}
    for seed in range(PAGES):
        for name, choice in page_grammar.drawn(seed)[0].items():
            seen[name][choice] += 1
    assert len(seen) >= 15
    missing = [
        (name, choice) for name, choices in page_grammar.GRAMMAR.items() for choice in choices if not seen[name][choice]
    ]
    assert missing == []


@pytest.mark.parametrize("change", ["removed", "doubled"])
def test_a_line_removed_or_doubled(change: str) -> None:
    """A page with one line less, or one twice, has no session at a time that its lines do not say."""
    for seed in range(150):
        choices, made = page_grammar.drawn(seed)
        text, suffix = page_grammar.page(choices, made)
        lines = text.split("\n")
        at = seed * 7 % len(lines)
        lines[at : at + 1] = [] if change == "removed" else [lines[at]] * 2
        last = made.days[0][-1]
        answers = Answers("UTC", made.days[0][0].start.year, last.end - last.start)
        programme = (table_csv if suffix == "csv" else schedule_page).parse(f"page.{suffix}", "\n".join(lines), answers)
        starts = {(title, start) for title, start, _ in page_grammar.expected(made)}
        wrong = [(title, start) for title, start, _ in sessions(programme) if (title, start) not in starts]
        named = {title for title, _ in starts}
        reported = bool(programme.questions) or any(note.what != "taken" for note in programme.notes)
        assert not [one for one in wrong if one[0] in named] or reported, "\n".join(lines)


if __name__ == "__main__":  # with a seed and a number: 1000000 100000
    tally(differences, *map(int, sys.argv[1:]))
