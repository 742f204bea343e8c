"""Who is known under which names: for a reader of another language than that of a source."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

__all__ = ["Names", "read_names"]

Names = Mapping[str, Mapping[str, str]]
"""A name as it may stand in a claim -> names of the same person or office, by language."""

_MOST = 500  # issuers of an affair: who comes after is shown as the source writes it


def read_names(connection: sqlite3.Connection, affair: str, language: str | None) -> Names:
    """The names of an affair's declared issuers and of their aliases.

    A name that the record gives no language is in the affair's.
    """
    found: dict[str, dict[str, str]] = {}
    rows = connection.execute(
        "select name, names, alias_names from issuers where affair = ? limit ?", (affair, _MOST)
    )
    for name, names, alias_names in rows:
        people: dict[str, dict[str, str]] = json.loads(alias_names or "{}")
        people[name] = json.loads(names or "{}")
        for person, others in people.items():
            every = {language or "en": person, **others}
            found.update((called, every) for called in every.values() if others)
    return found
