"""Entries of one key and start: the same in several rooms, or two that only share a key."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from summit_ical.importing.schedule import Item, Programme
from summit_ical.model.source import shown

T = TypeVar("T")


def joined(programme: Programme) -> None:
    """Make one item of those that say the same under one key at one time: in all of their rooms, with all people.

    Two that differ in title or end are two, whatever key they share.
    """
    first: dict[tuple[object, ...], int] = {}
    shared: dict[tuple[object, ...], int] = {}
    kept: list[Item] = []
    for item in programme.items:
        same = (item.key, item.start, item.end, item.title)
        at = first.get(same) if item.key else None
        if at is None:
            one = shared.setdefault((item.key, item.start), len(kept)) if item.key else len(kept)
            if one != len(kept):
                told = f"{shown(item.title)} and {shown(kept[one].title)} are two, although both are {shown(item.key)}"
                programme.note(item.mark, "look at", told)
            first[same] = len(kept)
            kept.append(item)
            continue
        if item.rooms in ((), kept[at].rooms):
            programme.note(item.mark, "left out", f"{shown(item.title)}: it stands there twice")
        kept[at] = replace(
            kept[at],
            rooms=_all(kept[at].rooms, item.rooms),
            speakers=_all(kept[at].speakers, item.speakers),
            tracks=_all(kept[at].tracks, item.tracks),
        )
    programme.items[:] = kept


def _all(one: Iterable[T], other: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*one, *other)))
