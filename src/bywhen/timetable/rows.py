"""Collecting what held on which days of knowledge into half-open rows."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Generic, TypeVar

from bywhen.timetable.baseline import outcome_phase, phase_without_outcome, slip_range, trend
from bywhen.timetable.chain import NO_DATE, TARGET, Dates, Line
from bywhen.timetable.figures import Move, Promise, State
from bywhen.timetable.side import Moved, Promised, Side

__all__ = ["Output", "Rows"]

R = TypeVar("R", bound=Hashable)


class Rows(Generic[R]):
    """Values by key, each with the days of knowledge on which it held."""

    __slots__ = ("_live", "_runs")

    def __init__(self) -> None:
        self._live: dict[str, tuple[int, R]] = {}
        self._runs: dict[str, list[tuple[int, int | None, R]]] = {}  # keys in order of appearance

    def put(self, key: str, value: R | None, day: int) -> None:
        """Let `value` hold for `key` from `day` on; None = it holds nothing."""
        live = self._live.get(key)
        if live is not None:
            if live[1] == value:
                return
            del self._live[key]
            if live[0] != day:
                self._runs[key].append((live[0], day, live[1]))
        if value is not None:
            self._runs.setdefault(key, [])
            self._live[key] = (day, value)

    def keep_only(self, keys: Collection[str], day: int) -> None:
        """Let nothing hold from `day` on for other keys."""
        for key in [key for key in self._live if key not in keys]:
            self.put(key, None, day)

    def runs(self) -> list[tuple[int, int | None, R]]:
        """All that held: known_from, known_until, value; keys in order of appearance."""
        found: list[tuple[int, int | None, R]] = []
        live = self._live
        for key, runs in self._runs.items():
            if runs:
                found += runs
            if key in live:
                known_from, value = live[key]
                found.append((known_from, None, value))
        return found


class Output:
    """Collects the rows of one event under one timetable."""

    __slots__ = ("_event", "_moves", "_promises", "_states", "_timetable")

    def __init__(self, event: str, timetable: str | None) -> None:
        self._event = event
        self._timetable = timetable
        self._states: Rows[tuple[object, ...]] = Rows()
        self._promises: Rows[Promised] = Rows()
        self._moves: Rows[Moved] = Rows()

    def give(self, line: Line, side: Side, day: int, before: int | None) -> None:
        """Record the end of `day`. `before` is how long the chain was (what was judged earlier
        stands); None = look at everything again."""
        self._states.put("", _state(line, side), day)
        base = side.baseline
        if base is None:
            if before is None:
                self._promises.keep_only((), day)
                self._moves.keep_only((), day)
            return
        first = base[0] if before is None else max(base[0], before - 1)
        chain = line.chain
        for place in range(first, len(chain)):
            self._promises.put(chain[place].id, side.promise(line, place), day)
        if before is None:
            self._promises.keep_only({act.id for act in chain[first:]}, day)
            self._moves.keep_only({_move_key(move) for move in side.moves}, day)
            for move in side.moves:
                self._moves.put(_move_key(move), move, day)
            return
        for move in reversed(side.moves):
            if move[0] < day:
                break
            self._moves.put(_move_key(move), move, day)

    def finish(self) -> tuple[list[State], list[Promise], list[Move]]:
        """All rows, in order."""
        head = (self._event, self._timetable)
        promises = self._promises.runs()
        return (
            [_row(State, (*head, *run[:2], *run[2])) for run in self._states.runs()],
            [_row(Promise, (run[2][0], *head, *run[:2], *run[2][1:])) for run in promises],
            [_row(Move, (*head, *run[:2], *run[2])) for run in self._moves.runs()],
        )


# NamedTuple's own constructor costs three times as much, a million times in a large build.
_row = tuple.__new__


def _state(line: Line, side: Side) -> tuple[object, ...] | None:
    """A `State` from `claim` on; None while there is nothing to show."""
    base = side.baseline
    if not line.visible or (base is None and not side.is_default):
        return None
    chain = line.chain
    act = chain[-1] if chain else None
    is_target = act is not None and act.role == TARGET
    due = line.standing[-1] if is_target else NO_DATE
    planned = NO_DATE if base is None else base[1]
    base_act = None if base is None else chain[base[0]]
    base_known = None if base_act is None else base_act.known
    outcome = line.outcome
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
    happened = NO_DATE if outcome is None else outcome.dates
    return (
        None if act is None else act.id,
        due_from,
        due_to,
        is_target and line.hanging[-1],
        phase_without_outcome(line) if outcome is None else outcome_phase(happened, planned_to),
        None if base_act is None else base_act.id,
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
        None if outcome is None else outcome.id,
        *happened,
        *_outcome_slip(happened, planned_to),
        None if outcome is None else _overrun(happened[1], planned_to, base_known),
        rate,
        None if outcome is not None else meets,
    )


def _move_key(move: Moved) -> str:
    return f"{move[1]} {move[0]} {move[2]}"


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
