"""What a browser is told not to do with our pages.

Our own pages carry no script and no inline style, so the policy is strict. Datasette's own pages
hold inline scripts: there it stays as strict as they allow.
"""

from __future__ import annotations

__all__ = ["DATASETTE_POLICY", "EMBED_POLICY", "PAGE_POLICY", "PUBLIC_HEADERS"]

_COMMON = (
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self';"
    " object-src 'none'"
)

PAGE_POLICY = f"{_COMMON}; frame-ancestors 'none'"
EMBED_POLICY = _COMMON  # an embed may stand in anybody's frame
DATASETTE_POLICY = (
    f"{_COMMON}; frame-ancestors 'none';"
    " script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
)

PUBLIC_HEADERS = {
    "content-security-policy": DATASETTE_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
