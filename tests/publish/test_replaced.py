"""A tracker.db that is replaced, damaged or removed while it is being served."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bywhen.publish import adapter
from bywhen.store.schema import SCHEMA_VERSION
from tests.publish.site import Answer, Site, build_tracker, rebuild

RECORD = """\
affair: talks
title: {title}
timezone: UTC
sources:
  s: {{publisher: Paper, published: 2025-11-20}}
events:
- id: signed
  title: The deal is signed
  claims:
  - {{id: a, by: 2025-11-27, issuer: X, source: s}}
"""
BOTH = pytest.mark.parametrize("public", [False, True], ids=["local", "public"])


def tracker(root: Path, title: str = "Before") -> Path:
    return build_tracker(root, talks=RECORD.format(title=title))


def titles(site: Site) -> tuple[str, str]:
    """The affair's title on our page and in Datasette's own JSON."""
    home = site.get("/-/affairs.json").json()["affairs"][0]["title"]
    table = site.get("/tracker/affairs.json?_shape=array").json()[0]["title"]
    return home, table


@BOTH
def test_a_build_shows_at_the_next_request(
    opened: Callable[..., Site], tmp_path: Path, public: bool
) -> None:
    site = opened(tracker(tmp_path), public=public)
    for title in ("Before", "After", "Later still"):
        tracker(tmp_path, title)
        assert titles(site) == (title, title)


@BOTH
def test_requests_under_way_are_answered(
    opened: Callable[..., Site], tmp_path: Path, public: bool
) -> None:
    """Many requests at once, a build in their midst: none fails, and all see one or the other."""
    site = opened(tracker(tmp_path), public=public)
    paths = ["/-/affairs.json", "/tracker/affairs.json?_shape=array", "/tracker/claims", "/"]

    async def many() -> list[Answer]:
        first = [asyncio.ensure_future(site.fetch(path)) for path in paths * 6]
        await asyncio.sleep(0)
        await asyncio.get_running_loop().run_in_executor(None, tracker, tmp_path, "After")
        second = [asyncio.ensure_future(site.fetch(path)) for path in paths * 6]
        return [await task for task in (*first, *second)]

    answers = site.do(many())
    assert {answer.status for answer in answers} == {200}
    for answer in answers[:24:4]:
        assert answer.json()["affairs"][0]["title"] in ("Before", "After")
    assert titles(site) == ("After", "After")


def test_old_files_are_given_back(opened: Callable[..., Site], tmp_path: Path) -> None:
    site = opened(tracker(tmp_path))
    site.get("/tracker/claims")
    old = site.datasette.get_database("tracker")
    name = "_all_connections" if adapter.AT_LEAST_1_0 else "_all_file_connections"
    connections = list(getattr(old, name))
    assert connections
    rebuild(tmp_path)
    site.get("/")
    for connection in connections:
        with pytest.raises(sqlite3.ProgrammingError):
            connection.execute("select 1")


def damage(path: Path) -> None:
    path.write_bytes(b"this is no database" * 100)


def another_version(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"pragma user_version = {SCHEMA_VERSION + 1}")


def somebody_elses(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table notes (id)")


WRONGS = [
    (damage, "cannot be read"),
    (another_version, "was built by another version of bywhen"),
    (somebody_elses, "is not a tracker's database"),
    (Path.unlink, "is gone"),
]


@BOTH
@pytest.mark.parametrize(
    ("harm", "words"), WRONGS, ids=lambda value: getattr(value, "__name__", "")
)
def test_bad_file_gives_a_clear_page(
    opened: Callable[..., Site],
    tmp_path: Path,
    public: bool,
    harm: Callable[[Path], None],
    words: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    database = tracker(tmp_path)
    site = opened(database, public=public)
    assert site.get("/tracker/claims").status == 200
    harm(database)
    for path in ("/tracker", "/tracker/claims", "/tracker/claims.json", "/tracker.json"):
        answer = site.get(path)
        assert answer.status == 503
        assert words.replace("'", "&#39;") in answer.text or words in answer.text
        assert "Run bywhen build" in answer.text
        assert answer.headers["content-type"].startswith(
            "application/json" if path.endswith(".json") else "text/html"
        )
    home = site.get("/")
    assert home.status == 200
    assert words in home.words
    assert "Traceback" not in home.text
    assert "Traceback" not in "".join(capfd.readouterr())
    tracker(tmp_path, "Mended")
    assert titles(site) == ("Mended", "Mended")


def test_a_file_that_is_being_written_is_not_in_trouble(
    opened: Callable[..., Site], tmp_path: Path
) -> None:
    database = tracker(tmp_path)
    site = opened(database)
    site.get("/")
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("begin immediate")
        writer.execute("update affairs set title = 'In place'")
        assert site.get("/").status == 200
        writer.execute("commit")
    assert titles(site) == ("In place", "In place")
