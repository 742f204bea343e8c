"""Small records on which two readers of the rules once got different figures."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.rules.reference import Reference
from tests.support.records import affair, day, figures_at

REFERENCE = Reference()


@dataclass(frozen=True)
class Case:
    """A record, an event of it, a day of knowledge, and figures that both must give."""

    record: str
    event: str
    k: str
    figures: dict[str, object] = field(default_factory=dict)


CASES = {
    "a claim without a date while it stood is no baseline, though its anchor gets one later": Case(
        """
        event anchor
          a within 2024-01-16/2024-01-18 known=2024-02-04
        event hung
          c1 by P5D after=anchor known=2024-01-17
          c2 within 2024-03-02/2024-03-04 known=2024-01-19
        """,
        "hung",
        "2024-02-04",
        {"baseline_claim": "x/hung/c2", "net_slip": 0, "n_slips": 0},
    ),
    "a claim dated while it stood stays the baseline when its anchor loses its date": Case(
        """
        event anchor
          a by 2024-02-10 known=2024-01-10
          b withdrawn known=2024-01-20
        event hung
          c by P5D after=anchor known=2024-01-12
        """,
        "hung",
        "2024-01-20",
        {"baseline_due": day("2024-02-15"), "due_to": None, "status": "conditional"},
    ),
    "an anchor's baseline without a date while the claim stood makes it no baseline": Case(
        """
        event anchor
          a by 2024-02-25 known=2024-01-27
          b withdrawn known=2024-02-03
        event hung
          c by P5D after=anchor known=2024-02-22
        """,
        "hung",
        "2024-02-22",
        {"baseline_claim": None, "net_slip": None},
    ),
    "an anchored baseline follows its anchor's baseline to the claim that is tagged later": Case(
        """
        event anchor
          a day 2024-02-16 known=2024-01-15
          b by 2024-03-01 known=2024-01-25 tag=plan
        event hung
          c by P10D after=anchor known=2024-01-19
        """,
        "hung",
        "2024-01-25",
        {"baseline_due": day("2024-03-11"), "net_slip": 0, "n_pull_ins": 1},
    ),
    "by an offset from a window commits to the days on which the offset can end": Case(
        """
        event anchor
          a within 2024-01-10/2024-01-20 known=2024-01-01
        event hung
          c by P10D after=anchor known=2024-01-02
        """,
        "hung",
        "2024-01-02",
        {"due_from": day("2024-01-20"), "due_to": day("2024-01-30")},
    ),
    "a baseline that is only a first day has not moved while it stands": Case(
        """
        event free
          a not_before 2024-02-01 known=2024-01-01 tag=plan
        """,
        "free",
        "2024-01-01",
        {"net_slip": None, "slip_least": 0, "slip_most": 0},
    ),
    "a ratio that ends in a five is rounded to the even digit": Case(
        """
        event late
          a by 2024-02-22 known=2024-01-01
          b by 2024-02-17 known=2024-02-02
        """,
        "late",
        "2024-02-02",
        {"net_slip": -5, "slip_rate": -0.1562},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_engine_and_query_read_it_the_same_way(case: Case) -> None:
    record = affair(case.record)
    REFERENCE.load([record])
    engine = figures_at(record, case.event, case.k)
    query = {one.event: one for one in REFERENCE.figures(day(case.k))}[f"x/{case.event}"]
    assert {name: getattr(engine, name) for name in case.figures} == case.figures
    assert query == engine
