"""A proposal as what it would become: a statement for the record, and what that would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bywhen.editing.compose import Statement, find_source, issuer_id_of, slug
from bywhen.editing.effectparts import Part, Says, said, values_of
from bywhen.editing.effects import effects
from bywhen.errors import UsageError
from bywhen.store.proposals import Proposal, Sighting
from bywhen.timetable.claims import Affair, Claim, Event, Kind, Modality, Source
from bywhen.timetable.edtf import parse_window
from bywhen.timetable.offsets import Offset, parse_offset
from bywhen.timetable.window import Window

__all__ = [
    "also_read",
    "claim_words",
    "effect_of",
    "phrase_of",
    "same_claim",
    "statement_of",
    "when_of",
]

_LONGEST_PHRASE = 200
_MOST_ALSO = 8
_MOST_EFFECTS = 3
_BEHIND_ALL = 1_000_000  # of its day the last, as what is written last will be
_NEW = "new"


def when_of(proposal: Proposal) -> dict[str, object]:
    """The keys of the record that say when.

    Raises UsageError if its date hangs on an event that nobody has named yet.
    """
    if proposal.kind == "withdrawn":
        return {"withdrawn": True}
    window = Window(proposal.earliest, proposal.latest)
    modality = proposal.modality
    if modality is None:
        return {"undated": True}
    if proposal.anchor is not None:
        after = proposal.anchor.get("event")
        if not after:
            raise UsageError(
                f"The date counts from {proposal.anchor['text']!r}, and no event of the record is"
                " known by these words: name it with --after EVENT."
            )
        return {modality: proposal.anchor["offset"], "after": after}
    if modality == "by":
        return {"by": proposal.latest, **_unless_none("strict", proposal.strict)}
    if modality == "not_before":
        strict = _unless_none("earliest_strict", proposal.earliest_strict)
        return {"not_before": proposal.earliest, **strict}
    if modality == "day" and window.is_day:
        return {"day": proposal.earliest}
    return {"happened" if modality == "happened" else "within": _edtf(proposal, window)}


def _unless_none(name: str, day: date | None) -> dict[str, object]:
    return {} if day is None else {name: day}


def _edtf(proposal: Proposal, window: Window) -> object:
    """The shortest writing that means these days: as it was read where it does."""
    written = str(proposal.reading.get("edtf") or "")
    if window.is_day:
        return proposal.earliest
    if written and parse_window(written) == window:
        return written
    return f"{window.earliest or '..'}/{window.latest or '..'}"


def statement_of(affair: Affair, proposal: Proposal) -> Statement:
    """What is to be recorded: the first outlet is its source, the others stand in its note.

    Raises UsageError if a new event has neither an id nor a title to make one from.
    """
    first, *others = _outlets(proposal)
    is_new = not any(event.id == proposal.event for event in affair.events)
    name = proposal.event_slug or slug(proposal.title)
    known = [source for source in affair.sources if _is_source(source, first)]
    url = first.url if _is_address(first.url) else None
    return Statement(
        event=name,
        when=when_of(proposal),
        issuer=proposal.issuer,
        via=proposal.via,
        known=proposal.known,
        said=proposal.said,
        phrase=proposal.phrase or phrase_of(proposal),
        language=proposal.language,
        timetable=proposal.timetable,
        source=known[0].id if known and url is None else None,
        url=url,
        publisher=first.publisher,
        published=first.published,
        event_title=proposal.title if is_new else None,
        note=_note(others),
    )


def _outlets(proposal: Proposal) -> list[Sighting]:
    """The outlets, the one that is quoted first."""
    found = sorted(proposal.sources, key=lambda one: one.url != proposal.source)
    return found or [Sighting(proposal.source or "", None, proposal.published, proposal.sentence)]


def _is_source(source: Source, outlet: Sighting) -> bool:
    return (source.publisher, source.published, source.url) == (
        outlet.publisher,
        outlet.published,
        None,
    )


def _is_address(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def also_read(outlet: Sighting) -> str:
    """One more outlet in a note."""
    day = f", {outlet.published}" if outlet.published else ""
    address = f" <{outlet.url}>" if _is_address(outlet.url) else ""
    return f"{outlet.publisher or 'elsewhere'}{day}{address}"


def _note(others: Sequence[Sighting]) -> str | None:
    if not others:
        return None
    named = "; ".join(also_read(one) for one in others[:_MOST_ALSO])
    more = len(others) - _MOST_ALSO
    return f"Also read at {named}{f' and {more} more' if more > 0 else ''}."


def phrase_of(proposal: Proposal) -> str:
    """The sentence, cut to 200 characters around its date."""
    text = proposal.sentence
    if len(text) <= _LONGEST_PHRASE:
        return " ".join(text.split())
    spare = max(0, _LONGEST_PHRASE - (proposal.end - proposal.start) - 2) // 2
    left = max(0, proposal.start - spare)
    right = min(len(text), proposal.end + spare)
    cut = " ".join(text[left:right].split())
    return f"{'…' if left else ''}{cut}{'…' if right < len(text) else ''}"


def claim_words(proposal: Proposal) -> str:
    """What the claim would say, as it would be typed: `by 2025-12-25`."""
    if proposal.kind == "withdrawn":
        return "withdrawn"
    if proposal.anchor is not None:
        after = proposal.anchor.get("event") or f"“{proposal.anchor['text']}”"
        modality = (proposal.modality or "").replace("_", " ")
        return f"{modality} {proposal.anchor['offset']} after {after}"
    if proposal.modality is None:
        return "undated"
    found = when_of(proposal)
    key = next(iter(found))
    return f"{key.replace('_', ' ')} {found[key]}"


def same_claim(affair: Affair, proposal: Proposal) -> Claim | None:
    """The claim of the record that this proposal has become, if it has: the same words of the same
    day from the same place, so that accepting it again writes nothing."""
    first = _outlets(proposal)[0]
    new = _claim(affair, proposal)
    for event in affair.events:
        if event.id != new.event:
            continue
        for claim in event.claims:
            same = all(
                getattr(claim, name) == getattr(new, name)
                for name in ("kind", "modality", "window", "anchor", "issuer", "known")
            )
            if same and _is_from(affair, claim, first):
                return claim
    return None


def _is_from(affair: Affair, claim: Claim, outlet: Sighting) -> bool:
    sources = {source.id: source for source in affair.sources}
    source = sources.get(claim.source or "")
    if source is None:
        return False
    if _is_address(outlet.url):
        found = find_source(affair, outlet.url)
        return found is not None and found.id == source.id
    return _is_source(source, outlet)


def effect_of(family: Sequence[Affair], proposal: Proposal, day: date) -> Proposal:
    """The proposal with what accepting it would do to the figures as of a day.

    `family` is its affair, first, with those whose dates hang together with it.
    """
    parts = _effect(family, proposal, day)
    return replace(proposal, effect=said(parts), effect_parts=values_of(parts))


def _effect(family: Sequence[Affair], proposal: Proposal, day: date) -> list[Part]:
    affair = family[0]
    try:
        after = (_with_claim(affair, proposal), *family[1:])
        found = effects(family, after, day)
    except (UsageError, ValueError):
        return [Part(Says.UNKNOWN)]
    own = _claim(affair, proposal).event
    found = sorted(found, key=lambda one: one.event != own)
    if not found:
        return [_why_none(affair, proposal)]
    parts = [one.part for one in found[:_MOST_EFFECTS]]
    if all(event.id != own for event in affair.events):
        parts.insert(0, Part(Says.ADDED, own.split("/", 1)[1]))
    if len(found) > _MOST_EFFECTS:
        parts.append(Part(Says.MORE, count=len(found) - _MOST_EFFECTS))
    return parts


def _why_none(affair: Affair, proposal: Proposal) -> Part:
    event = next((one for one in affair.events if one.id == proposal.event), None)
    if event is None or not event.deciders:
        return Part(Says.NOTHING)
    if issuer_id_of(affair, proposal.issuer) in event.deciders:
        return Part(Says.NOTHING)
    return Part(Says.NOT_DECIDED, who=proposal.issuer)


def _with_claim(affair: Affair, proposal: Proposal) -> Affair:
    claim = _claim(affair, proposal)
    events = [
        replace(event, claims=(*event.claims, claim)) if event.id == claim.event else event
        for event in affair.events
    ]
    if claim.event not in {event.id for event in affair.events}:
        events.append(Event(claim.event, proposal.title, (claim,)))
    return replace(affair, events=tuple(events))


def _claim(affair: Affair, proposal: Proposal) -> Claim:
    """The claim that it would become, with an id of nobody."""
    event = proposal.event or f"{affair.id}/{slug(proposal.title)}"
    known = proposal.known or proposal.published
    if known is None:
        raise UsageError("Nobody knows since when it has been known: add --known DAY.")
    when = when_of(proposal)
    kind, modality, window = Kind.TARGET, None, None
    offsets: tuple[Offset | None, Offset | None] = (None, None)
    if proposal.kind == "withdrawn":
        kind = Kind.WITHDRAWN
    elif proposal.modality == "happened":
        kind, window = Kind.HAPPENED, Window(proposal.earliest, proposal.latest)
    elif proposal.modality is not None:
        modality = Modality(proposal.modality)
        if proposal.anchor is None:
            window = Window(proposal.earliest, proposal.latest)
        else:
            offset = parse_offset(proposal.anchor["offset"])
            offsets = (offset, None if modality is Modality.NOT_BEFORE else offset)
    anchor = when.get("after")
    return Claim(
        id=f"{event}/{_NEW}",
        event=event,
        kind=kind,
        known=known,
        order=_BEHIND_ALL,
        modality=modality,
        written=str(next(iter(when.values()))),
        window=window,
        anchor=None if anchor is None else _full(affair, str(anchor)),
        offset_min=offsets[0],
        offset_max=offsets[1],
        timetable=proposal.timetable,
        issuer=proposal.issuer,
        issuer_id=issuer_id_of(affair, proposal.issuer),
        via=proposal.via,
        strict=proposal.strict,
    )


def _full(affair: Affair, event: str) -> str:
    return event if "/" in event else f"{affair.id}/{event}"
