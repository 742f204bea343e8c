"""What an edit does to the figures: "moves kyiv-agrees from 27 Nov to 25 Dec, +28 days"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bywhen.editing.effectparts import Part, Says, Shown
from bywhen.timetable.asof import CLOSED, figures_of_record
from bywhen.timetable.claims import Affair
from bywhen.timetable.figures import Figures

__all__ = ["Effect", "effects"]


@dataclass(frozen=True, slots=True)
class Effect:
    """One event whose figures an edit changes; `part` says how."""

    event: str  # full id
    before: Figures | None
    after: Figures | None
    part: Part

    @property
    def words(self) -> str:
        """In English."""
        return self.part.words


def effects(before: Sequence[Affair], after: Sequence[Affair], k: date) -> list[Effect]:
    """The events whose date, status or slip as of day `k`, on that day, an edit changes."""
    old = {one.event: one for one in figures_of_record(before, k)}
    new = {one.event: one for one in figures_of_record(after, k)}
    modalities = {
        claim.id: claim.modality
        for affair in (*before, *after)
        for event in affair.events
        for claim in event.claims
    }
    found = []
    for event in dict.fromkeys((*new, *old)):
        was, now = old.get(event), new.get(event)
        if _shown(was) == _shown(now):
            continue
        name = event.split("/", 1)[1]
        found.append(Effect(event, was, now, _part(name, was, now, modalities)))
    return found


def _shown(one: Figures | None) -> tuple[object, ...] | None:
    if one is None:
        return None
    return (
        one.status,
        one.due_from,
        one.due_to,
        one.happened_from,
        one.happened_to,
        one.net_slip,
        one.baseline_due,
        one.n_slips,
    )


def _part(
    name: str, was: Figures | None, now: Figures | None, modalities: Mapping[str, object]
) -> Part:
    if now is None:
        return Part(Says.HIDDEN, name)
    if now.status in CLOSED:
        is_first = was is None or was.status not in CLOSED
        return Part(
            Says.CLOSED if is_first else Says.RECLOSED,
            name,
            new=Shown(now.happened_from, now.happened_to),
            least=now.outcome_slip_min,
            most=now.outcome_slip_max,
        )
    old = _date(was, modalities) if was is not None and was.status not in CLOSED else None
    new = _date(now, modalities)
    if new is None:
        # What hangs on an event is conditional before and after: it is the date that has gone.
        is_same = was is not None and was.status == now.status
        if is_same and old is None:
            day = now.baseline_due or now.baseline_from
            return Part(Says.BASELINE, name, new=None if day is None else Shown(day, day))
        return Part(Says.STATUS, name, old=old, status="undated" if is_same else now.status)
    if old is None:
        return Part(Says.DATED, name, new=new)
    if old.bare != new.bare:
        days = _days(was, now)
        return Part(Says.MOVED, name, old=old, new=new, least=days, most=days)
    if was is not None and was.status != now.status:
        return Part(Says.STATUS, name, status=now.status)
    return Part(Says.SLIP, name, new=new, least=now.net_slip or 0, most=now.net_slip or 0)


def _date(one: Figures | None, modalities: Mapping[str, object]) -> Shown | None:
    if one is None or (one.due_from is None and one.due_to is None):
        return None
    modality = modalities.get(one.claim or "")
    return Shown(one.due_from, one.due_to, None if modality is None else str(modality))


def _days(was: Figures | None, now: Figures) -> int | None:
    if was is None or was.due_to is None or now.due_to is None:
        return None
    return (now.due_to - was.due_to).days
