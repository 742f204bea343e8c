"""What changes a tracker on behalf of a person: the record, tracker.db, a new tracker.

`build` makes tracker.db from events/, `create` a new tracker.
"""
