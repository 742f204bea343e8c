"""What a reader types, and what is found in any language."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bywhen.store.found import search
from bywhen.store.read import open_readonly
from bywhen.store.search import excerpt, index_text, match_query
from bywhen.timetable.claims import Affair, Issuer, Point
from tests.store.databases import built
from tests.support.records import affair


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        (None, None),
        ("Kyiv agrees", "Kyiv agrees"),
        ("基輔", "基輔 輔"),
        ("基輔政府", "基輔 輔政 政府 府"),
        ("與Kyiv政府談判", "與 Kyiv 政府 府談 談判 判"),
        ("２８點計劃", "28 點計 計劃 劃"),
        ("年底前，12月初", "年底 底前 前 ,12 月初 初"),
        ("キーウ市", "キー ーウ ウ市 市"),
        ("우크라이나", "우크 크라 라이 이나 나"),
        ("Київ до п'ятниці", "Київ до п'ятниці"),
        ("𠀀𠀁", "𠀀𠀁 𠀁"),
    ],
)
def test_runs_without_spaces_are_indexed_as_pairs(text: str | None, indexed: str | None) -> None:
    assert index_text(text) == indexed


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("Kyiv", '"Kyiv"'),
        ("Kyiv  Christmas", '"Kyiv" "Christmas"'),
        ('"by Christmas"', '"by Christmas"'),
        ("基輔", '"基輔"'),
        ("基輔政府", '"基輔 輔政 政府"'),
        ("基", '"基"*'),
        ("Kyiv政府", '"Kyiv 政府"'),
        ("28-point", '"28 point"'),
        ("Ukraine's", '"Ukraine s"'),
        ('")* OR (', '"OR"'),
        ("title:Kyiv NOT x", '"title Kyiv" "NOT" "x"'),
        ("", None),
        (' -- "" * ', None),
        ("…！？", None),
    ],
)
def test_a_question_becomes_phrases(typed: str, query: str | None) -> None:
    assert match_query(typed) == query


def _record() -> Affair:
    record = affair("event signed\n a by 2025-11-27 known=2025-11-20 issuer=us\nevent vote")
    signed, vote = record.events
    claim = replace(
        signed.claims[0],
        phrase="下週四（27日）感恩節前",
        note="read as the deadline for Kyiv's answer",
        issuer="Washington",
        via="烏克蘭官員",
        condition="if Moscow café opens",
    )
    return replace(
        record,
        title="The 28-point plan",
        titles={"zh-Hant": "28點和平計劃", "uk": "План із 28 пунктів"},
        issuers=(Issuer("us", "US administration", {"zh-Hant": "美國政府"}, ("White House",)),),
        events=(
            replace(
                signed, title="Kyiv agrees", titles={"zh-Hant": "基輔同意計劃"}, claims=(claim,)
            ),
            replace(vote, title="Parliament votes", note="by roll call"),
        ),
        points=(
            Point("2025-11-20", "25", "Elections within 100 days.", "en", "x/vote"),
            Point("2025-11-20", "25", "在100天內舉行選舉。", "zh-Hant", "x/vote"),
        ),
    )


@pytest.fixture(name="tracker", scope="module")
def searched_tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    with built(tmp_path_factory.mktemp("search"), _record()) as connection:
        yield connection


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Kyiv", {"x/signed", "x/signed/a"}),
        ("kyiv", {"x/signed", "x/signed/a"}),
        ("KYIV agrees", {"x/signed"}),
        ('"agrees Kyiv"', set()),
        ("Kyi", set()),
        ("基輔", {"x/signed"}),
        ("輔同", {"x/signed"}),
        ("計劃", {"x", "x/signed"}),
        ("和平計劃", {"x"}),
        ("平和", set()),
        ("基", {"x/signed"}),
        ("劃", {"x", "x/signed"}),
        ("感恩節", {"x/signed/a"}),
        ("感恩節 四", {"x/signed/a"}),
        ("烏克蘭", {"x/signed/a"}),
        ("美國", {"x/signed/a"}),
        ("White House", {"x/signed/a"}),
        ("Washington", {"x/signed/a"}),
        ("cafe", {"x/signed/a"}),
        ("deadline", {"x/signed/a"}),
        ("roll call", {"x/vote"}),
        ("28-point", {"x"}),
        ("пунктів", {"x"}),
        ("選舉", {"x/2025-11-20/25/zh-Hant"}),
        ("elections 100", {"x/2025-11-20/25"}),
        ("'); DROP TABLE claims; --", set()),
    ],
)
def test_words_are_found(tracker: sqlite3.Connection, typed: str, found: set[str]) -> None:
    assert {hit.id for hit in search(tracker, typed)} == found


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_question_fails(tracker: sqlite3.Connection, typed: str) -> None:
    search(tracker, typed)


@settings(deadline=None)
@given(st.text("基輔政府同意計劃a1 ", min_size=1, max_size=20), st.data())
def test_each_part_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    runs = [run for run in text.split() if any(character >= "基" for character in run)]
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 1))
    part = run[start : data.draw(st.integers(start + 1, len(run)))]
    if part.isascii() or (run[start - 1 : start + 1].isascii() and start):
        return  # a part of a Latin word is no word
    ending = run[start + len(part) - 1 : start + len(part) + 1]
    if ending.isascii() and len(ending) == 2:
        return
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(text, tokenize='unicode61')")
        connection.execute("INSERT INTO t VALUES (?)", (index_text(text),))
        assert connection.execute(
            "SELECT 1 FROM t WHERE t MATCH ?", (match_query(part),)
        ).fetchone()


def test_plain_sqlite_reads_the_text_behind_the_index(tracker: sqlite3.Connection) -> None:
    rows = tracker.execute("SELECT phrase FROM claims_fts WHERE claims_fts MATCH '\"感恩 恩節\"'")
    assert rows.fetchall() == [("下週四（27日）感恩節前",)]


def test_a_hit_says_where_and_in_whose_words(tmp_path: Path) -> None:
    with built(tmp_path, _record()):
        pass
    with closing(open_readonly(tmp_path / "tracker.db", "digest")) as connection:
        (hit,) = search(connection, "感恩節")
    assert (hit.found, hit.affair, hit.event, hit.title) == (
        "claim",
        "x",
        "x/signed",
        "Kyiv agrees",
    )
    assert (hit.issuer, hit.known) == ("Washington", "2025-11-20")
    assert [part.text for part in hit.parts if part.is_match] == ["感恩節"]
    assert "".join(part.text for part in hit.parts) == "下週四（27日）感恩節前"


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("Kyiv must agree by Christmas", "christmas KYIV", ["Kyiv", "Christmas"]),
        ("Kyivan Rus", "Kyiv", []),
        ("at the café, near", "cafe", ["café"]),
        ("the 28-point plan", "28-point", ["28-point"]),
        ("與Kyiv政府談判", "kyiv 談判", ["Kyiv", "談判"]),
        ("２８點計劃", "28", ["２８"]),
        ("基輔政府", "輔政 政府", ["輔政府"]),
        ("nothing of it", "Kyiv", []),
    ],
)
def test_an_excerpt_marks_what_was_asked_for(text: str, asked: str, marked: list[str]) -> None:
    parts = excerpt(text, asked)
    assert [part.text for part in parts if part.is_match] == marked
    assert "".join(part.text for part in parts) == text


def test_an_excerpt_of_a_long_text_is_around_the_word() -> None:
    parts = excerpt("x" * 500 + " Kyiv " + "y" * 500, "Kyiv", width=60)
    assert (parts[0].text, parts[-1].text) == ("…", "…")
    assert sum(len(part.text) for part in parts) == 62
    assert [part.text for part in parts if part.is_match] == ["Kyiv"]


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=20), st.integers(1, 50))
def test_an_excerpt_is_cut_from_the_text(text: str, asked: str, width: int) -> None:
    parts = excerpt(text, asked, width)
    assert "".join(part.text for part in parts if part.text != "…") in text
