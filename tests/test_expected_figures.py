"""The flagship and the example affairs give the figures that were worked out by hand."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bywhen.record.load import LoadResult, load_text
from bywhen.timetable.asof import figures_of_record

ROOT = Path(__file__).parent.parent
FLAGSHIP = "ukraine-28-point-plan"
AFFAIRS = {
    FLAGSHIP: ROOT / "events" / f"{FLAGSHIP}.yml",
    **{
        name: ROOT / "examples" / name / "events" / f"{name}.yml"
        for name in (
            "berlin-brandenburg-airport",
            "brexit-article-50",
            "jcpoa-2013-2015",
            "us-fy2024-appropriations",
        )
    },
}
# Claims of general knowledge: they have no source, and `check` says so.
WITHOUT_SOURCE = {"brexit-article-50": 2, "us-fy2024-appropriations": 2}


@cache
def loaded(affair: str) -> LoadResult:
    path = AFFAIRS[affair]
    return load_text(path.read_bytes(), f"events/{path.name}")


@cache
def golden(affair: str) -> dict[str, Any]:
    path = ROOT / "tests" / "golden" / f"{affair}.expected.yml"
    figures = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(figures, dict)
    return figures


@cache
def worked_out(affair: str, day: str) -> dict[str, dict[str, Any]]:
    """Figures by the event's own name, as they are written in the golden files."""
    return {
        one.event.rpartition("/")[2]: {
            **{key: plain(value) for key, value in asdict(one).items()},
            "verdicts": {
                claim.rpartition("/")[2]: verdict for claim, verdict in one.verdicts.items()
            },
        }
        for one in figures_of_record(loaded(affair).affairs, date.fromisoformat(day))
    }


def plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("affair", AFFAIRS)
def test_record_has_no_fault_and_only_warnings_that_are_explained(affair: str) -> None:
    result = loaded(affair)
    assert result.errors == ()
    assert len(result.affairs) == 1
    assert [warning.message for warning in result.warnings] == [
        "the claim has no source."
    ] * WITHOUT_SOURCE.get(affair, 0)


def test_every_golden_file_is_compared() -> None:
    stems = {path.name.removesuffix(".expected.yml") for path in (ROOT / "tests/golden").iterdir()}
    assert set(AFFAIRS) <= stems


@pytest.mark.parametrize(
    ("affair", "event", "day"),
    [
        (affair, event, day)
        for affair in AFFAIRS
        for event, days in golden(affair).items()
        for day in days
    ],
)
def test_figures_are_those_worked_out_by_hand(affair: str, event: str, day: str) -> None:
    expected = golden(affair)[event][day]
    figures = worked_out(affair, day)[event]
    assert {key: figures[key] for key in expected} == expected


def test_every_word_on_the_signing_date_is_in_the_chain() -> None:
    (affair,) = loaded(FLAGSHIP).affairs
    event = next(event for event in affair.events if event.slug == "kyiv-agrees")
    assert {claim.issuer_id for claim in event.claims} == {"us"}
    assert set(event.deciders) == {"us", "kyiv"}
