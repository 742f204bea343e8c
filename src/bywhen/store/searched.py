"""What of a row goes into the search index.

It follows from rows alone, so that the index entry of an old row, which the index itself does not
keep, can be taken out again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from bywhen.store.rows import Row, Rows
from bywhen.store.search import index_text

__all__ = ["SEARCHED", "search_entries"]

# Searched tables, each with an index of the same name and `_fts`.
SEARCHED = ("affairs", "events", "claims", "points")
# In one language, nothing escaped: most names are so, and need no decoding.
_ONE_NAME = re.compile(r'\{"[^"\\]*": "([^"\\]*)"\}')
_decoded = json.JSONDecoder().raw_decode  # our own text: no blanks around it


def search_entries(rows: Rows, issuers: Iterable[Row]) -> dict[str, list[Row]]:
    """The index entries of the rows of each searched table, row for row.

    `issuers` are all rows of the affair's issuers.
    """
    return {
        "affairs": [_titled(row[1], row[7], row[6]) for row in rows.affairs],
        "events": [_titled(row[2], row[7], row[6]) for row in rows.events],
        "claims": list(_claim_entries(rows.claims, issuers)),
        "points": [(_indexed(row[6]), _indexed(row[8])) for row in rows.points],
    }


def _indexed(text: object) -> str | None:
    return None if text is None else index_text(str(text))


def _titled(title: object, titles: object, note: object) -> Row:
    return _indexed(title), index_text(_values(titles)), _indexed(note)


def _claim_entries(rows: Iterable[Row], issuers: Iterable[Row]) -> Iterator[Row]:
    spoken: dict[object, str] = {row[0]: _spoken_names(row) for row in issuers}
    names: dict[tuple[object, object], str | None] = {}  # few people say many things
    for row in rows:
        phrase, note, condition, via = row[18], row[25], row[15], row[17]
        who = row[16], row[27]
        if who not in names:
            names[who] = _indexed(_joined(who[0], spoken.get(who[1])))
        yield (
            phrase and index_text(phrase),  # type: ignore[arg-type]  # these columns are text
            note and index_text(note),  # type: ignore[arg-type]
            condition and index_text(condition),  # type: ignore[arg-type]
            names[who],
            via and index_text(via),  # type: ignore[arg-type]
        )


def _spoken_names(issuer: Row) -> str:
    names = [issuer[2], _values(issuer[3]), _values(issuer[4])]
    return " ".join(str(name) for name in names if name)


def _joined(issuer: object, names: str | None) -> str | None:
    if issuer is None or names is None:
        return None if issuer is None else str(issuer)
    return names if str(issuer) in names else f"{issuer} {names}"


def _values(text: object) -> str | None:
    if text is None:
        return None
    plain = _ONE_NAME.fullmatch(str(text))
    if plain is not None:
        return plain[1]
    held = _decoded(str(text))[0]
    return " ".join(held.values() if isinstance(held, dict) else held)
