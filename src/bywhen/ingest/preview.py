"""What a run would do: on a copy of the desk in memory, and without asking anybody.

    preview(tracker, now, options).proposals     what the texts that lie here would propose

Feeds and addresses are only named: what they would bring is known when they are fetched.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from bywhen.errors import RecordError
from bywhen.ingest.fetching import Settings
from bywhen.ingest.inbox import Read, read_inbox
from bywhen.ingest.propose import propose
from bywhen.ingest.roster import due_feeds, sync
from bywhen.ingest.rules import Known
from bywhen.ingest.run import RunOptions
from bywhen.ingest.sources import load
from bywhen.store import proposals
from bywhen.store.desk import desk_copy
from bywhen.store.proposals import Proposal
from bywhen.tracker import Tracker

__all__ = ["Preview", "preview"]


@dataclass(slots=True)
class Preview:
    """`proposing` says why there are no proposals, where the record has faults."""

    feeds: list[Known] = field(default_factory=list)
    resting: int = 0
    addresses: list[str] = field(default_factory=list)
    articles: list[Read] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    proposing: str | None = None


def preview(tracker: Tracker, now: datetime, options: RunOptions) -> Preview:
    """What `run` would do with the same options; neither desk nor record is touched."""
    sources = load(tracker)[0]
    files = [bring for bring in options.brought if not bring.is_address]
    settings = options.settings or Settings("nobody is asked", options.jobs)
    told = Preview(addresses=[bring.place for bring in options.brought if bring.is_address])
    copy = desk_copy(tracker.desk)
    try:
        if options.feeds:
            sync(copy, sources.feeds, now)
            due = due_feeds(copy, now, options.feed_names)
            told.feeds, told.resting = due.feeds, due.resting
        local = replace(options, brought=files)
        told.articles = read_inbox(copy, tracker, sources, now, settings, local)
        try:
            found = propose(tracker, copy, sources, now)
        except RecordError as error:
            told.proposing = f"events/ has faults ({len(error.faults)}); run `bywhen check`"
        else:
            told.proposals = [proposals.get(copy, number) for number in found.new]
    finally:
        copy.close()
    return told
