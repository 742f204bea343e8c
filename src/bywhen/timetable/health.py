"""How a whole timetable stands (DESIGN 4.6), with one sentence that a reader can quote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bywhen.timetable.asof import CLOSED
from bywhen.timetable.claims import Affair, Event, Rank
from bywhen.timetable.figures import Figures
from bywhen.timetable.words import signed_days

__all__ = ["Health", "health", "milestones_of"]


@dataclass(frozen=True, slots=True)
class Health:
    """Counts of milestones; slips in days; `days_planned` from the first announcement to the last
    due day; `days_elapsed` to the last outcome if all happened, else to today.

    `happened` and `late` (certainly after the due day) count only milestones that are due. None
    where there is nothing to count.
    """

    timetable: str | None
    milestones: int
    due: int
    happened: int
    late: int
    overdue: int
    unchecked: int
    dropped: int
    undated: int
    cancelled: int
    worst_slip: int | None
    worst_event: str | None
    median_slip: float | None
    days_planned: int | None
    days_elapsed: int | None
    next_due: date | None
    sentence: str


def milestones_of(affair: Affair, timetable: str | None, k: date) -> frozenset[str] | None:
    """The events with a claim tagged `timetable` that is visible at `k`; None if no claim of the
    affair is: then every event with a dated baseline is a milestone."""
    tagged = {
        event.id
        for event in affair.events
        if timetable is not None and _tagged(event, timetable, k)
    }
    return frozenset(tagged) or None


def _tagged(event: Event, timetable: str, k: date) -> bool:
    return any(
        claim.timetable == timetable
        and claim.rank is not Rank.DEPRECATED
        and claim.known <= k
        and (claim.retracted is None or claim.retracted > k)
        for claim in event.claims
    )


def health(
    title: str,
    timetable: str | None,
    figures: Sequence[Figures],
    milestones: Iterable[str] | None,
    titles: dict[str, str],
    n: date,
) -> Health:
    """Sum up the figures of one affair under one timetable on day `n`.

    `milestones` as from `milestones_of`; `titles` by event id, for the sentence.
    """
    if milestones is None:
        chosen = [one for one in figures if one.baseline_due is not None]
    else:
        wanted = set(milestones)
        chosen = [one for one in figures if one.event in wanted]
    due = [one for one in chosen if one.baseline_due is not None and one.baseline_due <= n]
    statuses = [one.status for one in chosen]
    slips = sorted(one.net_slip for one in chosen if one.net_slip is not None)
    worst = max(slips, default=None)
    worst_event = next(
        (one.event for one in chosen if worst is not None and one.net_slip == worst), None
    )
    coming = [
        one.due_to
        for one in chosen
        if one.status not in CLOSED and one.due_to is not None and one.due_to >= n
    ]
    counts = {
        "dropped": statuses.count("dropped"),
        "cancelled": statuses.count("cancelled"),
        "overdue": statuses.count("overdue"),
        "unchecked": statuses.count("unchecked"),
        "undated": statuses.count("undated"),
    }
    happened = sum(one.status in CLOSED for one in due)
    late = sum(one.status == "met_late" for one in due)
    where = None if worst_event is None else titles.get(worst_event, worst_event)
    return Health(
        timetable=timetable,
        milestones=len(chosen),
        due=len(due),
        happened=happened,
        late=late,
        overdue=counts["overdue"],
        unchecked=counts["unchecked"],
        dropped=counts["dropped"],
        undated=counts["undated"],
        cancelled=counts["cancelled"],
        worst_slip=worst,
        worst_event=worst_event,
        median_slip=_median(slips),
        days_planned=_planned(chosen),
        days_elapsed=_elapsed(chosen, n),
        next_due=min(coming, default=None),
        sentence=_sentence(title, (len(chosen), len(due), happened, late), counts, worst, where),
    )


def _median(slips: Sequence[int]) -> float | None:
    if not slips:
        return None
    middle = len(slips) // 2
    return float(slips[middle]) if len(slips) % 2 else (slips[middle - 1] + slips[middle]) / 2


def _planned(chosen: Sequence[Figures]) -> int | None:
    known = [one.baseline_known for one in chosen if one.baseline_known is not None]
    due = [one.baseline_due for one in chosen if one.baseline_due is not None]
    return (max(due) - min(known)).days if known and due else None


def _elapsed(chosen: Sequence[Figures], n: date) -> int | None:
    known = [one.baseline_known for one in chosen if one.baseline_known is not None]
    if not known:
        return None
    ends = [one.happened_to for one in chosen if one.happened_to is not None]
    last = max(ends) if len(ends) == len(chosen) else n
    return (last - min(known)).days


_PART_WORDS = {
    "dropped": "dropped",
    "cancelled": "cancelled",
    "overdue": "past due without confirmation",
    "unchecked": "past due and not followed since",
    "undated": "without a date",
}


def _sentence(
    title: str,
    sizes: tuple[int, int, int, int],
    counts: dict[str, int],
    worst: int | None,
    where: str | None,
) -> str:
    """One sentence; what was dropped or is past due is said before any slip."""
    milestones, due, happened, late = sizes
    name = title[:1].upper() + title[1:]
    if not milestones:
        return f"{name}: no milestone has a date yet."
    noun = "milestone" if milestones == 1 else "milestones"
    if due:
        lateness = f" ({late} late)" if late else ""
        verb = "was" if milestones == 1 else "were"
        parts = [f"{due} of {milestones} {noun} {verb} due, {happened} of those happened{lateness}"]
    else:
        parts = [f"none of {milestones} {noun} due yet"]
    parts += [f"{count} {_PART_WORDS[what]}" for what, count in counts.items() if count]
    if worst is not None and worst > 0:
        parts.append(f"largest slip {signed_days(worst)} ({where})")
    return f"{name}: {'; '.join(parts)}."
