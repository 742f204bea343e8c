"""Ranges written as one phrase: Nov. 20-24, January-March 2025, 1914-1918, one or two weeks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bywhen.reading.meaning import MEANINGS, Meaning, Setting, Unmeant, add_months, means, undated
from bywhen.reading.parse import Value
from bywhen.reading.resolve_days import a_date, whole, year_of
from bywhen.reading.resolve_spans import duration_of, moved
from bywhen.timetable.window import Window, month_window, year_window

__all__: list[str] = []

_CENTURIES = ("century1", "century2")


@means("day_range")
def _day_range(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """Nov. 20-24, 20 to 24 November: two days that share a month, a year or nothing."""
    first, last = whole(values, "day1"), whole(values, "day2")
    assert first is not None and last is not None
    named = {
        key: values[key]
        for key in ("year", "yy", "year_shift", "era_year", "era_zero")
        if key in values
    }
    year = year_of(named, setting)
    month1 = (
        whole(values, "month1")
        or whole(values, "month")
        or whole(values, "mon1")
        or whole(values, "mon")
    )
    month2 = whole(values, "month2") or whole(values, "mon2") or month1
    if month1 is None:
        shift = whole(values, "month_shift")
        if shift is not None:
            moved_month = add_months(setting.now.replace(day=1), shift)
            start = a_date(moved_month.year, moved_month.month, first)
        elif setting.tense > 0 and first <= setting.now.day <= last:
            start = setting.now.replace(day=first)  # it runs on publication day
        else:
            start = _only(meaning_of_date({"day": first}, setting))
        month1 = month2 = start.month
        year = start.year
    elif year is None:
        start = _only(meaning_of_date({"month": month1, "day": first}, setting))
        year = start.year
    else:
        crosses = month2 is not None and month1 > month2
        start = a_date(year - 1 if crosses else year, month1, first)
    assert month2 is not None
    end_year = start.year + (1 if month2 < start.month else 0)
    if month2 == start.month and last < first:
        if whole(values, "month2") or whole(values, "mon2") or "year" in values:
            raise Unmeant("the range ends before it begins")
        following = add_months(start.replace(day=1), 1)
        end = a_date(following.year, following.month, last)
    else:
        end = a_date(end_year, month2, last)
    if end < start:
        raise Unmeant("the range ends before it begins")
    window = Window(start, end)
    return Meaning(
        window, "range", str(window), str(window), "both ends are stated", 0.95,
        qualifier="range", ends=(start.isoformat(), end.isoformat()),
    )  # fmt: skip


def meaning_of_date(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """The meaning of a date's values."""
    return MEANINGS["date"](values, setting)


def _only(meaning: Meaning) -> date:
    assert meaning.window.earliest is not None
    return meaning.window.earliest


@means("month_range")
def _month_range(values: Mapping[str, Value], setting: Setting) -> Meaning:
    first = whole(values, "month1") or whole(values, "mon1")
    last = whole(values, "month2") or whole(values, "mon2")
    assert first is not None and last is not None
    year, year1, year2 = year_of(values, setting), whole(values, "year1"), whole(values, "year2")
    if year1 is not None:
        start = month_window(year1, first)
    elif year is None:
        start = meaning_of_date({"month": first}, setting).window
        now, length = setting.now, (last - first) % 12
        if setting.tense > 0 and 0 < (now.month - first) % 12 <= length:
            begun = add_months(now.replace(day=1), -((now.month - first) % 12))
            start = month_window(begun.year, begun.month)  # it runs on publication day
    else:
        start = month_window(year - 1 if first > last else year, first)
    assert start.earliest is not None
    end = month_window(year2 or start.earliest.year + (1 if last < first else 0), last)
    if end.earliest is not None and end.earliest < start.earliest:
        raise Unmeant("the range ends before it begins")
    window = start.hull(end)
    assert end.earliest is not None
    return Meaning(
        window, "range", str(window), str(window), "both months are stated", 0.95,
        qualifier="range",
        ends=(start.earliest.isoformat()[:7], end.earliest.isoformat()[:7]),
    )  # fmt: skip


@means("year_range")
def _year_range(values: Mapping[str, Value], setting: Setting) -> Meaning:
    first = whole(values, "year1")
    last = whole(values, "year2")
    short = whole(values, "yy")
    assert first is not None
    if last is None and short is not None:
        last = first // 100 * 100 + short
        if last < first and short == 0:
            last += 100
    if last is None or last <= first or last - first > 500:
        raise Unmeant("no range of years")
    window = year_window(first).hull(year_window(last))
    return Meaning(
        window,
        "range",
        f"{first}/{last}",
        f"{first}/{last}",
        "both years are stated",
        0.92,
        qualifier="range",
        ends=(f"{first:04d}", f"{last:04d}"),
    )


@means("century_range")
def _century_range(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """The 18th and early 19th centuries: from the start of one to the end of the other."""
    ends = [MEANINGS["century"]({"ordinal": values[name]}, setting) for name in _CENTURIES]
    first, last = (end.window for end in ends)
    if first.earliest is None or last.earliest is None or last.earliest <= first.earliest:
        raise Unmeant("no range of centuries")
    window = first.hull(last)
    return Meaning(
        window, "range", str(window), str(window), "both centuries are stated", 0.9,
        qualifier="range", ends=(ends[0].timex3, ends[1].timex3),
    )  # fmt: skip


@means("choice")
def _choice(values: Mapping[str, Value], setting: Setting) -> Meaning:
    """The 24th or 25th, in one or two weeks: a window over both."""
    n1, n2, unit = values.get("n1"), values.get("n2"), str(values["unit"])
    if not isinstance(n1, (int, float)) or not isinstance(n2, (int, float)):
        raise Unmeant("no numbers")
    direction = whole(values, "direction")
    if direction is None:
        return undated("duration", duration_of(n1, unit), "a length between two")
    low, high = sorted(
        (moved(setting.now, direction * n1, unit), moved(setting.now, direction * n2, unit))
    )
    window = Window(low, high)
    return Meaning(window, "span", str(window), duration_of(n2, unit), "between two lengths", 0.9)
