"""A real SMTP server that takes, refuses or stalls, as a test wants."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def words_of(message: EmailMessage, kind: Literal["plain", "html"]) -> str:
    """A message's words of one kind. Raises AssertionError for a message without them."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@dataclass
class Sink:
    """What the server got and how it answers; `answer(envelope)` returns an SMTP reply."""

    messages: list[EmailMessage] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    connections: int = 0
    answer: Callable[[Envelope], str] = lambda envelope: "250 kept"
    answer_recipient: Callable[[str], str] = lambda address: "250 ok"
    delay: float = 0.0
    delay_recipient: float = 0.0
    taking: int = 0  # letters whose words came and that wait for their answer
    most_at_once: int = 0
    most_connections: int = 1_000  # open at once; it hangs up on any more
    port: int = 0
    _open: list[asyncio.Transport] = field(default_factory=list)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, replies: list[str]
    ) -> list[str]:
        assert isinstance(server.transport, asyncio.Transport)
        self.connections += 1
        self._open = [each for each in self._open if not each.is_closing()]
        if len(self._open) < self.most_connections:
            self._open.append(server.transport)
        else:
            server.transport.close()
        session.host_name = hostname
        return replies

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.delay_recipient:
            await asyncio.sleep(self.delay_recipient)
        reply = self.answer_recipient(address)
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taking += 1
        self.most_at_once = max(self.most_at_once, self.taking)
        try:
            if self.delay:
                await asyncio.sleep(self.delay)
        finally:
            self.taking -= 1
        reply = self.answer(envelope)
        if reply.startswith("250"):
            assert isinstance(envelope.content, bytes)
            parsed = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(parsed, EmailMessage)
            self.messages.append(parsed)
            self.senders.append(envelope.mail_from or "")
        return reply

    def message_ids(self) -> list[str]:
        """The Message-ID of each message taken, in the order of arrival."""
        return [str(message["Message-ID"]) for message in self.messages]


def start_sink(sink: Sink, *, port: int = 0) -> Controller:
    """Starts the server on `port` (0: any free one) of 127.0.0.1; stop it with `.stop()`."""
    controller = Controller(sink, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    sink.port = controller.port
    return controller


def free_port() -> int:
    """A port that nothing listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
