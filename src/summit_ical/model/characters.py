"""Characters that a calendar, a terminal, a page or a CI cannot take, and texts without them. No files.

Every text of an agenda is untrusted. Nothing here raises on any `str`; the time taken grows with its length.
"""

import re

# Characters that are none, and never will be: Unicode 23.7. XML, HTML and several databases refuse them.
NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
# Controls, line separators, lone surrogates, tags, and the signs that reorder or isolate what follows them.
UNSAFE = re.compile(
    f"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f{NONCHARACTERS}]"
)
# What runners of GitHub and Azure take for a command in a log: `::name::` at a line's start, after white space or not;
# `##[name]` and `##vso[name]` anywhere. The first sign is matched, so that something can come between it and the next.
COMMAND = re.compile(r"(?m:^)\s*:(?=:)|#(?=#[\w.-]*\[)")
GAP = "\u200b"  # shows nothing, and no program reads over it
LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls but tab and line feed, lone surrogates (not UTF-8), the byte order mark, what XML and HTML cannot hold.
UNSPEAKABLE = re.compile(rf"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff{NONCHARACTERS}]")
SPOILT = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff{NONCHARACTERS}]")
MANY_BREAKS = re.compile(r"\n{3,}")

# ts-ics unescapes a text before it looks for `BEGIN:VEVENT`, anywhere in a line, and loses what follows;
# readers that go by lines look at a line's start. One space after the colon is enough for both. A zero-width
# space before the word is not; one after it would travel, unseen, with whatever a reader copies.
BRACKET = re.compile(
    r"^ *(?ai:begin|end):(?=\S)"
    r"|(?:BEGIN|END):(?=VCALENDAR|VEVENT|VTODO|VJOURNAL|VFREEBUSY|VTIMEZONE|VALARM|STANDARD|DAYLIGHT)",
    re.MULTILINE,
)


def clean(text: str) -> str:
    """Return text without what breaks a calendar file or its reader.

    Every kind of line break is a line feed, a tab is a space. Gone are other controls, lone surrogates,
    noncharacters, U+FEFF, spaces at the end of a line, a third line break in a row, and white space around the whole.
    `BEGIN:VEVENT` becomes `BEGIN: VEVENT`. All else stays, right-to-left marks, joiners and variation
    selectors included. What is clean is returned as it is. RFC 5545 3.3.11, RFC 5198 2.
    """
    if text.isprintable():  # no white space but spaces, and nothing that is SPOILT
        return _without_brackets(text.strip(" "))
    return tidy(sound(text).replace("\t", " "))


def sound(text: str) -> str:
    """Return text with line feeds and nothing unspeakable; tabs stay, for they mean something in Markdown."""
    if text.replace("\n", "").isprintable() or not SPOILT.search(text):  # the first is quick, and true of most
        return text
    return UNSPEAKABLE.sub("", LINE_BREAK.sub("\n", text))


def tidy(text: str) -> str:
    """Return a sound text without tabs as a clean one."""
    if "\n" in text:
        text = MANY_BREAKS.sub("\n\n", "\n".join(map(str.rstrip, text.split("\n"))))
    return _without_brackets(text.strip())


def _without_brackets(text: str) -> str:
    if ":" not in text:
        return text
    lower = text.lower()  # two substring searches cost a tenth of the expression's
    return BRACKET.sub(r"\g<0> ", text) if "begin:" in lower or "end:" in lower else text


def one_line(text: str) -> str:
    """Return text cleaned, every run of white space one ordinary space: for titles, names and places.

    No-break spaces count as white space: pasted programmes are full of them by accident, and "Ada Example"
    with one would be another speaker, out of reach of every search.
    """
    if text.isprintable() and "  " not in text and ":" not in text:  # as most titles and names are
        return text.strip(" ")
    return " ".join(clean(text).split())


def visible(text: str) -> str:
    """Return text with every character that a terminal or a log would obey written as an escape.

    Nothing in it moves the cursor, rings, recolours or reorders, and no CI takes it, or a line that begins with it, for
    a command of its own. Joiners and direction marks stay: words need them.
    """
    harmless = UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
    return COMMAND.sub(rf"\g<0>{GAP}", harmless)


def indented_json(value: object) -> str:
    """Return a value as JSON for people and programs, in which no CI that prints it finds a command of its own."""
    import json

    return escaped_commands(json.dumps(value, ensure_ascii=False, indent=1))


def escaped_commands(quoted: str) -> str:
    """Return JSON, or a text between double quotes, that means the same and holds no command to a CI."""
    return COMMAND.sub(lambda match: f"{match[0][:-1]}\\u{ord(match[0][-1]):04x}", quoted)
