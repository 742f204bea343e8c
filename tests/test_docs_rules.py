"""Every figure in docs/rules.md is one of the figures worked out by hand."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parent.parent
RULES = ROOT / "docs" / "rules.md"
HEADER = "| as of | event | figure | value |"
FLAGSHIP = "ukraine-28-point-plan"


class Shown(NamedTuple):
    as_of: str
    event: str
    figure: str
    value: str


@cache
def golden(affair: str) -> dict[str, Any]:
    path = ROOT / "tests" / "golden" / f"{affair}.expected.yml"
    figures = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(figures, dict)
    return figures


def shown_figures() -> list[Shown]:
    shown = []
    for table in RULES.read_text(encoding="utf-8").split(HEADER)[1:]:
        for line in table.strip().splitlines()[1:]:
            if not line.startswith("|"):
                break
            shown.append(Shown(*(cell.strip() for cell in line.strip("|").split("|"))))
    return shown


def as_shown(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)


@pytest.mark.parametrize("shown", shown_figures(), ids=lambda shown: "-".join(shown[:3]))
def test_worked_example_is_right(shown: Shown) -> None:
    affair, _, event = shown.event.rpartition("/")
    figures = golden(affair or FLAGSHIP)[event][shown.as_of]
    verdict = re.fullmatch(r"verdict of (\w+)", shown.figure)
    value = figures["verdicts"][verdict[1]] if verdict else figures[shown.figure]
    assert as_shown(value) == shown.value


def test_every_section_has_a_worked_example() -> None:
    sections = re.split(r"^## ", RULES.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert [section.splitlines()[0] for section in sections if HEADER not in section] == []
