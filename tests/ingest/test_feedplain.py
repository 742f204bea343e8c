"""Plain feeds are read by expat alone: what comes out is what feedparser's way gives, and whatever
is out of the ordinary is left to feedparser."""

from __future__ import annotations

import pytest

from bywhen.ingest import feedxml
from bywhen.ingest.charset import Decoded
from bywhen.ingest.document import Document
from bywhen.ingest.feedplain import read_plain

BASE = "https://news.example/dir/feed"
SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    ' xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
    ' xmlns:a="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/DTDs/PodCast-1.0.dtd"'
)


def _rss(item: str = "<title>One</title>", channel: str = "", root: str = 'version="2.0"') -> str:
    return (
        f"<rss {root} {SPACES}><channel><title>News</title><link>https://news.example/</link>"
        f"{channel}<item>{item}</item></channel></rss>"
    )


def _atom(entry: str = "<title>One</title>", feed: str = "", root: str = "") -> str:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {root}><title>News</title><id>urn:f</id>{feed}'
        f"<entry><id>urn:1</id>{entry}</entry></feed>"
    )


PLAIN = {
    "an entry as newsrooms write it": _rss(
        "<title>By &lt;b&gt;Friday&lt;/b&gt;</title><link>https://news.example/1?a=1</link>"
        "<guid isPermaLink='false'>1</guid><pubDate>Fri, 21 Nov 2025 10:00:00 MSK</pubDate>"
        "<dc:creator><![CDATA[A. Reporter]]></dc:creator><category domain='x'>War</category>"
        "<description>Short.</description><content:encoded><![CDATA[<p>Long.</p>]]>"
        "</content:encoded><enclosure url='https://a.example/a.mp3' type='audio/mpeg'/>"
        "<slash:comments>3</slash:comments><media:thumbnail url='https://a.example/a.png'/>"
    ),
    "content before its summary": _rss("<content:encoded>Long</content:encoded><description/>"),
    "the same twice": _rss("<description>A</description><content:encoded>A</content:encoded>"),
    "content alone": _rss("<content:encoded>&lt;p&gt;A&lt;/p&gt;</content:encoded>"),
    "a guid that is the link": _rss("<guid>https://news.example/1</guid>"),
    "a guid that is no link": _rss("<guid isPermaLink='false'>https://news.example/1</guid>"),
    "a bare guid": _rss("<guid>17</guid>"),
    "an empty link": _rss("<guid>https://news.example/1</guid><link></link>"),
    "a link with a query": _rss("<link>https://news.example/1?a=1&amp;b=2</link>"),
    "a relative link": _rss("<link>/1</link>"),
    "UTF-8 encoded twice": _rss(f"<title>{'Київ'.encode().decode('latin-1')}</title>"),
    "windows-1252 in disguise": _rss("<title>it&#146;s due</title>"),
    "an author, a day of dc": _rss("<author>a@b.example (A)</author><dc:date>2025-11-21</dc:date>"),
    "no item": f"<rss version='2.0' {SPACES}><channel><title>News</title></channel></rss>",
    "what a channel says": _rss(
        channel="<ttl>90</ttl><language>uk</language><sy:updatePeriod>hourly</sy:updatePeriod>"
        "<sy:updateFrequency>2</sy:updateFrequency><a:link rel='hub' href='https://hub.example/'/>"
        "<a:link rel='self' href='https://news.example/f'/><image><url>u</url><title>Logo</title>"
        "<link>https://other.example/</link></image><description>All of it</description>"
        "<skipDays><day>Sunday</day></skipDays><lastBuildDate>x</lastBuildDate>"
    ),
    "comments and instructions": f"<?xml-stylesheet href='x'?><!-- a -->{_rss()}<!-- b -->",
    "an Atom entry": _atom(
        "<title type='html'>By &lt;i>Friday</title><link href='https://news.example/1'/>"
        "<link rel='enclosure' href='https://a.example/a.mp3'/><published>2025-11-21</published>"
        "<updated>2025-11-22T10:00:00Z</updated><author><name>A</name><email>a@b.example</email>"
        "<uri>https://b.example/</uri></author><category term='x'/>"
        "<summary>a &lt; b</summary><content type='html'>&lt;p>Long&lt;/p></content>"
    ),
    "text is no HTML in Atom": _atom("<title>a &lt;b&gt; c</title><content>a &amp;amp; b</content>"),
    "an Atom feed with a language": _atom("<content>Так</content>", root='xml:lang="uk_UA"'),
    "an Atom entry by its id": _atom("<title>x</title>").replace("urn:1", "https://news.example/1"),
    "links of an Atom feed": _atom(
        "<link rel='alternate' type='text/plain' href='/t'/><link href='/2' type='TEXT/HTML'/>",
        "<link href='https://news.example/'/><link rel='hub' href='https://hub.example/'/>"
        "<link rel='self' href='/f'/><author><name>A</name></author><subtitle>All</subtitle>",
    ),
}  # fmt: skip

UNUSUAL = {
    "an element that is not known": _rss("<title>One</title><deadline>Friday</deadline>"),
    "an element of podcasts": _rss("<itunes:summary>One</itunes:summary>"),
    "two titles": _rss("<title>One</title><title>Two</title>"),
    "two channels": _rss().replace("</channel>", "</channel><channel><title>x</title></channel>"),
    "an entry outside": _rss().replace("</channel>", "</channel><item><title>x</title></item>"),
    "no version": _rss(root=""),
    "RSS 0.91": _rss(root='version="0.91"'),
    "a feed of RSS 1.0": _rss(root='version="2.0" xmlns:r="http://purl.org/rss/1.0/"'),
    "no channel": '<rss version="2.0"><title>x</title></rss>',
    "an empty rss": '<rss version="2.0"/>',
    "a base": _rss(root='version="2.0" xml:base="https://b.example/"'),
    "a base below": _rss("<category base='https://b.example/'>x</category>"),
    "a language below": _rss("<title xml:lang='uk'>Так</title>"),
    "markup that is not escaped": _rss("<description>By <b>Friday</b></description>"),
    "markup in what is skipped": _rss("<category><title>x</title></category>"),
    "a title of media": _rss("<media:content><media:title>x</media:title></media:content>"),
    "too many slashes": _rss("<link>https:///news.example/1</link>"),
    "a reference in a link": _rss("<link>https://news.example/?a&amp;amp;b</link>"),
    "a doctype": f"<!DOCTYPE rss>{_rss()}",
    "an entity": f'<!DOCTYPE rss [<!ENTITY a "b">]>{_rss("<title>&a;</title>")}',
    "an entity that nobody declared": _rss("<title>a&nbsp;b</title>"),
    "a bare &": _rss("<title>a & b</title>"),
    "an end that is missing": _rss()[:-12],
    "xhtml": _atom("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>x</div></content>"),
    "content elsewhere": _atom("<content src='https://a.example/a'/>"),
    "a link to nowhere": _atom("<link rel='alternate'/>"),
    "a link without anything": _atom("<link/>"),
    "two authors": _atom("<author><name>A</name></author><author><name>B</name></author>"),
    "another Atom": _atom().replace("2005/Atom", "2005/atom"),
    "a page": "<html><body>Hello</body></html>",
}  # fmt: skip


def _both_ways(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Document | None, ...]:
    decoded = Decoded(text, "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(feedxml, "read_plain", lambda _text, _base: None)
        slow = feedxml.parse_xml(decoded, BASE, None)
    return feedxml.parse_xml(decoded, BASE, None), slow


@pytest.mark.parametrize("name", list(PLAIN))
def test_a_plain_feed_is_read_as_feedparser_reads_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_plain(PLAIN[name], BASE) is not None
    fast, slow = _both_ways(PLAIN[name], monkeypatch)
    assert fast == slow


@pytest.mark.parametrize("name", list(UNUSUAL))
def test_what_is_out_of_the_ordinary_is_left_to_feedparser(name: str) -> None:
    assert read_plain(UNUSUAL[name], BASE) is None
