"""`bywhen review` as it is typed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from bywhen.cli.app import cli
from bywhen.cli.session import Session
from bywhen.store import proposals
from bywhen.tracker import Tracker
from tests.support.desk import propose_now, put_entry

NOW = datetime(2025, 12, 9, 18, 0, tzinfo=UTC)
CHRISTMAS = "The White House wants Kyiv to accept the plan by Christmas, Zelensky said."
MARCH = "澤連斯基表示，烏克蘭將在明年3月舉行選舉。"
Review = Callable[..., Result]


@pytest.fixture
def review(tracker: Tracker, desk: sqlite3.Connection) -> Review:
    """Two proposals, and a way to judge them."""
    put_entry(desk, CHRISTMAS, "2025-12-09T15:00:00Z")
    put_entry(desk, MARCH, "2025-12-09T16:00:00Z", language="zh-Hant", title="烏克蘭")
    propose_now(tracker.root, NOW)

    def run(*words: str, typed: str | None = None) -> Result:
        session = Session(folder=str(tracker.root), clock=lambda: NOW)
        return CliRunner().invoke(cli, ["review", *words], obj=session, input=typed)

    return run


def test_the_list_for_programs_has_the_columns_of_the_table(review: Review) -> None:
    first, second = json.loads(review("list", "--format", "json").stdout)
    assert (first["id"], first["event"], first["latest"], first["unsure"]) == (
        1, "peace-plan/kyiv-agrees", "2025-12-25", False,
    )  # fmt: skip
    assert first["sources"][0]["publisher"] == "Loopback News"
    assert (second["sentence"], second["language"]) == (MARCH, "zh-Hant")
    assert second["sentence"][second["start"] : second["end"]] == "明年3月"


def test_alone_and_without_a_terminal_it_lists(review: Review) -> None:
    assert "kyiv-agrees" in review().stdout


def test_what_was_decided_is_no_longer_listed(review: Review) -> None:
    review("reject", "1", "--why", "a rumour")
    assert [one["id"] for one in json.loads(review("list", "--format", "json").stdout)] == [2]
    (one,) = json.loads(review("list", "--state", "rejected", "--format", "json").stdout)
    assert one["decided_why"] == "a rumour"


def test_accepting_asks_first(review: Review, tracker: Tracker) -> None:
    before = (tracker.events_dir / "peace-plan.yml").read_bytes()
    said = review("accept", "1", typed="n\n")
    assert (said.exit_code, "Nothing was written." in said.stdout) == (0, True)
    assert (tracker.events_dir / "peace-plan.yml").read_bytes() == before
    assert "Recorded: peace-plan/kyiv-agrees/" in review("accept", "1", typed="y\n").stdout


def test_a_dry_run_shows_and_writes_nothing(review: Review, desk: sqlite3.Connection) -> None:
    said = review("accept", "1", "--dry-run", "--issuer", "Marco Rubio")
    assert "+   - {id: 2025-12-09-us" in said.stdout or "issuer: Marco Rubio" in said.stdout
    assert proposals.get(desk, 1).issuer == "White House"


def test_all_that_is_sure_is_accepted_at_once(review: Review, desk: sqlite3.Connection) -> None:
    assert review("accept", "--sure", "--yes").exit_code == 0
    assert [one.state for one in proposals.listed(desk, None)] == ["accepted", "accepted"]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("by", "2025-12-20"), "by 20 Dec 2025"),
        (("by", "early January"), "by 10 Jan 2026"),
        (("within", "2025-12-20/2025-12-31"), "20 to 31 Dec 2025"),
        (("not-before", "2025-12-20"), "not before 20 Dec 2025"),
        (("by", "P10D", "--after", "war-ends"), "by P10D after war-ends"),
        (("withdrawn",), "the date no longer stands"),
    ],
)
def test_another_date_is_typed_as_for_add(
    review: Review, words: tuple[str, ...], shown: str
) -> None:
    said = review("edit", "1", *words)
    assert said.exit_code == 0, said.output
    assert f"Says:     {shown}" in said.stdout
    assert review("accept", "1", "--yes").exit_code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("show", "9"), "There is no proposal 9"),
        (("accept",), "Which proposal?"),
        (("accept", "1", "2", "--issuer", "us", "--yes"), "go with one number"),
        (("edit", "1"), "Nothing to change"),
        (("edit", "1", "someday"), "says nothing of a date"),
        (("edit", "1", "by", "2025-13-01"), "2025-13-01"),
        (("edit", "1", "--event", "A b!"), "no id of an event"),
        (("attach", "1", "kyiv-agrees/zzz"), "has no claim"),
        (("attach", "1", "1"), "another one of its affair"),
        (("undo",), "nothing to undo"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(
    review: Review, words: tuple[str, ...], message: str
) -> None:
    said = review(*words)
    assert said.exit_code == 2
    assert message in said.stderr


def test_at_a_terminal_it_goes_through_all(review: Review, desk: sqlite3.Connection) -> None:
    answers = "e\nby 2025-12-20\n\n\na\nr\nnot for us\n"
    said = review("--ask", "--by", "ana", typed=answers)
    assert said.exit_code == 0, said.output
    first, second = sorted(proposals.listed(desk, None), key=lambda one: one.id)
    assert (first.state, str(first.latest), first.decided_by) == ("accepted", "2025-12-20", "ana")
    assert (second.state, second.decided_why) == ("rejected", "not for us")
    assert "All done." in said.stdout


def test_a_mistake_at_the_terminal_is_told_and_asked_again(review: Review) -> None:
    said = review("--ask", typed="t\nnowhere/x\nq\n")
    assert "has no claim" in said.stderr
    assert "2 left open." in said.stdout
