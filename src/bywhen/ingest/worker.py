"""The process that reads hostile bytes: one job in, one answer out, killed if it takes too long.

It has no network and no database; it may use so much memory and processor time and no more. Run by
`bywhen.ingest.workers` as `python -P -m bywhen.ingest.worker`, so that nothing in the current
folder is imported. A frame is its length (8 bytes, big-endian) and JSON; a job's is followed by
one with the bytes to read.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from typing import Any, BinaryIO

__all__ = ["main", "read_frame", "write_frame"]

_MOST_BYTES = 768 * 1024 * 1024
_CPU_SECONDS = 20


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next frame; None at the end, also in the middle of one."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    size = int.from_bytes(head, "big")
    body = stream.read(size)
    return body if len(body) == size else None


def write_frame(stream: BinaryIO, body: bytes) -> None:
    """Raises OSError if nobody reads any more."""
    stream.write(len(body).to_bytes(8, "big"))
    stream.write(body)
    stream.flush()


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _limit_time() -> None:
    """The job that begins may use so many seconds of the processor; then the system ends it, also
    where nobody is left to do so."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + _CPU_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _done(job: dict[str, Any], raw: bytes) -> dict[str, Any]:
    from bywhen.ingest.document import NotAFeedError

    try:
        if job["kind"] == "article":
            from bywhen.ingest.articles import read_article

            return {"article": read_article(raw, **job["options"]).to_plain()}
        from bywhen.ingest.parse import parse_feed

        return {"document": parse_feed(raw, **job["options"]).to_plain()}
    except NotAFeedError as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"broken": "it takes more memory than a feed may"}
    except RecursionError:
        return {"broken": "it is nested too deeply"}
    except Exception as error:  # noqa: BLE001 (whatever a parser does, only this job fails)
        return {"broken": f"the parser gave up: {type(error).__name__}: {error}"[:300]}


def main() -> None:
    """Do jobs until there are no more."""
    source = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints is no answer
    import bywhen.ingest.parse  # noqa: F401 (before memory and time are limited)

    # Looking for garbage in the midst of a feed takes a seventh of all time and finds none: what is
    # imported stays, and what a job leaves behind is collected after it.
    gc.freeze()
    gc.set_threshold(200_000)
    _limit_memory()
    while (head := read_frame(source)) is not None and (raw := read_frame(source)) is not None:
        _limit_time()
        answer = _done(json.loads(head), raw)
        write_frame(answers, json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
        del answer
        gc.collect()


if __name__ == "__main__":
    main()
