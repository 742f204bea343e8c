"""What the channels that use the network share: who is near, and what went wrong in words."""

from __future__ import annotations

import ipaddress
import re

__all__ = ["error_words", "is_this_machine"]


def is_this_machine(host: str) -> bool:
    """True for loopback: nobody is between.

    >>> is_this_machine("127.0.0.1"), is_this_machine("mail.example.org")
    (True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def error_words(error: Exception) -> str:
    """An error of the network for people.

    >>> error_words(ConnectionRefusedError(111, "Connection refused"))
    'connection refused'
    """
    name = re.sub(r"(?<!^)(?=[A-Z][a-z])", " ", type(error).__name__).lower().removesuffix(" error")
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{name}: {said}" if said and said.lower() != name else name
