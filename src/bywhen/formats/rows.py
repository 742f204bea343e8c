"""Rows for programs: a JSON list of objects, or CSV with a head line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date

__all__ = ["Row", "to_csv", "to_json"]

Row = Mapping[str, object]


def to_json(rows: Sequence[Row]) -> str:
    """A list of objects, days as ISO text, other scripts as they are, a line feed at the end.

    >>> print(to_json([{"due_to": date(2025, 11, 27), "net_slip": None}]), end="")
    [
      {
        "due_to": "2025-11-27",
        "net_slip": null
      }
    ]
    """
    return json.dumps(rows, ensure_ascii=False, indent=2, default=_text) + "\n"


def to_csv(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """CSV (RFC 4180, lines end in a line feed); an empty field is null, lists and objects are JSON.

    >>> to_csv([{"event": "a, b", "notices": [1, 0]}], ["event", "notices"])
    'event,notices\\n"a, b","[1, 0]"\\n'
    """
    lines = [_csv_line(columns)]
    lines += [_csv_line([_field(row[column]) for column in columns]) for row in rows]
    return "".join(lines)


def _csv_line(fields: Sequence[str]) -> str:
    """One record. Told of CRLF, the writer quotes both of its characters inside a field."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(fields)
    return out.getvalue().removesuffix("\r\n") + "\n"


def _field(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, default=_text)
    return str(value)


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of a row")
