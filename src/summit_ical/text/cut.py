"""A text to its beginning, of so many characters and octets: between words, and never inside an address."""

import re
import unicodedata

from summit_ical.text.addresses import ADDRESS, address_spans

ELLIPSIS = "…"
WORD_MAX = 40  # characters a cut goes back for a space; a longer word is cut inside
JOINER = "\u200d"
# Joiners, Hangul vowels and finals, skin tones, tags of regional flags.
EXTENDS = re.compile("[\u200c\u200d\u1160-\u11ff\ud7b0-\ud7ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
REGIONAL = "".join(map(chr, range(0x1F1E6, 0x1F200)))  # two of them make a flag
VIRAMA = 9  # canonical combining class: what follows is written into the letter before (UAX #29, GB9c)


def cut(text: str, limit: int, octets: int | None = None) -> str:
    """Return text if it has at most limit characters (and octets of UTF-8), else its beginning and "…".

    That fits, too. The cut is between words; never inside an http(s) address, nor inside what a reader sees
    as one character (UAX #29, as far as the standard library knows it). "" where not even "…" fits.
    """
    if len(text) <= _room(text, limit, octets):
        return text
    if _room(ELLIPSIS, limit, octets) < 1:
        return ""
    head = _head(text, limit, octets, ELLIPSIS)
    # An app that makes addresses clickable would take the ellipsis for a part of one.
    if _ends_in_address(head):
        head = _head(text, limit, octets, " " + ELLIPSIS)
    return f"{head} {ELLIPSIS}" if _ends_in_address(head) else head + ELLIPSIS


def _room(text: str, limit: int, octets: int | None) -> int:
    """How many characters of text fit into limit and octets; limit where all of them do."""
    if octets is None or limit <= 0:
        return limit
    encoded = text[:limit].encode("utf-8", "surrogatepass")
    if len(encoded) <= octets:
        return limit
    end = max(octets, 0)
    while end and encoded[end] & 0xC0 == 0x80:  # inside a character: RFC 3629 3
        end -= 1
    return len(encoded[:end].decode("utf-8", "surrogatepass"))


def _head(text: str, limit: int, octets: int | None, ending: str) -> str:
    """The longest beginning of text that leaves room for the ending and stops between words."""
    room = _room(text, limit - len(ending), None if octets is None else octets - len(ending.encode()))
    stop = next((i for i in range(room, max(room - WORD_MAX, 0), -1) if _between_words(text, i)), max(room, 0))
    while stop and not _between_characters(text, stop):
        stop -= 1
    for start, end in address_spans(text):
        if start < stop < end:
            return text[:start].rstrip().removesuffix("(")
        if start >= stop:
            break
    return text[:stop].rstrip()


def _ends_in_address(text: str) -> bool:
    return any(match.end() == len(word) for word in text.rsplit(maxsplit=1)[-1:] for match in ADDRESS.finditer(word))


def _between_words(text: str, i: int) -> bool:
    """Whether a word ends before text[i]; a wide character (Chinese, Japanese; UAX #11) counts as a word."""
    around = text[i - 1 : i + 1]
    spaced = any(ch in " \n" or unicodedata.east_asian_width(ch) in "WF" for ch in around)
    return spaced and _between_characters(text, i)


def _between_characters(text: str, i: int) -> bool:
    """Whether a reader sees text[i - 1] and text[i] as two characters. UAX #29 3.1.1."""
    before, after = text[i - 1], text[i]
    if EXTENDS.match(after) or unicodedata.category(after).startswith("M") or before == JOINER:
        return False
    if unicodedata.combining(before) == VIRAMA:
        return not after.isalpha()
    if before in REGIONAL and after in REGIONAL:
        return (i - len(text[:i].rstrip(REGIONAL))) % 2 == 0
    return True
