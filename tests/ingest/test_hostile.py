"""Hostile answers: each costs only its own feed, and the message says which, why, and when again."""

from __future__ import annotations

import gzip
import time
import zlib

import pytest

from bywhen.ingest.client import Limits
from bywhen.ingest.document import NotAFeedError
from bywhen.ingest.parse import parse_feed
from bywhen.ingest.workers import BrokenFeedError, Workers
from tests.ingest.desk import Desk
from tests.ingest.server import Reply, Server, atom, rss

BASE = "https://news.example/feed"
ZEROS = bytes(1_000_000)


def _bomb(layers: int) -> bytes:
    """About 200 MB of nothing in 200 kB; again compressed."""
    squeezed = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = b"".join(squeezed.compress(ZEROS) for _ in range(200)) + squeezed.flush()
    for _ in range(layers - 1):
        body = gzip.compress(body)
    return body


BAD = {
    "a gzip bomb": (Reply(_bomb(1), headers={"Content-Encoding": "gzip"}), "larger than 10 MiB"),
    "a bomb in a bomb": (
        Reply(_bomb(2), headers={"Content-Encoding": "gzip, gzip"}),
        "larger than 10 MiB",
    ),
    "a bomb without a header": (Reply(_bomb(1)), "larger than 10 MiB"),
    "three layers": (Reply(b"x", headers={"Content-Encoding": "gzip,gzip,gzip"}), "not asked for"),
    "brotli": (Reply(b"x", headers={"Content-Encoding": "br"}), "not asked for"),
    "no gzip at all": (
        Reply(b"<rss/>", headers={"Content-Encoding": "gzip"}),
        "no valid compressed data",
    ),
    "half a gzip": (
        Reply(gzip.compress(rss("1").encode())[:40], headers={"Content-Encoding": "gzip"}),
        "breaks off",
    ),
    "too long": (Reply(b"<rss>" + b" " * 11_000_000), "larger than 10 MiB"),
    "empty": (Reply(b""), "the answer is empty"),
    "blanks": (Reply(b" \n\n "), "the answer is empty"),
    "a web page": (Reply(b"<!doctype html><html><body><p>Hello</body></html>"), "a web page"),
    "a picture": (Reply(b"\x89PNG\r\n\x1a\n" + bytes(200)), "neither RSS, Atom nor JSON"),
    "other XML": (Reply(b"<?xml version='1.0'?><invoice><sum>1</sum></invoice>"), "neither RSS"),
    "a list of feeds": (Reply(b"<opml version='2.0'><head/><body/></opml>"), "feeds import"),
    "other JSON": (Reply(b'{"error": "no"}'), "no JSON Feed"),
    "half of JSON": (Reply(b'{"items": [{"id": '), "begins as JSON"),
    "deep JSON": (Reply(b"[" * 100_000), "begins as JSON"),
    "a redirect to a file": (Reply(status=302, headers={"Location": "file:///etc/passwd"}), "only http"),
    "a redirect to gopher": (Reply(status=301, headers={"Location": "gopher://x/"}), "only http"),
    "a redirect to no address": (Reply(status=302, headers={"Location": "http://[::1"}), "no address"),
    "a redirect to a host without end": (
        Reply(status=302, headers={"Location": f"http://{'a' * 50_000}.example/"}), "is no address"
    ),
    "not found": (Reply(status=404), "answers 404"),
    "no answer code of ours": (Reply(status=418), "answers 418"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BAD))
def test_one_bad_feed_is_told_and_stops_no_other(desk: Desk, server: Server, name: str) -> None:
    reply, message = BAD[name]
    bad, good = server.set("/bad", reply), server.set("/good", rss("By Friday"))
    desk.watch(bad, good)
    report = desk.run()
    by_name = {kept.feed: kept for kept in report.fetched}
    assert message in (by_name["a"].error or "")
    assert by_name["a"].next_at > by_name["a"].next_at.replace(hour=12, minute=0)
    assert (by_name["b"].error, by_name["b"].new) == (None, 1)
    state, error = desk.one("SELECT state, last_error FROM feed_health WHERE name = 'a'")
    assert state == "failing"
    assert message in error


HANGS = {
    "silence": Reply(chunks=[b""] * 100, pause=0.1),
    "a byte now and then": Reply(chunks=[b" "] * 100, pause=0.1),
    "endless": Reply(chunks=[b"<a>" * 10_000] * 10_000),
}


@pytest.mark.parametrize("name", list(HANGS))
def test_a_server_that_hangs_is_left(desk: Desk, server: Server, name: str) -> None:
    desk.limits = Limits(connect_seconds=0.3, read_seconds=0.4, total_seconds=0.8)
    desk.watch(server.set("/bad", HANGS[name]))
    begun = time.monotonic()
    report = desk.run()
    assert report.fetched[0].error
    assert time.monotonic() - begun < 30


def test_an_answer_that_breaks_off_is_no_feed(desk: Desk, server: Server) -> None:
    whole = rss("One", "Two")
    headers = {"Content-Length": str(len(whole) + 100), "Connection": "close"}
    reply = Reply(headers=headers, chunks=[whole.encode()[:200]])
    desk.watch(server.set("/bad", reply))
    assert "broke off" in (desk.run().fetched[0].error or "")


TEXT_OF_FILE = "the secret of this file"


def test_a_feed_cannot_read_files_or_addresses(tmp_path: object, server: Server) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    (tmp_path / "secret").write_text(TEXT_OF_FILE)
    for system in ((tmp_path / "secret").as_uri(), server.url + "/asked"):
        feed = (
            f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{system}">'
            f'<!ENTITY % y SYSTEM "{system}"> %y;]><rss version="2.0"><channel><title>&x;</title>'
            "<item><title>One &x;</title><description>&x;</description></item></channel></rss>"
        )
        document = parse_feed(feed.encode(), BASE)
        assert TEXT_OF_FILE not in str(document)
    assert server.asked == []


def test_entities_that_multiply_stay_small() -> None:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]><rss version="2.0"><channel>'
        "<item><title>&j;</title></item></channel></rss>"
    )
    with Workers(1) as workers:
        try:
            document = workers.parse(feed.encode(), BASE)
        except NotAFeedError:
            return
    assert len(str(document)) < 100_000


def test_a_parser_that_takes_too_long_is_ended_and_replaced() -> None:
    slow = b"<rss version='2.0'><channel><title>" + b"&" * 3_000_000 + b"</title></channel></rss>"
    with Workers(1, seconds=0.5) as workers, pytest.raises(BrokenFeedError, match="too long"):
        workers.parse(slow, BASE)
    with Workers(1) as workers:
        assert len(workers.parse(rss("1").encode(), BASE).entries) == 1


def test_deep_nesting_is_survived() -> None:
    deep = b"<rss version='2.0'><channel><item><title>" + b"<b>" * 8_000 + b"x"
    with Workers(1) as workers:
        try:
            workers.parse(deep, BASE)
        except NotAFeedError as error:
            assert str(error)
        assert len(workers.parse(rss("1").encode(), BASE).entries) == 1


PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' java\nscript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='javascript:alert(1)'>",
    "<form action='javascript:alert(1)'><button>x</button></form>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href='javascript:alert(1)//'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<body onload=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src='x' title='\"><script>alert(1)</script>'>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<template><script>alert(1)</script></template>",
    "<!--><script>alert(1)</script>-->",
    "\x3cxmp><script>alert(1)</script></xmp>",
]


def _elements(markup: str) -> list[tuple[str, dict[str, str | None]]]:
    """What a browser would make of it: an HTML parser of another make looks at the result."""
    from html.parser import HTMLParser

    found: list[tuple[str, dict[str, str | None]]] = []

    class Elements(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs)))

    parser = Elements()
    parser.feed(markup)
    parser.close()
    return found


ACTING = {
    "script", "svg", "math", "iframe", "object", "embed", "form", "style", "meta", "base", "link",
    "noscript", "template", "xmp", "body", "video", "source", "input", "button",
}  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_markup_acts(payload: str) -> None:
    from html import escape
    from json import dumps

    feeds = [
        rss("One", text=payload),
        rss(payload),
        rss("One").replace("<description>", f"<description><![CDATA[{payload}]]>"),
        atom(f"<entry><id>1</id><title type='html'>{escape(payload)}</title>"
             f"<content type='html'>{escape(payload)}</content></entry>"),
        dumps({"version": "https://jsonfeed.org/version/1.1", "items": [
            {"id": "1", "title": payload, "content_html": payload, "summary": payload}]}),
    ]  # fmt: skip
    for feed in feeds:
        for entry in parse_feed(feed.encode(), BASE).entries:
            for markup in (entry.summary_html, entry.content_html):
                for tag, attributes in _elements(markup or ""):
                    assert tag not in ACTING
                    assert not any(name.startswith("on") for name in attributes)
                    for name in ("href", "src"):
                        value = attributes.get(name) or "https:"
                        assert value.startswith(("http:", "https:", "mailto:", "tel:"))
            assert "<script" not in entry.title.lower()
            for tag, attributes in _elements(entry.title):
                assert tag not in ACTING
                assert not any(name.startswith("on") for name in attributes)


def test_markup_of_a_title_is_gone_and_its_words_stay() -> None:
    document = parse_feed(rss("Kyiv &amp; <b>Moscow</b> <script>x()</script>talk").encode(), BASE)
    assert document.entries[0].title == "Kyiv & Moscow talk"


JSON_ODDITIES = {
    "half a character": (r'{"id": "\ud800", "title": "a\udc00b", "content_html": "<p>\ud83d</p>"}', "a?b"),
    "a nought": (r'{"id": "1\u0000", "title": "a\u0000b", "content_text": "x\u0000y"}', "ab"),
    "a number of 5,000 digits": (f'{{"id": {"9" * 5000}, "title": "ab"}}', "ab"),
    "no number": ('{"id": NaN, "title": "ab"}', "ab"),
    "true": ('{"id": true, "title": "ab"}', "ab"),
    "a list": ('{"id": [1], "title": "ab", "content_html": {"a": 1}}', "ab"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(JSON_ODDITIES))
def test_json_with_oddities_is_read_and_known_again(desk: Desk, server: Server, name: str) -> None:
    item, title = JSON_ODDITIES[name]
    desk.watch(server.set("/feed", f'{{"items": [{item}]}}'))
    assert (desk.run().fetched[0].error, desk.one("SELECT title FROM entry_history")) == (
        None,
        title,
    )
    server.set("/feed", f'{{"items": [{item}] }}')
    again = desk.run("2025-11-22T12:00Z").fetched[0]
    assert (again.error, again.new, again.revised) == (None, 0, 0)


def test_what_stands_behind_ten_thousand_entries_is_told() -> None:
    items = ",".join(f'{{"id": "{number}", "title": "x"}}' for number in range(10_002))
    document = parse_feed(f'{{"items": [{items}]}}'.encode(), BASE)
    assert len(document.entries) == 10_000
    assert document.damage == "only the first 10,000 of its 10,002 entries are taken"


@pytest.mark.slow
def test_ten_thousand_entries_are_taken(desk: Desk, server: Server) -> None:
    desk.watch(server.set("/feed", rss(*(f"Title number {n}" for n in range(10_000)))))
    report = desk.run()
    assert report.fetched[0].new == 10_000
    assert desk.one("SELECT count(*) FROM entry_revisions") == 10_000
