"""English and German words without their endings, to find a title's verb in other forms."""

from __future__ import annotations

import re

__all__ = ["german_stem_of", "stem_of"]

_SHORTEST = 3
_GERMAN = re.compile(r"^(ge)?(\w{3,}?)(?:est|ten|tet|te|en|st|et|t|e)$")
_VOWELS = re.compile("[aeiouäöüy]")
_DOUBLE = re.compile(r"(.)\1")
_FEWEST_CONSONANTS = 4
_IRREGULAR = {
    form: verb
    for verb, forms in {
        "arise": "arose arisen", "become": "became", "begin": "began begun", "bind": "bound",
        "break": "broke broken", "bring": "brought", "build": "built", "buy": "bought",
        "catch": "caught", "choose": "chose chosen", "come": "came", "deal": "dealt",
        "draw": "drew drawn", "drive": "drove driven", "fall": "fell fallen", "fight": "fought",
        "find": "found", "fly": "flew flown", "freeze": "froze frozen", "get": "got gotten",
        "give": "gave given", "go": "went gone", "grow": "grew grown", "hold": "held",
        "keep": "kept", "lay": "laid", "lead": "led", "leave": "left", "lend": "lent",
        "lose": "lost", "make": "made", "meet": "met", "pay": "paid", "ride": "rode ridden",
        "rise": "rose risen", "run": "ran", "see": "saw seen", "seek": "sought", "sell": "sold",
        "send": "sent", "shoot": "shot", "show": "showed shown", "sink": "sank sunk",
        "speak": "spoke spoken", "spend": "spent", "stand": "stood", "steal": "stole stolen",
        "strike": "struck", "swear": "swore sworn", "take": "took taken", "teach": "taught",
        "tear": "tore torn", "throw": "threw thrown", "win": "won",
        "withdraw": "withdrew withdrawn",        "write": "wrote written",
    }.items()
    for form in forms.split()
}  # fmt: skip


def stem_of(word: str) -> str:
    """The part of an English word that its forms share.

    >>> stem_of("rolled"), stem_of("rolls"), stem_of("stopping"), stem_of("launches")
    ('roll', 'roll', 'stop', 'launch')
    >>> stem_of("withdrew"), stem_of("expires"), stem_of("expired"), stem_of("bus")
    ('withdraw', 'expir', 'expir', 'bus')
    """
    word = _IRREGULAR.get(word, word)
    for ending in ("ing", "ed", "es", "s", "e"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST and not word.endswith("ss"):
            return stem[:-1] if stem[-1] == stem[-2] and stem[-1] in "bdgmnprt" else stem
    return word


def german_stem_of(word: str) -> str:
    """The part of a German word that its forms share; of strong verbs, whose vowels change, the
    consonants, if they are many.

    >>> german_stem_of("gezeigt") == german_stem_of("zeigt")
    True
    >>> german_stem_of("erschienen") == german_stem_of("erscheint")
    True
    >>> german_stem_of("öffnet") == german_stem_of("endet")
    False
    """
    found = _GERMAN.match(word)
    stem = found[2] if found else word
    consonants = _DOUBLE.sub(r"\1", _VOWELS.sub("", stem.replace("ß", "ss")))
    return consonants if len(consonants) >= _FEWEST_CONSONANTS else stem
