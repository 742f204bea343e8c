"""How far the confidence that rules state was off when measured: factors and curves, as data."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

__all__ = ["SUREST", "Calibration", "calibration"]

SUREST = 0.96
"""No mention states more."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured for one language: a factor for each rule, then a line through points.

    >>> Calibration({"month": 0.9}, ((0.6, 0.5), (0.8, 0.7))).measured("month", 0.8)
    0.62
    """

    factors: Mapping[str, float]
    points: Sequence[tuple[float, float]]

    def measured(self, rule: str, stated: float) -> float:
        """The confidence that a mention of the rule deserves, two digits."""
        return round(self._on_curve(min(stated * self.factors.get(rule, 1.0), SUREST)), 2)

    def _on_curve(self, stated: float) -> float:
        """In proportion between two points and below the first; flat behind the last."""
        if not self.points:
            return stated
        place = bisect_right(self.points, (stated, 1.0))
        if place == len(self.points):
            return self.points[-1][1]
        (low, below), (high, above) = (
            self.points[place - 1] if place else (0.0, 0.0),
            self.points[place],
        )
        return below + (above - below) * (stated - low) / (high - low)


@lru_cache(maxsize=1)
def _held() -> dict[str, dict[str, Any]]:
    source = resources.files("bywhen.reading").joinpath("calibration.yml")
    held: dict[str, dict[str, Any]] = yaml.safe_load(source.read_text("utf-8"))
    return held


@lru_cache(maxsize=32)
def calibration(language: str) -> Calibration:
    """What was measured for a language; one that was not measured keeps what its rules state."""
    held = _held()
    points = held["curves"].get(language, [])
    return Calibration(
        held["factors"].get(language, {}), tuple((stated, right) for stated, right in points)
    )
