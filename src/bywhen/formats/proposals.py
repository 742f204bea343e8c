"""Proposals as rows, as a table, and each as a card with everything that a judgement needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bywhen.formats.rows import Row
from bywhen.formats.table import Cell, Column, Table, Tone
from bywhen.store.proposals import Proposal, Sighting
from bywhen.timetable.words import window_words

__all__ = ["PROPOSALS", "card", "date_words", "proposal_row", "proposal_table"]

PROPOSALS = (
    "id", "affair", "event", "kind", "title", "modality", "earliest", "latest", "strict",
    "earliest_strict", "anchor", "issuer", "via", "said", "known", "published", "source",
    "sentence", "start", "end", "language", "phrase", "timetable", "effect", "why", "confidence",
    "unsure", "state", "decided_at", "decided_by", "decided_why", "claim_id", "created_at",
    "sources",
)  # fmt: skip


def proposal_row(one: Proposal) -> Row:
    """A proposal for programs: the columns of the table `proposals`, with its outlets."""
    row: dict[str, object] = {
        name: getattr(one, name) for name in PROPOSALS if name not in ("unsure", "sources")
    }
    row["anchor"] = dict(one.anchor) if one.anchor is not None else None
    row["unsure"] = one.is_unsure
    row["sources"] = [_outlet(sighting) for sighting in one.sources]
    return {name: row[name] for name in PROPOSALS}


def _outlet(sighting: Sighting) -> dict[str, object]:
    return {
        "url": sighting.url,
        "publisher": sighting.publisher,
        "published": None if sighting.published is None else sighting.published.isoformat(),
        "sentence": sighting.sentence,
    }


def date_words(one: Proposal) -> str:
    """What it says of the date, in words."""
    if one.kind == "withdrawn":
        return "the date no longer stands"
    if one.anchor is not None:
        after = one.anchor.get("event") or f"“{one.anchor['text']}”"
        return f"{(one.modality or '').replace('_', ' ')} {one.anchor['offset']} after {after}"
    words = window_words(one.earliest, one.latest, one.modality)
    return f"happened {words}" if one.modality == "happened" else words


def proposal_table(found: Sequence[Proposal], state: str | None) -> Table:
    """Proposals for people, the unsure ones last and marked with a question mark."""
    alone = len({one.affair for one in found}) == 1
    unsure = sum(one.is_unsure for one in found)
    below = [f"{unsure} unsure (marked ?): read the sentence first."] if unsure else []
    return Table(
        [
            Column("#", right=True, whole=True),
            Column("Event"),
            Column("Says"),
            Column("Who"),
            Column("Effect"),
            Column("Sure", right=True, whole=True),
            Column("Outlets", right=True, whole=True),
            Column("State", whole=True),
        ],
        [
            [
                str(one.id),
                Cell(_event(one, alone), Tone.STRONG),
                date_words(one),
                one.issuer or "",
                one.effect,
                f"{one.confidence:.2f}{'?' if one.is_unsure else ''}",
                str(len(one.sources)),
                "" if one.state == state else one.state,
            ]
            for one in found
        ],
        below=below,
        empty="Nothing waits for review." if state == "open" else "There are no proposals.",
    )


def _event(one: Proposal, alone: bool) -> str:
    if one.event is None:
        return f"new: {one.title}"
    return one.event.split("/", 1)[1] if alone else one.event


def card(one: Proposal) -> Iterator[str]:
    """A proposal with everything that a judgement needs, line by line."""
    doubt = " (unsure)" if one.is_unsure else ""
    yield f"Proposal {one.id}, {one.state}, confidence {one.confidence:.2f}{doubt}"
    yield f"  Event:    {one.event or 'new'}{_titled(one)}"
    yield f"  Says:     {date_words(one)}{_strictly(one)}"
    if one.issuer:
        yield f"  Who:      {one.issuer}{f', told by {one.via}' if one.via else ''}"
    days = [f"{name} {day}" for name in ("said", "known") if (day := getattr(one, name))]
    if days:
        yield f"  When:     {', '.join(days)}"
    if one.timetable:
        yield f"  Baseline: of the timetable {one.timetable}"
    yield f"  Effect:   {one.effect}"
    yield f"  Sentence: {_marked(one)}"
    if one.phrase:
        yield f"  Phrase:   {one.phrase}"
    yield f"  Why:      {one.why}"
    for outlet in one.sources:
        day = f", {outlet.published}" if outlet.published else ""
        yield f"  Read at:  {outlet.publisher or 'unknown'}{day}: {outlet.url}"
    if one.claim_id:
        yield f"  Claim:    {one.claim_id}"
    if one.decided_why:
        yield f"  Because:  {one.decided_why}"


def _titled(one: Proposal) -> str:
    return f" ({one.title})" if one.title else ""


def _strictly(one: Proposal) -> str:
    strict = one.strict or one.earliest_strict
    return f" (strictly {strict})" if strict else ""


def _marked(one: Proposal) -> str:
    """The sentence with the words of the date in brackets."""
    before, words, after = (
        one.sentence[: one.start],
        one.sentence[one.start : one.end],
        one.sentence[one.end :],
    )
    return " ".join(f"{before}[{words}]{after}".split())
