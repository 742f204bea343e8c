"""Moves between dates, and what became of each promise (DESIGN 4.3 and 4.5). Pure, clockless.

Dates are pairs of ordinals as in `chain`; an open side counts as infinite.
"""

from __future__ import annotations

from bywhen.timetable.chain import NO_DATE, Dates
from bywhen.timetable.claims import Kind

__all__ = ["Following", "inside", "judge", "kind_of_move"]

# The next claim of the chain: its kind, the day it became known, and its date on that day.
Following = tuple[Kind, int, Dates]
_TARGET = Kind.TARGET


def inside(inner: Dates, outer: Dates) -> bool:
    """True if no day of `inner` lies outside `outer`; nothing lies inside nothing."""
    return inner != NO_DATE and outer != NO_DATE and _within(inner, outer)


def _within(inner: Dates, outer: Dates) -> bool:
    start, end = inner
    from_, to = outer
    return (from_ is None or (start is not None and from_ <= start)) and (
        to is None or (end is not None and end <= to)
    )


def kind_of_move(old: Dates, new: Dates) -> str | None:
    """The first that fits; None from nothing to nothing.

    >>> kind_of_move((739582, 739582), (739582, 739590))
    'loosened'
    """
    if new == old:
        return None if new == NO_DATE else "restated"
    if new == NO_DATE:
        return "dropped"
    if old == NO_DATE:
        return "redated"
    (old_from, old_to), (new_from, new_to) = old, new
    if old_to is not None and old_from == old_to and new_to is not None and new_from == new_to:
        return "slip" if new_to > old_to else "pull-in"  # a day holds no other day
    if _within(new, old):
        return "firmed"
    if _within(old, new):
        return "loosened"
    # Neither holds the other, so both ends lie on the same side; one pair of them is closed.
    later = old_from is None or (new_from is not None and old_from < new_from)
    return "slip" if later else "pull-in"


def judge(
    promised: Dates, hanging: bool, following: Following | None, outcome: Dates | None
) -> tuple[str, int | None]:
    """What became of a promise with a last day: its verdict, and the notice where it counts.

    The verdict is `open` while only the clock can judge. `hanging`: on the last day it stood it
    hung on an event without outcome; then it is never missed and gives no notice. `outcome` judges
    only the last of the chain. Raises ValueError if there is no last day: that is no promise.
    """
    end = promised[1]
    if end is None:
        raise ValueError("a claim without a last day is no promise")
    if following is None:
        return "open" if hanging or outcome is None else _by_outcome(end, outcome), None
    kind, known, dates = following
    due = dates[1]
    if kind is _TARGET and due == end:
        return "superseded", None
    if known > end and not hanging:
        verdict = "missed"
    elif kind is not _TARGET:
        verdict = "dropped"
    elif due is None or due > end:
        verdict = "moved"
    else:
        return "firmed" if inside(dates, promised) else "pulled_in", None
    return verdict, None if hanging else end - known


def _by_outcome(end: int, outcome: Dates) -> str:
    happened_from, happened_to = outcome
    assert happened_from is not None and happened_to is not None  # noqa: S101 - the loader checked
    if happened_to <= end:
        return "kept"
    return "missed" if happened_from > end else "unclear"
