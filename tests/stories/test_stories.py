"""The stories told day by day over loopback: what is proposed, and what the record then says."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bywhen.cli.app import cli
from bywhen.cli.session import Session
from bywhen.editing.build import build_tracker
from bywhen.record import load_or_raise
from bywhen.timetable.claims import Affair
from bywhen.tracker import Tracker
from tests.stories.story import FOLDER, Story
from tests.stories.table import lines
from tests.stories.telling import Told, score, tell, tell_to_desk

ROOT = FOLDER.parents[1]
LEAST_RIGHT = 0.8
LEAST_OF = {"appropriations": 0.6, "port": 0.7}  # they tell of much that is no milestone


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The story of the plan, told once."""
    return tell(Story.load("plan"), tmp_path_factory.mktemp("plan") / "tracker")


def _slips(folder: Path, event: str) -> dict[str, Any]:
    at = datetime(2026, 2, 7, 18, tzinfo=UTC)
    session = Session(folder=str(folder), clock=lambda: at)
    words = ["slip", "--format", "json", "--affair", "ukraine-28-point-plan", "--as-of"]
    result = CliRunner().invoke(cli, [*words, "2026-02-07"], obj=session, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return next(
        {**row, "verdicts": list(row["verdicts"].values())}  # by claim: the ids are others
        for row in json.loads(result.stdout)
        if row["event"] == event
    )


def _chain(affair: Affair, event: str) -> list[tuple[object, ...]]:
    claims = next(one.claims for one in affair.events if one.slug == event)
    return [
        (
            one.kind,
            one.modality,
            one.window,
            one.strict,
            one.known,
            one.issuer_id,
            one.timetable,
        )
        for one in sorted(claims, key=lambda one: (one.known, one.order))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("event", ["kyiv-agrees", "war-ends"])
def test_what_was_accepted_is_the_flagship_s_chain(plan: Told, event: str) -> None:
    (told,) = load_or_raise(Tracker.open(plan.folder)).affairs
    flagship = next(
        one
        for one in load_or_raise(Tracker.open(ROOT)).affairs
        if one.id == "ukraine-28-point-plan"
    )
    assert _chain(told, event) == _chain(flagship, event)


@pytest.mark.slow
@pytest.mark.parametrize("event", ["kyiv-agrees", "war-ends"])
def test_its_figures_are_the_flagship_s(plan: Told, event: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "events", tmp_path / "flagship" / "events")
    build_tracker(Tracker.open(tmp_path / "flagship"))
    assert _slips(plan.folder, event) == _slips(tmp_path / "flagship", event)


@pytest.mark.slow
def test_four_in_five_are_right_and_nothing_wrong_is_sure(plan: Told) -> None:
    found = score(plan)
    table = "\n".join(lines("plan", plan, found))
    assert found.share >= LEAST_RIGHT, table
    assert not found.wrong_sure, table


@pytest.mark.slow
@pytest.mark.parametrize("name", Story.others())
def test_other_affairs_are_read_as_well(name: str, tmp_path: Path) -> None:
    told = tell_to_desk(Story.load(name), tmp_path / "tracker")
    found = score(told)
    table = "\n".join(lines(name, told, found))
    assert found.share >= LEAST_OF.get(name, LEAST_RIGHT), table
    assert not found.wrong_sure, table


@pytest.mark.slow
def test_telling_it_once_more_adds_nothing(plan: Told) -> None:
    """All feeds again, a day later: unchanged, nothing proposed."""
    assert "new proposal" in "".join(plan.outputs)
    assert plan.outputs[-2].rstrip().endswith("No new proposals.")


@pytest.mark.slow
def test_the_documented_figures_are_those_of_the_program(plan: Told) -> None:
    written = (ROOT / "docs" / "ingest.md").read_text(encoding="utf-8")
    told = list(lines("plan", plan, score(plan)))
    assert all(line in written for line in told[:5]), "run python -m tests.stories plan"
