"""Every change of the record as an entry of a feed: one a claim, never taken out again.

Besides the claims: dates that moved because the event they hang on did, claims taken back by their
source, corrections of this record. What an entry says was so on the day it became known; it does
not change as time goes by, only if the record is corrected, and then `updated` says when.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bywhen.errors import UsageError
from bywhen.formats.phrases import Phrases, Span
from bywhen.formats.revisions import in_language, instant_of, issuer_names, oldest_name
from bywhen.formats.snapshot import Days

__all__ = ["KINDS", "FeedEntry", "feed_entries"]

# What an entry can be about; `--kind` and `kind=` take these.
KINDS = (
    "announced",
    "slip",
    "pull-in",
    "firmed",
    "loosened",
    "restated",
    "redated",
    "dropped",
    "cancelled",
    "happened",
    "also-said",
    "proposed",
    "inherited",
    "retracted",
    "corrected",
)
# A word of the alerts for several of them.
_GROUPS = {"moved": ("slip", "pull-in", "redated")}


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One change. `summary` is the news, `lines` what else there is to say; `words` the quote."""

    id: str
    affair: str
    event: str
    claim: str
    kind: str
    known: date
    updated: datetime
    title: str
    summary: str
    span: Span
    days: int | None
    issuer: str | None
    via: str | None
    words: str | None
    words_language: str | None
    publisher: str | None
    source_url: str | None
    lines: tuple[str, ...]

    colon: str = ": "

    @property
    def headline(self) -> str:
        """What happened to which event."""
        return f"{self.title}{self.colon}{self.summary}"


_CLAIMS = """
SELECT
  c.id, c.affair, c.event, c.kind, c.modality, c.known, c.recorded, c.retracted, c.standing,
  c.issuer, c.via, c.phrase, c.language, c.formerly AS claim_formerly,
  e.title, e.titles, e.formerly AS event_formerly, e.timezone, e.position,
  c.position AS claim_position, o.publisher, o.url,
  coalesce(c.earliest, CASE WHEN c.anchor IS NOT NULL AND c.modality <> 'by' THEN p.due_from END)
    AS earliest,
  coalesce(c.latest, CASE WHEN c.anchor IS NOT NULL THEN p.due END) AS latest,
  c.anchor, m.kind AS move_kind, m.days, m.old_from, m.old_to,
  (SELECT b.modality FROM promise_states q JOIN claims b ON b.id = q.claim
    WHERE q.ended_by = c.id AND q.timetable IS a.first_timetable LIMIT 1) AS old_modality,
  (SELECT q.notice FROM promise_states q
    WHERE q.ended_by = c.id AND q.timetable IS a.first_timetable AND q.notice IS NOT NULL
      AND q.known_from <= c.known AND (q.known_until IS NULL OR c.known < q.known_until)
    LIMIT 1) AS notice,
  s.outcome_slip_min, s.outcome_slip_max, s.happened_claim,
  EXISTS (SELECT 1 FROM deciders d WHERE d.event = c.event)
    AND NOT EXISTS (SELECT 1 FROM deciders d WHERE d.event = c.event AND d.issuer = c.issuer_id)
    AS is_beside,
  c.known > (SELECT min(h.known) FROM claims h
    WHERE h.event = c.event AND h.kind = 'happened' AND h.rank <> 'deprecated'
      AND (h.retracted IS NULL OR h.retracted > c.known)) AS is_after_outcome
FROM claims c
JOIN events e ON e.id = c.event
JOIN affairs a ON a.id = c.affair
LEFT JOIN promise_states p ON p.claim = c.id AND p.timetable IS a.first_timetable
  AND p.known_from <= c.known AND (p.known_until IS NULL OR c.known < p.known_until)
LEFT JOIN moves m ON m.event = c.event AND m.timetable IS a.first_timetable
  AND m.day = c.known AND m.claim = c.id AND NOT m.inherited
  AND m.known_from <= c.known AND (m.known_until IS NULL OR c.known < m.known_until)
LEFT JOIN states s ON s.event = c.event AND s.timetable IS a.first_timetable
  AND s.known_from <= c.known AND (s.known_until IS NULL OR c.known < s.known_until)
LEFT JOIN sources o ON o.id = c.source
WHERE c.rank <> 'deprecated'
  AND (:affair IS NULL OR c.affair = :affair) AND (:event IS NULL OR c.event = :event)
"""

_INHERITED = """
SELECT m.event, m.affair, m.day, m.kind, m.days, m.old_from, m.old_to, m.new_from, m.new_to,
  m.claim, c.modality, e.title, e.titles, e.formerly AS event_formerly, e.timezone
FROM moves m
JOIN affairs a ON a.id = m.affair AND m.timetable IS a.first_timetable
JOIN events e ON e.id = m.event
JOIN claims c ON c.id = m.claim
WHERE m.inherited AND m.known_from <= m.day AND (m.known_until IS NULL OR m.day < m.known_until)
  AND (:affair IS NULL OR m.affair = :affair) AND (:event IS NULL OR m.event = :event)
"""

_CORRECTIONS = """
SELECT r.day, r.claim, r.was, r.now, r.why, r.position, c.event, c.affair, e.title, e.titles,
  e.timezone
FROM corrections r JOIN claims c ON c.id = r.claim JOIN events e ON e.id = c.event
WHERE (:affair IS NULL OR r.affair = :affair) AND (:event IS NULL OR c.event = :event)
ORDER BY r.day, r.position
"""


def feed_entries(
    connection: sqlite3.Connection,
    days: Days,
    phrases: Phrases,
    *,
    affair: str | None = None,
    event: str | None = None,
    kinds: Iterable[str] = (),
) -> list[FeedEntry]:
    """The changes known by the day, newest first; `kinds` empty: all of them, `moved`: each move.

    Raises UsageError on an unknown kind.
    """
    wanted = [one for kind in kinds for one in _GROUPS.get(kind, (kind,))]
    unknown = [kind for kind in wanted if kind not in KINDS]
    if unknown:
        raise UsageError(
            f"There is no kind {unknown[0][:40]!r}; there are {', '.join((*KINDS, *_GROUPS))}."
        )
    asked = {"affair": affair, "event": event}
    issuers = issuer_names(connection, phrases.language)
    corrected: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(connection, _CORRECTIONS, asked):
        if _day(row["day"]) <= days.knowledge(row["timezone"]):
            corrected.setdefault(row["claim"], []).append(row)
    found: list[tuple[tuple[object, ...], FeedEntry]] = []
    for row in _rows(connection, _CLAIMS, asked):
        k = days.knowledge(row["timezone"])
        if _day(row["known"]) > k:
            continue
        entry = _of_claim(row, phrases, issuers, corrected.get(row["id"], ()))
        place = (row["position"], row["claim_position"])
        found.append(((entry.known, 0, *place), entry))
        if row["retracted"] is not None and _day(row["retracted"]) <= k:
            found.append(((_day(row["retracted"]), 2, *place), _retraction(row, entry, phrases)))
        for place_in_log, mended in enumerate(corrected.get(row["id"], ())):
            correction = _correction(mended, entry, phrases)
            found.append(((correction.known, 3, mended["position"], place_in_log), correction))
    found += [
        ((_day(row["day"]), 1, row["event"], row["claim"]), _move(row, phrases))
        for row in _rows(connection, _INHERITED, asked)
        if _day(row["day"]) <= days.knowledge(row["timezone"])
    ]
    ordered = sorted(found, key=lambda pair: tuple(map(_sortable, pair[0])), reverse=True)
    return [entry for _, entry in ordered if not wanted or entry.kind in wanted]


def _sortable(value: object) -> tuple[int, str]:
    """Numbers before text, each in its own order."""
    if isinstance(value, int):
        return 0, f"{value:012}"
    return 1, str(value)


def _rows(
    connection: sqlite3.Connection, query: str, bound: dict[str, str | None]
) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(query, bound)
    names = [column[0] for column in cursor.description]
    for row in cursor:
        yield dict(zip(names, row, strict=True))


def _of_claim(
    row: dict[str, Any],
    phrases: Phrases,
    issuers: dict[tuple[str, str], str],
    corrections: Iterable[dict[str, Any]],
) -> FeedEntry:
    span = Span(_day_or_none(row["earliest"]), _day_or_none(row["latest"]), row["modality"])
    kind, summary = _news(row, span, phrases)
    known = _day(row["known"])
    issuer = issuers.get((row["affair"], row["issuer"] or ""), row["issuer"])
    updated = instant_of(known, row["recorded"])
    lines = [phrases.said(issuer, row["via"], known, row["publisher"])]
    for mended in corrections:
        lines.append(
            phrases.corrected(_day(mended["day"]), mended["was"], mended["now"], mended["why"])
        )
        updated = max(updated, instant_of(_day(mended["day"])))
    lines.append(phrases.zone(row["timezone"]))
    return FeedEntry(
        f"urn:bywhen:claim:{_claim_id(row)}",
        row["affair"],
        row["event"],
        row["id"],
        kind,
        known,
        updated,
        in_language(row["titles"], phrases.language) or row["title"],
        summary,
        span,
        row["days"],
        issuer,
        row["via"],
        row["phrase"],
        row["language"],
        row["publisher"],
        row["url"],
        tuple(lines),
        phrases.colon,
    )


def _news(row: dict[str, Any], span: Span, phrases: Phrases) -> tuple[str, str]:
    """The kind of a claim's entry and its news."""
    if row["kind"] == "happened":
        words = phrases.happened(span)
        if span.earliest is not None and span.earliest == span.latest:
            words = f"{words}{phrases.comma}{phrases.span(Span(span.earliest, span.latest))}"
        if row["happened_claim"] == row["id"] and row["outcome_slip_min"] is not None:
            outcome = phrases.outcome(row["outcome_slip_min"], row["outcome_slip_max"])
            words = f"{words}{phrases.comma}{outcome}"
        return "happened", words
    ended = {"withdrawn": "dropped", "cancelled": "cancelled"}.get(row["kind"])
    kind = ended or row["move_kind"] or "announced"
    old = Span(
        None if row["old_modality"] == "by" else _day_or_none(row["old_from"]),
        _day_or_none(row["old_to"]),
        row["old_modality"],
    )
    words = phrases.change(kind, span, old, row["days"])
    if row["anchor"] is not None and not span.is_undated and ended is None:
        words = phrases.projected(span) if kind == "announced" else words
    if row["notice"] is not None and kind in ("slip", "redated", "dropped", "cancelled"):
        words = f"{words}{phrases.comma}{phrases.notice(row['notice'])}"
    if row["standing"] == "proposal":
        return "proposed", phrases.proposed(words)
    if row["is_beside"]:
        return "also-said", phrases.also_said(words)
    if row["is_after_outcome"]:
        return "also-said", phrases.afterwards(words)
    return kind, words


def _claim_id(row: dict[str, Any]) -> str:
    """The id under which the claim was first known, with its event's first id."""
    event = oldest_name(row["event"], row["event_formerly"])
    claim = oldest_name(row["id"], row["claim_formerly"]).rpartition("/")[2]
    return f"{event}/{claim}"


def _retraction(row: dict[str, Any], entry: FeedEntry, phrases: Phrases) -> FeedEntry:
    day = _day(row["retracted"])
    return replace(
        entry,
        id=f"{entry.id}:retracted",
        kind="retracted",
        known=day,
        updated=instant_of(day),
        summary=phrases.retracted(entry.summary),
    )


def _correction(row: dict[str, Any], entry: FeedEntry, phrases: Phrases) -> FeedEntry:
    day = _day(row["day"])
    return replace(
        entry,
        id=f"{entry.id}:corrected:{row['day']}:{row['position']}",
        kind="corrected",
        known=day,
        updated=instant_of(day),
        summary=phrases.corrected(day, row["was"], row["now"], row["why"]).rstrip("."),
    )


def _move(row: dict[str, Any], phrases: Phrases) -> FeedEntry:
    """The date of an event moved with the one it hangs on."""
    by = row["modality"] == "by"
    old = Span(
        None if by else _day_or_none(row["old_from"]), _day_or_none(row["old_to"]), row["modality"]
    )
    span = Span(
        None if by else _day_or_none(row["new_from"]), _day_or_none(row["new_to"]), row["modality"]
    )
    day = _day(row["day"])
    event = oldest_name(row["event"], row["event_formerly"])
    words = phrases.change(row["kind"], span, old, row["days"])
    return FeedEntry(
        f"urn:bywhen:move:{event}:{row['day']}",
        row["affair"],
        row["event"],
        row["claim"],
        "inherited",
        day,
        instant_of(day),
        in_language(row["titles"], phrases.language) or row["title"],
        phrases.inherited(words),
        span,
        row["days"],
        None,
        None,
        None,
        None,
        None,
        None,
        (phrases.zone(row["timezone"]),),
        phrases.colon,
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _day_or_none(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
