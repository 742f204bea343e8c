"""Judging proposals: what the terminal and the page of the review call.

    accept    writes the claim and its source into events/, then marks the proposal
    amend     changes what a proposal says; it stays open
    reject    it is not proposed again
    attach    it is only one more outlet of a claim, or of another proposal
    undo      takes the last decision or change back

The record is written before the desk: a kill in between leaves a claim whose proposal is open, and
accepting it again finds the claim and writes nothing. One lock (`files.writer`) covers both, so two
people, or one twice, cannot write a claim twice or lose another's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bywhen.editing.build import build_tracker
from bywhen.editing.compose import NewClaim, compose, slug
from bywhen.editing.edit import (
    Draft,
    Record,
    draft_edit,
    edit_as_writer,
    read_record,
    undo_as_writer,
)
from bywhen.editing.files import writer
from bywhen.editing.journal import entries
from bywhen.editing.proposed import (
    also_read,
    claim_words,
    effect_of,
    same_claim,
    statement_of,
)
from bywhen.editing.writing import write_claim
from bywhen.errors import UsageError
from bywhen.record import load_or_raise, save
from bywhen.store import proposals
from bywhen.store.desk import transaction
from bywhen.store.proposal_edits import Edit, has_edits, last_edit, note_edit, take_back
from bywhen.store.proposals import Proposal, Sighting
from bywhen.timetable.claims import Affair, Claim
from bywhen.tracker import Tracker

__all__ = [
    "Accepted",
    "Changes",
    "accept",
    "amend",
    "attach",
    "changed",
    "preview_of",
    "refresh",
    "reject",
    "reopen_lost",
    "undo",
]

_TO_PROPOSAL = "proposal "

Changes = Mapping[str, object]
"""Columns of a proposal with what a person makes of them."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of an acceptance: the claim's full id, and whether it was written now."""

    proposal: int
    claim: str
    is_new: bool


def accept(
    tracker: Tracker,
    desk: sqlite3.Connection,
    number: int,
    now: datetime,
    by: str | None = None,
    changes: Changes | None = None,
) -> Accepted:
    """Write a proposal into the record, with its source, and bring tracker.db up to date.

    `changes` are made first. Accepting what has been accepted changes nothing. Raises UsageError
    if it cannot be recorded as it is (it says what to add), RecordError, BusyError, TrackerError;
    then it stays open.
    """
    if changes:
        amend(tracker, desk, number, changes, now, by)
    with writer(tracker):
        proposal = proposals.get(desk, number)
        if proposal.state == "accepted" and proposal.claim_id:
            return Accepted(number, proposal.claim_id, is_new=False)
        if proposal.state == "attached":
            raise UsageError(
                f"Proposal {number} is attached to {proposal.claim_id}; undo that first."
            )
        record = read_record(tracker, proposal.affair)
        held = same_claim(record.affair, proposal)
        if held is not None:
            if not record.is_built:
                build_tracker(tracker)
            _mark(desk, proposal, held.id, now, by)
            return Accepted(number, held.id, is_new=False)
        new: list[NewClaim] = []
        did = (
            f"accept proposal {number}: {proposal.event or proposal.title}: {claim_words(proposal)}"
        )
        edit_as_writer(tracker, proposal.affair, _writing(proposal, now, new), did, now)
        claim = f"{proposal.affair}/{new[0].event}/{new[0].id}"
        _mark(desk, proposal, claim, now, by)
        return Accepted(number, claim, is_new=True)


def preview_of(tracker: Tracker, proposal: Proposal, now: datetime) -> Draft:
    """What accepting a proposal would write; nothing is changed. Raises as `accept`."""
    return draft_edit(tracker, proposal.affair, _writing(proposal, now, []))


def _writing(
    proposal: Proposal, now: datetime, new: list[NewClaim]
) -> Callable[[str, Affair], str]:
    """The edit that writes a proposal; `new` takes the claim as it was written."""

    def change(text: str, current: Affair) -> str:
        written = compose(current, statement_of(current, proposal), now, _today(current, now))
        new[:] = [written]
        return write_claim(text, written)

    return change


def _today(affair: Affair, now: datetime) -> date:
    return now.astimezone(ZoneInfo(affair.timezone)).date()


def _mark(
    desk: sqlite3.Connection, proposal: Proposal, claim: str, now: datetime, by: str | None
) -> None:
    event = claim.rsplit("/", 1)[0]
    with transaction(desk):
        if proposal.event != event:
            proposals.change(desk, proposal.id, event=event)
        proposals.decide(desk, proposal.id, "accepted", _instant(now), by, claim=claim)


def _instant(now: datetime) -> str:
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def amend(
    tracker: Tracker,
    desk: sqlite3.Connection,
    number: int,
    changes: Changes,
    now: datetime,
    by: str | None = None,
) -> Proposal:
    """Change what an open proposal says, and work its effect out anew.

    Raises UsageError if it was decided, or names an affair's event in a way that no id is written.
    """
    with transaction(desk):
        proposal = proposals.get(desk, number)
        if proposal.state not in ("open", "rejected"):
            raise UsageError(f"Proposal {number} was {proposal.state}; undo that to change it.")
        amended = changed(tracker, proposal, changes, now)
        names = (*changes, "event", "title", "effect", "effect_parts")
        columns = {name: getattr(amended, name) for name in names}
        note_edit(desk, number, (*names, "decided_by"))
        proposals.change(desk, number, **columns, decided_by=by or "an editor")
    return proposals.get(desk, number)


def changed(tracker: Tracker, proposal: Proposal, changes: Changes, now: datetime) -> Proposal:
    """A proposal as it would be with some changes, its effect worked out anew; nothing is stored.

    Raises UsageError if an event is named in a way that no id is written.
    """
    record = read_record(tracker, proposal.affair)
    wanted = dict(changes)
    if wanted.get("event"):
        wanted |= _of_event(record.affair, str(wanted["event"]), wanted)
    amended = replace(proposal, **wanted)  # type: ignore[arg-type]  # names as in the value
    today = _today(record.affair, now)
    return effect_of(record.affairs, amended, max(today, amended.known or today))


def _of_event(affair: Affair, name: str, wanted: Changes) -> dict[str, object]:
    """The columns that an event's name gives: of one that is there, or of a new one."""
    full = name if "/" in name else f"{affair.id}/{name}"
    if full != f"{affair.id}/{slug(full.split('/', 1)[1])}":
        raise UsageError(
            f"{name!r} is no id of an event of {affair.id}; write it as {slug(name)}, and the title"
            " with --title."
        )
    held = next((event for event in affair.events if event.id == full), None)
    if held is not None:
        return {"event": full, "title": held.title}
    return {"event": full, "title": str(wanted.get("title") or name.replace("-", " "))}


def reject(
    desk: sqlite3.Connection,
    number: int,
    now: datetime,
    by: str | None = None,
    why: str | None = None,
) -> Proposal:
    """Turn a proposal down for good: the same claim is not proposed again.

    Raises UsageError if it was accepted or attached.
    """
    with transaction(desk):
        proposal = proposals.get(desk, number)
        if proposal.state in ("accepted", "attached"):
            raise UsageError(f"Proposal {number} was {proposal.state}; undo that first.")
        if proposal.state == "open":
            proposals.decide(desk, number, "rejected", _instant(now), by, why)
    return proposals.get(desk, number)


def attach(
    tracker: Tracker,
    desk: sqlite3.Connection,
    number: int,
    target: str,
    now: datetime,
    by: str | None = None,
) -> Proposal:
    """Make a proposal one more outlet of a claim (`event/claim`), or of another proposal (its
    number). A claim's note then says where else it was read.

    Raises UsageError if there is no such target, or the proposal was decided.
    """
    if target.isdecimal():
        return _attach_to_proposal(desk, number, int(target), now, by)
    with writer(tracker):
        proposal = proposals.get(desk, number)
        _refuse_decided(proposal)
        record = read_record(tracker, proposal.affair)
        claim = _claim(record.affair, target)
        outlets = [one for one in proposal.sources if also_read(one) not in (claim.note or "")]
        if outlets:
            edit_as_writer(
                tracker,
                proposal.affair,
                lambda text, _affair: _noted(text, claim, outlets),
                f"attach proposal {number} to {claim.id}",
                now,
            )
        with transaction(desk):
            proposals.decide(desk, number, "attached", _instant(now), by, claim=claim.id)
    return proposals.get(desk, number)


def _refuse_decided(proposal: Proposal) -> None:
    if proposal.state != "open":
        raise UsageError(f"Proposal {proposal.id} was {proposal.state}; undo that first.")


def _attach_to_proposal(
    desk: sqlite3.Connection, number: int, target: int, now: datetime, by: str | None
) -> Proposal:
    with transaction(desk):
        proposal, other = proposals.get(desk, number), proposals.get(desk, target)
        _refuse_decided(proposal)
        if number == target or other.affair != proposal.affair:
            raise UsageError(f"Proposal {number} can be attached to another one of its affair.")
        for one in proposal.sources:
            proposals.add_sighting(desk, target, one, _instant(now))
        proposals.decide(
            desk, number, "attached", _instant(now), by, f"{_TO_PROPOSAL}{target}", other.claim_id
        )
    return proposals.get(desk, number)


def _claim(affair: Affair, target: str) -> Claim:
    wanted = target.removeprefix(f"{affair.id}/")
    for event in affair.events:
        for claim in event.claims:
            if f"{event.slug}/{claim.slug}" == wanted:
                return claim
    raise UsageError(
        f"{affair.id} has no claim {target!r}; write EVENT/CLAIM as `bywhen history` shows it,"
        " or the number of another proposal."
    )


def _noted(text: str, claim: Claim, outlets: Sequence[Sighting]) -> str:
    named = "; ".join(also_read(one) for one in outlets)
    note = f"{claim.note.rstrip()} " if claim.note else ""
    event = claim.event.split("/", 1)[1]
    return save.update_claim(text, event, claim.slug, {"note": f"{note}Also read at {named}."})


def undo(tracker: Tracker, desk: sqlite3.Connection) -> str:
    """Take the last thing back that a person did here: a decision, with its edit of the record, or
    a change of what a proposal says. What it was, in words.

    Changes made on the way to an acceptance are a step of their own. Raises UsageError if there is
    nothing, or if the record was edited since.
    """
    with writer(tracker):
        decided = [one for one in proposals.listed(desk, None) if one.decision]
        last = max(decided, key=lambda one: one.decision or 0, default=None)
        edit = last_edit(desk)
        if edit is not None and (last is None or edit.decision > (last.decision or 0)):
            return _undo_change(desk, edit)
        if last is None:
            raise UsageError("Nothing was decided yet; there is nothing to undo.")
        if last.claim_id is not None and _is_in_record(tracker, last):
            _undo_edit(tracker, last)
        with transaction(desk):
            _hand_back(desk, last)
            by = last.decided_by or "an editor" if has_edits(desk, last.id) else None
            proposals.decide(desk, last.id, "open", None, by)  # what a person wrote stays theirs
        return f"proposal {last.id} was {last.state}: {last.title}: {claim_words(last)}"


def _undo_change(desk: sqlite3.Connection, edit: Edit) -> str:
    changed_to = claim_words(proposals.get(desk, edit.proposal))
    with transaction(desk):
        take_back(desk, edit)
    now = proposals.get(desk, edit.proposal)
    return f"proposal {now.id} was changed to {changed_to}; it says {claim_words(now)} again"


def _hand_back(desk: sqlite3.Connection, proposal: Proposal) -> None:
    """Of one that was attached to another: the outlets that this one had not before."""
    other = (proposal.decided_why or "").removeprefix(_TO_PROPOSAL)
    if proposal.state == "attached" and other.isdecimal() and proposal.decided_at:
        urls = [one.url for one in proposal.sources]
        proposals.remove_sightings(desk, int(other), urls, proposal.decided_at)


def _is_in_record(tracker: Tracker, proposal: Proposal) -> bool:
    """True if the decision edited the record and the edit is still there."""
    affair = read_record(tracker, proposal.affair).affair
    claims = {claim.id: claim for event in affair.events for claim in event.claims}
    claim = claims.get(proposal.claim_id or "")
    if claim is None:
        return False
    if proposal.state == "accepted":
        return True
    return any(also_read(one) in (claim.note or "") for one in proposal.sources)


def _undo_edit(tracker: Tracker, proposal: Proposal) -> None:
    verb = "accept" if proposal.state == "accepted" else "attach"
    last = next(iter(entries(tracker)), None)
    if last is None or not last.did.startswith(f"{verb} proposal {proposal.id}"):
        raise UsageError(
            f"The record was edited since proposal {proposal.id} was {proposal.state}"
            f" ({last.did if last else 'its edit is no longer kept'});"
            f" take {proposal.claim_id} out by hand, or undo the later edits first (bywhen undo)."
        )
    undo_as_writer(tracker)


def reopen_lost(tracker: Tracker, desk: sqlite3.Connection) -> list[int]:
    """Reopen what was accepted and is no longer in the record, after `bywhen undo`."""
    reopened = []
    claims: dict[str, set[str]] = {}
    if any(one.claim_id for one in proposals.listed(desk, "accepted")):
        for affair in load_or_raise(tracker).affairs:
            claims[affair.id] = {claim.id for event in affair.events for claim in event.claims}
    with transaction(desk):
        for one in proposals.listed(desk, "accepted"):
            if one.claim_id not in claims.get(one.affair, set()):
                proposals.decide(desk, one.id, "open", None)
                reopened.append(one.id)
    return reopened


def refresh(
    desk: sqlite3.Connection, record: Record, now: datetime, numbers: Sequence[int] | None = None
) -> None:
    """Work out anew what open proposals of an affair would do to the record as it is now."""
    today = _today(record.affair, now)
    with transaction(desk):
        for one in proposals.listed(desk, "open", record.affair.id):
            if numbers is not None and one.id not in numbers:
                continue
            now_so = effect_of(record.affairs, one, max(today, one.known or today))
            if now_so != one:
                parts = now_so.effect_parts
                proposals.change(desk, one.id, effect=now_so.effect, effect_parts=parts)
