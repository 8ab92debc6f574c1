"""A text to the http(s) addresses in it, and an address to the characters that a URI has."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote, urlsplit, urlunsplit

ADDRESS = re.compile(r"https?://[^\s<>\"…、。，（）「」『』【】《》]+", re.IGNORECASE)
CLOSING = frozenset(".,;:!?'*_)]}’”")  # the sentence's, not the address's, when they come last
OPENER = {")": "(", "]": "[", "}": "{"}
URI = re.compile(r"[a-z]+://[A-Za-z0-9.-]+(:\d+)?(/([A-Za-z0-9/?#._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)?")
RESERVED = "/?:@!$&'()*+,;=%"  # may stand in a path or query as they are. RFC 3986 3.3
STRAY = re.compile("%(?![0-9A-Fa-f]{2})")  # a percent sign that encodes nothing


def addresses(text: str) -> list[str]:
    """Return the http(s) addresses in a plain text, in order, without the punctuation that follows them."""
    return [text[start:end] for start, end in address_spans(text)]


def address_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each http(s) address in a plain text begins and ends."""
    for match in ADDRESS.finditer(text) if "://" in text else ():
        found = match[0]
        surplus = {close: found.count(close) - found.count(start) for close, start in OPENER.items()}
        size = len(found)
        while (last := found[size - 1]) in CLOSING and surplus.get(last, 1) > 0:
            if last in surplus:
                surplus[last] -= 1
            size -= 1
        yield match.start(), match.start() + size


def uri(address: str) -> str:
    """Return an http(s) address in the characters that a URI has: RFC 3987 3.1, hosts by their names in DNS.

    An address that is a URI is returned as it is, so nothing is encoded twice.
    """
    if URI.fullmatch(address):
        return address
    parts = urlsplit(address)
    host, colon, port = parts.netloc, "", ""
    if not host.endswith("]"):  # an address of IPv6
        host, colon, port = host.partition(":")
        host = ".".join(map(_label, re.split("[.\u3002\uff0e\uff61]", host)))
    path, query, fragment = (
        quote(STRAY.sub("%25", part), RESERVED, errors="replace") for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, host + colon + port, path, query, fragment))


def _label(label: str) -> str:
    """A part of a host's name as DNS has it. RFC 5891 4.4; the `idna` codec is older, and leads elsewhere for ß."""
    name = label if label.isascii() else unicodedata.normalize("NFKC", label).lower()
    return name if name.isascii() else "xn--" + str(name.encode("punycode"), "ascii")
