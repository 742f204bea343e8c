"""Small pieces of HTML: both ends of a window, foreign text apart, addresses only if they are."""

from __future__ import annotations

from datetime import date

import pytest

from bywhen.publish.marks import bdi, is_web_address, link_out, slip, slip_range, window

WINDOWS = [
    ((date(2025, 11, 27), date(2025, 11, 27), "day"), "27 Nov 2025"),
    ((date(2025, 11, 27), date(2025, 11, 27), "by"), "by 27 Nov 2025"),
    ((None, date(2025, 11, 27), "by"), "by 27 Nov 2025"),
    ((None, date(2025, 11, 27), "within"), "by 27 Nov 2025"),
    ((date(2025, 12, 1), date(2025, 12, 10), "within"), "1 to 10 Dec 2025"),
    ((date(2025, 11, 27), date(2025, 12, 5), "within"), "27 Nov to 5 Dec 2025"),
    ((date(2025, 12, 27), date(2026, 1, 5), "within"), "27 Dec 2025 to 5 Jan 2026"),
    ((date(2025, 12, 1), None, "not_before"), "not before 1 Dec 2025"),
    ((None, None, None), "no date"),
]


@pytest.mark.parametrize(("given", "words"), WINDOWS, ids=[words for _, words in WINDOWS])
def test_window_in_words_with_its_ends_as_days(
    given: tuple[date | None, date | None, str | None], words: str
) -> None:
    shown = window(*given)
    assert shown.striptags() == words
    for day in given[:2]:
        assert isinstance(day, str) or day is None or f'datetime="{day}"' in shown


SLIPS = [(0, 0, "0 days"), (1, 1, "+1 day"), (-23, -23, "−23 days"), (1, 7, "+1 to +7 days"),
         (0, 8, "0 to +8 days"), (-9, -2, "−9 to −2 days"), (-3, 4, "−3 to +4 days")]  # fmt: skip


@pytest.mark.parametrize(("least", "most", "words"), SLIPS)
def test_slip_has_sign_and_unit(least: int, most: int, words: str) -> None:
    assert slip_range(least, most).striptags() == words


def test_slip_carries_its_direction_apart_from_the_sign() -> None:
    assert ["later" in slip(1), "sooner" in slip(-1), "same" in slip(0)] == [True, True, True]


ADDRESSES = [
    ("https://example.org/a?b=c", True),
    ("http://example.org", True),
    ("HTTPS://EXAMPLE.ORG/", True),
    ("javascript:alert(1)", False),
    ("java\nscript:alert(1)", False),
    (" https://example.org", False),
    ("data:text/html,x", False),
    ("//example.org", False),
    ("https:example.org", False),
    ("https://", False),
    ("http://[::1", False),
    ("", False),
    (None, False),
]


@pytest.mark.parametrize(("address", "linked"), ADDRESSES)
def test_only_a_web_address_becomes_a_link(address: str | None, linked: bool) -> None:
    assert is_web_address(address) is linked
    assert ("<a href=" in link_out(address, "text")) is linked


def test_link_escapes_address_and_text() -> None:
    shown = link_out('https://example.org/"><script>', "<b>")
    assert "<script>" not in shown
    assert "<b>" not in shown


def test_text_is_set_apart_and_escaped() -> None:
    assert bdi("<i>") == "<bdi>&lt;i&gt;</bdi>"
    assert bdi(None) == ""
    assert bdi("基輔", "zh-Hant") == '<bdi lang="zh-Hant">基輔</bdi>'
