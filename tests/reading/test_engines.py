"""re2 and `re` read the same; hostile text costs linear time and yields no false date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bywhen.reading import Mention, available, language_of, read
from bywhen.reading.engine import Patterns, Re2Engine
from bywhen.reading.language import language
from bywhen.timetable.edtf import parse_window

PUBLISHED = date(2025, 11, 21)
PIECES = [
    "by ", "before ", "since ", "the ", "early ", "next ", "Thursday", "Nov. 27", "May", " 2025",
    ", ", " (", ")", " and ", "-", "2 weeks ago", "28-point", "最遲", "下週四", "27日", "感恩節", "前",
    "年底", "（", "）", "100天內", "二〇二五年", "\u200b", "\u202e", "\x00", "\n", "é", "й", "٣", "28點",
    " to ", "31", "1.2.3", "in ", "century", "9999", "0", "00", "2月30日", "Feb. 30",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def spans(mentions: list[Mention]) -> list[tuple[int, int, str]]:
    return [(mention.start, mention.end, mention.edtf) for mention in mentions]


SPARSE = {"uk", "ru", "de", "fr"}  # their inflected words take `re` half a second an example


@pytest.mark.parametrize(
    "code",
    [pytest.param(code, marks=[pytest.mark.slow] * (code in SPARSE)) for code in available()],
)
def test_both_engines_read_the_examples_alike(code: str) -> None:
    for _, example in list(language(code).examples())[:: 12 if code in SPARSE else 1]:
        published = date.fromisoformat(example.published)
        fast = read(example.text, published=published, language=code, engine="re2")
        plain = read(example.text, published=published, language=code, engine="re")
        assert spans(fast) == spans(plain), example.text


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_both_engines_read_mixed_text_alike(text: str) -> None:
    for code in ("en", "zh"):
        fast = read(text, published=PUBLISHED, language=code, engine="re2")
        plain = read(text, published=PUBLISHED, language=code, engine="re")
        assert spans(fast) == spans(plain)


def test_the_short_way_into_re2_finds_what_its_public_search_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    patterns = Patterns("(?:by )?", ["Nov[.] [0-9]+", "[0-9]+日"], "")
    form = "by Nov. 27, Nov. 3 é 27日 xNov. 1".encode()

    def spans() -> list[tuple[int, int]]:
        seek, place, found = Re2Engine().seek(patterns, words=True), 0, []
        while (span := seek(form, place)) is not None:
            found.append(span)
            place = span[1]
        return found

    short = spans()
    monkeypatch.setattr("bywhen.reading.engine._direct", lambda _compiled: None)
    assert short == spans() != []


@settings(max_examples=150, deadline=None)
@given(st.one_of(TEXTS, st.text(max_size=80)))
def test_mentions_stand_in_the_text_in_order_and_are_well_formed(text: str) -> None:
    last = 0
    for mention in read(text, published=PUBLISHED):
        assert text[mention.start : mention.end] == mention.text
        assert last <= mention.start < mention.end
        last = mention.end
        assert 0 <= mention.confidence <= 1
        assert mention.why
        if mention.edtf:
            assert parse_window(mention.edtf) == mention.window
        mention.to_json()


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_reading_is_a_function_of_text_and_day(text: str, published: date) -> None:
    assert read(text, published=published) == read(text, published=published)


HOSTILE = {
    "nothing": "",
    "blanks": " \t\n\u3000" * 50,
    "nulls": "\x00" * 1000,
    "lone surrogates": "\ud800\udfff" * 10,
    "brackets": "(" * 100_000,
    "right to left": "\u202e\u05d0\u05d1" * 200,
    "zero width": "\u200b\u200d\ufeff" * 500,
    "digits": "7" * 100_000,
    "dots": "1." * 50_000,
    "one letter": "M" * 100_000,
    "numbers in words": "twenty " * 5_000,
    "numerals": "十" * 20_000,
    "leads without a core": "by the end of " * 7_000,
    "an event of an event": "after the vote after the " * 4_000,
    "lists of numbers": "1, 2/3; 4.5-6 " * 7_000,
    "slashes": "1/" * 50_000,
    "hyphens": "2025-11-" * 12_000,
    "split by what is not seen": "No\u200bve\u200dmber 2\u200b7 " * 5_000,
    "look-alikes of other scripts": "\u041dov. \u0967\u096d " * 5_000,
    "characters of no language": "\ue000\ufffe\U000e0041" * 5_000,
    "open quotes": "\u201c\u300c\"'" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("code", available())
def test_hostile_text_has_no_date(name: str, code: str) -> None:
    assert read(HOSTILE[name], published=PUBLISHED, language=code) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\u202eIt ends on Nov. 27\u202c.", "Nov. 27"),
        ("\u05d4\u05d5\u05d0 ends on Nov. 27 \u05d1", "Nov. 27"),
        ("It ends\x00on\x00Nov. 27\x00", "Nov. 27"),
        ("\ufeffNov. 27\u200b is the day.", "Nov. 27"),
        ("他\u200b將在Nov. 27與下週四簽署", "下週四"),
        ("((((((It ends on (Nov. 27)))))))", "Nov. 27"),
    ],
)
def test_strange_characters_around_a_date_do_not_hide_or_move_it(text: str, words: str) -> None:
    found = read(text, published=PUBLISHED)
    assert words in [mention.text for mention in found]
    assert all(text[mention.start : mention.end] == mention.text for mention in found)


@pytest.mark.slow
def test_ten_megabytes_on_one_line_are_read_once_through() -> None:
    sentence = "It is 28 points and nothing more, the deal may march on. "
    text = sentence * (10_000_000 // len(sentence)) + "It ends on Nov. 27, 2025."
    found = read(text, published=PUBLISHED, language="en")
    assert [mention.edtf for mention in found] == ["2025-11-27"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kyiv must answer by Thursday", "en"),
        ("美方要求在下週四前簽署", "zh"),
        ("12345", "en"),
        ("", "en"),
        ("Сторони мають підписати угоду до 27 листопада.", "uk"),
        ("Учора внаслідок удару загинули двоє людей.", "uk"),
        ("Посольство должно освободить здание до 1 декабря.", "ru"),
        ("Суд огласит приговор в среду.", "ru"),
        ("In drei Tagen endet das Ultimatum.", "de"),
        ("Le Conseil se réunira lundi.", "fr"),
        ("米国は来週木曜日までの回答を求めている。", "ja"),
        ("衆議院解散、総選挙11月27日", "ja"),
        ("總統府宣布11月27日投票", "zh"),
        ("미국은 다음 주 목요일까지 답변을 요구했다.", "ko"),
        ("總統 Volodymyr Zelenskiy 與 Daniel Driscoll 在基輔會談", "zh"),
    ],
)
def test_language_is_told_by_script_and_words(text: str, code: str) -> None:
    assert language_of(text) == code
