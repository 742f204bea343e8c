"""Every word of the pages is there in every language of theirs."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.pofile import read_po as babels_reader

from bywhen.publish.catalog import LANGUAGES, catalog, read_po
from bywhen.publish.messages import catalog_path, extracted, placeholders, updated

TRANSLATED = [code for code in LANGUAGES if code != "en"]
MESSAGES = extracted()


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_message_is_translated(code: str) -> None:
    known = read_po(catalog_path(code).read_text(encoding="utf-8"))
    keys = [one[0] if isinstance(one, tuple) else one for one in MESSAGES]
    assert [key for key in keys if not known.get(key)] == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_catalog_holds_no_message_that_is_gone(code: str) -> None:
    """`python -m bywhen.publish.messages` brings it up to date."""
    text = catalog_path(code).read_text(encoding="utf-8")
    assert updated(text, code) == text


@pytest.mark.parametrize("code", TRANSLATED)
def test_translation_fills_in_what_the_message_does(code: str) -> None:
    translations = catalog(code)
    for one in MESSAGES:
        key, wanted = (one[0], one[1]) if isinstance(one, tuple) else (one, one)
        assert placeholders(translations.gettext(key)) == placeholders(wanted), key


@pytest.mark.parametrize("code", TRANSLATED)
def test_our_reader_reads_what_babels_does(code: str) -> None:
    text = catalog_path(code).read_text(encoding="utf-8")
    theirs = babels_reader(BytesIO(text.encode("utf-8")))
    expected = {}
    for message in theirs:
        if message.id:
            key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            string = message.string
            expected[key] = string[0] if isinstance(string, (tuple, list)) else string
    assert read_po(text) == expected


def test_what_is_fuzzy_or_obsolete_is_not_used() -> None:
    text = (
        'msgid ""\nmsgstr ""\n"Language: x\\n"\n\n'
        '#, fuzzy\nmsgid "a"\nmsgstr "A"\n\n#~ msgid "b"\n#~ msgstr "B"\n\n'
        'msgid ""\n"c "\n"d"\nmsgstr "C\\"\\n"\n'
    )
    assert read_po(text) == {"c d": 'C"\n'}


def test_messages_are_found_in_code_and_in_templates() -> None:
    assert "due in %(days)s" in MESSAGES
    assert "What is due" in MESSAGES
    assert ("%(count)d day", "%(count)d days") in MESSAGES
