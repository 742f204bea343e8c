"""What changed between two days of knowledge: figures, and by whose words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from bywhen.formats.lists import timeline_words
from bywhen.formats.snapshot import Days, EventNow, read_snapshot
from bywhen.store.read import moves_between
from bywhen.timetable.figures import Move
from bywhen.timetable.words import long_day, signed_days

__all__ = [
    "CHANGES",
    "Change",
    "Word",
    "change_rows",
    "changes_note",
    "read_changes",
    "read_event_changes",
    "told_by",
]

CHANGES = (
    "affair",
    "event",
    "title",
    "change",
    "was_status",
    "status",
    "was_due_from",
    "was_due_to",
    "due_from",
    "due_to",
    "was_net_slip",
    "net_slip",
    "moves",
    "claims",
)


@dataclass(frozen=True, slots=True)
class Word:
    """A claim that became known in between, or was retracted."""

    claim: str
    known: date
    kind: str
    issuer: str | None
    via: str | None
    phrase: str | None
    language: str | None
    publisher: str | None
    published: date | None
    source_url: str | None
    retracted: date | None
    is_proposal: bool
    is_beside: bool  # its issuer does not decide on the date


@dataclass(frozen=True, slots=True)
class Change:
    """One event before (None: nothing was known of it) and after, its moves and the words."""

    before: EventNow | None
    after: EventNow
    moves: tuple[Move, ...]
    words: tuple[Word, ...]

    @property
    def change(self) -> str:
        """In a word: new, happened, dropped, cancelled, a kind of move, a status, or said again."""
        if self.before is None:
            return "new"
        was, now = self.before.figures, self.after.figures
        if self.after.is_closed and not self.before.is_closed:
            return "happened"
        if now.status in ("dropped", "cancelled") and now.status != was.status:
            return now.status
        if self.moves:
            return self.moves[-1].kind
        if (was.due_from, was.due_to) != (now.due_from, now.due_to):
            return "redated"
        if now.status != was.status:
            return now.status
        return "said again" if self.words else "restated"


def read_changes(
    connection: sqlite3.Connection,
    before: Days,
    after: Days,
    *,
    affair: str | None = None,
    timetable: str | None = None,
) -> list[Change]:
    """The events whose figures differ between two days, or of which something new was said."""
    old = read_snapshot(connection, before, affair=affair, timetable=timetable)
    new = read_snapshot(connection, after, affair=affair, timetable=timetable)
    return _changes(connection, before, old, new, timetable)


def read_event_changes(
    connection: sqlite3.Connection, before: Days, after: Days, events: Iterable[str]
) -> list[Change]:
    """The same of chosen events (full ids) alone, whatever else the record holds."""
    found: list[Change] = []
    for event in events:
        old = read_snapshot(connection, before, event=event)
        new = read_snapshot(connection, after, event=event)
        found += _changes(connection, before, old, new, None)
    return found


def _changes(
    connection: sqlite3.Connection,
    before: Days,
    old_events: Sequence[EventNow],
    new_events: Sequence[EventNow],
    timetable: str | None,
) -> list[Change]:
    old = {one.event: one for one in old_events}
    found = []
    for one in new_events:
        was = old.get(one.event)
        start = before.knowledge(one.timezone)
        words = tuple(_words(connection, one.event, start, one.known))
        if was is not None and not words and _figures(was) == _figures(one):
            continue
        moves = moves_between(connection, start, one.known, event=one.event, timetable=timetable)
        found.append(Change(was, one, tuple(moves), words))
    return found


def _figures(one: EventNow) -> tuple[object, ...]:
    """What counts as a change: not the mere passing of days."""
    shown = one.figures
    return (
        shown.status,
        shown.due_from,
        shown.due_to,
        shown.happened_from,
        shown.happened_to,
        shown.net_slip,
        shown.baseline_due,
    )


def _words(connection: sqlite3.Connection, event: str, start: date, end: date) -> Iterator[Word]:
    rows = connection.execute(
        "SELECT c.id, c.known, c.kind, c.issuer, c.via, c.phrase, c.language,"
        " o.publisher, o.published, o.url, CASE WHEN c.retracted <= :end THEN c.retracted END,"
        " c.standing IS 'proposal',"
        " c.kind <> 'happened' AND EXISTS (SELECT 1 FROM deciders d WHERE d.event = c.event)"
        " AND NOT EXISTS (SELECT 1 FROM deciders d"
        " WHERE d.event = c.event AND d.issuer = c.issuer_id)"
        " FROM claims c LEFT JOIN sources o ON o.id = c.source"
        " WHERE c.event = :event AND c.rank <> 'deprecated' AND c.known <= :end"
        " AND (c.known > :start OR (c.retracted > :start AND c.retracted <= :end))"
        " ORDER BY c.known, c.position",
        {"event": event, "start": start.isoformat(), "end": end.isoformat()},
    )
    for claim, known, kind, *said, published, url, retracted, is_proposal, is_beside in rows:
        issuer, via, phrase, language, publisher = said
        yield Word(
            claim,
            date.fromisoformat(known),
            kind,
            issuer,
            via,
            phrase,
            language,
            publisher,
            date.fromisoformat(published) if published else None,
            url,
            date.fromisoformat(retracted) if retracted else None,
            bool(is_proposal),
            bool(is_beside),
        )


def change_rows(changes: Sequence[Change]) -> list[dict[str, object]]:
    """One object an event; `moves` are {day, kind, days}, `claims` those that became known."""
    rows: list[dict[str, object]] = []
    for one in changes:
        was = one.before.figures if one.before else None
        now = one.after.figures
        rows.append(
            {
                "affair": one.after.affair,
                "event": one.after.event,
                "title": one.after.title,
                "change": one.change,
                "was_status": was.status if was else None,
                "status": now.status,
                "was_due_from": was.due_from if was else None,
                "was_due_to": was.due_to if was else None,
                "due_from": now.due_from,
                "due_to": now.due_to,
                "was_net_slip": was.net_slip if was else None,
                "net_slip": now.net_slip,
                "moves": [
                    {"day": date.fromordinal(move.day), "kind": move.kind, "days": move.days}
                    for move in one.moves
                ],
                "claims": [
                    {
                        "claim": word.claim,
                        "known": word.known,
                        "kind": word.kind,
                        "issuer": word.issuer,
                        "via": word.via,
                        "phrase": word.phrase,
                        "source_url": word.source_url,
                        "retracted": word.retracted,
                        "is_proposal": word.is_proposal,
                        "also_said": word.is_beside,
                    }
                    for word in one.words
                ],
            }
        )
    return rows


def stands(one: EventNow | None) -> str:
    """An event's date and status in a few words."""
    if one is None:
        return "not known"
    status = one.figures.status.replace("_", " ")
    if one.figures.status in ("dropped", "cancelled", "undated"):
        return {"undated": "no date"}.get(status, status)
    words = timeline_words(one)
    return f"happened {words}" if one.is_closed else f"{words}, {status}"


def spoken(word: Word) -> str:
    """Who said it, when, in which words."""
    speaker = word.issuer or word.publisher or "no source given"
    via = f", via {word.via}" if word.via else ""
    phrase = f": “{word.phrase}”" if word.phrase else ""
    marks = ["a proposal only"] if word.is_proposal else []
    marks += ["also said"] if word.is_beside else []
    marks += [f"retracted {long_day(word.retracted)}"] if word.retracted else []
    marked = f" ({'; '.join(marks)})" if marks else ""
    return f"{speaker}{via}, {long_day(word.known)}{phrase}{marked}"


def told_by(one: Change) -> list[str]:
    """By whose words it changed; without any, which event took this one along."""
    words = [spoken(word) for word in one.words]
    if any(move.inherited for move in one.moves) and one.after.said and one.after.said.anchor:
        anchor = one.after.said.anchor.removeprefix(f"{one.after.affair}/")
        words.append(f"hangs on {anchor}, whose date changed")
    return words


def slip_change(one: Change) -> str:
    """How far the net slip changed, "" if it did not or cannot be told."""
    now = one.after.figures.net_slip
    was = one.before.figures.net_slip if one.before else 0
    if now is None or was is None or now == was:
        return ""
    return signed_days(now - was)


def changes_note(changes: Sequence[Change], titles: dict[str, str], start: str, end: str) -> str:
    """A note in Markdown, ready to edit: by affair, what changed of each event and who said so."""
    lines = [f"# What changed from {start} to {end}", ""]
    if not changes:
        lines.append("Nothing changed.")
    affair = None
    for one in changes:
        if one.after.affair != affair:
            lines += [""] if affair else []
            affair = one.after.affair
            lines += [f"## {_plain(titles.get(affair, affair))}", ""]
        moved = slip_change(one)
        now = f"now {stands(one.after)}" + (f" ({moved})" if moved else "")
        if one.before is None:
            said = f"new: {stands(one.after)}"
        elif stands(one.before) == stands(one.after):
            said = f"still {stands(one.after)}"
        else:
            said = f"was {stands(one.before)}, {now}"
        lines.append(f"- **{_plain(one.after.title)}**: {said}.")
        links = [_link(word) for word in one.words]
        lines += [
            f"  - {_plain(told)}{link}"
            for told, link in zip_longest(told_by(one), links, fillvalue="")
        ]
    return "\n".join(lines).rstrip() + "\n"


def _link(word: Word) -> str:
    if not word.source_url:
        return ""
    name = word.publisher or "source"
    target = word.source_url.replace("(", "%28").replace(")", "%29").replace(" ", "%20")
    return f" ([{_plain(name)}]({target}))"


def _plain(text: str) -> str:
    for character in "\\`*_[]<>":
        text = text.replace(character, f"\\{character}")
    return text
