"""The geometry of the milestone trend chart: where lines, stems, dots and badges lie."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bywhen.publish.speech import ENGLISH, speech
from bywhen.publish.tracks import Scale
from bywhen.publish.trend import Course, Drawn, Stop, ticks, trend
from bywhen.publish.trenddrawing import trend_chart, worded

TODAY = date(2025, 11, 26)


def day(number: int) -> date:
    return date(2025, 11, 20) + timedelta(days=number)


def drawn(*stops: Stop, **rest: object) -> Drawn:
    chart = trend([Course("1", stops, **rest)], TODAY)  # type: ignore[arg-type]
    assert chart is not None
    return chart.drawn[0]


def kinds(one: Drawn) -> tuple[list[str], list[str]]:
    return [line.kind for line in one.lines], [dot.kind for dot in one.dots]


STEPS = {
    "a promise that holds is level": (
        [Stop(day(0), None, day(20))],
        (["level", "leader"], ["promise", "badge"]),
    ),
    "a window has a stem": (
        [Stop(day(0), day(10), day(20))],
        (["stem", "level", "leader"], ["promise", "badge"]),
    ),
    "an open end reaches the edge": (
        [Stop(day(0), day(10), None)],
        (["open", "level", "leader"], ["promise", "badge"]),
    ),
    "a slip steps": (
        [Stop(day(0), None, day(10)), Stop(day(3), None, day(20))],
        (["level", "step", "level", "leader"], ["promise", "promise", "badge"]),
    ),
    "the same word again is no step": (
        [Stop(day(0), None, day(10)), Stop(day(3), None, day(10))],
        (["level", "level", "leader"], ["promise", "promise", "badge"]),
    ),
    "a dropped date ends its line": (
        [Stop(day(0), None, day(10)), Stop(day(3), None, None)],
        (["level", "leader"], ["promise", "dropped", "badge"]),
    ),
    "after a gap it begins anew": (
        [Stop(day(0), None, day(10)), Stop(day(2), None, None), Stop(day(4), None, day(15))],
        (["level", "level", "leader"], ["promise", "dropped", "promise", "badge"]),
    ),
}


@pytest.mark.parametrize("name", list(STEPS))
def test_shapes(name: str) -> None:
    stops, expected = STEPS[name]
    assert kinds(drawn(*stops)) == expected


def test_later_is_higher_and_the_stem_spans_the_window() -> None:
    one = drawn(Stop(day(0), day(5), day(10)), Stop(day(3), None, day(20)))
    stem = next(line for line in one.lines if line.kind == "stem")
    first, second = (dot for dot in one.dots if dot.kind == "promise")
    assert second.y < first.y == stem.y2 < stem.y1
    assert first.x < second.x


def test_an_outcome_lies_on_its_own_days() -> None:
    one = drawn(Stop(day(0), None, day(10)), happened=(day(4), day(5)), settled=day(5))
    assert kinds(one) == (["level", "stem", "leader"], ["promise", "happened", "badge"])


def test_nothing_dated_gives_no_chart() -> None:
    assert trend([], TODAY) is None
    assert trend([Course("1", (Stop(day(0), None, None),))], TODAY) is None


def test_the_diagonal_is_the_day_itself() -> None:
    chart = trend([Course("1", (Stop(day(0), None, day(20)),))], TODAY)
    assert chart is not None and chart.diagonal is not None
    assert chart.diagonal.x1 < chart.today <= chart.diagonal.x2
    assert chart.diagonal.y1 > chart.diagonal.y2


dates = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@st.composite
def courses(draw: st.DrawFn) -> list[Course]:
    found = []
    for number in range(draw(st.integers(1, 8))):
        known = sorted(draw(st.lists(dates, min_size=1, max_size=5, unique=True)))
        stops = []
        for when in known:
            first, last = sorted((draw(dates), draw(dates)))
            stops.append(
                Stop(
                    when,
                    draw(st.sampled_from([None, first])),
                    draw(st.sampled_from([None, last])),
                )
            )
        found.append(Course(str(number + 1), tuple(stops)))
    return found


@given(courses(), dates)
def test_everything_lies_inside_and_badges_do_not_touch(some: list[Course], today: date) -> None:
    chart = trend(some, max(today, *(stop.known for one in some for stop in one.stops)))
    if chart is None:
        return
    badges = []
    for one in chart.drawn:
        for line in one.lines:
            assert all(0 <= value <= 1 for value in (line.x1, line.y1, line.x2, line.y2))
        for dot in one.dots:
            assert 0 <= dot.x <= 1
            assert 0 <= dot.y <= 1
        badges.append(one.dots[-1].y)
        assert one.dots[-1].kind == "badge"
    badges.sort()
    assert all(b - a >= 0.069 for a, b in pairwise(badges))
    assert "style=" not in trend_chart(chart)


@pytest.mark.parametrize(
    ("last", "step", "count"),
    [(day(5), 1, 6), (day(10), 2, 6), (day(30), 7, 4), (day(70), 14, 5), (day(300), 0, 5)],
)
def test_scales_take_the_step_that_fits(last: date, step: int, count: int) -> None:
    found, days = ticks(Scale(day(0), last), 6)
    assert (found, len(days)) == (step, count)


def test_the_year_stands_where_it_begins() -> None:
    assert [words for _, words in worded(Scale(date(2025, 12, 20), date(2026, 1, 10)), 6, ENGLISH)] == [
        "22 Dec", "29 Dec", "5 Jan 2026",
    ]  # fmt: skip
    months = worded(Scale(date(2025, 11, 20), date(2026, 4, 1)), 6, speech("zh-Hant"))
    assert [words for _, words in months][:2] == ["2025年12月", "2026年1月"]
