"""The milestone trend chart as a file of its own: title, sentence, source and as-of day inside.

Colours are attributes, on white: the file looks the same in a slide, a print and another page, and
needs no style sheet. Text is the reader's language; what does not fit is cut with an ellipsis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bywhen.formats.width import cell_width
from bywhen.publish.speech import ENGLISH, Speech
from bywhen.publish.trend import Dot, Drawn, Line, Trend
from bywhen.publish.trenddrawing import worded

__all__ = ["chart_file", "cut", "lines_of"]

WIDTH = 900
_LEFT, _CHART = 24, 560  # pixels: where the chart begins, how wide it is
_HEIGHT = 330
_INK, _SOFT, _RULE, _TODAY = "#1d1b18", "#5b574f", "#dcd7cb", "#b3261e"
_COLOURS = (
    "#35597a", "#a3570b", "#2f7d4a", "#8a4a9e", "#b3261e", "#0d7a80", "#6b6f1d", "#7a5d45",
)  # fmt: skip
_DASHES = ("", "7 3", "2 3", "9 3 2 3")
_SERIF = "Charter, Georgia, 'Noto Serif CJK TC', serif"
_SANS = "'Helvetica Neue', Arial, 'Noto Sans CJK TC', sans-serif"


def chart_file(
    chart: Trend | None,
    title: str,
    sentence: str,
    names: Mapping[str, str],
    foot: str,
    *,
    say: Speech = ENGLISH,
) -> Markup:
    """The whole file. `names` by the chart's keys; `foot` says where it is from and as of when."""
    told = lines_of(sentence, 108)
    top = 58 + 19 * len(told)
    height = top + _HEIGHT + 66
    inside = _text(_LEFT, 36, title, size=22, bold=True, serif=True)
    for place, words in enumerate(told):
        inside += _text(_LEFT, 60 + 19 * place, words, size=14, serif=True)
    if chart is not None:
        inside += Markup('<g transform="translate({} {})">{}</g>').format(
            _LEFT, top, _chart(chart, names, say)
        )
    inside += _text(_LEFT, height - 14, cut(foot, 130), size=11, fill=_SOFT)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
        ' role="img" aria-labelledby="t d" xml:lang="{lang}" font-family="{font}">'
        '<title id="t">{title}</title><desc id="d">{sentence} {foot}</desc>'
        '<rect width="{w}" height="{h}" fill="#fff"/>{inside}</svg>\n'
    ).format(
        w=WIDTH, h=height, lang=say.code, font=_SANS, title=title, sentence=sentence, foot=foot,
        inside=inside,
    )  # fmt: skip


def _chart(chart: Trend, names: Mapping[str, str], say: Speech) -> Markup:
    inside = Markup("")
    for when, words in worded(chart.upward, 6, say):
        y = _y(chart.y(when))
        inside += _stroke(0, y, _CHART, y, _RULE, 1)
        inside += _text(0, y - 3, words, size=11, fill=_SOFT)
    for when, words in worded(chart.across, 6, say):
        x = _x(chart.x(when))
        inside += _stroke(x, _HEIGHT, x, _HEIGHT + 5, _RULE, 1)
        inside += _text(x, _HEIGHT + 19, words, size=11, fill=_SOFT, anchor="middle")
    if chart.diagonal is not None:
        inside += _line(chart.diagonal, _TODAY, "2 4", 1.5)
    today = _x(chart.today)
    inside += _stroke(today, 0, today, _HEIGHT, _TODAY, 1.5)
    for place, one in enumerate(chart.drawn):
        inside += _course(one, place, names.get(one.key, ""))
    return inside


def _course(one: Drawn, place: int, name: str) -> Markup:
    colour, dash = _COLOURS[place % len(_COLOURS)], _DASHES[place % len(_DASHES)]
    inside = Markup("")
    for line in one.lines:
        if line.kind in ("stem", "open"):
            inside += _line(line, colour, "3 3" if line.kind == "open" else "", 7, 0.35)
        elif line.kind == "leader":
            inside += _line(line, colour, "", 1, 0.6)
        else:
            inside += _line(line, colour, dash if line.kind == "level" else "", 2)
    for dot in one.dots:
        inside += _dot(dot, colour, name)
    return inside


def _dot(dot: Dot, colour: str, name: str) -> Markup:
    x, y = _x(dot.x), _y(dot.y)
    match dot.kind:
        case "badge":
            return _text(x + 8, y + 4, cut(name, 46), size=12, fill=colour, bold=True)
        case "dropped":
            return Markup(
                '<path d="M{} {}l10 10m-10 0l10-10" stroke="{}" stroke-width="2"/>'
            ).format(x - 5, y - 5, colour)
        case "happened":
            return Markup('<rect x="{}" y="{}" width="10" height="10" fill="{}"/>').format(
                x - 5, y - 5, colour
            )
        case _:
            return Markup('<circle cx="{}" cy="{}" r="4" fill="{}"/>').format(x, y, colour)


def _line(line: Line, colour: str, dash: str, width: float, opacity: float = 1) -> Markup:
    return _stroke(_x(line.x1), _y(line.y1), _x(line.x2), _y(line.y2), colour, width, dash, opacity)


def _stroke(
    x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dash: str = "",
    opacity: float = 1,
) -> Markup:  # fmt: skip
    rest = Markup(' stroke-dasharray="{}"').format(dash) if dash else Markup("")
    if opacity < 1:
        rest += Markup(' stroke-opacity="{}"').format(opacity)
    return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"{}/>').format(
        x1, y1, x2, y2, colour, width, rest
    )


def _text(
    x: float, y: float, words: str, *, size: int, fill: str = _INK, bold: bool = False,
    serif: bool = False, anchor: str = "start",
) -> Markup:  # fmt: skip
    return Markup('<text x="{}" y="{}" font-size="{}" fill="{}"{}{}{}>{}</text>').format(
        x,
        y,
        size,
        fill,
        Markup(' font-weight="700"') if bold else "",
        Markup(' font-family="{}"').format(_SERIF) if serif else "",
        Markup(' text-anchor="middle"') if anchor == "middle" else "",
        words,
    )


def _x(place: float) -> float:
    return round(place * _CHART, 1)


def _y(place: float) -> float:
    return round(place * _HEIGHT, 1)


def cut(text: str, cells: int) -> str:
    """Text of at most so many cells (a Chinese character takes two), with an ellipsis if cut.

    >>> cut("Kyiv agrees to the plan", 12)
    'Kyiv agrees…'
    """
    if cell_width(text) <= cells:
        return text
    kept, used = "", 0
    for character in text:
        used += cell_width(character)
        if used > cells - 1:
            break
        kept += character
    return f"{kept.rstrip()}…"


def lines_of(text: str, cells: int, most: int = 3) -> Sequence[str]:
    """Text in lines of so many cells; the last one is cut if it does not fit."""
    from bywhen.formats.width import wrap

    found = wrap(text, cells) if text else []
    if len(found) > most:
        found = [*found[: most - 1], cut(" ".join(found[most - 1 :]), cells)]
    return found
