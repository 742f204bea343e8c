"""An event's page: every claim in order, what became of it, what it is tied to; its source; corrections."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bywhen.publish.words import verdict_words
from tests.publish.site import AFFAIR, Answer, Site, build_tracker

EVENT = f"/-/affairs/{AFFAIR}/event"
KYIV = f"{EVENT}/kyiv-agrees"


def claims_of(site: Site, slug: str, day: str) -> dict[str, Any]:
    twin = site.get(f"{EVENT}/{slug}.json?as_of={day}").json()
    return {one["claim"].rsplit("/", 1)[1]: one for one in twin["claims"]}


def item(site: Site, day: str, claim: str, query: str = "") -> str:
    """What stands on the page beside one claim."""
    page = site.get(f"{KYIV}?as_of={day}{query}").text
    return Answer(200, {}, re.findall(rf'<li id="{claim}".*?</li>', page, re.DOTALL)[0]).words


def test_every_claim_stands_in_the_order_in_which_it_became_known(site: Site) -> None:
    assert list(claims_of(site, "kyiv-agrees", "2026-02-08")) == [
        "s1",
        "s2",
        "s3",
        "s4",
        "s5",
        "s6",
    ]


VERDICTS = [
    ("2025-11-22", "s1", "promised 27 Nov 2025, said again since"),
    ("2025-11-22", "s2", "promised 27 Nov 2025, still open"),
    ("2025-11-24", "s2", "promised 27 Nov 2025, moved with 4 days' notice"),
    ("2025-11-26", "s3", "promised 5 Dec 2025, dropped with 10 days' notice"),
    ("2025-11-26", "s4", "date withdrawn, no new one named"),
    ("2025-12-12", "s5", "promised 25 Dec 2025, still open"),
    ("2026-01-05", "s5", "promised 25 Dec 2025, missed"),
    ("2026-02-08", "s5", "promised 25 Dec 2025, missed; new word 44 days after the due day"),
]


@pytest.mark.parametrize(("day", "claim", "words"), VERDICTS)
def test_what_became_of_a_promise(site: Site, day: str, claim: str, words: str) -> None:
    assert words in item(site, day, claim)


def test_a_claim_shows_words_issuer_source_and_move(site: Site) -> None:
    told = item(site, "2025-11-26", "s3")
    assert "23 Nov 2025" in told
    assert "+8 days" in told
    assert "27 Nov to 5 Dec 2025" in told
    assert "could slide into the following week" in told
    assert "Marco Rubio" in told
    assert "Bloomberg" in told
    first = item(site, "2025-11-26", "s1")
    assert "strictly read: by 26 Nov 2025" in first
    assert 'part of The "aggressive timetable"' in first
    assert "屬於「激進時間表」" in item(site, "2025-11-26", "s1", "&language=zh-Hant")


def test_a_claim_known_later_is_not_there(site: Site) -> None:
    assert list(claims_of(site, "kyiv-agrees", "2025-11-20")) == ["s1"]
    page = site.get(f"{KYIV}?as_of=2025-11-01")
    assert page.status == 200
    assert "Nothing was known of this on that day" in page.words
    assert site.get(f"{KYIV}.json?as_of=2025-11-01").json()["stands"] is None


def test_what_an_event_is_tied_to(site: Site) -> None:
    near = {(one["tie"], one["event"].partition("/")[2]) for one in site.get(f"{KYIV}.json?as_of=2025-12-12").json()["near"]}  # fmt: skip
    assert {("before", "elections"), ("after", "process-complete")} <= near
    elections = site.get(f"{EVENT}/elections?as_of=2025-12-12").words
    assert "Its date hangs on" in elections
    assert "within 100 days of Kyiv agrees to the US plan" in elections
    assert "Point 25" in elections


def test_twin_has_the_figures_of_the_board(site: Site) -> None:
    board = site.get("/-/affairs.json?as_of=2025-12-12").json()["affairs"][0]
    for one in board["events"]:
        slug = one["event"].partition("/")[2]
        assert site.get(f"{EVENT}/{slug}.json?as_of=2025-12-12").json()["stands"] == one


def test_sql_behind_the_page_gives_its_claims(site: Site, flagship: Path) -> None:
    page = site.get(f"{KYIV}?as_of=2026-02-08")
    links = re.findall(r'href="(/tracker[^"]*sql=[^"]*)"', page.text)
    asked = {key: one[0] for key, one in parse_qs(urlsplit(unescape(links[0])).query).items()}
    with closing(sqlite3.connect(flagship)) as connection:
        rows = connection.execute(asked.pop("sql"), asked).fetchall()
    assert [row[7] for row in rows] == [
        one["phrase"] for one in claims_of(site, "kyiv-agrees", "2026-02-08").values()
    ]


def linked_data(site: Site, path: str) -> Any:
    page = site.get(path).text
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(text)


def test_search_engines_are_given_no_day_that_is_not_known(site: Site) -> None:
    deadline = linked_data(site, f"{KYIV}?as_of=2025-12-12")
    assert deadline["@type"] == "Event"
    assert "startDate" not in deadline
    assert deadline["eventStatus"] == "https://schema.org/EventRescheduled"
    assert linked_data(site, f"{KYIV}?as_of=2025-11-26")["eventStatus"].endswith("EventPostponed")
    happened = linked_data(site, f"{EVENT}/presented-in-moscow?as_of=2025-12-12")
    assert happened["startDate"] == "2025-12-02"


TRICKY = """\
affair: tricky
title: Tricky
timezone: UTC
issuers:
  a: {name: A, aliases: [Ann]}
  b: {name: B}
sources:
  s: {publisher: P, published: 2025-01-01, url: "https://example.org/x", language: en, medium: post}
events:
- id: e
  title: The thing
  deciders: [a]
  claims:
  - {id: one, day: 2025-06-10, issuer: Ann, source: s}
  - {id: two, day: 2025-06-20, issuer: B, source: s, known: 2025-01-02}
  - {id: three, by: 2025-07-01, issuer: A, source: s, known: 2025-01-03, rank: deprecated, why: misread}
  - {id: four, by: 2025-07-02, issuer: A, source: s, known: 2025-01-04, standing: proposal}
  - {id: five, by: 2025-06-11, issuer: A, source: s, known: 2025-01-05, retracted: 2025-01-07}
- id: f
  title: Another
  claims:
  - {id: one, day: 2025-06-10, source: s}
  - {id: two, cancelled: true, source: s, known: 2025-02-01}
corrections:
- {day: 2025-01-06, claim: e/one, was: day 2025-06-01, now: day 2025-06-10, why: a slip of the pen}
"""


@pytest.fixture(scope="module")
def tricky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tracker(tmp_path_factory.mktemp("tricky"), tricky=TRICKY)


def test_claims_that_do_not_count_are_shown_and_say_why(
    opened: Callable[..., Site], tricky: Path
) -> None:
    page = opened(tricky).get("/-/affairs/tricky/event/e?as_of=2025-01-08")
    assert "also said: this issuer does not decide on the date" in page.words
    assert "not used: misread" in page.words
    assert "a proposal: shown, never the current date" in page.words
    assert "taken back by its source on 7 Jan 2025" in page.words
    assert "corrected 6 Jan 2025: day 2025-06-01 became day 2025-06-10" in page.words
    assert "Sources disagree" in page.words
    assert "10 days apart" in page.words
    assert "Who decides on the date" in page.words


def test_cancelled_event_is_told_to_search_engines(
    opened: Callable[..., Site], tricky: Path
) -> None:
    data = linked_data(opened(tricky), "/-/affairs/tricky/event/f?as_of=2025-03-01")
    assert data["eventStatus"] == "https://schema.org/EventCancelled"


def test_source_lists_what_was_read_there(opened: Callable[..., Site], tricky: Path) -> None:
    site = opened(tricky)
    page = site.get("/-/affairs/tricky/sources/s?as_of=2025-01-08")
    assert 'href="https://example.org/x"' in page.text
    twin = site.get("/-/affairs/tricky/sources/s.json?as_of=2025-01-08").json()
    assert len(twin["claims"]) == 6
    assert twin["publisher"] == "P"
    assert site.get("/-/affairs/tricky/sources/none").status == 404


def test_corrections_are_listed_newest_first(opened: Callable[..., Site], tricky: Path) -> None:
    site = opened(tricky)
    assert "a slip of the pen" in site.get("/-/affairs/tricky/corrections").words
    twin = site.get("/-/affairs/tricky/corrections.json").json()
    assert [one["claim"] for one in twin["corrections"]] == ["tricky/e/one"]
    assert (
        site.get("/-/affairs/tricky/corrections.json?as_of=2025-01-05").json()["corrections"] == []
    )


def test_unknown_event_is_not_found(site: Site) -> None:
    assert site.get(f"{EVENT}/nothing").status == 404
    assert site.get(f"{EVENT}/nothing.json").json()["error"].startswith("There is no event")


NOTICES = [("moved", 1, "moved with 1 day's notice"), ("moved", 0, "moved with 0 days' notice"),
           ("kept", None, "kept"), ("missed", -1, "missed; new word 1 day after the due day"),
           ("open", 5, "still open")]  # fmt: skip


@pytest.mark.parametrize(("verdict", "notice", "words"), NOTICES)
def test_verdict_in_words(verdict: str, notice: int | None, words: str) -> None:
    assert verdict_words(verdict, notice) == words
