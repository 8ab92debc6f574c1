"""The one parser of Markdown, which texts need it, and which addresses get past it.

markdown-it reads a text in half a millisecond or more, and takes long to import: most texts do without.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token as Token


# What markdown-it reads in less than half a second. It takes a microsecond for every line under every ">": a line
# that does not go on with a quote sends it to the end of the text and back.
MARKDOWN_MAX = 20_000  # characters, seven times what an entry shows
QUOTED_MAX = 200_000  # ">" times lines; an abstract of 300 lines, all quoted, has 90,000

# Whatever could make markdown-it see more than paragraphs; each way begins with a literal character, so that
# a search passes over plain words at full speed. The text is searched with a line break before it.
MARKED = re.compile(
    r"\\|`|\*|\[|<|\||\t|~~"
    r"|&#?\w{1,32};"
    r"|_(?:(?![^\W_])|(?<![^\W_]_))"  # snake_case is plain
    r"|\n(?:(?<=  \n)|    | *(?:[-+#>=:]|\d{1,9}[.)]))"
)


# Schemes of addresses in plain text, and on a page; no other, known or unknown, gets past the parser. IANA.
SHOWN = frozenset({"http", "https", "ftp", "geo", "irc", "ircs", "matrix", "sip", "webcal", "xmpp"})
LINKED = SHOWN | {"mailto", "tel"}
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


@cache
def parser() -> "MarkdownIt":
    """The one parser, for plain text and for pages. An address that is not LINKED is "" in its tokens."""
    from markdown_it import MarkdownIt  # slow to import, and most agendas never need it

    class WaryParser(MarkdownIt):
        """markdown-it, without addresses whose scheme nobody expects."""

        def normalizeLink(self, url: str) -> str:  # noqa: N802 - as markdown-it names it
            """Return an address as markdown-it has it, "" for one that is not LINKED."""
            # Its own validateLink would leave `[words](javascript:…)` in the text as typed.
            address = super().normalizeLink(url)
            scheme = SCHEME.match(address)
            return "" if scheme and scheme[1].lower() not in LINKED else address

    return WaryParser("commonmark").enable(["table", "strikethrough"])
