"""A text with its dated mentions marked, as a web page of its own: explained on hover and focus."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

from bywhen.reading import Mention
from bywhen.timetable.words import window_words

__all__ = ["mention_days", "mention_table_row", "to_html"]

_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.6 Georgia, "Noto Serif", "Noto Serif CJK TC", serif; max-width: 42rem;
  margin: 2rem auto; padding: 0 1rem 12rem; }}
header, mark span {{ font: .85rem/1.45 system-ui, sans-serif; }}
p {{ white-space: pre-wrap; overflow-wrap: anywhere; }}
mark {{ position: relative; background: #ffe9a8; color: #000; border-bottom: 2px solid #8a6100;
  cursor: help; }}
mark.unsure {{ background: #eee; border-bottom-style: dashed; }}
mark span {{ display: none; position: absolute; left: 0; top: 100%; z-index: 1; width: 19rem;
  max-width: 80vw; padding: .5rem .7rem; background: #fff; color: #111; border: 1px solid #555;
  white-space: normal; }}
mark:hover span, mark:focus span {{ display: block; }}
mark:focus {{ outline: 3px solid #0b57d0; }}
</style>
<header><strong>{title}</strong><br>{summary}</header>
<p>{text}</p>
</html>
"""


def mention_days(mention: Mention) -> str:
    """The days of a mention in words; what hangs on an event says on which.

    A mention without days (a length, a repetition) says so.
    """
    if mention.anchor is not None:
        return f"hangs on {mention.anchor.text!r}, {mention.anchor.offset}"
    if not mention.is_dated:
        return "no day of its own"
    modality = "by" if mention.earliest is None else None
    return window_words(mention.earliest, mention.latest, modality)


def mention_table_row(mention: Mention) -> tuple[str, str, str, str]:
    """Text, days, qualifier, confidence and why, for a table."""
    sure = f"{mention.confidence:.2f}" + (" unsure" if mention.is_unsure else "")
    return mention.text, mention_days(mention), sure, mention.why


def to_html(
    text: str, mentions: Sequence[Mention], title: str, published: date, language: str
) -> str:
    """The page. Everything in `text` is escaped; there is no script in it."""
    parts = []
    place = 0
    for number, mention in enumerate(mentions, 1):
        if mention.start < place:
            continue  # inside the one before
        parts.append(escape(text[place : mention.start]))
        parts.append(_mark(text[mention.start : mention.end], mention, f"why-{number}"))
        place = mention.end
    parts.append(escape(text[place:]))
    count = len(mentions)
    return _PAGE.format(
        language=escape(language, quote=True),
        title=escape(title),
        summary=f"{count} dated mention{'' if count == 1 else 's'},"
        f" read for a text of {published}. Hover or press Tab to see why.",
        text="".join(parts).replace("\0", "\ufffd"),
    )


def _mark(words: str, mention: Mention, name: str) -> str:
    lines = [
        f"<b>{escape(mention_days(mention))}</b>",
        escape(f"{mention.qualifier}, {mention.edtf}".strip(", ")),
        escape(mention.why),
        f"confidence {mention.confidence:.2f}" + (", unsure" if mention.is_unsure else ""),
    ]
    lines += [
        f"or {escape(window_words(other.earliest, other.latest))}: {escape(other.why)}"
        for other in mention.alternatives
    ]
    kind = ' class="unsure"' if mention.is_unsure else ""
    shown = "<br>".join(line for line in lines if line)
    return (
        f'<mark tabindex="0" aria-describedby="{name}"{kind}>{escape(words)}'
        f'<span role="tooltip" id="{name}">{shown}</span></mark>'
    )
