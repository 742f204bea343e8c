"""From a text to proposals: is it about an affair, and what does it say about which date?

    drafts_of(document, standing, relevance)   the claims that a text makes
    by_rules, by_record                        whether it is about the affair, and why
    Document, Draft, Standing                  what goes in and comes out

Pure: a text and the record go in, drafts come out; no clock, no desk, no network. The words are
data (`concepts.yml`, `cues.yml`); no rule knows an affair.
"""

from __future__ import annotations

from bywhen.ingest.proposing.documents import Document, Draft
from bywhen.ingest.proposing.drafts import drafts_of
from bywhen.ingest.proposing.relevance import Relevance, by_record, by_rules
from bywhen.ingest.proposing.standing import Standing

__all__ = ["Document", "Draft", "Relevance", "Standing", "by_record", "by_rules", "drafts_of"]
