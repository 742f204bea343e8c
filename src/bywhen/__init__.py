"""By when, says who, and has it moved? A tracker of stated, vague and moving deadlines.

    Tracker             the folder that a person edits
    load_or_raise       its record, events/*.yml, with every fault of every file
    build_tracker       the record into tracker.db
    figures_of_record   what was known on a day: window, countdown, slip, verdicts
    replay              the whole history of what was known, move by move
    Figures             one event's figures
    Window              earliest and latest day, either may be open
    parse, write        a date as it is written (EDTF) to its value and back
    read                the dated statements of a news text, with the words and the reason
    Mention             one of them
    BywhenError         every error that an editor can mend

>>> from datetime import date
>>> record = load_or_raise(Tracker.open("."))
>>> for day in (date(2025, 11, 20), date(2025, 11, 23), date(2025, 11, 25)):
...     for one in figures_of_record(record.affairs, k=day):
...         if one.event == "ukraine-28-point-plan/kyiv-agrees":
...             print(day, one.status, one.due_to, one.net_slip)
2025-11-20 upcoming 2025-11-27 0
2025-11-23 upcoming 2025-12-05 8
2025-11-25 dropped None None

Names are imported on first use, so that a program pays for what it uses.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bywhen.editing.build import build_tracker
    from bywhen.errors import BywhenError
    from bywhen.reading import Mention, read
    from bywhen.record import load_or_raise
    from bywhen.timetable.asof import figures_of_record
    from bywhen.timetable.edtf import parse, write
    from bywhen.timetable.figures import Figures
    from bywhen.timetable.history import replay
    from bywhen.timetable.window import Window
    from bywhen.tracker import Tracker

__all__ = [
    "BywhenError",
    "Figures",
    "Mention",
    "Tracker",
    "Window",
    "build_tracker",
    "figures_of_record",
    "load_or_raise",
    "parse",
    "read",
    "replay",
    "write",
]

_PLACES = {
    "BywhenError": "bywhen.errors",
    "Figures": "bywhen.timetable.figures",
    "Mention": "bywhen.reading.mention",
    "Tracker": "bywhen.tracker.folder",
    "Window": "bywhen.timetable.window",
    "build_tracker": "bywhen.editing.build",
    "figures_of_record": "bywhen.timetable.asof",
    "load_or_raise": "bywhen.record.load",
    "parse": "bywhen.timetable.edtf",
    "read": "bywhen.reading.reader",
    "replay": "bywhen.timetable.history",
    "write": "bywhen.timetable.edtf",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
