"""Windows in the words of each language: both ends there, never one day for many."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bywhen.timetable.idiom import IDIOMS, idiom_of

D = date.fromisoformat
CASES: list[tuple[str | None, str | None, str | None, str, str]] = [
    (None, None, None, "no date", "沒有日期"),
    (None, None, "not_before", "no date", "沒有日期"),
    ("2025-11-27", "2025-11-27", "day", "27 Nov 2025", "2025年11月27日"),
    ("2025-11-27", "2025-11-27", "by", "by 27 Nov 2025", "2025年11月27日或之前"),
    (None, "2025-11-27", None, "by 27 Nov 2025", "2025年11月27日或之前"),
    ("2025-12-01", None, "not_before", "not before 1 Dec 2025", "不早於2025年12月1日"),
    ("2025-12-01", None, "within", "not before 1 Dec 2025", "不早於2025年12月1日"),
    (None, "2025-12-01", "not_before", "not before 1 Dec 2025", "不早於2025年12月1日"),
    ("2025-12-01", "2025-12-10", "within", "1 to 10 Dec 2025", "2025年12月1日至10日"),
    ("2025-11-27", "2025-12-05", "within", "27 Nov to 5 Dec 2025", "2025年11月27日至12月5日"),
    (
        "2025-12-27", "2026-01-05", "within",
        "27 Dec 2025 to 5 Jan 2026", "2025年12月27日至2026年1月5日",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("first", "last", "modality", "english", "chinese"), CASES)
def test_window(
    first: str | None, last: str | None, modality: str | None, english: str, chinese: str
) -> None:
    start = D(first) if first else None
    end = D(last) if last else None
    assert idiom_of("en").window(start, end, modality) == english
    assert idiom_of("zh-Hant").window(start, end, modality) == chinese


@given(st.sampled_from(sorted(IDIOMS)), st.dates(), st.dates())
def test_both_ends_are_written_down(code: str, one: date, other: date) -> None:
    first, last = sorted((one, other))
    seen: list[date] = []

    def write(day: date, words: str) -> str:
        seen.append(day)
        return f"<{words}>"

    text = idiom_of(code).window(first, last, "within", write)
    assert seen == ([first] if first == last else [first, last])
    assert text.count("<") == len(seen)


def test_a_language_without_idiom_is_an_error() -> None:
    with pytest.raises(KeyError):
        idiom_of("fr")


def test_months_and_open_windows() -> None:
    day = date(2025, 11, 27)
    english, chinese = idiom_of("en"), idiom_of("zh-Hant")
    assert (english.month(day), chinese.month(day)) == ("Nov 2025", "2025年11月")
    assert (english.month_alone(day), chinese.month_alone(day)) == ("Nov", "11月")
    seen: list[date] = []

    def write(when: date, words: str) -> str:
        seen.append(when)
        return words

    english.window(day, None, "not_before", write)
    assert seen == [day]
