"""One edited affair in place gives the rows of a full build, touching only what differs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bywhen.errors import BusyError, StaleError, TrackerError
from bywhen.store.apply import ApplyReport, apply_affair, kin_of
from bywhen.store.build import build
from bywhen.store.read import meta, open_readonly
from bywhen.store.writing import writing
from bywhen.timetable.claims import (
    Affair,
    Correction,
    Event,
    Issuer,
    Point,
    Rank,
    Source,
    Timetable,
)
from tests.store.databases import contents
from tests.store.test_build import beside, files_up_to
from tests.support.records import affair, day

WORDS = ("Title", "border", "基輔", "美國", "Washington")
ONE = """
event signed
 a by 2025-11-27 known=2025-11-20 tag=plan issuer=us
 b within 2025-11-27/2025-12-05 known=2025-11-23
 c withdrawn known=2025-11-25
event vote follows=signed
 a by P100D after=signed known=2025-11-20 tag=plan
 b by 2026-05-15 known=2026-02-11 retracted=2026-03-01
event free
 a by 2025-12-24 known=2025-11-22
 b happened 2025-12-26 known=2025-12-27
"""
OTHER = """
event opens
 a by P10D after=x/vote known=2025-12-01
 b by 2026-06-30 known=2026-01-10
"""


def _record() -> list[Affair]:
    issuers = (Issuer("us", "US administration", {"zh-Hant": "美國政府"}, ("White House",)),)
    return [
        replace(affair(ONE), issuers=issuers, sources=(Source("s", "Publisher"),)),
        affair(OTHER, "y", ()),
        affair("event alone\n a by 2025-12-24 known=2025-11-22", "z"),
    ]


Edit = Callable[[Affair], Affair]


def _on_event(slug: str, edit: Callable[[Event], Event]) -> Edit:
    def edited(record: Affair) -> Affair:
        events = [edit(one) if one.slug == slug else one for one in record.events]
        return replace(record, events=tuple(events))

    return edited


def _one_more_claim(event: Event) -> Event:
    last = event.claims[-1]
    slug = f"n{len(event.claims)}-{event.slug}"
    known = last.known + timedelta(3)
    return replace(
        event, claims=(*event.claims, replace(last, id=f"{event.id}/{slug}", known=known))
    )


def _renamed(event: Event) -> Event:
    return replace(event, title=f"{event.title} 基輔 border", titles={"zh-Hant": "邊境"})


def _without_last_claim(event: Event) -> Event:
    return replace(event, claims=event.claims[:-1])


def _deprecated(event: Event) -> Event:
    first = replace(event.claims[0], rank=Rank.DEPRECATED, why="misread", phrase="border")
    return replace(event, claims=(first, *event.claims[1:]))


def _inserted(record: Affair) -> Affair:
    name = f"{record.id}/new{len(record.events)}"
    model = record.events[0]
    claims = tuple(replace(one, id=f"{name}/{one.slug}", event=name) for one in model.claims)
    return replace(record, events=(replace(model, id=name, claims=claims), *record.events))


EDITS: dict[str, Edit] = {
    "one more claim": _on_event("signed", _one_more_claim),
    "a claim less": _on_event("signed", _without_last_claim),
    "a claim deprecated": _on_event("signed", _deprecated),
    "a claim on an event that hangs": _on_event("vote", _one_more_claim),
    "another title": _on_event("free", _renamed),
    "deciders": _on_event("signed", lambda event: replace(event, deciders=("us",))),
    "another zone for one event": _on_event(
        "free", lambda event: replace(event, timezone="Asia/Tokyo")
    ),
    "another zone": lambda record: replace(record, timezone="Europe/Paris"),
    "followed to a day": lambda record: replace(record, checked_through=day("2026-02-12")),
    "an event in front": _inserted,
    "an event less": lambda record: replace(
        record, events=tuple(one for one in record.events if one.slug != "free")
    ),
    "another name of an issuer": lambda record: replace(
        record, issuers=tuple(replace(one, name="Washington") for one in record.issuers)
    ),
    "another first timetable": lambda record: replace(record, timetables=record.timetables[::-1]),
    "one more timetable": lambda record: replace(
        record, timetables=(*record.timetables, Timetable(f"t{len(record.timetables)}", "Third"))
    ),
    "a correction": lambda record: replace(
        record,
        corrections=(
            *record.corrections,
            Correction(day("2026-03-01"), "x/signed/a", "by 1 Dec", "by 27 Nov", "misread"),
        ),
    ),
    "a point": lambda record: replace(
        record, points=(*record.points, Point("2025", "1", "border 基輔", event="x/signed"))
    ),
    "another source": lambda record: replace(record, sources=(Source("s", "Other"),)),
    "nothing": lambda record: record,
}


def _apply(path: Path, affairs: Sequence[Affair], edited: int, number: int) -> ApplyReport:
    one = affairs[edited]
    return apply_affair(path, one, kin_of(one, affairs), str(number), was=str(number - 1))


def _is_as_built(path: Path, affairs: Sequence[Affair], number: int) -> bool:
    full = path.with_name("full.db")
    build(full, affairs, str(number))
    return contents(path, WORDS) == contents(full, WORDS)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_gives_the_rows_of_a_full_build(tmp_path: Path, edit: Edit) -> None:
    path = tmp_path / "tracker.db"
    affairs = _record()
    build(path, affairs, "0")
    affairs[0] = edit(affairs[0])
    _apply(path, affairs, 0, 1)
    assert _is_as_built(path, affairs, 1)


@settings(deadline=None, max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 2)), max_size=8))
def test_any_edits_give_the_rows_of_a_full_build(edits: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tracker.db"
        affairs = _record()
        build(path, affairs, "0")
        for number, (edit, which) in enumerate(edits, 1):
            hung_on = edit == "an event less" and which == 0
            is_foreign = edit in ("a correction", "a point") and which
            if not (hung_on or is_foreign):
                affairs[which] = EDITS[edit](affairs[which])
            _apply(path, affairs, which, number)
        assert _is_as_built(path, affairs, len(edits))


@pytest.mark.parametrize(
    ("edit", "events"),
    [
        ("one more claim", ("x/signed", "x/vote", "y/opens")),
        ("a claim on an event that hangs", ("x/vote", "y/opens")),
        ("another title", ("x/free",)),
        ("an event in front", ("x/new3",)),
        ("a correction", ()),
        ("nothing", ()),
    ],
)
def test_only_the_events_it_bears_on_are_played_again(
    tmp_path: Path, edit: str, events: tuple[str, ...]
) -> None:
    path = tmp_path / "tracker.db"
    affairs = _record()
    build(path, affairs, "0")
    affairs[0] = EDITS[edit](affairs[0])
    report = _apply(path, affairs, 0, 1)
    assert report.events == events
    assert (report.deleted, report.inserted) != (0, 0) or edit == "nothing"


def test_a_new_affair_is_an_edit_too(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    affairs = _record()[1:]
    affairs[0] = affair("event opens\n b by 2026-06-30 known=2026-01-10", "y")
    build(path, affairs, "0")
    affairs.insert(0, _record()[0])
    _apply(path, affairs, 0, 1)
    assert _is_as_built(path, affairs, 1)


def test_kin_are_tied_by_anchors_in_any_number_of_steps() -> None:
    x, y, z = _record()
    far = affair("event far\n a by P1D after=y/opens known=2025-12-01", "far")
    assert [one.id for one in kin_of(x, [x, y, z, far])] == ["y", "far"]
    assert [one.id for one in kin_of(far, [x, y, z, far])] == ["x", "y"]
    assert kin_of(z, [x, y, z, far]) == []


def test_the_log_is_brought_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    x, y, _ = affairs = _record()
    build(path, affairs, "0")
    apply_affair(path, EDITS["another title"](x), [y], "1", was="0")
    assert beside(path) == {"tracker.db", "tracker.db.lock"}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.parametrize("is_reading", [False, True], ids=["open", "in the middle of a query"])
def test_a_reader_is_not_in_the_way(tmp_path: Path, is_reading: bool) -> None:
    path = tmp_path / "tracker.db"
    x, y, _ = affairs = _record()
    build(path, affairs, "0")
    with closing(sqlite3.connect(path)) as wal:  # as a former edit left it while others read
        wal.execute("PRAGMA journal_mode = WAL")
        with closing(open_readonly(path)) as reader:
            cursor = reader.execute("SELECT title FROM events")
            if is_reading:
                cursor.fetchone()
            apply_affair(path, EDITS["another title"](x), [y], "1", was="0")
            cursor.fetchall()
            titles = reader.execute("SELECT title FROM events").fetchall()
    assert ("Title of free 基輔 border",) in titles


@pytest.mark.parametrize(
    ("was", "key"),
    [("another record", None), ("0", "schema_version"), ("0", "bywhen_version"),
     ("0", "tzdata_version")],
)  # fmt: skip
def test_a_file_of_another_record_or_version_is_stale(
    tmp_path: Path, was: str, key: str | None
) -> None:
    path = tmp_path / "tracker.db"
    x, y, _ = affairs = _record()
    build(path, affairs, "0")
    if key:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("UPDATE meta SET value = 'other' WHERE key = ?", (key,))
    with pytest.raises(StaleError, match="bywhen build"):
        apply_affair(path, x, [y], "1", was=was)


def test_without_a_file_it_is_stale(tmp_path: Path) -> None:
    with pytest.raises(StaleError, match="bywhen build"):
        apply_affair(tmp_path / "tracker.db", _record()[2], [], "1", was="0")


def test_no_database_is_stale(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    path.write_bytes(b"no database at all" * 500)
    with pytest.raises(StaleError, match="bywhen build"):
        apply_affair(path, _record()[2], [], "1", was="0")


def test_it_waits_for_a_build(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    x, y, _ = affairs = _record()
    build(path, affairs, "0")
    with writing(path), pytest.raises(BusyError):
        apply_affair(path, x, [y], "1", was="0", wait_seconds=0)


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    x, y, _ = affairs = _record()
    build(path, affairs, "0")
    before = contents(path)
    long = EDITS["one more claim"](x)
    for _ in range(60):
        long = EDITS["one more claim"](long)
    with files_up_to(30_000), pytest.raises(TrackerError, match="Free some space"):
        apply_affair(path, long, [y], "1", was="0")
    assert contents(path) == before
    with closing(open_readonly(path, "0")) as connection:
        assert meta(connection)["record_digest"] == "0"
