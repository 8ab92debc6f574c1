"""The program: `summit-ical`, or `python -m summit_ical`."""

import atexit
import gc

from summit_ical.cli import main


def run() -> None:
    """Run the command that was typed, as a process of our own.

    It makes a million records and throws none away: to look for cycles among them, on the way and at the end, is a
    sixth of a small build and half of a reading. Whoever calls `cli.main` in a program of theirs keeps their collector.
    """
    gc.disable()
    atexit.register(gc.freeze)
    main(prog_name="summit-ical")


if __name__ == "__main__":
    run()
