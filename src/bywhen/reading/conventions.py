"""Conventions: which days vague words mean, as versioned data that a tracker may override."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

import yaml

from bywhen.errors import DateError

__all__ = ["Conventions", "standard"]


@dataclass(frozen=True, eq=False)
class Conventions:
    """The entries of `conventions.yml`, some of them overridden.

    >>> standard().days("early-month", 2025, 12)
    (1, 10)
    """

    version: int
    entries: Mapping[str, Mapping[str, Any]]

    def overridden(self, own: Mapping[str, Any]) -> Conventions:
        """These with some entries replaced field by field.

        Raises DateError for an entry or field that does not exist.

        >>> mine = standard().overridden({"early-month": {"last": 7}})
        >>> mine.days("early-month", 2025, 12)
        (1, 7)
        """
        entries = dict(self.entries)
        for name, fields in own.items():
            if name == "version":
                continue
            if name not in entries:
                known = ", ".join(sorted(entries))
                raise DateError(f"there is no convention {name!r}; there are {known}", name)
            unknown = set(fields) - set(entries[name])
            if unknown:
                raise DateError(
                    f"the convention {name!r} has no field {sorted(unknown)[0]!r};"
                    f" it has {', '.join(entries[name])}",
                    name,
                )
            entries[name] = {**entries[name], **fields}
        return Conventions(int(own.get("version", self.version)), entries)

    def number(self, name: str, field: str) -> int:
        """A number of an entry; 0 if the entry does not have the field."""
        return int(self.entries[name].get(field, 0))

    def word(self, name: str, field: str) -> str:
        """A word of an entry."""
        return str(self.entries[name][field])

    def days(self, name: str, year: int, month: int) -> tuple[int, int]:
        """First and last day of a part of a month."""
        length = calendar.monthrange(year, month)[1]
        entry = self.entries[name]
        first, last = (
            length if entry[key] == "end" else int(entry[key]) for key in ("first", "last")
        )
        return min(first, length), min(last, length)

    @cached_property
    def southern(self) -> bool:
        """True if seasons are those of the southern hemisphere."""
        return self.word("season", "hemisphere") == "southern"


@lru_cache(maxsize=1)
def standard() -> Conventions:
    """The conventions that come with bywhen."""
    source = resources.files("bywhen.reading").joinpath("conventions.yml").read_text("utf-8")
    entries: dict[str, Any] = yaml.safe_load(source)
    version = entries.pop("version")
    return Conventions(int(version), entries)
