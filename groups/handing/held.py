"""What handing in holds about people (`audit.register`)."""

from audit.register import MACHINE, OTHERS, Bond, Held, Part, Read, Reader, Rule, Whose, hold

hold(
    Held(
        "groups.HandedIn",
        whose=(
            Whose("enrollment__member", Part.ABOUT, Bond.GOES),
            Whose("answer__member", Part.ABOUT, Bond.GOES),
        ),
        copy=("answer", "enrollment", "words", "version", "handed_at", "taken_back_at"),
        kept_back={"id edits": MACHINE},
        rules=(Rule("the copy of the answers", "when the person takes it back"),),
        readers=(
            Read(Reader.OWN, ("sheet",)),
            Read(Reader.LEADER, ("lead-sheets", "lead-sheet")),
        ),
        why=(
            "A filled worksheet in the hands of the leaders of somebody's group, sealed: as it was"
            " handed in, until it is taken back or the person's part ends."
        ),
    ),
    Held(
        "groups.HandedInSeen",
        whose=(
            Whose("handed_in__enrollment__member", Part.ABOUT, Bond.GOES),
            Whose("handed_in__answer__member", Part.ABOUT, Bond.GOES),
            Whose("account", Part.DID, Bond.HOLDS),
        ),
        copy=("handed_in", "version", "seen_at"),
        kept_back={"id": MACHINE, "account": OTHERS},
        readers=(
            Read(Reader.OWN, ("sheet",)),
            Read(Reader.LEADER, ("lead-sheets", "lead-sheet")),
        ),
        why="Which leader has opened a worksheet that somebody handed in, and when.",
    ),
    Held(
        "groups.HandedInComment",
        whose=(
            Whose("handed_in__enrollment__member", Part.ABOUT, Bond.GOES),
            Whose("handed_in__answer__member", Part.ABOUT, Bond.GOES),
            Whose("account", Part.WROTE, Bond.HOLDS),
        ),
        copy=("handed_in", "by_member", "words", "said_at", "read_at"),
        kept_back={"id filling": MACHINE, "account": OTHERS},
        readers=(
            Read(Reader.OWN, ("sheet",)),
            Read(Reader.LEADER, ("lead-sheet",)),
        ),
        why=(
            "What a leader or the member wrote about a worksheet that was handed in, sealed. It"
            " stays with the member when the sheet is taken back, and goes when it is deleted."
        ),
    ),
)
