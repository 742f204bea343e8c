"""The keys of the record format, each with the way to read its value.

The order is that of the documentation; messages list keys in it.
"""

from __future__ import annotations

from bywhen.record.nodes import Keys
from bywhen.record.scalars import anything, identifier, line, lines, one_of, prose, yes
from bywhen.record.values import (
    aliases,
    clock,
    day,
    instant,
    language,
    sha256,
    titles,
    url,
    zone,
)
from bywhen.timetable.claims import Rank, Standing

__all__ = [
    "AFFAIR",
    "CLAIM",
    "CORRECTION",
    "DATED",
    "EVENT",
    "FORMAT",
    "ISSUER",
    "KINDS",
    "PLACES",
    "POINT",
    "SOURCE",
    "TIMETABLE",
]

FORMAT = 1
"""The newest format of a file that this version reads."""

KINDS = ("day", "within", "by", "not_before", "undated", "happened", "withdrawn", "cancelled")
"""Exactly one of these a claim."""

AFFAIR: Keys = {
    "format": line,
    "affair": identifier,
    "title": line,
    "titles": titles,
    "timezone": zone,
    "language": language,
    "checked_through": day,
    "formerly": lines,
    "note": prose,
    "issuers": anything,
    "timetables": anything,
    "sources": anything,
    "events": anything,
    "corrections": anything,
    "points": anything,
}

ISSUER: Keys = {"name": line, "names": titles, "aliases": aliases}

TIMETABLE: Keys = {
    "id": identifier,
    "title": line,
    "titles": titles,
    "announced": day,
    "note": prose,
}

SOURCE: Keys = {
    "publisher": line,
    "published": day,
    "title": line,
    "url": url,
    "archived": url,
    "accessed": day,
    "sha256": sha256,
    "medium": one_of(
        {name: name for name in ("article", "post", "document", "interview", "speech")}
    ),
    "language": language,
    "note": prose,
}

EVENT: Keys = {
    "id": identifier,
    "title": line,
    "titles": titles,
    "kind": line,
    "timezone": zone,
    "checked_through": day,
    "deciders": lines,
    "follows": lines,
    "formerly": lines,
    "note": prose,
    "claims": anything,
}

CLAIM: Keys = {
    "id": identifier,
    "day": line,
    "within": line,
    "by": line,
    "not_before": line,
    "undated": yes,
    "happened": line,
    "withdrawn": yes,
    "cancelled": yes,
    "after": line,
    "strict": day,
    "earliest_strict": day,
    "time": clock,
    "condition": line,
    "timetable": line,
    "standing": one_of({standing.value: standing for standing in Standing}),
    "rank": one_of({rank.value: rank for rank in Rank}),
    "why": prose,
    "issuer": line,
    "via": line,
    "source": line,
    "known": day,
    "said": day,
    "recorded": instant,
    "retracted": day,
    "phrase": line,
    "language": language,
    "note": prose,
    "formerly": lines,
}

CORRECTION: Keys = {"day": day, "claim": line, "was": line, "now": line, "why": prose}

POINT: Keys = {
    "version": line,
    "number": line,
    "part": line,
    "language": language,
    "text": prose,
    "event": line,
    "note": prose,
}

_THINGS = (("an event", EVENT), ("an affair", AFFAIR), ("a claim", CLAIM), ("a source", SOURCE))

PLACES = {key: what for what, keys in reversed(_THINGS) for key in keys}
"""Where a key belongs that stands somewhere else; the likeliest place if there are several."""

DATED = frozenset(
    {
        *("day", "within", "by", "not_before", "happened", "strict", "earliest_strict"),
        *("known", "said", "retracted", "published", "accessed", "announced", "checked_through"),
        "version",
    }
)
"""Keys whose values look like dates to YAML; they stand without quotes."""
