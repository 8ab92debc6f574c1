"""What the ledger costs a first build: an agenda.yaml goes in, the seconds spent on the ledger come out.

    python benchmarks/ledger_share.py AGENDA OUT

There is no build without it, so this is one in which every step that is there for the ledger alone is timed: reading
what was known, planning, revising, remembering, the digests, the text of ledger.json and changes.xml.
"""

import gc
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

gc.disable()  # as the program does

from summit_ical.ledger import atom, load, revise  # noqa: E402
from summit_ical.ledger.records import Rendered  # noqa: E402
from summit_ical.publish import build  # noqa: E402

# The steps, where they are looked up. `departures` and `last_modified` are called for each build or feed.
STEPS: tuple[tuple[Any, str], ...] = (
    (load, "load"),
    (revise, "recognize"),
    (revise, "plan"),
    (revise, "_stamp"),
    (revise, "_with_sessions"),
    (revise, "_with_feeds"),
    (revise, "_with_frames"),
    (build, "departures"),
    (build, "last_modified"),
    (atom, "atom_feed"),
)


def main(agenda: str, out: str) -> None:
    spent = [0.0]

    def timed(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return step(*args, **kwargs)
            finally:
                spent[0] += time.perf_counter() - began

        return run

    for where, name in STEPS:
        setattr(where, name, timed(getattr(where, name)))
    parts = timed(lambda memory: tuple(written(memory)))  # a generator: nothing is done until it is asked
    written, build.parts = build.parts, parts
    digest = Rendered.digest.fget
    assert digest is not None
    Rendered.digest = property(timed(digest))  # type: ignore[assignment]
    build.build(agenda, out, now=datetime(2026, 1, 1, tzinfo=UTC), page=False)
    print(spent[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
