"""Values as YAML text that every reader understands alike: YAML 1.1 traps are quoted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from bywhen.record.schema import DATED

__all__ = ["block", "flow", "scalar"]

_RESOLVER = yaml.resolver.Resolver()
_STRING = "tag:yaml.org,2002:str"
# Letters of any script, digits and the marks that mean nothing to YAML wherever they stand.
_SURELY_PLAIN = re.compile(
    r"[^\W_][^\x00-\x1f:#,\[\]{}\"'\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]*"
)
_RAW_CONTROL = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def scalar(value: object, key: str = "", in_flow: bool = True, quote_days: bool = False) -> str:
    """One value on one line; text is quoted where it would be read as something else.

    Days and what is written under the keys for dates stay plain unless `quote_days`.

    >>> scalar("no"), scalar("下週四（27日）"), scalar("soon, says X"), scalar(date(2025, 11, 27))
    ("'no'", '下週四（27日）', "'soon, says X'", '2025-11-27')
    """
    if value is True:
        return "true"
    if isinstance(value, Mapping):
        return flow(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(scalar(entry) for entry in value)}]"
    text = value.isoformat() if isinstance(value, date) else str(value)
    is_dated = key in DATED or isinstance(value, date)
    if is_dated and quote_days:
        return _quoted(text)
    is_text = is_dated or isinstance(value, int) or _is_string(text)
    return text if is_text and _is_plain(text, in_flow) else _quoted(text)


def flow(values: Mapping[str, Any], quote_days: bool = False) -> str:
    """A mapping on one line, in braces."""
    pairs = (
        f"{scalar(key)}: {scalar(value, key, quote_days=quote_days)}"
        for key, value in values.items()
    )
    return f"{{{', '.join(pairs)}}}"


def block(values: Mapping[str, Any], quote_days: bool = False) -> list[str]:
    """A mapping as lines, one a key; a list of mappings below its key as entries with a dash."""
    lines = []
    for key, value in values.items():
        name = scalar(key, in_flow=False)
        if isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
            lines.append(f"{name}:")
            for entry in value:
                first, *rest = block(entry, quote_days)
                lines += [f"- {first}", *(f"  {line}" for line in rest)]
        else:
            in_flow = isinstance(value, Mapping | list | tuple)
            lines.append(f"{name}: {scalar(value, key, in_flow, quote_days)}")
    return lines


def _is_string(text: str) -> bool:
    """True if YAML 1.1 reads the plain text as a text, not as a number, a day or a truth."""
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return bool(tag == _STRING) and text not in ("y", "n", "Y", "N")


def _is_plain(text: str, in_flow: bool) -> bool:
    if not text or text != text.strip():
        return False
    if _SURELY_PLAIN.fullmatch(text):
        return True
    if not text.isprintable() or re.search(r"^[-?:!&*|>%@`'\"#\[\]{},=<~]|: |:$| #", text):
        return False
    return not in_flow or not re.search(r"[,\[\]{}:]", text)


def _quoted(text: str) -> str:
    if not text.isprintable() and re.search(
        "[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", text
    ):
        escaped = json.dumps(text, ensure_ascii=False)
        return _RAW_CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped)
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
