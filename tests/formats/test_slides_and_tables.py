"""TimelineJS and Parquet: no day is invented."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterator
from datetime import date

import pyarrow.parquet as pq
import pytest

from bywhen.errors import UsageError
from bywhen.formats.parquet import parquet_bytes
from bywhen.formats.publications import timelinejs
from tests.formats.published import built, scope

DAY = date(2025, 11, 26)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    opened = built(tmp_path_factory.mktemp("talks"))
    yield opened
    opened.close()


# event: first day, last day (None = a day, or an open side), what is shown for the date
SLIDES = {
    "signing": ("2025-12-01", "2025-12-10", "1 to 10 Dec 2025"),
    "summit": ("2025-12-05", None, "5 Dec 2025"),
    "payout": ("2026-03-20", None, "projected: by 20 Mar 2026"),
    "opening": ("2025-12-15", None, "not before 15 Dec 2025"),
    "leak": ("2025-11-18", None, "18 Nov 2025"),
}


def test_slides_show_windows_as_windows(connection: sqlite3.Connection) -> None:
    found = json.loads(timelinejs(connection, scope(DAY)))
    shown = {
        one["unique_id"].removeprefix("talks/"): (
            _day(one["start_date"]),
            _day(one["end_date"]) if "end_date" in one else None,
            one["display_date"],
        )
        for one in found["events"]
    }
    assert shown == SLIDES


def _day(parts: dict[str, int]) -> str:
    return date(parts["year"], parts["month"], parts["day"]).isoformat()


def test_what_has_no_date_is_left_out_and_counted(connection: sqlite3.Connection) -> None:
    found = json.loads(timelinejs(connection, scope(DAY)))
    assert found["title"]["text"]["text"] == (
        "3 events have no date and are not shown: The vote; The march; The visit."
    )


def test_markup_in_the_record_is_text(connection: sqlite3.Connection) -> None:
    text = timelinejs(connection, scope(DAY))
    assert "javascript:" not in text
    assert "<b>" not in text


@pytest.mark.parametrize("table", ["claims", "states", "timeline", "moves"])
def test_parquet_holds_the_rows_with_days_as_dates(
    connection: sqlite3.Connection, table: str
) -> None:
    read = pq.read_table(io.BytesIO(parquet_bytes(connection, table))).to_pylist()
    rows = connection.execute(f"SELECT * FROM {table}").fetchall()
    assert [
        tuple(value.isoformat() if isinstance(value, date) else value for value in one.values())
        for one in read
    ] == rows
    days = {"claims": "latest", "states": "due_to", "timeline": "earliest", "moves": "new_to"}
    values = [one[days[table]] for one in read]
    assert any(isinstance(value, date) for value in values)
    assert None in values


def test_parquet_of_one_affair(connection: sqlite3.Connection) -> None:
    assert pq.read_table(io.BytesIO(parquet_bytes(connection, "claims", "x"))).num_rows == 0
    with pytest.raises(UsageError, match="belong to no affair"):
        parquet_bytes(connection, "meta", "talks")
