"""A record as the files that a person would write: what `bywhen.record` reads back as the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from bywhen.timetable.claims import Affair, Claim, Event, Kind


def write_tracker(root: Path, affairs: Iterable[Affair]) -> None:
    """A tracker's folder with one file an affair."""
    (root / "events").mkdir(parents=True)
    for affair in affairs:
        text = "\n".join(_lines(affair)) + "\n"
        (root / "events" / f"{affair.id}.yml").write_text(text, encoding="utf-8")


def _lines(affair: Affair) -> Iterator[str]:
    yield "format: 1"
    yield f"affair: {affair.id}"
    yield f"title: {affair.title}"
    yield f"timezone: {affair.timezone}"
    yield f"checked_through: {affair.checked_through}"
    yield "timetables:"
    yield from (f"- {{id: {one.id}, title: {one.title}}}" for one in affair.timetables)
    yield "issuers:"
    for issuer in affair.issuers:
        names = json.dumps(issuer.names, ensure_ascii=False)
        yield f"  {issuer.id}: {{name: {issuer.name}, names: {names},"
        yield f"    aliases: [{', '.join(issuer.aliases)}]}}"
    yield "sources:"
    for source in affair.sources:
        yield f"  {source.id}: {{publisher: {source.publisher}, published: {source.published},"
        yield f"    url: {source.url}}}"
    yield "events:"
    for event in affair.events:
        yield from _event_lines(event)


def _event_lines(event: Event) -> Iterator[str]:
    yield f"- id: {event.slug}"
    yield f"  title: {event.title}"
    yield f"  titles: {json.dumps(event.titles, ensure_ascii=False)}"
    yield f"  kind: {event.kind}"
    yield "  claims:"
    for claim in event.claims:
        yield f"  - {{{', '.join(_keys(claim))}}}"


def _keys(claim: Claim) -> Iterator[str]:
    yield f"id: {claim.slug}"
    yield f"{'happened' if claim.kind is Kind.HAPPENED else claim.modality}: {claim.written}"
    if claim.anchor:
        yield f"after: {claim.anchor.split('/')[1]}"
    if claim.timetable and claim.kind is Kind.TARGET:
        yield f"timetable: {claim.timetable}"
    yield f"issuer: {claim.issuer}"
    yield f"source: {claim.source}"
    yield f"known: {claim.known}"
    yield f"phrase: {claim.phrase}"
    yield f"language: {claim.language}"
