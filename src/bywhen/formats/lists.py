"""The rows of every list: the columns that the SQL views have, as of any day k on any day n.

With k = n = today a list says what its view says. Ids are full ids; `slip` alone can name events
and claims inside their affair.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from bywhen.formats.snapshot import EventNow
from bywhen.timetable.figures import Figures
from bywhen.timetable.words import window_words

__all__ = [
    "COUNTDOWN",
    "HISTORY",
    "SLIP",
    "TIMELINE",
    "countdown_events",
    "countdown_rows",
    "history_rows",
    "slip_rows",
    "timeline_events",
    "timeline_rows",
]

TIMELINE = (
    "affair",
    "event",
    "title",
    "kind",
    "status",
    "earliest",
    "latest",
    "modality",
    "words",
    "phrase",
    "issuer",
    "via",
    "source",
    "source_url",
    "language",
    "known",
    "is_milestone",
)
COUNTDOWN = (
    "affair",
    "event",
    "title",
    "status",
    "due_from",
    "due_to",
    "days_min",
    "days_max",
    "overdue_days",
    "phrase",
    "issuer",
    "source_url",
    "timezone",
)
SLIP = (
    "event",
    "title",
    "timetable",
    "status",
    "due_from",
    "due_to",
    "days_min",
    "days_max",
    "overdue_days",
    "baseline_due",
    "net_slip",
    "start_slip",
    "slip_least",
    "slip_most",
    "n_slips",
    "n_pull_ins",
    "gross_slip",
    "outcome_slip_min",
    "outcome_slip_max",
    "overrun_ratio",
    "slip_rate",
    "trend_meets",
    "verdicts",
    "notices",
)
HISTORY = (
    "affair",
    "event",
    "claim",
    "known",
    "said",
    "kind",
    "modality",
    "earliest",
    "latest",
    "move",
    "move_kind",
    "verdict",
    "notice",
    "issuer",
    "via",
    "phrase",
    "source_url",
    "standing",
    "rank",
)

_LAST = date.max


def timeline_events(events: Iterable[EventNow]) -> list[EventNow]:
    """In the order of time: by last day, else first day; what has no date at the end."""

    def place(one: EventNow) -> tuple[date, date, str, int]:
        earliest, latest = one.window
        return (latest or earliest or _LAST, earliest or latest or _LAST, one.affair, one.position)

    return sorted(events, key=place)


def timeline_rows(events: Sequence[EventNow]) -> list[dict[str, object]]:
    """The rows of `timeline`."""
    return [_timeline_row(one) for one in timeline_events(events)]


def _timeline_row(one: EventNow) -> dict[str, object]:
    said = one.said
    earliest, latest = one.window
    return {
        "affair": one.affair,
        "event": one.event,
        "title": one.title,
        "kind": one.kind,
        "status": one.figures.status,
        "earliest": earliest,
        "latest": latest,
        "modality": said.modality if said else None,
        "words": timeline_words(one),
        "phrase": said.phrase if said else None,
        "issuer": said.issuer if said else None,
        "via": said.via if said else None,
        "source": said.source if said else None,
        "source_url": said.source_url if said else None,
        "language": said.language if said else None,
        "known": said.known if said else None,
        "is_milestone": int(one.is_milestone),
    }


def timeline_words(one: EventNow) -> str:
    """The window in words; projected = it hangs on an event without outcome."""
    earliest, latest = one.window
    words = window_words(earliest, latest)
    dated = earliest is not None or latest is not None
    return f"{words} (projected)" if dated and one.figures.status == "conditional" else words


def countdown_events(events: Iterable[EventNow]) -> list[EventNow]:
    """What is still to come or to be confirmed: the nearest last day first, no date at the end."""
    ahead = [one for one in events if not one.is_closed and one.figures.status != "cancelled"]

    def place(one: EventNow) -> tuple[date, date, str, int]:
        shown = one.figures
        return (
            shown.due_to or _LAST,
            shown.due_from or _LAST,
            one.affair,
            one.position,
        )

    return sorted(ahead, key=place)


def countdown_rows(events: Sequence[EventNow]) -> list[dict[str, object]]:
    """The rows of `countdown`."""
    return [
        {
            "affair": one.affair,
            "event": one.event,
            "title": one.title,
            "status": one.figures.status,
            "due_from": one.figures.due_from,
            "due_to": one.figures.due_to,
            "days_min": one.figures.days_min,
            "days_max": one.figures.days_max,
            "overdue_days": one.figures.overdue_days,
            "phrase": one.said.phrase if one.said else None,
            "issuer": one.said.issuer if one.said else None,
            "source_url": one.said.source_url if one.said else None,
            "timezone": one.timezone,
        }
        for one in countdown_events(events)
    ]


def slip_rows(events: Sequence[EventNow], inside_affair: bool) -> list[dict[str, object]]:
    """The rows of `slip`, in file order. `inside_affair` names events and claims without it."""
    return [_slip_row(one, inside_affair) for one in events]


def _slip_row(one: EventNow, inside_affair: bool) -> dict[str, object]:
    shown: Figures = one.figures
    row: dict[str, object] = {
        name: getattr(shown, name) for name in SLIP if name not in ("title", "verdicts", "notices")
    }
    row["title"] = one.title
    if inside_affair:
        row["event"] = one.event.split("/", 1)[1]
    row["verdicts"] = {
        claim.rsplit("/", 1)[1] if inside_affair else claim: verdict
        for claim, verdict in shown.verdicts.items()
    }
    row["notices"] = list(shown.notices)
    return {name: row[name] for name in SLIP}


_HISTORY = """
SELECT
  c.affair, c.event, c.id, c.known, c.said, c.kind, c.modality,
  CASE WHEN c.anchor IS NULL THEN c.earliest WHEN c.modality <> 'by' THEN p.due_from END,
  CASE WHEN c.anchor IS NULL THEN c.latest ELSE p.due END,
  coalesce(p.move, m.days), coalesce(p.move_kind, m.kind),
  CASE
    WHEN p.verdict <> 'open' OR p.conditional OR p.due >= :n THEN p.verdict
    WHEN e.checked_through < p.due THEN 'unchecked'
    WHEN p.claim IS NOT NULL THEN 'missed'
  END,
  p.notice, c.issuer, c.via, c.phrase, o.url, c.standing, c.rank,
  c.date, c.anchor, c.offset_min, c.offset_max, o.publisher,
  CASE WHEN c.retracted <= :k THEN c.retracted END, c.why,
  EXISTS (SELECT 1 FROM deciders d WHERE d.event = c.event) AND c.kind <> 'happened'
    AND NOT EXISTS (SELECT 1 FROM deciders d WHERE d.event = c.event AND d.issuer = c.issuer_id),
  c.kind <> 'happened' AND c.known > (
    SELECT min(h.known) FROM claims h
    WHERE h.event = c.event AND h.kind = 'happened' AND h.rank <> 'deprecated' AND h.known <= :k
      AND (h.retracted IS NULL OR h.retracted > :k))
FROM claims c
JOIN events e ON e.id = c.event
JOIN affairs a ON a.id = c.affair
LEFT JOIN promise_states p ON p.claim = c.id
  AND p.timetable IS coalesce(:timetable, a.first_timetable)
  AND p.known_from <= :k AND (p.known_until IS NULL OR :k < p.known_until)
LEFT JOIN moves m ON m.event = c.event AND m.timetable IS coalesce(:timetable, a.first_timetable)
  AND m.day = c.known AND m.claim = c.id AND NOT m.inherited
  AND m.known_from <= :k AND (m.known_until IS NULL OR :k < m.known_until)
LEFT JOIN sources o ON o.id = c.source
WHERE c.event = :event AND c.known <= :k
ORDER BY c.known, c.position
"""
# What a reader of the table is shown beside the columns.
_BESIDE = (
    "date",
    "anchor",
    "offset_min",
    "offset_max",
    "publisher",
    "retracted",
    "why",
    "is_beside",
    "is_after_outcome",
)


def history_rows(
    connection: sqlite3.Connection, event: str, k: date, n: date, timetable: str | None = None
) -> list[dict[str, object]]:
    """The rows of `history` for one event (a full id): its claims in the order they became known.

    Each row has more than the columns of the view: `date`, `anchor`, `offset_min`, `offset_max`,
    `publisher`, `retracted` (null while that is not known), `why`, `is_beside` (its issuer does not
    decide) and `is_after_outcome` (it came too late to change a figure).
    """
    rows = connection.execute(
        _HISTORY,
        {"event": event, "k": k.isoformat(), "n": n.isoformat(), "timetable": timetable},
    )
    return [dict(zip((*HISTORY, *_BESIDE), row, strict=True)) for row in rows]
