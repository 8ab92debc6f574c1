"""What a conference is. Nothing here imports another wing.

characters     characters that a calendar, a terminal or a page cannot take, and texts without them
content_lines  folded lines of iCalendar to whole ones, and a TEXT to its words
source         a word with its place in a file, what is wrong with it, and how that is raised
zones          a wall clock and a zone to an instant, and back; dates in words; RFC 3339
instants       the time that a build goes by: an option's, a caller's or a clock's
values         one Text to one value: ids, dates, addresses, colours
feed_kinds     which feeds a session is in, by kind and key, and the record of a feed
people         speakers to the names by which readers tell them apart
agenda         the records: an Agenda of Sessions, every time an instant in UTC
"""
