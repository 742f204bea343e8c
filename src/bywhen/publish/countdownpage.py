"""The countdown: what is to come and what should have come, each with its honest sentence."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from bywhen.publish.board import AffairBoard, BoardEvent, Days
from bywhen.publish.boardread import read_affair
from bywhen.publish.context import AffairHead, NotFoundError, Visit
from bywhen.publish.frame import Query, Sheet
from bywhen.publish.home import event_json
from bywhen.publish.speech import N_
from bywhen.publish.statuses import GROUP_TITLES
from bywhen.publish.tracks import Scale, scale_for
from bywhen.timetable.window import iso

__all__ = ["countdown_sheet"]

_A_GROUP = 36
_SQL = """\
select e.id, e.title, s.phase, s.due_from, s.due_to,
  cast(julianday(s.due_from) - julianday(:day) as integer) as days_min,
  cast(julianday(s.due_to) - julianday(:day) as integer) as days_max, c.phrase, c.issuer
from states s join events e on e.id = s.event join affairs a on a.id = s.affair
left join claims c on c.id = s.claim
where s.affair = :affair and s.timetable is a.first_timetable
  and s.known_from <= :day and (s.known_until is null or :day < s.known_until)
  and s.phase in ('dated', 'conditional', 'undated', 'dropped')
order by s.due_to"""
_LAST_MOVES = """\
select m.event, m.kind, m.days, max(m.day)
from json_each(:events) j cross join moves m on m.event = j.value and m.timetable is :timetable
where m.day <= :day and m.kind <> 'restated' and m.known_from <= :day
  and (m.known_until is null or :day < m.known_until)
group by m.event"""


class LastMove(NamedTuple):
    """The newest change of an event's date."""

    kind: str
    days: int | None
    day: str


class _Found(NamedTuple):
    board: AffairBoard
    moves: Mapping[str, LastMove]


async def countdown_sheet(visit: Visit) -> Sheet:
    """The page at /-/affairs/AFFAIR/countdown."""
    head = await visit.affair()
    found = await visit.read(head.database, partial(_read, head=head, days=visit.days))
    if found is None:
        raise NotFoundError(N_("There is no affair %(affair)s here."), affair=head.affair)
    board, say = found.board, visit.say
    cite = board.sentence(say) or ""
    events = list(board.events)
    return Sheet(
        template="countdown.html",
        title=say.gettext("Countdown"),
        description=cite,
        affair=head,
        section="countdown",
        values={
            "board": board,
            "moves": found.moves,
            "group_titles": GROUP_TITLES,
            "scales": {one.event: _scale(one, board) for one in events},
        },
        twin={
            "affair": head.affair,
            "database": head.database,
            "today": iso(board.today),
            "sentence": cite,
            "events": [
                {
                    **event_json(one, say),
                    "last_move": found.moves[one.event]._asdict()
                    if one.event in found.moves
                    else None,
                }
                for one in events
            ],
            "more": sorted(board.more),
        },
        cite=cite,
        queries=(
            Query(
                say.gettext("Countdown"),
                _SQL,
                {"affair": head.affair, "day": board.today.isoformat()},
            ),
        ),
    )


def _read(connection: sqlite3.Connection, head: AffairHead, days: Days) -> _Found | None:
    board = read_affair(connection, head.database, head.affair, days, _A_GROUP)
    if board is None:
        return None
    bound: dict[str, Any] = {
        "events": json.dumps([one.event for one in board.events]),
        "timetable": head.timetable,
        "day": days.of(head.timezone).isoformat(),
    }
    moves = {
        event: LastMove(kind, moved, day)
        for event, kind, moved, day in connection.execute(_LAST_MOVES, bound)
    }
    return _Found(board, moves)


def _scale(one: BoardEvent, board: AffairBoard) -> Scale:
    """Each card has its own strip: from what was announced to what holds, with today on it."""
    figures = one.figures
    days = [figures.due_from, figures.due_to, figures.baseline_from, figures.baseline_due]
    return scale_for([when for when in days if when is not None], board.today)
