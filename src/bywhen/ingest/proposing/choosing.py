"""Of several drafts of one document that say the same, the one that says most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bywhen.ingest.proposing.documents import Draft

__all__ = ["one_an_event", "telling", "without_anonymous", "without_headlines"]


def _is_headline(draft: Draft) -> bool:
    return draft.document.title.startswith(draft.sentence.rstrip("…"))


def telling(draft: Draft) -> float:
    """How much a draft tells: of the same claim, the body says more than the headline."""
    told = (draft.via is not None) + (draft.said is not None) + 2 * (not _is_headline(draft))
    return draft.confidence + 0.05 * told


def one_an_event(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Of several dates of one sentence for one event, the one that is said last and surest."""
    best: dict[tuple[str, bool], Draft] = {}
    for draft in drafts:
        if draft.event is None:
            yield draft
            continue
        # a first day may stand beside a last one
        key = (draft.event, draft.modality == "not_before")
        other = best.get(key)
        if other is None or (draft.confidence, draft.start) >= (
            other.confidence - 0.1,
            other.start,
        ):
            best[key] = draft
    yield from best.values()


def without_headlines(drafts: list[Draft]) -> list[Draft]:
    """Without what a headline says of an event in short and the body says in full."""
    told = {(one.event, one.kind) for one in drafts if not _is_headline(one)}
    return [
        one
        for one in drafts
        if one.event is None or not _is_headline(one) or (one.event, one.kind) not in told
    ]


def without_anonymous(drafts: list[Draft]) -> list[Draft]:
    """Without drafts that name no issuer where another one of the same claim does."""
    named = {draft.base for draft in drafts if draft.issuer_id is not None}
    return [one for one in drafts if one.issuer_id is not None or one.base not in named]
