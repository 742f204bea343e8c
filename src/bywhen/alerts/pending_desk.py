"""Alerts from the desk itself: feeds that fail, proposals that would move a date."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from bywhen.alerts.decide import Intent, applies
from bywhen.alerts.facts import CLOSED_PHASES, Facts
from bywhen.alerts.reading_facts import facts_of
from bywhen.alerts.settings import Config, Kind
from bywhen.alerts.timing import HOUR_SECONDS
from bywhen.store.speakers import names_of_speaker

__all__ = ["desk_intents", "waiting_proposals"]


def desk_intents(connection: sqlite3.Connection, config: Config, now: int) -> Iterator[Intent]:
    """What the ingest left in desk.db."""
    wanted = {kind for rule in config.rules for kind in rule.kinds}
    if Kind.FEED_FAILING in wanted:
        yield from _feeds(connection, config, now)
    if Kind.PROPOSAL in wanted:
        yield from _proposals(connection, config, now)


def _feeds(connection: sqlite3.Connection, config: Config, now: int) -> Iterator[Intent]:
    """A feed that fails is told once until it works again."""
    failing = {
        str(feed): (str(name), str(state), error)
        for feed, name, state, error in connection.execute(
            "SELECT feed, name, state, last_error FROM main.feed_health"
            " WHERE state IN ('failing', 'gone')"
        )
    }
    rows = connection.execute("SELECT subject FROM standing_alerts WHERE kind = 'feed_failing'")
    told = {str(row[0]) for row in rows}
    connection.executemany(
        "DELETE FROM standing_alerts WHERE kind = 'feed_failing' AND subject = ?",
        [(feed,) for feed in sorted(told - failing.keys())],
    )
    for feed in sorted(failing.keys() - told):
        name, state, error = failing[feed]
        connection.execute(
            "INSERT INTO standing_alerts VALUES ('feed_failing', ?, '', ?)", (feed, now)
        )
        facts = Facts(title=name, detail=error, phase=state)
        for rule in config.rules:
            if Kind.FEED_FAILING in rule.kinds:
                yield Intent(
                    rule, Kind.FEED_FAILING, f"feed {name}", str(now), "failing", now,
                    now + HOUR_SECONDS, facts,
                )  # fmt: skip


# Open, about an event that is watched, and not told yet.
_OPEN = """
SELECT p.id, w.event, w.root, p.kind, p.earliest, p.latest, p.modality, p.sentence, p.language,
  p.effect, p.effect_parts, p.issuer, p.via, p.known, p.source
FROM main.proposals p JOIN watched w ON w.event = p.affair || '/' || p.event
WHERE p.state = 'open' AND p.kind <> 'new_event' AND NOT w.gone
  AND NOT EXISTS (SELECT 1 FROM standing_alerts s
    WHERE s.kind = 'proposal' AND s.subject = CAST(p.id AS TEXT))
ORDER BY p.id"""


def _proposals(connection: sqlite3.Connection, config: Config, now: int) -> Iterator[Intent]:
    """Proposals that would move, drop or settle a date, each once; others wait for the digest."""
    for row in connection.execute(_OPEN).fetchall():
        (
            proposal, event, root, kind, earliest, latest, modality, sentence, language, effect,
            parts, issuer, via, known, source,
        ) = row  # fmt: skip
        connection.execute(
            "INSERT INTO standing_alerts VALUES ('proposal', ?, '', ?)", (str(proposal), now)
        )
        facts = facts_of(connection, event)
        if facts is None or facts.phase in CLOSED_PHASES:
            continue
        if kind == "claim" and (earliest, latest) == (facts.due_from, facts.due_to):
            continue  # it says what stands already
        facts = replace(
            facts, detail=effect, effect=tuple(json.loads(parts or "[]")), proposed_from=earliest,
            proposed_to=latest, proposed_modality=modality, words=sentence,
            words_language=language, issuer=issuer,
            issuer_names=dict(names_of_speaker(connection, facts.affair or "", issuer)), via=via,
            via_names=dict(names_of_speaker(connection, facts.affair or "", via)), known=known,
            publisher=None, source_url=source,
        )  # fmt: skip
        for rule in config.rules:
            if Kind.PROPOSAL in rule.kinds and applies(rule, facts):
                yield Intent(
                    rule, Kind.PROPOSAL, root, f"{earliest or '..'}/{latest or '..'}",
                    f"proposal {proposal}", now, now + HOUR_SECONDS, facts,
                )  # fmt: skip


def waiting_proposals(connection: sqlite3.Connection) -> int:
    """How many proposals wait for a person."""
    row = connection.execute("SELECT count(*) FROM main.proposals WHERE state = 'open'").fetchone()
    return int(row[0])
