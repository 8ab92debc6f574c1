"""Where the checkout is, and what the tests read in it."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
DATA = TESTS / "data"
WHOLE = DATA / "whole"
