"""An event's page: how it stands, every claim and what became of it, what it is tied to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from bywhen.publish.board import BoardEvent
from bywhen.publish.citing import event_sentence
from bywhen.publish.context import AffairHead, NotFoundError, Visit
from bywhen.publish.eventread import EventPage, Point, Told, read_event_page
from bywhen.publish.frame import Query, Sheet
from bywhen.publish.home import event_json, said_json
from bywhen.publish.speech import N_, Speech
from bywhen.publish.tracks import Scale, scale_for
from bywhen.publish.words import verdict_words
from bywhen.timetable.window import iso

__all__ = ["event_sheet"]

_CLAIMS = """\
select c.known, c.kind, c.date, c.earliest, c.latest, c.issuer, c.via, c.phrase, p.verdict,
  p.move, p.notice, o.publisher, o.url
from claims c join events e on e.id = c.event join affairs a on a.id = e.affair
left join promise_states p on p.claim = c.id and p.timetable is a.first_timetable
  and p.known_from <= :day and (p.known_until is null or :day < p.known_until)
left join sources o on o.id = c.source
where c.event = :event and c.known <= :day
order by c.known, c.position"""
_STATE = """\
select s.* from states s join affairs a on a.id = s.affair
where s.event = :event and s.timetable is a.first_timetable
  and s.known_from <= :day and (s.known_until is null or :day < s.known_until)"""


async def event_sheet(visit: Visit) -> Sheet:
    """The page at /-/affairs/AFFAIR/event/EVENT."""
    head = await visit.affair()
    slug = visit.variable("slug")
    event = f"{head.affair}/{slug}"
    page = await visit.read(
        head.database,
        partial(read_event_page, event=event, timetable=head.timetable, days=visit.days),
    )
    if page is None:
        raise NotFoundError(N_("There is no event %(event)s here."), event=event[:120])
    say = visit.say
    title = say.name(page.title, page.titles, head.language).text
    sentence = page.now.told(say).sentence if page.now else ""
    described = event_sentence(page.now, head.language, say) if page.now else title
    bound = {"event": event, "day": page.today.isoformat()}
    return Sheet(
        template="event.html",
        title=title,
        description=described,
        affair=head,
        section="event",
        values={
            "page": page,
            "scale": _scale(page),
            "verdict": partial(verdict_words, say=say),
            "ties": _ties(page, say),
            "points": _points(page, say),
        },
        twin=_twin(page, head, say),
        cite=described,
        queries=(
            Query(say.gettext("Every claim"), _CLAIMS, bound),
            Query(say.gettext("How it stands"), _STATE, bound),
        ),
        linked_data=_linked_data(visit, page, title, sentence),
    )


def _scale(page: EventPage) -> Scale:
    days = [when for told in page.claims for when in told.window if when is not None]
    now = page.now.figures if page.now else None
    if now is not None:
        for when in (now.due_from, now.due_to, now.baseline_from, now.baseline_due):
            days += [when] if when is not None else []
    return scale_for(days, page.today)


_TIES = {
    "hangs_on": N_("Its date hangs on"),
    "follows": N_("It comes after"),
    "before": N_("Dates that hang on it"),
    "after": N_("What comes after it"),
}


def _ties(page: EventPage, say: Speech) -> list[tuple[str, list[Any]]]:
    return [
        (say.gettext(words), some)
        for tie, words in _TIES.items()
        if (some := [one for one in page.near if one.tie == tie])
    ]


def _points(page: EventPage, say: Speech) -> list[Point]:
    """The points that set its date, in the reader's language where the record has them in it."""
    own = {(one.version, one.number) for one in page.points if say.is_own(one.language)}
    return [
        one
        for one in page.points
        if say.is_own(one.language) or (one.version, one.number) not in own
    ]


def _twin(page: EventPage, head: AffairHead, say: Speech) -> Mapping[str, Any]:
    return {
        "affair": head.affair,
        "database": head.database,
        "event": page.event,
        "title": page.title,
        "titles": dict(page.titles),
        "kind": page.kind,
        "timezone": page.timezone,
        "today": iso(page.today),
        "checked_through": iso(page.checked_through),
        "note": page.note,
        "deciders": [name for name, _ in page.deciders],
        "stands": event_json(page.now, say) if page.now else None,
        "claims": [_told_json(told) for told in page.claims],
        "more": page.is_cut,
        "conflict": {"claims": page.conflict.claims, "spread_days": page.conflict.spread}
        if page.conflict
        else None,
        "near": [{"event": one.event, "title": one.title, "tie": one.tie} for one in page.near],
        "points": [point._asdict() for point in page.points],
    }


def _told_json(told: Told) -> dict[str, Any]:
    return {
        **said_json(told.said),
        "kind": told.kind,
        "modality": told.modality,
        "date": told.written,
        "earliest": iso(told.window[0]),
        "latest": iso(told.window[1]),
        "strict": iso(told.strict),
        "time": told.time,
        "anchor": told.anchor.event if told.anchor else None,
        "offset_min": told.offsets[0],
        "offset_max": told.offsets[1],
        "timetable": told.timetable,
        "standing": told.standing,
        "rank": told.rank,
        "why": told.why,
        "condition": told.condition,
        "said": iso(told.on),
        "retracted": iso(told.retracted),
        "note": told.note,
        "counts": told.counts,
        "verdict": told.verdict,
        "notice": told.notice,
        "due": iso(told.due),
        "ended_by": told.ended_by,
        "move_kind": told.move[0] if told.move else None,
        "move": told.move[1] if told.move else None,
        "corrections": [{**one._asdict(), "day": one.day.isoformat()} for one in told.corrections],
    }


_STATUSES = {"cancelled": "EventCancelled", "dropped": "EventPostponed"}


def _linked_data(
    visit: Visit, page: EventPage, title: str, sentence: str
) -> Mapping[str, Any] | None:
    """schema.org: a start date only where a day is really known, no deadline dressed up as one."""
    if page.now is None:
        return None
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": visit.absolute(visit.path(visit.own_path)),
        "name": title,
        "description": sentence,
        "inLanguage": visit.say.code,
    }
    day, before = _day(page.now), _day_announced(page.now)
    status = _STATUSES.get(page.now.figures.status, "EventScheduled")
    if status == "EventScheduled" and page.now.figures.net_slip and not page.now.is_closed:
        status = "EventRescheduled"
    data["eventStatus"] = f"https://schema.org/{status}"
    if day is not None:
        data["startDate"] = day
    if before is not None and before != day and status != "EventScheduled":
        data["previousStartDate"] = before
    return data


def _day(now: BoardEvent) -> str | None:
    figures = now.figures
    if now.is_closed:
        is_day = figures.happened_from == figures.happened_to
        return iso(figures.happened_from) if is_day else None
    is_day = now.modality == "day" and figures.due_from == figures.due_to
    return iso(figures.due_from) if is_day and figures.status != "conditional" else None


def _day_announced(now: BoardEvent) -> str | None:
    figures = now.figures
    is_day = now.baseline_modality == "day" and figures.baseline_from == figures.baseline_due
    return iso(figures.baseline_due) if is_day else None
