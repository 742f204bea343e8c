"""The home page answers: what is due, what has slipped, by how much, says who."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from datasette.app import Datasette

from tests.publish.site import AFFAIR, ROOT, Answer, Site, build_tracker

GOLDEN = yaml.safe_load(
    (ROOT / "tests" / "golden" / f"{AFFAIR}.expected.yml").read_text(encoding="utf-8")
)
# What the page shows of each figure that was worked out by hand.
FIGURES = frozenset(
    {
        "status",
        "due_from",
        "due_to",
        "days_min",
        "days_max",
        "overdue_days",
        "baseline_due",
        "net_slip",
        "start_slip",
        "slip_least",
        "slip_most",
        "n_slips",
        "n_pull_ins",
        "gross_slip",
        "outcome_slip_min",
        "outcome_slip_max",
        "slip_rate",
    }
)


def events_of(twin: Any) -> dict[str, Any]:
    (affair,) = twin["affairs"]
    listed = [*affair["events"], *affair["slips"], *affair["held"]]
    return {one["event"].partition("/")[2]: one for one in listed}


@pytest.mark.parametrize("day", sorted({day for days in GOLDEN.values() for day in days}))
def test_twin_gives_the_figures_worked_out_by_hand(site: Site, day: str) -> None:
    events = events_of(site.get(f"/-/affairs.json?as_of={day}").json())
    for slug, days in GOLDEN.items():
        if day not in days:
            continue
        expected = {name: value for name, value in days[day].items() if name in FIGURES}
        if expected["status"] == "occurred":
            continue  # happened without ever having been announced: nothing is due, nothing slipped
        assert {name: events[slug][name] for name in expected} == expected, slug


SENTENCES = [
    ("2025-11-21", "Kyiv agrees to the US plan", "due in 6 days"),
    ("2025-11-21", "Kyiv agrees to the US plan", "by 27 Nov 2025"),
    ("2025-11-21", "The whole process is completed", "due in 10 to 19 days"),
    ("2025-11-21", "The whole process is completed", "1 to 10 Dec 2025"),
    ("2025-11-21", "The agreed plan is presented in Moscow", "window open now, closes in 9 days"),
    ("2025-11-21", "Ukraine holds elections (point 25)", "clock not started"),
    ("2025-11-21", "Ukraine holds elections (point 25)", "within 100 days of"),
    ("2025-11-21", "Kyiv hands its counterproposal to the US side", "announced without a date"),
    ("2025-11-24", "Kyiv agrees to the US plan", "0 to +8 days"),
    ("2025-11-26", "Kyiv agrees to the US plan", "date dropped, no new one named"),
    ("2025-12-12", "The whole process is completed", "window closed 2 days ago"),
    ("2025-12-12", "The whole process is completed", "no confirmation recorded"),
    ("2026-01-05", "The war ends", "overdue: window closed 5 days ago, no confirmation recorded"),
    ("2026-11-23", "The war ends", "date passed; record followed to 12 Feb 2026 only"),
    ("2026-11-23", "Kyiv agrees to the US plan", "+215 days"),
    ("2026-11-23", "The whole process is completed", "+202 to +211 days"),
]


def card_of(site: Site, day: str, title: str) -> Answer:
    """What stands under an event's title on the home page."""
    page = site.get(f"/?as_of={day}")
    assert page.status == 200
    cards = re.findall(r'<li class="g-.*?</li>', page.text, re.DOTALL)
    titled = [card for card in cards if f"<bdi>{title}</bdi></a></h5>" in card]
    return Answer(200, {}, titled[0])


@pytest.mark.parametrize(("day", "title", "sentence"), SENTENCES)
def test_reader_is_told(site: Site, day: str, title: str, sentence: str) -> None:
    assert sentence in card_of(site, day, title).words


def test_words_are_quoted_in_their_language_with_who_and_where(site: Site) -> None:
    card = card_of(site, "2025-11-20", "Kyiv agrees to the US plan")
    assert '<q lang="zh-Hant">下週四（27日）感恩節前</q>' in card.text
    assert "US officials, via Ukrainian officials (FT) · 20 Nov 2025" in card.words
    assert "A Traditional Chinese news article" in card.words
    assert '<time datetime="2025-11-27">27 Nov 2025</time>' in card.text


def test_passed_date_is_never_called_missed(site: Site) -> None:
    for day in ("2025-12-12", "2026-01-05", "2026-11-23"):
        assert "missed" not in site.get(f"/?as_of={day}").words


def test_what_slipped_and_what_did_not(site: Site) -> None:
    words = site.get("/?as_of=2026-11-23").words
    assert "by 27 Nov 2025, then by 30 Jun 2026; moved later 3 times" in words
    assert "21 to 30 Nov 2025; happened 2 Dec 2025" in words
    assert "Happened in time: New START expires (named at point 17)." in words


def test_what_moved_last_says_who(site: Site) -> None:
    words = site.get("/?as_of=2025-11-24").words
    assert "23 Nov 2025 +8 days Kyiv agrees to the US plan 27 Nov to 5 Dec 2025, before:" in words
    assert "could slide into the following week — Marco Rubio · 23 Nov 2025" in words


def test_a_dropped_date_stands_first_among_the_slips(site: Site) -> None:
    (affair,) = site.get("/-/affairs.json?as_of=2025-11-26").json()["affairs"]
    assert affair["slips"][0]["event"] == f"{AFFAIR}/kyiv-agrees"
    assert affair["slips"][0]["status"] == "dropped"


def test_a_claim_known_later_changes_nothing_as_of_a_day(site: Site) -> None:
    page = site.get("/?as_of=2025-11-22").text
    assert "2025-12-05" not in page


def test_today_is_the_events_own(opened: Callable[..., Site], flagship: Path) -> None:
    """At 03:00 UTC on 27 November it is still the 26th in New York."""
    site = opened(flagship, now=datetime(2025, 11, 25, 3, 0, tzinfo=UTC))
    (affair,) = site.get("/-/affairs.json").json()["affairs"]
    assert affair["today"] == "2025-11-24"
    events = {one["event"]: one for one in affair["events"]}
    assert events[f"{AFFAIR}/kyiv-agrees"]["days_min"] == 3


def test_no_parameter_means_the_clocks_day(site: Site) -> None:
    told = site.get("/-/affairs.json").json()
    asked = site.get("/-/affairs.json?as_of=2025-11-21").json()
    assert told["affairs"] == asked["affairs"]
    assert told["as_of"] is None


def test_page_is_plain_html_that_a_strict_policy_allows(site: Site) -> None:
    page = site.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'; img-src 'self' data:;")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"<script(?! src=.)|<style| style=| on\w+=", page.text)
    assert '<html lang="en">' in page.text


def test_page_names_the_zone(site: Site) -> None:
    assert "America/New_York" in site.get("/").words


def test_page_is_small(site: Site) -> None:
    page = site.get("/?as_of=2026-11-23").text.encode()
    assert len(page) < 200_000
    assert len(gzip.compress(page)) < 20_000
    (style,) = re.findall(r'href="([^"]+\.css[^"]*)"', page.decode())
    sheet = site.get(style)
    assert len(sheet.text.encode()) <= 12_000
    assert "immutable" in sheet.headers["cache-control"]


def test_unchanged_page_is_not_sent_again(site: Site) -> None:
    first = site.get("/?as_of=2025-11-21")
    again = site.get("/?as_of=2025-11-21", if_none_match=first.headers["etag"])
    assert (again.status, again.text) == (304, "")


@pytest.mark.parametrize(
    "query", ["as_of=tomorrow", "as_of=2025-02-30", "as_of=20251121", "as_of=2025-W01-1", "skip=-1"]
)
@pytest.mark.parametrize("path", ["/", "/-/affairs.json"])
def test_bad_parameter_says_what_to_write(site: Site, path: str, query: str) -> None:
    answer = site.get(f"{path}?{query}")
    assert answer.status == 400
    assert "write it as" in answer.text
    assert answer.headers["content-type"].startswith(
        "application/json" if path.endswith("json") else "text/html"
    )


def test_a_day_to_come_is_allowed_and_says_so(site: Site) -> None:
    assert "still to come" in site.get("/?as_of=2030-01-01").words


def test_page_is_only_read(site: Site) -> None:
    assert site.post("/", {"as_of": "2025-11-21"}).status in (403, 405)


def test_empty_tracker_says_what_to_do_next(opened: Callable[..., Site], tmp_path: Path) -> None:
    words = opened(build_tracker(tmp_path)).get("/").words
    assert "events/NAME.yml" in words
    assert "bywhen build" in words


def test_record_that_was_edited_asks_for_a_build(
    opened: Callable[..., Site], flagship: Path, tmp_path: Path
) -> None:
    text = (flagship.parent / "events" / f"{AFFAIR}.yml").read_text(encoding="utf-8")
    database = build_tracker(tmp_path, ukraine_28_point_plan=text)
    site = opened(database)
    assert "The record has changed" not in site.get("/").words
    (tmp_path / "events" / f"{AFFAIR}.yml").write_text(text + "# seen\n", encoding="utf-8")
    assert "The record has changed since tracker.db was built. Run bywhen build" in (
        site.get("/").words
    )


MANY = """\
affair: many
title: Many
timezone: UTC
sources:
  s: {publisher: P, published: 2025-01-01}
events:
"""


def test_page_does_not_grow_with_the_record(opened: Callable[..., Site], tmp_path: Path) -> None:
    events = "".join(
        f"- id: e{n}\n  title: Event {n}\n  claims:\n"
        f"  - {{id: a, by: 2025-{1 + n % 12:02}-15, source: s}}\n"
        f"  - {{id: b, by: 2026-{1 + n % 12:02}-{1 + n % 28:02}, known: 2025-0{1 + n % 9}-02, source: s}}\n"
        for n in range(600)
    )
    page = opened(build_tracker(tmp_path, many=MANY + events)).get("/")
    assert page.status == 200
    assert len(page.text.encode()) < 120_000
    assert "More in the countdown" in page.words


def test_many_affairs_come_a_page_at_a_time(opened: Callable[..., Site], tmp_path: Path) -> None:
    records = {
        f"a{n:02}": f"affair: a{n:02}\ntitle: Affair {n}\ntimezone: UTC\nevents: []\n"
        for n in range(25)
    }
    site = opened(build_tracker(tmp_path, **records))
    first = site.get("/-/affairs.json").json()
    rest = site.get(f"/-/affairs.json?skip={first['next_skip']}").json()
    assert len(first["affairs"]) + len(rest["affairs"]) == 25
    assert rest["next_skip"] is None
    assert "More affairs" in site.get("/").words


def test_a_window_that_closed_does_not_stand_as_announced(site: Site) -> None:
    words = site.get("/?as_of=2025-12-12").words
    assert "Passed, and no new date named: The whole process is completed" in words
    stands = words.partition("Stands as announced:")[2].partition(".")[0]
    assert "The war ends" in stands
    assert "The whole process" not in stands


@pytest.mark.parametrize("base", ["/", "/plans/"])
def test_addresses_keep_to_the_base_url(
    opened: Callable[..., Site], flagship: Path, tmp_path: Path, base: str
) -> None:
    (tmp_path / "tracker.db").write_bytes(flagship.read_bytes())
    (tmp_path / "settings.json").write_text(json.dumps({"base_url": base}), encoding="utf-8")
    site = opened(tmp_path / "tracker.db")
    page = site.get("/")
    assert "What is due" in page.text
    addresses = re.findall(r'(?:href|action)="(/[^"]*)"', page.text)
    assert len(addresses) > 20
    assert all(address.startswith(base) for address in addresses)
    for address in {address.partition("?")[0] for address in addresses}:
        assert site.get("/" + address.removeprefix(base)).status == 200


def test_first_build_shows_where_datasette_was_started_before_it(
    flagship: Path, tmp_path: Path
) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "metadata.yml").write_text("plugins: {bywhen: {home: true}}\n", encoding="utf-8")
    site = Site(Datasette([], config_dir=tmp_path))
    try:
        assert "bywhen build" in site.get("/").words
        shutil.copy(flagship, tmp_path / "tracker.db")
        assert "What is due" in site.get("/").text
        assert site.get("/tracker/claims").status == 200
    finally:
        site.close()


def test_strip_shows_what_was_announced_what_holds_and_today(site: Site) -> None:
    moved = card_of(site, "2025-12-12", "Kyiv agrees to the US plan").text
    assert re.findall(r'data-mark="(\w+)"', moved) == ["baseline", "by"]
    assert 'class="today"' in moved
    window = card_of(site, "2025-11-21", "The whole process is completed").text
    assert re.findall(r'data-mark="(\w+)"', window) == ["window"]
    hanging = card_of(site, "2025-11-21", "The ceasefire takes effect (point 28)").text
    assert re.findall(r'data-mark="(\w+)"', hanging) == ["conditional"]
