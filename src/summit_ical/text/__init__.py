"""An author's words in, what people read of them out: in a calendar, on a page, in a file's name, in a comment.

Every text of an agenda is untrusted. Nothing here raises on any `str`, and the time taken grows with its length.

    addresses     the http(s) addresses in a text, and an address in the characters of a URI
    cut           the beginning of a text: between words, and never inside an address
    markdown      the one parser of Markdown, and which texts need it
    tags          tags of HTML in a text, and what they show
    plain         Markdown to the plain text of a calendar
    html          Markdown to the HTML of a page
    escape        plain text to Markdown that says the same
    comments      a line that GitHub and GitLab show as it is
    mojibake      UTF-8 that was read as Windows-1252, as it was meant
    slug          words to a name that every file system takes, and a name that nobody has yet
    mentions      a name that is to be found in any form that a text has it in, and the text without it
    languages     a language tag to its catalogue of words: a file's path, read by nobody here
    translations  the words of a page in one language, dates and names of languages as CLDR has them
"""
