"""One try of a delivery: whatever a sender raises becomes an outcome, and keeps its secrets."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bywhen.alerts.channels import Outgoing
from bywhen.alerts.deliver import try_once
from bywhen.alerts.outcome import Outcome, Result

OUTGOING: Any = None  # a sender that fails looks at nothing


@pytest.mark.parametrize("error", [RuntimeError, OSError, KeyError, UnicodeError])
def test_what_a_sender_raises_is_tried_again_and_its_words_are_not_kept(
    error: type[Exception],
) -> None:
    async def failing(_: Outgoing) -> Outcome:
        raise error("hook.example/secret-token")

    found = asyncio.run(try_once(OUTGOING, failing))
    assert found.result is Result.UNKNOWN
    assert error.__name__ in found.detail
    assert "secret-token" not in repr(found)


def test_a_cancelled_try_is_no_outcome() -> None:
    async def stopped(_: Outgoing) -> Outcome:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(try_once(OUTGOING, stopped))
