"""The figures worked out by hand come out of `slip --format json`, for every affair and day."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bywhen.editing.build import build_tracker
from bywhen.tracker import Tracker
from tests.cli.conftest import ROOT, Run

GOLDEN = sorted((ROOT / "tests" / "golden").glob("*.expected.yml"))


def cases() -> Iterator[Any]:
    for path in GOLDEN:
        affair = path.name.removesuffix(".expected.yml")
        expected = yaml.safe_load(path.read_text(encoding="utf-8"))
        days = {day for by_day in expected.values() for day in by_day}
        for day in sorted(days):
            figures = {event: by_day[day] for event, by_day in expected.items() if day in by_day}
            yield pytest.param(affair, str(day), figures, id=f"{affair} as of {day}")


@pytest.fixture(scope="module")
def every_affair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("all")
    (folder / "events").mkdir()
    for path in [*ROOT.glob("events/*.yml"), *ROOT.glob("examples/*/events/*.yml")]:
        shutil.copy(path, folder / "events")
    build_tracker(Tracker.open(folder))
    return folder


@pytest.mark.parametrize(("affair", "day", "expected"), list(cases()))
def test_slip_gives_the_figures_worked_out_by_hand(
    run: Run, every_affair: Path, affair: str, day: str, expected: dict[str, dict[str, Any]]
) -> None:
    asked = ("slip", "--format", "json", "--affair", affair, "--as-of", day)
    result = run(every_affair, *asked)
    assert result.exit_code == 0, result.output
    rows = {row["event"]: row for row in json.loads(result.stdout)}
    for event, figures in expected.items():
        shown = {name: rows[event][name] for name in figures}
        assert shown == figures, f"{event} as of {day}"
