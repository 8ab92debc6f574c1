"""The bytes of any .ics file in, Problems out: what a client drops, misreads or refuses, and what looks wrong.

Rooms, in the order in which they know each other:

    codes       what can be wrong: code -> how bad it is, its sentence, and the way out
    values      kinds of value, and what explains one that is not of its kind
    rfc5545     which properties, parameters and components there are: tables only
    clients     sizes at which calendar apps drop or cut
    lines       octets to content lines that know their places
    components  content lines to components, and what is wrong with them
    zone_rules  what a VTIMEZONE gives clocks, to be held against the zone database
    examine     a file, one entry or one frame to Problems: what others call
"""
