"""Who says so, who sets the date, and on which day it was said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bywhen.ingest.proposing.actors import Actor, Actors
from bywhen.ingest.proposing.lexicon import Found, Lexicon, lexicon, tokens

__all__ = ["Voices", "name_of", "voices_in"]

_SUBJECT_CHARS = 42  # from a name to its verb: "The White House has given"
_AFTER_CHARS = 34  # from a verb to its name: "according to US officials"
_HAN_SUBJECT_CHARS = 6
_HAN_SPEAKER_CHARS = 16  # 侯友宜週一視察時表示
_APPOSITION = re.compile(r"^,\s[^,.;:“”\"]{1,60},\s$")
_JOINED = re.compile(
    r"(?:\band|\bund|\bet|\bта|\bі|\bи|,|與|和|及|、)\s*(?:(?:the|die|der|das|les|la|le)\s|l['’])?$"
)
_PRONOUN_CHARS = 4
_THAT = re.compile(r"\b(?:that|dass|que|qu|що|что|de|à)\b", re.IGNORECASE)
_BY = re.compile(r"according|laut|selon|nach ang|за слов|по слов|за дан|по дан", re.IGNORECASE)
_TOPIC = re.compile(
    r"(?:の?[^、。は]{0,8})?(?:は|が)|\s?(?:[가-힣]+ )?[가-힣]{0,6}(?:은|는|이|가)\s"
)
_AND = re.compile(r"\s(?:and|und|et|і|та|и)\s+$")
_BEHIND = re.compile(r",|\s(?:but|while|though|and|aber|doch|und|але|а|та|но|mais|et)\s")
_DESCRIBED = re.compile(
    r"(?:\b(?:the|its)\s(?:[a-z-]+\s){1,2}|[該该][^，。、\s]{1,4}|(?<![^，。\s])公司"
    r"|\b(?:компані[яї]|відомств[оі]|міністерств[оі]|компания|ведомство)\s)$"
)
_DESCRIBED_BEHIND = re.compile(
    r"\s(?:the|das|die|der|das)\s(?:[a-zäöü]+e\s)?[A-ZÄÖÜa-z][\w-]+(?:\smit|\san)?\s?(?:[.,]|$)"
    r"|\s(?:у|в)\s(?:компанії|відомстві|міністерстві|компании|ведомстве|министерстве)"
)
_IT = re.compile(r"\b(?:it|they)\s|[它該该]")
_FIRST_CHARS = 4
_FIRST_NAME = 24  # where a sentence's subject stands
_AND_CHARS = 90
_MARKS = re.compile("[,，。;；:：“”「」]")
_SUBJECT_TOKENS = 5
_ADDRESSING = ("向", "對", "对", "為", "为", "給", "给", "替", "讓", "让", "要求")


@dataclass(frozen=True, slots=True)
class Voices:
    """The issuer of a date and who relayed it. `is_named` is False if only the sentences around
    tell; `is_setter`: a verb says that the issuer sets the date; `is_spoken`: somebody says it."""

    issuer: Actor | None
    via: Actor | None = None
    is_named: bool = True
    is_setter: bool = False
    is_spoken: bool = False


def voices_in(
    sentence: str,
    at: int,
    actors: Actors,
    language: str,
    around: Sequence[str] = (),
    verbs: Sequence[str] = ("sets",),
    *,
    is_context: bool = False,
    behind: str = "",
) -> Voices:
    """Whose date it is that stands at `at`.

    Who sets it ("Washington wants") comes before who says it; who says it then relays. If nobody
    is named, it is who set dates in the sentences of `around` (the one before, the title), or who
    spoke there where the sentence has a pronoun. `verbs` are the cues of what the issuer does. In a
    context only who says or sets something counts, not whose plan it is. `behind` is the next
    sentence if it tells who said so: „Das sagte Werner.“
    """
    words = lexicon(language)
    named = actors.find(sentence, language)
    speeches = words.cue("speech", sentence)
    deeds = [one for kind in verbs for one in words.cue(kind, sentence)]
    setter = _setter(sentence, at, named, words, deeds, speeches)
    speaker = _speaker(sentence, named, speeches, words)
    if setter is not None:
        via = speaker if speaker is not None and speaker.issuer != setter.issuer else None
        return Voices(setter, via, is_setter=True)
    if speaker is not None:
        return Voices(speaker)
    if behind and not speeches:
        teller = voices_in(behind, len(behind), actors, language, is_context=True)
        if teller.issuer is not None:
            return Voices(teller.issuer, teller.via, is_spoken=True)
    says_so = _has_pronoun(sentence, speeches, words)
    says_it = says_so and (
        _IT.search(sentence[at:]) is not None or _is_surname(sentence, named[:1])
    )
    if says_it and named and named[0].start <= _FIRST_NAME and named[0].end < at:
        return Voices(named[0], is_spoken=True)  # "Tamaru will close the shop in June, it said"
    subject = _unnamed_subject(sentence, named, speeches, deeds, around, actors, words)
    if subject is not None and not says_so:
        return Voices(subject, is_named=False, is_spoken=bool(speeches))
    for number, text in enumerate(around):
        before = voices_in(text, len(text), actors, language, is_context=True)
        goes_on = number == 0 and (says_so or not speeches)  # nobody else has the word
        if before.issuer is not None and (before.is_setter or goes_on):
            return Voices(
                before.issuer,
                before.via,
                is_named=number == 0 and says_so,
                is_setter=before.is_setter,
                is_spoken=bool(speeches),
            )
    if says_so and around and (before_it := actors.find(around[0], language)):
        return Voices(before_it[0], is_named=False, is_spoken=True)
    if (
        verbs
        and not (speeches or is_context)
        and named
        and named[0].start <= _FIRST_NAME
        and named[0].end < at
    ):
        return Voices(named[0], is_named=not named[0].is_place)  # "Tamaru will close the shop"
    return Voices(None, is_spoken=bool(speeches))


def _unnamed_subject(
    sentence: str,
    named: Sequence[Actor],
    speeches: Sequence[Found],
    deeds: Sequence[Found],
    around: Sequence[str],
    actors: Actors,
    words: Lexicon,
) -> Actor | None:
    """Who “the company said” or “it has set” is likely to mean: the sentence's own first name, else
    the first of the sentence before."""
    if any(one.start <= _FIRST_NAME for one in named) and speeches:
        return named[0]
    is_one = len({one.issuer for one in named}) == 1
    if is_one and any(_is_described(sentence, verb) for verb in speeches):
        return named[0]
    if named or not around:
        return None
    before = actors.find(around[0], words.language)
    if before and any(_is_described(sentence, verb) for verb in speeches):
        return before[0]
    pronouns = words.cue("pronoun", sentence)
    sets = any(
        0 <= verb.start - one.end <= _SUBJECT_CHARS // 3 for verb in deeds for one in pronouns
    )
    return before[0] if sets and before else None


def _is_surname(sentence: str, named: Sequence[Actor]) -> bool:
    """True if the first to be named is a person: “Porter will not rule before March, she wrote”."""
    return any(
        not one.is_place
        and len(one.name.split()) > 1
        and sentence[one.start : one.end] == one.name.split()[-1]
        for one in named
    )


def _is_described(sentence: str, verb: Found) -> bool:
    """“the company said”, „teilte das Unternehmen mit“: somebody who was named before."""
    return bool(
        _DESCRIBED.search(sentence[: verb.start]) or _DESCRIBED_BEHIND.match(sentence[verb.end :])
    )


def _has_pronoun(sentence: str, speeches: Sequence[Found], words: Lexicon) -> bool:
    """True for “he said”: who was named before says this, too."""
    pronouns = words.cue("pronoun", sentence)
    return any(
        min(abs(verb.start - one.end), abs(one.start - verb.end)) <= _PRONOUN_CHARS
        for verb in speeches
        for one in pronouns
    )


def _setter(
    sentence: str,
    at: int,
    named: Sequence[Actor],
    words: Lexicon,
    verbs: Sequence[Found],
    speeches: Sequence[Found],
) -> Actor | None:
    """The subject of the verb that sets the date: the last such before it, else the first."""
    spoken = {(one.start, one.end) for one in speeches}
    found: list[tuple[int, Actor]] = []
    for verb in verbs:
        if (verb.start, verb.end) in spoken:
            continue
        subject = _subject(sentence, verb.start, named, words)
        if subject is None and named and _AND.search(sentence[: verb.start]):
            first = named[0]  # "Trump signed an order on Thursday, and gave"
            subject = first if first.start <= _FIRST_CHARS else None
        if subject is not None and not _is_joined(sentence, subject, named):
            found.append((verb.start, subject))
    before = [subject for start, subject in found if start < at]
    return before[-1] if before else found[0][1] if found else None


def _is_joined(sentence: str, one: Actor, named: Sequence[Actor]) -> bool:
    """“Israel and Hamas have agreed”: neither of two sides sets a date alone."""
    joint = _JOINED.search(sentence[: one.start])
    return joint is not None and any(
        other.issuer != one.issuer and 0 <= joint.start() - other.end <= 1 for other in named
    )


def _subject(
    sentence: str, verb: int, named: Sequence[Actor], words: Lexicon, *, speaks: bool = False
) -> Actor | None:
    """The name right before a verb, with no comma and no other name's verb between; who `speaks`
    may be told apart by commas: “Hou, the mayor, said”."""
    near = [one for one in named if one.end <= verb and not _is_addressed(sentence, one)]
    if not near:
        return None
    subject = near[-1]
    gap = sentence[subject.end : verb]
    if speaks and (gap.strip() == "," or _APPOSITION.match(gap)):
        return subject
    if speaks and _AND.search(gap) and len(gap) <= _AND_CHARS and not _MARKS.search(gap):
        return subject  # "Calloway called a session and said"
    is_han = not (gap.isascii() or " " in gap)
    if speaks and is_han and len(gap) <= _HAN_SPEAKER_CHARS and not _MARKS.search(gap):
        return subject
    limit = _HAN_SUBJECT_CHARS if is_han else _SUBJECT_CHARS
    if len(gap) > limit or _MARKS.search(gap):
        return None
    if words.has("passive", gap) and not sentence[verb:].split(" ", 1)[0].endswith("ing"):
        return None  # "Kyiv has been given": it is not Kyiv that sets the date
    if len(tokens(gap)) > _SUBJECT_TOKENS or any(
        one.name in words.actions for one in words.concepts_in(gap)
    ):
        return None
    return subject


def _is_addressed(sentence: str, one: Actor) -> bool:
    """向《金融時報》表示, 為烏克蘭設期限: whom they told it, whom it is for."""
    return sentence[: one.start].rstrip("《「“ ").endswith(_ADDRESSING)


def _is_content(gap: str, words: Lexicon) -> bool:
    """“said she expected the Senate”: what is said begins before the name."""
    return (
        _THAT.search(gap) is not None
        or words.has("pronoun", gap)
        or words.has("sets", gap)
        or words.has("unreal", gap)
    )


def _topic(
    sentence: str, named: Sequence[Actor], speeches: Sequence[Found], words: Lexicon
) -> Actor | None:
    """東京電力は24日、…と発表した: the topic of a sentence that ends in a verb of speech."""
    if words.language not in ("ja", "ko") or not speeches:
        return None
    last = speeches[-1].start
    return next(
        (
            one
            for one in named
            if one.end <= last and _TOPIC.match(sentence[one.end :]) and not one.is_place
        ),
        None,
    )


def _speaker(
    sentence: str, named: Sequence[Actor], speeches: Sequence[Found], words: Lexicon
) -> Actor | None:
    """The name that goes with a verb of speech: before it, else right behind it."""
    topic = _topic(sentence, named, speeches, words)
    if topic is not None:
        return topic
    spoken: list[Actor] = []
    for verb in speeches:
        subject = _subject(sentence, verb.start, named, words, speaks=True)
        if subject is None:
            subject = next(
                (
                    one
                    for one in named
                    if 0 <= one.start - verb.end <= _AFTER_CHARS
                    and not any(mark in sentence[verb.end : one.start] for mark in "。;；:：")
                    and words.language not in ("zh", "ja", "ko")
                    and (
                        _BY.match(sentence[verb.start : verb.end])
                        or not (
                            _BEHIND.search(sentence[verb.end : one.start])
                            or _is_content(sentence[verb.end : one.start], words)
                        )
                    )
                ),
                None,
            )
        if subject is not None:
            spoken.append(subject)
    persons = [one for one in spoken if not one.is_place]
    return next(iter(persons or spoken), None)


def name_of(actor: Actor | None) -> str | None:
    """What a claim calls them: a place stands for its government."""
    return None if actor is None else actor.issuer if actor.is_place else actor.name
