"""People, kinds and media in the reader's own words, what is not known in the source's."""

from __future__ import annotations

import re

import pytest

from bywhen.publish.marks import issuer, kind
from bywhen.publish.speech import ENGLISH, speech
from tests.publish.site import AFFAIR, Site

CHINESE = speech("zh-Hant")
TRUMP = {"en": "Donald Trump", "zh-Hant": "特朗普"}
KNOWN_AS = {"Donald Trump": TRUMP, "特朗普": TRUMP}
OFFICE = {"zh-Hant": "美國政府"}
SPEAKERS = [
    ("Donald Trump", "特朗普", "Donald Trump"),
    ("特朗普", "特朗普", "Donald Trump"),
    ("Somebody", "美國政府 (Somebody)", "Somebody"),
    ("US administration", "美國政府", "US administration"),
]


@pytest.mark.parametrize(("said", "chinese", "english"), SPEAKERS)
def test_who_says_so_is_named_in_the_readers_language(
    said: str, chinese: str, english: str
) -> None:
    for say, shown in ((CHINESE, chinese), (ENGLISH, english)):
        words = issuer(said, "US administration", OFFICE, KNOWN_AS, say=say)
        assert words.striptags() == shown


def test_a_kind_that_only_this_record_has_stays_as_it_is() -> None:
    assert kind("deadline", say=CHINESE) == "期限"
    assert str(kind("<joust>", say=CHINESE)) == "<bdi>&lt;joust&gt;</bdi>"


def test_chinese_pages_name_everybody_as_the_press_of_hong_kong_does(site: Site) -> None:
    for page in ("", "countdown", "event/elections", "event/kyiv-agrees"):
        answer = site.get(f"/-/affairs/{AFFAIR}/{page}?as_of=2026-02-12&language=zh-Hant")
        said = re.sub(r"<q.*?</q>", "", answer.text, flags=re.DOTALL)
        for english in ("Donald Trump", "Marco Rubio", "Zelensky", "US officials", ">deadline<"):
            assert english not in said, page
    assert "魯比奧" in answer.words
    assert "特朗普" in answer.words
