"""Fetching: conditional, polite, and right about every status."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest

from bywhen.ingest.client import Client, Limits
from bywhen.ingest.turns import Turns
from tests.ingest.desk import NOON, Desk, at
from tests.ingest.server import Reply, Server, atom, rss


def test_a_feed_is_read_into_entries_with_their_texts(desk: Desk, server: Server) -> None:
    desk.watch(server.set("/feed", rss("By Friday", "Talks go on")))
    report = desk.run()
    assert [(kept.new, kept.revised, kept.error) for kept in report.fetched] == [(2, 0, None)]
    assert desk.rows("SELECT guid, link, published, tz_known FROM entries ORDER BY id") == [
        ("g-1", "https://news.example/1", "2025-11-21T10:01:00+00:00", 1),
        ("g-2", "https://news.example/2", "2025-11-21T10:02:00+00:00", 1),
    ]
    assert desk.rows("SELECT title, number, seen FROM entry_revisions ORDER BY id") == [
        ("By Friday", 1, "2025-11-21T12:00:00Z"),
        ("Talks go on", 1, "2025-11-21T12:00:00Z"),
    ]


def test_who_asks_says_who_it_is(desk: Desk, server: Server) -> None:
    desk.watch(server.set("/feed", rss("One")))
    desk.run()
    assert server.asked[0].headers["User-Agent"] == (
        "bywhen/0 (feed reader; +mailto:desk@example.org)"
    )


def test_etag_and_last_modified_come_back_letter_for_letter(desk: Desk, server: Server) -> None:
    etag, modified = 'W/"a,b \\"c"', "Fri, 21 Nov 2025 09:00:00 +0000"
    desk.watch(server.set("/feed", rss("One"), ETag=etag, Last_Modified=modified))
    desk.run()
    server.set("/feed", Reply(status=304, headers={"ETag": '"new"'}))
    desk.run("2025-11-22T12:00Z")
    assert server.asked[1].headers["If-None-Match"] == etag
    assert server.asked[1].headers["If-Modified-Since"] == modified
    assert desk.rows("SELECT status, outcome, parsed FROM fetches ORDER BY id") == [
        (200, "changed", 1),
        (304, "not_modified", 0),
    ]
    # A 304 refreshes what it names and leaves the rest.
    assert desk.one("SELECT etag, last_modified FROM feeds") == ('"new"', modified)


def test_the_same_bytes_are_not_parsed_again(desk: Desk, server: Server) -> None:
    desk.watch(server.set("/feed", rss("One")))
    desk.run()
    desk.run("2025-11-22T12:00Z")
    assert desk.rows("SELECT outcome, parsed FROM fetches ORDER BY id") == [
        ("changed", 1),
        ("same_body", 0),
    ]


def test_what_is_not_due_is_not_asked(desk: Desk, server: Server) -> None:
    desk.watch(server.set("/feed", rss("One")))
    desk.run()
    report = desk.run(NOON + timedelta(minutes=20))
    assert (len(server.asked), report.resting) == (1, 1)


def test_the_cadence_follows_what_a_feed_brings(desk: Desk, server: Server) -> None:
    desk.watch(server.set("/feed", rss("1")))
    desk.run()
    now, waits = NOON, []
    for number in range(2, 9):
        server.set("/feed", rss(*map(str, range(1, number + 1))))
        now += timedelta(days=1)
        desk.run(now)
        waits.append(desk.one("SELECT interval_seconds FROM feeds"))
    assert waits == [1800, 900, 450, 300, 300, 300, 300]  # never below 5 minutes
    for _ in range(20):
        now += timedelta(days=1)
        desk.run(now)
    assert desk.one("SELECT interval_seconds FROM feeds") == 86_400  # never above a day


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        (rss("1", more="<ttl>180</ttl>"), {}, 180 * 60),
        (rss("1"), {"Cache_Control": "public, max-age=7200"}, 7200),
        (rss("1"), {"Cache_Control": "no-cache, max-age=7200"}, 3600),
        (rss("1", more="<ttl>99999</ttl>"), {}, 86_400),
        (rss("1", more="<ttl>often</ttl>"), {}, 3600),
        (
            rss("1").replace(
                "<channel>",
                '<channel xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">'
                "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            ),
            {},
            6 * 3600,
        ),
    ],
    ids=["ttl", "max-age", "no-cache", "at most a day", "no number", "sy"],
)
def test_a_feed_is_left_alone_as_long_as_it_asks(
    desk: Desk, server: Server, body: str, headers: dict[str, str], seconds: int
) -> None:
    desk.watch(server.set("/feed", body, **headers))
    desk.run()
    assert at(desk.one("SELECT next_at FROM feeds")) == NOON + timedelta(seconds=seconds)


def test_the_editors_cadence_counts_more(desk: Desk, server: Server) -> None:
    url = server.set("/feed", rss("1", more="<ttl>180</ttl>"))
    desk.watch(url, more=", every: 10m")
    desk.run()
    assert at(desk.one("SELECT next_at FROM feeds")) == NOON + timedelta(minutes=10)


def test_gone_is_gone_until_the_address_changes(desk: Desk, server: Server) -> None:
    desk.watch(server.set("/feed", Reply(status=410)))
    report = desk.run()
    assert "gone for good" in (report.fetched[0].error or "")
    assert desk.one("SELECT state, next_at FROM feeds") == ("gone", None)
    desk.run("2026-11-21T12:00Z")
    assert len(server.asked) == 1
    desk.watch(server.set("/other", rss("1")))
    desk.run("2026-11-22T12:00Z")
    assert desk.one("SELECT state FROM feeds") == "ok"
    assert len(desk.rows("SELECT url FROM feed_urls WHERE role = 'old'")) == 1


def test_errors_wait_longer_each_time_and_never_for_good(desk: Desk, server: Server) -> None:
    desk.watch(server.set("/feed", Reply(status=500)))
    now, waits = NOON, []
    for _ in range(12):
        desk.run(now)
        following = at(desk.one("SELECT next_at FROM feeds"))
        waits.append((following - now).total_seconds() / 900)
        now = following
    assert all(0.9 <= wait / 2**number <= 1.1 for number, wait in enumerate(waits[:6]))
    assert all(86.4 <= wait <= 96 for wait in waits[8:])  # a day, or a little less
    assert desk.one("SELECT state, failures FROM feeds") == ("failing", 12)
    server.set("/feed", rss("1"))
    desk.run(now)
    assert desk.one("SELECT state, failures, last_error FROM feeds") == ("ok", 0, None)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("asked", "until"),
    [
        ("7200", NOON + timedelta(hours=2)),
        ("Fri, 21 Nov 2025 15:00:00 GMT", NOON + timedelta(hours=3)),
        ("99999999", NOON + timedelta(days=7)),
        ("Thu, 01 Jan 2099 00:00:00 GMT", NOON + timedelta(days=7)),
    ],
    ids=["seconds", "a date", "too many seconds", "too far"],
)
def test_a_host_that_asks_to_wait_is_left_alone(
    desk: Desk, server: Server, status: int, asked: str, until: object
) -> None:
    first = server.set("/a", Reply(status=status, headers={"Retry-After": asked}))
    desk.watch(first, server.set("/b", rss("1")))
    report = desk.run()
    assert report.skipped == 1  # the other feed of that host too
    assert at(desk.one("SELECT wait_until FROM hosts")) == until
    assert isinstance(until, type(NOON))
    desk.run(until - timedelta(seconds=1))
    assert len(server.asked) == 1
    server.set("/a", rss("1"))
    desk.run(until)
    assert sorted(one.path for one in server.asked[1:]) == ["/a", "/b"]


def test_a_permanent_redirect_moves_after_three_times_over_a_day(
    desk: Desk, server: Server
) -> None:
    new = server.set("/new", rss("1"))
    desk.watch(server.set("/old", Reply(status=301, headers={"Location": "/new"})))
    moments = ["2025-11-21T12:00Z", "2025-11-21T20:00Z", "2025-11-22T08:00Z"]
    for moment in moments:
        desk.run(moment)
    assert desk.one("SELECT url FROM feeds").endswith("/old")  # three, but within a day
    report = desk.run("2025-11-22T14:00Z")
    assert report.fetched[0].moved_to == new
    assert desk.one("SELECT url FROM feeds") == new
    assert sorted(desk.rows("SELECT role FROM feed_urls")) == ["current", "old"]
    desk.run("2025-11-23T14:00Z")
    assert server.asked[-1].path == "/new"
    assert desk.one("SELECT count(*) FROM entries") == 1


def test_a_chain_with_one_temporary_hop_moves_nothing(desk: Desk, server: Server) -> None:
    server.set("/new", rss("1"))
    server.set("/mid", Reply(status=302, headers={"Location": "/new"}))
    desk.watch(server.set("/old", Reply(status=308, headers={"Location": "/mid"})))
    for day in range(21, 26):
        desk.run(f"2025-11-{day}T12:00Z")
    assert desk.one("SELECT url FROM feeds").endswith("/old")


def test_more_than_five_redirects_are_an_error(desk: Desk, server: Server) -> None:
    desk.watch(server.set("/loop", Reply(status=302, headers={"Location": "/loop"})))
    report = desk.run()
    assert "more than 5 times" in (report.fetched[0].error or "")
    assert len(server.asked) == 6


def test_one_request_at_a_time_goes_to_a_host(desk: Desk, server: Server) -> None:
    desk.watch(*(server.set(f"/{name}", rss(name)) for name in "abcdefgh"))
    desk.run()
    assert (len(server.asked), server.most_busy) == (8, 1)


def test_a_clock_that_was_ahead_makes_nobody_wait(desk: Desk, server: Server) -> None:
    desk.watch(server.set("/feed", rss("1")))
    desk.run("2031-01-01T12:00Z")
    server.set("/feed", rss("1", "2"))
    desk.run(NOON)
    assert desk.one("SELECT count(*) FROM entries") == 2
    assert desk.one("SELECT next_at FROM feeds") < "2025-11-23"


def test_a_websub_hub_is_kept(desk: Desk, server: Server) -> None:
    hub = "<link rel='hub' href='https://hub.example/'/>"
    desk.watch(server.set("/feed", atom(more=hub)))
    desk.run()
    assert desk.one("SELECT hub FROM feeds") == "https://hub.example/"


def test_a_hub_in_the_headers_is_kept(desk: Desk, server: Server) -> None:
    desk.watch(server.set("/feed", rss("1"), Link='</s>; rel="self", </hub>; rel=hub'))
    desk.run()
    assert desk.one("SELECT hub FROM feeds") == f"{server.url}/hub"


def test_redirects_of_several_feeds_that_meet_go_one_after_the_other(server: Server) -> None:
    url = server.set("/slow", Reply(chunks=[b"<rss/>"] * 3, pause=0.02))
    turns = Turns()

    def ask(_: int) -> bytes:
        with Client("test", "127.0.0.1", Limits(2, 1, 0.3), turns=turns) as client:
            return client.get(url).body

    with ThreadPoolExecutor(8) as pool:
        bodies = list(pool.map(ask, range(8)))  # together longer than one may take
    assert bodies == [b"<rss/>" * 3] * 8
    assert server.most_busy == 1


def test_what_cannot_be_kept_fails_for_its_feed_alone(desk: Desk, server: Server) -> None:
    desk.watch(server.set("/bad", rss("1")), server.set("/good", rss("2")))
    desk.run(feeds=False)
    with closing(sqlite3.connect(desk.tracker.desk)) as broken, broken:
        broken.execute(
            "CREATE TRIGGER full BEFORE INSERT ON entries WHEN NEW.feed = 1"
            " BEGIN SELECT raise(ABORT, 'no'); END"
        )
    report = desk.run()
    told = {kept.feed: (kept.error, kept.new) for kept in report.fetched}
    assert told == {"a": ("it cannot be kept: IntegrityError: no", 0), "b": (None, 1)}
    assert desk.one("SELECT count(*) FROM bodies") == 2


def test_a_feed_taken_out_of_the_list_is_kept_and_not_asked(desk: Desk, server: Server) -> None:
    desk.watch(server.set("/feed", rss("1")))
    desk.run()
    desk.watch()
    desk.run("2025-11-25T12:00Z")
    assert desk.one("SELECT state FROM feeds") == "removed"
    assert (len(server.asked), desk.one("SELECT count(*) FROM entries")) == (1, 1)


def test_without_a_network_every_feed_says_so_and_the_run_ends_well(desk: Desk) -> None:
    import httpcore

    def nobody(host: str, _port: int, _seconds: float) -> list[str]:
        raise httpcore.ConnectError(f"there is no host {host}")

    desk.resolver = nobody
    desk.watch("https://a.example/x", "https://b.example/x", private=False)
    report = desk.run()
    assert [kept.error for kept in report.fetched if "no host" in (kept.error or "")] != []
    assert len(report.problems) == 2
    assert desk.rows("SELECT state FROM feeds") == ["failing", "failing"]
