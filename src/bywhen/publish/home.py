"""The home page: what is due, what has slipped, by how much, says who; and its JSON twin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from bywhen.publish import adapter
from bywhen.publish.board import AffairBoard, BoardEvent, BoardMove, Said
from bywhen.publish.boardread import read_board
from bywhen.publish.context import Visit
from bywhen.publish.render import Page, html, json_page, style_path
from bywhen.publish.tracks import Scale, scale_for
from bywhen.publish.words import GROUP_TITLES
from bywhen.timetable.window import iso

__all__ = ["board_json", "board_page"]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was found for one request."""

    affairs: list[AffairBoard]
    next_skip: int | None


async def _read(visit: Visit) -> _Reading:
    affairs: list[AffairBoard] = []
    next_skip = None
    days, offset = visit.days, visit.offset()
    for name in await visit.readable():
        found, more = await visit.read(
            name, partial(read_board, database=name, days=days, offset=offset)
        )
        affairs += found
        next_skip = offset + len(found) if more else next_skip
    return _Reading(affairs, next_skip)


async def board_page(visit: Visit) -> Page:
    """The page at / (and, for guests, at /-/affairs)."""
    reading = await _read(visit)
    databases = list(visit.attached.files)
    return Page(
        html(
            "board.html",
            visit=visit,
            style=style_path(visit.attached),
            site=await adapter.instance_title(visit.datasette) or "By when, says who",
            affairs=reading.affairs,
            scales={one.affair: _scale(one) for one in reading.affairs},
            group_titles=GROUP_TITLES,
            slip_bars={one.affair: _bars(one) for one in reading.affairs},
            databases=databases,
            troubles=visit.attached.troubles,
            stale=visit.attached.stale(),
            is_future=visit.as_of is not None and visit.as_of > visit.now.date(),
            as_of=visit.as_of,
            json_path=visit.path("/-/affairs.json", as_of=visit.as_of, skip=visit.offset() or None),
            next_path=None
            if reading.next_skip is None
            else visit.path("/-/affairs", as_of=visit.as_of, skip=reading.next_skip),
        )
    )


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


async def board_json(visit: Visit) -> Page:
    """The twin of the home page: the same affairs, figures and words."""
    reading = await _read(visit)
    return json_page(
        {
            "as_of": iso(visit.as_of),
            "now": visit.now.isoformat(timespec="seconds"),
            "trackers": {
                name: {"schema_version": file.schema_version, "record_digest": file.record_digest}
                for name, file in visit.attached.files.items()
            },
            "troubles": visit.attached.troubles,
            "affairs": [_affair_json(one) for one in reading.affairs],
            "next_skip": reading.next_skip,
        }
    )


def _affair_json(affair: AffairBoard) -> dict[str, Any]:
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
        "sentence": affair.sentence,
        "events": [_event_json(one) for one in affair.events],
        "more": sorted(affair.more),
        "slips": [_event_json(one) for one in affair.slips],
        "held": [_event_json(one) for one in affair.held],
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


def _event_json(one: BoardEvent) -> dict[str, Any]:
    figures = one.figures
    return {
        "event": one.event,
        "title": one.title,
        "titles": dict(one.titles),
        "timezone": one.timezone,
        "group": one.group,
        "words": one.status.sentence,
        "checked_through": iso(one.checked_through),
        "modality": one.modality,
        **{name: getattr(figures, name) for name in _FIGURES},
        **{name: iso(getattr(figures, name)) for name in _DAYS},
        "claim": None if one.said is None else _said_json(one.said),
    }


def _said_json(said: Said) -> dict[str, Any]:
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
        "claim": None if move.said is None else _said_json(move.said),
    }
