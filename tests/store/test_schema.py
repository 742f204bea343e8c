"""The SQL contract: names and order of tables, views and columns; each with its meaning."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from bywhen.store.schema import (
    PUBLIC_VIEWS,
    create_indexes,
    create_tables,
    create_views,
    descriptions,
    index_reasons,
    sql_text,
)

# The columns that other programs may count on: in this order, more may follow in tables.
TABLES = {
    "affairs": "id title timezone",
    "timetables": "affair id title announced",
    "issuers": "id affair name",
    "sources": "id affair publisher published title url archived",
    "events": "id affair title kind timezone checked_through",
    "claims": "id event kind modality date earliest latest strict time anchor offset_min"
    " offset_max timetable standing rank condition issuer via phrase language source said known"
    " recorded retracted note",
    "points": "id affair version number",
    "corrections": "day claim was now why",
    "states": "event timetable known_from known_until claim due_from due_to conditional phase"
    " baseline_from baseline_due baseline_known net_slip start_slip slip_least slip_most n_slips"
    " n_pull_ins gross_slip happened_from happened_to outcome_slip_min outcome_slip_max"
    " overrun_ratio slip_rate",
    "promise_states": "claim event timetable known_from known_until",
    "moves": "event timetable known_from known_until day claim inherited kind days",
    "follows": "event follows",
    "deciders": "event issuer",
    "meta": "key value",
    "clock": "now",
    "zone_transitions": "zone utc_from offset",
}
# The columns of the public views: exactly these.
VIEWS = {
    "timeline": "affair event title kind status earliest latest modality words phrase issuer via"
    " source source_url language known is_milestone",
    "countdown": "affair event title status due_from due_to days_min days_max overdue_days phrase"
    " issuer source_url timezone",
    "slippage": "affair timetable event title status baseline_due due_to net_slip slip_least"
    " slip_most n_slips n_pull_ins gross_slip verdict_words last_known",
    "promises": "claim event timetable issuer known due ended_by move move_kind verdict notice"
    " horizon",
    "issuer_record": "affair issuer via kept missed moved dropped open unchecked promises events"
    " kept_rate",
    "timetable_health": "affair timetable milestones due happened overdue unchecked dropped undated"
    " worst_slip worst_event median_slip days_planned days_elapsed next_due sentence",
    "history": "affair event claim known said kind modality earliest latest move move_kind verdict"
    " notice issuer via phrase source_url standing rank",
}


@pytest.fixture(name="schema")
def schema_in_memory() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        create_tables(connection)
        create_indexes(connection)
        create_views(connection)
        yield connection


def columns(schema: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in schema.execute(f"PRAGMA table_info({table})")]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_begins_with_the_promised_columns(schema: sqlite3.Connection, table: str) -> None:
    promised = TABLES[table].split()
    assert columns(schema, table)[: len(promised)] == promised


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_the_promised_columns(schema: sqlite3.Connection, view: str) -> None:
    assert columns(schema, view) == VIEWS[view].split()
    assert view in PUBLIC_VIEWS


def test_every_table_view_and_column_is_described(schema: sqlite3.Connection) -> None:
    made = [
        row[0]
        for row in schema.execute("SELECT name FROM pragma_table_list WHERE type <> 'shadow'")
        if not row[0].startswith("sqlite_")
    ]
    assert set(descriptions()) == set(made)
    for table in made:
        assert list(descriptions()[table].columns) == columns(schema, table), table


def test_every_index_says_which_question_it_serves(schema: sqlite3.Connection) -> None:
    made = schema.execute(
        "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE '%_fts%'"
    )
    assert set(index_reasons()) == {row[0] for row in made}


def test_all_tables_are_strict(schema: sqlite3.Connection) -> None:
    loose = schema.execute(
        "SELECT name FROM pragma_table_list"
        " WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'"
    )
    assert loose.fetchall() == []


def test_every_reference_names_a_table_and_a_key(schema: sqlite3.Connection) -> None:
    assert schema.execute("PRAGMA foreign_key_check").fetchall() == []
    references = {
        (table, row[3], row[2])
        for table in TABLES
        for row in schema.execute(f"PRAGMA foreign_key_list({table})")
    }
    assert {target for _, _, target in references} <= set(TABLES)
    assert ("claims", "source", "sources") in references


@pytest.mark.parametrize("view", [*VIEWS, "today", "event_now", "milestone_now", "promise_now"])
def test_plain_sqlite_reads_every_view(schema: sqlite3.Connection, view: str) -> None:
    assert schema.execute(f"SELECT * FROM {view}").fetchall() == []


def test_no_public_view_uses_a_window_function() -> None:
    assert " over (" not in sql_text("views.sql").lower()


@pytest.mark.parametrize(
    ("instant", "is_refused"),
    [
        ("2025-11-21T04:30:00Z", False),
        ("2025-11-21T04:30:00.250Z", False),
        ("2025-11-21T04:30:00+00:00", False),
        ("tomorrow", True),
    ],
)
def test_the_clock_takes_an_instant(
    schema: sqlite3.Connection, instant: str, is_refused: bool
) -> None:
    try:
        schema.execute("INSERT INTO clock VALUES (?)", (instant,))
    except sqlite3.IntegrityError:
        assert is_refused
    else:
        assert not is_refused


def test_the_clock_has_one_row(schema: sqlite3.Connection) -> None:
    schema.execute("INSERT INTO clock VALUES ('2025-11-21T04:30:00Z')")
    with pytest.raises(sqlite3.IntegrityError):
        schema.execute("INSERT INTO clock VALUES ('2025-11-22T04:30:00Z')")
