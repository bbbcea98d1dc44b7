"""What the trail holds about people, and that the floors below it hold nothing (`audit.register`).

`clock` and `help` stand below the register, so they are declared here.
"""

from audit.register import (
    MACHINE,
    OTHERS,
    Bond,
    Held,
    KeptAs,
    Part,
    Read,
    Reader,
    Whose,
    hold,
    tells_of_nobody,
)

hold(
    Held(
        "audit.Entry",
        whose=(
            Whose("member_id", Part.ABOUT, Bond.APART, KeptAs.MEMBER_ID),
            Whose("actor_id", Part.DID, Bond.APART, KeptAs.ACCOUNT_ID),
            Whose("object_id", Part.ABOUT, Bond.APART, KeptAs.INSIDE),
            Whose("facts", Part.ABOUT, Bond.APART, KeptAs.INSIDE),
        ),
        copy=("at", "act", "actor_role"),
        kept_back={
            "actor_id": OTHERS,
            "id object_type object_id member_id sealed_in": MACHINE,
            "facts": "numbers and states beside the act, which may be others'",
        },
        readers=(
            Read(Reader.OWN, ("account-record",)),
            Read(Reader.COORDINATOR, ("desk-order", "desk-seat-story")),
        ),
        why=(
            "Who did what to whose record, and when. Numbers, states and dates, never a person's"
            " words. It is never changed or deleted, or it would prove nothing: whoever is erased"
            " leaves numbers here that lead to nobody any more."
        ),
    ),
)

tells_of_nobody("Links of the chain that shows whether the trail was changed.", "audit.Seal")
tells_of_nobody("When each job of the worker last ran.", "clock.JobRun")
tells_of_nobody(
    "That something visitors are shown has changed, not what.",
    "whole.Change",
    "whole.ChangeAround",
)
tells_of_nobody(
    "The clinic's own name, address, colours and promises.",
    "help.SiteSettings",
    although=("contact_email",),
)
tells_of_nobody("Emergency numbers of a country.", "help.ClinicEmergency")
tells_of_nobody("Crisis lines, which are services.", "help.CrisisLine", although=("phone",))
