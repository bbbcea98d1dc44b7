"""What this app holds about people (`audit.register`)."""

from audit.register import (
    MACHINE,
    OPENS,
    Bond,
    Held,
    Part,
    Read,
    Reader,
    Rule,
    Whose,
    hold,
    tells_of_nobody,
)

ROOM = "ws/room/<uuid:session_id>/"

hold(
    Held(
        "accounts.Account",
        whose=(Whose("", Part.ABOUT, Bond.ITSELF),),
        copy=(
            "email", "first_name", "last_name", "time_zone", "country", "language", "date_joined",
            "last_login", "is_active", "is_staff", "is_superuser",
        ),
        kept_back={"password": OPENS, "id": MACHINE},
        readers=(
            Read(Reader.OWN, ("account-details", "account_email")),
            Read(
                Reader.COORDINATOR,
                (
                    "account-staff", "account-staff-person", "desk-cohort", "desk-find",
                    "desk-people", "desk-seats", "desk-waiting-people",
                    "desk-leaders", "desk-new-cohort", "desk-order", "desk-person", "desk-roster",
                    "desk-seat-story",
                ),
            ),
            Read(
                Reader.GROUP,
                (
                    "account-record", "diary-sharing", "measure-answer", "measure-bring",
                    "my-groups", "sheet", "sheet-hand-in",
                ),
            ),
            Read(Reader.SUPERUSER, ("editor",)),
            Read(Reader.PUBLIC, ("group",)),
        ),
        why=(
            "Whoever signs in, known by their e-mail address. Nothing deletes an account by itself,"
            " and while somebody of it takes part, leads a group or has paid, the database refuses"
            " to. The public reads no more than the names of those who lead a group, and members"
            " read who leads theirs, and who of the team opened their record."
        ),
    ),
    Held(
        "accounts.Account_groups",
        whose=(Whose("account", Part.ABOUT, Bond.GOES),),
        copy=("group",),
        kept_back={"id account": MACHINE},
        rules=(Rule("the row", "when a coordinator takes the role away"),),
        readers=(Read(Reader.COORDINATOR, ("account-staff", "account-staff-person")),),
        why="Which roles somebody of the team has: it decides what they may open.",
    ),
    Held(
        "accounts.Account_user_permissions",
        whose=(Whose("account", Part.ABOUT, Bond.GOES),),
        copy=("permission",),
        kept_back={"id account": MACHINE},
        readers=(),
        why="Stays empty: what somebody may do hangs on their roles.",
    ),
    Held(
        "accounts.Member",
        whose=(
            Whose("", Part.ABOUT, Bond.ITSELF),
            Whose("account", Part.ABOUT, Bond.HOLDS),
        ),
        copy=("name", "country", "language", "discreet", "joined_at"),
        kept_back={"pin_hash": OPENS, "id account": MACHINE},
        readers=(
            Read(
                Reader.OWN,
                (
                    "account-details", "account-member", "account-contact", "account-pin",
                    "account-record", "today", "my-groups", "my-lessons",
                ),
            ),
            Read(Reader.GROUP, (ROOM,)),
            Read(
                Reader.LEADER,
                (
                    "lead-group", "lead-attendance", "lead-diaries", "lead-diary", "lead-measures",
                    "lead-member-measure", "lead-before", "lead-practice", "group-message",
                    "group-roster", "member-contact", ROOM, "lead-sheet", "lead-sheets",
                    "desk-given", "desk-given-one", "desk-give", "desk-standing",
                ),
            ),
            Read(
                Reader.COORDINATOR,
                (
                    "desk-apart", "desk-cohort", "desk-entry", "desk-find", "desk-keep-apart",
                    "desk-given",
                    "desk-order", "desk-order-refund", "desk-orders", "desk-people", "desk-person",
                    "desk-roster", "desk-seat", "desk-seat-story", "desk-seats",
                    "desk-waiting-people", "group-message", "group-roster", "member-contact",
                ),
            ),
        ),
        why=(
            "Whoever takes part, by a name of their own choice. Several people may share a mailbox;"
            " each has a row, letters and a record of their own. Nothing deletes a member yet, and"
            " the database refuses to while a seat or an order names them."
        ),
    ),
    Held(
        "accounts.Intake",
        whose=(Whose("member", Part.ABOUT, Bond.GOES),),
        copy=(
            "birth_year", "emergency_name", "emergency_phone", "emergency_relation",
            "understood_at", "updated_at",
        ),
        kept_back={"id member": MACHINE},
        rules=(
            Rule("the year of birth", "when the person says later that they are younger"),
            Rule("the contact's old words", "when the person changes them"),
        ),
        readers=(
            Read(Reader.OWN, ("account-contact",)),
            Read(Reader.LEADER, ("member-contact",)),
            Read(Reader.COORDINATOR, ("member-contact",)),
        ),
        why=(
            "Age, and whom to call in an emergency, sealed at rest; each time one of the team opens"
            " the contact, an entry says so and the person can read it. The contact is somebody"
            " else, whom we never ask. All of it stays when the course is over."
        ),
    ),
    Held(
        "accounts.Acceptance",
        whose=(Whose("member", Part.ABOUT, Bond.GOES),),
        copy=("policy", "accepted_at"),
        kept_back={"id member": MACHINE},
        readers=(),
        why=(
            "To which version of the agreement, the terms and the privacy notice somebody agreed,"
            " and when: the clinic's proof of it. No page lists it yet."
        ),
    ),
)  # fmt: skip

tells_of_nobody("The texts people agree to, the same for everybody.", "accounts.Policy")
