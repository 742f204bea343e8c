"""`serve --public`: tracker.db alone, immutable; what a stranger could misuse is off."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from bywhen.publish import adapter
from bywhen.publish.inline import script_sources
from bywhen.publish.serve import make_datasette
from tests.publish.site import AFFAIR, NOON, Answer, Site, open_site

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


# Datasette's own pages, with what their scripts do.
OF_DATASETTE = [
    "/tracker",
    "/tracker/claims",
    "/tracker/claims?_facet=kind&_sort=known",
    "/tracker/timeline",
    f"/tracker/events/{quote(f'{AFFAIR}/kyiv-agrees', safe='').replace('%2F', '~2F')}",
    "/nothing",
]


def sources_of(answer: Answer) -> list[str]:
    policy = answer.headers["content-security-policy"]
    (sources,) = re.findall(r"script-src ([^;]+)", policy)
    return str(sources).split()


@pytest.mark.parametrize("path", [*OF_DATASETTE, "/"])
def test_no_script_runs_that_is_not_known(public: Site, path: str) -> None:
    policy = public.get(path).headers["content-security-policy"]
    assert "'unsafe-inline'" not in policy.partition("style-src")[0]
    assert "'unsafe-eval'" not in policy


@pytest.mark.parametrize("path", OF_DATASETTE)
@pytest.mark.parametrize("where", ["public", "with sql"])
def test_the_scripts_of_datasette_itself_run(
    public: Site, public_with_sql: Site, where: str, path: str
) -> None:
    answer = (public if where == "public" else public_with_sql).get(path)
    inline = [
        body
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", answer.text, re.DOTALL)
        if "src=" not in attributes
    ]
    assert inline
    for body in inline:
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in sources_of(answer), body


def test_the_query_page_runs_its_own(public_with_sql: Site) -> None:
    answer = public_with_sql.get(f"{path_for_sql('')}?sql={SQL}")
    inline = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    assert len([one for one in sources_of(answer) if "sha256" in one]) >= len(set(inline)) > 0


@pytest.mark.parametrize(
    "script",
    [
        "alert(1)",
        "DATASETTE_ALLOW_FACET = alert(1);",
        "DATASETTE_ALLOW_FACET = true; alert(1);",
        "DATASETTE_ALLOW_FACET = true;\nalert(1);",
        "window._datasetteTableData = {}; alert(1);",
        'window._datasetteTableData = {"a": alert(1)};',
        "",
        "true",
    ],
)
def test_a_script_that_was_smuggled_in_does_not(script: str) -> None:
    assert script_sources(f"<p><script>{script}</script>") == []


def test_a_script_of_the_templates_does() -> None:
    (source,) = script_sources("<script>DATASETTE_ALLOW_FACET = true;</script>")
    assert source.startswith("'sha256-")
    assert script_sources('<a onclick="alert(1)">') == []


class TestTheNameThatWasAskedFor:
    """A local tracker answers to this machine's names; else the web could read it by DNS."""

    @pytest.mark.parametrize(
        "host",
        [
            "127.0.0.1:8001",
            "localhost",
            "localhost:9",
            "[::1]:8001",
            "192.168.1.5",
            "desk.localhost:1",
        ],
    )
    def test_its_own(self, site: Site, host: str) -> None:
        assert site.get("/", host=host).status == 200

    @pytest.mark.parametrize(
        "host",
        [
            "evil.example",
            "evil.example:8001",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "",
            "[",
            "a b",
        ],
    )
    @pytest.mark.parametrize("path", ["/", "/tracker/claims.json", "/-/affairs.json"])
    def test_of_somebody_else(self, site: Site, host: str, path: str) -> None:
        answer = site.get(path, host=host)
        assert answer.status == 403
        assert "this machine only" in answer.text
        assert "kyiv" not in answer.text

    def test_in_public_any(self, public: Site) -> None:
        assert public.get("/", host="tracker.example.org").status == 200

    def test_where_others_may_connect_its_name_too(self, flagship: Path) -> None:
        site = Site(make_datasette(flagship, host="Desk.Example", clock=lambda: NOON))
        try:
            assert site.get("/", host="desk.example:8001").status == 200
            assert site.get("/", host="evil.example").status == 403
        finally:
            site.close()


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
