"""People's names to which of them may be one person's, spelt twice. Knows no agenda.

A letter makes another person of Ana, and one accent for another of Hùng: names are compared word by word, in any order,
and all words but one have to be the same.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from summit_ical.text.slug import slug

NAME_MAX = 200  # characters of a name that are compared
LIKE_MAX = 30  # names that are filed in one place: of more than these, a family is likelier than slips
SURNAME = 4  # letters of a name that an initial can stand before: there are many W. Li
SWAPPED, MISTYPED = 6, 7  # letters of a word in which two may be swapped, or one be wrong
TITLES = frozenset({"dr", "prof", "mr", "mrs", "ms", "phd"})
WORD = re.compile(r"[^\W_]+")
APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=\w)")
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
ID = re.compile(r"[a-z]+(?:-[a-z]+)+")  # what a person is called in an agenda, as nobody is
# Spellings of one sound, from how many letters on: Ana, Anna; Jon, John; Sara, Sarah; Erik, Eric; Meyer, Meier; ...
SPELLINGS = (
    (3, re.compile(r"(.)\1"), r"\1"),
    (3, re.compile(r"(?<=[aeiou])h(?=[^aeiou])"), ""),
    (4, re.compile(r"(?<=[aeiou])h$"), ""),
    (4, re.compile(r"ck|c(?![ehiy])"), "k"),
    (5, re.compile(r"y"), "i"),
    (5, re.compile(r"z"), "s"),
    (5, re.compile(r"ph"), "f"),
)


class Word(NamedTuple):
    letters: str  # a to z, or as they are in a script that writes syllables or words
    typed: str


Name = tuple[Word, ...]  # in the order of their letters


def alike(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each name that may be an earlier one's person, with that one. Linear in the number of names."""
    filed: dict[tuple[str, ...], list[tuple[str, Name]]] = defaultdict(list)
    for name in names:
        found: set[str] = set()
        for words in spellings(name):
            for place in _places(words):
                known = filed[place]
                found |= {other for other, before in known if other != name and one_person(before, words)}
                if len(known) < LIKE_MAX:
                    known.append((name, words))
        if found:
            yield name, min(found)


def spellings(name: str) -> tuple[Name, ...]:
    """Return the words of a name, and those with umlauts written out; () for a name with a number in it."""
    typed = APOSTROPHE.sub("", unicodedata.normalize("NFKC", name[:NAME_MAX]).casefold())
    if any(map(str.isdigit, typed)):
        return ()
    return tuple(dict.fromkeys(filter(None, map(_words, (typed, typed.translate(GERMAN))))))


def _words(typed: str) -> Name:
    words = [word for word in WORD.findall(typed) if word not in TITLES]
    if any(unicodedata.east_asian_width(letter) in "WF" for letter in typed):  # 山田 太郎 is 山田太郎; no sound counts
        whole = "".join(words)
        return (Word(whole, whole),) if whole else ()
    return tuple(sorted(Word(slug(word, NAME_MAX) or word, word) for word in words))


def _places(words: Name) -> Iterator[tuple[str, ...]]:
    """Where a name is filed: under all of its words, under those that are no initials, and without each of them."""
    letters = [word.letters for word in words]
    whole = [word for word in letters if len(word) > 1]
    if len(whole) != 1 or len(words) == 1:
        yield tuple(whole)
    for n, word in enumerate(letters):
        yield (*letters[:n], *letters[n + 1 :], word[0])


def one_person(first: Name, second: Name) -> bool:
    """Return whether two names may be one person's."""
    left, right = _rest(first, second), _rest(second, first)
    if not _accents_agree(first, second):
        return False
    same = [word for word in first if word not in left]
    if not left and not right:
        return True
    if not left or not right:  # John Smith, John Q. Smith
        return len(same) > 1 and all(len(word.letters) == 1 for word in left or right)
    if len(left) > 1 or len(right) > 1:
        return False
    one, other = sorted((left[0].letters, right[0].letters), key=len)
    if len(one) == 1:
        return len(other) > 1 and other[0] == one and any(len(word.letters) >= SURNAME for word in same)
    return (bool(same) and _sounds_like(one, other)) or _mistyped(one, other)


def _rest(words: Name, others: Name) -> list[Word]:
    """The words that the other name does not have."""
    left = Counter(word.letters for word in others)
    rest = []
    for word in words:
        if left[word.letters]:
            left[word.letters] -= 1
        else:
            rest.append(word)
    return rest


def _accents_agree(first: Name, second: Name) -> bool:
    """Whether no letter has one accent here and another one there; none at all is a keyboard's."""
    typed = {word.letters: word.typed for word in second}
    for word in first:
        other = typed.get(word.letters, word.typed)
        if len(other) == len(word.typed) and any(
            a != b and _accented(a) and _accented(b) for a, b in zip(word.typed, other, strict=True)
        ):
            return False
    return True


def _accented(letter: str) -> bool:
    return len(unicodedata.normalize("NFD", letter)) > 1


def _sounds_like(one: str, other: str) -> bool:
    return any(
        len(one) >= least and spelling.sub(as_one, one) == spelling.sub(as_one, other)
        for least, spelling, as_one in SPELLINGS
    )


def _mistyped(one: str, other: str) -> bool:
    """Whether one letter within is wrong, missing or too many, or two have changed places; `one` is not the longer."""
    if not (one.isascii() and other.isascii() and one[0] == other[0] and one[-1] == other[-1]):
        return False
    here, there = _difference(one, other)
    if len(here) == len(there) == 2:
        return len(one) >= SWAPPED and here == there[::-1]
    return len(one) >= MISTYPED and len(here) <= 1 and len(there) <= 1


def _difference(one: str, other: str) -> tuple[str, str]:
    """What is left of two words without the beginning and the end that they share."""
    start = _shared(one, other)
    one, other = one[start:], other[start:]
    end = _shared(one[::-1], other[::-1])
    return one[: len(one) - end], other[: len(other) - end]


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def mistyped_ids(names: Iterable[str], ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each name that was meant for an id, and the id that it is a letter away from."""
    meant = [name for name in names if ID.fullmatch(name)]
    if not meant:
        return
    filed: dict[str, str] = {}
    for known in ids:
        for form in _without_a_letter(known):
            filed.setdefault(form, known)
    for name in meant:
        near = {filed[form] for form in _without_a_letter(name) if form in filed} - {name}
        if near:
            yield name, min(near)


def _without_a_letter(word: str) -> Iterator[str]:
    yield word
    yield from (word[:n] + word[n + 1 :] for n in range(len(word)))
