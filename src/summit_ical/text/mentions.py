"""A name, and any text, to whether the text has it: in whatever case, form of Unicode, spacing or address.

A name is found as words: `Ann` is in "Ann's" and in "with ANN.", and not in "Anna". Scripts without spaces between
words have it wherever its letters are.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from summit_ical.model.source import Refused, shown
from summit_ical.text.addresses import addresses
from summit_ical.text.plain import plain
from summit_ical.text.slug import slug

GAP = "…"
# Thai, Lao, Tibetan, Burmese, Khmer, kana, Han, Hangul: a letter beside a name may be another word's.
UNSPACED = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
WHOLE = 1_000_000  # characters of a slug that is not cut


@dataclass(frozen=True, slots=True)
class Mention:
    """A name to look for."""

    name: str
    folded: str
    slug: str  # as it is in file names, ids and addresses; "" where nothing of it can be

    def is_in(self, text: str) -> bool:
        """Return whether a text has the name, as it is typed, as it is shown, or in an address in it."""
        if next(self._spans(text), None) or any(map(self.is_in_slug, map(unquote, addresses(text)))):
            return True
        return next(self._spans(plain(text)), None) is not None

    def is_in_slug(self, words: str) -> bool:
        """Return whether a file name, an id or an address has the name."""
        return bool(self.slug) and f"-{self.slug}-" in f"-{slug(words, WHOLE)}-"

    def without(self, text: str) -> str:
        """Return a text without the name; "" where it is there in a form that cannot be cut out."""
        if not self.is_in(text):
            return text
        text = unicodedata.normalize("NFC", text)
        for start, end in reversed(list(self._spans(text))):
            text = text[:start] + GAP + text[end:]
        return "" if self.is_in(text) else text

    def excerpt(self, text: str) -> str:
        """Return the part of a text that has the name, for a message."""
        text = unicodedata.normalize("NFC", text)
        start, end = next(self._spans(text), (0, len(text)))
        return " ".join(text[max(0, start - 12) : end + 12].split())

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the name begins and ends in a text, in NFC."""
        words, places = _folded(text)
        start = words.find(self.folded)
        while start >= 0:
            end = start + len(self.folded)
            before, after = words[start - 1 : start], words[end : end + 1]
            if _goes_on(before, words[start]) or _goes_on(after, words[end - 1]):
                end = start + 1
            else:
                yield places[start], places[end - 1] + 1
            start = words.find(self.folded, end)


def mention(name: str) -> Mention:
    """Return a name to look for. Raises Refused where it has no letter."""
    folded = _folded(name)[0].strip()
    if not any(unicodedata.category(sign)[0] in "LN" for sign in folded):
        raise Refused(f"{shown(name)} is no name", "write the whole name as it was published")
    return Mention(name, folded, slug(name, WHOLE))


def _folded(text: str) -> tuple[str, list[int]]:
    """A text without case, width, what cannot be seen and doubled spaces; and for each sign where it stands, in NFC."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(unicodedata.normalize("NFC", text)):
        if unicodedata.category(sign) == "Cf":  # a soft hyphen, a joiner
            continue
        for part in " " if sign.isspace() else unicodedata.normalize("NFKC", sign).casefold():
            if part != " " or signs[-1:] != [" "]:
                signs.append(part)
                places.append(place)
    return "".join(signs), places


def _goes_on(beside: str, edge: str) -> bool:
    """Whether the sign beside the name's first or last is of the same word."""
    if not beside or unicodedata.category(edge)[0] not in "LNM":
        return False
    return unicodedata.category(beside)[0] in "LNM" and not UNSPACED.match(beside)
