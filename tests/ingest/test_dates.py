"""Dates of feeds: what stands there is read, what does not stand there is not made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bywhen.ingest.dates import NO_STAMP, read_stamp

INSTANTS = {
    "Fri, 21 Nov 2025 10:30:00 +0200": "2025-11-21T10:30:00+02:00",
    "Fri, 21 Nov 2025 10:30:00 GMT": "2025-11-21T10:30:00+00:00",
    "Fri,21 Nov 2025 10:30:00 GMT": "2025-11-21T10:30:00+00:00",
    "21 Nov 25 10:30 UT": "2025-11-21T10:30:00+00:00",
    "Fri, 21 Nov 2025 10:30:00 MSK": "2025-11-21T10:30:00+03:00",
    "Fri, 21 Nov 2025 10:30:00 EET": "2025-11-21T10:30:00+02:00",
    "Fri, 21 Nov 2025 10:30:00 UT+3": "2025-11-21T10:30:00+03:00",
    "Fri, 21 Nov 2025 10:30:00 GMT+0300 (Moscow)": "2025-11-21T10:30:00+03:00",
    "Fri, 21 Nov 2025 10:30:00 -0000": "2025-11-21T10:30:00+00:00",
    "2025-11-21T10:30:00Z": "2025-11-21T10:30:00+00:00",
    "2025-11-21T10:30:00.123456+05:30": "2025-11-21T10:30:00+05:30",
    "2025-11-21 10:30:00 +0800": "2025-11-21T10:30:00+08:00",
    "20251121T103000Z": "2025-11-21T10:30:00+00:00",
    "1763712000": "2025-11-21T08:00:00+00:00",
    "1763712000000": "2025-11-21T08:00:00+00:00",
    "November 21, 2025 10:30 AM EST": "2025-11-21T10:30:00-05:00",
    "Пт, 21 ноя 2025 10:30:00 +0300": "2025-11-21T10:30:00+03:00",
    "Fri, 21 Nov 2025 24:00:00 GMT": "2025-11-22T00:00:00+00:00",
    "Wed, 31 Dec 2025 23:59:60 GMT": "2025-12-31T23:59:59+00:00",
    "Fri Nov 21 10:30:00 UTC 2025": "2025-11-21T10:30:00+00:00",
    "пт, 21 нояб. 2025 10:30:00 +0300": "2025-11-21T10:30:00+03:00",
    "2025-11-21T10:30:00+02:00[Europe/Kyiv]": "2025-11-21T10:30:00+02:00",
    "Friday, November 21, 2025 - 10:30 GMT": "2025-11-21T10:30:00+00:00",
}
DAYS = {
    "2025-11-21": None,
    "2025年11月21日": None,
    "21.11.2025": None,
    "2025. 11. 21.": None,
    "11/21/2025": None,
    "21 листопада 2025": None,
    "Samstag, 21. November 2025": None,
    "2025年11月21日 14:05": False,
    "2025年11月21日（金） 10時30分": False,
    "Fri, 21 Nov 2025 10:30:00": False,
    "2025-11-21T10:30:00": False,
    "21.11.2025 14:05": False,
    "Fri, 21 Nov 2025 10:30:00 IST": False,
    "Fri, 21 Nov 2025 10:30:00 +9999": False,
    "Fri, 11/21/2025 - 10:30": False,
    "２０２５年１１月２１日": None,
}
NOTHING = [
    "", "   ", "yesterday", "11/12/2025", "Fri, 32 Nov 2025 10:00:00 GMT", "2025-02-30",
    "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "0000-00-00 00:00:00", "Invalid Date", "null",
    "2025-11-21T25:00:00Z", "13:00 PM", "9" * 400, "21 Foo 2025", "NaN", "2025-13-01",
]  # fmt: skip


@pytest.mark.parametrize("raw", list(INSTANTS))
def test_an_instant_keeps_its_offset(raw: str) -> None:
    stamp = read_stamp(raw)
    assert (stamp.value, stamp.tz_known) == (INSTANTS[raw], True)


@pytest.mark.parametrize("raw", list(DAYS))
def test_without_a_zone_there_is_a_day_and_no_instant(raw: str) -> None:
    stamp = read_stamp(raw)
    assert (stamp.value, stamp.tz_known) == ("2025-11-21", DAYS[raw])


@pytest.mark.parametrize("raw", NOTHING)
def test_what_is_no_date_or_two_is_none(raw: str) -> None:
    assert read_stamp(raw) == NO_STAMP


def test_a_month_or_a_year_is_never_a_day() -> None:
    assert (read_stamp("2025-11").value, read_stamp("2025-11").precision) == (None, "month")
    assert (read_stamp("2025").value, read_stamp("2025").precision) == (None, "year")


def test_the_editors_zone_holds_where_the_feed_names_none() -> None:
    assert read_stamp("21.11.2025 14:05", "Europe/Kyiv").value == "2025-11-21T14:05:00+02:00"
    assert read_stamp("21.07.2025 14:05", "Europe/Kyiv").value == "2025-07-21T14:05:00+03:00"
    assert read_stamp("2025-11-21T14:05:00Z", "Europe/Kyiv").value == "2025-11-21T14:05:00+00:00"


def test_an_unknown_zone_is_not_replaced_by_the_editors() -> None:
    assert read_stamp("21 Nov 2025 10:30 IST", "Europe/Kyiv").tz_known is False


def test_cst_is_american_except_in_chinese() -> None:
    raw = "Fri, 21 Nov 2025 20:30:00 CST"
    assert read_stamp(raw).value == "2025-11-21T20:30:00-06:00"
    assert read_stamp(raw, language="zh-CN").tz_known is False
    assert read_stamp(raw, "Asia/Shanghai", "zh").value == "2025-11-21T20:30:00+08:00"


@given(st.text(max_size=140))
def test_any_text_is_read_or_left(raw: str) -> None:
    stamp = read_stamp(raw)
    assert stamp.value is None or stamp.precision in ("day", "minute", "second")


@given(st.datetimes(), st.sampled_from(["%a, %d %b %Y %H:%M:%S GMT", "%Y-%m-%dT%H:%M:%SZ"]))
def test_what_was_written_is_read_back(instant: object, form: str) -> None:
    from datetime import datetime

    assert isinstance(instant, datetime)
    whole = instant.replace(microsecond=0)
    if not 1901 <= whole.year <= 2199 or whole.year == 1970:
        return
    stamp = read_stamp(whole.strftime(form))
    assert stamp.value == f"{whole.isoformat()}+00:00"
