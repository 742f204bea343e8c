"""The record as a document finds it: what stands for each event on the day of publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bywhen.ingest.proposing.milestones import Milestones
from bywhen.timetable.asof import CLOSED, figures_of_record
from bywhen.timetable.claims import Affair, Claim, Event, Kind, Modality
from bywhen.timetable.figures import Figures

__all__ = ["Standing"]


@dataclass(slots=True)
class Standing:
    """An affair with those its dates hang on, and its figures as of a day (worked out once)."""

    affair: Affair
    family: Sequence[Affair]
    _figures: dict[date, Mapping[str, Figures]] = field(default_factory=dict, init=False)
    _milestones: Milestones | None = field(default=None, init=False)

    @property
    def milestones(self) -> Milestones:
        """The events, to be found in sentences."""
        if self._milestones is None:
            self._milestones = Milestones(self.affair)
        return self._milestones

    def figures(self, day: date) -> Mapping[str, Figures]:
        """The figures of all events as of a day, by full id."""
        if day not in self._figures:
            whole = figures_of_record(self.family, day)
            self._figures[day] = {one.event: one for one in whole}
        return self._figures[day]

    def due(self, event: Event, day: date) -> date | None:
        """The last day of the event's current date as of `day`."""
        figures = self.figures(day).get(event.id)
        return figures.due_to if figures is not None else None

    def current(self, event: Event, day: date) -> Claim | None:
        """The current claim of an event as of `day`."""
        figures = self.figures(day).get(event.id)
        claims = {claim.id: claim for claim in event.claims}
        return claims.get(figures.claim or "") if figures is not None else None

    def deadlines(self, event: Event, day: date) -> set[date]:
        """The last days of the deadlines that an event has had as of `day`."""
        return {
            claim.window.latest
            for claim in event.claims
            if claim.modality is Modality.BY
            and claim.known <= day
            and claim.window is not None
            and claim.window.latest is not None
        }

    def days(self, event: str | None) -> frozenset[date | None]:
        """The last days of all dates that an event has had, by its id in the affair."""
        return frozenset(
            claim.window.latest
            for one in self.affair.events
            if one.slug == event
            for claim in one.claims
            if claim.window is not None and claim.window.latest is not None
        )

    def is_dropped(self, event: Event, day: date) -> bool:
        """True if the event's date was withdrawn and none has come in its place."""
        current = self.current(event, day)
        return current is not None and current.kind is Kind.WITHDRAWN

    def is_open(self, event: Event, day: date) -> bool:
        """True as long as the event is neither over nor cancelled."""
        figures = self.figures(day).get(event.id)
        return figures is None or (figures.status not in CLOSED and figures.status != "cancelled")

    def open_events(self, day: date) -> list[Event]:
        """The events that can still be given a date."""
        return [event for event in self.affair.events if self.is_open(event, day)]
