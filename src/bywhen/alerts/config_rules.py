"""Reading the rules of alerts.yml: what each tells, when, and to which channels."""

from __future__ import annotations

from typing import Any

from yaml import Node

from bywhen.alerts.config_values import (
    DIGEST_TIME,
    EVERY,
    LANGUAGES,
    digest,
    duration,
    escalate,
    kind_set,
    quiet,
    texts,
    thresholds,
)
from bywhen.alerts.settings import DEFAULT_WHEN, EVENT_KINDS, DigestPlan, Escalation, Kind, Rule
from bywhen.record.nodes import Keys, Reader
from bywhen.record.scalars import identifier, one_of

__all__ = ["RULE", "read_rule"]

RULE: Keys = {
    "name": identifier,
    "affairs": texts,
    "events": texts,
    "timetables": texts,
    "when": thresholds,
    "kinds": kind_set,
    "channels": texts,
    "repeat": duration,
    "quiet": quiet,
    "escalate": escalate,
    "digest": digest,
    "language": one_of(LANGUAGES),
}


def read_rule(reader: Reader, node: Node, declared: set[str], language: str) -> Rule | None:
    values = reader.mapping(node, RULE, "rule")
    if values is None:
        return None
    named = reader.require(node, values, "name", "rule")
    placed = reader.require(node, values, "channels", "rule")
    escalate: tuple[Escalation, ...] = values.get("escalate") or ()
    names = [(name, "channels") for name in values.get("channels") or ()]
    names += [(step.channel, "escalate") for step in escalate]
    unknown = [pair for pair in names if pair[0] not in declared]
    for name, key in unknown:
        reader.fault(
            reader.line_of(node, key),
            f"there is no channel `{name}`.",
            reader.suggest(name, declared, "Declare it under `channels:`."),
        )
    if placed and values.get("channels") == ():
        where = reader.line_of(node, "channels")
        reader.fault(where, "`channels` names none.", "Write `channels: [NAME]`.")
    if not (named and placed and values.get("name")) or unknown:
        return None
    kinds, digest = _kinds(values)
    _warn_of_nothing(reader, node, values, kinds)
    return Rule(
        values["name"],
        values.get("channels") or (),
        values.get("affairs") or (),
        values.get("events") or (),
        values.get("timetables") or (),
        values.get("when") or DEFAULT_WHEN,
        kinds,
        values.get("repeat"),
        values.get("quiet"),
        escalate,
        digest,
        values.get("language") or language,
        int(node.start_mark.line) + 1,
    )


def _warn_of_nothing(
    reader: Reader, node: Node, values: dict[str, Any], kinds: frozenset[Kind]
) -> None:
    """Kinds that are asked for by name and of which `when` has no moment."""
    moments = {moment.kind for moment in values.get("when") or DEFAULT_WHEN}
    if values.get("repeat") is not None:
        moments.add(Kind.PASSED)
    asked = {Kind.BEFORE, Kind.DUE, Kind.PASSED} & (values.get("kinds") or frozenset())
    examples = {Kind.BEFORE: "3d", Kind.DUE: "0d", Kind.PASSED: "+1d"}
    for kind in sorted(asked & kinds - moments):
        where = reader.line_of(node, "when")
        message = f"`when` has no moment for the kind {kind}, so it is never told."
        reader.warn(where, message, f"Add {examples[kind]} to `when`.")


def _kinds(values: dict[str, Any]) -> tuple[frozenset[Kind], DigestPlan | None]:
    """The kinds of a rule, and its digest: `digest: daily` alone makes a rule of digests."""
    kinds: frozenset[Kind] | None = values.get("kinds")
    digest: DigestPlan | None = values.get("digest")
    if kinds is None:
        kinds = EVENT_KINDS if digest is None else frozenset({Kind.DIGEST})
    if Kind.DIGEST in kinds and digest is None:
        weekly = values.get("repeat") == EVERY["weekly"]
        digest = DigestPlan(DIGEST_TIME, 0 if weekly else None)
    if digest is not None:
        kinds |= {Kind.DIGEST}
    return kinds, digest
