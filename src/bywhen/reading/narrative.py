"""Texts about another time: there a day without a year belongs to the year the text has reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bywhen.reading.join import Statement
from bywhen.reading.mention import Mention
from bywhen.reading.parse import Parse

__all__ = ["Narrative"]

_FEWEST_YEARS = 4
_SHARE_OF_OLD_YEARS = 0.7
_SHARE_OF_NEWS_WORDS = 0.05
_OLD_YEARS = 3
_ASIDE_YEARS = 10
_OF_NEWS = frozenset({"day_shift", "weekday"})
_COUNTED = frozenset({"unit", "ago", "span", "rest"})
_STATED = frozenset({"date", "numeric", "month", "season", "quarter", "half", "holiday",
                     "nth_weekday", "nth_week", "nth_day", "later", "part", "clock", "offset",
                     "day_range", "month_range"})  # fmt: skip


class Narrative:
    """Follows the day that a text about another time has reached."""

    def __init__(self, first_year: int) -> None:
        self.reference = date(first_year, 1, 1)
        self._aside = first_year

    @classmethod
    def of(cls, statements: Sequence[Statement], published: date) -> Narrative | None:
        """A narrative if most stated years are long past and few words point at publication."""
        phrases = [found.phrase for statement in statements for found in statement.found]
        years = [
            year for phrase in phrases if isinstance(year := phrase.parse.values.get("year"), int)
        ]
        if len(years) < _FEWEST_YEARS:
            return None
        old = sum(abs(year - published.year) > _OLD_YEARS for year in years)
        parses = [inner for phrase in phrases for inner in _within(phrase.parse)]
        news = sum(one.rule.means in _OF_NEWS or _is_running(one) for one in parses)
        counted = news + sum(phrase.parse.rule.means in _COUNTED for phrase in phrases)
        if (
            old < _SHARE_OF_OLD_YEARS * len(years)
            or news > max(1, _SHARE_OF_NEWS_WORDS * len(years))
            or counted > len(years) / 3
        ):
            return None
        return cls(next(year for year in years if abs(year - published.year) > _OLD_YEARS))

    def counts_from(self, parse: Parse) -> bool:
        """True for words that count from where the story has got to, not from publication."""
        if parse.rule.means in _COUNTED:
            return True
        period = parse.values.get("PERIOD")
        return isinstance(period, Parse) and self.counts_from(period)

    def advance(self, mention: Mention, parse: Parse) -> None:
        """Move on to a dated mention; a bare year far away is an aside, unless it comes twice."""
        reached = mention.earliest or mention.latest
        if reached is None or mention.confidence < 0.5:
            return
        means = parse.rule.means
        if means == "year":
            far = abs(reached.year - self.reference.year) > _ASIDE_YEARS
            if far and reached.year != self._aside:
                self._aside = reached.year
                return
            if reached.year == self.reference.year:
                return
        elif means not in _STATED and means != "year_range":
            return
        self.reference = reached


def _within(parse: Parse) -> Iterator[Parse]:
    """The parse and those inside it: "the day before last Tuesday" speaks of a weekday."""
    yield parse
    for value in parse.values.values():
        if isinstance(value, Parse):
            yield from _within(value)


def _is_running(parse: Parse) -> bool:
    """True for "this week": the one of publication."""
    return parse.rule.means == "unit" and parse.values.get("unit") in ("day", "week", "weekend")
