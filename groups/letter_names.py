"""What this app's letters are called at the desk."""

from django.utils.translation import gettext_lazy as _

from groups.clocks import letters as clocks
from groups.handing import letters as handing
from groups.leading import letters as leading
from groups.links.later import BEGINS_LATER
from groups.links.letters import CLOCKS_CHANGED
from groups.measuring import letters as measuring
from groups.members import letters as members
from groups.messages import letters as messages
from groups.waiting import letters as waiting
from outbox.names import name_letters

name_letters(
    {
        "session-tomorrow": _("A session is tomorrow"),
        "session-in-an-hour": _("A session is in an hour"),
        "room-open": _("The room is open"),
        "session-moved": _("A session was moved"),
        "session-cancelled": _("A session was cancelled"),
        "calendar-anew": _("New calendar entries"),
        "link-again": _("Their link, asked for again"),
        leading.LEADER_MOVED: _("To leaders: a session was moved"),
        leading.LEADER_CANCELLED: _("To leaders: a session was cancelled"),
        CLOCKS_CHANGED: _("The clocks change"),
        clocks.LEADER_CLOCKS_CHANGED: _("To leaders: the clocks change"),
        members.PART_ENDED: _("Their part in a group ended"),
        messages.GROUP_MESSAGE: _("A message from the team"),
        waiting.JOINED: _("They stand on a waiting list"),
        waiting.OFFERED: _("A seat is offered"),
        waiting.REMINDER: _("A seat is offered: reminder"),
        waiting.OVER: _("They wait no longer"),
        waiting.TAKEN_BACK: _("An offer was taken back"),
        BEGINS_LATER: _("They begin later than they were told"),
        measuring.MEASURES_DUE: _("Their course asks for a form"),
        handing.COMMENTED: _("Their leaders wrote about a sheet"),
        measuring.PLEASE_LOOK: _("To leaders: please look at an answer"),
    }
)
