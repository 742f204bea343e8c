"""The record that the tests of proposing start from: milestones with titles, and who decides."""

from __future__ import annotations

from datetime import date

from bywhen.ingest.proposing import Document, Draft, Standing, drafts_of
from bywhen.record import load_text
from bywhen.timetable.claims import Affair

__all__ = ["PLAN", "affair_of", "drafted", "standing_on"]

PLAN = """\
affair: peace-plan
title: A US plan to end the war in Ukraine
titles: {zh-Hant: 美國結束烏克蘭戰爭的計劃}
timezone: America/New_York
language: en
issuers:
  us:
    name: US administration
    names: {zh-Hant: 美國政府}
    aliases: [White House, US officials, Donald Trump, Marco Rubio, 白宮, 白宫, 特朗普]
  kyiv:
    name: Ukraine's government
    names: {zh-Hant: 烏克蘭政府}
    aliases: [Volodymyr Zelensky, 澤連斯基, 泽连斯基]
  ft: {name: Financial Times, names: {zh-Hant: 金融時報}}
events:
- id: kyiv-agrees
  title: Kyiv agrees to the US plan
  titles: {zh-Hant: 基輔同意美國的計劃}
  kind: deadline
  deciders: [us, kyiv]
  claims:
  - {id: a, by: 2025-11-27, issuer: US officials, known: 2025-11-20}
- id: war-ends
  title: The war ends
  titles: {zh-Hant: 戰爭結束}
  claims:
  - {id: a, by: 2025-12-31, issuer: White House, known: 2025-11-20}
- id: elections
  title: Ukraine holds elections
  titles: {zh-Hant: 烏克蘭舉行選舉}
  claims:
  - {id: a, undated: true, issuer: us, known: 2025-11-20}
"""


def affair_of(text: str = PLAN) -> Affair:
    """The affair of a file's text."""
    loaded = load_text(text.encode(), "events/peace-plan.yml")
    assert not loaded.errors, loaded.errors
    return loaded.affairs[0]


def standing_on(text: str = PLAN) -> Standing:
    """The affair as proposing takes it."""
    affair = affair_of(text)
    return Standing(affair, (affair,))


def drafted(
    text: str, day: str, title: str = "Ukraine", language: str = "en", record: str = PLAN
) -> list[Draft]:
    """The drafts of a text that was published on a day."""
    document = Document(
        title, text, date.fromisoformat(day), language, "https://news.example/1", "News"
    )
    return drafts_of(document, standing_on(record), "the title has “Ukraine”")
