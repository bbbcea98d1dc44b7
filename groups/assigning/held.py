"""What is held about people by what was given to them (`audit.register`)."""

from audit.register import MACHINE, OTHERS, Bond, Held, Part, Read, Reader, Whose, hold

hold(
    Held(
        "groups.Assignment",
        whose=(
            Whose("enrollment__member", Part.ABOUT, Bond.GOES),
            Whose("assigned_by", Part.WROTE, Bond.HOLDS),
            Whose("withdrawn_by", Part.DID, Bond.HOLDS),
        ),
        copy=(
            "kind", "ref", "cohort", "for_session", "due_session", "note", "assigned_at",
            "withdrawn_at",
        ),
        kept_back={"id form enrollment": MACHINE, "assigned_by withdrawn_by": OTHERS},
        readers=(
            Read(Reader.OWN, ("resources", "resource-given")),
            Read(Reader.LEADER, ("desk-given", "desk-given-one")),
            Read(Reader.COORDINATOR, ("desk-given",)),
        ),
        why=(
            "What leaders gave to a group or to one member of it to read or practise. A word that"
            " they wrote beside it is sealed; coordinators read what was given, without the word."
        ),
    ),
    Held(
        "groups.Delivery",
        whose=(
            Whose("member", Part.ABOUT, Bond.GOES),
            Whose("assignment__enrollment__member", Part.ABOUT, Bond.GOES),
            Whose("assignment__assigned_by", Part.WROTE, Bond.GOES),
            Whose("assignment__withdrawn_by", Part.DID, Bond.GOES),
            Whose("paper_by", Part.DID, Bond.HOLDS),
        ),
        copy=("assignment", "opened_at", "done_at", "paper_at"),
        kept_back={"id member": MACHINE, "paper_by": OTHERS},
        readers=(
            Read(Reader.OWN, ("resources", "resources-seen")),
            Read(Reader.LEADER, ("desk-standing", "desk-given-one")),
        ),
        why=(
            "That somebody opened what they were given, marked it as done, or got it on paper. The"
            " leaders of that group see it, and their own page shows the person what those see."
        ),
    ),
)  # fmt: skip
