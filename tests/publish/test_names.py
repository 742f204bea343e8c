"""People, kinds, media and effects in the reader's own words, what is not known in the source's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import pytest
from markupsafe import Markup

from bywhen.editing.effects import effects
from bywhen.publish.effectwords import effect_words
from bywhen.publish.marks import issuer, kind
from bywhen.publish.speech import ENGLISH, speech
from bywhen.timetable.claims import Affair, Claim, Event, Kind, Modality
from bywhen.timetable.window import Window
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


def claim(name: str, n: int, **given: object) -> Claim:
    event = f"plan/{name}"
    known = date(2025, 11, n)
    return Claim(f"{event}/c{n}", event, given.pop("kind", Kind.TARGET), known, n, **given)  # type: ignore[arg-type]


def by(day: date) -> dict[str, object]:
    return {"modality": Modality.BY, "window": Window(None, day)}


def within(first: date, last: date) -> dict[str, object]:
    return {"modality": Modality.WITHIN, "window": Window(first, last)}


FIRST, LATER, LAST = date(2025, 11, 27), date(2025, 12, 5), date(2026, 1, 10)
EDITS = [
    ("moved", [claim("signing", 2, **by(LATER))], "把「簽署」由2025年11月27日改為2025年12月5日，+8天"),
    ("window", [claim("signing", 2, **within(LATER, LAST))], "把「簽署」由2025年11月27日改為2025年12月5日至2026年1月10日，+44天"),
    ("withdrawn", [claim("signing", 2, kind=Kind.WITHDRAWN)], "「簽署」變為：已撤回（原為2025年11月27日）"),
    ("cancelled", [claim("signing", 2, kind=Kind.CANCELLED)], None),
    ("happened", [claim("signing", 29, kind=Kind.HAPPENED, window=Window(LATER, LATER))], None),
    ("not before", [claim("signing", 2, modality=Modality.NOT_BEFORE, window=Window(LATER, None))], None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("claims", "words"), [edit[1:] for edit in EDITS], ids=[e[0] for e in EDITS]
)
def test_effects_of_edits_are_told_in_chinese(claims: Sequence[Claim], words: str | None) -> None:
    first = claim("signing", 1, **by(FIRST))
    before = Affair("plan", "P", "UTC", (Event("plan/signing", "Signing", (first,)),))
    after = Affair("plan", "P", "UTC", (Event("plan/signing", "Signing", (first, *claims)),))
    for one in effects([before], [after], date(2025, 12, 31)):
        told = effect_words(one.words, {"signing": Markup("簽署")}, CHINESE)
        shown = re.sub("<q>(.*?)</q>", "「\\1」", told)
        assert re.search("[A-Za-z]", shown) is None, one.words
        if words is not None:
            assert shown == words


OTHERS = [
    ("adds the event x1; dates x1 12 Dec 2025; and 2 more", "新增事件x1；為x1定下日期：2025年12月12日；另有2項"),
    ("no change (also said: A rumour does not decide)", "沒有改變（僅屬其他說法：A rumour無權決定日期）"),
    ("signing stays 5 Dec 2025; its slip is -8 days", "簽署維持2025年12月5日；延誤為−8天"),
    ("closes signing: happened 1 to 7 Dec 2025, +1 to +7 days against the baseline", "簽署結案：於2025年12月1日至7日發生，與原先公布相差+1至+7天"),
    ("something new entirely <b>", "something new entirely <b>"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), OTHERS)
def test_effects_in_their_other_forms(text: str, words: str) -> None:
    told = effect_words(text, {"signing": Markup("簽署")}, CHINESE)
    assert told.striptags() == words
    assert "<b>" not in told
