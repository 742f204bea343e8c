"""How far the confidence that rules state was off when measured: factors, as data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

import yaml

__all__ = ["measured_factors"]


@lru_cache(maxsize=1)
def _measured() -> dict[str, dict[str, float]]:
    source = resources.files("bywhen.reading").joinpath("calibration.yml")
    held: dict[str, dict[str, float]] = yaml.safe_load(source.read_text("utf-8"))
    return held


def measured_factors(language: str) -> Mapping[str, float]:
    """For each rule of a language that was measured: measured over stated confidence."""
    return _measured().get(language, {})
