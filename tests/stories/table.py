"""The scores of a story as a table in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from bywhen.formats.proposals import date_words
from bywhen.store.proposals import Proposal
from tests.stories.story import Gold
from tests.stories.telling import Score, Told

__all__ = ["lines"]


def lines(name: str, told: Told, found: Score) -> Iterator[str]:
    """A line of figures, then one a proposal that should be or is."""
    sure = [one for _, one in found.right if not one.is_unsure]
    languages = sorted({one.language for one in told.story.outlets})
    yield (
        f"Story `{name}`: {len(told.story.items)} texts of {len(told.story.outlets)} outlets in"
        f" {', '.join(languages)}; {len(told.story.days())} days."
    )
    yield ""
    yield "| right | of them sure | wrong, marked unsure | wrong, not marked | missed | share right |"
    yield "|--:|--:|--:|--:|--:|--:|"
    yield (
        f"| {len(found.right)} | {len(sure)} | {len(found.wrong_unsure)} | {len(found.wrong_sure)}"
        f" | {len(found.missed)} | {100 * found.share:.0f} % |"
    )
    yield ""
    yield "| | event | says | who | known | sure | outlets |"
    yield "|---|---|---|---|---|--:|--:|"
    for gold, one in found.right:
        yield _row("right", one, gold)
    for one in found.wrong_unsure:
        yield _row("wrong, unsure", one)
    for one in found.wrong_sure:
        yield _row("**wrong**", one)
    for gold in found.missed:
        yield f"| missed | {gold.event or gold.id} | {gold.kind} {gold.modality or ''} {gold.latest or ''} | {gold.issuer or ''} | {gold.known} | | |"
    yield ""


def _row(verdict: str, one: Proposal, gold: Gold | None = None) -> str:
    event = one.event_slug or f"new: {gold.id if gold else one.title[:40]}"
    return (
        f"| {verdict} | {event} | {date_words(one)} | {one.issuer or ''} | {one.known}"
        f" | {one.confidence:.2f} | {len(one.sources)} |"
    )
