"""Which addresses of the network may be fetched: those of the public internet, and no others.

`ipaddress.is_global` of Python 3.11 lets several special blocks through (RFC 6890 and later), and
says nothing of IPv4 addresses that are wrapped in IPv6 ones; so the blocks are listed here.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

__all__ = ["is_public"]

# IANA IPv4 special-purpose registry, with multicast and what is reserved.
_CLOSED_4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_OPEN_6 = ip_network("2000::/3")  # global unicast; all else is special (RFC 4291)
_CLOSED_6 = tuple(
    ip_network(block)
    # protocol assignments (Teredo too), documentation, 6to4, documentation, AS112
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48")
)


def is_public(address: str) -> bool:
    """True for an address of the public internet; False for what is no address.

    >>> is_public("93.184.216.34"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False  # one with a zone (`fe80::1%eth0`) is none either
    if isinstance(parsed, IPv4Address):
        return not any(parsed in block for block in _CLOSED_4)
    return _is_public_6(parsed)


def _is_public_6(address: IPv6Address) -> bool:
    return (
        address.scope_id is None
        and address in _OPEN_6
        and not any(address in block for block in _CLOSED_6)
    )
