"""Who is known under which names: for a reader of another language than that of a source."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from bywhen.store.speakers import names_of_speakers

__all__ = ["Names", "read_names"]

Names = Mapping[str, Mapping[str, str]]
"""A name as it may stand in a claim -> names of the same person or office, by language."""

_MOST = 500  # issuers of an affair: who comes after is shown as the source writes it


def read_names(connection: sqlite3.Connection, affair: str, language: str | None) -> Names:
    """The names of an affair's declared issuers and of their aliases."""
    return names_of_speakers(connection, affair, language, _MOST)
