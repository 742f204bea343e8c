"""The quarter that a company's report speaks of: "a year earlier" behind it is a quarter too."""

from __future__ import annotations

from bywhen.reading.mention import Mention
from bywhen.reading.parse import Parse

__all__ = ["Reported"]

_OTHER_SPANS = ("P6M", "P9M", "P1Y")


class Reported:
    """Follows the quarter under report; comparisons with another year do not move it."""

    def __init__(self) -> None:
        self.quarter = ""

    def advance(self, mention: Mention, parse: Parse) -> None:
        """Move on: to a quarter that is named, to none where nine months or a year are named."""
        means = parse.rule.means
        if means == "quarter" and mention.rule != "range":
            if "compared" not in parse.values:
                self.quarter = mention.timex3
        elif means == "that_quarter" and "ended" in parse.values:
            self.quarter = mention.timex3
        elif means == "half" or (means == "duration" and mention.timex3 in _OTHER_SPANS):
            self.quarter = ""
