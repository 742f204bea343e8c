"""The messages of the pages, extracted by Babel, and the catalogs kept in step with them.

For those who change a page: `python -m bywhen.publish.messages` adds new messages to each catalog,
untranslated, and takes out those that are gone. Needs the `test` extra.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bywhen.publish.catalog import LANGUAGES

__all__ = ["extracted", "main", "placeholders", "updated"]

PACKAGE = Path(__file__).parent
_METHODS = [("**.py", "python"), ("pages/**.html", "jinja2.ext:babel_extract")]
_KEYWORDS = {"gettext": None, "ngettext": (1, 2), "_": None, "N_": None}
_OPTIONS = {"pages/**.html": {"extensions": "jinja2.ext.i18n", "silent": "false"}}


def extracted() -> list[str | tuple[str, str]]:
    """Every message of the pages, a pair where it has a plural; sorted, each once."""
    found = set()
    for _, _, message, _, _ in extract_from_dir(PACKAGE, _METHODS, _OPTIONS, _KEYWORDS):
        found.add((message[0], message[1]) if isinstance(message, tuple) else message)
    return sorted(found, key=lambda message: (message, "") if isinstance(message, str) else message)


def placeholders(text: str) -> set[str]:
    """The places of a message that are filled in."""
    return set(re.findall(r"%\(\w+\)[a-z]", text))


def updated(text: str, language: str) -> str:
    """A `.po` file with exactly the messages of the pages, translations kept."""
    before = read_po(BytesIO(text.encode("utf-8")), locale=language.replace("-", "_"))
    after = Catalog(locale=language.replace("-", "_"), fuzzy=False)
    for message in extracted():
        known = before.get(message[0] if isinstance(message, tuple) else message)
        flags = ["python-format"] if placeholders(str(message)) else []
        after.add(message, known.string if known is not None else "", flags=flags)
    file = BytesIO()
    write_po(file, after, width=98, omit_header=True, sort_output=True)
    head = [f"Language: {before.locale}", "Content-Type: text/plain; charset=utf-8"]
    lines = ['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in head), "", ""]
    return "\n".join(lines) + file.getvalue().decode("utf-8")


def catalog_path(language: str) -> Path:
    """Where a language's catalog lies."""
    return PACKAGE / "catalogs" / f"{language}.po"


def main() -> None:
    """Bring every catalog up to date."""
    for language in LANGUAGES:
        path = catalog_path(language)
        if path.exists():
            path.write_text(updated(path.read_text(encoding="utf-8"), language), encoding="utf-8")


if __name__ == "__main__":
    main()
