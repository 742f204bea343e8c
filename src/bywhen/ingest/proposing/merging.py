"""One claim, one proposal: which proposal a draft belongs to, however many outlets tell it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bywhen.ingest.proposing.documents import Draft
from bywhen.ingest.proposing.said import concepts_of
from bywhen.store.proposals import Proposal
from bywhen.timetable.claims import Affair, Kind

__all__ = ["key_of", "twin_of"]

_SAME_STORY = 0.5


def key_of(draft: Draft) -> str:
    """What makes a new proposal's claim, its speaker and its day unique."""
    parts = [draft.base, draft.issuer_id or "", draft.day.isoformat()]
    if draft.event is None:
        parts.append(" ".join(sorted(draft.concepts)))
    return "|".join(parts)


def twin_of(
    draft: Draft,
    proposals: Sequence[Proposal],
    affair: Affair,
    issuer_id: Callable[[str | None], str | None],
) -> Proposal | None:
    """The proposal, in whatever state, that makes the claim of a draft already.

    The claim is the same if the same date is given to the same event by the same issuer, or by
    nobody named. It is made anew if a named speaker says it on a later day than the one on which
    it was known, or if the event has had another date in between.
    """
    found = [one for one in proposals if _says_the_same(draft, one, issuer_id)]
    for one in reversed(found):
        if not _is_made_anew(draft, one, affair):
            return one
    return None


def _says_the_same(
    draft: Draft, one: Proposal, issuer_id: Callable[[str | None], str | None]
) -> bool:
    if (one.modality, one.earliest, one.latest) != (draft.modality, draft.earliest, draft.latest):
        return False
    if _anchor(one.anchor) != _anchor(draft.anchor):
        return False
    speaker = issuer_id(one.issuer) or one.issuer
    is_other = speaker is not None and draft.issuer_id is not None and speaker != draft.issuer_id
    if is_other and draft.is_named:
        return False
    if draft.event is None:
        return one.kind == "new_event" and _is_same_story(draft, one)
    same_kind = one.kind == draft.kind or one.kind == "new_event"
    return same_kind and one.event_slug == draft.event


def _anchor(anchor: Mapping[str, str] | None) -> tuple[str | None, str | None]:
    return (None, None) if anchor is None else (anchor.get("event"), anchor.get("offset"))


def _is_same_story(draft: Draft, one: Proposal) -> bool:
    other = concepts_of(one.sentence, one.language)
    if not draft.concepts or not other:
        return one.sentence == draft.sentence
    return len(draft.concepts & other) / min(len(draft.concepts), len(other)) >= _SAME_STORY


def _is_made_anew(draft: Draft, one: Proposal, affair: Affair) -> bool:
    known = one.known or one.published or date.min
    last = max([known, *(day for seen in one.sources if (day := seen.published))])
    is_spoken = draft.kind == "claim" and draft.issuer_id is not None and draft.is_named
    if is_spoken and draft.said is not None and draft.said > last:
        return True
    return _had_another_date(draft, known, affair)


def _had_another_date(draft: Draft, known: date, affair: Affair) -> bool:
    """True if the record gives the event another date after `known` and before the draft."""
    for event in affair.events:
        if event.slug != draft.event:
            continue
        for claim in event.claims:
            if not known < claim.known <= draft.document.published:
                continue
            if claim.kind is Kind.WITHDRAWN:
                if draft.kind != "withdrawn":
                    return True
            elif claim.window is not None and (
                (claim.window.earliest, claim.window.latest) != (draft.earliest, draft.latest)
            ):
                return True
    return False
