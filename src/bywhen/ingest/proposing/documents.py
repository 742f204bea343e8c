"""What goes in and what comes out: a document, and the drafts of proposals it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

__all__ = ["Document", "Draft"]

_GUESSED = 0.7


@dataclass(frozen=True, slots=True)
class Document:
    """One text as it was published. `published` is a civil day in the affair's zone;
    `is_day_sure` is False if nothing but the day of fetching tells it."""

    title: str
    text: str
    published: date
    language: str
    url: str
    publisher: str
    is_day_sure: bool = True

    def tempered(self, confidence: float) -> float:
        """A confidence, less where the day of publication is a guess."""
        return round(confidence if self.is_day_sure else confidence * _GUESSED, 2)


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim that a document makes, before anything is stored.

    `event` is the id inside the affair, None for a new event; `modality` is day, within, by,
    not_before or happened, None where there is no date. `start` and `end` are the place of the
    date's words in `sentence`. `reading` is the mention as `bywhen read` gives it. `base` says what
    two drafts have in common if they make the same claim. `is_known`: the record says so already,
    so that it can be one more outlet only. `is_named` is False if the issuer stands not beside the
    date but in the sentences around.
    """

    affair: str
    event: str | None
    kind: str  # new_event, claim, withdrawn, happened
    title: str
    modality: str | None
    earliest: date | None
    latest: date | None
    sentence: str
    start: int
    end: int
    language: str
    confidence: float
    why: str
    document: Document
    strict: date | None = None
    earliest_strict: date | None = None
    anchor: Mapping[str, str] | None = None
    issuer: str | None = None
    issuer_id: str | None = None
    via: str | None = None
    said: date | None = None
    reading: Mapping[str, Any] = field(default_factory=dict)
    concepts: frozenset[str] = frozenset()
    is_known: bool = False
    is_named: bool = True

    @property
    def day(self) -> date:
        """The day of the statement: when it was said, else published."""
        return self.said or self.document.published

    @property
    def base(self) -> str:
        """What the claim says, whoever says it, in one line."""
        parts = [
            self.affair,
            self.event or "?",
            self.kind,
            self.modality or "-",
            str(self.earliest or ".."),
            str(self.latest or ".."),
        ]
        if self.anchor is not None:
            parts += [self.anchor.get("event") or self.anchor["text"], self.anchor["offset"]]
        return "|".join(parts)
