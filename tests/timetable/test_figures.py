"""Worked cases of the rules of calculation (DESIGN 4): one row, one sentence of the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bywhen.timetable.asof import figures_of_record
from bywhen.timetable.claims import Timetable
from bywhen.timetable.history import replay
from tests.support.records import affair, day, figures_at, verdicts

# name, record, k, n, what the first event's figures must say
CASES: list[tuple[str, str, str, str | None, dict[str, object]]] = [
    (
        "a promise that still stands has slipped by nothing",
        "event e\n a by 2025-11-27 known=2025-11-20",
        "2025-11-21",
        None,
        {
            "status": "upcoming",
            "days_min": 6,
            "days_max": 6,
            "overdue_days": 0,
            "net_slip": 0,
            "start_slip": 0,
            "slip_least": 0,
            "slip_most": 0,
            "slip_rate": None,
            "trend_meets": None,
            "verdicts": {"a": "open"},
            "notices": (),
        },
    ),
    (
        "a window stays a window in the countdown, and [0, 0] while the baseline itself stands",
        "event e\n a within 2025-12-01/2025-12-10 known=2025-11-20",
        "2025-11-21",
        None,
        {"days_min": 10, "days_max": 19, "slip_least": 0, "slip_most": 0, "status": "upcoming"},
    ),
    (
        "the day itself is in the window",
        "event e\n a within 2025-12-01/2025-12-10 known=2025-11-20",
        "2025-12-01",
        None,
        {"status": "in_window", "days_min": 0, "days_max": 9},
    ),
    (
        "the last day is due today",
        "event e\n a within 2025-12-01/2025-12-10 known=2025-11-20",
        "2025-12-10",
        None,
        {"status": "due_today", "days_max": 0, "overdue_days": 0, "verdicts": {"a": "open"}},
    ),
    (
        "the day after is overdue and the promise missed",
        "event e\n a within 2025-12-01/2025-12-10 known=2025-11-20",
        "2025-12-11",
        None,
        {
            "status": "overdue",
            "days_max": -1,
            "overdue_days": 1,
            "verdicts": {"a": "missed"},
            "notices": (),
        },
    ),
    (
        "a record that was not followed to the due day proves nothing",
        "event e checked=2025-12-09\n a within 2025-12-01/2025-12-10 known=2025-11-20",
        "2025-12-11",
        None,
        {"status": "unchecked", "overdue_days": None, "verdicts": {"a": "unchecked"}},
    ),
    (
        "followed to the due day itself is followed",
        "event e checked=2025-12-10\n a within 2025-12-01/2025-12-10 known=2025-11-20",
        "2025-12-11",
        None,
        {"status": "overdue", "overdue_days": 1, "verdicts": {"a": "missed"}},
    ),
    (
        "k picks the claims, n the countdown",
        "event e\n a by 2025-11-27 known=2025-11-20\n b by 2025-12-05 known=2025-11-25",
        "2025-11-24",
        "2025-11-28",
        {"claim": "x/e/a", "days_max": -1, "status": "overdue", "verdicts": {"a": "missed"}},
    ),
    (
        "a later date moves the promise, with the notice that was left",
        "event e\n a by 2025-11-27 known=2025-11-20\n b by 2025-12-05 known=2025-11-24",
        "2025-11-24",
        None,
        {
            "net_slip": 8,
            "n_slips": 1,
            "gross_slip": 8,
            "slip_rate": 2.0,
            "trend_meets": None,
            "verdicts": {"a": "moved", "b": "open"},
            "notices": (3,),
        },
    ),
    (
        "ended on its due day is in time, notice 0",
        "event e\n a by 2025-11-27 known=2025-11-20\n b by 2025-12-05 known=2025-11-27",
        "2025-11-27",
        None,
        {"verdicts": {"a": "moved", "b": "open"}, "notices": (0,)},
    ),
    (
        "ended a day later is missed, with a negative notice",
        "event e\n a by 2025-11-27 known=2025-11-20\n b by 2025-12-05 known=2025-11-28",
        "2025-11-28",
        None,
        {"verdicts": {"a": "missed", "b": "open"}, "notices": (-1,)},
    ),
    (
        "the same due day restated supersedes, without notice",
        "event e\n a by 2025-11-27 known=2025-11-20\n b by 2025-11-27 known=2025-11-21",
        "2025-11-21",
        None,
        {
            "verdicts": {"a": "superseded", "b": "open"},
            "notices": (),
            "slip_rate": 0.0,
            "trend_meets": date(2025, 11, 27),
            "n_slips": 0,
        },
    ),
    (
        "a window said again is not the baseline itself: it may lie anywhere within",
        "event e\n a within 2025-12-01/2025-12-10 known=2025-11-20\n"
        " b within 2025-12-01/2025-12-10 known=2025-11-21",
        "2025-11-21",
        None,
        {
            "verdicts": {"a": "superseded", "b": "open"},
            "net_slip": 0,
            "start_slip": 0,
            "slip_least": -9,
            "slip_most": 9,
            "n_slips": 0,
            "n_pull_ins": 0,
        },
    ),
    (
        "a narrower window firms the promise; no promise is broken",
        "event e\n a within 2025-12-01/2025-12-10 known=2025-11-20\n"
        " b within 2025-12-02/2025-12-09 known=2025-11-21",
        "2025-11-21",
        None,
        {
            "verdicts": {"a": "firmed", "b": "open"},
            "notices": (),
            "net_slip": -1,
            "start_slip": 1,
            "slip_least": -8,
            "slip_most": 8,
            "n_pull_ins": 1,
            "n_slips": 0,
            "gross_slip": 0,
        },
    ),
    (
        "an earlier deadline pulls in",
        "event e\n a by 2025-11-27 known=2025-11-20\n b by 2025-11-25 known=2025-11-21",
        "2025-11-21",
        None,
        {
            "verdicts": {"a": "pulled_in", "b": "open"},
            "notices": (),
            "net_slip": -2,
            "n_pull_ins": 1,
            "gross_slip": 0,
            "slip_rate": -2.0,
            "trend_meets": date(2025, 11, 23),
        },
    ),
    (
        "a withdrawal drops the promise and leaves no date",
        "event e\n a by 2025-11-27 known=2025-11-20\n b withdrawn known=2025-11-25",
        "2025-11-25",
        None,
        {
            "status": "dropped",
            "due_to": None,
            "days_max": None,
            "overdue_days": None,
            "net_slip": None,
            "slip_least": None,
            "slip_rate": None,
            "baseline_due": date(2025, 11, 27),
            "verdicts": {"a": "dropped"},
            "notices": (2,),
        },
    ),
    (
        "a cancellation drops it too, and says cancelled",
        "event e\n a by 2025-11-27 known=2025-11-20\n b cancelled known=2025-11-29",
        "2025-11-29",
        None,
        {"status": "cancelled", "verdicts": {"a": "missed"}, "notices": (-2,)},
    ),
    (
        "a new date after a gap counts against the last one",
        "event e\n a by 2025-11-27 known=2025-11-20\n b withdrawn known=2025-11-25\n"
        " c by 2025-12-25 known=2025-12-01",
        "2025-12-01",
        None,
        {"net_slip": 28, "n_slips": 1, "gross_slip": 28, "verdicts": {"a": "dropped", "c": "open"}},
    ),
    (
        "there and back: net nothing, gross what was slipped",
        "event e\n a by 2025-11-27 known=2025-11-20\n b by 2025-12-07 known=2025-11-21\n"
        " c by 2025-11-27 known=2025-11-22",
        "2025-11-22",
        None,
        {"net_slip": 0, "gross_slip": 10, "n_slips": 1, "n_pull_ins": 1},
    ),
    (
        "a date without end is no promise but ends the one before it",
        "event e\n a day 2025-11-27 known=2025-11-20\n b not_before 2025-12-24 known=2025-11-25",
        "2025-11-25",
        None,
        {
            "status": "upcoming",
            "days_min": 29,
            "days_max": None,
            "net_slip": None,
            "start_slip": 27,
            "slip_least": 27,
            "slip_most": None,
            "overdue_days": None,
            "verdicts": {"a": "moved"},
            "notices": (2,),
        },
    ),
    (
        "an open end is in its window from its first day on",
        "event e\n a not_before 2025-11-27 known=2025-11-20",
        "2025-11-27",
        None,
        {"status": "in_window", "days_min": 0, "baseline_due": None, "baseline_claim": None},
    ),
    (
        "an open start is in its window already",
        "event e\n a within ../2025-11-27 known=2025-11-20",
        "2025-11-21",
        None,
        {"status": "in_window", "days_min": None, "days_max": 6, "due_from": None},
    ),
    (
        "undated: neither side",
        "event e\n a undated known=2025-11-20",
        "2025-11-21",
        None,
        {"status": "undated", "baseline_due": None, "n_slips": 0, "verdicts": {}},
    ),
    (
        "the baseline is the first dated target, not the first target",
        "event e\n a undated known=2025-11-19\n b not_before 2025-11-01 known=2025-11-20\n"
        " c by 2025-11-27 known=2025-11-21",
        "2025-11-22",
        None,
        {"baseline_claim": "x/e/c", "verdicts": {"c": "open"}, "net_slip": 0},
    ),
    (
        "a tagged claim is the baseline, what came before it gets no verdict",
        "event e\n a by 2025-11-24 known=2025-11-19\n b by 2025-11-27 known=2025-11-20 tag=plan\n"
        " c by 2025-11-30 known=2025-11-21",
        "2025-11-22",
        None,
        {
            "baseline_claim": "x/e/b",
            "verdicts": {"b": "moved", "c": "open"},
            "net_slip": 3,
            "n_slips": 1,
        },
    ),
    (
        "before the tagged claim is known the first dated one is the baseline",
        "event e\n a by 2025-11-24 known=2025-11-19\n b by 2025-11-27 known=2025-11-20 tag=plan",
        "2025-11-19",
        None,
        {"baseline_claim": "x/e/a", "verdicts": {"a": "open"}},
    ),
    (
        "a tag of another timetable does not make a baseline here",
        "event e\n a by 2025-11-24 known=2025-11-19\n b by 2025-11-27 known=2025-11-20 tag=second",
        "2025-11-20",
        None,
        {"baseline_claim": "x/e/a", "net_slip": 3},
    ),
    (
        "a tagged baseline without end leaves its last-day figures empty",
        "event e\n a not_before 2025-11-24 known=2025-11-19 tag=plan\n"
        " b by 2025-11-27 known=2025-11-20\n c by 2025-11-29 known=2025-11-21",
        "2025-11-21",
        None,
        {
            "baseline_claim": "x/e/a",
            "baseline_due": None,
            "net_slip": None,
            "start_slip": 5,
            "slip_least": None,
            "slip_most": 5,
            "n_slips": 1,
            "gross_slip": 2,
            "slip_rate": None,
            "verdicts": {"b": "moved", "c": "open"},
        },
    ),
    (
        "a proposal is never the current date",
        "event e\n a by 2025-11-27 known=2025-11-20\n"
        " b by 2025-12-27 known=2025-11-21 standing=proposal",
        "2025-11-21",
        None,
        {"claim": "x/e/a", "net_slip": 0, "verdicts": {"a": "open"}},
    ),
    (
        "with proposals only an event is undated",
        "event e\n b by 2025-12-27 known=2025-11-21 standing=proposal",
        "2025-11-21",
        None,
        {"claim": None, "status": "undated", "due_to": None, "baseline_claim": None},
    ),
    (
        "a forecast counts like a commitment",
        "event e\n a by 2025-11-27 known=2025-11-20\n"
        " b by 2025-11-28 known=2025-11-21 standing=forecast",
        "2025-11-21",
        None,
        {"claim": "x/e/b", "net_slip": 1},
    ),
    (
        "a deprecated claim is not used",
        "event e\n a by 2025-11-27 known=2025-11-20\n"
        " b by 2025-12-27 known=2025-11-21 rank=deprecated",
        "2025-11-22",
        None,
        {"claim": "x/e/a", "n_slips": 0},
    ),
    (
        "a claim retracted today is no longer used today",
        "event e\n a by 2025-11-27 known=2025-11-20\n"
        " b by 2025-12-27 known=2025-11-21 retracted=2025-11-23",
        "2025-11-23",
        None,
        {"claim": "x/e/a", "n_slips": 0, "verdicts": {"a": "open"}},
    ),
    (
        "and was used until yesterday",
        "event e\n a by 2025-11-27 known=2025-11-20\n"
        " b by 2025-12-27 known=2025-11-21 retracted=2025-11-23",
        "2025-11-22",
        None,
        {"claim": "x/e/b", "n_slips": 1, "verdicts": {"a": "moved", "b": "open"}},
    ),
    (
        "file order breaks ties",
        "event e\n a by 2025-11-27 known=2025-11-20\n b by 2025-11-28 known=2025-11-20",
        "2025-11-20",
        None,
        {
            "claim": "x/e/b",
            "verdicts": {"a": "moved", "b": "open"},
            "notices": (7,),
            "slip_rate": None,
            "net_slip": 1,
        },
    ),
    (
        "known comes before file order",
        "event e\n a by 2025-11-27 known=2025-11-22\n b by 2025-11-28 known=2025-11-20",
        "2025-11-22",
        None,
        {"claim": "x/e/a", "baseline_claim": "x/e/b", "net_slip": -1},
    ),
    (
        "only deciders move the date",
        "event e deciders=us\n a by 2025-11-27 known=2025-11-20 issuer=us\n"
        " b by 2025-12-28 known=2025-11-21 issuer=kyiv\n c withdrawn known=2025-11-22 issuer=kyiv",
        "2025-11-22",
        None,
        {"claim": "x/e/a", "status": "upcoming", "net_slip": 0},
    ),
    (
        "with the others' word only the event is undated",
        "event e deciders=us\n b by 2025-12-28 known=2025-11-21 issuer=kyiv",
        "2025-11-22",
        None,
        {"claim": None, "status": "undated"},
    ),
    (
        "met on the last day",
        "event e\n a by 2025-11-27 known=2025-11-20\n b happened 2025-11-27 known=2025-11-27",
        "2025-11-28",
        None,
        {
            "status": "met",
            "days_min": None,
            "days_max": None,
            "overdue_days": None,
            "outcome_slip_min": 0,
            "outcome_slip_max": 0,
            "overrun_ratio": 1.0,
            "verdicts": {"a": "kept"},
            "due_to": date(2025, 11, 27),
        },
    ),
    (
        "met a day late",
        "event e\n a by 2025-11-27 known=2025-11-20\n b happened 2025-11-28 known=2025-11-28",
        "2025-11-28",
        None,
        {
            "status": "met_late",
            "outcome_slip_min": 1,
            "outcome_slip_max": 1,
            "overrun_ratio": 1.1429,
            "verdicts": {"a": "missed"},
            "notices": (),
        },
    ),
    (
        "a vague outcome across the due day is unclear",
        "event e\n a by 2025-11-27 known=2025-11-20\n"
        " b happened 2025-11-27/2025-11-28 known=2025-11-28",
        "2025-11-28",
        None,
        {
            "status": "met_unclear",
            "outcome_slip_min": 0,
            "outcome_slip_max": 1,
            "verdicts": {"a": "unclear"},
        },
    ),
    (
        "what happened without a baseline occurred",
        "event e\n b happened 2025-11-27 known=2025-11-28",
        "2025-11-28",
        None,
        {"status": "occurred", "outcome_slip_min": None, "overrun_ratio": None, "claim": None},
    ),
    (
        "the last preferred outcome counts, else the last",
        "event e\n a happened 2025-11-26 known=2025-11-26 rank=preferred\n"
        " b happened 2025-11-27 known=2025-11-28",
        "2025-11-28",
        None,
        {"happened_claim": "x/e/a", "happened_to": date(2025, 11, 26)},
    ),
    (
        "a later outcome replaces an earlier one of the same rank",
        "event e\n a happened 2025-11-26 known=2025-11-26\n b happened 2025-11-27 known=2025-11-28",
        "2025-11-28",
        None,
        {"happened_claim": "x/e/b"},
    ),
    (
        "what is claimed after the outcome became known is not in the chain",
        "event e\n a by 2025-11-27 known=2025-11-20\n b happened 2025-11-26 known=2025-11-26\n"
        " c by 2025-12-30 known=2025-11-27",
        "2025-11-27",
        None,
        {"claim": "x/e/a", "n_slips": 0, "verdicts": {"a": "kept"}},
    ),
    (
        "a claim of the outcome's own day still ends the promise before it",
        "event e\n a by 2025-11-27 known=2025-11-20\n b happened 2025-11-26 known=2025-11-26\n"
        " c by 2025-12-30 known=2025-11-26",
        "2025-11-27",
        None,
        {"claim": "x/e/c", "verdicts": {"a": "moved", "c": "kept"}, "notices": (1,)},
    ),
    (
        "a promise made on its due day has no overrun ratio",
        "event e\n a by 2025-11-20 known=2025-11-20\n b happened 2025-11-22 known=2025-11-22",
        "2025-11-22",
        None,
        {"overrun_ratio": None, "outcome_slip_max": 2},
    ),
    (
        "once it happened, no trend",
        "event e\n a by 2025-11-27 known=2025-11-20\n b by 2025-11-28 known=2025-11-24\n"
        " c happened 2025-11-28 known=2025-11-28",
        "2025-11-28",
        None,
        {"slip_rate": 0.25, "trend_meets": None},
    ),
    (
        "the trend line meets the diagonal on a day rounded up",
        "event e\n a by 2025-11-27 known=2025-11-20\n b by 2025-11-28 known=2025-11-24",
        "2025-11-24",
        None,
        {"slip_rate": 0.25, "trend_meets": date(2025, 11, 30)},
    ),
]


def figure(found: object, name: str) -> object:
    return getattr(found, name)


@pytest.mark.parametrize(("record", "k", "n", "wanted"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_rule(record: str, k: str, n: str | None, wanted: dict[str, object]) -> None:
    found = figures_at(affair(record), "e", k, n)
    seen = {name: verdicts(found) if name == "verdicts" else figure(found, name) for name in wanted}
    assert seen == wanted


ANCHORED: list[tuple[str, str, str, dict[str, object]]] = [
    (
        "a deadline hangs on the last day of its anchor and keeps both ends",
        "event e\n a by P100D after=s known=2025-11-20\n"
        "event s\n s within 2025-11-27/2025-12-05 known=2025-11-20",
        "2025-11-20",
        {
            "status": "conditional",
            "due_from": date(2026, 3, 7),
            "due_to": date(2026, 3, 15),
            "overdue_days": None,
            "slip_least": 0,
            "slip_most": 0,
            "verdicts": {"a": "open"},
        },
    ),
    (
        "within counts the least from the start, the most from the end",
        "event e\n a within P7D/P14D after=s known=2025-11-20\n"
        "event s\n s within 2025-12-01/2025-12-03 known=2025-11-20",
        "2025-11-20",
        {"due_from": date(2025, 12, 8), "due_to": date(2025, 12, 17)},
    ),
    (
        "not before leaves the end open",
        "event e\n a not_before P7D after=s known=2025-11-20\n"
        "event s\n s within 2025-12-01/2025-12-03 known=2025-11-20",
        "2025-11-20",
        {"due_from": date(2025, 12, 8), "due_to": None, "status": "conditional"},
    ),
    (
        "months first, clamped to the month's end",
        "event e\n a day P1M after=s known=2025-01-20\nevent s\n s day 2025-01-31 known=2025-01-20",
        "2025-01-20",
        {"due_from": date(2025, 2, 28), "due_to": date(2025, 2, 28)},
    ),
    (
        "no anchor date, no date; the baseline stays where it was",
        "event e\n a by P10D after=s known=2025-11-20\n"
        "event s\n s by 2025-11-27 known=2025-11-20\n t withdrawn known=2025-11-25",
        "2025-11-25",
        {
            "status": "conditional",
            "due_to": None,
            "baseline_due": date(2025, 12, 7),
            "net_slip": None,
            "verdicts": {},
        },
    ),
    (
        "the anchor's moves are inherited",
        "event e\n a by P10D after=s known=2025-11-20\n"
        "event s\n s by 2025-11-27 known=2025-11-20\n t by 2025-11-30 known=2025-11-25",
        "2025-11-25",
        {
            "net_slip": 3,
            "n_slips": 1,
            "gross_slip": 3,
            "slip_rate": None,
            "slip_least": 3,
            "slip_most": 3,
            "verdicts": {"a": "open"},
        },
    ),
    (
        "an anchored promise is never missed while its anchor has no outcome",
        "event e\n a by P1D after=s known=2025-11-20\nevent s\n s by 2025-11-27 known=2025-11-20",
        "2026-01-25",
        {"status": "conditional", "overdue_days": None, "verdicts": {"a": "open"}, "days_max": -58},
    ),
    (
        "once its anchor happened it counts from that day, like any promise",
        "event e\n a by P10D after=s known=2025-11-20\n"
        "event s\n s by 2025-11-27 known=2025-11-20\n t happened 2025-11-25 known=2025-11-25",
        "2025-12-06",
        {
            "status": "overdue",
            "conditional": False,
            "due_to": date(2025, 12, 5),
            "overdue_days": 1,
            "net_slip": -2,
            "n_pull_ins": 1,
            "verdicts": {"a": "missed"},
        },
    ),
    (
        "ended while it hung it keeps the date of the last day it stood, without notice",
        "event e\n a by P10D after=s known=2025-11-20\n b by 2026-02-01 known=2025-12-20\n"
        "event s\n s by 2025-11-27 known=2025-11-20\n t by 2025-11-30 known=2025-12-19\n"
        " u by 2025-12-30 known=2025-12-20",
        "2025-12-20",
        {"verdicts": {"a": "moved", "b": "open"}, "notices": (), "n_slips": 2, "net_slip": 56},
    ),
    (
        "dropped while it hung gives no notice either",
        "event e\n a by P10D after=s known=2025-11-20\n b withdrawn known=2025-12-20\n"
        "event s\n s by 2025-11-27 known=2025-11-20",
        "2025-12-20",
        {"verdicts": {"a": "dropped"}, "notices": ()},
    ),
    (
        "an anchored baseline keeps to its anchor's baseline, not to where the anchor stood then",
        "event e\n a by P10D after=s known=2025-11-26\n"
        "event s\n s by 2025-11-27 known=2025-11-20\n t by 2025-11-30 known=2025-11-25",
        "2025-11-26",
        {
            "baseline_due": date(2025, 12, 7),
            "net_slip": 3,
            "n_slips": 1,
            "slip_least": 3,
            "slip_most": 3,
        },
    ),
    (
        "a claim that never had a date while it stood is no baseline, whatever its anchor does later",
        "event e\n a by P5D after=s known=2025-11-20\n b by 2025-12-04 known=2025-11-21\n"
        "event s\n s by 2025-11-27 known=2025-11-25",
        "2025-11-25",
        {"baseline_claim": "x/e/b", "net_slip": 0, "n_slips": 0, "verdicts": {"b": "open"}},
    ),
    (
        "a claim that got its date while it stood is the baseline from then on",
        "event e\n a by P5D after=s known=2025-11-20\n b by 2025-12-04 known=2025-11-26\n"
        "event s\n s by 2025-11-27 known=2025-11-25",
        "2025-11-26",
        {"baseline_claim": "x/e/a", "baseline_due": date(2025, 12, 2), "net_slip": 2},
    ),
    (
        "or to the first date that the anchor had",
        "event e\n a by P10D after=s known=2025-11-20 tag=second\n b by P20D after=s"
        " known=2025-11-21\nevent s\n s undated known=2025-11-20\n"
        " t by 2025-11-30 known=2025-11-25\n u by 2025-12-30 known=2025-11-26",
        "2025-11-26",
        {"baseline_claim": "x/e/b", "baseline_due": date(2025, 12, 20), "net_slip": 30},
    ),
]


@pytest.mark.parametrize(("record", "k", "wanted"), [case[1:] for case in ANCHORED],
                         ids=[case[0] for case in ANCHORED])  # fmt: skip
def test_rule_of_anchored_claims(record: str, k: str, wanted: dict[str, object]) -> None:
    found = figures_at(affair(record), "e", k)
    seen = {name: verdicts(found) if name == "verdicts" else figure(found, name) for name in wanted}
    assert seen == wanted


def test_an_event_is_left_out_until_something_is_known_of_it() -> None:
    record = affair("event e\n a by 2025-11-27 known=2025-11-20 retracted=2025-11-22")
    assert not figures_of_record([record], day("2025-11-19"))
    assert figures_of_record([record], day("2025-11-20"))
    assert not figures_of_record([record], day("2025-11-22"))


def test_under_another_timetable_only_its_events_are_shown() -> None:
    record = affair(
        "event e\n a by 2025-11-24 known=2025-11-19\n b by 2025-11-27 known=2025-11-20 tag=second\n"
        "event f\n a by 2025-11-24 known=2025-11-19\n"
        "event g\n a undated known=2025-11-19"
    )
    k = day("2025-11-20")
    second = figures_of_record([record], k, timetable="second")
    assert [(one.event, one.baseline_claim, one.net_slip) for one in second] == [
        ("x/e", "x/e/b", 0)
    ]
    first = figures_of_record([record], k, timetable="plan")
    assert [one.event for one in first] == ["x/e", "x/f"]
    assert [one.event for one in figures_of_record([record], k)] == ["x/e", "x/f", "x/g"]


def test_without_timetables_the_first_dated_target_is_the_baseline() -> None:
    record = affair("event e\n a by 2025-11-24 known=2025-11-19", timetables=())
    (found,) = figures_of_record([record], day("2025-11-20"))
    assert (found.timetable, found.baseline_claim) == (None, "x/e/a")


def test_an_anchor_of_another_affair_counts_under_its_own_first_timetable() -> None:
    other = affair(
        "event s\n s by 2025-11-10 known=2025-11-01\n t by 2025-11-20 known=2025-11-02 tag=own",
        name="y",
        timetables=(Timetable("own", "Its own"),),
    )
    here = affair("event e\n a by P10D after=y/s known=2025-11-03 tag=plan")
    found = figures_of_record([here, other], day("2025-11-03"))
    assert found[0].baseline_due == day("2025-11-30")


def test_the_affairs_checked_through_holds_where_the_event_has_none() -> None:
    record = affair("event e\n a by 2025-11-24 known=2025-11-19", checked="2025-11-20")
    assert figures_at(record, "e", "2025-11-25").status == "unchecked"
    own = replace(record.events[0], checked_through=day("2025-11-24"))
    assert figures_at(replace(record, events=(own,)), "e", "2025-11-25").status == "overdue"


def test_replay_rows_meet_without_gap() -> None:
    record = affair(
        "event e\n a by 2025-11-27 known=2025-11-20\n b by 2025-12-05 known=2025-11-24\n"
        " c by 2025-12-09 known=2025-11-25 retracted=2025-11-28"
    )
    states = replay([record]).states
    assert [(state.claim, state.known_from, state.known_until) for state in states] == [
        ("x/e/a", day("2025-11-20").toordinal(), day("2025-11-24").toordinal()),
        ("x/e/b", day("2025-11-24").toordinal(), day("2025-11-25").toordinal()),
        ("x/e/c", day("2025-11-25").toordinal(), day("2025-11-28").toordinal()),
        ("x/e/b", day("2025-11-28").toordinal(), None),
    ]


def test_a_cycle_of_anchors_is_refused() -> None:
    record = affair(
        "event e\n a by P1D after=s known=2025-11-20\nevent s\n a by P1D after=e known=2025-11-20"
    )
    with pytest.raises(ValueError, match="cycle"):
        replay([record])


def test_a_slip_of_one_day_counts_and_so_does_each_pull_in() -> None:
    slipped = figures_at(
        affair("event e\n a by 2025-11-27 known=2025-11-20\n b by 2025-11-28 known=2025-11-21"),
        "e",
        "2025-11-22",
    )
    assert (slipped.n_slips, slipped.gross_slip, slipped.n_pull_ins) == (1, 1, 0)
    pulled = figures_at(
        affair(
            "event e\n a by 2025-11-27 known=2025-11-20\n b by 2025-11-26 known=2025-11-21\n"
            " c by 2025-11-25 known=2025-11-22"
        ),
        "e",
        "2025-11-23",
    )
    assert (pulled.n_slips, pulled.n_pull_ins, pulled.net_slip) == (0, 2, -2)
