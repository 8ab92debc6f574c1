"""A path to an Agenda, an Agenda to a folder that subscribers read: the main road.

Others call `build.read` and `build.build`. Rooms:

build      from an agenda to published feeds, read aloud: read it first
diff       two versions of a programme, in agendas, folders or revisions, to what changed between them
folder     files into a folder, whole and only where something changed: nothing else writes there
unchanged  whether a build can be left out, since nothing has changed since the last; safe to lose
"""
