"""Speakers to the names by which readers tell them apart."""

from collections.abc import Iterable, Mapping

from summit_ical.model.agenda import Speaker


def key(speaker: Speaker) -> str:
    """Return what stands for a person: the id or, where there is none, the name."""
    return speaker.id or speaker.name


def told_apart(speakers: Iterable[Speaker]) -> Mapping[tuple[str, str], str]:
    """Return by `key` and name what readers are to know each speaker by: the name.

    Two of one name have their affiliation behind it or, where that is one too, their id.
    """
    by_name: dict[str, dict[str, Speaker]] = {}
    for speaker in speakers:
        by_name.setdefault(speaker.name, {})[key(speaker)] = speaker
    return {
        (one, name): _among(speaker, [*namesakes.values()])
        for name, namesakes in by_name.items()
        for one, speaker in namesakes.items()
    }


def _among(speaker: Speaker, namesakes: list[Speaker]) -> str:
    if len(namesakes) == 1:
        return speaker.name
    known = [other.affiliation for other in namesakes]
    more = speaker.affiliation if known.count(speaker.affiliation) == 1 and all(known) else speaker.id
    return f"{speaker.name} ({more})" if more else speaker.name
