"""The sentences that the room's scripts say. `#` stands for a number, `@` for a name."""

from django.utils.translation import gettext as _

from groups.rooms.closing import Reason


def room_words() -> dict[str, str]:
    """Every sentence in the reader's language, by the name the scripts use."""
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
        "muted": _("A leader muted you. You can unmute yourself whenever you want to speak."),
        "cameraOff": _("A leader turned your camera off. You can turn it on again."),
        "pleaseUnmute": _("A leader would like to hear from you. Unmute if you want to."),
        "microphoneOn": _("Microphone on"),
        "microphoneOff": _("Microphone off"),
        "cameraOn": _("Camera on"),
        "cameraIsOff": _("Camera off"),
        "cameraFull": _("Four cameras are on. Yours is shown as soon as there is room."),
        "raiseHand": _("Raise hand"),
        "lowerHand": _("Lower hand"),
        "handRaised": _("@ raised a hand."),
        "came": _("@ came in."),
        "left": _("@ left."),
        "isReconnecting": _("@ is reconnecting."),
        "you": _("You"),
        "youAfter": _("(you)"),
        "facilitator": _("Leader"),
        "chat": _("Chat"),
        "chatNew": _("Chat, # new"),
        "hidden": _("This message was hidden by a leader."),
        "hideMessage": _("Hide the message of @"),
        "lowerTheirs": _("Lower the hand of @"),
        "optionsFor": _("Options for @"),
        "letIn": _("Let @ in"),
        "notNow": _("Ask @ to wait"),
        "someoneWaits": _("@ is at the door."),
        "askedToWait": _("asked to wait"),
        "waited": _("waiting # min"),
        "minutes": _("# min"),
        "minutesLeft": _("# min left"),
        "minutesOver": _("# min over"),
        "nowStage": _("Now: @"),
        "slideOf": _("Slide # of @"),
        "browsing": _("You are looking around by yourself."),
        "locked": _("Unlock the room"),
        "unlocked": _("Lock the room"),
        "noDevices": _(
            "No camera or microphone was found. You can join all the same, listen and write."
        ),
        "refusedDevices": _(
            "Your browser does not let us use the camera or microphone. You can allow it beside"
            " the address at the top, or join without."
        ),
        "busyDevices": _(
            "Another program is using your camera or microphone. Close it and try again, or join"
            " without."
        ),
        "lostMicrophone": _(
            "Your microphone stopped working. Switch it on again to try the one that is there now;"
            " until then you can write in the chat."
        ),
        "lostCamera": _(
            "Your camera stopped working. Switch it on again to try the one that is there now."
        ),
        "noMedia": _(
            "Sound and picture are not set up here yet, so this room works with slides and chat."
        ),
        "left.title": _("You have left the room"),
        "left.text": _("You can come back while the session lasts."),
        "over.title": _("You are not in the room any more"),
        "removed.text": _(
            "That says nothing about the next session. If you would like to talk about it, please"
            " write to us."
        ),
        "ended.title": _("This session has ended"),
        "ended.text": _("Thank you for coming. This week’s lesson is on your page now."),
    }
    for reason in Reason:
        words[f"close.{reason.name.lower()}"] = reason.sentence
    return words
