"""What a schedule says in two ways that cannot both be meant, gathered so that each kind is asked about once."""

from collections.abc import Iterable, Iterator, Mapping
from zlib import crc32

from summit_ical.importing.schedule import Answers, Choice, Question
from summit_ical.model.source import Mark

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
