"""What a message offers instead of a date that is not EDTF: one row, one way of writing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bywhen.errors import DateError
from bywhen.timetable.advice import advise, in_plain_characters, shown
from bywhen.timetable.edtf import parse
from tests.strategies import days, edtf_texts


def refusal(text: str) -> str:
    with pytest.raises(DateError) as caught:
        parse(text)
    assert caught.value.text == text
    message = str(caught.value)
    assert message.startswith(shown(text) + " ")
    return message.removeprefix(shown(text) + " ")


SURE = {
    # numbers
    "27/11/2025": "2025-11-27",
    "11/27/2025": "2025-11-27",
    "11/11/2025": "2025-11-11",
    "27-11-2025": "2025-11-27",
    "27 11 2025": "2025-11-27",
    "27.11.2025": "2025-11-27",
    "27. 11. 2025": "2025-11-27",
    "11.12.2025": "2025-12-11",
    "1.2.2025": "2025-02-01",
    "2025/11/27": "2025-11-27",
    "2025/27/11": "2025-11-27",
    "2025/11/12": "2025-11-12",
    "2025.11.27": "2025-11-27",
    "2025. 11. 27.": "2025-11-27",
    "2025 11 27": "2025-11-27",
    "2025-1-5": "2025-01-05",
    "2025-01-5": "2025-01-05",
    "29/2/2024": "2024-02-29",
    # months and years
    "2025/11": "2025-11",
    "2025-9": "2025-09",
    "2025.12": "2025-12",
    "2025 1": "2025-01",
    "11/2025": "2025-11",
    "1-2025": "2025-01",
    "12.2025": "2025-12",
    "2025/26": "2025/2026",
    "1999/00": "1999/2000",
    "2025-6": "2025-06",
    # ISO, in forms that are not EDTF
    "20251127": "2025-11-27",
    "2025-001": "2025-01-01",
    "2025-331": "2025-11-27",
    "2025-365": "2025-12-31",
    "2024-366": "2024-12-31",
    "2025-W48": "2025-11-24/2025-11-30",
    "2025W48": "2025-11-24/2025-11-30",
    "2025-W48-4": "2025-11-27",
    "2025W484": "2025-11-27",
    "2020-W53-7": "2021-01-03",
    "2025-W01": "2024-12-30/2025-01-05",
    "2025-12-01/10": "2025-12-01/2025-12-10",
    "2025-12-01/12-10": "2025-12-01/2025-12-10",
    "2025-01/02": "2025-01/2025-02",
    # Chinese and Japanese
    "2025年11月27日": "2025-11-27",
    "2025 年 11 月 27 日": "2025-11-27",
    "2025年1月5號": "2025-01-05",
    "2025年1月5号": "2025-01-05",
    "2025年11月": "2025-11",
    "2025年1月": "2025-01",
    "2025年12月": "2025-12",
    "2025年": "2025",
    "2025年12月1日至2025年12月10日": "2025-12-01/2025-12-10",
    "2025年12月1日到2025年12月10日": "2025-12-01/2025-12-10",
    # English
    "27 Nov 2025": "2025-11-27",
    "27 nov. 2025": "2025-11-27",
    "Nov 27, 2025": "2025-11-27",
    "NOVEMBER 27th, 2025": "2025-11-27",
    "the 1st of December 2025": "2025-12-01",
    "2nd Dec 2025": "2025-12-02",
    "3rd Dec 2025": "2025-12-03",
    "2025 Nov 27": "2025-11-27",
    "2025-Nov-27": "2025-11-27",
    "27-Nov-2025": "2025-11-27",
    "on 27 November 2025": "2025-11-27",
    "Thursday, 27 November 2025": "2025-11-27",
    "Thu 27 Nov 2025": "2025-11-27",
    "Monday 24 Nov 2025": "2025-11-24",
    "Sunday 30 Nov 2025": "2025-11-30",
    "1 Sept 2025": "2025-09-01",
    "in November 2025": "2025-11",
    "Nov 2025": "2025-11",
    "January 2025": "2025-01",
    "December 2025": "2025-12",
    "March 2025": "2025-03",
    "May 2025": "2025-05",
    "June 2025": "2025-06",
    "july 2025": "2025-07",
    "29 February 2024": "2024-02-29",
    # parts of a year
    "2025-Q1": "2025-33",
    "2025Q2": "2025-34",
    "Q3 2025": "2025-35",
    "4Q2025": "2025-36",
    "H1 2025": "2025-40",
    "2025 H2": "2025-41",
    "first quarter of 2025": "2025-33",
    "the second quarter of 2025": "2025-34",
    "third quarter 2025": "2025-35",
    "fourth quarter of 2025": "2025-36",
    "4th quarter of 2025": "2025-36",
    "first half of 2025": "2025-40",
    "second half of 2025": "2025-41",
    "spring 2025": "2025-21",
    "Summer of 2025": "2025-22",
    "autumn 2025": "2025-23",
    "fall 2025": "2025-23",
    # open digits and marks
    "2020s": "202X",
    "the 1990s": "199X",
    "1990's": "199X",
    "1990’s": "199X",
    "2025-1x": "2025-1X",
    "201u": "201X",
    "2025-uu-uu": "2025-XX-XX",
    "2025?~": "2025%",
    "2025~?": "2025%",
    "2025~~": "2025~",
    "2025-11 ~": "2025-11~",
    "~2025": "2025~",
    "?2025-11": "2025-11?",
    "%2025-11-27": "2025-11-27%",
    "c. 2025": "2025~",
    "c.2025": "2025~",
    "ca 2025-11": "2025-11~",
    "ca. 2025": "2025~",
    "circa 2025": "2025~",
    "About Nov 2025": "2025-11~",
    "around 27/11/2025": "2025-11-27~",
    # spans
    "2025-12-01 / 2025-12-10": "2025-12-01/2025-12-10",
    "2025-12-01..2025-12-10": "2025-12-01/2025-12-10",
    "2025-12-01...2025-12-10": "2025-12-01/2025-12-10",
    "2025-12-01--2025-12-10": "2025-12-01/2025-12-10",
    "2025-12-01 - 2025-12-10": "2025-12-01/2025-12-10",
    "2025-12-01 – 2025-12-10": "2025-12-01/2025-12-10",
    "2025-12-01 — 2025-12-10": "2025-12-01/2025-12-10",
    "2025-12-01 to 2025-12-10": "2025-12-01/2025-12-10",
    "from 2025-12-01 until 2025-12-10": "2025-12-01/2025-12-10",
    "2025-12-01 till 2025-12-10": "2025-12-01/2025-12-10",
    "between 2025-12-01 and 2025-12-10": "2025-12-01/2025-12-10",
    "1 Dec 2025 to 10 Dec 2025": "2025-12-01/2025-12-10",
    "1 Dec 2025/10 Dec 2025": "2025-12-01/2025-12-10",
    "2025-Q1/2025-Q3": "2025-33/2025-35",
    "2025-12-01/open": "2025-12-01/..",
    "2025-12-01/now": "2025-12-01/..",
    "2025-12-01 to present": "2025-12-01/..",
    "Open/2025-12-01": "../2025-12-01",
    "open/open": "../..",
    "2025-12-01/...": "2025-12-01/..",
    "2025-12-01/…": "2025-12-01/..",
    "2025-12-01/unknown": "2025-12-01/",
    "/10 Dec 2025": "/2025-12-10",
    "../10 Dec 2025": "../2025-12-10",
    "1 Dec 2025/..": "2025-12-01/..",
}


@pytest.mark.parametrize(("text", "meant"), SURE.items(), ids=SURE.keys())
def test_one_meaning_is_offered_alone(text: str, meant: str) -> None:
    assert re.fullmatch(
        rf"(is not ISO|is not EDTF|has its mark in front): write {re.escape(meant)}", refusal(text)
    )


UNSURE = {
    "11/12/2025": "2025-12-11 or 2025-11-12",
    "1/2/2025": "2025-02-01 or 2025-01-02",
    "11-12-2025": "2025-12-11 or 2025-11-12",
    "2011/12": "2011-12 or 2011/2012",
    "winter 2025": "2025-24 or 2024-24",
    "1900s": "190X or 19XX",
    "~11/12/2025": "2025-12-11~ or 2025-11-12~",
    "11/12/2025 - 2025-12-12": "2025-12-11/2025-12-12 or 2025-11-12/2025-12-12",
}


@pytest.mark.parametrize(("text", "meant"), UNSURE.items(), ids=UNSURE.keys())
def test_where_two_are_possible_both_are_offered(text: str, meant: str) -> None:
    assert refusal(text).endswith(f": write {meant}, whichever is meant")


EXAMPLES = "write a day as 2025-11-27, a month as 2025-11, a span as 2025-12-01/2025-12-10"

UNKNOWABLE = [
    "today",
    "soon",
    "mid-November 2025",
    "late 2025",
    "Friday, 27 November 2025",
    "Thursday November 2025",
    "Nov 27",
    "27 28 Nov 2025",
    "Nov Dec 2025",
    "31 Nov 2025",
    "27 Novembre 2025",
    "27 Nov 2025 2026",
    "27 Nov 25",
    "2025-11-27 (Thursday)",
    "2025-11-27T",
    "third half of 2025",
    "Q5 2025",
    "Q0 2025",
    "Q 2025",
    "Q4",
    "spring fall 2025",
    "spring 1 2025",
    "30/02/2025",
    "13/13/2025",
    "31.02.2025",
    "12.13.2025",
    "13/2025",
    "00/2025",
    "2025/00",
    "2025/13",
    "2025/27",
    "2025/25",
    "2025.26",
    "20251301",
    "202511",
    "2025-000",
    "2025-366",
    "2024-367",
    "0000-100",
    "2025-W00",
    "2025-W54",
    "2025-W53",
    "9999-W52-7",
    "0000-W10",
    "2025年13月",
    "2025年0月",
    "2025年2月30日",
    "0000年",
    "20s",
    "2025s",
    "20250s",
    "~",
    "~soon",
    "2025-2x",
    "2025~?%",
    "2025-12-10 to 2025-12-01",
    "2025-12-01 to",
    "to 2025-12-01",
    "2025-12-01 to soon",
    "2025-12-01/2025-12-10/2025-12-20",
    "2025-12-01//2025-12-10",
    "2011-12/13",
    "unknown/unknown",
    "1 and 2 and 3",
    "[2025,2026]",
    "-",
    "x",
]


@pytest.mark.parametrize("text", UNKNOWABLE)
def test_where_the_meaning_is_not_sure_the_forms_are_shown(text: str) -> None:
    assert re.fullmatch(
        rf"(is not a date|is not ISO|is not EDTF|has its mark in front); {EXAMPLES}", refusal(text)
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", f"is empty; {EXAMPLES}", id="nothing"),
        pytest.param("  ", f"is empty; {EXAMPLES}", id="blanks only"),
        pytest.param("\x00\u200b", f"is empty; {EXAMPLES}", id="invisible characters only"),
        pytest.param(" 2025", "has blanks around it: write 2025", id="a blank before"),
        pytest.param("2025-11 ", "has blanks around it: write 2025-11", id="a blank after"),
        pytest.param("2025-11-27\n", "has blanks around it: write 2025-11-27", id="a line break"),
        pytest.param(
            "\u3000../2025", "has blanks around it: write ../2025", id="an ideographic blank"
        ),
        pytest.param(
            " 27 Nov 2025", "is not ISO: write 2025-11-27", id="a blank before something else"
        ),
        pytest.param(
            "２０２５-１１-２７",
            "is not in plain digits and hyphens: write 2025-11-27",
            id="full-width digits",
        ),
        pytest.param(
            "٢٠٢٥-١١-٢٧",
            "is not in plain digits and hyphens: write 2025-11-27",
            id="Arabic digits",
        ),
        pytest.param(
            "２０２５年１１月２７日", "is not ISO: write 2025-11-27", id="full-width, Chinese"
        ),
        *(
            pytest.param(
                f"2025{dash}11{dash}27",
                "is not in plain digits and hyphens: write 2025-11-27",
                id=f"dash U+{ord(dash):04X}",
            )
            for dash in "\u2010\u2011\u2012\u2013\u2014\u2212\uff0d\ufe63"
        ),
        pytest.param(
            "2025-12-01／2025-12-10",
            "is not in plain digits and hyphens: write 2025-12-01/2025-12-10",
            id="full-width slash",
        ),
        pytest.param(
            "\u202e2025-11-27",
            "is not in plain digits and hyphens: write 2025-11-27",
            id="a right-to-left mark",
        ),
        pytest.param(
            "2025-11-27\x00",
            "is not in plain digits and hyphens: write 2025-11-27",
            id="a null",
        ),
        pytest.param(
            "2025-11-27T23:00+00:00",
            "has a time of day: write 2025-11-27; the day in the event's own time zone,"
            ' and beside it time: "23:00+00:00"',
            id="an instant",
        ),
        pytest.param(
            "2025-11-27  9:30 pm",
            "has a time of day: write 2025-11-27; the day in the event's own time zone,"
            ' and beside it time: "9:30 pm"',
            id="a time of day",
        ),
        pytest.param(
            "2025-11-27t00:00:00Z",
            "has a time of day: write 2025-11-27; the day in the event's own time zone,"
            ' and beside it time: "00:00:00Z"',
            id="a small t",
        ),
        pytest.param(
            "2025-02-30T23:00",
            'has a time of day; the day in the event\'s own time zone, and beside it time: "23:00"',
            id="a time of no day",
        ),
        *(
            pytest.param(
                short,
                "is not ISO; write the year in four digits, first: 2025-11-27",
                id=short,
            )
            for short in ("1/2/25", "11-12-25", "27.11.25", "25-11-27")
        ),
        *(
            pytest.param(year, f"lies outside the years 0001 to 9999; {EXAMPLES}", id=year)
            for year in (
                "Y12025",
                "12025",
                "12025-01-01",
                "-0043",
                "-2025-11-27",
                "+12025",
                "44 BC",
                "44 BCE",
            )
        ),
        pytest.param("+2025", f"is not a date; {EXAMPLES}", id="a plus before a usual year"),
        pytest.param("123456", f"is not a date; {EXAMPLES}", id="six digits may be anything"),
    ],
)
def test_what_is_wrong_is_named(text: str, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("2025", "'2025'"),
        ("x" * 40, f"'{'x' * 40}'"),
        ("x" * 41, f"'{'x' * 40}'..."),
        ("a\u202eb", "'a\\u202eb'"),
        ("it's", '"it\'s"'),
    ],
    ids=["short", "40 characters", "41 characters", "invisible", "quoted"],
)
def test_a_quoted_text_is_printable_and_short(text: str, quoted: str) -> None:
    assert shown(text) == quoted


@given(st.text(max_size=64))
def test_plain_characters_stay_plain(text: str) -> None:
    plain = in_plain_characters(text)
    assert plain == plain.strip()
    assert in_plain_characters(plain) == plain


@given(edtf_texts())
def test_what_can_be_read_is_plain(text: str) -> None:
    assert in_plain_characters(text) == text


@given(st.text(alphabet="0123456789 -/.~?%QWXTnov年月日tos", max_size=24) | st.text(max_size=64))
def test_whatever_is_offered_can_be_read(text: str) -> None:
    try:
        parse(text)
    except DateError as error:
        offered = re.search(r": write (.+?)(?:, whichever is meant)?(?:;|$)", str(error))
        if offered and not str(error).startswith(f"{shown(text)}:"):
            assert all(parse(one) for one in offered[1].split(" or "))


@given(days())
def test_a_day_is_recognised_in_every_usual_form(day: object) -> None:
    assert f"{day}" in advise(f"{day:%d %B} {f'{day}'[:4]}").candidates
    year, month, number = f"{day}".split("-")
    assert advise(f"{year}/{month}/{number}").candidates == (f"{day}",)
    assert advise(f"{number}.{month}.{year}").candidates == (f"{day}",)
    assert f"{day}" in advise(f"{month}/{number}/{year}").candidates
    assert advise(f"{year}年{int(month)}月{int(number)}日").candidates == (f"{day}",)
