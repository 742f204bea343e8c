"""Message catalogs: the gettext `.po` files of `publish/catalogs`, read as they are.

A text file that people review and merge is the only copy; nothing is compiled, so nothing can be
out of step. Babel extracts the messages and checks the files (`bywhen.publish.messages`).
"""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

__all__ = ["LANGUAGES", "Catalog", "catalog", "read_po"]

# Code -> name of the language in itself. The first one is that of the messages.
LANGUAGES: Mapping[str, str] = {"en": "English", "zh-Hant": "繁體中文"}

_LINE = re.compile(r'(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?) )?"(.*)"', re.S)


class Catalog(gettext.NullTranslations):
    """Messages and their translations; a message that has none stays as it is.

    Only languages without plural forms of their own need `msgstr[0]` alone.
    """

    def __init__(self, messages: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._messages = messages or {}

    def gettext(self, message: str) -> str:
        return self._messages.get(message) or message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._messages.get(msgid1) or (msgid1 if n == 1 else msgid2)


def read_po(text: str) -> dict[str, str]:
    """The translations of a `.po` file by message; fuzzy and obsolete ones are left out.

    >>> read_po('msgid "by"\\nmsgstr "或之前"\\n')
    {'by': '或之前'}
    """
    return {
        entry["msgid"]: translation
        for entry in _entries(text)
        if (translation := entry.get("msgstr") or entry.get("msgstr[0]")) and entry["msgid"]
    }


def _entries(text: str) -> Iterator[dict[str, str]]:
    entry: dict[str, str] = {}
    field, fuzzy = "", False
    for line in text.splitlines():
        if line.startswith("#"):
            if line.startswith("#,") and "fuzzy" in line:
                fuzzy = True
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None:
            if "msgid" in entry and not fuzzy:
                yield entry
            entry, field, fuzzy = {}, "", False
            continue
        field = found[1] or field
        entry[field] = entry.get(field, "") + str(ast.literal_eval(f'"{found[2]}"'))
    if "msgid" in entry and not fuzzy:
        yield entry


@cache
def catalog(language: str) -> Catalog:
    """The catalog of one of `LANGUAGES`; that of English is empty."""
    if language == "en":
        return Catalog()
    folder = resources.files("bywhen.publish") / "catalogs"
    return Catalog(read_po((folder / f"{language}.po").read_text(encoding="utf-8")))
