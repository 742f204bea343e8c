"""Which of several fair days is meant: nearness to publication, tense, where a story has got to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bywhen.reading.meaning import Meaning, Setting, day_meaning, shown
from bywhen.reading.mention import Alternative

__all__ = ["choose", "nearest", "onward"]

_FAR_DAYS = 285
_NEAR_DAYS = 75
_NEXT_DOOR_DAYS = 2


def _spoken_of(tense: float) -> str:
    if not tense:
        return ""
    return f"the words speak of the {'future' if tense > 0 else 'past'}"


def nearest(candidates: Iterable[date], to: date) -> date:
    """The candidate nearest to a day; of two, the earlier one."""
    return min(candidates, key=lambda candidate: (abs((candidate - to).days), candidate))


def onward(candidates: Iterable[date], reached: date) -> date:
    """The candidate nearest to where a story has got to; stories rather go on than back."""

    def cost(candidate: date) -> int:
        days = (candidate - reached).days
        return days if days >= 0 else -2 * days

    return min(candidates, key=cost)


def choose(candidates: list[date], setting: Setting, what: str) -> Meaning:
    """The nearest candidate, unless the tense says another that is not out of reach."""
    now = setting.now
    near = nearest(candidates, now)
    chosen = near
    if setting.tense > 0 or setting.alone:
        chosen = min((day for day in candidates if day >= now), default=near)
    elif setting.tense < 0:
        chosen = max((day for day in candidates if day <= now), default=near)
    if (
        what == "the month" and not setting.alone and abs((near - now).days) <= _NEXT_DOOR_DAYS
        and chosen != near and setting.tense < 0
    ):  # fmt: skip
        other = Alternative(chosen, chosen, "if the words speak of the past")
        why = f"{what} is not stated; {shown(near)} is next to publication"
        return day_meaning(near, why, 0.75, alternatives=(other,))
    reason = _spoken_of(setting.tense)
    why = f"{what} is not stated; {shown(chosen)} is the nearest to publication"
    certainty = 0.95
    if chosen != near:
        away, closer = abs((chosen - now).days), abs((near - now).days)
        if away > _FAR_DAYS and closer <= _NEAR_DAYS:
            why = f"{what} is not stated; {shown(near)} is far nearer than the tense suggests"
            other = Alternative(chosen, chosen, reason or "a plan")
            return day_meaning(near, why, 0.7, alternatives=(other,))
        certainty = 0.85
        why = f"{what} is not stated; {reason or 'a plan looks ahead'}"
        other = Alternative(near, near, "the nearest to publication")
        return day_meaning(chosen, why, certainty, alternatives=(other,))
    if setting.tense == 0 and near != now:
        beyond = [day for day in candidates if (day > now) != (near > now)]
        if beyond and abs((nearest(beyond, now) - now).days) < 2 * abs((near - now).days):
            rival = nearest(beyond, now)
            return day_meaning(
                near,
                why,
                0.75,
                alternatives=(Alternative(rival, rival, "if the tense is another"),),
            )
    return day_meaning(chosen, why, certainty)
