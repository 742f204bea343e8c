"""Addresses to pages. A page is a coroutine that takes a `Visit` and gives a `Page`.

More pages are more lines of `ROUTES`; what every page shares (permissions' answer, bad parameters,
ETag, policy, the clock read once) happens here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from datasette import Response

from bywhen.publish import (
    adapter,
    affairpage,
    alertspage,
    calendarpage,
    cards,
    countdownpage,
    diffpage,
    embeds,
    eventpage,
    home,
    pointspage,
    reviewpage,
    searchpage,
    slippage,
    sourcepage,
    subscriptions,
    timelinepage,
)
from bywhen.publish.attached import attached_to
from bywhen.publish.context import (
    AnsweredError,
    BadParameterError,
    ForbiddenError,
    NotFoundError,
    Visit,
)
from bywhen.publish.frame import Sheet, write
from bywhen.publish.render import Page, asset_response, error_response, page_response
from bywhen.publish.speech import ENGLISH

__all__ = ["ROUTES", "Route", "routes_of"]

View = Callable[..., Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Route:
    """`path` is a regular expression; `home` ones are not for guests.

    A page that gives a `Sheet` answers at `path`.json too, with its twin, unless `twin` is False.
    """

    path: str
    page: Callable[[Visit], Awaitable[Page | Sheet]]
    home: bool = False
    twin: bool = True
    writes: bool = False  # its forms are posted

    @property
    def pattern(self) -> str:
        """What Datasette matches: the page, and its twin where the address ends in .json."""
        return rf"^{self.path}(?P<twin>\.json)?$" if self.twin else rf"^{self.path}$"


_ID = r"[A-Za-z0-9][A-Za-z0-9._-]*?"  # as the record allows them
_AFFAIR = rf"/-/affairs/(?P<affair>{_ID})"

ROUTES = (
    Route(r"/", home.board_sheet, home=True, twin=False),  # /-/affairs.json is
    Route(r"/-/affairs/?", home.board_sheet),
    Route(r"/-/search", searchpage.search_sheet),
    Route(r"/-/alerts", alertspage.alerts_sheet),
    Route(rf"{_AFFAIR}/?", affairpage.affair_sheet),
    Route(rf"{_AFFAIR}/event/(?P<slug>{_ID})", eventpage.event_sheet),
    Route(rf"{_AFFAIR}/sources/(?P<source>{_ID})", sourcepage.source_sheet),
    Route(rf"{_AFFAIR}/corrections", sourcepage.corrections_sheet),
    Route(rf"{_AFFAIR}/slip", slippage.slip_sheet),
    Route(rf"{_AFFAIR}/slip\.svg", embeds.slip_file, twin=False),
    Route(rf"{_AFFAIR}/calendar", calendarpage.calendar_sheet),
    Route(rf"{_AFFAIR}/points", pointspage.points_sheet),
    Route(rf"{_AFFAIR}/embed/slip", embeds.slip_embed, twin=False),
    Route(rf"{_AFFAIR}/embed/timeline", embeds.timeline_embed, twin=False),
    Route(rf"{_AFFAIR}/embed/countdown/(?P<slug>{_ID})", embeds.countdown_embed, twin=False),
    Route(rf"{_AFFAIR}/badge/(?P<slug>{_ID})\.svg", embeds.badge_svg, twin=False),
    Route(rf"{_AFFAIR}/badge/(?P<slug>{_ID})\.json", embeds.badge_json, twin=False),
    Route(rf"{_AFFAIR}/badge/(?P<slug>{_ID})\.txt", embeds.badge_text, twin=False),
    Route(rf"{_AFFAIR}/card/slip\.png", cards.card, twin=False),
    Route(rf"{_AFFAIR}/card/event/(?P<slug>{_ID})\.png", cards.card, twin=False),
    Route(rf"{_AFFAIR}/oembed\.json", embeds.oembed, twin=False),
    Route(rf"{_AFFAIR}/timeline", timelinepage.timeline_sheet),
    Route(rf"{_AFFAIR}/countdown", countdownpage.countdown_sheet),
    Route(rf"{_AFFAIR}/diff", diffpage.diff_sheet),
    Route(rf"{_AFFAIR}/review", reviewpage.review_sheet, writes=True),
    *(
        Route(rf"{place}/{name}", page, twin=False)
        for place in ("/-", _AFFAIR, rf"{_AFFAIR}/event/(?P<slug>{_ID})")
        for name, page in (
            (r"calendar\.ics", subscriptions.calendar_page),
            (r"feed\.atom", subscriptions.atom_page),
            (r"feed\.json", subscriptions.jsonfeed_page),
            (r"timelinejs\.json", subscriptions.timelinejs_page),
        )
    ),
)


def routes_of(datasette: Any, clock: Callable[[], datetime]) -> Iterable[tuple[str, View]]:
    """What Datasette shall register; the page at / only where it is ours to give."""
    at_home = attached_to(datasette).at_home
    if at_home:
        adapter.quiet_errors()
    routes = [(route.pattern, _view(route, clock)) for route in ROUTES if at_home or not route.home]
    return [*routes, (r"^/-/bywhen/(?P<name>[\w.-]+)$", _asset)]


def _view(route: Route, clock: Callable[[], datetime]) -> View:
    async def view(request: Any, datasette: Any) -> Response:
        attached = attached_to(datasette)
        visit = Visit(datasette, request, attached, (attached.options.clock or clock)())
        as_json = request.url_vars.get("twin") is not None
        fails_as_json = as_json or str(request.path).endswith(".json")
        if request.method not in (("GET", "HEAD", "POST") if route.writes else ("GET", "HEAD")):
            return error_response(
                attached,
                HTTPStatus.METHOD_NOT_ALLOWED,
                "This page is only read.",
                as_json=fails_as_json,
            )
        try:
            made = await route.page(visit)
            page = await write(visit, made, as_json=as_json) if isinstance(made, Sheet) else made
        except BadParameterError as error:
            return refused(visit, HTTPStatus.BAD_REQUEST, error, as_json=fails_as_json)
        except ForbiddenError as error:
            return refused(visit, HTTPStatus.FORBIDDEN, error, as_json=fails_as_json)
        except NotFoundError as error:
            return refused(visit, HTTPStatus.NOT_FOUND, error, as_json=fails_as_json)
        return page_response(page, request)

    return view


def refused(visit: Visit, status: HTTPStatus, error: AnsweredError, *, as_json: bool) -> Response:
    """A page that says what is wrong with what was asked."""
    try:
        say = visit.say
    except BadParameterError:
        say = ENGLISH
    told = error.told(say)
    return error_response(visit.attached, status, told, as_json=as_json, language=say.code)


async def _asset(request: Any, datasette: Any) -> Response:
    return asset_response(attached_to(datasette), request)
