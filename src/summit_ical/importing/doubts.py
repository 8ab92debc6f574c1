"""What a schedule says in two ways that cannot both be meant, gathered so that each kind is asked about once."""

from collections.abc import Iterable, Iterator, Mapping
from zlib import crc32

from summit_ical.importing.schedule import Answers, Choice, Question
from summit_ical.model.source import Mark

# What counts where a schedule says two things, as --as-written takes it, and what follows.
DATE_OR_START = {"date-not-start": "the full date counts", "start-not-date": "the clock under its day counts"}
DATE_OR_DAY = {"date-not-day": "the full date counts", "day-not-date": "the clock under its day counts"}
SAME_OR_NEXT = {"night-after": "it is of the next date", "same-date": "it is of the day's own date"}
END_OR_LENGTH = {"end-not-duration": "the end counts", "duration-not-end": "the duration counts"}
HOURS_OR_DAYS = {"hours-first": "hours, minutes and seconds", "days-first": "days, hours and minutes"}
START_OR_RULE = {"start-counts": "it takes place then, too", "rule-counts": "it takes place by its rule alone"}
NEXT_DATE = {"end-before-start": "it ends on the next date"}
BACKWARDS = {"leave-out-backwards": "such sessions are left out"}
# What is odd in a programme and has one reading, and how the report says so; --as-written keeps it from doing that.
ODD = {
    "overlap": "overlap in {where}",
    "backwards": "stands behind a later one",
    "night": "is in the night between sessions of the day",
    "long": "lasts much longer than the others",
    "apart": "is weeks away from the other days",
    "crowd": "is one of {count} on one day of several",
    "twice": "is listed twice at one time",
}
DECIDED = (
    DATE_OR_START, DATE_OR_DAY, SAME_OR_NEXT, END_OR_LENGTH, HOURS_OR_DAYS, START_OR_RULE, NEXT_DATE, BACKWARDS,
)  # fmt: skip
AS_WRITTEN = (*(way for ways in DECIDED for way in ways), *ODD)  # all that --as-written takes
WORDS_MAX = 120  # characters of the words asked about; what is longer ends in a digest of all of them


class Doubts:
    """Contradictions of one schedule, by kind."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.found: dict[tuple[str, ...], list[tuple[Mark, str, str]]] = {}
        self.choices: dict[tuple[str, ...], tuple[Choice, ...]] = {}

    def decided(self, ways: Mapping[str, str], mark: Mark, words: str, sentence: str) -> str:
        """Return which of several ways is meant, as the caller answered; "" where it is to be asked.

        `ways` are values of --as-written with what follows from each; `words` those of the source that disagree.
        """
        said = next((way for way in ways if way in self.answers.as_written), "")
        if not said:
            kind = tuple(ways)
            self.found.setdefault(kind, []).append((mark, words, sentence))
            self.choices.setdefault(kind, tuple(Choice(way, then) for way, then in ways.items()))
        return said

    def questions(self) -> Iterator[Question]:
        """Yield one Question for each kind."""
        for kind, rows in self.found.items():
            marks = tuple(mark for mark, *_ in rows)
            more = f", and {len(rows) - 1} more of the kind" if len(rows) > 1 else ""
            words = gathered(words for _, words, _ in rows)
            sentence = rows[0][2] + more
            yield Question(marks[0], "as-written", words, sentence, self.choices[kind], marks[1:])


def gathered(words: Iterable[str]) -> str:
    """Return the words of several places as one line, which changes whenever one of them does."""
    line = " | ".join(dict.fromkeys(" ".join(one.split()) for one in words))
    return line if len(line) <= WORDS_MAX else f"{line[: WORDS_MAX - 9]} {crc32(line.encode()):08x}"
