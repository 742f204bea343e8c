"""Collecting what held on which days of knowledge into half-open rows."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence
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

    def finish(self) -> Iterator[tuple[str, int, int | None, R]]:
        """All runs: key, known_from, known_until, value."""
        for key, runs in self._runs.items():
            for known_from, known_until, value in runs:
                yield key, known_from, known_until, value
            if key in self._live:
                known_from, value = self._live[key]
                yield key, known_from, None, value


class Output:
    """Collects the rows of one event under one timetable."""

    __slots__ = ("_event", "_moves", "_promises", "_states", "_timetable")

    def __init__(self, event: str, timetable: str | None) -> None:
        self._event = event
        self._timetable = timetable
        self._states: Rows[State] = Rows()
        self._promises: Rows[Promised] = Rows()
        self._moves: Rows[Moved] = Rows()

    def give(self, line: Line, side: Side, day: int, before: int | None) -> None:
        """Record the end of `day`. `before` is how long the chain was (what was judged earlier
        stands); None = look at everything again."""
        self._states.put("", self._state(line, side), day)
        base = side.baseline
        if base is None:
            if before is None:
                self._promises.keep_only(set(), day)
                self._moves.keep_only(set(), day)
            return
        first = base.place if before is None else max(base.place, before - 1)
        for place in range(first, len(line.chain)):
            self._promises.put(line.chain[place].id, side.promise(line, place), day)
        if before is None:
            kept = {act.id for act in line.chain[base.place :]}
            self._promises.keep_only(kept, day)
            self._moves.keep_only({_move_key(move) for move in side.moves}, day)
        for move in side.moves if before is None else _since(side.moves, day):
            self._moves.put(_move_key(move), move, day)

    def _state(self, line: Line, side: Side) -> State | None:
        if not line.visible or (side.baseline is None and not side.is_default):
            return None
        act = line.chain[-1] if line.chain else None
        is_target = act is not None and act.role == TARGET
        due = line.standing[-1] if is_target else NO_DATE
        base = side.baseline
        planned = base.dates if base else NO_DATE
        base_act = line.chain[base.place] if base else None
        outcome = line.outcome
        net = start = None
        least = most = rate = meets = None
        if due[1] is not None and planned[1] is not None:
            net = due[1] - planned[1]
        if due[0] is not None and planned[0] is not None:
            start = due[0] - planned[0]
        if base is not None and is_target:
            least, most = slip_range(due, planned, act is base_act)
        if net is not None and planned[1] is not None and act is not None and base_act is not None:
            rate, meets = trend(net, act.known - base_act.known, base_act.known, planned[1])
        happened = outcome.dates if outcome else NO_DATE
        return State(
            self._event,
            self._timetable,
            0,
            None,
            act.id if act else None,
            due[0],
            due[1],
            bool(is_target and line.hanging[-1]),
            outcome_phase(happened, planned[1]) if outcome else phase_without_outcome(line),
            base_act.id if base_act else None,
            planned[0],
            planned[1],
            base_act.known if base_act else None,
            net,
            start,
            least,
            most,
            side.n_slips,
            side.n_pull_ins,
            side.gross_slip,
            outcome.id if outcome else None,
            happened[0],
            happened[1],
            *_outcome_slip(happened, planned[1]),
            _overrun(happened[1], planned[1], base_act.known if base_act else None),
            rate,
            None if outcome else meets,
        )

    def finish(self) -> tuple[list[State], list[Promise], list[Move]]:
        """All rows, in order."""
        event, timetable = self._event, self._timetable
        states = [
            state._replace(known_from=known_from, known_until=known_until)
            for _, known_from, known_until, state in self._states.finish()
        ]
        promises = [
            Promise(claim, event, timetable, known_from, known_until, *promised)
            for claim, known_from, known_until, promised in self._promises.finish()
        ]
        moves = [
            Move(event, timetable, known_from, known_until, *moved)
            for _, known_from, known_until, moved in self._moves.finish()
        ]
        return states, promises, moves


def _move_key(move: Moved) -> str:
    return f"{move.claim} {move.day} {move.inherited}"


def _since(moves: Sequence[Moved], day: int) -> Iterator[Moved]:
    for move in reversed(moves):
        if move.day < day:
            return
        yield move


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
