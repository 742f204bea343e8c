"""Share cards: a page's title, its figure and its sentence as a picture of 1200 x 630.

Needs the extra `cards` (resvg). The words are those of the page; a window stays a window.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache, partial

from markupsafe import Markup

from bywhen.formats.width import cell_width, wrap
from bywhen.publish.boardevents import read_event
from bywhen.publish.context import NotFoundError, Visit
from bywhen.publish.render import Page
from bywhen.publish.slippage import view_slips
from bywhen.publish.speech import N_
from bywhen.publish.trendfile import cut

__all__ = ["card", "drawn_card"]

_WIDTH, _HEIGHT, _MARGIN = 1200, 630, 72
_SERIF = "'Noto Serif CJK TC', 'Noto Serif', 'DejaVu Serif', serif"
_SANS = "'Noto Sans CJK TC', 'Noto Sans', 'DejaVu Sans', sans-serif"


async def card(visit: Visit) -> Page:
    """card/slip.png and card/event/EVENT.png."""
    slug = visit.request.url_vars.get("slug")
    title, figure, sentence, zone = await (_event(visit, slug) if slug else _slip(visit))
    say = visit.say
    foot = say.gettext(
        "As known on %(day)s, days end at midnight in %(zone)s. %(address)s",
        day=say.day(visit.days.of(zone)),
        zone=zone,
        address=visit.absolute("/").rstrip("/"),
    )
    drawn = str(drawn_card(title, figure, sentence, foot, say.code))
    picture = await asyncio.to_thread(_picture, drawn)
    if picture is None:
        raise NotFoundError(
            N_("Cards are not offered here; pip install 'bywhen[cards]' adds them.")
        )
    return Page(
        picture,
        content_type="image/png",
        headers={
            "access-control-allow-origin": "*",
            "cross-origin-resource-policy": "cross-origin",
            "vary": "Accept-Language",
        },
    )


async def _slip(visit: Visit) -> tuple[str, str, str, str]:
    view = await view_slips(visit)
    say, worst = visit.say, view.table.worst
    figure = ""
    if worst is not None and worst.slip_days:
        figure = say.signed_days(worst.slip_days)
    title = say.name(view.head.title, view.head.titles, view.head.language).text
    return title, figure, view.sentence(say), view.head.timezone


async def _event(visit: Visit, slug: str) -> tuple[str, str, str, str]:
    head = await visit.affair()
    event = f"{head.affair}/{slug}"
    one = await visit.read(
        head.database,
        partial(read_event, event=event, timetable=head.timetable, days=visit.days),
    )
    if one is None:
        raise NotFoundError(N_("There is no event %(event)s here."), event=event[:120])
    say, figures = visit.say, one.figures
    if one.is_closed:
        window = say.window(figures.happened_from, figures.happened_to)
    else:
        window = say.window(figures.due_from, figures.due_to, one.modality)
    told = one.told(say)
    sentence = f"{told.glyph} {told.sentence}"
    if one.slip_days:
        sentence = f"{sentence}{say.gettext('; ')}{say.signed_days(one.slip_days)}"
    return say.name(one.title, one.titles, head.language).text, window, sentence, one.timezone


def drawn_card(title: str, figure: str, sentence: str, foot: str, language: str) -> Markup:
    """The card as SVG."""
    size = 64 if cell_width(title) <= 60 else 50
    heads = wrap(title, int(1700 / size))[:3]
    told = wrap(sentence, 62)[:4]
    y = 118.0
    inside = Markup("")
    for words in heads:
        inside += _text(y, words, size, bold=True, serif=True)
        y += size * 1.15
    if figure:
        y += 34
        inside += _text(y, cut(figure, 40), 54, fill="#a2271c", bold=True)
        y += 30
    y += 40
    for words in told:
        if y < _HEIGHT - 90:
            inside += _text(y, words, 32, fill="#1d1b18")
            y += 44
    inside += _text(_HEIGHT - 44, cut(foot, 96), 22, fill="#5b574f")
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}"'
        ' xml:lang="{lang}"><rect width="{w}" height="{h}" fill="#fbfaf6"/>'
        '<rect width="{w}" height="10" fill="#1d1b18"/>{inside}</svg>'
    ).format(w=_WIDTH, h=_HEIGHT, lang=language, inside=inside)


def _text(
    y: float, words: str, size: int, *, fill: str = "#1d1b18", bold: bool = False,
    serif: bool = False,
) -> Markup:  # fmt: skip
    return Markup(
        '<text x="{}" y="{}" font-size="{}" fill="{}" font-family="{}"{}>{}</text>'
    ).format(
        _MARGIN,
        round(y, 1),
        size,
        fill,
        _SERIF if serif else _SANS,
        Markup(' font-weight="700"') if bold else "",
        words,
    )


@lru_cache(maxsize=64)
def _picture(drawn: str) -> bytes | None:
    """PNG of a card, None if the extra is not installed."""
    try:
        import resvg_py
    except ImportError:
        return None
    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, width=_WIDTH))
