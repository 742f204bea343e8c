"""Small random records that collide: few days, few events, every feature of the record format.

`record(choose)` makes one from numbers that `choose(n)` picks below n: from a seeded generator
(`seeded`) or from Hypothesis (`records`), which shrinks towards 0, the plainest choice.
`disagreement` compares engine and query on one; `text_of` writes it in a few lines. Many at once:

    python -m tests.rules.random_records 1000 500     # the records of the seeds 1000 to 1499
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from bywhen.timetable.asof import figures_of_record
from bywhen.timetable.claims import (
    Affair,
    Claim,
    Event,
    Issuer,
    Kind,
    Modality,
    Rank,
    Standing,
    Timetable,
)
from bywhen.timetable.offsets import parse_offset, parse_offset_range
from bywhen.timetable.window import Window
from tests.rules.reference import Reference

__all__ = [
    "Choose",
    "days_of",
    "disagreement",
    "how_many",
    "record",
    "records",
    "seeded",
    "text_of",
    "timetables_of",
]

Choose = Callable[[int], int]  # a number from 0 to below n

FIRST_DAY = date(2024, 1, 15)  # what follows holds 29 February and ends of months
DAYS_KNOWN, DAYS_DATED = 40, 60
OFFSETS = ("P0D", "P5D", "P2W", "-P10D", "P1M", "-P1M", "P1M3D", "-P1M2D")
OFFSET_RANGES = ("P10D", "P3D/P7D", "-P5D", "-P5D/P5D", "P1M/P2M", "-P1M/P0M", "P1M/P1M10D")
WAYS = ("by", "by", "within", "within", "day", "not_before", "from", "until", "undated")
KINDS = (*[Kind.TARGET] * 7, Kind.HAPPENED, Kind.HAPPENED, Kind.WITHDRAWN, Kind.CANCELLED)
RANKS = (*[Rank.NORMAL] * 6, Rank.PREFERRED, Rank.DEPRECATED)
STANDINGS = (None, None, None, None, Standing.FORECAST, Standing.PROPOSAL)
T = TypeVar("T")


def how_many(ordinary: int) -> int:
    """How many random records a test takes: a few, or what BYWHEN_RANDOM_RECORDS asks for."""
    return int(os.environ.get("BYWHEN_RANDOM_RECORDS", ordinary))


def record(choose: Choose) -> list[Affair]:
    """One or two affairs with up to five events; anchors lead to events made before."""
    first = _Maker(choose, "x", ("plan", "second")[: choose(3)])
    second = _Maker(choose, "y", ("second", "other")[choose(2) : 2 - choose(2)])
    for number in range(1 + choose(5)):
        maker = second if choose(4) == 3 else first
        maker.add_event(f"e{number}", [*first.events, *second.events])
    return [maker.affair() for maker in (first, second) if maker.events]


def seeded(seed: int) -> list[Affair]:
    """The record of a seed."""
    return record(random.Random(seed).randrange)  # noqa: S311 - no secret is made


@st.composite
def records(draw: st.DrawFn) -> list[Affair]:
    """Random records for Hypothesis."""
    return record(lambda n: draw(st.integers(0, n - 1)) if n > 1 else 0)


def days_of(affairs: Sequence[Affair]) -> list[date]:
    """Every day on which something can change, and its neighbours."""
    changes = {
        day
        for affair in affairs
        for event in affair.events
        for claim in event.claims
        for day in (claim.known, claim.retracted)
        if day
    }
    return sorted({day + timedelta(step) for day in changes for step in (-1, 0, 1)})


def timetables_of(affairs: Sequence[Affair]) -> list[str | None]:
    """What can be asked for: each affair's first (None), and every timetable by name."""
    return [None, *dict.fromkeys(one.id for affair in affairs for one in affair.timetables)]


def disagreement(affairs: Sequence[Affair], reference: Reference) -> str | None:
    """The first difference between engine and query on any day, in words; None if there is none.

    The clock's day is at times the day of knowledge, at times before or after it.
    """
    reference.load(affairs)
    for timetable in timetables_of(affairs):
        for number, k in enumerate(days_of(affairs)):
            n = k + timedelta((0, 7, -9, 20)[number % 4])
            engine = {one.event: asdict(one) for one in figures_of_record(affairs, k, n, timetable)}
            query = {one.event: asdict(one) for one in reference.figures(k, n, timetable)}
            if list(engine) != list(query):
                return f"{timetable} k={k}: engine has {list(engine)}, query {list(query)}"
            for event, figures in engine.items():
                unlike = [name for name in figures if figures[name] != query[event][name]]
                if unlike:
                    words = [f"{name} {figures[name]} | {query[event][name]}" for name in unlike]
                    return f"{timetable} k={k} n={n} {event}, engine | query: {'; '.join(words)}"
    return None


@dataclass
class _Maker:
    choose: Choose
    id: str
    timetables: Sequence[str]
    events: list[Event] = field(default_factory=list)

    def affair(self) -> Affair:
        checked = self._day(DAYS_DATED) if self.choose(3) == 2 else None
        return Affair(
            self.id,
            f"Affair {self.id}",
            "UTC",
            tuple(self.events),
            tuple(Timetable(one, one) for one in self.timetables),
            (Issuer("a", "Issuer A"), Issuer("b", "Issuer B")),
            checked_through=checked,
        )

    def add_event(self, slug: str, anchors: Sequence[Event]) -> None:
        event = Event(
            f"{self.id}/{slug}",
            slug,
            deciders=("a",) if self.choose(4) == 3 else (),
            checked_through=self._day(DAYS_DATED) if self.choose(6) == 5 else None,
        )
        tags = list(self.timetables)
        claims = [self._claim(event, order, anchors, tags) for order in range(self.choose(8))]
        self.events.append(replace(event, claims=tuple(claims)))

    def _claim(self, event: Event, order: int, anchors: Sequence[Event], tags: list[str]) -> Claim:
        known = self._day(DAYS_KNOWN)
        issuer = self._one_of((None, "a", "b", "a"))
        claim = Claim(
            f"{event.id}/c{order}",
            event.id,
            self._one_of(KINDS),
            known,
            order,
            rank=self._one_of(RANKS),
            issuer=issuer,
            issuer_id=issuer,
            retracted=known + timedelta(self.choose(20)) if self.choose(8) == 7 else None,
        )
        if claim.kind is Kind.HAPPENED:
            start = known - timedelta(self.choose(6))
            end = start + timedelta(self.choose(3) * self.choose(4))
            return replace(claim, window=Window(start, end))
        return self._target(claim, anchors, tags) if claim.kind is Kind.TARGET else claim

    def _target(self, claim: Claim, anchors: Sequence[Event], tags: list[str]) -> Claim:
        if anchors and self.choose(3) == 2:
            claim = self._anchored(claim, self._one_of(anchors))
        else:
            modality, window = self._window()
            claim = replace(claim, modality=modality, window=window)
        standing = self._one_of(STANDINGS)
        tag = None
        if tags and standing is not Standing.PROPOSAL and self.choose(3) == 2:
            tag = self._one_of(tags)
            if claim.rank is not Rank.DEPRECATED:  # whose tag is ignored
                tags.remove(tag)
        return replace(claim, standing=standing, timetable=tag)

    def _anchored(self, claim: Claim, anchor: Event) -> Claim:
        modality = self._one_of((Modality.BY, Modality.DAY, Modality.WITHIN, Modality.NOT_BEFORE))
        if modality is Modality.WITHIN:
            least, most = parse_offset_range(self._one_of(OFFSET_RANGES))
        else:
            least = most = parse_offset(self._one_of(OFFSETS))
        return replace(
            claim,
            modality=modality,
            anchor=anchor.id,
            offset_min=least,
            offset_max=None if modality is Modality.NOT_BEFORE else most,
        )

    def _window(self) -> tuple[Modality | None, Window | None]:
        way = self._one_of(WAYS)
        day = self._day(DAYS_DATED)
        match way:
            case "by":
                return Modality.BY, Window(None, day)
            case "within":
                return Modality.WITHIN, Window(day, day + timedelta(self.choose(15)))
            case "day":
                return Modality.DAY, Window(day, day)
            case "not_before":
                return Modality.NOT_BEFORE, Window(day, None)
            case "from":
                return Modality.WITHIN, Window(day, None)
            case "until":
                return Modality.WITHIN, Window(None, day)
            case _:
                return None, None

    def _day(self, days: int) -> date:
        return FIRST_DAY + timedelta(self.choose(days))

    def _one_of(self, options: Sequence[T]) -> T:
        return options[self.choose(len(options))]


def text_of(affairs: Sequence[Affair]) -> str:
    """A record in a few lines: a line a claim, defaults left out."""
    lines = []
    for affair in affairs:
        names = ",".join(one.id for one in affair.timetables)
        lines.append(f"affair {affair.id} timetables={names} checked={affair.checked_through}")
        for event in affair.events:
            deciders = ",".join(event.deciders)
            lines.append(f"  event {event.id} deciders={deciders} checked={event.checked_through}")
            lines += [f"    {_words(claim)}" for claim in event.claims]
    return "\n".join(lines)


def _words(claim: Claim) -> str:
    words = [claim.id.rpartition("/")[2], str(claim.modality or claim.kind)]
    if claim.anchor:
        words.append(f"{claim.offset_min}/{claim.offset_max} after={claim.anchor}")
    elif claim.window:
        words.append(str(claim.window))
    words.append(f"known={claim.known}")
    words += [
        f"{name}={value}"
        for name, value in (
            ("tag", claim.timetable),
            ("standing", claim.standing),
            ("rank", claim.rank if claim.rank is not Rank.NORMAL else None),
            ("issuer", claim.issuer),
            ("retracted", claim.retracted),
        )
        if value
    ]
    return " ".join(words)


def _main(first: int, number: int) -> int:
    """Compare engine and query on many records; exit 1 if they ever differ."""
    reference = Reference()
    found = 0
    for seed in range(first, first + number):
        affairs = seeded(seed)
        difference = disagreement(affairs, reference)
        if difference:
            found += 1
            print(f"seed {seed}: {difference}\n{text_of(affairs)}\n")  # noqa: T201
    print(f"{number} records, {found} with differences")  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(_main(*map(int, sys.argv[1:])))
