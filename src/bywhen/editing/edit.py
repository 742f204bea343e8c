"""One edit of the record: checked, journalled, written, and taken into tracker.db.

While tracker.db is that of the record, the record is known to be good, and only the affair that is
edited, with those whose dates hang together with it, is read. Else the whole record is.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from bywhen.editing import journal
from bywhen.editing.files import refuse_links, refuse_read_only, replace_file, writer
from bywhen.errors import BusyError, Fault, RecordError, StaleError, TrackerError, UsageError
from bywhen.record import LoadResult, load_or_raise, load_text
from bywhen.store.apply import apply_affair, kin_of
from bywhen.store.build import build
from bywhen.store.read import open_readonly
from bywhen.timetable.claims import Affair, Event
from bywhen.timetable.history import replay
from bywhen.tracker import Tracker, record_digest

__all__ = [
    "Draft",
    "Record",
    "apply_edit",
    "claim_ids",
    "draft_edit",
    "edit_as_writer",
    "event_ids",
    "read_record",
    "undo_as_writer",
    "undo_last",
]


@dataclass(frozen=True, slots=True)
class Record:
    """As much of the record as an edit of one affair needs: its family, itself first."""

    file: Path
    before: bytes
    affairs: tuple[Affair, ...]
    digests: Mapping[str, bytes]
    is_built: bool  # tracker.db is that of the record

    @property
    def affair(self) -> Affair:
        """The affair to be edited."""
        return self.affairs[0]

    @property
    def digest(self) -> str:
        """The digest of the whole record as it was read."""
        return record_digest(self.digests.items())


@dataclass(frozen=True, slots=True)
class Draft:
    """An edit that was checked and not yet written; `affairs` is the family with it."""

    record: Record
    after: bytes
    affairs: tuple[Affair, ...]

    @property
    def digest(self) -> str:
        """The digest of the whole record with the edit."""
        changed = {self.record.file.name: hashlib.sha256(self.after).digest()}
        return record_digest({**self.record.digests, **changed}.items())


def event_ids(tracker: Tracker) -> list[str]:
    """The full ids of all events, from tracker.db where it is of this record.

    Raises RecordError if it is not and the record has faults, BusyError if it is locked.
    """
    return _ids(tracker, "SELECT id FROM events", lambda event: [event.id])


def claim_ids(tracker: Tracker) -> list[str]:
    """The full ids of all claims, as `event_ids`."""
    return _ids(
        tracker, "SELECT id FROM claims", lambda event: [claim.id for claim in event.claims]
    )


def _ids(tracker: Tracker, query: str, of_event: Callable[[Event], list[str]]) -> list[str]:
    try:
        with closing(open_readonly(tracker.database, tracker.digest())) as connection:
            return [row[0] for row in connection.execute(query)]
    except BusyError:
        raise
    except TrackerError:
        events = (event for affair in load_or_raise(tracker).affairs for event in affair.events)
        return [name for event in events for name in of_event(event)]


def read_record(tracker: Tracker, affair: str) -> Record:
    """Read an affair and its family.

    Raises UsageError if there is no such affair, RecordError if the record has faults.
    """
    paths = tracker.record_files()
    digests = {path.name: _sha256(path) for path in paths}
    linked = _linked(tracker, affair, record_digest(digests.items()))
    if linked is None:
        return _read_all(tracker, affair, digests)
    files = {path.stem: path for path in paths}
    before = files[affair].read_bytes()
    affairs = list(_loaded(before, tracker.relative(files[affair])).affairs)
    for name in linked:
        affairs += _loaded(files[name].read_bytes(), tracker.relative(files[name])).affairs
    return Record(files[affair], before, tuple(affairs), digests, is_built=True)


@lru_cache(maxsize=8)
def _loaded(content: bytes, path: str) -> LoadResult:
    """As `load_text`; an edit reads the same text when it is drafted and when it is made."""
    return load_text(content, path)


def _read_all(tracker: Tracker, affair: str, digests: Mapping[str, bytes]) -> Record:
    loaded = load_or_raise(tracker)
    if affair not in {one.id for one in loaded.affairs}:
        names = ", ".join(one.id for one in loaded.affairs) or "none"
        raise UsageError(f"There is no affair {affair!r}; there is {names}.")
    own = next(one for one in loaded.affairs if one.id == affair)
    file = tracker.root / own.path
    kin = kin_of(own, loaded.affairs)
    return Record(file, file.read_bytes(), (own, *kin), digests, is_built=False)


def _linked(tracker: Tracker, affair: str, digest: str) -> list[str] | None:
    """The other affairs of the family, from tracker.db; None if it is not of this record."""
    try:
        with closing(open_readonly(tracker.database, digest)) as connection:
            if not connection.execute("SELECT 1 FROM affairs WHERE id = ?", (affair,)).fetchone():
                return None
            return _family_in(connection, affair)
    except BusyError:
        raise
    except TrackerError:
        return None


def _family_in(connection: sqlite3.Connection, affair: str) -> list[str]:
    rows = connection.execute(
        "WITH RECURSIVE links(a, b) AS ("
        "  SELECT c.affair, e.affair FROM claims c JOIN events e ON e.id = c.anchor"
        "  WHERE c.anchor IS NOT NULL AND e.affair <> c.affair"
        "), both(a, b) AS (SELECT a, b FROM links UNION SELECT b, a FROM links),"
        " family(name) AS (SELECT ? UNION SELECT b FROM both JOIN family ON a = name)"
        " SELECT name FROM family",
        (affair,),
    )
    return sorted(name for (name,) in rows if name != affair)


def draft_edit(tracker: Tracker, affair: str, change: Callable[[str, Affair], str]) -> Draft:
    """Work an edit out without writing it.

    `change` makes the file's new text from its old one. Raises RecordError if the new text, or the
    record with it, has faults; and what `change` raises.
    """
    record = read_record(tracker, affair)
    after = change(record.before.decode(), record.affair).encode()
    if after == record.before:
        raise UsageError(f"{tracker.relative(record.file)} says so already; nothing was changed.")
    return _draft(tracker, record, after)


def _draft(tracker: Tracker, record: Record, after: bytes) -> Draft:
    path = tracker.relative(record.file)
    loaded = _loaded(after, path)
    if loaded.errors:
        raise RecordError(loaded.errors)
    others = list(record.affairs[1:])
    edited = loaded.affairs[0]
    known = {one.id for one in (edited, *others)}
    for anchor in sorted(_anchors(edited)):
        name = anchor.partition("/")[0]
        if name not in known:
            others += _family_of(tracker, name)
            known |= {one.id for one in others}
    affairs = (edited, *others)
    faults = _broken_links(affairs, path)
    if faults:
        raise RecordError(faults)
    return Draft(record, after, affairs)


def _family_of(tracker: Tracker, affair: str) -> Sequence[Affair]:
    try:
        return read_record(tracker, affair).affairs
    except UsageError:
        return ()  # told as an anchor to nothing


def _anchors(affair: Affair) -> set[str]:
    return {claim.anchor for event in affair.events for claim in event.claims if claim.anchor}


def _broken_links(affairs: Sequence[Affair], path: str) -> list[Fault]:
    events = {event.id for affair in affairs for event in affair.events}
    faults = [
        Fault(
            affair.path or path,
            claim.line,
            f"`after: {claim.anchor}` names an event that is not there.",
        )
        for affair in affairs
        for event in affair.events
        for claim in event.claims
        if claim.anchor is not None and claim.anchor not in events
    ]
    if not faults:
        try:
            replay(affairs)
        except ValueError:
            faults.append(
                Fault(path, 0, "the dates hang on each other in a circle.", "Cut it somewhere.")
            )
    return faults


def apply_edit(
    tracker: Tracker,
    affair: str,
    change: Callable[[str, Affair], str],
    did: str,
    at: datetime,
) -> Draft:
    """Make an edit: under the lock, from the file as it then is.

    `did` says what it does, `at` when. Raises what `draft_edit` raises, BusyError, TrackerError;
    nothing is changed then. If only tracker.db cannot be written, the edit stands and the error
    says so.
    """
    with writer(tracker):
        return edit_as_writer(tracker, affair, change, did, at)


def edit_as_writer(
    tracker: Tracker,
    affair: str,
    change: Callable[[str, Affair], str],
    did: str,
    at: datetime,
) -> Draft:
    """As `apply_edit`, for who holds the lock (`files.writer`) already."""
    draft = draft_edit(tracker, affair, change)
    _write(tracker, draft, did, at)
    _rebuild(tracker, draft)
    return draft


def _write(tracker: Tracker, draft: Draft, did: str, at: datetime) -> None:
    record = draft.record
    refuse_links(tracker, record.file)
    refuse_read_only(tracker, record.file)
    if record.file.read_bytes() != record.before:  # by a text editor, which asks for no lock
        raise BusyError(
            f"{tracker.relative(record.file)} was changed by another program just now; to keep"
            " that, nothing was written. Run this again."
        )
    entry = journal.remember(tracker, record.file, did, at, record.before, draft.after)
    try:
        replace_file(record.file, draft.after)
    except TrackerError:
        journal.drop(entry)
        raise


def _rebuild(tracker: Tracker, draft: Draft) -> None:
    try:
        if draft.record.is_built:
            apply_affair(
                tracker.database,
                draft.affairs[0],
                draft.affairs[1:],
                draft.digest,
                was=draft.record.digest,
            )
            return
    except StaleError:
        pass  # built anew below
    except TrackerError as error:
        raise _edit_stands(error) from error
    loaded = load_or_raise(tracker)
    try:
        build(tracker.database, loaded.affairs, loaded.digest)
    except TrackerError as error:
        raise _edit_stands(error) from error


def _edit_stands(error: TrackerError) -> TrackerError:
    return type(error)(f"The edit stands in events/, but tracker.db was not brought up: {error}")


def undo_last(tracker: Tracker) -> str:
    """Take the last edit back; what it had done, in words.

    Raises UsageError if there is none or its file was changed since, RecordError if other affairs
    have come to hang on it; nothing is changed then.
    """
    with writer(tracker):
        return undo_as_writer(tracker)


def undo_as_writer(tracker: Tracker) -> str:
    """As `undo_last`, for who holds the lock already."""
    for entry in journal.entries(tracker):
        file = tracker.root / entry.file
        refuse_links(tracker, file)
        refuse_read_only(tracker, file)
        content = file.read_bytes() if file.exists() else None
        if content == entry.before.encode():
            journal.drop(entry)  # it was never made
            continue
        if not entry.is_applied_to(content):
            raise UsageError(
                f"{entry.file} was changed after the last edit ({entry.did}, {entry.at});"
                " to keep your change nothing was undone. Take the edit back by hand, or with"
                f" git; then remove var/undo/{entry.path.name}."
            )
        draft = _draft(tracker, read_record(tracker, file.stem), entry.before.encode())
        replace_file(file, draft.after)
        journal.drop(entry)
        _rebuild(tracker, draft)
        return entry.did
    raise UsageError("There is no edit to undo.")


def _sha256(path: Path) -> bytes:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()
