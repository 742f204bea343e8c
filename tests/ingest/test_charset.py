"""Charsets: valid UTF-8 is UTF-8 whatever is declared; then the declaration; then detection."""

from __future__ import annotations

import pytest

from bywhen.ingest.charset import Decoded, charset_of_type, decode

TEXTS = {
    "utf-8": "Київ погодиться до четверга",
    "windows-1251": "Президент заявил, что срок истекает в четверг",
    "koi8-r": "Президент заявил, что срок истекает в четверг",
    "iso-8859-1": "Le délai expire jeudi, a-t-il dit à la presse",
    "iso-8859-2": "Lhůta vyprší ve čtvrtek, řekl mluvčí vlády",
    "big5": "烏克蘭總統表示下週四為最後期限",
    "gb2312": "乌克兰总统表示下周四为最后期限",
    "gb18030": "乌克兰总统表示下周四为最后期限",
    "shift_jis": "大統領は木曜日が期限だと述べた",
    "euc-jp": "大統領は木曜日が期限だと述べた",
    "iso-2022-jp": "大統領は木曜日が期限だと述べた",
    "euc-kr": "대통령은 목요일이 시한이라고 말했다",
    "utf-16": "Kyiv has until Thursday",
    "utf-32": "Kyiv has until Thursday",
}


@pytest.mark.parametrize("charset", list(TEXTS))
def test_what_is_declared_inside_or_by_the_server_is_taken(charset: str) -> None:
    text = f'<?xml version="1.0" encoding="{charset}"?><t>{TEXTS[charset]}</t>'
    assert decode(text.encode(charset)).text == text
    assert decode(TEXTS[charset].encode(charset), charset).text == TEXTS[charset]


@pytest.mark.parametrize("declared", ["windows-1251", "big5", "iso-8859-1", "no-such-charset"])
def test_a_wrong_declaration_does_not_spoil_utf_8(declared: str) -> None:
    decoded = decode("Київ, 下週四".encode(), declared)
    assert (decoded.text, decoded.charset) == ("Київ, 下週四", "utf-8")


@pytest.mark.parametrize("charset", ["windows-1251", "big5", "gb18030", "euc-kr"])
def test_without_a_declaration_it_is_detected(charset: str) -> None:
    decoded = decode((TEXTS[charset] * 12).encode(charset))
    assert decoded.text == TEXTS[charset] * 12
    assert decoded.is_guess


RUSSIAN = TEXTS["windows-1251"] * 5


@pytest.mark.parametrize("server", ["iso-8859-1", "us-ascii", "utf-8", "windows-1252"])
def test_the_documents_word_counts_more_than_what_servers_say_of_everything(server: str) -> None:
    text = f'<?xml version="1.0" encoding="windows-1251"?><t>{RUSSIAN}</t>'
    assert decode(text.encode("cp1251"), server).text == text


@pytest.mark.parametrize("charset", ["windows-1251", "euc-kr", "big5", "gb18030"])
def test_another_script_is_not_taken_for_accents(charset: str) -> None:
    text = TEXTS.get(charset, "") * 12
    assert decode(text.encode(charset), "iso-8859-1").text == text


def test_accents_are_taken_as_they_are_declared() -> None:
    text = "Où était-il ? «Là», «¡¡¡ÑÑÑ!!!», a-t-elle répété – “à Cœur-Haÿ”."
    assert decode(text.encode("cp1252"), "iso-8859-1") == Decoded(text, "iso-8859-1")


def test_a_few_broken_bytes_leave_the_rest() -> None:
    raw = "до четверга ".encode() * 50 + b"\xff\xfe" + b"end"
    assert decode(raw).text.startswith("до четверга")


def test_the_declared_charset_is_read_from_the_header() -> None:
    assert charset_of_type("text/xml; charset=KOI8-R; x=1") == "KOI8-R"
    assert charset_of_type("text/xml") is None


@pytest.mark.parametrize("raw", [b"", b"\x00", b"\xff" * 50, bytes(range(256))])
def test_any_bytes_become_text(raw: bytes) -> None:
    assert isinstance(decode(raw, "utf-8").text, str)
