"""A table or view of tracker.db as Parquet: days as dates, an open side as null.

Needs the extra `parquet` (pyarrow).
"""

from __future__ import annotations

import io
import re
import sqlite3
from datetime import date
from typing import Any

from bywhen.errors import UsageError
from bywhen.formats.csvtable import table_rows

__all__ = ["parquet_bytes"]

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# Columns whose text is a day in the words of the contract; whatever else looks like one is text.
_DAYS = frozenset(
    (
        "accessed",
        "announced",
        "baseline_due",
        "baseline_from",
        "baseline_known",
        "checked_through",
        "day",
        "due",
        "due_from",
        "due_to",
        "earliest",
        "earliest_strict",
        "ended_known",
        "happened_from",
        "happened_to",
        "known",
        "known_from",
        "known_until",
        "last_known",
        "latest",
        "new_from",
        "new_to",
        "next_due",
        "old_from",
        "old_to",
        "published",
        "retracted",
        "said",
        "strict",
        "trend_meets",
    )
)


def parquet_bytes(connection: sqlite3.Connection, table: str, affair: str | None = None) -> bytes:
    """The rows of `table`, those of one affair if it is given.

    Raises UsageError if pyarrow is missing, or as `table_rows`.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UsageError(
            "Parquet needs pyarrow: install it with pip install 'bywhen[parquet]'."
        ) from None
    columns, rows = table_rows(connection, table, affair)
    arrays = {
        name: _column(pa, name, [row[place] for row in rows]) for place, name in enumerate(columns)
    }
    written = io.BytesIO()
    pq.write_table(pa.table(arrays), written)
    return written.getvalue()


def _column(pa: Any, name: str, values: list[object]) -> Any:
    if name in _DAYS and all(
        value is None or (isinstance(value, str) and _DAY.fullmatch(value)) for value in values
    ):
        days = [None if value is None else date.fromisoformat(str(value)) for value in values]
        return pa.array(days, pa.date32())
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int} and kinds:
        return pa.array(values, pa.int64())
    if kinds <= {int, float} and kinds:
        return pa.array(values, pa.float64())
    return pa.array([None if value is None else str(value) for value in values], pa.string())
