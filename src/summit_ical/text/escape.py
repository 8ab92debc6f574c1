"""Plain text to Markdown that says the same: what we read from formats whose texts are no Markdown."""

import re

from summit_ical.model.characters import clean
from summit_ical.text.markdown import MARKDOWN_MAX
from summit_ical.text.plain import html_words

# What Markdown would read as something else, wherever it stands.
SIGNS = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)|[`*\[~]|<(?=[A-Za-z/!?])|&(?=#?\w{1,32};)"
    r"|(?<![^\W_])_|_(?![^\W_])",
)
LEADING = ("-", "#", ">", "+", "=", "|", ":")  # and at the beginning of a line
NUMBER = re.compile(r"\d{1,9}(?=[.)])")
# Calendars of Google and Outlook hold HTML where plain text should be.
ELEMENT = re.compile(r"</(?:a|b|i|u|p|em|li|ul|ol|div|span|strong|h[1-6])>|<(?:br|p)\s*/?>", re.IGNORECASE)


def as_markdown(text: str) -> str:
    """Return Markdown that `plain` reads back as the text: its lines stay lines, its signs stay signs.

    Where the text is HTML, it is what a browser would show, line by line. Spaces that indent a line are no-break ones.
    """
    if ELEMENT.search(text):
        text = "\n".join(html_words(line) for line in text.splitlines())
    text = clean(text)
    made = "\n\n".join(
        "\\\n".join(_line(line) for line in paragraph.split("\n")) for paragraph in text.split("\n\n") if paragraph
    )
    return made if len(made) <= MARKDOWN_MAX else text  # what is longer, nobody reads as Markdown


def _line(line: str) -> str:
    words = line.lstrip(" ")
    indent = "&nbsp;" * (len(line) - len(words))  # the character itself would be stripped as white space
    escaped = SIGNS.sub(r"\\\g<0>", words)
    if number := NUMBER.match(escaped):
        escaped = f"{number[0]}\\{escaped[number.end() :]}"
    elif escaped.startswith(LEADING):
        escaped = f"\\{escaped}"
    return indent + escaped
