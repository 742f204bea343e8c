"""Atom and JSON Feed: one entry a change, the same id for ever, nothing hostile comes through."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest

from bywhen.errors import UsageError
from bywhen.formats.changefeed import KINDS, FeedEntry, feed_entries
from bywhen.formats.phrases import phrases_in
from bywhen.formats.publications import atom, jsonfeed
from bywhen.formats.snapshot import Days
from tests.formats.published import ALL_KINDS, built, scope

DAY = date(2025, 11, 29)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    opened = built(tmp_path_factory.mktemp("talks"))
    yield opened
    opened.close()


def news(connection: sqlite3.Connection, day: date = DAY, **asked: Any) -> dict[str, FeedEntry]:
    """Entries by what follows `urn:bywhen:` in their ids."""
    found = feed_entries(connection, Days(day), phrases_in("en"), **asked)
    return {one.id.removeprefix("urn:bywhen:"): one for one in found}


# id: kind, news
CASES = {
    "claim:talks/signature/s1": ("announced", "by 27 Nov 2025"),
    "claim:talks/signature/s2": (
        "slip",
        "moved +13 days, now 1 to 10 Dec 2025 (was by 27 Nov 2025), 5 days' notice",
    ),
    "claim:talks/signature/s2:corrected:2025-11-28:0": (
        "corrected",
        "Corrected 28 Nov 2025: was by 2025-12-01, now within 2025-12-01/2025-12-10; misread",
    ),
    "claim:talks/payout/p1": ("announced", "projected: by 7 Mar 2026"),
    "move:talks/payout:2025-11-22": (
        "inherited",
        "moved +13 days, now by 20 Mar 2026 (was by 7 Mar 2026), with the event it hangs on",
    ),
    "claim:talks/opening/o1": ("announced", "not before 15 Dec 2025"),
    "claim:talks/vote/v1": ("announced", "no date"),
    "claim:talks/march/r2": ("dropped", "dropped (was by 30 Nov 2025), 5 days' notice"),
    "claim:talks/leak/l1": ("happened", "happened, 18 Nov 2025"),
    "claim:talks/visit/t2": ("cancelled", "cancelled (was 20 Dec 2025), 26 days' notice"),
}


@pytest.mark.parametrize("name", list(CASES))
def test_each_change_is_an_entry(connection: sqlite3.Connection, name: str) -> None:
    one = news(connection)[name]
    assert (one.kind, one.summary) == CASES[name]


def test_newest_first_and_nothing_from_the_future(connection: sqlite3.Connection) -> None:
    found = list(news(connection).values())
    assert [one.known for one in found] == sorted((one.known for one in found), reverse=True)
    early = news(connection, date(2025, 11, 22))
    assert "claim:talks/march/r2" not in early
    assert "claim:talks/signature/s2" in early


def test_entries_stay_and_keep_their_words(connection: sqlite3.Connection) -> None:
    """What was published on an earlier day is there on a later one, unless it was corrected."""
    days = [date(2025, 11, day) for day in range(18, 30)]
    for earlier, later in itertools.pairwise(days):
        before, after = news(connection, earlier), news(connection, later)
        assert set(before) <= set(after)
        changed = {name for name in before if before[name] != after[name]}
        assert all(after[name].updated > before[name].updated for name in changed)
        assert not changed or later == date(2025, 11, 28)


def test_by_affair_event_and_kind(connection: sqlite3.Connection) -> None:
    assert {one.event for one in news(connection, event="talks/march").values()} == {"talks/march"}
    assert {one.kind for one in news(connection, kinds=["dropped", "slip"]).values()} == {
        "dropped",
        "slip",
    }
    assert news(connection, affair="another") == {}
    moved = {one.kind for one in news(connection, kinds=["moved"]).values()}
    assert "slip" in moved
    assert moved <= {"slip", "pull-in", "redated"}
    with pytest.raises(UsageError, match="There is no kind 'droped'; there are announced"):
        news(connection, kinds=["droped"])


def test_every_kind_that_is_given_can_be_asked_for(connection: sqlite3.Connection) -> None:
    assert {one.kind for one in news(connection).values()} <= set(KINDS)


def test_what_is_said_after_the_outcome_is_no_announcement(tmp_path: Path) -> None:
    text = """\
affair: talks
title: The talks
timezone: UTC
events:
- id: signing
  title: Signing
  claims:
  - {id: a, by: 2025-11-01, known: 2025-10-01}
  - {id: b, happened: 2025-11-03, known: 2025-11-04}
  - {id: c, by: 2025-11-20, known: 2025-11-04}
  - {id: d, by: 2025-11-25, known: 2025-11-05}
"""
    opened = built(tmp_path, text)
    found = news(opened)
    opened.close()
    late = found["claim:talks/signing/d"]
    assert (late.kind, late.summary) == ("also-said", "said after it had happened: by 25 Nov 2025")
    assert found["claim:talks/signing/c"].kind == "slip"


def test_beside_proposal_and_retraction(tmp_path: Path) -> None:
    text = """\
affair: talks
title: The talks
timezone: UTC
issuers: {us: {name: US}, un: {name: UN}}
events:
- id: signing
  title: Signing
  deciders: [us]
  claims:
  - {id: a, by: 2025-12-01, known: 2025-11-01, issuer: us}
  - {id: b, by: 2025-12-05, known: 2025-11-02, issuer: un}
  - {id: c, by: 2025-12-09, known: 2025-11-03, issuer: us, standing: proposal}
  - {id: d, by: 2025-12-20, known: 2025-11-04, issuer: us, retracted: 2025-11-06}
"""
    opened = built(tmp_path, text)
    found = {name: (one.kind, one.summary) for name, one in news(opened).items()}
    opened.close()
    assert found == {
        "claim:talks/signing/a": ("announced", "by 1 Dec 2025"),
        "claim:talks/signing/b": ("also-said", "also said: by 5 Dec 2025"),
        "claim:talks/signing/c": ("proposed", "proposed: by 9 Dec 2025"),
        "claim:talks/signing/d": (
            "slip",
            "moved +19 days, now by 20 Dec 2025 (was by 1 Dec 2025), 27 days' notice",
        ),
        "claim:talks/signing/d:retracted": (
            "retracted",
            "taken back by its source: moved +19 days, now by 20 Dec 2025 (was by 1 Dec 2025),"
            " 27 days' notice",
        ),
    }


def test_atom_is_well_formed_and_complete(connection: sqlite3.Connection) -> None:
    text = atom(
        connection,
        scope(DAY, affair="talks", site="https://t.example"),
        address="https://t.example/feed.atom",
    )
    root = ET.fromstring(text)  # noqa: S314 - our own
    for one in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1
    ids = [one.findtext(f"{ATOM}id") for one in root.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    read = feedparser.parse(text.encode())
    assert not read.bozo
    assert len(read.entries) == len(ids) == len(news(connection))
    assert read.feed.id == "urn:bywhen:feed:talks"
    assert read.feed.updated == max(one.updated for one in read.entries)
    links = {link.rel: link.href for link in read.entries[0].links}
    assert links["alternate"] == (
        "https://t.example/-/affairs/talks/event/signing?as_of=2025-11-28"
    )


def test_json_feed_says_the_same(connection: sqlite3.Connection) -> None:
    found = json.loads(jsonfeed(connection, scope(DAY, affair="talks")))
    read = feedparser.parse(atom(connection, scope(DAY, affair="talks")).encode())
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert [one["id"] for one in found["items"]] == [one.id for one in read.entries]
    assert [one["title"] for one in found["items"]] == [one.title for one in read.entries]
    assert "home_page_url" not in found
    by_id = {one["id"]: one for one in found["items"]}
    moved = by_id["urn:bywhen:claim:talks/signature/s2"]["_bywhen"]
    assert (moved["earliest"], moved["latest"], moved["days"]) == ("2025-12-01", "2025-12-10", 13)


def test_an_empty_feed_is_a_feed(connection: sqlite3.Connection) -> None:
    text = atom(connection, scope(date(2020, 1, 1)))
    assert ET.fromstring(text).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"  # noqa: S314
    assert json.loads(jsonfeed(connection, scope(date(2020, 1, 1))))["items"] == []


def test_the_same_bytes_another_day(connection: sqlite3.Connection) -> None:
    for written in (atom, jsonfeed):
        assert written(connection, scope(DAY)) == written(connection, scope(date(2026, 5, 1)))


def test_chinese(connection: sqlite3.Connection) -> None:
    found = json.loads(jsonfeed(connection, scope(DAY, language="zh-Hant")))
    titles = {one["id"]: one["title"] for one in found["items"]}
    assert titles["urn:bywhen:claim:talks/signature/s2"] == (
        "簽署：延後13天，現為2025年12月1日至10日（原為2025年11月27日或之前），提前5天告知"
    )


HOSTILE = (
    "<script>alert(1)</script>",
    "]]><x/>",
    "&amp;<img src=x onerror=alert(1)>",
    "\\u202Eright to left",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_text(tmp_path: Path, words: str) -> None:
    opened = built(tmp_path, ALL_KINDS.replace("The summit", json.dumps(words)))
    text = atom(opened, scope(DAY))
    found = json.loads(jsonfeed(opened, scope(DAY)))
    opened.close()
    root = ET.fromstring(text)  # noqa: S314
    for one in root.iter(f"{ATOM}content"):
        html = one.text or ""
        assert "<script" not in html
        assert "<img" not in html
    assert all("<script" not in one["content_html"] for one in found["items"])
    assert "javascript:" not in text
