"""Write the names of months and weekdays, of every language of CLDR, to src/summit_ical/importing/webpage/.

    python tools/renew_calendar_names.py

One line a language: its code, the months, the weekdays from Monday, and both abbreviated. Forms of one name stand
beside each other, as in październik/października. Needs Babel; the tests hold the file to what this would write.
"""

from pathlib import Path

import babel
from babel import Locale
from babel.localedata import locale_identifiers

TABLE = Path(__file__).parent.parent / "src/summit_ical/importing/webpage/calendar_names.tsv"
# Languages of which schedules are read in full: abbreviations, and names however short.
READ = ("cs", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "uk", "zh")
ROOT = frozenset(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])  # what the CLDR says where a language says nothing
SHORTEST = 4  # letters of a Latin name in the other languages: "ma" and "out" are words elsewhere
HEAD = (
    f"# Written by tools/renew_calendar_names.py from the CLDR of Babel {babel.__version__}. "
    "Language, months, weekdays, both abbreviated.\n"
)
OURS = {  # how people abbreviate beside the CLDR
    "en": ("", "", "Sept", "Tues Weds Thur Thurs"),
    "de": ("", "", "Mrz", "Mo Di Mi Do Fr Sa So"),
}
OUR_NUMBERS = {"Sept": 8, "Tues": 1, "Weds": 2, "Thur": 3, "Thurs": 3, "Mrz": 2} | {
    word: number for number, word in enumerate(["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"])
}


def names(locale: Locale, what: str, width: str) -> list[set[str]]:
    """Return the names of twelve months or seven days, each in all its forms."""
    table = getattr(locale, what)
    numbers = range(1, 13) if what == "months" else range(7)
    forms = [{table[context][width][number].strip(". ") for context in ("format", "stand-alone")} for number in numbers]
    code = locale.language
    extra = OURS.get(code, ("",) * 4)[(what == "days") + 2 * (width == "abbreviated")]
    for word in extra.split():
        forms[OUR_NUMBERS[word]].add(word)
    return [{form for form in named if _is_name(form, code)} for named in forms]


def _is_name(form: str, code: str) -> bool:
    """Whether a form is a word, and not a common one of another language."""
    plain = form.replace("-", "").replace("'", "").replace("’", "")
    if (
        not plain
        or (form in ROOT and code != "en")
        or " " in form
        or any(character.isdigit() for character in form)
        or "/" in form
    ):
        return False
    return code in READ or not plain.isascii() or len(plain) >= SHORTEST


def line(code: str) -> str:
    """Return what a language calls its months and days, or "" where all of it is numbers."""
    locale = Locale.parse(code)
    columns = [names(locale, what, "wide") for what in ("months", "days")]
    if code in READ:
        columns += [names(locale, what, "abbreviated") for what in ("months", "days")]
    words = ["|".join("/".join(sorted(forms)) for forms in column) for column in columns]
    return "\t".join((code, *words)) + "\n" if any(word.strip("|") for word in words) else ""


def table() -> str:
    """Return the whole file."""
    codes = sorted(code for code in locale_identifiers() if "_" not in code and code != "root")
    return HEAD + "".join(map(line, codes))


if __name__ == "__main__":
    TABLE.write_text(table(), "utf-8")
