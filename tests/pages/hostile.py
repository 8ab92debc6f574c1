"""An agenda that tries everything, in every field."""

import json

NASTY = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "</title></style></textarea>",
    "{{ 7*7 }} {% raw %} ${7*7} #{7*7}",
    "\u202eevil\u202c \u2066x",
    "--><!--",
    "&lt;b&gt; &amp;amp;",
    "x" * 10_000,
)


def hostile() -> str:
    """An agenda that tries everything in every field."""
    quoted = [json.dumps(nasty, ensure_ascii=True) for nasty in NASTY]
    sessions = "".join(
        f"""
      - id: s{n}
        time: {10 + n}:00-{10 + n}:30
        title: {words}
        speakers: [{words}]
        track: t{n}
        room: r{n}
        status: cancelled
        reason: {words}
        abstract: {words}
        links: {{{json.dumps(NASTY[n][:100])}: "https://a.example/"}}
      - id: n{n}
        time: {10 + n}:30-{10 + n}:45
        title: {words}
        abstract: "[x](javascript:alert(1)) <a href='javascript:alert(1)'>y</a>"
"""
        for n, words in enumerate(quoted)
    )
    tracks = ", ".join(f"{{id: t{n}, name: {words}}}" for n, words in enumerate(quoted))
    rooms = ", ".join(f"{{id: r{n}, name: {words}}}" for n, words in enumerate(quoted))
    all_of_it = json.dumps(" ".join(NASTY))
    return f"""
event: {{id: hostile, title: {all_of_it}, timezone: UTC, url: "https://a.example/", feeds_url: "https://a.example/f/",
  venue: {{name: {all_of_it}, address: {all_of_it}}}}}
tracks: [{tracks}]
rooms: [{rooms}]
days:
  - date: 2026-05-05
    title: {all_of_it}
    sessions:{sessions}
"""
