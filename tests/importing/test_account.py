"""Every time and date of a page, and every row of a table of sessions, is used, or in the report."""

import page_grammar
import pytest
import test_reading_rules
from test_import_pages import FALSE_FRIENDS

from summit_ical.importing.formats import schedule_page
from summit_ical.importing.schedule import Answers, Note, Programme
from summit_ical.importing.webpage.account import Account, account_of
from summit_ical.importing.webpage.markup import page
from summit_ical.importing.webpage.scan import scanned

PAGES = [pytest.param(case.values[0], id=f"{case.id}") for case in FALSE_FRIENDS]
PAGES += [pytest.param(path.read_text("utf-8"), id=path.stem) for path in test_reading_rules.PAGES]
PAGES += [pytest.param(page_grammar.page(*page_grammar.drawn(seed))[0], id=f"grammar {seed}") for seed in range(120)
          if page_grammar.drawn(seed)[0]["layout"] != "csv"]  # fmt: skip


def reported(programme: Programme) -> set[int]:
    """The lines that the report or a question names."""
    marks = [mark for asked in programme.questions for mark in (asked.mark, *asked.marks)]
    return {mark.line for mark in marks} | {note.mark.line for note in programme.notes}


def account(text: str) -> Account:
    """Add both sides up, after a page is read."""
    programme = schedule_page.parse("page.md", text, Answers("UTC", 2031))
    read = page(text)
    found = scanned(read.blocks)
    taken = {item.mark.line for item in programme.items}
    used = [slot for slot in found.slots if slot.line in taken or programme.questions]
    return account_of(read.blocks, found, used, reported(programme))


@pytest.mark.parametrize("text", PAGES)
def test_both_sides_are_equal(text: str) -> None:
    """What the page says is in sessions, is context, is prose, or stands in the report."""
    sums = account(text)
    assert sums.found == sums.sessions | sums.context | sums.prose | sums.listed
    assert sums.missing == frozenset()


def test_what_nobody_reads_is_listed() -> None:
    """A row with a time that is no session, and an item with one, are in the report with their words."""
    text = "# Days 2031\n## 6 May\n- 10:00-11:00 Bees\n\n## Travel\n- the bus goes at 9:15 from the barn\n"
    programme = schedule_page.parse("page.md", text, Answers("UTC"))
    assert [note for note in programme.notes if note.what == "left out"] == [
        Note(programme.notes[0].mark, "left out", "no session: the bus goes at 9:15 from the barn")
    ]
    assert programme.notes[0].mark.line == 6
