"""The parts of an affair beside its events: issuers, timetables, sources, corrections, points."""

from __future__ import annotations

from urllib.parse import urlsplit

from yaml import Node

from bywhen.record.nodes import Reader
from bywhen.record.scalars import named, sequence
from bywhen.record.schema import CORRECTION, ISSUER, POINT, SOURCE, TIMETABLE
from bywhen.record.scope import Reference, Scope
from bywhen.record.values import Aliases
from bywhen.timetable.advice import shown
from bywhen.timetable.claims import Correction, Issuer, Point, Source, Timetable

__all__ = [
    "read_corrections",
    "read_issuers",
    "read_points",
    "read_sources",
    "read_timetables",
]


def read_issuers(reader: Reader, node: Node, scope: Scope) -> tuple[Issuer, ...]:
    """`issuers: {id: {name, names, aliases}}`; fills the scope's ways to name them."""
    issuers = []
    for name, key_node, value_node in named(reader, node, "issuer"):
        values = reader.mapping(value_node, ISSUER, "issuer")
        issuer = Issuer(name, name)
        if values is not None:
            others = values.get("aliases") or Aliases((), {})
            issuer = Issuer(
                id=name,
                name=values.get("name") or name,
                names=values.get("names") or {},
                aliases=others.texts,
                alias_names=others.names,
            )
        issuers.append(issuer)
        for text in dict.fromkeys((name, issuer.name, *issuer.names.values(), *issuer.aliases)):
            other = scope.issuers.setdefault(text, name)
            if other != name:
                reader.fault(
                    key_node,
                    f"{shown(text)} names two issuers: `{other}` and `{name}`.",
                    "Keep it with one of them.",
                )
            scope.folded_issuers.setdefault(text.casefold(), name)
    return tuple(issuers)


def read_timetables(reader: Reader, node: Node, scope: Scope) -> tuple[Timetable, ...]:
    """`timetables: [{id, title, ...}]`, the default one first."""
    timetables = []
    for entry in sequence(reader, node, "timetables", "`- {id: original, title: ...}` for each"):
        values = reader.mapping(entry, TIMETABLE, "timetable")
        if values is None or not reader.require(entry, values, "id", "timetable"):
            continue
        name = values["id"]
        if name is None:
            continue
        line = reader.line_of(entry, "id")
        if name in scope.timetables:
            reader.fault(
                line,
                f"timetable `{name}` is declared twice (first on line {scope.timetables[name]}).",
                "Keep one of them.",
            )
        scope.timetables.setdefault(name, line)
        timetables.append(
            Timetable(
                id=name,
                title=values.get("title") or name,
                announced=values.get("announced"),
                titles=values.get("titles") or {},
                note=values.get("note"),
            )
        )
    return tuple(timetables)


def read_sources(reader: Reader, node: Node, scope: Scope) -> tuple[Source, ...]:
    """`sources: {id: {publisher, published, url, ...}}`; fills the scope's days."""
    sources = []
    for name, _, value_node in named(reader, node, "source"):
        scope.published[name] = None
        values = reader.mapping(value_node, SOURCE, "source")
        if values is None:
            scope.doubtful.add(name)
            continue
        scope.published[name] = values.get("published")
        if "published" in values and values["published"] is None:
            scope.doubtful.add(name)
        publisher = values.get("publisher")
        if publisher is None:
            publisher = _host(values.get("url")) or values.get("title") or name
            if "publisher" not in values:
                reader.warn(
                    value_node,
                    f"source `{name}` has no `publisher`; {shown(publisher)} is shown.",
                    "Write `publisher: ...`.",
                )
        sources.append(
            Source(
                id=name,
                publisher=publisher,
                published=values.get("published"),
                title=values.get("title"),
                url=values.get("url"),
                archived=values.get("archived"),
                accessed=values.get("accessed"),
                sha256=values.get("sha256"),
                medium=values.get("medium"),
                language=values.get("language"),
                note=values.get("note"),
            )
        )
    return tuple(sources)


def read_corrections(reader: Reader, node: Node, scope: Scope) -> tuple[Correction, ...]:
    """`corrections: [{day, claim, was, now, why}]`; call it when all claims are read."""
    corrections = []
    example = "`- {day: DAY, claim: EVENT/CLAIM, was: ..., now: ..., why: ...}` for each"
    for entry in sequence(reader, node, "corrections", example):
        values = reader.mapping(entry, CORRECTION, "correction")
        if values is None:
            continue
        needed = [
            reader.require(entry, values, key, "correction") for key in ("day", "claim", "why")
        ]
        claim = values.get("claim")
        full = _full_claim(reader, entry, claim, scope) if claim else None
        if all(needed) and full and values["day"] and values["why"]:
            corrections.append(
                Correction(
                    day=values["day"],
                    claim=full,
                    was=values.get("was") or "",
                    now=values.get("now") or "",
                    why=values["why"],
                )
            )
    return tuple(corrections)


def _full_claim(reader: Reader, entry: Node, text: str, scope: Scope) -> str | None:
    full = text if text.count("/") == 2 else f"{scope.affair}/{text}"
    if full in scope.claims:
        return full
    if not any(part in reader.lost.words for part in text.split("/")):
        prefix = f"{scope.affair}/"
        known = [claim.removeprefix(prefix) for claim in scope.claims]
        ends = [claim for claim in known if claim.endswith(f"/{text}")]
        reader.fault(
            reader.line_of(entry, "claim"),
            f"there is no claim {shown(text)}.",
            f"Did you mean `{ends[0]}`?"
            if len(ends) == 1
            else reader.suggest(text, known, "Write it as EVENT/CLAIM."),
        )
    return None


def read_points(reader: Reader, node: Node, scope: Scope) -> tuple[Point, ...]:
    """`points: [{version, number, text, ...}]`: the affair's own document."""
    points = []
    seen: dict[tuple[str, str, str | None], int] = {}
    example = "`- {version: ..., number: ..., text: ...}` for each"
    for entry in sequence(reader, node, "points", example):
        values = reader.mapping(entry, POINT, "point")
        if values is None:
            continue
        needed = [
            reader.require(entry, values, key, "point") for key in ("version", "number", "text")
        ]
        event = values.get("event")
        if event is not None:
            event = scope.full_event(event)
            line = reader.line_of(entry, "event")
            scope.references.append(Reference(event, line, "event"))
        version, number, text = values.get("version"), values.get("number"), values.get("text")
        if not all(needed) or version is None or number is None or text is None:
            continue
        place = (version, number, values.get("language"))
        first = seen.setdefault(place, reader.line_of(entry, "number"))
        if first != reader.line_of(entry, "number"):
            reader.fault(
                entry,
                f"point {number} of version {version} is written twice in one language"
                f" (first on line {first}).",
                "Keep one of them.",
            )
        points.append(
            Point(
                version=version,
                number=number,
                text=text,
                language=values.get("language"),
                event=event,
                note=values.get("note"),
                part=values.get("part"),
            )
        )
    return tuple(points)


def _host(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None
