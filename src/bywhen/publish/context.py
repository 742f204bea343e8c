"""What a page of ours gets: the request, the days it is about, the trackers, addresses."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from datasette.utils import tilde_encode

from bywhen.errors import TrackerError
from bywhen.publish import adapter
from bywhen.publish.attached import Attached
from bywhen.publish.board import Days
from bywhen.publish.catalog import LANGUAGES
from bywhen.publish.known import Names, read_names
from bywhen.publish.speech import N_, Speech, accepted_language, language_of, speech
from bywhen.store.zones import package_zone

__all__ = [
    "AffairHead",
    "AnsweredError",
    "BadParameterError",
    "ForbiddenError",
    "NotFoundError",
    "Visit",
    "read_day",
]

# What our pages read; whoever may not view one of these in Datasette sees none of the pages.
TABLES = (
    "affairs",
    "timetables",
    "issuers",
    "sources",
    "events",
    "claims",
    "points",
    "corrections",
    "follows",
    "states",
    "promise_states",
    "moves",
)
# What a reader chose once and every link keeps.
CARRIED = ("as_of", "language", "zone")
_OWN_ZONE = "own"  # zone=own: no second clock beside that of the event
_ZONE_OF_LANGUAGE = {"zh-Hant": "Asia/Hong_Kong"}

Found = TypeVar("Found")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class AnsweredError(Exception):
    """What was asked cannot be shown; `message` is told in the reader's language."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values)
        self.message = message
        self.values = values

    def told(self, say: Speech) -> str:
        """The message in a language of the pages."""
        return say.gettext(self.message, **self.values)


class BadParameterError(AnsweredError):
    """A parameter that cannot be read; the message says what to write. Answered with 400."""


class ForbiddenError(AnsweredError):
    """This reader may not do that; the message says who may. Answered with 403."""


class NotFoundError(AnsweredError):
    """There is no such affair, event or source; the message says so. Answered with 404."""


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
            N_("%(name)s=%(text)s is not a day; write it as %(name)s=2025-11-21"),
            name=name,
            text=text[:40],
        ) from None


@dataclass(frozen=True, slots=True)
class AffairHead:
    """The affair that a page is about."""

    database: str
    affair: str
    title: str
    titles: Mapping[str, str]
    language: str | None
    timezone: str
    checked_through: date | None
    timetable: str | None  # its first
    known_as: Names


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
    def say(self) -> Speech:
        """The language of the page: `language=`, else what the browser asks for.

        Raises BadParameterError.
        """
        asked = self.request.args.get("language")
        if not asked:
            return speech(accepted_language(self.request.headers.get("accept-language", "")))
        code = language_of(asked)
        if code is None:
            offered = " or ".join(f"language={code}" for code in LANGUAGES)
            raise BadParameterError(
                N_("language=%(text)s is not offered; write it as %(offered)s"),
                text=asked[:40],
                offered=offered,
            )
        return speech(code)

    @property
    def zone(self) -> str | None:
        """The reader's own time zone, in which ends of days are given too; None = not wanted.

        Raises BadParameterError.
        """
        asked = self.request.args.get("zone")
        if not asked:
            return _ZONE_OF_LANGUAGE.get(self.say.code)
        if asked == _OWN_ZONE:
            return None
        try:
            package_zone(asked)
        except TrackerError:
            raise BadParameterError(
                N_("zone=%(text)s is not a time zone; write it as zone=Asia/Hong_Kong"),
                text=asked[:40],
            ) from None
        return str(asked)

    @property
    def is_future(self) -> bool:
        """True if the day of knowledge asked for is still to come."""
        return self.as_of is not None and self.as_of > self.now.date()

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
            raise BadParameterError(
                N_("skip=%(text)s is not a number; write it as skip=20"), text=text[:40]
            )
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

    def page(self, path: str, **parameters: object) -> str:
        """The address of a page of ours: what the reader chose (day, language, zone) is kept."""
        args = self.request.args
        kept = {name: args.get(name) for name in CARRIED if args.get(name)}
        return self.path(path, **{**kept, **parameters})

    @property
    def own_path(self) -> str:
        """The path of this page inside the instance, the same for its twin."""
        base = str(self.datasette.setting("base_url")).rstrip("/")
        path = str(self.request.path).removeprefix(base) or "/"
        return path.removesuffix(".json")

    @property
    def home_path(self) -> str:
        """Where all affairs stand: / if that is ours to give."""
        return "/" if self.attached.at_home else "/-/affairs"

    def absolute(self, address: str) -> str:
        """An address with scheme and host, as others may link it."""
        return str(self.datasette.absolute_url(self.request, address))

    def variable(self, name: str) -> str:
        """A part of the address, such as the affair's id."""
        return str(self.request.url_vars[name])

    def affair_path(self, affair: str, page: str = "", **parameters: object) -> str:
        """The address of an affair's page."""
        return self.page(f"/-/affairs/{affair}/{page}", **parameters)

    def event_path(self, event: str, **parameters: object) -> str:
        """The address of an event's page, from its full id."""
        affair, _, slug = event.partition("/")
        return self.affair_path(affair, f"event/{slug}", **parameters)

    async def may_review(self) -> bool:
        """True if the desk is open here and this reader may judge what waits there."""
        if not self.attached.options.desk:
            return False
        return await adapter.may_review(self.datasette, self.request.actor)

    async def affair(self) -> AffairHead:
        """The affair that the address names.

        Raises NotFoundError, Datasette's Forbidden.
        """
        wanted = self.variable("affair")
        for name in await self.readable():
            found = await self.read(name, partial(_affair_head, name, wanted))
            if found is not None:
                return found
        raise NotFoundError(N_("There is no affair %(affair)s here."), affair=wanted[:80])

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


def _affair_head(database: str, affair: str, connection: sqlite3.Connection) -> AffairHead | None:
    row = connection.execute(
        "select title, titles, language, timezone, checked_through, first_timetable"
        " from affairs where id = ?",
        (affair,),
    ).fetchone()
    if row is None:
        return None
    title, titles, language, timezone, checked, timetable = row
    return AffairHead(
        database=database,
        affair=affair,
        title=title,
        titles=json.loads(titles) if titles else {},
        language=language,
        timezone=timezone,
        checked_through=date.fromisoformat(checked) if checked else None,
        timetable=timetable,
        known_as=read_names(connection, affair, language),
    )
