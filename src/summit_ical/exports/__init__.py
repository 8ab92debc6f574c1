"""An Agenda in, the same programme in other forms out: for people in a terminal, for pages, for programs.

timetable     the sessions day by day, in lines for a terminal; and as plain records
page_section  the schedule section of a page, in Markdown or HTML, which `summit-ical import` reads back
"""
