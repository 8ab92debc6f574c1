"""An Agenda in, feeds out: which sessions belong together, their bytes, and the addresses under which people take them.

Others call `feeds.feeds`, and what `ics` and `subscribe_links` return for a session or a feed. Rooms, in the order in
which they know each other:

    feeds            an Agenda to Feeds: names and paths that stay
    ics              a session to the bytes of its VEVENT, once; a feed to what stands around them
    subscribe_links  a feed or a session to the addresses that calendars and forms open
    link_list        an Agenda to all of these addresses, for mails and slides
"""
