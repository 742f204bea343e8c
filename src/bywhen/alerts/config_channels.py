"""Reading the channels of alerts.yml: what a kind needs, what is no address, what is a secret."""

from __future__ import annotations

import base64
import os
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from yaml import Node

from bywhen.alerts.config_values import texts
from bywhen.alerts.references import has_reference, reference_faults
from bywhen.alerts.settings import Channel, ChannelKind
from bywhen.record.nodes import Keys, Reader
from bywhen.record.scalars import identifier, line, one_of
from bywhen.timetable.advice import shown

__all__ = ["CHANNEL", "read_channel"]

_FOLDERS = (("events",), ("ingest",), (), (".",))
_FILES = ("tracker.db", "alerts.yml", "metadata.yml", "settings.json", "datasette.yaml", ".git")
_PRIVATE = ("desk.db", "edit.lock", "ingest.lock", "undo")

CHANNEL: Keys = {
    "name": identifier,
    "kind": one_of({kind.value: kind for kind in ChannelKind}),
    "address": line,
    "secret": line,
    "on_unknown": one_of({"retry": "retry", "hold": "hold"}),
    "from": line,
    "to": texts,
}


def read_channel(reader: Reader, node: Node) -> Channel | None:
    values = reader.mapping(node, CHANNEL, "channel")
    if values is None:
        return None
    named = reader.require(node, values, "name", "channel")
    kinded = reader.require(node, values, "kind", "channel")
    name, kind = values.get("name"), values.get("kind")
    if not (named and kinded and name and kind):
        return None
    channel = Channel(
        name,
        kind,
        values.get("address") or "",
        values.get("secret"),
        values.get("on_unknown") or "retry",
        values.get("from"),
        values.get("to") or (),
        int(node.start_mark.line) + 1,
    )
    return channel if _is_complete(reader, node, channel, values) else None


def _is_complete(reader: Reader, node: Node, channel: Channel, values: dict[str, Any]) -> bool:
    """Note what is missing or does not belong; False if nothing can be sent there."""
    before = len(reader.faults)
    kind = channel.kind
    needs = {ChannelKind.STDOUT: (), ChannelKind.EMAIL: ("address", "from", "to")}
    for key in needs.get(kind, ("address",)):
        reader.require(node, values, key, f"{kind} channel")
    allowed = {"name", "kind", "on_unknown", *needs.get(kind, ("address",))}
    allowed |= {"secret"} if kind in (ChannelKind.WEBHOOK, ChannelKind.EMAIL) else set()
    for key in values:
        if key not in allowed:
            reader.fault(
                reader.line_of(node, key),
                f"`{key}` has no meaning for a channel of kind {kind}.",
                "Take it out.",
            )
    where = reader.line_of(node, "address")
    for text in (channel.address, channel.secret, channel.sender, *channel.recipients):
        for message, advice in reference_faults(text or ""):
            reader.fault(where, message, advice)
    if channel.address:
        _check_address(reader, where, channel)
    for key, texts_of in (("from", (channel.sender,)), ("to", channel.recipients)):
        for text in texts_of:
            if text and not has_reference(text) and not _is_mailbox(text):
                message = f"{shown(text)} is no e-mail address."
                reader.fault(reader.line_of(node, key), message, f"Write `{key}: name@host`.")
    if channel.kind is ChannelKind.WEBHOOK and channel.secret and not _is_key(channel.secret):
        message = f"the secret of `{channel.name}` is no signing key."
        reader.fault(reader.line_of(node, "secret"), message, "Write whsec_ and base64.")
    _warn_of_secrets(reader, node, channel)
    return not any(not fault.warning for fault in reader.faults[before:])


def _is_mailbox(text: str) -> bool:
    name, at, host = parseaddr(text)[1].rpartition("@")
    return bool(name and at and host) and " " not in host


def _is_key(secret: str) -> bool:
    """True if each of the secrets can be a key (references are not looked up)."""
    if has_reference(secret):
        return True
    keys = [one.removeprefix("whsec_") for one in secret.split()]
    try:
        return all(base64.b64decode(key, validate=True) for key in keys)
    except ValueError:
        return False


def _check_address(reader: Reader, where: int, channel: Channel) -> None:
    address = channel.address
    if has_reference(address):
        return
    schemes = {ChannelKind.WEBHOOK: ("http", "https"), ChannelKind.EMAIL: ("smtp", "smtps")}
    wanted = schemes.get(channel.kind)
    if wanted:
        try:
            parts = urlsplit(address)
            good = parts.scheme in wanted and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            good = False
        if not good:
            example = "https://host/path" if wanted[0] == "http" else "smtp://host:port"
            reader.fault(
                where, f"the address of `{channel.name}` is no address.", f"Write {example}."
            )
    elif channel.kind is ChannelKind.FILE and _is_the_trackers(Path(address)):
        reader.fault(
            where,
            f"the file of `{channel.name}` may not lie there.",
            "Write var/alerts.jsonl, or a path that begins with /.",
        )


def _is_the_trackers(path: Path) -> bool:
    """True for what another part of the tracker reads or writes: lines put there would harm it."""
    if path.is_absolute():
        return False
    parts = Path(os.path.normpath(path)).parts
    if parts[:1] == ("var",):
        return len(parts) < 2 or parts[1].startswith(_PRIVATE)
    return parts[:1] == ("..",) or parts[:1] in _FOLDERS or parts[0].startswith(_FILES)


def _warn_of_secrets(reader: Reader, node: Node, channel: Channel) -> None:
    advice = "Put it into the environment or a file and write ${NAME} or ${file:/run/secrets/x}."
    if channel.secret and not has_reference(channel.secret):
        where = reader.line_of(node, "secret")
        reader.warn(where, f"the secret of `{channel.name}` is written out here.", advice)
    if "@" in channel.address and "://" in channel.address:
        userinfo = channel.address.split("://", 1)[1].split("/", 1)[0].rpartition("@")[0]
        if ":" in userinfo and not has_reference(userinfo):
            where = reader.line_of(node, "address")
            reader.warn(where, f"the address of `{channel.name}` has a password.", advice)
