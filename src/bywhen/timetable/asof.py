"""From what was known to what a reader sees: status, countdown, verdicts on a day (DESIGN 4.3-4.5).

k, the day of knowledge, picks the rows; n, a day of the clock in the event's zone, is what
countdown, overdue, status and verdicts compare with. The two are never mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bywhen.timetable.claims import Affair, Event
from bywhen.timetable.figures import Figures, Promise, State
from bywhen.timetable.history import replay

__all__ = [
    "CLOSED",
    "checked_through_of",
    "figures",
    "figures_of_record",
    "held_at",
    "status",
    "verdict_at",
]

# The statuses of an event whose outcome is known.
CLOSED = frozenset({"occurred", "met", "met_late", "met_unclear"})


def checked_through_of(event: Event, affair: Affair) -> date | None:
    """The last day to which the event was followed; None = to this day."""
    return event.checked_through or affair.checked_through


def status(state: State, n: int, checked_through: int | None) -> str:
    """The status on day `n`, first that fits."""
    if state.phase != "dated":
        return state.phase
    due = state.due_to
    if due is not None:
        if due < n:
            unchecked = checked_through is not None and checked_through < due
            return "unchecked" if unchecked else "overdue"
        if due == n:
            return "due_today"
    start = state.due_from
    return "in_window" if start is None or start <= n else "upcoming"


def verdict_at(promise: Promise, n: int, checked_through: int | None) -> str:
    """The verdict on day `n`: one that only the clock can judge is open, unchecked or missed."""
    if promise.verdict != "open" or promise.conditional or promise.due >= n:
        return promise.verdict
    if checked_through is not None and checked_through < promise.due:
        return "unchecked"
    return "missed"


def held_at(row: State | Promise, k: int) -> bool:
    """True if the row holds for day of knowledge `k`."""
    return row.known_from <= k and (row.known_until is None or k < row.known_until)


def figures(
    state: State, promises: Iterable[Promise], n: date, checked_through: date | None
) -> Figures:
    """One event's figures on day `n`.

    `state` and `promises` are the rows that hold on the day of knowledge; the promises are those of
    the same event and timetable, in chain order.
    """
    today = n.toordinal()
    checked = checked_through.toordinal() if checked_through else None
    promises = tuple(promises)
    seen = status(state, today, checked)
    closed = seen in CLOSED
    due_to = state.due_to
    counts = not closed and due_to is not None and not state.conditional and seen != "unchecked"
    return Figures(
        event=state.event,
        timetable=state.timetable,
        status=seen,
        claim=state.claim,
        due_from=_day(state.due_from),
        due_to=_day(due_to),
        days_min=None if closed or state.due_from is None else state.due_from - today,
        days_max=None if closed or due_to is None else due_to - today,
        overdue_days=max(0, today - due_to) if counts and due_to is not None else None,
        conditional=state.conditional,
        baseline_claim=state.baseline_claim,
        baseline_from=_day(state.baseline_from),
        baseline_due=_day(state.baseline_due),
        baseline_known=_day(state.baseline_known),
        net_slip=state.net_slip,
        start_slip=state.start_slip,
        slip_least=state.slip_least,
        slip_most=state.slip_most,
        n_slips=state.n_slips,
        n_pull_ins=state.n_pull_ins,
        gross_slip=state.gross_slip,
        happened_claim=state.happened_claim,
        happened_from=_day(state.happened_from),
        happened_to=_day(state.happened_to),
        outcome_slip_min=state.outcome_slip_min,
        outcome_slip_max=state.outcome_slip_max,
        overrun_ratio=state.overrun_ratio,
        slip_rate=state.slip_rate,
        trend_meets=_day(state.trend_meets),
        verdicts={promise.claim: verdict_at(promise, today, checked) for promise in promises},
        notices=tuple(promise.notice for promise in promises if promise.notice is not None),
    )


def figures_of_record(
    affairs: Sequence[Affair], k: date, n: date | None = None, timetable: str | None = None
) -> list[Figures]:
    """Figures of a whole record as of `k`, on `n` (None: on k), in file order.

    `timetable` None takes each affair's first; else events outside that timetable are left out.
    The straightforward way, for small records and tests; the store answers it through an index.
    """
    known = k.toordinal()
    whole = replay(affairs)
    defaults = {
        event.id: affair.timetables[0].id if affair.timetables else None
        for affair in affairs
        for event in affair.events
    }
    checked = {
        event.id: checked_through_of(event, affair) for affair in affairs for event in affair.events
    }
    promises: dict[tuple[str, str | None], list[Promise]] = {}
    for promise in whole.promises:
        if held_at(promise, known):
            promises.setdefault((promise.event, promise.timetable), []).append(promise)
    return [
        figures(
            state,
            promises.get((state.event, state.timetable), ()),
            n or k,
            checked[state.event],
        )
        for state in whole.states
        if held_at(state, known)
        and state.timetable == (timetable or defaults[state.event])
        and (timetable is None or state.baseline_claim is not None)
    ]


def _day(ordinal: int | None) -> date | None:
    return None if ordinal is None else date.fromordinal(ordinal)
