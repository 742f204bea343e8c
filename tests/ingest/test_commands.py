"""`bywhen feeds` and `bywhen ingest`: what is said, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bywhen.ingest.sources import load
from bywhen.tracker import Tracker
from tests.cli.conftest import Run, run
from tests.ingest.desk import Desk
from tests.ingest.server import Reply, Server, rss

__all__ = ["run"]

OPML = """<?xml version="1.0"?><opml version="1.0"><body><outline text="News">
<outline text="One &amp; only" type="rss" xmlUrl="https://one.example/rss"/>
<outline title="Two" text="x" xmlUrl="http://two.example/atom" language="uk"/></outline>
<outline text="Two" xmlUrl="https://other.example/"/>
<outline text="No address"/><outline text="Script" xmlUrl="javascript:alert(1)"/></body></opml>"""


def _names(folder: Path) -> list[str]:
    return [feed.name for feed in load(Tracker(folder))[0].feeds]


def test_feeds_are_added_listed_and_removed_and_comments_stay(run: Run, desk: Desk) -> None:
    file = desk.folder / "ingest" / "sources.yml"
    file.write_text("# ours\nfeeds: []  # none yet\n")
    for url in ("https://one.example/x", "https://two.example/x"):
        assert run(desk.folder, "feeds", "add", url).exit_code == 0
    assert _names(desk.folder) == ["one.example", "two.example"]
    listed = json.loads(run(desk.folder, "feeds", "list", "--format", "json").output)
    assert [row["url"] for row in listed] == ["https://one.example/x", "https://two.example/x"]
    assert run(desk.folder, "feeds", "remove", "one.example").exit_code == 0
    assert run(desk.folder, "feeds", "remove", "https://two.example/x").exit_code == 0
    assert _names(desk.folder) == []
    assert file.read_text().startswith("# ours\n")
    assert "# none yet" in file.read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["add", "ftp://x.example/"], "no address"),
        (["add", "https://x.example/", "--every", "1s"], "1m to 7d"),
        (["add", "https://x.example/", "--timezone", "Mars/Base"], "no time zone"),
        (["add", "https://x.example/", "--affair", "plan"], "belong together"),
        (["remove", "nobody"], "no feed 'nobody'"),
        (["trust", "nobody"], "no feed"),
    ],
    ids=["address", "cadence", "zone", "affair", "remove", "trust"],
)
def test_what_is_wrong_is_said_and_nothing_changed(
    run: Run, desk: Desk, words: list[str], message: str
) -> None:
    before = (desk.folder / "ingest" / "sources.yml").read_bytes()
    result = run(desk.folder, "feeds", *words)
    assert (result.exit_code, message in result.output) == (2, True)
    assert (desk.folder / "ingest" / "sources.yml").read_bytes() == before


def test_opml_comes_in_and_goes_out(run: Run, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "list.opml"
    file.write_text(OPML, encoding="utf-8")
    assert "3 new feeds" in run(desk.folder, "feeds", "import", str(file)).output
    assert "0 new feeds" in run(desk.folder, "feeds", "import", str(file)).output
    assert _names(desk.folder) == ["One & only", "Two", "Two (2)"]
    out = tmp_path / "out.opml"
    run(desk.folder, "feeds", "export", "--out", str(out))
    desk.watch()
    assert "3 new feeds" in run(desk.folder, "feeds", "import", str(out)).output
    assert _names(desk.folder) == ["One & only", "Two", "Two (2)"]


@pytest.mark.parametrize(
    "text",
    [
        "not xml",
        "<html></html>",
        '<!DOCTYPE opml [<!ENTITY a "b">]><opml version="2.0"><body/></opml>',
        '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><body/></opml>',
    ],
    ids=["text", "html", "entity", "external entity"],
)
def test_what_is_no_opml_is_refused(run: Run, desk: Desk, tmp_path: Path, text: str) -> None:
    file = tmp_path / "list.opml"
    file.write_text(text, encoding="utf-8")
    assert run(desk.folder, "feeds", "import", str(file)).exit_code == 2


def test_a_run_ends_well_when_only_feeds_failed_and_with_1_if_strict(
    run: Run, desk: Desk, server: Server
) -> None:
    good, bad = server.set("/good", rss("By Friday")), server.set("/bad", Reply(status=500))
    desk.watch(good, bad)
    result = run(desk.folder, "ingest", "--now", "2025-11-21T12:00Z")
    assert result.exit_code == 0
    assert "2 feeds fetched (0 unchanged, 1 failed), 0 not due: 1 new entry" in result.output
    assert "! b: the server answers 500. Tried again 2025-11-21 12:1" in result.output
    result = run(desk.folder, "ingest", "--now", "2025-11-22T12:00Z", "--strict")
    assert result.exit_code == 1


def test_the_summary_for_programs(run: Run, desk: Desk, server: Server) -> None:
    desk.watch(server.set("/good", rss("By Friday")), server.set("/gone", Reply(status=410)))
    told = json.loads(
        run(desk.folder, "ingest", "--now", "2025-11-21T12:00Z", "--format", "json").stdout
    )
    outcomes = {one["feed"]: (one["outcome"], one["new"], one["next_at"]) for one in told["feeds"]}
    assert outcomes["a"] == ("changed", 1, "2025-11-21T13:00:00Z")
    assert outcomes["b"] == ("gone", 0, None)
    assert told["now"] == "2025-11-21T12:00:00Z"
    assert [one["where"] for one in told["problems"]] == ["b"]


def test_a_dry_run_asks_nobody_and_writes_nothing(run: Run, desk: Desk, server: Server) -> None:
    desk.watch(server.set("/good", rss("By Friday")))
    result = run(desk.folder, "ingest", "--dry-run", "--now", "2025-11-21T12:00Z")
    assert "Would fetch a" in result.output
    assert server.asked == []
    assert not (desk.folder / "var" / "desk.db").exists()


def test_a_host_that_asks_to_wait_is_told_of(run: Run, desk: Desk, server: Server) -> None:
    wait = server.set("/wait", Reply(status=429, headers={"Retry-After": "3600"}))
    desk.watch(wait, server.set("/good", rss("By Friday")))
    output = run(desk.folder, "ingest", "--now", "2025-11-21T12:00Z").output
    assert "! a: the server answers 429. Tried again 2025-11-21 13:00 UTC." in output
    assert "1 feed left alone: the host asked to wait." in output


ARTICLE = "The White House wants Kyiv to accept the US plan by August 31, 2026, Zelensky said on Tuesday.\n"


def test_a_dry_run_shows_what_would_be_proposed_and_writes_nothing(
    run: Run, tmp_path: Path
) -> None:
    affair = "ukraine-28-point-plan"
    (tmp_path / "events").mkdir()
    record = Path(__file__).parents[2] / "events" / f"{affair}.yml"
    (tmp_path / "events" / f"{affair}.yml").write_bytes(record.read_bytes())
    (tmp_path / "article.txt").write_text(f"A new date for Ukraine\n\n{ARTICLE}", encoding="utf-8")
    before = sorted(path for path in tmp_path.rglob("*"))
    words = ["ingest", "article.txt", "https://news.example/1", "--published", "2026-06-10"]
    words += ["--dry-run", "--now", "2026-06-10T12:00Z"]
    told = json.loads(run(tmp_path, *words, "--format", "json").output)
    assert [one["event"] for one in told["proposals"]] == [f"{affair}/kyiv-agrees"]
    assert [one["latest"] for one in told["proposals"]] == ["2026-08-31"]
    assert told["would_ask"] == ["https://news.example/1"]
    shown = run(tmp_path, *words).output
    assert "Would propose:" in shown
    assert "kyiv-agrees" in shown
    assert sorted(path for path in tmp_path.rglob("*")) == before


def test_health_says_what_is_wrong_and_when_it_is_tried_again(
    run: Run, desk: Desk, server: Server
) -> None:
    desk.watch(server.set("/bad", Reply(status=404)))
    run(desk.folder, "ingest", "--now", "2025-11-21T12:00Z")
    (row,) = json.loads(run(desk.folder, "feeds", "health", "--format", "json").output)
    assert (row["state"], row["last_status"]) == ("failing", 404)
    assert row["next_at"] > "2025-11-21T12:10"


def test_faults_of_sources_yml_are_listed_and_nothing_is_fetched(
    run: Run, desk: Desk, server: Server
) -> None:
    url = server.set("/good", rss("By Friday"))
    text = f"feeds:\n- {{name: a, url: '{url}', private: true}}\n- {{name: b, url: nowhere}}\n"
    (desk.folder / "ingest" / "sources.yml").write_text(text)
    result = run(desk.folder, "ingest")
    assert (result.exit_code, "ingest/sources.yml:3" in result.output) == (2, True)
    assert server.asked == []
    result = run(desk.folder, "check")
    assert (result.exit_code, "ingest/sources.yml:3" in result.output) == (1, True)


def test_a_feed_named_is_fetched_before_its_time(run: Run, desk: Desk, server: Server) -> None:
    desk.watch(server.set("/a", rss("1")), server.set("/b", rss("1")))
    run(desk.folder, "ingest", "--now", "2025-11-21T12:00Z")
    run(desk.folder, "ingest", "--now", "2025-11-21T12:01Z", "--feed", "b")
    assert [asked.path for asked in server.asked][2:] == ["/b"]
    assert run(desk.folder, "ingest", "--feed", "c").exit_code == 2


def test_a_file_that_is_not_there_ends_with_2(run: Run, desk: Desk) -> None:
    result = run(desk.folder, "ingest", "nowhere.html")
    assert (result.exit_code, "nowhere.html" in result.output) == (2, True)


def test_two_runs_at_once_are_refused(run: Run, desk: Desk) -> None:
    from bywhen.ingest.run import ingesting

    with ingesting(desk.tracker):
        result = run(desk.folder, "ingest")
    assert (result.exit_code, "another `bywhen ingest`" in result.output) == (2, True)


def test_another_site_is_taken_once_a_person_trusts_it(
    run: Run, desk: Desk, server: Server
) -> None:
    desk.watch(server.set("/feed", rss("By Friday", title="News")))
    run(desk.folder, "ingest", "--now", "2025-11-21T12:00Z")
    server.set("/feed", rss("One", title="New owner", home="https://owner.example/"))
    assert "another site" in run(desk.folder, "ingest", "--now", "2025-11-22T12:00Z").output
    assert run(desk.folder, "feeds", "trust", "a").exit_code == 0
    run(desk.folder, "ingest", "--now", "2025-11-22T12:01Z")
    titles = desk.rows("SELECT title FROM entry_revisions ORDER BY id")
    assert titles == ["By Friday", "One"]


def test_what_was_fetched_can_be_searched(run: Run, desk: Desk, server: Server) -> None:
    desk.watch(server.set("/feed", rss("基輔政府下週四前同意")))
    run(desk.folder, "ingest", "--now", "2025-11-21T12:00Z")
    found = json.loads(run(desk.folder, "search", "--fetched", "週四", "--format", "json").output)
    assert [(hit["kind"], hit["source"], hit["title"]) for hit in found] == [
        ("entry", "a", "基輔政府下週四前同意")
    ]
    assert "Nothing fetched has" in run(desk.folder, "search", "--fetched", "nobody").output
