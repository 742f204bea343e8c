"""From what lies on the desk to proposals: the newest text of each entry, and the articles.

A text is read once a rule set: what was read, and by which rules, stands in `texts_read`. What a
person has decided is left as it is; an outlet more is noted.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bywhen.editing.compose import issuer_id_of
from bywhen.editing.edit import read_record
from bywhen.editing.proposed import effect_of
from bywhen.editing.review import refresh
from bywhen.ingest.proposing import (
    Document,
    Draft,
    Relevance,
    Standing,
    by_record,
    by_rules,
    drafts_of,
)
from bywhen.ingest.proposing.merging import key_of, twin_of
from bywhen.ingest.watchlist import Sources, Watch
from bywhen.reading import UNSURE_BELOW, available, language_of
from bywhen.record import load_or_raise
from bywhen.store import proposals
from bywhen.store.desk import transaction
from bywhen.store.proposals import Proposal, Sighting
from bywhen.timetable.claims import Affair
from bywhen.tracker import Tracker

__all__ = ["Proposed", "propose"]

_RULES = "4"  # a change of how texts are read: the next run reads all again
_HAN = {"tw": "zh-Hant", "hk": "zh-Hant", "mo": "zh-Hant", "cn": "zh-Hans", "sg": "zh-Hans"}


@dataclass(slots=True)
class Proposed:
    """What one run has done; `unread` counts texts by language that no rules read."""

    texts: int = 0
    relevant: int = 0
    new: list[int] = field(default_factory=list)
    seconded: int = 0  # outlets added to proposals that were there
    unread: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Text:
    """One text of the desk that was not read by these rules."""

    kind: str  # entry, article
    ref: int
    revision: int
    feed: str | None
    title: str
    text: str
    language: str | None
    published: str | None
    is_day_sure: int  # 0 or 1
    seen: str
    url: str
    publisher: str
    cluster: int | None


def propose(
    tracker: Tracker,
    desk: sqlite3.Connection,
    sources: Sources,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Proposed:
    """Read what is new on the desk and propose the claims it makes.

    `progress` is told how many texts are done, of how many. Raises RecordError if events/ has
    faults; then nothing is read.
    """
    run = _Run(tracker, desk, sources, now)
    texts = list(run.unread_texts())
    for number, text in enumerate(texts, 1):
        run.take(text)
        if progress is not None:
            progress(number, len(texts))
    run.finish()
    return run.done


class _Run:
    def __init__(
        self, tracker: Tracker, desk: sqlite3.Connection, sources: Sources, now: datetime
    ) -> None:
        self._tracker = tracker
        self._desk = desk
        self._sources = sources
        self._now = now
        self._at = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._affairs = {one.id: one for one in load_or_raise(tracker).affairs}
        self._standings: dict[str, Standing] = {}
        self._proposals: dict[str, dict[int, Proposal]] = {}
        self._digest = _digest(sources, self._affairs)
        self.done = Proposed()

    def unread_texts(self) -> Iterator[_Text]:
        """What was not read by these rules, by the day of publication."""
        for row in self._desk.execute(_UNREAD, {"rules": self._digest}):
            yield _Text(*row)

    def take(self, text: _Text) -> None:
        """Read one text against the affairs it may be about, and store what it proposes."""
        self.done.texts += 1
        language = _language(text)
        with transaction(self._desk):
            if language is None:
                named = text.language or "?"
                self.done.unread[named] = self.done.unread.get(named, 0) + 1
            else:
                for affair, relevance in self._relevant(text, language):
                    self.done.relevant += 1
                    standing = self._standing(affair)
                    document = _document(text, language, standing.affair)
                    for draft in drafts_of(document, standing, relevance.reason):
                        self._keep(draft, text, standing)
            self._desk.execute(
                "INSERT OR IGNORE INTO texts_read (kind, ref, revision, rules, at)"
                " VALUES (?, ?, ?, ?, ?)",
                (text.kind, text.ref, text.revision, self._digest, self._at),
            )

    def finish(self) -> None:
        """Say anew what open proposals would do to the record as it is now."""
        affairs = {one.affair for one in proposals.listed(self._desk, "open")}
        for affair in sorted(affairs & set(self._affairs)):
            refresh(self._desk, read_record(self._tracker, affair), self._now)

    def _relevant(self, text: _Text, language: str) -> Iterator[tuple[str, Relevance]]:
        watches = self._sources.watches(text.feed)
        seen: set[str] = set()
        for watch in watches:
            if watch.affair in seen or watch.affair not in self._affairs:
                continue
            found = by_rules(watch.match, text.title, text.text, language)
            found = found or self._by_cluster(text, watch)
            if found is not None:
                seen.add(watch.affair)
                yield watch.affair, found
        if watches or text.kind == "entry":
            return
        for affair in self._affairs.values():
            found = by_record(affair, text.title, text.text, language)
            if found is not None:
                yield affair.id, found

    def _by_cluster(self, text: _Text, watch: Watch) -> Relevance | None:
        """A text that tells the same story as one that has led to a proposal of the affair."""
        if text.cluster is None or watch.match.not_:
            return None
        row = self._desk.execute(_SAME_STORY, {"cluster": text.cluster, "affair": watch.affair})
        found = row.fetchone()
        return None if found is None else Relevance(f"it tells the story of {found[0]}")

    def _standing(self, affair: str) -> Standing:
        if affair not in self._standings:
            family = read_record(self._tracker, affair).affairs
            self._standings[affair] = Standing(family[0], family)
        return self._standings[affair]

    def _keep(self, draft: Draft, text: _Text, standing: Standing) -> None:
        affair = standing.affair
        sighting = Sighting(
            text.url,
            text.publisher,
            draft.document.published,
            draft.sentence,
            entry=text.ref if text.kind == "entry" else None,
            article=text.ref if text.kind == "article" else None,
        )

        def issuer(name: str | None) -> str | None:
            return issuer_id_of(affair, name)

        held = self._held(affair.id)
        twin = twin_of(draft, list(held.values()), affair, issuer)
        if twin is None and draft.is_known:
            return
        if twin is None:
            proposal = _doubted(_proposal(draft, self._at), held.values())
            day = max(self._now.astimezone(ZoneInfo(affair.timezone)).date(), draft.day)
            proposal = effect_of(standing.family, proposal, day)
            number = proposals.insert(self._desk, proposal)
            if number is not None:
                proposals.add_sighting(self._desk, number, sighting, self._at)
                self.done.new.append(number)
                held[number] = proposals.get(self._desk, number)
                return
            twin = next(one for one in held.values() if one.key == proposal.key)
        if proposals.add_sighting(self._desk, twin.id, sighting, self._at):
            self.done.seconded += 1
        self._improve(proposals.get(self._desk, twin.id), draft)  # a person may judge meanwhile
        held[twin.id] = proposals.get(self._desk, twin.id)

    def _held(self, affair: str) -> dict[int, Proposal]:
        """The proposals of an affair, in the order they came; kept up to date during the run."""
        if affair not in self._proposals:
            found = proposals.of_affair(self._desk, affair)
            self._proposals[affair] = {one.id: one for one in found}
        return self._proposals[affair]

    def _improve(self, twin: Proposal, draft: Draft) -> None:
        """Let a telling sentence stand for one that names nobody; nobody has judged it yet."""
        if twin.state != "open" or twin.decided_by is not None:
            return
        known = min(twin.known or draft.document.published, draft.document.published)
        is_better = draft.confidence >= UNSURE_BELOW or twin.is_unsure
        if twin.issuer is None and draft.issuer is not None and is_better:
            better = _proposal(draft, self._at)
            proposals.change(
                self._desk, twin.id, issuer=better.issuer, via=better.via, said=better.said,
                sentence=better.sentence, start=better.start, end=better.end,
                language=better.language, reading=better.reading, why=better.why,
                strict=better.strict, source=better.source, published=better.published,
                known=known, confidence=max(twin.confidence, better.confidence),
            )  # fmt: skip
            return
        says_whose = (twin.issuer is None) == (
            draft.issuer is None
        )  # else it vouches for no issuer
        confidence = max(twin.confidence, draft.confidence if says_whose else 0.0)
        if confidence != twin.confidence or known != twin.known:
            proposals.change(self._desk, twin.id, known=known, confidence=confidence)


def _proposal(draft: Draft, at: str) -> Proposal:
    published = draft.document.published
    return Proposal(
        id=0,
        key=key_of(draft),
        affair=draft.affair,
        event=None if draft.event is None else f"{draft.affair}/{draft.event}",
        kind=draft.kind,
        title=draft.title,
        modality=draft.modality,
        earliest=draft.earliest,
        latest=draft.latest,
        strict=draft.strict,
        earliest_strict=draft.earliest_strict,
        anchor=draft.anchor,
        sentence=draft.sentence,
        start=draft.start,
        end=draft.end,
        language=draft.language,
        reading=draft.reading,
        why=draft.why,
        issuer=draft.issuer,
        via=draft.via,
        said=draft.said,
        known=published,
        phrase=None,
        timetable=None,
        published=published,
        source=draft.document.url,
        effect="",
        confidence=draft.confidence,
        created_at=at,
    )


def _doubted(proposal: Proposal, held: Iterable[Proposal]) -> Proposal:
    """Unsure where the same date was told as somebody else's: it may be the same word."""
    told = (proposal.event, proposal.kind, proposal.modality, proposal.earliest, proposal.latest)
    if proposal.event is None or proposal.is_unsure or proposal.anchor is not None:
        return proposal
    for one in held:
        if (one.event, one.kind, one.modality, one.earliest, one.latest) == told:
            whose = f"it was told as that of {one.issuer}" if one.issuer else "it was told before"
            confidence = min(proposal.confidence, UNSURE_BELOW - 0.01)
            return replace(proposal, confidence=confidence, why=f"{proposal.why}; {whose}")
    return proposal


def _document(text: _Text, language: str, affair: Affair) -> Document:
    day = _day(text.published, affair.timezone)
    return Document(
        title=text.title,
        text=text.text,
        published=day or _day(text.seen, affair.timezone) or date.max,
        language=language,
        url=text.url,
        publisher=text.publisher,
        is_day_sure=day is not None and bool(text.is_day_sure),
    )


def _day(written: str | None, zone: str) -> date | None:
    """The civil day of an instant in a zone; of a day itself; None if there is neither."""
    if not written:
        return None
    if len(written) <= 10:
        return date.fromisoformat(written) if len(written) == 10 else None
    instant = datetime.fromisoformat(written)
    if instant.tzinfo is None:
        return instant.date()
    return instant.astimezone(ZoneInfo(zone)).date()


def _language(text: _Text) -> str | None:
    """The language to read a text in: as declared where it has rules, else as it looks."""
    codes = set(available())
    declared = (text.language or "").replace("_", "-")
    base, _, region = declared.partition("-")
    if base.casefold() == "zh" and "zh" in codes:
        return _HAN.get(region.casefold(), declared)
    if base.casefold() in codes:
        return base.casefold()
    if declared:
        return None
    return language_of(f"{text.title}\n{text.text}")


def _digest(sources: Sources, affairs: Sequence[str] | dict[str, Affair]) -> str:
    """The rules that say what is relevant: with others a text is read again."""
    watches = [(feed.name, feed.affairs) for feed in sources.feeds]
    told = repr((_RULES, watches, sources.affairs, sorted(affairs), available()))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


# The newest text of each entry and all articles that these rules have not read yet.
_UNREAD = """
SELECT 'entry', e.id, r.number, f.name, r.title, r.text, coalesce(e.language, f.language),
  e.published, coalesce(e.precision, 'day') NOT IN ('year', 'month'), r.seen,
  coalesce(e.link, e.guid, f.url || '#' || e.identity), f.name, e.cluster
FROM entries e JOIN feeds f ON f.id = e.feed
JOIN entry_revisions r ON r.entry = e.id
  AND r.number = (SELECT max(l.number) FROM entry_revisions l WHERE l.entry = e.id)
WHERE NOT EXISTS (
  SELECT 1 FROM texts_read t
  WHERE t.kind = 'entry' AND t.ref = e.id AND t.revision = r.number AND t.rules = :rules)
UNION ALL
SELECT 'article', a.id, a.number, NULL, a.title, a.text, a.language, a.published,
  a.published_trusted, a.seen, coalesce(a.url, a.origin), coalesce(a.publisher, a.origin), a.cluster
FROM articles a
WHERE NOT EXISTS (
  SELECT 1 FROM texts_read t
  WHERE t.kind = 'article' AND t.ref = a.id AND t.revision = a.number AND t.rules = :rules)
ORDER BY 8, 10, 1, 2
"""

_SAME_STORY = """
SELECT coalesce(p.title, '') FROM proposals p JOIN proposal_sources s ON s.proposal = p.id
LEFT JOIN entries e ON e.id = s.entry LEFT JOIN articles a ON a.id = s.article
WHERE p.affair = :affair AND :cluster IN (e.cluster, a.cluster) LIMIT 1
"""
