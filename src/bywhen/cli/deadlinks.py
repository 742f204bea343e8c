"""check --links: which addresses of sources lead nowhere any more, and whether their copies do.

It is asked for, because it uses the network: each address once, at most one request at a time to a
host, through the same guarded client as feeds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bywhen.errors import Fault
from bywhen.ingest.client import Client, FetchError
from bywhen.ingest.inflate import TooLargeError, UnreadableError
from bywhen.record import load
from bywhen.timetable.claims import Affair, Source
from bywhen.tracker import Tracker

__all__ = ["Links", "ask_all", "dead_links"]

_HOSTS = 8
_ANSWERS = "it answers"
# The page may be there: it will not be read by a program, or not now.
_SHUT = {401, 402, 403, 405, 406, 429, 451, 503}


@dataclass(frozen=True, slots=True)
class Links:
    """What asking gave: a warning for each address that is dead; `asked` and `unsure` count.

    `reached`: at least one server answered; if none did, the network may be to blame.
    """

    dead: tuple[Fault, ...]
    asked: int
    unsure: int
    reached: bool = True


def dead_links(tracker: Tracker, client: Callable[[], Client]) -> Links:
    """Ask for every http(s) address of every source. `client` makes one for each thread."""
    sources = [(affair, source) for affair in load(tracker).affairs for source in affair.sources]
    addresses = dict.fromkeys(address for _, source in sources for _, address in _addresses(source))
    answers = ask_all(list(addresses), client)
    return Links(
        tuple(_faults(tracker, sources, answers)),
        len(answers),
        sum(answer is None for answer in answers.values()),
        not answers or any(not one or one.startswith(_ANSWERS) for one in answers.values()),
    )


def ask_all(addresses: Iterable[str], client: Callable[[], Client]) -> dict[str, str | None]:
    """By address: "" where a page is, None where nobody can say, else why there is none."""

    def ask(address: str) -> str | None:
        with client() as asking:
            return _answer(asking, address)

    asked = list(addresses)
    with ThreadPoolExecutor(_HOSTS) as pool:
        return dict(zip(asked, pool.map(ask, asked), strict=True))


def _answer(client: Client, address: str) -> str | None:
    try:
        status = client.get(address).status
    except FetchError as error:
        if isinstance(error.__context__, TooLargeError | UnreadableError):
            return ""  # something is there, more than anybody wants to read
        return None if error.is_blocked else str(error)
    if status in _SHUT:
        return None
    if status >= 400:
        return f"{_ANSWERS} {status}"
    return ""


def _addresses(source: Source) -> Iterator[tuple[str, str]]:
    for key, address in (("url", source.url), ("archived", source.archived)):
        if address is not None and address.lower().startswith(("http://", "https://")):
            yield key, address


def _faults(
    tracker: Tracker,
    sources: Iterable[tuple[Affair, Source]],
    answers: Mapping[str, str | None],
) -> Iterator[Fault]:
    texts: dict[str, list[str]] = {}
    for affair, source in sources:
        name = affair.path or f"events/{affair.id}.yml"
        for key, address in _addresses(source):
            reason = answers[address]
            if not reason:
                continue
            if name not in texts:
                texts[name] = (tracker.root / name).read_text(encoding="utf-8").splitlines()
            yield Fault(
                name,
                _line(texts[name], address),
                f"`{key}` of source `{source.id}` leads nowhere: {reason}.",
                _advice(key, source, answers),
                warning=True,
            )


def _line(lines: list[str], address: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if address in line), 0)


def _advice(key: str, source: Source, answers: Mapping[str, str | None]) -> str:
    if key == "archived":
        return "Make another copy, or take this one out."
    if source.archived is None:
        return "Find where it went, or add `archived:` with the address of a copy."
    if answers.get(source.archived) == "":
        return "Its copy is there, and pages link it too."
    return "Find where it went."
