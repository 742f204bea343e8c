"""Collecting what held on which days of knowledge, half open: from a day on, until another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from bywhen.timetable.baseline import outcome_phase, phase_without_outcome, slip_range, trend
from bywhen.timetable.chain import NO_DATE, Dates, Line
from bywhen.timetable.claims import Kind
from bywhen.timetable.figures import MoveValues, PromiseValues, StateValues
from bywhen.timetable.side import Side

__all__ = ["Output", "SideHistory"]

T = TypeVar("T")
_TARGET = Kind.TARGET
_Spans = list[tuple[int, int | None, T]]  # known_from, known_until, what held


class SideHistory(NamedTuple):
    """What held of one event under one timetable, and when: states by validity, promises by claim,
    moves by day."""

    timetable: str | None
    states: _Spans[StateValues]
    promises: list[tuple[str, _Spans[PromiseValues]]]
    moves: _Spans[MoveValues]


class Output:
    """Takes down what held of one event under one timetable, day by day."""

    __slots__ = (
        "_closed_moves",
        "_live_moves",
        "_moves_told",
        "_promises",
        "_state",
        "_states",
        "_timetable",
    )

    def __init__(self, timetable: str | None) -> None:
        self._timetable = timetable
        self._state: StateValues | None = None
        # What held from which day on; None: nothing. Claims in the order in which they appeared.
        self._states: list[tuple[int, StateValues | None]] = []
        self._promises: dict[str, list[tuple[int, PromiseValues | None]]] = {}
        self._live_moves: list[tuple[int, MoveValues]] = []
        self._closed_moves: _Spans[MoveValues] = []
        self._moves_told = 0

    def give(self, line: Line, side: Side, day: int, before: int | None) -> None:
        """Record the end of `day`. `before` is how long the chain was (what was judged earlier
        stands); None = look at everything again."""
        state = _state(line, side)
        if state != self._state:
            self._state = state
            self._states.append((day, state))
        base, chain, moves = side.baseline, line.chain, side.moves
        first = len(chain) if base is None else base[0]
        if before is None:
            self._drop_promises({claim.id for claim in chain[first:]}, day)
            self._sync_moves(moves, day)
        else:
            first = max(first, before - 1)
            if len(moves) > self._moves_told:
                self._live_moves += [(day, move) for move in moves[self._moves_told :]]
        self._moves_told = len(moves)
        promises = self._promises
        for place in range(first, len(chain)):
            promised, run = side.promise(line, place), promises.get(chain[place].id)
            if run is None:
                if promised is not None:
                    promises[chain[place].id] = [(day, promised)]
            elif run[-1][1] != promised:
                run.append((day, promised))

    def _drop_promises(self, kept: set[str], day: int) -> None:
        for claim, run in self._promises.items():
            if claim not in kept and run[-1][1] is not None:
                run.append((day, None))

    def _sync_moves(self, moves: Sequence[MoveValues], day: int) -> None:
        wanted = set(moves)
        still = []
        for known_from, move in self._live_moves:
            if move in wanted:
                wanted.remove(move)
                still.append((known_from, move))
            else:
                self._closed_moves.append((known_from, day, move))
        self._live_moves = still + [(day, move) for move in moves if move in wanted]

    def finish(self) -> SideHistory:
        """All that held."""
        moves: _Spans[MoveValues] = [(known, None, move) for known, move in self._live_moves]
        if self._closed_moves:
            moves = sorted(self._closed_moves + moves, key=lambda span: (span[2][0], span[0]))
        promises = [(claim, _spans(run)) for claim, run in self._promises.items()]
        return SideHistory(self._timetable, _spans(self._states), promises, moves)


def _spans(changes: Sequence[tuple[int, T | None]]) -> _Spans[T]:
    """Each thing that held, with the day from which and the day until which it did."""
    spans: _Spans[T] = []
    until: int | None = None
    for day, held in reversed(changes):
        if held is not None:
            spans.append((day, until, held))
        until = day
    spans.reverse()
    return spans


def _state(line: Line, side: Side) -> StateValues | None:
    """What holds at the end of the line's last day; None while there is nothing to show."""
    base, chain = side.baseline, line.chain
    if base is None and not (line.visible and side.is_default):
        return None
    place, planned = (-1, NO_DATE) if base is None else base
    planned_from, planned_to = planned
    base_id = base_known = net = start = least = most = rate = meets = None
    if base is not None:
        base_id, base_known = chain[place].id, line.known[place]
    claim_id, due, hanging = None, NO_DATE, False
    last = len(chain) - 1
    if chain:
        claim_id = chain[last].id
        if chain[last].kind is _TARGET:
            due, hanging = line.standing[last], line.hanging[last]
            if base is not None:
                least, most = slip_range(due, planned, place == last)
    due_from, due_to = due
    if due_from is not None and planned_from is not None:
        start = due_from - planned_from
    if due_to is not None and planned_to is not None:
        net = due_to - planned_to
        if place != last and base_known is not None:
            rate, meets = trend(net, line.known[last] - base_known, base_known, planned_to)
    happened = line.happened
    if line.outcome is None or happened is None:
        phase, ending = phase_without_outcome(line), _NO_OUTCOME
    else:
        phase, meets = outcome_phase(happened, planned_to), None
        overrun = _overrun(happened[1], planned_to, base_known)
        ending = (line.outcome.id, *happened, *_outcome_slip(happened, planned_to), overrun)
    outcome_id, happened_from, happened_to, outcome_least, outcome_most, overrun = ending
    return (
        claim_id, due_from, due_to, hanging, phase, base_id, planned_from, planned_to, base_known,
        net, start, least, most, side.n_slips, side.n_pull_ins, side.gross_slip, outcome_id,
        happened_from, happened_to, outcome_least, outcome_most, overrun, rate, meets,
    )  # fmt: skip


_Ending = tuple[str | None, int | None, int | None, int | None, int | None, float | None]
_NO_OUTCOME: _Ending = (None, None, None, None, None, None)


def _outcome_slip(happened: Dates, baseline_due: int | None) -> Dates:
    start, end = happened
    if start is None or end is None or baseline_due is None:
        return NO_DATE
    return start - baseline_due, end - baseline_due


def _overrun(happened_to: int | None, due: int | None, known: int | None) -> float | None:
    """Days taken against days planned, 4 decimals; None if promised on or after the due day."""
    if happened_to is None or due is None or known is None or due <= known:
        return None
    return round((happened_to - known) / (due - known), 4)
