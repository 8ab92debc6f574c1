"""An instant from whoever names it (an option, a caller, a clock, a file) to UTC, in the years that we can write."""

import os
import time
from datetime import UTC, datetime

from summit_ical.model.source import Refused, shown

YEARS = range(1970, 3000)
NEAR = range(YEARS.start - 1, YEARS.stop + 1)  # the year may be another one in UTC
HINT = "take one in these years, with its offset, as in 2023-03-29T14:00:00Z"


def instant(named: datetime) -> datetime:
    """Return an instant in UTC and whole seconds. Raises Refused where it has no offset, or is in no year of ours."""
    if named.year in NEAR and named.utcoffset() is None:
        raise Refused(f"{named.isoformat()} has no offset", "write it with one, as in 2023-03-29T14:00:00Z")
    found = named.astimezone(UTC).replace(microsecond=0) if named.year in NEAR else named
    if found.year not in YEARS:
        raise Refused(f"{named.isoformat()} is outside the years {YEARS.start} to {YEARS.stop - 1}", HINT)
    return found


def from_clock() -> datetime:
    """Return SOURCE_DATE_EPOCH, else the time of day. Raises Refused where it is no number, or in no year of ours."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return instant(datetime.fromtimestamp(int(time.time()), UTC))
    try:
        return instant(datetime.fromtimestamp(int(epoch), UTC))
    except (ValueError, OverflowError, OSError, Refused):  # no number, or one that no calendar holds
        hint = f"write seconds since 1970, before the year {YEARS.stop}"
        raise Refused(f"SOURCE_DATE_EPOCH is {shown(epoch)}", hint) from None
