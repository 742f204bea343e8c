"""Dated statements in news text become honest windows, with the words and the reason kept.

    read(text, published=...)   the mentions of one text, in order
    read_many(documents)        the same for many texts, on all cores (read_each: one by one)
    Mention                     where it stands, which days it means, how sure, and why
    UNSURE_BELOW                the confidence below which a person should look first

Pure: a text, its publication day and the conventions go in, mentions come out; no clock, no
network. Languages are data (`lang/*.yml`), and so is what "early December" means
(`conventions.yml`).

>>> from datetime import date
>>> text = "Kyiv must sign by Thanksgiving, next Thursday (Nov. 27)."
>>> mention, = read(text, published=date(2025, 11, 21))
>>> mention.text, str(mention.window), mention.qualifier
('Thanksgiving, next Thursday (Nov. 27)', '../2025-11-27', 'by')
"""

from __future__ import annotations

from bywhen.reading.conventions import Conventions, standard
from bywhen.reading.detect import language_of
from bywhen.reading.language import available
from bywhen.reading.mention import UNSURE_BELOW, Alternative, Anchor, End, Mention
from bywhen.reading.reader import read, read_each, read_many

__all__ = [
    "UNSURE_BELOW",
    "Alternative",
    "Anchor",
    "Conventions",
    "End",
    "Mention",
    "available",
    "language_of",
    "read",
    "read_each",
    "read_many",
    "standard",
]
