"""What stands around every page: head, navigation, the reader's choices, what is behind it.

A page is a coroutine that takes a `Visit` and gives a `Sheet`: a template with its values, and the
JSON twin that says the same. `write` puts the frame around it. docs/pages.md shows how to add one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urlencode

from bywhen.publish import adapter
from bywhen.publish.catalog import LANGUAGES
from bywhen.publish.citing import citation
from bywhen.publish.context import CARRIED, AffairHead, Visit
from bywhen.publish.render import SCRIPT, Page, asset_path, html, json_page, style_path
from bywhen.publish.security import PAGE_POLICY
from bywhen.publish.speech import N_, ZONES
from bywhen.timetable.window import iso

__all__ = ["SECTIONS", "SITE", "Frame", "Link", "Query", "Sheet", "write"]

# What an instance is called whose metadata.yml does not say, or says this.
SITE = N_("By when, says who, and has it moved?")
# The pages of an affair in the order of its navigation: address below it, name.
SECTIONS: Mapping[str, str] = {
    "": N_("Overview"),
    "timeline": N_("Timeline"),
    "countdown": N_("Countdown"),
    "slip": N_("Slippage"),
    "calendar": N_("Calendar"),
    "points": N_("Points"),
    "diff": N_("What changed"),
    "corrections": N_("Corrections"),
}


class Link(NamedTuple):
    """Words (in `language`) that lead somewhere; `is_here` if that is this page."""

    words: str
    path: str
    is_here: bool = False
    language: str | None = None


class Query(NamedTuple):
    """SQL behind a page: what it answers, the statement, the values of its `:names`."""

    title: str
    sql: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page before it is written.

    `section` is a key of SECTIONS; `twin` goes to readers of JSON with the frame's own facts;
    `cite` is the page's main figure as a sentence; `linked_data` is schema.org JSON-LD.
    `keeps` names parameters of the page that the form of days and zones passes on.
    """

    template: str
    title: str
    twin: Mapping[str, Any]
    values: Mapping[str, Any] = field(default_factory=dict)
    affair: AffairHead | None = None
    section: str | None = None
    description: str = ""
    queries: tuple[Query, ...] = ()
    cite: str = ""
    keeps: tuple[str, ...] = ()
    linked_data: Mapping[str, Any] | None = None
    policy: str = PAGE_POLICY
    is_private: bool = False  # not for caches, nor for other sites
    status: HTTPStatus = HTTPStatus.OK


class Behind(NamedTuple):
    """A query as the page shows it; `path` None where readers may not send SQL."""

    title: str
    sql: str
    values: Mapping[str, str]
    path: str | None


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout knows; see `pages/layout.html`."""

    site: str
    here: str
    canonical: str
    json_path: str
    feeds: str  # before calendar.ics and feed.atom
    home: str
    search_path: str
    style: str
    script: str
    nav: tuple[Link, ...]
    languages: tuple[Link, ...]
    zones: tuple[Link, ...]
    hidden: tuple[tuple[str, str], ...]
    behind: tuple[Behind, ...]
    digest: str
    cite: str


async def write(visit: Visit, sheet: Sheet, *, as_json: bool = False) -> Page:
    """The response of a page, as HTML or as its JSON twin."""
    headers = {"vary": "Accept-Language, Cookie", "content-language": visit.say.code}
    if sheet.is_private:
        headers["cache-control"] = "private, no-store"
    if as_json:
        return json_page({**_facts(visit), **sheet.twin}, headers, is_private=sheet.is_private)
    body = html(
        sheet.template,
        visit.say.code,
        visit=visit,
        sheet=sheet,
        affair=sheet.affair,
        frame=await _frame(visit, sheet),
        chosen=_chosen(visit),
        has_section=SECTIONS.__contains__,
        is_local=not visit.attached.options.public,
        databases=list(visit.attached.files),
        troubles=visit.attached.troubles,
        stale=visit.attached.stale(),
        faults=visit.attached.record_faults(),
        **sheet.values,
    )
    return Page(body, policy=sheet.policy, status=sheet.status, headers=headers)


def _facts(visit: Visit) -> dict[str, Any]:
    """What every twin says: the days and the record it is about."""
    return {
        "as_of": iso(visit.as_of),
        "now": visit.now.isoformat(timespec="seconds"),
        "language": visit.say.code,
        "zone": visit.zone,
        "trackers": {
            name: {"schema_version": file.schema_version, "record_digest": file.record_digest}
            for name, file in visit.attached.files.items()
        },
        "troubles": visit.attached.troubles,
    }


async def _frame(visit: Visit, sheet: Sheet) -> Frame:
    say, affair = visit.say, sheet.affair
    path = visit.own_path
    passed = {name: visit.request.args.get(name) for name in sheet.keeps}
    kept = {name: value for name, value in passed.items() if value}
    here = visit.path(path, **kept, **_chosen(visit))
    database = affair.database if affair else next(iter(visit.attached.files), None)
    file = visit.attached.files.get(database or "")
    canonical = visit.absolute(visit.path(path, **kept, as_of=iso(visit.as_of)))
    digest = file.record_digest if file else ""
    twin = "/-/affairs" if path == "/" else path.rstrip("/")
    return Frame(
        site=say.gettext(await adapter.instance_title(visit.datasette) or SITE),
        here=here,
        canonical=canonical,
        json_path=visit.page(f"{twin}.json", **kept),
        feeds=visit.path(f"/-/affairs/{affair.affair}/" if affair else "/-/"),
        home=visit.page(visit.home_path),
        search_path=visit.path("/-/search"),
        style=style_path(visit.attached),
        script=asset_path(visit.attached, SCRIPT),
        nav=tuple(await _nav(visit, sheet)),
        languages=tuple(
            Link(words, visit.path(path, **{**kept, **_chosen(visit), "language": code}),
                 code == say.code, code)
            for code, words in LANGUAGES.items()
        ),
        zones=tuple(_zones(visit)),
        hidden=tuple(
            (name, value)
            for name, value in {**kept, "language": visit.request.args.get("language")}.items()
            if value
        ),
        behind=tuple([await _behind(visit, database, query) for query in sheet.queries]),
        digest=digest[:12],
        cite=citation(visit, affair, sheet.cite, affair.timezone, path, **kept)
        if affair and sheet.cite
        else "",
    )  # fmt: skip


def _chosen(visit: Visit) -> dict[str, str]:
    args = visit.request.args
    return {name: args.get(name) for name in CARRIED if args.get(name)}


async def _nav(visit: Visit, sheet: Sheet) -> list[Link]:
    if sheet.affair is None:
        return []
    sections = dict(SECTIONS)
    is_editor = await visit.may_review()
    if is_editor:
        sections["review"] = N_("Review")
    links = [
        Link(
            visit.say.gettext(words),
            visit.affair_path(sheet.affair.affair, section),
            section == sheet.section,
        )
        for section, words in sections.items()
    ]
    if is_editor:
        links.append(Link(visit.say.gettext("Alerts"), visit.page("/-/alerts")))
    return links


def _zones(visit: Visit) -> list[Link]:
    """The choices of the zone chooser; `path` is the value of the parameter."""
    chosen = visit.zone
    choices = dict(ZONES)
    if chosen is not None and chosen not in choices:
        choices[chosen] = chosen
    own = Link(visit.say.gettext("the event's own"), "own", chosen is None)
    named = [
        Link(visit.say.gettext(words), zone, zone == chosen) for zone, words in choices.items()
    ]
    return [own, *named]


async def _behind(visit: Visit, database: str | None, query: Query) -> Behind:
    path = None
    if database is not None and await adapter.may_run_sql(
        visit.datasette, visit.request.actor, database
    ):
        asked = urlencode({"sql": query.sql, **query.values})
        path = f"{adapter.query_path(visit.datasette, database)}?{asked}"
    return Behind(query.title, query.sql, query.values, path)
