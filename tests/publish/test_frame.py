"""What stands around every page: language, zone, day, twin, SQL and citation."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bywhen.publish.speech import ENGLISH, accepted_language, language_of, speech
from bywhen.publish.words import health_sentence
from bywhen.timetable.figures import Figures
from bywhen.timetable.health import health
from tests.publish.site import AFFAIR, Answer, Site, build_tracker
from tests.publish.test_words import figures

AFFAIR_PAGE = f"/-/affairs/{AFFAIR}/"
CHINESE = speech("zh-Hant")
PAGES = [
    "/",
    "/-/affairs",
    AFFAIR_PAGE,
    "/-/search?q=Kyiv",
    f"{AFFAIR_PAGE}event/kyiv-agrees",
    f"{AFFAIR_PAGE}event/elections",
    f"{AFFAIR_PAGE}corrections",
    f"{AFFAIR_PAGE}timeline",
    f"{AFFAIR_PAGE}countdown",
    f"{AFFAIR_PAGE}diff?from=2025-11-20&to=2025-12-12",
    f"{AFFAIR_PAGE}sources/article-2025-11-21",
]


def test_language_of_the_address_beats_the_browsers(site: Site) -> None:
    asked = site.get(f"{AFFAIR_PAGE}?language=en", accept_language="zh-TW")
    assert '<html lang="en">' in asked.text
    assert '<html lang="zh-Hant">' in site.get(AFFAIR_PAGE, accept_language="zh-HK").text
    assert '<html lang="en">' in site.get(AFFAIR_PAGE, accept_language="fr").text


ACCEPTED = [
    ("", "en"),
    ("fr, de;q=0.9", "en"),
    ("zh-CN, en;q=0.5", "en"),
    ("zh-HK", "zh-Hant"),
    ("zh", "zh-Hant"),
    ("en;q=0.3, zh-Hant;q=0.9", "zh-Hant"),
    ("zh-TW;q=0, en", "en"),
    ("zh-TW;q=x, en-GB", "en"),
    ("*", "en"),
]


@pytest.mark.parametrize(("header", "code"), ACCEPTED)
def test_language_that_the_browser_asks_for(header: str, code: str) -> None:
    assert accepted_language(header) == code


TAGS = [("zh-HK", "zh-Hant"), ("zh-Hant-CN", "zh-Hant"), ("zh-Hans", None), ("EN_us", "en"), ("x", None)]  # fmt: skip


@pytest.mark.parametrize(("tag", "code"), TAGS)
def test_a_tag_and_the_language_that_serves_it(tag: str, code: str | None) -> None:
    assert language_of(tag) == code


@pytest.mark.parametrize("path", PAGES)
def test_no_english_is_left_on_a_chinese_page(site: Site, path: str) -> None:
    joint = "&" if "?" in path else "?"
    page = site.get(f"{path}{joint}language=zh-Hant&as_of=2025-12-12")
    words = Answer(200, {}, re.sub(r"<pre.*?</pre>", "", page.text, flags=re.DOTALL)).words
    for english in ("What is", "Show", "Search", "Cite", "days", "As known", "Every date", "due "):
        assert english not in words


WINDOWS = [
    ((date(2025, 12, 1), date(2025, 12, 10), "within"), "2025年12月1日至10日"),
    ((date(2025, 11, 27), date(2025, 12, 5), "within"), "2025年11月27日至12月5日"),
    ((date(2025, 12, 27), date(2026, 1, 5), "within"), "2025年12月27日至2026年1月5日"),
    ((None, date(2025, 11, 27), "by"), "2025年11月27日或之前"),
    ((date(2025, 12, 1), None, "not_before"), "不早於2025年12月1日"),
    ((None, None, None), "沒有日期"),
]


@pytest.mark.parametrize(("given", "words"), WINDOWS)
def test_window_in_chinese(given: tuple[date | None, date | None, str | None], words: str) -> None:
    assert CHINESE.window(*given) == words


def test_passed_date_in_chinese(site: Site) -> None:
    page = site.get("/?as_of=2026-01-18&language=zh-Hant").words
    assert "期限已於39天前結束，尚無確認紀錄" in page
    assert "錯過" not in page


def test_quote_in_another_language_is_labelled(site: Site) -> None:
    page = site.get("/?as_of=2025-12-12&language=zh-HK")
    assert '<span class="orig">原文：</span><q lang="en">by Christmas</q>' in page.text
    assert '<q lang="zh-Hant">12月初</q>' in page.text
    assert '原文：</span><q lang="zh-Hant">' not in page.text


def test_names_are_those_of_the_readers_language(site: Site) -> None:
    page = site.get("/?as_of=2025-12-12&language=zh-Hant")
    assert "基輔同意美國的計劃" in page.words
    assert "美國政府" in page.words
    assert "The war ends" not in page.text


ZONES = [
    ("language=zh-Hant", "香港時間2025年11月28日13:00"),
    ("zone=Asia/Hong_Kong", "28 Nov 2025, 13:00 Hong Kong time"),
    ("zone=Europe/Kyiv", "28 Nov 2025, 07:00 Kyiv time"),
    ("zone=Pacific/Auckland", "28 Nov 2025, 18:00 Pacific/Auckland time"),
]


@pytest.mark.parametrize(("query", "words"), ZONES)
def test_end_of_a_deadline_in_the_readers_zone(site: Site, query: str, words: str) -> None:
    page = site.get(f"{AFFAIR_PAGE}?as_of=2025-11-21&{query}")
    assert words in page.words
    assert '<time datetime="2025-11-27">' in page.text  # the civil day stays what it is


def test_no_second_clock_unless_wanted(site: Site) -> None:
    for query in ("language=en", "language=zh-Hant&zone=own", "zone=America/New_York"):
        assert "13:00" not in site.get(f"{AFFAIR_PAGE}?as_of=2025-11-21&{query}").words


def test_what_the_reader_chose_is_kept(site: Site) -> None:
    page = site.get(f"{AFFAIR_PAGE}?as_of=2025-12-12&zone=UTC&language=zh-Hant").text
    links = re.findall(rf'href="({re.escape(AFFAIR_PAGE)}[^"]*)"', page)
    assert links
    for link in (one for one in links if not one.endswith(("feed.atom", "calendar.ics"))):
        asked = parse_qs(urlsplit(unescape(link)).query)
        assert asked["zone"] == ["UTC"]
        assert "language" in asked


BAD = [
    ("language=fr", "write it as language=en or language=zh-Hant"),
    ("zone=Mars/Base", "write it as zone=Asia/Hong_Kong"),
    ("zone=../../etc/passwd", "write it as zone=Asia/Hong_Kong"),
    ("as_of=11/12/2025", "write it as as_of=2025-11-21"),
]


@pytest.mark.parametrize(("query", "advice"), BAD)
@pytest.mark.parametrize("twin", ["", ".json"])
def test_bad_choice_says_what_to_write(site: Site, query: str, advice: str, twin: str) -> None:
    answer = site.get(f"{AFFAIR_PAGE.rstrip('/')}{twin}?{query}")
    assert answer.status == 400
    assert advice in unescape(answer.text)
    assert answer.headers["content-type"].startswith("application/json" if twin else "text/html")


def test_unknown_affair_is_not_found_in_either_language(site: Site) -> None:
    assert site.get("/-/affairs/nothing/").status == 404
    assert site.get("/-/affairs/nothing.json").json()["status"] == 404
    assert "沒有專題" in site.get("/-/affairs/nothing/?language=zh-Hant").words


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_a_twin_that_names_day_language_and_record(site: Site, path: str) -> None:
    page = site.get(path)
    assert page.status == 200
    (address,) = re.findall(r'rel="alternate" type="application/json" href="([^"]+)"', page.text)
    twin = site.get(unescape(address)).json()
    assert {"as_of", "now", "language", "trackers"} <= set(twin)
    assert twin["trackers"]["tracker"]["record_digest"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_a_canonical_address_and_both_languages(
    site: Site, path: str
) -> None:
    page = site.get(path).text
    assert len(re.findall(r"<h1[ >]", page)) == 1
    (canonical,) = re.findall(r'rel="canonical" href="([^"]+)"', page)
    assert canonical.startswith("http")
    assert 'hreflang="zh-Hant"' in page
    assert 'href="#content"' in page
    assert 'property="og:title"' in page


def test_sql_behind_a_page_runs_and_gives_its_figures(site: Site, flagship: Path) -> None:
    page = site.get(f"{AFFAIR_PAGE}?as_of=2025-12-12")
    links = re.findall(r'href="(/tracker[^"]*sql=[^"]*)"', page.text)
    assert len(links) == 2
    asked = {key: one[0] for key, one in parse_qs(urlsplit(unescape(links[0])).query).items()}
    with closing(sqlite3.connect(flagship)) as connection:
        rows = {row[0]: row[4] for row in connection.execute(asked.pop("sql"), asked)}
    shown = {
        one["title"]: one["net_slip"]
        for one in site.get(f"{AFFAIR_PAGE.rstrip('/')}.json?as_of=2025-12-12").json()["events"]
    }
    assert rows == shown
    assert site.get(unescape(links[0])).status == 200


def test_where_sql_is_off_it_is_still_shown(opened: Callable[..., Site], flagship: Path) -> None:
    page = opened(flagship, public=True).get(AFFAIR_PAGE)
    assert "sql=" not in page.text
    assert "from states s join events e" in page.words


def test_citation_names_day_zone_address_and_record(site: Site) -> None:
    page = site.get(f"{AFFAIR_PAGE}?as_of=2025-12-12&language=en")
    (cited,) = re.findall(r'<bdi id="citation">(.*?)</bdi>', page.text, re.DOTALL)
    digest = site.get("/-/affairs.json").json()["trackers"]["tracker"]["record_digest"]
    assert "3 of 4 milestones were due" in cited
    assert "As known on 12 Dec 2025" in cited
    assert "America/New_York" in cited
    assert f"{AFFAIR_PAGE}?as_of=2025-12-12" in cited
    assert digest[:12] in cited


HEALTHS = [
    [],
    [figures("upcoming", baseline_due=date(2025, 12, 1))],
    [
        figures("overdue", baseline_due=date(2025, 11, 1), net_slip=0),
        figures("undated", net_slip=None),
    ],
    [
        figures("met_late", baseline_due=date(2025, 11, 1), net_slip=4),
        figures("dropped", baseline_due=date(2025, 11, 1)),
        figures("cancelled", baseline_due=date(2025, 11, 1)),
        figures("unchecked", baseline_due=date(2025, 11, 2), net_slip=1),
    ],
]


@pytest.mark.parametrize("shown", HEALTHS)
def test_sentence_of_a_timetable_is_that_of_the_rules(shown: list[Figures]) -> None:
    found = health("the plan", "t", shown, ["a/e"], {"a/e": "Signing"}, date(2025, 11, 20))
    assert health_sentence(found, "the plan", "Signing").replace("−", "-") == found.sentence
    assert health_sentence(found, "計劃", "簽署", CHINESE).endswith("。")


def test_search_finds_words_of_both_languages_and_marks_them(site: Site) -> None:
    page = site.get("/-/search?q=感恩")
    assert "<mark>感恩</mark>" in page.text
    assert "Kyiv agrees to the US plan" in page.words
    assert site.get("/-/search.json?q=thanksgiving").json()["hits"]
    assert "Nothing has all of these words" in site.get("/-/search?q=zzzz").words
    assert site.get("/-/search?q=%22").status == 200
    assert site.get("/-/search").status == 200


def test_words_are_escaped_in_the_search_page(site: Site) -> None:
    assert "<b>x" not in site.get("/-/search?q=%3Cb%3Ex").text


def test_english_is_its_own_catalog() -> None:
    assert ENGLISH.gettext("due in %(days)s", days=ENGLISH.days(1)) == "due in 1 day"


BROKEN = """\
affair: broken
title: Broken
timezone: UTC
events:
- id: e
  title: The thing
  claims:
  - {id: a, by: 2025-02-30, source: nowhere}
"""


def test_faults_of_a_changed_record_show_with_file_and_line(
    opened: Callable[..., Site], tmp_path: Path
) -> None:
    good = BROKEN.replace("by: 2025-02-30, source: nowhere", "by: 2025-02-28, known: 2025-01-01")
    database = build_tracker(tmp_path, broken=good)
    site = opened(database)
    assert "fault" not in site.get("/").words
    (tmp_path / "events" / "broken.yml").write_text(BROKEN, encoding="utf-8")
    page = site.get("/-/affairs/broken/").words
    assert "The record has 2 faults: what was built before is shown" in page
    assert page.count("events/broken.yml:8") == 2
    assert "2025-02-30" in page
    assert "by 28 Feb 2025" in page  # what was built before
    public = opened(database, public=True).get("/-/affairs/broken/").words
    assert "fault" not in public


def test_first_run_shows_a_record_to_copy(opened: Callable[..., Site], tmp_path: Path) -> None:
    """What the empty page says to write is a record that builds."""
    site = opened(build_tracker(tmp_path / "empty"))
    page = site.get("/")
    (code,) = re.findall(r"<pre[^>]*><code>(affair.*?)</code>", page.text, re.DOTALL)
    text = unescape(code).replace("affair: NAME", "affair: first").replace("…", "example.org/")
    shown = opened(build_tracker(tmp_path / "first", first=text)).get("/?as_of=2026-02-01")
    assert "by 31 Mar 2026" in shown.words
    assert "建立" not in site.get("/?language=en").words
    assert "bywhen add" in page.words


@pytest.mark.parametrize(
    ("path", "before"), [("/", "/-/"), (f"{AFFAIR_PAGE}timeline", AFFAIR_PAGE)]
)
def test_feeds_are_found_from_every_page(site: Site, path: str, before: str) -> None:
    page = site.get(path).text
    assert f'type="application/atom+xml" href="{before}feed.atom"' in page
    assert f'type="text/calendar" href="{before}calendar.ics"' in page
    assert site.get(f"{before}feed.atom").status == 200


def test_corrected_figures_say_so(opened: Callable[..., Site], tmp_path: Path) -> None:
    mended = BROKEN.replace("by: 2025-02-30, source: nowhere", "by: 2025-02-28, known: 2025-01-01")
    mended += "corrections:\n- {day: 2025-01-20, claim: e/a, was: by 2025-03-01, now: by 2025-02-28, why: misread}\n"
    site = opened(build_tracker(tmp_path, broken=mended))
    for page in ("/", "/-/affairs/broken/countdown", "/-/affairs/broken/event/e"):
        assert "corrected 20 Jan 2025" in site.get(f"{page}?as_of=2025-01-21").words
        assert "corrected" not in site.get(f"{page}?as_of=2025-01-19").words.lower().replace("corrections", "")  # fmt: skip


@pytest.mark.parametrize("path", ["/tracker", "/tracker/claims", "/tracker/events", "/nowhere"])
def test_datasettes_pages_have_a_language_landmarks_and_our_clothes(site: Site, path: str) -> None:
    page = site.get(path).text
    assert '<html lang="en">' in page
    assert page.count("<main") == 1
    assert 'href="#content"' in page
    assert "/-/bywhen/dress.css" in page
    assert site.get("/-/bywhen/dress.css").status == 200


PLACES = ["/", f"{AFFAIR_PAGE}timeline", f"{AFFAIR_PAGE}countdown",
          f"{AFFAIR_PAGE}event/kyiv-agrees", f"{AFFAIR_PAGE}diff?from=2025-11-20&to=2025-11-26"]  # fmt: skip
WHOLE_DAYS = r"\d{1,2} (?:Nov|Dec|Jan|Feb) 20\d\d|20\d\d年\d+月\d+日"


@pytest.mark.parametrize("page", PLACES)
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_every_day_that_is_shown_is_a_time(site: Site, page: str, language: str) -> None:
    mark = "&" if "?" in page else "?"
    text = site.get(f"{page}{mark}as_of=2026-02-08&language={language}").text
    body = re.sub(r"^.*?</head>", "", text, flags=re.DOTALL)
    for apart in ("time", "q", "svg", "details", "pre", "caption"):  # quotes keep their words
        body = re.sub(rf"<{apart}\b.*?</{apart}>", "", body, flags=re.DOTALL)
    assert re.findall(WHOLE_DAYS, re.sub(r"<[^>]*>", " ", body)) == []


@pytest.mark.parametrize(
    "page", ["oembed.json", "oembed.json?url=x", "badge/nope.json", "nope.json"]
)
def test_what_is_asked_for_as_json_fails_as_json(site: Site, page: str) -> None:
    answer = site.get(f"{AFFAIR_PAGE}{page}")
    assert answer.status in (400, 404)
    assert answer.json()["ok"] is False
