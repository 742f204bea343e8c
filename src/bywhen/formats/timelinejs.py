"""The record for TimelineJS 3: its JSON of slides.

The format knows days, months and years, no windows with an open side. So a window becomes a slide
from its first to its last day whose `display_date` says that it is one; a deadline or a date that
names only a beginning stands on the day it names, and `display_date` and text say what is open. An
event without a date is left out and counted in the text of the title slide.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from html import escape

from bywhen.formats.ics_lines import uri_value
from bywhen.formats.phrases import Phrases, Span
from bywhen.formats.revisions import Named
from bywhen.formats.snapshot import EventNow

__all__ = ["timelinejs_text"]


def timelinejs_text(
    title: str, events: Iterable[EventNow], names: dict[str, Named], phrases: Phrases
) -> str:
    """The slides in file order; markup in the record is text."""
    slides, undated = [], []
    for one in events:
        slide = _slide(one, names[one.event], phrases)
        if slide is None:
            undated.append(names[one.event].title)
        else:
            slides.append(slide)
    found = {
        "title": {
            "unique_id": "title",
            "text": {"headline": escape(title), "text": escape(phrases.undated(undated))},
        },
        "events": slides,
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _slide(one: EventNow, name: Named, phrases: Phrases) -> dict[str, object] | None:
    earliest, latest = one.window
    if earliest is None and latest is None:
        return None
    modality = one.said.modality if one.said is not None and not one.is_closed else None
    span = Span(earliest, latest, modality)
    words = phrases.span(span)
    if one.figures.conditional and not one.is_closed:
        words = phrases.projected(span)
    slide: dict[str, object] = {
        "unique_id": one.event,
        "start_date": _date(earliest or latest),
        "display_date": words,
        "group": one.kind or "",
        "text": {"headline": escape(name.title), "text": _text(one, name, words, phrases)},
    }
    if earliest is not None and latest is not None and earliest != latest:
        slide["end_date"] = _date(latest)
    return slide


def _date(day: date | None) -> dict[str, int]:
    assert day is not None  # noqa: S101 - a slide has one side at least
    return {"year": day.year, "month": day.month, "day": day.day}


def _text(one: EventNow, name: Named, words: str, phrases: Phrases) -> str:
    pieces = [f"<p>{escape(words)}</p>"]
    if one.said is not None:
        said = one.said
        if said.phrase:
            lang = f' lang="{escape(said.language)}"' if said.language else ""
            pieces.append(f"<blockquote{lang}>{escape(said.phrase)}</blockquote>")
        line = escape(phrases.said(name.issuer, said.via, said.known, said.publisher))
        address = uri_value(said.source_url) if said.source_url else None
        pieces.append(
            f'<p><a href="{escape(address)}">{line}</a></p>' if address else f"<p>{line}</p>"
        )
    return "".join(pieces)
