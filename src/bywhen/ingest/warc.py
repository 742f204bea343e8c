"""WARC files (ISO 28500), plain or gzipped record by record: what crawlers save.

places(path)                where every hundredth record begins, found by reading it once
records(path, start, most)  the pages from there on
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bywhen.ingest.client import LARGEST_BODY
from bywhen.ingest.inflate import Inflater, TooLargeError, UnreadableError

__all__ = ["RECORDS_EACH", "Page", "places", "records"]

RECORDS_EACH = 100
_CHUNK = 1 << 16
_MOST_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Page:
    """One saved answer: the address, its media type and its bytes."""

    url: str
    content_type: str | None
    body: bytes


class _Members:
    """The bytes of a file from a place on; of gzip, inflated, with the place of each member."""

    def __init__(self, stream: BinaryIO, start: int) -> None:
        stream.seek(start)
        self._stream = stream
        self._is_gzip = stream.peek(2)[:2] == b"\x1f\x8b" if hasattr(stream, "peek") else False
        self._inflater = zlib.decompressobj(31) if self._is_gzip else None
        self._rest = b""
        self._read_to = start
        self._buffer = bytearray()
        self.member = start  # where the member that is read now begins

    def fill(self, size: int) -> bool:
        """Have at least `size` bytes; False at the end."""
        while len(self._buffer) < size:
            piece = self._piece()
            if piece is None:
                return False
            self._buffer += piece
        return True

    def _piece(self) -> bytes | None:
        if self._inflater is None:
            return self._stream.read(_CHUNK) or None
        if not self._rest:
            self._rest = self._stream.read(_CHUNK)
            self._read_to += len(self._rest)
            if not self._rest:
                return None
        try:
            piece = self._inflater.decompress(self._rest, _CHUNK)
        except zlib.error:
            return None  # what follows is damaged
        if self._inflater.eof:
            self._rest = self._inflater.unused_data
            self._inflater = zlib.decompressobj(31)
            self.member = self._read_to - len(self._rest)
        else:
            self._rest = self._inflater.unconsumed_tail
        return piece

    def line(self) -> bytes | None:
        """The next line without its end; None at the end or if it is too long."""
        while (at := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > _MOST_HEAD or not self.fill(len(self._buffer) + 1):
                return None
        found = bytes(self._buffer[:at]).rstrip(b"\r")
        del self._buffer[: at + 1]
        return found

    def take(self, size: int, keep: int) -> bytes | None:
        """The next `size` bytes, of which the first `keep` are kept; None if they are missing."""
        kept = bytearray()
        left = size
        while left:
            if not self._buffer and not self.fill(1):
                return None
            step = min(left, len(self._buffer))
            if len(kept) < keep:
                kept += self._buffer[: min(step, keep - len(kept))]
            del self._buffer[:step]
            left -= step
        return bytes(kept)


def places(path: Path) -> list[int]:
    """Where every `RECORDS_EACH`th record begins. A gzip file that is one single member, and so
    cannot be entered in the middle, has one place."""
    with path.open("rb") as stream:
        members = _Members(stream, 0)
        found = [0]
        number = 0
        offset = 0
        while True:
            begins = members.member if members._is_gzip else offset
            head = _head(members)
            if head is None:
                break
            fields, size = head
            if number and number % RECORDS_EACH == 0 and begins > found[-1]:
                found.append(begins)
            length = _length(fields)
            if length is None or members.take(length, 0) is None:
                break
            offset += size + length
            number += 1
    return found


def records(path: Path, start: int, end: int | None) -> Iterator[Page]:
    """The pages of the records that begin at `start` or behind it, and before `end`."""
    with path.open("rb") as stream:
        members = _Members(stream, start)
        offset = start
        while True:
            begins = members.member if members._is_gzip else offset
            if end is not None and begins >= end:
                return
            head = _head(members)
            if head is None:
                return
            fields, size = head
            length = _length(fields)
            block = None if length is None else members.take(length, LARGEST_BODY)
            if length is None or block is None:
                return
            offset += size + length
            page = _page(fields, block)
            if page is not None:
                yield page


def _length(fields: dict[str, str]) -> int | None:
    text = fields.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 13 else None


def _head(members: _Members) -> tuple[dict[str, str], int] | None:
    """The named fields of the next record, and how many bytes they took with the lines before."""
    size = 0
    line = members.line()
    while line == b"":
        size += 2
        line = members.line()
    if line is None or not line.startswith(b"WARC/"):
        return None
    size += len(line) + 2
    fields: dict[str, str] = {}
    while line:
        line = members.line()
        if line is None:
            return None
        size += len(line) + 2
        name, colon, value = line.partition(b":")
        if colon:
            fields[name.decode("latin-1").strip().lower()] = value.decode(
                "utf-8", "replace"
            ).strip()
    return fields, size


def _page(fields: dict[str, str], block: bytes) -> Page | None:
    """The page of a record; None for what is none (requests, metadata, errors, pictures)."""
    url = fields.get("warc-target-uri", "").strip("<>")
    kind = fields.get("warc-type", "").lower()
    if kind in ("resource", "conversion"):
        return Page(url, fields.get("content-type"), block)
    if kind != "response" or not block.startswith(b"HTTP/"):
        return None
    head, _, body = block.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    status = first.split(" ")[1:2]
    given = {}
    for line in lines:
        name, _, value = line.partition(":")
        given[name.strip().lower()] = value.strip()
    media = given.get("content-type", "")
    if status != ["200"] or (media and not media.lower().startswith(("text/", "application/xh"))):
        return None
    try:
        if given.get("transfer-encoding", "").lower() == "chunked":
            body = _unchunked(body)
        inflater = Inflater(given.get("content-encoding"), LARGEST_BODY)
        inflater.feed(body)
        return Page(url, media or None, inflater.body())
    except (TooLargeError, UnreadableError):
        return None


def _unchunked(body: bytes) -> bytes:
    """RFC 9112 7.1; a body that was saved without its chunks stays as it is."""
    whole = bytearray()
    at = 0
    while at < len(body):
        end = body.find(b"\r\n", at)
        size_text = body[at:end].split(b";")[0].strip() if end >= 0 else b""
        try:
            size = int(size_text, 16)
        except ValueError:
            return bytes(whole) if whole else body
        if size == 0:
            break
        whole += body[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
    return bytes(whole)
