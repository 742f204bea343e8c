"""Windows: closed spans of civil days, and the algebra that the rules of calculation rest on."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bywhen.errors import DateError
from bywhen.timetable.window import (
    ANY_DAY,
    Window,
    iso,
    month_length,
    month_window,
    year_window,
)
from tests.strategies import days, near_days, windows, windows_and_days

A, B, C, D = date(2025, 12, 1), date(2025, 12, 10), date(2025, 12, 15), date(2025, 12, 31)
DAY = timedelta(days=1)


class TestOneWindow:
    @pytest.mark.parametrize(
        ("window", "is_day", "is_open", "length", "text"),
        [
            pytest.param(Window(A, B), False, False, 10, "2025-12-01/2025-12-10", id="closed"),
            pytest.param(Window(A, A), True, False, 1, "2025-12-01", id="a day"),
            pytest.param(Window(A, None), False, True, None, "2025-12-01/..", id="no latest"),
            pytest.param(Window(None, B), False, True, None, "../2025-12-10", id="no earliest"),
            pytest.param(ANY_DAY, False, True, None, "../..", id="any day"),
            pytest.param(
                Window(date.min, date.max),
                False,
                False,
                3_652_059,
                "0001-01-01/9999-12-31",
                id="the whole calendar is not open",
            ),
        ],
    )
    def test_it_is_a_day_only_if_it_is_exactly_one(
        self, window: Window, is_day: bool, is_open: bool, length: int | None, text: str
    ) -> None:
        assert window.is_day is is_day
        assert window.is_open is is_open
        assert window.days == length
        assert str(window) == text

    def test_a_window_of_one_day_is_made_from_that_day(self) -> None:
        assert Window.day(A) == Window(A, A)

    def test_an_end_before_the_start_is_refused_with_both_ways_out(self) -> None:
        with pytest.raises(DateError) as caught:
            Window(B, A)
        assert str(caught.value) == (
            "the window starts on 2025-12-10, after its end 2025-12-01;"
            " write 2025-12-01/2025-12-10 or correct one of them"
        )
        assert caught.value.text == "2025-12-10/2025-12-01"

    def test_windows_are_values(self) -> None:
        assert {Window(A, B), Window(A, B), Window(A, None)} == {Window(A, None), Window(A, B)}
        with pytest.raises(AttributeError):
            Window(A, B).latest = C  # type: ignore[misc]

    @pytest.mark.parametrize(("day", "text"), [(A, "2025-12-01"), (None, None)])
    def test_a_missing_day_has_no_iso_text(self, day: date | None, text: str | None) -> None:
        assert iso(day) == text


class TestContains:
    @pytest.mark.parametrize(
        ("window", "inside", "outside"),
        [
            pytest.param(Window(A, B), [A, B], [A - DAY, B + DAY], id="both ends are in"),
            pytest.param(Window(A, None), [A, date.max], [A - DAY], id="open to the right"),
            pytest.param(Window(None, B), [date.min, B], [B + DAY], id="open to the left"),
            pytest.param(ANY_DAY, [date.min, A, date.max], [], id="any day"),
            pytest.param(Window(A, A), [A], [A - DAY, A + DAY], id="a day"),
        ],
    )
    def test_its_days(self, window: Window, inside: list[date], outside: list[date]) -> None:
        assert all(day in window for day in inside)
        assert not any(day in window for day in outside)

    @pytest.mark.parametrize("thing", ["2025-12-05", None, 20251205, Window(A, B)], ids=repr)
    def test_what_is_no_day_is_in_no_window(self, thing: object) -> None:
        assert thing not in Window(A, B)
        assert thing not in ANY_DAY

    def test_an_instant_is_no_day(self) -> None:
        assert datetime(2025, 12, 5, tzinfo=UTC) not in Window(A, B)
        assert datetime(2025, 12, 5, tzinfo=UTC) not in ANY_DAY


class TestAlgebra:
    @pytest.mark.parametrize(
        ("one", "other", "met", "hull"),
        [
            pytest.param(Window(A, C), Window(B, D), Window(B, C), Window(A, D), id="overlap"),
            pytest.param(Window(A, B), Window(B, C), Window(B, B), Window(A, C), id="share a day"),
            pytest.param(
                Window(A, B), Window(B + DAY, C), None, Window(A, C), id="only touch: no day shared"
            ),
            pytest.param(Window(A, A), Window(D, D), None, Window(A, D), id="apart"),
            pytest.param(Window(A, D), Window(B, C), Window(B, C), Window(A, D), id="inside"),
            pytest.param(
                Window(A, None), Window(None, C), Window(A, C), ANY_DAY, id="open to both sides"
            ),
            pytest.param(
                Window(B, None), Window(A, C), Window(B, C), Window(A, None), id="open to the right"
            ),
            pytest.param(
                Window(None, B), Window(A, C), Window(A, B), Window(None, C), id="open to the left"
            ),
            pytest.param(Window(None, A), Window(B, None), None, ANY_DAY, id="open, but apart"),
            pytest.param(ANY_DAY, ANY_DAY, ANY_DAY, ANY_DAY, id="any day"),
            pytest.param(ANY_DAY, Window(A, B), Window(A, B), ANY_DAY, id="any day and some"),
        ],
    )
    def test_the_days_in_both_and_the_days_around_both(
        self, one: Window, other: Window, met: Window | None, hull: Window
    ) -> None:
        assert one.meet(other) == met == other.meet(one)
        assert one.hull(other) == hull == other.hull(one)

    @pytest.mark.parametrize(
        ("one", "other", "covered"),
        [
            pytest.param(Window(A, B), Window(A, B), True, id="itself"),
            pytest.param(Window(A, D), Window(B, C), True, id="inside"),
            pytest.param(Window(A, C), Window(B, D), False, id="sticks out to the right"),
            pytest.param(Window(B, D), Window(A, C), False, id="sticks out to the left"),
            pytest.param(Window(A, B), Window(A, B + DAY), False, id="one day too late"),
            pytest.param(Window(A, B), Window(A - DAY, B), False, id="one day too early"),
            pytest.param(Window(A, None), Window(B, None), True, id="open covers open"),
            pytest.param(Window(A, None), Window(B, C), True, id="open covers closed"),
            pytest.param(Window(A, D), Window(B, None), False, id="closed covers no open right"),
            pytest.param(Window(A, D), Window(None, C), False, id="closed covers no open left"),
            pytest.param(Window(None, D), Window(None, C), True, id="open left covers open left"),
            pytest.param(ANY_DAY, ANY_DAY, True, id="any day covers any day"),
            pytest.param(Window(date.min, date.max), ANY_DAY, False, id="the calendar has borders"),
        ],
    )
    def test_covering(self, one: Window, other: Window, covered: bool) -> None:
        assert one.covers(other) is covered

    @given(windows(), windows(), near_days())
    def test_a_day_is_in_the_meeting_if_it_is_in_both(
        self, one: Window, other: Window, day: date
    ) -> None:
        met = one.meet(other)
        assert (met is not None and day in met) == (day in one and day in other)

    @given(windows(), windows())
    def test_the_hull_is_the_smallest_that_covers_both(self, one: Window, other: Window) -> None:
        hull = one.hull(other)
        assert hull.covers(one)
        assert hull.covers(other)
        assert hull.earliest in (one.earliest, other.earliest)
        assert hull.latest in (one.latest, other.latest)

    @given(windows(), windows())
    def test_order_makes_no_difference(self, one: Window, other: Window) -> None:
        assert one.meet(other) == other.meet(one)
        assert one.hull(other) == other.hull(one)

    @given(windows(), windows(), windows())
    def test_nor_does_grouping(self, one: Window, two: Window, three: Window) -> None:
        assert one.hull(two).hull(three) == one.hull(two.hull(three))
        left, right = one.meet(two), two.meet(three)
        assert (left and left.meet(three)) == (right and one.meet(right))

    @given(windows())
    def test_a_window_meets_and_spans_itself(self, window: Window) -> None:
        assert window.meet(window) == window.hull(window) == window
        assert window.meet(ANY_DAY) == window
        assert window.hull(ANY_DAY) == ANY_DAY

    @given(windows(), windows())
    def test_meeting_inside_the_hull_gives_a_window_back(self, one: Window, other: Window) -> None:
        assert one.meet(one.hull(other)) == one
        met = one.meet(other)
        assert met is None or one.hull(met) == one

    @given(windows(), windows())
    def test_covering_is_seen_in_meeting_and_hull_alike(self, one: Window, other: Window) -> None:
        covered = one.covers(other)
        assert covered == (one.meet(other) == other) == (one.hull(other) == one)

    @given(windows(), windows(), windows())
    def test_covering_is_an_order(self, one: Window, two: Window, three: Window) -> None:
        assert one.covers(one)
        assert not (one.covers(two) and two.covers(three)) or one.covers(three)
        assert not (one.covers(two) and two.covers(one)) or one == two

    @given(windows_and_days())
    def test_a_day_is_in_a_window_that_covers_it(self, pair: tuple[Window, date]) -> None:
        window, day = pair
        assert (day in window) == window.covers(Window.day(day))

    @given(windows())
    def test_the_length_counts_both_ends(self, window: Window) -> None:
        if window.earliest and window.latest:
            assert window.days == 1 + (window.latest - window.earliest).days
            assert window.is_day == (window.days == 1)
        else:
            assert window.days is None
            assert window.is_open


class TestMonthsAndYears:
    @pytest.mark.parametrize(
        ("year", "month", "length"),
        [
            (2025, 1, 31),
            (2025, 2, 28),
            (2024, 2, 29),
            (1900, 2, 28),
            (2000, 2, 29),
            (2025, 4, 30),
            (2025, 12, 31),
            (1, 2, 28),
            (9999, 12, 31),
        ],
    )
    def test_a_month_runs_to_its_last_day(self, year: int, month: int, length: int) -> None:
        assert month_length(year, month) == length
        assert month_window(year, month) == Window(date(year, month, 1), date(year, month, length))

    @given(st.integers(1, 9999), st.integers(1, 12))
    def test_month_lengths_are_those_of_the_calendar(self, year: int, month: int) -> None:
        assert month_length(year, month) == calendar.monthrange(year, month)[1]

    @given(days())
    def test_a_day_is_in_its_month_and_its_month_in_its_year(self, day: date) -> None:
        assert day in month_window(day.year, day.month)
        assert year_window(day.year).covers(month_window(day.year, day.month))

    def test_a_year_runs_from_january_to_december(self) -> None:
        assert year_window(2025) == Window(date(2025, 1, 1), date(2025, 12, 31))
