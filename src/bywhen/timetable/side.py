"""An event under one timetable, within one era: its baseline, and the moves from it on."""

from __future__ import annotations

from typing import NamedTuple

from bywhen.timetable.baseline import Baseline, BaselineFinder
from bywhen.timetable.chain import NO_DATE, TARGET, Act, Dates, Entry, Line
from bywhen.timetable.promises import judge, kind_of_move

__all__ = ["Moved", "Promised", "Side"]


class Moved(NamedTuple):
    day: int
    claim: str
    inherited: bool
    kind: str
    days: int | None
    old_from: int | None
    old_to: int | None
    new_from: int | None
    new_to: int | None


class Promised(NamedTuple):
    known: int
    due_from: int | None
    due: int
    conditional: bool
    ended_by: str | None
    ended_known: int | None
    move: int | None
    move_kind: str | None
    verdict: str
    notice: int | None
    horizon: int


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
        "timetable",
    )

    def __init__(self, timetable: str | None, is_default: bool, finder: BaselineFinder) -> None:
        self.timetable = timetable
        self.is_default = is_default
        self._finder = finder
        self.baseline: Baseline | None = None
        self._restart(None)

    def _restart(self, baseline: Baseline | None) -> None:
        self.baseline = baseline
        self.moves: list[Moved] = []
        self.entries: dict[int, tuple[int | None, str | None]] = {}
        self.n_slips = self.n_pull_ins = self.gross_slip = 0
        self._logged = 0
        self._begun = False
        self._previous = NO_DATE
        self.last_due = baseline.dates[1] if baseline else None

    def advance(self, line: Line, day: int) -> bool:
        """Take in what the line logged; True if the baseline changed and all is new."""
        baseline = self._finder.find(line.chain, day)
        changed = baseline != self.baseline
        if changed:
            self._restart(baseline)
        log = line.log
        if baseline is not None:
            for number in range(self._logged, len(log)):
                entry = log[number]
                if entry.place >= baseline.place:
                    self._take(entry, baseline, line.chain[entry.place])
        self._logged = len(log)
        return changed

    def _take(self, entry: Entry, baseline: Baseline, act: Act) -> None:
        new = entry.dates
        if entry.place == baseline.place and not self._begun:
            if new == baseline.dates or new[1] is not None:
                self._begun = True
            self._previous = new
            if self._begun and new != baseline.dates:  # its anchor had moved before it was said
                self._move(entry, act, baseline.dates, new, inherited=True)
            return
        old = self._previous
        self._previous = new
        days, kind = self._move(entry, act, old, new, inherited=entry.inherited)
        if not entry.inherited:
            self.entries[entry.place] = (days, kind)

    def _move(
        self, entry: Entry, act: Act, old: Dates, new: Dates, inherited: bool
    ) -> tuple[int | None, str | None]:
        kind = kind_of_move(old, new)
        due = new[1]
        days = None if due is None or self.last_due is None else due - self.last_due
        if due is not None:
            self.last_due = due
        if days is not None:
            if days > 0:
                self.n_slips += 1
                self.gross_slip += days
            elif days < 0:
                self.n_pull_ins += 1
        if kind is not None:
            self.moves.append(Moved(entry.day, act.id, inherited, kind, days, *old, *new))
        return days, kind

    def promise(self, line: Line, place: int) -> Promised | None:
        """What became of the promise at `place`; None if it is none."""
        act, dates = line.chain[place], line.standing[place]
        if act.role != TARGET or dates[1] is None:
            return None
        following = line.chain[place + 1] if place + 1 < len(line.chain) else None
        verdict, notice = judge(
            dates,
            line.hanging[place],
            following,
            line.entered[place + 1] if following else NO_DATE,
            line.outcome,
        )
        return Promised(
            act.known,
            dates[0],
            dates[1],
            line.hanging[place],
            following.id if following else None,
            following.known if following else None,
            *self.entries.get(place, (None, None)),
            verdict,
            notice,
            dates[1] - act.known,
        )
