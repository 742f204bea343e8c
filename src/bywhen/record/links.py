"""What can only be seen with all files read: ids of other affairs, and circles of anchors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bywhen.errors import Fault
from bywhen.record.affairs import Loaded
from bywhen.record.nodes import MOST_FAULTS, nearest
from bywhen.record.scope import Reference, Scope
from bywhen.timetable.advice import shown

__all__ = ["check_links"]


def check_links(files: Sequence[Loaded], whole_record: bool = True) -> None:
    """Add the faults between files to each of `files`.

    With `whole_record` False other affairs are taken on trust (one file is looked at alone).
    """
    scopes: dict[str, Loaded] = {}
    for loaded in files:
        if loaded.scope is None:
            continue
        first = scopes.setdefault(loaded.scope.affair, loaded)
        if first is not loaded:
            _add(
                loaded,
                loaded.line,
                f"affair `{loaded.scope.affair}` is also in {first.path}.",
                "An affair is one file: put them together, or rename one.",
            )
    _check_former_affairs(scopes)
    for loaded in files:
        if loaded.scope is not None:
            before = len(loaded.faults)
            for reference in loaded.scope.references:
                if len(loaded.faults) - before >= MOST_FAULTS:
                    break
                _check_reference(loaded, reference, scopes, files, whole_record)
    _check_circles(files)


def _add(loaded: Loaded, line: int, message: str, advice: str = "") -> None:
    loaded.faults.append(Fault(loaded.path, line, message, advice))


def _check_former_affairs(scopes: dict[str, Loaded]) -> None:
    former: dict[str, str] = {}
    for name, loaded in scopes.items():
        for old in loaded.affair.formerly if loaded.affair else ():
            other = old if old in scopes else former.setdefault(old, name)
            if other != name or old in scopes:
                _add(
                    loaded,
                    loaded.line,
                    f"the former id {shown(old)} of affair `{name}` belongs to affair `{other}`.",
                    "An old address can lead to one affair only: take it out here or there.",
                )


def _check_reference(
    loaded: Loaded,
    reference: Reference,
    scopes: dict[str, Loaded],
    files: Sequence[Loaded],
    whole_record: bool,
) -> None:
    affair, _, slug = reference.target.partition("/")
    own = loaded.scope
    assert own is not None  # noqa: S101 (a reference comes from a scope)
    if not affair or not slug or "/" in slug:
        _add(
            loaded,
            reference.line,
            f"`{reference.key}`: {shown(reference.target)} is no event.",
            "Write EVENT, or AFFAIR/EVENT for an event of another affair.",
        )
        return
    if affair == own.affair:
        if slug not in own.events and loaded.complete and slug not in loaded.lost:
            _add(loaded, reference.line, *_no_event(reference.key, slug, own))
        return
    if not whole_record:
        return
    other = scopes.get(affair)
    if other is None:
        hidden = any(each.scope is None and f"/{affair}." in f"/{each.path}" for each in files)
        if not hidden:
            close = nearest(affair, scopes)
            _add(
                loaded,
                reference.line,
                f"`{reference.key}`: there is no affair {shown(affair)} in this tracker.",
                f"Did you mean `{close}/{slug}`?" if close else "Its file would be in events/.",
            )
    elif other.scope and other.complete and not (slug in other.scope.events or slug in other.lost):
        _add(loaded, reference.line, *_no_event(reference.key, slug, other.scope, f"{affair}/"))


def _no_event(key: str, slug: str, scope: Scope, prefix: str = "") -> tuple[str, str]:
    message = f"`{key}`: there is no event {shown(prefix + slug)}."
    if slug in scope.renamed:
        return message, f"It is named `{prefix}{scope.renamed[slug]}` now."
    close = nearest(slug, scope.events)
    return message, (
        f"Did you mean `{prefix}{close}`?" if close else "Write the id of an event of the record."
    )


# -- circles -------------------------------------------------------------------------------------


def _check_circles(files: Iterable[Loaded]) -> None:
    """One fault for each circle of events that hang on each other, deprecated claims too."""
    graph: dict[str, dict[str, tuple[Loaded, int]]] = {}
    for loaded in files:
        for event, anchor, line in loaded.scope.edges if loaded.scope else ():
            graph.setdefault(event, {}).setdefault(anchor, (loaded, line))
    for circle in _circles(graph):
        loaded, line = graph[circle[0]][circle[1 % len(circle)]]
        words = " -> ".join([*circle, circle[0]])
        _add(
            loaded,
            line,
            f"`after` runs in a circle: {words}.",
            "An event cannot hang on itself: give one of these claims a date of its own.",
        )


def _circles(graph: dict[str, dict[str, tuple[Loaded, int]]]) -> list[list[str]]:
    """One circle of each knot, found by walking along the anchors without recursion."""
    done: set[str] = set()
    circles = []
    for start in graph:
        path: dict[str, int] = {}
        stack = [(start, iter(graph[start]))] if start not in done else []
        if stack:
            path[start] = 0
        while stack:
            event, anchors = stack[-1]
            for anchor in anchors:
                if anchor in path:
                    circles.append(list(path)[path[anchor] :])
                elif anchor in graph and anchor not in done:
                    path[anchor] = len(path)
                    stack.append((anchor, iter(graph[anchor])))
                    break
            else:
                stack.pop()
                del path[event]
                done.add(event)
    return circles
