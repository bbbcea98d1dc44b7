"""Why a socket closes or a page is refused: one reason, one code, one status, one sentence."""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Closing:
    """`code` closes the socket; `status` is the page's answer to the same person."""

    code: int
    status: int
    sentence: Promise


# As in `coming-back.js`.
STAYS_AWAY = frozenset({4401, 4402, 4403, 4404, 4409, 4410, 4426})


class Reason(Enum):
    """Every way a room says no, or goodbye. The browser stays away after 4401–4404, 4409, 4410."""

    BAD_FRAME = Closing(4400, 400, _("Your browser said something the room does not understand."))
    SIGN_IN = Closing(4401, 403, _("Please sign in again to come back to the room."))
    UNPAID = Closing(4402, 402, _("Your place in this group is not active at the moment."))
    UNCONFIRMED = Closing(4402, 403, _("Please open your personal link and confirm it is you."))
    UNANSWERED = Closing(4402, 403, _("Before you come in, there are a few things to answer."))
    REMOVED = Closing(4403, 403, _("A leader ended your part in this session."))
    PART_ENDED = Closing(4403, 403, _("Your part in this group has ended."))
    LATER = Closing(4403, 403, _("Your part in this group begins with a later session."))
    LEADS_NO_MORE = Closing(4403, 403, _("You do not lead this group any more."))
    UNKNOWN = Closing(4404, 404, _("There is no such session."))
    SLOW = Closing(4408, 503, _("Your connection could not keep up. We are trying again."))
    SILENT = Closing(4408, 503, _("We could not hear you any more. We are trying again."))
    ELSEWHERE = Closing(4409, 409, _("You opened the room on another device or in another tab."))
    ENDED = Closing(4410, 410, _("This session has ended."))
    CALLED_OFF = Closing(4410, 410, _("The leaders closed this session before it began."))
    CANCELLED = Closing(4410, 410, _("This session was cancelled."))
    MOVED = Closing(4410, 410, _("This session has moved to another time. Your page shows when."))
    EARLY = Closing(4423, 403, _("The room is not open yet."))
    LOCKED = Closing(4423, 423, _("The room is locked for the moment. We will keep trying."))
    RELOAD = Closing(4426, 426, _("There is a newer version of this page. Please reload it."))
    TOO_MANY = Closing(4429, 429, _("That was a lot at once. We are trying again in a moment."))

    @property
    def is_final(self) -> bool:
        """Whether the browser stays away: its person has left, and is not about to come back."""
        return self.value.code in STAYS_AWAY

    @property
    def code(self) -> int:
        """The websocket close code."""
        return self.value.code

    @property
    def status(self) -> int:
        """The HTTP status of the page."""
        return self.value.status

    @property
    def sentence(self) -> str:
        """What the person is told, in their language."""
        return str(self.value.sentence)


class Refused(Exception):
    """Somebody may not enter, or may not stay."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.name)
        self.reason = reason


class NotAllowed(Exception):
    """A frame of a person who is in the room but may not send it, or that comes to nothing.

    The socket stays open; `code` and `sentence` go back in an error frame.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
