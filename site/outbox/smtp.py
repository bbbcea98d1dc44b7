"""One letter over an open SMTP connection (RFC 5321, 3.3).

`smtplib` says all of it in one call; here the sender is asked once more before the words leave,
when all that comes before them was said already. So of many connections few have a letter between
its words and the server's answer.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from smtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

END = b"\r\n.\r\n"
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)  # a line of one dot ends a letter (4.5.2)


class NotSent(Exception):
    """The letter may not leave any more; nothing of its words was sent."""


def say(smtp: SMTP, *, sender: str, to: str, words: bytes, may_leave: Callable[[], bool]) -> None:
    """Hands `words` (lines ended by CRLF) over, if it `may_leave`.

    Raises what `smtplib.SMTP.sendmail` raises, and NotSent, which ends the connection.
    """
    smtp.ehlo_or_helo_if_needed()
    sized = [f"size={len(words)}"] if smtp.does_esmtp and smtp.has_extn("size") else []
    code, said = smtp.mail(sender, sized)
    if code != 250:
        raise _over(smtp, code, SMTPSenderRefused(code, said, sender))
    code, said = smtp.rcpt(to)
    if code not in (250, 251):
        raise _over(smtp, code, SMTPRecipientsRefused({to: (code, said)}))
    code, said = smtp.docmd("data")
    if code != 354:
        raise _over(smtp, code, SMTPDataError(code, said))
    if not may_leave():
        smtp.close()  # a letter without its end is none (4.1.1.4)
        raise NotSent
    smtp.send(_LEADING_DOT.sub(b"..", words.removesuffix(b"\r\n")) + END)
    code, said = smtp.getreply()
    if code != 250:
        raise _over(smtp, code, SMTPDataError(code, said))


def _over(smtp: SMTP, code: int, error: SMTPException) -> SMTPException:
    """Leaves the connection ready for the next letter, or closes it where the server does (421)."""
    if code == 421:
        smtp.close()
    else:
        with suppress(SMTPServerDisconnected):
            smtp.rset()
    return error
