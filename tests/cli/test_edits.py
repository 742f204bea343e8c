"""add, correct, checked, undo at the command line: shown, asked, written, taken back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run

AFFAIR = "ukraine-28-point-plan"
ADD = (
    "add",
    "kyiv-agrees",
    "by",
    "2025-12-25",
    "--issuer",
    "Steve Witkoff",
    "--known",
    "2025-11-21",
)
POST = """Zelensky says the plan could be signed “by Christmas”, but not before the talks.
https://news.example/2025/11/21/plan?x=1#top
"""


def record(folder: Path) -> str:
    return (folder / "events" / f"{AFFAIR}.yml").read_text(encoding="utf-8")


class TestAdd:
    @pytest.mark.parametrize(
        ("words", "typed", "last"),
        [
            (["--dry-run"], None, "moves kyiv-agrees from 27 Nov 2025 to 25 Dec 2025, +28 days"),
            ([], "n\n", "Nothing was written."),
            ([], "", "Nothing was written: nobody answered."),
        ],
        ids=["a dry run", "a no", "no answer"],
    )
    def test_shown_and_not_written(
        self, run: Run, flagship: Path, words: list[str], typed: str | None, last: str
    ) -> None:
        before = record(flagship)
        result = run(flagship, *ADD, *words, typed=typed)
        assert "+     by: 2025-12-25" in result.output
        assert "moves kyiv-agrees from 27 Nov 2025 to 25 Dec 2025, +28 days" in result.output
        assert last in result.output
        assert record(flagship) == before

    @pytest.mark.parametrize(("words", "typed"), [(["--yes"], None), ([], "y\n")])
    def test_written(self, run: Run, flagship: Path, words: list[str], typed: str | None) -> None:
        result = run(flagship, *ADD, *words, typed=typed)
        assert result.exit_code == 0, result.output
        assert "`bywhen undo` takes it back" in result.output
        slip = run(flagship, "slip", "--format", "md").stdout
        assert "slipped, +28 days" in slip

    def test_a_pasted_post_becomes_a_claim(self, run: Run, flagship: Path) -> None:
        result = run(
            flagship,
            "add",
            "kyiv-agrees",
            "by",
            "-",
            "--issuer",
            "Zelensky",
            "--published",
            "2025-11-21",
            "--yes",
            typed=POST,
        )
        assert result.exit_code == 0, result.output
        added = [line[2:].strip() for line in result.stdout.splitlines() if line.startswith("+ ")]
        assert "by: 2025-12-25" in added
        assert any(
            line.startswith("url: https://news.example/2025/11/21/plan?x=1") for line in added
        )
        assert any("by Christmas" in line for line in added if line.startswith("phrase:"))

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (["add", "kyiv-agree", "by", "2025-12-25"], "Did you mean"),
            (["add", "kyiv-agrees", "until", "2025-12-25"], "write one of by, within"),
            (["add", "kyiv-agrees", "by"], "by wants a date"),
            (["add", "kyiv-agrees", "withdrawn", "2025-12-25"], "takes no date"),
            (["add", "kyiv-agrees", "day", "2025-12"], "write within 2025-12"),
            (["add", "kyiv-agrees", "by", "P10D"], "--after EVENT"),
            (["add", "kyiv-agrees", "by", "2025-12-32"], "December 2025 has 31 days"),
            (
                ["add", "kyiv-agrees", "by", "sometime", "--published", "2025-11-21"],
                "No date was found",
            ),
            (["add", "kyiv-agrees", "by", "early December"], "add --published"),
            (["add", "kyiv-agrees", "by", "2025-12-25", "--known", "soon"], "--known"),
        ],
        ids=lambda words: " ".join(words[2:]) if isinstance(words, list) else "",
    )
    def test_what_does_not_fit_is_told(
        self, run: Run, flagship: Path, words: list[str], says: str
    ) -> None:
        before = record(flagship)
        result = run(flagship, *words, "--yes")
        assert result.exit_code == 2
        assert says in result.stderr
        assert record(flagship) == before


class TestCorrect:
    WORDS = ("correct", "kyiv-agrees/s1", "by", "2025-11-28", "--why", "misread the day", "--yes")

    def test_it_is_logged_and_told(self, run: Run, flagship: Path) -> None:
        assert run(flagship, *self.WORDS).exit_code == 0
        shown = " ".join(run(flagship, "history", "kyiv-agrees", "--format", "md").stdout.split())
        assert "Corrected 2025-11-21: s1 was by 2025-11-27" in shown
        assert "is by 2025-11-28: misread the day" in shown

    def test_without_a_reason_nothing_is_done(self, run: Run, flagship: Path) -> None:
        before = record(flagship)
        for why in ([], ["--why", " "]):
            result = run(flagship, *self.WORDS[:4], *why, "--yes")
            assert result.exit_code == 2
            assert "--why" in result.stderr
        assert record(flagship) == before


class TestChecked:
    def test_it_says_what_it_was(self, run: Run, flagship: Path) -> None:
        result = run(flagship, "checked", AFFAIR, "2025-11-20")
        assert result.stdout == f"{AFFAIR} is followed to 2025-11-20 (was: 2026-02-12).\n"

    def test_again_is_no_mistake(self, run: Run, flagship: Path) -> None:
        run(flagship, "checked", AFFAIR, "2025-11-20")
        again = run(flagship, "checked", AFFAIR, "2025-11-20")
        assert again.exit_code == 0
        assert again.stdout == f"{AFFAIR} is followed to 2025-11-20 already.\n"

    def test_of_one_event_as_far_as_its_affair(self, run: Run, flagship: Path) -> None:
        run(flagship, "checked", AFFAIR, "2025-11-20")
        result = run(flagship, "checked", f"{AFFAIR}/war-ends", "2025-11-20")
        assert result.exit_code == 0
        assert record(flagship).count("checked_through: 2025-11-20") == 2

    def test_the_day_is_today_where_none_is_named(self, run: Run, flagship: Path) -> None:
        late = datetime(2025, 11, 22, 3, 0, tzinfo=UTC)  # still the 21st in New York
        assert "followed to 2025-11-21" in run(flagship, "checked", AFFAIR, now=late).stdout

    def test_nobody_has_followed_it_to_tomorrow(self, run: Run, flagship: Path) -> None:
        result = run(flagship, "checked", AFFAIR, "2025-11-22")
        assert result.exit_code == 2
        assert "still to come" in result.stderr


class TestUndo:
    def test_each_kind_of_edit_in_turn(self, run: Run, flagship: Path) -> None:
        before = record(flagship)
        run(flagship, *ADD, "--yes")
        run(flagship, *TestCorrect.WORDS)
        run(flagship, "checked", AFFAIR, "2025-11-20")
        told = [run(flagship, "undo").stdout for _ in range(3)]
        assert [line.split()[1] for line in told] == ["checked", "correct", "add"]
        assert record(flagship) == before

    def test_nothing_to_undo(self, run: Run, flagship: Path) -> None:
        result = run(flagship, "undo")
        assert result.exit_code == 2
        assert "no edit to undo" in result.stderr
