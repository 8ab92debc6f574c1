"""The text of agenda.yaml in, an Agenda and what is wrong with it out; and changes written back into the text.

keys            which keys a row takes, what each of them holds, and its words in the reference
findings        what a check may find, and what an agenda allows
kinds_of_value  what one field takes: its reader, its JSON Schema, its words
yaml_reader     YAML to rows of Text that know their places
yaml_writer     rows to YAML
yaml_edit       changes put into a text, everything else as it was typed
table_reader    a row to its values, by the table of keys
times           the grammar of `time`, read and written, and the instants that it means
assemble        rows to an Agenda: what a conference means
checks          an Agenda to findings: what is likely a mistake
alike_names     names that are likely one person's, or one room's
mentioned       where an agenda has a name that must go
schema          the table of keys as JSON Schema and as a page
starter         a first agenda for somebody who has none
"""
