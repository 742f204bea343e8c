"""The lists as tables for people: honest words, a glyph beside each, the zone of the days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bywhen.formats.lists import countdown_events, timeline_events, timeline_words
from bywhen.formats.snapshot import EventNow
from bywhen.formats.table import Cell, Column, Table, Tone
from bywhen.publish.statuses import status_of, status_word
from bywhen.timetable.words import days_left, long_day, signed_days, slip_words, window_words

__all__ = [
    "countdown_table",
    "days_line",
    "history_table",
    "slip_cell",
    "slip_table",
    "timeline_table",
    "who",
]

_TONES = {
    "overdue": Tone.BAD,
    "dropped": Tone.BAD,
    "met_late": Tone.BAD,
    "unchecked": Tone.SOON,
    "due_today": Tone.SOON,
    "in_window": Tone.SOON,
    "met": Tone.GOOD,
    "conditional": Tone.QUIET,
    "undated": Tone.QUIET,
    "cancelled": Tone.QUIET,
}
_COUNTED = frozenset({"due_today", "in_window", "upcoming", "conditional"})


def days_line(events: Iterable[EventNow]) -> str:
    """What day it is taken to be, and whose midnight ends it."""
    days = sorted({(one.known, one.today) for one in events})
    zones = sorted({one.timezone for one in events})
    if not days:
        return ""
    (known, today), *more = days
    if known == today:
        words = f"As of {long_day(known)}"
    else:
        words = f"As known on {long_day(known)}, seen on {long_day(today)}"
    if more:
        words += f" (in some zones {long_day(more[-1][1])})"
    shown = ", ".join(zones[:4]) + (" and others" if len(zones) > 4 else "")
    return f"{words}. Days end at midnight in {shown}."


def followed_lines(events: Sequence[EventNow]) -> list[str]:
    """How far those events were followed that nobody can judge; none if there is no such event.

    The last day that most of them share is told first, the others by their titles.
    """
    unchecked = [one for one in events if one.figures.status == "unchecked"]
    by_day: dict[date | None, list[EventNow]] = {}
    for one in unchecked:
        by_day.setdefault(one.checked_through, []).append(one)
    if not by_day:
        return []
    (day, _), *others = sorted(by_day.items(), key=lambda item: -len(item[1]))
    parts = [f"date passed; record followed to {_day_words(day)} only"]
    parts += [
        f"{', '.join(_subjects(held, _named(events)))} to {_day_words(other)} only"
        for other, held in others
    ]
    return [f"Not followed: {'; '.join(parts)}."]


def corrected_lines(events: Sequence[EventNow]) -> list[str]:
    """Which figures rest on a claim that was recorded wrongly at first, a line a day."""
    by_day: dict[date, list[EventNow]] = {}
    for one in events:
        if one.corrected is not None:
            by_day.setdefault(one.corrected, []).append(one)
    return [
        f"Corrected {long_day(day)}: {', '.join(_subjects(held, by_affair=False))}."
        for day, held in sorted(by_day.items())
    ]


def _below(events: Sequence[EventNow]) -> list[str]:
    if not events:
        return []
    return [*followed_lines(events), *corrected_lines(events), days_line(events)]


def _subjects(events: Sequence[EventNow], by_affair: bool) -> list[str]:
    return list(dict.fromkeys(one.affair if by_affair else f"“{one.title}”" for one in events))


def _day_words(day: date | None) -> str:
    return "no day" if day is None else long_day(day)


def who(one: EventNow) -> str:
    """Who said it, relayed by whom."""
    said = one.said
    if said is None:
        return ""
    return spoken_by(said.issuer, said.via, said.publisher)


def spoken_by(issuer: object, via: object, publisher: object) -> str:
    """The issuer, who relayed it; without an issuer the publisher; else that no source is given."""
    if issuer is None:
        return str(publisher) if publisher else "no source given"
    return f"{issuer}, via {via}" if via else str(issuer)


def _status(one: EventNow, short: bool = False) -> Cell:
    """Glyph and sentence; with `short` glyph and word, where another column has the days."""
    modality = one.said.modality if one.said else None
    status = status_of(one.figures, modality, one.checked_through)
    words = status.word if short and status.name in _COUNTED else status.sentence
    if status.name == "unchecked":
        words = f"date passed, {status.word}"  # how far it was, one line below says for all
    return Cell(f"{status.glyph} {words}", _TONES.get(status.name, Tone.PLAIN))


def _named(events: Sequence[EventNow]) -> bool:
    """True if more than one affair is listed, so that each row must say which it is of."""
    return len({one.affair for one in events}) > 1


def _by_affair(events: Sequence[EventNow], columns: list[Column]) -> list[Column]:
    return [Column("Affair"), *columns] if _named(events) else columns


def _row(events: Sequence[EventNow], one: EventNow, cells: list[Cell | str]) -> list[Cell | str]:
    return [one.affair, *cells] if _named(events) else cells


def timeline_table(events: Sequence[EventNow]) -> Table:
    """When, what, how it stands, who says so."""
    columns = [Column("When"), Column("What"), Column("Status"), Column("Says who")]
    return Table(
        _by_affair(events, columns),
        [
            _row(events, one, [timeline_words(one), one.title, _status(one), who(one)])
            for one in timeline_events(events)
        ],
        below=_below(events),
        empty="No event is known yet.",
    )


def countdown_table(events: Sequence[EventNow]) -> Table:
    """How long, until when, what, how it stands, who says so."""
    shown = countdown_events(events)
    return Table(
        _by_affair(
            shown,
            [
                Column("Left"),
                Column("Milestone"),
                Column("When"),
                Column("Status"),
                Column("Says who"),
            ],
        ),
        [
            _row(
                shown,
                one,
                [_left(one), one.title, timeline_words(one), _status(one, True), who(one)],
            )
            for one in shown
        ],
        below=_below(shown),
        empty="Nothing is still to come.",
    )


def _left(one: EventNow) -> str:
    """Only what is still to come is counted; what has passed is told by its status."""
    if one.figures.status not in _COUNTED or (one.figures.days_max or 0) < 0:
        return "–"
    return days_left(one.figures.days_min, one.figures.days_max)


def slip_table(events: Sequence[EventNow], sentences: Sequence[str]) -> Table:
    """What was announced, what holds now, how far it has moved. Milestones only."""
    shown = [one for one in events if one.is_milestone or one.figures.baseline_claim]
    columns = [
        Column("Milestone"),
        Column("Announced"),
        Column("Now"),
        Column("Slip"),
        Column("Moves"),
        Column("Status"),
    ]
    return Table(
        _by_affair(shown, columns),
        [
            _row(
                shown,
                one,
                [
                    one.title,
                    _announced(one),
                    timeline_words(one),
                    slip_cell(one),
                    _moves(one),
                    _status(one),
                ],
            )
            for one in shown
        ],
        above=sentences,
        below=_below(shown),
        empty="No milestone is known yet.",
    )


def _announced(one: EventNow) -> str:
    figures = one.figures
    if figures.baseline_claim is None:
        return ""
    return window_words(figures.baseline_from, figures.baseline_due, one.baseline_modality)


def slip_cell(one: EventNow) -> Cell:
    """The slip in words with its days as a range; of an outcome, how late it came."""
    figures = one.figures
    if one.is_closed:
        days = _range(figures.outcome_slip_min, figures.outcome_slip_max)
        return Cell(days, Tone.BAD if (figures.outcome_slip_min or 0) > 0 else Tone.PLAIN)
    words = slip_words(figures)
    days = _range(figures.slip_least, figures.slip_most)
    if words == figures.status:
        # Overdue, dropped and the like stand in the status; the days may still say something.
        return Cell(days, Tone.BAD if (figures.slip_least or 0) > 0 else Tone.PLAIN)
    tone = {"slipped": Tone.BAD, "may have slipped": Tone.SOON}.get(words, Tone.PLAIN)
    if words in ("holding", ""):
        return Cell(words, tone)
    return Cell(f"{words}, {days}" if days else words, tone)


def _range(least: int | None, most: int | None) -> str:
    if least is None and most is None:
        return ""
    if least is None or most is None:
        return (
            f"{signed_days(least)} or more"
            if least is not None
            else f"up to {signed_days(most or 0)}"
        )
    if least == most:
        return signed_days(least)
    low = f"+{least}" if least > 0 else str(least)
    return f"{low} to {signed_days(most)}"


def _moves(one: EventNow) -> str:
    later, earlier = one.figures.n_slips, one.figures.n_pull_ins
    parts = [f"{later} later" if later else "", f"{earlier} earlier" if earlier else ""]
    return ", ".join(part for part in parts if part)


def history_table(
    title: str, rows: Sequence[Mapping[str, object]], notes: Sequence[str] = ()
) -> Table:
    """Every claim on one event in order: when known, what, which move, what became of it, who."""
    return Table(
        [
            Column("Known", whole=True),
            Column("Claim"),
            Column("Says, in whose words"),
            Column("What became of it"),
            Column("Says who"),
        ],
        [
            [
                str(row["known"]),
                str(row["claim"]).rsplit("/", 1)[1],
                says(row) + (f": “{row['phrase']}”" if row["phrase"] else ""),
                _became(row),
                spoken_by(row["issuer"], row["via"], row["publisher"]),
            ]
            for row in rows
        ],
        above=[title],
        below=notes,
        empty="Nothing is known of it yet.",
    )


def says(row: Mapping[str, object]) -> str:
    """What a claim says, in words; an anchored one says what it hangs on."""
    kind = row["kind"]
    if kind == "withdrawn":
        words = "date withdrawn"
    elif kind == "cancelled":
        words = "cancelled"
    else:
        earliest, latest = _day(row["earliest"]), _day(row["latest"])
        modality = row["modality"]
        if earliest is None and latest is None and row["anchor"] is None:
            words = "no date named"
        elif row["anchor"] is not None:
            words = f"{modality} {row['date']} after {row['anchor']}".replace("_", " ")
            if earliest is not None or latest is not None:
                words += f" ({window_words(earliest, latest)})"
        elif kind == "happened":
            words = f"happened {window_words(earliest, latest)}"
        else:
            words = window_words(None if modality == "by" else earliest, latest)
    marks = []
    if row["rank"] == "deprecated":
        marks.append("deprecated" + (f": {row['why']}" if row["why"] else ""))
    if row["standing"] == "proposal":
        marks.append("a proposal only")
    if row["is_beside"]:
        marks.append("also said")
    if row["is_after_outcome"]:
        marks.append("after the outcome")
    if row["retracted"]:
        marks.append(f"retracted {row['retracted']}")
    return f"{words} [{'; '.join(marks)}]" if marks else words


_VERDICTS = {
    "kept": ("✓", Tone.GOOD),
    "missed": ("✗", Tone.BAD),
    "dropped": ("✕", Tone.BAD),
    "moved": ("→", Tone.SOON),
    "open": ("○", Tone.PLAIN),
}


def _became(row: Mapping[str, object]) -> Cell:
    """How it differs from the word before it, and how it ended."""
    kind, days, verdict, notice = (row[name] for name in ("move_kind", "move", "verdict", "notice"))
    moved = f"{kind} {signed_days(int(str(days)))}" if kind and days else str(kind or "")
    glyph, tone = _VERDICTS.get(str(verdict), ("", Tone.PLAIN))
    ended = f"{glyph} {verdict}".strip().replace("_", " ") if verdict else ""
    if notice is not None:
        count = int(str(notice))
        unit = "day" if abs(count) == 1 else "days"
        ended += f" {count} {unit} ahead" if count >= 0 else f" {-count} {unit} after it was due"
    return Cell("; ".join(part for part in (moved, ended) if part), tone)


def _day(text: object) -> date | None:
    return None if text is None else date.fromisoformat(str(text))


def status_cell(status: str) -> Cell:
    """A bare status: glyph and word."""
    glyph, word = status_word(status)
    return Cell(f"{glyph} {word}", _TONES.get(status, Tone.PLAIN))
