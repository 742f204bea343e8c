"""What a proposal would do, in words: from the values that the desk keeps, in each language."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from datetime import date

import pytest
from markupsafe import Markup

from bywhen.editing.effectparts import Part, Says, Shown, parts_from, values_of
from bywhen.editing.effects import effects
from bywhen.publish.effectwords import effect_words
from bywhen.publish.speech import speech
from bywhen.timetable.claims import Affair, Claim, Event, Kind, Modality
from bywhen.timetable.window import Window


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
        told = in_chinese(one.part)
        shown = re.sub("<q>(.*?)</q>", "「\\1」", told)
        assert re.search("[A-Za-z]", shown) is None, one.words
        if words is not None:
            assert shown == words


DAY = Shown(date(2025, 12, 12), date(2025, 12, 12))
BY, FROM = Shown(None, date(2025, 12, 1), "by"), Shown(date(2025, 12, 1), None, "not_before")
SPAN = Shown(date(2025, 12, 1), date(2025, 12, 7))
OTHERS = [
    ((Part(Says.ADDED, "x1"), Part(Says.DATED, "x1", new=DAY), Part(Says.MORE, count=2)), "新增事件x1；為x1定下日期：2025年12月12日；另有2項"),
    ((Part(Says.NOT_DECIDED, who="A rumour"),), "沒有改變（僅屬其他說法：A rumour無權決定日期）"),
    ((Part(Says.NOT_DECIDED, who="<b>"),), "沒有改變（僅屬其他說法：<b>無權決定日期）"),
    ((Part(Says.SLIP, "signing", new=DAY, least=-8, most=-8),), "簽署維持2025年12月12日；延誤為−8天"),
    ((Part(Says.CLOSED, "signing", new=SPAN, least=1, most=7),), "簽署結案：於2025年12月1日至7日發生，與原先公布相差+1至+7天"),
    ((Part(Says.BASELINE, "signing", new=DAY),), "簽署改以2025年12月12日為準"),
    ((Part(Says.DATED, "vote", new=BY),), "為vote定下日期：2025年12月1日或之前"),
    ((Part(Says.DATED, "vote", new=FROM),), "為vote定下日期：不早於2025年12月1日"),
    ((Part(Says.DATED, "vote", new=SPAN),), "為vote定下日期：2025年12月1日至7日"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "words"), OTHERS)
def test_effects_in_their_other_forms(parts: tuple[Part, ...], words: str) -> None:
    told = in_chinese(*parts)
    assert html.unescape(re.sub("<(?!b>).*?>", "", told)) == words
    assert "<b>" not in told


def in_chinese(*parts: Part) -> Markup:
    return effect_words(parts, {"signing": Markup("簽署")}, speech("zh-Hant"))


def test_parts_come_back_from_json() -> None:
    parts = tuple(part for said, _ in OTHERS for part in said)
    assert parts_from(json.loads(json.dumps(values_of(parts)))) == parts


def test_parts_of_another_version_are_none() -> None:
    assert parts_from([{"says": "sings", "event": "vote"}]) == ()
    assert parts_from([{"says": "hidden", "event": "vote", "tone": "high"}]) == ()
