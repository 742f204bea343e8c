"""The review page: what ingest proposes, sentence by sentence, to accept, edit, reject or attach.

It is there where `bywhen serve` runs on the editor's own machine, for those who have the permission
`bywhen-review`; everybody else gets 403. Forms are posted under Datasette's own rules against
requests from other sites.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from markupsafe import Markup

from bywhen.editing.effectparts import parts_from
from bywhen.errors import BywhenError
from bywhen.formats.proposals import proposal_row
from bywhen.publish import adapter
from bywhen.publish.boardevents import by_language
from bywhen.publish.context import AffairHead, ForbiddenError, Visit
from bywhen.publish.effectwords import effect_words
from bywhen.publish.frame import Sheet
from bywhen.publish.marks import bdi, name
from bywhen.publish.render import Page
from bywhen.publish.reviewdesk import PAGE, Waiting, act, marked, waiting
from bywhen.publish.speech import N_, Speech
from bywhen.store.proposals import Proposal
from bywhen.tracker import Tracker

__all__ = ["review_sheet"]

_DONE = {
    "accept": N_("Proposal %(number)s was accepted into the record."),
    "amend": N_("Proposal %(number)s was changed."),
    "reject": N_("Proposal %(number)s was rejected."),
    "attach": N_("Proposal %(number)s was attached."),
    "undo": N_("The last decision was taken back."),
}


async def review_sheet(visit: Visit) -> Sheet | Page:
    """The page at /-/affairs/AFFAIR/review, and what its forms send."""
    if not await visit.may_review():
        raise ForbiddenError(
            N_("The review is open where bywhen serve runs, by the sign-in link that it prints.")
        )
    head = await visit.affair()
    tracker = Tracker.open(visit.attached.folder(head.database))
    trouble = None
    if visit.request.method == "POST":
        form = await visit.request.post_vars()
        try:
            did = await asyncio.to_thread(act, tracker, form, visit.now, _judge(visit))
        except BywhenError as error:
            trouble = str(error)
        else:
            action, _, number = did.partition(" ")
            there = visit.affair_path(head.affair, "review", done=action, number=number or None)
            return Page("", status=HTTPStatus.SEE_OTHER, headers={"location": there})
    skip = visit.offset()
    found = await asyncio.to_thread(waiting, tracker, head.affair, skip)
    say = visit.say
    titles = await visit.read(head.database, partial(_titles, head=head, found=found, say=say))
    return Sheet(
        template="review.html",
        title=say.gettext("Review"),
        affair=head,
        section="review",
        values={
            "found": found,
            "trouble": trouble,
            "done": _done(visit),
            "marked": marked,
            "titles": titles,
            "effect": lambda one: _effect(one, titles, say),
            "token": adapter.csrf_token(visit.request),
            "next_path": visit.affair_path(head.affair, "review", skip=skip + PAGE)
            if found.count > skip + PAGE
            else None,
        },
        twin={
            "affair": head.affair,
            "waiting": found.count,
            "proposals": [_row(one) for one in found.proposals],
            "decided": [_row(one) for one in found.decided],
        },
        keeps=("skip",),
        is_private=True,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if trouble else HTTPStatus.OK,
    )


def _titles(
    connection: sqlite3.Connection, *, head: AffairHead, found: Waiting, say: Speech
) -> dict[str, Markup]:
    """The titles of the events that proposals are about or would change, by id in the affair."""
    parts = [part for one in found.proposals for part in parts_from(one.effect_parts)]
    wanted = {f"{head.affair}/{part.event}" for part in parts if part.event}
    wanted |= {one.event for one in found.proposals if one.event}
    rows = connection.execute(
        "select id, title, titles from events where id in (select value from json_each(?))",
        (json.dumps(sorted(wanted)),),
    )
    return {
        event.split("/", 1)[1]: name(title, by_language(titles), head.language, say=say)
        for event, title, titles in rows
    }


def _effect(one: Proposal, titles: Mapping[str, Markup], say: Speech) -> Markup:
    """In the reader's language; in English, marked, if it was worked out before parts were kept."""
    parts = parts_from(one.effect_parts)
    return effect_words(parts, titles, say) if parts else bdi(one.effect, "en")


def _judge(visit: Visit) -> str:
    actor = visit.request.actor or {}
    return str(actor.get("name") or actor.get("id") or "an editor")


def _done(visit: Visit) -> str | None:
    words = _DONE.get(visit.request.args.get("done") or "")
    number = (visit.request.args.get("number") or "")[:10]
    return visit.say.gettext(words, number=number) if words else None


def _row(one: Proposal) -> dict[str, Any]:
    return {name: _plain(value) for name, value in proposal_row(one).items()}


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
