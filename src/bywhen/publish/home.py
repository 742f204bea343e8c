"""The home page: what is due, what has slipped, by how much, says who; and its JSON twin."""

from __future__ import annotations

from functools import partial
from typing import Any

from bywhen.publish import adapter
from bywhen.publish.board import AffairBoard, BoardEvent, BoardMove, Said
from bywhen.publish.boardread import read_board
from bywhen.publish.context import Visit
from bywhen.publish.frame import SITE, Sheet
from bywhen.publish.speech import Speech
from bywhen.publish.statuses import GROUP_TITLES
from bywhen.publish.tracks import Scale, scale_for
from bywhen.timetable.window import iso

__all__ = ["affair_json", "board_sheet", "drawn", "event_json"]


async def board_sheet(visit: Visit) -> Sheet:
    """The page at / (and, for guests, at /-/affairs)."""
    affairs: list[AffairBoard] = []
    next_skip = None
    days, offset = visit.days, visit.offset()
    for name in await visit.readable():
        found, more = await visit.read(
            name, partial(read_board, database=name, days=days, offset=offset)
        )
        affairs += found
        next_skip = offset + len(found) if more else next_skip
    site = await adapter.instance_title(visit.datasette)
    return Sheet(
        template="board.html",
        title=visit.say.gettext(site or SITE),
        description=visit.say.gettext(
            "What is due, what has slipped, by how much, and who says so."
        ),
        values={
            "affairs": affairs,
            **drawn(affairs),
            "next_path": None if next_skip is None else visit.page("/-/affairs", skip=next_skip),
            "alerts_path": visit.page("/-/alerts") if await visit.may_review() else None,
        },
        twin={
            "affairs": [affair_json(one, visit.say) for one in affairs],
            "next_skip": next_skip,
        },
        keeps=("skip",),
    )


def drawn(affairs: list[AffairBoard]) -> dict[str, Any]:
    """What the template of a board needs beside it: scales and lengths of bars, by affair."""
    return {
        "scales": {one.affair: _scale(one) for one in affairs},
        "slip_bars": {one.affair: _bars(one) for one in affairs},
        "group_titles": GROUP_TITLES,
    }


def _scale(affair: AffairBoard) -> Scale:
    days = [
        when
        for one in affair.events
        for when in (
            one.figures.due_from,
            one.figures.due_to,
            one.figures.baseline_from,
            one.figures.baseline_due,
        )
        if when is not None
    ]
    return scale_for(days, affair.today)


def _bars(affair: AffairBoard) -> dict[str, float]:
    """Event id -> length of its slip's bar, per cent of the longest."""
    longest = max((abs(one.slip_days or 0) for one in affair.slips), default=0) or 1
    return {one.event: round(100 * abs(one.slip_days or 0) / longest, 1) for one in affair.slips}


def affair_json(affair: AffairBoard, say: Speech) -> dict[str, Any]:
    """An affair of the board for machines; its sentences in the reader's language."""
    return {
        "affair": affair.affair,
        "database": affair.database,
        "title": affair.title,
        "titles": dict(affair.titles),
        "language": affair.language,
        "timezone": affair.timezone,
        "today": iso(affair.today),
        "checked_through": iso(affair.checked_through),
        "timetable": affair.timetable,
        "sentence": affair.sentence(say),
        "events": [event_json(one, say) for one in affair.events],
        "more": sorted(affair.more),
        "slips": [event_json(one, say) for one in affair.slips],
        "held": [event_json(one, say) for one in affair.held],
        "moves": [_move_json(one) for one in affair.moves],
    }


_FIGURES = (
    "status",
    "timetable",
    "days_min",
    "days_max",
    "overdue_days",
    "net_slip",
    "start_slip",
    "slip_least",
    "slip_most",
    "n_slips",
    "n_pull_ins",
    "gross_slip",
    "outcome_slip_min",
    "outcome_slip_max",
    "overrun_ratio",
    "slip_rate",
)
_DAYS = ("due_from", "due_to", "baseline_from", "baseline_due", "happened_from", "happened_to")


def event_json(one: BoardEvent, say: Speech) -> dict[str, Any]:
    """An event for machines: every figure that a page shows of it."""
    figures = one.figures
    return {
        "event": one.event,
        "title": one.title,
        "titles": dict(one.titles),
        "timezone": one.timezone,
        "group": one.group,
        "words": one.told(say).sentence,
        "checked_through": iso(one.checked_through),
        "modality": one.modality,
        "corrected": iso(one.corrected),
        **{name: getattr(figures, name) for name in _FIGURES},
        **{name: iso(getattr(figures, name)) for name in _DAYS},
        "claim": None if one.said is None else said_json(one.said),
    }


def said_json(said: Said) -> dict[str, Any]:
    """A claim for machines: who said it, in which words, where it was read."""
    return {
        "claim": said.claim,
        "issuer": said.issuer,
        "via": said.via,
        "phrase": said.phrase,
        "language": said.language,
        "known": iso(said.known),
        "source": said.source,
        "publisher": said.publisher,
        "source_url": said.url,
        "archived": said.archived,
    }


def _move_json(move: BoardMove) -> dict[str, Any]:
    return {
        "day": iso(move.day),
        "event": move.event,
        "title": move.title,
        "kind": move.kind,
        "days": move.days,
        "inherited": move.inherited,
        "old_from": iso(move.old[0]),
        "old_to": iso(move.old[1]),
        "new_from": iso(move.new[0]),
        "new_to": iso(move.new[1]),
        "claim": None if move.said is None else said_json(move.said),
    }
