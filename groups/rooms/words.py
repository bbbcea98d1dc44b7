"""The sentences that the room's scripts say. `#` stands for a number, `@` for a name."""

from django.utils.translation import gettext as _

from groups.rooms.closing import Reason
from groups.rooms.wire.part import parts


def room_words(*, leads: bool = False) -> dict[str, str]:
    """Every sentence in the reader's language, by the name the scripts use; leaders have others."""
    words = {
        "reconnecting": _("The connection was lost. We are bringing you back; nothing is lost."),
        "offline": _("Your device is offline. We bring you back once it is online again."),
        "back": _("You are connected again."),
        "connecting": _("One moment, we are connecting you."),
        "denied": _(
            "Not just now: the leaders asked you to wait. You may stay here, and they can"
            " let you in later."
        ),
        "waiting": _(
            "You are in the right place. A leader will let you in soon; you do not need to do"
            " anything."
        ),
        "sentBack": _("A leader asked you to wait in the lobby for a moment."),
        "inside": _("You are in the room."),
        "closeToast": _("Close"),
        "came": _("@ came in."),
        "left": _("@ left."),
        "isReconnecting": _("@ is reconnecting."),
        "isBack": _("@ is back."),
        "you": _("You"),
        "left.title": _("You have left the room"),
        "left.text": _("You can come back while the session lasts."),
        "over.title": _("You are not in the room any more"),
        "removed.text": _(
            "That says nothing about the next session. If you would like to talk about it, please"
            " write to us."
        ),
        "part_ended.text": _(
            "Somebody in the office ended it, and not anybody in this room. A letter about it is on"
            " its way to you. If you would like to talk about it, please write to us."
        ),
        "leads_no_more.text": _("If that is a mistake, please write to a coordinator."),
        "ended.title": _("This session has ended"),
        "ended.text": _("Thank you for coming. This week’s lesson is on your page now."),
        "called_off.title": _("This session was closed before it began"),
        "called_off.text": _(
            "You have not missed anything, and you are not marked absent. If the leaders open the"
            " room again today, you can come back in here; your page says so too."
        ),
    }
    if leads:
        words["ended.text"] = _("Everyone has left, and the attendance is written.")
        words["called_off.text"] = _("Everyone has left, and nobody is marked absent.")
    for reason in Reason:
        words[f"close.{reason.name.lower()}"] = reason.sentence
    for part in parts():
        words |= part.words()
    return words
