"""Tags of HTML that an author wrote, and what each is in plain text."""

import re
from html import unescape

from summit_ical.text.markdown import parser

# A comment without an end goes on to that of the block. In a tag, quotes behind a "=" may hold a ">"; where they are
# never closed, it ends at the first one.
HTML = re.compile(
    r"""(<!--.*?(?:-->|\Z)"""
    r"""|</?[A-Za-z](?:[^<>=]|=\s*+"[^"]*"|=\s*+'[^']*'|=(?!\s*["']))*+>"""
    r"""|</?[A-Za-z][^<>]*>|<[!?][^<>]*>)""",
    re.DOTALL,
)
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
ATTRIBUTE = re.compile(r"""(?<![\w-])([A-Za-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
UNREAD = frozenset({"script", "style"})
OPENED = {"li": "\n- ", "td": " ", "th": " ", "dd": " "}  # what a start tag shows
APART = ("p", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6")
BELOW = "address article aside br div dl dt figure footer header hr nav ol pre section tr table ul"
BREAKS = dict.fromkeys(APART, "\n\n") | dict.fromkeys(BELOW.split(), "\n")  # what start and end tags show
WITHIN = """
    a abbr acronym area audio b base bdi bdo big body button canvas caption center cite code col colgroup
    data datalist del details dfn dialog dir em embed fieldset figcaption font form frame frameset head
    hgroup html i iframe img input ins kbd label legend link main map mark marquee math menu meta meter
    noscript object optgroup option output param picture progress q rp rt ruby s samp search select slot
    small source span strike strong sub summary sup svg tbody template textarea tfoot thead time title track
    tt u var video wbr
"""
# HTML, "Index of elements", and the obsolete; any other is the author's own: `kubectl get <resource>`.
ELEMENTS = UNREAD | OPENED.keys() | BREAKS.keys() | set(WITHIN.split())


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of an HTML tag, addresses as the parser gives those of Markdown."""
    found = {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in ATTRIBUTE.finditer(tag)}
    return found | {name: parser().normalizeLink(found[name].strip()) for name in ("href", "src") if name in found}
