"""`import bywhen` names what matters and costs nothing until it is used."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

import bywhen

ROOT = Path(__file__).parent.parent


def test_the_session_in_the_docstring_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(bywhen, globs={name: getattr(bywhen, name) for name in bywhen.__all__})
    assert result.attempted >= 3
    assert result.failed == 0


@pytest.mark.parametrize("name", bywhen.__all__)
def test_each_name_leads_to_its_place_and_is_explained(name: str) -> None:
    value = getattr(bywhen, name)
    assert value.__doc__
    assert name in (bywhen.__doc__ or "")
    assert name in dir(bywhen)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'by_then'"):
        bywhen.by_then  # noqa: B018  # looking is the test


def test_importing_it_loads_none_of_its_parts() -> None:
    code = "import sys, bywhen; print([m for m in sys.modules if m.startswith('bywhen.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
