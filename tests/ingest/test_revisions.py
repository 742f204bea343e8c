"""Entries over time: who they are, what they said, when they left; nothing is overwritten."""

from __future__ import annotations

import zlib

import pytest

from bywhen.ingest.parse import parse_feed
from tests.ingest.desk import NOON, Desk
from tests.ingest.server import Server, atom, rss

HISTORY = "SELECT title FROM entry_history WHERE guid = 'g-1' ORDER BY revision"


def _days(desk: Desk, server: Server, *bodies: str) -> list[tuple[int, int]]:
    """Serve one body a day; what each run found new and revised."""
    found = []
    desk.watch(server.url + "/feed")
    for day, body in enumerate(bodies, 21):
        server.set("/feed", body)
        kept = desk.run(NOON.replace(day=day)).fetched[0]
        assert kept.error is None
        found.append((kept.new, kept.revised))
    return found


def test_a_b_a_is_three_revisions(desk: Desk, server: Server) -> None:
    found = _days(desk, server, rss("By Friday"), rss("By Monday"), rss("By Friday"))
    assert found == [(1, 0), (0, 1), (0, 1)]
    assert desk.rows(HISTORY) == ["By Friday", "By Monday", "By Friday"]
    assert desk.rows("SELECT seen FROM entry_revisions ORDER BY id") == [
        "2025-11-21T12:00:00Z",
        "2025-11-22T12:00:00Z",
        "2025-11-23T12:00:00Z",
    ]


def test_every_body_is_kept_as_it_came(desk: Desk, server: Server) -> None:
    bodies = [rss("By Friday"), rss("By Monday")]
    _days(desk, server, *bodies)
    kept = [zlib.decompress(one).decode() for one in desk.rows("SELECT compressed FROM bodies")]
    assert sorted(kept) == sorted(bodies)


SAME = {
    "a counter": ("Talks. <p>12 comments</p>", "Talks. <p>1,345 comments</p>"),
    "a counter in words": ("Talks. (Comments: 3)", "Talks. (Comments: 4)"),
    "views": ("Talks. 120 views", "Talks. 4.5k views"),
    "Ukrainian": ("Переговори. 12 коментарів", "Переговори. 45 коментарів"),
    "Chinese": ("談判繼續。12則留言", "談判繼續。45則留言"),
    "how long ago": ("Talks.<p>5 minutes ago</p>", "Talks.<p>2 hours ago</p>"),
    "tracking in a link": (
        "See https://x.example/a?utm_source=rss&amp;utm_id=1",
        "See https://x.example/a?utm_source=feed&amp;utm_id=2",
    ),
    "tracking in markup": (
        "<a href='https://x.example/?utm_campaign=1'>Talks</a>",
        "<a href='https://x.example/?utm_campaign=2'>Talks</a>",
    ),
    "markup": ("<p>Talks <b>go</b> on</p>", "<div>Talks go on</div>"),
    "blanks": ("Talks  go on", "Talks go\n on "),
}
OTHER = {
    "a number": ("a 28-point plan", "a 27-point plan"),
    "a day": ("by 27 November", "by 28 November"),
    "votes": ("won by 226 votes", "won by 227 votes"),
    "a word": ("must agree", "may agree"),
    "hours": ("within 48 hours", "within 72 hours"),
}


@pytest.mark.parametrize("name", list(SAME))
def test_what_says_the_same_is_no_revision(desk: Desk, server: Server, name: str) -> None:
    first, second = SAME[name]
    assert _days(desk, server, rss("T", text=first), rss("T", text=second))[1] == (0, 0)


@pytest.mark.parametrize("name", list(OTHER))
def test_what_says_something_else_is_one(desk: Desk, server: Server, name: str) -> None:
    first, second = OTHER[name]
    assert _days(desk, server, rss("T", text=first), rss("T", text=second))[1] == (0, 1)


def test_an_entry_that_leaves_has_the_day_it_was_last_seen(desk: Desk, server: Server) -> None:
    _days(desk, server, rss("One", "Two"), rss("One", "Two!"), rss("One"))
    assert desk.rows("SELECT guid, last_seen FROM entries ORDER BY guid") == [
        ("g-1", None),
        ("g-2", "2025-11-22T12:00:00Z"),
    ]


def test_an_entry_that_comes_back_is_the_same_one(desk: Desk, server: Server) -> None:
    found = _days(desk, server, rss("One", "Two"), rss("One"), rss("One", "Two"))
    assert found == [(2, 0), (0, 0), (0, 0)]
    assert desk.rows("SELECT last_seen FROM entries") == [None, None]


def test_an_empty_feed_is_no_error_and_loses_nothing(desk: Desk, server: Server) -> None:
    found = _days(desk, server, rss("One"), rss(), rss("One"))
    assert found == [(1, 0), (0, 0), (0, 0)]


def test_of_a_broken_feed_nothing_is_said_to_have_left(desk: Desk, server: Server) -> None:
    whole = rss("One", "Two")
    _days(desk, server, whole, whole[: whole.index("<item><title>Two")])
    assert desk.rows("SELECT last_seen FROM entries") == [None, None]


@pytest.mark.parametrize("link", ["https://x.example/{n}", "https://x.example/{n}?utm_id=z"])
def test_guids_made_up_anew_each_time_are_seen_through(
    desk: Desk, server: Server, link: str
) -> None:
    days = [rss("One", "Two", guid=f"run-{day}-{{n}}", link=link) for day in range(4)]
    assert _days(desk, server, *days) == [(2, 0), (0, 0), (0, 0), (0, 0)]


def test_a_revision_is_found_although_the_guid_has_changed(desk: Desk, server: Server) -> None:
    days = [rss("By Friday", guid="a-{n}"), rss("By Monday", guid="b-{n}")]
    assert _days(desk, server, *days) == [(1, 0), (0, 1)]


def test_entries_that_share_one_link_stay_apart(desk: Desk, server: Server) -> None:
    days = [rss("One", "Two", link="https://x.example/live"),
            rss("One", "Two", "Three", link="https://x.example/live")]  # fmt: skip
    assert _days(desk, server, *days) == [(2, 0), (1, 0)]


def test_a_guid_that_stands_twice_goes_by_its_link(desk: Desk, server: Server) -> None:
    assert _days(desk, server, rss("One", "Two", guid="same"))[0] == (2, 0)


def test_without_guid_and_link_the_title_tells(desk: Desk, server: Server) -> None:
    def feed(*texts: tuple[str, str]) -> str:
        items = "".join(
            f"<item><title>{title}</title><description>{text}</description></item>"
            for title, text in texts
        )
        return f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>"

    days = [feed(("One", "a"), ("Two", "b")), feed(("One", "c"), ("Two", "b"))]
    assert _days(desk, server, *days) == [(2, 0), (0, 1)]


def test_http_and_https_and_www_are_one_link(desk: Desk, server: Server) -> None:
    days = [
        rss("One", guid="http://x.example/1", link="http://x.example/1"),
        rss("One", guid="https://www.x.example/1/", link="https://www.x.example/1/?fbclid=q"),
    ]
    assert _days(desk, server, *days) == [(1, 0), (0, 0)]


def test_two_outlets_tell_one_story_and_both_are_kept(desk: Desk, server: Server) -> None:
    agency = "The government said on Friday that the plan must be agreed by Thursday. " * 3
    first = server.set("/a", rss("Plan must be agreed by Thursday, government says", text=agency,
                                 home="https://one.example/"))  # fmt: skip
    second = server.set("/b", rss("Government: agreement on the plan due on Thursday", text=agency,
                                  home="https://two.example/"))  # fmt: skip
    third = server.set("/c", rss("Weather", text="Rain.", home="https://three.example/"))
    desk.watch(first, second, third)
    desk.run()
    clusters = dict(desk.rows("SELECT e.link, e.cluster FROM entries e"))
    assert clusters["https://one.example/1"] == clusters["https://two.example/1"]
    assert clusters["https://one.example/1"] != clusters["https://three.example/1"]


def test_a_feed_that_became_another_site_is_held_back(desk: Desk, server: Server) -> None:
    url = server.set("/feed", rss("By Friday", title="News", home="https://news.example/"))
    desk.watch(url)
    desk.run()
    server.set("/feed", rss("Win!", "Big!", title="Casino", home="https://casino.example/"))
    report = desk.run("2025-11-23T12:00Z")
    assert "another site" in (report.fetched[0].error or "")
    assert "bywhen feeds trust 'a'" in (report.fetched[0].error or "")
    assert desk.rows("SELECT title FROM entry_revisions") == ["By Friday"]
    assert desk.one("SELECT count(*) FROM bodies") == 2  # what came is kept all the same


def test_a_feed_that_has_a_new_name_and_its_old_links_is_not(desk: Desk, server: Server) -> None:
    days = [
        rss("One", title="News"),
        rss("One", "Two", title="The News", home="https://news.example/en/"),
    ]
    assert _days(desk, server, *days) == [(1, 0), (1, 0)]


def test_relative_links_are_resolved_by_xml_base_and_the_feeds_address() -> None:
    entry = (
        "<entry xml:base='https://base.example/dir/'><id>1</id><title>x</title>"
        "<link href='page'/><content type='html'>&lt;a href='other'&gt;y&lt;/a&gt;</content></entry>"
        "<entry><id>2</id><title>x</title><link href='/root'/></entry>"
    )
    first, second = parse_feed(atom(entry).encode(), "https://feed.example/f/atom").entries
    assert first.link == "https://base.example/dir/page"
    assert 'href="https://base.example/dir/other"' in (first.content_html or "")
    assert second.link == "https://feed.example/root"


MALFORMED = {
    "a bare ampersand": rss("AT and T").replace("and", "&"),
    "an unknown entity": rss("One &mdash;X").replace("&amp;mdash;", "&mdash;&foo;"),
    "a missing end": rss("One", "Two")[:-30],
    "mixed up tags": rss("One").replace("</description>", "</descr>"),
    "a control character": rss("One").replace("One", "O\x0bne"),
    "text before the declaration": "\n \n" + rss("One"),
    "a byte order mark": "\ufeff" + rss("One"),
    "an unquoted attribute": rss("One").replace("isPermaLink='false'", "isPermaLink=false"),
    "an undeclared prefix": rss("One").replace("</item>", "<media:thumbnail url='x'/></item>"),
    "a wrong declaration": rss("Київ").replace("?>", " encoding='ascii'?>", 1),
    "html in a title": rss("x").replace("<title>x", "<title><b>O<i>ne</b></i>"),
    "a doctype": rss("One").replace(
        "?>", "?><!DOCTYPE rss PUBLIC 'x' 'http://x.example/x.dtd'>", 1
    ),
}


@pytest.mark.parametrize("name", list(MALFORMED))
def test_a_malformed_feed_is_read_all_the_same(name: str) -> None:
    document = parse_feed(MALFORMED[name].encode(), "https://x.example/")
    assert document.entries
    assert document.entries[0].title
