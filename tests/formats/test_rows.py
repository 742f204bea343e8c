"""Rows for programs: null stays null, a window stays two days."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bywhen.formats.rows import to_csv, to_json

VALUES = st.none() | st.integers() | st.text() | st.dates()


@given(st.lists(st.fixed_dictionaries({"a": VALUES, "b": VALUES}), max_size=5))
def test_json_reads_back_as_written(rows: list[dict[str, object]]) -> None:
    read = json.loads(to_json(rows))
    assert read == [
        {name: str(value) if isinstance(value, date) else value for name, value in row.items()}
        for row in rows
    ]


@given(st.lists(st.fixed_dictionaries({"a": st.text(), "b": st.dates()}), max_size=5))
def test_csv_reads_back_as_written(rows: list[dict[str, object]]) -> None:
    read = list(csv.reader(io.StringIO(to_csv(rows, ["a", "b"]), newline="")))
    assert read == [["a", "b"], *[[str(row["a"]), str(row["b"])] for row in rows]]


def test_a_missing_side_of_a_window_stays_empty() -> None:
    rows = [{"earliest": None, "latest": date(2025, 11, 27)}]
    assert to_csv(rows, ["earliest", "latest"]) == "earliest,latest\n,2025-11-27\n"


def test_other_scripts_are_written_as_they_are() -> None:
    assert "感恩節" in to_json([{"phrase": "感恩節"}])


def test_lists_and_objects_are_json_inside_csv() -> None:
    rows = [{"verdicts": {"s1": "moved"}, "notices": [1, 0]}]
    assert to_csv(rows, ["verdicts", "notices"]).splitlines()[1] == '"{""s1"": ""moved""}","[1, 0]"'
