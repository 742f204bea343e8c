"""The events of an affair, each with its claims, and what the claims of one event rule out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from bywhen.record.claims import read_claim
from bywhen.record.nodes import Reader
from bywhen.record.scalars import interned, same_number, sequence
from bywhen.record.schema import EVENT
from bywhen.record.scope import Reference, Scope
from bywhen.timetable.advice import shown
from bywhen.timetable.claims import Claim, Event, Kind, Rank, Standing

__all__ = ["check_former", "find_events", "read_events"]


def find_events(_reader: Reader, node: Node, scope: Scope) -> None:
    """Fills the scope with the ids of all events, faulty ones too, before any is read."""
    if node.__class__ is SequenceNode:
        for entry in node.value:
            name = _peek(entry, "id")
            if name is not None:
                scope.events.setdefault(name, entry.start_mark.line + 1)


def read_events(reader: Reader, node: Node, scope: Scope) -> tuple[Event, ...]:
    """`events: [{id, title, claims, ...}]`."""
    events = []
    seen: dict[str, int] = {}
    for entry in sequence(reader, node, "events", "`- id: ...` for each"):
        event = _event(reader, entry, scope)
        if event is None:
            continue
        if event.slug in seen:
            reader.fault(
                event.line,
                f"event id `{event.slug}` is used twice (first on line {seen[event.slug]}).",
                "Give this one another id, or put its claims with the other.",
            )
        seen.setdefault(event.slug, event.line)
        events.append(event)
    return tuple(events)


def _event(reader: Reader, node: Node, scope: Scope) -> Event | None:
    values = reader.mapping(node, EVENT, "event")
    if values is None:
        return None
    reader.require(node, values, "id", "event")
    slug = values.get("id")
    line = same_number(node.start_mark.line + 1)
    full = f"{scope.affair}/{slug or '?'}"
    title = values.get("title")
    if slug is not None and "title" not in values and not reader.is_lost(node, "title"):
        reader.warn(node, f"event `{slug}` has no title; its id is shown.", "Write `title: ...`.")
    follows = _follows(reader, node, values, full, scope)
    deciders = _deciders(reader, node, values, scope)
    claims: tuple[Claim, ...] = ()
    if "claims" in values:
        claims = _claims(reader, values["claims"], full, scope)
    if slug is None:
        return None
    return Event(
        id=full,
        title=title or slug,
        claims=claims,
        kind=interned(values.get("kind")),
        titles=values.get("titles") or {},
        note=values.get("note"),
        timezone=values.get("timezone"),
        checked_through=values.get("checked_through"),
        deciders=deciders,
        follows=follows,
        formerly=values.get("formerly") or (),
        line=line,
    )


def _follows(
    reader: Reader, node: Node, values: dict[str, Any], event: str, scope: Scope
) -> tuple[str, ...]:
    follows = tuple(dict.fromkeys(scope.full_event(text) for text in values.get("follows") or ()))
    line = reader.line_of(node, "follows") if follows else 0
    for target in follows:
        if target == event:
            reader.fault(line, "the event follows itself.", "Name the event that comes before it.")
        else:
            scope.references.append(Reference(target, line, "follows"))
    return follows


def _deciders(reader: Reader, node: Node, values: dict[str, Any], scope: Scope) -> tuple[str, ...]:
    deciders = []
    for text in values.get("deciders") or ():
        issuer = scope.issuer_id(text)
        if issuer is not None:
            deciders.append(issuer)
        elif text not in reader.lost.words:
            reader.fault(
                reader.line_of(node, "deciders"),
                f"decider {shown(text)} is not declared.",
                reader.suggest(
                    text,
                    dict.fromkeys(scope.issuers.values()),
                    "Declare it under `issuers:`, with the names that claims use as aliases.",
                ),
            )
    return tuple(dict.fromkeys(deciders))


def _claims(reader: Reader, node: Node, event: str, scope: Scope) -> tuple[Claim, ...]:
    claims = []
    seen: dict[str, int] = {}
    for entry in sequence(reader, node, "claims", "`- {id: ..., by: DAY, ...}` for each"):
        name = _peek(entry, "id")
        if name is not None:
            line = entry.start_mark.line + 1
            scope.claims.setdefault(f"{event}/{name}", line)
            if name in seen:
                reader.fault(
                    line,
                    f"claim id `{name}` is used twice in this event (first on line {seen[name]}).",
                    "Give this one another id.",
                )
            seen.setdefault(name, line)
        claim = read_claim(reader, entry, event, scope)
        if claim is not None:
            claims.append(claim)
    _check_tags(reader, claims)
    _check_after_outcome(reader, claims)
    return tuple(claims)


def _check_tags(reader: Reader, claims: Sequence[Claim]) -> None:
    tagged: dict[str, Claim] = {}
    for claim in claims:
        if claim.timetable is None or claim.rank is Rank.DEPRECATED:
            continue
        first = tagged.setdefault(claim.timetable, claim)
        if first is not claim:
            reader.fault(
                claim.line,
                f"timetable `{claim.timetable}` is on two claims of this event: `{first.slug}`"
                f" and `{claim.slug}`.",
                "A timetable has one baseline an event: take it off one of them.",
            )


def _check_after_outcome(reader: Reader, claims: Sequence[Claim]) -> None:
    """Warns of claims that became known after the outcome had: they change nothing any more."""
    outcomes = [
        claim.known
        for claim in claims
        if claim.kind is Kind.HAPPENED
        and claim.rank is not Rank.DEPRECATED
        and claim.retracted is None  # from that day on all others count again
    ]
    if not outcomes:
        return
    first = min(outcomes)
    for claim in claims:
        counts = claim.kind is not Kind.HAPPENED and claim.rank is not Rank.DEPRECATED
        if counts and claim.standing is not Standing.PROPOSAL and claim.known > first:
            reader.warn(
                claim.line,
                f"claim `{claim.slug}` became known on {claim.known}, after the outcome had on"
                f" {first}: it changes no figure.",
                "Deprecate the outcome if it is wrong.",
            )


def check_former(reader: Reader, events: Iterable[Event], scope: Scope) -> None:
    """Former ids are used by nothing else; fills `scope.renamed`."""
    former: dict[str, str] = scope.renamed
    for event in events:
        for old in event.formerly:
            other = former.setdefault(old, event.slug)
            if old in scope.events or other != event.slug:
                holder = old if old in scope.events else other
                reader.fault(
                    event.line,
                    f"the former id {shown(old)} of event `{event.slug}` belongs to event"
                    f" `{holder}`.",
                    "An old address can lead to one event only: take it out here or there.",
                )
        ids = {claim.slug for claim in event.claims}
        moved: dict[str, str] = {}
        for claim in event.claims:
            for old in claim.formerly:
                other = moved.setdefault(old, claim.slug)
                if old in ids or other != claim.slug:
                    reader.fault(
                        claim.line,
                        f"the former id {shown(old)} of claim `{claim.slug}` belongs to claim"
                        f" `{old if old in ids else other}`.",
                        "An old address can lead to one claim only: take it out here or there.",
                    )


def _peek(node: Node, key: str) -> str | None:
    if node.__class__ is MappingNode:
        for key_node, value_node in node.value:
            if key_node.value == key and value_node.__class__ is ScalarNode:
                text: str = value_node.value
                return text
    return None
