"""The timeline, the countdown and what changed: windows of time, honest sentences, the words behind."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from tests.publish.site import AFFAIR, ROOT, Answer, Site, build_tracker

PAGE = f"/-/affairs/{AFFAIR}"
GOLDEN = yaml.safe_load(
    (ROOT / "tests" / "golden" / f"{AFFAIR}.expected.yml").read_text(encoding="utf-8")
)


def timeline(site: Site, query: str) -> list[str]:
    twin = site.get(f"{PAGE}/timeline.json?{query}").json()
    return [one["event"].partition("/")[2] for one in twin["events"]]


def test_window_holds_what_ends_begins_or_lasts_through_it(site: Site) -> None:
    shown = timeline(site, "as_of=2025-12-12&from=2025-12-02&to=2025-12-09")
    assert "presented-in-moscow" in shown  # happened inside
    assert "process-complete" in shown  # 1 to 10 December: lasts through
    assert "war-ends" not in shown  # by 31 December: ends later, begins on its day
    assert "kyiv-agrees" not in shown


def test_both_ends_of_every_window_are_there(site: Site) -> None:
    page = site.get(f"{PAGE}/timeline?as_of=2025-12-12&from=2025-11-01&to=2026-04-30")
    rows = re.findall(r"<tr class=.*?</tr>", page.text, re.DOTALL)
    twin = site.get(f"{PAGE}/timeline.json?as_of=2025-12-12&from=2025-11-01&to=2026-04-30").json()
    assert len(rows) == len(twin["events"]) > 20
    for row, one in zip(rows, twin["events"], strict=True):
        for end in {one["earliest"], one["latest"]} - {None}:
            assert f'<time datetime="{end}">' in row
        assert 'class="track row"' in row
        assert "data-mark=" in row


def test_rows_stand_by_their_first_day(site: Site) -> None:
    twin = site.get(f"{PAGE}/timeline.json?as_of=2025-12-12&from=2022-01-01&to=2026-12-31").json()
    firsts = [one["earliest"] or one["latest"] for one in twin["events"]]
    assert firsts == sorted(firsts)
    assert len(firsts) >= 27


def test_kind_and_language_of_the_source_narrow_it_down(site: Site) -> None:
    all_of_it = "as_of=2025-12-12&from=2022-01-01&to=2026-12-31"
    deadlines = timeline(site, f"{all_of_it}&kind=deadline")
    assert "kyiv-agrees" in deadlines
    assert 0 < len(deadlines) < len(timeline(site, all_of_it))
    english = timeline(site, f"{all_of_it}&source_language=en")
    chinese = timeline(site, f"{all_of_it}&source_language=zh-Hant")
    assert "kyiv-agrees" in english  # its current claim: by Christmas
    assert "war-ends" in chinese
    assert not set(english) & set(chinese)


def test_empty_window_points_to_the_nearest_event(site: Site) -> None:
    page = site.get(f"{PAGE}/timeline?as_of=2025-12-12&from=2030-01-01&to=2030-02-01")
    assert "Nothing in this window" in page.words
    assert "2026-04-04" in page.text
    (link,) = re.findall(r'<a href="([^"]*)">The nearest event', page.text)
    assert "elections" in timeline(site, urlsplit(unescape(link)).query)
    empty = site.get(
        f"{PAGE}/timeline?as_of=2025-12-12&from=2030-01-01&to=2030-02-01&language=zh-Hant"
    )
    assert "此時段內沒有事件" in empty.words


def test_steps_through_time_lead_somewhere(site: Site) -> None:
    page = site.get(f"{PAGE}/timeline?as_of=2025-12-12")
    steps = re.findall(r'<li><a href="([^"]*timeline[^"]*)"', page.text.partition("steps")[2])
    assert len(steps) >= 5
    for step in steps[:6]:
        assert site.get(unescape(step)).status == 200
        assert parse_qs(urlsplit(unescape(step)).query)["as_of"] == ["2025-12-12"]


def test_overview_shows_the_whole_time_and_the_part_shown(site: Site) -> None:
    page = site.get(f"{PAGE}/timeline?as_of=2025-12-12").text
    strip = re.findall(r'<svg class="track over".*?</svg>', page, re.DOTALL)[0]
    assert 'class="part"' in strip
    assert 5 < strip.count('class="bin"') <= 96


def test_sql_behind_the_timeline_gives_its_rows(site: Site, flagship: Path) -> None:
    for query in ("as_of=2025-12-12", "as_of=2025-12-12&from=2025-12-02&to=2025-12-09"):
        page = site.get(f"{PAGE}/timeline?{query}")
        (link,) = re.findall(r'href="(/tracker[^"]*sql=[^"]*)"', page.text)
        asked = {key: one[0] for key, one in parse_qs(urlsplit(unescape(link)).query).items()}
        with closing(sqlite3.connect(flagship)) as connection:
            rows = connection.execute(asked.pop("sql"), asked).fetchall()
        assert [row[0].partition("/")[2] for row in rows] == timeline(site, query)


MANY = """\
affair: many
title: Many
timezone: UTC
sources:
  s: {publisher: P, published: 2024-01-01}
events:
"""


def test_two_hundred_rows_at_most_and_a_way_on(opened: Callable[..., Site], tmp_path: Path) -> None:
    events = "".join(
        f"- id: e{n}\n  title: Event {n}\n  claims: [{{id: a, day: 2025-{1 + n % 12:02}-{1 + n % 28:02}, source: s}}]\n"
        for n in range(450)
    )
    site = opened(build_tracker(tmp_path, many=MANY + events))
    whole = "/-/affairs/many/timeline{}?from=2025-01-01&to=2025-12-31"
    twin = site.get(whole.format(".json")).json()
    assert len(twin["events"]) == 200
    assert twin["more"] is True
    page = site.get(whole.format(""))
    assert len(page.text.encode()) < 200_000
    assert page.text.count("<") / 2 < 5_000
    (link,) = re.findall(r'<a href="([^"]*)">The next events', page.text)
    seen = {one["event"] for one in twin["events"]}
    while link:
        path, _, query = unescape(link).partition("?")
        seen |= {one["event"] for one in site.get(f"{path}.json?{query}").json()["events"]}
        found = re.findall(r'<a href="([^"]*)">The next events', site.get(unescape(link)).text)
        link = found[0] if found else ""
    assert len(seen) == 450


def test_open_windows_and_long_ones_are_found(opened: Callable[..., Site], tmp_path: Path) -> None:
    claims = {
        "open": "not_before: 2024-06-01",
        "month": "within: 2025-05-20/2025-06-10",
        "year": "within: 2025-01-01/2025-12-31",
        "years": "within: 2020-01-01/2028-12-31",
        "ages": "within: 2000-01-01/2040-12-31",
        "until": "within: ../2025-12-31",
        "past": "within: 2024-01-01/2024-12-31",
    }
    events = "".join(
        f"- id: {name}\n  title: {name}\n  claims: [{{id: a, {claim}, source: s}}]\n"
        for name, claim in claims.items()
    )
    site = opened(build_tracker(tmp_path, many=MANY + events))
    twin = site.get("/-/affairs/many/timeline.json?from=2025-06-01&to=2025-06-02").json()
    shown = {one["event"].partition("/")[2] for one in twin["events"]}
    assert shown == {"open", "month", "year", "years", "ages", "until"}


BAD = ["from=x", "to=2025-13-01", "from=2025-12-02&to=2025-12-01"]


@pytest.mark.parametrize("query", BAD)
@pytest.mark.parametrize("page", ["timeline", "diff", "timeline.json", "diff.json"])
def test_bad_window_says_what_to_write(site: Site, page: str, query: str) -> None:
    answer = site.get(f"{PAGE}/{page}?{query}")
    assert answer.status == 400
    assert "write" in answer.text


CARDS = [
    ("2025-11-21", "process-complete", "Due in 10 to 19 days"),
    ("2025-12-12", "process-complete", "Window closed 2 days ago, no confirmation recorded"),
    ("2025-12-12", "elections", "within 100 days of “Kyiv agrees to the US plan”"),
    ("2026-01-05", "war-ends", "Overdue: window closed 5 days ago"),
    ("2025-12-12", "kyiv-agrees", "last change 9 Dec 2025: +20 days"),
]


@pytest.mark.parametrize(("day", "slug", "words"), CARDS)
def test_countdown_card(site: Site, day: str, slug: str, words: str) -> None:
    page = site.get(f"{PAGE}/countdown?as_of={day}").text
    card = Answer(
        200, {}, re.findall(rf'<li class="card[^>]*id="{slug}".*?</li>', page, re.DOTALL)[0]
    )
    told = card.words.replace("<q>", "“")
    assert words.lower().replace("“", "").replace("”", "") in told.lower()
    assert "America/New_York" in told
    assert 'class="track row"' in card.text


def test_countdown_twin_gives_the_figures_worked_out_by_hand(site: Site) -> None:
    for day in sorted({day for days in GOLDEN.values() for day in days}):
        twin = site.get(f"{PAGE}/countdown.json?as_of={day}").json()
        shown: dict[str, Any] = {one["event"].partition("/")[2]: one for one in twin["events"]}
        for slug, days in GOLDEN.items():
            expected = days.get(day)
            if expected and slug in shown:
                for name in ("status", "days_min", "days_max", "overdue_days", "net_slip"):
                    if name in expected:
                        assert shown[slug][name] == expected[name], (day, slug, name)


def changes(site: Site, query: str) -> dict[str, Any]:
    twin = site.get(f"{PAGE}/diff.json?{query}").json()
    return {one["event"].partition("/")[2]: one for one in twin["changes"]}


def test_diff_says_what_moved_and_by_whose_words(site: Site) -> None:
    found = changes(site, "from=2025-11-22&to=2025-11-24")
    assert found["kyiv-agrees"]["moves"] == [{"day": "2025-11-23", "kind": "loosened", "days": 8}]
    page = site.get(f"{PAGE}/diff?from=2025-11-22&to=2025-11-24").words
    assert "could slide into the following week — Marco Rubio" in page
    assert "+8 days" in page


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_diff_stays_inside_the_calendar(site: Site, day: str) -> None:
    for query in (f"to={day}", f"from={day}&to={day}"):
        assert site.get(f"{PAGE}/diff?{query}").status == 200


def test_diff_tells_of_dates_that_only_passed(site: Site) -> None:
    found = changes(site, "from=2025-12-09&to=2025-12-12")
    assert found["process-complete"]["status"] == "overdue"
    assert found["process-complete"]["claims"] == []


def test_diff_agrees_with_the_whole_record(site: Site, flagship: Path) -> None:
    """The page looks only at events that can have changed; none may be missed."""
    from datetime import date

    from bywhen.formats.changes import change_rows, read_changes
    from bywhen.formats.snapshot import Days

    days = ["2025-11-19", "2025-11-20", "2025-11-24", "2025-12-09", "2025-12-11", "2026-02-12"]
    with closing(sqlite3.connect(flagship)) as connection:
        for first in days:
            for last in days:
                if first >= last:
                    continue
                whole = read_changes(
                    connection, Days(date.fromisoformat(first)), Days(date.fromisoformat(last))
                )
                expected = {str(row["event"]).partition("/")[2] for row in change_rows(whole)}
                assert set(changes(site, f"from={first}&to={last}")) == expected


def test_nothing_changed_is_said(site: Site) -> None:
    page = site.get(f"{PAGE}/diff?from=2025-06-01&to=2025-06-02").words
    assert "Nothing changed" in page
