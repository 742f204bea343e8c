"""Cite: beside every figure stands the sentence that says it, and its address shows it for good."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.publish.site import AFFAIR, Site

BASE = f"/-/affairs/{AFFAIR}"
DAY = "2026-02-08"
FIGURES = [  # page, what holds one figure
    ("", r'<li class="g-\w+">.*?</li>'),
    ("", r"<ol class=\"(?:slips|moves)\">.*?</ol>"),
    ("countdown", r'<li class="card.*?</li>'),
    ("slip", r'<tr class="g-.*?</tr>'),
    ("event/kyiv-agrees", r'<header>\n<p class="top.*?</header>'),
]


def cited(html: str) -> list[str]:
    found = re.findall(
        r'<details class="cite"><summary>cite</summary><bdi>(.*?)</bdi></details>', html, re.DOTALL
    )
    return [unescape(one) for one in found]


@pytest.mark.parametrize(("page", "block"), FIGURES)
def test_each_figure_opens_its_sentence_without_scripts(site: Site, page: str, block: str) -> None:
    answer = site.get(f"{BASE}/{page}?as_of={DAY}&language=en")
    digest = site.get("/-/affairs.json").json()["trackers"]["tracker"]["record_digest"]
    blocks = re.findall(block, answer.text, re.DOTALL)
    assert blocks
    for one in blocks:
        sentences = cited(one)
        assert sentences, one
        for sentence in sentences:
            assert "As known on 8 Feb 2026" in sentence
            assert "midnight in America/New_York" in sentence
            assert f"(record {digest[:12]})" in sentence


def test_its_address_shows_the_figure_on_that_day_for_good(site: Site) -> None:
    page = site.get(f"{BASE}/slip?timetable=aggressive&language=en").text
    sentences = cited(page)
    assert sentences
    for sentence in sentences:
        (address,) = re.findall(r"http://localhost(\S+)", sentence)
        assert "as_of=2025-11-21" in address  # the day that it is, though nobody asked for it
        assert "timetable=aggressive" in address
        assert site.get(address).status == 200


def test_a_slip_is_cited_with_what_it_is_measured_against(site: Site) -> None:
    page = site.get(f"{BASE}/slip?as_of={DAY}&language=en").text
    (found,) = [one for one in cited(page) if one.startswith("Kyiv agrees")]
    assert "+215 days against what was announced (by 27 Nov 2025)" in found
    chinese = site.get(f"{BASE}/slip?as_of={DAY}&language=zh-Hant").text
    assert "與原先公布（2025年11月27日或之前）相差+215天" in chinese


@pytest.mark.parametrize("page", ["timeline", "calendar?month=2026-06"])
def test_rows_of_long_tables_lead_to_the_sentence(site: Site, page: str) -> None:
    mark = "&" if "?" in page else "?"
    answer = site.get(f"{BASE}/{page}{mark}as_of={DAY}&language=en").text
    links = re.findall(r'href="([^"]+#citation)">cite<', answer)
    assert links
    for link in links:
        there = site.get(unescape(link).partition("#")[0]).text
        assert 'id="citation"' in there
