"""tracker.db: built from the record, read by everyone.

`build` makes it anew, `apply_affair` takes in one edited affair, `open_readonly` and its
neighbours in `read` answer what was known on a day, `search` finds words in any language.
"""
