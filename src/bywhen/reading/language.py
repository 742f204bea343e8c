"""Languages as data: a file of words, rules and stop phrases becomes something that can read.

`docs/reading.md` documents the file format for people who add a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

import yaml

from bywhen.reading.slots import BUILT_IN
from bywhen.reading.spelling import BLANKS, Slot, Template, spell_out

__all__ = ["Example", "Language", "Rule", "Word", "available", "detection", "language"]

Word = int | float | str
_DIGITS = "[0-9０-９]{1,3}(?:[.][0-9]|,[0-9]{3})?|1000"


@dataclass(frozen=True, slots=True)
class Example:
    """A text beside a rule or stop phrase, and the windows it must give ("" = none)."""

    text: str
    windows: tuple[str, ...]
    published: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern and what it means; `fixed` are values the words do not carry themselves."""

    id: str
    template: Template
    means: str
    groups: frozenset[str]
    fixed: Mapping[str, Word]
    confidence: float
    needs_lead: tuple[str, ...]
    weak: str
    starts_with: str
    ends_with: str
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Language:
    """The words and rules of one language, ready to be compiled by `bywhen.reading.scan`."""

    code: str
    name: str
    chinese_numerals: bool
    spaced: bool
    numeric_order: str
    detect: Mapping[str, Any]
    lexicon: Mapping[str, Mapping[str, Word]]
    cased: Mapping[str, frozenset[str]]
    rules: tuple[Rule, ...]
    stops: tuple[Template, ...]
    bare_stops: tuple[Template, ...]
    stop_examples: tuple[Example, ...]
    lead: Mapping[str, str]
    trail: Mapping[str, str]
    about: tuple[str, ...]
    article: tuple[str, ...]
    between: Mapping[str, frozenset[str]]
    tense: Mapping[str, Sequence[str]]
    defaults: Mapping[str, str] = field(default_factory=dict)

    def examples(self) -> Iterator[tuple[str, Example]]:
        """Every example with the id of its rule ("stop" for the stop phrases)."""
        for rule in self.rules:
            yield from ((rule.id, example) for example in rule.examples)
        yield from (("stop", example) for example in self.stop_examples)

    def pattern(self, template: Template, capture: bool) -> str:
        """The regular expression of a template; with `capture`, group `s3` is its part 3."""
        written: list[str] = []
        for number, part in enumerate(template.parts):
            if isinstance(part, Slot):
                group = f"?P<s{number}>" if capture and part.field else "?:"
                written.append(f"({group}{self._slot(part.name)})")
            else:
                written.append(part)
        return "".join(written)

    def _slot(self, name: str) -> str:
        if name not in self._slots:
            self._slots[name] = self._written(name)
        return self._slots[name]

    @cached_property
    def _slots(self) -> dict[str, str]:
        return {}

    def _written(self, name: str) -> str:
        if name.isupper():
            members = [rule for rule in self.rules if name in rule.groups]
            if not members:
                raise ValueError(f"{self.code}.yml: no rule is in the group {name}")
            written = [self.pattern(rule.template, capture=False) for rule in members]
            # `re` takes the first that fits: "1990s" before "1990"
            sizes = {
                text: len(rule.template.parts) for text, rule in zip(written, members, strict=True)
            }
            return "|".join(sorted(written, key=lambda text: (-sizes[text], -len(text))))
        if name == "n":
            return "|".join(filter(None, self._number_words()))
        if name == "event":
            return self.defaults.get("event", "[^\\W\\d]+")
        if name in self.defaults:
            return self.pattern(Template.cut(self.defaults[name]), capture=False)
        if name in BUILT_IN:
            return BUILT_IN[name].written(self.chinese_numerals)
        if name not in self.lexicon:
            raise ValueError(f"{self.code}.yml: there is no slot {{{name}}}")
        return self._alternatives(name)

    def _number_words(self) -> Iterator[str]:
        """Digits, the words of the lexicon, "twenty-five" and "two hundred", Chinese numerals."""
        yield _DIGITS
        words = self.lexicon.get("number", {})
        if words:
            yield self._alternatives("number")
            single = {word: value for word, value in words.items() if " " not in word}
            ones = [
                word for word, value in single.items() if value in range(1, 10) and len(word) > 2
            ]
            tens = [word for word, value in single.items() if value in range(20, 91)]
            if tens and ones and self.spaced:
                yield f"(?:{'|'.join(tens)})[- ](?:{'|'.join(ones)})"
            large = [word for word, value in single.items() if value in (100, 1000)]
            if large and ones and self.spaced:
                yield f"(?:{'|'.join(ones)})[- ](?:{'|'.join(large)})"
        if self.chinese_numerals:
            yield BUILT_IN["n"].chinese

    def _alternatives(self, name: str) -> str:
        cased = self.cased.get(name, frozenset())
        # backwards: a word stands before its own beginnings, and common beginnings side by side
        words = sorted(self.lexicon[name], reverse=True)
        plain = [_quoted(word) for word in words if word not in cased]
        exact = [_quoted(word) for word in sorted(cased, reverse=True)]
        if exact:
            plain.append(f"(?-i:{'|'.join(exact)})")
        return "|".join(plain)

    def word(self, name: str, text: str) -> Word:
        """The value of a word of the lexicon; raises KeyError if it has none."""
        words = self._folded[name]
        key = " ".join(text.split()).casefold().replace("\u2019", "'")
        return words[key]

    @cached_property
    def _folded(self) -> dict[str, dict[str, Word]]:
        return {
            name: {word.casefold().replace("\u2019", "'"): value for word, value in words.items()}
            for name, words in self.lexicon.items()
        }


def _quoted(word: str) -> str:
    return BLANKS.join(re.escape(piece).replace("'", "['\u2019]") for piece in word.split(" "))


def available() -> list[str]:
    """The codes of the languages there are files for.

    >>> "en" in available() and "zh" in available()
    True
    """
    return list(_codes())


@lru_cache(maxsize=1)
def _codes() -> tuple[str, ...]:
    files = resources.files("bywhen.reading").joinpath("lang").iterdir()
    codes = (entry.name.removesuffix(".yml") for entry in files if entry.name.endswith(".yml"))
    return tuple(sorted(code for code in codes if code != "common"))


@lru_cache(maxsize=32)
def language(code: str) -> Language:
    """The language of a code; "zh-Hant", "zh_CN" and the like mean "zh".

    Raises ValueError, with the codes there are, if there is no such file.
    """
    base = code.replace("_", "-").split("-")[0].lower()
    if base not in available():
        raise ValueError(f"no language {code!r}; there are {', '.join(available())}")
    return _made(_loaded("common"), _loaded(base))


@lru_cache(maxsize=32)
def detection(code: str) -> Mapping[str, Any]:
    """What tells a language from others: the `detect` of its file's first part, read alone.

    >>> detection("zh")["script"]
    'Han'
    """
    head: dict[str, Any] = next(_documents(code))
    return head.get("detect", {})  # type: ignore[no-any-return]


def _loaded(code: str) -> dict[str, Any]:
    """Both parts of a file: the head, which tells the language, and the rest."""
    return {key: value for part in _documents(code) for key, value in part.items()}


def _documents(code: str) -> Iterator[dict[str, Any]]:
    source = resources.files("bywhen.reading").joinpath(f"lang/{code}.yml")
    text = source.read_text("utf-8")
    parts: Iterator[dict[str, Any]] = yaml.load_all(text, Loader=yaml.CSafeLoader)
    return parts


def _made(common: dict[str, Any], own: dict[str, Any]) -> Language:
    published = str(own.get("published", "2025-11-21"))
    omitted = set(own.get("omit", ()))
    rules = [
        _rule(entry, published)
        for entry in [*own["rules"], *common["rules"]]
        if entry["id"] not in omitted
    ]
    lexicon: dict[str, dict[str, Word]] = {}
    cased: dict[str, set[str]] = {}
    for source in (common, own):
        for name, words in source.get("lexicon", {}).items():
            _enter(lexicon.setdefault(name, {}), cased.setdefault(name, set()), words)
    stops = [*own.get("stop", ()), *common.get("stop", ())]
    return Language(
        code=own["language"],
        name=own["name"],
        chinese_numerals=bool(own.get("chinese_numerals", False)),
        spaced=bool(own.get("spaced", True)),
        numeric_order=own.get("numeric_order", "dmy"),
        detect=own.get("detect", {}),
        lexicon=lexicon,
        cased={name: frozenset(words) for name, words in cased.items() if words},
        rules=tuple(rules),
        stops=_stop_templates(stops, bare=False),
        bare_stops=_stop_templates(stops, bare=True),
        stop_examples=tuple(
            Example(text, (), published) for entry in stops for text in entry.get("examples", ())
        ),
        lead=_phrases(own.get("lead", {})),
        trail=_phrases(own.get("trail", {})),
        about=tuple(_phrases({"approx": own.get("about", ())})),
        article=tuple(_phrases({"article": own.get("article", ())})),
        between={
            kind: frozenset(_phrases({kind: spellings}))
            for kind, spellings in own.get("between", {}).items()
        },
        tense=own.get("tense", {}),
        defaults=own.get("slots", {}),
    )


def _stop_templates(entries: Sequence[dict[str, Any]], bare: bool) -> tuple[Template, ...]:
    """The stop phrases that may stand behind lead words, or the `bare` ones, which may not."""
    return tuple(
        Template.cut(entry["pattern"])
        for entry in entries
        if bool(entry.get("bare", False)) is bare
    )


def _rule(entry: dict[str, Any], published: str) -> Rule:
    return Rule(
        id=entry["id"],
        template=Template.cut(entry["pattern"]),
        means=entry["means"],
        groups=frozenset(entry.get("in", ())),
        fixed=entry.get("with", {}),
        confidence=float(entry.get("confidence", 0.95)),
        needs_lead=_needed(entry.get("needs_lead", False)),
        weak=_weakness(entry.get("weak", False)),
        starts_with=entry.get("starts_with", ""),
        ends_with=entry.get("ends_with", ""),
        examples=tuple(_example(example, published) for example in entry.get("examples", ())),
    )


def _weakness(written: bool | str) -> str:
    """Empty = a date by itself; "alone" = only with a lead or beside another;
    "always" = beside one."""
    return written if isinstance(written, str) else "alone" if written else ""


def _needed(written: bool | list[str]) -> tuple[str, ...]:
    """The lead words a rule needs; "*" = any."""
    if isinstance(written, bool):
        return ("*",) if written else ()
    return tuple(word.lower() for word in written)


def _example(written: Sequence[Any], published: str) -> Example:
    text, window, *rest = written
    windows = window if isinstance(window, list) else [window]
    return Example(text, tuple(map(str, windows)), str(rest[0]) if rest else published)


def _phrases(written: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """{qualifier: [spelling, ...]} turned round: every phrase with its qualifier."""
    return {
        phrase: qualifier
        for qualifier, spellings in written.items()
        for spelling in spellings
        for phrase in spell_out(spelling)
    }


def _enter(known: dict[str, Word], cased: set[str], words: Mapping[Any, Any]) -> None:
    """Add {value: [spelling, ...]}; a spelling that begins with `=` keeps its letter case."""
    for value, spellings in words.items():
        for spelling in [spellings] if isinstance(spellings, str) else spellings:
            for word in spell_out(str(spelling).removeprefix("=")):
                known[word] = value
                if str(spelling).startswith("="):
                    cased.add(word)
