"""A title, or what a source calls a kind of session, to one of ours."""

import re

KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("keynote", r"^\W*(?:opening |closing )?key ?note\b"),
        (
            "break",
            r"^\W*(?:(?:coffee|tea|lunch|morning|afternoon|short|bio|long|\d+\s*min\w*)\s*(?:/\s*\w+\s*)?)*"
            r"(?:break|lunch|coffee|breakfast|"
            r"registration|check-?in|doors? open|intermission|pause|mittagessen|kaffeepause|mittagspause|"
            r"午休|茶歇|休憩|昼休み)"
            r"(?:\s*(?:and|&|/|break|time|,|\(|on your own|opens?|desk|coffee|breakfast|check-?in|registration|badge|"
            r"pick-?up|networking).*)?\W*$",
        ),
        (
            "social",
            r"^\W*(?:evening |welcome |social |speakers?'? |networking )*(?:social(?:\s+event)?|dinner|party|"
            r"reception|happy hour|after-?party|drinks|get-?together|banquet)\b",
        ),
        ("panel", r"^\W*(?:\w+ )?panel(?: discussion)?\b"),
        ("tutorial", r"^\W*(?:tutorial|workshop|hands-on)\b"),
    )
)


def kind_of(title: str, said: str = "") -> str:
    """Return the kind of session that a title, or the source's own word for it, tells; else talk."""
    for words in (said, title):
        for kind, pattern in KINDS:
            if words and pattern.search(words):
                return kind
    return "talk"
