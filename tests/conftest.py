"""Profiles of the property tests. None has a deadline: a loaded machine is no failure."""

from __future__ import annotations

import functools
import gc

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("ordinary", deadline=None)
settings.load_profile("ordinary")
# `make mutate` runs each test many times in one process: the same examples each time.
settings.register_profile(
    "mutation",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.differing_executors],
)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Forget what was worked out before: a mutant runs in a fork of a process that knows it all."""
    if session.config.getoption("--hypothesis-profile", default=None) != "mutation":
        return
    for found in gc.get_objects():
        if isinstance(found, functools._lru_cache_wrapper) and str(found.__module__).startswith(
            ("tests.", "bywhen.")
        ):
            found.cache_clear()
