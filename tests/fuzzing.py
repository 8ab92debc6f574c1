"""How many examples a property is tried with: some in every run, many where SUMMIT_ICAL_LONG=1 asks, more by hand."""

import os
from collections import Counter
from collections.abc import Callable

LONG = os.environ.get("SUMMIT_ICAL_LONG") == "1"


def examples(usual: int) -> int:
    """Return the number of examples: as usual, or 25 times as many in a long run."""
    return usual * 25 if LONG else usual


def tally(differences: Callable[[int], str | None], first: int, count: int) -> None:
    """Print what becomes of so many generated inputs, from a seed on: right, asked about, or wrong with its seed."""
    counts: Counter[str] = Counter()
    for seed in range(first, first + count):
        said = differences(seed)
        counts["asked" if said is None else "wrong" if said else "right"] += 1
        if said:
            print(f"seed {seed}: {said}\n", flush=True)
        if sum(counts.values()) % 5000 == 0:
            print(dict(counts), flush=True)
    print(dict(counts))
