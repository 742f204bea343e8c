"""The review's two ends in the desk: what waits there, and what a person decides.

Each call opens the desk and closes it again: a page holds nothing between two requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup, escape

from bywhen.editing import review
from bywhen.errors import UsageError
from bywhen.store import proposals
from bywhen.store.desk import desk_errors, open_desk, open_desk_readonly
from bywhen.store.proposals import Proposal
from bywhen.tracker import Tracker

__all__ = ["ACTIONS", "Waiting", "act", "found", "marked", "waiting"]

PAGE = 25
_DECIDED = 8
ACTIONS = ("accept", "amend", "reject", "attach", "undo")
_MODALITIES = ("day", "within", "by", "not_before", "happened")
_WORDS = ("issuer", "via", "phrase", "event", "title")


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a person, a page of it, and what was decided last."""

    proposals: tuple[Proposal, ...]
    count: int
    decided: tuple[Proposal, ...]


def waiting(tracker: Tracker, affair: str, skip: int) -> Waiting:
    """The open proposals of an affair from `skip` on; none if there is no desk yet."""
    desk = open_desk_readonly(tracker.desk)
    if desk is None:
        return Waiting((), 0, ())
    with desk_errors(tracker.desk), closing(desk):
        found = proposals.listed(desk, "open", affair)
        decided = [
            one
            for one in proposals.listed(desk, None, affair)
            if one.decision and one.state != "open"
        ]
    decided.sort(key=lambda one: one.decision or 0, reverse=True)
    return Waiting(tuple(found[skip : skip + PAGE]), len(found), tuple(decided[:_DECIDED]))


def found(tracker: Tracker, words: str, most: int) -> list[Proposal]:
    """The newest proposals in whose sentence or title all the words stand."""
    wanted = words.casefold().split()
    desk = open_desk_readonly(tracker.desk) if wanted else None
    if desk is None:
        return []
    with desk_errors(tracker.desk), closing(desk):
        every = proposals.listed(desk, None)
    hits = [
        one
        for one in every
        if all(word in f"{one.title} {one.sentence}".casefold() for word in wanted)
    ]
    return sorted(hits, key=lambda one: one.id, reverse=True)[:most]


def act(tracker: Tracker, form: Mapping[str, str], now: datetime, by: str) -> str:
    """Do what a form asks for; what was done, in a word and a number.

    Raises what `bywhen.editing.review` raises, UsageError if the form cannot be read.
    """
    action = form.get("action", "")
    if action not in ACTIONS:
        raise UsageError(f"{action[:40]!r} is nothing to do with a proposal.")
    with desk_errors(tracker.desk), closing(open_desk(tracker.desk)) as desk:
        if action == "undo":
            review.undo(tracker, desk)
            return "undo"
        number = _number(form.get("number", ""))
        if action == "reject":
            review.reject(desk, number, now, by, form.get("why") or None)
        elif action == "attach":
            review.attach(tracker, desk, number, form.get("target", "").strip(), now, by)
        else:
            changes = _changes(proposals.get(desk, number), form)
            if action == "accept":
                review.accept(tracker, desk, number, now, by, changes or None)
            elif changes:
                review.amend(tracker, desk, number, changes, now, by)
    return f"{action} {number}"


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise UsageError(f"{text[:40]!r} is not the number of a proposal.")
    return int(text)


def _changes(one: Proposal, form: Mapping[str, str]) -> dict[str, object]:
    """The columns in which the form differs from the proposal."""
    wanted: dict[str, object] = {}
    for name in _WORDS:
        if name in form:
            wanted[name] = " ".join(form[name].split()) or None
    for name in ("known", "said"):
        if name in form:
            wanted[name] = _day(form[name])
    if "modality" in form and one.kind != "withdrawn" and one.anchor is None:
        wanted |= _window(form)
    if wanted.get("event") is None:
        wanted.pop("event", None)
    elif wanted["event"] == one.event_slug:
        del wanted["event"]
    if wanted.get("title") is None:
        wanted.pop("title", None)
    changes = {name: value for name, value in wanted.items() if value != getattr(one, name)}
    if {"earliest", "latest", "modality"} & set(changes):
        changes |= {"strict": None, "earliest_strict": None}
    return changes


def _window(form: Mapping[str, str]) -> dict[str, object]:
    modality = form["modality"] or None
    earliest, latest = _day(form.get("earliest", "")), _day(form.get("latest", ""))
    if modality is None:
        return {"modality": None, "earliest": None, "latest": None}
    if modality not in _MODALITIES:
        raise UsageError(f"{modality[:40]!r} says nothing of a date.")
    if modality == "by":
        earliest, latest = None, latest or earliest
    elif modality == "not_before":
        earliest, latest = earliest or latest, None
    elif modality == "day":
        earliest = latest = earliest or latest
    if earliest is None and latest is None:
        raise UsageError("Write a day, or choose that there is no date.")
    if earliest is not None and latest is not None and earliest > latest:
        raise UsageError(f"{earliest} is after {latest}: the earlier day comes first.")
    return {"modality": modality, "earliest": earliest, "latest": latest}


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"{text[:40]!r} is not a day; write it as 2025-11-27.") from None


def marked(one: Proposal) -> Markup:
    """The sentence, the words of its date marked."""
    text, start, end = one.sentence, one.start, one.end
    if not 0 <= start < end <= len(text):
        return escape(text)
    return Markup("{}<mark>{}</mark>{}").format(text[:start], text[start:end], text[end:])
