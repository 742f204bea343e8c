"""What an edit does to the figures: "moves kyiv-agrees from 27 Nov to 25 Dec, +28 days"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bywhen.timetable.asof import CLOSED, figures_of_record
from bywhen.timetable.claims import Affair
from bywhen.timetable.figures import Figures
from bywhen.timetable.words import signed_days, window_words

__all__ = ["Effect", "effects"]


@dataclass(frozen=True, slots=True)
class Effect:
    """One event whose figures an edit changes; `words` say how."""

    event: str  # full id
    before: Figures | None
    after: Figures | None
    words: str


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
        found.append(Effect(event, was, now, _words(name, was, now, modalities)))
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


def _words(
    name: str, was: Figures | None, now: Figures | None, modalities: Mapping[str, object]
) -> str:
    if now is None:
        return f"takes {name} out of sight"
    if now.status in CLOSED and (was is None or was.status not in CLOSED):
        return f"closes {name}: happened {_happened(now)}{_late(now)}"
    if now.status in CLOSED:
        return f"changes when {name} happened, to {_happened(now)}{_late(now)}"
    dated = now.due_from is not None or now.due_to is not None
    old = _date(was, modalities) if was is not None and was.status not in CLOSED else ""
    if not dated:
        status = now.status.replace("_", " ")
        return f"{name} becomes {status}" + (f" (was {old})" if old else "")
    new = _date(now, modalities)
    if not old:
        return f"dates {name} {new}"
    if old != new:
        return f"moves {name} from {old} to {new}{_moved(was, now)}"
    if was is not None and was.status != now.status:
        return f"{name} becomes {now.status.replace('_', ' ')}"
    return f"{name} stays {new}; its slip is {signed_days(now.net_slip or 0)}"


def _date(one: Figures | None, modalities: Mapping[str, object]) -> str:
    if one is None or (one.due_from is None and one.due_to is None):
        return ""
    modality = modalities.get(one.claim or "")
    words = window_words(one.due_from, one.due_to, None if modality is None else str(modality))
    return words.removeprefix("by ").replace(" to ", "–")  # "from X to Y" stands around it


def _moved(was: Figures | None, now: Figures) -> str:
    if was is None or was.due_to is None or now.due_to is None:
        return ""
    days = (now.due_to - was.due_to).days
    return f", {signed_days(days)}" if days else ""


def _happened(now: Figures) -> str:
    return window_words(now.happened_from, now.happened_to)


def _late(now: Figures) -> str:
    least, most = now.outcome_slip_min, now.outcome_slip_max
    if least is None or most is None:
        return ""
    if least == most:
        return f", {signed_days(least)} against the baseline"
    return f", {least:+} to {signed_days(most)} against the baseline"
