"""Every page in real Chromium: accessible, small, quiet, the same without scripts."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from bywhen.publish.router import ROUTES
from tests.pages.conftest import LANGUAGES, SCHEMES, WIDTHS, Looked, look
from tests.pages.desk import ALERTS_PAGE
from tests.publish.site import AFFAIR

pytestmark = pytest.mark.slow

BASE = f"/-/affairs/{AFFAIR}"
PAGES = [
    "/",
    "/-/affairs",
    "/-/search?q=Kyiv",
    f"{BASE}/",
    f"{BASE}/event/kyiv-agrees",
    f"{BASE}/event/elections",
    f"{BASE}/timeline",
    f"{BASE}/countdown",
    f"{BASE}/diff?from=2025-11-20&to=2025-11-26",
    f"{BASE}/slip",
    f"{BASE}/calendar?month=2025-11",
    f"{BASE}/points",
    f"{BASE}/corrections",
    f"{BASE}/sources/reuters-2025-11-26",
    f"{BASE}/embed/slip",
    f"{BASE}/embed/timeline",
    f"{BASE}/embed/countdown/kyiv-agrees",
]
MISSING = [f"{BASE}/event/nope", "/-/affairs/nope/"]
# Addresses that are no pages for people.
_NO_PAGE = re.compile(r"\.(?:svg|json|txt|png|ics|atom)$")


def test_every_page_of_ours_is_looked_at() -> None:
    for route in ROUTES:
        bare = route.path.replace("\\.", ".").rstrip("?")
        is_of_the_desk = route.writes or bare == ALERTS_PAGE  # want an editor: test_review
        if not _NO_PAGE.search(bare) and not is_of_the_desk:
            pattern = re.compile(route.pattern)
            assert any(pattern.fullmatch(path.partition("?")[0]) for path in PAGES), route.path


@pytest.fixture(scope="module")
def looked(served: str) -> Looked:
    return look(served, PAGES)


def test_each_was_seen_in_each_width_scheme_and_language(looked: Looked) -> None:
    assert len(looked.shown) == len(PAGES) * len(WIDTHS) * len(SCHEMES) * len(LANGUAGES)
    assert all(one["status"] == 200 for one in looked.shown)


def named(one: dict[str, object]) -> str:
    return " ".join(str(one.get(key, "")) for key in ("path", "width", "scheme", "language"))


def test_axe_finds_nothing(looked: Looked) -> None:
    assert {named(one): one["violations"] for one in looked.shown if one["violations"]} == {}


def test_the_console_is_quiet(looked: Looked) -> None:
    assert {named(one): one["console"] for one in looked.shown if one["console"]} == {}
    assert {named(one): one["console"] for one in looked.bare if one["console"]} == {}


def test_few_requests_and_none_to_others(looked: Looked, served: str) -> None:
    for one in looked.shown:
        own = [url for url in one["requests"] if not url.startswith("data:")]
        assert all(url.startswith(served) for url in own), named(one)
        assert len(own) <= 4, named(one)
        assert one["failed"] == [], named(one)


def test_nothing_is_wider_than_the_screen(looked: Looked) -> None:
    assert {named(one): one["overflow"] for one in looked.shown if one["overflow"] > 0} == {}


def test_pages_are_small_and_still(looked: Looked) -> None:
    for one in looked.shown:
        assert one["nodes"] <= 5000, named(one)
        assert one["animations"] == 0, named(one)


def test_without_scripts_the_same_words_are_there(looked: Looked) -> None:
    assert [one["path"] for one in looked.bare if not one["same"]] == []


def test_the_keyboard_reaches_everything_and_shows_where_it_is(looked: Looked) -> None:
    for one in looked.bare:
        focus = one["focus"]
        assert focus["unseen"] == [], one["path"]
        assert focus["stops"] >= min(focus["wanted"], 80), one["path"]


def test_print_forced_colours_and_reduced_motion_keep_the_words(looked: Looked) -> None:
    for one in looked.bare:
        assert all(mode["visible"] > 40 for mode in one["modes"]), one["path"]


def fetched(served: str, path: str) -> bytes:
    connection = HTTPConnection(urlsplit(served).netloc, timeout=60)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.status == 200, path
        return answer.read()
    finally:
        connection.close()


def pages_in(languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for path in PAGES:
        for language in languages:
            yield path, f"{path}{'&' if '?' in path else '?'}language={language}"


def test_pages_weigh_little(served: str) -> None:
    for path, address in pages_in(LANGUAGES):
        body = fetched(served, address)
        assert len(body) <= 200_000, path
        assert len(gzip.compress(body)) <= 20_000, path


def test_style_and_script_weigh_little(served: str) -> None:
    page = fetched(served, "/").decode()
    for pattern, most in (
        (r'href="([^"]+\.css[^"]*)"', 12_000),
        (r'src="([^"]+\.js[^"]*)"', 8_000),
    ):
        found = re.search(pattern, page)
        assert found is not None
        assert len(fetched(served, found[1])) <= most


def test_what_is_not_there_is_accessible_too(served: str) -> None:
    seen = look(served, MISSING, widths=[390], schemes=["light"])
    assert {named(one): one["violations"] for one in seen.shown if one["violations"]} == {}
    assert all(one["status"] == 404 for one in seen.shown)
