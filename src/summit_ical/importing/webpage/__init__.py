"""The parts of the page reader: how people write times, dates, zones, names and tables."""
