"""Instants as desk.db keeps them: ISO text in UTC, whole seconds, which sorts by time."""

from __future__ import annotations

from datetime import UTC, datetime

__all__ = ["from_text", "to_text"]


def to_text(instant: datetime) -> str:
    """
    >>> to_text(datetime(2025, 11, 21, 14, tzinfo=UTC))
    '2025-11-21T14:00:00Z'
    """
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_text(text: str) -> datetime:
    """The inverse of `to_text`."""
    return datetime.fromisoformat(text)
