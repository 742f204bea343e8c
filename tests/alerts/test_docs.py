"""docs/alerts.md says what is so: its example loads, its kinds, keys and promises are all of them."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from bywhen.alerts.config import load_text
from bywhen.alerts.config_channels import CHANNEL
from bywhen.alerts.config_rules import RULE
from bywhen.alerts.settings import Kind
from tests.alerts.desk import Desk

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8")
TESTS = re.findall(r"`(test_\w+)::(test_\w+)`", PAGE)


def test_the_example_has_no_fault() -> None:
    (example,) = re.findall(r"^```yaml\n(site:.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    config, faults = load_text(example.encode())
    assert faults == []
    assert [rule.name for rule in config.rules] == ["daily", "the-plan"]


def named(section: str) -> set[str]:
    """What the first cells of a section's tables name."""
    text = PAGE.split(f"\n## {section}\n")[1].split("\n## ")[0]
    cells = [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| `")]
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_every_kind_and_key_is_described() -> None:
    assert named("What is told") == {kind.value for kind in Kind} - {"test"}
    assert named("alerts.yml") == set(CHANNEL) | set(RULE)


def test_every_promise_names_its_test() -> None:
    section = PAGE.split("\n## Promises\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 15
    assert all("::test_" in row for row in rows)


@pytest.mark.parametrize(("module", "name"), TESTS, ids=[name for _, name in TESTS])
def test_the_tests_are_there(module: str, name: str) -> None:
    assert callable(getattr(import_module(f"tests.alerts.{module}"), name))


def test_every_field_of_the_json_is_described(desk: Desk) -> None:
    desk.claims("id: a, by: 2025-11-27, known: 2025-11-01")
    desk.run("2025-11-24T08:00Z")
    (payload,) = desk.payloads()
    fields = named("What a message says")
    assert set(payload) <= fields
    assert fields - set(payload) == {"items", "items_total"}
