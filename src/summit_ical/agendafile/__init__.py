"""agendafile."""
