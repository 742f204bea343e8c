"""One small right file, and ways to put a mistake into it."""

from __future__ import annotations

from bywhen.errors import Fault
from bywhen.record import load_text
from bywhen.timetable.claims import Affair, Claim

PATH = "events/harbour.yml"

HEAD = """\
format: 1
affair: harbour
title: The harbour tunnel
timezone: Europe/Oslo
issuers:
  city: {name: City council, names: {nb: Byrådet}, aliases: [Mayor Dahl]}
  builder: {name: Builder Ltd}
timetables:
- {id: plan, title: The plan}
- {id: spring, title: The spring plan}
sources:
  paper: {publisher: The Paper, published: 2025-03-14, url: https://paper.example/1, language: en}
  undated: {publisher: A leaflet}
events:
- id: opens
  title: The tunnel opens
  claims:
"""

TAIL = """\
- id: permit
  title: The permit is given
  claims:
  - {id: p1, by: 2025-06-30, source: paper}
"""

LINE = HEAD.count("\n") + 1
"""The line on which the first claim of `opens` stands."""

CLAIM = "{id: c1, by: 2026-06-30, source: paper}"


def with_claims(*claims: str, head: str = HEAD, tail: str = TAIL) -> str:
    """The file with these claims on the event `opens`, one a line."""
    return head + "".join(f"  - {claim}\n" for claim in claims) + tail


def with_line(old: str, new: str) -> str:
    """The right file with one piece of its text exchanged."""
    text = with_claims(CLAIM)
    assert text.count(old) == 1, old
    return text.replace(old, new)


def errors_of(text: str | bytes) -> list[Fault]:
    """The faults of the file that are no warnings."""
    return list(load_text(text, PATH).errors)


def warnings_of(text: str | bytes) -> list[Fault]:
    """The warnings of a file without faults."""
    result = load_text(text, PATH)
    assert not result.errors, result.errors
    return list(result.warnings)


def affair_of(text: str | bytes, path: str = PATH) -> Affair:
    """The affair of a right file."""
    result = load_text(text, path)
    assert not result.errors, result.errors
    return result.affairs[0]


def claim_of(claim: str) -> Claim:
    """The claim as the loader reads it."""
    event = next(event for event in affair_of(with_claims(claim)).events if event.slug == "opens")
    return event.claims[0]
