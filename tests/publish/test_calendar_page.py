"""The calendar and the points: days that were named, days that may be, the document's dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bywhen.publish.month import month_bounds, shifted
from tests.publish.site import AFFAIR, Site, build_tracker

CALENDAR = f"/-/affairs/{AFFAIR}/calendar"
KINDS = """\
affair: talks
title: Talks
timezone: UTC
events:
- {id: day, title: Named day, claims: [{id: a, day: 2025-12-05, known: 2025-11-01}]}
- {id: window, title: Window, claims: [{id: a, within: 2025-11-28/2025-12-03, known: 2025-11-01}]}
- {id: long, title: Long window, claims: [{id: a, within: 2025-06-01/2026-06-01, known: 2025-11-01}]}
- {id: by, title: Deadline, claims: [{id: a, by: 2025-12-09, known: 2025-11-01}]}
- {id: late, title: After the month, claims: [{id: a, by: 2026-01-01, known: 2025-11-01}]}
- {id: open, title: Not before, claims: [{id: a, not_before: 2025-12-20, known: 2025-11-01}]}
- {id: none, title: Undated, claims: [{id: a, undated: true, known: 2025-11-01}]}
- {id: past, title: Past, claims: [{id: a, happened: 2025-12-01, known: 2025-12-01}]}
"""
EXPECTED = {
    "day": ("day", "2025-12-05", "2025-12-05"),
    "window": ("window", "2025-11-28", "2025-12-03"),
    "long": ("window", "2025-06-01", "2026-06-01"),
    "by": ("by", "2025-12-09", "2025-12-09"),
    "open": ("not_before", "2025-12-20", "2025-12-20"),
    "past": ("happened", "2025-12-01", "2025-12-01"),
}


def test_what_touches_the_month_is_there_as_what_it_is(
    tmp_path: Path, opened: Callable[..., Site]
) -> None:
    site = opened(build_tracker(tmp_path, talks=KINDS), now=datetime(2025, 12, 2, tzinfo=UTC))
    twin = site.get("/-/affairs/talks/calendar.json?month=2025-12").json()
    assert {
        one["event"].partition("/")[2]: (
            one["shown_as"], one["possible_from"], one["possible_to"]
        )
        for one in twin["events"]
    } == EXPECTED  # fmt: skip
    page = site.get("/-/affairs/talks/calendar")
    assert page.text.count('aria-current="date"') == 1
    assert 'datetime="2025-12-31"' in page.text
    assert "Undated" not in page.words


def test_both_ends_of_a_window_are_there(site: Site) -> None:
    page = site.get(f"{CALENDAR}?month=2025-12&as_of=2025-11-24")
    assert "1 to 10 Dec 2025" in page.words
    assert "December" not in page.words or "Dec 2025" in page.words


@pytest.mark.parametrize("month", ["2025-13", "2025", "2025-1", "dec", "0000-01", "2025-12-01"])
def test_a_bad_month_says_what_to_write(site: Site, month: str) -> None:
    answer = site.get(f"{CALENDAR}?month={month}")
    assert answer.status == 400
    assert "write it as month=2025-12" in answer.words


@pytest.mark.parametrize("month", ["0001-01", "9999-12"])
def test_the_ends_of_the_calendar(site: Site, month: str) -> None:
    answer = site.get(f"{CALENDAR}?month={month}")
    assert answer.status == 200
    assert "Nothing falls into this month." in answer.words


def test_months_before_and_after() -> None:
    assert shifted(date(2025, 1, 1), -1) == date(2024, 12, 1)
    assert shifted(date(1, 1, 1), -1) is None
    assert shifted(date(9999, 12, 1), 1) is None
    assert month_bounds(date(2025, 12, 9)) == (date(2025, 12, 1), date(2025, 12, 31))


def test_the_points_and_the_dates_that_hang_on_them(site: Site) -> None:
    twin = site.get(f"/-/affairs/{AFFAIR}/points.json").json()
    assert len(twin["points"]) == 28
    dated = {one["number"]: one["event"]["event"] for one in twin["points"] if one["event"]}
    assert dated["25"] == f"{AFFAIR}/elections"
    english = site.get(f"/-/affairs/{AFFAIR}/points?language=en")
    chinese = site.get(f"/-/affairs/{AFFAIR}/points?language=zh-Hant")
    assert "Ukraine's sovereignty is confirmed." in english.words
    assert "烏克蘭主權得到確認" in chinese.words
    assert "烏克蘭主權得到確認" not in english.words


def test_a_version_that_is_not_there(site: Site) -> None:
    assert site.get(f"/-/affairs/{AFFAIR}/points?version=1999").status == 404


def test_an_affair_without_a_document(tmp_path: Path, opened: Callable[..., Site]) -> None:
    site = opened(build_tracker(tmp_path, talks=KINDS))
    answer = site.get("/-/affairs/talks/points")
    assert answer.status == 200
    assert "The record holds no document of this affair." in answer.words
