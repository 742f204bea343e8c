"""What DATES of a news text become: bounds, qualifiers, conventions, anchors, contradictions."""

from __future__ import annotations

from datetime import date

import pytest

from bywhen.errors import DateError
from bywhen.reading import UNSURE_BELOW, Mention, read, read_many

PUBLISHED = date(2025, 11, 21)  # a Friday


def only(text: str, published: date = PUBLISHED, **options: object) -> Mention:
    found = read(text, published=published, **options)  # type: ignore[arg-type]
    assert len(found) == 1, found
    return found[0]


QUALIFIED = [
    # text, window, strict, earliest_strict, qualifier, convention
    ("It must end by Dec. 5.", "../2025-12-05", None, None, "by", "by"),
    ("It must end by June.", "../2026-06-30", None, None, "by", "by-period"),
    ("It must end by mid-December.", "../2025-12-20", None, None, "by", "mid-month-deadline"),
    ("It must end before Dec. 5.", "../2025-12-05", "2025-12-04", None, "before", "before"),
    ("It must end before June.", "../2026-06-30", None, None, "before", "before-period"),
    ("It will run until Dec. 5.", "../2025-12-05", None, None, "until", "until"),
    ("It has run since Nov. 5.", "2025-11-05/..", None, None, "since", "since"),
    ("It will start after Dec. 5.", "2025-12-05/..", None, "2025-12-06", "after", "after"),
    ("It stood at nine as of Nov. 5.", "../2025-11-05", None, None, "as_of", "as-of"),
    ("It will start around Dec. 5.", "2025-12-05", None, None, "approx", "around"),
    ("It will start in early December.", "2025-12-01/2025-12-10", None, None, "during", "early-month"),
    ("It will start in late 2026.", "2026-09-01/2026-12-31", None, None, "during", "late-year"),
    ("It will start in the coming days.", "2025-11-21/2025-11-28", None, None, "during", "vague-days"),
    ("It was cut two weeks ago.", "2025-11-03/2025-11-09", None, None, "during", "weeks-ago"),
    ("They will meet next Monday.", "2025-11-24", None, None, "on", "next-weekday"),
    ("最遲12月5日前答覆。", "../2025-12-05", "2025-12-04", None, "before", "before"),
    ("12月5日之後生效。", "2025-12-05/..", None, "2025-12-06", "after", "after"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "window", "strict", "earliest_strict", "qualifier", "convention"), QUALIFIED
)
def test_qualifier_gives_bounds_and_names_its_convention(
    text: str, window: str, strict: str | None, earliest_strict: str | None,
    qualifier: str, convention: str,
) -> None:  # fmt: skip
    mention = only(text)
    found = mention.to_json()
    assert str(mention.window) == window
    assert (found["strict"], found["earliest_strict"]) == (strict, earliest_strict)
    assert (mention.qualifier, mention.convention) == (qualifier, convention)


def test_within_some_days_of_an_event_is_an_anchor_and_no_date() -> None:
    mention = only("Ukraine will hold elections within 100 days of signing.")
    assert (mention.earliest, mention.latest, mention.edtf) == (None, None, "")
    assert mention.anchor is not None
    assert (mention.anchor.text, mention.anchor.offset) == ("signing", "P100D")
    assert mention.qualifier == "within"


def test_within_in_a_numbered_clause_runs_from_an_event_that_is_not_named() -> None:
    mention = only("25.烏克蘭將在100天內舉行選舉。")
    assert not mention.is_dated
    assert mention.anchor is not None
    assert (mention.anchor.text, mention.anchor.offset) == ("", "P100D")


def test_one_day_said_in_three_ways_is_one_mention_and_surer() -> None:
    mention = only("Kyiv must sign by Thanksgiving, next Thursday (Nov. 27).")
    assert str(mention.window) == "../2025-11-27"
    assert mention.confidence > only("Kyiv must sign by the 27th.").confidence
    assert "agrees" in mention.why


@pytest.mark.parametrize(
    "text", ["They will meet on Wednesday, Nov. 27, 2025.", "將於11月27日（星期三）簽署。"]
)
def test_stated_date_beats_stated_weekday_and_the_contradiction_is_told(text: str) -> None:
    mention = only(text)
    assert str(mention.window) == "2025-11-27"
    assert mention.is_unsure
    assert "contradict" in mention.why
    assert date(2025, 11, 26) in {alternative.earliest for alternative in mention.alternatives}


def test_a_tracker_may_override_a_convention() -> None:
    mention = only("It will start in early December.", conventions={"early-month": {"last": 7}})
    assert str(mention.window) == "2025-12-01/2025-12-07"


@pytest.mark.parametrize("own", [{"no-such": {"last": 7}}, {"early-month": {"lats": 7}}])
def test_a_convention_that_does_not_exist_is_named(own: dict[str, dict[str, int]]) -> None:
    with pytest.raises(DateError, match=r"there is no convention|has no field"):
        read("x", published=PUBLISHED, conventions=own)


TENSES = [
    ("He said on Thursday that it was over.", "2025-11-20"),
    ("They will sign on Thursday.", "2025-11-27"),
    ("They will meet in the United States on Monday.", "2025-11-24"),
    ("Until Thursday, they had not called him a suspect.", "../2025-11-20"),
    ("The banks will stay closed until Thursday.", "../2025-11-27"),
    ("Monday's vote is expected to be close.", "2025-11-24"),
    ("Thursday's ruling will be appealed.", "2025-11-20"),
    ("They still hope to sell it under a December agreement.", "2024-12-01/2024-12-31"),
    (
        "The June agreement was signed; Chinese October exports rose.",
        "2025-06-01/2025-06-30 2025-10-01/2025-10-31",
    ),
    ("They will meet with Mohammed in the next round on Monday.", "2025-11-24"),
    ("The deal, announced in December, would create a giant.", "2024-12-01/2024-12-31"),
    ("Protesters planned a very large demonstration in the capital on Saturday.", "2025-11-22"),
    ("Forecasters warned of snow on Monday.", "2025-11-24"),
    ("The company is holding an event on Thursday.", "2025-11-27"),
    ("He faces trial in October.", "2026-10-01/2026-10-31"),
    (
        "The team beat them on Friday last week, and early Saturday it left.",
        "2025-11-14 2025-11-15",
    ),
    ("It was signed in March.", "2025-03-01/2025-03-31"),
    ("It will be signed in March.", "2026-03-01/2026-03-31"),
    ("他20日批准了草案。", "2025-11-20"),
    ("雙方將於27日簽署。", "2025-11-27"),
    ("他週一曾表示反對。", "2025-11-17"),
    ("他将于周一访问。", "2025-11-24"),
]


@pytest.mark.parametrize(("text", "window"), TENSES)
def test_tense_decides_between_past_and_future(text: str, window: str) -> None:
    found = read(text, published=PUBLISHED)
    assert " ".join(str(mention.window) for mention in found) == window


def test_one_hour_by_two_clocks_is_one_mention() -> None:
    mention = only("It began at about 5:30 p.m. local time (12:30 p.m. EST).")
    assert mention.timex3 == "2025-11-21T17:30"


def test_a_story_of_another_time_lends_its_years() -> None:
    text = (
        "In 1861 the war began. In 1862 it spread. On 3 June they marched. In 1863 it turned. "
        "In July the town fell, and in 1864 it ended."
    )
    found = [str(mention.window) for mention in read(text, published=date(2020, 5, 1))]
    assert "1862-06-03" in found
    assert "1863-07-01/1863-07-31" in found


SILENT = [
    "The 28-point plan caps the army at 600,000.",
    "Version 2.0 of the deal, Article 5, paragraph 12.",
    "They may march; the second man sat in the sun.",
    "It was a midnight deal.",
    "It cost $1990 and weighs 2025 kg at 192.168.1.2.",
    "USA Today, the Daily Mail and The Tonight Show told it.",
    "Theresa May spoke; May told the House that May's deal stands.",
    "He was Person of the Year and lives on 7th Avenue, on the 5th floor.",
    "The Russell 2000 fell; three-quarters of shares fell.",
    "日本首相與周先生、月餅商會談。",
    "28點和平計劃的第五條。",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_is_no_date_stays_silent(text: str) -> None:
    assert read(text, published=PUBLISHED) == []


def test_what_came_later_in_a_story_is_not_after_publication() -> None:
    found = read("It failed on Tuesday. A month later it has not recovered.", published=PUBLISHED)
    assert [mention.timex3 for mention in found] == ["2025-11-18", "P1M"]


def test_the_same_month_is_the_one_named_before() -> None:
    found = read("He was born in July 1980, the same month as she.", published=PUBLISHED)
    assert [mention.timex3 for mention in found] == ["1980-07", "1980-07"]


def test_every_mention_below_the_threshold_is_unsure() -> None:
    mentions = read(
        "It cost 1990 then; they sign on Wednesday, Nov. 27, 2025.", published=PUBLISHED
    )
    assert {m.is_unsure for m in mentions} == {m.confidence < UNSURE_BELOW for m in mentions}


def test_many_documents_come_back_in_order() -> None:
    documents = [(f"It ends on Dec. {day}.", PUBLISHED) for day in range(1, 9)]
    found = read_many(documents, jobs=2)
    assert [mentions[0].edtf for mentions in found] == [f"2025-12-0{day}" for day in range(1, 9)]


def test_offsets_count_code_points_behind_wide_characters() -> None:
    text = "😀😀 é — It ends on Nov. 27."
    mention = only(text, language="en")
    assert text[mention.start : mention.end] == mention.text == "Nov. 27"


def test_json_has_the_names_of_the_contract() -> None:
    assert list(only("It ends on Nov. 27.").to_json()) == [
        "text", "start", "end", "earliest", "latest", "strict", "earliest_strict", "edtf", "timex3",
        "qualifier", "granularity", "approx", "anchor", "rule", "convention", "confidence",
        "alternatives", "why", "ends",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("It ran from March 1998 to May 2001.", [("March 1998", "1998-03"), ("May 2001", "2001-05")]),
        ("Talks took place on 6-16 January 1916.", [("6", "1916-01-06"), ("16 January 1916", "1916-01-16")]),
        ("the war of 1914-18", [("1914", "1914"), ("18", "1918")]),
        ("It ends on Nov. 27.", []),
    ],
)  # fmt: skip
def test_each_end_of_a_range_has_its_place_and_value(
    text: str, ends: list[tuple[str, str]]
) -> None:
    mention = only(text)
    assert [(end.text, end.timex3) for end in mention.ends] == ends
    assert [text[end.start : end.end] for end in mention.ends] == [words for words, _ in ends]


def test_a_story_of_another_time_counts_from_where_it_has_got_to() -> None:
    text = (
        "War began in April 1775. Congress met in May 1775 and again in September 1776. It was"
        " signed in 1783. The year before, in March, a mission had left; at the end of the month"
        " it arrived."
    )
    found = [m.timex3 for m in read(text, published=date(2009, 12, 19))]
    assert found[:4] == ["1775-04", "1775-05", "1776-09", "1783"]
    assert all(value < "1790" for value in found)


def test_a_year_earlier_is_the_quarter_a_year_before_the_one_reported() -> None:
    text = (
        "Profit rose in the third quarter from $3 million a year earlier. Sales in the latest"
        " quarter were $9 million, against $8 million a year earlier. For the nine months it lost"
        " $1 million, compared with $2 million a year earlier."
    )
    found = [m.timex3 for m in read(text, published=date(1989, 11, 2))]
    assert found == ["1989-Q3", "1988-Q3", "1989-Q3", "1988-Q3", "P9M", "1988"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The envoy headed Tuesday to East Africa.", "2025-11-18"),
        ("Prices fell on Friday to close at $20.", "2025-11-21"),
        ("He agreed in April to hand them over.", "2025-04"),
        ("He wants to hand them over in April.", "2026-04"),
    ],
)
def test_an_infinitive_behind_a_date_does_not_move_it_ahead(text: str, day: str) -> None:
    assert only(text).timex3 == day


def test_a_day_and_the_end_of_a_feast_agree_if_it_may_be_that_day() -> None:
    mention = only("The first phase runs until 10 April 2026, the end of Passover.")
    assert str(mention.latest) == "2026-04-10"
    assert "contradict" in mention.why
    mention = only("The first phase runs until 8 April 2026, the end of Passover.")
    assert "agrees" in mention.why
