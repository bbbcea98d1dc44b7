"""What the script of an exercise says: `#` is a number, `@` other words."""

from django.utils.translation import gettext as _


def sentences() -> dict[str, str]:
    """Every sentence by the name that the script knows it by."""
    return {
        "next": _("Next"),
        "finish": _("To the end"),
        "enough": _("Done for now"),
        "back": _("Back"),
        "another": _("Another one"),
        "line": _("Line #"),
        "linesFull": _("# lines is what fits here. Nothing more is needed."),
        "tooLong": _(
            "That is # letters more than fit here (@). Nothing is lost: all of it stays. "
            "It may be easier to use when you make it shorter."
        ),
        "tooManyLines": _(
            "Those are # lines, and @ fit here. Nothing is lost: all of them stay. "
            "It may be easier to use when you leave some out."
        ),
        "askedEarlier": _("Asked earlier: @"),
        "choseEarlier": _("@ (your earlier answer)"),
        "full": _(
            "This device has no room left, so what you write stays only as long as this page is "
            "open. Print it or copy it before you leave."
        ),
        "closed": _(
            "This browser keeps nothing for us, so what you write stays only as long as this "
            "page is open. Print it or copy it before you leave."
        ),
        "earlier": _("What you wrote here earlier is still on this device."),
        "otherTab": _("This was changed in another tab."),
        "onDevice": _("This device has other words than your card."),
        "wiped": _("Wiped. Nothing of it is on this device any more."),
        "wipedAll": _("Wiped. Nothing that you wrote in any skill is on this device any more."),
        "notWiped": _(
            "This browser did not let us wipe it. Please delete the data of this site in the "
            "settings of the browser."
        ),
        "numbers": _("The numbers to call are below."),
        "copied": _("Copied"),
        "notCopied": _(
            "This browser did not let us copy it. The words are selected: copy them by hand."
        ),
        "start": _("Start"),
        "pause": _("Pause"),
        "goOn": _("Go on"),
        "timeLeft": _("@ left"),
        "timeOver": _("The time is over. Take a moment before you go on."),
        "breatheIn": _("Breathe in"),
        "breatheOut": _("Breathe out"),
        "breathOver": _("That was @. Breathe as you like now."),
        "breathStopped": _("Stopped. Breathe as you usually do."),
        "paceIn": _("In: @"),
        "paceOut": _("Out: @"),
    }


def sentences_of_keeping() -> dict[str, str]:
    """What is said besides where a member may keep it."""
    return {
        "shorten": _(
            "Your answer to “@” is too long for a card: one answer holds # letters. Please make it "
            "shorter first."
        ),
        "shortenList": _(
            "Your list “@” has more lines than a card holds: # fit. Please leave some out first."
        ),
        "keepLater": _(
            "You are offline. You can keep it when you are online: until then, it stays on this "
            "device."
        ),
    }
