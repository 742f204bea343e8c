"""An event under one timetable, within one era: its baseline, and the moves from it on."""

from __future__ import annotations

from collections.abc import Mapping

from bywhen.timetable.baseline import Baseline, BaselineFinder
from bywhen.timetable.chain import NO_DATE, AnchorView, Dates, Entry, Line
from bywhen.timetable.claims import Kind
from bywhen.timetable.figures import MoveValues, PromiseValues
from bywhen.timetable.promises import judge, kind_of_move

__all__ = ["Plan", "Side"]

_TARGET = Kind.TARGET
# What a baseline announced: the claim, the first and the last day, and the day it became known.
Plan = tuple[str | None, int | None, int | None, int | None]
_NO_PLAN: Plan = (None, None, None, None)
_ENTRY: tuple[int | None, str | None] = (None, None)


class Side:
    """An event under one timetable: its baseline and the moves from it on."""

    __slots__ = (
        "_begun",
        "_finder",
        "_logged",
        "_previous",
        "baseline",
        "entries",
        "gross_slip",
        "is_default",
        "last_due",
        "moves",
        "n_pull_ins",
        "n_slips",
        "plan",
        "timetable",
    )

    def __init__(
        self, timetable: str | None, is_default: bool, anchors: Mapping[str, AnchorView]
    ) -> None:
        self.timetable = timetable
        self.is_default = is_default
        self._finder = BaselineFinder(timetable, is_default, anchors)
        self.plan = _NO_PLAN
        self._restart(None)

    def _restart(self, baseline: Baseline | None) -> None:
        self.baseline: Baseline | None = baseline
        self.moves: list[MoveValues] = []
        self.entries: dict[int, tuple[int | None, str | None]] = {}
        self.n_slips = self.n_pull_ins = self.gross_slip = 0
        self._logged = 0
        self._begun = False
        self._previous = NO_DATE
        self.last_due = baseline[1][1] if baseline else None

    def advance(self, line: Line, day: int) -> bool:
        """Take in what the line logged; True if the baseline changed and all is new."""
        finder = self._finder
        baseline = finder.settled or finder.find(line, day)
        changed = baseline is not self.baseline and baseline != self.baseline
        if changed:
            self._restart(baseline)
            self.plan = _NO_PLAN if baseline is None else _plan(line, baseline)
        log = line.log
        if baseline is not None:
            first = baseline[0]
            for entry in log[self._logged :]:
                if entry[1] >= first:
                    self._take(entry, baseline, line.chain[entry[1]].id)
        self._logged = len(log)
        return changed

    def _take(self, entry: Entry, baseline: Baseline, claim: str) -> None:
        day, place, new, inherited = entry
        if place == baseline[0] and not self._begun:
            if new == baseline[1] or new[1] is not None:
                self._begun = True
            self._previous = new
            if self._begun and new != baseline[1]:  # its anchor had moved before it was said
                self._move(day, claim, baseline[1], new, inherited=True)
            return
        entered = self._move(day, claim, self._previous, new, inherited)
        self._previous = new
        if not inherited:
            self.entries[place] = entered

    def _move(
        self, day: int, claim: str, old: Dates, new: Dates, inherited: bool
    ) -> tuple[int | None, str | None]:
        kind = kind_of_move(old, new)
        due = new[1]
        days = None
        if due is not None:
            if self.last_due is not None:
                days = due - self.last_due
                if days > 0:
                    self.n_slips += 1
                    self.gross_slip += days
                elif days < 0:
                    self.n_pull_ins += 1
            self.last_due = due
        if kind is not None:
            self.moves.append((day, claim, inherited, kind, days, old[0], old[1], new[0], new[1]))
        return days, kind

    def promise(self, line: Line, place: int) -> PromiseValues | None:
        """What became of the promise at `place`; None if it is none."""
        chain, dates = line.chain, line.standing[place]
        due = dates[1]
        if due is None or chain[place].kind is not _TARGET:
            return None
        hanging, known = line.hanging[place], line.known[place]
        move, kind = self.entries.get(place, _ENTRY)
        after = place + 1
        if after < len(chain):
            ending, ended_known = chain[after], line.known[after]
            ended_by: str | None = ending.id
            following = (ending.kind, ended_known, line.entered[after])
            verdict, notice = judge(dates, hanging, following, None)
        else:
            ended_by = ended_known = None
            verdict, notice = judge(dates, hanging, None, line.happened)
        return (
            known, dates[0], due, hanging, ended_by, ended_known, move, kind, verdict,
            notice, due - known,
        )  # fmt: skip


def _plan(line: Line, baseline: Baseline) -> Plan:
    place, (start, end) = baseline
    return line.chain[place].id, start, end, line.known[place]
