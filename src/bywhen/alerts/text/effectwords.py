"""What a proposal would do, in an alert's language: of the event itself, then of others by name."""

from __future__ import annotations

from bywhen.alerts.facts import Facts
from bywhen.alerts.text.words import Words
from bywhen.editing.effectparts import Part, Says, Shown, parts_from

__all__ = ["effect_words"]

_BETWEEN = frozenset({Says.MOVED, Says.SLIP})


def effect_words(facts: Facts, words: Words) -> str:
    """The effect of the proposal that `facts` are about, in the language of `words`.

    The desk's English words if it was worked out before its parts were kept.
    """
    parts = parts_from(facts.effect)
    if not parts:
        return facts.detail or ""
    own = (facts.event or "").split("/", 1)[-1]
    return words.several([_part(part, own, words) for part in parts])


def _part(part: Part, own: str, words: Words) -> str:
    phrases = words.effects
    pattern = phrases[part.says]
    if part.says is Says.STATUS and part.old is not None:
        pattern += phrases["was"]
    if part.most and part.says in (Says.MOVED, Says.SLIP):
        pattern += phrases["after a move" if part.says is Says.MOVED else "after a slip"]
    status = part.status or ""
    said = pattern.format(
        old=_between(part.old, words),
        new=_between(part.new, words) if part.says in _BETWEEN else _window(part.new, words),
        days=words.signed(part.most or 0),
        status=phrases.get(f"status {status}", status.replace("_", " ")),
        who=part.who or phrases["nobody"],
        count=part.count,
    )
    if part.event in (None, own):
        return said
    return phrases["other"].format(event=part.event, words=said)


def _window(shown: Shown | None, words: Words) -> str:
    shown = shown or Shown(None, None)
    return words.window(shown.earliest, shown.latest, shown.modality)


def _between(shown: Shown | None, words: Words) -> str:
    """As it stands between "from" and "to": of a deadline its day."""
    if shown is not None and shown.modality == "by":
        shown = Shown(shown.latest, shown.latest)
    return _window(shown, words).replace(" to ", "–")
