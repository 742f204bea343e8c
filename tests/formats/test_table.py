"""Tables for people: they fit, they wrap, they do not lean on colour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bywhen.formats.table import Cell, Column, Table, Tone, render_markdown, render_text
from bywhen.formats.width import cell_width

TABLE = Table(
    [Column("When"), Column("Milestone"), Column("Slip", right=True)],
    [
        ["by 27 Nov 2025", "Kyiv agrees to the US plan", Cell("+28 days", Tone.BAD)],
        ["1 to 10 Dec 2025", "美國結束俄烏戰爭的28點計劃完成", "0 days"],
    ],
    above=["One sentence."],
    below=["Days end at midnight in America/New_York."],
)


def test_a_table_keeps_its_natural_width_where_there_is_room() -> None:
    assert render_text(TABLE, 80) == (
        "One sentence.\n"
        "\n"
        "When              Milestone                           Slip\n"
        "────────────────  ──────────────────────────────  ────────\n"
        "by 27 Nov 2025    Kyiv agrees to the US plan      +28 days\n"
        "1 to 10 Dec 2025  美國結束俄烏戰爭的28點計劃完成    0 days\n"
        "\n"
        "Days end at midnight in America/New_York.\n"
    )


def test_it_wraps_where_there_is_none() -> None:
    assert render_text(TABLE, 44) == (
        "One sentence.\n"
        "\n"
        "When              Milestone             Slip\n"
        "────────────────  ────────────────  ────────\n"
        "by 27 Nov 2025    Kyiv agrees to    +28 days\n"
        "                  the US plan\n"
        "\n"
        "1 to 10 Dec 2025  美國結束俄烏戰爭    0 days\n"
        "                  的28點計劃完成\n"
        "\n"
        "Days end at midnight in America/New_York.\n"
    )


def test_a_column_that_makes_rows_tall_gets_the_room_of_others() -> None:
    table = Table(
        [Column("One"), Column("Two"), Column("Three")],
        [["a few words of a text", "some words of another", "word " * 40]] * 3,
    )
    lines = render_text(table, 80).splitlines()
    assert [line.count("─") for line in lines if "─" in line] == [76]
    widest = max(len(part) for part in lines[1].split("  "))
    assert widest == len(lines[1].split("  ")[2]) > 76 // 3 + 10
    assert len(lines) < 2 + 3 * -(-200 // 25)


def test_a_narrow_terminal_gets_cards() -> None:
    shown = render_text(TABLE, 24)
    assert "When: by 27 Nov 2025\nMilestone: Kyiv agrees\nto the US plan\n" in shown
    assert "─" not in shown


def test_colour_is_asked_for_and_repeats_what_is_written() -> None:
    assert "\x1b" not in render_text(TABLE, 80)
    colored = render_text(TABLE, 80, color=True)
    assert "\x1b[31m+28 days\x1b[0m" in colored
    for code in ("\x1b[31m", "\x1b[1m", "\x1b[0m"):
        colored = colored.replace(code, "")
    assert [line.rstrip() for line in colored.splitlines()] == render_text(TABLE, 80).splitlines()


def test_columns_that_say_nothing_are_left_out() -> None:
    shown = render_text(Table([Column("A"), Column("B")], [["x", ""], ["y", ""]]), 80)
    assert "B" not in shown


def test_no_rows_are_told_in_words() -> None:
    assert render_text(Table([Column("A")], [], empty="Nothing is due."), 80) == "Nothing is due.\n"


def test_markdown_keeps_what_would_be_markup() -> None:
    table = Table([Column("A", right=True), Column("B")], [["1", "a|b *c* <d>"]])
    assert render_markdown(table) == "| A | B |\n|---:|---|\n| 1 | a\\|b \\*c\\* \\<d\\> |\n"


def test_control_characters_of_a_text_do_not_reach_the_terminal() -> None:
    shown = render_text(Table([Column("A")], [["x\x1b[2Jy"]]), 80, color=True)
    assert "\x1b[2J" not in shown


@given(
    rows=st.lists(st.tuples(*[st.text("ab 美國。", max_size=30)] * 3), min_size=1, max_size=4),
    width=st.integers(10, 100),
)
def test_no_line_is_ever_too_wide_and_no_letter_is_lost(
    rows: list[tuple[str, str, str]], width: int
) -> None:
    table = Table([Column("x"), Column("y"), Column("z")], rows)
    shown = render_text(table, width)
    assert all(cell_width(line) <= width for line in shown.splitlines())
    for letter in "ab美國。":
        assert shown.count(letter) == sum(cell.count(letter) for row in rows for cell in row)


@pytest.mark.parametrize("tone", list(Tone), ids=lambda tone: tone.name)
def test_a_tone_changes_no_letter(tone: Tone) -> None:
    assert "due" in render_text(Table([Column("A")], [[Cell("due", tone)]]), 80, color=True)
