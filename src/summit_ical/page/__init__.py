"""An Agenda, its Feeds and the ledger in; out come the files of a page, and pieces for somebody else's.

A page is the same bytes for the same agenda, theme and ledger. Nobody imports this wing before a page is wanted.
Others call `files.files`, and what `embed.FORMATS` lists. Rooms, in the order in which they know each other:

    notes    the ledger to what a page says of a session's past
    views    an Agenda and its Feeds to the records that templates show
    json_ld  an Agenda to what search engines read
    theme    a folder of somebody's own templates to their text, and what goes wrong in them to a Problem
    jinja    a template and what it shows to text
    files    index.html and what it needs, QR codes for slides
    embed    a part of the programme for somebody else's page: HTML, Markdown, JSON, an iframe

`templates/` and `static/` hold what is ours; a theme may have files of the same names.
"""
