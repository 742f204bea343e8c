"""`slip --check`: has a milestone slipped by more than is tolerated, or is one overdue?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bywhen.formats.snapshot import EventNow
from bywhen.timetable.words import long_day, signed_days

__all__ = ["Judged", "judge"]


class Judged(NamedTuple):
    """`lines` for a person; `fails` if there is cause."""

    lines: list[str]
    fails: bool


def judge(events: Sequence[EventNow], tolerance: int) -> Judged:
    """Look at the milestones: those that fail first, those that nobody can judge apart.

    An outcome is judged by how late it certainly came, anything else by its net slip. What was
    dropped, and what the record was not followed to, fails nothing but is named.
    """
    milestones = [one for one in events if one.is_milestone and one.figures.status != "cancelled"]
    failed = [line for one in milestones if (line := _failure(one, tolerance))]
    apart = [line for one in milestones if (line := _apart(one))]
    lines = list(failed)
    if apart:
        lines += ["", "Not judged:"] if failed else ["Not judged:"]
        lines += apart
    if not failed:
        noun = "milestone" if len(milestones) == 1 else "milestones"
        within = f" by more than {signed_days(tolerance)[1:]}" if tolerance else ""
        lines.append(f"{len(milestones)} {noun}: none overdue, none slipped{within}.")
    return Judged(lines, bool(failed))


def _failure(one: EventNow, tolerance: int) -> str | None:
    figures = one.figures
    name = f"{one.event}: {one.title}"
    if one.is_closed:
        late = figures.outcome_slip_min
        if late is not None and late > tolerance:
            return f"✗ {name}: happened {signed_days(late)[1:]} after its announced day"
        return None
    slipped = figures.net_slip
    if figures.status == "overdue":
        days = figures.overdue_days or 0
        return f"✗ {name}: overdue by {days} {'day' if days == 1 else 'days'}" + (
            f", slipped {signed_days(slipped)}" if slipped else ""
        )
    if slipped is not None and slipped > tolerance:
        return f"✗ {name}: slipped {signed_days(slipped)}"
    return None


def _apart(one: EventNow) -> str | None:
    figures = one.figures
    name = f"{one.event}: {one.title}"
    if figures.status == "unchecked":
        followed = f" to {long_day(one.checked_through)} only" if one.checked_through else ""
        return f"? {name}: date passed; record followed{followed}"
    if figures.status == "dropped":
        return f"✕ {name}: date dropped, no new one named"
    return None
