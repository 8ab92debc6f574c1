"""Words to Markdown that a comment on a pull request shows as they are."""

import re

from summit_ical.model.characters import GAP, visible

# Of what GitHub and GitLab make something after Markdown is rendered, where a backslash says nothing: mentions, issues,
# merge requests, labels, emoji, addresses, commits, advisories. Each match ends where a GAP undoes it.
LIVE = re.compile(
    r"[@#!$%~&](?=\w)"
    r"|:(?=[\w+-]+(?::|\Z))"  # emoji, also where a colon follows the words; not the clock in 10:30 of a sentence
    r"|[:/](?=/)"
    r"|\bwww(?=\.)"
    r"|(?<=\w)\.(?=[^\W\d])"
    r"|\b(?:GH|GHSA|CVE)-(?=\w)"
    r"|[0-9a-f]{6}(?=[0-9a-f])",
    re.IGNORECASE,
)
MEANT = re.compile(r"[\\`*_{}\[\]<>#|~@!$&]")  # signs that mean something within a line


def markdown(words: str) -> str:
    """Return words on one line that a comment on GitHub or GitLab shows as they are.

    In CommonMark with GFM nothing in them is a link, an image, HTML, an entity, mathematics or emphasis. What these two
    look for in the text itself, a mention, a reference, a commit, a bare address, is broken by a space of no width.
    """
    return MEANT.sub(r"\\\g<0>", LIVE.sub(rf"\g<0>{GAP}", visible(" ".join(words.split()))))
