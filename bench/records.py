"""Large records to measure with: the same every time, shaped like real ones.

Three claims an event, most of them moving its date; titles and phrases in English and Chinese;
twenty sources an affair; every tenth event hangs on the one before it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from bywhen.timetable.claims import (
    Affair,
    Claim,
    Event,
    Issuer,
    Kind,
    Modality,
    Source,
    Timetable,
)
from bywhen.timetable.offsets import parse_offset
from bywhen.timetable.window import Window

_WORDS = [
    "agreement",
    "ceasefire",
    "signed",
    "parliament",
    "minister",
    "talks",
    "deadline",
    "envoy",
    "approve",
    "treaty",
    "tariff",
    "deal",
    "election",
    "budget",
    "draft",
    "border",
    "troops",
    "summit",
    "report",
    "vote",
    "court",
    "funding",
    "inspection",
    "opening",
]
_SYLLABLES = "基輔政府同意和平計劃俄羅斯總統選舉停火協議談判最後期限軍隊撤出邊境法院預算開放"
_ISSUERS = ("us", "Minister of Finance", "Envoy", "Central bank", "Court")


def record(affairs: int, events: int, seed: int = 28) -> list[Affair]:
    """`affairs` affairs of `events` events with three claims each."""
    return list(affairs_of(affairs, events, seed))


def affairs_of(
    affairs: int, events: int, seed: int = 28, *, anchored: bool = True
) -> Iterator[Affair]:
    """The same one by one; with `anchored` False no event hangs on another."""
    chance = random.Random(seed)
    for number in range(affairs):
        yield _affair(chance, f"affair-{number:04d}", events, anchored)


def _affair(chance: random.Random, name: str, events: int, anchored: bool) -> Affair:
    sources = tuple(
        Source(
            f"s{number}",
            f"Publisher {number}",
            date(2024, 1, 1) + timedelta(number),
            url=f"https://news.example/{name}/{number}",
        )
        for number in range(20)
    )
    return Affair(
        name,
        name.replace("-", " ").capitalize(),
        chance.choice(["America/New_York", "Europe/Kyiv", "Asia/Hong_Kong", "Europe/Brussels"]),
        tuple(_event(chance, name, number, anchored) for number in range(events)),
        (Timetable("plan", "The plan"),),
        (Issuer("us", "US administration", {"zh-Hant": "美國政府"}, ("White House",)),),
        sources,
        checked_through=date(2025, 12, 31),
    )


def _event(chance: random.Random, affair: str, number: int, anchored: bool) -> Event:
    id_ = f"{affair}/event-{number:05d}"
    known = date(2024, 1, 1) + timedelta(chance.randrange(300))
    due = known + timedelta(chance.randrange(5, 200))
    claims = []
    for place in range(3):
        is_last = place == 2
        hangs = anchored and number % 10 == 9 and place == 0
        happened = is_last and chance.random() < 0.3
        claims.append(
            Claim(
                f"{id_}/c{place}",
                id_,
                Kind.HAPPENED if happened else Kind.TARGET,
                max(known, due) if happened else known,
                place,
                None if happened else Modality.BY,
                "P30D" if hangs else due.isoformat(),
                None if hangs else Window(due if happened else None, due),
                anchor=f"{affair}/event-{number - 1:05d}" if hangs else None,
                offset_max=parse_offset("P30D") if hangs else None,
                offset_min=parse_offset("P30D") if hangs else None,
                timetable="plan" if place == 0 else None,
                issuer=chance.choice(_ISSUERS),
                issuer_id=None,
                source=f"s{chance.randrange(20)}",
                phrase=_phrase(chance),
                language="en",
            )
        )
        known += timedelta(chance.randrange(1, 60))
        due = max(due + timedelta(chance.randrange(-5, 60)), known)
    return Event(
        id_,
        " ".join(chance.choices(_WORDS, k=5)).capitalize(),
        tuple(claims),
        "deadline",
        {"zh-Hant": "".join(chance.choices(_SYLLABLES, k=9))},
    )


def _phrase(chance: random.Random) -> str:
    if chance.random() < 0.7:
        return " ".join(chance.choices(_WORDS, k=8))
    return "".join(chance.choices(_SYLLABLES, k=14))
