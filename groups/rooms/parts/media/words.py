"""The sentences of sound and picture, in the room and on the page of the device check."""

from collections.abc import Mapping

from django.utils.translation import gettext as _


def media_words() -> Mapping[str, str]:
    """Every sentence in the reader's language, by the name the scripts use."""
    return {
        "muted": _("A leader muted you. You can unmute yourself whenever you want to speak."),
        "cameraOff": _("A leader turned your camera off. You can turn it on again."),
        "pleaseUnmute": _("A leader would like to hear from you. Unmute if you want to."),
        "unmute": _("Unmute"),
        "muteTheirs": _("Mute @"),
        "leaderSpeaks": _("@, a leader, is speaking."),
        "microphoneOn": _("Microphone on"),
        "microphoneOff": _("Microphone off"),
        "cameraOn": _("Camera on"),
        "cameraIsOff": _("Camera off"),
        "cameraFull": _("Four cameras are on. Yours is shown as soon as there is room."),
        "youAfter": _("(you)"),
        "facilitator": _("Leader"),
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
    }
