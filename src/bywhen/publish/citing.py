"""Cite: beside a figure the sentence that says it, as known when, whose midnight, where, from what.

The address holds the day of knowledge, so whoever follows it later finds the figure as it was.
"""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from bywhen.publish.board import AffairBoard, BoardEvent, BoardMove
from bywhen.publish.context import AffairHead, Visit
from bywhen.publish.speech import Speech
from bywhen.publish.words import MOVE_WORDS
from bywhen.timetable.window import iso

__all__ = ["citation", "cite", "cites", "event_sentence", "move_sentence"]


def citation(
    visit: Visit,
    affair: AffairHead | AffairBoard,
    what: str,
    zone: str,
    path: str,
    **parameters: object,
) -> str:
    """A sentence to quote; `what` is one with its full stop, `path` the page that shows it."""
    file = visit.attached.files.get(affair.database)
    day = visit.days.of(zone)
    return visit.say.gettext(
        "%(what)s As known on %(day)s, days ending at midnight in %(zone)s. %(address)s"
        " (record %(digest)s)",
        what=what,
        day=visit.say.day(day),
        zone=zone,
        address=visit.absolute(visit.path(path, **{**parameters, "as_of": iso(day)})),
        digest=file.record_digest[:12] if file else "",
    )


def cite(
    visit: Visit,
    affair: AffairHead | AffairBoard,
    one: BoardEvent | BoardMove,
) -> Markup:
    """The word Cite, which opens the sentence; without scripts too."""
    say = visit.say
    if isinstance(one, BoardMove):
        what, zone = move_sentence(one, affair.language, say), affair.timezone
    else:
        what, zone = event_sentence(one, affair.language, say), one.timezone
    path = f"/-/affairs/{affair.affair}/event/{one.event.partition('/')[2]}"
    return _opened(escape(citation(visit, affair, what, zone, path)), say)


def cites(
    visit: Visit, affair: AffairHead | AffairBoard, page: str, **parameters: object
) -> Callable[[BoardEvent], Markup]:
    """The same for rows of one page of the affair: what stands around each is worked out once."""
    say, path = visit.say, f"/-/affairs/{affair.affair}/{page}"
    around: dict[str, tuple[str, str]] = {}

    def row(one: BoardEvent) -> Markup:
        if one.timezone not in around:
            whole = citation(visit, affair, _WHAT, one.timezone, path, **parameters)
            before, _, after = whole.partition(_WHAT)
            around[one.timezone] = escape(before), escape(after)
        before, after = around[one.timezone]
        what = escape(event_sentence(one, affair.language, say))
        return _opened(f"{before}{what}{after}", say)

    return row


_WHAT = "\0"


def _opened(sentence: str, say: Speech) -> Markup:
    return Markup(  # noqa: S704 - what is not ours is escaped
        f'<details class="cite"><summary>{escape(say.gettext("cite"))}</summary>'
        f"<bdi>{sentence}</bdi></details>"
    )


def event_sentence(one: BoardEvent, language: str | None, say: Speech) -> str:
    """How an event stands: its status, its window, how far that is from what was announced."""
    figures = one.figures
    if one.is_closed:
        window = say.window(figures.happened_from, figures.happened_to)
    else:
        window = say.window(figures.due_from, figures.due_to, one.modality)
    values = {
        "title": say.name(one.title, one.titles, language).text,
        "status": one.told(say).sentence,
        "window": window,
    }
    if one.slip_range is None or figures.baseline_due is None or not any(one.slip_range):
        return say.gettext("%(title)s: %(status)s (%(window)s).", **values)
    return say.gettext(
        "%(title)s: %(status)s (%(window)s); %(slip)s against what was announced (%(announced)s).",
        **values,
        slip=say.signed_range(*one.slip_range),
        announced=say.window(figures.baseline_from, figures.baseline_due, one.baseline_modality),
    )


def move_sentence(move: BoardMove, language: str | None, say: Speech) -> str:
    """One change of a date."""
    kind = say.gettext(MOVE_WORDS.get(move.kind, move.kind))
    change = kind if move.days is None else f"{kind}, {say.signed_days(move.days)}"
    return say.gettext(
        "%(title)s: %(move)s on %(day)s (%(now)s, before: %(was)s).",
        title=say.name(move.title, move.titles, language).text,
        move=change,
        day=say.day(move.day),
        now=say.window(*move.new, move.modality),
        was=say.window(*move.old),
    )
