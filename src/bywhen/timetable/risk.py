"""What is at risk through another event, and where issuers disagree (DESIGN 4.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bywhen.timetable.asof import CLOSED
from bywhen.timetable.chain import committed
from bywhen.timetable.claims import Claim, Event, Kind, Rank, Standing
from bywhen.timetable.figures import Figures

__all__ = ["Conflict", "Risk", "at_risk", "conflict"]


@dataclass(frozen=True, slots=True)
class Risk:
    """`event` waits for `because_of`; `reason` is later, dropped, cancelled or undated."""

    event: str
    because_of: str
    reason: str


def at_risk(
    events: Sequence[Event], figures: Mapping[str, Figures], claims: Mapping[str, Claim]
) -> list[Risk]:
    """Every event without outcome whose predecessor, without outcome too, is due after it or has
    lost its date. An event's predecessors are those that it `follows` and that its current claim
    hangs on; a claim that counts back from its anchor ("10 days before") is meant to come first.
    """
    risks = []
    for event in events:
        own = figures.get(event.id)
        if own is None or own.status in CLOSED:
            continue
        current = claims.get(own.claim or "")
        before = dict.fromkeys(event.follows)
        if current is not None and current.anchor is not None:
            backward = current.offset_min is not None and current.offset_min.is_backward
            if not backward:
                before[current.anchor] = None
        for predecessor in before:
            reason = _reason(own, figures.get(predecessor))
            if reason:
                risks.append(Risk(event.id, predecessor, reason))
    return risks


def _reason(own: Figures, predecessor: Figures | None) -> str | None:
    if predecessor is None or predecessor.status in CLOSED:
        return None
    if predecessor.status in ("dropped", "cancelled", "undated"):
        return predecessor.status
    if (
        own.due_to is not None
        and predecessor.due_to is not None
        and predecessor.due_to > own.due_to
    ):
        return "later"
    return None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Living claims of different issuers that differ; `spread` in days, None if under two of them
    have a last day."""

    event: str
    claims: tuple[str, ...]
    spread: int | None


def conflict(event: Event, k: date, n: date) -> Conflict | None:
    """Where issuers disagree about one event, as of `k` on day `n`; None if they do not.

    Each issuer's last word counts, "also said" included, if it is not past due and not older than
    the event's last withdrawal. Proposals and claims that hang on other events are left out.
    """
    last: dict[str, Claim] = {}
    withdrawn: tuple[date, int] | None = None
    for claim in sorted(event.claims, key=lambda claim: (claim.known, claim.order)):
        if not _visible(claim, k):
            continue
        if claim.kind in (Kind.WITHDRAWN, Kind.CANCELLED):
            withdrawn = (claim.known, claim.order)
        elif claim.kind is Kind.HAPPENED:
            return None
        elif claim.standing is not Standing.PROPOSAL:
            last[claim.issuer_id or claim.issuer or ""] = claim
    alive = [
        claim
        for claim in last.values()
        if (withdrawn is None or (claim.known, claim.order) > withdrawn) and _runs(claim, n)
    ]
    windows = {committed(claim.modality, claim.window) for claim in alive}
    if len(windows) < 2:
        return None
    ends = [end for _, end in windows if end is not None]
    spread = (max(ends) - min(ends)).days if len(ends) > 1 else None
    return Conflict(event.id, tuple(claim.id for claim in alive), spread)


def _visible(claim: Claim, k: date) -> bool:
    return (
        claim.known <= k
        and claim.rank is not Rank.DEPRECATED
        and (claim.retracted is None or claim.retracted > k)
    )


def _runs(claim: Claim, n: date) -> bool:
    if claim.window is None:
        return False
    return claim.window.latest is None or claim.window.latest >= n
