"""What one fetch brought, before anything of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bywhen.ingest.document import Document

__all__ = ["Result"]


@dataclass(frozen=True, slots=True)
class Result:
    """`error` says why there is no document although one was due; `parsed` whether the body was
    given to the parser; `outcome` names a failure that is not the network's (`not_a_feed`)."""

    status: int | None = None
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    sha256: str | None = None
    moved_to: str | None = None
    document: Document | None = field(default=None, repr=False)
    parsed: bool = False
    error: str | None = None
    outcome: str | None = None

    @property
    def is_success(self) -> bool:
        """A 2xx answer."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def wait_seconds(self) -> int | None:
        """How long the document asks to be left alone."""
        return self.document.wait_seconds if self.document else None
