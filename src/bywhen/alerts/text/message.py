"""One alert as plain text, as HTML and as the JSON for programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from bywhen.alerts.facts import CLOSED_PHASES, Facts
from bywhen.alerts.settings import Kind
from bywhen.alerts.text.chinese import CHINESE
from bywhen.alerts.text.english import ENGLISH
from bywhen.alerts.text.lines import Line, lines
from bywhen.alerts.text.news import headline
from bywhen.alerts.text.telling import Telling, address_of
from bywhen.alerts.text.words import Words
from bywhen.alerts.timing import local_day

__all__ = ["Message", "headline_of", "message_of", "payload_of", "url_of"]

_LONGEST_SUBJECT = 180
_LANGUAGES = {words.code: words for words in (ENGLISH, CHINESE)}


@dataclass(frozen=True, slots=True)
class Message:
    """What people get. `subject` is the news in one line, the first of `text`."""

    subject: str
    text: str
    html: str
    language: str


def words_of(language: str) -> Words:
    """The language's words; English for one that is not there."""
    return _LANGUAGES.get(language, ENGLISH)


def url_of(site: str, facts: Facts, at: int) -> str:
    """The page of the event, of a digest that of all, as of the day at the instant `at` there."""
    return address_of(site, facts, f"as_of={local_day(at, facts.zone)}")


def headline_of(told: Telling, language: str) -> str:
    """The news, in one line."""
    return _one_line(headline(words_of(language), told))


def message_of(told: Telling, language: str) -> Message:
    """The message in a language."""
    words = words_of(language)
    news, below = headline(words, told), lines(words, told)
    subject = news if len(news) <= _LONGEST_SUBJECT else news[:_LONGEST_SUBJECT] + "…"
    text = "\n".join([news, "", *(_plain(line, words) for line in below)]) + "\n"
    return Message(_one_line(subject), text, _html(news, below, words), words.code)


def _plain(line: Line, words: Words) -> str:
    if not line.label and line.url:
        return f"{line.text}\n  {line.url}"
    parts = [line.text] if line.text else []
    if line.quote:
        parts.append(words.say("quote", text=_one_line(line.quote)))
    if line.url:
        parts.append(line.url)
    said = words.say("colon").join(parts[:2]) if line.quote and line.text else " ".join(parts[:2])
    said = " ".join([said, *parts[2:]])
    return f"{line.label}{words.say('colon')}{said}" if line.label else said


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _html(news: str, below: list[Line], words: Words) -> str:
    rows = "\n".join(
        f'<tr><th align="left" valign="top" style="padding:2px 12px 2px 0;color:#555;'
        f'font-weight:normal;white-space:nowrap">{escape(line.label)}</th>'
        f'<td style="padding:2px 0">{_cell(line)}</td></tr>'
        for line in below
    )
    return (
        f'<!doctype html>\n<html lang="{words.code}"><head><meta charset="utf-8">'
        f"<title>{escape(news)}</title></head>\n"
        '<body style="font:16px/1.5 sans-serif;color:#111;background:#fff;max-width:40em">\n'
        f'<p style="font-size:20px"><strong><bdi>{escape(news)}</bdi></strong></p>\n'
        f'<table role="presentation" cellspacing="0">\n{rows}\n</table>\n</body></html>\n'
    )


def _cell(line: Line) -> str:
    if not line.label and line.url:
        address = escape(line.url, quote=True)
        return f'<a href="{address}"><bdi>{escape(line.text)}</bdi></a>'
    parts = [f"<bdi>{escape(line.text)}</bdi>"] if line.text else []
    if line.quote:
        language = f' lang="{escape(line.language, quote=True)}"' if line.language else ""
        parts.append(f"<q{language}><bdi>{escape(line.quote)}</bdi></q>")
    if line.url:
        address = escape(line.url, quote=True)
        parts.append(f'<a href="{address}">{address}</a>')
    return "<br>".join(parts)


def payload_of(
    told: Telling, message: Message, identity: str, rule: str, *, maybe_duplicate: bool
) -> dict[str, object]:
    """What programs get. Days are ISO text in `timezone`; null = there is none.

    `late` is in seconds, null in time. `due_from` and `due_to` are those of the date as it stands,
    `old_from` and `old_to` of the one before; `strict` is the last day in the strictest reading.
    """
    facts = told.facts
    payload: dict[str, object] = {
        "id": identity,
        "kind": told.kind.value,
        "event": facts.event,
        "affair": facts.affair,
        "title": facts.title or None,
        "due_from": facts.due_from,
        "due_to": facts.due_to,
        "strict": facts.strict,
        "modality": facts.modality,
        "timezone": facts.zone,
        "days_min": None,
        "days_max": None,
        "words": facts.words,
        "language": facts.words_language,
        "issuer": facts.issuer,
        "via": facts.via,
        "known": facts.known,
        "source": facts.publisher,
        "source_url": facts.source_url,
        "old_from": facts.old_from,
        "old_to": facts.old_to,
        "slip": facts.slip if facts.old_phase is not None and not facts.is_correction else None,
        "corrected": facts.is_correction,
        "why": facts.correction if facts.is_correction else None,
        "taken_back": facts.is_taken_back,
        "net_slip": facts.net_slip,
        "notice": (facts.notice if told.kind is Kind.DROPPED and not facts.is_correction else None),
        "happened_from": facts.happened_from,
        "happened_to": facts.happened_to,
        "hangs": [one["event"] for one in facts.hangs],
        "proposed_from": facts.proposed_from,
        "proposed_to": facts.proposed_to,
        "because": facts.because["event"] if facts.because else None,
        "rule": rule,
        "at": datetime.fromtimestamp(told.now, UTC).isoformat().replace("+00:00", "Z"),
        "late": told.late_seconds,
        "maybe_duplicate": maybe_duplicate,
        "headline": message.subject,
        "text": message.text,
        "url": told.url,
    }
    if facts.event is not None and facts.phase not in CLOSED_PHASES:
        payload["days_min"], payload["days_max"] = told.days_left
    if told.kind in (Kind.DIGEST, Kind.CATCH_UP):
        payload["items"] = [_item(item, told, message.language) for item in facts.items]
        payload["items_total"] = facts.items_total
    return payload


def _item(item: dict[str, object], told: Telling, language: str) -> dict[str, object]:
    values = item["facts"]
    assert isinstance(values, dict)  # noqa: S101 - as written
    facts = Facts.from_values(values)
    kind = Kind(str(item["kind"]))
    return {
        "kind": kind.value,
        "event": facts.event,
        "affair": facts.affair,
        "due_from": facts.due_from,
        "title": facts.title or None,
        "due_to": facts.due_to,
        "strict": facts.strict,
        "timezone": facts.zone,
        "words": facts.words,
        "issuer": facts.issuer,
        "headline": headline(words_of(language), Telling(kind, facts, told.now, "")),
        "url": told.page_of(facts),
    }
