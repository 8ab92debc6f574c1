"""Bytes from outside, bounded: nothing else opens what a user or a server names.

`read` takes a file that has an end, or standard input, to bytes; `fetch` takes an https address to what it answers.
"""
