"""A page in, a Schedule out, or questions: frozen records from stage to stage, nothing filled in later by another.

What the source says, whatever its syntax:

    words           styled words in lines, lines in blocks
    grid            a table as cells that may cover several places
    markup          the source of a page to blocks, by the rooms for each syntax
    elements        tags of HTML to blocks
    markdown        Markdown to the same
    pipes           tables between pipes, ragged or not
    drawn           tables that are drawn in reStructuredText
    rst             the rest of reStructuredText
    org             pages of org-mode

What people write, each with all its readings:

    languages       words of schedules in fifteen languages, as data
    calendar_names  names of months and weekdays, as CLDR has them
    date_words      dates
    clock_words     times of day, and lengths
    zone_words      names of zones
    names           who speaks

The stages:

    reading         all of them, one after the other: read it first
    slots           what stands at which time: the records of the first stage
    scan            blocks to Slots
    columns         which column of a table is what
    tables          tables to Slots
    speakers        Slot to Titled: title, speakers, rooms, links, abstract apart
    calendar        all dates of a page, read together
    days            Titled to Dated: on which day, or what to ask
    clocks          Dated to Timed: which half of the day, or what to ask
    ends            Timed to Placed: ends and zones, or what to ask
    sense           Placed to Item: what is listed again, and what is odd
    account         what became of each line that speaks of a time
"""
