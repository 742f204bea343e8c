"""Words that move no date are told as that: also said, proposed, too late, taken back, corrected."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run

AFFAIR = """affair: dam
title: The dam
timezone: Africa/Cairo
issuers:
  ministry: {name: Ministry of Water}
  builder: {name: Builder}
timetables:
- {id: first, title: The first plan}
- {id: second, title: The second plan}
events:
- id: filled
  title: The reservoir is filled
  deciders: [ministry, builder]
  claims:
  - {id: f1, within: 2026-05, issuer: ministry, known: 2026-01-10, timetable: first}
  - {id: f2, by: 2026-09-30, issuer: A member, known: 2026-02-01}
  - {id: f3, by: 2026-06-15, issuer: builder, known: 2026-03-01, timetable: second}
  - {id: f4, by: 2026-07-01, issuer: builder, known: 2026-04-01, retracted: 2026-04-10}
  - {id: f5, by: 2026-08-01, issuer: ministry, known: 2026-04-05, standing: proposal}
  - {id: f6, happened: 2026-06-20, issuer: builder, known: 2026-06-21}
  - {id: f7, by: 2026-07-20, issuer: ministry, known: 2026-06-22}
- id: turns
  title: The turbine turns
  claims:
  - {id: t1, by: P30D, after: filled, issuer: ministry, known: 2026-01-10}
corrections:
- {day: 2026-03-05, claim: filled/f3, was: by 2026-06-14, now: by 2026-06-15, why: misread}
"""


@pytest.fixture
def dam(tmp_path: Path, run: Run) -> Path:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "dam.yml").write_text(AFFAIR, encoding="utf-8")
    assert run(tmp_path, "build").exit_code == 0
    return tmp_path


def told(run: Run, folder: Path, *words: str) -> str:
    """What a command says where no line is broken."""
    result = run(folder, *words, "--format", "md")
    assert result.exit_code == 0, result.output
    return result.stdout


class TestHistory:
    def test_who_does_not_decide_has_also_said(self, run: Run, dam: Path) -> None:
        words = told(run, dam, "history", "filled", "--as-of", "2026-03-15")
        assert words.count("also said") == 1
        assert "by 30 Sep 2026 \\[also said\\]" in words

    def test_what_came_after_the_outcome_is_told(self, run: Run, dam: Path) -> None:
        words = told(run, dam, "history", "filled", "--as-of", "2026-06-22")
        assert words.count("after the outcome") == 1
        assert "by 20 Jul 2026 \\[after the outcome\\]" in words
        assert "after the outcome" not in told(
            run, dam, "history", "filled", "--as-of", "2026-06-21"
        )

    def test_a_retraction_is_not_known_before_its_day(self, run: Run, dam: Path) -> None:
        assert "retracted" not in told(run, dam, "history", "filled", "--as-of", "2026-04-09")
        assert "\\[retracted 2026-04-10\\]" in told(
            run, dam, "history", "filled", "--as-of", "2026-04-10"
        )

    def test_inherited_moves_are_those_of_the_timetable_asked_for(
        self, run: Run, dam: Path
    ) -> None:
        day = ("--as-of", "2026-03-15")
        inherited = "because the date it hangs on changed"
        assert inherited in told(run, dam, "history", "turns", *day)
        assert inherited not in told(run, dam, "history", "turns", "--timetable", "second", *day)


class TestDiff:
    DAYS = ("diff", "--from", "2026-01-15", "--to", "2026-04-05")

    def test_who_said_so_and_who_only_said(self, run: Run, dam: Path) -> None:
        note = run(dam, *self.DAYS, "--format", "md").stdout
        assert "  - A member, 1 Feb 2026 (also said)\n" in note
        assert "  - Builder, 1 Mar 2026\n" in note
        assert "  - Ministry of Water, 5 Apr 2026 (a proposal only)\n" in note

    def test_programs_are_told_too(self, run: Run, dam: Path) -> None:
        rows = json.loads(run(dam, *self.DAYS, "--format", "json").stdout)
        words = {one["claim"]: one for one in rows[0]["claims"]}
        assert [name for name, one in words.items() if one["also_said"]] == ["dam/filled/f2"]
        assert [name for name, one in words.items() if one["is_proposal"]] == ["dam/filled/f5"]

    def test_what_moved_along_says_with_what(self, run: Run, dam: Path) -> None:
        assert "hangs on filled, whose date changed" in told(run, dam, *self.DAYS)

    def test_affairs_stand_apart(self, run: Run, dam: Path) -> None:
        other = AFFAIR.replace("affair: dam", "affair: weir").replace("The dam", "The weir")
        (dam / "events" / "weir.yml").write_text(other, encoding="utf-8")
        assert run(dam, "build").exit_code == 0
        assert "\n\n## The weir\n\n" in run(dam, *self.DAYS, "--format", "md").stdout


@pytest.mark.parametrize("name", ["timeline", "countdown", "slip"])
def test_figures_that_a_correction_touched_say_so(run: Run, dam: Path, name: str) -> None:
    said = "Corrected 5 Mar 2026: “The reservoir is filled”."
    assert said in told(run, dam, name, "--as-of", "2026-03-15")
    assert "Corrected" not in told(run, dam, name, "--as-of", "2026-03-04")


def test_what_loses_its_date_with_another_becomes_undated(run: Run, dam: Path) -> None:
    result = run(dam, "add", "filled", "withdrawn", "--issuer", "builder", "--dry-run",
                 now=datetime(2026, 3, 15, 12, tzinfo=UTC))  # fmt: skip
    assert "Effect: turns becomes undated (was 15 Jul 2026)" in result.stdout


def test_what_has_no_date_and_gets_another_baseline_says_which(run: Run, tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "x.yml").write_text(
        "affair: x\ntitle: X\ntimezone: UTC\nevents:\n- id: e\n  title: E\n  claims:\n"
        "  - {id: a, by: 2026-10-05, known: 2026-02-10}\n"
        "  - {id: b, withdrawn: true, known: 2026-03-10}\n",
        encoding="utf-8",
    )
    assert run(tmp_path, "build").exit_code == 0
    result = run(tmp_path, "add", "e", "by", "2026-12-31", "--known", "2026-01-10", "--dry-run",
                 now=datetime(2026, 4, 1, tzinfo=UTC))  # fmt: skip
    assert "Effect: e is measured against 31 Dec 2026\n" in result.stdout
