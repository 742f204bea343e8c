"""What the record overtakes: deliveries that still wait and would say what is no longer so."""

from __future__ import annotations

import json
import sqlite3

from bywhen.alerts.facts import Facts
from bywhen.alerts.settings import CHANGE_KINDS, TIME_KINDS, Kind

__all__ = ["supersede", "supersede_changes"]

_TIME = json.dumps(sorted(TIME_KINDS | {Kind.STALE}))
_CHANGES = json.dumps(sorted(CHANGE_KINDS))
# Waiting by itself, or inside a digest that still waits.
_WAITS = """(d.state = 'pending' OR (d.state = 'coalesced' AND EXISTS (
  SELECT 1 FROM deliveries g WHERE g.id = d.into_delivery AND g.state = 'pending')))"""


_TIME_QUERY = f"""
UPDATE deliveries AS d SET state = 'superseded', reason = ? WHERE {_WAITS}
  AND d.alert IN (SELECT id FROM alerts WHERE event = ? AND value IS NOT ?
    AND kind IN (SELECT value FROM json_each(?)))"""  # noqa: S608 - constants
_ESCALATION_QUERY = """
UPDATE alerts SET escalate_at = NULL WHERE event = ? AND value IS NOT ?
  AND escalate_at IS NOT NULL AND kind IN (SELECT value FROM json_each(?))"""
_WAITING_CHANGES = f"""
SELECT a.id, a.facts FROM alerts a WHERE a.event = ?
  AND a.kind IN (SELECT value FROM json_each(?))
  AND EXISTS (SELECT 1 FROM deliveries d WHERE d.alert = a.id AND {_WAITS})
ORDER BY a.id"""  # noqa: S608 - constants
_CHANGE_QUERY = f"""
UPDATE deliveries AS d SET state = 'superseded', reason = 'the date has changed again'
WHERE d.alert = ? AND {_WAITS}"""  # noqa: S608 - constants
_WAS_TOLD = """
SELECT 1 FROM deliveries
WHERE alert = ? AND (state IN ('sending', 'sent') OR maybe_duplicate)"""


def supersede(connection: sqlite3.Connection, event: str, value: str | None, why: str) -> None:
    """Give up what waits about another date of the event than `value` (None: about any)."""
    connection.execute(_TIME_QUERY, (why, event, value, _TIME))
    connection.execute(_ESCALATION_QUERY, (event, value, _TIME))


def supersede_changes(connection: sqlite3.Connection, event: str) -> Facts | None:
    """Give up changes of the event that still wait: a newer one is about to be told.

    The facts of the oldest of which nothing was sent to anybody: its old date is the one that
    people know.
    """
    oldest = None
    for alert, facts in connection.execute(_WAITING_CHANGES, (event, _CHANGES)).fetchall():
        connection.execute(_CHANGE_QUERY, (alert,))
        was_told = connection.execute(_WAS_TOLD, (alert,)).fetchone()
        if oldest is None and was_told is None:
            oldest = Facts.from_json(facts)
    return oldest
