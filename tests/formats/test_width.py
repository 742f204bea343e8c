"""How wide text is, where lines break, and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bywhen.formats.width import cell_width, clean, longest_word, pad, wrap

TEXTS = st.text(st.sampled_from("ab c、。「」美國的計劃 ăÀ́-,.()🙂"), max_size=60)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        pytest.param("Kyiv", 4, id="Latin"),
        pytest.param("基輔", 4, id="Chinese takes two cells"),
        pytest.param("キーウ", 6, id="kana"),
        pytest.param("키이우", 6, id="Hangul"),
        pytest.param("e\u0301", 1, id="a combining accent takes none"),
        pytest.param("（27日）", 8, id="fullwidth brackets"),
        pytest.param("", 0, id="nothing"),
    ],
)
def test_width_in_cells(text: str, cells: int) -> None:
    assert cell_width(text) == cells


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        pytest.param("by 27 Nov 2025", 20, ["by 27 Nov 2025"], id="it fits"),
        pytest.param("by 27 Nov 2025", 9, ["by 27 Nov", "2025"], id="at a blank"),
        pytest.param(
            "counterproposal", 8, ["counterp", "roposal"], id="a word longer than the line"
        ),
        pytest.param(
            "下週四感恩節前", 6, ["下週四", "感恩節", "前"], id="between Chinese characters"
        ),
        pytest.param("美國的計劃。", 10, ["美國的計", "劃。"], id="not before a full stop"),
        pytest.param("他說「同意」", 6, ["他說", "「同意」"[:2], "意」"], id="not after a bracket"),
        pytest.param("Kyiv基輔", 4, ["Kyiv", "基輔"], id="between Latin and Chinese"),
        pytest.param("", 10, [""], id="nothing is one empty line"),
    ],
)
def test_wrapping(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(text=TEXTS, width=st.integers(2, 40))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(cell_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(text=TEXTS)
def test_at_the_width_of_its_longest_word_nothing_is_broken(text: str) -> None:
    for word in text.split():
        if word.isascii():
            assert any(word in line for line in wrap(text, max(longest_word(text), 2)))


@given(text=TEXTS.filter(lambda text: cell_width(text) <= 30))
def test_padding_fills_to_the_cell(text: str) -> None:
    assert cell_width(pad(text, 30)) == cell_width(pad(text, 30, right=True)) == 30


@pytest.mark.parametrize(
    "bad",
    ["\x1b[2J", "\r", "\x07", "\x9b1m", "\u202e", "\u2066"],
    ids=["escape", "carriage return", "bell", "C1", "right-to-left override", "isolate"],
)
def test_nothing_can_move_the_cursor_or_turn_the_line(bad: str) -> None:
    assert bad[0] not in clean(f"a{bad}b")
