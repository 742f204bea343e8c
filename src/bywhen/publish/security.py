"""What a browser is told not to do with our pages.

Our own pages carry no script and no inline style, so the policy is strict. Datasette's own pages
hold inline scripts: of those only the ones that stand in its templates may run (see `inline`). They
also colour and lay out by `style` attributes, which no hash can name one by one: inline style stays
allowed there. It cannot run code, and images and fonts come from here only.

A page that is not public answers only to names of this machine: else a page on the web could point
a name of its own at 127.0.0.1 and have the reader's browser read the tracker (DNS rebinding).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

__all__ = [
    "EMBED_POLICY",
    "PAGE_POLICY",
    "PUBLIC_HEADERS",
    "datasette_policy",
    "is_named_here",
]

_COMMON = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self';"
    " object-src 'none'"
)

PAGE_POLICY = f"{_COMMON}; frame-ancestors 'none'"
EMBED_POLICY = _COMMON  # an embed may stand in anybody's frame

PUBLIC_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]")
_HOST = re.compile(r"(?P<name>\[[^\]]*\]|[^:]*)(?::\d*)?")


def datasette_policy(scripts: Iterable[str] = ()) -> str:
    """The policy of one of Datasette's own pages; `scripts` are the sources it needs."""
    allowed = " ".join(["'self'", *scripts])
    return (
        f"{_COMMON}; frame-ancestors 'none'; script-src {allowed}; style-src 'self' 'unsafe-inline'"
    )


def is_named_here(host: str, names: Collection[str]) -> bool:
    """True if a Host header names this machine: by a number, as localhost, or by one of `names`.

    A number is safe whatever it is: nobody can point it elsewhere.

    >>> is_named_here("127.0.0.1:8001", ()), is_named_here("[::1]:8001", ())
    (True, True)
    >>> is_named_here("news.example:8001", ()), is_named_here("localhost.news.example", ())
    (False, False)
    """
    match = _HOST.fullmatch(host.strip().lower().rstrip("."))
    name = match["name"].rstrip(".") if match else ""
    return (
        name == "localhost"
        or name.endswith(".localhost")
        or name in names
        or _ADDRESS.fullmatch(name) is not None
    )
