"""A text to the http(s) addresses in it, and an address to the characters that a URI has."""

import re
from collections.abc import Iterator

ADDRESS = re.compile(r"https?://[^\s<>\"…、。，（）「」『』【】《》]+", re.IGNORECASE)
CLOSING = frozenset(".,;:!?'*_)]}’”")  # the sentence's, not the address's, when they come last
OPENER = {")": "(", "]": "[", "}": "{"}


def addresses(text: str) -> list[str]:
    """Return the http(s) addresses in a plain text, in order, without the punctuation that follows them."""
    return [text[start:end] for start, end in address_spans(text)]


def address_spans(text: str) -> Iterator[tuple[int, int]]:
    for match in ADDRESS.finditer(text) if "://" in text else ():
        found = match[0]
        surplus = {close: found.count(close) - found.count(start) for close, start in OPENER.items()}
        size = len(found)
        while (last := found[size - 1]) in CLOSING and surplus.get(last, 1) > 0:
            if last in surplus:
                surplus[last] -= 1
            size -= 1
        yield match.start(), match.start() + size
