"""Replay: from claims to what was known on each day (DESIGN 4), with its validity.

The record is played forward once. Each event's chain is followed day by day, events that others
hang on first. A retraction takes a claim out of sight from its day on, so the days between two
retractions ("eras") are each played with the claims that remain; without retractions there is one
era. Rows come out half open, `known_from <= k < known_until`, and equal neighbours are one row.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import NamedTuple

from bywhen.timetable.chain import NO_DATE, Acts, Dates, Line, Steps, visible_in_era
from bywhen.timetable.claims import Affair, Event, Rank
from bywhen.timetable.figures import Move, Promise, State
from bywhen.timetable.rows import SideHistory
from bywhen.timetable.side import Side

__all__ = ["EventHistory", "Replay", "replay", "replay_stream"]

_DEPRECATED = Rank.DEPRECATED
_Timetables = Sequence[str | None]
_NOTHING: Mapping[str, _View] = {}


@dataclass(slots=True)
class Replay:
    """All rows of a record, events in the order of the affairs and files."""

    states: list[State] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)


class EventHistory(NamedTuple):
    """What held of one event, under each timetable that it is part of."""

    event: Event
    sides: list[SideHistory]


def replay(affairs: Sequence[Affair]) -> Replay:
    """Play a whole record.

    Anchors must exist and have no cycle (the loader has checked). Raises KeyError on an unknown
    anchor, ValueError on a cycle.
    """
    whole = Replay()
    for event, sides in replay_stream(affairs):
        for side in sides:
            whose = event.id, side.timetable
            whole.states += [State._make((*whose, *span[:2], *span[2])) for span in side.states]
            whole.promises += [
                Promise._make((claim, *whose, *span[:2], *span[2]))
                for claim, spans in side.promises.items()
                for span in spans
            ]
            whole.moves += [Move._make((*whose, *span[:2], *span[2])) for span in side.moves]
    return whole


def replay_stream(
    affairs: Sequence[Affair], only: Callable[[Event], bool] | None = None
) -> Iterator[EventHistory]:
    """Play a record event by event, in the order of the affairs; only the events that others hang
    on stay in memory. `only` picks the events to give out."""
    traces = _Traces(affairs)
    for affair in affairs:
        declared = _declared(affair)
        for event in affair.events:
            if only is None or only(event):
                yield traces.history(declared, event)


def _declared(affair: Affair) -> _Timetables:
    """The affair's timetables, its first one first; None where it declares none."""
    return [timetable.id for timetable in affair.timetables] or [None]


class _View:
    """What hangs on an event sees of it, in one era."""

    __slots__ = ("baselines", "dates", "happened")

    def __init__(self, timetables: Sequence[str | None]) -> None:
        self.dates: Steps[Dates] = Steps(NO_DATE)
        self.happened: Steps[bool] = Steps(initial=False)
        self.baselines: dict[str | None, Steps[Dates]] = {
            timetable: Steps(NO_DATE) for timetable in timetables
        }

    def baseline(self, timetable: str | None, day: int) -> Dates:
        """As `AnchorView.baseline`; the affair's first timetable is the first of `baselines`."""
        own = self.baselines.get(timetable)
        return (own or next(iter(self.baselines.values()))).at(day)

    def days(self) -> set[int]:
        """The days on which anything of it changes."""
        days = {*self.dates.days, *self.happened.days}
        for steps in self.baselines.values():
            days.update(steps.days)
        return days

    def record(self, line: Line, sides: Iterable[tuple[Side, SideHistory]], day: int) -> None:
        """Take down how things stand at the end of `day`."""
        self.dates.set(day, line.date())
        self.happened.set(day, line.outcome is not None)
        for side, _ in sides:
            planned = NO_DATE if side.baseline is None else side.baseline[1]
            self.baselines[side.timetable].set(day, planned)


class _Trace(NamedTuple):
    """What hangs on an event sees of it."""

    eras: Sequence[int]
    views: list[_View]  # one more than eras: the first holds before any retraction

    def view(self, era: int | None) -> _View:
        return self.views[0 if era is None else bisect_right(self.eras, era)]


class _Traces:
    """Plays events on demand, what they hang on first, each once."""

    def __init__(self, affairs: Sequence[Affair]) -> None:
        self._hangs_on: dict[str, tuple[str, ...]] = {}
        for affair in affairs:
            for event in affair.events:
                anchors = _anchors_of(event)
                if anchors:
                    self._hangs_on[event.id] = anchors
        # How many events that are not played yet hang on each.
        self._awaited_by = Counter(a for anchors in self._hangs_on.values() for a in anchors)
        self._anchors = {
            event.id: (_declared(affair), event)
            for affair in affairs
            for event in affair.events
            if event.id in self._awaited_by
        }
        self._traces: dict[str, _Trace] = {}
        self._waiting: dict[str, EventHistory] = {}  # of anchors that were played before their turn

    def history(self, declared: _Timetables, event: Event) -> EventHistory:
        name = event.id
        if name in self._waiting:
            return self._waiting.pop(name)
        anchors = self._hangs_on.get(name)
        if anchors:
            self._play_anchors(anchors)
        if name in self._anchors:
            self._keep(name)
            return self._waiting.pop(name)
        played, _ = _play(declared, event, self._traces)
        if anchors:
            self._let_go(name)
        return played

    def _keep(self, anchor: str) -> None:
        views: list[_View] = []
        self._waiting[anchor], eras = _play(*self._anchors[anchor], self._traces, views)
        self._traces[anchor] = _Trace(eras, views)
        self._let_go(anchor)

    def _let_go(self, event: str) -> None:
        """Forget the traces that only this event still needed."""
        for anchor in self._hangs_on.get(event, ()):
            self._awaited_by[anchor] -= 1
            if not self._awaited_by[anchor]:
                del self._traces[anchor]

    def _play_anchors(self, anchors: Iterable[str]) -> None:
        waiting = [anchor for anchor in anchors if anchor not in self._traces]
        if not waiting:
            return
        graph: dict[str, tuple[str, ...]] = {}
        while waiting:
            anchor = waiting.pop()
            if anchor not in graph and anchor not in self._traces:
                graph[anchor] = self._hangs_on.get(anchor, ())
                waiting += graph[anchor]
        for anchor in TopologicalSorter(graph).static_order():
            if anchor not in self._traces:
                self._keep(anchor)


def _anchors_of(event: Event) -> tuple[str, ...]:
    anchors: dict[str, None] = {}
    for claim in event.claims:
        if claim.anchor is not None and claim.rank is not _DEPRECATED:
            anchors[claim.anchor] = None
    return tuple(anchors)


def _play(
    declared: _Timetables,
    event: Event,
    traces: Mapping[str, _Trace],
    views: list[_View] | None = None,
) -> tuple[EventHistory, Sequence[int]]:
    """One event's history and its eras; what hangs on it may ask `views`, one for each era."""
    acts = Acts(event)
    eras = acts.retractions
    if acts.anchors:
        eras = sorted({*eras, *(era for anchor in acts.anchors for era in traces[anchor].eras)})
    default, *others = declared
    histories = [SideHistory(default)]
    if acts.tags and others:
        histories += [SideHistory(name) for name in others if name in acts.tags]
    start: int | None = None
    for end in [*eras, None]:
        seen = _NOTHING
        if acts.anchors:
            seen = {anchor: traces[anchor].view(start) for anchor in acts.anchors}
        line = Line(visible_in_era(acts.acts, start), seen)
        sides = [(Side(one.timetable, one is histories[0], seen), one) for one in histories]
        view = None if views is None else _View(declared)
        _play_era(line, sides, view, (start, end))
        if views is not None and view is not None:
            views.append(view)
        start = end
    return EventHistory(event, histories), eras


def _play_era(
    line: Line,
    sides: Sequence[tuple[Side, SideHistory]],
    view: _View | None,
    era: tuple[int | None, int | None],
) -> None:
    """Play all days; give out those from the era's start (None: the first) to before its end."""
    start, end = era
    days = line.days()
    if start is not None:
        days = sorted({*days, start})
    shown = True
    for day in days:
        before = len(line.chain)
        line.advance(day)
        if start is not None or end is not None:
            shown = (start is None or day >= start) and (end is None or day < end)
        for side, history in sides:
            whole = side.advance(line, day) or day == start
            if shown:
                history.give(line, side, day, None if whole else before)
        if view is not None:
            view.record(line, sides, day)
