"""Invisible characters, entities and full-width letters: read as they are seen, with true offsets."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bywhen.reading import read
from bywhen.reading.visible import visible

PUBLISHED = date(2026, 9, 14)
JUNE_3 = date(2027, 6, 3)
ODD = "\u200b\u200f\u202e\u00ad\ufeff\x00&;#１６０ＪｕA3月初 "


@pytest.mark.parametrize(
    "text",
    [
        "Due by June\x00 3, 2027.",
        "Due by June&nbsp;3, 2027.",
        "Due by June&#160;3, 2027.",
        "Due by Ｊｕｎｅ ３, ２０２７.",
        "\u202aDue by June 3, 2027\u202c.",
    ],
    ids=["null", "entity", "number", "full-width", "around"],
)
def test_a_date_is_read_as_it_is_seen_where_it_stands(text: str) -> None:
    (mention,) = read(text, published=PUBLISHED)
    assert (mention.qualifier, mention.latest) == ("by", JUNE_3)
    assert text[mention.start : mention.end] == mention.text
    assert mention.text in text and mention.text.endswith(("2027", "２０２７"))


@pytest.mark.parametrize(
    "text",
    [
        "Due by Ju\u200bne 3, 2027.",
        "Due by \u202eJune 3\u202c, 2027.",
        "Due by June\u200f 3, 2027.",
        "Due by Jun\u00ade 3, 2027.",
        "Due by Jun&shy;e 3, 2027.",
        "並於12月\u200b初走完。",
    ],
    ids=["zero-width", "override", "mark", "soft-hyphen", "entity", "chinese"],
)
def test_a_date_split_by_what_is_not_seen_is_none_nor_is_a_piece_of_it(text: str) -> None:
    assert read(text, published=PUBLISHED) == []


def test_the_ends_of_a_range_and_an_anchor_have_true_places() -> None:
    text = "\u200bOpen from June&nbsp;3 to June&nbsp;5; vote within 10 days of the sig\u200bning."
    found, hung = read(text, published=PUBLISHED)
    assert [text[end.start : end.end] for end in found.ends] == ["June&nbsp;3", "June&nbsp;5"]
    assert hung.anchor is not None
    assert hung.anchor.text == text[hung.anchor.start : hung.anchor.end] == "the sig\u200bning"


def test_no_date_stands_in_two_paragraphs() -> None:
    assert read("It was June\n\n3 people died.", published=PUBLISHED) == []


@given(st.text(alphabet=ODD, max_size=40))
def test_every_place_of_the_copy_is_known(text: str) -> None:
    seen, places = visible(text)
    if places:
        assert len(places) == len(seen) + 1
        assert list(places) == sorted(places) and places[-1] == len(text)
    for mention in read(text, published=PUBLISHED):
        assert text[mention.start : mention.end] == mention.text
