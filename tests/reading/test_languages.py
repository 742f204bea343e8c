"""Every example beside a rule is a test: the file of a language says what it reads."""

from __future__ import annotations

from datetime import date

import pytest

from bywhen.reading import available, read
from bywhen.reading.language import Example, language
from bywhen.timetable.edtf import parse_window

EXAMPLES = [
    pytest.param(code, example, id=f"{code}-{rule}-{number}")
    for code in available()
    for number, (rule, example) in enumerate(language(code).examples())
]


@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_example_gives_the_windows_beside_it(code: str, example: Example) -> None:
    mentions = read(example.text, published=date.fromisoformat(example.published), language=code)
    found = [str(m.window) if m.is_dated else "" for m in mentions]
    assert found == [str(parse_window(text)) if text else "" for text in example.windows]


@pytest.mark.parametrize("code", available())
def test_every_rule_has_an_example(code: str) -> None:
    missing = [rule.id for rule in language(code).rules if not rule.examples]
    assert missing == []
