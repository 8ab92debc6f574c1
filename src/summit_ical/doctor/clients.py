"""What calendar apps are known to lose: sizes at which they drop or cut."""

TEXT_MAX = 8192  # octets of one text: calcurse stops reading there
FILE_MAX = 900_000  # octets: near 1 MB, Google drops a feed in silence
ENTRIES_MAX = 1000


def too_large(octets: int, entries: int) -> bool:
    """Return whether Google would drop a feed in silence: the one rule for page, links and findings."""
    return octets > FILE_MAX or entries > ENTRIES_MAX
