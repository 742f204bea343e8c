"""Installed into somebody's Datasette: quiet, and at work only in the databases that it built."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from tests.publish.site import AFFAIR, ROOT, Site


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A database of somebody's own, with columns that are named like ours."""
    path = tmp_path / "theirs.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("""
            create table notes (id integer primary key, title text, net_slip integer, status text,
              phrase text, event text);
            insert into notes values (1, 'one "two three', 15, 'met', 'by June', 'a/b');
            create virtual table notes_fts using fts5(title, content="notes");
            insert into notes_fts(notes_fts) values ('rebuild');
        """)
    return path


@pytest.fixture
def ours(flagship: Path, tmp_path: Path) -> Path:
    """Our database under another name."""
    path = tmp_path / "plan.db"
    path.write_bytes(flagship.read_bytes())
    return path


def test_home_and_other_databases_are_left_alone(
    guest: Callable[..., Site], theirs: Path, ours: Path
) -> None:
    site = guest([theirs, ours])
    home = site.get("/")
    assert "theirs" in home.text
    assert "bywhen" not in home.text
    assert "content-security-policy" not in home.headers
    table = site.get("/theirs/notes")
    assert "bw-" not in table.text
    assert "bywhen" not in table.text
    assert "<q" not in table.text
    assert site.get("/-/versions.json").status == 200


def test_search_elsewhere_stays_datasettes_own(guest: Callable[..., Site], theirs: Path) -> None:
    site = guest([theirs])
    found = site.get(f"/theirs/notes.json?_search={quote('two three')}&_shape=array").json()
    assert [row["id"] for row in found] == [1]


def test_our_database_is_known_under_any_name(
    guest: Callable[..., Site], theirs: Path, ours: Path
) -> None:
    site = guest([theirs, ours])
    table = site.get(f"/plan/slippage?affair={AFFAIR}&_sort_desc=net_slip")
    assert 'class="bw-slip bw-later"' in table.text
    assert f"/plan/events/{AFFAIR}~2Fkyiv-agrees" in table.text
    found = site.get(f"/plan/claims.json?_search={quote('感恩')}&_shape=array").json()
    assert [row["id"] for row in found] == [f"{AFFAIR}/kyiv-agrees/s1"]
    (affair,) = site.get("/-/affairs.json").json()["affairs"]
    assert affair["database"] == "plan"
    board = site.get("/-/affairs").text
    assert f"/-/affairs/{AFFAIR}/event/kyiv-agrees" in board
    assert "/plan/history" in board


def test_home_is_ours_only_where_they_say_so(guest: Callable[..., Site], ours: Path) -> None:
    plain = guest([ours])
    assert "What is due" not in plain.get("/").text
    asked = guest([ours], metadata={"plugins": {"bywhen": {"home": True}}})
    assert "What is due" in asked.get("/").text
    unsure = guest([ours], metadata={"plugins": {"bywhen": {"home": "yes"}}})
    assert "What is due" not in unsure.get("/").text


def tracker_folder(root: Path, flagship: Path) -> Path:
    """A tracker's root as git has it, for `datasette .`."""
    for name in ("metadata.yml", "settings.json", "datasette.yaml"):
        shutil.copy(ROOT / name, root / name)
    shutil.copy(flagship, root / "tracker.db")
    return root


def test_datasette_in_a_trackers_root_is_dressed(flagship: Path, tmp_path: Path) -> None:
    site = Site(Datasette([], config_dir=tracker_folder(tmp_path, flagship)))
    try:
        assert "What is due" in site.get("/").text
        for page in ("/tracker", "/tracker/slippage", "/tracker/timeline?_size=1"):
            shown = site.get(page).text
            assert '<html lang="en">' in shown
            assert "bw-dressed" in shown
            assert 'class="bw-skip"' in shown
    finally:
        site.close()


def test_templates_of_the_tracker_go_before_ours(flagship: Path, tmp_path: Path) -> None:
    root = tracker_folder(tmp_path, flagship)
    (root / "templates").mkdir()
    (root / "templates" / "base.html").write_text("THEIRS {% block content %}{% endblock %}")
    site = Site(Datasette([], config_dir=root))
    try:
        assert site.get("/tracker/slippage").text.startswith("THEIRS")
    finally:
        site.close()


def test_a_guest_leaves_the_base_page_alone(
    guest: Callable[..., Site], theirs: Path, ours: Path
) -> None:
    site = guest([theirs, ours])
    for page in ("/theirs/notes", "/plan/slippage", "/plan"):
        assert "bw-dressed" not in site.get(page).text


def test_a_build_shows_in_their_instance_too(
    guest: Callable[..., Site], theirs: Path, ours: Path, tmp_path: Path
) -> None:
    site = guest([theirs, ours])
    site.get("/plan/affairs")
    fresh = tmp_path / "fresh"
    fresh.write_bytes(ours.read_bytes())
    with closing(sqlite3.connect(fresh)) as connection, connection:
        connection.execute("update affairs set title = 'Renamed'")
    fresh.replace(ours)
    assert "Renamed" in site.get("/plan/affairs").text
    assert site.get("/theirs/notes").status == 200


@pytest.mark.parametrize("level", ["instance", "database", "table"])
def test_their_permissions_hold_on_our_pages(
    guest: Callable[..., Site], ours: Path, level: str
) -> None:
    denied = {"allow": {"id": "root"}}
    metadata = {
        "instance": denied,
        "database": {"databases": {"plan": denied}},
        "table": {"databases": {"plan": {"tables": {"claims": denied}}}},
    }[level]
    site = guest([ours], metadata=metadata)
    for path in ("/-/affairs", "/-/affairs.json"):
        answer = site.get(path)
        assert answer.status == 403
        assert "Kyiv" not in answer.text


def test_no_tracker_at_all(guest: Callable[..., Site], theirs: Path) -> None:
    site = guest([theirs])
    assert site.get("/-/affairs.json").json()["affairs"] == []
    assert "bywhen build" in site.get("/-/affairs").text


def test_pages_of_an_affair_work_under_any_database_name(
    guest: Callable[..., Site], theirs: Path, ours: Path
) -> None:
    site = guest([theirs, ours])
    base = f"/-/affairs/{AFFAIR}"
    for page in ("/", "/timeline", "/countdown", "/diff", "/corrections", "/event/kyiv-agrees"):
        answer = site.get(f"{base}{page}")
        assert answer.status == 200, page
        assert "/plan" in answer.text
        assert site.get(f"{base}{page.rstrip('/')}.json").status == 200, page
    assert site.get(f"{base}/review").status == 403
    assert 'href="/-/affairs"' in site.get(f"{base}/").text  # / is theirs
