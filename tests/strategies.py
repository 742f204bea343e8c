"""Hypothesis strategies of the values that the laws are about: days, windows, offsets, EDTF."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from bywhen.errors import DateError
from bywhen.timetable.edtf import parse
from bywhen.timetable.offsets import Offset, parse_offset
from bywhen.timetable.window import Window

__all__ = [
    "days",
    "edtf_intervals",
    "edtf_periods",
    "edtf_texts",
    "near_days",
    "offset_texts",
    "offsets",
    "windows",
    "windows_and_days",
]


def days() -> st.SearchStrategy[date]:
    """Any day of the calendar."""
    return st.dates()


def near_days() -> st.SearchStrategy[date]:
    """Days of a few years around a leap day, so that windows touch, meet and share ends."""
    return st.one_of(
        st.dates(date(2023, 11, 1), date(2025, 4, 30)),
        st.sampled_from(
            [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2025, 2, 28)]
        ),
    )


@st.composite
def windows(draw: st.DrawFn, of: st.SearchStrategy[date] | None = None) -> Window:
    """Windows, each side open now and then, some of them a day."""
    side = st.none() | (near_days() if of is None else of)
    earliest, latest = draw(side), draw(side)
    if earliest and latest and earliest > latest:
        earliest, latest = latest, earliest
    return Window(earliest, latest)


def windows_and_days() -> st.SearchStrategy[tuple[Window, date]]:
    """A window and a day that may be on its border."""

    def with_day(window: Window) -> st.SearchStrategy[tuple[Window, date]]:
        borders = [day for day in (window.earliest, window.latest) if day]
        return st.tuples(
            st.just(window), near_days() | st.sampled_from(borders) if borders else near_days()
        )

    return windows().flatmap(with_day)


@st.composite
def offset_texts(draw: st.DrawFn) -> str:
    """ISO durations in years, months, weeks and days, before and after; a hundred years at most."""
    parts = draw(
        st.tuples(
            st.none() | st.integers(0, 60),
            st.none() | st.integers(0, 480),
            st.none() | st.integers(0, 500),
            st.none() | st.integers(0, 4000),
        ).filter(any)
    )
    sign = draw(st.sampled_from(["", "-"]))
    return f"{sign}P" + "".join(
        f"{number}{unit}" for number, unit in zip(parts, "YMWD", strict=True) if number is not None
    )


def offsets() -> st.SearchStrategy[Offset]:
    """Offsets as they are read."""
    return offset_texts().map(parse_offset)


def _is_edtf(text: str) -> bool:
    try:
        parse(text)
    except DateError:
        return False
    return True


@st.composite
def edtf_periods(draw: st.DrawFn) -> str:
    """EDTF texts of one date: days, months, parts of a year, years, open digits, marks."""
    year = f"{draw(st.integers(1, 9998)):04}"
    month = draw(st.integers(1, 12).map("{:02}".format) | st.sampled_from(["0X", "1X", "XX"]))
    day = draw(st.integers(1, 28).map("{:02}".format) | st.sampled_from(["0X", "1X", "2X", "XX"]))
    part = str(draw(st.integers(21, 41)))
    places = draw(st.sets(st.integers(0, 3), max_size=2))
    vague = "".join("X" if place in places else digit for place, digit in enumerate(year))
    shapes = (
        year,
        vague,
        f"{year}-{month}",
        f"{vague}-{month}",
        f"{year}-{part}",
        f"{year}-{month}-{day}",
        f"{vague}-{month}-{day}",
    )
    text = draw(st.sampled_from(shapes))
    return text + draw(st.sampled_from(["", "", "~", "?", "%"]))


def edtf_intervals() -> st.SearchStrategy[str]:
    """EDTF intervals, open ends and unknown ends among them."""
    end = edtf_periods() | st.sampled_from(["..", ""])
    return st.tuples(end, end).map("/".join).filter(_is_edtf)


def edtf_texts() -> st.SearchStrategy[str]:
    """Whatever `parse` reads."""
    return edtf_periods().filter(_is_edtf) | edtf_intervals()
