"""Laws of the strips of time: nothing leaves the strip, nothing becomes more certain on it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bywhen.publish.tracks import Scale, scale_for, window_mark

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))
SIDES = st.one_of(st.none(), DAYS)
ANY_DAYS = st.dates()


@given(st.lists(ANY_DAYS, max_size=8), ANY_DAYS)
def test_scale_holds_today_and_is_never_endless(days: list[date], today: date) -> None:
    scale = scale_for(days, today)
    assert scale.holds(today)
    assert 1 <= scale.days <= 1700
    assert all(scale.holds(day) for day in days if abs((day - today).days) <= 700)


@given(st.lists(DAYS, min_size=1, max_size=4), DAYS, SIDES, SIDES)
def test_marks_stay_on_the_strip(
    days: list[date], today: date, one: date | None, other: date | None
) -> None:
    earliest, latest = sorted((one, other)) if one and other else (one, other)
    mark = window_mark(scale_for(days, today), earliest, latest, "within")
    if mark is None:
        assert earliest is None
        assert latest is None
    else:
        assert 0 <= mark.start <= mark.end <= 100


@given(DAYS, st.integers(1, 400), st.integers(0, 400), st.integers(0, 400))
def test_a_wider_window_is_never_drawn_narrower(
    first: date, length: int, before: int, after: int
) -> None:
    last = first + timedelta(days=length)
    scale = Scale(first - timedelta(days=500), last + timedelta(days=500))
    narrow = window_mark(scale, first, last, "within")
    wide = window_mark(
        scale, first - timedelta(days=before), last + timedelta(days=after), "within"
    )
    assert narrow is not None
    assert wide is not None
    assert wide.start <= narrow.start
    assert narrow.end <= wide.end


KINDS = [
    ("one day", date(2025, 12, 1), date(2025, 12, 1), "day", "day"),
    ("a window", date(2025, 12, 1), date(2025, 12, 5), "within", "window"),
    ("a deadline", date(2025, 12, 5), date(2025, 12, 5), "by", "by"),
    ("an open start", None, date(2025, 12, 5), "within", "by"),
    ("an open end", date(2025, 12, 1), None, "not_before", "not_before"),
]


@pytest.mark.parametrize(
    ("earliest", "latest", "modality", "kind"),
    [row[1:] for row in KINDS],
    ids=[row[0] for row in KINDS],
)
def test_kind_of_shape(
    earliest: date | None, latest: date | None, modality: str, kind: str
) -> None:
    mark = window_mark(Scale(date(2025, 11, 1), date(2025, 12, 31)), earliest, latest, modality)
    assert mark is not None
    assert mark.kind == kind
    if latest is None:
        assert mark.end == 100
    if earliest is None:
        assert mark.start == 0


@given(DAYS, st.integers(10, 1500))
def test_ticks_are_few_and_in_order(first: date, length: int) -> None:
    ticks = Scale(first, first + timedelta(days=length)).ticks()
    places = [tick.place for tick in ticks]
    assert len(ticks) <= 5
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)
