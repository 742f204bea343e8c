"""What other sites show of a tracker: frames, badges, oEmbed, the chart as a file."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from markupsafe import Markup

from bywhen.publish.board import BoardEvent
from bywhen.publish.boardevents import read_event
from bywhen.publish.context import AffairHead, BadParameterError, NotFoundError, Visit
from bywhen.publish.render import STYLE_SHEET, Page, asset_path, html
from bywhen.publish.security import EMBED_POLICY
from bywhen.publish.slippage import view_slips
from bywhen.publish.speech import N_, Speech
from bywhen.publish.timelinepage import view_timeline
from bywhen.publish.timelineread import shown_window
from bywhen.publish.tracks import Scale, scale_for
from bywhen.publish.trendfile import chart_file, cut
from bywhen.timetable.window import iso

__all__ = [
    "badge_json",
    "badge_svg",
    "badge_text",
    "countdown_embed",
    "oembed",
    "slip_embed",
    "slip_file",
    "timeline_embed",
]

_ANY_SITE = {"access-control-allow-origin": "*"}
# An image asks for nothing and runs nothing; wherever it is opened, it stays so.
_IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_COLOURS = {
    "passed": "#86480a",
    "dropped": "#86480a",
    "now": "#86480a",
    "ahead": "#1a4b73",
    "closed": "#1c673b",
}


async def slip_file(visit: Visit) -> Page:
    """slip.svg: the trend chart, self-contained."""
    view = await view_slips(visit)
    say, head = visit.say, view.head
    numbered = enumerate(view.table.milestones or view.table.others, start=1)
    names = {str(place): _label(one, head, say) for place, one in numbered}
    source = visit.absolute(visit.affair_path(head.affair, "slip"))
    foot = say.gettext(
        "As known on %(day)s, days end at midnight in %(zone)s. %(address)s",
        day=say.day(view.today),
        zone=head.timezone,
        address=source.partition("?")[0],
    )
    title = say.name(head.title, head.titles, head.language).text
    drawn = chart_file(view.chart, title, view.sentence(say), names, foot, say=say)
    return _image(visit, drawn)


def _label(one: BoardEvent, head: AffairHead, say: Speech) -> str:
    name = say.name(one.title, one.titles, head.language).text
    if one.figures.status == "dropped":
        return f"{cut(name, 34)} ✕"
    return f"{cut(name, 34)} {say.signed_days(one.slip_days)}" if one.slip_days else name


async def slip_embed(visit: Visit) -> Page:
    """embed/slip: sentence and chart, to stand in a frame."""
    view = await view_slips(visit)
    return _framed(visit, "embedslip.html", view.head, view.title(visit.say), view=view)


async def countdown_embed(visit: Visit) -> Page:
    """embed/countdown/EVENT: one event's countdown, to stand in a frame."""
    head, one = await _event(visit)
    figures = one.figures
    days = [
        day
        for day in (figures.due_from, figures.due_to, figures.baseline_from, figures.baseline_due)
        if day is not None
    ]
    today = visit.days.of(one.timezone)
    name = visit.say.name(one.title, one.titles, head.language).text
    return _framed(
        visit, "embedevent.html", head, name, one=one, scale=scale_for(days, today), today=today
    )


async def timeline_embed(visit: Visit) -> Page:
    """embed/timeline: the first events of a window, to stand in a frame."""
    head, _, found = await view_timeline(visit)
    return _framed(
        visit,
        "embedtimeline.html",
        head,
        visit.say.name(head.title, head.titles, head.language).text,
        found=found,
        events=found.events[:_EMBEDDED_EVENTS],
        scale=Scale(found.first, found.last),
        shown_window=shown_window,
    )


def _framed(visit: Visit, template: str, head: AffairHead, title: str, **values: Any) -> Page:
    body = html(
        template,
        visit.say.code,
        visit=visit,
        style=asset_path(visit.attached, STYLE_SHEET),
        affair=head,
        title=title,
        **values,
    )
    headers = {"vary": "Accept-Language", "content-language": visit.say.code}
    return Page(body, policy=EMBED_POLICY, headers=headers)


async def _event(visit: Visit) -> tuple[AffairHead, BoardEvent]:
    head = await visit.affair()
    event = f"{head.affair}/{visit.variable('slug')}"
    one = await visit.read(
        head.database,
        partial(read_event, event=event, timetable=head.timetable, days=visit.days),
    )
    if one is None:
        raise NotFoundError(N_("There is no event %(event)s here."), event=event[:120])
    return head, one


async def _badge(visit: Visit) -> tuple[str, str, str, BoardEvent]:
    """What it is about, how it stands, a colour, the event."""
    head, one = await _event(visit)
    say = visit.say
    message = one.told(say).sentence
    if one.slip_days:
        message = f"{message} ({say.signed_days(one.slip_days)})"
    colour = _COLOURS.get(one.group, "#5b574f")
    return say.name(one.title, one.titles, head.language).text, message, colour, one


async def badge_svg(visit: Visit) -> Page:
    """badge/EVENT.svg"""
    label, message, colour, _ = await _badge(visit)
    left, right = cut(label, 40), cut(message, 60)
    first, second = _badge_width(left), _badge_width(right)
    return _image(
        visit,
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{all}" height="20" role="img"'
            ' aria-label="{label}: {message}"><title>{label}: {message}</title>'
            '<rect width="{all}" height="20" rx="3" fill="{colour}"/>'
            '<path d="M3 0h{first_end}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#3b3833"/>'
            '<g fill="#fff" font-family="Verdana, \'Noto Sans CJK TC\', sans-serif" font-size="11">'
            '<text x="6" y="14">{left}</text><text x="{second_start}" y="14">{right}</text></g>'
            "</svg>\n"
        ).format(
            all=first + second,
            first_end=first - 3,
            second_start=first + 6,
            label=label,
            message=message,
            colour=colour,
            left=left,
            right=right,
        ),
    )


def _badge_width(text: str) -> int:
    from bywhen.formats.width import cell_width

    return int(cell_width(text) * 6.6) + 12


async def badge_json(visit: Visit) -> Page:
    """badge/EVENT.json: the endpoint that badge services read, and the figures."""
    label, message, colour, one = await _badge(visit)
    figures = one.figures
    found = {
        "schemaVersion": 1,
        "label": label,
        "message": message,
        "color": colour,
        "event": one.event,
        "status": figures.status,
        "due_from": iso(figures.due_from),
        "due_to": iso(figures.due_to),
        "days_min": figures.days_min,
        "days_max": figures.days_max,
        "net_slip": figures.net_slip,
    }
    return Page(
        json.dumps(found, ensure_ascii=False, indent=1),
        content_type="application/json; charset=utf-8",
        headers=_ANY_SITE,
    )


async def badge_text(visit: Visit) -> Page:
    """badge/EVENT.txt: one line."""
    label, message, _, _ = await _badge(visit)
    line = f"{label}{visit.say.gettext(': ')}{message}\n"
    return Page(line, content_type="text/plain; charset=utf-8", headers=_ANY_SITE)


def _image(visit: Visit, drawn: Markup) -> Page:
    return Page(
        str(drawn),
        content_type="image/svg+xml; charset=utf-8",
        policy=_IMAGE_POLICY,
        headers={
            **_ANY_SITE,
            "vary": "Accept-Language",
            "content-language": visit.say.code,
            "cross-origin-resource-policy": "cross-origin",
        },
    )


_KEPT = ("as_of", "language", "timetable", "from", "to", "kind", "source_language")
_EMBEDDED_EVENTS = 40
_EMBEDDABLE = (
    (re.compile(r"event/([A-Za-z0-9][A-Za-z0-9._-]*)/?"), r"embed/countdown/\1", 240),
    (re.compile(r"slip/?"), "embed/slip", 560),
    (re.compile(r"timeline/?"), "embed/timeline", 640),
)


async def oembed(visit: Visit) -> Page:
    """oembed.json?url=: how to show one of this affair's pages in another one (oEmbed 1.0)."""
    head = await visit.affair()
    args, say = visit.request.args, visit.say
    if (args.get("format") or "json") != "json":
        raise BadParameterError(
            N_("format=%(text)s is not offered; leave it out or write format=json"),
            text=str(args.get("format"))[:40],
        )
    url = args.get("url") or ""
    path, height = _embed_of(visit, head, url)
    query = dict(parse_qsl(urlsplit(url).query))
    kept: dict[str, str] = {name: query[name] for name in _KEPT if name in query}
    address = visit.absolute(visit.path(path))
    if kept:
        address = f"{address}?{urlencode(kept)}"
    width = _at_most(args.get("maxwidth"), 640)
    height = _at_most(args.get("maxheight"), height)
    title = say.name(head.title, head.titles, head.language).text
    frame = Markup(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"></iframe>'
    ).format(address, width, height, title)
    found = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "bywhen",
        "provider_url": visit.absolute(visit.path("/")),
        "cache_age": 300,
        "width": width,
        "height": height,
        "html": str(frame),
    }
    return Page(
        json.dumps(found, ensure_ascii=False, indent=1),
        content_type="application/json; charset=utf-8",
        headers=_ANY_SITE,
    )


def _embed_of(visit: Visit, head: AffairHead, url: str) -> tuple[str, int]:
    """The path of the frame for one of our addresses, and its height.

    Raises BadParameterError without an address, NotFoundError for one that has no frame.
    """
    if not url:
        raise BadParameterError(N_("url is missing; give the address of a page of this affair"))
    base = f"{visit.path('/-/affairs/')}{head.affair}/"
    host = urlsplit(visit.absolute("/")).netloc
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.netloc == host and parts.path.startswith(base):
        page = parts.path.removeprefix(base)
        for pattern, frame, height in _EMBEDDABLE:
            found = pattern.fullmatch(page)
            if found:
                return f"/-/affairs/{head.affair}/{found.expand(frame)}", height
    raise NotFoundError(N_("No frame is offered for %(url)s."), url=url[:200])


def _at_most(text: str | None, usual: int) -> int:
    if text and text.isascii() and text.isdigit() and len(text) < 6:
        return max(120, min(int(text), usual))
    return usual
