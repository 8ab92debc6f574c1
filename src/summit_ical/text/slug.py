"""Any words to a name that every file system, address and reader takes."""

import re
from functools import lru_cache

OTHER = re.compile(r"[^a-z0-9]+")
ELISION = re.compile(r"(?<=\w)['’](?=\w)")
# Windows opens a device for these, whatever the ending. Microsoft, "Naming Files, Paths, and Namespaces".
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})


@lru_cache(maxsize=16384)  # speakers' names come again with each of their sessions
def slug(words: str, limit: int = 40) -> str:
    """Return words as lower-case ASCII letters, digits and single hyphens, cut at a word to limit characters.

    Other scripts are transliterated. "" where nothing can be read aloud (`!!!`); never a Windows device name.
    """
    words = ELISION.sub("", words)
    if not words.isascii():
        from anyascii import anyascii

        words = anyascii(words)
    name = OTHER.sub("-", words.lower()).strip("-")
    if len(name) > limit:
        name = name[: limit + 1].rpartition("-")[0] or name[:limit]
    return f"{name}-0" if name in DEVICES else name


def take_name(name: str, taken: dict[str, int], limit: int | None = None) -> str:
    """Return a name that nobody has, and take it: the name itself, else name-2, name-3 and so on.

    `taken` has the names that somebody has, each with the last number that was put behind it, at first 1. A number
    stays within `limit` characters.
    """
    free = name
    while free in taken:
        taken[name] += 1
        number = f"-{taken[name]}"
        free = (name if limit is None else name[: limit - len(number)].rstrip("-")) + number
    taken[free] = 1
    return free
