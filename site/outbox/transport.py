"""One connection to whatever carries letters away, and what its answers mean."""

import contextlib
from collections.abc import Callable, Iterator
from email.utils import parseaddr
from smtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from outbox.mime import LetterMessage
from outbox.smtp import NotSent, say

PERMANENT = 500  # SMTP: 4xx "not now", 5xx "not ever" (RFC 5321, 4.2.1)


class Unreachable(Exception):
    """The mail server cannot be reached or refuses us altogether; it says nothing of the letter."""


class RefusedForNow(Exception):
    """The server did not take this letter; a later try may succeed."""


class RefusedForGood(Exception):
    """The server will never take this letter: an address that does not exist, for instance."""


class Transport:
    """A connection of the backend `settings.OUTBOX_TRANSPORT`, opened at the first letter and kept.

    Use it as a context manager, by one thread.
    """

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def open(self) -> None:
        """Connects, if it is not. Raises Unreachable."""
        with self._meaning():
            self._opened()

    def send(self, message: EmailMessage, *, may_leave: Callable[[], bool] = lambda: True) -> None:
        """Hands `message` over, if it `may_leave` when the server is ready for its words.

        Raises Unreachable, RefusedForNow, RefusedForGood or NotSent.
        """
        kept = self._connection is not None
        try:
            self._hand_over(message, may_leave)
        except Unreachable:
            if not kept:
                raise
            # Servers close a connection that carried enough letters: a fresh one is worth a try.
            self._hand_over(message, may_leave)
        except NotSent:
            self.close()
            raise

    def close(self) -> None:
        """Ends the connection, politely if the server still listens."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.close()
            self._connection = None

    def _hand_over(self, message: EmailMessage, may_leave: Callable[[], bool]) -> None:
        with self._meaning():
            backend = self._opened()
            smtp = getattr(backend, "connection", None)
            if isinstance(smtp, SMTP) and isinstance(message, LetterMessage) and message.is_usual:
                say(
                    smtp,
                    sender=parseaddr(message.from_email)[1],
                    to=message.to[0],
                    words=message.message().as_bytes("\r\n"),
                    may_leave=may_leave,
                )
            elif may_leave():
                backend.send_messages([message])
            else:
                raise NotSent

    def _opened(self) -> BaseEmailBackend:
        if self._connection is None:
            fresh = get_connection(settings.OUTBOX_TRANSPORT)
            fresh.open()
            if isinstance(smtp := getattr(fresh, "connection", None), SMTP):
                smtp.ehlo_or_helo_if_needed()  # here a server says that it has enough of us
            self._connection = fresh
        return self._connection

    @contextlib.contextmanager
    def _meaning(self) -> Iterator[None]:
        """What the server answered, as one of our own three errors."""
        try:
            yield
        except SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise _refusal(code, text) from error
        except SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except SMTPSenderRefused as error:
            # Our own address is refused: a setting to mend, not this letter's fault.
            raise RefusedForNow(_said(error.smtp_code, error.smtp_error)) from error
        except SMTPAuthenticationError as error:
            self.close()
            raise Unreachable(_said(error.smtp_code, error.smtp_error)) from error
        except (SMTPException, OSError) as error:
            self.close()
            raise Unreachable(f"{type(error).__name__}: {error}") from error


def _refusal(code: int, text: bytes | str) -> RefusedForNow | RefusedForGood:
    kind = RefusedForGood if code >= PERMANENT else RefusedForNow
    return kind(_said(code, text))


def _said(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {words}"
