"""The whole record, or one text: its affairs and all its faults in one run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bywhen.errors import Fault, RecordError
from bywhen.record.affairs import Loaded, read_file
from bywhen.record.bytes import LARGEST_FILE, too_large
from bywhen.record.links import check_links
from bywhen.timetable.claims import Affair
from bywhen.tracker import Tracker, record_digest

__all__ = ["LoadResult", "load", "load_or_raise", "load_text"]


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What reading the record gave.

    `affairs` are those without faults, in the order of their files; `faults` all faults and
    warnings by file and line; `digest` names the bytes that were read (see `Tracker.digest`).
    """

    affairs: tuple[Affair, ...]
    faults: tuple[Fault, ...]
    digest: str

    @property
    def errors(self) -> tuple[Fault, ...]:
        """The faults that make `check` fail."""
        return tuple(fault for fault in self.faults if not fault.warning)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """The faults that do not."""
        return tuple(fault for fault in self.faults if fault.warning)


def load(tracker: Tracker) -> LoadResult:
    """Read every file of the record. Raises TrackerError if events/ itself cannot be listed."""
    return _result(_read_all(tracker), tracker.refused_files(), whole_record=True)


def load_or_raise(tracker: Tracker) -> LoadResult:
    """As `load`, for who needs the whole record. Raises RecordError with all faults."""
    result = load(tracker)
    if result.errors:
        raise RecordError(result.errors)
    return result


def load_text(text: str | bytes, path: str) -> LoadResult:
    """Read one file of the record from its text; ids of other affairs are taken on trust.

    >>> load_text("affair: a", "events/b.yml").faults[0].message
    'affair needs `title`.'
    """
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    name = PurePosixPath(path).name
    return _result([(name, _sha256(raw), read_file(raw, path))], (), whole_record=False)


def _read_all(tracker: Tracker) -> Iterator[tuple[str, bytes, Loaded]]:
    for path in tracker.record_files():
        relative = tracker.relative(path)
        try:
            digest, loaded = _read(path, relative)
        except OSError as error:
            fault = Fault(relative, 0, f"the file cannot be read: {error.strerror}.")
            digest, loaded = b"", Loaded(relative, faults=[fault])
        yield path.name, digest, loaded


def _read(path: Path, relative: str) -> tuple[bytes, Loaded]:
    with path.open("rb") as stream:
        raw = stream.read(LARGEST_FILE + 1)
        if len(raw) <= LARGEST_FILE:
            return _sha256(raw), read_file(raw, relative)
        stream.seek(0)  # never held in memory as a whole
        digest = hashlib.file_digest(stream, "sha256").digest()
        fault = Fault(relative, 0, *too_large(stream.tell()))
    return digest, Loaded(relative, faults=[fault])


def _sha256(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def _result(
    files: Iterator[tuple[str, bytes, Loaded]] | list[tuple[str, bytes, Loaded]],
    refused: Sequence[Fault],
    whole_record: bool,
) -> LoadResult:
    digests, loadeds = [], []
    for name, digest, loaded in files:
        digests.append((name, digest))
        loadeds.append(loaded)
    check_links(loadeds, whole_record)
    faults = [*refused, *(fault for loaded in loadeds for fault in loaded.faults)]
    faults.sort(key=lambda fault: (fault.path, fault.line))
    return LoadResult(
        affairs=tuple(
            loaded.affair for loaded in loadeds if loaded.affair is not None and loaded.is_good
        ),
        faults=tuple(dict.fromkeys(faults)),
        digest=record_digest(digests),
    )
