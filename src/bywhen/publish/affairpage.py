"""An affair's own page: its board, what else there is of it, and the SQL behind."""

from __future__ import annotations

from functools import partial

from bywhen.publish.boardread import read_affair
from bywhen.publish.context import NotFoundError, Visit
from bywhen.publish.frame import Query, Sheet
from bywhen.publish.home import affair_json, drawn
from bywhen.publish.speech import N_

__all__ = ["affair_sheet"]

_COUNTDOWN = """\
select e.title, s.phase, s.due_from, s.due_to, s.net_slip
from states s join events e on e.id = s.event join affairs a on a.id = s.affair
where s.affair = :affair and s.timetable is a.first_timetable
  and s.known_from <= :day and (s.known_until is null or :day < s.known_until)
  and s.phase in ('dated', 'conditional', 'undated', 'dropped')
order by s.due_to"""
_MOVES = """\
select m.day, e.title, m.kind, m.days, m.old_to, m.new_to, c.issuer, c.phrase
from moves m join events e on e.id = m.event join affairs a on a.id = m.affair
  join claims c on c.id = m.claim
where m.affair = :affair and m.timetable is a.first_timetable and m.day <= :day
  and m.known_from <= :day and (m.known_until is null or :day < m.known_until)
order by m.day desc"""


async def affair_sheet(visit: Visit) -> Sheet:
    """The page at /-/affairs/AFFAIR/."""
    head = await visit.affair()
    board = await visit.read(
        head.database,
        partial(read_affair, database=head.database, affair=head.affair, days=visit.days),
    )
    if board is None:  # a build has taken it away since
        raise NotFoundError(N_("There is no affair %(affair)s here."), affair=head.affair)
    say = visit.say
    day = board.today.isoformat()
    sentence = board.sentence(say) or ""
    return Sheet(
        template="affair.html",
        title=say.name(head.title, head.titles, head.language).text,
        description=sentence,
        affair=head,
        section="",
        values={"board": board, **drawn([board])},
        twin=affair_json(board, say),
        cite=sentence,
        queries=(
            Query(say.gettext("What is due"), _COUNTDOWN, {"affair": head.affair, "day": day}),
            Query(say.gettext("What moved last"), _MOVES, {"affair": head.affair, "day": day}),
        ),
    )
