"""Names of months and zones as they stand in the dates of feeds.

A zone's name is here only if feeds use it for one zone: IST (India, Israel, Ireland) stays unknown
rather than wrong, and so does CST in a Chinese feed (`read_stamp`).
"""

from __future__ import annotations

__all__ = ["MONTHS", "ZONES"]

_NAMES = {
    "en": "january february march april may june july august september october november december",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października"
    " listopada grudnia",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro"
    " dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}


def _months() -> dict[str, int]:
    """Every name, and its beginnings where no other month begins so in any language."""
    months: dict[str, int] = {}
    short: dict[str, set[int]] = {}
    for names in _NAMES.values():
        for number, name in enumerate(names.split(), 1):
            months[name] = number
            for length in range(3, len(name)):
                short.setdefault(name[:length], set()).add(number)
    for beginning, numbers in short.items():
        if len(numbers) == 1:
            months.setdefault(beginning, next(iter(numbers)))
    return months


MONTHS = _months() | {"jan": 1, "mar": 3, "jun": 6, "jul": 7}
"""Month by casefolded name."""

# Minutes east of Greenwich. The American ones as RFC 822 defines them.
ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360,
    "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600,
    "BST": 60, "WEST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "MET": 60, "MEST": 120,
    "EET": 120, "EEST": 180, "SAST": 120, "MSK": 180, "TRT": 180,
    "HKT": 480, "SGT": 480, "AWST": 480, "JST": 540, "KST": 540,
    "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip
"""Minutes by name, in capitals."""
