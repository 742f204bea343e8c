"""The facts of one event as they stand, from the attached tracker.db: all that an alert may say."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

from bywhen.alerts.facts import CLOSED_PHASES, ENDED_PHASES, Dates, Facts
from bywhen.alerts.standing import CURRENT
from bywhen.store.speakers import names_of_speaker

__all__ = ["facts_of", "names_of", "with_old"]

_FACTS = f"""
SELECT e.id, e.affair, a.title, a.titles, e.title, e.titles, e.timezone, s.phase, s.conditional,
  s.claim, c.modality, s.due_from, s.due_to, c.strict, c.phrase, c.language, c.issuer,
  c.via, o.publisher, o.url, c.known,
  e.checked_through, t.title, t.titles, s.baseline_from, s.baseline_due, b.modality, s.net_slip,
  s.happened_from, s.happened_to, s.outcome_slip_min, s.outcome_slip_max, h.phrase, h.language,
  h.issuer, h.via, ho.publisher, ho.url, h.known
{CURRENT}
LEFT JOIN tracker.claims c ON c.id = s.claim
LEFT JOIN tracker.sources o ON o.id = c.source
LEFT JOIN tracker.claims b ON b.id = s.baseline_claim
LEFT JOIN tracker.claims h ON h.id = s.happened_claim
LEFT JOIN tracker.sources ho ON ho.id = h.source
LEFT JOIN tracker.timetables t ON t.affair = e.affair AND t.id = s.timetable
WHERE e.id = ?"""


def facts_of(desk: sqlite3.Connection, event: str) -> Facts | None:
    """All that an alert may say of an event; None if nothing is known of it."""
    row = desk.execute(_FACTS, (event,)).fetchone()
    if row is None:
        return None
    said, heard_of = row[14:21], row[32:39]
    if row[7] in CLOSED_PHASES:
        said = heard_of  # the outcome's own words
    words, language, issuer, via, publisher, url, known = said
    return Facts(
        event=row[0],
        affair=row[1],
        affair_title=row[2],
        affair_titles=names_of(row[3]),
        title=row[4],
        titles=names_of(row[5]),
        zone=row[6],
        phase=row[7],
        conditional=bool(row[8]),
        claim=row[9],
        modality=row[10],
        due_from=row[11],
        due_to=row[12],
        strict=row[13],
        words=words,
        words_language=language,
        issuer=issuer,
        issuer_names=dict(names_of_speaker(desk, row[1], issuer)),
        via=via,
        via_names=dict(names_of_speaker(desk, row[1], via)),
        publisher=publisher,
        source_url=url,
        known=known,
        heard=_heard(desk, event),
        checked_through=row[21],
        timetables=_timetables(desk, event),
        timetable_title=row[22],
        timetable_titles=names_of(row[23]),
        baseline_from=row[24],
        baseline_due=row[25],
        baseline_modality=row[26],
        net_slip=row[27],
        happened_from=row[28],
        happened_to=row[29],
        late_least=row[30],
        late_most=row[31],
        hangs=_hanging(desk, event),
    )


def names_of(text: str | None) -> dict[str, str]:
    return dict(json.loads(text)) if text else {}


def _heard(desk: sqlite3.Connection, event: str) -> str | None:
    """The last day on which anything was said of an event, by whomever."""
    row = desk.execute(
        "SELECT max(c.known) FROM tracker.claims c JOIN tracker.events e ON e.id = c.event"
        " JOIN temp.zone_days z ON z.zone = e.timezone"
        " WHERE c.event = ? AND c.known <= z.day AND c.rank <> 'deprecated'"
        " AND (c.retracted IS NULL OR c.retracted > z.day)",
        (event,),
    ).fetchone()
    return row[0] if row else None


def _timetables(desk: sqlite3.Connection, event: str) -> tuple[str, ...]:
    """The timetables that it is a milestone of (DESIGN 4.6): it has a claim that is tagged so; of
    one that no claim of the affair is tagged with, it has a baseline."""
    rows = desk.execute(
        "SELECT t.id FROM tracker.events e JOIN tracker.timetables t ON t.affair = e.affair"
        " WHERE e.id = :event AND CASE"
        "  WHEN EXISTS (SELECT 1 FROM tracker.claims c WHERE c.affair = t.affair"
        "   AND c.timetable = t.id AND c.rank <> 'deprecated')"
        "  THEN EXISTS (SELECT 1 FROM tracker.claims c WHERE c.event = e.id"
        "   AND c.timetable = t.id AND c.rank <> 'deprecated')"
        "  ELSE EXISTS (SELECT 1 FROM tracker.states s WHERE s.event = e.id"
        "   AND s.timetable = t.id AND s.baseline_due IS NOT NULL) END"
        " ORDER BY t.position",
        {"event": event},
    )
    return tuple(row[0] for row in rows)


def _hanging(desk: sqlite3.Connection, event: str) -> tuple[dict[str, object], ...]:
    """What waits for the event: its date hangs on it, or it comes after it."""
    rows = desk.execute(
        "SELECT e.id, e.title, e.titles FROM tracker.events e WHERE e.id IN ("
        " SELECT c.event FROM tracker.claims c JOIN tracker.states s ON s.claim = c.id"
        "  AND s.known_until IS NULL WHERE c.anchor = :event"
        " UNION SELECT f.event FROM tracker.follows f WHERE f.follows = :event)"
        " AND NOT EXISTS (SELECT 1 FROM tracker.states s WHERE s.event = e.id"
        "  AND s.known_until IS NULL AND s.happened_to IS NOT NULL) ORDER BY e.affair, e.position",
        {"event": event},
    )
    return tuple(
        {"event": name, "title": title, "titles": names_of(titles)} for name, title, titles in rows
    )


def with_old(desk: sqlite3.Connection, facts: Facts, told: Dates) -> Facts:
    """`facts` with the date as it was told last, and whether anybody has moved it since."""
    claim = desk.execute(
        "SELECT modality, anchor, known, rank, why, retracted FROM tracker.claims WHERE id = ?",
        (told.claim,),
    ).fetchone()
    modality, anchor, known, rank, why, retracted = claim or (None,) * 6
    ended = told.phase in ENDED_PHASES
    facts = replace(
        facts,
        old_phase=told.phase,
        old_from=None if ended or told.due_from is None else told.due_from.isoformat(),
        old_to=None if ended or told.due_to is None else told.due_to.isoformat(),
        old_modality=modality,
    )
    if {told.phase, facts.phase} <= CLOSED_PHASES:  # it happened otherwise than was told
        return replace(facts, is_correction=True)
    if claim is None or {told.phase, facts.phase} & CLOSED_PHASES:
        return facts
    if told.claim == facts.claim:
        return facts if anchor else _as_correction(desk, facts)
    if facts.known is not None and facts.known > str(known):
        return facts  # somebody has said something since
    if rank == "deprecated":
        return replace(facts, is_correction=True, correction=why)
    return replace(facts, is_taken_back=retracted is not None)


def _as_correction(desk: sqlite3.Connection, facts: Facts) -> Facts:
    """The claim says another date than before: nobody has moved it, the record was corrected."""
    row = desk.execute(
        "SELECT was, why FROM tracker.corrections WHERE claim = ?"
        " ORDER BY day DESC, position DESC LIMIT 1",
        (facts.claim,),
    ).fetchone()
    if row is None:
        return replace(facts, is_correction=True)
    modality = row[0].split(" ", 1)[0]
    is_modality = modality in ("day", "within", "by", "not_before")
    return replace(
        facts,
        is_correction=True,
        correction=row[1],
        old_modality=modality if is_modality else facts.old_modality,
    )
