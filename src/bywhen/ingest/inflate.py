"""Undoing Content-Encoding without ever holding more than the limit, whatever a body claims."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

__all__ = ["Inflater", "TooLargeError", "UnreadableError", "inflate_gzip"]

_CHUNK = 65_536
_GZIP, _ZLIB, _RAW = 31, 15, -15
_MOST_LAYERS = 2
_NAMES = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}


class TooLargeError(ValueError):
    """More bytes than are read."""


class UnreadableError(ValueError):
    """Not what its encoding says, or an encoding that was not asked for."""


class _Layer:
    """One encoding, undone bit by bit: at most `_CHUNK` bytes exist at once."""

    def __init__(self, bits: int) -> None:
        self._bits = bits
        self._inflater = zlib.decompressobj(bits)
        self._begun = False

    def feed(self, block: bytes) -> Iterator[bytes]:
        """The pieces that come out."""
        while block:
            if self._inflater.eof:
                if self._bits != _GZIP or not block.startswith(b"\x1f\x8b"):
                    return  # what follows is no part of it
                self._inflater = zlib.decompressobj(_GZIP)  # gzip files may be joined
            try:
                piece = self._inflater.decompress(block, _CHUNK)
            except zlib.error as error:
                if self._bits == _ZLIB and not self._begun:
                    self._bits = _RAW  # many servers call that deflate
                    self._inflater = zlib.decompressobj(_RAW)
                    continue
                raise UnreadableError(f"the body is no valid compressed data ({error})") from None
            self._begun = True
            if piece:
                yield piece
            block = self._inflater.unused_data or self._inflater.unconsumed_tail

    def finish(self) -> Iterator[bytes]:
        """What was still held back. Raises UnreadableError if the end is missing."""
        while not self._inflater.eof:
            piece = self._inflater.decompress(b"", _CHUNK)
            if not piece:
                break
            yield piece
        if self._begun and not self._inflater.eof:
            raise UnreadableError("the body breaks off")


class Inflater:
    """Takes the chunks of a body, keeps what they become, and stops at `limit` bytes.

    Raises UnreadableError for an encoding that is not known.
    """

    def __init__(self, encoding: str | None, limit: int) -> None:
        names = [name.strip().lower() for name in (encoding or "").split(",")]
        names = [name for name in names if name not in ("", "identity")]
        if len(names) > _MOST_LAYERS or any(name not in _NAMES for name in names):
            raise UnreadableError(f"the body is encoded as {encoding}, which was not asked for")
        self._layers = [_Layer(_NAMES[name]) for name in reversed(names)]
        self._limit = limit
        self._room = limit
        self._body = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Raises TooLargeError, UnreadableError."""
        self._through(chunk, 0)

    def body(self) -> bytes:
        """Everything. Raises as `feed`."""
        for number, layer in enumerate(self._layers):
            for piece in layer.finish():
                self._through(piece, number + 1)
        return bytes(self._body)

    def _through(self, block: bytes, number: int) -> None:
        if number < len(self._layers):
            for piece in self._layers[number].feed(block):
                self._through(piece, number + 1)
            return
        if len(block) > self._room:
            raise TooLargeError(f"it is larger than {self._limit // 1_048_576} MiB")
        self._room -= len(block)
        self._body += block


def inflate_gzip(raw: bytes, limit: int) -> bytes:
    """A body that is a gzip file itself (`feed.xml.gz`). Raises as `Inflater.feed`."""
    inflater = Inflater("gzip", limit)
    inflater.feed(raw)
    return inflater.body()
