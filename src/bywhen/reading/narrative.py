"""Texts about another time: there a day without a year belongs to the year the text has reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bywhen.reading.join import Statement
from bywhen.reading.mention import Mention

__all__ = ["Narrative"]

_FEWEST_YEARS = 4
_SHARE_OF_OLD_YEARS = 0.7
_OLD_YEARS = 3
_DEICTIC = frozenset({"day_shift", "unit", "ago", "span", "rest", "weekday"})


class Narrative:
    """Follows the day that a text about another time has reached."""

    def __init__(self, first_year: int) -> None:
        self.reference = date(first_year, 1, 1)

    @classmethod
    def of(cls, statements: Sequence[Statement], published: date) -> Narrative | None:
        """A narrative if most stated years are long past and few words point at publication."""
        years = [
            year
            for statement in statements
            for found in statement.found
            if isinstance(year := found.phrase.parse.values.get("year"), int)
        ]
        if len(years) < _FEWEST_YEARS:
            return None
        old = sum(abs(year - published.year) > _OLD_YEARS for year in years)
        deictic = sum(
            found.phrase.parse.rule.means in _DEICTIC
            for statement in statements
            for found in statement.found
        )
        if old < _SHARE_OF_OLD_YEARS * len(years) or deictic > len(years) / 3:
            return None
        return cls(next(year for year in years if abs(year - published.year) > _OLD_YEARS))

    def advance(self, mention: Mention) -> None:
        """Move on to a dated mention."""
        if mention.granularity in ("day", "month", "year", "range", "part", "season", "time"):
            reached = mention.earliest or mention.latest
            if reached is not None and mention.confidence >= 0.5:
                self.reference = reached
