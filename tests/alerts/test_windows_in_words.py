"""Windows in the words of an alert: of a deadline only its last day, as it is committed."""

from __future__ import annotations

from datetime import date

import pytest

from bywhen.alerts.text.message import words_of

FIRST, LAST = date(2025, 12, 1), date(2025, 12, 10)


@pytest.mark.parametrize(
    ("language", "modality", "told"),
    [
        ("en", "by", "by 10 Dec 2025"),
        ("en", "within", "1 to 10 Dec 2025"),
        ("zh-Hant", "by", "2025年12月10日或之前"),
        ("zh-Hant", "within", "2025年12月1日至10日"),
    ],
)
def test_a_deadline_is_told_by_its_last_day(language: str, modality: str, told: str) -> None:
    assert words_of(language).window(FIRST, LAST, modality) == told
