"""Laws of the alerts' arithmetic, whatever the day, the zone and the answers."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bywhen.alerts.facts import Facts, Word
from bywhen.alerts.outcome import DELAYS, Outcome, Result, next_try, of_status
from bywhen.alerts.references import hide, resolve
from bywhen.alerts.settings import Quiet, Threshold
from bywhen.alerts.timing import day_end, day_start, instant_of, local_day, moment_of, quiet_until

ZONES = st.sampled_from([
    "UTC", "America/New_York", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe",
    "America/Havana", "America/Santiago", "Pacific/Apia", "Pacific/Kiritimati", "Africa/Casablanca",
])  # fmt: skip
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(DAYS, ZONES)
def test_days_follow_one_another_without_gap(day: date, zone: str) -> None:
    start, end = day_start(day, zone), day_end(day, zone)
    assert end == day_start(day + timedelta(days=1), zone)
    assert 0 <= end - start <= 25 * 3_600 + 1_800
    if end > start:  # a day that a zone leaves out is empty
        assert local_day(start, zone) == day == local_day(end - 1, zone)
        assert local_day(start - 1, zone) < day < local_day(end, zone)


@given(DAYS, CLOCKS, ZONES)
def test_a_wall_time_that_there_is_is_its_first_instant(day: date, at: time, zone: str) -> None:
    from bywhen.store.zones import package_zone

    found = instant_of(day, at, zone)
    wall = datetime.fromtimestamp(found, UTC).astimezone(package_zone(zone)).replace(tzinfo=None)
    asked = datetime.combine(day, at)
    assert wall >= asked, "left out: the first instant after it"
    before = datetime.fromtimestamp(found - 1, UTC).astimezone(package_zone(zone))
    assert before.replace(tzinfo=None) < asked or before.fold == 0


@given(DAYS, ZONES, st.integers(0, 400), st.integers(1, 400))
def test_steps_come_in_their_order(day: date, zone: str, ahead: int, more: int) -> None:
    def step(days: int, *, after: bool = False) -> int:
        return moment_of(Threshold(f"{days}d", days, None, after), day, day, zone).fire_at

    assert step(ahead + more) <= step(ahead) <= step(0) <= step(1, after=True)
    assert step(1, after=True) == day_end(day, zone)


@given(CLOCKS, CLOCKS, ZONES, st.integers(0, 4_000_000_000))
def test_quiet_hours_end_and_then_are_over(start: time, end: time, zone: str, now: int) -> None:
    if start == end:
        return
    quiet = Quiet(start, end)
    until = quiet_until(quiet, zone, now)
    if until is not None:
        assert now < until <= now + 25 * 3_600
        assert quiet_until(quiet, zone, until) is None


@given(st.integers(1, 9), st.text(max_size=40), st.integers(0, 10**10), st.integers(0, 200_000))
def test_a_retry_waits_as_long_as_it_must_and_no_longer_than_a_day(
    attempts: int, name: str, now: int, asked: int
) -> None:
    delay = DELAYS[attempts - 1]
    at = next_try(Outcome(Result.REFUSED), name, attempts, now)
    assert at is not None and delay * 0.89 - 1 <= at - now <= delay
    patient = next_try(Outcome(Result.REFUSED, "", asked), name, attempts, now)
    assert patient is not None and patient - now >= min(asked, 86_400)
    assert patient - now <= max(delay, 86_400)
    assert next_try(Outcome(Result.REFUSED), name, 10, now) is None
    assert next_try(Outcome(Result.UNREADY), name, 10, now) == now + 300


@given(st.integers(100, 999))
def test_only_2xx_is_sent_and_every_status_means_something(status: int) -> None:
    result = of_status(status).result
    assert (result is Result.SENT) == (200 <= status < 300)
    if status >= 500 or status in (408, 425, 429):
        assert result in (Result.REFUSED, Result.UNKNOWN), "never given up at once"


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)


@given(
    st.builds(
        Facts,
        event=st.none() | TEXT.filter(bool), title=TEXT, titles=st.dictionaries(TEXT, TEXT, max_size=2),
        due_to=st.none() | DAYS.map(str), net_slip=st.none() | st.integers(-9, 9),
        conditional=st.booleans(), timetables=st.lists(TEXT, max_size=2).map(tuple),
        others=st.lists(st.builds(Word, TEXT, st.just({}), st.none(), st.none(), st.none()), max_size=2).map(tuple),
        items=st.lists(st.just({"kind": "due", "facts": {}}), max_size=2).map(tuple),
        items_total=st.integers(0, 5), late_least=st.none() | st.integers(0, 3),
    )
)  # fmt: skip
def test_facts_come_back_as_they_were_written(facts: Facts) -> None:
    assert Facts.from_json(facts.to_json()) == facts


@given(st.from_regex(r"[a-z0-9]{8,20}", fullmatch=True), TEXT)
def test_what_was_resolved_is_hidden_again(secret: str, around: str) -> None:
    text = f"https://u:{secret}@h.example/{secret}/x?k={secret}"
    assert resolve("https://u:${S}@h.example/${S}/x?k=${S}", {"S": secret}) == text
    said = hide(f"{around} {text} {secret}", text, secret)
    assert secret not in said.replace(around, "")
