"""Small pieces of HTML that every page writes in the same way.

Text of the record is foreign text: escaped, and set apart with <bdi> or <q> so that its direction
and language stay its own. An address that is not http(s) is shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from bywhen.publish.known import Names
from bywhen.publish.speech import ENGLISH, MINUS, Speech
from bywhen.publish.words import EVENT_KINDS, hanging_words

__all__ = [
    "DOT",
    "MINUS",
    "bdi",
    "day",
    "hanging",
    "is_web_address",
    "issuer",
    "kind",
    "link_out",
    "name",
    "quote",
    "quoted",
    "remark",
    "slip",
    "slip_range",
    "speaker",
    "timed",
    "window",
    "zone",
]

DOT = Markup(' <span class="dot" aria-hidden="true">·</span> ')  # between facts
# BCP 47 in outline: what stands in a `lang` attribute must at least look like a language.
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)


def bdi(text: str | None, language: str | None = None) -> Markup:
    """A piece of the record's text, kept apart from what stands around it."""
    if not text:
        return Markup("")
    return _html(f"<bdi{_lang(language)}>{escape(text)}</bdi>")


def _html(made: str) -> Markup:
    """HTML that was put together from our own words and from escaped ones.

    `Markup.format` would do it, at ten times the time: a page has thousands of pieces.
    """
    return Markup(made)  # noqa: S704 - see above


def quote(text: str | None, language: str | None = None) -> Markup:
    """The words used, in their language."""
    return _html(f"<q{_lang(language)}>{escape(text)}</q>") if text else Markup("")


def quoted(text: str | None, language: str | None, *, say: Speech = ENGLISH) -> Markup:
    """The words used, labelled as the original where they are not in the reader's language."""
    words = quote(text, language)
    if not words or not _lang(language) or say.is_own(language):
        return words
    return _html(f'<span class="orig">{escape(say.gettext("original: "))}</span>{words}')


def _lang(language: str | None) -> Markup:
    if language and _LANGUAGE.fullmatch(language):
        return _html(f' lang="{language}"')
    return Markup("")


def remark(text: str | None, language: str | None, *, say: Speech = ENGLISH) -> Markup:
    """Words of the record's editors, labelled where they are not in the reader's language."""
    if not text or not _lang(language) or say.is_own(language):
        return bdi(text)
    label = escape(say.gettext("original: "))
    return _html(f'<span class="orig">{label}</span>{bdi(text, language)}')


def name(
    text: str, others: Mapping[str, str], language: str | None, *, say: Speech = ENGLISH
) -> Markup:
    """A title or a name in the reader's language if the record has one."""
    named = say.name(text, others, language)
    return bdi(named.text, None if say.is_own(named.language) else named.language)


def speaker(said: str, known_as: Names, *, say: Speech = ENGLISH) -> Markup:
    """A name as the source writes it, in the reader's language where the record knows it so."""
    return bdi(known_as.get(said, {}).get(say.code, said))


def issuer(
    said: str | None,
    declared: str | None,
    names: Mapping[str, str],
    known_as: Names,
    *,
    say: Speech = ENGLISH,
) -> Markup:
    """Who said it: the words of the source, and the declared name where those are foreign."""
    if said is None:
        return escape(say.gettext("no issuer given"))
    if say.code in known_as.get(said, {}):
        return speaker(said, known_as, say=say)
    if declared is None or said == declared or _reads_as_own(said, say):
        own = names.get(say.code) if said == declared else None
        return bdi(own or said)
    office = say.name(declared, names, None).text
    return Markup("{} ({})").format(bdi(office), bdi(said))


def _reads_as_own(text: str, say: Speech) -> bool:
    return (re.search("[\u3400-\u9fff]", text) is not None) == say.is_chinese


def kind(text: str, language: str | None = None, *, say: Speech = ENGLISH) -> Markup:
    """The kind of an event in the reader's language where it is a usual one."""
    return word_of(EVENT_KINDS, text, language, say=say)


def word_of(
    words: Mapping[str, str], text: str, language: str | None = None, *, say: Speech = ENGLISH
) -> Markup:
    """A word of the record in the reader's language if `words` has it, else as it stands."""
    return escape(say.gettext(words[text])) if text in words else bdi(text, language)


def hanging(
    modality: str | None,
    offsets: tuple[str | None, str | None],
    anchor: Markup,
    *,
    say: Speech = ENGLISH,
) -> Markup:
    """How a date hangs on another event, that event's name where it stands in the sentence."""
    return Markup(hanging_words(modality, *offsets, anchor, say))  # noqa: S704 - words of ours


def day(when: date, text: str | None = None, *, say: Speech = ENGLISH) -> Markup:
    """A civil day, readable by machines."""
    return _html(f'<time datetime="{when.isoformat()}">{escape(text or say.day(when))}</time>')


_MONTHS = ENGLISH.idiom.months
_WHOLE_DAY = re.compile(
    rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})|(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日", re.ASCII
)


def timed(sentence: str) -> Markup:
    """A sentence of ours, its days readable by machines.

    >>> str(timed("followed to 21 Nov 2025 only"))
    'followed to <time datetime="2025-11-21">21 Nov 2025</time> only'
    """
    return _html(_WHOLE_DAY.sub(_timed, escape(sentence)))


def _timed(found: re.Match[str]) -> str:
    if found[1]:
        parts = int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1])
    else:
        parts = int(found[4]), int(found[5]), int(found[6])
    try:
        return f'<time datetime="{date(*parts).isoformat()}">{found[0]}</time>'
    except ValueError:
        return found[0]


def window(
    earliest: date | None,
    latest: date | None,
    modality: str | None = None,
    *,
    say: Speech = ENGLISH,
) -> Markup:
    """A window with both its ends as days.

    >>> str(window(None, date(2025, 11, 27), "by"))
    'by <time datetime="2025-11-27">27 Nov 2025</time>'
    """
    return Markup(say.window(earliest, latest, modality, write=day))  # noqa: S704 - words of ours


def zone(name: str, *, say: Speech = ENGLISH) -> Markup:
    """A time zone in words, its IANA id in the title."""
    words = say.gettext("%(zone)s time", zone=say.zone(name)) if say.zone(name) != name else name
    return _html(f'<span title="{escape(name)}">{escape(words)}</span>')


def slip(days: int | float, *, say: Speech = ENGLISH) -> Markup:
    """A slip with its sign, its direction in words for those who do not see the colour."""
    which = "later" if days > 0 else "sooner" if days < 0 else "same"
    return _html(f'<span class="bw-slip bw-{which}">{escape(say.signed_days(days))}</span>')


def slip_range(least: int, most: int, *, say: Speech = ENGLISH) -> Markup:
    """A slip that is a range, its unit once.

    >>> str(slip_range(1, 7))
    '<span class="bw-slip bw-later">+1 to +7 days</span>'
    """
    if least == most:
        return slip(most, say=say)
    which = "later" if least > 0 else "sooner" if most < 0 else "same"
    words = escape(say.signed_range(least, most))
    return _html(f'<span class="bw-slip bw-{which}">{words}</span>')


def is_web_address(address: str | None) -> bool:
    """True only for http and https with a host."""
    if not address or re.search(r"[\x00-\x20]", address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def link_out(address: str | None, text: Markup | str) -> Markup:
    """A link that leaves the site; only the text where the address is no web address."""
    if not is_web_address(address):
        return escape(text)
    return Markup('<a href="{}" rel="noopener nofollow external">{}</a>').format(address, text)
