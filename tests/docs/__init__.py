"""README.md and docs/*.md hold what the program says: every example in them is run.

    python -m tests.docs       write every output and generated part anew (`make docs`)

pages     the fenced blocks of a page, and how one is given new text
runner    a shell in a copy of the flagship, with its clock set
questions SQL on the flagship's tracker.db, answered as a Markdown table
schema    docs/sql.md's list of tables, views and columns
"""
