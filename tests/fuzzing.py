"""How many examples a property is tried with: some in every run, many where SUMMIT_ICAL_LONG=1 asks for them."""

import os

LONG = os.environ.get("SUMMIT_ICAL_LONG") == "1"


def examples(usual: int) -> int:
    """Return the number of examples: as usual, or 25 times as many in a long run."""
    return usual * 25 if LONG else usual
