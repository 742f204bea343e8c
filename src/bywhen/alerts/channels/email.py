"""E-mail by SMTP: plain text and HTML, one recipient a message, the same Message-ID over all tries.

`smtp://host:port` takes TLS where the server offers it (and insists on it before a password is
given to another machine), `smtps://` begins with it. User and password: `smtp://${USER}:${PASS}@host`,
or the channel's `secret` is the password, the sender's address the user where none is named.
"""

from __future__ import annotations

import asyncio
import smtplib
import socket
import ssl
import threading
from contextlib import ExitStack, suppress
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from bywhen.alerts.channels.network import error_words, is_this_machine
from bywhen.alerts.channels.outgoing import Outgoing
from bywhen.alerts.outcome import Outcome, Result
from bywhen.alerts.references import MissingReferenceError

__all__ = ["message_for", "send"]


async def send(outgoing: Outgoing) -> Outcome:
    """One message to one recipient."""
    channel = outgoing.channel
    try:
        address = outgoing.resolved(channel.address)
        sender = outgoing.resolved(channel.sender or "")
        recipient = outgoing.resolved(outgoing.recipient)
        message = message_for(outgoing, sender, recipient)
        secret = outgoing.resolved(channel.secret) if channel.secret else None
        place = urlsplit(address)
        port = place.port or (465 if place.scheme == "smtps" else 25)
    except MissingReferenceError as error:
        return Outcome(Result.UNREADY, str(error))
    except ValueError as error:
        return Outcome(Result.UNREADY, outgoing.hidden(f"an address is wrong: {error}", address))
    login = _login(place, secret, parseaddr(sender)[1])
    return await asyncio.to_thread(_send, outgoing, place, port, login, message)


def _login(place: SplitResult, secret: str | None, sender: str) -> tuple[str, str] | None:
    """User and password, None if nobody has to sign in."""
    if place.username is None and secret is None:
        return None
    user = sender if place.username is None else unquote(place.username)
    password = secret if place.password is None else unquote(place.password)
    return user, password or ""


def message_for(outgoing: Outgoing, sender: str, recipient: str) -> EmailMessage:
    """The message with its headers. Raises ValueError if an address is none."""
    message = EmailMessage()
    message["From"] = _address(sender)
    message["To"] = _address(recipient)
    message["Subject"] = outgoing.message.subject
    message["Date"] = format_datetime(outgoing.stamp)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{outgoing.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday replies
    message["Content-Language"] = outgoing.message.language
    message["X-Bywhen-Id"] = outgoing.id
    if outgoing.maybe_duplicate:
        message["X-Bywhen-Maybe-Duplicate"] = "1"
    message.set_content(outgoing.message.text)
    message.add_alternative(outgoing.message.html, subtype="html")
    return message


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    if "@" not in address:
        raise ValueError("no @")
    return Address(name, addr_spec=address)


def _send(
    outgoing: Outgoing,
    place: SplitResult,
    port: int,
    login: tuple[str, str] | None,
    message: EmailMessage,
) -> Outcome:
    """Each step of the dialogue says by itself whether the message may have gone through."""
    handed_over = False
    try:
        with _connected(place, port, outgoing.patience, insists=login is not None) as server:
            if login is not None:
                server.login(*login)
            server.ehlo_or_helo_if_needed()
            code, said = server.mail(str(message["From"].addresses[0].addr_spec))
            if code == 250:
                code, said = server.rcpt(str(message["To"].addresses[0].addr_spec))
            if code in (250, 251):
                handed_over = True
                code, said = server.data(message.as_bytes(policy=policy.SMTP))
                handed_over = False  # it has answered
            return _of_reply(outgoing, code, said, place)
    except smtplib.SMTPResponseException as error:
        return _of_reply(outgoing, error.smtp_code, error.smtp_error, place)
    except (OSError, smtplib.SMTPException) as error:
        result = Result.UNKNOWN if handed_over else Result.REFUSED
        return Outcome(result, outgoing.hidden(error_words(error), *_secrets(place)))
    except UnicodeError:
        return Outcome(Result.UNREADY, "an address has letters that this way of sending has not")


def _connected(
    place: SplitResult, port: int, patience: float, *, insists: bool
) -> _Server | _TlsServer:
    host = place.hostname or "localhost"
    context = ssl.create_default_context()
    if is_this_machine(host):  # nobody is between; its certificate is often its own
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if place.scheme == "smtps":
        return _TlsServer(host, port, timeout=patience, context=context)
    server = _Server(host, port, timeout=patience)
    with ExitStack() as unless_ready:
        unless_ready.callback(server.close)
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif insists and not is_this_machine(host):
            raise smtplib.SMTPException("the server offers no TLS; no password is sent")
        unless_ready.pop_all()
    return server


class _Patience(smtplib.SMTP):
    """A dialogue with one deadline for all of it, however slowly the other side speaks.

    Leaving politely is no part of a delivery: an error on QUIT changes nothing.
    """

    _timer: threading.Timer

    def connect(
        self, host: str = "localhost", port: int = 0, source_address: Any = None
    ) -> tuple[int, bytes]:
        self._timer = threading.Timer(float(self.timeout), self._cut)
        self._timer.daemon = True
        self._timer.start()
        with ExitStack() as unless_connected:
            unless_connected.callback(self._timer.cancel)
            answer = super().connect(host, port, source_address)
            unless_connected.pop_all()
        return answer

    def _cut(self) -> None:
        sock = getattr(self, "sock", None)
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._timer.cancel()
        super().close()

    def __exit__(self, *_: object) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self.docmd("QUIT")
        self.close()


class _Server(_Patience):
    """Plain, STARTTLS to follow."""


class _TlsServer(_Patience, smtplib.SMTP_SSL):
    """TLS from the first byte."""


def _of_reply(outgoing: Outgoing, code: int, said: bytes | str, place: SplitResult) -> Outcome:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    detail = outgoing.hidden(f"SMTP {code} {text}", *_secrets(place))
    if 200 <= code < 300:
        return Outcome(Result.SENT, detail)
    if code == 421 or 400 <= code < 500 or code < 0:
        return Outcome(Result.REFUSED, detail)
    return Outcome(Result.DEAD, detail)


def _secrets(place: SplitResult) -> tuple[str, ...]:
    return (place.geturl(), unquote(place.password or ""), unquote(place.username or ""))
