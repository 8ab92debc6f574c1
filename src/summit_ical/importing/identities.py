"""Items to ids that last: the source's own key where it has one, else the title."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from summit_ical.importing.schedule import Item
from summit_ical.model.characters import one_line
from summit_ical.model.values import ID, ID_MAX
from summit_ical.text.slug import DEVICES, slug, take_name

HASH = 8  # characters of a digest in an id
UUID_BEGINS = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}.*")


def keys(items: Sequence[Item]) -> list[str]:
    """Return by what each item is known from import to import: its key, "" where the source has none.

    Where a key is used twice, the title stands behind it; where that is not enough, the start and whatever else tells
    the two apart. So an item is never known by its place among the others.
    """
    known = [item.key.strip() for item in items]
    for more in (_title, _start, _rest):
        counted = Counter(known)
        known = [
            f"{key}\n{more(item)}" if key and counted[key] > 1 else key for key, item in zip(known, items, strict=True)
        ]
    return known


def _title(item: Item) -> str:
    return one_line(item.title)


def _start(item: Item) -> str:
    return (item.start.astimezone(UTC) if item.start.tzinfo else item.start).isoformat()


def _rest(item: Item) -> str:
    end = item.end.isoformat() if isinstance(item.end, datetime) else ""
    return " ".join((end, *item.rooms, *(person.name for person in item.speakers)))


def ids(items: Sequence[Item], keys: Sequence[str]) -> list[str]:
    """Return an id for each item.

    Those with a key get theirs first, whatever stands around them. The others are called after their title, with a
    number behind it where there are several.
    """
    taken: dict[str, int] = {}
    made = [_keyed(key, taken) if key else "" for key in keys]
    return [
        name or take_name(slug(one_line(item.title)) or f"session-{number}", taken, ID_MAX)
        for number, (name, item) in enumerate(zip(made, items, strict=True), 1)
    ]


def _keyed(key: str, taken: dict[str, int]) -> str:
    """The id of a key: itself, or its slug and a digest of all of it. Two keys in a million share one of eight."""
    name = key if ID.fullmatch(key) and key not in DEVICES else hashed(key, HASH)
    if name in taken:
        name = hashed(key, 2 * HASH) if hashed(key, 2 * HASH) not in taken else take_name(name, taken, ID_MAX)
    taken.setdefault(name, 1)
    return name


def hashed(key: str, length: int) -> str:
    """Return a key that is no id as one: what can be read of it, and a digest of the whole."""
    first = key.partition("\n")[0]
    words = slug(first.partition("@")[0], ID_MAX - length - 1)
    digest = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:length]
    return f"{words}-{digest}" if words else digest


def before(keys: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the ids that earlier versions of this program made of each key, where they tell it from others.

    They cut a key after its 40th character and after a first part of eight: of a UUID that is enough, of
    `workshop-A8KBUB` it is not, and the title has to tell.
    """
    return [_before(key.partition("\n")[0]) if key else () for key in keys]


def _before(key: str) -> tuple[str, ...]:
    found = []
    for said in dict.fromkeys((key.partition("@")[0], key)):  # of a UID, what stands before the @
        whole, cut = slug(said, len(said) + 2), slug(said)
        first = whole.partition("-")[0]
        found += [cut] if cut == whole else []
        found += [first] if UUID_BEGINS.fullmatch(whole) else []
    return tuple(dict.fromkeys(filter(None, found)))
