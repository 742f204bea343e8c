"""Datasette's own tables and views: words, facets, sort, links, search; the same on both versions."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from datasette.app import Datasette

from bywhen.publish.metadata import tables
from bywhen.store.schema import PUBLIC_VIEWS
from tests.publish.site import AFFAIR, ROOT, Answer, Site, open_site

TABLES = tables()
BEHIND = {"today", "event_now", "milestone_now", "promise_now"}
SHOWN = sorted(name for name, words in TABLES.items() if not words.get("hidden"))


@pytest.fixture(scope="module")
def dressed(flagship: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The flagship with the metadata.yml and settings.json of the repository."""
    root = tmp_path_factory.mktemp("dressed")
    for name in ("metadata.yml", "settings.json"):
        shutil.copy(ROOT / name, root / name)
    shutil.copy(flagship, root / "tracker.db")
    site = open_site(root / "tracker.db")
    yield site
    site.close()


def test_every_table_and_view_has_words(dressed: Site) -> None:
    page = dressed.get("/tracker")
    listed = set(re.findall(r'<a href="/tracker/(\w+)"', page.text))
    assert listed >= set(SHOWN)
    assert {name for name in listed if not name.endswith("_fts")} <= set(TABLES)
    assert not listed & {"clock", "meta", "zone_transitions"}
    assert not listed & BEHIND


def test_views_that_others_rest_on_are_not_listed(dressed: Site) -> None:
    listed = {view["name"] for view in dressed.get("/tracker.json").json()["views"]}
    assert listed == set(PUBLIC_VIEWS)


def test_views_that_others_rest_on_still_answer(dressed: Site) -> None:
    assert dressed.get("/tracker/event_now.json?_shape=array").json()


@pytest.mark.parametrize("name", SHOWN)
def test_table_page_says_what_it_and_each_column_is(dressed: Site, name: str) -> None:
    page = dressed.get(f"/tracker/{name}?_size=1")
    assert page.status == 200
    assert TABLES[name]["description"] in page.words
    described = re.findall(r"<dt>(\w+)</dt>\s*<dd>", page.text)
    assert sorted(described) == sorted(TABLES[name]["columns"])  # 1.0 sorts them
    columns = dressed.get(f"/tracker/{name}.json?_size=1&_shape=array&_nl=on").text
    if columns.strip():
        assert set(json.loads(columns.splitlines()[0])) - {"rowid"} == set(described)


@pytest.mark.parametrize("name", [name for name in SHOWN if "facets" in TABLES[name]])
def test_facets_are_shown(dressed: Site, name: str) -> None:
    page = dressed.get(f"/tracker/{name}").text
    facets = re.findall(r'data-column="([^"]+)"', page)
    found = (
        set(facets)
        | set(re.findall(r"facet-(\w+)", page))
        | set(re.findall(r"<strong>(\w+)", page))
    )
    assert set(TABLES[name]["facets"]) <= found


@pytest.mark.parametrize(
    ("name", "column", "descending"),
    [
        ("claims", "known", True),
        ("slippage", "net_slip", True),
        ("countdown", "due_to", False),
        ("history", "known", True),
        ("sources", "published", True),
    ],
)
def test_rows_come_in_a_useful_order(
    dressed: Site, name: str, column: str, descending: bool
) -> None:
    rows = dressed.get(f"/tracker/{name}.json?_shape=array&_size=max").json()
    values = [row[column] for row in rows if row[column] is not None]
    assert len(values) > 3
    assert values == sorted(values, reverse=descending)


def test_no_facets_are_suggested(dressed: Site) -> None:
    assert "suggested-facets" not in dressed.get("/tracker/claims").text


def cells(page: Answer, column: str) -> list[str]:
    found = re.findall(rf'<td class="col-{column} [^"]*"[^>]*>(.*?)</td>', page.text, re.DOTALL)
    return [cell.strip() for cell in found]


DRESSED = [
    ("slippage", "net_slip", '<span class="bw-slip bw-later">+215 d</span>'),
    ("slippage", "event", f'<a href="/tracker/events/{AFFAIR}~2Fkyiv-agrees"><bdi>kyiv-agrees</bdi></a>'),
    ("slippage", "due_to", '<time datetime="2026-06-30" class="bw-day">30 Jun 2026</time>'),
    ("timeline", "earliest", '<span class="bw-open">open</span>'),
    ("timeline", "phrase", '<q lang="zh-Hant">未來幾天</q>'),
    ("timeline", "is_milestone", "<bdi>yes</bdi>"),
    ("history", "claim", f'<a href="/tracker/claims/{AFFAIR}~2Fkyiv-agrees~2Fs3"><bdi>s3</bdi></a>'),
    ("history", "move", '<span class="bw-slip bw-later">+8 d</span>'),
    ("history", "notice", '<span class="bw-days">10 d</span>'),
    ("promises", "notice", '<span class="bw-days">\N{MINUS SIGN}44 d</span>'),
    ("promises", "verdict", "pulled in"),
    ("claims", "phrase", '<q lang="en">do everything by June</q>'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "column", "cell"), DRESSED)
def test_cells_are_dressed(dressed: Site, name: str, column: str, cell: str) -> None:
    assert cell in cells(dressed.get(f"/tracker/{name}?_size=max"), column)


def test_status_is_a_glyph_and_a_word(dressed: Site) -> None:
    (cell, *_) = cells(dressed.get("/tracker/timeline?event__endswith=war-ends"), "status")
    assert re.fullmatch(
        r'<span class="bw-status bw-\w+"><span aria-hidden="true">.</span> [a-z ]+</span>', cell
    )


def test_foreign_keys_are_links_with_labels(dressed: Site) -> None:
    page = dressed.get(f"/tracker/claims?event={AFFAIR}/war-ends")
    assert f'<a href="/tracker/events/{AFFAIR}~2Fwar-ends">The war ends</a>' in page.text


def test_data_stays_data(dressed: Site) -> None:
    """Only HTML is dressed: JSON and CSV give the values."""
    path = f"/tracker/slippage.%s?event={AFFAIR}/kyiv-agrees"
    assert dressed.get(path % "json" + "&_shape=array").json()[0]["net_slip"] == 215
    assert ",215," in dressed.get(path % "csv").text


SEARCHES = [
    ("感恩", ["kyiv-agrees/s1"]),
    ("選舉", ["elections/l1"]),
    ('"by Christmas"', ["kyiv-agrees/s5"]),
    ('"Christmas by"', []),
    ("christmas", ["kyiv-agrees/s5"]),
    ('unbalanced "christmas', ["kyiv-agrees/s5"]),
    ("christmas AND (", ["kyiv-agrees/s5"]),
    ("phrase:christmas", []),
    ("*", []),
    ('"', []),
    ("NEAR(", []),
    ("'; drop table claims --", []),
]


@pytest.mark.parametrize(("asked", "found"), SEARCHES)
def test_search_box_finds(dressed: Site, asked: str, found: list[str]) -> None:
    answer = dressed.get(f"/tracker/claims.json?_search={quote(asked)}&_shape=array")
    assert answer.status == 200
    ids = [row["id"].partition("/")[2] for row in answer.json()]
    if asked.startswith(("unbalanced", "christmas AND")):
        assert ids in ([], found)  # every word must occur
    else:
        assert ids == found


def test_public_views_are_there(dressed: Site) -> None:
    for name in PUBLIC_VIEWS:
        assert dressed.get(f"/tracker/{name}.json?_size=1").status == 200


@pytest.fixture
def folder(dressed: Site, tmp_path: Path) -> Path:
    """A copy of the repository's root, with what lies about in it."""
    for name in ("metadata.yml", "settings.json", "datasette.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    source = Path(dressed.datasette.get_database("tracker").path)
    shutil.copy(source, tmp_path / "tracker.db")
    (tmp_path / "var").mkdir()
    shutil.copy(source, tmp_path / "var" / "desk.db")
    return tmp_path


def test_datasette_in_the_folder_shows_the_same(folder: Path) -> None:
    """What `datasette .` makes of it."""
    site = Site(Datasette([], config_dir=folder))
    try:
        assert "What is due" in site.get("/").text
        page = site.get("/tracker/slippage").text
        assert TABLES["slippage"]["description"] in page
        assert 'class="bw-slip bw-later"' in page
        databases = site.get("/-/databases.json").json()
        listed = databases["databases"] if isinstance(databases, dict) else databases
        assert [one["name"] for one in listed] == ["tracker"]
        wanted = json.loads((ROOT / "settings.json").read_text(encoding="utf-8"))
        settings = site.get("/-/settings.json").json()
        assert {name: settings[name] for name in wanted} == wanted
    finally:
        site.close()


def test_datasettes_own_command_starts_in_the_folder(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "datasette", ".", "--get", "/"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "What is due" in done.stdout


def test_nothing_in_the_root_is_taken_for_datasettes() -> None:
    assert not [name for name in ("plugins", "templates", "static") if (ROOT / name).exists()]
