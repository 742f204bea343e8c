"""What is taken from a file: its words, and its day where it states one."""

from __future__ import annotations

from datetime import date

import pytest

from bywhen.errors import UsageError
from bywhen.formats.document import document

DAY = date(2025, 11, 21)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2025-11-21T08:00:00Z">',
        '<meta name="date" content="2025-11-21">',
        '<meta itemprop="datePublished" content="2025-11-21">',
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2025-11-21"}'
        "</script>",
        '<script type="application/ld+json">{"@graph": [{"datePublished": "2025-11-21T01:00Z"}]}'
        "</script>",
        '<time pubdate datetime="2025-11-21">yesterday</time>',
    ],
    ids=["Open Graph", "meta date", "microdata", "JSON-LD", "JSON-LD graph", "time"],
)
def test_the_day_that_a_page_states(head: str) -> None:
    page = f"<!doctype html><html><head>{head}</head><body><p>Words.</p></body></html>"
    assert document(page.encode(), "a.html").published == DAY


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<meta name="date" content="last week">',
        '<meta name="date" content="2025-13-41">',
        '<script type="application/ld+json">{"datePublished":</script>',
        '<time datetime="2024-01-01">of a related story</time>',
    ],
    ids=["nothing", "words", "no such day", "broken JSON", "any time element"],
)
def test_a_day_is_never_guessed(head: str) -> None:
    page = f"<!doctype html><html><head>{head}</head><body><p>Words.</p></body></html>"
    assert document(page.encode(), "a.html").published is None


def test_the_words_of_a_page_without_what_nobody_reads() -> None:
    page = (
        "<!doctype html><html><head><title>T</title><style>p {}</style></head><body>"
        "<nav>Menu</nav><h1>By&nbsp;when?</h1><p>Due on <b>27</b> November.</p><p>Then\nwait.</p>"
        "<script>alert('2025-01-01')</script><footer>2020</footer></body></html>"
    )
    text = document(page.encode(), "saved").text
    assert text == "By\xa0when?\nDue on 27 November.\nThen\nwait."


def test_front_matter_gives_the_day_and_keeps_the_places() -> None:
    text = "---\npublished: 2025-11-21\n---\nDue tomorrow.\n"
    held = document(text.encode(), "a.md")
    assert held.published == DAY
    assert held.text.index("Due") == text.index("Due")
    assert "2025" not in held.text


def test_plain_text_is_taken_as_it_is() -> None:
    assert document("\ufeff12月初\n".encode(), "a.txt").text == "12月初\n"


def test_other_encodings_are_refused_with_advice() -> None:
    with pytest.raises(UsageError, match="save it as UTF-8"):
        document("12月初".encode("big5"), "a.txt")


def test_the_marks_of_markdown_are_blanks_and_places_stay_true() -> None:
    marked = '# Talks\n> It ends on **Nov. 27**, _not_ [Dec. 1](https://a.b/2025/12/01 "day").\n'
    text = document(marked.encode(), "a.md").text
    assert " ".join(text.split()) == "Talks It ends on Nov. 27 , not Dec. 1 ."
    assert text.index("Dec. 1") == marked.index("Dec. 1")
    assert document(marked.encode(), "a.txt").text == marked


@pytest.mark.parametrize(
    "mark",
    ["<", "<a ", "<!--", "<div>", "&amp", "<script>", "</div>", '<p a="', "<![CDATA[", "<?", "[a](",
     "***", "<svg>", "<svg></nav>", "<script type='application/ld+json'>{"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_a_file_full_of_one_mark_is_read_once_through(mark: str, name: str) -> None:
    text = "<html><body>It ends on Nov. 27." + mark * (200_000 // len(mark))
    assert "It ends on Nov. 27." in document(text.encode(), name).text


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>1 < 2 and <b>3</b> > 2", "1 < 2 and 3 > 2"),
        ("<p title='a > b'>Words.", "Words."),
        ("<P>Big<BR>letters", "Big\nletters"),
        ("<script>if (a < b) '</p>'</script>Words.", "Words."),
        ("<p>Words.<!-- <p>none</p> --> More.", "Words. More."),
        ("<p>Words. <a href='", "Words."),
        ("<html><head><title>No</title><body>Words.", "Words."),
        ("<p>\u0130stanbul <b>27</b>", "\u0130stanbul 27"),
    ],
)
def test_pages_that_are_not_as_they_should_be(page: str, words: str) -> None:
    assert document(page.encode(), "a.html").text == words
