"""What a proposal would do, in an alert's language: of the event itself, then of others by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bywhen.editing.effectparts import Part, Says, Shown, parts_from

if TYPE_CHECKING:
    from bywhen.alerts.facts import Facts
    from bywhen.alerts.text.words import Words

__all__ = ["CHINESE_EFFECTS", "ENGLISH_EFFECTS", "effect_words"]

ENGLISH_EFFECTS: Mapping[str, str] = {
    Says.NOTHING: "no change",
    Says.NOT_DECIDED: "no change ({who} does not decide)",
    Says.UNKNOWN: "its event is not named yet",
    Says.ADDED: "a new event",
    Says.HIDDEN: "is taken out of sight",
    Says.CLOSED: "happened {new}",
    Says.RECLOSED: "happened {new} instead",
    Says.STATUS: "becomes {status}",
    "was": " (was {old})",
    Says.DATED: "is given a date: {new}",
    Says.MOVED: "moves from {old} to {new}",
    Says.SLIP: "stays {new}",
    "after a move": ", {days}",
    "after a slip": ", {days} against what was announced",
    Says.MORE: "and {count} more",
    "other": "{event} {words}",
    "nobody": "whoever says so",
    "join": "; ",
}
CHINESE_EFFECTS: Mapping[str, str] = {
    Says.NOTHING: "沒有改變",
    Says.NOT_DECIDED: "沒有改變（{who}無權決定日期）",
    Says.UNKNOWN: "尚未指明是哪一件事",
    Says.ADDED: "新增事件",
    Says.HIDDEN: "不再顯示",
    Says.CLOSED: "已於{new}發生",
    Says.RECLOSED: "改為於{new}發生",
    Says.STATUS: "變為：{status}",
    "was": "（原定{old}）",
    Says.DATED: "定出日期：{new}",
    Says.MOVED: "由{old}改為{new}",
    Says.SLIP: "維持{new}",
    "after a move": "，{days}",
    "after a slip": "，與原先公布相比{days}",
    Says.MORE: "另有{count}項",
    "other": "「{event}」{words}",
    "nobody": "說話者",
    "join": "；",
    "status overdue": "日期已過",
    "status unchecked": "未有跟進",
    "status due_today": "今天到期",
    "status in_window": "時段已開始",
    "status upcoming": "未到期",
    "status conditional": "有條件",
    "status undated": "沒有日期",
    "status dropped": "已撤回期限",
    "status cancelled": "已取消",
}

_BETWEEN = frozenset({Says.MOVED, Says.SLIP})


def effect_words(facts: Facts, words: Words, phrases: Mapping[str, str]) -> str:
    """The effect of the proposal that `facts` are about, in the language of `words`.

    The desk's English words if it was worked out before its parts were kept.
    """
    parts = parts_from(facts.effect)
    if not parts:
        return facts.detail or ""
    own = (facts.event or "").split("/", 1)[-1]
    return phrases["join"].join(_part(part, own, words, phrases) for part in parts)


def _part(part: Part, own: str, words: Words, phrases: Mapping[str, str]) -> str:
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
