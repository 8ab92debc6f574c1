"""An agenda and what was published before to what subscribers are to see now: what stays theirs, and what is news.

Others call `load.load`, `revise.revise` and `changes.sentences`, `withdraw.withdraw` and `forget.forget` before a build
that takes something back, and keep what they get as `records.Memory`. Rooms, in the order in which they know each
other:

    records   what is known of each session and feed, and how ledger.json keeps it: alone knows its JSON
    clocks    what clocks showed when a session was published: new rules of a zone, an old database, and no move
    changes   two versions of a session to what changed, and that to words: for notes, `diff`, history and Atom
    recover   what feeds tell that have lost their ledger
    people    what was published of a speaker by name, as that of the one who has an id by now
    load      a folder or an address to what is known of earlier builds there
    revise    an agenda and that to identities, stamps and tombstones, and the ledger to write
    withdraw  what is known without a session that should never have been published
    forget    what is known without a name that must go
    atom      the ledger to changes.xml: every change since the first build
"""
