"""Offsets: months first, the day clamped to the month's end, then days; both signs alike."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bywhen.errors import DateError
from bywhen.timetable.offsets import Offset, add_to_ordinal, parse_offset, parse_offset_range
from bywhen.timetable.window import month_length
from tests.strategies import days, near_days, offset_texts, offsets


def after(text: str, anchor: str) -> str | None:
    found = parse_offset(text).after(date.fromisoformat(anchor))
    return None if found is None else found.isoformat()


class TestReading:
    @pytest.mark.parametrize(
        ("text", "months", "days"),
        [
            ("P0D", 0, 0),
            ("P100D", 0, 100),
            ("P2W", 0, 14),
            ("P2W3D", 0, 17),
            ("P3M", 3, 0),
            ("P1Y", 12, 0),
            ("P1Y2M3W4D", 14, 25),
            ("-P10D", 0, -10),
            ("-P1Y2M3W4D", -14, -25),
            ("-P0D", 0, 0),
            ("P01D", 0, 1),
            ("P9999Y", 119_988, 0),
            ("P99999M99999W999999D", 99_999, 1_699_992),
        ],
    )
    def test_years_are_months_and_weeks_are_days(self, text: str, months: int, days: int) -> None:
        assert parse_offset(text) == Offset(months, days, text)
        assert str(parse_offset(text)) == text

    @pytest.mark.parametrize(
        ("text", "backward"),
        [("P1D", False), ("P0D", False), ("-P0D", False), ("-P1D", True), ("-P1M", True)],
    )
    def test_before_the_anchor_is_backward(self, text: str, backward: bool) -> None:
        assert parse_offset(text).is_backward is backward

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            pytest.param(
                "PT48H",
                "'PT48H' counts hours; offsets are whole days: write P2D for 48 hours",
                id="hours",
            ),
            pytest.param(
                "-P1DT2H",
                "'-P1DT2H' counts hours; offsets are whole days: write P2D for 48 hours",
                id="days and hours",
            ),
            pytest.param(
                "PT", "'PT' counts hours; offsets are whole days: write P2D for 48 hours", id="PT"
            ),
            pytest.param("100 days", "'100 days' is not an ISO duration; write P100D", id="words"),
            pytest.param("1 year", "'1 year' is not an ISO duration; write P1Y", id="a year"),
            pytest.param("3 Months", "'3 Months' is not an ISO duration; write P3M", id="capital"),
            pytest.param("2 week", "'2 week' is not an ISO duration; write P2W", id="singular"),
            pytest.param(
                "10 days before",
                "'10 days before' is not an ISO duration; write -P10D",
                id="before",
            ),
            pytest.param("p10d", "'p10d' is not an ISO duration; write P10D", id="small letters"),
            pytest.param("100D", "'100D' is not an ISO duration; write P100D", id="without P"),
            pytest.param("+P10D", "'+P10D' is not an ISO duration; write P10D", id="plus"),
            pytest.param("P-10D", "'P-10D' is not an ISO duration; write -P10D", id="minus inside"),
            pytest.param("-10d", "'-10d' is not an ISO duration; write -P10D", id="minus, no P"),
            pytest.param(" P10D ", "' P10D ' is not an ISO duration; write P10D", id="blanks"),
            pytest.param(
                "P10D\n", "'P10D\\n' is not an ISO duration; write P10D", id="a line break"
            ),
        ],
    )
    def test_what_is_meant_is_offered_where_it_is_sure(self, text: str, message: str) -> None:
        with pytest.raises(DateError) as caught:
            parse_offset(text)
        assert str(caught.value) == message
        assert caught.value.text == text

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "P",
            "-P",
            "--P1D",
            "P1",
            "P1.5M",
            "P1,5D",
            "P1M2Y",
            "P1D2D",
            "P٣D",
            "P1234567D",
            "P12345Y",
            "12345 years",
            "1234567 days",
            "next week",
            "T",
            "xPT1H",
            "P1DD",
            "P1D/P2D",
            "1 dayss",
        ],
        ids=ascii,
    )
    def test_anything_else_is_answered_with_the_forms_there_are(self, text: str) -> None:
        with pytest.raises(DateError) as caught:
            parse_offset(text)
        assert str(caught.value) == (
            f"{text!r} is not an ISO duration; write P100D, P3M, P2W or -P10D (before)"
        )

    @pytest.mark.parametrize(
        "text",
        ["P" + "T" * 1_000_000 + "\n", "P" + "1" * 1_000_000 + "D", "\x00" * 1_000_000, "-" * 100],
        ids=["hours", "digits", "nulls", "signs"],
    )
    def test_a_hostile_text_is_cut_in_the_message(self, text: str) -> None:
        with pytest.raises(DateError) as caught:
            parse_offset(text)
        assert len(str(caught.value)) < 300
        assert caught.value.text is text

    def test_64_characters_are_still_looked_into(self) -> None:
        with pytest.raises(DateError, match=r"write P10D$"):
            parse_offset("10 days".ljust(64))
        with pytest.raises(DateError, match=r"write P100D, P3M, P2W or -P10D"):
            parse_offset("10 days".ljust(65))
        with pytest.raises(DateError, match=r"counts hours"):
            parse_offset("P".ljust(63) + "T")
        with pytest.raises(DateError, match=r"write P100D, P3M, P2W or -P10D"):
            parse_offset("P".ljust(64) + "T")


class TestCounting:
    @pytest.mark.parametrize(
        ("anchor", "text", "day"),
        [
            pytest.param("2025-11-20", "P0D", "2025-11-20", id="the anchor's day is day 0"),
            pytest.param("2025-11-20", "P100D", "2026-02-28", id="a hundred days"),
            pytest.param("2025-11-20", "-P10D", "2025-11-10", id="before"),
            pytest.param("2025-11-20", "P2W", "2025-12-04", id="weeks"),
            pytest.param("2025-01-31", "P1M", "2025-02-28", id="clamped to February's end"),
            pytest.param("2024-01-31", "P1M", "2024-02-29", id="clamped in a leap year"),
            pytest.param("2025-01-31", "P1M1D", "2025-03-01", id="clamped first, then the day"),
            pytest.param("2025-01-30", "P1M2D", "2025-03-02", id="30 January is clamped as well"),
            pytest.param("2025-01-28", "P1M", "2025-02-28", id="nothing to clamp"),
            pytest.param("2025-01-31", "P3M", "2025-04-30", id="clamped only where it lands"),
            pytest.param("2025-03-31", "-P1M", "2025-02-28", id="clamped backwards"),
            pytest.param("2025-03-31", "-P1M1D", "2025-02-27", id="backwards, then the day"),
            pytest.param("2024-02-29", "P1Y", "2025-02-28", id="a leap day a year on"),
            pytest.param("2024-02-29", "P4Y", "2028-02-29", id="a leap day four years on"),
            pytest.param("2024-02-29", "-P1Y", "2023-02-28", id="a leap day a year ago"),
            pytest.param("2025-12-15", "P1M", "2026-01-15", id="over the year's end"),
            pytest.param("2025-01-15", "-P1M", "2024-12-15", id="back over it"),
            pytest.param("2025-11-30", "P1M", "2025-12-30", id="the last day is not sticky"),
            pytest.param("2025-12-31", "P12M", "2026-12-31", id="December stays December"),
            pytest.param("9999-12-31", "P0D", "9999-12-31", id="the last day there is"),
            pytest.param("9999-12-30", "P1D", "9999-12-31", id="up to the last day"),
            pytest.param("9999-11-30", "P1M1D", "9999-12-31", id="months up to the last year"),
            pytest.param("9999-12-31", "P1D", None, id="a day after the last"),
            pytest.param("9999-12-01", "P1M", None, id="a month after the last"),
            pytest.param("0001-01-01", "-P1D", None, id="a day before the first"),
            pytest.param("0001-01-02", "-P1D", "0001-01-01", id="back to the first"),
            pytest.param("0001-01-31", "-P1M", None, id="a month before the first"),
            pytest.param("0001-02-28", "-P1M", "0001-01-28", id="back to the first month"),
            pytest.param("0001-02-01", "-P1M1D", None, id="a month back, then out of it"),
            pytest.param("2025-01-01", "P9999Y", None, id="far out"),
        ],
    )
    def test_from_an_anchor(self, anchor: str, text: str, day: str | None) -> None:
        assert after(text, anchor) == day

    @given(days(), st.integers(-400_000, 400_000))
    @example(date.min, 0)
    @example(date.max, 0)
    def test_days_alone_are_plain_addition(self, anchor: date, count: int) -> None:
        ordinal = anchor.toordinal() + count
        inside = 1 <= ordinal <= date.max.toordinal()
        assert add_to_ordinal(anchor.toordinal(), 0, count) == (ordinal if inside else None)

    @given(near_days(), offsets())
    def test_months_first_then_days(self, anchor: date, offset: Offset) -> None:
        landed = Offset(offset.months, 0, "").after(anchor)
        assert landed is not None
        assert offset.after(anchor) == landed + timedelta(days=offset.days)

    @given(days(), st.integers(-2400, 2400))
    def test_months_land_in_the_month_counted_to(self, anchor: date, months: int) -> None:
        landed = Offset(months, 0, "").after(anchor)
        assume(landed is not None)
        assert landed is not None
        assert (landed.year - anchor.year) * 12 + landed.month - anchor.month == months
        assert landed.day == min(anchor.day, month_length(landed.year, landed.month))

    @given(near_days(), near_days(), offsets())
    def test_a_later_anchor_never_gives_an_earlier_day(
        self, one: date, other: date, offset: Offset
    ) -> None:
        first, second = offset.after(min(one, other)), offset.after(max(one, other))
        assert first is not None
        assert second is not None
        assert first <= second

    @given(near_days(), offset_texts())
    def test_a_sign_turns_the_direction(self, anchor: date, text: str) -> None:
        offset = parse_offset(text)
        found = offset.after(anchor)
        assert found is not None
        assert found >= anchor or offset.is_backward
        assert found <= anchor or not offset.is_backward


class TestRanges:
    @pytest.mark.parametrize(
        ("text", "first", "last"),
        [
            pytest.param("P14D", "P0D", "P14D", id="a single one counts from the anchor"),
            pytest.param("P0D", "P0D", "P0D", id="the anchor's day"),
            pytest.param("-P14D", "-P14D", "P0D", id="before, up to the anchor"),
            pytest.param("-P1M", "-P1M", "P0D", id="months before"),
            pytest.param("P7D/P14D", "P7D", "P14D", id="from, to"),
            pytest.param("P7D/P1W", "P7D", "P1W", id="equal"),
            pytest.param("P1Y/P12M", "P1Y", "P12M", id="equal in months"),
            pytest.param("-P14D/-P7D", "-P14D", "-P7D", id="both before"),
            pytest.param("-P7D/P7D", "-P7D", "P7D", id="around the anchor"),
            pytest.param("P28D/P1M", "P28D", "P1M", id="28 days are never more than a month"),
            pytest.param("P1M/P31D", "P1M", "P31D", id="a month is never more than 31 days"),
            pytest.param("P59D/P2M", "P59D", "P2M", id="two months are 59 days at least"),
            pytest.param("P2M/P62D", "P2M", "P62D", id="two months are 62 days at most"),
            pytest.param("P365D/P1Y", "P365D", "P1Y", id="a year is 365 days at least"),
            pytest.param("P1Y/P366D", "P1Y", "P366D", id="a year is 366 days at most"),
            pytest.param("P1200M/P36525D", "P1200M", "P36525D", id="a century at most"),
            pytest.param("P36524D/P100Y", "P36524D", "P100Y", id="a century at least"),
            pytest.param("P146097D/P400Y", "P146097D", "P400Y", id="400 years, at least"),
            pytest.param("P400Y/P146097D", "P400Y", "P146097D", id="400 years, at most"),
            pytest.param("P292163D/P9599M", "P292163D", "P9599M", id="800 years less a month"),
            pytest.param("-P31D/-P1M", "-P31D", "-P1M", id="31 days before, a month before"),
            pytest.param("-P1M/-P28D", "-P1M", "-P28D", id="a month before, 28 days before"),
            pytest.param("P1M1D/P1M2D", "P1M1D", "P1M2D", id="the same months"),
        ],
    )
    def test_in_order(self, text: str, first: str, last: str) -> None:
        assert parse_offset_range(text) == (parse_offset(first), parse_offset(last))

    @pytest.mark.parametrize(
        ("text", "advice"),
        [
            pytest.param("P14D/P7D", "write P7D/P14D", id="swapped days"),
            pytest.param("P2M/P1M", "write P1M/P2M", id="swapped months"),
            pytest.param("P1M2D/P1M1D", "write P1M1D/P1M2D", id="swapped by a day"),
            pytest.param("P1M/P28D", "write P28D/P1M", id="swapped months and days"),
            pytest.param("P0D/-P1D", "write -P1D/P0D", id="swapped signs"),
            pytest.param("P1M/P27D", "write P27D/P1M", id="a month is always more than 27 days"),
            pytest.param("P32D/P1M", "write P1M/P32D", id="32 days are always more than a month"),
            pytest.param(
                "P30D/P1M", "count both in days or both in months", id="February has no 30 days"
            ),
            pytest.param("P29D/P1M", "count both in days or both in months", id="nor 29 always"),
            pytest.param("P1M/P30D", "count both in days or both in months", id="31-day months"),
            pytest.param("P60D/P2M", "count both in days or both in months", id="60 days"),
            pytest.param("P2M/P61D", "count both in days or both in months", id="61 days"),
            pytest.param("P1Y/P365D", "write P365D/P1Y", id="a leap year"),
            pytest.param("P366D/P1Y", "write P1Y/P366D", id="a common year"),
            pytest.param(
                "P1200M/P36524D", "write P36524D/P1200M", id="a century with its leap day"
            ),
            pytest.param(
                "P292164D/P9599M", "count both in days or both in months", id="a day too many"
            ),
            pytest.param("P400Y/P146096D", "write P146096D/P400Y", id="400 years"),
            pytest.param("-P28D/-P1M", "write -P1M/-P28D", id="before, swapped"),
            pytest.param(
                "-P30D/-P1M", "count both in days or both in months", id="before, months of 31"
            ),
        ],
    )
    def test_a_start_that_can_lie_after_the_end_is_refused(self, text: str, advice: str) -> None:
        first, _, second = text.partition("/")
        with pytest.raises(DateError) as caught:
            parse_offset_range(text)
        assert str(caught.value) == f"'{text}': {first} can lie after {second}; {advice}"
        assert caught.value.text == text

    @pytest.mark.parametrize("text", ["P7D/", "/P7D", "/", "P7D/P14D/P21D", "P7D - P14D"])
    def test_a_part_that_is_no_duration_is_refused(self, text: str) -> None:
        with pytest.raises(DateError, match="is not an ISO duration"):
            parse_offset_range(text)

    @given(offset_texts(), offset_texts(), days())
    def test_whatever_is_accepted_is_in_order_from_every_anchor(
        self, one: str, other: str, anchor: date
    ) -> None:
        try:
            start, end = parse_offset_range(f"{one}/{other}")
        except DateError:
            assume(False)
        first, last = start.after(anchor), end.after(anchor)
        assert first is None or last is None or first <= last

    @given(st.integers(-30, 30), st.integers(-30, 30), st.integers(-3, 3))
    def test_whatever_is_refused_is_out_of_order_from_some_anchor(
        self, months: int, end_months: int, around: int
    ) -> None:
        days_between = round((end_months - months) * 30.4375) + around
        texts = [_text(months, days_between), _text(end_months, 0)]
        start, end = map(parse_offset, texts)
        try:
            parse_offset_range("/".join(texts))
        except DateError:
            assert any(_before(end, start, anchor) for anchor in _MONTH_ENDS)
        else:
            assert not any(_before(end, start, anchor) for anchor in _MONTH_ENDS)


# Only near a month's end can anything be clamped; nine years hold leap years in every position.
_MONTH_ENDS = [
    date(year, month, day).toordinal()
    for year in range(1996, 2005)
    for month in range(1, 13)
    for day in range(28, month_length(year, month) + 1)
]


def _text(months: int, days: int) -> str:
    """An offset of one sign; days of the other sign than the months' are left out."""
    if months * days < 0:
        days = 0
    return f"{'-' if months < 0 or days < 0 else ''}P{abs(months)}M{abs(days)}D"


def _before(one: Offset, other: Offset, anchor: int) -> bool:
    first = add_to_ordinal(anchor, one.months, one.days)
    second = add_to_ordinal(anchor, other.months, other.days)
    assert first is not None
    assert second is not None
    return first < second
