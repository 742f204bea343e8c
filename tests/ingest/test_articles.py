"""Saved pages and texts: main text, title, publisher, language, and a day that is trusted or not."""

from __future__ import annotations

import pytest

from bywhen.ingest.articles import read_article
from bywhen.ingest.document import NotAFeedError
from bywhen.ingest.inbox import Bring
from tests.ingest.desk import Desk
from tests.ingest.server import Reply, Server

BODY = (
    "<p>The government said on Friday that the plan must be agreed by Thursday, 27 November.</p>"
    "<p>Officials added that the date could slide into the following week if talks go on.</p>"
    "<p>Nobody has confirmed what would happen if the parties let the date pass without a word.</p>"
)
CARD = (
    "<aside class='related'><h3>Older</h3><time datetime='2024-01-01'>1 January 2024</time>"
    "<p>Another story of long ago</p></aside>"
)


def page(head: str = "", body: str = BODY, lang: str = "en") -> bytes:
    return (
        f"<!doctype html><html lang='{lang}'><head><meta charset='utf-8'><title>Plan due Thursday"
        f"</title>{head}</head><body><nav><a href='/'>Home</a> Menu Sport Weather</nav><article>"
        f"<h1>Plan due Thursday</h1>{body}</article>{CARD}<footer>Imprint</footer></body></html>"
    ).encode()


JSON_LD = (
    '<script type="application/ld+json">{"@context": "https://schema.org", "@graph": ['
    '{"@type": "WebSite", "name": "x", "datePublished": "2001-01-01"},'
    '{"@type": ["NewsArticle"], "headline": "Plan due Thursday",'
    ' "datePublished": "2025-11-21T09:00:00+02:00",'
    ' "publisher": {"@type": "Organization", "name": "Example News"},'
    ' "author": [{"@type": "Person", "name": "A. Writer"}], "inLanguage": "en-GB"}]}</script>'
)
DAYS = {
    "json-ld": (JSON_LD, "2025-11-21", "json-ld"),
    "meta": (
        "<meta property='article:published_time' content='2025-11-21T23:30:00-05:00'>",
        "2025-11-21",
        "meta",
    ),
    "dublin core": ("<meta name='DC.date.issued' content='2025-11-21'>", "2025-11-21", "meta"),
    "json-ld before meta": (
        JSON_LD + "<meta property='article:published_time' content='2020-01-01'>",
        "2025-11-21",
        "json-ld",
    ),
    "broken json-ld": (
        "<script type='application/ld+json'>{nonsense</script>"
        "<meta itemprop='datePublished' content='2025-11-21'>",
        "2025-11-21",
        "meta",
    ),
}


@pytest.mark.parametrize("name", list(DAYS))
def test_a_day_that_the_page_states_as_its_own_is_trusted(name: str) -> None:
    head, day, by = DAYS[name]
    article = read_article(page(head), "saved.html")
    assert (article.published, article.published_by) == (day, by)
    assert article.published_trusted


def test_a_time_element_of_the_article_is_trusted() -> None:
    body = "<time itemprop='datePublished' datetime='2025-11-21'>Friday</time>" + BODY
    article = read_article(page(body=body), "saved.html")
    assert (article.published, article.published_by) == ("2025-11-21", "time")


def test_the_day_of_a_related_card_is_never_trusted() -> None:
    other = "<time datetime='2023-05-05'>then</time>"
    article = read_article(page(body=BODY + other), "saved.html")
    assert not article.published_trusted
    assert article.published_by in (None, "heuristic")


def test_json_ld_of_another_article_is_not_this_ones() -> None:
    two = JSON_LD.replace("Plan due Thursday", "Something else").replace(
        "]}</script>",
        ', {"@type": "NewsArticle", "headline": "A third", "datePublished": "2019-01-01"}]}</script>',
    )
    article = read_article(page(two), "saved.html")
    assert article.published_by != "json-ld"


def test_what_a_person_says_counts_more() -> None:
    article = read_article(page(JSON_LD), "x.html", published="2025-11-20", publisher="Me")
    assert (article.published, article.published_by, article.publisher) == (
        "2025-11-20",
        "option",
        "Me",
    )


def test_the_main_text_comes_without_menus_and_cards() -> None:
    article = read_article(page(JSON_LD), "saved.html", url="https://news.example/plan")
    assert "must be agreed by Thursday" in article.text
    assert "Weather" not in article.text
    assert "long ago" not in article.text
    assert (article.title, article.publisher, article.author, article.language) == (
        "Plan due Thursday",
        "Example News",
        "A. Writer",
        "en-GB",
    )


TEXTS = {
    "big5": "烏克蘭總統表示，基輔政府須在下週四（27日）前同意這項計劃，否則將失去支持。",
    "gb18030": "乌克兰总统表示，基辅政府须在下周四（27日）前同意这项计划，否则将失去支持。",
    "windows-1251": "Президент заявил, что Киев должен согласиться до четверга, 27 ноября.",
    "koi8-r": "Президент заявил, что Киев должен согласиться до четверга, 27 ноября.",
    "utf-16": "Kyiv must agree to the plan by Thursday, 27 November, the president said.",
}


@pytest.mark.parametrize("charset", list(TEXTS))
def test_charsets_declared_in_the_page_or_by_the_server(charset: str) -> None:
    text = TEXTS[charset]
    html = f"<html><head><meta charset='{charset}'><title>t</title></head><body><p>{text * 4}</p>"
    inside = read_article(html.encode(charset), "saved.html")
    outside = read_article(
        html.replace("meta charset", "meta x").encode(charset), "p", f"text/html; charset={charset}"
    )
    assert text in inside.text.replace("\n", "")
    assert text in outside.text.replace("\n", "")


@pytest.mark.parametrize("charset", ["big5", "gb18030", "windows-1251", "koi8-r"])
def test_a_text_file_has_no_declaration_and_is_read(charset: str) -> None:
    text = "\n".join([TEXTS[charset]] * 6)
    assert read_article(text.encode(charset), "note.txt").text == text


def test_front_matter_is_believed() -> None:
    raw = b"---\ntitle: Plan due\npublished: 21 Nov 2025\nsource: Example News\nlang: en\n---\nBy Friday.\n"
    article = read_article(raw, "note.md")
    assert (article.title, article.published, article.published_by, article.publisher) == (
        "Plan due",
        "2025-11-21",
        "front-matter",
        "Example News",
    )
    assert article.text == "By Friday."


def test_a_heading_is_the_title_of_a_markdown_file() -> None:
    assert (
        read_article(b"# Plan due Thursday\n\nBy Friday.", "note.md").title == "Plan due Thursday"
    )


@pytest.mark.parametrize("raw", [b"", b"  \n", b"<html><head></head><body></body></html>"])
def test_without_a_text_there_is_no_article(raw: bytes) -> None:
    with pytest.raises(NotAFeedError, match="no text"):
        read_article(raw, "x.html")


def test_the_folder_is_read_once_and_again_when_a_file_changes(desk: Desk) -> None:
    folder = desk.folder / "ingest" / "articles"
    folder.mkdir(parents=True)
    file = folder / "plan.html"
    file.write_bytes(page(JSON_LD))
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / "empty.txt").write_bytes(b"")
    first = desk.run()
    assert [read.is_new for read in first.articles if not read.error] == [True]
    assert [read.error for read in first.articles if read.error] == ["there is no text in it"]
    assert [read.is_new for read in desk.run().articles if not read.error] == []
    file.write_bytes(page(JSON_LD, BODY.replace("Thursday", "Monday")))
    assert [read.is_new for read in desk.run().articles if not read.error] == [True]
    assert desk.rows("SELECT origin, number FROM articles ORDER BY id") == [
        ("ingest/articles/plan.html", 1),
        ("ingest/articles/plan.html", 2),
    ]


def test_an_address_goes_through_the_guarded_client(desk: Desk, server: Server) -> None:
    url = server.set("/page", Reply(page(JSON_LD), headers={"Content-Type": "text/html"}))
    report = desk.run("2025-11-21T12:00Z", Bring(url))
    assert "private: true" in (report.articles[0].error or "")
    desk.watch(server.url + "/feed")  # a private source: its host may be asked
    report = desk.run("2025-11-21T12:00Z", Bring(url), feeds=False)
    assert report.articles[0].error is None
    assert desk.one("SELECT url, published, body IS NOT NULL FROM articles") == (
        url,
        "2025-11-21",
        1,
    )


def test_a_link_out_of_the_tracker_is_not_followed(desk: Desk) -> None:
    secret = desk.folder.parent / "secret.txt"
    secret.write_text("by Friday")
    folder = desk.folder / "ingest" / "articles"
    folder.mkdir(parents=True)
    (folder / "a.txt").symlink_to(secret)
    assert desk.run().articles == []


def test_search_finds_two_chinese_characters_in_entries_and_articles(
    desk: Desk, server: Server
) -> None:
    from bywhen.ingest.searching import search_desk
    from bywhen.store.desk import open_desk
    from tests.ingest.server import rss

    desk.watch(server.set("/feed", rss("基輔政府下週四前同意", text="The deadline is near.")))
    folder = desk.folder / "ingest" / "articles"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("美國要求基輔在感恩節前同意。")
    desk.run()
    connection = open_desk(desk.tracker.desk)
    try:
        assert {hit.kind for hit in search_desk(connection, "基輔")} == {"entry", "article"}
        assert [hit.kind for hit in search_desk(connection, "感恩節")] == ["article"]
        assert [hit.source for hit in search_desk(connection, "deadline")] == ["a"]
        assert search_desk(connection, "輔基") == []
        assert search_desk(connection, '" OR *') == []
    finally:
        connection.close()
