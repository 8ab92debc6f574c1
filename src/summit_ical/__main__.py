"""`python -m summit_ical`."""

from summit_ical.cli import main

main(prog_name="summit-ical")
