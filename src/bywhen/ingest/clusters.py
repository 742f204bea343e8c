"""Story clusters: versions of one report, from whatever feed or file, share a number.

Nothing is merged or left out because of it; readers and proposals may count a story once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

__all__ = ["clusters_of"]


def clusters_of(
    connection: sqlite3.Connection, tellings: Sequence[Sequence[str]], now: datetime
) -> list[int]:
    """The cluster of each telling by its `story_keys`; a new one where none is known.

    A title means one story for a month only: "Morning briefing" comes back every day.
    """
    month = now.strftime("%Y-%m")
    dated = [
        [f"t:{month}:{key[2:]}" if key.startswith("t:") else key for key in keys]
        for keys in tellings
    ]
    known: dict[str, int] = dict(
        connection.execute(
            "SELECT key, cluster FROM cluster_keys WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps([key for keys in dated for key in keys]),),
        )
    )
    row = connection.execute(
        "SELECT max(coalesce((SELECT max(cluster) FROM entries), 0),"
        " coalesce((SELECT max(cluster) FROM articles), 0))"
    ).fetchone()
    last = int(row[0])
    found = []
    added: dict[str, int] = {}
    for keys in dated:
        cluster = min((known[key] for key in keys if key in known), default=0)
        if not cluster:
            last += 1
            cluster = last
        for key in keys:
            if key not in known:
                known[key] = added[key] = cluster
        found.append(cluster)
    connection.executemany("INSERT INTO cluster_keys VALUES (?, ?)", added.items())
    return found
