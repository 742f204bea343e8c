"""What a page of ours gets: the request, the days it is about, the trackers, addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from datasette.utils import tilde_encode

from bywhen.publish import adapter
from bywhen.publish.attached import Attached
from bywhen.publish.board import Days

__all__ = ["BadParameterError", "Visit", "read_day"]

# What our pages read; whoever may not view one of these in Datasette sees none of the pages.
TABLES = ("affairs", "events", "claims", "sources", "states", "moves", "timetables")

Found = TypeVar("Found")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class BadParameterError(Exception):
    """A parameter that cannot be read; the message says what to write. Answered with 400."""


def read_day(name: str, text: str | None) -> date | None:
    """A day from a parameter, None if it is missing or empty.

    Raises BadParameterError.
    """
    if not text:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BadParameterError(
            f"{name}={text[:40]} is not a day; write it as {name}=2025-11-21"
        ) from None


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to one of our pages. `now` is the only clock that the page knows."""

    datasette: Any
    request: Any
    attached: Attached
    now: datetime

    @property
    def as_of(self) -> date | None:
        """The day asked for; None = today, wherever the event is."""
        return read_day("as_of", self.request.args.get("as_of"))

    @property
    def days(self) -> Days:
        """Days of knowledge and of the clock, by zone."""
        return Days(lambda zone: self.now.astimezone(ZoneInfo(zone)).date(), self.as_of)

    @property
    def today(self) -> date:
        """The day shown where no zone of the record is meant: UTC's."""
        return self.as_of or self.now.date()

    def offset(self) -> int:
        """How many affairs to pass over.

        Raises BadParameterError.
        """
        text = self.request.args.get("skip") or "0"
        if not (text.isascii() and text.isdigit() and len(text) < 7):
            raise BadParameterError(f"skip={text[:40]} is not a number; write it as skip=20")
        return int(text)

    async def readable(self) -> list[str]:
        """The trackers of this instance, by database name.

        Raises Datasette's Forbidden if the reader may not view one of them.
        """
        names = list(self.attached.files)
        for name in names:
            await adapter.ensure_may_view(self.datasette, self.request.actor, name, TABLES)
        return names

    async def read(self, database: str, query: Callable[[Any], Found]) -> Found:
        """What `query` finds in the database, on one of Datasette's own threads."""
        found: Found = await self.datasette.get_database(database).execute_fn(query)
        return found

    def path(self, path: str, **parameters: object) -> str:
        """An address inside this instance; parameters that are None are left out."""
        given = {name: value for name, value in parameters.items() if value is not None}
        address = str(self.datasette.urls.path(path))
        return f"{address}?{urlencode(given)}" if given else address

    def database(self, name: str) -> str:
        """The address of a database in Datasette."""
        return str(self.datasette.urls.database(name))

    def table(self, database: str, table: str, **filters: object) -> str:
        """The address of a table or view in Datasette."""
        address = str(self.datasette.urls.table(database, table))
        return f"{address}?{urlencode(filters)}" if filters else address

    def row(self, database: str, table: str, identity: str) -> str:
        """The address of one row in Datasette."""
        return str(self.datasette.urls.row(database, table, tilde_encode(identity)))
