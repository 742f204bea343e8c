"""Two statements of the rules, the engine and `reference.sql`, give the same figures.

`BYWHEN_RANDOM_RECORDS=1000` compares that many random records instead of a few;
`python -m tests.rules.random_records SEED NUMBER` does so without a test runner.
"""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bywhen.timetable.asof import figures_of_record
from bywhen.timetable.claims import Affair
from tests.rules.random_records import (
    days_of,
    disagreement,
    how_many,
    records,
    seeded,
    timetables_of,
)
from tests.rules.reference import Reference, figures_in
from tests.store.databases import ROOT, TRACKERS, built, record_of

GOLDEN = sorted((ROOT / "tests" / "golden").glob("*.expected.yml"))
SEEDS = range(how_many(6))
REFERENCE = Reference()  # one for all tests: to plan the query takes longer than to ask it


def tracker_of(golden: Path) -> Path:
    name = golden.name.removesuffix(".expected.yml")
    return next(root for root in TRACKERS if (root / "events" / f"{name}.yml").exists())


def plain(value: object) -> object:
    """A figure as the golden files write it."""
    match value:
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
        case dict():
            return {claim.rpartition("/")[2]: verdict for claim, verdict in value.items()}
    return value


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.name.partition(".")[0])
def test_the_query_gives_the_figures_worked_out_by_hand(golden: Path) -> None:
    REFERENCE.load(record_of(tracker_of(golden)))
    expected = yaml.safe_load(golden.read_text(encoding="utf-8"))
    for day in sorted({day for days in expected.values() for day in days}):
        found = {
            one.event.rpartition("/")[2]: one for one in REFERENCE.figures(date.fromisoformat(day))
        }
        for slug, days in expected.items():
            figures = days.get(day, {})
            got = {name: plain(getattr(found[slug], name)) for name in figures}
            assert got == figures, f"{slug} as of {day}"


@pytest.mark.parametrize("tracker", TRACKERS, ids=lambda path: path.name)
def test_engine_and_query_agree_on_every_affair_on_every_day(tracker: Path) -> None:
    assert disagreement(record_of(tracker), REFERENCE) is None


@given(records(), st.data())
@settings(max_examples=how_many(120), deadline=None)
def test_engine_and_query_agree_on_random_records(
    affairs: list[Affair], data: st.DataObject
) -> None:
    k = data.draw(st.sampled_from(days_of(affairs) or [date(2024, 2, 29)]), "k")
    n = k + timedelta(data.draw(st.integers(-30, 30), "n - k"))
    timetable = data.draw(st.sampled_from(timetables_of(affairs)), "timetable")
    REFERENCE.load(affairs)
    assert figures_of_record(affairs, k, n, timetable) == REFERENCE.figures(k, n, timetable)


@pytest.mark.parametrize("seed", SEEDS)
def test_engine_and_query_agree_on_every_day_of_a_random_record(seed: int) -> None:
    assert disagreement(seeded(seed), REFERENCE) is None


RECORDS = {
    **{path.name: record_of(path) for path in TRACKERS},
    **{f"seed {seed}": tuple(seeded(seed)) for seed in (3, 14)},
}


@pytest.mark.parametrize("affairs", RECORDS.values(), ids=RECORDS.keys())
def test_states_of_a_built_tracker_are_what_the_query_finds_in_its_claims(
    affairs: tuple[Affair, ...], tmp_path: Path
) -> None:
    with built(tmp_path, *affairs) as connection:
        for timetable in timetables_of(affairs):
            for k in days_of(affairs)[::3]:
                found = {one.event: one for one in figures_in(connection, k, None, timetable)}
                states = states_at(connection, k, timetable)
                assert [event for event in states if event in found] == list(found)
                for event, state in states.items():
                    if event not in found:
                        assert state["baseline_claim"] is None, "it is no part of the timetable"
                        continue
                    worked_out = {
                        name: plain(value) for name, value in asdict(found[event]).items()
                    }
                    assert {name: worked_out[name] for name in state} == state, (event, k)


def states_at(
    connection: sqlite3.Connection, k: date, timetable: str | None
) -> dict[str, dict[str, Any]]:
    """What `states` and `promise_states` hold for `k`, by event: the columns that figures have."""
    cursor = connection.execute(
        """
        select s.event, s.timetable, s.claim, due_from, due_to, conditional,
          baseline_claim, baseline_from, baseline_due, baseline_known,
          net_slip, start_slip, slip_least, slip_most, n_slips, n_pull_ins, gross_slip,
          happened_claim, happened_from, happened_to, outcome_slip_min, outcome_slip_max,
          overrun_ratio, slip_rate, trend_meets,
          (select json_group_array(notice) from (
            select notice from promise_states p join claims c on c.id = p.claim
            where p.event = s.event and p.timetable is s.timetable and p.notice is not null
              and p.known_from <= :k and (p.known_until is null or :k < p.known_until)
            order by p.known, c.position)) as notices
        from states s
        join events e on e.id = s.event
        join affairs a on a.id = e.affair
        where s.timetable is iif(:timetable is null, a.first_timetable, :timetable)
          and s.known_from <= :k and (s.known_until is null or :k < s.known_until)
        order by a.id, e.position
        """,
        {"k": k.isoformat(), "timetable": timetable},
    )
    names = [column[0] for column in cursor.description]
    found = {}
    for row in cursor:
        state = dict(zip(names, row, strict=True))
        state["notices"] = yaml.safe_load(state["notices"])
        found[state["event"]] = state
    return found
