"""Kinds of moves and verdicts, row by row."""

from __future__ import annotations

import pytest

from bywhen.timetable.claims import Kind
from bywhen.timetable.promises import Following, inside, judge, kind_of_move

NONE = (None, None)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ((5, 5), (5, 5), "restated"),
        ((None, 5), (None, 5), "restated"),
        ((1, 9), (2, 8), "firmed"),
        ((1, 9), (1, 8), "firmed"),
        ((1, 9), (2, 9), "firmed"),
        ((1, None), (2, 8), "firmed"),
        ((None, 9), (2, 9), "firmed"),
        ((None, 9), (None, 8), "firmed"),
        ((1, None), (2, None), "firmed"),
        ((1, 9), (5, 5), "firmed"),
        ((2, 8), (1, 9), "loosened"),
        ((5, 5), (1, 9), "loosened"),
        ((2, 8), (2, 9), "loosened"),
        ((2, 8), (1, 8), "loosened"),
        ((2, 8), (2, None), "loosened"),
        ((2, 8), (None, 8), "loosened"),
        ((5, 5), (6, 6), "slip"),
        ((1, 5), (2, 6), "slip"),
        ((None, 5), (6, None), "slip"),
        ((1, 5), (2, None), "slip"),
        ((None, 5), (4, 6), "slip"),
        ((6, 6), (5, 5), "pull-in"),
        ((2, 6), (1, 5), "pull-in"),
        ((6, None), (None, 5), "pull-in"),
        ((2, None), (1, 5), "pull-in"),
        ((4, 6), (None, 5), "pull-in"),
        (NONE, (5, 5), "redated"),
        (NONE, (5, None), "redated"),
        ((5, 5), NONE, "dropped"),
        ((5, None), NONE, "dropped"),
        (NONE, NONE, None),
    ],
)
def test_kind_of_move(
    old: tuple[int | None, int | None], new: tuple[int | None, int | None], kind: str | None
) -> None:
    assert kind_of_move(old, new) == kind


@pytest.mark.parametrize(
    ("inner", "outer", "holds"),
    [
        ((2, 8), (2, 8), True),
        ((1, 8), (2, 8), False),
        ((2, 9), (2, 8), False),
        ((None, 8), (2, 8), False),
        ((2, None), (2, 8), False),
        ((None, 8), (None, 8), True),
        ((2, None), (1, None), True),
        (NONE, (2, 8), False),
        ((2, 8), NONE, False),
        (NONE, NONE, False),
    ],
)
def test_inside(
    inner: tuple[int | None, int | None], outer: tuple[int | None, int | None], holds: bool
) -> None:
    assert inside(inner, outer) is holds


TARGET, WITHDRAWN, CANCELLED = Kind.TARGET, Kind.WITHDRAWN, Kind.CANCELLED


@pytest.mark.parametrize(
    ("promised", "hanging", "following", "outcome", "verdict", "notice"),
    [
        ((10, 10), False, None, None, "open", None),
        ((10, 10), False, None, (10, 10), "kept", None),
        ((10, 10), False, None, (9, 9), "kept", None),
        ((10, 10), False, None, (11, 11), "missed", None),
        ((10, 10), False, None, (10, 11), "unclear", None),
        ((10, 10), True, None, (11, 11), "open", None),
        ((10, 10), False, (TARGET, 12, (10, 10)), None, "superseded", None),
        ((1, 10), False, (TARGET, 5, (10, 10)), None, "superseded", None),
        ((10, 10), False, (TARGET, 11, (12, 12)), None, "missed", -1),
        ((10, 10), False, (TARGET, 10, (12, 12)), None, "moved", 0),
        ((10, 10), True, (TARGET, 11, (12, 12)), None, "moved", None),
        ((10, 10), False, (TARGET, 11, (8, 8)), None, "missed", -1),
        ((10, 10), True, (TARGET, 11, (8, 8)), None, "pulled_in", None),
        ((10, 10), False, (WITHDRAWN, 8, NONE), None, "dropped", 2),
        ((10, 10), False, (CANCELLED, 8, NONE), None, "dropped", 2),
        ((10, 10), False, (CANCELLED, 11, NONE), None, "missed", -1),
        ((10, 10), True, (CANCELLED, 11, NONE), None, "dropped", None),
        ((10, 10), False, (TARGET, 8, NONE), None, "moved", 2),
        ((10, 10), False, (TARGET, 8, (9, None)), None, "moved", 2),
        ((5, 10), False, (TARGET, 4, (6, 9)), None, "firmed", None),
        ((5, 10), False, (TARGET, 4, (4, 9)), None, "pulled_in", None),
        ((5, 10), False, (TARGET, 4, (6, 11)), None, "moved", 6),
    ],
)
def test_judge(
    promised: tuple[int | None, int | None],
    hanging: bool,
    following: Following | None,
    outcome: tuple[int | None, int | None] | None,
    verdict: str,
    notice: int | None,
) -> None:
    assert judge(promised, hanging, following, outcome) == (verdict, notice)


def test_an_outcome_does_not_judge_what_another_claim_ended() -> None:
    assert judge((10, 10), False, (TARGET, 8, (12, 12)), (9, 9))[0] == "moved"


def test_without_a_last_day_there_is_no_promise() -> None:
    with pytest.raises(ValueError, match="no promise"):
        judge((10, None), False, None, None)
