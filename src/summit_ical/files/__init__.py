"""Bytes from outside in, bounded in size and time; out come bytes, text, or one refusal in our words.

read    a path, or - for standard input, to bytes
decode  bytes to text, or what they are instead
fetch   an https address to bytes: the one place that opens a URL
theme   a folder of somebody's own templates and words to what is in it
"""
