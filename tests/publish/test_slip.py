"""The slip page: the sentence, the chart's numbers in a table, its twin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.publish.site import AFFAIR, Site, build_tracker

SLIP = f"/-/affairs/{AFFAIR}/slip"


def test_the_page_says_what_became_of_the_timetable(site: Site) -> None:
    page = site.get(f"{SLIP}?as_of=2025-11-26")
    assert page.status == 200
    assert (
        "4 milestones due yet; 1 dropped; largest slip +7 days (The agreed plan is presented in"
        " Moscow)." in page.words
    )
    assert page.text.count('<g class="line') == 4
    assert "4 days, 10 days" in page.words
    assert "dropped on 25 Nov 2025" in page.words


def test_the_twin_has_the_figures_of_the_command(site: Site) -> None:
    twin = site.get(f"{SLIP}.json?as_of=2026-02-12").json()
    rows = {one["event"].partition("/")[2]: one for one in twin["milestones"]}
    assert rows["kyiv-agrees"]["net_slip"] == 215
    assert rows["kyiv-agrees"]["n_slips"] == 3
    assert [
        one["notice"] for one in rows["kyiv-agrees"]["promises"] if one["notice"] is not None
    ] == [
        4,
        10,
        -44,
    ]
    assert list(rows) == ["kyiv-agrees", "presented-in-moscow", "process-complete", "war-ends"]
    assert twin["timetable"] == "aggressive"


def test_in_chinese(site: Site) -> None:
    page = site.get(f"{SLIP}?as_of=2026-02-12&language=zh-Hant")
    assert "延誤了甚麼" in page.words
    assert "到期後44天" in page.words


def test_an_unknown_timetable_is_not_found(site: Site) -> None:
    answer = site.get(f"{SLIP}?timetable=slow")
    assert answer.status == 404
    assert "There is no timetable slow here." in answer.words


TWO = """\
affair: two
title: Two timetables
timezone: UTC
timetables:
- {id: first, title: The first}
- {id: second, title: The second}
events:
- id: a
  title: A
  claims:
  - {id: one, by: 2025-12-01, timetable: first, known: 2025-11-01}
  - {id: two, by: 2025-12-11, timetable: second, known: 2025-11-05}
  - {id: three, by: 2025-12-15, known: 2025-11-10}
"""


def test_each_timetable_compares_with_its_own_baseline(
    tmp_path: Path, opened: Callable[..., Site]
) -> None:
    site = opened(build_tracker(tmp_path, two=TWO), now=datetime(2025, 11, 21, tzinfo=UTC))
    first = site.get("/-/affairs/two/slip.json").json()
    second = site.get("/-/affairs/two/slip.json?timetable=second").json()
    assert first["milestones"][0]["net_slip"] == 14
    assert second["milestones"][0]["net_slip"] == 4
    assert "The second" in site.get("/-/affairs/two/slip").words


NO_TIMETABLE = """\
affair: bare
title: No timetable
timezone: UTC
events:
- {id: a, title: A, claims: [{id: one, by: 2025-12-01, known: 2025-11-01}, {id: b, by: 2025-12-05, known: 2025-11-05}]}
- {id: u, title: U, claims: [{id: one, undated: true, known: 2025-11-01}]}
"""


@pytest.mark.parametrize("twin", ["", ".json"])
def test_without_a_timetable_the_first_dates_count(
    tmp_path: Path, opened: Callable[..., Site], twin: str
) -> None:
    site = opened(
        build_tracker(tmp_path, bare=NO_TIMETABLE), now=datetime(2025, 11, 21, tzinfo=UTC)
    )
    answer = site.get(f"/-/affairs/bare/slip{twin}")
    assert answer.status == 200
    if twin:
        assert [one["net_slip"] for one in answer.json()["others"]] == [4]
    else:
        assert "+4 days" in answer.words


def test_a_dropped_date_stands_before_any_slip(tmp_path: Path, opened: Callable[..., Site]) -> None:
    dropped = (
        "- {id: d, title: D, claims: [{id: one, by: 2025-12-01, known: 2025-11-01},"
        " {id: b, withdrawn: true, known: 2025-11-05}]}\n"
    )
    site = opened(
        build_tracker(tmp_path, bare=NO_TIMETABLE + dropped), now=datetime(2025, 11, 21, tzinfo=UTC)
    )
    twin = site.get("/-/affairs/bare/slip.json").json()
    assert [one["event"] for one in twin["others"]] == ["bare/d", "bare/a"]
    assert twin["others"][0]["dropped"] == "2025-11-05"
