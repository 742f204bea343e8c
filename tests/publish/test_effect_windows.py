"""Windows inside an effect's sentence keep their kind in the reader's language."""

from __future__ import annotations

import pytest

from bywhen.publish.effectwords import effect_words
from bywhen.publish.speech import speech


@pytest.mark.parametrize(
    ("effect", "told"),
    [
        ("dates vote not before 1 Dec 2025", "不早於2025年12月1日"),
        ("dates vote by 1 Dec 2025", "2025年12月1日或之前"),
        ("dates vote 1 to 10 Dec 2025", "2025年12月1日至10日"),
    ],
)
def test_a_window_keeps_its_kind(effect: str, told: str) -> None:
    assert told in str(effect_words(effect, {}, speech("zh-Hant")))
