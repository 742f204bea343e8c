"""Edits as changes of a file's text; each takes the text and gives the new one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bywhen.editing.compose import NewClaim
from bywhen.errors import UsageError
from bywhen.record import save
from bywhen.timetable.claims import Affair, Claim, Kind

__all__ = ["claim_says", "correct_claim", "write_checked", "write_claim"]

# The keys of a claim that say when.
_WHEN = (
    "day",
    "within",
    "by",
    "not_before",
    "undated",
    "happened",
    "withdrawn",
    "cancelled",
    "after",
    "strict",
    "earliest_strict",
)


def write_claim(text: str, new: NewClaim) -> str:
    """Add a claim, with its source and its event where they are new."""
    if new.source is not None:
        text = save.add_source(text, *new.source)
    if new.new_event is not None:
        return save.append_event(text, {**new.new_event, "claims": [new.claim]})
    return save.append_claim(text, new.event, new.claim)


def write_checked(text: str, day: date, event: str | None = None) -> str:
    """Say that the affair, or one event of it, was followed to this day."""
    return save.set_checked_through(text, day, event)


def correct_claim(
    text: str, affair: Affair, claim: Claim, when: Mapping[str, object], day: date, why: str
) -> str:
    """Change the date of a claim and log the correction.

    Raises UsageError if the claim says that already.
    """
    old = _when_of(affair, claim)
    if old == {key: str(value) for key, value in when.items()}:
        raise UsageError(f"{claim.id} says {_words(old)} already; nothing was changed.")
    event = claim.event.split("/", 1)[1]
    keys: dict[str, object] = {key: None for key in _WHEN if key in old and key not in when}
    text = save.update_claim(text, event, claim.slug, {**keys, **when})
    correction = {
        "day": day,
        "claim": f"{event}/{claim.slug}",
        "was": _words(old),
        "now": _words({key: str(value) for key, value in when.items()}),
        "why": why,
    }
    return save.add_correction(text, correction)


def claim_says(affair: Affair, claim: Claim) -> str:
    """What a claim says of its event's date, as the record writes it: `by 2025-12-25`."""
    return _words(_when_of(affair, claim))


def _when_of(affair: Affair, claim: Claim) -> dict[str, str]:
    if claim.kind in (Kind.WITHDRAWN, Kind.CANCELLED):
        return {claim.kind.value: "True"}
    if claim.kind is Kind.HAPPENED:
        return {"happened": claim.written or ""}
    if claim.modality is None or claim.written is None:
        return {"undated": "True"}
    found = {claim.modality.value: claim.written}
    if claim.anchor is not None:
        found["after"] = claim.anchor.removeprefix(f"{affair.id}/")
    if claim.strict is not None:
        found["strict"] = claim.strict.isoformat()
    if claim.earliest_strict is not None:
        found["earliest_strict"] = claim.earliest_strict.isoformat()
    return found


def _words(when: Mapping[str, str]) -> str:
    parts = []
    for key, value in when.items():
        name = key.replace("_", " ")
        parts.append(name if value == "True" else f"{name} {value}")
    return " ".join(parts)
