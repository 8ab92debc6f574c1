"""A language tag to the words of the page: one catalogue file per language, dates and names as CLDR has them.

The only module that imports Babel. A catalogue is words/TAG.toml, here or in a theme's folder.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from string import Formatter

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval, format_skeleton

from summit_ical.files.theme import own, theme_text, unfit
from summit_ical.model.source import Refused, shown
from summit_ical.text.languages import HOME, catalogue

Catalogue = Mapping[str, Mapping[str, str]]
ENGLISH = "en"
FORMS = {"weekday": "EEE", "moment": "MMMEd", "day": "yMMMd"}  # CLDR skeletons


class Words:
    """What the page says in one language."""

    def __init__(self, tag: str, catalogue: Catalogue) -> None:
        self.tag = tag
        self.locale = locale(tag) or Locale(ENGLISH)
        self.page = catalogue["page"]
        self.kinds: Mapping[str, str] = catalogue["kinds"]
        self.script = catalogue["script"]
        self._sessions = catalogue["sessions"]

    def __call__(self, key: str, **parts: object) -> str:
        """Return a sentence, its parts filled in. Raises Refused where a template asks for what there is not."""
        if key not in self.page:
            raise Refused(f"there are no words for {shown(str(key))}")
        lacking = sorted((_parts(self.page[key]) or frozenset()) - set(parts))
        if lacking:
            raise Refused(f"the words for {shown(key)} need {', '.join(lacking)}")
        return self.page[key].format(**parts)

    def sessions(self, count: int) -> str:
        """Return how many sessions there are, in the plural form of the language."""
        _is_a(count, int)
        form = self.locale.plural_form(count)
        return self._sessions.get(form, self._sessions["other"]).format(n=count)

    @cached_property
    def direction(self) -> str:
        """Return ltr, rtl or auto for the language."""
        return direction(self.tag)

    def day(self, day: date, form: str = "") -> str:
        """Return a date in words: in full, or as `form`, a key of FORMS, has it."""
        _is_a(day, date)
        return _formatted(day.year, day.month, day.day, FORMS.get(form, ""), self.locale)

    def days(self, first: date, last: date) -> str:
        """Return from when to when in words, what both have in common once."""
        _is_a(first, date)
        _is_a(last, date)
        return self.day(first) if first == last else format_interval(first, last, FORMS["day"], locale=self.locale)

    def language(self, tag: str) -> str:
        """Return what a language is called in this one; the tag where nobody knows."""
        _is_a(tag, str)
        known = locale(tag)
        return (known.get_display_name(self.locale) if known else "") or tag


def _is_a(value: object, kind: type) -> None:
    """Let a value pass that a template may have handed over. Raises Refused."""
    if not isinstance(value, kind):
        raise Refused(f"{shown(str(value))} is no {kind.__name__}")


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

    Raises AgendaError where a theme's catalogue is not TOML of texts that can be filled in.
    """
    english = _catalogue(f"{ENGLISH}.toml")
    file = catalogue(tag, theme)
    if file is None:
        return Words(ENGLISH, english)
    raw = own(theme, f"words/{file.name}")
    found = _catalogue(file.name) if raw is None else _checked(file, raw, english)
    return Words(tag, {part: {**texts, **found.get(part, {})} for part, texts in english.items()})


@cache
def _catalogue(name: str) -> Catalogue:
    return tomllib.loads((HOME / "words" / name).read_text("utf-8"))


def _checked(file: Path, raw: bytes, english: Catalogue) -> Catalogue:
    """Return a theme's catalogue. Raises AgendaError."""
    try:
        catalogue = tomllib.loads(theme_text(file, raw))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise unfit(str(file), int(line[1]) if line else 0, str(error)) from None
    except RecursionError:
        raise unfit(str(file), 0, "it is too deep") from None
    for part, known in english.items():
        texts = catalogue.get(part, {})
        if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
            raise unfit(str(file), 0, f"{shown(part)} is no table of texts")
        for key, text in texts.items() if part != "kinds" else ():
            like = known["other"] if part == "sessions" else known.get(key)
            parts = _parts(text)
            if parts is None or (like is not None and not parts <= (_parts(like) or frozenset())):
                hint = f"as in English: {shown(like)}" if like else "write {name} for a part, {{ for a brace"
                raise unfit(str(file), 0, f"{key} = {shown(text)} cannot be filled in", hint)
    return catalogue


def _parts(text: str) -> frozenset[str] | None:
    """Return the names in a text that are filled in; None where it is not to be filled in with names alone."""
    try:
        parsed = [
            (name, spec or conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None
        ]
    except ValueError:
        return None
    fit = all(name.isidentifier() and not more for name, more in parsed)
    return frozenset(name for name, _ in parsed) if fit else None
