"""Blocks to a Schedule, stage by stage: what stands at a time, who speaks, on which day, when, and is it sense."""

from collections.abc import Sequence

from summit_ical.importing.schedule import Answers, Choice, Note, Programme, Question
from summit_ical.importing.webpage.account import account_of, doubtful_lines, unheard
from summit_ical.importing.webpage.clocks import timed_slots
from summit_ical.importing.webpage.days import dated_slots
from summit_ical.importing.webpage.ends import Placed, placed_slots
from summit_ical.importing.webpage.sense import items_of
from summit_ical.importing.webpage.slots import Left, Scanned
from summit_ical.importing.webpage.speakers import titled_slots
from summit_ical.importing.webpage.words import Block
from summit_ical.model.source import Mark, shown


def read(
    file: str,
    scanned: Scanned,
    blocks: Sequence[Block],
    answers: Answers,
    *,
    titles: Sequence[str] = (),
    source: Sequence[str] = (),
) -> Programme:
    """Return the schedule of what was scanned: items, notes, and questions where something is open."""
    titled = titled_slots(scanned.slots, source)
    days = dated_slots(file, titled, scanned, titles, answers)
    clocks = timed_slots(file, days.dated, scanned, answers)
    doubtful = doubtful_lines(blocks, scanned)
    ends = placed_slots(file, clocks.timed, scanned, days.events, answers, doubtful)
    sense = items_of(file, ends.placed, scanned, days.events, answers.as_written)

    made = Programme(file)
    made.items = list(sense.items)
    made.questions = [*days.questions, *clocks.questions, *ends.questions]
    left = _once([*scanned.left, *days.left, *ends.left])
    made.notes = [*_left_notes(file, left), *sense.notes, *_unread_notes(file, scanned)]
    heard = {mark.line for question in made.questions for mark in (question.mark, *question.marks)}
    heard |= {note.mark.line for note in made.notes}
    heard |= {slot.line for slot in scanned.slots} if made.questions else set()
    account = account_of(blocks, scanned, [one.timed.dated.titled.slot for one in ends.placed], heard)
    prose = frozenset() if made.items or made.questions else account.prose  # all that there is, where no session is
    made.notes += _left_notes(file, unheard(account, blocks, doubtful | prose))
    made.zone = _zone(ends.placed)
    return made


def _once(left: Sequence[Left]) -> list[Left]:
    """What is left out, each place once, in the order of the page."""
    first: dict[int, Left] = {}
    for one in left:
        first.setdefault(one.line, one)
    return sorted(first.values())


def _left_notes(file: str, left: Sequence[Left]) -> list[Note]:
    return [
        Note(Mark(file, one.line, 1), "left out", one.why + (f" ({one.place})" if one.place else "")) for one in left
    ]


def _unread_notes(file: str, scanned: Scanned) -> list[Note]:
    """Say which columns were not understood."""
    return [
        Note(Mark(file, one.line, 1), "look at", f"column {shown(one.name)} was not read: what it holds is not known")
        for one in dict.fromkeys(scanned.unread)
    ]


def columns_asked(file: str, scanned: Scanned, choices: Sequence[str]) -> list[Question]:
    """Return the questions about columns of a sheet whose headings are not known."""
    asked = []
    for one in dict.fromkeys(scanned.unread):
        sentence = f"what column {shown(one.name)} holds is not known: {one.cells} cells"
        fields = tuple(Choice(f"{one.name}={name}", name) for name in choices)
        asked.append(Question(Mark(file, one.line, 1), "map", one.name, sentence, fields))
    return asked


def _zone(placed: Sequence[Placed]) -> str:
    """The zone that most of the page's clocks are in."""
    named = [one.zone.name for one in placed if one.zone is not None and one.zone.name]
    return max(dict.fromkeys(named), key=named.count) if named else ""
