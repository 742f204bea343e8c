"""Contrast: text against its ground at least 4.5, marks that carry a meaning at least 3."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bywhen.publish import render

STYLE = (Path(render.__file__).parent / "pages" / "bywhen.css").read_text(encoding="utf-8")
TEXTS = ("ink", "soft", "link", "passed", "later", "sooner")
MARKS = ("mark", "ghost", "today")
GROUNDS = ("paper", "faint")


def colours(scheme: str) -> dict[str, str]:
    """The named colours of a scheme."""
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", light))
    return named if scheme == "light" else named | dict(re.findall(r"--(\w+): (#\w{6})", dark))


def lines(scheme: str) -> list[str]:
    """The colours of the lines of the trend chart, of those that have one of their own."""
    light, dark = re.findall(r"^.*\.k2 \{ --line: .*$", STYLE, re.MULTILINE)
    return re.findall(r"#\w{6}", light if scheme == "light" else dark)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def through(colour: str, ground: str, opacity: float) -> str:
    mixed = [
        round(opacity * int(colour[at : at + 2], 16) + (1 - opacity) * int(ground[at : at + 2], 16))
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in mixed)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_and_marks_stand_out(scheme: str, ground: str) -> None:
    named = colours(scheme)
    seen = {name: contrast(named[name], named[ground]) for name in (*TEXTS, *MARKS)}
    assert {name: at for name, at in seen.items() if at < (4.5 if name in TEXTS else 3)} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_of_the_chart_stand_out_and_so_do_their_stems(scheme: str) -> None:
    paper = colours(scheme)["paper"]
    (stem,) = re.findall(r"\.line \.stem, .*?opacity: (\.\d+)", STYLE)
    for line in (colours(scheme)["mark"], *lines(scheme)):
        assert contrast(line, paper) >= 4.5, line  # its number is text
        assert contrast(through(line, paper, float(stem)), paper) >= 3, line
