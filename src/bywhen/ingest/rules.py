"""What follows from an answer: a pure function from what is known of a feed, what came, and now.

    decide(feed, result, changed, now)   state, headers to keep, when it is tried again, and why

Sources: RFC 9110 (conditional requests, Retry-After), RFC 9111 4.3.4 (a 304 refreshes what is
stored), RSS 2.0 `ttl`, the syndication module's `updatePeriod`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import blake2b

from bywhen.ingest.result import Result

__all__ = ["MOVE_AFTER", "MOVE_TIMES", "Decision", "Known", "decide", "is_due"]

MOVE_TIMES = 3
MOVE_AFTER = timedelta(hours=24)
"""A permanent redirect is believed when it was seen so often over so long."""

_SHORTEST, _LONGEST = 300, 86_400
_FIRST = 3600
_ERROR_FIRST, _ERROR_LONGEST = 900, 86_400
_MOST_WAIT = timedelta(days=7)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?([0-9]{1,9})", re.IGNORECASE)
_NO_CACHE = re.compile(r"\bno-(?:cache|store)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """What desk.db knows of a feed before it is fetched. Addresses as in `feeds`."""

    id: int
    name: str
    declared_url: str
    url: str
    private: bool = False
    language: str | None = None
    timezone: str | None = None
    every_seconds: int | None = None
    state: str = "new"
    etag: str | None = None
    last_modified: str | None = None
    body: str | None = None
    interval_seconds: int | None = None
    hint_seconds: int | None = None
    failures: int = 0
    title: str | None = None
    home: str | None = None
    next_at: str | None = None
    fetched_at: str | None = None
    ok_at: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What is written of a feed after a fetch. `host_until` is set if the whole host shall be left
    alone; `error` is None if all is well."""

    outcome: str
    state: str
    error: str | None
    etag: str | None
    last_modified: str | None
    interval_seconds: int
    hint_seconds: int | None
    failures: int
    next_at: datetime
    host_until: datetime | None = None

    @property
    def is_well(self) -> bool:
        """The feed was there, changed or not."""
        return self.error is None


def is_due(feed: Known, now: datetime, host_until: datetime | None) -> bool:
    """True if it may be fetched now. A clock that was ahead for a while makes nobody wait."""
    if feed.state in ("gone", "removed"):
        return False
    if host_until is not None and now < host_until <= now + _MOST_WAIT:
        return False
    if feed.next_at is None or datetime.fromisoformat(feed.next_at) <= now:
        return True
    return feed.fetched_at is not None and datetime.fromisoformat(feed.fetched_at) > now


def decide(feed: Known, result: Result, changed: int, now: datetime) -> Decision:
    """What follows; `changed` is how many entries were new or revised.

    >>> feed, now = Known(1, "a", "u", "u"), datetime(2025, 11, 21, tzinfo=UTC)
    >>> decide(feed, Result(status=410), 0, now).state
    'gone'
    >>> asked = Result(status=429, headers={"retry-after": "3600"})
    >>> decide(feed, asked, 0, now).host_until.isoformat()
    '2025-11-21T01:00:00+00:00'
    """
    if result.status == 410:
        return _failed(feed, "gone", "the server says that it is gone for good (410)", now)
    if result.error is not None:
        return _failed(feed, result.outcome or "error", result.error, now, _wait(result, now))
    if result.status == 304:
        return _well(feed, result, "not_modified", 0, now)
    if not result.is_success:
        error = f"the server answers {result.status}"
        return _failed(feed, "error", error, now, _wait(result, now))
    if not result.parsed:
        return _well(feed, result, "same_body", 0, now)
    return _well(feed, result, "changed" if changed else "unchanged", changed, now)


def _well(feed: Known, result: Result, outcome: str, changed: int, now: datetime) -> Decision:
    headers = result.headers
    is_304 = result.status == 304
    interval = _interval(feed, changed)
    hint = result.wait_seconds if result.parsed else feed.hint_seconds
    age = _max_age(headers)
    wait = max(interval, min(hint or 0, _LONGEST), min(age, _LONGEST))
    if feed.every_seconds is not None:
        wait = feed.every_seconds
    return Decision(
        outcome=outcome,
        state="ok",
        error=None,
        # A 304 brings new ones or leaves the old; another answer's count, absent ones too.
        etag=headers.get("etag") or (feed.etag if is_304 else None),
        last_modified=headers.get("last-modified") or (feed.last_modified if is_304 else None),
        interval_seconds=interval,
        hint_seconds=hint,
        failures=0,
        next_at=now + timedelta(seconds=wait),
    )


def _interval(feed: Known, changed: int) -> int:
    """Twice as often where something came, half as much again where nothing did."""
    last = feed.interval_seconds
    if last is None:
        return _FIRST
    return max(_SHORTEST, last // 2) if changed else min(_LONGEST, last * 3 // 2)


def _failed(
    feed: Known, outcome: str, error: str, now: datetime, wait: datetime | None = None
) -> Decision:
    failures = feed.failures + 1
    seconds = min(_ERROR_FIRST * 2 ** min(failures - 1, 10), _ERROR_LONGEST)
    jittered = min(round(seconds * _jitter(feed.url, failures)), _ERROR_LONGEST)
    next_at = now + timedelta(seconds=jittered)
    if wait is not None:
        next_at = max(wait, now + timedelta(seconds=60))
    return Decision(
        outcome=outcome,
        state="gone" if outcome == "gone" else "failing",
        error=error,
        etag=feed.etag,
        last_modified=feed.last_modified,
        interval_seconds=feed.interval_seconds or _FIRST,
        hint_seconds=feed.hint_seconds,
        failures=failures,
        next_at=next_at,
        host_until=wait,
    )


def _jitter(url: str, failures: int) -> float:
    """0.9 to 1.1, the same each time it is worked out: hosts are not asked all at once."""
    byte = blake2b(f"{url} {failures}".encode(), digest_size=1).digest()[0]
    return 0.9 + 0.2 * byte / 255


def _wait(result: Result, now: datetime) -> datetime | None:
    """Until when 429 and 503 ask to be left alone, at most a week."""
    if result.status not in (429, 503):
        return None
    text = result.headers.get("retry-after", "").strip()
    if not text:
        return None
    if text.isascii() and text.isdigit():
        until = now + timedelta(seconds=min(int(text[:9]), int(_MOST_WAIT.total_seconds())))
    else:
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return None
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
    return min(max(until, now), now + _MOST_WAIT)


def _max_age(headers: Mapping[str, str]) -> int:
    control = headers.get("cache-control", "")
    found = _MAX_AGE.search(control)
    return int(found[1]) if found and not _NO_CACHE.search(control) else 0
