"""The account of a page: each line with a time or a date, and each row of a table, and what became of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from summit_ical.importing.webpage import clock_words, date_words
from summit_ical.importing.webpage.slots import Left, Scanned, Slot
from summit_ical.importing.webpage.words import Block, joined

DOTTED = re.compile(r"\W*(?:[01]?\d|2[0-3])(?:\.[0-5]\d\b(?!\.\d)|\s?[-–]\s?\d\d?\s)")  # times, or not


@dataclass(frozen=True, slots=True)
class Account:
    """Lines of a page that speak of times or days, on both sides."""

    found: frozenset[int]  # lines with a time or a date, rows of tables that speak of times
    sessions: frozenset[int]  # of these, lines that are in a session
    context: frozenset[int]  # that say something for others
    prose: frozenset[int]  # in sentences and abstracts
    listed: frozenset[int]  # named in the report as left out

    @property
    def missing(self) -> frozenset[int]:
        """Lines of which nobody has heard."""
        return self.found - self.sessions - self.context - self.prose - self.listed


def account_of(blocks: Sequence[Block], scanned: Scanned, used: Iterable[Slot], listed: Iterable[int]) -> Account:
    """Return what became of each line of a page that speaks of a time, a day, or a row of a table of times."""
    found = frozenset(_speaking(blocks, scanned))
    slots = [*scanned.slots]
    sessions = frozenset(line for slot in used for line in _lines(slot))
    bodies = frozenset(n for slot in slots for block in slot.body for n in range(block.first, block.last + 1))
    bodies |= frozenset(line.number for slot in slots for line in slot.rest)
    return Account(found, sessions & found, scanned.context & found, (scanned.prose | bodies) & found,
                   frozenset(listed) & found)  # fmt: skip


def doubtful_lines(blocks: Sequence[Block], scanned: Scanned) -> frozenset[int]:
    """Return lines that begin with what may be a time, and are no session: 11.30 on a page that writes 10:45."""
    lines = {slot.line for slot in scanned.slots}
    return frozenset(number for number, text in _texts(blocks) if number not in lines and DOTTED.match(text))


def unheard(account: Account, blocks: Sequence[Block], doubtful: frozenset[int]) -> tuple[Left, ...]:
    """Return a line of the report for each place of which nobody has heard, and for each that may begin with a time."""
    texts = dict(_texts(blocks))
    lines = account.missing | (doubtful - account.listed - account.context)
    return tuple(Left(line, f"no session: {texts.get(line, '')[:80]}") for line in sorted(lines))


def _lines(slot: Slot) -> Iterator[int]:
    yield slot.line
    yield from (line.number for line in slot.rest)


def _texts(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    for block in blocks:
        for line in block.lines:
            yield line.number, line.text
        if block.grid is not None:
            rows: dict[int, list[str]] = {}
            for cell in block.grid.cells:
                if cell.lines:
                    rows.setdefault(cell.row, []).append(joined(cell.lines))
            yield from ((block.grid.numbers[row], " | ".join(texts)) for row, texts in rows.items())


def _speaking(blocks: Sequence[Block], scanned: Scanned) -> Iterator[int]:
    """The lines and rows that have to be accounted for."""
    lines = {slot.line for slot in scanned.slots}
    for block in blocks:
        if block.grid is not None and lines.intersection(block.grid.numbers):
            yield from (block.grid.numbers[cell.row] for cell in block.grid.cells if cell.lines)
    for number, text in _texts(blocks):
        if (
            clock_words.times(text)
            or DOTTED.match(text)
            or any(not said.loose for said in date_words.found(text, scanned.spoken))
        ):
            yield number
