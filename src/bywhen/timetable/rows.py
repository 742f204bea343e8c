"""Collecting what held on which days of knowledge into half-open rows."""

from __future__ import annotations

from collections.abc import Sequence

from bywhen.timetable.baseline import outcome_phase, phase_without_outcome, slip_range, trend
from bywhen.timetable.chain import NO_DATE, TARGET, Dates, Line
from bywhen.timetable.figures import Move, Promise, State
from bywhen.timetable.side import Moved, Promised, Side

__all__ = ["Output"]

# NamedTuple's own constructor costs three times as much, a million times in a large build.
_row = tuple.__new__
_State = tuple[object, ...]  # a `figures.State` from `claim` on


class Output:
    """Collects the rows of one event under one timetable, each with the days on which it held."""

    __slots__ = (
        "_closed_moves",
        "_event",
        "_live_moves",
        "_promises",
        "_runs",
        "_state",
        "_state_from",
        "_states",
        "_timetable",
    )

    def __init__(self, event: str, timetable: str | None) -> None:
        self._event = event
        self._timetable = timetable
        self._state: _State | None = None
        self._state_from = 0
        self._states: list[State] = []
        self._promises: dict[str, tuple[int, Promised]] = {}  # what holds now, by claim
        self._runs: dict[str, list[Promise]] = {}  # what held; claims in order of appearance
        self._live_moves: list[tuple[int, Moved]] = []
        self._closed_moves: list[Move] = []

    def give(self, line: Line, side: Side, day: int, before: int | None) -> None:
        """Record the end of `day`. `before` is how long the chain was (what was judged earlier
        stands); None = look at everything again."""
        self._put_state(_state(line, side), day)
        base, chain = side.baseline, line.chain
        if before is None:
            first = len(chain) if base is None else base[0]
            if self._promises:
                kept = {act.id for act in chain[first:]}
                for claim in [claim for claim in self._promises if claim not in kept]:
                    self._put_promise(claim, None, day)
            if self._live_moves or side.moves:
                self._sync_moves(side.moves, day)
        elif base is None:
            return
        else:
            first = max(base[0], before - 1)
            moves = side.moves
            if moves and moves[-1][0] == day:
                self._live_moves += [(day, move) for move in side.moves_since(day)]
        for place in range(first, len(chain)):
            self._put_promise(chain[place].id, side.promise(line, place), day)

    def _put_state(self, state: _State | None, day: int) -> None:
        if state == self._state:
            return
        if self._state is not None:
            self._close_state(day)
        self._state, self._state_from = state, day

    def _close_state(self, until: int | None) -> None:
        state, known_from = self._state, self._state_from
        if state is not None and known_from != until:
            row = (self._event, self._timetable, known_from, until, *state)
            self._states.append(_row(State, row))

    def _put_promise(self, claim: str, promised: Promised | None, day: int) -> None:
        promises = self._promises
        live = promises.get(claim)
        if live is None:
            if promised is not None:
                if claim not in self._runs:
                    self._runs[claim] = []
                promises[claim] = (day, promised)
            return
        if live[1] == promised:
            return
        if live[0] != day:
            self._runs[claim].append(self._promise(claim, live, day))
        if promised is None:
            del promises[claim]
        else:
            promises[claim] = (day, promised)

    def _promise(self, claim: str, live: tuple[int, Promised], until: int | None) -> Promise:
        row = (claim, self._event, self._timetable, live[0], until, *live[1])
        return _row(Promise, row)

    def _sync_moves(self, moves: Sequence[Moved], day: int) -> None:
        wanted = set(moves)
        still = []
        for known_from, move in self._live_moves:
            if move in wanted:
                wanted.remove(move)
                still.append((known_from, move))
            elif known_from != day:
                self._closed_moves.append(self._move(known_from, day, move))
        self._live_moves = still + [(day, move) for move in moves if move in wanted]

    def _move(self, known_from: int, until: int | None, move: Moved) -> Move:
        return _row(Move, (self._event, self._timetable, known_from, until, *move))

    def finish(self) -> tuple[list[State], list[Promise], list[Move]]:
        """All rows: states by validity, promises by claim, moves by day."""
        self._close_state(None)
        promises: list[Promise] = []
        for claim, run in self._runs.items():
            promises += run
            live = self._promises.get(claim)
            if live is not None:
                promises.append(self._promise(claim, live, None))
        moves = [self._move(known_from, None, move) for known_from, move in self._live_moves]
        if self._closed_moves:
            moves = sorted(self._closed_moves + moves, key=lambda move: (move.day, move.known_from))
        return self._states, promises, moves


def _state(line: Line, side: Side) -> _State | None:
    """What holds at the end of the line's last day; None while there is nothing to show."""
    base, chain = side.baseline, line.chain
    if base is None and not (line.visible and side.is_default):
        return None
    act, due, is_target = None, NO_DATE, False
    if chain:
        act = chain[-1]
        if act.role == TARGET:
            is_target, due = True, line.standing[-1]
    planned, base_act, base_id, base_known = NO_DATE, None, None, None
    if base is not None:
        place, planned = base
        base_act = chain[place]
        base_id, base_known = base_act.id, base_act.known
    (due_from, due_to), (planned_from, planned_to) = due, planned
    net = start = least = most = rate = meets = None
    if due_from is not None and planned_from is not None:
        start = due_from - planned_from
    if base_act is not None and is_target:
        least, most = slip_range(due, planned, act is base_act)
    if due_to is not None and planned_to is not None:
        net = due_to - planned_to
        if act is not base_act and act is not None and base_known is not None:
            rate, meets = trend(net, act.known - base_known, base_known, planned_to)
    outcome = line.outcome
    if outcome is None:
        phase, ending = phase_without_outcome(line), _NO_OUTCOME
    else:
        happened = outcome.dates
        phase, meets = outcome_phase(happened, planned_to), None
        overrun = _overrun(happened[1], planned_to, base_known)
        ending = (outcome.id, *happened, *_outcome_slip(happened, planned_to), overrun)
    return (
        None if act is None else act.id,
        due_from,
        due_to,
        is_target and line.hanging[-1],
        phase,
        base_id,
        planned_from,
        planned_to,
        base_known,
        net,
        start,
        least,
        most,
        side.n_slips,
        side.n_pull_ins,
        side.gross_slip,
        *ending,
        rate,
        meets,
    )


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
