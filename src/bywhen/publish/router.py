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

from bywhen.publish import adapter, home
from bywhen.publish.attached import attached_to
from bywhen.publish.context import BadParameterError, Visit
from bywhen.publish.render import Page, asset_response, error_response, page_response

__all__ = ["ROUTES", "Route", "routes_of"]

View = Callable[..., Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Route:
    """`path` is a regular expression; `home` ones are not for guests."""

    path: str
    page: Callable[[Visit], Awaitable[Page]]
    home: bool = False


ROUTES = (
    Route(r"/", home.board_page, home=True),
    Route(r"/-/affairs/?", home.board_page),
    Route(r"/-/affairs\.json", home.board_json),
)


def routes_of(datasette: Any, clock: Callable[[], datetime]) -> Iterable[tuple[str, View]]:
    """What Datasette shall register; the page at / only where it is ours to give."""
    at_home = attached_to(datasette).at_home
    if at_home:
        adapter.quiet_errors()
    routes = [
        (rf"^{route.path}$", _view(route, clock)) for route in ROUTES if at_home or not route.home
    ]
    return [*routes, (r"^/-/bywhen/(?P<name>[\w.-]+)$", _asset)]


def _view(route: Route, clock: Callable[[], datetime]) -> View:
    async def view(request: Any, datasette: Any) -> Response:
        attached = attached_to(datasette)
        visit = Visit(datasette, request, attached, (attached.options.clock or clock)())
        as_json = request.path.endswith(".json")
        if request.method not in ("GET", "HEAD"):
            return error_response(
                attached, HTTPStatus.METHOD_NOT_ALLOWED, "This page is only read.", as_json=as_json
            )
        try:
            page = await route.page(visit)
        except BadParameterError as error:
            return error_response(attached, HTTPStatus.BAD_REQUEST, str(error), as_json=as_json)
        return page_response(page, request)

    return view


async def _asset(request: Any, datasette: Any) -> Response:
    return asset_response(attached_to(datasette), request)
