"""Locks that wait, and files that take another's place."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bywhen.tracker.disk import is_forbidden, is_full, lock_within, put_in_place, sync


@contextmanager
def opened(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        yield handle
    finally:
        os.close(handle)


def test_a_lock_is_held_by_one_and_ends_with_its_file(tmp_path: Path) -> None:
    with opened(tmp_path / "lock") as second:
        with opened(tmp_path / "lock") as first:
            assert lock_within(first, 0)
            assert not lock_within(second, 0)
        assert lock_within(second, 0)


def test_a_file_takes_the_place_of_another_whole(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("old")
    new.write_text("new")
    with old.open() as reading:
        sync(new)
        put_in_place(new, old)
        assert reading.read() == "old", "who reads the old one reads on"
    assert (old.read_text(), new.exists()) == ("new", False)


@pytest.mark.parametrize(
    ("code", "full", "forbidden"),
    [
        (errno.ENOSPC, True, False),
        (errno.EDQUOT, True, False),
        (errno.EFBIG, True, False),
        (errno.EACCES, False, True),
        (errno.EPERM, False, True),
        (errno.EROFS, False, True),
        (errno.EIO, False, False),
    ],
    ids=lambda value: errno.errorcode.get(value) if value > 1 else str(value),
)
def test_kind_of_trouble(code: int, full: bool, forbidden: bool) -> None:
    error = OSError(code, os.strerror(code))
    assert (is_full(error), is_forbidden(error)) == (full, forbidden)
