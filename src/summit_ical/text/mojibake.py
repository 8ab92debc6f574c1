"""UTF-8 that was read as Windows-1252 to what was meant."""

import re
import unicodedata


def _cp1252(octets: range) -> str:
    """The characters that octets look like in Windows-1252 and in ISO 8859-1."""
    return "".join(map(chr, octets)) + bytes(octets).decode("cp1252", "ignore")


TAIL = _cp1252(range(0x80, 0xC0))
LEADING = re.compile("[\xc2-\xf4]")  # a search for one character is ten times as quick as the one below
MOJIBAKE = re.compile(
    rf"[\xc2-\xdf][{TAIL}]|[\xe0-\xef][{TAIL}]{{2}}|[\xf0-\xf4][{TAIL}]{{3}}"  # RFC 3629 4
)


def looks_mojibake(text: str) -> str:
    """Return text as it was meant, where UTF-8 in it was read as Windows-1252 (`Itâ€™s`), else "".

    To be asked before clean: some of the wrong characters are controls and no-break spaces.
    """
    if not LEADING.search(text):
        return ""
    repaired = text
    for _ in range(3 if MOJIBAKE.search(text) else 0):  # read wrongly twice is not rare
        repaired = MOJIBAKE.sub(_reread, repaired)
    return "" if repaired == text else repaired


def _reread(match: re.Match[str]) -> str:
    octets = b"".join(ch.encode("latin-1") if ord(ch) < 0x100 else ch.encode("cp1252") for ch in match[0])
    try:
        meant = octets.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
    return match[0] if unicodedata.category(meant) in {"Cc", "Cn", "Co"} else meant
