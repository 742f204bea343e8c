"""`serve --public`: tracker.db alone, immutable; what a stranger could misuse is off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from bywhen.publish import adapter
from tests.publish.site import Site, open_site

SQL = quote("select 1 as one")
# Every way in which the two Datasettes let a reader send SQL.
FREE_SQL = [
    f"/tracker?sql={SQL}",
    f"/tracker.json?sql={SQL}",
    f"/tracker.csv?sql={SQL}",
    f"/tracker/-/query?sql={SQL}",
    f"/tracker/-/query.json?sql={SQL}",
    f"/tracker/-/query.csv?sql={SQL}",
    f"/tracker/claims?_where={quote('1=1')}",
    f"/tracker/claims.json?_where={quote('1=1')}",
]


@pytest.fixture(scope="module")
def public(flagship: Path) -> Iterator[Site]:
    site = open_site(flagship, public=True)
    yield site
    site.close()


@pytest.fixture(scope="module")
def public_with_sql(flagship: Path) -> Iterator[Site]:
    site = open_site(flagship, public=True, sql=True)
    yield site
    site.close()


def path_for_sql(suffix: str) -> str:
    """Where this Datasette answers SQL."""
    return f"/tracker/-/query{suffix}" if adapter.AT_LEAST_1_0 else f"/tracker{suffix}"


@pytest.mark.parametrize("path", FREE_SQL)
def test_free_sql_is_denied(public: Site, path: str) -> None:
    answer = public.get(path)
    if answer.status == 302:  # 1.0 sends ?sql= on to its query page
        answer = public.get(answer.headers["location"])
    assert answer.status in (400, 403, 404, 500)
    assert '"one"' not in answer.text
    assert "select 1" not in answer.text.replace(SQL, "")


@pytest.mark.parametrize("suffix", ["", ".json", ".csv"])
def test_free_sql_is_allowed_where_it_was_asked_for(public_with_sql: Site, suffix: str) -> None:
    answer = public_with_sql.get(f"{path_for_sql(suffix)}?sql={SQL}")
    assert answer.status == 200
    assert "one" in answer.text


@pytest.mark.parametrize("suffix", ["", ".json", ".csv"])
def test_free_sql_is_allowed_locally(site: Site, suffix: str) -> None:
    assert site.get(f"{path_for_sql(suffix)}?sql={SQL}").status == 200


def test_metadata_cannot_allow_it_again(flagship: Path, tmp_path: Path) -> None:
    copy = tmp_path / "tracker.db"
    copy.write_bytes(flagship.read_bytes())
    (tmp_path / "metadata.yml").write_text("allow_sql: true\ndatabases: {tracker: {allow_sql: {}}}")
    site = open_site(copy, public=True)
    try:
        assert site.get(f"{path_for_sql('.json')}?sql={SQL}").status == 403
    finally:
        site.close()


@pytest.mark.parametrize("statement", ["delete from claims", "attach database ':memory:' as x"])
def test_even_allowed_sql_writes_nothing(public_with_sql: Site, statement: str) -> None:
    answer = public_with_sql.get(f"{path_for_sql('.json')}?sql={quote(statement)}")
    assert answer.status in (400, 403)


@pytest.mark.parametrize("where", ["public", "local"])
@pytest.mark.parametrize(
    "path",
    [
        "/tracker/-/execute-write",
        "/tracker/-/create",
        "/tracker/claims/-/insert",
        "/tracker/claims/-/drop",
        "/-/create-token",
        "/-/permissions",
    ],
)
def test_nobody_writes_through_datasette(
    public_with_sql: Site, site: Site, where: str, path: str
) -> None:
    asked = {"public": public_with_sql, "local": site}[where]
    answer = asked.post(path, {"sql": "delete from claims", "confirm": "true"})
    assert answer.status in (400, 403, 404, 405)
    assert asked.get("/tracker/claims.json?_shape=array").json()


def test_slow_sql_is_stopped(public_with_sql: Site) -> None:
    endless = (
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    )
    answer = public_with_sql.get(f"{path_for_sql('.json')}?sql={quote(endless)}")
    assert answer.status == 400


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/-/affairs.json",
        "/tracker",
        "/tracker/claims",
        "/tracker/claims.json",
        "/nothing",
        "/?as_of=x",
        "/-/static/app.css",
    ],
)
def test_every_answer_carries_the_headers(public: Site, path: str) -> None:
    headers = public.get(path).headers
    assert headers["content-security-policy"].startswith(
        "default-src 'self'; img-src 'self' data:;"
    )
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    "path",
    [
        "/tracker.db",
        "/-/databases.json",
        "/-/databases",
        "/-/threads.json",
        "/-/plugins.json",
        "/-/versions.json",
        "/-/settings.json",
        "/-/metadata.json",
        "/-/config.json",
        "/-/permissions",
        "/-/allow-debug",
        "/-/messages",
        "/-/create-token",
        "/-/api",
        "/-/tasks",
        "/_internal",
        "/_memory",
    ],
)
def test_the_machine_is_not_shown(public: Site, path: str) -> None:
    answer = public.get(path)
    assert answer.status in (403, 404)
    assert "/tracker.db" not in answer.text.replace("/tracker.db", "", int(path == "/tracker.db"))


@pytest.mark.parametrize("path", ["/", "/tracker", "/tracker/claims", "/tracker/claims.json"])
def test_no_path_of_the_machine_is_shown(public: Site, flagship: Path, path: str) -> None:
    assert str(flagship.parent) not in public.get(path).text


def test_no_facets_are_suggested_and_csv_is_not_streamed_whole(public: Site) -> None:
    assert "suggested-facets" not in public.get("/tracker/claims").text
    assert public.get("/tracker/claims.csv?_stream=1").status == 400


def test_only_the_tracker_is_served_and_is_immutable(public: Site) -> None:
    (database,) = [
        one for name, one in public.datasette.databases.items() if not name.startswith("_")
    ]
    assert (database.name, database.is_mutable) == ("tracker", False)


def test_the_desk_is_never_served(
    flagship: Path, tmp_path: Path, opened: Callable[..., Site]
) -> None:
    (tmp_path / "var").mkdir()
    for name in ("tracker.db", "var/desk.db", "other.db"):
        (tmp_path / name).write_bytes(flagship.read_bytes())
    for public in (True, False):
        site = opened(tmp_path / "tracker.db", public=public)
        assert site.get("/desk").status == 404
        assert site.get("/other").status == 404


def test_public_is_not_told_of_edits_to_come(flagship: Path, tmp_path: Path) -> None:
    (tmp_path / "events").mkdir()
    copy = tmp_path / "tracker.db"
    copy.write_bytes(flagship.read_bytes())
    site = open_site(copy, public=True)
    try:
        assert "record has changed" not in site.get("/").words
    finally:
        site.close()
