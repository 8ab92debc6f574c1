"""Somebody else's schedule in, an agenda out: new, or one that was there brought up to date; and what was left out.

schedule        what a foreign schedule lists, before it is an agenda, and what it leaves open
doubts          what a schedule says in two ways, gathered so that each kind is asked about once
questions       what is left open, in words; answered, and the answers kept
formats         which format a file has; one room for each of them
webpage         the parts of the reader of pages: words, times, dates, names, tables
identities      what a source calls its sessions to ids that last
draft           a schedule to the rows of an agenda: one zone, our grammar of time, ids
report          a draft to what a person checks in five seconds
source          a path or an address to a draft, a draft to the text of an agenda
match_sessions  which session of an agenda is which of a page
merge           a page and its agenda to the agenda brought up to date
compare_page    a page and an agenda to what differs
last_import     what a page said last and what was answered, kept as a comment in its agenda
"""
