"""Collecting what held on which days of knowledge, half open: from a day on, until another."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TypeVar

from bywhen.timetable.baseline import Baseline, outcome_phase, trend
from bywhen.timetable.chain import NO_DATE, Dates, Line
from bywhen.timetable.claims import Kind
from bywhen.timetable.figures import MoveValues, PromiseValues, StateValues
from bywhen.timetable.side import Plan, Side

__all__ = ["SideHistory", "Span"]

T = TypeVar("T")
_TARGET, _CANCELLED = Kind.TARGET, Kind.CANCELLED
Span = tuple[int, int | None, T]  # known_from, known_until, what held; until None: it holds still


class SideHistory:
    """What held of one event under one timetable, and when; `give` takes down one more day.

    States are in order, promises by claim in the order in which the claims appeared.
    """

    __slots__ = ("_has_closed_moves", "_moves", "_moves_told", "promises", "states", "timetable")

    def __init__(self, timetable: str | None) -> None:
        self.timetable = timetable
        self.states: list[Span[StateValues]] = []
        self.promises: dict[str, list[Span[PromiseValues]]] = {}
        self._moves: list[Span[MoveValues]] = []
        self._moves_told = 0
        self._has_closed_moves = False

    def give(self, line: Line, side: Side, day: int, before: int | None) -> None:
        """Record the end of `day`. `before` is how long the chain was (what was judged earlier
        stands); None = look at everything again."""
        _hold(self.states, day, _state(line, side))
        base, chain, moves = side.baseline, line.chain, side.moves
        promises = self.promises
        first = len(chain) if base is None else base[0]
        if before is None:
            if promises or moves or self._moves:
                self._look_again({claim.id for claim in chain[first:]}, moves, day)
        else:
            if before > first:
                first = before - 1
            if len(moves) > self._moves_told:
                self._moves += [(day, None, move) for move in moves[self._moves_told :]]
        self._moves_told = len(moves)
        for place in range(first, len(chain)):
            promised, claim = side.promise(line, place), chain[place].id
            spans = promises.get(claim)
            if spans is not None:
                _hold(spans, day, promised)
            elif promised is not None:
                promises[claim] = [(day, None, promised)]

    def _look_again(self, promising: set[str], moves: Sequence[MoveValues], day: int) -> None:
        """End the promises of other claims, and the moves that are none any more; add new moves."""
        for claim, spans in self.promises.items():
            if claim not in promising:
                _hold(spans, day, None)
        wanted = set(moves)
        for number, (start, until, move) in enumerate(self._moves):
            if until is None and move in wanted:
                wanted.remove(move)
            elif until is None:
                self._moves[number] = start, day, move
                self._has_closed_moves = True
        self._moves += [(day, None, move) for move in moves if move in wanted]

    @property
    def moves(self) -> list[Span[MoveValues]]:
        """The moves, by day."""
        if not self._has_closed_moves:
            return self._moves
        return sorted(self._moves, key=_by_day)


def _by_day(span: Span[MoveValues]) -> tuple[int, int, float]:
    known_from, known_until, move = span
    return move[0], known_from, inf if known_until is None else known_until


def _hold(spans: list[Span[T]], day: int, held: T | None) -> None:
    """Let `held` (None: nothing) hold from `day` on instead of what held before."""
    if spans:
        start, until, before = spans[-1]
        if until is None:
            if before == held:
                return
            spans[-1] = start, day, before
    if held is not None:
        spans.append((day, None, held))


def _state(line: Line, side: Side) -> StateValues | None:
    """What holds at the end of the line's last day; None while there is nothing to show."""
    base, chain = side.baseline, line.chain
    if base is None and not (line.visible and side.is_default):
        return None
    claim, due, hanging, phase = None, NO_DATE, False, "undated"
    start = net = least = most = rate = meets = None
    if chain:
        current = chain[-1]
        claim = current.id
        if current.kind is _TARGET:
            due, hanging = line.standing[-1], line.hanging[-1]
            phase = "conditional" if hanging else "undated" if due == NO_DATE else "dated"
            if base is not None:
                start, net, least, most, rate, meets = _slip(line, base, due)
        else:
            phase = "cancelled" if current.kind is _CANCELLED else "dropped"
    base_claim, planned_from, planned_to, base_known = side.plan
    if line.outcome is None or line.happened is None:
        ending = _NO_OUTCOME
    else:
        happened, meets = line.happened, None
        phase, overrun = outcome_phase(happened, planned_to), _overrun(happened, side.plan)
        ending = (line.outcome.id, *happened, *_outcome_slip(happened, planned_to), overrun)
    outcome_claim, happened_from, happened_to, outcome_least, outcome_most, overrun = ending
    return (
        claim, due[0], due[1], hanging, phase, base_claim, planned_from, planned_to, base_known,
        net, start, least, most, side.n_slips, side.n_pull_ins, side.gross_slip, outcome_claim,
        happened_from, happened_to, outcome_least, outcome_most, overrun, rate, meets,
    )  # fmt: skip


_Ending = tuple[str | None, int | None, int | None, int | None, int | None, float | None]
_NO_OUTCOME: _Ending = (None, None, None, None, None, None)
# Start slip, net slip, the least and the greatest slip, the slip rate, the day the trend meets.
_Slip = tuple[int | None, int | None, int | None, int | None, float | None, int | None]


def _slip(line: Line, baseline: Baseline, due: Dates) -> _Slip:
    """How far the line's current target, due on `due`, lies from the baseline."""
    place, planned = baseline
    last = len(line.chain) - 1
    (due_from, due_to), (planned_from, planned_to) = due, planned
    start = None if due_from is None or planned_from is None else due_from - planned_from
    if place == last and due == planned and due != NO_DATE:
        least: int | None = 0  # its own date still stands
        most: int | None = 0
    else:
        least = None if due_from is None or planned_to is None else due_from - planned_to
        most = None if due_to is None or planned_from is None else due_to - planned_from
    if due_to is None or planned_to is None:
        return start, None, least, most, None, None
    net, known = due_to - planned_to, line.known[place]
    if place == last:
        return start, net, least, most, None, None
    rate, meets = trend(net, line.known[last] - known, known, planned_to)
    return start, net, least, most, rate, meets


def _outcome_slip(happened: Dates, baseline_due: int | None) -> Dates:
    start, end = happened
    if start is None or end is None or baseline_due is None:
        return NO_DATE
    return start - baseline_due, end - baseline_due


def _overrun(happened: Dates, plan: Plan) -> float | None:
    """Days taken against days planned, 4 decimals; None if promised on or after the due day."""
    end, (_, _, due, known) = happened[1], plan
    if end is None or due is None or known is None or due <= known:
        return None
    return round((end - known) / (due - known), 4)
