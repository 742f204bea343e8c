"""One thing that an edit does to the figures, as values: each surface says it in its own words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bywhen.timetable.words import signed_days, window_words

__all__ = ["Part", "Says", "Shown", "parts_from", "said", "values_of"]


class Says(StrEnum):
    """What it is."""

    NOTHING = "nothing"  # no figure changes
    NOT_DECIDED = "not_decided"  # nor may whoever says it decide the date
    UNKNOWN = "unknown"  # it cannot be worked out before an event is named
    ADDED = "added"  # the event is new
    HIDDEN = "hidden"
    CLOSED = "closed"  # it has happened
    RECLOSED = "reclosed"  # on another day than was thought
    STATUS = "status"
    DATED = "dated"
    MOVED = "moved"
    SLIP = "slip"  # the date stays, what it is measured by does not
    BASELINE = "baseline"  # without a date now, it is measured by another day
    MORE = "more"  # so many other events change


@dataclass(frozen=True, slots=True)
class Shown:
    """A window and how it was meant; both days None: no date."""

    earliest: date | None
    latest: date | None
    modality: str | None = None

    @property
    def words(self) -> str:
        """In words that keep it a window."""
        return window_words(self.earliest, self.latest, self.modality)

    @property
    def bare(self) -> str:
        """As it stands between "from" and "to"."""
        return self.words.removeprefix("by ").replace(" to ", "–")


@dataclass(frozen=True, slots=True)
class Part:
    """What it is, of which event (its id inside the affair), and the values that go with it.

    `least` and `most` are days, equal where there is one number: of a move from the old last day to
    the new one, of a slip or an outcome against the baseline; positive = later.
    """

    says: Says
    event: str | None = None
    old: Shown | None = None
    new: Shown | None = None
    status: str | None = None
    least: int | None = None
    most: int | None = None
    who: str | None = None  # NOT_DECIDED: who says it
    count: int | None = None  # MORE: how many

    @property
    def words(self) -> str:
        """In English, with the event's id."""
        return _ENGLISH[self.says](self)

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Part:
        """Back from `values_of`; raises ValueError if another version wrote it."""
        try:
            windows = {name: _shown(values[name]) for name in ("old", "new") if name in values}
            return cls(**{**values, **windows, "says": Says(values["says"])})
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a part of an effect: {error}") from error


def said(parts: Iterable[Part]) -> str:
    """All of an effect, in English.

    >>> said([Part(Says.ADDED, "vote"), Part(Says.MORE, count=2)])
    'adds the event vote; and 2 more'
    """
    return "; ".join(part.words for part in parts)


def values_of(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """As JSON has it: what says nothing is left out, days are ISO text."""
    return [
        {name: _plain(value) for name, value in asdict(part).items() if value is not None}
        for part in parts
    ]


def parts_from(values: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    """Back from `values_of`; none at all if another version wrote them."""
    try:
        return tuple(Part.from_values(one) for one in values)
    except ValueError:
        return ()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    return value.isoformat() if isinstance(value, date) else value


def _shown(values: Mapping[str, Any]) -> Shown:
    days = {
        name: date.fromisoformat(values[name]) if values.get(name) else None
        for name in ("earliest", "latest")
    }
    return Shown(**{**values, **days})


# -- English -------------------------------------------------------------------------------------


_NO_DATE = Shown(None, None)


def _new(part: Part) -> Shown:
    return part.new or _NO_DATE


def _status(part: Part) -> str:
    words = f"{part.event} becomes {(part.status or '').replace('_', ' ')}"
    return f"{words} (was {part.old.bare})" if part.old else words


def _moved(part: Part) -> str:
    old = (part.old or _NO_DATE).bare
    days = f", {signed_days(part.most)}" if part.most else ""
    return f"moves {part.event} from {old} to {_new(part).bare}{days}"


def _late(part: Part) -> str:
    if part.least is None or part.most is None:
        return ""
    least = f"{part.least:+} to " if part.least != part.most else ""
    return f", {least}{signed_days(part.most)} against the baseline"


_ENGLISH: Mapping[Says, Callable[[Part], str]] = {
    Says.NOTHING: lambda _: "no change",
    Says.NOT_DECIDED: lambda one: (
        f"no change (also said: {one.who or 'whoever says so'} does not decide)"
    ),
    Says.UNKNOWN: lambda _: "cannot be worked out before its event is named",
    Says.ADDED: lambda one: f"adds the event {one.event}",
    Says.HIDDEN: lambda one: f"takes {one.event} out of sight",
    Says.CLOSED: lambda one: f"closes {one.event}: happened {_new(one).words}{_late(one)}",
    Says.RECLOSED: lambda one: (
        f"changes when {one.event} happened, to {_new(one).words}{_late(one)}"
    ),
    Says.STATUS: _status,
    Says.DATED: lambda one: f"dates {one.event} {_new(one).words}",
    Says.MOVED: _moved,
    Says.SLIP: lambda one: (
        f"{one.event} stays {_new(one).bare}; its slip is {signed_days(one.most or 0)}"
    ),
    Says.BASELINE: lambda one: f"{one.event} is measured against {_new(one).bare}",
    Says.MORE: lambda one: f"and {one.count} more",
}
