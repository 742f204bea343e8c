"""What accepting a proposal would do, in the reader's language and with the events' titles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from bywhen.editing.effectparts import Part, Says, Shown
from bywhen.publish.marks import bdi
from bywhen.publish.speech import N_, Speech
from bywhen.publish.statuses import status_word

__all__ = ["effect_words"]

_MESSAGES = {
    Says.NOTHING: N_("no change"),
    Says.NOT_DECIDED: N_("no change (also said: %(who)s does not decide)"),
    Says.UNKNOWN: N_("cannot be worked out before its event is named"),
    Says.ADDED: N_("adds the event %(event)s"),
    Says.HIDDEN: N_("takes %(event)s out of sight"),
    Says.CLOSED: N_("closes %(event)s: happened %(new)s"),
    Says.RECLOSED: N_("changes when %(event)s happened, to %(new)s"),
    Says.STATUS: N_("%(event)s becomes %(status)s"),
    Says.DATED: N_("dates %(event)s %(new)s"),
    Says.MOVED: N_("moves %(event)s from %(old)s to %(new)s"),
    Says.SLIP: N_("%(event)s stays %(new)s; its slip is %(days)s"),
    Says.BASELINE: N_("%(event)s is measured against %(new)s"),
    Says.MORE: N_("and %(count)s more"),
}
_AGAINST = frozenset({Says.CLOSED, Says.RECLOSED})
_BETWEEN = frozenset({Says.MOVED, Says.SLIP, Says.STATUS})  # "by" says nothing new there


def effect_words(parts: Iterable[Part], titles: Mapping[str, Markup], say: Speech) -> Markup:
    """An effect; `titles` are those of events by their ids inside the affair."""
    said = [_part(part, titles, say) for part in parts]
    return Markup(say.gettext("; ")).join(said)  # noqa: S704 - words of ours


def _part(part: Part, titles: Mapping[str, Markup], say: Speech) -> Markup:
    message = _MESSAGES[part.says]
    if part.says is Says.STATUS and part.old:
        message = N_("%(event)s becomes %(status)s (was %(old)s)")
    days = _days(part, say)
    values = {
        "event": _event(part, titles),
        "old": _window(part.old, part.says, say),
        "new": _window(part.new, part.says, say),
        "status": Markup("{}").format(status_word(part.status, say)[1]) if part.status else "",
        "who": bdi(part.who or say.gettext("whoever says so")),
        "count": part.count,
        "days": days,
    }
    words = Markup(say.gettext(message, **values))  # noqa: S704 - each value is escaped
    if part.says is Says.MOVED and part.most:
        words += Markup(say.gettext(", %(days)s", days=days))  # noqa: S704
    if part.says in _AGAINST and part.most is not None:
        late = say.gettext(", %(days)s against what was announced", days=days)
        words += Markup(late)  # noqa: S704
    return words


def _event(part: Part, titles: Mapping[str, Markup]) -> Markup:
    event = part.event or ""
    return Markup("<q>{}</q>").format(titles[event]) if event in titles else bdi(event)


def _window(shown: Shown | None, says: Says, say: Speech) -> Markup:
    if shown is None:
        return Markup("{}").format(say.gettext("no date"))
    if says in _BETWEEN and shown.modality == "by":
        return Markup("{}").format(say.window(shown.latest, shown.latest))
    return Markup("{}").format(say.window(shown.earliest, shown.latest, shown.modality))


def _days(part: Part, say: Speech) -> Markup:
    if part.least is None or part.most is None:
        return Markup()
    return Markup("{}").format(say.signed_range(part.least, part.most))
