"""What the public views say, row by row, and that they say what the rules of calculation say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bywhen.timetable.asof import figures_of_record
from bywhen.timetable.claims import Affair, Issuer, Source, Timetable
from bywhen.timetable.health import health, milestones_of
from bywhen.timetable.words import slip_words, window_words
from tests.store.databases import TRACKERS, built, mappings, record_of, set_clock
from tests.support.records import PLAN, affair

# name, record, day, what the row of event `e` says
TIMELINE: list[tuple[str, str, str, dict[str, object]]] = [
    (
        "a deadline has no first day",
        "event e\n a by 2025-11-27 known=2025-11-20",
        "2025-11-21",
        {"earliest": None, "latest": "2025-11-27", "words": "by 27 Nov 2025", "modality": "by"},
    ),
    (
        "a window in one month",
        "event e\n a within 2025-12-01/2025-12-10 known=2025-11-20",
        "2025-12-01",
        {"words": "1 to 10 Dec 2025", "status": "in_window", "is_milestone": 1},
    ),
    (
        "a window over two months",
        "event e\n a within 2025-11-27/2025-12-05 known=2025-11-20",
        "2025-11-21",
        {"words": "27 Nov to 5 Dec 2025"},
    ),
    (
        "a window over two years",
        "event e\n a within 2025-12-27/2026-01-05 known=2025-11-20",
        "2025-11-21",
        {"words": "27 Dec 2025 to 5 Jan 2026"},
    ),
    (
        "a first day only",
        "event e\n a not_before 2012-08-04 known=2012-05-17",
        "2012-06-01",
        {"earliest": "2012-08-04", "latest": None, "words": "not before 4 Aug 2012"},
    ),
    (
        "no date at all",
        "event e\n a undated known=2025-11-20",
        "2025-11-21",
        {"earliest": None, "latest": None, "words": "no date", "status": "undated"},
    ),
    (
        "a date withdrawn",
        "event e\n a by 2025-11-27 known=2025-11-20\n b withdrawn known=2025-11-25",
        "2025-11-26",
        {"words": "no date", "status": "dropped", "known": "2025-11-25", "modality": None},
    ),
    (
        "an outcome takes the place of the date",
        "event e\n a by 2025-11-27 known=2025-11-20\n b happened 2025-12-02 known=2025-12-03",
        "2025-12-04",
        {"words": "2 Dec 2025", "status": "met_late", "known": "2025-12-03", "modality": None},
    ),
    (
        "an outcome not known yet does not",
        "event e\n a by 2025-11-27 known=2025-11-20\n b happened 2025-12-02 known=2025-12-03",
        "2025-12-02",
        {"words": "by 27 Nov 2025", "status": "overdue"},
    ),
    (
        "a date that hangs on an open event is projected",
        "event e\n a by P100D after=f known=2025-11-20\nevent f\n a by 2025-11-27 known=2025-11-20",
        "2025-11-21",
        {"words": "by 7 Mar 2026 (projected)", "status": "conditional", "latest": "2026-03-07"},
    ),
    (
        "what only happened is no milestone",
        "event e\n a happened 2025-11 known=2025-12-03",
        "2025-12-04",
        {"words": "1 to 30 Nov 2025", "status": "occurred", "is_milestone": 0},
    ),
    (
        "a proposal is no date",
        "event e\n a by 2025-11-27 known=2025-11-20 standing=proposal",
        "2025-11-21",
        {"words": "no date", "status": "undated", "is_milestone": 1},
    ),
]


@pytest.mark.parametrize(
    ("record", "now", "expected"), [row[1:] for row in TIMELINE], ids=[row[0] for row in TIMELINE]
)
def test_timeline(tmp_path: Path, record: str, now: str, expected: dict[str, object]) -> None:
    with built(tmp_path, affair(_undated(record))) as connection:
        set_clock(connection, now)
        (row,) = mappings(connection, "SELECT * FROM timeline WHERE event = 'x/e'")
    assert row | expected == row


def _undated(record: str) -> str:
    return record.replace(" undated ", " target ")


def test_timeline_quotes_the_source(tmp_path: Path) -> None:
    record = affair("event e\n a by 2025-11-27 known=2025-11-20 issuer=us")
    (event,) = record.events
    claim = replace(
        event.claims[0],
        phrase="by Thursday",
        language="en",
        source="ft",
        via="Kyiv",
        issuer_id=None,
    )
    record = replace(
        record,
        events=(replace(event, claims=(claim,), kind="deadline"),),
        sources=(Source("ft", "Financial Times", url="https://news.example/ft"),),
    )
    with built(tmp_path, record) as connection:
        (row,) = mappings(connection, "SELECT * FROM timeline")
    said = {
        "phrase": "by Thursday",
        "issuer": "us",
        "via": "Kyiv",
        "source": "x/ft",
        "source_url": "https://news.example/ft",
        "language": "en",
        "kind": "deadline",
    }
    assert row | said == row


@pytest.mark.parametrize(
    ("record", "now", "events"),
    [
        ("event e\n a by 2025-11-27 known=2025-11-20", "2025-11-19", []),
        ("event e\n a by 2025-11-27 known=2025-11-20", "2025-11-20", ["x/e"]),
        ("event e\n a by 2025-11-27 known=2025-11-20 rank=deprecated", "2025-11-21", []),
        ("event e\n a by 2025-11-27 known=2025-11-20 retracted=2025-11-24", "2025-11-23", ["x/e"]),
        ("event e\n a by 2025-11-27 known=2025-11-20 retracted=2025-11-24", "2025-11-24", []),
    ],
)
def test_an_event_without_a_visible_claim_is_left_out(
    tmp_path: Path, record: str, now: str, events: list[str]
) -> None:
    with built(tmp_path, affair(record)) as connection:
        set_clock(connection, now)
        for view in ("timeline", "countdown", "slippage"):
            assert [row["event"] for row in mappings(connection, f"SELECT * FROM {view}")] == events


COUNTDOWN: list[tuple[str, str, str, dict[str, object] | None]] = [
    (
        "days to a window are a range",
        "event e\n a within 2025-12-01/2025-12-10 known=2025-11-20",
        "2025-11-21",
        {"days_min": 10, "days_max": 19, "overdue_days": 0, "timezone": "UTC"},
    ),
    (
        "overdue counts from the last day",
        "event e\n a within 2025-12-01/2025-12-10 known=2025-11-20",
        "2025-12-12",
        {"days_min": -11, "days_max": -2, "overdue_days": 2, "status": "overdue"},
    ),
    (
        "not followed is not overdue",
        "event e checked=2025-12-09\n a within 2025-12-01/2025-12-10 known=2025-11-20",
        "2025-12-12",
        {"days_max": -2, "overdue_days": None, "status": "unchecked"},
    ),
    (
        "dropped stays, without days",
        "event e\n a by 2025-11-27 known=2025-11-20\n b withdrawn known=2025-11-25",
        "2025-12-12",
        {"days_min": None, "days_max": None, "overdue_days": None, "status": "dropped"},
    ),
    (
        "an open end",
        "event e\n a not_before 2025-12-01 known=2025-11-20",
        "2025-11-21",
        {"days_min": 10, "days_max": None, "overdue_days": None, "status": "upcoming"},
    ),
    (
        "an outcome ends it",
        "event e\n a by 2025-11-27 known=2025-11-20\n b happened 2025-11-26 known=2025-11-26",
        "2025-11-26",
        None,
    ),
    (
        "so does cancelling",
        "event e\n a by 2025-11-27 known=2025-11-20\n b cancelled known=2025-11-26",
        "2025-11-26",
        None,
    ),
]


@pytest.mark.parametrize(
    ("record", "now", "expected"), [row[1:] for row in COUNTDOWN], ids=[row[0] for row in COUNTDOWN]
)
def test_countdown(
    tmp_path: Path, record: str, now: str, expected: dict[str, object] | None
) -> None:
    with built(tmp_path, affair(record)) as connection:
        set_clock(connection, now)
        rows = mappings(connection, "SELECT * FROM countdown WHERE event = 'x/e'")
    assert len(rows) == (expected is not None)
    assert rows == [row | (expected or {}) for row in rows]


def test_days_end_at_midnight_of_the_event(tmp_path: Path) -> None:
    record = affair("event e\n a by 2025-11-27 known=2025-11-20")
    record = replace(record, timezone="America/New_York")
    with built(tmp_path, record) as connection:
        for instant, days in [("2025-11-28T04:59:59Z", 0), ("2025-11-28T05:00:00Z", -1)]:
            set_clock(connection, instant)
            assert mappings(connection, "SELECT days_max FROM countdown") == [{"days_max": days}]


def test_an_event_may_have_its_own_zone_and_its_own_last_day_followed(tmp_path: Path) -> None:
    record = affair("event e\n a by 2025-11-27 known=2025-11-20", checked="2025-11-30")
    (event,) = record.events
    event = replace(event, timezone="Asia/Hong_Kong", checked_through=date(2025, 11, 26))
    with built(tmp_path, replace(record, events=(event,))) as connection:
        set_clock(connection, "2025-11-27T16:00:00Z")
        (row,) = mappings(connection, "SELECT * FROM countdown")
    assert (row["timezone"], row["days_max"], row["status"]) == ("Asia/Hong_Kong", -1, "unchecked")


def test_issuer_record_counts_relayed_promises_apart_and_names_the_declared(tmp_path: Path) -> None:
    lines = []
    for number in range(5):
        lines += [
            f"event e{number}",
            " a by 2025-11-27 known=2025-11-20 issuer=us",
            f" b happened 2025-11-{26 + number // 3 * 3} known=2025-11-30",
        ]
    record = affair("\n".join(lines))
    relayed = affair("event r\n a by 2025-11-27 known=2025-11-20 issuer=us").events[0]
    relayed = replace(relayed, claims=(replace(relayed.claims[0], via="Kyiv"),))
    record = replace(
        record,
        events=(*record.events, relayed),
        issuers=(Issuer("us", "US administration"),),
    )
    with built(tmp_path, record) as connection:
        set_clock(connection, "2025-12-01")
        rows = mappings(connection, "SELECT * FROM issuer_record ORDER BY via")
    own = {"via": None, "kept": 3, "missed": 2, "promises": 5, "events": 5, "kept_rate": 0.6}
    attributed = {"via": "Kyiv", "kept": 0, "missed": 1, "events": 1, "kept_rate": None}
    assert [row["issuer"] for row in rows] == ["US administration"] * 2
    assert rows == [rows[0] | own, rows[1] | attributed]


def test_history_has_one_row_a_claim_with_what_it_changed(tmp_path: Path) -> None:
    record = affair(
        "event e\n a by 2025-11-27 known=2025-11-20\n p by 2025-11-28 known=2025-11-20 rank=deprecated"
        "\n b within 2025-11-27/2025-12-05 known=2025-11-23\n c withdrawn known=2025-11-25"
        "\n d by P10D after=f known=2025-11-26\nevent f\n a by 2025-12-01 known=2025-11-20"
    )
    with built(tmp_path, record) as connection:
        set_clock(connection, "2025-11-26")
        rows = mappings(
            connection, "SELECT * FROM history WHERE event = 'x/e' ORDER BY known, claim"
        )
    shown = ("claim", "earliest", "latest", "move", "move_kind", "verdict", "notice", "rank")
    assert [tuple(row[column] for column in shown) for row in rows] == [
        ("x/e/a", None, "2025-11-27", None, None, "moved", 4, "normal"),
        ("x/e/p", None, "2025-11-28", None, None, None, None, "deprecated"),
        ("x/e/b", "2025-11-27", "2025-12-05", 8, "loosened", "dropped", 10, "normal"),
        ("x/e/c", None, None, None, "dropped", None, None, "normal"),
        ("x/e/d", None, "2025-12-11", 6, "redated", "open", None, "normal"),
    ]


def test_history_leaves_out_what_is_not_known_yet(tmp_path: Path) -> None:
    with built(tmp_path, affair("event e\n a by 2025-11-27 known=2025-11-20")) as connection:
        set_clock(connection, "2025-11-19")
        assert mappings(connection, "SELECT * FROM history") == []


def test_a_healthy_sentence_names_what_was_dropped(tmp_path: Path) -> None:
    record = affair(
        "event e\n a by 2025-11-27 known=2025-11-20 tag=plan\n b happened 2025-11-27 known=2025-11-27"
        "\nevent f\n a by 2025-11-28 known=2025-11-20 tag=plan\n b withdrawn known=2025-11-25"
        "\nevent g\n a by 2025-12-28 known=2025-11-22 tag=plan\n b by 2025-12-30 known=2025-11-25"
        "\nevent untagged\n a by 2025-12-29 known=2025-11-20"
    )
    with built(tmp_path, record) as connection:
        set_clock(connection, "2025-12-01")
        (row,) = mappings(connection, "SELECT * FROM timetable_health")
    assert row == {
        "affair": "x",
        "timetable": "plan",
        "milestones": 3,
        "due": 2,
        "happened": 1,
        "overdue": 0,
        "unchecked": 0,
        "dropped": 1,
        "undated": 0,
        "worst_slip": 2,
        "worst_event": "x/g",
        "median_slip": 1.0,
        "days_planned": 38,
        "days_elapsed": 11,
        "next_due": "2025-12-30",
        "sentence": "The plan: 2 of 3 milestones were due, 1 of those happened; 1 dropped;"
        " largest slip +2 days (Title of g).",
    }


def _moments(affairs: tuple[Affair, ...]) -> list[date]:
    known = {claim.known for one in affairs for event in one.events for claim in event.claims}
    return sorted({*known, *(day + timedelta(40) for day in known), date(2027, 1, 1)})


def _no_timetables(record: Affair) -> Affair:
    events = tuple(
        replace(event, claims=tuple(replace(claim, timetable=None) for claim in event.claims))
        for event in record.events
    )
    return replace(record, timetables=(), events=events)


@pytest.mark.parametrize("root", TRACKERS, ids=lambda root: root.name)
@pytest.mark.parametrize("declared", [True, False], ids=["timetables", "no timetables"])
def test_the_views_agree_with_the_rules(tmp_path: Path, root: Path, declared: bool) -> None:
    affairs = record_of(root)
    if not declared:
        affairs = tuple(_no_timetables(one) for one in affairs)
    with built(tmp_path, *affairs) as connection:
        assert mappings(connection, "PRAGMA foreign_key_check") == []
        for day in _moments(affairs):
            set_clock(connection, f"{day}T17:00:00Z")
            figures = {one.event: one for one in figures_of_record(affairs, day)}
            timeline = {row["event"]: row for row in mappings(connection, "SELECT * FROM timeline")}
            assert set(timeline) == set(figures)
            slips = {
                row["event"]: row
                for row in mappings(
                    connection,
                    "SELECT s.* FROM slippage s JOIN affairs a ON a.id = s.affair"
                    " WHERE s.timetable IS a.first_timetable",
                )
            }
            left = {row["event"]: row for row in mappings(connection, "SELECT * FROM countdown")}
            verdicts: dict[object, dict[object, object]] = {}
            for row in mappings(
                connection,
                "SELECT p.* FROM promises p JOIN claims c ON c.id = p.claim"
                " JOIN affairs a ON a.id = c.affair WHERE p.timetable IS a.first_timetable",
            ):
                verdicts.setdefault(row["event"], {})[row["claim"]] = row["verdict"]
            for event, one in figures.items():
                row = timeline[event]
                assert row["status"] == one.status
                ends = (row["earliest"], row["latest"])
                first, last = (date.fromisoformat(str(end)) if end else None for end in ends)
                words = window_words(first, last, str(row["modality"]))
                assert str(row["words"]).removesuffix(" (projected)") == words
                assert verdicts.get(event, {}) == one.verdicts
                if event in slips:
                    assert slips[event]["net_slip"] == one.net_slip
                    assert slips[event]["slip_most"] == one.slip_most
                    assert slips[event]["gross_slip"] == one.gross_slip
                    assert slips[event]["verdict_words"] == slip_words(one)
                if event in left:
                    counted = left[event]
                    days = (counted["days_min"], counted["days_max"], counted["overdue_days"])
                    assert days == (one.days_min, one.days_max, one.overdue_days)
                else:
                    assert one.happened_claim is not None or one.status == "cancelled"


@pytest.mark.parametrize("root", TRACKERS, ids=lambda root: root.name)
def test_timetable_health_agrees_with_the_rules(tmp_path: Path, root: Path) -> None:
    affairs = record_of(root)
    with built(tmp_path, *affairs) as connection:
        for day in _moments(affairs):
            set_clock(connection, f"{day}T17:00:00Z")
            for one in affairs:
                _check_health(connection_rows(connection, one), one, day)


def connection_rows(connection: object, one: Affair) -> dict[object, dict[str, object]]:
    rows = mappings(connection, "SELECT * FROM timetable_health WHERE affair = ?", one.id)  # type: ignore[arg-type]
    return {row["timetable"]: row for row in rows}


def _check_health(rows: dict[object, dict[str, object]], one: Affair, day: date) -> None:
    for place, timetable in enumerate(one.timetables):
        figures = figures_of_record([one], day, timetable=timetable.id if place else None)
        titles = {event.id: event.title for event in one.events}
        expected = health(
            timetable.title,
            timetable.id,
            figures,
            milestones_of(one, timetable.id, day),
            titles,
            day,
        )
        row = rows.get(timetable.id)
        if row is None:
            assert expected.milestones == 0
            continue
        for column, value in row.items():
            if column != "affair":
                wanted = getattr(expected, column)
                assert value == (wanted.isoformat() if isinstance(wanted, date) else wanted)


def test_a_second_timetable_has_only_its_own_events(tmp_path: Path) -> None:
    record = affair(
        "event e\n a by 2025-11-27 known=2025-11-20 tag=plan\n b by 2025-12-27 known=2025-11-25 tag=second"
        "\nevent f\n a by 2025-11-28 known=2025-11-20"
    )
    assert record.timetables == PLAN
    with built(tmp_path, record) as connection:
        set_clock(connection, "2025-12-01")
        rows = connection.execute(
            "SELECT timetable, event, net_slip FROM slippage ORDER BY timetable, event"
        ).fetchall()
    assert rows == [("plan", "x/e", 30), ("plan", "x/f", 0), ("second", "x/e", 0)]


def test_without_timetables_the_affair_is_one(tmp_path: Path) -> None:
    record = affair("event e\n a by 2025-11-27 known=2025-11-20", timetables=())
    with built(tmp_path, record) as connection:
        set_clock(connection, "2025-11-21")
        (row,) = mappings(connection, "SELECT * FROM timetable_health")
    assert (row["timetable"], row["milestones"]) == (None, 1)
    assert row["sentence"] == "Affair X: none of 1 milestone due yet."


def test_titles_of_timetables_stand_in_the_sentence(tmp_path: Path) -> None:
    tables = (Timetable("t", 'the "aggressive" plan'),)
    record = affair("event e\n a by 2025-11-27 known=2025-11-20", timetables=tables)
    with built(tmp_path, record) as connection:
        (row,) = mappings(connection, "SELECT sentence FROM timetable_health")
    assert str(row["sentence"]).startswith('The "aggressive" plan: 1 of 1 milestone was due')
