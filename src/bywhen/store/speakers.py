"""Who speaks, under the names of other languages: declared issuers and their aliases."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

__all__ = ["names_of_speaker", "names_of_speakers"]

_SPEAKERS = "SELECT name, names, alias_names FROM issuers WHERE affair = ? LIMIT ?"
_SPEAKER = """
SELECT i.name, i.names, i.alias_names FROM issuers i
WHERE i.affair = :affair AND (i.name = :speaker
  OR EXISTS (SELECT 1 FROM json_each(i.names) WHERE value = :speaker)
  OR EXISTS (SELECT 1 FROM json_each(i.aliases) WHERE value = :speaker))"""


def names_of_speakers(
    connection: sqlite3.Connection, affair: str, language: str | None, most: int
) -> dict[str, dict[str, str]]:
    """A name as it may stand in a claim -> names of the same person or office, by language.

    Of the affair's first `most` issuers and their aliases. A name that the record gives no language
    is in the affair's own, `language`.
    """
    return _named(connection.execute(_SPEAKERS, (affair, most)), language)


def names_of_speaker(
    connection: sqlite3.Connection, affair: str, speaker: str | None
) -> Mapping[str, str]:
    """The names of one speaker, by language; none if the record declares nobody of that name."""
    if speaker is None:
        return {}
    rows = connection.execute(_SPEAKER, {"affair": affair, "speaker": speaker}).fetchall()
    if not rows:
        return {}
    (language,) = connection.execute(
        "SELECT language FROM affairs WHERE id = ?", (affair,)
    ).fetchone()
    return _named(rows, language).get(speaker, {})


def _named(
    rows: sqlite3.Cursor | list[tuple[str, str | None, str | None]], language: str | None
) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, names, alias_names in rows:
        people: dict[str, dict[str, str]] = json.loads(alias_names or "{}")
        people[name] = json.loads(names or "{}")
        for person, others in people.items():
            every = {language or "en": person, **others}
            found.update((called, every) for called in every.values() if others)
    return found
