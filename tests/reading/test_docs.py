"""The examples in the docs and docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

import bywhen.reading

ROOT = Path(__file__).parents[2]
MODULES = [
    f"bywhen.reading.{module.name}" for module in pkgutil.iter_modules(bywhen.reading.__path__)
]


def test_examples_of_the_page_run() -> None:
    failed, tried = doctest.testfile(str(ROOT / "docs" / "reading.md"), module_relative=False)
    assert tried > 0
    assert failed == 0


@pytest.mark.parametrize("name", ["bywhen.reading", *MODULES])
def test_docstring_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
