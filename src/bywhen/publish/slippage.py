"""The slip page: what a timetable announced, what became of it, as a chart and as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bywhen.publish.board import BoardEvent
from bywhen.publish.context import AffairHead, NotFoundError, Visit
from bywhen.publish.frame import Query, Sheet
from bywhen.publish.home import event_json
from bywhen.publish.slipread import (
    SlipTable,
    TimetableName,
    read_slips,
    read_timetables,
)
from bywhen.publish.speech import N_, Speech
from bywhen.publish.trend import Trend, trend
from bywhen.publish.trenddrawing import LINES
from bywhen.publish.words import health_sentence
from bywhen.timetable.window import iso

__all__ = ["SlipView", "slip_sheet", "view_slips"]

_SLIPS = """\
select e.title, s.baseline_from, s.baseline_due, s.due_from, s.due_to, s.net_slip,
  s.slip_least, s.slip_most, s.n_slips, s.n_pull_ins, s.phase
from states s join events e on e.id = s.event
where s.affair = :affair and s.timetable is :timetable and s.baseline_claim is not null
  and s.known_from <= :day and (s.known_until is null or :day < s.known_until)
order by s.net_slip desc"""
_PROMISES = """\
select e.title, p.known, p.due_from, p.due, p.move, p.move_kind, p.verdict, p.notice, c.issuer,
  c.phrase
from promise_states p join claims c on c.id = p.claim join events e on e.id = p.event
where p.affair = :affair and p.timetable is :timetable
  and p.known_from <= :day and (p.known_until is null or :day < p.known_until)
order by e.position, p.known"""


class SlipView:
    """A timetable's slips as they are shown: the words and the chart."""

    def __init__(
        self,
        head: AffairHead,
        timetable: TimetableName | None,
        choices: Sequence[TimetableName],
        table: SlipTable,
        visit: Visit,
    ) -> None:
        self.head = head
        self.timetable = timetable
        self.choices = choices
        self.table = table
        self.today = visit.days.of(head.timezone)
        self.chart: Trend | None = trend(table.courses(LINES), self.today)

    @property
    def drawn(self) -> frozenset[str]:
        """The numbers of the rows that the chart shows."""
        return frozenset(one.key for one in self.chart.drawn) if self.chart else frozenset()

    def title(self, say: Speech) -> str:
        """What the timetable is called, else the affair."""
        named = self.timetable
        if named is None:
            return say.name(self.head.title, self.head.titles, self.head.language).text
        return say.name(named.title, named.titles, self.head.language).text

    @staticmethod
    def moves(later: int, sooner: int, say: Speech) -> str:
        """How often a date moved, and which way."""
        parts = [say.gettext("%(count)d later", count=later)] if later else []
        if sooner:
            parts.append(say.gettext("%(count)d sooner", count=sooner))
        return say.gettext(", ").join(parts) or "–"

    def sentence(self, say: Speech) -> str:
        """How the timetable stands; "" if it has too many milestones to say."""
        table = self.table
        if table.health is None:
            return ""
        worst = None
        if table.worst is not None:
            worst = say.name(table.worst.title, table.worst.titles, self.head.language).text
        return health_sentence(table.health, self.title(say), worst, say)


async def view_slips(visit: Visit) -> SlipView:
    """What the address asks for.

    Raises NotFoundError, Datasette's Forbidden.
    """
    head = await visit.affair()
    choices = await visit.read(head.database, partial(read_timetables, affair=head.affair))
    asked = visit.request.args.get("timetable") or head.timetable
    chosen = next((one for one in choices if one.id == asked), None)
    if asked is not None and chosen is None:
        raise NotFoundError(
            N_("There is no timetable %(timetable)s here."), timetable=str(asked)[:80]
        )
    table = await visit.read(
        head.database,
        partial(
            read_slips,
            affair=head.affair,
            timetable=asked,
            days=visit.days,
            today=visit.days.of(head.timezone),
        ),
    )
    return SlipView(head, chosen, choices, table, visit)


async def slip_sheet(visit: Visit) -> Sheet:
    """The page at /-/affairs/AFFAIR/slip?timetable=."""
    view = await view_slips(visit)
    say, head = visit.say, view.head
    sentence = view.sentence(say)
    day = view.today.isoformat()
    bound: dict[str, str] = {"affair": head.affair, "day": day}
    if view.timetable is not None:
        bound["timetable"] = view.timetable.id
    return Sheet(
        template="slip.html",
        title=say.gettext("What has slipped"),
        description=sentence,
        affair=head,
        section="slip",
        values={"view": view, "table": view.table, "figure": visit.affair_path(
            head.affair, "slip.svg", timetable=view.timetable.id if view.timetable else None)},
        twin=_twin(view, say),
        cite=sentence,
        queries=(
            Query(say.gettext("Slips under this timetable"), _filled(_SLIPS, bound), bound),
            Query(
                say.gettext("Each promise and what became of it"), _filled(_PROMISES, bound), bound
            ),
        ),
        keeps=("timetable",),
    )  # fmt: skip


def _filled(sql: str, bound: Mapping[str, str]) -> str:
    """Without a timetable the condition says so: a missing parameter is no null."""
    return sql if "timetable" in bound else sql.replace("is :timetable", "is null")


def _twin(view: SlipView, say: Speech) -> dict[str, Any]:
    return {
        "affair": view.head.affair,
        "timetable": view.timetable.id if view.timetable else None,
        "title": view.title(say),
        "sentence": view.sentence(say),
        "today": iso(view.today),
        "milestones": [_row(view.table, one, say) for one in view.table.milestones],
        "others": [_row(view.table, one, say) for one in view.table.others],
        "more": view.table.more,
    }


def _row(table: SlipTable, one: BoardEvent, say: Speech) -> dict[str, Any]:
    return {
        **event_json(one, say),
        "dropped": iso(table.dropped.get(one.event)),
        "promises": [
            {
                "claim": row.claim,
                "known": iso(row.known),
                "due_from": iso(row.due_from),
                "due": iso(row.due),
                "modality": row.modality,
                "move": row.move,
                "move_kind": row.move_kind,
                "verdict": row.verdict,
                "notice": row.notice,
            }
            for row in table.promises.get(one.event, ())
        ],
    }
