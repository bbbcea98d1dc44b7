"""What this app holds about people (`audit.register`)."""

from audit.register import (
    MACHINE,
    OTHERS,
    Bond,
    Held,
    KeptAs,
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
        "groups.CohortLeader",
        whose=(Whose("account", Part.LEADS, Bond.HOLDS),),
        copy=("cohort", "part"),
        kept_back={"id account": MACHINE},
        rules=(
            Rule("the row", "when a coordinator hands the group to somebody else"),
            Rule("the row", "when a draft of a group is discarded"),
        ),
        readers=(
            Read(Reader.PUBLIC, ("group",)),
            Read(Reader.COORDINATOR, ("desk-cohort", "desk-leaders")),
        ),
        why="Who leads which group; their names stand on its public page.",
    ),
    Held(
        "groups.Enrollment",
        whose=(
            Whose("member", Part.ABOUT, Bond.HOLDS),
            Whose("overbooked_by", Part.DID, Bond.HOLDS),
        ),
        copy=(
            "cohort", "state", "seat_no", "by_hand", "begins_with", "held_at", "hold_until",
            "activated_at", "ended_at", "end_reason", "overbooked_at", "overbooked_reason",
        ),
        kept_back={"id member epoch entries": MACHINE, "overbooked_by": OTHERS},
        readers=(
            Read(Reader.OWN, ("today", "my-groups", "my-lessons")),
            Read(Reader.LEADER, ("group-roster", "lead-group")),
            Read(
                Reader.COORDINATOR,
                (
                    "desk-cohort", "desk-find", "desk-order", "desk-order-refund", "desk-orders",
                    "desk-people", "desk-person", "desk-roster", "desk-seat", "desk-seat-story",
                    "desk-seats", "group-roster",
                ),
            ),
        ),
        why=(
            "Somebody's part in a group, which tells that they are in treatment. A coordinator's"
            " reason for ending it is kept in clear, and why somebody was put above the number of"
            " seats is sealed: coordinators read both, and both belong into a copy."
            " Held seats that nobody paid for stay as well; nothing deletes an enrolment."
        ),
    ),
    Held(
        "groups.Visit",
        whose=(Whose("enrollment__member", Part.ABOUT, Bond.GOES),),
        copy=("session", "door_at", "arrived_at", "seen_at", "left_at"),
        kept_back={"id enrollment": MACHINE},
        readers=(),
        why="When somebody came into a session's room and left it: attendance follows from it.",
    ),
    Held(
        "groups.Attendance",
        whose=(
            Whose("enrollment__member", Part.ABOUT, Bond.GOES),
            Whose("corrected_by", Part.DID, Bond.HOLDS),
        ),
        copy=("session", "verdict", "minutes", "judged_at", "reason"),
        kept_back={"id enrollment": MACHINE, "corrected_by": OTHERS},
        readers=(
            Read(Reader.OWN, ("practice-map",)),
            Read(
                Reader.LEADER,
                ("lead-attendance", "lead-group", "group-roster", "lead-before", "lead-practice"),
            ),
            Read(Reader.COORDINATOR, ("desk-roster", "group-roster")),
        ),
        why=(
            "Who was there, late or absent, and a leader's reason where they corrected it, in"
            " clear. Members see on their map of skills when they were taught what, and the"
            " leaders with whom they share that map do, too; the rest is on no page of theirs yet"
            " and belongs into their copy."
        ),
    ),
    Held(
        "groups.GroupMessage",
        whose=(Whose("sent_by", Part.WROTE, Bond.HOLDS),),
        copy=("cohort", "subject", "text", "sent_at"),
        kept_back={"id token": MACHINE, "sent_by": OTHERS},
        readers=(
            Read(Reader.OWN, ("message",)),
            Read(Reader.LEADER, ("group-message",)),
            Read(Reader.COORDINATOR, ("group-message",)),
        ),
        why=(
            "What the clinic wrote to a group or to one of its members, sealed; to whom, say its"
            " copies. Its readers never see who else got it; the team sees subject, day and number."
        ),
    ),
    Held(
        "groups.MessageCopy",
        whose=(
            Whose("enrollment__member", Part.SENT, Bond.HOLDS),
            Whose("message__sent_by", Part.WROTE, Bond.GOES),
        ),
        copy=("message",),
        kept_back={"id enrollment": MACHINE},
        readers=(),
        why="That a message went to somebody; its words belong into their copy.",
    ),
    Held(
        "groups.LinkConfirmation",
        whose=(Whose("enrollment__member", Part.ABOUT, Bond.GOES),),
        copy=("session", "confirmed_at"),
        kept_back={"id enrollment epoch": MACHINE},
        readers=(Read(Reader.OWN, ("today",)), Read(Reader.LEADER, ("lead-group",))),
        why="That somebody said their link is theirs; leaders read it as “is coming”.",
    ),
    Held(
        "groups.LinkRequest",
        whose=(Whose("enrollment__member", Part.ABOUT, Bond.GOES),),
        copy=("session", "requested_at"),
        kept_back={"id enrollment": MACHINE},
        readers=(),
        why="That somebody asked for their link again: each such letter is sent once.",
    ),
    Held(
        "groups.RoomSeat",
        whose=(
            Whose("enrollment__member", Part.ABOUT, Bond.GOES),
            Whose("account", Part.LEADS, Bond.GOES),
        ),
        copy=(
            "room", "name", "leads", "state", "presence", "seen_at", "came_at", "microphone",
            "camera", "hand_raised_at", "muted", "door_at", "like_leader",
        ),
        kept_back={"id enrollment account device page visit": MACHINE},
        readers=(Read(Reader.GROUP, (ROOM,)), Read(Reader.LEADER, (ROOM,))),
        why=(
            "Somebody's place in the room of one session, with the name the others saw there. What"
            " they switched or raised is overwritten as it changes; the row stays when the session"
            " is over, and nobody can enter an ended room to read it."
        ),
    ),
    Held(
        "groups.RoomEvent",
        whose=(
            Whose("sender__enrollment__member", Part.WROTE, Bond.GOES),
            Whose("sender__account", Part.WROTE, Bond.GOES),
            Whose("data", Part.ABOUT, Bond.APART, KeptAs.INSIDE),
        ),
        copy=("kind", "data", "hidden", "at"),
        kept_back={"id room seq sender client_id": MACHINE},
        rules=(
            Rule("what was said in the chat, hidden lines too",
                 "as many days after the session as the clinic promises (30 unless it says others)",
                 "rooms.forget-chat"),
        ),
        readers=(Read(Reader.GROUP, (ROOM,)), Read(Reader.LEADER, (ROOM,))),
        why=(
            "What was written and done in a room, in order, sealed at rest. Only the chat is"
            " deleted after its days; who was let in, muted or moved stays. What others wrote is"
            " theirs and goes into no copy but their own."
        ),
    ),
)  # fmt: skip

hold(
    Held(
        "groups.ChatKept",
        whose=(Whose("set_by", Part.DID, Bond.HOLDS),),
        copy=("days", "set_at"),
        kept_back={"id set_by": MACHINE},
        readers=(Read(Reader.COORDINATOR, ("desk-promises",)),),
        why="For how long chat is kept, and which coordinator said so. The page shows the days.",
    )
)

hold(
    Held(
        "groups.AttendanceRule",
        whose=(Whose("set_by", Part.DID, Bond.HOLDS),),
        copy=("percent", "set_at"),
        kept_back={"id set_by": MACHINE},
        readers=(Read(Reader.COORDINATOR, ("desk-attendance",)),),
        why="How much of a session counts as being there, and which coordinator said so.",
    )
)

hold(
    Held(
        "groups.WaitingEntry",
        whose=(Whose("member", Part.ABOUT, Bond.HOLDS),),
        copy=(
            "cohort", "state", "joined_at", "goes_first", "offered_at", "told_at", "reminded_at",
            "ended_at", "paused_at", "why", "end_told_at",
        ),
        kept_back={"id member seat": MACHINE},
        readers=(
            Read(Reader.OWN, ("today",)),
            Read(
                Reader.COORDINATOR,
                (
                    "desk-cohort", "desk-entry", "desk-order", "desk-seat", "desk-seat-story",
                    "desk-waiting-people",
                ),
            ),
        ),
        why=(
            "That somebody waits, or waited, for a seat in a group, and what became of it. Leaders"
            " do not read it. Their own pages tell a band and no number; nothing deletes an entry."
        ),
    ),
    Held(
        "groups.OfferTime",
        whose=(Whose("set_by", Part.DID, Bond.HOLDS),),
        copy=("hours", "set_at"),
        kept_back={"id set_by": MACHINE},
        readers=(Read(Reader.COORDINATOR, ("desk-waiting",)),),
        why="For how long an offered seat is kept, and which coordinator said so.",
    ),
)  # fmt: skip

hold(
    Held(
        "groups.GateTime",
        whose=(Whose("set_by", Part.DID, Bond.HOLDS),),
        copy=("days", "set_at"),
        kept_back={"id set_by": MACHINE},
        readers=(Read(Reader.COORDINATOR, ("desk-gates",)),),
        why="How long before a module it closes to newcomers, and which coordinator said so.",
    )
)

hold(
    Held(
        "groups.DoNotPlace",
        whose=(
            Whose("first", Part.ABOUT, Bond.HOLDS),
            Whose("second", Part.ABOUT, Bond.HOLDS),
            Whose("recorded_by", Part.WROTE, Bond.HOLDS),
            Whose("ended_by", Part.DID, Bond.HOLDS),
        ),
        kept_back={
            "id": MACHINE,
            "first second reach reason recorded_by recorded_at ended_by ended_at": OTHERS,
        },
        readers=(
            Read(
                Reader.COORDINATOR,
                ("desk-apart", "desk-cohort", "desk-person"),
            ),
        ),
        why=(
            "That two people must not share a group, and why, sealed. It protects one of them from"
            " the other, so neither reads it and it goes into neither's copy, not even that it is"
            " there: a coordinator answers whoever asks. The list as a file has no reasons."
        ),
    ),
    Held(
        "groups.OfferTakenBack",
        whose=(
            Whose("entry__member", Part.ABOUT, Bond.HOLDS),
            Whose("by", Part.WROTE, Bond.HOLDS),
        ),
        copy=("stays", "at"),
        kept_back={"id entry": MACHINE, "by": OTHERS, "reason": OTHERS},
        readers=(Read(Reader.COORDINATOR, ("desk-cohort",)),),
        why=(
            "That a seat that was offered to somebody was taken back, and why, sealed: the reason"
            " may be about somebody else. Their letter says that it was, and not why."
        ),
    ),
    Held(
        "groups.OccasionResponse",
        whose=(
            Whose("enrollment__member", Part.ABOUT, Bond.GOES),
            Whose("response__member", Part.ABOUT, Bond.FORGETS),
        ),
        copy=("measure", "occasion", "response", "deleted_at"),
        kept_back={"id enrollment": MACHINE},
        readers=(Read(Reader.OWN, ("measures",)),),
        why=(
            "Which answers were given at the start, after a module or at the end of a course. Where"
            " the person deleted them it says when, and nothing of them: means that had counted"
            " them are shown no more, since the difference would tell them."
        ),
    ),
    Held(
        "groups.MeasureShare",
        whose=(Whose("enrollment__member", Part.ABOUT, Bond.GOES),),
        copy=("measure", "shared_at", "until"),
        kept_back={"id enrollment": MACHINE},
        rules=(Rule("the row", "when the person stops sharing"),),
        readers=(
            Read(Reader.OWN, ("measures", "measure")),
            Read(Reader.LEADER, ("lead-measures", "lead-member-measure")),
        ),
        why="That somebody shows the scores of a form to the leaders of a group, and until when.",
    ),
    Held(
        "groups.SafetyNote",
        whose=(
            Whose("enrollment__member", Part.ABOUT, Bond.GOES),
            Whose("response__member", Part.ABOUT, Bond.FORGETS),
        ),
        copy=("response", "noted_at"),
        kept_back={"id enrollment": MACHINE},
        readers=(
            Read(Reader.OWN, ("measure-safety",)),
            Read(Reader.LEADER, ("lead-measures",)),
        ),
        why=(
            "That somebody answered a question about their safety above zero, told to the leaders"
            " of their group as was announced before the first question. Which answer, is not told."
            " It stays where the person deletes the answers, as the page says before."
        ),
    ),
    Held(
        "groups.SafetyNoteSeen",
        whose=(
            Whose("account", Part.DID, Bond.HOLDS),
            Whose("note__enrollment__member", Part.ABOUT, Bond.GOES),
        ),
        copy=("note", "seen_at"),
        kept_back={"id account": OTHERS},
        readers=(Read(Reader.LEADER, ("lead-measures",)),),
        why="Which leader has seen a note about somebody’s safety, and when.",
    ),
    Held(
        "groups.DiaryShare",
        whose=(Whose("enrollment__member", Part.ABOUT, Bond.GOES),),
        copy=("enrollment", "field", "from_day", "ends_at", "shared_at"),
        kept_back={"id": MACHINE},
        rules=(Rule("the row", "when the person takes it back"),),
        readers=(Read(Reader.OWN, ("diary-sharing",)),),
        why=(
            "Which fields of their diary somebody shares with the leaders of their group, from"
            " which day and until when. Leaders see the fields and not this row; nobody is told"
            " what is not shared."
        ),
    ),
    Held(
        "groups.LessonRead",
        whose=(Whose("member", Part.ABOUT, Bond.GOES),),
        copy=("lesson", "on", "first_read_at"),
        kept_back={"id member": MACHINE},
        readers=(
            Read(Reader.OWN, ("lesson", "practice-map")),
            Read(Reader.LEADER, ("lead-practice", "lead-before")),
        ),
        why=(
            "That somebody read a lesson to its end, and when for the first time. Leaders read it"
            " on a map of skills as long as the person shares theirs."
        ),
    ),
    Held(
        "groups.UrgeSeen",
        whose=(
            Whose("card__member", Part.ABOUT, Bond.GOES),
            Whose("urge__member", Part.ABOUT, Bond.GOES),
            Whose("account", Part.DID, Bond.HOLDS),
        ),
        copy=("card", "urge", "seen_at"),
        kept_back={"id": MACHINE, "account": OTHERS},
        readers=(Read(Reader.LEADER, ("lead-diaries",)),),
        why="That a leader has seen a strong urge which somebody shared, for the other leaders.",
    ),
)  # fmt: skip

tells_of_nobody(
    "A group: its hour, place and seats. Its two addresses are the clinic's own senders.",
    "groups.Cohort",
    although=("organizer", "discreet_organizer"),
)
tells_of_nobody(
    "The dates of a group, and what moved them.",
    "groups.GroupSession", "groups.SessionMove", "groups.RulesChange",
)  # fmt: skip
tells_of_nobody("The room itself: its stage, slide and lock, and when it was led.", "groups.Room")
tells_of_nobody("That a room has changed, not what.", "groups.RoomChange")
tells_of_nobody("What a group is taught when.", "groups.CohortWeek", "groups.CohortLesson")
