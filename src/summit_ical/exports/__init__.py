"""What is published beside the calendars, one file of ours for each format."""
