"""Alerts in 繁體中文, with the words of the Hong Kong press."""

from __future__ import annotations

from datetime import date, datetime

from bywhen.alerts.facts import Facts
from bywhen.alerts.settings import Kind
from bywhen.alerts.text.effectwords import CHINESE_EFFECTS, effect_words
from bywhen.alerts.text.words import Telling, Words
from bywhen.alerts.timing import local_day
from bywhen.timetable.idiom import CHINESE

__all__ = ["Chinese"]

_LABELS = {
    "due": "期限",
    "was": "原定",
    "left": "時間",
    "happened": "發生",
    "planned": "原定",
    "who": "出自",
    "said": "另有說法",
    "nobody": "未註明發言者",
    "source": "來源",
    "slip": "時間表",
    "hangs": "有待其後",
    "affair": "專題",
    "look": "當時所知",
    "late": "遲到",
    "error": "錯誤",
    "zone": "時區",
}


class Chinese(Words):
    """繁體中文"""

    code = "zh-Hant"
    idiom = CHINESE

    def days(self, count: int) -> str:
        return f"{count}天"

    def signed(self, days: int) -> str:
        if days == 0:
            return "沒有變動"
        return f"推遲{days}天" if days > 0 else f"提前{-days}天"

    def left(self, least: int | None, most: int | None) -> str:
        if most is None:
            return "未有結束日期" if (least or 0) <= 0 else f"尚有至少{least}天"
        if most < 0:
            return f"期限已於{-most}天前結束"
        if most == 0:
            return "今天是最後一天"
        if least is None or least <= 0:
            return f"尚餘最多{most}天"
        return f"尚餘{most}天" if least == most else f"尚餘{least}至{most}天"

    def span(self, seconds: int) -> str:
        if seconds >= 2 * 86_400:
            return f"{round(seconds / 86_400)}天"
        if seconds >= 2 * 3_600:
            return f"{round(seconds / 3_600)}小時"
        return f"{max(1, round(seconds / 60))}分鐘"

    def label(self, name: str) -> str:
        return _LABELS.get(name, name)

    def says(self, issuer: str | None, via: str | None, known: str | None) -> str:
        text = issuer or "未註明發言者"
        if via:
            text += f"（經{via}轉述）"
        return f"{text}，{self.day(date.fromisoformat(known))}" if known else text

    def news(self, told: Telling) -> str:
        facts = told.facts
        match told.kind:
            case Kind.BEFORE | Kind.DUE | Kind.PASSED:
                return self._time(told)
            case Kind.MOVED:
                return self._moved(facts)
            case Kind.FIRMED if facts.old_phase == "conditional":
                return f"時限開始計算，期限{self.due(facts)}{self._projected(facts)}"
            case Kind.FIRMED:
                return f"日期更確定：{self.due(facts)}，原定{self.was(facts)}"
            case Kind.LOOSENED:
                return f"日期放寬：{self.due(facts)}，原定{self.was(facts)}"
            case Kind.DROPPED:
                return self._dropped(facts)
            case Kind.MET | Kind.MET_LATE:
                return self._happened(facts)
            case Kind.DISAGREE:
                apart = f"，相差{facts.spread}天" if facts.spread else ""
                return f"各方說法不一{apart}：{self._sides(facts)}"
            case Kind.AT_RISK:
                because = facts.because or {}
                title = self.title(because.get("title", ""), because.get("titles"))
                return self.risk(facts.reason or "", title, self._because(facts))
            case Kind.STALE:
                since = self.day(date.fromisoformat(facts.heard)) if facts.heard else "很久"
                return f"自{since}起未有消息，{self.left(*told.days_left)}，期限{self.due(facts)}"
            case Kind.PROPOSAL:
                return f"有建議待審：{effect_words(facts, self, CHINESE_EFFECTS)}"
            case other:
                return str(other)

    def _time(self, told: Telling) -> str:
        facts, due = told.facts, self.due(told.facts)
        least, most = told.days_left
        if most is None:
            return self._opened(least or 0, due)
        if most < 0:
            if told.is_unchecked and facts.checked_through:
                followed = self.day(date.fromisoformat(facts.checked_through))
                return f"日期已過（{due}）；記錄只跟進至{followed}"
            return f"期限已於{-most}天前結束（{due}），尚無確認紀錄"
        if most == 0:
            closes = "時段今天結束" if facts.due_from != facts.due_to else "今天到期"
            return f"{closes}（{due}）"
        if facts.near is not None and facts.near == told.today:
            return f"從嚴理解今天到期，最遲{due}"
        return f"{self.left(least, most)}，期限{due}"

    def _opened(self, least: int, due: str) -> str:
        if least > 0:
            return due
        return f"今天起隨時可能開始，{due}" if least == 0 else f"可能已經開始，{due}"

    def _moved(self, facts: Facts) -> str:
        if facts.old_phase in ("dropped", "cancelled") or not (facts.old_from or facts.old_to):
            word = "重新定出" if facts.old_phase in ("dropped", "cancelled") else "現已定出"
            return f"{word}日期：{self.due(facts)}"
        if facts.old_phase not in ("dated", "conditional", "undated", None):
            return f"已發生的說法被收回，期限{self.due(facts)}"
        slip = f"，{self.signed(facts.slip)}" if facts.slip else ""
        projected = "（推算）" if facts.conditional else ""
        return f"由{self.was(facts)}改為{self.due(facts)}{projected}{slip}"

    def _projected(self, facts: Facts) -> str:
        if (facts.old_from, facts.old_to) in ((facts.due_from, facts.due_to), (None, None)):
            return ""
        return f"，此前推算{self.was(facts)}"

    def _dropped(self, facts: Facts) -> str:
        word = {"cancelled": "宣布取消", "undated": "不再有日期"}.get(facts.phase, "撤回期限")
        if not (facts.old_from or facts.old_to):
            return word
        text = f"{word}，原定{self.was(facts)}"
        if facts.notice is None:
            return text
        if facts.notice < 0:
            return f"{text}，在該日{-facts.notice}天後"
        return f"{text}，{facts.notice}天前通知"

    def _happened(self, facts: Facts) -> str:
        when = self.window(facts.day("happened_from"), facts.day("happened_to"), None)
        text = f"已於{when}發生"
        if facts.phase == "met_late" and facts.late_most:
            least = facts.late_least or facts.late_most
            late = f"{facts.late_most}天"
            return f"{text}，遲了{late if least == facts.late_most else f'{least}至{late}'}"
        if facts.phase == "met_unclear":
            return f"{text}，是否準時無法判斷"
        return f"{text}，準時" if facts.phase == "met" else text

    def _sides(self, facts: Facts) -> str:
        sides = []
        for one in facts.others:
            first = date.fromisoformat(one.due_from) if one.due_from else None
            last = date.fromisoformat(one.due_to) if one.due_to else None
            window = self.window(first, last, one.modality)
            sides.append(f"{self.name(one.issuer, one.names) or '有人'}稱{window}")
        return "；".join(sides)

    def _because(self, facts: Facts) -> str:
        because = facts.because or {}
        first, last = because.get("due_from"), because.get("due_to")
        return self.window(
            date.fromisoformat(str(first)) if first else None,
            date.fromisoformat(str(last)) if last else None,
            str(because.get("modality")),
        )

    def risk(self, reason: str, title: str, window: str) -> str:
        if reason == "later":
            return f"有風險：須待「{title}」，而後者期限更遲（{window}）"
        words = {"undated": "沒有日期", "dropped": "已撤回期限", "cancelled": "已取消"}
        return f"有風險：須待「{title}」，而後者{words.get(reason, reason)}"

    def about(self, told: Telling) -> str:
        facts = told.facts
        count = facts.items_total
        match told.kind:
            case Kind.FEED_FAILING:
                return f"消息源{facts.title}：{'已停止' if facts.phase == 'gone' else '無法讀取'}"
            case Kind.CATCH_UP:
                since = self.day(local_day(facts.gap_from or told.now, facts.zone))
                return f"自{since}起停止發送期間，有{count}項提示到期"
            case Kind.TEST:
                return "測試：提示可送達此渠道"
            case _ if facts.phase == "storm":
                return f"同時有{count}項提示"
            case _:
                parts = [f"{count}項須知"] if count else []
                parts += [f"{facts.detail}項建議待審"] if facts.detail else []
                name = "本週摘要" if facts.phase == "weekly" else "每日摘要"
                return f"{name}（{self.day(told.today)}）：{'，'.join(parts)}"

    def zone_note(self, zone: str, ends: datetime) -> str:
        moment = f"{self.day(ends.date())}{ends:%H:%M}"
        return f"；以{zone}時間當天24時為止（協調世界時{moment}）"

    def zones(self, zones: list[str]) -> str:
        return f"以{'、'.join(zones)}時間當天24時為止"

    def semicolon(self) -> str:
        return "；"

    def strict_note(self, strict: date) -> str:
        return f"（從嚴理解：{self.day(strict)}）"

    def late_note(self, seconds: int) -> str:
        return f"此提示遲了{self.span(seconds)}"

    def more(self, count: int) -> str:
        return f"，另有{count}項"

    def colon(self) -> str:
        return "："

    def several(self, texts: list[str]) -> str:
        return "；".join(texts)

    def against(self, days: int, timetable: str, planned: str) -> str:
        return f"較{timetable or '原定日期'}（{planned}）{self.signed(days)}"
