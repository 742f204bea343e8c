"""Figures in words: a window stays a window, a range a range."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bywhen.timetable.claims import Modality
from bywhen.timetable.words import days_left, long_day, signed_days, slip_words, window_words
from tests.support.records import affair, figures_at


@pytest.mark.parametrize(
    ("earliest", "latest", "modality", "words"),
    [
        (None, None, None, "no date"),
        (date(2025, 11, 27), date(2025, 11, 27), Modality.DAY, "27 Nov 2025"),
        (date(2025, 11, 27), date(2025, 11, 27), None, "27 Nov 2025"),
        (None, date(2025, 11, 27), Modality.BY, "by 27 Nov 2025"),
        (None, date(2025, 11, 27), None, "by 27 Nov 2025"),
        (date(2025, 11, 27), date(2025, 11, 27), Modality.BY, "by 27 Nov 2025"),
        (date(2012, 8, 4), None, Modality.NOT_BEFORE, "not before 4 Aug 2012"),
        (date(2012, 8, 4), None, None, "not before 4 Aug 2012"),
        (None, date(2012, 8, 4), Modality.NOT_BEFORE, "not before 4 Aug 2012"),
        (date(2025, 12, 1), date(2025, 12, 10), Modality.WITHIN, "1 to 10 Dec 2025"),
        (date(2025, 11, 27), date(2025, 12, 5), None, "27 Nov to 5 Dec 2025"),
        (date(2025, 12, 1), date(2026, 2, 28), None, "1 Dec 2025 to 28 Feb 2026"),
        (date(2025, 1, 5), date(2026, 1, 6), None, "5 Jan 2025 to 6 Jan 2026"),
    ],
)
def test_window_words(
    earliest: date | None, latest: date | None, modality: Modality | None, words: str
) -> None:
    assert window_words(earliest, latest, modality) == words


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_name(month: int) -> None:
    assert long_day(date(2025, month, 9)) == f"9 {date(2025, month, 9):%b} 2025"


@pytest.mark.parametrize(
    ("days_min", "days_max", "words"),
    [
        (None, None, "no date"),
        (10, 19, "10 to 19 days"),
        (6, 6, "6 days"),
        (1, 1, "1 day"),
        (0, 9, "up to 9 days"),
        (-3, 1, "up to 1 day"),
        (None, 5, "up to 5 days"),
        (1, 5, "1 to 5 days"),
        (-9, 0, "ends today"),
        (0, 0, "ends today"),
        (-39, -39, "39 days ago"),
        (-10, -1, "1 day ago"),
        (29, None, "29 days or more"),
        (1, None, "1 day or more"),
        (0, None, "open, no end named"),
        (-5, None, "open, no end named"),
    ],
)
def test_days_left(days_min: int | None, days_max: int | None, words: str) -> None:
    assert days_left(days_min, days_max) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [(28, "+28 days"), (1, "+1 day"), (0, "0 days"), (-1, "-1 day"), (-2, "-2 days"),
     (191.5, "+191.5 days")],
)  # fmt: skip
def test_signed_days(days: float, words: str) -> None:
    assert signed_days(days) == words


BASE = figures_at(
    affair("event e\n a within 2025-12-01/2025-12-10 known=2025-11-20"), "e", "2025-11-21"
)


@pytest.mark.parametrize(
    ("due_from", "due_to", "words"),
    [
        (date(2025, 12, 11), date(2025, 12, 11), "slipped"),
        (date(2025, 12, 11), None, "slipped"),
        (date(2025, 12, 10), date(2025, 12, 11), "may have slipped"),
        (date(2025, 12, 5), None, "may have slipped"),
        (None, date(2025, 12, 11), "may have slipped"),
        (date(2025, 12, 1), date(2025, 12, 10), "holding"),
        (date(2025, 12, 3), date(2025, 12, 3), "holding"),
        (date(2025, 11, 30), date(2025, 12, 10), "may have been pulled in"),
        (None, date(2025, 12, 10), "may have been pulled in"),
        (date(2025, 11, 30), date(2025, 12, 1), "may have been pulled in"),
        (date(2025, 11, 1), date(2025, 11, 30), "pulled in"),
        (None, date(2025, 11, 30), "pulled in"),
        (None, None, ""),
    ],
)
def test_slip_words(due_from: date | None, due_to: date | None, words: str) -> None:
    assert slip_words(replace(BASE, due_from=due_from, due_to=due_to)) == words


@pytest.mark.parametrize("status", ["overdue", "unchecked", "dropped", "cancelled", "undated"])
def test_a_status_that_says_more_is_read_instead(status: str) -> None:
    assert slip_words(replace(BASE, status=status)) == status


def test_without_a_baseline_there_is_nothing_to_compare() -> None:
    assert slip_words(replace(BASE, baseline_from=None, baseline_due=None)) == ""


@pytest.mark.parametrize(
    ("baseline_from", "baseline_due", "words"),
    [
        (None, date(2025, 12, 10), "holding"),
        (None, date(2025, 12, 4), "may have slipped"),
        (date(2025, 12, 1), None, "holding"),
        (date(2025, 12, 6), None, "pulled in"),
        (date(2025, 12, 4), None, "may have been pulled in"),
    ],
)
def test_an_open_side_of_the_baseline_counts_as_infinite(
    baseline_from: date | None, baseline_due: date | None, words: str
) -> None:
    one = replace(BASE, due_from=date(2025, 12, 3), due_to=date(2025, 12, 5))
    assert slip_words(replace(one, baseline_from=baseline_from, baseline_due=baseline_due)) == words
