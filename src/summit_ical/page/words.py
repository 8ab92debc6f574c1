"""A language tag to the words of the page: one catalogue file per language, dates and names as CLDR has them.

The only module that imports Babel. A catalogue is words/TAG.toml, here or in a theme's folder.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton

from summit_ical.languages import HOME, catalogue

Catalogue = Mapping[str, Mapping[str, str]]
ENGLISH = "en"
FORMS = {"weekday": "EEE", "moment": "MMMEd", "day": "yMMMd"}  # CLDR skeletons


class Words:
    """What the page says in one language."""

    def __init__(self, tag: str, catalogue: Catalogue) -> None:
        self.tag = tag
        self.locale = locale(tag) or Locale(ENGLISH)
        self.page = catalogue["page"]
        self.kinds = catalogue["kinds"]
        self.script = catalogue["script"]
        self._sessions = catalogue["sessions"]

    def __call__(self, key: str, **parts: object) -> str:
        """Return a sentence, its parts filled in."""
        return self.page[key].format(**parts)

    def sessions(self, count: int) -> str:
        """Return how many sessions there are, in the plural form of the language."""
        form = self.locale.plural_form(count)
        return self._sessions.get(form, self._sessions["other"]).format(n=count)

    @cached_property
    def direction(self) -> str:
        return direction(self.tag)

    def day(self, day: date, form: str = "") -> str:
        """Return a date in words: in full, or as `form`, a key of FORMS, has it."""
        return _formatted(day.year, day.month, day.day, FORMS.get(form, ""), self.locale)

    def days(self, first: date, last: date) -> str:
        """Return from when to when in words, what both have in common once."""
        return self.day(first) if first == last else format_interval(first, last, FORMS["day"], locale=self.locale)

    def language(self, tag: str) -> str:
        """Return what a language is called in this one; the tag where nobody knows."""
        known = locale(tag)
        return (known.get_display_name(self.locale) if known else "") or tag


@cache
def _formatted(year: int, month: int, day: int, skeleton: str, where: Locale) -> str:
    wall = datetime(year, month, day)  # noqa: DTZ001 - a date on the wall
    return format_skeleton(skeleton, wall, locale=where) if skeleton else format_date(wall, "full", locale=where)


@cache
def locale(tag: str) -> Locale | None:
    """Return what CLDR knows of a language tag, of its language where it does not know the tag; else None."""
    for part in (tag, tag.partition("-")[0]):
        try:
            return Locale.parse(part, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


@cache
def direction(tag: str) -> str:
    """Return ltr or rtl; "auto", so that the browser looks at the letters, where the language is unknown."""
    known = locale(tag)
    return known.text_direction if known else "auto"


def words(tag: str, theme: Path | None = None) -> Words:
    """Return the words for a language tag, of its language, or in English: whichever has a catalogue first.

    Raises ValueError where a theme's catalogue is not TOML of texts.
    """
    english = _catalogue(HOME / "words" / f"{ENGLISH}.toml")
    file = catalogue(tag, theme)
    if file is None:
        return Words(ENGLISH, english)
    own = _catalogue(file)
    return Words(tag, {part: {**texts, **own.get(part, {})} for part, texts in english.items()})


def _catalogue(file: Path) -> Catalogue:
    return tomllib.loads(file.read_text("utf-8"))
