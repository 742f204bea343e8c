"""What a proposal would do, as an alert says it: of its own event first, of others by name."""

from __future__ import annotations

from datetime import date

import pytest

from bywhen.alerts.facts import Facts
from bywhen.alerts.settings import Kind
from bywhen.alerts.text.message import headline_of
from bywhen.alerts.text.telling import Telling
from bywhen.editing.effectparts import Part, Says, Shown, values_of

BY = Shown(None, date(2025, 11, 27), "by")
SPAN = Shown(date(2025, 12, 1), date(2025, 12, 10), "within")


@pytest.mark.parametrize(
    ("part", "english", "chinese"),
    [
        (Part(Says.NOTHING), "no change", "沒有改變"),
        (Part(Says.NOT_DECIDED, who="A paper"), "no change (A paper does not decide)", "沒有改變（A paper無權決定日期）"),
        (Part(Says.NOT_DECIDED), "no change (whoever says so does not decide)", "沒有改變（說話者無權決定日期）"),
        (Part(Says.CLOSED, "vote", new=SPAN), "happened 1 to 10 Dec 2025", "已於2025年12月1日至10日發生"),
        (Part(Says.MOVED, "vote", old=BY, new=SPAN, least=13, most=13), "moves from 27 Nov 2025 to 1–10 Dec 2025, +13 days", "由2025年11月27日改為2025年12月1日至10日，推遲13天"),
        (Part(Says.STATUS, "vote", old=BY, status="dropped"), "becomes dropped (was 27 Nov 2025)", "變為：已撤回期限（原定2025年11月27日）"),
        (Part(Says.SLIP, "vote", new=BY, least=-8, most=-8), "stays 27 Nov 2025, -8 days against what was announced", "維持2025年11月27日，與原先公布相比提前8天"),
        (Part(Says.DATED, "polls", new=BY), "polls is given a date: by 27 Nov 2025", "「polls」定出日期：2025年11月27日或之前"),
        (Part(Says.MORE, count=2), "and 2 more", "另有2項"),
    ],
)  # fmt: skip
def test_a_part_in_both_languages(part: Part, english: str, chinese: str) -> None:
    assert (told(part), told(part, language="zh-Hant")) == (english, chinese)


def told(*parts: Part, language: str = "en", detail: str | None = None) -> str:
    facts = Facts(
        event="strike/vote", affair="strike", detail=detail, effect=tuple(values_of(parts))
    )
    words = headline_of(Telling(Kind.PROPOSAL, facts, 0, ""), language)
    return words.split({"en": ": ", "zh-Hant": "："}[language], 2)[-1]


def test_several_parts_stand_beside_each_other() -> None:
    parts = Part(Says.CLOSED, "vote", new=SPAN), Part(Says.MORE, count=3)
    assert told(*parts) == "happened 1 to 10 Dec 2025; and 3 more"


def test_a_proposal_of_before_is_told_in_the_words_that_were_kept() -> None:
    assert told(detail="moves vote from 20 Dec to 15 Jan") == "moves vote from 20 Dec to 15 Jan"


@pytest.mark.parametrize("says", list(Says))
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_every_part_has_words_in_each_language(says: Says, language: str) -> None:
    said = told(Part(says, "vote", status="undated", who="?", count=1), language=language)
    assert said
    if language == "zh-Hant":
        assert not any(letter.isascii() and letter.isalpha() for letter in said)
