"""Lists say what their SQL views say, as of any day, in every form."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bywhen.formats.lists import COUNTDOWN, HISTORY, SLIP, TIMELINE
from bywhen.formats.width import cell_width
from tests.cli.conftest import Run

AFFAIR = "ukraine-28-point-plan"
INSTANTS = [
    "2025-11-20T23:00:00+00:00",
    "2025-11-21T04:30:00+00:00",  # still the 20th in New York
    "2025-11-28T05:00:00+00:00",  # the midnight that ended Thanksgiving there
    "2025-12-10T12:00:00+00:00",
    "2026-02-13T12:00:00+00:00",
    "2026-07-01T12:00:00+00:00",
]


def listed(run: Run, folder: Path, *words: str) -> list[dict[str, Any]]:
    result = run(folder, *words, "--format", "json")
    assert result.exit_code == 0, result.output
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def view(folder: Path, name: str, instant: str) -> list[dict[str, Any]]:
    with sqlite3.connect(folder / "tracker.db") as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("DELETE FROM clock")
        connection.execute("INSERT INTO clock VALUES (?)", (instant,))
        rows = [dict(row) for row in connection.execute(f"SELECT * FROM {name}")]
        connection.rollback()
    connection.close()
    return rows


def keyed(rows: list[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in rows}


@pytest.mark.parametrize("instant", INSTANTS)
@pytest.mark.parametrize(
    ("name", "columns"), [("timeline", TIMELINE), ("countdown", COUNTDOWN)], ids=lambda name: name
)
def test_a_list_has_the_rows_and_columns_of_its_view(
    run: Run, flagship: Path, name: str, columns: tuple[str, ...], instant: str
) -> None:
    rows = listed(run, flagship, name, "--now", instant)
    expected = view(flagship, name, instant)
    assert keyed(rows, "event") == keyed(expected, "event")
    assert all(tuple(row) == columns for row in rows)
    assert tuple(expected[0]) == columns


@pytest.mark.parametrize("instant", INSTANTS)
def test_slip_agrees_with_the_view(run: Run, flagship: Path, instant: str) -> None:
    rows = keyed(listed(run, flagship, "slip", "--now", instant), "event")
    shared = ("title", "timetable", "status", "baseline_due", "due_to", "net_slip", "slip_least")
    for row in view(flagship, "slippage", instant):
        shown = rows[row["event"]]
        assert {name: shown[name] for name in shared} == {name: row[name] for name in shared}


@pytest.mark.parametrize("instant", INSTANTS)
def test_history_has_the_rows_of_its_view(run: Run, flagship: Path, instant: str) -> None:
    expected = [
        row
        for row in view(flagship, "history", instant)
        if row["event"] in (f"{AFFAIR}/kyiv-agrees", f"{AFFAIR}/elections")
    ]
    rows = listed(run, flagship, "history", "kyiv-agrees", "--now", instant)
    rows += listed(run, flagship, "history", f"{AFFAIR}/elections", "--now", instant)
    assert keyed(rows, "claim") == keyed(expected, "claim")
    assert all(tuple(row) == HISTORY for row in rows)


def test_slip_has_exactly_its_fields_in_file_order(run: Run, flagship: Path) -> None:
    rows = listed(run, flagship, "slip", "--as-of", "2025-12-01")
    assert all(tuple(row) == SLIP for row in rows)
    with sqlite3.connect(flagship / "tracker.db") as connection:
        order = [row[0] for row in connection.execute("SELECT id FROM events ORDER BY position")]
    connection.close()
    assert [row["event"] for row in rows] == [one for one in order if one in keyed(rows, "event")]


def test_ids_are_full_unless_one_affair_is_asked_for(run: Run, flagship: Path) -> None:
    (full,) = [
        row
        for row in listed(run, flagship, "slip", "--as-of", "2025-12-01")
        if row["event"] == f"{AFFAIR}/kyiv-agrees"
    ]
    (inside,) = [
        row
        for row in listed(run, flagship, "slip", "--affair", AFFAIR, "--as-of", "2025-12-01")
        if row["event"] == "kyiv-agrees"
    ]
    assert list(full["verdicts"]) == [f"{AFFAIR}/kyiv-agrees/{name}" for name in inside["verdicts"]]


def test_a_timetable_leaves_out_the_events_outside_it(run: Run, flagship: Path) -> None:
    rows = listed(run, flagship, "slip", "--timetable", "aggressive", "--as-of", "2025-12-01")
    assert rows
    assert all(row["baseline_due"] for row in rows)
    assert len(rows) < len(listed(run, flagship, "slip", "--as-of", "2025-12-01"))


def test_the_last_words_of_a_list_are_csv_and_markdown(run: Run, flagship: Path) -> None:
    as_csv = run(flagship, "countdown", "--as-of", "2025-11-21", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(as_csv)))
    as_json = listed(run, flagship, "countdown", "--as-of", "2025-11-21")
    assert [row["event"] for row in rows] == [row["event"] for row in as_json]
    assert rows[0]["due_to"] == as_json[0]["due_to"]
    as_md = run(flagship, "countdown", "--as-of", "2025-11-21", "--format", "md").stdout
    assert as_md.startswith("| Left | Milestone |")
    assert "| 10 to 19 days | The whole process is completed |" in as_md


@pytest.mark.parametrize(
    "words",
    [["timeline"], ["countdown"], ["slip"], ["history", "kyiv-agrees"], ["search", "感恩節"],
     ["diff", "--from", "2025-11-20", "--to", "2025-12-10"]],
    ids=lambda words: words[0],
)  # fmt: skip
def test_tables_fit_into_80_columns_and_have_no_colour_in_a_pipe(
    run: Run, flagship: Path, words: list[str]
) -> None:
    asked = [] if words[0] in ("search", "diff") else ["--as-of", "2025-12-10"]
    shown = run(flagship, *words, *asked).stdout
    assert "\x1b" not in shown
    assert all(cell_width(line) <= 80 for line in shown.splitlines())
    assert len(shown.splitlines()) > 4


class TestWhatADayMeans:
    """k picks the claims, n is what countdowns compare with (DESIGN 4, head)."""

    LATE = datetime(2025, 11, 28, 3, 0, tzinfo=UTC)  # 22:00 on the 27th in New York

    def left(self, run: Run, folder: Path, *words: str) -> dict[str, Any]:
        asked = ("slip", "--affair", AFFAIR, "--format", "json", *words)
        result = run(folder, *asked, now=self.LATE)
        assert result.exit_code == 0, result.output
        return keyed(json.loads(result.stdout), "event")["kyiv-agrees"]

    def test_neither_option_is_the_clocks_day_in_the_events_zone(
        self, run: Run, flagship: Path
    ) -> None:
        assert self.left(run, flagship) == self.left(run, flagship, "--as-of", "2025-11-27")

    def test_as_of_alone_is_both(self, run: Run, flagship: Path) -> None:
        row = self.left(run, flagship, "--as-of", "2025-11-24")
        assert (row["due_to"], row["days_min"], row["days_max"]) == ("2025-12-05", 3, 11)

    def test_now_alone_is_both_as_its_day_in_the_events_zone(
        self, run: Run, flagship: Path
    ) -> None:
        shown = self.left(run, flagship, "--now", "2025-11-25T04:59:59Z")  # still the 24th there
        assert shown == self.left(run, flagship, "--as-of", "2025-11-24")
        later = self.left(run, flagship, "--now", "2025-11-25T00:00:00-05:00")
        assert later == self.left(run, flagship, "--as-of", "2025-11-25")

    def test_both_are_each_their_own(self, run: Run, flagship: Path) -> None:
        known = self.left(run, flagship, "--as-of", "2025-11-24", "--now", "2025-11-30T12:00Z")
        assert (known["due_to"], known["days_max"]) == ("2025-12-05", 5)

    def test_a_day_given_as_now_is_today_in_every_zone(self, run: Run, flagship: Path) -> None:
        assert self.left(run, flagship, "--now", "2025-11-24") == self.left(
            run, flagship, "--as-of", "2025-11-24"
        )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["--as-of", "24/11/2025"], "2025-11-24", id="not ISO"),
        pytest.param(["--as-of", "yesterday"], "is no day; write one as 2025-11-27.", id="a word"),
        pytest.param(["--as-of", "2025-11-31"], "no day 2025-11-31", id="no such day"),
        pytest.param(["--as-of", "2025-11"], "wants one day", id="a month"),
        pytest.param(["--as-of", "soon"], "--as-of", id="words"),
        pytest.param(["--now", "2025-11-21T04:30"], "add an offset", id="no offset"),
        pytest.param(["--now", "noon"], "no instant", id="no instant"),
        pytest.param(["--affair", "ukraine"], "Did you mean ukraine-28-point-plan?", id="affair"),
        pytest.param(["--timetable", "agressive"], "Did you mean aggressive?", id="timetable"),
        pytest.param(["--format", "xml"], "'table', 'json', 'csv', 'md'", id="format"),
    ],
)
def test_what_cannot_be_answered_ends_with_2_and_says_what_to_write(
    run: Run, flagship: Path, words: list[str], says: str
) -> None:
    for command in ("timeline", "countdown", "slip"):
        result = run(flagship, command, *words)
        assert result.exit_code == 2
        assert says in result.stderr
        assert result.stdout == ""


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ("kyiv-agree", "Did you mean kyiv-agrees"),
        (f"{AFFAIR}/kyiv-agree", f"Did you mean {AFFAIR}/kyiv-agrees"),
        ("zzz", "There is no event 'zzz'"),
    ],
)
def test_an_unknown_event_is_answered_with_the_nearest(
    run: Run, flagship: Path, event: str, says: str
) -> None:
    result = run(flagship, "history", event)
    assert result.exit_code == 2
    assert says in result.stderr


class TestHonestWords:
    def shown(self, run: Run, folder: Path, *words: str) -> str:
        return " ".join(run(folder, *words, "--format", "md").stdout.split())

    def test_a_range_stays_a_range(self, run: Run, flagship: Path) -> None:
        assert "10 to 19 days" in self.shown(run, flagship, "countdown", "--as-of", "2025-11-21")

    def test_what_was_not_followed_is_not_called_overdue(self, run: Run, flagship: Path) -> None:
        shown = self.shown(run, flagship, "countdown", "--as-of", "2026-07-01")
        assert "date passed; record followed to 12 Feb 2026 only" in shown
        assert "overdue" not in shown

    @pytest.mark.parametrize("name", ["timeline", "countdown", "slip"])
    def test_how_far_it_was_followed_is_told_once(
        self, run: Run, flagship: Path, name: str
    ) -> None:
        shown = self.shown(run, flagship, name, "--as-of", "2026-07-01")
        assert shown.count("12 Feb 2026 only") == shown.count("21 Nov 2025 only") == 1
        assert shown.count("date passed, not followed") >= 3
        assert "“Zelensky and Trump speak by telephone” to 21 Nov 2025 only." in shown
        before = self.shown(run, flagship, name, "--as-of", "2025-11-21")
        assert "Not followed" not in before

    def test_a_projected_day_that_passed_is_not_counted(self, run: Run, flagship: Path) -> None:
        assert "ago" not in self.shown(run, flagship, "countdown", "--as-of", "2026-07-10")

    def test_only_a_stated_deadline_is_overdue(self, run: Run, flagship: Path) -> None:
        shown = self.shown(run, flagship, "countdown", "--as-of", "2025-12-28")
        assert "overdue: window closed 3 days ago, no confirmation recorded" in shown
        process = next(line for line in shown.split("| –") if "whole process" in line)
        assert "window closed 18 days ago, no confirmation recorded" in process
        assert "overdue" not in process

    def test_the_sentence_of_the_timetable_stands_above_the_slips(
        self, run: Run, flagship: Path
    ) -> None:
        shown = run(flagship, "slip", "--as-of", "2025-12-10").stdout
        assert shown.startswith('The "aggressive timetable": 3 of 4 milestones were due')

    def test_the_zone_of_the_days_is_told(self, run: Run, flagship: Path) -> None:
        for command in ("timeline", "countdown", "slip"):
            assert "America/New_York" in run(flagship, command, "--as-of", "2025-12-10").stdout


class TestSlipCheck:
    @pytest.mark.parametrize(
        ("day", "tolerance", "code"),
        [
            pytest.param("2025-11-21", None, 0, id="nothing has moved"),
            pytest.param("2025-11-24", None, 1, id="8 days later"),
            pytest.param("2025-11-24", "7d", 1, id="8 days later, 7 tolerated"),
            pytest.param("2025-11-24", "8d", 0, id="8 days later, 8 tolerated"),
            pytest.param("2025-11-24", "2w", 0, id="8 days later, two weeks tolerated"),
            pytest.param("2025-12-28", "400d", 1, id="overdue, whatever is tolerated"),
        ],
    )
    def test_exit_code(
        self, run: Run, flagship: Path, day: str, tolerance: str | None, code: int
    ) -> None:
        words = ["--tolerance", tolerance] if tolerance else []
        result = run(flagship, "slip", "--check", "--as-of", day, *words)
        assert result.exit_code == code, result.output

    def test_what_nobody_can_judge_is_listed_apart(self, run: Run, flagship: Path) -> None:
        result = run(flagship, "slip", "--check", "--as-of", "2025-11-29")
        failed, _, apart = result.stdout.partition("Not judged:")
        assert "trump-zelensky-call" in apart
        assert "kyiv-agrees" in apart  # dropped on 25 November
        assert "trump-zelensky-call" not in failed

    def test_a_tolerance_that_is_none(self, run: Run, flagship: Path) -> None:
        result = run(flagship, "slip", "--check", "--tolerance", "much")
        assert result.exit_code == 2
        assert "write 3d or 2w" in result.stderr


class TestDiff:
    def test_figures_and_by_whom_said(self, run: Run, flagship: Path) -> None:
        rows = keyed(
            listed(run, flagship, "diff", "--from", "2025-11-21", "--to", "2025-11-24"), "event"
        )
        moved = rows[f"{AFFAIR}/kyiv-agrees"]
        assert (moved["was_due_to"], moved["due_to"]) == ("2025-11-27", "2025-12-05")
        assert (moved["was_net_slip"], moved["net_slip"]) == (0, 8)
        assert [claim["issuer"] for claim in moved["claims"]] == ["Marco Rubio"]

    def test_days_that_pass_change_nothing(self, run: Run, flagship: Path) -> None:
        assert listed(run, flagship, "diff", "--from", "2025-12-14", "--to", "2025-12-20") == []

    def test_the_note_is_markdown_to_edit(self, run: Run, flagship: Path) -> None:
        words = ("diff", "--from", "2025-11-21", "--to", "2025-11-24", "--format", "md")
        note = run(flagship, *words).stdout
        assert note.startswith("# What changed from 21 Nov 2025 to 24 Nov 2025\n\n## ")
        assert "  - Marco Rubio, 23 Nov 2025: “could slide into the following week”" in note

    def test_days_the_wrong_way_round(self, run: Run, flagship: Path) -> None:
        result = run(flagship, "diff", "--from", "2025-12-10", "--to", "2025-12-01")
        assert result.exit_code == 2
        assert "exchange them" in result.stderr


class TestSearch:
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            (["感恩節"], "kyiv-agrees/s1"),
            (["基輔"], "kyiv-agrees"),
            (["christmas"], "kyiv-agrees/s5"),
            (["following", "week"], "kyiv-agrees/s3"),
        ],
    )
    def test_words_of_any_language(
        self, run: Run, flagship: Path, words: list[str], found: str
    ) -> None:
        rows = listed(run, flagship, "search", *words)
        assert f"{AFFAIR}/{found}" in [row["id"] for row in rows]

    @pytest.mark.parametrize("text", ["zzzz", '"*', "' OR 1=1 --"])
    def test_nothing_is_found_quietly(self, run: Run, flagship: Path, text: str) -> None:
        assert listed(run, flagship, "search", text) == []

    def test_an_operator_of_the_search_engine_is_a_word_like_any(
        self, run: Run, flagship: Path
    ) -> None:
        ids = [row["id"] for row in listed(run, flagship, "search", "AND (")]
        assert ids == [row["id"] for row in listed(run, flagship, "search", "and")]
        assert ids


class TestExportCsv:
    def test_a_window_stays_two_days_and_an_open_side_empty(self, run: Run, flagship: Path) -> None:
        rows = {
            row["id"]: row
            for row in csv.DictReader(io.StringIO(run(flagship, "export", "csv").stdout))
        }
        deadline = rows[f"{AFFAIR}/kyiv-agrees/s1"]
        assert (deadline["earliest"], deadline["latest"]) == ("", "2025-11-27")
        window = rows[f"{AFFAIR}/kyiv-agrees/s3"]
        assert (window["earliest"], window["latest"]) == ("2025-11-27", "2025-12-05")
        withdrawn = rows[f"{AFFAIR}/kyiv-agrees/s4"]
        assert (withdrawn["earliest"], withdrawn["latest"]) == ("", "")

    def test_into_a_file(self, run: Run, flagship: Path, tmp_path: Path) -> None:
        out = tmp_path / "claims.csv"
        assert run(flagship, "export", "csv", "--out", str(out)).exit_code == 0
        assert out.read_bytes() == run(flagship, "export", "csv").stdout.encode()

    def test_an_unknown_table(self, run: Run, flagship: Path) -> None:
        result = run(flagship, "export", "csv", "--table", "claimz")
        assert result.exit_code == 2
        assert "Did you mean claims?" in result.stderr
