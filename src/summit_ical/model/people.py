"""Speakers to the names by which readers tell them apart."""

from collections.abc import Iterable, Mapping

from summit_ical.model.agenda import Speaker


def key(speaker: Speaker) -> str:
    """Return what stands for a person: the id or, where there is none, the name."""
    return speaker.id or speaker.name


def told_apart(speakers: Iterable[Speaker]) -> Mapping[str, str]:
    """Return each speaker's name by `key`; two of one name have their affiliation or, where that is one too, their id
    behind it.
    """
    known = {key(speaker): speaker for speaker in speakers}
    by_name: dict[str, list[Speaker]] = {}
    for speaker in known.values():
        by_name.setdefault(speaker.name, []).append(speaker)
    return {one: _among(speaker, by_name[speaker.name]) for one, speaker in known.items()}


def _among(speaker: Speaker, namesakes: list[Speaker]) -> str:
    if len(namesakes) == 1:
        return speaker.name
    known = [other.affiliation for other in namesakes]
    more = speaker.affiliation if known.count(speaker.affiliation) == 1 and all(known) else speaker.id
    return f"{speaker.name} ({more})" if more else speaker.name
