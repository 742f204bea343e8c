"""Words such as "early December" as the date of a claim: read against the day of their text."""

from __future__ import annotations

from datetime import date

from bywhen.editing.when import Reading
from bywhen.errors import DateError, UsageError
from bywhen.reading import Mention, read
from bywhen.timetable.edtf import parse_window
from bywhen.timetable.window import Window

__all__ = ["choices_in", "read_words", "reading_of"]

_WHAT_OF = {
    "on": "day",
    "during": "within",
    "range": "within",
    "within": "within",
    "approx": "within",
    "by": "by",
    "before": "by",
    "until": "by",
    "since": "not-before",
    "after": "not-before",
    "not_before": "not-before",
}


def choices_in(
    text: str, published: date, timezone: str, language: str | None = None
) -> list[Mention]:
    """The mentions of a text that say when something is to happen or has happened."""
    return [
        mention
        for mention in read(text, published=published, timezone=timezone, language=language)
        if mention.is_dated and mention.qualifier in _WHAT_OF
    ]


def read_words(
    what: str, words: str, published: date, timezone: str, language: str | None = None
) -> Reading:
    """Words such as "early December" as the date of a claim, for a text of the day `published`.

    Raises UsageError if they name no date, several, or one that does not fit `what`.
    """
    asked = _limited(what, words)
    for text in dict.fromkeys((asked, words)):
        found = choices_in(text, published, timezone, language)
        if len(found) == 1:
            return reading_of(found[0], what, words)
    if not found:
        _refuse_event(words, published, timezone, language)
        raise UsageError(
            f"No date was found in {words!r}; write 2025-12-25, 2025-12 or 2025-12-01/2025-12-10."
        )
    named = "; ".join(f"{mention.text!r} {mention.window}" for mention in found)
    raise UsageError(f"{words!r} names {len(found)} dates ({named}); write one of them.")


def _refuse_event(words: str, published: date, timezone: str, language: str | None) -> None:
    """Words that count from an event have no day of their own.

    Raises UsageError if the words are such.
    """
    for mention in read(words, published=published, timezone=timezone, language=language):
        if mention.anchor is not None:
            raise UsageError(
                f"{words!r} counts {mention.anchor.offset} from {mention.anchor.text!r}, which has"
                f" no day here; write the day, or in the file `by: {mention.anchor.offset}` with"
                " `after: EVENT`."
            )


def _limited(what: str, words: str) -> str:
    """English words with the limit that was typed before them: "by" changes what "June" means."""
    limit = {"by": "by ", "not-before": "not before "}.get(what, "")
    return limit + words if words.isascii() else words


def reading_of(mention: Mention, what: str | None, phrase: str) -> Reading:
    """A mention as the date of a claim; `what` None: as its words say.

    Raises UsageError if its days do not fit `what`.
    """
    said = _WHAT_OF.get(mention.qualifier, "within")
    if said == "day" and not mention.window.is_day:
        said = "within"
    chosen = what or said
    fields = _fields_of(chosen, mention)
    return Reading(
        chosen,
        fields,
        mention.window,
        phrase,
        mention.why,
        _doubt(mention),
        [str(Window(other.earliest, other.latest)) for other in mention.alternatives],
    )


def _doubt(mention: Mention) -> str:
    if not mention.is_unsure:
        return ""
    return f"read with a confidence of {mention.confidence:.2f} only"


def _fields_of(what: str, mention: Mention) -> dict[str, object]:
    """The keys of a claim for the days of a mention."""
    earliest, latest = mention.earliest, mention.latest
    shown = f"{mention.text!r} means {mention.window}"
    if what == "by":
        if latest is None:
            raise UsageError(f"{shown}: it has no last day; write not-before.")
        strict = mention.strict
        return {"by": latest, **({"strict": strict} if strict and strict != latest else {})}
    if what == "not-before":
        if earliest is None:
            raise UsageError(f"{shown}: it has no first day; write by.")
        strict = mention.earliest_strict
        later = {"earliest_strict": strict} if strict and strict != earliest else {}
        return {"not_before": earliest, **later}
    if what == "day":
        if earliest is None or earliest != latest:
            raise UsageError(f"{shown}: that is more than one day; write within or by.")
        return {"day": earliest}
    if earliest is None or latest is None:
        better = "not-before" if latest is None else "by"
        raise UsageError(f"{shown}: it is open on one side; write {better}.")
    return {what: _edtf(mention, earliest, latest)}


def _edtf(mention: Mention, earliest: date, latest: date) -> str:
    """The shortest writing that means these days: the mention's own where it does."""
    try:
        if parse_window(mention.edtf) == Window(earliest, latest):
            return mention.edtf
    except DateError:
        pass
    return str(earliest) if earliest == latest else f"{earliest}/{latest}"
