"""Reading alerts.yml: all of its faults in one run, each with what to write instead.

    config, faults = load(tracker.alerts)

A secret written out in the file is warned of, and is never repeated in a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from bywhen.alerts.config_channels import read_channel
from bywhen.alerts.config_rules import read_rule
from bywhen.alerts.config_values import LANGUAGES, count, duration, site, zone
from bywhen.alerts.settings import ANY_TIMETABLE, Channel, Config, Rule
from bywhen.errors import Fault
from bywhen.record.beside import read_beside
from bywhen.record.nodes import Keys, Reader
from bywhen.record.scalars import anything, one_of
from bywhen.tracker import Tracker

__all__ = ["load", "load_text", "tracker_faults"]

_TOP: Keys = {
    "channels": anything,
    "rules": anything,
    "site": site,
    "timezone": zone,
    "language": one_of(LANGUAGES),
    "settle": duration,
    "digest_above": count,
}


def load(path: Path, name: str = "alerts.yml") -> tuple[Config, list[Fault]]:
    """What the file says, and all its faults; what is faulty is left out of the config.

    `name` is what faults call it. A file that is not there has one fault.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        missing = "is not there.", "Write one (docs/alerts.md), or begin with `bywhen init`."
        return Config(), [Fault(name, 0, *missing)]
    except OSError as error:
        return Config(), [Fault(name, 0, f"cannot be read: {error.strerror}.")]
    return load_text(raw, name)


def load_text(raw: bytes, name: str = "alerts.yml") -> tuple[Config, list[Fault]]:
    """As `load`, from the bytes of the file."""
    return read_beside(raw, name, _config, Config())


def tracker_faults(tracker: Tracker) -> Sequence[Fault]:
    """The faults of a tracker's alerts.yml, names that the record does not have included.

    Without the file there are none: nobody has to be told anything.
    """
    if not tracker.alerts.exists():
        return []
    config, faults = load(tracker.alerts, tracker.relative(tracker.alerts))
    return [*faults, *_unknown_names(tracker, config)]


def _unknown_names(tracker: Tracker, config: Config) -> list[Fault]:
    """Affairs, events and timetables that rules name and the record does not have."""
    if not any(rule.affairs or rule.events or rule.timetables for rule in config.rules):
        return []
    from bywhen.record import load as load_record

    record = load_record(tracker)
    if record.errors:
        return []  # what stands in a broken file cannot be known
    affairs = {affair.id for affair in record.affairs}
    events = {event.id for affair in record.affairs for event in affair.events}
    events |= {event.split("/", 1)[1] for event in events}
    timetables = {one.id for affair in record.affairs for one in affair.timetables}
    timetables.add(ANY_TIMETABLE)
    named = tracker.relative(tracker.alerts)
    reader = Reader(named)
    for rule in config.rules:
        for what, names, known in (
            ("affair", rule.affairs, affairs),
            ("event", rule.events, events),
            ("timetable", rule.timetables, timetables),
        ):
            for name in names:
                if name not in known:
                    advice = reader.suggest(name, known)
                    message = f"rule `{rule.name}`: the record has no {what} `{name}`."
                    reader.faults.append(Fault(named, rule.line, message, advice))
    return reader.faults


# -- the file ------------------------------------------------------------------------------------


def _config(reader: Reader, root: Node) -> Config:
    values = reader.mapping(root, _TOP, "alerts.yml") or {}
    channels = [
        channel
        for node in _entries(reader, values.get("channels"), "channels", "- {name: ..., kind: ...}")
        if (channel := read_channel(reader, node)) is not None
    ]
    _no_twins(reader, "channel", channels)
    declared = {channel.name for channel in channels} | _names(values.get("channels"))
    language = values.get("language") or "en"
    rules = [
        rule
        for node in _entries(reader, values.get("rules"), "rules", "- {name: ..., channels: [...]}")
        if (rule := read_rule(reader, node, declared, language)) is not None
    ]
    _no_twins(reader, "rule", rules)
    defaults = Config()
    return Config(
        tuple(channels),
        tuple(rules),
        values.get("site") or defaults.site,
        values.get("timezone"),
        defaults.settle if values.get("settle") is None else values["settle"],
        values.get("digest_above") or defaults.digest_above,
    )


def _names(node: Node | None) -> set[str]:
    """What the entries of a list are called, faulty ones too: a fault is told once."""
    entries = node.value if isinstance(node, SequenceNode) else []
    return {
        str(value.value)
        for entry in entries
        if isinstance(entry, MappingNode)
        for key, value in entry.value
        if key.value == "name" and isinstance(value, ScalarNode)
    }


def _entries(reader: Reader, node: Node | None, key: str, example: str) -> list[Node]:
    if isinstance(node, SequenceNode):
        return list(node.value)
    if node is not None and not (isinstance(node, ScalarNode) and not node.value):
        reader.fault(node, f"`{key}` is a list.", f"Write `{example}` below it.")
    return []


def _no_twins(reader: Reader, what: str, things: Sequence[Channel | Rule]) -> None:
    first: dict[str, int] = {}
    for thing in things:
        if thing.name in first:
            reader.fault(
                thing.line,
                f"{what} `{thing.name}` stands twice (first on line {first[thing.name]}).",
                "Give it another name.",
            )
        first.setdefault(thing.name, thing.line)
